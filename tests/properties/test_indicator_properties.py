"""What the table of indicators, its model sentence, its figure and the entries tell is one number: read back."""

import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.survival.share_limits import share_limits
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.presentation import figures, sentences, tables
from evaluering.study.indicators import Grounds, verdict
from evaluering.wording import MINUS, VERDICTS, count, number

QUICK = settings(
    max_examples=15, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
PERIODS = ("2024", "2023", "2022")
MODEL = re.compile(
    r"I alt (\S+)(?: \(beregnet\))? af de (\S+) børn .*?, svarende til (\S+) %(?: \(95 % CI: (\S+?)-(\S+?)\))?\."
)
DAYS = re.compile(r"For de (\S+) børn .*? (\S+) dage?(?: \(95 % CI: (\S+?)-(\S+?)\))?\.")


def read(text):
    return float(text.replace(".", "").replace(",", ".").replace(MINUS, "-"))


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@st.composite
def shares(draw, period):
    """A year of a share: children known, the number who reached the threshold, and how much the lost cost."""
    known = draw(st.integers(20, 15_000))
    reached = draw(st.integers(5, known - 5))
    cost = draw(st.floats(1.0, 3.0))
    share = reached / known
    error = math.sqrt(share * (1 - share) / known) * cost
    lower, upper = (100 * float(one[0]) for one in share_limits(*(np.array([x]) for x in (share, error, known))))
    births = known + draw(st.integers(0, known))
    return YearResult(
        "agreement_year", period, births, known, 100 * known / births, known * share, 100 * share, lower, upper
    )


@st.composite
def means(draw, period):
    """A year of a mean, often near the target."""
    known = draw(st.integers(20, 15_000))
    value = draw(st.one_of(st.floats(60, 180), st.floats(119, 121)))
    width = draw(st.floats(0.1, 30))
    births = known + draw(st.integers(0, known))
    return YearResult(
        "agreement_year", period, births, known, 100 * known / births, math.nan, value, value - width, value + width
    )


@st.composite
def statuses(draw, indicator, data, unit):
    named = data.agreement.indicator(indicator)
    kind = shares if named.measure == "pct" else means
    years = tuple(draw(kind(period)) for period in PERIODS)
    latest = years[0]
    judged = verdict(
        latest.value, named.target, deadline=data.agreement.deadline, as_of=data.agreement.deadline,
        grounds=Grounds(latest.coverage_pct, 40.0, mature=True, baseline_ok=True),
    )  # fmt: skip
    crosses = latest.lower < named.target <= latest.upper
    return TargetStatus(
        unit, indicator, named.definition, named.measure, named.target, data.agreement.deadline, years, (),
        judged.word, judged.reason, crosses,
    )  # fmt: skip


def series_of(status):
    """The same years as the figure reads them."""
    rows = [
        {
            "period": year.period, "from_month": f"{year.period}-04", "to_month": f"{int(year.period) + 1}-03",
            "births": int(year.births), "known": int(year.known), "coverage_pct": year.coverage_pct,
            "at_least": year.at_least, "value": year.value, "standard_error": 1.0, "lower": year.lower,
            "upper": year.upper, "mature": True,
        }
        for year in reversed(status.years)
    ]  # fmt: skip
    return OutcomeSeries(
        status.unit, status.indicator, status.definition, status.measure, "agreement_year", pd.DataFrame(rows)
    )


def near(told, value):
    """Whether a Danish number is the value rounded to as many decimals as it has."""
    decimals = len(told.partition(",")[2])
    return abs(read(told) - value) <= 0.5 * 10.0**-decimals + 1e-9


@pytest.fixture(scope="module")
def open_data(prepared):
    """The small set with nothing hidden."""
    cells = prepared.decisions.cells.assign(hidden=False)
    return replace(prepared, decisions=Decisions(cells, 5, ()))


@pytest.mark.parametrize("indicator", ["share_26w", "duration_mean"])
@given(data=st.data())
@QUICK
def test_table_sentence_figure_and_entries_tell_one_number(open_data, indicator, data):
    units = ("region", "midt", "0791")
    records = [data.draw(statuses(indicator, open_data, unit)) for unit in units]
    targets = tuple(protect((one,), decisions=open_data.decisions) for one in records)
    table = tables.indicator(targets, indicator=indicator, data=open_data).description
    rows = dict(zip(units, table["rows"], strict=False))
    entries = {entry["id"]: entry for entry in table["results"]}
    for record in records:
        _row_holds(record, [plain(cell) for cell in rows[record.unit]], entries)
    text = plain(sentences.indicator(targets, indicator=indicator, data=open_data).description["text"])
    _sentence_holds(records[0], text, [plain(cell) for cell in rows["region"]])
    years = tuple(protect(series_of(one), decisions=open_data.decisions) for one in records[:2])
    figure = figures.indicator_years(years, data=open_data).description
    assert [figure["data"]["rows"][-1][place] for place in (1, 2)] == [rows[unit][4] for unit in units[:2]]
    told = "–" if records[0].years[1].undated(records[0].measure) else figure["data"]["rows"][-2][1].partition(" (")[0]
    assert rows["region"][6] == told
    reached = records[0].years[0].value >= records[0].target
    assert (" nåede ikke " in figure["title"]) is not reached
    assert (f"Det samme gælder {'alle klynger' if _same(records) else 'ingen af de 1 klynger'}") in figure["title"]


def _same(records):
    return len({one.years[0].value >= one.target for one in records[:2]}) == 1


def _row_holds(record, row, entries):
    """A row of the table against the record and the entries of its years."""
    latest, previous, before = record.years
    word = "ja" if latest.value >= record.target else "nej"
    if latest.coverage_pct >= 40.0:
        assert row[1].startswith(VERDICTS[word])
        assert row[1].endswith(")") is record.crosses
    known = count(int(latest.known))
    part = f"{number(latest.at_least, 0)}/{known}" if record.measure == "pct" else known
    assert row[2] == part
    unknown = int(latest.births) - int(latest.known)
    assert row[3].startswith(f"{count(unknown)} (")
    for year, cell in ((latest, row[4].partition(" (")[0]), (previous, row[6]), (before, row[7])):
        first = int(year.period)
        entry = entries[f"{record.indicator}/{record.unit}/level/{first}-04_{first + 1}-03"]
        assert near(cell, entry["value"]) if cell != "–" else year.undated(record.measure)
        assert entry["value"] == pytest.approx(year.value, abs=1e-4)
        assert entry["n"] == int(year.known)
    lower, upper = row[4].partition(" (")[2].removesuffix(")").split(" til ")
    judged = entries[f"{record.indicator}/{record.unit}/verdict/2024-04_2025-03"]
    assert near(lower, judged["lower"])
    assert near(upper, judged["upper"])
    assert judged["verdict"] == record.verdict


def _sentence_holds(record, text, row):
    """The model sentence against the table's row: the same counts, value and limits."""
    latest = record.years[0]
    found = (MODEL if record.measure == "pct" else DAYS).search(text)
    *counts, value, lower, upper = found.groups()
    assert "/".join(counts) == row[2]
    for told, one in ((value, latest.value), (lower, latest.lower), (upper, latest.upper)):
        assert near(told, one)
        # On whichever side of the target a number lies, it is told on that side.
        assert (read(told) >= record.target) is (one >= record.target)
    if latest.coverage_pct >= 40.0:
        side = "lige på" if latest.value == record.target else "over" if latest.value > record.target else "under"
        assert f"Tallet ligger {side} målet{', men det er usikkert' if record.crosses else '.'}" in text
