/* Compiling names into an image (image.h has the form).
 *
 * First every name is split into hashed words and its text squeezed, and the filters' keys are
 * counted (by linear counting, so that the filters get the size they need). Then all that is to be
 * known of each name is copied to its partition, which is some neighbouring buckets: small enough
 * that its names are sorted within the cache. Names of the same words are looked at together,
 * because some of them are one name (group.h).
 *
 * Memory is touched in order but for the filters and the copies to partitions; about 90 bytes a
 * name are needed besides the caller's list and the image itself. */
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
  PARTITION = 1024, /* names in a partition, on average */
  PARTITIONS_MAX = 2048,
  COUNT_ALL = 1 << 17, /* of more keys than these, one in COUNT_ONE_IN is counted */
  COUNT_ONE_IN = 8,
  PADDING = 16, /* bytes behind a copied text */
};

/* Counts different 64-bit keys roughly: the share of bits still clear tells. */
typedef struct key_counter {
  uint64_t *bits;
  uint64_t size;   /* bits, a power of two */
  uint64_t one_in; /* a power of two: so many keys stand for each that is counted */
} key_counter;

/* What is copied to a partition, followed by `name.size` bytes of text. */
typedef struct record {
  gaz_named name;
  uint32_t id, weight;
  uint8_t type;
} record;

typedef struct image_builder {
  const gaz_name_entry *entries;
  size_t entry_count;
  gaz_hash_keys keys;
  uint64_t seed;
  gaz_named *names; /* those that can match */
  size_t name_count;
  uint64_t *word_hashes; /* of all names, one after the other */
  size_t word_count, word_capacity;
  gaz_buffer texts;   /* of all names, squeezed */
  char *records;      /* by partition */
  size_t *partitions; /* where each begins in `records`, and where the last ends */
  size_t partition_count;
  unsigned partition_shift; /* bucket >> this is the partition */
  size_t weighted, heavy;   /* names with a weight, and with one of more than a byte */
  uint32_t largest_id;
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
  counter->one_in = expected > COUNT_ALL ? COUNT_ONE_IN : 1;
  while (counter->size < 4 * (uint64_t)expected / counter->one_in) counter->size *= 2;
  counter->bits = calloc((size_t)(counter->size / 64), 8);
  return counter->bits != NULL;
}

