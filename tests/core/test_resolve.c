/* Resolving: who is whom across articles, stories, roles, quotes, events, and corrections. */
#include <jansson.h>

#include "kb_fixture.h"

static char dir[512];
static gaz_store *store;

static void begin(const char *name) {
  gaz_error error = {0};
  fixture_folder(name, dir);
  REQUIRE(gaz_store_open(dir, NULL, &store, &error) == GAZ_OK);
  check_case = name;
}

/* ---- the KB as JSON ---------------------------------------------------------------------------------- */

static json_t *lines;

static void publish(void) {
  fixture_publish(store);
  json_decref(lines);
  lines = json_array();
  char *text = fixture_export(dir);
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
    json_t *object = json_loads(line, 0, NULL);
    CHECK(object != NULL);
    json_array_append_new(lines, object);
  }
  free(text);
}

static void end(void) {
  gaz_store_close(store);
  json_decref(lines);
  lines = NULL;
  check_case = NULL;
}

static const char *text_of(const json_t *object, const char *name) {
  const char *text = json_string_value(json_object_get(object, name));
  return text ? text : "";
}

static json_int_t number_of(const json_t *object, const char *name) {
  return json_integer_value(json_object_get(object, name));
}

static json_t *find(const char *kind, const char *member, const char *value) {
  size_t i;
  json_t *line;
  json_array_foreach(lines, i, line) {
    if (strcmp(text_of(line, "kind"), kind) == 0 &&
        (!member || strcmp(text_of(line, member), value) == 0))
      return line;
  }
  return NULL;
}

static size_t count(const char *kind, const char *member, const char *value) {
  size_t i, found = 0;
  json_t *line;
  json_array_foreach(lines, i, line) {
    found += strcmp(text_of(line, "kind"), kind) == 0 &&
             (!member || strcmp(text_of(line, member), value) == 0);
  }
  return found;
}

static json_int_t entity(const char *name) { return number_of(find("entity", "name", name), "id"); }
static json_int_t article(const char *path) {
  return number_of(find("article", "path", path), "id");
}

static bool is_in(json_int_t entity_id, const char *path) {
  size_t i, k;
  json_t *line, *id;
  json_array_foreach(lines, i, line) {
    if (strcmp(text_of(line, "kind"), "entity") != 0 || number_of(line, "id") != entity_id)
      continue;
    json_array_foreach(json_object_get(line, "articles"), k, id) {
      if (json_integer_value(id) == article(path)) return true;
    }
  }
  return false;
}

/* ---- entities ----------------------------------------------------------------------------------------- */

/* Words enough in common to make two articles one story. */
#define HARBOUR \
  "harbour tugboats herrings quay sailors customs pilot breakwater lighthouse stevedores\n"
#define CHESS "chess endgames pawns bishops gambit tournament arbiter castling clocks zugzwang\n"
#define BAKERY "bakery flour sourdough ovens yeast crumpets apprentice millers glaze marzipan\n"

