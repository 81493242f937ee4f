/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/identity.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static void read_first(const char *path, const char *prefix, char *dst, size_t size)
{
	char line[256];
	FILE *f = fopen(path, "re");
	*dst = '\0';
	while (f != NULL && *dst == '\0' && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, prefix, strlen(prefix)) == 0)
			snprintf(dst, size, "%s", line + strlen(prefix));
	if (f != NULL)
		fclose(f);
	dst[strcspn(dst, "\n")] = '\0';
}

const char *identity_serial(char *dst)
{
	char id[64];
	uint8_t digest[EVP_MAX_MD_SIZE] = {0};
	read_first("/etc/machine-id", "", id, sizeof(id));
	EVP_Digest(id, strlen(id), digest, NULL, EVP_sha256(), NULL);
	snprintf(dst, IDENTITY_SERIAL, "PT%02X%02X%02X%02X%X", digest[0], digest[1], digest[2], digest[3],
	    digest[4] & 15u);
	return dst;
}

uint64_t identity_memory(void)
{
	return (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
}

const char *identity_cpu(char *dst, size_t size)
{
	read_first("/proc/cpuinfo", "model name\t: ", dst, size);
	return dst;
}

const char *identity_system(char *dst, size_t size)
{
	struct utsname u;
	if (uname(&u) != 0)
		*dst = '\0';
	else
		snprintf(dst, size, "%s %s %s", u.sysname, u.release, u.machine);
	return dst;
}

const char *identity_hardware(char *dst, size_t size)
{
	char cpu[96];
	struct utsname u;
	if (uname(&u) != 0)
		memcpy(u.machine, "?", 2);
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	snprintf(dst, size, "%s, %llu MB RAM, CPU %s, %ld CPU%s", u.machine,
	    (unsigned long long)(identity_memory() >> 20), identity_cpu(cpu, sizeof(cpu)), cpus,
	    cpus == 1 ? "" : "s");
	return dst;
}
