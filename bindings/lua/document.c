/* Documents, scopes and annotation for Lua. */
#include "annotate/annotate.h"
#include "annotate/document.h"

#include <stdlib.h>
#include <string.h>

#include "annotate/scope.h"
#include "gaz_lsp.h"
#include "object.h"

static gaz_document *check_document(lua_State *L) { return gaz_lua_check(L, 1, GAZ_KIND_DOCUMENT); }

static int native_document(lua_State *L) {
  const char *language = luaL_checkstring(L, 1);
  size_t size;
  const char *text = luaL_checklstring(L, 2, &size);
  gaz_error error = {0};
  gaz_document **document = (gaz_document **)gaz_lua_new(L, GAZ_KIND_DOCUMENT);
  gaz_status status = gaz_document_new(language, text, size, document, &error);
  return status ? gaz_lua_fail(L, status, &error) : 1;
}

/* native.document_lines(language, scoped, lines) */
static int native_document_lines(lua_State *L) {
  const char *language = luaL_checkstring(L, 1);
  bool scoped = lua_toboolean(L, 2);
  uint32_t lines = gaz_lua_u32(L, 3);
  gaz_error error = {0};
  gaz_document **document = (gaz_document **)gaz_lua_new(L, GAZ_KIND_DOCUMENT);
  gaz_status status = gaz_document_new_lines(language, scoped, lines, document, &error);
  return status ? gaz_lua_fail(L, status, &error) : 1;
}

static int document_edit(lua_State *L) {
  gaz_document *document = check_document(L);
  uint32_t start = gaz_lua_u32(L, 2), old_end = gaz_lua_u32(L, 3);
  size_t size;
  const char *text = luaL_checklstring(L, 4, &size);
  gaz_error error = {0};
  gaz_status status = gaz_document_edit(document, start, old_end, text, size, &error);
  if (status) return gaz_lua_fail(L, status, &error);
  lua_pushboolean(L, 1);
  return 1;
}

static int document_set_lexicon(lua_State *L) {
  gaz_document *document = check_document(L);
  gaz_document_set_lexicon(document, gaz_lua_optional(L, 2, GAZ_KIND_LEXICON));
  return 0;
}

static void set_number(lua_State *L, const char *name, double value) {
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}

static void push_annotation(lua_State *L, const gaz_annotation *annotation) {
  lua_createtable(L, 0, 8);
  set_number(L, "start", annotation->start);
  set_number(L, "finish", annotation->end);
  set_number(L, "id", annotation->id);
  set_number(L, "confidence", annotation->confidence);
  lua_pushstring(L, gaz_layer_name((gaz_layer)annotation->layer));
  lua_setfield(L, -2, "layer");
  if (annotation->layer == GAZ_LAYER_ENTITY) {
    lua_pushstring(L, gaz_entity_type_name((gaz_entity_type)annotation->type));
    lua_setfield(L, -2, "type");
  }
  lua_pushboolean(L, annotation->first);
  lua_setfield(L, -2, "first");
}

