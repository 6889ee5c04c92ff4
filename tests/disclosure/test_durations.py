"""Attempts to get a few children back from the ages at which curves are given, alone and by subtraction."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluering.agreement import REGION
from evaluering.disclosure.decisions import THRESHOLDS, decide
from evaluering.disclosure.durations import BELOW, ROUNDED_TO
from evaluering.disclosure.protection import protect
from evaluering.estimation.survival.unit_curves import PUBLISHED_DAYS, curves_beside
from evaluering.estimation.survival.unit_durations import unit_registered
from evaluering.preparation.durations import (
    _all_parts,
    protected_curves,
    protected_curves_beside,
    protected_duration_tests,
    protected_registered,
    protected_thresholds,
)


def deciding(data, *, threshold=5, **panel):
    """The same data with another panel or threshold, decided upon anew."""
    changed = replace(data.panel, **panel)
    decisions = decide(changed, agreement=data.agreement, threshold=threshold, cut_months=8)
    return replace(data, panel=changed, decisions=decisions)


def thinned(data, *, factor, seed, codes=None):
    """Fewer children, drawn at random, in all municipalities or in some."""
    draw = np.random.default_rng(seed)
    durations = data.panel.durations
    mine = durations["municipality"].isin(codes) if codes else pd.Series(True, index=durations.index)
    count = durations["count"].where(~mine, draw.binomial(durations["count"], factor))
    durations = durations.assign(count=count)[count > 0]
    known = durations.groupby(["municipality", "month"])["count"].sum()
    cells = data.panel.cells.set_index(["municipality", "month"])
    unknown = cells["births"] - cells["known"]
    cells["known"] = known.reindex(cells.index, fill_value=0)
    cells["births"] = cells["known"] + unknown.clip(lower=0)
    return deciding(data, cells=cells.reset_index(), durations=durations)


@pytest.fixture(scope="module")
def small(prepared):
    return deciding(prepared)


@pytest.fixture(scope="module")
def smaller(prepared):
    return thinned(prepared, factor=0.4, seed=2)


def all_beside(data):
    """What the sheets show of every unit: the ages are decided over all of them, whichever a sheet asks for."""
    agreement = data.agreement
    names = (*agreement.publication_rows, *agreement.units[1:], REGION)
    units = {one: agreement.municipalities_of(one) for one in names}
    record = curves_beside(data.panel, shown=names, units=units, parts=_all_parts(data))
    return protect(record, decisions=data.decisions).value


@pytest.fixture(scope="module")
def beside(small, smaller):
    """Both sets with what the sheets show."""
    return [(data, all_beside(data)) for data in (small, smaller)]


class Seen:
    """Children known to have stopped from one age to before another, as the curve counts it."""

    def __init__(self, data):
        self.data = data
        durations = data.panel.durations
        self.rows = durations[np.isfinite(durations["upper"])]
        self.found = {}

    def stops(self, unit, first, last, before, day):
        if (key := (unit, first)) not in self.found:
            mine = self.rows["municipality"].isin(self.data.agreement.municipalities_of(unit))
            mine = self.rows[mine & self.rows["month"].between(first, last)]
            last_days = np.minimum(mine["upper"], 500).astype(int)
            self.found[key] = np.cumsum(np.bincount(last_days + 1, weights=mine["count"], minlength=502))
        lowest, highest = (age - (age in (0, 182)) + 1 for age in (before, day))
        return self.found[key][highest] - self.found[key][lowest]


def few(count, threshold=5):
    return 0 < round(abs(count)) < threshold


@pytest.mark.parametrize("which", ["small", "smaller"])
def test_between_two_ages_of_a_year_nobody_or_enough_stopped_in_every_unit_and_sum(request, which):
    data = request.getfixturevalue(which)
    clusters = [cluster.slug for cluster in data.agreement.clusters]
    records = {unit: protected_curves(data, unit=unit).value for unit in (REGION, *clusters)}
    years = records[REGION].births[["period", "from_month", "to_month"]].itertuples(index=False)
    checked, seen = 0, Seen(data)
    for period, first, last in years:
        ages = {unit: set(one.points.loc[one.points["period"] == period, "day"]) for unit, one in records.items()}
        told = [one for one in clusters if ages[one]]
        for size in range(len(told) + 1):
            for taken in itertools.combinations(told, size):
                for whole in ([REGION] if ages[REGION] else []) + ([told[0]] if not size and told else []):
                    common = sorted(ages[whole].intersection(*(ages[part] for part in taken)))
                    for before, day in itertools.pairwise(common):
                        if {before, day} <= {0, *PUBLISHED_DAYS}:
                            continue
                        gone = seen.stops(whole, first, last, before, day)
                        gone -= sum(seen.stops(part, first, last, before, day) for part in taken)
                        assert not few(gone), (period, whole, taken, before, day)
                        checked += 1
    assert checked > 500


def test_every_kernel_gives_the_same_ages(small):
    ages = []
    for unit in small.agreement.units:
        record = protected_curves(small, unit=unit).value
        shown = record.points[~record.points["day"].isin(PUBLISHED_DAYS)]
        ages.append(shown.groupby("period")["day"].agg(tuple).to_dict())
    whole = ages[0]
    assert all(one[period] == whole[period] for one in ages[1:] for period in one)
    assert len(set(whole.values())) > 1, "years differ in how far out they carry"


def test_estimated_children_between_two_ages_and_left_after_the_last_are_none_or_enough(small, smaller):
    for data in (small, smaller):
        for unit in data.agreement.units:
            points = protected_curves(data, unit=unit).value.points
            for _, year in points.groupby("period"):
                assert not year.loc[~year["day"].isin(PUBLISHED_DAYS), "still"].map(few).any()
                # Numbers are rounded: a difference of two may be off by one.
                assert not (-year["still"].diff()).between(2, 3).any()


def test_the_published_ages_follow_their_decisions(smaller):
    hidden = smaller.decisions.cells
    below = hidden[(hidden["grain"] == "calendar_year") & (hidden["indicator"] == BELOW)]
    base = hidden[(hidden["grain"] == "calendar_year") & (hidden["indicator"] == "share_26w")]
    found = 0
    for unit in smaller.agreement.units:
        record = protected_curves(smaller, unit=unit).value
        thresholds = protected_thresholds(smaller, unit=unit).value
        for period in record.births["period"]:
            days = set(record.points.loc[record.points["period"] == period, "day"])
            mine = [
                frame[(frame["unit"] == unit) & (frame["period"] == period)]["hidden"].item() for frame in (below, base)
            ]
            assert days.isdisjoint(THRESHOLDS.values()) == mine[0]
            assert (182 not in days) == mine[1]
            assert (not days) == mine[1], "no curve without its children"
            shown = [series.frame.set_index("period").loc[period, "hidden"] for series in thresholds]
            assert shown == [mine[0]] * 3 + [mine[1]]
            found += mine[0]
    assert found


def test_what_is_shown_is_rounded_and_what_was_needed_is_gone(small):
    record = protected_curves(small, unit=REGION).value
    assert record.linked is None
    points = record.points
    for name in ("share_pct", "lower", "upper"):
        assert (points[name].dropna() == points[name].dropna().round(1)).all()
    assert (points["observed"] % ROUNDED_TO == 0).all()
    assert (points["still"] == points["still"].round()).all()
    again = protect(record, decisions=small.decisions).value
    assert again.points.equals(points)


def test_rows_beside_each_other_give_no_one_back(beside):
    for data, record in beside:
        agreement, seen = data.agreement, Seen(data)
        shown = {unit: set(one["day"]) for unit, one in record.points.groupby("unit")}
        sheet = protected_curves_beside(data, row="0740").value
        assert sheet.linked is None
        for unit, one in sheet.points.groupby("unit"):
            assert set(one["day"]) == shown[unit], "the same on every sheet"
        span = record.first_month, record.last_month
        for cluster in agreement.clusters:
            rows = [row for row in agreement.publication_rows if agreement.cluster_of(row) == cluster.slug]
            told = [row for row in rows if row in shown]
            whole = cluster.slug
            for size in range(len(told) + 1):
                for taken in itertools.combinations(told, size):
                    if whole not in shown:
                        continue
                    ages = sorted(shown[whole].intersection(*(shown[row] for row in taken)))
                    for before, day in itertools.pairwise(ages):
                        if {before, day} <= {0, *PUBLISHED_DAYS}:
                            continue
                        gone = seen.stops(whole, *span, before, day)
                        gone -= sum(seen.stops(row, *span, before, day) for row in taken)
                        assert not few(gone), (whole, taken, before, day)


def test_a_year_hidden_in_a_table_is_not_had_from_the_years_together(small, beside):
    """Of the numbers also had by year, what is hidden by year must not be what is left of the sum."""
    cells = small.decisions.cells
    years = cells[(cells["grain"] == "agreement_year") & (cells["indicator"] == "share_26w")]
    years = years[years["period"].isin(["2022", "2023", "2024"])]
    concealed = years[years["hidden"]].groupby("unit").size()
    assert (concealed == 1).any()
    record = beside[0][1]
    for own in record.births.to_dict("records"):
        if concealed.get(own["unit"], 0) == 1:
            assert own["counts_hidden"]
            assert np.isnan(own["known"])
            mine = record.points[record.points["unit"] == own["unit"]]
            assert (mine["day"] <= 119).all()
            assert mine["still"].isna().all()
            assert mine["observed"].isna().all()


def test_at_least_two_rows_of_a_cluster_are_without_numbers(small, smaller):
    for data in (small, smaller):
        cells = data.decisions.cells
        span = cells[(cells["grain"] == "span") & cells["hidden"]]
        assert len(span)
        for (_, _), mine in span.groupby(["period", "indicator"]):
            units = set(mine["unit"])
            for cluster in data.agreement.clusters:
                rows = {
                    row for row in data.agreement.publication_rows if data.agreement.cluster_of(row) == cluster.slug
                }
                if units & rows and cluster.slug not in units:
                    assert len(units & rows) >= 2


def test_the_curve_ends_where_few_are_still_followed(prepared):
    """A tail that rests on a handful of children would tell of them by its steps, however many it stands for."""
    durations = prepared.panel.durations.copy()
    mine = durations["municipality"].isin(prepared.agreement.municipalities_of("midt"))
    mine &= durations["month"].between("2023-01", "2023-12") & (durations["upper"] > 125)
    keep = mine & (durations.groupby(mine).cumcount() < 3)
    durations.loc[mine & ~keep, "lower"] = 120
    durations.loc[mine & ~keep, "upper"] = np.inf
    data = deciding(prepared, durations=durations)
    points = protected_curves(data, unit=REGION).value.points
    year = points.loc[points["period"] == "2023", "day"]
    assert year[~year.isin(PUBLISHED_DAYS)].max() < 120


def test_what_the_births_divide_into_is_told_of_all_units_or_none(prepared, small):
    record = protected_registered(prepared, unit=REGION).value
    assert record.linked is None
    explanation = record.explanation.set_index("reason")["children"]
    assert np.isnan(explanation["capped"]), "never told: few in every unit"
    units = {unit: small.agreement.municipalities_of(unit) for unit in small.agreement.units}
    raw = unit_registered(small.panel, unit=REGION, units=units)
    linked = raw.linked + 50
    linked.loc["midt", "undated"] = 3
    kept = protect(replace(raw, linked=raw.linked + 50), decisions=small.decisions).value
    assert not kept.counts_hidden
    assert kept.registered.n == raw.registered.n
    gone = protect(replace(raw, linked=linked), decisions=small.decisions).value
    assert gone.counts_hidden
    assert gone.registered.n == 0
    assert gone.explanation["children"].isna().all()
    assert gone.registered.value == raw.registered.value
    no_day = protect(replace(raw, linked=None, registered=None), decisions=small.decisions).value
    assert no_day.registered is None
    hidden = protect(replace(raw, period="1999"), decisions=small.decisions).value
    assert hidden.hidden
    assert hidden.registered is None
    assert hidden.explanation["days"].isna().all()


def test_two_years_are_shown_together_or_not_at_all(small):
    record = protected_duration_tests(small, unit=REGION).value
    assert record.ratio is not None
    assert record.between_visits_pct == round(record.between_visits_pct)
    hidden = protect(replace(record, periods=("1999", "2024")), decisions=small.decisions).value
    assert hidden.reason == "hidden"
    assert hidden.ratio is None
    nothing = replace(record.emptied("too_few_events"), periods=())
    assert protect(nothing, decisions=small.decisions).value.reason == "too_few_events"


@pytest.mark.parametrize("threshold", [3, 10])
def test_a_stricter_threshold_gives_fewer_ages(small, threshold):
    other = deciding(small, threshold=threshold)
    sizes = [len(protected_curves(data, unit=REGION).value.points) for data in (small, other)]
    assert (sizes[1] > sizes[0]) == (threshold < 5)


def test_where_nothing_may_be_shown_there_is_no_point(small):
    cells = small.decisions.cells.assign(hidden=True)
    nothing = replace(small, decisions=replace(small.decisions, cells=cells))
    record = protected_curves(nothing, unit=REGION).value
    assert record.points.empty
    assert record.births["hidden"].all()
    assert record.births[["known", "births", "median"]].isna().all(axis=None)
