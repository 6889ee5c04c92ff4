from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import unicodedata
import zipfile

import pytest

from evaluering.intake.declaration import DeclaredFile
from evaluering.intake.formats import archives
from evaluering.intake.formats.archives import NamedBytes, folder_findings, open_documents


def declared(form, **changes):
    return DeclaredFile.model_validate({"navn": "rapporter", "format": form} | changes)


def packed(path, files, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def laid(path, files):
    path.mkdir()
    for name, data in files.items():
        (path / name).write_bytes(data)
    return path


def opened(path, form, **changes):
    return list(open_documents(path, declared(form, **changes), shown="g/rapporter"))


def refusals(path, form):
    return [finding for one in opened(path, form) for finding in one.findings]


@pytest.fixture(params=["mappe", "zip"])
def container(request, tmp_path):
    """Make a folder or a zip of the given files and tell its format."""
    make = {"mappe": laid, "zip": packed}[request.param]
    return lambda files: (make(tmp_path / f"rapporter.{request.param}", files), request.param)


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_a_file_is_one_document(tmp_path, form):
    path = tmp_path / "a.txt"
    path.write_bytes(b"{}\n{}")
    assert opened(path, form) == [NamedBytes("g/rapporter", b"{}\n{}")]


def test_documents_come_in_order_of_name_and_are_named_inside_their_place(container):
    place = container({"b.ndjson": b"2", "A.JSON": b"1", "å.json".encode().decode(): b"3"})
    assert [(one.name, one.data) for one in opened(*place)] == [
        ("g/rapporter/A.JSON", b"1"),
        ("g/rapporter/b.ndjson", b"2"),
        ("g/rapporter/å.json", b"3"),
    ]


def test_names_are_ordered_and_shown_with_composed_letters(container):
    place = container({unicodedata.normalize("NFD", "å.json"): b"2", "z.json": b"1"})
    assert [one.name for one in opened(*place)] == ["g/rapporter/z.json", "g/rapporter/å.json"]


def test_what_systems_leave_behind_is_passed_over(container):
    place = container({"a.json": b"1", ".DS_Store": b"x", "Thumbs.db": b"x", "~$a.json": b"x", ".a.json": b"x"})
    assert [one.name for one in opened(*place)] == ["g/rapporter/a.json"]


def test_folders_inside_a_zip_are_part_of_the_names(tmp_path):
    files = {"rapporter/a.json": b"1", "./b.json": b"2", "__MACOSX/rapporter/._a.json": b"x", "rapporter/tom/": b""}
    found = opened(packed(tmp_path / "a.zip", files), "zip")
    assert [one.name for one in found] == ["g/rapporter/./b.json", "g/rapporter/rapporter/a.json"]


def test_files_of_another_kind_are_named(container):
    place = container({"a.json": b"1", "læs mig.txt": b"x", "b.csv": b"x"})
    (finding,) = refusals(*place)
    assert "b.csv og læs mig.txt" in finding.what
    assert finding.allowed == ".json og .ndjson"
    assert [one.name for one in opened(*place) if one.data] == ["g/rapporter/a.json"]


def test_a_zip_inside_is_refused(container):
    (finding,) = refusals(*container({"a.json": b"1", "b.ZIP": b"x"}))
    assert "zip-fil inde i" in finding.what


@pytest.mark.parametrize("files", [{}, {".skjult.json": b"1"}])
def test_nothing_to_read_is_told(container, files):
    (finding,) = refusals(*container(files))
    assert "ingen indberetninger" in finding.what


def test_an_empty_document_is_told_by_its_name(container):
    (finding,) = refusals(*container({"a.json": b" \n", "b.json": b"1"}))
    assert (finding.what, finding.file) == ("Filen er tom", "g/rapporter/a.json")


def test_numbers_of_persons_in_names_are_told_and_never_shown(container):
    place = container({"650520-4001.json": b"1"})
    (finding,) = refusals(*place)
    assert "CPR-nummer" in finding.what
    assert "6505204001" not in finding.text().replace("-", "")
    assert [one.name for one in opened(*place) if one.data] == ["g/rapporter/(skjult).json"]


def test_each_document_is_held_to_the_declared_encoding(container):
    place = container({"a.json": "æ".encode("cp1252"), "b.json": "æ".encode("utf-8-sig"), "c.json": "æ".encode()})
    assert [(one.file, one.key) for one in refusals(*place)] == [
        ("g/rapporter/a.json", "tegnsaet"),
        ("g/rapporter/b.json", "tegnsaet"),
    ]
    assert [one.data for one in opened(*place, tegnsaet="utf-8-sig")][1:] == ["æ".encode()] * 2


def test_too_many_files_are_refused(container, monkeypatch):
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    place = container({f"{number}.json": b"1" for number in range(3)})
    (finding,) = refusals(*place)
    assert ("3 filer" in finding.what, [one for one in opened(*place) if one.data]) == (True, [])


def test_folders_in_a_folder_are_refused(tmp_path):
    path = laid(tmp_path / "a", {"a.json": b"1"})
    (path / "mere").mkdir()
    (finding,) = refusals(path, "mappe")
    assert ("undermapper" in finding.what, finding.file) == (True, "g/rapporter/mere")


@pytest.mark.parametrize("form", ["mappe", "json", "zip"])
def test_what_is_not_there_cannot_be_opened(tmp_path, form):
    (finding,) = refusals(tmp_path / "a", form)
    assert "kan ikke åbnes" in finding.what or "hel zip-fil" in finding.what


def test_a_file_that_cannot_be_opened_is_told_by_its_name(tmp_path):
    path = laid(tmp_path / "a", {"b.json": b"1"})
    (path / "a.json").symlink_to(tmp_path / "nowhere")
    (finding,) = refusals(path, "mappe")
    assert finding.file == "g/rapporter/a.json"


@pytest.mark.parametrize("name", ["../a.json", "b/../../a.json", "/a.json", "..\\a.json", "C:\\a.json", "\\a.json"])
def test_a_path_that_leads_out_of_a_zip_is_refused(tmp_path, name):
    found = opened(packed(tmp_path / "a.zip", {name: b"1", "b.json": b"2"}), "zip")
    assert (len(found), found[0].data) == (1, b"")
    assert "peger ud" in found[0].findings[0].what


def test_a_zip_that_unpacks_to_far_more_than_it_is_is_refused(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.json": b" " * (51 * 1024**2)})
    assert ["fylder mere udpakket" in finding.what for finding in refusals(path, "zip")] == [True]
    path = packed(tmp_path / "b.zip", {"a.json": b" " * (49 * 1024**2)})
    assert [finding.what for finding in refusals(path, "zip")] == ["Filen er tom"]


def test_a_zip_that_unpacks_to_more_than_can_be_held_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES", 100)
    path = packed(tmp_path / "a.zip", {"a.json": b"x" * 60, "b.json": b"x" * 60})
    assert ["fylder mere udpakket" in finding.what for finding in refusals(path, "zip")] == [True]


def test_a_locked_zip_is_refused(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.json": b"1"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert ["adgangskode" in finding.what for finding in refusals(path, "zip")] == [True]


def test_two_files_of_one_name_in_a_zip_are_refused(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.json", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.json", b"2")
    assert ["samme navn" in finding.what for finding in refusals(path, "zip")] == [True]


def test_a_zip_packed_in_another_way_is_told(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.json": b"1"}, compression=zipfile.ZIP_BZIP2)
    (finding,) = refusals(path, "zip")
    assert finding.what == "Filen er pakket på en måde, der ikke kan læses"


def test_a_damaged_file_in_a_zip_is_told_and_the_others_are_read(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.json": b"first", "b.json": b"second"}, compression=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"first", b"spoil"))
    found = opened(path, "zip")
    assert ["beskadiget" in finding.what for finding in found[0].findings] == [True]
    assert found[1] == NamedBytes("g/rapporter/b.json", b"second")


@pytest.mark.parametrize("data", [b"", b"PK", b"{}", b"7z\xbc\xaf\x27\x1c" * 9])
def test_what_is_no_zip_is_told(tmp_path, data):
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert ["hel zip-fil" in finding.what for finding in refusals(path, "zip")] == [True]


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_zip_never_ends_in_an_exception(tmp_path, seed):
    luck = random.Random(seed)
    path = packed(tmp_path / "a.zip", {f"{name}.json": b'{"a": [1, 2, 3]}' * 20 for name in "abc"})
    data = bytearray(path.read_bytes())
    for _ in range(luck.randint(1, 12)):
        data[luck.randrange(len(data))] = luck.randrange(256)
    path.write_bytes(bytes(data[: luck.randint(1, len(data))] if seed % 2 else data))
    for one in opened(path, "zip"):
        assert one.findings or one.data == b'{"a": [1, 2, 3]}' * 20


def digest(path, **changes):
    return folder_findings(path, declared("mappe", **changes), shown="g/rapporter")


def test_the_digest_of_a_folder_is_that_of_the_list_of_its_files(tmp_path):
    path = laid(tmp_path / "a", {"b.json": b"2", "a.json": b"1", ".skjult": b"x"})
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in (("a.json", b"1"), ("b.json", b"2"))]
    assert digest(path) == (hashlib.sha256("".join(lines).encode()).hexdigest(), [])


@pytest.mark.skipif(sys.platform != "linux", reason="sha256sum is a program of Linux")
def test_the_digest_of_a_folder_can_be_made_with_sha256sum(tmp_path):
    path = laid(tmp_path / "a", {"b.json": b"2", "a.json": b"1"})
    command = "sha256sum * | sha256sum"
    answer = subprocess.run(["sh", "-c", command], cwd=path, env=os.environ, capture_output=True, text=True, check=True)
    assert answer.stdout.split()[0] == digest(path)[0]


def test_a_declared_digest_is_held_against_the_folder(tmp_path):
    path = laid(tmp_path / "a", {"a.json": b"1"})
    assert digest(path, sha256=digest(path)[0].upper())[1] == []
    (finding,) = digest(path, sha256="0" * 64)[1]
    assert (finding.key, finding.file) == ("sha256", "g/rapporter")


def test_other_names_or_contents_have_another_digest(tmp_path):
    versions = [{"a.json": b"1", "b.json": b"2"}, {"a.json": b"2", "b.json": b"1"}, {"a.json": b"1", "c.json": b"2"}]
    assert len({digest(laid(tmp_path / str(number), files))[0] for number, files in enumerate(versions)}) == 3


def test_a_folder_that_cannot_be_opened_has_no_digest(tmp_path):
    path = laid(tmp_path / "a", {})
    (path / "mere").mkdir()
    for place in (tmp_path / "b", path):
        found, (finding,) = digest(place)
        assert (found, "kan ikke åbnes" in finding.what) == ("", True)
