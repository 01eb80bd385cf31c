/* The writer's lock. An open-file-description lock goes when its process does, however that ends,
 * and two handles in one process exclude each other as two processes do. What is written in the file
 * is for people only. */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void read_holder(int file, char holder[256]) {
  char text[200] = "";
  ssize_t size = pread(file, text, sizeof text - 1, 0);
  text[size > 0 ? size : 0] = '\0';
  for (char *at = text; *at; at++) { /* anybody may have written it */
    if ((unsigned char)*at < ' ' || *at == 127) *at = '\0';
    if (!*at) break;
  }
  snprintf(holder, 256, "%s", text[0] ? text : "another process");
}

gaz_status gaz_lock_take(const char *path, int *lock, char holder[256], gaz_error *error) {
  *lock = -1;
  holder[0] = '\0';
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) {
    return gaz_fail(error, GAZ_ERROR_IO, path, 0,
                    "%s; make the folder writable, or give another one with --kb", strerror(errno));
  }
  struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  if (fcntl(file, F_OFD_SETLK, &whole) != 0) {
    int code = errno;
    read_holder(file, holder);
    close(file);
    if (code != EAGAIN && code != EACCES) {
      return gaz_fail(error, GAZ_ERROR_IO, path, 0,
                      "cannot lock: %s; the file system must support locks", strerror(code));
    }
    return gaz_fail(error, GAZ_ERROR_BUSY, path, 0, "%s is writing; wait until it ends", holder);
  }
  char host[128] = "", text[200];
  gethostname(host, sizeof host - 1);
  int size = snprintf(text, sizeof text, "process %ld on %s\n", (long)getpid(), host);
  if (ftruncate(file, 0) != 0 || pwrite(file, text, (size_t)size, 0) != size) {
    /* The lock holds all the same; only the message to others will be poorer. */
  }
  *lock = file;
  return GAZ_OK;
}

void gaz_lock_give(int lock) {
  if (lock < 0) return;
  if (ftruncate(lock, 0) != 0) {
    /* As above. */
  }
  close(lock);
}
