# Asking the knowledge base, and correcting it.
. "$(dirname "$0")/common.sh"
cp -r "$SOURCE/samples/archive" archive
status "help" 0 "$GAZETTE" --help
for command in index annotate lookup timeline search correct export analyze stats verify; do
  status "$command --help" 0 "$GAZETTE" $command --help
  has "$command says its usage" "^usage: gazette $command" out
  has "$command is in the list" "^  $command " /dev/stdin <<LIST
$("$GAZETTE" --help)
LIST
  status "$command --no-such-option" 2 "$GAZETTE" $command --no-such-option
done
status "no command" 2 "$GAZETTE"
status "no such command" 2 "$GAZETTE" frobnicate
mkdir empty
cd empty && status "no KB anywhere" 3 "$GAZETTE" lookup Kostrov
has "what to do" 'gazette index' err
cd ..
"$GAZETTE" index archive >/dev/null 2>&1
cd archive/meridian || exit 1 # the KB is found upward

status "dossier" 0 "$GAZETTE" lookup Andrei Kostrov
has "its evidence can be jumped to" '\.[a-z]*:[0-9]*' out
status "dossier as JSON" 0 "$GAZETTE" lookup --format json Kostrov
fits dossier dossier out
id=$(grep -o '^{"id":[0-9]*' out | tr -dc 0-9)
cp out byname
status "dossier by id" 0 "$GAZETTE" lookup --format json "$id"
check "the same" cmp byname out
status "dossier as Markdown" 0 "$GAZETTE" lookup --format markdown Kostrov
has "a heading" '^# ' out
has "what was said in these words in marks" '^- 2021-03-02 “Those who gave this order' out
has "what was not, without" '^- 2021-03-03 to punish those responsible.* (indirect) `' out
status "nobody" 1 "$GAZETTE" lookup Nobody Whatsoever
status "bad format" 2 "$GAZETTE" lookup --format yaml Kostrov
status "timeline" 0 "$GAZETTE" timeline --format jsonl
fits timeline timeline out
status "timeline of one" 0 "$GAZETTE" timeline --format jsonl --entity "Andrei Kostrov" --from 2021-03 --to 2021
fits "timeline of one" timeline out
lacks "nothing later" '"time":"202[2-9]' out
# Of what has no day of its own it is known by when: there it stands.
mkdir month
printf -- '---\ndate: 2015-11\n---\n\nVelmara attacked a Korvian patrol in the Orsa Valley.\n\nThe ministers of Korvia and Velmara met in Selin on Nov. 17, 2015.\n' >month/a.md
"$GAZETTE" index --kb month/.gazette month >/dev/null 2>&1
"$GAZETTE" timeline --kb month/.gazette | cut -c1-13 >order
check "known by the end of the month" test "$(tr -s ' \n' ',' <order)" = "2015-11-17,by,2015-11,"
rm -r month order
status "bad date" 2 "$GAZETTE" timeline --from yesterday
status "dates the wrong way round" 2 "$GAZETTE" timeline --from 2021-12 --to 2021-01
has "dates the wrong way round: said" "give the earlier date first" err
status "too many words" 2 "$GAZETTE" stats Kostrov
for format in text markdown json; do status "timeline as $format" 0 "$GAZETTE" timeline --format $format; done
status "search" 0 "$GAZETTE" search --format jsonl ferry
fits search sentence out
check "not all of them" test "$(wc -l <out)" -le 20
for query in '"' '*' '-' '()' '{}' '""'; do
  status "search for $query" 2 "$GAZETTE" search -- "$query"
  has "search for $query: said" "no word to search for" err
done
for query in 'AND' 'NEAR(' 'a"b' 'text:ferry' 'ferry OR' '^x' "it's" 'ü*' 'ferry -ferry' '"rough seas"' "$(head -c 3000 /dev/zero | tr '\0' 'x')"; do
  status "search for $query" 0 "$GAZETTE" search --format jsonl -- "$query"
