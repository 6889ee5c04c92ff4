"""The Danish words for the analysis plan: what was fixed beforehand, and what departs from it."""

from __future__ import annotations

from collections.abc import Iterable

NOT_PLANNED = "ikke forud planlagt"
"""After a number or a name, in brackets or after a comma."""

PLAN_YOUNGER = "Planen er yngre end data."
"""What is said of a plan that was decided after the data were drawn."""

NOT_PLANNED_NOTE = "Ikke forud planlagt: Tallene er regnet på en anden måde, end analyseplanen siger."
SOME_NOT_PLANNED_NOTE = "Ikke forud planlagt: Nogle af tallene er regnet på en anden måde, end analyseplanen siger."
"""Notes under a table all or some of whose numbers were not planned."""

CHOICES = {
    "indicator": "resultat",
    "cut_months": "måneder før aftalen, der holdes ude",
    "harmonics": "bølger, der følger årstiden",
    "ramps_months": "længder af en gradvis start, i måneder",
    "minimum_mature_months": "færrest måneder efter aftalens start",
}
"""What a run can choose otherwise than the plan, by the name of the choice."""

COUNTS = {2: "to", 3: "tre", 4: "fire", 5: "fem", 6: "seks"}
"""Small numbers as words."""


def choice(slug: str, *, used: object, planned: object) -> str:
    """A departure with both values: ``måneder før aftalen, der holdes ude: 6 (planen: 8)``."""
    return f"{CHOICES[slug]}: {_value(used)} (planen: {_value(planned)})"


def _value(value: object) -> str:
    """A value as a reader writes it; the values of a list parted by commas, and an empty list as *ingen*."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(str(one) for one in value) or "ingen"
    return str(value)
