/* Annotates a text outside the editor: prints who and what the knowledge base knows in it.
 *
 *   cc annotate.c $(pkg-config --cflags --libs gazette) -o annotate
 *   ./annotate ARCHIVE/.gazette < draft.md
 *
 * Without a knowledge base only what the language engine finds by itself is printed. */
#include <gazette.h>
#include <stdio.h>

static int fail(const char *doing, const gaz_error *error) {
  fprintf(stderr, "%s: %s: %s\n", doing, error->path, error->message);
  return 3;
}

int main(int argc, char **argv) {
  static char text[1 << 20];
  size_t size = fread(text, 1, sizeof text, stdin);
  gaz_error error = {0};
  gaz_engine *engine = NULL;
  gaz_kb *kb = NULL;
  gaz_string lines = {0};
  int status = 0;

  if (gaz_engine_open(NULL, &engine, &error) != GAZ_OK)
    status = fail("opening the language engine", &error);
  else if (argc > 1 && gaz_kb_open(argv[1], &kb, &error) != GAZ_OK)
    status = fail("opening the knowledge base", &error);
  else if (gaz_annotate(engine, kb, "markdown", text, size, NULL, &lines, &error) != GAZ_OK)
    status = fail("annotating", &error);
  else
    fwrite(lines.data, 1, lines.size, stdout); /* one JSON object a line */

  gaz_string_free(&lines);
  gaz_kb_release(kb);
  gaz_engine_release(engine);
  return status;
}
