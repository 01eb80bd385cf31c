/* Who or what is this: the dossier of one entity, as JSON, Markdown or text. */
#include <stdlib.h>
#include <string.h>

#include "extract/facts.h"
#include "lookup/kb.h"

enum {
  NAMES_SHOWN = 24,
  OTHERS_SHOWN = 5, /* whom else a name may mean */
  EVENTS_SHOWN = 10,
  QUOTES_SHOWN = 10,
  SOURCES_SHOWN = 8,
  SOURCES_LOOKED_AT = 24,
  CONTENT_SHOWN = 600
};

void gaz_kb_print_names(gaz_kb *kb, gaz_buffer *out, int64_t entity, int64_t limit) {
  gaz_buffer_string(out, "\"names\":[");
  sqlite3_stmt *rows =
      gaz_db_query(&kb->db,
                   "SELECT text, count FROM entity_name WHERE entity = ? ORDER BY count DESC, text "
                   "LIMIT ?",
                   "ii", entity, limit);
  for (bool first = true; gaz_db_next(&kb->db, rows); first = false) {
    gaz_buffer_string(out, first ? "{\"text\":" : ",{\"text\":");
    gaz_print_json(out, gaz_db_string(rows, 0));
    gaz_buffer_printf(out, ",\"count\":%lld}", (long long)sqlite3_column_int64(rows, 1));
  }
  gaz_buffer_byte(out, ']');
}

static const char roles_sql[] =
    "SELECT r.title, r.of, r.since, r.until, e.name FROM entity_role r LEFT JOIN entity e ON e.id = r.of "
    "WHERE r.entity = ? ORDER BY r.since IS NULL, r.since, r.until, r.title, r.of";

void gaz_kb_print_roles(gaz_kb *kb, gaz_buffer *out, int64_t entity, bool with_names) {
  gaz_buffer_string(out, "\"roles\":[");
  sqlite3_stmt *rows = gaz_db_query(&kb->db, roles_sql, "i", entity);
  for (bool first = true; gaz_db_next(&kb->db, rows); first = false) {
    gaz_buffer_string(out, first ? "{\"title\":" : ",{\"title\":");
    gaz_slice title = gaz_db_text(rows, 0);
    gaz_print_json_line(out, title.data, title.size);
    bool of = sqlite3_column_int64(rows, 1) != 0 && gaz_db_string(rows, 4);
    if (of) gaz_buffer_printf(out, ",\"of\":%lld", (long long)sqlite3_column_int64(rows, 1));
    if (!of) gaz_buffer_string(out, ",\"of\":null");
    if (with_names) {
      gaz_buffer_string(out, ",\"of_name\":");
      gaz_print_json(out, gaz_db_string(rows, 4));
    }
    gaz_buffer_string(out, ",\"from\":");
    gaz_print_json(out, gaz_db_string(rows, 2));
    gaz_buffer_string(out, ",\"to\":");
    gaz_print_json(out, gaz_db_string(rows, 3));
    gaz_buffer_byte(out, '}');
  }
  gaz_buffer_byte(out, ']');
}

/* Whether a piece ends, or begins, with a quotation mark. */
static bool ends_in_mark(const char *text, size_t end) {
  return end && (text[end - 1] == '"' || text[end - 1] == '\'' ||
                 (end >= 3 && (!memcmp(text + end - 3, "”", 3) || !memcmp(text + end - 3, "’", 3) ||
                               !memcmp(text + end - 3, "“", 3))));
}

static bool begins_with_mark(const char *text, size_t size) {
  return size && (*text == '"' || *text == '\'' ||
                  (size >= 3 && (!memcmp(text, "“", 3) || !memcmp(text, "‘", 3))));
}

/* Pieces in marks stand side by side as printed; between others a mark says that words are left out. */
void gaz_kb_quote_content(gaz_buffer *out, const char *text, size_t size, const char *pieces) {
  size_t before = 0;
  for (bool first = true; pieces && *pieces; first = false) {
    char *end = NULL;
    unsigned long start = strtoul(pieces, &end, 10),
                  stop = *end == '-' ? strtoul(end + 1, &end, 10) : 0;
    if (end == pieces) return;
    pieces = *end == ' ' ? end + 1 : end;
    if (start >= stop || stop > size) continue;
    if (!first) {
      bool marks = ends_in_mark(text, before) && begins_with_mark(text + start, stop - start);
      gaz_buffer_append(out, marks ? " " : " … ", marks ? 1 : strlen(" … "));
    }
    gaz_buffer_append(out, text + start, stop - start);
    before = stop;
  }
}

