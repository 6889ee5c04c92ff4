"""What is emptied in the levels of municipalities: hidden rows whole, and all that was found with their help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from evaluering.disclosure.decisions import Decisions
from evaluering.estimation.municipal_levels import Level, MunicipalLevels

_GRAIN = "agreement_year"


def _levels(record: MunicipalLevels, decisions: Decisions) -> MunicipalLevels:
    """Hidden rows, clusters and region without numbers.

    The common level, its spread and what the others are drawn towards rest on every row that took part. Had a hidden
    row taken part, it could be had from them, so then they are not shown at all. The chance limits lie around the
    region's level, and go with it.
    """
    if not record.period:
        return record

    def shown(level: Level) -> Level:
        hidden = decisions.hidden(
            grain=_GRAIN, unit=level.unit, indicator=record.indicator, periods=[record.period]
        )  # fmt: skip
        return level.emptied() if hidden[0] else level

    region, clusters = shown(record.region), tuple(shown(level) for level in record.clusters)
    levels = [shown(row.level) for row in record.rows]
    told = any(row.fitted and level.hidden for row, level in zip(record.rows, levels, strict=True))
    rows = tuple(
        replace(row.unfitted("hidden"), level=level) if level.hidden else row
        for row, level in zip(record.rows, levels, strict=True)
    )
    emptied = replace(record, region=region, clusters=clusters, rows=rows)
    return emptied.unfitted("hidden") if told or region.hidden else emptied


MUNICIPAL_RULES: Mapping[type, Callable[[Any, Decisions], Any]] = MappingProxyType({MunicipalLevels: _levels})
"""The rule of each record, for `protect`."""
