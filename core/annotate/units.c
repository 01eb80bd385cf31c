/* The sequence of units: an array of chunks of at most GAZ_CHUNK_UNITS units each. */
#include "annotate/units.h"

#include <stdlib.h>
#include <string.h>

void gaz_unit_clear(gaz_unit *unit) {
  free(unit->text);
  free(unit->marks);
  free(unit->holes);
  free(unit->extras);
  memset(unit, 0, sizeof *unit);
}

gaz_status gaz_units_init(gaz_units *units) {
  memset(units, 0, sizeof *units);
  units->chunks = malloc(4 * sizeof *units->chunks);
  gaz_chunk *chunk = calloc(1, sizeof *chunk);
  units->finger = calloc(1, sizeof *units->finger);
  if (!units->chunks || !chunk || !units->finger) {
    free(units->chunks);
    free(units->finger);
    free(chunk);
    memset(units, 0, sizeof *units);
    return GAZ_ERROR_MEMORY;
  }
  chunk->count = 1;
  units->chunks[0] = chunk;
  units->count = 1;
  units->capacity = 4;
  return GAZ_OK;
}

void gaz_units_free(gaz_units *units) {
  for (size_t c = 0; c < units->count; c++) {
    for (uint32_t u = 0; u < units->chunks[c]->count; u++)
      gaz_unit_clear(&units->chunks[c]->units[u]);
    free(units->chunks[c]);
  }
  free(units->chunks);
  free(units->finger);
  memset(units, 0, sizeof *units);
}

gaz_unit_place gaz_units_first(void) { return (gaz_unit_place){0, 0}; }

bool gaz_units_next(const gaz_units *units, gaz_unit_place *place) {
  if (place->unit + 1 < units->chunks[place->chunk]->count) {
    place->unit++;
    return true;
  }
  if (place->chunk + 1 >= units->count) return false;
  place->chunk++;
  place->unit = 0;
  return true;
}

bool gaz_units_previous(const gaz_units *units, gaz_unit_place *place) {
  if (place->unit) {
    place->unit--;
    return true;
  }
  if (!place->chunk) return false;
  place->chunk--;
  place->unit = units->chunks[place->chunk]->count - 1;
  return true;
}

/* By one unit, within its chunk. */
static void finger_forward(const gaz_units *units, gaz_finger *finger) {
  const gaz_unit *unit = &units->chunks[finger->chunk]->units[finger->unit++];
  finger->bytes += gaz_unit_length(unit);
  finger->lines += unit->newline;
}

static void finger_back(const gaz_units *units, gaz_finger *finger) {
  const gaz_unit *unit = &units->chunks[finger->chunk]->units[--finger->unit];
  finger->bytes -= gaz_unit_length(unit);
  finger->lines -= unit->newline;
}

/* From the start of a chunk to that of the next. */
static void finger_to_next_chunk(const gaz_units *units, gaz_finger *finger) {
  finger->bytes += units->chunks[finger->chunk]->bytes;
  finger->lines += units->chunks[finger->chunk]->lines;
  finger->chunk++;
}

static void finger_to_chunk_before(const gaz_units *units, gaz_finger *finger) {
  finger->chunk--;
  finger->bytes -= units->chunks[finger->chunk]->bytes;
  finger->lines -= units->chunks[finger->chunk]->lines;
}

static void finger_to_chunk_start(const gaz_units *units, gaz_finger *finger) {
  while (finger->unit) finger_back(units, finger);
}

gaz_unit_place gaz_units_find(const gaz_units *units, size_t at, size_t *start) {
  gaz_finger *finger = units->finger;
  while (finger->unit && finger->bytes > at) finger_back(units, finger);
  while (finger->chunk && finger->bytes > at) finger_to_chunk_before(units, finger);
  for (;;) {
    const gaz_chunk *chunk = units->chunks[finger->chunk];
    if (finger->chunk + 1 < units->count && !finger->unit && finger->bytes + chunk->bytes <= at) {
      finger_to_next_chunk(units, finger);
      continue;
    }
    uint32_t length = gaz_unit_length(&chunk->units[finger->unit]);
    bool last = finger->unit + 1 == chunk->count;
    if (finger->bytes + length > at || (last && finger->chunk + 1 == units->count)) break;
    finger_forward(units, finger);
    if (!last) continue;
    finger->chunk++;
    finger->unit = 0;
  }
  *start = finger->bytes;
  return (gaz_unit_place){finger->chunk, finger->unit};
}

