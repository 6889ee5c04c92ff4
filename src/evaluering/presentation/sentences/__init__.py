"""Sentences: one per estimand, made from the same record as the number in the table and the point in the figure."""

from __future__ import annotations

from evaluering.presentation.sentences.about import (
    counted,
    coverage,
    maturity,
    population,
    reconciliation,
)
from evaluering.presentation.sentences.back_test import back_test, back_test_details
from evaluering.presentation.sentences.certainty import answer_certainty
from evaluering.presentation.sentences.change import (
    change,
    comparison,
    conclusion_of_changes,
    trend,
)
from evaluering.presentation.sentences.charts import conclusion_of_charts, proportion_chart, seasons
from evaluering.presentation.sentences.clusters import clusters, conclusion_of_clusters, spread
from evaluering.presentation.sentences.conclusions import (
    answer_changed,
    answer_data,
    answer_met,
    answer_not_told,
    answer_planned,
    answer_when,
    conclusions,
)
from evaluering.presentation.sentences.development import conclusion_of_years
from evaluering.presentation.sentences.durations import duration_tests, registered
from evaluering.presentation.sentences.earlier import causes, conclusion_since_last, since_last
from evaluering.presentation.sentences.forecast import forecast, forecast_trial
from evaluering.presentation.sentences.guide import agreement_about, agreement_in_short, how_to_read, not_in_documents
from evaluering.presentation.sentences.indicators import conclusion_of_indicators, indicator
from evaluering.presentation.sentences.model import model, power
from evaluering.presentation.sentences.municipalities import municipalities
from evaluering.presentation.sentences.one_cluster import each_cluster
from evaluering.presentation.sentences.plan import analysis_plan
from evaluering.presentation.sentences.published import published_change, published_conclusion, published_limits
from evaluering.presentation.sentences.published_difference import published_difference
from evaluering.presentation.sentences.quality import data_conclusion
from evaluering.presentation.sentences.recommendations import recommendations
from evaluering.presentation.sentences.robustness import conclusion_of_choices, robustness, specifications
from evaluering.presentation.sentences.sheet import (
    sheet_change,
    sheet_conclusion,
    sheet_provenance,
    sheet_quality,
    sheet_targets,
)
from evaluering.presentation.sentences.standing_out import answer_clusters
from evaluering.presentation.sentences.targets import by_calendar_year, conclusion, judged

__all__ = [
    "agreement_about",
    "agreement_in_short",
    "analysis_plan",
    "answer_certainty",
    "answer_changed",
    "answer_clusters",
    "answer_data",
    "answer_met",
    "answer_not_told",
    "answer_planned",
    "answer_when",
    "back_test",
    "back_test_details",
    "by_calendar_year",
    "causes",
    "change",
    "clusters",
    "comparison",
    "conclusion",
    "conclusion_of_changes",
    "conclusion_of_charts",
    "conclusion_of_choices",
    "conclusion_of_clusters",
    "conclusion_of_indicators",
    "conclusion_of_years",
    "conclusion_since_last",
    "conclusions",
    "counted",
    "coverage",
    "data_conclusion",
    "duration_tests",
    "each_cluster",
    "forecast",
    "forecast_trial",
    "how_to_read",
    "indicator",
    "judged",
    "maturity",
    "model",
    "municipalities",
    "not_in_documents",
    "population",
    "power",
    "proportion_chart",
    "published_change",
    "published_conclusion",
    "published_difference",
    "published_limits",
    "recommendations",
    "reconciliation",
    "registered",
    "robustness",
    "seasons",
    "sheet_change",
    "sheet_conclusion",
    "sheet_provenance",
    "sheet_quality",
    "sheet_targets",
    "since_last",
    "specifications",
    "spread",
    "trend",
]
