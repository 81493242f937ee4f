# SPDX-License-Identifier: Apache-2.0
"""A machine with Postern installed: systemd is process 1, in namespaces of its own.

Its /usr is the host's, read-only, its /usr/local what `meson install` puts there, its /etc holds next to nothing. Of
systemd's own units only the journal's start, since many others set up hardware or the kernel.
"""
import os
import signal
import subprocess
import uuid

import net
import postern

INIT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "machine.sh")
UNITS = "/usr/lib/systemd/system"
WANTED = ("systemd-journald.service", "systemd-journald.socket", "systemd-journald-dev-log.socket")
SEARCH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"


class Machine:
    def __init__(self, lab, name, build):
        self.lab, self.name = lab, name
        self.root = os.path.join(lab.dir, "root")
        self.group = lab.full(name)
        self.pid = None
        prefix = net.sh("meson", "introspect", build, "--buildoptions")
        if '"name": "prefix", "value": "/usr/local"' not in prefix:
            raise net.LabError(f"{build} was configured with another prefix than /usr/local")
        furnish(self.root)
        net.sh("meson", "install", "-C", build, "--no-rebuild", "--quiet", "--destdir", os.path.join(self.root, "installed"))
        os.symlink("/installed/etc/iproute2", os.path.join(self.root, "etc/iproute2"))

    def boot(self):
        """Returns when systemd takes orders."""
        self.process = self.lab.spawn(self.name, "unshare", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child",
                                      "sh", INIT, self.root, self.group, log="machine.log")
        if not net.until(self.booted, 30):
            raise net.LabError(f"systemd did not come up: {self.process.output()}{self.call('systemctl', 'list-jobs').stdout}")
        return self

    def booted(self):
        if not self.process.alive():
            raise net.LabError(f"the machine ended: {self.process.output()}")
        path = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(path, encoding="ascii") as f:
            children = f.read().split()
        self.pid = children[0] if children else None
        return self.pid and self.call("systemctl", "is-active", "basic.target").returncode == 0

    def argv(self, *args):
        return ("nsenter", "-t", self.pid, "-m", "-u", "-i", "-n", "-p", "-C", "-r", "-w", "env", "-i", "TERM=dumb",
                "PATH=" + SEARCH) + args

    def call(self, *args, timeout=30):
        return subprocess.run(self.argv(*args), capture_output=True, text=True, timeout=timeout,
                              stdin=subprocess.DEVNULL)

    def run(self, *args):
        done = self.call(*args)
        if done.returncode != 0:
            raise net.LabError(f"{' '.join(args)}: {done.stdout}{done.stderr}")
        return done.stdout

    def property(self, name):
        """Of postern.service."""
        return self.run("systemctl", "show", "--property", name, "--value", "postern").strip()

    def close(self):
        if self.pid:
            os.kill(int(self.pid), signal.SIGKILL)      # and with it everything in its namespace
            self.process.popen.wait()
        net.sh("unshare", "--mount", "sh", "-c", 'mount -t cgroup2 cgroup2 /mnt && [ ! -d "/mnt/$1" ] || '
               'find "/mnt/$1" -depth -type d -exec rmdir {} +', "sh", self.group)


class Installed(postern.Gateway):
    """The Postern that the machine's systemd runs, reached by the installed shell."""

    def __init__(self, machine):
        super().__init__(machine.lab, machine.name, "")
        self.machine = machine

    def argv(self, *args):
        return self.machine.argv("postern", *args)


def furnish(root):
    for directory in ("usr", "etc/systemd/system", "var/log", "var/lib", "run", "tmp", "proc", "sys", "dev", "root", "host"):
        os.makedirs(os.path.join(root, directory))
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        if os.path.islink("/" + name):
            os.symlink(os.readlink("/" + name), os.path.join(root, name))
    for name, text in (("passwd", "root:x:0:0:root:/root:/bin/sh\n"), ("group", "root:x:0:\n"),
                       ("machine-id", uuid.uuid4().hex + "\n"), ("hostname", "machine\n"),
                       ("nsswitch.conf", "passwd: files\ngroup: files\n")):
        with open(os.path.join(root, "etc", name), "w", encoding="ascii") as f:
            f.write(text)
    for unit in started_by_targets() - set(WANTED):
        os.symlink("/dev/null", os.path.join(root, "etc/systemd/system", unit))


def started_by_targets():
    """The units that the distribution's targets pull in at boot."""
    wanted = set()
    for directory in os.listdir(UNITS):
        if directory.endswith((".target.wants", ".target.requires")):
            wanted.update(os.listdir(os.path.join(UNITS, directory)))
    return {u for u in wanted if not u.endswith((".target", ".slice"))}
