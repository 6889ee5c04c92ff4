"""Danish phrases put together from a slug and a number or period."""

from __future__ import annotations

from evaluering.periods import Month
from evaluering.wording.forms import agreement_year, long_month, lowered, measured, number
from evaluering.wording.labels import (
    ALTERNATIVES,
    DEFINITIONS,
    DOUBTS,
    ESTIMANDS,
    GOALS,
    SHORT_NAMES,
    SUBJECTS,
    VERDICTS,
)


def subject(indicator: str, *, name: str = "") -> str:
    """How a sentence names an indicator: ``den gennemsnitlige varighed af fuld amning``."""
    return SUBJECTS.get(indicator, lowered(name))


def answer(verdict: str, *, doubtful: bool) -> str:
    """A verdict by shape and word, with its doubt: ``● Ja (måske under)``; the same in every cell."""
    return f"{VERDICTS[verdict]} ({DOUBTS[verdict]})" if doubtful and verdict in DOUBTS else VERDICTS[verdict]


def short_name(indicator: str, *, name: str = "") -> str:
    """An indicator in a narrow cell: ``Varighed af fuld amning``."""
    return SHORT_NAMES.get(indicator, name)


def goal(indicator: str, value: str, *, name: str = "") -> str:
    """A target after the words *målet om, at*: ``fuld amning i gennemsnit varer mindst 120 dage``."""
    return GOALS.get(indicator, f"{lowered(name)} er mindst {{value}}").format(value=value)


def said(value: float, measure: str, *, decimals: int = 0) -> str:
    """A number with its unit as one says it: ``1 dag``, ``4 dage``, ``2,5 procentpoint``."""
    text = measured(value, measure, decimals=decimals)
    return text.removesuffix("e") if measure == "days" and number(abs(value), decimals) == "1" else text


def span(first_month: Month | str, last_month: Month | str) -> str:
    """Two months as one span: ``april 2023 til juni 2025``, ``juli til oktober 2025``, ``maj 2025``."""
    first, last = (Month.parse(month) if isinstance(month, str) else month for month in (first_month, last_month))
    if first == last:
        return long_month(last)
    begin = long_month(first)
    return f"{begin.removesuffix(f' {last.year}')} til {long_month(last)}"


def period(grain: str, text: str) -> str:
    """A period in words: ``april 2023``, ``2024``, ``aftaleår 2024/25``, ``2012–2020``."""
    if grain == "month":
        return long_month(text)
    if grain == "agreement_year":
        return agreement_year(int(text))
    if grain == "span":
        first, last = text.split("/")
        return f"{first[:4]}–{last[:4]}" if first.endswith("-01") and last.endswith("-12") else span(first, last)
    return text


def estimand(slug: str) -> str:
    """An estimand in words: ``Ændring i aftalens 1. år``."""
    if slug in ESTIMANDS:
        return ESTIMANDS[slug]
    figure = "".join(character for character in slug if character.isdigit())
    if slug.startswith("change_after_"):
        return f"Ændring efter {figure} måneder"
    if slug.startswith("agreement_year_"):
        return f"Ændring i aftalens {figure}. år"
    if slug.startswith("calendar_year_"):
        return f"Ændring for børn født i {figure}"
    raise KeyError(slug)


def alternative(slug: str) -> str:
    """Another way to calculate, in words: ``Indfaset over 12 måneder``."""
    if slug.startswith("ramp_"):
        return f"Indfaset over {slug.removeprefix('ramp_')} måneder"
    if slug.startswith("cut_"):
        return f"{slug.removeprefix('cut_')} måneder holdt ude"
    if slug.startswith("definition_"):
        return f"Anden grænse: {DEFINITIONS[slug.removeprefix('definition_')]}"
    return ALTERNATIVES[slug]
