/* SPDX-License-Identifier: Apache-2.0 */
/* Liveness checks, RFC 7296 §2.4: sent when neither IKE nor ESP has come in for the threshold. */
#pragma once
#include "daemons/iked/sa.h"

void dpd_arm(struct ike_sa *sa);
/* The data plane's answer about a CHILD SA of this IKE SA. */
void dpd_used(struct ike_sa *sa, uint32_t idle_msec);
#define DPD_RESCUE_TRIES 2 /* transmissions of a liveness check without an answer, half a second apart */
/* So many are through: a new IKE SA is tried beside the one that is up. */
void dpd_unanswered(struct ike_sa *sa);
/* An unauthenticated message hints that the peer has lost its state: checks, at most once in a few
 * seconds for a peer. */
void dpd_hint(struct ike_sa *sa, const char *why);
