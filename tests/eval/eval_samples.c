/* The project's own archive: what the reader, the engine and extraction make of articles whose facts
 * are written down in samples/expected.jsonl. Article by article; what the knowledge base makes of
 * them together is measured on its export. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "eval.h"
#include "extract/tables.h"
#include "samples.h"

static void row(const char *task, const char *figure, size_t part, size_t whole) {
  char data[32];
  snprintf(data, sizeof data, "samples (%zu)", whole);
  eval_row(task, data, figure, whole ? 100.0 * (double)part / (double)whole : 0, 0);
}

static void miss(const eval *context, const char *what, const json_t *line, const char *expected,
                 const char *got) {
  if (!context->verbose) return;
  const char *path = samples_string(line, "article");
  printf("%s %s: %s", what, *path ? path : samples_string(line, "path"), expected);
  printf(got ? " <> %s\n" : "%s\n", got ? got : "");
}

#define FOR_LINES(set, wanted, line)                                                          \
  for (size_t line##_index = 0; line##_index < json_array_size((set)->lines); line##_index++) \
    for (json_t *line = json_array_get((set)->lines, line##_index); line; line = NULL)        \
      if (!strcmp(samples_string(line, "kind"), wanted))

static bool overlap(gaz_range a, gaz_range b) { return a.start < b.end && b.start < a.end; }

/* ---- The article itself ---------------------------------------------------------------------- */

static bool in_kind(const sample *s, const char *words, bool body) {
  for (size_t i = 0; i < s->article.block_count; i++) {
    gaz_block b = s->article.blocks[i];
    gaz_range found;
    bool wanted =
        body ? b.kind == GAZ_BLOCK_BODY
             : b.kind == GAZ_BLOCK_BODY || b.kind == GAZ_BLOCK_HEADING || b.kind == GAZ_BLOCK_TITLE;
    if (wanted && samples_find_words(s->article.text + b.start, b.end - b.start, 0, words, &found))
      return true;
  }
  return false;
}

/* Equal but for case, white space, commas and "and" between authors. */
static bool same_words(const char *a, const char *b) {
  if (!a || !*a || !b || !*b) return (!a || !*a) && (!b || !*b);
  for (;;) {
    while (*a && (isspace((unsigned char)*a) || *a == ',')) a++;
    while (*b && (isspace((unsigned char)*b) || *b == ',')) b++;
    if (!strncmp(a, "and ", 4)) {
      a += 4;
      continue;
    }
    if (!strncmp(b, "and ", 4)) {
      b += 4;
      continue;
    }
    if (!*a || !*b) return !*a && !*b;
    if (tolower((unsigned char)*a++) != tolower((unsigned char)*b++)) return false;
  }
}

static bool right_member(const json_t *line, const char *member, const char *also,
                         const char *got) {
  if (same_words(samples_string(line, member), got)) return true;
  size_t i;
  json_t *other;
  json_array_foreach(json_object_get(line, also), i,
                     other) if (same_words(json_string_value(other), got)) return true;
  return false;
}

