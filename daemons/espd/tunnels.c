/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/tunnels.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>
#include "daemons/espd/espd.h"
#include "daemons/espd/feed.h"
#include "daemons/espd/link.h"
#include "daemons/espd/worker.h"
#include "lib/daemon.h"
#include "lib/log.h"
#include "lib/loop.h"

#define KEPT_PREFIX "tun."

struct orphan { /* a device whose tunnel is not known yet */
	struct tun tun;
	struct orphan *next;
};

struct tunnels {
	struct espd *espd;
	struct tunnel *all; /* uthash by settings.name */
	struct orphan *orphans;
};

struct tunnels *tunnels_new(struct espd *espd)
{
	struct tunnels *ts = calloc(1, sizeof *ts);
	if (ts != NULL)
		ts->espd = espd;
	return ts;
}

void tunnels_free(struct tunnels *ts)
{
	struct tunnel *t, *next;
	struct orphan *o, *other;
	if (ts == NULL)
		return;
	HASH_ITER(hh, ts->all, t, next) {
		HASH_DEL(ts->all, t);
		tunnel_free(t);
	}
	LL_FOREACH_SAFE(ts->orphans, o, other) {
		tun_close(&o->tun);
		free(o);
	}
	free(ts);
}

bool tunnels_restore(struct tunnels *ts, const char *name, int fd)
{
	if (strncmp(name, KEPT_PREFIX, strlen(KEPT_PREFIX)) != 0)
		return false;
	struct tun tun;
	if (!tun_adopt(&tun, fd)) {
		log_warn("kept descriptor %s is no tunnel device", name);
		return true;
	}
	struct orphan *o = calloc(1, sizeof *o);
	if (o == NULL) {
		tun_close(&tun);
		return true;
	}
	o->tun = tun;
	LL_PREPEND(ts->orphans, o);
	return true;
}

static const char *kept_name(char *dst, size_t size, const char *device)
{
	snprintf(dst, size, KEPT_PREFIX "%s", device);
	return dst;
}

/* The device goes at once, not only when the last holder of a descriptor closes it. */
static void discard(struct tunnels *ts, struct tun *tun)
{
	char name[32];
	daemon_drop_fd(ts->espd->daemon, kept_name(name, sizeof name, tun->name));
	if (!link_remove(tun->name))
		log_warn("cannot remove device %s: %m", tun->name);
}

static bool claim(struct tunnels *ts, const char *device, struct tun *tun)
{
	struct orphan *o, *next;
	LL_FOREACH_SAFE(ts->orphans, o, next) {
		if (strcmp(o->tun.name, device) != 0)
			continue;
		*tun = o->tun;
		LL_DELETE(ts->orphans, o);
		free(o);
		return true;
	}
	if (!tun_open(tun, device)) {
		log_error("cannot create device %s: %m", device);
		return false;
	}
	return true;
}

/* SAs may have been there before their tunnel: after a restart, or when iked was quicker. */
static void attach_sas(struct tunnels *ts, struct tunnel *t)
{
	struct sa_db *db = &ts->espd->sas;
	for (struct sa *sa = sa_next(db, NULL); sa != NULL; sa = sa_next(db, sa))
		if (strcmp(sa->state->spec.tunnel, t->settings.name) == 0)
			sa->tunnel = t;
	tunnel_select(t, db, loop_now(ts->espd->loop));
}

static void detach_sas(struct tunnels *ts, const struct tunnel *t)
{
	struct sa_db *db = &ts->espd->sas;
	for (struct sa *sa = sa_next(db, NULL); sa != NULL; sa = sa_next(db, sa))
		if (sa->tunnel == t)
			sa->tunnel = NULL;
}

static void create(struct tunnels *ts, const struct tunnel_settings *settings)
{
	char name[32];
	struct tun tun;
	struct stats *stats = stats_of(&ts->espd->stats, settings->name);
	if (stats == NULL || !claim(ts, settings->name, &tun))
		return;
	struct tunnel *t = tunnel_new(settings, &tun, stats);
	if (t == NULL) {
		tun_close(&tun);
		return;
	}
	HASH_ADD_STR(ts->all, settings.name, t);
	daemon_keep_fd(ts->espd->daemon, kept_name(name, sizeof name, tun.name), tun.fd);
	attach_sas(ts, t);
	worker_watch(ts->espd->worker, t);
	feed_tunnel(ts->espd->feed, t->settings.name, true);
}

static void destroy(struct tunnels *ts, struct tunnel *t)
{
	HASH_DEL(ts->all, t);
	worker_unwatch(ts->espd->worker, t);
	detach_sas(ts, t);
	feed_tunnel(ts->espd->feed, t->settings.name, false);
	discard(ts, &t->tun);
	tunnel_free(t);
}

void tunnels_discard_orphans(struct tunnels *ts)
{
	struct orphan *o, *next;
	LL_FOREACH_SAFE(ts->orphans, o, next) {
		discard(ts, &o->tun);
		tun_close(&o->tun);
		LL_DELETE(ts->orphans, o);
		free(o);
	}
}

void tunnels_put(struct tunnels *ts, const struct tunnel_settings *settings)
{
	struct tunnel *t = tunnels_find(ts, settings->name);
	if (t == NULL)
		create(ts, settings);
	else
		tunnel_configure(t, settings);
}

void tunnels_remove(struct tunnels *ts, const char *name)
{
	struct tunnel *t = tunnels_find(ts, name);
	if (t != NULL)
		destroy(ts, t);
}

void tunnels_remove_all(struct tunnels *ts)
{
	while (ts->all != NULL)
		destroy(ts, ts->all);
	tunnels_discard_orphans(ts);
}

struct tunnel *tunnels_find(struct tunnels *ts, const char *name)
{
	struct tunnel *t;
	HASH_FIND_STR(ts->all, name, t);
	return t;
}

struct tunnel *tunnels_next(struct tunnels *ts, struct tunnel *t)
{
	return t == NULL ? ts->all : t->hh.next;
}
