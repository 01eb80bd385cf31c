/* lexicon/kernel_lanes.h - words hashed, and filters asked, several at a time; for the paths whose
 * vectors are wide. One 64-bit lane holds one word: its bounds, then its bytes, then its hash.
 *
 * Included after kernel.h by a file that defines KERNEL_LANES (a multiple of 4) and
 *
 *   lanes, lanes_halves                  vectors of so many uint64_t, and of twice as many uint32_t
 *   lanes lanes_of_u16(const uint16_t *)
 *   void lanes_to_u32(uint32_t *, lanes)
 *   lanes lanes_of_all(uint64_t)
 *   lanes lanes_of_each(f)               a macro: f(0), f(1), ...
 *   lanes lanes_left(lanes, lanes), lanes_right(lanes, lanes) a shift by 64 and more gives 0
 *   lanes lanes_multiply(lanes, lanes)   of the low halves
 *   lanes lanes_turn(lanes)              the halves of each exchanged
 *   lanes lanes_choose(lanes, lanes a, lanes b)   b where the highest bit is set
 *   unsigned lanes_highest(lanes)        the highest bits
 *
 * Words and blocks are read lane by lane, with lanes_of_each: the instructions that gather take four
 * times as long as that where the processor is kept from guessing what they will have gathered
 * (CVE-2022-40982), and nothing overlaps with them then.
 *
 * The last lanes may have no word. They are given the empty word at 0. */

/* The image's keys in every lane. */
typedef struct lane_keys {
  lanes low, high, spread_a, spread_b, chain_a, chain_b;
} lane_keys;

static inline lane_keys lane_keys_of(const gaz_hash_keys *keys) {
  return (lane_keys){
      lanes_of_all(keys->low),      lanes_of_all(keys->high),    lanes_of_all(keys->spread_a),
      lanes_of_all(keys->spread_b), lanes_of_all(keys->chain_a), lanes_of_all(keys->chain_b),
  };
}

static inline lanes lanes_add_halves(lanes a, lanes b) {
  return (lanes)((lanes_halves)a + (lanes_halves)b);
}

/* gaz_hash_spread */
static inline lanes lanes_spread(const lane_keys *keys, lanes sum) {
  return lanes_multiply(sum, keys->spread_a) ^
         lanes_turn(lanes_multiply(sum >> 32, keys->spread_b));
}

/* kernel_hash; `first` is the first eight bytes of the words, and what follows them. */
static inline lanes lanes_hash(const lane_keys *keys, const kernel_chunk *chunk,
                               const uint16_t *starts, const uint16_t *ends, lanes *first) {
  const lanes ones = lanes_of_all(UINT64_MAX), spaces = lanes_of_all(0x2020202020202020u);
  lanes from = lanes_of_u16(starts), bits = (lanes_of_u16(ends) - from) << 3;
#define FIRST_EIGHT(k) gaz_read_u64(chunk->bytes + starts[k])
#define SECOND_EIGHT(k) gaz_read_u64(chunk->bytes + starts[k] + 8)
  *first = lanes_of_each(FIRST_EIGHT);
  lanes second = lanes_of_each(SECOND_EIGHT);
  lanes low = (*first & ~lanes_left(ones, bits)) | spaces;
  lanes high = (second & lanes_right(ones, lanes_of_all(128) - bits)) | spaces;
  low = lanes_add_halves(low, keys->low);
  high = lanes_add_halves(high, keys->high);
  return lanes_spread(keys, lanes_multiply(low, low >> 32) + lanes_multiply(high, high >> 32));
}

/* gaz_hash_chain */
static inline lanes lanes_chain(const lane_keys *keys, lanes before, lanes word) {
  lanes a = lanes_add_halves(before, keys->chain_a), c = lanes_add_halves(word, keys->chain_b);
  return lanes_spread(keys, lanes_multiply(a, c >> 32) + lanes_multiply(a >> 32, c));
}

/* The bits of a kind, as bit 0. */
static inline lanes lanes_two_bits(lanes block, lanes hash, unsigned shift) {
  const lanes six = lanes_of_all(63);
  return lanes_right(block, hash >> shift & six) & lanes_right(block, hash >> (shift + 6) & six) &
         lanes_of_all(1);
}

/* See kernel_each.h. */
static inline void kernel_hash_words(const gaz_lexicon *lexicon, const kernel_chunk *chunk,
                                     uint16_t *starts, uint16_t *ends, size_t count,
                                     uint64_t *hashes, uint32_t *places) {
  const lane_keys keys = lane_keys_of(&lexicon->keys);
  const lanes capital_blocks = lanes_of_all(lexicon->capital_count);
  const lanes small_blocks = lanes_of_all(lexicon->small_count), none = lanes_of_all(0);
  memset(starts + count, 0, KERNEL_LANES * sizeof *starts);
  memset(ends + count, 0, KERNEL_LANES * sizeof *ends);
  for (size_t i = 0; i < count; i += KERNEL_LANES) {
    lanes first, hash = lanes_hash(&keys, chunk, starts + i, ends + i, &first);
    memcpy(hashes + i, &hash, sizeof hash);
    lanes small = first << 58; /* bit 5 of the first byte becomes the highest */
    lanes blocks = lanes_choose(small, capital_blocks, small_blocks);
    lanes place =
        (lanes_multiply(hash >> 32, blocks) >> 32) + lanes_choose(small, none, capital_blocks);
    lanes_to_u32(places + i, place);
    for (size_t k = 0; k < KERNEL_LANES; k++) {
      __builtin_prefetch(lexicon->words + 8 * (size_t)places[i + k]);
    }
  }
}

