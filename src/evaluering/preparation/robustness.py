"""The questions a notebook asks about how sure a change is: checks, specification curve, power; each is protected."""

from __future__ import annotations

from dataclasses import replace

from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected, protect
from evaluering.estimation.checks.mean_change import DEFAULT_METHOD
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_checks import (
    NOTHING_LEFT_OUT,
    PART_LEFT_OUT,
    UnitChecks,
    UnitPower,
    UnitSpecifications,
    unit_checks,
    unit_power,
    unit_specifications,
)
from evaluering.preparation.planned import births_left_out, is_planned, noted_specifications
from evaluering.preparation.prepared import Prepared
from evaluering.preparation.questions import change_design, series_of


def protected_checks(
    data: Prepared, *, indicator: str, unit: str, cut_months: int, harmonics: int
) -> Protected[UnitChecks]:
    """Every check of the change in one unit, with the error models, cuts and phase-ins that the plan names beside it.

    Left out one by one are the rows of the unit's municipalities as they are published, and from the region each
    cluster too.
    """
    series = series_of(data, indicator=indicator, unit=unit)
    design = change_design(data, cut_months=cut_months, harmonics=harmonics)
    plan = data.plan
    record = unit_checks(
        series,
        design=design,
        left_out=_without_each(data, indicator=indicator, unit=unit),
        methods=(DEFAULT_METHOD, *plan.methods),
        shapes=tuple(design.shapes(ramps_months=plan.ramps_months, cuts_months=plan.other_cuts_months).values()),
    )
    planned = is_planned(data, indicator=indicator, cut_months=cut_months, harmonics=harmonics)
    return protect(replace(record, planned=planned), decisions=data.decisions)


def protected_specifications(
    data: Prepared, *, indicator: str, unit: str, cut_months: int, harmonics: int, ramps_months: list[int]
) -> Protected[UnitSpecifications]:
    """The change under every combination of definition, exclusion, shape and error model.

    Definitions, error models and cuts are those the plan names; from the region each cluster is left out in turn.
    """
    series = series_of(data, indicator=indicator, unit=unit)
    design = change_design(data, cut_months=cut_months, harmonics=harmonics)
    plan = data.plan
    others = {
        (name, NOTHING_LEFT_OUT): series_of(data, indicator=indicator, unit=unit, definition=name)
        for name in plan.definitions.get(indicator, ())
    }
    if unit == REGION:
        for cluster in data.agreement.clusters:
            if _leaves_whole_rows(data, unit=unit, left_out=frozenset(cluster.municipalities)):
                rest = series_of(data, indicator=indicator, unit=unit, left_out=cluster.municipalities)
                others[(series.definition, f"{PART_LEFT_OUT}{cluster.slug}")] = rest
    record = unit_specifications(
        series,
        design=design,
        others=others,
        methods=(DEFAULT_METHOD, *plan.methods),
        shapes=tuple(design.shapes(ramps_months=tuple(ramps_months), cuts_months=plan.other_cuts_months).values()),
        births_left_out=births_left_out(plan),
    )
    planned = is_planned(data, indicator=indicator, cut_months=cut_months, harmonics=harmonics)
    return protect(noted_specifications(record, plan=plan, planned=planned), decisions=data.decisions)


def protected_power(
    data: Prepared, *, indicator: str, unit: str, cut_months: int, harmonics: int
) -> Protected[UnitPower]:
    """The smallest change the unit's series could show, from the months before the agreement alone."""
    series = series_of(data, indicator=indicator, unit=unit)
    record = unit_power(series, design=change_design(data, cut_months=cut_months, harmonics=harmonics))
    planned = is_planned(data, indicator=indicator, cut_months=cut_months, harmonics=harmonics)
    return protect(replace(record, planned=planned), decisions=data.decisions)


def _without_each(data: Prepared, *, indicator: str, unit: str) -> dict[str, OutcomeSeries]:
    """The unit's outcome without each of its parts, by the part's name; a part that is all of the unit is no part."""
    agreement = data.agreement
    whole = set(agreement.municipalities_of(unit))
    clusters = [cluster.slug for cluster in agreement.clusters] if unit == REGION else []
    parts: dict[frozenset[str], str] = {}
    for part in (*agreement.publication_rows, *clusters):
        codes = frozenset(agreement.municipalities_of(part))
        if codes < whole and _leaves_whole_rows(data, unit=unit, left_out=codes):
            parts.setdefault(codes, part)
    return {
        part: series_of(data, indicator=indicator, unit=unit, left_out=tuple(codes)) for codes, part in parts.items()
    }


def _leaves_whole_rows(data: Prepared, *, unit: str, left_out: frozenset[str]) -> bool:
    """Whether what is left of the unit is more than a part of a row that is only ever published whole."""
    rest = set(data.agreement.municipalities_of(unit)) - left_out
    return not any(rest < set(group.municipalities) for group in data.agreement.publication_groups)
