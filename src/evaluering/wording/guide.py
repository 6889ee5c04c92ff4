"""The Danish words of the guide: how answers are to be read, how numbers are made, what words mean, what data hold."""

from __future__ import annotations

VERDICT_MEANINGS = {
    "ja": "Tallet for det seneste aftaleår er på målet eller over det.",
    "nej": "Tallet er under målet, og børnene er født helt frem til fristen.",
    "endnu_ikke": "Tallet er under målet, men der er endnu børn født før fristen, som ikke kan tælles med.",
    "kan_ikke_vurderes": (
        "Der gives intet svar. Enten er amningen kendt for under {gate} af børnene, eller data stemmer ikke med "
        "aftalens udgangspunkt. Eller også er børnene ikke fulgt længe nok eller født, før aftalen begyndte. "
        "Tallet kan også være skjult."
    ),
}
"""When each verdict is given."""

VERDICT_NOTE = (
    "Svaret følger selve tallet, som det er skik i de kliniske kvalitetsdatabaser. Ligger målet inden for "
    "usikkerheden, står det ved siden af svaret."
)

CERTAINTY_MEANINGS = {
    "up": "Mindst {sure} sandsynligt, at tallet er steget, og hele intervallet ligger over nul",
    "likely_up": "Mellem {likely} og {sure} sandsynligt, at tallet er steget",
    "unclear": "Retningen er mindre sikker end det. Så står der, hvor lille en ændring vi kunne have set",
    "likely_down": "Mellem {likely} og {sure} sandsynligt, at tallet er faldet",
    "down": "Mindst {sure} sandsynligt, at tallet er faldet, og hele intervallet ligger under nul",
}
"""When each word for a change is used."""

LIKELY_NOTE = (
    "De samme ord bruges i tekst, tabeller og figurer. Om en klynges forskel til de andre siges aldrig mere, "
    "end prøven af alle klynger på én gang tillader."
)

READ_FIRST = (
    "**Læs tallet, så usikkerheden, så forbeholdet.** Et tal uden de to andre siger for lidt.",
    "Usikkerheden viser, hvor langt fra tallet det sande tal kan ligge ved et tilfælde. Den regner ikke med fejl i "
    "data. Derfor står dækningen altid ved siden af: hvor stor en del af børnene vi kender amningen for.",
    "Intet i rapporten viser, at aftalen er årsag til en ændring. Rækkefølgen er aftalens og aldrig en rangliste.",
)
"""The guide in short, a paragraph each."""

RULE_HEADS = {
    "numerator": "Tæller",
    "denominator": "Nævner",
    "left_out": "Udeladt",
    "unknown": "Uoplyst",
    "value": "Tal",
    "interval": "Interval",
    "standard": "Standard (aftalens ambition)",
    "baseline": "Aftalens udgangspunkt",
    "judged": "Svar gives",
    "source": "Kilde",
}
"""The rows of the table of rules."""

NUMERATOR = {
    "days": "Ingen tæller: Tallet er et gennemsnit",
    "pct": "Børn ammet fuldt {definition}. Antallet er beregnet: nævneren ganget med andelen",
}
DENOMINATOR = "Børn med bopæl i området og kendt amning, født i perioden"
LEFT_OUT = (
    "Børn, der ikke er fulgt i {days} dage med {lag} dage til indberetning. Rækker, der ikke kan være rigtige. "
    "Børn født før {first}"
)
UNKNOWN = "Fødte i området, som der ingen oplysning om fuld amning er for. De regnes, som om de lignede de andre"
VALUE = {
    "days": "{definition}. Kender vi kun et spænd for stopdagen, regnes med en overlevelseskurve",
    "pct": "Procent af nævneren, aflæst på en overlevelseskurve. Er alle dage kendt, er det tæller delt med nævner",
}
INTERVAL = {
    "days": "95 % ud fra kurvens spredning",
    "pct": "95 % eksakt binomialt (Clopper-Pearson), på så mange børn, som oplysningerne svarer til",
}
STANDARD = "Mindst {value} senest {deadline}. Ikke et minimumskrav"
BASELINE = "{value} i {years}: {definition}"
JUDGED = (
    "Dækning mindst {gate}, alle årets børn fulgt længe nok, og data højst {tolerance} fra aftalens udgangspunkt, "
    "eller udgangspunktet ligger i tallets interval"
)
SOURCE = "{source}. Tal: kommunernes journaler og antallet af fødte"
RULES_NOTE = (
    "En overlevelseskurve viser for hver alder, hvor stor en del der stadig ammes fuldt. Den bruger også børn, hvor vi "
    "kun kender et stykke af forløbet."
)

