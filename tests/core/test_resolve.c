/* Resolving: roles, stories, quotes, events, and corrections. */
#include "resolve_help.h"

/* Whether the first who is found under a name has this one. */
static bool is_found(const char *query, const char *name) {
  gaz_kb *kb;
  gaz_string found = {0};
  gaz_error error = {0};
  REQUIRE(gaz_kb_open(dir, &kb, &error) == GAZ_OK);
  gaz_status status = gaz_kb_lookup(kb, query, strlen(query), GAZ_FORMAT_TEXT, &found, &error);
  gaz_kb_release(kb);
  bool same = status == GAZ_OK && strncmp(found.data, name, strlen(name)) == 0;
  gaz_string_free(&found);
  return same;
}

static void test_roles(void) {
  begin("test_resolve_roles");
  fixture_put(store, "a.txt", "2021-03-02",
              "<minister|1:2> [Ada Brown|PERSON:1] of [Korland|GPE:2].\n");
  fixture_put(store, "b.txt", "2021-04-02",
              "<Minister|1:2> [Ada Brown|PERSON:1] of [Korland|GPE:2].\n");
  fixture_put(store, "c.txt", "2021-06-02", "<-president|1:0> [Ada Brown|PERSON:1].\n");
  publish();
  json_t *roles = json_object_get(find("entity", "name", "Ada Brown"), "roles");
  CHECK_INT(json_array_size(roles), ==, 2);
  json_t *minister = json_array_get(roles, 0), *president = json_array_get(roles, 1);
  CHECK_STR(text_of(minister, "from"), "2021-03-02");
  CHECK_STR(text_of(minister, "to"), "2021-04-02");
  CHECK_INT(number_of(minister, "of"), ==, entity("Korland"));
  CHECK_STR(text_of(president, "title"), "president");
  CHECK(json_is_null(json_object_get(president, "from")));
  CHECK_STR(text_of(president, "to"), "2021-06-02");
  CHECK(is_found("Minister Ada Brown", "Ada Brown") && is_found("Ada Brown", "Ada Brown"));
  CHECK(!is_found("Banker Ada Brown", "Ada Brown"));
  end();
}

static void test_stories(void) {
  begin("test_resolve_stories");
  fixture_put(store, "a.txt", "2021-03-02", "[Port Lena|GPE:1]\n" HARBOUR);
  fixture_put(store, "b.txt", "2021-03-03", "[Port Lena|GPE:1]\n" HARBOUR "more about it\n");
  fixture_put(store, "c.txt", "2021-03-03", "[Port Lena|GPE:1]\n" CHESS);
  fixture_put(store, "d.txt", NULL, "[Port Lena|GPE:1]\n" CHESS);
  publish();
  json_int_t harbour = number_of(find("article", "path", "a.txt"), "story"),
             chess = number_of(find("article", "path", "c.txt"), "story");
  CHECK_INT(number_of(find("article", "path", "b.txt"), "story"), ==, harbour);
  CHECK_INT(number_of(find("article", "path", "d.txt"), "story"), ==, chess);
  CHECK(harbour != chess);
  end();
}

/* ---- quotes and events ------------------------------------------------------------------------------------- */

static json_int_t same_as(const char *path, int nth) {
  size_t i;
  json_t *line;
  json_array_foreach(lines, i, line) {
    if (strcmp(text_of(line, "kind"), "quote") == 0 &&
        number_of(line, "article") == article(path) && nth-- == 0)
      return number_of(line, "same_as");
  }
  return -1;
}

