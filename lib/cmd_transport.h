/* SPDX-License-Identifier: Apache-2.0 */
/* A protocol with its port, as an ASA's `logging host` has it: typed by name, kept by number. */
#pragma once
#include <stddef.h>

#define CMD_TRANSPORT_SIZE 24

enum cmd_transport_form {
	CMD_TRANSPORT_GOOD,
	CMD_TRANSPORT_BAD, /* meant as one, with a port that does not exist */
	CMD_TRANSPORT_NO,
};

/* "tcp/1470" and "6/1470" to "6/1470", "udp/514" and "17/514" to "17/514". */
enum cmd_transport_form cmd_transport_read(const char *text, size_t len, char dst[CMD_TRANSPORT_SIZE]);
