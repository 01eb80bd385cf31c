/* Who is whom across articles. */
#include "resolve_help.h"

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
  return check_report();
}
