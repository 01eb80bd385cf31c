/* lexicon/scan_body.h - finding names in a text; compiled once for each instruction set, after the
 * kernel that finds the words (kernel.h).
 *
 * A chunk of text goes through in stages, each a loop over what the one before let pass, so that
 * the memory that a stage needs is on its way while others are looked at:
 *
 *   starts      words that begin with an initial of some name; hashed, the first filter asked for
 *   anchors     words that can start a name; the pair filter is asked for, about each with the next
 *   possible    how many words the longest name there can have; its bucket is asked for
 *   buckets     names there with the same tag are compared with the text
 *
 * When a comparison fails, and only then, shorter names are tried. All that is unusual is left to
 * gaz_match_exact, place by place. */
#include "lexicon/bucket.h"
#include "lexicon/canonical.h"
#include "lexicon/match.h"
#include "lexicon/scan.h"

/* A word that can start a name. */
typedef struct anchor {
  uint64_t hash; /* of it and the next word */
  uint16_t word; /* its place in chunk_scan.starts and so on */
  uint16_t next_end;
  bool is_name, goes_on; /* what the first filter says */
  uint8_t next;          /* NEXT_* */
} anchor;

enum { NEXT_PLAIN, NEXT_ODD, NEXT_FAR };

/* A name that may stand somewhere. */
typedef struct possible {
  uint64_t hash; /* of its words */
  uint16_t start, end;
  uint16_t covers; /* names with a first word before this one were left out; 0: none were */
  bool exact;      /* gaz_match_exact must say; its words may start up to `end` */
} possible;

/* What a chunk goes through with. */
typedef struct chunk_scan {
  kernel_chunk chunk;
  size_t from;        /* where in the text */
  unsigned next_from; /* where the next chunk starts, in this one */
  bool last;          /* the text ends with the chunk */
  uint32_t word_count, anchor_count, possible_count;
  /* Words that start with an initial. Vector paths write a little past the last. */
  uint16_t starts[KERNEL_WORDS_MAX], ends[KERNEL_WORDS_MAX];
  uint64_t hashes[KERNEL_WORDS_MAX];
  uint32_t places[KERNEL_WORDS_MAX]; /* their blocks in the first filter */
  uint16_t passed[KERNEL_WORDS_MAX]; /* by the first filter: their places in the above */
  anchor anchors[KERNEL_WORDS_MAX];
  possible possible[KERNEL_WORDS_MAX];
} chunk_scan;

/* Stage 1: the words hashed, and the first filter sent for. */
static inline void hash_words(const gaz_lexicon *lexicon, chunk_scan *scan) {
  const gaz_hash_keys keys = lexicon->keys;
  const kernel_chunk *chunk = &scan->chunk;
  size_t i = 0;
#ifdef KERNEL_LANES
  i = kernel_hash_vectors(lexicon, chunk, scan->starts, scan->ends, scan->word_count, scan->hashes,
                          scan->places);
#endif
  for (; i < scan->word_count; i++) {
    unsigned start = scan->starts[i], length = scan->ends[i] - start;
    uint64_t hash = kernel_hash(&keys, chunk, start, length < KERNEL_PLAIN ? length : KERNEL_PLAIN);
    scan->hashes[i] = hash;
    scan->places[i] = gaz_first_place(lexicon, chunk->bytes[start] & 0x20, hash);
    __builtin_prefetch(lexicon->first + 8 * (size_t)scan->places[i]);
  }
}

/* Stage 2: those that pass; odd ones do. */
static inline void pass_first(const gaz_lexicon *lexicon, chunk_scan *scan) {
  size_t passed = 0, i = 0;
#ifdef KERNEL_LANES
  if (!scan->chunk.has_odd) {
    i = kernel_pass_vectors(lexicon, scan->hashes, scan->places, scan->starts, scan->ends,
                            scan->word_count, scan->passed, &passed);
  }
#endif
  for (; i < scan->word_count; i++) {
    uint64_t hash = scan->hashes[i];
    unsigned start = scan->starts[i], first = scan->chunk.bytes[start];
    uint64_t block = gaz_read_u64(lexicon->first + 8 * (size_t)scan->places[i]);
    scan->passed[passed] = (uint16_t)i;
    passed += (gaz_two_bits(block, hash, 0) & gaz_is_initial(lexicon, (unsigned char)first)) |
              kernel_is_odd(&scan->chunk, start, scan->ends[i]);
  }
  scan->anchor_count = (uint32_t)passed;
}

