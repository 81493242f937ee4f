# Interfaces: physical ones, tunnels, addresses.

class nameif nocase unique  interface name (nameif)

mode interface "config-if"  Interface configuration commands:
	@prefix interface

words tunnel-family
	ipv4  IPv4 inside the tunnel
	ipv6  IPv6 inside the tunnel

help
	interface   Select an interface to configure
	ip          Internet Protocol version 4
	ipv6        Internet Protocol version 6
	tunnel      Tunnel parameters
	ipsec       IPsec

in config

interface INTERFACE
	INTERFACE  interface  GigabitEthernet0/N, GigabitEthernet0/N.SUB, LoopbackN, TunnelN, or a Linux device name
	@key INTERFACE
	@enters interface
	@order 200
	@owner ribd espd iked bgpd
	@bar before after

mtu IFNAME BYTES
	mtu     Maximum transmission unit
	IFNAME  ref nameif  Name of the interface
	BYTES   number 64-9198  Bytes
	@key IFNAME
	@order 420
	@owner ribd espd
	@default mtu IFNAME 1500
	@each nameif except interface Tunnel
	@always

same-security-traffic permit inter-interface
	same-security-traffic  Traffic between interfaces that are trusted alike
	permit                 Let it pass
	inter-interface        From one to the other
	@order 320
	@owner ribd

same-security-traffic permit intra-interface
	same-security-traffic  Traffic between interfaces that are trusted alike
	permit                 Let it pass
	intra-interface        Out where it came in
	@order 320
	@owner ribd

security-level enforcement
	security-level  How far interfaces are trusted
	enforcement     Nothing begins from a lower level to a higher one
	@order 321
	@owner ribd
	@positive

sysopt connection permit-vpn
	sysopt      System options
	connection  Options for connections
	permit-vpn  What comes out of a tunnel passes whatever its security level
	@order 701
	@owner ribd
	@positive

dhcp-client client-id interface IFNAME
	dhcp-client  How addresses are asked for ("ip address dhcp")
	client-id    Say who asks (DHCP option 61)
	interface    Of an interface
	IFNAME       ref nameif  By the MAC address of this interface (nameif)
	@key IFNAME
	@order 872
	@owner ribd

dhcp-client broadcast-flag
	dhcp-client     How addresses are asked for ("ip address dhcp")
	broadcast-flag  Ask the server to broadcast its answers
	@order 872
	@owner ribd

in interface

device DEVICE
	device  Linux device behind this interface
	DEVICE  word 1-15  Its name, e.g. eth3
	@owner ribd

vlan VLAN
	vlan  VLAN of a sub-interface: its frames carry this tag (802.1Q)
	VLAN  number 1-4094  Its number
	@apart VLAN: this VLAN is already that of
	@owner ribd

description TEXT
	description  What this interface is for
	TEXT         line 1-200  Free text
	@owner ribd

shutdown
	shutdown  Turn the interface off
	@owner ribd espd iked

nameif NAME
	nameif  Name by which other commands refer to this interface
	NAME    def nameif 1-48  The name
	@owner ribd espd
	@absent no nameif

security-level LEVEL
	security-level  How far this interface is trusted
	LEVEL           number 0-100  0 outside … 100 inside; 100 for the name "inside" and 0 for others when not given
	@owner ribd
	@absent no security-level unless interface_nameif

ip address {ADDRESS [MASK]|dhcp [setroute]}
	address   Address of the interface
	ADDRESS   ipv4  The address
	MASK      mask = class ADDRESS hosts ADDRESS  Its subnet mask; the class mask when left out
	dhcp      Ask a DHCP server
	setroute  Take the default route from it
	@owner ribd
	@name interface_ip_address
	@blank
	@absent no ip address unless interface_nameif

dhcp client route distance DISTANCE
	dhcp      Address from a DHCP server
	client    How it is asked
	route     The default route that it gives ("ip address dhcp setroute")
	distance  Its administrative distance
	DISTANCE  number 1-255  Distance; 1 when not given
	@owner ribd

ipv6 address PREFIX
	address  Address of the interface
	PREFIX   address6  The address and its prefix length
	@key PREFIX
	@no ipv6 address
	@owner ribd

tunnel source interface IFNAME
	source     Where the tunnel begins
	interface  The address of an interface
	IFNAME     ref nameif  Name of the outside interface (nameif)
	@owner ribd espd iked

tunnel destination ADDRESS
	destination  Where the tunnel ends
	ADDRESS      ip  Address of the peer; its tunnel-group has the same name
	@owner ribd espd iked

tunnel mode ipsec FAMILY
	mode    What the tunnel carries
	ipsec   IPsec tunnel mode
	FAMILY  one tunnel-family
	@owner ribd espd iked

tunnel protection ipsec profile PROFILE
	protection  How the tunnel is protected
	profile     An IPsec profile
	PROFILE     ref ipsec-profile  Name of a "crypto ipsec profile"
	@owner ribd espd iked