static void eval_articles(const eval *context, const samples *set) {
  size_t all = 0, title = 0, outlet = 0, author = 0, date = 0, basis = 0, phrases = 0, kept_out = 0,
         captions = 0, caption_out = 0;
  static const char *const bases[] = {"", "metadata", "text", "inferred"};
  FOR_LINES(set, "article", line) {
    const sample *s = samples_find(set, samples_string(line, "path"));
    all++;
    if (!s) {
      miss(context, "MISSING", line, "not read", NULL);
      continue;
    }
    const gaz_article *a = &s->article;
    bool t = right_member(line, "title", "title_also", a->title),
         o = right_member(line, "outlet", "outlet_also", a->outlet),
         w = right_member(line, "author", "author_also", a->author),
         d = same_words(samples_string(line, "published"), a->published);
    title += t, outlet += o, author += w, date += d;
    basis += !strcmp(samples_string(line, "published_basis"), bases[a->published_basis]);
    if (!t) miss(context, "TITLE", line, samples_string(line, "title"), a->title);
    if (!o) miss(context, "OUTLET", line, samples_string(line, "outlet"), a->outlet);
    if (!w) miss(context, "AUTHOR", line, samples_string(line, "author"), a->author);
    if (!d) miss(context, "PUBLISHED", line, samples_string(line, "published"), a->published);
    size_t i;
    json_t *phrase;
    json_array_foreach(json_object_get(line, "furniture"), i, phrase) {
      bool out = !in_kind(s, json_string_value(phrase), false);
      phrases++, kept_out += out;
      if (!out) miss(context, "FURNITURE", line, json_string_value(phrase), NULL);
    }
    json_array_foreach(json_object_get(line, "captions"), i, phrase) {
      bool out = !in_kind(s, json_string_value(phrase), true);
      captions++, caption_out += out;
      if (!out) miss(context, "CAPTION", line, json_string_value(phrase), NULL);
    }
  }
  row("article", "title", title, all);
  row("article", "outlet", outlet, all);
  row("article", "author", author, all);
  row("article", "published", date, all);
  row("article", "published basis", basis, all);
  row("article", "furniture kept out", kept_out, phrases);
  row("article", "captions not body", caption_out, captions);
  size_t contents = 0, in_body = 0;
  FOR_LINES(set, "quote", line) {
    const sample *s = samples_find(set, samples_string(line, "article"));
    if (!strcmp(samples_string(line, "form"), "mixed")) continue;
    contents++;
    if (s && in_kind(s, samples_string(line, "content"), false))
      in_body++;
    else
      miss(context, "PROSE", line, samples_string(line, "content"), NULL);
  }
  row("article", "quoted prose kept", in_body, contents);
}

/* ---- Names ------------------------------------------------------------------------------------ */

static const gaz_mention *mention_at(const sample *s, gaz_range range) {
  for (size_t i = 0; i < s->facts.mention_count; i++) {
    const gaz_mention *m = &s->facts.mentions[i];
    if (m->start == range.start && m->end == range.end) return m;
  }
  return NULL;
}

static bool is_one_of(const json_t *names, const char *text, size_t size) {
  size_t i;
  json_t *name;
  json_array_foreach(names, i, name) if (json_string_length(name) == size &&
                                         !memcmp(json_string_value(name), text, size)) return true;
  return false;
}

static json_t *entity_of(const samples *set, const char *key) {
  FOR_LINES(set, "entity", line)
  if (!strcmp(samples_string(line, "key"), key)) return line;
  return NULL;
}

/* The first mention in prose that is exactly one of the entity's unambiguous names. A name inside a
 * longer name of the same list ("Kulmak" in "Kulmak Air Base") is tried last. */
static const gaz_mention *find_entity(const sample *s, const json_t *entity, bool *printed) {
  size_t i;
  json_t *name;
  *printed = false;
  json_array_foreach(json_object_get(entity, "names"), i, name) {
    gaz_range at = {0, 0};
    while (samples_find_words(s->article.text, s->article.size, at.end, json_string_value(name),
                              &at)) {
      bool prose = false;
      for (size_t b = 0; b < s->article.block_count; b++)
        prose |= s->article.blocks[b].kind == GAZ_BLOCK_BODY &&
                 s->article.blocks[b].start <= at.start && at.end <= s->article.blocks[b].end;
      if (!prose) continue;
      *printed = true;
      const gaz_mention *m = mention_at(s, at);
      if (m) return m;
    }
  }
  return NULL;
}

