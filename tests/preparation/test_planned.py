"""Numbers made otherwise than planned carry the note; a plan with names of nothing is refused."""

from dataclasses import replace

import pytest

from evaluering.agreement import REGION
from evaluering.analysis_plan import NOT_PLANNED
from evaluering.errors import ParameterError
from evaluering.estimation.checks.specifications import Specification, SpecificationCurve
from evaluering.estimation.unit_checks import UnitSpecifications
from evaluering.periods import Month
from evaluering.preparation import analyses, planned
from evaluering.preparation.checking import check
from evaluering.preparation.planned import noted_specifications, require_known_choices
from evaluering.preparation.preparing import prepare
from evaluering.preparation.robustness import protected_power

ASKED = {"unit": REGION, "cut_months": 8, "harmonics": 2}


def notes(estimates):
    return [NOT_PLANNED in estimate.warnings for estimate in estimates]


def asking(data, **changes):
    interruption = data.parameters.interruption.model_copy(update=changes)
    return replace(data, parameters=data.parameters.model_copy(update={"interruption": interruption}))


@pytest.mark.parametrize(
    ("asked", "least", "unplanned"), [({}, 12, False), ({"cut_months": 6}, 12, True), ({}, 6, True)]
)
def test_a_change_made_otherwise_carries_the_note(prepared, asked, least, unplanned):
    data = asking(prepared, minimum_mature_months=least)
    shape = {"indicator": "duration_mean", **ASKED, **asked}
    fit = analyses.protected_change(data, **shape).value.fit
    assert set(notes(fit.estimates)) == {unplanned}
    assert (NOT_PLANNED in fit.warnings) == unplanned
    trend = analyses.protected_trend(data, **shape).value
    assert notes([trend.estimate]) == [unplanned]


def test_an_outcome_that_was_not_planned(prepared):
    data = replace(prepared, plan=prepared.plan.model_copy(update={"secondary": (), "family": ("duration_mean",)}))
    assert notes(analyses.protected_change(data, indicator="share_26w", **ASKED).value.fit.estimates)[0]


def test_other_choices_carry_the_note_one_by_one(prepared):
    asked = {"indicator": "duration_mean", **ASKED, "ramps_months": [3, 9]}
    found = analyses.protected_sensitivity(prepared, **asked).value
    unplanned = {one.slug for one in found.alternatives if NOT_PLANNED in one.estimate.warnings}
    assert unplanned == {"ramp_9"}
    found = analyses.protected_sensitivity(prepared, **asked | {"harmonics": 1}).value
    assert all(notes(one.estimate for one in found.alternatives))


def test_scenarios_carry_the_note(prepared):
    shape = {"indicator": "duration_mean", **ASKED}
    found = analyses.protected_change_scenarios(prepared, **shape).value
    assert not any(notes(one.estimate for one in found.scenarios))
    found = analyses.protected_change_scenarios(prepared, **shape | {"harmonics": 1}).value
    assert all(notes(one.estimate for one in found.scenarios))


def specification(prepared, **changes):
    estimate = analyses.protected_change(prepared, indicator="share_26w", **ASKED).value.fit.estimates[0]
    chosen = {"method": "marginal", "cut_months": 8, "ramp_months": None, "exclusion": "none", "primary": False}
    return Specification(**{**chosen, "definition": "at_least_182_days", "estimate": estimate, **changes})


@pytest.mark.parametrize(
    ("choice", "known"),
    [
        ({}, True),
        ({"method": "reml", "cut_months": 0, "ramp_months": 21}, True),
        ({"method": "quasi_binomial_newey_west"}, True),
        ({"definition": "over_182_days", "exclusion": "without_randers"}, True),
        ({"method": "ml"}, False),
        ({"cut_months": 9}, False),
        ({"ramp_months": 9}, False),
        ({"definition": "restricted_mean_182"}, False),
        ({"exclusion": "from_2017"}, False),
    ],
)
def test_a_specification_the_plan_does_not_name_carries_the_note(prepared, choice, known):
    curve = SpecificationCurve((specification(prepared, primary=True), specification(prepared, **choice)), 0)
    record = UnitSpecifications(REGION, "share_26w", "pct_point", curve, "", 1000)
    found = noted_specifications(record, plan=prepared.plan, planned=True)
    assert notes(one.estimate for one in found.curve.specifications) == [False, not known]
    assert found.planned == known
    found = noted_specifications(record, plan=prepared.plan, planned=False)
    assert notes(one.estimate for one in found.curve.specifications) == [True, True]
    assert not found.planned
    nothing = noted_specifications(replace(record, curve=None), plan=prepared.plan, planned=False)
    assert (nothing.curve, nothing.planned) == (None, False)