/* The run after `end`, and the hash of `before` and it. */
static inline unsigned next_word(const gaz_hash_keys *keys, const kernel_chunk *chunk, unsigned end,
                                 uint64_t before, unsigned *next_end, uint64_t *hash) {
  uint64_t gap = kernel_window(chunk->word, end);
  unsigned start = end + (gap ? KERNEL_LOWEST(gap) : 0);
  unsigned length = kernel_length(chunk, start);
  bool plain = !kernel_is_odd(chunk, start, start + length);
  length = length < KERNEL_PLAIN ? length : KERNEL_PLAIN;
  *next_end = start + length;
  *hash = gaz_hash_chain(keys, before, kernel_hash(keys, chunk, start, length));
  return !gap ? NEXT_FAR : plain ? NEXT_PLAIN : NEXT_ODD;
}

/* Stage 3: each anchor's hash together with the next word, and the filter's answer sent for. */
static inline void ask_pairs(const gaz_lexicon *lexicon, chunk_scan *scan) {
  const gaz_hash_keys keys = lexicon->keys;
  for (size_t i = 0; i < scan->anchor_count; i++) {
    unsigned word = scan->passed[i], end;
    uint64_t one = scan->hashes[word], two;
    uint64_t block = gaz_read_u64(lexicon->first + 8 * (size_t)scan->places[word]);
    unsigned next = next_word(&keys, &scan->chunk, scan->ends[word], one, &end, &two);
    scan->anchors[i] = (anchor){two,
                                (uint16_t)word,
                                (uint16_t)end,
                                gaz_one_bit(block, one, 12),
                                gaz_one_bit(block, one, 18),
                                (uint8_t)next};
    __builtin_prefetch(lexicon->pair + 8 * gaz_reduce(two, lexicon->pair_count));
  }
}

enum { ALL_SEEN, ASK_EXACT, CUT };

/* What to do about a name that goes on after `end`, where the next word is not plain. */
static int beyond(const chunk_scan *scan, unsigned start, unsigned end) {
  if (kernel_next_run(&scan->chunk, end) < scan->next_from) return ASK_EXACT;
  if (scan->last) return ALL_SEEN;
  return start ? CUT : ASK_EXACT;
}

/* The longest name that the filter allows when it allows two words and more. */
static int lengthen(const gaz_lexicon *lexicon, const chunk_scan *scan, const anchor *at,
                    possible *name) {
  uint64_t hash = at->hash;
  unsigned end = at->next_end;
  for (size_t length = 3; length <= lexicon->max_words; length++) {
    unsigned next_end;
    unsigned next = next_word(&lexicon->keys, &scan->chunk, end, hash, &next_end, &hash);
    if (next != NEXT_PLAIN) return beyond(scan, name->start, end);
    end = next_end;
    uint64_t block = gaz_filter_block(lexicon->pair, lexicon->pair_count, hash);
    if (gaz_two_bits(block, hash, 12)) {
      if (name->end) name->covers = (uint16_t)(name->start + 1);
      name->end = (uint16_t)end;
      name->hash = hash;
    }
    if (!gaz_two_bits(block, hash, 0)) break;
  }
  return ALL_SEEN;
}

/* Stage 4: the longest possible name at each anchor; its bucket's place is sent for. Anchors inside
 * that name are left out, as if it were sure to be there. */
static inline void find_possible(const gaz_lexicon *lexicon, chunk_scan *scan) {
  possible *out = scan->possible;
  unsigned covered = 0;
  for (size_t i = 0; i < scan->anchor_count; i++) {
    const anchor *at = &scan->anchors[i];
    unsigned start = scan->starts[at->word], end = scan->ends[at->word];
    if (start < covered) {
      out[-1].covers = (uint16_t)(start + 1);
      continue;
    }
    uint64_t one = scan->hashes[at->word], two = at->hash;
    uint64_t block = gaz_filter_block(lexicon->pair, lexicon->pair_count, two);
    bool goes_on = at->goes_on & (at->next == NEXT_PLAIN), is_name = at->is_name;
    bool pair = goes_on & gaz_two_bits(block, two, 12);
    bool odd = kernel_is_odd(&scan->chunk, start, end);
    out->start = (uint16_t)start;
    out->hash = pair ? two : one;
    out->end = (uint16_t)((end & -(unsigned)(is_name & !pair)) | (at->next_end & -(unsigned)pair));
    out->covers = (uint16_t)((start + 1) & -(unsigned)(pair & is_name));
    out->exact = false;
    int more = ALL_SEEN;
    if (__builtin_expect(odd | (at->goes_on & (at->next != NEXT_PLAIN)), 0)) {
      more = odd ? ASK_EXACT : beyond(scan, start, end);
    } else if (goes_on & gaz_two_bits(block, two, 0)) {
      more = lengthen(lexicon, scan, at, out);
    }
    if (__builtin_expect(more != ALL_SEEN, 0)) {
      if (more == CUT) {
        scan->next_from = start;
        break;
      }
      out->exact = true;
      out->end = (uint16_t)(odd ? kernel_run_end(&scan->chunk, start) : start + 1);
    }
    covered = out->exact ? 0 : out->end;
    __builtin_prefetch(lexicon->directory + 4 * gaz_reduce(out->hash, lexicon->bucket_count));
    out += out->end > 0;
  }
  scan->possible_count = (uint32_t)(out - scan->possible);
}

