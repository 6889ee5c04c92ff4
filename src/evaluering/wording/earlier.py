"""The Danish words for what has changed since earlier reports, and why the same births have another number."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from evaluering.wording.forms import count

NO_EARLIER = "Der er ingen tidligere rapport at sammenligne med."
FROM_NEXT = "Fra næste rapport vises her, hvad der er ændret, og hvorfor."
NO_NEW_YEAR = "Der er ikke kommet en ny årgang siden."
NOT_SHOWN = "Vises ikke"

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "unchanged": "Ingen ændring",
        "reports": "Sene indberetninger eller rettelser",
        "reports_or_code": "Sene indberetninger, rettelser eller nyt program",
        "records": "Rettede oplysninger om de samme børn",
        "records_or_code": "Rettede oplysninger eller nyt program",
        "code": "Nyt program. Data er de samme",
        "method": "Ny metode. Børnene er de samme",
        "cannot": "Kan ikke regnes igen",
        "hidden": "Skjult",
    }
)
"""Why the same births have another number now, for a note."""

WHY = "Hvorfor samme årgang kan have et andet tal nu"

REDEFINED = "Målets definition er ændret siden."

CAUSES: Mapping[str, str] = MappingProxyType(
    {
        "unchanged": "Tallene for samme årgang er ikke ændret.",
        "reports": "Siden er der kommet indberetninger eller rettelser til.",
        "reports_or_code": "Siden er der kommet indberetninger eller rettelser til, og programmet er ændret.",
        "records": "Siden er oplysninger om de samme børn rettet.",
        "records_or_code": "Siden er oplysninger om de samme børn rettet, eller programmet er ændret.",
        "code": "Data er de samme, men programmet er ændret siden.",
        "method": "Børnene er de samme, men metoden er ændret siden.",
        "cannot": "Tallene fra dengang kan ikke regnes igen.",
        "hidden": "Tallene fra dengang vises ikke, fordi få børn skal beskyttes.",
    }
)
"""The same as a sentence."""

CHANGED: Mapping[str, str] = MappingProxyType(
    {
        "code": "Programmet er ændret siden.",
        "plan": "Analyseplanen er ændret siden.",
        "parameters": "Valgene for kørslen er ændret siden.",
    }
)
"""What else is not as it was."""

CODE_TOO = "Programmet er også ændret."
NOT_MOVED = "Det ændrede ikke tallene."
STOOD = "Regionens tal er alligevel de samme, når de regnes igen."
NOTHING_ELSE = "Program, analyseplan og valg er de samme som dengang."
SMALL_NOTE = (
    "“Vises ikke”: Et sted er antallet ændret med så få børn, at det ikke må vises. Derfor vises antallet dengang ikke."
)


def more_known(children: int) -> str:
    """How many more, or fewer, of the same children's feeding is known now."""
    if children > 0:
        return f"Siden er {count(children)} flere børn kommet med i de gamle tal."
    return f"Oplysninger er rettet, så amningen nu er kendt for {count(-children)} færre af børnene."


def more_born(children: int) -> str:
    """How many more, or fewer, births are told of the same months."""
    return f"Der er nu {count(abs(children))} {'flere' if children > 0 else 'færre'} fødsler end dengang."
