/* What fills the slots of a trigger, read off the dependencies: passives turned, relative pronouns
 * replaced by what they stand for, subjects shared by coordinated and subordinate verbs. */
#include "extract/events_internal.h"

#include "english/engine.h"
#include "extract/word_fields.h"

enum { SHARED_DEPTH = 6 };

/* "face to face", "door-to-door": a word that comes twice says how, not whom or where. */
static bool is_twice(const gaz_event_view *view, uint32_t token, int step) {
  uint32_t other = token;
  bool to = false;
  for (int i = 0; i < 4; i++) {
    if ((step < 0 && !other) || (step > 0 && other + 1 >= view->count)) return false;
    other = step < 0 ? other - 1 : other + 1;
    if (view->tokens[other].sentence != view->tokens[token].sentence) return false;
    if (to && view->info[other].lemma == view->info[token].lemma)
      return view->tokens[token].upos == GAZ_UPOS_NOUN;
    if (view->info[other].lemma == gaz_event_word(view, GAZ_GRAMMAR_GOAL))
      to = true;
    else if (view->tokens[other].xpos != GAZ_XPOS_HYPH)
      return false;
  }
  return false;
}

void gaz_event_fillers_add(const gaz_event_view *view, gaz_event_fillers *fillers, uint32_t slot,
                           int32_t token) {
  if (token > 0 && is_twice(view, (uint32_t)token, 1)) /* "met Keller face to face" */
    token = view->tokens[token - 1].upos == GAZ_UPOS_NOUN || view->info[token - 1].name ? token - 1
                                                                                        : -1;
  if (token < 0 || gaz_event_in_dateline(view, (uint32_t)token) ||
      is_twice(view, (uint32_t)token, -1) || fillers->count == GAZ_FILLERS_MAX)
    return;
  for (unsigned i = 0; i < fillers->count; i++)
    if (fillers->items[i].token == (uint32_t)token) return;
  fillers->items[fillers->count++] = (gaz_event_filler){slot, (uint32_t)token};
}

int32_t gaz_event_filler_at(const gaz_event_fillers *fillers, uint32_t slot) {
  for (unsigned i = 0; i < fillers->count; i++)
    if (fillers->items[i].slot == slot) return (int32_t)fillers->items[i].token;
  return -1;
}

/* "the consequences for Jews who": people, and not what they suffer. */
static int32_t people_before(const gaz_event_view *view, int32_t who, int32_t noun) {
  int32_t name_end =
      who - 1 - (who > 1 && gaz_event_token_at(view, who - 1)->xpos == GAZ_XPOS_COMMA);
  if (name_end > noun + 1 && view->info[name_end].name == GAZ_TYPE_PERSON &&
      view->info[noun + 1].lemma == gaz_event_word(view, GAZ_GRAMMAR_BELONGING) &&
      view->info[name_end].mention != GAZ_NONE && !view->info[noun].name &&
      gaz_event_token_at(view, noun)->upos == GAZ_UPOS_NOUN &&
      !gaz_event_is_group(view, (uint32_t)noun))
    return (int32_t)view->facts->mentions[view->info[name_end].mention]
        .head; /* "deeds of Lund, who" */
  if (who < 1 || noun >= who - 1 || view->info[noun].name ||
      gaz_event_token_at(view, noun)->upos != GAZ_UPOS_NOUN ||
      gaz_event_is_group(view, (uint32_t)noun) || gaz_event_token_at(view, who - 1)->head != noun ||
      gaz_event_token_at(view, who - 1)->deprel != GAZ_DEPREL_NMOD)
    return noun;
  uint8_t name = view->info[who - 1].name;
  bool people = name == GAZ_TYPE_NORP || gaz_event_is_person(view, (uint32_t)who - 1);
  return people ? who - 1 : noun;
}

/* "Senator Keller of Orsa, who", "the president of the Control Commission, who": a person, and not the place or body
 * behind. */
