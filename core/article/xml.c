/* News in XML: NITF (one article), RSS and Atom (one an item). libxml2 parses without network, DTD
 * or entity expansion, so a hostile feed is only a small tree. */
#include <libxml/parser.h>
#include <string.h>
#include <strings.h>

#include "article/read.h"
#include "base/buffer.h"

enum { MAX_DEPTH = 200 };

static bool named(const xmlNode *node, const char *name) {
  return node->type == XML_ELEMENT_NODE && strcasecmp((const char *)node->name, name) == 0;
}

/* First descendant of that name, in document order. */
static const xmlNode *find(const xmlNode *node, const char *name, int depth) {
  for (const xmlNode *child = node ? node->children : NULL; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE || depth > MAX_DEPTH) continue;
    if (named(child, name)) return child;
    const xmlNode *found = find(child, name, depth + 1);
    if (found) return found;
  }
  return NULL;
}

static const xmlNode *child_named(const xmlNode *node, const char *name) {
  for (const xmlNode *child = node->children; child; child = child->next) {
    if (named(child, name)) return child;
  }
  return NULL;
}

static const char *attribute(const xmlNode *node, const char *name) {
  for (const xmlAttr *a = node ? node->properties : NULL; a; a = a->next) {
    if (strcasecmp((const char *)a->name, name) == 0 && a->children) {
      return (const char *)a->children->content;
    }
  }
  return NULL;
}

static void gather(gaz_buffer *out, const xmlNode *node, int depth) {
  for (; node && depth < MAX_DEPTH; node = node->next) {
    if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content) {
      gaz_buffer_string(out, (const char *)node->content);
    } else if (node->type == XML_ELEMENT_NODE) {
      gather(out, node->children, depth + 1);
    }
  }
}

/* The text under a node, white space tidied; NULL when there is none. */
static const char *text_of(gaz_reading *reading, const xmlNode *node) {
  if (!node) return NULL;
  gaz_buffer text = {0};
  gather(&text, node->children, 0);
  const char *tidy = text.failed ? NULL : gaz_reading_tidy(reading, text.data, text.size);
  gaz_buffer_free(&text);
  return tidy;
}

static void set_field(gaz_reading *reading, gaz_article *article, const char *key,
                      const char *value) {
  if (value) gaz_article_field(reading, article, key, strlen(key), value, strlen(value));
}

/* ---- NITF --------------------------------------------------------------------------------------- */

/* "20151126T101500Z" has its date in the first eight digits. */
static void set_nitf_date(gaz_reading *reading, gaz_article *article, const char *value) {
  if (!value) return;
  size_t size = strlen(value), digits = strspn(value, "0123456789");
  gaz_reading_date(reading, article, value, digits == 8 ? 8 : size);
}

static void gather_paragraphs(gaz_buffer *out, const xmlNode *node, int depth) {
  for (; node && depth < MAX_DEPTH; node = node->next) {
    if (node->type != XML_ELEMENT_NODE) continue;
    if (named(node, "p") || named(node, "hl2") || named(node, "media-caption") ||
        named(node, "li")) {
      gather(out, node->children, depth);
      gaz_buffer_string(out, "\n\n");
    } else {
      gather_paragraphs(out, node->children, depth + 1);
    }
  }
}

