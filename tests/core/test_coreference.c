/* Who is who, given the names: [Anna Keller/PERSON] in a case is a name of that type. */
#include "engine_help.h"
#include "extract/facts.h"

typedef struct document {
  char text[1024];
  size_t size;
  gaz_arena arena;
  gaz_analysis analysis;
  gaz_facts facts;
} document;

/* Cuts the marks out of a case and finds the tokens of its names. */
static void read_document(const char *marked, document *d) {
  static struct {
    uint32_t start, end;
    uint8_t type;
  } spans[64];
  size_t count = 0;
  memset(d, 0, sizeof *d);
  for (const char *at = marked; *at; at++) {
    if (*at == '[') {
      spans[count].start = (uint32_t)d->size;
    } else if (*at == '/' && strchr("PONGLFEMW", at[1]) && at[1]) {
      const char *end = strchr(at, ']');
      spans[count].end = (uint32_t)d->size;
      spans[count++].type = (uint8_t)gaz_entity_type_parse(at + 1, (size_t)(end - at - 1));
      at = end;
    } else {
      d->text[d->size++] = *at;
    }
  }
  REQUIRE(gaz_english_analyze(engine, d->text, d->size, NULL, 0, GAZ_STAGE_ALL, NULL, &d->arena,
                              &d->analysis) == GAZ_OK);
  gaz_name *names = gaz_arena_zeroed(&d->arena, count + 1, sizeof *names);
  for (size_t i = 0; i < count; i++) {
    names[i] = (gaz_name){
        .start = spans[i].start, .end = spans[i].end, .type = spans[i].type, .confidence = 1};
    for (uint32_t t = 0; t < d->analysis.tokens.token_count; t++) {
      const gaz_token *token = &d->analysis.tokens.tokens[t];
      if (token->start < spans[i].start || token->end > spans[i].end) continue;
      if (!names[i].count) names[i].first = t;
      names[i].count++;
    }
    CHECK_INT(names[i].count, >, 0);
  }
  d->analysis.names = names;
  d->analysis.name_count = count;
  CHECK_OK(gaz_extract(engine, &d->analysis, NULL, NULL, &d->arena, &d->facts));
}

/* The chains of the names in order, each a letter: "ABA" is three names, the last as the first. */
static const char *chains_of(const char *marked) {
  static char shown[64];
  static document d;
  uint32_t seen[64], seen_count = 0;
  size_t size = 0;
  read_document(marked, &d);
  for (size_t i = 0; i < d.facts.mention_count; i++) {
    const gaz_mention *m = &d.facts.mentions[i];
    CHECK_INT(m->chain, <, d.facts.chain_count);
    if (m->kind != GAZ_MENTION_NAME) continue;
    uint32_t k = 0;
    while (k < seen_count && seen[k] != m->chain) k++;
    if (k == seen_count) seen[seen_count++] = m->chain;
    shown[size++] = (char)('A' + k);
  }
  shown[size] = '\0';
  gaz_arena_free(&d.arena);
  return shown;
}

static void test_names(void) {
  static const struct {
    const char *text, *chains;
  } cases[] = {
      {"[Anna Keller/PERSON] came. [Keller/PERSON] left.", "AA"},
      {"[KELLER/PERSON] FREED. [Anna Keller/PERSON] came.", "AA"},
      {"[Anna Keller/PERSON] met [Otto Brandt/PERSON]. [Keller/PERSON] left.", "ABA"},
      {"[Anna Keller/PERSON] met [Otto Keller/PERSON]. Mrs. [Keller/PERSON] left.", "ABA"},
      {"[Anna Keller/PERSON] met [Otto Keller/PERSON]. Mr. [Keller/PERSON] left.", "ABB"},
      {"[Anna Keller/PERSON] met [Maria Keller/PERSON]. [Keller/PERSON] left.", "ABC"},
      {"[Vladimir Petrov/PERSON] and [Vladimir V. Petrov/PERSON] are one.", "AA"},
      {"[Jordan Paris/PERSON] left [Paris/GPE].", "AB"},
      {"The [Harbour Safety Board/ORG] ([HSB/ORG]) met. The [HSB/ORG] left.", "AAA"},
      {"The [HSB/ORG] ([Harbour Safety Board/ORG]) met.", "AA"},
      {"[Lumbia/GPE] ([HSB/ORG]) met.", "AB"},
      {"The [US/GPE] and the [United States/GPE] are one; [America/GPE] too.", "AAA"},
      {"[ISIS/ORG] is [Islamic State/ORG] is [IS/ORG] is [ISIL/ORG].", "AAAA"},
      {"[Lumbia/GPE] met [lumbia/GPE].", "AA"},
      {"[Valdia/GPE] met the [Valdia/ORG].", "AA"},
      /* What a recogniser's span holds. */
      {"In [Kaldi, Lumbia/GPE], and in [Lumbia/GPE].", "ABB"},
      {"In [Lumbia/GPE] and [northern Lumbia/GPE].", "AA"},
      {"In [Lumbia/GPE] and [Lumbia's Orsa Valley/LOC].", "AAB"},
      {"In [Saint Brannoc's Hospital/FAC].", "A"},
      {"[Commodore Anna Keller/PERSON] and [Anna Keller QC/PERSON].", "AA"},
  };
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) {
    check_case = cases[i].text;
    CHECK_STR(chains_of(cases[i].text), cases[i].chains);
  }
  check_case = NULL;
}

