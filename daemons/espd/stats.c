/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/espd/stats.h"
#include <string.h>

const struct drop_name drop_names[DROP_REASONS] = {
    [DROP_NO_SA] = {"no_sa_send", "no-ipsec-sa", "IPsec SA not negotiated yet"},
    [DROP_UNKNOWN_SPI] = {"invalid_sa_rcv", "ipsec-spi-not-found", "IPsec SPI not found"},
    [DROP_OUT_MALFORMED] = {"encaps_failed", "ipsec-encap-malformed", "Malformed packet to encapsulate"},
    [DROP_OUT_SELECTOR] = {"encaps_selector", "ipsec-selector-failure", "Packet outside the IPsec selectors"},
    [DROP_OUT_TOO_BIG] = {"mtu_frag_failed", "ipsec-mtu-exceeded", "Packet exceeds the tunnel MTU"},
    [DROP_OUT_SEQUENCE] = {"rollover_send", "ipsec-sequence-exhausted", "IPsec sequence numbers exhausted"},
    [DROP_OUT_SOCKET] = {"internal_send", "ipsec-send-failed", "Encrypted packet refused by the network"},
    [DROP_IN_SHORT] = {"decaps_failed", "bad-ipsec-length", "Bad IPsec packet length"},
    [DROP_IN_REPLAY] = {"replay_failed", "ipsec-replay-failed", "IPsec anti-replay check failed"},
    [DROP_IN_AUTH] = {"verify_failed", "ipsec-auth-failed", "IPsec integrity check failed"},
    [DROP_IN_PAD] = {"invalid_pad", "bad-ipsec-padding", "Bad IPsec padding"},
    [DROP_IN_PROTOCOL] = {"invalid_prot", "bad-ipsec-prot", "IPsec packet with an unknown payload"},
    [DROP_IN_VERSION] = {"invalid_version", "bad-ipsec-ip-version", "IPsec payload of the wrong IP version"},
    [DROP_IN_LENGTH] = {"invalid_len", "ipsec-inner-length", "Bad inner packet length"},
    [DROP_IN_SELECTOR] = {"invalid_id", "ipsec-inner-selector", "Inner packet outside the IPsec selectors"},
    [DROP_IN_ECN] = {"decaps_ecn", "ipsec-ecn", "Congestion mark on a flow without ECN"},
    [DROP_IN_EXPIRED] = {"rollover_rcv", "ipsec-sa-expired", "IPsec SA expired"},
    [DROP_IN_DEVICE] = {"internal_rcv", "ipsec-tunnel-device", "Tunnel device did not take the packet"},
};

struct stats *stats_of(struct vault *vault, const char *tunnel)
{
	for (struct stats *s = vault_next(vault, NULL); s != NULL; s = vault_next(vault, s))
		if (strcmp(s->tunnel, tunnel) == 0)
			return s;
	struct stats *s = vault_take(vault);
	if (s == NULL)
		return NULL;
	strncpy(s->tunnel, tunnel, sizeof s->tunnel - 1);
	vault_commit(&s->slot);
	return s;
}

static uint64_t sum(const struct stats *s, enum drop_reason first, enum drop_reason last)
{
	uint64_t total = 0;
	for (unsigned i = first; i <= last; i++)
		total += s->drops[i];
	return total;
}

uint64_t stats_send_errors(const struct stats *s)
{
	return s->drops[DROP_NO_SA] + sum(s, DROP_OUT_MALFORMED, DROP_OUT_SOCKET);
}

uint64_t stats_recv_errors(const struct stats *s)
{
	return s->drops[DROP_UNKNOWN_SPI] + sum(s, DROP_IN_SHORT, DROP_IN_DEVICE);
}
