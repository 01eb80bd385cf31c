# Indexing: what is new, changed, moved and gone; what is refused; crashes, a full disk, watching.
. "$(dirname "$0")/common.sh"
cp -r "$SOURCE/samples/archive" archive

status "first run" 0 "$GAZETTE" index --jobs 2 archive
check "KB is there" test -f archive/.gazette/kb.sqlite3 -a -f archive/.gazette/lexicon.gzl
"$GAZETTE" export --kb archive/.gazette >first
fits export export first
check "every article" test "$(grep -c '"kind":"article"' first)" -eq 54
status "sound" 0 "$GAZETTE" verify --kb archive/.gazette

# A damaged lexicon is found and named.
cp -r archive/.gazette broken
size=$(wc -c <broken/lexicon.gzl)
printf 'damage' | dd of=broken/lexicon.gzl bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
status "a damaged lexicon is no sound one" 3 "$GAZETTE" verify --kb broken
has "which is named" "lexicon.gzl is damaged" err
rm -rf broken

"$GAZETTE" index --progress jsonl archive >events 2>err
fits progress progress events
has "a second run publishes nothing" '"published":false,"generation":1' events

# Nothing is written outside .gazette.
check "only .gazette is new" sh -c 'diff -r "$SOURCE/samples/archive" archive | grep -v "Only in archive: .gazette"; test "$(diff -r "$SOURCE/samples/archive" archive | wc -l)" -eq 1'

# The KB that follows says what a KB made afresh says.
same_as_fresh() {
  rm -rf fresh
  "$GAZETTE" index --jobs 1 --kb fresh archive >/dev/null 2>&1
  "$GAZETTE" export --kb fresh >expected
  "$GAZETTE" export --kb archive/.gazette >got
  check "$1: equal to a fresh index" cmp expected got
}
same_as_fresh "first"
check "other jobs, same answer" cmp first got
mv archive/meridian/2021-03-06-funeral.txt archive/meridian/moved.txt
status "moved" 0 "$GAZETTE" index archive
same_as_fresh "moved"
rm -r archive/feeds
status "removed" 0 "$GAZETTE" index archive
printf 'SELIN, March 3, 2021 - President Andrei Kostrov of Velmara met Edda Lindqvist on Tuesday.\n\n"We spoke for an hour," Kostrov said.\n' >archive/new.txt
status "added" 0 "$GAZETTE" index archive/new.txt
same_as_fresh "added"
printf 'SELIN, March 3, 2021 - President Andrei Kostrov of Velmara met Edda Lundqvist on Tuesday.\n\n"We spoke for an hour," Kostrov said.\n' >archive/new.txt
status "changed, same size, same second" 0 "$GAZETTE" index archive
same_as_fresh "changed"
has "the change is there" 'Lundqvist' got
lacks "the old is gone" 'Lindqvist' got
rm archive/new.txt
status "a folder that is not there" 3 "$GAZETTE" index nowhere
has "a folder that is not there: why" "nowhere: No such file or directory; correct the path" err
check "a folder that is not there is not made" test ! -e nowhere
status "a file that is gone, by name" 0 "$GAZETTE" index archive/new.txt
status "force" 0 "$GAZETTE" index --force archive
same_as_fresh "forced"

# What somebody is writing beside the archive's articles is no evidence for itself.
"$GAZETTE" export --kb archive/.gazette >without
for says in 'status: Draft ' 'draft: true'; do
  printf -- '---\ntitle: Notes\n%s\n---\n\nPresident Andrei Kostrov of Velmara met Edda Lindqvist in Selin.\n' "$says" >archive/mine.md
  status "a draft ($says)" 0 "$GAZETTE" index archive
  "$GAZETTE" export --kb archive/.gazette >got
  lacks "a draft is no article ($says)" 'Lindqvist' got
done
printf -- '---\ntitle: Notes\ndraft: false\n---\n\nPresident Andrei Kostrov of Velmara met Edda Lindqvist in Selin.\n' >archive/mine.md
status "published" 0 "$GAZETTE" index archive
same_as_fresh "published"
has "then it is one" 'Lindqvist' got
printf '{"title":"A","status":"draft","text":"Edda Lindqvist wrote."}\n{"title":"B","text":"Oda Brekke read it."}\n' >archive/mine.jsonl
rm archive/mine.md
status "lines of a draft and an article" 0 "$GAZETTE" index archive
"$GAZETTE" export --kb archive/.gazette >got
lacks "the draft among lines" 'Lindqvist' got
has "the article among lines" 'Brekke' got
rm archive/mine.jsonl
status "both gone" 0 "$GAZETTE" index archive
"$GAZETTE" export --kb archive/.gazette >got
check "as it was" cmp without got

