/* Documents under edit: whatever is done to one, its annotations are those of a fresh document of
 * the same text. */
#include <unistd.h>

#include "annotate/document.h"
#include "annotate/scope.h"
#include "check.h"

static uint32_t state = 12345;
static uint32_t roll(uint32_t below) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return below ? state % below : 0;
}

static const char *const names[] = {
    "Ada Brandt", "Brandt",    "Port Elsa", "Elsa",         "Council of Elders",
    "Elders",     "Ruritania", "IS",        "Elders Union", "Union of Port Elsa",
    "U.S.",       "Kestrel-9", "Ada",       "Zoë Ångström", "May",
    "Monday",     "Larisa May"};

static gaz_lexicon *make_lexicon(const char *image) {
  char path[512];
  if (image)
    snprintf(path, sizeof path, "%s", image);
  else
    snprintf(path, sizeof path, "%s/test_documents.%d.gzl", GAZ_TEST_BINARY_DIR, (int)getpid());
  gaz_name_entry entries[GAZ_COUNT(names) + 1];
  memset(entries, 0, sizeof entries);
  for (size_t i = 0; i < GAZ_COUNT(names); i++) {
    entries[i].text = names[i];
    entries[i].size = (uint32_t)strlen(names[i]);
    entries[i].id = (uint32_t)i + 1;
    entries[i].weight = 10;
    entries[i].type = GAZ_TYPE_PERSON;
  }
  entries[GAZ_COUNT(names)] = entries[1]; /* "Brandt" is also somebody else */
  entries[GAZ_COUNT(names)].id = 100;
  gaz_lexicon *lexicon = NULL;
  CHECK_OK(gaz_lexicon_build(path, entries, GAZ_COUNT(entries), 1, NULL));
  CHECK_OK(gaz_lexicon_open(path, &lexicon, NULL));
  if (!image) unlink(path);
  REQUIRE(lexicon != NULL);
  return lexicon;
}

enum { MAX_ANNOTATIONS = 65536 };
static gaz_annotation left[MAX_ANNOTATIONS], right[MAX_ANNOTATIONS];

static bool same_annotations(gaz_document *document, gaz_document *fresh, size_t size) {
  size_t a = gaz_document_annotations(document, 0, (uint32_t)size + 1, left, MAX_ANNOTATIONS);
  size_t b = gaz_document_annotations(fresh, 0, (uint32_t)size + 1, right, MAX_ANNOTATIONS);
  if (!CHECK(a == b)) return false;
  for (size_t i = 0; i < a; i++) {
    bool same = left[i].start == right[i].start && left[i].end == right[i].end &&
                left[i].id == right[i].id && left[i].first == right[i].first &&
                left[i].confidence == right[i].confidence;
    if (!CHECK(same)) return false;
  }
  return true;
}

/* ---- Random edits ------------------------------------------------------------------------------ */

static const char *const pieces[] = {"Ada Brandt",
                                     "Ada",
                                     "Brandt",
                                     " ",
                                     "\n",
                                     "\n\n",
                                     "Port\nElsa",
                                     "Port",
                                     "Elsa",
                                     "Council of",
                                     "Elders",
                                     " of ",
                                     "U.S.",
                                     "U.",
                                     "S.",
                                     "\r\n",
                                     "\t",
                                     "IS",
                                     "is",
                                     "http://Elsa.example/Brandt",
                                     "mail Ada@Elsa.org",
                                     "`",
                                     "**",
                                     "<b>",
                                     "Zo\xc3\xab \xc3\x85ngstr\xc3\xb6m",
                                     "\xff\xfe",
                                     "e",
                                     "Kestrel-9",
                                     "Larisa May",
                                     "May",
                                     "Union\nof\nPort\nElsa",
                                     "```\n",
                                     "# ",
                                     "> ",
                                     "- ",
                                     "the quick brown fox ran over the harbour wall "};

static void apply(char *text, size_t *size, size_t start, size_t end, const char *insert,
                  size_t n) {
  memmove(text + start + n, text + end, *size - end);
  memcpy(text + start, insert, n);
  *size = *size - (end - start) + n;
}

