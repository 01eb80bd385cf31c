/* lexicon/scan_body.h - finding names in a text; compiled once for each instruction set, after the
 * kernel that splits and hashes (kernel.h).
 *
 * The words of a stretch of text are hashed and those that can start a name kept (words.h): most of
 * a text goes no further. The rest goes through in stages, each a loop over what the one before let
 * pass, so that the memory that a stage needs is on its way while others are looked at:
 *
 *   anchors       words that can start a name; the pair filter is asked about each with the next
 *   possible      how many words the longest name can have; its bucket is asked for
 *   buckets       names there with the same tag are compared with the text
 *
 * When a comparison fails, and only then, shorter names are tried. */
#include "lexicon/bucket.h"
#include "lexicon/canonical.h"
#include "lexicon/scan.h"
#include "lexicon/words.h"

enum { SLICE = 256 }; /* anchors that go through the stages together */

/* A name that may stand at a word. */
typedef struct possible {
  uint64_t hash; /* of its words */
  uint16_t word; /* the first, in the batch */
  uint8_t length;
  uint8_t shorter; /* a name of fewer words is possible too */
} possible;

typedef struct name_scan {
  const gaz_lexicon *lexicon;
  const char *text;
  size_t size;
  size_t floor; /* where the last match ended */
  gaz_word_batch batch;
  uint64_t pair_hashes[SLICE];
  possible possible[SLICE];
} name_scan;

/* Whether one name stands at the words text[*start, *end); moves both to where it does. */
static inline bool match_name(const name_scan *scan, const gaz_bucket *bucket, unsigned position,
                              uint32_t *start, uint32_t *end) {
  const gaz_lexicon *lexicon = scan->lexicon;
  unsigned rule = bucket->forms[position] & GAZ_FORM_RULE;
  bool plain = scan->size - *start >= GAZ_UNSQUEEZED_MAX &&
               gaz_bucket_equals(lexicon, bucket, position, scan->text + *start, *end - *start);
  if (plain && gaz_plain_name_matches(rule, scan->text, scan->size, *start, *end)) return true;
  char name[GAZ_UNSQUEEZED_MAX];
  size_t size = gaz_bucket_text(lexicon, bucket, position, name);
  return size && gaz_name_matches(name, size, rule, scan->text, scan->size, scan->floor, *start,
                                  *end, start, end);
}

/* The best match of the names in one bucket with `count` words from `word` on. On a tie the first wins: the
 * builder puts the narrower case rule first. */
static bool match_bucket(const name_scan *scan, uint64_t hash, uint32_t word, size_t count,
                         gaz_match *match) {
  const gaz_lexicon *lexicon = scan->lexicon;
  const gaz_word *words = scan->batch.words + word;
  uint64_t at = gaz_reduce(hash, lexicon->bucket_count);
  gaz_bucket bucket;
  if (!gaz_bucket_read(lexicon, at, &bucket)) return false;
  bool found = false;
  for (unsigned first = 0; first < bucket.count; first += 8) {
    uint64_t same = gaz_bucket_find(lexicon, &bucket, first, gaz_tag(hash));
    for (; same; same &= same - 1) {
      unsigned i = first + (unsigned)__builtin_ctzll(same) / 8;
      uint32_t start = words[0].start, end = words[count - 1].end;
      if (!match_name(scan, &bucket, i, &start, &end)) continue;
      if (found && (start > match->start || (start == match->start && end <= match->end))) continue;
      found = true;
      *match = (gaz_match){start, end, (uint32_t)(at << 8 | i), gaz_bucket_id(lexicon, &bucket, i)};
    }
  }
  return found;
}

/* The leftmost-longest name of at most `most` words whose first word is `word`. */
static bool match_anchor(const name_scan *scan, uint32_t word, size_t most, gaz_match *match) {
  const gaz_lexicon *lexicon = scan->lexicon;
  const gaz_word *words = scan->batch.words + word;
  const uint64_t *word_hashes = scan->batch.hashes + word;
  uint64_t hashes[GAZ_NAME_WORDS_MAX], hash = word_hashes[0];
  uint8_t lengths[GAZ_NAME_WORDS_MAX];
  size_t count = 0;
  bool small = gaz_is_small(scan->text + words[0].start, words[0].end - words[0].start);
  uint64_t block = gaz_first_block(lexicon, small, hash);
  if (gaz_one_bit(block, hash, 12)) {
    hashes[count] = hash;
    lengths[count++] = 1;
  }
  bool more = gaz_one_bit(block, hash, 18);
  if (most > lexicon->max_words) most = lexicon->max_words;
  for (size_t length = 2; more && length <= most; length++) {
    hash = gaz_hash_chain(&lexicon->keys, hash, word_hashes[length - 1]);
    block = gaz_filter_block(lexicon->pair, lexicon->pair_count, hash);
    more = gaz_two_bits(block, hash, 0);
    if (gaz_two_bits(block, hash, 12)) {
      hashes[count] = hash;
      lengths[count++] = (uint8_t)length;
    }
  }
  /* Longest first. Punctuation before the first word makes a match start earlier, and the earlier
   * one wins over the longer one: only then must all lengths be tried. */
  bool found = false;
  while (count-- > 0) {
    gaz_match other;
    if (!match_bucket(scan, hashes[count], word, lengths[count], &other)) continue;
    if (!found || other.start < match->start) *match = other;
    found = true;
    if (!(lexicon->flags & GAZ_IMAGE_HAS_LEADING)) break;
  }
  return found;
}

