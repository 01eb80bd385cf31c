/* Linking the events of a text to those of the knowledge base.
 *
 * Candidates are the events in which an entity of the text's event takes part. Each is scored for
 * what it shares: the type of event (or its CAMEO root), the verb, the participants and their
 * roles, the place, words of the participants' phrases, the day. The best is taken when it is good
 * enough by itself. The weights say what the archive's own resolution says: type and participants
 * carry most, a different day speaks against.
 */
#include "annotate/link.h"

#include <stdlib.h>
#include <string.h>

#include "extract/tables.h"
#include "lookup/kb.h"

enum { CANDIDATES_LOOKED_AT = 400, TAKEN_AT = 45 };

enum { /* in tenths */
       SAME_TYPE = 20,
       SAME_ROOT = 10,
       SAME_VERB = 15,
       SHARED_ENTITY = 15,
       SHARED_ROLE = 7,
       SHARED_WORD = 10,
       SAME_DAY = 20,
       OTHER_DAY = -35,
};

const char *gaz_link_entity_name(gaz_kb *kb, uint32_t id, gaz_arena *arena) {
  char *name = NULL;
  gaz_kb_enter(kb);
  sqlite3_stmt *rows =
      gaz_db_query(&kb->db, "SELECT name FROM entity WHERE id = ?", "i", (int64_t)id);
  if (gaz_db_next(&kb->db, rows)) {
    gaz_slice text = gaz_db_text(rows, 0);
    name = gaz_arena_copy(arena, text.data ? text.data : "", text.size);
  }
  gaz_db_end(rows);
  gaz_kb_leave(kb, NULL, NULL, NULL);
  return name;
}

/* "2015-11-24" as 20151124; 0 where it is no single day. */
static int64_t day_of(const char *edtf) {
  if (!edtf || strlen(edtf) != 10) return 0;
  return atoll(edtf) * 10000 + atoll(edtf + 5) * 100 + atoll(edtf + 8);
}

/* Whether a word of four letters or more of `phrase` is a word of the text's argument. */
static bool shares_word(const gaz_facts *facts, const gaz_argument *argument, const char *phrase) {
  const char *text = facts->analysis->text;
  for (uint32_t at = argument->start; at < argument->end;) {
    uint32_t end = at;
    while (end < argument->end && text[end] != ' ' && text[end] != '\n') end++;
    uint32_t size = end - at;
    if (size >= 4 && (text[at] | 32) >= 'a' && (text[at] | 32) <= 'z') {
      char word[64];
      if (size >= sizeof word) size = sizeof word - 1;
      memcpy(word, text + at, size);
      word[size] = '\0';
      const char *found = strcasestr(phrase, word);
      if (found && (found == phrase || found[-1] == ' ') &&
          (!found[size] || strchr(" ,'-", found[size])))
        return true;
    }
    at = end + 1;
  }
  return false;
}

typedef struct link_candidate {
  int64_t key, id;
  int64_t day, place, mentions;
  int score;
} link_candidate;

static int score_participants(gaz_kb *kb, const gaz_facts *facts, const gaz_event *event,
                              const uint32_t *entities, const link_candidate *candidate) {
  int score = 0;
  bool word = false;
  sqlite3_stmt *rows =
      gaz_db_query(&kb->db, "SELECT role, entity, text FROM participant WHERE event = ? LIMIT 64",
                   "i", candidate->key);
  while (gaz_db_next(&kb->db, rows)) {
    int role = sqlite3_column_int(rows, 0);
    int64_t entity = sqlite3_column_int64(rows, 1);
    const char *phrase = gaz_db_string(rows, 2);
    for (uint32_t i = 0; i < event->argument_count; i++) {
      const gaz_argument *argument = &event->arguments[i];
      uint32_t known = argument->chain == GAZ_NONE ? 0 : entities[argument->chain];
      if (known && entity == known) {
        score += SHARED_ENTITY + (argument->role == role ? SHARED_ROLE : 0);
        break;
      }
      if (!word && argument->role == role && phrase && shares_word(facts, argument, phrase)) {
        score += SHARED_WORD;
        word = true;
      }
    }
  }
  return score;
}

static int score_kind(gaz_kb *kb, const gaz_event_type *type, const char *lemma,
                      const char *other_type, const char *other_cameo, int64_t key) {
  int score = 0;
  if (strcmp(type->name, other_type) == 0)
    score += SAME_TYPE;
  else if (type->cameo[0] && strcmp(type->cameo, other_cameo) == 0)
    score += SAME_ROOT;
  if (lemma &&
      gaz_db_integer(&kb->db, "SELECT 1 FROM occurrence WHERE event = ? AND lemma = ? LIMIT 1", 0,
                     "it", key, lemma))
    score += SAME_VERB;
  return score;
}

