/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that must survive a full disk and a power cut: the startup configuration above all.
 *
 * Written to a temporary file in the same directory, synchronised, renamed over the old one, and the
 * directory synchronised: at each moment the name holds the old text or the new one, whole. Mode 0600,
 * since keys stand in it.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* False and errno; the old file is then untouched. The directory is made when missing. */
bool startup_write(const char *path, const char *text, size_t size);
/* Only writes all of it, into a file that is open. */
bool startup_write_open(int fd, const char *text, size_t size);
/* The whole file, NUL-terminated, to be released with startup_wipe(); NULL and errno when it cannot be
 * read (ENOENT: there is none). */
char *startup_read(const char *path, size_t *size);
/* The same from a file that is open, from its beginning. */
char *startup_read_open(int fd, size_t *size);
void startup_wipe(char *text, size_t size);
/* Removes the file; true also when there was none. */
bool startup_erase(const char *path);
