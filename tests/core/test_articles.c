/* Files become articles: formats, encodings, furniture, refusals. */
#include <stdlib.h>
#include <string.h>

#include "article/cues.h"
#include "article/date.h"
#include "article/read.h"
#include "base/file.h"
#include "check.h"

static gaz_engine engine;
static gaz_arena arena;

static gaz_article *read_one(const char *path, const char *data, size_t size, gaz_status expected) {
  gaz_articles articles;
  gaz_error error = {0};
  gaz_status status = gaz_article_read(&engine, path, data, size, &arena, &articles, &error);
  CHECK_INT(status, ==, expected);
  CHECK((status == GAZ_OK) == (error.message[0] == '\0'));
  CHECK(status == GAZ_OK || articles.count == 0);
  return articles.count ? &articles.items[0] : NULL;
}

static gaz_article *read_string(const char *path, const char *text) {
  return read_one(path, text, strlen(text), GAZ_OK);
}

/* The kinds of an article's blocks as one letter each. */
static const char *kinds(const gaz_article *article) {
  char *letters = gaz_arena_zeroed(&arena, article->block_count + 1, 1);
  for (size_t i = 0; i < article->block_count; i++) letters[i] = "BTHCYF"[article->blocks[i].kind];
  return letters;
}

#define PROSE                                                                                   \
  "The harbour office said on Monday that three ships had left the port before the storm came " \
  "in from the west and that none of them had been heard of since."

static void test_dates(void) {
  static const struct {
    const char *text, *edtf;
  } cases[] = {
      {"2015-11-26T10:00:00+03:00", "2015-11-26"},
      {"Thu, 26 Nov 2015 10:00:00 +0300", "2015-11-26"},
      {"November 26, 2015", "2015-11-26"},
      {"Nov. 26, 2015, 3:15 p.m.", "2015-11-26"},
      {"26th November 2015", "2015-11-26"},
      {"Sept. 2015", "2015-09"},
      {"2015-11", "2015-11"},
      {"20151126", "2015-11-26"},
      {"13/04/2015", "2015-04-13"},
      {"03/04/2015", NULL},
      {"2015-02-30", NULL},
      {"2016-02-29", "2016-02-29"},
      {"yesterday", NULL},
      {"", NULL},
  };
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) {
    char edtf[GAZ_EDTF_SIZE];
    bool found = gaz_date_parse(cases[i].text, strlen(cases[i].text), edtf);
    CHECK(found == (cases[i].edtf != NULL));
    if (found && cases[i].edtf) CHECK_STR(edtf, cases[i].edtf);
  }
  char edtf[GAZ_EDTF_SIZE];
  gaz_range range;
  const char *line = "By John May | Updated 4 May 2016 at 10:00";
  CHECK(gaz_date_find(line, strlen(line), edtf, &range));
  CHECK_STR(edtf, "2016-05-04");
  CHECK_INT(range.start, ==, 22);
}

static void test_dates_in_paths(void) {
  static const struct {
    const char *path, *edtf;
  } cases[] = {
      {"2015-11-26-port-closed.txt", "2015-11-26"},
      {"courier_2015-11-26_port.txt", "2015-11-26"},
      {"20151126_port.md", "2015-11-26"},
      {"notes/2015.11.26 port.md", "2015-11-26"},
      {"news/2015/11/26/port.html", "2015-11-26"},
      {"https://courier.example/2015/1/6/port", "2015-01-06"},
      {"https://courier.example/2015/11/port-closed", "2015-11"},
      {"2015/11/2015-11-26.txt", "2015-11-26"},
      {"2015/11/26/20151126.txt", "2015-11-26"},
      {"2015-11-26/2015-11-27.txt", NULL},    /* which? */
      {"port (2015-11-26 10_30).html", NULL}, /* when it was saved */
      {"report-2015-16.txt", NULL},
      {"2015-2016/port.txt", NULL},
      {"2015-13-01.txt", NULL},
      {"2015-02-30.txt", NULL},
      {"201511261.txt", NULL},
      {"a20151126.txt", NULL},
      {"1066-10-14.txt", NULL},
      {"2015.txt", NULL},
      {"", NULL},
  };
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) {
    char edtf[GAZ_EDTF_SIZE];
    bool found = gaz_date_in_path(cases[i].path, strlen(cases[i].path), edtf);
    check_case = cases[i].path;
    CHECK(found == (cases[i].edtf != NULL));
    if (found && cases[i].edtf) CHECK_STR(edtf, cases[i].edtf);
  }
  check_case = NULL;
  gaz_article *article = read_string("archive/2015-11-26 port.txt", "Port closed\n\n" PROSE);
  CHECK_STR(article->published, "2015-11-26");
  CHECK_INT(article->published_basis, ==, GAZ_DATE_METADATA);
  /* What is printed goes before; many articles of one file have each their own. */
  article = read_string("2015-11-26.txt", "Port closed\n\nNovember 24, 2015\n\n" PROSE);
  CHECK_STR(article->published, "2015-11-24");
  article =
      read_string("2015-11-26.jsonl", "{\"text\":\"" PROSE "\"}\n{\"text\":\"Also. " PROSE "\"}\n");
  CHECK(!article->published);
  article = read_string("2099-01-01.txt", "Port closed\n\n" PROSE);
  CHECK(!article->published);
}

