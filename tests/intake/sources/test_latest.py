from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from evaluering.errors import DeliveryError

SUPPLEMENT = "3edc905c-2830-442a-98cc-463cc3701dd1"
LATER = "2020-07-09T23:45:00.000Z"


@pytest.fixture
def gateway(deliveries):
    deliveries.births()
    return deliveries


@pytest.fixture
def two_custodians(deliveries):
    deliveries.births("0657;2020M05;70\n0751;2020M05;70\n")
    return deliveries


def aside(deliveries) -> dict[str, int]:
    return dict(deliveries.set_aside.groupby("rule")["rows"].sum())


def test_the_later_report_of_a_visit_counts_whatever_the_order(gateway):
    late = gateway.report(gateway.patient(), gateway.encounter(), gateway.observation(SUPPLEMENT), timestamp=LATER)
    gateway.reports([late, gateway.report()])
    deliveries = gateway.read()
    assert list(deliveries.feeding["feeding"]) == ["supplement"]
    assert aside(deliveries) == {"superseded_report": 1}


def test_of_equally_late_reports_the_later_extraction_counts(gateway):
    other = gateway.report(gateway.patient(), gateway.encounter(), gateway.observation(SUPPLEMENT))
    gateway.reports([other], name="a", udtraeksdato=date(2026, 10, 2))
    gateway.reports([gateway.report()], name="b")
    deliveries = gateway.read()
    assert list(deliveries.feeding["feeding"]) == ["supplement"]
    assert list(deliveries.feeding["extracted"]) == [pd.Timestamp("2026-10-02")]


def test_an_equal_report_is_kept_once(gateway):
    gateway.reports([gateway.report(), gateway.report()])
    deliveries = gateway.read()
    assert (len(deliveries.feeding), aside(deliveries)) == (1, {"superseded_report": 1})


def test_equally_late_reports_of_different_content_are_set_aside(gateway):
    other = gateway.report(gateway.patient(), gateway.encounter(), gateway.observation(SUPPLEMENT))
    gateway.reports([gateway.report(), other])
    assert "noget forskelligt" in gateway.one_fault(DeliveryError).what
    assert aside(gateway.read(impossible_rows_pct=100)) == {"conflicting_tie": 2}


def test_statuses_of_one_report_must_not_contradict_each_other(gateway):
    status = {"effectivePeriod": None, "effectiveDateTime": "2020-07-07"}
    both = [gateway.observation(**status), gateway.observation(SUPPLEMENT, **status)]
    gateway.reports([gateway.report(gateway.patient(), gateway.encounter(), *both)])
    assert aside(gateway.read(impossible_rows_pct=100)) == {"conflicting_tie": 2}


@pytest.mark.parametrize("with_feeding", [True, False])
@pytest.mark.parametrize("by", ["patient", "encounter"])
def test_a_later_withdrawal_takes_the_visit_with_it(gateway, by, with_feeding):
    patient = gateway.patient(active=False) if by == "patient" else gateway.patient()
    encounter = gateway.encounter(status="entered-in-error") if by == "encounter" else gateway.encounter()
    rest = [gateway.observation()] if with_feeding else []
    second = gateway.report(gateway.patient(2), gateway.encounter(), gateway.observation())
    withdrawal = gateway.report(patient, encounter, *rest, timestamp=LATER)
    gateway.reports([gateway.report(), second, withdrawal])
    deliveries = gateway.read()
    assert (len(deliveries.feeding), aside(deliveries)) == (1, {"withdrawn": 1 + with_feeding})
    assert list(deliveries.sources["rows"]) == [1, 2 + with_feeding]


def test_a_withdrawn_visit_may_be_sent_again(gateway):
    withdrawn = gateway.report(gateway.patient(), gateway.encounter(status="entered-in-error"))
    gateway.reports([withdrawn, gateway.report(timestamp=LATER)])
    assert len(gateway.read().feeding) == 1


@pytest.mark.parametrize(
    ("changes", "kept"),
    [({}, 0), ({"id": "other"}, 1), ({"period": {"start": "2020-07-08T09:00:00Z"}}, 1)],
    ids=["same visit", "other visit", "other day"],
)
def test_a_later_report_of_the_same_visit_without_feeding_takes_the_feeding_back(gateway, changes, kept):
    weight = gateway.report(gateway.patient(), gateway.encounter(**changes), timestamp=LATER)
    gateway.reports([gateway.report(), weight])
    deliveries = gateway.read()
    assert (len(deliveries.feeding), aside(deliveries)) == (kept, {} if kept else {"superseded_report": 1})


