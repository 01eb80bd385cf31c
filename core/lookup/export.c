/* The whole knowledge base, line by line, in an order that depends on nothing but what is in it. */
#include <stdlib.h>
#include <string.h>

#include "extract/facts.h"
#include "lookup/kb.h"

enum { CHUNK = 64 << 10 };

typedef struct exporter {
  gaz_kb *kb;
  gaz_db *db;
  gaz_buffer out;
  const gaz_sink *sink;
  bool stopped;
} exporter;

/* Ends a line; hands over what has gathered. */
static void end_line(exporter *to, bool now) {
  if (!now) gaz_buffer_byte(&to->out, '\n');
  if (to->out.size < CHUNK && !now) return;
  if (to->out.failed) {
    gaz_db_fail(to->db, GAZ_ERROR_MEMORY, "out of memory; close other programs");
    return;
  }
  if (to->out.size && !to->stopped)
    to->stopped = !to->sink->write(to->sink->context, to->out.data, to->out.size);
  to->out.size = 0;
}

static bool more(exporter *to, sqlite3_stmt *rows) {
  if (to->stopped) gaz_db_end(rows);
  return !to->stopped && gaz_db_next(to->db, rows);
}

static void member(exporter *to, const char *name, const char *text) {
  gaz_buffer_printf(&to->out, ",\"%s\":", name);
  gaz_print_json(&to->out, text);
}

static void number(exporter *to, const char *name, sqlite3_stmt *row, int column) {
  if (sqlite3_column_type(row, column) == SQLITE_NULL) {
    gaz_buffer_printf(&to->out, ",\"%s\":null", name);
  } else {
    gaz_buffer_printf(&to->out, ",\"%s\":%lld", name, (long long)sqlite3_column_int64(row, column));
  }
}

/* `,"name":[1,2]` from a query's first column. */
static void numbers(exporter *to, const char *name, sqlite3_stmt *rows) {
  gaz_buffer_printf(&to->out, ",\"%s\":[", name);
  for (bool first = true; gaz_db_next(to->db, rows); first = false) {
    gaz_buffer_printf(&to->out, first ? "%lld" : ",%lld", (long long)sqlite3_column_int64(rows, 0));
  }
  gaz_buffer_byte(&to->out, ']');
}

static const char *basis_name(int basis) {
  static const char *const names[] = {NULL, "metadata", "text", "inferred"};
  return basis >= 0 && basis < 4 ? names[basis] : NULL;
}

static void export_articles(exporter *to) {
  sqlite3_stmt *rows = gaz_db_query(
      to->db,
      "SELECT id, path, title, outlet, author, published, basis, story, sentences FROM article "
      "WHERE live = 1 ORDER BY path",
      "");
  while (more(to, rows)) {
    gaz_buffer_printf(&to->out, "{\"kind\":\"article\",\"id\":%lld",
                      (long long)sqlite3_column_int64(rows, 0));
    member(to, "path", gaz_db_string(rows, 1));
    member(to, "title", gaz_db_string(rows, 2));
    member(to, "outlet", gaz_db_string(rows, 3));
    member(to, "author", gaz_db_string(rows, 4));
    member(to, "published", gaz_db_string(rows, 5));
    member(to, "published_basis", basis_name(sqlite3_column_int(rows, 6)));
    number(to, "story", rows, 7);
    number(to, "sentences", rows, 8);
    gaz_buffer_byte(&to->out, '}');
    end_line(to, false);
  }
}

static void export_entities(exporter *to) {
  sqlite3_stmt *rows =
      gaz_db_query(to->db, "SELECT id, type, name, mentions FROM entity ORDER BY id", "");
  while (more(to, rows)) {
    int64_t id = sqlite3_column_int64(rows, 0);
    gaz_buffer_printf(&to->out, "{\"kind\":\"entity\",\"id\":%lld,\"type\":\"%s\"", (long long)id,
                      gaz_entity_type_name((gaz_entity_type)sqlite3_column_int(rows, 1)));
    member(to, "name", gaz_db_string(rows, 2));
    gaz_buffer_byte(&to->out, ',');
    gaz_kb_print_names(to->kb, &to->out, id, -1);
    gaz_buffer_byte(&to->out, ',');
    gaz_kb_print_roles(to->kb, &to->out, id, false);
    number(to, "mentions", rows, 3);
    numbers(to, "articles",
            gaz_db_query(to->db,
                         "SELECT DISTINCT a.id FROM chain c JOIN article a ON a.row = c.article "
                         "WHERE c.entity = ? ORDER BY a.id",
                         "i", id));
    gaz_buffer_byte(&to->out, '}');
    end_line(to, false);
  }
}