static int32_t whose_place(const gaz_event_view *view, int32_t noun) {
  const gaz_token *t = &view->tokens[noun];
  bool body =
      view->info[noun].name == GAZ_TYPE_ORG && t->head >= 0 &&
      (view->info[t->head].name == GAZ_TYPE_PERSON || gaz_event_is_person(view, (uint32_t)t->head));
  if ((!gaz_event_names_place(view, (uint32_t)noun) && !body) || t->deprel != GAZ_DEPREL_NMOD ||
      t->head < 0)
    return noun;
  bool person =
      view->info[t->head].name == GAZ_TYPE_PERSON || view->tokens[t->head].upos == GAZ_UPOS_NOUN;
  return person ? t->head : noun;
}

/* "an ad targeting Orsa that attacks her": a clause with "that" is not of a name but of the noun above it. */
static int32_t above_name(const gaz_event_view *view, int32_t noun) {
  int32_t above = noun;
  for (int depth = 0; depth < SHARED_DEPTH && above >= 0; depth++) {
    const gaz_token *t = gaz_event_token_at(view, above);
    if (t->upos == GAZ_UPOS_NOUN && !view->info[above].name) return above;
    if (t->deprel != GAZ_DEPREL_NMOD && t->deprel != GAZ_DEPREL_OBJ &&
        t->deprel != GAZ_DEPREL_ACL && t->deprel != GAZ_DEPREL_OBL)
      break;
    above = t->head;
  }
  return noun;
}

/* "who", "which", "that" of a relative clause stand for the noun it modifies. */
int32_t gaz_event_resolved(const gaz_event_view *view, uint32_t verb, int32_t filler) {
  uint8_t xpos = gaz_event_token_at(view, filler)->xpos;
  bool relative = xpos == GAZ_XPOS_WP || xpos == GAZ_XPOS_WDT ||
                  (xpos == GAZ_XPOS_IN && gaz_event_token_at(view, filler)->upos == GAZ_UPOS_PRON);
  if (!relative) return filler;
  if (filler > 1 && gaz_event_token_at(view, filler - 1)->upos == GAZ_UPOS_ADP &&
      gaz_event_token_at(view, filler - 2)->upos == GAZ_UPOS_NOUN)
    return filler - 2; /* "a list of the towns against which" */
  for (int depth = 0; depth < SHARED_DEPTH; depth++) {
    const gaz_token *t = &view->tokens[verb];
    if (t->deprel == GAZ_DEPREL_ACL_RELCL && t->head >= 0) {
      if (gaz_event_is_period(view, (uint32_t)t->head))
        return -1; /* "the first time that the bank has paid" */
      if (gaz_event_token_at(view, filler)->xpos == GAZ_XPOS_WP)
        return people_before(view, filler, whose_place(view, t->head));
      bool that = view->info[filler].lemma == gaz_event_word(view, GAZ_GRAMMAR_CLAUSE) &&
                  gaz_event_token_at(view, filler - (filler > 0))->xpos != GAZ_XPOS_COMMA;
      return that && gaz_event_names_place(view, (uint32_t)t->head) ? above_name(view, t->head)
                                                                    : t->head;
    }
    if (t->deprel != GAZ_DEPREL_CONJ && t->deprel != GAZ_DEPREL_XCOMP) break;
    if (t->head < 0) break;
    verb = (uint32_t)t->head;
  }
  return filler;
}

static bool has_subject(const gaz_event_view *view, uint32_t verb) {
  return gaz_event_child(view, verb, GAZ_DEPREL_NSUBJ) >= 0 ||
         gaz_event_child(view, verb, GAZ_DEPREL_NSUBJ_PASS) >= 0;
}

/* "murdered at the hands of a neighbour": who did it, or -1. */
static int32_t of_whose_hands(const gaz_event_view *view, uint32_t token) {
  if (!(gaz_event_functions(view, token) & GAZ_FUNCTION_HANDS)) return -1;
  for (int32_t c = view->info[token].child; c >= 0; c = view->info[c].sibling)
    if (gaz_event_token_at(view, c)->deprel == GAZ_DEPREL_NMOD &&
        gaz_event_case(view, (uint32_t)c) == gaz_event_word(view, GAZ_GRAMMAR_BELONGING))
      return c;
  return -1;
}

