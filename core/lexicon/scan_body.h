/* lexicon/scan_body.h - finding names in a text; compiled once for each instruction set, after the
 * kernel that finds the words (kernel.h).
 *
 * A chunk of text goes through in stages, each a loop over what the one before let pass, so that
 * the memory that a stage needs is on its way while others are looked at:
 *
 *   starts      words that begin with an initial of some name; hashed, the first filter asked for
 *   anchors     words that can start a name; the filter of words that names go on with is asked about
 *               the word behind each, and if it is one, the guide about the two
 *   triples     those where a name can have three words; the guide is asked about these too
 *   possible    how many words the longest name there can have; its bucket is asked for
 *   buckets     names there with the same tag are compared with the text
 *
 * When a comparison fails, and only then, shorter names are tried. All that is unusual is left to
 * gaz_match_exact, place by place. */
#include "lexicon/bucket.h"
#include "lexicon/canonical.h"
#include "lexicon/match.h"
#include "lexicon/scan.h"

/* A name that may stand somewhere. */
typedef struct possible {
  uint64_t hash;   /* of its words */
  uint64_t bounds; /* of its bucket: where it begins, and from bit 32 on, where it ends */
  uint32_t bucket;
  uint16_t start, end;
  uint16_t covers; /* names with a first word before this one were left out; 0: none were */
  bool exact;      /* gaz_match_exact must say; its words may start up to `end` */
} possible;

/* An anchor at which a name can have three words. */
typedef struct triple {
  uint64_t hash; /* of the three */
  uint16_t anchor;
  uint16_t end;    /* 0: there is no third word, or not a plain one, and no hash */
  uint16_t before; /* the end of the second word */
} triple;

/* What a chunk goes through with. Vector paths write a little past the last of each. */
typedef struct chunk_scan {
  kernel_chunk chunk;
  size_t from;        /* where in the text */
  unsigned next_from; /* where the next chunk starts, in this one */
  bool last;          /* the text ends with the chunk */
  uint32_t word_count, anchor_count, triple_count, possible_count;
  /* Words that start with an initial. */
  uint16_t starts[KERNEL_WORDS_MAX], ends[KERNEL_WORDS_MAX];
  uint64_t hashes[KERNEL_WORDS_MAX];
  uint32_t places[KERNEL_WORDS_MAX]; /* their blocks in the first filter */
  uint32_t says[KERNEL_WORDS_MAX];
  /* Anchors: words that can start a name, each with the next word. */
  uint16_t anchors[KERNEL_WORDS_MAX]; /* their places in the above */
  uint16_t next_starts[KERNEL_WORDS_MAX], next_ends[KERNEL_WORDS_MAX]; /* 0: none that is plain */
  uint64_t next_hashes[KERNEL_WORDS_MAX], pair_hashes[KERNEL_WORDS_MAX];
  uint32_t pair_places[KERNEL_WORDS_MAX], pair_says[KERNEL_WORDS_MAX];
  uint16_t going_on[KERNEL_WORDS_MAX]; /* anchors for which the guide sees longer names */
  triple triples[KERNEL_WORDS_MAX];
  possible possible[KERNEL_WORDS_MAX];
} chunk_scan;

/* Stage 1: the words hashed, and the first filter sent for. */
static inline void hash_words(const gaz_lexicon *lexicon, chunk_scan *scan) {
  kernel_hash_words(lexicon, &scan->chunk, scan->starts, scan->ends, scan->word_count, scan->hashes,
                    scan->places);
}

/* Stage 2: those that pass, and odd ones. */
static inline void pass_first(const gaz_lexicon *lexicon, chunk_scan *scan) {
  scan->anchor_count =
      (uint32_t)kernel_ask(lexicon->words, scan->hashes, scan->places, scan->word_count,
                           scan->starts, scan->ends, scan->says, scan->anchors);
#ifdef KERNEL_INITIALS_ROUGH
  size_t kept = 0;
  for (size_t i = 0; i < scan->anchor_count; i++) {
    unsigned word = scan->anchors[i], start = scan->starts[word];
    scan->anchors[kept] = (uint16_t)word;
    kept += gaz_is_initial(lexicon, scan->chunk.bytes[start]) |
            (scan->ends[word] - start > KERNEL_PLAIN);
  }
  scan->anchor_count = (uint32_t)kept;
#endif
}

