# SPDX-License-Identifier: Apache-2.0
"""The model scenario in namespaces: data centre, three gateways, public network, transit routers, VPC.

    c0 c1 c2          clients in 192.168.0.0/24, 192.168.1.0/24, 192.168.2.0/24
       |
     inner            the data centre's router: 10.0.0.0/16 over all three gateways at once (R39)
    /  |  \\           192.168.50.0/24: .216 .218 .213 are the gateways, .215 .217 .214 their next hops
  gw1 gw2 gw3         Postern, configured as the guide prints it
    \\  |  /
     inet             the public network; 192.0.2.172 … .174 towards gateways, one port each
       |
    hangzhou          transit router with the three connections 198.51.100.191 .213 .161 (R7, R40)
       |              inter-region connection 10.255.0.0/30 (R44, R50)
    shanghai          transit router; VPC connection in two vSwitches (R43)
       |
      vpc             10.0.0.0/16, its system routes and the three automatic ones (R49)
    ecs1 ecs2         10.0.0.10 in zone F, 10.0.1.10 in zone G

A gateway is "cut off without notice" by taking its two cables out of their bridges: it and everybody else keep
their carriers, nobody is told anything.
"""
import os
import threading
import time

import net

CLIENTS = {"c0": "192.168.0.10", "c1": "192.168.1.10", "c2": "192.168.2.10"}
HOSTS = {"ecs1": "10.0.0.10", "ecs2": "10.0.1.10"}
HASH_SEED = 20240607


class Site:
    """What the scenario says of one gateway and its connection."""

    def __init__(self, number, private, next_hop, cloud, inside):
        self.number, self.name = number, f"gw{number}"
        self.outside, self.public_hop = f"203.0.113.{number}", f"192.0.2.{171 + number}"
        self.private, self.next_hop, self.cloud = private, next_hop, cloud
        self.bgp_cloud, self.bgp_local = inside + ".1", inside + ".2"


SITES = (Site(1, "192.168.50.216", "192.168.50.215", "198.51.100.191", "169.254.10"),
         Site(2, "192.168.50.218", "192.168.50.217", "198.51.100.213", "169.254.11"),
         Site(3, "192.168.50.213", "192.168.50.214", "198.51.100.161", "169.254.12"))


def fix_hash(lab, router):
    """The same flows take the same way in each run; False where the kernel cannot fix the seed (Linux < 6.11).

    Policy 1 trusts the hash that a packet carries, and over a veth pair that is the random number of the sender's
    socket, which no cable would transmit. Policy 3 with these fields (addresses, protocol, ports) is the same
    layer-4 hash, taken from the packet."""
    lab.sysctl(router, "net.ipv4.fib_multipath_hash_fields=55", "net.ipv4.fib_multipath_hash_policy=3")
    lab.sysctl(router, f"net.ipv4.fib_multipath_hash_seed={HASH_SEED}", optional=True)
    seed = lab.run(router, "sysctl", "-n", "net.ipv4.fib_multipath_hash_seed", check=False)
    return seed.strip() == str(HASH_SEED)


def raise_networks(lab):
    """Everything but the gateways' and the cloud router's own configuration."""
    lab.add("inner", "inet", "hangzhou", "shanghai", "vpc", *CLIENTS, *HOSTS, *(s.name for s in SITES))
    public_network(lab)
    data_centre(lab)
    cloud_networks(lab)


def public_network(lab):
    lab.router("inet")
    for s in SITES:
        lab.link(s.name, "eth0", "inet", f"gw{s.number}")
        lab.bridge("inet", f"br{s.number}", f"gw{s.number}")
        lab.ip("inet", "addr", "add", f"{s.public_hop}/32", "dev", f"br{s.number}")
        lab.ip("inet", "route", "add", f"{s.outside}/32", "dev", f"br{s.number}", "src", s.public_hop)


