# BGP: the process, its neighbors, what it announces.

mode router "config-router"  Router configuration commands:
	@prefix bgp

mode router-af "config-router-af"  Router address family configuration commands:
	@prefix bgp
	@parent router
	@close exit-address-family

words address-family
	ipv4  IPv4
	ipv6  IPv6

words connection-mode
	active   This system opens the connection
	passive  This system waits for the connection

args
	NEIGHBOR  ip  Address of the neighbor

help
	router            Routing protocols
	bgp               Border Gateway Protocol
	graceful-restart  Keep routes while a neighbor restarts
	bestpath          How the best path is chosen
	timers            Keepalive and hold time
	neighbor          A neighbor
	network           Announce a network
	redistribute      Announce other routes

in config

router bgp AS
	AS  asn  Number of the own autonomous system
	@enters router
	@singleton BGP is already running; AS is %s
	@order 500
	@owner bgpd
	@bar after

in router

bgp router-id ADDRESS
	router-id  Identity of this router
	ADDRESS    ipv4  An address
	@owner bgpd

bgp log-neighbor-changes
	log-neighbor-changes  Log when a neighbor comes and goes
	@positive
	@always
	@owner bgpd

bgp always-compare-med
	always-compare-med  Compare MED between neighboring systems, too
	@owner bgpd

bgp deterministic-med
	deterministic-med  Compare MED before age
	@owner bgpd

bgp bestpath compare-routerid
	compare-routerid  Prefer the lower router id, not the older path
	@owner bgpd

bgp bestpath med missing-as-worst
	med               Multi-exit discriminator
	missing-as-worst  A path without MED is the worst
	@owner bgpd

bgp bestpath as-path multipath-relax
	as-path          Path of autonomous systems
	multipath-relax  Use paths together when their AS paths are only equally long
	@owner bgpd

bgp default local-preference PREFERENCE
	default           Defaults for paths
	local-preference  Preference inside the own system
	PREFERENCE        number 0-4294967295  The highest wins
	@owner bgpd
	@default bgp default local-preference 100

bgp enforce-first-as
	enforce-first-as  The first AS of a path must be the neighbor's
	@positive
	@owner bgpd

bgp fast-external-fallover
	fast-external-fallover  End the session at once when its interface goes down
	@positive
	@owner bgpd

bgp cluster-id {ADDRESS|NUMBER}
	cluster-id  Identity of the cluster of a route reflector; the router ID when left out
	ADDRESS     ipv4  As an address
	NUMBER      number 1-4294967295  As a number
	@owner bgpd

bgp client-to-client reflection
	client-to-client  From one client of a route reflector to another
	reflection        Tell routes on
	@positive
	@owner bgpd

bgp asnotation dot
	asnotation  How AS numbers are printed; they are read in either form
	dot         As two numbers with a dot
	@tolerate

bgp maxas-limit LIMIT
	maxas-limit  Refuse longer AS paths
	LIMIT        number 1-254  Autonomous systems
	@owner bgpd

bgp graceful-restart
	@name bgp_graceful_restart
	@owner bgpd

bgp graceful-restart restart-time SECONDS
	restart-time  How long this system needs at most
	SECONDS       number 1-3600  Seconds
	@owner bgpd
	@default bgp graceful-restart restart-time 120

bgp graceful-restart stalepath-time SECONDS
	stalepath-time  How long routes are kept
	SECONDS         number 1-3600  Seconds
	@owner bgpd
	@default bgp graceful-restart stalepath-time 360

timers bgp KEEPALIVE HOLD [MINIMUM]
	bgp        Of all neighbors
	KEEPALIVE  number 0-65535  Seconds between keepalives
	HOLD       number 0-65535  Seconds of silence that end a session
	MINIMUM    number 0-65535 = 0 terse  Least hold time that is accepted
	@owner bgpd
	@default timers bgp 60 180

address-family FAMILY (unicast)
	address-family  What is announced
	FAMILY          one address-family
	unicast         Unicast routes
	@key FAMILY
	@enters router-af
	@owner bgpd

in router-af

