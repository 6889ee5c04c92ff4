from dataclasses import replace

import pytest

from evaluering.disclosure.protection import protect
from evaluering.estimation.revisions import Origin
from evaluering.preparation.analyses import protected_targets
from evaluering.preparation.earlier import EarlierReport
from evaluering.preparation.questions import series_of
from evaluering.preparation.revisions import protected_revisions
from evaluering.presentation.results import level_entries, verdict_entry

CODE = "the program of now"


@pytest.fixture(autouse=True)
def same_code(monkeypatch):
    """The program does not change while the tests run."""
    monkeypatch.setattr("evaluering.preparation.revisions.fingerprint_of_code", lambda: CODE)


def entries_of(data, *, unit="region"):
    """What this run would publish of one unit, as an earlier report's entries."""
    statuses = protected_targets(data, unit=unit).value
    return [verdict_entry(one, agreement=data.agreement) for one in statuses]


@pytest.fixture(scope="module")
def report(prepared):
    """A report that says of the year before what is true now."""
    parameters = prepared.parameters.model_dump(mode="json")
    deliveries = frozenset(prepared.sources.frame["fingerprint"])
    origin = Origin(CODE, prepared.plan.fingerprint(), parameters, deliveries)
    entries = [entry for unit in prepared.agreement.units for entry in entries_of(prepared, unit=unit)]
    return EarlierReport(2025, "2025-10-01", "0" * 64, origin, tuple(entries))


def revisions(prepared, *reports):
    return protected_revisions(replace(prepared, earlier=reports)).value


def region(record, indicator="duration_mean"):
    return next(one for one in record.rows if (one.unit, one.indicator) == ("region", indicator))


def changed(report, **more):
    """The report with its entry on the region's duration altered."""
    entries = [
        one | more if (one["unit"], one["indicator"]) == ("region", "duration_mean") else one for one in report.entries
    ]
    return replace(report, entries=tuple(entries))


def test_without_an_earlier_report_there_are_answers_alone(prepared):
    record = revisions(prepared)
    assert (record.report_year, record.rows) == (0, ())
    assert [one.report_year for one in record.answers] == [2026, 2026]


def test_a_report_on_the_same_data_is_unchanged(prepared, report):
    record = revisions(prepared, report)
    assert record.changed == ()
    assert (record.report_year, record.extraction_date) == (2025, "2025-10-01")
    assert {one.reason for one in record.rows} <= {"unchanged", "hidden"}
    assert len(record.rows) == 2 * len(prepared.agreement.units)
    row = region(record)
    assert row.then.value == pytest.approx(row.now.value, abs=1e-3)
    assert row.newest.period == row.then.period
    assert row.verdict_then == row.verdict_now


def test_late_reports_corrected_numbers_and_a_new_program_are_told_apart(prepared, report):
    entry = next(one for one in report.entries if (one["unit"], one["indicator"]) == ("region", "duration_mean"))
    fewer = region(revisions(prepared, changed(report, n=entry["n"] - 50, coverage_pct=None)))
    assert (fewer.reason, fewer.known_apart, fewer.births_apart) == ("reports", 50, None)
    other = changed(report, value=entry["value"] - 1)
    assert region(revisions(prepared, other)).reason == "code"
    fresh = replace(other, origin=replace(other.origin, deliveries=frozenset({"x"})))
    assert region(revisions(prepared, fresh)).reason == "records"
    new_code = replace(fresh, origin=replace(fresh.origin, code="x"))
    record = revisions(prepared, new_code)
    assert record.changed == ("code",)
    assert region(record).reason == "records_or_code"
    assert region(revisions(prepared, changed(other, method="another"))).reason == "method"


def test_a_plan_and_parameters_that_changed_are_told_but_not_the_year(prepared, report):
    parameters = {**report.origin.parameters, "year": 2025, "seed": 1, "coverage_gate_pct": 50.0}
    origin = replace(report.origin, plan="x", parameters=parameters)
    assert revisions(prepared, replace(report, origin=origin)).changed == ("plan", "parameters")
    same = replace(report.origin, parameters={**report.origin.parameters, "year": 2025})
    assert revisions(prepared, replace(report, origin=same)).changed == ()


def test_a_changed_definition_is_counted_again_as_it_was(prepared, report):
    asked = {"indicator": "share_26w", "unit": "region", "grain": "agreement_year"}
    series = series_of(prepared, **asked, definition="over_182_days")
    entry = level_entries(protect(series, decisions=prepared.decisions).value)[-1]
    entries = tuple(one for one in report.entries if one["indicator"] != "share_26w")
    row = region(revisions(prepared, replace(report, entries=(*entries, entry))), "share_26w")
    assert row.redefined
    assert row.definition_then == "over_182_days"
    assert row.now.value == pytest.approx(entry["value"], abs=1e-3)
    assert row.verdict_then == ""


def test_a_definition_nobody_knows_cannot_be_counted_again(prepared, report):
    row = region(revisions(prepared, changed(report, definition="something_else")))
    assert row.reason == "cannot"
    assert row.now is None


def test_a_report_without_an_agreement_year_is_held_against_its_calendar_year(prepared, report):
    series = series_of(prepared, indicator="duration_mean", unit="region", grain="calendar_year")
    entry = level_entries(protect(series, decisions=prepared.decisions).value)[-1]
    span = {"from": "2023-04", "to": "2028-03"}
    no_verdict = changed(report, value=None, verdict="kan_ikke_vurderes", **span)
    row = region(revisions(prepared, replace(no_verdict, entries=(*no_verdict.entries, entry))))
    assert row.then.grain == row.newest.grain == "calendar_year"
    assert row.verdict_then == "kan_ikke_vurderes"


def test_an_indicator_the_report_had_nothing_on(prepared, report):
    entries = tuple(one for one in report.entries if one["indicator"] != "duration_mean")
    record = revisions(prepared, replace(report, entries=entries))
    row = region(record)
    assert row.then is None
    assert row.reason == "cannot"
    assert row.newest is not None
    assert record.answers[0].year is None


def test_the_latest_report_is_held_against_this_one_and_all_give_their_answers(prepared, report):
    record = revisions(prepared, replace(report, year=2024), report)
    assert record.report_year == 2025
    assert [one.report_year for one in record.answers] == [2024, 2025, 2026] * 2
