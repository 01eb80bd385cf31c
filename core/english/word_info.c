#include "english/word_info.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer words are told apart by this many bytes at either end and their length. */
enum { SPELLING_MAX = 64 };
enum { HEADLINE = 2, CAPITALS = 3 }; /* modes of gaz_word_info */
enum { CAPITAL = 1, UPPER = 2 };     /* its case classes */

gaz_status gaz_word_lexicons_load(const char *data_dir, gaz_table_image *image,
                                  gaz_word_lexicons **out, gaz_error *error) {
  char path[4200];
  *out = NULL;
  snprintf(path, sizeof path, "%s/english/clusters.tsv", data_dir);
  gaz_word_lexicons *lexicons = calloc(1, sizeof *lexicons);
  if (!lexicons) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  gaz_status status = gaz_clusters_open(path, image, &lexicons->clusters, error);
  snprintf(path, sizeof path, "%s/english/word_classes.model", data_dir);
  if (!status) status = gaz_word_classes_open(path, &lexicons->classes, error);
  if (!status) status = gaz_kinds_load(data_dir, image, &lexicons->kinds, error);
  if (!status) status = gaz_casing_load(data_dir, image, &lexicons->casing, error);
  if (status)
    gaz_word_lexicons_free(lexicons);
  else
    *out = lexicons;
  return status;
}

void gaz_word_lexicons_free(gaz_word_lexicons *lexicons) {
  if (!lexicons) return;
  gaz_clusters_free(lexicons->clusters);
  gaz_word_classes_close(lexicons->classes);
  gaz_word_map_clear(&lexicons->kinds);
  gaz_word_map_clear(&lexicons->casing);
  free(lexicons);
}

/* Writes the spelling the hashes see; returns its length. */
static size_t spell(const char *text, size_t size, bool lower, char *out) {
  size_t length = 0;
  for (size_t i = 0; i < size && length + 4 < SPELLING_MAX; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c >= '0' && c <= '9') {
      c = '0';
    } else if (c >= 'A' && c <= 'Z') {
      if (lower) c |= 32;
    } else if (c == 0xe2 && i + 2 < size && (unsigned char)text[i + 1] == 0x80) {
      unsigned char last = (unsigned char)text[i + 2];
      char plain = last == 0x98 || last == 0x99 ? '\'' : last == 0x9c || last == 0x9d ? '"' : 0;
      if (plain) {
        c = (unsigned char)plain;
        i += 2;
      }
    }
    out[length++] = (char)c;
  }
  return length;
}

static uint32_t pattern_of(const char *form, size_t size) {
  char squeezed[SPELLING_MAX];
  size_t length = 0;
  for (size_t i = 0; i < size && length < 12; i++) {
    unsigned char c = (unsigned char)form[i];
    char kind = (char)(c >= 'a' && c <= 'z'   ? 'x'
                       : c >= 'A' && c <= 'Z' ? 'X'
                       : c >= 128             ? 'u'
                                              : c);
    if (!length || squeezed[length - 1] != kind) squeezed[length++] = kind;
  }
  return (uint32_t)gaz_hash(squeezed, length, 5);
}

static uint8_t case_class(uint16_t shape) {
  if (!(shape & GAZ_SHAPE_LETTER)) return 4;
  if (shape & GAZ_SHAPE_CAPITAL) {
    if (shape & GAZ_SHAPE_MIXED) return 3;
    if (shape & GAZ_SHAPE_UPPER) return 2;
    return 1;
  }
  return shape & GAZ_SHAPE_MIXED ? 3 : 0;
}

static int16_t always_of(const gaz_word_lexicons *lexicons, const gaz_word_info *info,
                         uint8_t case_class) {
  uint64_t alone = gaz_word_alone(info, case_class);
  return lexicons->first ? (int16_t)gaz_model_only_label(lexicons->first, &alone, 1) : -1;
}

static void fill(const gaz_word_lexicons *lexicons, const char *word, size_t size, uint16_t shape,
                 gaz_word_memory *memory) {
  gaz_word_info *info = &memory->info;
  char form[SPELLING_MAX], lower[SPELLING_MAX];
  size_t length = spell(word, size, false, form);
  spell(word, size, true, lower);
  info->form = gaz_hash(form, length, size > SPELLING_MAX ? size : 2);
  info->lower = gaz_hash(lower, length, size > SPELLING_MAX ? size : 3);
  for (size_t n = 1; n <= 5; n++)
    info->suffix[n - 1] = n < length ? (uint32_t)gaz_hash(lower + length - n, n, 4) : 0;
  for (size_t n = 1; n <= 4; n++)
    info->prefix[n - 1] = n < length ? (uint32_t)gaz_hash(lower, n, 4) : 0;
  info->pattern = pattern_of(form, length);
  info->case_class = case_class(shape);
  info->kinds = (uint32_t)gaz_word_map_bits(&lexicons->kinds, lower, length);
  const uint16_t *classes = gaz_clusters_find(lexicons->clusters, form, length);
  for (int level = 0; level < GAZ_CLUSTER_LEVELS; level++)
    info->cluster[level] = classes ? (uint16_t)(classes[level] + 1) : 0;
  uint16_t class = gaz_word_classes_find(lexicons->classes, form, length);
  for (int level = 0; level < GAZ_WORD_CLASS_LEVELS; level++)
    info->classes[level] = (uint16_t)(gaz_word_classes_level(lexicons->classes, class, level) + 1);
  info->always = always_of(lexicons, info, info->case_class);
  memory->always = always_of(lexicons, info, gaz_first_case(info->case_class));
}

