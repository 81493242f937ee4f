/* SPDX-License-Identifier: Apache-2.0 */
/* capture, no capture, clear capture. */
#include <stdio.h>
#include <string.h>
#include <utlist.h>
#include "cmd_args.h"
#include "lib/capture.h"
#include "lib/cmd.h"
#include "lib/record.h"

static const char *const drop_words[] = {
    [CMD_CAPTURE_DROP_ALL] = "",
    [CMD_CAPTURE_DROP_ACL_DROP] = "acl-drop",
    [CMD_CAPTURE_DROP_CTM_ERROR] = "ctm-error",
    [CMD_CAPTURE_DROP_INTERFACE_DOWN] = "interface-down",
    [CMD_CAPTURE_DROP_INVALID_ENCAP] = "invalid-encap",
    [CMD_CAPTURE_DROP_INVALID_IP_LENGTH] = "invalid-ip-length",
    [CMD_CAPTURE_DROP_IPSEC_SELECTOR_FAILURE] = "ipsec-selector-failure",
    [CMD_CAPTURE_DROP_IPSEC_TUN_DOWN] = "ipsec-tun-down",
    [CMD_CAPTURE_DROP_NO_ADJACENCY] = "no-adjacency",
    [CMD_CAPTURE_DROP_NP_SP_INVALID_SPI] = "np-sp-invalid-spi",
    [CMD_CAPTURE_DROP_SECURITY_FAILED] = "security-failed",
    [CMD_CAPTURE_DROP_UNSUPPORTED_IP_VERSION] = "unsupported-ip-version",
};

static enum capture_kind kind_of(const struct cmd_capture *args)
{
	if (args->has_asp_drop)
		return CAPTURE_ASP_DROP;
	if (args->has_isakmp)
		return CAPTURE_ISAKMP;
	return args->has_esp ? CAPTURE_ESP : CAPTURE_RAW_DATA;
}

static const char *take_kind(struct capture_settings *s, const struct cmd_capture *args, bool is_new)
{
	if (!args->has_type)
		return NULL;
	const char *drop = args->has_reason ? drop_words[args->reason] : "";
	if (!is_new && (kind_of(args) != s->kind || strcmp(drop, s->drop) != 0))
		return "it has another type already; \"no capture\" removes it";
	s->kind = (uint8_t)kind_of(args);
	snprintf(s->drop, sizeof(s->drop), "%s", drop);
	return NULL;
}

static const char *take_interface(struct capture_settings *s, const struct cmd_capture *args)
{
	uint8_t index;
	if (!args->has_ifname || capture_names(s, args->ifname, &index))
		return NULL;
	if (s->interface_count == CAPTURE_INTERFACES)
		return "it has 8 interfaces already; begin another capture";
	snprintf(s->interface[s->interface_count++], sizeof(s->interface[0]), "%s", args->ifname);
	return NULL;
}

static const char *take_match(struct capture_settings *s, const struct cmd_capture *args)
{
	const char *reason;
	if (!args->has_match)
		return NULL;
	if (s->match_count == CAPTURE_MATCHES)
		return "it has 8 matches already; begin another capture";
	char *match = s->match[s->match_count];
	if (!capture_filter_terms(args, match, s->term[s->match_count], &reason))
		return reason;
	for (unsigned i = 0; i < s->match_count; i++)
		if (strcmp(s->match[i], match) == 0)
			return NULL;
	s->match_count++;
	return NULL;
}

static void take_sizes(struct capture_settings *s, const struct cmd_capture *args)
{
	if (args->has_bytes)
		s->buffer = args->bytes;
	if (args->has_length)
		s->packet_length = args->length;
	s->buffer_given |= args->has_bytes;
	s->length_given |= args->has_length;
	s->circular |= args->has_circular_buffer;
}

static const char *fault_of(const struct captures *cs, const struct capture_settings *s)
{
	if (s->kind == CAPTURE_ASP_DROP && s->interface_count > 0)
		return "what is dropped is not looked at by interface: leave \"interface\" out";
	return cs->ops->fault != NULL ? cs->ops->fault(cs->arg, s) : NULL;
}

