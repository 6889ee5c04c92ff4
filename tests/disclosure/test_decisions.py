from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from evaluering.agreement import read_agreement
from evaluering.disclosure.decisions import decide
from evaluering.periods import Month, months_between
from evaluering.study.panel import Panel

AGREEMENT = read_agreement(Path(__file__).parents[2] / "params" / "amning-midtjylland.yml")
MONTHS = [str(month) for month in months_between(Month(2022, 1), Month(2023, 3))]


def panel(births=20, unknown=6, reached=8, **changed):
    """Every municipality alike in every month, but for the municipalities in `changed` (``m0665={"reached": 1}``)."""
    cells, durations = [], []
    for code in AGREEMENT.municipalities_of("region"):
        mine = {"births": births, "unknown": unknown, "reached": reached, **changed.get(f"m{code}", {})}
        known = mine["births"] - mine["unknown"]
        for month in MONTHS:
            cells.append((code, month, mine["births"], known, known))
            durations.append((code, month, 200, 200.0, mine["reached"]))
            durations.append((code, month, 90, 90.0, known - mine["reached"]))
    return Panel(
        cells=pd.DataFrame(cells, columns=["municipality", "month", "births", "children", "known"]),
        durations=pd.DataFrame(durations, columns=["municipality", "month", "lower", "upper", "count"]),
        exclusions=pd.DataFrame(columns=["step", "rule", "unit", "count"]),
        extraction_date=date(2026, 10, 1),
        last_mature_month="2023-03",
    )


def hidden(decisions, *, grain="calendar_year", indicator="share_26w", period="2022"):
    cells = decisions.cells
    mine = cells[(cells["grain"] == grain) & (cells["indicator"] == indicator) & (cells["period"] == period)]
    return set(mine.loc[mine["hidden"], "unit"])


def decided(threshold=5, **changed):
    return decide(panel(**changed), agreement=AGREEMENT, threshold=threshold)


def test_nothing_is_hidden_where_all_counts_are_large():
    decisions = decided()
    assert not decisions.cells["hidden"].any()
    assert set(decisions.cells["grain"]) == {"month", "calendar_year", "agreement_year", "span"}


def test_municipalities_have_no_months_and_aarhus_and_samsoe_no_cells_of_their_own():
    cells = decided().cells
    assert set(cells.loc[cells["grain"] == "month", "unit"]) == set(AGREEMENT.units)
    assert not {"0751", "0741"} & set(cells["unit"])
    assert "aarhus_samsoe" in set(cells["unit"])


@pytest.mark.parametrize(
    "small",
    [
        {"births": 0.25},
        {"births": 20, "unknown": 0.25, "reached": 8},
    ],
)
def test_small_unknown_or_births_hide_the_year_for_both_outcomes(small):
    # One twelfth of the year's number in each month would not be whole; the rule looks at the year's sum.
    data = panel()
    cells = data.cells
    first = (cells["municipality"] == "0665") & (cells["month"] == "2022-01")
    rest = (cells["municipality"] == "0665") & ~first
    if small["births"] == 20:
        cells.loc[cells["municipality"] == "0665", "known"] = 20
        cells.loc[first, "known"] = 17
    else:
        cells.loc[rest, ["births", "known"]] = 0
        cells.loc[first, ["births", "known"]] = 3
        data.durations.loc[data.durations["municipality"] == "0665", "count"] = 0
    decisions = decide(data, agreement=AGREEMENT, threshold=5)
    for indicator in ("duration_mean", "share_26w"):
        found = hidden(decisions, indicator=indicator)
        assert "0665" in found
        assert len(found) == 2, "a second municipality of the cluster hides the difference"


def test_a_small_number_that_reach_26_weeks_hides_the_year_and_the_months_share_alone():
    changed = panel()
    mine = changed.durations["municipality"].eq("0665") & changed.durations["lower"].eq(200)
    changed.durations.loc[mine & changed.durations["month"].ne("2022-05"), "count"] = 0
    changed.durations.loc[mine & changed.durations["month"].eq("2022-05"), "count"] = 2
    decisions = decide(changed, agreement=AGREEMENT, threshold=5)
    assert "0665" in hidden(decisions)
    assert hidden(decisions) == hidden(decisions, indicator="duration_mean"), "both tables show the same counts"
    assert "goedstrup" not in hidden(decisions), "the cluster's own number is large"


def test_a_month_shows_no_counts_so_each_outcome_has_its_own_decision():
    changed = panel()
    cluster = changed.durations["municipality"].isin(AGREEMENT.municipalities_of("midt"))
    changed.durations.loc[cluster & changed.durations["lower"].eq(200), "count"] = 1
    decisions = decide(changed, agreement=AGREEMENT, threshold=5)
    assert "midt" in hidden(decisions, grain="month", period="2022-05")
    assert "midt" not in hidden(decisions, grain="month", period="2022-05", indicator="duration_mean")


