/* The usual names of the few fields Gazette wants, over all formats: front matter, JSON exports,
 * HTML metadata, mail headers. */
#include <string.h>
#include <strings.h>

#include "article/read.h"

typedef enum field {
  FIELD_TITLE,
  FIELD_OUTLET,
  FIELD_AUTHOR,
  FIELD_DATE,
  FIELD_URL,
  FIELD_STATUS,
  FIELD_DRAFT
} field;

static const struct {
  const char *key;
  field field;
} keys[] = {
    {"title", FIELD_TITLE},
    {"headline", FIELD_TITLE},
    {"og:title", FIELD_TITLE},
    {"twitter:title", FIELD_TITLE},
    {"dc.title", FIELD_TITLE},
    {"subject", FIELD_TITLE},
    {"outlet", FIELD_OUTLET},
    {"source", FIELD_OUTLET},
    {"publisher", FIELD_OUTLET},
    {"publication", FIELD_OUTLET},
    {"newspaper", FIELD_OUTLET},
    {"site_name", FIELD_OUTLET},
    {"sitename", FIELD_OUTLET},
    {"og:site_name", FIELD_OUTLET},
    {"application-name", FIELD_OUTLET},
    {"dc.publisher", FIELD_OUTLET},
    {"author", FIELD_AUTHOR},
    {"authors", FIELD_AUTHOR},
    {"byline", FIELD_AUTHOR},
    {"byl", FIELD_AUTHOR},
    {"creator", FIELD_AUTHOR},
    {"dc.creator", FIELD_AUTHOR},
    {"parsely-author", FIELD_AUTHOR},
    {"sailthru.author", FIELD_AUTHOR},
    {"article:author", FIELD_AUTHOR},
    {"dc:creator", FIELD_AUTHOR},
    {"date", FIELD_DATE},
    {"published", FIELD_DATE},
    {"publishdate", FIELD_DATE},
    {"publish_date", FIELD_DATE},
    {"publish-date", FIELD_DATE},
    {"published_at", FIELD_DATE},
    {"publishedat", FIELD_DATE},
    {"published_date", FIELD_DATE},
    {"publication_date", FIELD_DATE},
    {"date_published", FIELD_DATE},
    {"datepublished", FIELD_DATE},
    {"pubdate", FIELD_DATE},
    {"dc.date", FIELD_DATE},
    {"dc.date.issued", FIELD_DATE},
    {"dcterms.created", FIELD_DATE},
    {"article:published_time", FIELD_DATE},
    {"og:published_time", FIELD_DATE},
    {"article.published", FIELD_DATE},
    {"parsely-pub-date", FIELD_DATE},
    {"sailthru.date", FIELD_DATE},
    {"created", FIELD_DATE},
    {"created_at", FIELD_DATE},
    {"timestamp", FIELD_DATE},
    {"dc:date", FIELD_DATE},
    {"url", FIELD_URL},
    {"link", FIELD_URL},
    {"og:url", FIELD_URL},
    {"canonical", FIELD_URL},
    {"status", FIELD_STATUS},
    {"post_status", FIELD_STATUS},
    {"draft", FIELD_DRAFT},
};

/* Keys and plain words, in any case. */
static bool key_is(const char *key, size_t size, const char *name) {
  return strlen(name) == size && strncasecmp(key, name, size) == 0;
}

/* An author is a name; addresses of profile pages and "By" are not part of it. */
static const char *author_value(gaz_reading *reading, const char *value, size_t size) {
  if (size > 3 && strncasecmp(value, "by ", 3) == 0) {
    value += 3;
    size -= 3;
  }
  if (size >= 4 && strncasecmp(value, "http", 4) == 0) return NULL;
  return gaz_reading_tidy(reading, value, size);
}

void gaz_article_field(gaz_reading *reading, gaz_article *article, const char *key, size_t key_size,
                       const char *value, size_t size) {
  if (!size || size > 4096) return;
  for (size_t i = 0; i < GAZ_COUNT(keys); i++) {
    if (!key_is(key, key_size, keys[i].key)) continue;
    switch (keys[i].field) {
      case FIELD_TITLE:
        if (!article->title) article->title = gaz_reading_tidy(reading, value, size);
        break;
      case FIELD_OUTLET:
        if (!article->outlet) article->outlet = gaz_reading_tidy(reading, value, size);
        break;
      case FIELD_AUTHOR:
        if (!article->author) article->author = author_value(reading, value, size);
        break;
      case FIELD_DATE: gaz_reading_date(reading, article, value, size); break;
      case FIELD_URL:
        if (!article->url) article->url = gaz_reading_tidy(reading, value, size);
        break;
      case FIELD_STATUS: article->draft |= key_is(value, size, "draft"); break;
      case FIELD_DRAFT: article->draft |= key_is(value, size, "true"); break;
    }
    return;
  }
}
