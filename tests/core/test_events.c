/* Events of single sentences: type, participants, time, figures, modality; and texts made to hurt. */
#include <sys/stat.h>
#include <unistd.h>

#include "engine_help.h"
#include "extract/events.h"
#include "extract/facts.h"
#include "extract/tables.h"

typedef struct reading {
  gaz_arena arena;
  gaz_analysis analysis;
  gaz_facts facts;
} reading;

static void read_text(reading *r, const char *text, size_t size) {
  *r = (reading){0};
  REQUIRE(gaz_english_analyze(engine, text, size, NULL, 0, GAZ_STAGE_ALL, NULL, &r->arena,
                              &r->analysis) == GAZ_OK);
  REQUIRE(gaz_extract(engine, &r->analysis, "2020-09-16", NULL, &r->arena, &r->facts) == GAZ_OK);
}

static const char *type_of(const gaz_event *event) {
  return gaz_event_type_at(engine, event->type)->name;
}

static const gaz_event *event_at(const reading *r, const char *trigger) {
  size_t size = strlen(trigger);
  for (size_t e = 0; e < r->facts.event_count; e++) {
    const gaz_event *event = &r->facts.events[e];
    if (event->end - event->start == size &&
        !memcmp(r->analysis.text + event->start, trigger, size))
      return event;
  }
  return NULL;
}

static bool has_argument(const reading *r, const gaz_event *event, uint8_t role,
                         const char *words) {
  for (uint32_t a = 0; a < event->argument_count; a++) {
    const gaz_argument *argument = &event->arguments[a];
    if (argument->role == role && argument->end - argument->start == strlen(words) &&
        !memcmp(r->analysis.text + argument->start, words, strlen(words)))
      return true;
  }
  return false;
}

static void test_sentences(void) {
  static const struct {
    const char *text, *trigger, *type;
    gaz_modality modality;
    uint8_t role;
    const char *argument, *edtf;
  } cases[] = {
      {"Lumbia shot down a Valdish drone on Tuesday.", "shot down", "ASSAULT",
       GAZ_MODALITY_ASSERTED, GAZ_ROLE_PATIENT, "a Valdish drone", "2020-09-15"},
      {"A Valdish drone was shot down by Lumbian forces.", "shot down", "ASSAULT",
       GAZ_MODALITY_ASSERTED, GAZ_ROLE_AGENT, "Lumbian forces", NULL},
      {"The commission voted on 30 July 2019 and arrested its author. But the vote was later "
       "overturned by the High Court of Valdia.",
       "overturned", "REJECT", GAZ_MODALITY_ASSERTED, GAZ_ROLE_PATIENT, "the vote", "none"},
      {"The downing of the drone by Lumbian forces angered Valdia.", "downing", "ASSAULT",
       GAZ_MODALITY_ASSERTED, GAZ_ROLE_AGENT, "Lumbian forces", NULL},
      {"Valdia carried out air strikes on the port of Orlec.", "strikes", "ASSAULT",
       GAZ_MODALITY_ASSERTED, GAZ_ROLE_PATIENT, "the port of Orlec", NULL},
      {"The rebels did not attack the convoy.", "attack", "ASSAULT", GAZ_MODALITY_DENIED,
       GAZ_ROLE_PATIENT, "the convoy", NULL},
      {"Lumbia accused Valdia of bombing a school.", "bombing", "ASSAULT", GAZ_MODALITY_ALLEGED,
       GAZ_ROLE_AGENT, "Valdia", NULL},
      {"Valdia agreed to withdraw its tanks.", "withdraw", "RETREAT", GAZ_MODALITY_PLANNED,
       GAZ_ROLE_AGENT, "Valdia", NULL},
      {"The ministers will meet in Riga on Friday.", "meet", "CONSULT", GAZ_MODALITY_PLANNED,
       GAZ_ROLE_PLACE, "Riga", "2020-09-18"},
      {"If Valdia attacked the port, Lumbia would close the border.", "attacked", "ASSAULT",
       GAZ_MODALITY_HYPOTHETICAL, GAZ_ROLE_PATIENT, "the port", NULL},
      {"Police arrested a man on Monday.", "arrested", "Justice.Arrest-Jail", GAZ_MODALITY_ASSERTED,
       GAZ_ROLE_TIME, "Monday", "2020-09-14"},
      {"The two sides struck a deal on grain.", "struck", "AGREE", GAZ_MODALITY_ASSERTED,
       GAZ_ROLE_AGENT, "The two sides", NULL},
  };
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) {
    reading r;
    check_case = cases[i].text;
    read_text(&r, cases[i].text, strlen(cases[i].text));
    const gaz_event *event = event_at(&r, cases[i].trigger);
    CHECK(event != NULL);
    if (event) {
      CHECK_STR(type_of(event), cases[i].type);
      CHECK_INT(event->modality, ==, cases[i].modality);
      CHECK(has_argument(&r, event, cases[i].role, cases[i].argument));
      if (cases[i].edtf) CHECK_STR(event->edtf ? event->edtf : "none", cases[i].edtf);
    }
    gaz_arena_free(&r.arena);
  }
  check_case = NULL;
}

