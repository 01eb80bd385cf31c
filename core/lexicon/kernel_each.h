/* lexicon/kernel_each.h - words hashed, and filters asked, one after the other; included after
 * kernel.h by the paths that have nothing better (kernel_lanes.h). */

/* The hashes of the words that are bytes [start, end) of a chunk, and where the filter of first words
 * has them, which is sent for; of one that is no plain word they mean nothing. `starts` and `ends`
 * may be written to behind `count`. */
static inline void kernel_hash_words(const gaz_lexicon *lexicon, const kernel_chunk *chunk,
                                     uint16_t *starts, uint16_t *ends, size_t count,
                                     uint64_t *hashes, uint32_t *places) {
  const gaz_hash_keys keys = lexicon->keys;
  for (size_t i = 0; i < count; i++) {
    uint64_t hash = kernel_hash(&keys, chunk, starts[i], (unsigned)ends[i] - starts[i]);
    hashes[i] = hash;
    places[i] = gaz_first_place(lexicon, chunk->bytes[starts[i]] & 0x20, hash);
    __builtin_prefetch(lexicon->words + 8 * (size_t)places[i]);
  }
}

/* The same with the filter of words that names go on with. */
static inline void kernel_hash_later(const gaz_lexicon *lexicon, const kernel_chunk *chunk,
                                     uint16_t *starts, uint16_t *ends, size_t count,
                                     uint64_t *hashes, uint32_t *places) {
  const gaz_hash_keys keys = lexicon->keys;
  for (size_t i = 0; i < count; i++) {
    hashes[i] = kernel_hash(&keys, chunk, starts[i], (unsigned)ends[i] - starts[i]);
    places[i] = gaz_later_place(lexicon, hashes[i]);
    __builtin_prefetch(lexicon->words + 8 * (size_t)places[i]);
  }
}

/* The hashes of words together with the words behind them, and where the guide has these pairs, which
 * is sent for. `words` are places in `hashes`, and may be written to behind `count`; of the words
 * behind them these are the hashes and, at first, the places in their filter. Most words of a text go
 * on no name: with them the guide is asked where it is all zeros, because the rest of it is far. */
static inline void kernel_hash_pairs(const gaz_lexicon *lexicon, const uint64_t *hashes,
                                     uint16_t *words, const uint64_t *nexts, size_t count,
                                     uint64_t *pairs, uint32_t *places) {
  const gaz_hash_keys keys = lexicon->keys;
  for (size_t i = 0; i < count; i++) {
    uint64_t next = nexts[i], block = gaz_read_u64(lexicon->words + 8 * (size_t)places[i]);
    bool goes_on = gaz_two_bits(block, next, GAZ_IS_SECOND);
    pairs[i] = gaz_hash_chain(&keys, hashes[words[i]], next);
    places[i] = (uint32_t)gaz_guide_place(pairs[i], lexicon->line_count) & -(uint32_t)goes_on;
    __builtin_prefetch(lexicon->guide + 8 * (size_t)places[i]);
  }
}

/* What a filter's blocks say of the hashes: SAYS_*. Those pass that go on; with `starts`, names too,
 * and words that are not plain whatever the filter says. Returns how many pass, and which. */
static inline size_t kernel_ask(const unsigned char *filter, const uint64_t *hashes,
                                uint32_t *places, size_t count, const uint16_t *starts,
                                const uint16_t *ends, uint32_t *says, uint16_t *passed) {
  size_t found = 0;
  for (size_t i = 0; i < count; i++) {
    uint64_t hash = hashes[i], block = gaz_read_u64(filter + 8 * (size_t)places[i]);
    bool goes_on = gaz_two_bits(block, hash, GAZ_GOES_ON);
    bool is_name = gaz_two_bits(block, hash, GAZ_IS_NAME);
    says[i] = is_name | (unsigned)goes_on << 1;
    passed[found] = (uint16_t)i;
    found += goes_on | (starts && (is_name | (ends[i] - starts[i] > KERNEL_PLAIN)));
  }
  return found;
}
