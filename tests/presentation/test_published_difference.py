"""A region against the rest of the nation: sentences and figure say what the record says, and read easily."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from evaluering.analysis_plan import NOT_PLANNED
from evaluering.estimation.comparison.comparisons import comparison
from evaluering.estimation.published.published import PublishedChange, PublishedFigures, PublishedSeries
from evaluering.estimation.published.published_difference import (
    AGAINST_NATION,
    AGAINST_UNTRIED,
    COURSE_COLUMNS,
    PublishedComparison,
    PublishedDifference,
    Trial,
)
from evaluering.estimation.series import OutcomeSeries
from evaluering.presentation import figures, sentences
from evaluering.wording.comparison import COUNTED, FEW_YEARS, REASONS, SAME_WAY
from evaluering.wording.plan import NOT_PLANNED_NOTE

TRIAL = Trial(("Region Nordjylland", "Region Syddanmark"), 2022, 2025)
FORBIDDEN = re.compile(r"effekt|signifikan|p-værdi|skyldes|takket være", re.IGNORECASE)
YEARS = [str(year) for year in range(2015, 2027)]


def years():
    size = len(YEARS)
    value = np.linspace(-1.0, 4.0, size)
    frame = pd.DataFrame({"period": YEARS, "own": 109.0 + value, "control": 109.0, "value": value})
    frame = frame.assign(from_month=[f"{year}-01" for year in YEARS])
    frame = frame.assign(lower=value - 1, upper=value + 1, mature=[True] * (size - 1) + [False])
    used = [period not in ("2022", "2023", "2026") for period in YEARS]
    counts = {f"{side}_{name}": 9000.0 for side in ("own", "control") for name in ("known", "at_least")}
    errors = dict.fromkeys(["standard_error", "own_standard_error", "control_standard_error"], 0.5)
    return frame.assign(used=used, **counts, **errors)


def course(last=2025):
    periods = [str(year) for year in range(2015, last + 1)]
    expected = np.linspace(0.0, 1.0, len(periods))
    after = np.array([int(period) >= 2024 for period in periods])
    limits = {side: np.where(after, expected + sign, np.nan) for side, sign in (("lower", -2), ("upper", 2))}
    columns = [periods, expected + 4.0 * after, expected, limits["lower"], limits["upper"]]
    return pd.DataFrame(dict(zip(COURSE_COLUMNS, columns, strict=True)))


class Comparisons:
    """Records protected under the decisions of the small set."""

    def __init__(self, maker) -> None:
        self.maker, self.data = maker, maker.data

    def estimate(self, value=4.1, lower=2.9, upper=5.2, probability=1.0, *, estimand=AGAINST_NATION, **more):
        made = self.maker.estimate(value, lower, upper, probability, **more)
        span = {"first_period": "2024-01", "last_period": "2025-12", "definition": "registered_mean"}
        return replace(made, estimand=estimand, **span)

    def part(self, estimate=None, *, reason="", fitted=None):
        change = PublishedChange(estimate, reason, 10, 2)
        line = course() if fitted is None else fitted
        return PublishedDifference(comparison("difference"), change, years(), line if estimate else line.iloc[:0])

    def record(self, main, untried=None, *, measure="days"):
        definition = "registered_mean" if measure == "days" else "registered_over_26_weeks"
        indicator = "duration_mean" if measure == "days" else "share_26w"
        trials = (TRIAL,) if untried else ()
        return self.maker.protected(
            PublishedComparison(indicator, definition, measure, "region", "Region Midtjylland", main, untried, trials)
        )

    def text(self, *records):
        block = sentences.published_difference(records, data=self.data)
        return str(block.description["text"]).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def compare(maker):
    return Comparisons(maker)


def test_a_sure_change_is_told_with_its_limits_and_years(compare):
    text = compare.text(compare.record(compare.part(compare.estimate())))
    assert text.startswith(
        "**Sammenlignet med resten af landet lå registerets gennemsnitlige varighed af fuld amning "
        "4 dage højere end ventet.** Med 95 % sikkerhed ligger ændringen mellem 3 og 5 dage. "
        "Det gælder børn født fra 2024 til 2025 og bygger på 10 år før aftalen."
    )
    assert "Det ventede er forskellen i årene før aftalen" in text
    assert "pandemien" in text
    assert "Det, der kun sker i Region Midtjylland, er ikke trukket fra." in text
    assert text.endswith("Sammenligningen viser ikke, hvad der er årsagen til en forskel.")
    assert not FORBIDDEN.search(text)
    assert "Uden " not in text
    assert "forsøg" not in text


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((4.0, 2.0, 6.0, 1.0), "lå registerets gennemsnitlige varighed af fuld amning 4 dage højere end ventet"),
        ((4.0, -1.0, 9.0, 0.95), "amning sandsynligvis 4 dage højere end ventet"),
        ((-4.0, -6.0, -2.0, 0.0), "amning 4 dage lavere end ventet"),
        ((-4.0, -9.0, 1.0, 0.05), "amning sandsynligvis 4 dage lavere end ventet"),
        ((1.0, -4.0, 6.0, 0.7), "er der ingen sikker ændring i registerets gennemsnitlige varighed af fuld amning"),
    ],
)
def test_the_words_follow_the_direction_and_how_sure_it_is(compare, numbers, words):
    record = compare.record(compare.part(compare.estimate(*numbers)))
    assert words in compare.text(record)
    title = str(figures.published_difference(record, data=compare.data).description["title"])
    assert words in title.replace("\N{NO-BREAK SPACE}", " ")


def test_what_could_not_be_seen_is_told_when_nothing_is_sure(compare):
    unsure = compare.estimate(1.0, -4.0, 6.0, 0.7, smallest_detectable=7.0)
    assert "En ændring under 7 dage kunne vi ikke have set" in compare.text(compare.record(compare.part(unsure)))


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (
            (3.0, 1.0, 5.0, 1.0),
            "Uden Region Nordjylland og Region Syddanmark lå tallet 3 dage højere end ventet (mellem",
        ),
        ((1.0, -4.0, 6.0, 0.7), "Uden Region Nordjylland og Region Syddanmark er der ingen sikker ændring (mellem −4"),
        (None, "Uden Region Nordjylland og Region Syddanmark kan ændringen ikke regnes ud."),
    ],
)
def test_the_same_without_regions_with_a_trial_is_told(compare, numbers, words):
    estimate = compare.estimate(*numbers, estimand=AGAINST_UNTRIED) if numbers else None
    untried = compare.part(estimate, reason="" if numbers else "no_other_regions")
    text = compare.text(compare.record(compare.part(compare.estimate()), untried))
    assert words in text
    assert "havde deres eget forsøg med støtte til amning i 2022–2025" in text
    assert "for lille eller for stor" in text


def test_one_year_and_few_years_are_told(compare):
    one = replace(compare.estimate(warnings=("few_periods",)), last_period="2024-12")
    text = compare.text(compare.record(compare.part(one, fitted=course(2024))))
    assert "Det gælder børn født i 2024 og bygger" in text
    assert FEW_YEARS in text


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_why_it_cannot_be_told_is_said_and_nothing_more(compare, reason):
    part = compare.part(reason=reason)
    text = compare.text(compare.record(replace(part, frame=part.frame.assign(mature=True))))
    assert text.startswith("**Ændringen i registerets gennemsnitlige varighed af fuld amning kan ikke sammenlignes")
    assert REASONS[reason].format(name="Region Midtjylland", first=2024) in text
    assert "trukket fra" not in text


def test_the_first_whole_year_is_that_of_a_start_in_january(compare):
    january = compare.data.agreement.model_copy(update={"start": compare.data.agreement.start + -3})
    compare.data = replace(compare.data, agreement=january)
    record = compare.record(compare.part(reason="too_few_mature_months"))
    assert "børn født i 2023 eller senere" in compare.text(record)


def test_a_number_that_was_not_planned_is_marked(compare):
    text = compare.text(compare.record(compare.part(compare.estimate(warnings=(NOT_PLANNED,)))))
    assert text.endswith(NOT_PLANNED_NOTE)


def test_both_changes_are_published_under_the_definition_of_the_register(compare):
    untried = compare.part(compare.estimate(3.0, estimand=AGAINST_UNTRIED))
    record = compare.record(compare.part(compare.estimate()), untried)
    entries = sentences.published_difference((record,), data=compare.data).description["results"]
    assert [one["id"] for one in entries] == [
        "registered_mean/region/mean_change_against_nation",
        "registered_mean/region/mean_change_against_nation_without_trials",
    ]
    assert [one["value"] for one in entries] == [4.1, 3.0]
    assert (entries[0]["from"], entries[0]["to"], entries[0]["measure"]) == ("2024-01", "2025-12", "days")


def test_the_figure_has_the_years_and_the_expected_line_behind_it(compare):
    record = compare.record(compare.part(compare.estimate()))
    block = figures.published_difference(record, data=compare.data).description
    rows = [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in block["data"]["rows"]]
    assert rows[0] == ["2015", "108,0 dage", "109,0 dage", "−1,0 dage (−2,0 til 0,0)", "0,0 dage"]
    assert rows[-1][-1] == "–"
    assert len(rows) == len(YEARS)
    assert "Den stiplede linje er den ventede forskel" in block["caption"]
    assert "Figuren viser 12 år" in block["alt"]


def test_the_figure_of_a_share_counts_in_percentage_points(compare):
    part = compare.part(compare.estimate(measure="pct_point"))
    block = figures.published_difference(compare.record(part, measure="pct"), data=compare.data).description
    row = [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in block["data"]["rows"][0]]
    assert row[1:4] == ["108,0 %", "109,0 %", "−1,0 procentpoint (−2,0 til 0,0)"]


def test_without_a_change_the_figure_has_the_years_alone(compare):
    block = figures.published_difference(
        compare.record(compare.part(reason="too_few_mature_months")), data=compare.data
    ).description
    assert "stiplede" not in block["caption"]
    assert "Åbne punkter er foreløbige tal." in block["caption"]
    assert {row[-1] for row in block["data"]["rows"]} == {"–"}


def test_one_year_after_is_drawn(compare):
    part = compare.part(compare.estimate(), fitted=course(2024))
    assert figures.published_difference(compare.record(part), data=compare.data).svg.startswith("<")


def test_a_hidden_year_has_no_numbers_and_no_point(compare):
    part = compare.part(compare.estimate())
    small = part.frame.assign(own_known=[3.0, *[9000.0] * (len(YEARS) - 1)])
    record = compare.record(replace(part, frame=small))
    block = figures.published_difference(record, data=compare.data).description
    assert block["data"]["rows"][0][1:4] == ["Skjult"] * 3
    assert "Figuren viser 11 år" in block["alt"]


def test_a_year_without_limits_and_no_years_at_all_are_drawn(compare):
    part = compare.part(reason="no_other_regions")
    bare = replace(part, frame=part.frame.assign(lower=np.nan, upper=np.nan))
    rows = figures.published_difference(compare.record(bare), data=compare.data).description["data"]["rows"]
    assert rows[0][3].replace("\N{NO-BREAK SPACE}", " ") == "−1,0 dage"
    none = replace(part, frame=part.frame.iloc[:0])
    empty = figures.published_difference(compare.record(none), data=compare.data).description
    assert empty["data"]["rows"] == [["Der er ingen år med begge tal", "", "", "", ""]]
    assert "ingen punkter" in empty["alt"]


def prose(compare):
    untried = compare.part(compare.estimate(1.0, -4.0, 6.0, 0.7, estimand=AGAINST_UNTRIED))
    unsure = compare.part(compare.estimate(1.0, -4.0, 6.0, 0.7, smallest_detectable=7.0, warnings=("few_periods",)))
    for record in (
        compare.record(compare.part(compare.estimate(4.0, -1.0, 9.0, 0.95)), untried),
        compare.record(
            compare.part(compare.estimate(4.0, -1.0, 9.0, 0.95, measure="pct_point")), untried, measure="pct"
        ),
        compare.record(unsure, untried),
        *(compare.record(compare.part(reason=reason)) for reason in REASONS),
    ):
        block = figures.published_difference(record, data=compare.data).description
        yield f"{compare.text(record)}\n{block['title']}.\n{block['caption']}"


def test_the_words_read_easily(compare):
    for text in prose(compare):
        found = [part for part in re.split(r"[.!?:](?:\s|$)|\n+", re.sub(r"\*", "", text)) if re.search(r"\w", part)]
        counts = [re.findall(r"[A-Za-zÆØÅæøå][\w-]*", one) for one in found]
        assert max(len(one) for one in counts) < 25
        words = [word for one in counts for word in one]
        lix = len(words) / len(found) + 100 * sum(len(word) > 6 for word in words) / len(words)
        assert lix <= 45
        assert not FORBIDDEN.search(text)


def moved(compare, own, control, *, measure="days", **columns):
    """A record whose last year is preliminary: its two sides in the last two years."""
    frame = years().assign(**columns)
    frame.loc[frame.index[-2:], "own"] = own
    frame.loc[frame.index[-2:], "control"] = control
    part = replace(compare.part(reason="too_few_mature_months"), frame=frame)
    return compare.record(part, measure=measure)


@pytest.mark.parametrize(
    ("own", "control", "words"),
    [
        ((112.0, 116.0), (112.0, 111.0), "steg registerets gennemsnitlige varighed af fuld amning i Region Midt"),
        ((112.0, 116.0), (112.0, 115.0), "både i Region Midtjylland og i resten af landet"),
        ((112.0, 110.0), (112.0, 110.0), "faldt registerets gennemsnitlige varighed af fuld amning både"),
        ((112.0, 113.0), (112.0, 115.0), "amning sandsynligvis både"),
        ((112.0, 112.1), (112.0, 115.0), "er der ingen sikker ændring i registerets gennemsnitlige varighed"),
        ((112.0, 116.0), (np.nan, np.nan), "i Region Midtjylland"),
    ],
)
def test_a_preliminary_year_says_where_it_points(compare, own, control, words):
    record = moved(compare, own, control)
    title = str(figures.published_difference(record, data=compare.data).description["title"])
    assert title.startswith("Foreløbigt: Fra 2025 til 2026 ")
    assert words in title
    assert ("men ikke i resten af landet" in title) == (control == (112.0, 111.0))
    assert f"**{title}.**" in compare.text(record)


@pytest.mark.parametrize(
    "columns",
    [
        {"mature": True},
        {"from_month": "2022-01"},
        {"value": np.nan},
        {"own_standard_error": np.nan},
        {"period": [str(year) for year in range(2010, 2032, 2)] + ["2099"]},
    ],
)
def test_without_two_years_that_can_be_told_nothing_preliminary_is_said(compare, columns):
    record = moved(compare, (112.0, 116.0), (112.0, 111.0), **columns)
    assert "Foreløbigt" not in str(figures.published_difference(record, data=compare.data).description["title"])


def own_years(compare, values, *, last="2026", mature=True):
    """The same outcome in the municipalities' own data, by calendar year."""
    periods = [str(int(last) - 1), last]
    frame = pd.DataFrame({
        "period": periods, "from_month": [f"{one}-01" for one in periods], "to_month": [f"{one}-12" for one in periods],
        "births": 13000, "known": 12000, "coverage_pct": 92.3, "at_least": np.nan, "value": values,
        "standard_error": 0.5, "lower": 110.0, "upper": 118.0, "mature": mature,
    })  # fmt: skip
    return compare.maker.protected(
        OutcomeSeries("region", "duration_mean", "restricted_mean_365", "days", "calendar_year", frame)
    )