/* One entry of a list of the dossier, gathered before it is printed in any form. */
typedef struct entry {
  int64_t article;
  uint32_t start, end;
  int64_t id;
  const char *kind; /* event type, quote form */
  char text[CONTENT_SHOWN];
  char date[64], published[64]; /* "" when unknown */
  char modality[16];
  char place[128];
  int64_t reports;
} entry;

typedef struct dossier {
  int64_t id, mentions, articles;
  gaz_entity_type type;
  char name[256];
  entry events[EVENTS_SHOWN], quotes[QUOTES_SHOWN], sources[SOURCES_SHOWN];
  size_t event_count, quote_count, source_count;
} dossier;

static void copy(char *out, size_t capacity, const char *text) {
  size_t size = text ? strlen(text) : 0;
  if (size >= capacity) {
    size = capacity - 1;
    while (size && ((unsigned char)text[size] & 0xC0) == 0x80) size--;
  }
  if (size) memcpy(out, text, size);
  out[size] = '\0';
}

static void read_events(gaz_kb *kb, dossier *entity) {
  sqlite3_stmt *rows = gaz_db_query(
      &kb->db,
      "SELECT DISTINCT e.id, e.type, e.label, e.time, e.modality, p.name, e.articles, o.article, o.start, o.stop, r.published "
      "FROM participant x JOIN event e ON e.key = x.event LEFT JOIN entity p ON p.id = e.place "
      "JOIN occurrence o ON o.article = e.article AND o.n = e.n JOIN article r ON r.row = e.article WHERE x.entity = ? AND e.type <> 'STATEMENT' ORDER BY x.day DESC, e.id LIMIT ?",
      "ii", entity->id, (int64_t)EVENTS_SHOWN);
  while (entity->event_count < EVENTS_SHOWN && gaz_db_next(&kb->db, rows)) {
    entry *one = &entity->events[entity->event_count++];
    *one = (entry){.id = sqlite3_column_int64(rows, 0),
                   .reports = sqlite3_column_int64(rows, 6),
                   .article = sqlite3_column_int64(rows, 7),
                   .start = (uint32_t)sqlite3_column_int64(rows, 8),
                   .end = (uint32_t)sqlite3_column_int64(rows, 9)};
    copy(one->text, sizeof one->text, gaz_db_string(rows, 2));
    copy(one->date, sizeof one->date, gaz_db_string(rows, 3));
    copy(one->published, sizeof one->published, gaz_db_string(rows, 10));
    copy(one->modality, sizeof one->modality,
         gaz_modality_name((uint8_t)sqlite3_column_int(rows, 4)));
    copy(one->place, sizeof one->place, gaz_db_string(rows, 5));
  }
  gaz_db_end(rows);
}

static void read_quotes(gaz_kb *kb, dossier *entity) {
  /* One utterance once, in the words of the first who printed it. */
  sqlite3_stmt *rows = gaz_db_query(
      &kb->db,
      "SELECT q.id, q.form, q.time, q.pieces, b.text, q.article, q.start, q.stop, a.published FROM quote q "
      "JOIN body b ON b.article = q.article JOIN article a ON a.row = q.article "
      "WHERE q.speaker = ? AND q.same_as IS NULL ORDER BY q.day DESC, q.id LIMIT ?",
      "ii", entity->id, (int64_t)QUOTES_SHOWN);
  while (entity->quote_count < QUOTES_SHOWN && gaz_db_next(&kb->db, rows)) {
    entry *one = &entity->quotes[entity->quote_count++];
    *one = (entry){.id = sqlite3_column_int64(rows, 0),
                   .article = sqlite3_column_int64(rows, 5),
                   .kind = gaz_quote_form_name((uint8_t)sqlite3_column_int(rows, 1)),
                   .start = (uint32_t)sqlite3_column_int64(rows, 6),
                   .end = (uint32_t)sqlite3_column_int64(rows, 7)};
    const char *time = gaz_db_string(rows, 2);
    copy(one->date, sizeof one->date, time ? time : gaz_db_string(rows, 8));
    gaz_buffer content = {0}, line = {0};
    gaz_kb_quote_content(&content, sqlite3_column_blob(rows, 4),
                         (size_t)sqlite3_column_bytes(rows, 4), gaz_db_string(rows, 3));
    gaz_print_plain(&line, content.data ? content.data : "", content.size);
    gaz_buffer_byte(&line, '\0');
    copy(one->text, sizeof one->text, line.failed ? "" : line.data);
    gaz_buffer_free(&content);
    gaz_buffer_free(&line);
  }
  gaz_db_end(rows);
}