/* document:annotations(start, end) -> list */
static int document_annotations(lua_State *L) {
  gaz_document *document = check_document(L);
  uint32_t start = lua_isnoneornil(L, 2) ? 0 : gaz_lua_u32(L, 2);
  uint32_t end = lua_isnoneornil(L, 3) ? (uint32_t)gaz_document_size(document) : gaz_lua_u32(L, 3);
  size_t count = gaz_document_annotations(document, start, end, NULL, 0);
  gaz_annotation *annotations = lua_newuserdata(L, (count + 1) * sizeof *annotations);
  size_t written = gaz_document_annotations(document, start, end, annotations, count);
  if (written > count) written = count;
  lua_createtable(L, (int)written, 0);
  for (size_t i = 0; i < written; i++) {
    push_annotation(L, &annotations[i]);
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

static int document_text(lua_State *L) {
  gaz_document *document = check_document(L);
  gaz_string *text = gaz_lua_string(L);
  gaz_status status = gaz_document_text(document, text);
  return status ? gaz_lua_fail(L, status, NULL) : gaz_lua_return_string(L, text);
}

/* document:snapshot() -> a text that can be shared with a worker */
static int document_snapshot(lua_State *L) {
  gaz_document *document = check_document(L);
  gaz_snapshot **snapshot = (gaz_snapshot **)gaz_lua_new(L, GAZ_KIND_SNAPSHOT);
  gaz_string text;
  gaz_status status = gaz_document_text(document, &text);
  if (!status && !(*snapshot = gaz_snapshot_new(&text))) {
    gaz_string_free(&text);
    status = GAZ_ERROR_MEMORY;
  }
  return status ? gaz_lua_fail(L, status, NULL) : 1;
}

/* document:take_delta() -> start, old_end, snapshot of the new part */
static int document_take_delta(lua_State *L) {
  gaz_document *document = check_document(L);
  gaz_snapshot **snapshot = (gaz_snapshot **)gaz_lua_new(L, GAZ_KIND_SNAPSHOT);
  uint32_t start, old_end;
  gaz_string text = {0};
  gaz_status status = gaz_document_take_delta(document, &start, &old_end, &text);
  if (!status && !(*snapshot = gaz_snapshot_new(&text))) {
    gaz_string_free(&text);
    gaz_document_forget_delta(document);
    status = GAZ_ERROR_MEMORY;
  }
  if (status) return gaz_lua_fail(L, status, NULL);
  lua_pushinteger(L, (lua_Integer)start);
  lua_pushinteger(L, (lua_Integer)old_end);
  lua_pushvalue(L, -3);
  return 3;
}

static int document_forget_delta(lua_State *L) {
  gaz_document_forget_delta(check_document(L));
  return 0;
}

static int document_version(lua_State *L) {
  lua_pushnumber(L, (lua_Number)check_document(L)->version);
  return 1;
}

static int document_line_count(lua_State *L) {
  lua_pushnumber(L, (lua_Number)gaz_document_line_count(check_document(L)));
  return 1;
}

static int document_line_offset(lua_State *L) {
  gaz_document *document = check_document(L);
  lua_pushnumber(L, (lua_Number)gaz_document_line_offset(document, gaz_lua_u32(L, 2)));
  return 1;
}

/* document:lines_changed(first, old_count, new_count) */
static int document_lines_changed(lua_State *L) {
  gaz_document *document = check_document(L);
  gaz_status status =
      gaz_document_lines_changed(document, gaz_lua_u32(L, 2), gaz_lua_u32(L, 3), gaz_lua_u32(L, 4));
  if (status) return gaz_lua_fail(L, status, NULL);
  lua_pushboolean(L, 1);
  return 1;
}

/* document:missing(first, end) -> from, to, or nothing */
static int document_missing(lua_State *L) {
  gaz_document *document = check_document(L);
  size_t from, to;
  if (!gaz_document_missing(document, gaz_lua_u32(L, 2), gaz_lua_u32(L, 3), &from, &to)) return 0;
  lua_pushnumber(L, (lua_Number)from);
  lua_pushnumber(L, (lua_Number)to);
  return 2;
}

/* document:set_lines(first, lines) */
static int document_set_lines(lua_State *L) {
  gaz_document *document = check_document(L);
  uint32_t first = gaz_lua_u32(L, 2);
  luaL_checktype(L, 3, LUA_TTABLE);
  for (int i = 1;; i++) {
    lua_rawgeti(L, 3, i);
    if (lua_isnil(L, -1)) break;
    size_t size;
    const char *text = lua_tolstring(L, -1, &size);
    if (!text) return luaL_argerror(L, 3, "lines must be strings");
    gaz_status status = gaz_document_set_line(document, (size_t)first + (size_t)i - 1, text, size);
    if (status) return gaz_lua_fail(L, status, NULL);
    lua_pop(L, 1);
  }
  lua_pushboolean(L, 1);
  return 1;
}

/* document:refresh(first, end) -> changed_first, changed_end, or nothing. Matches these lines; says
 * which lines look different from when they were last matched. */
static int document_refresh(lua_State *L) {
  gaz_document *document = check_document(L);
  uint32_t first = gaz_lua_u32(L, 2), end = gaz_lua_u32(L, 3);
  size_t changed_first, changed_end;
  gaz_document_refresh(document, first, end);
  if (!gaz_document_take_changed(document, &changed_first, &changed_end)) return 0;
  lua_pushnumber(L, (lua_Number)changed_first);
  lua_pushnumber(L, (lua_Number)changed_end);
  return 2;
}

enum { LINE_MARKS = 4096 }; /* what is painted of one line: a page of HTML may be one */

/* Fills the table at `index` with start, end, layer, type, flags of each annotation: five numbers
 * each, no tables. Flags: 1 first mention, 2 nothing the archive knows. */
static void put_marks(lua_State *L, int index, const gaz_annotation *marks, size_t count) {
  int at = 1;
  for (size_t i = 0; i < count; i++) {
    const uint32_t values[] = {marks[i].start, marks[i].end, marks[i].layer, marks[i].type,
                               (marks[i].first ? 1u : 0u) | (marks[i].id ? 0u : 2u)};
    for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
      lua_pushinteger(L, (lua_Integer)values[v]);
      lua_rawseti(L, index, at++);
    }
  }
}

/* document:marks(line, out) -> count */
static int document_marks(lua_State *L) {
  gaz_document *document = check_document(L);
  uint32_t line = gaz_lua_u32(L, 2);
  luaL_checktype(L, 3, LUA_TTABLE);
  gaz_annotation marks[LINE_MARKS];
  size_t count = gaz_document_line_annotations(document, line, marks, LINE_MARKS);
  put_marks(L, 3, marks, count);
  lua_pushinteger(L, (lua_Integer)count);
  return 1;
}

/* document:repaint(first, end, out) -> line, count, clear, or nothing */
static int document_repaint(lua_State *L) {
  gaz_document *document = check_document(L);
  uint32_t first = gaz_lua_u32(L, 2), end = gaz_lua_u32(L, 3);
  luaL_checktype(L, 4, LUA_TTABLE);
  gaz_annotation marks[LINE_MARKS];
  size_t line, count;
  bool clear;
  if (!gaz_document_repaint(document, first, end, &line, marks, LINE_MARKS, &count, &clear))
    return 0;
  put_marks(L, 4, marks, count);
  lua_pushnumber(L, (lua_Number)line);
  lua_pushinteger(L, (lua_Integer)count);
  lua_pushboolean(L, clear);
  return 3;
}

static int document_nothing_shown(lua_State *L) {
  gaz_document_nothing_shown(check_document(L));
  return 0;
}

static int document_compare_shown(lua_State *L) {
  gaz_document_compare_shown(check_document(L));
  return 0;
}

/* document:at(line, column) -> annotation or nil. The innermost one that covers the byte. */
static int document_at(lua_State *L) {
  gaz_document *document = check_document(L);
  uint32_t line = gaz_lua_u32(L, 2), column = gaz_lua_u32(L, 3);
  size_t offset = gaz_document_line_offset(document, line) + column;
  if (offset >= UINT32_MAX) return 0;
  gaz_annotation found[32];
  size_t count = gaz_document_covering(document, (uint32_t)offset, found, 32);
  if (count > 32) count = 32;
  const gaz_annotation *best = NULL;
  for (size_t i = 0; i < count; i++)
    if (!best || found[i].end - found[i].start < best->end - best->start) best = &found[i];
  if (!best) return 0;
  push_annotation(L, best);
  return 1;
}

/* document:reasons(line, column) -> list of the candidates of the name there, marked or not */
static int document_reasons(lua_State *L) {
  gaz_document *document = check_document(L);
  size_t offset = gaz_document_line_offset(document, gaz_lua_u32(L, 2)) + gaz_lua_u32(L, 3);
  gaz_reason reasons[16];
  size_t count =
      offset < UINT32_MAX ? gaz_document_reasons(document, (uint32_t)offset, reasons, 16) : 0;
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_createtable(L, 0, 6);
    set_number(L, "id", reasons[i].id);
    set_number(L, "weight", reasons[i].weight);
    set_number(L, "document", reasons[i].document);
    set_number(L, "paragraph", reasons[i].paragraph);
    set_number(L, "share", reasons[i].share);
    lua_pushstring(L, gaz_entity_type_name((gaz_entity_type)reasons[i].type));
    lua_setfield(L, -2, "type");
    lua_rawseti(L, -2, (int)i + 1);
  }
  return 1;
}

