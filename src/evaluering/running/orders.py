"""What the driver of a run asks of its workers, and what they answer: plain values that travel as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from evaluering.running.commentary import Comment

PageState = Literal["published", "failed", "timeout"]


@dataclass(frozen=True, slots=True)
class ExecutionOrder:
    """Run one notebook.

    Parameters
    ----------
    notebook, output, folder : str
        Paths: the notebook, the executed copy to write, the folder the kernel works in.
    parameters : Mapping
        Values for the parameters cell.
    timeout_seconds : int
        Longest time for one cell.
    """

    notebook: str
    output: str
    folder: str
    parameters: Mapping[str, Any]
    timeout_seconds: int


@dataclass(frozen=True, slots=True)
class Execution:
    """How the run of one notebook ended, judged by its kernel and its outputs.

    Parameters
    ----------
    state : {"completed", "failed", "timeout"}
        What happened.
    cell : int, optional
        Number of the code cell at fault, counted as in the notebook's file from 1.
    cause : str
        One or two Danish sentences for the overview; empty when completed.
    """

    state: Literal["completed", "failed", "timeout"]
    cell: int | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class RunMarks:
    """What every block of a run must carry, and what every page of it says."""

    version: str
    disclosure: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class PageHead:
    """What stands on a page beside its content.

    Parameters
    ----------
    slug : str
        Name of the page's files without suffix.
    title, unit : str
        What the page answers, and for which unit by name.
    joined : bool
        Whether the page joins several notebooks: their titles become second headings.
    agreement : str
        Name of the agreement.
    year : int
        Evaluation year.
    extraction_date : str
        ISO date of the deliveries' extraction; the only clock of a page.
    code : str
        Version of the package.
    compact : bool
        Whether the PDF is a sheet to be handed out: smaller letters and margins.
    edition : str
        Which edition the page is of, in words (``Ukommenteret udgave``); empty where editions are not kept.
    corrections : tuple of str
        What was corrected after the final edition, one Danish notice each.
    """

    slug: str
    title: str
    unit: str
    joined: bool
    agreement: str
    year: int
    extraction_date: str
    code: str
    compact: bool = False
    edition: str = ""
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderOrder:
    """Set one page from executed notebooks: (name for messages, path) in order, into the folder `site`."""

    head: PageHead
    marks: RunMarks
    notebooks: tuple[tuple[str, str], ...]
    site: str


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """Set the joined report from notebooks that other pages have had executed: no notebook is run for it.

    Parameters
    ----------
    head, marks :
        As of any page.
    sections, appendices : tuple of (str, str)
        Notebooks in the order of the report: name for messages, path of the executed copy.
    comments : tuple of Comment
        What networks and steering group wrote, in the order of the report; without nodes where one has not written.
    standing : tuple of str
        Paragraphs on the edition: who has commented, what was corrected.
    site : str
        Folder to write into.
    """

    head: PageHead
    marks: RunMarks
    sections: tuple[tuple[str, str], ...]
    appendices: tuple[tuple[str, str], ...]
    comments: tuple[Comment, ...]
    standing: tuple[str, ...]
    site: str


@dataclass(frozen=True, slots=True)
class Rendering:
    """How the setting of one page ended, the results its blocks carry (`results.json`) and what it concludes.

    `files` are all files written for the page, by their names inside the site.
    """

    state: Literal["completed", "failed"]
    cause: str = ""
    cell: int | None = None
    notebook: str = ""
    results: tuple[Mapping[str, Any], ...] = ()
    conclusions: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
