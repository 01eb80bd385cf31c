/* train_parser CORPORA DATA TAGS NET [--silver SILVER] - learns dependencies from the train portions of EWT and GUM,
 * with the tags that `train_tagger --folds` predicted for them, and from the sentences of SILVER; writes a net.
 * train_parser CORPORA DATA TAGS --teach TEXT SILVER - learns several nets, every other from the last word to the first,
 * and writes which trees they vote for in a plain text.
 * train_parser CORPORA DATA TAGS --folds TREES - parses those portions themselves, each half with a net that learnt from
 * the other: head (-1 the root) and relation of each word.
 * --check FILE|FOLDER, last: after each round, how many heads and relations of other sentences are right.
 *
 * The oracle is dynamic: in every state, also those reached by mistakes, it knows which actions lose no
 * further arc, so that the parser learns to make the best of its own errors. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/parse_rows.h"
#include "english/parser.h"
#include "failure.h"
#include "net_learner.h"
#include "trainer.h"
#include "treebank.h"

enum {
  ROUNDS = 14,
  MEAN_ROUNDS = 5,  /* the last, whose weights are averaged */
  EXPLORE_FROM = 1, /* rounds of the oracle's own actions */
  SILVER_SHARE = 2, /* one in so many sentences of SILVER is learnt from in a round */
  GRAFTS = 4000,    /* sentences made of two, see treebank.h */
  TICK = 1000,      /* sentences between two of which the mean is taken */
  TEACHERS = 4,
  TEACHER_ROUNDS = 6,
  TEACHER_MEAN_ROUNDS = 3,
  FOLDS = 2,
  FOLD_ROUNDS = 4,
  FOLD_MEAN_ROUNDS = 2,
  FOLD_STRETCH = 200, /* neighbouring sentences go together: documents mostly stay whole */
  /* A coarse class follows from the class: its rows are learnt too, and become part of the rows of its classes. */
  COARSE_ROW = GAZ_PARSE_ROWS,
  LEARNT_ROWS = COARSE_ROW + GAZ_PARSE_PLACES * 257,
};
static const float rate = 0.02f, drop = 0.1f; /* see net_learner.h */

typedef struct kind_of_word {
  uint16_t coarse, class, cluster;
  uint32_t kinds;
} kind_of_word;

typedef struct learning {
  net_learner *learner;
  kind_of_word *frequent; /* of the words with numbers */
  gaz_net *words;         /* a net that knows no more than the numbers of words */
  bool explore;           /* go where the model leads */
  int left_out;           /* fold not learnt from, -1 none */
  uint64_t random;
  gaz_parse_state *state;
} learning;

/* The gold head of every word, the root's being `count`; -1 where teachers were at odds, which costs nothing. */
static void gold_heads(const conllu_sentence *s, int32_t *heads) {
  for (size_t i = 0; i < s->count; i++)
    heads[i] = s->words[i].unsure     ? -1
               : s->words[i].head < 0 ? (int32_t)s->count
                                      : s->words[i].head;
}

enum { FORBIDDEN = 1 << 20 }; /* the cost of what is not allowed */

/* How many gold arcs an action loses for good. */
static int cost_of(const gaz_parse_state *s, const int32_t *gold, int action) {
  int32_t b = (int32_t)s->next, n = (int32_t)s->count;
  int32_t s0 = s->depth > 0 ? s->stack[s->depth - 1] : -1;
  int32_t s1 = s->depth > 1 ? s->stack[s->depth - 2] : -1;
  int cost = 0;
  if (action == GAZ_PARSE_SHIFT) { /* b can no longer be linked with the stack but below s0 */
    for (size_t i = 0; i + 1 < s->depth; i++) cost += gold[b] == s->stack[i];
    for (size_t i = 0; i < s->depth; i++) cost += gold[s->stack[i]] == b;
    return cost;
  }
  if (s0 < 0) return FORBIDDEN;
  for (int32_t d = b; d < n; d++) cost += gold[d] == s0; /* its dependants to come */
  if (action == GAZ_PARSE_LEFT) {
    cost += gold[s0] == s1 && s1 >= 0;
    cost += gold[s0] > b;
  } else {
    cost += gold[s0] >= b;
  }
  return cost;
}

