/* SPDX-License-Identifier: Apache-2.0 */
/* ping: echo requests (RFC 792, RFC 4443) from a raw socket, one after the other, told as they are answered. */
#pragma once

struct ping;
struct ribd;

/* Stops what is under way; its answers end. */
void ping_cancel_all(struct ribd *ribd);
