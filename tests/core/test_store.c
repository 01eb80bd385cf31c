/* Storing: incremental equals full, generations are whole, one writer. */
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "kb_fixture.h"
#include "base/edtf.h"
#include "resolve/public_id.h"
#include "store/name_key.h"

/* ---- the parts ------------------------------------------------------------------------------------ */

static void test_edtf(void) {
  static const struct {
    const char *text;
    bool valid;
    int32_t first, last;
  } cases[] = {
      {"2015-11-24", true, 20151124, 20151124},
      {"2015-11", true, 20151101, 20151130},
      {"2015", true, 20150101, 20151231},
      {"2016-02", true, 20160201, 20160229},
      {"2015-11-18/2015-11-20", true, 20151118, 20151120},
      {"2015-11-17~", true, 20151117, 20151117},
      {"../2015-11", true, 0, 20151130},
      {"2015-11/..", true, 20151101, GAZ_DAY_MAX},
      {"2015-11-XX", true, 20151101, 20151130},
      {"2015-11-24T10:30", true, 20151124, 20151124},
      {"2015-13", false, 0, 0},
      {"2015-02-30", false, 0, 0},
      {"2015-11-20/2015-11-18", false, 0, 0},
      {"", false, 0, 0},
      {"PRESENT_REF", false, 0, 0},
      {"20151124", false, 0, 0},
  };
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) {
    gaz_days days;
    check_case = cases[i].text;
    CHECK_INT(gaz_edtf_days(cases[i].text, &days), ==, cases[i].valid);
    if (!cases[i].valid) continue;
    CHECK_INT(days.first, ==, cases[i].first);
    CHECK_INT(days.last, ==, cases[i].last);
  }
  check_case = NULL;
  CHECK_INT(gaz_day_add(20151231, 1), ==, 20160101);
  CHECK_INT(gaz_day_add(20160228, 1), ==, 20160229);
  CHECK_INT(gaz_day_add(20150101, -1), ==, 20141231);
  CHECK_INT(gaz_days_between(20150101, 20160101), ==, 365);
}

static void test_folds(void) {
  static const struct {
    const char *name, *fold;
  } cases[] = {
      {"Vladimir Putin's", "vladimir putin"},
      {"U.S.", "us"},
      {"the United States", "united states"},
      {"The", "the"},
      {"Şahin", "sahin"},
      {"Aurélis", "aurelis"},
      {"Su-24", "su 24"},
      {"Søren  Ødegård", "soren odegard"},
      {"O\xE2\x80\x99Neill", "oneill"},
      {"AT&T", "at&t"},
      {"Straße", "strasse"},
      {"  ", ""},
      {"Foreign\nMinistry", "foreign ministry"},
      {"\xFF\xFEZ", "z"},
      {"Müller’s", "muller"},
  };
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) {
    gaz_name_fold fold;
    check_case = cases[i].name;
    gaz_name_fold_text(cases[i].name, strlen(cases[i].name), &fold);
    CHECK_STR(fold.text, cases[i].fold);
  }
  check_case = NULL;
  char endless[4000];
  memset(endless, 'a', sizeof endless);
  gaz_name_fold fold;
  gaz_name_fold_text(endless, sizeof endless, &fold);
  CHECK_INT(fold.size, <, GAZ_NAME_FOLD_MAX);
}

/* ---- incremental equals full ------------------------------------------------------------------------ */

enum { PATHS = 14, VARIANTS = 6, ROUNDS = 40 };

static uint32_t state;

static uint32_t roll(uint32_t most) {
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % most;
}

/* People who share a surname, an acronym with two readings, an alias, quotes printed twice, events told
 * twice with other figures, and articles that differ by what they say of them. */
static const char *const pieces[] = {
    "[Ada Brown|PERSON:1] <minister|1:2> of [Korland|GPE:2] (seized|ASSAULT|agent=1 patient=3|2021-03-02|killed=7) the harbour of [Port Lena|GPE:3].\n",
    "[Ada Brown|PERSON:1] of [Korland|GPE:2] (seized|ASSAULT|agent=1 patient=3|2021-03-02|killed=9) [Port Lena|GPE:3] in the dark.\n",
    "[Brown|PERSON:4] said that {the harbour is ours and will be ours for ever|4} in a speech.\n",
    "[Tom Brown|PERSON:5] of the [Coast Guard Union|ORG:6] or [CGU|ORG:6] was sad.\n",
    "The [CGU|ORG:7] called a strike of tugboats.\n",
    "[Ada Brown|PERSON:1] said {the harbour is ours, and will be ours for ever|1} to sailors.\n",
    "The [Chess Grand Union|ORG:8], or [CGU|ORG:8], met in [Port Lena|GPE:3] over endgames.\n",
    "[Edda Lind|PERSON:9], <-minister|9:2> of [Korland|GPE:2], wrote about [Tom Brown|PERSON:5] and herrings.\n",
    "[Edda Lind|PERSON:9] (married|ASSAULT|agent=9 patient=5|2021-03-05|) [Tom Brown|PERSON:5] at sea.\n",
    "Tugboats and herrings and sailors and the harbour of [Port Lena|GPE:3] again.\n",
};

