/* A greedy parser. At each step one model chooses among three actions; when that makes an arc, another
 * names its relation. Asking both at once would cost a score for each of a hundred pairs of action and
 * relation at every step, and models three times the size, for no better answers. */
#include "english/parser.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/parse_features.h"

/* By how much (in the units of training) what is asked first must prefer one answer for the rest not to be asked:
 * then that would change less than one decision in a thousand. */
static const float plain_action_margin = 4.4f, plain_relation_margin = 60;

struct gaz_parser {
  gaz_model *actions;   /* labels "left" "right" against shift, which scores 0 */
  gaz_model *relations; /* labels are names of relations */
  gaz_model *first_actions,
      *first_relations; /* small, asked before those; NULL where they are not to be had */
  uint8_t deprel[GAZ_MODEL_LABELS_MAX], first_deprel[GAZ_MODEL_LABELS_MAX];
  int32_t plain_action, plain_relation; /* the margins in units of the models */
};

static gaz_status open_model(const char *data_dir, const char *name, gaz_model **out,
                             gaz_error *error) {
  char path[4200];
  snprintf(path, sizeof path, "%s/english/%s", data_dir, name);
  return gaz_model_open(path, out, error);
}

static bool are_actions(const gaz_model *actions) {
  return actions->label_count == 2 && !strcmp(actions->labels[GAZ_PARSE_LEFT - 1], "left") &&
         !strcmp(actions->labels[GAZ_PARSE_RIGHT - 1], "right");
}

static bool are_relations(const gaz_model *relations, uint8_t *deprel) {
  for (uint32_t i = 0; i < relations->label_count; i++) {
    deprel[i] = gaz_deprel_parse(relations->labels[i], strlen(relations->labels[i]));
    if (!deprel[i]) return false;
  }
  return true;
}

static gaz_status open_all(gaz_parser *parser, const char *data_dir, gaz_error *error) {
  gaz_status status = open_model(data_dir, "parser.model", &parser->actions, error);
  if (!status) status = open_model(data_dir, "relations.model", &parser->relations, error);
  if (!status)
    status = gaz_model_open_first(data_dir, "first_actions", &parser->first_actions, error);
  if (!status)
    status = gaz_model_open_first(data_dir, "first_relations", &parser->first_relations, error);
  if (status) return status;
  if (are_actions(parser->actions) && are_relations(parser->relations, parser->deprel) &&
      (!parser->first_actions || are_actions(parser->first_actions)) &&
      (!parser->first_relations || are_relations(parser->first_relations, parser->first_deprel)))
    return GAZ_OK;
  return gaz_fail(error, GAZ_ERROR_CORRUPT, data_dir, 0,
                  "one of english/parser.model, relations.model, first_actions.model and "
                  "first_relations.model is not a parser's; install them again");
}

gaz_status gaz_parser_open(const char *data_dir, gaz_parser **out, gaz_error *error) {
  *out = NULL;
  gaz_parser *parser = calloc(1, sizeof *parser);
  if (!parser) return gaz_fail(error, GAZ_ERROR_MEMORY, data_dir, 0, "out of memory");
  gaz_status status = open_all(parser, data_dir, error);
  if (status) {
    gaz_parser_close(parser);
    return status;
  }
  if (parser->first_actions)
    parser->plain_action = (int32_t)(plain_action_margin / parser->first_actions->scale);
  parser->plain_relation = (int32_t)(plain_relation_margin / parser->relations->scale);
  *out = parser;
  return GAZ_OK;
}

void gaz_parser_close(gaz_parser *parser) {
  if (!parser) return;
  gaz_model_close(parser->actions);
  gaz_model_close(parser->relations);
  gaz_model_close(parser->first_actions);
  gaz_model_close(parser->first_relations);
  free(parser);
}

