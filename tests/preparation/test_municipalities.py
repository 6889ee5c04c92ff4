from dataclasses import replace

import pytest

from evaluering.preparation.analyses import protected_series
from evaluering.preparation.data_quality import protected_quality
from evaluering.preparation.municipalities import REGISTRATION, protected_municipalities
from evaluering.presentation.results import level_entries
from evaluering.presentation.tables.municipalities import municipal_entries

INDICATORS = ("duration_mean", "share_26w")


@pytest.fixture(scope="module")
def levels(prepared):
    return {name: protected_municipalities(prepared, indicator=name).value for name in INDICATORS}


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_row_stands_once_in_the_agreement_s_order(levels, prepared, indicator):
    record = levels[indicator]
    assert tuple(row.unit for row in record.rows) == prepared.agreement.publication_rows
    assert tuple(level.unit for level in record.clusters) == prepared.agreement.units[1:]
    assert (record.period, record.from_month, record.to_month) == ("2024", "2024-04", "2025-03")
    assert "aarhus_samsoe" in {row.unit for row in record.rows}


@pytest.mark.parametrize("indicator", INDICATORS)
def test_a_level_is_the_one_its_own_page_shows(levels, prepared, indicator):
    record = levels[indicator]
    for row in record.rows:
        series = protected_series(prepared, indicator=indicator, unit=row.unit, grain="agreement_year").value
        last = series.frame[series.frame["period"] == record.period]
        only = replace(series, frame=last.reset_index(drop=True))
        own, drawn = municipal_entries(record, row)
        assert [own] == level_entries(only)
        assert drawn["id"] == f"{indicator}/{row.unit}/level_shrunken/2024-04_2025-03"
        assert drawn["hidden"] is own["hidden"]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_hidden_rows_are_those_of_the_decisions_and_took_no_part(levels, prepared, indicator):
    record = levels[indicator]
    for row in record.rows:
        look_up = prepared.decisions.hidden(
            grain="agreement_year", unit=row.unit, indicator=indicator, periods=[record.period]
        )
        assert row.level.hidden == look_up[0]
        assert not (row.level.hidden and row.fitted)
    assert any(row.level.hidden for row in record.rows), "the small set has small municipalities"
    assert any(row.fitted for row in record.rows)


def test_what_is_shown_gives_no_count_of_one_to_four_back(levels, prepared):
    """Known, unknown, and share times known: none of the children it tells of are fewer than the threshold."""
    for row in levels["share_26w"].rows:
        level = row.level
        if level.hidden or not level.known:
            continue
        counts = (level.known, max(0.0, level.births - level.known), level.at_least, level.known - level.at_least)
        assert not any(prepared.decisions.small(round(count)) for count in counts), row.unit


@pytest.mark.parametrize("indicator", INDICATORS)
def test_other_children_in_hidden_rows_move_nothing_but_the_region_s_own_number(levels, prepared, indicator):
    """What the others are drawn towards tells nothing of a hidden row; the region's level is published for itself."""
    record = levels[indicator]
    hidden = [row.unit for row in record.rows if row.level.hidden]
    codes = [code for unit in hidden for code in prepared.agreement.municipalities_of(unit)]
    durations = prepared.panel.durations
    mine = durations["municipality"].isin(codes)
    moved = durations.assign(lower=durations["lower"].mask(mine, 200), upper=durations["upper"].mask(mine, 200.0))
    other = replace(prepared, panel=replace(prepared.panel, durations=moved))
    changed = protected_municipalities(other, indicator=indicator).value
    assert changed.region.value > record.region.value
    for name in ("centre", "true_spread", "spread_per_child"):
        assert getattr(changed, name) == getattr(record, name)
    for before, after in zip(record.rows, changed.rows, strict=True):
        assert repr(after.level) == repr(before.level)
        drawn = [(row.shrunken, row.shrunken_lower, row.shrunken_upper) for row in (before, after)]
        assert repr(drawn[0]) == repr(drawn[1])


def test_flags_are_what_speaks_against_the_registration(levels, prepared):
    quality = {one.unit: one.reasons for one in protected_quality(prepared).value}
    for row in levels["duration_mean"].rows:
        assert row.flags == tuple(reason for reason in quality[row.unit] if reason in REGISTRATION)
    assert any(row.flags for row in levels["duration_mean"].rows)
    assert not {"few_births", "coverage_below_gate", "no_data"} & set(REGISTRATION)


def test_before_any_year_is_mature_no_row_is_assessed(prepared):
    early = replace(prepared, panel=replace(prepared.panel, last_mature_month="2012-05"))
    record = protected_municipalities(early, indicator="duration_mean").value
    assert (record.period, record.reason) == ("", "maturity")
    assert all(municipal_entries(record, row) == [] for row in record.rows)