typedef struct totals {
  size_t words, heads, labelled;
} totals;

static void print_totals(const char *what, const totals *sum) {
  fprintf(stderr, "%s: UAS %.2f LAS %.2f\n", what, 100.0 * (double)sum->heads / (double)sum->words,
          100.0 * (double)sum->labelled / (double)sum->words);
}

static bool is_of_fold(size_t sentence, int fold) {
  return fold >= 0 && (int)(sentence / FOLD_STRETCH % FOLDS) == fold;
}

/* The gradient of -log p(any of the actions that cost least). */
static void gradient_of(const float *scores, const int *costs, int least, float *gradient) {
  float highest = -1e30f, all = 0, good = 0, p[3];
  for (int a = 0; a < 3; a++)
    if (costs[a] < FORBIDDEN && scores[a] > highest) highest = scores[a];
  for (int a = 0; a < 3; a++) {
    p[a] = costs[a] < FORBIDDEN ? expf(scores[a] - highest) : 0;
    all += p[a];
    if (costs[a] == least) good += p[a];
  }
  for (int a = 0; a < 3; a++)
    gradient[a] = p[a] / all - (costs[a] == least ? p[a] / (good > 1e-20f ? good : 1e-20f) : 0);
}

/* An action drawn by the model's own probabilities. Always the best one would, once the sentences are known
 * by heart, show too few of the mistakes that are made in others. */
static int drawn_action(const float *scores, const int *costs, uint64_t *random) {
  float highest = -1e30f, all = 0, p[3];
  int last = 0;
  for (int a = 0; a < 3; a++)
    if (costs[a] < FORBIDDEN && scores[a] > highest) highest = scores[a];
  for (int a = 0; a < 3; a++) all += p[a] = costs[a] < FORBIDDEN ? expf(scores[a] - highest) : 0;
  float at = (float)(trainer_random(random) >> 40) / (float)(1 << 24) * all;
  for (int a = 0; a < 3; a++) {
    if (p[a] <= 0) continue;
    last = a;
    if (at < p[a]) break;
    at -= p[a];
  }
  return last;
}

/* The kind a word is learnt to be: a frequent one's is always the same, since it becomes part of the word's own row. */
static kind_of_word kind_of(const learning *l, const gaz_parse_node *n) {
  return n->number ? l->frequent[n->number]
                   : (kind_of_word){n->classes[1], n->classes[2], n->cluster, n->kinds};
}

/* Rows of a kind at the first place, those of coarse classes apart. */
static size_t rows_of_kind(const kind_of_word *kind, uint32_t *rows) {
  rows[0] = GAZ_ROW_CLASS + GAZ_PARSE_PLACES * kind->class;
  rows[1] = GAZ_ROW_CLUSTER + GAZ_PARSE_PLACES * kind->cluster;
  rows[2] = gaz_parse_kind_row(kind->kinds);
  return 3;
}

/* All rows of a state. */
static size_t rows_of(const learning *l, uint32_t rows[GAZ_NET_ROWS_MAX]) {
  const gaz_parse_state *s = l->state;
  int32_t at[GAZ_PARSE_PLACES];
  gaz_parse_places(s, at);
  size_t count = gaz_parse_state_rows(s, at, rows);
  for (uint32_t place = 0; place < GAZ_PARSE_PLACES; place++) {
    if (at[place] > (int32_t)s->count) continue;
    const gaz_parse_node *n = &s->nodes[at[place]];
    kind_of_word kind = kind_of(l, n);
    size_t first = count;
    count += gaz_parse_word_rows(n, rows + count);
    if (n->number) count += rows_of_kind(&kind, rows + count);
    rows[count++] = COARSE_ROW + GAZ_PARSE_PLACES * kind.coarse;
    for (size_t k = first; k < count; k++) rows[k] += place;
  }
  return count;
}

