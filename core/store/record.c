/* From an article to what is written: analysis, extraction, names, quotes, terms. */
#include "store/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/edtf.h"
#include "extract/dating.h"
#include "english/engine.h"
#include "english/labels.h"
#include "extract/reference_tables.h"
#include "extract/tables_internal.h"
#include "store/name_key.h"
#include "store/packed_names.h"

enum {
  QUOTE_WORDS_MAX = 400, /* compared; a longer one is compared by its beginning */
  QUOTE_WORDS_LEAST = 5, /* shorter ones ("we are ready") are said by everybody */
  TERM_COUNT_MAX = 15,
  TERMS_PER_ARTICLE = 1024,
  /* An undated report is taken to appear within a week of the last day it names. */
};

/* ---- names -------------------------------------------------------------------------------------- */

/* The text of a name on one line. */
static gaz_slice tidy_name(gaz_arena *arena, const char *text, size_t size) {
  gaz_slice none = {NULL, 0};
  char *copy = gaz_arena_alloc(arena, size + 1);
  if (!copy) return none;
  size_t used = 0;
  for (size_t i = 0; i < size; i++) {
    bool space = (unsigned char)text[i] <= ' ';
    if (!space) {
      copy[used++] = text[i];
    } else if (used && copy[used - 1] != ' ') {
      copy[used++] = ' ';
    }
  }
  while (used && copy[used - 1] == ' ') used--;
  if (used > 2 && memcmp(copy + used - 2, "'s", 2) == 0) used -= 2;
  if (used > 4 && memcmp(copy + used - 4, "\xE2\x80\x99s", 4) == 0) used -= 4;
  copy[used] = '\0';
  return (gaz_slice){copy, used};
}

static int compare_slices(gaz_slice a, gaz_slice b) {
  int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
  return order ? order : (a.size > b.size) - (a.size < b.size);
}

static int by_chain_and_text(const void *left, const void *right) {
  const gaz_record_name *a = left, *b = right;
  if (a->chain != b->chain) return a->chain < b->chain ? -1 : 1;
  return compare_slices(a->text, b->text);
}

static int by_chain_and_count(const void *left, const void *right) {
  const gaz_record_name *a = left, *b = right;
  if (a->chain != b->chain) return a->chain < b->chain ? -1 : 1;
  if (a->strong != b->strong) return a->strong ? -1 : 1;
  if (a->count != b->count) return a->count > b->count ? -1 : 1;
  if (a->text.size != b->text.size) return a->text.size > b->text.size ? -1 : 1;
  return compare_slices(a->text, b->text);
}

static size_t word_end(gaz_slice text, size_t at) {
  while (at < text.size && text.data[at] != ' ') at++;
  return at;
}

/* "Lord Ashby" is Ashby, "Korland's Ashby" too: forms of address and what stands before a possessive
 * are not part of a person's name. */
static gaz_slice bare_name(const struct gaz_reference_tables *tables, gaz_slice name) {
  for (;;) {
    size_t end = word_end(name, 0);
    if (end == name.size) return name;
    gaz_slice word = {name.data, end};
    bool possessive = (end > 2 && memcmp(name.data + end - 2, "'s", 2) == 0) ||
                      (end > 4 && memcmp(name.data + end - 4, "\xE2\x80\x99s", 4) == 0);
    uint8_t gender;
    if (!possessive && (!tables || gaz_title_find(tables, word, &gender) != GAZ_TITLE_ADDRESS))
      return name;
    name.data += end + 1;
    name.size -= end + 1;
  }
}

/* "Harsala Motor Co." is Harsala Motor; "Weld & Co" is nothing else. */
static gaz_slice without_form(const struct gaz_reference_tables *tables, gaz_slice name) {
  for (;;) {
    size_t start = name.size, end;
    while (start > 0 && name.data[start - 1] != ' ') start--;
    gaz_slice word = {name.data + start, name.size - start};
    uint8_t gender;
    for (end = start; end > 0 && (name.data[end - 1] == ' ' || name.data[end - 1] == ',');) end--;
    bool joined = (end > 0 && name.data[end - 1] == '&') ||
                  (end > 4 && memcmp(name.data + end - 4, " and", 4) == 0);
    if (!end || joined || !tables || gaz_title_find(tables, word, &gender) != GAZ_TITLE_FORM)
      return name;
    name.size = end;
  }
}

