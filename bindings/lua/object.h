/* bindings/lua/object.h - the border between C and Lua.
 *
 * Every handle of the core lives in a userdata that has its metatable, and so its finaliser, before
 * it owns anything: an error raised at any point after that (Lua raises on its own when memory is
 * out) leaves nothing behind. Strings the core hands over are held the same way. Wrong arguments
 * raise; expected failures return nil, message, code.
 *
 * Between Lua states (a worker of vim.uv.new_work has its own) an object travels as a token, a
 * string that holds one reference and must be adopted exactly once.
 */
#ifndef GAZ_LUA_OBJECT_H
#define GAZ_LUA_OBJECT_H

#include <lauxlib.h>
#include <lua.h>

#include "gazette.h"

typedef enum gaz_kind {
  GAZ_KIND_ENGINE,
  GAZ_KIND_LEXICON,
  GAZ_KIND_KB,
  GAZ_KIND_CANCEL,
  GAZ_KIND_SNAPSHOT,
  GAZ_KIND_SCOPES,
  GAZ_KIND_DOCUMENT, /* belongs to one state: has no token */
  GAZ_KIND_STRING,
  GAZ_KIND_COUNT
} gaz_kind;

/* A text that several states may read. */
typedef struct gaz_snapshot gaz_snapshot;
gaz_snapshot *gaz_snapshot_new(gaz_string *text); /* takes the string; NULL when memory is out */
const gaz_string *gaz_snapshot_text(const gaz_snapshot *snapshot);

/* Pushes an empty object; the handle is stored through the result. */
void **gaz_lua_new(lua_State *L, gaz_kind kind);
/* The handle of argument `index`; raises when it is something else or was closed. */
void *gaz_lua_check(lua_State *L, int index, gaz_kind kind);
/* The same, NULL for nil or none. */
void *gaz_lua_optional(lua_State *L, int index, gaz_kind kind);
/* Pushes a holder for a string of the core, to be filled; it is freed with the holder. */
gaz_string *gaz_lua_string(lua_State *L);
/* Replaces the holder on top by the Lua string; returns 1. */
int gaz_lua_return_string(lua_State *L, gaz_string *string);
/* Pushes nil, message, code ("GAZ_ERROR_IO"); returns 3. `error` may lack a message. */
int gaz_lua_fail(lua_State *L, gaz_status status, const gaz_error *error);
/* gaz_format by its name, e.g. "markdown". */
gaz_format gaz_lua_format(lua_State *L, int index, gaz_format otherwise);
/* A non-negative 32-bit integer argument. */
uint32_t gaz_lua_u32(lua_State *L, int index);

/* Fills the table on top with functions. */
void gaz_lua_functions(lua_State *L, const luaL_Reg *functions);
/* Makes the metatable of a kind with these methods, `close` and the finaliser. */
void gaz_lua_class(lua_State *L, gaz_kind kind, const luaL_Reg *methods);

/* One a topic: makes the classes and adds functions to the module's table, which is on top. */
void gaz_lua_open_objects(lua_State *L);
void gaz_lua_open_kb(lua_State *L);
void gaz_lua_open_document(lua_State *L);

#endif
