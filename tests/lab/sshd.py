# SPDX-License-Identifier: Apache-2.0
"""A gateway that is reached over OpenSSH: sshd in its namespace, `postern` as the operators' login shell."""
import os
import subprocess

import house
import net

ADDRESS = "192.0.2.1"
CLIENT = "192.0.2.2"
# The operator "admin" is a local user of the gateway as well, by the same password; "guest" is not.
PASSWORD, ENABLE = "Wonder?Land|9", "Through#Glass7"
USERS = {"admin": (PASSWORD, True), "guest": ("Cheshire-cat1", True)}
CONFIG = f"""hostname gw1
enable password {ENABLE}
username admin password {PASSWORD} privilege 15
aaa authentication ssh console LOCAL
interface GigabitEthernet0/0
 nameif outside
 ip address {ADDRESS} 255.255.255.0
"""
SSHD = """Port 22
ListenAddress {address}
HostKey {base}/host_key
PidFile none
AuthorizedKeysFile {base}/keys/%u
StrictModes no
UsePAM no
PasswordAuthentication yes
PermitRootLogin no
Subsystem sftp /usr/lib/openssh/sftp-server
"""


def ready(lab):
    """The gateway "gw" and the machine "op" of the operators, a cable between them."""
    lab.add("gw", "op")
    lab.link("gw", "eth0", "op", "eth0")
    lab.ip("op", "addr", "add", f"{CLIENT}/24", "dev", "eth0")


class Server(house.House):
    def __init__(self, lab, build):
        super().__init__(lab, "gw", build, USERS)
        self.key = os.path.join(self.base, "id")
        self.known = os.path.join(self.base, "known_hosts")

    def start(self, startup=CONFIG, options=()):
        super().start(startup=startup, options=options)
        for path in (os.path.join(self.base, "host_key"), self.key):
            net.sh("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path)
        os.makedirs(os.path.join(self.base, "keys"))
        for user in USERS:
            os.symlink(self.key + ".pub", os.path.join(self.base, "keys", user))
        with open(os.path.join(self.base, "host_key.pub"), encoding="utf-8") as f, open(self.known, "w", encoding="utf-8") as to:
            to.write(f"{ADDRESS} {f.read()}")
        config = os.path.join(self.base, "sshd_config")
        with open(config, "w", encoding="utf-8") as f:
            f.write(SSHD.format(address=ADDRESS, base=self.base))
        self.sshd = self.lab.spawn(self.name, "sh", house.SCRIPT, self.base, "/usr/sbin/sshd", "-D", "-e", "-f", config,
                                   log="sshd.log")
        if not net.until(lambda: self.ssh("admin", "show clock").returncode == 0, 10):
            raise net.LabError(f"sshd lets nobody in:\n{self.sshd.output()[-2000:]}{self.process.output()[-1000:]}")
        return self

    def operator(self, *argv):
        """`argv` on the operators' machine."""
        return ("ip", "netns", "exec", self.lab.full("op")) + argv

    def ssh_argv(self, user, *args):
        return self.operator("ssh", "-F", "none", "-i", self.key, "-o", f"UserKnownHostsFile={self.known}", "-o", "BatchMode=yes",
                             "-o", "LogLevel=ERROR", *args[:-1], f"{user}@{ADDRESS}", args[-1])

    def ssh(self, user, command, **kw):
        """`ssh USER@GATEWAY COMMAND`."""
        kw.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run(self.ssh_argv(user, command), capture_output=True, text=True, timeout=30, **kw)

    def client(self, *argv, timeout=200, **kw):
        """A program on the operators' machine, as a user with a home of his own there."""
        home = os.path.join(self.base, "client")
        os.makedirs(home, exist_ok=True)
        return subprocess.run(self.operator(*argv), capture_output=True, text=True, timeout=timeout, cwd=home,
                              stdin=subprocess.DEVNULL, env=dict(os.environ, HOME=home, LC_ALL="C.UTF-8"), **kw)

    def output(self):
        return f"sshd: {self.sshd.output()[-1500:]}\nposternd: {self.process.output()[-1500:]}"

