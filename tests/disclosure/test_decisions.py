from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from evaluering.agreement import read_agreement
from evaluering.disclosure.decisions import decide
from evaluering.estimation.series import outcome_series
from evaluering.periods import Month, months_between
from evaluering.study.duration import DEFINITIONS
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
    return decide(panel(**changed), agreement=AGREEMENT, threshold=threshold, cut_months=8)


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
    decisions = decide(data, agreement=AGREEMENT, threshold=5, cut_months=8)
    for indicator in ("duration_mean", "share_26w"):
        found = hidden(decisions, indicator=indicator)
        assert "0665" in found
        assert len(found) == 2, "a second municipality of the cluster hides the difference"


def test_a_small_number_that_reach_26_weeks_hides_the_year_and_the_months_share_alone():
    changed = panel()
    mine = changed.durations["municipality"].eq("0665") & changed.durations["lower"].eq(200)
    changed.durations.loc[mine & changed.durations["month"].ne("2022-05"), "count"] = 0
    changed.durations.loc[mine & changed.durations["month"].eq("2022-05"), "count"] = 2
    decisions = decide(changed, agreement=AGREEMENT, threshold=5, cut_months=8)
    assert "0665" in hidden(decisions)
    assert hidden(decisions) == hidden(decisions, indicator="duration_mean"), "both tables show the same counts"
    assert "goedstrup" not in hidden(decisions), "the cluster's own number is large"


def test_a_month_shows_no_counts_so_each_outcome_has_its_own_decision():
    changed = panel()
    cluster = changed.durations["municipality"].isin(AGREEMENT.municipalities_of("midt"))
    changed.durations.loc[cluster & changed.durations["lower"].eq(200), "count"] = 1
    decisions = decide(changed, agreement=AGREEMENT, threshold=5, cut_months=8)
    assert "midt" in hidden(decisions, grain="month", period="2022-05")
    assert "midt" not in hidden(decisions, grain="month", period="2022-05", indicator="duration_mean")


def test_the_second_hidden_is_the_smallest_other_of_the_cluster():
    changed = panel(m0671={"births": 12, "unknown": 5, "reached": 5}, m0665={"births": 13, "unknown": 5, "reached": 7})
    mine = changed.durations["municipality"].eq("0657") & changed.durations["lower"].eq(200)
    changed.durations.loc[mine, "count"] = 0
    changed.durations.loc[mine & changed.durations["month"].eq("2022-05"), "count"] = 2
    assert hidden(decide(changed, agreement=AGREEMENT, threshold=5, cut_months=8)) == {"0657", "0671"}


def test_the_second_hidden_is_not_a_row_that_is_told_to_have_no_data():
    changed = panel(m0671={"births": 12, "unknown": 12, "reached": 0}, m0665={"births": 13, "unknown": 5, "reached": 7})
    mine = changed.durations["municipality"].eq("0657") & changed.durations["lower"].eq(200)
    changed.durations.loc[mine, "count"] = 0
    changed.durations.loc[mine & changed.durations["month"].eq("2022-05"), "count"] = 2
    assert hidden(decide(changed, agreement=AGREEMENT, threshold=5, cut_months=8)) == {"0657", "0665"}


def test_the_only_row_of_a_cluster_and_the_cluster_are_hidden_together():
    changed = panel()
    mine = changed.durations["municipality"].isin(["0751", "0741"]) & changed.durations["lower"].eq(200)
    changed.durations.loc[mine, "count"] = 0
    changed.durations.loc[mine & changed.durations["month"].eq("2022-05"), "count"] = 1
    found = hidden(decide(changed, agreement=AGREEMENT, threshold=5, cut_months=8))
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
    cells = decide(data, agreement=AGREEMENT, threshold=5, cut_months=8).cells
    assert "span" not in set(cells["grain"])
    assert not cells["hidden"].any()


