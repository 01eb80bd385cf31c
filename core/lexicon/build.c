/* Compiling names into an image (image.h has the form).
 *
 * First every name is split into hashed words and its text squeezed; all that is to be known of it
 * goes to its partition (partition.h), and the filters' keys are noted and counted (by linear
 * counting, so that the filters get the size they need). Then partition by partition is put into
 * order and written, bucket by bucket. Names of the same words are looked at together, because some
 * of them are one name (group.h).
 *
 * Memory is touched in order but for the filters and the ends of the partitions; about 75 bytes a
 * name are needed besides the caller's list and the image itself. */
#include "lexicon/build.h"

#include <stdlib.h>
#include <string.h>

enum {
  SEED_ATTEMPTS = 8,
  AHEAD = 8,            /* names that are sent for before they are written */
  SHORT_TEXT = 16,      /* bytes that are copied at once */
  IMAGE_TAIL = 1 << 16, /* room for lists and symbols; more is made when they need it */
};

static gaz_status out_of_memory(gaz_error *error) {
  return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
}

/* ---- Layout ---------------------------------------------------------------------------------- */

static unsigned width_of(uint64_t value) {
  unsigned width = 0;
  for (; value; value >>= 8) width++;
  return width;
}

/* Ids are as wide as the largest needs; offsets into the lists share the field, and are bounded by
 * what the lists could at most become. Weights take one byte when any is not 0; those that do not
 * fit go to a list. */
static void choose_widths(gaz_image_builder *builder) {
  builder->weight_width = !builder->weighted ? 0 : builder->heavy * 4 > builder->name_count ? 4 : 1;
  builder->id_width = builder->largest_id ? width_of(builder->largest_id) : 1;
}

static size_t aligned(size_t at) { return (at + 63) / 64 * 64; }

/* Finds the sections' places, and makes the image with room for all that the buckets can become. */
static gaz_status lay_out(gaz_image_builder *builder, gaz_error *error) {
  gaz_size_filters(builder);
  choose_widths(builder);
  builder->words_at = aligned(GAZ_IMAGE_HEADER);
  builder->guide_at =
      aligned(builder->words_at +
              8 * (size_t)(builder->capital_count + builder->small_count + builder->later_count));
  builder->blocks_at = builder->guide_at + GAZ_LINE_SIZE * ((size_t)builder->line_count + 1);
  size_t each = 3u + builder->id_width + builder->weight_width;
  builder->image_size = builder->blocks_at + builder->text_bytes + builder->name_count * each +
                        (size_t)builder->bucket_count + IMAGE_TAIL;
  builder->image = gaz_large_alloc(builder->image_size);
  if (!builder->image) return out_of_memory(error);
  return GAZ_OK;
}

static gaz_status grow_image(gaz_image_builder *builder, size_t size, gaz_error *error) {
  if (size <= builder->image_size) return GAZ_OK;
  unsigned char *grown = realloc(builder->image, size);
  if (!grown) return out_of_memory(error);
  builder->image = grown;
  builder->image_size = size;
  return GAZ_OK;
}

/* ---- Buckets -------------------------------------------------------------------------------- */

static void append_number(gaz_buffer *buffer, uint32_t value) {
  for (; value >= 0x80; value >>= 7) gaz_buffer_byte(buffer, (char)(value | 0x80));
  gaz_buffer_byte(buffer, (char)value);
}

/* The bucket being put together. All before it are in the guide. */
typedef struct bucket_builder {
  uint64_t number;
  unsigned count;
  unsigned char tags[GAZ_BUCKET_MAX], lengths[GAZ_BUCKET_MAX], forms[GAZ_BUCKET_MAX];
  uint32_t ids[GAZ_BUCKET_MAX], weights[GAZ_BUCKET_MAX];
  const char *texts[GAZ_BUCKET_MAX];
} bucket_builder;