static void fill_person(gaz_record_name *name, const gaz_name_fold *fold) {
  gaz_slice last = gaz_name_surname(fold);
  if (name->strong) name->surname = gaz_name_key(GAZ_TYPE_PERSON, last.data, last.size);
  const char *space = strchr(fold->text, ' ');
  char initial[GAZ_NAME_FOLD_MAX + 2];
  if (name->strong && fold->text[0] >= 'a' && fold->text[0] <= 'z') {
    int size =
        snprintf(initial, sizeof initial, "%c %.*s", fold->text[0], (int)last.size, last.data);
    name->alias = gaz_name_key(GAZ_TYPE_PERSON, initial, (size_t)size);
  }
  if (fold->words > 2) name->tail = gaz_name_key(GAZ_TYPE_PERSON, space + 1, strlen(space + 1));
}

/* What all names of a state, or of a row of aliases, share; by its form "Korlandan" is of Korlanda,
 * "Azmari" of Azmar, "Tolese" of Tol, should there be such a place. */
static int64_t alias_key(const struct gaz_reference_tables *tables, gaz_slice text, uint8_t type,
                         const gaz_name_fold *fold) {
  uint32_t state = tables ? gaz_state_of(tables, text) : 0;
  if (state) return (int64_t)(gaz_hash(&state, sizeof state, 47) >> 1) | 1;
  uint32_t group = tables ? gaz_alias_group(tables, text) : 0;
  if (group) return (int64_t)(gaz_hash(&group, sizeof group, 43) >> 1) | 1;
  static const struct {
    const char *end;
    uint32_t cut;
  } forms[] = {{"an", 1}, {"ese", 3}, {"i", 1}};
  for (size_t i = 0; type == GAZ_TYPE_NORP && i < GAZ_COUNT(forms); i++) {
    uint32_t size = (uint32_t)strlen(forms[i].end);
    if (fold->size > size + 3 && !memcmp(fold->text + fold->size - size, forms[i].end, size))
      return gaz_name_key(GAZ_TYPE_MISC, fold->text, fold->size - forms[i].cut);
  }
  return 0;
}

static bool fill_keys(const struct gaz_reference_tables *tables, gaz_record_name *name,
                      uint8_t type) {
  bool person = type == GAZ_TYPE_PERSON;
  gaz_slice bare = person ? bare_name(tables, name->text) : without_form(tables, name->text);
  gaz_name_fold fold;
  gaz_name_fold_text(bare.data, bare.size, &fold);
  /* "Korlanders" are each a Korlander. */
  if (type == GAZ_TYPE_NORP && fold.size > 4 && fold.text[fold.size - 1] == 's')
    fold.text[--fold.size] = '\0';
  name->key = gaz_name_key(type, fold.text, fold.size);
  name->other = gaz_name_key(person ? GAZ_TYPE_MISC : GAZ_TYPE_PERSON, fold.text, fold.size);
  name->strong = gaz_name_is_strong(tables, type, bare.data, bare.size, &fold);
  name->surname = name->tail = name->alias = 0;
  if (person) {
    fill_person(name, &fold);
  } else {
    name->alias = alias_key(tables, name->text, type, &fold);
    if (name->strong && fold.words > 1)
      name->surname = gaz_name_key(type, fold.text, strcspn(fold.text, " "));
  }
  if (tables && gaz_is_demonym(tables, name->text)) name->demonym = true;
  return name->key != 0;
}

/* Whether a name stands behind a word that leads to places and is not itself beside a noun. */
static bool is_placed(const struct gaz_reference_tables *tables, const gaz_tokens *tokens,
                      const gaz_mention *mention) {
  uint32_t next = mention->first + mention->count;
  if (!tables || mention->first == 0) return false;
  const gaz_token *before = &tokens->tokens[mention->first - 1];
  const gaz_token *name = &tokens->tokens[mention->head];
  if (before->sentence != name->sentence || !before->lemma || before->upos != GAZ_UPOS_ADP)
    return false;
  if (next < tokens->token_count && tokens->tokens[next].sentence == name->sentence &&
      (tokens->tokens[next].xpos == GAZ_XPOS_POS || tokens->tokens[next].upos == GAZ_UPOS_NOUN))
    return false;
  if (mention->first > 1 && strcmp(before->lemma, "of") == 0) { /* "the village of Harim" */
    const gaz_token *kind = before - 1;
    gaz_role_noun noun = {0};
    return kind->sentence == name->sentence && kind->xpos == GAZ_XPOS_NN && kind->lemma &&
           gaz_role_noun_find(tables, (gaz_slice){kind->lemma, strlen(kind->lemma)}, &noun) &&
           noun.type == GAZ_TYPE_GPE;
  }
  return gaz_leads_to_place(tables, (gaz_slice){before->lemma, strlen(before->lemma)});
}

