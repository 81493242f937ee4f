# SPDX-License-Identifier: Apache-2.0
"""The cloud side as Postern: transit router Hangzhou with three connections, maximum-paths 3."""
import net
import postern
import scenario


class Cloud:
    name = "postern"

    def __init__(self, lab, build):
        self.hash_fixed = False
        self.lab, self.router = lab, postern.Gateway(lab, "hangzhou", build)

    def start(self):
        for i, s in enumerate(scenario.SITES):
            self.lab.link("hangzhou", f"eth{i}", "inet", f"conn{s.number}")
            self.lab.ip("inet", "addr", "add", f"192.0.2.{180 + i}/32", "dev", f"conn{s.number}")
            self.lab.ip("inet", "route", "add", f"{s.cloud}/32", "dev", f"conn{s.number}")
        self.router.start(startup=scenario.read_fixture("cloud.cfg"))
        if not net.until(self.hashes_ports, 10):
            raise net.LabError("Postern has not set the layer-4 hash for equal routes")
        self.hash_fixed = scenario.fix_hash(self.lab, "hangzhou")

    def hashes_ports(self):
        return self.lab.run("hangzhou", "sysctl", "-n", "net.ipv4.fib_multipath_hash_policy").strip() == "1"

    def established(self):
        return self.router.bgp_established()

    def settled(self):
        return self.router.settled()

    def routes(self):
        return self.lab.ip("hangzhou", "route", "show", "192.168.0.0/24")

    def evidence(self):
        return [("show bgp", self.router.show("show bgp")), ("show route bgp", self.router.show("show route bgp"))]