static void export_participants(exporter *to, int64_t key) {
  gaz_buffer_string(&to->out, ",\"participants\":[");
  sqlite3_stmt *rows =
      gaz_db_query(to->db,
                   "SELECT role, entity, text FROM participant WHERE event = ? AND role <> 3 "
                   "ORDER BY role, n",
                   "i", key);
  for (bool first = true; gaz_db_next(to->db, rows); first = false) {
    gaz_buffer_printf(&to->out, "%s{\"role\":\"%s\"", first ? "" : ",",
                      gaz_role_name((uint8_t)sqlite3_column_int(rows, 0)));
    number(to, "entity", rows, 1);
    member(to, "text", gaz_db_string(rows, 2));
    gaz_buffer_byte(&to->out, '}');
  }
  gaz_buffer_byte(&to->out, ']');
}

/* "more than 300" is its lower bound, "up to 20" its upper. */
static double value_of(sqlite3_stmt *row, int low, int high) {
  double value = sqlite3_column_double(row, low);
  return value > 0 || sqlite3_column_type(row, high) == SQLITE_NULL
             ? value
             : sqlite3_column_double(row, high);
}

static void export_figures(exporter *to, int64_t key) {
  gaz_buffer_string(&to->out, ",\"figures\":[");
  sqlite3_stmt *rows = gaz_db_query(
      to->db,
      "SELECT f.what, f.low, f.high, f.unit, a.id, min(f.start) FROM occurrence o JOIN figure f ON f.article = o.article AND "
      "f.occurrence = o.n JOIN article a ON a.row = o.article WHERE o.event = ? GROUP BY f.what, f.low, f.high, f.unit, a.id "
      "ORDER BY f.what, a.day = 0, a.day, a.path, f.low, f.high",
      "i", key);
  for (bool first = true; gaz_db_next(to->db, rows); first = false) {
    gaz_buffer_string(&to->out, first ? "{\"what\":" : ",{\"what\":");
    gaz_print_json(&to->out, gaz_db_string(rows, 0));
    gaz_buffer_printf(&to->out, ",\"value\":%.15g", value_of(rows, 1, 2));
    number(to, "article", rows, 4);
    gaz_buffer_byte(&to->out, '}');
  }
  gaz_buffer_byte(&to->out, ']');
}

static void export_occurrences(exporter *to, int64_t key) {
  gaz_buffer_string(&to->out, ",\"mentions\":[");
  sqlite3_stmt *rows = gaz_db_query(
      to->db,
      "SELECT a.id, o.start, o.stop, substr(b.text, o.start + 1, o.stop - o.start) FROM occurrence o JOIN article a ON "
      "a.row = o.article JOIN body b ON b.article = o.article WHERE o.event = ? ORDER BY a.day = 0, a.day, a.path, o.start, o.n",
      "i", key);
  for (bool first = true; gaz_db_next(to->db, rows); first = false) {
    gaz_buffer_printf(&to->out, "%s{\"article\":%lld", first ? "" : ",",
                      (long long)sqlite3_column_int64(rows, 0));
    number(to, "start", rows, 1);
    number(to, "end", rows, 2);
    gaz_buffer_string(&to->out, ",\"text\":");
    const char *text = sqlite3_column_blob(rows, 3);
    gaz_buffer_json(&to->out, text ? text : "", (size_t)sqlite3_column_bytes(rows, 3));
    gaz_buffer_byte(&to->out, '}');
  }
  gaz_buffer_byte(&to->out, ']');
}

