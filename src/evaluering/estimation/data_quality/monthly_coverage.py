"""How large a part of the children is known in each month of birth, told in bands of five per cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluering.study.panel import Panel

BAND_PCT = 5.0
"""Width of a band. Exact per cents of a month would give the number of unknown children back."""

LOWEST_PCT = 70.0
"""Lower end of the lowest band, which holds everything below it too; the highest holds everything above it."""


@dataclass(frozen=True, slots=True)
class MonthlyCoverage:
    """Coverage by unit and mature month of birth.

    Parameters
    ----------
    frame : DataFrame
        unit, month (str), births (int64), band (float: lower end in per cent, from `LOWEST_PCT` to 95; nan without
        births). Units in the order asked for, months in order without gaps.
    """

    frame: pd.DataFrame


def monthly_coverage(panel: Panel, units: Mapping[str, tuple[str, ...]]) -> MonthlyCoverage:
    """Coverage of each unit in each mature month.

    Parameters
    ----------
    panel : Panel
    units : mapping of str to tuple of str
        Codes of the municipalities of each unit; a unit may hold another.
    """
    cells = panel.cells[panel.cells["month"] <= panel.last_mature_month]
    parts = [
        pd.DataFrame({name: pd.Series([], dtype="str") for name in ("unit", "month")} | {"births": [], "band": []})
    ]
    for unit, codes in units.items():
        sums = cells[cells["municipality"].isin(codes)].groupby("month", sort=True)[["births", "known"]].sum()
        pct = (100 * sums["known"] / sums["births"]).where(sums["births"] > 0)
        band = (np.floor(pct / BAND_PCT) * BAND_PCT).clip(LOWEST_PCT, 100 - BAND_PCT)
        parts.append(sums.assign(unit=unit, band=band).reset_index()[["unit", "month", "births", "band"]])
    return MonthlyCoverage(pd.concat([part for part in parts if len(part)] or parts, ignore_index=True))
