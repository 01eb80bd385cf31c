/* Dependencies come as heads; extraction walks from a trigger to its dependants. One pass links the
 * children of every token, another writes what covers it, so that all later steps look at a few
 * tokens only and the stage is linear in the text. */
#include "extract/events_internal.h"

#include <string.h>

#include "extract/tables_internal.h"

static uint32_t lemma_hash(gaz_slice lemma) {
  char folded[64];
  size_t size = lemma.size < sizeof folded ? lemma.size : sizeof folded;
  for (size_t i = 0; i < size; i++)
    folded[i] =
        lemma.data[i] >= 'A' && lemma.data[i] <= 'Z' ? (char)(lemma.data[i] + 32) : lemma.data[i];
  return gaz_event_hash(folded, size);
}

/* The first row of the trigger table for a lemma as a verb, a noun or an adjective. */
static void find_rows(const struct gaz_event_tables *tables, gaz_slice lemma, gaz_fact_word *out) {
  static const char letters[GAZ_COUNT(out->trigger_rows)] = {'v', 'n', 'a'};
  char key[66] = {0, ' '};
  bool fits = lemma.size && lemma.size <= 60;
  for (size_t i = 0; fits && i < lemma.size; i++)
    key[2 + i] =
        lemma.data[i] >= 'A' && lemma.data[i] <= 'Z' ? (char)(lemma.data[i] + 32) : lemma.data[i];
  for (size_t i = 0; i < GAZ_COUNT(letters); i++) {
    key[0] = letters[i];
    out->trigger_rows[i] =
        fits ? gaz_word_map_find(tables->trigger_rows, key, lemma.size + 2) : GAZ_WORD_UNKNOWN;
  }
}

void gaz_event_word_learn(const gaz_engine *engine, gaz_slice word, gaz_slice lemma,
                          gaz_fact_word *out) {
  const struct gaz_event_tables *tables = engine->extract->events;
  gaz_event_noun noun = {0};
  out->event_lemma = lemma_hash(lemma.data ? lemma : word);
  out->mood = GAZ_WORD_UNKNOWN;
  find_rows(tables, lemma, out);
  if (lemma.data) {
    uint32_t functions = gaz_word_map_find_folded(tables->functions, lemma.data, lemma.size);
    out->functions = functions == GAZ_WORD_UNKNOWN ? 0 : functions;
    out->mood = gaz_word_map_find_folded(tables->moods, lemma.data, lemma.size);
    gaz_event_noun_find(tables, lemma.data, lemma.size, &noun);
  }
  if (out->mood == GAZ_WORD_UNKNOWN) /* "would" and "n't" are listed as written */
    out->mood = gaz_word_map_find_folded(tables->moods, word.data, word.size);
  out->number = gaz_word_map_find_folded(tables->numbers, word.data, word.size);
  out->noun_first = noun.first;
  out->noun_second = noun.second;
  out->noun_share = noun.share;
  out->noun_verb = noun.verb;
}

/* From the last to the first, so that each list of children ends up in text order. */
static bool link_children(gaz_event_view *view) {
  bool parsed = false;
  for (uint32_t i = view->count; i-- > 0;) {
    int32_t head = view->tokens[i].head;
    if (head < 0 || (uint32_t)head >= view->count || (uint32_t)head == i) continue;
    parsed = true;
    view->info[i].sibling = view->info[head].child;
    view->info[head].child = (int32_t)i;
    view->info[head].relations |= 1u << (view->tokens[i].deprel % 32);
  }
  return parsed;
}

static void cover_mentions(gaz_event_view *view) {
  const gaz_facts *facts = view->facts;
  /* Longer ones come first, so the shortest that covers a token stays; then heads take theirs. */
  for (size_t m = 0; m < facts->mention_count; m++) {
    const gaz_mention *mention = &facts->mentions[m];
    uint32_t end = mention->first + mention->count;
    if (mention->count > 40) continue;
    for (uint32_t t = mention->first; t < end && t < view->count; t++)
      view->info[t].mention = (uint32_t)m;
  }
  for (size_t m = facts->mention_count; m-- > 0;) {
    uint32_t head = facts->mentions[m].head;
    if (head < view->count) view->info[head].mention = (uint32_t)m;
  }
}

