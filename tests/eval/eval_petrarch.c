/* Who did what to whom, against the unit sentences of PETRARCH.
 *
 * The suite expects a code for the source, one for the target and one for the event. Actors are coded
 * here by its own dictionaries, from the words of our participants: that is the suite's vocabulary,
 * not ours. Its verb dictionary has WEIS codes for the most part ("this dictionary started out as part
 * of a KEDS dictionary -- hence most of the codes are WEIS, not CAMEO"), so roots are compared through
 * a table of what a WEIS root is in CAMEO; codes of neither scheme (345, 802, 9xx) are made up for
 * tests of the pattern matcher and are counted apart. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "english/labels.h"
#include "eval.h"
#include "extract/facts.h"
#include "extract/tables.h"

enum { CODE_SIZE = 40, SET_MAX = 24, WORDS_MAX = 8 };

static const char *const cameo_of_weis[] = {
    "",         "08",    "01 02", "04",    "05",    "03",    "05 06 08",   "06 07",
    "03 05 06", "02 10", "02 10", "12",    "11",    "11 14", "01 12",      "02 10",
    "13 01 11", "13",    "14 15", "12 16", "16 17", "17",    "17 18 19 20"};

/* ---- Dictionaries ---- */

typedef struct pattern {
  char *words[WORDS_MAX];
  int count;
  char code[CODE_SIZE]; /* "~GOV" or "NGO~" for agents */
  long from, to;        /* dates the code is right for, 0: any */
} pattern;

typedef struct dictionary {
  pattern *items;
  size_t count, capacity;
  gaz_arena arena;
} dictionary;

static char *read_all(const eval *context, const char *name, gaz_arena *arena) {
  char path[4096];
  gaz_string file;
  gaz_error error = {0};
  snprintf(path, sizeof path, "%s/petrarch/%s", context->corpora, name);
  if (gaz_read_file(path, (size_t)64 << 20, &file, &error)) {
    fprintf(stderr, "eval: %s: %s\n", path, error.message);
    exit(3);
  }
  char *text = gaz_arena_copy(arena, file.data, file.size);
  gaz_string_free(&file);
  return text;
}

static void add_pattern(dictionary *d, const char *words, size_t size, const char *code,
                        size_t code_size, long from, long to) {
  d->items = gaz_arena_grow(&d->arena, d->items, d->count, &d->capacity, sizeof *d->items);
  pattern *p = &d->items[d->count++];
  *p = (pattern){.from = from, .to = to};
  snprintf(p->code, sizeof p->code, "%.*s", (int)code_size, code);
  for (char *at = p->code; *at; at++) *at = (char)toupper((unsigned char)*at);
  for (size_t i = 0; i < size && p->count < WORDS_MAX;) {
    while (i < size && (words[i] == ' ' || words[i] == '_' || words[i] == '+')) i++;
    size_t start = i;
    while (i < size && words[i] != ' ' && words[i] != '_') i++;
    if (i > start) p->words[p->count++] = gaz_arena_copy(&d->arena, words + start, i - start);
  }
}

static long date_number(const char *text) {
  long value = strtol(text, NULL, 10);
  return value < 1000000 ? value + 19000000 : value;
}

/* "[HOBGOV 19950601 - 19990815]", "[--- <950630]" */
static void add_code(dictionary *d, const char *words, size_t size, const char *block) {
  const char *end = strchr(block, ']');
  if (!end) return;
  size_t code = strcspn(block, " <>]");
  while (code == 0 && *block == ' ') block++, code = strcspn(block, " <>]");
  long from = 0, to = 0;
  const char *rest = block + code + strspn(block + code, " ");
  if (*rest == '<')
    to = date_number(rest + 1);
  else if (*rest == '>')
    from = date_number(rest + 1);
  else if (isdigit((unsigned char)*rest)) {
    const char *dash = memchr(rest, '-', (size_t)(end - rest));
    from = date_number(rest);
    if (dash) to = date_number(dash + 1 + strspn(dash + 1, " "));
  }
  add_pattern(d, words, size, block, code, from, to);
}

