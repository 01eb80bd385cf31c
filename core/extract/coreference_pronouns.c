/* Pronouns: the likeliest of what was spoken of before, if any is likely enough.
 *
 * Inside a quotation "I" is the speaker, and "he" is not. Outside, a subject is taken up again
 * before an object, a near one before a far one, and what grammar forbids ("he saw him") is out. */
#include <string.h>

#include "english/labels.h"
#include "extract/coreference_internal.h"

enum { SENTENCES_BACK = 3, MENTIONS_BACK = 60, BELOW_MOST = 8 };

static const gaz_mention *mention_at(const gaz_coreference *c, uint32_t mention) {
  return &c->facts->mentions[mention];
}

static const gaz_token *head_token(const gaz_coreference *c, uint32_t mention) {
  return gaz_coreference_token(c, mention_at(c, mention)->head);
}

/* ---- Who speaks ---- */

/* The mention that says the quotation: outside of it, in the sentence where it ends or begins, or
 * in the sentence before where that one's quotation is by them. */
static uint32_t speaker_of(const gaz_coreference *c, uint32_t span, uint32_t near) {
  const gaz_quoted_span *s = &c->marks.spans[span];
  uint32_t first = gaz_coreference_token(c, s->first)->sentence;
  uint32_t last = gaz_coreference_token(c, s->last)->sentence;
  uint32_t before = GAZ_NONE;
  for (uint32_t i = near, steps = 0; i < c->count && steps < MENTIONS_BACK; i++, steps++) {
    const gaz_mention_info *info = &c->infos[i];
    if (info->sentence > last + 1) break;
    if (info->sentence > last && info->paragraph != s->paragraph) break;
    if (info->speaking && info->span == UINT32_MAX && mention_at(c, i)->first > s->last) return i;
  }
  for (uint32_t i = near, steps = 0; i-- > 0 && steps < MENTIONS_BACK; steps++) {
    const gaz_mention_info *info = &c->infos[i];
    if (info->sentence + 1 < first || info->paragraph + 1 < s->paragraph) break;
    if (info->speaking && info->span == UINT32_MAX) {
      before = i;
      break;
    }
  }
  return before;
}

/* ---- He, she, it, they ---- */

/* "he saw him": two arguments of one verb are not one, unless the second is reflexive. */
static bool forbidden(const gaz_coreference *c, uint32_t candidate, uint32_t pronoun) {
  const gaz_token *a = head_token(c, candidate), *b = head_token(c, pronoun);
  const gaz_mention *m = mention_at(c, candidate);
  if (mention_at(c, pronoun)->first >= m->first &&
      mention_at(c, pronoun)->first < m->first + m->count)
    return true; /* "his mother" is not he */
  if (a->head < 0 || a->head != b->head) return false;
  bool possessive = b->deprel == GAZ_DEPREL_NMOD_POSS;
  return !possessive;
}

static bool fits_it(uint8_t type) { return type != GAZ_TYPE_PERSON && type != GAZ_TYPE_NORP; }

static bool fits_they(const gaz_coreference *c, uint32_t root) {
  return c->number[root] == GAZ_NUMBER_PLURAL || c->type[root] == GAZ_TYPE_ORG ||
         c->type[root] == GAZ_TYPE_NORP;
}

/* "Keller, who has lost his seat": the pronoun is in a clause about the candidate. */
static bool in_relative_clause(const gaz_coreference *c, uint32_t candidate, uint32_t pronoun) {
  uint32_t head = mention_at(c, candidate)->head, at = mention_at(c, pronoun)->head;
  for (unsigned step = 0; step < 12; step++) {
    const gaz_token *t = gaz_coreference_token(c, at);
    if (t->head < 0) return false;
    if ((uint32_t)t->head == head) return t->deprel == GAZ_DEPREL_ACL_RELCL;
    at = (uint32_t)t->head;
  }
  return false;
}

