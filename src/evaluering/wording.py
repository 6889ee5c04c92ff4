"""All Danish words for pages, labels and the command line; numbers and dates in Danish form.

Nothing here reads the operating system's locale: the form of numbers and dates comes from CLDR through Babel.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from evaluering.periods import Month

LOCALE = "da_DK"
NARROW = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"

HIDDEN = "Skjult"
NO_DATA = "Ingen data"
SYNTHETIC = "SYNTETISKE DATA"
SYNTHETIC_LONG = "SYNTETISKE DATA: Tallene er opdigtede og laver ingen udsagn om rigtige børn, kommuner eller sygehuse."
CAVEAT = (
    "Tallene skal læses med betydelige forbehold: Kommunernes journalsystemer og praksis for registrering er "
    "forskellige, og de svarer ikke helt til Den Nationale Børnedatabase (samarbejdsaftalen, afsnit 2)."
)

VERDICTS = {
    "ja": "● Ja",
    "nej": "▲ Nej",
    "endnu_ikke": "◐ Endnu ikke",
    "kan_ikke_vurderes": "◯ Kan ikke vurderes",
}
"""Word and shape per verdict: readable in grey and by ear (contracts, "Evaluation year and verdicts")."""

MEASURES = {"days": "dage", "pct": "%", "pct_point": "procentpoint", "count": "antal", "ratio": "forhold"}


def number(value: float, decimals: int = 1) -> str:
    """A number with decimal comma and thousands point, halves rounded away from zero.

    >>> number(1133.25)
    '1.133,3'
    >>> number(-0.04)
    '0,0'
    """
    if not math.isfinite(value):
        return NO_DATA
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    return format_decimal(abs(rounded) if rounded == 0 else rounded, pattern, locale=LOCALE).replace("-", MINUS)


def count(value: int) -> str:
    """A whole number with thousands point."""
    return number(value, 0)


def measured(value: float, measure: str, *, decimals: int = 1) -> str:
    """A number with its unit: ``4,1 dage``, ``12,0 %``, ``1,5 procentpoint``."""
    if measure in ("count", "ratio"):
        return number(value, decimals)
    return f"{number(value, decimals)}{NARROW}{MEASURES[measure]}"


def signed(value: float, measure: str, *, decimals: int = 1) -> str:
    """A change with its sign and unit: ``+4,1 dage``."""
    text = measured(value, measure, decimals=decimals)
    return f"+{text}" if text[0] != MINUS and number(value, decimals) != number(0.0, decimals) else text


def interval(lower: float, upper: float, *, decimals: int = 1) -> str:
    """The two limits of an interval: ``33,9 til 37,3`` (a dash would clash with a minus sign)."""
    return f"{number(lower, decimals)} til {number(upper, decimals)}"


def long_date(day: date) -> str:
    """A date in words: ``31. marts 2028``."""
    return format_date(day, "d. MMMM y", locale=LOCALE)


def long_month(month: Month | str) -> str:
    """A month in words: ``april 2023``."""
    month = Month.parse(month) if isinstance(month, str) else month
    return format_date(month.first_day, "MMMM y", locale=LOCALE)


def short_month(month: Month | str) -> str:
    """A month for an axis or a narrow cell: ``apr. 2023``."""
    month = Month.parse(month) if isinstance(month, str) else month
    return format_date(month.first_day, "MMM y", locale=LOCALE)


def agreement_year(year: int) -> str:
    """An agreement year in words: ``aftaleår 2023/24``."""
    return f"aftaleår {year}/{(year + 1) % 100:02d}"


def sentence_list(words: list[str] | tuple[str, ...]) -> str:
    """Words joined as in a sentence: ``a, b og c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} og {words[-1]}"


SUBJECTS = {
    "duration_mean": "den gennemsnitlige varighed af fuld amning",
    "share_26w": "andelen af børn ammet fuldt i mindst 26 uger",
}
"""How a sentence names an indicator; one that is not here goes by its name in the agreement file."""

GOALS = {
    "duration_mean": "fuld amning i gennemsnit varer mindst {value}",
    "share_26w": "mindst {value} af børnene ammes fuldt i mindst 26 uger",
}
"""What a target asks, after the word *at*; one that is not here is told by the indicator's name."""

DEFINITIONS = {
    "restricted_mean_365": "gennemsnitligt antal dage i barnets første år (højst 365)",
    "restricted_mean_182": "gennemsnitligt antal dage i de første 26 uger (højst 182)",
    "restricted_mean_245": "gennemsnitligt antal dage i de første 35 uger (højst 245)",
    "at_least_182_days": "mindst 26 uger: 182 dage eller mere",
    "over_182_days": "over 26 uger: mere end 182 dage",
    "at_least_183_days": "mindst 183 dage",
}
"""What a definition's id means to a reader."""

SOURCES = {
    "kommuneudtraek": "Kommunens eget udtræk",
    "kl-gateway": "KL Gateway Børn",
    "foedsler": "Levendefødte",
}
"""Kinds of delivery."""

