/* The field reads a name word by word, from what stands near each; the tree, all the words of a name together, and how
 * sure it was of the same words elsewhere it cannot see. Where it was in doubt, a forest that sees these says how
 * likely each name is right that one of the likelier paths has, and the path is taken that says most: every name counts
 * by how much likelier it is than what is worth saying, so that words no reading of which is likely are left out. */
#include "english/names_review.h"

#include <math.h>
#include <string.h>

#include "english/labels.h"

enum { FAR = 16 }; /* what hangs on a name farther away is not looked for */

/* A share as a number of the row, in steps of half a unit of log odds. */
static uint8_t share_number(float share) {
  if (share < 0.002f) return 0;
  if (share > 0.998f) return 25;
  float odds = logf(share / (1 - share)) * 2 + 13;
  return (uint8_t)(odds < 1 ? 1 : odds > 24 ? 24 : odds);
}

static uint8_t mass_number(float mass) {
  return (uint8_t)(mass < 0.05f ? 0 : mass > 8 ? 12 : 1 + mass * 4 / (1 + mass * 0.25f));
}

static uint8_t up_to(size_t value, size_t most) { return (uint8_t)(value < most ? value : most); }

static uint8_t sort_of(const gaz_name_word *word) {
  return word && word->wide[0] != GAZ_WORD_CLASS_NONE ? (uint8_t)(1 + word->wide[0] % 63) : 0;
}

static uint8_t class_at(const gaz_name_evidence *e, size_t token) {
  return e->labels[token] ? (uint8_t)((e->labels[token] - 1) / 4) : GAZ_NAME_CLASS_COUNT;
}

/* ---- What an option's tokens are, whatever its class ---- */

typedef struct span {
  const gaz_name_evidence *evidence;
  size_t first, end; /* the sentence */
  size_t a, b;
  const gaz_name_word *head, *tail;
  const gaz_name_word *before, *after; /* NULL outside of the sentence */
  size_t top, tops;                    /* the token that hangs on one outside, and how many do */
  size_t on;                           /* that one, or SIZE_MAX */
  const gaz_name_word *up;             /* its word, or NULL */
} span;

/* The token that a token hangs on, SIZE_MAX when it is not in the sentence. */
static size_t head_of(const span *s, size_t token) {
  const gaz_name_evidence *e = s->evidence;
  int64_t head = (int64_t)e->article->tokens->tokens[token].head - (int64_t)e->base;
  return head < (int64_t)s->first || head >= (int64_t)s->end ? SIZE_MAX : (size_t)head;
}

static span span_of(const gaz_name_evidence *e, const gaz_name_doubt *doubt,
                    const gaz_name_option *option) {
  const gaz_name_article *article = e->article;
  const gaz_sentence *sentence = &article->tokens->sentences[doubt->sentence];
  size_t a = option->first, b = option->last;
  span s = {.evidence = e, .first = sentence->first, .a = a, .b = b, .top = b, .on = SIZE_MAX};
  s.end = s.first + sentence->count;
  s.head = gaz_name_word_at(article, a);
  s.tail = gaz_name_word_at(article, b);
  s.before = a > s.first ? gaz_name_word_at(article, a - 1) : NULL;
  s.after = b + 1 < s.end ? gaz_name_word_at(article, b + 1) : NULL;
  for (size_t i = a; i <= b; i++) {
    size_t on = head_of(&s, i);
    if (on != SIZE_MAX && on >= a && on <= b) continue;
    s.top = i;
    s.on = on;
    s.tops++;
  }
  s.up = s.on == SIZE_MAX ? NULL : gaz_name_word_at(article, s.on);
  return s;
}

/* What hangs on the tokens of a span. */
typedef struct dependents {
  uint64_t relations; /* bits */
  uint64_t preposition;
  uint8_t listed, apposed, modifier;
} dependents;

static dependents dependents_of(const span *s) {
  const gaz_name_evidence *e = s->evidence;
  const gaz_token *tokens = e->article->tokens->tokens;
  dependents found = {.listed = GAZ_NAME_CLASS_COUNT};
  size_t from = s->a > s->first + FAR ? s->a - FAR : s->first;
  size_t to = s->b + FAR < s->end ? s->b + FAR : s->end;
  for (size_t i = from; i < to; i++) {
    size_t on = head_of(s, i);
    if ((i >= s->a && i <= s->b) || on < s->a || on > s->b) continue;
    const gaz_name_word *word = gaz_name_word_at(e->article, i);
    found.relations |= (uint64_t)1 << (tokens[i].deprel & 63);
    switch (tokens[i].deprel) {
      case GAZ_DEPREL_CASE:
        if (i < s->a) found.preposition = word->lower;
        break;
      case GAZ_DEPREL_CONJ:
        if (e->labels[i]) found.listed = class_at(e, i);
        break;
      case GAZ_DEPREL_APPOS: found.apposed = sort_of(word); break;
      case GAZ_DEPREL_COMPOUND:
      case GAZ_DEPREL_AMOD:
      case GAZ_DEPREL_NMOD_DESC: found.modifier = sort_of(word); break;
      default: break;
    }
  }
  if (tokens[s->top].deprel == GAZ_DEPREL_CONJ && s->up && e->labels[s->on])
    found.listed = (uint8_t)(GAZ_NAME_CLASS_COUNT + 1 + class_at(e, s->on));
  return found;
}

