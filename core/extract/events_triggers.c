/* Which words are events. A linear model looks at the word, what it is derived from, its place in
 * the sentence and what hangs on it; it was learnt from text where every happening is marked,
 * whatever its kind. The kind is not learnt: it is the first row of the trigger table whose
 * conditions hold. */
#include "extract/events_internal.h"

#include <math.h>
#include <string.h>

#include "english/engine.h"
#include "extract/word_fields.h"

enum { NEAR_REACH = 50 }; /* tokens on either side of a trigger that say what the text is about */

bool gaz_event_candidate(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  if (!(t->shape & GAZ_SHAPE_LETTER)) return false;
  switch (t->upos) {
    case GAZ_UPOS_VERB:
    case GAZ_UPOS_NOUN:
    case GAZ_UPOS_ADJ:
    case GAZ_UPOS_PROPN: return view->info[token].time == GAZ_NONE;
    default: return false;
  }
}

/* ---- Features ---- */

typedef struct writer {
  uint64_t *features;
  size_t count;
} writer;

static inline void put(writer *w, uint64_t feature) { w->features[w->count++] = feature; }

typedef struct neighbour {
  uint32_t lemma;
  uint8_t upos, xpos;
} neighbour;

static inline neighbour near(const gaz_event_view *view, uint32_t token, int offset) {
  const gaz_sentence *s = &view->analysis->tokens.sentences[view->tokens[token].sentence];
  int64_t at = (int64_t)token + offset;
  if (at < s->first || at >= (int64_t)s->first + s->count) return (neighbour){1, 0, 0};
  const gaz_token *t = &view->tokens[at];
  return (neighbour){view->info[at].lemma, t->upos, t->xpos};
}

static uint32_t listed_type(const gaz_event_view *view, uint32_t token);

static gaz_event_noun noun_of(const gaz_event_view *view, uint32_t token) {
  const gaz_fact_word *word = view->words[token];
  if (view->tokens[token].upos == GAZ_UPOS_VERB) return (gaz_event_noun){0};
  return (gaz_event_noun){word->noun_first, word->noun_second, word->noun_share, word->noun_verb};
}

/* The last bytes, letters in lower case. */
static uint32_t suffix(gaz_slice word, size_t size) {
  uint32_t value = 0;
  for (size_t i = 1; i <= size && i <= word.size; i++)
    value = value << 8 | (unsigned char)(word.data[word.size - i] | 32);
  return value;
}

size_t gaz_event_word_features(const gaz_event_view *view, uint32_t token, uint64_t *features) {
  writer w = {features, 0};
  const gaz_fact_word *word = view->words[token];
  gaz_slice text =
      gaz_slice_of(view->analysis->text, view->tokens[token].start, view->tokens[token].end);
  uint64_t pos = view->tokens[token].xpos, upos = view->tokens[token].upos;
  uint64_t lemma = word->event_lemma, listed = listed_type(view, token);
  gaz_event_noun noun = noun_of(view, token);
  uint64_t classes = (uint64_t)noun.first << 16 | (uint64_t)noun.second << 8 | noun.share;
  put(&w, gaz_feature(0, 0));
  put(&w, gaz_feature2(1, lemma, upos));
  put(&w, gaz_feature(2, lemma));
  put(&w, gaz_feature(3, pos));
  put(&w, gaz_feature2(4, pos, suffix(text, 3)));
  put(&w, gaz_feature2(5, pos, suffix(text, 4)));
  put(&w, gaz_feature2(21, upos, classes));
  put(&w, gaz_feature2(24, noun.verb, upos));
  put(&w, gaz_feature2(25, listed, upos));
  for (uint64_t level = 0; word->clusters[0] && level < GAZ_CLUSTER_LEVELS; level++)
    put(&w, gaz_feature3(31, level, word->clusters[level] - 1u, upos));
  return w.count;
}