REASONS = {
    "before_deadline": "fristen er ikke udløbet",
    "target_met": "målet er nået",
    "target_not_met": "målet er ikke nået",
    "definition": "tallet er målt på en anden måde end målet",
    "no_data": "der er ingen tal",
    "coverage": "amningen er kendt for for få af børnene",
    "maturity": "børnene er ikke fulgt længe nok",
    "baseline": "data rammer ikke aftalens udgangspunkt",
    "hidden": "tallet bygger på så få børn, at det ikke må vises",
    "too_few_mature_months": "der er for få måneder at måle på",
}
"""Why a target is judged as it is or cannot be, or a change cannot be shown, as the end of a sentence."""

ESTIMANDS = {
    "mean_change": "Gennemsnitlig ændring i hele perioden",
    "relative_mean_change": "Samme ændring i procent af det ventede",
    "fitted_mean": "Beregnet niveau efter aftalen",
    "counterfactual_mean": "Ventet niveau uden ændring",
    "level_change": "Spring ved aftalens start",
    "slope_change": "Ændret stigning pr. måned",
    "slope_change_per_year": "Ændret stigning pr. år",
    "full_change": "Ændring, når indsatsen er fuldt på plads",
    "trend_before_per_year": "Stigning pr. år før aftalen",
    "level": "Niveau",
}
"""Fixed estimands; those with a number in their name are put together by `estimand`."""

ALTERNATIVES = {
    "default": "Hovedberegningen",
    "no_cut": "Ingen fødsler holdt ude",
    "newey_west": "Anden metode (Newey-West)",
    "ols": "Enkel metode (OLS)",
}
"""Other ways to calculate the same change."""

RULES = {
    "rows_read": "Rækker læst",
    "withdrawn": "Trukket tilbage af afsenderen",
    "superseded_report": "Afløst af en senere indberetning",
    "cpr_form": "CPR-nummer i forkert form",
    "cpr_no_such_date": "CPR-nummer uden en rigtig dato",
    "date_unreadable": "En dato kan ikke læses",
    "date_missing": "En dato mangler",
    "status_or_period": "Hverken status eller periode, eller begge dele",
    "unknown_feeding": "Ukendt kode for ernæring",
    "unknown_contact": "Ukendt kode for kontakttype",
    "cpr_other_birth_date": "CPR-nummer og fødselsdato passer ikke sammen",
    "after_extraction": "En dato ligger efter udtrækket",
    "birth_after_recorded": "Født efter registreringen",
    "start_before_birth": "Oplysningen ligger før fødslen",
    "end_before_start": "Perioden slutter, før den begynder",
    "after_recorded": "Oplysningen rækker ud over registreringen",
    "conflicting_tie": "To samtidige indberetninger siger noget forskelligt",
    "born_before_series": "Født før tidsseriens første måned",
    "born_after_extraction": "Født efter den sidste måned med data",
    "municipality_outside_agreement": "Bor uden for aftalens kommuner",
    "rows_of_children_with_two_birth_dates": "Rækker om børn med to fødselsdatoer",
    "identical_rows": "Samme række indberettet igen",
    "superseded_rows": "Afløst af en nyere række om det samme",
    "rows_used": "Rækker, der bruges",
    "children_in_deliveries": "Børn i leverancerne",
    "two_birth_dates": "Børn med to fødselsdatoer",
    "several_municipalities": "Børn fra flere kommuner, talt i den seneste",
    "contradicting_status": "Børn, hvor en status siger imod en dato",
    "without_known_feeding": "Børn, hvis amning ikke kendes",
    "children_counted": "Børn, der tælles med",
}
"""Rules that take rows or children out, and the totals between them."""

WARNINGS = {
    "near_unit_root": "Nabomåneder følges tæt (tæt på enhedsrod), så ændringen er svær at skille fra udviklingen.",
    "variance_at_boundary": "Udsvingene kan forklares af tilfældighed alene.",
    "few_periods": "Der er få måneder at måle på.",
}
"""What a model warns about, as whole sentences."""


def subject(indicator: str, *, name: str = "") -> str:
    """How a sentence names an indicator: ``den gennemsnitlige varighed af fuld amning``."""
    return SUBJECTS.get(indicator, f"{name[:1].lower()}{name[1:]}")


def goal(indicator: str, value: str, *, name: str = "") -> str:
    """A target after the words *målet om, at*: ``fuld amning i gennemsnit varer mindst 120 dage``."""
    return GOALS.get(indicator, f"{name[:1].lower()}{name[1:]} er mindst {{value}}").format(value=value)


def said(value: float, measure: str, *, decimals: int = 0) -> str:
    """A number with its unit as one says it: ``1 dag``, ``4 dage``, ``2,5 procentpoint``."""
    text = measured(value, measure, decimals=decimals)
    return text.removesuffix("e") if measure == "days" and number(abs(value), decimals) == "1" else text


def span(first_month: Month | str, last_month: Month | str) -> str:
    """Two months as one span: ``april 2023 til juni 2025``."""
    return f"{long_month(first_month)} til {long_month(last_month)}"


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
    if slug.startswith("definition_"):
        return f"Anden grænse: {DEFINITIONS[slug.removeprefix('definition_')]}"
    return ALTERNATIVES[slug]