/* The best source first: one that introduces the entity by a role, where it does so, then the most recent. */
static void read_sources(gaz_kb *kb, dossier *entity) {
  sqlite3_stmt *rows = gaz_db_query(
      &kb->db,
      "SELECT c.article, coalesce(c.told, c.first), (SELECT min(m.stop) FROM mention m WHERE m.article = c.article AND "
      "m.chain = c.n AND m.start = coalesce(c.told, c.first)), a.published FROM "
      "(SELECT *, (SELECT m.start FROM role r JOIN mention m ON m.article = r.article AND m.chain = r.chain "
      "WHERE r.article = chain.article AND r.chain = chain.n ORDER BY r.n, abs(m.start - r.start) LIMIT 1) AS told "
      "FROM chain WHERE entity = ?1 ORDER BY day DESC LIMIT ?2) c "
      "JOIN article a ON a.row = c.article ORDER BY c.told IS NULL, c.day DESC, c.mentions DESC, a.id",
      "ii", entity->id, (int64_t)SOURCES_LOOKED_AT);
  while (entity->source_count < SOURCES_SHOWN && gaz_db_next(&kb->db, rows)) {
    int64_t article = sqlite3_column_int64(rows, 0);
    bool again = false;
    for (size_t i = 0; i < entity->source_count; i++)
      again |= entity->sources[i].article == article;
    if (again) continue;
    entry *one = &entity->sources[entity->source_count++];
    *one = (entry){.article = article,
                   .start = (uint32_t)sqlite3_column_int64(rows, 1),
                   .end = (uint32_t)sqlite3_column_int64(rows, 2)};
    copy(one->date, sizeof one->date, gaz_db_string(rows, 3));
  }
  gaz_db_end(rows);
}

static bool read_dossier(gaz_kb *kb, int64_t id, dossier *entity) {
  entity->id = id;
  sqlite3_stmt *row = gaz_db_query(
      &kb->db, "SELECT type, name, mentions, articles FROM entity WHERE id = ?", "i", id);
  if (!gaz_db_next(&kb->db, row)) return false;
  entity->type = (gaz_entity_type)sqlite3_column_int(row, 0);
  copy(entity->name, sizeof entity->name, gaz_db_string(row, 1));
  entity->mentions = sqlite3_column_int64(row, 2);
  entity->articles = sqlite3_column_int64(row, 3);
  gaz_db_end(row);
  read_events(kb, entity);
  read_quotes(kb, entity);
  read_sources(kb, entity);
  return true;
}

/* ---- JSON ------------------------------------------------------------------------------------------------ */

static void print_place(gaz_kb *kb, gaz_buffer *out, const entry *one) {
  gaz_opened opened;
  if (!gaz_kb_open_article(kb, one->article, &opened)) {
    gaz_buffer_string(out, ",\"article\":null");
    return;
  }
  gaz_place place = gaz_kb_place(kb, &opened, one->start, one->end);
  gaz_buffer_printf(out, ",\"article\":%lld,\"path\":", (long long)opened.id);
  gaz_print_json(out, opened.path);
  gaz_buffer_printf(out,
                    ",\"start\":%u,\"end\":%u,\"line\":%u,\"column\":%u,\"title\":", place.start,
                    place.end, place.line, place.column);
  gaz_print_json(out, opened.title);
  gaz_buffer_string(out, ",\"outlet\":");
  gaz_print_json(out, opened.outlet);
  gaz_buffer_string(out, ",\"published\":");
  gaz_print_json(out, opened.published);
  gaz_buffer_string(out, ",\"sentence\":");
  gaz_kb_print_sentence(out, &opened, &place, true);
  gaz_kb_close_article(&opened);
}

