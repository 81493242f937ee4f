/* SPDX-License-Identifier: Apache-2.0 */
/* The IKE SA: what it is made of, its states, and what it does next. */
#pragma once
#include "daemons/iked/child.h"
#include "daemons/iked/dh.h"
#include "daemons/iked/evidence.h"
#include "daemons/iked/failure.h"
#include "daemons/iked/id.h"
#include "daemons/iked/ike.h"
#include "daemons/iked/keymat.h"
#include "daemons/iked/peer.h"
#include "daemons/iked/window.h"
#include <uthash.h>

enum ike_sa_state {
	IKE_SA_NEW,
	IKE_SA_INIT_SENT,     /* initiator: IKE_SA_INIT */
	IKE_SA_INIT_ANSWERED, /* responder: half-open */
	IKE_SA_AUTH_SENT,     /* initiator: IKE_AUTH */
	IKE_SA_ESTABLISHED,
	IKE_SA_REKEYED,  /* another one took over; waits for its Delete */
	IKE_SA_DELETING, /* our Delete is on its way */
	IKE_SA_DEAD,
};

#define STATE_BIT(state) (1u << (state))

struct fragment_set;

/* How an end has proven itself. */
enum auth_kind {
	AUTH_BY_KEY,
	AUTH_BY_RSA,
	AUTH_BY_ECDSA,
};

/* Needed until IKE_AUTH is through. */
struct ike_setup {
	struct dh *dh;
	struct nonce ni, nr;
	uint8_t cookie[COOKIE_SIZE_MAX];
	uint8_t cookie_size;
	unsigned rounds;         /* IKE_SA_INIT requests so far */
	struct wbuf init;        /* first message of the initiator, as sent */
	struct wbuf init_answer; /* of the responder */
	uint32_t child_spi;      /* inbound SPI that we offer in IKE_AUTH */
	bool initial_contact;
	uint8_t peer_hashes;    /* that the peer knows for signatures, sign.h */
	struct failure refusal; /* why the peer's proof is none, where it is not the key */
	bool ppk;               /* both ends take part (ppk.h) */
	struct ike_keys plain;  /* the keys before they were mixed */
};

/* Our outstanding CREATE_CHILD_SA request. */
struct create {
	struct dh *dh; /* NULL: no PFS, or lost with a predecessor process (`orphan`) */
	struct nonce ni;
	uint32_t spi_in;    /* inbound SPI that we offer for a CHILD SA */
	uint64_t spi_ike;   /* SPI that we offer for an IKE SA */
	uint32_t old_spi;   /* inbound SPI of the CHILD SA that is rekeyed, 0 none */
	uint32_t rival;     /* inbound SPI of what the peer's rekey of the same CHILD SA made, 0 none */
	uint64_t rival_ike; /* our SPI of what the peer's rekey of this IKE SA made, 0 none */
	bool orphan;        /* sent by a predecessor process: its secrets are gone */
};

struct initiator_key {
	uint64_t spi_i;
	uint8_t addr[16];
	uint64_t port;
};

