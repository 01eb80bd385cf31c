/* Reading the names of an image to be: their words, rules and texts, and the keys of the filters. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lexicon/build.h"
#include "lexicon/canonical.h"

enum {
  SAMPLE_BYTES = 1 << 16, /* of names, to learn how to squeeze them */
  FIRST_BITS = 16,        /* filter bits a first word */
  LATER_BITS = 12,        /* and a word that names go on with */
  PAIR_BITS = 9,          /* in the guide, at least */
  COUNT_MOST = 1 << 17,   /* of more keys than these, only some are counted, within the cache */
  PENDING = 32,           /* keys of the guide that are waited for at once */
  PADDING = 16,           /* bytes behind a copied text */
  AHEAD = 64,             /* how far ahead the end of a partition is sent for */
};

static gaz_status out_of_memory(gaz_error *error) {
  return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
}

static bool counter_start(gaz_key_counter *counter, size_t expected) {
  counter->size = 1024;
  counter->one_in = 1;
  while (expected / counter->one_in > COUNT_MOST) counter->one_in *= 2;
  while (counter->size < 4 * (uint64_t)expected / counter->one_in) counter->size *= 2;
  counter->bits = calloc((size_t)(counter->size / 64), 8);
  return counter->bits != NULL;
}

static inline void counter_add(gaz_key_counter *counter, uint64_t key) {
  uint64_t bit = (key >> 20) & (counter->size - 1);
  if (key >> 8 & (counter->one_in - 1)) return;
  counter->bits[bit / 64] |= UINT64_C(1) << (bit & 63);
}

static uint64_t counter_finish(gaz_key_counter *counter) {
  uint64_t set = 0;
  for (uint64_t i = 0; i < counter->size / 64; i++) {
    set += (uint64_t)__builtin_popcountll(counter->bits[i]);
  }
  free(counter->bits);
  counter->bits = NULL;
  double clear = set < counter->size ? (double)(counter->size - set) : 1;
  double keys = (double)counter->size * log((double)counter->size / clear);
  return counter->one_in * (uint64_t)keys + 1;
}

/* ---- Reading the names ---------------------------------------------------------------------- */

/* The rule of an entry that leaves it open: a capitalised name needs its capital. */
static unsigned rule_of(const gaz_name_entry *entry, const char *text, size_t size) {
  if (entry->rules & GAZ_NAME_EXACT_CASE) return GAZ_FORM_EXACT;
  if (entry->rules & GAZ_NAME_CAPITAL_REQUIRED) return GAZ_FORM_CAPITAL;
  if (entry->rules & GAZ_NAME_ANY_CASE) return GAZ_FORM_ANY;
  for (size_t at = 0, length; at < size; at += length) {
    unsigned traits = gaz_char_traits(gaz_utf8_decode(text + at, size - at, &length));
    if (traits & GAZ_CHAR_LETTER) return traits & GAZ_CHAR_UPPER ? GAZ_FORM_CAPITAL : GAZ_FORM_ANY;
  }
  return GAZ_FORM_ANY;
}

static gaz_slice trimmed(const char *text, size_t size) {
  while (size && (gaz_char_traits((unsigned char)text[0] & 127) & GAZ_CHAR_SPACE) &&
         !(text[0] & 128)) {
    text++;
    size--;
  }
  while (size && !(text[size - 1] & 128) &&
         (gaz_char_traits((unsigned char)text[size - 1]) & GAZ_CHAR_SPACE)) {
    size--;
  }
  return (gaz_slice){text, size};
}

/* Whether that is a letter or digit of ASCII, as most names begin and end with. */
static inline bool is_plain(char byte) {
  return !(byte & 128) && (gaz_ascii_traits[(unsigned char)byte] & GAZ_CHAR_WORD);
}

static inline bool has_plain_ends(const char *text, size_t size) {
  return size && is_plain(text[0]) && is_plain(text[size - 1]);
}

