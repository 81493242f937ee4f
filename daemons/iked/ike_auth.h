/* SPDX-License-Identifier: Apache-2.0 */
/* IKE_AUTH, RFC 7296 §1.2, with a shared key. */
#pragma once
#include "daemons/iked/exchange.h"

void ike_auth_send(struct ike_sa *sa);
