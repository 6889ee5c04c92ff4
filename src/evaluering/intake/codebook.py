"""The codebook: per delivered column its English name, type, codes, definition and source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from evaluering.errors import DeclarationError
from evaluering.yaml_records import Record, read_record

FEEDINGS = ("full", "primary", "supplement", "formula", "family_food", "unknown")
"""Our words for how a child is fed, in the order of the shares of mother's milk."""

CONTACTS = (
    "maternity",
    "establishment",
    "first_month",
    "two_months",
    "four_to_six_months",
    "eight_to_eleven_months",
    "none",
)
"""Our words for the contact at which a row was recorded, in the order of the child's age."""

KINDS = ("period", "status")
"""What a row says: a period with its dates, or the status on one day."""

BIRTHS_SOURCE: Final = "foedsler"
"""The kind of delivery that holds no children."""

Source = Literal["kommuneudtraek", "kl-gateway", "foedsler"]
ColumnType = Literal["cpr", "municipality", "date", "instant", "month", "count", "code", "sor", "text"]
_FOLDER = Path(__file__).parent / "codebooks"


class CodeEntry(Record):
    """One delivered code, our name for it, and what it means."""

    delivered: str
    name: str
    definition: str


class Variable(Record):
    """One delivered column or element, as a codebook describes it."""

    delivered: str
    name: str
    type: ColumnType
    optional: bool = False
    definition: str
    source: str
    codes: Annotated[tuple[CodeEntry, ...], Field(strict=False)] = ()


class SourceBook(Record):
    """The columns of one source."""

    source: Source
    title: str
    unit: str
    columns: Annotated[tuple[Variable, ...], Field(strict=False)]

    def column(self, delivered: str) -> Variable:
        """The column with the given delivered name; KeyError when there is none."""
        return {column.delivered: column for column in self.columns}[delivered]

    def codes(self, delivered: str) -> dict[str, str]:
        """Delivered code to our name, for one column."""
        return {code.delivered: code.name for code in self.column(delivered).codes}


class Codebook(Record):
    """All sources that a set of deliveries may hold, under one name of codebook."""

    name: str
    sources: Annotated[tuple[SourceBook, ...], Field(strict=False)]

    def source(self, source: Source) -> SourceBook:
        """The columns of one source."""
        return {book.source: book for book in self.sources}[source]


def codebook_names() -> tuple[str, ...]:
    """Names a declaration may give as ``kodebog``."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yml")))


def read_codebook(name: str) -> Codebook:
    """Read one of the codebooks that lie in the package."""
    return read_record(_FOLDER / f"{name}.yml", Codebook, DeclarationError)


def codebook_markdown(codebook: Codebook) -> str:
    """The codebook as the page that stands in ``data/README.md``."""
    return "\n".join(_lines(codebook)) + "\n"


def _lines(codebook: Codebook) -> Iterator[str]:
    yield from _INTRODUCTION.splitlines()
    for book in codebook.sources:
        yield from ("", f"## `{book.source}`", "", f"{book.title}: {book.unit}.", "")
        yield from ("| delivered | our name | type | may be empty | definition | source |", "|---|---|---|---|---|---|")
        for column in book.columns:
            empty = "yes" if column.optional else "no"
            cells = (f"`{column.delivered}`", f"`{column.name}`", column.type, empty, column.definition, column.source)
            yield f"| {' | '.join(cells)} |"
        for column in book.columns:
            if column.codes:
                yield from ("", f"Codes of `{column.delivered}`:", "", "| code | our name | meaning |", "|---|---|---|")
                yield from (f"| {_code(code)} | `{code.name}` | {code.definition} |" for code in column.codes)


def _code(code: CodeEntry) -> str:
    return f"`{code.delivered}`" if code.delivered else "(empty)"


_INTRODUCTION = """\
# Data: what a set of deliveries looks like

This page is the codebook `standard`, printed with `python tools/print_codebook.py`; a test holds it to
`src/evaluering/intake/codebooks/standard.yml`. Danish names are those the senders use; the English ones are ours.

- `data/eksempel/`: synthetic deliveries, generated (`evaluering example`), not in version control.
- `data/raw/`: the real deliveries, never in version control.
- `data/interim/`: prepared data, never in version control.

A set is a folder with one subfolder per delivery. Each subfolder holds `leverance.yml` and the files it declares,
nothing else (hidden files are passed over). `sandhed/` and `noegle.txt` of a synthetic set are not deliveries.

```yaml
kilde: kommuneudtraek        # kommuneudtraek | kl-gateway | foedsler
afsender: "0657"             # municipality code as text, or an organisation's name
udtraeksdato: 2026-10-01
periode: {fra: 2012-01-01, til: 2026-09-30}
syntetisk: true              # a set is synthetic or real as a whole
filer:
  - navn: ernaering.csv
    format: csv              # csv (kommuneudtraek, foedsler) | json | ndjson (kl-gateway)
    tegnsaet: cp1252         # cp1252 | utf-8 | utf-8-sig; csv only, json is always UTF-8
    skilletegn: ";"          # ; , | or tab; csv only
    decimaltegn: ","         # optional
    datoformat: dd-mm-åååå   # or åååå-mm-dd; kommuneudtraek only
    kodebog: standard        # optional
    raekker: 12345           # data rows without the header; for json and ndjson the number of reports, optional
    sha256: …                # optional; checked when given
```

Columns stand in any order, with exactly these names. Further columns are named in the report and not used; a column
that looks personal (a name, an address, a parent's CPR number, free text) stops the run. Rows that cannot be true are
set aside and counted by reason; more than `impossible_rows_pct` per cent of a delivery's rows stop the run."""
