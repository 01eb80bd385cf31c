/* The three forms of a question, and the two of an answer. */
#include "question.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "extract/facts_json.h"

static gaz_status print_answer(question *one, const gaz_analysis *analysis, const char *date,
                               const char *id) {
  if (one->conll) {
    gaz_analysis_print_conll(&one->output, analysis);
  } else {
    gaz_facts facts;
    gaz_status status = gaz_extract(one->engine, analysis, date, NULL, &one->arena, &facts);
    if (status != GAZ_OK) return status;
    gaz_facts_print_json(&one->output, one->engine, &facts, id, id ? strlen(id) : 0);
    gaz_buffer_byte(&one->output, '\n');
  }
  if (!one->output.failed) return GAZ_OK;
  gaz_buffer_free(&one->output);
  return GAZ_ERROR_MEMORY;
}

static gaz_status analyze_text(question *one, const char *text, size_t size, const char *date,
                               const char *id) {
  gaz_analysis analysis;
  gaz_status status = gaz_english_analyze(one->engine, text, size, NULL, 0, GAZ_STAGE_ALL, NULL,
                                          &one->arena, &analysis);
  return status == GAZ_OK ? print_answer(one, &analysis, date, id) : status;
}

gaz_status question_line(question *one) {
  json_error_t where;
  json_t *line = json_loadb(one->input.data, one->input.size, JSON_ALLOW_NUL, &where);
  const json_t *text = json_object_get(line, "text"), *date = json_object_get(line, "date"),
               *id = json_object_get(line, "id");
  gaz_status status = GAZ_OK;
  if (!json_is_string(text)) {
    status = gaz_fail(
        &one->error, GAZ_ERROR_FORMAT, one->path, one->line,
        line ? "no \"text\"; give {\"text\":...} a line" : "not JSON: %.200s; correct the line",
        where.text);
  } else if (json_is_string(date) && !gaz_is_day(json_string_value(date))) {
    status = gaz_fail(&one->error, GAZ_ERROR_FORMAT, one->path, one->line,
                      "\"date\" is no day; write it as YYYY-MM-DD");
  } else {
    char *id_text = id ? json_dumps(id, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    const char *day = json_is_string(date) ? json_string_value(date) : one->date;
    status = analyze_text(one, json_string_value(text), json_string_length(text), day, id_text);
    free(id_text);
  }
  json_decref(line);
  return status;
}

/* Tokens as given: the text is their forms with a space between. */
typedef struct given_tokens {
  gaz_buffer text;
  gaz_token *tokens;
  gaz_sentence *sentences;
  size_t token_count, token_capacity, sentence_count, sentence_capacity;
} given_tokens;

static bool end_sentence(given_tokens *all, gaz_arena *arena, size_t first) {
  if (first == all->token_count) return true;
  all->sentences = gaz_arena_grow(arena, all->sentences, all->sentence_count,
                                  &all->sentence_capacity, sizeof *all->sentences);
  if (!all->sentences) return false;
  all->sentences[all->sentence_count++] =
      (gaz_sentence){.start = all->tokens[first].start,
                     .end = all->tokens[all->token_count - 1].end,
                     .first = (uint32_t)first,
                     .count = (uint32_t)(all->token_count - first)};
  return true;
}

static bool read_tokens(question *one, given_tokens *all) {
  size_t first = 0;
  for (size_t at = 0; at < one->input.size;) {
    const char *line = one->input.data + at, *newline = memchr(line, '\n', one->input.size - at);
    size_t size = newline ? (size_t)(newline - line) : one->input.size - at;
    at += size + 1;
    if (size && line[size - 1] == '\r') size--;
    if (!size) {
      if (!end_sentence(all, &one->arena, first)) return false;
      first = all->token_count;
      continue;
    }
    const char *tab = memchr(line, '\t', size);
    if (tab) size = (size_t)(tab - line);
    all->tokens = gaz_arena_grow(&one->arena, all->tokens, all->token_count, &all->token_capacity,
                                 sizeof *all->tokens);
    if (!all->tokens) return false;
    if (all->text.size) gaz_buffer_byte(&all->text, first == all->token_count ? '\n' : ' ');
    uint32_t start = (uint32_t)all->text.size;
    gaz_buffer_append(&all->text, line, size);
    all->tokens[all->token_count++] = (gaz_token){.start = start,
                                                  .end = (uint32_t)all->text.size,
                                                  .sentence = (uint32_t)all->sentence_count,
                                                  .head = -1};
  }
  return end_sentence(all, &one->arena, first) && !all->text.failed;
}

gaz_status question_tokens(question *one) {
  if (one->input.size > GAZ_TEXT_MAX) return GAZ_ERROR_TOO_LARGE;
  given_tokens given = {0};
  gaz_status status = GAZ_ERROR_MEMORY;
  if (read_tokens(one, &given)) {
    gaz_block whole = {0, (uint32_t)given.text.size, GAZ_BLOCK_BODY};
    gaz_tokens tokens = {
        given.tokens, given.token_count, given.sentences, given.sentence_count, &whole, 1};
    gaz_analysis analysis;
    status = gaz_english_analyze_tokens(one->engine, given.text.data ? given.text.data : "",
                                        given.text.size, &tokens, GAZ_STAGE_ALL, NULL, &one->arena,
                                        &analysis);
    if (status == GAZ_OK) status = print_answer(one, &analysis, one->date, NULL);
  }
  gaz_buffer_free(&given.text);
  return status;
}

gaz_status question_text(question *one) {
  if (!one->path || strcmp(one->path, "-") == 0)
    return analyze_text(one, one->input.data, one->input.size, one->date, NULL);
  gaz_buffer id = {0};
  gaz_buffer_json(&id, one->path, strlen(one->path));
  gaz_buffer_byte(&id, '\0');
  gaz_status status = id.failed
                          ? GAZ_ERROR_MEMORY
                          : analyze_text(one, one->input.data, one->input.size, one->date, id.data);
  gaz_buffer_free(&id);
  return status;
}
