from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evaluering.parameters import RunPlan
from evaluering.running.commentary import Commentary
from evaluering.running.editions import Correction, Edition
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


def with_downloads(page: Page, folder: Path) -> PageOutcome:
    """A good page with two files to be downloaded, laid in `folder`."""
    names = ("figurer/alfa_figur_1.svg", "tabeller/alfa.xlsx")
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{name} i {folder.name}", encoding="utf-8")
    for name in page.files:
        (folder / name).write_text(folder.name, encoding="utf-8")
    return PageOutcome(page, "published", results=(RESULT,), files=(*page.files, *names))


def laid_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


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


def test_a_sheet_is_set_compact_and_a_cluster_joined(page: Page, facts: SiteFacts) -> None:
    heads = [facts.head_of(one) for one in (page, replace(page, kind="cluster"), sheet(page, "Herning", "0657"))]
    assert [(head.joined, head.compact) for head in heads] == [(False, False), (True, False), (False, True)]


def test_the_page_that_is_read_first_is_set_as_tight_as_a_sheet(page: Page, facts: SiteFacts) -> None:
    suite = facts.run_plan.suite.model_copy(update={"read_first": page.tasks[0].notebook.name})
    first = replace(facts, run_plan=facts.run_plan.model_copy(update={"suite": suite}))
    assert first.head_of(page).compact
    assert not first.head_of(replace(page, kind="cluster")).compact