/* Whether it is the subject of its sentence and not of a clause inside it. */
static bool is_main_subject(const gaz_coreference *c, uint32_t mention) {
  const gaz_token *head = head_token(c, mention);
  if (head->head < 0) return false;
  const gaz_token *verb = gaz_coreference_token(c, (uint32_t)head->head);
  return verb->head < 0 || verb->deprel == GAZ_DEPREL_PARATAXIS;
}

/* "Prices rose in Orsa, it added.": a pronoun and a verb of saying that end the sentence behind what was said. */
static bool ends_report(const gaz_coreference *c, uint32_t pronoun) {
  enum { TAIL_MOST = 3 };
  const gaz_mention *m = mention_at(c, pronoun);
  const gaz_token *head = head_token(c, pronoun);
  if (!c->infos[pronoun].speaking || c->infos[pronoun].span != UINT32_MAX || head->head < 0 ||
      !m->first || (uint32_t)head->head < m->head)
    return false;
  const gaz_sentence *s = &c->analysis->tokens.sentences[head->sentence];
  return m->first > s->first + 2 &&
         gaz_coreference_token(c, m->first - 1)->xpos == GAZ_XPOS_COMMA &&
         (uint32_t)head->head + TAIL_MOST >= s->first + s->count;
}

/* "Orsa's quarrel with Valdia will not mar its ties with Lumbia": an idea owns nothing; whose the subject is does. */
static bool owns_subject(const gaz_coreference *c, uint32_t candidate, uint32_t pronoun) {
  const gaz_token *head = head_token(c, candidate);
  if (head->deprel != GAZ_DEPREL_NMOD_POSS || head->head < 0 ||
      head_token(c, pronoun)->deprel != GAZ_DEPREL_NMOD_POSS)
    return false;
  uint32_t noun = c->mention_of_head[head->head];
  return noun != GAZ_NONE && c->infos[noun].subject && c->infos[noun].type == GAZ_TYPE_NONE &&
         c->infos[noun].sentence == c->infos[pronoun].sentence &&
         (mention_at(c, candidate)->type == GAZ_TYPE_GPE ||
          mention_at(c, candidate)->type == GAZ_TYPE_ORG);
}

