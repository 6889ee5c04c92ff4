import re
from dataclasses import replace
from math import nan
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from evaluering.agreement import REGION
from evaluering.disclosure.protection import protect
from evaluering.estimation.survival.unit_durations import HazardRatio, UnitDurationTests
from evaluering.preparation.durations import (
    protected_curves,
    protected_curves_beside,
    protected_duration_tests,
    protected_registered,
    protected_thresholds,
)
from evaluering.presentation import figures, sentences, tables
from evaluering.presentation.sentences.durations import added_up, beside_message, chosen_years, curves_message
from evaluering.presentation.tables.cells import with_interval

LARGEST = 34_000
"""Bytes of a drawing, of which the mark of synthetic data takes five thousand."""

FORBIDDEN = re.compile(r"effekt|signifikan|p-værdi|forårsag", re.IGNORECASE)


@pytest.fixture(scope="module")
def shown(prepared):
    """Every block on durations of the region, and one sheet's figure."""
    years, span = (
        protected_curves(prepared, unit=REGION, grain=grain) for grain in ("calendar_year", "agreement_year")
    )
    beside = protected_curves_beside(prepared, row="0740")
    shares = protected_thresholds(prepared, unit=REGION)
    register = protected_registered(prepared, unit=REGION)
    tests = protected_duration_tests(prepared, unit=REGION)
    return {
        "curves": lambda: figures.curves(years, data=prepared),
        "curves by agreement year": lambda: figures.curves(span, data=prepared),
        "curves_beside": lambda: figures.curves_beside(beside, data=prepared),
        "thresholds figure": lambda: figures.thresholds(shares, data=prepared),
        "at_risk": lambda: tables.at_risk(years, data=prepared),
        "thresholds": lambda: tables.thresholds(shares, data=prepared),
        "registered table": lambda: tables.registered(register, data=prepared),
        "registered": lambda: sentences.registered(register, data=prepared),
        "duration_tests table": lambda: tables.duration_tests(tests, data=prepared),
        "duration_tests": lambda: sentences.duration_tests(tests, data=prepared),
    }


FIGURES = ["curves", "curves by agreement year", "curves_beside", "thresholds figure"]


@pytest.mark.parametrize("name", FIGURES)
def test_a_drawing_is_small_and_always_the_same(shown, name):
    block = shown[name]()
    assert shown[name]().svg == block.svg
    assert len(block.svg.encode("utf-8")) < LARGEST
    ET.fromstring(block.svg)
    assert len(block.description["data"]["rows"]) > 3
    assert block.description["title"] in block.description["alt"]


def test_ids_are_all_different_and_no_word_is_forbidden(shown):
    blocks = [one() for one in shown.values()]
    ids = [block.description["id"] for block in blocks]
    assert len(ids) == len(set(ids))
    entries = [entry["id"] for block in blocks for entry in block.description["results"]]
    assert len(entries) == len(set(entries))
    words = " ".join(str(block.description) for block in blocks)
    assert FORBIDDEN.findall(words) == []


def test_sentences_are_short(shown):
    for name in ("registered", "duration_tests"):
        text = shown[name]().description["text"].replace("*", "")
        for sentence in re.split(r"[.:]\s", text):
            assert len(sentence.split()) <= 25, sentence


def curve_record(prepared, **shares):
    """Two years whose shares and errors are given: by age a pair of (before, after, error)."""
    record = protected_curves(prepared, unit=REGION).value
    rows = []
    for day, (before, after, error) in {0: (100.0, 100.0, 0.0), **shares}.items():
        for period, share in (("2021", before), ("2024", after)):
            limits = (share - 2 * error, share + 2 * error) if error else (nan, nan)
            rows.append((REGION, period, int(str(day).lstrip("d")), share, error, *limits))
    names = ["unit", "period", "day", "share_pct", "standard_error", "lower", "upper"]
    points = pd.DataFrame(rows, columns=names).assign(still=500.0, observed=510.0)
    births = record.births[record.births["period"].isin(["2021", "2024"])].reset_index(drop=True)
    return replace(record, births=births, points=points)


