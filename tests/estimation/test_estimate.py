from __future__ import annotations

from dataclasses import fields

import pytest

from evaluering.estimation.estimate import Estimate, labelled, to_frame


def an_estimate(measure="outcome_difference", warnings=()):
    return Estimate(
        "mean_change", 4.0, 3.0, 5.0, 0.95, measure, 0.5, 90.0, 0.0, 1.0, "2023-04", "2025-06", "ols", warnings=warnings
    )


@pytest.mark.parametrize(
    ("measure", "outcome", "named"),
    [
        ("outcome", "pct", "pct"),
        ("outcome", "days", "days"),
        ("outcome_difference", "pct", "pct_point"),
        ("outcome_difference", "days", "days"),
        ("pct", "days", "pct"),
    ],
)
def test_the_unit_follows_what_was_measured(measure, outcome, named):
    found = labelled(an_estimate(measure), measure=outcome, indicator="share_26w", definition="d", unit="region")
    assert (found.measure, found.indicator, found.definition, found.unit) == (named, "share_26w", "d", "region")


def test_one_row_per_estimate():
    table = to_frame([an_estimate(), an_estimate(warnings=("few_periods", "near_unit_root"))])
    assert list(table.columns) == [field.name for field in fields(Estimate)]
    assert table["value"].tolist() == [4.0, 4.0]
    assert table["warnings"].tolist() == ["", "few_periods near_unit_root"]


@pytest.mark.parametrize("wrong", [None, 3, ["mean_change"]])
def test_what_is_neither_fit_nor_estimates_is_refused(wrong):
    with pytest.raises(TypeError, match=r"a fit or estimates are needed, not (NoneType|int|str)"):
        to_frame(wrong)


def test_no_estimates_give_an_empty_table_with_its_columns():
    assert list(to_frame([]).columns)[:2] == ["estimand", "value"]
