#include "english/net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/endian.h"
#include "base/pages.h"
#include "english/net_layout.h"

enum { H = GAZ_NET_HIDDEN, GROUP = GAZ_NET_OUTPUTS, HEADER = 64, CHECKED = 16 };
static const char magic[8] = "GAZNET\0";
enum { NUMBER_MAX = 1000 };
enum { OUTPUT_BIAS = 1 << 24 };        /* of an output at most; the hidden units give it less */
static const float most_nats = 0.125f; /* a score of one is worth less */

/* ---- On any machine ---- */

static void add_rows(const int8_t *table, const uint32_t *rows, size_t count, int16_t *sums) {
  for (size_t i = 0; i < count; i++) {
    const int8_t *row = table + (size_t)rows[i] * H;
    for (int k = 0; k < H; k++) sums[k] = (int16_t)(sums[k] + row[k]);
  }
}

static void add_plain(const int8_t *table, const uint32_t *rows, size_t count, int16_t *sums) {
  memset(sums, 0, H * sizeof *sums);
  add_rows(table, rows, count, sums);
}

static void look_plain(const int8_t *table, const int16_t *bias, const int16_t *const *sums,
                       size_t sum_count, const uint32_t *rows, size_t count, uint8_t *hidden) {
  int16_t total[H];
  memcpy(total, bias, sizeof total);
  for (size_t i = 0; i < sum_count; i++)
    for (int k = 0; k < H; k++) total[k] = (int16_t)(total[k] + sums[i][k]);
  add_rows(table, rows, count, total);
  for (int k = 0; k < H; k++) {
    int sum = total[k] - GAZ_NET_NARROW * (int)count;
    hidden[k] = (uint8_t)(sum < 0 ? 0 : sum > 127 ? 127 : sum);
  }
}

static void score_plain(const int8_t *weights, const int32_t *bias, const uint8_t *hidden,
                        uint32_t groups, int32_t *scores) {
  for (uint32_t g = 0; g < groups; g++)
    for (size_t i = 0; i < GROUP; i++) {
      const int8_t *at = weights + (size_t)g * GROUP * H + i * 4;
      int32_t sum = bias[g * GROUP + i];
      for (size_t k = 0; k < H; k++) sum += hidden[k] * at[k / 4 * 4 * GROUP + k % 4];
      scores[g * GROUP + i] = sum;
    }
}

static uint32_t best_plain(const int32_t *scores, uint32_t groups, int32_t *margin) {
  uint32_t best = 0;
  int32_t second = INT32_MIN;
  for (uint32_t i = 1; i < groups * GROUP; i++) {
    if (scores[i] > scores[best]) {
      second = scores[best];
      best = i;
    } else if (scores[i] > second) {
      second = scores[i];
    }
  }
  *margin = scores[best] - second;
  return best;
}

