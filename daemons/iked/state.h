/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An IKE SA as bytes, for the process that comes after this one (lib/statefd.h keeps them).
 *
 * It is written before each message goes out, so that a successor knows every message ID that a peer may have
 * seen. Of a request that was on its way it gets the bytes, and sends them again; the secrets behind a
 * CREATE_CHILD_SA are not kept, its answer is dealt with as an orphan. Keys of CHILD SAs are in the data plane; here
 * are only those of an outbound half that is not installed yet.
 */
#pragma once
#include "daemons/iked/sa.h"

void state_pack(struct wbuf *w, const struct ike_sa *sa);
/* Makes the SA again under the peer of its tunnel, which must be configured as it was. NULL when it is not,
 * or when the bytes are not sound. Nothing is sent yet: state_resume() does. */
struct ike_sa *state_unpack(struct ike *ike, struct rbuf r);
/* Timers start, the outstanding request goes out again, the peer is asked whether it lives. */
void state_resume(struct ike_sa *sa);