static int document_number_firsts(lua_State *L) {
  gaz_document_number_firsts(check_document(L));
  return 0;
}

/* The holes packed in the string at `index`: a copy that is aligned, on top of the stack. */
static gaz_hole *unpack_holes(lua_State *L, int index, size_t *count) {
  size_t size;
  const char *packed = luaL_checklstring(L, index, &size);
  if (size % sizeof(gaz_hole)) luaL_argerror(L, index, "not made by native.scopes");
  gaz_hole *holes = lua_newuserdata(L, size + 1);
  memcpy(holes, packed, size);
  *count = size / sizeof *holes;
  for (size_t i = 0; i < *count; i++)
    if (holes[i].start >= holes[i].end || (i && holes[i].start < holes[i - 1].end))
      luaL_argerror(L, index, "not made by native.scopes");
  return holes;
}

/* document:set_scopes(packed, start, end): what scopes:update returned, or native.scopes for the
 * whole text */
static int document_set_scopes(lua_State *L) {
  gaz_document *document = check_document(L);
  gaz_scope_change change = {.end = (uint32_t)gaz_document_size(document)};
  luaL_checktype(L, 2, LUA_TSTRING);
  if (!lua_isnoneornil(L, 3)) {
    change.start = gaz_lua_u32(L, 3);
    change.end = gaz_lua_u32(L, 4);
  }
  change.holes = unpack_holes(L, 2, &change.count);
  gaz_status status = gaz_document_set_scopes(document, &change);
  if (status) return gaz_lua_fail(L, status, NULL);
  lua_pushboolean(L, 1);
  return 1;
}

