/* Time expressions of an article: words are classified, rules matched left to right (the longest at
 * a place), and each match resolved against the publication date and the story so far. When the
 * publication is known only as a range, an expression is resolved against both ends: if they agree
 * the value holds, else it stays open and its EDTF spans both. */
#include "extract/times.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/edtf.h"
#include "base/search.h"
#include "english/engine.h"
#include "english/labels.h"
#include "extract/fact_words.h"
#include "extract/tables_internal.h"
#include "extract/time_resolve.h"

typedef struct span {
  bool known;
  int32_t first, last; /* day numbers */
} span;

/* Open sides leave nothing to resolve against. */
static span read_reference(const char *edtf) {
  gaz_days days;
  if (!gaz_edtf_days(edtf, &days) || days.first == 0 || days.last == GAZ_DAY_MAX) return (span){0};
  gaz_day first = {days.first / 10000, days.first / 100 % 100, days.first % 100};
  gaz_day last = {days.last / 10000, days.last / 100 % 100, days.last % 100};
  return (span){true, gaz_day_number(first), gaz_day_number(last)};
}

/* ---- Tense ---------------------------------------------------------------------------------------- */

static bool is_word(const char *text, const gaz_token *token, const char *word) {
  size_t size = strlen(word);
  return token->end - token->start == size && strncasecmp(text + token->start, word, size) == 0;
}

static bool is_of(const gaz_time_word *word, gaz_time_class class) {
  return word->classes >> class & 1;
}

/* The present of a timetable: "the hearing continues on Tuesday". Headlines tell the past in it, and
 * "is", "has", "says" are no timetable. */
static bool is_timetable(const gaz_analysis *analysis, const gaz_sentence *sentence,
                         const gaz_time_word *word) {
  if (analysis->tokens.tokens[word->token].xpos != GAZ_XPOS_VBZ) return false;
  const gaz_block *block = &analysis->tokens.blocks[sentence->block];
  if (analysis->tokens.block_count && block->kind != GAZ_BLOCK_BODY) return false;
  return !is_of(word, GAZ_TC_UNPLANNED);
}

/* "The team is to report on Tuesday": the infinitive behind a present "be". */
static bool is_to_come(const gaz_analysis *analysis, const gaz_token *token) {
  if (token->xpos != GAZ_XPOS_TO || token == analysis->tokens.tokens) return false;
  const gaz_token *before = token - 1;
  return (before->xpos == GAZ_XPOS_VBZ || before->xpos == GAZ_XPOS_VBP) && before->lemma &&
         !strcmp(before->lemma, "be");
}

/* The tense of a sentence: past when its first finite verb is and no word speaks of the
 * future, no modal of what may be. */
static int tense_of_sentence(const gaz_analysis *analysis, const gaz_time_word *words,
                             size_t count) {
  bool past = false;
  for (size_t i = 0; i < count; i++) {
    if (is_of(&words[i], GAZ_TC_FUTURE)) return 0;
    uint8_t xpos = analysis->tokens.tokens[words[i].token].xpos;
    if (xpos == GAZ_XPOS_MD) return 0; /* "said that talks might start in March" */
    if (!past && (xpos == GAZ_XPOS_VBZ || xpos == GAZ_XPOS_VBP)) return 0;
    past |= xpos == GAZ_XPOS_VBD;
  }
  return past ? -1 : 0;
}

/* Whether a word of the future governs an infinitive, or stands before it: "is set to meet", "will meet". */
static bool is_future(const gaz_token *tokens, const gaz_time_word *words, size_t count,
                      uint32_t infinitive) {
  for (size_t i = 0; i < count; i++)
    if (is_of(&words[i], GAZ_TC_FUTURE) && (tokens[infinitive].head == (int32_t)words[i].token ||
                                            tokens[words[i].token].head == (int32_t)infinitive))
      return true;
  return false;
}