/* An object of the verb's own behind it, or behind its particle. */
static bool object_behind(const gaz_event_view *view, uint32_t verb) {
  for (int32_t c = view->info[verb].child; c >= 0; c = view->info[c].sibling)
    if ((uint32_t)c > verb && view->tokens[c].deprel == GAZ_DEPREL_OBJ &&
        view->info[c].time == GAZ_NONE)
      return true;
  return gaz_event_noun_after(view, verb) >= 0 ||
         (verb + 1 < view->count && view->tokens[verb + 1].upos != GAZ_UPOS_NOUN &&
          view->tokens[verb + 1].sentence == view->tokens[verb].sentence &&
          view->tokens[verb + 1].upos != GAZ_UPOS_VERB &&
          gaz_event_noun_after(view, verb + 1) >= 0 &&
          gaz_event_child(view, verb, GAZ_DEPREL_COMPOUND_PRT) >= 0);
}

/* "a man named Ross"; a participle on the root is the sentence's own verb, badly tagged. */
static bool is_reduced(const gaz_event_view *view, uint32_t verb) {
  const gaz_token *t = &view->tokens[verb];
  return t->deprel == GAZ_DEPREL_ACL && t->head >= 0 && view->tokens[t->head].head >= 0;
}

/* "named Valdia's ambassador", "named their ally Anna Keller" */
static bool is_somebody(const gaz_event_view *view, uint32_t noun) {
  int32_t owner = gaz_event_child(view, noun, GAZ_DEPREL_NMOD_POSS);
  if (view->tokens[noun].upos == GAZ_UPOS_NOUN && owner >= 0 && view->info[owner].name) return true;
  int32_t name = gaz_event_child(view, noun, GAZ_DEPREL_APPOS);
  return view->tokens[noun].upos == GAZ_UPOS_NOUN && name == (int32_t)noun + 1 &&
         view->info[name].name == GAZ_TYPE_PERSON;
}

/* "Valdia, whose army downed": what stands between "whose" and the verb is its subject, whatever the tree says. */
static bool owned_before(const gaz_event_view *view, uint32_t verb) {
  return verb > 1 && view->tokens[verb - 2].xpos == GAZ_XPOS_WP_S &&
         view->tokens[verb - 2].sentence == view->tokens[verb].sentence &&
         (view->tokens[verb - 1].upos == GAZ_UPOS_NOUN ||
          view->tokens[verb - 1].upos == GAZ_UPOS_ADJ);
}

/* "the deeds of Lund, who shot": it is they that did it. */
static bool is_who(const gaz_event_view *view, int32_t subject) {
  return subject >= 0 && gaz_event_token_at(view, subject)->xpos == GAZ_XPOS_WP;
}

/* "Lund, whose wife died": to Lund nothing is done. */
static bool is_whose(const gaz_event_view *view, int32_t noun) {
  int32_t owner = noun < 0 ? -1 : gaz_event_child(view, (uint32_t)noun, GAZ_DEPREL_NMOD_POSS);
  return owner >= 0 && view->tokens[owner].xpos == GAZ_XPOS_WP_S;
}

/* "Lund, whose husband was killed", "70 kilometres from Orsa, where two were killed": a subject that only owns the
 * next one, or stands before where that was, is none. */
static bool only_owns(const gaz_event_view *view, uint32_t verb, int32_t subject) {
  bool where = false;
  for (int32_t c = view->info[verb].child; c >= 0 && (uint32_t)c < verb;
       c = view->info[c].sibling) {
    uint8_t deprel = view->tokens[c].deprel;
    where |= c > subject && view->tokens[c].xpos == GAZ_XPOS_WRB;
    if (where && (deprel == GAZ_DEPREL_NSUBJ || deprel == GAZ_DEPREL_NSUBJ_PASS)) return true;
    if (c > subject && (deprel == GAZ_DEPREL_NSUBJ || deprel == GAZ_DEPREL_NSUBJ_PASS) &&
        is_whose(view, c))
      return true;
  }
  return false;
}

/* "Keller, who he named": of two subjects the relative pronoun is what it is done to. */
static bool subject_between(const gaz_event_view *view, uint32_t verb, int32_t relative) {
  for (int32_t c = view->tokens[relative].deprel == GAZ_DEPREL_CSUBJ ? -1
                                                                     : view->info[relative].sibling;
       c >= 0 && (uint32_t)c < verb; c = view->info[c].sibling)
    if (view->tokens[c].deprel == GAZ_DEPREL_NSUBJ) return true;
  return false;
}

