/* Writing one article: a few dozen to a few hundred rows, every statement prepared once. */
#include <stdio.h>
#include <string.h>

#include "base/search.h"
#include "store/store.h"

enum { LIST_MAX = 1024 };

static const char *text_of(const gaz_record *record) { return record->article.text; }

/* "3 5" from chains; NULL when there is none. */
static const char *chain_list(const uint32_t chains[4], char out[64]) {
  size_t size = 0;
  for (int i = 0; i < 4; i++) {
    if (chains[i] != GAZ_NONE)
      size += (size_t)snprintf(out + size, 64 - size, size ? " %u" : "%u", chains[i]);
  }
  return size ? out : NULL;
}

static int64_t put_sentences(gaz_db *db, int64_t article, const gaz_record *record) {
  const gaz_tokens *tokens = &record->facts.analysis->tokens;
  int64_t first = gaz_db_integer(db, "SELECT max(row) FROM sentence", 0, "") + 1;
  for (size_t i = 0; i < tokens->sentence_count; i++) {
    const gaz_sentence *sentence = &tokens->sentences[i];
    int64_t row = first + (int64_t)i;
    gaz_db_run(db, "INSERT INTO sentence VALUES(?, ?, ?, ?)", "iiii", row, article,
               (int64_t)sentence->start, (int64_t)sentence->end);
    gaz_db_run(db, "INSERT INTO sentence_text(rowid, text) VALUES(?, ?)", "is", row,
               text_of(record) + sentence->start, (size_t)(sentence->end - sentence->start));
  }
  return first;
}

static void put_head(gaz_db *db, int64_t row, int64_t file, int64_t first_sentence,
                     const gaz_record *record) {
  const gaz_article *article = &record->article;
  const gaz_tokens *tokens = &record->facts.analysis->tokens;
  size_t words = 0;
  for (size_t i = 0; i < tokens->token_count; i++)
    words += !(tokens->tokens[i].shape & GAZ_SHAPE_PUNCT);
  int64_t key = (int64_t)(gaz_hash(article->path, strlen(article->path), 11) >> 1);
  gaz_db_run(
      db,
      "INSERT INTO article(row, file, live, key, path, title, outlet, author, published, basis, day, url, is_file,"
      " line, first_sentence, sentences, words) VALUES(?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      "iiittttt"
      "iitiiiii",
      row, file, key, article->path, article->title, article->outlet, article->author,
      article->published, (int64_t)article->published_basis, (int64_t)record->day, article->url,
      (int64_t)article->text_is_file, (int64_t)record->line, first_sentence,
      (int64_t)tokens->sentence_count, (int64_t)words);
  gaz_db_run(db, "INSERT INTO body VALUES(?, ?)", "ib", row, article->text, article->size);
  gaz_db_run(db, "INSERT INTO terms VALUES(?, ?)", "ib", row, record->terms,
             record->term_count * sizeof *record->terms);
}

/* Chains that are named; the others exist only inside quotes and events, as text. */
static void put_chains(gaz_db *db, int64_t article, const gaz_record *record) {
  const gaz_facts *facts = &record->facts;
  for (size_t i = 0; i < facts->chain_count; i++) {
    const gaz_chain *chain = &facts->chains[i];
    if (!chain->named || chain->representative >= facts->mention_count) continue;
    gaz_db_run(db,
               "INSERT INTO chain(article, n, type, mentions, first, day) VALUES(?, ?, ?, ?, ?, ?)",
               "iiiiii", article, (int64_t)i, (int64_t)chain->type, (int64_t)chain->mention_count,
               (int64_t)facts->mentions[chain->representative].start, (int64_t)record->day);
  }
  for (size_t i = 0; i < record->name_count; i++) {
    const gaz_record_name *name = &record->names[i];
    gaz_db_run(db, "INSERT INTO name VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "iiiiiisiii", article,
               (int64_t)name->chain, (int64_t)i, name->key, (int64_t)name->strong,
               (int64_t)name->count, name->text.data, name->text.size, (int64_t)name->demonym,
               (int64_t)name->placed, (int64_t)name->human);
  }
  gaz_db_run(db, "INSERT INTO names VALUES(?, ?)", "ib", article, record->packed_names.data,
             record->packed_names.size);
}