/* Leaves the rows that a parser asks for. */
static void fold_kinds(const learning *l, const treebank *bank) {
  static uint16_t coarse_of[1025];
  for (size_t i = 0; i < bank->tokens.token_count; i++)
    coarse_of[bank->infos[i].classes[2]] = bank->infos[i].classes[1];
  for (uint32_t place = 0; place < GAZ_PARSE_PLACES; place++) {
    for (uint32_t number = 1; number <= GAZ_PARSE_WORDS; number++) {
      uint32_t rows[4], own = GAZ_ROW_WORD + GAZ_PARSE_PLACES * number + place;
      const kind_of_word *kind = &l->frequent[number];
      size_t count = rows_of_kind(kind, rows);
      rows[count++] = COARSE_ROW + GAZ_PARSE_PLACES * kind->coarse;
      for (size_t k = 0; k < count; k++) net_learner_fold(l->learner, rows[k] + place, own);
    }
    for (uint32_t class = 0; class < 1025; class ++)
      net_learner_fold(l->learner, COARSE_ROW + GAZ_PARSE_PLACES * coarse_of[class] + place,
                       GAZ_ROW_CLASS + GAZ_PARSE_PLACES * class + place);
  }
}

/* Names the relation of the arc about to be made; learns from it if it has a `gold` one. */
static uint8_t relation(const learning *l, int action, uint8_t gold) {
  int32_t head, dependant;
  gaz_parse_arc(l->state, action, &head, &dependant);
  if (head == (int32_t)l->state->count) return GAZ_DEPREL_ROOT;
  float scores[GAZ_DEPREL_COUNT], all = 0;
  uint32_t first = gaz_parse_relations_of(action), best = 1;
  net_learner_scores(l->learner, first, GAZ_DEPREL_COUNT, scores);
  for (uint32_t r = 2; r < GAZ_DEPREL_COUNT; r++)
    if (scores[r] > scores[best]) best = r;
  if (!gold) return (uint8_t)best;
  float highest = scores[best];
  for (uint32_t r = 1; r < GAZ_DEPREL_COUNT; r++) all += scores[r] = expf(scores[r] - highest);
  for (uint32_t r = 1; r < GAZ_DEPREL_COUNT; r++) scores[r] = scores[r] / all - (r == gold);
  net_learner_gradient(l->learner, first + 1, GAZ_DEPREL_COUNT - 1, scores + 1);
  return (uint8_t)best;
}

static void learn_sentence(learning *l, const conllu_sentence *sentence, const gaz_word_info *infos,
                           const gaz_token *tokens, totals *sum) {
  int32_t gold[4096];
  gaz_parse_state *s = l->state;
  gold_heads(sentence, gold);
  gaz_parse_start(s, l->words, infos, tokens, sentence->count);
  while (!gaz_parse_done(s)) {
    int costs[3], least = FORBIDDEN, choices = 0, taken = -1;
    for (int action = 0; action < 3; action++) {
      bool allowed = gaz_parse_allowed(s, action);
      costs[action] = allowed ? cost_of(s, gold, action) : FORBIDDEN;
      choices += allowed;
      if (costs[action] < least) least = costs[action];
    }
    float scores[3], gradient[3];
    uint32_t rows[GAZ_NET_ROWS_MAX];
    net_learner_begin(l->learner, rows, rows_of(l, rows), true);
    net_learner_scores(l->learner, 0, 3, scores);
    for (int action = 0; action < 3; action++)
      if (costs[action] == least && (taken < 0 || scores[action] > scores[taken])) taken = action;
    if (l->explore) taken = drawn_action(scores, costs, &l->random);
    if (choices > 1) {
      gradient_of(scores, costs, least, gradient);
      net_learner_gradient(l->learner, 0, 3, gradient);
    }
    uint8_t label = 0;
    if (taken != GAZ_PARSE_SHIFT) {
      int32_t head, dependant;
      gaz_parse_arc(s, taken, &head, &dependant);
      bool right = gold[dependant] == head;
      label = relation(l, taken, right ? sentence->words[dependant].deprel : 0);
    }
    net_learner_step(l->learner);
    gaz_parse_apply(s, taken, label);
  }
  for (size_t i = 0; i < sentence->count; i++) {
    bool head = s->nodes[i].head == gold[i];
    sum->words++;
    sum->heads += head;
    sum->labelled += head && s->nodes[i].label == sentence->words[i].deprel;
  }
}

