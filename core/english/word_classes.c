/* The file is a header, the coarser classes of each finest class, an index of buckets and the words:
 *
 *   0 magic   8 checksum (u64, of all from byte 16)   16 u32 version   20 u32 class_count
 *   24 u32 bucket_count (a power of two)   28 u32 word count
 *   32 u16 parents[GAZ_WORD_CLASS_LEVELS - 1][class_count]
 *      i16 first[bucket_count + 1]        where a bucket's words start, from where they would if all had as many
 *      u24 class + check * 4096   a word, those of one bucket one after the other
 *      u64 which, u32 before      of 64 words each: which have codes, and how many of those before them
 *      u8 codes[GAZ_WORD_CODES]   of each word that has
 *
 * A word is its hash: the upper bits name its bucket of about ten words (one or two lines of a processor's
 * cache), the lower twelve tell it from its neighbours. Three bytes a word; all integers little-endian. */
#include "english/word_classes.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/endian.h"
#include "base/file.h"

enum {
  VERSION = 4,
  HEADER_SIZE = 32,
  WORD_MAX = 64,
  SEED = 0x5c1a55,
  PER_BUCKET = 11,
  CLASS_BITS = 12,
  WORD_SIZE = 3,
  BUCKETS_MAX = 1 << 20,
  BLOCK = 64,      /* words */
  BLOCK_SIZE = 12, /* bytes */
  CHECK_MASK = (1 << (8 * WORD_SIZE - CLASS_BITS)) - 1,
};

static const char magic[8] = {'G', 'A', 'Z', 'C', 'L', 'A', 'S', 'S'};

struct gaz_word_classes {
  gaz_mapping file;
  uint32_t class_count, word_count, bucket_shift;
  const unsigned char *parents, *first, *words, *blocks, *codes;
};

static uint32_t read_u16(const unsigned char *at) { return (uint32_t)(at[0] | at[1] << 8); }

static uint32_t read_u24(const unsigned char *at) { return read_u16(at) | (uint32_t)at[2] << 16; }

/* Where the words of that bucket start if all buckets have as many. */
static int32_t even_start(uint32_t words, size_t bucket, uint32_t bucket_shift) {
  return (int32_t)((uint64_t)bucket * words >> (64 - bucket_shift));
}

/* Where they do; between 0 and the number of words, and in order, or the file was refused. */
static int32_t start_of(const gaz_word_classes *classes, size_t bucket) {
  return even_start(classes->word_count, bucket, classes->bucket_shift) +
         (int16_t)read_u16(classes->first + 2 * bucket);
}

static size_t blocks_of(uint32_t words) { return ((size_t)words + BLOCK - 1) / BLOCK; }

static const unsigned char *block_of(const gaz_word_classes *classes, size_t word) {
  return classes->blocks + word / BLOCK * BLOCK_SIZE;
}

static uint64_t hash_of(const char *word, size_t size) {
  return gaz_mix(gaz_hash(word, size, SEED));
}

static gaz_status refuse(const char *path, const char *what, gaz_error *error) {
  return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0,
                  "the table of word classes %s; install it again", what);
}

/* Walks everything once, so that a look-up need not check anything. */
static bool is_sound(const gaz_word_classes *classes, uint32_t buckets) {
  int32_t words = (int32_t)classes->word_count, before = 0;
  for (size_t i = 0; i < (size_t)(GAZ_WORD_CLASS_LEVELS - 1) * classes->class_count; i++)
    if (read_u16(classes->parents + 2 * i) >= classes->class_count) return false;
  for (size_t b = 0; b <= buckets; b++) {
    int32_t at = start_of(classes, b);
    if (at < before || at > words || (b == 0 && at != 0)) return false;
    before = at;
  }
  for (int32_t i = 0; i < words; i++)
    if ((read_u24(classes->words + WORD_SIZE * (size_t)i) & (GAZ_WORD_CLASSES_MAX - 1)) >=
        classes->class_count)
      return false;
  return before == words;
}

