# Spellings of other systems that find their way into a pasted text: recognised in order to say what is
# written here instead.

help
	crypto      Encryption, IKE and IPsec
	ikev2       Internet Key Exchange version 2
	isakmp      What holds for IKE of all versions
	ipsec       IPsec
	ip          Internet Protocol version 4
	tunnel      Tunnel parameters
	set         What tunnels with this profile use
	show        Show what is going on
	terminal    This session's terminal

args
	TEXT  line  As on the other system

in config

do TEXT
	do  EXEC command
	@refuse EXEC commands need no "do" here: leave the word out

ip route TEXT
	route  Static routes
	@refuse this is IOS syntax: use "route IFNAME DESTINATION MASK GATEWAY"

ip prefix-list TEXT
	prefix-list  Prefix list
	@refuse this is IOS syntax: leave the "ip" out, "prefix-list NAME seq N permit PREFIX"

ip as-path TEXT
	as-path  AS path list
	@refuse this is IOS syntax: leave the "ip" out, "as-path access-list N permit REGEX"

ip community-list TEXT
	community-list  Community list
	@refuse this is IOS syntax: leave the "ip" out, "community-list standard NAME permit COMMUNITY"

ip access-list TEXT
	access-list  Access list
	@refuse access lists are not enforced here and are therefore not accepted: filter with nftables on this system, or in front of it

ip domain-name TEXT
	domain-name  Domain
	@refuse this is IOS syntax: use "domain-name NAME"

ip domain TEXT
	domain  Names and their resolution
	@refuse this is IOS syntax: use "domain-name NAME"; names are resolved as this system resolves them

ip domain-lookup
	domain-lookup  Resolve names
	@refuse this is IOS syntax: leave it out, names are resolved as this system resolves them

username NAME privilege TEXT
	username   Users of this system
	NAME       word 1-64  Name of the user
	privilege  Privilege level
	@refuse this is IOS syntax: use "username NAME password PASSWORD privilege LEVEL"

username NAME secret TEXT
	username  Users of this system
	NAME      word 1-64  Name of the user
	secret    Password
	@refuse this is IOS syntax: use "username NAME password PASSWORD privilege LEVEL"

version TEXT
	version  Release of the software
	@name foreign_version
	@refuse this is the configuration of a router: leave the line out

firewall transparent
	firewall     How packets pass
	transparent  As through a bridge
	@refuse packets are routed here, there is no bridge: leave it out and give the interfaces addresses

ip nat TEXT
	nat  Address translation
	@refuse address translation is not supported: use nftables on this system

ip vrf TEXT
	vrf  Routing table of its own
	@refuse there is one routing table here: run one instance for each VRF, in a network namespace of its own

vrf TEXT
	vrf  Routing table of its own
	@refuse there is one routing table here: run one instance for each VRF, in a network namespace of its own

crypto ikev2 proposal TEXT
	proposal  Algorithms
	@refuse this is IOS syntax: the algorithms of IKE stand in "crypto ikev2 policy N", those of ESP in "crypto ipsec ikev2 ipsec-proposal NAME"

crypto ikev2 keyring TEXT
	keyring  Keys
	@refuse this is IOS syntax: keys stand in "tunnel-group PEER ipsec-attributes", "ikev2 remote-authentication pre-shared-key KEY"

crypto ikev2 profile TEXT
	profile  Parameters of peers
	@refuse this is IOS syntax: what concerns one peer stands in "tunnel-group PEER ipsec-attributes"

crypto ikev2 dpd TEXT
	dpd  Dead peer detection
	@refuse this is IOS syntax: use "isakmp keepalive threshold SECONDS retry SECONDS" in "tunnel-group PEER ipsec-attributes"

crypto keyring TEXT
	keyring  Keys
	@refuse this is IOS syntax: keys stand in "tunnel-group PEER ipsec-attributes", "ikev2 remote-authentication pre-shared-key KEY"

crypto isakmp policy TEXT
	policy  Algorithms of IKEv1
	@refuse IKEv1 is not supported: use "crypto ikev2 policy N"

crypto isakmp key TEXT
	key  Key of a peer
	@refuse this is IOS syntax: keys stand in "tunnel-group PEER ipsec-attributes", "ikev2 remote-authentication pre-shared-key KEY"

crypto isakmp profile TEXT
	profile  Parameters of peers
	@refuse IKEv1 is not supported: what concerns one peer stands in "tunnel-group PEER ipsec-attributes"

crypto isakmp keepalive TEXT
	keepalive  Dead peer detection
	@refuse this is IOS syntax: use "isakmp keepalive threshold SECONDS retry SECONDS" in "tunnel-group PEER ipsec-attributes"

crypto ipsec transform-set TEXT
	transform-set  Algorithms of ESP
	@refuse this is IOS syntax: use "crypto ipsec ikev2 ipsec-proposal NAME"

line TEXT
	line  Terminals
	@name terminal_line
	@refuse there are no lines to configure: sshd of this system lets operators in, with "postern" as their login shell

enable secret TEXT
	enable  The privileged EXEC mode
	secret  Password
	@refuse this is IOS syntax: use "enable password PASSWORD"

set interfaces TEXT
	interfaces  Interfaces
	@refuse this is the syntax of another system: interfaces are configured under "interface GigabitEthernet0/N" and "interface TunnelN"

set vpn TEXT
	vpn  IPsec
	@refuse this is the syntax of another system: see "crypto ikev2 policy", "crypto ipsec profile" and "tunnel-group"

