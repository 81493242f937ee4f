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

logging timestamp [rfc5424]
	timestamp  Begin each message with date and time
	rfc5424    As 2026-11-22T14:02:11Z
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
	@owner mgmtd

logging host IFNAME ADDRESS [TRANSPORT] [permit-hostdown]
	host             A log host: messages go there as syslog (RFC 3164)
	IFNAME           ref nameif  Interface that leads to it
	ADDRESS          ip  Its address
	TRANSPORT        transport  Protocol and port; udp/514 when left out
	permit-hostdown  Traffic passes when the host is down; it always does
	@key IFNAME ADDRESS
	@order 410
	@owner mgmtd

logging host IFNAME ADDRESS [TRANSPORT] format emblem
	IFNAME     ref nameif  Interface that leads to it
	ADDRESS    ip  Its address
	TRANSPORT  transport  Protocol and port; udp/514 when left out
	format     Another form of the messages
	emblem     With the class of a message in front
	@name logging_host_emblem
	@refuse messages are sent in one form: leave "format emblem" out

logging host IFNAME ADDRESS [TRANSPORT] secure
	IFNAME     ref nameif  Interface that leads to it
	ADDRESS    ip  Its address
	TRANSPORT  transport  Protocol and port; udp/514 when left out
	secure     Over TLS
	@name logging_host_secure
	@refuse messages are not encrypted: leave "secure" out, and send them through a tunnel

logging permit-hostdown
	permit-hostdown  Traffic passes when a log host that is reached over TCP is down; it always does
	@order 410
	@owner mgmtd

logging facility FACILITY
	facility  Syslog facility of the messages
	FACILITY  number 16-23  Number of the facility
	@order 410
	@owner mgmtd
	@default logging facility 20

logging queue MESSAGES
	queue     Messages that wait for each log host
	MESSAGES  number 0-8192  Messages; 0 is as many as there can be, 8192
	@order 410
	@owner mgmtd
	@default logging queue 512

logging device-id {hostname|ipaddress IFNAME [system]|string TEXT}
	device-id  A name of this system in what the log hosts get
	hostname   The name that "hostname" gives it
	ipaddress  An address of this system
	IFNAME     ref nameif  Interface that has the address
	system     Of the system, also where there are several
	string     A text
	TEXT       word 1-16  The text
	@order 410
	@owner mgmtd

logging message ID
	message  One message
	ID       number 1-999999  Its number
	@key ID
	@order 411
	@owner mgmtd
	@positive

logging message ID level LEVEL
	ID     number 1-999999  Its number
	level  Its level
	LEVEL  one log-level
	@key ID
	@order 411
	@owner mgmtd
