/* Compiling names into an image (image.h has the form).
 *
 * First every name is split into hashed words, and the filters' keys are counted (by linear
 * counting, so that the filters get the size they need). Then the names are sorted by the hash of
 * all their words, which is the order of the buckets, and each bucket is written out; names of the
 * same words are looked at together there, because some of them are one name (group.h). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "lexicon/canonical.h"
#include "lexicon/group.h"
#include "lexicon/squeeze.h"
#include "lexicon/words.h"

enum {
  SAMPLE_BYTES = 1 << 16, /* of names, to learn how to squeeze them */
  SEED_ATTEMPTS = 8,
  FIRST_BITS = 24, /* filter bits a key */
  PAIR_BITS = 9,
  PREFETCH = 12, /* names looked at ahead when they are visited in hash order */
};

/* Counts different 64-bit keys roughly: the share of bits still clear tells. */
typedef struct key_counter {
  uint64_t *bits;
  uint64_t size; /* bits, a power of two */
} key_counter;

typedef struct image_builder {
  const gaz_name_entry *entries;
  size_t entry_count;
  gaz_hash_keys keys;
  uint64_t seed;
  gaz_named *names; /* those that can match */
  size_t name_count;
  uint64_t *word_hashes; /* of all names, one after the other */
  size_t word_count, word_capacity;
  key_counter capital_keys, small_keys, pair_keys;
  uint64_t *first, *pair; /* the filters */
  uint64_t capital_count, small_count, pair_count, bucket_count;
  uint32_t *directory;
  gaz_buffer blocks, lists;
  gaz_squeezer *squeezer;
  unsigned max_words, id_width, weight_width;
  uint32_t written;           /* names in buckets */
  unsigned char initials[16]; /* see gaz_is_initial */
  bool has_leading;
} image_builder;

static gaz_status out_of_memory(gaz_error *error) {
  return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
}

static bool counter_start(key_counter *counter, size_t expected) {
  counter->size = 1024;
  while (counter->size < 4 * (uint64_t)expected) counter->size *= 2;
  counter->bits = calloc((size_t)(counter->size / 64), 8);
  return counter->bits != NULL;
}

static inline void counter_add(key_counter *counter, uint64_t key) {
  uint64_t bit = (key >> 20) & (counter->size - 1);
  counter->bits[bit / 64] |= UINT64_C(1) << (bit & 63);
}

