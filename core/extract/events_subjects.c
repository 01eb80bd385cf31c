/* Who does what a verb tells that has no subject of its own: the one of the clause above it, whom that asks or accuses, or who
 * owns the noun it hangs on. */
#include "english/engine.h"
#include "extract/events_internal.h"
#include "extract/word_fields.h"

enum { SHARED_DEPTH = 6, ABOVE_MAX = 3 };

/* Whether a word tells somebody what to do ("appealed to Orsa to stop"); "flew to Orsa to stop them", "will go to",
 * "vowed to Orsa to stop" do not. */
static bool asks(const gaz_event_view *view, uint32_t head) {
  uint32_t mood = view->words[head]->mood;
  return mood != GAZ_WORD_UNKNOWN && (mood & 0xff) != GAZ_MODALITY_PLANNED &&
         mood >> 8 & (GAZ_REACH_CLAUSE | GAZ_REACH_NOUN);
}

/* Who is asked: the noun after "to" or "on" between a word and its infinitive; "called for him to go". */
static int32_t asked(const gaz_event_view *view, uint32_t head, uint32_t infinitive) {
  uint32_t to = gaz_event_word(view, GAZ_GRAMMAR_GOAL),
           on = gaz_event_word(view, GAZ_GRAMMAR_TARGET);
  uint32_t purpose = gaz_event_word(view, GAZ_GRAMMAR_PURPOSE);
  bool sent = (gaz_event_is_verb(view, head) && gaz_event_child(view, head, GAZ_DEPREL_OBJ) >= 0) ||
              !asks(view, head);
  for (int32_t c = view->info[head].child; c >= 0 && (uint32_t)c < infinitive;
       c = view->info[c].sibling) {
    if (gaz_event_case(view, (uint32_t)c) == to &&
        ((sent && gaz_event_names_place(view, (uint32_t)c)) ||
         (gaz_event_is_verb(view, head) && !asks(view, head))))
      continue; /* "sent 300 to Orsa to train them", "wrote to the minister to offer help" */
    if ((uint32_t)c < head || (gaz_event_token_at(view, c)->deprel != GAZ_DEPREL_NMOD &&
                               gaz_event_token_at(view, c)->deprel != GAZ_DEPREL_OBL))
      continue;
    uint32_t preposition = gaz_event_case(view, (uint32_t)c);
    bool with = preposition == gaz_event_word(view, GAZ_GRAMMAR_COMPANY) &&
                gaz_event_is_verb(view, head) &&
                asks(view, head); /* "pleaded with the police to" */
    if (preposition == to || preposition == on || with ||
        (preposition == purpose &&
         (view->info[c].name || gaz_event_token_at(view, c)->upos == GAZ_UPOS_PRON)))
      return c;
  }
  return -1;
}

/* "the willingness of the council to receive them": whose it is, between a noun and its infinitive. */
static int32_t of_whom(const gaz_event_view *view, uint32_t noun, uint32_t infinitive) {
  for (int32_t c = view->info[noun].child; c >= 0 && (uint32_t)c < infinitive;
       c = view->info[c].sibling)
    if ((uint32_t)c > noun && gaz_event_token_at(view, c)->deprel == GAZ_DEPREL_NMOD &&
        gaz_event_case(view, (uint32_t)c) == gaz_event_word(view, GAZ_GRAMMAR_BELONGING) &&
        (view->info[c].name || gaz_event_is_group(view, (uint32_t)c)))
      return c;
  return -1;
}

/* The subject a verb without one takes from the clause above it. */
static int32_t shared_subject(const gaz_event_view *view, uint32_t verb, int depth);

static int32_t own_subject(const gaz_event_view *view, uint32_t verb, int depth) {
  int32_t subject = gaz_event_child(view, verb, GAZ_DEPREL_NSUBJ);
  if (subject < 0) subject = gaz_event_child(view, verb, GAZ_DEPREL_NSUBJ_PASS);
  return subject >= 0 ? gaz_event_resolved(view, verb, subject)
                      : shared_subject(view, verb, depth + 1);
}

/* "supported Keller's proposal to close the border": who owns the noun right before the infinitive, whatever the
 * tree hung that on. */
