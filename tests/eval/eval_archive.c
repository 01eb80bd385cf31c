/* Who is who across articles, without anybody's annotation: 924 political articles of PolNeAR are indexed with the program, and
 * of each full name that five of them have it is asked how many have it in one entity. Namesakes are rare in such news: what is
 * torn apart is mostly one person or body. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "eval.h"

/* Full names of an entity type: articles with the name, and those that have it in its largest entity. */
static const char names_sql[] =
    "WITH held AS (SELECT n.text AS name, c.entity AS entity, count(DISTINCT n.article) AS articles "
    "FROM name n JOIN chain c ON c.article = n.article AND c.n = n.chain "
    "WHERE c.type = ?1 AND c.entity IS NOT NULL AND instr(n.text, ' ') > 0 GROUP BY 1, 2) "
    "SELECT total(most), total(all_articles) FROM (SELECT max(articles) AS most, sum(articles) AS all_articles "
    "FROM held GROUP BY name HAVING sum(articles) >= 5)";
/* Persons' chains that have nothing but a single word, and those whose entity has a full name. */
static const char surnames_sql[] =
    "WITH bare AS (SELECT c.entity AS entity FROM chain c WHERE c.type = ?1 AND c.entity IS NOT NULL AND NOT "
    "EXISTS(SELECT 1 FROM name n WHERE n.article = c.article AND n.chain = c.n AND instr(n.text, ' ') > 0)) "
    "SELECT total(EXISTS(SELECT 1 FROM entity_name e WHERE e.entity = bare.entity AND instr(e.fold, ' ') > 0)), "
    "count(*) FROM bare";

static void ask(sqlite3 *db, const char *sql, int type, const char *metric) {
  sqlite3_stmt *row = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &row, NULL) == SQLITE_OK) {
    sqlite3_bind_int(row, 1, type);
    if (sqlite3_step(row) == SQLITE_ROW && sqlite3_column_double(row, 1) > 0)
      eval_row("archive", "PolNeAR", metric,
               100 * sqlite3_column_double(row, 0) / sqlite3_column_double(row, 1), 0);
  }
  sqlite3_finalize(row);
}

void eval_archive(const eval *context) {
  const char *program = getenv("GAZETTE_PROGRAM");
  char folder[] = "/tmp/gazette-archive-XXXXXX", command[4096], path[256];
  sqlite3 *db = NULL;
  if (!program) program = GAZ_EVAL_PROGRAM;
  if (!mkdtemp(folder)) return;
  snprintf(command, sizeof command,
           "'%s' index --kb '%s' '%s/polnear/train/text' '%s/polnear/dev/text' >/dev/null 2>&1",
           program, folder, context->corpora, context->corpora);
  snprintf(path, sizeof path, "%s/kb.sqlite3", folder);
  if (system(command) == 0 && sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK) {
    ask(db, names_sql, GAZ_TYPE_PERSON, "persons: in one entity %");
    ask(db, names_sql, GAZ_TYPE_ORG, "bodies: in one entity %");
    ask(db, surnames_sql, GAZ_TYPE_PERSON, "surname alone: known %");
  }
  sqlite3_close(db);
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  if (system(command)) printf("%s is left\n", folder);
}