struct ike_sa {
	UT_hash_handle hh;           /* ike->sas, by local_spi */
	UT_hash_handle hh_initiator; /* ike->by_initiator */
	struct ike_sa *prev, *next;  /* peer->sas; graveyard */
	struct ike *ike;
	struct peer *peer;
	uint32_t number; /* for show commands */
	enum ike_sa_state state;
	bool initiator; /* we are the original initiator */
	uint64_t local_spi;
	uint64_t spi_i, spi_r;
	struct initiator_key key;
	struct ip_endpoint local, remote;
	bool nat_local, nat_remote; /* who is behind a NAT */
	bool udp_encap;
	bool ppk;       /* a post-quantum key is in the keys (ppk.h) */
	bool fragments; /* both ends can (fragment.h) */
	bool postern;   /* the peer is a Postern, by its vendor ID */
	bool proven;    /* the peer has shown that it has the keys and the SA is up at its end */
	bool unheard;   /* responder, beside another SA: the peer may not have our IKE_AUTH answer yet */
	bool redundant; /* lost against a twin: carries nothing of ours, will be deleted */
	bool sole;      /* initiator: made to replace all others, and says so */
	bool rescue;    /* `beside`, because the peer does not answer: it may have lost what is there */
	bool beside;    /* initiator: made beside one that is up, to replace it */
	struct suite suite;
	struct ike_keys keys;
	struct ike_id local_id, remote_id;
	enum auth_kind auth_local, auth_remote;
	struct window window;
	uint16_t fragment_mtu;             /* bytes of an IP packet of ours, 0: whole messages only */
	struct fragment_set *collected[2]; /* of the peer's request, and of the response to ours */
	struct ike_setup *setup;
	struct create *create;
	struct child_sa *children;
	struct nonce lowest; /* of the two that made it */
	uint64_t successor;  /* our SPI of the SA that took over, 0 none */
	bool want_delete, want_rekey, want_liveness, want_child;
	unsigned child_attempts;
	enum failure_code ending; /* why it is being deleted */
	bool doomed;              /* ends once the present answer is out, because of `failure` */
	struct failure failure;
	struct evidence evidence;
	int64_t begun_at, established_at, heard_at; /* loop time */
	int64_t session_at; /* when the first of those that were rekeyed into this one was established */
	uint32_t lifetime;  /* seconds, 0 none */
	struct loop_timer *timeout; /* half-open, and waiting for the peer's Delete */
	struct loop_timer *rekey_timer;
	struct loop_timer *child_timer; /* until the next try of a CHILD SA */
	struct loop_timer *dpd_timer;
	bool dpd_asked; /* the data plane, about traffic */
	bool doubted;   /* a hint says that the peer has lost this SA: the liveness check is in a hurry */
};

/* A new SA of `peer` in state NEW; `local_spi` comes from ike_new_spi(), `peer_spi` is 0 where it is not known
 * yet. NULL: out of memory. */
struct ike_sa *ike_sa_new(struct peer *peer, bool initiator, uint64_t local_spi, uint64_t peer_spi,
    const struct ip_endpoint *local, const struct ip_endpoint *remote);
/* The only place that changes the state; it logs. */
void ike_sa_set_state(struct ike_sa *sa, enum ike_sa_state state);
/* A rekey made it from `old`: up at once, under the same identities and endpoints. */
void ike_sa_succeed(struct ike_sa *sa, const struct ike_sa *old);
/* Authenticated: timers start, the peer decides which of its SAs stays. */
void ike_sa_established(struct ike_sa *sa, bool initial_contact);
/* Takes the SA and its CHILD SAs away without a word to the peer. The memory stays until the present event is
 * over. `fmt` says why, for log and show. */
void ike_sa_end(struct ike_sa *sa, enum failure_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The same, after the answer to the present request has gone out. */
void ike_sa_doom(struct ike_sa *sa, enum failure_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Takes the SA out of all tables and frees what hangs on it, without a word to anybody. Its memory is the
 * caller's then. */
void ike_sa_forget(struct ike_sa *sa);
/* Asks the peer to delete it, then ends. Before IKE_AUTH is through it ends at once. */
void ike_sa_delete(struct ike_sa *sa, enum failure_code code);
/* Does the most urgent thing that waits, if no request is outstanding. */
void ike_sa_continue(struct ike_sa *sa);
/* Waits so long for the peer's Delete, then deletes it from here. */
void ike_sa_retire(struct ike_sa *sa, unsigned seconds);
/* The CHILD SAs of `old` go on under `sa`; `old` waits for its Delete. */
void ike_sa_inherit(struct ike_sa *sa, struct ike_sa *old);
/* Follows the peer to another endpoint (RFC 7296 §2.23), CHILD SAs too. */
void ike_sa_move(struct ike_sa *sa, const struct ip_endpoint *local, const struct ip_endpoint *remote);
/* Writes what a successor process needs to the kept memory. */
void ike_sa_commit(struct ike_sa *sa);
/* Another try of a CHILD SA after a while that grows. */
void ike_sa_child_later(struct ike_sa *sa);

bool ike_sa_is_up(const struct ike_sa *sa); /* ESTABLISHED */
struct create *ike_sa_create_begin(struct ike_sa *sa);
void ike_sa_create_end(struct ike_sa *sa);
void ike_sa_setup_free(struct ike_sa *sa);
void ike_sa_reap(struct ike *ike);
/* The name that log lines begin with. */
const char *ike_sa_label(const struct ike_sa *sa);
const char *ike_sa_state_name(enum ike_sa_state state);
