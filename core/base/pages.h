/* base/pages.h - memory that is read and written at random, in large pages where the system has them: a
 * processor remembers the places of only so many pages. */
#ifndef GAZ_BASE_PAGES_H
#define GAZ_BASE_PAGES_H

#include "base/base.h"

/* `size` bytes of zeros, aligned to a small page at least; *held is what gaz_pages_free must be told. NULL when
 * memory is out. */
void *gaz_pages_new(size_t size, size_t *held);
void gaz_pages_free(void *pages, size_t held);

/* Asks that a mapping of a file be read, from now on, into large pages. Many systems can only do so for
 * memory; then nothing happens. */
void gaz_pages_wish(const void *data, size_t size);

#endif
