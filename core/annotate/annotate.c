/* gaz_annotate: a whole text in one go.
 *
 * Names of the knowledge base come from a document of the text, exactly as an editor shows them.
 * The language engine reads the prose of the same text: names the knowledge base does not have are
 * added with id 0; a chain one of whose mentions is a known entity lends its id to the others
 * ("Brandt" after "Ada Brandt"); events are linked to those of the knowledge base.
 */
#include "annotate/annotate.h"

#include <stdlib.h>
#include <string.h>

#include "annotate/document.h"
#include "annotate/findings.h"
#include "annotate/link.h"
#include "annotate/scope.h"
#include "base/search.h"
#include "extract/facts.h"
#include "extract/tables.h"

bool gaz_findings_add(gaz_findings *findings, gaz_finding finding) {
  gaz_finding *items = gaz_arena_grow(findings->arena, findings->items, findings->count,
                                      &findings->capacity, sizeof *findings->items);
  if (!items) return false;
  findings->items = items;
  items[findings->count++] = finding;
  return true;
}

/* One text on its way. */
typedef struct annotate_job {
  const gaz_engine *engine;
  gaz_kb *kb;
  gaz_lexicon *lexicon; /* of the knowledge base */
  const char *text;
  size_t size;
  const gaz_hole *holes; /* what of the text is not prose */
  size_t hole_count;
  const gaz_cancel *cancel;
  gaz_arena arena;
  gaz_findings findings;
  gaz_annotation *known; /* names of the knowledge base */
  size_t known_count;
  uint32_t *named_ids; /* ids whose names were read, and the names */
  const char **names;
  size_t named_count, named_capacity, names_capacity;
} annotate_job;

/* ---- Names of the knowledge base ------------------------------------------------------------------ */

static const char *entity_name(annotate_job *job, uint32_t id) {
  for (size_t i = job->named_count; i-- > 0;)
    if (job->named_ids[i] == id) return job->names[i];
  uint32_t *ids = gaz_arena_grow(&job->arena, job->named_ids, job->named_count,
                                 &job->named_capacity, sizeof *ids);
  if (ids) job->named_ids = ids;
  const char **names = gaz_arena_grow(&job->arena, job->names, job->named_count,
                                      &job->names_capacity, sizeof *names);
  if (names) job->names = names;
  if (!ids || !names) return NULL;
  ids[job->named_count] = id;
  names[job->named_count] = gaz_link_entity_name(job->kb, id, &job->arena);
  return names[job->named_count++];
}

static gaz_status find_known(annotate_job *job, gaz_document *document) {
  gaz_lexicon *lexicon = gaz_kb_lexicon(job->kb);
  if (job->kb && !lexicon)
    return gaz_kb_generation(job->kb) ? GAZ_ERROR_CORRUPT : GAZ_ERROR_NOT_FOUND;
  gaz_document_set_lexicon(document, lexicon);
  job->lexicon = lexicon;
  size_t count = gaz_document_annotations(document, 0, (uint32_t)job->size, NULL, 0);
  job->known = gaz_arena_zeroed(&job->arena, count + 1, sizeof *job->known);
  if (!job->known) return GAZ_ERROR_MEMORY;
  job->known_count = gaz_document_annotations(document, 0, (uint32_t)job->size, job->known, count);
  if (job->known_count > count) job->known_count = count;
  for (size_t i = 0; i < job->known_count; i++) {
    const gaz_annotation *mark = &job->known[i];
    gaz_finding finding = {.start = mark->start,
                           .end = mark->end,
                           .id = mark->id,
                           .layer = GAZ_LAYER_ENTITY,
                           .type = gaz_entity_type_name((gaz_entity_type)mark->type),
                           .name = entity_name(job, mark->id),
                           .confidence = mark->confidence};
    if (!gaz_findings_add(&job->findings, finding)) return GAZ_ERROR_MEMORY;
  }
  return GAZ_OK;
}

/* The known name that overlaps [start, end), or NULL. */
static const gaz_annotation *known_at(const annotate_job *job, uint32_t start, uint32_t end) {
  size_t i = GAZ_FIRST_FROM(job->known, job->known_count, end, start + 1);
  return i < job->known_count && job->known[i].start < end ? &job->known[i] : NULL;
}

/* ---- What the engine reads ------------------------------------------------------------------------- */

/* A copy of the text in which everything that is not prose is blank. */
static char *blank_text(annotate_job *job) {
  char *prose = gaz_arena_copy(&job->arena, job->text, job->size);
  for (size_t i = 0; prose && i < job->hole_count; i++)
    for (size_t at = job->holes[i].start; at < job->holes[i].end && at < job->size; at++)
      if (prose[at] != '\n' && prose[at] != '\r') prose[at] = ' ';
  return prose;
}

