/* Learning and applying a symbol table. Five rounds: squeeze the sample with the table there is,
 * count symbols and pairs of neighbours, keep the 255 that save most. */
#include "lexicon/squeeze.h"

#include <stdlib.h>
#include <string.h>

#include "base/endian.h"

enum {
  ESCAPE = 255,
  FREE = 9, /* the length of a slot without a symbol, whose bytes are in no text */
  ROUNDS = 5,
  SLOTS = 2048,  /* symbols of three or more bytes, by their first three: one a slot */
  LITERAL = 256, /* a literal byte is counted as code 256 + byte */
  CODES = 512,
  NO_SYMBOL = 1 << 8 | ESCAPE,
  CANDIDATES = 1 << 14,
};

typedef struct symbol {
  uint64_t bytes; /* little-endian, zero above `length` */
  uint32_t length;
  uint32_t code;
} symbol;

/* What stands for some bytes is a length << 8 | code: 1 << 8 | ESCAPE when there is no symbol. */
struct gaz_squeezer {
  symbol symbols[ESCAPE];
  size_t count;
  uint64_t slots[SLOTS];      /* the bytes of a symbol of three or more */
  uint16_t slot_codes[SLOTS]; /* length 9: free */
  uint64_t masks[FREE + 1];   /* by length: the bytes that are a symbol's */
  uint16_t pairs[1 << 16];    /* by the first two bytes */
};

typedef struct candidate {
  uint64_t bytes;
  uint32_t length;
  uint64_t gain;
} candidate;

typedef struct symbol_trainer {
  uint32_t single[CODES];
  uint16_t pair[CODES][CODES];
  candidate candidates[CANDIDATES];
  size_t count;
} symbol_trainer;

static uint64_t mask_of(uint32_t length) {
  return length >= 8 ? UINT64_MAX : (UINT64_C(1) << (8 * length)) - 1;
}

static size_t slot_of(uint64_t bytes) {
  return (size_t)(((bytes & 0xFFFFFF) * 0x9E3779B1u) >> 13) & (SLOTS - 1);
}

/* The symbol that covers most of the `rest` bytes at hand. No branch depends on which it is: that
 * could not be foreseen. */
static inline unsigned find_symbol(const gaz_squeezer *squeezer, uint64_t bytes, size_t rest) {
  size_t at = slot_of(bytes);
  unsigned slot = squeezer->slot_codes[at], pair = squeezer->pairs[bytes & 0xFFFF];
  if (pair >> 8 > rest) pair = squeezer->pairs[bytes & 0xFF];
  if (pair >> 8 > rest) pair = NO_SYMBOL;
  uint64_t differ = (bytes ^ squeezer->slots[at]) & squeezer->masks[slot >> 8];
  return (differ == 0) & (slot >> 8 <= rest) ? slot : pair;
}

/* Fills the look-up tables. Symbols come best first, so the first in a slot stays. Returns how many
 * found a place; the rest could never be found and would waste their code. */
static void index_symbols(gaz_squeezer *squeezer, const candidate *candidates, size_t count) {
  squeezer->count = 0;
  for (size_t i = 0; i < SLOTS; i++) {
    squeezer->slots[i] = UINT64_MAX;
    squeezer->slot_codes[i] = FREE << 8;
  }
  for (uint32_t i = 0; i <= FREE; i++) squeezer->masks[i] = mask_of(i);
  for (size_t i = 0; i < GAZ_COUNT(squeezer->pairs); i++) squeezer->pairs[i] = NO_SYMBOL;
  for (size_t i = 0; i < count && squeezer->count < ESCAPE; i++) {
    symbol new = {candidates[i].bytes, candidates[i].length, (uint32_t)squeezer->count};
    if (new.length >= 3) {
      size_t slot = slot_of(new.bytes);
      if (squeezer->slot_codes[slot] >> 8 != FREE) continue;
      squeezer->slots[slot] = new.bytes;
      squeezer->slot_codes[slot] = (uint16_t)(new.length << 8 | new.code);
    }
    squeezer->symbols[squeezer->count++] = new;
  }
  for (size_t i = 0; i < squeezer->count; i++) {
    symbol one = squeezer->symbols[i];
    if (one.length != 1) continue;
    for (size_t second = 0; second < 256; second++) {
      squeezer->pairs[one.bytes | second << 8] = (uint16_t)(1u << 8 | one.code);
    }
  }
  for (size_t i = 0; i < squeezer->count; i++) {
    symbol two = squeezer->symbols[i];
    if (two.length == 2) squeezer->pairs[two.bytes] = (uint16_t)(2u << 8 | two.code);
  }
}

static void count_text(const gaz_squeezer *squeezer, symbol_trainer *trainer, gaz_slice text) {
  char padded[264] = {0};
  size_t size = text.size < 256 ? text.size : 256, before = CODES;
  memcpy(padded, text.data, size);
  for (size_t at = 0; at < size;) {
    uint64_t bytes = gaz_read_u64(padded + at);
    unsigned found = find_symbol(squeezer, bytes, size - at);
    size_t code = found & 0xFF;
    if (code == ESCAPE) code = LITERAL + (bytes & 0xFF);
    trainer->single[code]++;
    if (before != CODES && trainer->pair[before][code] < UINT16_MAX) trainer->pair[before][code]++;
    before = code;
    at += found >> 8;
  }
}