/* The same of the codes, which end with the file. */
static bool are_codes_sound(const gaz_word_classes *classes, const unsigned char *end) {
  uint64_t count = 0;
  for (size_t i = 0; i < classes->word_count; i += BLOCK) {
    const unsigned char *block = block_of(classes, i);
    uint64_t which = gaz_read_u64(block);
    bool beyond = classes->word_count - i < BLOCK && which >> (classes->word_count - i);
    if (beyond || gaz_read_u32(block + 8) != count) return false;
    count += (uint64_t)__builtin_popcountll(which);
  }
  return count * GAZ_WORD_CODES == (uint64_t)(end - classes->codes);
}

gaz_status gaz_word_classes_read(const void *data, size_t size, const char *path,
                                 gaz_word_classes **out, gaz_error *error) {
  *out = NULL;
  const unsigned char *bytes = data;
  if (size < HEADER_SIZE || memcmp(bytes, magic, sizeof magic) != 0)
    return refuse(path, "is not one", error);
  if (gaz_read_u32(bytes + 16) != VERSION) return refuse(path, "is of another version", error);
  if (gaz_read_u64(bytes + 8) != gaz_hash(bytes + 16, size - 16, VERSION))
    return refuse(path, "is damaged", error);
  uint32_t count = gaz_read_u32(bytes + 20), buckets = gaz_read_u32(bytes + 24),
           words = gaz_read_u32(bytes + 28);
  if (!count || count > GAZ_WORD_CLASSES_MAX || buckets < 2 || buckets > BUCKETS_MAX ||
      (buckets & (buckets - 1)) || words > BUCKETS_MAX * PER_BUCKET)
    return refuse(path, "has a damaged header", error);
  uint64_t parents = (uint64_t)2 * (GAZ_WORD_CLASS_LEVELS - 1) * count;
  uint64_t index = 2 * ((uint64_t)buckets + 1);
  uint64_t blocks = (uint64_t)BLOCK_SIZE * blocks_of(words);
  uint64_t without_codes = HEADER_SIZE + parents + index + (uint64_t)WORD_SIZE * words + blocks;
  if (without_codes > size || (size - without_codes) % GAZ_WORD_CODES)
    return refuse(path, "is truncated", error);
  gaz_word_classes *classes = calloc(1, sizeof *classes);
  if (!classes) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  classes->class_count = count;
  classes->word_count = words;
  classes->bucket_shift = 64 - (uint32_t)__builtin_ctz(buckets);
  classes->parents = bytes + HEADER_SIZE;
  classes->first = classes->parents + parents;
  classes->words = classes->first + index;
  classes->blocks = classes->words + (uint64_t)WORD_SIZE * words;
  classes->codes = classes->blocks + blocks;
  if (!is_sound(classes, buckets) || !are_codes_sound(classes, bytes + size)) {
    gaz_word_classes_close(classes);
    return refuse(path, "has damaged contents", error);
  }
  *out = classes;
  return GAZ_OK;
}

gaz_status gaz_word_classes_open(const char *path, gaz_word_classes **out, gaz_error *error) {
  gaz_mapping file;
  *out = NULL;
  gaz_status status = gaz_load_file(path, &file, error);
  if (status) return status;
  status = gaz_word_classes_read(file.data, file.size, path, out, error);
  if (status)
    gaz_unmap_file(&file);
  else
    (*out)->file = file;
  return status;
}

void gaz_word_classes_close(gaz_word_classes *classes) {
  if (!classes) return;
  gaz_unmap_file(&classes->file);
  free(classes);
}

static const uint8_t *codes_of(const gaz_word_classes *classes, size_t word) {
  const unsigned char *block = block_of(classes, word);
  uint64_t which = gaz_read_u64(block), bit = (uint64_t)1 << word % BLOCK;
  if (!(which & bit)) return NULL;
  size_t before = gaz_read_u32(block + 8) + (size_t)__builtin_popcountll(which & (bit - 1));
  return classes->codes + before * GAZ_WORD_CODES;
}

