"""How the pages of a run ended, and what the files of a site say about their run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import evaluering
from evaluering.agreement import Agreement
from evaluering.parameters import RunPlan
from evaluering.running.commentary import UNCOMMENTED, Commentary
from evaluering.running.orders import PageHead, PageState, RunMarks
from evaluering.running.plan import OVERVIEW, Page
from evaluering.running.rendering.names import workbook_file
from evaluering.wording.pages import PAGE


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """How one page of a run ended.

    Parameters
    ----------
    page : Page
        What was planned.
    state : {"published", "failed", "timeout"}
        "published" only when all its notebooks ran and every output was marked.
    cause, notebook, cell :
        Why and where not; Danish words, name of the notebook, number of the code cell.
    results : tuple of Mapping
        Entries for `results.json`.
    conclusions : tuple of str
        What the page concludes, for the overview.
    files : tuple of str
        Names of all files written for the page, inside the site.
    kept_from : Mapping, optional
        The run an older good page in its place comes from: version, disclosure, extraction_date.
    """

    page: Page
    state: PageState
    cause: str = ""
    notebook: str = ""
    cell: int | None = None
    results: tuple[Mapping[str, Any], ...] = ()
    conclusions: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    kept_from: Mapping[str, str] | None = None

    @property
    def slug(self) -> str:
        """Name of the page's files without suffix."""
        return self.page.slug

    @property
    def title(self) -> str:
        """Title with the unit, as on the command line."""
        return f"{self.page.title} – {self.page.unit}"

    @property
    def shown(self) -> bool:
        """Whether the site has the page, of this run or of an earlier one."""
        return self.state == "published" or self.kept_from is not None

    @property
    def html(self) -> str:
        """Name of the page's HTML; empty where the site has none."""
        return next((name for name in self.page.files if self.shown and name.endswith(".html")), "")

    @property
    def pdf(self) -> str:
        """Name of the page's PDF; empty where the site has none."""
        return next((name for name in self.page.files if self.shown and name.endswith(".pdf")), "")

    @property
    def workbook(self) -> str:
        """Name of the workbook with the page's tables; empty where there is none."""
        return next((name for name in self.files if self.shown and name == workbook_file(self.slug)), "")


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the files of a site say about their run."""

    run_plan: RunPlan
    marks: RunMarks
    extraction_date: str
    deliveries: tuple[Mapping[str, Any], ...]
    commentary: Commentary = UNCOMMENTED
    earlier: tuple[Mapping[str, Any], ...] = ()

    @property
    def agreement(self) -> Agreement:
        """The agreement under evaluation."""
        return self.run_plan.agreement

    @property
    def overview(self) -> PageHead:
        """What stands around the overview."""
        return self._head(OVERVIEW, title=PAGE["overview"], unit=self.agreement.region_name)

    def head_of(self, page: Page) -> PageHead:
        """What stands around a page's content."""
        first = page.kind == "region" and page.tasks[0].notebook.name == self.run_plan.suite.read_first
        sheet = page.kind == "municipality" or first
        head = self._head(page.slug, title=page.title, unit=page.unit, joined=page.joined, compact=sheet)
        return replace(head, corrections=self.commentary.edition.head_notices)

    def _head(self, slug: str, *, title: str, unit: str, joined: bool = False, compact: bool = False) -> PageHead:
        return PageHead(
            slug=slug,
            title=title,
            unit=unit,
            joined=joined,
            agreement=self.agreement.name,
            year=self.run_plan.parameters.year,
            extraction_date=self.extraction_date,
            code=evaluering.__version__,
            compact=compact,
            edition=self.commentary.edition.words,
        )