static void parse_sentence(const learning *l, const treebank *bank, size_t k) {
  gaz_parse_state *s = l->state;
  const gaz_sentence *sentence = &bank->tokens.sentences[k];
  gaz_parse_start(s, l->words, bank->infos + sentence->first, bank->tokens.tokens + sentence->first,
                  sentence->count);
  while (!gaz_parse_done(s)) {
    uint32_t rows[GAZ_NET_ROWS_MAX];
    float scores[3];
    int best = -1;
    net_learner_begin(l->learner, rows, rows_of(l, rows), false);
    net_learner_scores(l->learner, 0, 3, scores);
    for (int action = 0; action < 3; action++)
      if (gaz_parse_allowed(s, action) && (best < 0 || scores[action] > scores[best]))
        best = action;
    gaz_parse_apply(s, best, best == GAZ_PARSE_SHIFT ? 0 : relation(l, best, 0));
  }
}

/* Words of sentences that nothing was learnt from; punctuation, which is hung anew in the end, does not count. */
static void check(const learning *l, const treebank *bank, const char *name) {
  totals sum = {0};
  for (size_t k = 0; k < bank->corpus.count; k++) {
    parse_sentence(l, bank, k);
    for (size_t i = 0; i < bank->corpus.sentences[k].count; i++) {
      const conllu_word *w = &bank->corpus.sentences[k].words[i];
      if (w->upos == GAZ_UPOS_PUNCT) continue;
      bool head = l->state->nodes[i].head == (w->head < 0 ? (int32_t)l->state->count : w->head);
      sum.words++;
      sum.heads += head;
      sum.labelled += head && l->state->nodes[i].label == w->deprel;
    }
  }
  print_totals(name, &sum);
}

static net_learner *new_learner(uint64_t seed) {
  net_learner *l = net_learner_new(&(net_learner_options){
      .rows = LEARNT_ROWS, .outputs = GAZ_PARSE_OUTPUTS, .rate = rate, .drop = drop, .seed = seed});
  net_learner_leave_out(l, 3, GAZ_NET_OUTPUTS - 3);
  for (int action = GAZ_PARSE_LEFT; action <= GAZ_PARSE_RIGHT; action++) {
    uint32_t first = gaz_parse_relations_of(action);
    net_learner_leave_out(l, first, 1);
    net_learner_leave_out(l, first + GAZ_DEPREL_COUNT, GAZ_PARSE_RELATIONS - GAZ_DEPREL_COUNT);
  }
  return l;
}

/* Learns in an order of that `seed`. */
static void learn(learning *l, const treebank *bank, int rounds, int mean_rounds, uint64_t seed,
                  const treebank *checked_bank) {
  size_t count = bank->corpus.count;
  uint32_t *order = checked(malloc(count * sizeof *order));
  for (size_t k = 0; k < count; k++) order[k] = (uint32_t)k;
  l->learner = new_learner(seed);
  l->random = 88172645463325252u + seed;
  for (int round = 0; round < rounds; round++) {
    totals sum = {0};
    size_t done = 0;
    l->explore = round >= EXPLORE_FROM;
    trainer_shuffle(order, count, (uint64_t)round + 100 + 1000 * seed);
    for (size_t i = 0; i < count; i++) {
      size_t k = order[i];
      if (is_of_fold(k, l->left_out) ||
          (k >= bank->gold && k % SILVER_SHARE != (size_t)round % SILVER_SHARE))
        continue;
      uint32_t first = bank->tokens.sentences[k].first;
      learn_sentence(l, &bank->corpus.sentences[k], bank->infos + first,
                     bank->tokens.tokens + first, &sum);
      if (round >= rounds - mean_rounds && ++done % TICK == 0) net_learner_tick(l->learner);
    }
    fprintf(stderr, "round %d, ", round + 1);
    print_totals("learning", &sum);
    if (checked_bank) check(l, checked_bank, "others");
  }
  free(order);
  net_learner_take_mean(l->learner);
  if (checked_bank) check(l, checked_bank, "others, with the mean");
}

