/* SPDX-License-Identifier: Apache-2.0 */
/*
 * postern-espd alone with fixed keys: this program plays both of its neighbours. As posternd it starts espd,
 * keeps its descriptors, gives it a configuration of one tunnel and starts it again when it dies. As iked
 * it installs one SA each way, once: what a later espd knows of them it must have kept itself.
 *
 *     sa_feeder --rundir DIR --espd PROGRAM --local A --remote B --suite S --side 1|2 [--udp] [--esn] [--window N]
 *
 * Prints "ready" when the SAs are in, one line per (re)start of espd, and the records of
 * `show crypto ipsec sa` on SIGUSR1. Ends on SIGTERM, having ended espd.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/cmd_owner.h"
#include "lib/ipc.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/sa_feed.h"

#define KEPT_MAX     64
#define SPI_BASE     0x1000u
#define TUNNEL       "Tunnel1"
#define SHOW_COMMAND "show crypto ipsec sa"

struct kept {
	char name[64];
	int fd;
};

struct feeder {
	struct loop *loop;
	struct loop_timer *watch;
	struct ipc_self mgmtd, iked;
	struct ipc_conn *espd; /* espd's connection to posternd */
	struct ipc_link *link; /* iked's to espd */
	struct kept kept[KEPT_MAX];
	unsigned kept_count;
	pid_t pid;
	bool stopping;
	bool applied; /* on the present connection */
	bool fed;
	/* arguments */
	const char *rundir, *program;
	struct ip_addr local, remote;
	const char *suite;
	unsigned side;
	bool udp, esn;
	unsigned window;
};

static const struct {
	const char *name;
	uint16_t encr, bits, auth, auth_key;
} suites[] = {
    {"aes128gcm", SA_ENCR_AES_GCM_16, 128, SA_AUTH_NONE, 0},
    {"aes256gcm", SA_ENCR_AES_GCM_16, 256, SA_AUTH_NONE, 0},
    {"aes128-sha1", SA_ENCR_AES_CBC, 128, SA_AUTH_HMAC_SHA1_96, 20},
    {"aes256-sha256", SA_ENCR_AES_CBC, 256, SA_AUTH_HMAC_SHA2_256_128, 32},
    {"aes192-sha384", SA_ENCR_AES_CBC, 192, SA_AUTH_HMAC_SHA2_384_192, 48},
    {"aes256-sha512", SA_ENCR_AES_CBC, 256, SA_AUTH_HMAC_SHA2_512_256, 64},
};

static const char *path_in(const struct feeder *f, const char *name)
{
	static char path[256];
	snprintf(path, sizeof path, "%s/%s", f->rundir, name);
	return path;
}

static void start_espd(struct feeder *f)
{
	f->pid = fork();
	if (f->pid == 0) {
		execl(f->program, f->program, "--rundir", f->rundir, (char *)NULL);
		_exit(127);
	}
	printf("espd %d\n", (int)f->pid);
	fflush(stdout);
}

static void on_watch(void *arg)
{
	struct feeder *f = arg;
	int status;
	if (waitpid(f->pid, &status, WNOHANG) == f->pid) {
		if (f->stopping) {
			loop_stop(f->loop);
			return;
		}
		start_espd(f);
	}
	loop_timer_set(f->watch, 20 * LOOP_MSEC);
}

/* --- as iked --- */

static void fill_keys(struct feeder *f, struct sa_spec *s, unsigned sender)
{
	for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
		if (strcmp(suites[i].name, f->suite) != 0)
			continue;
		s->encr = suites[i].encr;
		s->encr_key_bits = suites[i].bits;
		s->encr_key_size = (uint8_t)(suites[i].bits / 8 + (s->encr == SA_ENCR_AES_GCM_16 ? 4 : 0));
		s->auth = suites[i].auth;
		s->auth_key_size = (uint8_t)suites[i].auth_key;
	}
	memset(s->encr_key, (int)(0x10 + sender), s->encr_key_size);
	memset(s->auth_key, (int)(0x20 + sender), s->auth_key_size);
}