static uint64_t counter_finish(key_counter *counter) {
  uint64_t set = 0;
  for (uint64_t i = 0; i < counter->size / 64; i++) {
    set += (uint64_t)__builtin_popcountll(counter->bits[i]);
  }
  free(counter->bits);
  counter->bits = NULL;
  double clear = set < counter->size ? (double)(counter->size - set) : 1;
  return (uint64_t)((double)counter->size * log((double)counter->size / clear)) + 1;
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

/* Whether a name can match at all: the limits of the image and of the comparison. */
static bool fits(image_builder *builder, gaz_slice text) {
  unsigned char first = (unsigned char)text.data[0], last = (unsigned char)text.data[text.size - 1];
  unsigned ends =
      (first < 128 ? gaz_ascii_traits[first] : 0) & (last < 128 ? gaz_ascii_traits[last] : 0);
  if (!gaz_utf8_valid(text.data, text.size)) return false;
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
static void add_initials(image_builder *builder, const char *word, size_t size,
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

static bool read_name(image_builder *builder, size_t index) {
  const gaz_name_entry *entry = &builder->entries[index];
  gaz_slice text = trimmed(entry->text, entry->size);
  if (!text.size || text.size > GAZ_NAME_BYTES_MAX || !fits(builder, text)) return true;
  if (builder->word_count + GAZ_NAME_WORDS_MAX + 1 > builder->word_capacity) {
    size_t capacity = builder->word_capacity * 2 + 4096;
    uint64_t *grown = realloc(builder->word_hashes, capacity * sizeof *grown);
    if (!grown) return false;
    builder->word_hashes = grown;
    builder->word_capacity = capacity;
  }
  gaz_word words[GAZ_NAME_WORDS_MAX + 1];
  uint64_t hashes[GAZ_NAME_WORDS_MAX + 1];
  size_t at = 0;
  size_t count = gaz_words_exact(&builder->keys, text.data, text.size, false, &at, words, hashes,
                                 GAZ_NAME_WORDS_MAX + 1);
  if (!count || count > GAZ_NAME_WORDS_MAX) return true;
  gaz_named *name = &builder->names[builder->name_count++];
  *name = (gaz_named){.entry = (uint32_t)index,
                      .words = (uint8_t)count,
                      .rule = (uint8_t)rule_of(entry, text.data, text.size)};
  if (count > builder->max_words) builder->max_words = (unsigned)count;

  /* Which of the two first filters find it (see gaz_is_small): a letter without case, or a digit, is
   * never a capital. */
  size_t length;
  const char *start = text.data + words[0].start;
  unsigned traits = gaz_char_traits(gaz_utf8_decode(start, words[0].end - words[0].start, &length));
  bool upper = traits & GAZ_CHAR_UPPER, lower = traits & GAZ_CHAR_LOWER;
  name->large = name->rule == GAZ_FORM_EXACT ? upper : upper || lower;
  name->small = name->rule == GAZ_FORM_ANY || !name->large;
  add_initials(builder, start, words[0].end - words[0].start, name);
  if (name->small) counter_add(&builder->small_keys, hashes[0]);
  if (name->large) counter_add(&builder->capital_keys, hashes[0]);

  uint64_t hash = hashes[0];
  builder->word_hashes[builder->word_count++] = hash;
  for (size_t i = 1; i < count; i++) {
    builder->word_hashes[builder->word_count++] = hashes[i];
    hash = gaz_hash_chain(&builder->keys, hash, hashes[i]);
    counter_add(&builder->pair_keys, hash);
  }
  name->hash = hash;
  return true;
}

static gaz_status read_names(image_builder *builder, gaz_error *error) {
  builder->names = malloc((builder->entry_count + 1) * sizeof *builder->names);
  if (!builder->names || !counter_start(&builder->capital_keys, builder->entry_count) ||
      !counter_start(&builder->small_keys, builder->entry_count) ||
      !counter_start(&builder->pair_keys, 2 * builder->entry_count)) {
    return out_of_memory(error);
  }
  for (size_t i = 0; i < builder->entry_count; i++) {
    if (!read_name(builder, i)) return out_of_memory(error);
  }
  return GAZ_OK;
}

/* ---- Filters -------------------------------------------------------------------------------- */

static inline uint64_t *block_of(uint64_t *filter, uint64_t count, uint64_t hash) {
  return &filter[gaz_reduce(hash, count)];
}

static inline uint64_t bit(uint64_t hash, unsigned shift) {
  return UINT64_C(1) << (hash >> shift & 63);
}

static gaz_status fill_filters(image_builder *builder, gaz_error *error) {
  builder->capital_count = counter_finish(&builder->capital_keys) * FIRST_BITS / 64 + 1;
  builder->small_count = counter_finish(&builder->small_keys) * FIRST_BITS / 64 + 1;
  builder->pair_count = counter_finish(&builder->pair_keys) * PAIR_BITS / 64 + 1;
  builder->first = calloc((size_t)(builder->capital_count + builder->small_count), 8);
  builder->pair = calloc((size_t)builder->pair_count, 8);
  if (!builder->first || !builder->pair) return out_of_memory(error);
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
      *block_of(builder->pair, builder->pair_count, hash) |=
          k + 1 == name->words ? bit(hash, 12) | bit(hash, 18) : bit(hash, 0) | bit(hash, 6);
    }
    words += name->words;
  }
  return GAZ_OK;
}

/* ---- Order ---------------------------------------------------------------------------------- */

static int by_hash(const void *left, const void *right) {
  const gaz_named *a = left, *b = right;
  if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
  return (a->entry > b->entry) - (a->entry < b->entry);
}

/* Radix sort by the upper half of the hash (in two passes over 11 bits and one over 10, stable),
 * then short runs by the rest. */
static gaz_status sort_names(image_builder *builder, gaz_error *error) {
  size_t count = builder->name_count;
  gaz_named *other = malloc((count + 1) * sizeof *other);
  size_t *places = malloc(2048 * sizeof *places);
  if (!other || !places) {
    free(other);
    free(places);
    return out_of_memory(error);
  }
  for (unsigned shift = 32; shift < 64; shift += 11) {
    memset(places, 0, 2048 * sizeof *places);
    for (size_t i = 0; i < count; i++) places[builder->names[i].hash >> shift & 2047]++;
    size_t sum = 0;
    for (size_t i = 0; i < 2048; i++) {
      size_t here = places[i];
      places[i] = sum;
      sum += here;
    }
    for (size_t i = 0; i < count; i++) {
      other[places[builder->names[i].hash >> shift & 2047]++] = builder->names[i];
    }
    gaz_named *swap = builder->names;
    builder->names = other;
    other = swap;
  }
  free(other);
  free(places);
  for (size_t start = 0, end; start < count; start = end) {
    uint64_t upper = builder->names[start].hash >> 32;
    for (end = start + 1; end < count && builder->names[end].hash >> 32 == upper; end++) {
    }
    if (end - start > 1) qsort(builder->names + start, end - start, sizeof *other, by_hash);
  }
  return GAZ_OK;
}

/* ---- Buckets -------------------------------------------------------------------------------- */

static unsigned width_of(uint64_t value) {
  unsigned width = 0;
  for (; value; value >>= 8) width++;
  return width;
}

/* Ids are as wide as the largest needs; offsets into the lists share the field, and are bounded by
 * what the lists could at most become. Weights take one byte when any is not 0; those that do not
 * fit go to a list. */
static void choose_widths(image_builder *builder) {
  uint64_t most = 0;
  size_t weighted = 0, heavy = 0;
  for (size_t i = 0; i < builder->name_count; i++) {
    const gaz_name_entry *entry = &builder->entries[builder->names[i].entry];
    if (entry->id > most) most = entry->id;
    weighted += entry->weight > 0;
    heavy += entry->weight > UINT8_MAX;
  }
  builder->weight_width = !weighted ? 0 : heavy * 4 > builder->name_count ? 4 : 1;
  builder->id_width = width_of(most) ? width_of(most) : 1;
}

static gaz_status learn_texts(image_builder *builder, gaz_error *error) {
  size_t most = SAMPLE_BYTES / 8, count = 0, bytes = 0;
  gaz_slice *sample = malloc(most * sizeof *sample);
  if (!sample) return out_of_memory(error);
  /* In hash order: as good as at random, and the same every time. */
  for (size_t i = 0; i < builder->name_count && count < most && bytes < SAMPLE_BYTES; i++) {
    sample[count] = gaz_entry_text(&builder->entries[builder->names[i].entry]);
    bytes += sample[count++].size;
  }
  builder->squeezer = gaz_squeezer_new(sample, count);
  free(sample);
  return builder->squeezer ? GAZ_OK : out_of_memory(error);
}

static void append_number(gaz_buffer *buffer, uint32_t value) {
  for (; value >= 0x80; value >>= 7) gaz_buffer_byte(buffer, (char)(value | 0x80));
  gaz_buffer_byte(buffer, (char)value);
}

/* One bucket being put together. */
typedef struct bucket_builder {
  unsigned count;
  unsigned char tags[GAZ_BUCKET_MAX], lengths[GAZ_BUCKET_MAX], forms[GAZ_BUCKET_MAX];
  uint32_t ids[GAZ_BUCKET_MAX], weights[GAZ_BUCKET_MAX];
  unsigned char texts[GAZ_BUCKET_MAX * (GAZ_NAME_BYTES_MAX + 1)];
  size_t text_size;
} bucket_builder;

static bool add_name(image_builder *builder, bucket_builder *bucket, uint64_t hash, unsigned rule,
                     const gaz_name_entry *entry, const gaz_candidate *candidates, size_t count) {
  if (bucket->count == GAZ_BUCKET_MAX) return false;
  unsigned at = bucket->count++;
  unsigned form = rule;
  const gaz_candidate *best = &candidates[0];
  uint64_t heaviest = (UINT64_C(1) << (8 * builder->weight_width)) - 1;
  if (count > 1 || best->weight > heaviest || best->type > GAZ_FORM_TYPE_MAX) {
    form |= GAZ_FORM_LIST;
    bucket->ids[at] = (uint32_t)builder->lists.size;
    bucket->weights[at] = 0;
    append_number(&builder->lists, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
      append_number(&builder->lists, candidates[i].id);
      append_number(&builder->lists, candidates[i].weight);
      append_number(&builder->lists, candidates[i].type);
    }
  } else {
    form |= (unsigned)best->type << GAZ_FORM_TYPE_SHIFT;
    bucket->ids[at] = best->id;
    bucket->weights[at] = best->weight;
  }
  gaz_slice text = gaz_entry_text(entry);
  char padded[GAZ_NAME_BYTES_MAX + 8];
  unsigned char squeezed[2 * GAZ_NAME_BYTES_MAX];
  memcpy(padded, text.data, text.size);
  memset(padded + text.size, 0, 8);
  size_t size = gaz_squeeze(builder->squeezer, padded, text.size, squeezed);
  if (size >= text.size) {
    form |= GAZ_FORM_RAW;
    size = text.size;
    memcpy(squeezed, text.data, size);
  }
  memcpy(bucket->texts + bucket->text_size, squeezed, size);
  bucket->text_size += size;
  bucket->tags[at] = gaz_tag(hash);
  bucket->lengths[at] = (unsigned char)size;
  bucket->forms[at] = (unsigned char)form;
  return true;
}

static unsigned char *put_narrow(unsigned char *at, uint32_t value, unsigned width) {
  for (unsigned i = 0; i < width; i++) *at++ = (unsigned char)(value >> (8 * i));
  return at;
}

static void write_bucket(image_builder *builder, const bucket_builder *bucket) {
  gaz_buffer *out = &builder->blocks;
  unsigned count = bucket->count;
  size_t size = 1 + (3u + builder->id_width + builder->weight_width) * (size_t)count;
  if (!count || !gaz_buffer_reserve(out, size + bucket->text_size)) return;
  unsigned char *at = (unsigned char *)out->data + out->size;
  *at++ = (unsigned char)count;
  memcpy(at, bucket->tags, count);
  memcpy(at + count, bucket->lengths, count);
  memcpy(at + 2 * count, bucket->forms, count);
  at += 3 * count;
  for (unsigned i = 0; i < count; i++) at = put_narrow(at, bucket->ids[i], builder->id_width);
  for (unsigned i = 0; i < count; i++)
    at = put_narrow(at, bucket->weights[i], builder->weight_width);
  memcpy(at, bucket->texts, bucket->text_size);
  out->size += size + bucket->text_size;
  builder->written += count;
}

static bool add_single(image_builder *builder, bucket_builder *bucket, const gaz_named *name) {
  const gaz_name_entry *entry = &builder->entries[name->entry];
  gaz_candidate one = {entry->id, entry->weight, entry->type};
  return add_name(builder, bucket, name->hash, name->rule, entry, &one, 1);
}

/* All names of the same words. `full` says that the bucket has no room for them. */
static gaz_status add_group(image_builder *builder, bucket_builder *bucket, const gaz_named *names,
                            size_t count, bool *full, gaz_error *error) {
  gaz_group group;
  gaz_status status = gaz_group_make(builder->entries, names, count, &group, error);
  if (status != GAZ_OK) return status;
  for (size_t i = 0; i < group.count && !*full; i++) {
    const gaz_group_name *name = &group.names[i];
    *full = !add_name(builder, bucket, names->hash, name->rule, &builder->entries[name->entry],
                      group.candidates + name->first, name->count);
  }
  gaz_group_free(&group);
  return GAZ_OK;
}

static gaz_status write_buckets(image_builder *builder, bool *full, gaz_error *error) {
  uint64_t buckets = builder->name_count / GAZ_BUCKET_LOAD + 1;
  builder->bucket_count = buckets < GAZ_BUCKETS_MAX ? buckets : GAZ_BUCKETS_MAX;
  builder->directory = malloc((size_t)(builder->bucket_count + 1) * sizeof(uint32_t));
  bucket_builder *bucket = malloc(sizeof *bucket);
  gaz_status status = builder->directory && bucket ? GAZ_OK : out_of_memory(error);
  size_t at = 0;
  for (uint64_t number = 0; status == GAZ_OK && !*full && number < builder->bucket_count;
       number++) {
    builder->directory[number] = (uint32_t)builder->blocks.size;
    bucket->count = 0;
    bucket->text_size = 0;
    while (status == GAZ_OK && !*full && at < builder->name_count &&
           gaz_reduce(builder->names[at].hash, builder->bucket_count) == number) {
      if (at + 2 * PREFETCH < builder->name_count) {
        const gaz_named *ahead = builder->names + at;
        __builtin_prefetch(&builder->entries[ahead[2 * PREFETCH].entry]);
        __builtin_prefetch(builder->entries[ahead[PREFETCH].entry].text);
      }
      size_t end = at + 1;
      while (end < builder->name_count && builder->names[end].hash == builder->names[at].hash) {
        end++;
      }
      if (end - at == 1) {
        *full = !add_single(builder, bucket, &builder->names[at]);
      } else {
        status = add_group(builder, bucket, builder->names + at, end - at, full, error);
      }
      at = end;
    }
    write_bucket(builder, bucket);
  }
  if (status == GAZ_OK && !*full) {
    builder->directory[builder->bucket_count] = (uint32_t)builder->blocks.size;
    if (builder->blocks.failed || builder->lists.failed) status = out_of_memory(error);
    if (builder->blocks.size > UINT32_MAX || builder->lists.size > UINT32_MAX) {
      status = gaz_fail(error, GAZ_ERROR_TOO_LARGE, NULL, 0,
                        "the image would be over 4 GiB; split the list of names");
    }
  }
  free(bucket);
  return status;
}

/* ---- The file ------------------------------------------------------------------------------- */

static void put_u32(unsigned char *at, uint32_t value) {
  for (int i = 0; i < 4; i++) at[i] = (unsigned char)(value >> (8 * i));
}

static void put_u64(unsigned char *at, uint64_t value) {
  put_u32(at, (uint32_t)value);
  put_u32(at + 4, (uint32_t)(value >> 32));
}

typedef struct image_writer {
  unsigned char *image;
  size_t at;
} image_writer;

static void start_section(image_writer *writer, size_t field, uint64_t count) {
  while (writer->at % 64) writer->image[writer->at++] = 0;
  put_u64(writer->image + field, writer->at);
  if (field != GAZ_AT_SYMBOLS) put_u64(writer->image + field + 8, count);
}

static void put_filter(image_writer *writer, size_t field, const uint64_t *filter, uint64_t count) {
  start_section(writer, field, count);
  for (uint64_t i = 0; i < count; i++, writer->at += 8) {
    put_u64(writer->image + writer->at, filter[i]);
  }
}

static void put_bytes(image_writer *writer, size_t field, const void *data, size_t size) {
  start_section(writer, field, size);
  if (size) memcpy(writer->image + writer->at, data, size);
  writer->at += size;
}

static gaz_status write_image(image_builder *builder, const char *path, uint64_t generation,
                              gaz_error *error) {
  size_t most = GAZ_IMAGE_HEADER +
                8 * (size_t)(builder->capital_count + builder->small_count + builder->pair_count) +
                4 * (size_t)(builder->bucket_count + 1) + builder->blocks.size +
                builder->lists.size + GAZ_SYMBOLS_SIZE + 6 * 64;
  unsigned char *image = malloc(most), symbols[GAZ_SYMBOLS_SIZE];
  if (!image) return out_of_memory(error);
  memset(image, 0, GAZ_IMAGE_HEADER);
  memcpy(image, GAZ_IMAGE_MAGIC, 8);
  image_writer writer = {image, GAZ_IMAGE_HEADER};
  put_filter(&writer, GAZ_AT_FIRST, builder->first, builder->capital_count + builder->small_count);
  put_filter(&writer, GAZ_AT_PAIR, builder->pair, builder->pair_count);
  start_section(&writer, GAZ_AT_DIRECTORY, builder->bucket_count + 1);
  for (uint64_t i = 0; i <= builder->bucket_count; i++, writer.at += 4) {
    put_u32(image + writer.at, builder->directory[i]);
  }
  put_bytes(&writer, GAZ_AT_BLOCKS, builder->blocks.data, builder->blocks.size);
  put_bytes(&writer, GAZ_AT_LISTS, builder->lists.data, builder->lists.size);
  gaz_squeezer_table(builder->squeezer, symbols);
  put_bytes(&writer, GAZ_AT_SYMBOLS, symbols, sizeof symbols);

  put_u32(image + GAZ_AT_VERSION, GAZ_IMAGE_VERSION);
  put_u32(image + GAZ_AT_HEADER_SIZE, GAZ_IMAGE_HEADER);
  put_u64(image + GAZ_AT_FILE_SIZE, writer.at);
  put_u64(image + GAZ_AT_GENERATION, generation);
  put_u64(image + GAZ_AT_SEED, builder->seed);
  put_u64(image + GAZ_AT_PAYLOAD_HASH,
          gaz_hash(image + GAZ_IMAGE_HEADER, writer.at - GAZ_IMAGE_HEADER, 0));
  put_u64(image + GAZ_AT_SMALL, builder->small_count);
  put_u32(image + GAZ_AT_COUNT, builder->written);
  image[GAZ_AT_ID_WIDTH] = (unsigned char)builder->id_width;
  image[GAZ_AT_WEIGHT_WIDTH] = (unsigned char)builder->weight_width;
  image[GAZ_AT_MAX_WORDS] = (unsigned char)builder->max_words;
  image[GAZ_AT_FLAGS] = builder->has_leading ? GAZ_IMAGE_HAS_LEADING : 0;
  memcpy(image + GAZ_AT_INITIALS, builder->initials, sizeof builder->initials);
  put_u64(image + GAZ_AT_HEADER_HASH, gaz_hash(image, GAZ_AT_HEADER_HASH, 0));
  gaz_status status = gaz_replace_file(path, image, writer.at, error);
  free(image);
  return status;
}

static void builder_free(image_builder *builder) {
  free(builder->names);
  free(builder->word_hashes);
  free(builder->capital_keys.bits);
  free(builder->small_keys.bits);
  free(builder->pair_keys.bits);
  free(builder->first);
  free(builder->pair);
  free(builder->directory);
  gaz_buffer_free(&builder->blocks);
  gaz_buffer_free(&builder->lists);
  gaz_squeezer_free(builder->squeezer);
}

/* One attempt. `full` tells that a bucket overflowed, which another seed can cure. */
static gaz_status build(image_builder *builder, const char *path, uint64_t generation, bool *full,
                        gaz_error *error) {
  gaz_status status = read_names(builder, error);
  if (status == GAZ_OK) status = fill_filters(builder, error);
  if (status == GAZ_OK) status = sort_names(builder, error);
  if (status == GAZ_OK) status = learn_texts(builder, error);
  if (status != GAZ_OK) return status;
  choose_widths(builder);
  /* Lists may outgrow the id field; then everything is written again with a wider one. */
  for (;;) {
    builder->written = 0;
    builder->blocks.size = builder->lists.size = 0;
    free(builder->directory);
    builder->directory = NULL;
    status = write_buckets(builder, full, error);
    if (status != GAZ_OK || *full) return status;
    if (width_of(builder->lists.size) <= builder->id_width) break;
    builder->id_width = width_of(builder->lists.size);
  }
  return write_image(builder, path, generation, error);
}

gaz_status gaz_lexicon_build(const char *path, const gaz_name_entry *names, size_t count,
                             uint64_t generation, gaz_error *error) {
  if (!path || (!names && count)) {
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, path, 0, "no path or no names");
  }
  for (size_t i = 0; i < count; i++) {
    if (!names[i].text && names[i].size) {
      return gaz_fail(error, GAZ_ERROR_ARGUMENT, path, 0, "name %zu has a size but no text", i);
    }
  }
  if (count > (size_t)UINT32_MAX / 2) {
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, path, 0, "over two thousand million names");
  }
  /* The seed follows from the names, so that the same names give the same image. */
  for (uint64_t attempt = 0; attempt < SEED_ATTEMPTS; attempt++) {
    image_builder builder = {.entries = names, .entry_count = count};
    builder.seed = gaz_mix(count * 0x9e3779b97f4a7c15u + attempt + 1);
    builder.keys = gaz_hash_keys_of(builder.seed);
    bool full = false;
    gaz_status status = build(&builder, path, generation, &full, error);
    builder_free(&builder);
    if (status != GAZ_OK || !full) return status;
  }
  return gaz_fail(error, GAZ_ERROR_TOO_LARGE, path, 0,
                  "too many names of the same words; leave out their variants");
}