static void put_mentions(gaz_db *db, int64_t article, const gaz_record *record) {
  const gaz_facts *facts = &record->facts;
  for (size_t i = 0; i < facts->mention_count; i++) {
    const gaz_mention *mention = &facts->mentions[i];
    if (mention->chain >= facts->chain_count || !facts->chains[mention->chain].named) continue;
    gaz_db_run(db, "INSERT INTO mention VALUES(?, ?, ?, ?, ?, ?)", "iiiiii", article, (int64_t)i,
               (int64_t)mention->chain, (int64_t)mention->kind, (int64_t)mention->start,
               (int64_t)mention->end);
  }
  for (size_t i = 0; i < facts->role_count; i++) {
    const gaz_role *role = &facts->roles[i];
    if (role->chain >= facts->chain_count || !facts->chains[role->chain].named) continue;
    gaz_db_run(db, "INSERT INTO role VALUES(?, ?, ?, ?, ?, ?, ?, ?)", "iiiuiiis", article,
               (int64_t)i, (int64_t)role->chain, role->of, (int64_t)role->start, (int64_t)role->end,
               (int64_t)role->former, text_of(record) + role->start,
               (size_t)(role->end - role->start));
  }
}

static const char *piece_list(const gaz_quote *quote, char *out, size_t capacity) {
  size_t size = 0;
  out[0] = '\0';
  for (uint32_t i = 0; i < quote->content_count && size + 24 < capacity; i++) {
    size += (size_t)snprintf(out + size, capacity - size, size ? " %u-%u" : "%u-%u",
                             quote->content[i].start, quote->content[i].end);
  }
  return out;
}

static void put_quotes(gaz_db *db, int64_t article, const gaz_record *record) {
  const gaz_facts *facts = &record->facts;
  for (size_t i = 0; i < facts->quote_count; i++) {
    const gaz_quote *quote = &facts->quotes[i];
    const gaz_record_quote *found = &record->quotes[i];
    if (!quote->content_count || quote->unspoken) continue;
    char pieces[LIST_MAX], reporters[64];
    const char *time = quote->time < facts->time_count ? facts->times[quote->time].edtf : NULL;
    gaz_db_run(
        db,
        "INSERT INTO quote(article, key, form, start, stop, pieces, source_start, source_stop, cue_start, cue_stop,"
        " medium_start, medium_stop, speaker_chain, addressee_chain, reported_by, time, day, words, sketch1,"
        " sketch2) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), nullif(?, 0))",
        "iiiiit"
        "iiiiii"
        "uutt"
        "iiii",
        article, found->key, (int64_t)quote->form, (int64_t)quote->content[0].start,
        (int64_t)quote->content[quote->content_count - 1].end,
        piece_list(quote, pieces, sizeof pieces), (int64_t)quote->source.start,
        (int64_t)quote->source.end, (int64_t)quote->cue.start, (int64_t)quote->cue.end,
        (int64_t)quote->medium.start, (int64_t)quote->medium.end, quote->speaker, quote->addressee,
        chain_list(quote->reported_by, reporters), time, (int64_t)record->day,
        (int64_t)found->words, found->sketch[0], found->sketch[1]);
  }
}

static void put_event_parts(gaz_db *db, int64_t article, int64_t n, const gaz_event *event) {
  for (uint32_t k = 0; k < event->argument_count; k++) {
    const gaz_argument *argument = &event->arguments[k];
    gaz_db_run(db, "INSERT INTO argument VALUES(?, ?, ?, ?, ?, ?, ?)", "iiiiiiu", article, n,
               (int64_t)k, (int64_t)argument->role, (int64_t)argument->start,
               (int64_t)argument->end, argument->chain);
  }
  for (uint32_t k = 0; k < event->figure_count; k++) {
    const gaz_figure *figure = &event->figures[k];
    gaz_db_run(db, "INSERT INTO figure VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)", "iiitddtii", article, n,
               (int64_t)k, figure->what ? figure->what : "", figure->low, figure->high,
               figure->unit, (int64_t)figure->start, (int64_t)figure->end);
  }
}

/* Whether one who takes part in it has a name: nobody can look up what nobody did to no one. */
static bool has_named_participant(const gaz_facts *facts, const gaz_event *event) {
  for (uint32_t i = 0; i < event->argument_count; i++) {
    uint32_t chain = event->arguments[i].chain;
    if (event->arguments[i].role != GAZ_ROLE_TIME && chain < facts->chain_count &&
        facts->chains[chain].named) {
      return true;
    }
  }
  return false;
}

