/* SPDX-License-Identifier: Apache-2.0 */
/* Interfaces on the fake kernel, configured and brought into force as ribd does it. */
#pragma once
#include "daemons/ribd/iface.h"
#include "daemons/ribd/kernel.h"
#include "daemons/ribd/undo.h"
#include "tests/unit/ribd/fake_kernel.h"

/* Devices, interfaces and what ribd changed, on the fake kernel. */
struct bench {
	struct kernel *kernel;
	struct link_table links;
	struct iface_table ifaces;
	struct undo *undo;
	struct iface_config config[6];
	struct iface_config before[6];
	size_t before_count;
};

void bench_open(struct bench *b);
void bench_close(struct bench *b);
/* A device that is there from the beginning. */
struct kernel_link *device(struct bench *b, uint32_t ifindex, const char *name);
/* The i-th interface is called so; "" leaves a member out. */
void name(struct bench *b, int i, const char *text, const char *nameif, const char *address);
/* The first `count` interfaces of the bench are configured from now on, and no others. */
void apply(struct bench *b, size_t count);
/* The device of an interface, "" without. */
const char *device_of(struct bench *b, const char *text);
/* "192.0.2.1/24 …" of the kernel, in the kernel's order. Static buffer. */
const char *addresses(struct bench *b, uint32_t ifindex);
