"""Which notebook is run with which parameters, and which pages the results become.

Everything is held against the notebooks' own parameter cells before a kernel starts.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evaluering.agreement import REGION, Agreement
from evaluering.errors import Finding, ParameterError
from evaluering.marks import SCOPE_PARAMETER, VERSION_PARAMETER
from evaluering.parameters import Parameters, RunPlan, Suite
from evaluering.running.notebook import Notebook, read_notebook
from evaluering.wording.pages import PAGE
from evaluering.wording.report import REPORT, REPORT_SLUG

PageKind = Literal["report", "region", "cluster", "municipality"]
"""What a page is about: all of the region's joined, the region, a cluster, or a municipality (or municipalities that
are only shown together)."""

OVERVIEW = "index"
"""Name of the overview's file without suffix."""

_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


@dataclass(frozen=True, slots=True)
class Task:
    """One notebook to be run with one set of parameters."""

    notebook: Notebook
    scope: str
    parameters: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name of the task's files: ``02_udvikling--randers``."""
        return f"{self.notebook.name}--{self.scope}"


@dataclass(frozen=True, slots=True)
class Page:
    """One page and PDF: a notebook, or several notebooks joined, for one unit.

    Of the joined report, `appendices` are the names of those notebooks that stand as appendices.
    """

    slug: str
    kind: PageKind
    scope: str
    unit: str
    title: str
    about: str
    tasks: tuple[Task, ...]
    appendices: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the page's own files: HTML and PDF; of the joined report the PDF alone."""
        suffixes = ("pdf",) if self.kind == "report" else ("html", "pdf")
        return tuple(f"{self.slug}.{suffix}" for suffix in suffixes)

    @property
    def joined(self) -> bool:
        """Whether notebooks are joined: their titles then become second headings."""
        return self.kind in ("report", "cluster") or len(self.tasks) > 1


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the prepared data can answer from: children, published tables, or both."""

    children: bool
    published: bool


EVERYTHING = Delivered(children=True, published=True)
"""Asks for all pages of a suite."""


def plan_pages(
    run_plan: RunPlan, *, notebooks: Path, version: str, delivered: Delivered = EVERYTHING
) -> tuple[Page, ...]:
    """All pages of a run: the joined report, the region's as in the suite, the clusters', the municipalities'.

    Parameters
    ----------
    run_plan : RunPlan
        Parameters, agreement and suite.
    notebooks : Path
        Folder of the notebooks.
    version : str
        Fingerprint of the prepared data; any text will do when only the check is wanted.
    delivered : Delivered
        Pages on what was not delivered are left out.

    Raises
    ------
    ParameterError
        A notebook is missing, cannot be read, or asks for a parameter that the run does not have; all at once. Or two
        pages would have the same file name.
    """
    values = {VERSION_PARAMETER: version, SCOPE_PARAMETER: REGION, **_run_values(run_plan.parameters)}
    suite, agreement = run_plan.suite, run_plan.agreement
    read = _read(suite, notebooks, values)
    asked = (*(suite.region if delivered.children else ()), *(suite.published if delivered.published else ()))
    order = (*suite.report, *suite.appendices, *asked)  # who has read the report finds the pages where they stood in it
    names = sorted(asked, key=order.index)
    pages = [
        Page(one.slug, "region", REGION, agreement.region_name, one.title, one.about, (_task(one, REGION, values),))
        for one in (read[name] for name in names)
    ]
    if delivered.children:
        pages = [*_report_page(pages, suite, agreement), *pages]
        pages += _cluster_pages([read[name] for name in suite.cluster], agreement, values)
        pages += _municipal_pages([read[name] for name in suite.municipality], agreement, values)
    _require_distinct(pages, file=run_plan.parameters.agreement)
    return tuple(pages)


def _read(suite: Suite, notebooks: Path, values: Mapping[str, Any]) -> dict[str, Notebook]:
    """The notebooks of a suite by name, each checked; the faults of all of them at once."""
    findings: list[Finding] = []
    read: dict[str, Notebook] = {}
    scoped = {*suite.cluster, *suite.municipality}  # what is only ever run for the region need not say so
    for name in dict.fromkeys((*suite.region, *suite.cluster, *suite.municipality, *suite.published)):
        try:
            asked = (VERSION_PARAMETER, *((SCOPE_PARAMETER,) if name in scoped else ()))
            read[name] = _checked(read_notebook(notebooks / f"{name}.ipynb"), values, asked=asked)
        except ParameterError as fault:
            findings.extend(fault.findings)
    if findings:
        raise ParameterError(findings)
    return read


def _report_page(pages: Sequence[Page], suite: Suite, agreement: Agreement) -> Iterator[Page]:
    """The joined report of the region's pages, without what was not delivered; none when the suite asks for none."""
    tasks = {task.notebook.name: task for page in pages for task in page.tasks}
    joined = tuple(tasks[name] for name in (*suite.report, *suite.appendices) if name in tasks)
    if any(name in tasks for name in suite.report):
        words = REPORT["title"], REPORT["about"]
        yield Page(REPORT_SLUG, "report", REGION, agreement.region_name, *words, joined, suite.appendices)