/* Entities of a list of chains ("3 5") of an article, added to `ids` without repetition. */
static size_t entities_of_list(gaz_db *db, int64_t article, const char *list, int64_t *ids,
                               size_t count, size_t capacity) {
  while (list && *list && count < capacity) {
    char *end = NULL;
    unsigned long chain = strtoul(list, &end, 10);
    if (end == list) break;
    list = *end == ' ' ? end + 1 : end;
    int64_t id = gaz_db_integer(db, "SELECT entity FROM chain WHERE article = ? AND n = ?", 0, "ii",
                                article, (int64_t)chain);
    bool known = !id;
    for (size_t i = 0; i < count; i++) known |= ids[i] == id;
    if (!known) ids[count++] = id;
  }
  return count;
}

static void print_ids(exporter *to, const char *name, const int64_t *ids, size_t count) {
  gaz_buffer_printf(&to->out, ",\"%s\":[", name);
  for (size_t i = 0; i < count; i++)
    gaz_buffer_printf(&to->out, i ? ",%lld" : "%lld", (long long)ids[i]);
  gaz_buffer_byte(&to->out, ']');
}

static void export_reporters(exporter *to, int64_t key) {
  int64_t ids[64];
  size_t count = 0;
  sqlite3_stmt *rows = gaz_db_query(
      to->db,
      "SELECT o.article, o.reported_by FROM occurrence o JOIN article a ON a.row = o.article "
      "WHERE o.event = ? AND o.reported_by IS NOT NULL ORDER BY a.day = 0, a.day, a.path, o.n",
      "i", key);
  while (gaz_db_next(to->db, rows)) {
    count = entities_of_list(to->db, sqlite3_column_int64(rows, 0), gaz_db_string(rows, 1), ids,
                             count, GAZ_COUNT(ids));
  }
  print_ids(to, "reported_by", ids, count);
}

static void export_events(exporter *to) {
  sqlite3_stmt *rows = gaz_db_query(
      to->db, "SELECT id, type, cameo, label, modality, time, place, key FROM event ORDER BY id",
      "");
  while (more(to, rows)) {
    int64_t key = sqlite3_column_int64(rows, 7);
    const char *cameo = gaz_db_string(rows, 2);
    gaz_buffer_printf(&to->out, "{\"kind\":\"event\",\"id\":%lld",
                      (long long)sqlite3_column_int64(rows, 0));
    member(to, "type", gaz_db_string(rows, 1));
    member(to, "cameo", cameo && cameo[0] ? cameo : NULL);
    member(to, "label", gaz_db_string(rows, 3));
    member(to, "modality", gaz_modality_name((uint8_t)sqlite3_column_int(rows, 4)));
    member(to, "time", gaz_db_string(rows, 5));
    number(to, "place", rows, 6);
    export_participants(to, key);
    export_figures(to, key);
    export_occurrences(to, key);
    numbers(
        to, "articles",
        gaz_db_query(to->db,
                     "SELECT DISTINCT a.id FROM occurrence o JOIN article a ON a.row = o.article "
                     "WHERE o.event = ? ORDER BY a.id",
                     "i", key));
    export_reporters(to, key);
    gaz_buffer_byte(&to->out, '}');
    end_line(to, false);
  }
}

static void range_member(exporter *to, const char *name, const char *text, int64_t size,
                         int64_t start, int64_t stop) {
  gaz_buffer_printf(&to->out, ",\"%s\":", name);
  if (start < stop && stop <= size) {
    gaz_print_json_line(&to->out, text + start, (size_t)(stop - start));
  } else {
    gaz_buffer_string(&to->out, "null");
  }
}

