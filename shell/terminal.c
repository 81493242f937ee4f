/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/terminal.h"
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static int saved_fd = -1;

void terminal_restore(void)
{
	if (saved_fd >= 0)
		tcsetattr(saved_fd, TCSADRAIN, &saved);
	saved_fd = -1;
}

bool terminal_open(int fd)
{
	struct termios raw;
	if (tcgetattr(fd, &saved) < 0)
		return false;
	raw = saved;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
	raw.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | ISTRIP);
	raw.c_oflag |= OPOST | ONLCR;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(fd, TCSADRAIN, &raw) < 0)
		return false;
	if (saved_fd < 0)
		atexit(terminal_restore);
	saved_fd = fd;
	return true;
}

static struct winsize window(void)
{
	struct winsize size = {0};
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		memset(&size, 0, sizeof(size));
	return size;
}

unsigned terminal_rows(void)
{
	return window().ws_row;
}

unsigned terminal_columns(void)
{
	unsigned columns = window().ws_col;
	return columns ? columns : 80;
}

bool terminal_understands_escapes(void)
{
	static const char *const plain[] = {"vt100", "dumb", "unknown", "network", ""};
	const char *name = getenv("TERM");
	for (size_t i = 0; name && i < sizeof(plain) / sizeof(plain[0]); i++) {
		if (strcmp(name, plain[i]) == 0)
			return false;
	}
	return name != NULL;
}
