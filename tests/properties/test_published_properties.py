from __future__ import annotations

from datetime import date

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluering.intake.codebook import read_codebook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.raw import raw_table
from evaluering.intake.sources.areas import read_areas
from evaluering.intake.sources.esundhed import read_esundhed
from evaluering.intake.sources.statbank import read_statbank

quick = settings(max_examples=60, derandomize=True, deadline=None)
BOOK = read_codebook("standard")
READERS = {"esundhed": read_esundhed, "statbank": read_statbank}
COLUMNS = {
    "esundhed": ("omraade", "aar", "indikator", "taeller", "naevner", "vaerdi"),
    "statbank": ("OMRÅDE", "BEVÆGELSE", "KØN", "TID", "INDHOLD"),
}
AREAS = [area for area in read_areas().by_code.values() if area.kind in ("nation", "region", "municipality")]
OURS = ("0657", "0661", "0665")
USED = [area for area in AREAS if area.code in OURS or area.kind != "municipality"]


def read(source, rows, **words):
    columns = {
        name: pa.array([row[place] for row in rows], type=pa.string()).dictionary_encode()
        for place, name in enumerate(COLUMNS[source])
    }
    declared = {"navn": "t.csv", "format": "csv", "tegnsaet": "utf-8", "skilletegn": ";", "raekker": 1} | words
    book = BOOK.source(source)
    return READERS[source](
        [raw_table(columns, book, shown="t/t.csv", first_row=2)],
        book,
        declared=DeclaredFile.model_validate(declared),
        extraction=date(2025, 1, 15),
        municipalities=OURS,
        shown="t/t.csv",
    )


def plain(frame):
    return frame.drop(columns="row").sort_values(["area", "first", "last", "measure"], ignore_index=True)


def written(area, way):
    short = str(int(area.code) - 1000).zfill(3) if area.kind == "region" else area.code[1:]
    return (area.code, short, area.name, f"{short} {area.name}", f"{area.name} Kommune", area.name.upper())[
        way if area.kind == "municipality" else way % 4
    ]


esundhed_rows = st.lists(
    st.tuples(
        st.sampled_from(USED),
        st.sampled_from(["2021", "2022"]),
        st.sampled_from(["> 2 uger", "> 26 uger", "gennemsnitligt antal dage"]),
        st.just(""),
        st.just(""),
        st.integers(2, 100).map(str),
    ),
    unique_by=lambda row: row[:3],
    min_size=1,
)
statbank_rows = st.lists(
    st.tuples(
        st.sampled_from(USED),
        st.sampled_from(["B02", "Levendefødte", "B02 Levendefødte", "B03 Døde"]),
        st.sampled_from(["TOT", "I alt", "TOT I alt"]),
        st.sampled_from(["2021", "2021K1", "2021M01"]),
        st.just(".."),
    ),
    unique_by=lambda row: (row[0], row[3]),
    min_size=1,
)
either = st.one_of(st.tuples(st.just("esundhed"), esundhed_rows), st.tuples(st.just("statbank"), statbank_rows))


@quick
@given(either, st.data())
def test_neither_the_order_of_rows_nor_the_name_of_an_area_matters(table, data):
    source, rows = table
    if source == "statbank" and all(row[1] == "B03 Døde" for row in rows):
        rows = [(*rows[0][:1], "B02", *rows[0][2:])]
    as_codes = [(area.code, *rest) for area, *rest in rows]
    frame, findings, notes = read(source, as_codes)
    assert findings == ()
    shuffled = data.draw(st.permutations(rows))
    ways = data.draw(st.lists(st.integers(0, 5), min_size=len(rows), max_size=len(rows)))
    renamed = [(written(area, way), *rest) for (area, *rest), way in zip(shuffled, ways, strict=True)]
    other, no_findings, same_notes = read(source, renamed)
    assert no_findings == ()
    assert plain(other).equals(plain(frame))
    assert same_notes == notes


cells = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["657", "Herning", "82", "Hele landet", "2021", "2021K1", "B02", "TOT", "M", "K", "> 2 uger"]),
    st.sampled_from(["..", "", "12,5", "1.234", "1 234", "-1", "0", "1e9", "\N{NO-BREAK SPACE}", "5" * 30]),
)


@quick
@given(st.lists(st.tuples(*[cells] * 6), max_size=6), st.sampled_from([{}, {"tusindtalstegn": "."}]))
def test_whatever_stands_in_the_cells_no_reader_fails_and_no_faulty_table_is_used(rows, words):
    for source in READERS:
        frame, findings, _ = read(source, rows, **words)
        assert not (findings and len(frame))
        assert all(finding.what and finding.remedy and finding.file for finding in findings)
        assert all(finding.row is None or 2 <= finding.row < len(rows) + 2 for finding in findings)
        assert frame["area"].isin([area.code for area in AREAS] + ["unknown"]).all()
