"""From counts to estimates: no files, no plots, no Danish."""

from evaluering.estimation.checks.alternative_models import alternative_models
from evaluering.estimation.checks.check import Check
from evaluering.estimation.checks.hidden_cause import e_value, hidden_cause
from evaluering.estimation.checks.leave_one_out import leave_one_out
from evaluering.estimation.checks.placebo_dates import placebo_dates
from evaluering.estimation.checks.residuals import residual_autocorrelation, residual_season
from evaluering.estimation.checks.specifications import SpecificationCurve, specification_curve
from evaluering.estimation.children import in_children
from evaluering.estimation.comparison.comparisons import Comparison, comparison
from evaluering.estimation.comparison.controlled import fit_controlled
from evaluering.estimation.comparison.placebo_in_space import PlaceboInSpace, placebo_in_space
from evaluering.estimation.comparison.two_group import TwoGroupFit, fit_two_group
from evaluering.estimation.counted import CountedFit, fit_interrupted_counts
from evaluering.estimation.design import Break, Interruption, Shape
from evaluering.estimation.estimate import Estimate, labelled, to_frame
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.methods import METHODS
from evaluering.estimation.interrupted import InterruptedFit, fit_interrupted
from evaluering.estimation.multiplicity import benjamini_hochberg, holm
from evaluering.estimation.power import Power, detectable_change
from evaluering.estimation.series import OutcomeSeries, outcome_series
from evaluering.estimation.trend import TrendFit, fit_trend

__all__ = [
    "METHODS",
    "Break",
    "Check",
    "Comparison",
    "CountedFit",
    "Estimate",
    "FitOptions",
    "InterruptedFit",
    "Interruption",
    "OutcomeSeries",
    "PlaceboInSpace",
    "Power",
    "Shape",
    "SpecificationCurve",
    "TrendFit",
    "TwoGroupFit",
    "alternative_models",
    "benjamini_hochberg",
    "comparison",
    "detectable_change",
    "e_value",
    "fit_controlled",
    "fit_interrupted",
    "fit_interrupted_counts",
    "fit_trend",
    "fit_two_group",
    "hidden_cause",
    "holm",
    "in_children",
    "labelled",
    "leave_one_out",
    "outcome_series",
    "placebo_dates",
    "placebo_in_space",
    "residual_autocorrelation",
    "residual_season",
    "specification_curve",
    "to_frame",
]