static void test_quotes(void) {
  begin("test_resolve_quotes");
  fixture_put(
      store, "a.txt", "2021-03-02",
      "[Ada Brown|PERSON:1] said {we will never give up this harbour to anybody at all|1}.\n");
  fixture_put(store, "b.txt", "2021-03-03",
              "{We will never give up [this] harbour to anybody at all,|0} somebody said.\n");
  fixture_put(
      store, "c.txt", "2021-03-03",
      "[Tom Hill|PERSON:1] said {we will never give up this harbour to anybody at all|1}.\n");
  fixture_put(
      store, "d.txt", "2021-03-03",
      "[Ada Brown|PERSON:1] said {we will always bake the best bread in the whole country|1}.\n");
  fixture_put(store, "e.txt", "2021-03-04", "[Ada Brown|PERSON:1] said {yes we can|1}.\n");
  fixture_put(store, "f.txt", "2021-03-05", "[Ada Brown|PERSON:1] said {yes we can|1}.\n");
  publish();
  json_int_t first = same_as("a.txt", 0);
  CHECK(first > 0);
  CHECK_INT(same_as("b.txt", 0), ==, first);
  CHECK_INT(same_as("c.txt", 0), !=, first); /* another speaker */
  CHECK_INT(same_as("d.txt", 0), !=, first);
  CHECK_INT(same_as("e.txt", 0), !=, same_as("f.txt", 0)); /* said by everybody all the time */
  json_t *leader = NULL, *line;
  size_t i;
  json_array_foreach(lines, i, line) {
    if (strcmp(text_of(line, "kind"), "quote") == 0 && number_of(line, "id") == first)
      leader = line;
  }
  CHECK_INT(number_of(leader, "article"), ==, article("a.txt")); /* who printed it first */
  CHECK_INT(number_of(leader, "speaker"), ==, entity("Ada Brown"));
  CHECK_STR(text_of(leader, "content"), "we will never give up this harbour to anybody at all");
  end();
}

static void test_events(void) {
  begin("test_resolve_events");
  fixture_put(
      store, "a.txt", "2021-03-02",
      "[Korland|GPE:1] (seized|ASSAULT|agent=1 patient=2|2021-03-02|killed=7) [Port Lena|GPE:2].\n" HARBOUR);
  fixture_put(
      store, "b.txt", "2021-03-03",
      "[Korland|GPE:1] (seized|ASSAULT|agent=1 patient=2|2021-03-02|killed=9) [Port Lena|GPE:2].\n" HARBOUR);
  fixture_put(
      store, "c.txt", "2021-03-03",
      "[Velm|GPE:1] (seized|ASSAULT|agent=1 patient=2|2021-03-02|) [Port Lena|GPE:2].\n" HARBOUR);
  fixture_put(
      store, "d.txt", "2021-03-04",
      "[Korland|GPE:1] (seized|ASSAULT|agent=1 patient=2|2019-01-01|) [Port Lena|GPE:2].\n" HARBOUR);
  fixture_put(
      store, "e.txt", "2021-03-05",
      "[Korland|GPE:1] (took|ASSAULT|agent=1 patient=2|2021-03|) [Port Lena|GPE:2].\n" HARBOUR);
  fixture_put(
      store, "f.txt", "2021-03-03",
      "[Korland|GPE:1] (said|STATEMENT|agent=1||) and [Korland|GPE:1] (said|STATEMENT|agent=1||).\n" HARBOUR);
  fixture_put(
      store, "g.txt", "2021-03-09",
      "[Port Lena|GPE:2] slept. [It|PRONOUN:2] (barred|SANCTION|agent=2^ patient=1||) [Velm|GPE:1].\n" HARBOUR);
  publish();
  CHECK_INT(count("event", "label", "Port Lena barred Velm"), ==, 1); /* not "It barred Velm" */
  CHECK_INT(count("event", "type", "ASSAULT"), ==, 3);
  CHECK_INT(count("event", "type", "STATEMENT"), ==, 2);
  size_t i;
  json_t *line, *seized = NULL;
  json_array_foreach(lines, i, line) {
    if (strcmp(text_of(line, "kind"), "event") == 0 &&
        json_array_size(json_object_get(line, "articles")) == 3)
      seized = line;
  }
  REQUIRE(seized != NULL); /* a, b, and e by another verb */
  CHECK_STR(text_of(seized, "label"), "Korland seized Port Lena");
  CHECK_STR(text_of(seized, "time"), "2021-03-02");
  CHECK_INT(json_array_size(json_object_get(seized, "figures")), ==, 2);
  CHECK_INT(json_array_size(json_object_get(seized, "participants")), ==, 2);
  CHECK_INT(number_of(json_array_get(json_object_get(seized, "participants"), 0), "entity"), ==,
            entity("Korland"));
  gaz_kb *kb;
  gaz_string stats = {0}, timeline = {0};
  CHECK_OK(gaz_kb_open(dir, &kb, NULL));
  CHECK_OK(gaz_kb_stats(kb, &stats, NULL));
  CHECK(strstr(stats.data, "\"disputed\":1") != NULL);
  CHECK_OK(gaz_kb_timeline(kb, "Korland", "2021", NULL, GAZ_FORMAT_TEXT, &timeline, NULL));
  CHECK(strstr(timeline.data, "reports differ: killed: 7 (a.txt), 9 (b.txt)") != NULL);
  CHECK(strstr(timeline.data, "2019") == NULL);
  gaz_string_free(&stats);
  gaz_string_free(&timeline);
  gaz_kb_release(kb);
  end();
}

