/* The rows of one event: its label, time, modality, place and participants, from the occurrences that
 * are one happening. */
#include "resolve/events.h"
#include "resolve/public_id.h"

#include <stdio.h>

enum { LABEL_MAX = 160, PHRASE_MAX = 200 };

void gaz_participants_add(gaz_participants *who, int role, int64_t entity) {
  if (!entity || role < 0 || role >= GAZ_ROLE_COUNT || role == GAZ_ROLE_TIME) return;
  for (int i = 0; i < who->count[role]; i++) {
    if (who->entity[role][i] == entity) return;
  }
  if (who->count[role] < GAZ_ENTITIES_MAX) who->entity[role][who->count[role]++] = entity;
}

bool gaz_participants_have(const gaz_participants *who, int role, int64_t entity) {
  for (int i = 0; i < who->count[role]; i++) {
    if (who->entity[role][i] == entity) return true;
  }
  return false;
}

const gaz_kept_text *gaz_story_text(gaz_story *all, int64_t article) {
  for (unsigned i = 0; i < GAZ_TEXTS_KEPT; i++) {
    if (all->texts[i].article == article) return &all->texts[i];
  }
  gaz_kept_text *kept = &all->texts[all->next_text++ % GAZ_TEXTS_KEPT];
  kept->article = article;
  kept->size = 0;
  sqlite3_stmt *row =
      gaz_db_query(all->db, "SELECT text FROM body WHERE article = ?", "i", article);
  if (!gaz_db_next(all->db, row)) return kept;
  size_t size = (size_t)sqlite3_column_bytes(row, 0);
  const void *data = sqlite3_column_blob(row, 0);
  char *room = size > kept->capacity ? realloc(kept->data, size) : kept->data;
  if (room) {
    kept->data = room;
    if (size > kept->capacity) kept->capacity = size;
    if (size) memcpy(room, data, size);
    kept->size = size;
  }
  gaz_db_end(row);
  return kept;
}

const gaz_part *gaz_first_part(const gaz_occurrence *one, int role) {
  for (uint32_t i = 0; i < one->argument_count; i++) {
    if (one->arguments[i].role == role) return &one->arguments[i];
  }
  return NULL;
}

/* Appends with white space runs as one space and without square brackets, cut at a character. */
static void append_phrase(char *out, size_t capacity, const char *text, int64_t size, int64_t start,
                          int64_t stop) {
  size_t used = strlen(out);
  if (start < 0 || stop > size || start >= stop) return;
  size_t begun = used;
  for (int64_t i = start; i < stop && used + 1 < capacity; i++) {
    bool space = (unsigned char)text[i] <= ' ';
    if ((space && used && out[used - 1] == ' ') || text[i] == '[' || text[i] == ']') continue;
    out[used++] = space ? ' ' : text[i];
  }
  while (used > begun && ((unsigned char)out[used - 1] & 0xC0) == 0x80 && used + 1 >= capacity)
    used--;
  if (used + 1 >= capacity && used > begun && (unsigned char)out[used - 1] >= 0xC0) used--;
  out[used] = '\0';
}

static bool has_capital(const char *text) {
  for (; *text; text++) {
    if ((*text >= 'A' && *text <= 'Z' &&
         !(text[0] == 'I' && (text[1] == '\0' || text[1] == ' '))) ||
        (unsigned char)*text >= 0xC3) {
      return true;
    }
  }
  return false;
}

/* "he", "the general", "it": the fullest name the article has says more. A phrase for something else than
 * a person ("the company's lawyers") may say more than its name and stays. */
static void name_instead(gaz_db *db, char *phrase, int64_t article, int64_t chain) {
  enum { PRONOUN_MAX = 5 };
  if (chain < 0 || (has_capital(phrase) && strlen(phrase) >= PRONOUN_MAX)) return;
  sqlite3_stmt *names = gaz_db_query(
      db,
      "SELECT n.text FROM name n JOIN chain c ON c.article = n.article AND c.n = n.chain "
      "WHERE n.article = ? AND n.chain = ? AND (c.type = ? OR ?) "
      "ORDER BY length(n.text) DESC, n.text LIMIT 1",
      "iiii", article, chain, (int64_t)GAZ_TYPE_PERSON, (int64_t)(strlen(phrase) < PRONOUN_MAX));
  if (gaz_db_next(db, names)) {
    gaz_slice name = gaz_db_text(names, 0);
    phrase[0] = '\0';
    append_phrase(phrase, LABEL_MAX, name.data, (int64_t)name.size, 0, (int64_t)name.size);
  }
  gaz_db_end(names);
}

