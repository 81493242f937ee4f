/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of fixed size between the two parts of posternd, each with a descriptor or without. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* `fd` may be -1; it stays the caller's. False and errno when the other end has gone. */
bool parcel_send(int socket, const void *data, size_t size, int fd);
/* Waits for a message of exactly `size` bytes; *fd is its descriptor, the caller's to close, or -1. False when
 * the other end has gone (errno EPIPE) or has sent another size (EBADMSG). */
bool parcel_receive(int socket, void *data, size_t size, int *fd);
