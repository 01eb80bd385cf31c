/* Relative clauses that a greedy parser took for the main clause, or hung beside it. It meets "Keller, who" with
 * the subject still waiting and gives both to the verb that comes next:
 *
 *   "Keller, who called the strike, said ..."    "said" takes the subject, "called" goes to Keller
 *   "they arrested Keller, who is accused of"    "accused" goes to Keller, not beside "arrested"
 *
 * What says so is the pronoun right behind a noun, with or without a comma between. Linear but for the walks
 * to the root, which are bounded. */
#include "english/parse_state.h"

enum { CLIMB_MAX = 64, CLAUSE_MAX = 60 };

static bool is_nominal(const gaz_token *t) {
  return t->upos == GAZ_UPOS_NOUN || t->upos == GAZ_UPOS_PROPN;
}

static bool is_subject(uint8_t label) {
  return label == GAZ_DEPREL_NSUBJ || label == GAZ_DEPREL_NSUBJ_PASS;
}

/* The noun before a pronoun that begins a relative clause, or -1. Without a comma "that" and "which" begin
 * other things as well. */
static int32_t antecedent_of(const gaz_parse_state *s, const gaz_token *tokens, int32_t pronoun) {
  bool comma = pronoun > 1 && tokens[pronoun - 1].xpos == GAZ_XPOS_COMMA;
  int32_t noun = pronoun - (comma ? 2 : 1);
  if (noun < 0 || !is_nominal(&tokens[noun])) return -1;
  if (!comma && tokens[pronoun].xpos == GAZ_XPOS_WDT) return -1;
  for (int step = 0; step < CLIMB_MAX && s->nodes[noun].label == GAZ_DEPREL_FLAT; step++) {
    int32_t head = s->nodes[noun].head;
    if (head < 0 || head >= noun) break;
    noun = head;
  }
  return noun;
}

/* The verb of the clause that a relative pronoun takes part in, or -1. */
static int32_t verb_of(gaz_parse_state *s, gaz_token *tokens, int32_t pronoun) {
  int32_t count = (int32_t)s->count, part = pronoun;
  if (tokens[pronoun].xpos == GAZ_XPOS_WP_S) { /* "whose army"; a tagger may not see the noun */
    part = s->nodes[pronoun].head;
    for (int32_t i = pronoun + 1; part >= 0 && part < count && i < part; i++)
      if (tokens[part].upos == GAZ_UPOS_VERB && s->nodes[i].head == part &&
          is_subject(s->nodes[i].label) && is_nominal(&tokens[i]))
        part = s->nodes[pronoun].head =
            i; /* "whose minister Ana Ruiz called": it hung on the verb */
    if (part > pronoun + 1 && part < count && s->nodes[pronoun + 1].head == part &&
        is_subject(s->nodes[pronoun + 1].label)) {
      part = s->nodes[pronoun].head = pronoun + 1;
      s->nodes[pronoun].label = GAZ_DEPREL_NMOD_POSS;
      if (tokens[part].upos == GAZ_UPOS_ADJ) {
        tokens[part].upos = GAZ_UPOS_NOUN;
        tokens[part].xpos = GAZ_XPOS_NN;
      }
    }
  }
  if (part < pronoun || part >= count) return -1;
  uint8_t label = s->nodes[part].label;
  if (!is_subject(label) && label != GAZ_DEPREL_OBJ) return -1;
  int32_t verb = s->nodes[part].head;
  return verb > part && verb < count && verb - pronoun < CLAUSE_MAX ? verb : -1;
}

static bool is_finite(const gaz_parse_state *s, const gaz_token *tokens, int32_t verb) {
  uint8_t xpos = tokens[verb].xpos;
  if (xpos == GAZ_XPOS_VBD || xpos == GAZ_XPOS_VBZ || xpos == GAZ_XPOS_VBP) return true;
  for (int32_t i = verb - 1; i >= 0 && i + 6 > verb; i--)
    if (s->nodes[i].head == verb &&
        (s->nodes[i].label == GAZ_DEPREL_AUX || s->nodes[i].label == GAZ_DEPREL_AUX_PASS ||
         s->nodes[i].label == GAZ_DEPREL_COP))
      return true;
  return false;
}

