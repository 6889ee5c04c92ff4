"""The table of feeding rows into which every source of children is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evaluering.errors import Finding
from evaluering.intake.checks.validation import Rules
from evaluering.intake.codebook import CONTACTS, FEEDINGS, KINDS

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
    "known_until",
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
        child, municipality, birth, recorded, kind, feeding, contact, start, end, known_until, row.
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
    """The table of feeding rows from plain arrays and codes; code -1 is a missing category.

    ``known_until``, the day of the visit, is missing where `values` has none.
    """
    words = {"kind": KINDS, "feeding": FEEDINGS, "contact": CONTACTS, "municipality": municipalities}
    data: dict[str, object] = {"child": values["child"]}
    values = {"known_until": np.full(len(row), np.datetime64("NaT", "s")), **values}
    for name in ("municipality", "birth", "recorded", "kind", "feeding", "contact", "start", "end", "known_until"):
        if name in codes:
            data[name] = pd.Categorical.from_codes(codes[name], categories=pd.Index(words[name], dtype="str"))
        else:
            data[name] = values[name].astype("datetime64[s]")
    return pd.DataFrame({**data, "row": row})


def no_rows() -> pd.DataFrame:
    """The table without rows, each column of its kind."""
    texts = {"municipality": (), "kind": KINDS, "feeding": FEEDINGS, "contact": CONTACTS, "delivery": ()}
    kinds = {"child": "uint64", "row": "int32", "file": "int16"}
    columns: dict[str, pd.Series] = {}
    for name in (*FEEDING_COLUMNS, "file"):
        if name in texts:
            empty = pd.Categorical.from_codes([], categories=pd.Index(list(texts[name]), dtype="str"))
            columns[name] = pd.Series(empty)
        else:
            columns[name] = pd.Series(dtype=kinds.get(name, "datetime64[s]"))
    return pd.DataFrame(columns)
