"""A sheet under disclosure control: hidden years, what rests on them, and attempts to get them back."""

from dataclasses import replace

import numpy as np
import pytest

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.unit_sheets import UnitSheet, difference_of_years, sheet_years
from evaluering.preparation.data_quality import judged_rows
from evaluering.preparation.questions import series_of

ROW = "0657"


@pytest.fixture(scope="module")
def raw(prepared):
    """The sheet before it is protected."""
    cut = prepared.agreement.start + -prepared.parameters.interruption.cut_months
    years = tuple(
        sheet_years(series_of(prepared, indicator=one.id, unit=ROW, grain="agreement_year"), cut=cut)
        for one in prepared.agreement.indicators
    )
    quality = next(one for one in judged_rows(prepared)[0] if one.unit == ROW)
    return UnitSheet(ROW, years, tuple(difference_of_years(one, cut=cut) for one in years), quality, ())


def hiding(prepared, *periods):
    """Decisions that hide these agreement years of the row, and nothing else."""
    cells = prepared.decisions.cells
    mine = (cells["unit"] == ROW) & (cells["grain"] == "agreement_year") & cells["period"].isin(periods)
    return Decisions(cells.assign(hidden=mine), 5, ())


def test_nothing_is_emptied_where_nothing_is_hidden(prepared, raw):
    found = protect(raw, decisions=hiding(prepared)).value
    assert not found.years[0].frame["hidden"].any()
    assert found.differences == raw.differences
    assert found.quality == raw.quality


@pytest.mark.parametrize(
    ("period", "difference_gone"), [("2021", True), ("2022", False), ("2023", False), ("2024", True)]
)
def test_a_hidden_year_takes_its_numbers_and_every_difference_with_it_along(prepared, raw, period, difference_gone):
    found = protect(raw, decisions=hiding(prepared, period)).value
    for years, difference, before in zip(found.years, found.differences, raw.differences, strict=True):
        row = years.frame[years.frame["period"] == period]
        numbers = row.drop(columns=["period", "from_month", "to_month", "mature", "hidden"])
        assert numbers.isna().all(axis=None)
        others = years.frame[years.frame["period"] != period]
        assert others["value"].notna().all()
        assert difference == (None if difference_gone else before)
        assert before is not None


@pytest.mark.parametrize("period", ["2022", "2023", "2024"])
def test_a_hidden_years_children_are_not_had_from_the_verdict(prepared, raw, period):
    """Births, known and exact of three years less the two shown would give the hidden one back."""
    found = protect(raw, decisions=hiding(prepared, period)).value
    assert np.isnan([found.quality.births, found.quality.known, found.quality.exact]).all()


def test_a_difference_less_a_shown_year_does_not_give_a_hidden_one(prepared, raw):
    found = protect(raw, decisions=hiding(prepared, "2024")).value
    shown = found.years[0].frame["value"].dropna().tolist()
    hidden = raw.years[0].frame["value"].iloc[-1]
    told = [one.value for one in found.differences if one is not None]
    assert all(abs(first + more - hidden) > 1e-9 for first in shown for more in (0.0, *told))


def test_an_unlisted_row_is_hidden_whole(prepared, raw):
    unknown = replace(raw, years=tuple(replace(one, unit="0741") for one in raw.years))
    found = protect(unknown, decisions=prepared.decisions).value
    assert all(one.frame["hidden"].all() for one in found.years)
    assert found.differences == (None, None)
