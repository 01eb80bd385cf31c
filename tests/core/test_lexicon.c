/* What the matcher finds: words, case rules, spellings, punctuation, candidates. */
#define LEXICON_TEST "test_lexicon"
#include "lexicon_help.h"
#include "lexicon/image.h"

#define LEXICON(...)                           \
  lexicon_of((const test_name[]){__VA_ARGS__}, \
             sizeof((const test_name[]){__VA_ARGS__}) / sizeof(test_name))

static void words(void) {
  gaz_lexicon *lexicon =
      LEXICON({"Ada Lovelace", 1}, {"Ada", 2}, {"Lovelace", 3}, {"Paris", 4}, {"New York", 5},
              {"New York Times", 6}, {"York", 7}, {"The Lord of the Isles of Man", 8});
  CHECK_INT(gaz_lexicon_count(lexicon), ==, 8);
  CHECK_INT(gaz_lexicon_generation(lexicon), ==, 7);
  CHECK_SCAN(lexicon, "", "");
  CHECK_SCAN(lexicon, "Ada", "2[Ada]");
  CHECK_SCAN(lexicon, "Ada Lovelace met Ada.", "1[Ada Lovelace] 2[Ada]");
  CHECK_SCAN(lexicon, "Adas Comparison Parisian Adam", "");
  CHECK_SCAN(lexicon, "Ada2 2Ada Ada", "2[Ada]");
  CHECK_SCAN(lexicon, "New York Timesman, New York Times", "5[New York] 6[New York Times]");
  CHECK_SCAN(lexicon, "New New York York", "5[New York] 7[York]");
  CHECK_SCAN(lexicon, "The Lord of the Isles of Mann and York", "7[York]");
  CHECK_SCAN(lexicon, "The Lord of the Isles of Man", "8[The Lord of the Isles of Man]");
  CHECK_SCAN(lexicon, "(Ada),\"Paris\";_York_/Paris-based", "2[Ada] 4[Paris] 7[York] 4[Paris]");
  CHECK_SCAN(lexicon, "Paris Ada Paris", "4[Paris] 2[Ada] 4[Paris]");
  gaz_lexicon_release(lexicon);
}

/* Names of one word only, in text with bytes that are looked at closely. */
static void single_words(void) {
  gaz_lexicon *lexicon = LEXICON({"Paris", 1}, {"Zoë", 2});
  CHECK_SCAN(lexicon, "Paris, Pari\x80 and Paris-based Zoë, éa b c d e f g h Paris é",
             "1[Paris] 1[Paris] 2[Zoë] 1[Paris]");
  gaz_lexicon_release(lexicon);
}

static void case_rules(void) {
  gaz_lexicon *lexicon = LEXICON({"IS", 1, GAZ_NAME_EXACT_CASE}, {"Turkey", 2}, {"al-Sham", 3},
                                 {"may", 4, GAZ_NAME_ANY_CASE}, {"iPad", 5}, {"24 Hours", 6},
                                 {"3M", 7}, {"Élysée", 8});
  CHECK_SCAN(lexicon, "IS is Is iS", "1[IS]");
  CHECK_SCAN(lexicon, "Turkey TURKEY turkey TurKey tURKEY", "2[Turkey] 2[TURKEY] 2[TurKey]");
  CHECK_SCAN(lexicon, "al-Sham Al-Sham AL-SHAM", "3[al-Sham] 3[Al-Sham] 3[AL-SHAM]");
  CHECK_SCAN(lexicon, "May may MAY", "4[May] 4[may] 4[MAY]");
  CHECK_SCAN(lexicon, "ipad IPAD iPad", "5[ipad] 5[IPAD] 5[iPad]");
  CHECK_SCAN(lexicon, "24 hours, 24 Hours, 3m, 3M", "6[24 Hours] 7[3M]");
  CHECK_SCAN(lexicon, "élysée Élysée Elysee elysee", "8[Élysée] 8[Elysee]");
  gaz_lexicon_release(lexicon);
}

