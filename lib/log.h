/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log lines on standard error, one write(2) each, so that lines of several processes never mix:
 *
 *     2026-11-22T14:02:11.120Z iked info  Tunnel1: IKE SA established with 198.51.100.191
 *
 * posternd reads the standard error of the daemons that it starts; it keeps the ring that `show logging`
 * prints and writes the log file. A write that fails is dropped: logging never blocks and never ends a
 * process. No key material is ever passed to these functions.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_NOTICE,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
};

/* `program` is kept, not copied. Lines above `level` are dropped. Call once, early. */
void log_open(const char *program, enum log_level level);
void log_set_level(enum log_level level);
bool log_enabled(enum log_level level);
/* "error" … "debug" to the level; false when the word is none of them. */
bool log_level_parse(const char *word, enum log_level *level);
/* From now on to this descriptor instead of standard error. Not owned. */
void log_to(int fd);

/* What stands before the text of a line, which begins now; its length. `size` 64 is enough for a short name. */
size_t log_head(char *line, size_t size, const char *program, enum log_level level);

void log_at(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...)  log_at(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...)   log_at(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_notice(...) log_at(LOG_LEVEL_NOTICE, __VA_ARGS__)
#define log_info(...)   log_at(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...)                                                                                       \
	do {                                                                                                 \
		if (log_enabled(LOG_LEVEL_DEBUG))                                                            \
			log_at(LOG_LEVEL_DEBUG, __VA_ARGS__);                                                \
	} while (0)
