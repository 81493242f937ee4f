/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/syslog.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "lib/interfaces.h"
#include "lib/log.h"

struct syslog {
	struct loop *loop;
	const struct ipc_self *self;
	char ribd[PATH_MAX];
	const struct logging *logging;
	const char *hostname;
	struct interfaces interfaces;
	bool watching; /* the interfaces */
	struct loghost **hosts;
	unsigned count;
	uint64_t messages;
};

struct syslog *syslog_new(struct loop *loop, const char *ribd, const struct ipc_self *self)
{
	struct syslog *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return NULL;
	s->loop = loop;
	s->self = self;
	snprintf(s->ribd, sizeof(s->ribd), "%s", ribd);
	return s;
}

static void free_hosts(struct loghost **hosts, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		loghost_free(hosts[i]);
	free(hosts);
}

void syslog_free(struct syslog *s)
{
	if (s == NULL)
		return;
	free_hosts(s->hosts, s->count);
	if (s->watching)
		interfaces_close(&s->interfaces);
	free(s);
}

/* An interface leads somewhere while it runs and has an address of the family. */
static void lead(struct syslog *s, struct loghost *h)
{
	const struct logging_host *conf = loghost_conf(h);
	const struct rib_iface *iface = interfaces_find(&s->interfaces, conf->nameif);
	const struct ip_addr *source =
	    iface != NULL && iface->running ? interfaces_first(iface, conf->addr.family) : NULL;
	loghost_way(h, source != NULL ? iface->device : NULL, source);
}

static void lead_all(struct syslog *s)
{
	for (unsigned i = 0; i < s->count; i++)
		lead(s, s->hosts[i]);
}

static void interfaces_changed(void *arg, const char *nameif)
{
	lead_all(arg);
}

/* Nobody asks ribd before somebody needs it. */
static void watch(struct syslog *s)
{
	if (s->watching || (s->logging->host_count == 0 && s->logging->id != LOGGING_ID_ADDRESS))
		return;
	s->watching = interfaces_open(&s->interfaces, s->loop, s->ribd, s->self, interfaces_changed, s);
	if (!s->watching)
		log_error("the interfaces cannot be watched: log hosts get nothing");
}

static bool is_same(const struct logging_host *a, const struct logging_host *b)
{
	return strcasecmp(a->nameif, b->nameif) == 0 && ip_addr_equal(&a->addr, &b->addr) &&
	       a->protocol == b->protocol && a->port == b->port;
}

/* Takes the host out of the old ones, else makes it. */
static struct loghost *host_for(struct syslog *s, const struct logging_host *conf)
{
	for (unsigned i = 0; i < s->count; i++) {
		struct loghost *h = s->hosts[i];
		if (h == NULL || !is_same(loghost_conf(h), conf))
			continue;
		s->hosts[i] = NULL;
		loghost_limit(h, s->logging->queue);
		return h;
	}
	return loghost_new(s->loop, conf, s->logging->queue);
}

void syslog_configure(struct syslog *s, const struct logging *logging, const char *hostname)
{
	struct loghost **hosts = calloc(logging->host_count + 1, sizeof(*hosts));
	unsigned count = 0;
	s->logging = logging;
	s->hostname = hostname;
	for (unsigned i = 0; hosts != NULL && i < logging->host_count; i++) {
		hosts[count] = host_for(s, &logging->hosts[i]);
		count += hosts[count] != NULL;
	}
	if (count < logging->host_count)
		log_error("out of memory: %u log hosts get nothing", logging->host_count - count);
	free_hosts(s->hosts, s->count);
	s->hosts = hosts;
	s->count = count;
	watch(s);
	lead_all(s);
}

const char *syslog_id(const struct syslog *s, char dst[RIB_NAMEIF_MAX + 16])
{
	const struct rib_iface *iface;
	const struct ip_addr *addr;
	*dst = '\0';
	switch (s->logging->id) {
	case LOGGING_ID_NONE:
		break;
	case LOGGING_ID_HOSTNAME:
		snprintf(dst, RIB_NAMEIF_MAX + 16, "%s", s->hostname);
		break;
	case LOGGING_ID_STRING:
		snprintf(dst, RIB_NAMEIF_MAX + 16, "%s", s->logging->id_text);
		break;
	case LOGGING_ID_ADDRESS:
		iface = interfaces_find(&s->interfaces, s->logging->id_text);
		addr = iface != NULL ? interfaces_first(iface, AF_INET) : NULL;
		if (addr != NULL)
			ip_addr_str(addr, dst);
	}
	return dst;
}

void syslog_put(struct syslog *s, const struct message *m)
{
	char text[MESSAGE_SIZE], id[RIB_NAMEIF_MAX + 16];
	const struct logging *l = s->logging;
	if (l == NULL || !l->enabled || m->severity > l->trap)
		return;
	s->messages++;
	message_wire(m, l->facility, l->stamp, syslog_id(s, id), text, sizeof(text));
	for (unsigned i = 0; i < s->count; i++)
		loghost_put(s->hosts[i], text);
}

uint64_t syslog_count(const struct syslog *s)
{
	return s->messages;
}

void syslog_each(const struct syslog *s,
    void (*fn)(void *arg, const struct logging_host *conf, const struct loghost_status *status), void *arg)
{
	struct loghost_status status;
	for (unsigned i = 0; i < s->count; i++) {
		loghost_status(s->hosts[i], &status);
		fn(arg, loghost_conf(s->hosts[i]), &status);
	}
}

static void add(void *arg, const struct logging_host *conf, const struct loghost_status *status)
{
	struct syslog_queue *queue = arg;
	queue->dropped += status->full + status->down;
	queue->waiting += status->waiting;
	if (status->most > queue->most)
		queue->most = status->most;
}

void syslog_queue(const struct syslog *s, struct syslog_queue *queue)
{
	*queue = (struct syslog_queue){0};
	syslog_each(s, add, queue);
}
