"""How a series is to be read and fitted: one record for the functions that fit several series alike."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from evaluering.estimation.arguments import require_whole
from evaluering.estimation.design import Shape

SEED = 20_230_401


@dataclass(frozen=True, slots=True)
class FitOptions:
    """The choices of `evaluering.estimation.interrupted.fit_interrupted`, with the same names, meanings and defaults.

    Parameters
    ----------
    outcome, period : str
        Names of columns.
    harmonics : int or None
        Pairs of sine and cosine; None: two for months, one for quarters, none for years.
    standard_errors : str or None
        Column with the standard error of each outcome; None when unknown.
    method : str
        The error model.
    lags : int or None
        Longest lag of ``newey_west``.
    shape : Shape or None
        Cut, ramp, declared breaks and further interruptions; None: level and slope change, all periods.
    weights : str or None
        Column of weights of the periods in a mean.
    seed : int
        Of the joint draws behind the limits of the relative change.
    """

    outcome: str = "y"
    period: str = "month"
    harmonics: int | None = None
    standard_errors: str | None = None
    method: str = "marginal"
    lags: int | None = None
    shape: Shape | None = None
    weights: str | None = None
    seed: int = SEED

    def __post_init__(self) -> None:
        if self.lags is not None:
            require_whole("lags", self.lags, least=0)
        if self.shape is not None and not isinstance(self.shape, Shape):
            raise TypeError(f"shape is a Shape or None, not {self.shape!r}")

    def keywords(self) -> dict[str, Any]:
        """The choices as keyword arguments of `fit_interrupted`."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
