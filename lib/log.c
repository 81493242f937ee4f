/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/log.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LOG_LINE_MAX 1024

static const char *const level_names[] = {
    [LOG_LEVEL_ERROR] = "error",
    [LOG_LEVEL_WARN] = "warn",
    [LOG_LEVEL_NOTICE] = "notice",
    [LOG_LEVEL_INFO] = "info",
    [LOG_LEVEL_DEBUG] = "debug",
};

static const char *log_program = "postern";
static enum log_level log_threshold = LOG_LEVEL_INFO;
static int log_fd = STDERR_FILENO;

void log_open(const char *program, enum log_level level)
{
	log_program = program;
	log_threshold = level;
}

void log_set_level(enum log_level level)
{
	log_threshold = level;
}

bool log_enabled(enum log_level level)
{
	return level <= log_threshold;
}

bool log_level_parse(const char *word, enum log_level *level)
{
	for (unsigned i = 0; i < sizeof(level_names) / sizeof(*level_names); i++) {
		if (strcmp(word, level_names[i]) == 0) {
			*level = (enum log_level)i;
			return true;
		}
	}
	return false;
}

void log_to(int fd)
{
	log_fd = fd;
}

/* The loop's clock is not used here: lines are written before there is a loop and from every thread. */
size_t log_head(char *line, size_t size, const char *program, enum log_level level)
{
	struct timespec ts;
	struct tm tm;
	clock_gettime(CLOCK_REALTIME, &ts);
	gmtime_r(&ts.tv_sec, &tm);
	size_t len = strftime(line, size, "%Y-%m-%dT%H:%M:%S", &tm);
	int n = snprintf(
	    line + len, size - len, ".%03ldZ %s %-5s ", ts.tv_nsec / 1000000, program, level_names[level]);
	return len + (size_t)n;
}

/* What a peer sent may be part of a message: it must not begin a line or move a terminal's cursor. */
static void make_printable(char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = ' ';
}

void log_at(enum log_level level, const char *fmt, ...)
{
	if (!log_enabled(level))
		return;
	char line[LOG_LINE_MAX];
	size_t len = log_head(line, sizeof(line), log_program, level);
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(line + len, sizeof(line) - len - 1, fmt, ap);
	va_end(ap);
	make_printable(line + len);
	len += strlen(line + len);
	line[len++] = '\n';
	if (write(log_fd, line, len) < 0)
		return; /* nobody to tell */
}