def data_centre(lab):
    lab.router("inner")
    fix_hash(lab, "inner")
    for s in SITES:
        lab.link(s.name, "eth1", "inner", f"gw{s.number}")
    lab.bridge("inner", "lan", *(f"gw{s.number}" for s in SITES))
    for s in SITES:
        lab.ip("inner", "addr", "add", f"{s.next_hop}/24", "dev", "lan")
    for i, (name, address) in enumerate(CLIENTS.items()):
        lab.link(name, "eth0", "inner", f"c{i}")
        lab.ip("inner", "addr", "add", f"192.168.{i}.1/24", "dev", f"c{i}")
        lab.ip(name, "addr", "add", f"{address}/24", "dev", "eth0")
        lab.ip(name, "route", "add", "default", "via", f"192.168.{i}.1")
    spread(lab, SITES)


def spread(lab, sites):
    """The inner router's route to the VPC, over these gateways."""
    hops = [word for s in sites for word in ("nexthop", "via", s.private, "dev", "lan")]
    lab.ip("inner", "route", "replace", "10.0.0.0/16", *hops)


def cloud_networks(lab):
    for name in ("shanghai", "vpc"):
        lab.router(name)
    lab.link("hangzhou", "eth9", "shanghai", "region")
    lab.ip("shanghai", "addr", "add", "10.255.0.2/30", "dev", "region")
    for i in range(3):  # what the inter-region connection has propagated (R50)
        lab.ip("shanghai", "route", "add", f"192.168.{i}.0/24", "via", "10.255.0.1")
    for zone, (name, address) in enumerate(HOSTS.items()):
        bridge = f"vsw{'fg'[zone]}"
        lab.link(name, "eth0", "vpc", name)
        lab.link("shanghai", f"vpc{zone}", "vpc", f"tr{zone}")
        lab.bridge("vpc", bridge, name, f"tr{zone}")
        lab.ip("vpc", "addr", "add", f"10.0.{zone}.1/24", "dev", bridge)
        lab.ip("shanghai", "addr", "add", f"10.0.{zone}.250/24", "dev", f"vpc{zone}")
        lab.ip(name, "addr", "add", f"{address}/24", "dev", "eth0")
        lab.ip(name, "route", "add", "default", "via", f"10.0.{zone}.1")
    for prefix in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"):  # R49
        lab.ip("vpc", "route", "add", prefix, "via", "10.0.0.250")


def cut(lab, site):
    """Takes both cables of a gateway out of their bridges."""
    for name in ("inet", "inner"):
        lab.ip(name, "link", "set", f"gw{site.number}", "nomaster")


def mend(lab, site):
    lab.ip("inet", "link", "set", f"gw{site.number}", "master", f"br{site.number}")
    lab.ip("inner", "link", "set", f"gw{site.number}", "master", "lan")


class InnerTracking:
    """R39: the data centre's own routing. The inner router asks each gateway's private address five times a
    second and drops it from the route after three missed answers: what `track` does on a campus switch."""

    def __init__(self, lab):
        self.lab, self.alive = lab, list(SITES)
        self.missed = {s.number: 0 for s in SITES}
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def answers(self, site):
        done = net.subprocess.run(("ip", "netns", "exec", self.lab.full("inner"), "ping", "-c1", "-W", "0.2", "-q",
                                   site.private), capture_output=True)
        return done.returncode == 0

    def run(self):
        while not self.stopping.wait(0.2):
            for site in SITES:
                self.missed[site.number] = 0 if self.answers(site) else self.missed[site.number] + 1
            alive = [s for s in SITES if self.missed[s.number] < 3]
            if alive and alive != self.alive:
                spread(self.lab, alive)
                self.alive = alive

    def stop(self):
        self.stopping.set()
        self.thread.join(10)


def fixtures():
    return os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "fixtures")


def read_fixture(name):
    with open(os.path.join(fixtures(), name), encoding="utf-8") as f:
        return f.read()
