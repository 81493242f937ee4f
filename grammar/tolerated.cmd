# What an ASA has and this system does not act on. Tolerated: kept and printed, without effect, because
# nothing is less safe without it. Refused: traffic would not be protected as the line promises.

mode group-policy "config-group-policy"  Group policy configuration commands:
	@prefix group_policy

mode dns-server-group "config-dns-server-group"  DNS server group configuration commands:
	@prefix dns_group

help
	crypto        Encryption, IKE and IPsec
	ikev2         Internet Key Exchange version 2
	isakmp        What holds for IKE of all versions
	ipsec         IPsec
	group-policy  A set of attributes for tunnel groups
	sysopt        System options
	connection    Options for connections

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

dns domain-lookup IFNAME
	dns            Domain names; the system's own resolver is used
	domain-lookup  Ask servers through an interface
	IFNAME         word 1-48  Name of the interface
	@key IFNAME
	@order 310
	@tolerate

dns server-group NAME
	server-group  A group of servers
	NAME          word 1-64  Its name
	@key NAME
	@enters dns-server-group
	@order 311
	@tolerate

dns name-server REST
	name-server  Servers
	@order 312
	@tolerate

dns-group NAME
	dns-group  The group of servers that is asked
	NAME       word 1-64  Its name
	@order 313
	@tolerate

name ADDRESS NAME
	name     A name for an address; shown, and not understood in other commands
	ADDRESS  ip  The address
	NAME     word 1-63  The name
	@key ADDRESS
	@name names_entry
	@order 111
	@tolerate

clock summer-time REST
	summer-time  Summer time; the system's own is used
	@order 310
	@tolerate

user-identity REST
	user-identity  Users behind addresses
	@key REST
	@order 655
	@tolerate

dynamic-access-policy-record NAME
	dynamic-access-policy-record  Policies of remote access
	NAME                          word 1-64  Its name
	@key NAME
	@order 881
	@tolerate

zone NAME [ecmp]
	zone  Traffic zone; equal routes through several interfaces need none here
	NAME  word 1-48  Its name
	ecmp  For equal routes
	@key NAME
	@order 195
	@tolerate

sysopt noproxyarp IFNAME
	noproxyarp  No proxy ARP; there is none here
	IFNAME      ref nameif  Name of the interface
	@key IFNAME
	@order 703
	@tolerate

crypto ikev2 enable IFNAME client-services [port PORT]
	enable           Speak IKEv2 on an interface
	IFNAME           word 1-48  Name of the interface (nameif)
	client-services  For clients of remote access
	port             Their port
	PORT             number 1-65535  TCP port
	@name crypto_ikev2_enable_clients
	@refuse remote access is not supported: leave "client-services" out

crypto ikev2 redirect {during-init|during-auth}
	redirect     Send clients to another gateway
	during-init  In IKE_SA_INIT
	during-auth  In IKE_AUTH
	@order 856
	@tolerate

crypto ikev2 remote-access trustpoint REST
	remote-access  Remote access
	trustpoint     Certificate
	@refuse remote access is not supported: tunnels lead to gateways only

logging asdm LEVEL
	asdm   Send messages to the device manager
	LEVEL  one log-level
	@order 410
	@tolerate

logging history LEVEL
	history  Send messages as SNMP traps
	LEVEL    one log-level
	@order 410
	@tolerate

logging console LEVEL
	console  Send messages to the console
	LEVEL    one log-level
	@order 410
	@tolerate

logging buffer-size BYTES
	buffer-size  Size of the buffer; it keeps the last messages whatever their length
	BYTES        number 4096-1048576  Bytes
	@order 410
	@tolerate

logging asdm-buffer-size MESSAGES
	asdm-buffer-size  Messages kept for the device manager
	MESSAGES          number 100-512  Messages
	@order 410
	@tolerate

logging mail LEVEL
	mail   Send messages as mail
	LEVEL  one log-level
	@order 410
	@tolerate

logging from-address ADDRESS
	from-address  Who mail is from
	ADDRESS       word 1-128  Address
	@order 410
	@tolerate

logging recipient-address ADDRESS [level LEVEL]
	recipient-address  Who gets mail
	ADDRESS            word 1-128  Address
	level              From which level on
	LEVEL              one log-level
	@key ADDRESS
	@order 410
	@tolerate

logging class REST
	class  Messages of one class
	@key REST
	@order 412
	@tolerate

logging rate-limit REST
	rate-limit  At most so many messages of a kind
	@key REST
	@order 412
	@tolerate

logging standby
	standby  Messages of the other system of a pair
	@order 410
	@tolerate

logging flash-bufferwrap
	flash-bufferwrap  Keep the buffer in a file when it is full; the log file has all
	@order 410
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

sysopt connection preserve-vpn-flows
	preserve-vpn-flows  Connections survive their tunnel
	@order 702
	@tolerate

crypto ipsec ikev2 sa-strength-enforcement
	sa-strength-enforcement  IPsec may not be stronger than IKE
	@order 809
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

dhcp-client update dns [REST]
	dhcp-client  How addresses are asked for ("ip address dhcp")
	update       What is changed with the address
	dns          Names in the DNS
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

access-list REST
	access-list  Access list
	@refuse access lists are not enforced here and are therefore not accepted: filter with nftables on this system, or in front of it

access-group REST
	access-group  Access list of an interface
	@refuse access lists are not enforced here and are therefore not accepted: filter with nftables on this system, or in front of it

nat REST
	nat  Address translation
	@refuse address translation is not supported: an exemption from it needs no line here, for all else use nftables on this system

failover
	failover  A pair of systems
	@name failover_on
	@refuse failover pairs are not supported: run two systems and let BGP choose

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

ip address ADDRESS MASK standby STANDBY
	address  Address of the interface
	ADDRESS  ipv4  The address
	MASK     mask  Its subnet mask; the class mask when left out
	standby  Of the other system of a pair
	STANDBY  ipv4  The address of the other one
	@name interface_ip_address_standby
	@refuse failover pairs are not supported: leave "standby" and its address out

dhcp client update dns [REST]
	dhcp    Address from a DHCP server
	client  How it is asked
	update  What is changed with the address
	dns     Names in the DNS
	@tolerate

ipv6 enable
	enable  Link-local addresses; an interface that is up has one anyway
	@tolerate

ipv6 address autoconfig
	address     Address of the interface
	autoconfig  From router advertisements
	@name interface_ipv6_address_autoconfig
	@refuse an address from router advertisements is not supported: give the address, "ipv6 address PREFIX"

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

in ipsec-profile

set reverse-route
	reverse-route  Routes to what the peer announces; tunnels carry everything here
	@tolerate

in tunnel-group

chain
	chain  Send the whole chain of certificates
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

in dns-server-group

name-server REST
	name-server  Servers
	@key REST
	@tolerate

domain-name NAME
	domain-name  Domain of names without one
	NAME         word 1-128  Its name
	@tolerate

timeout SECONDS
	timeout  Wait for an answer
	SECONDS  number 1-30  Seconds
	@tolerate

retries COUNT
	retries  Ask again
	COUNT    number 0-10  Times
	@tolerate