static struct sa_spec spec_of(struct feeder *f, uint8_t direction)
{
	unsigned sender = direction == SA_OUT ? f->side : 3 - f->side;
	uint16_t port = f->udp ? 4500 : 500;
	struct sa_spec s = {
	    .direction = direction,
	    .spi = SPI_BASE + sender,
	    .pair_spi = SPI_BASE + 3 - sender,
	    .tunnel = TUNNEL,
	    .local = {.addr = f->local, .port = port},
	    .remote = {.addr = f->remote, .port = port},
	    .udp_encap = f->udp,
	    .esn = f->esn,
	    .replay_window = (uint16_t)f->window,
	    .hard_seconds = 86400,
	    .lifetime_seconds = 86400,
	};
	fill_keys(f, &s, sender);
	return s; /* no selectors: any packet of either family */
}

static void on_espd_established(void *arg, struct ipc_conn *conn)
{
	struct feeder *f = arg;
	if (f->fed)
		return;
	for (uint8_t direction = SA_IN; direction <= SA_OUT; direction++) {
		struct wbuf w = {0};
		struct sa_spec spec = spec_of(f, direction);
		sa_spec_pack(&w, &spec);
		ipc_send_buf(conn, SA_ADD, 0, direction, &w);
		wbuf_free(&w);
	}
	f->fed = true;
}

static void on_espd_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	char reason[128];
	if (msg->type != SA_ADDED)
		return;
	struct sa_id sa_id;
	sa_id_unpack(&msg->body, &sa_id);
	bool ok = rbuf_u8(&msg->body) != 0;
	rbuf_str(&msg->body, reason, sizeof reason);
	if (!ok)
		fprintf(stderr, "SA refused: %s\n", reason);
	else if (msg->id == SA_OUT)
		printf("ready\n");
	fflush(stdout);
}

static void on_espd_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
}

static const struct ipc_handler iked_handler = {
    .established = on_espd_established,
    .message = on_espd_message,
    .closed = on_espd_closed,
};

/* --- as posternd --- */

static void give_kept(struct feeder *f, struct ipc_conn *conn)
{
	for (unsigned i = 0; i < f->kept_count; i++) {
		struct wbuf w = {0};
		wbuf_str(&w, f->kept[i].name);
		ipc_send_fd(conn, IPC_STATE_GIVE, 0, &w, f->kept[i].fd);
		wbuf_free(&w);
	}
	ipc_send(conn, IPC_STATE_END, 0, 0, NULL, 0);
}

static void put_line(struct wbuf *w, const char *path, const char *line)
{
	wbuf_u8(w, CMD_SET);
	wbuf_str(w, path);
	wbuf_str(w, line);
}

static void send_configuration(struct ipc_conn *conn)
{
	struct wbuf w = {0};
	wbuf_u8(&w, 1);
	wbuf_u32(&w, 2);
	put_line(&w, "", "interface " TUNNEL);
	put_line(&w, "interface " TUNNEL, "nameif peer");
	ipc_send_buf(conn, IPC_TXN_CHECK, 0, 1, &w);
	wbuf_free(&w);
}

static void on_established(void *arg, struct ipc_conn *conn)
{
	struct feeder *f = arg;
	f->espd = conn;
	f->applied = false;
	give_kept(f, conn);
	send_configuration(conn);
}

static void drop_kept(struct feeder *f, const char *name)
{
	for (unsigned i = 0; i < f->kept_count; i++) {
		if (strcmp(f->kept[i].name, name) != 0)
			continue;
		close(f->kept[i].fd);
		f->kept[i] = f->kept[--f->kept_count];
	}
}

static void keep(struct feeder *f, struct ipc_msg *msg)
{
	struct kept k = {.fd = msg->fd};
	if (!rbuf_str(&msg->body, k.name, sizeof k.name) || msg->fd < 0 || f->kept_count == KEPT_MAX)
		return;
	msg->fd = -1;
	drop_kept(f, k.name);
	f->kept[f->kept_count++] = k;
}

/* The first result answers CHECK, the second APPLY. */
static void apply(struct feeder *f, struct ipc_conn *conn, struct ipc_msg *msg)
{
	if (f->applied)
		return;
	if (rbuf_u32(&msg->body) != 0)
		fprintf(stderr, "configuration refused\n");
	else
		ipc_send(conn, IPC_TXN_APPLY, 0, msg->id, NULL, 0);
	f->applied = true;
}

