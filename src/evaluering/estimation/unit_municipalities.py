"""One outcome of every municipality in one year: its own level, drawn towards the common one, and against chance."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from math import inf, isfinite, nan, sqrt
from typing import Any

import numpy as np

from evaluering.estimation.clusters.funnel import funnel_means
from evaluering.estimation.clusters.shrinkage import Shrunk, shrink_means, shrunk_counts
from evaluering.estimation.fitting.mixture import Array
from evaluering.estimation.municipal_levels import Level, MunicipalLevel, MunicipalLevels, NotAssessed
from evaluering.estimation.series import OutcomeSeries

LARGEST_ERROR_DAYS = 5.1
"""A mean with a larger standard error is less exact than 10 days either way (1.96 · 5.1), about as far as from the
agreement's baseline to its target: the rule behind `evaluering.estimation.data_quality.quality.FEW_BIRTHS`."""

OWN_SPREAD = 1.15
"""A row whose spread per child exceeds the common one by this factor is judged with its own. By chance alone the spread
of 140 durations varies by about 4 %; ends known only as between two visits widen it by more."""

LEAST_ROWS = 3
"""Fewer rows than this have no common level to be drawn towards."""


def municipal_levels(
    series: Sequence[OutcomeSeries],
    *,
    above: Sequence[OutcomeSeries],
    period: str,
    coverage_gate_pct: float,
    hidden: Collection[str] = (),
    flags: Mapping[str, tuple[str, ...]] | None = None,
) -> MunicipalLevels:
    """The levels of all rows in one year, drawn towards the common one, and held against chance limits.

    A row takes part in finding the common level, the spread and the width of the limits when its cell may be shown,
    somebody is known, and coverage is not below the gate. So a hidden number cannot be had from what the others are
    drawn towards, and a row without data changes nothing for the others.

    Every row has the standard error of its known children by one common spread per child, so that nobody's limits
    depend on its own result; a row whose registration tells much less per child (`OWN_SPREAD`) has its own. Means are
    drawn by the normal-normal model, shares by the beta-binomial one on effective counts: where ends are partly known
    as between two visits, a share p with the standard error s is worth n_eff = p(1 − p)/s² children known to the day,
    at most as many as there are. The funnel is additive around the region's level (Spiegelhalter 2005).

    Parameters
    ----------
    series : sequence of OutcomeSeries
        One per row, by agreement year.
    above : sequence of OutcomeSeries
        The region first, then the clusters.
    period : str
        The year; empty when none is mature.
    coverage_gate_pct : float
        Rows with a smaller coverage are shown, but not assessed.
    hidden : collection of str
        Rows whose cell may not be shown.
    flags : mapping of str to tuple of str, optional
        What speaks against the registration of each row.

    References
    ----------
    Spiegelhalter DJ (2005). Funnel plots for comparing institutional performance. Statistics in Medicine 24(8),
    1185–1202. doi 10.1002/sim.1970.
    """
    region, *clusters = (_level(one, period) for one in above)
    spoken = flags or {}
    rows = tuple(_unfitted(_level(one, period), coverage_gate_pct, hidden, period) for one in series)
    rows = tuple(replace(row, flags=spoken.get(row.unit, ())) for row in rows)
    record = MunicipalLevels(
        above[0].indicator, above[0].definition, above[0].measure, period, *_span(above[0], period),
        region, tuple(clusters), rows,
    )  # fmt: skip
    taking_part = [place for place, row in enumerate(rows) if row.reason == ""]
    reason = _cannot_fit(record, [rows[place].level for place in taking_part])
    return record.unfitted(reason) if reason else _fitted(record, taking_part)


def _level(series: OutcomeSeries, period: str) -> Level:
    frame = series.frame[series.frame["period"] == period]
    if not len(frame):
        return Level(series.unit, 0, 0, nan, nan, nan, nan, nan, nan)
    row: Any = next(frame.itertuples(index=False))
    return Level(
        series.unit, float(row.births), float(row.known), row.coverage_pct, row.at_least,
        row.value, row.standard_error, row.lower, row.upper,
    )  # fmt: skip


