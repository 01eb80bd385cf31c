// The expectations of corpus tests, each compared with the facts of its case.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "extract/tables.h"
#include "run_corpus.h"

// ---- Helpers ----

static bool overlaps(gaz_range a, uint32_t start, uint32_t end) {
  return a.start < end && start < a.end;
}

static bool find(corpus_case *c, const piece *p, gaz_range *out) {
  if (corpus_find(c, p->text, p->number, out)) return true;
  return corpus_failed(c, "the text has no \"%s\"#%d", p->text, p->number);
}

// Whether `name` is one of the alternatives "A|B"; "*" is any.
static bool is_one_of(const char *alternatives, const char *name) {
  size_t size = strlen(name);
  if (!strcmp(alternatives, "*")) return true;
  for (const char *at = alternatives; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
    if (!strncmp(at, name, size) && (!at[size] || at[size] == '|')) return true;
  return false;
}

static uint32_t mention_at(const corpus_case *c, gaz_range r) {
  for (uint32_t i = 0; i < c->facts.mention_count; i++)
    if (c->facts.mentions[i].start == r.start && c->facts.mentions[i].end == r.end) return i;
  return GAZ_NONE;
}

// The chain of the mention that is exactly these words, else GAZ_NONE with a message.
static bool chain_of(corpus_case *c, const piece *p, uint32_t *chain, uint32_t *mention) {
  gaz_range r;
  if (!find(c, p, &r)) return false;
  *mention = mention_at(c, r);
  if (*mention == GAZ_NONE) return corpus_failed(c, "\"%s\" is no mention", p->text);
  *chain = c->facts.mentions[*mention].chain;
  return *chain != GAZ_NONE || corpus_failed(c, "\"%s\" is in no chain", p->text);
}

// ---- Entities ----

bool check_entity(corpus_case *c, const piece *pieces, unsigned count) {
  uint32_t chain = GAZ_NONE, first = GAZ_NONE;
  for (unsigned i = 1; i < count; i++) {
    uint32_t here, mention;
    if (!pieces[i].quoted) continue;  // "="
    if (!chain_of(c, &pieces[i], &here, &mention)) return false;
    if (first == GAZ_NONE) {
      uint8_t type = c->facts.mentions[mention].type;
      chain = here;
      first = mention;
      if (!is_one_of(pieces[0].text, gaz_entity_type_name(type)))
        return corpus_failed(c, "\"%s\" is %s", pieces[i].text, gaz_entity_type_name(type));
    } else if (here != chain) {
      return corpus_failed(c, "\"%s\" is another chain", pieces[i].text);
    }
  }
  return first != GAZ_NONE;
}

bool check_not_entity(corpus_case *c, const piece *pieces, unsigned count) {
  gaz_range r;
  if (!count || !find(c, &pieces[0], &r)) return false;
  uint32_t mention = mention_at(c, r);
  if (mention == GAZ_NONE || c->facts.mentions[mention].kind != GAZ_MENTION_NAME) return true;
  const char *type = gaz_entity_type_name(c->facts.mentions[mention].type);
  return (count > 1 && !is_one_of(pieces[1].text, type)) || corpus_failed(c, "it is %s", type);
}

bool check_distinct(corpus_case *c, const piece *pieces, unsigned count) {
  uint32_t chains[32], mention;
  for (unsigned i = 0; i < count; i++) {
    if (!chain_of(c, &pieces[i], &chains[i], &mention)) return false;
    for (unsigned j = 0; j < i; j++)
      if (chains[i] == chains[j])
        return corpus_failed(c, "\"%s\" and \"%s\" are one chain", pieces[j].text, pieces[i].text);
  }
  return count > 1;
}

static bool is_word_byte(char c) {
  return c != ' ' && c != ',' && c != '.' && c != '"' && c != '\'';
}

// Whether range r of the text is these words but for case and surrounding marks.
static bool same_words(const corpus_case *c, gaz_range r, const char *words) {
  while (r.start < r.end && !is_word_byte(c->text[r.start])) r.start++;
  while (r.start < r.end && !is_word_byte(c->text[r.end - 1])) r.end--;
  return strlen(words) == r.end - r.start &&
         !strncasecmp(c->text + r.start, words, r.end - r.start);
}

bool check_role(corpus_case *c, const piece *pieces, unsigned count) {
  uint32_t chain, mention, of = GAZ_NONE;
  if (count < 2 || !chain_of(c, &pieces[0], &chain, &mention)) return false;
  bool has_of = count > 3 && !strcmp(pieces[2].text, "of");
  if (has_of && !chain_of(c, &pieces[3], &of, &mention)) return false;
  for (size_t i = 0; i < c->facts.role_count; i++) {
    const gaz_role *role = &c->facts.roles[i];
    if (role->chain == chain &&
        same_words(c, (gaz_range){role->start, role->end}, pieces[1].text) &&
        (!has_of || role->of == of))
      return true;
  }
  for (size_t i = 0; i < c->facts.role_count; i++) {
    const gaz_role *role = &c->facts.roles[i];
    if (role->chain == chain)
      return corpus_failed(c, "the chain has the role \"%.*s\"%s", (int)(role->end - role->start),
                           c->text + role->start, role->of == GAZ_NONE ? " of nothing" : "");
  }
  return corpus_failed(c, "the chain has no role");
}

bool check_roleless(corpus_case *c, const piece *pieces, unsigned count) {
  uint32_t chain, mention;
  if (count < 1 || !chain_of(c, &pieces[0], &chain, &mention)) return false;
  for (size_t i = 0; i < c->facts.role_count; i++) {
    const gaz_role *role = &c->facts.roles[i];
    if (role->chain == chain)
      return corpus_failed(c, "the chain has the role \"%.*s\"", (int)(role->end - role->start),
                           c->text + role->start);
  }
  return true;
}

// ---- Times ----

bool check_time(corpus_case *c, const piece *pieces, unsigned count) {
  gaz_range r;
  const gaz_time *near = NULL;
  if (count < 3 || !find(c, &pieces[0], &r)) return false;
  for (size_t i = 0; i < c->facts.time_count; i++) {
    const gaz_time *time = &c->facts.times[i];
    if (!overlaps(r, time->start, time->end)) continue;
    near = time;
    if (is_one_of(pieces[1].text, gaz_time_type_name(time->type)) &&
        is_one_of(pieces[2].text, time->value ? time->value : ""))
      return true;
  }
  if (!near) return corpus_failed(c, "no time is there");
  return corpus_failed(c, "it is %s %s", gaz_time_type_name(near->type),
                       near->value ? near->value : "");
}

bool check_not_time(corpus_case *c, const piece *pieces, unsigned count) {
  gaz_range r;
  if (!count || !find(c, &pieces[0], &r)) return false;
  for (size_t i = 0; i < c->facts.time_count; i++)
    if (overlaps(r, c->facts.times[i].start, c->facts.times[i].end))
      return corpus_failed(c, "a time is there");
  return true;
}

// ---- Quotes ----

// How many of the words' bytes are content.
static uint32_t common_bytes(const gaz_quote *quote, gaz_range r) {
  uint32_t common = 0;
  for (uint32_t i = 0; i < quote->content_count; i++) {
    uint32_t start = quote->content[i].start > r.start ? quote->content[i].start : r.start;
    uint32_t end = quote->content[i].end < r.end ? quote->content[i].end : r.end;
    if (start < end) common += end - start;
  }
  return common;
}

static uint32_t content_bytes(const gaz_quote *quote) {
  return common_bytes(quote, (gaz_range){0, UINT32_MAX});
}

// The innermost of those that have the words.
static const gaz_quote *quote_of(const corpus_case *c, gaz_range r) {
  const gaz_quote *best = NULL;
  uint32_t most = 0, size = r.end - r.start;
  for (size_t i = 0; i < c->facts.quote_count; i++) {
    const gaz_quote *quote = &c->facts.quotes[i];
    uint32_t common = common_bytes(quote, r);
    // The mark after the last word may stand inside the words or outside.
    bool enough = quote->form == GAZ_QUOTE_DIRECT ? common + 2 >= size : common * 2 > size;
    if (!enough || common < most) continue;
    if (best && common == most && content_bytes(quote) >= content_bytes(best)) continue;
    best = quote;
    most = common;
  }
  return best;
}

static bool check_speaker(corpus_case *c, const gaz_quote *quote, const piece *pieces,
                          unsigned *i) {
  const piece *value = &pieces[*i];
  gaz_range r;
  if (value->quoted) {
    uint32_t chain, mention;
    if (!chain_of(c, value, &chain, &mention)) return false;
    if (quote->speaker == chain) return true;
    return corpus_failed(c, "the speaker is %s; the source is \"%.*s\"",
                         quote->speaker == GAZ_NONE ? "unknown" : "another",
                         (int)(quote->source.end - quote->source.start),
                         c->text + quote->source.start);
  }
  if (quote->speaker != GAZ_NONE)
    return corpus_failed(c, "a speaker is named: \"%.*s\"",
                         (int)(quote->source.end - quote->source.start),
                         c->text + quote->source.start);
  if (strcmp(value->text, "source")) return true;
  (*i)++;
  return find(c, &pieces[*i], &r) && (overlaps(r, quote->source.start, quote->source.end) ||
                                      corpus_failed(c, "the source is other words"));
}

bool check_quote(corpus_case *c, const piece *pieces, unsigned count) {
  gaz_range r, words;
  if (!count || !find(c, &pieces[0], &r)) return false;
  const gaz_quote *quote = quote_of(c, r);
  if (!quote) return corpus_failed(c, "no quote has these words");
  for (unsigned i = 1; i + 1 < count; i++) {
    const char *key = pieces[i++].text;
    const piece *value = &pieces[i];
    uint32_t chain, mention;
    if (!strcmp(key, "speaker")) {
      if (!check_speaker(c, quote, pieces, &i)) return false;
    } else if (!strcmp(key, "form")) {
      if (!is_one_of(value->text, gaz_quote_form_name(quote->form)))
        return corpus_failed(c, "it is %s", gaz_quote_form_name(quote->form));
    } else if (!strcmp(key, "cue")) {
      if (!find(c, value, &words)) return false;
      if (!overlaps(words, quote->cue.start, quote->cue.end))
        return corpus_failed(c, "the cue is \"%.*s\"", (int)(quote->cue.end - quote->cue.start),
                             c->text + quote->cue.start);
    } else if (!strcmp(key, "medium")) {
      if (!find(c, value, &words)) return false;
      if (quote->medium.start != words.start || quote->medium.end != words.end)
        return corpus_failed(c, "the medium is \"%.*s\"",
                             (int)(quote->medium.end - quote->medium.start),
                             c->text + quote->medium.start);
    } else if (!strcmp(key, "addressee")) {
      if (!chain_of(c, value, &chain, &mention)) return false;
      if (quote->addressee != chain)
        return corpus_failed(c, "the addressee is %s",
                             quote->addressee == GAZ_NONE ? "unknown" : "another");
    } else if (!strcmp(key, "reported-by")) {
      bool found = false;
      if (!chain_of(c, value, &chain, &mention)) return false;
      for (unsigned k = 0; k < GAZ_COUNT(quote->reported_by); k++)
        found |= quote->reported_by[k] == chain;
      if (!found) return corpus_failed(c, "it is not reported by that chain");
    } else {
      return corpus_failed(c, "there is no '%s' of a quote", key);
    }
  }
  return true;
}

bool check_not_quote(corpus_case *c, const piece *pieces, unsigned count) {
  gaz_range r;
  if (!count || !find(c, &pieces[0], &r)) return false;
  for (size_t i = 0; i < c->facts.quote_count; i++) {
    const gaz_quote *quote = &c->facts.quotes[i];
    if (quote->unspoken) continue;
    for (uint32_t k = 0; k < quote->content_count; k++)
      if (same_words(c, quote->content[k], pieces[0].text) &&
          overlaps(r, quote->content[k].start, quote->content[k].end))
        return corpus_failed(c, "a quote has these words");
  }
  return true;
}

// ---- Events ----

// Names of event types without case, hyphens, underscores and ACE's category.
static void plain_type(const char *name, char *out, size_t most) {
  const char *dot = strchr(name, '.');
  size_t size = 0;
  for (const char *at = dot ? dot + 1 : name; *at && *at != '|' && size + 1 < most; at++)
    if (*at != '-' && *at != '_') out[size++] = (char)(*at >= 'a' && *at <= 'z' ? *at - 32 : *at);
  out[size] = '\0';
}

static bool is_event_type(const char *alternatives, const char *name) {
  char wanted[64], got[64];
  plain_type(name, got, sizeof got);
  if (!strcmp(alternatives, "*")) return true;
  for (const char *at = alternatives; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL) {
    plain_type(at, wanted, sizeof wanted);
    if (!strcmp(wanted, got)) return true;
  }
  return false;
}

static int role_of(const char *name) {
  for (int role = 0; role < GAZ_ROLE_COUNT; role++)
    if (!strcmp(gaz_role_name((uint8_t)role), name)) return role;
  return -1;
}

// Whether the event has a participant in this role that overlaps the words, or is of the chain of
// the mention they are.
static bool has_argument(corpus_case *c, const gaz_event *event, int role, const piece *value) {
  gaz_range r;
  if (!value->quoted && !strcmp(value->text, "none")) {
    for (uint32_t i = 0; i < event->argument_count; i++)
      if (event->arguments[i].role == role)
        return corpus_failed(c, "there is a %s", gaz_role_name((uint8_t)role));
    return true;
  }
  if (!find(c, value, &r)) return false;
  uint32_t chains[8];
  unsigned chain_count = 0;
  for (size_t m = 0; m < c->facts.mention_count && chain_count < GAZ_COUNT(chains); m++)
    if (c->facts.mentions[m].start >= r.start && c->facts.mentions[m].end == r.end)
      chains[chain_count++] = c->facts.mentions[m].chain;
  for (uint32_t i = 0; i < event->argument_count; i++) {
    const gaz_argument *argument = &event->arguments[i];
    if (argument->role != role) continue;
    if (overlaps(r, argument->start, argument->end)) return true;
    for (unsigned k = 0; k < chain_count; k++)
      if (argument->chain != GAZ_NONE && argument->chain == chains[k]) return true;
  }
  return corpus_failed(c, "%s is not \"%s\"", gaz_role_name((uint8_t)role), value->text);
}

static bool has_figure(corpus_case *c, const gaz_event *event, const char *value) {
  const char *equals = strchr(value, '=');
  for (uint32_t i = 0; equals && i < event->figure_count; i++) {
    const gaz_figure *figure = &event->figures[i];
    double number = strtod(equals + 1, NULL);
    if (strlen(figure->what) == (size_t)(equals - value) &&
        !strncmp(figure->what, value, strlen(figure->what)) && figure->low <= number &&
        number <= figure->low)
      return true;
  }
  return corpus_failed(c, "no figure %s", value);
}

static bool event_agrees(corpus_case *c, const gaz_event *event, const piece *pieces,
                         unsigned count) {
  for (unsigned i = 2; i + 1 < count; i += 2) {
    const char *key = pieces[i].text;
    const piece *value = &pieces[i + 1];
    int role = role_of(key);
    if (!strcmp(key, "modality")) {
      if (!is_one_of(value->text, gaz_modality_name(event->modality)))
        return corpus_failed(c, "it is %s", gaz_modality_name(event->modality));
    } else if (!strcmp(key, "time")) {
      if (!is_one_of(value->text, event->edtf ? event->edtf : ""))
        return corpus_failed(c, "its time is %s", event->edtf ? event->edtf : "unknown");
    } else if (!strcmp(key, "figure")) {
      if (!has_figure(c, event, value->text)) return false;
    } else if (role < 0) {
      return corpus_failed(c, "there is no '%s' of an event", key);
    } else if (!has_argument(c, event, role, value)) {
      return false;
    }
  }
  return true;
}

bool check_event(corpus_case *c, const piece *pieces, unsigned count) {
  gaz_range r;
  const gaz_event *near = NULL, *typed = NULL;
  bool quiet = c->quiet, holds = false;
  if (count < 2 || !find(c, &pieces[1], &r)) return false;
  // Several events may share the words: one of them must agree; only the last failure is shown.
  for (size_t i = 0; i < c->facts.event_count && !holds; i++) {
    const gaz_event *event = &c->facts.events[i];
    if (!overlaps(r, event->start, event->end)) continue;
    near = event;
    if (!is_event_type(pieces[0].text, gaz_event_type_at(c->engine, event->type)->name)) continue;
    typed = event;
    c->quiet = true;
    holds = event_agrees(c, event, pieces, count);
    c->quiet = quiet;
  }
  if (holds) return true;
  if (typed) return event_agrees(c, typed, pieces, count);
  return near ? corpus_failed(c, "it is %s", gaz_event_type_at(c->engine, near->type)->name)
              : corpus_failed(c, "no event is there");
}

bool check_not_event(corpus_case *c, const piece *pieces, unsigned count) {
  gaz_range r;
  if (!count || !find(c, &pieces[0], &r)) return false;
  for (size_t i = 0; i < c->facts.event_count; i++) {
    const gaz_event *event = &c->facts.events[i];
    const char *type = gaz_event_type_at(c->engine, event->type)->name;
    if (overlaps(r, event->start, event->end) && (count < 2 || is_event_type(pieces[1].text, type)))
      return corpus_failed(c, "an event is there: %s", type);
  }
  return true;
}

// ---- Text ----

bool check_sentences(corpus_case *c, const piece *pieces, unsigned count) {
  size_t wanted = count ? strtoul(pieces[0].text, NULL, 10) : 0;
  return c->analysis.tokens.sentence_count == wanted ||
         corpus_failed(c, "there are %zu", c->analysis.tokens.sentence_count);
}

bool check_sentence(corpus_case *c, const piece *pieces, unsigned count) {
  gaz_range r;
  if (!count || !find(c, &pieces[0], &r)) return false;
  for (size_t i = 0; i < c->analysis.tokens.sentence_count; i++)
    if (c->analysis.tokens.sentences[i].start == r.start &&
        c->analysis.tokens.sentences[i].end == r.end)
      return true;
  return corpus_failed(c, "no sentence is exactly this");
}

bool check_token(corpus_case *c, const piece *pieces, unsigned count) {
  gaz_range r;
  if (!count || !find(c, &pieces[0], &r)) return false;
  for (size_t i = 0; i < c->analysis.tokens.token_count; i++)
    if (c->analysis.tokens.tokens[i].start == r.start && c->analysis.tokens.tokens[i].end == r.end)
      return true;
  return corpus_failed(c, "no token is exactly this");
}
