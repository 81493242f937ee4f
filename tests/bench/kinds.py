# SPDX-License-Identifier: Apache-2.0
"""What one line costs, for each kind of line, in a small and in a large configuration.

The cost is the processor time of posternd and its daemons: it does not depend on what else the machine does.
"""
import glob
import subprocess
import time

SMALL = {"tunnels": 10, "neighbors": 10, "routes": 100, "maps": 10, "prefixes": 100, "policies": 10, "entries": 10}
LARGE = {"tunnels": 1000, "neighbors": 1000, "routes": 10000, "maps": 1000, "prefixes": 10000, "policies": 1000,
         "entries": 500}
DAEMONS = ("ribd", "iked", "espd", "bgpd")
AF = ("router bgp 65000", "address-family ipv4 unicast")


def far(i):
    return f"198.{18 + i // 62500}.{i // 250 % 250}.{1 + i % 250}"


def neighbor(i):
    return f"10.64.{i // 250}.{1 + i % 250}"


def route(i):
    return f"{20 + i // 62500}.{i // 250 % 250}.{i % 250}.0"


def crypto(size):
    lines = ["crypto ikev2 enable outside"]
    for i in range(size["policies"]):
        lines += [f"crypto ikev2 policy {i + 1}", " encryption aes-256"]
    for i in range(size["tunnels"]):
        lines += [f"crypto ipsec ikev2 ipsec-proposal PR{i}", " protocol esp encryption aes-256",
                  " protocol esp integrity sha-256",
                  f"crypto ipsec profile PF{i}", f" set ikev2 ipsec-proposal PR{i}", " responder-only",
                  f"tunnel-group {far(i)} type ipsec-l2l", f"tunnel-group {far(i)} ipsec-attributes",
                  " ikev2 remote-authentication pre-shared-key a-key-of-this-tunnel",
                  " ikev2 local-authentication pre-shared-key a-key-of-this-tunnel",
                  f"interface Tunnel{i}", f" nameif T{i}", f" ip address 10.{100 + i // 250}.{i % 250}.1 255.255.255.252",
                  " tunnel source interface outside", f" tunnel destination {far(i)}", " tunnel mode ipsec ipv4",
                  f" tunnel protection ipsec profile PF{i}"]
    return lines


def policy(size):
    lines = [f"prefix-list PL seq {5 * i + 5} permit {route(i)}/24" for i in range(size["prefixes"])]
    for i in range(size["maps"]):
        lines += [f"route-map RM permit {i + 1}", f" set metric {i + 1}", f"route-map MAP{i} permit 10", " set weight 5"]
    for i in range(size["entries"]):
        lines += [f"as-path access-list 1 permit _{64512 + i}_", f"as-path access-list {2 + i % 499} permit ^$",
                  f"community-list standard CL permit 65000:{i}", f"community-list standard CL{i} permit 65000:{i}"]
    return lines


def bgp(size):
    lines = ["router bgp 65000", " bgp router-id 10.98.255.1", " address-family ipv4 unicast"]
    for i in range(size["neighbors"]):
        lines += [f"  neighbor {neighbor(i)} remote-as {64512 + i % 400}", f"  neighbor {neighbor(i)} description peer {i}",
                  f"  neighbor {neighbor(i)} transport connection-mode passive", f"  neighbor {neighbor(i)} activate",
                  f"  neighbor {neighbor(i)} route-map MAP{i % size['maps']} in",
                  f"  network {route(i)} mask 255.255.255.0", f"  aggregate-address {route(250 * i)} 255.255.248.0"]
    return lines


def configuration(size):
    return (crypto(size) + policy(size) + bgp(size) +
            [f"route outside {route(i)} 255.255.255.0 10.98.1.2" for i in range(size["routes"])])