/* The next name before or after in the sentence: its class, and how far it is. */
static uint8_t *neighbour_numbers(const span *s, bool behind, uint8_t *n) {
  enum { NEAR = 12 };
  for (size_t d = 1; d < NEAR; d++) {
    if (behind ? s->b + d >= s->end : s->a < s->first + d) break;
    size_t at = behind ? s->b + d : s->a - d;
    if (!s->evidence->labels[at]) continue;
    *n++ = class_at(s->evidence, at);
    *n++ = (uint8_t)d;
    return n;
  }
  *n++ = GAZ_NAME_CLASS_COUNT;
  *n++ = NEAR;
  return n;
}

static uint8_t mark_at(const span *s, const gaz_name_word *word, size_t token) {
  return word && word->form & GAZ_FORM_PUNCT
             ? (uint8_t)(gaz_name_byte_at(s->evidence->article, token) & 63)
             : 0;
}

/* The sorts but for the class. */
static uint8_t *sort_numbers(const span *s, const dependents *d, size_t sentence, uint8_t *n) {
  const gaz_name_evidence *e = s->evidence;
  const gaz_token *tokens = e->article->tokens->tokens;
  *n++ = sort_of(s->head);
  *n++ = sort_of(s->tail);
  *n++ = sort_of(s->before);
  *n++ = sort_of(s->after);
  *n++ = sort_of(s->up);
  *n++ = tokens[s->top].deprel & 63;
  *n++ = s->up ? tokens[s->on].xpos & 63 : 0;
  *n++ = class_at(e, s->a);
  *n++ = s->up ? class_at(e, s->on) : GAZ_NAME_CLASS_COUNT;
  *n++ = d->listed;
  *n++ = d->apposed;
  *n++ = d->modifier;
  *n++ = d->preposition ? (uint8_t)(1 + gaz_mix(d->preposition) % 63) : 0;
  *n++ = (uint8_t)(gaz_mix((uint64_t)s->tail->form | (uint64_t)s->head->form << 8) & 63);
  *n++ = mark_at(s, s->before, s->a - 1);
  *n++ = mark_at(s, s->after, s->b + 1);
  *n++ = tokens[s->a].xpos & 63;
  *n++ = tokens[s->b].xpos & 63;
  *n++ = e->article->sentence_case[sentence];
  n = neighbour_numbers(s, false, n);
  return neighbour_numbers(s, true, n);
}

static uint8_t *word_numbers(const gaz_name_article *article, const gaz_name_word *word,
                             uint8_t *n) {
  const struct gaz_name_key *key = &article->keys[word->key];
  *n++ = up_to(key->lower, 20);
  *n++ = up_to(key->capital, 20);
  *n++ = up_to(word->length, 40);
  *n++ = word->wide[0] == GAZ_WORD_CLASS_NONE;
  for (unsigned bit = 0; bit < GAZ_SEEN_COUNT; bit++) *n++ = key->seen >> bit & 1;
  return n;
}

static uint8_t *near_lists(const gaz_name_word *word, uint8_t *n) {
  static const uint8_t lists[] = {
      GAZ_LIST_TITLE,         GAZ_LIST_PROFESSION, GAZ_LIST_SAYING,       GAZ_LIST_ORG_HEAD,
      GAZ_LIST_FACILITY_HEAD, GAZ_LIST_EVENT_HEAD, GAZ_LIST_PRODUCT_HEAD, GAZ_LIST_NATURE_HEAD,
      GAZ_LIST_REGION_HEAD,   GAZ_LIST_DEMONYM,    GAZ_LIST_COUNTRY,      GAZ_LIST_WORK_HEAD,
  };
  for (size_t k = 0; k < GAZ_COUNT(lists); k++) *n++ = word ? word->alone >> lists[k] & 1 : 0;
  return n;
}

