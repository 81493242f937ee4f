# SPDX-License-Identifier: Apache-2.0
"""The lines that a screen may consist of, to the column. Whatever is no such line is a fault of the layout."""
import re

N = r"\d+"
ADDR = r"\d+\.\d+\.\d+\.\d+"
PREFIX = ADDR + r"(?:/\d+)?"
MAC = r"[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}"
NAME = r"\S+"
UP = r"(?:\d\d:\d\d:\d\d|\d+d\d\dh|\d+w\dd)"
WHEN = r"\d\d:\d\d:\d\d UTC (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} \d{1,2} \d{4}"
BLANK = r""
SPI = r"[0-9A-F]{8}"
STATE = r"(?:up|down|administratively down)"
RULER = "-{75}"

VERSION = (
    BLANK, r"Postern Adaptive Security Appliance Software Version \S+", r"SSP Operating System Version .+",
    r"Compiled on [A-Z][a-z]{2} \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d GMT by .+", r'System image file is "\S+"',
    r'Config file at boot was "\S+"', rf"{NAME} up (?:{N} (?:years?|days?|hours?|mins?|secs?) ?){{1,2}}",
    rf"Hardware:   Postern, {N} MB RAM, CPU .+, {N} CPUs?", rf" *{N}: Ext: .{{20}}: address is {MAC}, irq {N}",
    r"License mode: \S+", r"Serial Number: PT[0-9A-F]{9}",
    r"Configuration last modified by \S+ at \d\d:\d\d:\d\d\.\d{3} UTC .+",
    r"Configuration has not been modified since last system restart\.")

INTERFACE = (
    rf'Interface {NAME} "\S*", is {STATE}, line protocol is (?:up|down)',
    r"  Hardware is [\w .]+, BW (?:\d+ Mbps|Unknown Speed-Capability), DLY \d+ usec",
    r"\tAuto-Duplex\((?:Full|Half)-duplex\), Auto-Speed\(\d+ Mbps\)", r"\tAuto-Duplex, Auto-Speed",
    r"\tInput flow control is unsupported, output flow control is unsupported", r"\tDescription: .+", rf"\tVLAN identifier {N}",
    r"\tAvailable but not configured via nameif", rf"\tMAC address {MAC}, MTU (?:{N}|not set)",
    rf"\tIP address {ADDR}, subnet mask {ADDR}", r"\tIP address unassigned",
    rf"\t{N} packets input, {N} bytes, {N} no buffer", rf"\tReceived {N} broadcasts, {N} runts, {N} giants",
    rf"\t{N} input errors, {N} CRC, {N} frame, {N} overrun, {N} ignored, {N} abort",
    rf"\t{N} pause input, {N} resume input", rf"\t{N} L2 decode drops",
    rf"\t{N} packets output, {N} bytes, {N} underruns", rf"\t{N} pause output, {N} resume output",
    rf"\t{N} output errors, {N} collisions, {N} interface resets", rf"\t{N} late collisions, {N} deferred",
    rf"\t{N} input reset drops, {N} output reset drops",
    r"\t(?:in|out)put queue \(blocks free curr/low\): hardware \(\d+/\d+\)",
    r'  Traffic Statistics for "\S+":', rf"\t{N} packets input, {N} bytes", rf"\t{N} packets output, {N} bytes",
    rf"\t{N} packets dropped", rf"      [15] minute (?:in|out)put rate {N} pkts/sec,  {N} bytes/sec",
    rf"      [15] minute drop rate, {N} pkts/sec",
    rf"  Hardware is Virtual Tunnel, MAC address N/A, MTU {N}", r"  Tunnel Interface Information:",
    rf"\tSource interface: (?:\S+|Not defined)\tIP address: {ADDR}", r"\tDestination IP address: [0-9a-f.:]+",
    r"\tMode: (?:ipsec ipv[46]|Not defined)\tIPsec profile: (?:\S+|Not defined)")

INTERFACE_DETAIL = INTERFACE + (
    r"  Control Point Interface States:", rf"\tInterface number is {N}",
    r"\tInterface config status is (?:not )?active", r"\tInterface state is (?:not )?active",
    r"\tLine protocol is down because .+", rf"\tIPsec MTU Overhead : {N}")

