"""Hold the columns of a delivered table against the codebook, and look for persons in all others."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evaluering.errors import Finding
from evaluering.intake.codebook import SourceBook
from evaluering.wording import sentence_list

_DELIMITERS = {";": "semikolon", ",": "komma", "\t": "tabulator", "|": "lodret streg"}
_NAME = re.compile(r"[A-Za-zÆØÅæøå_][\w .()/-]{0,39}")
_PERSONAL = re.compile(
    r"navn|name|adresse|address|telefon|phone|(^|_)tlf|mobil|e_?mail|(^|_)mail|cpr|personn|notat|kommentar|bemaerk"
    r"|fritekst|comment|(^|_)(vej|pnr|note|noter|notes|mor|mors|moder|moderens|mother|far|fars|fader|faderens|father"
    r"|foraeldre?|parents?)(_|$)"
)
_NOT_PERSONAL = re.compile(r"(^|_)(kommune|system|region|klynge|leverandoer|enheds?|by)_?(navn|name)")
# RE2 has no look-around, so the digits beside the number are matched as well.
_LIKE_PERSON = (
    r"(^|\D)([0-2]\d|3[01]|[678]\d|9[01])(0[1-9]|1[0-2])\d{2}[- ]?(\d{4}|\d[A-Z]{2}\d)($|\D)|[^\s@]@[^\s@]+\."
)
_HEADER_REMEDY = "Omdøb kolonnen i filen, eller bed afsenderen bruge kodebogens navne"


def read_header(line: bytes, delimiter: str) -> list[str]:
    """The column names in the first line; the whole line as one name where it cannot be taken apart."""
    text = line.decode(errors="replace")
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:  # a line end of another kind, or a field longer than any name
        return [text]


def column_findings(
    header: list[str], book: SourceBook, *, shown: str, row: int | None = 1, delimiter: str = ""
) -> tuple[list[Finding], list[str]]:
    """What is wrong with the column names, and notes on columns that are not used.

    A name is repeated in a message only when it looks like a name: a file without column names begins with a row.
    `delimiter` is that of a CSV file, and empty for other formats; `row` is None where names stand in no row.
    """
    wanted = [*(column.delivered for column in book.columns), *dict.fromkeys(book.spread(header))]
    if not set(header) & set(wanted):
        return [_no_header(header, delimiter, wanted, shown, row)], []
    findings = [
        Finding(f"Kolonnen {name} står to gange", file=shown, row=row, column=name, remedy="Slet den ene")
        for name in wanted
        if header.count(name) > 1
    ]
    missing = [name for name in wanted if name not in header]
    extra = [name for name in header if name not in wanted]
    if len(set(extra)) < len(extra):
        remedy = "Slet eller omdøb den ene kolonne"
        findings.append(Finding("To ukendte kolonner har samme navn", file=shown, row=row, remedy=remedy))
    for name in missing:
        near = difflib.get_close_matches(plain_name(name), [plain_name(other) for other in extra], n=1, cutoff=0.6)
        other = next((other for other in extra if near and plain_name(other) == near[0]), None)
        remedy = f"Mener du {name}, hvor der står {safe_name(other)}? {_HEADER_REMEDY}" if other else _HEADER_REMEDY
        allowed = ", ".join(wanted)
        finding = Finding(f"Kolonnen {name} mangler", file=shown, row=row, column=name, allowed=allowed, remedy=remedy)
        findings.append(finding)
        extra = [rest for rest in extra if rest != other]
    personal = [name for name in extra if is_personal(name)]
    if personal:
        names = sentence_list([safe_name(name) for name in personal])
        what = f"Filen har kolonner, der ser ud til at handle om personer: {names}"
        remedy = "Bed afsenderen levere filen igen uden dem, og slet denne fil"
        column, allowed = safe_name(personal[0]).strip("»«"), ", ".join(wanted)
        findings.append(Finding(what, file=shown, row=row, column=column, allowed=allowed, remedy=remedy))
    rest = [safe_name(name) for name in extra if name not in personal]
    notes = [f"{shown}: {sentence_list(rest)} står ikke i kodebogen og er ikke brugt."] if rest else []
    return findings, notes


def _no_header(header: list[str], delimiter: str, wanted: list[str], shown: str, row: int | None) -> Finding:
    """None of the names is there: another delimiter, no line of names, or another file altogether."""
    allowed = f"kolonnerne {', '.join(wanted)}"
    line = delimiter.join(header)
    for other, word in _DELIMITERS.items():
        if delimiter and other != delimiter and len(set(line.split(other)) & set(wanted)) > 1:
            what = f"Filen er ikke delt med {_DELIMITERS[delimiter]}, som erklæret, men med {word}"
            remedy = "Ret skilletegn i leverance.yml"
            return Finding(what, file=shown, row=row, key="skilletegn", allowed=allowed, remedy=remedy)
    place = "første linje" if delimiter else f"række {row}" if row else "filen"
    what = f"Ingen af kodebogens kolonner står i {place}; måske mangler rækken med kolonnenavne"
    remedy = f"Bed afsenderen om filen med kodebogens kolonnenavne i {place}, eller ret kodebog i leverance.yml"
    return Finding(what, file=shown, row=row, allowed=allowed, remedy=remedy)


def personal_content(
    columns: dict[str, pa.DictionaryArray], *, shown: str, first_row: int = 2, sheet: str = ""
) -> Iterator[Finding]:
    """One finding per column that is not to be used and holds what looks like CPR numbers or e-mail addresses."""
    for name, column in columns.items():
        hit = pc.match_substring_regex(column.dictionary, _LIKE_PERSON).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(hit[column.indices.to_numpy()]) if hit.any() else np.array([], dtype=np.int64)
        if rows.size:
            what = "Kolonnen indeholder noget, der ligner CPR-numre eller mailadresser"
            remedy = "Bed afsenderen levere filen igen uden dem, og slet denne fil"
            row, count, column = int(rows[0]) + first_row, int(rows.size), safe_name(name).strip("»«")
            yield Finding(what, file=shown, row=row, column=column, remedy=remedy, count=count, sheet=sheet)


def is_personal(name: str) -> bool:
    """Whether a column is named as if it were about a person."""
    plain = plain_name(name)
    return bool(_PERSONAL.search(_NOT_PERSONAL.sub("", plain)))


def plain_name(name: str) -> str:
    """A column name in small letters, Danish letters spelt out, everything else an underscore."""
    spelt = name.strip().lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return re.sub(r"\W+", "_", spelt)


def safe_name(name: str) -> str:
    """A column name that may be repeated: only what looks like a name and holds no long number."""
    return f"»{name}«" if _NAME.fullmatch(name) and not re.search(r"\d{4}", name) else "en kolonne uden læseligt navn"
