/* train_review CORPORA DATA OUTPUT TAGS TREES... - learns when a tag that was nearly chosen is the right one, from the
 * tags `train_tagger --folds` and the trees `train_parser --folds` wrote of the train portions of EWT and GUM; each word
 * once with each of the TREES. A logistic regression by AdaGrad, the mean of several orders. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/tag_review.h"
#include "trainer.h"
#include "treebank.h"

enum { MEMBERS = 3, ROUNDS = 4 };
static const float rate = 0.01f, hidden = 0.5f, decay = 0.01f, patience = 0.1f;

/* A doubtful word one of whose two tags is right. */
typedef struct choice {
  gaz_review_feature *features;
  size_t count;
  bool other; /* is the right one */
} choice;

typedef struct weights {
  float now[GAZ_REVIEW_BUCKETS], squares[GAZ_REVIEW_BUCKETS];
  double sum[GAZ_REVIEW_BUCKETS];
  uint32_t since[GAZ_REVIEW_BUCKETS], time;
  uint64_t random;
} weights;

static void *checked(void *memory) {
  if (memory) return memory;
  fputs("train_review: out of memory\n", stderr);
  exit(3);
}

static void stop(const gaz_error *error) {
  fprintf(stderr, "%s: %s\n", error->path, error->message);
  exit(3);
}

/* Sets heads, relations and leads; `others` are the tags nearly chosen, 0 none. */
static void read_answers(gaz_tokens *tokens, uint16_t *others, const char *tags_path,
                         const char *trees_path) {
  FILE *tags = fopen(tags_path, "r"), *trees = fopen(trees_path, "r");
  if (!tags || !trees) {
    perror(tags ? trees_path : tags_path);
    exit(3);
  }
  for (size_t i = 0; i < tokens->token_count; i++) {
    char upos[32], xpos[32], relation[32], line[128];
    float lead;
    int head;
    gaz_token *token = &tokens->tokens[i];
    if (!fgets(line, sizeof line, tags) || fscanf(trees, "%d %31s", &head, relation) != 2) {
      fprintf(stderr, "%s or %s: not of these words\n", tags_path, trees_path);
      exit(2);
    }
    token->head = head < 0 ? -1 : (int32_t)tokens->sentences[token->sentence].first + head;
    token->deprel = gaz_deprel_parse(relation, strlen(relation));
    if (sscanf(line, "%*s %*s %*s %31s %31s %f", upos, xpos, &lead) != 3) continue;
    if (lead >= GAZ_REVIEW_DOUBT) continue;
    token->lead = (uint8_t)(lead / GAZ_REVIEW_STEP);
    others[i] =
        (uint16_t)(gaz_upos_parse(upos, strlen(upos)) << 8 | gaz_xpos_parse(xpos, strlen(xpos)));
  }
  fclose(tags);
  fclose(trees);
}

/* Adds the choices of all sentences; returns how many there are then. */
static size_t add_choices(const treebank *bank, const uint16_t *others, choice *choices,
                          size_t count) {
  for (size_t k = 0; k < bank->corpus.count; k++) {
    const gaz_sentence *s = &bank->tokens.sentences[k];
    const gaz_token *tokens = bank->tokens.tokens + s->first;
    for (size_t at = 0; at < s->count; at++) {
      const conllu_word *gold = &bank->corpus.sentences[k].words[at];
      uint16_t other = others[s->first + at], right = (uint16_t)(gold->upos << 8 | gold->xpos);
      bool own = right == (tokens[at].upos << 8 | tokens[at].xpos);
      if (!other || (!own && other != right)) continue;
      gaz_review_feature features[GAZ_REVIEW_FEATURES];
      size_t n = gaz_review_features(bank->infos + s->first, tokens, s->count, s->first, at,
                                     (uint8_t)(other >> 8), (uint8_t)other, features);
      choice *c = &choices[count++];
      *c = (choice){checked(malloc(n * sizeof *features)), n, !own};
      memcpy(c->features, features, n * sizeof *features);
    }
  }
  return count;
}

