"""Deliveries that lack a kind of row or child that every whole delivery has: something may have been left out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

_FEWEST = 100  # children below which it says little
_FEWEST_PERIODS = 300


def one_sided(frame: pd.DataFrame) -> Iterator[str]:
    """What is missing altogether in the sound rows of one delivery, a sentence each.

    Parameters
    ----------
    frame : DataFrame
        Columns as in `Deliveries.feeding`.
    """
    period = np.asarray(frame["kind"] == "period", dtype=np.bool_)
    full = np.asarray(frame["feeding"] == "full", dtype=np.bool_)
    closed = np.asarray(frame["end"].notna(), dtype=np.bool_)[period & full]
    if len(closed) >= _FEWEST_PERIODS and closed.all():
        yield "Alle perioder med fuld amning har en slutdato; perioder, der stadig er i gang, kan mangle."
    rows_of_child = frame["child"].value_counts(sort=False).to_numpy()
    if len(rows_of_child) >= _FEWEST and rows_of_child.max() == 1 and not period.all():
        yield "Hvert barn har kun én række; de øvrige besøg kan mangle."


def monotonous_births(births: pd.DataFrame) -> Iterator[str]:
    """Municipalities with the same number of births in every month of a year: a year's number has been spread out.

    Needs the columns municipality, month, births.
    """
    by_year = births.assign(year=births["month"].str[:4]).groupby(["municipality", "year"])["births"]
    spread = by_year.agg(["min", "max", "size"]).reset_index()
    same = spread[(spread["size"] == 12) & (spread["min"] == spread["max"]) & (spread["min"] >= 3)]
    for code, years in same.groupby("municipality", sort=True)["year"]:
        told = years.iloc[0] if len(years) == 1 else f"{years.iloc[0]} og {len(years) - 1} andre år"
        yield f"Kommune {code} har lige mange fødsler i alle måneder af {told}; årets tal kan være delt ud."
