"""Read one YAML file into a frozen record, strictly: every fault at once, each with its line and key.

PyYAML alone keeps the last of two equal keys and reads ``0657`` as the octal number 431; here both are faults.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from evaluering.errors import EvaluationError, Finding

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's is 9 times as fast, but not in every build
_LEADING_ZERO = re.compile(r"0\d+")
_TYPES = {
    "int": "et helt tal",
    "float": "et tal",
    "string": "tekst i anførselstegn",
    "bool": "true eller false",
    "date": "en dato som 2026-10-01",
    "tuple": "en liste",
    "list": "en liste",
    "dict": "navne med værdier under sig",
    "model": "navne med værdier under sig",
}
_BOUNDS = {"greater_than_equal": "mindst", "greater_than": "over", "less_than_equal": "højst", "less_than": "under"}


class Record(BaseModel):
    """A frozen record read from a file: no unknown keys, no conversion of types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


_DEEPEST = 20
_TEXT, _NUMBER, _MAPPING, _LIST = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "map", "seq"))
_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp")}

RecordType = TypeVar("RecordType", bound=Record)
Lines = dict[tuple[str | int, ...], int]


def read_record(path: Path, model: type[RecordType], error: type[EvaluationError], *, shown_as: str = "") -> RecordType:
    """Read `path` as one record of type `model`.

    Parameters
    ----------
    path : Path
        A YAML file in UTF-8, with or without byte order mark.
    model : type of Record
        What the file must hold.
    error : type of EvaluationError
        The error to raise; it carries every finding.
    shown_as : str
        Name of the file in messages; its own name when empty.

    Raises
    ------
    EvaluationError
        Of type `error`: file missing, not text, not YAML, a key twice, unknown, missing or of the wrong type.
    """
    name = shown_as or path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise error(Finding("Filen findes ikke", file=name, remedy="Skriv stien til en fil, der findes")) from None
    except (UnicodeDecodeError, OSError):
        raise error(
            Finding("Filen kan ikke læses som tekst i UTF-8", file=name, remedy="Gem filen som UTF-8")
        ) from None
    try:
        unsafe = next(_unsafe(text, name), None)
        if unsafe is not None:
            raise error(unsafe)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        row = mark.line + 1 if mark is not None else None
        remedy = (
            "Se efter et manglende kolon, et manglende anførselstegn eller en forkert indrykning. "
            "Er der kolon i teksten, så sæt den i anførselstegn"
        )
        raise error(Finding("Filen er ikke gyldig YAML", file=name, row=row, remedy=remedy)) from None
    lines: Lines = {}
    findings = list(_structure_faults(node, (), lines, name))
    if findings:
        raise error(findings)
    values = yaml.load(text, Loader=_LOADER)  # noqa: S506 (a safe loader)
    try:
        return model.model_validate(values if values is not None else {})
    except ValidationError as fault:
        raise error(_finding(detail, model, lines, name) for detail in _own_faults(fault.errors())) from None


