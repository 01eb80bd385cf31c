/* train_tagger CORPORA DATA OUTPUT - learns parts of speech from the train portions of EWT and GUM.
 * train_tagger CORPORA DATA --folds N TAGS - tags those portions themselves, every part with a tagger
 * that learned from the others: what a parser must learn to live with. A line a
 * word: UPOS, XPOS, and the XPOS that was nearly chosen or "-"; then UPOS and XPOS of the next best label, or "- -", and
 * by how much it was behind. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/word_map.h"
#include "conllu.h"
#include "english/tagger.h"
#include "failure.h"
#include "trainer.h"

enum { ROUNDS = 8, FOLD_ROUNDS = 6, CLOSE_AFTER = 2, CLOSE_UPDATES = 5 };
static const float margin = 3;     /* by how much the right tag must win */
static const double hidden = 0.35; /* part of the features, see trainer_hide */
static const float least_steps =
    5.5f; /* smaller weights take room and time and do nothing: found by trying */

typedef struct data {
  conllu corpus;
  gaz_tokens tokens;
  gaz_word_info *infos;
  int *gold;
  int *certain;         /* label of words that always have the same, else -1 */
  gaz_word_map written; /* those already in the model */
} data;

static char label_names[GAZ_MODEL_LABELS_MAX][32];
static uint32_t label_count;

static int label_of(uint8_t upos, uint8_t xpos) {
  char name[32];
  snprintf(name, sizeof name, "%s/%s", gaz_upos_name(upos), gaz_xpos_name(xpos));
  for (uint32_t i = 0; i < label_count; i++)
    if (!strcmp(label_names[i], name)) return (int)i;
  if (label_count == GAZ_MODEL_LABELS_MAX) return 0;
  strcpy(label_names[label_count], name);
  return (int)label_count++;
}

static void read_data(data *d, const char *corpora, const gaz_word_lexicons *lexicons,
                      gaz_arena *arena) {
  char path[4096];
  size_t size;
  snprintf(path, sizeof path, "%s/ewt/en_ewt-ud-train.conllu", corpora);
  conllu_read(&d->corpus, path, NULL, NULL);
  snprintf(path, sizeof path, "%s/gum/train", corpora);
  conllu_read(&d->corpus, path, NULL, "reddit");
  char *text = conllu_given_tokens(&d->corpus, 0, d->corpus.count, arena, &d->tokens, &size);
  d->gold = checked(malloc(d->tokens.token_count * sizeof *d->gold));
  d->infos = checked(malloc(d->tokens.token_count * sizeof *d->infos));
  for (size_t s = 0; s < d->corpus.count; s++) {
    gaz_sentence *sentence = &d->tokens.sentences[s];
    gaz_token *first = &d->tokens.tokens[sentence->first];
    for (uint32_t w = 0; w < sentence->count; w++) {
      const conllu_word *word = &d->corpus.sentences[s].words[w];
      first[w].shape = gaz_token_shape(text, first[w].start, first[w].end);
      d->gold[sentence->first + w] = label_of(word->upos, word->xpos);
    }
    gaz_word_info_fill(lexicons, text, first, sentence->count, NULL, d->infos + sentence->first);
  }
}

/* Words seen at least 20 times, all but one in 300 with the same label. */
static void find_certain(data *d) {
  enum { OFTEN = 20, ODD = 300 };
  gaz_word_map index = {0};
  size_t count = 0, words = d->tokens.token_count;
  uint32_t(*uses)[GAZ_MODEL_LABELS_MAX] = checked(calloc(words / OFTEN + 60000, sizeof *uses));
  uint32_t *id = checked(malloc(words * sizeof *id));
  for (size_t i = 0; i < words; i++) {
    uint64_t key = gaz_tagger_certain(&d->infos[i]);
    id[i] = (uint32_t)gaz_word_map_bits(&index, (const char *)&key, sizeof key);
    if (!id[i]) {
      id[i] = (uint32_t)++count;
      if (count >= words / OFTEN + 60000 ||
          gaz_word_map_add(&index, (const char *)&key, sizeof key, id[i]))
        exit(3);
    }
    uses[id[i]][d->gold[i]]++;
  }
  d->certain = checked(malloc(words * sizeof *d->certain));
  size_t covered = 0;
  for (size_t i = 0; i < words; i++) {
    uint32_t total = 0, most = 0;
    for (uint32_t l = 0; l < label_count; l++) {
      total += uses[id[i]][l];
      if (uses[id[i]][l] > uses[id[i]][most]) most = l;
    }
    bool sure = total >= OFTEN && (total - uses[id[i]][most]) * ODD <= total;
    d->certain[i] = sure ? (int)most : -1;
    covered += sure;
  }
  fprintf(stderr, "%.1f %% of words always have the same tag\n",
          100.0 * (double)covered / (double)words);
  free(uses);
  free(id);
  gaz_word_map_clear(&index);
}