ALIKE = (50.0, 50.0, 1.0)
HIGHER = (50.0, 60.0, 1.0)
LIKELY = (50.0, 52.2, 1.0)
LOWER = (50.0, 40.0, 1.0)


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        (
            {"d14": HIGHER, "d63": HIGHER, "d182": HIGHER},
            "Region Midtjylland: en større andel af børn født i 2024 end i 2021 blev stadig ammet fuldt "
            "ved 2, 9 og 26 uger",
        ),
        (
            {"d14": ALIKE, "d182": ALIKE},
            "Region Midtjylland: ingen sikker forskel på børn født i 2021 og 2024 ved 2 og 26 uger",
        ),
        (
            {"d14": LOWER, "d63": ALIKE, "d119": LIKELY, "d182": HIGHER},
            "Region Midtjylland: en mindre andel af børn født i 2024 end i 2021 blev stadig ammet fuldt ved 2 uger. "
            "Ved 26 uger: en større andel. Ved 9 og 17 uger er forskellen ikke sikker",
        ),
        ({"d28": HIGHER}, "Region Midtjylland: så længe blev børn født i 2024 ammet fuldt"),
    ],
)
def test_the_title_says_where_the_curves_part_and_no_more(prepared, shares, told):
    record = curve_record(prepared, **shares)
    assert curves_message(record, data=prepared) == told
    block = figures.curves(protect(record, decisions=prepared.decisions), data=prepared)
    assert block.description["title"] == told
    heads = [column["label"] for column in block.description["data"]["columns"]]
    assert heads[-1].startswith("2024 minus 2021: procentpoint")
    rows = {row[0]: row for row in block.description["data"]["rows"]}
    assert rows["Fødslen"][-1] == "–"
    assert rows["Fødslen"][1] == "100,0"
    if "d182" in shares:
        before, after, _ = shares["d182"]
        assert rows["26 uger (182 dage)"][-1].startswith(f"{after - before:.1f}".replace(".", ","))


def test_years_that_are_not_shown_are_not_drawn(prepared):
    record = curve_record(prepared, d182=HIGHER)
    only = replace(record, births=record.births.assign(hidden=record.births["period"] == "2021"))
    assert chosen_years(only, data=prepared).shown == ("2024",)
    assert curves_message(only, data=prepared) == "Region Midtjylland: så længe blev børn født i 2024 ammet fuldt"
    block = figures.curves(protect(only, decisions=prepared.decisions), data=prepared).description
    assert "Figuren viser 1 kurve. 2024: 60,0\N{NO-BREAK SPACE}% ved 26 uger" in block["alt"]
    assert "procentpoint" not in str(block["data"]["columns"])
    none = replace(record, births=record.births.assign(hidden=True))
    block = figures.curves(protect(none, decisions=prepared.decisions), data=prepared).description
    assert "endnu intet helt år" in block["title"]
    assert "har ingen kurver" in block["alt"]


def test_the_figure_has_the_last_year_before_the_cut_and_the_latest(prepared):
    chosen = chosen_years(protected_curves(prepared, unit=REGION).value, data=prepared)
    assert chosen.shown == (chosen.before, chosen.latest) == ("2021", "2024")


