from __future__ import annotations

import unicodedata

import pytest

from evaluering.errors import DeclarationError, DeliveryError, KeyFileError, MixedDataError
from evaluering.intake.folders import shown_name, survey


def test_a_folder_that_is_not_there(deliveries):
    deliveries.folder.rmdir()
    assert "findes ikke" in deliveries.one_fault(DeclarationError).what


def test_an_empty_set(deliveries):
    assert "ingen leverancer" in deliveries.one_fault(DeclarationError).what
    assert not survey(deliveries.folder).synthetic


def test_a_folder_without_declaration(deliveries):
    (deliveries.folder / "horsens").mkdir()
    deliveries.births()
    finding = deliveries.one_fault(DeclarationError)
    assert (finding.file, "ikke erklæret" in finding.what) == ("horsens", True)


def test_files_undeclared_missing_loose_and_in_subfolders_are_told_at_once(deliveries):
    deliveries.extract([deliveries.row()])
    place = deliveries.folder / "herning"
    (place / "herning.csv").rename(place / "andet.csv")
    (place / "gamle").mkdir()
    (deliveries.folder / "loes.csv").write_bytes(b"x")
    findings = deliveries.fault(DeclarationError)
    assert {(finding.file, finding.what.split(",")[0]) for finding in findings} == {
        ("herning/herning.csv", "Filen er erklæret"),
        ("herning/andet.csv", "Filen ligger der"),
        ("herning/gamle", "Leverancen har en undermappe"),
        ("loes.csv", "Filen ligger løst blandt leverancerne og er ikke erklæret"),
    }


def test_what_systems_leave_behind_the_truth_and_the_key_are_no_deliveries(deliveries):
    deliveries.extract([deliveries.row()])
    deliveries.births()
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "~$x.xlsx"):
        (deliveries.folder / name).write_bytes(b"x")
        (deliveries.folder / "herning" / name).write_bytes(b"x")
    (deliveries.folder / "sandhed").mkdir()
    (deliveries.folder / "sandhed" / "sandhed.csv").write_bytes(b"x")
    (deliveries.folder / "noegle.txt").write_text("0123456789abcdef", encoding="utf-8")
    (deliveries.folder / "README.md").write_bytes(b"x")
    assert list(deliveries.read().sources["delivery"]) == ["foedsler", "herning"]


def test_composed_and_decomposed_letters_are_the_same_name(deliveries):
    deliveries.extract([deliveries.row()], name="børn på Samsø")
    place = deliveries.folder / "børn på Samsø"
    written = unicodedata.normalize("NFD", "børn på Samsø.csv")
    (place / "børn på Samsø.csv").rename(place / written)
    assert survey(deliveries.folder).faults == ()


def test_synthetic_and_real_are_never_mixed(deliveries):
    deliveries.extract([deliveries.row()], name="a")
    deliveries.extract([deliveries.row(2)], name="b", syntetisk=False)
    deliveries.births()
    finding = deliveries.one_fault(MixedDataError)
    assert "2 er syntetiske, 1 er rigtige" in finding.what
    assert (finding.file, finding.key) == ("b/leverance.yml", "syntetisk")
    assert not survey(deliveries.folder).synthetic


def test_a_mixture_with_many_of_both_names_ten(deliveries):
    for number in range(11):
        deliveries.extract([deliveries.row(number)], name=f"a{number}")
        deliveries.extract([deliveries.row(number + 20)], name=f"b{number}", syntetisk=False)
    assert "med flere" in deliveries.one_fault(MixedDataError).what


def test_a_mixture_with_its_key_is_told_as_a_mixture_only(deliveries):
    deliveries.extract([deliveries.row()], name="a")
    deliveries.births(syntetisk=False)
    (deliveries.folder / "noegle.txt").write_text("0123456789abcdef", encoding="utf-8")
    assert deliveries.one_fault(MixedDataError).file != "noegle.txt"


def test_a_key_among_real_deliveries_is_told_with_the_other_faults(deliveries):
    deliveries.extract([deliveries.row(kommunekode="0101")], syntetisk=False)
    (deliveries.folder / "noegle.txt").write_text("0123456789abcdef", encoding="utf-8")
    findings = deliveries.fault(DeliveryError)
    assert ["0101" in findings[0].what, findings[1].file] == [True, "noegle.txt"]


def test_a_key_among_sound_real_deliveries(deliveries):
    deliveries.extract([deliveries.row()], syntetisk=False)
    deliveries.births(syntetisk=False)
    (deliveries.folder / "noegle.txt").write_text("0123456789abcdef", encoding="utf-8")
    assert "rigtige data" in deliveries.one_fault(KeyFileError).what


def test_a_name_like_a_persons_number_is_refused_and_not_repeated(deliveries):
    number = deliveries.cpr(hyphen=True)
    deliveries.extract([deliveries.row()], name=f"barn {number}")
    deliveries.births()
    findings = deliveries.fault(DeclarationError)
    assert {finding.what for finding in findings} == {
        "Navnet på en mappe eller fil indeholder noget, der ligner et CPR-nummer"
    }
    assert shown_name(f"{number}.csv") == "(skjult).csv"


@pytest.mark.parametrize("name", ["a\n\x1b[31m.csv", "\udcff.csv"])
def test_what_cannot_be_printed_is_taken_out_of_a_name(name):
    shown = shown_name(name)
    assert shown.isprintable()
    assert shown.encode().endswith(b".csv")