neighbor NEIGHBOR remote-as AS
	remote-as  Autonomous system of the neighbor
	AS         asn  Its number
	@key NEIGHBOR
	@no neighbor NEIGHBOR
	@foreign NEIGHBOR: % Cannot configure the local system as neighbor
	@order 10
	@owner bgpd

neighbor NEIGHBOR description TEXT
	description  What this neighbor is
	TEXT         line 1-80  Free text
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR local-as AS [no-prepend [replace-as]]
	local-as    Pretend to be another autonomous system
	AS          asn  Its number
	no-prepend  Do not put it before paths from this neighbor
	replace-as  Put it in place of the own system
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR local-as AS no-prepend replace-as dual-as
	local-as    Pretend to be another autonomous system
	AS          asn  Its number
	no-prepend  Do not put it before paths from this neighbor
	replace-as  Put it in place of the own system
	dual-as     Or the own one, as the neighbor wants it
	@key NEIGHBOR
	@name bgp_neighbor_local_as_dual
	@refuse a neighbor knows this system by one number here: leave "dual-as" out

neighbor NEIGHBOR advertise-map REST
	advertise-map  What is announced only while something else is or is not there
	REST           line  As on an ASA
	@key NEIGHBOR
	@refuse what is announced does not depend on other routes here: use "neighbor A route-map NAME out"

neighbor NEIGHBOR ebgp-multihop [TTL]
	ebgp-multihop  The neighbor need not be on the link
	TTL            number 1-255 = 255  Most hops to it
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR fall-over bfd [single-hop|multi-hop]
	fall-over   The session ends at once when the way to the neighbor is lost
	bfd         Bidirectional forwarding detection
	single-hop  Over one link
	multi-hop   Over several links
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@name bgp_neighbor_fall_over_bfd
	@owner bgpd

neighbor NEIGHBOR disable-connected-check
	disable-connected-check  The neighbor need not be in a connected subnet
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR ttl-security hops HOPS
	ttl-security  Accept only packets from near by (GTSM)
	hops          How near
	HOPS          number 1-254  Most hops to the neighbor
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR shutdown
	shutdown  No session with this neighbor
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR password [ENCODING] KEY
	password  Sign the connection with a key (TCP MD5)
	ENCODING  number 0-7 silent  How the key is written; 0 is as it is
	KEY       secret 1-80  The key
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR timers KEEPALIVE HOLD [MINIMUM]
	KEEPALIVE  number 0-65535  Seconds between keepalives
	HOLD       number 0-65535  Seconds of silence that end the session
	MINIMUM    number 0-65535 = 0 terse  Least hold time that is accepted
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR update-source IFNAME
	update-source  Where the session comes from
	IFNAME         ref nameif  Name of an interface (nameif)
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR transport connection-mode MODE
	transport        The TCP connection
	connection-mode  Which side opens it
	MODE             one connection-mode
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR advertisement-interval SECONDS
	advertisement-interval  Least time between updates
	SECONDS                 number 0-600  Seconds
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR activate
	activate  Exchange routes of this address family
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR next-hop-self
	next-hop-self  Announce the own address as next hop
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR weight WEIGHT
	weight  Weight of paths from this neighbor
	WEIGHT  number 0-65535  The highest wins
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR send-community [both|standard|extended]
	send-community  Send communities, of all kinds unless one is named
	both            Of all kinds
	standard        Standard and large ones
	extended        Extended ones
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR as-override
	as-override  Put the own system in place of the neighbor's in paths
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR route-reflector-client
	route-reflector-client  Tell it what other internal neighbors say, and them what it says
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR ha-mode graceful-restart [disable]
	ha-mode           While this system restarts
	disable           Not with this neighbor
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR transport path-mtu-discovery [disable]
	path-mtu-discovery  Find the path MTU, as is always done
	disable             Do not
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@tolerate