static void load_actors(const eval *context, dictionary *d) {
  char *text = read_all(context, "dictionaries/PETR.Validate.actors.txt", &d->arena);
  const char *names[64];
  size_t sizes[64], count = 0;
  bool coded = false;
  for (char *line = strtok(text, "\r\n"); line; line = strtok(NULL, "\r\n")) {
    char *comment = strchr(line, '#');
    if (comment) *comment = '\0';
    if (line[0] == '<' || line[0] == '\0' || line[0] == '&') continue;
    char *block = strchr(line, '[');
    size_t size = block ? (size_t)(block - line) : strlen(line);
    while (size && isspace((unsigned char)line[size - 1])) size--;
    bool indented = isspace((unsigned char)line[0]);
    /* "NAME [CODE]" and then "+SYNONYM" lines, or names first and the codes below them. */
    if (!indented && line[0] != '+') count = 0, coded = false;
    if (!indented && count < 64) {
      names[count] = line[0] == '+' ? line + 1 : line;
      sizes[count++] = line[0] == '+' ? size - 1 : size;
      if (line[0] == '+' && coded)
        for (size_t i = 0, all = d->count; i < all; i++) {
          pattern *p = &d->items[i];
          if (p->count && p->words[0] && !strncasecmp(names[0], p->words[0], strlen(p->words[0])) &&
              sizes[0] >= strlen(p->words[0]))
            add_pattern(d, names[count - 1], sizes[count - 1], p->code, strlen(p->code), p->from,
                        p->to);
        }
    }
    if (block) {
      for (size_t i = indented ? 0 : count - 1; i < count; i++)
        add_code(d, names[i], sizes[i], block + 1);
      coded = !indented;
    }
  }
}

static void add_agent(dictionary *d, const char *words, size_t size, const char *block,
                      char *plural) {
  char code[CODE_SIZE], forms[128];
  snprintf(code, sizeof code, "%.*s", (int)strcspn(block + strspn(block, " "), "] "),
           block + strspn(block, " "));
  add_pattern(d, words, size, code, strlen(code), 0, 0);
  if (plural && *plural) add_pattern(d, plural, strlen(plural), code, strlen(code), 0, 0);
  if (plural || size + 3 > sizeof forms) return;
  bool y = size && (words[size - 1] == 'Y' || words[size - 1] == 'y');
  snprintf(forms, sizeof forms, "%.*s%s", (int)(size - y), words, y ? "IES" : "S");
  add_pattern(d, forms, strlen(forms), code, strlen(code), 0, 0);
}

static void load_agents(const eval *context, dictionary *d) {
  char *text = read_all(context, "dictionaries/PETR.Validate.agents.txt", &d->arena);
  static const char *const persons[] = {"MAN", "MEN", "WOMAN", "WOMEN", "PERSON"};
  static const char *const ministers[] = {"MINISTER", "MINISTERS", "MINISTRY", "MINISTRIES"};
  for (char *line = strtok(text, "\r\n"); line; line = strtok(NULL, "\r\n")) {
    char *block = strchr(line, '['), *open = strchr(line, '{'), *close = strchr(line, '}');
    if (line[0] == '<' || line[0] == '!' || line[0] == '#' || !block) {
      if (line[0] == '!' && block)
        for (size_t i = 0; i < GAZ_COUNT(ministers); i++) {
          char words[128];
          snprintf(words, sizeof words, "%s%.*s", ministers[i],
                   (int)(block - strrchr(line, '!') - 1), strrchr(line, '!') + 1);
          add_agent(d, words, strcspn(words, " "), block + 1, "");
        }
      continue;
    }
    char *mark = strstr(line, "!PERSON!");
    size_t size = (size_t)((open && open < block ? open : block) - line);
    while (size && isspace((unsigned char)line[size - 1])) size--;
    if (mark) {
      for (size_t i = 0; i < GAZ_COUNT(persons); i++) {
        char words[128];
        snprintf(words, sizeof words, "%.*s%s", (int)(mark - line), line, persons[i]);
        add_agent(d, words, strlen(words), block + 1, "");
      }
      continue;
    }
    if (open && close && open < close && close < block) *close = '\0';
    add_agent(d, line, size, block + 1, open && open < block ? open + 1 : NULL);
  }
}

/* ---- From words to codes ---- */

typedef struct reader {
  const gaz_analysis *analysis;
  const dictionary *actors, *agents;
  long date;
} reader;

static bool word_is(const reader *r, uint32_t token, const char *word) {
  const gaz_token *t = &r->analysis->tokens.tokens[token];
  size_t size = t->end - t->start, length = strlen(word);
  return size == length && !strncasecmp(r->analysis->text + t->start, word, length);
}

/* The longest pattern that begins at a token, or NULL. */
static const pattern *match(const reader *r, const dictionary *d, uint32_t token) {
  const pattern *best = NULL;
  uint32_t count = (uint32_t)r->analysis->tokens.token_count;
  for (size_t i = 0; i < d->count; i++) {
    const pattern *p = &d->items[i];
    if (!p->count ||
        (best && (p->count < best->count || (p->count == best->count && (best->from || best->to)))))
      continue;
    if ((p->from && r->date < p->from) || (p->to && r->date > p->to)) continue;
    int w = 0;
    uint32_t at = token;
    while (w < p->count && at < count && word_is(r, at, p->words[w])) w++, at++;
    if (w == p->count) best = p;
  }
  return best;
}

