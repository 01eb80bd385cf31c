/* All lists are one hash table of prefixes: a name of three words makes three entries, keyed by the
 * hash of the words so far; an entry says which classes end there and whether names go on. */
#include "english/names_lists.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

enum { PIECES_MAX = 16, FOLD_MAX = 256 };

static const char *const class_names[GAZ_LIST_COUNT] = {
    "country",     "demonym",  "capital",    "city1",        "city2",     "city3",     "town",
    "region",      "area",     "nature",     "given",        "family",    "person",    "profession",
    "title",       "particle", "suffix",     "org",          "armed",     "party",     "people",
    "language",    "event",    "holiday",    "law",          "work",      "product",   "facility",
    "media",       "orghead",  "orgsuffix",  "facilityhead", "eventhead", "lawhead",   "workhead",
    "producthead", "maker",    "naturehead", "regionhead",   "month",     "weekday",   "timeunit",
    "currency",    "number",   "link",       "saying",       "village",   "school",    "airport",
    "firm",        "brand",    "human",      "app",          "club",      "openalone", "openfirst",
    "openinside",
};

static const uint64_t goes_on = (uint64_t)1 << 63;

struct gaz_name_lists {
  gaz_word_map
      states; /* hash of the words so far -> GAZ_LIST_BIT of those that end here, and goes_on */
};

/* Base letters of U+00C0 to U+017F; '?' where there is none (kept as it is). */
static const char latin[] =
    "AAAAAAACEEEEIIIIDNOOOOO?OUUUUYTsaaaaaaaceeeeiiiidnooooo?ouuuuyty"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
/* Of U+1EA0 to U+1EF9, Vietnamese, lower case. */
static const char vietnamese[] =
    "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy";

