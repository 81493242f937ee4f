/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include "daemons/espd/crypto.h"
#include "daemons/espd/inner.h"
#include "lib/sa_feed.h"
#include "tests/unit/unit.h"

#define SLOT 2048

static const struct {
	uint16_t encr, auth, auth_key;
} transforms[] = {
    {SA_ENCR_AES_GCM_16, SA_AUTH_NONE, 0},
    {SA_ENCR_AES_CBC, SA_AUTH_HMAC_SHA1_96, 20},
    {SA_ENCR_AES_CBC, SA_AUTH_HMAC_SHA2_256_128, 32},
    {SA_ENCR_AES_CBC, SA_AUTH_HMAC_SHA2_384_192, 48},
    {SA_ENCR_AES_CBC, SA_AUTH_HMAC_SHA2_512_256, 64},
    {SA_ENCR_3DES, SA_AUTH_HMAC_SHA1_96, 20},
    {SA_ENCR_3DES, SA_AUTH_HMAC_SHA2_256_128, 32},
    {SA_ENCR_3DES, SA_AUTH_HMAC_SHA2_384_192, 48},
    {SA_ENCR_3DES, SA_AUTH_HMAC_SHA2_512_256, 64},
    {SA_ENCR_CHACHA20_POLY1305, SA_AUTH_NONE, 0},
};

struct lane { /* a batch of packets, each in a slot of its own */
	struct crypto_packet packets[CRYPTO_BATCH];
	uint8_t bytes[CRYPTO_BATCH][SLOT];
	uint8_t clear[CRYPTO_BATCH][SLOT];
};

static size_t unhex(const char *hex, uint8_t *out)
{
	size_t size = strlen(hex) / 2;
	for (size_t i = 0; i < size; i++) {
		char byte[3] = {hex[2 * i], hex[2 * i + 1], 0};
		out[i] = (uint8_t)strtoul(byte, NULL, 16);
	}
	return size;
}

#define TRANSFORMS (sizeof transforms / sizeof transforms[0])

/* `bits` counts for AES. */
static struct sa_spec spec_of(unsigned transform, unsigned bits, bool esn, uint8_t direction)
{
	struct sa_spec s = {
	    .direction = direction,
	    .spi = 0x1234,
	    .encr = transforms[transform].encr,
	    .auth = transforms[transform].auth,
	    .encr_key_bits = (uint16_t)bits,
	    .encr_key_size = (uint8_t)(bits / 8 + (transforms[transform].encr == SA_ENCR_AES_GCM_16 ? 4 : 0)),
	    .auth_key_size = (uint8_t)transforms[transform].auth_key,
	    .esn = esn,
	};
	if (s.encr == SA_ENCR_3DES) {
		s.encr_key_bits = 0;
		s.encr_key_size = 24;
	}
	if (s.encr == SA_ENCR_CHACHA20_POLY1305) {
		s.encr_key_bits = 0;
		s.encr_key_size = 36;
	}
	for (unsigned i = 0; i < SA_KEY_MAX; i++) {
		s.encr_key[i] = (uint8_t)(i + 1);
		s.auth_key[i] = (uint8_t)(0x80 + i);
	}
	return s;
}

/* Packets of random sizes; the staged form has its clear text in place. */
static void fill(struct lane *l, const struct crypto_sa *sa, unsigned count, bool in_place)
{
	for (unsigned i = 0; i < count; i++) {
		uint32_t align = sa->suite->align;
		struct crypto_packet *p = &l->packets[i];
		*p = (struct crypto_packet){
		    .esp = l->bytes[i],
		    .size = align * (1 + (uint32_t)random() % (1500 / align)),
		    .seq_hi = 7 + i,
		    .counter = (UINT64_C(7) << 32) + i,
		};
		memset(l->bytes[i], 0, SLOT);
		inner_put32(p->esp, 0x1234);
		inner_put32(p->esp + 4, i);
		for (uint32_t j = 0; j < p->size; j++)
			l->clear[i][CRYPTO_HEADROOM + j] = (uint8_t)random();
		p->clear = l->clear[i] + CRYPTO_HEADROOM;
		if (in_place) {
			p->clear = crypto_text(sa->suite, p->esp);
			memcpy(p->clear, l->clear[i] + CRYPTO_HEADROOM, p->size);
		}
	}
}

static uint32_t packet_size(const struct crypto_sa *sa, const struct crypto_packet *p)
{
	return CRYPTO_HEADER + sa->suite->iv_size + p->size + sa->suite->icv_size;
}