static void test_plain_text(void) {
  gaz_article *a = read_string(
      "a.txt",
      "Support The Example Times!\n\nPort Counts Its Ships After the Storm\n\nBy Ann Oduya\n"
      "November 26, 2015\n\n" PROSE
      "\n\n\"Nobody sails in this,\" said Kofi Mensah, the pilot.\n\n"
      "Sign up for our free newsletter\n\nRead more\n");
  CHECK_STR(kinds(a), "FTYYBBFF");
  CHECK_STR(a->title, "Port Counts Its Ships After the Storm");
  CHECK_STR(a->outlet, "The Example Times");
  CHECK_STR(a->author, "Ann Oduya");
  CHECK_STR(a->published, "2015-11-26");
  CHECK_INT(a->published_basis, ==, GAZ_DATE_TEXT);
  CHECK(a->text_is_file);
}

static void test_furniture_gives_no_date(void) {
  gaz_article *a = read_string(
      "a.txt",
      "Since July 1, 2024, we have disabled all ads. Support us to keep your paper free.\n\n"
      "Port Counts Its Ships After the Storm\n\n" PROSE "\n");
  CHECK(a->published == NULL);
  CHECK_INT(a->published_basis, ==, GAZ_DATE_UNKNOWN);
}

static void test_address_is_no_title(void) {
  gaz_article *a = read_string("a.txt",
                               "https://www.example.org/2015/11/26/port-counts-ships\n\n"
                               "Port Counts Its Ships After the Storm\n\n" PROSE "\n");
  CHECK_STR(kinds(a), "FTB");
  CHECK_STR(a->title, "Port Counts Its Ships After the Storm");
  CHECK_STR(a->url, "https://www.example.org/2015/11/26/port-counts-ships");
  CHECK_STR(a->outlet, "example.org");
  a = read_string("a.txt", "https://www.example.org/news/417\n\n" PROSE "\n");
  CHECK(a->title == NULL);
  CHECK(a->published == NULL);
}

static void test_paragraph_printed_twice(void) {
  gaz_article *a =
      read_string("a.txt", "Port Counts Its Ships\n\n" PROSE
                           "\n\nThe mayor of the town "
                           "told reporters that the lifeboats were out all night.\n\n" PROSE "\n");
  CHECK_STR(kinds(a), "TFBB");
}

static void test_dateline(void) {
  const char *text =
      "Port Counts Its Ships\n\nPORT EXAMPLE, Nov. 26, 2015 (Example Press) \xE2\x80\x94 " PROSE
      "\n";
  gaz_article *a = read_string("a.txt", text);
  CHECK_STR(kinds(a), "TYB");
  CHECK(memcmp(text + a->blocks[2].start, "The harbour", 11) == 0);
  CHECK_STR(a->published, "2015-11-26");
  CHECK_STR(a->outlet, "Example Press");
  a = read_string(
      "a.txt",
      "Port Counts Its Ships\n\nThe mayor - a sailor once - said that three ships had left "
      "the port before the storm came.\n");
  CHECK_STR(kinds(a), "TB");
}

static void test_hard_wrapped(void) {
  gaz_article *a =
      read_string("a.txt",
                  "The harbour office said on Monday that three ships had left the port\n"
                  "before the storm came in from the west and that none of them had\n"
                  "been heard of since. The mayor told reporters that the lifeboats\n"
                  "were out all night.\n");
  CHECK_STR(kinds(a), "B");
  /* Its last line may be no more than a name, and lines may begin with one. */
  a = read_string("a.txt",
                  "Ferry company names its chief\n\n"
                  "The post at the ferry company was held for eleven years, until May, by\n"
                  "Elodie Brun.\n");
  CHECK_STR(kinds(a), "TB");
  a = read_string("a.txt",
                  "Ferry company names its chief\n\n"
                  "The new head of the company of Orsa will be chosen by the minister Anna\n"
                  "Keller, who has led the department for six years and who was herself on\n"
                  "Elodie Brun's board.\n");
  CHECK_STR(kinds(a), "TB");
  /* A heading and the name below it are none. */
  a = read_string("a.txt",
                  "Ferry company of Orsa names the next chief after six months\n"
                  "Elodie Brun\n\n"
                  "The ferry company of Orsa named its next chief on Monday, after six months "
                  "in which nobody led it. It was a surprise, the mayor said.\n");
  CHECK(a->block_count == 3);
}