static void spellings(void) {
  gaz_lexicon *lexicon =
      LEXICON({"François Hollande", 1}, {"Erdogan", 2}, {"Weißmüller", 3}, {"O'Brien", 4},
              {"Su-24", 5}, {"Jean-Paul Sartre", 6}, {"Dwayne \"The Rock\" Johnson", 7},
              {"Łódź", 8}, {"Αθήνα", 9}, {"Санкт-Петербург", 10}, {"New York", 11}, {"서울", 12});
  CHECK_SCAN(lexicon, "François Hollande", "1[François Hollande]");
  CHECK_SCAN(lexicon, "Franc\xCC\xA7ois Hollande", "1[Franc\xCC\xA7ois Hollande]");
  CHECK_SCAN(lexicon, "FRANÇOIS HOLLANDE, Francois Hollande",
             "1[FRANÇOIS HOLLANDE] 1[Francois Hollande]");
  CHECK_SCAN(lexicon,
             "Erdoğan ERDOĞAN Erdog\xCC\x86"
             "an",
             "2[Erdoğan] 2[ERDOĞAN] 2[Erdog\xCC\x86"
             "an]");
  CHECK_SCAN(lexicon, "Erdog\xCC\x86", "");
  CHECK_SCAN(lexicon, "WEISSMÜLLER Weissmuller", "3[WEISSMÜLLER] 3[Weissmuller]");
  CHECK_SCAN(lexicon, "O’Brien OʼBrien O‘Brien O`Brien O'Brien",
             "4[O’Brien] 4[OʼBrien] 4[O‘Brien] 4[O`Brien] 4[O'Brien]");
  CHECK_SCAN(lexicon, "Su-24 Su‑24 Su–24 Su−24 SU-24 Su-24M Su 24",
             "5[Su-24] 5[Su‑24] 5[Su–24] 5[Su−24] 5[SU-24]");
  CHECK_SCAN(lexicon, "Su-\n24 Jean-\r\n  Paul\n\tSartre",
             "5[Su-\n24] 6[Jean-\r\n  Paul\n\tSartre]");
  CHECK_SCAN(lexicon, "Dwayne “The Rock” Johnson, Dwayne \"The  Rock\"\nJohnson",
             "7[Dwayne “The Rock” Johnson] 7[Dwayne \"The  Rock\"\nJohnson]");
  CHECK_SCAN(lexicon, "Lodz ŁÓDŹ Lódz", "8[Lodz] 8[ŁÓDŹ] 8[Lódz]");
  CHECK_SCAN(lexicon, "ΑΘΉΝΑ Αθηνα αθήνα", "9[ΑΘΉΝΑ] 9[Αθηνα]");
  CHECK_SCAN(lexicon, "САНКТ-ПЕТЕРБУРГ", "10[САНКТ-ПЕТЕРБУРГ]");
  CHECK_SCAN(lexicon, "New\nYork New  York New\xC2\xA0York New\xE2\x80\xAFYork New \r\n > York",
             "11[New\nYork] 11[New  York] 11[New\xC2\xA0York] 11[New\xE2\x80\xAFYork]");
  CHECK_SCAN(lexicon,
             "N\xC2\xAD"
             "ew Yo\xE2\x80\x8Brk",
             "11[N\xC2\xAD"
             "ew Yo\xE2\x80\x8Brk]");
  CHECK_SCAN(lexicon, "New York\xC2\xAD, New York\xE2\x80\x8B.", "11[New York] 11[New York]");
  CHECK_SCAN(lexicon, "서울, \xE1\x84\x89\xE1\x85\xA5\xE1\x84\x8B\xE1\x85\xAE\xE1\x86\xAF",
             "12[서울] 12[\xE1\x84\x89\xE1\x85\xA5\xE1\x84\x8B\xE1\x85\xAE\xE1\x86\xAF]");
  CHECK_SCAN(lexicon,
             "“Erdogan”—Erdogan…«Erdogan»、Erdogan\xFF"
             "Erdogan",
             "2[Erdogan] 2[Erdogan] 2[Erdogan] 2[Erdogan] 2[Erdogan]");
  CHECK_SCAN(lexicon, "éErdogan Erdoganя", "");
  gaz_lexicon_release(lexicon);
}

static void apostrophes(void) {
  gaz_lexicon *lexicon = LEXICON({"Putin", 1}, {"Don", 2}, {"Brien", 3}, {"S", 4}, {"James", 5},
                                 {"O", 6}, {"rock 'n' roll", 7});
  CHECK_SCAN(lexicon, "Putin's Putin’s PUTIN'S James' Putin'll",
             "1[Putin] 1[Putin] 1[PUTIN] 5[James] 1[Putin]");
  CHECK_SCAN(lexicon, "Don't DON’T Don's Don", "2[Don] 2[Don]");
  CHECK_SCAN(lexicon, "O'Brien O’Brien", "");
  CHECK_SCAN(lexicon, "'Putin' ‘Putin’ “‘Putin’”", "1[Putin] 1[Putin] 1[Putin]");
  CHECK_SCAN(lexicon, "Rock ’n’ Roll, rock 'n' roll", "7[Rock ’n’ Roll] 7[rock 'n' roll]");
  gaz_lexicon_release(lexicon);
}