/* Stage 5: the buckets themselves are sent for. */
static inline void ask_buckets(const gaz_lexicon *lexicon, const chunk_scan *scan) {
  for (size_t i = 0; i < scan->possible_count; i++) {
    uint64_t at = gaz_reduce(scan->possible[i].hash, lexicon->bucket_count);
    uint32_t start = gaz_read_u32(lexicon->directory + 4 * at);
    if (start >= lexicon->blocks_size) continue;
    __builtin_prefetch(lexicon->blocks + start);
    __builtin_prefetch(lexicon->blocks + start + 64);
  }
  __asm__ volatile(""); /* GCC drops calls of functions that do nothing but prefetch */
}

/* The high bit of each byte that is `byte`. */
static inline uint64_t equal_bytes(uint64_t bytes, uint8_t byte) {
  const uint64_t low = 0x7F7F7F7F7F7F7F7Fu;
  uint64_t x = bytes ^ 0x0101010101010101u * byte;
  return ~(((x & low) + low) | x | low);
}

/* The sum of the bytes, below 2048: in pairs, then all four pairs at once. */
static inline size_t sum_bytes(uint64_t bytes) {
  const uint64_t pairs = 0x00FF00FF00FF00FFu;
  return (size_t)((((bytes & pairs) + (bytes >> 8 & pairs)) * 0x0001000100010001u) >> 48);
}

/* Stage 6 for the usual case, and nothing else: just one of a bucket's names has the
 * tag, and it is printed just so, with nothing unusual around. False means: ask gaz_match_bucket.
 * `words` are the words at `start`, readable for 8 bytes more. (bucket.h explains what is read here;
 * GAZ_BLOCKS_SLACK bytes are readable behind the buckets.) */
static inline bool match_usual(const gaz_name_scan *scan, const unsigned char *words, uint64_t hash,
                               uint32_t start, uint32_t stop, gaz_match *match) {
  const gaz_lexicon *lexicon = scan->lexicon;
  uint64_t at = gaz_reduce(hash, lexicon->bucket_count);
  uint64_t bounds = gaz_read_u64(lexicon->directory + 4 * at);
  size_t from = (uint32_t)bounds, to = (size_t)(bounds >> 32);
  if (from >= to || to > lexicon->blocks_size) return false;
  const unsigned char *bucket = lexicon->blocks + from, *end = lexicon->blocks + to;
  size_t count = *bucket++, rest = (size_t)(end - bucket);
  size_t texts = count * lexicon->name_width;
  if (texts > rest) return false;
  size_t shown = count < 8 ? count : 8, skipped = 0; /* names looked at, and names before them */
  uint64_t tags = equal_bytes(gaz_read_u64(bucket), gaz_tag(hash)), lengths;
  if (count > 8) {
    if (count > 16) return false;
    uint64_t more = equal_bytes(gaz_read_u64(bucket + 8), gaz_tag(hash)) << (128 - 8 * count);
    if (tags && more) return false;
    if (more) {
      skipped = 8;
      shown = count - 8;
      tags = more >> (64 - 8 * shown);
    }
  }
  if (!shown) return false;
  tags <<= 64 - 8 * shown;
  if (!tags || (tags & (tags - 1))) return false;
  unsigned position = (KERNEL_LOWEST(tags) - (64 - 8 * (unsigned)shown)) / 8;
  lengths = gaz_read_u64(bucket + count + skipped);
  size_t before = sum_bytes(lengths & ((UINT64_C(1) << (8 * position)) - 1));
  size_t codes = lengths >> (8 * position) & 255, size = stop - start;
  if (skipped) {
    before += sum_bytes(gaz_read_u64(bucket + count));
    position += 8;
  }
  texts += before;
  if (texts + codes > rest) return false;
  unsigned form = bucket[2 * count + position];
  if (form & (GAZ_FORM_RAW | GAZ_FORM_LIST)) return false;

  bucket += texts;
  if (size > GAZ_NAME_BYTES_MAX ||
      !gaz_unsqueezed_equals(&lexicon->symbols, bucket, codes, (const char *)words, size) ||
      !gaz_plain_name_matches(form & GAZ_FORM_RULE, scan->text, scan->size, start, stop)) {
    return false;
  }
  uint32_t id =
      gaz_read_u32(bucket - texts + 3 * count + position * lexicon->id_width) & lexicon->id_mask;
  *match = (gaz_match){start, stop, (uint32_t)(at << 8 | position), id};
  return true;
}

