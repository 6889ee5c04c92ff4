"""What of an answer was planned: the note on numbers made otherwise, and the plan held against what is known.

The plan itself is read on the ground floor, which knows neither the registered definitions nor the error models.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from evaluering.analysis_plan import NOT_PLANNED, AnalysisPlan
from evaluering.errors import Finding, ParameterError
from evaluering.estimation.checks.mean_change import DEFAULT_METHOD
from evaluering.estimation.checks.specifications import Specification
from evaluering.estimation.data_quality.unknown_children import ChangeScenarios
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.fitting.methods import METHODS
from evaluering.estimation.interrupted import InterruptedFit
from evaluering.estimation.published.published import PublishedChange
from evaluering.estimation.unit_change import Alternative, Sensitivity, UnitChange, UnitTrend
from evaluering.estimation.unit_checks import PART_LEFT_OUT, UnitSpecifications
from evaluering.estimation.unit_forecast import BirthsForecast, UnitBackTest, UnitForecast
from evaluering.parameters import RunPlan
from evaluering.preparation.prepared import Prepared
from evaluering.study.duration import DEFINITIONS

RAMP, CUT, NO_CUT, PRIMARY = "ramp_", "cut_", "no_cut", "default"
BY_COUNTS = "quasi_"
"""How the names of error models of counts begin: shown beside every share, which the plan says in words."""

EACH_CLUSTER = "each_cluster"
PANDEMIC, PANDEMIC_BIRTHS = "pandemic", "pandemic_births"
EXCLUSIONS = (PANDEMIC_BIRTHS, "from_2016", EACH_CLUSTER)
"""What a plan may leave out beside the whole series; births of the pandemic where it declares that break, with an end.
"""


def is_planned(data: Prepared, *, indicator: str, cut_months: int, harmonics: int) -> bool:
    """Whether a change of this outcome, calculated so, is what the plan says."""
    least = data.parameters.interruption.minimum_mature_months
    return not data.plan.departures(
        indicator=indicator, cut_months=cut_months, harmonics=harmonics, minimum_mature_months=least
    )


def is_cut_planned(data: Prepared) -> bool:
    """Whether the run cuts the months that the plan does: all that a calculation without a season asks."""
    return not data.plan.departures(cut_months=data.parameters.interruption.cut_months)


def noted_change(record: UnitChange, *, planned: bool) -> UnitChange:
    """The change with the note on each of its numbers when it was not planned."""
    return record if planned else replace(record, fit=_noted_fit(record.fit), beside=_noted_fit(record.beside))


def noted_trend(record: UnitTrend, *, planned: bool) -> UnitTrend:
    """The trend with the note when it was not planned."""
    return record if planned or record.estimate is None else replace(record, estimate=noted(record.estimate))


def noted_scenarios(record: ChangeScenarios, *, planned: bool) -> ChangeScenarios:
    """The scenarios with the note on each when they were not planned."""
    if planned:
        return record
    return replace(record, scenarios=tuple(replace(one, estimate=noted(one.estimate)) for one in record.scenarios))


def noted_sensitivity(record: Sensitivity, *, plan: AnalysisPlan, planned: bool) -> Sensitivity:
    """The other choices, with the note on those the plan does not name; on all when the primary was not planned."""
    known = {PRIMARY, *(f"{RAMP}{length}" for length in plan.ramps_months), *plan.methods}
    known |= {f"{CUT}{length}" if length else NO_CUT for length in (plan.cut_months, *plan.other_cuts_months)}
    return replace(
        record,
        alternatives=tuple(
            one if planned and one.slug in known else Alternative(one.slug, noted(one.estimate))
            for one in record.alternatives
        ),
    )


def noted_specifications(record: UnitSpecifications, *, plan: AnalysisPlan, planned: bool) -> UnitSpecifications:
    """The specification curve with the note on every choice the plan does not name; on all when `planned` is False."""
    if record.curve is None:
        return replace(record, planned=planned)
    own = record.curve.specifications[0]
    found = tuple(
        one if planned and _in_plan(one, own=own, indicator=record.indicator, plan=plan) else _noted_choice(one)
        for one in record.curve.specifications
    )
    whole = not any(NOT_PLANNED in one.estimate.warnings for one in found)
    return replace(record, curve=replace(record.curve, specifications=found), planned=whole)


def _in_plan(one: Specification, *, own: Specification, indicator: str, plan: AnalysisPlan) -> bool:
    """Whether each choice of a specification is the primary one or one of those the plan shows beside it."""
    exclusion = EACH_CLUSTER if one.exclusion.startswith(PART_LEFT_OUT) else one.exclusion
    return (
        (one.method in (own.method, *plan.methods) or one.method.startswith(BY_COUNTS))
        and one.cut_months in (plan.cut_months, *plan.other_cuts_months)
        and one.ramp_months in (None, *plan.ramps_months)
        and one.definition in (own.definition, *plan.definitions.get(indicator, ()))
        and exclusion in (own.exclusion, *plan.exclusions)
    )


def _noted_choice(one: Specification) -> Specification:
    return replace(one, estimate=noted(one.estimate))


def noted_published(record: PublishedChange, *, planned: bool) -> PublishedChange:
    """The change in a published outcome with the note when its cut was not planned."""
    return record if planned or record.estimate is None else replace(record, estimate=noted(record.estimate))


def noted_forecast(record: UnitForecast, *, planned: bool) -> UnitForecast:
    """The forecast with the note on each of its numbers when it was not planned."""
    forecasts = record.forecasts if planned else tuple(_noted_births(one) for one in record.forecasts)
    return replace(record, forecasts=forecasts, planned=planned)


def noted_back_test(record: UnitBackTest, *, planned: bool) -> UnitBackTest:
    """The back-test, which tells whether it was planned."""
    return replace(record, planned=planned)


def _noted_births(one: BirthsForecast) -> BirthsForecast:
    told = one.forecast
    forecast = replace(
        told,
        scenarios=tuple(replace(each, estimate=noted(each.estimate)) for each in told.scenarios),
        slope_needed=noted(told.slope_needed),
        slope_observed=noted(told.slope_observed),
        slope_missing=noted(told.slope_missing),
        relative_slope_needed=noted(told.relative_slope_needed),
        warnings=_with_note(told.warnings),
    )
    return replace(one, forecast=forecast)


def noted(estimate: Estimate) -> Estimate:
    """The same number with the note that it was not planned."""
    return replace(estimate, warnings=_with_note(estimate.warnings))


def _noted_fit(fit: InterruptedFit | None) -> InterruptedFit | None:
    if fit is None:
        return None
    return replace(fit, estimates=tuple(noted(one) for one in fit.estimates), warnings=_with_note(fit.warnings))


def _with_note(warnings: tuple[str, ...]) -> tuple[str, ...]:
    return warnings if NOT_PLANNED in warnings else (*warnings, NOT_PLANNED)


def births_left_out(plan: AnalysisPlan) -> dict[str, tuple[str, str]]:
    """By exclusion: the first and last birth month (both included) that the plan's own break says it leaves out."""
    found = next((one for one in plan.breaks if one.name == PANDEMIC and one.last is not None), None)
    return {} if found is None else {PANDEMIC_BIRTHS: (str(found.first), str(found.last))}


