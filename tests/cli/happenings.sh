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

# What is told alike without a day is one only where something says so: a person it happens to once, articles of one day.
mkdir alike
front="Orsa, the capital of Valdia, has seen a campaign of the Red Front this year, and its police say the Red Front will go on."
cat >alike/a.txt <<TEXT
Bomb in Orsa, capital of Valdia

By Ana Prat, 3 March 2021

A Red Front bomb killed three people in Orsa. $front Valdia attacked the Red Front in the hills.
TEXT
cat >alike/b.txt <<TEXT
Another bomb in Orsa, capital of Valdia

By Ana Prat, 9 March 2021

A Red Front bomb killed three people in Orsa. $front Valdia attacked the Red Front in the hills again.
TEXT
cat >alike/c.txt <<TEXT
Red Front man Piet Brandt arrested in Orsa

By Ana Prat, 12 March 2021

Police arrested Piet Brandt of the Red Front. $front
TEXT
cat >alike/d.txt <<TEXT
Red Front in Orsa: what is known of Brandt

By Ana Prat, 14 March 2021

Piet Brandt of the Red Front was arrested by police. $front
TEXT
cat >alike/e.txt <<TEXT
Hills of Valdia quiet, says the army

By Ana Prat, 9 March 2021

The army of Valdia attacked the Red Front in the hills. $front
TEXT
status "index" 0 "$GAZETTE" index alike
status "export" 0 "$GAZETTE" export --kb alike/.gazette
grep '"type":"Life.Die"' out >bombs
grep '"type":"ASSAULT"' out >attacks
grep '"type":"Justice.Arrest-Jail"' out >arrests
check "two bombings alike are two" test "$(wc -l <bombs)" -eq 2
check "two attacks alike are two, one told twice on its day" test "$(wc -l <attacks)" -eq 2
check "one man is arrested once" test "$(wc -l <arrests)" -eq 1

# A weapon named before the noun for its kind takes part, and its dossier says so.
mkdir models
cat >models/a.txt <<TEXT
Bombers over Teshk

March 4, 2021 - Two Su-24 bombers hit a market in Teshk on Wednesday. Lumbia will buy twelve F-16 fighter jets.
TEXT
status "index" 0 "$GAZETTE" index models
status "lookup" 0 "$GAZETTE" lookup --kb models/.gazette Su-24
has "the bombers' model" 'Two Su-24 bombers hit a market in Teshk' out
status "lookup" 0 "$GAZETTE" lookup --kb models/.gazette F-16
has "the jets' model" 'Lumbia will buy twelve F-16 fighter jets (planned)' out

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
