#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""screens_test.py: holds the expected screens in this directory against the lines that their commands may print."""
import pathlib
import sys

import screens

EXPECTED = {
    "arp": screens.ARP, "asp_drop": screens.ASP_DROP, "asp_drop_detail": screens.ASP_DROP_DETAIL,
    "asp_drop_flow": screens.ASP_DROP, "asp_drop_none": screens.ASP_DROP, "bgp_summary": screens.BGP_SUMMARY,
    "bgp_summary_none": screens.BGP_SUMMARY, "bgp_table": screens.BGP_TABLE,
    "bgp_neighbor": screens.BGP_NEIGHBOR, "bgp_prefix": screens.BGP_PREFIX, "ipsec_stats": screens.IPSEC_STATS,
    "isakmp_sa": screens.ISAKMP_SA, "isakmp_sa_none": screens.ISAKMP_SA,
    "capture_detail": screens.CAPTURE, "capture_drops": screens.CAPTURE, "capture_none": screens.CAPTURE,
    "capture_packets": screens.CAPTURE, "captures": screens.CAPTURES, "clock": screens.CLOCK, "cpu": screens.CPU,
    "configuration_history": screens.CONFIGURATION_HISTORY, "configuration_session": screens.CONFIGURATION_SESSION,
    "configuration_session_none": screens.CONFIGURATION_SESSION,
    "curpriv": screens.CURPRIV, "dir": screens.DIR, "dir_empty": screens.DIR, "ike_sa": screens.IKE_SA,
    "ike_sa_detail": screens.IKE_SA_DETAIL, "ike_sa_none": screens.IKE_SA, "ike_stats": screens.IKE_STATS,
    "interface": screens.INTERFACE, "interface_brief": screens.BRIEF, "interface_address": screens.IP_ADDRESS,
    "interface_ipv6": screens.IPV6_INTERFACE, "interface_ipv6_brief": screens.IPV6_BRIEF, "ipv6_neighbor": screens.IPV6_NEIGHBOR,
    "local_user": screens.LOCAL_USER, "process": screens.PROCESS, "process_load": screens.PROCESS_LOAD, "route_ipv6": screens.IPV6_ROUTE, "track": screens.TRACK,
    "sla": screens.SLA_STATE + screens.SLA_CONFIGURATION, "interface_detail": screens.INTERFACE_DETAIL,
    "inventory": screens.INVENTORY, "ipsec_sa": screens.IPSEC_SA, "ipsec_sa_detail": screens.IPSEC_SA_DETAIL,
    "ipsec_sa_none": screens.IPSEC_SA, "logging": screens.LOGGING, "logging_plain": screens.LOGGING,
    "logging_hosts": screens.LOGGING, "logging_queue": screens.LOGGING_QUEUE, "logging_setting": screens.LOGGING_SETTING, "memory": screens.MEMORY,
    "nameif": screens.NAMEIF, "ping": screens.PING, "ping_lost": screens.PING, "route": screens.ROUTE,
    "route_default": screens.ROUTE, "session": screens.SESSION, "session_detail": screens.SESSION_DETAIL,
    "session_none": screens.SESSION, "session_summary": screens.SESSION_SUMMARY, "trace": screens.TRACE, "tracer": screens.TRACER, "tracer_denied": screens.TRACER,
    "tracer_down": screens.TRACER, "tracer_tunnel": screens.TRACER, "version": screens.VERSION,
}
FOREIGN = ("  a line of another screen", "% Invalid input", "\tsomething: 1")


def main():
    here = pathlib.Path(__file__).parent
    faults = 0
    for name, screen in EXPECTED.items():
        for line in screens.strangers(screen, (here / f"{name}.txt").read_text(encoding="utf-8")):
            print(f"{name}.txt: not a line of this screen: {line!r}")
            faults += 1
        for line in FOREIGN:
            if not screens.strangers(screen, line):
                print(f"{name}: takes {line!r} for one of its lines")
                faults += 1
    return 1 if faults else 0


sys.exit(main())
