/* Engine, lexicon and knowledge base for Lua. */
#include <stdlib.h>
#include <string.h>

#include "lookup/kb.h"
#include "object.h"

static const char *optional_string(lua_State *L, int index) {
  return luaL_optstring(L, index, NULL);
}

/* ---- Engine ------------------------------------------------------------------------------------ */

static int native_engine_open(lua_State *L) {
  const char *data_dir = optional_string(L, 1);
  gaz_error error = {0};
  gaz_engine **engine = (gaz_engine **)gaz_lua_new(L, GAZ_KIND_ENGINE);
  gaz_status status = gaz_engine_open(data_dir, engine, &error);
  return status ? gaz_lua_fail(L, status, &error) : 1;
}

static int engine_analyze(lua_State *L) {
  gaz_engine *engine = gaz_lua_check(L, 1, GAZ_KIND_ENGINE);
  size_t size;
  const char *text = luaL_checklstring(L, 2, &size);
  const char *date = optional_string(L, 3);
  const gaz_cancel *cancel = gaz_lua_optional(L, 4, GAZ_KIND_CANCEL);
  gaz_error error = {0};
  gaz_string *json = gaz_lua_string(L);
  gaz_status status = gaz_analyze(engine, text, size, date, cancel, json, &error);
  return status ? gaz_lua_fail(L, status, &error) : gaz_lua_return_string(L, json);
}

/* ---- Lexicon ----------------------------------------------------------------------------------- */

static int native_lexicon_open(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  gaz_error error = {0};
  gaz_lexicon **lexicon = (gaz_lexicon **)gaz_lua_new(L, GAZ_KIND_LEXICON);
  gaz_status status = gaz_lexicon_open(path, lexicon, &error);
  return status ? gaz_lua_fail(L, status, &error) : 1;
}

static uint32_t field_u32(lua_State *L, const char *name) {
  lua_getfield(L, -1, name);
  lua_Number number = lua_tonumber(L, -1);
  lua_pop(L, 1);
  return number >= 0 && number <= UINT32_MAX ? (uint32_t)number : 0;
}

/* The entry on top of the stack; its text stays alive in the table it came from. */
static void read_entry(lua_State *L, gaz_name_entry *entry) {
  size_t size;
  lua_getfield(L, -1, "text");
  if (lua_type(L, -1) != LUA_TSTRING) luaL_error(L, "names: an entry has no text");
  entry->text = lua_tolstring(L, -1, &size);
  lua_pop(L, 1);
  entry->size = (uint32_t)size;
  entry->id = field_u32(L, "id");
  entry->weight = field_u32(L, "weight");
  entry->rules = (uint8_t)field_u32(L, "rules");
  lua_getfield(L, -1, "type");
  const char *type = lua_tolstring(L, -1, &size);
  entry->type = type ? (uint8_t)gaz_entity_type_parse(type, size) : 0;
  lua_pop(L, 1);
}

/* native.lexicon_build(path, names, generation): names is a list of {text, id, weight, type}. */
static int native_lexicon_build(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_Number generation = luaL_optnumber(L, 3, 1);
#if LUA_VERSION_NUM >= 502
  size_t count = lua_rawlen(L, 2);
#else
  size_t count = lua_objlen(L, 2);
#endif
  gaz_name_entry *entries = lua_newuserdata(L, (count + 1) * sizeof *entries);
  memset(entries, 0, (count + 1) * sizeof *entries);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, 2, (int)i + 1);
    if (!lua_istable(L, -1)) return luaL_argerror(L, 2, "names must be a list of tables");
    read_entry(L, &entries[i]);
    lua_pop(L, 1);
  }
  gaz_error error = {0};
  gaz_status status = gaz_lexicon_build(path, entries, count, (uint64_t)generation, &error);
  if (status) return gaz_lua_fail(L, status, &error);
  lua_pushboolean(L, 1);
  return 1;
}

static int lexicon_count(lua_State *L) {
  lua_pushnumber(L, (lua_Number)gaz_lexicon_count(gaz_lua_check(L, 1, GAZ_KIND_LEXICON)));
  return 1;
}

