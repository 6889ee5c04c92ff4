"""The story of one run: plan, execute, set, publish."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evaluering.errors import NotebookError
from evaluering.parameters import RunPlan
from evaluering.running.commentary import UNCOMMENTED, Commentary, comment_spaces, commentary_folder
from evaluering.running.corrections import (
    already_published,
    published_final,
    require_continued,
    require_whole,
    settled_commentary,
)
from evaluering.running.lanes import Lanes
from evaluering.running.orders import Execution, ExecutionOrder, Rendering, RenderOrder, ReportOrder, RunMarks
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
    commentary : Commentary
        The edition, and what was written about the report.
    earlier : tuple of Mapping
        Plain values about the reports of earlier years for the manifest.
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
    commentary: Commentary = UNCOMMENTED
    earlier: tuple[Mapping[str, Any], ...] = ()

    @property
    def comments(self) -> Path:
        """Folder of what people write about the year's report."""
        return commentary_folder(self.root, self.run_plan.parameters.year)

    @property
    def facts(self) -> SiteFacts:
        """What the files of the site say about the run."""
        marks = RunMarks(self.version, self.disclosure, self.synthetic)
        return SiteFacts(self.run_plan, marks, self.extraction_date, self.deliveries, self.commentary, self.earlier)


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is: steps done of all, and what was done last."""

    done: int
    total: int
    text: str


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """How every page ended; `exit_status` is 0 only when all are published.

    `untouched` when a final edition with the same numbers was left as it is.
    """

    pages: tuple[PageOutcome, ...]
    untouched: bool = False

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
    EditionError
        The run would undo a published final edition.
    PublicationError
        The report cannot be written; what was published before is untouched.
    """
    notebooks, facts = request.root / "notebooks", request.facts
    pages = plan_pages(request.run_plan, notebooks=notebooks, version=request.version, delivered=request.delivered)
    with report_folder(request.out) as work:
        # First here nobody else can publish, and what a killed run had moved aside is back in its place.
        published = published_final(request.out, comments=request.comments, facts=facts)
        require_continued(facts, published)
        with Lanes(jobs=request.jobs, interim=request.interim.resolve(), folder=work) as lanes:
            under_way = _Run(request, facts, work, lanes, on_progress)
            outcomes = without_conflicts(under_way.outcomes(pages))
            with told_in_danish(request.out):
                _keep_failed(outcomes, work=work, out=request.out)
            facts = replace(facts, commentary=settled_commentary(facts, outcomes, published))
            if facts != under_way.facts:
                outcomes = without_conflicts(under_way.set_report(pages, facts))
                with told_in_danish(request.out):
                    _keep_failed(outcomes, work=work, out=request.out)
                require_whole(outcomes)
        with told_in_danish(request.out):
            settled = write_site(work / "site", outcomes=outcomes, facts=facts, old=request.out)
        untouched = already_published(work / "site", request.out)
        if not untouched:
            publish(work, request.out)
    return RunOutcome(settled, untouched)


@dataclass(slots=True)
class _Run:
    """The pages of one run under way: a page is set as soon as its notebooks have run."""

    request: RunRequest
    facts: SiteFacts
    work: Path
    lanes: Lanes
    on_progress: Callable[[RunProgress], None]
    executed: dict[str, Execution] = field(default_factory=dict)
    rendered: dict[str, Rendering] = field(default_factory=dict)
    done: int = 0

    def outcomes(self, pages: tuple[Page, ...]) -> tuple[PageOutcome, ...]:
        """Run and set all pages; one that fails does not stop the others."""
        # The joined report shares its tasks with the region's pages: each is run once, for all that wait for it.
        tasks = {task.name: (page, task) for page in pages for task in page.tasks}
        total = len(tasks) + len(pages)
        running: dict[Future[Any], tuple[Page, Task | None]] = {
            self._execute(task): (page, task) for page, task in tasks.values()
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
                    running |= {self._render(one): (one, None) for one in self._ready(pages, task)}
        return tuple(self._outcome(page) for page in pages)

    def set_report(self, pages: tuple[Page, ...], facts: SiteFacts) -> tuple[PageOutcome, ...]:
        """Set the joined report once more, with what is first known when all pages are: what a correction moved."""
        self.facts = facts
        again = {page.slug: self._render(page) for page in pages if page.kind == "report"}
        self.rendered |= {slug: future.result() for slug, future in again.items()}
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

    def _ready(self, pages: tuple[Page, ...], task: Task) -> Iterator[Page]:
        """The pages that waited for this task last, and all whose notebooks have run well."""
        for page in pages:
            answers = [self.executed.get(one.name) for one in page.tasks]
            well = all(answer is not None and answer.state == "completed" for answer in answers)
            if well and task.name in {one.name for one in page.tasks}:
                yield page

    def _render(self, page: Page) -> Future[Rendering]:
        facts, log = self.facts, self.work / f"{page.slug}.log"
        parts: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
        for task in page.tasks:
            copy = task.notebook.path.name, str(self.work / f"{task.name}.ipynb")
            parts[task.notebook.name in page.appendices].append(copy)
        head, site = facts.head_of(page), str(self.work / "site")
        if page.kind == "report":
            sections, appendices = map(tuple, parts)
            comments, standing = comment_spaces(facts.commentary, agreement=facts.agreement), facts.commentary.standing
            report = ReportOrder(head, facts.marks, sections, appendices, comments, standing, site)
            return self.lanes.report(report, log=log)
        return self.lanes.render(RenderOrder(head, facts.marks, notebooks=tuple(parts[0]), site=site), log=log)

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
        return PageOutcome(
            page,
            "published",
            results=tuple(rendering.results),
            conclusions=tuple(rendering.conclusions),
            files=tuple(rendering.files),
        )


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