static void print_date(gaz_buffer *out, const char *date) {
  gaz_print_json(out, date[0] ? date : NULL);
}

static void print_json(gaz_kb *kb, gaz_buffer *out, const dossier *entity) {
  gaz_buffer_printf(out, "{\"id\":%lld,\"type\":\"%s\",\"name\":", (long long)entity->id,
                    gaz_entity_type_name(entity->type));
  gaz_print_json(out, entity->name);
  gaz_buffer_byte(out, ',');
  gaz_kb_print_names(kb, out, entity->id, NAMES_SHOWN);
  gaz_buffer_byte(out, ',');
  gaz_kb_print_roles(kb, out, entity->id, true);
  gaz_buffer_printf(out, ",\"mentions\":%lld,\"article_count\":%lld,\"root\":",
                    (long long)entity->mentions, (long long)entity->articles);
  gaz_print_json(out, kb->root);
  gaz_buffer_string(out, ",\"events\":[");
  for (size_t i = 0; i < entity->event_count; i++) {
    const entry *one = &entity->events[i];
    gaz_buffer_printf(out, "%s{\"id\":%lld,\"label\":", i ? "," : "", (long long)one->id);
    gaz_print_json(out, one->text);
    gaz_buffer_string(out, ",\"time\":");
    print_date(out, one->date);
    gaz_buffer_printf(out, ",\"modality\":\"%s\",\"place\":", one->modality);
    print_date(out, one->place);
    gaz_buffer_printf(out, ",\"article_count\":%lld", (long long)one->reports);
    print_place(kb, out, one);
    gaz_buffer_byte(out, '}');
  }
  gaz_buffer_string(out, "],\"quotes\":[");
  for (size_t i = 0; i < entity->quote_count; i++) {
    const entry *one = &entity->quotes[i];
    gaz_buffer_printf(out, "%s{\"id\":%lld,\"form\":\"%s\",\"content\":", i ? "," : "",
                      (long long)one->id, one->kind);
    gaz_print_json(out, one->text);
    gaz_buffer_string(out, ",\"time\":");
    print_date(out, one->date);
    print_place(kb, out, one);
    gaz_buffer_byte(out, '}');
  }
  gaz_buffer_string(out, "],\"sources\":[");
  for (size_t i = 0; i < entity->source_count; i++) {
    gaz_buffer_printf(out, "%s{\"date\":", i ? "," : "");
    print_date(out, entity->sources[i].date);
    print_place(kb, out, &entity->sources[i]);
    gaz_buffer_byte(out, '}');
  }
  gaz_buffer_string(out, "]}\n");
}

/* ---- for people --------------------------------------------------------------------------------------------- */

/* How the two readable forms differ. */
typedef struct style {
  bool markdown;
} style;

static void print_text(gaz_buffer *out, const style *how, const char *text) {
  if (how->markdown) {
    gaz_print_markdown(out, text, strlen(text));
  } else {
    gaz_print_plain(out, text, strlen(text));
  }
}

static void print_heading(gaz_buffer *out, const style *how, const char *heading) {
  gaz_buffer_printf(out, how->markdown ? "\n## %s\n\n" : "\n%s\n", heading);
}