/* document:scopes() -> packed, of the whole text; nil while they are not known */
static int document_scopes(lua_State *L) {
  gaz_document *document = check_document(L);
  gaz_string *packed = gaz_lua_string(L);
  gaz_hole *holes;
  size_t count;
  gaz_status status = gaz_document_scopes(document, &holes, &count);
  if (status) return gaz_lua_fail(L, status, NULL);
  packed->data = (char *)holes;
  packed->size = count * sizeof *holes;
  return gaz_lua_return_string(L, packed);
}

/* document:set_extras(first, end, list): each of the list {start, end, layer, id, type, ...} as
 * six numbers: start, end, layer, type, id, confidence in per mille */
static int document_set_extras(lua_State *L) {
  gaz_document *document = check_document(L);
  uint32_t first = gaz_lua_u32(L, 2), end = gaz_lua_u32(L, 3);
  luaL_checktype(L, 4, LUA_TTABLE);
  enum { FIELDS = 6 };
#if LUA_VERSION_NUM >= 502
  size_t count = lua_rawlen(L, 4) / FIELDS;
#else
  size_t count = lua_objlen(L, 4) / FIELDS;
#endif
  gaz_annotation *extras = lua_newuserdata(L, (count + 1) * sizeof *extras);
  for (size_t i = 0; i < count; i++) {
    double values[FIELDS];
    for (int f = 0; f < FIELDS; f++) {
      lua_rawgeti(L, 4, (int)i * FIELDS + f + 1);
      values[f] = lua_tonumber(L, -1);
      lua_pop(L, 1);
      if (!(values[f] >= 0 && values[f] <= UINT32_MAX)) return luaL_argerror(L, 4, "out of range");
    }
    extras[i] = (gaz_annotation){.start = (uint32_t)values[0],
                                 .end = (uint32_t)values[1],
                                 .layer = (uint8_t)values[2],
                                 .type = (uint8_t)values[3],
                                 .id = (uint32_t)values[4],
                                 .confidence = (float)(values[5] / 1000)};
    if (extras[i].start >= extras[i].end || (i && extras[i].start < extras[i - 1].start))
      return luaL_argerror(L, 4, "not sorted");
  }
  gaz_status status = gaz_document_set_extras(document, first, end, extras, count);
  if (status) return gaz_lua_fail(L, status, NULL);
  lua_pushboolean(L, 1);
  return 1;
}