def test_an_equally_late_report_without_feeding_contradicts_nothing(gateway):
    gateway.reports([gateway.report(gateway.patient(), gateway.encounter()), gateway.report()])
    deliveries = gateway.read()
    assert (len(deliveries.feeding), aside(deliveries)) == (1, {})


def test_an_earlier_report_without_feeding_changes_nothing(gateway):
    weight = gateway.report(gateway.patient(), gateway.encounter(), timestamp="2020-07-08T23:44:00Z")
    gateway.reports([gateway.report(), weight])
    assert len(gateway.read().feeding) == 1


UUID = "3f3e6489-31bd-44cf-9920-3c632868feb7"


@pytest.mark.parametrize(("name", "kept"), [(UUID, 1), ("visit", 2)])
def test_a_visit_whose_day_is_corrected_is_the_same_when_its_id_is_unique(gateway, name, kept):
    reports = [
        gateway.report(
            gateway.patient(),
            gateway.encounter(id=name, period={"start": f"2020-07-0{day}"}),
            gateway.observation(encounter={"reference": f"Encounter/{name}"}),
            timestamp=time,
        )
        for day, time in ((6, "2020-07-08T23:45:00Z"), (7, LATER))
    ]
    gateway.reports(reports)
    assert len(gateway.read().feeding) == kept


def test_reports_of_one_second_are_told_apart(gateway):
    late = gateway.report(
        gateway.patient(), gateway.encounter(), gateway.observation(SUPPLEMENT), timestamp="2020-07-08T23:45:00.250Z"
    )
    gateway.reports([late, gateway.report()])
    assert list(gateway.read().feeding["feeding"]) == ["supplement"]


def test_a_withdrawn_visit_does_not_hide_behind_another_ones_feeding(gateway):
    other = gateway.encounter(id="other", period={"start": "2020-07-08"})
    both = gateway.report(
        gateway.patient(),
        gateway.encounter(status="entered-in-error"),
        other,
        gateway.observation(SUPPLEMENT, encounter={"reference": "Encounter/other"}),
        timestamp=LATER,
    )
    gateway.reports([gateway.report(), both])
    deliveries = gateway.read()
    assert (list(deliveries.feeding["feeding"]), aside(deliveries)) == (["supplement"], {"withdrawn": 1})


def visits(gateway, *times, **patient):
    """Reports of different visits of one child, made at the given times."""
    return [
        gateway.report(
            gateway.patient(**patient),
            gateway.encounter(id=f"visit {time}"),
            gateway.observation(
                encounter={"reference": f"Encounter/visit {time}"}, effectivePeriod={"start": f"2020-05-{number:02d}"}
            ),
            timestamp=time,
        )
        for number, time in enumerate(times, 5)
    ]


TIMES = ("2020-07-08T12:00:00Z", "2020-07-09T12:00:00Z", "2020-07-10T12:00:00Z")


@pytest.mark.parametrize("withdrawn_last", [True, False])
def test_a_withdrawn_child_takes_all_earlier_reports_with_it_and_no_later_ones(gateway, withdrawn_last):
    reports = [*visits(gateway, *TIMES), *visits(gateway, *TIMES, number=2)]
    withdrawal = gateway.report(gateway.patient(active=False), timestamp=TIMES[1])
    gateway.reports([*reports, withdrawal] if withdrawn_last else [withdrawal, *reports])
    deliveries = gateway.read()
    assert sorted(deliveries.feeding["start"].dt.day) == [5, 6, 7, 7]
    assert aside(deliveries) == {"withdrawn": 2}


def test_only_the_custodians_own_reports_are_withdrawn(two_custodians):
    other = {"identifier": {"value": "990000000751016"}}
    two_custodians.reports(
        [*visits(two_custodians, TIMES[0]), *visits(two_custodians, TIMES[1], managingOrganization=other)]
    )
    withdrawal = two_custodians.report(
        two_custodians.patient(active=False, managingOrganization=other), timestamp=TIMES[2]
    )
    two_custodians.reports([withdrawal], name="b")
    deliveries = two_custodians.read()
    assert (list(deliveries.feeding["municipality"]), aside(deliveries)) == (["0657"], {"withdrawn": 1})


