# What an operator watches: debug messages of this session.

words debug-ike
	protocol  Messages, proposals, states
	platform  Packets sent and received
	timer     Retransmission, liveness, rekeys
	ha        Taking over from a predecessor process

words debug-topic
	bgp     Border Gateway Protocol
	crypto  IKE and IPsec
	icmp    Echo requests and replies
	ip      Routing
	sla     Operations that measure

words debug-bgp
	events      Sessions that come up and go down, and why
	in          Messages that come in
	keepalives  KEEPALIVE messages
	out         Messages that go out
	updates     Routes announced and withdrawn

help
	debug      Messages about what happens, at this terminal
	show       Show what is going on
	undebug    Turn debug messages off
	no         Turn debug messages off
	crypto     IKE and IPsec
	ikev2      Internet Key Exchange version 2
	condition  Only about some peers
	ip         IP
	bgp        Border Gateway Protocol
	ipv6       Address family
	unicast    Unicast routes
	all        All of them

args
	LEVEL     number 1-255 = 1  How much: 1 outcomes, 2 messages, 3 what is in them, 4 decisions, 5 every state
	NEIGHBOR  ip  Only about this neighbor

in exec

[no] {debug|undebug} crypto ikev2 PART [LEVEL]
	PART  one debug-ike  What about IKE
	@name debug_crypto_ikev2
	@owner mgmtd

[no] {debug|undebug} crypto ipsec [LEVEL]
	ipsec  SAs of IPsec that are made and deleted
	@name debug_crypto_ipsec
	@owner mgmtd

[no] {debug|undebug} crypto ca [LEVEL]
	ca  Certificates and their validation
	@name debug_crypto_ca
	@owner mgmtd

[no] {debug|undebug} crypto condition {peer PEER|reset}
	peer   Messages about crypto only of some peers
	PEER   ip  Address of the peer
	reset  Messages of all peers
	@name debug_crypto_condition
	@owner mgmtd

[no] {debug|undebug} ip bgp [NEIGHBOR] [PART]
	PART  one debug-bgp  What about BGP; left out: states, OPEN and NOTIFICATION messages
	@name debug_ip_bgp
	@owner mgmtd

[no] {debug|undebug} bgp ipv6 unicast [NEIGHBOR] [PART]
	PART  one debug-bgp  What about BGP; left out: states, OPEN and NOTIFICATION messages
	@name debug_bgp_ipv6
	@owner mgmtd

[no] {debug|undebug} ip routing
	routing  Routes that enter and leave the routing table
	@name debug_ip_routing
	@owner mgmtd

[no] {debug|undebug} icmp trace [LEVEL]
	icmp   Internet Control Message Protocol
	trace  Echo requests and replies through and to this system
	@name debug_icmp_trace
	@owner mgmtd

[no] {debug|undebug} sla monitor [LEVEL]
	sla      Service level agreements
	monitor  Operations that measure
	@name debug_sla_monitor
	@owner mgmtd

[no] {debug|undebug} all
	@name debug_all
	@owner mgmtd

show debug [TOPIC]
	debug  What this session listens to
	TOPIC  one debug-topic  Only about this
	@owner mgmtd
	@quick
