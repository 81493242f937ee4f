/* SPDX-License-Identifier: Apache-2.0 */
/*
 * posternd: owns the configuration, starts and watches the rest.
 *
 * It keeps user id 0, unlike the daemons: it starts processes that change to users of their own, reads and
 * writes files of root's, and signals processes of those users. What it does not need of root it gives up
 * (guard.c): all capabilities but those that it or a daemon needs, and all system calls but those of the two.
 * Its parser of foreign text runs behind the credentials of the control socket. A split into an unprivileged
 * engine and a starter of processes would take from the engine only the right to start the daemons, whose
 * whole configuration it decides anyway.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "daemons/mgmtd/guard.h"
#include "daemons/mgmtd/journal.h"
#include "daemons/mgmtd/lock.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/programs.h"
#include "lib/loop.h"

static struct mgmtd_options options = {
    .rundir = "/run/postern",
    .config = "/etc/postern/startup-config",
    .statedir = "/var/lib/postern",
    .log_level = LOG_LEVEL_INFO,
    .log_level_word = "info",
    .seccomp = "kill",
};

static const char usage[] =
    "usage: posternd [--rundir DIR] [--config FILE] [--statedir DIR] [--foreground]\n"
    "                [--log-level error|warn|notice|info|debug] [--seccomp kill|log|off]\n";

static bool set_log_level(const char *word)
{
	options.log_level_word = word;
	return log_level_parse(word, &options.log_level);
}

static bool parse_options(int argc, char **argv)
{
	static const struct option table[] = {
	    {"rundir", required_argument, NULL, 'r'},
	    {"config", required_argument, NULL, 'c'},
	    {"statedir", required_argument, NULL, 's'},
	    {"foreground", no_argument, NULL, 'f'},
	    {"log-level", required_argument, NULL, 'l'},
	    {"seccomp", required_argument, NULL, 'S'},
	    {0},
	};
	bool ok = true;
	for (int c; ok && (c = getopt_long(argc, argv, "", table, NULL)) != -1;) {
		if (c == 'r')
			options.rundir = optarg;
		else if (c == 'c')
			options.config = optarg;
		else if (c == 's')
			options.statedir = optarg;
		else if (c == 'f')
			options.foreground = true;
		else if (c == 'S')
			options.seccomp = optarg;
		else
			ok = c == 'l' && set_log_level(optarg);
	}
	return ok && optind == argc;
}

/* The parent ends when the child is on its way; what fails afterwards stands in the log. */
static bool daemonize(void)
{
	pid_t pid = fork();
	if (pid < 0)
		return false;
	if (pid > 0)
		_exit(0);
	setsid();
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0)
		return false;
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	return true;
}

static void on_terminate(void *arg, int signo)
{
	mgmtd_stop(arg);
}

static void on_hangup(void *arg, int signo)
{
	const struct mgmtd *m = arg;
	journal_reopen(m->journal);
	log_notice("log file opened anew");
}

/* What posternd shall do when its loop has ended. */
enum serve_end { SERVE_FAILED, SERVE_STOPPED, SERVE_RELOAD };

static enum serve_end serve(struct loop *loop, struct journal *journal)
{
	struct mgmtd *m = mgmtd_open(loop, &options, journal);
	if (m == NULL)
		return SERVE_FAILED;
	struct loop_signal *term = loop_signal_new(loop, SIGTERM, on_terminate, m);
	struct loop_signal *interrupt = loop_signal_new(loop, SIGINT, on_terminate, m);
	struct loop_signal *hangup = loop_signal_new(loop, SIGHUP, on_hangup, m);
	log_notice("posternd " POSTERN_VERSION " started as process %d", (int)getpid());
	supervise_start(m->supervise);
	loop_run(loop);
	loop_signal_free(hangup);
	loop_signal_free(interrupt);
	loop_signal_free(term);
	bool reload = m->reload;
	mgmtd_close(m);
	lock_release(options.rundir);
	log_notice("posternd stopped");
	return reload ? SERVE_RELOAD : SERVE_STOPPED;
}

/* The journal reads posternd's own lines like everybody's, so that they stand in the ring as well. */
static struct journal *open_journal(struct loop *loop)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/postern.log", options.statedir);
	struct journal *journal = journal_new(loop, options.foreground ? NULL : path);
	int fd = journal == NULL ? -1 : journal_pipe(journal, true);
	if (fd < 0) {
		log_error("log %s cannot be opened: %s", path, strerror(errno));
		journal_free(journal);
		return NULL;
	}
	log_to(fd);
	return journal;
}

int main(int argc, char **argv)
{
	if (!parse_options(argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	if (geteuid() != 0) {
		fputs("posternd must be started by root\n", stderr);
		return 1;
	}
	umask(022);
	signal(SIGPIPE, SIG_IGN);
	log_open("mgmtd", options.log_level);
	if (!lock_make_dir(options.rundir, 0711) || !lock_make_dir(options.statedir, 0700))
		return 1;
	options.programs = programs_find(&options.program_count);
	if (!options.foreground && !daemonize())
		return 1;
	if (!lock_take(options.rundir))
		return 1;
	struct loop *loop = loop_new();
	struct journal *journal = loop == NULL ? NULL : open_journal(loop);
	if (journal == NULL || !guard_enter(options.seccomp))
		return 1;
	enum serve_end end = serve(loop, journal);
	log_to(STDERR_FILENO);
	journal_free(journal);
	loop_free(loop);
	if (end == SERVE_RELOAD)
		execv("/proc/self/exe", argv);
	return end == SERVE_STOPPED ? 0 : 1;
}
