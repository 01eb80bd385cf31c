/* Text is gathered in one walk with a small state: the block being filled, its kind, and how much
 * of it stands inside links. Block elements close the open block. */
#include "article/html_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "article/paragraph.h"
#include "base/buffer.h"

enum { MAX_DEPTH = 400 };

/* What an element means for the text. */
typedef enum role {
  ROLE_INLINE,
  ROLE_BLOCK,
  ROLE_HEADING,
  ROLE_TITLE,
  ROLE_CAPTION,
  ROLE_SKIP,
  ROLE_BREAK
} role;

static const struct {
  const char *name;
  role role;
} roles[] = {
    {"p", ROLE_BLOCK},         {"div", ROLE_BLOCK},
    {"li", ROLE_BLOCK},        {"ul", ROLE_BLOCK},
    {"ol", ROLE_BLOCK},        {"blockquote", ROLE_BLOCK},
    {"section", ROLE_BLOCK},   {"article", ROLE_BLOCK},
    {"main", ROLE_BLOCK},      {"td", ROLE_BLOCK},
    {"tr", ROLE_BLOCK},        {"table", ROLE_BLOCK},
    {"dd", ROLE_BLOCK},        {"dt", ROLE_BLOCK},
    {"pre", ROLE_BLOCK},       {"figure", ROLE_BLOCK},
    {"header", ROLE_BLOCK},    {"address", ROLE_BLOCK},
    {"body", ROLE_BLOCK},      {"center", ROLE_BLOCK},
    {"hr", ROLE_BLOCK},        {"h1", ROLE_TITLE},
    {"h2", ROLE_HEADING},      {"h3", ROLE_HEADING},
    {"h4", ROLE_HEADING},      {"h5", ROLE_HEADING},
    {"h6", ROLE_HEADING},      {"figcaption", ROLE_CAPTION},
    {"caption", ROLE_CAPTION}, {"br", ROLE_BREAK},
    {"script", ROLE_SKIP},     {"style", ROLE_SKIP},
    {"noscript", ROLE_SKIP},   {"nav", ROLE_SKIP},
    {"aside", ROLE_SKIP},      {"footer", ROLE_SKIP},
    {"form", ROLE_SKIP},       {"button", ROLE_SKIP},
    {"select", ROLE_SKIP},     {"iframe", ROLE_SKIP},
    {"svg", ROLE_SKIP},        {"template", ROLE_SKIP},
    {"head", ROLE_SKIP},       {"object", ROLE_SKIP},
    {"video", ROLE_SKIP},      {"audio", ROLE_SKIP},
    {"canvas", ROLE_SKIP},     {"textarea", ROLE_SKIP},
    {"dialog", ROLE_SKIP},     {"menu", ROLE_SKIP},
    {"input", ROLE_SKIP},
};

static role role_of(const xmlNode *node) {
  for (size_t i = 0; i < GAZ_COUNT(roles); i++) {
    if (strcasecmp((const char *)node->name, roles[i].name) == 0) return roles[i].role;
  }
  return ROLE_INLINE;
}

static const char *attribute(const xmlNode *node, const char *name) {
  for (const xmlAttr *a = node->properties; a; a = a->next) {
    if (strcasecmp((const char *)a->name, name) == 0) {
      return a->children && a->children->content ? (const char *)a->children->content : "";
    }
  }
  return NULL;
}

static bool is_furniture(const gaz_reading *reading, const xmlNode *node) {
  static const char *const names[] = {"class", "id", "role"};
  for (size_t i = 0; i < GAZ_COUNT(names); i++) {
    const char *value = attribute(node, names[i]);
    if (value && gaz_article_cues_element(reading->cues, value, strlen(value))) return true;
  }
  const char *hidden = attribute(node, "aria-hidden"), *style = attribute(node, "style");
  return attribute(node, "hidden") || (hidden && strcmp(hidden, "true") == 0) ||
         (style && (strstr(style, "display:none") || strstr(style, "display: none")));
}

/* ---- Where the story is ------------------------------------------------------------------------ */

typedef struct candidate {
  const xmlNode *node;
  size_t weight; /* bytes of prose in paragraphs under it */
} candidate;

static size_t text_size(const xmlNode *node, int depth) {
  size_t size = 0;
  for (; node; node = node->next) {
    if (node->type == XML_TEXT_NODE && node->content) size += strlen((const char *)node->content);
    if (node->type == XML_ELEMENT_NODE && depth < MAX_DEPTH && role_of(node) != ROLE_SKIP) {
      size += text_size(node->children, depth + 1);
    }
  }
  return size;
}

/* Returns the bytes in paragraphs under `node` and remembers the deepest element that holds nearly
 * all of them. */
static size_t weigh(const gaz_reading *reading, const xmlNode *node, int depth, candidate *best,
                    candidate *marked) {
  if (depth > MAX_DEPTH) return 0;
  size_t total = 0;
  for (const xmlNode *child = node->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE || role_of(child) == ROLE_SKIP) continue;
    if (is_furniture(reading, child)) continue;
    if (strcasecmp((const char *)child->name, "p") == 0) {
      size_t size = text_size(child->children, 0);
      if (size >= 40) total += size;
    } else {
      total += weigh(reading, child, depth + 1, best, marked);
    }
  }
  const char *itemprop = attribute(node, "itemprop");
  bool says_so = strcasecmp((const char *)node->name, "article") == 0 ||
                 (itemprop && strcasecmp(itemprop, "articleBody") == 0);
  if (says_so && total > marked->weight) *marked = (candidate){node, total};
  /* Children are visited first, so an ancestor must hold clearly more to replace them. */
  if (total > best->weight + best->weight / 4) *best = (candidate){node, total};
  return total;
}