static void random_edits(gaz_lexicon *lexicon, const char *language, int rounds,
                         int compare_every) {
  enum { LIMIT = 1 << 20 };
  char *text = malloc(LIMIT);
  size_t size = 0;
  gaz_document *document = NULL;
  CHECK_OK(gaz_document_new(language, "", 0, &document, NULL));
  REQUIRE(document != NULL);
  gaz_document_set_lexicon(document, lexicon);
  for (int round = 0; round < rounds; round++) {
    char insert[512];
    size_t n = 0;
    for (uint32_t i = roll(4); i; i--) {
      const char *piece = pieces[roll(GAZ_COUNT(pieces))];
      size_t length = strlen(piece);
      if (n + length < sizeof insert) {
        memcpy(insert + n, piece, length);
        n += length;
      }
    }
    size_t start = roll((uint32_t)size + 1);
    size_t end = start + (roll(3) ? 0 : roll(30));
    if (roll(200) == 0) end = start + roll(2000);
    if (end > size) end = size;
    if (size > 8000) end = size < start + 2000 ? size : start + 2000;
    apply(text, &size, start, end, insert, n);
    gaz_status status =
        gaz_document_edit(document, (uint32_t)start, (uint32_t)end, insert, n, NULL);
    if (!CHECK(status == 0)) break;
    if (roll(3) == 0) { /* look at some part now and then: what is cached must not matter */
      uint32_t from = roll((uint32_t)size + 1);
      gaz_document_annotations(document, from, from + 200, left, MAX_ANNOTATIONS);
    }
    if (round % compare_every) continue;
    gaz_string whole;
    CHECK_OK(gaz_document_text(document, &whole));
    bool same = whole.size == size && memcmp(whole.data, text, size) == 0;
    gaz_string_free(&whole);
    gaz_document *fresh = NULL;
    CHECK_OK(gaz_document_new(language, text, size, &fresh, NULL));
    gaz_document_set_lexicon(fresh, lexicon);
    bool equal = CHECK(same) && same_annotations(document, fresh, size);
    gaz_document_release(fresh);
    if (!equal) {
      fprintf(stderr, "  language %s, round %d\n", language, round);
      break;
    }
  }
  gaz_document_release(document);
  free(text);
}

/* ---- What is marked ----------------------------------------------------------------------------- */

/* Annotations as "start-end:id ..." of a text. */
static const char *marks_of(gaz_lexicon *lexicon, const char *language, const char *text) {
  static char out[4096];
  size_t used = 0;
  gaz_document *document = NULL;
  out[0] = '\0';
  CHECK_OK(gaz_document_new(language, text, strlen(text), &document, NULL));
  if (!document) return out;
  gaz_document_set_lexicon(document, lexicon);
  size_t count =
      gaz_document_annotations(document, 0, (uint32_t)strlen(text) + 1, left, MAX_ANNOTATIONS);
  for (size_t i = 0; i < count; i++)
    used += (size_t)snprintf(out + used, sizeof out - used, "%s%.*s", i ? "|" : "",
                             (int)(left[i].end - left[i].start), text + left[i].start);
  gaz_document_release(document);
  return out;
}

static void plain_text(gaz_lexicon *lexicon) {
  CHECK_STR(marks_of(lexicon, "text", "Ada Brandt left Port Elsa."), "Ada Brandt|Port Elsa");
  CHECK_STR(marks_of(lexicon, "text", "Ada\nBrandt left Port\r\nElsa"), "Ada\nBrandt|Port\r\nElsa");
  CHECK_STR(marks_of(lexicon, "text", "Port\n\nElsa"), "Elsa");
  CHECK_STR(marks_of(lexicon, "text", "See https://Elsa.example/Ada, Ada."), "Ada");
  CHECK_STR(marks_of(lexicon, "text", "Write to Ada@Elsa.example or www.Elsa.example today"), "");
  CHECK_STR(marks_of(lexicon, "text", "Union\nof\nPort\nElsa met"), "Union\nof\nPort\nElsa");
  CHECK_STR(marks_of(lexicon, "nosuchlanguage", "Ada"), "Ada");
  CHECK_STR(marks_of(lexicon, "text", ""), "");
}

static void ambiguous_names(gaz_lexicon *lexicon) {
  /* Two people are called Brandt: alone it says nothing; after "Ada Brandt" still two entities. */
  CHECK_STR(marks_of(lexicon, "text", "Brandt spoke."), "");
}

static uint32_t id_at(gaz_lexicon *lexicon, const char *text, uint32_t at) {
  gaz_document *document = NULL;
  gaz_annotation found = {0};
  CHECK_OK(gaz_document_new("text", text, strlen(text), &document, NULL));
  gaz_document_set_lexicon(document, lexicon);
  size_t count = gaz_document_annotations(document, at, at + 1, &found, 1);
  gaz_document_release(document);
  return count ? found.id : 0;
}

