"""An earlier report held against this one under disclosure control, and attempts to get a hidden count back."""

from dataclasses import replace
from math import isnan, nan

import numpy as np
import pytest

from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.estimation.revisions import Answer, Revision, Revisions
from evaluering.estimation.targets import YearResult

COUNTS = ("births", "known", "coverage_pct", "at_least")


def year(period="2023", births=2400.0, known=2200.0, at_least=nan, **more):
    numbers = {"coverage_pct": 100 * known / births, "value": 112.0, "lower": 110.0, "upper": 114.0}
    return YearResult("agreement_year", period, births=births, known=known, at_least=at_least, **(numbers | more))


def row(unit="region", *, then=None, now=None, indicator="duration_mean", **more):
    then, now = then or year(), now or year()
    apart = {"known_apart": round(now.known - then.known), "births_apart": round(now.births - then.births)}
    given = {"reason": "reports"} | apart | more
    return Revision(
        unit, indicator, "days", "a", "a", then, now, year("2024"), "endnu_ikke", "endnu_ikke", **given
    )  # fmt: skip


def record(*rows, answers=()):
    return Revisions(2025, "2025-10-01", rows, answers)


@pytest.fixture
def open_decisions(prepared):
    return Decisions(prepared.decisions.cells.assign(hidden=False), 5, ())


@pytest.fixture
def hiding(prepared):
    def decisions(unit, period):
        cells = prepared.decisions.cells
        mine = (cells["unit"] == unit) & (cells["grain"] == "agreement_year") & (cells["period"] == period)
        return Decisions(cells.assign(hidden=mine), 5, ())

    return decisions


def told(rows, decisions):
    return {one.unit: one for one in protect(record(*rows), decisions=decisions).value.rows}


def test_large_differences_are_told(open_decisions):
    found = told([row(), row("midt", now=year(known=2250.0))], open_decisions)
    assert found["region"].known_apart == 0
    assert found["midt"].known_apart == 50
    assert found["midt"].then.known == 2200


@pytest.mark.parametrize("few", [{"known": 2203.0}, {"births": 2399.0}, {"known": 2206.0, "births": 2403.0}])
def test_a_small_difference_in_a_cluster_takes_the_counts_of_all_clusters(open_decisions, few):
    found = told(
        [row(now=year(known=2300.0, births=2500.0)), row("midt", now=year(**few)), row("horsens")], open_decisions
    )
    assert found["region"].known_apart == 100
    for unit in ("midt", "horsens"):
        assert found[unit].known_apart is None
        assert found[unit].births_apart is None
        assert all(isnan(getattr(found[unit].then, name)) for name in COUNTS)
        assert found[unit].now.known > 0


def test_a_small_difference_in_the_region_takes_all_counts(open_decisions):
    rows = [row(now=year(known=2202.0)), row("midt", now=year(known=2300.0))]
    assert all(isnan(one.then.known) and one.known_apart is None for one in told(rows, open_decisions).values())


def test_a_small_difference_in_those_who_reached_counts_too(open_decisions):
    rows = [row(), row("midt", then=year(at_least=300.0), now=year(at_least=303.0), indicator="share_26w")]
    assert isnan(told(rows, open_decisions)["midt"].then.known)


def test_no_count_comes_back_by_subtraction_of_the_clusters_from_the_region(open_decisions):
    rng = np.random.default_rng(1)
    for _ in range(200):
        apart = rng.integers(0, 9, size=3)
        rows = [row(unit, now=year(known=2200.0 + more)) for unit, more in zip("abc", apart.tolist(), strict=True)]
        rows.append(row(then=year(known=6600.0, births=7200.0), now=year(known=6600.0 + apart.sum(), births=7200.0)))
        found = told(rows, open_decisions)
        shown = [one.known_apart for one in found.values() if one.known_apart is not None]
        assert not any(0 < abs(one) < 5 for one in shown)
        clusters = [found[unit].known_apart for unit in "abc"]
        hidden = [one for one in clusters if one is None]
        # With the region told, one hidden cluster would be what is left of it.
        assert len(hidden) in (0, 3)


def test_a_year_hidden_now_takes_the_published_one_along(hiding):
    found = told([row(), row("midt")], hiding("midt", "2023"))["midt"]
    assert found.reason == "hidden"
    assert found.then.hidden
    assert found.now.hidden
    assert found.newest.value == 112.0
    assert found.verdict_then == ""
    assert found.known_apart is None


def test_a_year_hidden_then_takes_the_one_of_now_along(open_decisions):
    found = told([row(then=replace(year(), hidden=True, value=nan))], open_decisions)["region"]
    assert found.now.hidden
    assert isnan(found.now.value)


def test_a_hidden_newest_year_has_no_verdict(hiding):
    found = told([row()], hiding("region", "2024"))["region"]
    assert found.newest.hidden
    assert found.verdict_now == ""
    assert found.then.value == 112.0


def test_rows_without_numbers_stay(open_decisions):
    bare = replace(row(), then=None, now=None, newest=None, reason="cannot", known_apart=None, births_apart=None)
    assert told([bare], open_decisions)["region"] == bare


def test_hidden_rows_without_a_number_of_now_stay_empty(hiding):
    found = told([replace(row(), now=None)], hiding("region", "2023"))["region"]
    assert found.now is None
    assert found.then.hidden


def test_answers_are_told_without_counts(open_decisions, hiding):
    one = Answer(2025, "duration_mean", "days", year(), "endnu_ikke")
    shown = protect(record(answers=(one, replace(one, year=None))), decisions=open_decisions).value.answers
    assert all(isnan(getattr(shown[0].year, name)) for name in COUNTS)
    assert shown[0].verdict == "endnu_ikke"
    assert shown[1].year is None
    (gone,) = protect(record(answers=(one,)), decisions=hiding("region", "2023")).value.answers
    assert gone.year.hidden
    assert gone.verdict == ""