static void move(weights *w, uint32_t at, float slope) {
  slope += decay * w->now[at];
  w->sum[at] += (double)w->now[at] * (w->time - w->since[at]);
  w->since[at] = w->time;
  w->squares[at] += slope * slope;
  w->now[at] -= rate * slope / sqrtf(w->squares[at] + patience);
}

/* Returns minus the logarithm of what the right tag was given. */
static double learn(weights *w, const choice *c) {
  const gaz_review_feature *kept[GAZ_REVIEW_FEATURES];
  size_t count = 0;
  float score = 0; /* of the other tag against its own */
  for (size_t i = 0; i < c->count; i++)
    if ((float)(trainer_random(&w->random) >> 40) / (float)(1 << 24) >= hidden)
      kept[count++] = &c->features[i];
  for (size_t i = 0; i < count; i++)
    score += w->now[kept[i]->other] + w->now[kept[i]->both] - w->now[kept[i]->own];
  float chance = 1 / (1 + expf(-score)), slope = chance - (float)c->other;
  w->time++;
  for (size_t i = 0; i < count; i++) {
    move(w, kept[i]->own, -slope);
    move(w, kept[i]->other, slope);
    move(w, kept[i]->both, slope);
  }
  return -log(c->other ? chance : 1 - chance);
}

/* Learns in an order of its own, and adds its share to the means. */
static void add_member(const choice *choices, size_t count, uint64_t member, double *means) {
  weights *w = checked(calloc(1, sizeof *w));
  uint32_t *order = checked(malloc(count * sizeof *order));
  w->random = 88172645463325252u + member;
  for (size_t i = 0; i < count; i++) order[i] = (uint32_t)i;
  for (uint64_t round = 0; round < ROUNDS; round++) {
    double loss = 0;
    trainer_shuffle(order, count, round + 100 * member);
    if (round == 1) { /* the first is no part of the means */
      memset(w->sum, 0, sizeof w->sum);
      memset(w->since, 0, sizeof w->since);
      w->time = 0;
    }
    for (size_t i = 0; i < count; i++) loss += learn(w, &choices[order[i]]);
    fprintf(stderr, "round %d: loss %.4f\n", (int)round + 1, loss / (double)count);
  }
  for (size_t i = 0; i < GAZ_REVIEW_BUCKETS; i++)
    means[i] +=
        (w->sum[i] + (double)w->now[i] * (w->time - w->since[i])) / w->time / (double)MEMBERS;
  free(order);
  free(w);
}

int main(int argc, char **argv) {
  if (argc < 6) {
    fprintf(stderr, "usage: train_review CORPORA DATA OUTPUT TAGS TREES...\n");
    return 2;
  }
  gaz_word_lexicons *lexicons;
  gaz_error error;
  if (gaz_word_lexicons_load(argv[2], NULL, &lexicons, &error)) stop(&error);
  static treebank bank;
  treebank_read(&bank, argv[1], argv[4], NULL, 0, NULL, lexicons);
  size_t words = bank.tokens.token_count, count = 0;
  uint16_t *others = checked(calloc(words, sizeof *others));
  choice *choices = checked(malloc(words * (size_t)(argc - 5) * sizeof *choices));
  for (int i = 5; i < argc; i++) {
    read_answers(&bank.tokens, others, argv[4], argv[i]);
    count = add_choices(&bank, others, choices, count);
  }
  static double means[GAZ_REVIEW_BUCKETS];
  static int8_t steps[GAZ_REVIEW_BUCKETS];
  for (uint64_t member = 0; member < MEMBERS; member++) add_member(choices, count, member, means);
  for (size_t i = 0; i < GAZ_REVIEW_BUCKETS; i++)
    steps[i] = (int8_t)lround(fmax(-127, fmin(127, means[i] / GAZ_REVIEW_WEIGHT)));
  if (gaz_tag_review_write(argv[3], steps, &error)) stop(&error);
  return 0;
}