def _span(series: OutcomeSeries, period: str) -> tuple[str, str]:
    frame = series.frame[series.frame["period"] == period]
    return (str(frame["from_month"].iloc[0]), str(frame["to_month"].iloc[0])) if len(frame) else ("", "")


def _unfitted(level: Level, gate_pct: float, hidden: Collection[str], period: str) -> MunicipalLevel:
    reason: NotAssessed = ""
    if not period:
        reason = "maturity"
    elif level.unit in hidden:
        reason = "hidden"
    elif not (level.known > 1 and isfinite(level.value) and isfinite(level.standard_error)):
        reason = "no_data"
    elif not level.coverage_pct >= gate_pct:
        reason = "coverage"
    return MunicipalLevel(level, reason)


def _cannot_fit(record: MunicipalLevels, levels: Sequence[Level]) -> NotAssessed:
    """Why no common level can be found; empty when it can."""
    if not record.period:
        return "maturity"
    if not isfinite(record.region.value):
        return "no_data"
    apart = any(level.value > 0 for level in levels) and any(level.value < _most(record) for level in levels)
    noisy = record.measure == "pct" or all(level.standard_error > 0 for level in levels)
    return "" if len(levels) >= LEAST_ROWS and apart and noisy else "too_few_rows"


def _most(record: MunicipalLevels) -> float:
    return 100.0 if record.measure == "pct" else inf


def _fitted(record: MunicipalLevels, taking_part: Sequence[int]) -> MunicipalLevels:
    levels = [record.rows[place].level for place in taking_part]
    values = np.array([level.value for level in levels])
    known = np.array([level.known for level in levels])
    pooled = float(np.average(values, weights=known))
    spreads = np.array([_spread(level, record.measure, pooled) for level in levels])
    common = float(np.sqrt(np.average(spreads**2, weights=known)))
    own = spreads > OWN_SPREAD * common
    errors = np.where(own, spreads, common) / np.sqrt(known)
    funnel = funnel_means(values, errors, target=record.region.value)
    shrunk = _shrunk(record.measure, values, errors, pooled)
    rows = list(record.rows)
    for at, place in enumerate(taking_part):
        limits, drawn = funnel.table.iloc[at], shrunk.table.iloc[at]
        assessable = bool(drawn["assessable"])
        rows[place] = replace(
            rows[place],
            reason="" if assessable else "too_few_children",
            fitted=True,
            shrunken=float(drawn["value"]),
            shrunken_lower=float(drawn["lower"]),
            shrunken_upper=float(drawn["upper"]),
            standing=str(limits["standing"]) if assessable else "",
            lower_95=float(limits["lower_95"]),
            upper_95=float(limits["upper_95"]),
            own_limits=bool(own[at]),
        )
    return replace(
        record,
        rows=tuple(rows),
        centre=shrunk.mean,
        true_spread=shrunk.spread,
        spread_per_child=common,
        between=sqrt(funnel.between),
    )


def _spread(level: Level, measure: str, pooled: float) -> float:
    """Standard deviation per child behind a level's standard error; for a share what it would be at the pooled one."""
    if measure == "days":
        return level.standard_error * sqrt(level.known)
    return 100 * sqrt(_binomial(pooled) * level.known / effective_children(level))


def effective_children(level: Level) -> float:
    """So many children known to the day would give a share the same standard error; at most those that are known."""
    variance, binomial = (level.standard_error / 100) ** 2, _binomial(level.value)
    return min(level.known, binomial / variance) if variance > 0 and binomial > 0 else level.known


def _binomial(share_pct: float) -> float:
    return share_pct / 100 * (1 - share_pct / 100)


def _shrunk(measure: str, values: Array, errors: Array, pooled: float) -> Shrunk:
    if measure == "days":
        return shrink_means(values, errors, largest_standard_error=LARGEST_ERROR_DAYS)
    trials = _binomial(pooled) / (errors / 100) ** 2
    found = shrunk_counts(trials * values / 100, trials)
    in_pct = found.table.assign(**{name: 100 * found.table[name] for name in ("value", "lower", "upper")})
    return replace(found, mean=100 * found.mean, spread=100 * found.spread, table=in_pct)