/* Parses all sentences, or those of the fold that was left out. */
static void parse_text(learning *l, const treebank *text, bool mirrored, int16_t *heads,
                       uint8_t *relations) {
  for (size_t k = 0; k < text->corpus.count; k++) {
    if (l->left_out >= 0 && !is_of_fold(k, l->left_out)) continue;
    uint32_t first = text->tokens.sentences[k].first;
    parse_sentence(l, text, k);
    int32_t count = (int32_t)l->state->count;
    for (int32_t i = 0; i < count; i++) {
      const gaz_parse_node *node = &l->state->nodes[mirrored ? count - 1 - i : i];
      int32_t head = node->head == count ? -1 : mirrored ? count - 1 - node->head : node->head;
      heads[first + (uint32_t)i] = (int16_t)head;
      relations[first + (uint32_t)i] = node->label;
    }
  }
}

/* Every other teacher reads backwards: its mistakes are others. */
static void teach(learning *l, treebank *bank, treebank *text, const char *path) {
  int16_t *heads[TEACHERS];
  uint8_t *relations[TEACHERS];
  for (int teacher = 0; teacher < TEACHERS; teacher++) {
    heads[teacher] = checked(calloc(text->tokens.token_count, sizeof **heads));
    relations[teacher] = checked(calloc(text->tokens.token_count, sizeof **relations));
    bool mirrored = teacher % 2;
    if (mirrored) treebank_mirror(bank), treebank_mirror(text);
    learn(l, bank, TEACHER_ROUNDS, TEACHER_MEAN_ROUNDS, (uint64_t)teacher, NULL);
    parse_text(l, text, mirrored, heads[teacher], relations[teacher]);
    net_learner_free(l->learner);
    if (mirrored) treebank_mirror(bank), treebank_mirror(text);
  }
  treebank_vote(text, heads, relations, TEACHERS, path);
}

static void parse_folds(learning *l, const treebank *bank, const char *path) {
  size_t count = bank->tokens.token_count;
  int16_t *heads = checked(calloc(count, sizeof *heads));
  uint8_t *relations = checked(calloc(count, sizeof *relations));
  for (l->left_out = 0; l->left_out < FOLDS; l->left_out++) {
    learn(l, bank, FOLD_ROUNDS, FOLD_MEAN_ROUNDS, 1, NULL);
    parse_text(l, bank, false, heads, relations);
    net_learner_free(l->learner);
  }
  FILE *out = fopen(path, "w");
  if (!out) {
    perror(path);
    exit(3);
  }
  for (size_t i = 0; i < count; i++)
    fprintf(out, "%d %s\n", heads[i], gaz_deprel_name(relations[i]));
  if (fclose(out)) exit(3);
}

/* ---- Words the net knows by number ---- */

typedef struct use {
  uint64_t hash;
  uint32_t count;
} use;
static int by_hash(const void *a, const void *b) {
  uint64_t x = ((const use *)a)->hash, y = ((const use *)b)->hash;
  return (x > y) - (x < y);
}
static int by_count(const void *a, const void *b) {
  const use *x = a, *y = b;
  return x->count != y->count ? (x->count < y->count) - (x->count > y->count) : by_hash(a, b);
}

/* The `most` most frequent of so many hashes, the most frequent first. */
static void most_frequent(use *uses, size_t count, uint32_t most, uint64_t *out) {
  size_t kinds = 0;
  qsort(uses, count, sizeof *uses, by_hash);
  for (size_t i = 0; i < count; i++)
    if (kinds && uses[kinds - 1].hash == uses[i].hash)
      uses[kinds - 1].count++;
    else
      uses[kinds++] = uses[i];
  qsort(uses, kinds, sizeof *uses, by_count);
  if (kinds < most) {
    fputs("train_parser: there are too few words to learn from\n", stderr);
    exit(2);
  }
  for (uint32_t i = 0; i < most; i++) out[i] = uses[i].hash;
}