static void make_content(unsigned seed, char *out, size_t capacity) {
  uint32_t kept = state;
  state = seed * 7919u + 17u;
  out[0] = '\0';
  for (uint32_t i = 0, count = 1 + roll(4); i < count; i++) {
    const char *piece = pieces[roll(GAZ_COUNT(pieces))];
    if (strlen(out) + strlen(piece) < capacity) strcat(out, piece);
  }
  state = kept;
}

static const char *date_of(unsigned seed) {
  static const char *const dates[] = {"2021-03-02", "2021-03-03", NULL,
                                      "2021-03-09", "2022-08",    "2021-03-01/2021-03-04",
                                      "2021-04-01", "2021-05-30", "2021-06-11"};
  return dates[seed % GAZ_COUNT(dates)];
}

static void put(gaz_store *store, unsigned path, unsigned seed) {
  char name[32], content[4096];
  snprintf(name, sizeof name, "desk%u/a%02u.txt", path % 3, path);
  make_content(seed, content, sizeof content);
  fixture_put(store, name, date_of(seed), content);
}

static void take_away(gaz_store *store, unsigned path) {
  char name[32];
  snprintf(name, sizeof name, "desk%u/a%02u.txt", path % 3, path);
  gaz_store_leave(store, name);
}

/* Random changes to an archive; after each round the KB that followed them says exactly what a KB made
 * afresh says, in whatever order its articles came. */
static void test_incremental(size_t block_articles) {
  fixture_options.block_articles = block_articles;
  char dir[512], fresh[512];
  fixture_folder("test_store_followed", dir);
  gaz_error error = {0};
  gaz_store *followed;
  REQUIRE(gaz_store_open(dir, NULL, &followed, &error) == GAZ_OK);
  unsigned archive[PATHS] = {0}; /* seed of the content; 0: no such file */
  state = 2024 + (uint32_t)block_articles;
  for (int round = 0; round < ROUNDS; round++) {
    for (uint32_t change = 0, changes = 1 + roll(3); change < changes; change++) {
      unsigned path = roll(PATHS), seed = 1 + roll(40);
      if (archive[path] && roll(3) == 0) {
        take_away(followed, path);
        archive[path] = 0;
      } else if (archive[path] && roll(3) == 0) { /* renamed */
        unsigned to = roll(PATHS);
        take_away(followed, path);
        put(followed, to, archive[path]);
        unsigned moved = archive[path];
        archive[path] = 0;
        archive[to] = moved;
      } else {
        put(followed, path, seed);
        archive[path] = seed;
      }
    }
    if (roll(2)) CHECK_OK(gaz_store_commit(followed, true)); /* pending rows survive a commit */
    fixture_publish(followed);

    gaz_store *whole;
    fixture_folder("test_store_fresh", fresh);
    REQUIRE(gaz_store_open(fresh, NULL, &whole, &error) == GAZ_OK);
    unsigned first = roll(PATHS);
    for (unsigned i = 0; i < PATHS; i++) {
      unsigned path = (first + i * 5) % PATHS;
      if (archive[path]) put(whole, path, archive[path]);
    }
    fixture_publish(whole);
    gaz_store_close(whole);
    char *expected = fixture_export(fresh), *got = fixture_export(dir), label[32];
    snprintf(label, sizeof label, "round %d", round);
    check_case = label;
    if (!check_text(__FILE__, __LINE__, "incremental is full", got, strlen(got), expected,
                    strlen(expected)))
      round = ROUNDS;
    check_case = NULL;
    free(expected);
    free(got);
  }
  gaz_store_close(followed);
  gaz_kb *kb;
  REQUIRE(gaz_kb_open(dir, &kb, &error) == GAZ_OK);
  CHECK_OK(gaz_kb_verify(kb, NULL, NULL, &error));
  gaz_kb_release(kb);
  fixture_options = (gaz_publish_options){0};
}

