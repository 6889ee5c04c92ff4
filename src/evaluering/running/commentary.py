"""What networks and steering group wrote about a report: one Markdown file for each, kept where reruns do not reach."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from evaluering import wording
from evaluering.agreement import Agreement
from evaluering.errors import CommentaryError, Finding
from evaluering.personal import personal_kinds
from evaluering.provenance import fingerprint
from evaluering.running.comment_text import LONGEST, comment_nodes, read_text
from evaluering.running.editions import EDITION_FILE, UNCOMMENTED_EDITION, Edition, edition_form, read_edition
from evaluering.running.rendering.markdown import Node
from evaluering.wording.commentary import (
    COMMENT_FORM,
    FAULTS,
    NETWORK,
    STANDING,
    STEERING_GROUP,
    STEERING_GROUP_NAMED,
    authors_listed,
)

COMMENTS_FOLDER = "kommentarer"
"""Folder of the project with one folder for each year: what people write, out of reach of every rerun."""

FINAL_COPY = "endelig.json"
"""Copy of a final edition's published numbers, in the year's folder; written by a run, read by the next."""

_STEERING_FILE = "styregruppen.md"
_LEFT_BY_SYSTEMS = ("thumbs.db", "desktop.ini", "__macosx")


@dataclass(frozen=True, slots=True)
class Comment:
    """What one author wrote, as nodes of prose without headings."""

    author: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Commentary:
    """The edition of a report with its comments, in the order of the agreement.

    `silent` names those who can comment and have not.
    """

    edition: Edition = UNCOMMENTED_EDITION
    comments: tuple[Comment, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Sixteen digits that change when a comment does."""
        return fingerprint(orjson.dumps([comment.author, list(comment.nodes)]) for comment in self.comments)

    def record(self) -> dict[str, Any]:
        """The edition as plain values, for `results.json` and the manifest."""
        edition = self.edition
        corrections = [
            {"day": one.day.isoformat(), "what": one.what, "moved": asdict(one.moved) if one.moved else None}
            for one in edition.corrections
        ]
        day = edition.day.isoformat() if edition.day else None
        return {"state": edition.state, "day": day, "comments": self.fingerprint, "corrections": corrections}

    @property
    def standing(self) -> tuple[str, ...]:
        """Danish paragraphs above the comments: who has commented and who has not, then what was corrected."""
        final = "_final" if self.edition.state == "final" else ""
        said = [STANDING[f"none{final}"]]
        if self.comments:
            authors = tuple(comment.author for comment in self.comments)
            said = [STANDING["some"].format(authors=authors_listed(authors))]
            if self.silent:
                said.append(STANDING[f"silent{final}"].format(authors=authors_listed(self.silent)))
            said.append(STANDING["own_words"])
        return (" ".join(said), *self.edition.notices)


UNCOMMENTED = Commentary()
"""Before anybody has commented, and where editions are not kept."""


def commentary_folder(root: Path, year: int) -> Path:
    """Where the comments on a year's report lie in the project at `root`."""
    return root / COMMENTS_FOLDER / str(year)


def write_forms(folder: Path, *, agreement: Agreement) -> tuple[Path, ...]:
    """Write the empty files that are missing in a year's folder; what is there is never touched.

    Returns
    -------
    tuple of Path
        What was written.

    Raises
    ------
    CommentaryError
        The folder holds a file nobody would read: its comment would be lost beside the empty form.
    OSError
        The folder cannot be written.
    """
    _require_known(folder, agreement)
    folder.mkdir(parents=True, exist_ok=True)
    forms = {name: _form(author) for name, author in _authors(agreement).items()}
    forms[EDITION_FILE] = edition_form(int(folder.name))
    written = []
    for name, text in forms.items():
        path = folder / name
        if not path.exists() and not path.is_symlink():
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            written.append(path)
    return tuple(written)


