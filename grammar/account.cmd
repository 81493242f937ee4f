# Who may come in, and what each may do: passwords, local users, the lines that ask for them.

class username  user

mode username "config-username"  Username configuration commands:
	@prefix username

words password-form
	encrypted  The password is given as a hash
	pbkdf2     The password is given as its PBKDF2 hash

words service-type
	admin          Everything that the privilege level permits
	nas-prompt     User EXEC only, no "enable"
	remote-access  No management

words aaa-line
	ssh     Sessions over SSH
	serial  Sessions at a terminal of this system
	enable  The "enable" command

words aaa-unused
	http    The web interface, which there is not
	telnet  Telnet, which there is not

words aaa-method
	LOCAL  The local users

words aaa-exec-method
	LOCAL                  The local users
	authentication-server  Whoever authenticated the user

words privilege-kind
	cmd    The command itself
	show   "show" of it
	clear  "clear" of it

words privilege-mode
	exec       EXEC commands
	configure  Configuration, with all inside of what the command opens

args
	METHOD  one aaa-method

help
	aaa             Authentication, authorization, accounting
	authentication  Who somebody is
	authorization   What somebody may
	console         The command line
	username        Users of this system
	password        Password of the user
	privilege       Privilege level
	nopassword      Any password will do
	attributes      More about the user
	local           The local users
	user            Local users

in config

enable password PASSWORD [level LEVEL] [FORM]
	enable    The privileged EXEC mode
	password  Password that leads to privileged EXEC
	PASSWORD  secret 1-128  8-127 characters, or the hash that is shown here
	level     Privilege level that it leads to
	LEVEL     number 0-15 = 15 terse  Privilege level
	FORM      one password-form
	@key LEVEL
	@order 102
	@owner mgmtd

aaa authentication LINE console METHOD
	LINE  one aaa-line
	@key LINE
	@order 660
	@owner mgmtd

aaa authentication LINE console GROUP [METHOD]
	LINE   one aaa-line
	GROUP  word 1-64  Server group
	@name aaa_authentication_group
	@refuse authentication servers are not supported: use LOCAL

aaa authentication LINE console METHOD
	LINE  one aaa-unused
	@name aaa_authentication_unused
	@key LINE
	@order 660
	@tolerate

aaa authorization exec AUTHORITY [auto-enable]
	exec         Service type and privilege level of the user
	AUTHORITY    one aaa-exec-method
	auto-enable  Begin in privileged EXEC where the level permits it
	@order 661
	@owner mgmtd

aaa authorization command METHOD
	command  Commands by privilege level
	@order 661
	@owner mgmtd

aaa authorization command GROUP [METHOD]
	command  Commands by privilege level
	GROUP    word 1-64  Server group
	@name aaa_authorization_group
	@refuse authorization servers are not supported: use LOCAL

aaa local authentication attempts max-fail COUNT
	attempts  Failed logins
	max-fail  After how many a user is locked
	COUNT     number 1-16  Failures
	@name aaa_max_fail
	@order 662
	@owner mgmtd

aaa authentication login-history [duration DAYS]
	login-history  Logins are in the log
	duration       How long they are kept
	DAYS           number 1-365  Days
	@order 660
	@tolerate

aaa authentication secure-http-client
	secure-http-client  Encrypt what the web interface asks
	@order 660
	@tolerate

aaa authentication {match|include|exclude} REST
	match    Traffic of an access list
	include  Traffic
	exclude  Traffic
	REST     line  Everything else
	@name aaa_authentication_traffic
	@refuse users of traffic that passes through are not authenticated: nothing would be asked of them

aaa proxy-limit REST
	proxy-limit  Connections of users
	REST         line  Everything else
	@order 663
	@tolerate

aaa accounting REST
	accounting  Accounting
	REST        line  Everything else
	@key REST
	@order 663
	@tolerate

privilege KIND level LEVEL mode MODE command COMMAND
	KIND     one privilege-kind
	level    Privilege level that the command needs
	LEVEL    number 2-15  Privilege level
	mode     Where the command stands
	MODE     one privilege-mode
	command  The command
	COMMAND  word 1-64  Its first word
	@key KIND MODE COMMAND
	@order 664
	@owner mgmtd

passwd PASSWORD [FORM]
	passwd    Password of a Telnet session, which there is not
	PASSWORD  secret 1-128  3-127 characters, or the hash that is shown here
	FORM      one password-form
	@order 103
	@tolerate

username NAME {nopassword|password PASSWORD [FORM]} [privilege LEVEL]
	NAME      def username 3-64  Name
	PASSWORD  secret 1-128  3-127 characters, or the hash that is shown here
	FORM      one password-form
	LEVEL     number 0-15 = 2 terse  Privilege level
	@name username
	@key NAME
	@no username NAME
	@order 890
	@owner mgmtd

username NAME attributes
	NAME  def username 3-64  Name
	@name username_attributes
	@key NAME
	@enters username
	@order 890
	@needs username: make the user first, "username NAME password PASSWORD"
	@owner mgmtd

in username

service-type TYPE
	service-type  What the user may come for
	TYPE          one service-type
	@owner mgmtd
	@default service-type admin

vpn-group-policy NAME
	vpn-group-policy  Group policy of the user's tunnels
	NAME              word 1-64  Name of the policy
	@tolerate

ssh authentication REST
	ssh             Secure shell
	authentication  How the user proves who it is
	REST            line  Key
	@refuse keys belong to sshd: put them into the user's ~/.ssh/authorized_keys

in exec

login
	login  Become another user
	@level 0
	@owner mgmtd

show aaa local user [locked]
	aaa     Authentication
	locked  Only those that are locked
	@owner mgmtd
	@quick

clear aaa local user lockout {all|username NAME}
	aaa      Authentication
	lockout  Let users in again after failed logins
	all      All users
	NAME     word 1-64  Name of the user
	@owner mgmtd