/* That of the verb that the tree hangs a token on: -1 past, 1 future, else 0. */
static int tense_above(const gaz_analysis *analysis, const gaz_time_word *words, size_t count,
                       uint32_t token) {
  enum { CLIMB_MAX = 6 };
  const gaz_token *tokens = analysis->tokens.tokens;
  for (int step = 0; step < CLIMB_MAX && tokens[token].head >= 0; step++) {
    token = (uint32_t)tokens[token].head;
    if (tokens[token].upos != GAZ_UPOS_VERB) continue;
    if (tokens[token].xpos == GAZ_XPOS_VBD) return -1;
    return tokens[token].xpos == GAZ_XPOS_VB && is_future(tokens, words, count, token);
  }
  return 0;
}

/* "is on Monday to meet", "are next week to visit" */
static bool is_set(const gaz_analysis *analysis, const gaz_time_word *words, size_t count,
                   size_t first, size_t last) {
  enum { BE_REACH = 2 };
  const gaz_token *tokens = analysis->tokens.tokens;
  if (last >= count || tokens[words[last].token].xpos != GAZ_XPOS_TO) return false;
  for (size_t i = first; i-- > 0 && first - i <= BE_REACH;) {
    const gaz_token *token = &tokens[words[i].token];
    if ((token->xpos == GAZ_XPOS_VBZ || token->xpos == GAZ_XPOS_VBP) && token->lemma &&
        !strcmp(token->lemma, "be"))
      return true;
  }
  return false;
}

/* The tense of the clause around words [first, last]: that of the nearest verb, and of words that make
 * what follows the future ("will", "is due", "until"); with none near, that of the sentence. */
static int tense_at(const gaz_analysis *analysis, const gaz_sentence *sentence,
                    const gaz_time_word *words, size_t count, size_t first, size_t last) {
  enum { WINDOW = 8, MODAL_REACH = 4, TO_COME_REACH = 6 };
  const gaz_token *tokens = analysis->tokens.tokens;
  int past = 0, future = 0;
  if (is_set(analysis, words, count, first, last)) return 1;
  size_t low = first > WINDOW ? first - WINDOW : 0;
  for (size_t i = first; i-- > low;) {
    const gaz_token *token = &tokens[words[i].token];
    if (is_of(&words[i], GAZ_TC_FUTURE)) {
      future = WINDOW - (int)(first - i) + 2;
      break;
    }
    if ((first - i <= MODAL_REACH && token->xpos == GAZ_XPOS_MD) ||
        (first - i <= TO_COME_REACH && is_to_come(analysis, token))) {
      future = WINDOW - (int)(first - i) + 1;
      break;
    }
    if (first - i <= 4 && is_timetable(analysis, sentence, &words[i])) {
      future = WINDOW - (int)(first - i) + 1;
      break;
    }
    if (token->xpos == GAZ_XPOS_VBD || token->xpos == GAZ_XPOS_VBN) {
      past = WINDOW - (int)(first - i) + 1;
      break;
    }
  }
  size_t high = last + WINDOW < count ? last + WINDOW : count;
  for (size_t i = last; i < high; i++) {
    const gaz_token *token = &tokens[words[i].token];
    int nearness = WINDOW - (int)(i - last);
    if (is_of(&words[i], GAZ_TC_FUTURE) && !is_of(&words[i], GAZ_TC_BEFORE)) { /* not "until" */
      if (nearness > future) future = nearness;
      break;
    }
    if (token->xpos == GAZ_XPOS_VBD) {
      if (nearness > past) past = nearness;
      break;
    }
  }
  if (!future && !past) {
    int tense = tense_above(analysis, words, count, words[first].token);
    return tense ? tense : tense_of_sentence(analysis, words, count);
  }
  return future > past ? 1 : past > future ? -1 : 0;
}

/* ---- What only looks like a time ------------------------------------------------------------------- */

static bool inside_name(const gaz_analysis *analysis, uint32_t start, uint32_t end) {
  size_t i = GAZ_FIRST_FROM(analysis->names, analysis->name_count, end, start + 1);
  if (i == analysis->name_count) return false;
  const gaz_name *name = &analysis->names[i];
  return name->start <= start && name->end >= end && name->end - name->start > end - start &&
         name->type != GAZ_NAME_DATE && name->type != GAZ_TYPE_EVENT;
}