/* Which entity each chain is, by its mentions whose words are a known name. */
static uint32_t *entities_of_chains(annotate_job *job, const gaz_facts *facts) {
  uint32_t *entities = gaz_arena_zeroed(&job->arena, facts->chain_count + 1, sizeof *entities);
  for (size_t i = 0; entities && i < facts->mention_count; i++) {
    const gaz_mention *mention = &facts->mentions[i];
    if (mention->kind != GAZ_MENTION_NAME || mention->chain >= facts->chain_count) continue;
    const gaz_annotation *known = known_at(job, mention->start, mention->end);
    /* The name may be written with a title or article that the lexicon does not have. */
    if (known && known->end == mention->end && !entities[mention->chain])
      entities[mention->chain] = known->id;
  }
  return entities;
}

static const char *copy_range(annotate_job *job, uint32_t start, uint32_t end) {
  return gaz_arena_copy(&job->arena, job->text + start, end - start);
}

static bool add_unknown_names(annotate_job *job, const gaz_facts *facts, const uint32_t *entities) {
  for (size_t i = 0; i < facts->mention_count; i++) {
    const gaz_mention *mention = &facts->mentions[i];
    if (mention->kind != GAZ_MENTION_NAME || known_at(job, mention->start, mention->end)) continue;
    uint32_t id = mention->chain < facts->chain_count ? entities[mention->chain] : 0;
    const char *name = id ? entity_name(job, id) : NULL;
    if (!name && mention->chain < facts->chain_count) {
      uint32_t representative = facts->chains[mention->chain].representative;
      if (representative < facts->mention_count)
        name = copy_range(job, facts->mentions[representative].start,
                          facts->mentions[representative].end);
    }
    gaz_finding finding = {.start = mention->start,
                           .end = mention->end,
                           .id = id,
                           .layer = GAZ_LAYER_ENTITY,
                           .type = gaz_entity_type_name((gaz_entity_type)mention->type),
                           .name = name,
                           .confidence = mention->confidence};
    if (!gaz_findings_add(&job->findings, finding)) return false;
  }
  return true;
}

static bool add_events(annotate_job *job, const gaz_facts *facts, const uint32_t *entities) {
  gaz_table own = {0};
  bool added = true;
  for (size_t i = 0; added && i < facts->event_count && !gaz_cancelled(job->cancel); i++) {
    const gaz_event *event = &facts->events[i];
    gaz_finding finding = {.start = event->start,
                           .end = event->end,
                           .layer = GAZ_LAYER_EVENT,
                           .type = gaz_event_type_at(job->engine, event->type)->name,
                           .confidence = event->confidence};
    if (job->kb && !event->generic && strcmp(finding.type, "STATEMENT") != 0) {
      float confidence;
      finding.id = gaz_link_event(job->kb, job->lexicon, job->engine, facts, event, entities, &own,
                                  &job->arena, &finding.name, &confidence);
      if (finding.id) finding.confidence = confidence;
    }
    added = gaz_findings_add(&job->findings, finding);
  }
  gaz_table_free(&own);
  return added;
}

static bool add_quotes_and_times(annotate_job *job, const gaz_facts *facts,
                                 const uint32_t *entities) {
  for (size_t i = 0; i < facts->quote_count; i++) {
    const gaz_quote *quote = &facts->quotes[i];
    if (quote->unspoken) continue;
    const char *speaker = NULL;
    if (quote->speaker < facts->chain_count && entities[quote->speaker])
      speaker = entity_name(job, entities[quote->speaker]);
    else if (quote->source.end > quote->source.start)
      speaker = copy_range(job, quote->source.start, quote->source.end);
    for (uint32_t piece = 0; piece < quote->content_count; piece++) {
      gaz_finding finding = {.start = quote->content[piece].start,
                             .end = quote->content[piece].end,
                             .layer = GAZ_LAYER_QUOTE,
                             .type = gaz_quote_form_name(quote->form),
                             .name = speaker,
                             .confidence = quote->confidence};
      if (!gaz_findings_add(&job->findings, finding)) return false;
    }
  }
  for (size_t i = 0; i < facts->time_count; i++) {
    const gaz_time *time = &facts->times[i];
    gaz_finding finding = {.start = time->start,
                           .end = time->end,
                           .layer = GAZ_LAYER_TIME,
                           .type = gaz_time_type_name(time->type),
                           .name = time->edtf ? time->edtf : time->value,
                           .confidence = 1};
    if (!gaz_findings_add(&job->findings, finding)) return false;
  }
  return true;
}