static int32_t owner_of_purpose(const gaz_event_view *view, uint32_t verb) {
  if (verb < 2 || view->tokens[verb].xpos != GAZ_XPOS_VB ||
      view->tokens[verb - 1].xpos != GAZ_XPOS_TO || view->tokens[verb - 2].upos != GAZ_UPOS_NOUN ||
      view->tokens[verb - 2].sentence != view->tokens[verb].sentence)
    return -1;
  if (gaz_event_case(view, verb - 2) == gaz_event_word(view, GAZ_GRAMMAR_DOER))
    return -1; /* "was asked by Keller's ministry to pay" */
  int32_t owner = gaz_event_child(view, verb - 2, GAZ_DEPREL_NMOD_POSS);
  return owner >= 0 && view->info[owner].name ? owner : -1;
}

/* "called for a coalition to fight them", "the first woman to climb it": people do it themselves, plans do not. */
enum { GROUP = 14, PERSON = 18 }; /* WordNet's lexicographer files */

bool gaz_event_is_person(const gaz_event_view *view, uint32_t noun) {
  return view->tokens[noun].upos == GAZ_UPOS_NOUN && view->words[noun]->noun_first == PERSON;
}

bool gaz_event_is_group(const gaz_event_view *view, uint32_t noun) {
  return gaz_event_is_person(view, noun) ||
         (view->tokens[noun].upos == GAZ_UPOS_NOUN && view->words[noun]->noun_first == GROUP);
}

/* "for" and a group right before the infinitive, whatever the tree hung it on. */
static int32_t group_before(const gaz_event_view *view, uint32_t verb) {
  if (verb < 3 || view->tokens[verb].xpos != GAZ_XPOS_VB ||
      view->tokens[verb - 1].xpos != GAZ_XPOS_TO || !gaz_event_is_group(view, verb - 2) ||
      view->tokens[verb - 2].sentence != view->tokens[verb].sentence)
    return -1;
  return gaz_event_case(view, verb - 2) == gaz_event_word(view, GAZ_GRAMMAR_PURPOSE)
             ? (int32_t)verb - 2
             : -1;
}

/* "chided him for refusing" */
static bool is_marked(const gaz_event_view *view, uint32_t verb, gaz_event_grammar word) {
  int32_t mark = gaz_event_child(view, verb, GAZ_DEPREL_MARK);
  return mark >= 0 && view->info[mark].lemma == gaz_event_word(view, word);
}

/* "accused the government of bombing the town": the object of a verb that alleges. */
static bool is_accused(const gaz_event_view *view, uint32_t noun) {
  int32_t verb = view->tokens[noun].head;
  return verb >= 0 && view->tokens[noun].deprel == GAZ_DEPREL_OBJ &&
         gaz_event_alleges(view, (uint32_t)verb);
}

/* "promised voters to lift the ban": who promises does it. */
static bool promises(const gaz_event_view *view, uint32_t verb) {
  return view->info[verb].lemma == gaz_event_word(view, GAZ_GRAMMAR_PROMISING);
}

/* "lowered the tax as promised"; "met the bishop, accused of murder": of a participle behind "as" nobody is the subject,
 * and behind a person and a comma either of two may be. */
static bool is_of_nobody(const gaz_event_view *view, uint32_t head, uint32_t verb) {
  if (view->tokens[verb].xpos != GAZ_XPOS_VBN ||
      gaz_event_child(view, verb, GAZ_DEPREL_AUX_PASS) >= 0 ||
      gaz_event_child(view, verb, GAZ_DEPREL_AUX) >= 0) /* "recorded as having agreed" */
    return false;
  if (is_marked(view, verb, GAZ_GRAMMAR_MANNER)) return true;
  int32_t object = gaz_event_child(view, head, GAZ_DEPREL_OBJ);
  return object > (int32_t)head && object < (int32_t)verb &&
         view->tokens[verb - 1].xpos == GAZ_XPOS_COMMA &&
         (view->info[object].name == GAZ_TYPE_PERSON || gaz_event_is_group(view, (uint32_t)object));
}

/* "ordered his navy to make contact": a verb that asks for a clause, and who is to do it, or -1. */
static int32_t ordered(const gaz_event_view *view, uint32_t head, uint32_t infinitive) {
  int32_t object = gaz_event_child(view, head, GAZ_DEPREL_OBJ);
  uint32_t mood = view->words[head]->mood;
  if (object < (int32_t)head || object > (int32_t)infinitive || !gaz_event_is_verb(view, head) ||
      view->tokens[infinitive].xpos != GAZ_XPOS_VB || mood == GAZ_WORD_UNKNOWN ||
      !(mood >> 8 & GAZ_REACH_CLAUSE) || promises(view, head))
    return -1;
  return view->info[object].name || gaz_event_is_group(view, (uint32_t)object) ? object : -1;
}