def read_commentary(folder: Path, *, agreement: Agreement, today: date | None = None) -> Commentary:
    """What was written about a year's report; uncommented when the folder is empty or not there.

    No edition or correction may be of a day after `today`, where it is given.

    Raises
    ------
    CommentaryError
        With every fault of every file: not plain text in UTF-8, too long, a person named, or under a wrong name.
    """
    _require_known(folder, agreement)
    comments: list[Comment] = []
    silent: list[str] = []
    findings: list[Finding] = []
    for name, author in _authors(agreement).items():
        path, shown_as = folder / name, _shown(folder, name)
        try:
            missing = not path.exists() and not path.is_symlink()
            text = "" if missing else read_text(path, shown_as=shown_as)
            nodes = comment_nodes(text, form=_form(author).split("\n"), shown_as=shown_as)
        except CommentaryError as fault:
            findings.extend(fault.findings)
            continue
        if nodes:
            comments.append(Comment(author, nodes))
        else:
            silent.append(author)
    edition = UNCOMMENTED_EDITION
    try:
        shown_as = _shown(folder, EDITION_FILE)
        edition = read_edition(folder / EDITION_FILE, commented=bool(comments), shown_as=shown_as, today=today)
    except CommentaryError as fault:
        findings.extend(fault.findings)
    if findings:
        raise CommentaryError(findings)
    return Commentary(edition, tuple(comments), tuple(silent))


def comment_spaces(commentary: Commentary, *, agreement: Agreement) -> tuple[Comment, ...]:
    """A comment for everybody who can write one, in the agreement's order; without nodes where nothing is written."""
    written = {comment.author: comment for comment in commentary.comments}
    return tuple(written.get(author, Comment(author, ())) for author in _authors(agreement).values())


def _authors(agreement: Agreement) -> Mapping[str, str]:
    """Who can comment, by the name of the file: the networks in the agreement's order, then the steering group."""
    networks = {f"netvaerk_{cluster.slug}.md": NETWORK.format(cluster=cluster.name) for cluster in agreement.clusters}
    name = agreement.background.steering_group
    named = STEERING_GROUP if name == wording.lowered(STEERING_GROUP) else STEERING_GROUP_NAMED.format(name=name)
    return {**networks, _STEERING_FILE: named}


def _form(author: str) -> str:
    return COMMENT_FORM.format(author=author, longest=wording.count(LONGEST))


def _shown(folder: Path, name: str) -> str:
    """A file's name in messages: the year's folder and the file; a name that seems to hold a person is hidden."""
    printable = "".join(letter if letter.isprintable() else "?" for letter in unicodedata.normalize("NFC", name))
    return f"{COMMENTS_FOLDER}/{folder.name}/{'(skjult)' if any(personal_kinds(printable)) else printable}"


def _require_known(folder: Path, agreement: Agreement) -> None:
    """Raise CommentaryError for files that no run would read: what is written in them would be lost."""
    names = (*_authors(agreement), EDITION_FILE, FINAL_COPY)
    findings = [*_loose(folder), *_unknown(folder, names)]
    if findings:
        raise CommentaryError(findings)


def _loose(folder: Path) -> Iterator[Finding]:
    """Files beside the years' folders."""
    for path in _entries(folder.parent):
        if path.is_file() and path.suffix.lower() in (".md", ".yml", ".yaml", ".docx", ".doc", ".txt", ".rtf"):
            what, remedy = FAULTS["loose"]
            shown = _shown(folder, path.name).replace(f"/{folder.name}/", "/")
            yield Finding(what, file=shown, remedy=remedy.format(year=folder.name))


def _unknown(folder: Path, names: tuple[str, ...]) -> Iterator[Finding]:
    """Files in the year's folder under other names than those that are read."""
    present = [path.name for path in _entries(folder)]
    for name in present:
        if unicodedata.normalize("NFC", name) in names:
            continue
        near = difflib.get_close_matches(name.lower().split(".")[0], [one.split(".")[0] for one in names], n=1)
        meant = next((one for one in names[:-1] if near and one.split(".")[0] == near[0]), "")
        kind = "unknown" if not meant else "both" if meant in present else "renamed"
        what, remedy = (part.format(name=meant) for part in FAULTS[kind])
        yield Finding(what, file=_shown(folder, name), remedy=remedy)


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder, in order of name, but for what systems and editors leave behind; nothing if no folder."""
    if not folder.is_dir():
        return []
    own = (path for path in folder.iterdir() if path.name[0] not in ".~" and path.name.lower() not in _LEFT_BY_SYSTEMS)
    return sorted(own, key=lambda path: path.name)
