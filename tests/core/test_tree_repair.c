/* Trees put right after parsing: speech told first, two subjects of one verb. */
#include <string.h>

#include "check.h"
#include "english/parse_state.h"

enum { WORDS_MAX = 24 };

/* A tree by hand: words by number from 1, head 0 for the root. */
typedef struct word {
  const char *text;
  gaz_upos upos;
  gaz_xpos xpos;
  int head;
  gaz_deprel deprel;
} word;

typedef struct tree {
  gaz_token tokens[WORDS_MAX]; /* first, for the sanitizer to see what is read before them */
  gaz_parse_node nodes[WORDS_MAX + 2];
  gaz_parse_state state;
} tree;

static void repair(tree *t, const word *words, size_t count) {
  memset(t, 0, sizeof *t);
  REQUIRE(count <= WORDS_MAX);
  for (size_t i = 0; i < count; i++) {
    t->tokens[i].upos = (uint8_t)words[i].upos;
    t->tokens[i].xpos = (uint8_t)words[i].xpos;
    t->nodes[i].head = words[i].head ? words[i].head - 1 : (int32_t)count;
    t->nodes[i].label = (uint8_t)words[i].deprel;
  }
  t->state = (gaz_parse_state){.nodes = t->nodes, .count = count};
  gaz_repair_tree(&t->state, t->tokens);
}

static void test_speech_told_first(void) {
  static const word words[] = {
      {"Floods", GAZ_UPOS_NOUN, GAZ_XPOS_NNS, 2, GAZ_DEPREL_NSUBJ},
      {"hit", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 9, GAZ_DEPREL_CCOMP},
      {"Orsa", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 2, GAZ_DEPREL_OBJ},
      {",", GAZ_UPOS_PUNCT, GAZ_XPOS_COMMA, 5, GAZ_DEPREL_PUNCT},
      {"killing", GAZ_UPOS_VERB, GAZ_XPOS_VBG, 9, GAZ_DEPREL_ADVCL},
      {"two", GAZ_UPOS_NUM, GAZ_XPOS_CD, 5, GAZ_DEPREL_OBJ},
      {",", GAZ_UPOS_PUNCT, GAZ_XPOS_COMMA, 2, GAZ_DEPREL_PUNCT},
      {"police", GAZ_UPOS_NOUN, GAZ_XPOS_NNS, 9, GAZ_DEPREL_NSUBJ},
      {"said", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 0, GAZ_DEPREL_ROOT},
  };
  tree t;
  repair(&t, words, 9);
  CHECK_INT(t.nodes[4].head, ==, 1); /* killing <- hit */
  CHECK_INT(t.nodes[1].head, ==, 8);
  CHECK_INT(t.nodes[7].head, ==, 8);
  CHECK_INT(t.nodes[8].head, ==, 9);
}

static void test_participle_that_is_a_verb(void) {
  static const word words[] = {
      {"Rebels", GAZ_UPOS_NOUN, GAZ_XPOS_NNS, 8, GAZ_DEPREL_NSUBJ},
      {"shelled", GAZ_UPOS_VERB, GAZ_XPOS_VBN, 1, GAZ_DEPREL_ACL},
      {"Orsa", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 2, GAZ_DEPREL_OBJ},
      {"on", GAZ_UPOS_ADP, GAZ_XPOS_IN, 5, GAZ_DEPREL_CASE},
      {"Friday", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 8, GAZ_DEPREL_OBL},
      {",", GAZ_UPOS_PUNCT, GAZ_XPOS_COMMA, 8, GAZ_DEPREL_PUNCT},
      {"activists", GAZ_UPOS_NOUN, GAZ_XPOS_NNS, 8, GAZ_DEPREL_NSUBJ},
      {"said", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 0, GAZ_DEPREL_ROOT},
  };
  tree t;
  repair(&t, words, 8);
  CHECK_INT(t.nodes[0].head, ==, 1);
  CHECK_INT(t.nodes[1].head, ==, 7);
  CHECK_INT(t.nodes[1].label, ==, GAZ_DEPREL_CCOMP);
  CHECK_INT(t.tokens[1].xpos, ==, GAZ_XPOS_VBD);
  CHECK_INT(t.nodes[4].head, ==, 1); /* on Friday */
  CHECK_INT(t.nodes[6].head, ==, 7);
}

