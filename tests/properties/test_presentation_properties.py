"""What a sentence says, a table holds and a figure draws is one number: read back and compared."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.interrupted import InterruptedFit
from evaluering.estimation.targets import TargetStatus, YearResult
from evaluering.estimation.unit_change import UnitChange
from evaluering.preparation.analyses import protected_calendar
from evaluering.presentation import figures, sentences, tables
from evaluering.presentation.uncertainty import (
    CELLS,
    answer,
    cell_decimals,
    certainty,
    decimals_apart,
    limit,
    limits_cell,
    prose_decimals,
)
from evaluering.wording import MINUS, number

QUICK = settings(
    max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NUMBER = re.compile(rf"[+{MINUS}]?\d+(?:\.\d{{3}})*(?:,\d+)?")


def read(text):
    """A Danish number back as a float."""
    return float(text.replace(".", "").replace(",", ".").replace(MINUS, "-"))


def numbers(text):
    return [read(found) for found in NUMBER.findall(text)]


@st.composite
def estimates(draw):
    value = draw(st.floats(-40, 40).map(lambda one: round(one, 4)))
    below, above = (draw(st.floats(0.01, 15)) for _ in range(2))
    return Estimate(
        "mean_change", value, value - below, value + above, 0.95, draw(st.sampled_from(["days", "pct_point"])), 1.0,
        90.0, 0.5, draw(st.floats(0, 1)), "2023-04", "2025-06", "marginal", n=2000, coverage_pct=90.0,
        indicator="duration_mean", definition="restricted_mean_365", unit="region",
        smallest_detectable=draw(st.floats(0.2, 9)),
    )  # fmt: skip


def change_of(estimate):
    months = [str(month) for month in pd.period_range("2022-01", "2025-06", freq="M")]
    exposed = np.array([month >= "2023-04" for month in months])
    level = np.full(len(months), 110.0)
    columns = {
        "period": months, "observed": level, "used": True, "exposed": exposed, "cut": False, "fitted_trend": level,
        "counterfactual_trend": level, "counterfactual_trend_lower": level - 1, "counterfactual_trend_upper": level + 1,
        "residual": 0.0,
    }  # fmt: skip
    fit = InterruptedFit((estimate,), pd.DataFrame(columns), 0.1, 0.0, 0.2, 1.0, 0.5, 1.5, 0.0, "marginal", (), 8)
    measure = "days" if estimate.measure == "days" else "pct"
    return UnitChange(
        "region",
        "duration_mean",
        "restricted_mean_365",
        measure,
        fit,
        "2022-01",
        "2025-06",
        "2023-04",
        0,
        27,
        12,
        "",
        2000,
    )


@QUICK
@given(estimate=estimates())
def test_text_table_and_figure_tell_the_same_change(prepared, estimate):
    protected = protect(change_of(estimate), decisions=prepared.decisions)
    words = sentences.change(protected, data=prepared).markdown
    row = tables.change(protected, data=prepared).description["rows"][0]
    sure, places = answer(estimate), cell_decimals(estimate)
    assert row[4] == CELLS[sure]
    assert read(row[2].split("\N{NO-BREAK SPACE}")[0]) == read(number(estimate.value, places))
    assert row[3] == limits_cell(estimate.lower, estimate.upper, decimals=places)
    decimals = min(1, prose_decimals(estimate.measure, estimate.value))
    told = f"{NUMBER.pattern}|lige over 0|lige under 0"
    limits = re.search(rf"mellem ({told}) og ({told})", words).groups()
    assert limits == (limit(estimate.lower, decimals), limit(estimate.upper, decimals))
    first = words.split(".**")[0]
    if sure == "unclear":
        assert "ingen sikker ændring" in first
        assert "kunne vi ikke have set med rimelig sikkerhed" in words
        assert f"Beregningen giver {'+' if read(number(estimate.value, decimals)) > 0 else ''}" in words
    else:
        small = abs(estimate.value) < 0.05
        assert numbers(first)[-1] == (0.1 if small else abs(read(number(estimate.value, decimals))))
        assert ("under 0,1" in first) == small
        assert ("sandsynligvis" in first) == sure.startswith("likely")
        assert ("steg" in first) == sure.endswith("up")
        assert ("faldt" in first) == sure.endswith("down")
        assert first.endswith("i forhold til det ventede")


@settings(QUICK, max_examples=8)
@given(estimate=estimates())
def test_the_figure_stands_on_the_same_numbers(prepared, estimate):
    of_region, of_cluster = change_of(estimate), replace(change_of(estimate), unit="midt")
    changes = tuple(protect(one, decisions=prepared.decisions) for one in (of_region, of_cluster))
    name, shown, words = figures.unit_changes(changes, data=prepared).description["data"]["rows"][1]
    assert name == "Midtklyngen"
    assert words == CELLS[answer(estimate)]
    assert ("dage" if estimate.measure == "days" else "procentpoint") in shown
    places = cell_decimals(estimate)
    assert numbers(shown)[0] == read(number(estimate.value, places))
    assert shown.endswith(f"({limits_cell(estimate.lower, estimate.upper, decimals=places)})")


@QUICK
@given(value=st.floats(1, 250), target=st.sampled_from([20.0, 120.0]), measure=st.sampled_from(["days", "pct"]))
def test_what_is_missing_adds_up_to_the_target(prepared, value, target, measure):
    year = YearResult("agreement_year", "2024", 1000.0, 900.0, 90.0, 100.0, value, value - 1, value + 1)
    verdict = "ja" if value >= target else "endnu_ikke"
    indicator = "duration_mean" if measure == "days" else "share_26w"
    status = TargetStatus(
        "region", indicator, "d", measure, target, date(2028, 3, 31), (year,), (), verdict, "before_deadline", False
    )
    open_decisions = Decisions(prepared.decisions.cells.assign(hidden=False), prepared.decisions.threshold, ())
    data = replace(prepared, decisions=open_decisions)
    shut, calendar = protect((status,), decisions=open_decisions), protected_calendar(data)
    words = sentences.conclusion(shut, (), data=data, calendar=calendar).markdown
    told = read(re.search(rf"var tallet ({NUMBER.pattern})", words)[1])
    decimals = decimals_apart(value, target, measure=measure)
    assert told == read(number(value, decimals))
    table = tables.targets(shut, data=data).description["rows"][0]
    if decimals == 1:
        assert told == numbers(table[5])[0], "text and table round alike near the target"
    missing = re.search(rf"Der mangler ({NUMBER.pattern})", words)
    over = re.search(rf"Det er ({NUMBER.pattern})\N{{NO-BREAK SPACE}}\w+ over målet", words)
    if value < target:
        assert round(told + read(missing[1]), 6) == target
        assert told < target
    elif told > target:
        assert round(told - read(over[1]), 6) == target
    else:
        assert "lige på målet" in words


@QUICK
@given(probability=st.floats(0, 1))
def test_words_are_mirrored(probability):
    mirror = {"up": "down", "likely_up": "likely_down", "unclear": "unclear", "likely_down": "likely_up", "down": "up"}
    assert certainty(1 - probability) == mirror[certainty(probability)]