gaz_unit_place gaz_units_find_line(const gaz_units *units, size_t line, size_t *start) {
  gaz_finger *finger = units->finger;
  if (line > units->lines) line = units->lines;
  /* The line starts after the unit whose line feed is number `line`. */
  while (finger->unit && finger->lines >= line) finger_back(units, finger);
  while (finger->chunk && finger->lines >= line) finger_to_chunk_before(units, finger);
  while (finger->lines < line) {
    const gaz_chunk *chunk = units->chunks[finger->chunk];
    if (finger->chunk + 1 < units->count && !finger->unit && finger->lines + chunk->lines < line) {
      finger_to_next_chunk(units, finger);
      continue;
    }
    bool last = finger->unit + 1 == chunk->count;
    if (last && finger->chunk + 1 == units->count) break;
    finger_forward(units, finger);
    if (!last) continue;
    finger->chunk++;
    finger->unit = 0;
  }
  *start = finger->bytes;
  return (gaz_unit_place){finger->chunk, finger->unit};
}

size_t gaz_units_offset(const gaz_units *units, gaz_unit_place place, size_t *line) {
  gaz_finger *finger = units->finger;
  if (finger->chunk != place.chunk) finger_to_chunk_start(units, finger);
  while (finger->chunk > place.chunk) finger_to_chunk_before(units, finger);
  while (finger->chunk < place.chunk) finger_to_next_chunk(units, finger);
  while (finger->unit > place.unit) finger_back(units, finger);
  while (finger->unit < place.unit) finger_forward(units, finger);
  if (line) *line = finger->lines;
  return finger->bytes;
}

static void chunk_count_unit(gaz_units *units, gaz_chunk *chunk, const gaz_unit *unit, int sign) {
  size_t length = gaz_unit_length(unit);
  if (sign > 0) {
    chunk->bytes += length;
    units->bytes += length;
    chunk->lines += unit->newline;
    units->lines += unit->newline;
  } else {
    chunk->bytes -= length;
    units->bytes -= length;
    chunk->lines -= unit->newline;
    units->lines -= unit->newline;
  }
}

void gaz_units_resized(gaz_units *units, gaz_unit_place place, uint32_t old_length,
                       bool old_newline) {
  gaz_chunk *chunk = units->chunks[place.chunk];
  const gaz_unit *unit = &chunk->units[place.unit];
  size_t longer = gaz_unit_length(unit) - (size_t)old_length; /* may wrap, as sums of it do */
  size_t more_lines = (size_t)unit->newline - old_newline;
  chunk->bytes += longer;
  units->bytes += longer;
  chunk->lines += (uint32_t)more_lines;
  units->lines += more_lines;
  gaz_finger *finger = units->finger;
  if (finger->chunk > place.chunk || (finger->chunk == place.chunk && finger->unit > place.unit)) {
    finger->bytes += longer;
    finger->lines += more_lines;
  }
}

/* Makes room for `more` chunks so that the steps after it cannot fail half way. */
static bool reserve_chunks(gaz_units *units, size_t more) {
  if (units->capacity - units->count >= more) return true;
  size_t capacity = units->capacity * 2 + more;
  gaz_chunk **chunks = realloc(units->chunks, capacity * sizeof *chunks);
  if (!chunks) return false;
  units->chunks = chunks;
  units->capacity = capacity;
  return true;
}

static void remove_units(gaz_units *units, gaz_unit_place place, size_t count) {
  size_t c = place.chunk;
  uint32_t u = place.unit;
  size_t emptied = 0, first_empty = 0;
  while (count && c < units->count) {
    gaz_chunk *chunk = units->chunks[c];
    uint32_t n = chunk->count - u;
    if (n > count) n = (uint32_t)count;
    for (uint32_t i = 0; i < n; i++) {
      chunk_count_unit(units, chunk, &chunk->units[u + i], -1);
      gaz_unit_clear(&chunk->units[u + i]);
    }
    memmove(&chunk->units[u], &chunk->units[u + n],
            (chunk->count - u - n) * sizeof chunk->units[0]);
    chunk->count -= n;
    count -= n;
    if (!chunk->count) {
      if (!emptied++) first_empty = c;
      free(chunk);
    }
    c++;
    u = 0;
  }
  if (!emptied) return;
  memmove(&units->chunks[first_empty], &units->chunks[first_empty + emptied],
          (units->count - first_empty - emptied) * sizeof units->chunks[0]);
  units->count -= emptied;
}

