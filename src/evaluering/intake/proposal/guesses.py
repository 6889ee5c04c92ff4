"""What the columns of a table look like when no codebook knows them: the beginning of a codebook of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from evaluering.errors import Finding
from evaluering.intake.formats.columns import is_personal, safe_name
from evaluering.intake.formats.dates import parse_cpr, parse_dates
from evaluering.intake.proposal.gathering import FORMS, Gathered
from evaluering.intake.sources.areas import Areas, read_areas
from evaluering.wording import sentence_list

PERSON, DATE, MUNICIPALITY, NUMBER, CODE, TEXT = "person", "date", "municipality", "number", "code", "text"
_NEARLY_ALL = 0.9  # of the rows in which something stands
_MOST_CODES = 30  # distinct texts of a column of codes
_MOST_COLUMNS = 100  # that are looked at
_LEAST_REPEATED = 3  # rows per code, on average


def looks_like(kept: Gathered, header: Sequence[str]) -> dict[str, str]:
    """What each of the first columns looks like; none when the first row may be one of the others and no names.

    A row of names differs from what stands below it: some column holds persons, dates or numbers, and no name does.
    """
    areas = read_areas()
    found = {name: _kind(kept.of([name]), areas) for name in header[:_MOST_COLUMNS]}
    typed = [name for name, kind in found.items() if kind in (PERSON, DATE, MUNICIPALITY, NUMBER)]
    fits = [name for name in found if _kind({name: 1}, areas) not in (CODE, TEXT) or name in kept.texts.get(name, {})]
    return found if typed and not fits else {}


def _kind(texts: Mapping[str, int], areas: Areas) -> str:
    rows = sum(texts.values())
    if not rows:
        return TEXT
    array, counts = pa.array(list(texts), type=pa.string()), np.array(list(texts.values()), dtype=np.int64)
    if counts[parse_cpr(array).has_form].sum() >= _NEARLY_ALL * rows:
        return PERSON
    if any(counts[~np.isnat(parse_dates(array, form))].sum() >= _NEARLY_ALL * rows for form in FORMS.values()):
        return DATE
    named = sum(count for text, count in texts.items() if text.isdigit() and text.zfill(4) in areas.by_code)
    if named >= _NEARLY_ALL * rows:
        return MUNICIPALITY
    if sum(count for text, count in texts.items() if re.fullmatch(r"[\d., ]+", text)) >= _NEARLY_ALL * rows:
        return NUMBER
    return CODE if len(texts) <= _MOST_CODES and rows >= _LEAST_REPEATED * len(texts) else TEXT


def unknown_findings(looks: Mapping[str, str], *, shown: str) -> Iterator[Finding]:
    """That no codebook knows the columns, and which of them are named as if they were about persons.

    `looks` is what the columns look like; when it is empty, no name is repeated: a row about a person may stand there.
    """
    what = "Ingen kodebog kender kolonnerne" if looks else "Ingen kodebog kender kolonnerne; måske mangler deres navne"
    remedy = "Skriv en kodebog i mappen kodeboeger ved siden af leverancerne, eller bed om filen med kodebogens navne"
    yield Finding(what, file=shown, key="kodebog", remedy=remedy)
    personal = [safe_name(name) for name, kind in looks.items() if kind != PERSON and is_personal(name)]
    if personal:
        what = f"Filen har kolonner, der ser ud til at handle om personer: {sentence_list(personal)}"
        remedy = "Bed afsenderen levere filen igen uden dem, hvis der ikke er brug for dem, og slet denne fil"
        yield Finding(what, file=shown, remedy=remedy)
