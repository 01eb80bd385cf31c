/* Reading the names of an image to be: their words, rules and texts, and the keys of the filters. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lexicon/build.h"
#include "lexicon/canonical.h"

enum {
  SAMPLE_BYTES = 1 << 16, /* of names, to learn how to squeeze them */
  FIRST_BITS = 24,        /* filter bits a key */
  PAIR_BITS = 9,
  COUNT_ALL = 1 << 17, /* of more keys than these, one in COUNT_ONE_IN is counted */
  COUNT_ONE_IN = 8,
  PENDING = 32,    /* keys of the pair filter that are waited for at once */
  TEXT_BYTES = 12, /* of a squeezed text, more than on average */
  PADDING = 16,    /* bytes behind a copied text */
};

static gaz_status out_of_memory(gaz_error *error) {
  return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
}

static bool counter_start(gaz_key_counter *counter, size_t expected) {
  counter->size = 1024;
  counter->one_in = expected > COUNT_ALL ? COUNT_ONE_IN : 1;
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

gaz_slice gaz_entry_text(const gaz_name_entry *entry) { return trimmed(entry->text, entry->size); }

/* Whether a name can match at all: the limits of the comparison. */
static bool fits(gaz_image_builder *builder, gaz_slice text) {
  unsigned char first = (unsigned char)text.data[0], last = (unsigned char)text.data[text.size - 1];
  unsigned ends =
      (first < 128 ? gaz_ascii_traits[first] : 0) & (last < 128 ? gaz_ascii_traits[last] : 0);
  if (ends & GAZ_CHAR_WORD) return true;
  gaz_name_parts parts = gaz_name_parts_of(text.data, text.size);
  if (parts.core_start - parts.lead_start > GAZ_AFFIX_MAX ||
      parts.tail_end - parts.core_end > GAZ_AFFIX_MAX) {
    return false;
  }
  if (parts.lead_start < parts.core_start) builder->has_leading = true;
  return true;
}

/* Notes with which bytes a text can spell the start of a word. */
static void add_initials(gaz_image_builder *builder, const char *word, size_t size,
                         const gaz_named *name) {
  uint32_t folded[GAZ_FOLD_MAX];
  size_t length, count = 0;
  for (size_t at = 0; at < size && !count; at += length) {
    count = gaz_fold_code(gaz_utf8_decode(word + at, size - at, &length),
                          GAZ_FOLD_CASE | GAZ_FOLD_DIACRITICS, folded);
  }
  if (!count || folded[0] > 127) return;
  if (name->small) builder->initials[folded[0] & 15] |= (unsigned char)(1u << (folded[0] >> 4));
  uint32_t capital = folded[0] & ~0x20u;
  if (name->large) builder->initials[capital & 15] |= (unsigned char)(1u << (capital >> 4));
}

/* Which of the two first filters find a name (see gaz_is_small): a letter without case, or a digit,
 * is never a capital. */
static void note_first_word(gaz_image_builder *builder, gaz_named *name, const char *word,
                            size_t size, uint64_t hash) {
  size_t length;
  unsigned traits = gaz_char_traits(gaz_utf8_decode(word, size, &length));
  bool upper = traits & GAZ_CHAR_UPPER, lower = traits & GAZ_CHAR_LOWER;
  name->large = name->rule == GAZ_FORM_EXACT ? upper : upper || lower;
  name->small = name->rule == GAZ_FORM_ANY || !name->large;
  add_initials(builder, word, size, name);
  if (name->small) counter_add(&builder->small_keys, hash);
  if (name->large) counter_add(&builder->capital_keys, hash);
}

/* Squeezes a name's text, followed by 8 bytes more, and adds it to the others. */
static bool add_text(gaz_image_builder *builder, gaz_named *name, const char *text, size_t size) {
  gaz_buffer *out = &builder->texts;
  if (out->capacity - out->size < 2 * size && !gaz_buffer_reserve(out, 2 * size)) return false;
  unsigned char *at = (unsigned char *)out->data + out->size;
  size_t squeezed = gaz_squeeze(builder->squeezer, text, size, at);
  name->raw = squeezed >= size;
  if (name->raw) memcpy(at, text, size);
  name->size = (uint8_t)(name->raw ? size : squeezed);
  out->size += name->size;
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
  if (builder->word_count + GAZ_NAME_WORDS_MAX + 1 > builder->word_capacity) {
    size_t capacity = builder->word_capacity * 2 + 4096;
    uint64_t *grown = realloc(builder->word_hashes, capacity * sizeof *grown);
    if (!grown) return false;
    builder->word_hashes = grown;
    builder->word_capacity = capacity;
  }
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
  gaz_named *name = &builder->names[builder->name_count++];
  *name = (gaz_named){.entry = (uint32_t)index,
                      .words = (uint8_t)count,
                      .rule = (uint8_t)rule_of(entry, copy, text.size)};
  if (count > builder->max_words) builder->max_words = (unsigned)count;
  if (entry->id > builder->largest_id) builder->largest_id = entry->id;
  builder->weighted += entry->weight > 0;
  builder->heavy += entry->weight > UINT8_MAX;
  note_first_word(builder, name, copy + words[0].start, words[0].end - words[0].start, hashes[0]);

  uint64_t hash = hashes[0], *word_hashes = builder->word_hashes + builder->word_count;
  builder->word_count += count;
  word_hashes[0] = hash;
  for (size_t i = 1; i < count; i++) {
    word_hashes[i] = hashes[i];
    hash = gaz_hash_chain(&builder->keys, hash, hashes[i]);
    counter_add(&builder->pair_keys, hash);
  }
  name->hash = hash;
  return add_text(builder, name, copy, text.size);
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
  builder->names = gaz_large_alloc((count + 1) * sizeof *builder->names);
  builder->word_capacity = 3 * count + 4096;
  builder->word_hashes = gaz_large_alloc(builder->word_capacity * sizeof *builder->word_hashes);
  builder->texts.data = gaz_large_alloc(TEXT_BYTES * count + 1);
  builder->texts.capacity = builder->texts.data ? TEXT_BYTES * count + 1 : 0;
  if (!builder->names || !builder->word_hashes || !counter_start(&builder->capital_keys, count) ||
      !counter_start(&builder->small_keys, count) ||
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

static inline uint64_t *block_of(uint64_t *filter, uint64_t count, uint64_t hash) {
  return &filter[gaz_reduce(hash, count)];
}

static inline uint64_t bit(uint64_t hash, unsigned shift) {
  return UINT64_C(1) << (hash >> shift & 63);
}

static uint64_t *new_filter(uint64_t count) {
  uint64_t *filter = gaz_large_alloc((size_t)count * 8);
  return filter ? memset(filter, 0, (size_t)count * 8) : NULL;
}

/* Bits on their way to the pair filter: a block is sent for when they come in, and has them set when
 * it is there. */
typedef struct pending_bits {
  uint64_t *block, bits;
} pending_bits;

static inline void set_bits(pending_bits pending[PENDING], size_t *next, uint64_t *block,
                            uint64_t bits) {
  pending_bits *here = &pending[*next];
  *here->block |= here->bits;
  *here = (pending_bits){block, bits};
  __builtin_prefetch(block, 1);
  *next = (*next + 1) % PENDING;
}

gaz_status gaz_fill_filters(gaz_image_builder *builder, gaz_error *error) {
  builder->capital_count = counter_finish(&builder->capital_keys) * FIRST_BITS / 64 + 1;
  builder->small_count = counter_finish(&builder->small_keys) * FIRST_BITS / 64 + 1;
  builder->pair_count = counter_finish(&builder->pair_keys) * PAIR_BITS / 64 + 1;
  builder->first = new_filter(builder->capital_count + builder->small_count);
  builder->pair = new_filter(builder->pair_count);
  if (!builder->first || !builder->pair) return out_of_memory(error);
  pending_bits pending[PENDING];
  for (size_t i = 0; i < PENDING; i++) pending[i] = (pending_bits){builder->pair, 0};
  size_t next = 0;
  const uint64_t *words = builder->word_hashes;
  for (size_t i = 0; i < builder->name_count; i++) {
    const gaz_named *name = &builder->names[i];
    for (int small = 0; small < 2; small++) {
      if (!(small ? name->small : name->large)) continue;
      uint64_t *filter = builder->first + (small ? builder->capital_count : 0), key = words[0];
      *block_of(filter, small ? builder->small_count : builder->capital_count, key) |=
          bit(key, 0) | bit(key, 6) | bit(key, name->words == 1 ? 12 : 18);
    }
    uint64_t hash = words[0];
    for (unsigned k = 1; k < name->words; k++) {
      hash = gaz_hash_chain(&builder->keys, hash, words[k]);
      set_bits(pending, &next, block_of(builder->pair, builder->pair_count, hash),
               k + 1 == name->words ? bit(hash, 12) | bit(hash, 18) : bit(hash, 0) | bit(hash, 6));
    }
    words += name->words;
  }
  for (size_t i = 0; i < PENDING; i++) *pending[i].block |= pending[i].bits;
  free(builder->word_hashes);
  builder->word_hashes = NULL;
  return GAZ_OK;
}
