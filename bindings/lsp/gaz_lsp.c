/* Language Server requests: each method turns an answer of the knowledge base (JSON) into the
 * protocol's shapes. A table says which function answers which method. */
#include "gaz_lsp.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "annotate/link.h"
#include "base/base.h"
#include "base/buffer.h"

enum {
  MENTIONS_LIMIT = 2000,
  DEFINITION_LOOK = 200, /* mentions among which the best source sentence is looked for */
  EVENT_SOURCES = 8,
  SYMBOLS_LIMIT = 200,
  COMPLETIONS_LIMIT = 50,
  PREFIX_WORDS = 4, /* a name being typed may have begun so many words ago */
};

typedef struct lsp_request {
  gaz_kb *kb;
  const gaz_cancel *cancel;
  const json_t *params;
  const json_t *place; /* params.gazette, an object */
} lsp_request;

/* Gives the result (a new reference; NULL is JSON null). */
typedef json_t *(*lsp_method)(const lsp_request *request);

/* ---- Small things ------------------------------------------------------------------------------ */

static json_t *take_json(gaz_status status, gaz_string *text) {
  json_t *json = status || !text->size
                     ? NULL
                     : json_loadb(text->data, text->size, JSON_DISABLE_EOF_CHECK, NULL);
  gaz_string_free(text);
  return json;
}

static json_int_t integer_of(const json_t *object, const char *name) {
  return json_integer_value(json_object_get(object, name));
}

static const char *string_of(const json_t *object, const char *name) {
  const char *value = json_string_value(json_object_get(object, name));
  return value ? value : "";
}

static json_t *position(json_int_t line, json_int_t character) {
  return json_pack("{s:I, s:I}", "line", line, "character", character);
}

static json_t *range(json_int_t line, json_int_t character, json_int_t end_line,
                     json_int_t end_character) {
  return json_pack("{s:o, s:o}", "start", position(line, character), "end",
                   position(end_line, end_character));
}

