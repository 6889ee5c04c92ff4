from __future__ import annotations

from datetime import date

import pytest

from evaluering.errors import DeclarationError


def test_every_wrong_key_is_told_with_its_line(deliveries):
    deliveries.extract([deliveries.row()], kilde="kommuneudtrek", afsender=657, udtraeksdato="01-10-2026", ekstra=1)
    findings = deliveries.fault(DeclarationError)
    assert {finding.key for finding in findings} == {"kilde", "afsender", "udtraeksdato", "ekstra"}
    assert all(finding.file == "herning/leverance.yml" and finding.row for finding in findings)
    assert "kommuneudtraek" in next(finding.allowed for finding in findings if finding.key == "kilde")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"tegnsaet": "latin1"}, "en af de tilladte"),
        ({"format": "xls"}, "en af de tilladte"),
        ({"format": "json"}, "leveres som csv"),
        ({"format": "xlsx", "raekker": None}, "mangler raekker"),
        ({"format": "sas7bdat", "tegnsaet": None}, "mangler tegnsaet"),
        ({"ark": "Data"}, "hører kun til en fil af formatet xlsx"),
        ({"overskrift": 3}, "hører kun til en fil af formatet xlsx"),
        ({"datoformat": "dato"}, "i csv er datoer tekst"),
        ({"decimaltegn": ",", "tusindtalstegn": ","}, "kan ikke være det samme"),
        ({"skilletegn": None}, "mangler skilletegn"),
        ({"tegnsaet": None, "raekker": None}, "mangler tegnsaet og raekker"),
        ({"datoformat": None}, "datoformat mangler"),
        ({"datoformat": "mm-dd-åååå"}, "en af de tilladte"),
        ({"raekker": -1}, "uden for det tilladte"),
        ({"sha256": "abc"}, "den rigtige form"),
    ],
)
def test_a_file_declared_wrongly_is_refused(deliveries, changes, what):
    file = {"navn": "a.csv", "format": "csv", "tegnsaet": "utf-8", "skilletegn": ";", "raekker": 1}
    file |= {"datoformat": "dd-mm-åååå"} | changes
    filer = [{key: value for key, value in file.items() if value is not None}]
    deliveries.deliver("herning", {"a.csv": b""}, filer=filer)
    assert what in deliveries.one_fault(DeclarationError).what


@pytest.mark.parametrize("name", ["../a.csv", "x\\a.csv", "leverance.yml", ".."])
def test_a_declared_file_lies_in_the_same_folder(deliveries, name):
    deliveries.gateway({"a.json": b"{}"}, filer=[{"navn": name, "format": "json"}])
    assert "uden sti" in deliveries.one_fault(DeclarationError).what


def test_json_is_never_cp1252(deliveries):
    deliveries.gateway({"a.json": b"{}"}, filer=[{"navn": "a.json", "format": "json", "tegnsaet": "cp1252"}])
    assert "altid UTF-8" in deliveries.one_fault(DeclarationError).what


def test_a_delivery_without_files_is_refused(deliveries):
    deliveries.gateway({}, filer=[])
    assert "mindst én fil" in deliveries.one_fault(DeclarationError).what


def test_one_file_declared_twice_is_refused(deliveries):
    deliveries.gateway({"a.json": b"{}"}, filer=[{"navn": "a.json", "format": "json"} for _ in range(2)])
    assert "to gange" in deliveries.one_fault(DeclarationError).what


def test_a_period_that_ends_before_it_begins_is_refused(deliveries):
    deliveries.extract([deliveries.row()], periode={"fra": date(2026, 1, 1), "til": date(2025, 1, 1)})
    assert "slutter, før" in deliveries.one_fault(DeclarationError).what


def test_a_delivery_extracted_before_its_period_begins_is_refused(deliveries):
    deliveries.extract([deliveries.row()], udtraeksdato=date(2011, 12, 31))
    assert "ligger før den periode" in deliveries.one_fault(DeclarationError).what


@pytest.mark.parametrize(("sender", "remedy"), [("657", 'Mener du "0657"?'), ("0101", "Skriv koden")])
def test_a_sender_that_is_no_municipality_of_the_agreement_is_refused(deliveries, sender, remedy):
    deliveries.extract([deliveries.row()], afsender=sender)
    finding = deliveries.one_fault(DeclarationError)
    assert (finding.key, f'"{sender}"' in finding.what) == ("afsender", True)
    assert finding.remedy.startswith(remedy)
    assert "0657" in finding.allowed


def test_a_code_without_quotation_marks_is_told_as_such(deliveries):
    deliveries.extract([deliveries.row()])
    path = deliveries.folder / "herning" / "leverance.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("'0657'", "0657"), encoding="utf-8")
    assert "uden anførselstegn" in deliveries.one_fault(DeclarationError).what


def test_a_code_that_yaml_reads_as_text_needs_no_quotation_marks(deliveries):
    deliveries.births("0791;2020M05;70\n")
    deliveries.extract([deliveries.row(kommunekode="0791")], afsender="0791")
    written = (deliveries.folder / "herning" / "leverance.yml").read_text(encoding="utf-8")
    assert "afsender: 0791\n" in written
    assert deliveries.read().sources["sender"].tolist() == ["Danmarks Statistik", "0791"]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ({"periode": {"fra": date(1, 1, 1), "til": date(2026, 9, 30)}}, "begynder før år 1901"),
        ({"udtraeksdato": date(9999, 12, 31)}, "ligger efter år 2198"),
    ],
)
def test_a_date_that_stands_for_none_is_refused(deliveries, words, what):
    deliveries.extract([deliveries.row()], **words)
    assert what in deliveries.one_fault(DeclarationError).what


def test_a_period_without_an_end_of_its_own_is_accepted(with_births):
    period = {"fra": date(1901, 1, 1), "til": date(9999, 12, 31)}
    with_births.extract([with_births.row()], periode=period)
    assert with_births.read().notes == ("herning: Perioden går til 9999-12-31, men udtrækket er fra 2026-10-01.",)