/* "The only way is to hold elections", "the task was to free them": what an idea or a duty consists of, it does
 * not do. */
static bool consists_of(const gaz_event_view *view, uint32_t verb, int32_t subject) {
  int32_t mark = gaz_event_child(view, verb, GAZ_DEPREL_MARK);
  if (view->tokens[verb].xpos != GAZ_XPOS_VB || mark < subject || view->info[subject].name ||
      view->tokens[mark].xpos != GAZ_XPOS_TO || view->tokens[subject].upos != GAZ_UPOS_NOUN ||
      view->info[mark - 1].lemma != gaz_event_word(view, GAZ_GRAMMAR_BEING))
    return false;
  switch (view->words[subject]->noun_first) {
    case GAZ_FIELD_NOUN_ACT:
    case GAZ_FIELD_NOUN_ATTRIBUTE:
    case GAZ_FIELD_NOUN_COGNITION:
    case GAZ_FIELD_NOUN_FEELING:
    case GAZ_FIELD_NOUN_STATE: return true;
    default: return false;
  }
}

/* "was impeached and replaced by Brandt": who comes after somebody has not done the rest. */
static bool is_replaced(const gaz_event_view *view, uint32_t next, uint32_t verb) {
  return view->tokens[next].deprel == GAZ_DEPREL_CONJ && view->tokens[next].head == (int32_t)verb &&
         view->info[next].lemma == gaz_event_word(view, GAZ_GRAMMAR_FOLLOWING);
}