static int lexicon_generation(lua_State *L) {
  lua_pushnumber(L, (lua_Number)gaz_lexicon_generation(gaz_lua_check(L, 1, GAZ_KIND_LEXICON)));
  return 1;
}

static void set_integer(lua_State *L, const char *name, uint32_t value) {
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}

/* lexicon:scan(text) -> list of {start, end, id, name} */
static int lexicon_scan(lua_State *L) {
  gaz_lexicon *lexicon = gaz_lua_check(L, 1, GAZ_KIND_LEXICON);
  size_t size, at = 0, resume = 0;
  const char *text = luaL_checklstring(L, 2, &size);
  if (size > GAZ_TEXT_MAX) return luaL_argerror(L, 2, "longer than 64 MiB");
  enum { PORTION = 64 };
  gaz_match matches[PORTION];
  int number = 0;
  lua_newtable(L);
  do {
    size_t count = gaz_lexicon_scan(lexicon, text + at, size - at, matches, PORTION, &resume);
    for (size_t i = 0; i < count && i < PORTION; i++) {
      lua_createtable(L, 0, 4);
      set_integer(L, "start", matches[i].start + (uint32_t)at);
      set_integer(L, "finish", matches[i].end + (uint32_t)at);
      set_integer(L, "id", matches[i].id);
      set_integer(L, "name", matches[i].name);
      lua_rawseti(L, -2, ++number);
    }
    if (!resume) break;
    at += resume;
  } while (at < size);
  return 1;
}

/* ---- Knowledge base ---------------------------------------------------------------------------- */

static int native_kb_find(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  gaz_error error = {0};
  gaz_string *dir = gaz_lua_string(L);
  gaz_status status = gaz_kb_find(path, dir, &error);
  return status ? gaz_lua_fail(L, status, &error) : gaz_lua_return_string(L, dir);
}

static int native_kb_open(lua_State *L) {
  const char *dir = luaL_checkstring(L, 1);
  gaz_error error = {0};
  gaz_kb **kb = (gaz_kb **)gaz_lua_new(L, GAZ_KIND_KB);
  gaz_status status = gaz_kb_open(dir, kb, &error);
  return status ? gaz_lua_fail(L, status, &error) : 1;
}

static gaz_kb *check_kb(lua_State *L) { return gaz_lua_check(L, 1, GAZ_KIND_KB); }

static int kb_generation(lua_State *L) {
  lua_pushnumber(L, (lua_Number)gaz_kb_generation(check_kb(L)));
  return 1;
}

static int kb_refresh(lua_State *L) {
  lua_pushboolean(L, gaz_kb_refresh(check_kb(L)));
  return 1;
}

static int kb_lexicon(lua_State *L) {
  gaz_kb *kb = check_kb(L);
  gaz_lexicon **lexicon = (gaz_lexicon **)gaz_lua_new(L, GAZ_KIND_LEXICON);
  *lexicon = gaz_kb_lexicon(kb);
  if (!*lexicon) lua_pushnil(L);
  return 1;
}

static int kb_lookup(lua_State *L) {
  gaz_kb *kb = check_kb(L);
  size_t size;
  const char *query = luaL_checklstring(L, 2, &size);
  gaz_format format = gaz_lua_format(L, 3, GAZ_FORMAT_JSON);
  gaz_error error = {0};
  gaz_string *out = gaz_lua_string(L);
  gaz_status status = gaz_kb_lookup(kb, query, size, format, out, &error);
  return status ? gaz_lua_fail(L, status, &error) : gaz_lua_return_string(L, out);
}

static int kb_timeline(lua_State *L) {
  gaz_kb *kb = check_kb(L);
  const char *entity = luaL_optstring(L, 2, "");
  const char *from = optional_string(L, 3), *to = optional_string(L, 4);
  gaz_format format = gaz_lua_format(L, 5, GAZ_FORMAT_JSONL);
  gaz_error error = {0};
  gaz_string *out = gaz_lua_string(L);
  gaz_status status = gaz_kb_timeline(kb, entity, from, to, format, out, &error);
  return status ? gaz_lua_fail(L, status, &error) : gaz_lua_return_string(L, out);
}

