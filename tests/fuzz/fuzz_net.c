/* The loader of nets on any bytes, with the checksum put right first; then sums and scores of what it took. */
#include "english/net.h"
#include "repair.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const gaz_net_shape shape = {2, 2, 8, 8, 2};
  gaz_error error;
  gaz_net *net;
  uint8_t *copy = fuzz_copy(data, size);
  if (!copy) return 0;
  if (size > 16) fuzz_put_u64(copy + 8, gaz_hash(copy + 16, size - 16, GAZ_NET_VERSION));
  if (!gaz_net_read(copy, size, "fuzz", &shape, &net, &error)) {
    int16_t sums[GAZ_NET_HIDDEN];
    uint8_t hidden[GAZ_NET_HIDDEN];
    int32_t scores[8];
    uint32_t rows[GAZ_NET_ROWS_MAX];
    for (uint32_t i = 0; i < GAZ_NET_ROWS_MAX; i++) rows[i] = i % 2 + 2 * (i >= 64);
    gaz_net_add(net, rows, 64, sums);
    gaz_net_look(net, &(const int16_t *){sums}, 1, rows + 64, GAZ_NET_ROWS_MAX - 64, hidden);
    gaz_net_score(net, hidden, 0, 8, scores);
    for (uint64_t i = 0; i < 64; i++)
      if (gaz_net_word(net, i << 32 | i) > 8) abort();
    for (int i = 0; i < 2; i++)
      if (!(gaz_net_numbers(net)[i] < 1000 && gaz_net_numbers(net)[i] > -1000)) abort();
    gaz_net_close(net);
  } else if (net) {
    abort();
  }
  free(copy);
  return 0;
}
