"""Leave one out: whether a change rests on one of the parts that the series is made of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from evaluering.estimation.checks.check import Check, Verdict
from evaluering.estimation.checks.mean_change import is_clear, mean_change, probability_towards
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.fit_options import FitOptions

PROBABLE = 0.90
"""Least probability of a direction that still carries the word probably."""

FEWEST_PARTS = 2
COLUMNS = ["left_out", "value", "lower", "upper", "probability"]


def leave_one_out(
    frame: pd.DataFrame,
    *,
    without: Mapping[str, pd.DataFrame],
    start: object,
    options: FitOptions | None = None,
) -> Check:
    """Whether the change is still there when any one part is left out, or comes about only when one is.

    Parameters
    ----------
    frame : pandas.DataFrame
        The whole series, as for `evaluering.estimation.interrupted.fit_interrupted`. Never altered.
    without : Mapping[str, DataFrame]
        By the name of the part left out: the same series made without it. Never altered.
    start : period
        The first exposed period (included).
    options : FitOptions or None
        How the series are read and fitted; None: the defaults.

    Returns
    -------
    Check
        Where the whole series shows a change (its interval leaves out zero): ``holds`` when every other series has
        the same direction with a probability of at least 0.90. Where it shows none: ``holds`` when no other one shows
        any. Else ``in_doubt``; ``not_assessed`` when fewer than two could be fitted. Facts: ``parts`` (fitted),
        ``left_out`` (not fitted), ``value`` (of the whole), ``smallest``, ``largest`` (value without a part),
        ``least_probability`` (lowest probability of the whole's direction; NaN without parts), ``clear`` (1 when the
        interval of the whole leaves out zero, else 0). Table: one row per part
        in the order given: ``left_out``, ``value``, ``lower``, ``upper``, ``probability`` (of the whole's direction).

    Raises
    ------
    ValueError
        As `fit_interrupted` for the whole series.
    """
    options = FitOptions() if options is None else options
    whole = mean_change(frame, start=start, options=options)
    found: dict[str, Estimate] = {}
    for name, other in without.items():
        try:
            found[name] = mean_change(other, start=start, options=options)
        except ValueError:
            continue
    rows = [(name, one.value, one.lower, one.upper, probability_towards(one, whole)) for name, one in found.items()]
    table = pd.DataFrame(rows, columns=COLUMNS)
    facts = {
        "parts": len(found),
        "left_out": len(without) - len(found),
        "value": whole.value,
        "smallest": float(table["value"].min()) if found else np.nan,
        "largest": float(table["value"].max()) if found else np.nan,
        "least_probability": float(table["probability"].min()) if found else np.nan,
        "clear": float(is_clear(whole)),
    }
    return Check("leave_one_out", verdict_of_parts(table, clear=is_clear(whole)), facts, table)


def verdict_of_parts(table: pd.DataFrame, *, clear: bool) -> Verdict:
    """What `leave_one_out` says of these parts.

    Parameters
    ----------
    table : DataFrame
        One row per part, as that of the check.
    clear : bool
        Whether the interval of the whole leaves out zero.
    """
    if len(table) < FEWEST_PARTS:
        return "not_assessed"
    if clear:
        kept = bool((table["probability"] >= PROBABLE).all())
    else:
        kept = not ((table["lower"] > 0) | (table["upper"] < 0)).any()
    return "holds" if kept else "in_doubt"