/* ---- Its text ---------------------------------------------------------------------------------- */

typedef struct walk {
  gaz_reading *reading;
  gaz_buffer text;
  gaz_paragraphs paragraphs;
  size_t block_start;
  size_t linked; /* bytes of the open block inside links */
  gaz_block_kind kind;
  int link_depth;
  bool space, failed;
  const char *title;
} walk;

static void close_block(walk *w) {
  size_t start = w->block_start, end = w->text.size;
  w->space = false;
  size_t linked = w->linked;
  w->linked = 0;
  if (end <= start) return;
  gaz_block_kind kind = w->kind;
  size_t size = end - start;
  if (kind == GAZ_BLOCK_BODY && linked * 10 > size * 7 && size < 200) kind = GAZ_BLOCK_FURNITURE;
  if (kind == GAZ_BLOCK_TITLE && !w->title) {
    w->title = gaz_reading_tidy(w->reading, w->text.data + start, size);
  }
  if (!gaz_paragraphs_add(&w->paragraphs, w->reading->arena, (uint32_t)start, (uint32_t)end,
                          kind)) {
    w->failed = true;
  }
  gaz_buffer_string(&w->text, "\n\n");
  w->block_start = w->text.size;
}

static void add_text(walk *w, const char *text) {
  size_t before = w->text.size;
  for (const char *at = text; *at; at++) {
    unsigned char c = (unsigned char)*at;
    if (c <= ' ') {
      w->space = true;
      continue;
    }
    if (w->space && w->text.size > w->block_start) gaz_buffer_byte(&w->text, ' ');
    w->space = false;
    gaz_buffer_byte(&w->text, (char)c);
  }
  if (w->link_depth) w->linked += w->text.size - before;
}

static void gather(walk *w, const xmlNode *node, int depth);

static void gather_element(walk *w, const xmlNode *node, int depth) {
  role r = role_of(node);
  if (r == ROLE_SKIP || (r != ROLE_INLINE && r != ROLE_BREAK && is_furniture(w->reading, node))) {
    return;
  }
  if (r == ROLE_BREAK) {
    const xmlNode *next = node->next;
    while (next && next->type == XML_TEXT_NODE && xmlIsBlankNode((xmlNode *)next))
      next = next->next;
    bool twice = next && next->type == XML_ELEMENT_NODE && role_of(next) == ROLE_BREAK;
    if (twice)
      close_block(w);
    else
      w->space = true;
    return;
  }
  if (r == ROLE_INLINE) {
    bool link = strcasecmp((const char *)node->name, "a") == 0;
    w->link_depth += link;
    gather(w, node->children, depth + 1);
    w->link_depth -= link;
    return;
  }
  close_block(w);
  gaz_block_kind outer = w->kind;
  if (r == ROLE_TITLE) w->kind = w->title ? GAZ_BLOCK_HEADING : GAZ_BLOCK_TITLE;
  if (r == ROLE_HEADING) w->kind = GAZ_BLOCK_HEADING;
  if (r == ROLE_CAPTION) w->kind = GAZ_BLOCK_CAPTION;
  gather(w, node->children, depth + 1);
  close_block(w);
  w->kind = outer;
}

static void gather(walk *w, const xmlNode *node, int depth) {
  if (depth > MAX_DEPTH) return;
  for (; node && !w->failed; node = node->next) {
    if (node->type == XML_TEXT_NODE && node->content)
      add_text(w, (const char *)node->content);
    else if (node->type == XML_CDATA_SECTION_NODE && node->content) {
      add_text(w, (const char *)node->content);
    } else if (node->type == XML_ELEMENT_NODE) {
      gather_element(w, node, depth);
    }
  }
}

/* The first h1 of the page, which may stand outside the story's element. */
static const xmlNode *find_h1(const xmlNode *node, int depth) {
  for (; node; node = node->next) {
    if (node->type != XML_ELEMENT_NODE || depth > MAX_DEPTH) continue;
    if (strcasecmp((const char *)node->name, "h1") == 0) return node;
    const xmlNode *found = find_h1(node->children, depth + 1);
    if (found) return found;
  }
  return NULL;
}

static bool is_inside(const xmlNode *node, const xmlNode *ancestor) {
  for (; node; node = node->parent) {
    if (node == ancestor) return true;
  }
  return false;
}

gaz_status gaz_html_extract(gaz_reading *reading, const xmlNode *root, gaz_html_text *out) {
  *out = (gaz_html_text){0};
  if (!root) return GAZ_OK;
  candidate best = {root, 0}, marked = {0};
  weigh(reading, root, 0, &best, &marked);
  /* The page's own word counts when it holds at least half of the paragraphs found elsewhere. */
  const xmlNode *story = marked.node && marked.weight * 2 >= best.weight ? marked.node : best.node;
  walk w = {.reading = reading, .kind = GAZ_BLOCK_BODY};
  const xmlNode *h1 = find_h1(root, 0);
  if (h1 && !is_inside(h1, story)) gather_element(&w, h1, 0);
  gather(&w, story->children, 0);
  close_block(&w);
  gaz_status status = w.failed || w.text.failed ? GAZ_ERROR_MEMORY : GAZ_OK;
  if (status == GAZ_OK) {
    out->story = story;
    out->title = w.title;
    out->size = w.text.size;
    out->text = gaz_arena_copy(reading->arena, w.text.data ? w.text.data : "", w.text.size);
    out->blocks = w.paragraphs.blocks;
    out->block_count = w.paragraphs.count;
    if (!out->text) status = GAZ_ERROR_MEMORY;
  }
  gaz_buffer_free(&w.text);
  return status;
}
