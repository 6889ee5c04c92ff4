"""The same question asked of several units, so that a notebook can show them side by side without a loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.targets import TargetStatus
from evaluering.estimation.unit_change import UnitChange
from evaluering.estimation.unit_charts import UnitProportionChart, UnitRunChart
from evaluering.estimation.unit_clusters import ClusterChanges
from evaluering.preparation.analyses import protected_change, protected_series, protected_targets
from evaluering.preparation.charts import protected_proportion_chart, protected_run_chart
from evaluering.preparation.clusters import protected_clusters
from evaluering.preparation.municipalities import protected_municipalities
from evaluering.preparation.prepared import Prepared
from evaluering.preparation.questions import Grain

SeriesByUnit = tuple[Protected[OutcomeSeries], ...]
ChangesByUnit = tuple[Protected[UnitChange], ...]
TargetsByUnit = tuple[Protected[tuple[TargetStatus, ...]], ...]
RunChartsByUnit = tuple[Protected[UnitRunChart], ...]
ProportionChartsByUnit = tuple[Protected[UnitProportionChart], ...]


def units_beside(data: Prepared, *, scope: str) -> tuple[str, ...]:
    """The units a page compares: the region with its clusters, or a cluster with the region above it."""
    return data.agreement.units if scope == REGION else (REGION, scope)


def page_unit(data: Prepared, units: Sequence[str]) -> str:
    """The unit whose page compares `units`: the region when all its clusters are there, else the second of them."""
    return REGION if tuple(units) == data.agreement.units else units[1]


def rows_below(data: Prepared, *, scope: str) -> tuple[str, ...]:
    """The rows of a table: region, its clusters; for a cluster also its municipalities as they may be shown.

    A publication group that is the whole cluster is left out, since it would repeat the cluster's own row.
    """
    agreement = data.agreement
    if scope == REGION:
        return agreement.units
    whole = set(agreement.municipalities_of(scope))
    rows = [row for row in agreement.publication_rows if agreement.cluster_of(row) == scope]
    return (REGION, scope, *(row for row in rows if set(agreement.municipalities_of(row)) != whole))


def all_rows(data: Prepared) -> tuple[str, ...]:
    """Every row that can be shown: the region, then each cluster followed by its municipalities."""
    rows = [REGION]
    for cluster in data.agreement.clusters:
        rows.append(cluster.slug)
        rows += [row for row in data.agreement.publication_rows if data.agreement.cluster_of(row) == cluster.slug]
    return tuple(rows)


def collect_series(data: Prepared, *, indicator: str, grain: Grain, scope: str) -> SeriesByUnit:
    """Series of the units in `rows_below`, in that order."""
    rows = rows_below(data, scope=scope)
    return tuple(protected_series(data, indicator=indicator, unit=row, grain=grain) for row in rows)


def collect_calendar_years(data: Prepared, *, indicators: Sequence[str], unit: str) -> SeriesByUnit:
    """One unit's outcomes by calendar year, one series each; empty where there are no data on children."""
    return tuple(
        protected_series(data, indicator=one, unit=unit, grain="calendar_year")
        for one in (indicators if data.has_children else ())
    )


def collect_all_series(data: Prepared, *, indicator: str, grain: Grain) -> SeriesByUnit:
    """Series of every row that can be shown, in the order of `all_rows`."""
    return tuple(protected_series(data, indicator=indicator, unit=row, grain=grain) for row in all_rows(data))


def collect_changes(
    data: Prepared, *, indicator: str, scope: str, cut_months: int, harmonics: int
) -> ChangesByUnit:  # fmt: skip
    """Before-and-after of the units in `units_beside`, in that order."""
    return tuple(
        protected_change(data, indicator=indicator, unit=unit, cut_months=cut_months, harmonics=harmonics)
        for unit in units_beside(data, scope=scope)
    )


def collect_targets(data: Prepared, *, scope: str) -> TargetsByUnit:
    """Status of the targets in the units in `units_beside`, in that order."""
    return tuple(protected_targets(data, unit=unit) for unit in units_beside(data, scope=scope))


def collect_indicators(data: Prepared) -> TargetsByUnit:
    """Status of the targets in every row that can be shown, in the order of `all_rows`."""
    return tuple(protected_targets(data, unit=unit) for unit in all_rows(data))


@dataclass(frozen=True, slots=True)
class BesideOthers:
    """One cluster among the others.

    Parameters
    ----------
    unit : str
        The cluster.
    changes : tuple of Protected ClusterChanges
        The changes in all clusters, one record per outcome.
    levels : tuple of Protected MunicipalLevels
        The municipalities' levels, one record per outcome.
    """

    unit: str
    changes: tuple[Protected[ClusterChanges], ...]
    levels: tuple[Protected[MunicipalLevels], ...]


def collect_beside(
    data: Prepared, *, indicators: Sequence[str], scope: str, cut_months: int, harmonics: int
) -> BesideOthers | None:  # fmt: skip
    """A cluster beside the others, per outcome; None for the region, whose page on clusters tells them all."""
    if scope == REGION:
        return None
    return BesideOthers(
        scope,
        tuple(
            protected_clusters(data, indicator=one, cut_months=cut_months, harmonics=harmonics) for one in indicators
        ),
        tuple(protected_municipalities(data, indicator=one) for one in indicators),
    )


def collect_run_charts(data: Prepared, *, indicator: str, scope: str, cut_months: int) -> RunChartsByUnit:
    """Run charts of the units in `units_beside`, in that order."""
    return tuple(
        protected_run_chart(data, indicator=indicator, unit=unit, cut_months=cut_months)
        for unit in units_beside(data, scope=scope)
    )


def collect_proportion_charts(data: Prepared, *, scope: str, cut_months: int) -> ProportionChartsByUnit:
    """Control charts of the share in the units in `units_beside`, in that order."""
    return tuple(
        protected_proportion_chart(data, unit=unit, cut_months=cut_months) for unit in units_beside(data, scope=scope)
    )