IKE_SA = (
    BLANK, r"There are no IKEv2 SAs", r"IKEv2 SAs:",
    rf"Session-id:{N}, Status:(?:UP-ACTIVE|UP-IDLE|DOWN), IKE count:{N}, CHILD count:{N}",
    r"Tunnel-id Local {47}Remote {50}Status {9}Role",
    rf"(?=.{{137}}$)[ \d]{{9}} (?=.{{52}}{ADDR}/){ADDR}/{N} +{ADDR}/{N} +(?: READY|IN-NEG|DELETE| REKEY) +(?:INITIATOR|RESPONDER)",
    r"      Encr: (?:(?:AES-CBC|AES-GCM), keysize: (?:128|192|256)|CHACHA20-POLY1305|3DES|Unknown - 0), Hash: \S+, DH Grp:\d+, "
    r"Auth sign: (?:PSK|RSA|ECDSA|Unknown - 0), Auth verify: (?:PSK|RSA|ECDSA|Unknown - 0)",
    rf"      Life/Active Time: {N}/{N} sec", rf"Child sa: local selector  [0-9a-f.:]+/{N} - [0-9a-f.:]+/{N}",
    rf"          remote selector [0-9a-f.:]+/{N} - [0-9a-f.:]+/{N}",
    r"          ESP spi in/out: 0x[0-9a-f]+/0x[0-9a-f]+", rf"Tunnel{N} to {ADDR} is down: .+")

IKE_SA_DETAIL = IKE_SA + (
    rf"      Session-id: {N}", r"      Status Description: .+",
    r"      Local spi: [0-9A-F]{16}       Remote spi: [0-9A-F]{16}", r"      (?:Local|Remote) id: \S*",
    r"      Local req mess id: .{14} Remote req mess id: \d+", r"      Local next mess id: .{13} Remote next mess id: \d+",
    r"      Local req queued: .{15} Remote req queued: \d+", r"      Local window: .{19} Remote window: \d+",
    rf"      DPD configured for {N} seconds, retry {N}", r"      DPD is not configured",
    r"      NAT-T is (?:not detected|detected (?:inside|outside|both))",
    rf"      IKEv2 Fragmentation Configured MTU: {N} bytes, Overhead: 28 bytes, Effective MTU: {N} bytes",
    r"      (?:Sent|Received) (?:IKE|IPsec) proposals: \S.*",
    r"          (?:AH|CPI) (?:spi )?in/out: 0x0/0x0",
    r"          Encr: (?:(?:AES-CBC|AES-GCM), keysize: (?:128|192|256)|CHACHA20-POLY1305|3DES|NULL), esp_hmac: \S+",
    r"          ah_hmac: None, comp: IPCOMP_NONE, mode tunnel")

STAMP = r"[A-Z][a-z]{2} \d\d \d{4} \d\d:\d\d:\d\d"
IKE_HISTORY = (
    r"There is no IKEv2 history",
    rf"{STAMP} {NAME} {ADDR} (?:ike-up|ike-rekeyed|child-up)(?:, {N} times since {STAMP})?",
    rf"{STAMP} (?:{NAME}|-) (?:{ADDR}|-) (?:ike|child|unusable|dropped)[a-z-]* [A-Z_]+(?:, {N} times since {STAMP})?",
    r"      [A-Z_]+: [^ ].*[^.]", r"      [^ :]+ [^ ].*",
    rf"      (?:initiator|responder), {ADDR}/{N} to {ADDR}/{N}, SPIs [0-9A-F]{{16}} [0-9A-F]{{16}}, after {N} s",
    r"      (?:Our identity|Identity of the peer|Our proposals|Proposals of the peer): \S.*",
    r"      (?:Notification|Last message): \S.*, sent by (?:us|peer)")

IKE_STATS = (
    BLANK, r"Global IKEv2 Statistics", r"IKEV2 Call Admission Statistics", r"  (?=.{43}$)[A-Z][A-Za-z0-9 -]+: +(?:\d+|No Limit|Never)")

ISAKMP_SA = IKE_SA + (r"There are no IKEv1 SAs",)

IPSEC_STATS = (
    BLANK, r"IPsec Global Statistics", r"-{23}", rf"Active SAs: {N}", r"Inbound", r"Outbound",
    rf"    (?:Bytes|Packets|Dropped packets|Replay failures|Authentications|Authentication failures|Decryptions|"
    rf"Decryption failures|Decapsulated fragments needing reassembly|Encryptions|Encryption failures|"
    rf"Fragmentation successes|Fragmentation failures|Fragments created|PMTUs sent|PMTUs rcvd): {N}",
    rf"(?:Protocol failures|Missing SA failures|Invalid ICMP Errors rcvd): {N}")