static inline void kernel_hash_later(const gaz_lexicon *lexicon, const kernel_chunk *chunk,
                                     uint16_t *starts, uint16_t *ends, size_t count,
                                     uint64_t *hashes, uint32_t *places) {
  const lane_keys keys = lane_keys_of(&lexicon->keys);
  const lanes blocks = lanes_of_all(lexicon->later_count);
  const lanes before = lanes_of_all(lexicon->capital_count + lexicon->small_count);
  memset(starts + count, 0, KERNEL_LANES * sizeof *starts);
  memset(ends + count, 0, KERNEL_LANES * sizeof *ends);
  for (size_t i = 0; i < count; i += KERNEL_LANES) {
    lanes first, hash = lanes_hash(&keys, chunk, starts + i, ends + i, &first);
    memcpy(hashes + i, &hash, sizeof hash);
    lanes_to_u32(places + i, (lanes_multiply(hash >> 32, blocks) >> 32) + before);
    for (size_t k = 0; k < KERNEL_LANES; k++) {
      __builtin_prefetch(lexicon->words + 8 * (size_t)places[i + k]);
    }
  }
}

static inline void kernel_hash_pairs(const gaz_lexicon *lexicon, const uint64_t *hashes,
                                     uint16_t *words, const uint64_t *nexts, size_t count,
                                     uint64_t *pairs, uint32_t *places) {
  const lane_keys keys = lane_keys_of(&lexicon->keys);
  const lanes none = lanes_of_all(0), lines = lanes_of_all(lexicon->line_count);
  const lanes filter = lanes_of_all(GAZ_GUIDE_FILTER), part = lanes_of_all(GAZ_LINE_BLOCKS - 1);
  memset(words + count, 0, KERNEL_LANES * sizeof *words);
  for (size_t i = 0; i < count; i += KERNEL_LANES) {
    lanes next;
    memcpy(&next, nexts + i, sizeof next);
#define LATER_BLOCK(k) gaz_read_u64(lexicon->words + 8 * (size_t)places[i + k])
#define HASH_BEFORE(k) hashes[words[i + k]]
    lanes block = lanes_of_each(LATER_BLOCK), before = lanes_of_each(HASH_BEFORE);
    lanes goes_on = none - lanes_two_bits(block, next, GAZ_IS_SECOND);
    lanes pair = lanes_chain(&keys, before, next);
    memcpy(pairs + i, &pair, sizeof pair);
    lanes place = ((lanes_multiply(pair >> 32, lines) >> 32) << 3) + filter + (pair >> 30 & part);
    lanes_to_u32(places + i, place & goes_on);
    for (size_t k = 0; k < KERNEL_LANES; k++) {
      __builtin_prefetch(lexicon->guide + 8 * (size_t)places[i + k]);
    }
  }
}

static inline size_t kernel_ask(const unsigned char *filter, const uint64_t *hashes,
                                uint32_t *places, size_t count, const uint16_t *starts,
                                const uint16_t *ends, uint32_t *says, uint16_t *passed) {
  /* Which of four words pass, as their places. */
  static const uint64_t of_four[16] = {
      0, 0,       1,       0x10000,     2,       0x20000,     0x20001,     0x200010000,
      3, 0x30000, 0x30001, 0x300010000, 0x30002, 0x300020000, 0x300020001, 0x3000200010000,
  };
  const lanes plain = lanes_of_all(KERNEL_PLAIN);
  const bool first = starts != NULL;
  size_t found = 0;
  memset(places + count, 0, KERNEL_LANES * sizeof *places);
  for (size_t i = 0; i < count; i += KERNEL_LANES) {
    lanes hash;
    memcpy(&hash, hashes + i, sizeof hash);
#define BLOCK(k) gaz_read_u64(filter + 8 * (size_t)places[i + k])
    lanes block = lanes_of_each(BLOCK);
    lanes goes_on = lanes_two_bits(block, hash, GAZ_GOES_ON);
    lanes is_name = lanes_two_bits(block, hash, GAZ_IS_NAME);
    lanes_to_u32(says + i, is_name + goes_on + goes_on);
    lanes pass = (first ? goes_on | is_name : goes_on) << 63;
    if (first) pass |= plain - (lanes_of_u16(ends + i) - lanes_of_u16(starts + i));
    unsigned all = lanes_highest(pass);
    for (size_t k = 0; k < KERNEL_LANES; k += 4) {
      uint64_t four = of_four[all >> k & 15] + (i + k) * 0x0001000100010001u;
      memcpy(passed + found, &four, sizeof four);
      found += (unsigned)__builtin_popcount(all >> k & 15);
    }
  }
  while (found > 0 && passed[found - 1] >= count) found--;
  return found;
}