/* Who is meant by a phrase that is no name ("we", "his country") stands behind it in brackets, where that
 * is one and the article says so. */
static void name_behind(gaz_story *all, const gaz_occurrence *one, const gaz_part *part,
                        char phrase[LABEL_MAX]) {
  if (!part->entity) return;
  for (uint32_t i = 0; i < one->argument_count; i++) {
    const gaz_part *other = &one->arguments[i];
    if (other->start == part->start && other->entity != part->entity) return;
  }
  sqlite3_stmt *row =
      gaz_db_query(all->db, "SELECT name FROM entity WHERE id = ?", "i", part->entity);
  if (gaz_db_next(all->db, row)) {
    gaz_slice name = gaz_db_text(row, 0);
    size_t used = strlen(phrase);
    if (used + name.size + sizeof " ()" <= LABEL_MAX)
      snprintf(phrase + used, LABEL_MAX - used, " (%.*s)", (int)name.size, name.data);
  }
  gaz_db_end(row);
}

/* "I", "we": a name in its place would not agree with the verb. */
static bool is_first_person(const char *phrase) {
  static const char *const words[] = {"i", "we", "us", "me", "my", "our"};
  for (size_t i = 0; i < GAZ_COUNT(words); i++) {
    if (sqlite3_stricmp(phrase, words[i]) == 0) return true;
  }
  return false;
}

static bool has_contraction(const gaz_kept_text *text, uint32_t at) {
  return (at < text->size && text->data[at] == '\'') ||
         (at + 3 <= text->size && memcmp(text->data + at, "’", 3) == 0);
}

/* A part of a label: what it says, and where in the article it says so. */
typedef struct piece {
  uint32_t start, stop;
  char phrase[LABEL_MAX];
} piece;
enum { PIECES_MAX = 4 };

/* Adds a part in the order of the text. What overlaps one that is there already says nothing more. */
static void add_piece(gaz_story *all, const gaz_occurrence *one, const gaz_part *part,
                      piece *pieces, size_t *count) {
  if (!part || *count == PIECES_MAX) return;
  size_t at = 0;
  for (size_t i = 0; i < *count; i++) {
    if (part->start < pieces[i].stop && pieces[i].start < part->stop) return;
    at += pieces[i].start < part->start;
  }
  memmove(pieces + at + 1, pieces + at, (*count - at) * sizeof *pieces);
  ++*count;
  piece *added = &pieces[at];
  *added = (piece){.start = part->start, .stop = part->stop};
  const gaz_kept_text *text = gaz_story_text(all, one->article);
  append_phrase(added->phrase, LABEL_MAX, text->data, (int64_t)text->size, part->start, part->stop);
  bool first_person = is_first_person(added->phrase);
  if (!first_person) {
    name_instead(all->db, added->phrase, one->article, part->chain);
  } else if (has_contraction(text, part->stop)) { /* "I'm" */
    while (added->stop < text->size && (unsigned char)text->data[added->stop] > ' ') added->stop++;
    append_phrase(added->phrase, LABEL_MAX, text->data, (int64_t)text->size, part->stop,
                  added->stop);
  }
  if (first_person || !has_capital(added->phrase)) name_behind(all, one, part, added->phrase);
}

/* The one in a role whom the knowledge base knows, else the first. */
static const gaz_part *main_argument(const gaz_occurrence *one, int role) {
  for (uint32_t i = 0; i < one->argument_count; i++) {
    if (one->arguments[i].role == role && one->arguments[i].entity) return &one->arguments[i];
  }
  return gaz_first_part(one, role);
}

/* Cut behind a word, with an ellipsis. */
static void cut_label(char label[LABEL_MAX]) {
  static const char ellipsis[] = " …";
  size_t end = LABEL_MAX - sizeof ellipsis;
  while (end && label[end] != ' ') end--;
  if (end) memcpy(label + end, ellipsis, sizeof ellipsis);
}

static bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/* Up to two words before a lone word, back to a mark: "130 people" before "dead". */
static void widen_left(const gaz_kept_text *text, piece *lone) {
  enum { WORDS_BEFORE = 2 };
  uint32_t start = lone->start;
  for (int words = 0; words < WORDS_BEFORE && start && start <= text->size; words++) {
    uint32_t at = start - 1;
    if (text->data[at] != ' ') break;
    while (at && is_word_byte(text->data[at - 1])) at--;
    if (at + 1 == start || (at && (unsigned char)text->data[at - 1] > ' ')) break;
    start = at;
  }
  lone->start = start;
  lone->phrase[0] = '\0';
  append_phrase(lone->phrase, LABEL_MAX, text->data, (int64_t)text->size, start, lone->stop);
}

