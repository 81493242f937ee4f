# IPsec: proposals, profiles and what holds for all tunnels.

class ipsec-proposal  IPsec proposal
class ipsec-profile  IPsec profile

mode ipsec-proposal "config-ipsec-proposal"  IPsec proposal configuration commands:
	@prefix ipsec_proposal

mode ipsec-profile "config-ipsec-profile"  ipsec-profile mode commands/options:
	@prefix ipsec_profile

words esp-encryption
	aes-gcm-256  AES-GCM with a 256-bit key
	aes-gcm-192  AES-GCM with a 192-bit key
	aes-gcm      AES-GCM with a 128-bit key
	chacha20-poly1305  ChaCha20-Poly1305 (RFC 7634), fast where the processor has no AES
	aes-256      AES-CBC with a 256-bit key
	aes-192      AES-CBC with a 192-bit key
	aes          AES-CBC with a 128-bit key
	3des         needs crypto_ikev2_legacy_algorithms  3DES-CBC, broken, for old peers only  3DES is broken and not accepted: use aes
	des          refuse  DES is broken and not accepted: use aes
	null         refuse  ESP without encryption is not accepted: use aes
	aes-128      refuse  the 128-bit key is spelled aes
	aes-gmac     refuse  ESP without encryption is not accepted: use aes-gcm
	aes-gmac-192  refuse  ESP without encryption is not accepted: use aes-gcm-192
	aes-gmac-256  refuse  ESP without encryption is not accepted: use aes-gcm-256

words esp-integrity
	sha-512  HMAC-SHA-512-256
	sha-384  HMAC-SHA-384-192
	sha-256  HMAC-SHA-256-128
	sha-1    HMAC-SHA-1-96
	null     None: for AES-GCM and ChaCha20-Poly1305, which authenticate by themselves
	md5      refuse  MD5 is broken and not accepted: use sha-256 (or sha-1 for an old peer)
	sha      refuse  in an IPsec proposal SHA-1 is spelled sha-1
	sha256   refuse  in an IPsec proposal this is spelled sha-256

words pfs-group
	group31  Curve25519
	group21  521-bit elliptic curve
	group20  384-bit elliptic curve
	group19  256-bit elliptic curve
	group16  4096-bit MODP
	group15  3072-bit MODP
	group14  2048-bit MODP
	group5   needs crypto_ikev2_legacy_algorithms  1536-bit MODP, too weak, for old peers only  group 5 (1536 bits) is too weak and not accepted: use group14
	group2   needs crypto_ikev2_legacy_algorithms  1024-bit MODP, broken, for old peers only  group 2 (1024 bits) is broken and not accepted: use group14
	none     refuse  without the line there is no perfect forward secrecy: leave it out, or write "no set pfs"
	group1   refuse  group 1 (768 bits) is broken and not accepted: use group14
	group24  refuse  group 24 is not trustworthy and not accepted: use group14

words replay-window
	64    Packets
	128   Packets
	256   Packets
	512   Packets
	1024  Packets

words df-bit
	copy-df   Copy the DF bit of the packet inside
	clear-df  Clear the DF bit
	set-df    Set the DF bit

help
	crypto                Encryption, IKE and IPsec
	ipsec                 IPsec
	ikev2                 Internet Key Exchange version 2
	security-association  Security associations
	lifetime              How long a security association lives
	seconds               In seconds
	kilobytes             In kilobytes that it carried
	unlimited             However much it carried
	set                   What tunnels with this profile use
	protocol              The protocol that is protected with
	esp                   Encapsulating Security Payload

in config

crypto ipsec ikev2 ipsec-proposal NAME
	ipsec-proposal  Algorithms for ESP
	NAME            def ipsec-proposal 1-64  Name of the proposal
	@key NAME
	@enters ipsec-proposal
	@order 800
	@owner iked

crypto ipsec profile NAME
	profile  How a tunnel is protected
	NAME     def ipsec-profile 1-64  Name of the profile
	@key NAME
	@enters ipsec-profile
	@order 810
	@owner iked