/* "was met with messages urging him to go" */
static bool is_text(const gaz_event_view *view, uint32_t noun) {
  int32_t marker = gaz_event_child(view, noun, GAZ_DEPREL_CASE);
  return view->tokens[noun].upos == GAZ_UPOS_NOUN && marker >= 0 &&
         view->info[marker].lemma == gaz_event_word(view, GAZ_GRAMMAR_COMPANY) &&
         view->words[noun]->noun_first == GAZ_FIELD_NOUN_COMMUNICATION;
}

/* "worked with the coalition fighting them": a group right before a participle does it, though the tree hung that
 * on the verb; or -1. */
static int32_t participle_of(const gaz_event_view *view, uint32_t head, uint32_t verb) {
  if (view->tokens[verb].xpos != GAZ_XPOS_VBG || head + 1 >= verb ||
      gaz_event_child(view, verb, GAZ_DEPREL_MARK) >= 0 ||
      !(gaz_event_is_group(view, verb - 1) || is_text(view, verb - 1)))
    return -1;
  return (int32_t)verb - 1;
}

/* "welcomed the decision to appoint Keller": of a decision that is known already somebody else took it. */
static bool is_of_others(const gaz_event_view *view, uint32_t noun, uint32_t verb) {
  int32_t determiner = gaz_event_child(view, noun, GAZ_DEPREL_DET);
  uint32_t mood = view->words[noun]->mood;
  return determiner >= 0 &&
         view->info[determiner].lemma == gaz_event_word(view, GAZ_GRAMMAR_DEFINITE) &&
         mood != GAZ_WORD_UNKNOWN && (mood & 0xff) == GAZ_MODALITY_PLANNED &&
         !gaz_event_is_light(view, verb);
}

/* "one was murdered and a bomb near it had injured two", "those who sought shelter and joining them": what has a noun before
 * its own auxiliary, or another form than the verb it is coordinated with, is no second deed of the same. */
static bool is_apart(const gaz_event_view *view, uint32_t verb, uint32_t second) {
  int32_t auxiliary = gaz_event_child(view, second, GAZ_DEPREL_AUX);
  if (auxiliary > (int32_t)verb + 1 && gaz_event_token_at(view, auxiliary)->xpos != GAZ_XPOS_TO &&
      (gaz_event_token_at(view, auxiliary - 1)->upos == GAZ_UPOS_NOUN ||
       gaz_event_token_at(view, auxiliary - 1)->upos == GAZ_UPOS_PROPN) &&
      view->info[auxiliary - 1].time == GAZ_NONE && gaz_event_passive(view, verb))
    return true;
  uint8_t xpos = gaz_event_token_at(view, (int32_t)verb)->xpos;
  return gaz_event_token_at(view, (int32_t)second)->xpos == GAZ_XPOS_VBG && auxiliary < 0 &&
         gaz_event_token_at(view, (int32_t)verb)->deprel == GAZ_DEPREL_ACL_RELCL &&
         (xpos == GAZ_XPOS_VBD || xpos == GAZ_XPOS_VBZ || xpos == GAZ_XPOS_VBP);
}

