#include "base/pages.h"

#include <sys/mman.h>

#if defined( \
    __SANITIZE_ADDRESS__) /* it looks for pointers to what is in use only where it is told to */
#include <sanitizer/lsan_interface.h>
#else
#define __lsan_register_root_region(pages, size) (void)(pages)
#define __lsan_unregister_root_region(pages, size) (void)(pages)
#endif

enum { SMALL = 4096, LARGE = 2 << 20 };

void gaz_pages_wish(const void *data, size_t size) {
#ifdef MADV_HUGEPAGE
  if (size >= LARGE)
    madvise((void *)data, size, MADV_HUGEPAGE); /* without it the pages are small */
#else
  (void)data, (void)size;
#endif
}

void *gaz_pages_new(size_t size, size_t *held) {
  /* A quarter of a large page that is used, and more, is worth all of it. */
  size_t step = size % LARGE >= LARGE / 4 ? LARGE : SMALL;
  if (size > SIZE_MAX / 4) return NULL;
  *held = (size + step - 1) / step * step;
  unsigned char *room =
      mmap(NULL, *held + LARGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) return NULL;
  size_t before = -(uintptr_t)room % LARGE; /* to where a large page begins */
  if (before) munmap(room, before);
  munmap(room + before + *held, LARGE - before);
  gaz_pages_wish(room + before, *held);
  __lsan_register_root_region(room + before, *held);
  return room + before;
}

void gaz_pages_free(void *pages, size_t held) {
  if (!pages) return;
  __lsan_unregister_root_region(pages, held);
  munmap(pages, held);
}