/* Whether the recogniser takes it for a date: "the March vote". */
static bool is_dated(const gaz_analysis *analysis, uint32_t start, uint32_t end) {
  size_t i = GAZ_FIRST_FROM(analysis->names, analysis->name_count, end, start + 1);
  return i < analysis->name_count && analysis->names[i].type == GAZ_NAME_DATE &&
         analysis->names[i].start <= start && analysis->names[i].end >= end;
}

/* Whether one of the first names of the article is somebody called so: Theresa May, whose "May government" is no time. */
static bool is_somebody(const gaz_analysis *analysis, uint32_t start, uint32_t end) {
  enum { LOOKED_AT = 256 };
  uint32_t size = end - start;
  for (size_t i = 0; i < analysis->name_count && i < LOOKED_AT; i++) {
    const gaz_name *name = &analysis->names[i];
    if (name->type == GAZ_TYPE_PERSON && name->count > 1 && name->end - name->start > size &&
        memcmp(analysis->text + name->end - size, analysis->text + start, size) == 0)
      return true;
  }
  return false;
}

static bool is_currency(const char *text, const gaz_token *token) {
  return token->upos == GAZ_UPOS_SYM || token->xpos == GAZ_XPOS_DOLLAR ||
         is_word(text, token, "$") || is_word(text, token, "£") || is_word(text, token, "€");
}

/* Bare words that are something else more often: a year that counts people, May the person. */
static bool is_doubtful(const gaz_analysis *analysis, const gaz_time_word *words, size_t count,
                        const gaz_time_match *m) {
  const gaz_token *tokens = analysis->tokens.tokens;
  const gaz_time_word *word = &words[m->first_word];
  size_t after = m->first_word + m->count;
  const gaz_token *next = after < count ? &tokens[words[after].token] : NULL;
  const gaz_time_word *before = m->first_word ? &words[m->first_word - 1] : NULL;
  const gaz_token *previous = before ? &tokens[before->token] : NULL;
  bool figure_first = is_of(word, GAZ_TC_DAY);
  if (m->count > 1 && figure_first && previous && is_currency(analysis->text, previous))
    return true; /* "for $12 December 27" */
  bool days_counted = m->count > 1 && m->values[GAZ_TC_WEEKDAY] != GAZ_TIME_ABSENT &&
                      m->values[GAZ_TC_DAY] != GAZ_TIME_ABSENT &&
                      m->values[GAZ_TC_MONTH] == GAZ_TIME_ABSENT;
  bool bare_ordinal = m->values[GAZ_TC_ORDINAL] != GAZ_TIME_ABSENT && m->count == 3 &&
                      m->values[GAZ_TC_MONTH] == GAZ_TIME_ABSENT &&
                      is_word(analysis->text, &tokens[word->token], "on");
  if (days_counted || bare_ordinal) { /* "On Friday 31 people", "on the 18th floor" */
    /* "on the second" is one of a row more often than a day. */
    bool spelt = bare_ordinal && !(tokens[words[after - 1].token].shape & GAZ_SHAPE_DIGIT);
    return spelt || (next && (is_word(analysis->text, next, "of") || next->upos == GAZ_UPOS_NOUN ||
                              next->upos == GAZ_UPOS_ADJ || next->upos == GAZ_UPOS_PROPN ||
                              next->upos == GAZ_UPOS_VERB || next->xpos == GAZ_XPOS_CD));
  }
  if (m->count == 1 && m->values[GAZ_TC_YEAR] != GAZ_TIME_ABSENT) {
    int32_t year = m->values[GAZ_TC_YEAR];
    bool counted = next && (next->xpos == GAZ_XPOS_NNS || next->xpos == GAZ_XPOS_CD ||
                            is_of(&words[after], GAZ_TC_SHARE));
    bool money = previous && previous->upos == GAZ_UPOS_SYM;
    return year < 1700 || year > 2100 || counted || money;
  }
  if (m->count == 1 && m->values[GAZ_TC_WEEKDAY] != GAZ_TIME_ABSENT) {
    size_t size = word->end - word->start; /* "Sun", "Sat": a newspaper, a verb */
    return size <= 5 && analysis->text[word->end - 1] != '.';
  }
  if (m->count == 1 && m->values[GAZ_TC_MONTH] != GAZ_TIME_ABSENT) {
    int32_t month = m->values[GAZ_TC_MONTH];
    if (month != 3 && month != 5 && month != 8) return false;
    bool led = before && (is_of(before, GAZ_TC_BEFORE) || is_word(analysis->text, previous, "--"));
    return !led && (!is_dated(analysis, word->start, word->end) ||
                    is_somebody(analysis, word->start, word->end));
  }
  bool quarter =
      m->values[GAZ_TC_UNIT] == GAZ_UNIT_QUARTER || m->values[GAZ_TC_UNIT] == GAZ_UNIT_SECOND;
  if (m->type == GAZ_TIME_DURATION && quarter && m->values[GAZ_TC_NUMBER] == 1) {
    return next && (is_word(analysis->text, next, "of") || next->upos == GAZ_UPOS_NOUN);
  }
  return false;
}