/* "after talks with Brandt, Keller said": who is named behind a comma stands first. */
static bool stands_apart(const gaz_kept_text *text, const gaz_occurrence *one,
                         const gaz_part *agent) {
  return agent && agent->start > one->stop && agent->start <= text->size &&
         memchr(text->data + one->stop, ',', agent->start - one->stop);
}

/* The bytes of ", who" or ", which" that begin a text: a relative clause is told as a clause. */
static uint32_t relative_size(const char *text, uint32_t size) {
  static const char *const words[] = {", who ", ", which ", ", whom "};
  for (size_t i = 0; i < GAZ_COUNT(words); i++) {
    uint32_t length = (uint32_t)strlen(words[i]) - 1;
    if (size > length && memcmp(text, words[i], length + 1) == 0) return length;
  }
  return 0;
}

/* Whether what is asked, vowed or done goes on behind `at`: "threatened | to sue". */
static bool goes_on(const gaz_kept_text *text, uint32_t at) {
  static const char *const words[] = {"to ",     "that ",    "for ",    "of ",
                                      "not to ", "against ", "whether "};
  if (at >= text->size || (text->data[at] != ' ' && text->data[at] != '\n')) return false;
  for (size_t i = 0; i < GAZ_COUNT(words); i++) {
    size_t size = strlen(words[i]);
    if (at + 1 + size < text->size && !memcmp(text->data + at + 1, words[i], size)) return true;
  }
  return false;
}

/* "Keller became | minister": a verb that nothing was found behind. What somebody has ("Keller's visit") is no verb. */
static bool lacks_object(const gaz_kept_text *text, const piece *pieces, size_t count,
                         const gaz_part *trigger) {
  const piece *last = &pieces[count - 1];
  uint32_t at = last->stop;
  if (count < 2 || last->start != trigger->start || at + 1 >= text->size || text->data[at] != ' ')
    return false;
  char c = text->data[at + 1];
  const char *before = text->data + last->start;
  bool owned = last->start > 3 && before[-2] == 's' && (before[-3] == '\'' || before[-3] == '\x99');
  return !owned && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
}

/* A mark that ends a part of a sentence, and is no part of "2.7" or "p.m.". */
static bool is_mark(const gaz_kept_text *text, uint32_t at) {
  static const char always[] = ";!?()[]\r\t";
  char c = text->data[at], next = at + 1 < text->size ? text->data[at + 1] : ' ';
  bool paragraph = c == '\n' && (unsigned char)next <= ' ';
  if (!c || strchr(always, c) || paragraph) return true;
  return (c == ',' || c == '.' || c == ':') && !is_word_byte(next);
}

/* A quotation mark or a dash. */
static bool is_break(const gaz_kept_text *text, uint32_t at) {
  const unsigned char *c = (const unsigned char *)text->data + at;
  if (*c == '"') return true;
  return *c == 0xe2 && at + 2 < text->size && c[1] == 0x80 && c[2] != 0x99; /* no apostrophe */
}

/* The bytes behind `at` up to a mark. Sets *cut where there is more to say than a label shows. */
static uint32_t size_of_rest(const gaz_kept_text *text, uint32_t at, bool *cut) {
  enum { REST_MAX = 64 };
  uint32_t end = at, word = at;
  *cut = false;
  for (; end < text->size && !*cut && !is_mark(text, end); end++) {
    if (text->data[end] == ' ' || text->data[end] == '\n') word = end;
    *cut = end - at >= REST_MAX || is_break(text, end);
  }
  if (*cut) end = word;
  while (end > at && (unsigned char)text->data[end - 1] <= ' ') end--;
  return end - at;
}

/* "Turkey shot down a Russian Su-24", "a Russian Su-24 was shot down by Turkey": the words of the first
 * occurrence, from the first to the last of who did it, what, to whom and, near behind, where. Pronouns
 * are named; more words between than BETWEEN_MAX bytes become an ellipsis. */
