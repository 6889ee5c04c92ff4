from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluering.errors import ParameterError
from evaluering.parameters import RunPlan, Suite
from evaluering.provenance import fingerprint_of_file
from evaluering.running.evaluation import RunOutcome, RunProgress, RunRequest, run_evaluation
from evaluering.running.orders import RunMarks
from evaluering.running.outcome import PageOutcome, SiteFacts
from evaluering.running.plan import plan_pages
from evaluering.running.site import write_site

Project = Callable[..., None]
FAIL_REGION = "assert scope != 'region'"


@pytest.fixture
def request_(small_plan: RunPlan, tmp_path: Path) -> RunRequest:
    return RunRequest(
        run_plan=small_plan,
        root=tmp_path,
        interim=tmp_path / "interim",
        version="v1",
        disclosure="d1",
        extraction_date="2026-10-01",
        synthetic=True,
        deliveries=({"delivery": "herning", "rows": 3},),
        out=tmp_path / "reports" / "2026",
    )


def run(request: RunRequest) -> tuple[RunOutcome, list[RunProgress]]:
    steps: list[RunProgress] = []
    return run_evaluation(request, on_progress=steps.append), steps


def read(path: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_run_publishes_pages_overview_results_and_manifest(request_: RunRequest, project: Project) -> None:
    project()
    outcome, steps = run(request_)
    assert outcome.exit_status == 0
    assert [page.slug for page in outcome.pages] == ["alfa", "beta", "klynge_randers"]
    assert outcome.pages[2].title == "Klyngerapport – Randersklyngen"
    assert [step.done for step in steps] == list(range(7))
    assert {step.total for step in steps} == {6}
    files = contents(request_.out)
    assert set(files) == {
        *("alfa.html", "alfa.pdf", "beta.html", "beta.pdf", "klynge_randers.html", "klynge_randers.pdf"),
        *("index.html", "results.json", "manifest.json"),
    }
    results = read(request_.out / "results.json")
    assert [entry["id"] for entry in results["results"]] == [
        *("alfa/region/level", "beta/randers/level", "beta/region/level")
    ]
    assert results["results"][0]["lower"] is None
    opening = {key: value for key, value in results.items() if key != "results"}
    assert opening == {
        "schema": 1,
        "agreement": "amning-midtjylland",
        "year": 2026,
        "extraction_date": "2026-10-01",
        "synthetic": True,
        "analysis_plan": {
            "id": "analyseplan-2026",
            "fingerprint": request_.run_plan.plan.fingerprint(),
            "departures": [],
        },
        "edition": {"state": "uncommented", "day": None, "corrections": [], "comments": "e3b0c44298fc1c14"},
    }
    manifest = read(request_.out / "manifest.json")
    assert {page["status"] for page in manifest["pages"]} == {"published"}
    assert set(manifest["files"]) == set(files) - {"manifest.json"}
    assert all(fingerprint_of_file(request_.out / name) == sums for name, sums in manifest["files"].items())
    assert manifest["deliveries"] == [{"delivery": "herning", "rows": 3}]
    assert "pandas" in manifest["environment"]
    index = files["index.html"].decode("utf-8")
    assert index.count("✓ Alle sider er udgivet.") == 1
    assert '<ul class="answers"><li>region</li></ul>' in index, "the overview tells what the page concludes"
    assert "SYNTETISKE DATA" in index
    assert "FEJLET" not in index
    assert "Enheden er <strong>randers</strong>" in files["klynge_randers.html"].decode("utf-8")
    assert not (request_.out.parent / "fejlede").exists()
    again, _ = run(request_)
    assert again.exit_status == 0
    assert contents(request_.out) == files
    _fail_later(request_, project, before=files)


def _fail_later(request_: RunRequest, project: Project, *, before: dict[str, bytes]) -> None:
    """A page that fails the next year keeps its last good edition."""
    project(FAIL_REGION)
    later = replace(request_, extraction_date="2027-10-01")
    outcome, _ = run(later)
    assert outcome.exit_status == 3
    assert [page.state for page in outcome.pages] == ["published", "failed", "published"]
    after = contents(request_.out)
    assert after["beta.html"] == before["beta.html"]
    assert after["alfa.html"] != before["alfa.html"]
    index = after["index.html"].decode("utf-8")
    assert "▲ FEJLET" in index
    assert "kodecelle 4" in index
    assert "Seneste gode udgave vises (data udtrukket 1.\xa0oktober 2026)." in index
    page = read(request_.out / "manifest.json")["pages"][1]
    assert (page["status"], page["cell"], page["notebook"]) == ("failed", 4, "02_beta.ipynb")
    assert page["kept_from"] == {"version": "v1", "disclosure": "d1", "extraction_date": "2026-10-01"}
    kept = {entry["id"]: entry for entry in read(request_.out / "results.json")["results"]}
    assert kept["beta/region/level"]["extraction_date"] == "2026-10-01"
    assert "extraction_date" not in kept["alfa/region/level"]
    failed = request_.out.parent / "fejlede" / "2026"
    assert {"02_beta--region.ipynb", "02_beta--region.log"} <= {path.name for path in failed.iterdir()}
    assert "AssertionError" in (failed / "02_beta--region.log").read_text(encoding="utf-8")


def _published(request: RunRequest) -> dict[str, bytes]:
    """The files of a good run of these pages, put there without running it."""
    request.out.mkdir(parents=True)
    marks = RunMarks(request.version, request.disclosure, synthetic=request.synthetic)
    pages = plan_pages(request.run_plan, notebooks=request.root / "notebooks", version=request.version)
    for name in (name for page in pages for name in page.files):
        (request.out / name).write_text("god", encoding="utf-8")
    result = {"unit": "0710", "hidden": False, "value": 1.0}
    good = [PageOutcome(page, "published", results=({**result, "id": f"ark/{page.scope}/level"},)) for page in pages]
    facts = SiteFacts(request.run_plan, marks, request.extraction_date, ())
    write_site(request.out, outcomes=good, facts=facts, old=request.out / "none")
    return contents(request.out)


def test_one_failing_sheet_costs_no_other_and_keeps_its_last_good_edition(
    request_: RunRequest, write_sheet: Project
) -> None:
    write_sheet()
    plan = request_.run_plan
    (cluster,) = plan.agreement.clusters
    two = cluster.model_copy(update={"municipalities": ("0730", "0710")})
    agreement = plan.agreement.model_copy(update={"clusters": (two,)})
    suite = plan.suite.model_copy(update={"region": (), "cluster": (), "municipality": ("10_ark",)})
    sheets = replace(request_, run_plan=plan.model_copy(update={"suite": suite, "agreement": agreement}))
    before = _published(sheets)
    assert "kommune_favrskov.pdf" in before
    write_sheet("assert scope != '0710'")
    outcome, _ = run(replace(sheets, extraction_date="2027-10-01"))
    assert outcome.exit_status == 3
    assert [page.slug for page in outcome.pages if page.state != "published"] == ["kommune_favrskov"]
    after = contents(request_.out)
    assert after["kommune_favrskov.html"] == before["kommune_favrskov.html"]
    assert after["kommune_randers.html"] != before["kommune_randers.html"]
    index = after["index.html"].decode("utf-8")
    assert index.count("▲ FEJLET") == 2, "once above all, once beside the sheet"
    kept = {entry["id"]: entry for entry in read(request_.out / "results.json")["results"]}
    assert kept["ark/0710/level"]["extraction_date"] == "2026-10-01"


def test_the_joined_report_is_set_from_notebooks_run_once_and_keeps_its_last_good_edition(
    request_: RunRequest, project: Project
) -> None:
    project()
    suite = Suite(region=("01_alfa", "02_beta"), cluster=(), report=("02_beta",), appendices=("01_alfa",))
    joined = replace(request_, run_plan=request_.run_plan.model_copy(update={"suite": suite}))
    outcome, steps = run(joined)
    assert [page.slug for page in outcome.pages] == ["evalueringsrapport", "beta", "alfa"]
    assert {step.total for step in steps} == {5}, "two notebooks run, three pages set"
    assert outcome.pages[0].conclusions == ("region",)
    before = contents(request_.out)
    assert {"evalueringsrapport.pdf", "alfa.pdf"} <= set(before)
    assert "evalueringsrapport.html" not in before
    record = read(request_.out / "manifest.json")["pages"][0]
    assert (record["kind"], record["notebooks"]) == ("report", ["02_beta", "01_alfa"])
    assert record["files"][:1] == ["evalueringsrapport.pdf"]
    assert record["results"] == ["alfa/region/level", "beta/region/level"]
    project("assert False")
    later, _ = run(replace(joined, extraction_date="2027-10-01"))
    assert [(page.slug, page.state) for page in later.pages if page.state != "published"] == [
        *(("evalueringsrapport", "failed"), ("beta", "failed"))
    ]
    assert (later.pages[0].notebook, later.pages[0].cell) == ("02_beta.ipynb", 4)
    assert contents(request_.out)["evalueringsrapport.pdf"] == before["evalueringsrapport.pdf"]


def test_a_notebook_that_does_not_fit_stops_the_run_before_it_starts(request_: RunRequest, project: Project) -> None:
    project()
    (request_.root / "notebooks" / "02_beta.ipynb").unlink()
    with pytest.raises(ParameterError, match="findes ikke"):
        run(request_)
    assert not request_.out.parent.exists()


def test_the_driver_loads_no_heavy_library() -> None:
    code = (
        "import sys, evaluering.running.evaluation, evaluering.running.plan\n"
        "heavy = {'pandas', 'matplotlib', 'pyarrow', 'scipy', 'seaborn', 'papermill', 'nbconvert', 'nbformat'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_workers_load_no_analysis() -> None:
    # papermill itself looks for pyarrow's file systems.
    code = (
        "import sys, evaluering.running.worker\n"
        "print(sorted({'pandas', 'matplotlib', 'scipy', 'seaborn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