static void eval_names(const eval *context, const samples *set) {
  size_t all = 0, found = 0, typed = 0, pairs = 0, apart = 0;
  FOR_LINES(set, "entity", line) {
    size_t i;
    json_t *path;
    json_array_foreach(json_object_get(line, "articles"), i, path) {
      const sample *s = samples_find(set, json_string_value(path));
      bool printed;
      const gaz_mention *m = s ? find_entity(s, line, &printed) : NULL;
      if (!s || (!m && !printed)) continue;
      all++;
      const char *type = m ? gaz_entity_type_name((gaz_entity_type)m->type) : "not found";
      bool right = m && !strcmp(type, samples_string(line, "type"));
      found += m != NULL, typed += right;
      if (!right && context->verbose)
        printf("NAME %s: %s %s <> %s\n", json_string_value(path), samples_string(line, "name"),
               samples_string(line, "type"), type);
    }
  }
  row("names", "found, exact words", found, all);
  row("names", "found with the type", typed, all);
  FOR_LINES(set, "distinct", line) {
    json_t *keys = json_object_get(line, "entities");
    for (size_t a = 0; a < json_array_size(keys); a++) {
      for (size_t b = a + 1; b < json_array_size(keys); b++) {
        json_t *one = entity_of(set, json_string_value(json_array_get(keys, a)));
        json_t *other = entity_of(set, json_string_value(json_array_get(keys, b)));
        for (size_t i = 0; i < set->count; i++) {
          bool printed;
          const gaz_mention *m = find_entity(&set->items[i], one, &printed),
                            *n = find_entity(&set->items[i], other, &printed);
          if (!m || !n || m == n) continue;
          pairs++, apart += m->chain != n->chain;
          if (m->chain == n->chain && context->verbose)
            printf("ONE CHAIN %s: %s and %s\n", set->items[i].path, samples_string(one, "name"),
                   samples_string(other, "name"));
        }
      }
    }
  }
  row("names", "namesakes kept apart", apart, pairs);
}

/* ---- Times ------------------------------------------------------------------------------------ */

static void eval_times(const eval *context, const samples *set) {
  size_t all = 0, found = 0, typed = 0, valued = 0;
  FOR_LINES(set, "time", line) {
    const sample *s = samples_find(set, samples_string(line, "article"));
    gaz_range around, words;
    if (!s ||
        !samples_find_words(s->article.text, s->article.size, 0, samples_string(line, "context"),
                            &around) ||
        !samples_find_words(s->article.text, around.end, around.start, samples_string(line, "text"),
                            &words))
      continue;
    all++;
    const gaz_time *time = NULL;
    for (size_t i = 0; i < s->facts.time_count && !time; i++)
      if (overlap((gaz_range){s->facts.times[i].start, s->facts.times[i].end}, words))
        time = &s->facts.times[i];
    const char *value = time && time->value ? time->value : NULL;
    bool right = value && !strcmp(value, samples_string(line, "value"));
    found += time != NULL, valued += right;
    typed += time && !strcmp(gaz_time_type_name(time->type), samples_string(line, "type"));
    if (!right) {
      char expected[512];
      snprintf(expected, sizeof expected, "\"%s\" %s", samples_string(line, "context"),
               samples_string(line, "value"));
      miss(context, "TIME", line, expected, time ? value : "not found");
    }
  }
  row("times", "found", found, all);
  row("times", "type", typed, all);
  row("times", "value", valued, all);
}

/* ---- Quotes ----------------------------------------------------------------------------------- */

static size_t covered(const gaz_quote *quote, gaz_range words) {
  size_t bytes = 0;
  for (uint32_t i = 0; i < quote->content_count; i++) {
    gaz_range c = quote->content[i];
    uint32_t start = c.start > words.start ? c.start : words.start,
             end = c.end < words.end ? c.end : words.end;
    if (start < end) bytes += end - start;
  }
  return bytes;
}

/* Whether a chain is this entity: one of its mentions is a name of it, and none a sure name of
 * somebody else. */
static bool chain_is(const samples *set, const sample *s, uint32_t chain, const json_t *entity) {
  bool own = false;
  for (size_t i = 0; i < s->facts.mention_count; i++) {
    const gaz_mention *m = &s->facts.mentions[i];
    if (m->chain != chain || m->kind != GAZ_MENTION_NAME) continue;
    const char *text = s->article.text + m->start;
    size_t size = m->end - m->start;
    if (is_one_of(json_object_get(entity, "names"), text, size) ||
        is_one_of(json_object_get(entity, "ambiguous_names"), text, size)) {
      own = true;
      continue;
    }
    FOR_LINES(set, "entity", other)
    if (is_one_of(json_object_get(other, "names"), text, size)) return false;
  }
  return own;
}

typedef struct speakers {
  size_t all, found, right, unknown, wrong, unnamed, invented;
} speakers;

