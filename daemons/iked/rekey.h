/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When to rekey, and what to do when both ends do it at once (RFC 7296 §2.8.1, §2.8.2, §2.25).
 *
 * Of two twins made by simultaneous rekeys, the one that was made with the lowest of the four nonces is
 * redundant. The end that began it deletes it; the end that began the other one deletes the old SA.
 */
#pragma once
#include "daemons/iked/sa.h"

/* Lifetimes: the rekey at about nine tenths, spread so that both ends rarely meet. With `crypto ikev2 trial-rekey` the
 * first CHILD SA, which IKE_AUTH makes without PFS, is rekeyed soon where PFS is configured: that the ends disagree is
 * then a warning while the SA still carries the traffic, and not an outage at the end of its lifetime. */
void rekey_arm_ike(struct ike_sa *sa);
void rekey_arm_child(struct child_sa *child);
/* A rekey was refused for now: once more in a moment; `permanent`: after a longer while. */
void rekey_ike_later(struct ike_sa *sa, bool permanent);
void rekey_child_later(struct child_sa *child, bool permanent);

/* Our rekey of a CHILD SA (its inbound SPI `old_spi`, it may be gone) made `made`. */
void rekey_child_done(struct ike_sa *sa, struct child_sa *made);
/* The peer's rekey of `old` made `made`. */
void rekey_child_by_peer(struct ike_sa *sa, struct child_sa *old, struct child_sa *made);
/* `made` is new and no rekey: if both ends made one at once, the same rule leaves one of them. */
void rekey_child_twins(struct ike_sa *sa, struct child_sa *made);
/* Our rekey of a CHILD SA was refused. */
void rekey_child_refused(struct ike_sa *sa, uint16_t notify);

/* The peer deletes a CHILD SA. If it was to replace another one, that one stays after all. */
void rekey_child_undone(struct child_sa *child);

void rekey_ike_done(struct ike_sa *sa, struct ike_sa *made);
void rekey_ike_by_peer(struct ike_sa *sa, struct ike_sa *made);
void rekey_ike_refused(struct ike_sa *sa, uint16_t notify);
/* `sa` is deleted by the peer while its successor is undecided: the peer's rekey stands. */
void rekey_ike_settle(struct ike_sa *sa);