/* The line put into `s`; the reason why it cannot be, or NULL. */
static const char *take(
    const struct captures *cs, struct capture_settings *s, const struct cmd_capture *args, bool is_new)
{
	const char *reason = args->has_trace
				 ? "packets are not traced one by one: leave \"trace\" out, and ask "
				   "packet-tracer what becomes of one like them"
				 : take_kind(s, args, is_new);
	if (reason == NULL)
		reason = take_interface(s, args);
	if (reason == NULL)
		reason = take_match(s, args);
	if (reason != NULL)
		return reason;
	take_sizes(s, args);
	return fault_of(cs, s);
}

static struct capture_settings fresh(const char *name)
{
	struct capture_settings s = {.buffer = CAPTURE_BUFFER, .packet_length = CAPTURE_LENGTH};
	snprintf(s.name, sizeof(s.name), "%s", name);
	return s;
}

/* With another buffer it begins anew. */
static bool put_in_force(struct captures *cs, struct capture *c, const struct capture_settings *s)
{
	bool other_buffer = c->settings->buffer != s->buffer;
	cs->ops->adjust(cs->arg, c, true);
	*c->settings = *s;
	if (other_buffer)
		captures_forget_packets(cs, c);
	if (!capture_refilter(c))
		return false;
	cs->ops->adjust(cs->arg, c, false);
	return true;
}

static unsigned count(const struct captures *cs)
{
	const struct capture *c;
	unsigned n = 0;
	LL_COUNT(cs->all, c, n);
	return n;
}

void capture_exec_define(struct captures *cs, struct cmd_call *call, const struct cmd_capture *args)
{
	struct capture *c = captures_find(cs, args->name);
	struct capture_settings s = c != NULL ? *c->settings : fresh(args->name);
	const char *reason = take(cs, &s, args, c == NULL);
	if (reason == NULL && c == NULL && count(cs) == CAPTURES_MAX)
		reason = "there are 32 captures already: remove one with \"no capture\"";
	if (reason == NULL && c == NULL)
		c = captures_add(cs, args->name);
	if (reason != NULL || c == NULL || !put_in_force(cs, c, &s))
		record_fail(
		    call->out, "capture %s: %s", args->name, reason != NULL ? reason : "out of memory");
	else
		record_done(call->out);
}

/* NULL with the answer ended. */
static struct capture *named(struct captures *cs, struct cmd_call *call, const char *name)
{
	struct capture *c = captures_find(cs, name);
	if (c == NULL)
		record_fail(call->out, "Capture <%s> does not exist", name);
	return c;
}

static void set_stopped(struct captures *cs, struct cmd_call *call, const char *name, bool stopped)
{
	struct capture *c = named(cs, call, name);
	if (c == NULL)
		return;
	c->settings->stopped = stopped;
	cs->ops->adjust(cs->arg, c, false);
	record_done(call->out);
}

void capture_exec_stop(struct captures *cs, struct cmd_call *call, const struct cmd_capture_stop *args)
{
	set_stopped(cs, call, args->name, true);
}

void capture_exec_no(struct captures *cs, struct cmd_call *call, const struct cmd_no_capture *args)
{
	if (args->has_stop) {
		set_stopped(cs, call, args->name, false);
		return;
	}
	struct capture *c = named(cs, call, args->name);
	if (c == NULL)
		return;
	captures_remove(cs, c);
	record_done(call->out);
}

static void clear(struct captures *cs, struct capture *c)
{
	if (c->ring.data != NULL)
		capture_ring_clear(&c->ring);
	cs->ops->adjust(cs->arg, c, false);
}

void capture_exec_clear(struct captures *cs, struct cmd_call *call, const struct cmd_clear_capture *args)
{
	struct capture *c = NULL;
	if (args->has_name && (c = named(cs, call, args->name)) == NULL)
		return;
	if (c != NULL) {
		clear(cs, c);
	} else {
		LL_FOREACH(cs->all, c)
			clear(cs, c);
	}
	record_done(call->out);
}