size_t gaz_event_place_features(const gaz_event_view *view, uint32_t token, uint64_t *features) {
  const gaz_token *t = &view->tokens[token];
  const gaz_event_token *info = &view->info[token];
  writer w = {features, 0};
  uint64_t pos = t->xpos, upos = t->upos, lemma = info->lemma;
  neighbour p = near(view, token, -1), pp = near(view, token, -2), n = near(view, token, 1),
            nn = near(view, token, 2);
  const gaz_token *head = t->head >= 0 ? &view->tokens[t->head] : NULL;
  uint64_t head_lemma = head ? view->info[t->head].lemma : 0, head_upos = head ? head->upos : 99;
  uint64_t marker = gaz_event_case(view, token);
  uint64_t listed = listed_type(view, token);
  gaz_event_noun noun = noun_of(view, token);
  put(&w, gaz_feature2(6, lemma, t->deprel));
  put(&w, gaz_feature2(7, pos, t->deprel));
  put(&w, gaz_feature3(8, upos, t->deprel, head_upos));
  put(&w, gaz_feature2(9, upos, p.lemma));
  put(&w, gaz_feature2(10, upos, n.lemma));
  put(&w, gaz_feature2(11, lemma, p.lemma));
  put(&w, gaz_feature2(12, lemma, n.lemma));
  put(&w, gaz_feature3(13, pos, p.xpos, n.xpos));
  put(&w, gaz_feature3(14, pos, pp.xpos, p.xpos));
  put(&w, gaz_feature3(15, pos, n.xpos, nn.xpos));
  put(&w, gaz_feature3(16, upos, t->deprel, head_lemma));
  put(&w, gaz_feature3(17, upos, marker, t->deprel));
  put(&w, gaz_feature3(18, upos, marker, head_lemma));
  put(&w, gaz_feature2(19, pos, info->relations));
  put(&w, gaz_feature3(20, upos, info->name, (t->shape & GAZ_SHAPE_CAPITAL) != 0));
  put(&w, gaz_feature3(22, upos, (uint64_t)noun.first << 8 | noun.second, t->deprel));
  put(&w, gaz_feature3(23, noun.share, t->deprel, marker));
  put(&w, gaz_feature3(26, listed, t->deprel, upos));
  put(&w, gaz_feature3(27, noun.share, upos, n.upos));
  put(&w, gaz_feature3(28, noun.share, p.upos, info->relations & (1u << GAZ_DEPREL_DET % 32)));
  put(&w, gaz_feature2(29, upos, pp.lemma));
  put(&w, gaz_feature2(30, upos, nn.lemma));
  const uint16_t *clusters = view->words[token]->clusters;
  const uint16_t *above = head ? view->words[t->head]->clusters : NULL;
  if (clusters[0]) put(&w, gaz_feature3(32, clusters[1] - 1u, t->deprel, upos));
  if (clusters[0] && above && above[0]) {
    put(&w, gaz_feature3(33, clusters[1] - 1u, above[1] - 1u, t->deprel));
    put(&w, gaz_feature3(34, upos, above[2] - 1u, t->deprel));
  }
  bool quoted = info->quote != GAZ_NONE;
  put(&w, gaz_feature3(35, quoted, pos, t->deprel));
  for (int32_t c = info->child, k = 0; c >= 0 && k < 8; c = view->info[c].sibling, k++) {
    uint8_t relation = view->tokens[c].deprel;
    if (relation == GAZ_DEPREL_PUNCT) continue;
    put(&w, gaz_feature3(36, upos, relation, noun.share));
    if (relation == GAZ_DEPREL_OBJ || relation == GAZ_DEPREL_COMPOUND_PRT ||
        relation == GAZ_DEPREL_COP || relation == GAZ_DEPREL_AUX || relation == GAZ_DEPREL_XCOMP)
      put(&w, gaz_feature3(37, relation, view->info[c].lemma, upos));
  }
  return w.count;
}

float gaz_event_confidence(float score, bool listed) {
  float odds = score + (listed ? 1.5f : 0);
  return odds > 6 ? 1 : odds < -6 ? 0 : 1 / (1 + expf(-odds));
}

/* ---- The table ---- */

static uint32_t row_of(const gaz_event_view *view, uint32_t token) {
  const uint32_t *rows = view->words[token]->trigger_rows;
  switch (view->tokens[token].upos) {
    case GAZ_UPOS_VERB:
    case GAZ_UPOS_AUX: return rows[0];
    case GAZ_UPOS_NOUN:
    case GAZ_UPOS_PROPN: return rows[1];
    case GAZ_UPOS_ADJ: return rows[2];
    default: return GAZ_WORD_UNKNOWN;
  }
}

bool gaz_event_listed(const gaz_event_view *view, uint32_t token) {
  return row_of(view, token) != GAZ_WORD_UNKNOWN;
}

/* The first type a word can be a trigger of; rows that only say what is none come before it. */
static uint32_t listed_type(const gaz_event_view *view, uint32_t token) {
  uint32_t row = row_of(view, token);
  if (row == GAZ_WORD_UNKNOWN) return 0;
  while (view->tables->triggers[row].type == GAZ_EVENT_OTHER &&
         view->tables->triggers[row].next != UINT32_MAX)
    row = view->tables->triggers[row].next;
  return 1u + view->tables->triggers[row].type;
}