typedef struct code_set {
  char codes[SET_MAX][CODE_SIZE];
  int count;
} code_set;

static void add_to_set(code_set *set, const char *code) {
  for (int i = 0; i < set->count; i++)
    if (!strcmp(set->codes[i], code)) return;
  if (set->count < SET_MAX) snprintf(set->codes[set->count++], CODE_SIZE, "%s", code);
}

static void append_blocks(char *code, const char *blocks) {
  for (size_t i = 0; i + 3 <= strlen(blocks); i += 3) {
    bool there = false;
    for (size_t k = 0; k + 3 <= strlen(code); k += 3) there |= !strncmp(code + k, blocks + i, 3);
    if (!there && strlen(code) + 3 < CODE_SIZE) strncat(code, blocks + i, 3);
  }
}

static bool joins(uint8_t deprel) {
  return deprel == GAZ_DEPREL_COMPOUND || deprel == GAZ_DEPREL_AMOD || deprel == GAZ_DEPREL_FLAT ||
         deprel == GAZ_DEPREL_NMOD_POSS || deprel == GAZ_DEPREL_NMOD_DESC ||
         deprel == GAZ_DEPREL_DEP || deprel == GAZ_DEPREL_APPOS || deprel == GAZ_DEPREL_NMOD;
}

static bool below(const reader *r, uint32_t token, uint32_t top, bool through_conjuncts) {
  const gaz_token *tokens = r->analysis->tokens.tokens;
  for (int depth = 0; depth < 12; depth++) {
    if (token == top) return true;
    uint8_t deprel = tokens[token].deprel;
    if (tokens[token].head < 0 || deprel == GAZ_DEPREL_ACL_RELCL || deprel == GAZ_DEPREL_PARATAXIS)
      return false;
    if (!through_conjuncts && deprel == GAZ_DEPREL_CONJ) return false;
    token = (uint32_t)tokens[token].head;
  }
  return false;
}

/* The code of the actor at `token`, with the agents of the noun phrase it stands in. */
static void code_actor(const reader *r, uint32_t token, uint32_t top, const char *actor,
                       code_set *out) {
  const gaz_tokens *tokens = &r->analysis->tokens;
  uint32_t head = token;
  for (int depth = 0; depth < 4 && head != top; depth++) {
    const gaz_token *t = &tokens->tokens[head];
    if (t->head < 0 || !(joins(t->deprel) || (t->deprel == GAZ_DEPREL_CONJ && depth == 0))) break;
    if (t->deprel == GAZ_DEPREL_NMOD && !match(r, r->agents, (uint32_t)t->head)) break;
    head = (uint32_t)t->head;
  }
  char before[CODE_SIZE] = "", after[CODE_SIZE] = "", code[CODE_SIZE] = "";
  const gaz_sentence *s = &tokens->sentences[tokens->tokens[head].sentence];
  for (uint32_t t = s->first; t < s->first + s->count; t++) {
    if (!below(r, t, head, false)) continue;
    const pattern *agent = match(r, r->agents, t);
    if (!agent) continue;
    if (agent->code[0] == '~')
      append_blocks(after, agent->code + 1);
    else
      append_blocks(before, agent->code);
    t += (uint32_t)agent->count - 1;
  }
  append_blocks(code, before);
  append_blocks(code, actor);
  append_blocks(code, after);
  add_to_set(out, code);
}

/* Codes of a phrase with head `top`: its first actor, and those coordinated with that. */
static void code_phrase(const reader *r, uint32_t top, code_set *out) {
  const gaz_tokens *tokens = &r->analysis->tokens;
  const gaz_sentence *s = &tokens->sentences[tokens->tokens[top].sentence];
  int64_t first = -1;
  for (uint32_t t = s->first; t < s->first + s->count; t++) {
    if (!below(r, t, top, true)) continue;
    const pattern *actor = match(r, r->actors, t);
    if (!actor) continue;
    bool tied = first < 0;
    for (int64_t at = t, depth = 0; !tied && depth < 4 && at >= 0; depth++) {
      const gaz_token *x = &tokens->tokens[at];
      tied = x->deprel == GAZ_DEPREL_CONJ;
      if (!joins(x->deprel)) break;
      at = x->head;
    }
    if (!tied) continue;
    if (first < 0) first = t;
    char codes[CODE_SIZE];
    snprintf(codes, sizeof codes, "%s", actor->code);
    for (char *one = codes, *next; one && *one; one = next) {
      next = strchr(one, '/');
      if (next) *next++ = '\0';
      code_actor(r, t, top, one, out);
    }
    t += (uint32_t)actor->count - 1;
  }
  if (first < 0) { /* an agent of nobody: "a senior official" */
    char code[CODE_SIZE] = "---";
    for (uint32_t t = s->first; t < s->first + s->count; t++) {
      const pattern *agent = below(r, t, top, false) ? match(r, r->agents, t) : NULL;
      if (agent) append_blocks(code, agent->code + (agent->code[0] == '~'));
    }
    if (code[3]) add_to_set(out, code);
  }
}

