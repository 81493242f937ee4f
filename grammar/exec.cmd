# What an operator does: EXEC commands, in every mode.

words clear-direction
	in   Ask the neighbor for its routes again
	out  Send the own routes again

help
	terminal    This session's terminal
	configure   Change the configuration
	write       Save, print or erase the configuration
	copy        Copy a configuration
	clear       Reset or delete
	bgp         Border Gateway Protocol
	crypto      Encryption, IKE and IPsec
	running-config  The configuration that is in force
	startup-config  The configuration that is saved
	/noconfirm      Ask nothing

in exec

enable [LEVEL]
	enable  Turn privileged commands on
	LEVEL   number 0-15  Privilege level
	@move enable
	@level 0
	@quick
	@owner mgmtd

disable
	disable  Turn privileged commands off
	@move disable
	@level 0
	@quick
	@owner mgmtd

exit
	exit  Leave this mode, or end the session
	@move up
	@level 0
	@quick
	@owner mgmtd

quit
	quit  Leave this mode, or end the session
	@move up
	@level 0
	@quick
	@owner mgmtd

end
	end  Leave configuration
	@move end
	@level 0
	@quick
	@owner mgmtd

logout
	logout  End the session
	@move leave
	@level 0
	@quick
	@owner mgmtd

configure terminal
	terminal  At this terminal
	@move configure
	@quick
	@owner mgmtd

configure replace FILE
	replace  Put a file in place of the whole configuration
	FILE     word 1-255  Name of the file
	@owner mgmtd

configure session [NAME]
	session  Changes that take effect together, with "commit"
	NAME     word 1-32  Name of the session; without it the own name
	@move configure
	@owner mgmtd

commit [force] [confirmed MINUTES] [comment COMMENT]
	commit     Put the session's changes in force, or confirm changes on trial
	force      Also where others have changed the same lines meanwhile
	confirmed  On trial: taken back unless "commit" follows in time
	MINUTES    number 1-65535  Minutes
	comment    A remark for the history
	COMMENT    line  The remark
	@owner mgmtd

commit confirm
	commit   Put the session's changes in force, or confirm changes on trial
	confirm  Changes on trial stay
	@owner mgmtd

abort [NAME]
	abort  End the session without its changes, or take changes on trial back
	NAME   word 1-32  Another session
	@owner mgmtd

clear configure SECTION
	configure  Delete a part of the configuration
	SECTION    section  Its beginning, e.g. "crypto ikev2"
	@owner mgmtd

clear configure all [/noconfirm]
	configure  Delete a part of the configuration
	all        The whole configuration
	@owner mgmtd

clear crypto ikev2 sa [PEER]
	ikev2  Internet Key Exchange version 2
	sa     Security associations
	PEER   ip  Address of the peer
	@owner iked

vpn-sessiondb logoff {all|l2l|index NUMBER|ipaddress ADDRESS|tunnel-group NAME} [noconfirm]
	vpn-sessiondb  VPN sessions
	logoff         End sessions; a tunnel that is wanted comes up again
	all            All of them
	l2l            Those with other gateways
	index          One of them
	NUMBER         number 1-4294967295  Its index, as "show vpn-sessiondb l2l" says
	ipaddress      That with a peer
	ADDRESS        ip  Address of the peer
	tunnel-group   That of a tunnel group
	NAME           word 1-255  Name of the tunnel group
	noconfirm      Ask nothing, as is always done
	@owner iked

clear (crypto) ipsec sa [peer PEER]
	ipsec  IPsec
	sa     Security associations
	peer   Those with one peer
	PEER   ip  Address of the peer
	@name clear_crypto_ipsec_sa
	@owner iked

clear (crypto) isakmp sa
	isakmp  IKE of all versions
	sa      Security associations
	@name clear_crypto_isakmp_sa
	@owner iked

