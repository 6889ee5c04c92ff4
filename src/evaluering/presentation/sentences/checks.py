"""Sentences on checks: what each says of a change, in one or two short sentences that stand in a cell of a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from evaluering import wording
from evaluering.estimation.checks.check import Check
from evaluering.presentation.uncertainty import between, telling_decimals
from evaluering.wording.interrupted import CHECK_NOT_ASSESSED

_MORE_UNSURE = "Ændringen kan være mere usikker, end tallene viser."

Facts = Mapping[str, float]


def check_sentence(check: Check, *, measure: str, part: str) -> str:
    """What a check means for the change.

    Parameters
    ----------
    check : Check
        One of the six.
    measure : str
        Unit of the change: ``days`` or ``pct_point``.
    part : str
        What is left out one at a time, in Danish: ``klynge``, ``kommune``.
    """
    if check.verdict == "not_assessed":
        return CHECK_NOT_ASSESSED[check.name]
    told = _SENTENCES[check.name](check.facts, check.verdict == "holds", measure, part)
    return f"{told}{_unsure(check)}"


def _unsure(check: Check) -> str:
    """How many other models that do not contradict a sure change are unsure of it; else nothing."""
    if check.name != "alternative_models" or check.verdict != "holds" or check.table.empty:
        return ""
    over_zero = (check.table["lower"] <= 0) & (check.table["upper"] >= 0)
    count = int(over_zero.iloc[1:].sum())
    if over_zero.iloc[0] or not count:
        return ""
    return f" {'Én måde' if count == 1 else f'{wording.count(count)} måder'} giver dog ikke en sikker ændring."


def range_told(facts: Facts, measure: str) -> str:
    """The smallest and largest change of a check: ``mellem 4,1 og 5,6 dage``."""
    low, high = facts["smallest"], facts["largest"]
    return between(low, high, measure=measure, decimals=telling_decimals(low, high, least=1))


def _placebo(facts: Facts, holds: bool, measure: str, part: str) -> str:  # noqa: ARG001
    dates, as_clear = int(facts["dates"]), int(facts["as_clear"])
    seen = "ingen" if not as_clear else wording.count(as_clear)
    told = f"Vi lod, som om aftalen begyndte på {wording.count(dates)} tidligere datoer. "
    told += f"På {seen} af dem var ændringen mindst lige så tydelig."
    return told if holds else f"{told} Så tydelige ændringer kommer også af sig selv."


def _left_out(facts: Facts, holds: bool, measure: str, part: str) -> str:
    known = math.isfinite(facts["smallest"]) and math.isfinite(facts["largest"])
    found = f"ligger ændringen {range_told(facts, measure)}" if known else "er tallene skjult"
    told = f"Udelades én {part} ad gangen, {found}."
    return f"{told} Svaret hviler ikke på en enkelt." if holds else f"{told} Svaret afhænger af, hvem der er med."


def _autocorrelation(facts: Facts, holds: bool, measure: str, part: str) -> str:  # noqa: ARG001
    if holds:
        return "Det, beregningen ikke fanger, følges ikke ad fra måned til måned."
    return f"Der er sammenhæng tilbage mellem månederne. {_MORE_UNSURE}"


def _season(facts: Facts, holds: bool, measure: str, part: str) -> str:  # noqa: ARG001
    if holds:
        return "Der er ingen tydelige årstidsudsving tilbage."
    return f"Der er årstidsudsving tilbage. {_MORE_UNSURE}"


def _models(facts: Facts, holds: bool, measure: str, part: str) -> str:  # noqa: ARG001
    models, against = int(facts["models"]), int(facts["contradicting"])
    spread = f"De giver sammen med hovedberegningen {range_told(facts, measure)}."
    if holds:
        return f"Vi har regnet på {wording.count(models)} andre måder. Ingen af dem siger imod. {spread}"
    return f"Vi har regnet på {wording.count(models)} andre måder. {wording.count(against)} af dem siger imod. {spread}"


def _hidden(facts: Facts, holds: bool, measure: str, part: str) -> str:  # noqa: ARG001
    value, limit = (wording.number(facts[name], 1) for name in ("e_value", "e_value_limit"))
    likely = "sandsynlig" if facts["risk_ratio"] > 1 else "usandsynlig"
    return (
        f"En ukendt årsag skulle findes {value} gange så ofte efter som før (eller omvendt) og gøre lang amning "
        f"{value} gange så {likely}. Så kunne den alene give ændringen. {limit} gange er nok til, at ændringen ikke "
        "længere er sikker. Læseren må selv vurdere, om der kan være sådan en årsag."
    )


_SENTENCES: Mapping[str, Callable[[Facts, bool, str, str], str]] = MappingProxyType(
    {
        "placebo_dates": _placebo,
        "leave_one_out": _left_out,
        "residual_autocorrelation": _autocorrelation,
        "residual_season": _season,
        "alternative_models": _models,
        "hidden_cause": _hidden,
    }
)
