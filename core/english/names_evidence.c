/* What the field made of names all over the article, by probability: a sure name counts as one, and each way to read a
 * doubtful one by its share. A place never counts for itself. */
#include <string.h>

#include "english/names_review.h"

/* The masses of some words in some kind of place. */
struct gaz_name_mass {
  uint64_t hash; /* 0 marks a free place */
  float classes[GAZ_NAME_CLASS_COUNT];
};

static uint64_t key_of(const gaz_name_article *article, size_t a, size_t b, unsigned kind) {
  uint64_t hash = kind;
  for (size_t i = a; i <= b; i++) hash = gaz_mix(hash * 31 ^ gaz_name_word_at(article, i)->lower);
  return hash ? hash : 1;
}

static struct gaz_name_mass *place_of(const gaz_name_evidence *e, uint64_t hash) {
  size_t at = (size_t)hash & e->mask;
  while (e->masses[at].hash && e->masses[at].hash != hash) at = (at + 1) & e->mask;
  return &e->masses[at];
}

static void add(gaz_name_evidence *e, uint64_t hash, unsigned class, float share) {
  struct gaz_name_mass *mass = place_of(e, hash);
  mass->hash = hash;
  mass->classes[class] += share;
}

static void add_name(gaz_name_evidence *e, size_t a, size_t b, unsigned class, float share) {
  if (b - a >= GAZ_DOUBT_TOKENS) return;
  add(e, key_of(e->article, a, b, GAZ_MASS_NAME), class, share);
  if (a == b) return;
  add(e, key_of(e->article, a, a, GAZ_MASS_FIRST), class, share);
  add(e, key_of(e->article, b, b, GAZ_MASS_LAST), class, share);
  for (size_t i = a + 1; i < b; i++)
    add(e, key_of(e->article, i, i, GAZ_MASS_INSIDE), class, share);
}

/* ---- Options ---- */

static size_t option_of(const gaz_name_article *article, gaz_name_options *options, size_t a,
                        size_t b, unsigned class) {
  size_t at = 0;
  for (; at < options->count; at++) {
    const gaz_name_option *option = &options->list[at];
    if (option->first == a && option->last == b && option->class == class) return at;
  }
  if (at == GAZ_DOUBT_OPTIONS) return at;
  gaz_name_option *option = &options->list[options->count++];
  *option = (gaz_name_option){
      (uint32_t)a, (uint32_t)b, (uint8_t) class, 0, {key_of(article, a, b, GAZ_MASS_NAME), 0, 0}};
  if (a < b) {
    option->keys[1] = key_of(article, a, a, GAZ_MASS_FIRST);
    option->keys[2] = key_of(article, b, b, GAZ_MASS_LAST);
  }
  return at;
}

/* The end of the name that begins at labels[at]. */
static size_t name_end(const uint8_t *labels, size_t count, size_t at) {
  while (at + 1 < count && (labels[at] - 1) % 4 != GAZ_NAME_LAST &&
         (labels[at] - 1) % 4 != GAZ_NAME_UNIT && labels[at + 1])
    at++;
  return at;
}

void gaz_name_options_find(const gaz_name_article *article, const gaz_name_doubt *doubt,
                           gaz_name_options *out) {
  out->count = 0;
  for (out->path_count = 0; out->path_count < doubt->path_count; out->path_count++) {
    const gaz_name_path *path = &doubt->paths[out->path_count];
    uint8_t *names = out->of_path[out->path_count], count = 0;
    for (size_t i = 0; i < doubt->count; i++) {
      if (!path->labels[i]) continue;
      size_t last = name_end(path->labels, doubt->count, i);
      size_t option = option_of(article, out, doubt->first + i, doubt->first + last,
                                (path->labels[i] - 1u) / 4);
      if (option == GAZ_DOUBT_OPTIONS) return; /* no room: the likeliest paths are in */
      names[count++] = (uint8_t)option;
      i = last;
    }
    out->path_names[out->path_count] = count;
    for (size_t k = 0; k < count; k++) out->list[names[k]].share += path->share;
  }
}

/* ---- */

gaz_status gaz_name_evidence_gather(const gaz_name_article *article, uint32_t base,
                                    const uint8_t *labels, const gaz_name_doubts *doubts,
                                    gaz_arena *arena, gaz_name_evidence *out) {
  size_t count = article->tokens->token_count, entries = 0, capacity = 16, next = 0;
  for (size_t i = 0; i < count; i++) entries += labels[i] ? 2 : 0;
  for (size_t d = 0; d < doubts->count; d++)
    entries += (size_t)doubts->list[d].count * doubts->list[d].path_count * 2;
  while (capacity < entries * 2 + 2) capacity *= 2;
  *out = (gaz_name_evidence){article, base, labels, NULL, capacity - 1};
  out->masses = gaz_arena_zeroed(arena, capacity, sizeof *out->masses);
  if (!out->masses) return GAZ_ERROR_MEMORY;
  for (size_t i = 0; i < count; i++) {
    if (next < doubts->count && i == doubts->list[next].first) {
      const gaz_name_doubt *doubt = &doubts->list[next++];
      gaz_name_options options;
      gaz_name_options_find(article, doubt, &options);
      for (size_t k = 0; k < options.count; k++) {
        const gaz_name_option *option = &options.list[k];
        add_name(out, option->first, option->last, option->class, option->share);
      }
      i += doubt->count - 1;
    } else if (labels[i]) {
      size_t last = i + name_end(labels + i, count - i, 0);
      add_name(out, i, last, (labels[i] - 1u) / 4, 1);
      i = last;
    }
  }
  return GAZ_OK;
}

float gaz_name_mass_elsewhere(const gaz_name_evidence *e, const gaz_name_options *options, size_t a,
                              size_t b, unsigned kind, float out[GAZ_NAME_CLASS_COUNT]) {
  uint64_t hash = key_of(e->article, a, b, kind);
  const struct gaz_name_mass *mass = place_of(e, hash);
  float total = 0;
  memcpy(out, mass->classes, sizeof mass->classes);
  if (!mass->hash) return 0;
  for (size_t k = 0; k < options->count; k++) {
    const gaz_name_option *option = &options->list[k];
    for (size_t i = 0; i < GAZ_COUNT(option->keys); i++)
      if (option->keys[i] == hash) out[option->class] -= option->share;
  }
  for (unsigned class = 0; class < GAZ_NAME_CLASS_COUNT; class ++) {
    if (out[class] < 0.01f) out[class] = 0; /* what rounding leaves */
    total += out[class];
  }
  return total;
}