/* Seals with one engine, opens with the other, and seals with both: the same bytes. */
static unsigned cross(struct crypto_engine *a, struct crypto_engine *b, struct sa_spec spec, unsigned count)
{
	unsigned wrong = 0;
	struct lane *one = malloc(sizeof *one), *two = malloc(sizeof *two);
	spec.direction = SA_OUT;
	struct crypto_sa *seal_a = crypto_sa_new(a, &spec), *seal_b = crypto_sa_new(b, &spec);
	spec.direction = SA_IN;
	struct crypto_sa *open_b = crypto_sa_new(b, &spec);
	CU_ASSERT_TRUE_FATAL(seal_a != NULL && seal_b != NULL && open_b != NULL);
	unsigned seed = (unsigned)random();
	srandom(seed);
	fill(one, seal_a, count, seal_a->staged);
	srandom(seed);
	fill(two, seal_b, count, seal_b->staged);
	crypto_seal(seal_a, one->packets, count);
	crypto_seal(seal_b, two->packets, count);
	for (unsigned i = 0; i < count; i++) {
		wrong += memcmp(one->bytes[i], two->bytes[i], SLOT) != 0 || !one->packets[i].ok;
		memset(one->clear[i], 0, CRYPTO_HEADROOM);
		one->packets[i].clear = crypto_text(seal_a->suite, one->packets[i].esp);
	}
	crypto_open(open_b, one->packets, count);
	for (unsigned i = 0; i < count; i++)
		wrong += !one->packets[i].ok || memcmp(one->packets[i].clear, one->clear[i] + CRYPTO_HEADROOM,
						    one->packets[i].size) != 0;
	crypto_sa_free(seal_a);
	crypto_sa_free(seal_b);
	crypto_sa_free(open_b);
	free(one);
	free(two);
	return wrong;
}

static void cross_all(enum crypto_choice first, enum crypto_choice second)
{
	static const unsigned counts[] = {1, 2, 3, 17, CRYPTO_BATCH};
	struct crypto_engine *a = crypto_engine_new(first), *b = crypto_engine_new(second);
	CU_ASSERT_TRUE_FATAL(a != NULL && b != NULL);
	for (unsigned t = 0; t < TRANSFORMS; t++)
		for (unsigned bits = 128; bits <= 256; bits += 64)
			for (unsigned esn = 0; esn < 2; esn++)
				for (unsigned c = 0; c < 5; c++)
					CU_ASSERT_EQUAL(
					    cross(a, b, spec_of(t, bits, esn != 0, SA_OUT), counts[c]), 0);
	crypto_engine_free(a);
	crypto_engine_free(b);
}

static void test_openssl_round_trip(void)
{
	cross_all(CRYPTO_OPENSSL, CRYPTO_OPENSSL);
}

static void test_back_ends_agree(void)
{
	cross_all(CRYPTO_OPENSSL, CRYPTO_FASTEST);
	cross_all(CRYPTO_FASTEST, CRYPTO_OPENSSL);
}

/* Every byte of a packet is covered: header, IV, ciphertext, ICV, and the high half with ESN. */
static void tamper(enum crypto_choice choice, unsigned transform)
{
	struct crypto_engine *engine = crypto_engine_new(choice);
	struct sa_spec spec = spec_of(transform, 128, true, SA_OUT);
	struct crypto_sa *seal = crypto_sa_new(engine, &spec);
	spec.direction = SA_IN;
	struct crypto_sa *open = crypto_sa_new(engine, &spec);
	struct lane *l = malloc(sizeof *l), *copy = malloc(sizeof *copy);
	fill(l, seal, 4, true);
	crypto_seal(seal, l->packets, 4);
	uint32_t size = packet_size(seal, &l->packets[2]);
	for (uint32_t at = 0; at <= size; at++) {
		memcpy(copy->bytes, l->bytes, sizeof l->bytes);
		for (unsigned i = 0; i < 4; i++) {
			copy->packets[i] = l->packets[i];
			copy->packets[i].esp = copy->bytes[i];
			copy->packets[i].clear = crypto_text(open->suite, copy->bytes[i]);
		}
		if (at < size)
			copy->bytes[2][at] ^= 0x10;
		else
			copy->packets[2].seq_hi++;
		crypto_open(open, copy->packets, 4);
		CU_ASSERT_FALSE(copy->packets[2].ok);
		CU_ASSERT_TRUE(copy->packets[0].ok && copy->packets[1].ok && copy->packets[3].ok);
	}
	crypto_sa_free(seal);
	crypto_sa_free(open);
	crypto_engine_free(engine);
	free(l);
	free(copy);
}

static void test_tampering_is_seen(void)
{
	for (unsigned t = 0; t < TRANSFORMS; t++) {
		tamper(CRYPTO_OPENSSL, t);
		tamper(CRYPTO_FASTEST, t);
	}
}

