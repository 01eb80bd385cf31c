/* Learns word clusters from unlabelled text: words that stand in like company get one class.
 *
 *   train_clusters --classes 64,320,1000 [--minimum 5] [--rounds 20] TOKENS > clusters.tsv
 *
 * The exchange algorithm (Kneser and Ney; Martin, Liermann and Ney): every word is taken out of its
 * class and put where the likelihood of a class bigram model is highest, the most frequent words
 * first, until a round moves few. With f(n) = n log n, that likelihood is, but for constants,
 *
 *   sum f(N(g,h)) - sum f(Nleft(g)) - sum f(Nright(h))
 *
 * Each granularity is learnt by itself. Words keep their case, but the first word of a line is
 * lower-cased when it stands in lower case more often elsewhere, and digits become '0'. Nothing is
 * random: the same text gives the same file. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 64, LEVEL_MAX = 4, TABLE = 1 << 21 };

typedef struct word {
  char text[WORD_MAX];
  uint32_t count, id;
} word;

typedef struct pair {
  uint32_t word, count;
} pair;

/* Neighbours of each word, compressed rows: pairs[first[w] .. first[w + 1]). */
typedef struct neighbours {
  uint32_t *first;
  pair *pairs;
} neighbours;

static word *table;
static uint32_t *stream; /* word table slots of the text, UINT32_MAX at line ends */
static size_t stream_size, stream_capacity;
static word **words; /* the vocabulary by falling count; the rest is one word, id 0 */
static uint32_t word_count;
static double *flog;
static uint32_t flog_size;

static uint32_t slot_of(const char *text) {
  uint64_t hash = 1469598103934665603u;
  for (const char *at = text; *at; at++) hash = (hash ^ (unsigned char)*at) * 1099511628211u;
  uint32_t slot = (uint32_t)(hash ^ hash >> 32) & (TABLE - 1);
  while (table[slot].count && strcmp(table[slot].text, text) != 0) slot = (slot + 1) & (TABLE - 1);
  return slot;
}

static void push(uint32_t slot) {
  if (stream_size == stream_capacity) {
    stream_capacity = stream_capacity ? stream_capacity * 2 : 1 << 20;
    stream = realloc(stream, stream_capacity * sizeof *stream);
  }
  stream[stream_size++] = slot;
}

static void normalise(char *text) {
  for (; *text; text++)
    if (*text >= '0' && *text <= '9') *text = '0';
}

static void lower(char *out, const char *text) {
  size_t i = 0;
  for (; text[i] && i + 1 < WORD_MAX; i++)
    out[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];
  out[i] = '\0';
}

static void read_tokens(FILE *file) {
  static char line[1 << 20];
  while (fgets(line, sizeof line, file)) {
    for (char *token = strtok(line, " \n"); token; token = strtok(NULL, " \n")) {
      if (strlen(token) >= WORD_MAX) strcpy(token, "<long>");
      normalise(token);
      uint32_t slot = slot_of(token);
      if (!table[slot].count) strcpy(table[slot].text, token);
      table[slot].count++;
      push(slot);
    }
    push(UINT32_MAX);
  }
}

/* The first word of a line in its usual case. */
static void restore_case(void) {
  for (size_t i = 0; i < stream_size; i++) {
    if (stream[i] == UINT32_MAX || (i && stream[i - 1] != UINT32_MAX)) continue;
    char usual[WORD_MAX];
    lower(usual, table[stream[i]].text);
    uint32_t slot = slot_of(usual);
    if (slot == stream[i] || table[slot].count * 2 <= table[stream[i]].count) continue;
    table[stream[i]].count--;
    table[slot].count++;
    stream[i] = slot;
  }
}

static int by_count(const void *a, const void *b) {
  const word *x = *(word *const *)a, *y = *(word *const *)b;
  if (x->count != y->count) return x->count < y->count ? 1 : -1;
  return strcmp(x->text, y->text);
}