static void punctuation(void) {
  gaz_lexicon *lexicon =
      LEXICON({"U.S.", 1}, {"U.S", 2}, {"C++", 3}, {"C", 4}, {".NET", 5}, {"NET Framework", 6},
              {"Yahoo!", 7}, {"7-Eleven", 8}, {"9/11", 9}, {"AT&T", 10}, {"20th Century Fox", 11},
              {"(RED)", 12}, {"Martin Luther King Jr.", 13});
  CHECK_SCAN(lexicon, "the U.S. and U.S troops; U.S.-led, U.S.'s",
             "1[U.S.] 2[U.S] 1[U.S.] 1[U.S.]");
  CHECK_SCAN(lexicon, "in the U.S.", "1[U.S.]");
  CHECK_SCAN(lexicon, "U. S.", "");
  CHECK_SCAN(lexicon, "C++ C C+ C++x", "3[C++] 4[C] 4[C] 4[C]");
  CHECK_SCAN(lexicon, ".NET .NET Framework NET Framework x.NET",
             "5[.NET] 5[.NET] 6[NET Framework]");
  CHECK_SCAN(lexicon, "Yahoo! Yahoo", "7[Yahoo!]");
  CHECK_SCAN(lexicon, "7-Eleven 7–ELEVEN 17-Eleven 9/11 19/11 9/111",
             "8[7-Eleven] 8[7–ELEVEN] 9[9/11]");
  CHECK_SCAN(lexicon, "AT&T at&t", "10[AT&T]");
  CHECK_SCAN(lexicon, "20th Century Fox 20TH CENTURY FOX 20th century fox",
             "11[20th Century Fox] 11[20TH CENTURY FOX] 11[20th century fox]");
  CHECK_SCAN(lexicon, "(RED) RED", "12[(RED)]");
  CHECK_SCAN(lexicon, "Martin Luther King Jr.'s Martin Luther King Jr",
             "13[Martin Luther King Jr.]");
  gaz_lexicon_release(lexicon);
}

static void candidates(void) {
  gaz_lexicon *lexicon =
      LEXICON({"John Smith", 10, 0, 5}, {"John Smith", 11, 0, 900000}, {"JOHN SMITH", 12, 0, 7},
              {"John Smith", 10, 0, 6}, {"IS", 20, GAZ_NAME_EXACT_CASE, 3}, {"Is", 21, 0, 9},
              {"is", 22, GAZ_NAME_ANY_CASE, 1}, {"Léa", 30, 0, 1}, {"Lea", 31, 0, 2},
              {"Zoe", 40, 0, 70000});
  CHECK_INT(gaz_lexicon_count(lexicon), ==, 6);
  gaz_match match[4];
  gaz_candidate found[8];
  char name[GAZ_NAME_MAX];

  const char *text = "John Smith";
  CHECK_INT(gaz_lexicon_scan(lexicon, text, strlen(text), match, 4, NULL), ==, 1);
  CHECK_INT(match[0].id, ==, 11);
  CHECK_INT(gaz_lexicon_candidates(lexicon, match[0].name, found, 8), ==, 3);
  CHECK_INT(found[0].id, ==, 11);
  CHECK_INT(found[0].weight, ==, 900000);
  CHECK_INT(found[0].type, ==, GAZ_TYPE_PERSON);
  CHECK_INT(found[1].id, ==, 12);
  CHECK_INT(found[2].id, ==, 10);
  CHECK_INT(found[2].weight, ==, 6);
  CHECK_INT(gaz_lexicon_candidates(lexicon, match[0].name, found, 1), ==, 3);
  CHECK_INT(gaz_lexicon_candidates(lexicon, match[0].name, NULL, 0), ==, 3);
  CHECK_MEM(name, gaz_lexicon_name(lexicon, match[0].name, name, sizeof name), "John Smith");

  /* A text that fits a narrow rule may be meant by the wider ones too. */
  text = "IS Is is";
  CHECK_INT(gaz_lexicon_scan(lexicon, text, strlen(text), match, 4, NULL), ==, 3);
  CHECK_INT(gaz_lexicon_candidates(lexicon, match[0].name, found, 8), ==, 3);
  CHECK_INT(found[0].id, ==, 21);
  CHECK_INT(found[1].id, ==, 20);
  CHECK_INT(gaz_lexicon_candidates(lexicon, match[1].name, found, 8), ==, 2);
  CHECK_INT(gaz_lexicon_candidates(lexicon, match[2].name, found, 8), ==, 1);
  CHECK_INT(found[0].id, ==, 22);
  CHECK_MEM(name, gaz_lexicon_name(lexicon, match[0].name, name, sizeof name), "IS");

  text = "Lea Léa Zoe";
  CHECK_INT(gaz_lexicon_scan(lexicon, text, strlen(text), match, 4, NULL), ==, 3);
  CHECK_INT(match[0].name, ==, match[1].name);
  CHECK_INT(match[0].id, ==, 31);
  CHECK_INT(gaz_lexicon_candidates(lexicon, match[2].name, found, 8), ==, 1);
  CHECK_INT(found[0].weight, ==, 70000);

  /* Handles of nothing. */
  CHECK_INT(gaz_lexicon_candidates(lexicon, 0xFFFFFFFF, found, 8), ==, 0);
  CHECK_INT(gaz_lexicon_name(lexicon, 0xFF, name, sizeof name), ==, 0);
  gaz_lexicon_release(lexicon);
}