static int best_of(const float *scores) {
  int best = 0;
  for (uint32_t i = 1; i < label_count; i++)
    if (scores[i] > scores[best]) best = (int)i;
  return best;
}

enum { NO_LABEL = 255 };

/* What was said of a word: its label, the XPOS that was nearly chosen, and the next label. */
typedef struct answer {
  uint8_t label, second, other;
  float lead; /* over the next label */
} answer;

static uint8_t xpos_of(uint32_t label) {
  const char *xpos = strchr(label_names[label], '/') + 1;
  return gaz_xpos_parse(xpos, strlen(xpos));
}

static answer answer_of(const float *scores, int best) {
  answer a = {(uint8_t)best, GAZ_XPOS_NONE, NO_LABEL, 0};
  float high = scores[best] - GAZ_TAGGER_DOUBT * GAZ_TAGGER_MEMBERS;
  for (uint32_t i = 0; i < label_count; i++) {
    if ((int)i == best) continue;
    if (a.other == NO_LABEL || scores[i] > scores[a.other]) a.other = (uint8_t)i;
    if (scores[i] > high && xpos_of(i) != xpos_of(a.label)) high = scores[i], a.second = xpos_of(i);
  }
  a.lead = (scores[best] - scores[a.other]) / GAZ_TAGGER_MEMBERS;
  return a;
}

/* Learns from a sentence, or tags it; returns how many words were right. */
static size_t go_through(trainer *t, const data *d, size_t sentence, bool learn, answer *said) {
  const gaz_sentence *s = &d->tokens.sentences[sentence];
  const gaz_word_info *infos = d->infos + s->first;
  int previous = -1, before = -1;
  size_t right = 0;
  for (size_t at = 0; at < s->count; at++) {
    int sure = d->certain[s->first + at];
    if (sure >= 0) {
      right += sure == d->gold[s->first + at];
      if (!learn) said[at] = (answer){(uint8_t)sure, GAZ_XPOS_NONE, NO_LABEL, 9999};
      before = previous;
      previous = sure;
      continue;
    }
    uint64_t features[GAZ_TAGGER_FEATURES];
    float scores[GAZ_MODEL_LABELS_MAX];
    size_t n = gaz_tagger_features(infos, s->count, at, previous, before, GAZ_TAGGER_ALL, features);
    if (learn) n = trainer_hide(t, features, n, hidden);
    if (learn)
      trainer_score(t, features, n, scores);
    else
      trainer_score_average(t, features, n, scores);
    int want = d->gold[s->first + at], tag = best_of(scores);
    right += tag == want;
    if (learn) {
      scores[want] -= margin;
      int rival = best_of(scores);
      if (rival != want) {
        trainer_update(t, features, n, (uint32_t)want, 1);
        trainer_update(t, features, n, (uint32_t)rival, -1);
      }
      trainer_tick(t);
    }
    if (!learn) said[at] = answer_of(scores, tag);
    before = previous;
    previous = tag;
  }
  return right;
}

static const char *const *names_of_labels(void) {
  static const char *names[GAZ_MODEL_LABELS_MAX];
  for (uint32_t i = 0; i < label_count; i++) names[i] = label_names[i];
  return names;
}

/* Learns from all sentences but those of `fold` (-1: from all), in an order of that `seed`. */
static trainer *learn(const data *d, int fold, int folds, int rounds, uint64_t seed) {
  trainer *t = trainer_new(names_of_labels(), label_count, seed);
  size_t sentences = d->corpus.count;
  uint32_t *order = checked(malloc(sentences * sizeof *order));
  for (size_t s = 0; s < sentences; s++) order[s] = (uint32_t)s;
  for (int round = 0; round < rounds; round++) {
    size_t right = 0, seen = 0;
    trainer_shuffle(order, sentences, (uint64_t)round + 1000 * seed);
    for (size_t k = 0; k < sentences; k++) {
      /* Folds are stretches of neighbouring sentences: documents mostly stay whole. */
      if (fold >= 0 && (int)(order[k] / 200 % (size_t)folds) == fold) continue;
      right += go_through(t, d, order[k], true, NULL);
      seen += d->tokens.sentences[order[k]].count;
    }
    if (round + 1 == CLOSE_AFTER) trainer_close(t, CLOSE_UPDATES);
    fprintf(stderr, "round %d: %.2f %% right\n", round + 1, 100.0 * (double)right / (double)seen);
  }
  free(order);
  return t;
}

