"""Tables of counts that are shown as they are, each cell subject to disclosure control."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class CountTable:
    """Counts by rule.

    Parameters
    ----------
    frame : DataFrame
        One row per rule: ``step`` (int, order of the rule), ``rule`` (slug), ``unit`` (``rows`` or ``children``),
        ``count`` (float, NaN where hidden) and ``hidden`` (bool).
    """

    frame: pd.DataFrame


@dataclass(frozen=True, slots=True)
class SourceTable:
    """The deliveries of a run: where they came from and how many rows they hold.

    Parameters
    ----------
    frame : DataFrame
        One row per delivery: ``delivery``, ``source``, ``sender``, ``extraction_date``, ``period_from``, ``period_to``,
        ``rows``, ``fingerprint``.
    set_aside : CountTable
        Rows set aside by intake, by rule.
    notes : tuple of str
        Danish sentences on what was seen and accepted.
    """

    frame: pd.DataFrame
    set_aside: CountTable
    notes: tuple[str, ...]