/* "three days before the talks": counted from what follows, not from the day spoken of; how long before
 * is all that is said. */
static bool counts_from_noun(const gaz_analysis *analysis, const gaz_time_word *words, size_t count,
                             const gaz_time_match *m) {
  size_t after = m->first_word + m->count;
  const gaz_token *last = &analysis->tokens.tokens[words[after - 1].token];
  if (after >= count || !is_word(analysis->text, last, "before")) return false;
  uint8_t upos = analysis->tokens.tokens[words[after].token].upos;
  return upos == GAZ_UPOS_NOUN || upos == GAZ_UPOS_PROPN || upos == GAZ_UPOS_DET ||
         upos == GAZ_UPOS_ADJ || upos == GAZ_UPOS_PRON;
}

/* ---- The stage --------------------------------------------------------------------------------------- */

typedef struct stage {
  const gaz_analysis *analysis;
  gaz_fact_word *const *words;
  const struct gaz_time_tables *tables;
  gaz_arena *arena;
  gaz_facts *facts;
  size_t capacity;
  span reference;
  bool has_anchor, has_quarter;
  int32_t anchor, quarter;
  int year;
} stage;

static bool resolve(stage *s, const gaz_time_match *m, int tense, gaz_time_value *out) {
  gaz_time_context context = {.has_reference = s->reference.known,
                              .reference = s->reference.first,
                              .has_anchor = s->has_anchor,
                              .anchor = s->anchor,
                              .year = s->year,
                              .has_quarter = s->has_quarter,
                              .quarter = s->quarter,
                              .tense = tense};
  if (!gaz_time_resolve(m, &context, out)) return false;
  if (!s->reference.known || s->reference.first == s->reference.last) return true;
  gaz_time_value last, open;
  context.reference = s->reference.last;
  if (!gaz_time_resolve(m, &context, &last)) return false;
  if (strcmp(out->value, last.value) == 0) return true;
  context.has_reference = false;
  if (!gaz_time_resolve(m, &context, &open)) return false;
  if (out->is_day && last.is_day && last.day > out->day && strlen(out->edtf) == 10) {
    snprintf(open.edtf, sizeof open.edtf, "%.10s/%.10s", out->edtf, last.edtf);
  }
  *out = open;
  return true;
}

static gaz_status add_time(stage *s, const gaz_time *seen, const gaz_time_value *value) {
  gaz_facts *facts = s->facts;
  gaz_time *times =
      gaz_arena_grow(s->arena, facts->times, facts->time_count, &s->capacity, sizeof *times);
  char *text = gaz_arena_copy(s->arena, value->value, strlen(value->value));
  char *edtf = value->edtf[0] ? gaz_arena_copy(s->arena, value->edtf, strlen(value->edtf)) : NULL;
  if (!times || !text || (value->edtf[0] && !edtf)) return GAZ_ERROR_MEMORY;
  facts->times = times;
  gaz_time *time = &times[facts->time_count++];
  *time = *seen;
  time->value = text;
  time->edtf = edtf;
  return GAZ_OK;
}

