/* What is in the knowledge base, and whether it is sound. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "extract/facts.h"
#include "lexicon/image.h"
#include "lookup/kb.h"
#include "store/name_key.h"

typedef struct counted {
  const char *name, *sql;
} counted;

gaz_status gaz_kb_stats(gaz_kb *kb, gaz_string *json, gaz_error *error) {
  static const counted numbers[] = {
      {"files", "SELECT count(*) FROM file WHERE live = 1"},
      {"refused", "SELECT count(*) FROM file WHERE live = 1 AND refused IS NOT NULL"},
      {"articles", "SELECT count(*) FROM article WHERE live = 1"},
      {"undated", "SELECT count(*) FROM article WHERE live = 1 AND published IS NULL"},
      {"stories", "SELECT count(DISTINCT story) FROM article WHERE live = 1"},
      {"sentences", "SELECT total(sentences) FROM article WHERE live = 1"},
      {"words", "SELECT total(words) FROM article WHERE live = 1"},
      {"entities", "SELECT count(*) FROM entity"},
      {"names", "SELECT count(*) FROM entity_name"},
      {"mentions", "SELECT total(mentions) FROM entity"},
      {"events", "SELECT count(*) FROM event"},
      {"disputed", "SELECT count(*) FROM event WHERE disputed = 1"},
      {"quotes", "SELECT count(*) FROM quote WHERE id IS NOT NULL"},
      {"quotes_with_speaker", "SELECT count(*) FROM quote WHERE speaker IS NOT NULL"},
  };
  *json = (gaz_string){0};
  gaz_kb_enter(kb);
  gaz_buffer out = {0};
  gaz_buffer_printf(&out, "{\"generation\":%llu,\"root\":", (unsigned long long)kb->generation);
  gaz_print_json(&out, kb->root);
  for (size_t i = 0; i < GAZ_COUNT(numbers); i++) {
    gaz_buffer_printf(&out, ",\"%s\":%lld", numbers[i].name,
                      (long long)gaz_db_integer(&kb->db, numbers[i].sql, 0, ""));
  }
  gaz_buffer_string(&out, ",\"entities_by_type\":{");
  sqlite3_stmt *rows =
      gaz_db_query(&kb->db, "SELECT type, count(*) FROM entity GROUP BY type ORDER BY type", "");
  for (bool first = true; gaz_db_next(&kb->db, rows); first = false) {
    gaz_buffer_printf(&out, "%s\"%s\":%lld", first ? "" : ",",
                      gaz_entity_type_name((gaz_entity_type)sqlite3_column_int(rows, 0)),
                      (long long)sqlite3_column_int64(rows, 1));
  }
  gaz_buffer_string(&out, "},\"events_by_type\":{");
  rows = gaz_db_query(&kb->db, "SELECT type, count(*) FROM event GROUP BY type ORDER BY type", "");
  for (bool first = true; gaz_db_next(&kb->db, rows); first = false) {
    if (!first) gaz_buffer_byte(&out, ',');
    gaz_print_json(&out, gaz_db_string(rows, 0));
    gaz_buffer_printf(&out, ":%lld", (long long)sqlite3_column_int64(rows, 1));
  }
  gaz_buffer_printf(&out, "},\"lexicon_names\":%zu}\n",
                    kb->lexicon ? gaz_lexicon_count(kb->lexicon) : 0);
  return gaz_kb_leave(kb, &out, json, error);
}

/* ---- verify --------------------------------------------------------------------------------------------------- */

enum { FAULTS_SHOWN = 20 };

typedef struct verifier {
  gaz_kb *kb;
  void (*fault)(void *context, const char *what);
  void *context;
  size_t faults;
} verifier;

static void report(verifier *to, const char *what) {
  if (to->faults++ < FAULTS_SHOWN && to->fault) to->fault(to->context, what);
}

static void check_file(verifier *to) {
  sqlite3_stmt *rows = gaz_db_query(&to->kb->db, "PRAGMA integrity_check(20)", "");
  while (gaz_db_next(&to->kb->db, rows)) {
    const char *text = gaz_db_string(rows, 0);
    if (text && strcmp(text, "ok") != 0) report(to, text);
  }
}

