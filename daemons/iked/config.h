/* SPDX-License-Identifier: Apache-2.0 */
/* The operator's words: what the handlers of configuration sentences fill, and how it becomes settings. */
#pragma once
#include "daemons/iked/interfaces.h"
#include "daemons/iked/settings.h"
#include <stdlib.h>
#include <uthash.h>
#include <utlist.h>

#define CONFIG_NAME_SIZE 65

struct config_policy { /* crypto ikev2 policy */
	struct config_policy *prev, *next;
	uint32_t priority;
	uint32_t encryption, integrity, group, prf; /* bits of the grammar's words */
	uint32_t lifetime;                          /* seconds, 0 none */
};

struct config_proposal { /* crypto ipsec ikev2 ipsec-proposal */
	struct config_proposal *prev, *next;
	char name[CONFIG_NAME_SIZE];
	uint32_t encryption, integrity;
	bool esn;
};

enum config_identity_kind {
	CONFIG_IDENTITY_UNSET,
	CONFIG_IDENTITY_ADDRESS,
	CONFIG_IDENTITY_HOSTNAME,
	CONFIG_IDENTITY_TEXT,
};

struct config_identity {
	enum config_identity_kind kind;
	struct ike_id text;
};

#define CONFIG_PROPOSALS_MAX 11
struct config_profile { /* crypto ipsec profile */
	struct config_profile *prev, *next;
	char name[CONFIG_NAME_SIZE];
	unsigned proposals;
	char proposal[CONFIG_PROPOSALS_MAX][CONFIG_NAME_SIZE];
	uint16_t pfs_group;
	uint32_t seconds, kilobytes; /* 0: the global ones */
	bool kilobytes_unlimited;
	bool responder_only;
	struct config_identity identity;
};

struct config_group {      /* tunnel-group */
	UT_hash_handle hh; /* by name */
	char name[CONFIG_NAME_SIZE];
	struct shared_key local, remote;
	struct dpd_settings dpd;
};

struct config_tunnel {     /* interface TunnelN */
	UT_hash_handle hh; /* by name */
	char name[IF_NAMESIZE];
	bool shutdown;
	char source[RIB_NAMEIF_MAX];
	struct ip_addr destination;
	bool mode, ipv6;
	char profile[CONFIG_NAME_SIZE];
};

struct config_enabled { /* crypto ikev2 enable */
	struct config_enabled *prev, *next;
	char nameif[RIB_NAMEIF_MAX];
};

struct iked_model {
	struct config_policy *policies; /* by priority */
	struct config_proposal *proposals;
	struct config_profile *profiles;
	struct config_group *groups;
	struct config_tunnel *tunnels;
	struct config_enabled *enabled;
	uint32_t seconds, kilobytes; /* global lifetimes; 0 kilobytes: unlimited */
	uint16_t replay_window;
	bool nat_traversal;
	bool fragmentation;
	uint16_t fragment_mtu; /* bytes, 0: as each address family has it */
	bool legacy;           /* crypto ikev2 legacy-algorithms */
	struct config_identity identity;
	char hostname[64], domain[128];
};

struct iked_model *config_model_new(void);
void config_model_free(struct iked_model *m); /* wipes the keys */
/* What the engine is to do, with the addresses that the interfaces have now. NULL: out of memory. */
struct settings *config_resolve(const struct iked_model *m, const struct interfaces *interfaces);
/* True when IKEv2 is enabled on the interface that has this address. */
bool config_listens(
    const struct iked_model *m, const struct interfaces *interfaces, const struct ip_addr *local);

/* ---- between the handlers ---- */

/* A new element at the end of a list of named things; NULL when out of memory. */
#define CONFIG_APPEND_NEW(list, element)                                                                     \
	do {                                                                                                 \
		(element) = calloc(1, sizeof(*(element)));                                                   \
		if (element)                                                                                 \
			DL_APPEND(list, element);                                                            \
	} while (0)

struct config_proposal *config_proposal_named(const struct iked_model *m, const char *name);
/* `index` is its place in the list. */
struct config_profile *config_profile_named(const struct iked_model *m, const char *name, unsigned *index);
void config_identity_text(struct config_identity *identity, uint8_t type, const char *text);
/* Our identity towards the peers of a profile (NULL: none); type 0 means the address. */
struct ike_id config_identity_of(const struct iked_model *m, const struct config_profile *profile);
