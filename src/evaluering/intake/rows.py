"""The table of feeding rows into which every source of children is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.errors import Finding
from evaluering.intake.codebook import CONTACTS, FEEDINGS, KINDS
from evaluering.intake.validation import Rules

FEEDING_COLUMNS = [
    "child",
    "municipality",
    "birth",
    "recorded",
    "extracted",
    "kind",
    "feeding",
    "contact",
    "start",
    "end",
    "delivery",
    "row",
]
"""Columns of the feeding rows of all deliveries, in order."""


@dataclass(frozen=True, slots=True)
class FeedingRows:
    """Feeding rows of one file or delivery, those to be set aside included.

    Attributes
    ----------
    frame : DataFrame
        child, municipality, birth, recorded, kind, feeding, contact, start, end, row.
    rules : ndarray of int8
        Per row the position in `validation.RULES` of the first rule it breaks, or `NO_RULE`.
    findings : tuple of Finding
        What makes the file as a whole unusable.
    """

    frame: pd.DataFrame
    rules: Rules
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def feeding_frame(
    values: dict[str, npt.NDArray[np.generic]],
    codes: dict[str, npt.NDArray[np.int8]],
    *,
    municipalities: tuple[str, ...],
    row: npt.NDArray[np.int32],
) -> pd.DataFrame:
    """The table of feeding rows from plain arrays and codes; code -1 is a missing category."""
    words = {"kind": KINDS, "feeding": FEEDINGS, "contact": CONTACTS, "municipality": municipalities}
    data: dict[str, object] = {"child": values["child"]}
    for name in ("municipality", "birth", "recorded", "kind", "feeding", "contact", "start", "end"):
        if name in codes:
            data[name] = pd.Categorical.from_codes(codes[name], categories=pd.Index(words[name], dtype="str"))
        else:
            data[name] = values[name].astype("datetime64[s]")
    return pd.DataFrame({**data, "row": row})


def no_rows() -> pd.DataFrame:
    """The table without rows."""
    return pd.DataFrame(columns=[*FEEDING_COLUMNS, "file"])
