/* What a greedy parser gets wrong because it decides before it has read on, and what the finished tree shows
 * by itself:
 *
 *   speech told first   "A quake struck the coast, killing nine, officials said": what stands between the
 *                       clause told and the speaker belongs to the clause, not to "said"
 *   two subjects        "Rebels shelled the town, activists said": the first is that of the participle behind
 *                       it, which is a finite verb
 *                       "A former Corvex Systems vice president was jailed": the first is part of the second
 *
 *   two tenses          "denied hiding them and accused Valdia": the past goes on with the past
 *
 *   a lone participle   "Valdia imposed sanctions": with an object, no auxiliary and a noun right before it, the
 *                       main verb is finite and that noun its subject, also where the noun was taken for the main word
 *
 * Only heads and relations change, and the tag of the participle. Linear in the sentence. */
#include "english/parse_state.h"

enum { SENTENCE_MAX = 2000 };

/* Of each word that has a subject. */
typedef struct clause {
  int16_t subject, second; /* its first two subjects, -1 */
  int16_t told;            /* the clause before it that depends on it, -1 */
} clause;

static bool is_subject(uint8_t label) {
  return label == GAZ_DEPREL_NSUBJ || label == GAZ_DEPREL_NSUBJ_PASS;
}

/* Whether something that depends on a verb may depend on another instead. */
static bool may_move(uint8_t label) {
  return label == GAZ_DEPREL_ADVCL || label == GAZ_DEPREL_OBL || label == GAZ_DEPREL_OBL_UNMARKED ||
         label == GAZ_DEPREL_ADVMOD || label == GAZ_DEPREL_CONJ || label == GAZ_DEPREL_PARATAXIS;
}

static void find_clauses(const gaz_parse_state *s, clause *clauses) {
  int32_t count = (int32_t)s->count;
  for (int32_t i = 0; i < count; i++) clauses[i] = (clause){-1, -1, -1};
  for (int32_t i = 0; i < count; i++) {
    int32_t head = s->nodes[i].head;
    if (head < 0 || head >= count) continue;
    clause *of = &clauses[head];
    if (is_subject(s->nodes[i].label)) {
      if (of->subject < 0)
        of->subject = (int16_t)i;
      else if (of->second < 0)
        of->second = (int16_t)i;
    }
    if (i < head &&
        (s->nodes[i].label == GAZ_DEPREL_CCOMP || s->nodes[i].label == GAZ_DEPREL_PARATAXIS) &&
        of->told < 0)
      of->told = (int16_t)i;
  }
}

/* Whether words [from, to) could be parts of one noun phrase: names, then nouns. */
static bool within_phrase(const gaz_token *tokens, int32_t from, int32_t to) {
  if (tokens[from].upos != GAZ_UPOS_PROPN || tokens[to - 1].upos != GAZ_UPOS_NOUN) return false;
  for (int32_t i = from; i < to; i++) {
    uint8_t upos = tokens[i].upos;
    if (upos != GAZ_UPOS_NOUN && upos != GAZ_UPOS_PROPN && upos != GAZ_UPOS_ADJ &&
        tokens[i].xpos != GAZ_XPOS_RB)
      return false;
  }
  return true;
}

/* "A former Corvex Systems | vice president": the first subject becomes part of the second. */
static void join_subjects(gaz_parse_state *s, int32_t verb, int32_t first, int32_t second) {
  s->nodes[first].head = second;
  s->nodes[first].label = GAZ_DEPREL_COMPOUND;
  for (int32_t i = 0; i < second; i++) {
    gaz_parse_node *node = &s->nodes[i];
    if (node->head == first && i < first &&
        (node->label == GAZ_DEPREL_DET || node->label == GAZ_DEPREL_AMOD ||
         node->label == GAZ_DEPREL_CASE || node->label == GAZ_DEPREL_NMOD_POSS))
      node->head = second;
    if (i > first && node->head == verb) {
      node->head = second;
      node->label = GAZ_DEPREL_COMPOUND;
    }
  }
}

/* The participle right behind the subject at `first` and what belongs to that, or -1. */
static int32_t participle_of(const gaz_parse_state *s, const gaz_token *tokens, int32_t first,
                             int32_t second) {
  for (int32_t i = first + 1; i < second; i++)
    if (s->nodes[i].head == first && s->nodes[i].label == GAZ_DEPREL_ACL &&
        tokens[i].xpos == GAZ_XPOS_VBN)
      return i;
  return -1;
}

/* The first word of the noun phrase headed by `head`, as far as it hangs together. */
static int32_t phrase_start(const gaz_parse_state *s, int32_t head, int32_t least) {
  int32_t at = head;
  while (at > least && s->nodes[at - 1].label != GAZ_DEPREL_PUNCT && s->nodes[at - 1].head >= at &&
         s->nodes[at - 1].head <= head)
    at--;
  return at;
}

