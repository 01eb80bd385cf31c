/* Time expressions: text and publication date -> span, type, value, EDTF. */
#include <string.h>

#include "check.h"
#include "english/engine.h"
#include "base/calendar.h"
#include "extract/dating.h"
#include "extract/times.h"

static gaz_engine *engine;

typedef struct expectation {
  const char *date, *text; /* publication; the text */
  const char *span, *type, *value, *edtf;
} expectation;

/* Publication day 2015-11-26 is a Thursday. */
static const expectation cases[] = {
    {"2015-11-26", "The plane was shot down on Tuesday.", "Tuesday", "DATE", "2015-11-24",
     "2015-11-24"},
    {"2015-11-26", "The leaders will meet on Monday.", "Monday", "DATE", "2015-11-30",
     "2015-11-30"},
    {"2015-11-26", "He spoke on Thursday.", "Thursday", "DATE", "2015-11-26", "2015-11-26"},
    {"2015-11-26", "The attacks of Nov. 13 shook the city.", "Nov. 13", "DATE", "2015-11-13",
     "2015-11-13"},
    {"2015-11-26", "The minister was born on 4 May 1962.", "4 May 1962", "DATE", "1962-05-04",
     "1962-05-04"},
    {"2015-11-26", "It was signed in February.", "February", "DATE", "2015-02", "2015-02"},
    {"2015-11-26", "Late on Tuesday evening the talks broke off.", "Late on Tuesday evening",
     "TIME", "2015-11-24TEV", "2015-11-24"},
    {"2015-11-26", "Both sides met this week.", "this week", "DATE", "2015-W48",
     "2015-11-23/2015-11-29"},
    {"2015-06-11",
     "Tax officers searched the offices of the trader's firm, Blue Kettle Holdings, in"
     " Lymington, Hampshire, in November.",
     "November", "DATE", "2014-11", "2014-11"},
    {"2015-11-26", "They met last month.", "last month", "DATE", "2015-10", "2015-10"},
    {"2015-11-26", "He left two years ago.", "two years ago", "DATE", "2013", "2013"},
    {"2015-11-26", "It was built 400 decades ago.", "400 decades ago", "DATE", "PAST_REF", ""},
    {"2015-11-26", "It will end in 300 centuries.", "300 centuries", "DATE", "FUTURE_REF", ""},
    {"2015-11-26", "He left 500 fortnights ago.", "500 fortnights ago", "DATE", "1996-W39",
     "1996-09-23/1996-09-29"},
    {"2015-11-26", "It was nine hundred hundred hundred hundred hundred weeks ago.", "weeks ago",
     "DATE", "PAST_REF", ""},
    {"2015-11-26", "It is held every 999999999 centuries.", "centuries", "DURATION", "PXC", ""},
    {"2015-11-26", "The siege lasted three weeks.", "three weeks", "DURATION", "P3W", ""},
    {"2015-11-26", "She was jailed for 2 1/2 years.", "2 1/2 years", "DURATION", "P2Y6M", ""},
    {"2015-11-26", "The council meets every Friday.", "every Friday", "SET", "XXXX-WXX-5", ""},
    {"2015-11-26", "The mayor now lives abroad.", "now", "DATE", "PRESENT_REF", "2015-11-26"},
    {"2015-11-26", "Sales rose in the third quarter.", "the third quarter", "DATE", "2015-Q3",
     "2015-07/2015-09"},
    {"2015-11-26", "Work on it began in the 1990s.", "the 1990s", "DATE", "199", "1990/1999"},
    {"2015-11-26", "The summit ran from Nov. 18-20, 2015.", "Nov. 18-20, 2015", "DATE",
     "2015-11-18/2015-11-20", "2015-11-18/2015-11-20"},
    {"2015-11-26", "It opened in early October.", "early October", "DATE", "2015-10", "2015-10~"},
    {"2015-11-26", "On Nov. 3 it rained; two days later the dam broke.", "two days later", "DATE",
     "2015-11-05", "2015-11-05"},
    {NULL, "The plane was shot down on Tuesday.", "Tuesday", "DATE", "XXXX-WXX-2", ""},
    {NULL, "The attacks of Nov. 13 shook the city.", "Nov. 13", "DATE", "XXXX-11-13", ""},
    {NULL, "It ended on Dec. 2, 2014.", "Dec. 2, 2014", "DATE", "2014-12-02", "2014-12-02"},
    {"2015-11-23/2015-11-29", "It was signed in February.", "February", "DATE", "2015-02",
     "2015-02"},
    {"2015", "The plane was shot down on Tuesday.", "Tuesday", "DATE", "XXXX-WXX-2",
     "2014-12-30/2015-12-29"},
};

