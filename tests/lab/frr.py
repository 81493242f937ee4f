# SPDX-License-Identifier: Apache-2.0
"""FRR's zebra and bgpd in a namespace, private to the lab: own configuration, sockets and pid files."""
import json
import os
import shutil

import net

DAEMONS = "/usr/lib/frr"


class Frr:
    def __init__(self, lab, name, bgp, bfd=None):
        """`bgp` is bgpd's configuration text, `bfd` bfdd's: None, and it does not run."""
        self.lab, self.name, self.bgp, self.bfd_text = lab, name, bgp, bfd
        self.dir = os.path.join(lab.dir, f"{name}-frr")
        self.processes = []

    def start(self):
        os.makedirs(self.dir, exist_ok=True)
        self.write("zebra.conf", "hostname lab\n")
        self.write("bgpd.conf", self.bgp)
        if self.bfd_text is not None:
            self.write("bfdd.conf", self.bfd_text)
        for path in (self.dir, *(os.path.join(self.dir, f) for f in os.listdir(self.dir))):
            shutil.chown(path, "frr", "frr")
        for daemon in ("zebra", "bgpd") if self.bfd_text is None else ("zebra", "bfdd", "bgpd"):
            self.processes.append(self.lab.spawn(
                self.name, os.path.join(DAEMONS, daemon), "-f", f"{self.dir}/{daemon}.conf", "-z", f"{self.dir}/zserv",
                "-i", f"{self.dir}/{daemon}.pid", "--vty_socket", self.dir, "-A", "127.0.0.1", "-P", "0",
                "--log", f"file:{self.dir}/{daemon}.log", log=f"{self.name}-{daemon}.log"))
            if not net.until(lambda d=daemon: os.path.exists(f"{self.dir}/{d}.vty"), 10):
                raise net.LabError(f"{daemon} in {self.name}: {self.processes[-1].output()[-1000:]}")
        return self

    def write(self, name, text):
        with open(os.path.join(self.dir, name), "w", encoding="utf-8") as f:
            f.write(text)

    def vtysh(self, *commands):
        argv = [word for c in commands for word in ("-c", c)]
        return net.sh("vtysh", "--vty_socket", self.dir, *argv)

    def bfd(self, *lines):
        """Lines for bfdd."""
        return self.vtysh("configure terminal", *lines)

    def json(self, command):
        return json.loads(self.vtysh(command + " json"))

    def established(self):
        peers = self.json("show bgp ipv4 unicast summary").get("peers", {})
        return sum(p.get("state") == "Established" for p in peers.values())

    def stop(self):
        for process in reversed(self.processes):
            process.stop()
