from __future__ import annotations

import io
import zipfile

import pytest

from evaluering.errors import DeliveryError
from evaluering.intake.proposal.kinds import kind_of

SAS = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")


def archive(*names):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in names:
            file.writestr(zipfile.ZipInfo(name), "{}")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"a;b\n1;2\n", "csv"),
        (b"\xef\xbb\xbfa;b\n", "csv"),
        (b' \n{"resourceType": "Bundle"}', "json"),
        (b"\xef\xbb\xbf[1]", "json"),
        (b"PAR1....", "parquet"),
        (SAS, "sas7bdat"),
        (b"\xd0\xcf\x11\xe0....", "xlsx"),
        (archive("xl/workbook.xml"), "xlsx"),
        (archive("a.JSON"), "zip"),
        (archive("b/a.ndjson"), "zip"),
    ],
)
def test_a_file_is_what_it_holds_whatever_it_is_called(tmp_path, content, kind):
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    assert kind_of(path, shown="a.pdf") == kind


def test_a_folder_is_one(tmp_path):
    assert kind_of(tmp_path, shown="a") == "mappe"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "Filen er tom"),
        (b" \r\n\t\n", "Filen er tom"),
        (b"%PDF-1.7", "en PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        ("a;b".encode("utf-16"), "UTF-16"),
        (b"<html></html>", "XML eller en webside"),
        (b"a;b\n1;\x00\n", "hverken tekst"),
        (bytes(range(1, 9)) * 9, "hverken tekst"),
        (archive("a.csv"), "ingen indberetninger"),
        (archive(), "ingen indberetninger"),
        (archive("a.json")[:40], "beskadiget arkiv"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_can(tmp_path, content, what):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(DeliveryError, match=what) as caught:
        kind_of(path, shown="a.csv")
    finding = caught.value.findings[0]
    assert finding.file == "a.csv"
    assert "xlsx" in finding.allowed
    assert finding.remedy


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DeliveryError, match="findes ikke"):
        kind_of(tmp_path / "a.csv", shown="a.csv")


def test_a_file_that_cannot_be_opened(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a")

    def locked(*_, **__):
        raise PermissionError

    monkeypatch.setattr(type(path), "open", locked)
    with pytest.raises(DeliveryError, match="kan ikke åbnes"):
        kind_of(path, shown="a.csv")