/* Without a day in either, the same person is arrested once in a story, and accused every day. */
static void test_natures(void) {
  begin("test_resolve_natures");
  fixture_put(
      store, "a.txt", "2021-03-02",
      "[Korland|GPE:1] (held|ARREST!|agent=1 patient=2||) [Ada Brown|PERSON:2] and (blamed|ACCUSE|agent=1 patient=2||) her.\n" HARBOUR);
  fixture_put(
      store, "b.txt", "2021-03-05",
      "[Korland|GPE:1] (held|ARREST!|agent=1 patient=2||) [Ada Brown|PERSON:2] and (blamed|ACCUSE|agent=1 patient=2||) her.\n" HARBOUR);
  publish();
  CHECK_INT(count("event", "type", "ARREST"), ==, 1);
  CHECK_INT(count("event", "type", "ACCUSE"), ==, 2);
  end();
}

/* The label is in the words of the text, wherever in it the participants stand. */
static void test_labels(void) {
  begin("test_resolve_labels");
  fixture_put(
      store, "a.txt", "2021-03-02",
      "Before dawn [Port Lena|GPE:2] was (shelled|ASSAULT|agent=1 patient=2||) by [Korland|GPE:1].\n" HARBOUR);
  fixture_put(
      store, "b.txt", "2021-03-02",
      "[Korland|GPE:1], which [it|PRONOUN:1], (bombed|ASSAULT|agent=1^ patient=2||) [Velm|GPE:2].\n" HARBOUR);
  fixture_put(
      store, "c.txt", "2021-03-02",
      "[Ada Brown|PERSON:1] spoke. \"[we|PRONOUN:1] have (seized|SEIZE|agent=1^ patient=2||) [Dorn|GPE:2].\"\n" CHESS);
  fixture_put(store, "d.txt", "2021-03-02",
              "The toll is 31 people (dead|DEATH|place=1||) in [Dorn|GPE:1].\n" CHESS);
  fixture_put(
      store, "e.txt", NULL,
      "[Korland|GPE:1] then, after months of talks that had led nowhere at all, (left|RETREAT|agent=1||).\n" CHESS);
  publish();
  static const char *const labels[] = {
      "Port Lena was shelled by Korland",
      "we (Ada Brown) have seized Dorn",
      "31 people dead in Dorn",
      "Korland … left",
  };
  for (size_t i = 0; i < GAZ_COUNT(labels); i++) {
    check_case = labels[i];
    CHECK_INT(count("event", "label", labels[i]), ==, 1);
  }
  check_case = NULL;
  gaz_kb *kb;
  gaz_string timeline = {0};
  CHECK_OK(gaz_kb_open(dir, &kb, NULL));
  CHECK_OK(gaz_kb_timeline(kb, NULL, NULL, NULL, GAZ_FORMAT_MARKDOWN, &timeline, NULL));
  const char *undated = strstr(timeline.data, "\n## Undated\n\n- Korland … left");
  CHECK(undated != NULL && strstr(undated, "shelled") == NULL);
  gaz_string_free(&timeline);
  CHECK_OK(gaz_kb_timeline(kb, NULL, "2021", NULL, GAZ_FORMAT_MARKDOWN, &timeline, NULL));
  CHECK(strstr(timeline.data, "Undated") == NULL);
  gaz_string_free(&timeline);
  gaz_kb_release(kb);
  end();
}