/* Puts the name at `at` into the bucket. False when that is full. */
static bool add_name(gaz_image_builder *builder, bucket_builder *bucket, const char *at,
                     unsigned rule, const gaz_candidate *candidates, size_t count) {
  if (bucket->count == GAZ_BUCKET_MAX) return false;
  gaz_named name = gaz_named_read(at);
  unsigned place = bucket->count++, form = rule | (name.raw ? GAZ_FORM_RAW : 0u);
  const gaz_candidate *best = &candidates[0];
  uint64_t heaviest = (UINT64_C(1) << (8 * builder->weight_width)) - 1;
  if (count > 1 || best->weight > heaviest || best->type > GAZ_FORM_TYPE_MAX) {
    form |= GAZ_FORM_LIST;
    bucket->ids[place] = (uint32_t)builder->lists.size;
    bucket->weights[place] = 0;
    append_number(&builder->lists, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
      append_number(&builder->lists, candidates[i].id);
      append_number(&builder->lists, candidates[i].weight);
      append_number(&builder->lists, candidates[i].type);
    }
  } else {
    form |= (unsigned)best->type << GAZ_FORM_TYPE_SHIFT;
    bucket->ids[place] = best->id;
    bucket->weights[place] = best->weight;
  }
  bucket->texts[place] = at + sizeof name;
  bucket->tags[place] = gaz_tag(name.hash);
  bucket->lengths[place] = name.size;
  bucket->forms[place] = (unsigned char)form;
  return true;
}

static bool add_single(gaz_image_builder *builder, bucket_builder *bucket, const char *at) {
  gaz_named name = gaz_named_read(at);
  gaz_candidate candidate = {name.id, name.weight, name.type};
  return add_name(builder, bucket, at, name.rule, &candidate, 1);
}

/* Writes a number of `width` bytes; what is written behind them is overwritten by what follows. */
static unsigned char *put_narrow(unsigned char *at, uint32_t value, unsigned width) {
  gaz_put_u32(at, value);
  return at + width;
}

/* As memcpy, for texts that are mostly short: SHORT_TEXT bytes are written and read in any case. */
static unsigned char *put_text(unsigned char *at, const char *text, size_t size) {
  memcpy(at, text, SHORT_TEXT);
  if (size > SHORT_TEXT) memcpy(at, text, size);
  return at + size;
}

/* Notes in the guide that a bucket ends where the blocks now do. False when that is too far from where
 * the first of its line begins. */
static bool note_end(gaz_image_builder *builder, uint64_t bucket) {
  unsigned slot = (unsigned)(bucket % GAZ_LINE_BUCKETS);
  unsigned char *line =
      builder->image + builder->guide_at + GAZ_LINE_SIZE * (size_t)(bucket / GAZ_LINE_BUCKETS + 1);
  uint32_t end = (uint32_t)builder->blocks_size, offset = end - gaz_read_u32(line + GAZ_LINE_BASE);
  line[2 * slot + 2] = (unsigned char)offset;
  line[2 * slot + 3] = (unsigned char)(offset >> 8);
  if (slot + 1 == GAZ_LINE_BUCKETS && bucket + 1 < builder->bucket_count)
    gaz_put_u32(line + GAZ_LINE_SIZE + GAZ_LINE_BASE, end);
  return offset <= UINT16_MAX;
}

/* Writes the bucket, and begins the next. False when there is no room for it. */
static bool write_bucket(gaz_image_builder *builder, bucket_builder *bucket, uint64_t next) {
  unsigned char *from = builder->image + builder->blocks_at + builder->blocks_size, *at = from;
  unsigned count = bucket->count;
  if (count) {
    *at++ = (unsigned char)count;
    memcpy(at, bucket->tags, count);
    memcpy(at + count, bucket->lengths, count);
    memcpy(at + 2 * count, bucket->forms, count);
    at += 3 * count;
    unsigned id_width = builder->id_width, weight_width = builder->weight_width;
    for (unsigned i = 0; i < count; i++) at = put_narrow(at, bucket->ids[i], id_width);
    for (unsigned i = 0; weight_width && i < count; i++) {
      at = put_narrow(at, bucket->weights[i], weight_width);
    }
    for (unsigned i = 0; i < count; i++) {
      at = put_text(at, bucket->texts[i], bucket->lengths[i]);
    }
  }
  builder->written += count;
  builder->blocks_size += (size_t)(at - from);
  bucket->count = 0;
  bool fits = true;
  while (bucket->number < next) fits &= note_end(builder, bucket->number++);
  return fits;
}

