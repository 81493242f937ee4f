/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/pmtu.h"
#include <sys/socket.h>
#include <unistd.h>
#include "daemons/espd/crypto.h"
#include "lib/loop.h"

#define IPV4_HEADER 20
#define UDP_HEADER  8
#define TRAILER     2 /* pad length and next header */

static uint32_t route_mtu(struct in_addr local, struct in_addr remote)
{
	int mtu = 0;
	socklen_t size = sizeof mtu;
	struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr = local};
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr = remote, .sin_port = htons(4500)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return 0;
	if (bind(fd, (struct sockaddr *)&from, sizeof from) != 0 ||
	    connect(fd, (struct sockaddr *)&to, sizeof to) != 0 ||
	    getsockopt(fd, IPPROTO_IP, IP_MTU, &mtu, &size) != 0)
		mtu = 0;
	close(fd);
	return mtu > 0 ? (uint32_t)mtu : 0;
}

bool pmtu_probe(struct pmtu *p, struct in_addr local, struct in_addr remote)
{
	uint32_t mtu = route_mtu(local, remote);
	if (mtu == 0 && p->media == 0)
		mtu = PMTU_DEFAULT;
	if (mtu == 0 || mtu == p->media)
		return false;
	p->media = mtu;
	return true;
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
