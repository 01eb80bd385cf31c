# A lexicon of any names as a tool of its own: lists, images, matches, what is refused.
. "$(dirname "$0")/common.sh"

# Name, id, weight, type; by default the id is the number of the line.
printf 'Ada Lovelace\t7\nNew York\t8\t3\tGPE\r\nNew York\t9\t40\tORG\nÉlysée\nO'"'"'Brien\n\n  Washington  \nU.S.\n' >names.tsv
status "build" 0 "$GAZETTE" lexicon build names.tsv names.gzl
cp out build.json
fits build lexicon build.json
has "counts" '"lines":7,"refused":0,"names":6' build.json

printf 'ADA\nLovelace met O’Brien’s aunt in Wash-\nington, New\tYork; the Elysee, Adas, new york. U.S.' >text.txt
"$GAZETTE" lexicon scan names.gzl text.txt >got
printf '0\t12\t7\tADA Lovelace\n17\t26\t5\tO’Brien\n39\t51\t7\tWash- ington\n53\t61\t9\tNew York\n67\t73\t4\tElysee\n91\t95\t8\tU.S.\n' >expected
check "matches" cmp expected got
"$GAZETTE" lexicon scan names.gzl - <text.txt >got
check "from standard input" cmp expected got
status "nothing found is no failure" 0 "$GAZETTE" lexicon scan names.gzl names.gzl

"$GAZETTE" lexicon scan --count --repeat 3 names.gzl text.txt >count.json
fits count lexicon count.json
has "the same number" '"matches":6' count.json

# The case rules.
for rule in "exact 1" "capital 2" "any 3"; do
  printf 'Turkey\n' | "$GAZETTE" lexicon build --case "${rule% *}" - case.gzl >/dev/null
  got=$(printf 'Turkey TURKEY turkey' | "$GAZETTE" lexicon scan case.gzl - | wc -l)
  check "--case ${rule% *}" test "$got" -eq "${rule#* }"
done

# What is refused, by line.
printf 'good\nbad id\tx\n\tno name\nbad\377bytes\nbad type\t1\t1\tTHING\nbad weight\t1\t-1\n' >bad.tsv
status "some lines left out" 1 "$GAZETTE" lexicon build bad.tsv bad.gzl
for line in 2 3 4 5 6; do has "line $line" "bad.tsv:$line: " err; done
has "the rest is there" '"lines":6,"refused":5,"names":1' out
printf '\r\n  \n\t\r\n!!!\t5\r\nGood\t1\t2\tORG\tmore\tcolumns\r\n' >odd.tsv
seq -s ' ' 40 >>odd.tsv
head -c 300000 /dev/zero | tr '\0' a >>odd.tsv
status "odd lines" 1 "$GAZETTE" lexicon build odd.tsv odd.gzl
has "empty lines are none" '"lines":4,"refused":3,"names":1' out
has "nothing to find" "odd.tsv:4: a name needs a letter" err
has "too many words" "odd.tsv:6: more than 32 words" err
has "too long" "odd.tsv:7: longer than 255 bytes" err
cp names.tsv list.tsv
status "not over the list itself" 3 "$GAZETTE" lexicon build list.tsv list.tsv
check "it is still there" cmp names.tsv list.tsv
status "not over any other file" 3 "$GAZETTE" lexicon build names.tsv text.txt
status "over an image" 0 "$GAZETTE" lexicon build names.tsv odd.gzl
status "no list" 3 "$GAZETTE" lexicon build none.tsv x.gzl
has "says which" "none.tsv" err
status "no folder" 3 "$GAZETTE" lexicon build names.tsv none/x.gzl
status "no image" 3 "$GAZETTE" lexicon scan none.gzl text.txt
status "not an image" 3 "$GAZETTE" lexicon scan text.txt text.txt
has "says so" "text.txt: not a lexicon image" err
head -c 1000 names.gzl >short.gzl
status "cut short" 3 "$GAZETTE" lexicon scan short.gzl text.txt
status "no such rule" 2 "$GAZETTE" lexicon build --case upper names.tsv x.gzl
status "no such thing" 2 "$GAZETTE" lexicon grep names.gzl text.txt
status "too little" 2 "$GAZETTE" lexicon scan names.gzl
status "help" 0 "$GAZETTE" lexicon --help
has "formats" "START TAB END TAB ID TAB TEXT" out
has "statuses" "Exit status" out

# The same list gives the same image.
"$GAZETTE" lexicon build names.tsv again.gzl >/dev/null
check "reproducible" cmp names.gzl again.gzl
: >empty.tsv
status "an empty list" 0 "$GAZETTE" lexicon build empty.tsv empty.gzl
status "finds nothing" 0 "$GAZETTE" lexicon scan empty.gzl text.txt
check "nothing" test ! -s out
# What cannot be read or written is named with the reason and what helps.
printf 'Ada Lovelace\n' >one.txt
status "no such image" 3 "$GAZETTE" lexicon scan nowhere.gzl one.txt
has "no such image: said" "^gazette: nowhere.gzl: cannot open: .*; correct the path$" err
status "a folder for an image" 3 "$GAZETTE" lexicon scan . one.txt
has "a folder for an image: said" "not a regular file; give a file$" err
status "an image in no folder" 3 "$GAZETTE" lexicon build one.txt nowhere/one.gzl
has "an image in no folder: said" "; correct the path$" err
report