static void test_encodings(void) {
  gaz_article *a = read_one("a.txt",
                            "\xFF\xFE"
                            "C\0a\0f\0\xE9\0 \0o\0p\0e\0n\0s\0",
                            22, GAZ_OK);
  CHECK(a && strstr(a->text, "Caf\xC3\xA9 opens") != NULL);
  CHECK(!a->text_is_file);
  a = read_string("a.txt", "The caf\xE9 said \x93no\x94 to the mayor.");
  CHECK(a && strstr(a->text, "caf\xC3\xA9 said \xE2\x80\x9Cno\xE2\x80\x9D") != NULL);
  a = read_string("a.txt", "The caf\xC3\xA9 is open.");
  CHECK(a->text_is_file);
  read_one("a.txt", "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0", 18, GAZ_ERROR_FORMAT);
  read_one("a.txt", "bad \x81 and \x8D bytes \xE9", 19, GAZ_ERROR_FORMAT);
  read_one("a.txt", "", 0, GAZ_ERROR_NOT_FOUND);
  read_one("a.txt", " \n\t\n", 4, GAZ_ERROR_NOT_FOUND);
  read_one("a.exe", "text", 4, GAZ_ERROR_FORMAT);
}

static void test_markdown(void) {
  const char *text =
      "---\ntitle: \"Port counts\"\ndate: 2015-11-26\noutlet: Example Times\n"
      "author: Ann Oduya\n---\n\n# Port counts\n\n" PROSE
      "\n\n## Storm\n\n```\ncode here\n```\n\n- One ship, the Amalia, came back on Tuesday "
      "with its mast broken, the office said.\n";
  gaz_article *a = read_string("a.md", text);
  CHECK_STR(kinds(a), "TBHB");
  CHECK_STR(a->title, "Port counts");
  CHECK_STR(a->published, "2015-11-26");
  CHECK_INT(a->published_basis, ==, GAZ_DATE_METADATA);
  CHECK(memcmp(text + a->blocks[3].start, "One ship", 8) == 0);
}

static void test_html(void) {
  gaz_article *a = read_string(
      "a.html",
      "<html><head><title>Port counts | Example Times</title>"
      "<meta property='og:site_name' content='Example Times'>"
      "<script type='application/ld+json'>{\"@graph\":[{\"@type\":\"NewsArticle\",\"headline\":\"Port "
      "counts its ships\",\"datePublished\":\"2015-11-26T09:00:00Z\",\"author\":{\"name\":\"Ann "
      "Oduya\"}}]}</script></head><body><nav><a href='/'>Home</a></nav><h1>Port counts its ships</h1>"
      "<div class='share-bar'><a>Share</a></div><div class='story'><p>" PROSE
      "</p>"
      "<figure><img><figcaption>The port on Monday.</figcaption></figure>"
      "<p>The mayor told reporters that the lifeboats were out <b>all</b> night.</p>"
      "<div class='newsletter-signup'><p>Sign up for more news like this one, every day.</p></div>"
      "</div><footer>Copyright</footer></body></html>");
  CHECK_STR(kinds(a), "TBCB");
  CHECK_STR(a->title, "Port counts its ships");
  CHECK_STR(a->outlet, "Example Times");
  CHECK_STR(a->author, "Ann Oduya");
  CHECK_STR(a->published, "2015-11-26");
  CHECK(strstr(a->text, "out all night.") != NULL);
  CHECK(strstr(a->text, "Sign up") == NULL);
}

