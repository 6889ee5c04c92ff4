"""The same table, written in every dialect that may be declared, is read back as the same rows."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluering.agreement import REGION, read_agreement
from evaluering.intake.codebook import CONTACTS, FEEDINGS, read_codebook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.delimited import read_delimited
from evaluering.intake.formats.spreadsheets import read_spreadsheet
from evaluering.intake.formats.typed_tables import read_parquet, read_sas
from evaluering.intake.sources.births import read_births
from evaluering.intake.sources.children import ReadAs, read_children
from evaluering.intake.sources.pseudonym import pseudonymise

ROOT = Path(__file__).parents[2]
KNOWN = read_agreement(ROOT / "params" / "amning-midtjylland.yml").municipalities_of(REGION)
BIRTHS = read_codebook("standard").source("foedsler")
BOOKS = {name: read_codebook(name).source("kommuneudtraek") for name in ("standard", "novax", "tm-sund", "nexus")}
KEY = b"key"
READERS = {"csv": read_delimited, "xlsx": read_spreadsheet, "parquet": read_parquet, "sas7bdat": read_sas}
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
WRITTEN = {
    "dd-mm-åååå": lambda day: f"{day:%d-%m-%Y}",
    "åååå-mm-dd": lambda day: f"{day:%Y-%m-%d}",
    "dd.mm.åååå": lambda day: f"{day:%d.%m.%Y}",
    "dd/mm/åååå": lambda day: f"{day:%d/%m/%Y}",
    "ddmmåååå": lambda day: f"{day:%d%m%Y}",
    "ååååmmdd": lambda day: f"{day:%Y%m%d}",
    "ddmmmåååå": lambda day: f"{day.day:02d}{MONTHS[day.month - 1].upper()}{day.year}",
}
quick = settings(
    max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def children(draw):
    """Rows of children by our names: sound, and possible in every codebook that knows their kind."""
    birth = draw(st.dates(date(2012, 1, 1), date(2025, 12, 31)))
    recorded = birth + timedelta(days=draw(st.integers(0, 300)))
    start = birth + timedelta(days=draw(st.integers(0, (recorded - birth).days)))
    end = draw(st.none() | st.dates(start, recorded))
    return {
        "child": f"{birth.day + 60}{birth:%m%y}4{draw(st.integers(0, 999)):03d}",
        "municipality": draw(st.sampled_from(KNOWN[:3])),
        "birth": birth,
        "recorded": recorded,
        "contact": draw(st.sampled_from(CONTACTS)),
        "feeding": draw(st.sampled_from(FEEDINGS)),
        "is_status": draw(st.booleans()),
        "status_date": start,
        "period_start": start,
        "period_end": end,
        "system": draw(st.sampled_from(["Novax", "TM Sund; Ærø", 'Nexus "2"', ""])),
    }


births_rows = st.lists(
    st.tuples(st.sampled_from(KNOWN), st.integers(0, 179), st.integers(0, 999_999)), min_size=1, max_size=8
).map(
    lambda rows: [
        {"municipality": code, "month": f"{2012 + month // 12}-{month % 12 + 1:02d}", "births": count}
        for code, month, count in rows
    ]
)
csv_dialects = st.fixed_dictionaries(
    {
        "format": st.just("csv"),
        "tegnsaet": st.sampled_from(["cp1252", "utf-8", "utf-8-sig"]),
        "skilletegn": st.sampled_from([";", ",", "|", "\t"]),
        "datoformat": st.sampled_from(sorted(WRITTEN)),
        "line_end": st.sampled_from(["\n", "\r\n"]),
        "quoted": st.booleans(),
    }
)
typed_dates = st.sampled_from(["dato", "dato", *sorted(WRITTEN)])
xlsx_dialects = st.fixed_dictionaries(
    {
        "format": st.just("xlsx"),
        "datoformat": typed_dates,
        "overskrift": st.integers(1, 5),
        "ark": st.none() | st.just("Udtræk 1"),
        "notes": st.integers(0, 2),
        "total_after": st.none() | st.integers(0, 8),
        "merged": st.booleans(),
        "other_sheet": st.sampled_from(["none", "hidden"]),
    }
)
parquet_dialects = st.fixed_dictionaries(
    {
        "format": st.just("parquet"),
        "datoformat": typed_dates,
        "dictionary": st.booleans(),
        "moments": st.booleans(),
        "block": st.integers(1, 5),
    }
)
dialects = st.one_of(csv_dialects, xlsx_dialects, parquet_dialects)


def is_status(row, book):
    """Whether a row is a status: some systems only know statuses, some only periods."""
    return "status_date" in book.by_name and (row.get("is_status", False) or "period_start" not in book.by_name)


def delivered(rows, book, form):
    """Rows as a codebook wants them: delivered names in the codebook's order, days as days or in the form."""
    write = WRITTEN.get(form, lambda day: day)
    table = []
    for row in rows:
        cells = {}
        unused = ("period_start", "period_end") if is_status(row, book) else ("status_date",)
        for column in book.columns:
            value = None if column.name in unused else row[column.name]
            of_codes = {code.name: code.delivered for code in reversed(column.codes)}
            if column.type == "date" and value is not None:
                value = write(value)
            elif column.type == "month":
                value = value.replace("-", "M")
            cells[column.delivered] = of_codes.get(value, value) if column.codes else value
        table.append(cells)
    return table