/* The archive's May is another one than the person whom the document names in full. */
static void surnames(gaz_lexicon *lexicon) {
  CHECK_INT(id_at(lexicon, "May left.", 0), ==, 15);
  CHECK_INT(id_at(lexicon, "Larisa May came. May left.", 17), ==, 17);
  CHECK_INT(id_at(lexicon, "May left. Larisa May came.", 0), ==, 17);
  /* In capitals a word is no short form. */
  CHECK_STR(marks_of(lexicon, "text", "WHO IS HE? IS, he said. THIS IS it"), "IS");
  CHECK_STR(marks_of(lexicon, "text", "The IS, and an IS man of J. IS"), "IS|IS|IS");
}

/* Who is called by two surnames is not who has the first of them. */
static void double_names(gaz_lexicon *lexicon) {
  CHECK_STR(marks_of(lexicon, "text", "Larisa May-Holm left."), "");
  CHECK_STR(marks_of(lexicon, "text", "Larisa May\u2011Östberg left."), "");
  CHECK_STR(marks_of(lexicon, "text", "Larisa May-Elsa left."), "");
  CHECK_STR(marks_of(lexicon, "text", "Elders-Holm left."), "");
  CHECK_STR(marks_of(lexicon, "text", "the Elders-Elsa talks"), "Elders|Elsa");
  CHECK_STR(marks_of(lexicon, "text", "a Larisa May-Ada Brandt duet"), "Larisa May|Ada Brandt");
  CHECK_STR(marks_of(lexicon, "text", "the Larisa May-led council"), "Larisa May");
  CHECK_STR(marks_of(lexicon, "text", "the Larisa May\u2013Holm duet"), "Larisa May");
}

/* A name beside a word with a capital is part of a longer one that the archive does not have. */
static void neighbours(gaz_lexicon *lexicon) {
  CHECK_STR(marks_of(lexicon, "text", "then Ada Holm spoke."), "");
  CHECK_STR(marks_of(lexicon, "text", "then Nils Brandt spoke."), "");
  CHECK_STR(marks_of(lexicon, "text", "then Örjan Brandt spoke."), "");
  CHECK_STR(marks_of(lexicon, "text", "then Nils de Brandt and Nils al-Elders spoke."), "");
  CHECK_STR(marks_of(lexicon, "text", "then Nils P. Elders spoke."), "");
  CHECK_STR(marks_of(lexicon, "text", "Ada$5"), "");
  CHECK_STR(marks_of(lexicon, "text", "Ada, Holm's Elders. Elders; Ada Brandt Holm"),
            "Ada|Elders|Elders|Ada Brandt");
  CHECK_STR(
      marks_of(lexicon, "text", "But Ada and President Elders, Mr. Elders (Ada) on Monday Ada"),
      "Ada|Elders|Elders|Ada|Ada");
  CHECK_STR(marks_of(lexicon, "text", "the al-Elders clan, de Elders, P. Elders"),
            "Elders|Elders|Elders");
  CHECK_STR(marks_of(lexicon, "text", "Elders Offers Northern Bakers Cheaper Flour\n"), "Elders");
  CHECK_STR(marks_of(lexicon, "text", "Elders Offers Northern bakers cheaper flour\n"), "");
  CHECK_STR(
      marks_of(lexicon, "text", "Elders Holm, Nilson Nilsson, Paulson Paulsson, Larson Larsson\n"),
      "");
}

/* Somebody is called May, and a paper Monday; the calendar has those words too. */
static void calendar(gaz_lexicon *lexicon) {
  CHECK_STR(marks_of(lexicon, "text", "In May, May said that 4 May or May 12 would do."), "May");
  CHECK_STR(marks_of(lexicon, "text", "May left on Monday. Monday came."), "May");
  CHECK_STR(marks_of(lexicon, "text", "By early May it was over, the May vote too."), "");
  CHECK_STR(marks_of(lexicon, "text", "April May has a bakery."), "");
}

