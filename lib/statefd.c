/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/statefd.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATEFD_MAGIC UINT64_C(0x706f7374726e5346) /* "postrnSF" */
#define STATEFD_SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

/* In front of the payload; the same build or one of the same layout reads it, so host byte order. */
struct header {
	uint64_t magic;
	uint64_t size; /* of the payload */
	uint32_t layout;
	uint8_t reserved[44];
};
_Static_assert(sizeof(struct header) == 64, "the payload begins at a cache line");

static struct header *map(int fd, size_t total)
{
	void *p = mmap(NULL, total, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return NULL;
	mlock(p, total); /* where the limit allows: the pages may hold keys */
	madvise(p, total, MADV_DONTDUMP);
	return p;
}

bool statefd_create(struct statefd *s, const char *name, uint32_t layout, size_t size)
{
	*s = (struct statefd){.fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING)};
	if (s->fd < 0)
		return false;
	size_t total = sizeof(struct header) + size;
	struct header *h = NULL;
	/* Sealed, so that no holder of the descriptor can pull pages from under a mapping. */
	if (ftruncate(s->fd, (off_t)total) == 0 && fcntl(s->fd, F_ADD_SEALS, STATEFD_SEALS) == 0)
		h = map(s->fd, total);
	if (h == NULL) {
		int saved = errno;
		close(s->fd);
		*s = (struct statefd){.fd = -1};
		errno = saved;
		return false;
	}
	*h = (struct header){.magic = STATEFD_MAGIC, .size = size, .layout = layout};
	s->data = h + 1;
	s->size = size;
	return true;
}

/* True when the file is one of ours by size and seals; only then it is safe to map and look inside. */
static bool mappable(int fd, size_t *total)
{
	struct stat st;
	if (fstat(fd, &st) < 0 || st.st_size < (off_t)sizeof(struct header))
		return false;
	int seals = fcntl(fd, F_GET_SEALS);
	*total = (size_t)st.st_size;
	return seals >= 0 && (seals & STATEFD_SEALS) == STATEFD_SEALS;
}

bool statefd_attach(struct statefd *s, int fd, uint32_t layout)
{
	size_t total = 0;
	*s = (struct statefd){.fd = -1};
	struct header *h = mappable(fd, &total) ? map(fd, total) : NULL;
	if (h != NULL && h->magic == STATEFD_MAGIC && h->layout == layout && h->size == total - sizeof(*h)) {
		*s = (struct statefd){.fd = fd, .data = h + 1, .size = total - sizeof(*h), .restored = true};
		return true;
	}
	if (h != NULL)
		munmap(h, total);
	close(fd);
	return false;
}

void statefd_close(struct statefd *s)
{
	if (s->data != NULL) {
		munmap((struct header *)s->data - 1, s->size + sizeof(struct header));
		close(s->fd);
	}
	*s = (struct statefd){.fd = -1};
}
