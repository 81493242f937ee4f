/* SPDX-License-Identifier: Apache-2.0 */
/* espd's part of captures: tunnels in the clear, their ESP packets, and what is dropped here. */
#pragma once

struct espd;

/* Lays out espd->captures and espd->tap; nothing is captured yet. */
void capture_init(struct espd *espd);
