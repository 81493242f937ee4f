/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/input.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/buf.h"
#include "lib/loop.h"

#define INPUT_LIMIT (1u << 20) /* bytes taken ahead; the rest waits in the terminal */
#define INPUT_CHUNK 4096

struct input {
	struct loop *loop;
	struct loop_io *io;
	int fd;
	struct wbuf queue;
	size_t taken;      /* bytes of the queue that were consumed */
	size_t interrupts; /* Ctrl-C among the others */
	bool after_cr;
	bool ended;
	bool armed;
	bool interrupted;
};

static size_t waiting(const struct input *in)
{
	return in->queue.len - in->taken;
}

static void watch(struct input *in)
{
	loop_io_set(in->io, in->ended || waiting(in) >= INPUT_LIMIT ? 0 : LOOP_READ);
}

static void compact(struct input *in)
{
	size_t left = waiting(in);
	if (in->taken == 0 || in->taken < left)
		return;
	if (left > 0)
		memmove(in->queue.data, in->queue.data + in->taken, left);
	in->queue.len = left;
	in->taken = 0;
}

/* CR and CRLF become LF, also when the CR came with an earlier read. */
static void append(struct input *in, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		bool second = bytes[i] == '\n' && in->after_cr;
		in->after_cr = bytes[i] == '\r';
		in->interrupts += bytes[i] == INPUT_CTRL('C');
		if (!second)
			wbuf_u8(&in->queue, (uint8_t)(in->after_cr ? '\n' : bytes[i]));
	}
}

static void look_for_interrupt(struct input *in)
{
	if (!in->armed || in->interrupts == 0)
		return;
	const uint8_t *at = memrchr(in->queue.data + in->taken, INPUT_CTRL('C'), waiting(in));
	if (!at)
		return;
	in->taken = (size_t)(at - in->queue.data) + 1;
	in->interrupts = 0;
	in->interrupted = true;
	loop_stop(in->loop);
}

static void on_readable(void *arg, int events)
{
	struct input *in = arg;
	char chunk[INPUT_CHUNK];
	ssize_t n = read(in->fd, chunk, sizeof(chunk));
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0) {
		append(in, chunk, (size_t)n);
		explicit_bzero(chunk, sizeof(chunk)); /* a key may have been typed */
		look_for_interrupt(in);
	} else {
		in->ended = true;
		in->interrupted = in->armed;
	}
	watch(in);
	loop_stop(in->loop);
}

struct input *input_new(struct loop *loop, int fd)
{
	struct input *in = calloc(1, sizeof(*in));
	if (!in)
		return NULL;
	in->loop = loop;
	in->fd = fd;
	in->io = loop_io_new(loop, fd, LOOP_READ, on_readable, in);
	return in;
}

void input_free(struct input *in)
{
	if (!in)
		return;
	loop_io_free(in->io);
	wbuf_free(&in->queue);
	free(in);
}

bool input_waiting(const struct input *in)
{
	return waiting(in) > 0;
}

bool input_line_waiting(const struct input *in)
{
	unsigned letters = 0;
	for (size_t i = in->taken; i < in->queue.len; i++) {
		if (in->queue.data[i] != '\n')
			letters += in->queue.data[i] > ' ';
		else if (letters > 1) /* one alone is an answer to the pager */
			return true;
		else
			letters = 0;
	}
	return false;
}

static int next_byte(struct input *in)
{
	while (waiting(in) == 0 && !in->ended)
		loop_run(in->loop);
	if (waiting(in) == 0)
		return -1;
	uint8_t *at = &in->queue.data[in->taken++];
	int byte = *at;
	in->interrupts -= byte == INPUT_CTRL('C');
	*at = 0;
	compact(in);
	watch(in);
	return byte;
}

static void put_back(struct input *in, int byte)
{
	if (byte < 0 || in->taken == 0)
		return;
	in->queue.data[--in->taken] = (uint8_t)byte;
	in->interrupts += byte == INPUT_CTRL('C');
}

/* Length and first bits of a UTF-8 sequence by its first byte; 0 when none begins like that. */
static int utf8_start(int byte, wint_t *bits)
{
	static const struct start {
		int mask, value, length;
	} starts[] = {{0x80, 0x00, 1}, {0xe0, 0xc0, 2}, {0xf0, 0xe0, 3}, {0xf8, 0xf0, 4}};
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		if ((byte & starts[i].mask) == starts[i].value) {
			*bits = (wint_t)(byte & ~starts[i].mask);
			return starts[i].length;
		}
	}
	return 0;
}

wint_t input_char(struct input *in)
{
	wint_t c = 0;
	int byte = next_byte(in);
	if (byte < 0)
		return WEOF;
	int length = utf8_start(byte, &c);
	for (int i = 1; i < length; i++) {
		byte = next_byte(in);
		if ((byte & 0xc0) != 0x80) {
			put_back(in, byte);
			return 0xfffd;
		}
		c = c << 6 | (wint_t)(byte & 0x3f);
	}
	return length == 0 || c > 0x10ffff ? 0xfffd : c;
}

size_t input_encode(wint_t c, char dst[static 4])
{
	size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = length; i-- > 1; c >>= 6)
		dst[i] = (char)(0x80 | (c & 0x3f));
	dst[0] = (char)(lead[length] | c);
	return length;
}

bool input_arm(struct input *in, bool armed)
{
	bool was = in->armed;
	in->armed = armed;
	in->interrupted = false;
	look_for_interrupt(in);
	return was;
}

bool input_interrupted(struct input *in)
{
	bool interrupted = in->interrupted;
	in->interrupted = false;
	return interrupted;
}
