/* english/labels.h - the closed lists of tags and relations, as in the treebanks the models learn
 * from. Models store the values: append only. */
#ifndef GAZ_ENGLISH_LABELS_H
#define GAZ_ENGLISH_LABELS_H

#include "english/analysis.h"

/* Penn Treebank tags with the additions of the web treebank (ADD, AFX, GW, HYPH, NFP). */
#define GAZ_XPOS_LIST(X) \
  X(DOLLAR, "$")         \
  X(CLOSE_QUOTE, "''")   \
  X(COMMA, ",")          \
  X(LRB, "-LRB-")        \
  X(RRB, "-RRB-")        \
  X(PERIOD, ".")         \
  X(COLON, ":")          \
  X(ADD, "ADD")          \
  X(AFX, "AFX")          \
  X(CC, "CC")            \
  X(CD, "CD")            \
  X(DT, "DT")            \
  X(EX, "EX")            \
  X(FW, "FW")            \
  X(GW, "GW")            \
  X(HYPH, "HYPH")        \
  X(IN, "IN")            \
  X(JJ, "JJ")            \
  X(JJR, "JJR")          \
  X(JJS, "JJS")          \
  X(LS, "LS")            \
  X(MD, "MD")            \
  X(NFP, "NFP")          \
  X(NN, "NN")            \
  X(NNP, "NNP")          \
  X(NNPS, "NNPS")        \
  X(NNS, "NNS")          \
  X(PDT, "PDT")          \
  X(POS, "POS")          \
  X(PRP, "PRP")          \
  X(PRP_S, "PRP$")       \
  X(RB, "RB")            \
  X(RBR, "RBR")          \
  X(RBS, "RBS")          \
  X(RP, "RP")            \
  X(SYM, "SYM")          \
  X(TO, "TO")            \
  X(UH, "UH")            \
  X(VB, "VB")            \
  X(VBD, "VBD")          \
  X(VBG, "VBG")          \
  X(VBN, "VBN")          \
  X(VBP, "VBP")          \
  X(VBZ, "VBZ")          \
  X(WDT, "WDT")          \
  X(WP, "WP")            \
  X(WP_S, "WP$")         \
  X(WRB, "WRB")          \
  X(OPEN_QUOTE, "``")

/* Universal Dependencies with the subtypes of EWT and GUM. */
#define GAZ_DEPREL_LIST(X)          \
  X(ACL, "acl")                     \
  X(ACL_RELCL, "acl:relcl")         \
  X(ADVCL, "advcl")                 \
  X(ADVCL_RELCL, "advcl:relcl")     \
  X(ADVMOD, "advmod")               \
  X(AMOD, "amod")                   \
  X(APPOS, "appos")                 \
  X(AUX, "aux")                     \
  X(AUX_PASS, "aux:pass")           \
  X(CASE, "case")                   \
  X(CC, "cc")                       \
  X(CC_PRECONJ, "cc:preconj")       \
  X(CCOMP, "ccomp")                 \
  X(COMPOUND, "compound")           \
  X(COMPOUND_PRT, "compound:prt")   \
  X(CONJ, "conj")                   \
  X(COP, "cop")                     \
  X(CSUBJ, "csubj")                 \
  X(CSUBJ_OUTER, "csubj:outer")     \
  X(CSUBJ_PASS, "csubj:pass")       \
  X(DEP, "dep")                     \
  X(DET, "det")                     \
  X(DET_PREDET, "det:predet")       \
  X(DISCOURSE, "discourse")         \
  X(DISLOCATED, "dislocated")       \
  X(EXPL, "expl")                   \
  X(FIXED, "fixed")                 \
  X(FLAT, "flat")                   \
  X(GOESWITH, "goeswith")           \
  X(IOBJ, "iobj")                   \
  X(LIST, "list")                   \
  X(MARK, "mark")                   \
  X(NMOD, "nmod")                   \
  X(NMOD_DESC, "nmod:desc")         \
  X(NMOD_POSS, "nmod:poss")         \
  X(NMOD_UNMARKED, "nmod:unmarked") \
  X(NSUBJ, "nsubj")                 \
  X(NSUBJ_OUTER, "nsubj:outer")     \
  X(NSUBJ_PASS, "nsubj:pass")       \
  X(NUMMOD, "nummod")               \
  X(OBJ, "obj")                     \
  X(OBL, "obl")                     \
  X(OBL_AGENT, "obl:agent")         \
  X(OBL_UNMARKED, "obl:unmarked")   \
  X(ORPHAN, "orphan")               \
  X(PARATAXIS, "parataxis")         \
  X(PUNCT, "punct")                 \
  X(REPARANDUM, "reparandum")       \
  X(ROOT, "root")                   \
  X(VOCATIVE, "vocative")           \
  X(XCOMP, "xcomp")

#define GAZ_LABEL_ENUM_XPOS(id, name) GAZ_XPOS_##id,
#define GAZ_LABEL_ENUM_DEPREL(id, name) GAZ_DEPREL_##id,
/* Zero is "none": not tagged, not parsed. */
typedef enum gaz_xpos {
  GAZ_XPOS_NONE = 0,
  GAZ_XPOS_LIST(GAZ_LABEL_ENUM_XPOS) GAZ_XPOS_COUNT
} gaz_xpos;
typedef enum gaz_deprel {
  GAZ_DEPREL_NONE = 0,
  GAZ_DEPREL_LIST(GAZ_LABEL_ENUM_DEPREL) GAZ_DEPREL_COUNT
} gaz_deprel;

/* The value of a name, 0 (X, none) when there is no such name. */
uint8_t gaz_upos_parse(const char *name, size_t size);
uint8_t gaz_xpos_parse(const char *name, size_t size);
uint8_t gaz_deprel_parse(const char *name, size_t size);

#endif
