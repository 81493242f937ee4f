#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The model scenario on real processes, with evidence. Called by tests/demo, which has installed and built.

    demo.py BUILD [--cloud postern|strongswan+frr] [--down]

Each check prints what was measured in this run; the exit status is 0 only if all of them held. With a terminal the
scenario stays up afterwards with the shell of gateway 1 open.
"""
import argparse
import concurrent.futures
import contextlib
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time

import cloud_postern
import cloud_strongswan
import net
import postern
import scenario

PREFIX = "postern-demo"
DIRECTORY = "/run/postern-demo"
CLOUDS = {"postern": cloud_postern.Cloud, "strongswan+frr": cloud_strongswan.Cloud}
UP_GOAL = {"postern": 3.0, "strongswan+frr": 15.0}
FLOWS_TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "flows.py")
SHARE, TOLERANCE = 100 / 3, 8


class Report:
    """Prints findings as they are made and remembers whether all were good."""

    def __init__(self):
        self.failed = []
        self.start = time.monotonic()

    def head(self, text):
        print(f"\n=== {text} [{time.monotonic() - self.start:.1f} s]", flush=True)

    def check(self, good, text):
        print(f"{'ok  ' if good else 'FAIL'} {text}", flush=True)
        if not good:
            self.failed.append(text)

    def block(self, title, text):
        print(f"\n--- {title}\n{text.rstrip()}", flush=True)


class Demo:
    def __init__(self, lab, build, cloud, report):
        self.lab, self.report = lab, report
        self.gateways = [postern.Gateway(lab, s.name, build) for s in scenario.SITES]
        self.cloud = CLOUDS[cloud](lab, build)
        self.tracking = None

    def client(self, client, command, *args):
        """A running flows.py client in a data centre network, towards ecs1."""
        return subprocess.Popen(
            ("ip", "netns", "exec", self.lab.full(client), sys.executable, FLOWS_TOOL, command,
             scenario.CLIENTS[client], scenario.HOSTS["ecs1"], *args), stdout=subprocess.PIPE, text=True,
            start_new_session=True)     # Ctrl-C is for us alone

    def raise_all(self):
        self.report.head("raising the scenario")
        scenario.raise_networks(self.lab)
        self.cloud.start()
        for gateway in self.gateways:
            gateway.start()
        server = self.lab.spawn("ecs1", sys.executable, FLOWS_TOOL, "serve", "10.0.0.10", log="ecs1.log")
        if not net.until(lambda: "ready" in server.output(), 10):
            raise net.LabError("the echo server did not start")

    def configure(self):
        """Pastes what the guide prints: gateway 1 at a terminal, the others from a file."""
        self.report.head("pasting the configurations as the guide prints them")
        text = scenario.read_fixture("gateway1-annotated.txt")
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            others = [pool.submit(self.load, g) for g in self.gateways[1:]]
            screen, pasted = self.gateways[0].paste(text)
            for gateway, done in zip(self.gateways[1:], others):
                result, loaded = done.result()
                pasted = max(pasted, loaded)
                self.report.check(result.returncode == 0, f"{gateway.name}: postern -f accepted the annotated text"
                                  + (f": {result.stdout}{result.stderr}" if result.returncode else ""))
        refused = re.findall(r"ERROR.*", screen)
        self.report.check(not refused, f"gw1: the terminal accepted the annotated text {refused or ''}")
        return pasted

    def all_up(self):
        return (all(g.tunnels_up() == 1 and g.bgp_established() == 1 for g in self.gateways)
                and self.cloud.established() == 3)

    @staticmethod
    def load(gateway):
        """`postern -f` of what the guide prints for this gateway: (the finished process, when)."""
        path = os.path.join(scenario.fixtures(), f"gateway{gateway.name[2]}-annotated.txt")
        return gateway.load(path), time.monotonic()

    def converge(self, pasted):
        up = net.until(self.all_up, 60, interval=0.02)
        seconds = time.monotonic() - pasted
        goal = UP_GOAL[self.cloud.name]
        self.report.check(bool(up) and seconds <= goal, f"three tunnels and three BGP sessions up {seconds:.2f} s after "
                          f"the end of the paste (goal {goal:.0f} s)")
        if not up:
            self.explain()
        good = net.until(self.routed, 20, interval=0.02)
        self.report.check(bool(good), "every gateway has the VPC's route (R41), and the transit router an ECMP group of "
                          f"three (R38, R40), {time.monotonic() - pasted:.2f} s after the paste")

    def routed(self):
        return self.three_way() and all(g.prefixes() for g in self.gateways)

    def three_way(self):
        text = self.cloud.routes()
        group = re.search(r"nhid (\d+)", text)
        if group and text.count("nexthop") < 3:
            text = self.lab.ip("hangzhou", "nexthop", "show", "id", group.group(1))
            return len(re.search(r"group (\S+)", text).group(1).split("/")) == 3 if "group" in text else False
        return text.count("nexthop") >= 3

    def explain(self):
        for gateway in self.gateways:
            for command in ("show crypto ikev2 sa detail", "show bgp summary", "show interface ip brief", "show route"):
                self.report.block(f"{gateway.name}: {command}", gateway.call(command).stdout)
            self.report.block(f"{gateway.name}: log", gateway.process.output()[-3000:])

    def show(self):
        self.report.head("gateway 1")
        for command in ("show crypto ikev2 sa", "show crypto ipsec sa", "show bgp summary", "show bgp", "show route"):
            self.report.block("gw1# " + command, self.gateways[0].show(command))
        for title, text in self.cloud.evidence():
            self.report.block("cloud: " + title, text)
        self.agreed()

    def agreed(self):
        """What the guide prescribes is what was negotiated (R14, R26, R27, R28)."""
        for gateway in self.gateways:
            ike = [(r["encr"], r["key_bits"], r["integ"], r["prf"], r["dh_group"], r["lifetime_seconds"])
                   for r in gateway.records("show crypto ikev2 sa") if r["type"] == "ike_sa"]
            esp = [(sa["encr"], sa["key_bits"], sa["integ"], sa["lifetime_seconds"], sa.get("lifetime_kilobytes"))
                   for r in gateway.records("show crypto ipsec sa") for sa in r.get("outbound", [])]
            good = (ike and set(ike) == {("AES-CBC", 128, "SHA1", "SHA1", 14, 86400)}
                    and esp and set(esp) == {("AES-CBC", 128, "SHA1", 86400, None)})
            self.report.check(bool(good), f"{gateway.name}: IKE and ESP with AES-128, SHA-1, group 14, 86400 s and no volume "
                              "limit, as the guide has it" + ("" if good else f": {ike} {esp}"))

    def pings(self):
        self.report.head("R51: a VPC host pings a client in each data centre network")
        for host in scenario.HOSTS:
            for client, address in scenario.CLIENTS.items():
                done = subprocess.run(("ip", "netns", "exec", self.lab.full(host), "ping", "-c3", "-i0.2", "-W1", address),
                                      capture_output=True, text=True)
                times = re.findall(r"time=([0-9.]+)", done.stdout)
                self.report.check(len(times) == 3, f"{host} -> {client} {address}: {len(times)}/3 replies, "
                                  f"{', '.join(times)} ms")

    def balance(self):
        self.report.head("R52, R53: 300 flows from three clients to a VPC host and back")
        carried = self.exchanges(20000)
        if not self.cloud.hash_fixed and not all(self.even(c) for c in carried):
            # a random seed: 300 flows stray by more than 8 % of the whole about once in fifty runs, so judge 600
            print("uneven: a second round of 300 flows on other ports, judged together with the first", flush=True)
            carried = [[a + b for a, b in zip(*both)] for both in zip(carried, self.exchanges(24000))]
        for direction, amounts in zip(("data centre -> VPC", "VPC -> data centre"), carried):
            self.shares(direction, amounts)

    def exchanges(self, first_port):
        """300 exchanges; the bytes of each gateway, (into the tunnels, out of them)."""
        before = [g.tunnel_bytes() for g in self.gateways]
        clients = [self.client(c, "exchange", "--count", "100", "--first-port", str(first_port + 1000 * i))
                   for i, c in enumerate(scenario.CLIENTS)]
        results = [json.loads(c.communicate(timeout=90)[0] or "{}") for c in clients]
        complete = sum(r.get("complete", 0) for r in results)
        self.report.check(complete == 300, f"{complete} of 300 exchanges of 2 x 20000 bytes complete"
                          + "".join(str(r["errors"]) for r in results if r.get("errors")))
        after = [g.tunnel_bytes() for g in self.gateways]
        return [[a[i] - b[i] for a, b in zip(after, before)] for i in (0, 1)]

    @staticmethod
    def even(carried):
        total = sum(carried) or 1
        return all(abs(100 * c / total - SHARE) <= TOLERANCE for c in carried)

    def shares(self, direction, carried):
        total = sum(carried) or 1
        for gateway, amount in zip(self.gateways, carried):
            share = 100 * amount / total
            self.report.check(abs(share - SHARE) <= TOLERANCE,
                              f"{direction}: {gateway.name} {amount} bytes, {share:.1f} %")

    def lose_gateway(self):
        """Cuts gateway 2 off and brings it back, with flows running all the time."""
        self.report.head("gateway 2 cut off without notice")
        site, seconds, cut_at = scenario.SITES[1], 14, 2.0
        clients = [self.client(c, "watch", "--count", "20", "--first-port", str(30000 + 1000 * i), "--interval", "0.05",
                               "--seconds", str(seconds)) for i, c in enumerate(scenario.CLIENTS)]
        time.sleep(cut_at)
        scenario.cut(self.lab, site)
        flows = [f for c in clients for f in json.loads(c.communicate(timeout=seconds + 30)[0])]
        self.gaps(flows, seconds)
        before = [g.tunnel_bytes() for g in self.gateways]
        self.crowd("after the loss", 40000)
        carried = [sum(g.tunnel_bytes()) - sum(b) for g, b in zip(self.gateways, before)]
        self.report.check(min(carried[0], carried[2]) > 0 and carried[1] < sum(carried) / 1000,
                          f"afterwards gw1 carries {carried[0]}, gw2 {carried[1]}, gw3 {carried[2]} bytes")
        self.report.head("gateway 2 back")
        scenario.mend(self.lab, site)
        start = time.monotonic()
        up = net.until(lambda: self.all_up() and self.routed() and len(self.tracking.alive) == 3, 60)
        self.report.check(bool(up), f"all three connections in use again after {time.monotonic() - start:.1f} s")
        if not up:
            self.explain()
        before = [g.tunnel_bytes() for g in self.gateways]
        self.crowd("after the return", 50000)
        carried = [sum(g.tunnel_bytes()) - sum(b) for g, b in zip(self.gateways, before)]
        self.report.check(all(c > 0 for c in carried), "gw1, gw2, gw3 carry " + ", ".join(map(str, carried)) + " bytes")

    def gaps(self, flows, seconds):
        gaps = sorted(f["gap"] for f in flows)
        hit = [f for f in flows if f["gap"] > 0.5]
        print("longest gap seen by each flow, seconds: " + " ".join(f"{g:.2f}" for g in gaps))
        lost = sum(f["sent"] - f["received"] for f in flows)
        self.report.check(len(flows) == 60 and gaps[-1] < seconds - 4,
                          f"{len(hit)} of {len(flows)} flows had a gap over 0.5 s, median of those "
                          f"{statistics.median([f['gap'] for f in hit] or [0]):.2f} s, longest {gaps[-1]:.2f} s, "
                          f"{lost} of {sum(f['sent'] for f in flows)} datagrams lost; every flow goes on")

    def crowd(self, when, first_port):
        """120 exchanges; ports of their own, since those of an earlier crowd are in TIME_WAIT."""
        clients = [self.client(c, "exchange", "--count", "40", "--first-port", str(first_port + 1000 * i))
                   for i, c in enumerate(scenario.CLIENTS)]
        done = [json.loads(c.communicate(timeout=90)[0] or "{}") for c in clients]
        complete = sum(d.get("complete", 0) for d in done)
        self.report.check(complete == 120, f"{when}: {complete} of 120 exchanges complete"
                          + "".join(str(d["errors"]) for d in done if d.get("errors")))

    def paste_again(self):
        self.report.head("R35: the whole configuration once more")
        start = time.monotonic()
        # a peer that was cut off may begin its SAs anew seconds after the return: that must not be taken for a flap
        settled = net.until(net.steady(lambda: self.cloud.settled() and all(g.settled() for g in self.gateways), 5), 60, 0.3)
        self.report.check(bool(settled), f"nothing left over of the loss after {time.monotonic() - start:.1f} s: one SA "
                          "in each direction of each tunnel")
        for gateway in self.gateways:
            before = self.identity(gateway)
            result, _ = self.load(gateway)
            time.sleep(0.5)
            after = self.identity(gateway)
            self.report.check(result.returncode == 0 and before == after,
                              f"{gateway.name}: configuration, SPIs and BGP session are the same as before"
                              + ("" if before == after else f":\n{before}\n{after}"))

    @staticmethod
    def identity(gateway):
        """What would change if anything flapped."""
        sas = gateway.records("show crypto ipsec sa")
        spis = [(sa["spi"]) for r in sas for sa in r.get("inbound", []) + r.get("outbound", [])]
        bgp = [(r["neighbor"], r["state"], r["established"], r["dropped"]) for r in gateway.records("show bgp neighbors")]
        return gateway.show("show running-config"), spis, bgp

    def run(self):
        self.raise_all()
        pasted = self.configure()
        self.converge(pasted)
        self.tracking = scenario.InnerTracking(self.lab)
        try:
            self.show()
            self.pings()
            self.balance()
            self.lose_gateway()
            self.paste_again()
        finally:
            self.tracking.stop()

    def shell(self):
        print("\nThe scenario is up. This is the shell of gateway 1: begin with `enable`. `exit` takes everything down.\n",
              flush=True)
        with foreground_of_its_own() as take:
            subprocess.run(self.gateways[0].argv(), preexec_fn=take)


@contextlib.contextmanager
def foreground_of_its_own():
    """What a child calls to have the terminal to itself, with the Ctrl-C typed there; ours again at the end."""
    terminal, ours = sys.stdin.fileno(), os.getpgrp()
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)      # so that a group behind may take the terminal

    def take():
        os.setpgrp()
        os.tcsetpgrp(terminal, os.getpgrp())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)

    try:
        yield take
    finally:
        with contextlib.suppress(OSError):                      # the terminal has gone
            os.tcsetpgrp(terminal, ours)
        signal.signal(signal.SIGTTOU, before)


def end_for_good():
    """Nothing interrupts what removes the scenario: neither a second Ctrl-C nor the terminal that goes away."""
    for signo in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signo, signal.SIG_IGN)


def on_signal(signo, _):
    end_for_good()
    sys.exit(128 + signo)


def run(args, report):
    """The whole demonstration; 0 if everything held."""
    with net.Net(PREFIX, DIRECTORY) as lab:
        try:
            demo = Demo(lab, args.build, args.cloud, report)
            demo.run()
            status = verdict(report)
            if sys.stdin.isatty() and sys.stdout.isatty():
                demo.shell()
            return status
        finally:
            end_for_good()


def verdict(report):
    seconds = time.monotonic() - report.start
    if report.failed:
        print(f"\nDEMO FAILED after {seconds:.0f} s: {len(report.failed)} checks did not hold:")
        for text in report.failed:
            print("  " + text.splitlines()[0])
        return 1
    print(f"\nDEMO PASSED in {seconds:.0f} s: every line above was measured in this run")
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--cloud", choices=CLOUDS, default="postern")
    parser.add_argument("--down", action="store_true")
    args = parser.parse_args()
    if args.down:
        print("removed: " + (" ".join(net.remove(PREFIX)) or "nothing was left"))
        shutil.rmtree(DIRECTORY, ignore_errors=True)
        return 0
    for signo in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signo, on_signal)
    shutil.rmtree(DIRECTORY, ignore_errors=True)
    status = 1
    try:
        status = run(args, Report())
    except KeyboardInterrupt:
        print("\ninterrupted: everything removed")
        return 130
    finally:
        if status == 0 or not os.environ.get("KEEP_LOGS"):
            shutil.rmtree(DIRECTORY, ignore_errors=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
