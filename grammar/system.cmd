# The machine itself: name, operator access, logging, terminal.

mode exec ""  exec mode commands/options:
	@prefix -

mode config "config"  configure mode commands/options:
	@prefix -

words log-level
	emergencies    System is unusable (0)
	alerts         Immediate action is needed (1)
	critical       Critical conditions (2)
	errors         Error conditions (3)
	warnings       Warning conditions (4)
	notifications  Normal but significant conditions (5)
	informational  Information (6)
	debugging      Debugging messages (7)
	0  same  emergencies
	1  same  alerts
	2  same  critical
	3  same  errors
	4  same  warnings
	5  same  notifications
	6  same  informational
	7  same  debugging

words banner-kind
	exec   Text shown when privileged EXEC begins
	login  Text shown before the login
	motd   Text shown when a session begins
	asdm   Text shown by the web interface, which there is not

help
	logging    Log messages
	banner     Text shown to operators

in config

hostname NAME
	hostname  Name of this system, the beginning of the prompt
	NAME      word 1-63 hostname  Letters, digits and hyphens
	@order 100
	@owner mgmtd iked
	@default hostname ciscoasa
	@always

domain-name NAME
	domain-name  DNS domain of this system
	NAME         word 1-127  A domain name
	@order 101
	@owner mgmtd iked

banner KIND TEXT
	KIND  one banner-kind
	TEXT  line  One line of the text; each command adds one
	@key KIND
	@append
	@no banner KIND
	@order 300
	@owner mgmtd

pager (lines) LINES
	pager  Lines of a page of output
	lines  Lines of a page of output
	LINES  number 0-2147483647  Lines; 0 turns paging off
	@order 400
	@owner mgmtd
	@default pager lines 24
	@always

logging enable
	enable  Turn logging to all destinations on
	@order 410
	@owner mgmtd

logging timestamp
	timestamp  Begin each message with date and time
	@order 410
	@owner mgmtd

logging buffered LEVEL
	buffered  Keep messages in the buffer that "show logging" prints
	LEVEL     one log-level
	@order 410
	@owner mgmtd

logging monitor LEVEL
	monitor  Send messages to sessions that asked for them
	LEVEL    one log-level
	@order 410
	@owner mgmtd

logging debug-trace
	debug-trace  Write debug messages to the log, too
	@order 410
	@owner mgmtd

logging trap LEVEL
	trap   Send messages to the log hosts
	LEVEL  one log-level
	@order 410
	@tolerate

logging host IFNAME ADDRESS
	host     A log host
	IFNAME   ref nameif  Interface that leads to it
	ADDRESS  ipv4  Its address
	@key IFNAME ADDRESS
	@order 410
	@tolerate

logging facility FACILITY
	facility  Syslog facility of the messages
	FACILITY  number 16-23  Number of the facility
	@order 410
	@tolerate
