"""From counts to estimates: no files, no plots, no Danish."""

from evaluering.estimation.design import Shape
from evaluering.estimation.estimate import Estimate, labelled, to_frame
from evaluering.estimation.interrupted import InterruptedFit, fit_interrupted
from evaluering.estimation.series import OutcomeSeries, outcome_series
from evaluering.estimation.trend import TrendFit, fit_trend

__all__ = [
    "Estimate",
    "InterruptedFit",
    "OutcomeSeries",
    "Shape",
    "TrendFit",
    "fit_interrupted",
    "fit_trend",
    "labelled",
    "outcome_series",
    "to_frame",
]
