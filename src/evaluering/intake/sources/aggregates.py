"""Published figures by area and period, every vintage kept: which is latest, and what moved since the one before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.errors import Finding

BIRTHS = "births"
"""The measure of births, a count."""

MEAN_DAYS = "mean_days"
"""The measure of the mean duration of full breastfeeding, in days."""

SHARES = ("share_2w", "share_9w", "share_17w", "share_26w")
"""The measures that are shares of children fully breastfed for more than so many weeks, in per cent."""

VINTAGE = ["area", "first", "last", "measure", "source"]
"""What two figures have in common that are vintages of one."""

_TEXTS = ("area", "kind", "first", "last", "measure", "extracted", "source", "delivery")
AGGREGATE_COLUMNS = [
    "area",
    "kind",
    "first",
    "last",
    "measure",
    "value",
    "numerator",
    "denominator",
    "extracted",
    "source",
    "delivery",
    "row",
]
"""Columns of the published figures, in order."""
_MOST_DECIMALS = 6


def aggregates_frame(figures: pd.DataFrame | None = None) -> pd.DataFrame:
    """The table of published figures; without rows when none are given.

    Columns: area ("0657", "1082", "0000" or "unknown"), kind (municipality, region, nation or unknown), first and last
    (birth months, ``2023-01``, both included), measure (`BIRTHS`, `MEAN_DAYS` or one of `SHARES`), value (count, days
    or per cent; nan where hidden or missing), numerator, denominator (nan where not delivered), extracted (ISO date,
    the vintage), source, delivery (folder), row (line of the file).
    """
    given = pd.DataFrame(columns=AGGREGATE_COLUMNS) if figures is None else figures[AGGREGATE_COLUMNS]
    kinds = {name: "str" if name in _TEXTS else "float64" for name in AGGREGATE_COLUMNS} | {"row": "int64"}
    return given.astype(kinds).reset_index(drop=True)


def latest_vintage(aggregates: pd.DataFrame) -> pd.DataFrame:
    """Of each area, period, measure and source the row extracted last, in the order given."""
    in_time = aggregates.sort_values("extracted", kind="stable")
    latest: pd.DataFrame = in_time.drop_duplicates(VINTAGE, keep="last").sort_index()
    return latest.reset_index(drop=True)


def revisions(aggregates: pd.DataFrame) -> pd.DataFrame:
    """Every figure that was published more than once, each vintage beside the one before it.

    Returns
    -------
    DataFrame
        area, kind, first, last, measure, source, then, now, extracted_then, extracted_now, difference (now less then),
        beyond_rounding (bool: no number rounds to both, by the decimals with which each vintage of the measure was
        published). Hidden and missing figures are left out.
    """
    shown = aggregates[aggregates["value"].notna()].sort_values([*VINTAGE, "extracted"], kind="stable")
    shown = shown.drop_duplicates([*VINTAGE, "extracted"], keep="last").reset_index(drop=True)
    decimals = pd.Series(_decimals(shown["value"].to_numpy()), index=shown.index)
    published_with = decimals.groupby([shown[name] for name in ("measure", "source", "extracted")]).transform("max")
    shown["half_unit"] = 0.5 * 10.0 ** -published_with.astype("float64")
    before = shown.groupby(VINTAGE, sort=False)[["value", "extracted", "half_unit"]].shift()
    pairs = shown.assign(
        then=before["value"],
        now=shown["value"],
        extracted_then=before["extracted"],
        extracted_now=shown["extracted"],
        difference=shown["value"] - before["value"],
    )
    reach = shown["half_unit"] + before["half_unit"]
    pairs["beyond_rounding"] = pairs["difference"].abs() >= reach - 1e-9
    columns = ["then", "now", "extracted_then", "extracted_now", "difference", "beyond_rounding"]
    told = pairs.loc[pairs["then"].notna(), ["area", "kind", "first", "last", "measure", "source", *columns]]
    return told.reset_index(drop=True)


def conflicting_aggregates(aggregates: pd.DataFrame) -> Iterator[Finding]:
    """One finding per delivery with figures that another file of the same extraction date gives otherwise."""
    key = [*VINTAGE, "extracted"]
    values = aggregates.groupby(key)["value"].transform("nunique", dropna=False)
    again = aggregates[(values > 1) & aggregates.duplicated(key)]
    for delivery, rows in again.groupby("delivery", sort=True):
        first = rows.iloc[0]
        yield Finding(
            "Et tal er leveret to gange med samme udtræksdato og er ikke det samme begge gange",
            file=str(delivery),
            row=int(first["row"]),
            allowed="for hvert område, hver periode og hver indikator ét tal fra hver udtræksdato",
            remedy="Ret udtraeksdato i leverance.yml, hvis de er hentet på hver sin dag; ellers fjern det forkerte",
            count=len(rows),
        )


def _decimals(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """With how many decimals each number was written, at most six."""
    written = np.zeros(len(values), dtype=np.int64)
    for decimals in range(_MOST_DECIMALS, 0, -1):
        needs = np.abs(values - np.round(values, decimals - 1)) > 1e-9
        written[needs & (written == 0)] = decimals
    return written