bool gaz_net_path_of(size_t n, gaz_net_path *out) {
  gaz_net_path paths[3];
  size_t count = 0;
#if defined(__x86_64__) && defined(GAZ_HAVE_AVX2)
  __builtin_cpu_init();
  bool has_avx2 = __builtin_cpu_supports("avx2");
#if defined(GAZ_HAVE_VNNI)
  if (has_avx2 && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512vl"))
    paths[count++] =
        (gaz_net_path){gaz_net_add_avx2, gaz_net_look_avx2, gaz_net_score_vnni, gaz_net_best_avx2};
#endif
  if (has_avx2)
    paths[count++] =
        (gaz_net_path){gaz_net_add_avx2, gaz_net_look_avx2, gaz_net_score_avx2, gaz_net_best_avx2};
#endif
  paths[count++] = (gaz_net_path){add_plain, look_plain, score_plain, best_plain};
  if (n >= count) return false;
  *out = paths[n];
  return true;
}

/* ---- Sums ---- */

void gaz_net_add(const gaz_net *net, const uint32_t *rows, size_t count, int16_t *sums) {
  net->path.add(net->rows, rows, count, sums);
}

void gaz_net_fetch(const gaz_net *net, const uint32_t *rows, size_t count, uint32_t more) {
  for (size_t i = 0; i < count; i++)
    for (size_t at = 0; at < (1 + (size_t)more) * H; at += 64)
      __builtin_prefetch(net->rows + (size_t)rows[i] * H + at);
}

void gaz_net_look(const gaz_net *net, const int16_t *const *sums, size_t sum_count,
                  const uint32_t *rows, size_t count, uint8_t hidden[H]) {
  net->path.look(net->rows, net->bias, sums, sum_count, rows, count, hidden);
}

void gaz_net_score(const gaz_net *net, const uint8_t hidden[H], uint32_t first, uint32_t count,
                   int32_t *scores) {
  net->path.score(net->outputs + (size_t)first * H, net->output_bias + first, hidden, count / GROUP,
                  scores);
}

uint32_t gaz_net_best(const gaz_net *net, const int32_t *scores, uint32_t count, int32_t *margin) {
  return net->path.best(scores, count / GROUP, margin);
}

float gaz_net_nats(const gaz_net *net) { return net->nats; }

const float *gaz_net_numbers(const gaz_net *net) { return net->numbers; }

/* ---- Words ---- */

uint32_t gaz_net_word(const gaz_net *net, uint64_t hash) {
  uint32_t at = (uint32_t)hash & net->word_mask, wanted = (uint32_t)(hash >> 32) | 1;
  while (net->word_hash[at] && net->word_hash[at] != wanted) at = (at + 1) & net->word_mask;
  return net->word_number[at];
}

static bool lay_words(gaz_net *net, const unsigned char *hashes) {
  uint32_t places = 4;
  while (places < 3 * net->shape.words) places *= 2;
  net->word_mask = places - 1;
  net->word_hash = calloc(places, sizeof *net->word_hash);
  net->word_number = calloc(places, sizeof *net->word_number);
  if (!net->word_hash || !net->word_number) return false;
  for (uint32_t i = 0; i < net->shape.words; i++) {
    uint64_t hash = gaz_read_u64(hashes + 8 * (size_t)i);
    uint32_t at = (uint32_t)hash & net->word_mask;
    while (net->word_hash[at]) at = (at + 1) & net->word_mask;
    net->word_hash[at] = (uint32_t)(hash >> 32) | 1;
    net->word_number[at] = i + 1;
  }
  return true;
}

/* ---- The file ---- */

static size_t rows_of(const gaz_net_shape *shape) { return (size_t)shape->wide + shape->narrow; }

static size_t size_of(const gaz_net_shape *shape) {
  return HEADER + rows_of(shape) * (H / 2) + shape->wide + (size_t)shape->outputs * (H + 4) +
         2 * (size_t)H + 8 * (size_t)shape->words + 4 * (size_t)shape->numbers;
}

/* False where a weight or a power is none. */
static bool lay_rows(gaz_net *net, const uint8_t *halves) {
  const uint8_t *powers = halves + rows_of(&net->shape) * (H / 2);
  uint8_t largest = 0;
  for (size_t i = 0; i < rows_of(&net->shape); i++) {
    const uint8_t *at = halves + i * (H / 2);
    uint8_t *row = (uint8_t *)net->rows + i * H;
    for (size_t k = 0; k < H / 2; k++) {
      row[k] = at[k] & 15;
      row[k + H / 2] = at[k] >> 4;
    }
    for (size_t k = 0; k < H; k++) largest = row[k] > largest ? row[k] : largest;
    if (i >= net->shape.wide) continue;
    if (powers[i] > GAZ_NET_POWER) return false;
    for (size_t k = 0; k < H; k++) row[k] = (uint8_t)((row[k] - GAZ_NET_NARROW) * (1 << powers[i]));
  }
  return largest <= 2 * GAZ_NET_NARROW;
}

static bool make_room(gaz_net *net) {
  size_t outputs = net->shape.outputs;
  net->rows = gaz_pages_new(rows_of(&net->shape) * H + 1, &net->rows_held);
  net->outputs = malloc(outputs * H + 1);
  net->output_bias = malloc(outputs * sizeof *net->output_bias + 1);
  net->numbers = malloc(net->shape.numbers * sizeof *net->numbers + 1);
  return net->rows && net->outputs && net->output_bias && net->numbers;
}

static void lay_outputs(gaz_net *net, const unsigned char *at) {
  size_t outputs = net->shape.outputs;
  for (size_t i = 0; i < outputs; i++)
    for (size_t k = 0; k < H; k++)
      net->outputs[i / GROUP * GROUP * H + k / 4 * 4 * GROUP + i % GROUP * 4 + k % 4] =
          (int8_t)at[i * H + k];
  at += outputs * H;
  for (size_t k = 0; k < H; k++) net->bias[k] = (int16_t)(at[2 * k] | at[2 * k + 1] << 8);
  at += 2 * (size_t)H;
  for (size_t i = 0; i < outputs; i++) net->output_bias[i] = (int32_t)gaz_read_u32(at + 4 * i);
}

static void lay_numbers(gaz_net *net, const unsigned char *at) {
  for (size_t i = 0; i < net->shape.numbers; i++) {
    uint32_t bits = gaz_read_u32(at + 4 * i);
    memcpy(&net->numbers[i], &bits, sizeof bits);
  }
}

/* What could make a sum overflow comes from no trainer. The difference of two scores is below 2^26, so that it fits in
 * 32 bits also in 1/256 nats. */
static bool is_sound(const gaz_net *net) {
  for (size_t k = 0; k < H; k++)
    if (abs(net->bias[k]) > INT16_MAX / 4) return false;
  for (size_t i = 0; i < net->shape.outputs; i++)
    if (net->output_bias[i] > OUTPUT_BIAS || net->output_bias[i] < -OUTPUT_BIAS) return false;
  for (size_t i = 0; i < net->shape.numbers; i++)
    if (!(fabsf(net->numbers[i]) < NUMBER_MAX)) return false;
  return net->nats > 0 && net->nats < most_nats;
}

gaz_status gaz_net_read(const void *data, size_t size, const char *path, const gaz_net_shape *shape,
                        gaz_net **out, gaz_error *error) {
  const unsigned char *bytes = data;
  *out = NULL;
  if (size < HEADER || memcmp(bytes, magic, sizeof magic) != 0 ||
      gaz_read_u32(bytes + 16) != GAZ_NET_VERSION)
    return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0,
                    "the net is another one or of another version; install it again");
  gaz_net_shape found = {gaz_read_u32(bytes + 20), gaz_read_u32(bytes + 24),
                         gaz_read_u32(bytes + 28), gaz_read_u32(bytes + 32),
                         gaz_read_u32(bytes + 40)};
  uint32_t scale = gaz_read_u32(bytes + 36);
  if (found.wide != shape->wide || found.narrow != shape->narrow ||
      found.outputs != shape->outputs || found.words > shape->words ||
      found.numbers != shape->numbers || size != size_of(&found) ||
      gaz_read_u64(bytes + 8) != gaz_hash(bytes + CHECKED, size - CHECKED, GAZ_NET_VERSION))
    return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "the net is damaged; install it again");
  gaz_net *net = calloc(1, sizeof *net);
  if (!net) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  net->shape = found;
  memcpy(&net->nats, &scale, sizeof scale);
  gaz_net_path_of(0, &net->path);
  gaz_status status = GAZ_OK;
  const unsigned char *rows = bytes + HEADER, *end = bytes + size;
  const unsigned char *outputs = rows + rows_of(&found) * (H / 2) + found.wide;
  const unsigned char *numbers = end - 4 * (size_t)found.numbers;
  if (!make_room(net) || !lay_words(net, numbers - 8 * (size_t)found.words)) {
    status = gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  } else {
    lay_outputs(net, outputs);
    lay_numbers(net, numbers);
    if (!lay_rows(net, rows) || !is_sound(net))
      status =
          gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "the net has no weights; install it again");
  }
  if (status)
    gaz_net_close(net);
  else
    *out = net;
  return status;
}