/* Ids of rows that come and go, where many keys want the same id, are those of a first assignment. */
static void test_public_ids(void) {
  enum { KEYS = 400 };
  char dir[512];
  gaz_store *store;
  fixture_folder("test_store_ids", dir);
  REQUIRE(gaz_store_open(dir, NULL, &store, NULL) == GAZ_OK);
  gaz_db *db = &store->db;
  state = 11;
  for (int round = 0; round < 60; round++) {
    gaz_db_script(db, "DELETE FROM touched_story");
    gaz_db_run(db, "INSERT INTO touched_story VALUES(?)", "i", (int64_t)round);
    for (uint32_t change = 0, changes = round ? 1 + roll(6) : 150; change < changes; change++) {
      int64_t n = roll(KEYS), key = (n / 9 + 1) << 32 | (n + 1);
      if (gaz_db_integer(db, "SELECT 1 FROM event WHERE key = ?", 0, "i", key)) {
        gaz_db_run(db, "INSERT OR IGNORE INTO touched_key VALUES(2, ?)", "i", key);
        gaz_db_run(db, "DELETE FROM event WHERE key = ?", "i", key);
      } else {
        gaz_db_run(
            db,
            "INSERT INTO event(key, id, story, type, cameo, label, modality, day, mentions, "
            "articles, disputed, article, n) VALUES(?, ?, ?, '', '', '', 0, 0, 0, 0, 0, 0, 0)",
            "iii", key, gaz_public_id_next(key, 0), (int64_t)round);
      }
    }
    CHECK_OK(gaz_public_ids_assign(db, GAZ_PUBLIC_EVENTS));
    gaz_db_script(db, "DELETE FROM touched_key");
    int64_t last = 0, wrong = 0;
    sqlite3_stmt *rows = gaz_db_query(db, "SELECT key, id FROM event ORDER BY key", "");
    while (gaz_db_next(db, rows)) {
      last = gaz_public_id_next(sqlite3_column_int64(rows, 0), last);
      wrong += sqlite3_column_int64(rows, 1) != last;
    }
    CHECK_INT(wrong, ==, 0);
    CHECK_INT(last, >, 0);
  }
  gaz_store_close(store);
}

/* ---- generations ------------------------------------------------------------------------------------------ */

/* While the first generation is being made. */
static void check_unpublished(const char *dir) {
  static const char text[] = "Edda Lind was in Morno.";
  gaz_error error = {0};
  gaz_string out = {0};
  gaz_kb *kb;
  REQUIRE(gaz_kb_open(dir, &kb, &error) == GAZ_OK);
  CHECK_INT(gaz_kb_generation(kb), ==, 0);
  CHECK_INT(gaz_annotate(NULL, kb, NULL, text, sizeof text - 1, NULL, &out, &error), ==,
            GAZ_ERROR_NOT_FOUND);
  CHECK(strstr(error.message, "holds nothing yet") != NULL);
  CHECK_INT(gaz_kb_verify(kb, NULL, NULL, &error), !=, GAZ_OK);
  gaz_kb_release(kb);
}

static void test_readers(void) {
  char dir[512];
  fixture_folder("test_store_readers", dir);
  gaz_error error = {0};
  gaz_store *store;
  REQUIRE(gaz_store_open(dir, NULL, &store, &error) == GAZ_OK);
  check_unpublished(dir);
  fixture_put(store, "a.txt", "2021-03-02", pieces[0]);
  fixture_publish(store);
  gaz_kb *kb;
  REQUIRE(gaz_kb_open(dir, &kb, &error) == GAZ_OK);
  CHECK_INT(gaz_kb_generation(kb), ==, 1);
  gaz_lexicon *lexicon = gaz_kb_lexicon(kb);
  REQUIRE(lexicon != NULL);
  CHECK_INT(gaz_lexicon_generation(lexicon), ==, 1);
  gaz_lexicon_release(lexicon);

  fixture_put(store, "b.txt", "2021-03-05", pieces[7]);
  CHECK_OK(gaz_store_commit(store, true));
  gaz_string out = {0};
  CHECK_INT(gaz_kb_lookup(kb, "Edda Lind", 9, GAZ_FORMAT_JSON, &out, &error), ==,
            GAZ_ERROR_NOT_FOUND);
  CHECK(!gaz_kb_refresh(kb)); /* pending is not a generation */
  CHECK_OK(gaz_kb_search(kb, "herrings", 10, GAZ_FORMAT_JSONL, &out, &error));
  CHECK_INT(out.size, ==, 0);
  gaz_string_free(&out);

  fixture_publish(store);
  CHECK_INT(gaz_kb_lookup(kb, "Edda Lind", 9, GAZ_FORMAT_JSON, &out, &error), ==,
            GAZ_ERROR_NOT_FOUND);
  CHECK_INT(gaz_kb_generation(kb), ==, 1); /* until it refreshes */
  CHECK(gaz_kb_refresh(kb));
  CHECK_INT(gaz_kb_generation(kb), ==, 2);
  lexicon = gaz_kb_lexicon(kb);
  REQUIRE(lexicon != NULL);
  CHECK_INT(gaz_lexicon_generation(lexicon), ==, 2);
  gaz_lexicon_release(lexicon);
  CHECK_OK(gaz_kb_lookup(kb, "Edda Lind", 9, GAZ_FORMAT_JSON, &out, &error));
  gaz_string_free(&out);

  bool published = true;
  CHECK_OK(gaz_kb_publish(store, &(gaz_publish_options){0}, &published, &error));
  CHECK(!published); /* nothing changed */
  gaz_kb_release(kb);

  gaz_store *second;
  CHECK_INT(gaz_store_open(dir, NULL, &second, &error), ==, GAZ_ERROR_BUSY);
  char who[64];
  snprintf(who, sizeof who, "process %ld on ", (long)getpid());
  CHECK(strstr(error.message, who) != NULL);
  gaz_store_close(store);
  CHECK_OK(gaz_store_open(dir, NULL, &second, &error));
  gaz_store_close(second);
}

