/* What is true of the facts of any text whatever: every range lies in the text, every reference is to
 * something that is there, and the printed form is JSON. */
#ifndef FUZZ_FACTS_CHECK_H
#define FUZZ_FACTS_CHECK_H

#include <jansson.h>
#include <stdlib.h>

#include "extract/facts_json.h"

static inline void fuzz_expect(bool right) {
  if (!right) abort();
}

static inline void fuzz_index(uint32_t index, size_t count) {
  fuzz_expect(index == GAZ_NONE || index < count);
}

static inline void fuzz_range(uint32_t start, uint32_t end, size_t size) {
  fuzz_expect(start <= end && end <= size);
}

static inline void fuzz_check_analysis(const gaz_analysis *analysis) {
  const gaz_tokens *all = &analysis->tokens;
  for (size_t i = 0; i < all->token_count; i++) {
    const gaz_token *token = &all->tokens[i];
    fuzz_range(token->start, token->end, analysis->size);
    fuzz_expect(token->sentence < all->sentence_count);
    const gaz_sentence *sentence = &all->sentences[token->sentence];
    fuzz_expect(i >= sentence->first && i - sentence->first < sentence->count);
    uint32_t in_sentence = (uint32_t)token->head - sentence->first;
    fuzz_expect(token->head == -1 || in_sentence < sentence->count);
  }
  for (size_t i = 0; i < analysis->name_count; i++) {
    const gaz_name *name = &analysis->names[i];
    fuzz_range(name->start, name->end, analysis->size);
    fuzz_expect(name->count && name->first + name->count <= all->token_count);
    fuzz_expect(name->confidence >= 0 && name->confidence <= 1);
    fuzz_expect(!i || name->first >= name[-1].first + name[-1].count);
  }
}

static inline void fuzz_check_quotes(const gaz_facts *facts, size_t size) {
  for (size_t i = 0; i < facts->quote_count; i++) {
    const gaz_quote *quote = &facts->quotes[i];
    fuzz_range(quote->source.start, quote->source.end, size);
    fuzz_range(quote->cue.start, quote->cue.end, size);
    fuzz_range(quote->medium.start, quote->medium.end, size);
    for (uint32_t k = 0; k < quote->content_count; k++)
      fuzz_range(quote->content[k].start, quote->content[k].end, size);
    fuzz_index(quote->speaker, facts->chain_count);
    fuzz_index(quote->addressee, facts->chain_count);
    fuzz_index(quote->time, facts->time_count);
    for (size_t k = 0; k < 4; k++) fuzz_index(quote->reported_by[k], facts->chain_count);
  }
}

static inline void fuzz_check_events(const gaz_facts *facts, size_t size) {
  for (size_t i = 0; i < facts->event_count; i++) {
    const gaz_event *event = &facts->events[i];
    fuzz_range(event->start, event->end, size);
    fuzz_expect(event->head < facts->analysis->tokens.token_count);
    fuzz_expect(event->sentence < facts->analysis->tokens.sentence_count);
    fuzz_expect(event->modality < GAZ_MODALITY_COUNT && event->time_basis < GAZ_BASIS_COUNT);
    fuzz_index(event->time, facts->time_count);
    fuzz_index(event->same_as, i);
    for (uint32_t k = 0; k < event->argument_count; k++) {
      fuzz_expect(event->arguments[k].role < GAZ_ROLE_COUNT);
      fuzz_range(event->arguments[k].start, event->arguments[k].end, size);
      fuzz_index(event->arguments[k].chain, facts->chain_count);
    }
    for (uint32_t k = 0; k < event->figure_count; k++)
      fuzz_range(event->figures[k].start, event->figures[k].end, size);
    for (size_t k = 0; k < 4; k++) fuzz_index(event->reported_by[k], facts->chain_count);
  }
}

static inline void fuzz_check_facts(const gaz_facts *facts) {
  size_t size = facts->analysis->size;
  fuzz_check_analysis(facts->analysis);
  for (size_t i = 0; i < facts->mention_count; i++) {
    const gaz_mention *mention = &facts->mentions[i];
    fuzz_range(mention->start, mention->end, size);
    fuzz_expect(mention->head < facts->analysis->tokens.token_count);
    fuzz_index(mention->chain, facts->chain_count);
    fuzz_expect(!i || mention->start >= mention[-1].start);
  }
  for (size_t i = 0; i < facts->chain_count; i++)
    fuzz_index(facts->chains[i].representative, facts->mention_count);
  for (size_t i = 0; i < facts->role_count; i++) {
    fuzz_range(facts->roles[i].start, facts->roles[i].end, size);
    fuzz_expect(facts->roles[i].chain < facts->chain_count);
    fuzz_index(facts->roles[i].of, facts->chain_count);
  }
  for (size_t i = 0; i < facts->time_count; i++) {
    fuzz_range(facts->times[i].start, facts->times[i].end, size);
    fuzz_expect(facts->times[i].value != NULL);
  }
  fuzz_check_quotes(facts, size);
  fuzz_check_events(facts, size);
}

static inline void fuzz_check_json(const gaz_engine *engine, const gaz_facts *facts) {
  gaz_buffer buffer = {0};
  gaz_facts_print_json(&buffer, engine, facts, NULL, 0);
  json_t *json = json_loadb(buffer.data, buffer.size, JSON_ALLOW_NUL, NULL);
  fuzz_expect(!buffer.failed && json_is_object(json));
  json_decref(json);
  gaz_buffer_free(&buffer);
}

/* The engine, opened once. */
static inline const gaz_engine *fuzz_engine(void) {
  static gaz_engine *engine;
  if (!engine && gaz_engine_open(getenv("GAZETTE_DATA"), &engine, NULL)) abort();
  return engine;
}

#endif
