"""What readers see: figures, tables and sentences of protected results, and nothing else."""

from __future__ import annotations

from evaluering.presentation import figures, sentences, tables
from evaluering.presentation.sentences.about import show_provenance, show_version
from evaluering.presentation.units import (
    collect_all_series,
    collect_beside,
    collect_calendar_years,
    collect_changes,
    collect_indicators,
    collect_proportion_charts,
    collect_run_charts,
    collect_series,
    collect_targets,
)

__all__ = [
    "collect_all_series",
    "collect_beside",
    "collect_calendar_years",
    "collect_changes",
    "collect_indicators",
    "collect_proportion_charts",
    "collect_run_charts",
    "collect_series",
    "collect_targets",
    "figures",
    "sentences",
    "show_provenance",
    "show_version",
    "tables",
]