static void add_children_of_verb(const gaz_event_view *view, uint32_t verb, bool passive,
                                 gaz_event_fillers *out) {
  for (int32_t c = view->info[verb].child; c >= 0; c = view->info[c].sibling) {
    int32_t filler = gaz_event_resolved(view, verb, c);
    uint32_t preposition;
    switch (gaz_event_token_at(view, c)->deprel) {
      case GAZ_DEPREL_NSUBJ:
      case GAZ_DEPREL_NSUBJ_OUTER: /* "the council is to convene" */
      case GAZ_DEPREL_CSUBJ:
        if (only_owns(view, verb, c) || consists_of(view, verb, c)) break;
        if (filler != c && !passive && subject_between(view, verb, c)) {
          gaz_event_fillers_add(view, out, GAZ_SLOT_OBJECT, filler);
          break;
        }
        if (!passive && owned_before(view, verb)) filler = (int32_t)verb - 1;
        gaz_event_fillers_add(view, out, passive ? GAZ_SLOT_OBJECT : GAZ_SLOT_SUBJECT, filler);
        break;
      case GAZ_DEPREL_OBL_UNMARKED: break;
      case GAZ_DEPREL_NSUBJ_PASS:
        if (only_owns(view, verb, c)) break;
        gaz_event_fillers_add(view, out, passive ? GAZ_SLOT_OBJECT : GAZ_SLOT_SUBJECT, filler);
        break;
      case GAZ_DEPREL_OBJ:
        if (view->info[c].time != GAZ_NONE) break; /* "convicted last month" */
        if (c > (int32_t)verb &&
            gaz_event_token_at(view, (int32_t)verb + 1)->xpos == GAZ_XPOS_COMMA &&
            gaz_event_token_at(view, (int32_t)verb)->xpos == GAZ_XPOS_VBG)
          break; /* "After investigating, the office said" */
        /* "the announcement that a bomb had hit the plane": with an object of its own behind the
         * verb, "that" stands for nothing. */
        if (filler != c && object_behind(view, verb)) break;
        gaz_event_fillers_add(
            view, out,
            passive && (gaz_event_filler_at(out, GAZ_SLOT_OBJECT) >= 0 ||
                        (view->tokens[verb].deprel == GAZ_DEPREL_CONJ && !has_subject(view, verb)))
                ? GAZ_SLOT_INDIRECT
                : GAZ_SLOT_OBJECT,
            filler);
        break;
      case GAZ_DEPREL_IOBJ: gaz_event_fillers_add(view, out, GAZ_SLOT_INDIRECT, filler); break;
      case GAZ_DEPREL_OBL:
      case GAZ_DEPREL_OBL_AGENT:
      case GAZ_DEPREL_NMOD:
        preposition = gaz_event_case(view, (uint32_t)c);
        if (preposition && view->info[c].time != GAZ_NONE) break; /* "a strike on Friday" */
        if (preposition ==
            gaz_event_word(view,
                           GAZ_GRAMMAR_DOER)) { /* with an active verb it says how or until when */
          if (passive && !(c > (int32_t)verb + 2 && is_replaced(view, verb + 2, verb)))
            gaz_event_fillers_add(view, out, GAZ_SLOT_SUBJECT, filler);
          break;
        }
        if (preposition && of_whose_hands(view, (uint32_t)c) >= 0)
          gaz_event_fillers_add(view, out, gaz_event_word(view, GAZ_GRAMMAR_DOER),
                                of_whose_hands(view, (uint32_t)c));
        else if (preposition)
          gaz_event_fillers_add(view, out, preposition, filler);
        else if ((uint32_t)c < verb && view->info[c].time == GAZ_NONE && !has_subject(view, verb))
          gaz_event_fillers_add(view, out, passive ? GAZ_SLOT_OBJECT : GAZ_SLOT_SUBJECT, filler);
        else if ((uint32_t)c > verb && !passive && view->info[c].time == GAZ_NONE &&
                 gaz_event_child(view, verb, GAZ_DEPREL_OBJ) < 0)
          gaz_event_fillers_add(view, out, GAZ_SLOT_OBJECT, filler);
        break;
      case GAZ_DEPREL_XCOMP: /* a name is no predicate: "accused Ross of selling" */
        if (!passive && (uint32_t)c > verb && gaz_event_child(view, verb, GAZ_DEPREL_OBJ) < 0 &&
            !is_reduced(view, verb) &&
            ((gaz_event_token_at(view, c)->upos == GAZ_UPOS_PROPN && view->info[c].name &&
              (uint32_t)c == verb + 1) ||
             is_somebody(view, (uint32_t)c))) {
          gaz_event_fillers_add(view, out, GAZ_SLOT_OBJECT, c);
          break;
        } /* fall through */
      case GAZ_DEPREL_CCOMP: gaz_event_fillers_add(view, out, GAZ_SLOT_CLAUSE, c); break;
      case GAZ_DEPREL_ADVCL: /* "vowed to punish": the parser may not see that it is asked for */
        if (gaz_event_token_at(view, c)->xpos == GAZ_XPOS_VB && (uint32_t)c > verb &&
            gaz_event_child(view, (uint32_t)c, GAZ_DEPREL_MARK) >= 0 &&
            view->tokens[gaz_event_child(view, (uint32_t)c, GAZ_DEPREL_MARK)].xpos == GAZ_XPOS_TO)
          gaz_event_fillers_add(view, out, GAZ_SLOT_CLAUSE, c);
        break;
      default: break;
    }
  }
}

/* "the flood, when thousands fled": the clause says when of what it hangs on, which is no object. */
static bool has_adverb(const gaz_event_view *view, uint32_t verb) {
  for (int32_t c = view->info[verb].child; c >= 0 && (uint32_t)c < verb; c = view->info[c].sibling)
    if (view->tokens[c].xpos == GAZ_XPOS_WRB) return true;
  return false;
}

/* By whom, behind a word. */
static int32_t doer_behind(const gaz_event_view *view, uint32_t verb, uint32_t behind) {
  for (int32_t c = view->info[verb].child; c >= 0; c = view->info[c].sibling)
    if ((uint32_t)c > behind &&
        (gaz_event_token_at(view, c)->deprel == GAZ_DEPREL_OBL ||
         gaz_event_token_at(view, c)->deprel == GAZ_DEPREL_OBL_AGENT) &&
        gaz_event_case(view, (uint32_t)c) == gaz_event_word(view, GAZ_GRAMMAR_DOER) &&
        view->info[c].time == GAZ_NONE)
      return c;
  return -1;
}