IPSEC_HEAD = (
    BLANK, r"There are no ipsec sas", rf"interface: {NAME}",
    rf"    Crypto map tag: __vti-crypto-map-{NAME}-0-1, seq num: 65280, local addr: {ADDR}",
    r"      Protected vrf \(ivrf\): Global",
    r"      (?:local|remote) ident \(addr/mask/prot/port\): \([0-9a-f.:]+[-/][0-9a-f.:]+/0/0\)",
    rf"      current_peer: {ADDR}", rf"      #pkts encaps: {N}, #pkts encrypt: {N}, #pkts digest: {N}",
    rf"      #pkts decaps: {N}, #pkts decrypt: {N}, #pkts verify: {N}",
    rf"      #pkts compressed: {N}, #pkts decompressed: {N}",
    rf"      #pkts not compressed: {N}, #pkts comp failed: {N}, #pkts decomp failed: {N}",
    rf"      #pre-frag successes: {N}, #pre-frag failures: {N}, #fragments created: {N}",
    rf"      #PMTUs sent: {N}, #PMTUs rcvd: {N}, #decapsulated frgs needing reassembly: {N}",
    rf"      #TFC rcvd: {N}, #TFC sent: {N}", rf"      #Valid ICMP Errors rcvd: {N}, #Invalid ICMP Errors rcvd: {N}",
    rf"      local crypto endpt\.: {ADDR}/{N}, remote crypto endpt\.: {ADDR}/{N}",
    rf"      path mtu {N}, ipsec overhead {N}\({N}\), media mtu {N}",
    rf"      PMTU time remaining \(sec\): {N}, DF policy: (?:copy|clear|set)-df",
    r"      ICMP error validation: disabled, TFC packets: disabled",
    rf"      current outbound spi: {SPI}", rf"      current inbound spi : {SPI}", r"    (?:in|out)bound esp sas:",
    rf"      spi: 0x{SPI} \({N}\)", r"         SA State: (?:active|rekeyed|expiring)",
    r"         transform: esp-\S+ esp-\S+ no compression",
    r"         in use settings =\{L2L, Tunnel, (?: NAT-T-Encaps, )?(?:PFS Group \d+, )?IKEv2, VTI, \}",
    rf"         slot: 0, conn_id: {N}, crypto-map: __vti-crypto-map-{NAME}-0-1",
    rf"         sa timing: remaining key lifetime (?:\(sec\): {N}|\(kB/sec\): \({N}/{N}\))",
    rf"         IV size: {N} bytes", r"         replay detection support: [YN]", r"         Anti replay bitmap:",
    rf"          0x{SPI}(?: 0x{SPI})?")

IPSEC_SA = IPSEC_HEAD + (rf"      #send errors: {N}, #recv errors: {N}",)

IPSEC_SA_DETAIL = IPSEC_HEAD + (r"      (?:#pkts [a-z ]+(?: \((?:send|rcv)\))?: \d+(?:, ?|$))+",)

SESSION_HEAD = (
    BLANK, r"INFO: There are presently no active sessions of the type specified", rf"Connection   : {ADDR}",
    rf"Index        : (?=.{{22}} IP Addr ){N} +IP Addr      : {ADDR}", r"Protocol     : IKEv2 IPsec(?:OverNatT)?",
    r"Encryption   : IKEv2: \(1\)\S+  IPsec(?:OverNatT)?: \(\d+\)\S+",
    r"Hashing      : IKEv2: \(1\)\S+  IPsec(?:OverNatT)?: \(\d+\)\S+",
    rf"Bytes Tx     : (?=.{{22}} Bytes Rx ){N} +Bytes Rx     : {N}", rf"Login Time   : {WHEN}",
    r"Duration     : (?:\d+d )?\d+h:\d\dm:\d\ds")

SESSION = SESSION_HEAD + (r"Session Type: LAN-to-LAN",)

SESSION_DETAIL = SESSION_HEAD + (
    r"Session Type: LAN-to-LAN Detailed", r"IKEv2 Tunnels: 1", r"IPsec(?:OverNatT)? Tunnels: \d+", r"IKEv2:",
    r"IPsec(?:OverNatT)?:", r"  Tunnel ID    : \d+\.\d+",
    rf"  UDP Src Port : (?=.{{22}} UDP Dst ){N} +UDP Dst Port : {N}", r"  (?:Rem|Loc) Auth Mode: \S+",
    r"  Encryption   : (?=.{22} Hashing )\S+ +Hashing      : \S+",
    r"  Rekey Int \(T\): (?=.{22} Rekey Left)\d+ Seconds +Rekey Left\(T\): \d+ Seconds",
    r"  Rekey Int \(D\): (?=.{22} Rekey Left)\d+ K-Bytes +Rekey Left\(D\): \d+ K-Bytes",
    r"  PRF          : (?=.{22} D/H )\S+ +D/H Group    : \d+", r"  Filter Name  :",
    r"  (?:Local Addr  |Remote Addr ) : [0-9a-f.:]+[-/][0-9a-f.:]+/0/0",
    r"  Encapsulation: Tunnel(?: {17}PFS Group    : \d+)?",
    r"  Idle Time Out: 0 Minutes {14}Idle TO Left : 0 Minutes",
    rf"  Bytes Tx     : (?=.{{22}} Bytes Rx ){N} +Bytes Rx     : {N}", rf"  Pkts Tx      : (?=.{{22}} Pkts Rx ){N} +Pkts Rx      : {N}")

