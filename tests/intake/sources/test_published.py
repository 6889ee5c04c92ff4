from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from evaluering.intake.codebook import read_codebook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.raw import raw_table
from evaluering.intake.sources.published import cells_of
from evaluering.intake.sources.statbank import read_statbank


@pytest.fixture
def book():
    return read_codebook("statbank-foedte").source("statbank")


def block(book, first_row, *rows):
    columns = {
        name: pa.array([row[place] for row in rows], type=pa.string()).dictionary_encode()
        for place, name in enumerate(("OMRÅDE", "TID", "INDHOLD"))
    }
    return raw_table(columns, book, shown="a/b.csv", first_row=first_row)


def test_rows_of_all_blocks_keep_their_place_in_the_file(book):
    rows = [("Herning", "2021", "950"), ("Holstebro", "2021", "600"), ("Herning", "2020", "940")]
    cells = cells_of([block(book, 4, *rows[:2]), block(book, 8, *rows[2:])], ("area", "period", "births", "sex"))
    assert cells.to_dict("list") == {
        "area": ["Herning", "Holstebro", "Herning"],
        "period": ["2021", "2021", "2020"],
        "births": ["950", "600", "940"],
        "sex": ["", "", ""],
        "spread": ["", "", ""],
        "row": [4, 5, 8],
    }


def test_what_is_repeated_in_another_block_is_found(book):
    blocks = [block(book, 2, ("Herning", "2021", "950")), block(book, 9, ("657", "2021", "950"))]
    declared = {"navn": "b.csv", "format": "csv", "tegnsaet": "utf-8", "skilletegn": ";", "raekker": 2}
    _, findings, _ = read_statbank(
        blocks,
        book,
        declared=DeclaredFile.model_validate(declared),
        extraction=date(2022, 2, 10),
        municipalities=("0657",),
        shown="a/b.csv",
    )
    assert [(finding.row, finding.column) for finding in findings] == [(9, "OMRÅDE")]
