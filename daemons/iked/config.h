/* SPDX-License-Identifier: Apache-2.0 */
/* The operator's words: what the handlers of configuration sentences fill, and how it becomes settings. */
#pragma once
#include "daemons/iked/interfaces.h"
#include "daemons/iked/settings.h"

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
};

struct config_group { /* tunnel-group */
	struct config_group *prev, *next;
	char name[CONFIG_NAME_SIZE];
	struct shared_key local, remote;
	struct dpd_settings dpd;
};

struct config_tunnel { /* interface TunnelN */
	struct config_tunnel *prev, *next;
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
};

struct iked_model *config_model_new(void);
void config_model_free(struct iked_model *m); /* wipes the keys */
/* What the engine is to do, with the addresses that the interfaces have now. NULL: out of memory. */
struct settings *config_resolve(const struct iked_model *m, const struct interfaces *interfaces);
/* True when IKEv2 is enabled on the interface that has this address. */
bool config_listens(
    const struct iked_model *m, const struct interfaces *interfaces, const struct ip_addr *local);
