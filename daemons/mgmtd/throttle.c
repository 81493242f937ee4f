/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/throttle.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/loop.h"

#define PEERS     64 /* UNIX users that are remembered; the longest quiet one makes room */
#define FORGET    (600 * LOOP_SEC)
#define DOUBLINGS 4 /* of a second */

struct peer {
	uid_t uid;
	unsigned failures; /* 0: the place is free */
	int64_t failed_at;
	int64_t next_at;
};

struct throttle {
	struct peer peers[PEERS];
	struct throttle_user *users; /* sorted by name; no more than there are local users */
	unsigned user_count, user_room;
};

struct throttle *throttle_new(void)
{
	return calloc(1, sizeof(struct throttle));
}

void throttle_free(struct throttle *t)
{
	if (t != NULL)
		free(t->users);
	free(t);
}

static const struct peer *peer_find(const struct throttle *t, uid_t uid)
{
	for (unsigned i = 0; i < PEERS; i++)
		if (t->peers[i].failures > 0 && t->peers[i].uid == uid)
			return &t->peers[i];
	return NULL;
}

static struct peer *peer_make(struct throttle *t, uid_t uid)
{
	struct peer *room = &t->peers[0];
	for (unsigned i = 0; i < PEERS; i++) {
		struct peer *p = &t->peers[i];
		if (p->failures > 0 && p->uid == uid)
			return p;
		if (room->failures > 0 && (p->failures == 0 || p->failed_at < room->failed_at))
			room = p;
	}
	*room = (struct peer){.uid = uid};
	return room;
}

int64_t throttle_wait(const struct throttle *t, uid_t uid, int64_t now)
{
	const struct peer *p = peer_find(t, uid);
	return p == NULL || p->next_at <= now ? 0 : p->next_at - now;
}

int64_t throttle_failed(struct throttle *t, uid_t uid, int64_t now, unsigned *count)
{
	struct peer *p = peer_make(t, uid);
	if (now - p->failed_at > FORGET)
		p->failures = 0;
	p->failures++;
	p->failed_at = now;
	unsigned doublings = p->failures - 1 < DOUBLINGS ? p->failures - 1 : DOUBLINGS;
	p->next_at = now + (LOOP_SEC << doublings);
	if (count != NULL)
		*count = p->failures;
	return p->next_at - now;
}

void throttle_passed(struct throttle *t, uid_t uid)
{
	for (unsigned i = 0; i < PEERS; i++)
		if (t->peers[i].uid == uid)
			t->peers[i] = (struct peer){0};
}

/* ---- local users ---- */

/* Where `name` is or belongs. */
static unsigned user_place(const struct throttle *t, const char *name, bool *there)
{
	unsigned i = 0;
	while (i < t->user_count && strcmp(t->users[i].name, name) < 0)
		i++;
	*there = i < t->user_count && strcmp(t->users[i].name, name) == 0;
	return i;
}

static bool user_make_room(struct throttle *t)
{
	if (t->user_count < t->user_room)
		return true;
	unsigned room = t->user_room == 0 ? 8 : 2 * t->user_room;
	struct throttle_user *users = reallocarray(t->users, room, sizeof(*users));
	if (users == NULL)
		return false;
	t->users = users;
	t->user_room = room;
	return true;
}

static struct throttle_user *user_make(struct throttle *t, const char *name)
{
	bool there;
	unsigned i = user_place(t, name, &there);
	if (there)
		return &t->users[i];
	if (!user_make_room(t))
		return NULL;
	memmove(&t->users[i + 1], &t->users[i], (t->user_count - i) * sizeof(t->users[0]));
	t->user_count++;
	t->users[i] = (struct throttle_user){0};
	snprintf(t->users[i].name, sizeof(t->users[i].name), "%s", name);
	return &t->users[i];
}

bool throttle_user_failed(struct throttle *t, const char *name, unsigned max_fail, int64_t epoch)
{
	struct throttle_user *user = user_make(t, name);
	if (user == NULL)
		return false;
	user->failures++;
	if (max_fail == 0 || user->failures < max_fail || user->locked_at != 0)
		return false;
	user->locked_at = epoch;
	return true;
}

bool throttle_user_locked(const struct throttle *t, const char *name)
{
	bool there;
	unsigned i = user_place(t, name, &there);
	return there && t->users[i].locked_at != 0;
}

void throttle_user_clear(struct throttle *t, const char *name)
{
	bool there = false;
	if (name == NULL) {
		t->user_count = 0;
		return;
	}
	unsigned i = user_place(t, name, &there);
	if (!there)
		return;
	t->user_count--;
	memmove(&t->users[i], &t->users[i + 1], (t->user_count - i) * sizeof(t->users[0]));
}

const struct throttle_user *throttle_user_get(const struct throttle *t, unsigned i)
{
	return i < t->user_count ? &t->users[i] : NULL;
}