static void eval_quote(const eval *context, const samples *set, const json_t *line, speakers *n) {
  const sample *s = samples_find(set, samples_string(line, "article"));
  const char *key = samples_string(line, "speaker");
  const char *entity = *key ? key : samples_string(line, "speaker_entity");
  const gaz_quote *quote = NULL;
  gaz_range at = {0, 0};
  /* The same words may stand in the headline too: any occurrence will do. */
  while (s && !quote &&
         samples_find_words(s->article.text, s->article.size, at.end,
                            samples_string(line, "content"), &at)) {
    for (size_t i = 0; i < s->facts.quote_count && !quote; i++)
      if (2 * covered(&s->facts.quotes[i], at) > at.end - at.start) quote = &s->facts.quotes[i];
  }
  n->all++;
  if (!quote) {
    miss(context, "QUOTE", line, samples_string(line, "content"), "not found");
    return;
  }
  n->found++;
  bool none = quote->speaker == GAZ_NONE;
  bool right = !none && *entity && chain_is(set, s, quote->speaker, entity_of(set, entity));
  if (!*key) {
    n->unnamed++;
    n->invented += !none && !right;
  } else {
    n->right += right, n->unknown += none, n->wrong += !right && !none;
  }
  if (*key ? !right : !none && !right) {
    char expected[512], got[128] = "unknown";
    snprintf(expected, sizeof expected, "\"%.80s\" by %s", samples_string(line, "content"),
             *key ? key : samples_string(line, "speaker_text"));
    if (!none) {
      const gaz_mention *m = &s->facts.mentions[s->facts.chains[quote->speaker].representative];
      snprintf(got, sizeof got, "%.*s", (int)(m->end - m->start), s->article.text + m->start);
    }
    miss(context, "SPEAKER", line, expected, got);
  }
}

static void eval_quotes(const eval *context, const samples *set) {
  static const char *const forms[] = {"direct", "mixed", "indirect"};
  for (size_t f = 0; f < GAZ_COUNT(forms); f++) {
    speakers n = {0};
    FOR_LINES(set, "quote", line)
    if (!strcmp(samples_string(line, "form"), forms[f])) eval_quote(context, set, line, &n);
    char task[32];
    snprintf(task, sizeof task, "%s", forms[f]);
    size_t named = n.right + n.unknown + n.wrong;
    row(task, "content found", n.found, n.all);
    row(task, "speaker right", n.right, named);
    row(task, "speaker unknown", n.unknown, named);
    row(task, "speaker wrong", n.wrong, named);
    row(task, "unnamed source named", n.invented, n.unnamed);
  }
}

/* ---- Events ----------------------------------------------------------------------------------- */

/* Type names without case, hyphens, underscores and ACE's category before the dot. */
static bool same_type(const char *a, const char *b) {
  const char *dot = strchr(a, '.');
  if (dot) a = dot + 1;
  for (;;) {
    while (*a == '-' || *a == '_') a++;
    while (*b == '-' || *b == '_') b++;
    if (!*a || !*b) return !*a && !*b;
    if (toupper((unsigned char)*a++) != toupper((unsigned char)*b++)) return false;
  }
}

static bool right_type(const json_t *line, const char *type) {
  if (json_is_null(json_object_get(line, "type"))) return true;
  if (same_type(type, samples_string(line, "type"))) return true;
  size_t i;
  json_t *other;
  json_array_foreach(json_object_get(line, "type_also"), i,
                     other) if (same_type(type, json_string_value(other))) return true;
  return false;
}

/* An argument of this role overlaps these words, or is of a chain that has a mention there. */
static bool has_argument(const sample *s, const gaz_event *event, uint8_t role, const char *words) {
  for (uint32_t a = 0; a < event->argument_count; a++) {
    const gaz_argument *argument = &event->arguments[a];
    if (argument->role != role) continue;
    gaz_range at = {0, 0};
    while (samples_find_words(s->article.text, s->article.size, at.end, words, &at)) {
      if (overlap((gaz_range){argument->start, argument->end}, at)) return true;
      if (argument->chain == GAZ_NONE) continue;
      for (size_t i = 0; i < s->facts.mention_count; i++) {
        const gaz_mention *m = &s->facts.mentions[i];
        if (m->chain == argument->chain && overlap((gaz_range){m->start, m->end}, at)) return true;
      }
    }
  }
  return false;
}

typedef struct events {
  size_t all, found, typed, typed_all, time, times, modality, roles[GAZ_ROLE_COUNT],
      role_all[GAZ_ROLE_COUNT];
} events;

