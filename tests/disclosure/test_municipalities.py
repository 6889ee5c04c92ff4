import math
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.municipal_levels import Level, MunicipalLevel, MunicipalLevels
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_municipalities import municipal_levels

UNITS = ("0657", "0661", "0756", "0665", "0671")
KNOWN = (910, 547, 405, 138, 166)


def series(unit, known, share):
    error = 100 * math.sqrt(share * (1 - share) / known)
    numbers = {"known": np.int64(known), "births": np.int64(round(known * 1.07)), "coverage_pct": 100 / 1.07}
    numbers |= {"at_least": known * share, "value": 100 * share, "standard_error": error}
    numbers |= {"lower": 100 * share - error, "upper": 100 * share + error, "mature": True}
    frame = pd.DataFrame({"period": ["2024"], "from_month": ["2024-04"], "to_month": ["2025-03"], **numbers})
    return OutcomeSeries(unit, "share_26w", "at_least_182_days", "pct", "agreement_year", frame)


def found(*shares, hidden=(), known=KNOWN):
    rows = [series(unit, size, share) for unit, size, share in zip(UNITS, known, shares, strict=True)]
    above = [series("region", 9000, 0.17), series("goedstrup", 2400, 0.18)]
    return municipal_levels(rows, above=above, period="2024", coverage_gate_pct=80.0, hidden=hidden)


def decisions(*hidden):
    units = ("region", "goedstrup", *UNITS)
    cells = pd.DataFrame(
        {
            "grain": "agreement_year",
            "period": "2024",
            "unit": units,
            "indicator": "share_26w",
            "hidden": [unit in hidden for unit in units],
        }
    )
    return Decisions(cells, threshold=5, together=())


def shown(record, *hidden):
    return protect(record, decisions=decisions(*hidden)).value


SHARES = (0.156, 0.177, 0.189, 0.02, 0.17)


def test_a_hidden_row_has_no_number_left():
    record = shown(found(*SHARES, hidden=("0665", "0671")), "0665", "0671")
    for unit in ("0665", "0671"):
        row = record.row(unit)
        numbers = [getattr(row, one.name) for one in fields(MunicipalLevel) if one.type == "float"]
        numbers += [getattr(row.level, one.name) for one in fields(Level) if one.type == "float"]
        assert len(numbers) == 5 + 8
        assert all(math.isnan(number) for number in numbers)
        assert (row.reason, row.standing, row.level.hidden, row.fitted) == ("hidden", "", True, False)
    assert record.row("0657").level.known == 910
    assert record.reason == ""


def test_nothing_shown_depends_on_a_hidden_row():
    """Whatever the hidden numbers are, the record is the same to the last digit: there is nothing to have back."""
    hide = ("0665", "0671")
    first = shown(found(*SHARES, hidden=hide), *hide)
    for shares, known in (((*SHARES[:3], 0.5, 0.9), KNOWN), (SHARES, (*KNOWN[:3], 9, 4000))):
        other = shown(found(*shares, hidden=hide, known=known), *hide)
        assert repr(other) == repr(first)


def test_had_a_hidden_row_taken_part_nothing_found_with_it_is_shown():
    record = shown(found(*SHARES), "0665")
    assert record.reason == "hidden"
    assert not any(row.fitted for row in record.rows)
    assert all(math.isnan(row.shrunken) and math.isnan(row.lower_95) and not row.standing for row in record.rows)
    numbers = (record.centre, record.true_spread, record.spread_per_child, record.between)
    assert all(math.isnan(number) for number in numbers)
    assert record.row("0657").level.value == pytest.approx(15.6), "its own number is another matter"


def test_a_shrunken_number_would_have_told_the_hidden_one():
    """The attack the rule is against: with the hidden row in the fit, the others' numbers move with it."""
    low, high = found(*SHARES), found(*SHARES[:3], 0.3, 0.17)
    assert low.row("0756").shrunken != pytest.approx(high.row("0756").shrunken, abs=0.05)


@pytest.mark.parametrize("unit", ["region", "goedstrup"])
def test_units_above_are_hidden_too(unit):
    record = shown(found(*SHARES), unit)
    level = record.region if unit == "region" else record.clusters[0]
    assert level.hidden
    assert math.isnan(level.value)
    assert (record.reason == "hidden") is (unit == "region"), "the limits lie around the region's level"
    if unit == "region":
        assert np.isnan(record.limits(np.array([100.0]))["lower_95"]).all()


def test_a_year_that_no_decision_names_is_hidden_whole():
    record = shown(replace(found(*SHARES), period="2019"))
    assert all(row.level.hidden for row in record.rows)
    assert record.region.hidden


def test_without_a_year_there_is_nothing_to_hide():
    record = replace(found(*SHARES).unfitted("maturity"), period="")
    assert shown(record) == record


def test_effective_counts_are_no_part_of_the_record():
    names = {one.name for record in (Level, MunicipalLevel, MunicipalLevels) for one in fields(record)}
    assert not {name for name in names if "effective" in name or "information" in name or "weight" in name}