/* "Rebels shelled the town, | activists said" */
static void part_subjects(gaz_parse_state *s, gaz_token *tokens, int32_t verb, int32_t first,
                          int32_t second) {
  int32_t participle = participle_of(s, tokens, first, second);
  int32_t start = phrase_start(s, second, first);
  if (participle < 0 || start <= participle || tokens[start - 1].xpos != GAZ_XPOS_COMMA) return;
  tokens[participle].xpos = GAZ_XPOS_VBD;
  s->nodes[participle].head = verb;
  s->nodes[participle].label = GAZ_DEPREL_CCOMP;
  s->nodes[first].head = participle;
  for (int32_t i = first + 1; i < start; i++)
    if (i != participle && s->nodes[i].head == verb && may_move(s->nodes[i].label))
      s->nodes[i].head = participle;
}

/* The participle right behind a noun that hangs on it and has an object but no auxiliary, or -1. */
static int32_t participle_with_object(const gaz_parse_state *s, const gaz_token *tokens,
                                      int32_t noun) {
  int32_t verb = noun + 1, count = (int32_t)s->count, object = -1;
  if (verb >= count || s->nodes[verb].head != noun || s->nodes[verb].label != GAZ_DEPREL_ACL ||
      tokens[verb].xpos != GAZ_XPOS_VBN)
    return -1;
  for (int32_t i = 0; i < count; i++) {
    if (s->nodes[i].head != verb) continue;
    uint8_t label = s->nodes[i].label;
    if (label == GAZ_DEPREL_AUX || label == GAZ_DEPREL_AUX_PASS || is_subject(label)) return -1;
    if (label == GAZ_DEPREL_OBJ && i > verb) object = i;
  }
  return object < 0 ? -1 : verb;
}

/* "Valdia | imposed sanctions on Orsa", taken for a noun with a clause: the noun's own words stay with it, what comes
 * behind the verb becomes the verb's. */
static void turn_round(gaz_parse_state *s, gaz_token *tokens, int32_t noun, int32_t verb) {
  int32_t count = (int32_t)s->count;
  for (int32_t i = verb + 1; i < count; i++)
    if (s->nodes[i].head == noun) s->nodes[i].head = verb;
  tokens[verb].xpos = GAZ_XPOS_VBD;
  s->nodes[verb].head = count;
  s->nodes[verb].label = GAZ_DEPREL_ROOT;
  s->nodes[noun].head = verb;
  s->nodes[noun].label = GAZ_DEPREL_NSUBJ;
}

static void make_finite(gaz_parse_state *s, gaz_token *tokens) {
  int32_t count = (int32_t)s->count, root = -1, object = -1, subject = -1;
  for (int32_t i = 0; i < count && root < 0; i++)
    if (s->nodes[i].head == count) root = i;
  if (root >= 0 && (tokens[root].upos == GAZ_UPOS_NOUN || tokens[root].upos == GAZ_UPOS_PROPN)) {
    int32_t verb = participle_with_object(s, tokens, root);
    if (verb > 0) turn_round(s, tokens, root, verb);
    return;
  }
  if (root < 1 || tokens[root].xpos != GAZ_XPOS_VBN) return;
  for (int32_t i = 0; i < count; i++) {
    if (s->nodes[i].head != root) continue;
    uint8_t label = s->nodes[i].label;
    if (label == GAZ_DEPREL_AUX || label == GAZ_DEPREL_AUX_PASS || label == GAZ_DEPREL_NSUBJ)
      return;
    if (label == GAZ_DEPREL_OBJ && i > root) object = i;
    if ((label == GAZ_DEPREL_NSUBJ_PASS || label == GAZ_DEPREL_OBL_UNMARKED) && i == root - 1)
      subject = i;
  }
  if (object < 0 || subject < 0) return;
  tokens[root].xpos = GAZ_XPOS_VBD;
  s->nodes[subject].label = GAZ_DEPREL_NSUBJ;
}

/* "A jet crashed, killing nine, the airline said", taken for two clauses side by side: what stands before the
 * second's subject belongs to the first. */
static void take_participles(gaz_parse_state *s, const gaz_token *tokens, int32_t verb,
                             int32_t subject) {
  int32_t first = s->nodes[verb].head;
  for (int32_t i = first + 1; i < verb; i++)
    if (s->nodes[i].head == verb && s->nodes[i].label == GAZ_DEPREL_CC) return;
  for (int32_t i = first + 1; i < subject; i++)
    if (s->nodes[i].head == verb && s->nodes[i].label == GAZ_DEPREL_ADVCL &&
        tokens[i].xpos == GAZ_XPOS_VBG)
      s->nodes[i].head = first;
}

/* "denied hiding the rebels and accused Valdia": a past tense does not go on with an infinitive or a gerund, but
 * with the verb that this hangs on. */
