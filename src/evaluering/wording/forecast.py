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
    "level_stays": "Hvis niveauet bliver, som det er",
}
"""What is assumed of the time to come, as a cell."""

CLAUSES = {
    "slope_continues": "hvis udviklingen siden aftalen fortsætter",
    "level_stays": "hvis niveauet bliver, som det er",
}
"""The same as the end of a sentence."""

TRIED = {"slope_continues": "Samme udvikling", "level_stays": "Samme niveau", "naive": "Enkelt gæt"}
"""What was assumed in a back-test, as a cell."""

PANELS = {"slope_continues": "Udviklingen fortsætter", "level_stays": "Niveauet bliver, som det er"}
"""The same above a small figure."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The words for probabilities up to a whole per cent (included): in a sentence, and as an answer to a question.

    `words` is empty where the probability is told in tenths: ``omkring 3 ud af 10``.
    """

    most_pct: int
    words: str
    answer: str


LIKELIHOODS = (
    Likelihood(0, "så godt som udelukket", "Næsten sikkert ikke"),
    Likelihood(10, "meget usandsynligt", "Sandsynligvis ikke"),
    Likelihood(89, "", "Usikkert"),
    Likelihood(99, "meget sandsynligt", "Sandsynligvis"),
    Likelihood(100, "så godt som sikkert", "Næsten sikkert"),
)
"""The one table of words for a probability; 0 stands for under 1 per cent, 100 for over 99."""

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
NO_RESULT = "En fremskrivning er ikke et svar på målet. Svaret gives først, når børnene kan tælles med."
NOT_THE_ONLY = (
    "De to antagelser er ikke de eneste mulige. Nye indsatser, nye vaner og ny registrering er ikke regnet med."
)
PHASED_IN = (
    "Indsatsen skulle være på plads i {month}. Flader stigningen ud, når alt er på plads, bliver tallet for højt, hvis "
    "udviklingen antages at fortsætte."
)
"""A slope seen while efforts came in step by step is steeper than what may come after (agreement, section 9)."""

KNOWN_WEAKNESSES = (
    "Metoden er prøvet på opdigtede tal, hvor facit var kendt. Intervaller på 95 % ramte facit i 91 til 97 af 100 "
    "tilfælde. Intervaller på 80 % ramte i 70 til 84 af 100. Når tallet i virkeligheden næsten står stille, er "
    "sandsynligheden for sikker, hvis udviklingen antages at fortsætte."
)
"""From `benchmarks/forecast.py`: true trends of many sizes, and small ones alone."""


def likelihood(probability: float) -> Likelihood:
    """The words for a probability, from the per cent a reader sees.

    >>> likelihood(0.004).words, likelihood(0.104).words, likelihood(0.951).answer
    ('så godt som udelukket', 'meget usandsynligt', 'Sandsynligvis')
    """
    shown = _per_cent(probability)
    return next(one for one in LIKELIHOODS if shown <= one.most_pct)


def chance(probability: float) -> str:
    """A probability in whole per cent, never 0 or 100: ``7 %``, ``under 1 %``, ``over 99 %``."""
    shown = _per_cent(probability)
    if shown in (0, 100):
        return f"under 1{NARROW}%" if shown == 0 else f"over 99{NARROW}%"
    return f"{shown}{NARROW}%"


def chance_words(probability: float) -> str:
    """A probability in words: ``meget usandsynligt``, ``omkring 3 ud af 10``."""
    tenths = math.floor(_per_cent(probability) / 10 + 0.5)
    return likelihood(probability).words or f"omkring {tenths} ud af 10"


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