done
status "stats" 0 "$GAZETTE" stats --format json
fits stats stats out
for format in jsonl csv ftm; do status "export $format" 0 "$GAZETTE" export --format $format; done
check "ftm is JSON" "$SCHEMA" /dev/stdin out <<'SCHEMA'
{"type": "object", "additionalProperties": false, "required": ["id", "schema", "properties"], "properties": {"id": {"type": "string"}, "schema": {"type": "string"},
 "properties": {"type": "object", "additionalProperties": {"type": "array", "minItems": 1, "items": {"type": "string"}}}}}
SCHEMA
status "evidence reads back" 0 "$GAZETTE" verify

# Every quote and event mention of a .txt reads back from the file itself.
"$GAZETTE" export >export
sed -n 's/.*"kind":"article","id":\([0-9]*\),"path":"\(meridian\/[^"]*\.txt\)".*/\1 \2/p' export >articles
check "there are some" test -s articles
while read -r article path; do
  case $path in *funeral*) continue ;; esac # UTF-16: offsets are into the text
  grep -o "{\"article\":$article,\"start\":[0-9]*,\"end\":[0-9]*,\"text\":\"[A-Za-z ]*\"" export |
    sed 's/.*"start":\([0-9]*\),"end":\([0-9]*\),"text":"\(.*\)"/\1 \2 \3/' | head -20 >mentions
  while read -r start end text; do
    got=$(tail -c +$((start + 1)) "../$path" | head -c $((end - start)) | tr '\n' ' ')
    check "$path $start" test "$got" = "$text"
  done <mentions
done <articles

# Corrections.
status "rename" 0 "$GAZETTE" correct rename "Andrei Kostrov" "Andrei I. Kostrov"
status "alias" 0 "$GAZETTE" correct alias "Andrei I. Kostrov" "the Bear of Selin"
status "retype" 0 "$GAZETTE" correct retype Korvia ORG
status "ignore" 0 "$GAZETTE" correct ignore Meridian
status "role" 0 "$GAZETTE" correct role "Andrei I. Kostrov" "mayor" --of Selin --from 2010 --to 2014
status "merge" 0 "$GAZETTE" correct merge Velmara Korvia
status "split" 0 "$GAZETTE" correct split "Andrei I. Kostrov" velta/kostrov-address.html --name "Kostrov the Younger"
status "not a type" 2 "$GAZETTE" correct retype Selin TOWN
status "nobody" 1 "$GAZETTE" correct ignore "Nobody Whatsoever"
status "no such correction" 2 "$GAZETTE" correct explode Selin
has "no such correction: said" "no correction \"explode\"" err
status "a correction that lacks a word" 2 "$GAZETTE" correct merge Selin
has "a correction that lacks a word: said" "merge takes ENTITY OTHER" err
status "merging with nobody" 1 "$GAZETTE" correct merge Selin "Nobody Whatsoever"
has "merging with nobody: who" 'nothing called "Nobody Whatsoever"' err
status "merging with itself" 2 "$GAZETTE" correct merge Selin Selin
status "splitting by an article that is not there" 1 "$GAZETTE" correct split Selin nowhere.txt
has "splitting by an article that is not there: which" '"nowhere.txt" is no article' err
status "a role that ends before it begins" 2 "$GAZETTE" correct role Selin town --from 2010 --to 2009
for name in '' '-' "two
lines" "$(head -c 256 /dev/zero | tr '\0' 'x')"; do
  status "no name to be called: $name" 2 "$GAZETTE" correct rename Selin "$name"
