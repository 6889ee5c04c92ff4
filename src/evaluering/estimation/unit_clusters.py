"""The changes of several clusters beside the region's: each with its doubt, how far they spread, and whether alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan

import pandas as pd

from evaluering.estimation.change_design import ChangeDesign, analysed_months, known_months, told_design
from evaluering.estimation.clusters.joint import JointChange, WaldTest, independent_test, joint_change
from evaluering.estimation.clusters.pooling import Pooled, pool
from evaluering.estimation.clusters.shared_shocks import SharedTest
from evaluering.estimation.estimate import Estimate, labelled
from evaluering.estimation.multiplicity import benjamini_hochberg, holm
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_change import UnitChange, change_measure, fit_unit_change

LEAST_COMPARED = 2
"""Fewest clusters with a change of their own that can be held against each other."""

LEAST_POOLED = 3
"""Fewest that a spread is told of: from two, its interval would hold nearly every number there is."""

AGAINST_OTHERS = "mean_change_against_others"

_COURSE = ("period", "fitted_trend", "counterfactual_trend", "exposed", "cut")


@dataclass(frozen=True, slots=True, eq=False)
class ClusterChange:
    """The mean change of one unit among several.

    Parameters
    ----------
    unit : str
    change : Estimate or None
        Its mean change by the primary model; None, with the reason, where there is none or it has no verdict: where
        `below_gate`, nothing is said of the unit, and it is held against no other.
    against : Estimate or None
        Its mean change less the mean of the other clusters' (``mean_change_against_others``); None where it cannot be
        told, and for the region.
    p_holm, p_bh, against_p_holm : float
        The p of `change` by Holm over the clusters of this outcome and by Benjamini and Hochberg over clusters and
        outcomes, and that of `against` by Holm over the clusters; NaN where there is none.
    reason : str
        Slug of why there is no change; empty where there is one.
    children, births : int
        From the start to the last mature month: children with known feeding, and births.
    below_gate : bool
        Whether feeding is known for fewer of these children than a verdict on a target asks.
    course : pandas.DataFrame
        The months of the fit: ``period``, ``fitted_trend``, ``counterfactual_trend`` (both without the season),
        ``exposed``, ``cut``; empty without a change.
    breaks : tuple of str
        Names of the declared breaks in the fit.
    """

    unit: str
    change: Estimate | None
    against: Estimate | None
    p_holm: float
    p_bh: float
    against_p_holm: float
    reason: str
    children: int
    births: int
    below_gate: bool
    course: pd.DataFrame
    breaks: tuple[str, ...]

    @property
    def coverage_pct(self) -> float:
        """Children with known feeding in per cent of births; NaN without births."""
        return 100 * self.children / self.births if self.births else nan


@dataclass(frozen=True, slots=True, eq=False)
class ClusterChanges:
    """The mean change of one outcome in several clusters, beside that of the region they make up.

    The clusters share shocks, so the region's own change is the answer; `pooled` describes how far the clusters spread.

    Parameters
    ----------
    indicator, definition, measure : str
        The outcome; `measure` is the unit of a change (``days``, ``pct_point``).
    region : ClusterChange
    clusters : tuple of ClusterChange
        In the order given.
    pooled : Pooled or None
        The clusters' changes pooled; None, with `pooled_reason`, for fewer than `LEAST_POOLED`.
    independent : WaldTest or None
        That the changes are equal, each cluster erring by itself.
    shared : SharedTest or None
        The same with what the clusters share in a month taken out. Both None, with `compared_reason`, for fewer than
        `LEAST_COMPARED`, or too few months in which all of them are known.
    periods : int
        Months in `shared` and in every ``against``.
    pooled_reason, compared_reason : str
        Slugs; empty where there is a result.
    first_month, last_month : str
        The births a change is about, both included.
    cut_months : int
        Months left out before the start.
    planned : bool
        False where the shape asked for is not the one of the analysis plan.
    """

    indicator: str
    definition: str
    measure: str
    region: ClusterChange
    clusters: tuple[ClusterChange, ...]
    pooled: Pooled | None
    independent: WaldTest | None
    shared: SharedTest | None
    periods: int
    pooled_reason: str
    compared_reason: str
    first_month: str
    last_month: str
    cut_months: int
    planned: bool = True

    @property
    def p_alike(self) -> float:
        """The larger p of the two tests, so that neither can say alone that the clusters differ; NaN without them."""
        if self.independent is None or self.shared is None:
            return nan
        return max(self.independent.f_p_value, self.shared.p_value)

    @property
    def told(self) -> tuple[ClusterChange, ...]:
        """The clusters with a change."""
        return tuple(one for one in self.clusters if one.change is not None)


def cluster_changes(
    region: OutcomeSeries,
    clusters: Sequence[OutcomeSeries],
    *,
    design: ChangeDesign,
    coverage_gate_pct: float,
    other_p_values: Iterable[float] = (),
) -> ClusterChanges:
    """Fit every cluster and the region by the primary model, and hold the clusters against each other.

    Parameters
    ----------
    region : OutcomeSeries
        Monthly series of the outcome in all clusters together.
    clusters : sequence of OutcomeSeries
        The same outcome in each cluster.
    design : ChangeDesign
        The pre-specified shape, the same for all.
    coverage_gate_pct : float
        Least known share of the children, in per cent, with which a change is judged. A cluster below is left out of
        the pooling, the tests and the others' mean, and counts as p = 1 in Holm's family.
    other_p_values : iterable of float
        Of the same clusters' changes in the other outcomes, which Benjamini and Hochberg's correction is made with.
    """
    changes = [fit_unit_change(one, design=design) for one in clusters]
    series = dict(zip((one.unit for one in clusters), clusters, strict=True))
    parts = [_one(one, series[one.unit], design=design, gate=coverage_gate_pct) for one in changes]
    found = {one.unit: one.change for one in parts}
    estimates = {unit: one for unit, one in found.items() if one is not None}
    joint, compared_reason = _joint({unit: series[unit] for unit in estimates}, design)
    against = _against(joint, series)
    p_values = [nan if one is None else one.p_value for one in found.values()]
    p_holm = holm(p_values, family_size=len(found)).tolist()
    p_bh = benjamini_hochberg([*p_values, *other_p_values]).tolist()
    less = [against[unit].p_value if unit in against else nan for unit in found]
    adjusted = zip(p_holm, p_bh, holm(less, family_size=len(found)).tolist(), strict=False)
    enough = len(estimates) >= LEAST_POOLED
    values, errors = ([getattr(one, name) for one in estimates.values()] for name in ("value", "standard_error"))
    return ClusterChanges(
        indicator=region.indicator,
        definition=region.definition,
        measure=change_measure(region),
        region=_one(fit_unit_change(region, design=design), region, design=design, gate=coverage_gate_pct),
        clusters=tuple(
            replace(
                part, against=against.get(part.unit), p_holm=own, p_bh=grid, against_p_holm=other,
            )
            for part, (own, grid, other) in zip(parts, adjusted, strict=True)
        ),
        pooled=pool(values, errors) if enough else None,
        independent=independent_test(tuple(estimates.values())) if joint is not None else None,
        shared=joint.shared if joint is not None else None,
        periods=joint.periods if joint is not None else 0,
        pooled_reason="" if enough else "too_few_clusters",
        compared_reason=compared_reason,
        first_month=str(design.start),
        last_month=str(design.last_month),
        cut_months=design.cut_months,
    )  # fmt: skip


def change_p_values(
    series: Iterable[OutcomeSeries], *, design: ChangeDesign, coverage_gate_pct: float
) -> list[float]:  # fmt: skip
    """The p of the mean change in each series; NaN where there is no change to judge."""
    found = [_one(fit_unit_change(one, design=design), one, design=design, gate=coverage_gate_pct) for one in series]
    return [nan if one.change is None else one.change.p_value for one in found]


def judged(change: UnitChange) -> Estimate | None:
    """The mean change; None where there is none, and where a break near the start leaves it without a verdict."""
    return change.fit.estimate("mean_change") if change.fit is not None and change.beside is None else None


def _one(change: UnitChange, series: OutcomeSeries, *, design: ChangeDesign, gate: float) -> ClusterChange:
    """The change of a unit by itself, without what the others say of it."""
    months = analysed_months(series, design)
    births = int(months.loc[months["period"] >= change.start, "births"].sum())
    below_gate = births > 0 and 100 * change.children < gate * births
    estimate = None if below_gate else judged(change)
    course = change.fit.frame[list(_COURSE)] if estimate is not None and change.fit is not None else _NO_COURSE
    return ClusterChange(
        unit=change.unit,
        change=estimate,
        against=None,
        p_holm=nan,
        p_bh=nan,
        against_p_holm=nan,
        reason="coverage" if below_gate and not change.reason else change.reason,
        children=change.children,
        births=births,
        below_gate=below_gate,
        course=course.reset_index(drop=True),
        breaks=change.breaks if estimate is not None else (),
    )


_NO_COURSE = pd.DataFrame({name: pd.Series(dtype="object") for name in _COURSE})


def _joint(series: Mapping[str, OutcomeSeries], design: ChangeDesign) -> tuple[JointChange | None, str]:
    """The joint model of the clusters with a change in the months that all know; None with the slug of why not."""
    if len(series) < LEAST_COMPARED:
        return None, "too_few_clusters"
    frames = {unit: analysed_months(one, design) for unit, one in series.items()}
    common = set.intersection(*(set(known_months(frame)) for frame in frames.values()))
    frames = {unit: frame[frame["period"].isin(common)] for unit, frame in frames.items()}
    told, reason = told_design(next(iter(frames.values())), design)
    if reason:
        return None, "too_few_shared_months"
    frame = pd.concat([one.assign(cluster=unit) for unit, one in frames.items()], ignore_index=True)
    return joint_change(frame, start=str(design.start), unit="cluster", options=told.options), ""


def _against(joint: JointChange | None, series: Mapping[str, OutcomeSeries]) -> dict[str, Estimate]:
    """Each cluster's change less the mean of the others', named."""
    if joint is None:
        return {}
    found = {}
    for unit, one in zip(joint.table["unit"], joint.against, strict=True):
        mine = series[unit]
        named = labelled(
            one, measure=mine.measure, indicator=mine.indicator, definition=mine.definition, unit=mine.unit
        )
        found[unit] = replace(named, estimand=AGAINST_OTHERS)
    return found
