/* SPDX-License-Identifier: Apache-2.0 */
/* The server of espd.sock (lib/sa_feed.h): SAs come from iked, events go back. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct espd;
struct feed;
struct ipc_conn;
struct sa;
struct transport_arrival;

/* Listens in the run directory. NULL with errno set. */
struct feed *feed_open(struct espd *espd);
void feed_close(struct feed *feed);
/* iked's connection, NULL while there is none. */
struct ipc_conn *feed_iked(struct feed *feed);

/* Takes what iked has sent and the loop has not told of yet. */
void feed_poll(struct feed *feed);
void feed_tunnel(struct feed *feed, const char *tunnel, bool present);
void feed_expire(struct feed *feed, const struct sa *sa, bool hard);
/* At most a few a second are told. */
void feed_unknown_spi(struct feed *feed, uint32_t spi, const struct transport_arrival *arrival);