static void export_quote(exporter *to, sqlite3_stmt *row) {
  const char *text = sqlite3_column_blob(row, 1);
  int64_t size = sqlite3_column_bytes(row, 1);
  gaz_buffer_printf(&to->out, "{\"kind\":\"quote\",\"id\":%lld",
                    (long long)sqlite3_column_int64(row, 0));
  number(to, "speaker", row, 2);
  range_member(to, "speaker_text", text, size, sqlite3_column_int64(row, 3),
               sqlite3_column_int64(row, 4));
  gaz_buffer content = {0};
  gaz_kb_quote_content(&content, text, (size_t)size, gaz_db_string(row, 5));
  gaz_buffer_string(&to->out, ",\"content\":");
  gaz_print_json_line(&to->out, content.data ? content.data : "", content.size);
  to->out.failed |= content.failed;
  gaz_buffer_free(&content);
  member(to, "form", gaz_quote_form_name((uint8_t)sqlite3_column_int(row, 6)));
  range_member(to, "cue", text, size, sqlite3_column_int64(row, 7), sqlite3_column_int64(row, 8));
  member(to, "time", gaz_db_string(row, 9));
  range_member(to, "medium", text, size, sqlite3_column_int64(row, 10),
               sqlite3_column_int64(row, 11));
  int64_t ids[4];
  size_t count = entities_of_list(to->db, sqlite3_column_int64(row, 12), gaz_db_string(row, 13),
                                  ids, 0, GAZ_COUNT(ids));
  print_ids(to, "reported_by", ids, count);
  number(to, "article", row, 14);
  number(to, "start", row, 15);
  number(to, "end", row, 16);
  number(to, "same_as", row, 17);
  gaz_buffer_byte(&to->out, '}');
  end_line(to, false);
}

static void export_quotes(exporter *to) {
  sqlite3_stmt *rows = gaz_db_query(
      to->db,
      "SELECT q.id, b.text, q.speaker, q.source_start, q.source_stop, q.pieces, q.form, q.cue_start, q.cue_stop, q.time, "
      "q.medium_start, q.medium_stop, q.article, q.reported_by, a.id, q.start, q.stop, "
      "CASE WHEN q.same_as IS NULL THEN q.id ELSE (SELECT l.id FROM quote l WHERE l.key = q.same_as AND l.id IS NOT NULL LIMIT 1) END "
      "FROM quote q JOIN article a ON a.row = q.article JOIN body b ON b.article = q.article WHERE q.id IS NOT NULL ORDER BY q.id",
      "");
  while (more(to, rows)) export_quote(to, rows);
}

/* ---- CSV: one table, a row a fact, for spreadsheets -------------------------------------------------------- */

static void csv_cell(exporter *to, const char *text, bool last) {
  gaz_buffer *out = &to->out;
  bool quoted = text && strpbrk(text, ",\"\r\n");
  /* A cell that begins like a formula must not become one. */
  bool formula = text && strchr("=+-@\t\r", text[0]) && text[0];
  if (quoted || formula) gaz_buffer_byte(out, '"');
  if (formula) gaz_buffer_byte(out, '\'');
  for (const char *at = text ? text : ""; *at; at++) {
    if (*at == '"') gaz_buffer_byte(out, '"');
    gaz_buffer_byte(out, (unsigned char)*at < ' ' ? ' ' : *at);
  }
  if (quoted || formula) gaz_buffer_byte(out, '"');
  if (last) {
    end_line(to, false);
  } else {
    gaz_buffer_byte(out, ',');
  }
}

static void csv_rows(exporter *to, sqlite3_stmt *rows) {
  while (more(to, rows)) {
    int columns = sqlite3_column_count(rows);
    for (int i = 0; i < columns; i++) csv_cell(to, gaz_db_string(rows, i), i + 1 == columns);
  }
}

