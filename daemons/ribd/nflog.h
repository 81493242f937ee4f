/* SPDX-License-Identifier: Apache-2.0 */
/* What rules of nftables show with `log group N`. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct loop;
struct nflog;

/* A packet from its IP header on: `size` of `length` bytes. */
typedef void nflog_fn(void *arg, int64_t at_usec, const uint8_t *packet, uint32_t size, uint32_t length);

/* NULL, and the log has why. */
struct nflog *nflog_open(struct loop *loop, uint16_t group, nflog_fn *fn, void *arg);
void nflog_close(struct nflog *n);