gaz_slice gaz_entry_text(const gaz_name_entry *entry) {
  if (has_plain_ends(entry->text, entry->size)) return (gaz_slice){entry->text, entry->size};
  return trimmed(entry->text, entry->size);
}

/* Whether a name can match at all: the limits of the comparison. */
static bool fits(gaz_image_builder *builder, gaz_slice text) {
  if (has_plain_ends(text.data, text.size)) return true;
  gaz_name_parts parts = gaz_name_parts_of(text.data, text.size);
  if (parts.core_start - parts.lead_start > GAZ_AFFIX_MAX ||
      parts.tail_end - parts.core_end > GAZ_AFFIX_MAX) {
    return false;
  }
  if (parts.lead_start < parts.core_start) builder->has_leading = true;
  return true;
}

/* Notes with which bytes a text can spell the start of a word. */
static void add_initials(gaz_image_builder *builder, const char *word, size_t size, bool small,
                         bool large) {
  uint32_t folded[GAZ_FOLD_MAX];
  size_t length, count = 0;
  for (size_t at = 0; at < size && !count; at += length) {
    count = gaz_fold_code(gaz_utf8_decode(word + at, size - at, &length),
                          GAZ_FOLD_CASE | GAZ_FOLD_DIACRITICS, folded);
  }
  if (!count || folded[0] > 127) return;
  if (small) builder->initials[folded[0] & 15] |= (unsigned char)(1u << (folded[0] >> 4));
  uint32_t capital = folded[0] & ~0x20u;
  if (large) builder->initials[capital & 15] |= (unsigned char)(1u << (capital >> 4));
}

/* Which of the two first filters find a name (see gaz_is_small): a letter without case, or a digit,
 * is never a capital. */
static void note_first_word(gaz_image_builder *builder, unsigned rule, const char *word,
                            size_t size, size_t words, uint64_t hash) {
  size_t length;
  unsigned traits = gaz_char_traits(gaz_utf8_decode(word, size, &length));
  bool upper = traits & GAZ_CHAR_UPPER, lower = traits & GAZ_CHAR_LOWER;
  bool large = rule == GAZ_FORM_EXACT ? upper : upper || lower;
  bool small = rule == GAZ_FORM_ANY || !large;
  add_initials(builder, word, size, small, large);
  if (small) counter_add(&builder->small_keys, hash);
  if (large) counter_add(&builder->capital_keys, hash);
  builder->kinds[builder->name_count] =
      (uint8_t)(words | (small ? GAZ_FILTER_SMALL : 0u) | (large ? GAZ_FILTER_LARGE : 0u));
}

static bool reserve_hashes(gaz_image_builder *builder) {
  if (builder->hash_count + 2 * GAZ_NAME_WORDS_MAX <= builder->hash_capacity) return true;
  size_t capacity = builder->hash_capacity * 2 + 4096;
  uint64_t *grown = realloc(builder->hashes, capacity * sizeof *grown);
  if (!grown) return false;
  builder->hashes = grown;
  builder->hash_capacity = capacity;
  return true;
}

/* Notes the keys of a name's words, and returns the hash of all of them. */
static uint64_t note_words(gaz_image_builder *builder, const uint64_t *hashes, size_t count) {
  uint64_t hash = hashes[0], *out = builder->hashes + builder->hash_count;
  builder->hash_count += 2 * count - 1;
  *out++ = hash;
  for (size_t i = 1; i < count; i++) {
    *out++ = hash = gaz_hash_chain(&builder->keys, hash, hashes[i]);
    *out++ = hashes[i];
    counter_add(&builder->pair_keys, hash);
    counter_add(&builder->later_keys, hashes[i]);
  }
  return hash;
}