static void make_label(gaz_story *all, const gaz_occurrence *one, char label[LABEL_MAX]) {
  enum { BETWEEN_MAX = 48 };
  piece pieces[PIECES_MAX];
  size_t count = 0;
  const gaz_part trigger = {.chain = -1, .start = one->start, .stop = one->stop};
  const gaz_part *place = gaz_first_part(one, GAZ_ROLE_PLACE);
  const gaz_part *agent = main_argument(one, GAZ_ROLE_AGENT);
  const gaz_kept_text *text = gaz_story_text(all, one->article);
  bool apart = stands_apart(text, one, agent);
  add_piece(all, one, &trigger, pieces, &count);
  if (!apart) add_piece(all, one, agent, pieces, &count);
  add_piece(all, one, gaz_first_part(one, GAZ_ROLE_PATIENT), pieces, &count);
  if (count == 1) widen_left(text, pieces);
  uint32_t end = pieces[count - 1].stop;
  if (place && place->start > end && place->start - end <= BETWEEN_MAX)
    add_piece(all, one, place, pieces, &count);
  label[0] = '\0';
  if (apart) {
    piece first[PIECES_MAX];
    size_t one_piece = 0;
    add_piece(all, one, agent, first, &one_piece);
    append_phrase(label, LABEL_MAX, first->phrase, LABEL_MAX, 0, (int64_t)strlen(first->phrase));
    append_phrase(label, LABEL_MAX, ": ", 2, 0, 2);
  }
  for (size_t i = 0; i < count; i++) {
    uint32_t from = i ? pieces[i - 1].stop : 0, to = pieces[i].start;
    if (i && to - from > BETWEEN_MAX) {
      append_phrase(label, LABEL_MAX, " … ", sizeof " … " - 1, 0, sizeof " … " - 1);
    } else if (i) {
      if (to - from == 2 && text->data[from] == ',' && to == one->start)
        from++; /* an aside stood between who did it and what */
      else
        from += relative_size(text->data + from, to - from);
      append_phrase(label, LABEL_MAX, text->data, (int64_t)text->size, from, to);
    }
    append_phrase(label, LABEL_MAX, pieces[i].phrase, LABEL_MAX, 0,
                  (int64_t)strlen(pieces[i].phrase));
  }
  uint32_t last = pieces[count - 1].stop;
  if (goes_on(text, last) || lacks_object(text, pieces, count, &trigger)) {
    bool cut;
    uint32_t rest = size_of_rest(text, last, &cut);
    append_phrase(label, LABEL_MAX, text->data, (int64_t)text->size, last, last + rest);
    if (rest && cut) append_phrase(label, LABEL_MAX, " …", sizeof " …" - 1, 0, sizeof " …" - 1);
  }
  if (strlen(label) + 4 >= LABEL_MAX) cut_label(label);
}

/* Goes through an event's occurrences, the earliest first. */
#define EACH(all, leader, one)                \
  (const gaz_occurrence *one = (leader); one; \
   one = one->next == GAZ_TABLE_NONE ? NULL : &(all)->items[one->next])

static size_t count_times(const gaz_story *all, const gaz_occurrence *leader, const char *time) {
  size_t count = 0;
  for
    EACH(all, leader, one) count += one->time && strcmp(one->time, time) == 0;
  return count;
}

/* The time most occurrences give; the narrower, then the earlier in writing among equals. */
static const char *choose_time(const gaz_story *all, const gaz_occurrence *leader, int64_t *day) {
  const char *best = NULL, *yearless = NULL;
  size_t best_count = 0;
  gaz_days best_days = {0, 0};
  enum { TIMES_COMPARED = 64 };
  int compared = 0;
  for
    EACH(all, leader, one) {
      gaz_days days;
      if (!one->time || compared == TIMES_COMPARED) continue;
      if (!gaz_edtf_days(one->time, &days)) {
        if (one->time[0] == 'X' && !yearless) yearless = one->time;
        continue;
      }
      compared++;
      size_t count = count_times(all, leader, one->time);
      int32_t width = days.last - days.first, best_width = best_days.last - best_days.first;
      if (best &&
          (count < best_count ||
           (count == best_count &&
            (width > best_width || (width == best_width && strcmp(one->time, best) >= 0))))) {
        continue;
      }
      best = one->time;
      best_count = count;
      best_days = days;
    }
  *day = best_days.first ? best_days.first : best_days.last;
  return best ? best : yearless;
}

