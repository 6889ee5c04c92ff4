import pandas as pd

from evaluering.disclosure.counts import BirthsTable
from evaluering.disclosure.decisions import Decisions
from evaluering.disclosure.protection import protect
from evaluering.disclosure.published import emptied_births, emptied_comparison, emptied_published
from evaluering.estimation.comparison.comparisons import comparison
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.published.published import PublishedChange, PublishedFigures, PublishedSeries
from evaluering.estimation.published.published_difference import PublishedComparison, PublishedDifference

DECISIONS = Decisions(pd.DataFrame(columns=["grain", "unit", "period", "indicator", "hidden"]), 5, ())


def series(unit, known, at_least):
    frame = pd.DataFrame(
        {"period": ["2023", "2024"], "value": 12.0, "standard_error": 1.0, "lower": 11.0, "upper": 13.0, "mature": True}
    )
    kind = {"region": "own", "1081": "other"}.get(unit, "part")
    return PublishedSeries(unit, unit, kind, frame.assign(known=known, at_least=at_least))


def published(*parts):
    revisions = pd.DataFrame({"period": ["2023", "2024"], "then": 1.0, "now": 2.0, "difference": 1.0})
    change = PublishedChange(None, "too_few_mature_months", 5, 0)
    return PublishedFigures("share_26w", "registered_over_26_weeks", "pct", parts, change, revisions)


def shown(record):
    return {one.unit: one.frame["value"].notna().tolist() for one in record.series}


def test_a_small_part_is_hidden_with_the_other_parts_of_its_year_and_nothing_else():
    record = published(
        series("region", [900.0, 900.0], [90.0, 90.0]),
        series("midt", [100.0, 100.0], [4.0, 10.0]),
        series("horsens", [800.0, 800.0], [86.0, 80.0]),
        series("1081", [900.0, 900.0], [90.0, 90.0]),
    )
    found = emptied_published(record, DECISIONS)
    assert shown(found) == {"region": [True] * 2, "midt": [False, True], "horsens": [False, True], "1081": [True] * 2}
    hidden = found.series[1].frame.iloc[0]
    assert hidden[["known", "at_least", "lower", "upper", "standard_error"]].isna().all()
    assert shown(record)["midt"] == [True, True]


def test_a_small_region_takes_its_revisions_with_it():
    record = published(series("region", [900.0, 900.0], [2.0, 90.0]))
    found = emptied_published(record, DECISIONS)
    assert found.revisions["now"].isna().tolist() == [True, False]
    assert found.revisions["hidden"].tolist() == [True, False]


def test_all_but_a_few_is_as_small_as_a_few():
    record = published(series("region", [900.0, 900.0], [898.0, 90.0]))
    assert shown(emptied_published(record, DECISIONS)) == {"region": [False, True]}


def test_a_mean_without_counts_is_shown():
    record = published(series("region", float("nan"), float("nan")))
    assert shown(emptied_published(record, DECISIONS)) == {"region": [True, True]}


def test_a_small_number_of_births_is_hidden_on_both_sides():
    births = BirthsTable(pd.DataFrame({"period": ["2023", "2024"], "delivered": [3, 90], "published": [5, 91]}), ())
    found = emptied_births(births, DECISIONS).frame
    assert found["delivered"].isna().tolist() == found["published"].isna().tolist() == [True, False]


NOT_YET = PublishedChange(None, "too_few_mature_months", 5, 0)


def difference(*, own=(900.0, 900.0), control=(900.0, 900.0), over=(90.0, 90.0), change=NOT_YET):
    counts = {"own_known": own, "control_known": control, "own_at_least": over, "control_at_least": (90.0, 90.0)}
    frame = pd.DataFrame({"period": ["2023", "2024"], "mature": True, "used": False} | counts)
    numbers = ["own", "control", "own_standard_error", "control_standard_error"]
    frame = frame.assign(**dict.fromkeys([*numbers, "value", "standard_error", "lower", "upper"], 1.0))
    course = pd.DataFrame({"period": ["2023"], "fitted": 1.0, "expected": 1.0})
    return PublishedDifference(comparison("difference"), change, frame, course)


def compared(main, untried=None):
    return PublishedComparison("share_26w", "registered_over_26_weeks", "pct", "region", "Midt", main, untried, ())


def test_a_year_small_on_either_side_is_hidden_in_both_differences():
    for small in ({"own": (900.0, 3.0)}, {"control": (900.0, 3.0)}, {"over": (90.0, 898.0)}):
        given = difference(**small)
        found = emptied_comparison(compared(difference(), given), DECISIONS)
        for one in (found.main, found.without_trials):
            assert one.frame["hidden"].tolist() == [False, True]
            shown = one.frame.drop(columns=["period", "mature", "used", "hidden"]).notna()
            assert shown.iloc[0].all()
            assert not shown.iloc[1].any()
        assert given.frame["value"].notna().all()


def test_a_change_of_a_few_children_is_not_shown():
    change = Estimate("mean_change", 4, 3, 5, 0.95, "days", 0.5, 9, 0.0, 1.0, "2024-01", "2024-12", "marginal", n=3)
    shown = protect(compared(difference(change=PublishedChange(change, "", 5, 1))), decisions=DECISIONS).value
    assert (shown.main.change.estimate, shown.main.change.reason) == (None, "hidden")
    assert shown.main.course.empty
    assert shown.without_trials is None
