/* SPDX-License-Identifier: Apache-2.0 */
/* CREATE_CHILD_SA, RFC 7296 §1.3: a new CHILD SA, the rekey of one, the rekey of the IKE SA (ike_rekey.h). */
#pragma once
#include "daemons/iked/exchange.h"

void create_child_sa_send(struct ike_sa *sa);
void create_child_sa_send_rekey(struct ike_sa *sa, struct child_sa *old);
