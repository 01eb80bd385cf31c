// The native module's entry. Each topic registers its functions from its own file.
#include <lauxlib.h>
#include <lua.h>

__attribute__((visibility("default"))) int luaopen_gazette_native(lua_State *L) {
  lua_newtable(L);
  return 1;
}
