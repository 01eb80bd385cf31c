/* A greedy parser that thinks twice where it was in doubt. At each step a net (net.h, parse_rows.h) chooses among three
 * actions, and when that makes an arc, names its relation. The most doubtful actions are taken the other way too, and of
 * the two derivations the one is kept of which the net is surer. They run together again after eight steps or so, and
 * only what lies between is done twice. */
#include "english/parser.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/parse_rows.h"

/* How sure the net is of a derivation: minus the logarithm of the probabilities of its actions and, counting
 * RELATION_SHARE, of its relations, in 1/256 nats. */
enum { NAT = 256, COST_STEP = 16, COSTS = 128 };
static const float relation_share = 0.7f;
/* Where the margin of an action is below `doubt` the next best is tried, at the TRIES most doubtful places of a
 * sentence where it costs less than the share `worth` of all that the next REACH steps could save, and given up where
 * it costs `hopeless` more, or as much as all that. */
enum { TRIES = 4, REACH = 20 };
static const int32_t doubt = 3 * NAT / 2, hopeless = 5 * NAT / 2;
static const float worth = 0.5f;

struct gaz_parser {
  gaz_net *net;
  float unit;           /* of its scores, in 1/256 nats */
  int32_t costs[COSTS]; /* of an answer that is ahead by so many steps of COST_STEP of one other */
};

gaz_status gaz_parser_open(const char *data_dir, gaz_parser **out, gaz_error *error) {
  char path[4200];
  *out = NULL;
  gaz_parser *parser = calloc(1, sizeof *parser);
  if (!parser) return gaz_fail(error, GAZ_ERROR_MEMORY, data_dir, 0, "out of memory");
  snprintf(path, sizeof path, "%s/english/parser.model", data_dir);
  gaz_status status = gaz_net_open(path, &gaz_parse_shape, &parser->net, error);
  if (status) {
    free(parser);
    return status;
  }
  parser->unit = NAT * gaz_net_nats(parser->net);
  for (int i = 0; i < COSTS; i++)
    parser->costs[i] = (int32_t)lround(NAT * log1p(exp(-(double)i * COST_STEP / NAT)));
  *out = parser;
  return GAZ_OK;
}

void gaz_parser_close(gaz_parser *parser) {
  if (!parser) return;
  gaz_net_close(parser->net);
  free(parser);
}

/* What the four places are told of the words, added up. The rows of a word are far apart: those of one a few words on
 * are asked for. */
static void add_words(const gaz_parser *parser, gaz_parse_state *s) {
  enum { AHEAD = 4 };
  uint32_t rows[AHEAD][GAZ_PARSE_WORD_ROWS_MAX];
  size_t counts[AHEAD];
  for (size_t next = 0; next <= s->count + AHEAD; next++) {
    if (next >= AHEAD) {
      uint32_t *at = rows[next % AHEAD];
      int16_t *sums = s->sums + (next - AHEAD) * GAZ_PARSE_PLACES * GAZ_NET_HIDDEN;
      for (int place = 0; place < GAZ_PARSE_PLACES; place++) {
        gaz_net_add(parser->net, at, counts[next % AHEAD], sums + place * GAZ_NET_HIDDEN);
        for (size_t k = 0; k < counts[next % AHEAD]; k++) at[k]++;
      }
    }
    if (next > s->count) continue;
    counts[next % AHEAD] = gaz_parse_word_rows(&s->nodes[next], rows[next % AHEAD]);
    gaz_net_fetch(parser->net, rows[next % AHEAD], counts[next % AHEAD], GAZ_PARSE_PLACES - 1);
  }
}

