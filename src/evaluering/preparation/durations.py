"""The questions a notebook asks about durations: curves, published thresholds, registered mean, tests; protected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected, protect
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.survival.unit_curves import CurvesBeside, UnitCurves, curves_beside, unit_curves
from evaluering.estimation.survival.unit_durations import (
    UnitDurationTests,
    UnitRegistered,
    unit_duration_tests,
    unit_registered,
)
from evaluering.periods import agreement_year_months
from evaluering.preparation.prepared import Prepared
from evaluering.preparation.questions import Grain, series_of

THRESHOLD_DEFINITIONS = ("over_14_days", "over_63_days", "over_119_days")
"""The published shares below 26 weeks; the share at 26 weeks has the agreement's own definition."""


def protected_curves(data: Prepared, *, unit: str, grain: Grain = "calendar_year") -> Protected[UnitCurves]:
    """The curve of each mature birth year of the region or a cluster.

    Which ages are given is decided over the region and all clusters at once, so that every page makes the same choice.
    """
    units = {one: data.agreement.municipalities_of(one) for one in data.agreement.units}
    parts = {REGION: tuple(cluster.slug for cluster in data.agreement.clusters)}
    record = unit_curves(data.panel, unit=unit, grain=grain, units=units, parts=parts)
    return protect(record, decisions=data.decisions)


def protected_curves_beside(data: Prepared, *, row: str) -> Protected[CurvesBeside]:
    """The curve of a row of the tables by municipality beside its cluster and the region.

    Births of the latest three mature agreement years are taken together, so that a small municipality carries a curve.
    """
    agreement = data.agreement
    cluster = agreement.cluster_of(row)
    whole = set(agreement.municipalities_of(row)) == set(agreement.municipalities_of(cluster))
    shown = (cluster, REGION) if whole else (row, cluster, REGION)
    names = (*agreement.units, *agreement.publication_rows)
    units = {one: agreement.municipalities_of(one) for one in names}
    record = curves_beside(data.panel, shown=shown, units=units, parts=_all_parts(data))
    return protect(replace(record, row=row), decisions=data.decisions)


def protected_thresholds(data: Prepared, *, unit: str) -> Protected[tuple[OutcomeSeries, ...]]:
    """The shares still fully breastfed beyond 2, 9 and 17 weeks and for at least 26, by calendar year."""
    own = data.agreement.indicator("share_26w").definition
    series = [
        series_of(data, indicator="share_26w", unit=unit, grain="calendar_year", definition=name)
        for name in (*THRESHOLD_DEFINITIONS, own)
    ]
    return protect(tuple(series), decisions=data.decisions)


def protected_registered(data: Prepared, *, unit: str) -> Protected[UnitRegistered]:
    """The mean as a register counts it beside ours, for the latest mature calendar year."""
    units = {one: data.agreement.municipalities_of(one) for one in data.agreement.units}
    return protect(unit_registered(data.panel, unit=unit, units=units), decisions=data.decisions)


def protected_duration_tests(data: Prepared, *, unit: str) -> Protected[UnitDurationTests]:
    """Log-rank test and Cox's model: the latest mature agreement year against the last one before the cut."""
    record = unit_duration_tests(
        data.panel,
        unit=unit,
        municipalities=data.agreement.municipalities_of(unit),
        start=data.agreement.start,
        cut_months=data.parameters.interruption.cut_months,
    )
    return protect(replace(record, breaks=_breaks_in(data, record.periods)), decisions=data.decisions)


def _all_parts(data: Prepared) -> Mapping[str, tuple[str, ...]]:
    """The clusters of the region, and the rows of each cluster."""
    agreement = data.agreement
    parts = {REGION: tuple(cluster.slug for cluster in agreement.clusters)}
    for cluster in agreement.clusters:
        rows = [row for row in agreement.publication_rows if agreement.cluster_of(row) == cluster.slug]
        parts[cluster.slug] = tuple(rows)
    return parts


def _breaks_in(data: Prepared, periods: tuple[str, ...]) -> tuple[str, ...]:
    """Titles of the declared breaks that lie, wholly or partly, in one of the agreement years."""
    found = []
    for one in data.plan.breaks:
        for months in map(agreement_year_months, map(int, periods)):
            if one.first <= months[-1] and (one.last is None or one.last >= months[0]) and one.title not in found:
                found.append(one.title)
    return tuple(found)