def test_without_births_in_the_latest_years_nothing_is_decided_of_them():
    data = replace(panel(), last_mature_month="2028-03")
    decisions = decide(data, agreement=AGREEMENT, threshold=5, cut_months=8)
    assert "span" not in set(decisions.cells["grain"])
    assert decisions.hidden(grain="span", unit="midt", indicator="share_2w", periods=["2025-04/2028-03"]).all()
    assert decisions.counts_told


def test_few_who_stop_between_two_published_ages_hide_the_early_shares_alone():
    changed = panel()
    mine = changed.durations["municipality"].isin(AGREEMENT.municipalities_of("midt"))
    one = mine & changed.durations["lower"].eq(90) & changed.durations["month"].eq("2022-05")
    changed.durations.loc[one, ["lower", "upper", "count"]] = [20, 20.0, 1]
    many = changed.durations["municipality"].isin(AGREEMENT.municipalities_of("randers"))
    changed.durations.loc[many & changed.durations["lower"].eq(90), ["lower", "upper"]] = [20, 20.0]
    found = decide(changed, agreement=AGREEMENT, threshold=5, cut_months=8)
    for name in ("share_2w", "share_9w", "share_17w"):
        told = hidden(found, indicator=name)
        assert "midt" in told, "three stopped between 2 and 9 weeks"
        assert "randers" in told, "the only other cluster in which anybody did: the region's share gives the three back"
        assert {"region", "goedstrup"}.isdisjoint(told)
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
    found = decide(whole, agreement=AGREEMENT, threshold=5, cut_months=8)
    assert "0665" in hidden(found, grain="agreement_year", period="2021")
    span = hidden(found, grain="span", period="2020-04/2023-03")
    assert "0665" in span, "many reached 26 weeks in all, but two years are told and the third would be left"
    assert len(span) == 2
    assert hidden(found, grain="span", period="2020-04/2023-03", indicator="share_9w") == set()


def had_back(data, decisions, *, grain="calendar_year", period="2022"):
    """By sum and by number of children: what the shown sum less its shown parts leaves."""
    durations = data.durations.assign(reached=data.durations["count"].where(data.durations["lower"] >= 182, 0))
    reached = durations.groupby(["municipality", "month"])["reached"].sum().reset_index()
    cells = data.cells.merge(reached, on=["municipality", "month"])
    cells = cells[cells["month"].str.startswith(period)].assign(unknown=cells["births"] - cells["known"])
    cells = cells.assign(others=cells["known"] - cells["reached"])
    shut = hidden(decisions, grain=grain, period=period)
    left = {}
    for whole in AGREEMENT.units:
        parts = [part for part in AGREEMENT.publication_rows if AGREEMENT.cluster_of(part) == whole]
        parts = parts or [cluster.slug for cluster in AGREEMENT.clusters]
        gone = [code for part in parts if part in shut for code in AGREEMENT.municipalities_of(part)]
        if whole not in shut:
            sums = cells[cells["municipality"].isin(gone)][["births", "known", "unknown", "reached", "others"]].sum()
            left[whole] = sums.to_dict()
    return left


def few_unknown(**numbers):
    """The panel in which each of some municipalities has so many unknown children in the year (``m0665=2``)."""
    data = panel()
    for name, number in numbers.items():
        mine = data.cells["municipality"] == name[1:]
        data.cells.loc[mine, "known"] = data.cells.loc[mine, "births"]
        data.cells.loc[data.cells.index[mine][0], "known"] -= number
    return data


@pytest.mark.parametrize("numbers", [{"m0665": 2, "m0671": 2}, {"m0665": 1, "m0671": 1, "m0657": 1}, {"m0665": 3}])
@pytest.mark.parametrize("threshold", [3, 5, 10])
def test_what_hidden_parts_are_together_is_not_small(numbers, threshold):
    data = few_unknown(**numbers)
    decisions = decide(data, agreement=AGREEMENT, threshold=threshold, cut_months=8)
    small = {name[1:] for name, number in numbers.items() if number < threshold}
    assert small <= hidden(decisions)
    left = [number for sums in had_back(data, decisions).values() for number in sums.values()]
    assert not [number for number in left if 0 < number < threshold], "four together are as few as four"
    assert "region" not in hidden(decisions)


