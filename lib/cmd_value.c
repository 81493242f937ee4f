/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_value.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "lib/cmd_block.h"
#include "lib/cmd_ifname.h"
#include "lib/cmd_section.h"
#include "lib/cmd_text.h"
#include "lib/cmd_transport.h"
#include "lib/ipaddr.h"

#define VALUE_SIZE 64 /* bytes of the longest address with its length */

static enum cmd_fit bad(char *reason, size_t size, const char *text)
{
	snprintf(reason, size, "%s", text);
	return CMD_FIT_BAD;
}

static bool all_digits(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isdigit((unsigned char)text[i]))
			return false;
	return len > 0;
}

static bool read_number(const char *text, size_t len, uint64_t *value)
{
	if (!all_digits(text, len) || len > 18)
		return false;
	*value = 0;
	for (size_t i = 0; i < len; i++)
		*value = *value * 10 + (uint64_t)(text[i] - '0');
	return true;
}

/* Plain or "high.low" (RFC 5396). */
static bool read_asn(const char *text, size_t len, uint64_t *value)
{
	const char *dot = memchr(text, '.', len);
	uint64_t high, low;
	if (!dot)
		return read_number(text, len, value);
	size_t head = (size_t)(dot - text);
	if (!read_number(text, head, &high) || !read_number(dot + 1, len - head - 1, &low))
		return false;
	if (high > 0xffff || low > 0xffff)
		return false;
	*value = high << 16 | low;
	return true;
}

static enum cmd_fit fit_number(
    const struct cmd_edge *edge, const struct cmd_word_at *word, char *reason, size_t size)
{
	uint64_t value;
	bool read = edge->kind == CMD_KIND_ASN ? read_asn(word->text, word->len, &value)
					       : read_number(word->text, word->len, &value);
	if (!read)
		return CMD_FIT_NO;
	if (value >= edge->min && value <= edge->max)
		return CMD_FIT_FORM;
	snprintf(reason, size, "the value must be %llu to %llu", (unsigned long long)edge->min,
	    (unsigned long long)edge->max);
	return CMD_FIT_BAD;
}

static bool copy_word(const struct cmd_word_at *word, char dst[VALUE_SIZE])
{
	if (word->len >= VALUE_SIZE)
		return false;
	memcpy(dst, word->text, word->len);
	dst[word->len] = '\0';
	return true;
}

static bool family_fits(uint8_t kind, int family)
{
	switch (kind) {
	case CMD_KIND_IPV4:
	case CMD_KIND_PREFIX4:
		return family == AF_INET;
	case CMD_KIND_IPV6:
	case CMD_KIND_PREFIX6:
	case CMD_KIND_ADDRESS6:
		return family == AF_INET6;
	default:
		return true;
	}
}

static bool read_addr(uint8_t kind, const char *text, struct ip_addr *addr)
{
	if (kind == CMD_KIND_IPV4 && strcmp(text, "0") == 0) {
		*addr = ip_addr_v4(0);
		return true;
	}
	return ip_addr_parse(text, addr) && family_fits(kind, addr->family);
}

static enum cmd_fit fit_addr(
    const struct cmd_edge *edge, const struct cmd_word_at *word, char *reason, size_t size)
{
	char text[VALUE_SIZE];
	struct ip_addr addr;
	if (!copy_word(word, text))
		return CMD_FIT_NO;
	if (read_addr(edge->kind, text, &addr))
		return CMD_FIT_FORM;
	char *slash = strchr(text, '/');
	if (!slash || !all_digits(slash + 1, strlen(slash + 1)))
		return CMD_FIT_NO;
	*slash = '\0';
	if (!read_addr(edge->kind, text, &addr))
		return CMD_FIT_NO;
	return bad(reason, size,
	    "a prefix length is not accepted here: write the address and its mask as two words");
}

/* The length is not optional, and an address keeps its host bits only for an interface. */
static bool read_prefix(uint8_t kind, const char *text, struct ip_prefix *prefix)
{
	if (!strchr(text, '/') || !ip_prefix_parse(text, prefix) || !family_fits(kind, prefix->addr.family))
		return false;
	if (kind != CMD_KIND_ADDRESS6)
		ip_prefix_mask(prefix);
	return true;
}