static void test_people(void) {
  begin("test_resolve_people");
  fixture_put(store, "a.txt", "2021-03-02",
              "[Ada Brown|PERSON:1] spoke. [Brown|PERSON:1] left.\n" HARBOUR);
  fixture_put(store, "b.txt", "2021-03-03",
              "[Ada Brown|PERSON:1] and [Ada Brown|PERSON:1] and [Ada Brown|PERSON:1].\n" HARBOUR);
  fixture_put(store, "c.txt", "2021-03-04",
              "[Brown|PERSON:1] alone, in the story where she is the only one.\n" HARBOUR);
  fixture_put(store, "d.txt", "2021-03-05",
              "[Tom Brown|PERSON:1] plays. [Brown|PERSON:1] wins.\n" CHESS);
  fixture_put(store, "e.txt", "2021-03-06", "[Brown|PERSON:1] plays on.\n" CHESS);
  fixture_put(store, "f.txt", "2021-03-07",
              "[Brown|PERSON:1] of whom nothing else is said.\n" BAKERY);
  fixture_put(store, "g.txt", "2021-03-08",
              "[Ada BROWN’s|PERSON:1] hat and [Ádá Brown|PERSON:2].\n" BAKERY);
  fixture_put(store, "h.txt", "2021-03-08", "[Pelé|PERSON:1] and [Pele|PERSON:1].\n");
  fixture_put(store, "i.txt", "2021-03-08", "[Pele|PERSON:1], nobody else is called so.\n");
  publish();
  json_int_t ada = entity("Ada Brown"), tom = entity("Tom Brown");
  CHECK(ada && tom && ada != tom);
  CHECK(is_in(ada, "c.txt"));
  CHECK(is_in(tom, "e.txt"));
  CHECK(!is_in(ada, "e.txt") && !is_in(tom, "c.txt"));
  CHECK(is_in(ada, "g.txt")); /* case, possessive, diacritics */
  CHECK(is_in(ada, "f.txt"));
  CHECK(!is_in(tom, "f.txt"));
  CHECK(entity("Pelé") && is_in(entity("Pelé"), "i.txt"));
  CHECK_INT(number_of(find("entity", "name", "Ada Brown"), "mentions"), ==,
            9); /* that of f.txt is hers: the only one of the story */
  end();
}

/* One surname, two people in the archive, an article of neither story. */
static void test_ambiguous(void) {
  begin("test_resolve_ambiguous");
  fixture_put(store, "a.txt", "2021-03-02", "[Ada Brown|PERSON:1].\n" HARBOUR);
  fixture_put(store, "b.txt", "2021-03-03", "[Ada Brown|PERSON:1].\n" HARBOUR);
  fixture_put(store, "c.txt", "2021-03-04", "[Tom Brown|PERSON:1].\n" CHESS);
  fixture_put(store, "d.txt", "2021-03-04", "[Tom Brown|PERSON:1].\n" CHESS);
  fixture_put(store, "e.txt", "2021-03-05", "[Brown|PERSON:1].\n" BAKERY);
  publish();
  CHECK_INT(count("entity", NULL, NULL), ==, 3);
  CHECK(is_in(entity("Brown"), "e.txt"));
  end();
}

static void test_names(void) {
  begin("test_resolve_names");
  fixture_put(store, "a.txt", "2021-03-02", "[Coast Guard Union|ORG:1] or [CGU|ORG:1].\n" HARBOUR);
  fixture_put(store, "b.txt", "2021-03-03", "[CGU|ORG:1] strikes.\n" HARBOUR);
  fixture_put(store, "c.txt", "2021-03-04", "[Chess Grand Union|ORG:1] or [CGU|ORG:1].\n" CHESS);
  fixture_put(store, "d.txt", "2021-03-05", "[CGU|ORG:1] plays.\n" CHESS);
  fixture_put(store, "e.txt", "2021-03-05",
              "[Korland|GPE:1], the [Republic of Korland|GPE:1].\n" BAKERY);
  fixture_put(store, "f.txt", "2021-03-06", "[Republic of Korland|GPE:1].\n" BAKERY);
  fixture_put(store, "g.txt", "2021-03-06", "[Korland|ORG:1] once taken for a firm.\n" BAKERY);
  fixture_put(store, "h.txt", "2021-03-06", "[Korland|PERSON:1] once taken for a person.\n" CHESS);
  publish();
  json_int_t guard = entity("Coast Guard Union"), chess = entity("Chess Grand Union");
  CHECK(guard && chess && guard != chess);
  CHECK(is_in(guard, "b.txt") && !is_in(chess, "b.txt"));
  CHECK(is_in(chess, "d.txt") && !is_in(guard, "d.txt"));
  json_int_t korland = number_of(find("entity", "type", "GPE"), "id");
  CHECK(is_in(korland, "e.txt") && is_in(korland, "f.txt") && is_in(korland, "g.txt") &&
        is_in(korland, "h.txt"));
  CHECK_INT(count("entity", "type", "GPE"), ==, 1);
  CHECK_INT(count("entity", "type", "PERSON"), ==, 0);
  end();
}