crypto ipsec security-association lifetime seconds SECONDS
	SECONDS  number 120-2147483647  Seconds
	@order 820
	@owner iked
	@default crypto ipsec security-association lifetime seconds 28800

crypto ipsec security-association lifetime kilobytes {KILOBYTES|unlimited}
	KILOBYTES  number 10-2147483647  Kilobytes
	@order 820
	@owner iked
	@default crypto ipsec security-association lifetime kilobytes 4608000

crypto ipsec security-association replay {window-size SIZE|disable}
	replay       Protection against packets that are sent again
	window-size  Packets that may arrive out of order
	SIZE         one replay-window
	disable      No protection
	@order 820
	@owner iked
	@default crypto ipsec security-association replay window-size 64

crypto ipsec security-association pmtu-aging {infinite|SECONDS}
	pmtu-aging  When a path MTU is forgotten
	infinite    Never
	SECONDS     number 30-86400  Seconds
	@order 821
	@default crypto ipsec security-association pmtu-aging infinite
	@always
	@owner espd

crypto ipsec df-bit POLICY IFNAME
	df-bit  The DF bit of the outer header
	POLICY  one df-bit
	IFNAME  ref nameif  Name of the interface (nameif)
	@key IFNAME
	@order 822
	@owner espd

crypto ipsec fragmentation {before-encryption|after-encryption} IFNAME
	fragmentation      When large packets are cut
	before-encryption  Before they are encrypted
	after-encryption   After they were encrypted
	IFNAME             ref nameif  Name of the interface (nameif)
	@key IFNAME
	@order 823
	@tolerate

sysopt connection tcpmss [minimum] BYTES
	sysopt      System options
	connection  Options for connections
	tcpmss      Limit of the TCP segment size that is negotiated through this system
	minimum     Raise smaller values to this one
	BYTES       number 0-65535  Bytes; 0 turns it off
	@order 700
	@owner espd
	@default sysopt connection tcpmss 1380

in ipsec-proposal

protocol esp encryption ALGORITHMS
	encryption  Encryption algorithms, replacing the list
	ALGORITHMS  set esp-encryption
	@owner iked

protocol esp integrity ALGORITHMS
	integrity   Integrity algorithms, replacing the list
	ALGORITHMS  set esp-integrity
	@owner iked
	@default protocol esp integrity sha-1
	@always

protocol esp esn
	esn  Extended sequence numbers (64 bits), if the peer has them, too
	@owner iked

in ipsec-profile

set ikev2 ipsec-proposal PROPOSALS
	ipsec-proposal  Algorithms for ESP
	PROPOSALS       names ipsec-proposal 11  Names of proposals, the first is preferred
	@owner iked

set ikev2 local-identity {address|hostname|key-id STRING|email-id MAIL}
	local-identity  What this system calls itself
	address         The address of the tunnel source
	hostname        Host name and domain name
	key-id          A text
	STRING          word 1-127  What the peer looks for
	email-id        A mail address
	MAIL            word 1-127  USER@DOMAIN
	@owner iked

set trustpoint NAME [chain]
	trustpoint  What this system proves itself with, before what its tunnel group says
	NAME        ref trustpoint  Name of the trustpoint
	chain       Send the certificates of the CAs in between as well
	@owner iked

set pfs [GROUP]
	pfs    Perfect forward secrecy: a new key exchange for each security association
	GROUP  one pfs-group = group14
	@owner iked

set security-association lifetime kilobytes {KILOBYTES|unlimited}
	KILOBYTES  number 10-2147483647  Kilobytes
	@owner iked

set security-association lifetime seconds SECONDS
	SECONDS  number 120-2147483647  Seconds
	@owner iked

set nat-transparency force
	nat-transparency  ESP in UDP
	force             Always, also where no address translator is found
	@owner iked

responder-only
	responder-only  Wait for the peer, never begin
	@owner iked

set ikev1 transform-set NAME
	ikev1          Internet Key Exchange version 1
	transform-set  Algorithms for ESP
	NAME           line  Names
	@refuse IKEv1 is not supported: use "set ikev2 ipsec-proposal NAME"
