/* queries/<language>/gazette.scm with the grammars they are written for: prose as it stands, what is
 * not prose as "#", markup inside prose as "_". */
#include <unistd.h>

#include "annotate/scope.h"
#include "base/file.h"
#include "check.h"

/* The parser of a language: made by the build, or Neovim's own. False where there is none. */
static bool parser_of(const char *language, char path[512]) {
  snprintf(path, 512, "%s/%s.so", GAZ_TEST_PARSERS, language);
  if (access(path, R_OK) == 0) return true;
  snprintf(path, 512, "%s/%s.so", GAZ_TEST_NVIM_PARSERS, language);
  return access(path, R_OK) == 0;
}

static const char *prose_of(const char *language, const char *parser, const char *text) {
  static char out[4096];
  char path[512];
  gaz_string query = {0};
  gaz_hole *holes = NULL;
  size_t count = 0;
  gaz_error error = {0};
  snprintf(path, sizeof path, "%s/queries/%s/gazette.scm", GAZ_TEST_SOURCE_DIR, language);
  CHECK_OK(gaz_read_file(path, 1 << 20, &query, NULL));
  gaz_scope_source source = {language, parser, query.data, query.size};
  snprintf(out, sizeof out, "%s", text);
  if (!CHECK(gaz_scope_compute(&source, text, strlen(text), NULL, &holes, &count, &error) == 0))
    fprintf(stderr, "  %s\n", error.message);
  for (size_t i = 0; i < count; i++)
    for (uint32_t at = holes[i].start; at < holes[i].end; at++)
      if (out[at] != '\n') out[at] = holes[i].kind == GAZ_HOLE_SPACE ? '_' : '#';
  free(holes);
  gaz_string_free(&query);
  return out;
}

static void c(const char *parser) {
  CHECK_STR(
      prose_of("c", parser, "#include \"ada.h\"\n/* Ada */ int brandt = f(\"Elsa\"); // Ada\n"),
      "################\n/* Ada */#################Elsa####// Ada\n");
}

static void lua(const char *parser) {
  CHECK_STR(prose_of("lua", parser, "local ada = 'Elsa\\n' -- Ada\n"),
            "#############Elsa####-- Ada\n");
}

static void python(const char *parser) {
  CHECK_STR(prose_of("python", parser,
                     "def ada():\n  \"\"\"Ada.\"\"\"\n  return f'Elsa {brandt}' # Ada\n"),
            "##########\n#####Ada.###\n###########Elsa ########### Ada\n");
}

static void rst(const char *parser) {
  CHECK_STR(prose_of("rst", parser,
                     "Ada Brandt\n==========\n\nIn *Port* ``Elsa`` [1]_ and `x <http://Elsa>`_.\n"),
            "Ada Brandt\n##########\n\nIn *Port* ######## #### and `x <http://Elsa>`_.\n");
  CHECK_STR(
      prose_of(
          "rst", parser,
          ".. code-block:: c\n\n   Ada\n\n.. note:: Ada\n\n.. Elsa\n\nterm\n  Ada\n\n::\n\n  Ada\n"),
      "#################\n\n######\n\n##########Ada\n\n#######\n\nterm\n##Ada\n\n##\n\n#####\n");
}

static void latex(const char *parser) {
  CHECK_STR(prose_of("latex", parser, "A 5\\% rise % no \\emph{x}\nB \\emph{Ada} Brandt~X\n"),
            "A 5__ rise #############\nB ______Ada_ Brandt_X\n");
  CHECK_STR(prose_of("latex", parser, "\\section[x]{A \\emph{Port} Elsa}\\label{sec:B} \\ref{C}\n"),
            "________###_A ______Port_ Elsa_############# #######\n");
  CHECK_STR(
      prose_of("latex", parser, "\\title{Ada}\n\\author{Brandt}\n\\caption{Elsa}\\footnote{Ada}\n"),
      "_______Ada_\n________Brandt_\n_________Elsa___________Ada_\n");
  CHECK_STR(
      prose_of("latex", parser, "\\href{http://x}{Ada} \\citep[see][]{Ada} \\usepackage{Ada} y\n"),
      "_____##########_Ada_ ################## ################ y\n");
  CHECK_STR(prose_of("latex", parser, "a $x_1$ b $$y$$ c \\(z\\) d \\[e\\] f\n"),
            "a ##### b ##### c ##### d ##### f\n");
  CHECK_STR(prose_of("latex", parser, "\\begin{verbatim}\nAda\n\\end{verbatim}\nB\n"),
            "################\n###\n##############\nB\n");
  CHECK_STR(prose_of("latex", parser, "\\begin{itemize}\n\\item[x] Ada\n\\end{itemize}\n"),
            "###############\n_____### Ada\n#############\n");
  CHECK_STR(prose_of("latex", parser, "\\begin{tabular}{l}\nAda & Brandt \\\\\n\\end{tabular}\n"),
            "###############_l_\nAda # Brandt __\n#############\n");
}

int main(void) {
  static const struct {
    const char *language;
    void (*test)(const char *parser);
  } languages[] = {{"c", c}, {"latex", latex}, {"lua", lua}, {"python", python}, {"rst", rst}};
  for (size_t i = 0; i < GAZ_COUNT(languages); i++) {
    char parser[512];
    if (parser_of(languages[i].language, parser))
      languages[i].test(parser);
    else
      printf("no parser of %s here: its query is not tested\n", languages[i].language);
  }
  CHECK(true);
  return check_report();
}
