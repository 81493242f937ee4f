# SPDX-License-Identifier: Apache-2.0
"""BIRD in a namespace, private to the lab: own configuration, control socket and pid file."""
import os

import net


class Bird:
    def __init__(self, lab, name, config):
        self.lab, self.name, self.config = lab, name, config
        self.dir = os.path.join(lab.dir, f"{name}-bird")
        self.socket = os.path.join(self.dir, "bird.ctl")
        self.process = None

    def start(self):
        os.makedirs(self.dir, exist_ok=True)
        path = os.path.join(self.dir, "bird.conf")
        with open(path, "w", encoding="utf-8") as f:
            f.write(self.config)
        self.process = self.lab.spawn(self.name, "/usr/sbin/bird", "-f", "-c", path, "-s", self.socket,
                                      "-P", f"{self.dir}/bird.pid", log=f"{self.name}-bird.log")
        if not net.until(lambda: os.path.exists(self.socket), 10):
            raise net.LabError(f"bird in {self.name}: {self.process.output()[-1000:]}")
        return self

    def birdc(self, *words):
        return net.sh("birdc", "-s", self.socket, *words, check=False)

    def established(self):
        return self.birdc("show", "protocols").count("Established")

    def routes(self):
        """Prefixes in all tables of BIRD."""
        return [line.split()[0] for line in self.birdc("show", "route").splitlines()
                if line[:1].isdigit() and "/" in line.split()[0]]

    def kill(self):
        self.process.popen.kill()
        self.process.popen.wait()
        os.unlink(self.socket)

    def stop(self):
        self.process.stop()