static int kb_search(lua_State *L) {
  gaz_kb *kb = check_kb(L);
  const char *query = luaL_checkstring(L, 2);
  size_t limit = lua_isnoneornil(L, 3) ? 50 : gaz_lua_u32(L, 3);
  gaz_format format = gaz_lua_format(L, 4, GAZ_FORMAT_JSON);
  gaz_error error = {0};
  gaz_string *out = gaz_lua_string(L);
  gaz_status status = gaz_kb_search(kb, query, limit, format, out, &error);
  return status ? gaz_lua_fail(L, status, &error) : gaz_lua_return_string(L, out);
}

static int kb_mentions(lua_State *L) {
  gaz_kb *kb = check_kb(L);
  uint32_t entity = gaz_lua_u32(L, 2);
  size_t limit = lua_isnoneornil(L, 3) ? 1000 : gaz_lua_u32(L, 3);
  gaz_error error = {0};
  gaz_string *out = gaz_lua_string(L);
  gaz_status status = gaz_kb_mentions(kb, entity, limit, out, &error);
  return status ? gaz_lua_fail(L, status, &error) : gaz_lua_return_string(L, out);
}

static int kb_complete(lua_State *L) {
  gaz_kb *kb = check_kb(L);
  const char *prefix = luaL_checkstring(L, 2);
  size_t limit = lua_isnoneornil(L, 3) ? 50 : gaz_lua_u32(L, 3);
  gaz_error error = {0};
  gaz_string *out = gaz_lua_string(L);
  gaz_status status = gaz_kb_complete(kb, prefix, limit, out, &error);
  return status ? gaz_lua_fail(L, status, &error) : gaz_lua_return_string(L, out);
}

static int kb_stats(lua_State *L) {
  gaz_kb *kb = check_kb(L);
  gaz_error error = {0};
  gaz_string *out = gaz_lua_string(L);
  gaz_status status = gaz_kb_stats(kb, out, &error);
  return status ? gaz_lua_fail(L, status, &error) : gaz_lua_return_string(L, out);
}

static int kb_correct(lua_State *L) {
  gaz_kb *kb = check_kb(L);
  size_t size;
  const char *json = luaL_checklstring(L, 2, &size);
  const gaz_cancel *cancel = gaz_lua_optional(L, 3, GAZ_KIND_CANCEL);
  gaz_error error = {0};
  gaz_status status = gaz_kb_correct_until(kb, json, size, cancel, &error);
  if (status) return gaz_lua_fail(L, status, &error);
  lua_pushboolean(L, 1);
  return 1;
}

void gaz_lua_open_kb(lua_State *L) {
  static const luaL_Reg engine_methods[] = {{"analyze", engine_analyze}, {NULL, NULL}};
  static const luaL_Reg lexicon_methods[] = {{"count", lexicon_count},
                                             {"generation", lexicon_generation},
                                             {"scan", lexicon_scan},
                                             {NULL, NULL}};
  static const luaL_Reg kb_methods[] = {{"complete", kb_complete},
                                        {"correct", kb_correct},
                                        {"generation", kb_generation},
                                        {"lexicon", kb_lexicon},
                                        {"lookup", kb_lookup},
                                        {"mentions", kb_mentions},
                                        {"refresh", kb_refresh},
                                        {"search", kb_search},
                                        {"stats", kb_stats},
                                        {"timeline", kb_timeline},
                                        {NULL, NULL}};
  static const luaL_Reg functions[] = {
      {"engine_open", native_engine_open},   {"kb_find", native_kb_find},
      {"kb_open", native_kb_open},           {"lexicon_build", native_lexicon_build},
      {"lexicon_open", native_lexicon_open}, {NULL, NULL}};
  gaz_lua_class(L, GAZ_KIND_ENGINE, engine_methods);
  gaz_lua_class(L, GAZ_KIND_LEXICON, lexicon_methods);
  gaz_lua_class(L, GAZ_KIND_KB, kb_methods);
  gaz_lua_functions(L, functions);
}