static gaz_status read_nitf(gaz_reading *reading, const xmlNode *root) {
  const xmlNode *content = find(root, "body.content", 0);
  if (!content) return GAZ_OK;
  gaz_article *article = gaz_reading_add(reading);
  if (!article) return GAZ_ERROR_MEMORY;
  const xmlNode *pubdata = find(root, "pubdata", 0);
  article->title = text_of(reading, find(root, "hl1", 0));
  set_field(reading, article, "title", text_of(reading, find(root, "title", 0)));
  set_field(reading, article, "outlet", attribute(pubdata, "name"));
  set_field(reading, article, "outlet", attribute(find(root, "doc.copyright", 0), "holder"));
  const xmlNode *byline = find(root, "byline", 0);
  const xmlNode *person = byline ? find(byline, "person", 0) : NULL;
  set_field(reading, article, "author", text_of(reading, person ? person : byline));
  set_nitf_date(reading, article, attribute(pubdata, "date.publication"));
  set_nitf_date(reading, article, attribute(find(root, "date.issue", 0), "norm"));
  set_nitf_date(reading, article, attribute(find(root, "date.release", 0), "norm"));
  set_nitf_date(reading, article, attribute(find(root, "story.date", 0), "norm"));
  gaz_buffer text = {0};
  gather_paragraphs(&text, content->children, 0);
  gaz_status status = text.failed ? GAZ_ERROR_MEMORY : GAZ_OK;
  char *copy =
      status == GAZ_OK && text.size ? gaz_arena_copy(reading->arena, text.data, text.size) : NULL;
  if (copy) status = gaz_read_plain(reading, article, copy, text.size);
  gaz_buffer_free(&text);
  return status;
}

/* ---- RSS and Atom --------------------------------------------------------------------------------- */

static gaz_status read_item(gaz_reading *reading, const xmlNode *item, const char *outlet) {
  static const char *const bodies[] = {"encoded", "content", "description", "summary"};
  const char *body = NULL;
  for (size_t i = 0; i < GAZ_COUNT(bodies) && !body; i++) {
    const xmlNode *node = child_named(item, bodies[i]);
    gaz_buffer text = {0};
    if (node) gather(&text, node->children, 0);
    if (text.size && !text.failed) body = gaz_arena_copy(reading->arena, text.data, text.size);
    gaz_buffer_free(&text);
  }
  if (!body) return GAZ_OK;
  gaz_article *article = gaz_reading_add(reading);
  if (!article) return GAZ_ERROR_MEMORY;
  static const char *const fields[] = {"title",   "pubDate", "published", "date",
                                       "creator", "author",  "link",      "source"};
  for (size_t i = 0; i < GAZ_COUNT(fields); i++) {
    set_field(reading, article, fields[i], text_of(reading, child_named(item, fields[i])));
  }
  if (!article->published) {
    const char *updated = text_of(reading, child_named(item, "updated"));
    if (updated) gaz_reading_date(reading, article, updated, strlen(updated));
  }
  if (!article->outlet) article->outlet = outlet;
  return strchr(body, '<') ? gaz_read_html_into(reading, article, body, strlen(body))
                           : gaz_read_plain(reading, article, body, strlen(body));
}

static gaz_status read_feed(gaz_reading *reading, const xmlNode *feed) {
  const char *outlet = text_of(reading, child_named(feed, "title"));
  gaz_status status = GAZ_OK;
  for (const xmlNode *node = feed->children; node && status == GAZ_OK; node = node->next) {
    if (named(node, "item") || named(node, "entry")) status = read_item(reading, node, outlet);
  }
  return status;
}

gaz_status gaz_read_xml(gaz_reading *reading, const char *data, size_t size) {
  xmlDocPtr document = xmlReadMemory(data, (int)size, NULL, NULL,
                                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (!document) {
    const xmlError *wrong = xmlGetLastError();
    return gaz_fail(reading->error, GAZ_ERROR_FORMAT, reading->path,
                    wrong ? (uint32_t)wrong->line : 0, "not well-formed XML; save it again");
  }
  const xmlNode *root = xmlDocGetRootElement(document);
  gaz_status status = GAZ_OK;
  if (root && named(root, "nitf")) {
    status = read_nitf(reading, root);
  } else if (root && named(root, "feed")) {
    status = read_feed(reading, root);
  } else if (root && (named(root, "rss") || named(root, "RDF"))) {
    const xmlNode *channel = child_named(root, "channel");
    status = channel ? read_feed(reading, channel) : GAZ_OK;
    if (named(root, "RDF") && status == GAZ_OK) status = read_feed(reading, root);
  } else {
    status = gaz_fail(reading->error, GAZ_ERROR_FORMAT, reading->path, 1,
                      "neither NITF, RSS nor Atom; export it as one of these");
  }
  xmlFreeDoc(document);
  return status;
}