def published_figures(compare, *, extracted="2027-12-15"):
    frame = years().assign(known=9000.0, at_least=np.nan, extracted=extracted, to_month="2026-12", lower=1.0, upper=2.0)
    series = PublishedSeries("region", "Region Midtjylland", "own", frame)
    revised = pd.DataFrame(columns=["period", "then", "now", "extracted_then", "extracted_now", "difference"])
    change = PublishedChange(None, "too_few_mature_months", 10, 0)
    return compare.maker.protected(
        PublishedFigures("duration_mean", "registered_mean", "days", (series,), change, revised)
    )


def concluded(compare, own, *, step=(112.4, 115.8), extraction=date(2028, 10, 1), **more):
    data = replace(compare.data, extraction_date=extraction)
    block = sentences.published_conclusion(
        (published_figures(compare),), data=data, apart=(moved(compare, step, (112.7, 111.2), **more),), own=own
    )
    return str(block.description["text"]).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("values", "step", "answer"),
    [((112.0, 117.5), (112.4, 115.8), "same"), ((112.0, 108.0), (112.4, 115.8), "other"),
     ((112.0, 117.5), (112.4, 112.5), "unclear"), ((112.0, 112.1), (112.4, 115.8), "unclear")],
)  # fmt: skip
def test_the_page_answers_whether_the_register_points_our_way(compare, values, step, answer):
    text = concluded(compare, (own_years(compare, values),), step=step)
    assert text.startswith(f"**{SAME_WAY[answer]}.** Fra 2025 til 2026 gik varigheden fra 112,4 til")
    assert "I resten af landet gik tallet fra 112,7 til 111,2 dage." in text
    assert f"ikke vores {str(values[1]).replace('.', ',')} dage for børn født i 2026." in text
    assert COUNTED["registered_mean"] in text
    assert "kan ikke vises" not in text


def test_when_the_answer_can_be_final_is_said(compare):
    own = (own_years(compare, (112.0, 117.5)),)
    assert "Tabellen er fra 15. december 2027, før alle børn" in concluded(compare, own)
    assert "Hent tabellen igen for at få et endeligt svar." in concluded(compare, own)
    early = concluded(compare, own, extraction=date(2028, 1, 1))
    assert "Et endeligt svar kræver en tabel fra 1. april 2028 eller senere." in early


def test_without_own_data_or_a_preliminary_year_no_answer_is_given(compare):
    for own, more in ((), {}), ((own_years(compare, (1.0, 2.0), last="2024"),), {}), (
        (own_years(compare, (112.0, 117.5)),), {"mature": True},
    ):  # fmt: skip
        text = concluded(compare, own, **more)
        assert not any(one in text for one in SAME_WAY.values())
        assert "kan ikke vises" in text
