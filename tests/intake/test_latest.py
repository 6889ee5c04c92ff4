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


def test_a_report_without_feeding_and_withdrawal_changes_nothing(gateway):
    weight = gateway.report(gateway.patient(), gateway.encounter(), timestamp=LATER)
    gateway.reports([gateway.report(), weight])
    assert len(gateway.read().feeding) == 1


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