/* "fight a rear-guard action", "attack a policy": nothing that could be hit, by any sense of the word. */
static bool is_abstract(const gaz_event_view *view, uint32_t token) {
  static const uint8_t things[] = {5,
                                   GAZ_FIELD_NOUN_ARTIFACT,
                                   8,
                                   13,
                                   GAZ_FIELD_NOUN_EVENT,
                                   GAZ_FIELD_NOUN_GROUP,
                                   GAZ_FIELD_NOUN_LOCATION,
                                   17,
                                   GAZ_FIELD_NOUN_PERSON,
                                   20,
                                   27};
  const gaz_token *t = &view->tokens[token];
  uint32_t fields = t->upos == GAZ_UPOS_NOUN && t->lemma && view->fields
                        ? gaz_noun_fields(view->fields, t->lemma, strlen(t->lemma))
                        : 0;
  if (!fields || gaz_event_functions(view, token) & (GAZ_FUNCTION_PLACE | GAZ_FUNCTION_ORGAN))
    return false;
  for (unsigned i = 0; i < GAZ_COUNT(things); i++)
    if (fields >> 12 & 1u << (things[i] - 3)) return false;
  return true;
}

/* "this dish", "the film": first no people, no number of them, no place and nothing said, and no people next. */
static bool is_thing(uint32_t first, uint32_t second) {
  switch (first) {
    case 0:
    case GAZ_FIELD_NOUN_COMMUNICATION:
    case GAZ_FIELD_NOUN_GROUP:
    case GAZ_FIELD_NOUN_LOCATION:
    case GAZ_FIELD_NOUN_PERSON:
    case GAZ_FIELD_NOUN_QUANTITY:
    case GAZ_FIELD_NOUN_TIME: return false; /* "last week" is no subject, whatever the tree says */
    default: return second != GAZ_FIELD_NOUN_PERSON && second != GAZ_FIELD_NOUN_GROUP;
  }
}

/* Whether the usual fields of a common noun are such as a condition asks for. */
static bool fields_fit(const gaz_event_view *view, const gaz_event_condition *condition,
                       uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  uint32_t fields = t->upos == GAZ_UPOS_NOUN && t->lemma && view->fields
                        ? gaz_noun_fields(view->fields, t->lemma, strlen(t->lemma))
                        : 0;
  uint32_t first = fields & 63, second = fields >> 6 & 63;
  if ((first >= 3 && condition->fields >> (first - 3) & 1) ||
      (second >= 3 && condition->fields >> (second - 3) & 1))
    return true;
  return condition->kinds & GAZ_KIND_THING && is_thing(first, second) &&
         !(gaz_event_functions(view, token) & (GAZ_FUNCTION_PLACE | GAZ_FUNCTION_ORGAN));
}

static bool is_somebody(const gaz_event_view *view, uint32_t token) {
  uint32_t mention = view->info[token].mention;
  if (view->info[token].name == GAZ_TYPE_PERSON) return true;
  if (view->tokens[token].upos != GAZ_UPOS_PRON || mention == GAZ_NONE) return false;
  uint32_t chain = view->facts->mentions[mention].chain;
  return chain < view->facts->chain_count && view->facts->chains[chain].named &&
         view->facts->chains[chain].type == GAZ_TYPE_PERSON;
}

static bool is_infinitive(const gaz_event_view *view, uint32_t token) {
  int32_t mark = gaz_event_child(view, token, GAZ_DEPREL_MARK);
  return mark >= 0 && view->tokens[mark].xpos == GAZ_XPOS_TO;
}

static bool word_fits(const gaz_event_view *view, const gaz_event_condition *condition,
                      uint32_t token) {
  uint8_t type = view->info[token].name;
  uint32_t mention = view->info[token].mention;
  if (!type && mention != GAZ_NONE) type = view->facts->mentions[mention].type;
  if (type && condition->kinds >> type & 1) return true;
  if (condition->kinds & GAZ_KIND_SOMEBODY && is_somebody(view, token)) return true;
  if (condition->kinds & GAZ_KIND_ABSTRACT && !type && is_abstract(view, token)) return true;
  if (condition->kinds & GAZ_KIND_PLURAL &&
      (view->tokens[token].xpos == GAZ_XPOS_NNS || view->tokens[token].xpos == GAZ_XPOS_NNPS))
    return true;
  if (condition->kinds & GAZ_KIND_INFINITIVE && is_infinitive(view, token)) return true;
  if (condition->functions & gaz_event_functions(view, token)) return true;
  if (!type && (condition->fields || condition->kinds & GAZ_KIND_THING) &&
      fields_fit(view, condition, token))
    return true;
  for (uint32_t i = 0; i < condition->count; i++)
    if (view->tables->values[condition->first + i] == view->info[token].lemma) return true;
  return false;
}