def test_the_table_at_risk_holds_numbers(prepared):
    record = curve_record(prepared, d14=(90.0, 91.5, 1.0), d182=(12.0, 17.5, 1.0))
    births = record.births.assign(
        known=[1200, 1300], coverage_pct=90.0, median=[130.0, nan], median_lower=[128.0, nan], median_upper=[nan, nan]
    )
    record = replace(record, births=births)
    table = tables.at_risk(protect(record, decisions=prepared.decisions), data=prepared).description
    assert table["rows"][1] == [
        "2024", "1.300 (90,0\N{NO-BREAK SPACE}%)", "500", "Skjult", "Skjult",
        "500", "510", "–",
    ]  # fmt: skip
    assert table["rows"][0][-1] == "130 (128\N{NO-BREAK SPACE}til\N{NO-BREAK SPACE}–)"
    assert any("små tal" in note for note in table["notes"])
    medians = table["results"]
    assert [entry["value"] for entry in medians] == [130.0, None]
    assert medians[0]["id"] == "duration_median/region/level/2021-01_2021-12"
    hidden = replace(record, births=births.assign(hidden=True), points=record.points.iloc[:0])
    table = tables.at_risk(protect(hidden, decisions=prepared.decisions), data=prepared).description
    assert set(table["rows"][0][1:]) == {"Skjult"}
    assert table["results"][0]["value"] is None
    unfollowed = replace(record, points=record.points.assign(observed=nan))
    table = tables.at_risk(protect(unfollowed, decisions=prepared.decisions), data=prepared).description
    assert table["rows"][0][-2] == "Skjult"


def test_the_shares_at_26_weeks_are_published_with_their_own_indicator(shown):
    entries = shown["thresholds"]().description["results"]
    assert {entry["definition"] for entry in entries} == {"over_14_days", "over_63_days", "over_119_days"}
    assert "share_2w/region/level/2024-01_2024-12" in {entry["id"] for entry in entries}


def test_thresholds_without_a_year_to_show_say_so(prepared):
    record = protected_thresholds(prepared, unit=REGION).value
    none = tuple(replace(one, frame=one.frame.assign(hidden=True)) for one in record)
    block = figures.thresholds(_as_shown(none, prepared), data=prepared)
    assert "endnu intet helt år" in block.description["title"]
    assert block.description["alt"].endswith("Figuren har 4 ruder.")
    late = tuple(replace(one, frame=one.frame[one.frame["period"] == "2024"]) for one in record)
    title = figures.thresholds(_as_shown(late, prepared), data=prepared).description["title"]
    assert "For børn født i" not in title


def _as_shown(records, prepared):
    """Protected again: rows that were emptied stay empty."""
    told = protect(records, decisions=prepared.decisions)
    frames = [one.frame.assign(hidden=old.frame["hidden"]) for one, old in zip(told.value, records, strict=True)]
    object.__setattr__(
        told, "value", tuple(replace(one, frame=frame) for one, frame in zip(told.value, frames, strict=True))
    )
    return told


@pytest.mark.parametrize(
    ("first", "together"),
    [
        ("2022-04", "Tre år under ét (2022/23–2024/25)"),
        ("2023-04", "To år under ét (2023/24–2024/25)"),
        ("2024-04", "Aftaleår 2024/25"),
    ],
)
def test_a_row_beside_the_region_is_told_with_its_years_and_no_verdict(prepared, first, together):
    record = replace(protected_curves_beside(prepared, row="aarhus_samsoe").value, first_month=first)
    message = beside_message(record, data=prepared)
    assert message.startswith(f"{together}: ")
    assert "ammet fuldt i mindst 26 uger i Aarhus og Samsø" in message
    assert message.endswith("\N{NO-BREAK SPACE}% i regionen")
    assert "højere" not in message
    assert "lavere" not in message


def test_the_difference_from_the_region_stands_in_the_table_with_its_limits(prepared):
    record = protected_curves_beside(prepared, row="0740")
    table = figures.curves_beside(record, data=prepared).description["data"]
    assert table["columns"][-1]["label"].startswith("Silkeborg minus regionen")
    points = record.value.points
    half = points[(points["unit"] == "0740") & (points["day"] == 182)].iloc[0]
    told = next(row[-1] for row in table["rows"] if row[0].startswith("26 uger"))
    limits = (half["difference"], half["difference_lower"], half["difference_upper"])
    assert told == with_interval(*(round(one, 1) for one in limits))


