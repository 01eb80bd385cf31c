/* POSIX file handling. Everything that publishes a file goes through gaz_replace_file. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pages.h"

static const char *remedy_of(int code) {
  switch (code) {
    case ENOENT:
    case ENOTDIR:
    case EISDIR: return "correct the path";
    case EACCES:
    case EPERM:
    case EROFS: return "change who may read or write there";
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return "free space on the disk";
    case ENOMEM:
    case EMFILE:
    case ENFILE: return "close other programs";
    default: return "check the disk";
  }
}

static gaz_status fail_errno(gaz_error *error, const char *path, const char *what) {
  int code = errno;
  gaz_status status = code == ENOENT ? GAZ_ERROR_NOT_FOUND : GAZ_ERROR_IO;
  return gaz_fail(error, status, path, 0, "%s: %s; %s", what, strerror(code), remedy_of(code));
}

gaz_status gaz_map_file(const char *path, gaz_mapping *out, gaz_error *error) {
  *out = (gaz_mapping){0};
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail_errno(error, path, "cannot open");
  struct stat info;
  gaz_status status = GAZ_OK;
  if (fstat(file, &info) != 0) {
    status = fail_errno(error, path, "cannot stat");
  } else if (!S_ISREG(info.st_mode)) {
    status = gaz_fail(error, GAZ_ERROR_IO, path, 0, "not a regular file; give a file");
  } else if (info.st_size > 0) {
    void *data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_SHARED, file, 0);
    if (data == MAP_FAILED) {
      status = fail_errno(error, path, "cannot map");
    } else {
      *out = (gaz_mapping){.data = data, .size = (size_t)info.st_size};
    }
  }
  close(file);
  return status;
}

void gaz_unmap_file(gaz_mapping *mapping) {
  if (mapping->data) munmap((void *)mapping->data, mapping->held ? mapping->held : mapping->size);
  *mapping = (gaz_mapping){0};
}

gaz_status gaz_load_file(const char *path, gaz_mapping *out, gaz_error *error) {
  enum { WORTH_IT = 512 << 10 };
  gaz_mapping copy;
  gaz_status status = gaz_map_file(path, out, error);
  if (status || out->size < WORTH_IT) return status;
  copy.size = out->size;
  void *data = gaz_pages_new(copy.size, &copy.held);
  if (!data) return GAZ_OK; /* as it was mapped */
  memcpy(data, out->data, copy.size);
  mprotect(data, copy.held, PROT_READ);
  gaz_unmap_file(out);
  copy.data = data;
  *out = copy;
  return GAZ_OK;
}

gaz_status gaz_read_file(const char *path, size_t limit, gaz_string *out, gaz_error *error) {
  *out = (gaz_string){0};
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* never wait on a FIFO */
  if (file < 0) return fail_errno(error, path, "cannot open");
  struct stat info;
  gaz_status status = GAZ_OK;
  char *data = NULL;
  size_t size = 0;
  if (fstat(file, &info) != 0) {
    status = fail_errno(error, path, "cannot stat");
  } else if (!S_ISREG(info.st_mode)) {
    status = gaz_fail(error, GAZ_ERROR_IO, path, 0, "not a regular file; give a file");
  } else if ((uint64_t)info.st_size > limit) {
    status = gaz_fail(error, GAZ_ERROR_TOO_LARGE, path, 0,
                      "larger than the limit of %zu MiB; split it", limit >> 20);
  } else if (!(data = malloc((size_t)info.st_size + 1))) {
    status = gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  } else {
    while (size < (size_t)info.st_size) {
      ssize_t got = read(file, data + size, (size_t)info.st_size - size);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) status = fail_errno(error, path, "cannot read");
      if (got <= 0) break; /* shorter than it was: take what is there */
      size += (size_t)got;
    }
  }
  close(file);
  if (status != GAZ_OK || !data) {
    free(data);
    return status;
  }
  data[size] = '\0';
  *out = (gaz_string){data, size};
  return GAZ_OK;
}

static bool write_all(int file, const char *data, size_t size) {
  while (size) {
    ssize_t wrote = write(file, data, size);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    data += wrote;
    size -= (size_t)wrote;
  }
  return true;
}

/* A rename is durable only when its folder is synced too. Best effort: some file systems refuse. */
static void sync_folder(const char *path) {
  char *folder = strdup(path);
  if (!folder) return;
  char *slash = strrchr(folder, '/');
  if (slash) *(slash == folder ? slash + 1 : slash) = '\0';
  int file = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file >= 0) {
    (void)fsync(file);
    close(file);
  }
  free(folder);
}

gaz_status gaz_replace_file(const char *path, const void *data, size_t size, gaz_error *error) {
  char *temporary = NULL;
  if (asprintf(&temporary, "%s.XXXXXX", path) < 0) {
    return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  }
  gaz_status status = GAZ_OK;
  int file = mkostemp(temporary, O_CLOEXEC);
  if (file < 0) {
    status = fail_errno(error, path, "cannot create a file beside it");
    free(temporary);
    return status;
  }
  if (fchmod(file, 0644) != 0 || !write_all(file, data, size) || fsync(file) != 0) {
    status = fail_errno(error, path, "cannot write; the old file stays");
  }
  if (close(file) != 0 && status == GAZ_OK) status = fail_errno(error, path, "cannot write");
  if (status == GAZ_OK && rename(temporary, path) != 0) {
    status = fail_errno(error, path, "cannot replace");
  }
  if (status == GAZ_OK) {
    sync_folder(path);
  } else {
    unlink(temporary);
  }
  free(temporary);
  return status;
}
