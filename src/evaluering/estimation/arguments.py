"""What a caller handed in, checked: a fault says what is expected before anything is reckoned."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd


def require_whole(name: str, value: object, *, least: int) -> None:
    """Refuse what is not a whole number, truth values and 2.0 among them, or is below the least.

    Parameters
    ----------
    name : str
        Of the argument, for the message.
    value : object
        What was given.
    least : int
        The smallest number allowed.

    Raises
    ------
    TypeError
        When it is not a whole number.
    ValueError
        When it is below the least.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{name} is a whole number, {least} or more, not {value!r}")
    if value < least:
        raise ValueError(f"{name} is a whole number, {least} or more, not {value}")


def require_frame(frame: object) -> None:
    """Refuse what is not a pandas data frame, with TypeError."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"frame is a pandas DataFrame, not {type(frame).__name__}")


def require_columns(frame: pd.DataFrame, names: Mapping[str, object]) -> None:
    """Refuse names that are not each the name of one column.

    Parameters
    ----------
    frame : pandas.DataFrame
        With the columns.
    names : mapping
        From the name of an argument to the column it names.

    Raises
    ------
    TypeError
        When one cannot be a column's name.
    ValueError
        When there is no such column, or there are several.
    """
    for argument, name in names.items():
        if name is None or not isinstance(name, Hashable):
            raise TypeError(f"{argument} is the name of a column, not {name!r}")
    absent = [name for name in names.values() if name not in frame.columns]
    if absent:
        raise ValueError(f"no column {', '.join(map(repr, absent))}; the frame has {list(frame.columns)}")
    for name in names.values():
        if not isinstance(frame[name], pd.Series):
            raise ValueError(f"the frame has several columns {name!r}; each name once")