/* "a number of gunmen", "one of the members": what is counted, or the word itself. */
static uint32_t counted(const gaz_event_view *view, uint32_t token) {
  if (!(gaz_event_functions(view, token) & GAZ_FUNCTION_COUNT)) return token;
  for (int32_t c = view->info[token].child; c >= 0; c = view->info[c].sibling)
    if ((uint32_t)c > token && view->tokens[c].deprel == GAZ_DEPREL_NMOD &&
        gaz_event_case(view, (uint32_t)c) == gaz_event_word(view, GAZ_GRAMMAR_BELONGING))
      return (uint32_t)c;
  return token;
}

/* The head of the filler, or a title or second half of a name beside it: "President Romendacil". */
static bool filler_fits(const gaz_event_view *view, const gaz_event_condition *condition,
                        uint32_t token) {
  token = counted(view, token);
  if (!condition->count && !condition->kinds && !condition->fields && !condition->functions)
    return true;
  if (word_fits(view, condition, token)) return true;
  for (int32_t c = view->info[token].child; c >= 0; c = view->info[c].sibling) {
    uint8_t deprel = view->tokens[c].deprel;
    if (deprel != GAZ_DEPREL_NMOD_DESC && deprel != GAZ_DEPREL_FLAT && deprel != GAZ_DEPREL_APPOS)
      continue;
    if (word_fits(view, condition, (uint32_t)c)) return true;
    for (int32_t d = view->info[c].child; d >= 0; d = view->info[d].sibling)
      if (view->tokens[d].deprel == GAZ_DEPREL_NMOD_DESC && word_fits(view, condition, (uint32_t)d))
        return true;
  }
  return false;
}

/* Whether a word around the trigger is one of the condition's. */
static bool is_near(const gaz_event_view *view, const gaz_event_condition *condition,
                    uint32_t token) {
  uint32_t t = token > NEAR_REACH ? token - NEAR_REACH : 0, end = token + NEAR_REACH;
  for (; t < view->count && t < end; t++)
    if (t != token && word_fits(view, condition, t)) return true;
  return false;
}

/* The object of "cordoned off the roads" may stand behind a particle taken for a preposition. */
static bool condition_holds(const gaz_event_view *view, const gaz_event_condition *condition,
                            uint32_t token, uint32_t particle, const gaz_event_fillers *fillers) {
  bool found = false;
  if (condition->slot == GAZ_SLOT_AGENT || condition->slot == GAZ_SLOT_PATIENT) return true;
  if (condition->slot == GAZ_SLOT_NEAR)
    return is_near(view, condition, token) != condition->negated;
  if (condition->slot == GAZ_SLOT_SELF)
    return word_fits(view, condition, token) != condition->negated;
  if (condition->slot == GAZ_SLOT_CASE) {
    int32_t marker = gaz_event_child(view, token, GAZ_DEPREL_CASE);
    found = marker >= 0 && filler_fits(view, condition, (uint32_t)marker);
    return found != condition->negated;
  }
  for (unsigned i = 0; i < fillers->count && !found; i++) {
    uint32_t slot = fillers->items[i].slot;
    if (particle && slot == particle && condition->slot == GAZ_SLOT_OBJECT) slot = GAZ_SLOT_OBJECT;
    found = slot == condition->slot && filler_fits(view, condition, fillers->items[i].token);
  }
  return found != condition->negated;
}

