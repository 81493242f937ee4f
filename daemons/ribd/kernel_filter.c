/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/ribd/kernel_filter.h"
#include <jansson.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <string.h>

static struct nft_ctx *open_quiet(void)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (nft == NULL)
		return NULL;
	if (nft_ctx_buffer_output(nft) == 0 && nft_ctx_buffer_error(nft) == 0)
		return nft;
	nft_ctx_free(nft);
	return NULL;
}

bool kernel_filter_run(const char *commands, char *error, size_t size)
{
	struct nft_ctx *nft = open_quiet();
	if (nft == NULL) {
		snprintf(error, size, "libnftables cannot be started");
		return false;
	}
	bool ok = nft_run_cmd_from_buffer(nft, commands) == 0;
	const char *text = nft_ctx_get_error_buffer(nft);
	if (!ok)
		snprintf(error, size, "%.*s", (int)strcspn(text, "\n"), text);
	nft_ctx_free(nft);
	return ok;
}

/* {"nftables": [{"metainfo": …}, {"counter": {…, "packets": N}}]} */
static uint64_t packets_of(const char *text)
{
	size_t index;
	json_t *entry, *root = json_loads(text, 0, NULL);
	uint64_t packets = 0;
	json_array_foreach(json_object_get(root, "nftables"), index, entry)
		packets += (uint64_t)json_integer_value(
		    json_object_get(json_object_get(entry, "counter"), "packets"));
	json_decref(root);
	return packets;
}

uint64_t kernel_filter_count(void)
{
	struct nft_ctx *nft = open_quiet();
	uint64_t packets = 0;
	if (nft == NULL)
		return 0;
	nft_ctx_output_set_flags(nft, NFT_CTX_OUTPUT_JSON);
	if (nft_run_cmd_from_buffer(
		nft, "list counter inet " KERNEL_FILTER_TABLE " " KERNEL_FILTER_COUNTER) == 0)
		packets = packets_of(nft_ctx_get_output_buffer(nft));
	nft_ctx_free(nft);
	return packets;
}