static void test_figures(void) {
  static const struct {
    const char *text, *trigger, *what;
    double low, high;
  } cases[] = {
      {"At least 14 people were killed in Sarkent.", "killed", "killed", 14, GAZ_NO_MAX},
      {"More than 1,200 demonstrators were arrested.", "arrested", "arrested", 1200, GAZ_NO_MAX},
      {"Three soldiers died near Orlec.", "died", "killed", 3, 3},
      {"Police detained 146 demonstrators.", "detained", "arrested", 146, 146},
      {"Haldane bought Pike Brothers for $4.5 million.", "bought", "amount", 4.5e6, 4.5e6},
  };
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) {
    reading r;
    check_case = cases[i].text;
    read_text(&r, cases[i].text, strlen(cases[i].text));
    const gaz_event *event = event_at(&r, cases[i].trigger);
    CHECK(event && event->figure_count == 1);
    if (event && event->figure_count) {
      CHECK_STR(event->figures[0].what, cases[i].what);
      CHECK(event->figures[0].low == cases[i].low);
      CHECK(event->figures[0].high == cases[i].high);
    }
    gaz_arena_free(&r.arena);
  }
  check_case = NULL;
}

/* Whatever an event refers to is there. */
static void check_sound(const reading *r) {
  const gaz_facts *f = &r->facts;
  for (size_t e = 0; e < f->event_count; e++) {
    const gaz_event *event = &f->events[e];
    CHECK(event->start < event->end && event->end <= r->analysis.size);
    CHECK(event->head < r->analysis.tokens.token_count);
    CHECK(event->type < gaz_event_type_count(engine));
    CHECK(event->time == GAZ_NONE || event->time < f->time_count);
    CHECK(event->same_as == GAZ_NONE || event->same_as < f->event_count);
    CHECK(e == 0 || f->events[e - 1].start <= event->start);
    for (uint32_t a = 0; a < event->argument_count; a++) {
      const gaz_argument *argument = &event->arguments[a];
      CHECK(argument->start < argument->end && argument->end <= r->analysis.size);
      CHECK(argument->chain == GAZ_NONE || argument->chain < f->chain_count);
    }
  }
}

static void test_same_happening(void) {
  static const char text[] =
      "Lumbian troops attacked the village of Orlec on Monday. The attack on Orlec killed nine people.";
  reading r;
  read_text(&r, text, sizeof text - 1);
  check_sound(&r);
  const gaz_event *first = event_at(&r, "attacked"), *second = event_at(&r, "attack");
  CHECK(first && second);
  if (first && second) CHECK_STR(second->edtf ? second->edtf : "none", "2020-09-14");
  gaz_arena_free(&r.arena);
}

