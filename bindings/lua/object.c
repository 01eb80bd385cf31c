/* Objects, tokens and errors at the border to Lua. */
#include "object.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "annotate/scope.h"
#include "base/base.h"

struct gaz_snapshot {
  atomic_int references;
  gaz_string text;
};

/* What a userdata holds. */
typedef union lua_object {
  void *handle;
  gaz_string string;
} lua_object;

/* What a token points to: one reference on its way to another state. */
typedef struct lua_parcel {
  uint32_t magic, kind;
  void *handle;
} lua_parcel;

enum { PARCEL_MAGIC = 0x67617a74 };

typedef struct lua_class {
  const char *name;
  void *(*retain)(void *handle); /* NULL: belongs to one state */
  void (*release)(void *handle);
} lua_class;

/* ---- Snapshots --------------------------------------------------------------------------------- */

gaz_snapshot *gaz_snapshot_new(gaz_string *text) {
  gaz_snapshot *snapshot = malloc(sizeof *snapshot);
  if (!snapshot) return NULL;
  atomic_init(&snapshot->references, 1);
  snapshot->text = *text;
  memset(text, 0, sizeof *text);
  return snapshot;
}

const gaz_string *gaz_snapshot_text(const gaz_snapshot *snapshot) { return &snapshot->text; }

/* ---- Classes ----------------------------------------------------------------------------------- */

static void *retain_snapshot(void *handle) {
  atomic_fetch_add(&((gaz_snapshot *)handle)->references, 1);
  return handle;
}

static void release_snapshot(void *handle) {
  gaz_snapshot *snapshot = handle;
  if (atomic_fetch_sub(&snapshot->references, 1) != 1) return;
  gaz_string_free(&snapshot->text);
  free(snapshot);
}

static void *retain_engine(void *handle) { return gaz_engine_retain(handle); }
static void release_engine(void *handle) { gaz_engine_release(handle); }
static void *retain_lexicon(void *handle) { return gaz_lexicon_retain(handle); }
static void release_lexicon(void *handle) { gaz_lexicon_release(handle); }
static void *retain_kb(void *handle) { return gaz_kb_retain(handle); }
static void release_kb(void *handle) { gaz_kb_release(handle); }
static void *retain_cancel(void *handle) { return gaz_cancel_retain(handle); }
static void release_cancel(void *handle) { gaz_cancel_release(handle); }
static void *retain_scopes(void *handle) { return gaz_scopes_retain(handle); }
static void release_scopes(void *handle) { gaz_scopes_release(handle); }
static void release_document(void *handle) { gaz_document_release(handle); }

static const lua_class classes[GAZ_KIND_COUNT] = {
    [GAZ_KIND_ENGINE] = {"gazette.engine", retain_engine, release_engine},
    [GAZ_KIND_LEXICON] = {"gazette.lexicon", retain_lexicon, release_lexicon},
    [GAZ_KIND_KB] = {"gazette.kb", retain_kb, release_kb},
    [GAZ_KIND_CANCEL] = {"gazette.cancel", retain_cancel, release_cancel},
    [GAZ_KIND_SNAPSHOT] = {"gazette.snapshot", retain_snapshot, release_snapshot},
    [GAZ_KIND_SCOPES] = {"gazette.scopes", retain_scopes, release_scopes},
    [GAZ_KIND_DOCUMENT] = {"gazette.document", NULL, release_document},
    [GAZ_KIND_STRING] = {"gazette.string", NULL, NULL},
};

static gaz_kind kind_upvalue(lua_State *L) {
  return (gaz_kind)lua_tointeger(L, lua_upvalueindex(1));
}

void **gaz_lua_new(lua_State *L, gaz_kind kind) {
  lua_object *object = lua_newuserdata(L, sizeof *object);
  memset(object, 0, sizeof *object);
  luaL_getmetatable(L, classes[kind].name);
  lua_setmetatable(L, -2);
  return &object->handle;
}

gaz_string *gaz_lua_string(lua_State *L) {
  return &((lua_object *)(void *)gaz_lua_new(L, GAZ_KIND_STRING))->string;
}

int gaz_lua_return_string(lua_State *L, gaz_string *string) {
  lua_pushlstring(L, string->data ? string->data : "", string->size);
  gaz_string_free(string); /* now rather than when it is collected: it may be large */
  lua_remove(L, -2);
  return 1;
}

void *gaz_lua_check(lua_State *L, int index, gaz_kind kind) {
  lua_object *object = luaL_checkudata(L, index, classes[kind].name);
  if (!object->handle) luaL_argerror(L, index, "closed");
  return object->handle;
}

void *gaz_lua_optional(lua_State *L, int index, gaz_kind kind) {
  return lua_isnoneornil(L, index) ? NULL : gaz_lua_check(L, index, kind);
}

static int object_close(lua_State *L) {
  gaz_kind kind = kind_upvalue(L);
  lua_object *object = luaL_checkudata(L, 1, classes[kind].name);
  if (kind == GAZ_KIND_STRING) {
    gaz_string_free(&object->string);
  } else if (object->handle) {
    void *handle = object->handle;
    object->handle = NULL;
    classes[kind].release(handle);
  }
  return 0;
}