/* native.scopes(snapshot or text, language, parser, query, cancel) -> packed */
static int native_scopes(lua_State *L) {
  gaz_scope_source source = {.language = luaL_checkstring(L, 2),
                             .parser = luaL_optstring(L, 3, NULL)};
  source.query = luaL_optlstring(L, 4, NULL, &source.query_size);
  const gaz_cancel *cancel = gaz_lua_optional(L, 5, GAZ_KIND_CANCEL);
  gaz_string text = {0};
  if (lua_type(L, 1) == LUA_TSTRING)
    text.data = (char *)(uintptr_t)lua_tolstring(L, 1, &text.size);
  else
    text = *gaz_snapshot_text(gaz_lua_check(L, 1, GAZ_KIND_SNAPSHOT));
  gaz_error error = {0};
  gaz_string *packed = gaz_lua_string(L);
  gaz_hole *holes;
  size_t count;
  gaz_status status =
      gaz_scope_compute(&source, text.data, text.size, cancel, &holes, &count, &error);
  if (status) return gaz_lua_fail(L, status, &error);
  packed->data = (char *)holes;
  packed->size = count * sizeof *holes;
  return gaz_lua_return_string(L, packed);
}

/* native.scope_reader(language, parser, query) -> scopes */
static int native_scope_reader(lua_State *L) {
  gaz_scope_source source = {.language = luaL_checkstring(L, 1),
                             .parser = luaL_optstring(L, 2, NULL)};
  source.query = luaL_optlstring(L, 3, NULL, &source.query_size);
  gaz_error error = {0};
  gaz_scopes **scopes = (gaz_scopes **)gaz_lua_new(L, GAZ_KIND_SCOPES);
  gaz_status status = gaz_scopes_new(&source, scopes, &error);
  return status ? gaz_lua_fail(L, status, &error) : 1;
}

/* scopes:update(start, old_end, snapshot or text, taken, cancel) -> packed, start, end */
static int scopes_update(lua_State *L) {
  gaz_scopes *scopes = gaz_lua_check(L, 1, GAZ_KIND_SCOPES);
  uint32_t start = gaz_lua_u32(L, 2), old_end = gaz_lua_u32(L, 3);
  gaz_string text = {0};
  if (lua_type(L, 4) == LUA_TSTRING)
    text.data = (char *)(uintptr_t)lua_tolstring(L, 4, &text.size);
  else
    text = *gaz_snapshot_text(gaz_lua_check(L, 4, GAZ_KIND_SNAPSHOT));
  bool taken = lua_toboolean(L, 5);
  const gaz_cancel *cancel = gaz_lua_optional(L, 6, GAZ_KIND_CANCEL);
  gaz_error error = {0};
  gaz_scope_change change;
  gaz_string *packed = gaz_lua_string(L);
  gaz_status status = gaz_scopes_update(scopes, start, old_end, text.data, text.size, taken, cancel,
                                        &change, &error);
  if (status) return gaz_lua_fail(L, status, &error);
  packed->data = (char *)change.holes;
  packed->size = change.count * sizeof *change.holes;
  gaz_lua_return_string(L, packed);
  lua_pushinteger(L, (lua_Integer)change.start);
  lua_pushinteger(L, (lua_Integer)change.end);
  return 3;
}

/* native.scope_known(language) -> known, by a grammar */
static int native_scope_known(lua_State *L) {
  const char *language = luaL_checkstring(L, 1);
  lua_pushboolean(L, gaz_scope_known(language));
  lua_pushboolean(L, gaz_scope_by_grammar(language));
  return 2;
}

