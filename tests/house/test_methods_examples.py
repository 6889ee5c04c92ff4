"""The examples for researchers in docs/methods.md give what they say."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

METHODS = Path(__file__).resolve().parents[2] / "docs" / "methods.md"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def ran(text: str) -> tuple[doctest.TestResults, str]:
    """Every example of a document, in order and with one set of names; a fence ends an example like a blank line."""
    examples = doctest.DocTestParser().get_doctest(re.sub(r"(?m)^```.*$", "", text), {}, "methods.md", None, 0)
    told: list[str] = []
    results = doctest.DocTestRunner(optionflags=FLAGS).run(examples, out=told.append)
    return results, "".join(told)


def test_every_example_runs() -> None:
    results, told = ran(METHODS.read_text(encoding="utf-8"))
    assert results.failed == 0, told
    assert results.attempted > 50


@pytest.mark.parametrize(
    "name",
    [
        "fit_interrupted",
        "to_frame",
        "Shape",
        "Break",
        "Interruption",
        "fit_trend",
        "in_children",
        "fit_controlled",
        "fit_two_group",
        "placebo_in_space",
        "comparison",
        "fit_interrupted_counts",
        "detectable_change",
        "placebo_dates",
        "leave_one_out",
        "residual_autocorrelation",
        "residual_season",
        "alternative_models",
        "hidden_cause",
        "e_value",
        "specification_curve",
        "holm",
        "benjamini_hochberg",
        "survival_curve",
        "interval_curve",
        "log_rank",
        "cox",
        "standardised",
        "registered_mean",
        "pool",
        "joint_change",
        "funnel_proportions",
        "funnel_means",
        "shrink_proportions",
        "shrink_means",
        "run_chart",
        "proportion_chart",
        "individuals_chart",
        "forecast_target",
        "back_test",
    ],
)
def test_every_public_function_has_an_example(name: str) -> None:
    examples = doctest.DocTestParser().get_examples(METHODS.read_text(encoding="utf-8"))
    assert any(re.search(rf"\b{name}\(", one.source) for one in examples)


def test_an_example_that_gives_something_else_is_found() -> None:
    results, told = ran("```python\n>>> 1 + 1\n3\n```\n")
    assert (results.failed, results.attempted) == (1, 1)
    assert "Expected:\n    3" in told
