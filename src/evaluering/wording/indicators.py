"""The Danish words of the table of indicators: its columns, its answers with their doubt, and its model sentences."""

from __future__ import annotations

STANDARD_HEAD = "Standard opfyldt"
UNKNOWN_HEAD = "Uoplyst (%)"
PART_HEADS = {"days": "Børn", "pct": "Tæller/nævner"}
EARLIER_HEADS = {"days": "børn", "pct": "antal"}
VALUE_HEADS = {"days": "dage", "pct": "%"}
"""Heads of the columns with children, those of an earlier year, and values, by their unit; the year is put before."""

YEAR_HEADS = ("Aktuelt år", "Forrige år", "Året før")
"""Heads of the periods where there is no year to name."""

SHORT_REASONS = {
    "definition": "målt på en anden måde",
    "no_data": "ingen tal",
    "dates": "slutdatoer mangler",
    "coverage": "for få kendte børn",
    "maturity": "ikke fulgt længe nok",
    "before_start": "født før aftalen",
    "baseline": "afviger fra udgangspunktet",
}
"""Why a standard cannot be judged, in a narrow cell."""

STANDARD_NOTE = (
    "Målet gælder regionen som helhed og er en ambition, ikke et minimumskrav. For klynger og kommuner viser svaret "
    "kun, hvor deres eget tal for {year} ligger. Rækkerne står i aftalens rækkefølge. Tabellen er ikke en rangliste."
)
DOUBT_NOTE = "I parentes: Målet ligger i sikkerhedsintervallet, så det sande tal kan ligge på den anden side."
PART_NOTES = {
    "days": "“Børn” er børn med kendt amning. Et gennemsnit har ingen tæller.",
    "pct": "Nævneren er børn med kendt amning. Tælleren er beregnet, så børn, der kun er fulgt et stykke, tæller med.",
}
UNKNOWN_NOTE = "Uoplyst er levendefødte, hvis amning ikke kendes."
UNDATED_NOTE = "“–”: Tallet er for usikkert, fordi slutdatoen mangler for mange børn."

OUTSIDE = "{name} (ikke part)"
"""A municipality that is no party, in its row."""

SHOWN_IN = "Vises kun i {unit}"
OUTSIDE_NOTE = "{names} er ikke part i aftalen. Børnene tæller med i klyngen og regionen."

REACHED = {"share_26w": "blev ammet fuldt i mindst 26 uger"}
"""What the children of a numerator did; an indicator that is not here is told by `REACHED_OTHER`."""

REACHED_OTHER = "tæller med i “{name}”"

SIDES = {"over": "over målet", "at": "lige på målet", "under": "under målet"}
SURE_OVER, SURE_UNDER = "sikkert på eller over målet", "sikkert under målet"
UNSURE = "så tæt på målet, at det er usikkert"
"""Where units lie, each counted once."""

KINDS = {"cluster": ("klynge", "klynger"), "row": ("kommune", "kommuner")}
"""One unit and several of each level below the region."""

NO_YEAR = "Der er endnu intet helt aftaleår, hvor alle børn kan tælles med."
NO_ANSWER = "Målet kan ikke vurderes"
NO_RANKING = "Små enheder svinger mere end store. En forskel kan være tilfældig."
