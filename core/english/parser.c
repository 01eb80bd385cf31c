/* A greedy parser: at each step the model scores all actions, the best allowed one is taken. */
#include "english/parser.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/parse_state.h"

struct gaz_parser {
  gaz_model *model;
  uint8_t action[GAZ_MODEL_LABELS_MAX], deprel[GAZ_MODEL_LABELS_MAX]; /* of each label */
};

/* Labels of the model: "shift", "left nsubj", "right obj". */
static bool read_action(const char *name, uint8_t *action, uint8_t *deprel) {
  *deprel = 0;
  *action = GAZ_PARSE_SHIFT;
  if (!strcmp(name, "shift")) return true;
  *action = *name == 'l' ? GAZ_PARSE_LEFT : GAZ_PARSE_RIGHT;
  const char *space = strchr(name, ' ');
  *deprel = space ? gaz_deprel_parse(space + 1, strlen(space + 1)) : 0;
  return *deprel != 0;
}

gaz_status gaz_parser_open(const char *data_dir, gaz_parser **out, gaz_error *error) {
  char path[4200];
  *out = NULL;
  snprintf(path, sizeof path, "%s/english/parser.model", data_dir);
  gaz_parser *parser = calloc(1, sizeof *parser);
  if (!parser) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  gaz_status status = gaz_model_open(path, &parser->model, error);
  bool known[3] = {false};
  for (uint32_t i = 0; !status && i < parser->model->label_count; i++) {
    if (!read_action(parser->model->labels[i], &parser->action[i], &parser->deprel[i]))
      status = gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "the model has a foreign label; install it again");
    known[parser->action[i]] = true;
  }
  if (!status && !(known[0] && known[1] && known[2]))
    status = gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "the model is not a parser's; install it again");
  if (status)
    gaz_parser_close(parser);
  else
    *out = parser;
  return status;
}

void gaz_parser_close(gaz_parser *parser) {
  if (!parser) return;
  gaz_model_close(parser->model);
  free(parser);
}

static int best_label(const gaz_parser *parser, const gaz_parse_state *state,
                      const int32_t *scores) {
  bool allowed[3];
  for (int action = 0; action < 3; action++) allowed[action] = gaz_parse_allowed(state, action);
  int best = -1;
  for (uint32_t i = 0; i < parser->model->label_count; i++)
    if (allowed[parser->action[i]] && (best < 0 || scores[i] > scores[best])) best = (int)i;
  return best;
}

void gaz_parse_sentence(const gaz_parser *parser, const gaz_word_info *infos, gaz_token *tokens,
                        size_t count, uint32_t base, gaz_parse_state *state) {
  gaz_parse_start(state, infos, tokens, count);
  while (!gaz_parse_done(state)) {
    uint64_t features[GAZ_PARSE_FEATURES];
    int32_t scores[GAZ_MODEL_LABELS_MAX] = {0};
    size_t n = gaz_parse_features(state, features);
    gaz_model_score(parser->model, features, n, scores);
    int best = best_label(parser, state, scores);
    gaz_parse_apply(state, parser->action[best], parser->deprel[best]);
  }
  for (size_t i = 0; i < count; i++) {
    bool root = state->nodes[i].head == (int32_t)count;
    tokens[i].head = root ? -1 : (int32_t)base + state->nodes[i].head;
    tokens[i].deprel = root ? GAZ_DEPREL_ROOT : state->nodes[i].label;
  }
}
