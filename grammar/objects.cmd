# Definitions that serve access lists, address translation and inspection. Alone they do nothing, here as on
# an ASA: kept and printed. What would make use of them is refused in tolerated.cmd.

mode object-network "config-network-object"  Network object configuration commands:
	@prefix object_network

mode object-service "config-service-object"  Service object configuration commands:
	@prefix object_service

mode object-group-network "config-network-object-group"  Network object group configuration commands:
	@prefix object_group_network

mode object-group-service "config-service-object-group"  Service object group configuration commands:
	@prefix object_group_service

mode object-group-protocol "config-protocol-object-group"  Protocol object group configuration commands:
	@prefix object_group_protocol

mode object-group-icmp "config-icmp-object-group"  ICMP object group configuration commands:
	@prefix object_group_icmp

mode class-map "config-cmap"  Class map configuration commands:
	@prefix class_map

mode policy-map "config-pmap"  Policy map configuration commands:
	@prefix policy_map

mode policy-inspect "config-pmap"  Inspection policy map configuration commands:
	@prefix policy_inspect

mode policy-class "config-pmap-c"  Policy map class configuration commands:
	@parent policy-map
	@prefix policy_class

mode policy-parameters "config-pmap-p"  Policy map parameter configuration commands:
	@parent policy-inspect
	@prefix policy_parameters

help
	object        A named object
	object-group  A named group
	network       Of networks
	class-map     Classes of traffic
	policy-map    What is done with classes of traffic
	type          Kind of the map
	inspect       Inspection of protocols
	description   What this is for
	network-object  A network of the group
	group-object    Another group
	match           What belongs to the class

args
	NAME  word 1-128  Its name
	REST  line  As on an ASA

in config

object network NAME
	@key NAME
	@enters object-network
	@order 322
	@tolerate

object service NAME
	service  Of a service
	@key NAME
	@enters object-service
	@order 322
	@tolerate

object-group network NAME
	@key NAME
	@enters object-group-network
	@order 324
	@tolerate

object-group service NAME [tcp|udp|tcp-udp]
	service  Of services
	tcp      TCP
	udp      UDP
	tcp-udp  Both
	@key NAME
	@enters object-group-service
	@order 324
	@tolerate

object-group protocol NAME
	protocol  Of protocols
	@key NAME
	@enters object-group-protocol
	@order 324
	@tolerate

object-group icmp-type NAME
	icmp-type  Of ICMP types
	@key NAME
	@enters object-group-icmp
	@order 324
	@tolerate

class-map NAME
	@key NAME
	@enters class-map
	@order 940
	@tolerate

policy-map NAME
	@key NAME
	@enters policy-map
	@order 942
	@tolerate

policy-map type inspect PROTOCOL NAME
	PROTOCOL  word 1-32  The protocol
	@key PROTOCOL NAME
	@name policy_map_inspect
	@enters policy-inspect
	@order 941
	@tolerate

service-policy REST
	service-policy  Where a policy map is in force
	@key REST
	@order 943
	@tolerate

in object-network

subnet REST
	subnet  A network
	@tolerate

host REST
	host  One address
	@tolerate

range REST
	range  From one address to another
	@tolerate

fqdn REST
	fqdn  A name
	@tolerate

description REST
	@tolerate

nat REST
	nat  Address translation
	@refuse address translation is not supported: use nftables on this system

in object-service

service REST
	service  Protocol and ports
	@tolerate

description REST
	@tolerate

in object-group-network

network-object REST
	@key REST
	@tolerate

group-object REST
	@key REST
	@tolerate

description REST
	@tolerate

in object-group-service

service-object REST
	service-object  Protocol and ports
	@key REST
	@tolerate

port-object REST
	port-object  Ports
	@key REST
	@tolerate

group-object REST
	@key REST
	@tolerate

description REST
	@tolerate

in object-group-protocol

protocol-object REST
	protocol-object  A protocol
	@key REST
	@tolerate

group-object REST
	@key REST
	@tolerate

description REST
	@tolerate

in object-group-icmp

icmp-object REST
	icmp-object  An ICMP type
	@key REST
	@tolerate

group-object REST
	@key REST
	@tolerate

description REST
	@tolerate

in class-map

match REST
	@key REST
	@tolerate

description REST
	@tolerate

in policy-map

class NAME
	class  A class of traffic
	@key NAME
	@enters policy-class
	@tolerate

match REST
	@key REST
	@tolerate

description REST
	@tolerate

in policy-inspect

parameters
	parameters  Parameters of the inspection
	@enters policy-parameters
	@tolerate

match REST
	@key REST
	@tolerate

description REST
	@tolerate

in policy-class

inspect REST
	@key REST
	@tolerate

set REST
	set  What is done with connections
	@key REST
	@tolerate

police REST
	police  Limit of the rate
	@key REST
	@tolerate

priority
	priority  Before other traffic
	@tolerate

user-statistics REST
	user-statistics  Statistics of users
	@tolerate

in policy-parameters

message-length REST
	message-length  Length of messages
	@key REST
	@tolerate

tcp-inspection
	tcp-inspection  Inspection over TCP
	@positive
	@tolerate

dns-guard
	dns-guard  One answer for each question
	@tolerate

protocol-enforcement
	protocol-enforcement  Well-formed messages only
	@tolerate

nat-rewrite
	nat-rewrite  Addresses inside messages
	@tolerate

id-randomization
	id-randomization  New identifiers
	@tolerate

eool REST
	eool  IP option
	@tolerate

nop REST
	nop  IP option
	@tolerate

router-alert REST
	router-alert  IP option
	@tolerate