/* The words that the net knows, and the helpers behind them. */
static void frequent_words(const treebank *bank, uint64_t *words) {
  size_t count = bank->tokens.token_count;
  use *uses = checked(malloc((count + 1) * sizeof *uses));
  for (size_t i = 0; i < count; i++) uses[i] = (use){bank->infos[i].lower, 1};
  most_frequent(uses, count, GAZ_PARSE_WORDS, words);
  for (size_t i = 0; i < count; i++)
    uses[i] = (use){gaz_parse_helper_hash(bank->infos[i].lower, bank->tokens.tokens[i].xpos), 1};
  most_frequent(uses, count, GAZ_PARSE_HELPERS, words + GAZ_PARSE_WORDS);
  free(uses);
}

/* What kinds of words those with numbers are where they stand first. */
static kind_of_word *kinds_of(const treebank *bank, const gaz_net *words) {
  kind_of_word *kinds = checked(calloc(GAZ_PARSE_WORDS + 1, sizeof *kinds));
  for (size_t i = bank->tokens.token_count; i > 0; i--) {
    const gaz_word_info *info = &bank->infos[i - 1];
    uint32_t number = gaz_net_word(words, info->lower);
    if (number && number <= GAZ_PARSE_WORDS)
      kinds[number] =
          (kind_of_word){info->classes[1], info->classes[2], info->cluster[2], info->kinds};
  }
  return kinds;
}

/* A net of which only the numbers of words are of use, by way of a file. */
static gaz_net *numbers_of(const uint64_t *words, const char *path) {
  gaz_error error;
  gaz_net *net;
  net_learner *blank = new_learner(0);
  net_learner_save(blank, &gaz_parse_shape, words, path);
  net_learner_free(blank);
  if (gaz_net_open(path, &gaz_parse_shape, &net, &error)) stop(&error);
  return net;
}

int main(int argc, char **argv) {
  const char *checked_path = NULL;
  if (argc > 6 && !strcmp(argv[argc - 2], "--check")) checked_path = argv[argc - 1], argc -= 2;
  bool teaching = argc == 7 && !strcmp(argv[4], "--teach");
  bool folding = argc == 6 && !strcmp(argv[4], "--folds");
  const char *silver = argc == 7 && !strcmp(argv[5], "--silver") ? argv[6] : NULL;
  if (argc != 5 && !teaching && !silver && !folding) {
    fprintf(stderr,
            "usage: train_parser CORPORA DATA TAGS NET [--silver SILVER] | --teach TEXT SILVER | "
            "--folds TREES [--check FILE|FOLDER]\n");
    return 2;
  }
  gaz_word_lexicons *lexicons;
  gaz_error error;
  if (gaz_word_lexicons_load(argv[2], NULL, &lexicons, &error)) stop(&error);
  static treebank bank, text, others;
  static uint64_t words[GAZ_PARSE_WORDS + GAZ_PARSE_HELPERS];
  gaz_tagger *tagger;
  if (gaz_tagger_open(argv[2], &tagger, &error)) stop(&error);
  treebank_read(&bank, argv[1], argv[3], silver, folding ? 0 : GRAFTS, tagger, lexicons);
  fprintf(stderr, "%zu sentences, %zu words\n", bank.corpus.count, bank.corpus.word_count);
  if (teaching) treebank_read_text(&text, argv[5], tagger, lexicons);
  if (checked_path) treebank_read_tagged(&others, checked_path, tagger, lexicons);
  gaz_arena arena = {0};
  size_t longest = bank.longest > others.longest ? bank.longest : others.longest;
  learning l = {.left_out = -1, .state = gaz_parse_state_new(longest + 100, &arena)};
  if (!l.state) return 3;
  const char *out = argv[argc - 1];
  if (argc == 5 || silver) out = argv[4];
  frequent_words(teaching ? &text : &bank, words);
  l.words = numbers_of(words, out);
  l.frequent = kinds_of(teaching ? &text : &bank, l.words);
  if (folding) {
    parse_folds(&l, &bank, out);
  } else if (teaching) {
    teach(&l, &bank, &text, out);
  } else {
    learn(&l, &bank, ROUNDS, MEAN_ROUNDS, 0, checked_path ? &others : NULL);
    fold_kinds(&l, &bank);
    net_learner_save(l.learner, &gaz_parse_shape, words, out);
  }
  return 0;
}
