# SPDX-License-Identifier: Apache-2.0
"""Two gateways with a client each, the smallest network with a tunnel in it.

    ha 10.1.0.2 --- ga 203.0.113.1 === (underlay, one cable) === 203.0.113.2 gb --- 10.2.0.2 hb
                    Tunnel1 169.254.21.1 ------------------- 169.254.21.2 Tunnel1
"""
import contextlib
import os
import shutil
import sys
import tempfile

import net
import postern

KEY = "Pair#?!|key****"


class Results:
    """The lines that tests/run counts."""

    def __init__(self):
        self.failures = 0

    def check(self, good, text):
        print(f"{'ok  ' if good else 'FAIL'} {text}", flush=True)
        self.failures += not good
        return good

    def exit(self):
        sys.exit(1 if self.failures else 0)


@contextlib.contextmanager
def lab(prefix):
    directory = tempfile.mkdtemp(prefix=prefix + "-")
    os.chmod(directory, 0o755)
    try:
        with net.Net(prefix, directory) as made:
            yield made
    finally:
        shutil.rmtree(directory, ignore_errors=True)


class Suite:
    """One choice of algorithms in both dialects."""

    def __init__(self, name, ike, group, esp, swan_ike, swan_esp, prf="sha256"):
        self.name, self.ike, self.group, self.esp = name, ike, group, esp
        self.swan_ike, self.swan_esp, self.prf = swan_ike, swan_esp, prf

    def policy(self):
        encryption, integrity = self.ike
        return (f"crypto ikev2 policy 10\n encryption {encryption}\n integrity {integrity}\n group {self.group}\n"
                f" prf {self.prf}\n lifetime seconds 86400\n")

    def proposal(self):
        encryption, integrity = self.esp
        return ("crypto ipsec ikev2 ipsec-proposal LAB\n" f" protocol esp encryption {encryption}\n"
                + (f" protocol esp integrity {integrity}\n" if integrity else ""))


def _suites():
    groups = {14: "modp2048", 15: "modp3072", 16: "modp4096", 19: "ecp256", 20: "ecp384", 21: "ecp521", 31: "curve25519"}
    rows = (("aes", "sha", 14, "aes", "sha-1", "sha"), ("aes-192", "sha256", 15, "aes-192", "sha-256", "sha256"),
            ("aes-256", "sha384", 16, "aes-256", "sha-384", "sha384"), ("aes-256", "sha512", 19, "aes-256", "sha-512", "sha512"),
            ("aes-gcm", "null", 20, "aes-gcm", None, "sha256"), ("aes-gcm-192", "null", 21, "aes-gcm-192", None, "sha384"),
            ("chacha20-poly1305", "null", 31, "chacha20-poly1305", None, "sha256"),
            ("aes-gcm-256", "null", 31, "aes-gcm-256", None, "sha512"))
    for enc, integ, group, esp_enc, esp_integ, prf in rows:
        bits = "256" if "256" in enc else "192" if "192" in enc else "128"
        dh, sha = groups[group], {"sha": "sha1"}.get(prf, prf)
        if "chacha" in enc:
            ike, esp = f"chacha20poly1305-prf{sha}-{dh}", f"chacha20poly1305-{dh}"
        elif "gcm" in enc:
            ike, esp = f"aes{bits}gcm16-prf{sha}-{dh}", f"aes{bits}gcm16-{dh}"
        else:
            ike = f"aes{bits}-{ {'sha': 'sha1'}.get(integ, integ)}-prf{sha}-{dh}"
            esp = f"aes{bits}-{esp_integ.replace('-', '')}-{dh}"
        yield Suite(f"{enc}+{integ}/group {group}", (enc, integ), group, (esp_enc, esp_integ), ike, esp, prf)


SUITES = tuple(_suites())
# What needs `crypto ikev2 legacy-algorithms`.
ADMIT = "crypto ikev2 legacy-algorithms\n"
LEGACY = tuple(Suite(f"3des+{integ}/group {group}", ("3des", integ), group, ("3des", esp), f"3des-{swan}-prf{swan}-{dh}",
                     f"3des-{swan}-{dh}", integ)
               for integ, esp, swan, group, dh in (("sha", "sha-1", "sha1", 2, "modp1024"),
                                                   ("sha256", "sha-256", "sha256", 5, "modp1536")))


def config(side, suite=SUITES[0], *, extra_profile="", extra="", extra_tunnel=""):
    """The configuration of gateway "a" or "b"."""
    n, other = (1, 2) if side == "a" else (2, 1)
    return f"""hostname g{side}
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 203.0.113.{n} 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.{n}.0.1 255.255.255.0
crypto ikev2 enable outside
{suite.policy()}{suite.proposal()}crypto ipsec profile LAB
 set ikev2 ipsec-proposal LAB
 set ikev2 local-identity address
 set pfs group{suite.group}
{extra_profile}tunnel-group 203.0.113.{other} type ipsec-l2l
tunnel-group 203.0.113.{other} ipsec-attributes
 ikev2 remote-authentication pre-shared-key {KEY}
 ikev2 local-authentication pre-shared-key {KEY}
interface Tunnel1
 nameif TUN
 ip address 169.254.21.{n} 255.255.255.252
 tunnel source interface outside
 tunnel destination 203.0.113.{other}
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile LAB
{extra_tunnel}route TUN 10.{other}.0.0 255.255.255.0 169.254.21.{other}
{extra}"""


def raise_networks(lab_):
    lab_.add("ha", "ga", "gb", "hb")
    lab_.link("ga", "eth0", "gb", "eth0")
    for n, side in ((1, "a"), (2, "b")):
        lab_.link(f"g{side}", "eth1", f"h{side}", "eth0")
        lab_.ip(f"h{side}", "addr", "add", f"10.{n}.0.2/24", "dev", "eth0")
        lab_.ip(f"h{side}", "route", "add", "default", "via", f"10.{n}.0.1")


def gateways(lab_, build):
    return [postern.Gateway(lab_, name, build) for name in ("ga", "gb")]


def both_up(gws, timeout=20):
    return bool(net.until(lambda: all(g.tunnels_up() for g in gws), timeout))


def ping(lab_, source="ha", target="10.2.0.2", count=3, interval=0.1, size=56, wait=1):
    """Replies received."""
    out = lab_.run(source, "ping", "-c", str(count), "-i", str(interval), "-W", str(wait), "-s", str(size), target,
                   check=False, timeout=count * (interval + wait) + 10)
    return out.count("bytes from")


def build_argument():
    """The build directory: the lab's only argument."""
    return os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build")
