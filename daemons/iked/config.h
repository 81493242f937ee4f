/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's words: what the handlers of configuration sentences fill, and how it becomes settings.
 *
 * A transaction brings the objects that it changes, as they were and as they are (config_change()); they go into the
 * model in force, and the tunnels that follow from them are due: their settings are made anew (config_resolve()). What
 * refers to what is found by name (lib/mention.h), so a line costs what it changes.
 */
#pragma once
#include "daemons/iked/config_ca.h"
#include "daemons/iked/settings.h"
#include "lib/interfaces.h"
#include "lib/mention.h"
#include <stdlib.h>
#include <uthash.h>

struct cmd_change;

#define CONFIG_NAME_SIZE 65

struct config_policy {     /* crypto ikev2 policy */
	UT_hash_handle hh; /* by priority */
	uint32_t priority;
	uint32_t encryption, integrity, group, prf; /* bits of the grammar's words */
	uint32_t lifetime;                          /* seconds, 0 none */
};

struct config_proposal {   /* crypto ipsec ikev2 ipsec-proposal */
	UT_hash_handle hh; /* by name */
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
struct config_profile {    /* crypto ipsec profile */
	UT_hash_handle hh; /* by name */
	char name[CONFIG_NAME_SIZE];
	unsigned proposals;
	char proposal[CONFIG_PROPOSALS_MAX][CONFIG_NAME_SIZE];
	uint16_t pfs_group;
	uint32_t seconds, kilobytes; /* 0: the global ones */
	bool kilobytes_unlimited;
	bool responder_only;
	bool udp_force;
	char trustpoint[CONFIG_NAME_SIZE]; /* "": what the tunnel group says */
	bool chain;
	struct config_identity identity;
	/* Of the model in force: */
	struct mention of_proposal[CONFIG_PROPOSALS_MAX];
	struct proposal_list *esp; /* what it offers; NULL: to be made */
};

struct config_group {      /* tunnel-group */
	UT_hash_handle hh; /* by name */
	char name[CONFIG_NAME_SIZE];
	struct shared_key local, remote;
	struct ppk_settings ppk;
	char trustpoint[CONFIG_NAME_SIZE]; /* "": a key */
	bool remote_certificate;
	enum id_validation validation;
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
	/* Of the model in force: */
	struct mention of_source, of_group, of_profile;
	struct config_tunnel *due_prev, *due_next;
	bool due;
};

struct config_enabled {    /* crypto ikev2 enable */
	UT_hash_handle hh; /* by nameif, in lower case */
	char nameif[RIB_NAMEIF_MAX];
};

struct config_global {               /* what holds for all */
	uint32_t seconds, kilobytes; /* lifetimes; 0 kilobytes: unlimited */
	uint16_t replay_window;
	bool nat_traversal;
	uint32_t trial_seconds; /* trial-rekey, 0 off */
	bool fragmentation;
	uint16_t fragment_mtu; /* bytes, 0: as each address family has it */
	bool cookies_never;
	uint8_t cookies_at;     /* per cent of the SAs that may be in negotiation */
	uint8_t in_negotiation; /* per cent of HALF_OPEN_MAX */
	uint32_t sa_max;        /* 0 no limit */
	bool legacy;            /* crypto ikev2 legacy-algorithms */
	struct config_identity identity;
	char hostname[64], domain[128];
};

struct iked_model {
	struct config_policy *policies;
	struct config_proposal *proposals;
	struct config_profile *profiles;
	struct config_group *groups;
	struct config_tunnel *tunnels;
	struct config_enabled *enabled;
	struct config_ca ca;
	struct config_global global;
	/* Of the model in force: */
	struct mentions sources, group_names, profile_names; /* by tunnels */
	struct mentions proposal_names;                      /* by profiles */
	unsigned hostname_profiles;                          /* that call us by our hostname */
	struct config_tunnel *due;
	bool policies_due;
	struct proposal_list ike; /* what the policies offer */
	uint32_t ike_lifetime[PROPOSALS_MAX];
};

struct iked_model *config_model_new(void);
void config_model_free(struct iked_model *m); /* wipes the keys */

/* Puts a change into the model in force; objects are taken out of change->after. `gone` hears of tunnels that are
 * configured no more. */
void config_change(struct iked_model *m, const struct cmd_change *change,
    void (*gone)(void *arg, const char *tunnel), void *arg);
/* The address of the interface with that name may be another one; NULL: of any. */
void config_interface_changed(struct iked_model *m, const char *nameif);
/* What the engine is to do anew, with the addresses that the interfaces have now: what holds for all, and the tunnels
 * that are due, which no more are so. NULL: out of memory. */
struct settings *config_resolve(struct iked_model *m, const struct interfaces *interfaces);
/* True when IKEv2 is enabled on the interface that has this address. */
bool config_listens(
    const struct iked_model *m, const struct interfaces *interfaces, const struct ip_addr *local);

/* ---- between the files of the configuration ---- */

struct config_proposal *config_proposal_named(const struct iked_model *m, const char *name);
struct config_profile *config_profile_named(const struct iked_model *m, const char *name);
/* What is said about the peer with that address, or NULL. */
struct config_group *config_group_named(const struct iked_model *m, const char *name);
bool config_is_enabled(const struct iked_model *m, const char *nameif);
void config_identity_text(struct config_identity *identity, uint8_t type, const char *text);
/* Our identity towards the peers of a profile (NULL: none); type 0 means the address. */
struct ike_id config_identity_of(const struct iked_model *m, const struct config_profile *profile);
/* True when nothing says what it is. */
bool config_identity_is_auto(const struct iked_model *m, const struct config_profile *profile);
/* True when that is made of hostname and domain. */
bool config_identity_is_hostname(const struct iked_model *m, const struct config_profile *profile);