/* `path:line` and, when asked, the sentence. */
static void print_source(gaz_kb *kb, gaz_buffer *out, const style *how, const entry *one,
                         bool sentence) {
  gaz_opened opened;
  if (!gaz_kb_open_article(kb, one->article, &opened)) return;
  gaz_place place = gaz_kb_place(kb, &opened, one->start, one->end);
  if (sentence) {
    gaz_buffer_string(out, how->markdown ? "  \n  > " : "\n    ");
    gaz_buffer line = {0};
    gaz_kb_print_sentence(&line, &opened, &place, false);
    gaz_buffer_byte(&line, '\0');
    if (!line.failed) print_text(out, how, line.data);
    gaz_buffer_free(&line);
    gaz_buffer_string(out, how->markdown ? "  \n  " : "\n    ");
  } else {
    gaz_buffer_string(out, " ");
  }
  if (how->markdown) gaz_buffer_byte(out, '`');
  gaz_print_plain(out, opened.path, strlen(opened.path));
  gaz_buffer_printf(out, ":%u", place.line);
  if (how->markdown) gaz_buffer_byte(out, '`');
  if (opened.outlet && sentence) {
    gaz_buffer_string(out, " ");
    print_text(out, how, opened.outlet);
  }
  gaz_kb_close_article(&opened);
}

static void print_roles_text(gaz_kb *kb, gaz_buffer *out, const style *how, int64_t entity) {
  sqlite3_stmt *rows = gaz_db_query(&kb->db, roles_sql, "i", entity);
  while (gaz_db_next(&kb->db, rows)) {
    gaz_buffer_string(out, how->markdown ? "- " : "  ");
    print_text(out, how, gaz_db_string(rows, 0));
    const char *of = gaz_db_string(rows, 4), *since = gaz_db_string(rows, 2),
               *until = gaz_db_string(rows, 3);
    if (of) {
      gaz_buffer_string(out, " of ");
      print_text(out, how, of);
    }
    if (since && until && strcmp(since, until) == 0) {
      gaz_buffer_printf(out, " (%s)", since);
    } else if (since || until) {
      gaz_buffer_printf(out, " (%s to %s)", since ? since : "?", until ? until : "?");
    }
    gaz_buffer_byte(out, '\n');
  }
}

static void print_aliases(gaz_kb *kb, gaz_buffer *out, const style *how, const dossier *entity) {
  sqlite3_stmt *rows =
      gaz_db_query(&kb->db,
                   "SELECT text, count FROM entity_name WHERE entity = ? AND text <> ? "
                   "ORDER BY count DESC, text LIMIT 24",
                   "it", entity->id, entity->name);
  bool first = true;
  while (gaz_db_next(&kb->db, rows)) {
    gaz_buffer_string(out, first ? "Also: " : ", ");
    print_text(out, how, gaz_db_string(rows, 0));
    first = false;
  }
  if (!first) gaz_buffer_byte(out, '\n');
}

/* The words of a direct quotation without the marks around them, in place: the dossier puts its own. */
static char *without_marks(char *text) {
  static const char *const marks[] = {"\"", "“", "”"};
  size_t size = strlen(text);
  for (size_t i = 0; i < GAZ_COUNT(marks); i++) {
    size_t mark = strlen(marks[i]);
    if (size >= mark && memcmp(text, marks[i], mark) == 0) {
      text += mark;
      size -= mark;
    }
    if (size >= mark && memcmp(text + size - mark, marks[i], mark) == 0) text[size -= mark] = '\0';
  }
  return text;
}

/* Whom else the name may mean that was asked for. */
static void print_others(gaz_kb *kb, gaz_buffer *out, const style *how, const int64_t *ids,
                         size_t count) {
  for (size_t i = 0; i < count; i++) {
    sqlite3_stmt *row =
        gaz_db_query(&kb->db, "SELECT name, type, mentions FROM entity WHERE id = ?", "i", ids[i]);
    if (!gaz_db_next(&kb->db, row)) continue;
    gaz_buffer_string(out, i ? ", " : how->markdown ? "\nMay also mean: " : "May also mean: ");
    if (how->markdown) gaz_buffer_byte(out, '[');
    print_text(out, how, gaz_db_string(row, 0));
    const char *type = gaz_entity_type_name((gaz_entity_type)sqlite3_column_int(row, 1));
    long long id = (long long)ids[i], mentions = (long long)sqlite3_column_int64(row, 2);
    gaz_buffer_printf(out,
                      how->markdown ? "](gazette://entity/%lld) (%s, %lld mention%s)"
                                    : " (id %lld, %s, %lld mention%s)",
                      id, type, mentions, mentions == 1 ? "" : "s");
    gaz_db_end(row);
  }
  if (count) gaz_buffer_byte(out, '\n');
}