def test_the_second_hidden_is_the_smallest_other_of_the_cluster():
    changed = panel(m0671={"births": 12, "unknown": 5, "reached": 5}, m0665={"births": 13, "unknown": 5, "reached": 7})
    mine = changed.durations["municipality"].eq("0657") & changed.durations["lower"].eq(200)
    changed.durations.loc[mine, "count"] = 0
    changed.durations.loc[mine & changed.durations["month"].eq("2022-05"), "count"] = 2
    assert hidden(decide(changed, agreement=AGREEMENT, threshold=5)) == {"0657", "0671"}


def test_the_second_hidden_is_not_a_row_that_is_told_to_have_no_data():
    changed = panel(m0671={"births": 12, "unknown": 12, "reached": 0}, m0665={"births": 13, "unknown": 5, "reached": 7})
    mine = changed.durations["municipality"].eq("0657") & changed.durations["lower"].eq(200)
    changed.durations.loc[mine, "count"] = 0
    changed.durations.loc[mine & changed.durations["month"].eq("2022-05"), "count"] = 2
    assert hidden(decide(changed, agreement=AGREEMENT, threshold=5)) == {"0657", "0665"}


def test_the_only_row_of_a_cluster_and_the_cluster_are_hidden_together():
    changed = panel()
    mine = changed.durations["municipality"].isin(["0751", "0741"]) & changed.durations["lower"].eq(200)
    changed.durations.loc[mine, "count"] = 0
    changed.durations.loc[mine & changed.durations["month"].eq("2022-05"), "count"] = 1
    found = hidden(decide(changed, agreement=AGREEMENT, threshold=5))
    assert {"aarhus", "aarhus_samsoe"} <= found
    assert len(found & set(AGREEMENT.units)) == 2, "the region's total would give the cluster back"


def test_the_threshold_is_a_parameter():
    assert not decided(threshold=5, unknown=5).cells["hidden"].any()
    assert decided(threshold=10, reached=1, births=20).small(9)
    assert not decided(threshold=3).small(3)
    assert not decided(threshold=3).small(0)


def test_a_cell_that_was_not_decided_on_is_hidden():
    decisions = decided()
    asked = decisions.hidden(grain="month", unit="region", indicator="share_26w", periods=["2022-01", "2031-01"])
    assert asked.tolist() == [False, True]
    unknown = decisions.hidden(grain="month", unit="0657", indicator="share_26w", periods=["2022-01"])
    assert unknown.tolist() == [True]


def test_fingerprint_follows_what_is_hidden():
    assert decided().fingerprint == decided().fingerprint
    assert decided().fingerprint != decided(threshold=6).fingerprint
    assert decided(births=20, unknown=6, reached=1).fingerprint != decided().fingerprint


def test_without_a_whole_agreement_year_there_is_no_span():
    data = panel()
    kept = data.cells["month"] < "2023-01"
    data = replace(data, cells=data.cells[kept], last_mature_month="2022-12")
    cells = decide(data, agreement=AGREEMENT, threshold=5).cells
    assert "span" not in set(cells["grain"])
    assert not cells["hidden"].any()


def test_few_who_stop_between_two_published_ages_hide_the_early_shares_alone():
    changed = panel()
    mine = changed.durations["municipality"].isin(AGREEMENT.municipalities_of("midt"))
    one = mine & changed.durations["lower"].eq(90) & changed.durations["month"].eq("2022-05")
    changed.durations.loc[one, ["lower", "upper", "count"]] = [20, 20.0, 1]
    many = changed.durations["municipality"].isin(AGREEMENT.municipalities_of("randers"))
    changed.durations.loc[many & changed.durations["lower"].eq(90), ["lower", "upper"]] = [20, 20.0]
    found = decide(changed, agreement=AGREEMENT, threshold=5)
    for name in ("share_2w", "share_9w", "share_17w"):
        told = hidden(found, indicator=name)
        assert "midt" in told, "three stopped between 2 and 9 weeks"
        assert len(told) == 2, "the region's share would give the cluster's back"
    assert hidden(found) == hidden(found, indicator="duration_mean") == set(), "what hangs on other ages stays"


def test_a_span_hides_what_would_give_a_hidden_year_back():
    months = [str(month) for month in months_between(Month(2020, 4), Month(2023, 3))]
    cells, durations = [], []
    for code in AGREEMENT.municipalities_of("region"):
        for month in months:
            few = code == "0665" and "2021-04" <= month <= "2022-03"
            reached = int(month == "2021-05") * 2 if few else 8
            cells.append((code, month, 20, 14, 14))
            durations += [(code, month, 200, 200.0, reached), (code, month, 90, 90.0, 14 - reached)]
    whole = replace(
        panel(),
        cells=pd.DataFrame(cells, columns=["municipality", "month", "births", "children", "known"]),
        durations=pd.DataFrame(durations, columns=["municipality", "month", "lower", "upper", "count"]),
    )
    found = decide(whole, agreement=AGREEMENT, threshold=5)
    assert "0665" in hidden(found, grain="agreement_year", period="2021")
    span = hidden(found, grain="span", period="2020-04/2023-03")
    assert "0665" in span, "many reached 26 weeks in all, but two years are told and the third would be left"
    assert len(span) == 2
    assert hidden(found, grain="span", period="2020-04/2023-03", indicator="share_9w") == set()