/* Stage 3: the words behind the anchors hashed, and the filter of such words sent for. */
static inline void hash_next(const gaz_lexicon *lexicon, chunk_scan *scan) {
  for (size_t i = 0; i < scan->anchor_count; i++) {
    unsigned start, end = scan->ends[scan->anchors[i]];
    scan->next_ends[i] = (uint16_t)kernel_next_plain(&scan->chunk, end, &start);
    scan->next_starts[i] = (uint16_t)start;
  }
  kernel_hash_later(lexicon, &scan->chunk, scan->next_starts, scan->next_ends, scan->anchor_count,
                    scan->next_hashes, scan->pair_places);
}

/* Stage 4: each anchor's hash together with that word, and the guide's answer sent for. */
static inline void ask_pairs(const gaz_lexicon *lexicon, chunk_scan *scan) {
  kernel_hash_pairs(lexicon, scan->hashes, scan->anchors, scan->next_hashes, scan->anchor_count,
                    scan->pair_hashes, scan->pair_places);
}

/* Moves *end behind the next word, and joins that to *hash; *end is 0 when it is not a plain one.
 * False when no name has it as its third word or behind that. */
static inline bool next_word(const gaz_lexicon *lexicon, const kernel_chunk *chunk, unsigned *end,
                             uint64_t *hash) {
  unsigned start;
  *end = kernel_next_plain(chunk, *end, &start);
  if (!*end) return true;
  uint64_t word = kernel_hash(&lexicon->keys, chunk, start, *end - start);
  *hash = gaz_hash_chain(&lexicon->keys, *hash, word);
  return gaz_two_bits(gaz_later_block(lexicon, word), word, GAZ_IS_LATER);
}

/* Stage 5: what the filter says of pairs; where a name can go on, the same for three words, which
 * would be waited for if they were only now asked for at each anchor in turn. */
static inline void ask_triples(const gaz_lexicon *lexicon, chunk_scan *scan) {
  size_t count = kernel_ask(lexicon->guide, scan->pair_hashes, scan->pair_places,
                            scan->anchor_count, NULL, NULL, scan->pair_says, scan->going_on);
  triple *out = scan->triples;
  for (size_t i = 0; i < count && lexicon->max_words > 2; i++) {
    size_t anchor = scan->going_on[i];
    unsigned before = scan->next_ends[anchor];
    if (!before || !(scan->says[scan->anchors[anchor]] & SAYS_GOES_ON)) continue;
    unsigned end = before;
    uint64_t hash = scan->pair_hashes[anchor];
    if (!next_word(lexicon, &scan->chunk, &end, &hash)) continue;
    __builtin_prefetch(lexicon->guide + 8 * gaz_guide_place(hash, lexicon->line_count));
    *out++ = (triple){hash, (uint16_t)anchor, (uint16_t)end, (uint16_t)before};
  }
  scan->triple_count = (uint32_t)(out - scan->triples);
  out->anchor = UINT16_MAX;
}

enum { ALL_SEEN, ASK_EXACT, CUT };

/* What to do about a name that goes on after `end`, where the next word is not plain. */
static int beyond(const chunk_scan *scan, unsigned start, unsigned end) {
  if (kernel_next_run(&scan->chunk, end) < scan->next_from) return ASK_EXACT;
  if (scan->last) return ALL_SEEN;
  return start ? CUT : ASK_EXACT;
}