static uint32_t head_of(const gaz_analysis *analysis, uint32_t start, uint32_t end) {
  const gaz_tokens *tokens = &analysis->tokens;
  for (uint32_t t = 0; t < tokens->token_count; t++) {
    const gaz_token *token = &tokens->tokens[t];
    if (token->start < start || token->end > end) continue;
    if (token->head < 0 || tokens->tokens[token->head].start < start ||
        tokens->tokens[token->head].end > end)
      return t;
  }
  return UINT32_MAX;
}

static void code_role(const reader *r, const gaz_event *event, uint8_t role, code_set *out) {
  for (uint32_t a = 0; a < event->argument_count; a++) {
    const gaz_argument *argument = &event->arguments[a];
    uint32_t head =
        argument->role == role ? head_of(r->analysis, argument->start, argument->end) : UINT32_MAX;
    if (head != UINT32_MAX) code_phrase(r, head, out);
  }
}

/* ---- Records ---- */

static bool root_fits(const char *expected, const char *cameo) {
  char root[3] = {expected[0], expected[1], 0};
  int weis = atoi(root);
  if (!*cameo) return false;
  if (!strcmp(root, cameo)) return true;
  return weis > 0 && weis < (int)GAZ_COUNT(cameo_of_weis) && strstr(cameo_of_weis[weis], cameo);
}

static bool made_up(const char *code) {
  int weis = (code[0] - '0') * 10 + code[1] - '0';
  return weis < 1 || weis > 22;
}

static bool has(const code_set *set, const char *code) {
  for (int i = 0; i < set->count; i++)
    if (!strcmp(set->codes[i], code)) return true;
  return false;
}

/* 0 right; else what is wrong: 1 no event with these actors, 2 source, 3 target, 4 root. */
static int judge(const reader *r, const gaz_engine *engine, const gaz_facts *facts,
                 const char *source, const char *target, const char *code) {
  int worst = 1;
  for (size_t e = 0; e < facts->event_count; e++) {
    const gaz_event *event = &facts->events[e];
    static const uint8_t others[] = {GAZ_ROLE_PATIENT, GAZ_ROLE_RECIPIENT, GAZ_ROLE_TOPIC,
                                     GAZ_ROLE_PLACE};
    code_set agents = {0}, targets = {0};
    const char *cameo = gaz_event_type_at(engine, event->type)->cameo;
    code_role(r, event, GAZ_ROLE_AGENT, &agents);
    for (size_t i = 0; i < GAZ_COUNT(others) && !targets.count; i++) {
      code_role(r, event, others[i], &targets);
      if (targets.count == 1 && agents.count == 1 && !strcmp(targets.codes[0], agents.codes[0]))
        targets.count = 0;
    }
    bool mutual =
        !strcmp(cameo, "04") || !strcmp(cameo, "03") || !strcmp(cameo, "06") || !targets.count;
    if (!targets.count) {
      targets = agents;
      add_to_set(&targets, "---"); /* the suite's word for nobody in particular */
    }
    bool forth = has(&agents, source) && has(&targets, target);
    bool back = mutual && has(&agents, target) && has(&targets, source);
    bool right = root_fits(code, cameo);
    if ((forth || back) && right) return 0;
    if (forth || back)
      worst = 4;
    else if (right && has(&agents, source) && worst != 4)
      worst = 3;
    else if (right && has(&targets, target) && worst == 1)
      worst = 2;
  }
  return worst;
}

static void attribute(const char *tag, const char *name, char *out, size_t size) {
  const char *end = strchr(tag, '>'), *at = strstr(tag, name);
  *out = '\0';
  if (!at || !end || at > end) return;
  at = strchr(at, '"') + 1;
  snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
}

/* Comments are left out: some hold whole records. */
static void drop_comments(char *text) {
  char *out = text;
  for (char *at = text; *at;) {
    char *end = !strncmp(at, "<!--", 4) ? strstr(at, "-->") : NULL;
    if (end)
      at = end + 3;
    else
      *out++ = *at++;
  }
  *out = '\0';
}

