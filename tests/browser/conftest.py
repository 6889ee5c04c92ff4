"""A site as a run leaves it, and a real browser to read it in; skipped with a clear word where there is none.

What the browser tests need beside the environment is Debian's Chromium (or another one on the path) and axe-core:
``npm ci --prefix tests/browser``. `.ci/run` installs both when it can.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.notebooks.conftest import NOTEBOOKS, Runner
from tests.notebooks.test_notebooks_run import executed

from evaluering.marks import INTERIM_VARIABLE
from evaluering.parameters import RunPlan
from evaluering.preparation.prepared import Prepared
from evaluering.running.orders import RenderOrder, RunMarks
from evaluering.running.outcome import PageOutcome, SiteFacts
from evaluering.running.plan import Page, plan_pages
from evaluering.running.rendering.exporters import render_page
from evaluering.running.site import write_site

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OVERVIEW = "index"
READ = ("01_datagrundlag", "04_klynger", "08_maalopfyldelse")
"""The region's pages that are read: tables, maps and small pictures, and the page with the verdicts."""

CLUSTER, MUNICIPALITY = "midt", "0791"
JOINED = ("02_udvikling",)
"""What a cluster's report joins here: all of it would take twice as long, and look no different."""


@pytest.fixture(scope="session")
def axe() -> str:
    """The program that looks for breaches of WCAG."""
    if not AXE.is_file():
        pytest.skip("axe-core is missing: npm ci --prefix tests/browser")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it, without a window."""
    program = next((found for name in NAMES if (found := shutil.which(name)) is not None), None)
    if program is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_playwright() as started:
        # As root, as in a container, Chromium does not start inside its own fence.
        opened = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass(slots=True)
class _Setter:
    """Sets pages of the small set as a run does, without kernels."""

    facts: SiteFacts
    site: Path
    runner: Runner = field(default_factory=Runner)

    def set(self, page: Page) -> PageOutcome:
        """Run a page's notebooks in this process and set it; others are as if they had failed."""
        if not _is_read(page):
            return PageOutcome(page, "failed", "Kodecelle 3 tog for lang tid.", page.tasks[0].notebook.path.name, 3)
        copies = []
        for task in page.tasks:
            shown = self.runner.run(task.notebook.name, version=self.facts.marks.version, scope=task.scope)
            copy = self.site.parent / f"{task.name}.ipynb"
            copy.write_bytes(orjson.dumps(executed(shown)))
            copies.append((task.notebook.path.name, str(copy)))
        answer = render_page(RenderOrder(self.facts.head_of(page), self.facts.marks, tuple(copies), str(self.site)))
        assert answer.state == "completed", answer.cause
        return PageOutcome(
            page, "published", results=answer.results, conclusions=answer.conclusions, files=answer.files
        )


def _is_read(page: Page) -> bool:
    if page.kind == "region":
        return page.tasks[0].notebook.name in READ
    return page.kind != "report" and page.scope in (CLUSTER, MUNICIPALITY)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, run_plan: RunPlan, prepared: Prepared, interim: Path) -> Path:
    """One page of every kind with the overview; the other pages are as if they had failed, which must be read too."""
    folder = tmp_path_factory.mktemp("site") / "2026"
    folder.mkdir()
    marks = RunMarks(prepared.version, prepared.decisions.fingerprint, synthetic=True)
    suite = run_plan.suite.model_copy(update={"cluster": JOINED})
    run_plan = run_plan.model_copy(update={"suite": suite})
    pages = plan_pages(run_plan, notebooks=NOTEBOOKS, version=prepared.version)
    setter = _Setter(SiteFacts(run_plan, marks, "2026-10-01", ()), folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(INTERIM_VARIABLE, str(interim))
        outcomes = [setter.set(page) for page in pages]
    write_site(folder, outcomes=outcomes, facts=setter.facts, old=folder.parent / "none")
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Callable[[str], str]:
    """Address of a page by its slug, as when it is opened from a file share."""
    return lambda slug: (site / f"{slug}.html").as_uri()