/* Puts a name in its partition. 8 bytes behind the text are readable. */
static bool add_name(gaz_image_builder *builder, gaz_named *name, const char *text, size_t size) {
  gaz_partition *partition = gaz_partition_of(&builder->partitions, name->hash);
  char *room = gaz_partition_room(&builder->partitions, partition, 2 * size);
  if (!room) return false;
  __builtin_prefetch(room + AHEAD, 1);
  char *out = room + sizeof *name;
  size_t squeezed = gaz_squeeze(builder->squeezer, text, size, (unsigned char *)out);
  name->raw = squeezed >= size;
  if (name->raw) memcpy(out, text, size);
  name->size = (uint8_t)(name->raw ? size : squeezed);
  memcpy(room, name, sizeof *name);
  partition->at = out + name->size;
  partition->count++;
  builder->text_bytes += name->size;
  builder->name_count++;
  return true;
}

static bool read_name(gaz_image_builder *builder, size_t index) {
  const gaz_name_entry *entry = &builder->entries[index];
  gaz_slice text = gaz_entry_text(entry);
  if (!text.size || text.size > GAZ_NAME_BYTES_MAX) return true;
  char copy[GAZ_NAME_BYTES_MAX + PADDING];
  memcpy(copy, text.data, text.size);
  memset(copy + text.size, 0, PADDING);
  text.data = copy;
  gaz_word words[GAZ_NAME_WORDS_MAX + 1];
  uint64_t hashes[GAZ_NAME_WORDS_MAX + 1];
  size_t at = 0, count;
  if (!gaz_words_plain(&builder->keys, copy, text.size, words, hashes, GAZ_NAME_WORDS_MAX + 1,
                       &count)) {
    if (!gaz_utf8_valid(copy, text.size)) return true;
    count = gaz_words_exact(&builder->keys, copy, text.size, false, &at, words, hashes,
                            GAZ_NAME_WORDS_MAX + 1);
  }
  if (!count || count > GAZ_NAME_WORDS_MAX || !fits(builder, text)) return true;
  if (!reserve_hashes(builder)) return false;
  gaz_named name = {.hash = note_words(builder, hashes, count),
                    .entry = (uint32_t)index,
                    .id = entry->id,
                    .weight = entry->weight,
                    .type = entry->type,
                    .rule = (uint8_t)rule_of(entry, copy, text.size)};
  note_first_word(builder, name.rule, copy + words[0].start, words[0].end - words[0].start, count,
                  hashes[0]);
  if (count > builder->max_words) builder->max_words = (unsigned)count;
  if (entry->id > builder->largest_id) builder->largest_id = entry->id;
  builder->weighted += entry->weight > 0;
  builder->heavy += entry->weight > UINT8_MAX;
  return add_name(builder, &name, copy, text.size);
}

/* Names from all over the list, to learn how to squeeze their texts. */
static gaz_status learn_texts(gaz_image_builder *builder, gaz_error *error) {
  size_t most = SAMPLE_BYTES / 8, count = 0, bytes = 0;
  size_t step = builder->entry_count / (SAMPLE_BYTES / 16) + 1;
  gaz_slice *sample = calloc(most, sizeof *sample);
  if (!sample) return out_of_memory(error);
  for (size_t i = 0; i < builder->entry_count && count < most && bytes < SAMPLE_BYTES; i += step) {
    gaz_slice text = gaz_entry_text(&builder->entries[i]);
    if (!text.size || text.size > GAZ_NAME_BYTES_MAX) continue;
    sample[count++] = text;
    bytes += text.size;
  }
  builder->squeezer = gaz_squeezer_new(sample, count);
  free(sample);
  return builder->squeezer ? GAZ_OK : out_of_memory(error);
}

gaz_status gaz_read_names(gaz_image_builder *builder, gaz_error *error) {
  size_t count = builder->entry_count;
  builder->kinds = malloc(count + 1);
  builder->hash_capacity = 4 * count + 4096;
  builder->hashes = gaz_large_alloc(builder->hash_capacity * sizeof *builder->hashes);
  if (!builder->kinds || !builder->hashes || !gaz_partitions_start(&builder->partitions, count) ||
      !counter_start(&builder->capital_keys, count) ||
      !counter_start(&builder->small_keys, count) || !counter_start(&builder->later_keys, count) ||
      !counter_start(&builder->pair_keys, 2 * count)) {
    return out_of_memory(error);
  }
  gaz_status status = learn_texts(builder, error);
  for (size_t i = 0; i < count && status == GAZ_OK; i++) {
    if (!read_name(builder, i)) status = out_of_memory(error);
  }
  return status;
}