# Each kind: what the n-th line of it is, the modes before it included. Each changes something.
KINDS = {
    "route": lambda n: (f"route outside {route(20000 + n)} 255.255.255.0 10.98.1.2",),
    "route_without_gateway": lambda n: (f"route outside {route(20000)} 255.255.255.0 10.98.1.2",
                                        f"no route outside {route(20000)} 255.255.255.0"),
    "interface": lambda n: ("interface eth0", f"description text {n}"),
    "mtu": lambda n: (f"mtu T{n % 8} {1300 + n}",),
    "tunnel_description": lambda n: (f"interface Tunnel{n % 8}", f"description text {n}"),
    "tunnel_address": lambda n: (f"interface Tunnel{n % 8}", f"ip address 10.250.{n % 8}.{1 + n // 8 % 2} 255.255.255.252"),
    "tunnel_destination": lambda n: (f"interface Tunnel{n % 8}", f"tunnel destination {far(n % 8 + 5000 * (n // 8 % 2))}"),
    "tunnel_group": lambda n: (f"tunnel-group {far(n % 8)} ipsec-attributes", f"isakmp keepalive threshold {10 + n} retry 2"),
    "ipsec_profile": lambda n: (f"crypto ipsec profile PF{n % 8}", f"set security-association lifetime seconds {3600 + n}"),
    "ipsec_proposal": lambda n: (f"crypto ipsec ikev2 ipsec-proposal PR{n % 8}",
                                 f"protocol esp encryption {('aes', 'aes-256')[n // 8 % 2]}"),
    "ikev2_policy": lambda n: ("crypto ikev2 policy 5", f"lifetime seconds {3600 + n}"),
    "ipsec_lifetime": lambda n: (f"crypto ipsec security-association lifetime seconds {3600 + n}",),
    "df_bit": lambda n: (f"crypto ipsec df-bit {('clear-df', 'set-df')[n // 8 % 2]} T{n % 8}",),
    "neighbor": lambda n: AF + (f"neighbor {neighbor(n % 8)} description text {n}",),
    "neighbor_weight": lambda n: AF + (f"neighbor {neighbor(n % 8)} weight {n}",),
    "network": lambda n: AF + (f"network {route(20000 + n)} mask 255.255.255.0",),
    "aggregate": lambda n: AF + (f"aggregate-address {route(100000 + n)} 255.255.255.0",),
    "bgp_setting": lambda n: AF + (f"maximum-paths {1 + n % 8}",),
    "bgp_timers": lambda n: ("router bgp 65000", f"timers bgp {10 + n % 8} 60"),
    "prefix_list": lambda n: (f"prefix-list PL seq {5 * n + 7} deny {route(30000 + n)}/24",),
    "as_path_list": lambda n: (f"as-path access-list 1 deny _{100 + n}_",),
    "community_list": lambda n: (f"community-list standard CL deny 65001:{n}",),
    "route_map": lambda n: ("route-map RM permit 5", f"set metric {n}"),
    "hostname": lambda n: (f"hostname gw{n}",),
    "description_of_prefix_list": lambda n: (f"prefix-list PL description text {n}",),
}


def cpu(pids):
    """Nanoseconds that these processes have run."""
    total = 0
    for pid in pids:
        for task in glob.glob(f"/proc/{pid}/task/*/schedstat"):
            with open(task, encoding="ascii") as f:
                total += int(f.read().split()[0])
    return total


def processes(gateway):
    return {"mgmtd": gateway.process_pid(), **{d: gateway.daemon_pid(d) for d in DAEMONS}}


def is_quiet(gateway):
    """True when the processes have next to nothing to do."""
    pids = processes(gateway).values()
    before = cpu(pids)
    time.sleep(1)
    return cpu(pids) - before < 50e6


def lines_cost(gateway, kind, count):
    """Microseconds of processor time, of all processes, for one of `count` lines that are sent one by one."""
    pids = processes(gateway).values()
    lines = ["configure terminal"] + [line for n in range(count) for line in KINDS[kind](n)]
    before = cpu(pids)
    done = subprocess.run(gateway.argv(*[w for line in lines for w in ("-c", line)]), capture_output=True, text=True,
                          timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"{kind}: {done.stdout[-300:]}{done.stderr[-300:]}")
    return (cpu(pids) - before) / count / 1000
