/* Grammars: three are compiled in; a shared library with another can be named. */
#include "annotate/scope_language.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "annotate/scope_lines.h"
#include "annotate/scope_queries.h"

const TSLanguage *tree_sitter_markdown(void);
const TSLanguage *tree_sitter_markdown_inline(void);
const TSLanguage *tree_sitter_html(void);

typedef struct own_grammar {
  const char *name;
  const TSLanguage *(*language)(void);
  const char *query;
} own_grammar;

static const own_grammar own_grammars[] = {
    {"markdown", tree_sitter_markdown, gaz_scope_query_markdown},
    {"markdown_inline", tree_sitter_markdown_inline, gaz_scope_query_markdown_inline},
    {"html", tree_sitter_html, gaz_scope_query_html},
};

bool gaz_grammar_own(const char *name, gaz_grammar *out) {
  for (size_t i = 0; i < GAZ_COUNT(own_grammars); i++) {
    if (strcmp(own_grammars[i].name, name) != 0) continue;
    const own_grammar *own = &own_grammars[i];
    *out = (gaz_grammar){own->language(), own->query, strlen(own->query)};
    return true;
  }
  return false;
}

bool gaz_scope_by_grammar(const char *language) {
  gaz_grammar grammar;
  return language && gaz_grammar_own(language, &grammar);
}

bool gaz_scope_known(const char *language) {
  return gaz_scope_by_grammar(language) || gaz_scope_lines_of(language);
}

gaz_status gaz_grammar_find(const gaz_scope_source *source, gaz_grammar *out, gaz_error *error) {
  const char *name = source->language ? source->language : "";
  bool found = gaz_grammar_own(name, out);
  if (source->parser) {
    char symbol[64];
    snprintf(symbol, sizeof symbol, "tree_sitter_%.48s", name);
    /* Never closed: the language is static data of the library, and trees point to it. */
    void *library = dlopen(source->parser, RTLD_NOW | RTLD_LOCAL);
    void *address = library ? dlsym(library, symbol) : NULL;
    if (!address)
      return gaz_fail(error, GAZ_ERROR_NOT_FOUND, source->parser, 0,
                      "no parser %s here; remove the file or install it anew", symbol);
    const TSLanguage *(*language)(void);
    memcpy(&language, &address, sizeof language); /* ISO C has no cast from object to function */
    out->language = language();
    found = true;
  }
  if (!found) return gaz_fail(error, GAZ_ERROR_NOT_FOUND, NULL, 0, "no grammar for \"%s\"", name);
  if (source->query) {
    out->query = source->query;
    out->query_size = source->query_size;
  }
  if (!out->query)
    return gaz_fail(error, GAZ_ERROR_NOT_FOUND, NULL, 0, "no query for \"%s\"", name);
  return GAZ_OK;
}