/* The first word of a verb with its auxiliaries and adverbs. */
static int32_t verb_start(const gaz_token *tokens, int32_t verb) {
  while (verb > 1 &&
         (tokens[verb - 1].upos == GAZ_UPOS_AUX || tokens[verb - 1].upos == GAZ_UPOS_ADV ||
          tokens[verb - 1].upos == GAZ_UPOS_PART))
    verb--;
  return verb;
}

/* The verb behind the comma that ends the clause, coordinated with its verb and without a subject: that of
 * the main clause. */
static int32_t main_verb(const gaz_parse_state *s, const gaz_token *tokens, int32_t verb) {
  int32_t count = (int32_t)s->count;
  for (int32_t i = verb + 1; i < count; i++) {
    if (s->nodes[i].head != verb || tokens[i].upos != GAZ_UPOS_VERB || !is_finite(s, tokens, i))
      continue;
    uint8_t label = s->nodes[i].label;
    if (label != GAZ_DEPREL_CONJ && label != GAZ_DEPREL_PARATAXIS &&
        (label != GAZ_DEPREL_ACL || tokens[i].xpos == GAZ_XPOS_VBN))
      continue;
    if (tokens[verb_start(tokens, i) - 1].xpos == GAZ_XPOS_COMMA) return i;
  }
  return -1;
}

static bool hangs_below(const gaz_parse_state *s, int32_t node, int32_t above) {
  for (int step = 0; step < CLIMB_MAX; step++) {
    if (node == above) return true;
    if (node < 0 || node >= (int32_t)s->count) return false;
    node = s->nodes[node].head;
  }
  return true; /* too deep to know: nothing is moved */
}

static void make_relative(gaz_parse_state *s, int32_t verb, int32_t noun) {
  s->nodes[verb].head = noun;
  s->nodes[verb].label = GAZ_DEPREL_ACL_RELCL;
}

/* Gives the clause's place in the tree, its subject before the pronoun and what follows `to` another verb. */
static void hand_over(gaz_parse_state *s, const gaz_token *tokens, int32_t from, int32_t to,
                      int32_t pronoun) {
  uint8_t subject = GAZ_DEPREL_NSUBJ;
  for (int32_t i = 0; i < to; i++)
    if (s->nodes[i].head == to && s->nodes[i].label == GAZ_DEPREL_AUX_PASS)
      subject = GAZ_DEPREL_NSUBJ_PASS;
  for (int32_t i = 0; i < (int32_t)s->count; i++) {
    if (s->nodes[i].head != from || i == to || (i >= pronoun && i < to) ||
        tokens[i].upos == GAZ_UPOS_PUNCT)
      continue;
    if (i < pronoun && is_subject(s->nodes[i].label)) s->nodes[i].label = subject;
    s->nodes[i].head = to;
  }
}

/* "discuss the plan with Hart and Reyes, who told": a person's name right before the comma, and not "the wife of
 * Hart, who". */
static bool is_nearer(const gaz_parse_state *s, const gaz_token *tokens, int32_t noun, int32_t head,
                      int32_t pronoun) {
  return head >= 0 && head < noun && tokens[pronoun].xpos == GAZ_XPOS_WP &&
         tokens[pronoun - 1].xpos == GAZ_XPOS_COMMA && tokens[noun].upos == GAZ_UPOS_PROPN &&
         tokens[head].upos == GAZ_UPOS_NOUN &&
         (s->nodes[noun].head != head || s->nodes[noun].label != GAZ_DEPREL_NMOD) &&
         s->nodes[noun].label != GAZ_DEPREL_APPOS;
}

/* "with Hart and Reyes, who has told": of several the one that stands right before a clause about one. */
static bool is_last_of_several(const gaz_parse_state *s, const gaz_token *tokens, int32_t noun,
                               int32_t head, int32_t verb) {
  if (s->nodes[noun].head != head || s->nodes[noun].label != GAZ_DEPREL_CONJ) return false;
  bool one = tokens[verb].xpos == GAZ_XPOS_VBZ;
  for (int32_t i = verb - 1; i > noun && i + 6 > verb; i--)
    one |= s->nodes[i].head == verb && tokens[i].xpos == GAZ_XPOS_VBZ;
  return one;
}