/* draft-mcgrew-gcm-test-01 (the vectors of RFC 4106): 128 bits with ESN, 192 and 256 without; RFC 7634 appendix A. */
static const struct {
	unsigned transform, bits;
	bool esn;
	const char *key, *packet, *clear; /* packet from the SPI on */
} aead_vectors[] = {
    {0, 128, true, "4c80cdefbb5d10da906ac73c3613a6342e443b68",
	"0000432100000000"
	"4956ed7e3b244cfe"
	"fecf537e729d5b07dc30df528dd22b768d1b98736696a6fd348509fa13ceac34"
	"cfa2436f14a3f3cf65925bf1f4a13c5d15b21e1884f5ff6247aeabb786b93bce"
	"61bc17d768fd9732459018148f6cbe722fd04796562dfdb4",
	"45000048699a000080114db7c0a80102c0a801010a9bf15638d3010000010000"
	"00000000045f736970045f756470037369700963796265726369747902646b00"
	"0021000101020201"},
    {0, 192, false, "feffe9928665731c6d6a8f9467308308feffe9928665731ccafebabe",
	"0000a5f80000000a"
	"facedbaddecaf888"
	"a5b1f8066029aea40e598b8122de02420938b3ab33f828e687b8858b5bfbdbd0"
	"315b27452144cc7795457b9652037f5318027b5b4cd7a636",
	"45000028a4ad4000400678800a01038f0a010612802306b8cb712602dd6bb03e"
	"501016d075680001"},
    {0, 256, false, "abbccddef00112233445566778899aababbccddef00112233445566778899aab11223344",
	"4a2cbfe300000002"
	"0102030405060708"
	"ff425c9b724599df7a3bcd510194e00d6a78107f1b0b1cbf06efae9d65a5d763"
	"748a637985771d347f0545659f14e99def842d8eb335f4eecfdbf831824b4c49"
	"15956c96",
	"4500003069a6400080062690c0a801029389155e0a9e008b2dc57ee000000000"
	"7002400020bf0000020405b40101040201020201"},
    {9, 0, false, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3",
	"0102030400000005"
	"1011121314151617"
	"24039428b97f417e3c13753a4f05087b67c352e6a7fab1b982d466ef407ae5c6"
	"14ee8099d52844eb61aa95dfab4c02f72aa71e7c4c4f64c9befe2facc638e8f3"
	"cbec163fac469b502773f6fb94e664da9165b82829f641e0"
	"76aaa8266b7fb0f7b11b369907e1ad43",
	"45000054a6f200004001e778c6336405c000020508005b7a3a080000553bec10"
	"00073627"
	"08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324252627"
	"28292a2b2c2d2e2f303132333435363701020204"},
};

static void aead_vector(enum crypto_choice choice, size_t i)
{
	uint8_t packet[256], clear[256 + CRYPTO_HEADROOM] = {0}, made[256] = {0};
	struct sa_spec spec =
	    spec_of(aead_vectors[i].transform, aead_vectors[i].bits, aead_vectors[i].esn, SA_OUT);
	unhex(aead_vectors[i].key, spec.encr_key);
	size_t size = unhex(aead_vectors[i].packet, packet);
	size_t clear_size = unhex(aead_vectors[i].clear, clear + CRYPTO_HEADROOM);
	struct crypto_engine *engine = crypto_engine_new(choice);
	struct crypto_sa *seal = crypto_sa_new(engine, &spec);
	memcpy(made, packet, 8);
	struct crypto_packet p = {
	    .esp = made,
	    .clear = clear + CRYPTO_HEADROOM,
	    .size = (uint32_t)clear_size,
	    .seq_hi = 0x87654321,
	    .counter = (uint64_t)inner_get32(packet + 8) << 32 | inner_get32(packet + 12),
	};
	crypto_seal(seal, &p, 1);
	CU_ASSERT_TRUE(p.ok);
	CU_ASSERT_EQUAL(packet_size(seal, &p), size);
	CU_ASSERT_EQUAL(memcmp(made, packet, size), 0);
	crypto_sa_free(seal);
	crypto_engine_free(engine);
}

static void test_aead_vectors(void)
{
	for (size_t i = 0; i < sizeof aead_vectors / sizeof aead_vectors[0]; i++) {
		aead_vector(CRYPTO_OPENSSL, i);
		aead_vector(CRYPTO_FASTEST, i);
	}
}