static enum cmd_fit fit_prefix(
    const struct cmd_edge *edge, const struct cmd_word_at *word, char *reason, size_t size)
{
	char text[VALUE_SIZE];
	struct ip_prefix prefix;
	struct ip_addr addr;
	if (!copy_word(word, text))
		return CMD_FIT_NO;
	if (read_prefix(edge->kind, text, &prefix))
		return CMD_FIT_FORM;
	if (edge->kind != CMD_KIND_PREFIX && ip_addr_parse(text, &addr) &&
	    family_fits(edge->kind, addr.family))
		return bad(reason, size, "a prefix length is needed: write it as ADDRESS/LENGTH");
	return CMD_FIT_NO;
}

static int read_mask(const char *text)
{
	struct in_addr mask;
	if (strcmp(text, "0") == 0)
		return 0;
	return inet_pton(AF_INET, text, &mask) == 1 ? ip_mask_len(mask) : -2;
}

/* 0.0.0.255, as a router's access lists have it. */
static bool is_wildcard(const char *text, char mask[INET_ADDRSTRLEN])
{
	struct in_addr addr;
	if (inet_pton(AF_INET, text, &addr) != 1)
		return false;
	addr.s_addr = ~addr.s_addr;
	return ip_mask_len(addr) >= 0 && inet_ntop(AF_INET, &addr, mask, INET_ADDRSTRLEN) != NULL;
}

static enum cmd_fit fit_mask(const struct cmd_word_at *word, char *reason, size_t size)
{
	char text[VALUE_SIZE];
	if (!copy_word(word, text))
		return CMD_FIT_NO;
	int len = read_mask(text);
	if (len >= 0)
		return CMD_FIT_FORM;
	char mask[INET_ADDRSTRLEN];
	if (len == -1 && is_wildcard(text, mask)) {
		snprintf(reason, size, "a wildcard mask is not accepted here: write %s", mask);
		return CMD_FIT_BAD;
	}
	if (len == -1)
		return bad(reason, size, "the ones of a mask must be contiguous from the left");
	if (text[0] == '/')
		return bad(
		    reason, size, "a prefix length is not accepted here: write the mask, like 255.255.255.0");
	return CMD_FIT_NO;
}

static enum cmd_fit fit_interface(struct cmd_word_at *word, char *reason, size_t size)
{
	char name[CMD_IFNAME_SIZE];
	switch (cmd_ifname_read(word->text, word->len, name, &word->used)) {
	case CMD_IFNAME_TYPED:
		return CMD_FIT_FORM;
	case CMD_IFNAME_FREE:
		return CMD_FIT_FREE;
	case CMD_IFNAME_REFUSED:
		snprintf(reason, size,
		    "nothing makes such an interface here: make the device in Linux and name it, \"interface "
		    "%s\"",
		    name);
		return CMD_FIT_BAD;
	case CMD_IFNAME_BAD:
		return bad(reason, size,
		    "no such interface: write TYPE and number, like GigabitEthernet0/1 or Tunnel1");
	default:
		return CMD_FIT_NO;
	}
}

/* Letters, digits and hyphens, a letter or digit at both ends. */
static bool hostname_fits(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '-')
			return false;
	return text[0] != '-' && text[len - 1] != '-';
}

static enum cmd_fit fit_word(
    const struct cmd_edge *edge, const struct cmd_word_at *word, char *reason, size_t size)
{
	/* a name that looks like a remark is one; a key may begin as it likes */
	if (edge->kind != CMD_KIND_SECRET && (word->text[0] == '#' || word->text[0] == '!'))
		return CMD_FIT_NO;
	if (word->len < edge->min || word->len > (edge->kind == CMD_KIND_NAMES ? 64 : edge->max)) {
		snprintf(reason, size, "%llu to %llu characters, this has %zu", (unsigned long long)edge->min,
		    (unsigned long long)edge->max, word->len);
		return CMD_FIT_BAD;
	}
	if (edge->hostname && !hostname_fits(word->text, word->len))
		return bad(
		    reason, size, "% Invalid Hostname: letters, digits and hyphens, no hyphen at an end");
	return CMD_FIT_FREE;
}

