/* SPDX-License-Identifier: Apache-2.0 */
/* Values as text, and their order. */
#include <stdio.h>
#include <string.h>
#include "lib/cmd_ifname.h"
#include "lib/cmd_value.h"
#include "lib/ipaddr.h"

size_t cmd_print_text(const char *text, char *dst, size_t size)
{
	if (!text)
		text = ""; /* of a `no` that stops before the value */
	size_t len = strlen(text);
	if (len < size) {
		memcpy(dst, text, len + 1);
	} else if (size > 0) {
		memcpy(dst, text, size - 1);
		dst[size - 1] = '\0';
	}
	return len;
}

size_t cmd_print_number(uint64_t number, char *dst, size_t size)
{
	char text[24], *at = text + sizeof(text) - 1;
	*at = '\0';
	do
		*--at = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	return cmd_print_text(at, dst, size);
}

static size_t print_set(const struct cmd_words *words, uint32_t set, char *dst, size_t size)
{
	size_t len = 0;
	for (unsigned i = 0; i < words->count; i++)
		if (set & 1u << i)
			len += (size_t)snprintf(dst + (len < size ? len : size), len < size ? size - len : 0,
			    "%s%s", len ? " " : "", words->word[i].text);
	return len;
}

static size_t print_names(const struct cmd_names *names, char *dst, size_t size)
{
	size_t len = 0;
	for (unsigned i = 0; i < names->count; i++)
		len += (size_t)snprintf(dst + (len < size ? len : size), len < size ? size - len : 0, "%s%s",
		    i ? " " : "", names->name[i]);
	return len;
}

static size_t print_address(const struct cmd_arg *arg, const void *member, char *dst, size_t size)
{
	char text[IP_PREFIX_STRLEN];
	if (arg->kind == CMD_KIND_MASK) {
		struct in_addr mask = ip_len_mask(*(const uint8_t *)member);
		struct ip_addr dotted = ip_addr_from(AF_INET, &mask);
		ip_addr_str(&dotted, text);
	} else if (arg->kind <= CMD_KIND_IP) {
		ip_addr_str(member, text);
	} else {
		ip_prefix_str(member, text);
	}
	return cmd_print_text(text, dst, size);
}

size_t cmd_value_print(const struct cmd_arg *arg, const void *args, bool clear, char *dst, size_t size)
{
	const void *member = cmd_value_at(arg, args);
	switch (arg->kind) {
	case CMD_KIND_FLAG:
		return 0;
	case CMD_KIND_NUMBER:
	case CMD_KIND_ASN:
		return cmd_print_number(*(const uint32_t *)member, dst, size);
	case CMD_KIND_NUMBER64:
		return cmd_print_number(*(const uint64_t *)member, dst, size);
	case CMD_KIND_ONE:
		return cmd_print_text(
		    cmd_grammar.words[arg->words].word[*(const uint32_t *)member].text, dst, size);
	case CMD_KIND_SET:
		return print_set(&cmd_grammar.words[arg->words], *(const uint32_t *)member, dst, size);
	case CMD_KIND_NAMES:
		return print_names(member, dst, size);
	case CMD_KIND_SECRET:
		return cmd_print_text(clear ? cmd_value_string(arg, args) : "*****", dst, size);
	default:
		if (arg->kind >= CMD_KIND_IPV4 && arg->kind <= CMD_KIND_MASK)
			return print_address(arg, member, dst, size);
		return cmd_print_text(cmd_value_string(arg, args), dst, size);
	}
}

static int cmp_number(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static bool is_nocase(const struct cmd_arg *arg)
{
	return arg->class_id != CMD_NONE && !cmd_grammar.class[arg->class_id].case_sensitive;
}

/* Numbers inside names count as numbers: 198.51.100.9 comes before 198.51.100.10. */
static int cmp_string(const struct cmd_arg *arg, const char *a, const char *b)
{
	if (arg->kind == CMD_KIND_INTERFACE)
		return cmd_ifname_cmp(a, b);
	return is_nocase(arg) && strcasecmp(a, b) == 0 ? 0 : strverscmp(a, b);
}

int cmd_value_cmp(const struct cmd_arg *arg, const void *a, const void *b)
{
	const void *ma = cmd_value_at(arg, a), *mb = cmd_value_at(arg, b);
	switch (arg->kind) {
	case CMD_KIND_NUMBER:
	case CMD_KIND_ASN:
	case CMD_KIND_ONE:
	case CMD_KIND_SET:
		return cmp_number(*(const uint32_t *)ma, *(const uint32_t *)mb);
	case CMD_KIND_NUMBER64:
		return cmp_number(*(const uint64_t *)ma, *(const uint64_t *)mb);
	case CMD_KIND_MASK:
		return cmp_number(*(const uint8_t *)ma, *(const uint8_t *)mb);
	case CMD_KIND_IPV4:
	case CMD_KIND_IPV6:
	case CMD_KIND_IP:
		return ip_addr_cmp(ma, mb);
	case CMD_KIND_PREFIX4:
	case CMD_KIND_PREFIX6:
	case CMD_KIND_PREFIX:
	case CMD_KIND_ADDRESS6:
		return ip_prefix_cmp(ma, mb);
	case CMD_KIND_FLAG:
	case CMD_KIND_NAMES:
		return 0;
	default:
		return cmp_string(arg, cmd_value_string(arg, a), cmd_value_string(arg, b));
	}
}
