/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/capture.h"
#include <string.h>
#include <utlist.h>
#include "cmd_espd.h"
#include "daemons/espd/espd.h"
#include "daemons/espd/show.h"
#include "daemons/espd/tunnels.h"
#include "lib/cmd.h"
#include "lib/loop.h"

static const enum tap_point point_of[] = {
    [CAPTURE_RAW_DATA] = TAP_CLEAR,
    [CAPTURE_ISAKMP] = 0,
    [CAPTURE_ESP] = TAP_ESP,
    [CAPTURE_ASP_DROP] = TAP_DROP,
};

static struct capture_reason reason_of(unsigned reason)
{
	return show_asp_reason(reason < DROP_REASONS ? (enum drop_reason)reason : DROP_NO_SA);
}

static bool drops_for(const struct capture_settings *s, unsigned reason)
{
	return s->drop[0] == '\0' || strcmp(s->drop, reason_of(reason).reason) == 0;
}

static bool concerns_drops(const struct capture_settings *s)
{
	for (unsigned i = 0; i < DROP_REASONS; i++)
		if (drops_for(s, i))
			return true;
	return false;
}

static bool concerns_tunnels(const struct espd *espd, const struct capture_settings *s)
{
	uint8_t index;
	for (struct tunnel *t = tunnels_next(espd->tunnels, NULL); t != NULL;
	     t = tunnels_next(espd->tunnels, t))
		if (capture_names(s, t->settings.nameif, &index))
			return true;
	return false;
}

static bool concerns(const struct espd *espd, const struct capture_settings *s)
{
	if (s->kind == CAPTURE_ASP_DROP)
		return concerns_drops(s);
	return point_of[s->kind] != 0 && concerns_tunnels(espd, s);
}

/* The points that all captures together want. */
static void set_points(struct espd *espd)
{
	const struct capture *c;
	unsigned points = 0;
	LL_FOREACH(espd->captures.all, c)
		if (c->points != NULL)
			points |= point_of[c->settings->kind];
	espd->tap.points = points;
}

static void adjust(void *arg, struct capture *c, bool gone)
{
	struct espd *espd = arg;
	bool on =
	    !gone && concerns(espd, c->settings) && capture_ready(&espd->captures, c) && capture_is_on(c);
	c->points = on ? c : NULL;
	set_points(espd);
}

static bool wants(const struct capture *c, const struct tap_packet *p, uint8_t *interface)
{
	const struct capture_settings *s = c->settings;
	*interface = CAPTURE_NOWHERE;
	if (c->points == NULL || point_of[s->kind] != p->point)
		return false;
	if (p->point == TAP_DROP)
		return drops_for(s, p->reason);
	return p->tunnel != NULL && capture_names(s, p->tunnel->settings.nameif, interface);
}

/* The filter reads the first part: the outer headers and the SPI lie in one. */
static void offer(struct capture *c, struct capture_entry *entry, const struct tap_packet *p)
{
	uint8_t head[TAP_OUTER_MAX + 8];
	struct iovec parts[2] = {{.iov_base = (void *)p->data, .iov_len = p->size}};
	unsigned count = 1;
	if (p->outer_size > 0) {
		uint32_t taken = p->size < 8 ? p->size : 8;
		memcpy(head, p->outer, p->outer_size);
		memcpy(head + p->outer_size, p->data, taken);
		parts[0] = (struct iovec){.iov_base = head, .iov_len = p->outer_size + taken};
		parts[1] = (struct iovec){.iov_base = (void *)(p->data + taken), .iov_len = p->size - taken};
		count = 2;
	}
	capture_offer(c, entry, parts, count);
}

static void on_packet(void *arg, const struct tap_packet *p)
{
	struct espd *espd = arg;
	struct capture *c;
	uint8_t interface;
	LL_FOREACH(espd->captures.all, c) {
		if (!wants(c, p, &interface))
			continue;
		struct capture_entry entry = {.at = loop_wall_usec(espd->loop),
		    .length = p->length,
		    .reason = (uint16_t)p->reason,
		    .direction = p->point == TAP_DROP ? CAPTURE_UNKNOWN
				 : p->out             ? CAPTURE_OUT
						      : CAPTURE_IN,
		    .interface = interface};
		offer(c, &entry, p);
		if (!capture_is_on(c))
			adjust(espd, c, false);
	}
}

void capture_init(struct espd *espd)
{
	static const struct capture_ops ops = {.adjust = adjust, .reason = reason_of, .owner = "espd"};
	espd->captures = (struct captures){.daemon = espd->daemon, .ops = &ops, .arg = espd};
	espd->tap = (struct tap){.fn = on_packet, .arg = espd};
}

void espd_exec_capture(struct espd *espd, struct cmd_call *call, const struct cmd_capture *args)
{
	capture_exec_define(&espd->captures, call, args);
}

void espd_exec_capture_stop(struct espd *espd, struct cmd_call *call, const struct cmd_capture_stop *args)
{
	capture_exec_stop(&espd->captures, call, args);
}

void espd_exec_no_capture(struct espd *espd, struct cmd_call *call, const struct cmd_no_capture *args)
{
	capture_exec_no(&espd->captures, call, args);
}

void espd_exec_clear_capture(struct espd *espd, struct cmd_call *call, const struct cmd_clear_capture *args)
{
	capture_exec_clear(&espd->captures, call, args);
}

void espd_exec_show_capture(struct espd *espd, struct cmd_call *call, const struct cmd_show_capture *args)
{
	capture_exec_list(&espd->captures, call, args);
}

void espd_exec_show_capture_packets(
    struct espd *espd, struct cmd_call *call, const struct cmd_show_capture_packets *args)
{
	capture_exec_packets(&espd->captures, call, args);
}