neighbor NEIGHBOR default-originate
	default-originate  Announce the default route
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR allowas-in [COUNT]
	allowas-in  Accept paths that hold the own system
	COUNT       number 1-10 = 3 terse  How often
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR maximum-prefix COUNT [THRESHOLD] [warning-only|restart MINUTES]
	maximum-prefix  Most prefixes that the neighbor may send
	COUNT           number 1-2147483647  Prefixes
	THRESHOLD       number 1-100 = 75 terse  Per cent at which a warning is logged
	warning-only    Only warn
	restart         Begin again after a while
	MINUTES         number 1-65535  Minutes
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR prefix-list NAME in
	prefix-list  Which prefixes pass
	NAME         ref prefix-list  Name of a prefix list
	in           What the neighbor sends
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR prefix-list NAME out
	prefix-list  Which prefixes pass
	NAME         ref prefix-list  Name of a prefix list
	out          What is sent to the neighbor
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR filter-list NAME in
	filter-list  Which AS paths pass
	NAME         ref as-path-list  Number of an AS path list
	in           What the neighbor sends
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR filter-list NAME out
	filter-list  Which AS paths pass
	NAME         ref as-path-list  Number of an AS path list
	out          What is sent to the neighbor
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR route-map NAME in
	route-map  What passes, and how it is changed
	NAME       ref route-map  Name of a route map
	in         What the neighbor sends
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR route-map NAME out
	route-map  What passes, and how it is changed
	NAME       ref route-map  Name of a route map
	out        What is sent to the neighbor
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR distribute-list REST
	distribute-list  Which prefixes pass, by an access list
	REST             line  As on an ASA
	@key NEIGHBOR
	@refuse there are no access lists for routes: say the same in a prefix-list, "neighbor A prefix-list NAME {in|out}"

neighbor NEIGHBOR remove-private-as [all [replace-as]]
	remove-private-as  Take private AS numbers out of paths
	all                Also where there are public ones between them
	replace-as         Put the own in their place
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR soft-reconfiguration inbound
	soft-reconfiguration  Keep what the neighbor sent
	inbound               What it sent
	@key NEIGHBOR
	@order 10
	@needs bgp_neighbor_remote_as: % Specify remote-as or peer-group commands first
	@owner bgpd

neighbor NEIGHBOR version 4
	version  Version of the protocol
	4        Version 4
	@key NEIGHBOR
	@order 10
	@tolerate

network ADDRESS [mask MASK] [route-map MAP]
	ADDRESS  ipv4  Address of the network
	mask     Its mask
	MASK     mask = class ADDRESS terse covers ADDRESS  The mask; the class mask when left out
	route-map  What is changed
	MAP        ref route-map  Name of a route map
	@key ADDRESS MASK
	@order 20
	@owner bgpd

network PREFIX [route-map MAP]
	PREFIX     prefix6  The network
	route-map  What is changed
	MAP        ref route-map  Name of a route map
	@name bgp_network_ipv6
	@key PREFIX
	@order 21
	@owner bgpd

redistribute connected [metric METRIC|route-map MAP]*
	connected  Networks of the own interfaces
	metric     MED of the routes
	METRIC     number 0-4294967295  The MED
	route-map  Which routes, and what is changed
	MAP        ref route-map  Name of a route map
	@order 30
	@owner bgpd

redistribute static [metric METRIC|route-map MAP]*
	static  Static routes
	metric  MED of the routes
	METRIC  number 0-4294967295  The MED
	route-map  Which routes, and what is changed
	MAP        ref route-map  Name of a route map
	@order 31
	@owner bgpd

aggregate-address ADDRESS MASK [as-set|summary-only|suppress-map SUPPRESS|advertise-map ADVERTISE|attribute-map ATTRIBUTE]*
	aggregate-address  One route in place of many
	ADDRESS            ipv4  Address of the aggregate
	MASK               mask covers ADDRESS  Its mask
	as-set             With the AS numbers of its parts
	summary-only       Hold the parts back
	suppress-map       Hold these parts back
	SUPPRESS           ref route-map  Name of a route map
	advertise-map      Which parts give their AS numbers
	ADVERTISE          ref route-map  Name of a route map
	attribute-map      What is changed
	ATTRIBUTE          ref route-map  Name of a route map
	@key ADDRESS MASK
	@order 25
	@owner bgpd

