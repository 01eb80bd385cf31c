# analyze and annotate.
. "$(dirname "$0")/common.sh"
text='Ada Brown, the minister of Korland, arrived in Port Lena on Tuesday. "We are ready," she said.'
printf '%s\n' "$text" >a.txt
status "text" 0 "$GAZETTE" analyze --date 2021-03-04 a.txt
fits analyze analyze out
has "its id is its name" '"id":"a.txt"' out
has "the date counts" '"value":"2021-03-02"' out
printf '%s' "$text" | "$GAZETTE" analyze >out
fits "standard input" analyze out
i=0
while [ $i -lt 300 ]; do printf '{"id":%d,"text":"%s Number %d.","date":"2021-03-04"}\n' $i "Ada Brown arrived." $i; i=$((i + 1)); done >many.jsonl
status "many lines" 0 "$GAZETTE" analyze --input jsonl many.jsonl
fits "many lines" analyze out
sed 's/.*"id":\([0-9]*\),.*/\1/' out >ids
seq 0 299 >wanted
check "in order" cmp wanted ids
printf '{"id":"x","text":"One."}\nnot json\n{"id":"z","text":"Three."}\n{"id":4}\n' >bad.jsonl
status "bad lines" 1 "$GAZETTE" analyze --input jsonl bad.jsonl
has "named" '^gazette: bad.jsonl:2: ' err
has "and the other" '^gazette: bad.jsonl:4: ' err
check "the good ones are answered" test "$(wc -l <out)" -eq 2
printf 'Ada\nBrown\narrived\n.\n\nShe\nsmiled\n.\n' >tokens
status "given tokens" 0 "$GAZETTE" analyze --input conll --format conll tokens
cut -f1 out | sed '/^$/d' >forms
sed '/^$/d' tokens >wanted
check "are kept" cmp wanted forms
check "seven columns" test "$(head -1 out | awk -F'\t' '{print NF}')" -eq 7
check "two sentences" test "$(grep -c '^$' out)" -eq 2
status "conll of a text" 0 "$GAZETTE" analyze --format conll a.txt
status "an empty text" 0 "$GAZETTE" analyze /dev/null
fits "an empty text" analyze out
status "no such file" 1 "$GAZETTE" analyze nowhere.txt
status "bad date" 2 "$GAZETTE" analyze --date tuesday a.txt

status "annotate without a KB" 0 "$GAZETTE" annotate a.txt
fits "annotate" annotate out
mkdir archive && cp a.txt archive/
"$GAZETTE" index archive >/dev/null 2>&1
status "annotate with one" 0 "$GAZETTE" annotate --kb archive/.gazette a.txt
fits "annotate with a KB" annotate out
has "the archive's entity" '"layer":"entity","id":[1-9]' out
status "html" 0 "$GAZETTE" annotate --format html a.txt
has "marks" '<mark ' out
printf '<script>alert(1)</script> Ada Brown & co.\n' >evil.txt
status "html of html" 0 "$GAZETTE" annotate --format html --language text evil.txt
lacks "is text" '<script>' out
status "ansi" 0 "$GAZETTE" annotate --format ansi a.txt
printf 'Ada \033[2J Brown\n' >escape.txt
"$GAZETTE" annotate --format ansi escape.txt >out
lacks "no escape passes" "$(printf '\033\\[2J')" out
report