done
status "no knowledge base to correct" 3 "$GAZETTE" correct --kb nowhere ignore Selin
check "seven lines" test "$(wc -l <../.gazette/corrections.jsonl)" -eq 7
"$GAZETTE" export >corrected
has "renamed" '"name":"Andrei I. Kostrov"' corrected
has "alias" '"text":"the Bear of Selin"' corrected
has "role" '"title":"mayor"' corrected
has "split" '"name":"Kostrov the Younger"' corrected
lacks "ignored" '"name":"Meridian"' corrected
check "merged into one" test "$(grep -cE '^\{"kind":"entity","id":[0-9]+,"type":"[A-Z_]+","name":"(Korvia|Velmara)"' corrected)" -eq 1
status "force" 0 "$GAZETTE" index --force ..
"$GAZETTE" export >again
check "corrections outlive a re-index" cmp corrected again
rm -f ../.gazette/kb.sqlite3* ../.gazette/*.gzl
status "the KB is lost" 0 "$GAZETTE" index ..
"$GAZETTE" export >again
check "and made anew with them" cmp corrected again
printf '{"do":"rename","entity"' >>../.gazette/corrections.jsonl
status "a line cut short" 0 "$GAZETTE" index ..
has "is named" 'corrections.jsonl:8: ' err
cp ../.gazette/corrections.jsonl decisions && : >../.gazette/corrections.jsonl
status "without the lines" 0 "$GAZETTE" index ..
"$GAZETTE" export >again
check "decisions are taken back" cmp export again
mv decisions ../.gazette/corrections.jsonl
status "and with them" 0 "$GAZETTE" index ..
status "sound" 0 "$GAZETTE" verify

# A name that several may mean is first the one's who is called so most often, and the others are told.
mkdir namesakes
for day in 1 2 3; do
  printf "Bridge $day opens\n\nSELIN, March $day, 2021 - Jonas Keller, the mayor, opened bridge $day on Monday. Keller said it was safe. Keller thanked the builders.\n" >namesakes/$day.txt
done
printf 'Letters\n\nIt was raining when we spoke to Mr Keller of the hat shop. Keller sells hats.\n' >namesakes/hats.txt
printf 'Shops\n\nSELIN, April 2, 2021 - Rosa Keller, the baker, closed her shop on Friday. Keller said she was tired.\n' >namesakes/shops.txt
"$GAZETTE" index --kb namesakes/.gazette namesakes >/dev/null 2>&1
status "a name of several" 0 "$GAZETTE" lookup --kb namesakes/.gazette Keller
check "the one most called so" test "$(head -1 out)" = "Jonas Keller"
has "the other" '^May also mean: Keller (id [0-9]*, PERSON, 2 mentions), Rosa Keller (' out
id=$(sed -n 's/^May also mean: Keller (id \([0-9]*\).*/\1/p' out)
status "by its id" 0 "$GAZETTE" lookup --kb namesakes/.gazette "$id"
check "it is that one" test "$(head -1 out)" = "Keller"
lacks "and no other" 'May also mean' out
status "a dossier with links" 0 "$GAZETTE" lookup --kb namesakes/.gazette --format markdown Keller
has "to the other" "](gazette://entity/$id)" out
rm -r namesakes

# Who has read enough is no error to tell of; a disk that is full is.
"$GAZETTE" export 2>err | head -c 1 >/dev/null
check "a reader that goes away" test ! -s err
for what in export timeline "annotate ../meridian/2022-11-07-ferry.txt" stats; do
  "$GAZETTE" $what >/dev/full 2>err
  check "a full disk: $what" test $? -eq 3
  has "a full disk: $what: said" "No space left on device; free space" err
  check "a full disk: $what: in one line" test "$(wc -l <err)" -eq 1
done
"$GAZETTE" timeline >&- 2>err
check "no standard output" test $? -eq 3
lacks "which no free space helps" "free space" err

# Text of the archive cannot command the terminal.
printf 'Title \033]0;owned\007 here\n\nMinister Ada Brown said \033[31m"we are \302\233red now and for ever"\033[0m.\n' >escape.txt
"$GAZETTE" index .. >/dev/null 2>&1
"$GAZETTE" search red >out
lacks "no escape in search" "$(printf '\033')" out
"$GAZETTE" lookup Ada Brown >out 2>&1
lacks "no escape in a dossier" "$(printf '\033')" out
report
