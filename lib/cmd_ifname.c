/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/cmd_ifname.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct iftype {
	const char *name;
	bool slotted; /* numbered slot/port */
	bool strict;  /* a name that begins like this and has no slot is a mistake, not a device of Linux */
	unsigned max; /* of a plain number */
	const char *instead; /* not made here: a Linux device like this one is used by its name */
};

/* In the order of printing. */
static const struct iftype types[] = {
    {"GigabitEthernet", true, true, 0, NULL},
    {"TenGigabitEthernet", true, true, 0, NULL},
    {"Ethernet", true, false, 0, NULL},
    {"Management", true, true, 0, NULL},
    {"Port-channel", false, false, 48, "bond"},
    {"BVI", false, false, 250, "br"},
    {"Loopback", false, false, 10413, NULL},
    {"Tunnel", false, false, 10413, NULL},
};

#define TYPE_COUNT (sizeof(types) / sizeof(types[0]))

static size_t letters(const char *word, size_t len)
{
	size_t n = 0;
	while (n < len && (isalpha((unsigned char)word[n]) || word[n] == '-'))
		n++;
	return n;
}

/* At least two letters, so that "t1" stays a device name. */
static const struct iftype *type_of(const char *word, size_t len)
{
	if (len < 2)
		return NULL;
	for (size_t i = 0; i < TYPE_COUNT; i++)
		if (len <= strlen(types[i].name) && strncasecmp(word, types[i].name, len) == 0)
			return &types[i];
	return NULL;
}

static size_t digits(const char *text, size_t len, unsigned *value)
{
	size_t n = 0;
	*value = 0;
	while (n < len && n < 5 && isdigit((unsigned char)text[n]))
		*value = *value * 10 + (unsigned)(text[n++] - '0');
	return n;
}

/* "0/1", "0/1.20" or "7", the whole of it. */
static bool number_fits(const struct iftype *type, const char *text, size_t len)
{
	unsigned value;
	size_t n = digits(text, len, &value);
	if (n == 0)
		return false;
	if (!type->slotted)
		return n == len && value <= type->max;
	if (n == len || text[n] != '/')
		return false;
	size_t port = digits(text + n + 1, len - n - 1, &value);
	if (port == 0)
		return false;
	n += 1 + port;
	if (n == len)
		return true;
	if (text[n] != '.')
		return false;
	size_t sub = digits(text + n + 1, len - n - 1, &value);
	return sub > 0 && n + 1 + sub == len;
}

static bool free_name(const char *word, size_t len)
{
	if (len == 0 || len >= CMD_IFNAME_SIZE || !isalpha((unsigned char)word[0]))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)word[i]) && !strchr("._-@:", word[i]))
			return false;
	return true;
}

static enum cmd_ifname_fit typed(const struct iftype *type, const char *number, size_t len, char *dst)
{
	if (!number_fits(type, number, len))
		return CMD_IFNAME_BAD;
	const char *name = type->instead ? type->instead : type->name;
	snprintf(dst, CMD_IFNAME_SIZE, "%s%.*s", name, (int)len, number);
	return type->instead ? CMD_IFNAME_REFUSED : CMD_IFNAME_TYPED;
}

/* The number stands in a word of its own: "tunnel 1". */
static enum cmd_ifname_fit split(
    const struct iftype *type, const char *word, size_t len, char *dst, size_t *used)
{
	const char *number = word + len;
	while (*number == ' ' || *number == '\t')
		number++;
	size_t n = strcspn(number, " \t");
	if (number == word + len || !isdigit((unsigned char)*number))
		return CMD_IFNAME_NO;
	*used = (size_t)(number - word) + n;
	return typed(type, number, n, dst);
}

enum cmd_ifname_fit cmd_ifname_read(const char *word, size_t len, char dst[CMD_IFNAME_SIZE], size_t *used)
{
	size_t n = letters(word, len);
	const struct iftype *type = type_of(word, n);
	enum cmd_ifname_fit fit = CMD_IFNAME_NO;
	*used = len;
	if (type && n == len)
		fit = split(type, word, len, dst, used);
	else if (type && isdigit((unsigned char)word[n]))
		fit = typed(type, word + n, len - n, dst);
	if (fit == CMD_IFNAME_TYPED || fit == CMD_IFNAME_REFUSED ||
	    (fit == CMD_IFNAME_BAD && (type->strict || memchr(word, '/', len))))
		return fit;
	*used = len;
	if (!free_name(word, len))
		return CMD_IFNAME_NO;
	snprintf(dst, CMD_IFNAME_SIZE, "%.*s", (int)len, word);
	return CMD_IFNAME_FREE;
}

static size_t rank(const char *name)
{
	for (size_t i = 0; i < TYPE_COUNT; i++) {
		size_t len = strlen(types[i].name);
		if (strncasecmp(name, types[i].name, len) == 0 && isdigit((unsigned char)name[len]))
			return i == 0 ? 0 : i + 1;
	}
	return 1; /* devices of Linux stand behind GigabitEthernet */
}

int cmd_ifname_cmp(const char *a, const char *b)
{
	size_t ra = rank(a), rb = rank(b);
	return ra != rb ? (ra < rb ? -1 : 1) : strverscmp(a, b);
}
