/* SPDX-License-Identifier: Apache-2.0 */
/* What the machine and the program say of themselves. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define IDENTITY_VERSION POSTERN_VERSION
#define IDENTITY_SERIAL  12 /* with the terminator */

/* Derived from the machine id, so that it stays and tells nothing of it. Returns dst. */
const char *identity_serial(char *dst);
/* "Linux x86_64, 2048 MB RAM, CPU …, 2 CPUs". Returns dst. */
const char *identity_hardware(char *dst, size_t size);
const char *identity_system(char *dst, size_t size); /* "Linux 6.18.0 x86_64" */
uint64_t identity_memory(void);                      /* bytes */
const char *identity_cpu(char *dst, size_t size);    /* model name; "" when unknown */