uint32_t gaz_link_event(gaz_kb *kb, const gaz_engine *engine, const gaz_facts *facts,
                        const gaz_event *event, const uint32_t *entities, gaz_arena *arena,
                        const char **label, float *confidence) {
  const gaz_event_type *type = gaz_event_type_at(engine, event->type);
  const char *lemma = facts->analysis->tokens.tokens[event->head].lemma;
  int64_t day = day_of(event->edtf);
  link_candidate best = {0};
  *label = NULL;
  *confidence = 0;
  gaz_kb_enter(kb);
  for (uint32_t i = 0; i < event->argument_count; i++) {
    uint32_t entity =
        event->arguments[i].chain == GAZ_NONE ? 0 : entities[event->arguments[i].chain];
    if (!entity) continue;
    int64_t keys[CANDIDATES_LOOKED_AT];
    size_t count = 0;
    sqlite3_stmt *rows = gaz_db_query(
        &kb->db,
        "SELECT DISTINCT event FROM participant WHERE entity = ? ORDER BY day DESC LIMIT ?", "ii",
        (int64_t)entity, (int64_t)CANDIDATES_LOOKED_AT);
    while (count < CANDIDATES_LOOKED_AT && gaz_db_next(&kb->db, rows))
      keys[count++] = sqlite3_column_int64(rows, 0);
    gaz_db_end(rows);
    for (size_t k = 0; k < count; k++) {
      link_candidate one = {.key = keys[k]};
      char other_type[64] = "", other_cameo[16] = "";
      rows = gaz_db_query(&kb->db,
                          "SELECT id, type, cameo, day, place, mentions FROM event WHERE key = ?",
                          "i", keys[k]);
      if (!gaz_db_next(&kb->db, rows)) continue;
      one.id = sqlite3_column_int64(rows, 0);
      one.day = sqlite3_column_int64(rows, 3);
      one.mentions = sqlite3_column_int64(rows, 5);
      const char *name = gaz_db_string(rows, 1), *cameo = gaz_db_string(rows, 2);
      if (name) strncat(other_type, name, sizeof other_type - 1);
      if (cameo) strncat(other_cameo, cameo, sizeof other_cameo - 1);
      gaz_db_end(rows);
      int kind = score_kind(kb, type, lemma, other_type, other_cameo, one.key);
      if (kind < SAME_ROOT) continue;
      one.score = kind + score_participants(kb, facts, event, entities, &one);
      if (day && one.day) one.score += day == one.day ? SAME_DAY : OTHER_DAY;
      if (one.score > best.score || (one.score == best.score && one.mentions > best.mentions))
        best = one;
    }
  }
  if (best.score >= TAKEN_AT) {
    sqlite3_stmt *rows =
        gaz_db_query(&kb->db, "SELECT label FROM event WHERE key = ?", "i", best.key);
    if (gaz_db_next(&kb->db, rows)) {
      gaz_slice text = gaz_db_text(rows, 0);
      *label = gaz_arena_copy(arena, text.data ? text.data : "", text.size);
    }
    gaz_db_end(rows);
    *confidence = best.score >= 90 ? 0.95f : 0.5f + (float)(best.score - TAKEN_AT) / 100;
  }
  gaz_kb_leave(kb, NULL, NULL, NULL);
  return best.score >= TAKEN_AT ? (uint32_t)best.id : 0;
}

static void print_occurrence(gaz_kb *kb, gaz_buffer *out, const gaz_opened *opened, uint32_t start,
                             uint32_t end) {
  gaz_place place = gaz_kb_place(kb, opened, start, end);
  if (out->data[out->size - 1] == '}') gaz_buffer_byte(out, ',');
  gaz_buffer_string(out, "{\"path\":");
  gaz_print_json(out, opened->path);
  gaz_buffer_printf(out, ",\"line\":%u,\"column\":%u,\"start\":%u,\"end\":%u,\"text\":", place.line,
                    place.column, place.start, place.end);
  gaz_print_json_line(out, opened->text + place.start, place.end - place.start);
  gaz_buffer_string(out, ",\"sentence\":");
  gaz_kb_print_sentence(out, opened, &place, true);
  gaz_buffer_byte(out, '}');
}

gaz_status gaz_link_event_json(gaz_kb *kb, uint32_t id, size_t limit, gaz_string *json,
                               gaz_error *error) {
  *json = (gaz_string){0};
  gaz_buffer out = {0};
  gaz_opened opened = {0};
  gaz_kb_enter(kb);
  sqlite3_stmt *rows = gaz_db_query(
      &kb->db, "SELECT key, label, type, modality, time FROM event WHERE id = ?", "i", (int64_t)id);
  bool found = gaz_db_next(&kb->db, rows);
  int64_t key = found ? sqlite3_column_int64(rows, 0) : 0;
  gaz_buffer_string(&out, "{\"root\":");
  gaz_print_json(&out, kb->root);
  gaz_buffer_string(&out, ",\"label\":");
  gaz_print_json(&out, found ? gaz_db_string(rows, 1) : NULL);
  gaz_buffer_string(&out, ",\"type\":");
  gaz_print_json(&out, found ? gaz_db_string(rows, 2) : NULL);
  gaz_buffer_printf(&out, ",\"modality\":\"%s\",\"time\":",
                    gaz_modality_name(found ? (uint8_t)sqlite3_column_int(rows, 3) : 0));
  gaz_print_json(&out, found ? gaz_db_string(rows, 4) : NULL);
  gaz_db_end(rows);
  gaz_buffer_string(&out, ",\"mentions\":[");
  rows = gaz_db_query(
      &kb->db,
      "SELECT o.article, o.start, o.stop FROM occurrence o JOIN article a ON a.row = o.article "
      "WHERE o.event = ? ORDER BY a.day = 0, a.day, a.path, o.start LIMIT ?",
      "ii", key, (int64_t)limit);
  while (found && gaz_db_next(&kb->db, rows)) {
    if (sqlite3_column_int64(rows, 0) != opened.row) {
      gaz_kb_close_article(&opened);
      if (!gaz_kb_open_article(kb, sqlite3_column_int64(rows, 0), &opened)) break;
    }
    print_occurrence(kb, &out, &opened, (uint32_t)sqlite3_column_int64(rows, 1),
                     (uint32_t)sqlite3_column_int64(rows, 2));
  }
  gaz_db_end(rows);
  gaz_kb_close_article(&opened);
  gaz_buffer_string(&out, "]}");
  gaz_status status = gaz_kb_leave(kb, &out, json, error);
  if (status || found) return status;
  gaz_string_free(json);
  return gaz_fail(error, GAZ_ERROR_NOT_FOUND, NULL, 0, "no event %u", id);
}
