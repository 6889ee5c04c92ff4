"""One notebook as it lies in the repository: its question and its parameters, read without running it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluering.errors import Finding, ParameterError
from evaluering.marks import PARAMETERS_TAG

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