static void raise_conjunct(gaz_parse_state *s, gaz_token *tokens, int32_t verb) {
  int32_t count = (int32_t)s->count, head = s->nodes[verb].head;
  if (s->nodes[verb].label != GAZ_DEPREL_CONJ || head < 0 || head >= verb) return;
  uint8_t xpos = tokens[verb].xpos, other = tokens[head].xpos;
  if ((xpos != GAZ_XPOS_VBD && xpos != GAZ_XPOS_VBN) ||
      (other != GAZ_XPOS_VB && other != GAZ_XPOS_VBG))
    return;
  int32_t above = s->nodes[head].head;
  if (above < 0 || above >= head || tokens[above].xpos != GAZ_XPOS_VBD) return;
  bool object = xpos == GAZ_XPOS_VBD;
  for (int32_t i = 0; i < count && i < verb + 12; i++) {
    if (s->nodes[i].head != verb) continue;
    uint8_t label = s->nodes[i].label;
    if (label == GAZ_DEPREL_AUX || label == GAZ_DEPREL_AUX_PASS || is_subject(label)) return;
    object |= i > verb && (label == GAZ_DEPREL_OBJ || label == GAZ_DEPREL_XCOMP);
  }
  if (!object) return; /* "to be caught and punished" */
  tokens[verb].xpos = GAZ_XPOS_VBD;
  s->nodes[verb].head = above;
}

/* "after talks with Klein, | Soto said", "in talks with Klein that | Soto was ready": the first has its preposition before it. */
static bool follows_preposition(gaz_parse_state *s, const gaz_token *tokens, int32_t first,
                                int32_t second) {
  int32_t start = phrase_start(s, first, 1), end = first + 1;
  while (end < second && s->nodes[end].head == first && tokens[end].xpos != GAZ_XPOS_COMMA) end++;
  if (start < 2 || tokens[start - 1].upos != GAZ_UPOS_ADP ||
      (tokens[end].xpos != GAZ_XPOS_COMMA && tokens[end].upos != GAZ_UPOS_SCONJ))
    return false;
  int32_t verb = s->nodes[first].head, above = start - 2;
  if (s->nodes[start - 1].head != verb && s->nodes[start - 1].head != first) return false;
  for (int step = 0; step < 64 && above != first && above >= 0 && above < (int32_t)s->count; step++)
    above = s->nodes[above].head;
  bool noun = tokens[start - 2].upos == GAZ_UPOS_NOUN && above >= (int32_t)s->count;
  s->nodes[start - 1].head = first;
  s->nodes[start - 1].label = GAZ_DEPREL_CASE;
  s->nodes[first].label = noun ? GAZ_DEPREL_NMOD : GAZ_DEPREL_OBL;
  if (noun) s->nodes[first].head = start - 2;
  return true;
}

void gaz_repair_tree(gaz_parse_state *s, gaz_token *tokens) {
  clause clauses[SENTENCE_MAX];
  if (s->count > SENTENCE_MAX) return;
  make_finite(s, tokens);
  gaz_repair_relatives(s, tokens);
  for (int32_t i = 1; i < (int32_t)s->count; i++)
    if (tokens[i].upos == GAZ_UPOS_VERB) raise_conjunct(s, tokens, i);
  find_clauses(s, clauses);
  for (int32_t i = 0; i < (int32_t)s->count; i++) {
    const clause *of = &clauses[i];
    if (of->subject < 0) continue;
    if (of->second >= 0 && of->second < i &&
        follows_preposition(s, tokens, of->subject, of->second))
      continue;
    if (of->second >= 0 && of->second < i && tokens[i].upos == GAZ_UPOS_VERB) {
      if (tokens[of->subject + 1].xpos == GAZ_XPOS_POS) { /* "Valdia's | minister" */
        s->nodes[of->subject].head = of->second;
        s->nodes[of->subject].label = GAZ_DEPREL_NMOD_POSS;
      } else if (of->second == of->subject + 1 && tokens[of->subject].upos == GAZ_UPOS_NOUN &&
                 tokens[of->second].upos == GAZ_UPOS_PROPN && of->subject > 0 &&
                 s->nodes[of->subject - 1].head == of->subject &&
                 tokens[of->subject - 1].upos == GAZ_UPOS_ADJ) {
        join_subjects(s, i, of->subject, of->second); /* "the union | FNV" */
      } else if (within_phrase(tokens, of->subject, of->second + 1))
        join_subjects(s, i, of->subject, of->second);
      else
        part_subjects(s, tokens, i, of->subject, of->second);
    } else if (s->nodes[i].label == GAZ_DEPREL_CONJ && s->nodes[i].head < of->subject &&
               of->subject < i) {
      take_participles(s, tokens, i, of->subject);
    } else if (of->told >= 0) {
      int32_t end = of->subject < i ? of->subject : i;
      for (int32_t k = of->told + 1; k < end; k++)
        if (s->nodes[k].head == i && s->nodes[k].label == GAZ_DEPREL_ADVCL &&
            tokens[k].xpos == GAZ_XPOS_VBG)
          s->nodes[k].head = of->told;
    }
  }
}
