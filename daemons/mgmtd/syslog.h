/* SPDX-License-Identifier: Apache-2.0 */
/* The log hosts: messages as `logging …` has them sent, through the interfaces as ribd knows them. */
#pragma once
#include "daemons/mgmtd/loghost.h"

struct ipc_self;
struct syslog;

struct syslog_queue { /* of all hosts */
	uint64_t dropped;
	unsigned waiting, most;
};

/* `ribd` is the path of ribd's socket. NULL when out of memory. */
struct syslog *syslog_new(struct loop *loop, const char *ribd, const struct ipc_self *self);
void syslog_free(struct syslog *s);
/* Both stay the caller's and must live until the next call. Hosts that are configured as before keep what waits. */
void syslog_configure(struct syslog *s, const struct logging *logging, const char *hostname);
void syslog_put(struct syslog *s, const struct message *m);
/* Messages that were for the log hosts. */
uint64_t syslog_count(const struct syslog *s);
/* What names this system in the messages, "" for nothing. */
const char *syslog_id(const struct syslog *s, char dst[RIB_NAMEIF_MAX + 16]);
void syslog_each(const struct syslog *s,
    void (*fn)(void *arg, const struct logging_host *conf, const struct loghost_status *status), void *arg);
void syslog_queue(const struct syslog *s, struct syslog_queue *queue);