static void limits(void) {
  char longest[300], longer[300], many[512] = "", room[128] = "";
  memset(longest, 'x', sizeof longest);
  memset(longer, 'y', sizeof longer);
  longest[255] = longer[256] = '\0';
  for (int i = 0; i < 33; i++) strcat(many, "word ");
  for (int i = 0; i < 32; i++) strcat(room, i ? " w" : "w");
  gaz_lexicon *lexicon = LEXICON({longest, 1}, {longer, 2}, {many, 3}, {room, 4}, {"...", 5},
                                 {"", 6}, {"  Ada \n", 7}, {"\xFF", 8});
  CHECK_INT(gaz_lexicon_count(lexicon), ==, 3);
  CHECK_INT(strlen(scan_line(lexicon, longest, 255)), ==, 258);
  CHECK_SCAN(lexicon, "... Ada", "7[Ada]");
  CHECK_INT(strlen(scan_line(lexicon, room, strlen(room))), ==, strlen(room) + 3);
  CHECK_STR(scan_line(lexicon, many, strlen(many)), "");
  gaz_lexicon_release(lexicon);

  /* An empty list is a lexicon too. */
  gaz_lexicon *empty = NULL;
  CHECK_OK(gaz_lexicon_build(IMAGE, NULL, 0, 1, NULL));
  CHECK_OK(gaz_lexicon_open(IMAGE, &empty, NULL));
  CHECK_SCAN(empty, "Ada", "");
  CHECK_INT(gaz_lexicon_scan(NULL, "Ada", 3, NULL, 0, NULL), ==, 0);
  gaz_lexicon_release(empty);

  /* Over 128 names of the same words are refused, by name. */
  static char texts[200][64];
  gaz_name_entry entries[200];
  for (int i = 0; i < 200; i++) {
    snprintf(texts[i], sizeof texts[i], "a%.*sb", i % 14 + 1, "--------------");
    memset(texts[i] + strlen(texts[i]), '.', (size_t)(i / 14));
    entries[i] = (gaz_name_entry){texts[i], (uint32_t)strlen(texts[i]), 1, 0, 0, 0};
  }
  gaz_error error;
  CHECK_INT(gaz_lexicon_build(IMAGE, entries, 200, 1, &error), ==, GAZ_ERROR_TOO_LARGE);
  CHECK_OK(gaz_lexicon_build(IMAGE, entries, 128, 1, &error));
  CHECK_INT(gaz_lexicon_build("/nonexistent/x.gzl", entries, 1, 1, &error), !=, GAZ_OK);
}

