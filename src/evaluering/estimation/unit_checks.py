"""The checks, the specification curve and the power of one unit and outcome of the evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan

import pandas as pd

from evaluering.estimation.change_design import ChangeDesign, analysed_months, months_before, too_few, too_few_before
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
from evaluering.estimation.interrupted import fit_interrupted
from evaluering.estimation.power import detectable_change
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_change import NEAR, change_measure, named_in

NOTHING_LEFT_OUT = "none"

PANDEMIC_BIRTHS = ("2020-03", "2021-06")
"""First and last birth month (both included) that the exclusion ``pandemic_births`` leaves out."""

LATER_YEARS = "2016-01"
"""First birth month of the exclusion ``from_2016``: the years nearest the start alone."""

CROSSED = ("marginal", "reml", "prais_winsten", "newey_west", "ols")
"""Error models that are crossed with everything; the others are slow, or hardly differ from one of these."""

_HAC_LAGS = 4


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
    children with known feeding in the months before. `planned` is as in `UnitChecks`.
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
    reason, children = too_few(frame, design), _known_after(frame, design)
    if not reason and design != design.without_near_breaks:
        reason = NEAR
    if reason:
        return UnitChecks(series.unit, series.indicator, measure, (), reason, children)
    start, options = str(design.start), design.options
    fit = fit_interrupted(frame, start=start, **options.keywords())
    checks = (
        placebo_dates(frame, start=start, options=options),
        alternative_models(
            frame, start=start, options=options, methods=methods, shapes=shapes, further=_by_counts(series, design)
        ),
        _left_out(series, left_out, design),
        residual_autocorrelation(fit),
        residual_season(fit, harmonics=design.harmonics),
        hidden_cause(fit, measure=series.measure),
    )
    return UnitChecks(series.unit, series.indicator, measure, checks, "", children)


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
) -> UnitSpecifications:
    """The mean change under other definitions, exclusions, shapes and error models.

    Parameters
    ----------
    series : OutcomeSeries
        Monthly series of one unit and outcome, by the primary definition.
    design : ChangeDesign
        The pre-specified shape.
    others : Mapping[(str, str), OutcomeSeries]
        By definition and exclusion: other series of the same outcome in the same unit of measurement. Births of the
        pandemic and years before 2016 are left out here.
    methods, shapes
        As for `evaluering.estimation.checks.alternative_models.alternative_models`; those of `CROSSED` are crossed with
        everything, the others are fitted once.

    Raises
    ------
    ValueError
        When a series is in another unit of measurement.
    """
    if any(one.measure != series.measure for one in others.values()):
        raise ValueError("a specification curve holds one unit of measurement")
    frame, measure = analysed_months(series, design), change_measure(series)
    reason, children = too_few(frame, design), _known_after(frame, design)
    if reason:
        return UnitSpecifications(series.unit, series.indicator, measure, None, reason, children)
    frames = _dates_left_out(frame, series.definition)
    frames |= {key: analysed_months(one, design) for key, one in others.items()}
    curve = specification_curve(
        frames,
        start=str(design.start),
        options=design.options,
        methods=[one for one in CROSSED if one in methods],
        shapes=shapes,
        once=[one for one in methods if one not in CROSSED],
    )
    key = (series.definition, NOTHING_LEFT_OUT)
    counted = [
        Specification(one.method, design.cut_months, None, *key, one, primary=False)
        for one in _by_counts(series, design)
    ]
    named = [replace(one, estimate=_labelled(one, frames, series, design)) for one in (*curve.specifications, *counted)]
    shown = SpecificationCurve(tuple(named), curve.skipped)
    return UnitSpecifications(series.unit, series.indicator, measure, shown, "", children)


def _dates_left_out(frame: pd.DataFrame, definition: str) -> dict[Key, pd.DataFrame]:
    """The whole series, and those without some birth months where it holds any of them."""
    pandemic = frame["period"].between(*PANDEMIC_BIRTHS)
    early = frame["period"] < LATER_YEARS
    frames = {(definition, NOTHING_LEFT_OUT): frame}
    if pandemic.any():
        frames[(definition, "pandemic_births")] = frame[~pandemic]
    if early.any():
        frames[(definition, "from_2016")] = frame[~early]
    return frames


def _labelled(
    one: Specification, frames: Mapping[Key, pd.DataFrame], series: OutcomeSeries, design: ChangeDesign
) -> Estimate:
    frame = frames[(one.definition, one.exclusion)]
    measured = replace(series, definition=one.definition)
    return named_in(one.estimate, series=measured, inside=frame[frame["period"] >= str(design.start)])


def _by_counts(series: OutcomeSeries, design: ChangeDesign) -> tuple[Estimate, ...]:
    """The mean change of a share in percentage points by quasi-binomial regression; nothing for a mean.

    A month's number of children who reach the threshold is the estimated one where some are censored.
    """
    frame = analysed_months(series, design)
    counted = frame[frame["known"] > 0]
    if series.measure != "pct" or counted["at_least"].isna().all():
        return ()
    fit = fit_interrupted_counts(
        counted,
        start=str(design.start),
        events="at_least",
        trials="known",
        period="period",
        harmonics=design.harmonics,
        lags=_HAC_LAGS,
        shape=design.options.shape,
        weights="births",
    )
    share = fit.estimate("mean_change")
    numbers = ("value", "lower", "upper", "standard_error", "smallest_detectable")
    return (replace(share, **{name: 100 * getattr(share, name) for name in numbers}),)


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
    reason, children = too_few_before(before), int(before["known"].sum())
    measure, after = change_measure(series), max(design.months_after, design.minimum_mature_months)
    if reason:
        unknown = (nan, int((before["known"] > 0).sum()), after, nan, nan, False)
        return UnitPower(series.unit, series.indicator, measure, *unknown, reason, children)
    found = detectable_change(before, start=str(design.start), periods_after=after, options=design.options)
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
    )


def _known_after(frame: pd.DataFrame, design: ChangeDesign) -> int:
    return int(frame.loc[frame["period"] >= str(design.start), "known"].sum())
