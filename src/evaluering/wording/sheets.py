"""The Danish words of a municipality's sheet: what was found in its data, and what can be done about it."""

from __future__ import annotations

FINDINGS = {
    "no_data": "Ingen børns amning er kendt.",
    "coverage_below_gate": "Amningen er kendt for under {gate} af børnene. Derfor kan tallene ikke vurderes.",
    "coverage_low": "Amningen er ukendt for flere end hvert tiende barn.",
    "coverage_step": "Andelen af børn med kendt amning ændrede sig brat, da aftalen begyndte.",
    "delivery_hole": "Der mangler børn født i {when}.",
    "births_outlier": "Antallet af fødte er usædvanligt i {when}.",
    "children_exceed_births": "Der er flere børn end fødte i {when}.",
    "slow_reporting": "Oplysningerne kommer sent ind.",
    "practice_change": "Måden at skrive alderen på skifter for børn født fra {when}.",
    "rounds_to_weeks": "Mange varigheder er rundet af til hele uger i {when}.",
    "rounds_to_months": "Mange varigheder er rundet af til hele måneder i {when}.",
    "reporting_form_change": "Måden at skrive slutdatoen på skifter for børn født fra {when}.",
    "statuses_only": (
        "Slutdatoen er ukendt for de fleste børn. Vi ved, at barnet blev ammet, men ikke hvornår det stoppede."
    ),
    "contradictions": "Mange børn har oplysninger, der modsiger hinanden.",
    "vintage_differences": "Et tidligere udtræk sagde noget andet om de samme børn.",
    "few_births": "Der er få fødte, så tallene svinger tilfældigt.",
}
"""What was found in the data of a municipality, as whole sentences: ``gate`` is the least coverage for a verdict,
``when`` the months or years it is about."""

ACTIONS = {
    "no_data": (
        "Send kommunens leverance til sekretariatet. Er den sendt, så se efter, om oplysningerne om ernæring er med."
    ),
    "coverage_below_gate": (
        "Se efter, om besøgene ved 4–6 og 8–11 måneder bliver registreret og indberettet. "
        "Begynd med de børn, hvor det sidste besøg mangler."
    ),
    "coverage_low": (
        "Find de børn, hvor besøget ved 4–6 eller 8–11 måneder mangler. Se også efter, om ernæringen er udfyldt."
    ),
    "coverage_step": "Fortæl sekretariatet, hvad der blev ændret i registrering eller leverance omkring {start}.",
    "delivery_hole": (
        "Se efter, om hele udtrækket er sendt, og om et skift af journalsystem er årsagen. Send de børn, der mangler."
    ),
    "births_outlier": "Sekretariatet ser fødselstallene efter. Kommunen behøver ikke gøre noget.",
    "children_exceed_births": (
        "Se efter, om børn fra andre kommuner står i udtrækket, eller om samme barn står under to numre."
    ),
    "slow_reporting": "Indberet senest {limit} dage efter besøget. Det er fristen på omkring fire måneder.",
    "practice_change": (
        "{since} skrives alderen {more} i hele uger. Fortæl sekretariatet, hvad der blev ændret: "
        "journalsystem, vejledning eller måden at spørge på."
    ),
    "rounds_to_weeks": "Skriv den dato, hvor barnet ikke længere blev ammet fuldt. Skriv ikke antallet af uger.",
    "rounds_to_months": "Skriv den dato, hvor barnet ikke længere blev ammet fuldt. Skriv ikke antallet af måneder.",
    "reporting_form_change": (
        "{since} skrives slutdatoen {more}. Fortæl sekretariatet, hvad der blev ændret. "
        "Skriv datoen, når familien kan huske den."
    ),
    "statuses_only": (
        "Skriv datoen, når den fulde amning slutter, og ikke kun status ved besøget. "
        "Spørg leverandøren, om datoen kommer med i udtrækket."
    ),
    "contradictions": (
        "Se slutdatoerne efter. Fuld amning må ikke stå efter slutdatoen, og to perioder må ikke overlappe."
    ),
    "vintage_differences": (
        "Spørg leverandøren, om gamle oplysninger er rettet eller faldet ud. Fortæl sekretariatet svaret."
    ),
    "few_births": "Se flere år under ét, og brug klyngens tal ved siden af.",
}
"""What the municipality can do about a finding, one action each: ``start`` is the agreement's first month, ``limit``
the days to report in, ``since`` for which births a practice changed last, and ``more`` in which direction."""

MORE = {True: "oftere", False: "sjældnere", None: "på en anden måde"}
SOME_TIME = "Fra et tidspunkt undervejs"

NETWORK_NOW = "Tag tallet med til klyngens netværk. Spørgsmålene står lige herunder."
NETWORK = "Tag tallet med til klyngens netværk, og spørg:"
QUESTIONS = {
    "below": ("Stopper børnene før eller efter 17 uger?", "Passer slutdatoerne med journalen?"),
    "above": ("Hvad gør vi, som andre kan bruge?", "Passer slutdatoerne med journalen?"),
}
"""What to ask of a number outside the chance limits, by its side of them."""

UNKNOWN_QUESTION = "Hvem er de {count} børn, hvis amning er ukendt?"

NOTHING_FOUND = "Vi har ikke fundet fejl i data."
CARRY_ON = "Fortsæt med at registrere som nu."
MORE_FOUND = "Vi har også set dette:"

SHEET_VERDICTS = {
    "carries": "Data er gode nok til at bruge",
    "with_reservations": "Data kan bruges med forbehold",
    "does_not_carry": "Data kan ikke bruges til at vurdere amningen",
}
"""How far the data carry, in the words of the one who has to do something about them."""

SHEET_SHAPES = {"carries": "●", "with_reservations": "◐", "does_not_carry": "▲"}

SHEET_MEANINGS = {
    "carries": NOTHING_FOUND,
    "with_reservations": "Det, vi har fundet, står under “Det kan I gøre nu”.",
    "does_not_carry": "Tallene vises, hvor de må, men de vurderes ikke.",
}
"""What the verdict means for a reader of the numbers."""

NOT_WHY = "Forskellen viser ikke hvorfor."
REGISTRATION = "Den kan også skyldes, at registreringen er ændret."
SMALLEST = "Kun ændringer over {size} kan ses i en kommune af den størrelse."
VAGUE_DATES = "fordi slutdatoen mangler for de fleste børn"
VAGUE_FEW = "fordi der er for få oplysninger om børnene"
AMBITIONS = (
    "Aftalens mål er, at {goals}. De er fælles ambitioner for hele regionen og ikke krav til den enkelte kommune."
)
SECRETARIAT = "Sekretariatet er {name}."
TRANSITION = "{year} er overgangsåret: En del af børnene er født, da indsatsen var på vej."
HIDDEN_LEVELS = (
    "Tallene for {year} vises ikke og kan derfor ikke holdes op mod de andre kommuners, "
    "fordi egne eller en nabokommunes små tal skal beskyttes."
)
