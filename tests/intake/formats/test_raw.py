from __future__ import annotations

import pytest

from evaluering.errors import DeliveryError


def test_cp1252_is_read_as_declared(with_births):
    row = with_births.row(system="TM Sund, Ærø")
    with_births.extract([row], file={"tegnsaet": "cp1252"})
    assert len(with_births.read().feeding) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf8_is_read_as_declared(with_births, encoding):
    with_births.extract([with_births.row(system="Ærø")], file={"tegnsaet": encoding})
    assert len(with_births.read().feeding) == 1


@pytest.mark.parametrize(
    ("declared", "written", "what"),
    [
        ("cp1252", "utf-8", "gemt som UTF-8"),
        ("cp1252", "utf-8-sig", "begynder med et mærke for UTF-8"),
        ("utf-8", "utf-8-sig", "begynder med et mærke for UTF-8"),
        ("utf-8", "cp1252", "ikke er UTF-8"),
        ("utf-8-sig", "cp1252", "ikke er UTF-8"),
        ("cp1252", "utf-16", "UTF-16"),
    ],
)
def test_another_encoding_than_declared_is_told_with_its_row(with_births, declared, written, what):
    rows = [with_births.row(), with_births.row(2, system="Ærø")]
    data = with_births.text_of(rows).encode(written)
    with_births.deliver("herning", {"a.csv": data}, file={"tegnsaet": declared, "raekker": 2})
    finding = with_births.one_fault(DeliveryError)
    assert what in finding.what
    assert finding.row == (1 if "mærke" in what or "UTF-16" in what else 3)
    assert finding.key == "tegnsaet"


@pytest.mark.parametrize(
    ("data", "encoding", "what"),
    [
        ("Ærø".encode().decode("cp1252").encode(), "utf-8", "gemt forkert undervejs"),
        ("\ufffdr\ufffd".encode(), "utf-8", "gemt forkert undervejs"),
        (b"\x81\xc6", "cp1252", "ikke findes i cp1252"),
        (b"a\0b", "utf-8", "nul-tegn"),
    ],
)
def test_letters_damaged_on_the_way_are_told(with_births, data, encoding, what):
    text = with_births.text_of([with_births.row(system="X")]).encode().replace(b"X", data)
    with_births.deliver("herning", {"a.csv": text}, file={"tegnsaet": encoding})
    finding = with_births.one_fault(DeliveryError)
    assert (what in finding.what, finding.row) == (True, 2)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_and_a_missing_last_one(with_births, line_end):
    text = with_births.text_of([with_births.row(), with_births.status(2)]).replace("\n", line_end).rstrip("\r\n")
    with_births.extract(text, file={"raekker": 2})
    assert list(with_births.read().feeding["row"]) == [2, 3]


def test_quoted_fields_and_columns_in_another_order(with_births):
    row = dict(reversed({name: f'"{value}"' for name, value in with_births.row().items()}.items()))
    with_births.extract([row])
    assert len(with_births.read().feeding) == 1


@pytest.mark.parametrize("written", [",", "\t", "|"])
def test_another_delimiter_than_declared_is_recognised(with_births, written):
    with_births.extract(with_births.text_of([with_births.row()], delimiter=written))
    finding = with_births.one_fault(DeliveryError)
    assert ("ikke delt med semikolon" in finding.what, finding.key) == (True, "skilletegn")


def test_a_file_without_column_names_is_told_without_its_first_row(with_births):
    with_births.extract(with_births.text_of([with_births.row(), with_births.row(2)]).split("\n", 1)[1])
    finding = with_births.one_fault(DeliveryError)
    assert ("mangler rækken med kolonnenavne" in finding.what, finding.row) == (True, 1)


@pytest.mark.parametrize(("rows", "declared"), [(1, 2), (2, 1)])
def test_another_number_of_rows_than_declared(with_births, rows, declared):
    with_births.extract([with_births.row(number) for number in range(rows)], file={"raekker": declared})
    finding = with_births.one_fault(DeliveryError)
    assert f"har {rows} rækker, men {declared} er erklæret" in finding.what


def test_a_cut_last_row_is_told(with_births):
    text = with_births.text_of([with_births.row(), with_births.row(2)])
    with_births.extract(text[:-30], file={"raekker": 2})
    finding = with_births.one_fault(DeliveryError)
    assert ("skåret over" in finding.what, finding.row) == (True, 3)


def test_rows_with_too_many_columns_are_told_with_the_first(with_births):
    text = with_births.text_of([with_births.row(number) for number in range(4)]).split("\n")
    text[2] += ";x"
    text[3] += ";x"
    with_births.extract("\n".join(text))
    finding = with_births.one_fault(DeliveryError)
    assert ("for mange kolonner" in finding.what, finding.row, finding.count) == (True, 3, 2)


def test_empty_lines_between_rows_are_told(with_births):
    text = with_births.text_of([with_births.row(), with_births.row(2)]).split("\n")
    with_births.extract("\n".join([*text[:2], "", *text[2:]]), file={"raekker": 2})
    finding = with_births.one_fault(DeliveryError)
    assert ("tomme linjer" in finding.what, finding.row) == (True, 3)


def test_a_quotation_mark_over_several_lines_is_told(with_births):
    rows = [with_births.row(1, system='"x'), with_births.row(2, cpr='x"' + with_births.cpr(2))]
    with_births.extract(rows)
    findings = with_births.fault(DeliveryError)
    assert any("anførselstegn" in finding.what + finding.remedy for finding in findings)


def test_a_row_without_end_is_told(with_births):
    with_births.extract([with_births.row(system="x" * (20 << 20))])
    assert "kan ikke læses som tabel" in with_births.one_fault(DeliveryError).what


def test_empty_files_are_told(with_births):
    with_births.deliver("herning", {"a.csv": b"\n"}, file={"raekker": 0})
    assert "Filen er tom" in with_births.one_fault(DeliveryError).what


def test_a_file_that_cannot_be_opened_is_told(with_births, monkeypatch):
    with_births.extract([with_births.row()])
    real = type(with_births.folder).open

    def refuse(path, *words, **more):
        if path.name == "herning.csv":
            raise PermissionError(path)
        return real(path, *words, **more)

    monkeypatch.setattr(type(with_births.folder), "open", refuse)
    assert "kan ikke åbnes" in with_births.one_fault(DeliveryError).what


@pytest.mark.parametrize("upper", [False, True])
def test_sha256_is_checked_when_given(with_births, upper):
    data = with_births.text_of([with_births.row()]).encode()
    digest = "fe" * 32
    with_births.deliver("herning", {"a.csv": data}, file={"sha256": digest.upper() if upper else digest})
    finding = with_births.one_fault(DeliveryError)
    assert finding.key == "sha256"


def test_the_same_file_twice_is_told(with_births):
    with_births.extract([with_births.row()], name="a")
    with_births.extract([with_births.row()], name="b")
    finding = with_births.one_fault(DeliveryError)
    assert (finding.file, "a/a.csv" in finding.what) == ("b/b.csv", True)