/* Of one person and one kind, and not one happening. */
static void test_other_happening(void) {
  static const struct {
    const char *text, *first, *second;
  } cases[] = {
      {"Karl Ruik became the fifth president of Valdia in 2004. Greta Holm later appointed Karl Ruik as the "
       "prime minister.",
       "became", "appointed"},
      {"A blaze killed at least 44 people on Wednesday. The last major fire in Lumbia was in July "
       "last year when 54 people died near Orlec.",
       "killed", "died"},
      {"In June, Lumbia arrested nine people in Orlec. The ministry of Valdia did not say how many "
       "people were jailed.",
       "arrested", "jailed"},
      {"Ivo Marin promised to lower taxes. On the way home he was promising to build a bridge.",
       "promised", "promising"},
      {"The office is steering away from criticizing Ivo Marin. Ivo Marin is drawing criticism.",
       "criticizing", "criticism"},
  };
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) {
    reading r;
    check_case = cases[i].text;
    read_text(&r, cases[i].text, strlen(cases[i].text));
    const gaz_event *first = event_at(&r, cases[i].first), *second = event_at(&r, cases[i].second);
    CHECK(first && second && first->type == second->type);
    if (second) CHECK_INT(second->same_as, ==, GAZ_NONE);
    gaz_arena_free(&r.arena);
  }
  check_case = NULL;
}

/* Long sentences without an end must not take quadratic time; the test's time limit is the check. */
static void test_hostile(void) {
  enum { SIZE = 100 << 10 };
  static const char *const patterns[] = {"attack ",
                                         "killed ",
                                         "said that he said ",
                                         "attack of the attack by ",
                                         "killing, ",
                                         "1,000 million ",
                                         "to attack and to kill ",
                                         "$ $ $ ",
                                         "he, she, it, killed on Monday, "};
  char *text = malloc(SIZE);
  for (size_t p = 0; p < GAZ_COUNT(patterns); p++) {
    size_t length = strlen(patterns[p]);
    reading r;
    for (size_t i = 0; i < SIZE; i++) text[i] = patterns[p][i % length];
    check_case = patterns[p];
    read_text(&r, text, SIZE);
    check_sound(&r);
    gaz_arena_free(&r.arena);
  }
  check_case = NULL;
  free(text);
}

static void test_types(void) {
  CHECK_STR(gaz_event_type_at(engine, 0)->name, "OTHER");
  CHECK_STR(gaz_event_type_at(engine, UINT16_MAX)->name, "");
  CHECK_INT(gaz_event_type_count(NULL), ==, 0);
  bool assault = false;
  for (uint16_t i = 0; i < gaz_event_type_count(engine); i++) {
    const gaz_event_type *type = gaz_event_type_at(engine, i);
    CHECK(*type->name && *type->gloss);
    assault |= !strcmp(type->name, "ASSAULT") && !strcmp(type->cameo, "19");
  }
  CHECK(assault);
}

/* The tables with another event_words.tsv. */
static gaz_status load_words(const char *content, gaz_error *error) {
  static const char *const others[] = {"frames", "types", "triggers", "moods"};
  struct gaz_event_tables *tables;
  mkdir(GAZ_TEST_BINARY_DIR "/test_events", 0755);
  mkdir(GAZ_TEST_BINARY_DIR "/test_events/english", 0755);
  for (size_t i = 0; i < GAZ_COUNT(others); i++) {
    char from[1024], to[1024];
    snprintf(from, sizeof from, GAZ_TEST_SOURCE_DIR "/data/english/event_%s.tsv", others[i]);
    snprintf(to, sizeof to, GAZ_TEST_BINARY_DIR "/test_events/english/event_%s.tsv", others[i]);
    unlink(to);
    CHECK_INT(symlink(from, to), ==, 0);
  }
  FILE *file = fopen(GAZ_TEST_BINARY_DIR "/test_events/english/event_words.tsv", "wb");
  REQUIRE(file != NULL);
  fputs(content, file);
  fclose(file);
  gaz_status status =
      gaz_event_tables_load(GAZ_TEST_BINARY_DIR "/test_events", NULL, &tables, error);
  CHECK(tables == NULL);
  return status;
}

static void test_bad_words(void) {
  gaz_error error;
  CHECK_INT(load_words("village\tplace\nof\tgrammar\towns\n", &error), ==, GAZ_ERROR_CORRUPT);
  CHECK_INT(error.line, ==, 2);
  CHECK_INT(load_words("of\tgrammar\tbelonging\n", &error), ==, GAZ_ERROR_CORRUPT);
  CHECK(strstr(error.message, "\"doer\"") != NULL);
}

int main(void) {
  static void (*const tests[])(void) = {test_types,          test_sentences,       test_figures,
                                        test_same_happening, test_other_happening, test_hostile,
                                        test_bad_words};
  return run_with_engine(tests, GAZ_COUNT(tests));
}