/* "Signs" of a headline as "signs", "TURKEY" as "Turkey"; the first word has its capital in any case. */
static void recase(const gaz_word_lexicons *lexicons, const char *text, const gaz_token *token,
                   bool first, gaz_word_info *info) {
  gaz_word_memory other;
  char word[SPELLING_MAX];
  size_t size = token->end - token->start;
  bool upper = info->case_class == UPPER;
  if ((info->case_class != CAPITAL && !upper) || size + 4 >= SPELLING_MAX) return;
  size_t length = spell(text + token->start, size, true, word);
  if (!length) return;
  gaz_casing usual = gaz_usual_casing(&lexicons->casing, info->kinds, word, length);
  if (upper ? usual == GAZ_CASING_CAPITALS : usual != GAZ_CASING_SMALL || first) return;
  uint16_t shape = token->shape & (uint16_t) ~(GAZ_SHAPE_CAPITAL | GAZ_SHAPE_UPPER);
  if (first || usual != GAZ_CASING_SMALL) {
    if (word[0] >= 'a' && word[0] <= 'z') word[0] -= 32;
    shape |= GAZ_SHAPE_CAPITAL;
  }
  uint64_t key = info->key;
  memset(&other, 0, sizeof other);
  fill(lexicons, word, length, shape, &other);
  *info = other.info;
  info->key = key;
  if (!first) return;
  info->case_class = gaz_first_case(info->case_class);
  info->always = other.always;
}

/* How a sentence uses capitals decides what a capital in it is worth. */
static uint8_t mode_of(const gaz_token *tokens, size_t count) {
  size_t words = 0, capitals = 0, uppers = 0, first = 0;
  for (size_t i = 0; i < count; i++) {
    uint16_t shape = tokens[i].shape;
    if (!(shape & GAZ_SHAPE_LETTER) || tokens[i].end - tokens[i].start < 2) continue;
    if (!words) first = (shape & GAZ_SHAPE_CAPITAL) != 0;
    words++;
    capitals += (shape & GAZ_SHAPE_CAPITAL) != 0;
    uppers += (shape & GAZ_SHAPE_UPPER) != 0;
  }
  if (words < 3) return 0;
  if (uppers * 10 >= words * 8) return CAPITALS;
  if (!capitals) return 1;
  return (capitals - first) * 10 >= (words - 1) * 6 ? HEADLINE : 0;
}

/* The key of a word, with its memory asked for; 0 where there is none. */
static uint64_t key_ahead(const char *text, const gaz_token *token, gaz_word_memory *memories) {
  if (!memories) return 0;
  uint64_t key = gaz_word_key(text, token);
  const char *memory = (const char *)gaz_word_place(memories, key);
  __builtin_prefetch(memory);
  __builtin_prefetch(memory + 64);
  return key;
}

void gaz_word_info_fill(const gaz_word_lexicons *lexicons, const char *text,
                        const gaz_token *tokens, size_t count, gaz_word_memory *memories,
                        gaz_word_info *infos) {
  enum { AHEAD = 8 };
  uint64_t keys[AHEAD];
  gaz_word_memory one;
  uint8_t mode = mode_of(tokens, count);
  bool first = true; /* until a word has been seen: quotes do not begin a sentence */
  for (size_t i = 0; i < count && i < AHEAD; i++) keys[i] = key_ahead(text, &tokens[i], memories);
  for (size_t i = 0; i < count; i++) {
    const gaz_token *token = &tokens[i];
    uint64_t key = keys[i % AHEAD];
    if (i + AHEAD < count) keys[i % AHEAD] = key_ahead(text, &tokens[i + AHEAD], memories);
    gaz_word_memory *memory = memories ? gaz_word_place(memories, key) : &one;
    if (memory == &one || memory->key != key) {
      *memory = (gaz_word_memory){.key = key};
      fill(lexicons, text + token->start, token->end - token->start, token->shape, memory);
    }
    infos[i] = memory->info;
    infos[i].key = key;
    infos[i].mode = mode;
    if (first) {
      infos[i].case_class = gaz_first_case(infos[i].case_class);
      infos[i].always = memory->always;
    }
    if (token->shape & (GAZ_SHAPE_LETTER | GAZ_SHAPE_DIGIT)) first = false;
  }
}

/* Whether a small word may stand in a headline that has all others with a capital. */
static bool is_function_word(const gaz_word_info *info) {
  static const uint8_t parts[] = {GAZ_UPOS_ADP,  GAZ_UPOS_DET,  GAZ_UPOS_CCONJ, GAZ_UPOS_SCONJ,
                                  GAZ_UPOS_PART, GAZ_UPOS_PRON, GAZ_UPOS_AUX,   GAZ_UPOS_PUNCT};
  for (size_t i = 0; i < GAZ_COUNT(parts); i++)
    if (info->kinds >> GAZ_KIND_UPOS_SHIFT >> parts[i] & 1) return true;
  return false;
}

static bool is_headline(const char *text, const gaz_token *tokens, size_t count,
                        const gaz_word_info *infos) {
  if (!count || infos[0].mode < HEADLINE) return false;
  if (infos[0].mode == CAPITALS) return true;
  if (text[tokens[count - 1].start] == '.') return false;
  for (size_t i = 0; i < count; i++)
    if (infos[i].case_class == 0 && !is_function_word(&infos[i])) return false;
  return true;
}

bool gaz_word_info_headline(const gaz_word_lexicons *lexicons, const char *text,
                            const gaz_token *tokens, size_t count, gaz_word_info *infos) {
  if (!is_headline(text, tokens, count, infos)) return false;
  bool first = true;
  for (size_t i = 0; i < count; i++) {
    recase(lexicons, text, &tokens[i], first, &infos[i]);
    infos[i].mode = 0;
    if (tokens[i].shape & (GAZ_SHAPE_LETTER | GAZ_SHAPE_DIGIT)) first = false;
  }
  return true;
}