/* A person's name and another's of the same word stay apart where there is such a person. */
static void test_twins(void) {
  begin("test_resolve_twins");
  fixture_put(store, "a.txt", "2021-03-02", "[Korland|GPE:1].\n" HARBOUR);
  fixture_put(store, "b.txt", "2021-03-03",
              "[Pavel Korland|PERSON:1] and [Korland|PERSON:1].\n" CHESS);
  fixture_put(store, "c.txt", "2021-03-03", "[Korland|PERSON:1] plays.\n" CHESS);
  fixture_put(store, "d.txt", "2021-03-03", "[Willem van der Berg|PERSON:1].\n" BAKERY);
  fixture_put(store, "e.txt", "2021-03-03",
              "[van der Berg|PERSON:1] and [Kestrel Row|PERSON:2].\n" BAKERY);
  fixture_put(store, "f.txt", "2021-03-03", "[Kestrel Row|FAC:2], [Kestrel Row|FAC:2].\n" BAKERY);
  publish();
  json_int_t pavel = entity("Pavel Korland"), korland = entity("Korland");
  CHECK(is_in(pavel, "b.txt") && is_in(pavel, "c.txt") && !is_in(pavel, "a.txt"));
  CHECK(is_in(korland, "a.txt") && !is_in(korland, "b.txt") && !is_in(korland, "c.txt"));
  CHECK(is_in(entity("Willem van der Berg"), "e.txt") || is_in(entity("van der Berg"), "d.txt"));
  CHECK(is_in(entity("Kestrel Row"), "e.txt") && is_in(entity("Kestrel Row"), "f.txt"));
  CHECK_STR(text_of(find("entity", "name", "Kestrel Row"), "type"), "FAC");
  end();
}

/* One person by several spellings, and by an initial where nobody else of the story has it. */
static void test_spellings(void) {
  begin("test_resolve_spellings");
  fixture_put(store, "a.txt", "2021-03-02", "[Sergei Viktorov|PERSON:1].\n" HARBOUR);
  fixture_put(store, "b.txt", "2021-03-02",
              "[Sergey Victorov|PERSON:1] and [Dmitriy Qadar|PERSON:2].\n");
  fixture_put(store, "c.txt", "2021-03-02", "[Dmitry Kadar|PERSON:1].\n");
  fixture_put(store, "d.txt", "2021-03-02",
              "[Mario Tellini|PERSON:1], [Maria Telini|PERSON:2].\n" CHESS);
  fixture_put(store, "e.txt", "2021-03-03", "[Mario Telini|PERSON:1].\n" CHESS);
  fixture_put(store, "f.txt", "2021-03-03", "[S. Viktorov|PERSON:1] sails.\n" HARBOUR);
  fixture_put(store, "g.txt", "2021-03-03", "[M Tellini|PERSON:1] plays.\n" CHESS);
  fixture_put(store, "h.txt", "2021-03-03",
              "[O. Brekke|PERSON:1], nobody else is called so.\n" BAKERY);
  publish();
  json_int_t sergei = number_of(find("entity", "name", "Sergei Viktorov"), "id");
  if (!sergei) sergei = entity("Sergey Victorov");
  CHECK(sergei && is_in(sergei, "a.txt") && is_in(sergei, "b.txt") && is_in(sergei, "f.txt"));
  json_int_t mario = entity("Mario Tellini") ? entity("Mario Tellini") : entity("Mario Telini");
  CHECK(is_in(mario, "d.txt") && is_in(mario, "e.txt") && !is_in(mario, "g.txt"));
  CHECK(entity("Maria Telini") && entity("Maria Telini") != mario);
  CHECK(entity("M Tellini") && is_in(entity("M Tellini"), "g.txt"));
  CHECK(entity("O. Brekke"));
  CHECK_INT(count("entity", NULL, NULL), ==, 6);
  end();
}

