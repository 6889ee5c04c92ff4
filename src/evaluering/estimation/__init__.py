"""From counts to estimates: no files, no plots, no Danish."""

from evaluering.estimation.checks.alternative_models import alternative_models
from evaluering.estimation.checks.check import Check
from evaluering.estimation.checks.hidden_cause import e_value, hidden_cause
from evaluering.estimation.checks.leave_one_out import leave_one_out
from evaluering.estimation.checks.placebo_dates import placebo_dates
from evaluering.estimation.checks.residuals import residual_autocorrelation, residual_season
from evaluering.estimation.checks.specifications import SpecificationCurve, specification_curve
from evaluering.estimation.children import in_children
from evaluering.estimation.clusters.funnel import Funnel, funnel_means, funnel_proportions
from evaluering.estimation.clusters.joint import JointChange, joint_change
from evaluering.estimation.clusters.moderators import Moderated, moderate, pool_without_each
from evaluering.estimation.clusters.pooling import Pooled, pool
from evaluering.estimation.clusters.proportions import homogeneity, proportion_difference, proportion_limits
from evaluering.estimation.clusters.shrinkage import Shrunk, shrink_means, shrink_proportions, shrink_rates
from evaluering.estimation.comparison.comparisons import Comparison, comparison
from evaluering.estimation.comparison.controlled import fit_controlled
from evaluering.estimation.comparison.placebo_in_space import PlaceboInSpace, placebo_in_space
from evaluering.estimation.comparison.two_group import TwoGroupFit, fit_two_group
from evaluering.estimation.control_charts import ControlChart, individuals_chart, proportion_chart
from evaluering.estimation.counted import CountedFit, fit_interrupted_counts
from evaluering.estimation.design import Break, Interruption, Shape
from evaluering.estimation.estimate import Estimate, labelled, to_frame
from evaluering.estimation.fit_options import FitOptions
from evaluering.estimation.fitting.methods import METHODS
from evaluering.estimation.forecast.back_test import BackTest, BackTestPlan, back_test
from evaluering.estimation.forecast.forecast import Births, Forecast, forecast_target
from evaluering.estimation.interrupted import InterruptedFit, fit_interrupted
from evaluering.estimation.multiplicity import benjamini_hochberg, holm
from evaluering.estimation.power import Power, detectable_change
from evaluering.estimation.run_charts import Phase, RunChart, anhoej_rules, run_chart
from evaluering.estimation.series import OutcomeSeries, outcome_series
from evaluering.estimation.survival.cox import CoxFit, cox
from evaluering.estimation.survival.interval_curve import IntervalCurve, interval_curve
from evaluering.estimation.survival.log_rank import LogRank, log_rank
from evaluering.estimation.survival.registered_mean import RegisteredMean, registered_mean
from evaluering.estimation.survival.standardised import Standardised, standardised, standardised_intervals
from evaluering.estimation.survival.survival_curve import SurvivalCurve, survival_curve, survival_curves
from evaluering.estimation.trend import TrendFit, fit_trend

__all__ = [
    "METHODS",
    "BackTest",
    "BackTestPlan",
    "Births",
    "Break",
    "Check",
    "Comparison",
    "ControlChart",
    "CountedFit",
    "CoxFit",
    "Estimate",
    "FitOptions",
    "Forecast",
    "Funnel",
    "InterruptedFit",
    "Interruption",
    "IntervalCurve",
    "JointChange",
    "LogRank",
    "Moderated",
    "OutcomeSeries",
    "Phase",
    "PlaceboInSpace",
    "Pooled",
    "Power",
    "RegisteredMean",
    "RunChart",
    "Shape",
    "Shrunk",
    "SpecificationCurve",
    "Standardised",
    "SurvivalCurve",
    "TrendFit",
    "TwoGroupFit",
    "alternative_models",
    "anhoej_rules",
    "back_test",
    "benjamini_hochberg",
    "comparison",
    "cox",
    "detectable_change",
    "e_value",
    "fit_controlled",
    "fit_interrupted",
    "fit_interrupted_counts",
    "fit_trend",
    "fit_two_group",
    "forecast_target",
    "funnel_means",
    "funnel_proportions",
    "hidden_cause",
    "holm",
    "homogeneity",
    "in_children",
    "individuals_chart",
    "interval_curve",
    "joint_change",
    "labelled",
    "leave_one_out",
    "log_rank",
    "moderate",
    "outcome_series",
    "placebo_dates",
    "placebo_in_space",
    "pool",
    "pool_without_each",
    "proportion_chart",
    "proportion_difference",
    "proportion_limits",
    "registered_mean",
    "residual_autocorrelation",
    "residual_season",
    "run_chart",
    "shrink_means",
    "shrink_proportions",
    "shrink_rates",
    "specification_curve",
    "standardised",
    "standardised_intervals",
    "survival_curve",
    "survival_curves",
    "to_frame",
]
