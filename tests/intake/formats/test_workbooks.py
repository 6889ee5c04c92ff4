from __future__ import annotations

import re
import zipfile

import pytest

from evaluering.intake.formats import workbooks

ROWS = (("kommunekode", "maaned", "levendefoedte"), ("0657", "2020M05", 70))
READ = {"municipality": ["0657"], "month": ["2020M05"], "births": ["70"]}
SHEET, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


@pytest.fixture
def births(spreadsheet):
    spreadsheet.add(*ROWS)
    return spreadsheet


def values(births, **declared):
    """The texts of the only block, by our names."""
    (block,) = births.read(raekker=1, **declared)
    assert block.findings == ()
    return {name: column.to_pylist() for name, column in block.columns.items()}


def fault(births):
    """What is wrong with the file."""
    (block,) = births.read(raekker=1)
    (finding,) = block.findings
    assert (block.columns, finding.file) == ({}, "a/a.xlsx")
    assert finding.remedy
    return finding.what


def exchange(births, part, old, new, **more):
    """Exchange bytes in one part, which must hold them."""

    def edit(name, data):
        if name == part:
            assert old in data
            exchanged.append(name)
            return data.replace(old, new)
        return data

    exchanged = []
    births.change(edit, **more)
    assert exchanged == [part]


def leave_out(births, part):
    """Write the archive again without one of its parts."""
    births.save()
    with zipfile.ZipFile(births.path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    del parts[part]
    with zipfile.ZipFile(births.path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)


def share_texts(births, edit=lambda data: data):
    """Write the texts as most programs do: in a part of their own, to which the cells refer by number."""
    texts = []

    def shared(found):
        texts.append(found[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    def refer(name, data):
        if name == SHEET:
            return re.sub(rb't="inlineStr"><is>(.*?)</is>', shared, data)
        if name == "xl/_rels/workbook.xml.rels":
            relation = b'<Relationship Type="http://x/sharedStrings" Target="sharedStrings.xml" Id="rId77"/>'
            return data.replace(b"</Relationships>", relation + b"</Relationships>")
        return data

    births.change(refer)
    whole = b'<sst xmlns="' + MAIN + b'">' + b"".join(b"<si>" + text + b"</si>" for text in texts) + b"</sst>"
    births.change(lambda _, data: data, **{"xl/sharedStrings.xml": edit(whole)})


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "ikke et regneark"),
        (b"kommunekode;maaned\n", "ikke et regneark"),
        (b"%PDF-1.7", "ikke et regneark"),
        (b"\n<html><table><tr><td>kommunekode</td></tr></table></html>", "webside"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "webside"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le"), "adgangskode"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 2000 + "Workbook".encode("utf-16-le"), "gamle format"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "gamle format"),
        (b"PK\x03\x04 and nothing more", "beskadiget"),
    ],
)
def test_files_that_are_something_else_are_told(births, data, what):
    births.path.write_bytes(data)
    assert what in fault(births)


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (("mimetype", "content.xml"), "ikke et regneark i formatet xlsx"),
        (("leverance.csv",), "ikke et regneark i formatet xlsx"),
        (("_rels/.rels",), "beskadiget"),
    ],
)
def test_archives_that_are_something_else_are_told(births, names, what):
    with zipfile.ZipFile(births.path, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    assert what in fault(births)


def test_a_binary_workbook_is_told(births):
    exchange(births, "_rels/.rels", b"xl/workbook.xml", b"xl/workbook.bin")
    assert "xlsb" in fault(births)


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused(births, part):
    births.change(lambda _, data: data, **{part: b"Sub Auto_Open()"})
    assert "makroer" in fault(births)


def test_links_and_embedded_objects_are_not_followed(births):
    exchange(
        births,
        "xl/_rels/workbook.xml.rels",
        b"</Relationships>",
        b'<Relationship Type="http://x/externalLink" Id="rId98" Target="externalLinks/externalLink1.xml"/>'
        b'<Relationship Type="http://x/worksheet" Id="rId99" Target="http://x/y.xml" TargetMode="External"/>'
        b"</Relationships>",
        **{"xl/externalLinks/externalLink1.xml": b"<", "xl/embeddings/oleObject1.bin": b"\0"},
    )
    assert values(births) == READ


def test_sheets_outside_the_file_are_no_sheets(births):
    exchange(births, "xl/_rels/workbook.xml.rels", b'Id="rId1"', b'Id="rId1" TargetMode="External"')
    assert fault(births) == "Regnearket har ingen ark med celler"


def test_what_unpacks_to_more_than_the_limit_is_refused(births, monkeypatch):
    births.save()
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1000)
    assert "fylder for meget" in fault(births)


