# Certificates: keys of this system, trustpoints and what they hold.

class trustpoint  trustpoint
class key-pair  key pair

mode ca-trustpoint "config-ca-trustpoint"  crypto ca trustpoint configuration commands:
	@prefix ca_trustpoint

mode ca-crl "config-ca-crl"  CRL configuration commands:
	@prefix ca_crl
	@parent ca-trustpoint

mode ca-chain "config-cert-chain"  Certificate chain configuration commands:
	@prefix ca_chain

words curve
	256  NIST P-256
	384  NIST P-384
	521  NIST P-521

words rsa-size
	2048  Bits
	3072  Bits
	4096  Bits
	1024  refuse  RSA with 1024 bits is too weak and not accepted: use 2048
	512   refuse  RSA with 512 bits is broken and not accepted: use 2048
	768   refuse  RSA with 768 bits is broken and not accepted: use 2048

words crl-policy
	cdp     Where the certificate says
	static  Where the configuration says
	both    Either

help
	crypto       Encryption, IKE and IPsec
	ca           Certificates
	key          Keys of this system
	generate     Make a key pair
	zeroize      Destroy key pairs
	rsa          RSA
	ecdsa        ECDSA
	label        Name of the key pair
	import       Take in
	export       Give out
	crl          Certificate revocation list
	certificate  A certificate
	pkcs12       Certificates and private key in a PKCS #12 file
	trustpoint   Trustpoint: a CA, and perhaps a certificate that it gave this system
	noconfirm    Without a question

args
	DATA        data  Lines up to "quit"
	LABEL       word 1-64  Name
	PASSPHRASE  secret 1-64  Passphrase of the file

in config

crypto key pair LABEL DATA
	pair   A key pair, as the startup file keeps it
	LABEL  def key-pair 1-64  Name
	@name crypto_key_pair
	@key LABEL
	@order 857
	@owner iked
	@hidden

crypto ca trustpoint NAME
	NAME  def trustpoint 1-64  Name
	@key NAME
	@enters ca-trustpoint
	@order 858
	@owner iked mgmtd

crypto ca certificate chain NAME
	chain  The certificates of a trustpoint
	NAME   def trustpoint 1-64  Name
	@key NAME
	@enters ca-chain
	@order 859
	@owner iked
	@needs crypto_ca_trustpoint: say what it is first, "crypto ca trustpoint NAME"

crypto ca crl content NAME DATA
	content  A revocation list, as the startup file keeps it
	NAME     word 1-64  Name of the trustpoint
	@name crypto_ca_crl_content
	@key NAME
	@order 859
	@owner iked
	@hidden

crypto ca authenticate NAME [fingerprint FINGERPRINT] [nointeractive] DATA
	authenticate   Take in the certificate of the CA
	NAME           ref trustpoint  Name of the trustpoint
	fingerprint    What the certificate must have
	FINGERPRINT    word 8-95  SHA-1 or SHA-256, hexadecimal
	nointeractive  Without a question
	@name crypto_ca_authenticate
	@owner mgmtd
	@exec
	@order 859

crypto ca enroll NAME [noconfirm]
	enroll  Print a certificate request for the CA, or make a self-signed certificate
	NAME    ref trustpoint  Name of the trustpoint
	@owner mgmtd
	@exec
	@order 859

crypto ca import NAME certificate DATA
	NAME  ref trustpoint  Name of the trustpoint
	@owner mgmtd
	@exec
	@order 859

crypto ca import NAME pkcs12 PASSPHRASE [nointeractive] DATA
	NAME           word 1-64  Name of the trustpoint, which is made
	nointeractive  Without a question
	@name crypto_ca_import_pkcs12
	@owner mgmtd
	@exec
	@order 859

crypto ca import NAME pkcs12 PASSPHRASE file FILE
	NAME  word 1-64  Name of the trustpoint, which is made
	file  Read a file
	FILE  word 1-255  Name of the file: PEM or the bytes themselves
	@name crypto_ca_import_pkcs12_file
	@owner shell
	@exec
	@order 859

crypto ca export NAME pkcs12 PASSPHRASE
	NAME  ref trustpoint  Name of the trustpoint
	@owner mgmtd
	@exec
	@order 859

crypto ca export NAME identity-certificate
	NAME                  ref trustpoint  Name of the trustpoint
	identity-certificate  The certificate of this system, as PEM
	@owner mgmtd
	@exec
	@order 859

crypto ca crl import NAME DATA
	NAME  ref trustpoint  Name of the trustpoint
	@owner mgmtd
	@exec
	@order 859

crypto ca crl request NAME
	request  Fetch it
	NAME     ref trustpoint  Name of the trustpoint
	@refuse revocation lists are not fetched: paste the list behind "crypto ca crl import NAME", which a script may do, too

