/* Words are taken one after the other, with their hashes; at each that can start a name the guide says
 * how many words a name can have, and the buckets of those lengths are asked, the longest first. */
#include "lexicon/match.h"

#include "lexicon/bucket.h"
#include "lexicon/canonical.h"

enum { WORDS = 256 }; /* looked at together */

/* Whether one name stands at the words text[*start, *end); moves both to where it does. */
static bool match_name(const gaz_name_scan *scan, const gaz_bucket *bucket, unsigned position,
                       uint32_t *start, uint32_t *end) {
  const gaz_lexicon *lexicon = scan->lexicon;
  unsigned rule = bucket->forms[position] & GAZ_FORM_RULE;
  bool plain = scan->size - *end >= 8 &&
               gaz_bucket_equals(lexicon, bucket, position, scan->text + *start, *end - *start);
  if (plain && gaz_plain_name_matches(rule, scan->text, scan->size, *start, *end)) return true;
  char name[GAZ_UNSQUEEZED_MAX];
  size_t size = gaz_bucket_text(lexicon, bucket, position, name);
  if (!size) return false;
  /* Most often it is another name with the same tag. */
  unsigned char first = (unsigned char)name[0], here = (unsigned char)scan->text[*start];
  if (!((first | here) & 128) && ((first ^ here) & ~0x20u) &&
      (gaz_ascii_traits[first] & gaz_ascii_traits[here] & GAZ_CHAR_WORD)) {
    return false;
  }
  return gaz_name_matches(name, size, rule, scan->text, scan->size, scan->floor, *start, *end,
                          start, end);
}

/* On a tie the first wins: the builder puts the narrower case rule first. */
bool gaz_match_bucket(const gaz_name_scan *scan, uint64_t hash, uint32_t start, uint32_t end,
                      gaz_match *match) {
  const gaz_lexicon *lexicon = scan->lexicon;
  uint64_t at = gaz_reduce(hash, lexicon->bucket_count);
  gaz_bucket bucket;
  if (!gaz_bucket_read(lexicon, at, &bucket)) return false;
  bool found = false;
  for (unsigned first = 0; first < bucket.count; first += 8) {
    uint64_t same = gaz_bucket_find(lexicon, &bucket, first, gaz_tag(hash));
    for (; same; same &= same - 1) {
      unsigned i = first + (unsigned)__builtin_ctzll(same) / 8;
      uint32_t from = start, to = end;
      if (!match_name(scan, &bucket, i, &from, &to)) continue;
      if (found && (from > match->start || (from == match->start && to <= match->end))) continue;
      found = true;
      *match = (gaz_match){from, to, (uint32_t)(at << 8 | i), gaz_bucket_id(lexicon, &bucket, i)};
    }
  }
  return found;
}

/* The leftmost-longest name at the first of `most` words. */
static bool match_words(const gaz_name_scan *scan, const gaz_word *words,
                        const uint64_t *word_hashes, size_t most, gaz_match *match) {
  const gaz_lexicon *lexicon = scan->lexicon;
  uint64_t hashes[GAZ_NAME_WORDS_MAX], hash = word_hashes[0];
  uint8_t lengths[GAZ_NAME_WORDS_MAX];
  size_t count = 0;
  if (!gaz_is_initial(lexicon, (unsigned char)scan->text[words[0].start])) return false;
  bool small = gaz_is_small(scan->text + words[0].start, words[0].end - words[0].start);
  uint64_t block = gaz_first_block(lexicon, small, hash);
  if (gaz_two_bits(block, hash, GAZ_IS_NAME)) {
    hashes[count] = hash;
    lengths[count++] = 1;
  }
  bool more = gaz_two_bits(block, hash, GAZ_GOES_ON);
  if (most > lexicon->max_words) most = lexicon->max_words;
  for (size_t length = 2; more && length <= most; length++) {
    uint64_t word = word_hashes[length - 1];
    block = gaz_later_block(lexicon, word);
    if (!gaz_two_bits(block, word, length == 2 ? GAZ_IS_SECOND : GAZ_IS_LATER)) break;
    hash = gaz_hash_chain(&lexicon->keys, hash, word);
    block = gaz_guide_block(lexicon, hash);
    more = gaz_two_bits(block, hash, GAZ_GOES_ON);
    if (gaz_two_bits(block, hash, GAZ_IS_NAME)) {
      hashes[count] = hash;
      lengths[count++] = (uint8_t)length;
    }
  }
  /* Longest first. Punctuation before the first word makes a match start earlier, and the earlier
   * one wins over the longer one: only then must all lengths be tried. */
  bool found = false;
  while (count-- > 0) {
    gaz_match other;
    uint32_t end = words[lengths[count] - 1].end;
    if (!gaz_match_bucket(scan, hashes[count], words[0].start, end, &other)) continue;
    if (!found || other.start < match->start) *match = other;
    found = true;
    if (!gaz_may_lead(scan, words[0].start)) break;
  }
  return found;
}

/* The same with words that are broken at the end of a line put together. */
static bool match_joined(const gaz_name_scan *scan, size_t at, gaz_match *match) {
  gaz_word words[GAZ_NAME_WORDS_MAX];
  uint64_t hashes[GAZ_NAME_WORDS_MAX];
  size_t count = gaz_words_exact(&scan->lexicon->keys, scan->text, scan->size, true, &at, words,
                                 hashes, scan->lexicon->max_words);
  return match_words(scan, words, hashes, count, match);
}

size_t gaz_match_exact(gaz_name_scan *scan, size_t from, size_t to) {
  const gaz_lexicon *lexicon = scan->lexicon;
  gaz_word words[WORDS];
  uint64_t hashes[WORDS];
  size_t longest = lexicon->max_words, at = from;
  while (at < to) {
    size_t capacity = longest + (to - at) / 4 + 1, next = at;
    if (capacity > WORDS) capacity = WORDS;
    size_t count = gaz_words_exact(&lexicon->keys, scan->text, scan->size, false, &next, words,
                                   hashes, capacity);
    bool last = count < capacity || next == scan->size;
    size_t until = last || count < longest ? count : count - longest + 1;
    size_t broken = 0, i = 0; /* no line is broken before the word `broken` */
    for (; i < until && words[i].start < to; i++) {
      at = words[i].end;
      if (words[i].start < scan->floor) continue;
      gaz_match match, joined;
      bool found = match_words(scan, words + i, hashes + i, count - i, &match);
      if (broken < i) broken = i;
      while (broken < count && !words[broken].broken) broken++;
      if (broken < count && broken < i + longest && match_joined(scan, words[i].start, &joined) &&
          (!found || joined.start < match.start ||
           (joined.start == match.start && joined.end > match.end))) {
        match = joined;
        found = true;
      }
      if (!found) continue;
      gaz_add_match(scan, match);
      if (scan->count == scan->capacity) return at;
    }
    if (last || i < until) break;
    if (until < count) at = words[until].start;
  }
  return at > to ? at : to;
}