SESSION_SUMMARY = (
    BLANK, RULER, r"VPN Session Summary", r"Tunnels Summary", r" {31}Active : Cumulative : Peak Concur : Inactive",
    r" {31}Active : Cumulative : Peak Concurrent", r" {29}-{46}",
    r"(?:Site-to-Site VPN {13}|  IKEv2 IPsec {16}): .{6} : .{10} : .{11}",
    r"(?:IKEv2|IPsec) {24}: .{6} : .{10} : .{15}", r"Total Active and Inactive    : .{6} {13}Total Cumulative : [ \d]{5}\d",
    r"Device Total VPN Capacity    : +\d+", r"Device Load                  : +\d+%", r"Totals {23}: .{6} : [ \d]{9}\d")

ASP_DROP = (
    BLANK, r"Frame drop:", r"Flow drop:", r"  (?=.{78}$|.{111}$)[A-Za-z].* \([a-z0-9-]+\) +\d+",
    r"Last clearing: (?:Never|\d\d:\d\d:\d\d UTC [A-Z][a-z]{2} \d{1,2} \d{4})")

ASP_DROP_DETAIL = ASP_DROP + (r"    (?=.{76}$|.{109}$)(?:\S+: )?[A-Za-z].* \([a-z0-9-]+\) +\d+",)

CAPTURES = (
    r"capture \S+ type (?:raw-data|isakmp|esp|asp-drop \S+)(?: buffer \d+)?(?: packet-length \d+)?(?: circular-buffer)?(?: interface \S+)*"
    r" \[(?:Capturing|Buffer Full|Stopped|Idle) - \d+ bytes\]",
    r"  match \S+ (?:any[46]?|host \S+|\S+ \S+|\S+/\d+)(?: eq \d+)? (?:any[46]?|host \S+|\S+ \S+|\S+/\d+)(?: eq \d+)?")

_PACKET = (
    r"(?:\S+ > \S+: (?:[FSRPUEW]+|\.)(?: \d+:\d+\(\d+\))?(?: ack \d+)? win \d+(?: <\S+(?: \S+)*>)?|\S+ > \S+:  udp \d+|\S+ > \S+: icmp6?: .+"
    r"|\S+ > \S+:  ip-proto-\d+, length \d+.*|arp who-has \S+ tell \S+|arp reply \S+ is-at \S+|0x[0-9a-f]{4}, length \d+)"
    r"(?: \(DF\))?(?: \[tos 0x[0-9a-f]{2}\])?(?: \((?:ttl|hop limit) \d+(?:, id \d+)?\))?(?: Drop-reason: \([a-z-]+\) .+)?")
CAPTURE = (
    BLANK, r"\d+ packets? captured", r"\d+ packets? shown",
    rf" *\d+: \d\d:\d\d:\d\d\.\d{{6}} (?:      |802\.1Q vlan#\d+ P\d ){_PACKET}",
    rf" *\d+: \d\d:\d\d:\d\d\.\d{{6}} (?:{MAC} {MAC} 0x[0-9a-f]{{4}} )?Length: \d+", rf"      (?:802\.1Q vlan#\d+ P\d )?{_PACKET}",
    r"0x[0-9a-f]{4}   [0-9a-f ]{39}        .{1,16}")

TRACER = (
    BLANK, rf"Phase: {N}", r"Type: (?:INPUT-INTERFACE|INPUT-ROUTE-LOOKUP|ACCESS-LIST|VPN)", r"Subtype: .*", r"Result: (?:ALLOW|DROP)", r"Config:",
    r"Additional Information:", r"security-level \d+ \(\S+\) to security-level \d+ \(\S+\)", r"\S+ \(\S+\) is (?:up|down), line protocol is (?:up|down)",
    r"Found next-hop \S+ using egress ifc  \S+", r"No way to \S+: .+", r"Route \S+(?:, \d+ equal ways: .+)?", r"  way \d+: \S+ through \S+, weight \d+",
    r"The route \S+ through \S+ is not in use: .+", r"from a (?:higher to a lower|lower to a higher) security level", r"(?:out where|between equal|sysopt|same-security|no security-level|an interface|the kernel).+",
    r"Tunnel\d+: ESP from \S+ to \S+, outbound SPI [0-9A-F]{8}(?:, in UDP)?", r"Packets of at most \d+ bytes pass whole; TCP MSS at most \d+",
    r"Tunnel\d+: .+", r"Tunnel\d+ to \S+ is down: .+", r"Result:", r"(?:in|out)put-interface: \S+", r"(?:in|out)put-(?:line-)?status: (?:up|down)",
    r"Action: (?:allow|drop)", r"Drop-reason: \([a-z-]+\) .+")