/* The sum of so many that learnt in different orders. */
static trainer *learn_all(const data *d, int fold, int folds, int rounds) {
  trainer *t = trainer_new(names_of_labels(), label_count, 0);
  for (uint64_t member = 0; member < GAZ_TAGGER_MEMBERS; member++) {
    trainer *one = learn(d, fold, folds, rounds, member);
    trainer_add(t, one);
    trainer_free(one);
  }
  return t;
}

static void tag_fold(const data *d, int fold, int folds, answer *said) {
  trainer *t = learn_all(d, fold, folds, FOLD_ROUNDS);
  size_t right = 0, seen = 0;
  for (size_t s = 0; s < d->corpus.count; s++) {
    if ((int)(s / 200 % (size_t)folds) != fold) continue;
    right += go_through(t, d, s, false, said + d->tokens.sentences[s].first);
    seen += d->tokens.sentences[s].count;
  }
  fprintf(stderr, "fold %d: %.2f %% right\n", fold, 100.0 * (double)right / (double)seen);
  trainer_free(t);
}

static void write_label(FILE *out, uint8_t label) {
  const char *name = label_names[label], *slash = strchr(name, '/');
  fprintf(out, "%.*s %s", (int)(slash - name), name, slash + 1);
}

/* Two folds at a time, each in a process of its own that leaves its tags in shared memory. */
static void tag_folds(const data *d, int folds, const char *path) {
  answer *said = mmap(NULL, d->tokens.token_count * sizeof *said, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (said == MAP_FAILED) exit(3);
  for (int fold = 0; fold < folds + 2; fold++) {
    int status = 0;
    if (fold >= 2 && (wait(&status) < 0 || status)) exit(3);
    if (fold >= folds) continue;
    pid_t child = fork();
    if (child < 0) exit(3);
    if (child) continue;
    tag_fold(d, fold, folds, said);
    _exit(0);
  }
  FILE *out = fopen(path, "w");
  if (!out) {
    perror(path);
    exit(3);
  }
  for (size_t i = 0; i < d->tokens.token_count; i++) {
    const answer *a = &said[i];
    write_label(out, a->label);
    fprintf(out, " %s ", a->second ? gaz_xpos_name(a->second) : "-");
    if (a->other == NO_LABEL)
      fputs("- -", out);
    else
      write_label(out, a->other);
    fprintf(out, " %.3f\n", a->lead);
  }
  fclose(out);
}

int main(int argc, char **argv) {
  if (argc != 4 && argc != 6) {
    fprintf(stderr, "usage: train_tagger CORPORA DATA OUTPUT | --folds N TAGS\n");
    return 2;
  }
  gaz_word_lexicons *lexicons;
  gaz_error error;
  if (gaz_word_lexicons_load(argv[2], NULL, &lexicons, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 3;
  }
  data d = {0};
  gaz_arena arena = {0};
  read_data(&d, argv[1], lexicons, &arena);
  find_certain(&d);
  fprintf(stderr, "%zu sentences, %zu words, %u labels\n", d.corpus.count, d.corpus.word_count,
          label_count);
  if (argc == 6) {
    tag_folds(&d, atoi(argv[4]), argv[5]);
    return 0;
  }
  trainer *t = learn_all(&d, -1, 1, ROUNDS);
  for (size_t i = 0; i < d.tokens.token_count; i++)
    if (d.certain[i] >= 0) {
      uint64_t key = gaz_tagger_certain(&d.infos[i]);
      if ((uint32_t)gaz_word_map_bits(&d.written, (const char *)&key, sizeof key)) continue;
      if (gaz_word_map_add(&d.written, (const char *)&key, sizeof key, 1)) return 3;
      trainer_certain(t, key, (uint32_t)d.certain[i]);
    }
  trainer_save(t, argv[3], &(trainer_options){.min_steps = least_steps});
  return 0;
}