/* How likely the pronoun takes up the candidate; below 0 it cannot. */
static int likelihood(gaz_coreference *c, uint32_t candidate, uint32_t pronoun, uint32_t speaker,
                      uint32_t sentence) {
  const gaz_mention_info *p = &c->infos[pronoun], *a = &c->infos[candidate];
  const gaz_mention *m = mention_at(c, candidate);
  uint32_t root = gaz_coreference_root(c, candidate);
  bool he = p->gender == GAZ_GENDER_MALE || p->gender == GAZ_GENDER_FEMALE;
  bool they = p->number == GAZ_NUMBER_PLURAL;
  /* First what is told by a look at the two, and turns most candidates down. */
  if (m->kind == GAZ_MENTION_PRONOUN && (a->person != 3 || a->demonstrative)) return -1;
  if (he && c->type[root] != GAZ_TYPE_PERSON &&
      !(m->kind == GAZ_MENTION_PRONOUN && c->gender[root] == p->gender))
    return -1;
  if (they ? !fits_they(c, root) : c->number[root] == GAZ_NUMBER_PLURAL) return -1;
  if (!he && !they && !fits_it(c->type[root])) return -1;
  if (c->gender[root] && p->gender && c->gender[root] != p->gender) return -1;
  bool silent = c->type[root] == GAZ_TYPE_LOC || c->type[root] == GAZ_TYPE_FAC;
  if (!he && !they && silent && p->speaking && p->span == UINT32_MAX) return -1;
  /* "...," he said: nobody the quotation speaks of. */
  if (a->span != UINT32_MAX && p->span == UINT32_MAX && a->sentence + 1 >= p->sentence &&
      p->speaking)
    return -1;
  if (speaker != GAZ_NONE && root == gaz_coreference_root(c, speaker)) return -1;
  if (a->sentence == p->sentence && ends_report(c, pronoun)) return -1;
  if (forbidden(c, candidate, pronoun) != p->reflexive) return -1;
  uint32_t distance = sentence > a->sentence ? sentence - a->sentence : 0;
  /* Who says something was told of as doing something, if he was told of sentences ago. */
  if (he && p->speaking && p->span == UINT32_MAX && distance > 1 && !a->subject && !a->speaking)
    return -1;
  int score = 30 - 8 * (int)distance;
  if (a->subject) score += 8;
  if (a->subject && is_main_subject(c, candidate)) score += 4;
  if (he && a->span == UINT32_MAX && a->speaking) score += 4;
  if (he && c->gender[root] == p->gender) score += 2;
  if (in_relative_clause(c, candidate, pronoun)) score += he ? 14 : 8;
  if (m->kind == GAZ_MENTION_NAME) score += he ? 3 : 2;
  if (m->kind == GAZ_MENTION_PRONOUN && a->key == p->key) score += 4;
  if (m->kind == GAZ_MENTION_NOMINAL && a->indefinite && !he) score -= 2;
  if (a->span != p->span && a->span != UINT32_MAX) score -= 8;
  if (a->inside != GAZ_NONE && mention_at(c, a->inside)->kind != GAZ_MENTION_PRONOUN) score -= 3;
  if (!he && !they && owns_subject(c, candidate, pronoun)) score += 18;
  if (head_token(c, candidate)->deprel == GAZ_DEPREL_NMOD_POSS) score -= 2;
  if (head_token(c, candidate)->deprel == GAZ_DEPREL_COMPOUND) score -= 8;
  if (!he && !they && c->type[root] == GAZ_TYPE_NONE) score -= 4; /* "it" for any noun at all */
  if (they && c->number[root] != GAZ_NUMBER_PLURAL) score -= 4;
  return score;
}

/* The sentence that a pronoun is reckoned to stand in: behind a long quotation, ""... . ... ." he said", the one
 * where the quotation begins. */
static uint32_t sentence_of(const gaz_coreference *c, uint32_t pronoun) {
  const gaz_mention_info *p = &c->infos[pronoun];
  uint32_t first = mention_at(c, pronoun)->first;
  if (p->span != UINT32_MAX || !first || !p->speaking) return p->sentence;
  uint32_t before = c->marks.span_of[first - 1];
  if (before == UINT32_MAX || c->marks.spans[before].paragraph != p->paragraph) return p->sentence;
  return gaz_coreference_token(c, c->marks.spans[before].first)->sentence;
}

/* "He points to Keller's promises": whom the clause goes on to name is not its own "he". Writes the chains of
 * persons named behind the pronoun and below its verb. */
static unsigned named_below(gaz_coreference *c, uint32_t pronoun, uint32_t *chains) {
  const gaz_mention_info *p = &c->infos[pronoun];
  int32_t verb = head_token(c, pronoun)->head;
  unsigned count = 0;
  if (!p->subject || verb < (int32_t)mention_at(c, pronoun)->head) return 0;
  for (uint32_t i = pronoun + 1; i < c->count && i < pronoun + BELOW_MOST * 4; i++) {
    const gaz_mention *m = mention_at(c, i);
    if (c->infos[i].sentence != p->sentence || count == BELOW_MOST) break;
    if (m->kind != GAZ_MENTION_NAME || m->type != GAZ_TYPE_PERSON || (int32_t)m->head < verb)
      continue;
    int32_t at = (int32_t)m->head;
    for (unsigned step = 0; step < 12 && at >= 0 && at != verb; step++)
      at = gaz_coreference_token(c, (uint32_t)at)->head;
    if (at == verb) chains[count++] = gaz_coreference_root(c, i);
  }
  return count;
}

/* "He is the founder" has made the pronoun one with whoever was called the founder: it does not make two who are
 * named one. */
