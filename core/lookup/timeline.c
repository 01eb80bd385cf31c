/* What happened, in the order of time. */
#include <stdio.h>
#include <string.h>

#include "extract/facts.h"
#include "lookup/kb.h"
#include "base/base.h"
#include "base/edtf.h"
#include "resolve/table.h"

enum { EVENTS_MAX = 100000 };

#define EVENT_COLUMNS                                                                             \
  "SELECT e.id, e.type, e.label, e.modality, e.time, p.name, e.articles, e.disputed, o.article, " \
  "o.start, o.stop, e.key, r.published "
#define EVENT_JOINS                                                                                \
  "LEFT JOIN entity p ON p.id = e.place JOIN occurrence o ON o.article = e.article AND o.n = e.n " \
  "JOIN article r ON r.row = e.article "                                                           \
  "WHERE e.type <> 'STATEMENT' AND e.day BETWEEN ?1 AND ?2 ORDER BY e.day, "                       \
  "CASE WHEN e.day = 0 THEN coalesce(e.time, 'Z') END, r.path, o.start LIMIT ?3"

/* "224 (a.txt), 217 (b.txt)" for a figure that reports disagree on. */
static void print_dispute(gaz_kb *kb, gaz_buffer *out, int64_t key) {
  sqlite3_stmt *rows = gaz_db_query(
      &kb->db,
      "SELECT DISTINCT f.what, f.low, f.unit, a.path FROM occurrence o JOIN figure f ON f.article = o.article AND "
      "f.occurrence = o.n JOIN article a ON a.row = o.article WHERE o.event = ? ORDER BY f.what, f.low, a.path",
      "i", key);
  char what[64] = "";
  while (gaz_db_next(&kb->db, rows)) {
    const char *name = gaz_db_string(rows, 0), *path = gaz_db_string(rows, 3);
    if (strncmp(what, name, sizeof what - 1) != 0) {
      gaz_buffer_printf(out, "%s%.60s: ", what[0] ? "; " : " [reports differ: ", name);
      strncpy(what, name, sizeof what - 1);
    } else {
      gaz_buffer_string(out, ", ");
    }
    gaz_buffer_printf(out, "%.15g (", sqlite3_column_double(rows, 1));
    gaz_print_plain(out, path, strlen(path));
    gaz_buffer_byte(out, ')');
  }
  if (what[0]) gaz_buffer_byte(out, ']');
}

/* The day of the event; where the text gives none, that it was known when the article appeared (at the
 * latest: the end of a range). */
void gaz_print_when(gaz_buffer *out, bool markdown, const char *time, const char *published) {
  char when[80];
  const char *range = published ? strchr(published, '/') : NULL;
  if (range) published = range[1] == '.' ? NULL : range + 1;
  bool known = time && time[0], bounded = published && published[0];
  snprintf(when, sizeof when, "%s%.60s", known || !bounded ? "" : "by ",
           known     ? time
           : bounded ? published
                     : "undated");
  gaz_buffer_printf(out, markdown ? "- %s " : "%-13s ", when);
}

/* What a reader would take for a line he has read: articles may tell the same and say too little to be known for
 * one. */
static bool is_repeated(gaz_table *seen, sqlite3_stmt *row) {
  static const int columns[] = {2, 3, 4, 5}; /* label, modality, time, place */
  uint64_t key = 1;
  for (unsigned i = 0; i < sizeof columns / sizeof *columns; i++) {
    gaz_slice text = gaz_db_text(row, columns[i]);
    key = gaz_mix(key ^ (text.data ? gaz_hash(text.data, text.size, 5) : 0));
  }
  uint32_t *count = gaz_table_put(seen, key | 1, 0);
  return count && (*count)++;
}

static void print_readable(gaz_kb *kb, gaz_buffer *out, sqlite3_stmt *row, const gaz_opened *opened,
                           const gaz_place *place, bool markdown) {
  const char *time = gaz_db_string(row, 4), *where = gaz_db_string(row, 5);
  const char *published = gaz_db_string(row, 12);
  if (markdown && !time && !published) {
    gaz_buffer_string(out, "- ");
  } else {
    gaz_print_when(out, markdown, time, published);
  }
  gaz_slice label = gaz_db_text(row, 2);
  if (markdown) {
    gaz_print_markdown(out, label.data, label.size);
  } else {
    gaz_print_plain(out, label.data, label.size);
  }
  if (where && !strstr(label.data, where)) {
    gaz_buffer_string(out, ", ");
    gaz_print_plain(out, where, strlen(where));
  }
  if (sqlite3_column_int(row, 3))
    gaz_buffer_printf(out, " (%s)", gaz_modality_name((uint8_t)sqlite3_column_int(row, 3)));
  if (sqlite3_column_int(row, 7)) print_dispute(kb, out, sqlite3_column_int64(row, 11));
  gaz_buffer_string(out, markdown ? " `" : "  ");
  gaz_print_plain(out, opened->path, strlen(opened->path));
  gaz_buffer_printf(out, markdown ? ":%u`\n" : ":%u\n", place->line);
}

