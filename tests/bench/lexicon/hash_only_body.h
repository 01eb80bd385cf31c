/* Included after a kernel, whose splitting it uses. */
size_t HASH_ONLY(const gaz_hash_keys *keys, const char *chars, size_t size, uint64_t *sum) {
  const unsigned char *text = (const unsigned char *)chars;
  uint16_t edges[GAZ_CHUNK + 80];
  size_t words = 0;
  uint64_t total = 0;
  for (size_t start = 0; start < size;) {
    size_t stop = size - start > GAZ_CHUNK ? start + GAZ_CHUNK : size, next = stop;
    size_t count = kernel_edges(text, size, start, stop, edges);
    if (count & 1) next = start + edges[--count];
    bool safe = size - stop >= 16;
    for (size_t i = 0; i < count; i += 2) {
      size_t length = (size_t)edges[i + 1] - edges[i];
      const uint64_t *masks = gaz_length_masks[length < 16 ? length : 16];
      uint64_t low, high;
      kernel_load(text, size, start + edges[i], safe, &low, &high);
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
