"""One file of a comment: refused when it is no plain text or names a person, then its prose as nodes.

People paste from Word and mail, so what those leave behind is mended where only one meaning is possible.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluering import wording
from evaluering.errors import CommentaryError, Finding
from evaluering.personal import personal_kinds
from evaluering.running.rendering.markdown import Node, parse_markdown
from evaluering.wording.commentary import FAULTS, GUIDANCE, PERSONAL, PERSONAL_AS_SHOWN

LONGEST = 6000
"""Characters in one comment, about two pages."""

_MOST_BYTES = 200_000
_KINDS = ((b"PK\x03\x04", "word"), (b"\xd0\xcf\x11\xe0", "word"), (b"{\\rtf", "word"), (b"%PDF", "pdf"))
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BROKEN = re.compile("Ã[\u0080-\u00bf\u0152-\u0192\u2010-\u2122]|â€|\ufffd")
"""What Danish letters and quotation marks become when UTF-8 is read as Windows' own encoding and saved again."""

_NEWLINES = re.compile("\r\n?|[\v\f\u0085\u2028\u2029]")
_BULLET = re.compile("^[ \t\u00a0]*(?:[•·▪◦‣\u2043\uf0b7\uf0a7][ \t\u00a0]*|[–—][\t])")
_INDENT = re.compile(r"^(?: {4,}|\t+[ \t]*)(?![-*+] |\d+[.)] )")
_MONTHS = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
_DATE_FIRST = re.compile(rf"^(\s*\d{{1,2}})\.(?=\s+(?:{_MONTHS})\b)", re.IGNORECASE)
_SCHEME = re.compile(r"https?://|mailto:")
_ENTITY = re.compile(r"&#?\w+;")
_PARAGRAPH = 120
"""A line longer than this is a whole paragraph as Word and mail leave it, not one of several lines of it."""

_SHOWN = ((0x20, 0x24F), (0x370, 0x45F), (0x2010, 0x2027), (0x2030, 0x203E), (0x20A0, 0x20BF), (0x2190, 0x22FF))
_SHOWN_TOO = frozenset("\n\t⁄№™℃…●▲▼◐◯■□◆○★")
_LEAST_FRAGMENT = 20
"""Letters of the form's guidance that are known as such when they stand alone, as in a line cut in two."""


def read_text(path: Path, *, shown_as: str) -> str:
    """The text of a file, as lines of visible characters.

    Raises
    ------
    CommentaryError
        The file is a link, too large, a document of another kind, or no text in UTF-8.
    """
    if path.is_symlink() or not path.is_file():
        raise CommentaryError(_fault("no_file", shown_as))
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= _MOST_BYTES else b""
    except OSError:
        raise CommentaryError(_fault("unreadable", shown_as)) from None
    kinds = [name for start, name in _KINDS if data.startswith(start)]
    kinds += ["too_large"] if size > _MOST_BYTES else []
    kinds += ["utf16"] if data.startswith(_UTF16) or b"\0" in data else []
    if kinds:
        raise CommentaryError(_fault(kinds[0], shown_as))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        row = data.count(b"\n", 0, fault.start) + 1
        raise CommentaryError(_fault("not_utf8", shown_as, row)) from None
    return visible_text(text)


def comment_nodes(text: str, *, form: Sequence[str], shown_as: str) -> tuple[Node, ...]:
    """What was written in a form, as nodes; none when nothing was.

    Parameters
    ----------
    text : str
        The file as `read_text` gives it.
    form : sequence of str
        The lines of the empty form: they are never a comment, wherever they stand.
    shown_as : str
        Name of the file in messages.

    Raises
    ------
    CommentaryError
        With every line that names a person, cannot be shown, or is a line of the form that has been altered.
    """
    lines = text.split("\n")
    findings = [*_line_faults(lines, shown_as)]
    written = _without_form(lines, form)
    findings += [_fault("guidance", shown_as, row) for row in _altered(written, form)]
    length = sum(len(line.strip()) for _, line in written)
    if length > LONGEST:
        counts = {"length": wording.count(length), "longest": wording.count(LONGEST)}
        findings.append(Finding(FAULTS["too_long"][0].format(**counts), file=shown_as, remedy=FAULTS["too_long"][1]))
    if findings:
        raise CommentaryError(sorted(findings, key=lambda finding: finding.row or 0))
    prose = "\n".join(_as_markdown([line for _, line in written]))
    nodes = tuple(node for block in parse_markdown(prose) for node in _tame(block))
    # Markdown passes over what it takes for the source of a picture, a note of a link, a cell too many or a wrong
    # number in a list; and lines alone are no comment.
    shown = "".join(_letters(text) for node in nodes for text in _texts(node))
    if _letters(prose) != shown or (prose.strip() and not nodes):
        raise CommentaryError(_fault("lost", shown_as, _lost_row(written)))
    _require_nobody_shown(nodes, shown_as)
    return nodes


def _lost_row(written: Sequence[tuple[int, str]]) -> int | None:
    """The first line that loses something when it stands alone; a list out of order shows only in the whole."""
    for row, line in written:
        prose = "\n".join(_as_markdown([line]))
        nodes = [node for block in parse_markdown(prose) for node in _tame(block)]
        if _letters(prose) != "".join(_letters(text) for node in nodes for text in _texts(node)):
            return row
    return None


def personal_findings(text: str, *, shown_as: str, row: int = 1) -> Iterator[Finding]:
    """One finding for each line that seems to name a person; the first line is number `row`."""
    for number, line in enumerate(text.split("\n"), start=row):
        for kind in personal_kinds(line):
            yield Finding(PERSONAL[kind], file=shown_as, row=number, remedy=PERSONAL["remedy"])