static enum cmd_fit fit_transport(const struct cmd_word_at *word, char *reason, size_t size)
{
	char text[CMD_TRANSPORT_SIZE];
	switch (cmd_transport_read(word->text, word->len, text)) {
	case CMD_TRANSPORT_GOOD:
		return CMD_FIT_FORM;
	case CMD_TRANSPORT_BAD:
		return bad(reason, size, "the port must be 1 to 65535, as in udp/514 or tcp/1470");
	default:
		return CMD_FIT_NO;
	}
}

static enum cmd_fit fit_section(struct cmd_word_at *word)
{
	char section[CMD_LINE_MAX];
	word->used = cmd_section_expand(word->text, section, sizeof(section));
	return word->used > 0 ? CMD_FIT_FREE : CMD_FIT_NO;
}

/* A folded block (cmd_block.h). */
static enum cmd_fit fit_data(const struct cmd_word_at *word)
{
	return word->text[0] == CMD_BLOCK_MARK ? CMD_FIT_FORM : CMD_FIT_NO;
}

/* The rest of the line without the blanks at its end. */
static enum cmd_fit fit_line(const struct cmd_edge *edge, struct cmd_word_at *word, char *reason, size_t size)
{
	word->used = strlen(word->text);
	while (word->used > word->len && isspace((unsigned char)word->text[word->used - 1]))
		word->used--;
	if (word->used > edge->max) {
		snprintf(reason, size, "at most %llu characters", (unsigned long long)edge->max);
		return CMD_FIT_BAD;
	}
	return CMD_FIT_FREE;
}

static enum cmd_fit fit_kind(const struct cmd_edge *edge, struct cmd_word_at *word, char *reason, size_t size)
{
	switch (edge->kind) {
	case CMD_KIND_NUMBER:
	case CMD_KIND_NUMBER64:
	case CMD_KIND_ASN:
		return fit_number(edge, word, reason, size);
	case CMD_KIND_IPV4:
	case CMD_KIND_IPV6:
	case CMD_KIND_IP:
		return fit_addr(edge, word, reason, size);
	case CMD_KIND_PREFIX4:
	case CMD_KIND_PREFIX6:
	case CMD_KIND_PREFIX:
	case CMD_KIND_ADDRESS6:
		return fit_prefix(edge, word, reason, size);
	case CMD_KIND_MASK:
		return fit_mask(word, reason, size);
	case CMD_KIND_INTERFACE:
		return fit_interface(word, reason, size);
	case CMD_KIND_DATA:
		return fit_data(word);
	case CMD_KIND_TRANSPORT:
		return fit_transport(word, reason, size);
	case CMD_KIND_LINE:
		return fit_line(edge, word, reason, size);
	case CMD_KIND_SECTION:
		return fit_section(word);
	default:
		return fit_word(edge, word, reason, size);
	}
}

static bool takes_addresses(const struct cmd_edge *edge)
{
	return edge->masked || (edge->kind >= CMD_KIND_IPV4 && edge->kind <= CMD_KIND_MASK);
}

enum cmd_fit cmd_value_fit(const struct cmd_edge *edge, struct cmd_word_at *word, char *reason, size_t size)
{
	word->used = word->len;
	if (takes_addresses(edge) && cmd_text_is_masked(word->text, word->len)) {
		snprintf(reason, size, "masked value '%.*s': replace it with the real address",
		    (int)(word->len < 64 ? word->len : 64), word->text);
		return CMD_FIT_MASKED;
	}
	return fit_kind(edge, word, reason, size);
}

static const char *keep_string(struct cmd_match *m, const char *text, size_t len)
{
	if (m->text_len + len + 1 > sizeof(m->text))
		return ""; /* cannot be: a line is shorter than the room for its words */
	char *dst = m->text + m->text_len;
	memcpy(dst, text, len);
	dst[len] = '\0';
	m->text_len += len + 1;
	return dst;
}

static void set_names(struct cmd_names *names, const char *name, struct cmd_match *m)
{
	if (m->names_len == CMD_WORDS_MAX)
		return;
	if (names->count == 0)
		names->name = &m->names[m->names_len];
	m->names[m->names_len++] = name;
	names->count++;
}

