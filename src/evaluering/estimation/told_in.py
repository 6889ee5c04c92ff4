"""Which declared breaks and further interruptions the periods of one fit can tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evaluering.estimation.design import Shape, design, used_periods
from evaluering.estimation.fitting.cells import Times
from evaluering.estimation.time_axis import Grain


def told_in(shape: Shape, index: Times, *, origin: int, grain: Grain, days: bool = False) -> Shape:
    """The shape without the breaks and interruptions that none, or all, of the periods of the fit lie in.

    Such a column would be nothing but zeros or ones. A series that lacks the periods of a break takes it along: there
    is nothing in it for the break to have moved.

    Parameters
    ----------
    shape : Shape
        With everything that was declared.
    index : Times
        Shape (n,): calendar positions of the complete periods; those that `shape` cuts are left out here.
    origin : int
        Calendar position of the start.
    grain : {"month", "quarter", "year"}
        Length of a period.
    days : bool
        Whether the series holds days, as in `evaluering.estimation.design.design`.
    """
    times = index[used_periods(index, np.ones(len(index), dtype=bool), origin=origin, shape=shape)]
    declared = design(grain, origin, harmonics=0, shape=shape, days=days).declared
    told = [0 < one.inside(times).sum() < len(times) for one in declared]
    count = len(shape.breaks)
    return replace(
        shape,
        breaks=tuple(one for one, kept in zip(shape.breaks, told[:count], strict=True) if kept),
        interruptions=tuple(one for one, kept in zip(shape.interruptions, told[count:], strict=True) if kept),
    )
