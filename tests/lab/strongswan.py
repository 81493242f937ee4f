# SPDX-License-Identifier: Apache-2.0
"""strongSwan's charon with kernel-libipsec in a namespace: an IKEv2 and ESP peer in user space."""
import glob
import os
import re

import net

PLUGINS_OFF = ("bypass-lan", "farp", "dhcp", "resolve", "stroke", "connmark", "forecast", "updown", "attr", "eap-radius",
               "error-notify", "lookip", "duplicheck", "whitelist")    # these leave sockets in /run


class Charon:
    """One charon in namespace `name`. `connections` is the text of swanctl.conf, `settings` more of strongswan.conf."""

    def __init__(self, lab, name, connections, binary="/usr/sbin/charon-systemd", settings=""):
        self.lab, self.name, self.binary = lab, name, binary
        self.dir = os.path.join(lab.dir, f"{name}-charon")
        self.vici = f"unix://{self.dir}/vici"
        self.connections, self.more = connections, settings
        self.process = None

    def start(self):
        os.makedirs(self.dir, exist_ok=True)
        self.write("strongswan.conf", self.settings())
        self.write("swanctl.conf", self.connections)
        self.process = self.lab.spawn(self.name, self.binary, log=f"{self.name}-charon.log",
                                      env={"STRONGSWAN_CONF": f"{self.dir}/strongswan.conf"})
        if not net.until(self.answers, 10):
            raise net.LabError(f"charon in {self.name}: {self.process.output()[-1000:]}")
        # libipsec routes 0.0.0.0/0 into its device by a table of its own, and would catch its own ESP with it
        self.lab.ip(self.name, "rule", "del", "pref", "220", check=False)
        self.swanctl("--load-all")
        return self

    def answers(self):
        return os.path.exists(f"{self.dir}/vici") and "uptime" in self.swanctl("--stats", check=False)

    def write(self, name, text):
        with open(os.path.join(self.dir, name), "w", encoding="utf-8") as f:
            f.write(text)

    def settings(self):
        off = "\n".join(f"    {p} {{ load = no }}" for p in PLUGINS_OFF)
        included = "\n".join(f"    include {p}" for p in sorted(glob.glob("/etc/strongswan.d/charon/*.conf")))
        return f"""charon-systemd {{
  load_modular = yes
  install_virtual_ip = no
  install_routes = no
  retry_initiate_interval = 1
  retransmit_timeout = 1.0
  retransmit_base = 1.5
  retransmit_tries = 4
  {self.more}
  filelog {{ log {{ path = {self.dir}/charon.log
    default = 1
    ike = 2
    cfg = 1
    flush_line = yes
  }} }}
  plugins {{
{included}
    kernel-libipsec {{ load = yes
      allow_peer_ts = yes }}
    vici {{ socket = {self.vici} }}
{off}
  }}
}}
"""

    def swanctl(self, *args, check=True):
        return net.sh("ip", "netns", "exec", self.lab.full(self.name), "env", f"SWANCTL_DIR={self.dir}",
                      f"STRONGSWAN_CONF={self.dir}/strongswan.conf", "swanctl", *args, "--uri", self.vici,
                      check=check)

    def sas(self):
        return self.swanctl("--list-sas")

    def established(self):
        """(IKE SAs established, CHILD SAs installed)."""
        text = self.sas()
        return len(re.findall(r"ESTABLISHED", text)), len(re.findall(r"INSTALLED", text))

    def settled(self):
        """One IKE SA with one CHILD SA, and nothing asked of the peer that is still without an answer."""
        return self.established() == (1, 1) and not re.search(r"^\s+(active|queued):", self.sas(), re.M)

    def log(self):
        with open(f"{self.dir}/charon.log", encoding="utf-8", errors="replace") as f:
            return f.read()

    def stop(self):
        self.process.stop()


def connection(name, local, remote, key, *, ike="aes128-sha1-modp2048", esp="aes128-sha1-modp2048", start="start",
               extra="", child_extra="", remote_id=None, secrets=""):
    """A connections{} section with 0.0.0.0/0 both ways and its secret, as swanctl.conf text."""
    return f"""connections {{
  {name} {{
    version = 2
    mobike = no
    local_addrs = {local}
    remote_addrs = {remote}
    proposals = {ike}
    dpd_delay = 2s
    keyingtries = 0
    {extra}
    local {{
      auth = psk
      id = {local}
    }}
    remote {{
      auth = psk
      id = "{remote_id or remote}"
    }}
    children {{
      net {{
        local_ts = 0.0.0.0/0
        remote_ts = 0.0.0.0/0
        esp_proposals = {esp}
        start_action = {start}
        close_action = {'start' if start == 'start' else 'none'}
        dpd_action = restart
        {child_extra}
      }}
    }}
  }}
}}
secrets {{
  ike-{name} {{
    id-1 = {local}
    id-2 = "{remote_id or remote}"
    secret = "{key}"
  }}
  {secrets}
}}
"""