def written_csv(path, table, dialect):
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=dialect["skilletegn"],
        lineterminator=dialect["line_end"],
        quoting=csv.QUOTE_ALL if dialect["quoted"] else csv.QUOTE_MINIMAL,
    )
    writer.writerows([table[0], *(row.values() for row in table)])
    path.write_bytes(text.getvalue().encode(dialect["tegnsaet"]))
    return {name: dialect[name] for name in ("tegnsaet", "skilletegn")}


def written_xlsx(path, table, dialect):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Udtræk 1"
    for place in range(1, dialect["overskrift"]):
        sheet.append([] if place == 2 else [f"Titel {place}", date(2026, 10, 1)])
    sheet.append(list(table[0]))
    numbers = []
    for place, row in enumerate(table):
        if place == dialect["total_after"]:
            sheet.append(["I alt", None, 17])
        sheet.append(list(row.values()))
        numbers.append(sheet.max_row)
    if dialect["merged"]:
        merge_municipalities(sheet, table, numbers)
    for place in range(dialect["notes"]):
        sheet.append([])
        sheet.append([None, f"Note {place}"])
    if dialect.get("other_sheet") == "hidden":
        workbook.create_sheet("Filter").sheet_state = "hidden"
    workbook.save(path)
    return {"ark": dialect["ark"], "overskrift": dialect["overskrift"], "totaler": ("I alt",)}


def merge_municipalities(sheet, table, numbers):
    """Merge the cells of rows that follow each other and have the same municipality."""
    names = [name for name in table[0] if name in ("kommunekode", "KOMMUNE_NR", "Bopælskommune")]
    for name in names:
        column = list(table[0]).index(name) + 1
        first = 0
        for place in range(1, len(table) + 1):
            follows = place < len(table) and numbers[place] == numbers[place - 1] + 1
            if not follows or table[place][name] != table[first][name]:
                if place - first > 1:
                    area = {"start_row": numbers[first], "end_row": numbers[place - 1]}
                    sheet.merge_cells(**area, start_column=column, end_column=column)
                first = place


def written_parquet(path, table, dialect):
    columns = {}
    for name in table[0]:
        values = pa.array([row[name] for row in table])
        if pa.types.is_date(values.type) and dialect["moments"]:
            values = values.cast(pa.timestamp("ns"))
        encoded = dialect["dictionary"] and not pa.types.is_null(values.type)
        columns[name] = values.dictionary_encode() if encoded else values
    pq.write_table(pa.table(columns), path, row_group_size=dialect["block"])
    return {}


WRITERS = {"csv": written_csv, "xlsx": written_xlsx, "parquet": written_parquet}


def read_back(folder, rows, book, dialect):
    """The rows, written in the dialect and read again as blocks."""
    form = dialect["format"]
    path = folder / f"a.{form}"
    words = WRITERS[form](path, delivered(rows, book, dialect["datoformat"]), dialect)
    declared = DeclaredFile(navn=path.name, format=form, datoformat=dialect["datoformat"], raekker=len(rows), **words)
    blocks = list(READERS[form](path, declared, book, shown="a"))
    assert [finding for block in blocks for finding in block.findings] == []
    assert sum(block.rows for block in blocks) == len(rows)
    return blocks


def expected_children(rows, book):
    """What reading must give, straight from the rows."""
    expected = []
    for row in rows:
        start, end = (row["status_date"], None) if is_status(row, book) else (row["period_start"], row["period_end"])
        expected.append(
            {
                "child": int(pseudonymise(pa.array([row["child"]]), key=KEY).child[0]),
                "municipality": row["municipality"] if "municipality" in book.by_name else KNOWN[0],
                "birth": row["birth"],
                "recorded": row["recorded"],
                "kind": "status" if is_status(row, book) else "period",
                "feeding": row["feeding"],
                "contact": row["contact"] if "contact" in book.by_name else "none",
                "start": start,
                "end": end,
            }
        )
    return expected


def as_plain(frame):
    """The rows of a table as plain values, days as days."""
    return [
        {
            name: value.date() if isinstance(value, pd.Timestamp) else None if value is pd.NaT else value
            for name, value in row.items()
        }
        for row in frame.drop(columns=["row", "known_until"]).astype(object).to_dict("records")
    ]


