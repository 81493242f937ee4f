/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/pmtu.h"
#include "daemons/espd/crypto.h"
#include "daemons/espd/route.h"
#include "lib/loop.h"

#define IPV4_HEADER 20
#define UDP_HEADER  8
#define TRAILER     2 /* pad length and next header */

bool pmtu_probe(struct pmtu *p, struct in_addr local, struct in_addr remote)
{
	struct route_mtu mtu;
	if (!route_mtu_of(local, remote, &mtu))
		mtu.media = p->media == 0 ? PMTU_DEFAULT : p->media;
	bool changed = mtu.media != p->media;
	p->media = mtu.media;
	return changed;
}

void pmtu_begin(struct pmtu *p, struct in_addr local, struct in_addr remote, int64_t now)
{
	struct route_mtu mtu;
	*p = (struct pmtu){.media = PMTU_DEFAULT};
	if (!route_mtu_of(local, remote, &mtu))
		return;
	p->media = mtu.media;
	if (mtu.path != 0)
		pmtu_report(p, mtu.path, now);
}

bool pmtu_report(struct pmtu *p, uint32_t mtu, int64_t now)
{
	if (mtu < PMTU_FLOOR)
		mtu = PMTU_FLOOR;
	if (mtu >= pmtu_outer(p))
		return false;
	p->path = mtu;
	p->learned = now;
	return true;
}

bool pmtu_age(struct pmtu *p, uint32_t aging, int64_t now)
{
	if (p->path == 0 || aging == 0 || now - p->learned < aging * LOOP_SEC)
		return false;
	p->path = 0;
	return true;
}

uint32_t pmtu_age_left(const struct pmtu *p, uint32_t aging, int64_t now)
{
	if (p->path == 0 || aging == 0)
		return 0;
	int64_t left = aging - (now - p->learned) / LOOP_SEC;
	return left > 0 ? (uint32_t)left : 0;
}

uint32_t pmtu_outer(const struct pmtu *p)
{
	uint32_t media = p->media != 0 ? p->media : PMTU_DEFAULT;
	return p->path != 0 && p->path < media ? p->path : media;
}

uint32_t pmtu_overhead(const struct crypto_suite *suite, bool udp_encap)
{
	return IPV4_HEADER + (udp_encap ? UDP_HEADER : 0) + CRYPTO_HEADER + suite->iv_size + TRAILER +
	       suite->icv_size;
}

uint32_t pmtu_inner(uint32_t outer, const struct crypto_suite *suite, bool udp_encap)
{
	uint32_t fixed = pmtu_overhead(suite, udp_encap) - TRAILER;
	if (outer < fixed + PMTU_INNER_FLOOR + CRYPTO_ALIGN_MAX + TRAILER)
		return PMTU_INNER_FLOOR;
	return (outer - fixed) / suite->align * suite->align - TRAILER;
}
