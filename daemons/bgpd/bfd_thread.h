/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The thread that BFD runs in, with a loop of its own: 50 ms x 3 must hold while BGP is busy with a million routes.
 *
 *     BGP's thread --- call: done in BFD's thread, waited for --> engine
 *     BGP's thread <-- events: queued, read in its own time ------ engine
 */
#pragma once
#include "daemons/bgpd/bfd_engine.h"

struct bfd_thread;

/* Starts it when it is first needed (bfd_thread_call). `event` is called from `loop`. NULL when out of memory. */
struct bfd_thread *bfd_thread_new(struct loop *loop, bfd_event_fn *event, void *arg);
/* Ends the sessions and the thread. */
void bfd_thread_free(struct bfd_thread *t);
/* Runs fn(engine, arg) in the thread and returns when it is done. Without sessions there is no thread: nothing is done
 * unless `start`. False when it was not done. */
bool bfd_thread_call(
    struct bfd_thread *t, bool start, void (*fn)(struct bfd_engine *engine, void *arg), void *arg);