static void markdown(gaz_lexicon *lexicon) {
  CHECK_STR(marks_of(lexicon, "markdown", "# Port Elsa\n\nAda `Ada` *Port* Elsa\n"),
            "Port Elsa|Ada|Port* Elsa");
  CHECK_STR(marks_of(lexicon, "markdown", "---\ntitle: Ada\n---\n\nElsa\n"), "Elsa");
  CHECK_STR(marks_of(lexicon, "markdown", "```\nAda\n```\n\nElsa\n\n    Ada\n"), "Elsa");
  CHECK_STR(
      marks_of(lexicon, "markdown", "[Ada](http://x.example/Elsa \"Ada\") ![Elsa](Ada.png)\n"),
      "Ada|Elsa");
  CHECK_STR(marks_of(lexicon, "markdown", "<http://Elsa.example> a<b title=\"Ada\">Elsa</b>\n"),
            "Elsa");
  CHECK_STR(marks_of(lexicon, "markdown", "> said Ada\n> Brandt today\n"), "Ada\n> Brandt");
  CHECK_STR(marks_of(lexicon, "markdown",
                     "- Port\n  Elsa\n\n| Ada | Elsa |\n|---|---|\n| Ada | `Elsa` |\n"),
            "Port\n  Elsa|Ada|Elsa|Ada");
  CHECK_STR(marks_of(lexicon, "markdown", "<div>\nAda\n</div>\n\n[r]: http://Elsa.example 'Ada'\n"),
            "");
  CHECK_STR(marks_of(lexicon, "markdown", "Ada `Brandt`"), "Ada");
}

static void html(gaz_lexicon *lexicon) {
  CHECK_STR(marks_of(lexicon, "html",
                     "<html><head><title>Ada</title><style>Elsa{}</style>"
                     "<script>var Ada</script></head><body><p class=\"Ada\">Port <b>Elsa</b> "
                     "<code>Ada</code><!-- Ada --></p><p>Ada</p><p>Brandt</p></body></html>"),
            "Ada|Port <b>Elsa|Ada");
}

/* ---- Long lines, lines of an editor ------------------------------------------------------------- */

static void long_lines(gaz_lexicon *lexicon) {
  size_t size = 0;
  enum { LINE = 3 << 20 };
  char *text = malloc(LINE + 64);
  while (size < LINE) size += (size_t)sprintf(text + size, "the wall Ada Brandt saw ");
  gaz_document *document = NULL, *fresh = NULL;
  CHECK_OK(gaz_document_new("text", text, size, &document, NULL));
  gaz_document_set_lexicon(document, lexicon);
  size_t count = gaz_document_annotations(document, 0, (uint32_t)size, NULL, 0);
  CHECK_INT(count, ==, size / 24);
  CHECK_OK(gaz_document_edit(document, LINE / 2, LINE / 2 + 20, "Port Elsa", 9, NULL));
  gaz_string whole;
  CHECK_OK(gaz_document_text(document, &whole));
  CHECK_OK(gaz_document_new("text", whole.data, whole.size, &fresh, NULL));
  gaz_document_set_lexicon(fresh, lexicon);
  CHECK_INT(gaz_document_annotations(document, 0, (uint32_t)whole.size, NULL, 0), ==,
            gaz_document_annotations(fresh, 0, (uint32_t)whole.size, NULL, 0));
  gaz_document_release(document);
  gaz_document_release(fresh);
  gaz_string_free(&whole);
  memset(text, 'x', LINE); /* no white space at all */
  CHECK_OK(gaz_document_new("text", text, LINE, &document, NULL));
  gaz_document_set_lexicon(document, lexicon);
  CHECK_INT(gaz_document_annotations(document, 0, LINE, NULL, 0), ==, 0);
  gaz_document_release(document);
  free(text);
}

static void set_line(gaz_document *document, size_t line, const char *text) {
  CHECK_OK(gaz_document_set_line(document, line, text, strlen(text)));
}

