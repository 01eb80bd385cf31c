/* A greedy parser that thinks twice where it was in doubt. At each step one model chooses among three actions; when
 * that makes an arc, another names its relation. Asking both at once would cost a score for each of a hundred pairs of
 * action and relation at every step, and models three times the size, for no better answers. But the two see different
 * things, and an arc no relation fits is most likely wrong: so the most doubtful actions are taken the other way too,
 * and of the two derivations the one is kept of which both models together are surer. They run together again after
 * eight steps or so, and only what lies between is done twice. */
#include "english/parser.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/model_layout.h"
#include "english/parse_features.h"

/* By how much (in the units of training) what is asked first must prefer one answer for the rest not to be asked:
 * then that would change less than one decision in a thousand. */
static const float plain_action_margin = 4.4f, settled_action_margin = 2,
                   plain_relation_margin = 60;

/* How sure the models are of a derivation: minus the logarithm of the probabilities of its actions and, counting
 * `relation_share`, of its relations, in 1/256 nats. That of an action is looked up by its margin to the next best
 * one. Relations are of a perceptron: so many units of training make their scores logarithms. */
enum { NAT = 256, COST_STEP = 16, COSTS = 128 };
static const float relation_share = 0.7f, relation_nat = 10;
/* Where the margin of an action is below `doubt` the next best is tried, at the TRIES most doubtful places of a
 * sentence where it costs less than the share `worth` of all that the next REACH steps could save, and given up where
 * it costs `hopeless` more, or as much as all that. */
enum { TRIES = 12, REACH = 20 };
static const int32_t doubt = 3 * NAT / 2, hopeless = 5 * NAT / 2;
static const float worth = 0.7f;

struct gaz_parser {
  gaz_model *actions;   /* labels "left" "right" against shift, which scores 0 */
  gaz_model *relations; /* labels are names of relations */
  gaz_model *plain_actions, *first_actions,
      *first_relations; /* small, asked before those; NULL where they are not to be had */
  uint8_t deprel[GAZ_MODEL_LABELS_MAX], first_deprel[GAZ_MODEL_LABELS_MAX];
  int32_t plain_action, settled_action, plain_relation; /* the margins in units of the models */
  float action_unit;                                    /* of the model, in 1/256 nats */
  int32_t costs[COSTS]; /* of an answer that is ahead by so many steps of COST_STEP of one other */
  float *odds;          /* of a relation whose score is by so many behind the best */
  int32_t odds_count;   /* so far behind it does not count, and the last of these is zero */
};

static gaz_status open_model(const char *data_dir, const char *name, gaz_model **out,
                             gaz_error *error) {
  char path[4200];
  snprintf(path, sizeof path, "%s/english/%s", data_dir, name);
  return gaz_model_open(path, out, error);
}

static bool are_plain_actions(const gaz_model *actions) {
  return actions->label_count == 3 && gaz_model_label(actions, "shift") == GAZ_PARSE_SHIFT &&
         gaz_model_label(actions, "left") == GAZ_PARSE_LEFT &&
         gaz_model_label(actions, "right") == GAZ_PARSE_RIGHT;
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
    status = gaz_model_open_first(data_dir, "plain_actions", &parser->plain_actions, error);
  if (!status)
    status = gaz_model_open_first(data_dir, "first_actions", &parser->first_actions, error);
  if (!status)
    status = gaz_model_open_first(data_dir, "first_relations", &parser->first_relations, error);
  if (status) return status;
  if (are_actions(parser->actions) && are_relations(parser->relations, parser->deprel) &&
      (!parser->plain_actions || are_plain_actions(parser->plain_actions)) &&
      (!parser->first_actions || are_actions(parser->first_actions)) &&
      (!parser->first_relations || are_relations(parser->first_relations, parser->first_deprel)))
    return GAZ_OK;
  return gaz_fail(
      error, GAZ_ERROR_CORRUPT, data_dir, 0,
      "one of english/parser.model, relations.model, plain_actions.model, "
      "first_actions.model and first_relations.model is not a parser's; install them again");
}

