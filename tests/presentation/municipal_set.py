"""Eighteen rows of the size of the region's municipalities, made up, for the tests of what readers see of them."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from evaluering.estimation.series import OutcomeSeries
from evaluering.estimation.unit_municipalities import municipal_levels

KNOWN = (910, 547, 405, 138, 497, 166, 997, 427, 219, 609, 890, 997, 363, 927, 490, 264, 371, 3920)
DAYS = (119.0, 118.8, 118.5, 126.6, 121.5, 116.7, 118.9, 124.6, 112.7, 122.0, 110.5, 113.2, 106.6, 122.5, 125.5, 122.3,
        123.3, 116.1)  # fmt: skip
SHARES = (15.6, 17.7, 18.9, 18.0, 18.4, 17.1, 19.8, 19.2, 17.5, 16.6, 15.9, 15.8, 9.9, 21.0, 21.5, 18.3, 20.1, 16.6)


def series(unit, known, value, *, measure, births=0):
    error = 67 / math.sqrt(max(known, 1)) if measure == "days" else math.sqrt(value * (100 - value) / max(known, 1))
    value, error = (value, error) if known else (math.nan, math.nan)
    births = births or round(known * 1.07) or 230
    numbers = {"births": np.int64(births), "known": np.int64(known), "coverage_pct": 100 * known / births}
    numbers |= {"at_least": value * known / 100 if measure == "pct" else math.nan, "value": value}
    numbers |= {"standard_error": error, "lower": value - 2 * error, "upper": value + 2 * error, "mature": True}
    frame = pd.DataFrame({"period": ["2024"], "from_month": ["2024-04"], "to_month": ["2025-03"], **numbers})
    name = "duration_mean" if measure == "days" else "share_26w"
    definition = "restricted_mean_365" if measure == "days" else "at_least_182_days"
    return OutcomeSeries(unit, name, definition, measure, "agreement_year", frame)


class MunicipalMaker:
    """Makes records of municipalities, protected under decisions that hide the rows that are told."""

    def __init__(self, maker, *hidden):
        self.maker = maker
        cells = maker.data.decisions.cells
        of_rows = cells["unit"].isin(hidden) & (cells["grain"] == "agreement_year")
        decisions = replace(maker.data.decisions, cells=cells.assign(hidden=of_rows))
        self.hidden = hidden
        self.data = replace(maker.data, decisions=decisions)

    def record(self, measure="days", *, changed=None, births=None, flags=None, period="2024", rows=None):
        agreement = self.data.agreement
        values = dict(zip(agreement.publication_rows, DAYS if measure == "days" else SHARES, strict=True))
        values |= changed or {}
        known = dict(zip(agreement.publication_rows, KNOWN, strict=True)) | (rows or {})
        made = [
            series(unit, known[unit], value, measure=measure, births=(births or {}).get(unit, 0))
            for unit, value in values.items()
        ]
        level = 117.7 if measure == "days" else 17.4
        above = [series(unit, 2500, level, measure=measure) for unit in agreement.units]
        return municipal_levels(
            made, above=above, period=period, coverage_gate_pct=80.0, hidden=self.hidden, flags=flags
        )  # fmt: skip

    def protected(self, *args, **more):
        return type(self.maker)(self.data).protected(self.record(*args, **more))