static gaz_status read_with_engine(annotate_job *job) {
  const char *prose = blank_text(job);
  gaz_analysis analysis;
  gaz_facts facts;
  if (!prose) return GAZ_ERROR_MEMORY;
  gaz_status status = gaz_english_analyze(job->engine, prose, job->size, NULL, 0, GAZ_STAGE_ALL,
                                          job->cancel, &job->arena, &analysis);
  if (!status) status = gaz_extract(job->engine, &analysis, NULL, job->cancel, &job->arena, &facts);
  if (status) return status;
  const uint32_t *entities = entities_of_chains(job, &facts);
  if (!entities) return GAZ_ERROR_MEMORY;
  bool added = add_unknown_names(job, &facts, entities) && add_events(job, &facts, entities) &&
               add_quotes_and_times(job, &facts, entities);
  return added ? GAZ_OK : GAZ_ERROR_MEMORY;
}

/* ---- All of it ----------------------------------------------------------------------------------- */

static int compare_findings(const void *left, const void *right) {
  const gaz_finding *a = left, *b = right;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  if (a->end != b->end) return a->end > b->end ? -1 : 1;
  return (int)a->layer - (int)b->layer;
}

static gaz_status annotate(annotate_job *job, gaz_buffer *buffer) {
  gaz_document *document = NULL;
  gaz_scope_change scopes = {.end = (uint32_t)job->size,
                             .holes = (gaz_hole *)(uintptr_t)job->holes,
                             .count = job->hole_count};
  gaz_status status = gaz_document_new(NULL, job->text, job->size, &document, NULL);
  if (!status && scopes.count) status = gaz_document_set_scopes(document, &scopes);
  if (!status && job->kb) status = find_known(job, document);
  if (!status && job->engine) status = read_with_engine(job);
  if (!status && gaz_cancelled(job->cancel)) status = GAZ_ERROR_CANCELLED;
  if (!status) {
    if (job->findings.count)
      qsort(job->findings.items, job->findings.count, sizeof *job->findings.items,
            compare_findings);
    gaz_findings_print(buffer, &job->findings, job->text);
  }
  gaz_document_release(document);
  return status;
}

gaz_status gaz_annotate_prose(const gaz_engine *engine, gaz_kb *kb, const char *text, size_t size,
                              const gaz_hole *holes, size_t hole_count, const gaz_cancel *cancel,
                              gaz_string *jsonl, gaz_error *error) {
  *jsonl = (gaz_string){0};
  if (size > GAZ_TEXT_MAX)
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, NULL, 0,
                    "a document of %zu bytes is over the limit of 64 MiB; split it", size);
  if (size && !text) return gaz_fail(error, GAZ_ERROR_ARGUMENT, NULL, 0, "text is NULL");
  annotate_job job = {.engine = engine,
                      .kb = kb,
                      .text = text,
                      .size = size,
                      .holes = holes,
                      .hole_count = hole_count,
                      .cancel = cancel};
  gaz_buffer buffer = {0};
  job.findings.arena = &job.arena;
  gaz_status status = annotate(&job, &buffer);
  if (!status) status = gaz_buffer_take(&buffer, jsonl);
  gaz_buffer_free(&buffer);
  gaz_arena_free(&job.arena);
  gaz_lexicon_release(job.lexicon);
  if (status == GAZ_ERROR_MEMORY)
    return gaz_fail(error, status, NULL, 0, "out of memory; annotate a smaller text");
  if (status == GAZ_ERROR_NOT_FOUND)
    return gaz_fail(error, status, NULL, 0,
                    "the knowledge base holds nothing yet; run `gazette index`, or let it finish");
  if (status == GAZ_ERROR_CORRUPT)
    return gaz_fail(
        error, status, NULL, 0,
        "the lexicon of the knowledge base is damaged or of another version; run `gazette index`");
  if (status)
    return gaz_fail(error, status, NULL, 0, "the annotation stopped: %s", gaz_status_name(status));
  return GAZ_OK;
}

gaz_status gaz_annotate(const gaz_engine *engine, gaz_kb *kb, const char *language,
                        const char *text, size_t size, const gaz_cancel *cancel, gaz_string *jsonl,
                        gaz_error *error) {
  gaz_scope_source source = {.language = language};
  gaz_hole *holes = NULL;
  size_t count = 0;
  *jsonl = (gaz_string){0};
  gaz_status status = GAZ_OK;
  if (language && text && gaz_scope_known(language))
    status = gaz_scope_compute(&source, text, size, cancel, &holes, &count, error);
  if (!status)
    status = gaz_annotate_prose(engine, kb, text, size, holes, count, cancel, jsonl, error);
  free(holes);
  return status;
}
