# What an operator looks at.

help
	show        Show what is going on
	crypto      Encryption, IKE and IPsec
	ikev2       Internet Key Exchange version 2
	isakmp      IKE of all versions
	ipsec       IPsec
	sa          Security associations
	stats       Counters
	detail      In detail
	bgp         Border Gateway Protocol
	ipv4        Address family
	unicast     Unicast routes
	interface   Interfaces
	all         With defaults
	running-config  The configuration that is in force
	startup-config  The configuration that is saved

args
	NEIGHBOR  ip  One neighbor

in exec

show version
	version  System, software and uptime
	@level 0
	@owner mgmtd
	@quick

show curpriv
	curpriv  Who and what this session may
	@level 0
	@owner mgmtd
	@quick

show clock
	clock  Date and time
	@level 0
	@owner mgmtd
	@quick

show memory
	memory  Free and used memory
	@level 0
	@owner mgmtd
	@quick

show cpu [usage]
	cpu    The processors
	usage  How busy they were
	@level 0
	@owner ribd
	@quick

show inventory
	inventory  What the device consists of
	@level 0
	@owner mgmtd
	@quick

dir [disk0:|flash:]
	dir     List files
	disk0:  Those of the device
	flash:  Those of the device
	@owner mgmtd
	@quick

show history
	history  Commands of this session
	@level 0
	@owner shell
	@quick

show logging
	logging  Settings and buffer of the log
	@owner mgmtd
	@quick

show logging setting
	setting  Settings alone
	@owner mgmtd
	@quick

show logging queue
	queue  Messages that wait for the log hosts
	@owner mgmtd
	@quick

show processes
	processes  The daemons and how they are
	@owner mgmtd
	@quick

show processes cpu-usage
	cpu-usage  Processor time that each takes
	@owner mgmtd
	@quick

show running-config [all] [SECTION]
	SECTION  section  Beginning of the lines to show
	@owner mgmtd
	@quick

show running-config privilege [all|command COMMAND|level LEVEL]
	privilege  Privilege levels of commands
	all        With those that are not configured
	command    One command
	COMMAND    word 1-64  Its first word
	level      Commands of one level
	LEVEL      number 0-15  Privilege level
	@name show_running_privilege
	@owner mgmtd
	@quick

show running-config all privilege [command COMMAND|level LEVEL]
	privilege  Privilege levels of commands
	command    One command
	COMMAND    word 1-64  Its first word
	level      Commands of one level
	LEVEL      number 0-15  Privilege level
	@name show_running_all_privilege
	@owner mgmtd
	@quick

show privilege [all|command COMMAND|level LEVEL]
	privilege  Privilege levels of commands
	all        With those that are not configured
	command    One command
	COMMAND    word 1-64  Its first word
	level      Commands of one level
	LEVEL      number 0-15  Privilege level
	@owner mgmtd
	@quick

show startup-config
	@owner mgmtd
	@quick

more system:running-config
	more                   Print a file
	system:running-config  The configuration that is in force, keys in clear
	@name more_running_config
	@owner mgmtd
	@quick

show configuration diff [NUMBER]
	configuration  Changes of the configuration
	diff           What differs from the saved configuration
	NUMBER         number 0-49  From the configuration so many changes ago
	@owner mgmtd
	@quick

show configuration session [NAME]
	session  Sessions, or the changes in one
	NAME     word 1-32  Name of the session
	@owner mgmtd
	@quick

show configuration history
	history  Who changed what and when
	@owner mgmtd
	@quick

show crypto ca trustpoints [NAME]
	ca           Certificates
	trustpoints  Trustpoints and what they hold
	NAME         ref trustpoint  Name of one
	@owner mgmtd

show crypto ca certificates [NAME]
	ca            Certificates
	certificates  Certificates of this system and of CAs
	NAME          ref trustpoint  Name of a trustpoint
	@owner mgmtd

show crypto ca crls [NAME]
	ca    Certificates
	crls  Revocation lists
	NAME  ref trustpoint  Name of a trustpoint
	@owner mgmtd

