# Static routes.

help
	route  Static routes
	null0  Discard what goes there
	ipv6   Internet Protocol version 6

in config

route IFNAME DESTINATION MASK GATEWAY [METRIC] [track TRACK]
	IFNAME       ref nameif  Name of the interface that leads there (nameif)
	DESTINATION  ipv4  Address of the network; 0 for 0.0.0.0
	MASK         mask covers DESTINATION  Its mask; 0 for 0.0.0.0
	GATEWAY      ipv4  The next hop; on the link of the interface whatever its subnet
	METRIC       number 1-255 = 1  Distance
	track        Only while a tracked object is up
	TRACK        number 1-500  Number of a "track" line
	@key IFNAME DESTINATION MASK GATEWAY
	@no route IFNAME DESTINATION MASK
	@foreign GATEWAY: %Invalid next hop address, it belongs to one of our interfaces
	@order 600
	@owner ribd

route null0 DESTINATION MASK [METRIC]
	DESTINATION  ipv4  Address of the network; 0 for 0.0.0.0
	MASK         mask covers DESTINATION  Its mask; 0 for 0.0.0.0
	METRIC       number 1-255 = 1  Distance
	@key DESTINATION MASK
	@print null0 Null0
	@order 600
	@owner ribd

ipv6 route IFNAME PREFIX GATEWAY [METRIC]
	IFNAME   ref nameif  Name of the interface that leads there (nameif)
	PREFIX   prefix6  The network
	GATEWAY  ipv6  The next hop
	METRIC   number 1-254 = 1 terse  Distance
	@key IFNAME PREFIX GATEWAY
	@no ipv6 route IFNAME PREFIX
	@foreign GATEWAY: %Invalid next hop address, it belongs to one of our interfaces
	@order 610
	@owner ribd
