/* What the quote model needs of each token, computed once: hashes of its forms, the class of the cue it
 * may be, its dependants, the name it is in, classes of meaning. */
#include <string.h>

#include "english/engine.h"
#include "english/labels.h"
#include "english/word_info.h"
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

typedef struct lexicons {
  const gaz_word_map *cues;
  const gaz_clusters *clusters;
  const gaz_word_classes *classes;
  const struct gaz_word_fields *fields;
} lexicons;

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

static void fill_token(const lexicons *words, const gaz_analysis *analysis, uint32_t index,
                       gaz_quote_token *out) {
  const gaz_token *token = &analysis->tokens.tokens[index];
  const char *text = analysis->text + token->start;
  size_t size = token->end - token->start;
  bool has_lemma = token->lemma && *token->lemma;
  const char *lemma = has_lemma ? token->lemma : text;
  size_t lemma_size = has_lemma ? strlen(token->lemma) : size;
  out->form = hash_folded(text, size);
  out->lemma = hash_folded(lemma, lemma_size);
  out->suffix = size > 3 ? hash_folded(text + size - 3, 3) : out->form;
  out->subject = out->object = out->clause = out->marker = -1;
  uint32_t listed = may_be_cue(token->upos)
                        ? gaz_word_map_find_folded(words->cues, lemma, lemma_size)
                        : GAZ_WORD_UNKNOWN;
  out->listed = listed == GAZ_WORD_UNKNOWN ? 0 : (uint8_t)listed;
  bool verb = token->upos == GAZ_UPOS_VERB, noun = token->upos == GAZ_UPOS_NOUN;
  if (verb) out->fields = gaz_verb_fields(words->fields, lemma, lemma_size);
  if (noun) out->fields = gaz_noun_fields(words->fields, lemma, lemma_size);
  const uint16_t *cluster = (verb || out->listed) && words->clusters
                                ? gaz_clusters_find(words->clusters, text, size)
                                : NULL;
  if (words->classes && (verb || noun || token->upos == GAZ_UPOS_ADJ || out->listed ||
                         token->upos == GAZ_UPOS_PROPN)) {
    uint16_t class = gaz_word_classes_find(words->classes, lemma, lemma_size);
    for (int i = 0; i < 3 && class != GAZ_WORD_CLASS_NONE; i++)
      out->classes[i] =
          gaz_word_classes_level(words->classes, class, GAZ_WORD_CLASS_LEVELS - 1 - i) + 1;
  }
  if (cluster) {
    out->cluster[0] = cluster[1] + 1;
    out->cluster[1] = cluster[2] + 1;
  }
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
  out->tokens = gaz_arena_zeroed(arena, count, sizeof *out->tokens);
  if (!out->tokens) return GAZ_ERROR_MEMORY;
  const lexicons words = {.cues = gaz_quote_cues(engine),
                          .clusters = engine->words ? engine->words->clusters : NULL,
                          .classes = engine->words ? engine->words->classes : NULL,
                          .fields = engine->extract ? engine->extract->fields : NULL};
  for (uint32_t i = 0; i < count; i++) fill_token(&words, analysis, i, &out->tokens[i]);
  for (uint32_t i = 0; i < count; i++) link_token(analysis, i, out->tokens);
  for (size_t m = 0; m < facts->mention_count; m++) {
    const gaz_mention *mention = &facts->mentions[m];
    if (mention->kind != GAZ_MENTION_NAME) continue;
    for (uint32_t t = mention->first; t < mention->first + mention->count; t++)
      out->tokens[t].entity = mention->type;
  }
  return GAZ_OK;
}
