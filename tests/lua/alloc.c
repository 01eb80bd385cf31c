/* Every allocation of the native module fails once: nothing crashes, nothing is kept, and when
 * memory is there again everything works. Lua's own allocations fail through its allocator, the
 * core's through wrapped malloc, calloc, realloc and strdup (see CMakeLists.txt). Grammars are left out: tree-sitter
 * itself ends the process when memory is out; so are requests, whose replies other libraries allocate. */
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int luaopen_gazette_native(lua_State *L);

static long countdown = -1; /* allocations until one fails; -1: none */
static long live = 0;       /* blocks of the core in use */

static int fails(void) { return countdown >= 0 && countdown-- == 0; }

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *block);

void *__wrap_malloc(size_t size) {
  void *block = fails() ? NULL : __real_malloc(size);
  live += block != NULL;
  return block;
}

void *__wrap_calloc(size_t count, size_t size) {
  void *block = fails() ? NULL : __real_calloc(count, size);
  live += block != NULL;
  return block;
}

void *__wrap_realloc(void *old, size_t size) {
  if (fails()) return NULL;
  void *block = __real_realloc(old, size);
  live += block && !old;
  return block;
}

char *__wrap_strdup(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = __wrap_malloc(size);
  return copy ? memcpy(copy, text, size) : NULL;
}

void __wrap_free(void *block) {
  live -= block != NULL;
  __real_free(block);
}

static void *lua_allocate(void *context, void *old, size_t old_size, size_t size) {
  (void)context;
  (void)old_size;
  if (!size) {
    __real_free(old);
    return NULL;
  }
  return (!old || size > old_size) && fails() ? NULL : __real_realloc(old, size);
}

static const char script[] =
    "local native, image = ...\n"
    "local lexicon = assert(native.lexicon_open(image))\n"
    "local document = assert(native.document('text', 'Ada Brandt\\nin Port\\nElsa. Ada Brandt.\\n\\nx'))\n"
    "document:set_lexicon(lexicon)\n"
    "document:annotations()\n"
    "assert(document:edit(4, 10, 'Ekholm\\nAda Brandt'))\n"
    "assert(document:edit(0, 2, 'Ada Brandt '))\n"
    "document:annotations() document:text() document:at(0, 1) document:reasons(0, 1)\n"
    "local copy = native.adopt(lexicon:share())\n"
    "local snapshot = assert(document:snapshot())\n"
    "native.adopt(snapshot:share()):text()\n"
    "local packed = assert(native.scopes('# Ada `x` [a](b)', 'text2', nil, nil) or '')\n"
    "local lines = assert(native.document_lines('text', true, 300))\n"
    "lines:set_lexicon(copy)\n"
    "assert(lines:set_lines(5, { 'Ada', 'Brandt in Port Elsa' }))\n"
    "assert(lines:lines_changed(6, 1, 400))\n"
    "lines:set_scopes('') lines:marks(5, {}) lines:refresh(0, 20) lines:number_firsts()\n"
    "native.kb_open('/nonexistent')\n";

/* 0 when the script ran to its end. */
static int run(lua_State *L, const char *image) {
  int status = luaL_loadstring(L, script);
  if (status == 0) {
    lua_pushvalue(L, 1);
    lua_pushstring(L, image);
    status = lua_pcall(L, 2, 0, 0);
  }
  return status;
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  long failures = 0, attempt = 0;
  for (;; attempt++) {
    lua_State *L = lua_newstate(lua_allocate, NULL);
    if (!L) return 1;
    luaL_openlibs(L);
    luaopen_gazette_native(L);
    long before = live;
    countdown = attempt;
    int status = run(L, argv[1]);
    int spent = countdown < 0; /* the failure was reached */
    countdown = -1;
    lua_settop(L, 1);
    lua_gc(L, LUA_GCCOLLECT, 0);
    lua_gc(L, LUA_GCCOLLECT, 0);
    if (live != before) {
      fprintf(stderr, "allocation %ld failing keeps %ld blocks\n", attempt, live - before);
      failures++;
    }
    if (!spent && status) {
      fprintf(stderr, "the script fails by itself: %s\n", "see it with lua5.4");
      failures++;
    }
    lua_close(L);
    if (!spent || failures > 10) break;
  }
  printf("%ld passed, %ld failed\n", attempt - failures, failures);
  return failures || attempt < 50;
}