@quick
@given(st.sampled_from(sorted(BOOKS)), st.lists(children(), min_size=1, max_size=8), dialects)
def test_children_are_the_same_in_every_dialect(tmp_path, codebook, rows, dialect):
    book = BOOKS[codebook]
    read_as = ReadAs(
        shown="a",
        date_form=dialect["datoformat"],
        extraction=date(2026, 12, 31),
        period=(date(2012, 1, 1), date(2026, 12, 31)),
        municipalities=KNOWN,
        sender=KNOWN[0],
        impossible_rows_pct=2.0,
        key=KEY,
    )
    blocks = read_back(tmp_path, rows, book, dialect)
    parts = [read_children(block, book, read_as=read_as) for block in blocks]
    assert [finding for part in parts for finding in part.findings] == []
    frame = pd.concat([part.frame for part in parts], ignore_index=True)
    assert as_plain(frame) == expected_children(rows, book)


@quick
@given(births_rows, dialects)
def test_births_are_the_same_in_every_dialect(tmp_path, rows, dialect):
    blocks = read_back(tmp_path, rows, BIRTHS, dialect)
    frames = []
    for block in blocks:
        frame, findings = read_births(block, BIRTHS, municipalities=KNOWN, extraction=date(2026, 12, 31), shown="a")
        assert findings == ()
        frames.append(frame)
    whole = pd.concat(frames, ignore_index=True)
    assert whole[["municipality", "month", "births"]].to_dict("records") == rows


def damaged(data, chance):
    """Bytes of a file as they arrive after something went wrong."""
    harmed = bytearray(data)
    size = chance.choice([1, 4, 16, 64, 512])
    first, second = chance.randrange(len(harmed) - size), chance.randrange(len(harmed) - size)
    how = chance.choice(["cut", "flip", "swap", "blank", "repeat"])
    if how == "cut":
        del harmed[first:]
    elif how == "flip":
        for _ in range(size):
            harmed[chance.randrange(len(harmed))] ^= 1 << chance.randrange(8)
    elif how == "swap":
        harmed[first : first + size], harmed[second : second + size] = (
            harmed[second : second + size],
            harmed[first : first + size],
        )
    elif how == "blank":
        harmed[first : first + size] = bytes(size)
    else:
        harmed[second:second] = harmed[first : first + size]
    return bytes(harmed)


def whole_table(path, declared, book):
    """The texts of all blocks, or none when something is wrong with the file."""
    blocks = list(READERS[declared.format](path, declared, book, shown="a"))
    if any(block.findings for block in blocks):
        return None
    return [(block.first_row, {name: column.to_pylist() for name, column in block.columns.items()}) for block in blocks]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Sound files of every typed format: path, declaration and codebook."""
    folder = tmp_path_factory.mktemp("sound")
    table = delivered(
        [{"municipality": "0657", "month": "2020-05", "births": place} for place in range(40)], BIRTHS, ""
    )
    written_xlsx(
        folder / "a.xlsx", table, {"overskrift": 2, "notes": 1, "total_after": 20, "merged": True, "ark": None}
    )
    pq.write_table(pa.Table.from_pylist(table), folder / "a.parquet", write_page_checksum=True)
    fixture = ROOT / "tests" / "intake" / "fixtures" / "children_utf8.sas7bdat"
    (folder / "a.sas7bdat").write_bytes(fixture.read_bytes())
    more = {"overskrift": 2, "totaler": ("I alt",)}
    return {
        "xlsx": (folder / "a.xlsx", DeclaredFile(navn="a.xlsx", format="xlsx", raekker=40, **more), BIRTHS),
        "parquet": (folder / "a.parquet", DeclaredFile(navn="a.parquet", format="parquet", raekker=40), BIRTHS),
        "sas7bdat": (
            folder / "a.sas7bdat",
            DeclaredFile(navn="a.sas7bdat", format="sas7bdat", tegnsaet="utf-8", datoformat="dato", raekker=3),
            BOOKS["standard"],
        ),
    }


@pytest.mark.parametrize("form", ["xlsx", "parquet", "sas7bdat"])
def test_damage_is_told_or_harmless(sound, tmp_path, form):
    path, declared, book = sound[form]
    read = whole_table(path, declared, book)
    assert read is not None
    harmed = tmp_path / path.name
    answers = []
    for seed in range(70):
        harmed.write_bytes(damaged(path.read_bytes(), random.Random(seed)))
        answers.append(whole_table(harmed, declared, book))
    assert any(answer is None for answer in answers)
    if form != "sas7bdat":  # a SAS data set holds no checksums: only the declared sha256 tells one value from another
        assert all(answer in (None, read) for answer in answers)
