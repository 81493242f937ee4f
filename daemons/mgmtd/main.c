/* SPDX-License-Identifier: Apache-2.0 */
/*
 * posternd: owns the configuration, starts and watches the rest.
 *
 * Two processes. The one that was started, which a service manager knows and signals, prepares the directories
 * and takes the lock as root, forks the steward, and then becomes the engine: everything that meets foreign
 * bytes, as the user postern-mgmtd and without any capability. The steward stays root and starts and signals
 * the daemons (steward.h). Neither outlives the other.
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
#include "daemons/mgmtd/errand.h"
#include "daemons/mgmtd/guard.h"
#include "daemons/mgmtd/journal.h"
#include "daemons/mgmtd/lock.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/oplog.h"
#include "daemons/mgmtd/programs.h"
#include "daemons/mgmtd/steward.h"
#include "lib/account.h"
#include "lib/loop.h"

/* The engine makes its sockets there, and cannot touch what is root's: sockets and pid files of daemons. */
#define RUNDIR_MODE 01771

static struct mgmtd_options options = {
    .rundir = "/run/postern",
    .config = "/etc/postern/startup-config",
    .statedir = "/var/lib/postern",
    .log_level = LOG_LEVEL_INFO,
    .seccomp = "kill",
};

static const char usage[] =
    "usage: posternd [--rundir DIR] [--config FILE] [--statedir DIR] [--foreground]\n"
    "                [--log-level error|warn|notice|info|debug] [--seccomp kill|log|off]\n";

/* For every daemon. */
static const char *daemon_args[] = {"--log-level", "info", "--seccomp", "kill", NULL};

static bool set_log_level(const char *word)
{
	daemon_args[1] = word;
	return log_level_parse(word, &options.log_level);
}

static void set_seccomp(const char *word)
{
	daemon_args[3] = options.seccomp = word;
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
			set_seccomp(optarg);
		else
			ok = c == 'l' && set_log_level(optarg);
	}
	return ok && optind == argc;
}

/* To the process that was started, which waits for the end of the beginning; -1 in the foreground. */
static int waiting = -1;

/* The child goes on. The parent stays until detach(), so that whoever calls learns how the start went. */
static bool daemonize(void)
{
	int ends[2];
	char word;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	pid_t pid = fork();
	if (pid > 0) {
		close(ends[1]);
		_exit(read(ends[0], &word, 1) == 1 ? 0 : 1);
	}
	close(ends[0]);
	waiting = ends[1];
	return pid == 0 && setsid() > 0;
}

static void leave_terminal(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	if (null > STDERR_FILENO)
		close(null);
	close(waiting);
	waiting = -1;
}

/* What goes wrong from now on stands in the log alone. */
static void detach(void)
{
	ssize_t sent = write(waiting, "", 1);
	(void)sent; /* nobody waits any more */
	leave_terminal();
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

enum outcome {
	STOPPED,
	RELOAD,
	FAILED,
};

/* What the next posternd would go on with goes first: the end in good order is the end of it. */
static enum outcome leave(struct mgmtd *m)
{
	char path[PATH_MAX];
	enum outcome outcome = m->failed ? FAILED : m->reload ? RELOAD : STOPPED;
	if (outcome == RELOAD)
		unlink(mgmtd_run_path(m, OPLOG_NAME, path));
	mgmtd_close(m);
	if (outcome == STOPPED)
		errand_release(options.steward);
	return outcome;
}

static enum outcome serve(struct loop *loop, struct journal *journal)
{
	struct mgmtd *m = mgmtd_open(loop, &options, journal);
	if (m == NULL)
		return FAILED;
	struct loop_signal *term = loop_signal_new(loop, SIGTERM, on_terminate, m);
	struct loop_signal *interrupt = loop_signal_new(loop, SIGINT, on_terminate, m);
	struct loop_signal *hangup = loop_signal_new(loop, SIGHUP, on_hangup, m);
	log_notice("posternd " POSTERN_VERSION " started as process %d", (int)getpid());
	supervise_start(m->supervise);
	if (waiting >= 0)
		detach();
	loop_run(loop);
	loop_signal_free(hangup);
	loop_signal_free(interrupt);
	loop_signal_free(term);
	enum outcome outcome = leave(m);
	log_notice("posternd stopped");
	return outcome;
}

/* The journal reads posternd's own lines like everybody's, so that they stand in the ring as well. */
static struct journal *open_journal(struct loop *loop)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/postern.log", options.statedir);
	struct journal *journal = journal_new(loop, options.foreground ? NULL : path);
	int fd = journal == NULL ? -1 : journal_pipe(journal, true);
	if (fd < 0) {
		log_error("log %s cannot be opened: %s; every directory on the way must be open to the user "
			  "of posternd",
		    path, strerror(errno));
		journal_free(journal);
		return NULL;
	}
	log_to(fd);
	return journal;
}

/* All that needs root, before anything foreign is read. */
static bool prepare(void)
{
	struct account engine = account_of("mgmtd");
	if (!lock_make_dir(options.rundir, RUNDIR_MODE, 0, engine.gid) ||
	    !lock_make_dir(options.statedir, 0700, engine.uid, engine.gid))
		return false;
	options.programs = programs_find(&options.program_count);
	if ((!options.foreground && !daemonize()) || !lock_take(options.rundir))
		return false;
	static struct steward_conf steward;
	steward = (struct steward_conf){.programs = options.programs,
	    .count = options.program_count,
	    .rundir = options.rundir,
	    .config = options.config,
	    .args = daemon_args,
	    .seccomp = options.seccomp,
	    .settled = options.foreground ? NULL : leave_terminal};
	options.steward = steward_fork(&steward);
	if (options.steward < 0)
		log_error("no process can be made: %s", strerror(errno));
	return options.steward >= 0;
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
	if (!prepare() || !guard_engine(options.seccomp))
		return 1;
	struct loop *loop = loop_new();
	struct journal *journal = loop == NULL ? NULL : open_journal(loop);
	if (journal == NULL)
		return 1;
	enum outcome outcome = RELOAD;
	while (outcome == RELOAD)
		outcome = serve(loop, journal);
	log_to(STDERR_FILENO);
	if (waiting >= 0)
		log_error("posternd has not started; %s/postern.log says why", options.statedir);
	journal_free(journal);
	loop_free(loop);
	close(options.steward);
	return outcome == STOPPED ? 0 : 1;
}