def visible_text(text: str) -> str:
    """Text with one kind of line break and without characters nobody can see, such as those that turn text around."""
    unified = unicodedata.normalize("NFC", _NEWLINES.sub("\n", text))
    return "".join(sign for sign in unified if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf"))


def strange_sign(text: str) -> str:
    """The first sign that no PDF can show; empty when there is none."""
    return next((sign for sign in text if not _showable(sign)), "")


def _require_nobody_shown(nodes: Sequence[Node], shown_as: str) -> None:
    """Refuse what first looks like a person when lines are joined and marks are gone: ``010120&#45;1234``."""
    blocks = [" ".join(_runs(node)) for node in nodes]
    kinds = dict.fromkeys(kind for block in blocks for kind in personal_kinds(block))
    if kinds:
        remedy = PERSONAL_AS_SHOWN["remedy"]
        raise CommentaryError(Finding(PERSONAL_AS_SHOWN[kind], file=shown_as, remedy=remedy) for kind in kinds)


def _runs(node: Node) -> Iterator[str]:
    """What stands together in a block: a paragraph, each item of a list, each row of a table with its lines."""
    for row in (node.get("header", []), *node.get("rows", [])):
        yield " | ".join("".join(text for inline in cell for text in _texts(inline)) for cell in row)
    for item in node.get("items", []):
        yield from (" ".join(_runs(block)) for block in item)
    yield "".join(text for inline in node.get("inlines", []) for text in _texts(inline))


def _line_faults(lines: Sequence[str], shown_as: str) -> Iterator[Finding]:
    """Lines with broken letters, with characters no PDF can show, or with what looks like a person."""
    for row, line in enumerate(lines, start=1):
        if _BROKEN.search(line):
            yield _fault("broken", shown_as, row)
            continue
        strange = strange_sign(_BULLET.sub("", line))
        if strange:
            yield Finding(FAULTS["glyph"][0].format(sign=strange), file=shown_as, row=row, remedy=FAULTS["glyph"][1])
        yield from personal_findings(line, shown_as=shown_as, row=row)


def _showable(sign: str) -> bool:
    return sign in _SHOWN_TOO or any(first <= ord(sign) <= last for first, last in _SHOWN)


def _without_form(lines: Sequence[str], form: Sequence[str]) -> list[tuple[int, str]]:
    """The lines that are not the form's own, with their numbers; a line the editor has cut in two counts as known."""
    known = {_bare(line) for line in form}
    whole = " ".join(_bare(line) for line in form)
    kept = []
    for row, line in enumerate(lines, start=1):
        bare = _bare(line)
        fragment = len(bare) >= _LEAST_FRAGMENT and bare in whole
        if (bare in known and bare) or fragment or (not bare and line.strip()):
            continue
        kept.append((row, line))
    return kept


def _altered(written: Sequence[tuple[int, str]], form: Sequence[str]) -> list[int]:
    """Numbers of the lines that are marked as guidance, or hold a sentence of it, and are not the form's own."""
    sentences = [sentence for line in form for sentence in _bare(line).split(". ") if len(sentence) >= _LEAST_FRAGMENT]
    return [
        row
        for row, line in written
        if line.lstrip().startswith(">") or any(sentence in _bare(line) for sentence in sentences)
    ]


def _bare(line: str) -> str:
    """A line of the form without its marks, however an editor has spaced it or turned its quotation marks."""
    return " ".join(line.lstrip("># \t\u00a0").translate(GUIDANCE).split())


def _as_markdown(lines: Sequence[str]) -> Iterator[str]:
    """Pasted lines as Markdown: bullets become lists, indented lines text, long lines paragraphs of their own."""
    bullet_before = False
    for line in lines:
        bullet = _BULLET.match(line)
        if bullet:
            if not bullet_before:
                yield ""
            yield f"- {line[bullet.end() :]}"
        else:
            if bullet_before and line.strip():
                yield ""
            yield _DATE_FIRST.sub(r"\1\\.", _INDENT.sub("", line)).rstrip()
            if len(line) > _PARAGRAPH:
                yield ""
        bullet_before = bullet is not None


def _tame(node: Node) -> Iterator[Node]:
    """A node as it may stand below the report's own headings: headings become bold lines, code becomes text."""
    match node["kind"]:
        case "heading":
            yield {"kind": "paragraph", "inlines": [{"kind": "strong", "inlines": node["inlines"]}]}
        case "code":
            yield {"kind": "paragraph", "inlines": [{"kind": "text", "text": " ".join(node["text"].split())}]}
        case "list":
            yield {**node, "items": [[tame for block in item for tame in _tame(block)] for item in node["items"]]}
        case "quote":
            yield from (tame for block in node["blocks"] for tame in _tame(block))
        case "paragraph" | "grid":
            yield node


def _texts(node: Node) -> Iterator[str]:
    """The words in a node, in the order in which they are shown."""
    yield " " if node["kind"] == "break" else node.get("text", "")
    cells = [cell for row in (node.get("header", []), *node.get("rows", [])) for cell in row]
    for part in (node.get("inlines", []), *cells):
        yield from (text for one in part for text in _texts(one))
    for number, item in enumerate(node.get("items", []), start=node.get("start", 1)):
        yield str(number) if node["ordered"] else ""
        yield from (text for one in item for text in _texts(one))


def _letters(text: str) -> str:
    """Letters and digits of a text alone, which no mark-up adds or takes away; the way to an address is no word."""
    meant = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return "".join(letter for letter in _SCHEME.sub("", meant) if letter.isalnum())


def _fault(kind: str, shown_as: str, row: int | None = None) -> Finding:
    what, remedy = FAULTS[kind]
    return Finding(what, file=shown_as, row=row, remedy=remedy)