/* Whether a person is meant for certain: with a title or office. */
static bool is_human(const struct gaz_reference_tables *tables, const gaz_record *record,
                     const gaz_mention *mention) {
  if (!tables || mention->first == 0) return false;
  const gaz_token *tokens = record->facts.analysis->tokens.tokens;
  const gaz_token *before = &tokens[mention->first - 1];
  if (before->sentence != tokens[mention->first].sentence) return false;
  gaz_slice word = gaz_slice_of(record->article.text, before->start, before->end);
  uint8_t gender;
  gaz_role_noun noun = {0};
  return gaz_title_find(tables, word, &gender) == GAZ_TITLE_ADDRESS ||
         (gaz_role_noun_find(tables, word, &noun) && noun.office);
}

static gaz_status collect_names(const gaz_engine *engine, gaz_arena *arena, gaz_record *record) {
  const struct gaz_reference_tables *tables =
      engine && engine->extract ? engine->extract->references : NULL;
  const gaz_facts *facts = &record->facts;
  const gaz_tokens *tokens = &facts->analysis->tokens;
  const char *text = record->article.text;
  gaz_record_name *names = gaz_arena_zeroed(arena, facts->mention_count + 1, sizeof *names);
  if (!names) return GAZ_ERROR_MEMORY;
  size_t count = 0;
  for (size_t i = 0; i < facts->mention_count; i++) {
    const gaz_mention *mention = &facts->mentions[i];
    if (mention->kind != GAZ_MENTION_NAME || mention->chain >= facts->chain_count) continue;
    if (!facts->chains[mention->chain].named) continue;
    gaz_slice tidy = tidy_name(arena, text + mention->start, mention->end - mention->start);
    if (!tidy.data) return GAZ_ERROR_MEMORY;
    if (tidy.size)
      names[count++] =
          (gaz_record_name){.chain = mention->chain,
                            .count = 1,
                            .text = tidy,
                            .demonym = mention->type == GAZ_TYPE_NORP,
                            .place = mention->type == GAZ_TYPE_GPE || mention->type == GAZ_TYPE_LOC,
                            .placed = is_placed(tables, tokens, mention),
                            .human = is_human(tables, record, mention)};
  }
  qsort(names, count, sizeof *names, by_chain_and_text);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    gaz_record_name *last = kept ? &names[kept - 1] : NULL;
    if (last && last->chain == names[i].chain && compare_slices(last->text, names[i].text) == 0) {
      last->count++;
      last->demonym &= names[i].demonym;
      last->place &= names[i].place;
      last->placed += names[i].placed;
      last->human += names[i].human;
    } else {
      names[kept++] = names[i];
    }
  }
  count = 0;
  for (size_t i = 0; i < kept; i++) {
    if (fill_keys(tables, &names[i], facts->chains[names[i].chain].type)) names[count++] = names[i];
  }
  qsort(names, count, sizeof *names, by_chain_and_count);
  record->names = names;
  record->name_count = count;
  return GAZ_OK;
}

/* ---- quotes ------------------------------------------------------------------------------------- */

size_t gaz_quote_words(const char *text, const gaz_range *pieces, size_t count, uint64_t *words,
                       size_t capacity) {
  size_t used = 0;
  int brackets = 0;
  for (size_t p = 0; p < count; p++) {
    uint32_t at = pieces[p].start, end = pieces[p].end;
    while (at < end && used < capacity) {
      unsigned char c = (unsigned char)text[at];
      if (c == '[') brackets++;
      if (c == ']' && brackets) brackets--;
      uint32_t from = at;
      while (at < end) { /* letters, digits, and any byte of a longer character but quotes */
        c = (unsigned char)text[at];
        bool word = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
                    (c >= 0xC3 && c != 0xE2) || (c >= 0x80 && c < 0xC0 && at > from);
        if (!word) break;
        at++;
      }
      if (at > from && !brackets) {
        char folded[64];
        size_t size = 0;
        for (uint32_t i = from; i < at && size < sizeof folded; i++) {
          char b = text[i];
          folded[size++] = b >= 'A' && b <= 'Z' ? b + 32 : b;
        }
        words[used++] = gaz_hash(folded, size, 3);
      }
      if (at == from) at++;
    }
    brackets = 0; /* a bracket never spans pieces */
  }
  return used;
}

