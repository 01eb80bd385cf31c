/* english/net_layout.h - a net as it lies in memory, and what differs by the machine. */
#ifndef GAZ_ENGLISH_NET_LAYOUT_H
#define GAZ_ENGLISH_NET_LAYOUT_H

#include "english/net.h"

typedef void gaz_net_adder(const int8_t *table, const uint32_t *rows, size_t count, int16_t *sums);
typedef void gaz_net_looker(const int8_t *table, const int16_t *bias, const int16_t *const *sums,
                            size_t sum_count, const uint32_t *rows, size_t count, uint8_t *hidden);
typedef void gaz_net_scorer(const int8_t *weights, const int32_t *bias, const uint8_t *hidden,
                            uint32_t groups, int32_t *scores);
typedef uint32_t gaz_net_chooser(const int32_t *scores, uint32_t groups, int32_t *margin);

/* What a machine does best; all give the same results. */
typedef struct gaz_net_path {
  gaz_net_adder *add;
  gaz_net_looker *look;
  gaz_net_scorer *score;
  gaz_net_chooser *best;
} gaz_net_path;

struct gaz_net {
  int8_t *
      rows; /* weights of wide ones; of narrow ones 7 more than the weight, to be added without signs */
  size_t rows_held; /* bytes, see base/pages.h */
  /* Four weights of each of eight outputs, then the next four: [group][HIDDEN / 4][8][4]. */
  int8_t *outputs;
  int32_t *output_bias;
  float *numbers;
  int16_t bias[GAZ_NET_HIDDEN];
  gaz_net_shape shape;
  float nats;
  gaz_net_path path;
  uint32_t *word_hash, *word_number; /* open addressing */
  uint32_t word_mask;
};

/* The n-th way this machine can go, the best first; false when there is no n-th. */
bool gaz_net_path_of(size_t n, gaz_net_path *out);

gaz_net_adder gaz_net_add_avx2;
gaz_net_looker gaz_net_look_avx2;
gaz_net_scorer gaz_net_score_avx2, gaz_net_score_vnni;
gaz_net_chooser gaz_net_best_avx2;

#endif