/* The best action allowed, the first of several, and by how much it is. Any score is above `none`. */
static int best_allowed(const int16_t *scores, const bool *allowed, int32_t *margin) {
  const int32_t none = 2 * INT16_MIN;
  int32_t shift = allowed[0] ? scores[0] : none, left = allowed[1] ? scores[1] : none;
  int32_t right = allowed[2] ? scores[2] : none;
  int32_t high = left > shift ? left : shift, low = left > shift ? shift : left;
  int best = right > high ? GAZ_PARSE_RIGHT : left > shift ? GAZ_PARSE_LEFT : GAZ_PARSE_SHIFT;
  *margin = right > high ? right - high : high - (right > low ? right : low);
  return best;
}

static int best_action(const gaz_parser *parser, const gaz_parse_state *state) {
  const bool allowed[3] = {gaz_parse_allowed(state, GAZ_PARSE_SHIFT),
                           gaz_parse_allowed(state, GAZ_PARSE_LEFT),
                           gaz_parse_allowed(state, GAZ_PARSE_RIGHT)};
  int16_t scores[3] = {0};
  int32_t margin;
  int best = best_allowed(scores, allowed, &margin);
  if (allowed[0] + allowed[1] + allowed[2] == 1) return best;
  gaz_parse_view view;
  uint64_t features[GAZ_PARSE_FEATURES];
  gaz_parse_view_begin(state, &view);
  if (parser->first_actions) {
    size_t count = gaz_parse_features(&view, 0, features);
    gaz_model_score(parser->first_actions, features, count, scores + 1);
    best = best_allowed(scores, allowed, &margin);
    if (margin >= parser->plain_action) return best;
    scores[1] = scores[2] = 0;
  }
  gaz_parse_view_complete(state, &view);
  size_t count = gaz_parse_features(&view, GAZ_PARTS_ALL, features);
  gaz_model_score(parser->actions, features, count, scores + 1);
  return best_allowed(scores, allowed, &margin);
}

static uint8_t best_relation(const gaz_parser *parser, const gaz_parse_state *state, int action) {
  int32_t head, dependant, margin;
  gaz_parse_arc(state, action, &head, &dependant);
  if (head == (int32_t)state->count) return GAZ_DEPREL_ROOT;
  gaz_relation_view view;
  uint64_t features[GAZ_PARSE_FEATURES];
  int16_t scores[GAZ_MODEL_SCORES];
  gaz_relation_view_fill(state, head, dependant, &view);
  if (parser->first_relations) {
    gaz_relation_keys(&view, features);
    int known = gaz_model_only_label(parser->first_relations, features, GAZ_RELATION_KEYS);
    if (known >= 0) return parser->first_deprel[known];
  }
  uint32_t count = parser->relations->label_count;
  memset(scores, 0, count * sizeof *scores);
  uint32_t best = 0;
  for (int part = 0; part < GAZ_RELATION_PARTS; part++) {
    size_t n = gaz_relation_features(&view, part, features);
    gaz_model_score(parser->relations, features, n, scores);
    best = gaz_model_best(scores, count, &margin);
    if (margin >= parser->plain_relation) break;
  }
  return parser->deprel[best];
}

void gaz_parse_sentence(const gaz_parser *parser, const char *text, const gaz_word_info *infos,
                        gaz_token *tokens, size_t count, uint32_t base, gaz_parse_state *state) {
  gaz_parse_start(state, infos, tokens, count);
  while (!gaz_parse_done(state)) {
    int action = best_action(parser, state);
    uint8_t relation = action == GAZ_PARSE_SHIFT ? 0 : best_relation(parser, state, action);
    gaz_parse_apply(state, action, relation);
  }
  gaz_repair_tree(state, tokens);
  gaz_attach_punctuation(state, text, tokens);
  for (size_t i = 0; i < count; i++) {
    bool root = state->nodes[i].head == (int32_t)count;
    tokens[i].head = root ? -1 : (int32_t)base + state->nodes[i].head;
    tokens[i].deprel = state->nodes[i].label;
  }
}
