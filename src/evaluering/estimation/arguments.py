"""What a caller handed in, checked: a fault says what is expected before anything is reckoned."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sized
from decimal import Decimal
from math import isfinite
from numbers import Real
from typing import TypeVar

import numpy as np
import pandas as pd

from evaluering.estimation.fitting.mixture import Array

_PLAIN = (bool, np.bool_, int, np.integer, float, np.floating, str)
_LONGEST_SHOWN = 30

Record = TypeVar("Record")


def shown(value: object) -> str:
    """How a message names what was given: a number or short text as it is, all else by its type.

    A column handed in by mistake would put the values of persons into a message.
    """
    if value is None or (isinstance(value, _PLAIN) and len(str(value)) <= _LONGEST_SHOWN):
        return repr(value.item() if isinstance(value, np.generic) else value)
    return type(value).__name__


def _kind(value: object) -> str:
    """As `shown`, but no text: one that stands in the place of a number may be a person's."""
    return type(value).__name__ if isinstance(value, str) else shown(value)


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
        raise TypeError(f"{name} is a whole number, {least} or more, not {shown(value)}")
    if value < least:
        raise ValueError(f"{name} is a whole number, {least} or more, not {value}")


def require_number(name: str, value: object) -> float:
    """A finite number as given for an argument; TypeError for what is no number, ValueError for one not finite."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real | Decimal):
        raise TypeError(f"{name} is a number, not {_kind(value)}")
    if not isfinite(value):
        raise ValueError(f"{name} is a finite number, not {shown(value)}")
    return float(value)


def require_numbers(name: str, values: object) -> Array:
    """A sequence of numbers as an array of one dimension, NaN where one is missing.

    Raises
    ------
    TypeError
        When it is no sequence.
    ValueError
        When it has more dimensions, or something in it is not a real number; which, the message does not say.
    """
    if isinstance(values, str | bytes | Mapping | pd.DataFrame) or not isinstance(values, Iterable):
        raise TypeError(f"{name} is a sequence of numbers, not {_kind(values)}")
    if not isinstance(values, Sized):
        values = list(values)
    if isinstance(values, pd.Series | pd.Index | pd.api.extensions.ExtensionArray):
        values = values.astype(object) if values.dtype.kind not in "biuf" else values
    try:
        given = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} is a sequence of numbers, each by itself") from None
    if given.ndim != 1:
        raise ValueError(f"{name} is a sequence of numbers in one dimension, not {given.ndim}")
    if given.dtype.kind == "O":
        missing = np.array([one is None or one is pd.NA for one in given], dtype=np.bool_)
        if not all(isinstance(one, Real | Decimal) for one in given[~missing]):
            raise ValueError(f"{name} holds something that is not a real number")
        given = np.where(missing, np.nan, given)
    elif given.dtype.kind not in "biuf":
        raise ValueError(f"{name} holds something that is not a real number")
    return given.astype(np.float64)


def require_choice(name: str, value: object, allowed: Iterable[str]) -> None:
    """Refuse what is not one of the words allowed, with ValueError."""
    words = tuple(allowed)
    if not isinstance(value, str) or value not in words:
        raise ValueError(f"{name} is one of {', '.join(words)}, not {shown(value)}")


def record_or_default(name: str, value: object, kind: type[Record]) -> Record:
    """The record given for an argument, or the one with all defaults for None; TypeError for anything else."""
    if value is None:
        return kind()
    if not isinstance(value, kind):
        raise TypeError(f"{name} is a {kind.__name__} or None, not {shown(value)}")
    return value


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
            raise TypeError(f"{argument} is the name of a column, not {shown(name)}")
    absent = [name for name in names.values() if name not in frame.columns]
    if absent:
        raise ValueError(f"no column {', '.join(map(shown, absent))}; the frame has {list(frame.columns)}")
    for name in names.values():
        if not isinstance(frame[name], pd.Series):
            raise ValueError(f"the frame has several columns {name!r}; each name once")
