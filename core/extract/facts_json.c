/* Printing only: offsets are those of the text, text is copied from it, an unknown is null. */
#include "extract/facts_json.h"

#include <string.h>

#include "extract/tables.h"

static void print_text(gaz_buffer *buffer, const gaz_facts *facts, uint32_t start, uint32_t end) {
  gaz_buffer_json(buffer, facts->analysis->text + start, end - start);
}

/* A name of ours, which needs no escapes. */
static void print_name(gaz_buffer *buffer, const char *name) {
  gaz_buffer_byte(buffer, '"');
  gaz_buffer_string(buffer, name);
  gaz_buffer_byte(buffer, '"');
}

static void print_string(gaz_buffer *buffer, const char *string) {
  gaz_buffer_json(buffer, string, strlen(string));
}

/* `,` before every element but the first. */
static void separate(gaz_buffer *buffer, size_t index) {
  if (index) gaz_buffer_byte(buffer, ',');
}

static void print_start_end(gaz_buffer *buffer, uint32_t start, uint32_t end) {
  gaz_buffer_string(buffer, "{\"start\":");
  gaz_buffer_number(buffer, start);
  gaz_buffer_string(buffer, ",\"end\":");
  gaz_buffer_number(buffer, end);
}

static void print_lemma(gaz_buffer *buffer, const gaz_analysis *analysis, const gaz_token *token) {
  if (token->lemma && *token->lemma)
    print_string(buffer, token->lemma);
  else
    gaz_buffer_json(buffer, analysis->text + token->start, token->end - token->start);
}

/* 1-based position of the head in the token's sentence, 0 for the root. */
static unsigned head_in_sentence(const gaz_analysis *analysis, const gaz_token *token) {
  const gaz_sentence *sentence = &analysis->tokens.sentences[token->sentence];
  return token->head < 0 ? 0 : (unsigned)token->head - sentence->first + 1;
}

static void print_token(gaz_buffer *buffer, const gaz_facts *facts, const gaz_token *token) {
  print_start_end(buffer, token->start, token->end);
  gaz_buffer_string(buffer, ",\"text\":");
  print_text(buffer, facts, token->start, token->end);
  gaz_buffer_string(buffer, ",\"lemma\":");
  print_lemma(buffer, facts->analysis, token);
  gaz_buffer_string(buffer, ",\"upos\":");
  print_name(buffer, gaz_upos_name(token->upos));
  gaz_buffer_string(buffer, ",\"xpos\":");
  print_name(buffer, gaz_xpos_name(token->xpos));
  gaz_buffer_string(buffer, ",\"head\":");
  gaz_buffer_number(buffer, head_in_sentence(facts->analysis, token));
  gaz_buffer_string(buffer, ",\"deprel\":");
  print_name(buffer, gaz_deprel_name(token->deprel));
  gaz_buffer_byte(buffer, '}');
}

static void print_sentences(gaz_buffer *buffer, const gaz_facts *facts) {
  const gaz_tokens *tokens = &facts->analysis->tokens;
  for (size_t i = 0; i < tokens->sentence_count; i++) {
    const gaz_sentence *sentence = &tokens->sentences[i];
    separate(buffer, i);
    print_start_end(buffer, sentence->start, sentence->end);
    gaz_buffer_string(buffer, ",\"tokens\":[");
    for (uint32_t t = 0; t < sentence->count; t++) {
      separate(buffer, t);
      print_token(buffer, facts, &tokens->tokens[sentence->first + t]);
    }
    gaz_buffer_string(buffer, "]}");
  }
}

static uint8_t type_of_mention(const gaz_facts *facts, const gaz_mention *mention) {
  uint8_t type = mention->type;
  if (type == GAZ_TYPE_NONE && mention->chain != GAZ_NONE)
    type = facts->chains[mention->chain].type;
  return type == GAZ_TYPE_NONE ? GAZ_TYPE_MISC : type;
}

static void print_chain(gaz_buffer *buffer, uint32_t chain) {
  if (chain == GAZ_NONE)
    gaz_buffer_string(buffer, "null");
  else
    gaz_buffer_number(buffer, chain);
}

static void print_mentions(gaz_buffer *buffer, const gaz_facts *facts) {
  for (size_t i = 0; i < facts->mention_count; i++) {
    const gaz_mention *mention = &facts->mentions[i];
    separate(buffer, i);
    print_start_end(buffer, mention->start, mention->end);
    gaz_buffer_string(buffer, ",\"text\":");
    print_text(buffer, facts, mention->start, mention->end);
    gaz_buffer_string(buffer, ",\"type\":");
    print_name(buffer, gaz_entity_type_name(type_of_mention(facts, mention)));
    gaz_buffer_string(buffer, ",\"chain\":");
    print_chain(buffer, mention->chain);
    gaz_buffer_byte(buffer, '}');
  }
}

static void print_times(gaz_buffer *buffer, const gaz_facts *facts) {
  for (size_t i = 0; i < facts->time_count; i++) {
    const gaz_time *time = &facts->times[i];
    separate(buffer, i);
    print_start_end(buffer, time->start, time->end);
    gaz_buffer_string(buffer, ",\"text\":");
    print_text(buffer, facts, time->start, time->end);
    gaz_buffer_string(buffer, ",\"type\":");
    print_name(buffer, gaz_time_type_name(time->type));
    gaz_buffer_string(buffer, ",\"value\":");
    print_string(buffer, time->value ? time->value : "");
    gaz_buffer_byte(buffer, '}');
  }
}