clear bgp {*|external|NEIGHBOR|AS} (ipv4 unicast) [soft] [DIRECTION]
	*          All neighbors
	external   Neighbors in other systems
	NEIGHBOR   ip  One neighbor
	AS         asn  Neighbors in this system
	ipv4       Address family
	unicast    Unicast routes
	soft       Without ending the session
	DIRECTION  one clear-direction
	@owner bgpd

clear bgp FAMILY unicast {*|external|NEIGHBOR|AS} [soft] [DIRECTION]
	FAMILY     one address-family
	*          All neighbors
	external   Neighbors in other systems
	NEIGHBOR   ip  One neighbor
	AS         asn  Neighbors in this system
	unicast    Unicast routes
	soft       Without ending the session
	DIRECTION  one clear-direction
	@name clear_bgp_family
	@owner bgpd

clear asp drop [frame|flow]
	asp    The path of the packets
	drop   Counters of dropped packets
	frame  Those of single packets
	flow   Those of flows
	@owner ribd espd

clear logging buffer
	logging  Log messages
	buffer   The buffer that "show logging" prints
	@owner mgmtd

write (memory)
	memory  Save the configuration
	@name write_memory
	@quick
	@owner mgmtd

write terminal
	terminal  Print the configuration
	@quick
	@owner mgmtd

write erase [/noconfirm]
	erase  Delete the saved configuration
	@owner mgmtd

copy [/noconfirm] running-config startup-config
	@name copy_running_config
	@quick
	@owner mgmtd

copy [/noconfirm] FILE running-config
	FILE  word 1-255  Name of a file
	@name copy_to_running_config
	@owner mgmtd

copy [/noconfirm] running-config FILE
	FILE  word 1-255  Name of a file
	@name copy_to_file
	@owner mgmtd

reload [noconfirm]
	reload     Start everything anew
	noconfirm  Ask nothing
	@owner mgmtd

rollback NUMBER
	rollback  Go back to an earlier configuration
	NUMBER    number 0-49  How many changes back
	@owner mgmtd

terminal pager (lines) LINES
	pager  Lines of a page of output
	lines  Lines of a page of output
	LINES  number 0-2147483647  Lines; 0 turns paging off
	@level 0
	@quick
	@owner mgmtd

no terminal pager
	no     Undo
	pager  Turn paging off
	@level 0
	@quick
	@owner mgmtd

terminal width COLUMNS
	width    Columns of a line of output
	COLUMNS  number 40-511  Columns
	@level 0
	@quick
	@owner mgmtd

terminal monitor
	monitor  Print log messages in this session
	@quick
	@owner mgmtd

terminal no monitor
	no       Undo
	monitor  Print no log messages
	@quick
	@owner mgmtd

no terminal monitor
	monitor  Print no log messages
	@quick
	@owner mgmtd

traceroute HOST [timeout SECONDS|probe PROBES|ttl MIN MAX|port PORT|numeric]*
	traceroute  Tell the way to an address
	HOST     word 1-253 masked  Address or name at the end of the way
	timeout  How long to wait for each answer
	SECONDS  number 1-60  Seconds
	probe    How many datagrams for each hop
	PROBES   number 1-10  Datagrams
	ttl      Which hops
	MIN      number 1-255  The first one
	MAX      number 1-255  The last one
	port     Where the datagrams go
	PORT     number 1024-60000  The first UDP port; each datagram takes the next one
	numeric  Print addresses, as is always done
	@level 0
	@owner ribd

ping [IFNAME] HOST [repeat COUNT|size BYTES|timeout SECONDS|data PATTERN|df-bit]*
	ping     Send echo requests
	IFNAME   ref nameif  Interface to use (nameif)
	HOST     word 1-253 masked  Address or name to ask
	repeat   How many
	COUNT    number 1-2147483647  Requests
	size     How large
	BYTES    number 64-65500  Bytes
	timeout  How long to wait for each
	SECONDS  number 1-10  Seconds
	data     What the requests carry
	PATTERN  word 1-4  Up to four hexadecimal digits, repeated
	df-bit   Do not let routers divide them
	@level 0
	@owner ribd