/* Inserts before `place`, whose unit may be chunk->count (the end of its chunk). The chunks needed
 * were allocated by the caller: `spare`. */
static void insert_units(gaz_units *units, gaz_unit_place place, const gaz_unit *added,
                         size_t count, gaz_chunk **spare) {
  gaz_chunk *chunk = units->chunks[place.chunk];
  if (chunk->count + count <= GAZ_CHUNK_UNITS) {
    memmove(&chunk->units[place.unit + count], &chunk->units[place.unit],
            (chunk->count - place.unit) * sizeof chunk->units[0]);
    memcpy(&chunk->units[place.unit], added, count * sizeof *added);
    chunk->count += (uint32_t)count;
    for (size_t i = 0; i < count; i++) chunk_count_unit(units, chunk, &added[i], 1);
    return;
  }
  /* The tail of this chunk moves to the first spare one, the new units fill this and more. */
  gaz_chunk *tail = spare[0];
  tail->count = chunk->count - place.unit;
  memcpy(tail->units, &chunk->units[place.unit], tail->count * sizeof chunk->units[0]);
  for (uint32_t i = 0; i < tail->count; i++) {
    size_t length = gaz_unit_length(&tail->units[i]);
    tail->bytes += length;
    tail->lines += tail->units[i].newline;
    chunk->bytes -= length;
    chunk->lines -= tail->units[i].newline;
  }
  chunk->count = place.unit;
  size_t used = 1, at = place.chunk + 1;
  gaz_chunk *filling = chunk;
  for (size_t i = 0; i < count; i++) {
    if (filling->count >= GAZ_CHUNK_UNITS / 2 && filling->count + 1 > GAZ_CHUNK_UNITS * 3 / 4) {
      filling = spare[used++];
      memmove(&units->chunks[at + 1], &units->chunks[at],
              (units->count - at) * sizeof units->chunks[0]);
      units->chunks[at++] = filling;
      units->count++;
    }
    filling->units[filling->count++] = added[i];
    chunk_count_unit(units, filling, &added[i], 1);
  }
  memmove(&units->chunks[at + 1], &units->chunks[at],
          (units->count - at) * sizeof units->chunks[0]);
  units->chunks[at] = tail;
  units->count++;
  spare[0] = NULL;
  for (size_t i = 1; i < used; i++) spare[i] = NULL;
  if (!tail->count) { /* inserted at the very end of the chunk */
    memmove(&units->chunks[at], &units->chunks[at + 1],
            (units->count - at - 1) * sizeof units->chunks[0]);
    units->count--;
    free(tail);
  }
}

/* After a removal: the place named (chunk, unit) may have run past the end of its chunk. */
static gaz_unit_place normalise(const gaz_units *units, gaz_unit_place place) {
  while (place.chunk + 1 < units->count && place.unit >= units->chunks[place.chunk]->count)
    place = (gaz_unit_place){place.chunk + 1, 0};
  return place;
}

gaz_status gaz_units_replace(gaz_units *units, gaz_unit_place *place, size_t old_count,
                             const gaz_unit *added, size_t count) {
  /* Everything that can fail comes first. */
  bool split = count && units->chunks[place->chunk]->count + count > GAZ_CHUNK_UNITS;
  size_t need = split ? count / (GAZ_CHUNK_UNITS / 2) + 3 : 1;
  gaz_chunk **spare = calloc(need, sizeof *spare);
  bool ready = spare && reserve_chunks(units, need + 1);
  for (size_t i = 0; ready && split && i < need; i++)
    ready = (spare[i] = calloc(1, sizeof **spare)) != NULL;
  /* What comes before the chunk stays as it is. */
  gaz_units_offset(units, (gaz_unit_place){place->chunk, 0}, NULL);
  if (ready) {
    /* New ones go in behind the old ones first: a chunk must not become empty in between. */
    gaz_unit_place at = *place;
    if (count) insert_units(units, at, added, count, spare);
    at = normalise(units, at);
    *place = at;
    if (old_count) {
      gaz_unit_place from = at;
      for (size_t i = 0; i < count; i++) gaz_units_next(units, &from);
      bool whole = from.chunk == at.chunk && from.unit == at.unit;
      remove_units(units, from, old_count);
      if (whole) *place = normalise(units, at);
    }
    if (units->finger->chunk >= units->count) *units->finger = (gaz_finger){0};
  }
  for (size_t i = 0; spare && i < need; i++) free(spare[i]);
  free(spare);
  return ready ? GAZ_OK : GAZ_ERROR_MEMORY;
}