static void print_readable(gaz_kb *kb, gaz_buffer *out, const dossier *entity,
                           const int64_t *others, size_t other_count, bool markdown) {
  style how = {markdown};
  gaz_buffer_string(out, markdown ? "# " : "");
  print_text(out, &how, entity->name);
  gaz_buffer_printf(out,
                    markdown ? "\n\n%s · id %lld · %lld mention%s in %lld article%s\n"
                             : "\n%s, id %lld, %lld mention%s in %lld article%s\n",
                    gaz_entity_type_name(entity->type), (long long)entity->id,
                    (long long)entity->mentions, entity->mentions == 1 ? "" : "s",
                    (long long)entity->articles, entity->articles == 1 ? "" : "s");
  if (markdown) gaz_buffer_byte(out, '\n');
  print_aliases(kb, out, &how, entity);
  print_others(kb, out, &how, others, other_count);
  if (gaz_db_integer(&kb->db, "SELECT 1 FROM entity_role WHERE entity = ?", 0, "i", entity->id)) {
    print_heading(out, &how, "Roles");
    print_roles_text(kb, out, &how, entity->id);
  }
  if (entity->event_count) print_heading(out, &how, "Events");
  for (size_t i = 0; i < entity->event_count; i++) {
    const entry *one = &entity->events[i];
    if (!markdown) gaz_buffer_string(out, "  ");
    gaz_print_when(out, markdown, one->date, one->published);
    print_text(out, &how, one->text);
    if (strcmp(one->modality, "asserted") != 0) gaz_buffer_printf(out, " (%s)", one->modality);
    print_source(kb, out, &how, one, false);
    gaz_buffer_byte(out, '\n');
  }
  if (entity->quote_count) print_heading(out, &how, "Quotes");
  for (size_t i = 0; i < entity->quote_count; i++) {
    entry *one = (entry *)&entity->quotes[i];
    /* Only what was said in these words stands in marks; a reporter copies what does. */
    bool verbatim = strcmp(one->kind, "direct") == 0;
    gaz_buffer_printf(out, markdown ? "- %s %s" : "  %-10s %s",
                      one->date[0] ? one->date : "undated", verbatim ? "“" : "");
    print_text(out, &how, verbatim ? without_marks(one->text) : one->text);
    gaz_buffer_string(out, verbatim ? "”" : strcmp(one->kind, "indirect") ? "" : " (indirect)");
    print_source(kb, out, &how, one, false);
    gaz_buffer_byte(out, '\n');
  }
  if (entity->source_count) print_heading(out, &how, "Sources");
  for (size_t i = 0; i < entity->source_count; i++) {
    const entry *one = &entity->sources[i];
    gaz_buffer_printf(out, markdown ? "- %s" : "  %-10s", one->date[0] ? one->date : "undated");
    print_source(kb, out, &how, one, true);
    gaz_buffer_byte(out, '\n');
  }
}

gaz_status gaz_kb_lookup(gaz_kb *kb, const char *query, size_t size, gaz_format format,
                         gaz_string *out, gaz_error *error) {
  *out = (gaz_string){0};
  dossier *entity = calloc(1, sizeof *entity);
  if (!entity)
    return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory; close other programs");
  gaz_kb_enter(kb);
  gaz_buffer buffer = {0};
  int64_t ids[1 + OTHERS_SHOWN];
  size_t count = gaz_kb_find_entities(kb, query, size, ids, GAZ_COUNT(ids));
  bool found = count && read_dossier(kb, ids[0], entity);
  if (found && (format == GAZ_FORMAT_JSON || format == GAZ_FORMAT_JSONL)) {
    print_json(kb, &buffer, entity);
  } else if (found) {
    print_readable(kb, &buffer, entity, ids + 1, count - 1, format == GAZ_FORMAT_MARKDOWN);
  }
  free(entity);
  gaz_status status = gaz_kb_leave(kb, &buffer, out, error);
  if (status == GAZ_OK && !found) {
    gaz_string_free(out);
    status = gaz_kb_nobody(kb, query, size, error);
  }
  return status;
}
