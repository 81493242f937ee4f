/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages in fragments, RFC 7383: what does not fit into a datagram that the path carries whole is cut into
 * messages of its own, each of them sealed. What comes is collected when it is authentic and in the window; of one
 * request and one response at a time, at most MESSAGE_SIZE_MAX bytes each.
 */
#pragma once
#include "daemons/iked/message.h"

struct ike_sa;
struct fragment_set;

#define FRAGMENTS_MAX 128 /* of one message */

/* IKE SA is being set up and both ends can: what we send is cut from now on. */
void fragment_enable(struct ike_sa *sa);
/* Seals `chain` as one message or, where that is too large, as several that stand one behind the other in `out`. */
bool fragment_seal(
    struct ike_sa *sa, const struct ike_header *h, const struct payload_writer *chain, struct wbuf *out);
/* Bytes of the message that begins at `at` of what fragment_seal() wrote, 0 at its end. */
size_t fragment_size_at(const struct wbuf *messages, size_t at);
/* Smaller fragments from now on, such that `chain`, sent as `sent`, makes more of them (§2.5.2). False: there is no
 * smaller size, or no need for it. */
bool fragment_shrink(struct ike_sa *sa, const struct payload_writer *chain, const struct wbuf *sent);
/* A fragment came. True when `msg` is whole now, as sk_open() leaves it, or repeats an answered request. */
bool fragment_receive(struct ike_sa *sa, struct ike_message *msg);
/* Forgets what is collected. */
void fragment_free(struct ike_sa *sa);
