/* lexicon/kernel_lanes.h - words hashed, and filters asked, several at a time; for the paths whose
 * instructions can gather. One 64-bit lane holds one word: its bounds, then its bytes, then its hash.
 *
 * Included after kernel.h by a file that defines KERNEL_LANES (a multiple of 4) and
 *
 *   lanes, lanes_halves                  vectors of so many uint64_t, and of twice as many uint32_t
 *   lanes lanes_of_u16(const uint16_t *), lanes_of_u32(const uint32_t *)
 *   void lanes_to_u32(uint32_t *, lanes)
 *   lanes lanes_of_all(uint64_t)
 *   lanes lanes_gather(const unsigned char *, lanes, SCALE)   a macro: SCALE is a constant
 *   lanes lanes_left(lanes, lanes), lanes_right(lanes, lanes) a shift by 64 and more gives 0
 *   lanes lanes_multiply(lanes, lanes)   of the low halves
 *   lanes lanes_turn(lanes)              the halves of each exchanged
 *   lanes lanes_choose(lanes, lanes a, lanes b)   b where the highest bit is set
 *   unsigned lanes_highest(lanes)        the highest bits
 *
 * The last lanes may have no word. They are given the empty word at 0. */

/* See kernel_each.h. */
static inline void kernel_hash_words(const gaz_lexicon *lexicon, const kernel_chunk *chunk,
                                     uint16_t *starts, uint16_t *ends, size_t count,
                                     uint64_t *hashes, uint32_t *places) {
  const lanes ones = lanes_of_all(UINT64_MAX), spaces = lanes_of_all(0x2020202020202020u);
  const lanes key_low = lanes_of_all(lexicon->keys.low);
  const lanes key_high = lanes_of_all(lexicon->keys.high);
  const lanes spread_a = lanes_of_all(lexicon->keys.spread_a);
  const lanes spread_b = lanes_of_all(lexicon->keys.spread_b);
  const lanes capital_blocks = lanes_of_all(lexicon->capital_count);
  const lanes small_blocks = lanes_of_all(lexicon->small_count), none = lanes_of_all(0);
  memset(starts + count, 0, KERNEL_LANES * sizeof *starts);
  memset(ends + count, 0, KERNEL_LANES * sizeof *ends);
  for (size_t i = 0; i < count; i += KERNEL_LANES) {
    lanes from = lanes_of_u16(starts + i), bits = (lanes_of_u16(ends + i) - from) << 3;
    lanes first = lanes_gather(chunk->bytes, from, 1);
    lanes second = lanes_gather(chunk->bytes + 8, from, 1);
    lanes low = (first & ~lanes_left(ones, bits)) | spaces;
    lanes high = (second & lanes_right(ones, lanes_of_all(128) - bits)) | spaces;
    low = (lanes)((lanes_halves)low + (lanes_halves)key_low);
    high = (lanes)((lanes_halves)high + (lanes_halves)key_high);
    lanes sum = lanes_multiply(low, low >> 32) + lanes_multiply(high, high >> 32);
    lanes hash = lanes_multiply(sum, spread_a) ^ lanes_turn(lanes_multiply(sum >> 32, spread_b));
    memcpy(hashes + i, &hash, sizeof hash);
    if (!places) continue;
    lanes small = first << 58; /* bit 5 of the first byte becomes the highest */
    lanes blocks = lanes_choose(small, capital_blocks, small_blocks);
    lanes place =
        (lanes_multiply(hash >> 32, blocks) >> 32) + lanes_choose(small, none, capital_blocks);
    lanes_to_u32(places + i, place);
    for (size_t k = 0; k < KERNEL_LANES; k++) {
      __builtin_prefetch(lexicon->first + 8 * (size_t)places[i + k]);
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
  const lanes one = lanes_of_all(1), plain = lanes_of_all(KERNEL_PLAIN), six = lanes_of_all(63);
  size_t found = 0;
  memset(places + count, 0, KERNEL_LANES * sizeof *places);
  for (size_t i = 0; i < count; i += KERNEL_LANES) {
    lanes hash;
    memcpy(&hash, hashes + i, sizeof hash);
    lanes block = lanes_gather(filter, lanes_of_u32(places + i), 8);
    lanes two = lanes_right(block, hash & six) & lanes_right(block, hash >> 6 & six);
    lanes third = lanes_right(block, hash >> 12 & six) & one;
    lanes fourth = lanes_right(block, hash >> 18 & six) & one;
    lanes_to_u32(says + i, third + fourth + fourth);
    lanes pass = two << 63;
    if (starts) pass |= plain - (lanes_of_u16(ends + i) - lanes_of_u16(starts + i));
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