/* Stage 1: each anchor's hash together with the next word, and the filter's answer sent for. */
static void ask_pairs(name_scan *scan, const uint16_t *anchors, uint32_t count) {
  const gaz_lexicon *lexicon = scan->lexicon;
  const gaz_hash_keys keys = lexicon->keys;
  const gaz_word_batch *batch = &scan->batch;
  for (uint32_t i = 0; i < count; i++) {
    const uint64_t *words = &batch->hashes[anchors[i]];
    uint64_t hash = gaz_hash_chain(&keys, words[0], words[1]);
    scan->pair_hashes[i] = hash;
    __builtin_prefetch(lexicon->pair + 8 * gaz_reduce(hash, lexicon->pair_count));
  }
}

/* The longest name that the filter allows when it has already allowed two words and more. */
static void lengthen(const name_scan *scan, possible *name, uint64_t hash, size_t most) {
  const gaz_lexicon *lexicon = scan->lexicon;
  const uint64_t *words = scan->batch.hashes + name->word;
  if (most > lexicon->max_words) most = lexicon->max_words;
  for (size_t length = 3; length <= most; length++) {
    hash = gaz_hash_chain(&lexicon->keys, hash, words[length - 1]);
    uint64_t block = gaz_filter_block(lexicon->pair, lexicon->pair_count, hash);
    if (gaz_two_bits(block, hash, 12)) {
      name->shorter |= name->length > 0;
      name->length = (uint8_t)length;
      name->hash = hash;
    }
    if (!gaz_two_bits(block, hash, 0)) break;
  }
}

/* Stage 2: the longest possible name at each anchor; its bucket's place is sent for. Returns how
 * many anchors have one. */
static uint32_t find_possible(name_scan *scan, const uint16_t *anchors, uint32_t count) {
  const gaz_lexicon *lexicon = scan->lexicon;
  const gaz_word_batch *batch = &scan->batch;
  possible *out = scan->possible;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t index = anchors[i];
    const gaz_word *word = &batch->words[index];
    uint64_t one = batch->hashes[index], two = scan->pair_hashes[i];
    bool small = gaz_is_small(scan->text + word->start, word->end - word->start);
    uint64_t block = gaz_first_block(lexicon, small, one);
    bool is_name = gaz_one_bit(block, one, 12);
    bool goes_on = gaz_one_bit(block, one, 18) & (index + 1 < batch->count);
    block = gaz_filter_block(lexicon->pair, lexicon->pair_count, two);
    bool pair = goes_on & gaz_two_bits(block, two, 12);
    out->hash = pair ? two : one;
    out->word = (uint16_t)index;
    out->length = (uint8_t)(pair ? 2 : is_name);
    out->shorter = pair & is_name;
    if (goes_on & gaz_two_bits(block, two, 0)) lengthen(scan, out, two, batch->count - index);
    __builtin_prefetch(lexicon->directory + 4 * gaz_reduce(out->hash, lexicon->bucket_count));
    out += out->length > 0;
  }
  return (uint32_t)(out - scan->possible);
}

/* Stage 3: the buckets themselves are sent for. */
static void ask_buckets(const name_scan *scan, uint32_t count) {
  const gaz_lexicon *lexicon = scan->lexicon;
  for (uint32_t i = 0; i < count; i++) {
    uint64_t at = gaz_reduce(scan->possible[i].hash, lexicon->bucket_count);
    uint32_t start = gaz_read_u32(lexicon->directory + 4 * at);
    if (start >= lexicon->blocks_size) continue;
    __builtin_prefetch(lexicon->blocks + start);
    __builtin_prefetch(lexicon->blocks + start + 64);
  }
}

/* Stage 4 for the usual case, and nothing else: a bucket of at most eight names, one of which has
 * the tag and is printed just so, with nothing unusual around. False means: ask match_possible.
 * (bucket.h explains what is read here; the bounds are the same.) */
