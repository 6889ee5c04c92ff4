from __future__ import annotations

import pytest

from evaluering.intake.codebook import read_codebook
from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats.delimited import read_delimited

BIRTHS = read_codebook("standard").source("foedsler")
HEADER = b"kommunekode;maaned;levendefoedte\n"


def declared(**words):
    file = {"navn": "a.csv", "format": "csv", "tegnsaet": "utf-8", "skilletegn": ";", "raekker": 1}
    return DeclaredFile.model_validate(file | words)


def blocks(tmp_path, data, *, block_bytes, **words):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    return list(read_delimited(path, declared(**words), BIRTHS, shown="a.csv", block_bytes=block_bytes))


def lines(count):
    return [f"0657;2020M{1 + number % 12:02d};{number}" for number in range(count)]


@pytest.mark.parametrize("block_bytes", [40, 64, 97, 1000, 1 << 20])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_blocks_of_any_size_hold_the_same_rows_with_their_lines(tmp_path, block_bytes, line_end):
    data = HEADER.replace(b"\n", line_end) + b"".join(line.encode() + line_end for line in lines(50))
    found = blocks(tmp_path, data, block_bytes=block_bytes)
    births = [text for block in found for text in block.columns["births"].to_pylist()]
    assert births == [str(number) for number in range(50)]
    rows = [block.first_row + number for block in found for number in range(block.rows)]
    assert rows == list(range(2, 52))
    assert not any(block.findings or block.notes for block in found)


def test_old_line_ends_are_read_too(tmp_path):
    data = HEADER.replace(b"\n", b"\r") + "\r".join([*lines(3), ""]).encode()
    assert sum(block.rows for block in blocks(tmp_path, data, block_bytes=1 << 20)) == 3


@pytest.mark.parametrize("block_bytes", [64, 1 << 20])
def test_an_uneven_row_is_told_with_its_line_in_the_file(tmp_path, block_bytes):
    text = lines(30)
    text[20] += ";x"
    found = blocks(tmp_path, HEADER + "\n".join([*text, ""]).encode(), block_bytes=block_bytes)
    (finding,) = [finding for block in found for finding in block.findings]
    assert (finding.row, "for mange kolonner" in finding.what) == (22, True)


def test_another_encoding_far_down_is_told_with_its_line(tmp_path):
    text = [line.encode() for line in lines(30)]
    text[25] = "0657;2020M01;ø".encode("cp1252")
    found = blocks(tmp_path, HEADER + b"\n".join([*text, b""]), block_bytes=64)
    assert found[-1].findings[0].row == 27
    assert "ikke er UTF-8" in found[-1].findings[0].what


def test_a_last_line_without_line_end_is_said(tmp_path):
    found = blocks(tmp_path, HEADER + "\n".join(lines(3)).encode(), block_bytes=1 << 20)
    assert found[-1].notes == ("a.csv: Den sidste linje slutter uden linjeskift; den kan være skåret over.",)
    assert sum(block.rows for block in found) == 3


def test_a_file_of_column_names_alone_has_no_rows(tmp_path):
    (block,) = blocks(tmp_path, HEADER, block_bytes=1 << 20)
    assert (block.rows, sorted(block.columns), block.findings) == (0, ["births", "month", "municipality"], ())


def test_a_line_end_inside_quotation_marks_is_told(tmp_path):
    data = HEADER + b'0657;2020M01;"1\n2"\n0657;2020M02;3\n'
    (block,) = blocks(tmp_path, data, block_bytes=1 << 20)
    assert block.findings
    assert block.columns == {}