/* An acronym that several bodies have, where none of them is named: one entity, not one a story. And a name
 * that is taken for a person's about as often as for a firm's, but never stands behind a title, is the firm's. */
static void test_alone(void) {
  begin("test_resolve_alone");
  fixture_put(store, "a.txt", "2021-03-02", "[Coast Guard Union|ORG:1] or [CGU|ORG:1].\n" HARBOUR);
  fixture_put(store, "b.txt", "2021-03-04", "[Chess Grand Union|ORG:1] or [CGU|ORG:1].\n" CHESS);
  fixture_put(store, "c.txt", "2021-03-05", "[CGU|ORG:1] bakes.\n" BAKERY);
  fixture_put(store, "d.txt", "2021-03-06", "[CGU|ORG:1] of whom nothing is said.\n");
  char path[16];
  for (int i = 0; i < 3; i++) {
    snprintf(path, sizeof path, "p%d.txt", i);
    fixture_put(store, path, "2021-03-07", "[Weller Farrow|PERSON:1] and [Ada Brown|PERSON:2].\n");
    snprintf(path, sizeof path, "o%d.txt", i);
    fixture_put(store, path, "2021-03-07",
                "[Weller Farrow|ORG:1], the President [Ada Brown|ORG:2].\n");
    snprintf(path, sizeof path, "m%d.txt", i);
    fixture_put(store, path, "2021-03-07", "The President [Ada Brown|PERSON:1].\n");
  }
  publish();
  json_int_t alone = entity("CGU");
  CHECK(alone && is_in(alone, "c.txt") && is_in(alone, "d.txt"));
  CHECK(!is_in(alone, "a.txt") && !is_in(alone, "b.txt"));
  CHECK_INT(count("entity", "name", "Weller Farrow"), ==, 1);
  end();
}

/* Surnames and things whose first letters differ by one bit of the number that tells persons from
 * things: each stays itself, and resolving comes to an end. */
static void test_like_names(void) {
  begin("test_resolve_like_names");
  fixture_put(store, "a.txt", "2015-11-24", "[Dina|PERSON:1] met [she|PRONOUN:1].");
  fixture_put(store, "b.txt", "2015-11-25", "[Gina|PERSON:1] met [she|PRONOUN:1].");
  fixture_put(store, "c.txt", "2015-11-26", "[Mike|PERSON:1] sold shoes.");
  fixture_put(store, "d.txt", "2015-11-27", "[Nike|ORG:1] sold shoes.");
  publish();
  CHECK_INT((long long)count("entity", NULL, NULL), ==, 4);
  CHECK(!is_in(entity("Dina"), "b.txt"));
  CHECK(!is_in(entity("Mike"), "d.txt"));
  CHECK(strcmp(text_of(find("entity", "name", "Mike"), "type"), "PERSON") == 0);
  CHECK(strcmp(text_of(find("entity", "name", "Nike"), "type"), "ORG") == 0);
  end();
}

/* A place is shown by its own name, however often its people are spoken of; how a word is written
 * most is how it is shown. */
static void test_places(void) {
  begin("places");
  fixture_put(store, "a.txt", "2021-03-02", "[Lumbian|NORP:1] and [Lumbian|NORP:1].\n" HARBOUR);
  fixture_put(store, "b.txt", "2021-03-03", "[Lumbian|NORP:1], [Lumbians|NORP:2].\n" CHESS);
  fixture_put(store, "c.txt", "2021-03-04",
              "[Lumbia|GPE:1] plays [Aurel|ORG:2] and [Zenith|ORG:3].\n" BAKERY);
  fixture_put(store, "d.txt", "2021-03-04",
              "[OCB|ORG:1], [OCB|ORG:1], [OCB|ORG:1], [Ocb|ORG:1].\n" BAKERY);
  publish();
  CHECK(entity("Lumbia") && is_in(entity("Lumbia"), "a.txt") && is_in(entity("Lumbia"), "b.txt"));
  CHECK_STR(text_of(find("entity", "name", "Lumbia"), "type"), "GPE");
  CHECK_INT(count("entity", NULL, NULL), ==, 4);
  CHECK_STR(text_of(find("entity", "name", "OCB"), "type"), "ORG");
  CHECK_STR(text_of(find("entity", "name", "Aurel"), "type"), "ORG");
  CHECK_STR(text_of(find("entity", "name", "Zenith"), "type"), "ORG");
  end();
}

