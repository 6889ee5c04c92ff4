"""Write the codebooks to ``data/README.md``, where those who look into the data folder find them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evaluering.intake.codebook import CodeEntry, SourceBook, codebook_names, read_codebook

STANDARD = "standard"

INTRODUCTION = """\
# Data: what a set of deliveries looks like

This page is printed from the codebooks with `python tools/print_codebook.py`; a test holds it to
`src/evaluering/intake/codebooks/`. Danish names are those the senders use; the English ones are ours.

- `data/eksempel/`: synthetic deliveries, generated (`evaluering example`), not in version control.
- `data/raw/`: the real deliveries, never in version control.
- `data/interim/`: prepared data, never in version control.
- `data/tidligere/<year>/`: `results.json` and `manifest.json` of earlier reports, kept for comparison.

A set is a folder with one subfolder per delivery. Each subfolder holds `leverance.yml` and the files it declares,
nothing else (hidden files are passed over). `kodeboeger/` holds codebooks of the set's own; `sandhed/` and
`noegle.txt` of a synthetic set are not deliveries. `evaluering declare FILE` proposes a `leverance.yml`.

```yaml
kilde: kommuneudtraek        # kommuneudtraek | kl-gateway | foedsler | esundhed | statbank
afsender: "0657"             # municipality code as text, or an organisation's name
udtraeksdato: 2026-10-01
periode: {fra: 2012-01-01, til: 2026-09-30}
syntetisk: true              # a set is synthetic or real as a whole
filer:
  - navn: ernaering.csv      # for format mappe: the name of a subfolder of json and ndjson files
    format: csv              # tables: csv | xlsx | sas7bdat | parquet; reports: json | ndjson | mappe | zip
    tegnsaet: cp1252         # cp1252 | utf-8 | utf-8-sig; csv and sas7bdat (its texts); json is always UTF-8
    skilletegn: ";"          # ; , | or tab; csv only
    decimaltegn: ","         # optional; of numbers in published tables
    tusindtalstegn: "."      # optional; of numbers in published tables
    datoformat: dd-mm-åååå   # åååå-mm-dd | dd.mm.åååå | dd/mm/åååå | ddmmåååå | ååååmmdd | ddmmmåååå (05maj2020)
                             # | dato: true dates in xlsx, sas7bdat, parquet; kommuneudtraek only
    kodebog: standard        # optional; one of those below, or of the set's own
    indikator: share_26w     # only for a published table with a column per year: what its values are
    ark: Data                # xlsx: the sheet; may be left out when there is one
    overskrift: 4            # xlsx: the row of the column names; 1 when left out
    totaler: [I alt]         # xlsx: rows that begin with one of these are left out
    raekker: 12345           # data rows without the header; for reports their number, optional
    sha256: …                # optional; checked when given; the one thing that finds any change of a file
bekraeft: []                 # what a person must still confirm in a proposal; must be empty
```

Columns stand in any order, with exactly the codebook's names. Further columns are named in the report and not used; a
column that looks personal (a name, an address, a parent's CPR number, free text) stops the run. Rows that cannot be
true are set aside and counted by reason; more than `impossible_rows_pct` per cent of a delivery's rows stop the
run."""


def page() -> str:
    """The page: how a set looks, the standard codebook, then the columns and codes in which the others differ."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from INTRODUCTION.splitlines()
    for name in (STANDARD, *(one for one in codebook_names() if one != STANDARD)):
        yield from ("", f"## Codebook `{name}`")
        for book in read_codebook(name).sources:
            yield from ("", f"### `{book.source}`", "", f"{book.title}: {book.unit}.", "", *_columns(book))


def _columns(book: SourceBook) -> Iterator[str]:
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


if __name__ == "__main__":
    target = Path(__file__).resolve().parents[1] / "data" / "README.md"
    target.write_text(page(), encoding="utf-8", newline="\n")
    print(f"wrote {target.name}")
