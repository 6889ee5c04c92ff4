"""The Danish words of clusters side by side: whether they changed alike, how far they spread, what each number is."""

from __future__ import annotations

OUTCOMES = {"duration_mean": "varigheden", "share_26w": "andelen"}
"""An outcome by one word in a sentence that names it often; one that is not here goes by its subject."""

ALIKE = {
    "differ": "Ændringen i {what} er ikke den samme i alle klynger",
    "likely_differ": "Ændringen i {what} er sandsynligvis ikke den samme i alle klynger",
    "unclear": "Vi kan ikke se, om ændringen i {what} er den samme i alle klynger",
    "not_told": "Vi kan ikke vurdere, om ændringen i {what} er den samme i alle klynger",
}
"""Whether the clusters changed alike, as a sentence without its full stop."""

STANDINGS = {
    "up": "Over de andre",
    "likely_up": "Sandsynligvis over de andre",
    "unclear": "Ingen sikker forskel",
    "likely_down": "Sandsynligvis under de andre",
    "down": "Under de andre",
}
"""How a cluster's change lies to the mean of the others', by its certainty, in a cell."""

JOINTLY = "Vi siger “sandsynligvis”, fordi vi har ledt i flere klynger på én gang."
"""Why a word is more cautious than its interval: the tests of all clusters together are not as sure."""

ALIKE_OTHERS = "Ændringen i klyngen skiller sig ikke sikkert ud fra de andre klynger"
NOT_COMPARED = "Klyngens ændring kan ikke holdes op mod de andre klynger"
"""One cluster among the others, as a sentence without its full stop."""

REGION_ANSWERS = "Klyngernes gennemsnit viser kun, hvordan de spreder sig. Regionens egen beregning er svaret."
HARDLY_KNOWN = "Med kun {units} klynger ved vi næsten ikke, hvor forskellige klynger plejer at være."
AT_BOUNDARY = "Forskellene er ikke større, end tilfældige udsving kan give."

UNSURE_BUT_LARGE = {
    "likely_up": "I {where} er stigningen stor, men mere usikker.",
    "likely_down": "I {where} er faldet stort, men mere usikkert.",
}
"""Beside a change that is only likely, and yet larger than the clusters' mean."""

NOT_A_RANKING = (
    "Tallene viser ikke hvorfor. Forskelle kan komme af amningen, familierne eller registreringen. "
    "De er ikke en rangliste."
)

RISKS = (
    "no_data",
    "coverage_below_gate",
    "coverage_step",
    "delivery_hole",
    "practice_change",
    "reporting_form_change",
    "vintage_differences",
)
"""Findings about a municipality's data that could look like a change, or hide one."""

PRACTICE_CLAUSES = {
    "practice_change": "alderen skrives {how} i hele uger end før",
    "reporting_form_change": "slutdatoen skrives {how} end før",
}
"""A change of practice by its finding; ``how`` is one of `HOW_OFTEN`."""

HOW_OFTEN = {"more": "oftere", "less": "sjældnere"}

SPREAD_ROWS = {
    "region": "Hele regionens egen ændring",
    "pooled": "Klyngernes gennemsnit",
    "between": "Typisk afstand fra gennemsnittet (τ)",
    "share": "Del, der ikke er tilfældig (I²)",
    "q": "Samlet forskel (Q)",
    "prediction": "Spænd for en tænkt klynge mere",
    "independent": "Er de ens? Hver for sig",
    "shared": "Er de ens? Uden det fælles",
}
"""What is told of how far the clusters spread, as a cell."""

SPREAD_NOTES = (
    "Klyngernes gennemsnit: En klynge med et sikkert tal tæller mere. Regionens egen ændring er hovedresultatet.",
    "τ (tau): Så langt ligger klyngernes sande ændringer typisk fra deres gennemsnit.",
    "I²: Den del af forskellene mellem tallene, som tilfældige udsving ikke kan forklare.",
    "Q: Forskellene lagt sammen. Er de tilfældige, ligger Q nær antallet af klynger minus én.",
    "p er chancen for mindst så store forskelle ved et tilfælde, hvis alle havde ændret sig lige meget. "
    "Det er prøvet på to måder. Ordene følger den forsigtigste.",
    "Hver for sig: Klyngernes udsving regnes for uafhængige. "
    "Uden det fælles: De udsving, klyngerne deler i en måned, er trukket fra.",
)
"""What each number of the spread means."""

PREDICTION_NOTE = (
    "Spændet: Omtrent her ventes den sande ændring at ligge i en tænkt klynge mere af samme slags. "
    "Med få klynger er spændet for smalt. "
    "Det er regnet med {free} frihedsgrader: klyngerne minus én."
)
OTHERS_NOTE = (
    "De andre er gennemsnittet af de andre klynger, som her tæller lige meget. "
    "Det, alle klynger deler i en måned, falder ud."
)
HOLM_NOTE = (
    "Med flere klynger er chancen større for, at én ser anderledes ud ved et tilfælde. "
    "p efter Holm tager højde for det. Ordene følger p efter Holm."
)
ADJUSTED_NOTE = (
    "p er chancen for mindst så stor en ændring ved et tilfælde, hvis intet var ændret. "
    "Med mange tal bliver nogle små ved et tilfælde.",
    "Holm: rettet for, at flere klynger er prøvet. BH (Benjamini-Hochberg): rettet for alle klynger og begge mål på én "
    "gang. BH tåler, at få af fundene er tilfældige.",
    "Ordene følger klyngens eget interval. De rettede p svarer på et strengere spørgsmål: "
    "Står fundet også, når alle klynger er prøvet?",
)
BELOW_GATE = "Amningen er kun kendt for {coverage} af børnene. Det er for få til et sikkert tal."
BELOW_GATE_MARK = "▲"
BELOW_GATE_NOTE = "▲: Amningen er kendt for under {gate} af børnene. Tallet kan være skævt."