/* Percent-encodes what a URI path may not hold. */
static void append_path(gaz_buffer *uri, const char *path) {
  static const char kept[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  for (; *path; path++) {
    if (strchr(kept, *path))
      gaz_buffer_byte(uri, *path);
    else
      gaz_buffer_printf(uri, "%%%02X", (unsigned char)*path);
  }
}

/* file:// URI of an article: "feed.jsonl#3" is in feed.jsonl. */
static json_t *article_uri(const char *root, const char *path) {
  gaz_buffer uri = {0};
  char file[4096];
  size_t size = strlen(path);
  const char *number = strrchr(path, '#');
  if (number && number[1] && strspn(number + 1, "0123456789") == strlen(number + 1))
    size = (size_t)(number - path);
  if (size >= sizeof file) size = sizeof file - 1;
  memcpy(file, path, size);
  file[size] = '\0';
  gaz_buffer_string(&uri, "file://");
  append_path(&uri, root);
  gaz_buffer_byte(&uri, '/');
  append_path(&uri, file);
  json_t *json = uri.failed ? NULL : json_stringn(uri.data, uri.size);
  gaz_buffer_free(&uri);
  return json;
}

/* Where a mention or event stands: lines and columns of the answers count from 1. */
static json_t *location(const json_t *root, const json_t *item) {
  json_int_t line = integer_of(item, "line"), column = integer_of(item, "column");
  json_int_t length = integer_of(item, "end") - integer_of(item, "start");
  line = line > 0 ? line - 1 : 0;
  column = column > 0 ? column - 1 : 0;
  json_t *uri =
      article_uri(json_string_value(root) ? json_string_value(root) : "", string_of(item, "path"));
  return json_pack("{s:o, s:o}", "uri", uri, "range",
                   range(line, column, line, column + (length > 0 ? length : 0)));
}

static json_int_t entity_of(const lsp_request *request) {
  return integer_of(request->place, "entity");
}

static json_t *mentions_of(const lsp_request *request, size_t limit) {
  gaz_string text = {0};
  json_int_t event = integer_of(request->place, "event");
  if (event > 0 && event <= UINT32_MAX) {
    gaz_status found = gaz_link_event_json(request->kb, (uint32_t)event, limit, &text, NULL);
    return take_json(found, &text);
  }
  json_int_t id = entity_of(request);
  if (id <= 0 || id > UINT32_MAX) return NULL;
  gaz_status status = gaz_kb_mentions(request->kb, (uint32_t)id, limit, &text, NULL);
  return take_json(status, &text);
}

/* ---- Under the cursor -------------------------------------------------------------------------- */

/* What happened, and who says so. */
static gaz_status print_event(const json_t *event, gaz_string *out) {
  gaz_buffer text = {0};
  const char *time = string_of(event, "time");
  json_t *mention;
  size_t i;
  gaz_buffer_printf(&text, "# %s\n\n%s · %s · %s\n", string_of(event, "label"),
                    string_of(event, "type"), *time ? time : "undated",
                    string_of(event, "modality"));
  json_array_foreach(json_object_get(event, "mentions"), i, mention)
      gaz_buffer_printf(&text, "\n> %s\n\n`%s:%lld`\n", string_of(mention, "sentence"),
                        string_of(mention, "path"), (long long)integer_of(mention, "line"));
  return gaz_buffer_take(&text, out);
}

static json_t *hover_text(const lsp_request *request, gaz_string *text) {
  json_t *value = json_stringn(text->data, text->size);
  gaz_string_free(text);
  if (!value) return NULL;
  json_t *result = json_pack("{s:{s:s, s:o}}", "contents", "kind", "markdown", "value", value);
  json_t *where = json_object_get(request->place, "range");
  if (result && where) json_object_set(result, "range", where);
  return result;
}

static gaz_status dossier_of(const lsp_request *request, gaz_format format, gaz_string *out) {
  char id[32];
  if (entity_of(request) <= 0) return GAZ_ERROR_NOT_FOUND;
  snprintf(id, sizeof id, "%lld", (long long)entity_of(request));
  return gaz_kb_lookup(request->kb, id, strlen(id), format, out, NULL);
}

static json_t *hover(const lsp_request *request) {
  gaz_string text = {0};
  if (integer_of(request->place, "event") > 0) {
    json_t *event = mentions_of(request, EVENT_SOURCES);
    gaz_status status = event ? print_event(event, &text) : GAZ_ERROR_NOT_FOUND;
    json_decref(event);
    return status ? NULL : hover_text(request, &text);
  }
  return dossier_of(request, GAZ_FORMAT_MARKDOWN, &text) ? NULL : hover_text(request, &text);
}

static bool is_headline(const json_t *item) {
  return strcmp(string_of(item, "sentence"), string_of(item, "title")) == 0;
}

/* A good source sentence has the name in full and says something about its bearer. */
static int worth(const json_t *mention) {
  size_t sentence = strlen(string_of(mention, "sentence")),
         name = strlen(string_of(mention, "text"));
  int points = strcmp(string_of(mention, "kind"), "name") == 0 ? 40 : 0;
  points += (int)(name < 40 ? name : 40);
  if (sentence >= 60 && sentence <= 320) points += 30;
  if (sentence && strncmp(string_of(mention, "sentence"), string_of(mention, "text"), name) == 0)
    points += 10;
  return is_headline(mention) ? points / 2 : points;
}

/* Of an entity the first source of its dossier, which introduces it, unless that is a headline. */
static json_t *introduction(const lsp_request *request) {
  gaz_string text = {0};
  gaz_status status = dossier_of(request, GAZ_FORMAT_JSON, &text);
  json_t *dossier = take_json(status, &text), *result = NULL;
  json_t *source = json_array_get(json_object_get(dossier, "sources"), 0);
  if (json_array_size(json_object_get(dossier, "roles")) && source && !is_headline(source))
    result = json_pack("[o]", location(json_object_get(dossier, "root"), source));
  json_decref(dossier);
  return result;
}

static json_t *definition(const lsp_request *request) {
  json_t *result = introduction(request);
  if (result) return result;
  json_t *answer = mentions_of(request, DEFINITION_LOOK);
  json_t *list = json_object_get(answer, "mentions"), *mention, *best = NULL;
  size_t i;
  json_array_foreach(list, i, mention) if (!best || worth(mention) > worth(best)) best = mention;
  if (best) result = json_pack("[o]", location(json_object_get(answer, "root"), best));
  json_decref(answer);
  return result;
}

static json_t *references(const lsp_request *request) {
  json_t *answer = mentions_of(request, MENTIONS_LIMIT), *result = answer ? json_array() : NULL,
         *mention;
  size_t i;
  json_array_foreach(json_object_get(answer, "mentions"), i, mention) {
    if (gaz_cancelled(request->cancel)) break;
    json_array_append_new(result, location(json_object_get(answer, "root"), mention));
  }
  json_decref(answer);
  return result;
}

/* The events an entity takes part in, as places. The root comes from the mentions' answer. */
static json_t *implementation(const lsp_request *request) {
  char id[32];
  gaz_string text = {0};
  json_t *answer = mentions_of(request, 1), *result = json_array();
  if (!answer) return result;
  snprintf(id, sizeof id, "%lld", (long long)entity_of(request));
  if (!gaz_kb_timeline(request->kb, id, NULL, NULL, GAZ_FORMAT_JSONL, &text, NULL)) {
    for (size_t at = 0; at < text.size && !gaz_cancelled(request->cancel);) {
      const char *end = memchr(text.data + at, '\n', text.size - at);
      size_t stop = end ? (size_t)(end - text.data) : text.size;
      json_t *event = json_loadb(text.data + at, stop - at, 0, NULL);
      if (event) json_array_append_new(result, location(json_object_get(answer, "root"), event));
      json_decref(event);
      at = stop + 1;
    }
  }
  gaz_string_free(&text);
  json_decref(answer);
  return result;
}

/* ---- The document -------------------------------------------------------------------------------- */

enum { FIELDS = 8, FIELD_LAYER = 4, FIELD_TYPE = 5, FIELD_ID = 6, FIELD_TEXT = 7 };

static json_t *annotation_field(const json_t *list, size_t index, size_t field) {
  return json_array_get(list, index * FIELDS + field);
}

static json_t *annotation_range(const json_t *list, size_t index) {
  json_int_t at[4];
  for (size_t i = 0; i < 4; i++) at[i] = json_integer_value(annotation_field(list, index, i));
  return range(at[0], at[1], at[2], at[3]);
}

/* SymbolKind by what an annotation is of. */
static int symbol_kind(int layer, const char *type) {
  static const struct {
    const char *type;
    int kind;
  } kinds[] = {{"PERSON", 5 /* Class */},
               {"NORP", 10 /* Enum */},
               {"ORG", 2 /* Module */},
               {"GPE", 3 /* Namespace */},
               {"LOC", 3},
               {"FAC", 3},
               {"PRODUCT", 19 /* Object */},
               {"EVENT", 24 /* Event */},
               {"WORK_OF_ART", 15 /* String */},
               {"LAW", 14 /* Constant */}};
  if (layer == GAZ_LAYER_EVENT) return 24;
  for (size_t i = 0; i < GAZ_COUNT(kinds); i++)
    if (strcmp(kinds[i].type, type) == 0) return kinds[i].kind;
  return 13; /* Variable */
}

static json_t *document_symbols(const lsp_request *request) {
  const json_t *list = json_object_get(request->place, "annotations");
  size_t count = json_array_size(list) / FIELDS;
  json_t *result = json_array(), *by_id = json_object(); /* "layer:id" -> its symbol */
  for (size_t i = 0; i < count && !gaz_cancelled(request->cancel); i++) {
    char key[64];
    int layer = (int)json_integer_value(annotation_field(list, i, FIELD_LAYER));
    json_int_t id = json_integer_value(annotation_field(list, i, FIELD_ID));
    const char *text = json_string_value(annotation_field(list, i, FIELD_TEXT));
    const char *type = json_string_value(annotation_field(list, i, FIELD_TYPE));
    if (!text || (layer != GAZ_LAYER_ENTITY && layer != GAZ_LAYER_EVENT)) continue;
    snprintf(key, sizeof key, "%d:%lld", layer, (long long)id);
    json_t *known = id ? json_object_get(by_id, key) : NULL;
    if (known) { /* another mention: its fullest form is the name */
      if (strlen(text) > strlen(string_of(known, "name")))
        json_object_set_new(known, "name", json_string(text));
      json_object_set_new(known, "mentions", json_integer(integer_of(known, "mentions") + 1));
      continue;
    }
    json_t *where = annotation_range(list, i);
    json_t *symbol = json_pack("{s:s, s:s, s:i, s:O, s:o, s:i}", "name", text, "detail",
                               type ? type : "", "kind", symbol_kind(layer, type ? type : ""),
                               "range", where, "selectionRange", where, "mentions", 1);
    if (!symbol) continue;
    if (id) json_object_set(by_id, key, symbol);
    json_array_append_new(result, symbol);
  }
  json_decref(by_id);
  return result;
}

static json_t *document_highlights(const lsp_request *request) {
  const json_t *list = json_object_get(request->place, "annotations");
  size_t count = json_array_size(list) / FIELDS;
  json_t *result = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(
        result, json_pack("{s:o, s:i}", "range", annotation_range(list, i), "kind", 1 /* Text */));
  return result;
}

/* ---- Names --------------------------------------------------------------------------------------- */

static json_t *complete(gaz_kb *kb, const char *prefix, size_t limit) {
  gaz_string text = {0};
  return take_json(gaz_kb_complete(kb, prefix, limit, &text, NULL), &text);
}

static json_t *workspace_symbols(const lsp_request *request) {
  json_t *list = complete(request->kb, string_of(request->params, "query"), SYMBOLS_LIMIT);
  json_t *result = json_array(), *entity;
  size_t i;
  json_array_foreach(list, i, entity) {
    char uri[64];
    const char *type = string_of(entity, "type");
    snprintf(uri, sizeof uri, "gazette://entity/%lld", (long long)integer_of(entity, "id"));
    json_array_append_new(
        result, json_pack("{s:s, s:i, s:s, s:{s:s, s:o}}", "name", string_of(entity, "name"),
                          "kind", symbol_kind(GAZ_LAYER_ENTITY, type), "containerName", type,
                          "location", "uri", uri, "range", range(0, 0, 0, 0)));
  }
  json_decref(list);
  return result;
}

/* Where the `words` last words of the prefix begin; the prefix's size when there are fewer. */
static size_t last_words(const char *prefix, size_t size, int words) {
  size_t at = size;
  for (int i = 0; i < words; i++) {
    size_t before = at;
    while (at && prefix[at - 1] == ' ') at--;
    while (at && prefix[at - 1] != ' ' && prefix[at - 1] != '\t' &&
           !strchr("([{\"'", prefix[at - 1]))
      at--;
    if (i && at == before) return size;
  }
  return at;
}

static json_t *completion_item(const json_t *entity, const lsp_request *request, size_t start,
                               size_t end) {
  json_int_t line = integer_of(json_object_get(request->params, "position"), "line");
  const char *name = string_of(entity, "name");
  char order[32];
  snprintf(order, sizeof order, "%012lld",
           999999999999LL - (long long)integer_of(entity, "mentions"));
  return json_pack("{s:s, s:i, s:s, s:s, s:s, s:{s:o, s:s}}", "label", name, "kind",
                   18 /* Reference */, "detail", string_of(entity, "type"), "sortText", order,
                   "filterText", name, "textEdit", "range",
                   range(line, (json_int_t)start, line, (json_int_t)end), "newText", name);
}

/* The longest run of last words that begins a name decides. */
static json_t *completion(const lsp_request *request) {
  const char *prefix = string_of(request->place, "prefix");
  size_t size = strlen(prefix);
  json_t *items = json_array(), *entity;
  for (int words = PREFIX_WORDS; words >= 1 && !json_array_size(items); words--) {
    size_t start = last_words(prefix, size, words), i;
    if (start >= size || !prefix[start]) continue;
    json_t *list = complete(request->kb, prefix + start, COMPLETIONS_LIMIT);
    json_array_foreach(list, i, entity)
        json_array_append_new(items, completion_item(entity, request, start, size));
    json_decref(list);
  }
  return json_pack("{s:b, s:o}", "isIncomplete", 1, "items", items);
}

/* ---- Corrections ----------------------------------------------------------------------------------- */

static void add_action(json_t *result, const char *title, const char *command, json_t *correction) {
  json_array_append_new(
      result, json_pack("{s:s, s:s, s:{s:s, s:s, s:[o]}}", "title", title, "kind", "quickfix",
                        "command", "title", title, "command", command, "arguments", correction));
}

/* The selector of the entity: its name in the knowledge base, and its type. */
static json_t *selector(const lsp_request *request, char *name, size_t capacity) {
  char id[32];
  gaz_string text = {0};
  snprintf(id, sizeof id, "%lld", (long long)entity_of(request));
  json_t *dossier =
      take_json(gaz_kb_lookup(request->kb, id, strlen(id), GAZ_FORMAT_JSON, &text, NULL), &text);
  if (!dossier) return NULL;
  snprintf(name, capacity, "%s", string_of(dossier, "name"));
  json_t *result = json_pack("{s:s, s:s}", "name", string_of(dossier, "name"), "type",
                             string_of(dossier, "type"));
  json_decref(dossier);
  return result;
}

static json_t *code_actions(const lsp_request *request) {
  char name[256] = "", title[512];
  json_t *result = json_array();
  json_t *entity = entity_of(request) > 0 ? selector(request, name, sizeof name) : NULL;
  if (!entity) return result;
  snprintf(title, sizeof title, "%s: is the same as ...", name);
  add_action(result, title, "gazette.merge",
             json_pack("{s:s, s:O}", "do", "merge", "entity", entity));
  snprintf(title, sizeof title, "%s: has another name ...", name);
  add_action(result, title, "gazette.rename",
             json_pack("{s:s, s:O}", "do", "rename", "entity", entity));
  snprintf(title, sizeof title, "%s: is also called ...", name);
  add_action(result, title, "gazette.alias",
             json_pack("{s:s, s:O}", "do", "alias", "entity", entity));
  snprintf(title, sizeof title, "%s: is no %s but ...", name, string_of(entity, "type"));
  add_action(result, title, "gazette.retype",
             json_pack("{s:s, s:O}", "do", "retype", "entity", entity));
  snprintf(title, sizeof title, "%s: is no entity", name);
  add_action(result, title, "gazette.correct",
             json_pack("{s:s, s:O}", "do", "ignore", "entity", entity));
  json_decref(entity);
  return result;
}

/* ---- Dispatch ---------------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  lsp_method answer;
} methods[] = {
    {"textDocument/hover", hover},
    {"textDocument/definition", definition},
    {"textDocument/references", references},
    {"textDocument/implementation", implementation},
    {"textDocument/documentSymbol", document_symbols},
    {"textDocument/documentHighlight", document_highlights},
    {"textDocument/completion", completion},
    {"textDocument/codeAction", code_actions},
    {"workspace/symbol", workspace_symbols},
};

static lsp_method find_method(const char *name) {
  for (size_t i = 0; i < GAZ_COUNT(methods); i++)
    if (strcmp(methods[i].name, name) == 0) return methods[i].answer;
  return NULL;
}

static gaz_status give(json_t *response, gaz_string *reply, gaz_error *error) {
  char *text = response ? json_dumps(response, JSON_COMPACT) : NULL;
  json_decref(response);
  if (!text) return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory in a request");
  reply->data = text;
  reply->size = strlen(text);
  return GAZ_OK;
}

static json_t *failure(json_t *id, int code, const char *message) {
  return json_pack("{s:s, s:o, s:{s:i, s:s}}", "jsonrpc", "2.0", "id",
                   id ? json_incref(id) : json_null(), "error", "code", code, "message", message);
}

gaz_status gaz_lsp_request(gaz_kb *kb, const char *message, size_t size, const gaz_cancel *cancel,
                           gaz_string *reply, gaz_error *error) {
  *reply = (gaz_string){0};
  json_t *json = json_loadb(message, size, 0, NULL);
  if (!json_is_object(json)) {
    json_decref(json);
    return give(failure(NULL, -32700, "not a JSON-RPC message"), reply, error);
  }
  json_t *id = json_object_get(json, "id"), *empty = json_object();
  lsp_request request = {.kb = kb, .cancel = cancel, .params = json_object_get(json, "params")};
  request.place = json_object_get(request.params, "gazette");
  if (!json_is_object(request.params)) request.params = empty;
  if (!json_is_object(request.place)) request.place = empty;
  lsp_method answer = find_method(string_of(json, "method"));
  gaz_status status = GAZ_OK;
  if (!id) { /* a notification has no answer */
  } else if (!answer) {
    status = give(failure(id, -32601, "no such method"), reply, error);
  } else {
    json_t *result = kb ? answer(&request) : NULL;
    if (gaz_cancelled(cancel)) {
      json_decref(result);
      status = gaz_fail(error, GAZ_ERROR_CANCELLED, NULL, 0, "cancelled");
    } else {
      status = give(json_pack("{s:s, s:O, s:o}", "jsonrpc", "2.0", "id", id, "result",
                              result ? result : json_null()),
                    reply, error);
    }
  }
  json_decref(empty);
  json_decref(json);
  return status;
}