def test_downloads_are_answered_for_and_kept_with_their_page(page: Page, facts: SiteFacts, tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    write_site(first, outcomes=[with_downloads(page, first)], facts=facts, old=tmp_path / "none")
    manifest = json.loads((first / "manifest.json").read_text(encoding="utf-8"))
    assert {*manifest["files"], "manifest.json"} == laid_in(first)
    assert manifest["pages"][0]["files"] == [*page.files, "figurer/alfa_figur_1.svg", "tabeller/alfa.xlsx"]
    second.mkdir()
    (settled,) = write_site(second, outcomes=[failed(page)], facts=facts, old=first)
    kept = json.loads((second / "manifest.json").read_text(encoding="utf-8"))
    assert (second / "figurer" / "alfa_figur_1.svg").read_text(encoding="utf-8") == "figurer/alfa_figur_1.svg i a"
    assert kept["pages"][0]["files"] == manifest["pages"][0]["files"]
    assert {*kept["files"], "manifest.json"} == laid_in(second)
    assert settled.workbook == "tabeller/alfa.xlsx"
    assert 'href="tabeller/alfa.xlsx"' in (second / "index.html").read_text(encoding="utf-8")


def test_nothing_a_failed_page_wrote_is_left(page: Page, facts: SiteFacts, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    outcome = replace(with_downloads(page, folder), state="failed", results=())
    (folder / "figurer" / "alfa_figur_2.svg").write_text("halv", encoding="utf-8")
    write_site(folder, outcomes=[outcome], facts=facts, old=tmp_path / "none")
    assert {path.name for path in folder.iterdir()} == {"index.html", "results.json", "manifest.json"}


NOT_MINE = [
    *("../ude.txt", "/etc/hostname", "figurer/../../ude.txt", "andet/ude.txt", "", ".."),
    *("beta.html", "index.html", "figurer/beta_figur_1.svg", "tabeller/beta.xlsx", "tabeller/alfa_to.xlsx"),
]


@pytest.mark.parametrize("name", NOT_MINE)
def test_an_edited_manifest_leads_nowhere_else(page: Page, facts: SiteFacts, tmp_path: Path, name: str) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    write_site(first, outcomes=[with_downloads(page, first)], facts=facts, old=tmp_path / "none")
    others = [first / place for place in NOT_MINE if place.startswith(("beta", "figurer/beta", "tabeller"))]
    for outside in (tmp_path / "ude.txt", first / "andet" / "ude.txt", *others):
        outside.parent.mkdir(exist_ok=True)
        outside.write_text("ude", encoding="utf-8")
    manifest = json.loads((first / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][name] = "0"
    manifest["pages"][0]["files"].append(name)
    (first / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    second.mkdir()
    (settled,) = write_site(second, outcomes=[failed(page)], facts=facts, old=first)
    assert settled.kept_from is None
    assert laid_in(second) == {"index.html", "results.json", "manifest.json"}


def test_a_manifest_without_the_pages_own_files_keeps_nothing(page: Page, facts: SiteFacts, tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    write_site(first, outcomes=[with_downloads(page, first)], facts=facts, old=tmp_path / "none")
    manifest = json.loads((first / "manifest.json").read_text(encoding="utf-8"))
    manifest["pages"][0]["files"].remove("alfa.html")
    (first / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    second.mkdir()
    (settled,) = write_site(second, outcomes=[failed(page)], facts=facts, old=first)
    assert settled.kept_from is None


def test_the_overview_begins_with_targets_and_the_joined_report(page: Page, facts: SiteFacts) -> None:
    entry = {
        **RESULT, "indicator": "share_26w", "definition": "at_least_182_days", "from": "2024-04", "to": "2025-03",
        "value": 17.4, "lower": 16.7, "upper": 18.1, "measure": "pct", "n": 13137, "coverage_pct": 93.4,
        "verdict": "ja", "notes": ["target_met"],
    }  # fmt: skip
    report = replace(page, slug="evalueringsrapport", kind="report", title="Evalueringsrapport")
    joined = PageOutcome(report, "published", files=(*report.files, "tabeller/evalueringsrapport.xlsx"))
    moved = Correction(date(2027, 2, 4), "Et forkert udtræk")
    final = Commentary(Edition("final", date(2026, 12, 1), (moved,)))
    facts = replace(facts, commentary=final)
    index = overview([joined, PageOutcome(page, "published")], facts, results=[entry])
    order = ["Et forkert udtræk", "● Ja", "17,4\xa0%", 'href="evalueringsrapport.pdf"', "Hvad er alfa?", "Dataversion"]
    places = [index.index(words) for words in order]
    assert places == sorted(places)
    assert 'href="tabeller/evalueringsrapport.xlsx"' in index
    assert "evalueringsrapport.html" not in index
    assert final.edition.words in index
    assert final.standing[0] in index
    assert "Er målene nået?" not in overview([joined], facts), "no head over nothing"


def test_what_changed_is_told_once(page: Page, facts: SiteFacts) -> None:
    suite = facts.run_plan.suite.model_copy(update={"since_last": "01_alfa"})
    facts = replace(facts, run_plan=facts.run_plan.model_copy(update={"suite": suite}))
    index = overview([PageOutcome(page, "published", conclusions=("Tallet er rettet.",))], facts)
    assert index.count("Tallet er rettet.") == 1
    assert index.index("Hvad er ændret siden sidste rapport?") < index.index("Tallet er rettet.")
    assert index.index("Tallet er rettet.") < index.index('id="regionen"')


def test_a_joined_report_that_failed_says_so(page: Page, facts: SiteFacts) -> None:
    report = replace(page, slug="evalueringsrapport", kind="report", title="Evalueringsrapport")
    index = overview([failed(report)], facts)
    assert "Evalueringsrapport" in index
    assert "Hvad er alfa? Kodecelle 2 blev ikke kørt." in index
    assert "evalueringsrapport.pdf" not in index


def test_appendices_stand_by_themselves_after_the_clusters(page: Page, facts: SiteFacts) -> None:
    other = replace(page, slug="beta", title="Bilag: beta", tasks=(_task_of("02_beta", page),))
    cluster = replace(page, slug="klynge_randers", kind="cluster", scope="randers", unit="Randersklyngen")
    suite = facts.run_plan.suite.model_copy(update={"appendices": ("02_beta",)})
    facts = replace(facts, run_plan=facts.run_plan.model_copy(update={"suite": suite}))
    pages = (other, page, cluster)
    index = overview([PageOutcome(one, "published", conclusions=(f"Svar {one.slug}.",)) for one in pages], facts)
    assert index.index("Hvad er alfa?") < index.index("Randersklyngen") < index.index("Bilag: beta")
    assert "Svar alfa." in index
    assert "Svar beta." not in index