static void test_json(void) {
  gaz_article *a = read_string("a.json",
                               "{\"title\":\"Port counts\",\"source\":{\"name\":\"Example "
                               "Times\"},\"published\":\"2015-11-26\",\"body\":\"" PROSE "\"}");
  CHECK_STR(a->outlet, "Example Times");
  CHECK_STR(kinds(a), "B");
  gaz_articles articles;
  gaz_error error = {0};
  const char *lines = "{\"title\":\"One\",\"text\":\"" PROSE
                      "\"}\nnot json\n{\"title\":\"Two\",\"text\":\"" PROSE "\"}\n";
  CHECK_INT(gaz_article_read(&engine, "a.jsonl", lines, strlen(lines), &arena, &articles, &error),
            ==, GAZ_OK);
  CHECK_INT(articles.count, ==, 2);
  CHECK_STR(articles.items[1].path, "a.jsonl#2");
  CHECK_STR(articles.items[1].title, "Two");
  read_one("a.json", "{\"title\":", 9, GAZ_ERROR_FORMAT);
  read_one("a.json", "{\"title\":\"x\"}", 13, GAZ_ERROR_NOT_FOUND);
}

static void test_mail(void) {
  gaz_article *a = read_string(
      "a.eml",
      "From: \"Example Times\" <news@example.org>\r\nSubject: =?utf-8?Q?Caf=C3=A9_opens?=\r\n"
      "Date: Thu, 26 Nov 2015 10:00:00 +0300\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/alternative; boundary=\"xx\"\r\n\r\n--xx\r\n"
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
      "The caf=C3=A9 of the har=\r\nbour opened on Monday, the mayor said.\r\n--xx\r\n"
      "Content-Type: text/html\r\n\r\n<p>no</p>\r\n--xx--\r\n");
  CHECK_STR(a->title, "Caf\xC3\xA9 opens");
  CHECK_STR(a->outlet, "Example Times");
  CHECK_STR(a->published, "2015-11-26");
  CHECK(strstr(a->text, "caf\xC3\xA9 of the harbour opened") != NULL);
}

static void test_xml(void) {
  gaz_article *a = read_string(
      "a.xml",
      "<?xml version='1.0'?><nitf><head><docdata><date.issue norm='20151126T090000Z'/></docdata>"
      "<pubdata name='Example Times'/></head><body><body.head><hedline><hl1>Port counts</hl1></hedline>"
      "<byline>By Ann Oduya</byline></body.head><body.content><p>" PROSE
      "</p><p>The mayor told "
      "reporters that all was well.</p></body.content></body></nitf>");
  CHECK_STR(a->title, "Port counts");
  CHECK_STR(a->outlet, "Example Times");
  CHECK_STR(a->author, "Ann Oduya");
  CHECK_STR(a->published, "2015-11-26");
  CHECK_INT(a->block_count, ==, 2);
  a = read_string("a.xml",
                  "<rss version='2.0'><channel><title>Example Wire</title><item><title>Port "
                  "counts</title><pubDate>Thu, 26 Nov 2015 10:00:00 +0300</pubDate>"
                  "<description>&lt;p&gt;" PROSE "&lt;/p&gt;</description></item></channel></rss>");
  CHECK_STR(a->outlet, "Example Wire");
  CHECK_STR(a->published, "2015-11-26");
  read_one("a.xml", "<a><b></a>", 10, GAZ_ERROR_FORMAT);
  read_one("a.xml", "<html/>", 7, GAZ_ERROR_FORMAT);
}

/* Deep nesting and endless lines must cost linear time and no stack. */
static void test_hostile(void) {
  size_t size = 1 << 20;
  char *data = malloc(size);
  for (size_t i = 0; i + 5 <= size; i += 5) memcpy(data + i, "<div>", 5);
  gaz_articles articles;
  gaz_error error = {0};
  gaz_article_read(&engine, "a.html", data, size - size % 5, &arena, &articles, &error);
  for (size_t i = 0; i < size; i++) data[i] = '[';
  CHECK_INT(gaz_article_read(&engine, "a.json", data, size, &arena, &articles, &error), ==,
            GAZ_ERROR_FORMAT);
  for (size_t i = 0; i < size; i++) data[i] = i % 2 ? '\n' : 'A';
  CHECK_INT(gaz_article_read(&engine, "a.txt", data, size, &arena, &articles, &error), ==, GAZ_OK);
  free(data);
}

int main(void) {
  gaz_error error = {0};
  CHECK_INT(gaz_article_cues_load(GAZ_TEST_SOURCE_DIR "/data", &engine.article, &error), ==,
            GAZ_OK);
  test_dates();
  test_dates_in_paths();
  test_plain_text();
  test_furniture_gives_no_date();
  test_address_is_no_title();
  test_paragraph_printed_twice();
  test_dateline();
  test_hard_wrapped();
  test_encodings();
  test_markdown();
  test_html();
  test_json();
  test_mail();
  test_xml();
  test_hostile();
  gaz_article_cues_free(engine.article);
  gaz_arena_free(&arena);
  return check_report();
}
