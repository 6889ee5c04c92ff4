"""The story of one run: plan, execute, set, publish."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluering.errors import NotebookError
from evaluering.parameters import RunPlan
from evaluering.running.lanes import Lanes
from evaluering.running.orders import Execution, ExecutionOrder, Rendering, RenderOrder, RunMarks
from evaluering.running.outcome import PageOutcome, SiteFacts
from evaluering.running.plan import EVERYTHING, Delivered, Page, Task, plan_pages
from evaluering.running.publication import publish, report_folder, told_in_danish
from evaluering.running.site import without_conflicts, write_site
from evaluering.wording.pages import PAGE

FAILED_FOLDER = "fejlede"
"""Folder beside the reports with the executed copies and logs of notebooks that failed, per year."""


@dataclass(frozen=True, slots=True)
class RunRequest:
    """Everything a run needs, when the data are prepared.

    Parameters
    ----------
    run_plan : RunPlan
        Parameters, agreement, suite.
    root, interim, out : Path
        The project (with ``notebooks``), the prepared data, the final report folder.
    version, disclosure : str
        Fingerprints of the prepared data and of the decisions on what may be shown.
    extraction_date : str
        ISO date.
    synthetic : bool
        Whether everything shall say so.
    deliveries : tuple of Mapping
        Plain values about the deliveries for the manifest.
    jobs : int
        Notebooks at a time.
    delivered : Delivered
        What the prepared data can answer from.
    """

    run_plan: RunPlan
    root: Path
    interim: Path
    version: str
    disclosure: str
    extraction_date: str
    synthetic: bool
    deliveries: tuple[Mapping[str, Any], ...]
    out: Path
    jobs: int = 2
    delivered: Delivered = EVERYTHING

    @property
    def facts(self) -> SiteFacts:
        """What the files of the site say about the run."""
        marks = RunMarks(self.version, self.disclosure, self.synthetic)
        return SiteFacts(self.run_plan, marks, self.extraction_date, self.deliveries)


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is: steps done of all, and what was done last."""

    done: int
    total: int
    text: str


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """How every page ended; `exit_status` is 0 only when all are published."""

    pages: tuple[PageOutcome, ...]

    @property
    def exit_status(self) -> int:
        """0, or 3 when a notebook failed."""
        good = all(page.state == "published" for page in self.pages)
        return 0 if good else NotebookError.exit_status


def run_evaluation(request: RunRequest, *, on_progress: Callable[[RunProgress], None]) -> RunOutcome:
    """Run, set and publish every page of a run.

    Raises
    ------
    ParameterError
        Before anything runs: a notebook and the run's parameters do not fit.
    PublicationError
        The report cannot be written; what was published before is untouched.
    """
    notebooks = request.root / "notebooks"
    pages = plan_pages(request.run_plan, notebooks=notebooks, version=request.version, delivered=request.delivered)
    with report_folder(request.out) as work:
        with Lanes(jobs=request.jobs, interim=request.interim.resolve(), folder=work) as lanes:
            outcomes = without_conflicts(_Run(request, work, lanes, on_progress).outcomes(pages))
        with told_in_danish(request.out):
            _keep_failed(outcomes, work=work, out=request.out)
            settled = write_site(work / "site", outcomes=outcomes, facts=request.facts, old=request.out)
        publish(work, request.out)
    return RunOutcome(settled)


@dataclass(slots=True)
class _Run:
    """The pages of one run under way: a page is set as soon as its notebooks have run."""

    request: RunRequest
    work: Path
    lanes: Lanes
    on_progress: Callable[[RunProgress], None]
    executed: dict[str, Execution] = field(default_factory=dict)
    rendered: dict[str, Rendering] = field(default_factory=dict)
    done: int = 0

    def outcomes(self, pages: tuple[Page, ...]) -> tuple[PageOutcome, ...]:
        """Run and set all pages; one that fails does not stop the others."""
        total = sum(len(page.tasks) + 1 for page in pages)
        running: dict[Future[Any], tuple[Page, Task | None]] = {
            self._execute(task): (page, task) for page in pages for task in page.tasks
        }
        self.on_progress(RunProgress(0, total, ""))
        while running:
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                page, task = running.pop(future)
                answer = future.result()
                if isinstance(answer, Rendering):
                    self.rendered[page.slug] = answer
                    self._tell(total, f"{PAGE['set']}: {page.title} – {page.unit}")
                elif task is not None:
                    self.executed[task.name] = answer
                    self._tell(total, f"{PAGE['executed']}: {task.notebook.title} – {page.unit}")
                    if self._ready(page):
                        running[self._render(page)] = page, None
        return tuple(self._outcome(page) for page in pages)

    def _execute(self, task: Task) -> Future[Execution]:
        order = ExecutionOrder(
            notebook=str(task.notebook.path),
            output=str(self.work / f"{task.name}.ipynb"),
            folder=str(task.notebook.path.parent),
            parameters=task.parameters,
            timeout_seconds=self.request.run_plan.parameters.execution.cell_timeout_seconds,
        )
        return self.lanes.execute(order, log=self.work / f"{task.name}.log")

    def _ready(self, page: Page) -> bool:
        """Whether every notebook of the page has run well."""
        answers = [self.executed.get(task.name) for task in page.tasks]
        return all(answer is not None and answer.state == "completed" for answer in answers)

    def _render(self, page: Page) -> Future[Rendering]:
        facts = self.request.facts
        order = RenderOrder(
            head=facts.head_of(page),
            marks=facts.marks,
            notebooks=tuple((task.notebook.path.name, str(self.work / f"{task.name}.ipynb")) for task in page.tasks),
            site=str(self.work / "site"),
        )
        return self.lanes.render(order, log=self.work / f"{page.slug}.log")

    def _tell(self, total: int, text: str) -> None:
        self.done += 1
        self.on_progress(RunProgress(self.done, total, text))

    def _outcome(self, page: Page) -> PageOutcome:
        for task in page.tasks:
            answer = self.executed[task.name]
            if answer.state != "completed":
                return PageOutcome(page, answer.state, answer.cause, task.notebook.path.name, answer.cell)
        rendering = self.rendered[page.slug]
        if rendering.state != "completed":
            return PageOutcome(page, "failed", rendering.cause, rendering.notebook, rendering.cell)
        conclusions = tuple(rendering.conclusions)
        return PageOutcome(page, "published", results=tuple(rendering.results), conclusions=conclusions)


def _keep_failed(outcomes: tuple[PageOutcome, ...], *, work: Path, out: Path) -> None:
    """Lay the executed copies and logs of failed pages where they can be looked at; earlier ones are removed."""
    folder = out.parent / FAILED_FOLDER / out.name
    shutil.rmtree(folder, ignore_errors=True)
    for outcome in outcomes:
        if outcome.state == "published":
            continue
        folder.mkdir(parents=True, exist_ok=True)
        for task in outcome.page.tasks:
            if task.notebook.path.name == outcome.notebook:
                _copy(work / f"{task.name}.ipynb", folder)
        for name in (outcome.slug, *(task.name for task in outcome.page.tasks)):
            _copy(work / f"{name}.log", folder)
        for noise in sorted(work.glob("worker*.log")):
            _copy(noise, folder)


def _copy(path: Path, folder: Path) -> None:
    """Copy a file that has something in it."""
    if path.is_file() and path.stat().st_size > 0:
        shutil.copyfile(path, folder / path.name)