static void print_event(gaz_buffer *buffer, const gaz_engine *engine, const gaz_facts *facts,
                        const gaz_event *event) {
  print_start_end(buffer, event->start, event->end);
  gaz_buffer_string(buffer, ",\"text\":");
  print_text(buffer, facts, event->start, event->end);
  gaz_buffer_string(buffer, ",\"lemma\":");
  print_lemma(buffer, facts->analysis, &facts->analysis->tokens.tokens[event->head]);
  gaz_buffer_string(buffer, ",\"type\":");
  print_string(buffer, gaz_event_type_at(engine, event->type)->name);
  gaz_buffer_string(buffer, ",\"modality\":");
  print_name(buffer, gaz_modality_name(event->modality));
  gaz_buffer_string(buffer, ",\"args\":[");
  for (uint32_t i = 0; i < event->argument_count; i++) {
    const gaz_argument *argument = &event->arguments[i];
    separate(buffer, i);
    gaz_buffer_string(buffer, "{\"role\":");
    print_name(buffer, gaz_role_name(argument->role));
    gaz_buffer_string(buffer, ",\"start\":");
    gaz_buffer_number(buffer, argument->start);
    gaz_buffer_string(buffer, ",\"end\":");
    gaz_buffer_number(buffer, argument->end);
    gaz_buffer_byte(buffer, '}');
  }
  gaz_buffer_string(buffer, "]}");
}

static void print_range(gaz_buffer *buffer, gaz_range range) {
  if (range.end > range.start)
    gaz_buffer_printf(buffer, "[%u,%u]", range.start, range.end);
  else
    gaz_buffer_string(buffer, "null");
}

static void print_quote(gaz_buffer *buffer, const gaz_quote *quote) {
  gaz_buffer_string(buffer, "{\"form\":");
  print_name(buffer, gaz_quote_form_name(quote->form));
  gaz_buffer_string(buffer, ",\"source\":");
  print_range(buffer, quote->source);
  gaz_buffer_string(buffer, ",\"cue\":");
  print_range(buffer, quote->cue);
  gaz_buffer_string(buffer, ",\"content\":[");
  for (uint32_t i = 0; i < quote->content_count; i++) {
    separate(buffer, i);
    print_range(buffer, quote->content[i]);
  }
  gaz_buffer_string(buffer, "],\"speaker_chain\":");
  print_chain(buffer, quote->speaker);
  gaz_buffer_byte(buffer, '}');
}

void gaz_facts_print_json(gaz_buffer *buffer, const gaz_engine *engine, const gaz_facts *facts,
                          const char *id, size_t id_size) {
  gaz_buffer_byte(buffer, '{');
  if (id) {
    gaz_buffer_string(buffer, "\"id\":");
    gaz_buffer_append(buffer, id, id_size);
    gaz_buffer_byte(buffer, ',');
  }
  gaz_buffer_string(buffer, "\"sentences\":[");
  print_sentences(buffer, facts);
  gaz_buffer_string(buffer, "],\"mentions\":[");
  print_mentions(buffer, facts);
  gaz_buffer_string(buffer, "],\"times\":[");
  print_times(buffer, facts);
  gaz_buffer_string(buffer, "],\"events\":[");
  for (size_t i = 0; i < facts->event_count; i++) {
    separate(buffer, i);
    print_event(buffer, engine, facts, &facts->events[i]);
  }
  gaz_buffer_string(buffer, "],\"quotes\":[");
  for (size_t i = 0; i < facts->quote_count; i++) {
    separate(buffer, i);
    print_quote(buffer, &facts->quotes[i]);
  }
  gaz_buffer_string(buffer, "]}");
}

/* ---- CoNLL ---- */

static const char *name_type(uint8_t type) {
  if (type == GAZ_NAME_DATE) return "DATE";
  if (type == GAZ_NAME_MONEY) return "MONEY";
  return gaz_entity_type_name(type);
}

/* A form on one line of TAB-separated columns. */
static void print_form(gaz_buffer *buffer, const char *text, size_t size) {
  for (size_t i = 0; i < size; i++) {
    bool space = (unsigned char)text[i] <= ' ';
    if (!space)
      gaz_buffer_byte(buffer, text[i]);
    else if (!i || (unsigned char)text[i - 1] > ' ')
      gaz_buffer_byte(buffer, ' ');
  }
}

static void print_conll_token(gaz_buffer *buffer, const gaz_analysis *analysis, uint32_t index,
                              const gaz_name *name) {
  const gaz_token *token = &analysis->tokens.tokens[index];
  const char *text = analysis->text + token->start;
  print_form(buffer, text, token->end - token->start);
  gaz_buffer_printf(buffer, "\t%s\t%s\t", gaz_xpos_name(token->xpos), gaz_upos_name(token->upos));
  if (token->lemma && *token->lemma)
    print_form(buffer, token->lemma, strlen(token->lemma));
  else
    print_form(buffer, text, token->end - token->start);
  gaz_buffer_printf(buffer, "\t%u\t%s\t", head_in_sentence(analysis, token),
                    gaz_deprel_name(token->deprel));
  if (name)
    gaz_buffer_printf(buffer, "%c-%s\n", index == name->first ? 'B' : 'I', name_type(name->type));
  else
    gaz_buffer_string(buffer, "O\n");
}

void gaz_analysis_print_conll(gaz_buffer *buffer, const gaz_analysis *analysis) {
  size_t next = 0;
  for (size_t i = 0; i < analysis->tokens.sentence_count; i++) {
    const gaz_sentence *sentence = &analysis->tokens.sentences[i];
    for (uint32_t t = sentence->first; t < sentence->first + sentence->count; t++) {
      while (next < analysis->name_count &&
             analysis->names[next].first + analysis->names[next].count <= t)
        next++;
      bool inside = next < analysis->name_count && analysis->names[next].first <= t;
      print_conll_token(buffer, analysis, t, inside ? &analysis->names[next] : NULL);
    }
    gaz_buffer_byte(buffer, '\n');
  }
}
