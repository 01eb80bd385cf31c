/* Finding names in a text.
 *
 * The words of a stretch of text are hashed and those that can start a name kept (words.h): most of
 * a text goes no further. For each such anchor the pair filter says how many words the longest name
 * may have and which shorter ones are possible; the hash of those words leads to one bucket of the
 * table, and the names there with the same tag are compared with the text. */
#include "lexicon/canonical.h"
#include "lexicon/words.h"

typedef struct name_scan {
  const gaz_lexicon *lexicon;
  const char *text;
  size_t size;
  size_t floor; /* where the last match ended */
} name_scan;

/* The best match of the names in one bucket with words[0, count). On a tie the first wins: the
 * builder puts the narrower case rule first. */
static bool match_bucket(const name_scan *scan, uint64_t hash, const gaz_word *words, size_t count,
                         gaz_match *match) {
  const gaz_lexicon *lexicon = scan->lexicon;
  uint64_t at = gaz_reduce(hash, lexicon->bucket_count);
  gaz_bucket bucket;
  if (!gaz_bucket_read(lexicon, at, &bucket)) return false;
  bool found = false;
  uint8_t tag = gaz_tag(hash);
  for (unsigned i = 0; i < bucket.count; i++) {
    if (bucket.tags[i] != tag) continue;
    char name[GAZ_NAME_BYTES_MAX + 8];
    size_t size = gaz_bucket_text(lexicon, &bucket, i, name);
    uint32_t start, end;
    if (!size || !gaz_name_matches(name, size, bucket.forms[i] & GAZ_FORM_RULE, scan->text,
                                   scan->size, scan->floor, words[0].start, words[count - 1].end,
                                   &start, &end)) {
      continue;
    }
    if (found && (start > match->start || (start == match->start && end <= match->end))) continue;
    found = true;
    *match = (gaz_match){start, end, (uint32_t)(at << 8 | i), gaz_bucket_id(lexicon, &bucket, i)};
  }
  return found;
}

/* The leftmost-longest name whose first word is words[0]; `count` words are at hand. */
static bool match_anchor(const name_scan *scan, const gaz_word *words, size_t count, gaz_match *match) {
  const gaz_lexicon *lexicon = scan->lexicon;
  uint64_t hashes[GAZ_NAME_WORDS_MAX], key = words[0].hash;
  uint8_t lengths[GAZ_NAME_WORDS_MAX];
  size_t possible = 0;
  if (gaz_starts_lower(scan->text + words[0].start, words[0].end - words[0].start)) {
    key ^= lexicon->keys.lower;
  }
  uint64_t block = gaz_filter_block(lexicon->first, lexicon->first_count, key);
  uint64_t hash = words[0].hash;
  if (block >> (key >> 12 & 63) & 1) {
    hashes[possible] = hash;
    lengths[possible++] = 1;
  }
  bool more = block >> (key >> 18 & 63) & 1;
  if (count > lexicon->max_words) count = lexicon->max_words;
  for (size_t length = 2; more && length <= count; length++) {
    hash = gaz_hash_chain(&lexicon->keys, hash, words[length - 1].hash);
    block = gaz_filter_block(lexicon->pair, lexicon->pair_count, hash);
    more = gaz_two_bits(block, hash, 0);
    if (gaz_two_bits(block, hash, 12)) {
      hashes[possible] = hash;
      lengths[possible++] = (uint8_t)length;
    }
  }
  /* Longest first. Punctuation before the first word makes a match start earlier, and the earlier
   * one wins over the longer one: only then must all lengths be tried. */
  bool found = false;
  while (possible-- > 0) {
    gaz_match other;
    if (!match_bucket(scan, hashes[possible], words, lengths[possible], &other)) continue;
    if (!found || other.start < match->start) *match = other;
    found = true;
    if (!(lexicon->flags & GAZ_IMAGE_HAS_LEADING)) break;
  }
  return found;
}

/* Where to go on behind a match so that the rest, scanned by itself, gives what a single scan
 * would. The rest cannot see that a word stands before it: so not at the punctuation right behind
 * the word, which could begin a name, nor at what an apostrophe joins to it. */
static size_t resume_after(const name_scan *scan, size_t end) {
  size_t length, at = end;
  unsigned before = gaz_char_traits(gaz_utf8_decode_before(scan->text, end, &length));
  if (!(before & GAZ_CHAR_WORD)) return end;
  while (at < scan->size) {
    unsigned traits = gaz_char_traits(gaz_utf8_decode(scan->text + at, scan->size - at, &length));
    if (traits & GAZ_CHAR_SPACE) break;
    at += length;
    if (traits & GAZ_CHAR_IGNORABLE) continue;
    if (!(traits & GAZ_CHAR_APOSTROPHE)) break;
    size_t word = at;
    for (; at < scan->size; at += length) {
      traits = gaz_char_traits(gaz_utf8_decode(scan->text + at, scan->size - at, &length));
      if (!(traits & (GAZ_CHAR_WORD | GAZ_CHAR_IGNORABLE))) break;
    }
    if (at == word) break;
  }
  return at;
}

size_t gaz_lexicon_scan(const gaz_lexicon *lexicon, const char *text, size_t size,
                        gaz_match *matches, size_t capacity, size_t *resume) {
  size_t stop = size, count = 0;
  if (size > UINT32_MAX / 2) size = UINT32_MAX / 2; /* positions are 32 bits */
  if (resume) *resume = stop;
  if (!lexicon || !text || !lexicon->count || !lexicon->max_words) return 0;
  if (!capacity) {
    if (resume) *resume = 0;
    return 0;
  }
  name_scan scan = {lexicon, text, size, 0};
  gaz_word_batch batch;
  batch.at = 0;
  batch.count = batch.anchor_count = 0;
  uint32_t next = 0; /* the first word not inside a match */
  for (;;) {
    lexicon->words(lexicon, text, size, &batch);
    bool last = batch.at >= size;
    uint32_t ahead = lexicon->max_words - 1u;
    uint32_t limit = last ? batch.count : batch.count > ahead ? batch.count - ahead : 0;
    uint32_t anchor = 0;
    for (; anchor < batch.anchor_count && batch.anchors[anchor] < limit; anchor++) {
      uint32_t index = batch.anchors[anchor];
      gaz_match match;
      if (index < next ||
          !match_anchor(&scan, batch.words + index, batch.count - index, &match)) {
        continue;
      }
      matches[count++] = match;
      scan.floor = match.end;
      if (count == capacity) {
        if (resume) *resume = resume_after(&scan, match.end);
        return count;
      }
      next = index + 1;
      while (next < batch.count && batch.words[next].start < match.end) next++;
    }
    if (last) break;
    /* Words that may still be part of a name move to the front. */
    uint32_t kept = batch.count - limit, anchors = 0;
    for (uint32_t i = 0; i < kept; i++) batch.words[i] = batch.words[limit + i];
    for (; anchor < batch.anchor_count; anchor++) {
      batch.anchors[anchors++] = (uint16_t)(batch.anchors[anchor] - limit);
    }
    batch.count = kept;
    batch.anchor_count = anchors;
    next = next > limit ? next - limit : 0;
  }
  if (resume) *resume = size < stop ? scan.floor > size ? scan.floor : size : stop;
  return count;
}