/* Names of the same words, two by two and all of them in one bucket, are found like the others. */
static void full_buckets(void) {
  static char texts[2][1200][48], crowd[60][32];
  static test_name names[2500];
  size_t count = 0;
  for (unsigned i = 0; i < 1200; i++) {
    snprintf(texts[0][i], sizeof texts[0][i], "NORTH %u QUARTER HARBOUR CO %u", i / 40, i % 40);
    snprintf(texts[1][i], sizeof texts[1][i], "North %u Quarter Harbour Co %u", i / 40, i % 40);
    names[count++] = (test_name){texts[1][i], 2 * i + 1, 0, 0};
    names[count++] = (test_name){texts[0][i], 2 * i, GAZ_NAME_EXACT_CASE, 0};
  }
  for (unsigned i = 0; i < 60; i++) {
    snprintf(crowd[i], sizeof crowd[i], "South%.*sPole%.*s", (int)i % 10 + 1, "----------",
             (int)i / 10, "......");
    names[count++] = (test_name){crowd[i], 5000 + i, 0, 0};
  }
  gaz_lexicon *lexicon = lexicon_of(names, count);
  CHECK_OK(gaz_lexicon_check(lexicon, NULL));
  CHECK_INT(gaz_lexicon_count(lexicon), ==, count);
  for (size_t i = 0; i < count; i++) {
    gaz_match match;
    char text[64];
    size_t size = strlen(names[i].text);
    check_case = names[i].text;
    REQUIRE(gaz_lexicon_scan(lexicon, names[i].text, size, &match, 1, NULL) == 1);
    CHECK_INT(match.id, ==, names[i].id);
    CHECK_INT(match.end - match.start, ==, size);
    REQUIRE(gaz_lexicon_name(lexicon, match.name, text, sizeof text) == size);
    CHECK(memcmp(text, names[i].text, size) == 0);
    gaz_candidate candidates[2]; /* the narrower name has those of the wider too */
    CHECK_INT(gaz_lexicon_candidates(lexicon, match.name, candidates, 2), ==,
              i < 2400 && i % 2 ? 2 : 1);
  }
  check_case = NULL;
  gaz_lexicon_release(lexicon);
}

static void resuming(void) {
  gaz_lexicon *lexicon =
      LEXICON({"Putin", 1}, {"s", 2, GAZ_NAME_ANY_CASE}, {".NET", 3}, {"Don", 4});
  const char *text = "Putin's s Putin.NET .NET Putin,.NET s's Don't Putin s";
  size_t size = strlen(text), at = 0;
  gaz_match all[16], one;
  size_t count = gaz_lexicon_scan(lexicon, text, size, all, 16, NULL), seen = 0;
  CHECK_INT(count, ==, 9);
  while (at < size) {
    size_t resume;
    size_t got = gaz_lexicon_scan(lexicon, text + at, size - at, &one, 1, &resume);
    if (!got) break;
    if (seen < count) {
      CHECK_INT(one.start + at, ==, all[seen].start);
      CHECK_INT(one.end + at, ==, all[seen].end);
    }
    seen++;
    at += resume;
  }
  CHECK_INT(seen, ==, count);
  gaz_lexicon_release(lexicon);
}

/* Names that are possible by their words but are not there, over and next to others that are. */
static void overlaps(void) {
  gaz_lexicon *lexicon = LEXICON(
      {"THE CROWN", 1, GAZ_NAME_EXACT_CASE}, {"Crown P Grick", 2},
      {"GRICK CHALL", 3, GAZ_NAME_EXACT_CASE}, {"Chall Pai", 4}, {"Pai", 5}, {"The", 6},
      {"NEW YORK CITY HALL", 7, GAZ_NAME_EXACT_CASE}, {"York", 8}, {"City", 9}, {"Hall Of", 10});
  const char *text =
      "The Crown P Grick, Chall Pai and New York City Hall of The Crown P Chall Pai.      ";
  CHECK_SCAN(
      lexicon, text,
      "6[The] 2[Crown P Grick] 4[Chall Pai] 8[York] 9[City] 10[Hall of] 6[The] 4[Chall Pai]");
  CHECK_SCAN(lexicon, "NEW YORK CITY HALL of THE CROWN Chall PAI Grick Chall Pai      ",
             "7[NEW YORK CITY HALL] 1[THE CROWN] 4[Chall PAI] 4[Chall Pai]");
  gaz_lexicon_release(lexicon);
}