/* object:share() -> token */
static int object_share(lua_State *L) {
  gaz_kind kind = kind_upvalue(L);
  void *handle = gaz_lua_check(L, 1, kind);
  /* The parcel belongs to a holder until the token's string exists. */
  gaz_string *holder = gaz_lua_string(L);
  lua_parcel *parcel = malloc(sizeof *parcel);
  if (!parcel) return gaz_lua_fail(L, GAZ_ERROR_MEMORY, NULL);
  holder->data = (char *)parcel;
  char token[64];
  uint64_t address = (uint64_t)(uintptr_t)parcel;
  snprintf(token, sizeof token, "gazette:%016" PRIx64 ":%016" PRIx64, address,
           gaz_mix(address ^ PARCEL_MAGIC));
  lua_pushstring(L, token);
  holder->data = NULL;
  *parcel = (lua_parcel){PARCEL_MAGIC, kind, classes[kind].retain(handle)};
  return 1;
}

/* native.adopt(token) -> object. A token is good once. */
static int native_adopt(lua_State *L) {
  const char *token = luaL_checkstring(L, 1);
  uint64_t address = 0, check = 0;
  if (sscanf(token, "gazette:%16" SCNx64 ":%16" SCNx64, &address, &check) != 2 || !address ||
      check != gaz_mix(address ^ PARCEL_MAGIC))
    return luaL_argerror(L, 1, "not a token");
  lua_parcel *parcel = (lua_parcel *)(uintptr_t)address;
  if (parcel->magic != PARCEL_MAGIC || parcel->kind >= GAZ_KIND_COUNT)
    return luaL_argerror(L, 1, "not a token, or one that was adopted");
  void **handle = gaz_lua_new(L, (gaz_kind)parcel->kind);
  *handle = parcel->handle;
  parcel->magic = 0;
  free(parcel);
  return 1;
}

static int object_tostring(lua_State *L) {
  gaz_kind kind = kind_upvalue(L);
  lua_object *object = luaL_checkudata(L, 1, classes[kind].name);
  lua_pushfstring(L, "%s (%s)", classes[kind].name, object->handle ? "open" : "closed");
  return 1;
}

void gaz_lua_functions(lua_State *L, const luaL_Reg *functions) {
  for (; functions->name; functions++) {
    lua_pushcfunction(L, functions->func);
    lua_setfield(L, -2, functions->name);
  }
}

static void add_method(lua_State *L, const char *name, lua_CFunction method, gaz_kind kind) {
  lua_pushinteger(L, kind);
  lua_pushcclosure(L, method, 1);
  lua_setfield(L, -2, name);
}

void gaz_lua_class(lua_State *L, gaz_kind kind, const luaL_Reg *methods) {
  luaL_newmetatable(L, classes[kind].name);
  add_method(L, "__gc", object_close, kind);
  add_method(L, "__tostring", object_tostring, kind);
  lua_pushliteral(L, "gazette"); /* getmetatable() from Lua gives this, not the table */
  lua_setfield(L, -2, "__metatable");
  lua_newtable(L);
  if (methods) gaz_lua_functions(L, methods);
  add_method(L, "close", object_close, kind);
  if (classes[kind].retain) add_method(L, "share", object_share, kind);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}

/* ---- Arguments and failures -------------------------------------------------------------------- */

int gaz_lua_fail(lua_State *L, gaz_status status, const gaz_error *error) {
  const char *message = error && error->message[0] ? error->message : gaz_status_name(status);
  lua_pushnil(L);
  if (error && error->path[0] && error->line)
    lua_pushfstring(L, "%s:%d: %s", error->path, (int)error->line, message);
  else if (error && error->path[0])
    lua_pushfstring(L, "%s: %s", error->path, message);
  else
    lua_pushstring(L, message);
  lua_pushstring(L, gaz_status_name(status));
  return 3;
}

gaz_format gaz_lua_format(lua_State *L, int index, gaz_format otherwise) {
  static const char *const names[] = {"json", "jsonl", "text", "markdown", "csv", "ftm", NULL};
  return (gaz_format)luaL_checkoption(L, index, names[otherwise], names);
}

uint32_t gaz_lua_u32(lua_State *L, int index) {
  lua_Number number = luaL_checknumber(L, index);
  if (!(number >= 0 && number <= UINT32_MAX)) luaL_argerror(L, index, "out of range");
  return (uint32_t)number;
}

/* ---- Cancel and snapshot ----------------------------------------------------------------------- */

static int native_cancel(lua_State *L) {
  gaz_cancel **cancel = (gaz_cancel **)gaz_lua_new(L, GAZ_KIND_CANCEL);
  gaz_status status = gaz_cancel_new(cancel);
  return status ? gaz_lua_fail(L, status, NULL) : 1;
}

static int cancel_set(lua_State *L) {
  gaz_cancel_set(gaz_lua_check(L, 1, GAZ_KIND_CANCEL));
  return 0;
}

static int snapshot_text(lua_State *L) {
  const gaz_string *text = gaz_snapshot_text(gaz_lua_check(L, 1, GAZ_KIND_SNAPSHOT));
  lua_pushlstring(L, text->data ? text->data : "", text->size);
  return 1;
}

void gaz_lua_open_objects(lua_State *L) {
  static const luaL_Reg cancel_methods[] = {{"set", cancel_set}, {NULL, NULL}};
  static const luaL_Reg snapshot_methods[] = {{"text", snapshot_text}, {NULL, NULL}};
  static const luaL_Reg functions[] = {
      {"adopt", native_adopt}, {"cancel", native_cancel}, {NULL, NULL}};
  gaz_lua_class(L, GAZ_KIND_STRING, NULL);
  gaz_lua_class(L, GAZ_KIND_CANCEL, cancel_methods);
  gaz_lua_class(L, GAZ_KIND_SNAPSHOT, snapshot_methods);
  gaz_lua_functions(L, functions);
}
