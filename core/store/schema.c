/* The tables, in two storeys.
 *
 * Ground floor, one article at a time, written by indexing and never changed after: file, article,
 * body, terms, sentence, sentence_text, chain, name, names, mention, role, quote, occurrence, argument, figure.
 * A row belongs to an article by `article` (article.row). Rows of a file that is new or changed are
 * written beside the old ones with live = 0, in as many transactions as it takes; publishing
 * deletes the old and turns the new live in one. So readers and a crash only ever see whole
 * generations, and an interrupted run goes on where it stopped.
 *
 * First floor, the knowledge base, a function of the live ground floor and the corrections: entity,
 * entity_name, entity_word, entity_role, event, participant, assigned, article.story, and the columns that
 * point up: chain.entity, quote.speaker, quote.same_as, occurrence.event. Written by core/resolve.
 *
 * Public ids are derived from keys (63-bit hashes of what outlives a re-index: a path, a name, a
 * quote's words), see store/public_id.h; internal references use rows and keys. Days are numbers
 * yyyymmdd. */
#include "store/schema.h"

#include <stdio.h>

static const char schema[] =
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;"

    "CREATE TABLE file(row INTEGER PRIMARY KEY, path TEXT NOT NULL, live INTEGER NOT NULL,"
    " size INTEGER NOT NULL, mtime INTEGER NOT NULL, hash INTEGER NOT NULL,"
    " articles INTEGER NOT NULL, refused TEXT);"
    "CREATE UNIQUE INDEX file_path ON file(path, live);"
    "CREATE INDEX file_pending ON file(row) WHERE live = 0;"
    /* Files that are gone or replaced, once the next generation is published. */
    "CREATE TABLE leaving(file INTEGER PRIMARY KEY);"

    /* Of standing.c; `file` is a number made of the path. */
    "CREATE TABLE scanned(file INTEGER PRIMARY KEY, path TEXT NOT NULL);"
    "CREATE TABLE paragraph(key INTEGER, file INTEGER, articles INTEGER NOT NULL,"
    " PRIMARY KEY(key, file)) WITHOUT ROWID;"
    "CREATE INDEX paragraph_file ON paragraph(file);"
    "CREATE TABLE changed_paragraph(key INTEGER PRIMARY KEY);"
    "CREATE TABLE standing(key INTEGER PRIMARY KEY);"
    "CREATE TABLE stale(file INTEGER PRIMARY KEY);"

    "CREATE TABLE article(row INTEGER PRIMARY KEY, file INTEGER NOT NULL, live INTEGER NOT NULL,"
    " key INTEGER NOT NULL, id INTEGER, path TEXT NOT NULL, title TEXT, outlet TEXT, author TEXT,"
    " published TEXT, basis INTEGER NOT NULL, day INTEGER NOT NULL, url TEXT,"
    " is_file INTEGER NOT NULL, line INTEGER NOT NULL, first_sentence INTEGER NOT NULL,"
    " sentences INTEGER NOT NULL, words INTEGER NOT NULL, story INTEGER);"
    "CREATE INDEX article_file ON article(file);"
    "CREATE INDEX article_key ON article(key, id);"
    "CREATE INDEX article_id ON article(id);"
    "CREATE INDEX article_path ON article(path);"
    "CREATE INDEX article_story ON article(story);"
    "CREATE INDEX article_day ON article(day, path);"
    "CREATE INDEX article_pending ON article(row) WHERE live = 0;"
    "CREATE TABLE body(article INTEGER PRIMARY KEY, text BLOB NOT NULL);"
    /* Apart from the text, so that resolving stories reads nothing else. */
    "CREATE TABLE terms(article INTEGER PRIMARY KEY, terms BLOB NOT NULL);"

    /* `end` is a keyword of SQL, hence start and stop. */
    "CREATE TABLE sentence(row INTEGER PRIMARY KEY, article INTEGER NOT NULL,"
    " start INTEGER NOT NULL, stop INTEGER NOT NULL);"
    "CREATE VIRTUAL TABLE sentence_text USING fts5(text, content='',"
    " tokenize='porter unicode61 remove_diacritics 2');"

    "CREATE TABLE chain(article INTEGER, n INTEGER, type INTEGER NOT NULL, mentions INTEGER NOT NULL,"
    " first INTEGER NOT NULL, day INTEGER NOT NULL, entity INTEGER,"
    " PRIMARY KEY(article, n)) WITHOUT ROWID;"
    "CREATE INDEX chain_entity ON chain(entity, day) WHERE entity IS NOT NULL;"
    /* The key is that of store/record.h; the others are in `names`. */
    "CREATE TABLE name(article INTEGER, chain INTEGER, n INTEGER, key INTEGER NOT NULL,"
    " strong INTEGER NOT NULL, count INTEGER NOT NULL, text TEXT NOT NULL, demonym INTEGER NOT NULL,"
    " placed INTEGER NOT NULL, human INTEGER NOT NULL,"
    " PRIMARY KEY(article, chain, n)) WITHOUT ROWID;"
    "CREATE TABLE names(article INTEGER PRIMARY KEY, packed BLOB NOT NULL);" /* store/packed_names.h */
    "CREATE TABLE mention(article INTEGER, n INTEGER, chain INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,"
    " PRIMARY KEY(article, n)) WITHOUT ROWID;"
    "CREATE TABLE role(article INTEGER, n INTEGER, chain INTEGER NOT NULL, of INTEGER,"
    " start INTEGER NOT NULL, stop INTEGER NOT NULL, former INTEGER NOT NULL, title TEXT NOT NULL,"
    " PRIMARY KEY(article, n)) WITHOUT ROWID;"

    "CREATE TABLE quote(row INTEGER PRIMARY KEY, article INTEGER NOT NULL, key INTEGER NOT NULL,"
    " id INTEGER, form INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,"
    " pieces TEXT NOT NULL, source_start INTEGER NOT NULL, source_stop INTEGER NOT NULL,"
    " cue_start INTEGER NOT NULL, cue_stop INTEGER NOT NULL, medium_start INTEGER NOT NULL,"
    " medium_stop INTEGER NOT NULL, speaker_chain INTEGER, addressee_chain INTEGER,"
    " reported_by TEXT, time TEXT, day INTEGER NOT NULL, words INTEGER NOT NULL,"
    " sketch1 INTEGER, sketch2 INTEGER, speaker INTEGER, same_as INTEGER);"
    "CREATE INDEX quote_article ON quote(article);"
    "CREATE INDEX quote_key ON quote(key, id);"
    "CREATE INDEX quote_id ON quote(id);"
    "CREATE INDEX quote_speaker ON quote(speaker, day) WHERE speaker IS NOT NULL;"
    "CREATE INDEX quote_sketch1 ON quote(sketch1) WHERE sketch1 IS NOT NULL;"
    "CREATE INDEX quote_sketch2 ON quote(sketch2) WHERE sketch2 IS NOT NULL;"

    "CREATE TABLE occurrence(article INTEGER, n INTEGER, type TEXT NOT NULL, cameo TEXT NOT NULL,"
    " lemma TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,"
    " modality INTEGER NOT NULL, time TEXT, time_basis INTEGER NOT NULL, same_as INTEGER,"
    " reported_by TEXT, deed TEXT, patient TEXT, nature INTEGER NOT NULL, event INTEGER,"
    " PRIMARY KEY(article, n)) WITHOUT ROWID;"
    "CREATE INDEX occurrence_event ON occurrence(event) WHERE event IS NOT NULL;"
    "CREATE TABLE argument(article INTEGER, occurrence INTEGER, n INTEGER, role INTEGER NOT NULL,"
    " start INTEGER NOT NULL, stop INTEGER NOT NULL, chain INTEGER,"
    " PRIMARY KEY(article, occurrence, n)) WITHOUT ROWID;"
    "CREATE TABLE figure(article INTEGER, occurrence INTEGER, n INTEGER, what TEXT NOT NULL,"
    " low REAL NOT NULL, high REAL, unit TEXT, start INTEGER NOT NULL, stop INTEGER NOT NULL,"
    " PRIMARY KEY(article, occurrence, n)) WITHOUT ROWID;"

    /* chain.entity of an article's named chains in their order, to see at a glance what changes. */
    "CREATE TABLE assigned(article INTEGER PRIMARY KEY, entities BLOB NOT NULL);"
    "CREATE TABLE entity(id INTEGER PRIMARY KEY, type INTEGER NOT NULL, name TEXT NOT NULL,"
    " mentions INTEGER NOT NULL, articles INTEGER NOT NULL);"
    "CREATE INDEX entity_mentions ON entity(mentions DESC);"
    "CREATE TABLE entity_name(entity INTEGER, text TEXT, fold TEXT NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY(entity, text)) WITHOUT ROWID;"
    "CREATE INDEX entity_name_fold ON entity_name(fold);"
    /* Every tail of a folded name that starts at a word, for completion inside names; the two
     * expression indices answer one- and two-letter prefixes without reading thousands of rows. */
    "CREATE TABLE entity_word(fold TEXT, entity INTEGER, mentions INTEGER NOT NULL,"
    " PRIMARY KEY(fold, entity)) WITHOUT ROWID;"
    "CREATE INDEX entity_word_entity ON entity_word(entity);"
    "CREATE INDEX entity_word_1 ON entity_word(substr(fold, 1, 1), mentions DESC);"
    "CREATE INDEX entity_word_2 ON entity_word(substr(fold, 1, 2), mentions DESC);"
    "CREATE TABLE entity_role(entity INTEGER, title TEXT, of INTEGER NOT NULL, since TEXT,"
    " until TEXT, count INTEGER NOT NULL, PRIMARY KEY(entity, title, of)) WITHOUT ROWID;"
    /* What corrections say of an entity, to find whom a changed correction touches. */
    "CREATE TABLE decision(entity INTEGER, n INTEGER, kind INTEGER NOT NULL, text TEXT, type INTEGER,"
    " of INTEGER, since TEXT, until TEXT, PRIMARY KEY(entity, n)) WITHOUT ROWID;"

    "CREATE TABLE event(key INTEGER PRIMARY KEY, id INTEGER, story INTEGER, type TEXT NOT NULL,"
    " cameo TEXT NOT NULL, label TEXT NOT NULL, modality INTEGER NOT NULL, time TEXT,"
    " day INTEGER NOT NULL, place INTEGER, mentions INTEGER NOT NULL, articles INTEGER NOT NULL,"
    " disputed INTEGER NOT NULL, article INTEGER NOT NULL, n INTEGER NOT NULL);" /* of its first occurrence */
    "CREATE INDEX event_id ON event(id);"
    "CREATE INDEX event_story ON event(story);"
    "CREATE INDEX event_day ON event(day, id);"
    "CREATE TABLE participant(event INTEGER, role INTEGER, n INTEGER, entity INTEGER, text TEXT NOT NULL,"
    " day INTEGER NOT NULL, PRIMARY KEY(event, role, n)) WITHOUT ROWID;"
    "CREATE INDEX participant_entity ON participant(entity, day) WHERE entity IS NOT NULL;";

