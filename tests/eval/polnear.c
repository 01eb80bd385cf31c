#include "polnear.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

enum { ENTITIES_MAX = 20000 };

// One text-bound annotation: T<number> <kind> <ranges>.
typedef struct entity {
  int kind;  // POLNEAR_*, or -1
  polnear_spans spans;
} entity;

static char *read_text(const char *path, gaz_arena *arena, size_t *size) {
  gaz_string string;
  gaz_error error;
  if (gaz_read_file(path, 1 << 26, &string, &error)) {
    fprintf(stderr, "%s: %s\n", path, error.message);
    return NULL;
  }
  char *copy = gaz_arena_copy(arena, string.data, string.size);
  *size = string.size;
  gaz_string_free(&string);
  return copy;
}

// byte[c] is where character c starts; byte[count] is the size.
static uint32_t *byte_offsets(const char *text, size_t size, gaz_arena *arena, size_t *count) {
  uint32_t *bytes = gaz_arena_alloc(arena, (size + 1) * sizeof *bytes);
  *count = 0;
  for (size_t i = 0; bytes && i < size; i++)
    if (((unsigned char)text[i] & 0xc0) != 0x80) bytes[(*count)++] = (uint32_t)i;
  if (bytes) bytes[*count] = (uint32_t)size;
  return bytes;
}

static int kind_of(const char *name, size_t size) {
  static const char *const kinds[] = {"Source", "Cue", "Content"};
  for (int k = 0; k < POLNEAR_KINDS; k++)
    if (strlen(kinds[k]) == size && !memcmp(kinds[k], name, size)) return k;
  return -1;
}

static void read_entity(const char *line, const uint32_t *bytes, size_t characters,
                        gaz_arena *arena, entity *entities) {
  unsigned long number = strtoul(line + 1, NULL, 10);
  const char *kind = strchr(line, '\t');
  if (!kind || number >= ENTITIES_MAX) return;
  kind++;
  const char *at = strpbrk(kind, " \t");
  if (!at) return;
  entity *e = &entities[number];
  e->kind = kind_of(kind, (size_t)(at - kind));
  e->spans.ranges = gaz_arena_alloc(arena, 16 * sizeof *e->spans.ranges);
  e->spans.count = 0;
  while (*at && *at != '\t' && e->spans.count < 16) {
    char *end;
    unsigned long from = strtoul(at + (*at == ' ' || *at == ';'), &end, 10);
    unsigned long to = strtoul(end, &end, 10);
    if (from >= to || to > characters) return;
    e->spans.ranges[e->spans.count++] = (gaz_range){bytes[from], bytes[to]};
    at = end;
  }
}

static void add_spans(polnear_spans *to, const polnear_spans *from, gaz_arena *arena) {
  if (!to->count) {
    *to = *from;
    return;
  }
  gaz_range *both = gaz_arena_alloc(arena, (to->count + from->count) * sizeof *both);
  memcpy(both, to->ranges, to->count * sizeof *both);
  memcpy(both + to->count, from->ranges, from->count * sizeof *both);
  to->ranges = both;
  to->count += from->count;
}

static void read_attribution(const char *line, const entity *entities, gaz_arena *arena,
                             polnear_article *article) {
  polnear_attribution *a = &article->attributions[article->attribution_count];
  *a = (polnear_attribution){0};
  for (const char *at = strstr(line, ":T"); at; at = strstr(at + 1, ":T")) {
    unsigned long number = strtoul(at + 2, NULL, 10);
    if (number < ENTITIES_MAX && entities[number].kind >= 0)
      add_spans(&a->spans[entities[number].kind], &entities[number].spans, arena);
  }
  if (a->spans[POLNEAR_CUE].count || a->spans[POLNEAR_SOURCE].count) article->attribution_count++;
}

static bool read_annotations(const char *path, gaz_arena *arena, polnear_article *article) {
  size_t size, characters;
  char *text = read_text(path, arena, &size);
  uint32_t *bytes = byte_offsets(article->text, article->size, arena, &characters);
  entity *entities = malloc(ENTITIES_MAX * sizeof *entities);
  article->attributions = gaz_arena_zeroed(arena, 4000, sizeof *article->attributions);
  if (!text || !bytes || !entities || !article->attributions) {
    free(entities);
    return false;
  }
  for (size_t i = 0; i < ENTITIES_MAX; i++) entities[i].kind = -1;
  // Attributions name entities that may stand on later lines.
  for (int pass = 0; pass < 2; pass++) {
    for (char *line = text; line;) {
      char *end = strchr(line, '\n');
      if (!pass && end) *end = '\0';
      if (!pass && line[0] == 'T') read_entity(line, bytes, characters, arena, entities);
      if (pass && line[0] == 'E' && article->attribution_count < 3999)
        read_attribution(line, entities, arena, article);
      size_t length = strlen(line);
      line = line + length < text + size ? line + length + 1 : NULL;
    }
  }
  free(entities);
  return true;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

bool polnear_read(const char *dir, gaz_arena *arena, polnear *out) {
  char path[4096];
  struct dirent **annotations;
  *out = (polnear){0};
  snprintf(path, sizeof path, "%s/attributions", dir);
  int count = scandir(path, &annotations, NULL, by_name);
  if (count < 0) {
    perror(path);
    return false;
  }
  out->articles = gaz_arena_zeroed(arena, (size_t)count, sizeof *out->articles);
  bool fine = out->articles != NULL;
  for (int i = 0; i < count; i++) {
    char *name = annotations[i]->d_name;
    char *end = strrchr(name, '_');  // NAME_<annotator>.ann
    if (fine && end && strstr(end, ".ann")) {
      snprintf(path, sizeof path, "%s/attributions/%s", dir, name);
      *end = '\0';
      polnear_article *article = &out->articles[out->count];
      bool again = out->count && !strcmp(article[-1].name, name);
      if (!again) {
        char text_path[4096];
        snprintf(text_path, sizeof text_path, "%s/text/%s.txt", dir, name);
        article->name = gaz_arena_copy(arena, name, strlen(name));
        article->text = read_text(text_path, arena, &article->size);
        fine = article->text && read_annotations(path, arena, article);
        out->count += fine;
      }
    }
    free(annotations[i]);
  }
  free(annotations);
  return fine && out->count;
}
