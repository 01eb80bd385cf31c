/* Word clusters: look-ups in the shipped table, the case rules, damaged tables. */
#include "english/clusters.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

static const uint16_t *find(const gaz_clusters *clusters, const char *word) {
  return gaz_clusters_find(clusters, word, strlen(word));
}

static gaz_status open_text(const char *text, gaz_clusters **out, gaz_error *error) {
  const char *path = GAZ_TEST_BINARY_DIR "/clusters-test.tsv";
  FILE *file = fopen(path, "w");
  REQUIRE(file);
  fputs(text, file);
  fclose(file);
  return gaz_clusters_open(path, NULL, out, error);
}

static void test_shipped_table(void) {
  gaz_clusters *clusters;
  CHECK_OK(
      gaz_clusters_open(GAZ_TEST_SOURCE_DIR "/data/english/clusters.tsv", NULL, &clusters, NULL));
  REQUIRE(clusters);
  const uint16_t *monday = find(clusters, "Monday"), *tuesday = find(clusters, "Tuesday");
  REQUIRE(monday && tuesday);
  CHECK_INT(monday[1], ==, tuesday[1]);
  CHECK(find(clusters, "MONDAY") == monday); /* no entry of its own */
  CHECK(find(clusters, "xyzzyx") == NULL);
  CHECK(find(clusters, "") == NULL);
  CHECK(find(clusters, "1987") && find(clusters, "1987") == find(clusters, "2004"));
  gaz_clusters_free(clusters);
}

static void test_case_rules(void) {
  gaz_clusters *clusters;
  CHECK_OK(
      open_text("# a comment\nTurkey\t1\t2\t3\nturkey\t4\t5\t6\nbank\t7\t8\t9", &clusters, NULL));
  REQUIRE(clusters);
  CHECK_INT(find(clusters, "Turkey")[0], ==, 1);
  CHECK_INT(find(clusters, "turkey")[2], ==, 6);
  CHECK_INT(find(clusters, "TURKEY")[0], ==, 4);
  CHECK_INT(find(clusters, "Bank")[1], ==, 8);
  gaz_clusters_free(clusters);
}

static void test_damaged(void) {
  gaz_clusters *clusters;
  gaz_error error;
  CHECK_INT(open_text("bank\t7\t8\n", &clusters, &error), ==, GAZ_ERROR_FORMAT);
  CHECK(clusters == NULL);
  CHECK_INT(error.line, ==, 1);
  CHECK_INT(open_text("a\t1\t2\t3\nbank\t7\t99999999999\t3\n", &clusters, &error), ==,
            GAZ_ERROR_FORMAT);
  CHECK_INT(error.line, ==, 2);
  CHECK_INT(gaz_clusters_open("/nonexistent/clusters.tsv", NULL, &clusters, &error), !=, GAZ_OK);
  CHECK_OK(open_text("", &clusters, NULL));
  CHECK(find(clusters, "bank") == NULL);
  gaz_clusters_free(clusters);
  gaz_clusters_free(NULL);
}

int main(void) {
  test_shipped_table();
  test_case_rules();
  test_damaged();
  return check_report();
}
