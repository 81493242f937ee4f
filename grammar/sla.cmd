# Reachability: echo operations, and the objects that static routes depend on.

mode sla-monitor "config-sla-monitor"  SLA monitor configuration commands:
	@prefix sla

mode sla-echo "config-sla-monitor-echo"  SLA monitor echo configuration commands:
	@parent sla-monitor
	@prefix sla_echo

help
	sla        Measurements of what can be reached
	monitor    An operation
	track      An object that follows an operation
	show       Show what is going on

args
	SLA    number 1-2147483647  Number of the operation
	TRACK  number 1-500  Number of the object

in config

sla monitor SLA
	@key SLA
	@enters sla-monitor
	@order 705
	@owner ribd

sla monitor schedule SLA [life {forever|SECONDS}] [start-time {now|pending}]
	schedule    When it runs
	life        For how long
	forever     Until it is taken away
	SECONDS     number 0-2147483647  Seconds
	start-time  Since when
	now         From now on
	pending     Not yet
	@key SLA
	@order 706
	@owner ribd

track TRACK rtr SLA reachability
	rtr           An operation of "sla monitor"
	reachability  Up while its target answers
	@key TRACK
	@order 861
	@owner ribd

in sla-monitor

type echo protocol ipIcmpEcho TARGET interface IFNAME
	type        Kind of the operation
	echo        Echo requests
	protocol    Of the requests
	ipIcmpEcho  ICMP
	TARGET      ipv4  Address that is to answer
	interface   Where the requests leave
	IFNAME      ref nameif  Name of the interface (nameif)
	@name sla_type_echo
	@enters sla-echo
	@owner ribd

in sla-echo

frequency SECONDS
	frequency  Seconds between operations
	SECONDS    number 1-604800  Seconds
	@owner ribd
	@default frequency 60

timeout MILLISECONDS
	timeout       Wait for an answer
	MILLISECONDS  number 1-604800000  Milliseconds
	@owner ribd
	@default timeout 5000

threshold MILLISECONDS
	threshold     A slower answer is told as over the threshold
	MILLISECONDS  number 1-2147483647  Milliseconds
	@owner ribd
	@default threshold 5000

num-packets COUNT
	num-packets  Requests of an operation; one answer is enough
	COUNT        number 1-100  Requests
	@owner ribd
	@default num-packets 1

request-data-size BYTES
	request-data-size  Data of a request
	BYTES              number 0-16384  Bytes
	@owner ribd
	@default request-data-size 28

tos NUMBER
	tos     Type of service of the requests
	NUMBER  number 0-255  The byte
	@owner ribd
	@default tos 0

in exec

show track [TRACK]
	@owner ribd
	@level 0
	@quick

show sla monitor configuration [SLA]
	configuration  What is configured
	@name show_sla_configuration
	@owner ribd
	@quick

show sla monitor operational-state [SLA]
	operational-state  What has been measured
	@name show_sla_state
	@owner ribd
	@quick