aggregate-address PREFIX [as-set|summary-only|suppress-map SUPPRESS|advertise-map ADVERTISE|attribute-map ATTRIBUTE]*
	PREFIX         prefix6  The aggregate
	as-set         With the AS numbers of its parts
	summary-only   Hold the parts back
	suppress-map   Hold these parts back
	SUPPRESS       ref route-map  Name of a route map
	advertise-map  Which parts give their AS numbers
	ADVERTISE      ref route-map  Name of a route map
	attribute-map  What is changed
	ATTRIBUTE      ref route-map  Name of a route map
	@name bgp_aggregate_ipv6
	@key PREFIX
	@order 26
	@owner bgpd

maximum-paths PATHS
	maximum-paths  How many equal paths are used together
	PATHS          number 1-8  Paths from other systems
	@no maximum-paths
	@order 40
	@owner bgpd
	@default maximum-paths 1

maximum-paths ibgp PATHS
	ibgp   Paths from the own system
	PATHS  number 1-8  Paths
	@order 41
	@owner bgpd
	@default maximum-paths ibgp 1

distance bgp EXTERNAL INTERNAL LOCAL
	distance  How far routes are trusted, the lowest first
	bgp       Routes from BGP
	EXTERNAL  number 1-255  Routes from other systems
	INTERNAL  number 1-255  Routes from the own system
	LOCAL     number 1-255  Own routes
	@order 50
	@owner bgpd
	@default distance bgp 20 200 200

bgp scan-time SECONDS
	scan-time  How often next hops are looked at; they are followed as they change
	SECONDS    number 5-60  Seconds
	@order 80
	@tolerate

bgp aggregate-timer SECONDS
	aggregate-timer  How often aggregates are formed; they follow their parts
	SECONDS          number 0-60  Seconds
	@order 80
	@tolerate

bgp nexthop trigger {enable|delay SECONDS}
	nexthop  Next hops
	trigger  When one changes; it is acted on at once
	enable   Act on it
	delay    After a while
	SECONDS  number 0-100  Seconds
	@order 80
	@tolerate

bgp redistribute-internal
	redistribute-internal  Into interior protocols, of which there is none
	@order 80
	@tolerate

bgp suppress-inactive
	suppress-inactive  Do not announce what is not in the routing table
	@refuse a better route by another protocol stands in the table then: leave the line out, or hold the prefix back by "neighbor A prefix-list NAME out"

bgp inject-map REST
	inject-map  Announce parts of a route
	REST        line  As on an ASA
	@refuse routes are not made out of others here: use "network" with "route Null0"

default-information originate
	default-information  The default route
	originate            Announce it where it is redistributed
	@order 35
	@owner bgpd

table-map REST
	table-map  What goes to the routing table
	REST       line  As on an ASA
	@refuse the routing table gets what is taken in: filter by "neighbor A route-map NAME in"

distribute-list REST
	distribute-list  Which prefixes pass, by an access list
	REST             line  As on an ASA
	@refuse there are no access lists for routes: say the same in a prefix-list, "neighbor A prefix-list NAME {in|out}"

redistribute ospf REST
	ospf  Open Shortest Path First
	REST  line  As on an ASA
	@refuse routes come from BGP, interfaces and static lines here: use "redistribute connected" or "redistribute static"

redistribute eigrp REST
	eigrp  Enhanced Interior Gateway Routing Protocol
	REST   line  As on an ASA
	@refuse routes come from BGP, interfaces and static lines here: use "redistribute connected" or "redistribute static"

redistribute rip
	rip  Routing Information Protocol
	@refuse routes come from BGP, interfaces and static lines here: use "redistribute connected" or "redistribute static"

auto-summary
	auto-summary  Announce class networks in place of their parts
	@order 90
	@absent no auto-summary
	@tolerate

synchronization
	synchronization  Wait for the interior routing protocol
	@order 91
	@absent no synchronization
	@tolerate

exit-address-family
	exit-address-family  Leave this address family
	@move up
	@exec
