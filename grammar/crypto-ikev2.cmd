# IKEv2: policies and what holds for all peers.

mode ikev2-policy "config-ikev2-policy"  IKEv2 policy configuration commands:
	@prefix ikev2_policy

words ike-encryption
	aes-gcm-256  AES-GCM with a 256-bit key
	aes-gcm-192  AES-GCM with a 192-bit key
	aes-gcm      AES-GCM with a 128-bit key
	chacha20-poly1305  ChaCha20-Poly1305 (RFC 7634), fast where the processor has no AES
	aes-256      AES-CBC with a 256-bit key
	aes-192      AES-CBC with a 192-bit key
	aes          AES-CBC with a 128-bit key
	3des         needs crypto_ikev2_legacy_algorithms  3DES-CBC, broken, for old peers only  3DES is broken and not accepted: use aes
	des          refuse  DES is broken and not accepted: use aes
	null         refuse  IKE is never sent in clear: use aes
	aes-128      refuse  the 128-bit key is spelled aes

words ike-integrity
	sha512  HMAC-SHA-512-256
	sha384  HMAC-SHA-384-192
	sha256  HMAC-SHA-256-128
	sha     HMAC-SHA-1-96
	null    None: for AES-GCM and ChaCha20-Poly1305, which authenticate by themselves
	md5     refuse  MD5 is broken and not accepted: use sha256 (or sha for an old peer)
	sha-1   refuse  in an IKEv2 policy SHA-1 is spelled sha
	sha1    refuse  in an IKEv2 policy SHA-1 is spelled sha
	sha-256  refuse  in an IKEv2 policy this is spelled sha256

words ike-group
	31  Curve25519
	21  521-bit elliptic curve
	20  384-bit elliptic curve
	19  256-bit elliptic curve
	16  4096-bit MODP
	15  3072-bit MODP
	14  2048-bit MODP
	5   needs crypto_ikev2_legacy_algorithms  1536-bit MODP, too weak, for old peers only  group 5 (1536 bits) is too weak and not accepted: use group 14
	2   needs crypto_ikev2_legacy_algorithms  1024-bit MODP, broken, for old peers only  group 2 (1024 bits) is broken and not accepted: use group 14
	1   refuse  group 1 (768 bits) is broken and not accepted: use group 14
	24  refuse  group 24 is not trustworthy and not accepted: use group 14

words ike-prf
	sha512  HMAC-SHA-512
	sha384  HMAC-SHA-384
	sha256  HMAC-SHA-256
	sha     HMAC-SHA-1
	md5     refuse  MD5 is broken and not accepted: use sha256 (or sha for an old peer)
	sha1    refuse  in an IKEv2 policy SHA-1 is spelled sha

words ikev2-fragmentation
	ietf   RFC 7383
	cisco  The vendor's own, which is not spoken here: peers are offered RFC 7383 all the same

help
	crypto  Encryption, IKE and IPsec
	ikev2   Internet Key Exchange version 2
	isakmp  What holds for IKE of all versions

in config

crypto ikev2 policy PRIORITY
	policy    A set of algorithms to offer and to accept
	PRIORITY  number 1-65535  The lowest is tried first
	@key PRIORITY
	@enters ikev2-policy
	@order 840
	@owner iked

crypto ikev2 enable IFNAME
	enable  Speak IKEv2 on an interface
	IFNAME  ref nameif  Name of the interface (nameif)
	@key IFNAME
	@order 850
	@owner iked

crypto ikev2 legacy-algorithms
	legacy-algorithms  Admit 3DES and the groups 2 and 5, for peers that have nothing better
	@order 845
	@owner iked

crypto ikev2 cookie-challenge {PERCENT|always|never}
	cookie-challenge  From which load on a peer that begins must prove that its address is its own
	PERCENT           number 0-100  Per cent of the IKE SAs that may be in negotiation
	always            Whoever begins
	never             Nobody
	@order 851
	@owner iked
	@default crypto ikev2 cookie-challenge 50

crypto ikev2 limit max-in-negotiation-sa PERCENT
	limit                  Limits
	max-in-negotiation-sa  IKE SAs that peers have begun and that are not authenticated
	PERCENT                number 1-100  Per cent of 512
	@order 852
	@owner iked
	@default crypto ikev2 limit max-in-negotiation-sa 100

crypto ikev2 limit max-sa COUNT
	limit   Limits
	max-sa  IKE SAs in all: what peers begin beyond that is refused
	COUNT   number 1-4294967295  IKE SAs
	@order 853
	@owner iked

crypto ikev2 trial-rekey [SECONDS]
	trial-rekey  Rekey the first IPsec SA of a tunnel with PFS early, to learn now whether both ends agree on it
	SECONDS      number 5-3600 = 30  Seconds after set-up
	@order 854
	@owner iked

crypto ikev2 fragmentation [mtu BYTES] [preferred-method METHOD]
	fragmentation     Send large messages in fragments (RFC 7383) where the peer can take them
	mtu               Largest fragment; 576 bytes over IPv4 and 1280 over IPv6 where it is not given
	BYTES             number 68-1500  Bytes of the IP packet
	preferred-method  Kind of fragments
	METHOD            one ikev2-fragmentation
	@order 854
	@owner iked
	@default crypto ikev2 fragmentation
	@positive

crypto isakmp identity {address|hostname|auto|key-id STRING}
	identity  What this system calls itself, where its IPsec profile says nothing else
	address   The address of the tunnel source
	hostname  Host name and domain name
	auto      The address with pre-shared keys, the subject of the certificate with certificates
	key-id    A text
	STRING    word 1-127  What the peer looks for
	@order 830
	@owner iked
	@default crypto isakmp identity auto

crypto isakmp nat-traversal [SECONDS]
	nat-traversal  Carry ESP in UDP where an address translator is found
	SECONDS        number 10-3600 = 20 terse  Seconds between keepalives
	@order 831
	@owner iked espd
	@default crypto isakmp nat-traversal
	@positive

in ikev2-policy

lifetime SECONDS
	lifetime  How long an IKE SA lives
	SECONDS   number 120-2147483647  Seconds
	@name ikev2_policy_lifetime_bare
	@refuse the unit is missing: write "lifetime seconds" and the number

encryption ALGORITHMS
	encryption  Encryption algorithms, replacing the list
	ALGORITHMS  set ike-encryption
	@owner iked
	@default encryption aes-256
	@always

integrity ALGORITHMS
	integrity   Integrity algorithms, replacing the list
	ALGORITHMS  set ike-integrity
	@owner iked
	@default integrity sha
	@always

group GROUPS
	group   Diffie-Hellman groups, replacing the list
	GROUPS  set ike-group
	@owner iked
	@default group 14
	@always

prf ALGORITHMS
	prf         Pseudo-random functions, replacing the list
	ALGORITHMS  set ike-prf
	@owner iked
	@default prf sha
	@always

lifetime seconds {SECONDS|none}
	lifetime  How long an IKE SA lives
	seconds   In seconds
	SECONDS   number 120-2147483647  Seconds
	none      For ever
	@owner iked
	@default lifetime seconds 86400
	@always