/* The second word of a trigger: a particle, or the preposition of something that hangs on it. */
static bool particle_found(const gaz_event_view *view, uint32_t token, uint32_t particle,
                           const gaz_event_fillers *fillers, uint32_t *last) {
  if (token + 1 < view->count && view->tokens[token + 1].sentence == view->tokens[token].sentence &&
      view->info[token + 1].lemma == particle) {
    *last = token + 1;
    return token + 2 >= view->count || view->tokens[token + 1].deprel == GAZ_DEPREL_COMPOUND_PRT ||
           view->info[token + 2].time == GAZ_NONE; /* "called for 5 May", but "shot up this week" */
  }
  for (int32_t c = view->info[token].child; c >= 0; c = view->info[c].sibling)
    if (view->info[c].lemma == particle && view->tokens[c].deprel != GAZ_DEPREL_OBJ &&
        view->tokens[c].deprel != GAZ_DEPREL_MARK) /* "to protest" */
      return true;
  int32_t behind = gaz_event_filler_at(fillers, particle);
  int32_t object = gaz_event_filler_at(fillers, GAZ_SLOT_OBJECT);
  return behind > (int32_t)token &&                    /* not "On Sunday, Keller called it off" */
         (object < (int32_t)token || object > behind); /* "called him kind, for one" */
}

bool gaz_event_takes_particle(const gaz_event_view *view, uint32_t verb) {
  uint32_t row = row_of(view, verb);
  if (row == GAZ_WORD_UNKNOWN || verb + 2 >= view->count ||
      view->tokens[verb + 1].xpos != GAZ_XPOS_IN || gaz_event_noun_after(view, verb + 1) < 0)
    return false;
  for (; row != GAZ_WORD_UNKNOWN; row = view->tables->triggers[row].next)
    if (view->tables->triggers[row].particle == view->info[verb + 1].lemma) return true;
  return false;
}

/* What every verb of a type asks for: of several subjects one that is no thing will do, as the tree may have taken what stands
 * before the real one for it ("On his site, Keller calls for"). */
static bool is_asked_for(const gaz_event_view *view, const gaz_event_trigger *all, uint32_t token,
                         uint32_t particle, const gaz_event_fillers *fillers) {
  for (uint8_t i = 0; i < all->condition_count; i++) {
    const gaz_event_condition *condition = &all->conditions[i];
    if (condition_holds(view, condition, token, particle, fillers)) continue;
    bool other = false;
    for (unsigned k = 0; k < fillers->count && condition->slot == GAZ_SLOT_SUBJECT; k++)
      other |= fillers->items[k].slot == GAZ_SLOT_SUBJECT &&
               !filler_fits(view, condition, fillers->items[k].token);
    if (!other) return false;
  }
  return true;
}

static bool conditions_hold(const gaz_event_view *view, const gaz_event_trigger *trigger,
                            uint32_t token, uint32_t particle, const gaz_event_fillers *fillers) {
  for (uint8_t i = 0; i < trigger->condition_count; i++)
    if (!condition_holds(view, &trigger->conditions[i], token, particle, fillers)) return false;
  return true;
}

bool gaz_event_refused(const gaz_event_view *view, uint16_t type, uint32_t event, uint8_t role,
                       uint32_t token) {
  uint32_t asked = view->tables->types[type].refused;
  if (!asked || (role != GAZ_ROLE_AGENT && role != GAZ_ROLE_PATIENT)) return false;
  bool patient = role == GAZ_ROLE_PATIENT;
  if (patient && view->info[token].name && view->tokens[event].upos == GAZ_UPOS_VERB) return false;
  const gaz_event_trigger *all = &view->tables->triggers[asked - 1];
  token = counted(view, token);
  for (uint8_t i = 0; i < all->condition_count; i++) {
    const gaz_event_condition *condition = &all->conditions[i];
    bool meant = patient ? condition->slot == GAZ_SLOT_PATIENT
                         : condition->slot == GAZ_SLOT_SUBJECT || condition->slot == GAZ_SLOT_AGENT;
    if (meant && condition->negated && word_fits(view, condition, token)) return true;
  }
  return false;
}

const gaz_event_trigger *gaz_event_trigger_find(const gaz_event_view *view, uint32_t token,
                                                const gaz_event_fillers *fillers, uint32_t *last) {
  *last = token;
  for (uint32_t row = row_of(view, token); row != GAZ_WORD_UNKNOWN;
       row = view->tables->triggers[row].next) {
    const gaz_event_trigger *trigger = &view->tables->triggers[row];
    if (trigger->particle && !particle_found(view, token, trigger->particle, fillers, last))
      continue;
    uint32_t asked = view->tables->types[trigger->type].refused;
    bool fits = conditions_hold(view, trigger, token, trigger->particle, fillers);
    if (fits && asked && view->tokens[token].upos == GAZ_UPOS_VERB)
      fits =
          is_asked_for(view, &view->tables->triggers[asked - 1], token, trigger->particle, fillers);
    if (fits) return trigger;
    *last = token;
  }
  return NULL;
}