# Refused by name and reason; the rest goes on.
cp -r "$SOURCE/samples/refused" mixed
cp archive/meridian/2022-11-07-ferry.txt mixed/good.txt
status "refused" 1 "$GAZETTE" index mixed
for file in "$SOURCE"/samples/refused/*; do has "$(basename "$file") is named" "^gazette: $(basename "$file"): ." err; done
"$GAZETTE" export --kb mixed/.gazette >out
check "the good one is read" test "$(grep -c '"kind":"article"' out)" -eq 1
status "refused again, not read again" 1 "$GAZETTE" index mixed

# A file of lines may be of any size: it is read a line at a time, and a bad line is refused by number.
mkdir lines
padding=$(head -c 1000000 /dev/zero | tr '\0' x)
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36; do
  case $i in
    5) echo '{"title": broken' ;;
    6) echo '{"exported":"2023-05-12"}' ;;
    7) printf '{"body":"'; head -c 34000000 /dev/zero | tr '\0' y; echo '"}' ;;
    *) printf '{"title":"Ferry %s late","date":"2023-05-12","padding":"%s","body":"Ada Lindqvist said on Monday that ferry %s was late."}\n' $i "$padding" $i ;;
  esac
done >lines/all.jsonl
cp archive/meridian/2022-11-07-ferry.txt lines/good.txt
status "bad lines" 1 "$GAZETTE" index --jobs 2 lines
has "a bad line is named" '^gazette: all.jsonl:5: not JSON' err
has "a line that is too long is named" '^gazette: all.jsonl:7: longer than 32 MiB' err
check "other lines are not" test "$(wc -l <err)" -eq 2
"$GAZETTE" export --kb lines/.gazette >out
check "articles of all good lines" test "$(grep -c '"kind":"article","id":[0-9]*,"path":"all.jsonl' out)" -eq 33
has "the last is read" '"path":"all.jsonl#33".*"title":"Ferry 36 late"' out
check "sound" "$GAZETTE" verify --kb lines/.gazette
"$GAZETTE" search --kb lines/.gazette '"ferry 36"' >out
has "a hit is in its line" '^all.jsonl#33:36:' out
status "nothing changed" 1 "$GAZETTE" index lines
has "told again" '^gazette: all.jsonl: 2 lines are refused, the first of them line 5' err
"$GAZETTE" index --force --progress jsonl lines >events 2>err &
child=$!
while ! grep -q '"refused"' events; do sleep 0.01; done
kill -9 $child
wait $child 2>/dev/null
mv lines/all.jsonl all.jsonl
status "half of a file is none" 0 "$GAZETTE" index lines
"$GAZETTE" export --kb lines/.gazette >out
check "only the other file is left" test "$(grep -c '"kind":"article"' out)" -eq 1
rm all.jsonl

# Killed at any instant: what was published stays readable; the next run ends the work.
cp -r "$SOURCE/samples/archive" killed
"$GAZETTE" index killed/meridian --kb killed/.gazette >/dev/null 2>&1
"$GAZETTE" export --kb killed/.gazette >before
for delay in 0.05 0.2 0.4 0.6 0.8 1.0; do
  "$GAZETTE" index killed --kb killed/.gazette --force >/dev/null 2>&1 &
  child=$!
  sleep $delay
  kill -9 $child 2>/dev/null
  wait $child 2>/dev/null
  "$GAZETTE" export --kb killed/.gazette >after 2>err
  check "readable after a kill at $delay" test -s after
  check "sound after a kill at $delay" "$GAZETTE" verify --kb killed/.gazette
done
status "ended by the next run" 0 "$GAZETTE" index killed --kb killed/.gazette

# A full disk (here: no file may grow over 300 KiB) is one line and status 3; the old generation stays.
cp -r "$SOURCE/samples/archive" full
"$GAZETTE" index --kb full/.gazette full/velta >/dev/null 2>&1
"$GAZETTE" export --kb full/.gazette >before
(ulimit -f 600; "$GAZETTE" index --kb full/.gazette --force full >out 2>err; echo $? >code)
check "full disk: status 3" test "$(cat code)" = 3
check "full disk: one line" test "$(wc -l <err)" -eq 1
has "full disk: says what to do" '^gazette: .*kb.sqlite3: .*; ' err
"$GAZETTE" export --kb full/.gazette >after
check "full disk: the old generation stays" cmp before after
(ulimit -f 800; "$GAZETTE" index --kb full/new full >/dev/null 2>&1)
status "nothing published" 1 "$GAZETTE" lookup --kb full/new Kostrov
has "nothing published: said" "nothing is published yet; run .gazette index" err
status "nothing published: not sound" 3 "$GAZETTE" verify --kb full/new
has "nothing published: one fault" ": 1 fault; run" err
status "no folder can be there" 3 "$GAZETTE" index --kb /dev/null/kb full/velta
check "one line" test "$(wc -l <err)" -eq 1
if [ "$(id -u)" -ne 0 ]; then
  chmod -w full
  status "read-only folder" 3 "$GAZETTE" index full --kb full/other
  check "one line" test "$(wc -l <err)" -eq 1
  chmod +w full
fi

# A line that stands in many articles of one outlet is furniture, in whatever order they came.
mkdir standing
page() { # page NUMBER OUTLET
  { echo "---"; echo "title: Ferry $1 waits at the quay"; echo "outlet: $2"; echo "---"
    echo; echo "The ferry Marisol number $1 waited at the quay of Northgate for $1 hours on Monday, the harbour office of the town said in a statement."
    echo; echo "Ana Reyes leads the Tidewater Foundation"; } >standing/page$1.md
}
for i in 1 2 3; do page $i "Harbour Courier"; done
page 7 "Island Star"
status "three of a kind" 0 "$GAZETTE" index standing
"$GAZETTE" export --kb standing/.gazette >out
has "a line in three articles is text" 'Tidewater Foundation' out
page 4 "Harbour Courier"
status "a fourth" 0 "$GAZETTE" index standing
"$GAZETTE" export --kb standing/.gazette >out
check "in four it is furniture, but for the other outlet" \
  test "$(grep '"name":"Tidewater Foundation"' out | grep -c '"mentions":1,')" = 1
"$GAZETTE" index --kb standing/other standing >/dev/null 2>&1
"$GAZETTE" export --kb standing/other >again
check "as in an archive read at once" cmp out again
rm standing/page2.md
status "one less" 0 "$GAZETTE" index standing
"$GAZETTE" export --kb standing/.gazette >out
check "and it is text again" \
  test "$(grep '"name":"Tidewater Foundation"' out | grep -c '"mentions":4,')" = 1
"$GAZETTE" index --kb standing/third standing >/dev/null 2>&1
"$GAZETTE" export --kb standing/third >again
check "there too" cmp out again

# Watching.
mkdir watched && cp archive/velta/* watched/
"$GAZETTE" index --watch --progress jsonl watched >events 2>err &
child=$!
wait_for() { # wait_for PATTERN COUNT
  tries=0
  while [ "$(grep -c -- "$1" events)" -lt "$2" ] && [ $tries -lt 200 ]; do sleep 0.1; tries=$((tries + 1)); done
  [ "$(grep -c -- "$1" events)" -ge "$2" ]
}
check "first pass" wait_for '"event":"end"' 1
mkdir watched/later
cp archive/meridian/2022-11-07-ferry.txt watched/ferry.txt
check "a new file is seen" wait_for '"published":true' 2
cp archive/meridian/2021-03-02-velmara-plane.txt watched/later/plane.txt
check "a new folder too" wait_for '"published":true' 3
"$GAZETTE" stats --format json --kb watched/.gazette >stats
has "both are in" '"articles":3,' stats
kill -TERM $child
wait $child
check "ends well" test $? -eq 0

# Who waits for another writer can be stopped.
mkdir -p busy slow && cp archive/velta/* busy/ && printf '%%PDF-' >busy/a.pdf
printf '#!/bin/sh\nexec sleep 30\n' >slow/pdftotext && chmod +x slow/pdftotext
PATH="$PWD/slow:$PATH" "$GAZETTE" index busy >/dev/null 2>&1 &
holder=$!
tries=0
until grep -q process busy/.gazette/lock 2>/dev/null || [ $tries -ge 100 ]; do sleep 0.1; tries=$((tries + 1)); done
"$GAZETTE" index busy >/dev/null 2>events &
child=$!
check "another writer is waited for" wait_for "process $holder on .* is writing; waiting for it" 1
begun=$(date +%s)
kill -INT $child
wait $child
check "and the waiting is stopped" test $? -eq 3 -a $(($(date +%s) - begun)) -lt 15
kill -TERM $holder
pkill -P $holder 2>/dev/null || true
wait $holder

# Wrong usage and places.
status "no path" 2 "$GAZETTE" index
status "bad number" 2 "$GAZETTE" index --jobs 0 archive
status "no such option" 2 "$GAZETTE" index --frobnicate archive
status "no such folder" 1 "$GAZETTE" index --kb fresh archive/nowhere
mkdir outside && cp archive/velta/* outside/
status "outside the archive" 2 "$GAZETTE" index --kb archive/.gazette outside
# A knowledge base is made in the first folder or not at all, never in one above that was not named.
mkdir -p two/a two/b && cp archive/velta/* two/a/ && cp archive/velta/* two/b/
status "two folders" 2 "$GAZETTE" index two/a two/b
has "two folders: said" "two/b: outside the archive .*two/a; " err
refute "two folders: none above" test -e two/.gazette
"$GAZETTE" index two/a >/dev/null 2>&1
status "two folders, one with a knowledge base" 2 "$GAZETTE" index two/a two/b
refute "that is the archive" test -e two/.gazette
status "two folders, and where" 0 "$GAZETTE" index --kb two/both two/a two/b
status "files of one folder" 0 "$GAZETTE" index two/b/*
check "have theirs in it" test -e two/b/.gazette
mkdir strangers && printf 'x' >strangers/list.xyz
status "nothing that is read" 1 "$GAZETTE" index strangers/list.xyz
has "nothing that is read: said" "list.xyz: not a format that is read" err
refute "nothing that is read: nothing is made" test -e strangers/.gazette
report