/* "was funded and built by Valdia": of two participles with nothing but "and" between them, whichever of them the
 * tree hung it on; or -1. */
static int32_t doer_of_both(const gaz_event_view *view, uint32_t verb) {
  const gaz_token *t = &view->tokens[verb];
  if (verb + 2 < view->count && t[1].upos == GAZ_UPOS_CCONJ && t[2].head == (int32_t)verb &&
      t[2].deprel == GAZ_DEPREL_CONJ && gaz_event_passive(view, verb + 2) &&
      !is_replaced(view, verb + 2, verb))
    return doer_behind(view, verb + 2, verb + 2);
  if (t->deprel != GAZ_DEPREL_CONJ || t->head < 0 || (uint32_t)t->head + 2 != verb) return -1;
  return doer_behind(view, (uint32_t)t->head, verb);
}

/* What a passive participle hangs on; of "little chance of officials being prosecuted" the officials. */
static int32_t modified_by(const gaz_event_view *view, uint32_t verb) {
  int32_t head = view->tokens[verb].head;
  int32_t being = gaz_event_child(view, verb, GAZ_DEPREL_AUX_PASS);
  bool between = being > 0 && gaz_event_token_at(view, being)->xpos == GAZ_XPOS_VBG &&
                 being - 1 > head && gaz_event_token_at(view, being - 1)->head == head &&
                 gaz_event_token_at(view, being - 1)->deprel == GAZ_DEPREL_NMOD;
  return between ? being - 1 : head;
}

static void add_shared(const gaz_event_view *view, uint32_t verb, bool passive,
                       gaz_event_fillers *out) {
  const gaz_token *t = &view->tokens[verb];
  if (t->head < 0) return;
  bool finite = t->xpos == GAZ_XPOS_VBD || t->xpos == GAZ_XPOS_VBZ || t->xpos == GAZ_XPOS_VBP;
  if (passive) {
    if (gaz_event_filler_at(out, GAZ_SLOT_OBJECT) >= 0) return;
    if (gaz_event_child(view, verb, GAZ_DEPREL_AUX_PASS) >= 0)
      gaz_event_fillers_add(view, out, GAZ_SLOT_OBJECT, gaz_event_noun_before(view, verb));
    if (gaz_event_filler_at(out, GAZ_SLOT_OBJECT) >= 0) return;
    bool behind = t->deprel == GAZ_DEPREL_XCOMP && t->xpos == GAZ_XPOS_VBD && verb &&
                  view->tokens[verb - 1].upos == GAZ_UPOS_NOUN;
    if (behind) /* "called for all sailors found guilty to be" */
      gaz_event_fillers_add(view, out, GAZ_SLOT_OBJECT, (int32_t)verb - 1);
    else
      gaz_event_fillers_add(view, out, GAZ_SLOT_OBJECT,
                            t->deprel == GAZ_DEPREL_ACL ? modified_by(view, verb)
                                                        : gaz_event_shared_subject(view, verb));
    return;
  }
  if (gaz_event_filler_at(out, GAZ_SLOT_SUBJECT) < 0) {
    int32_t subject = -1;
    bool bare = t->xpos == GAZ_XPOS_VB && t->head < 0 &&
                gaz_event_child(view, verb, GAZ_DEPREL_AUX) < 0 &&
                gaz_event_child(view, verb, GAZ_DEPREL_MARK) < 0;
    if (finite || bare || /* "Keller and Brandt attend": a caption's verb */
        (t->xpos == GAZ_XPOS_VBN && gaz_event_child(view, verb, GAZ_DEPREL_AUX) < 0))
      subject = gaz_event_noun_before(view, verb);
    if (subject >= 0) subject = gaz_event_resolved(view, verb, subject);
    if (subject < 0) subject = gaz_event_shared_subject(view, verb);
    if (subject < 0 && t->deprel == GAZ_DEPREL_ACL_RELCL) subject = t->head;
    gaz_event_fillers_add(view, out, GAZ_SLOT_SUBJECT, subject);
  } else if (t->deprel == GAZ_DEPREL_ACL_RELCL && gaz_event_filler_at(out, GAZ_SLOT_OBJECT) < 0 &&
             !has_adverb(view, verb) && !gaz_event_is_period(view, (uint32_t)t->head) &&
             !is_who(view, gaz_event_child(view, verb, GAZ_DEPREL_NSUBJ)) &&
             !is_whose(view, gaz_event_filler_at(out, GAZ_SLOT_SUBJECT)) &&
             gaz_event_filler_at(out, GAZ_SLOT_CLAUSE) < 0 &&
             gaz_event_child(view, verb, GAZ_DEPREL_MARK) < 0 &&
             gaz_event_noun_after(view, verb) < 0) {
    gaz_event_fillers_add(view, out, GAZ_SLOT_OBJECT, t->head);
  }
  /* "killed and wounded ten soldiers": the object of the last. */
  if (gaz_event_filler_at(out, GAZ_SLOT_OBJECT) < 0 && t->deprel != GAZ_DEPREL_CONJ) {
    int32_t other = gaz_event_child(view, verb, GAZ_DEPREL_CONJ);
    if (other >= 0 && other - (int32_t)verb <= 3 && gaz_event_is_verb(view, (uint32_t)other) &&
        gaz_event_token_at(view, other)->xpos == t->xpos &&
        gaz_event_child(view, (uint32_t)other, GAZ_DEPREL_NSUBJ) < 0)
      gaz_event_fillers_add(view, out, GAZ_SLOT_OBJECT,
                            gaz_event_child(view, (uint32_t)other, GAZ_DEPREL_OBJ));
  }
  if (gaz_event_filler_at(out, GAZ_SLOT_OBJECT) < 0 &&
      gaz_event_filler_at(out, GAZ_SLOT_CLAUSE) < 0)
    gaz_event_fillers_add(view, out, GAZ_SLOT_OBJECT, gaz_event_noun_after(view, verb));
}