/* Queries that must find nothing. */
static void check_references(verifier *to) {
  static const counted faults[] = {
      {"mention outside its article",
       "SELECT count(*) FROM mention m JOIN body b ON b.article = m.article WHERE m.start < 0 OR "
       "m.stop <= m.start OR m.stop > length(b.text)"},
      {"sentence outside its article",
       "SELECT count(*) FROM sentence s JOIN body b ON b.article = s.article WHERE s.start < 0 OR "
       "s.stop <= s.start OR s.stop > length(b.text)"},
      {"quote outside its article",
       "SELECT count(*) FROM quote q JOIN body b ON b.article = q.article WHERE q.start < 0 OR "
       "q.stop < q.start OR q.stop > length(b.text)"},
      {"event mention outside its article",
       "SELECT count(*) FROM occurrence o JOIN body b ON b.article = o.article WHERE o.start < 0 OR "
       "o.stop <= o.start OR o.stop > length(b.text)"},
      {"article without its text",
       "SELECT count(*) FROM article a LEFT JOIN body b ON b.article = a.row WHERE b.article IS NULL"},
      {"article of no file",
       "SELECT count(*) FROM article a LEFT JOIN file f ON f.row = a.file WHERE f.row IS NULL"},
      {"chain of no entity",
       "SELECT count(*) FROM chain c LEFT JOIN entity e ON e.id = c.entity WHERE c.entity IS NOT NULL AND e.id IS NULL"},
      {"entity in no article",
       "SELECT count(*) FROM entity e WHERE NOT EXISTS (SELECT 1 FROM chain c WHERE c.entity = e.id)"},
      {"event that no article reports",
       "SELECT count(*) FROM event e WHERE NOT EXISTS (SELECT 1 FROM occurrence o WHERE o.event = e.key)"},
      {"live event mention of no event",
       "SELECT count(*) FROM occurrence o JOIN article a ON a.row = o.article LEFT JOIN event e ON "
       "e.key = o.event WHERE a.live = 1 AND e.key IS NULL"},
      {"participant of no event",
       "SELECT count(*) FROM participant p LEFT JOIN event e ON e.key = p.event WHERE e.key IS NULL"},
      {"article id used twice", "SELECT count(*) - count(DISTINCT id) FROM article WHERE live = 1"},
      {"quote id used twice",
       "SELECT count(*) - count(DISTINCT id) FROM quote WHERE id IS NOT NULL"},
      {"event id used twice", "SELECT count(*) - count(DISTINCT id) FROM event"},
  };
  for (size_t i = 0; i < GAZ_COUNT(faults); i++) {
    int64_t count = gaz_db_integer(&to->kb->db, faults[i].sql, 0, "");
    if (!count) continue;
    char text[256];
    snprintf(text, sizeof text, "%lld times: %s", (long long)count, faults[i].name);
    report(to, text);
  }
}

/* Every name's evidence is read back from the stored text: some mention of the chain folds to it. */
static void check_names(verifier *to) {
  gaz_db *db = &to->kb->db;
  gaz_opened opened = {0};
  sqlite3_stmt *rows =
      gaz_db_query(db, "SELECT article, chain, key, text FROM name ORDER BY article, chain, n", "");
  while (gaz_db_next(db, rows)) {
    int64_t article = sqlite3_column_int64(rows, 0);
    if (!gaz_kb_turn_to(to->kb, &opened, article)) continue;
    gaz_name_fold wanted, found;
    gaz_slice text = gaz_db_text(rows, 3);
    gaz_name_fold_text(text.data, text.size, &wanted);
    bool proven = false;
    sqlite3_stmt *mentions = gaz_db_query(
        db, "SELECT start, stop FROM mention WHERE article = ? AND chain = ? AND kind = 0", "ii",
        article, sqlite3_column_int64(rows, 1));
    while (!proven && gaz_db_next(db, mentions)) {
      int64_t start = sqlite3_column_int64(mentions, 0), stop = sqlite3_column_int64(mentions, 1);
      if (start < 0 || stop < start || stop > (int64_t)opened.size) continue;
      gaz_name_fold_text(opened.text + start, (size_t)(stop - start), &found);
      proven = found.size == wanted.size && memcmp(found.text, wanted.text, found.size) == 0;
    }
    gaz_db_end(mentions);
    if (proven) continue;
    char what[512];
    snprintf(what, sizeof what, "%.200s: no mention reads \"%.200s\"",
             opened.path ? opened.path : "?", wanted.text);
    report(to, what);
  }
  gaz_kb_close_article(&opened);
}

static void check_lexicon(verifier *to) {
  int64_t names = gaz_db_integer(
      &to->kb->db, "SELECT count(*) FROM entity_name WHERE length(CAST(text AS BLOB)) >= 2", 0, "");
  if (!to->kb->generation) {
    report(to, "nothing is published yet; run `gazette index`, or let it finish");
  } else if (!to->kb->lexicon) {
    report(to, "lexicon.gzl is missing or not of this generation; run `gazette index --force`");
  } else if (!gaz_lexicon_count(to->kb->lexicon) != !names) {
    report(to, "lexicon.gzl is empty; run `gazette index --force`");
  } else if (gaz_lexicon_check(to->kb->lexicon, NULL) != GAZ_OK) {
    report(to, "lexicon.gzl is damaged; run `gazette index --force`");
  }
}

gaz_status gaz_kb_verify(gaz_kb *kb, void (*fault)(void *context, const char *what), void *context,
                         gaz_error *error) {
  verifier to = {kb, fault, context, 0};
  gaz_kb_enter(kb);
  check_file(&to);
  check_references(&to);
  check_names(&to);
  check_lexicon(&to);
  gaz_status status = gaz_kb_leave(kb, NULL, NULL, error);
  if (status != GAZ_OK || !to.faults) return status;
  return gaz_fail(error, GAZ_ERROR_CORRUPT, kb->dir, 0, "%zu fault%s; run `gazette index --force`",
                  to.faults, to.faults == 1 ? "" : "s");
}
