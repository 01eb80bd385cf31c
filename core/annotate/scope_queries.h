/* annotate/scope_queries.h - the queries of the grammars that are compiled in. */
#ifndef GAZ_ANNOTATE_SCOPE_QUERIES_H
#define GAZ_ANNOTATE_SCOPE_QUERIES_H

extern const char gaz_scope_query_markdown[];
extern const char gaz_scope_query_markdown_inline[];
extern const char gaz_scope_query_html[];

#endif