static void cover_names(gaz_event_view *view) {
  for (size_t n = 0; n < view->analysis->name_count; n++) {
    const gaz_name *name = &view->analysis->names[n];
    if (name->type >= GAZ_TYPE_COUNT) continue;
    for (uint32_t t = name->first; t < name->first + name->count && t < view->count; t++)
      view->info[t].name = name->type;
  }
}

static void cover_times(gaz_event_view *view) {
  for (size_t i = 0; i < view->facts->time_count; i++) {
    const gaz_time *time = &view->facts->times[i];
    for (uint32_t t = gaz_event_token_from(view, time->start);
         t < view->count && view->tokens[t].start < time->end; t++)
      view->info[t].time = (uint32_t)i;
  }
}

static uint32_t content_size(const gaz_quote *quote) {
  uint32_t size = 0;
  for (uint32_t p = 0; p < quote->content_count; p++)
    size += quote->content[p].end - quote->content[p].start;
  return size;
}

/* A quote inside a quote is the shorter one. Content is bounded by the window quotes are found in,
 * so nesting cannot make this quadratic. */
static void cover_quotes(gaz_event_view *view) {
  const gaz_facts *facts = view->facts;
  for (size_t q = 0; q < facts->quote_count; q++) {
    uint32_t size = content_size(&facts->quotes[q]);
    for (uint32_t p = 0; p < facts->quotes[q].content_count; p++) {
      gaz_range piece = facts->quotes[q].content[p];
      for (uint32_t t = gaz_event_token_from(view, piece.start);
           t < view->count && view->tokens[t].start < piece.end; t++) {
        uint32_t other = view->info[t].quote;
        if (other == GAZ_NONE || content_size(&facts->quotes[other]) > size)
          view->info[t].quote = (uint32_t)q;
      }
    }
  }
}

/* A parser takes "GENEVA, May 3 (Agency) - Norway expelled" for one clause whose subject is Geneva. What
 * hangs on the dateline goes to the clause it hangs on; the first noun before the verb becomes its
 * subject where that has no other. The tokens are copied for it. */
static bool unhook_dateline(gaz_event_view *view, gaz_arena *arena) {
  const gaz_sentence *s =
      &view->analysis->tokens.sentences[view->tokens[view->dateline_first].sentence];
  uint32_t end = s->first + s->count, first = view->dateline_end;
  gaz_token *tokens = gaz_arena_alloc(arena, view->count * sizeof *tokens);
  if (!tokens) return false;
  memcpy(tokens, view->tokens, view->count * sizeof *tokens);
  view->tokens = tokens;
  int32_t verb = (int32_t)view->dateline_first;
  for (uint32_t step = 0; step < s->count && verb >= 0 && (uint32_t)verb < first; step++)
    verb = tokens[verb].head;
  bool rooted = verb < 0; /* the dateline is the root: its first verb takes over */
  for (uint32_t t = first; rooted && t < end && verb < 0; t++)
    if (tokens[t].head >= 0 && gaz_event_in_dateline(view, (uint32_t)tokens[t].head) &&
        tokens[t].upos == GAZ_UPOS_VERB)
      verb = (int32_t)t;
  if (verb < (int32_t)first || (uint32_t)verb >= end) return true;
  if (rooted) {
    tokens[verb].head = -1;
    tokens[verb].deprel = GAZ_DEPREL_ROOT;
  }
  for (uint32_t t = view->dateline_first; t < first; t++)
    if (tokens[t].head >= (int32_t)first) tokens[t].deprel = GAZ_DEPREL_PARATAXIS;
  bool passive = false, subject = false;
  for (uint32_t t = first; t < end; t++) {
    if (tokens[t].head != verb) continue;
    passive |= tokens[t].deprel == GAZ_DEPREL_AUX_PASS;
    subject |= tokens[t].deprel == GAZ_DEPREL_NSUBJ || tokens[t].deprel == GAZ_DEPREL_NSUBJ_PASS;
  }
  for (uint32_t t = first; t < end; t++) {
    if (tokens[t].head < 0 || !gaz_event_in_dateline(view, (uint32_t)tokens[t].head)) continue;
    bool noun = tokens[t].upos == GAZ_UPOS_NOUN || tokens[t].upos == GAZ_UPOS_PROPN ||
                tokens[t].upos == GAZ_UPOS_PRON;
    tokens[t].head = verb;
    if (subject || !noun || (int32_t)t > verb || tokens[verb].upos != GAZ_UPOS_VERB) continue;
    tokens[t].deprel = passive ? GAZ_DEPREL_NSUBJ_PASS : GAZ_DEPREL_NSUBJ;
    subject = true;
  }
  return true;
}

