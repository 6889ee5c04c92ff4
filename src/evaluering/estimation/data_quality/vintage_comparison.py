"""The same birth years as an earlier extract told them and as all deliveries tell them now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from evaluering.estimation.series import outcome_series
from evaluering.study.duration import Definition
from evaluering.study.panel import Panel

CHANGED_PCT, CHANGED_CHILDREN = 1.0, 5
"""An extract is of the same children each time, so nothing but corrections should move a duration that had ended, and
nobody should be gone. More than this per cent of the children, and at least this number, is a difference to explain."""

_REVISED = ("settled", "changed", "absent")


@dataclass(frozen=True, slots=True)
class VintageTable:
    """What was known of mature birth years in each earlier extract, and what is known of them now.

    Parameters
    ----------
    frame : DataFrame
        unit, extracted (ISO date), year (str), births, known_then, known_now, settled (of those known then, seen to
        have stopped), changed (of the settled, with another duration now), absent (known then, and without any row in
        the newest extract), for each indicator ``<indicator>_then`` and ``<indicator>_now``, differs (bool).
    """

    frame: pd.DataFrame


def compare_vintages(
    panel: Panel, rows: Mapping[str, tuple[str, ...]], *, definitions: tuple[Definition, ...]
) -> VintageTable:
    """Hold every earlier extract against the present, by row and whole calendar year that was mature in it.

    A row of several municipalities is compared when all of them were extracted on the same earlier day. Without
    definitions only the children are compared.
    """
    outcomes = [f"{one.indicator}_{when}" for one in definitions for when in ("then", "now")]
    columns = ["unit", "extracted", "year", "births", "known_then", "known_now", *_REVISED, *outcomes]
    parts = [pd.DataFrame(columns=columns)]
    drawn = panel.revised["municipality"].unique()
    for unit, codes in rows.items():
        if not set(codes) <= set(drawn):
            continue
        own = _own(panel, codes)
        for extracted, revised in own.revised.groupby("extracted", sort=True):
            if set(revised["municipality"]) == set(codes):
                years = _years(own, unit, revised, definitions)
                parts.append(years.assign(unit=unit, extracted=extracted).reindex(columns=columns))
    table = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    differs = pd.Series(False, index=table.index)
    for count, of in (("changed", "settled"), ("absent", "known_then")):
        differs |= (100 * table[count] > CHANGED_PCT * table[of]) & (table[count] >= CHANGED_CHILDREN)
    return VintageTable(table.assign(differs=differs.astype(bool)))


def _own(panel: Panel, codes: tuple[str, ...]) -> Panel:
    """The panel of some municipalities."""
    names = ("cells", "durations", "vintages", "revised")
    tables = {name: getattr(panel, name) for name in names}
    return replace(panel, **{name: table[table["municipality"].isin(codes)] for name, table in tables.items()})


def _years(own: Panel, unit: str, revised: pd.DataFrame, definitions: tuple[Definition, ...]) -> pd.DataFrame:
    """The whole calendar years of one vintage of one row."""
    codes, first, last = tuple(revised["municipality"].unique()), revised["month"].min(), revised["month"].max()
    cells, durations = (table[table["month"].between(first, last)] for table in (own.cells, own.durations))
    by_year = cells.groupby(cells["month"].str[:4])[["births", "known"]].sum()
    by_year = by_year[[f"{year}-01" >= first and f"{year}-12" <= last for year in by_year.index]]
    counts = revised.groupby(revised["month"].str[:4])[["known", *_REVISED]].sum().reindex(by_year.index, fill_value=0)
    table = pd.DataFrame(
        {"births": by_year["births"], "known_then": counts.pop("known"), "known_now": by_year["known"], **counts}
    )
    if len(table) and definitions:
        now = replace(own, cells=cells, durations=durations, last_mature_month=last)
        keys = ["municipality", "month"]
        known = cells[keys].merge(revised[[*keys, "known"]], how="left").fillna({"known": 0})["known"]
        drawn = own.vintages[own.vintages["extracted"] == revised["extracted"].iloc[0]]
        then = replace(now, cells=cells.assign(known=known.to_numpy(dtype="int64")), durations=drawn)
        for definition in definitions:
            for when, source in (("then", then), ("now", now)):
                found = outcome_series(
                    source, unit=unit, municipalities=codes, definition=definition, grain="calendar_year"
                )
                table[f"{definition.indicator}_{when}"] = found.frame.set_index("period")["value"]
    return table.rename_axis("year").reset_index()
