/* The program's entry: picks the command and hands it its arguments. */
#include <locale.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>

#include "cli.h"

static const command commands[] = {
    {"index", run_index, "[--jobs N] [--watch] [--force] PATH...",
     "Reads articles into the knowledge base, or brings it up to date.",
     "Folders are searched for .txt .md .html .json .jsonl .eml .xml (NITF, RSS) and .pdf (through\n"
     "pdftotext). Drafts (`status: draft` or `draft: true` in their front matter) are passed over.\n"
     "An article without a date takes that of its address or the name of its file (2015-11-26-port.txt).\n"
     "Only what is new, changed or gone is looked at. Files that cannot be read are\n"
     "named with the reason, counted, and do not stop the rest.\n"},
    {"annotate", run_annotate, "[--language L] [--format jsonl|ansi|html] [FILE|-]",
     "Marks what the archive knows in a text.", NULL},
    {"lookup", run_lookup, "[--format text|markdown|json] NAME|ID",
     "The dossier of a person, organisation, place...", NULL},
    {"timeline", run_timeline,
     "[--entity NAME] [--from D] [--to D] [--format text|markdown|jsonl|json]",
     "Events in the order of time.", "Dates are written 2015-11-24, 2015-11 or 2015.\n"},
    {"search", run_search, "[--limit N] [--format text|markdown|jsonl|json] QUERY...",
     "Sentences with these words, the best first.",
     "\"words in quotes\" are a phrase, -word excludes, word* continues.\n"},
    {"correct", run_correct, "merge|split|rename|retype|alias|ignore|role ENTITY ...",
     "Writes down one correction and applies it.",
     "  merge ENTITY OTHER              the two are one, called as the first\n"
     "  split ENTITY ARTICLE... [--name NAME]\n"
     "                                  in these articles another one is meant\n"
     "  rename ENTITY NAME              is called so\n"
     "  retype ENTITY TYPE              is a PERSON, ORG, GPE ...\n"
     "  alias ENTITY NAME               is called so too\n"
     "  ignore ENTITY                   is nobody and nothing\n"
     "  role ENTITY TITLE [--of NAME] [--from D] [--to D]\n"
     "ENTITY is a name or an id. Corrections are kept in corrections.jsonl beside the knowledge\n"
     "base, one a line, and outlive every re-index.\n"},
    {"export", run_export, "[--format jsonl|csv|ftm]",
     "Everything in the knowledge base, for other programs.",
     "ftm: FollowTheMoney entities, one a line.\n"},
    {"analyze", run_analyze,
     "[--input text|jsonl|conll] [--format jsonl|conll] [--date D] [FILE...|-]",
     "The language engine alone, without a knowledge base.",
     "jsonl reads {\"id\":..,\"text\":..,\"date\":\"YYYY-MM-DD\"} a line; conll reads tokens, the first column\n"
     "of each line, with an empty line after each sentence.\n"},
    {"lexicon", run_lexicon, "build NAMES IMAGE | scan [--count] [--repeat N] IMAGE FILE",
     "Any list of names as a matcher, without a knowledge base.",
     "build compiles NAMES, one a line: NAME [TAB ID [TAB WEIGHT [TAB TYPE]]]. Without an id it is the\n"
     "line number; one name may have several ids, the heaviest is given first. By default a name that\n"
     "is written with a capital must have one in the text, and no other case matters; --case sets\n"
     "another rule for all: exact (as written), capital, any. Lines that are no names are named with\n"
     "their number on stderr and left out. It prints {\"lines\":..,\"refused\":..,\"names\":..,\"seconds\":..}.\n"
     "IMAGE may be another image, but never another file that is there.\n"
     "scan finds whole words, the longest name at each place, and prints START TAB END TAB ID TAB TEXT\n"
     "(bytes, half-open; white space in TEXT is one space). Line breaks, words broken at line ends,\n"
     "accents, and the kinds of apostrophes, quotes and hyphens make no difference. --count prints\n"
     "{\"bytes\":..,\"matches\":..,\"seconds\":..,\"mb_per_s\":..} instead, of the median of --repeat N runs.\n"
     "NAMES and FILE may be - for standard input. Exit status: 0 done, 1 some lines were left out,\n"
     "2 wrong usage, 3 cannot read or write, or IMAGE is damaged.\n"},
    {"stats", run_stats, "[--format text|json]", "What is in the knowledge base.", NULL},
    {"verify", run_verify, "", "Whether the knowledge base is sound.", NULL},
};

static void print_usage(FILE *to) {
  fprintf(to, "usage: gazette COMMAND [ARGUMENT...]\n\n");
  for (size_t i = 0; i < GAZ_COUNT(commands); i++)
    fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
  fprintf(
      to,
      "\n`gazette COMMAND --help` says more. The knowledge base is the .gazette folder of the archive,\n"
      "looked for from here upward; --kb DIR names another.\n");
}

int main(int argc, char **argv) {
  setlocale(LC_CTYPE, "");  /* never LC_NUMERIC: numbers in outputs have a point everywhere */
  signal(SIGPIPE, SIG_IGN); /* both come back as errors of write, which say more */
  signal(SIGXFSZ, SIG_IGN);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* nobody asks; saves a lock at each allocation */
  if (argc < 2) {
    print_usage(stderr);
    return USAGE;
  }
  const char *name = argv[1];
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
    print_usage(stdout);
    return end_output(DONE);
  }
  if (strcmp(name, "--version") == 0 || strcmp(name, "version") == 0) {
    printf("gazette %s\n", gaz_version());
    return end_output(DONE);
  }
  for (size_t i = 0; i < GAZ_COUNT(commands); i++) {
    if (strcmp(commands[i].name, name) == 0)
      return commands[i].run(&commands[i], argc - 2, argv + 2);
  }
  warn("no command \"%s\"; see `gazette --help`", name);
  return USAGE;
}