static void export_csv(exporter *to) {
  gaz_buffer_string(&to->out, "kind,id,type,name,date,entity,path,start,end,text");
  end_line(to, false);
  csv_rows(
      to,
      gaz_db_query(
          to->db,
          "SELECT 'article', id, NULL, title, published, NULL, path, NULL, NULL, outlet FROM article "
          "WHERE live = 1 ORDER BY path",
          ""));
  sqlite3_stmt *rows = gaz_db_query(to->db, "SELECT id, type, name FROM entity ORDER BY id", "");
  while (more(to, rows)) {
    csv_cell(to, "entity", false);
    csv_cell(to, gaz_db_string(rows, 0), false);
    csv_cell(to, gaz_entity_type_name((gaz_entity_type)sqlite3_column_int(rows, 1)), false);
    csv_cell(to, gaz_db_string(rows, 2), false);
    for (int i = 0; i < 6; i++) csv_cell(to, "", i == 5);
  }
  csv_rows(
      to,
      gaz_db_query(
          to->db,
          "SELECT 'event', e.id, e.type, e.label, e.time, e.place, a.path, o.start, o.stop, "
          "CAST(substr(b.text, o.start + 1, o.stop - o.start) AS TEXT) FROM event e JOIN occurrence o ON "
          "o.event = e.key JOIN article a ON a.row = o.article JOIN body b ON b.article = o.article "
          "ORDER BY e.id, a.day = 0, a.day, a.path, o.start, o.n",
          ""));
  csv_rows(
      to,
      gaz_db_query(
          to->db,
          "SELECT 'quote', q.id, CASE q.form WHEN 0 THEN 'direct' WHEN 1 THEN 'indirect' ELSE 'mixed' END, "
          "CAST(substr(b.text, q.source_start + 1, q.source_stop - q.source_start) AS TEXT), q.time, q.speaker, "
          "a.path, q.start, q.stop, CAST(substr(b.text, q.start + 1, q.stop - q.start) AS TEXT) FROM quote q "
          "JOIN article a ON a.row = q.article JOIN body b ON b.article = q.article WHERE q.id IS NOT NULL "
          "ORDER BY q.id",
          ""));
}

/* ---- FollowTheMoney ---------------------------------------------------------------------------------------------- */

static const char *ftm_schema(gaz_entity_type type) {
  switch (type) {
    case GAZ_TYPE_PERSON: return "Person";
    case GAZ_TYPE_ORG: return "Organization";
    case GAZ_TYPE_GPE:
    case GAZ_TYPE_LOC:
    case GAZ_TYPE_FAC: return "Address";
    case GAZ_TYPE_EVENT: return "Event";
    default: return "Thing";
  }
}

static void ftm_begin(exporter *to, const char *kind, int64_t id, const char *schema,
                      const char *property, const char *text) {
  gaz_buffer_printf(&to->out,
                    "{\"id\":\"gazette-%s-%lld\",\"schema\":\"%s\",\"properties\":{\"%s\":[", kind,
                    (long long)id, schema, property);
  gaz_buffer_json(&to->out, text ? text : "", text ? strlen(text) : 0);
  gaz_buffer_byte(&to->out, ']');
}

static void ftm_property(exporter *to, const char *property, const char *text) {
  if (!text || !text[0]) return;
  gaz_buffer_printf(&to->out, ",\"%s\":[", property);
  gaz_buffer_json(&to->out, text, strlen(text));
  gaz_buffer_byte(&to->out, ']');
}

static void ftm_references(exporter *to, const char *property, const char *kind,
                           sqlite3_stmt *rows) {
  bool any = false;
  while (gaz_db_next(to->db, rows)) {
    gaz_buffer_printf(&to->out, any ? ",\"gazette-%s-%lld\"" : ",\"%3$s\":[\"gazette-%1$s-%2$lld\"",
                      kind, (long long)sqlite3_column_int64(rows, 0), property);
    any = true;
  }
  if (any) gaz_buffer_byte(&to->out, ']');
}

static void ftm_end(exporter *to) {
  gaz_buffer_string(&to->out, "}}");
  end_line(to, false);
}

