# Tunnel groups: what is said about one peer.

class tunnel-group  tunnel group

mode tunnel-group "config-tunnel-ipsec"  Tunnel-group configuration commands:
	@prefix tunnel_group

mode tunnel-group-general "config-tunnel-general"  Tunnel-group general configuration commands:
	@prefix tunnel_group_general

words tunnel-group-kind
	ipsec-l2l      Site to site
	remote-access  refuse  remote access is not supported: use ipsec-l2l

words peer-id-validate
	req      The identity must be in the peer's certificate
	cert     The identity must be in the certificate, if that has one
	nocheck  Any identity will do

help
	tunnel-group  What is said about one peer
	ikev2         Internet Key Exchange version 2
	isakmp        Internet key exchange
	keepalive     Whether the peer is still there

in config

tunnel-group NAME type TYPE
	NAME  def tunnel-group 1-64 masked  Address of the peer
	type  Kind of connection
	TYPE  one tunnel-group-kind
	@name tunnel_group_type
	@key NAME
	@no tunnel-group NAME
	@order 900
	@owner iked

tunnel-group NAME general-attributes
	NAME                def tunnel-group 1-64 masked  Address of the peer
	general-attributes  Attributes that are not about IPsec
	@name tunnel_group_general_attributes
	@key NAME
	@enters tunnel-group-general
	@order 900
	@needs tunnel_group_type: say what it is first, "tunnel-group NAME type ipsec-l2l"
	@tolerate

tunnel-group NAME ipsec-attributes
	NAME              def tunnel-group 1-64 masked  Address of the peer
	ipsec-attributes  Attributes of IKE and IPsec
	@name tunnel_group_ipsec_attributes
	@key NAME
	@enters tunnel-group
	@order 900
	@owner iked
	@needs tunnel_group_type: say what it is first, "tunnel-group NAME type ipsec-l2l"

in tunnel-group

ikev2 remote-authentication pre-shared-key KEY
	remote-authentication  How the peer proves who it is
	pre-shared-key         With a key that both know
	KEY                    secret 1-128  The key
	@owner iked

ikev2 remote-authentication certificate
	remote-authentication  How the peer proves who it is
	certificate            With a certificate that a trustpoint's CA vouches for
	@owner iked

ikev2 local-authentication pre-shared-key KEY
	local-authentication  How this system proves who it is
	pre-shared-key        With a key that both know
	KEY                   secret 1-128  The key
	@slot tunnel_group_ikev2_local_authentication
	@owner iked

ikev2 local-authentication certificate TRUSTPOINT
	local-authentication  How this system proves who it is
	certificate           With a certificate
	TRUSTPOINT            ref trustpoint  Name of the trustpoint
	@slot tunnel_group_ikev2_local_authentication
	@owner iked

ikev2 ppk manual id ID key KEY [required]
	ppk       Post-quantum pre-shared key, mixed into the keys of the IKE SA (RFC 8784)
	manual    Written here
	id        Which key it is
	ID        word 1-64  Name of the key, sent to the peer
	key       The key
	KEY       secret 1-128  The key, the same at the peer; 32 random characters or more
	required  No tunnel without it; else a peer that does not have it is accepted
	@name tunnel_group_ikev2_ppk
	@owner iked

isakmp keepalive {threshold {SECONDS|infinite} [retry RETRY]|disable}
	threshold  Silence after which the peer is asked
	SECONDS    number 10-3600  Seconds
	infinite   Never ask
	retry      Time between questions that were not answered
	RETRY      number 2-10 = 2  Seconds
	disable    Neither ask nor answer for the peer's silence
	@owner iked
	@default isakmp keepalive threshold 10 retry 2

peer-id-validate MODE
	peer-id-validate  How the identity of a peer is held against its certificate; a pre-shared key goes by the peer's address
	MODE              one peer-id-validate
	@owner iked
	@default peer-id-validate req

ikev1 pre-shared-key KEY
	ikev1           Internet Key Exchange version 1
	pre-shared-key  With a key that both know
	KEY             secret 1-128  The key
	@refuse IKEv1 is not supported: use "ikev2 remote-authentication" and "ikev2 local-authentication"

in tunnel-group-general

default-group-policy NAME
	default-group-policy  Group policy of this peer
	NAME                  word 1-64  Name of the policy
	@tolerate
