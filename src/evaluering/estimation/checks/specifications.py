"""A specification curve: the mean change under every choice that could have been made (Simonsohn and others 2020)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evaluering.estimation.checks.mean_change import by_method, is_clear, mean_change
from evaluering.estimation.design import Shape
from evaluering.estimation.estimate import Estimate
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.observations import read_observations
from evaluering.estimation.told_in import told_in

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Specification:
    """One choice of everything, and the mean change it gives.

    Parameters
    ----------
    method : str
        The error model.
    cut_months : int
        Months before the start that are left out.
    ramp_months : int or None
        Length of the phase-in; None: level and slope change.
    definition : str
        Of the outcome.
    exclusion : str
        What is left out: ``none``, ``pandemic_births``, ``from_2016``, ``without_`` and the name of a cluster.
    estimate : Estimate
        The mean change.
    primary : bool
        Whether this is the pre-specified choice.
    """

    method: str
    cut_months: int
    ramp_months: int | None
    definition: str
    exclusion: str
    estimate: Estimate
    primary: bool


@dataclass(frozen=True, slots=True)
class SpecificationCurve:
    """Every specification that could be fitted, the primary one first.

    Parameters
    ----------
    specifications : tuple of Specification
        In the order they were run.
    skipped : int
        Choices that could not be fitted.
    """

    specifications: tuple[Specification, ...]
    skipped: int

    @property
    def same_direction(self) -> float:
        """Share of the specifications whose value has the sign of the primary one, itself included (0 to 1)."""
        values = self._values
        return float(np.mean(np.sign(values) == np.sign(values[0])))

    @property
    def interval_excludes_zero(self) -> float:
        """Share of the specifications whose interval does not hold zero (0 to 1)."""
        return float(np.mean([is_clear(one.estimate) for one in self.specifications]))

    @property
    def summarised(self) -> int:
        """How many have the primary definition of the outcome: the numbers below are of them alone.

        Another definition has another scale (a mean within 365 days, or within 182): its changes are rows of the curve,
        but not part of one smallest, median and largest.
        """
        return len(self._comparable)

    @property
    def smallest(self) -> float:
        """The lowest value with the primary definition, with its sign."""
        return float(self._comparable.min())

    @property
    def largest(self) -> float:
        """The highest value with the primary definition, with its sign."""
        return float(self._comparable.max())

    @property
    def median(self) -> float:
        """The median value with the primary definition."""
        return float(np.median(self._comparable))

    @property
    def _values(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array([one.estimate.value for one in self.specifications], dtype=float)

    @property
    def _comparable(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        own = self.specifications[0].definition
        return self._values[[one.definition == own for one in self.specifications]]


def specification_curve(
    frames: Mapping[Key, pd.DataFrame],
    *,
    start: object,
    options: FitOptions,
    methods: Sequence[str],
    shapes: Sequence[Shape],
    once: Sequence[str] = (),
) -> SpecificationCurve:
    """The mean change under every combination of series, shape and error model (Simonsohn and others 2020).

    The primary choice is the first frame with the options as they are. The specifications are not independent and no
    p-value is made of them; the curve shows how much the answer hangs on choices that could have been made otherwise.
    Where the definitions of an outcome have another scale (a mean within 365 days, or within 182), so have the changes:
    smallest, median and largest are over the primary definition alone.

    Parameters
    ----------
    frames : Mapping[(str, str), DataFrame]
        By definition and exclusion: the series made so, each as for
        `evaluering.estimation.interrupted.fit_interrupted`. Never altered.
    start : period
        The first exposed period (included).
    options : FitOptions
        The primary choice.
    methods : sequence of str
        Error models, crossed with everything.
    shapes : sequence of Shape
        Cuts and phase-ins, crossed with everything. A declared break or further interruption of which a frame holds no
        period is left out there.
    once : sequence of str
        Slow error models, fitted to the first frame with the primary shape alone.

    Returns
    -------
    SpecificationCurve
        The primary first; then by frame, shape and error model in the order given, the primary ones before the others;
        `once` last. What cannot be fitted is counted.

    Raises
    ------
    ValueError
        As `fit_interrupted` for the primary choice, or without a frame.
    """
    if not frames:
        raise ValueError("a specification curve needs a series")
    keys = list(frames)
    found = [_specification(frames[keys[0]], keys[0], start=start, options=options, primary=True)]
    skipped = 0
    for key, chosen in _choices(keys, options, methods, shapes, once):
        try:
            found.append(_specification(frames[key], key, start=start, options=chosen, primary=False))
        except ValueError:
            skipped += 1
    return SpecificationCurve(tuple(found), skipped)


def _choices(
    keys: Sequence[Key], options: FitOptions, methods: Sequence[str], shapes: Sequence[Shape], once: Sequence[str]
) -> Iterator[tuple[Key, FitOptions]]:
    """Every choice but the primary one, each once."""
    own = options.shape or Shape()
    for key in keys:
        for shape in dict.fromkeys((own, *shapes)):
            for method in dict.fromkeys((options.method, *methods)):
                if (key, shape, method) != (keys[0], own, options.method):
                    yield key, replace(by_method(options, method), shape=shape)
    for method in dict.fromkeys(once):
        if method not in (options.method, *methods):
            yield keys[0], by_method(options, method)


def _specification(
    frame: pd.DataFrame, key: Key, *, start: object, options: FitOptions, primary: bool
) -> Specification:
    series = read_observations(
        frame, outcome=options.outcome, period=options.period, standard_errors=options.standard_errors
    )
    origin = series.position(start)
    complete = series.index[series.complete]
    shape = told_in(options.shape or Shape(), complete, origin=origin, grain=series.grain, days=series.days)
    estimate = mean_change(frame, start=start, options=replace(options, shape=shape))
    return Specification(options.method, shape.cut_periods, shape.ramp_periods, *key, estimate, primary)
