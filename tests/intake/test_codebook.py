from __future__ import annotations

from pathlib import Path

import pytest

from evaluering.errors import DeclarationError, DeliveryError
from evaluering.intake.codebook import CONTACTS, FEEDINGS, codebook_names, read_codebook
from print_codebook import page


def test_the_printed_codebooks_are_those_in_use():
    written = Path(__file__).parents[2] / "data" / "README.md"
    assert written.read_text(encoding="utf-8") == page(), "run python tools/print_codebook.py"


@pytest.mark.parametrize("name", ["standard", "novax", "nexus", "tm-sund"])
def test_every_code_of_an_extract_means_one_of_our_words(name):
    book = read_codebook(name).source("kommuneudtraek")
    assert set(book.codes("feeding").values()) == set(FEEDINGS)
    assert set(book.codes("contact").values()) <= set(CONTACTS)


def test_every_code_of_a_report_means_one_of_our_words():
    gateway = read_codebook("standard").source("kl-gateway")
    assert set(gateway.codes("feeding").values()) == set(FEEDINGS) - {"unknown"}
    assert set(gateway.codes("contact").values()) == set(CONTACTS) - {"none"}


def test_the_package_has_a_codebook_for_each_journal_system():
    assert set(codebook_names()) >= {"standard", "novax", "nexus", "tm-sund"}
    assert read_codebook("nexus").source("foedsler") is None
    assert read_codebook("nexus").source("kommuneudtraek").codes("contact") == {}


OWN = """\
name: eget
sources:
  - source: kommuneudtraek
    title: Our own journal
    unit: one row per status
    columns:
      - {delivered: NR, name: child, type: cpr, definition: number, source: journal}
      - {delivered: FØDT, name: birth, type: date, definition: birth, source: journal}
      - {delivered: SKREVET, name: recorded, type: date, definition: recorded, source: journal}
      - {delivered: DAG, name: status_date, type: date, definition: day, source: journal}
      - delivered: MAD
        name: feeding
        type: code
        definition: feeding
        source: journal
        codes:
          - {delivered: F, name: full, definition: full}
          - {delivered: E, name: formula, definition: formula}
"""


def test_a_new_journal_system_is_a_file_beside_the_deliveries(with_births):
    folder = with_births.folder / "kodeboeger"
    folder.mkdir()
    (folder / "eget.yml").write_text(OWN, encoding="utf-8")
    number = with_births.cpr()
    text = f"NR;FØDT;SKREVET;DAG;MAD\n{number};05-05-2020;07-07-2020;07-07-2020;F\n"
    with_births.extract(text, file={"kodebog": "eget"})
    feeding = with_births.read().feeding
    assert feeding[["municipality", "kind", "feeding", "contact"]].astype(str).to_numpy().tolist() == [
        ["0657", "status", "full", "none"]
    ]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (("name: status_date", "name: visit_day"), "name kan ikke være visit_day"),
        (("name: recorded", "name: contact"), "mangler en kolonne med name recorded"),
        (("name: status_date", "name: birth"), "mangler en kolonne med name status_date eller period_start"),
        (("delivered: DAG", "delivered: NR"), "sit eget navn"),
        (("delivered: E,", "delivered: F,"), "står to gange"),
        (("name: formula,", "name: bottle,"), "feeding kan ikke være bottle"),
    ],
)
def test_a_codebook_at_fault_is_told_with_its_file(with_births, change, what):
    folder = with_births.folder / "kodeboeger"
    folder.mkdir()
    (folder / "eget.yml").write_text(OWN.replace(*change), encoding="utf-8")
    finding = with_births.one_fault(DeclarationError)
    assert what in finding.what
    assert finding.file == "kodeboeger/eget.yml"


def test_a_codebook_may_not_take_the_name_of_another(with_births):
    folder = with_births.folder / "kodeboeger"
    folder.mkdir()
    (folder / "novax.yml").write_text(OWN, encoding="utf-8")
    assert "allerede en kodebog" in with_births.one_fault(DeclarationError).what


def test_a_codebook_that_is_not_there_is_told_with_those_that_are(with_births):
    with_births.extract([with_births.row()], file={"kodebog": "min-egen"})
    finding = with_births.one_fault(DeliveryError)
    assert ("min-egen" in finding.what, "novax" in finding.allowed, finding.key) == (True, True, "kodebog")
