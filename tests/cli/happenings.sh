# Several articles tell of one happening in other words; others of happenings that are not the same.
. "$(dirname "$0")/common.sh"
mkdir archive
about="Relations between Turkey and Greece have soured over the bomber and the island of Lemnos since the autumn."
cat >archive/a.txt <<TEXT
Greece says Turkey downed its bomber

Turkey downed a Greek bomber near the border. $about The attacks in Ankara on Nov. 13 brought 130 fatalities.
TEXT
cat >archive/b.txt <<TEXT
Turkey and Greece: the bomber and the border

The downing of a Greek bomber by Turkish forces was condemned in Athens. $about Attacks in Ankara on Nov. 13 left 130 people dead.
TEXT
cat >archive/c.txt <<TEXT
Greece answers Turkey on its bomber

Turkey shot down their warplane on Nov. 24, the Greek government said. $about
TEXT
cat >archive/d.txt <<TEXT
Turkey and Greece and one more aircraft

Turkey shot down a Greek warplane on Nov. 30, the Greek government said. $about
TEXT
cat >archive/e.txt <<TEXT
Turkey, Greece and an airliner

Turkey shot down a Greek airliner near the border. $about Attacks in Izmir on Nov. 13 left 130 people dead.
TEXT
status "index" 0 "$GAZETTE" index archive
status "export" 0 "$GAZETTE" export --kb archive/.gazette
grep '"type":"ASSAULT"' out | grep '"text":"Turkey"' >downed
grep '"type":"Life.Die"' out >deaths
check "a bomber, a warplane, three articles: one" grep -q '"articles":\[[0-9]*,[0-9]*,[0-9]*\]' downed
has "its day" '"time":"XXXX-11-24"' downed
has "another day stays apart" '"time":"XXXX-11-30"' downed
check "an airliner is no bomber" test "$(wc -l <downed)" -eq 3
check "one toll, two articles" grep -q "articles.:.[0-9]*,[0-9]*\]" deaths
check "the same toll elsewhere stays apart" test "$(wc -l <deaths)" -eq 2

# What an event is called: its own words, on to what is asked or promised, up to a mark.
mkdir called
cat >called/a.txt <<TEXT
The ferry and the minister

Minister Anna Keller threatened to sue Straits Ferries for £2.7m, the Herald said. Keller called for a new law. Straits Ferries agreed
to pay "half of it". Keller's visit to Oslo ended on Monday. The Red Army threatened to kidnap
Élodie Brun, who sits on the board of the company, in the spring.
TEXT
status "index" 0 "$GAZETTE" index called
status "export" 0 "$GAZETTE" export --kb called/.gazette
has "what was threatened" '"label":"Minister Anna Keller threatened to sue Straits Ferries for £2.7m"' out
has "what was called for" '"label":"Keller called for a new law"' out
has "on over the end of a line" '"label":"The Red Army threatened to kidnap Élodie Brun"' out
has "words in marks are cut" '"label":"Straits Ferries agreed to pay …"' out
report