static inline bool match_usual(const name_scan *scan, const possible *name, gaz_match *match) {
  const gaz_lexicon *lexicon = scan->lexicon;
  uint64_t at = gaz_reduce(name->hash, lexicon->bucket_count);
  uint64_t bounds = gaz_read_u64(lexicon->directory + 4 * at);
  size_t from = (uint32_t)bounds, to = (size_t)(bounds >> 32);
  if (from >= to || to > lexicon->blocks_size) return false;
  const unsigned char *bucket = lexicon->blocks + from, *end = lexicon->blocks + to;
  size_t count = *bucket++, texts = count * lexicon->name_width;
  if (count - 1 > 7 || (size_t)(lexicon->map.data + lexicon->map.size - bucket) < 3 * 8 + 8 * 8 ||
      texts > (size_t)(end - bucket)) {
    return false;
  }
  const uint64_t low = 0x7F7F7F7F7F7F7F7Fu, ones = 0x0101010101010101u, pairs = 0x00FF00FF00FF00FFu;
  uint64_t tags = gaz_read_u64(bucket) ^ ones * gaz_tag(name->hash);
  tags = ~(((tags & low) + low) | tags | low) << (64 - 8 * count);
  if (!tags || (tags & (tags - 1))) return false;
  unsigned position = ((unsigned)__builtin_ctzll(tags) - (64 - 8 * (unsigned)count)) / 8;

  uint64_t lengths = gaz_read_u64(bucket + count);
  uint64_t sum = lengths & ((UINT64_C(1) << (8 * position)) - 1);
  sum = (sum & pairs) + (sum >> 8 & pairs);
  size_t before = (size_t)((sum * 0x0001000100010001u) >> 48);
  size_t codes = lengths >> (8 * position) & 255;
  if (texts + before + codes > (size_t)(end - bucket)) return false;
  unsigned form = bucket[2 * count + position];
  if (form & (GAZ_FORM_RAW | GAZ_FORM_LIST)) return false;

  const gaz_word *words = scan->batch.words + name->word;
  uint32_t start = words[0].start, stop = words[name->length - 1].end;
  if (scan->size - start < GAZ_UNSQUEEZED_MAX ||
      !gaz_unsqueezed_equals(&lexicon->symbols, bucket + texts + before, codes, scan->text + start,
                             stop - start) ||
      !gaz_plain_name_matches(form & GAZ_FORM_RULE, scan->text, scan->size, start, stop)) {
    return false;
  }
  uint32_t id = gaz_read_u32(bucket + 3 * count + position * lexicon->id_width);
  *match = (gaz_match){start, stop, (uint32_t)(at << 8 | position), id & lexicon->id_mask};
  return true;
}

/* Stage 4: whether a possible name is one, or else a shorter one. */
static bool match_possible(const name_scan *scan, const possible *name, gaz_match *match) {
  bool leading = scan->lexicon->flags & GAZ_IMAGE_HAS_LEADING;
  bool found = match_bucket(scan, name->hash, name->word, name->length, match);
  if (!name->shorter || (found && !leading)) return found;
  return match_anchor(scan, name->word, found ? name->length : name->length - 1u, match);
}

size_t SCAN_NAME(const gaz_lexicon *lexicon, const char *text, size_t size, gaz_match *matches,
                 size_t capacity, size_t *resume) {
  size_t count = 0;
  name_scan scan;
  scan.lexicon = lexicon;
  scan.text = text;
  scan.size = size;
  scan.floor = 0;
  gaz_word_batch *batch = &scan.batch;
  batch->at = 0;
  batch->count = batch->anchor_count = 0;
  uint32_t next = 0; /* the first word not inside a match */
  bool leading = lexicon->flags & GAZ_IMAGE_HAS_LEADING;
  for (;;) {
    kernel_words(lexicon, text, size, batch);
    bool last = batch->at >= size;
    uint32_t ahead = lexicon->max_words - 1u;
    uint32_t limit = last ? batch->count : batch->count > ahead ? batch->count - ahead : 0;
    uint32_t anchors = batch->anchor_count;
    while (anchors > 0 && batch->anchors[anchors - 1] >= limit) anchors--;
    batch->hashes[batch->count] = 0; /* read, but never used, behind the last word */
    for (uint32_t done = 0, some; done < anchors; done += some) {
      some = anchors - done < SLICE ? anchors - done : SLICE;
      ask_pairs(&scan, batch->anchors + done, some);
      uint32_t possible_count = find_possible(&scan, batch->anchors + done, some);
      ask_buckets(&scan, possible_count);
      for (uint32_t i = 0; i < possible_count; i++) {
        const possible *name = &scan.possible[i];
        gaz_match match;
        if (name->word < next) continue;
        bool usual = !leading && match_usual(&scan, name, &match);
        if (!usual && !match_possible(&scan, name, &match)) continue;
        matches[count++] = match;
        scan.floor = match.end;
        if (count == capacity) {
          *resume = gaz_resume_after(text, size, match.end);
          return count;
        }
        next = name->word + (usual ? name->length : 1u);
        while (!usual && next < batch->count && batch->words[next].start < match.end) next++;
      }
    }
    if (last) break;
    /* Words that may still be part of a name move to the front. */
    uint32_t kept = batch->count - limit, left = 0;
    for (uint32_t i = 0; i < kept; i++) {
      batch->words[i] = batch->words[limit + i];
      batch->hashes[i] = batch->hashes[limit + i];
    }
    for (; anchors < batch->anchor_count; anchors++) {
      batch->anchors[left++] = (uint16_t)(batch->anchors[anchors] - limit);
    }
    batch->count = kept;
    batch->anchor_count = left;
    next = next > limit ? next - limit : 0;
  }
  *resume = size;
  return count;
}