static void test_name_before_nouns(void) {
  static const word words[] = {
      {"A", GAZ_UPOS_DET, GAZ_XPOS_DT, 3, GAZ_DEPREL_DET},
      {"Corvex", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 3, GAZ_DEPREL_COMPOUND},
      {"Systems", GAZ_UPOS_PROPN, GAZ_XPOS_NNPS, 7, GAZ_DEPREL_NSUBJ},
      {"vice", GAZ_UPOS_ADV, GAZ_XPOS_RB, 7, GAZ_DEPREL_ADVMOD},
      {"president", GAZ_UPOS_NOUN, GAZ_XPOS_NN, 7, GAZ_DEPREL_NSUBJ_PASS},
      {"was", GAZ_UPOS_AUX, GAZ_XPOS_VBD, 7, GAZ_DEPREL_AUX_PASS},
      {"jailed", GAZ_UPOS_VERB, GAZ_XPOS_VBN, 0, GAZ_DEPREL_ROOT},
  };
  tree t;
  repair(&t, words, 7);
  CHECK_INT(t.nodes[2].head, ==, 4);
  CHECK_INT(t.nodes[2].label, ==, GAZ_DEPREL_COMPOUND);
  CHECK_INT(t.nodes[0].head, ==, 4);
  CHECK_INT(t.nodes[3].head, ==, 4);
  CHECK_INT(t.nodes[1].head, ==, 2);
  CHECK_INT(t.nodes[4].head, ==, 6);
}

static void test_lone_participle(void) {
  static const word words[] = {
      {"Valdia", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 2, GAZ_DEPREL_OBL_UNMARKED},
      {"imposed", GAZ_UPOS_VERB, GAZ_XPOS_VBN, 0, GAZ_DEPREL_ROOT},
      {"sanctions", GAZ_UPOS_NOUN, GAZ_XPOS_NNS, 2, GAZ_DEPREL_OBJ},
  };
  tree t;
  repair(&t, words, 3);
  CHECK_INT(t.nodes[0].label, ==, GAZ_DEPREL_NSUBJ);
  CHECK_INT(t.tokens[1].xpos, ==, GAZ_XPOS_VBD);
  repair(&t, words, 2); /* without an object it may be a headline's passive */
  CHECK_INT(t.nodes[0].label, ==, GAZ_DEPREL_OBL_UNMARKED);
  CHECK_INT(t.tokens[1].xpos, ==, GAZ_XPOS_VBN);
}

/* Two subjects with a verb between them and nothing told stay as they are. */
static void test_noun_taken_for_the_main_word(void) {
  static const word words[] = {
      {"Orsa", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 0, GAZ_DEPREL_ROOT},
      {"imposed", GAZ_UPOS_VERB, GAZ_XPOS_VBN, 1, GAZ_DEPREL_ACL},
      {"sanctions", GAZ_UPOS_NOUN, GAZ_XPOS_NNS, 2, GAZ_DEPREL_OBJ},
      {"and", GAZ_UPOS_CCONJ, GAZ_XPOS_CC, 5, GAZ_DEPREL_CC},
      {"expelled", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 1, GAZ_DEPREL_CONJ},
      {"diplomats", GAZ_UPOS_NOUN, GAZ_XPOS_NNS, 5, GAZ_DEPREL_OBJ},
      {".", GAZ_UPOS_PUNCT, GAZ_XPOS_PERIOD, 1, GAZ_DEPREL_PUNCT},
  };
  static const word named[] = {
      /* "a firm named best of all": no object */
      {"firm", GAZ_UPOS_NOUN, GAZ_XPOS_NN, 0, GAZ_DEPREL_ROOT},
      {"named", GAZ_UPOS_VERB, GAZ_XPOS_VBN, 1, GAZ_DEPREL_ACL},
      {"best", GAZ_UPOS_ADJ, GAZ_XPOS_JJS, 2, GAZ_DEPREL_XCOMP},
  };
  tree t;
  repair(&t, words, 7);
  CHECK_INT(t.nodes[1].head, ==, 7);
  CHECK_INT(t.nodes[1].label, ==, GAZ_DEPREL_ROOT);
  CHECK_INT(t.nodes[0].head, ==, 1);
  CHECK_INT(t.nodes[0].label, ==, GAZ_DEPREL_NSUBJ);
  CHECK_INT(t.nodes[4].head, ==, 1);
  CHECK_INT(t.nodes[6].head, ==, 1);
  CHECK_INT(t.tokens[1].xpos, ==, GAZ_XPOS_VBD);
  repair(&t, named, 3);
  CHECK_INT(t.nodes[0].head, ==, 3);
  CHECK_INT(t.tokens[1].xpos, ==, GAZ_XPOS_VBN);
}