/* Of an answer that is behind by so many steps of COST_STEP. */
static float odds_of_step(int32_t step) { return (float)exp(-(double)step * COST_STEP / NAT); }

static bool fill_odds(gaz_parser *parser) {
  float unit = NAT * parser->relations->scale / relation_nat; /* in 1/256 nats */
  parser->odds_count = (int32_t)fminf(COSTS * COST_STEP / unit + 2, 1 << 16);
  parser->odds = calloc((size_t)parser->odds_count, sizeof *parser->odds);
  for (int32_t i = 0; parser->odds && i + 1 < parser->odds_count; i++) {
    int32_t step = (int32_t)((float)i * unit) / COST_STEP;
    if (step < COSTS) parser->odds[i] = odds_of_step(step);
  }
  return parser->odds != NULL;
}

gaz_status gaz_parser_open(const char *data_dir, gaz_parser **out, gaz_error *error) {
  *out = NULL;
  gaz_parser *parser = calloc(1, sizeof *parser);
  if (!parser) return gaz_fail(error, GAZ_ERROR_MEMORY, data_dir, 0, "out of memory");
  gaz_status status = open_all(parser, data_dir, error);
  if (!status && !fill_odds(parser))
    status = gaz_fail(error, GAZ_ERROR_MEMORY, data_dir, 0, "out of memory");
  if (status) {
    gaz_parser_close(parser);
    return status;
  }
  if (parser->first_actions)
    parser->plain_action = (int32_t)(plain_action_margin / parser->first_actions->scale);
  parser->plain_relation = (int32_t)(plain_relation_margin / parser->relations->scale);
  parser->settled_action = (int32_t)(settled_action_margin / parser->actions->scale);
  parser->action_unit = NAT * parser->actions->scale;
  for (int i = 0; i < COSTS; i++)
    parser->costs[i] = (int32_t)lround(NAT * log1p((double)odds_of_step(i)));
  *out = parser;
  return GAZ_OK;
}

void gaz_parser_close(gaz_parser *parser) {
  if (!parser) return;
  gaz_model_close(parser->actions);
  gaz_model_close(parser->relations);
  gaz_model_close(parser->plain_actions);
  gaz_model_close(parser->first_actions);
  gaz_model_close(parser->first_relations);
  free(parser->odds);
  free(parser);
}

/* Chooses the best action allowed, the first of several, and the next best; returns by how much it is better. Any
 * score is above `none`, and so is the margin to what is not allowed. */
static int32_t choose_allowed(const int16_t *scores, const bool *allowed, gaz_parse_step *step) {
  const int32_t none = 4 * INT16_MIN;
  int32_t shift = allowed[0] ? scores[0] : none, left = allowed[1] ? scores[1] : none;
  int32_t right = allowed[2] ? scores[2] : none;
  uint8_t high_action = left > shift ? GAZ_PARSE_LEFT : GAZ_PARSE_SHIFT;
  int32_t high = left > shift ? left : shift, low = left > shift ? shift : left;
  step->action = high_action;
  step->second = high_action ^ GAZ_PARSE_LEFT;
  if (right > high) {
    step->action = GAZ_PARSE_RIGHT, step->second = high_action;
    return right - high;
  }
  if (right > low) step->second = GAZ_PARSE_RIGHT;
  return high - (right > low ? right : low);
}

static int32_t cost_of(const gaz_parser *parser, int32_t margin) {
  int32_t at = margin / COST_STEP;
  return at < COSTS ? parser->costs[at] : 0;
}

