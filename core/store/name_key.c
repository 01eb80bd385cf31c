/* Folding of names. ASCII, nearly all of news, takes a byte loop; the rest goes through utf8proc. */
#include "store/name_key.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "extract/reference_tables.h"

/* Letters that Unicode does not decompose but that writers of English replace. Pairs. */
static const struct {
  utf8proc_int32_t letter;
  const char *ascii;
} plain_letters[] = {
    {0xF8, "o"},   {0x142, "l"}, {0x111, "d"}, {0x131, "i"}, {0xE6, "ae"},
    {0x153, "oe"}, {0xF0, "d"},  {0xFE, "th"}, {0xDF, "ss"}, {0x27, ""},
};

static void put(gaz_name_fold *out, const char *bytes, size_t size) {
  if (out->size + size >= sizeof out->text) return;
  memcpy(out->text + out->size, bytes, size);
  out->size += (uint32_t)size;
}

static void put_space(gaz_name_fold *out) {
  if (out->size && out->text[out->size - 1] != ' ') put(out, " ", 1);
}

static bool is_apostrophe(utf8proc_int32_t c) {
  return c == '\'' || c == 0x2019 || c == 0x2BC || c == 0x2018;
}

/* One lower-case, decomposed code point. */
static void put_point(gaz_name_fold *out, utf8proc_int32_t c) {
  if (c == '.' || is_apostrophe(c)) return;
  if (c < 0x80) {
    char byte = (char)c;
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '&') {
      put(out, &byte, 1);
    } else {
      put_space(out);
    }
    return;
  }
  for (size_t i = 0; i < GAZ_COUNT(plain_letters); i++) {
    if (plain_letters[i].letter == c) {
      put(out, plain_letters[i].ascii, strlen(plain_letters[i].ascii));
      return;
    }
  }
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: {
      utf8proc_uint8_t bytes[4];
      put(out, (const char *)bytes, (size_t)utf8proc_encode_char(c, bytes));
      return;
    }
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF: return;
    default: put_space(out);
  }
}

static void fold_unicode(const char *text, size_t size, gaz_name_fold *out) {
  for (size_t i = 0; i < size;) {
    utf8proc_int32_t c;
    utf8proc_ssize_t length =
        utf8proc_iterate((const utf8proc_uint8_t *)text + i, (utf8proc_ssize_t)(size - i), &c);
    if (length <= 0) {
      put_space(out); /* a bad byte separates */
      i++;
      continue;
    }
    utf8proc_int32_t parts[32];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        c, parts, (utf8proc_ssize_t)GAZ_COUNT(parts),
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &boundary);
    for (utf8proc_ssize_t k = 0; k < count && k < (utf8proc_ssize_t)GAZ_COUNT(parts); k++) {
      put_point(out, parts[k]);
    }
    i += (size_t)length;
  }
}

/* Without a final possessive: 's, ’s, or an apostrophe after an s. */
static size_t without_possessive(const char *text, size_t size) {
  static const char *const tails[] = {"'s", "\xE2\x80\x99s", "'S", "\xE2\x80\x99S",
                                      "'",  "\xE2\x80\x99"};
  for (size_t i = 0; i < GAZ_COUNT(tails); i++) {
    size_t length = strlen(tails[i]);
    if (size > length && memcmp(text + size - length, tails[i], length) == 0) return size - length;
  }
  return size;
}