gaz_status gaz_net_open(const char *path, const gaz_net_shape *shape, gaz_net **out,
                        gaz_error *error) {
  gaz_mapping file;
  *out = NULL;
  gaz_status status = gaz_map_file(path, &file, error);
  if (status) return status;
  status = gaz_net_read(file.data, file.size, path, shape, out, error);
  gaz_unmap_file(&file);
  return status;
}

void gaz_net_close(gaz_net *net) {
  if (!net) return;
  gaz_pages_free(net->rows, net->rows_held);
  free(net->outputs);
  free(net->output_bias);
  free(net->numbers);
  free(net->word_hash);
  free(net->word_number);
  free(net);
}

static unsigned char *put(unsigned char *at, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; i++) at[i] = (unsigned char)(value >> 8 * i);
  return at + bytes;
}

gaz_status gaz_net_write(const char *path, const gaz_net_weights *w, gaz_error *error) {
  size_t size = size_of(&w->shape), outputs = w->shape.outputs;
  unsigned char *file = calloc(1, size), *at = file;
  if (!file) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  uint32_t nats;
  memcpy(&nats, &w->nats, sizeof nats);
  memcpy(at, magic, sizeof magic);
  at = put(file + 16, GAZ_NET_VERSION, 4);
  at = put(at, w->shape.wide, 4);
  at = put(at, w->shape.narrow, 4);
  at = put(at, w->shape.outputs, 4);
  at = put(at, w->shape.words, 4);
  at = put(at, nats, 4);
  put(at, w->shape.numbers, 4);
  at = file + HEADER;
  for (size_t i = 0; i < rows_of(&w->shape); i++)
    for (size_t k = 0; k < H / 2; k++) {
      const int8_t *row = w->rows + i * H;
      *at++ = (unsigned char)((row[k] + GAZ_NET_NARROW) | (row[k + H / 2] + GAZ_NET_NARROW) << 4);
    }
  for (size_t i = 0; i < w->shape.wide; i++) *at++ = w->powers[i];
  for (size_t i = 0; i < outputs * H; i++) *at++ = (unsigned char)w->outputs[i];
  for (size_t k = 0; k < H; k++) at = put(at, (uint16_t)w->bias[k], 2);
  for (size_t i = 0; i < outputs; i++) at = put(at, (uint32_t)w->output_bias[i], 4);
  for (size_t i = 0; i < w->shape.words; i++) at = put(at, w->words[i], 8);
  for (size_t i = 0; i < w->shape.numbers; i++) {
    uint32_t bits;
    memcpy(&bits, &w->numbers[i], sizeof bits);
    at = put(at, bits, 4);
  }
  put(file + 8, gaz_hash(file + CHECKED, size - CHECKED, GAZ_NET_VERSION), 8);
  gaz_status status = gaz_replace_file(path, file, size, error);
  free(file);
  return status;
}
