"""The record of one check: what it says of the change, the numbers its sentence needs, and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

Verdict = Literal["holds", "in_doubt", "not_assessed", "told"]


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One check of a mean change.

    Parameters
    ----------
    name : str
        ``placebo_dates``, ``leave_one_out``, ``residual_autocorrelation``, ``residual_season``,
        ``alternative_models`` or ``hidden_cause``.
    verdict : {"holds", "in_doubt", "not_assessed", "told"}
        Whether the check leaves the change standing; ``not_assessed`` when the data do not suffice or there is nothing
        to doubt; ``told`` where there is no limit to hold it against: a number for the reader to weigh. Each check's
        function says what it means by them.
    facts : Mapping[str, float]
        The numbers its sentence needs, by name; each check's function lists its own.
    table : DataFrame
        What was found, row by row; each check's function lists its own columns.
    """

    name: str
    verdict: Verdict
    facts: Mapping[str, float]
    table: pd.DataFrame