static int32_t shared_subject(const gaz_event_view *view, uint32_t verb, int depth) {
  const gaz_token *t = &view->tokens[verb];
  if (depth > SHARED_DEPTH || t->head < 0) return -1;
  uint32_t head = (uint32_t)t->head;
  int32_t object = owner_of_purpose(view, verb);
  if (object < 0) object = group_before(view, verb);
  if (object < 0) object = gaz_event_set_for(view, verb);
  if (object >= 0) return object;
  switch (t->deprel) {
    case GAZ_DEPREL_CONJ:
      head = gaz_event_beside(view, verb);
      return gaz_event_is_verb(view, head) && !is_apart(view, head, verb)
                 ? own_subject(view, head, depth)
                 : -1;
    case GAZ_DEPREL_XCOMP:
      if (promises(view, head)) return own_subject(view, head, depth);
      object = gaz_event_child(view, head, GAZ_DEPREL_OBJ);
      if (object < 0) object = gaz_event_child(view, head, GAZ_DEPREL_IOBJ);
      if (object < 0) object = asked(view, head, verb); /* "called on the state to free" */
      return object >= 0 ? gaz_event_resolved(view, head, object) : own_subject(view, head, depth);
    case GAZ_DEPREL_ADVCL:
      /* "accused of bombing": the one accused; "called on X to": after the preposition */
      if (is_of_nobody(view, head, verb)) return -1;
      object = gaz_event_child(view, head, GAZ_DEPREL_OBJ);
      if (object >= 0 && gaz_event_child(view, verb, GAZ_DEPREL_MARK) >= 0 &&
          t->xpos == GAZ_XPOS_VBG &&
          (is_marked(view, verb, GAZ_GRAMMAR_BELONGING) ||
           is_marked(view, verb, GAZ_GRAMMAR_ORIGIN) || /* "prevented them from going" */
           (is_marked(view, verb, GAZ_GRAMMAR_PURPOSE) &&
            (view->info[object].name == GAZ_TYPE_PERSON ||
             view->tokens[object].xpos == GAZ_XPOS_PRP || /* "blasted him for not paying" */
             gaz_event_is_group(view, (uint32_t)object)))))
        return object;
      if (ordered(view, head, verb) >= 0) return ordered(view, head, verb);
      if (t->xpos == GAZ_XPOS_VB && (object = asked(view, head, verb)) >= 0) return object;
      if (participle_of(view, head, verb) >= 0) return participle_of(view, head, verb);
      if (t->xpos == GAZ_XPOS_VBG || t->xpos == GAZ_XPOS_VB || t->xpos == GAZ_XPOS_VBN)
        return gaz_event_is_verb(view, head) ? own_subject(view, head, depth) : -1;
      return -1;
    case GAZ_DEPREL_ACL: /* "plans to attack", "men carrying" */
      if (t->xpos == GAZ_XPOS_VBG && verb > 0 && view->tokens[verb - 1].upos == GAZ_UPOS_PUNCT) {
        int32_t above = view->tokens[head].head; /* ", suggesting": of the verb, not of the noun */
        for (int up = 0; up < ABOVE_MAX && above >= 0 && !gaz_event_is_verb(view, (uint32_t)above);
             up++)
          above = view->tokens[above].head;
        if (above >= 0 && gaz_event_is_verb(view, (uint32_t)above))
          return own_subject(view, (uint32_t)above, depth);
      }
      if (t->xpos == GAZ_XPOS_VBG && gaz_event_child(view, verb, GAZ_DEPREL_MARK) >= 0) {
        if (is_accused(view, head) && is_marked(view, verb, GAZ_GRAMMAR_BELONGING)) return t->head;
        int32_t owner = gaz_event_child(view, head, GAZ_DEPREL_NMOD_POSS);
        if (owner >= 0) return owner;            /* "Valdia's interest in receiving help" */
        int32_t above = view->tokens[head].head; /* "held talks after meeting him" */
        return above >= 0 && gaz_event_is_verb(view, (uint32_t)above)
                   ? own_subject(view, (uint32_t)above, depth)
                   : -1;
      }
      if (t->xpos == GAZ_XPOS_VBG) return t->head;
      if (t->xpos == GAZ_XPOS_VB && view->tokens[head].head >= 0 &&
          gaz_event_case(view, head) == gaz_event_word(view, GAZ_GRAMMAR_DOER))
        return own_subject(view, (uint32_t)view->tokens[head].head,
                           depth); /* "was asked by the ministry to pay" */
      if (t->xpos == GAZ_XPOS_VB && gaz_event_is_group(view, head)) return t->head;
      if (t->xpos == GAZ_XPOS_VB && view->tokens[head].head >= 0) {
        int32_t owner = asked(view, head, verb); /* "appeals to Russia to stop" */
        if (owner < 0) owner = gaz_event_child(view, head, GAZ_DEPREL_NMOD_POSS);
        if (owner < 0) owner = of_whom(view, head, verb);
        if (owner >= 0) return owner;
        uint32_t above = (uint32_t)view->tokens[head].head;
        if (view->tokens[head].deprel == GAZ_DEPREL_OBJ && gaz_event_is_verb(view, above) &&
            !is_of_others(view, head, above))
          return own_subject(view, above, depth);
      }
      return -1;
    case GAZ_DEPREL_ACL_RELCL: return -1;
    default: return -1;
  }
}

int32_t gaz_event_subject(const gaz_event_view *view, uint32_t verb) {
  return own_subject(view, verb, 0);
}

int32_t gaz_event_shared_subject(const gaz_event_view *view, uint32_t verb) {
  return shared_subject(view, verb, 0);
}
