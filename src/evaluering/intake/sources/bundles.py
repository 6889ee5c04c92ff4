"""Delivery reports one by one from the bytes of a document, however they are put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson

from evaluering.errors import Finding
from evaluering.intake.formats.archives import NamedBytes

Positions = npt.NDArray[np.int64]

_WHOLE_UP_TO = 1 << 20  # bytes; a larger document is cut into its entries, which takes a tenth of the memory
_BLOCK = 1 << 22
_ENTRY_KEY = re.compile(rb'"entry"\s*:\s*\Z')
_QUOTE, _BACKSLASH, _OPENS, _CLOSES, _TO_BRACE = 0x22, 0x5C, 0x7B, 0x7D, 0x20
_REMEDY = "Bed afsenderen om filen igen"
_NOT_JSON = "Indholdet er ikke gyldig JSON"
NO_FORM = "Indberetningen har ikke den form, som KL Gateway Børn foreskriver"
"""What is said of a report that is not as the profile demands, where nothing closer can be said."""

_INK = re.compile(rb"\S")
_BROKEN = object()


class Report(NamedTuple):
    """One delivery report: the line of the document or number of its entry, when it was made, and its entries."""

    row: int
    timestamp: Any
    entries: list[dict[str, Any]]


def reports_in(document: NamedBytes, file_format: str) -> Iterator[Report | Finding]:
    """The reports of one document, and a finding for each place that holds none.

    Parameters
    ----------
    document : NamedBytes
        UTF-8 without byte order mark.
    file_format : {"json", "ndjson"}
        One bundle, which is a report or holds reports; or one such bundle a line.
    """
    name, data = document.name, document.data
    if _INK.search(data) is None:
        return
    if file_format == "json":
        yield from _of_bundle(data, name, None)
    elif _over_several_lines(data):
        yield _other_form(name, "ndjson", "json", "er ét json-dokument over flere linjer")
    else:
        start, row = 0, 0
        while start < len(data):
            end = data.find(b"\n", start)
            end = len(data) if end < 0 else end
            line, start, row = data[start:end], end + 1, row + 1
            if line and not line.isspace():
                yield from _of_bundle(line, name, row, is_last=_INK.search(data, end) is None)


def form_fault(name: str, row: int | None, what: str = NO_FORM) -> Finding:
    """A finding on a report that is not as the profile demands."""
    return Finding(what, file=name, row=row, allowed="FHIR R4 Bundle", remedy=_REMEDY)


def _of_bundle(data: bytes, name: str, line: int | None, *, is_last: bool = True) -> Iterator[Report | Finding]:
    """The reports of one bundle: itself, or the bundles among its entries, numbered from 1 when `line` is None."""
    try:
        bundle, entries = _opened(data)
    except orjson.JSONDecodeError:  # its message may quote the text, so it is not passed on
        if line is None and _one_a_line(data):
            yield _other_form(name, "json", "ndjson", "har én indberetning på hver linje")
            return
        cut = is_last and not data.rstrip().endswith(b"}")
        yield form_fault(name, line or 1, "Filen er skåret over" if cut else _NOT_JSON)
        return
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        yield form_fault(name, line or 1, "Indholdet er ikke en FHIR Bundle")
        return
    yield from _of_entries(entries, bundle.get("timestamp"), name, line)


def _of_entries(entries: Iterable[Any], timestamp: Any, name: str, line: int | None) -> Iterator[Report | Finding]:
    """Reports among entries; entries that are no report make up one, when there is no report among them."""
    loose: list[dict[str, Any]] = []
    bundles, faulty = False, False
    for number, entry in enumerate(entries, 1):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and resource.get("resourceType") != "Bundle":
            loose.append(entry)
            continue
        inner = resource.get("entry", []) if isinstance(resource, dict) else None
        if isinstance(resource, dict) and isinstance(inner, list):
            bundles = True
            yield from _of_entries(inner, resource.get("timestamp", timestamp), name, line or number)
        else:
            faulty = True
            yield form_fault(name, line or number, _NOT_JSON if entry is _BROKEN else NO_FORM)
    if not bundles and not faulty:
        yield Report(line or 1, timestamp, loose)
    elif bundles and loose and not faulty:
        yield form_fault(name, line or 1)


def _opened(data: bytes) -> tuple[Any, Iterable[Any]]:
    """A bundle without its entries, and the entries one by one; `_BROKEN` stands for one that is not JSON."""
    cut = _cut_at_entries(data) if len(data) > _WHOLE_UP_TO else None
    if cut is not None:
        shell, starts, ends = cut
        bundle = orjson.loads(shell)
        if isinstance(bundle, dict) and bundle.pop("entry", None) == []:
            return bundle, (_parsed(data[start:end]) for start, end in zip(starts.tolist(), ends.tolist(), strict=True))
    bundle = orjson.loads(data)
    entries = bundle.pop("entry", []) if isinstance(bundle, dict) else []
    return bundle, entries if isinstance(entries, list) else [None]


def _parsed(piece: bytes) -> Any:
    try:
        return orjson.loads(piece)
    except orjson.JSONDecodeError:
        return _BROKEN


def _over_several_lines(data: bytes) -> bool:
    """Whether the text looks like one document set over several lines."""
    first = _first_line(data)
    if not first.startswith(b"{") or first.endswith(b"}"):
        return False
    last = data.rstrip().rpartition(b"\n")[2].lstrip()
    return last.endswith(b"}") and not last.startswith(b"{")


def _one_a_line(data: bytes) -> bool:
    """Whether the text looks like one document a line."""
    first = _first_line(data)
    return first.startswith(b"{") and first.endswith(b"}") and _parsed(first) is not _BROKEN


def _first_line(data: bytes) -> bytes:
    """The first line that is not empty; nothing when there is no other."""
    start = next(_INK.finditer(data)).start()
    end = data.find(b"\n", start)
    return data[start : max(end, start)].rstrip()


def _other_form(name: str, declared: str, real: str, what: str) -> Finding:
    remedy = f"Skriv format: {real} i leverance.yml; for en fil i en mappe eller zip: lad navnet ende på .{real}"
    return Finding(f"Filen skulle være {declared}, men {what}", file=name, key="format", allowed=real, remedy=remedy)


def _cut_at_entries(data: bytes) -> tuple[bytes, Positions, Positions] | None:
    """The document with an empty list of entries, and where each entry starts and ends; None when it is unclear.

    The pieces and the rest are parsed strictly afterwards, so a document is never read as another than it is.
    """
    places, after = _brackets(data)
    if not len(after) or after[-1] != 0:
        return None
    opened = np.frombuffer(data, dtype=np.uint8)[places] | _TO_BRACE == _OPENS
    lists = places[opened & (after == 2)]
    closed = places[~opened & (after == 1)]
    found = [
        (start, end)
        for start, end in zip(lists.tolist(), closed.tolist(), strict=False)
        if data[start : start + 1] == b"[" and _ENTRY_KEY.search(data, max(0, start - 64), start)
    ]
    if len(found) != 1 or len(lists) != len(closed):
        return None
    first, last = found[0]
    inside = (places > first) & (places < last)
    starts, ends = places[inside & opened & (after == 3)], places[inside & ~opened & (after == 2)] + 1
    if len(starts) != len(ends) or not len(starts):
        return None
    gaps = zip(ends[:-1].tolist(), starts[1:].tolist(), strict=True)
    if any(data[start:end].strip() != b"," for start, end in gaps):
        return None
    if data[first + 1 : starts[0]].strip() or data[ends[-1] : last].strip():
        return None
    return data[: first + 1] + data[last:], starts, ends


def _brackets(data: bytes) -> tuple[Positions, Positions]:
    """Where brackets stand outside text, down to the entries' own, and how deep it is after each."""
    everything = np.frombuffer(data, dtype=np.uint8)
    places, depths = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    start, inside_text, depth = 0, False, 0
    while start < len(data):
        end = min(start + _BLOCK, len(data))
        while end < len(data) and data[end - 1] == _BACKSLASH:
            end += 1  # a sign and the backslash before it stay together
        block = everything[start:end]
        quotes = _quotes(block)
        brace = block | _TO_BRACE
        brackets = np.flatnonzero((brace == _OPENS) | (brace == _CLOSES))
        brackets = brackets[(np.searchsorted(quotes, brackets) & 1) == inside_text]
        opens = brace[brackets] == _OPENS
        after = depth + np.cumsum(np.where(opens, 1, -1))
        shallow = (after < 3) | ((after == 3) & opens)
        places.append(brackets[shallow] + start)
        depths.append(after[shallow])
        inside_text ^= bool(len(quotes) & 1)
        start, depth = end, int(after[-1]) if len(after) else depth
    return np.concatenate(places), np.concatenate(depths)


def _quotes(block: npt.NDArray[np.uint8]) -> Positions:
    """Where quotation marks stand that begin or end a text: those without an odd number of backslashes before them."""
    quotes = np.flatnonzero(block == _QUOTE)
    behind_slash = block[quotes - 1] == _BACKSLASH  # the block's last sign, before its first, is never one
    if not behind_slash.any():
        return quotes
    slashes = np.flatnonzero(block == _BACKSLASH)
    place = np.arange(len(slashes))
    begins = np.append(True, np.diff(slashes) > 1)
    run = place - np.maximum.accumulate(np.where(begins, place, 0)) + 1
    escaped = behind_slash.copy()
    escaped[behind_slash] = run[np.searchsorted(slashes, quotes[behind_slash] - 1)] % 2 == 1
    return np.asarray(quotes[~escaped])