static uint8_t *form_numbers(const span *s, const dependents *d, size_t sentence, uint8_t *n) {
  static const uint8_t relations[] = {
      GAZ_DEPREL_APPOS,     GAZ_DEPREL_DET,  GAZ_DEPREL_CASE,     GAZ_DEPREL_NMOD,
      GAZ_DEPREL_NMOD_POSS, GAZ_DEPREL_AMOD, GAZ_DEPREL_COMPOUND, GAZ_DEPREL_ACL_RELCL,
      GAZ_DEPREL_FLAT,      GAZ_DEPREL_CONJ, GAZ_DEPREL_ACL,      GAZ_DEPREL_NUMMOD,
      GAZ_DEPREL_PARATAXIS,
  };
  const gaz_name_article *article = s->evidence->article;
  *n++ = up_to(s->b - s->a, 12);
  *n++ = up_to(s->tops, 9);
  *n++ = s->a == s->first;
  *n++ = s->b + 1 == s->end;
  n = word_numbers(article, s->head, n);
  n = word_numbers(article, s->tail, n);
  *n++ = article->keys[s->tail->key].expansion != 0;
  *n++ = up_to((s->end - s->first) / 2, 60);
  *n++ = up_to(sentence, 40);
  *n++ = up_to(s->a - article->run_first[s->a], 9);
  *n++ = up_to(article->run_last[s->b] - s->b, 9);
  for (size_t k = 0; k < GAZ_COUNT(relations); k++) *n++ = d->relations >> relations[k] & 1;
  n = near_lists(s->before, n);
  n = near_lists(s->after, n);
  return near_lists(s->up, n);
}

/* Of each list, whether the span is in it, its first word, its last. */
static uint8_t *list_numbers(const span *s, uint8_t *n) {
  const gaz_name_article *article = s->evidence->article;
  uint64_t whole = gaz_name_article_whole(article, s->a, s->b);
  uint64_t head = s->a < s->b ? s->head->alone : 0, tail = s->a < s->b ? s->tail->alone : 0;
  for (unsigned list = 0; list < GAZ_LIST_OPEN_ALONE; list++)
    *n++ = (uint8_t)((whole >> list & 1) | (head >> list & 1) << 1 | (tail >> list & 1) << 2);
  return n;
}

/* ---- What speaks for the class ---- */

/* How the paths are divided about the option. */
static uint8_t *share_numbers(const gaz_name_doubt *doubt, const gaz_name_options *options,
                              const gaz_name_option *option, uint8_t *n) {
  float same = 0, other = 0, of_class = 0, outside = 0, classes[GAZ_NAME_CLASS_COUNT] = {0};
  for (size_t k = 0; k < options->count; k++) {
    const gaz_name_option *o = &options->list[k];
    if (o->first != option->first || o->last != option->last) continue;
    same += o->share;
    classes[o->class] = o->share;
    if (o->class != option->class && o->share > other) other = o->share;
  }
  for (size_t p = 0; p < options->path_count; p++) {
    bool meets = false, in_class = false;
    for (size_t k = 0; k < options->path_names[p]; k++) {
      const gaz_name_option *o = &options->list[options->of_path[p][k]];
      if (o->first > option->last || o->last < option->first) continue;
      meets = true;
      in_class |= o->class == option->class;
    }
    if (!meets) outside += doubt->paths[p].share;
    if (in_class) of_class += doubt->paths[p].share;
  }
  *n++ = share_number(option->share);
  *n++ = share_number(same);
  *n++ = share_number(of_class);
  *n++ = share_number(outside);
  *n++ = share_number(other);
  *n++ = share_number(doubt->paths[0].share);
  *n++ = (uint8_t)doubt->path_count;
  *n++ = (uint8_t)((doubt->first == option->first) * 2 +
                   (doubt->first + doubt->count == option->last + 1));
  for (unsigned c = 0; c < GAZ_NAME_CLASS_COUNT; c++) *n++ = share_number(classes[c]);
  return n;
}

/* What the article says elsewhere of the words, in the kinds of places that tell. */
enum { PLACES = 8, NOTHING = 13 };
typedef struct elsewhere {
  float masses[PLACES][GAZ_NAME_CLASS_COUNT], totals[PLACES];
} elsewhere;

static void look_elsewhere(const span *s, const gaz_name_options *options, elsewhere *out) {
  const struct {
    size_t a, b;
    unsigned kind;
  } places[PLACES] = {
      {s->a, s->b, GAZ_MASS_NAME},   {s->a, s->a, GAZ_MASS_FIRST}, {s->b, s->b, GAZ_MASS_LAST},
      {s->a, s->a, GAZ_MASS_INSIDE}, {s->a, s->a, GAZ_MASS_LAST},  {s->b, s->b, GAZ_MASS_FIRST},
      {s->b, s->b, GAZ_MASS_NAME},   {s->a, s->a, GAZ_MASS_NAME},
  };
  for (size_t k = 0; k < PLACES; k++)
    out->totals[k] = gaz_name_mass_elsewhere(s->evidence, options, places[k].a, places[k].b,
                                             places[k].kind, out->masses[k]);
}