static void export_ftm(exporter *to) {
  sqlite3_stmt *rows = gaz_db_query(
      to->db,
      "SELECT id, title, path, outlet, author, published, url FROM article WHERE live = 1 "
      "ORDER BY path",
      "");
  while (more(to, rows)) {
    const char *title = gaz_db_string(rows, 1);
    ftm_begin(to, "article", sqlite3_column_int64(rows, 0), "Article", "title",
              title ? title : gaz_db_string(rows, 2));
    ftm_property(to, "fileName", gaz_db_string(rows, 2));
    ftm_property(to, "publisher", gaz_db_string(rows, 3));
    ftm_property(to, "author", gaz_db_string(rows, 4));
    const char *published = gaz_db_string(rows, 5);
    if (published && !strchr(published, '/'))
      ftm_property(to, "publishedAt", published); /* FtM has no ranges */
    ftm_property(to, "sourceUrl", gaz_db_string(rows, 6));
    ftm_end(to);
  }
  rows = gaz_db_query(to->db, "SELECT id, type, name FROM entity ORDER BY id", "");
  while (more(to, rows)) {
    int64_t id = sqlite3_column_int64(rows, 0);
    gaz_entity_type type = (gaz_entity_type)sqlite3_column_int(rows, 1);
    const char *name = gaz_db_string(rows, 2);
    ftm_begin(to, "entity", id, ftm_schema(type), "name", name);
    bool any = false;
    sqlite3_stmt *names = gaz_db_query(
        to->db,
        "SELECT text FROM entity_name WHERE entity = ? AND text <> ? ORDER BY count DESC, text",
        "it", id, name);
    while (gaz_db_next(to->db, names)) {
      gaz_buffer_string(&to->out, any ? "," : ",\"alias\":[");
      gaz_print_json(&to->out, gaz_db_string(names, 0));
      any = true;
    }
    if (any) gaz_buffer_byte(&to->out, ']');
    if (type == GAZ_TYPE_PERSON) {
      sqlite3_stmt *titles = gaz_db_query(
          to->db, "SELECT DISTINCT title FROM entity_role WHERE entity = ? ORDER BY title", "i",
          id);
      for (any = false; gaz_db_next(to->db, titles); any = true) {
        gaz_buffer_string(&to->out, any ? "," : ",\"position\":[");
        gaz_print_json(&to->out, gaz_db_string(titles, 0));
      }
      if (any) gaz_buffer_byte(&to->out, ']');
    }
    ftm_references(
        to, "proof", "article",
        gaz_db_query(to->db,
                     "SELECT DISTINCT a.id FROM chain c JOIN article a ON a.row = c.article "
                     "WHERE c.entity = ? ORDER BY a.id",
                     "i", id));
    ftm_end(to);
  }
  rows = gaz_db_query(
      to->db, "SELECT id, label, time, key, type FROM event WHERE type <> 'STATEMENT' ORDER BY id",
      "");
  while (more(to, rows)) {
    int64_t key = sqlite3_column_int64(rows, 3);
    ftm_begin(to, "event", sqlite3_column_int64(rows, 0), "Event", "name", gaz_db_string(rows, 1));
    const char *time = gaz_db_string(rows, 2);
    if (time && !strchr(time, '/') && *time != 'X') ftm_property(to, "date", time);
    ftm_property(to, "keywords", gaz_db_string(rows, 4));
    ftm_references(to, "involved", "entity",
                   gaz_db_query(to->db,
                                "SELECT DISTINCT entity FROM participant WHERE event = ? AND "
                                "entity IS NOT NULL ORDER BY entity",
                                "i", key));
    ftm_references(to, "proof", "article",
                   gaz_db_query(to->db,
                                "SELECT DISTINCT a.id FROM occurrence o JOIN article a ON "
                                "a.row = o.article WHERE o.event = ? ORDER BY a.id",
                                "i", key));
    ftm_end(to);
  }
}

gaz_status gaz_kb_export(gaz_kb *kb, gaz_format format, const gaz_sink *sink, gaz_error *error) {
  if (format != GAZ_FORMAT_JSONL && format != GAZ_FORMAT_CSV && format != GAZ_FORMAT_FTM) {
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, NULL, 0, "export writes jsonl, csv or ftm");
  }
  gaz_kb_enter(kb);
  exporter to = {.kb = kb, .db = &kb->db, .sink = sink};
  if (format == GAZ_FORMAT_JSONL) {
    export_articles(&to);
    export_entities(&to);
    export_events(&to);
    export_quotes(&to);
  } else if (format == GAZ_FORMAT_CSV) {
    export_csv(&to);
  } else {
    export_ftm(&to);
  }
  end_line(&to, true);
  gaz_buffer_free(&to.out);
  return gaz_kb_leave(kb, NULL, NULL, error);
}
