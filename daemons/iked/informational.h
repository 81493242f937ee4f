/* SPDX-License-Identifier: Apache-2.0 */
/* INFORMATIONAL, RFC 7296 §1.4: liveness, Delete. */
#pragma once
#include "daemons/iked/exchange.h"

void informational_send_liveness(struct ike_sa *sa);
void informational_send_delete_ike(struct ike_sa *sa);
void informational_send_delete_child(struct ike_sa *sa, struct child_sa *child);
/* A message without an SK payload arrived for this SA: never more than a reason to check (§1.5, §2.21.4). */
void informational_unprotected(struct ike_sa *sa, const struct ike_message *msg);