static void on_message(void *arg, struct ipc_conn *conn, struct ipc_msg *msg)
{
	struct feeder *f = arg;
	char text[65536];
	switch (msg->type) {
	case IPC_STATE_PUT:
		keep(f, msg);
		break;
	case IPC_STATE_DROP:
		if (rbuf_str(&msg->body, text, sizeof text))
			drop_kept(f, text);
		break;
	case IPC_TXN_RESULT:
		apply(f, conn, msg);
		break;
	case IPC_READY:
		if (f->link == NULL)
			f->link = ipc_link_new(f->loop, path_in(f, "espd.sock"), &f->iked, &iked_handler, f);
		break;
	case IPC_RECORD:
		if (rbuf_str(&msg->body, text, sizeof text))
			printf("%s\n", text);
		break;
	case IPC_DONE:
		printf("done\n");
		fflush(stdout);
		break;
	}
}

static void on_closed(void *arg, struct ipc_conn *conn, const char *reason)
{
	struct feeder *f = arg;
	f->espd = NULL;
}

static const struct ipc_handler mgmtd_handler = {
    .established = on_established,
    .message = on_message,
    .closed = on_closed,
};

/* --- start and end --- */

static void on_term(void *arg, int signo)
{
	struct feeder *f = arg;
	f->stopping = true;
	kill(f->pid, SIGTERM);
}

static void on_usr1(void *arg, int signo)
{
	struct feeder *f = arg;
	struct wbuf w = {0};
	wbuf_str(&w, "#");
	wbuf_str(&w, SHOW_COMMAND);
	ipc_send_buf(f->espd, IPC_COMMAND, 0, 2, &w);
	wbuf_free(&w);
}

static bool parse_arguments(struct feeder *f, int argc, char **argv)
{
	static const struct option options[] = {{"rundir", required_argument, NULL, 'd'},
	    {"espd", required_argument, NULL, 'p'}, {"local", required_argument, NULL, 'l'},
	    {"remote", required_argument, NULL, 'r'}, {"suite", required_argument, NULL, 's'},
	    {"side", required_argument, NULL, 'n'}, {"window", required_argument, NULL, 'w'},
	    {"udp", no_argument, NULL, 'u'}, {"esn", no_argument, NULL, 'e'}, {0}};
	bool ok = true;
	for (int opt; ok && (opt = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (opt) {
		case 'd':
			f->rundir = optarg;
			break;
		case 'p':
			f->program = optarg;
			break;
		case 'l':
			ok = ip_addr_parse(optarg, &f->local);
			break;
		case 'r':
			ok = ip_addr_parse(optarg, &f->remote);
			break;
		case 's':
			f->suite = optarg;
			break;
		case 'n':
			f->side = (unsigned)atoi(optarg);
			break;
		case 'w':
			f->window = (unsigned)atoi(optarg);
			break;
		case 'u':
			f->udp = true;
			break;
		case 'e':
			f->esn = true;
			break;
		default:
			ok = false;
		}
	}
	return ok && f->rundir != NULL && f->program != NULL && f->side >= 1 && f->side <= 2;
}

static bool start(struct feeder *f)
{
	f->loop = loop_new();
	f->mgmtd.role = "mgmtd";
	f->iked.role = "iked";
	memcpy(f->mgmtd.grammar_hash, cmd_grammar_hash(), sizeof f->mgmtd.grammar_hash);
	memcpy(f->iked.grammar_hash, cmd_grammar_hash(), sizeof f->iked.grammar_hash);
	f->watch = loop_timer_new(f->loop, on_watch, f);
	if (ipc_listen(f->loop, path_in(f, "daemons.sock"), 0666, &f->mgmtd, &mgmtd_handler, f) == NULL)
		return false;
	loop_signal_new(f->loop, SIGTERM, on_term, f);
	loop_signal_new(f->loop, SIGUSR1, on_usr1, f);
	start_espd(f);
	loop_timer_set(f->watch, LOOP_MSEC);
	return true;
}

int main(int argc, char **argv)
{
	struct feeder f = {.suite = "aes128gcm", .window = 1024};
	log_open("feeder", LOG_LEVEL_INFO);
	if (!parse_arguments(&f, argc, argv)) {
		fprintf(stderr, "usage: sa_feeder --rundir DIR --espd PROGRAM --local A --remote B --suite S "
				"--side 1|2 [--udp] [--esn] [--window N]\n");
		return 2;
	}
	if (!start(&f)) {
		perror("sa_feeder");
		return 1;
	}
	loop_run(f.loop);
	return 0;
}
