/* HTML pages, read with libxml2. Three passes over the tree: metadata (OpenGraph, meta, JSON-LD),
 * the element that holds the story (by markup that says so, else by where the paragraphs are), and
 * its text, one block an element, furniture by class name and link density left out. What is left
 * goes through the same classification as plain text. */
#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

#include "article/decode.h"
#include "article/html_text.h"
#include "article/json_ld.h"
#include "article/read.h"

enum { MAX_DEPTH = 400 };

static bool element_is(const xmlNode *node, const char *name) {
  return node->type == XML_ELEMENT_NODE && strcasecmp((const char *)node->name, name) == 0;
}

/* The value of an attribute, in the tree's own memory when it is one text node; else NULL. */
static const char *attribute(const xmlNode *node, const char *name) {
  for (const xmlAttr *a = node->properties; a; a = a->next) {
    if (strcasecmp((const char *)a->name, name) == 0) {
      return a->children && a->children->content ? (const char *)a->children->content : "";
    }
  }
  return NULL;
}

/* ---- Metadata --------------------------------------------------------------------------------- */

static bool is_article_type(const json_t *type) {
  const char *name = json_string_value(json_is_array(type) ? json_array_get(type, 0) : type);
  return name && (strstr(name, "Article") || strcmp(name, "BlogPosting") == 0 ||
                  strcmp(name, "Report") == 0);
}

static void read_json_ld(gaz_reading *reading, gaz_article *article, const json_t *value,
                         int depth) {
  if (depth > 4) return;
  if (json_is_array(value)) {
    for (size_t i = 0; i < json_array_size(value); i++) {
      read_json_ld(reading, article, json_array_get(value, i), depth + 1);
    }
  } else if (is_article_type(json_object_get(value, "@type"))) {
    gaz_json_fields(reading, article, value);
  } else if (json_is_object(value)) {
    read_json_ld(reading, article, json_object_get(value, "@graph"), depth + 1);
  }
}

static void read_script(gaz_reading *reading, gaz_article *article, const xmlNode *node) {
  const char *type = attribute(node, "type");
  const xmlNode *child = node->children;
  if (!type || strcasecmp(type, "application/ld+json") != 0 || !child || !child->content) return;
  json_t *value = json_loads((const char *)child->content, 0, NULL);
  read_json_ld(reading, article, value, 0);
  json_decref(value);
}

static void read_meta(gaz_reading *reading, gaz_article *article, const xmlNode *node) {
  const char *key = attribute(node, "property");
  if (!key) key = attribute(node, "name");
  if (!key) key = attribute(node, "itemprop");
  const char *content = attribute(node, "content");
  if (key && content) {
    gaz_article_field(reading, article, key, strlen(key), content, strlen(content));
  }
}

/* JSON-LD is the most deliberate metadata, so it is read first; then meta elements. */
static void read_metadata(gaz_reading *reading, gaz_article *article, const xmlNode *node,
                          int depth, bool scripts) {
  for (; node; node = node->next) {
    if (node->type != XML_ELEMENT_NODE || depth > MAX_DEPTH) continue;
    if (scripts && element_is(node, "script")) read_script(reading, article, node);
    if (!scripts && element_is(node, "meta")) read_meta(reading, article, node);
    if (!scripts && element_is(node, "link") && attribute(node, "rel") && attribute(node, "href") &&
        strcasecmp(attribute(node, "rel"), "canonical") == 0) {
      const char *href = attribute(node, "href");
      gaz_article_field(reading, article, "canonical", 9, href, strlen(href));
    }
    read_metadata(reading, article, node->children, depth + 1, scripts);
  }
}

/* <time datetime> inside the story, when metadata gave no date. */
static void read_time_elements(gaz_reading *reading, gaz_article *article, const xmlNode *node,
                               int depth) {
  for (; node && !article->published; node = node->next) {
    if (node->type != XML_ELEMENT_NODE || depth > MAX_DEPTH) continue;
    const char *datetime = element_is(node, "time") ? attribute(node, "datetime") : NULL;
    if (datetime) gaz_reading_date(reading, article, datetime, strlen(datetime));
    read_time_elements(reading, article, node->children, depth + 1);
  }
}

