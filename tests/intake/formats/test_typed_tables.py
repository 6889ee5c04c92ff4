from __future__ import annotations

import struct
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evaluering.intake.codebook import read_codebook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.typed_tables import read_parquet, read_sas

FIXTURES = Path(__file__).parents[1] / "fixtures"
CHILDREN = {
    "child": ["6505204001", "650520-4002", "6505204003"],
    "municipality": ["0657", "0657", "0751"],
    "birth": ["2020-05-05"] * 3,
    "recorded": ["2020-07-07", "2020-07-07", "2020-07-08"],
    "contact": ["2_maaneder", "2_maaneder", ""],
    "feeding": ["fuld", "supplement", "primaer"],
    "status_date": ["", "2020-07-07", ""],
    "period_start": ["2020-05-05", "", "2020-05-06"],
    "period_end": ["2020-06-28", "", ""],
    "system": ["TM Sund, Ærø", "blå sundå", "Novax"],
}
STATUS = {
    "Barn CPR": ["6505204001", "6505204002"],
    "Bopælskommune": ["0657", "0751"],
    "Fødselsdag": [date(2020, 5, 5), date(2020, 5, 5)],
    "Registreret": [date(2020, 7, 7), None],
    "Besøg": ["Besøg 2 måneder", None],
    "Ernæring": ["Fuld amning", "Ikke oplyst"],
    "Statusdato": [date(2020, 7, 7), date(2020, 7, 7)],
}
BIRTHS = {"kommunekode": ["0657", "0751"], "maaned": ["2020M05", "2020M05"], "levendefoedte": [70, 300]}


def values(blocks):
    """The texts of all blocks together, by our names."""
    assert [finding for block in blocks for finding in block.findings] == []
    return {name: [text for block in blocks for text in block.columns[name].to_pylist()] for name in blocks[0].columns}


def one_finding(blocks):
    """The only finding, in the last block, which was not read."""
    *_, block = blocks
    assert block.columns == {}
    (finding,) = block.findings
    assert finding.file == "a"
    return finding


def sas(name, *, path=None, codebook="standard", source="kommuneudtraek", encoding="utf-8", form="dato", **more):
    """The blocks of a SAS data set."""
    path = path or FIXTURES / f"{name}.sas7bdat"
    declared = DeclaredFile(navn=path.name, format="sas7bdat", tegnsaet=encoding, raekker=3, datoformat=form)
    return list(read_sas(path, declared, read_codebook(codebook).source(source), shown="a", **more))


@pytest.fixture
def parquet(tmp_path):
    """Write columns as Parquet and read the blocks."""

    def written(columns, *, codebook="tm-sund", source="kommuneudtraek", form="dato", decimal=None, **more):
        path = tmp_path / "a.parquet"
        table = columns if isinstance(columns, pa.Table) else pa.table(columns)
        pq.write_table(table, path, row_group_size=more.pop("row_group_size", None))
        words = {"navn": "a.parquet", "format": "parquet", "raekker": 2, "datoformat": form, "decimaltegn": decimal}
        book = read_codebook(codebook).source(source)
        return list(read_parquet(path, DeclaredFile(**words), book, shown="a", **more))

    return written


@pytest.mark.parametrize(("name", "encoding"), [("children_utf8", "utf-8"), ("children_cp1252", "cp1252")])
def test_sas_is_read_in_the_declared_encoding_with_true_dates(name, encoding):
    (block,) = sas(name, encoding=encoding)
    assert values([block]) == CHILDREN
    assert (block.rows, block.first_row, block.notes, block.sheet) == (3, 1, (), "")


def test_sas_is_read_in_blocks_that_know_their_first_row():
    blocks = sas("children_utf8", block_rows=2)
    assert [(block.first_row, block.rows) for block in blocks] == [(1, 2), (3, 1)]
    assert values(blocks) == CHILDREN


