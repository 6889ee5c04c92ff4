from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluering.parameters import RunPlan
from evaluering.running.notebook import Notebook
from evaluering.running.orders import PageState, RunMarks
from evaluering.running.outcome import PageOutcome, SiteFacts
from evaluering.running.overview import overview
from evaluering.running.plan import Page, Task
from evaluering.running.site import without_conflicts, write_site

RESULT = {"unit": "region", "id": "a/level", "value": 1.0, "hidden": False, "extra": 1}


@pytest.fixture
def facts(small_plan: RunPlan, marks: RunMarks) -> SiteFacts:
    return SiteFacts(small_plan, marks, "2026-10-01", ())


@pytest.fixture
def page(tmp_path: Path) -> Page:
    path = tmp_path / "01_alfa.ipynb"
    path.write_text("{}", encoding="utf-8")
    notebook = Notebook("01_alfa", path, "Hvad er alfa?", "For alle.", {})
    task = Task(notebook, "region", {})
    return Page("alfa", "region", "region", "Region Midtjylland", "Hvad er alfa?", "For alle.", (task,))


def put(folder: Path, outcome: PageOutcome, text: str = "god") -> Path:
    folder.mkdir()
    for name in outcome.page.files:
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def publish(folder: Path, outcome: PageOutcome, facts: SiteFacts, old: Path) -> tuple[dict[str, Any], PageOutcome]:
    (settled,) = write_site(put(folder, outcome, folder.name), outcomes=[outcome], facts=facts, old=old)
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest, settled


def failed(page: Page, state: PageState = "failed") -> PageOutcome:
    return PageOutcome(page, state, "Kodecelle 2 blev ikke kørt.", "01_alfa.ipynb", 2)


def test_a_good_page_is_kept_through_several_failing_runs(page: Page, facts: SiteFacts, tmp_path: Path) -> None:
    good = PageOutcome(page, "published", results=(RESULT,))
    first, _ = publish(tmp_path / "a", good, facts, tmp_path / "none")
    later = replace(facts, extraction_date="2027-10-01", marks=replace(facts.marks, version="v2"))
    publish(tmp_path / "b", failed(page), later, tmp_path / "a")
    (tmp_path / "b" / "alfa.html").write_text("rettet i hånden", encoding="utf-8")
    third, settled = publish(tmp_path / "c", failed(page, "timeout"), later, tmp_path / "b")
    assert settled.kept_from == {"version": "v1", "disclosure": "d1", "extraction_date": "2026-10-01"}
    assert third["pages"][0]["status"] == "timeout"
    assert third["pages"][0]["results"] == ["a/level"]
    # The edited page still carries the fingerprint of what was published.
    assert third["files"]["alfa.html"] == first["files"]["alfa.html"]
    results = json.loads((tmp_path / "c" / "results.json").read_text(encoding="utf-8"))["results"]
    assert results == [{**RESULT, "extraction_date": "2026-10-01"}]
    assert list(results[0])[:3] == ["id", "unit", "value"]


@pytest.mark.parametrize("change", ["synthetic", "agreement", "files", "manifest", "results"])
def test_what_cannot_stand_in_does_not(page: Page, facts: SiteFacts, tmp_path: Path, change: str) -> None:
    good = PageOutcome(page, "published", results=(RESULT,))
    old = tmp_path / "a"
    publish(old, good, facts, tmp_path / "none")
    if change == "synthetic":
        facts = replace(facts, marks=replace(facts.marks, synthetic=False))
    elif change == "agreement":
        other = facts.agreement.model_copy(update={"id": "en-anden"})
        facts = replace(facts, run_plan=facts.run_plan.model_copy(update={"agreement": other}))
    elif change == "files":
        (old / "alfa.pdf").unlink()
    else:
        (old / f"{change}.json").write_text("{", encoding="utf-8")
    manifest, settled = publish(tmp_path / "b", failed(page), facts, old)
    assert settled.kept_from is None
    assert manifest["pages"][0]["files"] == []
    assert not (tmp_path / "b" / "alfa.html").exists()
    assert "Der findes ingen tidligere udgave." in (tmp_path / "b" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("cut", "departures"), [(8, []), (6, ["cut_months"])])
def test_results_and_manifest_name_the_plan_and_what_departs_from_it(
    page: Page, facts: SiteFacts, tmp_path: Path, cut: int, departures: list[str]
) -> None:
    parameters = facts.run_plan.parameters
    interruption = parameters.interruption.model_copy(update={"cut_months": cut})
    asked = facts.run_plan.model_copy(
        update={"parameters": parameters.model_copy(update={"interruption": interruption})}
    )
    good = PageOutcome(page, "published", results=(RESULT,))
    manifest, _ = publish(tmp_path / "a", good, replace(facts, run_plan=asked), tmp_path / "none")
    results = json.loads((tmp_path / "a" / "results.json").read_text(encoding="utf-8"))
    plan = asked.plan
    assert manifest["analysis_plan"] == {"id": plan.id, "fingerprint": plan.fingerprint(), "departures": departures}
    assert results["analysis_plan"] == manifest["analysis_plan"]


def test_one_id_has_one_number(page: Page) -> None:
    nothing = float("nan")
    first = PageOutcome(page, "published", results=({**RESULT, "lower": nothing}, {**RESULT, "lower": nothing}))
    same = replace(first, page=replace(page, slug="beta"))
    other = replace(first, page=replace(page, slug="gamma"), results=({**RESULT, "value": 2.0},))
    states = [(one.slug, one.state, one.cause) for one in without_conflicts([first, same, other])]
    assert states[:2] == [("alfa", "published", ""), ("beta", "published", "")]
    assert states[2][:2] == ("gamma", "failed")
    assert "a/level" in states[2][2]