show crypto key mypubkey {rsa|ecdsa|all}
	key       Keys of this system
	mypubkey  Public keys
	rsa       RSA
	ecdsa     ECDSA
	all       All of them
	@owner mgmtd

show crypto ikev2 sa [detail]
	@owner iked
	@quick

show crypto ikev2 stats
	@owner iked
	@quick

show crypto ikev2 history [peer PEER]
	history  What became of attempts and SAs, and why
	peer     Of one peer
	PEER     ip  Address of the peer
	@owner iked
	@quick

show (crypto) isakmp sa [detail]
	@name show_crypto_isakmp_sa
	@owner iked
	@quick

show (crypto) ipsec sa [peer PEER|interface IFNAME] [detail]
	peer    Those with one peer
	PEER    ip  Address of the peer
	IFNAME  ref nameif  Name of the tunnel interface (nameif)
	@name show_crypto_ipsec_sa
	@owner espd
	@quick

show (crypto) ipsec stats
	@name show_crypto_ipsec_stats
	@owner espd
	@quick

show vpn-sessiondb (summary)
	vpn-sessiondb  VPN sessions
	summary        How many there are and were
	@owner iked
	@quick

show vpn-sessiondb [detail] l2l [filter name NAME|filter ipaddress ADDRESS]
	l2l        Sessions with other gateways
	filter     Some of them
	name       By tunnel group
	NAME       word 1-255  Name of the tunnel group
	ipaddress  By the address of the peer
	ADDRESS    ip  Address of the peer
	@owner iked espd
	@quick

show asp drop [frame|flow] [detail]
	asp    The path of the packets
	drop   Packets that were dropped, and why
	frame  Single packets
	flow   Packets of which the flow is not allowed
	@owner ribd espd
	@quick

show bgp (ipv4 unicast) [ADDRESS [MASK]|PREFIX]
	ADDRESS  ip  The route that leads to this address
	MASK     mask  Mask of the route
	PREFIX   prefix  One route
	@owner bgpd
	@quick

show bgp (ipv4 unicast) summary
	summary  One line for each neighbor
	@owner bgpd
	@quick

show bgp (ipv4 unicast) neighbors [NEIGHBOR]
	neighbors  All about the neighbors
	@owner bgpd
	@quick

show bgp (ipv4 unicast) neighbors NEIGHBOR advertised-routes
	advertised-routes  What it was sent
	@owner bgpd
	@quick

show bgp (ipv4 unicast) neighbors NEIGHBOR routes
	routes  What it sent and was accepted
	@owner bgpd
	@quick

show bgp ipv6 unicast [ADDRESS|PREFIX]
	ipv6     Address family
	ADDRESS  ipv6  The route that leads to this address
	PREFIX   prefix6  One route
	@name show_bgp_ipv6
	@owner bgpd
	@quick

show bgp ipv6 unicast summary
	summary  One line for each neighbor
	@name show_bgp_ipv6_summary
	@owner bgpd
	@quick

show bgp [FAMILY unicast] regexp REGEXP
	FAMILY  one address-family
	regexp  Paths by their autonomous systems
	REGEXP  line 1-200  Regular expression
	@owner bgpd
	@quick

show bgp (ipv4 unicast) cidr-only
	cidr-only  Networks with another mask than that of their class
	@owner bgpd
	@quick

show bgp [FAMILY unicast] community [COMMUNITY] [exact-match]
	FAMILY       one address-family
	community    Paths that bear communities
	COMMUNITY    word 1-64  This one: AS:NUMBER, a number, no-export, no-advertise, local-as
	exact-match  And no other
	@owner bgpd
	@quick

show bgp [FAMILY unicast] community-list NAME [exact-match]
	FAMILY          one address-family
	community-list  Paths that a community list permits
	NAME            ref community-list  Name of a community list
	exact-match     These communities and no others
	@owner bgpd
	@quick

