"""The Danish words of the municipalities' levels: where a row stands, why it cannot be assessed, what numbers mean."""

from __future__ import annotations

from evaluering.wording.labels import WITHHELD

STANDINGS = {
    "inside": "● Inden for almindelige udsving",
    "below_95": "▼ Under almindelige udsving",
    "above_95": "▲ Over almindelige udsving",
    "below_998": "▼ Klart under almindelige udsving",
    "above_998": "▲ Klart over almindelige udsving",
}
"""Word and shape per standing against the chance limits, in a cell."""

MAP_STANDINGS = {
    "below": "▼ Under",
    "inside": "● Inden for",
    "above": "▲ Over",
    "": "◯ Kan ikke vurderes",
}
"""Word and shape of a tile on the map, by the part of its standing before the limit; empty where not assessed."""

STANDING_CLAUSES = {
    "inside": "inden for de almindelige udsving",
    "below_95": "under de almindelige udsving",
    "above_95": "over de almindelige udsving",
    "below_998": "klart under de almindelige udsving",
    "above_998": "klart over de almindelige udsving",
}
"""The same after the verb of a sentence."""

INSIDE_ALL = "I {when} ligger alle klyngens kommuner, der kan vurderes, inden for de almindelige udsving."
OUTSIDE_MEANS = "Det kan komme af amningen, familierne, de ukendte børn eller registreringen."
"""A cluster's municipalities beside the usual variation, and what one outside it can mean."""

NOT_ASSESSED = {
    "maturity": "◯ Kan ikke vurderes: Børnene er ikke fulgt længe nok",
    "hidden": WITHHELD,
    "no_data": "◯ Kan ikke vurderes: Ingen data",
    "coverage": "◯ Kan ikke vurderes: Amningen er kendt for for få",
    "too_few_children": "◯ Kan ikke vurderes: For få oplysninger",
    "too_few_rows": "◯ Kan ikke vurderes: For få kommuner har tal",
}
"""Why a row is not assessed, in its cell."""

NOT_ASSESSED_CLAUSES = {
    "maturity": "fordi børnene ikke er fulgt længe nok",
    "hidden": "fordi egne eller en nabokommunes små tal skal beskyttes",
    "no_data": "fordi der ingen data er",
    "coverage": "fordi amningen er kendt for for få af børnene",
    "too_few_children": "fordi der er for få oplysninger om børnene",
    "too_few_rows": "fordi for få kommuner har tal",
}
"""The same as the end of a sentence."""

CANNOT = {"hidden": "vises ikke i år"}
"""The verb before such a clause, where it is not `CANNOT_BE_ASSESSED`."""

CANNOT_BE_ASSESSED = "kan ikke vurderes"

TILE_WORDS = {
    "maturity": "For tidligt",
    "hidden": "Skjult",
    "no_data": "Ingen data",
    "coverage": "For få kendte",
    "too_few_children": "For få børn",
    "too_few_rows": "Ikke udjævnet",
}
"""The same on a tile of the map."""

SHRUNKEN = "Udjævnet"
"""Head of the column with the levels drawn towards the common one."""

SHRUNKEN_NOTE = (
    "Udjævnet: Kommunens tal er trukket mod kommunernes fælles niveau, mest for de små, fordi de svinger tilfældigt."
)

LIMITS_NOTE = (
    "Almindelige udsving: Så langt kan en kommune af den størrelse ligge fra regionens tal. Både tilfældet og de "
    "sædvanlige forskelle mellem kommuner er regnet med."
)

NO_RANKING_NOTE = "Rækkerne står i aftalens rækkefølge. Tabellen er ikke en rangliste."

NO_MAP = "Aftalefilen siger ikke, hvor kommunerne ligger på et kort. Derfor er der intet kort her."
"""In place of a map where the agreement's file gives no tiles."""
