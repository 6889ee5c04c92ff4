"""What the driver of a run asks of its workers, and what they answer: plain values that travel as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

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


@dataclass(frozen=True, slots=True)
class RenderOrder:
    """Set one page from executed notebooks: (name for messages, path) in order, into the folder `site`."""

    head: PageHead
    marks: RunMarks
    notebooks: tuple[tuple[str, str], ...]
    site: str


@dataclass(frozen=True, slots=True)
class Rendering:
    """How the setting of one page ended, the results its blocks carry (`results.json`) and what it concludes."""

    state: Literal["completed", "failed"]
    cause: str = ""
    cell: int | None = None
    notebook: str = ""
    results: tuple[Mapping[str, Any], ...] = ()
    conclusions: tuple[str, ...] = ()