def _cluster_pages(joined: Sequence[Notebook], agreement: Agreement, values: Mapping[str, Any]) -> Iterator[Page]:
    """One report per cluster; none without notebooks for them."""
    words = PAGE["cluster_page"], PAGE["cluster_text"]
    for cluster in agreement.clusters if joined else ():
        tasks = tuple(_task(one, cluster.slug, values) for one in joined)
        yield Page(f"klynge_{cluster.slug}", "cluster", cluster.slug, cluster.name, *words, tasks)


def _municipal_pages(sheets: Sequence[Notebook], agreement: Agreement, values: Mapping[str, Any]) -> Iterator[Page]:
    """One sheet per publication row, named as its one notebook; several are joined."""
    if not sheets:
        return
    lone = len(sheets) == 1
    words = (sheets[0].title, sheets[0].about) if lone else (PAGE["municipal_page"], PAGE["municipal_text"])
    for row in agreement.publication_rows:
        name = agreement.name_of(row)
        tasks = tuple(_task(one, row, values) for one in sheets)
        yield Page(f"kommune_{_plain_name(name) or row}", "municipality", row, name, *words, tasks)


def _plain_name(name: str) -> str:
    """A name as part of a file name: ``Ringkøbing-Skjern`` becomes ``ringkoebing-skjern``."""
    folded = unicodedata.normalize("NFKD", name.lower().translate(_ASCII)).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


def _require_distinct(pages: Sequence[Page], *, file: str) -> None:
    """Raise ParameterError when two pages would have one file name: one would silently replace the other."""
    first: dict[str, str] = {OVERVIEW: PAGE["overview"]}
    findings = []
    for page in pages:
        named = page.title if page.kind in ("report", "region") else page.unit
        if page.slug in first:
            findings.append(
                Finding(
                    f"Siderne for {first[page.slug]} og {named} får samme filnavn",
                    file=file if page.kind != "region" else page.tasks[0].notebook.path.name,
                    key=page.slug,
                    remedy="Giv dem navne, der også er forskellige uden store bogstaver og særlige tegn",
                )
            )
        first.setdefault(page.slug, named)
    if findings:
        raise ParameterError(findings)


def _run_values(parameters: Parameters) -> dict[str, Any]:
    """Every value of the run that a notebook may ask for, by its own name without the group's."""
    record = parameters.model_dump(mode="json", exclude={"agreement", "suite", "plan", "execution"})
    values: dict[str, Any] = {}
    for key, value in record.items():
        values |= value if isinstance(value, dict) else {key: value}
    return values


def _checked(notebook: Notebook, values: Mapping[str, Any], *, asked: tuple[str, ...]) -> Notebook:
    """The notebook, when it has the parameters `asked` and the run can fill each it names with a value of its kind."""
    findings = list(_parameter_faults(notebook, values, asked=asked))
    if findings:
        raise ParameterError(findings)
    return notebook


def _parameter_faults(
    notebook: Notebook, values: Mapping[str, Any], *, asked: tuple[str, ...]
) -> Iterator[Finding]:  # fmt: skip
    """What stands between a notebook's parameters and the run's values."""
    file = notebook.path.name
    for name in asked:
        if name not in notebook.parameters:
            yield Finding(
                "Notebooken mangler en parameter",
                file=file,
                key=name,
                remedy="Skriv den i cellen med mærket parameters",
            )
    for name, default in notebook.parameters.items():
        if name not in values:
            near = difflib.get_close_matches(name, values, n=1)
            remedy = f"Mener du {near[0]}?" if near else "Slet parameteren, eller giv den en værdi i params"
            yield Finding(
                "Notebooken har en parameter, som kørslen ikke kan udfylde",
                file=file,
                key=name,
                allowed=", ".join(sorted(values)),
                remedy=remedy,
            )
        elif not _same_kind(default, values[name]):
            yield Finding(
                "Parameterens værdi i notebooken har en anden type end i params",
                file=file,
                key=name,
                allowed=type(values[name]).__name__,
                remedy="Skriv en værdi af samme type",
            )


def _same_kind(default: Any, value: Any) -> bool:
    """Whether a notebook's default and the run's value are of one kind (tuples count as lists, int as float)."""
    kind = {tuple: list}.get(type(default), type(default))
    return kind is type(value) or (kind is int and type(value) is float)


def _task(notebook: Notebook, scope: str, values: Mapping[str, Any]) -> Task:
    """The notebook with the run's value for each parameter it names."""
    filled = {**values, SCOPE_PARAMETER: scope}
    return Task(notebook, scope, {name: filled[name] for name in notebook.parameters})
