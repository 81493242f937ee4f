/* SPDX-License-Identifier: Apache-2.0 */
/* postern: the operator's program. Options are those of postern(1). */
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/buf.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "shell/block.h"
#include "shell/check.h"
#include "shell/client.h"
#include "shell/dispatch.h"
#include "shell/session.h"
#include "shell/source.h"

#define EXIT_USAGE     2
#define POSTERN_RUNDIR "/run/postern"

struct options {
	const char *rundir;
	const char *file;  /* -f */
	const char *check; /* --check */
	char **commands;   /* -c, in order */
	size_t command_count;
	bool version;
};

static const char usage_text[] =
    "Usage: postern [--rundir DIR] [-c COMMAND]… | [-f FILE] | --check FILE | --version\n"
    "  -c COMMAND    carry out a command, privileged; may be given several times\n"
    "  -f FILE       apply a configuration as one transaction; \"-\" is standard input\n"
    "  --check FILE  check a configuration, without a running posternd\n"
    "  --rundir DIR  of the instance, default " POSTERN_RUNDIR "\n"
    "Without these an interactive session starts, or, when standard input is no terminal,\n"
    "it is applied as with -f.\n";

static bool parse_options(int argc, char **argv, struct options *o)
{
	enum { OPT_RUNDIR = 256, OPT_CHECK, OPT_VERSION, OPT_HELP };
	static const struct option longs[] = {{"rundir", required_argument, NULL, OPT_RUNDIR},
	    {"check", required_argument, NULL, OPT_CHECK}, {"version", no_argument, NULL, OPT_VERSION},
	    {"help", no_argument, NULL, OPT_HELP}, {NULL, 0, NULL, 0}};
	int opt;
	while ((opt = getopt_long(argc, argv, "c:f:hl", longs, NULL)) != -1) {
		switch (opt) {
		case 'c':
			o->commands[o->command_count++] = optarg;
			break;
		case 'l': /* said to a login shell; every session is one */
			break;
		case 'f':
			o->file = optarg;
			break;
		case OPT_RUNDIR:
			o->rundir = optarg;
			break;
		case OPT_CHECK:
			o->check = optarg;
			break;
		case OPT_VERSION:
			o->version = true;
			break;
		default:
			return false;
		}
	}
	return optind == argc && !(o->file && o->command_count);
}

/* The locale of the environment where that is UTF-8, else C.UTF-8: names and remarks may be in any script. */
static void set_locale(void)
{
	setlocale(LC_CTYPE, "");
	if (MB_CUR_MAX < 4)
		setlocale(LC_CTYPE, "C.UTF-8");
}

static int run_commands(struct shell *s, const struct options *o)
{
	bool accepted = true;
	for (size_t i = 0; i < o->command_count; i++) {
		char *rest = o->commands[i], *line;
		while ((line = strsep(&rest, "\n"))) /* a block of data has several */
			accepted = dispatch_line(s, line) && accepted;
	}
	if (s->block) {
		block_drop(s);
		fprintf(stderr, "ERROR: The block of lines has no end: put \"quit\" on a line by itself\n");
		accepted = false;
	}
	return accepted ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int run_file(struct shell *s, const char *path)
{
	struct wbuf text = {0};
	char error[256];
	if (!source_read(path, &text, error, sizeof(error))) {
		fprintf(stderr, "ERROR: %s\n", error);
		return EXIT_USAGE;
	}
	const char *name = strcmp(path, "-") == 0 ? "stdin" : path;
	bool accepted = dispatch_batch(s, 0, name, (const char *)text.data, text.len);
	wbuf_free(&text);
	return accepted ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int run_tool(struct loop *loop, struct client *client, const struct options *o)
{
	struct shell s;
	shell_init(&s, loop, client);
	if (!shell_begin(&s))
		return EXIT_FAILURE;
	return o->command_count ? run_commands(&s, o) : run_file(&s, o->file);
}

/* sshd says in SSH_CONNECTION where its client is: "ADDRESS PORT ADDRESS PORT". */
static void tell_origin(struct client *client)
{
	char address[64] = "";
	const char *connection = getenv("SSH_CONNECTION"), *terminal = ttyname(STDIN_FILENO);
	const char *device = "/dev/";
	if (connection)
		snprintf(address, sizeof(address), "%.*s", (int)strcspn(connection, " %"), connection);
	if (terminal && strncmp(terminal, device, strlen(device)) == 0)
		terminal += strlen(device);
	client_origin(client, terminal ? terminal : "", address);
}

static int run_client(struct options *o)
{
	char error[512];
	if (!o->file && o->command_count == 0 && !isatty(STDIN_FILENO))
		o->file = "-";
	bool tool = o->file || o->command_count;
	struct loop *loop = loop_new();
	struct client *client =
	    loop ? client_open(loop, o->rundir, tool ? "tool" : "shell", error, sizeof(error)) : NULL;
	if (!client) {
		fprintf(stderr, "ERROR: %s\n", loop ? error : "out of memory");
		loop_free(loop);
		return EXIT_FAILURE;
	}
	tell_origin(client);
	int status = tool ? run_tool(loop, client, o) : session_run(loop, client);
	client_close(client);
	loop_free(loop);
	return status;
}

static int run(struct options *o, int argc, char **argv)
{
	if (!parse_options(argc, argv, o)) {
		fputs(usage_text, stderr);
		return EXIT_USAGE;
	}
	if (o->version) {
		puts("postern " POSTERN_VERSION);
		return EXIT_SUCCESS;
	}
	return o->check ? check_file(o->check) : run_client(o);
}

int main(int argc, char **argv)
{
	struct options o = {.rundir = POSTERN_RUNDIR};
	o.commands = calloc((size_t)argc, sizeof(*o.commands));
	if (!o.commands)
		return EXIT_FAILURE;
	set_locale();
	signal(SIGPIPE, SIG_IGN);
	log_open("postern", LOG_LEVEL_ERROR);
	int status = run(&o, argc, argv);
	free(o.commands);
	return fflush(stdout) == 0 ? status : EXIT_FAILURE;
}
