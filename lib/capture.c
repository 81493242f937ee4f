/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/capture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <utlist.h>
#include "lib/daemon.h"
#include "lib/log.h"

#define SETTINGS_LAYOUT 1
#define RING_LAYOUT     1
#define SETTINGS_PREFIX "capture."
#define RING_PREFIX     "packets."

/* RFC 7296 §2.23, RFC 3948 §2: IKE on 500, and on 4500 behind four bytes of zero. */
#define IKE_TERM "(udp port 500 or (udp port 4500 and (ip[((ip[0] & 0xf) << 2) + 8 : 4] = 0 or ip6)))"
#define ESP_TERM                                                                                             \
	"(ip proto 50 or ip6 proto 50 or (udp port 4500 and ip and ip[((ip[0] & 0xf) << 2) + 8 : 4] != 0))"

static const char *kept_name(char dst[64], const char *prefix, const char *name)
{
	snprintf(dst, 64, "%s%s", prefix, name);
	return dst;
}

static void keep(
    struct captures *cs, const char *prefix, const struct capture *c, const struct statefd *state)
{
	char name[64];
	if (cs->daemon != NULL)
		daemon_keep_fd(cs->daemon, kept_name(name, prefix, c->settings->name), state->fd);
}

static void unkeep(struct captures *cs, const char *prefix, const struct capture *c)
{
	char name[64];
	if (cs->daemon != NULL)
		daemon_drop_fd(cs->daemon, kept_name(name, prefix, c->settings->name));
}

struct capture *captures_find(const struct captures *cs, const char *name)
{
	struct capture *c;
	LL_FOREACH(cs->all, c)
		if (strcmp(c->settings->name, name) == 0)
			return c;
	return NULL;
}

struct capture *captures_add(struct captures *cs, const char *name)
{
	struct capture *c = calloc(1, sizeof(*c));
	if (c == NULL ||
	    !statefd_create(&c->settings_state, "capture", SETTINGS_LAYOUT, sizeof(*c->settings))) {
		free(c);
		return NULL;
	}
	c->settings = c->settings_state.data;
	snprintf(c->settings->name, sizeof(c->settings->name), "%s", name);
	LL_APPEND(cs->all, c);
	keep(cs, SETTINGS_PREFIX, c, &c->settings_state);
	return c;
}

static void drop_ring(struct capture *c)
{
	if (c->ring.data != NULL)
		statefd_close(&c->ring_state);
	c->ring = (struct capture_ring){0};
}

static void release(struct capture *c)
{
	drop_ring(c);
	capture_filter_free(&c->filter);
	statefd_close(&c->settings_state);
	free(c);
}

void captures_remove(struct captures *cs, struct capture *c)
{
	cs->ops->adjust(cs->arg, c, true);
	unkeep(cs, SETTINGS_PREFIX, c);
	unkeep(cs, RING_PREFIX, c);
	LL_DELETE(cs->all, c);
	release(c);
}

void captures_forget_packets(struct captures *cs, struct capture *c)
{
	drop_ring(c);
	unkeep(cs, RING_PREFIX, c);
}

void captures_free(struct captures *cs)
{
	struct capture *c, *next;
	LL_FOREACH_SAFE(cs->all, c, next) {
		cs->ops->adjust(cs->arg, c, true);
		LL_DELETE(cs->all, c);
		release(c);
	}
}

static bool attach_ring(struct capture *c)
{
	if (capture_ring_attach(&c->ring, c->ring_state.data, c->ring_state.size))
		return true;
	statefd_close(&c->ring_state);
	c->ring = (struct capture_ring){0};
	return false;
}

bool capture_ready(struct captures *cs, struct capture *c)
{
	if (c->ring.data != NULL)
		return true;
	size_t size = capture_ring_memory(c->settings->buffer);
	if (!statefd_create(&c->ring_state, "packets", RING_LAYOUT, size) || !attach_ring(c)) {
		log_error("capture %s: no memory for %zu bytes: %m", c->settings->name, size);
		return false;
	}
	keep(cs, RING_PREFIX, c, &c->ring_state);
	return true;
}