static uint16_t find(const gaz_word_classes *classes, const char *lower, size_t size,
                     const uint8_t **codes) {
  uint64_t hash = hash_of(lower, size);
  size_t bucket = hash >> classes->bucket_shift;
  const unsigned char *at = classes->words + WORD_SIZE * (size_t)start_of(classes, bucket);
  const unsigned char *end = classes->words + WORD_SIZE * (size_t)start_of(classes, bucket + 1);
  for (; at < end; at += WORD_SIZE) {
    uint32_t word = read_u24(at);
    if (word >> CLASS_BITS != (hash & CHECK_MASK)) continue;
    if (codes) *codes = codes_of(classes, (size_t)(at - classes->words) / WORD_SIZE);
    return word & (GAZ_WORD_CLASSES_MAX - 1);
  }
  return GAZ_WORD_CLASS_NONE;
}

/* Writes the word in lower case and with a straight apostrophe; 0 when it does not fit. */
static size_t lower_case(const char *word, size_t size, char out[WORD_MAX]) {
  size_t length = 0;
  for (size_t i = 0; i < size;) {
    unsigned char byte = (unsigned char)word[i];
    if (byte < 0x80) {
      if (length == WORD_MAX) return 0;
      out[length++] = (char)(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
      i++;
      continue;
    }
    utf8proc_int32_t code;
    utf8proc_ssize_t used =
        utf8proc_iterate((const utf8proc_uint8_t *)word + i, (utf8proc_ssize_t)(size - i), &code);
    if (used < 1 || length + 4 > WORD_MAX) return 0;
    code = code == 0x2019 ? '\'' : utf8proc_tolower(code);
    length += (size_t)utf8proc_encode_char(code, (utf8proc_uint8_t *)out + length);
    i += (size_t)used;
  }
  return length;
}

static uint16_t find_any_case(const gaz_word_classes *classes, const char *word, size_t size,
                              const uint8_t **codes) {
  char lower[WORD_MAX];
  if (!size || size > WORD_MAX || !(size = lower_case(word, size, lower)))
    return GAZ_WORD_CLASS_NONE;
  uint16_t class = find(classes, lower, size, codes);
  if (class != GAZ_WORD_CLASS_NONE) return class;
  size_t start = size;
  while (start && lower[start - 1] != '-') start--;
  return start && start < size ? find(classes, lower + start, size - start, codes) : class;
}

uint16_t gaz_word_classes_find(const gaz_word_classes *classes, const char *word, size_t size) {
  return find_any_case(classes, word, size, NULL);
}

uint16_t gaz_word_classes_find_codes(const gaz_word_classes *classes, const char *word, size_t size,
                                     const uint8_t **codes) {
  *codes = NULL;
  return find_any_case(classes, word, size, codes);
}

uint16_t gaz_word_classes_level(const gaz_word_classes *classes, uint16_t class, int level) {
  if (class >= classes->class_count) return GAZ_WORD_CLASS_NONE;
  if (level >= GAZ_WORD_CLASS_LEVELS - 1) return class;
  return (uint16_t)read_u16(classes->parents + 2 * ((size_t)level * classes->class_count + class));
}

/* ---- Writing ---- */

static int by_hash(const void *a, const void *b) {
  const gaz_word_class_entry *x = a, *y = b;
  uint64_t p = hash_of(x->word, strlen(x->word)), q = hash_of(y->word, strlen(y->word));
  return p < q ? -1 : p > q;
}

static void put_u32(unsigned char *at, uint32_t value) {
  for (int i = 0; i < 4; i++) at[i] = (unsigned char)(value >> 8 * i);
}

static void put_u16(unsigned char *at, uint32_t value) {
  at[0] = (unsigned char)value;
  at[1] = (unsigned char)(value >> 8);
}

/* The blocks of sorted entries, and behind them the codes. */
static void write_codes(const gaz_word_class_entry *entries, size_t count, unsigned char *at) {
  unsigned char *codes = at + BLOCK_SIZE * blocks_of((uint32_t)count);
  uint32_t before = 0;
  for (size_t i = 0; i < count; i += BLOCK, at += BLOCK_SIZE) {
    put_u32(at + 8, before);
    for (size_t j = i; j < count && j < i + BLOCK; j++) {
      if (!entries[j].codes) continue;
      at[(j - i) / 8] |= (unsigned char)(1 << (j - i) % 8);
      memcpy(codes, entries[j].codes, GAZ_WORD_CODES);
      codes += GAZ_WORD_CODES;
      before++;
    }
  }
}

gaz_status gaz_word_classes_write(const char *path, uint32_t class_count,
                                  uint16_t *const parents[GAZ_WORD_CLASS_LEVELS - 1],
                                  gaz_word_class_entry *entries, size_t count, gaz_error *error) {
  if (!class_count || class_count > GAZ_WORD_CLASSES_MAX ||
      count > (size_t)BUCKETS_MAX * PER_BUCKET)
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, path, 0, "too many words or classes");
  uint32_t bits = 1;
  while (((size_t)PER_BUCKET << bits) < count) bits++;
  size_t buckets = (size_t)1 << bits;
  size_t size = HEADER_SIZE + (size_t)2 * (GAZ_WORD_CLASS_LEVELS - 1) * class_count +
                2 * (buckets + 1) + WORD_SIZE * count + BLOCK_SIZE * blocks_of((uint32_t)count);
  for (size_t i = 0; i < count; i++) size += entries[i].codes ? GAZ_WORD_CODES : 0;
  unsigned char *file = calloc(1, size);
  int32_t *starts = calloc(buckets + 1, sizeof *starts);
  if (!file || !starts) {
    free(file);
    free(starts);
    return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  }
  qsort(entries, count, sizeof *entries, by_hash);
  memcpy(file, magic, sizeof magic);
  put_u32(file + 16, VERSION);
  put_u32(file + 20, class_count);
  put_u32(file + 24, (uint32_t)buckets);
  put_u32(file + 28, (uint32_t)count);
  unsigned char *at = file + HEADER_SIZE;
  for (int level = 0; level < GAZ_WORD_CLASS_LEVELS - 1; level++)
    for (uint32_t class = 0; class < class_count; class ++, at += 2)
      put_u16(at, parents[level][class]);
  unsigned char *first = at;
  at += 2 * (buckets + 1);
  size_t bucket = 0;
  for (size_t i = 0; i < count; i++, at += WORD_SIZE) {
    uint64_t hash = hash_of(entries[i].word, strlen(entries[i].word));
    for (; bucket < hash >> (64 - bits); bucket++) starts[bucket + 1] = (int32_t)i;
    uint32_t word = (uint32_t)(hash & CHECK_MASK) << CLASS_BITS | entries[i].class;
    put_u16(at, word);
    at[2] = (unsigned char)(word >> 16);
  }
  write_codes(entries, count, at);
  for (; bucket < buckets; bucket++) starts[bucket + 1] = (int32_t)count;
  bool fits = true;
  for (size_t b = 0; b <= buckets; b++) {
    int32_t from_even = starts[b] - even_start((uint32_t)count, b, 64 - bits);
    fits &= from_even >= INT16_MIN && from_even <= INT16_MAX;
    put_u16(first + 2 * b, (uint16_t)from_even);
  }
  free(starts);
  if (!fits) {
    free(file);
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, path, 0, "the words crowd in some buckets");
  }
  uint64_t checksum = gaz_hash(file + 16, size - 16, VERSION);
  put_u32(file + 8, (uint32_t)checksum);
  put_u32(file + 12, (uint32_t)(checksum >> 32));
  gaz_status status = gaz_replace_file(path, file, size, error);
  free(file);
  return status;
}