def test_what_unpacks_to_far_more_than_its_size_is_refused(births):
    births.change(lambda _, data: data, **{"xl/media/image1.png": b"\0" * 60_000_000})
    assert births.path.stat().st_size < 100_000
    assert "fylder for meget" in fault(births)


def test_a_document_type_is_refused(births):
    bomb = b'<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    births.change(lambda name, data: bomb + data if name == SHEET else data)
    assert "beskadiget" in fault(births)


@pytest.mark.parametrize("part", [SHEET, WORKBOOK, "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
def test_parts_that_are_no_xml_are_damage(births, part):
    births.change(lambda name, data: data[: len(data) // 2] if name == part else data)
    assert "beskadiget" in fault(births)


def test_missing_parts_are_damage(births):
    leave_out(births, SHEET)
    assert "beskadiget" in fault(births)


def test_encrypted_parts_are_damage(births):
    births.save()
    data = bytearray(births.path.read_bytes())
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 4)
    births.path.write_bytes(data)
    assert "beskadiget" in fault(births)


def test_a_workbook_in_strict_form_is_read(births):
    births.change(lambda _, data: data.replace(MAIN, STRICT))
    assert values(births) == READ


def test_elements_with_a_prefix_are_read(births):
    def prefixed(name, data):
        if name != SHEET:
            return data
        data = data.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"<x:?", b"<?")
        return data.replace(b'xmlns="', b'xmlns:x="')

    births.change(prefixed)
    assert values(births) == READ


def test_targets_from_the_root_of_the_archive_are_found(births):
    exchange(births, "_rels/.rels", b'"xl/workbook.xml"', b'"/xl/workbook.xml"')
    assert values(births) == READ


def test_a_workbook_without_styles_is_read(births):
    exchange(births, "xl/_rels/workbook.xml.rels", b"/styles", b"/other")
    assert values(births) == READ


def test_a_workbook_that_refers_to_nothing_has_no_sheets(births):
    leave_out(births, "xl/_rels/workbook.xml.rels")
    assert fault(births) == "Regnearket har ingen ark med celler"


def test_shared_texts_are_read(births):
    share_texts(births)
    assert values(births) == READ


def test_runs_of_a_shared_text_are_put_together_without_reading_aids(births):
    rich = b"<si><r><t>maa</t></r><r><t>ned</t></r><rPh><t>aid</t></rPh></si>"
    share_texts(births, lambda data: data.replace(b"<si><t>maaned</t></si>", rich))
    assert values(births) == READ


def test_shared_texts_that_are_cut_are_damage(births):
    share_texts(births, lambda data: data[:-20])
    assert "beskadiget" in fault(births)


def test_a_chart_is_no_sheet(births):
    births.workbook.create_chartsheet("Figur")
    assert values(births) == READ


def test_a_sheet_that_is_hidden_may_be_declared(births):
    births.workbook.create_sheet("Forside")
    births.sheet.sheet_state = "veryHidden"
    (block,) = births.read(raekker=1, ark="Sheet")
    assert (block.columns["births"].to_pylist(), block.notes) == (["70"], ())