@pytest.mark.parametrize("harmonics", [2, 1])
def test_power_made_otherwise_is_known_for_it(prepared, harmonics):
    shape = {"indicator": "duration_mean", **ASKED, "harmonics": harmonics}
    assert protected_power(prepared, **shape).value.planned == (harmonics == 2)


def test_the_note_stands_once(prepared):
    fit = analyses.protected_change(prepared, indicator="duration_mean", **ASKED | {"cut_months": 6}).value.fit
    assert planned.noted(fit.estimates[0]) == fit.estimates[0]


def test_what_cannot_be_shown_needs_no_note(prepared):
    late = replace(prepared, panel=replace(prepared.panel, last_mature_month="2023-06"))
    shape = {"indicator": "duration_mean", **ASKED, "cut_months": 6}
    assert analyses.protected_change(late, **shape).value.reason == "too_few_mature_months"
    trend = analyses.protected_trend(replace(late, panel=replace(late.panel, last_mature_month="2013-01")), **shape)
    assert trend.value.estimate is None


def test_a_break_without_a_usable_month_in_one_unit_is_no_error_there(prepared):
    first, last = (Month.parse(text) for text in ("2020-03", "2021-06"))
    cells = prepared.panel.cells
    inside = cells["month"].between(str(first), str(last)) & cells["municipality"].isin(
        prepared.agreement.municipalities_of("horsens")
    )
    panel = replace(
        prepared.panel,
        cells=cells.assign(known=cells["known"].mask(inside, 0)),
        durations=_without(prepared, inside),
    )
    data = replace(prepared, panel=panel)
    asked = {"indicator": "duration_mean", **ASKED, "unit": "horsens"}
    assert analyses.protected_change(data, **asked).value.breaks == ()
    assert analyses.protected_change(data, **asked | {"unit": REGION}).value.breaks == ("pandemic",)
    assert analyses.protected_sensitivity(data, **asked, ramps_months=[]).value.alternatives
    assert protected_power(data, **asked).value.reason == ""


def _without(data, inside):
    gone = set(zip(*(data.panel.cells.loc[inside, name] for name in ("municipality", "month")), strict=True))
    durations = data.panel.durations
    kept = [pair not in gone for pair in zip(durations["municipality"], durations["month"], strict=True)]
    return durations[kept].reset_index(drop=True)


def test_every_choice_of_the_plan_is_shown_and_no_other(prepared):
    data = replace(prepared, plan=prepared.plan.model_copy(update={"methods": ("reml", "ols")}))
    asked = {"indicator": "duration_mean", **ASKED, "ramps_months": [3]}
    found = analyses.protected_sensitivity(data, **asked).value
    assert [one.slug for one in found.alternatives] == ["default", "no_cut", "cut_6", "ramp_3", "reml", "ols"]
    assert not any(notes(one.estimate for one in found.alternatives))


def test_the_births_of_the_pandemic_are_those_of_the_plan(run_plan):
    (pandemic,) = run_plan.plan.breaks
    assert planned.births_left_out(run_plan.plan) == {"pandemic_births": ("2020-03", "2021-06")}
    for update in ({"name": "other"}, {"last": None}):
        other = run_plan.plan.model_copy(update={"breaks": (pandemic.model_copy(update=update),)})
        assert planned.births_left_out(other) == {}


@pytest.mark.parametrize(
    ("change", "key", "remedy"),
    [
        ({"methods": ("reml", "newey_vest")}, "methods.1", "Mener du newey_west?"),
        ({"methods": ("bayes",)}, "methods.0", "Slet navnet"),
        ({"methods": ("marginal",)}, "methods.0", ""),
        ({"breaks": ()}, "exclusions.0", "Slet navnet"),
        ({"exclusions": ("each_cluster", "from_2015")}, "exclusions.1", "Mener du from_2016?"),
        ({"definitions": {"share_26w": ("over_183_days",)}}, "definitions.share_26w.0", "Mener du"),
        ({"definitions": {"share_26w": ("restricted_mean_182",)}}, "definitions.share_26w.0", "Slet navnet"),
        ({"definitions": {"share_26w": ("at_least_182_days",)}}, "definitions.share_26w.0", ""),
    ],
)
def test_a_plan_with_names_of_nothing_stops_preparing_and_checking(run_plan, tmp_path, change, key, remedy):
    wrong = run_plan.model_copy(update={"plan": run_plan.plan.model_copy(update=change)})
    for ask in (
        lambda: prepare(wrong, data=tmp_path, interim=tmp_path / "interim"),
        lambda: check(wrong, data=tmp_path),
    ):
        with pytest.raises(ParameterError, match="EVAL-101") as caught:
            ask()
        (finding,) = caught.value.findings
        assert (finding.file, finding.key) == ("analyseplan.yml", key)
        assert remedy in finding.remedy
    require_known_choices(run_plan)