static void sketch_words(const uint64_t *words, size_t count, int64_t sketch[2]) {
  uint64_t least[2] = {UINT64_MAX, UINT64_MAX};
  for (size_t i = 0; i + 3 <= count; i++) {
    uint64_t triple = gaz_mix(words[i] ^ gaz_mix(words[i + 1] ^ gaz_mix(words[i + 2])));
    uint64_t other = gaz_mix(triple ^ 0x9e3779b97f4a7c15u);
    if (triple < least[0]) least[0] = triple;
    if (other < least[1]) least[1] = other;
  }
  for (int k = 0; k < 2; k++) sketch[k] = (int64_t)(least[k] >> 1) | 1;
}

typedef struct keyed_quote {
  int64_t key;
  size_t quote;
} keyed_quote;

static int by_key_and_order(const void *left, const void *right) {
  const keyed_quote *a = left, *b = right;
  if (a->key != b->key) return a->key < b->key ? -1 : 1;
  return (a->quote > b->quote) - (a->quote < b->quote);
}

/* The same words said again get a key of their own: the second one made of the first's, the third of
 * the second's. Sorted, for a text may say the same a hundred thousand times; again where a key made so
 * was another quote's already. False when memory is out. */
static bool tell_apart(gaz_arena *arena, gaz_record_quote *quotes, size_t count) {
  keyed_quote *keyed = gaz_arena_alloc(arena, (count + 1) * sizeof *keyed);
  if (!keyed) return false;
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 0; i < count; i++) keyed[i] = (keyed_quote){quotes[i].key, i};
    qsort(keyed, count, sizeof *keyed, by_key_and_order);
    for (size_t i = 1; i < count; i++) {
      if (keyed[i].key != keyed[i - 1].key) continue;
      int64_t last = quotes[keyed[i - 1].quote].key;
      quotes[keyed[i].quote].key = (int64_t)(gaz_mix((uint64_t)last) >> 1);
      changed = true;
    }
  }
  return true;
}

static gaz_status sketch_quotes(gaz_arena *arena, gaz_record *record) {
  const gaz_facts *facts = &record->facts;
  record->quotes = gaz_arena_zeroed(arena, facts->quote_count + 1, sizeof *record->quotes);
  uint64_t *words = gaz_arena_alloc(arena, QUOTE_WORDS_MAX * sizeof *words);
  if (!record->quotes || !words) return GAZ_ERROR_MEMORY;
  uint64_t place = gaz_hash(record->article.path, strlen(record->article.path), 5);
  for (size_t i = 0; i < facts->quote_count; i++) {
    const gaz_quote *quote = &facts->quotes[i];
    gaz_record_quote *out = &record->quotes[i];
    size_t count = gaz_quote_words(record->article.text, quote->content, quote->content_count,
                                   words, QUOTE_WORDS_MAX);
    out->words = (uint32_t)count;
    if (count >= QUOTE_WORDS_LEAST) sketch_words(words, count, out->sketch);
    /* The key survives edits elsewhere in the article. */
    uint64_t key = place;
    for (size_t k = 0; k < count; k++) key = gaz_mix(key ^ words[k]);
    out->key = (int64_t)(key >> 1);
  }
  return tell_apart(arena, record->quotes, facts->quote_count) ? GAZ_OK : GAZ_ERROR_MEMORY;
}

/* ---- terms: what the article is about ------------------------------------------------------------ */

