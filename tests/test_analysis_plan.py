"""The plan: read strictly, held against the agreement, known by its values alone, and compared with what a run asks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from evaluering.agreement import read_agreement
from evaluering.analysis_plan import AnalysisPlan, DeclaredBreak, read_analysis_plan
from evaluering.errors import Finding, ParameterError
from evaluering.estimation.declared import Declared
from evaluering.periods import Month, months_between

PARAMS = Path(__file__).parent.parent / "params"
AGREEMENT = read_agreement(PARAMS / "amning-midtjylland.yml")
TEXT = (PARAMS / "analyseplan.yml").read_text(encoding="utf-8")
START = AGREEMENT.start
BREAKS = 'first: "2020-03"\n    last: "2021-06"'


def break_of(first: str, last: str | None, **more: object) -> DeclaredBreak:
    return DeclaredBreak.model_validate(
        {"name": "x", "title": "X", "first": first, "last": last, "reason": "Fordi.", "source": "Der.", **more}
    )


def written(tmp_path: Path, text: str) -> AnalysisPlan:
    (tmp_path / "analyseplan.yml").write_text(text, encoding="utf-8")
    return read_analysis_plan(tmp_path / "analyseplan.yml", agreement=AGREEMENT)


@pytest.fixture
def findings(tmp_path: Path) -> Callable[..., tuple[Finding, ...]]:
    """The findings on the project's own plan with one thing changed."""

    def found(old: str, new: str) -> tuple[Finding, ...]:
        assert old in TEXT
        with pytest.raises(ParameterError, match="EVAL-101") as caught:
            written(tmp_path, TEXT.replace(old, new, 1))
        return caught.value.findings

    return found


@pytest.fixture
def plan(tmp_path: Path) -> AnalysisPlan:
    return written(tmp_path, TEXT)


def test_the_projects_own_plan(plan):
    assert plan.outcomes == ("duration_mean", "share_26w")
    assert plan.family == plan.outcomes
    assert (plan.estimand, plan.cut_months, plan.harmonics) == ("mean_change", 8, 2)
    assert plan.ramps_months == (3, 6, 12, 21)
    assert plan.minimum_mature_months == 12
    (pandemic,) = plan.breaks
    assert (pandemic.first, pandemic.last) == (Month(2020, 3), Month(2021, 6))
    assert plan.breaks_near(START) == ()


@pytest.mark.parametrize(
    ("old", "new", "words", "key"),
    [
        ("primary: duration_mean ", "primary: duration_meen ", "Mener du duration_mean?", "primary"),
        ("primary: duration_mean ", "primary: nothing ", "Skriv en af de tilladte", "primary"),
        ("secondary: [share_26w]", "secondary: [share_25w]", "Mener du share_26w?", "secondary.0"),
        ("secondary: [share_26w]", "secondary: [duration_mean]", "ikke også være", "secondary"),
        ("secondary: [share_26w]", "secondary: [share_26w, share_26w]", "én gang", "secondary"),
        ("family: [duration_mean, share_26w]", "family: [duration_mean, share_2w]", "Mener du share_26w?", "family.1"),
        ("family: [duration_mean, share_26w]", "family: []", "den rigtige form", "family"),
        ("  share_26w: [over", "  coverage: [over", "ikke et af planens resultater", "definitions.coverage"),
        ("estimand: mean_change", "estimand: level_change", "en af de tilladte", "estimand"),
        ("cut_months: 8", "cut_months: 80", "højst 24", "cut_months"),
        ("ramps_months: [3, 6, 12, 21]", "ramps_months: [3, 3]", "én gang", "ramps_months"),
        ("decided: 2026-11-22", "decided: i dag", "en dato", "decided"),
        ("harmonics: 2", "harmonic: 2", "Mener du harmonics?", "harmonic"),
        ('first: "2020-03"', "first: 2020", "2023-04", "breaks.0.first"),
        ('last: "2021-06"', 'last: "2020-02"', "før den første", "breaks.0.last"),
        ("title: Pandemien (covid-19)", 'title: " "', "den rigtige form", "breaks.0.title"),
        ("    reason: >-\n", "    raeson: >-\n", "Mener du reason?", "breaks.0.raeson"),
    ],
)
def test_a_plan_at_fault_is_told_with_file_key_and_remedy(findings, old, new, words, key):
    found = findings(old, new)
    assert words in "\n".join(finding.text() for finding in found)
    assert any(finding.key == key for finding in found)
    assert all(finding.file == "analyseplan.yml" and finding.remedy for finding in found)