show bgp [FAMILY unicast] filter-list NAME
	FAMILY       one address-family
	filter-list  Paths that an AS path list permits
	NAME         ref as-path-list  Number of an AS path list
	@owner bgpd
	@quick

show bgp [FAMILY unicast] prefix-list NAME
	FAMILY       one address-family
	prefix-list  Paths that a prefix list permits
	NAME         ref prefix-list  Name of a prefix list
	@owner bgpd
	@quick

show bgp [FAMILY unicast] route-map NAME
	FAMILY     one address-family
	route-map  Paths that a route map permits
	NAME       ref route-map  Name of a route map
	@owner bgpd
	@quick

show bgp (ipv4 unicast) ADDRESS MASK longer-prefixes
	ADDRESS          ipv4  Address of a network
	MASK             mask  Its mask
	longer-prefixes  It and all inside it
	@owner bgpd
	@quick

show bgp [FAMILY unicast] PREFIX longer-prefixes
	FAMILY           one address-family
	PREFIX           prefix  One route
	longer-prefixes  It and all inside it
	@name show_bgp_prefix_longer_prefixes
	@owner bgpd
	@quick

show ipv6 route [bgp|static|connected|ADDRESS|PREFIX]
	ipv6     Internet Protocol version 6
	route    The routing table
	static     Static routes
	connected  Networks of the own interfaces
	ADDRESS  ipv6  Routes that lead to an address
	PREFIX   prefix6  One route
	@level 0
	@owner ribd
	@quick

show ipv6 interface [brief] [INTERFACE]
	ipv6       Internet Protocol version 6
	interface  Addresses of the interfaces
	brief      One line for each address
	INTERFACE  interface  One interface, by its name or its nameif
	@level 0
	@owner ribd
	@quick

show ipv6 neighbor
	ipv6      Internet Protocol version 6
	neighbor  Neighbors on the links
	@level 0
	@owner ribd
	@quick

show route [bgp|static|connected|IFNAME|ADDRESS [MASK]]
	route      The routing table
	static     Static routes
	connected  Networks of the own interfaces
	IFNAME     ref nameif  Routes through an interface (nameif)
	ADDRESS    ipv4  Routes that lead to an address
	MASK       mask  Mask of the route
	@level 0
	@owner ribd
	@quick

show interface [INTERFACE] [detail|stats]
	INTERFACE  interface  One interface, by its name or its nameif
	@level 0
	@owner ribd
	@quick

show interface ip brief
	ip     Internet Protocol version 4
	brief  One line for each interface
	@level 0
	@owner ribd
	@quick

show ip address [INTERFACE]
	ip         Internet Protocol version 4
	address    Addresses and masks of the interfaces
	INTERFACE  interface  One interface, by its name or its nameif
	@level 0
	@owner ribd
	@quick

show ip address INTERFACE dhcp lease [all]
	ip         Internet Protocol version 4
	address    Addresses and masks of the interfaces
	INTERFACE  interface  One interface, by its name or its nameif
	dhcp       Its address from a DHCP server
	lease      The lease
	all        Those of the other interfaces as well
	@level 0
	@owner ribd
	@quick

show bfd neighbors [details]
	bfd        Bidirectional forwarding detection
	neighbors  Its sessions
	details    With all times and counters
	@level 0
	@owner bgpd
	@quick

show bfd summary
	bfd      Bidirectional forwarding detection
	summary  How many sessions are up
	@level 0
	@owner bgpd
	@quick

show bfd drops
	bfd    Bidirectional forwarding detection
	drops  Packets that were not taken, by reason
	@level 0
	@owner bgpd
	@quick

show bfd map
	bfd  Bidirectional forwarding detection
	map  Which sessions over several hops use a template
	@level 0
	@owner bgpd
	@quick

show nameif
	nameif  Names and security levels of the interfaces
	@level 0
	@owner ribd
	@quick

show arp
	arp  Neighbors on the links
	@level 0
	@owner ribd
	@quick