static void test_left_alone(void) {
  static const word words[] = {
      {"Soldiers", GAZ_UPOS_NOUN, GAZ_XPOS_NNS, 4, GAZ_DEPREL_NSUBJ_PASS},
      {"captured", GAZ_UPOS_VERB, GAZ_XPOS_VBN, 1, GAZ_DEPREL_ACL},
      {"were", GAZ_UPOS_AUX, GAZ_XPOS_VBD, 4, GAZ_DEPREL_AUX_PASS},
      {"shot", GAZ_UPOS_VERB, GAZ_XPOS_VBN, 7, GAZ_DEPREL_CCOMP},
      {",", GAZ_UPOS_PUNCT, GAZ_XPOS_COMMA, 4, GAZ_DEPREL_PUNCT},
      {"witnesses", GAZ_UPOS_NOUN, GAZ_XPOS_NNS, 7, GAZ_DEPREL_NSUBJ},
      {"said", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 0, GAZ_DEPREL_ROOT},
  };
  tree t;
  repair(&t, words, 7);
  for (int i = 0; i < 7; i++) {
    CHECK_INT(t.nodes[i].head, ==, words[i].head ? words[i].head - 1 : 7);
    CHECK_INT(t.nodes[i].label, ==, words[i].deprel);
    CHECK_INT(t.tokens[i].xpos, ==, words[i].xpos);
  }
}

static void test_main_verb_behind_relative_clause(void) {
  static const word words[] = {
      {"Keller", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 4, GAZ_DEPREL_NSUBJ},
      {",", GAZ_UPOS_PUNCT, GAZ_XPOS_COMMA, 1, GAZ_DEPREL_PUNCT},
      {"who", GAZ_UPOS_PRON, GAZ_XPOS_WP, 4, GAZ_DEPREL_NSUBJ},
      {"called", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 0, GAZ_DEPREL_ROOT},
      {"it", GAZ_UPOS_PRON, GAZ_XPOS_PRP, 4, GAZ_DEPREL_OBJ},
      {",", GAZ_UPOS_PUNCT, GAZ_XPOS_COMMA, 7, GAZ_DEPREL_PUNCT},
      {"resigned", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 4, GAZ_DEPREL_CONJ},
  };
  tree t;
  repair(&t, words, 7);
  CHECK_INT(t.nodes[6].head, ==, 7); /* the root */
  CHECK_INT(t.nodes[0].head, ==, 6);
  CHECK_INT(t.nodes[3].head, ==, 0);
  CHECK_INT(t.nodes[3].label, ==, GAZ_DEPREL_ACL_RELCL);
  CHECK_INT(t.nodes[2].head, ==, 3);
  CHECK_INT(t.nodes[4].head, ==, 3);
}

static void test_relative_clause_beside(void) {
  static const word words[] = {
      {"they", GAZ_UPOS_PRON, GAZ_XPOS_PRP, 2, GAZ_DEPREL_NSUBJ},
      {"arrested", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 0, GAZ_DEPREL_ROOT},
      {"Ada", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 2, GAZ_DEPREL_OBJ},
      {"Holm", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 3, GAZ_DEPREL_FLAT},
      {",", GAZ_UPOS_PUNCT, GAZ_XPOS_COMMA, 7, GAZ_DEPREL_PUNCT},
      {"who", GAZ_UPOS_PRON, GAZ_XPOS_WP, 7, GAZ_DEPREL_NSUBJ},
      {"fled", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 2, GAZ_DEPREL_PARATAXIS},
  };
  tree t;
  repair(&t, words, 7);
  CHECK_INT(t.nodes[6].head, ==, 2);
  CHECK_INT(t.nodes[6].label, ==, GAZ_DEPREL_ACL_RELCL);
  CHECK_INT(t.nodes[1].head, ==, 7);
}

static void test_relative_clause_about_one(void) {
  word words[] = {
      {"met", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 0, GAZ_DEPREL_ROOT},
      {"Holm", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 1, GAZ_DEPREL_OBJ},
      {"and", GAZ_UPOS_CCONJ, GAZ_XPOS_CC, 4, GAZ_DEPREL_CC},
      {"Reyes", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 2, GAZ_DEPREL_CONJ},
      {",", GAZ_UPOS_PUNCT, GAZ_XPOS_COMMA, 8, GAZ_DEPREL_PUNCT},
      {"who", GAZ_UPOS_PRON, GAZ_XPOS_WP, 8, GAZ_DEPREL_NSUBJ},
      {"has", GAZ_UPOS_AUX, GAZ_XPOS_VBZ, 8, GAZ_DEPREL_AUX},
      {"fled", GAZ_UPOS_VERB, GAZ_XPOS_VBN, 2, GAZ_DEPREL_ACL_RELCL},
  };
  tree t;
  repair(&t, words, 8);
  CHECK_INT(t.nodes[7].head, ==, 3);
  words[6].xpos = GAZ_XPOS_VBP; /* "who have fled": both */
  repair(&t, words, 8);
  CHECK_INT(t.nodes[7].head, ==, 1);
}