/* The longest name that the filter allows when it allows three words and more. */
static int lengthen(const gaz_lexicon *lexicon, const chunk_scan *scan, const triple *at,
                    possible *name) {
  uint64_t hash = at->hash;
  unsigned before = at->before, end = at->end;
  for (size_t length = 3;; length++) {
    if (!end) return beyond(scan, name->start, before);
    uint64_t block = gaz_guide_block(lexicon, hash);
    if (gaz_two_bits(block, hash, GAZ_IS_NAME)) {
      if (name->end) name->covers = (uint16_t)(name->start + 1);
      name->end = (uint16_t)end;
      name->hash = hash;
    }
    if (!gaz_two_bits(block, hash, GAZ_GOES_ON) || length == lexicon->max_words) return ALL_SEEN;
    before = end;
    if (!next_word(lexicon, &scan->chunk, &end, &hash)) return ALL_SEEN;
  }
}

/* Stage 6: the longest possible name at each anchor. Anchors inside that name are left out, as if it were sure to be there. */
static inline void find_possible(const gaz_lexicon *lexicon, chunk_scan *scan) {
  possible *out = scan->possible;
  const triple *longer = scan->triples;
  unsigned covered = 0;
  for (size_t i = 0; i < scan->anchor_count; i++) {
    unsigned word = scan->anchors[i], start = scan->starts[word], end = scan->ends[word];
    if (start < covered) {
      out[-1].covers = (uint16_t)(start + 1);
      continue;
    }
    unsigned says = scan->says[word], next_end = scan->next_ends[i];
    bool goes_on = (says & SAYS_GOES_ON) && lexicon->max_words > 1, is_name = says & SAYS_NAME;
    bool pair = goes_on & (next_end > 0) & (scan->pair_says[i] & SAYS_NAME);
    bool odd = end - start > KERNEL_PLAIN;
    out->start = (uint16_t)start;
    out->hash = pair ? scan->pair_hashes[i] : scan->hashes[word];
    out->end = (uint16_t)(pair ? next_end : is_name ? end : 0);
    out->covers = (uint16_t)((start + 1) & -(unsigned)(pair & is_name));
    out->exact = false;
    int more = ALL_SEEN;
    if (__builtin_expect(odd | (goes_on & !next_end), 0)) {
      more = odd ? ASK_EXACT : beyond(scan, start, end);
    } else {
      while (longer->anchor < i) longer++;
      if (longer->anchor == i) more = lengthen(lexicon, scan, longer, out);
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
    out->bucket = (uint32_t)gaz_reduce(out->hash, lexicon->bucket_count);
    /* Of a pair it is here: where its bucket is lies beside what let it pass. */
    __builtin_prefetch(gaz_guide_line(lexicon, out->bucket));
    out += out->end > 0;
  }
  scan->possible_count = (uint32_t)(out - scan->possible);
}

/* Stage 7: the buckets themselves are sent for: few are longer than two cache lines, many not longer
 * than one. */
static inline void ask_buckets(const gaz_lexicon *lexicon, chunk_scan *scan) {
  possible *last = scan->possible + scan->possible_count;
  for (possible *name = scan->possible; name < last; name++) {
    name->bounds = gaz_bucket_bounds(lexicon, name->bucket);
    size_t start = (uint32_t)name->bounds, stop = (size_t)(name->bounds >> 32) - 1;
    start = start < lexicon->blocks_size ? start : 0;
    __builtin_prefetch(lexicon->blocks + start);
    __builtin_prefetch(lexicon->blocks + (stop < start + 64 ? stop : start + 64));
  }
}

enum { NOT_THERE, THERE, ASK };

/* Stage 8 for the usual case, and nothing else: just one of a bucket's names has the tag, and it is
 * printed just so, with nothing unusual around. (bucket.h explains what is read here;
 * GAZ_BLOCKS_SLACK bytes are readable behind the buckets, and 8 behind the text in its chunk.) */
static inline int match_usual(const gaz_name_scan *scan, const chunk_scan *chunk,
                              const possible *name, gaz_match *match) {
  const gaz_lexicon *lexicon = scan->lexicon;
  size_t from = (uint32_t)name->bounds, to = (size_t)(name->bounds >> 32), size = to - from;
  if (from >= to || to > lexicon->blocks_size) return NOT_THERE;
  const unsigned char *bucket = lexicon->blocks + from;
  unsigned count = *bucket++;
  size_t texts = 1 + (size_t)count * lexicon->name_width;
  if (texts > size) return NOT_THERE;
  if (__builtin_expect(count > 16, 0)) return ASK;
  unsigned same = kernel_same(bucket, gaz_tag(name->hash)) & ((1u << count) - 1);
  if (!same) return NOT_THERE;
  if (same & (same - 1)) return ASK;
  unsigned position = KERNEL_LOWEST((uint64_t)same);
  const unsigned char *lengths = bucket + count;
  size_t codes = lengths[position];
  texts += kernel_sum(lengths, position);
  if (texts + codes > size) return NOT_THERE;
  unsigned form = lengths[count + position];
  size_t start = chunk->from + name->start, end = chunk->from + name->end;
  if ((form & (GAZ_FORM_RAW | GAZ_FORM_LIST)) || end - start > GAZ_NAME_BYTES_MAX ||
      !gaz_unsqueezed_equals(&lexicon->symbols, bucket - 1 + texts, codes,
                             (const char *)chunk->chunk.bytes + name->start, end - start) ||
      !gaz_plain_name_matches(form & GAZ_FORM_RULE, scan->text, scan->size, start, end)) {
    return ASK;
  }
  uint32_t id = gaz_read_u32(bucket + 3 * count + position * lexicon->id_width) & lexicon->id_mask;
  *match = (gaz_match){(uint32_t)start, (uint32_t)end, name->bucket << 8 | position, id};
  return THERE;
}

/* The same whatever the case is. */
static inline bool match_longest(const gaz_name_scan *scan, const chunk_scan *chunk,
                                 const possible *name, gaz_match *match) {
  if (__builtin_expect(scan->lexicon->has_slack, 1)) {
    int usual = match_usual(scan, chunk, name, match);
    if (usual != ASK) return usual == THERE;
  }
  return gaz_match_bucket(scan, name->hash, (uint32_t)(chunk->from + name->start),
                          (uint32_t)(chunk->from + name->end), match);
}

/* Stage 8: which of the possible names are there. False when there is no more room for matches. */
static inline bool match_possible(gaz_name_scan *names, const chunk_scan *scan) {
  const possible *last = scan->possible + scan->possible_count;
  const bool may_lead = names->lexicon->flags & GAZ_IMAGE_HAS_LEADING;
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
    } else if (__builtin_expect(start < names->floor, 0)) {
      /* A match longer than was thought possible reaches up to here, but perhaps not to all that
       * this name covers. */
      size_t covered = scan->from + name->covers;
      if (name->covers && covered > names->floor) gaz_match_exact(names, start, covered);
    } else if (!(may_lead && gaz_may_lead(names, start)) &&
               match_longest(names, scan, name, &match)) {
      gaz_add_match(names, match);
    } else if (name->covers || may_lead) {
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
 * next goes through its first stages; while that one's filter blocks are, the first is matched. What
 * is sent for is sent for in one go: each address must first be translated, and the processor does
 * that for several at once when they follow closely on one another. */
size_t SCAN_NAME(const gaz_lexicon *lexicon, const char *text, size_t size, gaz_match *matches,
                 size_t capacity, size_t *resume) {
  gaz_name_scan names = {lexicon, text, size, 0, matches, 0, capacity};
  unsigned char padded[2][KERNEL_CHUNK + 2 * KERNEL_PADDING];
  chunk_scan scans[2];
  scans[1].possible_count = 0;
  size_t from = 0;
  for (unsigned turn = 0;; turn ^= 1) {
    chunk_scan *scan = &scans[turn], *before = &scans[turn ^ 1];
    if (from < size) {
      read_chunk(&names, scan, from, padded[turn]);
      hash_words(lexicon, scan);
    }
    ask_buckets(lexicon, before);
    if (from < size) {
      pass_first(lexicon, scan);
      hash_next(lexicon, scan);
      ask_pairs(lexicon, scan);
    }
    if (!match_possible(&names, before) || from >= size) break;
    if (scan->next_from > 0) {
      ask_triples(lexicon, scan);
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
