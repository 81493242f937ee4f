/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The link to espd (lib/sa_feed.h): CHILD SAs go there, IKE of port 4500 goes both ways, events come back.
 *
 * While espd is away what it must know waits here; when it is back, its SAs are compared with the engine's
 * (reconcile): what it lost is rekeyed, what nobody knows any more is removed.
 */
#pragma once
#include "daemons/iked/ike.h"
#include <stdbool.h>

struct ipc_self;
struct esp_client;

struct esp_client *esp_client_new(struct loop *loop, const char *path, const struct ipc_self *self);
void esp_client_free(struct esp_client *c);
/* From now on events go to `ike`, and reconciliation may begin. */
void esp_client_attach(struct esp_client *c, struct ike *ike);

void esp_client_sa_add(struct esp_client *c, const struct sa_spec *spec);
void esp_client_sa_del(struct esp_client *c, const struct sa_id *id);
void esp_client_sa_move(struct esp_client *c, const struct sa_move *move);
bool esp_client_sa_usage(struct esp_client *c, uint32_t spi);
void esp_client_ike_send(struct esp_client *c, const struct ip_endpoint *local,
    const struct ip_endpoint *remote, const uint8_t *data, size_t size);