/* scopes:like() -> scopes of the same language for another text */
static int scopes_like(lua_State *L) {
  const gaz_scopes *like = gaz_lua_check(L, 1, GAZ_KIND_SCOPES);
  gaz_error error = {0};
  gaz_scopes **scopes = (gaz_scopes **)gaz_lua_new(L, GAZ_KIND_SCOPES);
  gaz_status status = gaz_scopes_new_like(like, scopes, &error);
  return status ? gaz_lua_fail(L, status, &error) : 1;
}

/* native.annotate(engine, kb, language, text, cancel, scopes) -> JSON Lines. `scopes`, packed, are
 * taken instead of the language's. */
static int native_annotate(lua_State *L) {
  const gaz_engine *engine = gaz_lua_optional(L, 1, GAZ_KIND_ENGINE);
  gaz_kb *kb = gaz_lua_optional(L, 2, GAZ_KIND_KB);
  const char *language = luaL_checkstring(L, 3);
  size_t size;
  const char *text = luaL_checklstring(L, 4, &size);
  const gaz_cancel *cancel = gaz_lua_optional(L, 5, GAZ_KIND_CANCEL);
  gaz_error error = {0};
  size_t count = 0;
  const gaz_hole *holes = lua_isnoneornil(L, 6) ? NULL : unpack_holes(L, 6, &count);
  gaz_string *jsonl = gaz_lua_string(L);
  gaz_status status =
      holes ? gaz_annotate_prose(engine, kb, text, size, holes, count, cancel, jsonl, &error)
            : gaz_annotate(engine, kb, language, text, size, cancel, jsonl, &error);
  return status ? gaz_lua_fail(L, status, &error) : gaz_lua_return_string(L, jsonl);
}

/* native.request(kb, message, cancel) -> reply: one Language Server request over the KB */
static int native_request(lua_State *L) {
  gaz_kb *kb = gaz_lua_optional(L, 1, GAZ_KIND_KB);
  size_t size;
  const char *message = luaL_checklstring(L, 2, &size);
  const gaz_cancel *cancel = gaz_lua_optional(L, 3, GAZ_KIND_CANCEL);
  gaz_error error = {0};
  gaz_string *reply = gaz_lua_string(L);
  gaz_status status = gaz_lsp_request(kb, message, size, cancel, reply, &error);
  return status ? gaz_lua_fail(L, status, &error) : gaz_lua_return_string(L, reply);
}

void gaz_lua_open_document(lua_State *L) {
  static const luaL_Reg methods[] = {{"annotations", document_annotations},
                                     {"at", document_at},
                                     {"edit", document_edit},
                                     {"forget_delta", document_forget_delta},
                                     {"line_count", document_line_count},
                                     {"line_offset", document_line_offset},
                                     {"lines_changed", document_lines_changed},
                                     {"marks", document_marks},
                                     {"repaint", document_repaint},
                                     {"nothing_shown", document_nothing_shown},
                                     {"compare_shown", document_compare_shown},
                                     {"missing", document_missing},
                                     {"number_firsts", document_number_firsts},
                                     {"reasons", document_reasons},
                                     {"refresh", document_refresh},
                                     {"scopes", document_scopes},
                                     {"set_extras", document_set_extras},
                                     {"set_lexicon", document_set_lexicon},
                                     {"set_lines", document_set_lines},
                                     {"set_scopes", document_set_scopes},
                                     {"snapshot", document_snapshot},
                                     {"take_delta", document_take_delta},
                                     {"text", document_text},
                                     {"version", document_version},
                                     {NULL, NULL}};
  static const luaL_Reg functions[] = {{"annotate", native_annotate},
                                       {"document", native_document},
                                       {"document_lines", native_document_lines},
                                       {"request", native_request},
                                       {"scope_known", native_scope_known},
                                       {"scope_reader", native_scope_reader},
                                       {"scopes", native_scopes},
                                       {NULL, NULL}};
  static const luaL_Reg scopes_methods[] = {
      {"like", scopes_like}, {"update", scopes_update}, {NULL, NULL}};
  gaz_lua_class(L, GAZ_KIND_SCOPES, scopes_methods);
  gaz_lua_class(L, GAZ_KIND_DOCUMENT, methods);
  gaz_lua_functions(L, functions);
}
