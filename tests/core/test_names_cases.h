/* The group and the verb, the country and the pronoun. */
"[ORG IS] said it had carried out the attack.", "The question is whether the army is ready.",
    "The [GPE US] told us that nobody would tell us more.",
    "It is not clear who gave the order, the [ORG WHO] said.",
    /* A country, a bird; months and people. */
    "[GPE Turkey] shot down a [NORP Russian] jet near the [NORP Syrian] border.",
    "We ate turkey and cranberries.", "[PERSON Theresa May] may resign in May.",
    "The protesters plan to march in March.",
    /* The place, the government, the man. */
    "Protesters marched through [GPE Washington] on Saturday.",
    "[PERSON Denzel Washington] arrived in [GPE Washington].",
    /* Parts of names. */
    "Mr. [PERSON Karlsson] met Mrs. [PERSON Abubakar] on Monday.",
    "[PERSON Bashar al-Assad] spoke to [PERSON Mohammed bin Salman] by telephone.",
    "[PERSON Ursula von der Leyen] thanked [PERSON Jan van der Berg].",
    "[PERSON Robert Downey Jr.] was there, said [PERSON Martin Luther King III].",
    "[PERSON Sinead O'Connor] and [PERSON Jean-Luc Dubois] were arrested in [GPE Port-au-Prince].",
    /* Weapons, aircraft, flights. */
    "A [PRODUCT Su-24] was hit by two [PRODUCT F-16] fighters.",
    "The pilot of the [PRODUCT MiG-29] was rescued from the sea.",
    "Flight [PRODUCT MH17] was shot down over [GPE Ukraine], investigators said.",
    /* Nested names. */
    "The [ORG Bank of England] raised rates.",
    "The [ORG Russian Defense Ministry] denied the report.",
    "She studied at the [ORG University of Paris].",
    /* Ordinary words first in the sentence. */
    "Police arrested three men. Officials declined to comment. Prices rose.",
    "However, nobody was hurt. Meanwhile, rescuers searched the rubble.",
    /* Bylines and credits. */
    "By [PERSON Anna Lindqvist]\n\n[GPE BERLIN] ([ORG Reuters]) - Talks ended without a deal on Tuesday.",
    /* What an article explains; one that begins another is left alone. */
    "The [ORG League for Clean Harbours] ([ORG LCH]) split on Friday. The [ORG LCH] has nine members.",
    "Doctors at the [ORG Coastal Workers' Union] ([ORG CWU]) walked out.",
    /* Who has an age. */
    "[PERSON Denise Washington] flew to [GPE Washington]. [PERSON Washington], 54, teaches history.",
    /* No money. */
    "The storm left about 2 million [GPE US] homes without power, and cost 3 million US dollars.",
    /* A sentence of names, whose verb is in lower case, is no headline. */
    "Capt. [PERSON Rosa Ruiz] met Lt. [PERSON Ola Brandt] in [GPE Oslo].",
    /* Landscape is LOC. */
    "The boat sank in the [LOC Black Sea] off [GPE Bulgaria].",
    /* States and towns that rivers and regions share a name with; what is half of a longer name of the lists. */
    "Voters in [GPE Ohio] and [GPE California] chose governors.",
    "The trains from [GPE Leeds] to [GPE Liverpool] were late.",
    "The presidents of [GPE Serbia] and [GPE Montenegro] met on the [LOC Danube].",
    /* A name that begins in lower case, in a list under another spelling. */
    "Fighters of [ORG al-Qaida] fled the town.",