/* All names of the same words. `full` says that the bucket has no room for them. */
static gaz_status add_group(gaz_image_builder *builder, bucket_builder *bucket,
                            const gaz_named_key *keys, size_t count, bool *full, gaz_error *error) {
  gaz_named *names = malloc(count * sizeof *names);
  if (!names) return out_of_memory(error);
  for (size_t i = 0; i < count; i++) names[i] = gaz_named_read(keys[i].at);
  gaz_group group;
  gaz_status status = gaz_group_make(builder->entries, names, count, &group, error);
  for (size_t i = 0; status == GAZ_OK && i < group.count && !*full; i++) {
    const gaz_group_name *name = &group.names[i];
    size_t k = 0;
    while (names[k].entry != name->entry) k++;
    *full = !add_name(builder, bucket, keys[k].at, name->rule, group.candidates + name->first,
                      name->count);
  }
  if (status == GAZ_OK) gaz_group_free(&group);
  free(names);
  return status;
}

static gaz_status write_partition(gaz_image_builder *builder, const gaz_ordered_names *names,
                                  bucket_builder *bucket, bool *full, gaz_error *error) {
  gaz_status status = GAZ_OK;
  const gaz_named_key *keys = names->keys;
  for (size_t at = 0, end; at < names->count && status == GAZ_OK && !*full; at = end) {
    uint64_t number = gaz_reduce(keys[at].hash, builder->bucket_count);
    if (number != bucket->number && !write_bucket(builder, bucket, number)) *full = true;
    if (at + AHEAD < names->count) __builtin_prefetch(keys[at + AHEAD].at);
    for (end = at + 1; end < names->count && keys[end].hash == keys[at].hash; end++) {
    }
    if (end - at == 1) {
      *full = !add_single(builder, bucket, keys[at].at);
    } else {
      status = add_group(builder, bucket, keys + at, end - at, full, error);
    }
  }
  return status;
}

static gaz_status write_buckets(gaz_image_builder *builder, bool *full, gaz_error *error) {
  bucket_builder *bucket = malloc(sizeof *bucket);
  if (!bucket) return out_of_memory(error);
  bucket->number = bucket->count = 0;
  builder->written = 0;
  builder->blocks_size = builder->lists.size = 0;
  gaz_put_u32(builder->image + builder->guide_at + GAZ_LINE_SIZE + GAZ_LINE_BASE, 0);
  gaz_ordered_names names = {0};
  gaz_status status = GAZ_OK;
  for (size_t i = 0; status == GAZ_OK && !*full && i < builder->partitions.count; i++) {
    status = gaz_partition_order(&builder->partitions, i, builder->bucket_count, &names)
                 ? write_partition(builder, &names, bucket, full, error)
                 : out_of_memory(error);
  }
  gaz_ordered_names_free(&names);
  if (status == GAZ_OK && !*full) {
    *full = !write_bucket(builder, bucket, builder->bucket_count);
    if (builder->lists.failed) status = out_of_memory(error);
    if (builder->blocks_size > UINT32_MAX || builder->lists.size > UINT32_MAX) {
      status = gaz_fail(error, GAZ_ERROR_TOO_LARGE, NULL, 0,
                        "the image would be over 4 GiB; split the list of names");
    }
  }
  free(bucket);
  return status;
}

/* ---- The file ------------------------------------------------------------------------------- */

static void put_section(unsigned char *image, size_t field, size_t at, uint64_t count) {
  gaz_put_u64(image + field, at);
  gaz_put_u64(image + field + 8, count);
}

/* Puts `size` bytes at a boundary at or behind `at`; returns where. */
static size_t put_bytes(unsigned char *image, size_t at, const void *data, size_t size) {
  size_t start = aligned(at);
  memset(image + at, 0, start - at);
  if (size) memcpy(image + start, data, size);
  return start;
}

