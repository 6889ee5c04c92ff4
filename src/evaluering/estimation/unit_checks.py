"""The checks, the specification curve and the power of one unit and outcome of the evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan
from types import MappingProxyType

import pandas as pd

from evaluering.estimation.change_design import (
    ChangeDesign,
    analysed_months,
    known_months,
    months_before,
    told_design,
    too_few_before,
)
from evaluering.estimation.checks.alternative_models import alternative_models
from evaluering.estimation.checks.check import Check
from evaluering.estimation.checks.hidden_cause import hidden_cause
from evaluering.estimation.checks.leave_one_out import leave_one_out
from evaluering.estimation.checks.placebo_dates import placebo_dates
from evaluering.estimation.checks.residuals import residual_autocorrelation, residual_season
from evaluering.estimation.checks.specifications import Key, Specification, SpecificationCurve, specification_curve
from evaluering.estimation.counted import fit_interrupted_counts
from evaluering.estimation.design import Shape
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.fitting.methods import METHODS
from evaluering.estimation.fitting.ordinary import usual_lags
from evaluering.estimation.interrupted import fit_interrupted
from evaluering.estimation.power import detectable_change
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_change import NEAR, change_measure, named_in

NOTHING_LEFT_OUT = "none"
PART_LEFT_OUT = "without_"
"""How the names of exclusions begin that leave out a part of the unit."""

LATER_YEARS = "2016-01"
"""First birth month of the exclusion ``from_2016``: the years nearest the start alone."""

CROSSED = ("marginal", "reml", "prais_winsten", "newey_west", "ols")
"""Error models that are crossed with everything; the others are slow, or hardly differ from one of these."""


@dataclass(frozen=True, slots=True)
class UnitChecks:
    """The checks of one unit's mean change; empty, with the reason, when there is no change or no verdict to check.

    `children` is the number of children with known feeding born from the start on. The table of ``leave_one_out`` has a
    further column ``children``, those among them that are left in. `planned` is False where the shape asked for is not
    the one of the analysis plan.
    """

    unit: str
    indicator: str
    measure: str
    checks: tuple[Check, ...]
    reason: str
    children: int
    planned: bool = True


@dataclass(frozen=True, slots=True)
class UnitSpecifications:
    """The specification curve of one unit and outcome; None, with the reason, when no change can be told.

    `planned` is False where any of the specifications is not in the analysis plan.
    """

    unit: str
    indicator: str
    measure: str
    curve: SpecificationCurve | None
    reason: str
    children: int
    planned: bool = True


@dataclass(frozen=True, slots=True)
class UnitPower:
    """The smallest mean change one unit's series could show, from the months before the start alone.

    NaN, with the reason, when there are too few months. `smallest_detectable` and `standard_error` are in `measure`;
    `months_before` are those in the fit, `months_after` the mature ones, or the fewest a change is shown with when
    there are fewer; `simulated` says whether the number comes from simulated series. `children` is the number of
    children with known feeding in the months before. `planned` is as in `UnitChecks`, `warnings` as in
    `evaluering.estimation.power.Power`.
    """

    unit: str
    indicator: str
    measure: str
    smallest_detectable: float
    months_before: int
    months_after: int
    standard_error: float
    degrees_of_freedom: float
    simulated: bool
    reason: str
    children: int
    planned: bool = True
    warnings: tuple[str, ...] = ()


def unit_checks(
    series: OutcomeSeries,
    *,
    design: ChangeDesign,
    left_out: Mapping[str, OutcomeSeries],
    methods: Sequence[str] = METHODS,
    shapes: Sequence[Shape] = (),
) -> UnitChecks:
    """Every check of the primary model, in the order of reading.

    Parameters
    ----------
    series : OutcomeSeries
        Monthly series of one unit and outcome.
    design : ChangeDesign
        The pre-specified shape.
    left_out : Mapping[str, OutcomeSeries]
        By the part left out: the same outcome of the rest of the unit.
    methods, shapes
        As for `evaluering.estimation.checks.alternative_models.alternative_models`.
    """
    frame, measure = analysed_months(series, design), change_measure(series)
    told, reason = _judged_design(frame, design)
    children = _known_after(frame, design)
    if reason:
        return UnitChecks(series.unit, series.indicator, measure, (), reason, children)
    start, options, months = str(design.start), told.options, known_months(frame)
    fit = fit_interrupted(frame, start=start, **options.keywords())
    others = [design.shape_told_in(one, months) for one in shapes]
    counted, failed = _by_counts(series, told)
    models = alternative_models(frame, start=start, options=options, methods=methods, shapes=others, further=counted)
    checks = (
        placebo_dates(frame, start=start, options=options),
        replace(models, facts={**models.facts, "left_out": models.facts["left_out"] + failed}),
        _left_out(series, left_out, told),
        residual_autocorrelation(fit),
        residual_season(fit, harmonics=design.harmonics),
        hidden_cause(fit, measure=series.measure),
    )
    return UnitChecks(series.unit, series.indicator, measure, checks, "", children)


def _judged_design(frame: pd.DataFrame, design: ChangeDesign) -> tuple[ChangeDesign, str]:
    """The design its months can tell, and the slug of why there is no change or no verdict; empty when there is one."""
    told, reason = told_design(frame, design)
    near = not reason and told != told.without_near_breaks
    return told, NEAR if near else reason


def _left_out(series: OutcomeSeries, left_out: Mapping[str, OutcomeSeries], design: ChangeDesign) -> Check:
    frames = {name: analysed_months(one, design) for name, one in left_out.items()}
    check = leave_one_out(
        analysed_months(series, design), without=frames, start=str(design.start), options=design.options
    )
    children = [_known_after(frames[name], design) for name in check.table["left_out"]]
    return replace(check, table=check.table.assign(children=children))


def unit_specifications(
    series: OutcomeSeries,
    *,
    design: ChangeDesign,
    others: Mapping[Key, OutcomeSeries],
    methods: Sequence[str] = METHODS,
    shapes: Sequence[Shape] = (),
    births_left_out: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> UnitSpecifications:
    """The mean change under other definitions, exclusions, shapes and error models.

    There is none where a declared break lies so near the start that the change has no verdict (``break_near_start``).

    Parameters
    ----------
    series : OutcomeSeries
        Monthly series of one unit and outcome, by the primary definition.
    design : ChangeDesign
        The pre-specified shape.
    others : Mapping[(str, str), OutcomeSeries]
        By definition and exclusion: other series of the same outcome in the same unit of measurement.
    methods, shapes
        As for `evaluering.estimation.checks.alternative_models.alternative_models`; those of `CROSSED` are crossed with
        everything, the others are fitted once.
    births_left_out : Mapping[str, (str, str)]
        By exclusion: first and last birth month that it leaves out, both included. ``from_2016`` is always one.

    Raises
    ------
    ValueError
        When a series is in another unit of measurement.
    """
    if any(one.measure != series.measure for one in others.values()):
        raise ValueError("a specification curve holds one unit of measurement")
    frame, measure = analysed_months(series, design), change_measure(series)
    told, reason = _judged_design(frame, design)
    children = _known_after(frame, design)
    if reason:
        return UnitSpecifications(series.unit, series.indicator, measure, None, reason, children)
    frames = _dates_left_out(frame, series.definition, births_left_out)
    frames |= {key: analysed_months(one, design) for key, one in others.items()}
    curve = specification_curve(
        frames,
        start=str(design.start),
        options=design.options,
        methods=[one for one in CROSSED if one in methods],
        shapes=shapes,
        once=[one for one in methods if one not in CROSSED],
    )
    key, (by_counts, failed) = (series.definition, NOTHING_LEFT_OUT), _by_counts(series, told)
    counted = [Specification(one.method, design.cut_months, None, *key, one, primary=False) for one in by_counts]
    named = [replace(one, estimate=_labelled(one, frames, series, design)) for one in (*curve.specifications, *counted)]
    shown = SpecificationCurve(tuple(named), curve.skipped + failed)
    return UnitSpecifications(series.unit, series.indicator, measure, shown, "", children)


def _dates_left_out(
    frame: pd.DataFrame, definition: str, births_left_out: Mapping[str, tuple[str, str]]
) -> dict[Key, pd.DataFrame]:
    """The whole series, and those without some birth months where it holds any of them."""
    inside = {name: frame["period"].between(*months) for name, months in births_left_out.items()}
    inside["from_2016"] = frame["period"] < LATER_YEARS
    left_out = {(definition, name): frame[~months] for name, months in inside.items() if months.any()}
    return {(definition, NOTHING_LEFT_OUT): frame} | left_out


def _labelled(
    one: Specification, frames: Mapping[Key, pd.DataFrame], series: OutcomeSeries, design: ChangeDesign
) -> Estimate:
    frame = frames[(one.definition, one.exclusion)]
    measured = replace(series, definition=one.definition)
    return named_in(one.estimate, series=measured, inside=frame[frame["period"] >= str(design.start)])


def _by_counts(series: OutcomeSeries, design: ChangeDesign) -> tuple[tuple[Estimate, ...], int]:
    """The mean change of a share in percentage points by quasi-binomial regression, and how many could not be fitted.

    A month's number of children who reach the threshold is the estimated one where some are censored. Nothing for a
    mean.
    """
    frame = analysed_months(series, design)
    counted = frame[frame["known"] > 0]
    if series.measure != "pct" or counted["at_least"].isna().all():
        return (), 0
    cut = counted["period"].between(str(design.start + -design.cut_months), str(design.start + -1))
    try:
        fit = fit_interrupted_counts(
            counted,
            start=str(design.start),
            events="at_least",
            trials="known",
            period="period",
            harmonics=design.harmonics,
            lags=usual_lags(int((~cut).sum())),
            shape=design.options.shape,
            weights="births",
        )
    except ValueError:
        return (), 1
    share = fit.estimate("mean_change")
    numbers = ("value", "lower", "upper", "standard_error", "smallest_detectable")
    return (replace(share, **{name: 100 * getattr(share, name) for name in numbers}),), 0


def unit_power(series: OutcomeSeries, *, design: ChangeDesign) -> UnitPower:
    """The smallest mean change the unit's series could show with 80 % probability, before results are looked at.

    Parameters
    ----------
    series : OutcomeSeries
        Monthly series of one unit and outcome; only its months before the start are used.
    design : ChangeDesign
        The pre-specified shape.
    """
    before = months_before(analysed_months(series, design), design)
    children, measure = int(before["known"].sum()), change_measure(series)
    after = max(design.months_after, design.minimum_mature_months)
    planned = [*known_months(before), *(str(design.start + place) for place in range(after))]
    told = design.told_in(planned)
    reason = too_few_before(before) or ("" if told.tells_apart(planned) else "break_not_told")
    if reason:
        unknown = (nan, int((before["known"] > 0).sum()), after, nan, nan, False)
        return UnitPower(series.unit, series.indicator, measure, *unknown, reason, children)
    found = detectable_change(before, start=str(design.start), periods_after=after, options=told.options)
    return UnitPower(
        unit=series.unit,
        indicator=series.indicator,
        measure=measure,
        smallest_detectable=found.smallest_detectable,
        months_before=found.periods_before,
        months_after=found.periods_after,
        standard_error=found.standard_error,
        degrees_of_freedom=found.degrees_of_freedom,
        simulated=found.simulated,
        reason="",
        children=children,
        warnings=found.warnings,
    )


def _known_after(frame: pd.DataFrame, design: ChangeDesign) -> int:
    return int(frame.loc[frame["period"] >= str(design.start), "known"].sum())