/* ---- corrections -------------------------------------------------------------------------------------------------- */

static gaz_status correct(const char *json) {
  gaz_kb *kb;
  gaz_error error = {0};
  gaz_store_close(store);
  store = NULL;
  gaz_status status = gaz_kb_open(dir, &kb, &error);
  if (status == GAZ_OK) status = gaz_kb_correct(kb, json, strlen(json), &error);
  gaz_kb_release(kb);
  REQUIRE(gaz_store_open(dir, NULL, &store, NULL) == GAZ_OK);
  publish();
  return status;
}

static void put_all(void) {
  fixture_put(store, "a.txt", "2021-03-02", "[Ada Brown|PERSON:1] of [Korland|GPE:2].\n" HARBOUR);
  fixture_put(store, "b.txt", "2021-03-03", "[A. Browne|PERSON:1] of [Korland|GPE:2].\n" HARBOUR);
  fixture_put(store, "c.txt", "2021-03-04", "[Ada Brown|PERSON:1], a namesake.\n" CHESS);
  fixture_put(store, "d.txt", "2021-03-04",
              "[Monday Club|ORG:1] and the [Iron Lady|WORK_OF_ART:2].\n" CHESS);
}

static char *slurp(const char *name) {
  char path[600];
  gaz_string text = {0};
  snprintf(path, sizeof path, "%s/%s", dir, name);
  FILE *file = fopen(path, "r");
  if (!file) return strdup("");
  text.data = calloc(1, 65536);
  CHECK(fread(text.data, 1, 65535, file) < 65535);
  fclose(file);
  return text.data;
}

static void test_corrections(void) {
  begin("test_resolve_corrections");
  put_all();
  publish();
  json_int_t ada = entity("Ada Brown");
  CHECK(ada != entity("A. Browne"));
  CHECK_OK(correct(
      "{\"do\":\"merge\",\"entity\":{\"name\":\"Ada Brown\",\"type\":\"PERSON\"},\"other\":\"A. Browne\"}"));
  CHECK_INT(entity("Ada Brown"), ==, ada);
  CHECK(is_in(ada, "b.txt") && !entity("A. Browne"));
  CHECK_OK(correct(
      "{\"do\":\"split\",\"entity\":\"Ada Brown\",\"articles\":[\"c.txt\"],\"name\":\"Ada Brown (chess)\"}"));
  CHECK(!is_in(ada, "c.txt") && is_in(entity("Ada Brown (chess)"), "c.txt"));
  CHECK_OK(correct("{\"do\":\"rename\",\"entity\":\"Korland\",\"to\":\"Kingdom of Korland\"}"));
  CHECK(entity("Kingdom of Korland") && !entity("Korland"));
  CHECK_OK(correct("{\"do\":\"retype\",\"entity\":\"Kingdom of Korland\",\"to\":\"ORG\"}"));
  CHECK_STR(text_of(find("entity", "name", "Kingdom of Korland"), "type"), "ORG");
  CHECK_OK(correct("{\"do\":\"alias\",\"entity\":\"Ada Brown\",\"alias\":\"Iron Lady\"}"));
  CHECK(is_in(ada, "d.txt"));
  CHECK_OK(correct("{\"do\":\"ignore\",\"entity\":\"Monday Club\"}"));
  CHECK(!entity("Monday Club"));
  CHECK_OK(correct(
      "{\"do\":\"role\",\"entity\":\"Ada Brown\",\"title\":\"mayor\",\"of\":\"Kingdom of Korland\",\"from\":\"2020\",\"to\":null}"));
  json_t *role = json_array_get(json_object_get(find("entity", "name", "Ada Brown"), "roles"), 0);
  CHECK_STR(text_of(role, "title"), "mayor");
  CHECK_INT(number_of(role, "of"), ==, entity("Kingdom of Korland"));
  CHECK_STR(text_of(role, "from"), "2020");
  /* The new one of a split is meant by its name in what follows. */
  CHECK_OK(
      correct("{\"do\":\"rename\",\"entity\":\"Ada Brown (chess)\",\"to\":\"Grandmaster Brown\"}"));
  CHECK(is_in(entity("Grandmaster Brown"), "c.txt") && is_in(entity("Ada Brown"), "a.txt"));

  CHECK_INT(correct("{\"do\":\"merge\",\"entity\":\"Ada Brown\",\"other\":\"Nobody Known\"}"), ==,
            GAZ_ERROR_NOT_FOUND);
  CHECK_INT(correct("{\"do\":\"explode\",\"entity\":\"Ada Brown\"}"), ==, GAZ_ERROR_FORMAT);
  CHECK_INT(correct("{\"do\":\"retype\",\"entity\":\"Ada Brown\",\"to\":\"HUMAN\"}"), ==,
            GAZ_ERROR_FORMAT);
  CHECK_INT(correct("not json"), ==, GAZ_ERROR_FORMAT);
  char *kept = slurp("corrections.jsonl");
  size_t count_lines = 0;
  for (const char *at = kept; (at = strchr(at, '\n')); at++) count_lines++;
  CHECK_INT(count_lines, ==, 8); /* those refused left nothing */
  free(kept);

  /* Everything is there again after the database is lost and made anew. */
  char *before = fixture_export(dir), command[1400];
  gaz_store_close(store);
  snprintf(command, sizeof command, "rm -f '%s'/kb.sqlite3* '%s'/*.gzl", dir, dir);
  REQUIRE(system(command) == 0);
  REQUIRE(gaz_store_open(dir, NULL, &store, NULL) == GAZ_OK);
  put_all();
  publish();
  char *after = fixture_export(dir);
  CHECK_STR(after, before);
  free(before);
  free(after);
  end();
}

