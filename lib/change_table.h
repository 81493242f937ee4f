/* SPDX-License-Identifier: Apache-2.0 */
/* Changed objects of a model (struct cmd_change, cmd_owner.h) into a table of the one that is in force. */
#pragma once
#include <uthash.h>

/*
 * The objects of `before` leave the uthash table `to`, then those of `after` enter it, which are taken out of their own
 * table; all three hold `struct type` by `hh` with the same key, which lies in the object. leave(context, object) takes one
 * out of `to` and frees it, enter(context, object) is called when one is there.
 */
#define CHANGE_TABLE(to, before, after, type, leave, enter, context)                                         \
	do {                                                                                                 \
		struct type *other_, *next_, *own;                                                           \
		HASH_ITER(hh, before, other_, next_) {                                                       \
			HASH_FIND(hh, to, other_->hh.key, other_->hh.keylen, own);                           \
			if (own) {                                                                           \
				leave(context, own);                                                         \
			}                                                                                    \
		}                                                                                            \
		HASH_ITER(hh, after, own, next_) {                                                           \
			HASH_DEL(after, own);                                                                \
			HASH_ADD_KEYPTR(hh, to, own->hh.key, own->hh.keylen, own);                           \
			enter(context, own);                                                                 \
		}                                                                                            \
	} while (0)