static size_t fold_spaces(char *text, size_t size) {
  size_t out = 0;
  for (size_t i = 0; i < size; i++) {
    bool space = isspace((unsigned char)text[i]);
    if (!space)
      text[out++] = text[i];
    else if (out && text[out - 1] != ' ')
      text[out++] = ' ';
  }
  while (out && text[out - 1] == ' ') out--;
  text[out] = '\0';
  return out;
}

void eval_petrarch(const eval *context);

void eval_petrarch(const eval *context) {
  static const char *const reasons[] = {"right", "no event of these actors", "source", "target",
                                        "root"};
  dictionary actors = {0}, agents = {0};
  gaz_arena arena = {0};
  load_actors(context, &actors);
  load_agents(context, &agents);
  char *text = read_all(context, "PETR.UnitTest.records.xml", &arena);
  unsigned counts[5] = {0}, others = 0, quiet = 0, quiet_right = 0;
  drop_comments(text);
  for (char *at = text; (at = strstr(at, "<Sentence "));) {
    char *end = strstr(at, "</Sentence>"), *open = strstr(at, "<Text>"),
         *close = strstr(at, "</Text>");
    char id[64], date[32], day[80];
    if (!end || !open || !close || close > end) break;
    attribute(at, "id=", id, sizeof id);
    attribute(at, "date=", date, sizeof date);
    char *sentence = gaz_arena_copy(&arena, open + 6, (size_t)(close - open - 6));
    for (char *c = sentence; *c; c++)
      if (*c == '_') *c = ' '; /* the suite's joints inside names */
    size_t size = fold_spaces(sentence, strlen(sentence));
    long number = date_number(date);
    snprintf(day, sizeof day, "%04ld-%02ld-%02ld", number / 10000, number / 100 % 100,
             number % 100);
    gaz_analysis analysis;
    gaz_facts facts;
    if (gaz_english_analyze(context->engine, sentence, size, NULL, 0, GAZ_STAGE_ALL, NULL, &arena,
                            &analysis) ||
        gaz_extract(context->engine, &analysis, day, NULL, &arena, &facts))
      exit(3);
    reader r = {&analysis, &actors, &agents, number};
    bool any = false;
    for (char *tag = at; (tag = strstr(tag, "<EventCoding ")) && tag < end; tag++) {
      char source[CODE_SIZE], target[CODE_SIZE], code[16];
      attribute(tag, "sourcecode=", source, sizeof source);
      attribute(tag, "targetcode=", target, sizeof target);
      attribute(tag, "eventcode=", code, sizeof code);
      if (!*code || !*source || !*target) continue;
      any = true;
      int verdict = judge(&r, context->engine, &facts, source, target, code);
      if (made_up(code))
        others++;
      else
        counts[verdict]++;
      if (context->verbose && verdict)
        printf("PETRARCH %s %s > %s %s: %s%s | %s\n", id, source, target, code, reasons[verdict],
               made_up(code) ? " (made-up code)" : "", sentence);
    }
    if (!any && strcmp(id, "FINAL-RECORD")) {
      bool found = false;
      for (size_t e = 0; e < facts.event_count; e++) {
        code_set a = {0}, b = {0};
        code_role(&r, &facts.events[e], GAZ_ROLE_AGENT, &a);
        code_role(&r, &facts.events[e], GAZ_ROLE_PATIENT, &b);
        found |= a.count && b.count && strcmp(a.codes[0], b.codes[0]) &&
                 *gaz_event_type_at(context->engine, facts.events[e].type)->cameo;
      }
      quiet++;
      quiet_right += !found;
    }
    at = end;
  }
  unsigned all = counts[0] + counts[1] + counts[2] + counts[3] + counts[4];
  eval_row("events", "PETRARCH", "source, target, root", all ? 100.0 * counts[0] / all : 0, 60);
  for (int i = 1; i < 5; i++) {
    char row[64];
    snprintf(row, sizeof row, "wrong: %.40s", reasons[i]);
    eval_row("events", "PETRARCH", row, all ? 100.0 * counts[i] / all : 0, 0);
  }
  eval_row("events", "PETRARCH", "codings judged", all, 0);
  eval_row("events", "PETRARCH", "codes of no scheme", others, 0);
  eval_row("events", "PETRARCH", "rightly nothing", quiet ? 100.0 * quiet_right / quiet : 0, 0);
  gaz_arena_free(&arena);
  gaz_arena_free(&actors.arena);
  gaz_arena_free(&agents.arena);
}
