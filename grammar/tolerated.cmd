# What an ASA has and this system does not act on. Tolerated: kept and printed, without effect, because
# nothing is less safe without it. Refused: traffic would not be protected as the line promises.

mode group-policy "config-group-policy"  Group policy configuration commands:
	@prefix group_policy

help
	crypto        Encryption, IKE and IPsec
	ikev2         Internet Key Exchange version 2
	isakmp        What holds for IKE of all versions
	ipsec         IPsec
	group-policy  A set of attributes for tunnel groups
	sysopt        System options
	connection    Options for connections
	limit         Limits

args
	REST  line  As on an ASA

in config

names
	names  Names for addresses
	@name names_enabled
	@order 110
	@tolerate
	@positive
	@always

same-security-traffic permit {inter-interface|intra-interface}
	same-security-traffic  Traffic between interfaces that are trusted alike
	permit                 Let it pass
	inter-interface        From one to the other
	intra-interface        Out where it came in
	@order 320
	@tolerate

boot REST
	boot  What is booted
	@key REST
	@order 310
	@tolerate

ftp mode passive
	ftp      File transfer
	mode     Mode of file transfer
	passive  Passive
	@order 310
	@tolerate

clock timezone REST
	clock     Date and time
	timezone  Time zone; the system's own is used
	@order 310
	@tolerate

dns REST
	dns  Domain names
	@key REST
	@order 310
	@tolerate

monitor-interface REST
	monitor-interface  Watch an interface for failover
	@key REST
	@order 430
	@tolerate

icmp REST
	icmp  ICMP for this system
	@key REST
	@order 440
	@tolerate

asdm REST
	asdm  Device manager
	@key REST
	@order 441
	@tolerate

arp REST
	arp  Neighbors on the links
	@key REST
	@order 442
	@tolerate

timeout REST
	timeout  Life of connections
	@key REST
	@order 650
	@tolerate

aaa REST
	aaa  Authentication, authorization, accounting
	@key REST
	@order 660
	@tolerate

http REST
	http  Web server
	@key REST
	@order 670
	@tolerate

snmp-server REST
	snmp-server  SNMP
	@key REST
	@order 680
	@tolerate

service REST
	service  Services of this system
	@key REST
	@order 690
	@tolerate

sysopt connection permit-vpn
	permit-vpn  Traffic out of tunnels passes the access lists
	@order 701
	@positive
	@tolerate

sysopt connection preserve-vpn-flows
	preserve-vpn-flows  Connections survive their tunnel
	@order 702
	@tolerate

crypto ipsec ikev2 sa-strength-enforcement
	sa-strength-enforcement  IPsec may not be stronger than IKE
	@order 809
	@tolerate

crypto ikev2 cookie-challenge REST
	cookie-challenge  When cookies are asked for
	@order 851
	@tolerate

crypto ikev2 limit max-in-negotiation-sa PERCENT
	max-in-negotiation-sa  IKE SAs in negotiation
	PERCENT                number 1-100  Per cent
	@order 852
	@tolerate

crypto ikev2 limit max-sa COUNT
	max-sa  IKE SAs
	COUNT   number 1-4294967295  IKE SAs
	@order 853
	@tolerate

crypto ikev2 notify invalid-selectors
	notify             Notifications
	invalid-selectors  For packets outside the selectors
	@order 855
	@tolerate

crypto isakmp disconnect-notify
	disconnect-notify  Tell peers when a tunnel is taken down
	@order 832
	@tolerate

crypto isakmp reload-wait
	reload-wait  Wait for tunnels to end before a reload
	@order 833
	@tolerate

telnet REST
	telnet  Telnet
	@key REST
	@order 870
	@tolerate

ssh REST
	ssh  Secure shell
	@key REST
	@order 871
	@tolerate

console REST
	console  Console
	@key REST
	@order 872
	@tolerate

dhcpd REST
	dhcpd  DHCP server
	@key REST
	@order 873
	@tolerate

threat-detection REST
	threat-detection  Threat detection
	@key REST
	@order 874
	@tolerate

ntp REST
	ntp  Time servers; the system's own time service is used
	@key REST
	@order 875
	@tolerate

group-policy NAME internal
	NAME      word 1-64  Name of the policy
	internal  Kept here
	@key NAME
	@order 880
	@tolerate

group-policy NAME attributes
	NAME        word 1-64  Name of the policy
	attributes  What the policy says
	@key NAME
	@enters group-policy
	@order 880
	@tolerate

tunnel-group-map REST
	tunnel-group-map  Choice of a tunnel group
	@key REST
	@order 890
	@tolerate

prompt REST
	prompt  Parts of the prompt
	@order 950
	@tolerate

call-home REST
	call-home  Reports to the vendor
	@order 960
	@key REST
	@tolerate

crypto map REST
	map  Policy-based IPsec
	@refuse policy-based IPsec is not supported: use "interface TunnelN" with "tunnel protection ipsec profile NAME"

crypto dynamic-map REST
	dynamic-map  Policy-based IPsec
	@refuse policy-based IPsec is not supported: use "interface TunnelN" with "tunnel protection ipsec profile NAME"

crypto ikev1 REST
	ikev1  Internet Key Exchange version 1
	@refuse IKEv1 is not supported: use "crypto ikev2"

crypto ipsec ikev1 REST
	ikev1  Internet Key Exchange version 1
	@refuse IKEv1 is not supported: use "crypto ipsec ikev2 ipsec-proposal NAME"

crypto ca REST
	ca  Certificates
	@refuse certificates are not supported: use "ikev2 remote-authentication pre-shared-key KEY"

access-list REST
	access-list  Access list
	@refuse access lists are not enforced here and are therefore not accepted: filter with nftables on this system, or in front of it

access-group REST
	access-group  Access list of an interface
	@refuse access lists are not enforced here and are therefore not accepted: filter with nftables on this system, or in front of it

nat REST
	nat  Address translation
	@refuse address translation is not supported: use nftables on this system

object REST
	object  A named object
	@refuse objects serve access lists and address translation, which are not supported: leave them out

object-group REST
	object-group  A named group
	@refuse objects serve access lists and address translation, which are not supported: leave them out

failover REST
	failover  A pair of systems
	@refuse failover pairs are not supported: run two systems and let BGP choose

in interface

management-only
	management-only  Only traffic to this system
	@tolerate

speed REST
	speed  Speed of the link
	@tolerate

duplex REST
	duplex  Duplex of the link
	@tolerate

flowcontrol REST
	flowcontrol  Flow control of the link
	@tolerate

zone-member NAME
	zone-member  Traffic zone; equal routes through several interfaces need none here
	NAME         word 1-48  Name of the zone
	@tolerate

in router

bgp transport path-mtu-discovery
	transport           The TCP connections
	path-mtu-discovery  Find the path MTU
	@positive
	@tolerate

in group-policy

vpn-tunnel-protocol REST
	vpn-tunnel-protocol  Protocols of the tunnel
	@blank
	@tolerate

vpn-idle-timeout REST
	vpn-idle-timeout  Minutes without traffic
	@tolerate

vpn-session-timeout REST
	vpn-session-timeout  Minutes of a session
	@tolerate

vpn-filter none
	vpn-filter  Access list of the tunnel
	none        None
	@tolerate

vpn-filter value REST
	value  Name of the list
	@refuse access lists are not enforced here and are therefore not accepted: filter with nftables on this system, or in front of it
