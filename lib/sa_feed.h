/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages on espd.sock: CHILD SAs from iked to espd, IKE datagrams of UDP 4500 and events back.
 *
 * espd owns UDP port 4500, because ESP and IKE share it (RFC 3948): a datagram that starts with the non-ESP
 * marker goes to iked without the marker, iked's answers come back the same way. UDP port 500 is iked's own.
 */
#pragma once
#include <net/if.h>
#include "lib/ipaddr.h"
#include "lib/ipc.h"

#define SA_KEY_MAX 64

enum sa_msg {
	/* iked -> espd */
	SA_ADD = IPC_SA_FIRST, /* sa_spec; answered by SA_ADDED */
	SA_DEL,                /* sa_id */
	SA_MOVE,               /* sa_move: the peer's (or our) endpoint changed, or UDP encapsulation began */
	SA_IKE_SEND,           /* sa_ike_datagram */
	SA_LIST,               /* empty; answered by one SA_LISTED per SA held, then SA_LIST_END */
	SA_USAGE,              /* u32 inbound spi; answered by SA_USED */

	/* espd -> iked */
	SA_ADDED = IPC_SA_FIRST + 20, /* sa_id, u8 ok, str reason */
	SA_LISTED,                    /* sa_spec, keys zeroed */
	SA_LIST_END,
	SA_USED,         /* sa_used */
	SA_EXPIRE,       /* sa_id, u8 hard: volume or sequence numbers near or at their end */
	SA_UNKNOWN_SPI,  /* u32 spi, endpoint from, endpoint to; rate-limited */
	SA_IKE_RECEIVED, /* sa_ike_datagram */
	SA_TUNNEL,       /* str tunnel name, u8 present: a tunnel device came or went */
};

enum sa_direction {
	SA_IN = 1,
	SA_OUT = 2,
};

/* Transform IDs of IANA's IKEv2 registry: RFC 7296 §3.3.2, RFC 4106. */
enum sa_encr {
	SA_ENCR_3DES = 3,
	SA_ENCR_NULL = 11,
	SA_ENCR_AES_CBC = 12,
	SA_ENCR_AES_GCM_16 = 20,
	SA_ENCR_CHACHA20_POLY1305 = 28,
};

enum sa_auth {
	SA_AUTH_NONE = 0,
	SA_AUTH_HMAC_SHA1_96 = 2,
	SA_AUTH_HMAC_SHA2_256_128 = 12,
	SA_AUTH_HMAC_SHA2_384_192 = 13,
	SA_AUTH_HMAC_SHA2_512_256 = 14,
};

/* Which SA is meant. We choose the SPIs of inbound SAs, so the SPI alone tells them apart; those of outbound
 * SAs are chosen by the peers, and two peers may choose the same one (RFC 4301 §4.1). */
struct sa_id {
	uint32_t spi;             /* host byte order */
	uint8_t direction;        /* enum sa_direction */
	char tunnel[IF_NAMESIZE]; /* outbound only, else all zero; zero up to the end */
};

struct sa_spec {
	uint8_t direction;        /* enum sa_direction */
	uint32_t spi;             /* host byte order */
	char tunnel[IF_NAMESIZE]; /* "Tunnel1": traffic of this device */
	struct ip_endpoint local; /* ports 500 when not UDP-encapsulated, else 4500 and the peer's */
	struct ip_endpoint remote;
	bool udp_encap;
	uint16_t encr; /* enum sa_encr */
	uint16_t encr_key_bits;
	uint16_t auth; /* enum sa_auth */
	bool esn;
	uint16_t replay_window; /* packets; 0 is off, inbound only */
	uint16_t pfs_group;     /* for show; 0 none */
	uint8_t encr_key_size;  /* bytes; an AEAD: key and 4 bytes of salt */
	uint8_t auth_key_size;
	uint8_t encr_key[SA_KEY_MAX];
	uint8_t auth_key[SA_KEY_MAX];
	uint64_t soft_bytes; /* 0 unlimited */
	uint64_t hard_bytes;
	uint32_t hard_seconds;       /* from now; espd stops using the SA then, whatever iked does */
	uint32_t lifetime_seconds;   /* configured, for show */
	uint32_t lifetime_kilobytes; /* configured, for show; 0 unlimited */
	uint32_t pair_spi;           /* the SPI of the other direction */
	bool initiator;
	uint32_t ike_id; /* number of the IKE SA, for show */
	/* Traffic selectors as negotiated (RFC 7296 §3.13.1), one range each way; protocol 0 is any. */
	struct ip_addr ts_local_low, ts_local_high;
	struct ip_addr ts_remote_low, ts_remote_high;
};

struct sa_move {
	struct sa_id id;
	struct ip_endpoint local;
	struct ip_endpoint remote;
	bool udp_encap;
};

struct sa_used {
	uint32_t spi;
	uint64_t packets;
	uint64_t bytes;
	uint32_t idle_msec; /* since the last packet that passed authentication; UINT32_MAX never */
};

struct sa_ike_datagram {
	struct ip_endpoint local;
	struct ip_endpoint remote;
	const uint8_t *data; /* without the non-ESP marker; inside the message's buffer */
	size_t size;
};

/* Makes an identity; `tunnel` counts for outbound SAs only. */
struct sa_id sa_id_of(uint8_t direction, uint32_t spi, const char *tunnel);
bool sa_id_equal(const struct sa_id *a, const struct sa_id *b);
void sa_id_pack(struct wbuf *w, const struct sa_id *id);
/* Reads one, with more to come after it. */
bool sa_id_unpack(struct rbuf *r, struct sa_id *id);
void sa_spec_pack(struct wbuf *w, const struct sa_spec *s);
bool sa_spec_unpack(struct rbuf *r, struct sa_spec *s);
void sa_move_pack(struct wbuf *w, const struct sa_move *m);
bool sa_move_unpack(struct rbuf *r, struct sa_move *m);
void sa_used_pack(struct wbuf *w, const struct sa_used *u);
bool sa_used_unpack(struct rbuf *r, struct sa_used *u);
void sa_ike_datagram_pack(struct wbuf *w, const struct sa_ike_datagram *d);
bool sa_ike_datagram_unpack(struct rbuf *r, struct sa_ike_datagram *d);