static void choose_action(const gaz_parser *parser, const gaz_parse_state *state,
                          gaz_parse_step *step) {
  const bool allowed[3] = {gaz_parse_allowed(state, GAZ_PARSE_SHIFT),
                           gaz_parse_allowed(state, GAZ_PARSE_LEFT),
                           gaz_parse_allowed(state, GAZ_PARSE_RIGHT)};
  int16_t scores[3] = {0};
  choose_allowed(scores, allowed, step); /* where there is but one */
  step->margin = INT32_MAX;
  step->cost = 0;
  if (allowed[0] + allowed[1] + allowed[2] == 1) return;
  uint64_t features[GAZ_PARSE_FEATURES];
  if (parser->plain_actions) {
    gaz_action_keys(state, allowed[0] | allowed[1] << 1 | allowed[2] << 2, features);
    int known = gaz_model_only_label(parser->plain_actions, features, GAZ_ACTION_KEYS);
    if (known >= 0 && allowed[known]) { /* keys may look alike */
      step->action = (uint8_t)known;
      return;
    }
  }
  gaz_parse_view view;
  gaz_parse_view_begin(state, &view);
  size_t count = gaz_parse_features(&view, 0, features);
  if (parser->first_actions) {
    gaz_model_score(parser->first_actions, features, count, scores + 1);
    if (choose_allowed(scores, allowed, step) >= parser->plain_action) return;
    scores[1] = scores[2] = 0;
  }
  gaz_model_places places;
  places.count = 0;
  gaz_model_locate(parser->actions, features, count, &places);
  gaz_parse_view_complete(state, &view);
  int32_t margin = 0;
  for (int part = 1; part < GAZ_PARTS && margin < parser->settled_action; part++) {
    count = gaz_parse_features(&view, part, features);
    gaz_model_locate(parser->actions, features, count, &places);
    gaz_model_add(parser->actions, &places, scores + 1);
    margin = choose_allowed(scores, allowed, step);
  }
  step->margin = (int32_t)((float)margin * parser->action_unit);
  step->cost = cost_of(parser, step->margin);
}

/* What a relation costs that scores `best`, the highest. */
static int32_t relation_cost(const gaz_parser *parser, const int16_t *scores, uint32_t count,
                             int32_t best) {
  float all = 0;
  for (uint32_t i = 0; i < count; i++) {
    int32_t behind = best - scores[i];
    all += parser->odds[behind < parser->odds_count ? behind : parser->odds_count - 1];
  }
  return (int32_t)(NAT * relation_share * logf(all));
}

/* Names the relation the step makes, and adds what it costs. */
static void name_relation(const gaz_parser *parser, const gaz_parse_state *state,
                          gaz_parse_step *step) {
  int32_t head, dependant, margin = 0;
  gaz_parse_arc(state, step->action, &head, &dependant);
  step->label = GAZ_DEPREL_ROOT;
  if (head == (int32_t)state->count) return;
  gaz_relation_view view;
  uint64_t features[GAZ_PARSE_FEATURES];
  int16_t scores[GAZ_MODEL_SCORES];
  gaz_relation_view_fill(state, head, dependant, &view);
  if (parser->first_relations) {
    gaz_relation_keys(&view, features);
    int known = gaz_model_only_label(parser->first_relations, features, GAZ_RELATION_KEYS);
    if (known >= 0) {
      step->label = parser->first_deprel[known];
      return;
    }
  }
  uint32_t count = parser->relations->label_count;
  memset(scores, 0, count * sizeof *scores);
  size_t n = gaz_relation_features(&view, features);
  gaz_model_score(parser->relations, features, n, scores);
  uint32_t best = gaz_model_best(scores, count, &margin);
  step->label = parser->deprel[best];
  if (margin < parser->plain_relation)
    step->cost += relation_cost(parser, scores, count, scores[best]);
}

/* Names the relation of a step whose action is chosen, and takes it. */
static void take(const gaz_parser *parser, gaz_parse_state *state, gaz_parse_step *step) {
  step->situation = gaz_parse_situation(state);
  step->tried = false;
  step->label = GAZ_DEPREL_NONE;
  if (step->action != GAZ_PARSE_SHIFT) name_relation(parser, state, step);
  gaz_parse_apply(state, step->action, step->label);
}