/* What the hidden units give in a state. */
static void look(const gaz_parser *parser, const gaz_parse_state *s,
                 uint8_t hidden[GAZ_NET_HIDDEN]) {
  const int16_t *sums[GAZ_PARSE_PLACES];
  uint32_t rows[GAZ_NET_ROWS_MAX];
  int32_t at[GAZ_PARSE_PLACES];
  size_t words = 0;
  gaz_parse_places(s, at);
  for (size_t place = 0; place < GAZ_PARSE_PLACES; place++)
    if (at[place] <= (int32_t)s->count)
      sums[words++] = s->sums + ((size_t)at[place] * GAZ_PARSE_PLACES + place) * GAZ_NET_HIDDEN;
  size_t count = gaz_parse_state_rows(s, at, rows);
  gaz_net_look(parser->net, sums, words, rows, count, hidden);
}

/* Chooses the best action allowed, the first of several, and the next best; returns by how much it is better. Any
 * score is above `none`, and so is the margin to what is not allowed. */
static int32_t choose_allowed(const int32_t *scores, const bool *allowed, gaz_parse_step *step) {
  const int32_t none = INT32_MIN / 4;
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
                          const uint8_t *hidden, gaz_parse_step *step) {
  const bool allowed[3] = {gaz_parse_allowed(state, GAZ_PARSE_SHIFT),
                           gaz_parse_allowed(state, GAZ_PARSE_LEFT),
                           gaz_parse_allowed(state, GAZ_PARSE_RIGHT)};
  int32_t scores[GAZ_NET_OUTPUTS];
  gaz_net_score(parser->net, hidden, 0, GAZ_NET_OUTPUTS, scores);
  int32_t margin = choose_allowed(scores, allowed, step);
  step->margin = INT32_MAX;
  step->cost = 0;
  if (allowed[0] + allowed[1] + allowed[2] == 1) return;
  step->margin = (int32_t)((float)margin * parser->unit);
  step->cost = cost_of(parser, step->margin);
}

/* Names the relation the step makes, and adds what it costs. */
static void name_relation(const gaz_parser *parser, const gaz_parse_state *state,
                          const uint8_t *hidden, gaz_parse_step *step) {
  int32_t head, dependant, margin, scores[GAZ_PARSE_RELATIONS];
  gaz_parse_arc(state, step->action, &head, &dependant);
  step->label = GAZ_DEPREL_ROOT;
  if (head == (int32_t)state->count) return;
  gaz_net_score(parser->net, hidden, gaz_parse_relations_of(step->action), GAZ_PARSE_RELATIONS,
                scores);
  step->label = (uint8_t)gaz_net_best(parser->net, scores, GAZ_PARSE_RELATIONS, &margin);
  step->cost +=
      (int32_t)(relation_share * (float)cost_of(parser, (int32_t)((float)margin * parser->unit)));
}

/* Goes a step on: takes the best action, or that of the step if it is `given`. The first word of a stack can only be
 * shifted and the last word left only hang on the root: that needs no look. */
static void advance(const gaz_parser *parser, gaz_parse_state *state, bool given,
                    gaz_parse_step *step) {
  uint8_t hidden[GAZ_NET_HIDDEN];
  bool last = state->next == state->count && state->depth == 1;
  step->situation = gaz_parse_situation(state);
  if (!state->depth || last) {
    *step = (gaz_parse_step){.action = last ? GAZ_PARSE_LEFT : GAZ_PARSE_SHIFT,
                             .margin = INT32_MAX,
                             .situation = step->situation};
  } else {
    look(parser, state, hidden);
    if (!given) choose_action(parser, state, hidden, step);
  }
  step->tried = false;
  step->label = GAZ_DEPREL_NONE;
  if (step->action != GAZ_PARSE_SHIFT) name_relation(parser, state, hidden, step);
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
    advance(parser, state, t == at, &others[t]);
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
  for (size_t t = 0; t < end; t++) advance(parser, state, false, &state->steps[t]);
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
  gaz_parse_start(state, parser->net, infos, tokens, count);
  add_words(parser, state);
  derive(parser, state);
  repair(state, tokens);
  gaz_attach_punctuation(state, text, tokens);
  for (size_t i = 0; i < count; i++) {
    bool root = state->nodes[i].head == (int32_t)count;
    tokens[i].head = root ? -1 : (int32_t)base + state->nodes[i].head;
    tokens[i].deprel = state->nodes[i].label;
  }
}
