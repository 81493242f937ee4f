/* SPDX-License-Identifier: Apache-2.0 */
/* The rekey of an IKE SA by CREATE_CHILD_SA, RFC 7296 §1.3.2 and §2.18. */
#pragma once
#include "daemons/iked/exchange.h"

void ike_rekey_send(struct ike_sa *sa);
/* Handlers of rows in create_child_sa_table. */
exchange_fn ike_rekey_request, ike_rekey_response, ike_rekey_refused;
