# What a stored configuration says of the appliance that it comes from: licences, reports to the vendor, remote
# access, routing protocols and modules that there are none of here. Tolerated or refused as in tolerated.cmd.

mode call-home "cfg-call-home"  Call-home configuration commands:
	@prefix call_home

mode call-home-profile "cfg-call-home-profile"  Call-home profile configuration commands:
	@prefix call_home_profile
	@parent call-home

mode license-smart "config-smart-lic"  Smart licence configuration commands:
	@prefix license_smart

help
	crypto       Encryption, IKE and IPsec
	ip           Internet Protocol version 4
	ipv6         Internet Protocol version 6
	isakmp       What holds for IKE of all versions
	router       Routing protocols
	tunnel       Tunnel parameters

args
	REST  line  As on an ASA

in config

call-home
	call-home  Reports to the vendor
	@name call_home_enter
	@enters call-home
	@order 960
	@tolerate

call-home reporting anonymous
	call-home  Reports to the vendor
	reporting  What is sent
	anonymous  Without a name
	@order 960
	@tolerate

service-module REST
	service-module  Modules of the machine
	@key REST
	@order 104
	@tolerate

crypto ca trustpool REST
	ca         Certificates
	trustpool  Authorities of the vendor's own connections
	@key REST
	@order 848
	@tolerate

license smart
	license  Licences
	smart    From the vendor's server
	@enters license-smart
	@order 961
	@tolerate

xlate REST
	xlate  Translations for connections
	@key REST
	@order 651
	@tolerate

password-policy REST
	password-policy  What passwords must be like
	@key REST
	@order 665
	@tolerate

quota REST
	quota  Sessions of operators
	@key REST
	@order 872
	@tolerate

ssl REST
	ssl  TLS of the web server
	@key REST
	@order 876
	@tolerate

vpn-sessiondb REST
	vpn-sessiondb  Limits of VPN sessions
	@key REST
	@order 877
	@tolerate

management-access IFNAME
	management-access  The interface of this system that answers through tunnels; all do
	IFNAME             word 1-48  Name of the interface
	@key IFNAME
	@order 873
	@tolerate

fragment REST
	fragment  Reassembly of fragments; the system's own limits hold
	@key REST
	@order 443
	@tolerate

flow-export REST
	flow-export  Reports on flows
	@key REST
	@order 681
	@tolerate

mac-address auto
	mac-address  MAC addresses of interfaces
	auto         Made for each
	@order 112
	@tolerate

jumbo-frame reservation
	jumbo-frame  Large frames
	reservation  Memory for them; it is there
	@order 113
	@tolerate

crypto engine REST
	engine  The cryptographic processor
	@key REST
	@order 849
	@tolerate

ip local pool REST
	local  Addresses for clients of remote access
	pool   A pool of them
	@key REST
	@order 114
	@tolerate

ipv6 local pool REST
	local  Addresses for clients of remote access
	pool   A pool of them
	@key REST
	@order 114
	@tolerate

ipv6 icmp permit REST
	icmp    ICMP for this system
	permit  Let it in
	@key REST
	@order 440
	@tolerate

webvpn
	webvpn  Remote access
	@refuse remote access is not supported: tunnels lead to gateways only

aaa-server REST
	aaa-server  A server for accounts
	@refuse accounts are local here: use "username NAME password PASSWORD privilege LEVEL"

router ospf REST
	ospf  Open Shortest Path First
	@refuse routes come from BGP and static lines here: use "router bgp AS" or "route IFNAME DESTINATION MASK GATEWAY"

router eigrp REST
	eigrp  Enhanced Interior Gateway Routing Protocol
	@refuse routes come from BGP and static lines here: use "router bgp AS" or "route IFNAME DESTINATION MASK GATEWAY"

router rip
	rip  Routing Information Protocol
	@refuse routes come from BGP and static lines here: use "router bgp AS" or "route IFNAME DESTINATION MASK GATEWAY"

router isis [REST]
	isis  Intermediate System to Intermediate System
	@refuse routes come from BGP and static lines here: use "router bgp AS" or "route IFNAME DESTINATION MASK GATEWAY"

ipv6 router REST
	router  Routing protocols
	@refuse routes come from BGP and static lines here: use "router bgp AS" or "ipv6 route IFNAME PREFIX GATEWAY"

multicast-routing
	multicast-routing  Routes for multicast
	@refuse multicast is not routed here: leave the line out

key chain REST
	key    Keys of routing protocols
	chain  A chain of them
	@refuse only BGP runs here, with one key for each neighbor: use "neighbor ADDRESS password KEY"

policy-route REST
	policy-route  Routes by source
	@refuse routes follow the destination here: use nftables and "ip rule" on this system

ip verify REST
	verify  Drop packets from where no route leads
	@refuse sources are not checked here and the line is therefore not accepted: set net.ipv4.conf.DEVICE.rp_filter on this system

ip audit REST
	audit  Look for attacks
	@refuse packets are not inspected here: leave the line out