def require_known_choices(run_plan: RunPlan) -> None:
    """Refuse a plan that names a definition or an error model there is none of.

    Raises
    ------
    ParameterError
        With every such name.
    """
    plan, file = run_plan.plan, run_plan.parameters.plan
    methods = [name for name in METHODS if name != DEFAULT_METHOD]
    what = "Metoden findes ikke, eller den er hovedberegningens egen"
    findings = list(_unknown(plan.methods, methods, key="methods", what=what, file=file))
    exclusions = [name for name in EXCLUSIONS if name != PANDEMIC_BIRTHS or name in births_left_out(plan)]
    findings += _unknown(plan.exclusions, exclusions, key="exclusions", what="Udeladelsen findes ikke", file=file)
    for indicator, names in plan.definitions.items():
        own = run_plan.agreement.indicator(indicator).definition
        known = [name for name, one in DEFINITIONS.items() if one.indicator == indicator and name != own]
        what = "Definitionen findes ikke for den indikator, eller den er aftalens egen"
        findings += _unknown(names, known, key=f"definitions.{indicator}", what=what, file=file)
    if findings:
        raise ParameterError(findings)


def _unknown(names: Iterable[str], known: Iterable[str], *, key: str, what: str, file: str) -> Iterator[Finding]:
    allowed = list(known)
    for place, name in enumerate(names):
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, n=1)
            yield Finding(
                what,
                file=file,
                key=f"{key}.{place}",
                allowed=", ".join(allowed),
                remedy=f"Mener du {near[0]}?" if near else "Slet navnet, eller skriv et af de tilladte",
            )
