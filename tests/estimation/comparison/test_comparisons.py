from __future__ import annotations

import pytest

from evaluering.estimation import comparison
from evaluering.estimation.comparison.comparisons import CO_INTERVENTIONS, COMPARISONS


@pytest.mark.parametrize("kind", list(COMPARISONS))
def test_every_co_intervention_is_ruled_out_or_not(kind):
    found = comparison(kind)
    assert found.kind == kind
    assert sorted((*found.rules_out, *found.cannot_rule_out)) == sorted(CO_INTERVENTIONS)
    assert found.assumptions


@pytest.mark.parametrize("kind", list(COMPARISONS))
def test_no_control_rules_out_another_effort_in_the_region_itself(kind):
    assert "regional_same_outcome" in comparison(kind).cannot_rule_out


def test_another_region_and_another_outcome_rule_out_different_things():
    assert "national_same_outcome" in comparison("other_regions").rules_out
    assert "regional_event" not in comparison("other_regions").rules_out
    assert "national_same_outcome" not in comparison("untouched_outcome").rules_out
    assert "regional_event" in comparison("untouched_outcome").rules_out


def test_a_model_of_two_series_demands_more_of_them_than_showing_them():
    shown = set(comparison("other_regions").assumptions)
    assert shown < set(comparison("difference").assumptions) < set(comparison("two_group").assumptions)


def test_a_contaminated_control_rules_nothing_out():
    found = comparison("difference", contaminated=True)
    assert found.contaminated
    assert found.rules_out == ()
    assert found.cannot_rule_out == CO_INTERVENTIONS
    assert not COMPARISONS["difference"].contaminated


def test_another_kind_is_refused():
    with pytest.raises(ValueError, match="comparison 'twins' is not known; choose one of other_regions"):
        comparison("twins")