size_t gaz_name_fold(const char *word, size_t size, char *out, size_t capacity) {
  size_t used = 0;
  for (size_t i = 0; i < size && used < capacity;) {
    unsigned char c = (unsigned char)word[i];
    if (c < 0x80) {
      out[used++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : (char)c;
      i++;
      continue;
    }
    unsigned char d = i + 1 < size ? (unsigned char)word[i + 1] : 0;
    unsigned char e = i + 2 < size ? (unsigned char)word[i + 2] : 0;
    if (c >= 0xc3 && c <= 0xc5 && d >= 0x80 && d <= 0xbf) {
      char base = latin[(((unsigned)c & 0x1f) << 6 | (d & 0x3fu)) - 0xc0];
      if (base != '?') {
        out[used++] = base >= 'A' && base <= 'Z' ? (char)(base + 32) : base;
        i += 2;
        continue;
      }
    } else if ((c == 0xcc && d >= 0x80) || (c == 0xcd && d >= 0x80 && d < 0xb0)) {
      i += 2; /* a combining mark */
      continue;
    } else if (c == 0xe1 && (d == 0xba || d == 0xbb) && e >= 0x80 && e <= 0xbf) {
      unsigned code = 0x1u << 12 | (unsigned)(d & 0x3f) << 6 | (e & 0x3fu);
      if (code >= 0x1ea0 && code < 0x1ea0 + sizeof vietnamese - 1) {
        out[used++] = vietnamese[code - 0x1ea0];
        i += 3;
        continue;
      }
    } else if (c == 0xe2 && d == 0x80 && (e == 0x98 || e == 0x99)) {
      out[used++] = '\'';
      i += 3;
      continue;
    } else if (c == 0xe2 && d == 0x80 && e >= 0x90 && e <= 0x95) {
      out[used++] = '-';
      i += 3;
      continue;
    }
    out[used++] = (char)c;
    i++;
  }
  return used;
}

static inline bool in_piece(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

size_t gaz_name_pieces(const char *folded, size_t size, uint64_t *hashes, size_t capacity) {
  size_t count = 0;
  char piece[FOLD_MAX];
  for (size_t i = 0; i < size && count < capacity;) {
    while (i < size && !in_piece(folded[i])) i++;
    size_t used = 0;
    /* Periods and apostrophes stand inside words: "U.S.", "Sana'a". */
    for (; i < size && (in_piece(folded[i]) || folded[i] == '.' || folded[i] == '\''); i++)
      if (in_piece(folded[i]) && used < sizeof piece) piece[used++] = folded[i];
    if (used) hashes[count++] = gaz_hash(piece, used, 0x91ece);
  }
  return count;
}

static uint64_t step_key(uint64_t state, uint64_t word) {
  uint64_t key = gaz_mix(state * 0x9e3779b97f4a7c15u ^ word);
  return key ? key : 1;
}

uint64_t gaz_name_lists_step(const gaz_name_lists *lists, uint64_t state, uint64_t word,
                             uint64_t *classes) {
  uint64_t key = step_key(state, word);
  const gaz_word_entry *found = gaz_word_map_at(&lists->states, key);
  *classes = found ? found->value & ~goes_on : 0;
  return found && found->value & goes_on ? key : 0;
}

void gaz_name_lists_fetch(const gaz_name_lists *lists, uint64_t state, uint64_t word) {
  gaz_word_map_fetch(&lists->states, step_key(state, word));
}

/* "US", "NATO": short names in capitals stay apart, lest "us" and "who" match. */
static bool is_capitals(gaz_slice name) {
  size_t letters = 0;
  for (size_t i = 0; i < name.size; i++) {
    if (name.data[i] >= 'A' && name.data[i] <= 'Z')
      letters++;
    else if (name.data[i] != '.')
      return false;
  }
  return letters > 0 && letters <= 5;
}

static bool add(gaz_name_lists *lists, gaz_slice name, int class) {
  char folded[FOLD_MAX];
  uint64_t pieces[PIECES_MAX];
  size_t size = gaz_name_fold(name.data, name.size, folded, sizeof folded);
  size_t count = gaz_name_pieces(folded, size, pieces, PIECES_MAX);
  uint64_t state = is_capitals(name) ? GAZ_LIST_START_UPPER : GAZ_LIST_START;
  for (size_t i = 0; i < count; i++) {
    gaz_word_entry *entry;
    state = step_key(state, pieces[i]);
    if (gaz_word_map_put(&lists->states, state, &entry)) return false;
    entry->value |= i + 1 < count ? goes_on : GAZ_LIST_BIT(class);
  }
  return true;
}

static int class_of(gaz_slice name) {
  for (int class = 0; class < GAZ_LIST_COUNT; class ++)
    if (strlen(class_names[class]) == name.size &&
        memcmp(class_names[class], name.data, name.size) == 0)
      return class;
  return -1;
}

static gaz_status read_list(gaz_name_lists *lists, const char *path, gaz_error *error) {
  gaz_mapping file;
  gaz_status status = gaz_map_file(path, &file, error);
  if (status) return status;
  const char *at = (const char *)file.data, *end = at + file.size;
  int class = -1;
  gaz_slice last = {"", 0}; /* classes come in runs: look up each name of one once */
  for (uint32_t line = 1; at < end && !status; line++) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    stop = stop ? stop : end;
    const char *tab = memchr(at, '\t', (size_t)(stop - at));
    if (*at != '#' && stop > at) {
      gaz_slice kind = {at, tab ? (size_t)(tab - at) : 0}, name = {tab ? tab + 1 : stop, 0};
      if (kind.size != last.size || memcmp(kind.data, last.data, kind.size) != 0)
        class = class_of(kind);
      last = kind;
      if (!tab || class < 0) {
        status = gaz_fail(error, GAZ_ERROR_FORMAT, path, line,
                          "not a known class, a tab and a name; see data/english/MODELS.md");
        break;
      }
      const char *next = memchr(name.data, '\t', (size_t)(stop - name.data));
      name.size = (size_t)((next ? next : stop) - name.data);
      if (!add(lists, name, class))
        status = gaz_fail(error, GAZ_ERROR_MEMORY, path, line, "not enough memory for the names");
    }
    at = stop + (stop < end);
  }
  gaz_unmap_file(&file);
  return status;
}

gaz_status gaz_name_lists_open(const char *folder, gaz_table_image *image, gaz_name_lists **out,
                               gaz_error *error) {
  static const char *const files[] = {"places", "people", "groups", "words",
                                      "world",  "more",   "open"};
  char path[4096 + 64];
  *out = NULL;
  gaz_name_lists *lists = calloc(1, sizeof *lists);
  if (!lists)
    return gaz_fail(error, GAZ_ERROR_MEMORY, folder, 0, "not enough memory for the name lists");
  gaz_status status = GAZ_OK;
  bool compiled = gaz_table_image_map(image, "name_lists", &lists->states);
  for (size_t i = 0; !compiled && !status && i < GAZ_COUNT(files); i++) {
    snprintf(path, sizeof path, "%s/names_%s.tsv", folder, files[i]);
    status = read_list(lists, path, error);
  }
  if (!compiled && !status) status = gaz_table_image_keep_map(image, "name_lists", &lists->states);
  if (status)
    gaz_name_lists_free(lists);
  else
    *out = lists;
  return status;
}

void gaz_name_lists_free(gaz_name_lists *lists) {
  if (!lists) return;
  gaz_word_map_clear(&lists->states);
  free(lists);
}

uint64_t gaz_name_lists_proper(void) {
  uint64_t ordinary = GAZ_LIST_BIT(GAZ_LIST_PROFESSION) | GAZ_LIST_BIT(GAZ_LIST_PARTICLE) |
                      GAZ_LIST_BIT(GAZ_LIST_TIME_UNIT) | GAZ_LIST_BIT(GAZ_LIST_CURRENCY) |
                      GAZ_LIST_BIT(GAZ_LIST_NUMBER) | GAZ_LIST_BIT(GAZ_LIST_LINK) |
                      GAZ_LIST_BIT(GAZ_LIST_SAYING) | GAZ_LIST_BIT(GAZ_LIST_TITLE) |
                      GAZ_LIST_BIT(GAZ_LIST_ORG_HEAD) | GAZ_LIST_BIT(GAZ_LIST_FACILITY_HEAD) |
                      GAZ_LIST_BIT(GAZ_LIST_EVENT_HEAD) | GAZ_LIST_BIT(GAZ_LIST_LAW_HEAD) |
                      GAZ_LIST_BIT(GAZ_LIST_WORK_HEAD) | GAZ_LIST_BIT(GAZ_LIST_PRODUCT_HEAD) |
                      GAZ_LIST_BIT(GAZ_LIST_NATURE_HEAD) | GAZ_LIST_BIT(GAZ_LIST_REGION_HEAD) |
                      GAZ_LIST_BIT(GAZ_LIST_ORG_SUFFIX);
  return ~ordinary;
}
