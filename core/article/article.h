/* article/article.h - a file becomes articles. */
#ifndef GAZ_ARTICLE_H
#define GAZ_ARTICLE_H

#include "base/arena.h"
#include "english/engine.h"
#include "text/block.h"

/* How the published date is known. */
typedef enum gaz_date_basis {
  GAZ_DATE_UNKNOWN = 0,
  GAZ_DATE_METADATA = 1, /* front matter, JSON-LD, headers, address, name of the file */
  GAZ_DATE_TEXT = 2,     /* printed in the article: dateline, byline */
  GAZ_DATE_INFERRED = 3, /* from the times the text speaks of: a range */
} gaz_date_basis;

/* One article. Strings are UTF-8, NUL-terminated, in the arena; NULL where unknown. */
typedef struct gaz_article {
  const char *path; /* relative to the archive's root, '/' separated; "#3" appended for the
                            third article of a file that holds several */
  const char *title;
  const char *outlet;
  const char *author;
  const char *published; /* EDTF date or range, time of day cut off */
  gaz_date_basis published_basis;
  const char *url;
  const char *text; /* for UTF-8 .txt and .md the file's bytes themselves */
  size_t size;
  bool text_is_file; /* offsets into text are offsets into the file */
  bool draft;        /* its metadata says so: nothing that has been published */
  gaz_block *blocks; /* all of text that is not white space, in order, furniture included */
  size_t block_count;
} gaz_article;

typedef struct gaz_articles {
  gaz_article *items;
  size_t count;
} gaz_articles;

/* Largest file read as articles: 32 MiB (a .jsonl is read line by line and has no limit but each
 * line's). */
#define GAZ_ARTICLE_FILE_MAX ((size_t)32 << 20)

/* Reads one file from memory. `path` decides the format by its extension, the content confirms it
 * (a binary or undecodable file is GAZ_ERROR_FORMAT, an empty one GAZ_ERROR_NOT_FOUND with a reason
 * in `error`, too large GAZ_ERROR_TOO_LARGE). Everything is allocated in `arena`; `data` must live
 * as long. `engine` gives the cues that tell furniture from prose; NULL: everything is prose. */
gaz_status gaz_article_read(const gaz_engine *engine, const char *path, const char *data,
                            size_t size, gaz_arena *arena, gaz_articles *out, gaz_error *error);

/* Whether a file of this name is one Gazette reads (by extension). */
bool gaz_article_readable(const char *path);

#endif
