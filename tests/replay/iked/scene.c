/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/replay/iked/scene.h"
#include "daemons/iked/credential.h"
#include "lib/loop.h"
#include <stdlib.h>

static void must(bool ok)
{
	if (!ok)
		abort();
}

static struct trust *trust_in(const struct authority *ca, const struct scene *scene, X509_CRL *crl)
{
	STACK_OF(X509) *stack = sk_X509_new_null();
	sk_X509_push(stack, ca->cert);
	struct trust *trust = trust_new();
	const struct trust_point point = {
	    .name = "T", .authorities = stack, .crl = crl, .revocation = scene->revocation};
	must(trust && trust_add(trust, &point));
	sk_X509_free(stack);
	return trust;
}

static struct credential *credential_by(
    const struct authority *ca, EVP_PKEY *key, X509 *cert, const struct scene *scene)
{
	STACK_OF(X509) *stack = sk_X509_new_null();
	if (scene->between)
		sk_X509_push(stack, ca->cert);
	struct credential *c = credential_new(key, cert, stack, false);
	sk_X509_free(stack);
	must(c != NULL);
	return c;
}

/* The settings of an end with this credential (NULL: its key) that trusts `trust`; both are taken. */
static struct settings *settings_with(
    struct end *e, struct credential *c, struct trust *trust, const struct scene *scene)
{
	struct settings *s = world_settings(e, DH_CURVE25519);
	s->peer->credential = c;
	s->peer->trust = trust;
	s->peer->validation = scene->validation;
	if (c)
		s->peer->local_id = *credential_subject(c);
	if (c)
		s->peer->local_key.size = 0;
	if (trust)
		s->peer->remote_key.size = 0;
	return s;
}

static X509 *grant_for(
    const struct authority *ca, EVP_PKEY *key, const char *name, const struct grant *grant, int64_t now)
{
	const struct grant good = {.name = name, .from = -10, .to = 10};
	return authority_grant(ca, key, grant && grant->name ? grant : &good, now);
}

struct world *scene_begin(uint64_t seed, const struct scene *scene)
{
	struct world *w = world_new(seed, DH_CURVE25519);
	int64_t now = loop_wall(w->loop);
	struct authority root, between, stranger;
	authority_make(&root, NULL, "Root", scene->rsa, now);
	authority_make(&between, &root, "Between", scene->rsa, now);
	authority_make(&stranger, NULL, "Stranger", scene->rsa, now);
	const struct authority *giver = scene->between ? &between : &root;
	EVP_PKEY *key = authority_key(scene->rsa);
	X509 *of_a = grant_for(scene->stranger ? &stranger : giver, key, "a", &scene->grant, now);
	X509 *of_b = grant_for(giver, key, "b", NULL, now);
	X509_CRL *crl = scene->list ? NULL : authority_revoke(giver, scene->revoke ? of_a : NULL, now);
	struct settings *s =
	    settings_with(&w->b, scene->key_of_b ? NULL : credential_by(giver, key, of_b, scene),
		trust_in(&root, scene, crl), scene);
	s->peer->responder_only = true;
	ike_apply(w->b.ike, s);
	const struct scene plain = {.rsa = scene->rsa};
	s = settings_with(&w->a, credential_by(giver, key, of_a, scene),
	    scene->key_of_b ? NULL : trust_in(&root, &plain, NULL), &plain);
	if (scene->id.type)
		s->peer->local_id = scene->id;
	ike_apply(w->a.ike, s);
	X509_CRL_free(crl);
	X509_free(of_a);
	X509_free(of_b);
	EVP_PKEY_free(key);
	authority_free(&root);
	authority_free(&between);
	authority_free(&stranger);
	return w;
}