set security TEXT
	security  IPsec
	@refuse this is the syntax of another system: see "crypto ikev2 policy", "crypto ipsec profile" and "tunnel-group"

set protocols TEXT
	protocols  Routing
	@refuse this is the syntax of another system: use "route IFNAME DESTINATION MASK GATEWAY" and "router bgp AS"

set routing-options TEXT
	routing-options  Routing
	@refuse this is the syntax of another system: use "route IFNAME DESTINATION MASK GATEWAY" and "router bgp AS"

in interface

ip tcp adjust-mss TEXT
	tcp         TCP
	adjust-mss  Largest segment
	@refuse this is IOS syntax: use "sysopt connection tcpmss BYTES" in global configuration

ip mtu BYTES
	mtu    Maximum transmission unit
	BYTES  number 1-65535  Bytes
	@refuse this is IOS syntax: use "mtu IFNAME BYTES" in global configuration

mtu BYTES
	mtu    Maximum transmission unit
	BYTES  number 1-65535  Bytes
	@refuse the MTU is set in global configuration: use "mtu IFNAME BYTES"

ip unnumbered TEXT
	unnumbered  Borrow an address
	@refuse a tunnel has an address of its own here: use "ip address ADDRESS MASK"

vrf forwarding TEXT
	vrf         Routing table of its own
	forwarding  It
	@refuse there is one routing table here: run one instance for each VRF, in a network namespace of its own

encapsulation TEXT
	encapsulation  VLAN
	@refuse this is IOS syntax: use "vlan NUMBER" in the sub-interface

ip nat TEXT
	nat  Address translation
	@refuse address translation is not supported: use nftables on this system

ip vrf TEXT
	vrf  Routing table of its own
	@refuse there is one routing table here: run one instance for each VRF, in a network namespace of its own

keepalive [TEXT]
	keepalive  Probes of a GRE tunnel
	@refuse this is IOS syntax: the peer's life is checked by "isakmp keepalive" in "tunnel-group PEER ipsec-attributes"

negotiation auto
	negotiation  Speed and duplex mode of the link
	auto         As both ends can
	@refuse this is IOS syntax: leave it out

tunnel protection ipsec profile PROFILE ikev2-profile TEXT
	protection     How the tunnel is protected
	profile        An IPsec profile
	PROFILE        word 1-64  Its name
	ikev2-profile  Parameters of peers
	@refuse this is IOS syntax: leave "ikev2-profile" out, what concerns one peer stands in "tunnel-group PEER ipsec-attributes"

tunnel source GigabitEthernet TEXT
	source           Where the tunnel begins
	GigabitEthernet  Interface
	@refuse this is IOS syntax: use "tunnel source interface IFNAME" with the name that nameif gave

tunnel source SOURCE
	source  Where the tunnel begins
	SOURCE  word 1-64  Interface or address
	@name interface_tunnel_source_bare
	@refuse this is IOS syntax: use "tunnel source interface IFNAME" with the name that nameif gave

tunnel mode gre TEXT
	mode  What the tunnel carries
	gre   Generic routing encapsulation
	@refuse GRE is not supported: use "tunnel mode ipsec ipv4"

in ipsec-profile

set transform-set TEXT
	transform-set  Algorithms of ESP
	@refuse this is IOS syntax: use "set ikev2 ipsec-proposal NAME"

set ikev2-profile TEXT
	ikev2-profile  Parameters of peers
	@refuse this is IOS syntax: what concerns one peer stands in "tunnel-group PEER ipsec-attributes"

in router

bgp default ipv4-unicast
	default       Defaults for paths
	ipv4-unicast  Neighbors are active in the family IPv4
	@refuse this is IOS syntax: leave it out, neighbors stand in "address-family ipv4 unicast" and nowhere else

in router-af

neighbor NEIGHBOR peer-group [TEXT]
	neighbor    A neighbor
	NEIGHBOR    ip  Address of the neighbor
	peer-group  Neighbors with the same parameters
	@refuse there are no peer groups: give each neighbor its lines

neighbor NEIGHBOR default-originate route-map MAP
	neighbor           A neighbor
	NEIGHBOR           ip  Address of the neighbor
	default-originate  Announce the default route
	route-map          When, and what is changed
	MAP                word 1-80  Name of a route map
	@refuse the default route is announced without a condition: leave the route map out, and filter with "neighbor A route-map NAME out"

network ADDRESS MASK
	ADDRESS  ipv4  Address of the network
	MASK     mask  Its mask
	@name bgp_network_bare
	@refuse write "mask" in front of the mask: "network ADDRESS mask MASK"

in exec

show ip route [TEXT]
	ip     Internet Protocol version 4
	route  Routes
	@refuse this is IOS syntax: use "show route"

show ip bgp [TEXT]
	bgp  Border Gateway Protocol
	@refuse this is IOS syntax: use "show bgp", "show bgp summary" or "show bgp neighbors"

show ip interface [TEXT]
	interface  Interfaces
	@refuse this is IOS syntax: use "show interface ip brief"

terminal length LINES
	length  Lines of a page
	LINES   number 0-2147483647  Lines
	@refuse this is IOS syntax: use "terminal pager LINES"

show tech-support [TEXT]
	tech-support  Everything for whoever helps
	@refuse say what is wanted: "show version", "show running-config", "show logging", "show crypto ikev2 sa detail", "show asp drop"