/* One article's mistake does not join what many keep apart. */
static void test_mistake(void) {
  begin("test_resolve_mistake");
  char path[16];
  for (int i = 0; i < 5; i++) {
    snprintf(path, sizeof path, "%d.txt", i);
    fixture_put(store, path, "2021-03-02", "[Port Lena|GPE:1] and [Korland Guard|ORG:2].\n");
  }
  fixture_put(store, "wrong.txt", "2021-03-02", "[Port Lena|GPE:1] and [Korland Guard|GPE:1].\n");
  publish();
  CHECK(entity("Port Lena") && entity("Korland Guard") &&
        entity("Port Lena") != entity("Korland Guard"));
  end();
}

/* A place and what is called after it stay two, whatever one article makes of them; where all say so they are one. */
static void test_called_after(void) {
  begin("test_resolve_called_after");
  fixture_put(store, "a.txt", "2021-03-02",
              "[Lumbia News Service|ORG:1], [Lumbia|ORG:1].\n" BAKERY);
  fixture_put(store, "b.txt", "2021-03-03",
              "[Lumbia News Service|ORG:1], [Lumbia|LOC:2].\n" BAKERY);
  fixture_put(store, "c.txt", "2021-03-04", "[Lumbia|LOC:1] is large.\n" CHESS);
  fixture_put(store, "d.txt", "2021-03-04", "[Ostel|GPE:1], [Ostel Assembly|GPE:1].\n" CHESS);
  publish();
  json_int_t service = entity("Lumbia News Service"), lumbia = entity("Lumbia");
  CHECK(service && lumbia && service != lumbia);
  CHECK(is_in(lumbia, "b.txt") && is_in(lumbia, "c.txt") && !is_in(service, "c.txt"));
  CHECK_INT(count("entity", "type", "GPE"), ==, 1);
  end();
}

static void put_names(const char *name, int from, int to, const char *names) {
  char path[32], text[256];
  for (int i = from; i < to; i++) {
    snprintf(path, sizeof path, "%s%d.txt", name, i);
    snprintf(text, sizeof text, "%s and %s%d.\n", names, name, i);
    fixture_put(store, path, "2021-03-02", text);
  }
}