static gaz_status drop_everything(gaz_db *db) {
  for (;;) {
    char sql[512] = "";
    sqlite3_stmt *query = NULL;
    if (sqlite3_prepare_v2(db->handle,
                           "SELECT type, name FROM sqlite_schema WHERE type = 'table' AND name NOT "
                           "LIKE 'sqlite_%' ORDER BY name LIKE 'sentence_text_%' LIMIT 1",
                           -1, &query, NULL) == SQLITE_OK &&
        sqlite3_step(query) == SQLITE_ROW) {
      char *statement = sqlite3_mprintf("DROP TABLE \"%w\"", sqlite3_column_text(query, 1));
      if (statement) snprintf(sql, sizeof sql, "%s", statement);
      sqlite3_free(statement);
    }
    sqlite3_finalize(query);
    if (!sql[0]) return db->failure.status;
    if (gaz_db_script(db, sql) != GAZ_OK) return db->failure.status;
  }
}

gaz_status gaz_schema_lift_indices(gaz_db *db, gaz_buffer *sql) {
  gaz_buffer drop = {0};
  sqlite3_stmt *rows = gaz_db_query(
      db,
      "SELECT sql, 'DROP INDEX \"' || replace(name, '\"', '\"\"') || '\";' FROM sqlite_schema WHERE type = 'index' "
      "AND sql IS NOT NULL AND tbl_name IN ('entity', 'entity_name', 'entity_word', 'participant') ORDER BY rowid",
      "");
  while (gaz_db_next(db, rows)) {
    gaz_buffer_string(sql, gaz_db_string(rows, 0));
    gaz_buffer_byte(sql, ';');
    gaz_buffer_string(&drop, gaz_db_string(rows, 1));
  }
  gaz_buffer_byte(sql, '\0');
  gaz_buffer_byte(&drop, '\0');
  if (sql->failed || drop.failed)
    gaz_db_fail(db, GAZ_ERROR_MEMORY, "out of memory; close other programs");
  else
    gaz_db_script(db, drop.data);
  gaz_buffer_free(&drop);
  return db->failure.status;
}