def test_where_no_part_is_left_to_hide_the_sum_is_hidden_and_what_would_give_it_back():
    rows = [row for row in AGREEMENT.publication_rows if AGREEMENT.cluster_of(row) == "randers"]
    data = few_unknown(**dict.fromkeys((f"m{row}" for row in rows), 1))
    assert 1 < len(rows) < 5, "the cluster itself has few unknown"
    decisions = decide(data, agreement=AGREEMENT, threshold=5, cut_months=8)
    found = hidden(decisions)
    assert {"randers", *rows} <= found
    assert len(found & set(AGREEMENT.units)) >= 2
    assert not [n for sums in had_back(data, decisions).values() for n in sums.values() if 0 < n < 5]


def test_a_part_without_known_children_conceals_nobody_and_the_sum_goes_instead():
    """Of two municipalities with any known child one has few unknown; births are published by others."""
    rows = [row for row in AGREEMENT.publication_rows if AGREEMENT.cluster_of(row) == "randers"]
    empty = {f"m{row}": {"births": 20, "unknown": 20, "reached": 0} for row in rows[1:]}
    data = panel(**empty)
    mine = data.cells["municipality"] == rows[0]
    data.cells.loc[mine, "known"] = data.cells.loc[mine, "births"]
    data.cells.loc[data.cells.index[mine][0], "known"] -= 3
    found = hidden(decide(data, agreement=AGREEMENT, threshold=5, cut_months=8))
    assert {"randers", *rows} <= found


def visits_alone(*, reached, straddling, stopped):
    """The panel in which one municipality's ends are known from visits: seen to reach, either, and seen to stop."""
    data = panel()
    mine = data.durations["municipality"] == "0665"
    rest = data.durations[~mine]
    month, known = "2022-05", reached + straddling + stopped
    ends = [(200, 300.0, reached), (60, 300.0, straddling), (60, 120.0, stopped)]
    made = pd.DataFrame([("0665", month, *one) for one in ends], columns=rest.columns)
    cells = data.cells.copy()
    cells.loc[cells["municipality"] == "0665", ["births", "known", "children"]] = 0
    here = (cells["municipality"] == "0665") & (cells["month"] == month)
    cells.loc[here, ["births", "known", "children"]] = [known + 50, known, known]
    return replace(data, cells=cells, durations=pd.concat([rest, made[made["count"] > 0]], ignore_index=True))


def year_of(data):
    return outcome_series(
        data, unit="0665", municipalities=("0665",), definition=DEFINITIONS["at_least_182_days"], grain="calendar_year"
    ).frame.set_index("period").loc["2022"]  # fmt: skip


def test_the_interval_gives_the_number_seen_back_where_the_estimate_is_larger():
    """So the number seen is judged too, though it is told nowhere."""
    data = visits_alone(reached=4, straddling=12, stopped=46)
    year = year_of(data)
    share, error = year["value"] / 100, year["standard_error"] / 100
    assert round(year["at_least"]) >= 5, "an estimate that by itself could be told"
    assert round(share**2 * (1 - share) / error**2) == 4, "the reader's sum"
    assert "0665" in hidden(decide(data, agreement=AGREEMENT, threshold=5, cut_months=8))


@pytest.mark.parametrize(("stopped", "straddling", "shut"), [(2, 10, True), (20, 20, False)])
def test_a_small_estimate_hides_where_none_was_seen(stopped, straddling, shut):
    """Who was seen to reach 26 weeks are all of them or many; by the estimate few did not."""
    data = visits_alone(reached=60, straddling=straddling, stopped=stopped)
    year = year_of(data)
    seen = year["known"] - 60
    assert seen >= 5
    assert (0 < round(year["known"] - year["at_least"]) < 5) is shut
    assert ("0665" in hidden(decide(data, agreement=AGREEMENT, threshold=5, cut_months=8))) is shut
