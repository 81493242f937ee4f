/* SPDX-License-Identifier: Apache-2.0 */
/* show crypto ipsec sa [detail], show crypto ipsec stats. */
#include <stdio.h>
#include "shell/algorithm.h"
#include "shell/field.h"
#include "shell/layout.h"
#include "shell/render.h"
#include "shell/selector.h"

static const struct layout_line sa_head[] = {
    {NULL, "interface: {nameif}\n"},
    {NULL, "    Crypto map tag: __vti-crypto-map-{tunnel}-0-1, seq num: 65280, local addr: {local}\n\n"},
    {NULL, "      Protected vrf (ivrf): Global\n"},
    {NULL, "      local ident (addr/mask/prot/port): ({local_ident}/0/0)\n"},
    {NULL, "      remote ident (addr/mask/prot/port): ({remote_ident}/0/0)\n"},
    {NULL, "      current_peer: {remote}\n\n\n"},
    {NULL, "      #pkts encaps: {encaps}, #pkts encrypt: {encrypt}, #pkts digest: {encrypt}\n"},
    {NULL, "      #pkts decaps: {decaps}, #pkts decrypt: {decrypt}, #pkts verify: {verify}\n"},
    {NULL, "      #pkts compressed: 0, #pkts decompressed: 0\n"},
    {NULL, "      #pkts not compressed: {encaps}, #pkts comp failed: 0, #pkts decomp failed: 0\n"},
    {NULL, "      #pre-frag successes: {frag_ok}, #pre-frag failures: {frag_failed}, "
	   "#fragments created: {fragments}\n"},
    {NULL, "      #PMTUs sent: {pmtus_sent}, #PMTUs rcvd: {pmtus_received}, "
	   "#decapsulated frgs needing reassembly: {reassembled}\n"},
    {NULL, "      #TFC rcvd: 0, #TFC sent: 0\n"},
    {NULL, "      #Valid ICMP Errors rcvd: {icmp_valid}, #Invalid ICMP Errors rcvd: {icmp_invalid}\n"},
    {NULL, NULL},
};

static const struct layout_line sa_errors[] = {
    {NULL, "      #send errors: {send_errors}, #recv errors: {recv_errors}\n\n"},
    {NULL, NULL},
};

static const struct layout_line sa_errors_detail[] = {
    {NULL, "      #pkts no sa (send): {no_sa_send}, #pkts invalid sa (rcv): {invalid_sa_rcv}\n"},
    {NULL, "      #pkts encaps failed (send): {encaps_failed}, #pkts decaps failed (rcv): {decaps_failed}\n"},
    {NULL, "      #pkts invalid prot (rcv): {invalid_prot}, #pkts verify failed: {verify_failed}\n"},
    {NULL, "      #pkts invalid identity (rcv): {invalid_id}, #pkts invalid len (rcv): {invalid_len}\n"},
    {NULL, "      #pkts invalid pad (rcv): {invalid_pad},\n"},
    {NULL, "      #pkts invalid ip version (rcv): {invalid_version},\n"},
    {NULL,
	"      #pkts replay rollover (send): {rollover_send}, #pkts replay rollover (rcv): {rollover_rcv}\n"},
    {NULL, "      #pkts replay failed (rcv): {replay_failed}\n"},
    {NULL, "      #pkts min mtu frag failed (send): {mtu_frag_failed}, "
	   "#pkts bad frag offset (rcv): {bad_frag_offset}\n"},
    {NULL, "      #pkts internal err (send): {internal_send}, #pkts internal err (rcv): {internal_rcv}\n\n"},
    {NULL, NULL},
};

static const struct layout_line sa_ends[] = {
    {NULL, "      local crypto endpt.: {local}/{local_port}, remote crypto endpt.: {remote}/{remote_port}\n"},
    {NULL, "      path mtu {path_mtu}, ipsec overhead {overhead}({overhead_fixed}), media mtu {media_mtu}\n"},
    {NULL, "      PMTU time remaining (sec): 0, DF policy: {df|copy-df}\n"},
    {NULL, "      ICMP error validation: disabled, TFC packets: disabled\n"},
    {NULL, "      current outbound spi: {spi_out:08X}\n"},
    {NULL, "      current inbound spi : {spi_in:08X}\n\n"},
    {NULL, NULL},
};

static const struct layout_line esp_lines[] = {
    {NULL, "      spi: 0x{spi:08X} ({spi})\n"},
    {NULL, "         SA State: {state|active}\n"},
    {NULL, "         transform: {transform} no compression\n"},
    {NULL, "         in use settings ={{L2L, Tunnel, {settings|}IKEv2, VTI, }\n"},
    {NULL, "         slot: 0, conn_id: {conn_id}, crypto-map: __vti-crypto-map-{tunnel}-0-1\n"},
    {"limited", "         sa timing: remaining key lifetime (kB/sec): ({kilobytes_left}/{lifetime_left})\n"},
    {"!limited", "         sa timing: remaining key lifetime (sec): {lifetime_left}\n"},
    {NULL, "         IV size: {iv_bytes} bytes\n"},
    {NULL, "         replay detection support: {replay_text}\n"},
    {NULL, NULL},
};