/* ---- Filters -------------------------------------------------------------------------------- */

void gaz_size_filters(gaz_image_builder *builder) {
  builder->capital_count = counter_finish(&builder->capital_keys) * FIRST_BITS / 64 + 1;
  builder->small_count = counter_finish(&builder->small_keys) * FIRST_BITS / 64 + 1;
  builder->later_count = counter_finish(&builder->later_keys) * LATER_BITS / 64 + 1;
  /* As many lines as the buckets need, or the filter, whichever are more. */
  uint64_t lines = builder->name_count / (GAZ_LINE_BUCKETS * GAZ_BUCKET_LOAD) + 1;
  uint64_t wanted = counter_finish(&builder->pair_keys) * PAIR_BITS / (64 * GAZ_LINE_BLOCKS) + 1;
  if (lines < wanted) lines = wanted;
  builder->line_count = lines < GAZ_LINES_MAX ? lines : GAZ_LINES_MAX;
  builder->bucket_count = builder->line_count * GAZ_LINE_BUCKETS;
}

static inline uint64_t two_bits(uint64_t hash, unsigned shift) {
  return UINT64_C(1) << (hash >> shift & 63) | UINT64_C(1) << (hash >> (shift + 6) & 63);
}

static inline void set_bits(unsigned char *block, uint64_t bits) {
  gaz_put_u64(block, gaz_read_u64(block) | bits);
}

/* Bits on their way to the guide: a block is sent for when they come in, and has them set when
 * it is there. */
typedef struct pending_bits {
  unsigned char *block;
  uint64_t bits;
} pending_bits;

void gaz_fill_filters(gaz_image_builder *builder) {
  unsigned char *capital = builder->image + builder->words_at;
  unsigned char *small = capital + 8 * builder->capital_count;
  unsigned char *later = small + 8 * builder->small_count;
  unsigned char *guide = builder->image + builder->guide_at;
  memset(capital, 0, builder->blocks_at - builder->words_at);
  pending_bits pending[PENDING];
  for (size_t i = 0; i < PENDING; i++) pending[i] = (pending_bits){guide + GAZ_LINE_FILTER, 0};
  size_t next = 0;
  const uint64_t *hash = builder->hashes;
  for (size_t i = 0; i < builder->name_count; i++) {
    unsigned words = builder->kinds[i] & GAZ_FILTER_WORDS;
    uint64_t first = two_bits(*hash, words == 1 ? GAZ_IS_NAME : GAZ_GOES_ON);
    if (builder->kinds[i] & GAZ_FILTER_LARGE) {
      set_bits(capital + 8 * gaz_reduce(*hash, builder->capital_count), first);
    }
    if (builder->kinds[i] & GAZ_FILTER_SMALL) {
      set_bits(small + 8 * gaz_reduce(*hash, builder->small_count), first);
    }
    hash++;
    for (unsigned k = 1; k < words; k++, hash += 2) {
      pending_bits *here = &pending[next++ % PENDING];
      set_bits(here->block, here->bits);
      *here = (pending_bits){guide + 8 * gaz_guide_place(*hash, builder->line_count),
                             two_bits(*hash, k + 1 == words ? GAZ_IS_NAME : GAZ_GOES_ON)};
      __builtin_prefetch(here->block, 1);
      set_bits(later + 8 * gaz_reduce(hash[1], builder->later_count),
               two_bits(hash[1], k == 1 ? GAZ_IS_SECOND : GAZ_IS_LATER));
    }
  }
  for (size_t i = 0; i < PENDING; i++) set_bits(pending[i].block, pending[i].bits);
  free(builder->hashes);
  free(builder->kinds);
  builder->hashes = NULL;
  builder->kinds = NULL;
}