static inline void counter_add(key_counter *counter, uint64_t key) {
  uint64_t bit = (key >> 20) & (counter->size - 1);
  if (key >> 8 & (counter->one_in - 1)) return;
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
static bool fits(image_builder *builder, gaz_slice text) {
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

/* Which of the two first filters find a name (see gaz_is_small): a letter without case, or a digit,
 * is never a capital. */
static void note_first_word(image_builder *builder, gaz_named *name, const char *word, size_t size,
                            uint64_t hash) {
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
static bool add_text(image_builder *builder, gaz_named *name, const char *text, size_t size) {
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

static bool read_name(image_builder *builder, size_t index) {
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
static gaz_status learn_texts(image_builder *builder, gaz_error *error) {
  size_t most = SAMPLE_BYTES / 8, count = 0, bytes = 0;
  size_t step = builder->entry_count / (SAMPLE_BYTES / 16) + 1;
  gaz_slice *sample = malloc(most * sizeof *sample);
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

static gaz_status read_names(image_builder *builder, gaz_error *error) {
  size_t count = builder->entry_count;
  builder->names = malloc((count + 1) * sizeof *builder->names);
  builder->word_capacity = 3 * count + 4096;
  builder->word_hashes = malloc(builder->word_capacity * sizeof *builder->word_hashes);
  if (!builder->names || !builder->word_hashes || !counter_start(&builder->capital_keys, count) ||
      !counter_start(&builder->small_keys, count) ||
      !counter_start(&builder->pair_keys, 2 * count)) {
    return out_of_memory(error);
  }
  for (size_t i = 0; i < count; i++) {
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
  free(builder->word_hashes);
  builder->word_hashes = NULL;
  return GAZ_OK;
}

/* ---- Partitions ------------------------------------------------------------------------------ */

static unsigned width_of(uint64_t value) {
  unsigned width = 0;
  for (; value; value >>= 8) width++;
  return width;
}

/* Ids are as wide as the largest needs; offsets into the lists share the field, and are bounded by
 * what the lists could at most become. Weights take one byte when any is not 0; those that do not
 * fit go to a list. */
static void choose_widths(image_builder *builder) {
  uint64_t buckets = builder->name_count / GAZ_BUCKET_LOAD + 1;
  builder->bucket_count = buckets < GAZ_BUCKETS_MAX ? buckets : GAZ_BUCKETS_MAX;
  builder->weight_width = !builder->weighted ? 0 : builder->heavy * 4 > builder->name_count ? 4 : 1;
  builder->id_width = builder->largest_id ? width_of(builder->largest_id) : 1;
}

static size_t partition_of(const image_builder *builder, uint64_t hash) {
  return (size_t)(gaz_reduce(hash, builder->bucket_count) >> builder->partition_shift);
}

/* Copies every name to its partition; what was gathered in the list's order is given back. */
static gaz_status partition_names(image_builder *builder, gaz_error *error) {
  size_t most = builder->name_count / PARTITION + 1;
  if (most > PARTITIONS_MAX) most = PARTITIONS_MAX;
  while ((builder->bucket_count - 1) >> builder->partition_shift >= most) {
    builder->partition_shift++;
  }
  builder->partition_count = ((builder->bucket_count - 1) >> builder->partition_shift) + 1;
  size_t *ends = calloc(builder->partition_count + 1, sizeof *ends);
  builder->partitions = ends;
  builder->records = malloc(builder->name_count * sizeof(record) + builder->texts.size + 1);
  if (!ends || !builder->records || builder->texts.failed) return out_of_memory(error);
  for (size_t i = 0; i < builder->name_count; i++) {
    const gaz_named *name = &builder->names[i];
    ends[partition_of(builder, name->hash) + 1] += sizeof(record) + name->size;
  }
  for (size_t i = 1; i <= builder->partition_count; i++) ends[i] += ends[i - 1];
  const char *text = builder->texts.data;
  for (size_t i = 0; i < builder->name_count; i++) {
    const gaz_named *name = &builder->names[i];
    const gaz_name_entry *entry = &builder->entries[name->entry];
    record one = {*name, entry->id, entry->weight, entry->type};
    size_t *end = &ends[partition_of(builder, name->hash)]; /* here still where it begins */
    memcpy(builder->records + *end, &one, sizeof one);
    memcpy(builder->records + *end + sizeof one, text, name->size);
    *end += sizeof one + name->size;
    text += name->size;
  }
  for (size_t i = builder->partition_count; i > 0; i--) ends[i] = ends[i - 1];
  ends[0] = 0;
  free(builder->names);
  builder->names = NULL;
  gaz_buffer_free(&builder->texts);
  return GAZ_OK;
}

/* ---- Buckets -------------------------------------------------------------------------------- */

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

static bool add_name(image_builder *builder, bucket_builder *bucket, const gaz_named *name,
                     const void *text, const gaz_candidate *candidates, size_t count) {
  if (bucket->count == GAZ_BUCKET_MAX) return false;
  unsigned at = bucket->count++;
  unsigned form = name->rule | (name->raw ? GAZ_FORM_RAW : 0u);
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
  memcpy(bucket->texts + bucket->text_size, text, name->size);
  bucket->text_size += name->size;
  bucket->tags[at] = gaz_tag(name->hash);
  bucket->lengths[at] = name->size;
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

/* A record's place, and what it is sorted by. */
typedef struct record_key {
  uint64_t hash;
  uint32_t entry;
  uint32_t at; /* in its partition */
} record_key;

static int by_hash(const void *left, const void *right) {
  const record_key *a = left, *b = right;
  if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
  return (a->entry > b->entry) - (a->entry < b->entry);
}

static void sort_keys(record_key *keys, size_t count) {
  if (count > 64) {
    qsort(keys, count, sizeof *keys, by_hash);
    return;
  }
  for (size_t i = 1; i < count; i++) {
    record_key one = keys[i];
    size_t at = i;
    for (; at > 0 && by_hash(&one, &keys[at - 1]) < 0; at--) keys[at] = keys[at - 1];
    keys[at] = one;
  }
}

static record read_record(const char *at) {
  record one;
  memcpy(&one, at, sizeof one);
  return one;
}

static bool add_single(image_builder *builder, bucket_builder *bucket, const char *at) {
  record one = read_record(at);
  gaz_candidate candidate = {one.id, one.weight, one.type};
  return add_name(builder, bucket, &one.name, at + sizeof one, &candidate, 1);
}

/* All names of the same words. `full` says that the bucket has no room for them. */
static gaz_status add_group(image_builder *builder, bucket_builder *bucket, const char *records,
                            const record_key *keys, size_t count, bool *full, gaz_error *error) {
  gaz_named *names = malloc(count * sizeof *names);
  if (!names) return out_of_memory(error);
  for (size_t i = 0; i < count; i++) names[i] = read_record(records + keys[i].at).name;
  gaz_group group;
  gaz_status status = gaz_group_make(builder->entries, names, count, &group, error);
  for (size_t i = 0; status == GAZ_OK && i < group.count && !*full; i++) {
    const gaz_group_name *name = &group.names[i];
    size_t k = 0;
    while (keys[k].entry != name->entry) k++;
    record one = read_record(records + keys[k].at);
    one.name.rule = name->rule;
    *full = !add_name(builder, bucket, &one.name, records + keys[k].at + sizeof one,
                      group.candidates + name->first, name->count);
  }
  if (status == GAZ_OK) gaz_group_free(&group);
  free(names);
  return status;
}

/* The keys of a partition's records, by bucket; `starts` gets where each bucket begins. */
static void order_partition(const image_builder *builder, size_t partition, record_key *keys,
                            uint32_t *starts) {
  const char *records = builder->records + builder->partitions[partition];
  size_t size = builder->partitions[partition + 1] - builder->partitions[partition], at = 0;
  size_t buckets = (size_t)1 << builder->partition_shift;
  memset(starts, 0, (buckets + 2) * sizeof *starts);
  for (; at < size; at += sizeof(record) + read_record(records + at).name.size) {
    uint64_t hash = read_record(records + at).name.hash;
    starts[(gaz_reduce(hash, builder->bucket_count) & (buckets - 1)) + 2]++;
  }
  for (size_t i = 2; i < buckets + 2; i++) starts[i] += starts[i - 1];
  for (at = 0; at < size;) { /* starts[i + 1] moves from where bucket i begins to where it ends */
    gaz_named name = read_record(records + at).name;
    size_t bucket = gaz_reduce(name.hash, builder->bucket_count) & (buckets - 1);
    keys[starts[bucket + 1]++] = (record_key){name.hash, name.entry, (uint32_t)at};
    at += sizeof(record) + name.size;
  }
  for (size_t i = 0; i < buckets; i++) sort_keys(keys + starts[i], starts[i + 1] - starts[i]);
}

static gaz_status fill_bucket(image_builder *builder, bucket_builder *bucket, const char *records,
                              const record_key *keys, size_t count, bool *full, gaz_error *error) {
  gaz_status status = GAZ_OK;
  bucket->count = 0;
  bucket->text_size = 0;
  for (size_t at = 0, end; status == GAZ_OK && !*full && at < count; at = end) {
    for (end = at + 1; end < count && keys[end].hash == keys[at].hash; end++) {
    }
    if (end - at == 1) {
      *full = !add_single(builder, bucket, records + keys[at].at);
    } else {
      status = add_group(builder, bucket, records, keys + at, end - at, full, error);
    }
  }
  return status;
}

static gaz_status write_partition(image_builder *builder, size_t partition, bucket_builder *bucket,
                                  record_key *keys, uint32_t *starts, bool *full,
                                  gaz_error *error) {
  gaz_status status = GAZ_OK;
  order_partition(builder, partition, keys, starts);
  const char *records = builder->records + builder->partitions[partition];
  uint64_t first = (uint64_t)partition << builder->partition_shift;
  for (size_t i = 0; i < (size_t)1 << builder->partition_shift && status == GAZ_OK && !*full; i++) {
    if (first + i == builder->bucket_count) break;
    builder->directory[first + i] = (uint32_t)builder->blocks.size;
    status = fill_bucket(builder, bucket, records, keys + starts[i], starts[i + 1] - starts[i],
                         full, error);
    write_bucket(builder, bucket);
  }
  return status;
}

static gaz_status write_buckets(image_builder *builder, bool *full, gaz_error *error) {
  builder->directory = malloc((size_t)(builder->bucket_count + 1) * sizeof(uint32_t));
  bucket_builder *bucket = malloc(sizeof *bucket);
  size_t most = 0;
  for (size_t i = 0; i < builder->partition_count; i++) {
    size_t size = builder->partitions[i + 1] - builder->partitions[i];
    if (size > most) most = size;
  }
  record_key *keys = malloc((most / sizeof(record) + 1) * sizeof *keys);
  uint32_t *starts = malloc((((size_t)1 << builder->partition_shift) + 2) * sizeof *starts);
  bool memory = builder->directory && bucket && keys && starts;
  gaz_status status = memory ? GAZ_OK : out_of_memory(error);
  if (most > UINT32_MAX) {
    status = gaz_fail(error, GAZ_ERROR_TOO_LARGE, NULL, 0, "too many names of the same words");
  }
  for (size_t i = 0; status == GAZ_OK && !*full && i < builder->partition_count; i++) {
    status = write_partition(builder, i, bucket, keys, starts, full, error);
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
  free(keys);
  free(starts);
  return status;
}

/* ---- The file ------------------------------------------------------------------------------- */

static void put_u32(unsigned char *at, uint32_t value) {
  at[0] = (unsigned char)value;
  at[1] = (unsigned char)(value >> 8);
  at[2] = (unsigned char)(value >> 16);
  at[3] = (unsigned char)(value >> 24);
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
  free(builder->records);
  free(builder->partitions);
  gaz_buffer_free(&builder->texts);
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
  gaz_status status = learn_texts(builder, error);
  if (status == GAZ_OK) status = read_names(builder, error);
  if (status == GAZ_OK) status = fill_filters(builder, error);
  if (status != GAZ_OK) return status;
  choose_widths(builder);
  status = partition_names(builder, error);
  if (status != GAZ_OK) return status;
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
