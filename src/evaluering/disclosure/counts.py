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


@dataclass(frozen=True, slots=True)
class BirthsTable:
    """Births delivered beside births published.

    Parameters
    ----------
    frame : DataFrame
        The region by calendar year: ``period`` (str), ``delivered``, ``published`` (float, NaN where hidden), ``apart``
        (bool: further apart than late registration and chance explain).
    apart : tuple of str
        Rows of a table by municipality whose births lie apart in some period.
    """

    frame: pd.DataFrame
    apart: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnplacedTable:
    """Children whom published tables count in the nation, but in no municipality.

    Parameters
    ----------
    frame : DataFrame
        By calendar year: ``period`` (str), ``unplaced``, ``nation`` (children; float, NaN where hidden).
    """

    frame: pd.DataFrame