/* Lines told to an editor that keeps them: each once, and again only when it differs. */
static void told_lines(gaz_lexicon *lexicon) {
  gaz_document *document = NULL;
  gaz_annotation marks[8];
  size_t line, count;
  bool clear;
  CHECK_OK(gaz_document_new_lines("text", false, 5, &document, NULL));
  REQUIRE(document != NULL);
  gaz_document_set_lexicon(document, lexicon);
  const char *const lines[] = {"the Council", "of Elders of Elsa", "", "quiet", "Elsa"};
  for (size_t i = 0; i < 5; i++) set_line(document, i, lines[i]);
#define TOLD(from) gaz_document_repaint(document, from, 5, &line, marks, 8, &count, &clear)
  for (size_t expected = 0; expected < 5; expected += expected == 1 ? 3 : 1) {
    REQUIRE(TOLD(0));
    CHECK_INT(line, ==, expected);
    CHECK_INT(count, ==, expected == 1 ? 2 : 1);
    CHECK(!clear);
  }
  CHECK(!TOLD(0));
  /* Edited to the same text: the marks there may be gone. A line without any is not told. */
  for (size_t i = 3; i < 5; i++) {
    CHECK_OK(gaz_document_lines_changed(document, i, 1, 1));
    set_line(document, i, lines[i]);
  }
  REQUIRE(TOLD(0));
  CHECK_INT(line, ==, 4);
  CHECK(clear);
  CHECK(!TOLD(0));
  /* The second half of a name goes with its line: the first is plain, what follows as it was. */
  CHECK_OK(gaz_document_lines_changed(document, 1, 1, 0));
  REQUIRE(TOLD(0));
  CHECK_INT(line, ==, 0);
  CHECK_INT(count, ==, 0);
  CHECK(clear);
  CHECK(!TOLD(0));
  /* A line put in may have brought marks along. */
  CHECK_OK(gaz_document_lines_changed(document, 1, 0, 1));
  set_line(document, 1, "nobody");
  REQUIRE(TOLD(0));
  CHECK_INT(line, ==, 1);
  CHECK_INT(count, ==, 0);
  CHECK(clear);
  gaz_document_compare_shown(document);
  CHECK(!TOLD(0));
  gaz_document_nothing_shown(document);
  REQUIRE(TOLD(0));
  CHECK_INT(line, ==, 4);
  CHECK(!clear);
#undef TOLD
  gaz_document_release(document);
}

/* An editor that keeps what it is told of the lines of two windows, and takes and gives lines as an
 * editor does, shows in the end what it would be told of them all anew. */
static void told_windows(gaz_lexicon *lexicon) {
  enum { LINES = 300, ROUNDS = 20000, MARKS = 32 };
  /* What is meant does not depend on other lines here: that is only compared when all are. */
  static const char *const texts[] = {
      "the Ada",   "quiet",           "", "by Zoë", "Ångström came to Ruritania",
      "Kestrel-9", "the U.S. and Zoë"};
  static size_t shown[4 * LINES]; /* annotations of each line, as one number */
  gaz_annotation marks[MARKS];
  gaz_document *document = NULL;
  size_t lines = LINES, line, count, from, to;
  bool clear;
  CHECK_OK(gaz_document_new_lines("text", false, lines, &document, NULL));
  REQUIRE(document != NULL);
  gaz_document_set_lexicon(document, lexicon);
  for (int round = 0; round < ROUNDS; round++) {
    size_t first = roll((uint32_t)lines), old_count = roll(3), new_count = roll(3);
    if (roll(4)) old_count = new_count = 1;
    if (roll(3)) first = 100 + roll(20);
    if (first + old_count > lines) old_count = lines - first;
    if (lines + new_count > 4 * LINES) new_count = 0;
    CHECK_OK(gaz_document_lines_changed(document, first, old_count, new_count));
    memmove(&shown[first + new_count], &shown[first + old_count],
            (lines - first - old_count) * sizeof shown[0]);
    for (size_t i = 0; i < new_count; i++) shown[first + i] = 0;
    lines = lines + new_count - old_count;
    size_t top = roll(6) ? 90 : roll((uint32_t)lines), bottom = top + 40;
    if (bottom > lines) bottom = lines;
    while (gaz_document_missing(document, top < 4 ? 0 : top - 4, bottom + 4, &from, &to))
      for (size_t i = from; i < to; i++) set_line(document, i, texts[roll(GAZ_COUNT(texts))]);
    gaz_document_refresh(document, top, bottom);
    for (size_t at = top;
         gaz_document_repaint(document, at, bottom, &line, marks, MARKS, &count, &clear);
         at = line + 1) {
      size_t sum = count;
      for (size_t i = 0; i < count; i++) sum = sum * 1000003 + marks[i].start * 1009 + marks[i].end;
      if (!CHECK(line < lines)) break;
      shown[line] = sum;
    }
    for (size_t at = top; at < bottom; at++) {
      count = gaz_document_line_annotations(document, at, marks, MARKS);
      size_t sum = count;
      for (size_t i = 0; i < count; i++) sum = sum * 1000003 + marks[i].start * 1009 + marks[i].end;
      if (!CHECK(shown[at] == sum)) {
        fprintf(stderr, "  round %d, line %zu of %zu..%zu\n", round, at, top, bottom);
        gaz_document_release(document);
        return;
      }
    }
  }
  gaz_document_release(document);
}

