# System libraries come through pkg-config. tree-sitter >= 0.25 does too where the system has it;
# else its C source, as carried by the npm package of that name, is compiled in. The grammars are
# always compiled in. scripts/install-dependencies fetches all of them.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3>=3.34)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc>=2.5)
pkg_check_modules(LIBXML REQUIRED IMPORTED_TARGET libxml-2.0>=2.9)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson>=2.12)
pkg_check_modules(LIBUV IMPORTED_TARGET libuv>=1.40)           # the program
pkg_check_modules(LUAJIT IMPORTED_TARGET luajit)               # the native module
pkg_check_modules(LUA51 IMPORTED_TARGET lua5.1)
pkg_check_modules(LUA54 IMPORTED_TARGET lua5.4)
pkg_check_modules(TREESITTER IMPORTED_TARGET tree-sitter>=0.25)

# What the core needs from the system, and so what those who link the static library need too.
add_library(gazette_system INTERFACE)
target_link_libraries(gazette_system INTERFACE PkgConfig::SQLITE PkgConfig::UTF8PROC
  PkgConfig::LIBXML PkgConfig::JANSSON Threads::Threads m ${CMAKE_DL_LIBS})

set(npm_dir ${GAZETTE_DEPS_DIR}/node_modules)
set(markdown_dir ${npm_dir}/@tree-sitter-grammars/tree-sitter-markdown)
set(html_dir ${npm_dir}/tree-sitter-html)
set(treesitter_dir ${npm_dir}/tree-sitter/vendor/tree-sitter/lib)
if(NOT EXISTS ${markdown_dir}/tree-sitter-markdown/src/parser.c OR NOT EXISTS ${html_dir}/src/parser.c)
  message(FATAL_ERROR "The tree-sitter grammars are not in ${npm_dir}; "
    "run scripts/install-dependencies (or `make build`, which does).")
endif()

# Grammars (and tree-sitter) as plain objects with hidden symbols: Neovim has its own tree-sitter,
# and neither may ever bind to the other's functions.
add_library(gazette_treesitter OBJECT
  ${markdown_dir}/tree-sitter-markdown/src/parser.c
  ${markdown_dir}/tree-sitter-markdown/src/scanner.c
  ${markdown_dir}/tree-sitter-markdown-inline/src/parser.c
  ${markdown_dir}/tree-sitter-markdown-inline/src/scanner.c
  ${html_dir}/src/parser.c
  ${html_dir}/src/scanner.c)
set_target_properties(gazette_treesitter PROPERTIES
  POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden)
target_compile_definitions(gazette_treesitter PRIVATE TREE_SITTER_HIDE_SYMBOLS _GNU_SOURCE)
target_compile_options(gazette_treesitter PRIVATE -w)

add_library(gazette_treesitter_headers INTERFACE)
if(TREESITTER_FOUND)
  target_link_libraries(gazette_system INTERFACE PkgConfig::TREESITTER)
else()
  if(NOT EXISTS ${treesitter_dir}/src/lib.c)
    message(FATAL_ERROR "No tree-sitter >= 0.25 through pkg-config nor in ${npm_dir}; "
      "run scripts/install-dependencies.")
  endif()
  target_sources(gazette_treesitter PRIVATE ${treesitter_dir}/src/lib.c)
  target_include_directories(gazette_treesitter PRIVATE ${treesitter_dir}/include ${treesitter_dir}/src)
  target_include_directories(gazette_treesitter_headers SYSTEM INTERFACE ${treesitter_dir}/include)
  target_compile_definitions(gazette_treesitter_headers INTERFACE TREE_SITTER_HIDE_SYMBOLS)
endif()
target_link_libraries(gazette_treesitter PRIVATE gazette_sanitize)