def test_nothing_written_is_live_on_the_overview(page: Page, facts: SiteFacts, tmp_path: Path) -> None:
    live = replace(page, title="<script>x</script>", about="<img src=x onerror=y>")
    publish(tmp_path / "a", replace(failed(live), cause="<b>c</b>"), facts, tmp_path / "none")
    index = (tmp_path / "a" / "index.html").read_text(encoding="utf-8")
    assert "<script" not in index
    assert "<img" not in index
    assert "&lt;b&gt;c&lt;/b&gt;" in index
    assert "http" not in index.replace("http-equiv", "")


def test_a_cluster_page_names_the_question_that_failed(page: Page, facts: SiteFacts, tmp_path: Path) -> None:
    cluster = replace(
        page, slug="klynge_randers", kind="cluster", scope="randers", unit="Randersklyngen", title="Klyngerapport"
    )
    publish(tmp_path / "a", failed(cluster), facts, tmp_path / "none")
    index = (tmp_path / "a" / "index.html").read_text(encoding="utf-8")
    assert "<h3>Randersklyngen</h3>" in index
    assert "Hvad er alfa? Kodecelle 2 blev ikke kørt." in index
    assert "Klyngerne" in index
    assert "Regionen" not in index


def sheet(page: Page, name: str, code: str) -> Page:
    return replace(page, slug=f"kommune_{name.lower()}", kind="municipality", scope=code, unit=name)


def test_sheets_are_listed_by_cluster_and_only_a_failed_one_says_more(
    page: Page, facts: SiteFacts, whole_plan: RunPlan, tmp_path: Path
) -> None:
    facts = replace(facts, run_plan=whole_plan)
    good = PageOutcome(sheet(page, "Herning", "0657"), "published", conclusions=("Herning siger noget.",))
    bad = replace(failed(sheet(page, "Viborg", "0791")), cause="Kodecelle 2 blev ikke kørt.")
    folder = tmp_path / "a"
    folder.mkdir()
    for outcome in (good, bad):
        for name in outcome.page.files:
            (folder / name).write_text("god", encoding="utf-8")
    write_site(folder, outcomes=[bad, good], facts=facts, old=tmp_path / "none")
    index = (folder / "index.html").read_text(encoding="utf-8")
    sheets = index[index.index('<h2 id="kommuneark">Kommuneark</h2>') :]
    assert sheets.index("Gødstrupklyngen") < sheets.index("Herning") < sheets.index("Midtklyngen")
    assert sheets.index("Midtklyngen") < sheets.index("Viborg")
    assert "Horsensklyngen" not in sheets, "a cluster without sheets is left out"
    assert '<a href="kommune_herning.html">Herning</a>' in sheets
    assert 'href="kommune_herning.pdf"' in sheets
    assert "kommune_viborg.html" not in sheets
    assert sheets.count("FEJLET") == 1
    assert "Kodecelle 2 blev ikke kørt. Der findes ingen tidligere udgave." in sheets
    assert "Herning siger noget" not in index, "the overview stays short"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert [(one["kind"], one["scope"]) for one in manifest["pages"]] == [
        ("municipality", "0791"),
        ("municipality", "0657"),
    ]


def test_the_overview_begins_with_the_page_to_read_first(page: Page, facts: SiteFacts) -> None:
    other = replace(page, slug="beta", title="Hvad er beta?", tasks=(_task_of("02_beta", page),))
    suite = facts.run_plan.suite.model_copy(update={"read_first": "02_beta"})
    facts = replace(facts, run_plan=facts.run_plan.model_copy(update={"suite": suite}))
    index = overview([PageOutcome(page, "published"), PageOutcome(other, "published")], facts)
    assert index.index("Læs dette først") < index.index("Hvad er beta?") < index.index("Hvad er alfa?")
    assert index.count("Læs dette først") == 1
    assert index.count("✓ Alle sider er udgivet.") == 1
    assert '<a href="#regionen">' in index
    assert 'href="#klyngerne"' not in index, "no link to a group without pages"
    assert "Læs dette først" not in overview([PageOutcome(page, "published")], facts)


def _task_of(name: str, page: Page) -> Task:
    notebook = replace(page.tasks[0].notebook, name=name)
    return replace(page.tasks[0], notebook=notebook)


def test_clusters_are_told_by_their_municipalities_and_not_held_against_each_other(
    page: Page, facts: SiteFacts
) -> None:
    cluster = replace(page, slug="klynge_randers", kind="cluster", scope="randers", unit="Randersklyngen")
    index = overview([PageOutcome(cluster, "published", conclusions=("Randersklyngen har nået målet.",))], facts)
    assert "Randers, Favrskov, Norddjurs og Syddjurs." in index
    assert "har nået målet" not in index
    assert "Den er ikke en rangliste." in index


def test_only_a_sheet_is_set_compact_and_only_a_cluster_joined(page: Page, facts: SiteFacts) -> None:
    heads = [facts.head_of(one) for one in (page, replace(page, kind="cluster"), sheet(page, "Herning", "0657"))]
    assert [(head.joined, head.compact) for head in heads] == [(False, False), (True, False), (False, True)]
