# SPDX-License-Identifier: Apache-2.0
"""The cloud side as Postern: transit router Hangzhou with three connections, maximum-paths 3."""
import net
import postern
import scenario


class Cloud:
    name = "postern"

    def __init__(self, lab, build):
        self.lab, self.router = lab, postern.Gateway(lab, "hangzhou", build)

    def start(self):
        for i, s in enumerate(scenario.SITES):
            self.lab.link("hangzhou", f"eth{i}", "inet", f"conn{s.number}")
            self.lab.ip("inet", "addr", "add", f"192.0.2.{180 + i}/32", "dev", f"conn{s.number}")
            self.lab.ip("inet", "route", "add", f"{s.cloud}/32", "dev", f"conn{s.number}")
        self.lab.sysctl("hangzhou", scenario.HASH_SEED, optional=True)
        self.router.start(startup=scenario.read_fixture("cloud.cfg"))

    def established(self):
        return self.router.bgp_established()

    def routes(self):
        return self.lab.ip("hangzhou", "route", "show", "192.168.0.0/24")

    def evidence(self):
        return [("show bgp", self.router.show("show bgp")), ("show route bgp", self.router.show("show route bgp"))]