gaz_status gaz_event_view_make(const gaz_engine *engine, const gaz_analysis *analysis,
                               const gaz_facts *facts, gaz_arena *arena, gaz_event_view *out) {
  size_t count = analysis->tokens.token_count;
  *out = (gaz_event_view){.tables = engine->extract->events,
                          .references = engine->extract->references,
                          .fields = engine->extract->fields,
                          .analysis = analysis,
                          .facts = facts,
                          .tokens = analysis->tokens.tokens,
                          .count = (uint32_t)count};
  if (count > UINT32_MAX / 2) return GAZ_ERROR_TOO_LARGE;
  out->words = gaz_fact_words_of(engine, analysis, arena, facts);
  out->info = gaz_arena_alloc(arena, count * sizeof *out->info);
  if (!out->words || !out->info) return GAZ_ERROR_MEMORY;
  for (uint32_t i = 0; i < out->count; i++)
    out->info[i] = (gaz_event_token){.lemma = out->words[i]->event_lemma,
                                     .child = -1,
                                     .sibling = -1,
                                     .mention = GAZ_NONE,
                                     .time = GAZ_NONE,
                                     .quote = GAZ_NONE};
  cover_mentions(out);
  cover_names(out);
  cover_times(out);
  cover_quotes(out);
  gaz_event_dateline_find(out);
  if (out->dateline != GAZ_NONE && !unhook_dateline(out, arena)) return GAZ_ERROR_MEMORY;
  out->parsed = link_children(out);
  return GAZ_OK;
}

int32_t gaz_event_child_there(const gaz_event_view *view, uint32_t token, uint8_t deprel) {
  for (int32_t c = view->info[token].child; c >= 0; c = view->info[c].sibling)
    if (view->tokens[c].deprel == deprel) return c;
  return -1;
}

uint32_t gaz_event_case(const gaz_event_view *view, uint32_t token) {
  int32_t marker = gaz_event_child(view, token, GAZ_DEPREL_CASE);
  return marker < 0 ? 0 : view->info[marker].lemma;
}

static bool has_auxiliary(const gaz_event_view *view, uint32_t token, uint32_t lemma) {
  for (int32_t c = view->info[token].child; c >= 0; c = view->info[c].sibling)
    if (view->tokens[c].deprel == GAZ_DEPREL_AUX && view->info[c].lemma == lemma) return true;
  return false;
}

static bool has_object(const gaz_event_view *view, uint32_t token) {
  for (int32_t c = view->info[token].child; c >= 0; c = view->info[c].sibling)
    if (view->tokens[c].deprel == GAZ_DEPREL_OBJ && view->info[c].time == GAZ_NONE) return true;
  return gaz_event_noun_after(view, token) >= 0;
}

/* "was jailed and fined $5,000": an amount of money may stand behind a passive. */
static bool has_amount(const gaz_event_view *view, uint32_t verb) {
  const gaz_token *t = &view->tokens[verb + 1];
  return verb + 2 < view->count &&
         (t->upos == GAZ_UPOS_SYM || (t->upos == GAZ_UPOS_PROPN && t[1].upos == GAZ_UPOS_NUM));
}

