# SPDX-License-Identifier: Apache-2.0
"""Network namespaces, the links between them and the processes in them, all removed again at the end.

Everything a lab makes carries the lab's prefix. A process is ended only if the lab started it: it is a child of
ours, or it lives in a namespace that bears our prefix.
"""
import os
import signal
import subprocess
import time

PATIENCE = 4  # how much slower a machine with other work may be


class LabError(Exception):
    """The lab itself could not be raised: not a finding about the product."""


def sh(*argv, check=True, timeout=30, **kw):
    """Runs a command and returns what it printed; its standard error is the text of a LabError."""
    done = subprocess.run(argv, capture_output=True, text=True, timeout=timeout, **kw)
    if check and done.returncode != 0:
        raise LabError(f"{' '.join(argv)}: {done.stderr.strip() or done.stdout.strip() or done.returncode}")
    return done.stdout


class Process:
    """A program in a namespace, its output in a log file."""

    def __init__(self, popen, log, name):
        self.popen, self.log, self.name = popen, log, name

    @property
    def pid(self):
        return self.popen.pid

    def alive(self):
        return self.popen.poll() is None

    def stop(self, grace=5.0):
        """SIGTERM, then SIGKILL after `grace` seconds; the seconds it took."""
        start = time.monotonic()
        if self.alive():
            self.popen.terminate()
            try:
                self.popen.wait(grace)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
        return time.monotonic() - start

    def output(self):
        with open(self.log, encoding="utf-8", errors="replace") as f:
            return f.read()


class Net:
    """The namespaces of one lab. Use as a context manager: leaving it removes everything."""

    def __init__(self, prefix, directory):
        self.prefix, self.dir = prefix, directory
        self.names, self.processes = [], []
        os.makedirs(directory, exist_ok=True)

    def __enter__(self):
        remove(self.prefix)
        return self

    def __exit__(self, *exc):
        self.close()

    def full(self, name):
        return f"{self.prefix}-{name}"

    def add(self, *names):
        for name in names:
            sh("ip", "netns", "add", self.full(name))
            self.names.append(name)
            self.ip(name, "link", "set", "lo", "up")
            self.sysctl(name, "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0")

    def ip(self, name, *args, check=True):
        return sh("ip", "-n", self.full(name), *args, check=check)

    def run(self, name, *argv, **kw):
        return sh("ip", "netns", "exec", self.full(name), *argv, **kw)

    def sysctl(self, name, *settings, optional=False):
        self.run(name, "sysctl", "-qw", *settings, check=not optional)

    def link(self, a, a_dev, b, b_dev):
        """A cable: device `a_dev` in namespace `a` and `b_dev` in `b`, both up."""
        self.ip(a, "link", "add", a_dev, "type", "veth", "peer", "name", b_dev, "netns", self.full(b))
        self.ip(a, "link", "set", a_dev, "up")
        self.ip(b, "link", "set", b_dev, "up")

    def bridge(self, name, dev, *ports):
        """An address of its own: otherwise it is that of a port, and changes when that port is cut off."""
        address = "02:" + os.urandom(5).hex(":")
        self.ip(name, "link", "add", dev, "address", address, "type", "bridge", "forward_delay", "0")
        self.ip(name, "link", "set", dev, "up")
        for port in ports:
            self.ip(name, "link", "set", port, "master", dev)

    def router(self, name):
        """Plain forwarding, reverse path filter off, layer-4 hash for equal routes."""
        self.sysctl(name, "net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0",
                    "net.ipv4.conf.default.rp_filter=0", "net.ipv4.fib_multipath_hash_policy=1")

    def spawn(self, name, *argv, log, env=None, stdin=subprocess.DEVNULL):
        path = os.path.join(self.dir, log)
        with open(path, "ab") as out:
            popen = subprocess.Popen(("ip", "netns", "exec", self.full(name)) + argv, stdin=stdin, stdout=out,
                                     stderr=out, env=dict(os.environ, **(env or {})), start_new_session=True)
        process = Process(popen, path, argv[0])
        self.processes.append(process)
        return process

    def close(self):
        for process in reversed(self.processes):
            process.stop(grace=6.0)
        self.processes = []
        remove(self.prefix)
        self.names = []


def pids_in(namespace):
    done = subprocess.run(("ip", "netns", "pids", namespace), capture_output=True, text=True)
    return [int(p) for p in done.stdout.split()]


def remove(prefix):
    """Takes down every namespace of this prefix, with what runs in it: also what a crashed lab has left."""
    listed = subprocess.run(("ip", "netns", "list"), capture_output=True, text=True).stdout
    names = [line.split()[0] for line in listed.splitlines() if line.startswith(prefix + "-")]
    for signo, patience in ((signal.SIGTERM, 6.0), (signal.SIGKILL, 2.0)):
        left = [p for n in names for p in pids_in(n)]
        for pid in left:
            try:
                os.kill(pid, signo)
            except ProcessLookupError:
                pass
        deadline = time.monotonic() + patience
        while left and time.monotonic() < deadline:
            left = [p for n in names for p in pids_in(n)]
            time.sleep(0.05)
    for name in names:
        subprocess.run(("ip", "netns", "del", name), capture_output=True)
    return names


def steady(condition, times):
    """For until(): true when `condition` has held so many times on end."""
    held = 0

    def look():
        nonlocal held
        held = held + 1 if condition() else 0
        return held >= times
    return look


def until(condition, timeout, interval=0.05, *, exact=False):
    """Polls `condition` until it gives something true; the value, or None when that takes too long: four times
    `timeout` seconds, since a machine with other work is slow, or just that if `exact`."""
    deadline = time.monotonic() + timeout * (1 if exact else PATIENCE)
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            return None
        time.sleep(interval)
