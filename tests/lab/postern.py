# SPDX-License-Identifier: Apache-2.0
"""One instance of Postern in a namespace: posternd with its daemons, and the shell towards it."""
import json
import os
import pty
import re
import select
import subprocess
import time

import net

BRACKETED_PASTE_ON = b"\x1b[?2004h"


class Gateway:
    """posternd in namespace `name` of lab `lab`, with run, state and configuration directory of its own."""

    def __init__(self, lab, name, build):
        self.lab, self.name, self.build = lab, name, build
        self.base = os.path.join(lab.dir, name)
        self.rundir = os.path.join(self.base, "run")
        self.startup = os.path.join(self.base, "startup-config")
        self.shell = os.path.join(build, "shell/postern")
        self.process = None

    def start(self, startup=None, options=()):
        """Starts posternd; `startup` is the text of its startup configuration."""
        os.makedirs(self.base, exist_ok=True)
        if startup is not None:
            with open(self.startup, "w", encoding="utf-8") as f:
                f.write(startup)
            os.chmod(self.startup, 0o600)
        self.launch(*options)
        if not net.until(self.ready, 10):
            raise net.LabError(f"posternd in {self.name} did not come up:\n{self.process.output()[-2000:]}")
        return self

    def launch(self, *options):
        self.process = self.lab.spawn(
            self.name, os.path.join(self.build, "daemons/mgmtd/posternd"), "--foreground", "--rundir", self.rundir,
            "--config", self.startup, "--statedir", os.path.join(self.base, "state"), *options,
            log=f"{self.name}.log")

    def process_pid(self):
        """posternd itself: `ip netns exec` has become it."""
        return self.process.pid

    def restart_supervisor(self):
        """After a kill -9 of posternd: a new one, as a service manager would start it."""
        self.process.popen.wait()
        self.launch()

    def ready(self):
        if not self.process.alive():
            raise net.LabError(f"posternd in {self.name} ended:\n{self.process.output()[-2000:]}")
        return os.path.exists(os.path.join(self.rundir, "control.sock")) and self.call("show clock").returncode == 0

    def argv(self, *args):
        return ("ip", "netns", "exec", self.lab.full(self.name), self.shell, "--rundir", self.rundir) + args

    def call(self, *commands, timeout=20):
        """`postern -c …`; the finished process with its text."""
        args = [word for command in commands for word in ("-c", command)]
        return subprocess.run(self.argv(*args), capture_output=True, text=True, timeout=timeout,
                              stdin=subprocess.DEVNULL)

    def show(self, command):
        done = self.call(command)
        if done.returncode != 0:
            raise net.LabError(f"{self.name}: {command}: {done.stdout}{done.stderr}")
        return done.stdout

    def records(self, command):
        """The records behind a show command."""
        return json.loads(self.show(command + " | json"))

    def bgp_established(self):
        """Sessions that are up; none while bgpd is just being started."""
        done = self.call("show bgp summary | json")
        return sum(r.get("state") == "Established" for r in json.loads(done.stdout)) if done.returncode == 0 else 0

    def prefixes(self):
        """Prefixes learned from all neighbors."""
        return sum(r.get("prefixes", 0) for r in self.records("show bgp summary"))

    def tunnels_up(self):
        """Tunnels with an SA in each direction."""
        return sum(bool(r.get("inbound") and r.get("outbound")) for r in self.records("show crypto ipsec sa"))

    def settled(self):
        """Each tunnel has one IKE SA and one SA in each direction: none that is about to go or about to come."""
        ike = [r for r in self.records("show crypto ikev2 sa") if r["type"] == "ike_sa"]
        esp = [r for r in self.records("show crypto ipsec sa") if r["type"] == "ipsec_sa"]
        return (len(ike) == len(esp) and all(r["state"] == "ready" for r in ike) and
                all(len(r["inbound"]) == len(r["outbound"]) == 1 for r in esp))

    def tunnel_bytes(self):
        """(bytes into the tunnels, bytes out of them) since their SAs were made."""
        sas = [r for r in self.records("show crypto ipsec sa") if r["type"] == "ipsec_sa"]
        return sum(r["bytes_out"] for r in sas), sum(r["bytes_in"] for r in sas)

    def load(self, path):
        """`postern -f FILE`."""
        return subprocess.run(self.argv("-f", path), capture_output=True, text=True, timeout=30)

    def paste(self, text, **kw):
        """Pastes at a terminal: (what the screen showed, when the last byte was written)."""
        with Terminal(self, **kw) as terminal:
            terminal.prompt()
            terminal.paste(text)
            written = time.monotonic()
            terminal.type("end\r")
            terminal.prompt(rb"# $", quiet=0.02)
            return terminal.seen.decode("utf-8", "replace"), written

    def daemon_pid(self, daemon):
        for record in self.records("show processes"):
            if record.get("name") == daemon:
                return record["pid"]
        raise net.LabError(f"{self.name}: no process {daemon}")

    def stop(self):
        return self.process.stop(grace=8.0)


class Terminal:
    """An operator at a terminal: the interactive shell on a pseudo-terminal."""

    def __init__(self, gateway, term="xterm"):
        self.gateway, self.term = gateway, term
        self.seen = b""
        self.pid = self.fd = None

    def __enter__(self):
        argv = self.gateway.argv()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM=self.term, LANG="C.UTF-8", HOME=self.gateway.base)
            os.execvp(argv[0], argv)
        return self

    def __exit__(self, *exc):
        os.close(self.fd)
        os.waitpid(self.pid, 0)

    def read(self, timeout):
        ready, _, _ = select.select([self.fd], [], [], timeout)
        if not ready:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.seen += data
        return bool(data)

    def prompt(self, pattern=rb"[>#] $", timeout=20, quiet=0.2):
        """Waits until the screen ends in a prompt and stays so for a moment."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if not self.read(quiet) and re.search(pattern, plain(self.seen)):
                return
        raise net.LabError(f"no prompt; the terminal shows: {plain(self.seen)[-600:]!r}")

    def type(self, text):
        """Writes all of it, reading meanwhile, as a terminal does."""
        data = text.encode()
        while data:
            _, writable, _ = select.select([], [self.fd], [], 5)
            if not writable:
                raise net.LabError("the shell takes no input")
            data = data[os.write(self.fd, data[:512]):]
            while self.read(0):
                pass

    def paste(self, text):
        """As a terminal emulator pastes: between brackets if the program has asked for them, CR for LF."""
        bracketed = BRACKETED_PASTE_ON in self.seen
        text = text.replace("\n", "\r")
        self.type("\x1b[200~" + text + "\x1b[201~\r" if bracketed else text)


def plain(seen):
    """What is left of terminal output without its escape sequences."""
    return re.sub(rb"\x1b(\[[0-9;?]*[A-Za-z]|[=>])", b"", seen)
