from __future__ import annotations

from pathlib import Path

import pytest

from evaluering.intake.codebook import CONTACTS, FEEDINGS, codebook_markdown, codebook_names, read_codebook


def test_the_printed_codebook_is_the_one_in_use():
    page = Path(__file__).parents[2] / "data" / "README.md"
    assert page.read_text(encoding="utf-8") == codebook_markdown(read_codebook("standard")), (
        "run python tools/print_codebook.py"
    )


def test_every_code_means_one_of_our_words():
    book = read_codebook("standard")
    extract, gateway = book.source("kommuneudtraek"), book.source("kl-gateway")
    assert set(extract.codes("ernaering").values()) == set(FEEDINGS)
    assert set(extract.codes("kontakttype").values()) == set(CONTACTS)
    assert set(gateway.codes("Observation.value").values()) == set(FEEDINGS) - {"unknown"}
    assert set(gateway.codes("Encounter.type").values()) == set(CONTACTS) - {"none"}


def test_only_codebooks_in_the_package_have_a_name():
    assert codebook_names() == ("standard",)
    with pytest.raises(KeyError):
        read_codebook("standard").source("foedsler").column("cpr")