static void editor_lines(gaz_lexicon *lexicon) {
  gaz_document *document = NULL;
  size_t from, to;
  gaz_annotation marks[8];
  CHECK_OK(gaz_document_new_lines("text", false, 100000, &document, NULL));
  REQUIRE(document != NULL);
  gaz_document_set_lexicon(document, lexicon);
  CHECK_INT(gaz_document_line_count(document), ==, 100000);
  CHECK(gaz_document_missing(document, 500, 510, &from, &to));
  CHECK_INT(from, ==, 500);
  CHECK_INT(to, ==, 510);
  set_line(document, 500, "said Ada");
  set_line(document, 501, "Brandt of Elsa");
  CHECK(!gaz_document_missing(document, 500, 502, &from, &to));
  CHECK_INT(gaz_document_line_annotations(document, 500, marks, 8), ==, 1);
  CHECK_INT(marks[0].start, ==, 5);
  CHECK_INT(marks[0].end, ==, 8);
  CHECK_INT(gaz_document_line_annotations(document, 501, marks, 8), ==, 2);
  CHECK_INT(marks[0].start, ==, 0);
  CHECK_INT(marks[0].end, ==, 6);
  CHECK_INT(marks[1].start, ==, 10);
  gaz_document_take_changed(document, &from, &to);
  /* "Brandt" goes: the line before is drawn differently, and its number is told. */
  CHECK_OK(gaz_document_lines_changed(document, 501, 1, 1));
  CHECK(gaz_document_missing(document, 499, 502, &from, &to));
  set_line(document, 501, "of Elsa");
  gaz_document_refresh(document, 500, 502);
  CHECK(gaz_document_take_changed(document, &from, &to));
  CHECK_INT(from, ==, 500);
  CHECK_INT(to, ==, 501);
  CHECK_OK(gaz_document_lines_changed(document, 0, 500, 0));
  CHECK_INT(gaz_document_line_count(document), ==, 99500);
  CHECK_INT(gaz_document_line_annotations(document, 1, marks, 8), ==, 1);
  CHECK_INT(marks[0].start, ==, 3);
  CHECK_OK(gaz_document_lines_changed(document, 1, 0, 70000));
  CHECK_INT(gaz_document_line_count(document), ==, 169500);
  CHECK_INT(gaz_document_line_annotations(document, 70001, marks, 8), ==, 1);
  gaz_document_release(document);
}

static void bad_arguments(void) {
  gaz_document *document = NULL;
  gaz_error error = {0};
  CHECK_OK(gaz_document_new("text", "abc", 3, &document, NULL));
  CHECK_INT(gaz_document_edit(document, 2, 1, "", 0, &error), ==, GAZ_ERROR_ARGUMENT);
  CHECK_INT(gaz_document_edit(document, 0, 4, "", 0, &error), ==, GAZ_ERROR_ARGUMENT);
  CHECK(error.message[0] != '\0');
  CHECK_INT(gaz_document_annotations(document, 3, 1, NULL, 0), ==, 0);
  CHECK_INT(gaz_document_annotations(document, 0, UINT32_MAX, NULL, 0), ==, 0);
  gaz_document_release(document);
  gaz_document_release(NULL);
}

/* --image PATH only leaves the lexicon there, for other tests. */
int main(int argc, char **argv) {
  bool image = argc == 3 && strcmp(argv[1], "--image") == 0;
  gaz_lexicon *lexicon = make_lexicon(image ? argv[2] : NULL);
  if (image) {
    gaz_lexicon_release(lexicon);
    return check_report();
  }
  plain_text(lexicon);
  ambiguous_names(lexicon);
  neighbours(lexicon);
  calendar(lexicon);
  surnames(lexicon);
  double_names(lexicon);
  markdown(lexicon);
  html(lexicon);
  long_lines(lexicon);
  editor_lines(lexicon);
  told_lines(lexicon);
  told_windows(lexicon);
  bad_arguments();
  random_edits(lexicon, "text", 6000, 10);
  random_edits(lexicon, "markdown", 300, 10);
  random_edits(lexicon, "html", 300, 10);
  gaz_lexicon_release(lexicon);
  return check_report();
}