static uint8_t *elsewhere_numbers(const elsewhere *found, unsigned class, uint8_t *n) {
  for (unsigned c = 0; c < GAZ_NAME_CLASS_COUNT; c++)
    *n++ = found->totals[0] > 0.05f ? share_number(found->masses[0][c] / found->totals[0]) : 0;
  for (size_t k = 0; k < PLACES; k++) {
    bool any = found->totals[k] > 0.05f;
    *n++ = any ? share_number(found->masses[k][class] / found->totals[k]) : NOTHING;
    *n++ = any ? mass_number(found->totals[k]) : 0;
  }
  return n;
}

void gaz_name_review_rows(const gaz_name_evidence *evidence, const gaz_name_doubt *doubt,
                          const gaz_name_options *options, gaz_review_rows *out) {
  elsewhere found[GAZ_DOUBT_OPTIONS];
  size_t lengths[GAZ_DOUBT_OPTIONS];
  for (size_t k = 0; k < options->count; k++) {
    const gaz_name_option *option = &options->list[k];
    uint8_t *row = out->rows[k];
    size_t same = 0; /* an option before it of the same tokens */
    while (options->list[same].first != option->first || options->list[same].last != option->last)
      same++;
    if (same < k) {
      memcpy(row, out->rows[same], lengths[same]);
      lengths[k] = lengths[same];
    } else {
      span s = span_of(evidence, doubt, option);
      dependents d = dependents_of(&s);
      uint8_t *n = sort_numbers(&s, &d, doubt->sentence, row + 1);
      n = form_numbers(&s, &d, doubt->sentence, n);
      lengths[k] = (size_t)(list_numbers(&s, n) - row);
      look_elsewhere(&s, options, &found[k]);
    }
    row[0] = option->class;
    uint8_t *n = share_numbers(doubt, options, option, row + lengths[k]);
    n = elsewhere_numbers(&found[same], option->class, n);
    out->count = (size_t)(n - row);
  }
}

/* ---- The choice ---- */

/* A name this likely is worth saying. F1 is highest at 0.4 (half of what it is), a tenth of a point above what it is here;
 * but a name left out is also missing where it is decided who is who, which then goes wrong more often. */
static const float LEAST = 0.3f;

float gaz_name_share_odds(float share) {
  share = share < 0.003f ? 0.003f : share > 0.997f ? 0.997f : share;
  return logf(share / (1 - share));
}

/* Facilities and products are so few that the field counts each threefold as it learns; the forest knows too little of
 * them, and leaves those that it found. */
static bool has_rare(const gaz_name_options *options, size_t path) {
  for (size_t k = 0; k < options->path_names[path]; k++) {
    unsigned class = options->list[options->of_path[path][k]].class;
    if (class == GAZ_NAME_CLASS_FACILITY || class == GAZ_NAME_CLASS_PRODUCT) return true;
  }
  return false;
}

size_t gaz_name_best_path(const gaz_name_options *options, const float *likely) {
  size_t best = 0;
  float most = 0;
  if (has_rare(options, 0)) return 0;
  for (size_t p = 0; p < options->path_count; p++) {
    float worth = 0;
    for (size_t k = 0; k < options->path_names[p]; k++)
      worth += likely[options->of_path[p][k]] - LEAST;
    if (p == 0 || worth > most) {
      most = worth;
      best = p;
    }
  }
  return best;
}

size_t gaz_name_review_choose(const gaz_forest *forest, const gaz_name_evidence *evidence,
                              const gaz_name_doubt *doubt, float *sure) {
  gaz_name_options options;
  gaz_review_rows rows;
  float likely[GAZ_DOUBT_OPTIONS];
  gaz_name_options_find(evidence->article, doubt, &options);
  gaz_name_review_rows(evidence, doubt, &options, &rows);
  for (size_t k = 0; k < options.count; k++)
    likely[k] = 1 / (1 + expf(-gaz_name_share_odds(options.list[k].share) -
                              gaz_forest_sum(forest, rows.rows[k])));
  size_t best = gaz_name_best_path(&options, likely);
  for (size_t k = 0; k < options.path_names[best]; k++) {
    size_t option = options.of_path[best][k];
    for (size_t i = options.list[option].first; i <= options.list[option].last; i++)
      sure[i] = likely[option];
  }
  return best;
}