BRIEF = (r"Interface                  IP-Address      OK\? Method Status                Protocol",
         rf"(?=.{{26}} .{{15}} YES )\S+ +(?:{ADDR}|unassigned) +YES (?:CONFIG|manual|DHCP  |unset ) (?=.{{21}} (?:up  |down)$){STATE} +(?:up  |down)")

NAMEIF = (r"Interface                Name                     Security", r"(?=.{58}$)(?=.{25}\S)\S+ +\S+ +\d+")

ARP = (rf"\t{NAME} {ADDR} {MAC} (?:\d+|-)",)

ROUTE = (
    BLANK, r"Codes: L - local, .+", r"       [A-Za-z0-9]+ - .+", r"Gateway of last resort is (?:not set|[0-9.]+ to network 0\.0\.0\.0)",
    rf"(?:S |S\*) {{7}}{ADDR} {ADDR} \[{N}/{N}\] via {ADDR}, {NAME}",
    rf"(?:[CS] |S\*) {{7}}{ADDR} {ADDR} is directly connected, {NAME}",
    rf"L {{8}}{ADDR} {ADDR} is directly connected, {NAME}", rf"B[ *] {{7}}{ADDR} {ADDR} \[{N}/{N}\] via {ADDR}, {UP}",
    rf" +\[{N}/{N}\] via {ADDR}, (?:{UP}|{NAME})", rf" +is directly connected, {NAME}")

BGP_SUMMARY = (
    BLANK, r"% BGP not active", rf"BGP router identifier {ADDR}, local AS number {N}",
    rf"BGP table version is {N}, main routing table version {N}",
    rf"{N} (?:network|path) entries using {N} bytes of memory", rf"{N} multipath network entries and {N} multipath paths",
    rf"{N}/{N} BGP path/bestpath attribute entries using {N} bytes of memory",
    rf"{N} BGP (?:AS-PATH|community|route-map cache|filter-list cache) entries using {N} bytes of memory",
    rf"BGP using {N} total bytes of memory", rf"BGP activity {N}/{N} prefixes, {N}/{N} paths, scan interval 60 secs",
    r"Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd",
    rf"(?=.{{16}}4 .{{12}} \d.{{6}} \d.{{6}} .{{8}} .{{4}} .{{4}} \S+  \S)[0-9a-f.:]+ +4 +{N} {N} +{N} +{N} +{N} +{N} (?:{UP}|never)  (?=.{{8}}$|Idle \(.{{5}}\)$)"
    r"(?:\d+|Idle|Idle \(Admin\)|Idle \(PfxCt\)|Connect|Active|OpenSent|OpenConfirm) *")

BGP_TABLE = (
    BLANK, rf"BGP table version is {N}, local router ID is {ADDR}",
    r"Status codes: s suppressed, d damped, h history, \* valid, > best, i - internal,",
    r"              r RIB-failure, S Stale, m multipath", r"Origin codes: i - IGP, e - EGP, \? - incomplete",
    r"   Network          Next Hop        Metric LocPrf Weight  Path",
    rf"(?=.{{20}}\d(?:.{{35}}  \S|.*\d{{8}}))[sdhSr* ][>m ][i ](?:{PREFIX}| {{17}}) *{ADDR} [ \d]+ .*[ie?]", rf"[sdhSr* ][>m ][i ]{PREFIX}",
    rf"(?=.{{56}}  \S) {{20}}{ADDR} [ \d]+ .*[ie?]", r"Total number of prefixes \d+")

TOLD = r"(?:advertised and received(?:\(new\))?|advertised|received)"

