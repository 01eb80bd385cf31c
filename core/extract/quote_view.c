/* What the quote model needs of each token, computed once: hashes of its forms, the class of the cue it
 * may be, its dependants, the name it is in, classes of meaning. */
#include <string.h>

#include "english/engine.h"
#include "english/labels.h"
#include "english/word_info.h"
#include "extract/fact_words.h"
#include "extract/quote_features.h"
#include "extract/quotes.h"
#include "extract/tables_internal.h"
#include "extract/word_fields.h"

static uint64_t fold(uint64_t bytes) {
  bytes = gaz_fold_bytes(bytes);
  return bytes & ~((gaz_bytes_within(bytes, '0', '9') >> 7) * 0x0f);
}

/* Of the word in lower case with all digits '0'. */
static uint32_t hash_folded(const char *text, size_t size) {
  enum { LONGEST = 48 };
  uint64_t folded[LONGEST / 8];
  if (size > LONGEST) size = LONGEST;
  size_t whole = size / 8;
  for (size_t i = 0; i < whole; i++) folded[i] = fold(gaz_read_u64(text + 8 * i));
  if (size % 8)
    folded[whole] = fold(gaz_read_tail((const unsigned char *)text + 8 * whole, size % 8));
  return (uint32_t)gaz_hash(folded, size, 0);
}

void gaz_quote_word_learn(const gaz_engine *engine, gaz_slice word, gaz_slice lemma,
                          gaz_fact_word *out) {
  const struct gaz_word_lexicons *words = engine->words;
  if (!lemma.size) lemma = word;
  out->form = hash_folded(word.data, word.size);
  out->lemma = hash_folded(lemma.data, lemma.size);
  uint32_t cue = gaz_word_map_find_folded(gaz_quote_cues(engine), lemma.data, lemma.size);
  out->cue = cue == GAZ_WORD_UNKNOWN ? 0 : (uint8_t)cue;
  uint32_t medium = gaz_word_map_find_folded(gaz_quote_media(engine), word.data, word.size);
  out->medium = medium == GAZ_WORD_UNKNOWN ? 0 : (uint16_t)medium;
  out->verb_fields = gaz_verb_fields(engine->extract->fields, lemma.data, lemma.size);
  out->noun_fields = gaz_noun_fields(engine->extract->fields, lemma.data, lemma.size);
  const uint16_t *clusters =
      words && words->clusters ? gaz_clusters_find(words->clusters, word.data, word.size) : NULL;
  for (int i = 0; clusters && i < GAZ_CLUSTER_LEVELS; i++) out->clusters[i] = clusters[i] + 1;
  uint16_t class = words && words->classes
                       ? gaz_word_classes_find(words->classes, lemma.data, lemma.size)
                       : GAZ_WORD_CLASS_NONE;
  for (int i = 0; i < GAZ_FACT_CLASSES && class != GAZ_WORD_CLASS_NONE; i++)
    out->classes[i] =
        gaz_word_classes_level(words->classes, class, GAZ_WORD_CLASS_LEVELS - 1 - i) + 1;
}

/* Pronouns, figures and the small words of grammar introduce no speech. */
static bool may_be_cue(uint8_t upos) {
  switch (upos) {
    case GAZ_UPOS_PRON:
    case GAZ_UPOS_NUM:
    case GAZ_UPOS_DET:
    case GAZ_UPOS_CCONJ:
    case GAZ_UPOS_PART: return false;
    default: return true;
  }
}

static void fill_token(const gaz_token *token, const gaz_fact_word *word, gaz_quote_token *out) {
  bool verb = token->upos == GAZ_UPOS_VERB, noun = token->upos == GAZ_UPOS_NOUN;
  *out = (gaz_quote_token){.form = word->form,
                           .lemma = word->lemma,
                           .subject = -1,
                           .object = -1,
                           .clause = -1,
                           .marker = -1,
                           .listed = may_be_cue(token->upos) ? word->cue : 0,
                           .medium = word->medium,
                           .fields = verb   ? word->verb_fields
                                     : noun ? word->noun_fields
                                            : 0};
  if (verb || noun || out->listed || token->upos == GAZ_UPOS_ADJ || token->upos == GAZ_UPOS_PROPN)
    memcpy(out->classes, word->classes, sizeof out->classes);
  if (verb || out->listed) out->cluster = word->clusters[1];
}

/* Tells each head about this dependant. */
static void link_token(const gaz_analysis *analysis, uint32_t index, gaz_quote_token *tokens) {
  const gaz_token *token = &analysis->tokens.tokens[index];
  if (token->head < 0) return;
  gaz_quote_token *head = &tokens[token->head];
  head->children |= 1u << (token->deprel & 31);
  switch (token->deprel) {
    case GAZ_DEPREL_NSUBJ:
    case GAZ_DEPREL_NSUBJ_PASS: head->subject = (int32_t)index; break;
    case GAZ_DEPREL_OBJ:
    case GAZ_DEPREL_IOBJ: head->object = (int32_t)index; break;
    case GAZ_DEPREL_CCOMP:
    case GAZ_DEPREL_XCOMP:
      if (head->clause < 0) head->clause = (int32_t)index;
      break;
    case GAZ_DEPREL_MARK: head->marker = (int32_t)index; break;
    default: break;
  }
}

gaz_status gaz_quote_view_make(const gaz_engine *engine, const gaz_analysis *analysis,
                               const gaz_facts *facts, gaz_arena *arena, gaz_quote_view *out) {
  size_t count = analysis->tokens.token_count;
  *out = (gaz_quote_view){.analysis = analysis,
                          .references = engine->extract ? engine->extract->references : NULL};
  gaz_status status = gaz_quote_marks_find(analysis, arena, &out->marks);
  if (status) return status;
  out->tokens = gaz_arena_alloc(arena, count * sizeof *out->tokens);
  gaz_fact_word *const *words = gaz_fact_words_of(engine, analysis, arena, facts);
  if (!out->tokens || !words) return GAZ_ERROR_MEMORY;
  for (uint32_t i = 0; i < count; i++)
    fill_token(&analysis->tokens.tokens[i], words[i], &out->tokens[i]);
  for (uint32_t i = 0; i < count; i++) link_token(analysis, i, out->tokens);
  for (size_t m = 0; m < facts->mention_count; m++) {
    const gaz_mention *mention = &facts->mentions[m];
    if (mention->kind != GAZ_MENTION_NAME) continue;
    for (uint32_t t = mention->first; t < mention->first + mention->count; t++)
      out->tokens[t].entity = mention->type;
  }
  return GAZ_OK;
}
