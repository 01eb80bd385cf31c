/* Included after a kernel, which says where words are. The bounds of all words are written down, and
 * then each is hashed. */
enum { HASH_CHUNK = 4096 };

/* The bounds of the runs in text[start, stop), start and end of each in turn, as offsets from
 * `start`. Returns how many; odd when the last run is still open. */
static inline size_t word_edges(const unsigned char *text, size_t size, size_t start, size_t stop,
                                uint16_t *edges) {
  size_t count = 0;
  uint64_t open = 0, punctuation = 0; /* what the 64 bytes before hand on */
  for (size_t at = start; at < stop; at += 64) {
    unsigned char padded[72];
    const unsigned char *bytes = text + at;
    if (size - at < 66) {
      memset(padded, 0, sizeof padded);
      memcpy(padded, bytes, size - at);
      bytes = padded;
    }
    uint64_t word = kernel_word(bytes), high = kernel_high(bytes);
    if (high) {
      uint64_t found = kernel_punctuation(bytes);
      word &= ~(punctuation | found | found << 1 | found << 2);
      punctuation = found >> 63 | found >> 62;
    }
    uint64_t edge = word ^ (word << 1 | open);
    open = word >> 63;
    size_t more = (size_t)__builtin_popcountll(edge);
    /* Eight at a time: writing past `more` is cheaper than not to. */
    uint16_t *out = edges + count;
    unsigned base = (unsigned)(at - start);
#define WORD_EDGE(k)                               \
  out[k] = (uint16_t)(base + KERNEL_LOWEST(edge)); \
  edge &= edge - 1
    for (size_t i = 0; i < more; i += 8, out += 8) {
      WORD_EDGE(0);
      WORD_EDGE(1);
      WORD_EDGE(2);
      WORD_EDGE(3);
      WORD_EDGE(4);
      WORD_EDGE(5);
      WORD_EDGE(6);
      WORD_EDGE(7);
    }
    count += more;
  }
  if (open && stop == size) edges[count++] = (uint16_t)(stop - start);
  return count;
}

/* The 16 bytes at `at`, as many as there are. `safe`: there are 16. */
static inline void load_word(const unsigned char *text, size_t size, size_t at, bool safe,
                             uint64_t *low, uint64_t *high) {
  if (safe || size - at >= 16) {
    *low = gaz_read_u64(text + at);
    *high = gaz_read_u64(text + at + 8);
  } else {
    unsigned char padded[16] = {0};
    memcpy(padded, text + at, size - at);
    *low = gaz_read_u64(padded);
    *high = gaz_read_u64(padded + 8);
  }
}

size_t HASH_ONLY(const gaz_hash_keys *keys, const char *chars, size_t size, uint64_t *sum) {
  const unsigned char *text = (const unsigned char *)chars;
  uint16_t edges[HASH_CHUNK + 80];
  size_t words = 0;
  uint64_t total = 0;
  for (size_t start = 0; start < size;) {
    size_t stop = size - start > HASH_CHUNK ? start + HASH_CHUNK : size, next = stop;
    size_t count = word_edges(text, size, start, stop, edges);
    if (count & 1) next = start + edges[--count];
    bool safe = size - stop >= 16;
    for (size_t i = 0; i < count; i += 2) {
      size_t length = (size_t)edges[i + 1] - edges[i];
      const uint64_t *masks = gaz_length_masks[length < 16 ? length : 16];
      uint64_t low, high;
      load_word(text, size, start + edges[i], safe, &low, &high);
      low = (low & masks[0]) | 0x2020202020202020u;
      high = (high & masks[1]) | 0x2020202020202020u;
      total += gaz_hash_piece(keys, 0, low, high);
    }
    words += count / 2;
    start = next > start ? next : stop;
  }
  *sum += total;
  return words;
}
