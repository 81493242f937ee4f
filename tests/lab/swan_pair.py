# SPDX-License-Identifier: Apache-2.0
"""The pair of pair.py with strongSwan as gateway b: kernel-libipsec, always UDP-encapsulated."""
import os

import net
import pair
import strongswan

ROLES = {"initiator": " no responder-only\n", "responder": " responder-only\n"}


def connection(suite, start, **kw):
    terms = {"ike": suite.swan_ike, "esp": suite.swan_esp} | kw
    return strongswan.connection("gw", "203.0.113.2", "203.0.113.1", pair.KEY, start=start, **terms)


def raise_peer(lab):
    """The networks, with what gb needs to be strongSwan's machine."""
    pair.raise_networks(lab)
    lab.ip("gb", "addr", "add", "203.0.113.2/24", "dev", "eth0")
    lab.ip("gb", "addr", "add", "10.2.0.1/24", "dev", "eth1")
    lab.router("gb")
    lab.ip("hb", "route", "replace", "default", "via", "10.2.0.1")


def raise_swan(lab, suite, start, *, settings="", **kw):
    swan = strongswan.Charon(lab, "gb", connection(suite, start, **kw), settings=settings)
    if os.path.exists(f"{swan.dir}/vici"):
        os.unlink(f"{swan.dir}/vici")
    swan.start()
    net.until(lambda: "ipsec0" in lab.ip("gb", "-o", "link"), 10)
    lab.ip("gb", "route", "replace", "10.1.0.0/24", "dev", "ipsec0")
    return swan


def load(gateway, suite, **kw):
    path = os.path.join(gateway.base, "next.cfg")
    with open(path, "w", encoding="utf-8") as f:
        f.write(pair.config("a", suite, **kw))
    done = gateway.load(path)
    if done.returncode != 0:
        raise net.LabError(f"configuration refused: {done.stdout}{done.stderr}")


def ike_sas(gateway):
    return [r for r in gateway.records("show crypto ikev2 sa") if r["type"] == "ike_sa" and r["state"] == "ready"]


def up(gateway, swan, timeout=60):
    """One SA pair at both ends. Where both began at once, strongSwan begins anew after each Delete of a pair too many:
    that takes it 12 s a time."""
    return net.until(lambda: gateway.tunnels_up() and len(ike_sas(gateway)) == 1 and swan.established() == (1, 1), timeout)


def flows(lab):
    return bool(net.until(lambda: pair.ping(lab) == 3, 5))
