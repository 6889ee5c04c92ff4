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
    "practice_change": "Brugen af hele uger skifter for børn født fra {when}.",
    "rounds_to_weeks": "Mange varigheder er rundet af til hele uger i {when}.",
    "rounds_to_months": "Mange varigheder er rundet af til hele måneder i {when}.",
    "reporting_form_change": "Slutdatoen skrives oftere eller sjældnere for børn født fra {when}.",
    "statuses_only": "Slutdatoen er ukendt for de fleste børn.",
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
        "Se efter, om besøgene ved 4-6 og 8-11 måneder bliver registreret og indberettet. "
        "Begynd med de børn, hvor det sidste besøg mangler."
    ),
    "coverage_low": (
        "Find de børn, hvor besøget ved 4-6 eller 8-11 måneder mangler. Se også efter, om ernæringen er udfyldt."
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
        "Fortæl sekretariatet, hvad der skete: nyt journalsystem, ny vejledning eller en anden måde at spørge på."
    ),
    "rounds_to_weeks": "Skriv den dato, hvor barnet ikke længere blev ammet fuldt. Skriv ikke antallet af uger.",
    "rounds_to_months": "Skriv den dato, hvor barnet ikke længere blev ammet fuldt. Skriv ikke antallet af måneder.",
    "reporting_form_change": (
        "Fortæl sekretariatet, hvad der blev ændret. Skriv slutdatoen, når familien kan huske den."
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
the days to report in."""

NOTHING_FOUND = "Intet taler imod data."
CARRY_ON = "Fortsæt med at registrere som nu."
OUTSIDE = "Drøft i klyngens netværk, hvad forskellen kan komme af."

SHEET_VERDICTS = {
    "carries": "Data er gode nok til at bruge",
    "with_reservations": "Data kan bruges med forbehold",
    "does_not_carry": "Data kan ikke bruges til at vurdere amningen",
}
"""How far the data carry, in the words of the one who has to do something about them."""

SHEET_MEANINGS = {
    "carries": "Ændrer tallene sig, er det næppe registreringen alene.",
    "with_reservations": "Ændrer tallene sig, kan det skyldes måden at registrere på.",
    "does_not_carry": "Tallene vises, hvor de må, men de vurderes ikke.",
}
"""What the verdict means for a reader of the numbers."""
