from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluering.parameters import RunPlan
from evaluering.running.commentary import Commentary
from evaluering.running.editions import Edition
from evaluering.running.front import changes, facts_of, targets
from evaluering.running.notebook import Notebook
from evaluering.running.orders import RunMarks
from evaluering.running.outcome import PageOutcome, SiteFacts
from evaluering.running.plan import Page, Task

ENTRY = {
    "id": "duration_mean/region/verdict/2024-04_2025-03", "indicator": "duration_mean", "unit": "region",
    "definition": "restricted_mean_365", "from": "2024-04", "to": "2025-03", "value": 117.7183, "lower": 116.5695,
    "upper": 118.8671, "measure": "days", "n": 13137, "coverage_pct": 93.3622, "verdict": "endnu_ikke",
    "hidden": False, "notes": ["before_deadline"],
}  # fmt: skip


@pytest.fixture
def facts(whole_plan: RunPlan, marks: RunMarks) -> SiteFacts:
    return SiteFacts(whole_plan, marks, "2026-10-01", ())


def told(facts: SiteFacts, **parts: Any) -> dict[str, str]:
    one, _ = targets([{**ENTRY, **parts}], facts.agreement)
    return one


def test_a_target_is_told_with_verdict_number_interval_and_what_they_rest_on(facts: SiteFacts) -> None:
    assert told(facts) == {
        "name": "Varighed af fuld amning",
        "verdict": "◐ Endnu ikke – frist 31.\xa0marts 2028",
        "slug": "endnu_ikke",
        "target": "Mål: mindst 120\xa0dage senest 31.\xa0marts 2028.",
        "number": "117,7\xa0dage",
        "interval": "95\xa0% sikkerhedsinterval: 116,6 til 118,9",
        "about": (
            "Gennemsnitligt antal dage i barnets første år (højst 365). Født april 2024 til marts 2025. "
            "Opgjort for 13.137 børn. Det er 93,4\xa0% af de fødte."
        ),
    }


@pytest.mark.parametrize(
    ("verdict", "notes", "words"),
    [
        ("ja", ["target_met"], "● Ja"),
        ("nej", ["target_not_met", "interval_holds_target"],
         "▲ Nej. Usikkert: målet ligger i sikkerhedsintervallet."),
        ("kan_ikke_vurderes", ["coverage"], "◯ Kan ikke vurderes: amningen er kendt for for få af børnene"),
        ("kan_ikke_vurderes", [], "◯ Kan ikke vurderes"),
    ],
)  # fmt: skip
def test_a_verdict_has_its_reason_and_its_doubt(facts: SiteFacts, verdict: str, notes: list[str], words: str) -> None:
    assert told(facts, verdict=verdict, notes=notes)["verdict"] == words


def test_a_hidden_number_is_told_as_none(facts: SiteFacts) -> None:
    hidden = {"value": None, "lower": None, "upper": None, "n": None, "coverage_pct": None, "hidden": True}
    one = told(facts, verdict="kan_ikke_vurderes", notes=["hidden"], **hidden)
    assert (one["number"], one["interval"], one["about"]) == ("Der er ikke noget tal at vise.", "", "")
    assert not [sign for sign in one["verdict"] if sign.isdigit()]


def test_withheld_children_are_not_told(facts: SiteFacts) -> None:
    assert "Opgjort for" not in told(facts, n=None)["about"]


def test_only_the_regions_published_verdicts_are_told_in_the_order_of_the_agreement(facts: SiteFacts) -> None:
    share = {**ENTRY, "indicator": "share_26w", "value": 17.4, "measure": "pct"}
    entries = [share, {**ENTRY, "unit": "randers", "value": 99.0}, {**ENTRY, "verdict": None, "value": 98.0}, ENTRY]
    assert [one["number"] for one in targets(entries, facts.agreement)] == ["117,7\xa0dage", "17,4\xa0%", ""]
    assert targets([], facts.agreement) == []


def test_an_ambition_without_numbers_stands_after_the_targets(facts: SiteFacts) -> None:
    *_, last = targets([ENTRY], facts.agreement)
    (ambition,) = facts.agreement.background.ambitions
    assert (last["name"], last["target"], last["about"]) == (ambition.name, ambition.goal, ambition.why)
    assert (last["verdict"], last["number"], last["interval"]) == ("◯ Kan ikke vurderes: der er ingen tal", "", "")


def test_what_changed_is_what_its_own_page_concludes(facts: SiteFacts, tmp_path: Path) -> None:
    suite = facts.run_plan.suite.model_copy(update={"since_last": "18_siden_sidst"})
    facts = replace(facts, run_plan=facts.run_plan.model_copy(update={"suite": suite}))
    task = Task(Notebook("18_siden_sidst", tmp_path, "Hvad er ændret?", "x", {}), "region", {})
    page = Page("siden_sidst", "region", "region", "Region Midtjylland", "Hvad er ændret?", "x", (task,))
    good = PageOutcome(page, "published", conclusions=("Tallet er rettet.",))
    report = PageOutcome(replace(page, kind="report", slug="evalueringsrapport"), "published", conclusions=("Andet.",))
    assert changes([report, good], facts) == {
        "told": ("Tallet er rettet.",), "html": "siden_sidst.html", "title": "Hvad er ændret?",
    }  # fmt: skip
    assert changes([report, replace(good, state="failed")], facts) is None
    assert changes([], facts) is None


def test_the_issue_is_named_by_its_extraction_version_and_edition(facts: SiteFacts) -> None:
    final = Commentary(Edition("final"))
    assert facts_of(replace(facts, commentary=final)) == [
        ("Data udtrukket", "1.\xa0oktober 2026"),
        ("Dataversion", "v1"),
        ("Udgave", final.edition.words),
    ]