/* <title> usually ends with the outlet: "Headline | The Example Times". */
static void read_title_element(gaz_reading *reading, gaz_article *article, const xmlNode *node,
                               int depth) {
  for (; node; node = node->next) {
    if (node->type != XML_ELEMENT_NODE || depth > 8) continue;
    if (element_is(node, "title") && node->children && node->children->content) {
      const char *text = (const char *)node->children->content;
      size_t size = strlen(text);
      const char *bar = strstr(text, " | ");
      if (!bar) bar = strstr(text, " \xE2\x80\x93 ");
      if (!bar) bar = strstr(text, " - ");
      if (bar && !article->outlet) {
        const char *outlet = strchr(bar + 1, ' ') + 1;
        article->outlet = gaz_reading_tidy(reading, outlet, strlen(outlet));
      }
      if (!article->title) {
        article->title = gaz_reading_tidy(reading, text, bar ? (size_t)(bar - text) : size);
      }
      return;
    }
    read_title_element(reading, article, node->children, depth + 1);
  }
}

/* ---- Entry points ------------------------------------------------------------------------------ */

static htmlDocPtr parse(const char *html, size_t size) {
  return htmlReadMemory(html, (int)size, NULL, "UTF-8",
                        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                            HTML_PARSE_NONET | HTML_PARSE_COMPACT);
}

static gaz_status read_document(gaz_reading *reading, gaz_article *article, const char *html,
                                size_t size) {
  htmlDocPtr document = parse(html, size);
  if (!document) return GAZ_OK; /* no element at all */
  const xmlNode *root = xmlDocGetRootElement(document);
  read_metadata(reading, article, root, 0, true);
  read_metadata(reading, article, root, 0, false);
  gaz_html_text text = {0};
  gaz_status status = gaz_html_extract(reading, root, &text);
  if (status == GAZ_OK) {
    if (!article->title && text.title) article->title = text.title;
    read_title_element(reading, article, root, 0);
    read_time_elements(reading, article, text.story, 0);
    status = gaz_read_blocks(reading, article, text.text, text.size, text.blocks, text.block_count);
  }
  xmlFreeDoc(document);
  return status;
}

gaz_status gaz_read_html_into(gaz_reading *reading, gaz_article *article, const char *html,
                              size_t size) {
  return read_document(reading, article, html, size);
}

/* The charset a page declares in its first 2 KiB, copied into `name`. */
static bool declared_charset(const char *data, size_t size, char name[32]) {
  size_t limit = size < 2048 ? size : 2048;
  for (size_t i = 0; i + 8 < limit; i++) {
    if (strncasecmp(data + i, "charset=", 8) != 0) continue;
    i += 8;
    if (data[i] == '"' || data[i] == '\'') i++;
    size_t length = 0;
    while (i < limit && length < 31 && (unsigned char)data[i] > ' ' && !strchr("\"'>;/", data[i])) {
      name[length++] = data[i++];
    }
    name[length] = '\0';
    return length > 0;
  }
  return false;
}

gaz_status gaz_read_html(gaz_reading *reading, const char *data, size_t size) {
  char charset[32];
  bool declared = declared_charset(data, size, charset);
  gaz_decoded decoded;
  gaz_status status = gaz_decode(reading->path, data, size, declared ? charset : NULL,
                                 reading->arena, &decoded, reading->error);
  if (status != GAZ_OK) return status;
  gaz_article *article = gaz_reading_add(reading);
  if (!article) return GAZ_ERROR_MEMORY;
  status = read_document(reading, article, decoded.text, decoded.size);
  if (status == GAZ_OK && !article->block_count) reading->out->count--; /* nothing to read */
  return status;
}