static bool two_names(gaz_coreference *c, uint32_t a, uint32_t b) {
  uint32_t x = gaz_coreference_root(c, a), y = gaz_coreference_root(c, b);
  return x != y && c->named[x] && c->named[y];
}

static void resolve(gaz_coreference *c, uint32_t pronoun) {
  const gaz_mention_info *p = &c->infos[pronoun];
  uint32_t best = GAZ_NONE, speaker = GAZ_NONE, sentence = sentence_of(c, pronoun);
  uint32_t below[BELOW_MOST];
  unsigned below_count = named_below(c, pronoun, below);
  int best_score = 0;
  if (p->span != UINT32_MAX) speaker = speaker_of(c, p->span, pronoun);
  for (uint32_t i = pronoun, steps = 0; i-- > 0 && steps < MENTIONS_BACK; steps++) {
    if (c->infos[i].sentence + SENTENCES_BACK < sentence) break;
    int score = likelihood(c, i, pronoun, speaker, sentence) * 4 - (int)steps / 2;
    if (score <= best_score) continue;
    bool named = false;
    for (unsigned b = 0; b < below_count; b++) named |= below[b] == gaz_coreference_root(c, i);
    if (named) continue;
    best = i;
    best_score = score;
  }
  if (best != GAZ_NONE && !two_names(c, best, pronoun)) gaz_coreference_join(c, best, pronoun);
}

/* "I" in a quotation is who says it; without one, or unknown, all "I" of it are one. */
static void resolve_first_person(gaz_coreference *c, uint32_t pronoun) {
  const gaz_mention_info *p = &c->infos[pronoun];
  uint32_t speaker = GAZ_NONE;
  if (p->number != GAZ_NUMBER_SINGULAR) return;
  if (p->span != UINT32_MAX) speaker = speaker_of(c, p->span, pronoun);
  if (speaker != GAZ_NONE && c->type[gaz_coreference_root(c, speaker)] != GAZ_TYPE_ORG &&
      c->type[gaz_coreference_root(c, speaker)] != GAZ_TYPE_GPE) {
    if (!two_names(c, speaker, pronoun)) gaz_coreference_join(c, speaker, pronoun);
    return;
  }
  for (uint32_t i = pronoun, steps = 0; i-- > 0 && steps < MENTIONS_BACK; steps++) {
    const gaz_mention_info *other = &c->infos[i];
    if (other->person != 1 || other->number != GAZ_NUMBER_SINGULAR || other->span != p->span)
      continue;
    if (!two_names(c, i, pronoun)) gaz_coreference_join(c, i, pronoun);
    return;
  }
}

/* "we ... our", "you ... your": of one sentence or one quotation. Who they are is seldom said. */
static void resolve_group(gaz_coreference *c, uint32_t pronoun) {
  const gaz_mention_info *p = &c->infos[pronoun];
  for (uint32_t i = pronoun, steps = 0; i-- > 0 && steps < MENTIONS_BACK; steps++) {
    const gaz_mention_info *other = &c->infos[i];
    bool quotation = p->span != UINT32_MAX && p->span == other->span;
    if (other->sentence != p->sentence && !quotation) break;
    if (mention_at(c, i)->kind != GAZ_MENTION_PRONOUN || other->person != p->person ||
        other->number != p->number || other->span != p->span)
      continue;
    gaz_coreference_join(c, i, pronoun);
    return;
  }
}

void gaz_coreference_pronouns(gaz_coreference *c) {
  for (uint32_t i = 0; i < c->count; i++) {
    const gaz_mention *m = mention_at(c, i);
    if (m->kind != GAZ_MENTION_PRONOUN) continue;
    if (c->infos[i].person == 1) resolve_first_person(c, i);
    if (c->infos[i].person == 2 || c->infos[i].number == GAZ_NUMBER_PLURAL) {
      if (c->infos[i].person != 3) resolve_group(c, i);
    }
    if (c->infos[i].person == 3 && !c->infos[i].demonstrative) resolve(c, i);
  }
}