static const char *const no_times[] = {
    "She paid 2000 euros for it.", "Theresa Maynard thanked them.", "They may march again.",
    "About 1950 people came.",     "Take the second door.",
};

static void extract(const char *text, const char *date, gaz_arena *arena, gaz_analysis *analysis,
                    gaz_facts *facts) {
  CHECK_OK(gaz_english_analyze(engine, text, strlen(text), NULL, 0, GAZ_STAGE_ALL, NULL, arena,
                               analysis));
  *facts = (gaz_facts){.analysis = analysis};
  CHECK_OK(gaz_extract_times(engine, analysis, date, NULL, arena, facts));
}

static void test_case(const expectation *e) {
  gaz_arena arena = {0};
  gaz_analysis analysis;
  gaz_facts facts;
  extract(e->text, e->date, &arena, &analysis, &facts);
  const char *found = "";
  for (size_t i = 0; i < facts.time_count; i++) {
    const gaz_time *t = &facts.times[i];
    size_t size = t->end - t->start;
    if (strlen(e->span) != size || memcmp(e->text + t->start, e->span, size) != 0) continue;
    found = e->span;
    CHECK_STR(gaz_time_type_name(t->type), e->type);
    CHECK_STR(t->value, e->value);
    CHECK_STR(t->edtf ? t->edtf : "", e->edtf);
  }
  CHECK_STR(found, e->span);
  gaz_arena_free(&arena);
}

static void test_calendar(void) {
  for (int32_t day = gaz_day_number((gaz_day){1583, 1, 1}); day < 100000; day += 17) {
    CHECK_INT(gaz_day_number(gaz_day_of_number(day)), ==, day);
  }
  int year;
  CHECK_INT(gaz_weekday(gaz_day_number((gaz_day){2015, 11, 24})), ==, 2);
  CHECK_INT(gaz_iso_week(gaz_day_number((gaz_day){2016, 1, 3}), &year), ==, 53);
  CHECK_INT(year, ==, 2015);
  CHECK_INT(gaz_add_months((gaz_day){2016, 1, 31}, 1).day, ==, 29);
}

static void test_dating(void) {
  static const struct {
    const char *text, *published;
  } articles[] = {
      {"The port on Tuesday, Nov. 17, 2015. The mayor spoke on Tuesday. He resigned Wednesday.",
       "2015-11-18/2015-11-23"},
      {"The port, Nov. 17, 2015. The mayor spoke on Tuesday and will travel on Friday.",
       "2015-11-17/2015-11-23"},
      {"The treaty was signed on May 4, 2010. The mayor praised it on Wednesday.", "2010-05-04/.."},
      {"The dam was opened on May 4, 2020. It broke on Thursday, March 11, the mayor said.",
       "2021-03-11/2021-03-17"},
      {"The song came out on July 15, 2012. Ten years later it sold well in 2022, and on Sunday again.",
       "2012-07-15/.."},
      {"By 2019 the debt would be paid, he had said. The budget was read on Monday, July 25, 2016.",
       "2016-07-25/2016-07-31"},
      {"The two mayors have today Friday 22nd July 2022 opened the bridge.", "2022-07-22"},
      {"The port remembers the flood of May 4, 2010. The mayor spoke on Tuesday.", NULL},
      {"The mayor resigned on Wednesday.", NULL},
      {"The games will open on May 4, 2030.", NULL},
      {"A permit until May 4, 2030, for the quarry near the village.", NULL},
  };
  for (size_t i = 0; i < GAZ_COUNT(articles); i++) {
    gaz_arena arena = {0};
    gaz_analysis analysis;
    gaz_facts facts;
    extract(articles[i].text, NULL, &arena, &analysis, &facts);
    const char *published = gaz_infer_published(&facts, &arena);
    CHECK_STR(published ? published : "none",
              articles[i].published ? articles[i].published : "none");
    gaz_arena_free(&arena);
  }
}

int main(void) {
  REQUIRE(gaz_engine_open(NULL, &engine, NULL) == GAZ_OK);
  test_calendar();
  test_dating();
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) test_case(&cases[i]);
  for (size_t i = 0; i < GAZ_COUNT(no_times); i++) {
    gaz_arena arena = {0};
    gaz_analysis analysis;
    gaz_facts facts;
    extract(no_times[i], "2015-11-26", &arena, &analysis, &facts);
    CHECK_INT(facts.time_count, ==, 0);
    gaz_arena_free(&arena);
  }
  gaz_engine_release(engine);
  return check_report();
}