GLOSSARY = {
    "Aftaleår": "1. april til 31. marts. Aftaleår 2024/25 er børn født fra april 2024 til marts 2025.",
    "Andel": "Procent af børn med kendt amning, der blev ammet fuldt i mindst 26 uger.",
    "Dataversion": "Et kort mærke for netop disse data, valg og program. Samme mærke giver samme tal.",
    "Det ventede": "Udviklingen fra årene før aftalen, trukket videre frem. Ændringen måles mod den.",
    "Dækning": "Hvor stor en procentdel af de fødte børn vi kender amningen for.",
    "Foreløbig": "Børnene er ikke fulgt længe nok. Tallet kan vises, men regnes ikke med.",
    "Fremskrivning": "Hvad der vil ske, hvis en antagelse holder. Det er ikke et resultat.",
    "Fuld amning": "Modermælk, også på flaske, og højst ét måltid erstatning om ugen.",
    "Holm": "En regel, der gør det sværere at kalde noget fundet, når man leder flere steder.",
    "Indikator": "Et tal, som et mål holdes op imod.",
    "p": "Chancen for at se mindst så stor en forskel ved et tilfælde, hvis intet var ændret.",
    "Procentpoint": "Forskellen mellem to procenttal. Fra 15 til 17 procent er 2 procentpoint.",
    "Seriediagram": "Måneder på række om et midterniveau. Det viser, om tallene svinger tilfældigt.",
    "Sikkerhedsinterval (CI)": "Det spænd, som rummer det sande tal i 95 af 100 tilfælde.",
    "Skjult": "Tallet kunne røbe noget om ganske få børn, så det vises ikke.",
    "Standard": "Det, tallet skal op på. Her er det aftalens ambition, ikke et minimumskrav.",
    "Tilfældige udsving": "Det, tal svinger, uden at noget er ændret. Små enheder svinger mest.",
    "Tragt": "Figur, der viser, hvor langt en enhed af den størrelse kan ligge fra de andre ved et tilfælde.",
    "Udgangspunkt": "Aftalens egne tal for årene før. De er holdt op mod vores data.",
    "Varighed": "Dage fra fødslen, til den fulde amning slutter. Højst 365 regnes med.",
    "Ændring": "Det målte mindre det ventede, i gennemsnit for alle børn født efter aftalens start.",
}
"""Words a reader meets in every evaluation, and what they mean here."""

SOURCE_HOLDS = {
    "kommuneudtraek": "Hvordan hvert barn blev ernæret ved besøg og i perioder, skrevet af sundhedsplejen i journalen",
    "kl-gateway": "De samme oplysninger, sendt løbende fra kommunens journal som indberetninger",
    "foedsler": "Antal levendefødte i hver kommune og måned",
    "esundhed": "Registerets egne tal for fuld amning, lagt sammen for år og område",
    "statbank": "Antal levendefødte fra Danmarks Statistik",
}
"""What a source holds."""

SOURCE_FAULTS = {
    "kommuneudtraek": "Praksis er forskellig: Nogle runder af til hele uger, og nogle skriver ingen slutdato",
    "kl-gateway": "Kun de seneste år er sendt. En rettelse kan komme sent, og da gælder den seneste",
    "foedsler": "Børn, der flytter, er født i én kommune og fulgt i en anden",
    "esundhed": "Regnet på en anden måde end aftalens mål. Tallene ændres, når tabellen hentes igen",
    "statbank": "Sent anmeldte fødsler kommer med senere. Enkelte tal kan mangle",
}
"""What is known to be wrong or missing in a source."""

SOURCE_FOR = {
    "kommuneudtraek": "Varighed og andel i region, klynger og kommuner",
    "kl-gateway": "Varighed og andel i region, klynger og kommuner",
    "foedsler": "Dækningen",
    "esundhed": "At se, om registeret peger samme vej, og resten af landet",
    "statbank": "At se, om antallet af fødte er rigtigt",
}
"""What a source can be used for."""

SOURCE_NOT_FOR = {
    "kommuneudtraek": "Årsager, fødesteder og grunde til at stoppe",
    "kl-gateway": "Årene før kommunen begyndte at sende",
    "foedsler": "Hvor barnet blev født",
    "esundhed": "At afgøre, om målene er nået",
    "statbank": "Det enkelte fødested",
}
"""What a source cannot be used for."""

SEVERAL = "{count} afsendere"
COVERING = "{some} af {whole} kommuner"
ALL_TOLD = "Leverancerne hver for sig står i afsnittet om datagrundlaget."
COVERAGE_ALL = "I alt er amningen kendt for {coverage} af børnene i {region} født i {year}."
JOINED_NOTE = "Samme barn kan stå i flere leverancer. Det tælles kun én gang."