def test_a_row_without_a_curve_has_none(prepared):
    record = protected_curves_beside(prepared, row="0740").value
    points = record.points[record.points["unit"] != "0740"]
    empty = protect(replace(record, points=points), decisions=prepared.decisions)
    block = figures.curves_beside(empty, data=prepared).description
    assert block["title"] == "Silkeborg: kurven kan ikke vises"
    assert "Figuren viser 2 kurver" in block["alt"]
    early = record.points[(record.points["unit"] != "0740") | (record.points["day"] <= 119)]
    short = protect(replace(record, points=early), decisions=prepared.decisions)
    block = figures.curves_beside(short, data=prepared).description
    assert block["title"].endswith("kurven for Silkeborg kan kun vises til 17 uger")
    assert "Silkeborg: skjult ved 26 uger" in block["alt"]
    assert "–" in {row[1] for row in block["data"]["rows"]}
    none = replace(record, points=record.points.iloc[:0], first_month="", last_month="")
    block = figures.curves_beside(protect(none, decisions=prepared.decisions), data=prepared).description
    assert "har ingen kurver" in block["alt"]


def test_the_steps_from_the_registers_mean_to_ours_add_up(prepared):
    record = protected_registered(prepared, unit=REGION).value
    theirs, ours, steps = added_up(record)
    assert round(theirs + sum(step for _, step in steps), 1) == ours
    explanation = record.explanation.assign(days=[0.0, -0.04, 1.74, 0.14, 0.0])
    means = [replace(one, value=value) for one, value in ((record.registered, 100.0), (record.restricted, 101.84))]
    awkward = replace(record, registered=means[0], restricted=means[1], explanation=explanation)
    theirs, ours, steps = added_up(awkward)
    assert (theirs, ours) == (100.0, 101.8)
    assert steps == [("unfinished", 1.7), ("undated", 0.1)]
    rounded = replace(awkward, restricted=replace(means[1], value=101.86))
    assert added_up(rounded)[2] == [("unfinished", 1.8), ("undated", 0.1)], "the largest takes what rounding lost"


def test_the_register_in_one_sentence_and_a_table(prepared):
    record = protected_registered(prepared, unit=REGION).value
    explanation = record.explanation.assign(days=[0.0, -0.2, 1.7, 0.1, 0.0], children=[0, nan, 300.0, 8.0, 40.0])
    means = [replace(one, value=value) for one, value in ((record.registered, 100.0), (record.restricted, 101.6))]
    record = replace(record, registered=means[0], restricted=means[1], explanation=explanation, counts_hidden=False)
    record = replace(record, linked=None)

    def told(one):
        return protect(replace(one, linked=pd.DataFrame({"dated": [500]})), decisions=prepared.decisions)

    text = sentences.registered(told(record), data=prepared).description["text"]
    assert (
        "**Forskellen på 1,6\N{NO-BREAK SPACE}dage kommer fra dage efter det første år (−0,2), og børn, der "
        "stadig blev ammet ved sidste besøg (+1,7), og børn, der stoppede mellem to besøg (+0,1).**"
    ) in text
    rows = tables.registered(told(record), data=prepared).description["rows"]
    assert [row[0] for row in rows] == [
        "Databasens måde", "Dage efter det første år", "Børn, der stadig blev ammet ved sidste besøg",
        "Børn, der stoppede mellem to besøg", "Vores måde",
    ]  # fmt: skip
    assert [row[1] for row in rows[1:4]] == ["–", "300", "8"]
    same = replace(record, restricted=means[0], explanation=explanation.assign(days=0.0))
    assert "De to måder giver samme tal" in sentences.registered(told(same), data=prepared).description["text"]
    concealed = protect(record, decisions=prepared.decisions)
    rows = tables.registered(concealed, data=prepared).description["rows"]
    assert [row[1] for row in rows[:4]] == ["Skjult", "–", "Skjult", "Skjult"]
    assert sentences.registered(concealed, data=prepared).description["results"][0]["n"] is None


