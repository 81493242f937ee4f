# SPDX-License-Identifier: Apache-2.0
"""What a script with netmiko does with an ASA; the results as JSON. Arguments: host, password, enable password."""
import json
import sys

import netmiko

host, password, secret = sys.argv[1:]
device = {"device_type": "cisco_asa", "host": host, "username": "admin", "password": password}
seen = {"version": netmiko.__version__}

with netmiko.ConnectHandler(secret=secret, **device) as ssh:
    seen["enabled"] = [ssh.find_prompt(), ssh.check_enable_mode(), ssh.base_prompt]
    seen["show version"] = ssh.send_command("show version")
    seen["show all"] = ssh.send_command("show running-config all")
    seen["no such"] = ssh.send_command("show conduit")
    seen["configured"] = ssh.send_config_set(["interface GigabitEthernet0/0", "description by netmiko", "domain-name example.net",
                                              "route outside 10.9.0.0 255.255.0.0 192.0.2.2"])
    seen["left"] = [ssh.check_config_mode(), ssh.find_prompt()]
    seen["refused"] = ssh.send_config_set(["hostname -bad-"])
    seen["saved"] = ssh.save_config()
    seen["show interface"] = ssh.send_command("show running-config interface GigabitEthernet0/0")
    ssh.config_mode()
    seen["in config"] = ssh.check_config_mode()
    ssh.exit_config_mode()
with netmiko.ConnectHandler(**device) as ssh:  # no enable password: it says "login"
    seen["login"] = [ssh.find_prompt(), ssh.send_command("show curpriv")]
json.dump(seen, sys.stdout)
