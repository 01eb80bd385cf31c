/* The group and the verb, the country and the pronoun. */
"Two brothers who had fought for [ORG IS] were sentenced in [GPE Lyon].",
    "Nobody knows who is next, or what the price is.",
    "The [GPE US] told us that nobody would tell us more.",
    "Doctors who had called the [ORG WHO] asked who would come.",
    /* A country, a bird; months and people. */
    "[GPE Turkey] shot down a [NORP Russian] jet near the [NORP Syrian] border.",
    "We ate turkey and cranberries.", "[PERSON Theresa May] may resign in May.",
    "The protesters plan to march in March.",
    /* The place, the government, the man. */
    "Snow closed schools in [GPE Washington] for a second day.",
    "[PERSON Denzel Washington] never lived in [GPE Washington].",
    /* Parts of names. */
    "Mrs. [PERSON Abubakar] lent Mr. [PERSON Karlsson] her boat.",
    "[PERSON Bashar al-Assad] spoke to [PERSON Mohammed bin Salman] by telephone.",
    "[PERSON Ursula von der Leyen] thanked [PERSON Jan van der Berg].",
    "[PERSON Robert Downey Jr.] was there, said [PERSON Martin Luther King III].",
    "[PERSON Sinead O'Connor] and [PERSON Jean-Luc Dubois] were arrested in [GPE Port-au-Prince].",
    /* Weapons, aircraft, flights. */
    "A [PRODUCT Su-24] was hit by two [PRODUCT F-16] fighters.",
    "Engineers repaired a [PRODUCT MiG-29] at the base for weeks.",
    "Flight [PRODUCT MH17] was shot down over [GPE Ukraine], investigators said.",
    /* Nested names. */
    "Economists at the [ORG Bank of England] expect a slow winter.",
    "Maps that the [ORG Russian Defense Ministry] published show the road.",
    "Three chemists left the [ORG University of Paris] that year.",
    /* Ordinary words first in the sentence. */
    "Farmers burned tyres. Teachers stayed at home. Fuel ran out.",
    "Instead, they waited. Elsewhere, volunteers handed out blankets.",
    /* Bylines and credits. */
    "By [PERSON Anna Lindqvist]\n\n[GPE BERLIN] ([ORG Reuters]) - Snow brought the trams to a halt on Tuesday.",
    /* Short forms that the text explains. */
    "Members of [ORG Families for Open Roads] ([ORG FOR]) met. They left the [ORG FOR] in anger.",
    "The [ORG League for Clean Harbours] ([ORG LCH]) split on Friday. The [ORG LCH] has nine members.",
    "Doctors at the [ORG Coastal Workers' Union] ([ORG CWU]) walked out.",
    /* Who has an age. */
    "[PERSON Denise Washington] flew to [GPE Washington]. [PERSON Washington], 54, teaches history.",
    /* No money. */
    "The storm left about 2 million [GPE US] homes without power, and cost 3 million US dollars.",
    /* A sentence of names, whose verb is in lower case, is no headline. */
    "Capt. [PERSON Rosa Ruiz] met Lt. [PERSON Ola Brandt] in [GPE Oslo].",
    /* Landscape is LOC. */
    "Oil from a wreck in the [LOC Black Sea] has reached [GPE Bulgaria].",
    /* States and towns that rivers and regions share a name with; what is half of a longer name of the lists. */
    "Voters in [GPE Ohio] and [GPE California] chose governors.",
    "The trains from [GPE Leeds] to [GPE Liverpool] were late.",
    "The presidents of [GPE Serbia] and [GPE Montenegro] met on the [LOC Danube].",
    /* A name that begins in lower case, in a list under another spelling. */
    "He is said to have raised money for [ORG al-Qaida] in the nineties.",
