# What BGP takes in and passes on: lists, and the route maps that are made of them.

class prefix-list  prefix list
class as-path-list  AS path list
class community-list  community list
class route-map  route map

mode route-map "config-route-map"  Route map configuration commands:
	@prefix route_map

words policy-action
	permit  Let it pass
	deny    Hold it back

words route-origin
	igp         Interior
	egp         Of the former exterior protocol
	incomplete  Of unknown heritage

words route-type
	local     Own route
	internal  From a neighbor of the own system
	external  From a neighbor of another system

help
	prefix-list     Prefixes to let pass or hold back
	as-path         Path of autonomous systems
	access-list     A list of conditions
	community-list  Communities to let pass or hold back
	route-map       Conditions and what to change
	seq             Place in the list
	ge              From this length on
	le              Up to this length
	ipv6            Internet Protocol version 6
	ip              IPv4
	match           What a route must be like
	set             What is changed
	next-hop        Next hop of the route
	route-source    Address of the neighbor that sent it
	address         Prefix of the route
	community       Communities of the route
	tag             Tag of the route
	standard        Communities by their values
	expanded        Communities by a regular expression

args
	ACTION  one policy-action
	SEQ     number 1-4294967294 next 5  The lowest is asked first
	GE      number 0-128  Bits
	LE      number 0-128  Bits
	REGEX   line  Regular expression; _ stands for a gap or an end
	LISTS   names prefix-list 8  Names of prefix lists
	PATHS   names as-path-list 8  Numbers of AS path lists
	COMMUNITIES  names community-list 8  Names or numbers of community lists

in config

prefix-list NAME [seq SEQ] ACTION PREFIX [ge GE] [le LE]
	NAME    def prefix-list 1-63  Name of the list
	PREFIX  prefix4  Address and length
	@key NAME SEQ
	@no prefix-list NAME
	@order 490
	@owner bgpd

prefix-list NAME description TEXT
	NAME         word 1-63  Name of the list
	description  What the list is for
	TEXT         line 1-80  Free text
	@key NAME
	@order 490
	@tolerate

ipv6 prefix-list NAME [seq SEQ] ACTION PREFIX [ge GE] [le LE]
	NAME    def prefix-list 1-63  Name of the list
	PREFIX  prefix6  Address and length
	@key NAME SEQ
	@no ipv6 prefix-list NAME
	@order 491
	@owner bgpd

ipv6 prefix-list NAME description TEXT
	NAME         word 1-63  Name of the list
	description  What the list is for
	TEXT         line 1-80  Free text
	@key NAME
	@order 491
	@tolerate

as-path access-list NAME ACTION REGEX
	NAME  def as-path-list 1-63  Number of the list, 1-500
	@key NAME
	@append
	@no as-path access-list NAME
	@order 492
	@owner bgpd

community-list NAME ACTION VALUES
	NAME    def community-list 1-63  Number: 1-99 standard, 100-500 expanded
	VALUES  line  Communities, or a regular expression
	@key NAME
	@append
	@no community-list NAME
	@order 493
	@owner bgpd

community-list standard NAME ACTION VALUES
	NAME    def community-list 1-63  Name of the list
	VALUES  line  Communities: AS:NUMBER, a number, internet, no-export, no-advertise, local-as
	@key NAME
	@append
	@no community-list standard NAME
	@order 494
	@owner bgpd

community-list expanded NAME ACTION REGEX
	NAME  def community-list 1-63  Name of the list
	@key NAME
	@append
	@no community-list expanded NAME
	@order 495
	@owner bgpd

route-map NAME [ACTION] [SEQUENCE]
	NAME      def route-map 1-63  Name of the route map
	ACTION    one policy-action = permit
	SEQUENCE  number 0-65535 = 10  The lowest is asked first
	@key NAME SEQUENCE
	@no route-map NAME
	@enters route-map
	@order 496
	@owner bgpd

in route-map

match ip address prefix-list LISTS
	@append
	@order 10
	@owner bgpd

match ip address NUMBER
	NUMBER  word 1-241  Access list
	@name route_map_match_ip_access_list
	@refuse there are no access lists for routes: say the same in a prefix list, "match ip address prefix-list NAME"

match ip next-hop prefix-list LISTS
	@append
	@order 11
	@owner bgpd

match ip route-source prefix-list LISTS
	@append
	@order 12
	@owner bgpd

match ipv6 address prefix-list LISTS
	@append
	@order 13
	@owner bgpd

match ipv6 next-hop prefix-list LISTS
	@append
	@order 14
	@owner bgpd

match ipv6 route-source prefix-list LISTS
	@append
	@order 15
	@owner bgpd

match as-path PATHS
	@append
	@order 16
	@owner bgpd

match community COMMUNITIES [exact-match]
	exact-match  These communities and no others
	@append
	@order 17
	@owner bgpd

match interface IFNAMES
	interface  Interface that the next hop is on
	IFNAMES    names nameif 8  Names of interfaces (nameif)
	@append
	@order 18
	@owner bgpd

match metric METRIC
	metric  Metric of the route
	METRIC  number 0-4294967295  The metric (MED)
	@key METRIC
	@order 19
	@owner bgpd

match tag TAG
	TAG  number 0-4294967295  The tag
	@key TAG
	@order 20
	@owner bgpd

match route-type TYPE
	route-type  Where the route comes from
	TYPE        one route-type
	@key TYPE
	@order 21
	@owner bgpd

set as-path prepend PATH
	prepend  Put before the path
	PATH     line  Numbers of autonomous systems, or last-as and how often
	@order 30
	@owner bgpd

set community VALUES
	VALUES  line  Communities, "additive" behind them to keep the others, or "none"
	@order 31
	@owner bgpd

set local-preference PREFERENCE
	local-preference  Preference inside the own system
	PREFERENCE        number 0-4294967295  The highest wins
	@order 32
	@owner bgpd

set metric METRIC
	metric  Metric of the route
	METRIC  word 1-11  The metric (MED); with + or - before it, the difference
	@order 33
	@owner bgpd

set origin ORIGIN
	origin  Origin of the route
	ORIGIN  one route-origin
	@order 34
	@owner bgpd

set ip next-hop ADDRESS
	ADDRESS  ipv4  The next hop
	@order 35
	@owner bgpd

set ip next-hop peer-address
	peer-address  The neighbor's address; on the way out, the own
	@order 36
	@owner bgpd

set ipv6 next-hop ADDRESS
	ADDRESS  ipv6  The next hop
	@order 37
	@owner bgpd

set weight WEIGHT
	weight  Weight of the path
	WEIGHT  number 0-65535  The highest wins
	@order 38
	@owner bgpd

set tag TAG
	TAG  number 0-4294967295  The tag
	@order 39
	@owner bgpd

set automatic-tag
	automatic-tag  Tag made of the AS path (RFC 1403)
	@order 40
	@owner bgpd