static bool is_pronoun(const gaz_facts *facts, const gaz_argument *argument) {
  const gaz_tokens *tokens = &facts->analysis->tokens;
  size_t i = GAZ_FIRST_FROM(tokens->tokens, tokens->token_count, end, argument->start + 1);
  return i < tokens->token_count && tokens->tokens[i].upos == GAZ_UPOS_PRON;
}

/* Somebody without a name ("police", "two men") did or suffered what is dated or counted: a reader
 * looks it up by its day. Else it must have happened, and who did it to whom be said; of violence and
 * justice to whom is enough ("officers were attacked"). */
static bool tells_enough(const gaz_facts *facts, const gaz_event *event,
                         const gaz_event_type *type) {
  if (has_named_participant(facts, event)) return true;
  bool known = event->time_basis == GAZ_BASIS_STATED || event->time_basis == GAZ_BASIS_SHARED ||
               event->figure_count;
  bool harm = strncmp(type->name, "Life.", 5) == 0 || strncmp(type->name, "Justice.", 8) == 0 ||
              strcmp(type->name, "ASSAULT") == 0;
  bool agent = false, patient = false;
  for (uint32_t i = 0; i < event->argument_count; i++) {
    bool counts = known || !is_pronoun(facts, &event->arguments[i]);
    agent |= event->arguments[i].role == GAZ_ROLE_AGENT && counts;
    patient |= event->arguments[i].role == GAZ_ROLE_PATIENT && counts;
  }
  if (known) return agent || patient;
  return (event->modality == GAZ_MODALITY_ASSERTED || event->modality == GAZ_MODALITY_ALLEGED) &&
         patient && (agent || harm);
}

/* When an event was, or what of the day an article without a date says: "XXXX-11-13". */
static const char *time_of(const gaz_facts *facts, const gaz_event *event) {
  if (event->edtf || event->time == GAZ_NONE || event->time >= facts->time_count ||
      (event->time_basis != GAZ_BASIS_STATED && event->time_basis != GAZ_BASIS_SHARED))
    return event->edtf;
  const char *value = facts->times[event->time].value;
  size_t size = value ? strlen(value) : 0;
  bool month = (size == 7 || size == 10) && memcmp(value, "XXXX-", 5) == 0 && value[5] >= '0' &&
               value[5] <= '1';
  return month && (size == 7 || (value[7] == '-' && value[8] >= '0' && value[8] <= '3')) ? value
                                                                                         : NULL;
}

/* Habits and generalities ("planes crash") happened at no time: they are not events of the KB, nor
 * is what is of no listed type, or names nobody and says neither when nor how many. */
static void put_events(gaz_db *db, int64_t article, const gaz_record *record) {
  const gaz_facts *facts = &record->facts;
  for (size_t i = 0; i < facts->event_count; i++) {
    const gaz_event *event = &facts->events[i];
    const gaz_event_type *type = record->event_types[i];
    bool says = strcmp(type->name, "STATEMENT") == 0;
    if (event->generic || event->type == GAZ_EVENT_TYPE_OTHER ||
        !(says ? has_named_participant(facts, event) : tells_enough(facts, event, type)))
      continue;
    const gaz_tokens *tokens = &facts->analysis->tokens;
    const char *lemma =
        event->head < tokens->token_count ? tokens->tokens[event->head].lemma : NULL;
    char reporters[64];
    const char *time = time_of(facts, event);
    gaz_db_run(
        db,
        "INSERT INTO occurrence(article, n, type, cameo, lemma, start, stop, modality, time, time_basis,"
        " same_as, reported_by, deed, patient, nature) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "iitttiiitiuttti", article, (int64_t)i, type->name, type->cameo, lemma ? lemma : "",
        (int64_t)event->start, (int64_t)event->end, (int64_t)event->modality, time,
        time ? (int64_t)event->time_basis : 0, event->same_as,
        chain_list(event->reported_by, reporters), event->deed, event->patient,
        (int64_t)type->nature);
    put_event_parts(db, article, (int64_t)i, event);
  }
}

gaz_status gaz_store_put_article(gaz_store *store, int64_t file, const gaz_record *record) {
  gaz_db *db = &store->db;
  int64_t row = gaz_db_integer(db, "SELECT max(row) FROM article", 0, "") + 1;
  int64_t first_sentence = put_sentences(db, row, record);
  put_head(db, row, file, first_sentence, record);
  put_chains(db, row, record);
  put_mentions(db, row, record);
  put_quotes(db, row, record);
  put_events(db, row, record);
  store->batched += record->article.size;
  return db->failure.status;
}