static void make_vocabulary(uint32_t minimum) {
  static word rare = {.text = "<rare>"};
  words = malloc(TABLE * sizeof *words);
  words[word_count++] = &rare;
  for (uint32_t i = 0; i < TABLE; i++)
    if (table[i].count >= minimum) words[word_count++] = &table[i];
  qsort(words + 1, word_count - 1, sizeof *words, by_count);
  for (uint32_t i = 0; i < word_count; i++) words[i]->id = i;
}

static int by_key(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

/* Rows of the bigram counts, by the first word or (reversed) by the second. */
static neighbours count_neighbours(bool reversed) {
  uint64_t *keys = malloc(stream_size * sizeof *keys);
  size_t count = 0;
  for (size_t i = 0; i + 1 < stream_size; i++) {
    if (stream[i] == UINT32_MAX || stream[i + 1] == UINT32_MAX) continue;
    uint64_t a = table[stream[i]].id, b = table[stream[i + 1]].id;
    keys[count++] = reversed ? b << 32 | a : a << 32 | b;
  }
  qsort(keys, count, sizeof *keys, by_key);
  neighbours rows = {calloc(word_count + 2, sizeof *rows.first),
                     malloc((count + 1) * sizeof *rows.pairs)};
  size_t used = 0;
  for (size_t i = 0; i < count;) {
    size_t j = i;
    while (j < count && keys[j] == keys[i]) j++;
    rows.pairs[used++] = (pair){(uint32_t)keys[i], (uint32_t)(j - i)};
    rows.first[(keys[i] >> 32) + 1] = (uint32_t)used;
    i = j;
  }
  for (uint32_t w = 1; w <= word_count; w++)
    if (rows.first[w] < rows.first[w - 1]) rows.first[w] = rows.first[w - 1];
  free(keys);
  return rows;
}

static inline double f(int64_t n) { return flog[n]; }

/* One granularity. `class_of` is filled. */
static void cluster(uint32_t classes, int rounds, const neighbours *after, const neighbours *before,
                    uint16_t *class_of) {
  size_t square = (size_t)classes * classes;
  int32_t *bigram = calloc(square, sizeof *bigram), *turned = calloc(square, sizeof *turned);
  int64_t *left = calloc(classes, sizeof *left), *right = calloc(classes, sizeof *right);
  int32_t *to = calloc(classes, sizeof *to), *from = calloc(classes, sizeof *from);
  uint32_t *to_list = malloc(classes * sizeof *to_list),
           *from_list = malloc(classes * sizeof *from_list);
  for (uint32_t w = 0; w < word_count; w++)
    class_of[w] = (uint16_t)(w == 0 ? 0 : 1 + (w - 1) % (classes - 1));
  for (uint32_t w = 0; w < word_count; w++)
    for (uint32_t i = after->first[w]; i < after->first[w + 1]; i++) {
      uint32_t a = class_of[w], b = class_of[after->pairs[i].word];
      int32_t n = (int32_t)after->pairs[i].count;
      bigram[a * classes + b] += n;
      turned[b * classes + a] += n;
      left[a] += n;
      right[b] += n;
    }
  for (int round = 0; round < rounds; round++) {
    uint32_t moved = 0;
    for (uint32_t w = 1; w < word_count; w++) {
      uint32_t old = class_of[w], to_count = 0, from_count = 0;
      int32_t self = 0;
      int64_t n_left = 0, n_right = 0;
      for (uint32_t i = after->first[w]; i < after->first[w + 1]; i++) {
        int32_t n = (int32_t)after->pairs[i].count;
        n_left += n;
        if (after->pairs[i].word == w) {
          self += n;
          continue;
        }
        uint32_t c = class_of[after->pairs[i].word];
        if (!to[c]) to_list[to_count++] = c;
        to[c] += n;
      }
      for (uint32_t i = before->first[w]; i < before->first[w + 1]; i++) {
        int32_t n = (int32_t)before->pairs[i].count;
        n_right += n;
        if (before->pairs[i].word == w) continue;
        uint32_t c = class_of[before->pairs[i].word];
        if (!from[c]) from_list[from_count++] = c;
        from[c] += n;
      }
      for (int sign = -1; sign <= 1; sign += 2) { /* out of the old class, then into the best */
        uint32_t target = old;
        if (sign > 0) {
          double best = -1e300;
          for (uint32_t g = 0; g < classes; g++) {
            const int32_t *row = bigram + g * classes, *column = turned + g * classes;
            double gain = f(left[g]) - f(left[g] + n_left) + f(right[g]) - f(right[g] + n_right);
            int64_t own = row[g];
            for (uint32_t i = 0; i < to_count; i++) {
              uint32_t c = to_list[i];
              gain += f(row[c] + to[c]) - f(row[c]);
            }
            for (uint32_t i = 0; i < from_count; i++) {
              uint32_t c = from_list[i];
              gain += f(column[c] + from[c]) - f(column[c]);
            }
            if (to[g] || from[g] || self) /* N(g,g) grows by both at once */
              gain += f(own + to[g] + from[g] + self) - f(own + to[g]) - f(own + from[g]) + f(own);
            if (gain > best + (g == old ? -1e-9 : 1e-9)) {
              best = gain;
              target = g;
            }
          }
        }
        for (uint32_t i = 0; i < to_count; i++) {
          uint32_t c = to_list[i];
          bigram[target * classes + c] += sign * to[c];
          turned[c * classes + target] += sign * to[c];
        }
        for (uint32_t i = 0; i < from_count; i++) {
          uint32_t c = from_list[i];
          bigram[c * classes + target] += sign * from[c];
          turned[target * classes + c] += sign * from[c];
        }
        bigram[target * classes + target] += sign * self;
        turned[target * classes + target] += sign * self;
        left[target] += sign * n_left;
        right[target] += sign * n_right;
        class_of[w] = (uint16_t)target;
      }
      moved += class_of[w] != old;
      for (uint32_t i = 0; i < to_count; i++) to[to_list[i]] = 0;
      for (uint32_t i = 0; i < from_count; i++) from[from_list[i]] = 0;
    }
    fprintf(stderr, "%u classes, round %d: %u of %u words moved\n", classes, round, moved,
            word_count);
    if (moved < word_count / 200) break;
  }
  free(bigram), free(turned), free(left), free(right);
  free(to), free(from), free(to_list), free(from_list);
}

int main(int argc, char **argv) {
  uint32_t levels[LEVEL_MAX], level_count = 0, minimum = 5;
  int rounds = 20;
  const char *path = NULL;
  for (int i = 1; i < argc; i++) {
    if (i + 1 < argc && strcmp(argv[i], "--classes") == 0)
      for (char *at = strtok(argv[++i], ","); at && level_count < LEVEL_MAX; at = strtok(NULL, ","))
        levels[level_count++] = (uint32_t)atoi(at);
    else if (i + 1 < argc && strcmp(argv[i], "--minimum") == 0)
      minimum = (uint32_t)atoi(argv[++i]);
    else if (i + 1 < argc && strcmp(argv[i], "--rounds") == 0)
      rounds = atoi(argv[++i]);
    else
      path = argv[i];
  }
  FILE *file = path ? fopen(path, "r") : NULL;
  if (!file || !level_count) {
    fprintf(stderr, "usage: train_clusters --classes N[,N...] [--minimum N] [--rounds N] TOKENS\n");
    return 2;
  }
  table = calloc(TABLE, sizeof *table);
  read_tokens(file);
  fclose(file);
  restore_case();
  make_vocabulary(minimum);
  flog_size = (uint32_t)(stream_size * 2 + 2);
  flog = calloc(flog_size, sizeof *flog);
  for (uint32_t i = 2; i < flog_size; i++) flog[i] = i * log(i);
  neighbours after = count_neighbours(false), before = count_neighbours(true);
  uint16_t *class_of[LEVEL_MAX];
  for (uint32_t level = 0; level < level_count; level++) {
    class_of[level] = calloc(word_count, sizeof **class_of);
    cluster(levels[level], rounds, &after, &before, class_of[level]);
  }
  printf(
      "# Word clusters; see MODELS.md. Columns: word (digits as 0), then its class at each granularity.\n");
  for (uint32_t w = 1; w < word_count; w++) {
    printf("%s", words[w]->text);
    for (uint32_t level = 0; level < level_count; level++) printf("\t%u", class_of[level][w]);
    printf("\n");
  }
  return 0;
}