bool gaz_event_passive(const gaz_event_view *view, uint32_t token) {
  uint32_t have = gaz_event_word(view, GAZ_GRAMMAR_HAVING);
  for (int depth = 0; depth < 6; depth++) {
    const gaz_token *t = &view->tokens[token];
    bool past = t->xpos == GAZ_XPOS_VBD;
    if (t->xpos != GAZ_XPOS_VBN && !past) return false;
    int32_t be = gaz_event_child(view, token, GAZ_DEPREL_AUX_PASS);
    bool short_form = be >= 0 && view->analysis->text[view->tokens[be].end - 1] == 's' &&
                      view->tokens[be].end - view->tokens[be].start <= 4 &&
                      view->tokens[be].start == view->tokens[be - (be > 0)].end;
    if (be >= 0 && !short_form) return true;
    if (gaz_event_takes_particle(view, token)) return false; /* "who's called for it" too */
    if (be >= 0) return true;
    if (gaz_event_child(view, token, GAZ_DEPREL_NSUBJ_PASS) >= 0)
      return !has_object(view, token); /* "strikes killed nine people" is none, whatever its tag */
    bool amount = t->deprel == GAZ_DEPREL_CONJ && has_amount(view, token);
    if (gaz_event_child(view, token, GAZ_DEPREL_NSUBJ) >= 0 || has_auxiliary(view, token, have) ||
        (has_object(view, token) && !amount))
      return false;
    /* "was killed and wounded": a tagger may take the second for a past tense. */
    if (t->deprel != GAZ_DEPREL_CONJ || t->head < 0)
      return !past || t->deprel == GAZ_DEPREL_XCOMP; /* no finite verb is an open complement */
    token = (uint32_t)t->head;
  }
  return false;
}

/* "pleaded with him to run and armed his campaign": a past tense behind an infinitive is coordinated with the verb
 * above it, whatever the tree says. */
uint32_t gaz_event_beside(const gaz_event_view *view, uint32_t verb) {
  uint32_t head = (uint32_t)view->tokens[verb].head;
  const gaz_token *t = &view->tokens[head];
  int32_t marker = gaz_event_child(view, head, GAZ_DEPREL_MARK);
  if (view->tokens[verb].xpos != GAZ_XPOS_VBD || t->xpos != GAZ_XPOS_VB || t->head < 0 ||
      (t->deprel != GAZ_DEPREL_XCOMP && t->deprel != GAZ_DEPREL_ADVCL) || marker < 0 ||
      view->tokens[marker].xpos != GAZ_XPOS_TO || view->tokens[t->head].xpos != GAZ_XPOS_VBD)
    return head;
  return (uint32_t)t->head;
}

/* "The president is next week to visit Lumbia": whose doing it is, where the tree has the day for what is said; or -1. */
int32_t gaz_event_set_for(const gaz_event_view *view, uint32_t verb) {
  const gaz_token *t = &view->tokens[verb];
  if (verb == 0 || t->xpos != GAZ_XPOS_VB || t->head < 0 ||
      view->tokens[verb - 1].xpos != GAZ_XPOS_TO || view->info[t->head].time == GAZ_NONE)
    return -1;
  int32_t be = gaz_event_child(view, (uint32_t)t->head, GAZ_DEPREL_COP);
  int32_t who = gaz_event_child(view, (uint32_t)t->head, GAZ_DEPREL_NSUBJ);
  if (be < 0 || who < 0 ||
      (view->tokens[be].xpos != GAZ_XPOS_VBZ && view->tokens[be].xpos != GAZ_XPOS_VBP))
    return -1;
  bool able = view->info[who].name || view->tokens[who].xpos == GAZ_XPOS_PRP ||
              gaz_event_is_group(view, (uint32_t)who);
  return able && view->info[who].time == GAZ_NONE ? who : -1;
}
