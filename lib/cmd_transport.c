/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_transport.h"
#include <ctype.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static int protocol_of(const char *word, size_t len)
{
	static const struct {
		const char *word;
		int protocol;
	} words[] = {{"tcp", IPPROTO_TCP}, {"6", IPPROTO_TCP}, {"udp", IPPROTO_UDP}, {"17", IPPROTO_UDP}};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == len && strncasecmp(words[i].word, word, len) == 0)
			return words[i].protocol;
	return -1;
}

enum cmd_transport_form cmd_transport_read(const char *text, size_t len, char dst[CMD_TRANSPORT_SIZE])
{
	const char *slash = memchr(text, '/', len);
	unsigned port = 0;
	int protocol = slash ? protocol_of(text, (size_t)(slash - text)) : -1;
	if (protocol < 0)
		return CMD_TRANSPORT_NO;
	for (const char *p = slash + 1; p < text + len; p++) {
		if (!isdigit((unsigned char)*p) || (port = port * 10 + (unsigned)(*p - '0')) > 65535)
			return CMD_TRANSPORT_BAD;
	}
	snprintf(dst, CMD_TRANSPORT_SIZE, "%d/%u", protocol, port);
	return port ? CMD_TRANSPORT_GOOD : CMD_TRANSPORT_BAD;
}