/* Made with another implementation (Python's cryptography and hmac modules), IV included. */
static const struct {
	unsigned transform, bits;
	bool esn;
	const char *packet;
} cbc_vectors[] = {
    {1, 128, false,
	"c41b7d05fffffff0d723a22f8872e36282f092b52fa81ce84567030a40b2ed0a7611a00258a9034b"
	"d63b8b5a9042ffea0cc37915294d2b4a0724a4afbe59930e0c3cc670"},
    {2, 256, true,
	"c41b7d05fffffff0171b74a9fb8613c18bd07f182598c649e4612a32855ad86cf1a8ed0c76ad5992"
	"f50bfde35da87899987e3ea5bec1531126dfb8198bb7792b397579151081fc88"},
    {3, 192, false,
	"c41b7d05fffffff04c9fe2989974b332eced1116d2722ea8a6dde3914b5b6e0bf556e5c0e011052e"
	"3d6ffd8e8c21f392d01b1b37c3cdf8d22d82d430eeb5efa1f96b2ed93945c6abca92e4abd42dd360"},
    {4, 128, true,
	"c41b7d05fffffff0d723a22f8872e36282f092b52fa81ce84567030a40b2ed0a7611a00258a9034b"
	"d63b8b5a9042ffea0cc37915294d2b4a317bf89e4f04da0645e46acbeb216d7bf68de387d4d63c7d"
	"4540785adc6fe413"},
    {5, 0, false,
	"c41b7d05fffffff0e2e095280fc0fdb77b85a8e207ab3af09838c9fbe6d8f6a7ab0f4ca50b88a132"
	"195be7962aea1ffa8fd4e56f7e0d9304e1967485"},
    {6, 0, true,
	"c41b7d05fffffff0e2e095280fc0fdb77b85a8e207ab3af09838c9fbe6d8f6a7ab0f4ca50b88a132"
	"195be7962aea1ffa661e39fece595e595bb11e1432f7ee8e"},
};

#define CBC_CLEAR "45000015000100004001f9900a0000010a000002420102030405060708090904"

static void cbc_vector(enum crypto_choice choice, size_t i)
{
	uint8_t packet[128], made[4][128] = {{0}}, clear[64];
	struct crypto_packet p[4];
	struct sa_spec spec =
	    spec_of(cbc_vectors[i].transform, cbc_vectors[i].bits, cbc_vectors[i].esn, SA_OUT);
	size_t size = unhex(cbc_vectors[i].packet, packet);
	size_t clear_size = unhex(CBC_CLEAR, clear);
	struct crypto_engine *engine = crypto_engine_new(choice);
	struct crypto_sa *seal = crypto_sa_new(engine, &spec);
	for (unsigned j = 0; j < 4; j++) { /* four, so that several lanes work */
		memcpy(made[j], packet, 8);
		p[j] = (struct crypto_packet){
		    .esp = made[j],
		    .clear = crypto_text(seal->suite, made[j]),
		    .size = (uint32_t)clear_size,
		    .seq_hi = 7,
		    .counter = UINT64_C(0x7fffffff0),
		};
		memcpy(p[j].clear, clear, clear_size);
	}
	crypto_seal(seal, p, 4);
	for (unsigned j = 0; j < 4; j++)
		CU_ASSERT_TRUE(p[j].ok && memcmp(made[j], packet, size) == 0);
	crypto_sa_free(seal);
	crypto_engine_free(engine);
}

static void test_cbc_vectors(void)
{
	for (size_t i = 0; i < sizeof cbc_vectors / sizeof cbc_vectors[0]; i++) {
		cbc_vector(CRYPTO_OPENSSL, i);
		cbc_vector(CRYPTO_FASTEST, i);
	}
}

static void test_wrong_keys_are_refused(void)
{
	struct sa_spec spec = spec_of(1, 128, false, SA_OUT);
	spec.auth_key_size = 19;
	CU_ASSERT_PTR_NULL(crypto_suite_find(&spec));
	spec = spec_of(0, 128, false, SA_OUT);
	spec.encr_key_size = 16; /* no salt */
	CU_ASSERT_PTR_NULL(crypto_suite_find(&spec));
	spec = spec_of(0, 128, false, SA_OUT);
	spec.auth = SA_AUTH_HMAC_SHA1_96;
	CU_ASSERT_PTR_NULL(crypto_suite_find(&spec));
}

int main(void)
{
	CU_TestInfo tests[] = {
	    {"OpenSSL seals and opens every suite", test_openssl_round_trip},
	    {"both back ends make the same bytes", test_back_ends_agree},
	    {"tampering is seen", test_tampering_is_seen},
	    {"GCM test vectors", test_aead_vectors},
	    {"CBC and HMAC vectors", test_cbc_vectors},
	    {"keys of the wrong size", test_wrong_keys_are_refused},
	    CU_TEST_INFO_NULL,
	};
	return unit_main("espd crypto", tests);
}