def test_a_report_of_a_withdrawn_child_says_nothing_against_another_custodian(two_custodians):
    other = {"identifier": {"value": "990000000751016"}}
    theirs = two_custodians.report(
        two_custodians.patient(active=False, managingOrganization=other),
        two_custodians.encounter(),
        two_custodians.observation(SUPPLEMENT),
        timestamp=LATER,
    )
    two_custodians.reports([two_custodians.report(), theirs])
    deliveries = two_custodians.read()
    assert (list(deliveries.feeding["feeding"]), aside(deliveries)) == (["full"], {"withdrawn": 1})


def test_a_report_made_after_the_extraction_replaces_nothing(gateway):
    future = gateway.report(timestamp="2027-07-09T00:00:00Z")
    gateway.reports([*(visits(gateway, *TIMES, number=2) * 20), gateway.report(), future])
    deliveries = gateway.read(impossible_rows_pct=50)
    assert aside(deliveries) == {"after_extraction": 1, "superseded_report": 57}
    assert len(deliveries.feeding) == 4


def test_an_observation_without_visit_is_replaced_by_its_id_or_dropped_when_equal(gateway):
    def alone(time, **changes):
        return gateway.report(gateway.patient(), gateway.observation(encounter=None, **changes), timestamp=time)

    named = [alone(time, status=status) for time, status in zip(TIMES, ("final", "final", "cancelled"), strict=True)]
    gateway.reports([*named, *(alone(time, id=None) for time in TIMES)])
    deliveries = gateway.read()
    assert list(deliveries.feeding["recorded"]) == [pd.Timestamp(TIMES[2]).tz_localize(None)]
    assert aside(deliveries) == {"superseded_report": 4, "withdrawn": 1}


def test_a_retraction_does_not_hide_among_equal_reports(gateway):
    retracted = gateway.report(gateway.patient(), gateway.encounter(), gateway.observation(status="cancelled"))
    gateway.reports([gateway.report(), retracted])
    assert aside(gateway.read(impossible_rows_pct=100)) == {"conflicting_tie": 1, "withdrawn": 1}


def test_a_report_that_says_one_thing_twice_says_no_more_than_one_that_says_it_once(gateway):
    twice = gateway.report(
        gateway.patient(), gateway.encounter(), gateway.observation(), gateway.observation(id="again")
    )
    gateway.reports([gateway.report(), twice])
    assert aside(gateway.read()) == {"superseded_report": 2}


def test_a_single_observation_may_be_withdrawn(gateway):
    wrong = gateway.observation(SUPPLEMENT, status="entered-in-error")
    gateway.reports([gateway.report(gateway.patient(), gateway.encounter(), gateway.observation(), wrong)])
    deliveries = gateway.read()
    assert (list(deliveries.feeding["feeding"]), aside(deliveries)) == (["full"], {"withdrawn": 1})


def test_withdrawals_reach_over_deliveries(gateway):
    withdrawn = gateway.report(gateway.patient(), gateway.encounter(status="entered-in-error"), timestamp=LATER)
    gateway.reports([gateway.report()], name="a")
    gateway.reports([withdrawn], name="b")
    deliveries = gateway.read()
    assert (len(deliveries.feeding), aside(deliveries)) == (0, {"withdrawn": 1})


def test_equal_names_of_visits_of_two_children_are_two_visits(gateway):
    second = gateway.report(gateway.patient(2), gateway.encounter(), gateway.observation(), timestamp=LATER)
    gateway.reports([gateway.report(), second])
    assert len(gateway.read().feeding) == 2


def test_reports_without_a_visit_stand_alone(gateway):
    alone = [
        gateway.report(
            gateway.patient(), gateway.observation(encounter=None, effectivePeriod={"start": day}), timestamp=time
        )
        for day, time in (("2020-05-05", "2020-06-08T23:45:00Z"), ("2020-06-05", LATER))
    ]
    gateway.reports(alone)
    assert len(gateway.read().feeding) == 2


def test_an_impossible_row_of_a_superseded_report_is_not_held_against_the_sender(gateway):
    bad = gateway.observation(effectivePeriod={"start": "2020-06-02", "end": "2020-06-01"})
    gateway.reports([gateway.report(gateway.patient(), gateway.encounter(), bad), gateway.report(timestamp=LATER)])
    assert aside(gateway.read()) == {"superseded_report": 1}
