/* english/net.h - nets with one hidden layer over things that are true or not.
 *
 * Each thing that may be true ("the word on top of the stack is a plural noun") has a row of a table, a weight for each
 * hidden unit. The rows of what is true are added; a hidden unit gives its sum, but no less than nothing; an output is a
 * weighed sum of the hidden units. So a hidden unit can stand for several things that are true together, which a linear
 * model must be told of as features. Everything is integers: all machines give the same answers.
 *
 * Weights are in steps of GAZ_NET_STEP. Those of narrow rows are from -7 to 7, so that sixteen rows can be added before a
 * byte overflows. Those of wide rows are such numbers times a power of two, one for each row; a net is meant to have
 * their sums at hand, as far as they depend on something that stays.
 *
 * A file is magic "GAZNET\0\0", u64 checksum of all from byte 16, u32 version, wide rows, narrow rows, outputs, words (each
 * a u32), float nats, u32 numbers, 20 zeros; then from byte 64 the rows (64 bytes each: of byte k the low half is weight k
 * plus 7, the high half weight k + 64 plus 7), the powers of the wide rows (u8), the outputs' weights (i8), the hidden
 * units' biases (i16), the outputs' (i32), hashes of words (u64) and the numbers (float). Integers are little-endian. */
#ifndef GAZ_ENGLISH_NET_H
#define GAZ_ENGLISH_NET_H

#include "base/file.h"

enum {
  GAZ_NET_VERSION = 1,
  GAZ_NET_HIDDEN = 128,   /* units */
  GAZ_NET_ROWS_MAX = 192, /* more are never added, so that no sum overflows */
  GAZ_NET_OUTPUTS = 8,    /* are scored together: a group of outputs begins at a multiple of it */
  GAZ_NET_NARROW = 7,     /* largest weight of a narrow row */
  GAZ_NET_POWER = 4,      /* largest power of two of a wide one */
};
#define GAZ_NET_STEP (1.0f / 16)

/* How many of each a net has: narrow rows come after wide ones; outputs are a multiple of GAZ_NET_OUTPUTS; `numbers` mean
 * what its user wants them to. */
typedef struct gaz_net_shape {
  uint32_t wide, narrow, outputs, words, numbers;
} gaz_net_shape;

/* Immutable; threads share it. */
typedef struct gaz_net gaz_net;

/* Reads the net at `path`, which must have that shape but for knowing fewer words.
 * Damaged, truncated, foreign or of another version: GAZ_ERROR_CORRUPT. Closed with gaz_net_close, which accepts NULL. */
gaz_status gaz_net_open(const char *path, const gaz_net_shape *shape, gaz_net **out,
                        gaz_error *error);
void gaz_net_close(gaz_net *net);
/* The same from bytes in memory. `path` is for messages. */
gaz_status gaz_net_read(const void *data, size_t size, const char *path, const gaz_net_shape *shape,
                        gaz_net **out, gaz_error *error);

/* The number of a word the net knows, from 1 on, by the hash of its spelling; 0 is any other. */
uint32_t gaz_net_word(const gaz_net *net, uint64_t hash);

/* Sets sums[0, HIDDEN) to those of `count` wide rows. */
void gaz_net_add(const gaz_net *net, const uint32_t *rows, size_t count, int16_t *sums);
/* Asks for the memory of rows that will be added, `count` and the `more` behind each of them. */
void gaz_net_fetch(const gaz_net *net, const uint32_t *rows, size_t count, uint32_t more);
/* What the hidden units give: they sum up some sums of wide rows, and `count` narrow rows. */
void gaz_net_look(const gaz_net *net, const int16_t *const *sums, size_t sum_count,
                  const uint32_t *rows, size_t count, uint8_t hidden[GAZ_NET_HIDDEN]);
/* The scores of `count` outputs from `first` on, both multiples of GAZ_NET_OUTPUTS. */
void gaz_net_score(const gaz_net *net, const uint8_t hidden[GAZ_NET_HIDDEN], uint32_t first,
                   uint32_t count, int32_t *scores);
/* The best of scores[0, count), `count` a multiple of GAZ_NET_OUTPUTS; *margin is how far it is ahead of the next. */
uint32_t gaz_net_best(const gaz_net *net, const int32_t *scores, uint32_t count, int32_t *margin);
/* What a score of one is worth, as a natural logarithm of odds. */
float gaz_net_nats(const gaz_net *net);

/* The numbers that were learnt with it, `shape.numbers` of them; none is as large as 1000. */
const float *gaz_net_numbers(const gaz_net *net);

/* What is written. */
typedef struct gaz_net_weights {
  gaz_net_shape shape;
  const int8_t *rows;    /* [wide + narrow][HIDDEN], from -7 to 7 */
  const uint8_t *powers; /* of the wide rows */
  const int8_t *outputs; /* [outputs][HIDDEN] */
  const int16_t *bias;
  const int32_t *output_bias;
  const uint64_t *words;
  const float *numbers;
  float nats;
} gaz_net_weights;
/* Writes a net (used by trainers). The same weights give the same bytes. */
gaz_status gaz_net_write(const char *path, const gaz_net_weights *weights, gaz_error *error);

#endif