/* What a name is called for short joins no two that are called so. */
static void test_short_names(void) {
  begin("test_resolve_short_names");
  put_names("bank", 0, 2, "[Aurel Bank|ORG:1], [Aurel|ORG:1]");
  put_names("market", 0, 2, "[Aurel Exchange|ORG:1], [Aurel|ORG:1]");
  put_names("alone", 0, 1, "[Aurel|ORG:1]");
  /* Known by itself; elsewhere the longer name is another's. */
  put_names("house", 0, 6, "[Chamber|ORG:1]");
  put_names("clerk", 0, 1, "[Chamber Clerks|ORG:1], [Chamber|ORG:1]");
  put_names("choir", 0, 1, "[Chamber Choir|ORG:1], [Chamber|ORG:1]");
  put_names("choir", 1, 3, "[Chamber Choir|ORG:1]");
  /* Nearly always the same. */
  put_names("cars", 0, 4, "[Zenith Motors|ORG:1], [Zenith|ORG:1]");
  put_names("songs", 0, 1, "[Zenith Chorus|ORG:1], [Zenith|ORG:1]");
  put_names("zenith", 0, 1, "[Zenith|ORG:1]");
  /* An acronym with a word behind it now and then is not called so; one that mostly has it, is. */
  put_names("ocb", 0, 5, "[OCB|ORG:1]");
  put_names("retail", 0, 2, "[OCB Retail|ORG:1], [OCB|ORG:1]");
  put_names("vks", 0, 1, "[VKS|ORG:1]");
  put_names("vksline", 0, 2, "[VKS Lines|ORG:1], [VKS|ORG:1]");
  publish();
  json_int_t bank = entity("Aurel Bank"), market = entity("Aurel Exchange");
  CHECK(bank && market && bank != market && !is_in(bank, "market0.txt"));
  CHECK(!is_in(bank, "alone0.txt") && !is_in(market, "alone0.txt"));
  json_int_t chamber = entity("Chamber"), choir = entity("Chamber Choir");
  CHECK(is_in(chamber, "house0.txt") && is_in(chamber, "clerk0.txt"));
  CHECK(is_in(choir, "choir1.txt") && !is_in(chamber, "choir1.txt"));
  json_int_t motors = entity("Zenith"), chorus = entity("Zenith Chorus");
  CHECK(is_in(motors, "zenith0.txt") && is_in(motors, "cars3.txt"));
  CHECK(!chorus || chorus != motors);
  json_int_t ocb = entity("OCB"), retail = entity("OCB Retail");
  CHECK(is_in(ocb, "ocb0.txt") && is_in(retail, "retail0.txt") && !is_in(retail, "ocb0.txt"));
  CHECK(is_in(entity("VKS Lines"), "vks0.txt") && !entity("VKS"));
  end();
}

/* A name with something before it now and then is no surname of several; and who is called by his surname everywhere is meant
 * by it where nothing else is said, though another has it. */
static void test_famous(void) {
  begin("test_resolve_famous");
  put_names("ada", 0, 120, "[Ada Marlowe|PERSON:1], [Marlowe|PERSON:1]");
  put_names("titled", 0, 2, "[Billionaire Ada Marlowe|PERSON:1]");
  put_names("candidate", 0, 2, "[Candidate Ada Marlowe|PERSON:1]");
  put_names("kit", 0, 2, "[Kit Marlowe|PERSON:1], [Marlowe|PERSON:1]");
  put_names("bare", 0, 1, "[Marlowe|PERSON:1]");
  /* A story that has another, too. */
  put_names("chess", 0, 6, "[Ada Marlowe|PERSON:1], [Marlowe|PERSON:1] " CHESS);
  put_names("board", 0, 1, "[Kit Marlowe|PERSON:1] " CHESS);
  put_names("pawn", 0, 1, "[Marlowe|PERSON:1] " CHESS);
  put_names("tom", 0, 9, "[Tom Ferris|PERSON:1], [Ferris|PERSON:1] " CHESS);
  put_names("sue", 0, 1, "[Sue Ferris|PERSON:1]");
  put_names("ferris", 0, 1, "[Ferris|PERSON:1] " BAKERY);
  publish();
  json_int_t ada = entity("Ada Marlowe");
  CHECK_INT(count("entity", "name", "Ada Marlowe"), ==, 1);
  CHECK(is_in(ada, "ada0.txt") && is_in(ada, "ada119.txt"));
  CHECK(is_in(ada, "bare0.txt") && !is_in(ada, "kit0.txt"));
  CHECK(is_in(ada, "pawn0.txt") && !is_in(ada, "board0.txt"));
  CHECK(!is_in(entity("Tom Ferris"), "ferris0.txt"));
  end();
}

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
  test_people();
  test_ambiguous();
  test_names();
  test_twins();
  test_spellings();
  test_alone();
  test_like_names();
  test_mistake();
  test_called_after();
  test_short_names();
  test_famous();
  test_places();
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
