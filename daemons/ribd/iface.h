/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configured interfaces: which device each one is, and what the configuration wants of that device.
 *
 * GigabitEthernet0/N is the N-th Ethernet device in order of names. Once an interface has found its device it
 * keeps to that device's name, so that a card which comes or goes later does not move the others.
 * A device that no interface names is left alone; of the others, what ribd did not set is left alone, with
 * one exception: an interface has the one IPv4 address that is configured.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "daemons/ribd/link.h"
#include "daemons/ribd/model.h"
#include "lib/mention.h"

struct kernel;
struct undo;

struct iface {
	struct iface_config config;
	UT_hash_handle hh;         /* by key */
	UT_hash_handle hh_ifindex; /* by ifindex, while there is a device */
	struct mention named;      /* its nameif */
	struct mention wants;      /* the device that it has or waits for */
	char key[IFACE_NAME_SIZE]; /* the name in lower case */
	uint32_t ifindex;          /* of the device, 0 while there is none */
	char held[IF_NAMESIZE];    /* the device that a numbered interface keeps to */
	char made[IF_NAMESIZE];    /* the name of the device that ribd makes for it, if it does */
	int made_error;            /* negative errno value of the last attempt */
};

struct iface_table {
	struct kernel *kernel;
	struct link_table *links;
	struct undo *undo; /* may be NULL for a while at start */
	struct iface **all;
	size_t count;
	struct iface *by_name, *by_ifindex;
	struct mentions by_nameif; /* by interfaces */
	struct mentions by_device; /* by interfaces that want it */
	size_t made_count;         /* interfaces that ribd makes a device for */
	uint32_t *moved;           /* devices that an interface has got or lost, until iface_moved_clear() */
	size_t moved_count;
	bool gone; /* an interface, while a change is put into force */
};

void iface_table_init(
    struct iface_table *t, struct kernel *kernel, struct link_table *links, struct undo *undo);
/* Interfaces as they were configured and as they are now, by name; copied. Finds the devices and brings into line
 * those that are concerned. True when an interface has gone or has another device than before: those are in t->moved. */
bool iface_change(struct iface_table *t, const struct iface_config *before, size_t before_count,
    const struct iface_config *after, size_t after_count);
/* The configuration of one interface was changed in its place. */
void iface_reconcile_one(struct iface_table *t, const struct iface *iface);
/* Devices came or went: finds them anew. True when an interface has another device than before. */
bool iface_bind(struct iface_table *t);
/* The same for those that this device, which has come, gone or got this name, may concern. */
bool iface_bind_device(struct iface_table *t, const char *device, bool numbered);
void iface_moved_clear(struct iface_table *t);
/* Brings the device, if it is an interface's, into line with the configuration. */
void iface_reconcile(struct iface_table *t, struct link *link);
void iface_reconcile_all(struct iface_table *t);
/* Removes our addresses and takes links back to what they were. */
void iface_withdraw_all(struct iface_table *t);
void iface_table_free(struct iface_table *t);

struct iface *iface_find(const struct iface_table *t, const char *name);
struct iface *iface_by_nameif(const struct iface_table *t, const char *nameif);
struct iface *iface_by_ifindex(const struct iface_table *t, uint32_t ifindex);
/* The operator's name of a device: the interface's, else the number it would have, else the Linux name. */
const char *iface_name(const struct iface_table *t, const struct link *link, char *buf, size_t size);