/* A word broken at the end of a line is its whole word, or the two it seems to be. */
static void line_breaks(void) {
  gaz_lexicon *lexicon =
      LEXICON({"Washington", 1}, {"Washington Post", 2}, {"George Washington", 3}, {"Paris", 4},
              {"Wash", 5, GAZ_NAME_EXACT_CASE}, {"Jean-Paul Belmondo", 6}, {"Su-24", 7},
              {"François", 8}, {"Twenty-four Hours", 9}, {"Wash-ington Rail", 10});
  CHECK_SCAN(lexicon, "Wash-\nington Wash-\r\n  ington, WASH-\nington's",
             "1[Wash-\nington] 1[Wash-\r\n  ington] 1[WASH-\nington]");
  CHECK_SCAN(lexicon, "George Wash-\nington and the Washing-\n\tton\nPost",
             "3[George Wash-\nington] 2[Washing-\n\tton\nPost]");
  CHECK_SCAN(lexicon, "Wash\xE2\x80\x90\nington Wash\xC2\xAD\nington Wash\xC2\xADington",
             "1[Wash\xE2\x80\x90\nington] 1[Wash\xC2\xAD\nington] 1[Wash\xC2\xADington]");
  CHECK_SCAN(lexicon, "Fran-\nçois Fran\xC2\xAD\r\nc\xCC\xA7ois",
             "8[Fran-\nçois] 8[Fran\xC2\xAD\r\nc\xCC\xA7ois]");
  CHECK_SCAN(lexicon, "Jean-\nPaul Bel-\nmondo Jean-Paul\nBelmon-\ndo",
             "6[Jean-\nPaul Bel-\nmondo] 6[Jean-Paul\nBelmon-\ndo]");
  /* The next line begins with a capital, a digit, or nothing: no word goes on there. */
  CHECK_SCAN(lexicon, "Wash-\nIngton Wash-ington Wash- \nington Wash-\n",
             "5[Wash] 5[Wash] 5[Wash] 5[Wash]");
  CHECK_SCAN(lexicon, "Su-\n24 Paris-\nbased Wash-\nington Rail",
             "7[Su-\n24] 4[Paris] 10[Wash-\nington Rail]");
  CHECK_SCAN(lexicon, "Twenty-\nfour Hours", "9[Twenty-\nfour Hours]");
  gaz_lexicon_release(lexicon);
}

static void write_image(const char *data, size_t size) {
  FILE *file = fopen(IMAGE, "wb");
  REQUIRE(file != NULL);
  CHECK_INT(fwrite(data, 1, size, file), ==, size);
  fclose(file);
}

/* Every cut and every damaged byte of the header is refused; a damaged body is found by the full
 * check. (What it does to a scan is the fuzz target's.) */
static void damage(void) {
  static char image[1 << 16];
  gaz_lexicon *lexicon = LEXICON({"Ada Lovelace", 1}, {"Paris", 2, 0, 700}, {"Paris", 3});
  CHECK_OK(gaz_lexicon_check(lexicon, NULL));
  gaz_lexicon_release(lexicon);
  FILE *file = fopen(IMAGE, "rb");
  REQUIRE(file != NULL);
  size_t size = fread(image, 1, sizeof image, file);
  fclose(file);
  gaz_error error;
  for (size_t cut = 0; cut < size; cut += cut < 200 ? 1 : 97) {
    write_image(image, cut);
    CHECK_INT(gaz_lexicon_open(IMAGE, &lexicon, &error), ==, GAZ_ERROR_CORRUPT);
    CHECK(lexicon == NULL);
  }
  for (size_t at = 0; at < GAZ_IMAGE_HEADER; at++) {
    image[at] ^= 0x20;
    write_image(image, size);
    CHECK_INT(gaz_lexicon_open(IMAGE, &lexicon, &error), ==, GAZ_ERROR_CORRUPT);
    image[at] ^= 0x20;
  }
  for (size_t at = GAZ_IMAGE_HEADER; at < size; at += 31) {
    image[at] ^= 1;
    write_image(image, size);
    CHECK_OK(gaz_lexicon_open(IMAGE, &lexicon, &error));
    CHECK_INT(gaz_lexicon_check(lexicon, &error), ==, GAZ_ERROR_CORRUPT);
    gaz_lexicon_release(lexicon);
    image[at] ^= 1;
  }
  CHECK_INT(gaz_lexicon_open("/nonexistent", &lexicon, &error), ==, GAZ_ERROR_NOT_FOUND);
}

int main(void) {
  damage();
  words();
  single_words();
  case_rules();
  spellings();
  apostrophes();
  punctuation();
  candidates();
  limits();
  full_buckets();
  resuming();
  overlaps();
  line_breaks();
  remove(IMAGE);
  return check_report();
}