static void test_two_tenses(void) {
  static const word words[] = {
      {"Orsa", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 2, GAZ_DEPREL_NSUBJ},
      {"denied", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 0, GAZ_DEPREL_ROOT},
      {"hiding", GAZ_UPOS_VERB, GAZ_XPOS_VBG, 2, GAZ_DEPREL_XCOMP},
      {"them", GAZ_UPOS_PRON, GAZ_XPOS_PRP, 3, GAZ_DEPREL_OBJ},
      {"and", GAZ_UPOS_CCONJ, GAZ_XPOS_CC, 6, GAZ_DEPREL_CC},
      {"accused", GAZ_UPOS_VERB, GAZ_XPOS_VBN, 3, GAZ_DEPREL_CONJ},
      {"Teshk", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 6, GAZ_DEPREL_OBJ},
  };
  tree t;
  repair(&t, words, 7);
  CHECK_INT(t.nodes[5].head, ==, 1);
  CHECK_INT(t.tokens[5].xpos, ==, GAZ_XPOS_VBD);
  repair(&t, words, 6); /* "to be caught and punished" */
  CHECK_INT(t.nodes[5].head, ==, 2);
}

static void test_owner_and_preposition(void) {
  static const word owner[] = {
      {"Orsa", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 4, GAZ_DEPREL_NSUBJ},
      {"'s", GAZ_UPOS_PART, GAZ_XPOS_POS, 1, GAZ_DEPREL_CASE},
      {"Keller", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 4, GAZ_DEPREL_NSUBJ},
      {"left", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 0, GAZ_DEPREL_ROOT},
  };
  static const word preposition[] = {
      {"After", GAZ_UPOS_ADP, GAZ_XPOS_IN, 2, GAZ_DEPREL_CASE},
      {"talks", GAZ_UPOS_NOUN, GAZ_XPOS_NNS, 7, GAZ_DEPREL_OBL},
      {"with", GAZ_UPOS_ADP, GAZ_XPOS_IN, 7, GAZ_DEPREL_MARK},
      {"Klein", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 7, GAZ_DEPREL_NSUBJ},
      {",", GAZ_UPOS_PUNCT, GAZ_XPOS_COMMA, 4, GAZ_DEPREL_PUNCT},
      {"Soto", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 7, GAZ_DEPREL_NSUBJ},
      {"left", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 0, GAZ_DEPREL_ROOT},
  };
  tree t;
  repair(&t, owner, 4);
  CHECK_INT(t.nodes[0].head, ==, 2);
  CHECK_INT(t.nodes[0].label, ==, GAZ_DEPREL_NMOD_POSS);
  repair(&t, preposition, 7);
  CHECK_INT(t.nodes[3].head, ==, 1);
  CHECK_INT(t.nodes[2].head, ==, 3);
  CHECK_INT(t.nodes[5].head, ==, 6);
}

/* Nothing stands before the first of the two. */
static void test_two_subjects_at_the_start(void) {
  static const word words[] = {
      {"Klein", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 4, GAZ_DEPREL_NSUBJ},
      {",", GAZ_UPOS_PUNCT, GAZ_XPOS_COMMA, 1, GAZ_DEPREL_PUNCT},
      {"Soto", GAZ_UPOS_PROPN, GAZ_XPOS_NNP, 4, GAZ_DEPREL_NSUBJ},
      {"left", GAZ_UPOS_VERB, GAZ_XPOS_VBD, 0, GAZ_DEPREL_ROOT},
  };
  tree t;
  repair(&t, words, 4);
  CHECK_INT(t.nodes[0].head, ==, 3);
  CHECK_INT(t.nodes[2].head, ==, 3);
}

/* What a repair must not leave behind: walks to the root would not end. */
static void test_circles(void) {
  static const struct {
    int32_t heads[4];
    bool tree;
  } cases[] = {
      {{1, 2, 3, 4}, true},  /* a chain up to the root, which is 4 */
      {{4, 0, 1, 2}, true},  /* one down from it */
      {{4, 4, 4, 4}, true},  /* nothing but roots */
      {{0, 4, 1, 1}, false}, /* a word on itself */
      {{1, 0, 4, 2}, false}, /* two on each other */
      {{4, 2, 3, 1}, false}, /* three in a ring */
      {{4, 2, -1, 0}, false} /* a word without a head */
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    tree t = {0};
    for (size_t i = 0; i < 4; i++) t.nodes[i].head = cases[k].heads[i];
    t.state = (gaz_parse_state){.nodes = t.nodes, .count = 4};
    CHECK_INT(gaz_parse_is_tree(&t.state), ==, cases[k].tree);
  }
}

int main(void) {
  test_circles();
  test_main_verb_behind_relative_clause();
  test_relative_clause_beside();
  test_relative_clause_about_one();
  test_two_tenses();
  test_owner_and_preposition();
  test_two_subjects_at_the_start();
  test_speech_told_first();
  test_participle_that_is_a_verb();
  test_name_before_nouns();
  test_lone_participle();
  test_noun_taken_for_the_main_word();
  test_left_alone();
  return check_report();
}
