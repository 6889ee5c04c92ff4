"""The questions a notebook asks about how far the numbers carry: one function each, and every answer is protected."""

from __future__ import annotations

from evaluering.agreement import REGION
from evaluering.disclosure.counts import UnplacedTable
from evaluering.disclosure.protection import Protected, protect
from evaluering.estimation.data_quality.coverage_step import CoverageStep, coverage_steps
from evaluering.estimation.data_quality.deliveries_check import DeliveriesCheck, check_deliveries
from evaluering.estimation.data_quality.heaping import HeapingTable, heaping
from evaluering.estimation.data_quality.monthly_coverage import MonthlyCoverage, monthly_coverage
from evaluering.estimation.data_quality.practice import PracticeChange, practice_changes
from evaluering.estimation.data_quality.quality import (
    ContradictionTable,
    Findings,
    MunicipalityQuality,
    contradiction_table,
    municipality_quality,
)
from evaluering.estimation.data_quality.registration import Registration, registration
from evaluering.estimation.data_quality.vintage_comparison import VintageTable, compare_vintages
from evaluering.estimation.published.published import REGISTERED
from evaluering.intake.sources.aggregates import latest_vintage
from evaluering.intake.sources.areas import NATION, UNKNOWN
from evaluering.periods import Month
from evaluering.preparation.prepared import Prepared
from evaluering.study.duration import DEFINITIONS
from evaluering.study.settling import DAYS_PER_MONTH, Completeness, MaturityGate, completeness


def protected_monthly_coverage(data: Prepared) -> Protected[MonthlyCoverage]:
    """How large a part of the children is known in each month: the region and its clusters, in bands."""
    units = {unit: data.agreement.municipalities_of(unit) for unit in data.agreement.units}
    return protect(monthly_coverage(data.panel, units), decisions=data.decisions)


def protected_unplaced(data: Prepared) -> Protected[UnplacedTable]:
    """Children whom the register counts in the nation, but in no municipality, by calendar year of birth."""
    mine = data.published[data.published["measure"] == REGISTERED["share_26w"].measure]
    latest = latest_vintage(mine[mine["area"].isin((UNKNOWN, NATION))])
    latest = latest.assign(period=latest["first"].str[:4])
    whole = latest[(latest["first"] == latest["period"] + "-01") & (latest["last"] == latest["period"] + "-12")]
    years = whole.pivot(index="period", columns="area", values="denominator").reindex(columns=[UNKNOWN, NATION])
    frame = years.dropna().set_axis(["unplaced", "nation"], axis=1).reset_index()
    return protect(UnplacedTable(frame), decisions=data.decisions)


def protected_completeness(data: Prepared, *, unit: str) -> Protected[Completeness]:
    """How large a part of a unit's children were settled by each age."""
    return protect(_completeness(data, unit), decisions=data.decisions)


def protected_maturity_gate(data: Prepared) -> Protected[MaturityGate]:
    """The youngest birth month in the analysis, and whether slow reports keep later ones out."""
    curve = _completeness(data, REGION)
    months = _rule_months(data)
    gate = MaturityGate(
        by_rule=data.panel.mature_by_rule,
        last_mature_month=data.panel.last_mature_month,
        rule_months=months,
        complete_after=curve.complete_after,
        complete_pct=curve.pct_after(months),
    )
    return protect(gate, decisions=data.decisions)


def protected_vintages(data: Prepared) -> Protected[VintageTable]:
    """What earlier extracts told of each row's mature birth years, held against what is known now."""
    definitions = tuple(DEFINITIONS[indicator.definition] for indicator in data.agreement.indicators)
    return protect(compare_vintages(data.panel, _rows(data), definitions=definitions), decisions=data.decisions)


def protected_heaping(data: Prepared) -> Protected[HeapingTable]:
    """Digit preference by row and calendar year."""
    return protect(heaping(_registration(data)), decisions=data.decisions)


def protected_practice_changes(data: Prepared) -> Protected[tuple[PracticeChange, ...]]:
    """The months in which a row changed its way of registering."""
    return protect(practice_changes(_registration(data)), decisions=data.decisions)


def protected_coverage_steps(data: Prepared) -> Protected[tuple[CoverageStep, ...]]:
    """Whether coverage jumped when the agreement began: the region first, then each row."""
    return protect(_coverage_steps(data, _registration(data)), decisions=data.decisions)


def protected_contradictions(data: Prepared) -> Protected[ContradictionTable]:
    """Children whose rows contradict each other, by row."""
    return protect(contradiction_table(data.panel, _rows(data)), decisions=data.decisions)


def protected_deliveries_check(data: Prepared) -> Protected[DeliveriesCheck]:
    """Where children delivered and births on record do not fit."""
    return protect(check_deliveries(_registration(data)), decisions=data.decisions)


def protected_quality(data: Prepared) -> Protected[tuple[MunicipalityQuality, ...]]:
    """One verdict on every row: its numbers carry, with reservations, or not."""
    verdicts, _ = judged_rows(data)
    return protect(verdicts, decisions=data.decisions)


def judged_rows(data: Prepared) -> tuple[tuple[MunicipalityQuality, ...], Findings]:
    """The verdict on every row and the findings behind them, for an answer that is protected as a whole."""
    counted, rows = _registration(data), _rows(data)
    findings = Findings(
        heaping=heaping(counted),
        practice_changes=practice_changes(counted),
        coverage_steps=_coverage_steps(data, counted),
        deliveries=check_deliveries(counted),
        contradictions=contradiction_table(data.panel, rows),
        vintages=compare_vintages(data.panel, rows, definitions=()),
        completeness={unit: _completeness(data, unit) for unit in rows},
    )
    verdicts = municipality_quality(
        counted, findings, coverage_gate_pct=data.parameters.coverage_gate_pct, rule_months=_rule_months(data)
    )
    return verdicts, findings


def _rows(data: Prepared) -> dict[str, tuple[str, ...]]:
    """The rows of a table by municipality, with the codes in each."""
    return {row: data.agreement.municipalities_of(row) for row in data.agreement.publication_rows}


def _registration(data: Prepared) -> Registration:
    return registration(data.panel, _rows(data))


def _coverage_steps(data: Prepared, counted: Registration) -> tuple[CoverageStep, ...]:
    cut = data.parameters.interruption.cut_months
    return coverage_steps(counted, start=data.agreement.start, cut_months=cut, total=REGION)


def _completeness(data: Prepared, unit: str) -> Completeness:
    settling = data.panel.settling
    mine = settling[settling["municipality"].isin(data.agreement.municipalities_of(unit))]
    last = Month.parse(data.panel.mature_by_rule)
    return completeness(mine, unit=unit, last=last, extraction=data.extraction_date)


def _rule_months(data: Prepared) -> int:
    """Age in whole months at which a birth month is mature by the rule of days."""
    maturity = data.parameters.maturity
    return int((maturity.follow_up_days + maturity.reporting_lag_days) // DAYS_PER_MONTH)