static bool is_settings(const struct capture_settings *s, size_t size)
{
	return size == sizeof(*s) && s->interface_count <= CAPTURE_INTERFACES &&
	       s->match_count <= CAPTURE_MATCHES && memchr(s->name, '\0', sizeof(s->name)) != NULL;
}

static void restore_settings(struct captures *cs, int fd)
{
	struct capture *c = calloc(1, sizeof(*c));
	if (c == NULL || !statefd_attach(&c->settings_state, fd, SETTINGS_LAYOUT)) {
		free(c);
		return;
	}
	c->settings = c->settings_state.data;
	if (is_settings(c->settings, c->settings_state.size))
		LL_APPEND(cs->all, c);
	else
		release(c);
}

/* "capture.NAME" has come before "packets.NAME": posternd gives them in order of their names, or as they were put. */
static void restore_ring(struct captures *cs, const char *name, int fd)
{
	struct capture *c = captures_find(cs, name);
	if (c == NULL || c->ring.data != NULL)
		close(fd);
	else if (statefd_attach(&c->ring_state, fd, RING_LAYOUT))
		attach_ring(c);
}

bool captures_restore(struct captures *cs, const char *name, int fd)
{
	if (strncmp(name, SETTINGS_PREFIX, strlen(SETTINGS_PREFIX)) == 0)
		restore_settings(cs, fd);
	else if (strncmp(name, RING_PREFIX, strlen(RING_PREFIX)) == 0)
		restore_ring(cs, name + strlen(RING_PREFIX), fd);
	else
		return false;
	return true;
}

void captures_adjust(struct captures *cs)
{
	struct capture *c;
	LL_FOREACH(cs->all, c)
		cs->ops->adjust(cs->arg, c, false);
}

bool capture_refilter(struct capture *c)
{
	char *expression = capture_expression(c->settings);
	bool ok = expression != NULL && capture_filter_make(&c->filter, expression);
	free(expression);
	return ok;
}

void captures_resume(struct captures *cs)
{
	struct capture *c;
	LL_FOREACH(cs->all, c)
		capture_refilter(c);
	captures_adjust(cs);
}

bool capture_is_on(const struct capture *c)
{
	return !c->settings->stopped && (c->ring.data == NULL || !c->ring.state->full);
}

bool capture_names(const struct capture_settings *s, const char *nameif, uint8_t *index)
{
	for (unsigned i = 0; i < s->interface_count; i++)
		if (strcasecmp(s->interface[i], nameif) == 0) {
			*index = (uint8_t)i;
			return true;
		}
	return false;
}

char *capture_expression(const struct capture_settings *s)
{
	static const char *const of_kind[] = {[CAPTURE_RAW_DATA] = "",
	    [CAPTURE_ISAKMP] = IKE_TERM,
	    [CAPTURE_ESP] = ESP_TERM,
	    [CAPTURE_ASP_DROP] = ""};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	if (out == NULL)
		return NULL;
	const char *kind = of_kind[s->kind];
	fputs(kind, out);
	for (unsigned i = 0; i < s->match_count; i++)
		fprintf(out, "%s(%s)", i > 0 ? " or " : *kind != '\0' ? " and (" : "(", s->term[i]);
	if (s->match_count > 0)
		fputc(')', out);
	fclose(out);
	return text;
}

void capture_keep(struct capture *c, struct capture_entry *entry, const struct iovec *parts, unsigned count)
{
	size_t there = 0;
	for (unsigned i = 0; i < count; i++)
		there += parts[i].iov_len;
	entry->captured = c->settings->packet_length < there ? c->settings->packet_length : (uint32_t)there;
	capture_ring_put(&c->ring, entry, parts, count, c->settings->circular);
}

void capture_offer(struct capture *c, struct capture_entry *entry, const struct iovec *parts, unsigned count)
{
	enum capture_link link = entry->link > 0 ? CAPTURE_LINK_ETHERNET : CAPTURE_LINK_NONE;
	if (capture_filter_takes(
		&c->filter, link, parts[0].iov_base, (uint32_t)parts[0].iov_len, entry->length))
		capture_keep(c, entry, parts, count);
}
