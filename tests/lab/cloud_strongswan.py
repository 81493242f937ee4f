# SPDX-License-Identifier: Apache-2.0
"""The cloud side as foreign software: one charon per connection, FRR as the transit router.

kernel-libipsec has one device and one policy table per process, so three connections with 0.0.0.0/0 need three
processes. Each lives in a namespace of its own (an "IPsec connection") and passes packets on unchanged: what the
transit router sends to 169.254.1x.2 or routes that way goes into ipsec0, what ipsec0 yields goes to the transit router. It is a
hop of its own, hence ebgp-multihop.
"""
import re

import frr
import net
import scenario
import strongswan

BGP = """frr version 8.4
hostname hangzhou
router bgp 65531
 bgp router-id 10.255.0.1
 no bgp ebgp-requires-policy
 no bgp network import-check
{neighbors}
 address-family ipv4 unicast
  network 10.0.0.0/16
  maximum-paths 3
 exit-address-family
"""


class Cloud:
    name = "strongswan+frr"

    def __init__(self, lab, build):
        self.lab, self.charons, self.hash_fixed = lab, [], False
        neighbors = "\n".join(f" neighbor {s.bgp_local} remote-as 65530\n neighbor {s.bgp_local} ebgp-multihop 3\n"
                              f" neighbor {s.bgp_local} timers 1 3\n"
                              f" neighbor {s.bgp_local} timers connect 1" for s in scenario.SITES)
        self.frr = frr.Frr(lab, "hangzhou", BGP.format(neighbors=neighbors))

    def start(self):
        lab = self.lab
        lab.router("hangzhou")
        self.hash_fixed = scenario.fix_hash(lab, "hangzhou")
        lab.ip("hangzhou", "addr", "add", "10.255.0.1/30", "dev", "eth9")
        lab.ip("hangzhou", "route", "add", "10.0.0.0/16", "via", "10.255.0.2")
        for site in scenario.SITES:
            self.connection(site)
        self.frr.start()

    def connection(self, site):
        lab, name = self.lab, f"conn{site.number}"
        lab.add(name)
        lab.router(name)
        lab.link(name, "eth0", "inet", name)
        hop = f"192.0.2.{179 + site.number}"
        lab.ip("inet", "addr", "add", f"{hop}/32", "dev", name)
        lab.ip("inet", "route", "add", f"{site.cloud}/32", "dev", name)
        lab.ip(name, "addr", "add", f"{site.cloud}/32", "dev", "eth0")
        lab.ip(name, "route", "add", "default", "via", hop, "dev", "eth0", "onlink")
        lab.link(name, "tr", "hangzhou", name)
        lab.ip("hangzhou", "addr", "add", f"{site.bgp_cloud}/30", "dev", name)
        lab.sysctl(name, "net.ipv4.conf.tr.proxy_arp=1")
        key = re.search(r"pre-shared-key (\S+)", scenario.read_fixture(f"gateway{site.number}.cfg")).group(1)
        charon = strongswan.Charon(lab, name, strongswan.connection("gw", site.cloud, site.outside, key)).start()
        lab.ip(name, "link", "set", "ipsec0", "mtu", "1400", "up")
        lab.ip(name, "rule", "add", "pref", "100", "iif", "tr", "lookup", "100")
        lab.ip(name, "route", "add", "default", "dev", "ipsec0", "table", "100")
        lab.ip(name, "rule", "add", "pref", "101", "iif", "ipsec0", "lookup", "101")
        lab.ip(name, "route", "add", "default", "via", site.bgp_cloud, "dev", "tr", "onlink", "table", "101")
        # what it says itself, "fragmentation needed" above all, goes to the VPC the same way
        lab.ip(name, "route", "add", "10.0.0.0/8", "via", site.bgp_cloud, "dev", "tr", "onlink")
        self.charons.append(charon)

    def established(self):
        return self.frr.established()

    def settled(self):
        return all(c.settled() for c in self.charons)

    def routes(self):
        return self.lab.ip("hangzhou", "route", "show", "192.168.0.0/24")

    def evidence(self):
        sas = "\n".join(c.sas() for c in self.charons)
        return [("swanctl --list-sas (all three)", sas),
                ("vtysh: show bgp ipv4 unicast", self.frr.vtysh("show bgp ipv4 unicast")),
                ("vtysh: show ip route bgp", self.frr.vtysh("show ip route bgp"))]