/* Prepositions and commas that a rule needs to see but that are not part of the expression. */
static bool is_leading(const char *text, const gaz_time_word *word) {
  static const char *const words[] = {",", "in", "at", "on"};
  size_t size = word->end - word->start;
  for (size_t i = 0; i < GAZ_COUNT(words); i++) {
    if (strlen(words[i]) == size && strncasecmp(text + word->start, words[i], size) == 0)
      return true;
  }
  return false;
}

static gaz_status extract_sentence(stage *s, const gaz_sentence *sentence) {
  size_t count;
  const gaz_token *tokens = s->analysis->tokens.tokens;
  if (!gaz_time_may_be_in(tokens, s->words, sentence->first, sentence->count)) return GAZ_OK;
  gaz_time_word *words = gaz_time_words_of(s->tables, s->analysis->text, tokens, s->words,
                                           sentence->first, sentence->count, s->arena, &count);
  if (!words) return GAZ_ERROR_MEMORY;
  for (size_t i = 0; i < count;) {
    gaz_time_match m;
    gaz_time_value value;
    if (!gaz_time_match_at(s->tables, words, count, i, &m)) {
      i++;
      continue;
    }
    if (m.count > 1 && m.values[GAZ_TC_WEEKDAY] != GAZ_TIME_ABSENT &&
        is_doubtful(s->analysis, words, count, &m)) /* "on Friday 31 people": the weekday is one */
      gaz_time_match_at(s->tables, words, i + 1, i, &m);
    if (m.count > 2 && counts_from_noun(s->analysis, words, count, &m))
      gaz_time_match_at(s->tables, words, i + m.count - 1, i, &m);
    size_t last = i + m.count;
    size_t from = i;
    while (m.count > 1 && from + 1 < last && is_leading(s->analysis->text, &words[from])) from++;
    uint32_t start = words[from].start, end = words[last - 1].end;
    int tense = tense_at(s->analysis, sentence, words, count, i, last);
    if (is_doubtful(s->analysis, words, count, &m) || inside_name(s->analysis, start, end) ||
        !resolve(s, &m, tense, &value)) {
      i++;
      continue;
    }
    const gaz_time seen = {.start = start,
                           .end = end,
                           .type = m.type,
                           .tense = (int8_t)tense,
                           .named_by = from && is_of(&words[from - 1], GAZ_TC_NAMED),
                           .today = m.count == 1 && m.values[GAZ_TC_DEICTIC] == 0};
    gaz_status status = add_time(s, &seen, &value);
    if (status) return status;
    if (value.is_quarter) {
      s->has_quarter = true;
      s->quarter = value.day;
    }
    if (value.is_day && s->reference.first == s->reference.last) {
      s->has_anchor = true;
      s->anchor = value.day;
      s->year = 0;
    }
    if (strlen(value.edtf) == 4) s->year = atoi(value.edtf);
    i = last;
  }
  return GAZ_OK;
}

gaz_status gaz_extract_times(const gaz_engine *engine, const gaz_analysis *analysis,
                             const char *reference_date, const gaz_cancel *cancel, gaz_arena *arena,
                             gaz_facts *facts) {
  stage s = {.analysis = analysis,
             .arena = arena,
             .facts = facts,
             .tables = engine->extract ? engine->extract->times : NULL,
             .words = gaz_fact_words_of(engine, analysis, arena, facts),
             .reference = read_reference(reference_date)};
  const gaz_tokens *tokens = &analysis->tokens;
  if (!s.words) return GAZ_ERROR_MEMORY;
  for (size_t i = 0; i < tokens->sentence_count; i++) {
    if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
    gaz_status status = extract_sentence(&s, &tokens->sentences[i]);
    if (status) return status;
  }
  return GAZ_OK;
}