def test_sas_numbers_are_codes_and_moments_at_midnight_dates():
    blocks = sas("children_numbers", codebook="novax")
    assert values(blocks) == {
        "child": ["6505204001", "6505204002"],
        "municipality": ["657", "751"],
        "birth": ["2020-05-05", "2020-05-05"],
        "recorded": ["2020-07-07", "2020-07-08"],
        "contact": ["M2", ""],
        "feeding": ["1", "9"],
        "status_date": ["", "2020-07-07"],
        "period_start": ["2020-05-05", ""],
        "period_end": ["2020-06-28", ""],
    }


def test_sas_births_are_counts():
    assert values(sas("births", source="foedsler", form=None))["births"] == ["70", "64"]


def test_sas_columns_of_the_wrong_kind_are_told_with_their_rows():
    (block,) = sas("faulty", codebook="novax")
    assert [(finding.column, finding.row, finding.count) for finding in block.findings] == [
        ("CPR_NR", 1, 2),
        ("KOMMUNE_NR", 2, 1),
        ("FOEDT", 1, 2),
        ("OPRETTET, ERN_FRA", 1, 2),
        ("ERN_TIL", 1, 1),
    ]
    assert all("6505204001" not in finding.text() for finding in block.findings)


@pytest.mark.parametrize(
    ("name", "encoding", "what", "row"),
    [
        ("children_utf8", "cp1252", "gemt som UTF-8", 1),
        ("children_cp1252", "utf-8", "tegn, der ikke er skrevet sådan", None),
    ],
)
def test_sas_in_another_encoding_than_declared_is_told(name, encoding, what, row):
    finding = one_finding(sas(name, encoding=encoding))
    assert (what in finding.what, finding.row, finding.key) == (True, row, "tegnsaet")


def test_sas_letters_that_cannot_be_converted_are_told(tmp_path):
    path = tmp_path / "a.sas7bdat"
    path.write_bytes((FIXTURES / "children_cp1252.sas7bdat").read_bytes().replace("Ærø".encode("cp1252"), b"\x81r\x8d"))
    assert one_finding(sas("", path=path, encoding="cp1252")).key == "tegnsaet"


def test_sas_columns_are_held_against_the_codebook():
    (block,) = sas("births")
    assert {finding.row for finding in block.findings} == {None}
    assert "Kolonnen cpr mangler" in [finding.what for finding in block.findings]
    assert "står i filen" in one_finding(sas("births", codebook="novax")).what


def test_sas_files_that_are_something_else_are_told(tmp_path):
    path = tmp_path / "a.sas7bdat"
    path.write_bytes(b"cpr;kommunekode\n")
    assert one_finding(sas("", path=path)).what == "Filen er beskadiget og kan ikke læses som sas7bdat"


@pytest.mark.parametrize("block_rows", [1, 2, 500])
def test_sas_head_that_claims_too_many_rows_is_damage(tmp_path, block_rows):
    data = (FIXTURES / "births.sas7bdat").read_bytes()
    place = data.index((2).to_bytes(8, "little"), 4096)
    path = tmp_path / "a.sas7bdat"
    path.write_bytes(data[:place] + (2**20).to_bytes(8, "little") + data[place + 8 :])
    assert "beskadiget" in one_finding(sas("", path=path, source="foedsler", form=None, block_rows=block_rows)).what


def test_sas_column_without_its_name_is_damage(tmp_path):
    path = tmp_path / "a.sas7bdat"
    path.write_bytes((FIXTURES / "births.sas7bdat").read_bytes().replace(b"maaned", b"\0aaned"))
    assert "beskadiget" in one_finding(sas("", path=path, source="foedsler", form=None)).what


def test_sas_moments_beyond_the_calendar_are_told(tmp_path):
    moment = (date(2020, 7, 8) - date(1960, 1, 1)).days * 86_400.0
    data = (FIXTURES / "children_numbers.sas7bdat").read_bytes()
    assert struct.pack("<d", moment) in data
    path = tmp_path / "a.sas7bdat"
    path.write_bytes(data.replace(struct.pack("<d", moment), struct.pack("<d", 1e300)))
    finding = one_finding(sas("", path=path, codebook="novax"))
    assert ("fejlværdier" in finding.what, finding.row, finding.column) == (True, 2, "OPRETTET")


