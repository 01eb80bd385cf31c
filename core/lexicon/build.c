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
#include "lexicon/build.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
  SEED_ATTEMPTS = 8,
  PARTITION = 1024, /* names in a partition, on average */
  PARTITIONS_MAX = 1024,
  AHEAD = 16, /* how far ahead a partition's end is sent for */
  LARGE_PAGE = 2 << 20,
  IMAGE_TAIL = 1 << 16, /* room for lists and symbols; more is made when they need it */
};

void *gaz_large_alloc(size_t size) {
  if (size < 2 * (size_t)LARGE_PAGE || size > SIZE_MAX - LARGE_PAGE) return malloc(size);
  void *block = aligned_alloc(LARGE_PAGE, (size + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE);
#ifdef MADV_HUGEPAGE
  if (block) madvise(block, size, MADV_HUGEPAGE); /* no matter if there are none */
#endif
  return block;
}

/* What is copied to a partition, followed by `name.size` bytes of text. */
typedef struct record {
  gaz_named name;
  uint32_t id, weight;
  uint8_t type;
} record;

static gaz_status out_of_memory(gaz_error *error) {
  return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
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
static void choose_widths(gaz_image_builder *builder) {
  uint64_t buckets = builder->name_count / GAZ_BUCKET_LOAD + 1;
  builder->bucket_count = buckets < GAZ_BUCKETS_MAX ? buckets : GAZ_BUCKETS_MAX;
  builder->weight_width = !builder->weighted ? 0 : builder->heavy * 4 > builder->name_count ? 4 : 1;
  builder->id_width = builder->largest_id ? width_of(builder->largest_id) : 1;
}

static size_t partition_of(const gaz_image_builder *builder, uint64_t hash) {
  return (size_t)(gaz_reduce(hash, builder->bucket_count) >> builder->partition_shift);
}

/* Copies every name to its partition; what was gathered in the list's order is given back. */
static gaz_status partition_names(gaz_image_builder *builder, gaz_error *error) {
  size_t most = builder->name_count / PARTITION + 1;
  if (most > PARTITIONS_MAX) most = PARTITIONS_MAX;
  while ((builder->bucket_count - 1) >> builder->partition_shift >= most) {
    builder->partition_shift++;
  }
  builder->partition_count = ((builder->bucket_count - 1) >> builder->partition_shift) + 1;
  size_t *ends = calloc(builder->partition_count + 1, sizeof *ends);
  builder->partitions = ends;
  builder->records =
      gaz_large_alloc(builder->name_count * sizeof(record) + builder->texts.size + 1);
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
    if (i + AHEAD < builder->name_count) {
      __builtin_prefetch(builder->records + ends[partition_of(builder, name[AHEAD].hash)], 1);
    }
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

static bool add_name(gaz_image_builder *builder, bucket_builder *bucket, const gaz_named *name,
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

static void write_bucket(gaz_image_builder *builder, const bucket_builder *bucket) {
  unsigned count = bucket->count;
  if (!count) return;
  unsigned char *from = builder->image + builder->blocks_at + builder->blocks_size, *at = from;
  *at++ = (unsigned char)count;
  memcpy(at, bucket->tags, count);
  memcpy(at + count, bucket->lengths, count);
  memcpy(at + 2 * count, bucket->forms, count);
  at += 3 * count;
  for (unsigned i = 0; i < count; i++) at = put_narrow(at, bucket->ids[i], builder->id_width);
  for (unsigned i = 0; i < count; i++)
    at = put_narrow(at, bucket->weights[i], builder->weight_width);
  memcpy(at, bucket->texts, bucket->text_size);
  builder->blocks_size += (size_t)(at - from) + bucket->text_size;
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

static bool add_single(gaz_image_builder *builder, bucket_builder *bucket, const char *at) {
  record one = read_record(at);
  gaz_candidate candidate = {one.id, one.weight, one.type};
  return add_name(builder, bucket, &one.name, at + sizeof one, &candidate, 1);
}

/* All names of the same words. `full` says that the bucket has no room for them. */
static gaz_status add_group(gaz_image_builder *builder, bucket_builder *bucket, const char *records,
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
static void order_partition(const gaz_image_builder *builder, size_t partition, record_key *keys,
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

static gaz_status fill_bucket(gaz_image_builder *builder, bucket_builder *bucket,
                              const char *records, const record_key *keys, size_t count, bool *full,
                              gaz_error *error) {
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

static gaz_status write_partition(gaz_image_builder *builder, size_t partition,
                                  bucket_builder *bucket, record_key *keys, uint32_t *starts,
                                  bool *full, gaz_error *error) {
  gaz_status status = GAZ_OK;
  order_partition(builder, partition, keys, starts);
  const char *records = builder->records + builder->partitions[partition];
  uint64_t first = (uint64_t)partition << builder->partition_shift;
  for (size_t i = 0; i < (size_t)1 << builder->partition_shift && status == GAZ_OK && !*full; i++) {
    if (first + i == builder->bucket_count) break;
    builder->directory[first + i] = (uint32_t)builder->blocks_size;
    status = fill_bucket(builder, bucket, records, keys + starts[i], starts[i + 1] - starts[i],
                         full, error);
    write_bucket(builder, bucket);
  }
  return status;
}

static size_t aligned(size_t at) { return (at + 63) / 64 * 64; }

/* Makes the image, with room for all that the buckets can become and for what comes before them. */
static bool start_image(gaz_image_builder *builder) {
  size_t texts =
      builder->partitions[builder->partition_count] - builder->name_count * sizeof(record);
  size_t each = 3u + builder->id_width + builder->weight_width;
  size_t at = aligned(GAZ_IMAGE_HEADER);
  at = aligned(at + 8 * (size_t)(builder->capital_count + builder->small_count));
  at = aligned(at + 8 * (size_t)builder->pair_count);
  builder->blocks_at = aligned(at + 4 * (size_t)(builder->bucket_count + 1));
  builder->image_size = builder->blocks_at + texts + builder->name_count * each +
                        (size_t)builder->bucket_count + IMAGE_TAIL;
  free(builder->image);
  builder->image = gaz_large_alloc(builder->image_size);
  return builder->image != NULL;
}

static gaz_status write_buckets(gaz_image_builder *builder, bool *full, gaz_error *error) {
  builder->directory = calloc((size_t)(builder->bucket_count + 1), sizeof(uint32_t));
  bucket_builder *bucket = malloc(sizeof *bucket);
  size_t most = 0;
  for (size_t i = 0; i < builder->partition_count; i++) {
    size_t size = builder->partitions[i + 1] - builder->partitions[i];
    if (size > most) most = size;
  }
  record_key *keys = malloc((most / sizeof(record) + 1) * sizeof *keys);
  uint32_t *starts = malloc((((size_t)1 << builder->partition_shift) + 2) * sizeof *starts);
  bool memory = start_image(builder) && builder->directory && bucket && keys && starts;
  gaz_status status = memory ? GAZ_OK : out_of_memory(error);
  if (most > UINT32_MAX) {
    status = gaz_fail(error, GAZ_ERROR_TOO_LARGE, NULL, 0, "too many names of the same words");
  }
  for (size_t i = 0; status == GAZ_OK && !*full && i < builder->partition_count; i++) {
    status = write_partition(builder, i, bucket, keys, starts, full, error);
  }
  if (status == GAZ_OK && !*full) {
    builder->directory[builder->bucket_count] = (uint32_t)builder->blocks_size;
    if (builder->lists.failed) status = out_of_memory(error);
    if (builder->blocks_size > UINT32_MAX || builder->lists.size > UINT32_MAX) {
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

static gaz_status write_image(gaz_image_builder *builder, const char *path, uint64_t generation,
                              gaz_error *error) {
  unsigned char symbols[GAZ_SYMBOLS_SIZE];
  size_t most =
      builder->blocks_at + builder->blocks_size + builder->lists.size + sizeof symbols + 3 * 64;
  if (most > builder->image_size) {
    unsigned char *grown = realloc(builder->image, most);
    if (!grown) return out_of_memory(error);
    builder->image = grown;
  }
  unsigned char *image = builder->image;
  memset(image, 0, GAZ_IMAGE_HEADER);
  memcpy(image, GAZ_IMAGE_MAGIC, 8);
  image_writer writer = {image, GAZ_IMAGE_HEADER};
  put_filter(&writer, GAZ_AT_FIRST, builder->first, builder->capital_count + builder->small_count);
  put_filter(&writer, GAZ_AT_PAIR, builder->pair, builder->pair_count);
  start_section(&writer, GAZ_AT_DIRECTORY, builder->bucket_count + 1);
  for (uint64_t i = 0; i <= builder->bucket_count; i++, writer.at += 4) {
    put_u32(image + writer.at, builder->directory[i]);
  }
  start_section(&writer, GAZ_AT_BLOCKS, builder->blocks_size);
  writer.at += builder->blocks_size; /* they are there */
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
  return gaz_replace_file(path, image, writer.at, error);
}

static void builder_free(gaz_image_builder *builder) {
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
  free(builder->image);
  gaz_buffer_free(&builder->lists);
  gaz_squeezer_free(builder->squeezer);
}

/* One attempt. `full` tells that a bucket overflowed, which another seed can cure. */
static gaz_status build(gaz_image_builder *builder, const char *path, uint64_t generation,
                        bool *full, gaz_error *error) {
  gaz_status status = gaz_read_names(builder, error);
  if (status == GAZ_OK) status = gaz_fill_filters(builder, error);
  if (status != GAZ_OK) return status;
  choose_widths(builder);
  status = partition_names(builder, error);
  if (status != GAZ_OK) return status;
  /* Lists may outgrow the id field; then everything is written again with a wider one. */
  for (;;) {
    builder->written = 0;
    builder->blocks_size = builder->lists.size = 0;
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
