/* The native module's entry, `require "gazette.native"`. Each topic registers its functions from
 * its own file; meta.lua describes them for the Lua language server. */
#include "object.h"

__attribute__((visibility("default"))) int luaopen_gazette_native(lua_State *L);

int luaopen_gazette_native(lua_State *L) {
  lua_newtable(L);
  gaz_lua_open_objects(L);
  gaz_lua_open_kb(L);
  gaz_lua_open_document(L);
  lua_pushstring(L, gaz_version());
  lua_setfield(L, -2, "version");
  return 1;
}