def test_parquet_is_read_as_text_with_true_dates(parquet):
    (block,) = parquet(STATUS)
    assert values([block]) == {
        "child": ["6505204001", "6505204002"],
        "municipality": ["0657", "0751"],
        "birth": ["2020-05-05", "2020-05-05"],
        "recorded": ["2020-07-07", ""],
        "contact": ["Besøg 2 måneder", ""],
        "feeding": ["Fuld amning", "Ikke oplyst"],
        "status_date": ["2020-07-07", "2020-07-07"],
    }
    assert (block.rows, block.first_row, block.notes) == (2, 1, ())


def test_parquet_is_read_in_blocks_that_know_their_first_row(parquet):
    blocks = parquet(STATUS | {"lag": [1.5, None]}, row_group_size=1, block_rows=1)
    assert [(block.first_row, block.rows, len(block.notes)) for block in blocks] == [(1, 1, 1), (2, 1, 0)]


def test_parquet_without_rows_is_read_as_such(parquet):
    (block,) = parquet(pa.table(BIRTHS).slice(0, 0), codebook="standard", source="foedsler")
    assert (block.rows, values([block])) == (0, {"municipality": [], "month": [], "births": []})


@pytest.mark.parametrize(
    "days",
    [
        pa.array([18387, 18387], pa.date32()),
        pa.array([18387 * 86_400_000] * 2, pa.date64()),
        pa.array([18387 * 86_400] * 2, pa.timestamp("s")),
        pa.array([18387 * 86_400 * 10**9] * 2, pa.timestamp("ns")),
        pa.array([18387, 18387], pa.date32()).dictionary_encode(),
        pa.array([datetime.fromisoformat("2020-05-05")] * 2, pa.timestamp("us")).dictionary_encode(),
    ],
    ids=lambda days: str(days.type),
)
def test_parquet_dates_of_every_type(parquet, days):
    assert values(parquet(STATUS | {"Fødselsdag": days}))["birth"] == ["2020-05-05"] * 2


@pytest.mark.parametrize(
    ("days", "what"),
    [
        (pa.array([None, datetime.fromisoformat("2020-05-05T12:30")]), "klokkeslæt eller tidszone"),
        (pa.array([None, datetime(2020, 5, 5, tzinfo=UTC)], pa.timestamp("us", "UTC")), "klokkeslæt eller tidszone"),
        (pa.array([None, "05-05-2020"]), "Felterne er tekst"),
        (pa.array([None, 18387]), "Felterne er tal"),
        (pa.array([None, True]), "sandt eller falsk"),
        (pa.array([None, float("inf")]), "fejlværdier"),
    ],
    ids=lambda one: str(getattr(one, "type", "")),
)
def test_parquet_days_that_are_no_dates_are_told(parquet, days, what):
    finding = one_finding(parquet(STATUS | {"Registreret": days}))
    assert (what in finding.what, finding.row, finding.column) == (True, 2, "Registreret")


@pytest.mark.parametrize(
    ("counts", "texts"),
    [
        (pa.array([70, 300], pa.int16()), ["70", "300"]),
        (pa.array([70.0, 300.0], pa.float32()), ["70", "300"]),
        (pa.array([70.0, float("nan")]), ["70", ""]),
        (pa.array([Decimal("70.00"), Decimal("12.50")]), ["70", "12,5"]),
        (pa.array(["70", ""]), ["70", ""]),
        (pa.array(["70", "300"], pa.large_string()), ["70", "300"]),
        (pa.array(["70", "70"]).dictionary_encode(), ["70", "70"]),
        (pa.array([None, None]), ["", ""]),
        (pa.array([70, None], pa.int64()), ["70", ""]),
        (pa.array([2**62, 1], pa.int64()), ["4611686018427387904", "1"]),
    ],
    ids=lambda one: str(getattr(one, "type", "")),
)
def test_parquet_numbers_and_texts_of_every_type(parquet, counts, texts):
    blocks = parquet(BIRTHS | {"levendefoedte": counts}, codebook="standard", source="foedsler")
    assert values(blocks)["births"] == texts