static candidate candidate_of(const gaz_squeezer *squeezer, size_t code) {
  if (code >= LITERAL) return (candidate){code - LITERAL, 1, 0};
  return (candidate){squeezer->symbols[code].bytes, squeezer->symbols[code].length, 0};
}

/* A literal costs two bytes, so single bytes are worth more than their length. */
static void add_candidate(symbol_trainer *trainer, candidate new, uint64_t seen) {
  uint64_t gain = seen * (new.length == 1 ? 8u : new.length);
  if (!gain || trainer->count == CANDIDATES) return;
  new.gain = gain;
  trainer->candidates[trainer->count++] = new;
}

static int by_bytes(const void *left, const void *right) {
  const candidate *a = left, *b = right;
  if (a->bytes != b->bytes) return a->bytes < b->bytes ? -1 : 1;
  return (a->length > b->length) - (a->length < b->length);
}

static int by_gain(const void *left, const void *right) {
  const candidate *a = left, *b = right;
  if (a->gain != b->gain) return a->gain > b->gain ? -1 : 1;
  return by_bytes(left, right);
}

static void choose_symbols(gaz_squeezer *squeezer, symbol_trainer *trainer) {
  trainer->count = 0;
  for (size_t code = 0; code < CODES; code++) {
    if (!trainer->single[code]) continue;
    candidate one = candidate_of(squeezer, code);
    add_candidate(trainer, one, trainer->single[code]);
    for (size_t next = 0; next < CODES; next++) {
      uint32_t seen = trainer->pair[code][next];
      if (seen < 2) continue;
      candidate two = candidate_of(squeezer, next);
      if (one.length + two.length > 8) continue;
      two.bytes = one.bytes | two.bytes << (8 * one.length);
      two.length += one.length;
      add_candidate(trainer, two, seen);
    }
  }
  /* The same bytes may come about in several ways. */
  qsort(trainer->candidates, trainer->count, sizeof *trainer->candidates, by_bytes);
  size_t kept = 0;
  for (size_t i = 0; i < trainer->count; i++) {
    candidate *last = kept ? &trainer->candidates[kept - 1] : NULL;
    if (last && by_bytes(last, &trainer->candidates[i]) == 0) {
      last->gain += trainer->candidates[i].gain;
    } else {
      trainer->candidates[kept++] = trainer->candidates[i];
    }
  }
  qsort(trainer->candidates, kept, sizeof *trainer->candidates, by_gain);
  index_symbols(squeezer, trainer->candidates, kept);
}

gaz_squeezer *gaz_squeezer_new(const gaz_slice *texts, size_t count) {
  gaz_squeezer *squeezer = calloc(1, sizeof *squeezer);
  symbol_trainer *trainer = malloc(sizeof *trainer);
  if (!squeezer || !trainer) {
    free(squeezer);
    free(trainer);
    return NULL;
  }
  index_symbols(squeezer, NULL, 0);
  for (int round = 0; round < ROUNDS; round++) {
    memset(trainer->single, 0, sizeof trainer->single);
    memset(trainer->pair, 0, sizeof trainer->pair);
    for (size_t i = 0; i < count; i++) count_text(squeezer, trainer, texts[i]);
    choose_symbols(squeezer, trainer);
  }
  free(trainer);
  return squeezer;
}

void gaz_squeezer_free(gaz_squeezer *squeezer) { free(squeezer); }

void gaz_squeezer_table(const gaz_squeezer *squeezer, unsigned char table[255 * 9]) {
  memset(table, 0, 255 * 9);
  for (size_t i = 0; i < squeezer->count; i++) {
    for (size_t byte = 0; byte < 8; byte++) {
      table[8 * i + byte] = (unsigned char)(squeezer->symbols[i].bytes >> (8 * byte));
    }
    table[255 * 8 + i] = (unsigned char)(squeezer->symbols[i].length - 1);
  }
}

void gaz_symbols_read(gaz_symbols *symbols, const unsigned char table[255 * 9]) {
  for (size_t i = 0; i < 255; i++) {
    memcpy(&symbols->bytes[i], table + 8 * i, 8);
    symbols->length[i] = (table[255 * 8 + i] & 7) + 1;
    symbols->mask[i] = 0;
    memset(&symbols->mask[i], 0xFF, symbols->length[i]);
  }
  symbols->bytes[255] = symbols->mask[255] = UINT64_MAX;
  symbols->length[255] = 8;
}

size_t gaz_squeeze(const gaz_squeezer *squeezer, const char *text, size_t size,
                   unsigned char *out) {
  unsigned char *to = out;
  for (size_t at = 0; at < size;) {
    unsigned found = find_symbol(squeezer, gaz_read_u64(text + at), size - at);
    *to++ = (unsigned char)found;
    if ((found & 0xFF) == ESCAPE) *to++ = (unsigned char)text[at];
    at += found >> 8;
  }
  return (size_t)(to - out);
}
