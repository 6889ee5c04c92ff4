"""A proposal as the text of a ``leverance.yml``: Danish comments, and a list of what a person has to confirm."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date

import yaml

from evaluering.errors import Finding
from evaluering.intake.declaration import CONFIRM_KEY
from evaluering.intake.proposal.answers import Answer, Value
from evaluering.intake.proposal.proposal import Proposal
from evaluering.wording import declaration_reason as reason

_WIDTH = 110
_LONGEST_LINE = 120


def proposal_text(proposal: Proposal) -> str:
    """The proposal as YAML: it can be read as a declaration once the list of what to confirm is empty."""
    return "\n".join(_lines(proposal)) + "\n"


def _lines(proposal: Proposal) -> Iterator[str]:
    yield from _comment(reason("introduction"))
    if proposal.findings:
        yield "#"
        yield from _comment(reason("problems", count=len(proposal.findings)))
        for finding in proposal.findings:
            yield from _comment(_told(finding), first="# PROBLEM: ", more="#   ")
    yield ""
    yield f"{CONFIRM_KEY}:"
    yield from (f"  - {scalar(name)}" for name in proposal.unproven)
    for answer in proposal.delivery:
        if answer.key == "fra":
            yield "periode:"
        yield from _answer(answer, indent="  " if answer.key in ("fra", "til") else "")
    yield "filer:"
    for file in proposal.files:
        for note in file.notes:
            yield from _comment(note, first="  # ", more="  # ")
        yield from _of_file(file.answers)


def _of_file(answers: tuple[Answer, ...]) -> Iterator[str]:
    """An entry of the list of files: its first key has the dash."""
    dash = "  - "
    for answer in answers:
        for line in _answer(answer, indent="    "):
            yield dash + line[4:] if not line.lstrip().startswith("#") else line
            dash = dash if line.lstrip().startswith("#") else "    "


def _answer(answer: Answer, *, indent: str) -> Iterator[str]:
    """A key with its value; the reason stands behind it, or above it where a person has to confirm it."""
    line = f"{indent}{answer.key}: {scalar(answer.value)}".rstrip()
    whole = f"{line}  # {answer.why}"
    if not answer.proven:
        slug = "fill_in" if answer.value is None else "confirm"
        yield from _comment(reason(slug, why=answer.why), first=f"{indent}# ", more=f"{indent}#   ")
    elif answer.why and len(whole) > _LONGEST_LINE:
        yield from _comment(answer.why, first=f"{indent}# ", more=f"{indent}# ")
    yield whole if answer.proven and answer.why and len(whole) <= _LONGEST_LINE else line


def _comment(text: str, *, first: str = "# ", more: str = "# ") -> Iterator[str]:
    for paragraph in text.split("\n"):
        yield from textwrap.wrap(
            paragraph, _WIDTH, initial_indent=first, subsequent_indent=more, break_on_hyphens=False
        ) or [first.rstrip()]


def _told(finding: Finding) -> str:
    """A finding on one line."""
    return "; ".join(line.strip() for line in finding.text().splitlines())


def scalar(value: Value) -> str:
    """A value as YAML reads it back; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(scalar(one) for one in value)}]"
    if isinstance(value, int):
        return str(value)
    return yaml.safe_dump(value, default_style='"', allow_unicode=True, width=10**6).strip()
