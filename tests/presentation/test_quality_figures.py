"""Figures of how far the data carry: what they say, what they draw, and what they hide."""

import re
from math import nan
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from evaluering.estimation.data_quality.heaping import HeapingTable
from evaluering.estimation.data_quality.monthly_coverage import MonthlyCoverage
from evaluering.estimation.data_quality.unknown_children import OutcomeBounds
from evaluering.preparation import analyses, data_quality
from evaluering.presentation import figures
from evaluering.presentation.figures.coverage import COLOURS
from evaluering.study.settling import Completeness, MaturityGate

S = "\N{NO-BREAK SPACE}"
LARGEST = 80_000
NAMES = ["coverage", "completeness", "heaping", "bounds"]
GATE = MaturityGate("2025-06", "2025-06", 15, 2, 99.0)


def plain(text):
    return text.replace(S, " ")


def data_rows(block):
    return [[plain(cell) for cell in row] for row in block.description["data"]["rows"]]


@pytest.fixture(scope="module")
def drawings(prepared):
    """Every figure of the page, as a function that draws it."""
    months, heaped = data_quality.protected_monthly_coverage(prepared), data_quality.protected_heaping(prepared)
    curve = data_quality.protected_completeness(prepared, unit="region")
    gate = data_quality.protected_maturity_gate(prepared)
    bounded = analyses.protected_bounds(prepared, indicator="share_26w", unit="region")
    return {
        "coverage": lambda: figures.coverage(months, data=prepared),
        "completeness": lambda: figures.completeness(curve, gate=gate, data=prepared),
        "heaping": lambda: figures.heaping(heaped, data=prepared),
        "bounds": lambda: figures.bounds(bounded, data=prepared),
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_is_small_self_contained_and_always_the_same(drawings, name):
    block = drawings[name]()
    assert block.svg == drawings[name]().svg
    assert len(block.svg.encode("utf-8")) < LARGEST
    ET.fromstring(block.svg)
    assert " style=" not in block.svg
    ids = re.findall(r' id="([^"]+)"', block.svg)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_tells_its_message_and_its_data(drawings, name):
    description = drawings[name]().description
    assert description["title"] in description["alt"]
    assert re.search(r"Figuren viser \d+ ", description["alt"])
    assert len(description["data"]["rows"]) > 0
    assert description["caption"].endswith(".")
    assert not description["title"].endswith(".")


def coverage(maker, bands, *, births=400, units=("region", "midt")):
    """Units by month from January 2020, all with the same bands."""
    lines = [
        (unit, f"2020-{place + 1:02d}", births, band) for unit in units for place, band in enumerate(bands)
    ]  # fmt: skip
    frame = pd.DataFrame(lines, columns=["unit", "month", "births", "band"])
    return figures.coverage(maker.protected(MonthlyCoverage(frame)), data=maker.data)


def test_every_band_has_its_words_and_its_colour(maker):
    block = coverage(maker, [70.0, 75.0, 80.0, 85.0, 90.0, 95.0, nan])
    assert [row[1] for row in data_rows(block)] == [
        "under 75 %", "75–80 %", "80–85 %", "85–90 %", "90–95 %", "95 % +", "Ingen data",
    ]  # fmt: skip
    assert all(block.svg.count(colour.lower()) > 1 for colour in COLOURS.values()), "in the strips and in the legend"
    assert plain(block.description["title"]) == (
        "Amningen kendes for under 80 % af børnene i en del måneder: Region Midtjylland (2020) og Midtklyngen (2020)"
    )


def test_few_months_below_the_limit_are_an_exception_that_is_named(maker):
    lines = [("midt", f"{2012 + at // 12}-{at % 12 + 1:02d}", 400, 75.0 if at in (3, 15) else 90.0) for at in range(48)]
    frame = pd.DataFrame(lines, columns=["unit", "month", "births", "band"])
    block = figures.coverage(maker.protected(MonthlyCoverage(frame)), data=maker.data)
    assert plain(block.description["title"]) == (
        "Amningen kendes for mindst 80 % af børnene i næsten alle måneder. Undtaget er Midtklyngen (2012–2013)"
    )


def test_a_good_coverage_is_the_message(maker):
    block = coverage(maker, [90.0, 90.0, 95.0])
    assert plain(block.description["title"]) == "Amningen kendes for mindst 80 % af børnene i alle viste måneder"
    assert "Midtklyngen: oftest 90 til 95 %." in plain(block.description["alt"])
    assert "Skjult" not in str(data_rows(block))
    top = coverage(maker, [95.0], units=("region",)).description["alt"]
    assert plain(top).endswith("Region Midtjylland: oftest 95 % eller mere.")


def test_hidden_months_have_no_shade(maker):
    block = coverage(maker, [90.0, 95.0], births=20)
    assert [row[1:] for row in data_rows(block)] == [["Skjult", "Skjult"]] * 2
    assert block.description["title"] == "Der er for få fødte til at vise dækningen måned for måned"
    assert "oftest" not in block.description["alt"]
    blues = list(COLOURS.values())[2:]
    assert all(block.svg.count(colour.lower()) == 1 for colour in blues), "in the legend alone"


def test_no_months_are_an_empty_figure(maker):
    block = coverage(maker, [])
    assert "Figuren viser 0 enheder i 0 måneder" in block.description["alt"]
    assert data_rows(block) == []


def curve(pct, *, settled=None, after=2):
    settled = settled or [round(1000 * one / 100) for one in pct]
    ages = range(len(pct))
    frame = pd.DataFrame({"months_since_birth": ages, "settled": settled, "complete_pct": pct})
    return Completeness("region", "2020-07", "2025-06", settled[-1], frame, after)


def test_the_curve_stops_where_few_children_are_left(maker):
    record = curve([0.0, 60.0, 99.8, 100.0])
    block = figures.completeness(maker.protected(record), gate=maker.protected(GATE), data=maker.data)
    assert data_rows(block) == [
        ["0 måneder", "0 %"],
        ["1 måned", "60 %"],
        ["2 måneder", "Skjult"],
        ["3 måneder", "100 %"],
    ]
    assert plain(block.description["title"]) == "95 % af oplysningerne er inde 2 måneder efter fødslen"
    assert "Figuren viser 3 aldre. Første: 0,0 % (0 måneder)." in plain(block.description["alt"])
    assert "Børn født juli 2020 til juni 2025 i Region Midtjylland." in block.description["caption"]


def test_a_curve_that_tells_nothing_is_not_drawn(maker):
    record = curve([100.0], after=-1)
    block = figures.completeness(maker.protected(record), gate=maker.protected(GATE), data=maker.data)
    assert block.description["title"] == "Det kan ikke ses, hvor hurtigt oplysningerne kommer ind"
    assert data_rows(block) == [["0 måneder", "Ingen data"]]
    assert "Figuren har ingen punkter" in block.description["alt"]


def heaped(units, *, rounding=(), pct=25.0, durations=400):
    """Municipalities in 2023 and 2024, those in `rounding` with 80 per cent whole weeks in the second year."""
    lines = []
    for unit in units:
        for year in ("2023", "2024"):
            flagged = unit in rounding and year == "2024"
            weeks = durations * (80 if flagged else pct) / 100
            lines.append((unit, year, 450, durations, weeks, 80.0 if flagged else pct, 1.7, flagged))
    names = ["unit", "year", "known", "durations", "weeks", "weeks_pct", "weeks_ratio", "weeks_flagged"]
    frame = pd.DataFrame(lines, columns=names)
    same = {f"months{end}": frame[f"weeks{end}"] for end in ("", "_pct", "_ratio")}
    return HeapingTable(frame.assign(**same, months_flagged=False))


def drawn(maker, record):
    return figures.heaping(maker.protected(record), data=maker.data)


def test_a_row_that_rounds_is_named_and_marked(maker):
    calm, one = (drawn(maker, heaped(("0657", "0671"), rounding=who)) for who in ((), ("0671",)))
    assert one.description["title"] == "Struer (2024: 80\N{NO-BREAK SPACE}%) runder tydeligt af til hele uger"
    assert data_rows(one) == [["Herning", "25 %", "25 %"], ["Struer", "25 %", "▲ 80 %"]]
    assert "#d55e00" in one.svg
    assert "#d55e00" not in calm.svg
    assert "Figuren viser 2 år, her den midterste kommunes tal." in one.description["alt"]


def test_many_rows_that_round_are_counted_and_not_named(maker, prepared):
    units = prepared.agreement.publication_rows[:8]
    block = drawn(maker, heaped(units, rounding=units))
    assert block.description["title"] == "8 kommuner runder tydeligt af til hele uger"
    assert len(block.svg) < len(drawn(maker, heaped(units, rounding=units[:6])).svg)


def test_rows_without_dated_ends_or_with_few_are_gaps(maker):
    untold, few = heaped(("0657",), pct=nan), heaped(("0671",), pct=1.0, durations=300)
    record = HeapingTable(pd.concat([untold.frame.assign(weeks=0, months=0), few.frame], ignore_index=True))
    block = drawn(maker, record)
    assert data_rows(block) == [["Herning", "Ingen data", "Ingen data"], ["Struer", "Skjult", "Skjult"]]
    assert block.description["title"] == "Der er ingen tal at vise for afrunding"


def test_no_years_are_an_empty_figure(maker):
    empty = HeapingTable(heaped(("0657",)).frame.iloc[:0])
    assert "Figuren har ingen punkter" in drawn(maker, empty).description["alt"]


def bounded(*years, measure="days"):
    """Years with the value 110 (12 per cent), from 100 to 125 (10 to 20)."""
    scale = 1 if measure == "days" else 0.1
    lines = [(year, 1000, 930, 7.0, 100.0, 102.5, 105.0, 107.5, 110.0, 125.0) for year in years]
    columns = [
        "period",
        "births",
        "known",
        "unknown_pct",
        "lowest",
        "delta_25",
        "delta_50",
        "delta_75",
        "value",
        "highest",
    ]
    frame = pd.DataFrame(lines, columns=columns)
    frame[columns[4:]] *= scale
    indicator = "duration_mean" if measure == "days" else "share_26w"
    return OutcomeBounds(
        "region", indicator, "d", measure, "calendar_year", 245.0 if measure == "days" else 100.0, frame
    )


def test_the_extremes_stand_in_title_and_data(maker):
    block = figures.bounds(maker.protected(bounded("2023", "2024")), data=maker.data)
    assert plain(block.description["title"]) == (
        "Født i 2024: De kendte børn giver 110 dage. Med de ukendte kan tallet være 100 til 125 dage"
    )
    assert data_rows(block)[1] == ["2024", "7,0 %", "100,0 dage", "105,0 dage", "110,0 dage", "125,0 dage"]
    assert "ammet fuldt i 245 dage, til det sidste besøg begynder" in plain(block.description["caption"])
    share = figures.bounds(maker.protected(bounded("2024", measure="pct")), data=maker.data)
    assert "giver 11,0 %. Med de ukendte kan tallet være 10,0 til 12,5 %" in plain(share.description["title"])
    assert "ammet fuldt i mindst 26 uger" in share.description["caption"]


def test_a_hidden_year_is_not_drawn(maker):
    hiding = maker.hiding(unit="region", grain="calendar_year", period="2024", indicator="duration_mean")
    block = figures.bounds(hiding.protected(bounded("2023", "2024")), data=hiding.data)
    assert block.description["title"].startswith("Født i 2023")
    assert data_rows(block)[1] == ["2024", *["Skjult"] * 5]
    assert "Figuren viser 1 år" in block.description["alt"]


def test_no_year_at_all_is_said(maker):
    block = figures.bounds(maker.protected(bounded()), data=maker.data)
    assert block.description["title"] == (
        "Der er endnu intet år at vise for den gennemsnitlige varighed af fuld amning"
    )