static const struct layout_line stats_lines[] = {
    {NULL, "\nIPsec Global Statistics\n-----------------------\n"},
    {NULL, "Active SAs: {active_sas}\n"},
    {NULL, "Inbound\n"},
    {NULL, "    Bytes: {bytes_in}\n    Packets: {decaps}\n    Dropped packets: {recv_errors}\n"},
    {NULL, "    Replay failures: {replay_failed}\n"},
    {NULL, "    Authentications: {verify}\n    Authentication failures: {verify_failed}\n"},
    {NULL, "    Decryptions: {decrypt}\n    Decryption failures: {decaps_failed}\n"},
    {NULL, "    Decapsulated fragments needing reassembly: {reassembled}\n"},
    {NULL, "Outbound\n"},
    {NULL, "    Bytes: {bytes_out}\n    Packets: {encaps}\n    Dropped packets: {send_errors}\n"},
    {NULL, "    Encryptions: {encrypt}\n    Encryption failures: {encaps_failed}\n"},
    {NULL, "    Fragmentation successes: {frag_ok}\n    Fragmentation failures: {frag_failed}\n"},
    {NULL, "    Fragments created: {fragments}\n    PMTUs sent: {pmtus_sent}\n    PMTUs rcvd: "
	   "{pmtus_received}\n"},
    {NULL, "Protocol failures: {invalid_prot}\n"},
    {NULL, "Missing SA failures: {missing_sas}\n"},
    {NULL, "Invalid ICMP Errors rcvd: {icmp_invalid}\n"},
    {NULL, NULL},
};

static void print_bitmap(struct render *r, const json_t *esp)
{
	const json_t *bitmap = json_object_get(esp, "replay_bitmap");
	size_t words = json_array_size(bitmap);
	output_text(r->out, "         Anti replay bitmap:\n");
	if (words == 0)
		output_text(r->out, "          0x00000000 0x00000001\n");
	for (size_t i = 0; i < words; i++) {
		long long word = json_integer_value(json_array_get(bitmap, i));
		output_printf(r->out, "%s0x%08llX%s", i % 2 == 0 ? "          " : " ", word & 0xffffffffLL,
		    i % 2 == 1 || i + 1 == words ? "\n" : "");
	}
}

/* A property of the pair: the peer's window guards what goes out. */
static bool replay_is_on(const json_t *sa)
{
	return field_int(json_array_get(json_object_get(sa, "inbound"), 0), "replay_window", 0) > 0;
}

static void print_esp(struct render *r, const json_t *sa, json_t *esp)
{
	int group = (int)field_int(esp, "pfs_group", 0);
	char pfs[32] = "";
	if (group)
		snprintf(pfs, sizeof(pfs), "PFS Group %d, ", group);
	render_derive(esp, "settings", "%s%s", field_bool(esp, "udp_encap") ? " NAT-T-Encaps, " : "", pfs);
	render_derive(esp, "tunnel", "%s", field_str(sa, "tunnel", ""));
	render_derive(esp, "replay_text", "%s", replay_is_on(sa) ? "Y" : "N");
	json_object_set_new(esp, "limited", json_boolean(field_get(esp, "kilobytes_left") != NULL));
	algorithm_derive_esp(esp);
	layout_print(r->out, esp_lines, esp);
	print_bitmap(r, esp);
}

static void print_direction(struct render *r, const json_t *sa, const char *member)
{
	size_t i;
	json_t *esp;
	output_printf(r->out, "    %s esp sas:\n", member);
	json_array_foreach(json_object_get(sa, member), i, esp)
		print_esp(r, sa, esp);
}

static json_int_t first_spi(const json_t *sa, const char *member)
{
	return field_int(json_array_get(json_object_get(sa, member), 0), "spi", 0);
}

static void derive_sa(json_t *sa)
{
	selector_derive(sa, "local_ident", "local_low", "local_high");
	selector_derive(sa, "remote_ident", "remote_low", "remote_high");
	if (!field_set(sa, "nameif"))
		render_derive(sa, "nameif", "%s", field_str(sa, "tunnel", ""));
	if (!field_get(sa, "overhead_fixed"))
		json_object_set_new(sa, "overhead_fixed", json_integer(field_int(sa, "overhead", 0)));
	json_object_set_new(sa, "spi_in", json_integer(first_spi(sa, "inbound")));
	json_object_set_new(sa, "spi_out", json_integer(first_spi(sa, "outbound")));
}

static void print_sa(struct render *r, json_t *sa)
{
	if (r->rows++ > 0)
		output_text(r->out, "\n");
	derive_sa(sa);
	layout_print(r->out, sa_head, sa);
	layout_print(r->out, field_bool(r->header, "detail") ? sa_errors_detail : sa_errors, sa);
	layout_print(r->out, sa_ends, sa);
	print_direction(r, sa, "inbound");
	print_direction(r, sa, "outbound");
}

static void print_list(struct render *r, json_t *header)
{
	render_keep_header(r, header);
	if (field_int(header, "count", 0) == 0)
		output_text(r->out, "\nThere are no ipsec sas\n");
}

static void print_stats(struct render *r, json_t *stats)
{
	json_object_set_new(stats, "missing_sas",
	    json_integer(field_int(stats, "no_sa_send", 0) + field_int(stats, "invalid_sa_rcv", 0)));
	layout_print(r->out, stats_lines, stats);
}

const struct render_entry render_ipsec[] = {
    {"ipsec_sa_list", print_list, NULL},
    {"ipsec_sa", print_sa, NULL},
    {"ipsec_stats", print_stats, NULL},
    {NULL, NULL, NULL},
};
