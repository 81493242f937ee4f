/* SPDX-License-Identifier: Apache-2.0 */
/* crypto ca authenticate, import: what comes in from outside. */
#include "daemons/mgmtd/pki.h"
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd_mgmtd.h"
#include "daemons/mgmtd/candidate.h"
#include "daemons/mgmtd/command.h"
#include "daemons/mgmtd/mgmtd.h"
#include "daemons/mgmtd/session.h"
#include "lib/record.h"

#define REPORT_SIZE 256

struct submission {
	struct txn txn;
	struct mgmtd *mgmtd;
	struct record_out *out;
	struct pki_import *in;
	char report[REPORT_SIZE];
};

static void submission_free(struct submission *s)
{
	txn_clear(&s->txn);
	pki_import_free(s->in);
	free(s);
}

static bool build(struct txn *t, struct cmd_store *store)
{
	struct submission *s = t->arg;
	if (pki_import_run(s->in, store, 0))
		return true;
	txn_fault(t, 0, NULL, s->in->fault);
	return false;
}

static void send_lines(struct record_out *out, const char *text)
{
	while (*text != '\0') {
		int len = (int)strcspn(text, "\n");
		record_text(out, "%.*s", len, text);
		text += len + (text[len] == '\n');
	}
}

static void done(struct txn *t, bool accepted)
{
	struct submission *s = t->arg;
	if (accepted) {
		send_lines(s->out, s->report);
		record_done(s->out);
	} else {
		record_fail(s->out, "%s",
		    t->faults.count > 0 ? t->faults.entry[0].text : "The configuration refuses it");
	}
	submission_free(s);
}

static struct submission *submission_new(
    struct mgmtd *m, struct record_out *out, struct pki_import *in, const char *report)
{
	struct submission *s = calloc(1, sizeof(*s));
	if (s == NULL) {
		pki_import_free(in);
		record_fail(out, "Out of memory");
		return NULL;
	}
	s->mgmtd = m;
	s->out = out;
	s->in = in;
	s->txn.build = build;
	s->txn.done = done;
	s->txn.arg = s;
	snprintf(s->report, sizeof(s->report), "%s", report);
	return s;
}

static void submit(struct submission *s, struct session *session)
{
	session_author(session, &s->txn.author);
	candidate_submit(session->candidate, s->mgmtd, &s->txn);
}

void pki_submit(struct mgmtd *m, struct session *session, struct record_out *out, struct pki_import *in,
    const char *report)
{
	if (in->fault[0] != '\0') {
		record_fail(out, "%s", in->fault);
		pki_import_free(in);
		return;
	}
	struct submission *s = submission_new(m, out, in, report);
	if (s != NULL)
		submit(s, session);
}

struct pki_import *pki_begin(const char *name)
{
	struct pki_import *in = calloc(1, sizeof(*in));
	if (in == NULL)
		abort();
	snprintf(in->name, sizeof(in->name), "%s", name);
	return in;
}

/* ---- the CA's certificate ---- */

static void trusted(struct session *session, const char *answer, void *arg)
{
	struct submission *s = arg;
	if (answer != NULL && (*answer == 'y' || *answer == 'Y')) {
		submit(s, session);
		return;
	}
	if (answer == NULL)
		record_fail(
		    s->out, "Not confirmed, nothing was done: with \"nointeractive\" nothing is asked");
	else
		record_fail(s->out, "The certificate was not accepted");
	submission_free(s);
}

static struct pki_import *read_block(struct mgmtd *m)
{
	struct session *s = session_current(m->sessions);
	return pki_import_new(candidate_store(s), command_match(s->command));
}

/* Only an operator at a terminal is asked; a script that gives the fingerprint has been asked already. */
void mgmtd_exec_crypto_ca_authenticate(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_crypto_ca_authenticate *args)
{
	static const char report[] =
	    " \nTrustpoint CA certificate accepted.\n \n% Certificate successfully imported";
	struct session *session = session_current(m->sessions);
	struct pki_import *in = read_block(m);
	bool ask = !args->has_nointeractive && strcmp(ipc_peer_role(session->conn), "shell") == 0;
	if (in->fault[0] == '\0') {
		record_text(call->out, "INFO: Certificate has the following attributes:");
		record_text(call->out, "Fingerprint:     %s", in->fingerprint);
	}
	if (in->fault[0] != '\0' || !ask) {
		pki_submit(m, session, call->out, in, report);
		return;
	}
	struct submission *s = submission_new(m, call->out, in, report);
	if (s != NULL)
		session_ask_word(session, "Do you accept this certificate? [yes/no]: ", trusted, s);
}

void mgmtd_exec_crypto_ca_import_certificate(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_crypto_ca_import_certificate *args)
{
	pki_submit(m, session_current(m->sessions), call->out, read_block(m),
	    "INFO: Certificate successfully imported");
}

void mgmtd_exec_crypto_ca_import_pkcs12(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_crypto_ca_import_pkcs12 *args)
{
	pki_submit(m, session_current(m->sessions), call->out, read_block(m),
	    "INFO: Import PKCS12 operation completed successfully");
}

void mgmtd_exec_crypto_ca_crl_import(
    struct mgmtd *m, struct cmd_call *call, const struct cmd_crypto_ca_crl_import *args)
{
	pki_submit(
	    m, session_current(m->sessions), call->out, read_block(m), "INFO: CRL successfully imported");
}