BGP_NEIGHBOR = (
    BLANK, rf"BGP neighbor is [0-9a-f.:]+,  context single_vf,  remote AS {N}, (?:ex|in)ternal link", r" Description: .+",
    rf"  BGP version 4, remote router ID {ADDR}", rf"  BGP state = Established, up for {UP}",
    r"  BGP state = (?:Idle|Connect|Active|OpenSent|OpenConfirm)(?: \(Admin\))?",
    rf"  Last read (?:{UP}|never), last write (?:{UP}|never), hold time is {N}, keepalive interval is {N} seconds",
    r"  Neighbor sessions:", r"    [01] active, is not multisession capable \(disabled\)", r"  Neighbor capabilities:",
    rf"    (?:Route refresh|Four-octets ASN Capability|Address family IPv[46] Unicast|Graceful Restart Capability): {TOLD}",
    r"    Multisession Capability:", r"  Message statistics:", rf"    (?:In|Out)Q depth is {N}", r" {19}Sent {7}Rcvd",
    r"    (?=.{15}\d.{10}\d+$)(?:Opens|Notifications|Updates|Keepalives|Route Refresh|Total): +(?=.{10} \d+$)\d+ +\d+",
    rf"  Default minimum time between advertisement runs is {N} seconds", r" For address family: IPv[46] Unicast",
    r"  Session: [0-9a-f.:]+", rf"  BGP table version {N}, neighbor version {N}/0", rf"  Output queue size : {N}", r"  Index 1",
    r"  (Incoming|Outgoing) update (prefix|AS path) filter list is \S+(, which is not defined: nothing passes)?",
    r"  Route map for (incoming|outgoing) advertisements is \S+(, which is not defined: nothing passes)?",
    r"  Inbound soft reconfiguration allowed",
    r"  1 update-group member", r" {27}Sent {7}Rcvd", r"  Prefix activity: {9}---- {7}----",
    r"    (?=.{23}[\dn].{10}\d)(?:Prefixes (?:Current|Total)|(?:Implicit|Explicit) Withdraw|Used as (?:best|multi)path): +"
    r"(?:\d+|n/a) +\d+(?: +\(Consumes \d+ bytes\))?",
    r" {29}Outbound    Inbound", r"  Local Policy Denied Prefixes:    --------    -------",
    r"    (?=.{27} [\dn])\S.*: +(?=.{11} (?:\d+|n/a)$)(?:\d+|n/a) +(?:\d+|n/a)",
    rf"  Number of NLRIs in the update sent: max {N}, min {N}",
    r"  Address tracking is enabled, the RIB does (?:not )?have a route to [0-9a-f.:]+",
    rf"  Connections established {N}; dropped {N}", rf"  Last reset (?:never|{UP}, due to .+)",
    rf"  External BGP neighbor may be up to {N} hops away\.", r"  TCP MD5 signature is enabled", r"  BFD is configured\. BFD peer is (Up|Down|Init)\. Using BFD to detect fast fallover",
    rf"  (?:Local|Foreign) host: [0-9a-f.:]+, (?:Local|Foreign) port: {N}", r"  Transport\(tcp\) path-mtu-discovery is enabled",
    r"  Graceful-Restart is (?:en|dis)abled")

BGP_PREFIX = (
    rf"BGP routing table entry for \S+, version {N}", rf"Paths: \({N} available, (?:best #{N}, table \S+|no best path)\)",
    r"% Network not in table", r"  Multipath: [ei]BGP", r"  Advertised to update-groups:", r"     [0-9a-f][0-9a-f.: ]*",
    r"  Not advertised to any peer", r"  Local", r"  [0-9][0-9 {},()]*", rf"    [0-9a-f.:]+ from [0-9a-f.:]+ \({ADDR}\)",
    rf"      Origin (?:IGP|EGP|incomplete), (?:metric {N}, )?localpref {N}, (?:weight {N}, )?[a-z, -]+",
    r"      (?:Large )?Community: .+", r"      Aggregated by .+", r"      Not best: .+")

LOST = rf"(?: errors: {N}  dropped: {N})?"

LOGGING_SETTING = (
    r"Syslog logging: (?:en|dis)abled", rf"    Facility: {N}", r"    (?:Hide Username|Standby|Debug-trace) logging: (?:en|dis)abled",
    r"    Timestamp logging: (?:disabled|enabled(?: \(rfc5424\))?)", r"    Permit-hostdown logging: (?:en|dis)abled",
    r"    (?:Console|Monitor|History|Mail|ASDM|Trap) logging: disabled", r"    Device ID: disabled",
    r'    Device ID: (?:hostname|string|\'\S+\' interface IP address) "\S*"',
    rf"    (?:Monitor|Buffer) logging: level [a-z]+, {N} messages logged",
    rf"    Trap logging: level [a-z]+, facility {N}, {N} messages logged",
    rf"        Logging to {NAME} [0-9a-f.:]+(?: udp/{N})?, UDP TX:{N}{LOST}",
    rf"        Logging to {NAME} [0-9a-f.:]+ tcp/{N} (?:connected|Not connected(?: since {WHEN})?), TCP TX:{N}{LOST}",
    r"    Global TCP syslog stats::", rf"        NOT_PUTABLE: {N}, ALL_CHANNEL_DOWN: {N}",
    rf"        CHANNEL_FLAP_CNT: {N}, SYSLOG_PKT_LOSS: {N}", rf"        PARTIAL_REWRITE_CNT: {N}")