/* "Prime Minister Soto, whose cabinet fell, asked the king": the noun was left without a verb of its own. */
static void raise_main_verb(gaz_parse_state *s, const gaz_token *tokens, int32_t noun, int32_t verb,
                            int32_t pronoun) {
  uint8_t label = s->nodes[noun].label;
  if (label != GAZ_DEPREL_ROOT && label != GAZ_DEPREL_CCOMP && label != GAZ_DEPREL_PARATAXIS)
    return;
  for (int32_t i = noun - 1; i >= 0 && i + 12 > noun; i--)
    if (s->nodes[i].head == noun &&
        (s->nodes[i].label == GAZ_DEPREL_COP || is_subject(s->nodes[i].label)))
      return; /* it is what somebody is said to be */
  int32_t other = main_verb(s, tokens, verb);
  if (other < 0) return;
  s->nodes[other].head = s->nodes[noun].head;
  s->nodes[other].label = label;
  s->nodes[noun].head = other;
  s->nodes[noun].label = GAZ_DEPREL_NSUBJ;
  hand_over(s, tokens, verb, other, pronoun);
}

/* Whether a word that was taken for an adverbial is the antecedent, without a preposition: a subject. */
static bool is_bare(gaz_parse_state *s, int32_t node, int32_t noun) {
  if (node != noun || s->nodes[node].label != GAZ_DEPREL_OBL) return false;
  for (int32_t i = node - 1; i >= 0 && i + 12 > node; i--)
    if (s->nodes[i].head == node && s->nodes[i].label == GAZ_DEPREL_CASE) return false;
  s->nodes[node].label = GAZ_DEPREL_NSUBJ;
  return true;
}

static void repair(gaz_parse_state *s, gaz_token *tokens, int32_t pronoun) {
  int32_t noun = antecedent_of(s, tokens, pronoun), verb = verb_of(s, tokens, pronoun);
  if (noun < 0 || verb < 0) return;
  if (s->nodes[verb].label == GAZ_DEPREL_ACL_RELCL) {
    if (s->nodes[verb].head == noun)
      raise_main_verb(s, tokens, noun, verb, pronoun);
    else if ((is_nearer(s, tokens, noun, s->nodes[verb].head, pronoun) ||
              is_last_of_several(s, tokens, noun, s->nodes[verb].head, verb)) &&
             !hangs_below(s, noun, verb))
      s->nodes[verb].head = noun;
    return;
  }
  int32_t head = s->nodes[verb].head, first = -1;
  for (int32_t i = pronoun - 1; i >= 0 && i + CLAUSE_MAX > pronoun && first < 0; i--)
    if (s->nodes[i].head == verb && (is_subject(s->nodes[i].label) || is_bare(s, i, noun)))
      first = i;
  if (first >= 0) { /* two subjects: one of them is another verb's */
    int32_t other = main_verb(s, tokens, verb);
    if (other >= 0) {
      s->nodes[other].head = head;
      s->nodes[other].label = s->nodes[verb].label;
      hand_over(s, tokens, verb, other, pronoun);
    } else if (head > verb && head < (int32_t)s->count && tokens[head].upos == GAZ_UPOS_VERB &&
               tokens[verb_start(tokens, head) - 1].xpos == GAZ_XPOS_COMMA) {
      hand_over(s, tokens, verb, head, pronoun); /* "Keller, who called it, said": told first */
    } else {
      return;
    }
  } else if (head >= noun && head != noun) {
    return;
  }
  if (!hangs_below(s, noun, verb)) make_relative(s, verb, noun);
}

void gaz_repair_relatives(gaz_parse_state *s, gaz_token *tokens) {
  for (int32_t i = 1; i < (int32_t)s->count; i++) {
    uint8_t xpos = tokens[i].xpos;
    if (xpos == GAZ_XPOS_WP || xpos == GAZ_XPOS_WP_S ||
        (xpos == GAZ_XPOS_WDT && tokens[i].upos == GAZ_UPOS_PRON))
      repair(s, tokens, i);
  }
}
