# Packets as they are: captures. They belong to the operation, not to the configuration.

words capture-any
	any   Every address
	any4  Every IPv4 address
	any6  Every IPv6 address

words capture-protocol
	ip     Every protocol
	tcp    Transmission Control Protocol
	udp    User Datagram Protocol
	icmp   Control messages of IPv4
	icmp6  Control messages of IPv6
	esp    Encapsulating Security Payload
	ah     Authentication Header
	gre    Generic Routing Encapsulation
	ospf   Open Shortest Path First
	igmp   Internet Group Management Protocol

words capture-port
	bgp      179
	domain   53
	ftp      21
	http     80
	https    443
	isakmp   500
	ntp      123
	snmp     161
	ssh      22
	syslog   514
	telnet   23
	tftp     69
	www      80

words capture-drop
	all                     Every reason
	acl-drop                Flow is denied by configured rule: security levels
	ctm-error               CTM returned error: what ESP could not carry or refused
	interface-down          Interface is down
	invalid-encap           Invalid encapsulation
	invalid-ip-length       Invalid IP length
	ipsec-selector-failure  IPSec inner policy mismatch failure
	ipsec-tun-down          IPSEC tunnel is down
	no-adjacency            No valid adjacency
	np-sp-invalid-spi       Invalid SPI
	security-failed         Early security checks failed
	unsupported-ip-version  Unsupported IP version

help
	capture  Keep packets to look at them
	clear    Reset or delete
	copy     Copy a configuration
	no       Undo
	show     Show what is going on
	/noconfirm  Ask nothing

args
	NAME  word 1-48  Name of the capture

in exec

capture NAME [type {raw-data|isakmp|esp|asp-drop [REASON]}|interface IFNAME|buffer BYTES|packet-length LENGTH|circular-buffer|trace]* [match {PROTOCOL|NUMBER} {SANY|host SHOST|SNET SMASK|SPREFIX} [eq {SPORT|SNAME}] {DANY|host DHOST|DNET DMASK|DPREFIX} [eq {DPORT|DNAME}]]
	type             Which packets
	raw-data         Those of an interface; of a tunnel in the clear
	isakmp           IKE messages of an interface
	esp              ESP packets of an interface; of a tunnel its own
	asp-drop         Packets that were dropped
	REASON           one capture-drop  Dropped for this reason
	interface        Packets of an interface; give one more with a line of its own
	IFNAME           ref nameif  Name of the interface
	buffer           How much is kept
	BYTES            number 1534-33554432  Bytes (524288)
	packet-length    How much is kept of a packet
	LENGTH           number 64-65535  Bytes (1518)
	circular-buffer  Go on when the buffer is full, in place of the oldest packets
	trace            Refused: packet-tracer tells what becomes of a packet
	match            Only these packets, in both directions; give one more with a line of its own
	PROTOCOL         one capture-protocol  Protocol
	NUMBER           number 0-255  IP protocol number
	SANY             one capture-any  Whatever one end's address is
	SHOST            ip  One end's address
	SNET             ipv4  One end's network
	SMASK            mask  Mask of the network
	SPREFIX          prefix6  One end's IPv6 network
	SPORT            number 1-65535  One end's port
	SNAME            one capture-port  One end's port
	DANY             one capture-any  Whatever the other end's address is
	DHOST            ip  The other end's address
	DNET             ipv4  The other end's network
	DMASK            mask  Mask of the network
	DPREFIX          prefix6  The other end's IPv6 network
	DPORT            number 1-65535  The other end's port
	DNAME            one capture-port  The other end's port
	host             One address
	eq               One port
	@owner ribd espd

capture NAME stop
	stop  Keep what is there and take no more
	@owner ribd espd

no capture NAME [stop]
	capture  Keep packets no longer
	stop  Go on
	@owner ribd espd

clear capture {NAME|/all}
	capture  Packets that were kept
	/all  All captures
	@owner ribd espd

show capture
	capture  Captures of packets
	@owner ribd espd
	@quick

show capture NAME [detail|dump|count COUNT]*
	capture  Captures of packets
	detail  With the fields of the headers
	dump    With the bytes
	count   The oldest ones
	COUNT   number 0-4294967295  Packets
	@name show_capture_packets
	@owner ribd espd
	@quick

copy [/noconfirm] /pcap SOURCE FILE
	/pcap   Packets, in the format of libpcap
	SOURCE  word 9-64  "capture:" and the name of a capture
	FILE    word 1-255  Name of a file
	@name copy_pcap
	@owner mgmtd

packet-tracer input IFNAME {tcp|udp} SOURCE SPORT DESTINATION DPORT [detailed]
	packet-tracer  What would become of a packet, and why
	input          Where it comes in
	IFNAME         ref nameif  Name of the interface
	tcp            A TCP segment that begins a connection
	udp            A UDP datagram
	SOURCE         ip  Address that it comes from
	SPORT          number 0-65535  Port that it comes from
	DESTINATION    ip  Address that it goes to
	DPORT          number 0-65535  Port that it goes to
	detailed       With all ways of the route
	@name packet_tracer
	@owner ribd iked espd

packet-tracer input IFNAME icmp SOURCE KIND CODE DESTINATION [detailed]
	packet-tracer  What would become of a packet, and why
	input          Where it comes in
	IFNAME         ref nameif  Name of the interface
	icmp           A control message
	SOURCE         ip  Address that it comes from
	KIND           number 0-255  Type of the message, 8 for an echo request
	CODE           number 0-255  Code of the message
	DESTINATION    ip  Address that it goes to
	detailed       With all ways of the route
	@name packet_tracer_icmp
	@owner ribd iked espd
