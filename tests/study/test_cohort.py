"""Who is counted, and the flow from rows read to children counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from evaluering.agreement import Agreement
from evaluering.intake.deliveries import Deliveries
from evaluering.periods import Month
from evaluering.study.cohort import Cohort, build_cohort
from evaluering.study.duration import child_durations

Maker = Callable[..., Deliveries]
Row = Callable[..., dict[str, object]]


def cohort_of(deliveries: Deliveries, agreement: Agreement) -> Cohort:
    return build_cohort(deliveries, agreement=agreement, first=Month(2023, 4), last=Month(2024, 3))


def counts(cohort: Cohort) -> dict[str, int]:
    return {step.rule: step.count for step in cohort.steps}


def test_rows_outside_the_window_or_the_agreement_are_counted(
    make_deliveries: Maker, make_status: Row, agreement: Agreement
) -> None:
    deliveries = make_deliveries(
        make_status("full", 5, child=1, birth="2023-03-31"),
        make_status("full", 5, child=2, birth="2023-04-01"),
        make_status("full", 5, child=3, birth="2024-03-31"),
        make_status("full", 5, child=4, birth="2024-04-01"),
        make_status("full", 5, child=5, municipality="0101"),
    )
    cohort = cohort_of(deliveries, agreement)
    assert cohort.children["month"].tolist() == ["2023-04", "2024-03"]
    assert counts(cohort) | {"born_before_series": 1, "born_after_extraction": 1, "rows_used": 2} == counts(cohort)
    assert counts(cohort)["municipality_outside_agreement"] == 1


def test_rows_set_aside_by_intake_are_summed_without_those_of_births(
    make_deliveries: Maker, make_status: Row, agreement: Agreement
) -> None:
    aside = [
        {"delivery": "a", "source": "kommuneudtraek", "sender": "x", "rule": "date_missing", "rows": 2},
        {"delivery": "b", "source": "kl-gateway", "sender": "y", "rule": "date_missing", "rows": 3},
        {"delivery": "c", "source": "foedsler", "sender": "z", "rule": "date_missing", "rows": 7},
    ]
    cohort = cohort_of(make_deliveries(make_status("full", 5), aside=aside), agreement)
    assert [(step.rule, step.count) for step in cohort.steps[:2]] == [("rows_read", 6), ("date_missing", 5)]


def test_the_latest_report_of_the_same_evidence_wins(
    make_deliveries: Maker, make_period: Row, agreement: Agreement
) -> None:
    deliveries = make_deliveries(
        make_period("full", 0, 90, recorded=150),
        make_period("full", 0, None, recorded=60),
        make_period("full", 0, 90, recorded=150, extracted="2025-10-01"),
        make_period("full", 0, 95, recorded=140),
    )
    cohort = cohort_of(deliveries, agreement)
    assert cohort.evidence.end.tolist() == [90]
    assert (counts(cohort)["identical_rows"], counts(cohort)["superseded_rows"]) == (1, 2)


@pytest.mark.parametrize(("last", "full"), [("primary", False), ("full", True)])
def test_the_later_extraction_decides_between_equal_days(
    make_deliveries: Maker, make_status: Row, agreement: Agreement, last: str, full: bool
) -> None:
    first = {"primary": "full", "full": "primary"}[last]
    deliveries = make_deliveries(make_status(last, 60), make_status(first, 60, extracted="2025-10-01"))
    assert cohort_of(deliveries, agreement).evidence.full.tolist() == [full]


def test_between_equal_reports_the_known_and_the_lesser_feeding_wins(
    make_deliveries: Maker, make_status: Row, agreement: Agreement
) -> None:
    deliveries = make_deliveries(make_status("full", 60), make_status("formula", 60), make_status("unknown", 60))
    evidence = cohort_of(deliveries, agreement).evidence
    assert (evidence.full.tolist(), evidence.unknown.tolist()) == ([False], [False])


def test_a_period_and_a_status_of_one_day_are_two_pieces_of_evidence(
    make_deliveries: Maker, make_status: Row, make_period: Row, agreement: Agreement
) -> None:
    cohort = cohort_of(make_deliveries(make_status("full", 0), make_period("full", 0, 60)), agreement)
    assert cohort.evidence.period.tolist() == [False, True]
    assert cohort.evidence.end.tolist() == [-1, 60]


def test_a_child_is_counted_where_its_latest_row_comes_from(
    make_deliveries: Maker, make_status: Row, agreement: Agreement
) -> None:
    deliveries = make_deliveries(
        make_status("full", 60, municipality="0741"),
        make_status("full", 30, municipality="0751"),
        make_status("full", 30, child=2, municipality="0751"),
        make_status("full", 60, child=3, municipality="0741", extracted="2025-10-01"),
        make_status("full", 50, child=3, municipality="0657", recorded=60),
    )
    cohort = cohort_of(deliveries, agreement)
    assert cohort.children["municipality"].tolist() == ["0741", "0751", "0657"]
    assert counts(cohort)["several_municipalities"] == 2


def test_a_child_with_two_birth_dates_is_set_aside(
    make_deliveries: Maker, make_status: Row, agreement: Agreement
) -> None:
    deliveries = make_deliveries(
        make_status("full", 60),
        make_status("full", 60, birth="2023-05-02"),
        make_status("full", 30, child=2),
    )
    cohort = cohort_of(deliveries, agreement)
    assert len(cohort.children) == 1
    assert cohort.pseudonyms.tolist() == [2]
    assert cohort.evidence.child.tolist() == [0]
    assert counts(cohort) | {
        "rows_of_children_with_two_birth_dates": 2,
        "children_in_deliveries": 2,
        "two_birth_dates": 1,
    } == counts(cohort)


def test_a_report_is_no_later_than_its_extraction(
    make_deliveries: Maker, make_period: Row, agreement: Agreement
) -> None:
    cohort = cohort_of(make_deliveries(make_period("full", 0, None, recorded=200, extracted="2023-07-30")), agreement)
    assert cohort.evidence.reported.tolist() == [90]


def test_nothing_delivered_is_nobody(make_deliveries: Maker, agreement: Agreement) -> None:
    cohort = cohort_of(make_deliveries(), agreement)
    assert len(cohort.children) == 0
    assert set(counts(cohort).values()) == {0}


def with_visits(deliveries: Deliveries, *ages: int | None) -> Deliveries:
    """The deliveries with the age at the visit of each row, None where no visit is told."""
    birth = deliveries.feeding["birth"]
    days = pd.Series([pd.NaT if age is None else pd.Timedelta(days=age) for age in ages], dtype="timedelta64[s]")
    return replace(deliveries, feeding=deliveries.feeding.assign(known_until=birth + days))


@pytest.mark.parametrize(("visit", "known"), [(60, 60), (None, 200), (300, 200)])
def test_a_row_is_known_up_to_its_visit_and_never_beyond_its_report(
    make_deliveries: Maker, make_period: Row, agreement: Agreement, visit: int | None, known: int
) -> None:
    deliveries = with_visits(make_deliveries(make_period("full", 0, None, recorded=200)), visit)
    assert cohort_of(deliveries, agreement).evidence.reported.tolist() == [known]


def test_a_visit_reported_again_does_not_lengthen_breastfeeding(
    make_deliveries: Maker, make_period: Row, agreement: Agreement
) -> None:
    again = make_period("full", 0, None, recorded=320)
    durations = child_durations(cohort_of(with_visits(make_deliveries(again), 60), agreement).evidence, 1)
    assert (durations.lower.tolist(), durations.upper.tolist()) == ([60], [np.inf])


@pytest.mark.parametrize("end", [100, None])
def test_an_old_visit_reported_again_does_not_replace_a_later_one(
    make_deliveries: Maker, make_period: Row, agreement: Agreement, end: int | None
) -> None:
    later, again = make_period("full", 0, end, recorded=121), make_period("full", 0, None, recorded=320)
    evidence = cohort_of(with_visits(make_deliveries(later, again), 120, 60), agreement).evidence
    assert (evidence.end.tolist(), evidence.reported.tolist()) == ([-1 if end is None else end], [120])


def test_of_one_visit_the_row_recorded_last_counts(
    make_deliveries: Maker, make_period: Row, agreement: Agreement
) -> None:
    rows = make_period("full", 0, 50, recorded=130), make_period("full", 0, 55, recorded=121)
    evidence = cohort_of(with_visits(make_deliveries(*rows), 120, 120), agreement).evidence
    assert evidence.end.tolist() == [50]