@pytest.mark.parametrize(("period", "why"), [("1999", "så få børn"), ("2024", "ingen registrerede dage")])
def test_a_register_that_cannot_be_reckoned_says_why(prepared, period, why):
    record = replace(protected_registered(prepared, unit=REGION).value, registered=None, restricted=None, period=period)
    told = protect(record, decisions=prepared.decisions)
    block = sentences.registered(told, data=prepared).description
    assert why in block["text"]
    assert block["results"] == []
    assert tables.registered(told, data=prepared).description["rows"] == []


def ratios(prepared, value, lower, upper, *, apart=0.5, breaks=()):
    one = HazardRatio(value, lower, upper, 0.02)
    record = UnitDurationTests(REGION, ("2021", "2024"), 10.0, 0.004, one, one, one, apart, 6.2, "", breaks)
    return protect(record, decisions=prepared.decisions)


@pytest.mark.parametrize(
    ("ratio", "told"),
    [
        (
            (0.88, 0.8, 0.95),
            "På en given dag stoppede 12\N{NO-BREAK SPACE}% færre af de børn, der stadig blev ammet",
        ),
        ((1.07, 1.01, 1.2), "På en given dag stoppede 7\N{NO-BREAK SPACE}% flere af de børn"),
        (
            (0.97, 0.9, 1.05),
            "Der er ingen sikker forskel på, hvor mange der stoppede på en given dag",
        ),
    ],
)
def test_how_many_stopped_in_plain_words(prepared, ratio, told):
    block = sentences.duration_tests(ratios(prepared, *ratio), data=prepared).description
    assert f"**{told}" in block["text"]
    assert "tager ikke hensyn til" in block["text"].split("**")[0], "what it leaves out comes first"
    assert "Hos 6\N{NO-BREAK SPACE}% af børnene" in block["text"]
    assert "førstegangsfødende" in block["text"]
    assert "heller ikke hensyn" not in block["text"]
    assert [entry["estimand"] for entry in block["results"]] == [
        "hazard_ratio", "hazard_ratio_early", "hazard_ratio_late",
    ]  # fmt: skip
    assert block["results"][0]["from"] == "2021-04"
    assert block["results"][0]["to"] == "2025-03"


def test_ratios_that_differ_by_age_are_said_to(prepared):
    text = sentences.duration_tests(ratios(prepared, 0.9, 0.8, 0.95, apart=0.01, breaks=("Pandemien",)), data=prepared)
    assert "næppe det samme tidligt og sent" in text.description["text"]
    assert "hvad der ellers skete i de to år: Pandemien." in text.description["text"]
    rows = tables.duration_tests(ratios(prepared, 0.9, 0.8, 0.95), data=prepared).description["rows"]
    assert rows[0] == ["Alle aldre", "0,90 (0,80\N{NO-BREAK SPACE}til\N{NO-BREAK SPACE}0,95)", "0,02"]
    assert rows[-1][1:] == ["–", "0,004"]


def test_no_tests_say_why(prepared):
    empty = protected_duration_tests(prepared, unit=REGION).value.emptied("too_few_events")
    told = protect(empty, decisions=prepared.decisions)
    assert "for få børn" in sentences.duration_tests(told, data=prepared).description["text"]
    table = tables.duration_tests(told, data=prepared).description
    assert table["notes"] == ["Der er ingen tal: for få børn er ammet så længe, at det kan måles."]
    assert {cell for row in table["rows"] for cell in row[1:]} == {"–"}


def test_coordinates_carry_no_more_than_what_is_told(prepared):
    """The same one decimal in, the same drawing out."""
    record = protected_curves(prepared, unit=REGION).value
    told = protect(record, decisions=prepared.decisions)
    names = ["share_pct", "lower", "upper"]
    assert np.allclose(record.points[names], record.points[names].round(1), equal_nan=True)
    assert figures.curves(told, data=prepared).svg == figures.curves(
        protected_curves(prepared, unit=REGION), data=prepared
    ).svg  # fmt: skip
