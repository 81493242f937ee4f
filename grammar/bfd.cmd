# Bidirectional forwarding detection (RFC 5880): how fast, where, how it is authenticated. Which neighbors want it, says
# "neighbor A fall-over bfd".

class bfd-template  BFD template

mode bfd-template "config-bfd"  BFD template configuration commands:
	@prefix bfd_template

help
	bfd           Bidirectional forwarding detection
	bfd-template  Parameters of BFD sessions
	interval      Least intervals, and how many packets may be missed
	multiplier    How many packets may be missed
	map           Which sessions over several hops use a template

args
	MILLISECONDS  number 50-999  Milliseconds
	TX            number 50-999  Least interval of what is sent, milliseconds
	RX            number 50-999  Least interval of what is received, milliseconds
	MULTIPLIER    number 3-50    Packets
	NAME          ref bfd-template  Name of a "bfd-template"

in config

bfd-template {single-hop|multi-hop} NAME
	single-hop    Over one link
	multi-hop     Over several links
	NAME          def bfd-template 1-31  Name of the template
	@key NAME
	@name bfd_template
	@enters bfd-template
	@order 196
	@owner bgpd

bfd map ipv4 DESTINATION SOURCE NAME
	ipv4         IPv4
	DESTINATION  prefix4  Address of the neighbor, and its length
	SOURCE       prefix4  Address of this system, and its length
	@key DESTINATION SOURCE
	@order 197
	@owner bgpd

bfd map ipv6 DESTINATION SOURCE NAME
	ipv6         IPv6
	DESTINATION  prefix6  Address of the neighbor, and its length
	SOURCE       prefix6  Address of this system, and its length
	@key DESTINATION SOURCE
	@order 197
	@owner bgpd

bfd slow-timers MILLISECONDS
	slow-timers   Interval while a session is not up
	MILLISECONDS  number 1000-30000  Milliseconds; 1000 when not given
	@order 197
	@owner bgpd

bfd echo
	echo  Echo packets; the control packets alone find out as fast
	@name bfd_echo
	@order 197
	@tolerate

in interface

bfd template NAME
	template  Its parameters
	@owner bgpd

bfd interval TX min_rx RX multiplier MULTIPLIER
	min_rx  Least interval of what is received
	@name interface_bfd_interval
	@owner bgpd

bfd echo
	echo  Echo packets; the control packets alone find out as fast
	@tolerate

in bfd-template

interval {both MILLISECONDS|min-tx TX min-rx RX} multiplier MULTIPLIER
	both    The same for both directions
	min-tx  Least interval of what is sent
	min-rx  Least interval of what is received
	@name bfd_template_interval
	@owner bgpd

echo
	echo  Echo packets; the control packets alone find out as fast
	@tolerate

authentication {sha-1|meticulous-sha-1} [ENCODING] KEY key-id ID
	authentication    How packets are authenticated
	sha-1             SHA-1
	meticulous-sha-1  SHA-1, each packet with a number of its own
	ENCODING          number 0-8  How the key is written; 0 as it is
	KEY               secret 1-20  The key
	key-id            Number of the key
	ID                number 0-255  The same at both ends
	@name bfd_template_authentication
	@owner bgpd

authentication {md5|meticulous-md5} REST
	authentication  How packets are authenticated
	md5             MD5
	meticulous-md5  MD5
	REST            line  As on an ASA
	@name bfd_template_authentication_md5
	@refuse BFD is not authenticated by MD5 here: use sha-1 at both ends