static int by_number(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

static uint32_t term_of(const gaz_token *token, const char *text) {
  if (token->upos != GAZ_UPOS_NOUN && token->upos != GAZ_UPOS_PROPN && token->upos != GAZ_UPOS_VERB)
    return 0;
  if (token->shape & (GAZ_SHAPE_NUMBER | GAZ_SHAPE_PUNCT)) return 0;
  const char *word = token->lemma ? token->lemma : text + token->start;
  size_t size = token->lemma ? strlen(token->lemma) : token->end - token->start;
  char folded[64];
  if (size < 3 || size > sizeof folded) return 0;
  for (size_t i = 0; i < size; i++)
    folded[i] = word[i] >= 'A' && word[i] <= 'Z' ? word[i] + 32 : word[i];
  return (uint32_t)gaz_hash(folded, size, 7) & ~15u;
}

static gaz_status collect_terms(gaz_arena *arena, gaz_record *record) {
  const gaz_tokens *tokens = &record->facts.analysis->tokens;
  uint32_t *terms =
      gaz_arena_alloc(arena, (tokens->token_count + record->name_count + 1) * sizeof *terms);
  if (!terms) return GAZ_ERROR_MEMORY;
  size_t count = 0;
  /* Names count as wholes too: who it is about says more than any word. */
  for (size_t i = 0; i < record->name_count; i++) {
    if (record->names[i].strong)
      terms[count++] = (uint32_t)gaz_mix((uint64_t)record->names[i].key) & ~15u;
  }
  for (size_t i = 0; i < tokens->token_count; i++) {
    uint32_t term = term_of(&tokens->tokens[i], record->article.text);
    if (term) terms[count++] = term;
  }
  qsort(terms, count, sizeof *terms, by_number);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t *last = kept ? &terms[kept - 1] : NULL;
    if (!last || (*last & ~15u) != terms[i]) {
      terms[kept++] = terms[i] | 1;
    } else if ((*last & 15u) < TERM_COUNT_MAX) {
      ++*last;
    }
  }
  record->terms = terms;
  record->term_count = kept < TERMS_PER_ARTICLE ? kept : TERMS_PER_ARTICLE;
  return GAZ_OK;
}

static gaz_status name_event_types(const gaz_engine *engine, gaz_arena *arena, gaz_record *record) {
  record->event_types =
      gaz_arena_zeroed(arena, record->facts.event_count + 1, sizeof *record->event_types);
  if (!record->event_types) return GAZ_ERROR_MEMORY;
  for (size_t i = 0; i < record->facts.event_count; i++) {
    record->event_types[i] = gaz_event_type_at(engine, record->facts.events[i].type);
  }
  return GAZ_OK;
}

gaz_status gaz_record_derive(const gaz_engine *engine, gaz_arena *arena, gaz_record *record) {
  gaz_status status = collect_names(engine, arena, record);
  if (status == GAZ_OK) {
    record->packed_names = gaz_names_pack(record, arena);
    if (!record->packed_names.data) status = GAZ_ERROR_MEMORY;
  }
  if (status == GAZ_OK) status = sketch_quotes(arena, record);
  if (status == GAZ_OK) status = collect_terms(arena, record);
  gaz_days days;
  if (gaz_edtf_days(record->article.published, &days)) record->day = days.first;
  return status;
}

gaz_status gaz_record_build(const gaz_engine *engine, const gaz_article *article,
                            const gaz_cancel *cancel, gaz_arena *arena, gaz_record *out,
                            gaz_error *error) {
  *out = (gaz_record){.article = *article, .line = 1};
  gaz_analysis *analysis = gaz_arena_zeroed(arena, 1, sizeof *analysis);
  gaz_status status = analysis ? GAZ_OK : GAZ_ERROR_MEMORY;
  if (status == GAZ_OK) {
    status = gaz_english_analyze(engine, article->text, article->size, article->blocks,
                                 article->block_count, GAZ_STAGE_ALL, cancel, arena, analysis);
  }
  if (status == GAZ_OK)
    status = gaz_extract(engine, analysis, article->published, cancel, arena, &out->facts);
  if (status == GAZ_OK && !article->published) {
    const char *published = gaz_infer_published(&out->facts, arena);
    if (published) {
      out->article.published = published;
      out->article.published_basis = GAZ_DATE_INFERRED;
      out->facts = (gaz_facts){0};
      status = gaz_extract(engine, analysis, out->article.published, cancel, arena, &out->facts);
    }
  }
  if (status == GAZ_OK) status = name_event_types(engine, arena, out);
  if (status == GAZ_OK) status = gaz_record_derive(engine, arena, out);
  if (status == GAZ_OK) return GAZ_OK;
  return gaz_fail(error, status, article->path, 0, "%s",
                  status == GAZ_ERROR_MEMORY      ? "out of memory; close other programs"
                  : status == GAZ_ERROR_CANCELLED ? "cancelled"
                                                  : "cannot be analysed; please report it");
}