static void replay(gaz_parse_state *state, size_t end) {
  gaz_parse_restart(state);
  for (size_t t = 0; t < end; t++)
    gaz_parse_apply(state, state->steps[t].action, state->steps[t].label);
}

/* What another way from step `at` on could save at the most: all that the next steps cost as they are. */
static int32_t most_saved(const gaz_parse_state *state, size_t at) {
  size_t end = 2 * state->count;
  int32_t sum = 0;
  for (size_t t = at; t < end && t < at + REACH; t++) sum += state->steps[t].cost;
  return sum;
}

/* What the second action at a step costs. */
static int32_t second_cost(const gaz_parser *parser, const gaz_parse_step *step) {
  return step->margin + cost_of(parser, step->margin);
}

/* Takes the second action at step `at` and goes on from there until the situation is what it was at the same step of the
 * derivation so far; what came after that stays. If that is likelier it becomes part of the derivation. */
static void try_second(const gaz_parser *parser, gaz_parse_state *state, size_t at) {
  gaz_parse_step *steps = state->steps, *others = state->others;
  size_t end = 2 * state->count, t = at;
  int32_t dearer = 0, left = most_saved(state, at);
  replay(state, at);
  steps[at].tried = true;
  others[at] = steps[at];
  others[at].action = steps[at].second;
  others[at].second = steps[at].action;
  others[at].cost = second_cost(parser, &steps[at]);
  do {
    if (t > at) choose_action(parser, state, &others[t]);
    take(parser, state, &others[t]);
    dearer += others[t].cost - steps[t].cost;
    left -= others[t].cost;
    t++;
    if (dearer > hopeless || left <= 0) return;
  } while (t < end && gaz_parse_situation(state) != steps[t].situation);
  if (dearer >= 0) return;
  for (size_t i = at; i < t; i++) steps[i] = others[i], steps[i].tried = true;
}

/* The most doubtful step whose second action was not tried and could be likelier, or the end. */
static size_t most_doubtful(const gaz_parser *parser, const gaz_parse_state *state) {
  const gaz_parse_step *steps = state->steps;
  size_t end = 2 * state->count, at = end;
  int32_t least = doubt;
  for (size_t t = 0; t < end; t++)
    if (steps[t].margin < least && !steps[t].tried &&
        (float)second_cost(parser, &steps[t]) < worth * (float)most_saved(state, t))
      least = steps[t].margin, at = t;
  return at;
}

static void derive(const gaz_parser *parser, gaz_parse_state *state) {
  size_t end = 2 * state->count, tries = 0;
  for (size_t t = 0; t < end; t++) {
    choose_action(parser, state, &state->steps[t]);
    take(parser, state, &state->steps[t]);
  }
  for (; tries < TRIES; tries++) {
    size_t at = most_doubtful(parser, state);
    if (at == end) break;
    try_second(parser, state, at);
  }
  if (tries) replay(state, end);
}

/* A repair looks at a few words and might close a circle: then the tree stays as it was parsed. */
static void repair(gaz_parse_state *state, gaz_token *tokens) {
  gaz_repair_tree(state, tokens);
  if (gaz_parse_is_tree(state)) return;
  replay(state, 2 * state->count);
  for (size_t i = 0; i < state->count; i++) {
    tokens[i].upos = (uint8_t)state->nodes[i].upos;
    tokens[i].xpos = (uint8_t)state->nodes[i].tag;
  }
}

void gaz_parse_sentence(const gaz_parser *parser, const char *text, const gaz_word_info *infos,
                        gaz_token *tokens, size_t count, uint32_t base, gaz_parse_state *state) {
  gaz_parse_start(state, infos, tokens, count);
  derive(parser, state);
  repair(state, tokens);
  gaz_attach_punctuation(state, text, tokens);
  for (size_t i = 0; i < count; i++) {
    bool root = state->nodes[i].head == (int32_t)count;
    tokens[i].head = root ? -1 : (int32_t)base + state->nodes[i].head;
    tokens[i].deprel = state->nodes[i].label;
  }
}