def _unsafe(text: str, name: str) -> Iterator[Finding]:
    """What must not be put together at all: it can grow to any size or depth."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        row = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent):  # a few of them can stand for a file of any size
            yield Finding("Henvisninger med * kan ikke bruges", file=name, row=row, remedy="Skriv værdien ud")
        if depth > _DEEPEST:
            yield Finding("Filen har for mange lag inden i hinanden", file=name, row=row, remedy="Ret indrykningen")


def _structure_faults(
    node: yaml.Node | None, path: tuple[str | int, ...], lines: Lines, name: str
) -> Iterator[Finding]:
    """Note the line of every key; give the faults that YAML itself passes over in silence."""
    if node is None:
        return
    lines[path] = node.start_mark.line + 1
    if not _constructible(node):
        yield Finding(
            "Værdien kan ikke læses; er det en dato, findes den ikke",
            file=name,
            row=node.start_mark.line + 1,
            key=dotted(path),
            allowed="tekst, tal, true, false eller en dato som 2026-10-01",
            remedy="Ret værdien",
        )
    elif isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            row = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or not _constructible(key):
                yield Finding("En nøgle er ikke et ord", file=name, row=row, key=dotted(path), remedy="Ret nøglen")
                continue
            if key.value in seen:
                first = seen[key.value]
                yield Finding(
                    "Nøglen står to gange",
                    file=name,
                    row=row,
                    key=dotted((*path, key.value)),
                    remedy=f"Slet den ene; den første står i række {first}",
                )
            seen[key.value] = row
            yield from _structure_faults(value, (*path, key.value), lines, name)
            lines[(*path, key.value)] = row
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield from _structure_faults(value, (*path, position), lines, name)
    elif node.tag == _NUMBER and _LEADING_ZERO.fullmatch(node.value):  # 0791 is no octal number, and read as text
        yield Finding(
            "En kode med nul forrest står uden anførselstegn og ville blive læst som et tal",
            file=name,
            row=node.start_mark.line + 1,
            key=dotted(path),
            allowed='tekst som "0657"',
            remedy="Sæt anførselstegn om koden",
        )


def _constructible(node: yaml.Node) -> bool:
    """Whether YAML can make a plain value of a node: 2026-02-30 has the form of a date and is none."""
    if node.tag == _TEXT and isinstance(node, yaml.ScalarNode):
        return True  # most values of a codebook, and nothing can be wrong with them
    if not isinstance(node, yaml.ScalarNode):
        return bool(node.tag == (_MAPPING if isinstance(node, yaml.MappingNode) else _LIST))
    try:
        yaml.SafeLoader("").construct_document(node)
    except (yaml.YAMLError, ValueError, OverflowError, LookupError, AttributeError, TypeError):
        return False
    return node.tag in _TAGS


def _own_faults(details: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """The faults without those that only follow from another: a list short of the elements that are at fault."""
    for detail in details:
        path = detail["loc"]
        inside = any(other["loc"][: len(path)] == path and len(other["loc"]) > len(path) for other in details)
        if detail["type"] != "too_short" or not inside:
            yield detail


def dotted(path: tuple[str | int, ...]) -> str:
    """A key's place as one word: ``filer.0.navn``."""
    return ".".join(str(part) for part in path)


def _finding(detail: ErrorDetails, model: type[Record], lines: Lines, name: str) -> Finding:
    """One of pydantic's faults as a Danish finding that never repeats the value."""
    path = detail["loc"]
    known = max((path[:length] for length in range(len(path) + 1) if path[:length] in lines), key=len, default=())
    kind = detail["type"]
    what, allowed, remedy = _words(kind, detail, model, path)
    return Finding(what, file=name, row=lines.get(known), key=dotted(path), allowed=allowed, remedy=remedy)


def _words(kind: str, detail: ErrorDetails, model: type[Record], path: tuple[str | int, ...]) -> tuple[str, str, str]:
    """What is wrong, what is allowed and what to do, for one kind of pydantic fault."""
    context: dict[str, Any] = detail.get("ctx", {})
    if kind == "missing":
        return "En nøgle mangler", "", "Skriv nøglen i filen med en værdi"
    if kind == "extra_forbidden":
        names = sorted(_fields(model, path[:-1]))
        near = difflib.get_close_matches(str(path[-1]), names, n=1, cutoff=0.6)
        hint = f"Mener du {near[0]}?" if near else "Slet nøglen"
        return "Nøglen er ukendt", ", ".join(names), hint
    if kind == "value_error":
        return str(context["error"]), "", "Ret værdien"
    if kind in _BOUNDS:
        bound = next(value for key, value in context.items() if key in ("ge", "gt", "le", "lt"))
        return "Tallet ligger uden for det tilladte", f"{_BOUNDS[kind]} {bound}", "Ret tallet"
    if kind in ("literal_error", "enum"):
        return (
            "Værdien er ikke en af de tilladte",
            str(context["expected"]).replace(" or ", " eller "),
            "Vælg en af dem",
        )
    if kind in ("string_pattern_mismatch", "too_short"):
        return "Værdien har ikke den rigtige form", "", "Se beskrivelsen af nøglen i filens kommentarer"
    base = kind.split("_")[0]
    if base in _TYPES:
        return "Værdien har en forkert type", _TYPES[base], "Skriv værdien i den form"
    return "Værdien kan ikke bruges", "", "Se beskrivelsen af nøglen i filens kommentarer"


def _fields(model: type[Record], path: tuple[str | int, ...]) -> set[str]:
    """Names allowed at a place inside nested records."""
    for part in path:
        if isinstance(part, int):
            continue
        fields = model.model_fields
        info = next((info for field, info in fields.items() if part in (field, info.alias)), None)
        inner = next(_records_in(info.annotation), None) if info else None
        if inner is None:
            return set()
        model = inner
    return {info.alias or field for field, info in model.model_fields.items()}


def _records_in(annotation: Any) -> Iterator[type[Record]]:
    """The record types inside an annotation such as ``tuple[Cluster, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _records_in(inner)