crypto key generate rsa [usage-keys|label LABEL|modulus BITS]*
	usage-keys  For signing and encryption: there is one key for both
	modulus  Size
	BITS     one rsa-size
	@owner mgmtd
	@exec
	@order 857

crypto key generate rsa general-keys [label LABEL|modulus BITS]*
	general-keys  For signing and encryption
	modulus       Size
	BITS          one rsa-size
	@name crypto_key_generate_rsa_general
	@owner mgmtd
	@exec
	@order 857

crypto key generate ecdsa [label LABEL|elliptic-curve CURVE]*
	elliptic-curve  Curve
	CURVE           one curve
	@owner mgmtd
	@exec
	@order 857

crypto key zeroize {rsa|ecdsa} [label LABEL|default|noconfirm]*
	default  The one without a label
	@name crypto_key_zeroize
	@owner mgmtd
	@exec
	@order 857

in ca-trustpoint

enrollment {terminal|self}
	enrollment  How the certificate of this system comes here
	terminal    By copy and paste
	self        Made here, signed with its own key
	@owner mgmtd
	@default enrollment terminal

enrollment {url URL|protocol PROTOCOL}
	enrollment  How the certificate of this system comes here
	url         From a server
	URL         line  Address
	protocol    From a server
	PROTOCOL    line  SCEP or EST
	@name ca_trustpoint_enrollment_server
	@refuse certificates are not asked for over the network: write "enrollment terminal", then "crypto ca authenticate", "crypto ca enroll" and "crypto ca import"

subject-name NAME
	subject-name  Subject of the request
	NAME          line  X.500 name: CN=gw1.example.com,O=Example
	@owner mgmtd

fqdn {NAME|none}
	fqdn  Name in the request
	NAME  word 1-253  Fully qualified
	none  None
	@owner mgmtd

ip-address ADDRESS
	ip-address  Address in the request
	ADDRESS     ip  Address
	@owner mgmtd

keypair LABEL
	keypair  Key pair of the certificate
	LABEL    ref key-pair  Name
	@owner iked

revocation-check none
	revocation-check  Whether certificates of peers may have been revoked
	none              Not looked into, or not where nothing is known
	@slot ca_trustpoint_revocation_check
	@name ca_trustpoint_revocation_check_none
	@owner iked
	@default revocation-check none

revocation-check crl [none]
	revocation-check  Whether certificates of peers may have been revoked
	crl               By revocation list
	none              Not looked into, or not where nothing is known
	@slot ca_trustpoint_revocation_check
	@name ca_trustpoint_revocation_check_crl
	@owner iked

crl configure
	crl        Certificate revocation list
	configure  Where it comes from
	@enters ca-crl
	@tolerate

crl {required|optional|nocheck}
	crl       Certificate revocation list
	required  A list must be there
	optional  It need not be there
	nocheck   None is looked at
	@name ca_trustpoint_crl
	@refuse this is spelled "revocation-check crl", "revocation-check crl none" or "revocation-check none"

id-usage REST
	id-usage  What the certificate is used for
	REST      line  Uses
	@tolerate

validation-usage REST
	validation-usage  What the CA is asked about
	REST              line  Uses
	@tolerate

ignore-ipsec-keyusage
	ignore-ipsec-keyusage  Take certificates that are meant for something else
	@owner iked

ca-check
	ca-check  Whether a CA must be one by its certificate
	@positive
	@tolerate

accept-subordinates
	accept-subordinates  Take CA certificates from peers
	@tolerate

client-types REST
	client-types  Old spelling of validation-usage
	REST          line  Uses
	@tolerate

serial-number
	serial-number  Serial number of the system in the request
	@tolerate

email ADDRESS
	email    Mail address in the request
	ADDRESS  word 1-127  USER@DOMAIN
	@tolerate

proxy-ldc-issuer
	proxy-ldc-issuer  For TLS proxies
	@tolerate

in ca-crl

policy POLICY
	policy  Where lists come from
	POLICY  one crl-policy
	@tolerate

static-url REST
	static-url  Address of a list
	REST        line  Address
	@tolerate

url NUMBER URL
	url     Address of a list
	NUMBER  number 1-5  Rank
	URL     line  Address
	@key NUMBER
	@tolerate

protocol REST
	protocol  Protocols for fetching
	REST      line  Protocol
	@name ca_crl_protocol
	@append
	@tolerate

cache-time MINUTES
	cache-time  How long a list holds
	MINUTES     number 1-1440  Minutes
	@tolerate

enforcenextupdate
	enforcenextupdate  A list without an end is none
	@positive
	@tolerate

in ca-chain

certificate ca SERIAL DATA
	ca      Of a CA
	SERIAL  word 1-64  Serial number
	@name ca_chain_certificate_ca
	@key SERIAL
	@no certificate ca SERIAL
	@owner iked

certificate SERIAL DATA
	SERIAL  word 1-64  Serial number
	@name ca_chain_certificate
	@no certificate SERIAL
	@owner iked

