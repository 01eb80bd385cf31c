/* lexicon/kernel_each.h - words hashed, and filters asked, one after the other; included after
 * kernel.h by the paths that have nothing better (kernel_lanes.h). */

/* The hashes of the words that are bytes [start, end) of a chunk; of one that is no plain word the
 * hash is not looked at. With `places`, also where the first filter has them, which is sent for.
 * `starts` and `ends` may be written to behind `count`. */
static inline void kernel_hash_words(const gaz_lexicon *lexicon, const kernel_chunk *chunk,
                                     uint16_t *starts, uint16_t *ends, size_t count,
                                     uint64_t *hashes, uint32_t *places) {
  const gaz_hash_keys keys = lexicon->keys;
  for (size_t i = 0; i < count; i++) {
    uint64_t hash = kernel_hash(&keys, chunk, starts[i], (unsigned)ends[i] - starts[i]);
    hashes[i] = hash;
    if (!places) continue;
    places[i] = gaz_first_place(lexicon, chunk->bytes[starts[i]] & 0x20, hash);
    __builtin_prefetch(lexicon->first + 8 * (size_t)places[i]);
  }
}

/* What a filter's blocks say of the hashes (image.h): those pass for which both bits of 0 are set;
 * `says` is the bit of 12 and, as bit 1, that of 18. With `starts`, words that are not plain pass
 * whatever the filter says. Returns how many pass, and which. */
static inline size_t kernel_ask(const unsigned char *filter, const uint64_t *hashes,
                                uint32_t *places, size_t count, const uint16_t *starts,
                                const uint16_t *ends, uint32_t *says, uint16_t *passed) {
  size_t found = 0;
  for (size_t i = 0; i < count; i++) {
    uint64_t hash = hashes[i], block = gaz_read_u64(filter + 8 * (size_t)places[i]);
    says[i] = gaz_one_bit(block, hash, 12) | (unsigned)gaz_one_bit(block, hash, 18) << 1;
    passed[found] = (uint16_t)i;
    found += gaz_two_bits(block, hash, 0) | (starts && ends[i] - starts[i] > KERNEL_PLAIN);
  }
  return found;
}
