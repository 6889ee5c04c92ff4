"""Which notebook is run with which parameters, and which pages the results become.

Everything is held against the notebooks' own parameter cells before a kernel starts.
"""

from __future__ import annotations

import ast
import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluering.agreement import REGION
from evaluering.errors import Finding, ParameterError
from evaluering.marks import PARAMETERS_TAG, SCOPE_PARAMETER, VERSION_PARAMETER
from evaluering.parameters import Parameters, RunPlan
from evaluering.wording.pages import PAGE

_NUMBER = re.compile(r"^\d\d_")
_TITLE = re.compile(r"^#\s+(?P<title>\S.*?)\s*#*\s*$")
_MARKUP = re.compile(r"[*_`]|\[(?P<text>[^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Notebook:
    """One notebook as it lies in the repository.

    Parameters
    ----------
    name : str
        File name without suffix, with its number: ``02_udvikling``.
    path : Path
        The file.
    title : str
        The question it answers: the first heading.
    about : str
        First paragraph after the title: for whom, what it serves. Plain text.
    parameters : Mapping
        Names and default values of its parameters cell.
    """

    name: str
    path: Path
    title: str
    about: str
    parameters: Mapping[str, Any]

    @property
    def slug(self) -> str:
        """The name without its number, which readers never see."""
        return _NUMBER.sub("", self.name)


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
    """One page and PDF: a notebook for the region, or several notebooks joined for a cluster."""

    slug: str
    scope: str
    unit: str
    title: str
    about: str
    tasks: tuple[Task, ...]

    @property
    def files(self) -> tuple[str, str]:
        """Names of the page's files: HTML, PDF."""
        return f"{self.slug}.html", f"{self.slug}.pdf"


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
    """All pages of a run, the region's first, in the order of the suite.

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
        A notebook is missing, cannot be read, or asks for a parameter that the run does not have; all at once.
    """
    values = {VERSION_PARAMETER: version, SCOPE_PARAMETER: REGION, **_run_values(run_plan.parameters)}
    suite = run_plan.suite
    findings: list[Finding] = []
    read: dict[str, Notebook] = {}
    for name in dict.fromkeys((*suite.region, *suite.cluster, *suite.published)):
        try:
            read[name] = _checked(read_notebook(notebooks / f"{name}.ipynb"), values)
        except ParameterError as fault:
            findings.extend(fault.findings)
    if findings:
        raise ParameterError(findings)
    names = (*(suite.region if delivered.children else ()), *(suite.published if delivered.published else ()))
    region = [read[name] for name in names]
    pages = [
        Page(one.slug, REGION, run_plan.agreement.region_name, one.title, one.about, (_task(one, REGION, values),))
        for one in region
    ]
    joined = [read[name] for name in suite.cluster] if delivered.children else []
    for cluster in run_plan.agreement.clusters if joined else ():
        tasks = tuple(_task(one, cluster.slug, values) for one in joined)
        words = PAGE["cluster_page"], PAGE["cluster_text"]
        pages.append(Page(f"klynge_{cluster.slug}", cluster.slug, cluster.name, *words, tasks))
    return tuple(pages)


def read_notebook(path: Path) -> Notebook:
    """Read a notebook's title and parameters without running it.

    Raises
    ------
    ParameterError
        Missing, not a notebook, without a title, or without exactly one cell of literal parameters.
    """
    if not path.is_file():
        raise ParameterError(
            Finding(
                "En notebook fra suiten findes ikke",
                file=path.name,
                remedy="Ret navnet i suitens fil, eller læg notebooken i mappen notebooks",
            )
        )
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts = [(cell["cell_type"], cell["metadata"], "".join(cell["source"])) for cell in cells]
    except (ValueError, KeyError, TypeError):
        raise ParameterError(
            Finding("Filen er ikke en notebook", file=path.name, remedy="Gem den igen fra JupyterLab")
        ) from None
    title, about = _title([text for kind, _, text in texts if kind == "markdown"], path.name)
    tagged = [text for kind, metadata, text in texts if kind == "code" and PARAMETERS_TAG in metadata.get("tags", [])]
    if len(tagged) != 1:
        raise ParameterError(
            Finding(
                f"Notebooken har {len(tagged)} celler med mærket parameters; den skal have én",
                file=path.name,
                remedy="Sæt mærket parameters på cellen med parametre",
            )
        )
    return Notebook(path.stem, path, title, about, _literals(tagged[0], path.name))


def _title(texts: list[str], file: str) -> tuple[str, str]:
    """Title and first paragraph of the first markdown cell, as plain text."""
    lines = texts[0].strip().splitlines() if texts else [""]
    found = _TITLE.match(lines[0]) if lines else None
    if found is None:
        raise ParameterError(
            Finding(
                "Notebookens første celle med tekst har ingen titel",
                file=file,
                allowed="en første linje som: # Spørgsmålet?",
                remedy="Skriv spørgsmålet, som notebooken svarer på, som overskrift",
            )
        )
    paragraphs = [" ".join(part.split()) for part in "\n".join(lines[1:]).split("\n\n")]
    about = next((part for part in paragraphs if part), "")
    return _plain(found["title"]), _plain(about)


def _plain(text: str) -> str:
    """Text without the few marks of Markdown that a title or lead paragraph can hold."""
    return _MARKUP.sub(lambda mark: mark["text"] or "", text)


def _literals(source: str, file: str) -> dict[str, Any]:
    """Names and values assigned in a parameters cell; anything but literals is a finding."""
    findings: list[Finding] = []
    values: dict[str, Any] = {}
    try:
        statements = ast.parse(source).body
    except SyntaxError as fault:
        raise ParameterError(
            Finding("Cellen med parametre er ikke gyldig Python", file=file, row=fault.lineno, remedy="Ret linjen")
        ) from None
    for statement in statements:
        name, value = _assignment(statement)
        if name is None:
            findings.append(
                Finding(
                    "Cellen med parametre indeholder andet end en enkelt værdi pr. navn",
                    file=file,
                    row=statement.lineno,
                    allowed="linjer som: harmonics = 2",
                    remedy="Flyt linjen til en anden celle, eller skriv værdien ud",
                )
            )
        elif name in values:
            remedy = "Slet den ene linje"
            findings.append(
                Finding("En parameter står to gange", file=file, row=statement.lineno, key=name, remedy=remedy)
            )
        else:
            values[name] = value
    if findings:
        raise ParameterError(findings)
    return values


def _assignment(statement: ast.stmt) -> tuple[str | None, Any]:
    """Name and literal value of ``name = literal``; None for anything else."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        return None, None
    try:
        return (target.id if isinstance(target, ast.Name) else None), ast.literal_eval(value)
    except ValueError:
        return None, None


def _run_values(parameters: Parameters) -> dict[str, Any]:
    """Every value of the run that a notebook may ask for, by its own name without the group's."""
    record = parameters.model_dump(mode="json", exclude={"agreement", "suite", "plan", "execution"})
    values: dict[str, Any] = {}
    for key, value in record.items():
        values |= value if isinstance(value, dict) else {key: value}
    return values


def _checked(notebook: Notebook, values: Mapping[str, Any]) -> Notebook:
    """The notebook, when the run can fill every parameter it names with a value of the same kind."""
    findings = list(_parameter_faults(notebook, values))
    if findings:
        raise ParameterError(findings)
    return notebook


def _parameter_faults(notebook: Notebook, values: Mapping[str, Any]) -> Iterator[Finding]:
    """What stands between a notebook's parameters and the run's values."""
    file = notebook.path.name
    for name in (VERSION_PARAMETER, SCOPE_PARAMETER):
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
