/* The knowledge base at the size of an archive of years: bench_kb [ARTICLES] (20000).
 *
 * Articles are made up, with their facts, so that what is measured is storing, resolving and asking, not
 * the language engine. Names follow Zipf's law: the first are in half of all articles, the last in one. */
#include <sys/resource.h>
#include <time.h>

#include "../core/kb_fixture.h"

enum { PEOPLE = 60000, PLACES = 4000, ORGANISATIONS = 20000, PARAGRAPHS = 8, ASKED = 200 };

static uint64_t state = 1;

static uint32_t roll(uint32_t most) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33) % most;
}

/* Rank r with a chance about 1/r. */
static uint32_t zipf(uint32_t most) {
  uint32_t bound = 1;
  while (bound < most && roll(8)) bound *= 4;
  return roll(bound < most ? bound : most);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Of the processor: what counts on a machine that does other work too. */
static double spent(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static long resident_mib(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

static const char *word(uint32_t n, char out[16]) {
  static const char *const syllables[] = {"ka",  "lo",  "ri", "me",  "tu", "sha", "ve",  "no",
                                          "dra", "bel", "fi", "gor", "pa", "zu",  "qui", "han"};
  snprintf(out, 16, "%s%s%s%s", syllables[n & 15], syllables[n >> 4 & 15],
           n >= 256 ? syllables[n >> 8 & 15] : "", n >= 4096 ? syllables[n >> 12 & 15] : "");
  return out;
}

static const char *name(uint32_t n, char out[16]) {
  word(n, out);
  out[0] = (char)(out[0] - 32);
  return out;
}

static void make(uint32_t number, char *out, size_t capacity) {
  char a[16], b[16], c[16], d[16], e[16];
  size_t size = 0;
  uint32_t story = number / 6 * 31; /* about six articles tell the same, with the same people */
  for (int p = 0; p < PARAGRAPHS; p++) {
    uint64_t kept = state;
    if (p < 4) state = story + (uint32_t)p;
    uint32_t person = zipf(PEOPLE), place = zipf(PLACES), body = zipf(ORGANISATIONS);
    if (p < 4) state = kept;
    unsigned chain = (unsigned)p * 3 + 1;
    size += (size_t)snprintf(
        out + size, capacity - size,
        "<minister|%u:%u> [%s %s|PERSON:%u] of [%sland|GPE:%u] (%s|ASSAULT|agent=%u patient=%u|2021-03-%02u|killed=%u) the [%s %s|ORG:%u] ",
        chain, chain + 1, name(person % 997, a), name(person / 3 + 7, b), chain, name(place, c),
        chain + 1, word(person % 50, d), chain, chain + 2, 1 + story % 28, roll(9) + 1,
        name(body, e), p % 2 ? "Union" : "Bank", chain + 2);
    for (int i = 0; i < 20 && size + 200 < capacity; i++)
      size += (size_t)snprintf(out + size, capacity - size, "%s ", word(zipf(60000), a));
    size += (size_t)snprintf(out + size, capacity - size, "and [%s|PERSON:%u] said {",
                             name(person / 3 + 7, b), chain);
    for (int i = 0; i < 12; i++)
      size += (size_t)snprintf(out + size, capacity - size, "%s ", word(zipf(60000), a));
    size += (size_t)snprintf(out + size, capacity - size, "|%u} there.\n", chain);
  }
}

static int by_value(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static void show(const char *what, double *times, size_t count) {
  qsort(times, count, sizeof *times, by_value);
  printf("%-34s p50 %8.3f ms   p95 %8.3f ms   max %8.3f ms\n", what, times[count / 2] * 1e3,
         times[count * 95 / 100] * 1e3, times[count - 1] * 1e3);
}

typedef gaz_status (*question)(gaz_kb *kb, size_t i, gaz_string *out);

static void asked_name(gaz_kb *kb, size_t i, char *out, size_t capacity) {
  snprintf(out, capacity, "%lld",
           (long long)gaz_db_integer(&kb->db,
                                     "SELECT id FROM entity ORDER BY mentions DESC LIMIT 1 OFFSET "
                                     "? % (SELECT count(*) FROM entity)",
                                     0, "i", (int64_t)(i < 20 ? i : i * i)));
}

static gaz_status ask_dossier(gaz_kb *kb, size_t i, gaz_string *out) {
  (void)i;
  return gaz_kb_lookup(kb, out->data, out->size, GAZ_FORMAT_MARKDOWN, out, NULL);
}

static gaz_status ask_mentions(gaz_kb *kb, size_t i, gaz_string *out) {
  (void)i;
  return gaz_kb_mentions(kb, (uint32_t)atol(out->data), 100, out, NULL);
}

static gaz_status ask_completion(gaz_kb *kb, size_t i, gaz_string *out) {
  char prefix[16];
  word((uint32_t)i * 7, prefix);
  prefix[1 + i % 4] = '\0';
  return gaz_kb_complete(kb, prefix, 20, out, NULL);
}

static gaz_status ask_search(gaz_kb *kb, size_t i, gaz_string *out) {
  char first[16], second[16], query[40];
  snprintf(query, sizeof query, "%s %s", word((uint32_t)(i % 13 + 300), first),
           word((uint32_t)(i * 3 + 40), second));
  return gaz_kb_search(kb, query, 20, GAZ_FORMAT_JSONL, out, NULL);
}

static void ask(gaz_kb *kb, const char *what, question how) {
  double times[ASKED];
  for (size_t i = 0; i < ASKED; i++) {
    char id[32];
    asked_name(kb, i, id, sizeof id);
    gaz_string out = {id, strlen(id)};
    double begun = now();
    gaz_status status = how(kb, i, &out);
    times[i] = now() - begun;
    if (status != GAZ_OK) {
      printf("%s: %s\n", what, gaz_status_name(status));
      return;
    }
    gaz_string_free(&out);
  }
  show(what, times, ASKED);
}

int main(int argc, char **argv) {
  uint32_t articles = argc > 1 ? (uint32_t)atol(argv[1]) : 20000;
  char dir[512], path[64], content[16384];
  fixture_folder("bench_kb", dir);
  gaz_store *store;
  REQUIRE(gaz_store_open(dir, NULL, &store, NULL) == GAZ_OK);
  double writing = 0;
  uint64_t words = 0;
  for (uint32_t i = 0; i < articles; i++) {
    gaz_arena arena = {0};
    gaz_record record;
    char date[16];
    make(i, content, sizeof content);
    snprintf(path, sizeof path, "%03u/%06u.txt", i % 997, i);
    snprintf(date, sizeof date, "20%02u-%02u-%02u", 5 + i / 6 % 17, 1 + i / 6 % 12, 1 + i / 6 % 28);
    fixture_article(&arena, path, date, content, &record);
    words += record.facts.analysis->tokens.token_count;
    double begun = spent();
    int64_t file = gaz_store_put_file(
        store, path, &(gaz_file_stamp){.size = 1, .mtime = 1, .hash = i + 1}, 1, NULL);
    gaz_store_put_article(store, file, &record);
    gaz_store_commit(store, false);
    writing += spent() - begun;
    gaz_arena_free(&arena);
  }
  long before = resident_mib();
  double begun = spent();
  fixture_publish(store);
  double publishing = spent() - begun;
  int64_t rows = 0;
  static const char *const tables[] = {
      "SELECT count(*) FROM sentence", "SELECT count(*) FROM mention",
      "SELECT count(*) FROM name",     "SELECT count(*) FROM chain",
      "SELECT count(*) FROM quote",    "SELECT count(*) FROM occurrence",
      "SELECT count(*) FROM argument", "SELECT count(*) FROM figure"};
  for (size_t i = 0; i < GAZ_COUNT(tables); i++)
    rows += gaz_db_integer(&store->db, tables[i], 0, "");
  printf("%u articles, %llu words, %lld rows and full text\n", articles, (unsigned long long)words,
         (long long)rows);
  printf("%-34s %.1f s of the processor, %.0f words/s, %.0f rows/s\n", "written", writing,
         (double)words / writing, (double)rows / writing);
  printf("%-34s %.1f s of the processor, %.0f words/s\n", "resolved and published", publishing,
         (double)words / publishing);
  printf("%-34s %ld MiB writing, %ld MiB at most\n", "memory", before, resident_mib());
  for (int i = 0; i < 3; i++) {
    double begun_spending = spent();
    begun = now();
    if (i == 0) fixture_put(store, "000/000000.txt", "2005-01-01", content);
    if (i == 1) gaz_store_leave(store, "001/000001.txt");
    fixture_publish(store);
    printf("%-34s %.3f s, %.3f s of the processor\n",
           i == 0   ? "one article changed"
           : i == 1 ? "one article deleted"
                    : "nothing changed",
           now() - begun, spent() - begun_spending);
  }
  gaz_store_close(store);
  gaz_kb *kb;
  begun = now();
  REQUIRE(gaz_kb_open(dir, &kb, NULL) == GAZ_OK);
  printf("%-34s %.3f ms\n", "opened", (now() - begun) * 1e3);
  ask(kb, "dossier", ask_dossier);
  ask(kb, "100 mentions with sentences", ask_mentions);
  ask(kb, "completion", ask_completion);
  ask(kb, "search", ask_search);
  gaz_kb_release(kb);
  return check_report();
}
