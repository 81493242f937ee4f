/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a tunnel is not up, went down, or a message came to nothing: one enumeration for logs, show commands, debug
 * messages and the history. Every outcome of an exchange that is no success has one of these. postern-iked(8) lists
 * them; a test keeps the two equal.
 */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

/* X(name, what it means to the operator) */
#define FAILURE_LIST(X)                                                                                      \
	X(INCOMPLETE, "the configuration of the tunnel lacks something")                                     \
	X(SHUTDOWN, "the tunnel is administratively down")                                                   \
	X(NO_SOURCE, "the tunnel source has no address")                                                     \
	X(NO_DEVICE, "the tunnel device is missing in the data plane")                                       \
	X(NO_ANSWER,                                                                                         \
	    "the peer did not answer IKE_SA_INIT: no way to it, a filter in between, or no IKE there")       \
	X(NO_ANSWER_AUTH, "the peer answered IKE_SA_INIT but not IKE_AUTH: often UDP port 4500 or large "    \
			  "datagrams are lost")                                                              \
	X(NO_IKE_AUTH, "the peer began with IKE_SA_INIT and never went on: our answer may not reach it")     \
	X(PEER_DEAD, "the peer of an established SA stopped answering")                                      \
	X(NO_PROPOSAL, "the peer takes none of our IKE proposals (crypto ikev2 policy)")                     \
	X(NO_PROPOSAL_OF_PEER, "none of the peer's IKE proposals fits a policy of ours")                     \
	X(BAD_CHOICE, "the peer chose a proposal that we did not offer")                                     \
	X(INVALID_KE, "the peer wants a Diffie-Hellman group that no policy of ours has")                    \
	X(OTHER_GROUP, "the peer began in a Diffie-Hellman group that is not ours and was told which is")    \
	X(AUTH_BY_PEER, "the peer does not accept our identity or our proof: pre-shared key, certificate "   \
			"or identity differ")                                                                \
	X(AUTH_OF_PEER, "the peer's proof is wrong: pre-shared keys or certificates differ")                 \
	X(PPK, "one end requires a post-quantum pre-shared key that the other does not have")                \
	X(EAP_OF_PEER, "the peer wants to authenticate with EAP, which is not for gateways")                 \
	X(CERT_EXPIRED, "the peer's certificate, or its CA's, has expired")                                  \
	X(CERT_NOT_YET_VALID, "the peer's certificate is not yet valid: are the clocks right?")              \
	X(CERT_REVOKED, "the peer's certificate has been revoked")                                           \
	X(CERT_UNKNOWN_CA, "no trustpoint knows the CA of the peer's certificate")                           \
	X(CERT_NO_CRL, "a revocation list is needed and none is valid now")                                  \
	X(CERT_IDENTITY, "the peer's certificate does not name the identity that it claims")                 \
	X(CERT_INVALID, "the peer's certificate is missing, or not for this purpose")                        \
	X(CHILD_NO_PROPOSAL, "the peer takes none of our IPsec proposals, or wants other PFS")               \
	X(CHILD_NO_PROPOSAL_OF_PEER, "none of the peer's IPsec proposals fits ours, PFS included")           \
	X(CHILD_INVALID_KE, "the ends use different Diffie-Hellman groups for PFS")                          \
	X(TS, "the peer does not accept our traffic selectors, which are any to any")                        \
	X(TS_OF_PEER, "the peer's traffic selectors and ours have nothing in common")                        \
	X(TEMPORARY, "one end was busy with the same SA; it is tried again")                                 \
	X(REFUSED, "the peer refused with another notification")                                             \
	X(REFUSED_OF_PEER, "we refused the peer with another notification")                                  \
	X(SYNTAX, "a message that cannot be right")                                                          \
	X(DELETED_BY_PEER, "the peer deleted the SA")                                                        \
	X(DELETED_BY_US, "this end deleted the SA: by command, or because the configuration changed")        \
	X(REPLACED, "another SA with the same peer took its place")                                          \
	X(DATA_PLANE, "the data plane refused or lost an SA")                                                \
	X(INTERNAL, "the crypto library, memory or a limit of this end")                                     \
	X(UNKNOWN_PEER, "no tunnel has this peer and this local address")                                    \
	X(NOT_READY, "the tunnel of this peer is shut down, incomplete or being removed")                    \
	X(LIMIT, "too many peers are half-way through their set-up")                                         \
	X(COOKIE, "a wrong or missing cookie while there are many half-open SAs")                            \
	X(MALFORMED, "a datagram that is no proper IKE message")                                             \
	X(UNKNOWN_SPI,                                                                                       \
	    "a message for an IKE SA that does not exist here: the peer may not know that it is gone")       \
	X(NOT_AUTHENTIC, "a message that cannot be decrypted or whose integrity check fails")                \
	X(OUT_OF_WINDOW, "a request whose message ID is not the one that is due")                            \
	X(UNFIT, "a message that does not fit the state of the SA")

enum failure_code {
	FAILURE_NONE,
#define X(name, text) FAILURE_##name,
	FAILURE_LIST(X)
#undef X
	    FAILURE_CODES,
};

#define FAILURE_TEXT_SIZE 192

struct failure {
	enum failure_code code;
	int64_t at; /* seconds since the epoch */
	char text[FAILURE_TEXT_SIZE];
};

void failure_set(struct failure *f, enum failure_code code, int64_t at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void failure_set_va(struct failure *f, enum failure_code code, int64_t at, const char *fmt, va_list ap)
    __attribute__((format(printf, 4, 0)));
/* The peer has not proven who it is. */
bool failure_is_of_proof(enum failure_code code);
/* "NO_ANSWER" */
const char *failure_name(enum failure_code code);
/* What it means, in a sentence without its full stop; "" for FAILURE_NONE. */
const char *failure_meaning(enum failure_code code);

/* What the notification means that the peer sent, or (`of_peer`) with which we refused it. `child`: it is about a CHILD
 * SA. */
enum failure_code failure_of_notify(uint16_t type, bool child, bool of_peer);
