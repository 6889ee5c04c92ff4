"""The Danish words of a forecast: its assumptions, how likely something is, and what a reader must know of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evaluering.wording.forms import NARROW
from evaluering.wording.labels import REASONS
from evaluering.wording.phrases import period

ASSUMPTIONS = {
    "slope_continues": "Hvis udviklingen siden aftalen fortsætter",
    "level_stays": "Hvis niveauet bliver som i {month}",
}
"""What is assumed of the time to come, as a cell; `month`: the last one known."""

CLAUSES = {
    "slope_continues": "hvis udviklingen siden aftalen fortsætter",
    "level_stays": "hvis niveauet bliver som i {month}",
}
"""The same as the end of a sentence."""

TRIED = {"slope_continues": "Samme udvikling", "level_stays": "Samme niveau", "naive": "Enkelt gæt"}
"""What was assumed, where room is short: in a back-test, or at the head of a column."""

PANELS = {"slope_continues": "Udviklingen fortsætter", "level_stays": "Niveauet bliver som i {month}"}
"""The same above a small figure."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The words for probabilities up to a whole per cent (included)."""

    most_pct: int
    words: str


UNSURE = "usikkert"

LIKELIHOODS = (
    Likelihood(10, "meget usandsynligt"),
    Likelihood(33, "usandsynligt"),
    Likelihood(66, UNSURE),
    Likelihood(89, "sandsynligt"),
    Likelihood(100, "meget sandsynligt"),
)
"""The one table of words for a probability, on page, table and figure (Mastrandrea et al. 2010, IPCC guidance note).

Its words for under 1 and over 99 per cent are left out: a trial on invented data shows that the method is too sure.
"""

DONE = "Alle børn, som målene gælder, er talt med. Der er intet at fremskrive."
DONE_ONE = "Alle børn er talt med, så {about} fremskrives ikke."
DONE_TABLE = "Derfor er der heller ingen fremskrevne tal at vise."
DONE_SLOPES = "Der er ikke flere børn, som kan flytte tallene. Derfor regner vi ikke ud, hvor meget de skal stige."
"""What is said instead of a forecast, its figure and its tables when all births of the targets were counted."""

FORECAST_REASONS = {
    "all_observed": "alle de børn, målet gælder, kan allerede tælles med",
    "no_target": "der er ikke sat et mål",
}
"""Why nothing is forecast, as the end of a sentence; all other reasons are those of every page."""

GOAL_QUESTIONS = {
    "duration_mean": "Når varigheden i {name} op på {value}?",
    "share_26w": "Når andelen i {name} op på {value}?",
}
"""A target as a question; one that is not here is asked by the indicator's name."""

FORECAST = "Det følgende er fremskrivninger og ikke resultater."
NO_RESULT = "Svaret gives først, når børnene kan tælles med."
NOT_THE_ONLY = (
    "De to antagelser er ikke de eneste mulige. Nye indsatser, nye vaner og ny registrering er ikke regnet med."
)
PHASED_IN = (
    "Indsatsen skulle være på plads i {month}. Flader stigningen ud, når alt er på plads, bliver tallet for højt, hvis "
    "udviklingen antages at fortsætte."
)
"""A slope seen while efforts came in step by step is steeper than what may come after (agreement, section 9)."""

END_OF_LINE = (
    "Niveauet er slutpunktet på den beregnede linje, når årstiden er regnet fra. Det er derfor ikke årets gennemsnit."
)
TOO_SURE = "Når tallet næsten står stille, lyder svaret mere sikkert, end det er."
TRIAL = (
    "Metoden er prøvet på opdigtede tal, hvor facit var kendt. Intervaller på 95 % ramte facit i 91 til 97 af 100 "
    "tilfælde. Intervaller på 80 % ramte i 70 til 84 af 100. Når tallet i virkeligheden næsten står stille, er "
    "sandsynligheden for sikker, hvis udviklingen antages at fortsætte."
)
"""From `benchmarks/forecast.py`: true trends of many sizes, and small ones alone."""

NO_PROMISE = (
    "Metoden har tidligere ikke ramt bedre end at antage samme tal som sidste år. "
    "Brug ikke fremskrivningen som et løfte."
)
MOSTLY_WORSE = "Metoden ramte oftest dårligere end at antage samme tal som sidste år. Brug den ikke som et løfte."
UNTRIED = "Metoden kan ikke prøves på tidligere år, så brug ikke fremskrivningen som et løfte."


def likelihood(probability: float) -> Likelihood:
    """The words for a probability, from the per cent a reader sees.

    >>> likelihood(0.104).words, likelihood(0.5).words, likelihood(0.951).words
    ('meget usandsynligt', 'usikkert', 'meget sandsynligt')
    """
    shown = _per_cent(probability)
    return next(one for one in LIKELIHOODS if shown <= one.most_pct)


def chance(probability: float) -> str:
    """A probability in whole per cent, never 0 or 100: ``7 %``, ``under 1 %``, ``over 99 %``."""
    shown = _per_cent(probability)
    if shown in (0, 100):
        return f"under 1{NARROW}%" if shown == 0 else f"over 99{NARROW}%"
    return f"{shown}{NARROW}%"


def likely(probability: float, *, per_cent: bool = False) -> str:
    """A probability in words: ``usikkert``; with its per cent ``usikkert (52 %)``."""
    told = likelihood(probability).words
    return f"{told} ({chance(probability)})" if per_cent else told


def enough(probability: float) -> str:
    """Whether the rise seen is enough if it goes on, by the target's probability then.

    >>> enough(0.95)
    'Meget sandsynligt, at stigningen er nok, hvis den fortsætter'
    >>> enough(0.5)
    'Usikkert, om stigningen er nok, hvis den fortsætter'
    """
    told = likelihood(probability).words
    return f"{told.capitalize()}, {'om' if told == UNSURE else 'at'} stigningen er nok, hvis den fortsætter"


def _per_cent(probability: float) -> int:
    """Whole per cent as shown; 0 for under 1, 100 for over 99."""
    if probability < 0.01:
        return 0
    return 100 if probability > 0.99 else math.floor(100 * probability + 0.5)


def forecast_reason(slug: str) -> str:
    """Why nothing is forecast, as the end of a sentence."""
    return FORECAST_REASONS.get(slug) or REASONS[slug]


def question(indicator: str, *, name: str, value: str, about: str) -> str:
    """A target as a question: ``Når varigheden i Region Midtjylland op på 120 dage?``; `about`: the indicator."""
    return GOAL_QUESTIONS.get(indicator, f"{about} i {{name}}: nås {{value}}?").format(name=name, value=value)


def born(births: Sequence[tuple[str, int]]) -> str:
    """Years of births, by grain and year: ``2027 eller aftaleår 2027/28``."""
    return " eller ".join(period(grain, str(year)) for grain, year in births)


def months(count: int) -> str:
    """A number of months: ``33 måneder``, ``1 måned``."""
    return "1 måned" if count == 1 else f"{count} måneder"