void gaz_event_fillers_of_verb(const gaz_event_view *view, uint32_t verb, bool passive,
                               gaz_event_fillers *out) {
  add_children_of_verb(view, verb, passive, out);
  if (passive && gaz_event_filler_at(out, GAZ_SLOT_SUBJECT) < 0)
    gaz_event_fillers_add(view, out, GAZ_SLOT_SUBJECT, doer_of_both(view, verb));
  add_shared(view, verb, passive, out);
}

/* "..., said the minister": behind closing quotation marks the object is who speaks. */
static void turn_inverted(const gaz_event_view *view, uint32_t verb, gaz_event_fillers *out) {
  if (!verb || !(view->tokens[verb - 1].shape & GAZ_SHAPE_QUOTE) || has_subject(view, verb)) return;
  for (unsigned i = 0; i < out->count; i++) {
    gaz_event_filler *filler = &out->items[i];
    if (filler->slot == GAZ_SLOT_SUBJECT && filler->token < verb)
      filler->slot = GAZ_SLOT_CLAUSE;
    else if (filler->slot == GAZ_SLOT_OBJECT && filler->token > verb)
      filler->slot = GAZ_SLOT_SUBJECT;
  }
}

void gaz_event_fillers_mistagged(const gaz_event_view *view, uint32_t token,
                                 gaz_event_fillers *out) {
  gaz_event_fillers_add(view, out, GAZ_SLOT_SUBJECT, gaz_event_noun_before(view, token));
  if (token + 1 < view->count)
    gaz_event_fillers_add(view, out, GAZ_SLOT_OBJECT, gaz_event_noun_after(view, token + 1));
}

void gaz_event_fillers_find(const gaz_event_view *view, uint32_t token, gaz_event_fillers *out) {
  out->count = 0; /* the items need no zeros */
  out->light = -1;
  if (!view->parsed) return;
  if (gaz_event_is_verb(view, token)) {
    bool passive = gaz_event_passive(view, token);
    gaz_event_fillers_of_verb(view, token, passive, out);
    uint8_t xpos = view->tokens[token].xpos;
    if (!passive && (xpos == GAZ_XPOS_VBD || xpos == GAZ_XPOS_VBZ)) turn_inverted(view, token, out);
  } else {
    gaz_event_fillers_of_noun(view, token, out);
  }
}