/* A representative is the fullest name; chains count their mentions. */
static void test_chains(void) {
  static document d;
  read_document("[Keller/PERSON] spoke. [Anna Keller/PERSON], the mayor, left [Kaldi/GPE].", &d);
  uint32_t chain = GAZ_NONE;
  for (size_t i = 0; i < d.facts.mention_count; i++)
    if (d.facts.mentions[i].kind == GAZ_MENTION_NAME && d.facts.mentions[i].type == GAZ_TYPE_PERSON)
      chain = d.facts.mentions[i].chain;
  REQUIRE(chain != GAZ_NONE);
  const gaz_chain *c = &d.facts.chains[chain];
  const gaz_mention *m = &d.facts.mentions[c->representative];
  CHECK_MEM(d.text + m->start, m->end - m->start, "Anna Keller");
  CHECK_INT(c->mention_count, >=, 2);
  CHECK(c->named);
  CHECK_INT(c->type, ==, GAZ_TYPE_PERSON);
  size_t total = 0;
  for (size_t i = 0; i < d.facts.chain_count; i++) total += d.facts.chains[i].mention_count;
  CHECK_INT(total, ==, d.facts.mention_count);
  gaz_arena_free(&d.arena);
}

/* Whether two phrases of a text are mentions of one chain. */
static bool are_one(const char *marked, const char *first, const char *second) {
  static document d;
  uint32_t chains[2] = {GAZ_NONE, GAZ_NONE};
  read_document(marked, &d);
  for (size_t i = 0; i < d.facts.mention_count; i++) {
    const gaz_mention *m = &d.facts.mentions[i];
    size_t size = m->end - m->start;
    if (size == strlen(first) && !memcmp(d.text + m->start, first, size) && chains[0] == GAZ_NONE)
      chains[0] = m->chain;
    else if (size == strlen(second) && !memcmp(d.text + m->start, second, size))
      chains[1] = m->chain;
  }
  gaz_arena_free(&d.arena);
  return chains[0] != GAZ_NONE && chains[0] == chains[1];
}

static void test_nouns(void) {
  static const struct {
    const char *text, *first, *second;
    bool one;
  } cases[] = {
      {"A large ferry sank. Divers reached the ferry.", "A large ferry", "the ferry", true},
      {"The old bridge fell. The new bridge stands.", "The old bridge", "The new bridge", false},
      {"Two ferries sank. The ferry was old.", "Two ferries", "The ferry", false},
      {"The [Orsa Relief Fund/ORG] met. The fund paid.", "Orsa Relief Fund", "The fund", true},
      {"The head of the union spoke. The head of the board left.", "The head of the union",
       "The head of the board", false},
      {"Police came. Then police left.", "Police", "police", true},
      {"We sold our boats on Monday.", "We", "our", true},
      {"We sold a boat. Later our house burnt.", "We", "our", false},
      {"Oil is dear. Keller named the oil price.", "Oil", "oil", true},
  };
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) {
    check_case = cases[i].text;
    CHECK_INT(are_one(cases[i].text, cases[i].first, cases[i].second), ==, cases[i].one);
  }
  check_case = NULL;
}

/* Thousands of names and pronouns that match nothing or everything: the time limit is the check. */
static void test_hostile(void) {
  enum { COUNT = 40000 };
  char *text = malloc(COUNT * 8);
  static const char *const words[] = {"he ", "Keller ", "the man ", "\"I\" ", "it said ", "(HSB) "};
  for (size_t w = 0; w < GAZ_COUNT(words); w++) {
    size_t size = 0, length = strlen(words[w]);
    for (size_t i = 0; i < COUNT; i++, size += length) memcpy(text + size, words[w], length);
    gaz_arena arena = {0};
    gaz_analysis analysis;
    gaz_facts facts;
    CHECK_OK(
        gaz_english_analyze(engine, text, size, NULL, 0, GAZ_STAGE_ALL, NULL, &arena, &analysis));
    CHECK_OK(gaz_extract(engine, &analysis, NULL, NULL, &arena, &facts));
    gaz_arena_free(&arena);
  }
  free(text);
}

int main(void) {
  static void (*const tests[])(void) = {test_names, test_chains, test_nouns, test_hostile};
  return run_with_engine(tests, GAZ_COUNT(tests));
}