def test_parquet_numbers_are_written_with_the_declared_decimal_sign(parquet):
    blocks = parquet(BIRTHS | {"levendefoedte": [1.5, 2]}, codebook="standard", source="foedsler", decimal=".")
    assert values(blocks)["births"] == ["1.5", "2"]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[70], []]),
        pa.array([{"a": 1}, None]),
        pa.array([b"70", b"300"]),
        pa.array([time(12), None]),
        pa.array([1, 2], pa.duration("s")),
    ],
    ids=lambda column: str(column.type),
)
@pytest.mark.parametrize("name", ["levendefoedte", "ekstra"])
def test_parquet_columns_of_other_types_are_refused(parquet, column, name):
    finding = one_finding(parquet(BIRTHS | {name: column}, codebook="standard", source="foedsler"))
    assert "type, der ikke kan læses" in finding.what
    assert finding.column == ("levendefoedte" if name == "levendefoedte" else "")


def test_parquet_columns_with_one_name_are_told(parquet):
    table = pa.table([*map(pa.array, BIRTHS.values()), pa.array([1, 2])], names=[*BIRTHS, "maaned"])
    assert one_finding(parquet(table, codebook="standard", source="foedsler")).what == "Kolonnen maaned står to gange"


def test_parquet_columns_that_are_not_used_are_looked_through_for_persons(parquet):
    finding = one_finding(parquet(BIRTHS | {"lnr": [6505204001, None]}, codebook="standard", source="foedsler"))
    assert (finding.column, finding.row) == ("lnr", 1)
    assert "6505204001" not in finding.text()


def test_parquet_that_is_cut_is_damaged(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(BIRTHS), path)
    path.write_bytes(path.read_bytes()[:-9])
    declared = DeclaredFile(navn="a.parquet", format="parquet", raekker=2)
    blocks = list(read_parquet(path, declared, read_codebook("standard").source("foedsler"), shown="a"))
    assert one_finding(blocks).what == "Filen er beskadiget og kan ikke læses som parquet"


def test_parquet_whose_foot_promises_other_rows_is_damaged(parquet, monkeypatch):
    monkeypatch.setattr(pq.ParquetFile, "iter_batches", lambda self, batch_size: iter([]))
    assert "beskadiget" in one_finding(parquet(BIRTHS, codebook="standard", source="foedsler")).what


def test_text_that_is_not_utf8_in_parquet_is_damage(parquet):
    broken = pa.array([b"\xff\xfe", b"x"], pa.binary()).view(pa.string())
    finding = one_finding(parquet(BIRTHS | {"maaned": broken}, codebook="standard", source="foedsler"))
    assert "beskadiget" in finding.what


def test_sas_and_parquet_are_delivered_like_any_table(with_births, tmp_path):
    data = (FIXTURES / "children_cp1252.sas7bdat").read_bytes()
    as_declared = {"format": "sas7bdat", "tegnsaet": "cp1252", "skilletegn": None, "datoformat": "dato", "raekker": 3}
    with_births.births("0751;2020M05;70\n", name="flere")
    with_births.deliver("herning", {"a.sas7bdat": data}, file=as_declared)
    pq.write_table(pa.table(STATUS).slice(0, 1), tmp_path / "b.parquet")
    as_declared |= {"format": "parquet", "tegnsaet": None, "raekker": 1, "kodebog": "tm-sund"}
    with_births.deliver("tm", {"b.parquet": (tmp_path / "b.parquet").read_bytes()}, file=as_declared)
    feeding = with_births.read().feeding
    assert sorted(zip(feeding["delivery"], feeding["row"], strict=True)) == [
        ("herning", 1),
        ("herning", 2),
        ("herning", 3),
        ("tm", 1),
    ]
