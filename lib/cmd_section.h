/* SPDX-License-Identifier: Apache-2.0 */
/* Sections of the configuration, as in `show running-config crypto ikev2`. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Spells a section in full: "int gi0/0" becomes "interface GigabitEthernet0/0". Returns how many bytes of
 * `text` belong to it: it ends before the first word with which no line of the configuration goes on. */
size_t cmd_section_expand(const char *text, char *dst, size_t size);
/* True when a line belongs to a section (NULL or "": the whole): "crypto ikev2" holds
 * "crypto ikev2 enable outside1", "sysopt" holds "no sysopt connection permit-vpn". */
bool cmd_section_holds(const char *section, const char *text);