/* Asserted by anybody is asserted; else what most say. */
static int64_t choose_modality(const gaz_story *all, const gaz_occurrence *leader) {
  size_t counts[GAZ_MODALITY_COUNT] = {0};
  for
    EACH(all, leader, one) counts[one->modality < GAZ_MODALITY_COUNT ? one->modality : 0]++;
  if (counts[GAZ_MODALITY_ASSERTED]) return GAZ_MODALITY_ASSERTED;
  int64_t best = leader->modality;
  for (int i = 0; i < GAZ_MODALITY_COUNT; i++) {
    if (counts[i] > counts[best]) best = i;
  }
  return best;
}

/* The place most occurrences give. */
static int64_t choose_place(const gaz_story *all, const gaz_occurrence *leader) {
  int64_t ids[GAZ_ENTITIES_MAX], best = 0;
  size_t counts[GAZ_ENTITIES_MAX] = {0}, count = 0, best_count = 0;
  for
    EACH(all, leader, one) {
      for (uint32_t i = 0; i < one->argument_count; i++) {
        int64_t id = one->arguments[i].role == GAZ_ROLE_PLACE ? one->arguments[i].entity : 0;
        size_t at = 0;
        while (at < count && ids[at] != id) at++;
        if (!id || at == GAZ_ENTITIES_MAX) continue;
        if (at == count) ids[count++] = id;
        counts[at]++;
      }
    }
  for (size_t i = 0; i < count; i++) {
    if (counts[i] > best_count) { /* the first told among equals */
      best = ids[i];
      best_count = counts[i];
    }
  }
  return best;
}

static bool is_disputed(gaz_db *db, int64_t key) {
  return gaz_db_integer(
             db,
             "SELECT count(*) FROM (SELECT f.what FROM occurrence o JOIN figure f ON f.article = o.article AND "
             "f.occurrence = o.n WHERE o.event = ? GROUP BY f.what, f.unit HAVING count(DISTINCT o.article) > 1 "
             "AND count(DISTINCT f.low) > 1)",
             0, "i", key) > 0;
}

static void write_participant(gaz_story *all, const gaz_occurrence *leader,
                              const gaz_occurrence *one, const gaz_part *part, int64_t n,
                              int64_t day) {
  char phrase[PHRASE_MAX] = "";
  const gaz_kept_text *text = gaz_story_text(all, one->article);
  append_phrase(phrase, sizeof phrase, text->data, (int64_t)text->size, part->start, part->stop);
  gaz_db_run(all->db, "INSERT INTO participant VALUES(?, ?, ?, nullif(?, 0), ?, ?)", "iiiiti",
             leader->key, (int64_t)part->role, n, part->entity, phrase, day);
}

/* Each entity once in each role, in the words of the earliest article; phrases that are no entity
 * only from the first occurrence, where the role is still empty. */
static void write_participants(gaz_story *all, const gaz_occurrence *leader, int64_t day) {
  gaz_participants written = {0};
  int64_t n = 0;
  for
    EACH(all, leader, one) {
      for (uint32_t i = 0; i < one->argument_count; i++) {
        const gaz_part *part = &one->arguments[i];
        if (!part->entity || part->role == GAZ_ROLE_TIME ||
            gaz_participants_have(&written, part->role, part->entity))
          continue;
        gaz_participants_add(&written, part->role, part->entity);
        write_participant(all, leader, one, part, n++, day);
      }
    }
  for (uint32_t i = 0; i < leader->argument_count; i++) {
    const gaz_part *part = &leader->arguments[i];
    if (!part->entity && part->role != GAZ_ROLE_TIME && !written.count[part->role])
      write_participant(all, leader, leader, part, n++, day);
  }
}

void gaz_event_write(gaz_story *all, int64_t story_id, const gaz_occurrence *leader) {
  char label[LABEL_MAX];
  int64_t day, mentions = 0, articles = 0, article = 0;
  make_label(all, leader, label);
  const char *time = choose_time(all, leader, &day);
  if (!day) day = leader->day;
  for
    EACH(all, leader, one) { /* members of one article follow each other */
      mentions++;
      articles += one->article != article;
      article = one->article;
    }
  int64_t disputed = articles > 1 && is_disputed(all->db, leader->key);
  gaz_db_run(
      all->db,
      "INSERT INTO event(key, id, story, type, cameo, label, modality, time, day, place, mentions, articles, disputed, article, n) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?, ?, ?)",
      "iiitttitiiiiiii", leader->key, gaz_public_id_next(leader->key, 0), story_id,
      leader->type_name, leader->cameo, label, choose_modality(all, leader), time, day,
      choose_place(all, leader), mentions, articles, disputed, leader->article, leader->n);
  write_participants(all, leader, day);
}
