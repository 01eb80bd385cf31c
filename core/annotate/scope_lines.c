/* LaTeX and mail, read as far as it takes to know what is prose. */
#include "annotate/scope_lines.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { POLL_EVERY = 4096, NAME_MAX_SIZE = 32 };

/* A text on its way through. */
typedef struct reading {
  const char *text;
  uint32_t size;
  gaz_captures *captures;
  bool failed;
} reading;

static void add(reading *in, uint32_t start, uint32_t end, gaz_capture_kind kind) {
  if (start < end && !in->failed)
    in->failed = !gaz_captures_add(in->captures, (gaz_capture){start, end, kind});
}

static uint32_t line_end(const reading *in, uint32_t at) {
  const char *feed = at < in->size ? memchr(in->text + at, '\n', in->size - at) : NULL;
  return feed ? (uint32_t)(feed - in->text) : in->size;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool starts(const reading *in, uint32_t at, const char *word) {
  size_t size = strlen(word);
  return in->size - at >= size && memcmp(in->text + at, word, size) == 0;
}

static bool among(const char *const *words, const char *name) {
  for (; *words; words++)
    if (strcmp(*words, name) == 0) return true;
  return false;
}

/* ---- LaTeX ---------------------------------------------------------------------------------------- */

/* Whose arguments are no prose: all of them, or the first. */
static const char *const all_arguments[] = {"label",
                                            "ref",
                                            "eqref",
                                            "pageref",
                                            "autoref",
                                            "cref",
                                            "Cref",
                                            "vref",
                                            "nameref",
                                            "url",
                                            "nolinkurl",
                                            "input",
                                            "include",
                                            "includeonly",
                                            "includegraphics",
                                            "graphicspath",
                                            "usepackage",
                                            "RequirePackage",
                                            "documentclass",
                                            "bibliography",
                                            "bibliographystyle",
                                            "addbibresource",
                                            "newcommand",
                                            "renewcommand",
                                            "providecommand",
                                            "newenvironment",
                                            "renewenvironment",
                                            "newtheorem",
                                            "let",
                                            "setlength",
                                            "addtolength",
                                            "vspace",
                                            "hspace",
                                            "pagestyle",
                                            "thispagestyle",
                                            "pagenumbering",
                                            "hypersetup",
                                            "definecolor",
                                            "color",
                                            "hyphenation",
                                            "nocite",
                                            "geometry",
                                            "setcounter",
                                            "addtocounter",
                                            "newcounter",
                                            "index",
                                            "ensuremath",
                                            0};
static const char *const first_argument[] = {
    "href",     "textcolor",      "colorbox",        "hyperref",
    "fontsize", "selectlanguage", "foreignlanguage", "begin",
    "end",      "raisebox",       "parbox",          "rule",
    0};
/* Environments that are set as they stand, or are no text. */
static const char *const other_environments[] = {
    "verbatim",     "Verbatim", "lstlisting",  "minted",          "comment",
    "equation",     "align",    "alignat",     "gather",          "multline",
    "eqnarray",     "math",     "displaymath", "flalign",         "tikzpicture",
    "filecontents", "alltt",    "picture",     "thebibliography", 0};

/* The end of the group that opens at `at`; at most a paragraph of one. */
static uint32_t group_end(const reading *in, uint32_t at, char open, char close) {
  uint32_t depth = 0;
  for (uint32_t i = at; i < in->size; i++) {
    char c = in->text[i];
    if (c == '\\' && i + 1 < in->size) {
      i++;
    } else if (c == '\n' && i + 1 < in->size && in->text[i + 1] == '\n') {
      return i;
    } else if (c == open) {
      depth++;
    } else if (c == close && !--depth) {
      return i + 1;
    }
  }
  return in->size;
}

static uint32_t skip_arguments(const reading *in, uint32_t at, int braces) {
  for (;;) {
    if (at < in->size && in->text[at] == '[')
      at = group_end(in, at, '[', ']');
    else if (braces && at < in->size && in->text[at] == '{') {
      at = group_end(in, at, '{', '}');
      braces--;
    } else {
      return at;
    }
  }
}

/* `name` without a star; the size of it all is returned. */
static uint32_t read_name(const reading *in, uint32_t at, char name[NAME_MAX_SIZE]) {
  uint32_t end = at, size = 0;
  while (end < in->size && (is_letter(in->text[end]) || in->text[end] == '@')) {
    if (size + 1 < NAME_MAX_SIZE) name[size++] = in->text[end];
    end++;
  }
  name[size] = '\0';
  return end < in->size && size && in->text[end] == '*' ? end + 1 : end;
}

/* "\begin{name}" at `at`: the end of its "\end{name}" when that is no prose, else 0. */
static uint32_t other_environment(const reading *in, uint32_t at) {
  char name[NAME_MAX_SIZE], close[NAME_MAX_SIZE + 8];
  if (!starts(in, at, "\\begin{")) return 0;
  uint32_t end = read_name(in, at + 7, name);
  if (!among(other_environments, name)) return 0;
  snprintf(close, sizeof close, "\\end{%s", name);
  for (uint32_t i = end; i < in->size; i++) {
    const char *found = memchr(in->text + i, '\\', in->size - i);
    if (!found) break;
    i = (uint32_t)(found - in->text);
    if (!starts(in, i, close)) continue;
    uint32_t after = i + (uint32_t)strlen(close);
    if (after < in->size && in->text[after] == '*') after++;
    if (after < in->size && in->text[after] == '}') return after + 1;
  }
  return in->size;
}

/* Where a formula that begins at `at` ends; a blank line ends it as well. */
static uint32_t formula_end(const reading *in, uint32_t at, const char *close) {
  for (uint32_t i = at; i < in->size; i++) {
    if (starts(in, i, close)) return i + (uint32_t)strlen(close);
    if (in->text[i] == '\\') i++;
    if (i + 1 < in->size && in->text[i] == '\n' && in->text[i + 1] == '\n') return i;
  }
  return in->size;
}

static uint32_t latex_command(reading *in, uint32_t at) {
  char name[NAME_MAX_SIZE];
  uint32_t end = at + 1 < in->size ? at + 1 : in->size;
  if (end < in->size && (in->text[end] == '(' || in->text[end] == '[')) {
    end = formula_end(in, end + 1, in->text[end] == '(' ? "\\)" : "\\]");
    add(in, at, end, GAZ_CAPTURE_SKIP);
    return end;
  }
  uint32_t environment = other_environment(in, at);
  if (environment) {
    add(in, at, environment, GAZ_CAPTURE_SKIP);
    return environment;
  }
  end = read_name(in, end, name);
  if (!name[0]) { /* "\'", "\&", "\\" */
    end = at + 2 < in->size ? at + 2 : in->size;
    add(in, at, end, GAZ_CAPTURE_SPACE);
    return end;
  }
  if (strcmp(name, "verb") == 0 && end < in->size && in->text[end] != '\n') {
    const char *close = memchr(in->text + end + 1, in->text[end], line_end(in, end) - end - 1);
    end = close ? (uint32_t)(close - in->text) + 1 : line_end(in, end);
    add(in, at, end, GAZ_CAPTURE_SKIP);
    return end;
  }
  size_t size = strlen(name);
  bool cites = size >= 4 && (!strncmp(name, "cite", 4) || !strcmp(name + size - 4, "cite") ||
                             !strncmp(name, "Cite", 4));
  bool all = cites || among(all_arguments, name);
  if (all || among(first_argument, name)) {
    end = skip_arguments(in, end, all ? 4 : 1);
    add(in, at, end, GAZ_CAPTURE_SKIP);
    return end;
  }
  uint32_t after = skip_arguments(in, end, 0);
  add(in, at, end, GAZ_CAPTURE_SPACE);
  add(in, end, after, GAZ_CAPTURE_SKIP);
  return after;
}

static bool read_latex(const gaz_scope_text *text, const gaz_cancel *cancel,
                       gaz_captures *captures) {
  reading in = {text->data, text->size, captures, false};
  uint32_t at = 0, steps = 0;
  add(&in, 0, in.size, GAZ_CAPTURE_PROSE);
  while (at < in.size && !in.failed) {
    if (++steps % POLL_EVERY == 0 && gaz_cancelled(cancel)) break;
    uint32_t end = at + 1;
    switch (in.text[at]) {
      case '\\': end = latex_command(&in, at); break;
      case '%':
        end = line_end(&in, at);
        add(&in, at, end, GAZ_CAPTURE_SKIP);
        break;
      case '$':
        end =
            starts(&in, at, "$$") ? formula_end(&in, at + 2, "$$") : formula_end(&in, at + 1, "$");
        add(&in, at, end, GAZ_CAPTURE_SKIP);
        break;
      case '{':
      case '}':
      case '~': add(&in, at, end, GAZ_CAPTURE_SPACE); break;
      default: break;
    }
    at = end;
  }
  return !in.failed;
}

/* ---- Mail ------------------------------------------------------------------------------------------ */

/* Headers that people read for names. */
static const char *const read_headers[] = {"from",     "to",       "cc",      "bcc",
                                           "reply-to", "sender",   "subject", "organization",
                                           "comments", "keywords", 0};

/* The size of "Name:" at `at`, and whether what follows is for people; 0 where it is none. */
static uint32_t header_name(const reading *in, uint32_t at, bool *prose) {
  uint32_t end = at;
  while (end < in->size && (is_letter(in->text[end]) || in->text[end] == '-' ||
                            (in->text[end] >= '0' && in->text[end] <= '9')))
    end++;
  if (end == at || end >= in->size || in->text[end] != ':') return 0;
  *prose = false;
  for (const char *const *name = read_headers; *name; name++)
    if (strlen(*name) == end - at && strncasecmp(*name, in->text + at, end - at) == 0)
      *prose = true;
  return end + 1 - at;
}

static bool empty_line(const reading *in, uint32_t at, uint32_t end) {
  return at == end || (at + 1 == end && in->text[at] == '\r');
}

/* A block of headers from `at` on; returns where the text after it starts. */
static uint32_t mail_headers(reading *in, uint32_t at) {
  bool prose = false;
  while (at < in->size) {
    uint32_t end = line_end(in, at), next = end < in->size ? end + 1 : end;
    if (empty_line(in, at, end)) return next;
    uint32_t name = 0;
    if (in->text[at] != ' ' && in->text[at] != '\t') { /* else goes on with the one before */
      name = header_name(in, at, &prose);
      if (!name) prose = false;
    }
    add(in, at, prose ? at + name : next, GAZ_CAPTURE_SKIP);
    at = next;
  }
  return at;
}

/* "--boundary": what separates the parts of a message is not what separates its signature. */
static bool part_boundary(const reading *in, uint32_t at, uint32_t end) {
  if (end - at < 10 || in->text[at] != '-' || in->text[at + 1] != '-') return false;
  bool dashes = true;
  for (uint32_t i = at; i < end; i++) {
    if (in->text[i] == ' ') return false;
    dashes = dashes && (in->text[i] == '-' || in->text[i] == '\r');
  }
  return !dashes;
}

static bool read_mail(const gaz_scope_text *text, const gaz_cancel *cancel,
                      gaz_captures *captures) {
  reading in = {text->data, text->size, captures, false};
  uint32_t at = 0, steps = 0;
  bool prose;
  add(&in, 0, in.size, GAZ_CAPTURE_PROSE);
  if (starts(&in, 0, "From ")) {
    at = line_end(&in, 0);
    add(&in, 0, at, GAZ_CAPTURE_SKIP);
    at += at < in.size;
  }
  if (header_name(&in, at, &prose)) at = mail_headers(&in, at);
  while (at < in.size && !in.failed) {
    if (++steps % POLL_EVERY == 0 && gaz_cancelled(cancel)) break;
    uint32_t end = line_end(&in, at), next = end < in.size ? end + 1 : end, quote = at;
    for (uint32_t i = at; i < end && (in.text[i] == '>' || in.text[i] == ' '); i++)
      if (in.text[i] == '>') quote = i + 1;
    add(&in, at, quote, GAZ_CAPTURE_SPACE);
    if (part_boundary(&in, at, end)) {
      add(&in, at, next, GAZ_CAPTURE_SKIP);
      if (header_name(&in, next, &prose)) next = mail_headers(&in, next);
    }
    at = next;
  }
  return !in.failed;
}

gaz_scope_lines *gaz_scope_lines_of(const char *language) {
  if (!language) return NULL;
  if (strcmp(language, "latex") == 0) return read_latex;
  if (strcmp(language, "mail") == 0) return read_mail;
  return NULL;
}