typedef struct reports {
  size_t count;
  uint32_t line;
  bool named;
} reports;

static void note_report(void *context, const gaz_error *error) {
  reports *to = context;
  to->count++;
  to->line = error->line;
  to->named = strstr(error->path, "corrections.jsonl") != NULL;
}

/* What an editor or git made of the file: bad lines are named and kept, the others honoured. */
static void test_damaged_corrections(void) {
  begin("test_resolve_damaged");
  put_all();
  char path[600];
  snprintf(path, sizeof path, "%s/corrections.jsonl", dir);
  static const char written[] =
      "{\"do\":\"rename\",\"entity\":{\"name\":\"Korland\"},\"to\":\"Korlandia\"}\n"
      "\n"
      "<<<<<<< HEAD\n"
      "{\"do\":\"ignore\",\"entity\":{\"name\":\"Monday Club\",\"type\":\"ORG\"},\"note\":\"a band\"}\r\n"
      "{\"do\":\"ren";
  FILE *file = fopen(path, "w");
  fputs(written, file);
  fclose(file);
  reports seen = {0};
  gaz_publish_options options = {.report = {note_report, &seen}};
  CHECK_OK(gaz_kb_publish(store, &options, NULL, NULL));
  CHECK_INT(seen.count, ==, 2);
  CHECK_INT(seen.line, ==, 5);
  CHECK(seen.named);
  publish();
  CHECK(entity("Korlandia") && !entity("Monday Club"));
  CHECK_OK(correct("{\"do\":\"rename\",\"entity\":\"Ada Brown\",\"to\":\"Dame Ada\"}"));
  CHECK(entity("Dame Ada") && entity("Korlandia"));
  char *kept = slurp("corrections.jsonl");
  CHECK(strncmp(kept, written, strlen(written)) == 0); /* nothing that was there was touched */
  CHECK(strstr(kept, "{\"do\":\"ren\n{\"do\":\"rename\"") != NULL);
  free(kept);
  end();
}

int main(void) {
  test_roles();
  test_stories();
  test_quotes();
  test_events();
  test_natures();
  test_labels();
  test_corrections();
  test_damaged_corrections();
  return check_report();
}