ipv6 icmp deny REST
	icmp  ICMP for this system
	deny  Keep it out
	@refuse access lists are not enforced here and are therefore not accepted: filter with nftables on this system, or in front of it

ipv6 access-list REST
	access-list  Access list
	@refuse access lists are not enforced here and are therefore not accepted: filter with nftables on this system, or in front of it

time-range REST
	time-range  When an access list holds
	@refuse access lists are not enforced here: leave the line out

tcp-map REST
	tcp-map  How TCP is inspected
	@refuse packets are not inspected here: leave the line out

cluster REST
	cluster  Several systems as one
	@refuse clusters are not supported: run several systems and let BGP choose

hw-module REST
	hw-module  Modules of the machine
	@refuse there are no modules here: leave the line out

vxlan REST
	vxlan  Virtual networks over UDP
	@refuse VXLAN is not supported: make the device in Linux and name it, "interface vxlan1"

crypto isakmp enable REST
	isakmp  What holds for IKE of all versions
	enable  Speak IKE on an interface
	@refuse IKEv1 is not supported: use "crypto ikev2 enable IFNAME"

isakmp REST
	@refuse use "crypto isakmp" in global configuration, "isakmp keepalive" in "tunnel-group PEER ipsec-attributes"

interface Virtual-Template REST
	interface         Select an interface to configure
	Virtual-Template  What tunnels of unknown peers are made from
	@refuse tunnels lead to known peers here: use "interface TunnelN" with "tunnel destination ADDRESS"

tunnel-group DefaultL2LGroup ipsec-attributes
	tunnel-group      What is said about one peer
	DefaultL2LGroup   Peers without a group of their own
	ipsec-attributes  IPsec
	@refuse each peer has a group of its own here: use "tunnel-group ADDRESS type ipsec-l2l"

route IFNAME DESTINATION MASK GATEWAY tunneled
	route        Static routes
	IFNAME       word 1-48  Name of the interface (nameif)
	DESTINATION  ipv4  Network
	MASK         mask  Its subnet mask
	GATEWAY      ipv4  Next hop
	tunneled     For packets that came out of a tunnel
	@name route_tunneled
	@refuse packets out of tunnels take the same routes as all others here: leave the line out, or route its networks by "route"

in interface

tunnel destination HOST
	destination  Where the tunnel ends
	HOST         word 1-255  Name of the other end
	@name interface_tunnel_destination_name
	@refuse the other end is an address here: use "tunnel destination A.B.C.D"

mac-address REST
	mac-address  MAC address
	@refuse the device keeps its own address here: set it in Linux, "ip link set DEVICE address"

in call-home

profile NAME
	profile  A set of reports
	NAME     word 1-64  Its name
	@key NAME
	@enters call-home-profile
	@tolerate

contact-email-addr REST
	contact-email-addr  Address
	@tolerate

sender REST
	sender  Addresses of the sender
	@key REST
	@tolerate

mail-server REST
	mail-server  Servers
	@key REST
	@tolerate

alert-group REST
	alert-group  Kinds of reports
	@key REST
	@tolerate

http-proxy REST
	http-proxy  Proxy
	@tolerate

in call-home-profile

active
	active  In use
	@positive
	@tolerate

destination REST
	destination  Where reports go
	@key REST
	@tolerate

subscribe-to-alert-group REST
	subscribe-to-alert-group  Kinds of reports
	@key REST
	@tolerate

in license-smart

feature REST
	feature  What is licensed
	@key REST
	@tolerate

throughput REST
	throughput  What is licensed
	@key REST
	@tolerate

in exec

show access-list [REST]
	access-list  Access lists
	@refuse there are no access lists here: "show asp drop" says what was dropped and why

show nat [REST]
	nat  Address translation
	@refuse there is no address translation here

show xlate [REST]
	xlate  Translations
	@refuse there is no address translation here

show conn [REST]
	conn  Connections
	@refuse connections are not listed here: see "show asp drop" and "show crypto ipsec sa", or "conntrack" on this system

show failover [REST]
	failover  A pair of systems
	@refuse failover pairs are not supported: run two systems and let BGP choose

show ntp [REST]
	ntp  Time servers
	@refuse the system's own time service is used: see "timedatectl" on this system

show snmp-server [REST]
	snmp-server  SNMP
	@refuse there is no SNMP here: the shows give records with "| json"

show context [REST]
	context  Virtual systems
	@refuse there are no contexts here: run one instance for each, in a network namespace of its own

changeto REST
	changeto  Another virtual system
	@refuse there are no contexts here: run one instance for each, in a network namespace of its own

show ospf [REST]
	ospf  Open Shortest Path First
	@refuse routes come from BGP and static lines here: see "show bgp" and "show route"

show crypto ikev1 REST
	ikev1  Internet Key Exchange version 1
	@refuse IKEv1 is not supported: see "show crypto ikev2 sa"

show crypto map [REST]
	map  Policy-based IPsec
	@refuse policy-based IPsec is not supported: see "show running-config crypto ipsec"

clock set REST
	clock  Date and time
	set    Set them
	@refuse the clock is the system's: use "timedatectl set-time" on this system
