/* english/names_review.h - a second look at names in doubt, once the whole article is labelled: what there is to choose
 * from (names_doubts.c), what the article says of it (names_evidence.c), and the choice (names_review.c). */
#ifndef GAZ_ENGLISH_NAMES_REVIEW_H
#define GAZ_ENGLISH_NAMES_REVIEW_H

#include "english/forest.h"
#include "english/names_article.h"
#include "english/names_decode.h"

enum {
  GAZ_DOUBT_TOKENS = 12, /* longer ones are left as they are */
  GAZ_DOUBT_PATHS = 8,
  GAZ_DOUBT_OPTIONS = 24,
};

/* A label this likely is no doubt. */
#define GAZ_NAME_CERTAIN 0.85f

/* One way to label a doubt. */
typedef struct gaz_name_path {
  uint8_t labels[GAZ_DOUBT_TOKENS];
  float share; /* of the probability of all paths kept */
} gaz_name_path;

/* Tokens [first, first + count) of a sentence that may be labelled in several ways. */
typedef struct gaz_name_doubt {
  uint32_t sentence, first, count, path_count;
  gaz_name_path paths[GAZ_DOUBT_PATHS]; /* the field's own choice first */
} gaz_name_doubt;

typedef struct gaz_name_doubts {
  gaz_name_doubt *list;
  size_t count, capacity;
} gaz_name_doubts;

/* Finds the doubts of a stretch whose scores (with the steps at its ends) and probabilities these are. */
gaz_status gaz_name_doubts_find(const gaz_name_stretch *stretch, const float *scores,
                                const float *probabilities, const gaz_name_transitions *transitions,
                                gaz_arena *arena, gaz_name_doubts *out);

/* What the whole article says of words and names, counted by probability. */
typedef struct gaz_name_evidence {
  const gaz_name_article *article;
  uint32_t base; /* number of the article's first token in the text: heads count from there */
  const uint8_t *labels; /* the field's, of each token */
  struct gaz_name_mass *masses;
  size_t mask;
} gaz_name_evidence;

gaz_status gaz_name_evidence_gather(const gaz_name_article *article, uint32_t base,
                                    const uint8_t *labels, const gaz_name_doubts *doubts,
                                    gaz_arena *arena, gaz_name_evidence *out);

/* Tokens [first, last] of the article as a name of a class. */
typedef struct gaz_name_option {
  uint32_t first, last;
  uint8_t class;
  float share;      /* of the paths that have it */
  uint64_t keys[3]; /* what it adds to in the evidence; 0 nothing */
} gaz_name_option;

/* The names of all paths, and which of them each has. */
typedef struct gaz_name_options {
  gaz_name_option list[GAZ_DOUBT_OPTIONS];
  size_t count;
  uint8_t of_path[GAZ_DOUBT_PATHS][GAZ_DOUBT_TOKENS];
  uint8_t path_names[GAZ_DOUBT_PATHS]; /* how many */
  size_t path_count;                   /* as many as there was room for, the first at least */
} gaz_name_options;

void gaz_name_options_find(const gaz_name_article *article, const gaz_name_doubt *doubt,
                           gaz_name_options *out);

enum { GAZ_MASS_NAME = 1, GAZ_MASS_FIRST, GAZ_MASS_LAST, GAZ_MASS_INSIDE };

/* How often elsewhere, by probability, tokens [a, b] were a name of each class, or that word the first, the last or
 * another one of a longer name; returns the sum. */
float gaz_name_mass_elsewhere(const gaz_name_evidence *evidence, const gaz_name_options *options,
                              size_t a, size_t b, unsigned kind, float out[GAZ_NAME_CLASS_COUNT]);

/* The rows of numbers that the forest reads, of every option. The first GAZ_REVIEW_SORTS numbers of a row are sorts of
 * things, the others quantities. */
enum { GAZ_REVIEW_SORTS = 24, GAZ_REVIEW_NUMBERS = 215 };
typedef struct gaz_review_rows {
  uint8_t rows[GAZ_DOUBT_OPTIONS][GAZ_FOREST_NUMBERS];
  size_t count; /* of numbers in a row, GAZ_REVIEW_NUMBERS where there is any option */
} gaz_review_rows;
void gaz_name_review_rows(const gaz_name_evidence *evidence, const gaz_name_doubt *doubt,
                          const gaz_name_options *options, gaz_review_rows *out);

/* The log odds of a share, to which the forest's sum is added. */
float gaz_name_share_odds(float share);

/* The number of the path that says most that is likely right; `likely` is of each option. */
size_t gaz_name_best_path(const gaz_name_options *options, const float *likely);

/* The same, as the forest has it; sets `sure` of its names' tokens. */
size_t gaz_name_review_choose(const gaz_forest *forest, const gaz_name_evidence *evidence,
                              const gaz_name_doubt *doubt, float *sure);

#endif