gaz_status gaz_schema_prepare(gaz_db *db, bool writable, bool *rebuilt) {
  *rebuilt = false;
  int64_t version = gaz_db_integer(db, "PRAGMA user_version", 0, "");
  int64_t application = gaz_db_integer(db, "PRAGMA application_id", 0, "");
  int64_t tables = gaz_db_integer(db, "SELECT count(*) FROM sqlite_schema", 0, "");
  if (db->failure.status != GAZ_OK) return db->failure.status;
  if (application == GAZ_APPLICATION_ID && version == GAZ_SCHEMA_VERSION) return GAZ_OK;
  if (tables && application != GAZ_APPLICATION_ID) {
    return gaz_db_fail(db, GAZ_ERROR_CORRUPT,
                       "not a knowledge base of gazette; give another folder with --kb");
  }
  if (version > GAZ_SCHEMA_VERSION) {
    return gaz_db_fail(db, GAZ_ERROR_CORRUPT,
                       "written by a newer gazette; update this one, or delete it and index again");
  }
  if (!writable) {
    return gaz_db_fail(db, tables ? GAZ_ERROR_CORRUPT : GAZ_ERROR_NOT_FOUND,
                       tables ? "written by an older gazette; run `gazette index` again"
                              : "holds nothing yet; run `gazette index`");
  }
  gaz_db_script(db, "BEGIN IMMEDIATE");
  if (tables) drop_everything(db);
  *rebuilt = tables != 0;
  gaz_db_script(db, schema);
  char pragmas[128];
  snprintf(pragmas, sizeof pragmas, "PRAGMA user_version = %d; PRAGMA application_id = %d;",
           GAZ_SCHEMA_VERSION, GAZ_APPLICATION_ID);
  gaz_db_script(db, pragmas);
  gaz_db_script(db, "INSERT INTO meta VALUES('generation', 0)");
  return gaz_db_script(db, "COMMIT");
}