LOGGING = LOGGING_SETTING + (
    r"(?:[A-Z][a-z]{2} \d\d \d{4} \d\d:\d\d:\d\d: |\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ: )?%ASA-[0-7]-\d{6}: .*",)

LOGGING_QUEUE = (
    rf"\tLogging Queue length limit : {N} msg\(s\)", rf"\t{N} msg\(s\) discarded due to queue overflow",
    r"\t0 msg\(s\) discarded due to memory allocation failure", rf"\tCurrent {N} msg on queue, {N} msgs most on queue")

PING = (
    r"Type escape sequence to abort\.", rf"Sending {N}, {N}-byte ICMP Echos to [0-9a-f.:]+, timeout is {N} seconds:",
    r"[!.?UQM]{1,70}", rf"Success rate is {N} percent \({N}/{N}\)(?:, round-trip min/avg/max = {N}/{N}/{N} ms)?")

TRACE = (
    BLANK, r"Type escape sequence to abort\.", r"Tracing the route to [0-9a-f.:]+",
    rf"[ \d]\d (?: {ADDR}(?: {N} msec(?: ![NHPA?])?)+| \*)(?: {ADDR}(?: {N} msec(?: ![NHPA?])?)+|  \*)*")

TUNNEL_GROUP = (rf"tunnel-group {NAME} type ipsec-l2l", rf"tunnel-group {NAME} (?:ipsec|general)-attributes",
                r" ikev2 (?:remote|local)-authentication pre-shared-key \*\*\*\*\*")

MEMORY = (r"(?:Free|Used) memory:   (?=.{18} bytes) *\d+ bytes \(\d+%\)", r"-{13} {5}-{18}",
          r"Total memory:  (?=.{18} bytes) *\d+ bytes \(100%\)")

CPU = (rf"CPU utilization for 5 seconds = {N}%; 1 minute: {N}%; 5 minutes: {N}%",)

INVENTORY = (r'Name: "[^"]+", DESCR: "[^"]+"', r"PID: \S.{17}, VID: .{8}, SN: \S+")

DIR = (BLANK, r"Directory of \S+/", r"(?:\d{7,}|(?=.{6} )\d+ *) (?:drwx|-rw-)  (?=.{12} \d\d:)\d+ +\d\d:\d\d:\d\d [A-Z][a-z]{2} \d\d \d{4}  .+",
       rf"{N} bytes total \({N} bytes free/{N}% free\)")

WHEN = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"

CONFIGURATION_SESSION = (
    rf"The changes of \S+ \(.+\) are taken back at {WHEN} unless \"commit\" confirms them", r"INFO: There is no configuration session",
    r"Session {26}Begun {19}Last change {13}Lines  Author {12}In it", rf"(?=.{{32}} \d)\S+ +{WHEN} {WHEN} [ \d]{{4}}\d  (?=.{{16}}  )\S+ +\S+")

CONFIGURATION_HISTORY = (rf"[ \d]\d  {WHEN}  by \S+ \(.+\), (?:1 line|{N} lines)(?:: .+)?",)

DIFFERENCE = (r"[-+ ] .+",)

CLOCK = (r"\d\d:\d\d:\d\d\.\d{3} UTC (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} \d{1,2} \d{4}",)

CURPRIV = (rf"Username : {NAME}", rf"Current privilege level : {N}", r"Current Mode/s : P_(?:UNPR|PRIV)")


PROCESS = (r"Name         Pid State          Up Restarts    Memory       CPU",
           rf"(?=.{{8}} .{{7}} .{{9}} .{{8}} .{{8}} .{{8}}K .{{6}} ms$)[a-z]+ +{N} (?:ready|starting|failed) +{UP} +{N} +{N}K +{N} ms")

PROCESS_LOAD = (r"PID                    5Sec     1Min     5Min   Process",
                r"(?=.{20} .{6}   .{6}   .{6}   [a-z]+$)\d+ +\d+\.\d% +\d+\.\d% +\d+\.\d%   [a-z]+")