/* A writer is killed at any instant: readers see the old generation or the new one, whole, and the next
 * writer ends what was begun. */
static void test_killed(void) {
  char dir[512], fresh[512];
  gaz_error error = {0};
  fixture_folder("test_store_fresh", fresh);
  for (int attempt = 0; attempt < 24; attempt++) {
    fixture_folder("test_store_killed", dir);
    gaz_store *store;
    REQUIRE(gaz_store_open(dir, NULL, &store, &error) == GAZ_OK);
    for (unsigned i = 0; i < 4; i++) put(store, i, i + 1);
    fixture_publish(store);
    gaz_store_close(store);
    char *before = fixture_export(dir);

    pid_t child = fork();
    if (child == 0) {
      if (gaz_store_open(dir, NULL, &store, NULL) != GAZ_OK) _exit(1);
      for (unsigned i = 2; i < 9; i++) put(store, i, i + 20);
      take_away(store, 0);
      gaz_store_commit(store, true);
      gaz_kb_publish(store, &(gaz_publish_options){0}, NULL, NULL);
      _exit(0);
    }
    REQUIRE(child > 0);
    nanosleep(&(struct timespec){0, 1500000L * attempt}, NULL);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);

    char *seen = fixture_export(dir);
    gaz_kb *kb;
    REQUIRE(gaz_kb_open(dir, &kb, &error) == GAZ_OK);
    gaz_lexicon *lexicon = gaz_kb_lexicon(kb);
    uint64_t generation = gaz_kb_generation(kb);
    if (CHECK(lexicon != NULL)) CHECK_INT(gaz_lexicon_generation(lexicon), ==, generation);
    if (generation == 1) CHECK_STR(seen, before);
    gaz_lexicon_release(lexicon);
    gaz_kb_release(kb);

    REQUIRE(gaz_store_open(dir, NULL, &store, &error) == GAZ_OK);
    for (unsigned i = 2; i < 9; i++) put(store, i, i + 20);
    take_away(store, 0);
    fixture_publish(store);
    gaz_store_close(store);
    char *after = fixture_export(dir);
    if (generation == 2) CHECK_STR(seen, after);
    free(before);
    free(seen);
    free(after);
  }
}

static void test_damage(void) {
  char dir[512], path[600];
  gaz_error error = {0};
  fixture_folder("test_store_damaged", dir);
  gaz_kb *kb;
  CHECK_INT(gaz_kb_open(dir, &kb, &error), ==, GAZ_ERROR_NOT_FOUND);
  snprintf(path, sizeof path, "%s/kb.sqlite3", dir);
  FILE *file = fopen(path, "w");
  fputs(
      "not a database at all, but a letter to the editor, long enough to have a header and more than that",
      file);
  fclose(file);
  CHECK_INT(gaz_kb_open(dir, &kb, &error), ==, GAZ_ERROR_CORRUPT);
  gaz_store *store;
  CHECK_INT(gaz_store_open(dir, NULL, &store, &error), ==, GAZ_ERROR_CORRUPT);
  CHECK(strchr(error.message, ';') != NULL);
}

int main(void) {
  test_edtf();
  test_folds();
  test_readers();
  test_damage();
  test_public_ids();
  test_incremental(0);
  test_incremental(3); /* stories in blocks, as of a large archive */
  test_killed();
  return check_report();
}