static gaz_status write_image(gaz_image_builder *builder, const char *path, uint64_t generation,
                              gaz_error *error) {
  unsigned char symbols[GAZ_SYMBOLS_SIZE];
  size_t blocks_end = builder->blocks_at + builder->blocks_size;
  gaz_status status =
      grow_image(builder, blocks_end + builder->lists.size + sizeof symbols + 2 * 64, error);
  if (status != GAZ_OK) return status;
  unsigned char *image = builder->image;
  gaz_squeezer_table(builder->squeezer, symbols);
  size_t lists_at = put_bytes(image, blocks_end, builder->lists.data, builder->lists.size);
  size_t symbols_at = put_bytes(image, lists_at + builder->lists.size, symbols, sizeof symbols);
  size_t size = symbols_at + sizeof symbols;

  memset(image, 0, builder->words_at);
  memcpy(image, GAZ_IMAGE_MAGIC, 8);
  put_section(image, GAZ_AT_WORDS, builder->words_at,
              builder->capital_count + builder->small_count + builder->later_count);
  put_section(image, GAZ_AT_GUIDE, builder->guide_at, builder->line_count + 1);
  put_section(image, GAZ_AT_BLOCKS, builder->blocks_at, builder->blocks_size);
  put_section(image, GAZ_AT_LISTS, lists_at, builder->lists.size);
  gaz_put_u64(image + GAZ_AT_SYMBOLS, symbols_at);
  gaz_put_u32(image + GAZ_AT_VERSION, GAZ_IMAGE_VERSION);
  gaz_put_u32(image + GAZ_AT_HEADER_SIZE, GAZ_IMAGE_HEADER);
  gaz_put_u64(image + GAZ_AT_FILE_SIZE, size);
  gaz_put_u64(image + GAZ_AT_GENERATION, generation);
  gaz_put_u64(image + GAZ_AT_SEED, builder->seed);
  gaz_put_u64(image + GAZ_AT_PAYLOAD_HASH,
              gaz_hash(image + GAZ_IMAGE_HEADER, size - GAZ_IMAGE_HEADER, 0));
  gaz_put_u32(image + GAZ_AT_SMALL, (uint32_t)builder->small_count);
  gaz_put_u32(image + GAZ_AT_LATER, (uint32_t)builder->later_count);
  gaz_put_u32(image + GAZ_AT_COUNT, builder->written);
  image[GAZ_AT_ID_WIDTH] = (unsigned char)builder->id_width;
  image[GAZ_AT_WEIGHT_WIDTH] = (unsigned char)builder->weight_width;
  image[GAZ_AT_MAX_WORDS] = (unsigned char)builder->max_words;
  image[GAZ_AT_FLAGS] = builder->has_leading ? GAZ_IMAGE_HAS_LEADING : 0;
  memcpy(image + GAZ_AT_INITIALS, builder->initials, sizeof builder->initials);
  gaz_put_u64(image + GAZ_AT_HEADER_HASH, gaz_hash(image, GAZ_AT_HEADER_HASH, 0));
  return gaz_replace_file(path, image, size, error);
}

static void builder_free(gaz_image_builder *builder) {
  gaz_partitions_free(&builder->partitions);
  free(builder->kinds);
  free(builder->hashes);
  free(builder->capital_keys.bits);
  free(builder->small_keys.bits);
  free(builder->later_keys.bits);
  free(builder->pair_keys.bits);
  free(builder->image);
  gaz_buffer_free(&builder->lists);
  gaz_squeezer_free(builder->squeezer);
}

/* One attempt. `full` tells that a bucket overflowed, which another seed can cure. */
static gaz_status build(gaz_image_builder *builder, const char *path, uint64_t generation,
                        bool *full, gaz_error *error) {
  gaz_status status = gaz_read_names(builder, error);
  if (status == GAZ_OK) status = lay_out(builder, error);
  if (status != GAZ_OK) return status;
  gaz_fill_filters(builder);
  /* Lists may outgrow the id field; then everything is written again with a wider one. */
  for (;;) {
    status = write_buckets(builder, full, error);
    if (status != GAZ_OK || *full) return status;
    unsigned wanted = width_of(builder->lists.size);
    if (wanted <= builder->id_width) break;
    size_t more = builder->name_count * (wanted - builder->id_width);
    builder->id_width = wanted;
    status = grow_image(builder, builder->image_size + more, error);
    if (status != GAZ_OK) return status;
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
    gaz_image_builder builder = {.entries = names, .entry_count = count};
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