IP_ADDRESS = (
    r"System IP Addresses:", r"Current IP Addresses:",
    r"Interface                Name                   IP address      Subnet mask     Method ",
    rf"(?=.{{24}} .{{22}} .{{15}} .{{15}} .{{6}} $)(?=.{{25}}\S)(?=.{{48}}\d)(?=.{{64}}\d)\S+ +\S+ +{ADDR} +{ADDR} +(?:CONFIG|manual|DHCP  ) ")

ADDR6 = r"[0-9a-f]*:[0-9a-f:.]*"

IPV6_INTERFACE = (
    rf"{NAME} is {STATE}, line protocol is (?:up|down)", rf"  IPv6 is enabled, link-local address is fe80::[0-9a-f:]+",
    r"  IPv6 is enabled, without link-local address", r"  No global unicast address is configured", r"  Global unicast address\(es\):",
    rf"    {ADDR6}, subnet is {ADDR6}/\d+")

IPV6_BRIEF = (rf"{NAME} \[{STATE}/(?:up|down)\]", rf"    {ADDR6}", r"    unassigned")

IPV6_NEIGHBOR = (r"IPv6 Address                              Age Link-layer Addr State Interface",
                 rf"(?=.{{39}} .{{5}} {MAC}  ){ADDR6} +(?:\d+|-) {MAC}  (?:REACH|STALE|DELAY|PROBE) {NAME}")

IPV6_ROUTE = (
    BLANK, rf"IPv6 Routing Table - default - {N} entries", r"Codes: C - Connected, L - Local, S - Static, B - BGP",
    rf"[CLSB]   {ADDR6}/\d+ \[{N}/{N}\]", rf"     via {ADDR6}, {NAME}", rf"     via {NAME}, (?:directly connected|receive)")

RETURN_CODE = r"(?:OK|Over threshold|Timeout|No connection|Unknown)"

TRACK = (
    rf"Track {N}", rf"  Response Time Reporter {N} reachability", r"  Reachability is (?:Up|Down)", r"  0 changes",
    rf"  {N} changes, last change {UP}", rf"  Latest operation return code: {RETURN_CODE}", rf"  Latest RTT \(millisecs\) {N}",
    r"  Tracked by:", r"    STATIC-IP-ROUTING 0")

SLA_STATE = (
    BLANK, rf"Entry number: {N}", rf"Number of operations (?:attempted|skipped): {N}",
    rf"Current seconds left in Life: (?:Forever|{N})", r"Operational state of entry: (?:Active|Inactive)",
    r"Last time this entry was reset: Never", r"(?:Connection loss|Timeout|Over thresholds) occurred: (?:TRUE|FALSE)",
    rf"Latest RTT \(milliseconds\): (?:{N}|NoConnection/Busy/Timeout)",
    r"Latest operation start time: \d\d:\d\d:\d\d\.000 UTC [A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d{4}",
    rf"Latest operation return code: {RETURN_CODE}", r"RTT Values:", rf"RTTAvg: {N}\tRTTMin: {N}\tRTTMax: {N}",
    rf"NumOfRTT: {N}\tRTTSum: {N}\tRTTSum2: {N}")

SLA_CONFIGURATION = (
    BLANK, rf"Entry number: {N}", r"Owner:", r"Tag:", r"Type of operation to perform: echo", rf"Target address: {ADDR}",
    rf"Interface: {NAME}", rf"Number of packets: {N}", rf"Request size \(ARR data portion\): {N}",
    rf"Operation timeout \(milliseconds\): {N}", r"Type Of Service parameters: 0x[0-9a-f]+", r"Verify data: No",
    rf"Operation frequency \(seconds\): {N}", r"Next Scheduled Start Time: (?:Start Time already passed|Pending trigger)",
    rf"Life \(seconds\): (?:Forever|{N})", rf"Threshold \(milliseconds\): {N}")

LOCAL_USER = (r"Lock-time              Failed-attempts  Locked  User",
              r"(?=.{22} .{15}  [YN]       \S)(?:-|\d\d:\d\d:\d\d UTC [A-Z][a-z]{2} [ \d]\d) +\d+  [YN] +\S+")


PRIVILEGE = (rf"privilege (?:cmd|show|clear) level {N} mode (?:exec|configure) command \S+",)

INTERFACE_LINES = (
    r"!", rf"interface {NAME}", rf" nameif {NAME}", rf" security-level {N}", rf" ip address {ADDR} {ADDR} ", r" ip address dhcp(?: setroute)?",
    rf" ipv6 address {ADDR6}/\d+")


def strangers(screen, text):
    """The lines of `text` that such a screen does not have."""
    lines = re.compile("|".join(f"(?:{line})" for line in screen))
    return [line for line in text.split("\n") if not lines.fullmatch(line) and line]
