/* SPDX-License-Identifier: Apache-2.0 */
/* show crypto ca, show crypto key. */
#include <string.h>
#include "shell/calendar.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"

#define DATE "%H:%M:%S UTC %b %e %Y"

static const struct layout_line trustpoint_lines[] = {
    {NULL, "\nTrustpoint {name}:\n"},
    {"authorities", "    CA certificates: {authorities}\n"},
    {"!authorities", "    Not authenticated.\n"},
    {"identity", "    Identity certificate configured.\n"},
    {"!identity", "    Not enrolled.\n"},
    {"key_pair", "    Key pair: {key_pair}\n"},
    {"crl", "    CRL configured.\n"},
    {NULL, "\n"},
    {NULL, NULL},
};

static const struct layout_line certificate_lines[] = {
    {"ca", "CA Certificate\n"},
    {"!ca", "Certificate\n"},
    {NULL, "  Status: {status_text}\n"
	   "  Certificate Serial Number: {serial}\n"
	   "  Public Key Type: {key} ({key_bits} bits)\n"
	   "  Signature Algorithm: {signature}\n"
	   "  Issuer Name:\n"
	   "    {issuer}\n"
	   "  Subject Name:\n"
	   "    {subject}\n"},
    {"names_text", "  Subject Alternative Names:\n"
		   "    {names_text}\n"},
    {NULL, "  Validity Date:\n"
	   "    start date: {start_text}\n"
	   "    end   date: {end_text}\n"
	   "  Fingerprint SHA1: {sha1}\n"
	   "  Fingerprint SHA256: {sha256}\n"
	   "  Associated Trustpoints: {trustpoint}\n\n"},
    {NULL, NULL},
};

static const struct layout_line crl_lines[] = {
    {NULL, "CRL Issuer Name:\n"
	   "    {issuer}\n"
	   "    LastUpdate: {last_text}\n"},
    {"next_text", "    NextUpdate: {next_text}\n"},
    {"expired", "    Status: Expired\n"},
    {NULL, "    Revoked certificates: {revoked}\n"
	   "    Trustpoint: {trustpoint}\n\n"},
    {NULL, NULL},
};

static void print_trustpoint(struct render *r, json_t *trustpoint)
{
	layout_print(r->out, trustpoint_lines, trustpoint);
}

static const char *status_text(const char *status)
{
	if (strcmp(status, "expired") == 0)
		return "Expired";
	return strcmp(status, "available") == 0 ? "Available" : "Not yet valid";
}

static void print_certificate(struct render *r, json_t *certificate)
{
	char names[1024] = "";
	size_t i, len = 0;
	json_t *name;
	json_array_foreach(json_object_get(certificate, "names"), i, name) {
		if (len < sizeof(names))
			len += (size_t)snprintf(
			    names + len, sizeof(names) - len, "%s%s", i ? ", " : "", json_string_value(name));
	}
	if (names[0] != '\0')
		render_derive(certificate, "names_text", "%s", names);
	render_derive(certificate, "status_text", "%s", status_text(field_str(certificate, "status", "")));
	calendar_derive(certificate, "start_text", "not_before", DATE);
	calendar_derive(certificate, "end_text", "not_after", DATE);
	layout_print(r->out, certificate_lines, certificate);
}

static void print_crl(struct render *r, json_t *crl)
{
	calendar_derive(crl, "last_text", "last_update", DATE);
	calendar_derive(crl, "next_text", "next_update", DATE);
	layout_print(r->out, crl_lines, crl);
}

/* The digits as ASA prints them: four bytes a word, eight words a line. */
static void print_digits(struct render *r, const char *hex)
{
	char line[128];
	while (*hex != '\0') {
		size_t len = 0;
		for (unsigned i = 0; i < 8 && *hex != '\0'; i++) {
			int n = (int)strnlen(hex, 8);
			len += (size_t)snprintf(line + len, sizeof(line) - len, " %.*s", n, hex);
			hex += n;
		}
		output_text(r->out, "   ");
		output_text(r->out, line);
		output_text(r->out, "\n");
	}
}

static void print_key_pair(struct render *r, json_t *pair)
{
	layout_text(r->out,
	    "Key name: {label}\n"
	    " Usage: General Purpose Key\n"
	    " Key Size (bits): {bits}\n"
	    " Storage: config\n"
	    " Key Data:\n\n",
	    pair);
	print_digits(r, field_str(pair, "public", ""));
	output_text(r->out, "\n");
}

const struct render_entry render_ca[] = {
    {"trustpoint", print_trustpoint, NULL},
    {"certificate", print_certificate, NULL},
    {"crl", print_crl, NULL},
    {"key_pair", print_key_pair, NULL},
    {NULL, NULL, NULL},
};