void gaz_name_fold_text(const char *text, size_t size, gaz_name_fold *out) {
  out->size = out->words = 0;
  while (size && (unsigned char)text[size - 1] <= ' ') size--;
  size = without_possessive(text, size);
  bool ascii = true;
  for (size_t i = 0; i < size && ascii; i++) ascii = (unsigned char)text[i] < 0x80;
  if (ascii) {
    for (size_t i = 0; i < size; i++) {
      char c = text[i];
      put_point(out, c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
  } else {
    fold_unicode(text, size, out);
  }
  while (out->size && out->text[out->size - 1] == ' ') out->size--;
  if (out->size > 4 && memcmp(out->text, "the ", 4) == 0) {
    out->size -= 4;
    memmove(out->text, out->text + 4, out->size);
  }
  out->text[out->size] = '\0';
  for (uint32_t i = 0; i < out->size; i++) out->words += i == 0 || out->text[i - 1] == ' ';
}

/* A person's name without the Arabic article, which writers put or leave: "Bashar (al-)Assad". */
static size_t without_article(const char *fold, size_t size, char *out) {
  size_t used = 0;
  for (size_t i = 0; i < size;) {
    size_t end = i;
    while (end < size && fold[end] != ' ') end++;
    bool article =
        end - i == 2 && (memcmp(fold + i, "al", 2) == 0 || memcmp(fold + i, "el", 2) == 0);
    if (!article || i == 0) {
      if (used) out[used++] = ' ';
      memcpy(out + used, fold + i, end - i);
      used += end - i;
    }
    i = end + 1;
  }
  return used;
}

/* Letters that writers of English choose among where a name comes from another script or language, and one of them
 * for all: "Sergey" and "Sergei", "Viktor" and "Victor", "Qaddafi" and "Kaddafi", "Zelenskyy" and "Zelensky". Vowels
 * that tell names apart ("Mario", "Maria") stay. Returns what stands for text[at] and how many letters that takes. */
static const char *one_spelling(const char *text, size_t left, size_t *taken) {
  char next = left > 1 ? text[1] : ' ';
  bool soft = next == 'e' || next == 'i' || next == 'y' || next == 'h';
  *taken = 1;
  switch (text[0]) {
    case 'y': return "i";
    case 'x': return "ks";
    case 'q': return next == 'u' ? NULL : "k";
    case 'c': return soft ? NULL : "k";
    case 'p': *taken += next == 'h'; return next == 'h' ? "f" : NULL;
    default: return NULL;
  }
}

/* A person's name in one of its spellings; double letters, written or left, are one. `text` and `out` may not overlap;
 * `out` holds `room` bytes, and what would not fit is left out. */
static size_t as_spelt(const char *text, size_t size, char *out, size_t room) {
  size_t used = 0;
  for (size_t i = 0, taken; i < size; i += taken) {
    const char *letters = one_spelling(text + i, size - i, &taken);
    size_t count = letters ? strlen(letters) : 1;
    for (size_t k = 0; k < count && used < room; k++) {
      char letter = letters ? letters[k] : text[i];
      bool again = used && out[used - 1] == letter && letter >= 'a' && letter <= 'z';
      if (!again) out[used++] = letter;
    }
  }
  return used;
}

int64_t gaz_name_key(uint8_t type, const char *fold, size_t size) {
  char plain[GAZ_NAME_FOLD_MAX], spelt[2 * GAZ_NAME_FOLD_MAX];
  if (!size) return 0;
  if (type == GAZ_TYPE_PERSON && size < sizeof plain) {
    size = without_article(fold, size, plain);
    size = as_spelt(plain, size, spelt, sizeof spelt);
    fold = spelt;
  }
  /* Far apart: a hash begins with the seed and the first letters XORed, and with 1 and 2 a person
   * called Mike would be the company Nike. */
  uint64_t seed = gaz_mix(type == GAZ_TYPE_PERSON ? 1 : 2);
  int64_t key = (int64_t)(gaz_hash(fold, size, seed) >> 1);
  return key ? key : 1;
}

static bool is_acronym(const char *text, size_t size) {
  size_t letters = 0;
  for (size_t i = 0; i < size; i++) {
    if (text[i] >= 'A' && text[i] <= 'Z') {
      letters++;
    } else if (text[i] != '.') {
      return false;
    }
  }
  return letters >= 1 && letters <= 6;
}

bool gaz_name_is_strong(const struct gaz_reference_tables *tables, uint8_t type, const char *text,
                        size_t size, const gaz_name_fold *fold) {
  if (type == GAZ_TYPE_PERSON) {
    if (fold->words == 2 && fold->text[1] == ' ') return false;
    for (uint32_t i = 0; i < fold->size;) {
      uint32_t end = i;
      while (end < fold->size && fold->text[end] != ' ') end++;
      if (end == fold->size) return false; /* only particles before the last word */
      gaz_slice word = {fold->text + i, end - i};
      uint8_t gender;
      if (!tables || gaz_title_find(tables, word, &gender) != GAZ_TITLE_PARTICLE) return true;
      i = end + 1;
    }
    return false;
  }
  return !is_acronym(text, without_possessive(text, size));
}

gaz_slice gaz_name_surname(const gaz_name_fold *fold) {
  for (uint32_t i = fold->size; i > 0; i--) {
    if (fold->text[i - 1] == ' ') return (gaz_slice){fold->text + i, fold->size - i};
  }
  return (gaz_slice){fold->text, 0};
}