static void set_interface(const struct cmd_word_at *word, const char **member, struct cmd_match *m)
{
	char name[CMD_IFNAME_SIZE] = "";
	size_t used;
	cmd_ifname_read(word->text, word->len, name, &used);
	*member = keep_string(m, name, strlen(name));
}

static void set_transport(const struct cmd_word_at *word, const char **member, struct cmd_match *m)
{
	char text[CMD_TRANSPORT_SIZE] = "";
	cmd_transport_read(word->text, word->len, text);
	*member = keep_string(m, text, strlen(text));
}

static void set_section(const struct cmd_word_at *word, const char **member, struct cmd_match *m)
{
	char section[CMD_LINE_MAX];
	cmd_section_expand(word->text, section, sizeof(section));
	*member = keep_string(m, section, strlen(section));
}

static void set_number(const struct cmd_arg *arg, const struct cmd_word_at *word, void *member)
{
	uint64_t value = 0;
	if (arg->kind == CMD_KIND_ASN)
		read_asn(word->text, word->len, &value);
	else
		read_number(word->text, word->len, &value);
	if (arg->kind == CMD_KIND_NUMBER64)
		*(uint64_t *)member = value;
	else
		*(uint32_t *)member = (uint32_t)value;
}

static void set_address(const struct cmd_arg *arg, const struct cmd_word_at *word, void *member)
{
	char text[VALUE_SIZE] = "";
	copy_word(word, text);
	if (arg->kind == CMD_KIND_MASK)
		*(uint8_t *)member = (uint8_t)read_mask(text);
	else if (arg->kind <= CMD_KIND_IP)
		read_addr(arg->kind, text, member);
	else
		read_prefix(arg->kind, text, member);
}

void cmd_value_set(const struct cmd_arg *arg, const struct cmd_word_at *word, struct cmd_match *m)
{
	void *member = (char *)m->args + arg->off;
	if (arg->optional)
		*((bool *)((char *)m->args + arg->has_off)) = true;
	if (arg->kind >= CMD_KIND_NUMBER && arg->kind <= CMD_KIND_ASN)
		set_number(arg, word, member);
	else if (arg->kind >= CMD_KIND_IPV4 && arg->kind <= CMD_KIND_MASK)
		set_address(arg, word, member);
	else if (arg->kind == CMD_KIND_INTERFACE)
		set_interface(word, member, m);
	else if (arg->kind == CMD_KIND_TRANSPORT)
		set_transport(word, member, m);
	else if (arg->kind == CMD_KIND_SECTION)
		set_section(word, member, m);
	else if (arg->kind == CMD_KIND_NAMES)
		set_names(member, keep_string(m, word->text, word->used), m);
	else
		*(const char **)member = keep_string(m, word->text, word->used);
}

static uint64_t preset_of(const struct cmd_sentence *s, const struct cmd_arg *arg, const void *args)
{
	if (arg->mask_of == CMD_NONE)
		return arg->preset;
	const struct ip_addr *addr = cmd_value_at(&s->arg[arg->mask_of], args);
	return (uint64_t)ip_class_len(addr->v4);
}

static uint64_t number_of(const struct cmd_arg *arg, const void *args)
{
	const void *member = cmd_value_at(arg, args);
	if (arg->kind == CMD_KIND_NUMBER64)
		return *(const uint64_t *)member;
	return arg->kind == CMD_KIND_MASK ? *(const uint8_t *)member : *(const uint32_t *)member;
}

void cmd_value_preset(const struct cmd_sentence *s, const struct cmd_arg *arg, void *args)
{
	uint64_t value = preset_of(s, arg, args);
	void *member = (char *)args + arg->off;
	if (arg->kind == CMD_KIND_MASK)
		*(uint8_t *)member = (uint8_t)value;
	else if (arg->kind == CMD_KIND_NUMBER64)
		*(uint64_t *)member = value;
	else
		*(uint32_t *)member = (uint32_t)value;
}

bool cmd_value_present(const struct cmd_arg *arg, const void *args)
{
	return !arg->optional || *(const bool *)((const char *)args + arg->has_off);
}

bool cmd_value_is_preset(const struct cmd_sentence *s, const struct cmd_arg *arg, const void *args)
{
	return arg->defaulted && number_of(arg, args) == preset_of(s, arg, args);
}
