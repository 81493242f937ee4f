/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which packets a capture takes: expressions of libpcap, from `match` lines and from the type of the capture.
 * A program for packets with an Ethernet header and one for packets without.
 */
#pragma once
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cmd_capture;

#define CAPTURE_MATCH_MAX 192 /* a match as the operator writes it */
#define CAPTURE_TERM_MAX  512 /* as libpcap reads it */

enum capture_link {
	CAPTURE_LINK_NONE, /* begins with the IP header */
	CAPTURE_LINK_ETHERNET,
	CAPTURE_LINKS,
};

struct capture_filter {
	struct bpf_program program[CAPTURE_LINKS];
	bool made;
};

/* The match of the line in the operator's spelling and as an expression. False when its two ends contradict each other;
 * `reason` says how, for the operator. */
bool capture_filter_terms(const struct cmd_capture *args, char match[CAPTURE_MATCH_MAX],
    char term[CAPTURE_TERM_MAX], const char **reason);
/* Compiles an expression ("": everything). False with the filter empty when libpcap refuses it. */
bool capture_filter_make(struct capture_filter *f, const char *expression);
void capture_filter_free(struct capture_filter *f);
/* Whether it takes the packet of which `size` of `length` bytes lie in `data`. */
bool capture_filter_takes(const struct capture_filter *f, enum capture_link link, const uint8_t *data,
    uint32_t size, uint32_t length);