/* Stage 6: which of the possible names are there. False when there is no more room for matches. */
static inline bool match_possible(gaz_name_scan *names, const chunk_scan *scan) {
  const possible *last = scan->possible + scan->possible_count;
  for (const possible *name = scan->possible; name < last; name++) {
    size_t start = scan->from + name->start, end = scan->from + name->end;
    gaz_match match;
    if (__builtin_expect(name->exact, 0)) {
      /* Neighbours that need it are looked at together: then each word is split only once. */
      while (name + 1 < last && name[1].exact && scan->from + name[1].start < end + KERNEL_WINDOW) {
        name++;
        if (scan->from + name->end > end) end = scan->from + name->end;
      }
      gaz_match_exact(names, start, end);
    } else if (start < names->floor) {
      /* A match longer than was thought possible reaches up to here, but perhaps not to all that
       * this name covers. */
      size_t covered = scan->from + name->covers;
      if (name->covers && covered > names->floor) gaz_match_exact(names, start, covered);
    } else if (!gaz_may_lead(names, start) && names->lexicon->has_slack &&
               match_usual(names, scan->chunk.bytes + name->start, name->hash, (uint32_t)start,
                           (uint32_t)end, &match)) {
      gaz_add_match(names, match);
    } else if (!(names->lexicon->flags & GAZ_IMAGE_HAS_LEADING) &&
               gaz_match_bucket(names, name->hash, (uint32_t)start, (uint32_t)end, &match)) {
      gaz_add_match(names, match);
    } else if (name->covers || (names->lexicon->flags & GAZ_IMAGE_HAS_LEADING)) {
      gaz_match_exact(names, start, name->covers ? scan->from + name->covers : start + 1);
    }
    if (names->count == names->capacity) return false;
  }
  return true;
}

/* Finds the words from `from` on. A chunk ends where a run starts, or between two. */
static inline void read_chunk(const gaz_name_scan *names, chunk_scan *scan, size_t from,
                              unsigned char *padded) {
  kernel_chunk *chunk = &scan->chunk;
  size_t rest = names->size - from;
  scan->from = from;
  scan->last = rest <= KERNEL_CHUNK;
  chunk->size = scan->last ? (unsigned)rest : KERNEL_CHUNK;
  chunk->bytes = (const unsigned char *)names->text + from;
  if (rest < KERNEL_CHUNK + KERNEL_PADDING) {
    memcpy(padded, chunk->bytes, rest);
    memset(padded + rest, 0, KERNEL_PADDING);
    chunk->bytes = padded;
  }
  kernel_read(names->lexicon, chunk);
  scan->next_from = scan->last ? chunk->size : kernel_close(chunk);
  size_t blocks = (chunk->size + 63) / 64;
  scan->word_count = (uint32_t)kernel_positions(chunk->start, blocks, scan->starts);
  for (size_t i = 0; i < scan->word_count; i++) {
    scan->ends[i] = (uint16_t)(scan->starts[i] + kernel_length(chunk, scan->starts[i]));
  }
}

/* Two chunks are under way: while the places of one's buckets, and then these, are on their way, the
 * next goes through its first stages; while that one's filter blocks are, the first is matched. */
size_t SCAN_NAME(const gaz_lexicon *lexicon, const char *text, size_t size, gaz_match *matches,
                 size_t capacity, size_t *resume) {
  gaz_name_scan names = {lexicon, text, size, 0, matches, 0, capacity};
  unsigned char padded[2][KERNEL_CHUNK + 2 * KERNEL_PADDING];
  chunk_scan scans[2];
  scans[1].possible_count = 0;
  size_t from = 0;
  for (unsigned turn = 0;; turn ^= 1) {
    chunk_scan *scan = &scans[turn];
    if (from >= size) {
      match_possible(&names, &scans[turn ^ 1]);
      break;
    }
    read_chunk(&names, scan, from, padded[turn]);
    hash_words(lexicon, scan);
    ask_buckets(lexicon, &scans[turn ^ 1]);
    pass_first(lexicon, scan);
    ask_pairs(lexicon, scan);
    if (!match_possible(&names, &scans[turn ^ 1])) break;
    if (scan->next_from > 0) {
      find_possible(lexicon, scan);
      from += scan->next_from;
    } else { /* one run longer than a chunk */
      scan->possible_count = 0;
      from = gaz_match_exact(&names, from, from + scan->chunk.size);
      if (names.count == capacity) break;
    }
  }
  *resume = names.count == capacity ? gaz_resume_after(text, size, names.floor) : size;
  return names.count;
}
