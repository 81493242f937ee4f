/* SPDX-License-Identifier: Apache-2.0 */
/* Communities: standard (RFC 1997), extended (RFC 4360), large (RFC 8092), each kept as the interned wire
 * value of its attribute. */
#pragma once
#include "daemons/bgpd/blob.h"
#include <stdbool.h>

#define COMMUNITY_GRACEFUL_SHUTDOWN   0xffff0000u /* RFC 8326 */
#define COMMUNITY_NO_EXPORT           0xffffff01u
#define COMMUNITY_NO_ADVERTISE        0xffffff02u
#define COMMUNITY_NO_EXPORT_SUBCONFED 0xffffff03u

bool community_has(const struct blob *communities, uint32_t community);
/* True when a well-known community keeps the route from a peer; `ebgp` tells what kind of peer. */
bool community_forbids(const struct blob *communities, bool ebgp);
/* "65531:100 no-export" and the like into `dst`, cut to `size`; returns dst. */
const char *community_str(const struct blob *communities, char *dst, size_t size);
const char *community_large_str(const struct blob *communities, char *dst, size_t size);
/* "RT:65531:100", "SoO:…" or 16 hexadecimal digits. */
const char *community_extended_str(const struct blob *communities, char *dst, size_t size);