def test_family_and_definitions_are_not_blamed_for_a_fault_in_the_outcomes(findings):
    for wrong in ("1", "duration_men"):
        assert {finding.key for finding in findings("primary: duration_mean ", f"primary: {wrong} ")} == {"primary"}
    assert {finding.key for finding in findings("secondary: [share_26w]", "secondary: [1]")} == {"secondary.0"}


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ((("a", "2018-01", "2018-06"), ("a", "2019-01", None)), "samme navn"),
        ((("a", "2019-01", None), ("b", "2018-01", "2018-06")), "rækkefølge"),
        ((("a", "2018-01", "2018-06"), ("b", "2018-06", "2018-09")), "samme måned"),
        ((("a", "2018-01", None), ("b", "2018-01", "2018-09")), "samme måned"),
    ],
)
def test_breaks_stand_in_order_and_do_not_overlap(plan, spans, words):
    values = plan.model_dump(mode="json")
    values["breaks"] = [break_of(first, last, name=name).model_dump(mode="json") for name, first, last in spans]
    with pytest.raises(ValidationError, match=words):
        AnalysisPlan.model_validate_json(json.dumps(values))


def test_a_step_that_stays_may_be_followed_by_another_break(plan):
    breaks = (break_of("2018-01", None), break_of("2018-02", "2018-09", name="y"))
    again = AnalysisPlan.model_validate({**dict(plan), "breaks": breaks})
    assert again.breaks == breaks


@pytest.mark.parametrize("months", ['first: "2022-05"\n    last: null', 'first: "2020-03"\n    last: "2022-05"'])
def test_a_break_near_the_start_must_be_argued_for(findings, tmp_path, months):
    (finding,) = findings(BREAKS, months)
    assert finding.key == "breaks.0"
    assert "skabe og skjule en ændring" in finding.what
    assert "argued: true" in finding.remedy
    plan = written(tmp_path, TEXT.replace(BREAKS, f"{months}\n    argued: true", 1))
    assert plan.breaks_near(START) == plan.breaks


def test_near_is_the_same_here_as_in_the_estimation():
    months = months_between(START + -30, START + 30)
    for edge in months:
        for first, last in ((edge, None), (Month(2018, 1), edge), (edge, Month(2027, 1))):
            placed = Declared("x", first.index, None if last is None else last.index)
            assert break_of(str(first), last and str(last)).near(START) == placed.near(START.index, "month")
    assert [edge for edge in months if break_of(str(edge), None).near(START)] == list(
        months_between(START + -11, START + 11)
    )


def test_the_fingerprint_changes_with_values_and_not_with_form(plan, tmp_path):
    assert re.fullmatch(r"[0-9a-f]{16}", plan.fingerprint())
    lines = [line.partition(" #")[0].rstrip() for line in TEXT.splitlines() if not line.startswith("#")]
    moved = "\n".join([*(line for line in lines if not line.startswith("id:")), "", lines[0]])
    assert written(tmp_path, moved).fingerprint() == plan.fingerprint()
    for old, new in (("harmonics: 2", "harmonics: 1"), ("Pandemien", "Epidemien"), ("argued", "argued")):
        changed = written(tmp_path, TEXT.replace(old, new, 1))
        assert (changed.fingerprint() == plan.fingerprint()) == (old == new)
    assert AnalysisPlan.model_validate_json(plan.model_dump_json()).fingerprint() == plan.fingerprint()


def test_the_fingerprint_is_the_same_next_year():
    fixed = {
        "id": "p", "decided": "2026-01-02", "primary": "a", "estimand": "mean_change", "secondary": [], "family": ["a"],
        "cut_months": 0, "harmonics": 0, "ramps_months": [], "other_cuts_months": [], "minimum_mature_months": 1,
        "breaks": [], "methods": [], "definitions": {}, "exclusions": [],
    }  # fmt: skip
    assert AnalysisPlan.model_validate_json(json.dumps(fixed)).fingerprint() == "f5457ace050f291f"


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ()),
        ({"indicator": "share_26w", "cut_months": 8, "harmonics": 2}, ()),
        ({"indicator": "coverage", "harmonics": 0}, ("indicator", "harmonics")),
        ({"cut_months": 0, "minimum_mature_months": 6}, ("cut_months", "minimum_mature_months")),
        ({"ramps_months": [21, 12, 6, 3]}, ()),
        ({"ramps_months": [3, 6]}, ("ramps_months",)),
        ({"ramps_months": [3, 6, 9, 12, 21]}, ("ramps_months",)),
        ({"ramps_months": []}, ("ramps_months",)),
    ],
)
def test_departures_are_named(plan, asked, names):
    assert plan.departures(**asked) == names