static int event_fit(const sample *s, const gaz_event *e, const eval *context, const json_t *line) {
  int fit = 1 + 4 * right_type(line, gaz_event_type_at(context->engine, e->type)->name);
  if (*samples_string(line, "patient"))
    fit += has_argument(s, e, GAZ_ROLE_PATIENT, samples_string(line, "patient"));
  if (*samples_string(line, "agent"))
    fit += has_argument(s, e, GAZ_ROLE_AGENT, samples_string(line, "agent"));
  return fit;
}

static void eval_event(const eval *context, const samples *set, const json_t *line, events *n) {
  static const struct {
    uint8_t role;
    const char *member;
  } roles[] = {{GAZ_ROLE_AGENT, "agent"}, {GAZ_ROLE_PATIENT, "patient"}, {GAZ_ROLE_PLACE, "place"}};
  const sample *s = samples_find(set, samples_string(line, "article"));
  const gaz_event *event = NULL;
  int best = 0;
  gaz_range at = {0, 0};
  while (s && samples_find_words(s->article.text, s->article.size, at.end,
                                 samples_string(line, "trigger"), &at)) {
    for (size_t i = 0; i < s->facts.event_count; i++) {
      const gaz_event *e = &s->facts.events[i];
      if (!overlap((gaz_range){e->start, e->end}, at)) continue;
      int fit = event_fit(s, e, context, line);
      if (fit > best) best = fit, event = e;
    }
  }
  char what[256];
  snprintf(what, sizeof what, "\"%s\" %s %s > %s", samples_string(line, "trigger"),
           samples_string(line, "type"), samples_string(line, "agent"),
           samples_string(line, "patient"));
  n->all++;
  if (!event) {
    miss(context, "EVENT", line, what, "not found");
    return;
  }
  n->found++;
  const char *type = gaz_event_type_at(context->engine, event->type)->name;
  if (!json_is_null(json_object_get(line, "type"))) {
    n->typed_all++, n->typed += right_type(line, type);
    if (!right_type(line, type)) miss(context, "EVENT TYPE", line, what, type);
  }
  for (size_t r = 0; r < GAZ_COUNT(roles); r++) {
    const char *words = samples_string(line, roles[r].member);
    if (!*words) continue;
    bool right = has_argument(s, event, roles[r].role, words);
    n->role_all[roles[r].role]++, n->roles[roles[r].role] += right;
    if (!right) miss(context, "EVENT ROLE", line, what, roles[r].member);
  }
  const char *modality = gaz_modality_name(event->modality);
  n->modality += !strcmp(modality, samples_string(line, "modality"));
  if (strcmp(modality, samples_string(line, "modality"))) {
    char expected[320];
    snprintf(expected, sizeof expected, "%s %s", what, samples_string(line, "modality"));
    miss(context, "EVENT MODALITY", line, expected, modality);
  }
  if (*samples_string(line, "time")) {
    bool right = event->edtf && !strcmp(event->edtf, samples_string(line, "time"));
    n->times++, n->time += right;
    if (!right) {
      char expected[320];
      snprintf(expected, sizeof expected, "%s %s", what, samples_string(line, "time"));
      miss(context, "EVENT TIME", line, expected, event->edtf ? event->edtf : "unknown");
    }
  }
}

void eval_samples(const eval *context) {
  samples set;
  samples_load(&set, context->engine, GAZ_EVAL_SAMPLES);
  eval_articles(context, &set);
  eval_names(context, &set);
  eval_times(context, &set);
  eval_quotes(context, &set);
  events n = {0};
  FOR_LINES(&set, "event", line) eval_event(context, &set, line, &n);
  row("events", "trigger found", n.found, n.all);
  row("events", "type", n.typed, n.typed_all);
  row("events", "agent", n.roles[GAZ_ROLE_AGENT], n.role_all[GAZ_ROLE_AGENT]);
  row("events", "patient", n.roles[GAZ_ROLE_PATIENT], n.role_all[GAZ_ROLE_PATIENT]);
  row("events", "place", n.roles[GAZ_ROLE_PLACE], n.role_all[GAZ_ROLE_PLACE]);
  row("events", "time", n.time, n.times);
  row("events", "modality", n.modality, n.found);
  samples_free(&set);
}