static void print_json(gaz_buffer *out, sqlite3_stmt *row, const gaz_opened *opened,
                       const gaz_place *place) {
  gaz_buffer_printf(out, "{\"id\":%lld,\"type\":", (long long)sqlite3_column_int64(row, 0));
  gaz_print_json(out, gaz_db_string(row, 1));
  gaz_buffer_string(out, ",\"label\":");
  gaz_print_json(out, gaz_db_string(row, 2));
  gaz_buffer_printf(out, ",\"modality\":\"%s\",\"time\":",
                    gaz_modality_name((uint8_t)sqlite3_column_int(row, 3)));
  gaz_print_json(out, gaz_db_string(row, 4));
  gaz_buffer_string(out, ",\"place\":");
  gaz_print_json(out, gaz_db_string(row, 5));
  gaz_buffer_printf(out, ",\"article_count\":%d,\"disputed\":%s,\"article\":%lld,\"path\":",
                    sqlite3_column_int(row, 6), sqlite3_column_int(row, 7) ? "true" : "false",
                    (long long)opened->id);
  gaz_print_json(out, opened->path);
  gaz_buffer_printf(out, ",\"start\":%u,\"end\":%u,\"line\":%u,\"column\":%u,\"sentence\":",
                    place->start, place->end, place->line, place->column);
  gaz_kb_print_sentence(out, opened, place, true);
  gaz_buffer_byte(out, '}');
}

/* The events of some days, of one entity or of all (0). Whether there are any, or were before. */
static bool print_events(gaz_kb *kb, gaz_buffer *out, int64_t entity, int64_t first, int64_t last,
                         gaz_format format, bool begun) {
  gaz_table seen = {0};
  gaz_db *db = &kb->db;
  sqlite3_stmt *rows =
      entity ? gaz_db_query(db,
                            EVENT_COLUMNS
                            "FROM (SELECT DISTINCT event FROM participant WHERE entity = ?4) x "
                            "JOIN event e ON e.key = x.event " EVENT_JOINS,
                            "iiii", first, last, (int64_t)EVENTS_MAX, entity)
             : gaz_db_query(db, EVENT_COLUMNS "FROM event e " EVENT_JOINS, "iii", first, last,
                            (int64_t)EVENTS_MAX);
  bool headed = first > 0;
  while (gaz_db_next(db, rows)) {
    gaz_opened opened;
    if ((format == GAZ_FORMAT_TEXT || format == GAZ_FORMAT_MARKDOWN) && is_repeated(&seen, rows))
      continue;
    if (!gaz_kb_open_article(kb, sqlite3_column_int64(rows, 8), &opened)) break;
    gaz_place place = gaz_kb_place(kb, &opened, (uint32_t)sqlite3_column_int64(rows, 9),
                                   (uint32_t)sqlite3_column_int64(rows, 10));
    if (format == GAZ_FORMAT_JSON || format == GAZ_FORMAT_JSONL) {
      if (begun && format == GAZ_FORMAT_JSON) gaz_buffer_byte(out, ',');
      print_json(out, rows, &opened, &place);
      if (format == GAZ_FORMAT_JSONL) gaz_buffer_byte(out, '\n');
    } else {
      if (format == GAZ_FORMAT_MARKDOWN && !headed)
        gaz_buffer_string(out, begun ? "\n## Undated\n\n" : "## Undated\n\n");
      headed = true;
      print_readable(kb, out, rows, &opened, &place, format == GAZ_FORMAT_MARKDOWN);
    }
    begun = true;
    gaz_kb_close_article(&opened);
  }
  gaz_db_end(rows);
  gaz_table_free(&seen);
  return begun;
}

gaz_status gaz_kb_timeline(gaz_kb *kb, const char *entity, const char *from, const char *to,
                           gaz_format format, gaz_string *out, gaz_error *error) {
  *out = (gaz_string){0};
  gaz_days since, until;
  if ((from && !gaz_edtf_days(from, &since)) || (to && !gaz_edtf_days(to, &until))) {
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, NULL, 0,
                    "a date is written 2015-11-24, 2015-11 or 2015");
  }
  if (from && to && since.first > until.last) {
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, NULL, 0,
                    "%.32s is after %.32s; give the earlier date first", from, to);
  }
  gaz_kb_enter(kb);
  int64_t first = from ? since.first : 0, last = to ? until.last : GAZ_DAY_MAX, id = 0;
  if (entity && entity[0]) {
    id = gaz_kb_find_entity(kb, entity, strlen(entity));
    if (!id) {
      gaz_kb_leave(kb, NULL, NULL, NULL);
      return gaz_kb_nobody(kb, entity, strlen(entity), error);
    }
  }
  gaz_buffer buffer = {0};
  if (format == GAZ_FORMAT_JSON) gaz_buffer_byte(&buffer, '[');
  bool begun = print_events(kb, &buffer, id, first ? first : 1, last, format, false);
  if (!from && !to) {
    /* What has no day comes last: it would bury the rest. */
    print_events(kb, &buffer, id, 0, 0, format, begun);
  }
  if (format == GAZ_FORMAT_JSON) gaz_buffer_string(&buffer, "]\n");
  return gaz_kb_leave(kb, &buffer, out, error);
}
