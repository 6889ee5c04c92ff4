from __future__ import annotations

from datetime import date

import pytest
import yaml
from pydantic import ValidationError

from evaluering.errors import DeclarationError, Finding
from evaluering.intake.declaration import Declaration
from evaluering.intake.proposal.answers import Answer, FileAnswers
from evaluering.intake.proposal.proposal import Proposal
from evaluering.intake.proposal.writing import proposal_text, scalar
from evaluering.yaml_records import read_record

DELIVERY = (
    Answer("kilde", "kommuneudtraek", "fordi"),
    Answer("afsender", "0657", "Herning"),
    Answer("udtraeksdato", date(2026, 10, 1), "et gæt", proven=False),
    Answer("fra", date(2012, 1, 1)),
    Answer("til", date(2026, 9, 30)),
    Answer("syntetisk", value=False, why="kan ikke ses", proven=False),
)
FILE = (
    Answer("navn", "a.csv"),
    Answer("format", "csv"),
    Answer("tegnsaet", "utf-8"),
    Answer("skilletegn", "\t", "tabulator"),
    Answer("datoformat", "dd-mm-åååå", "kan være andet", proven=False),
    Answer("raekker", 3),
)
SOUND = Proposal(DELIVERY, (FileAnswers("a.csv", "kommuneudtraek", FILE),))


def read(tmp_path, text):
    path = tmp_path / "leverance.yml"
    path.write_text(text, encoding="utf-8")
    return read_record(path, Declaration, DeclarationError)


def test_an_unconfirmed_proposal_is_refused_and_says_how(tmp_path):
    with pytest.raises(DeclarationError) as caught:
        read(tmp_path, proposal_text(SOUND))
    (finding,) = caught.value.findings
    assert finding.key == "bekraeft"
    assert finding.row
    assert "udtraeksdato, syntetisk og datoformat" in finding.what
    assert "slet hver linje" in finding.what


def test_a_confirmed_proposal_is_a_declaration(tmp_path):
    lines = proposal_text(SOUND).splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.startswith('  - "'))
    declaration = read(tmp_path, kept)
    assert declaration.extraction_date == date(2026, 10, 1)
    assert declaration.files[0].delimiter == "\t"
    assert declaration.confirm == ()


def test_what_is_left_open_is_refused_even_when_the_list_is_empty(tmp_path):
    delivery = tuple(Answer("afsender", None, "?", proven=False) if one.key == "afsender" else one for one in DELIVERY)
    with pytest.raises(DeclarationError) as caught:
        read(tmp_path, proposal_text(Proposal(delivery, SOUND.files)).replace('  - "', "#"))
    assert [finding.key for finding in caught.value.findings] == ["afsender"]


def test_every_unproven_key_is_marked_above_its_line():
    lines = proposal_text(SOUND).splitlines()
    for key, why in (("udtraeksdato", "et gæt"), ("syntetisk", "kan ikke ses"), ("    datoformat", "kan være andet")):
        place = next(number for number, line in enumerate(lines) if line.startswith(f"{key}:"))
        assert lines[place - 1].strip() == f"# BEKRÆFT: {why}"
    assert 'kilde: "kommuneudtraek"  # fordi' in lines


def test_a_key_without_a_value_is_to_be_filled_in():
    answer = Answer("afsender", None, "skriv den", proven=False)
    assert "# UDFYLD: skriv den\nafsender:\n" in proposal_text(Proposal((answer,), ()))


def test_problems_and_notes_are_comments_of_one_line_each():
    file = FileAnswers("a.csv", None, FILE, (Finding("Galt\nher", remedy="Ret det " * 30),), ("En note.",))
    text = proposal_text(Proposal(DELIVERY, (file,)))
    assert "# PROBLEM: Galt; her; Gør sådan: Ret det" in text
    assert "  # En note.\n" in text
    assert max(len(line) for line in text.splitlines()) <= 120
    assert yaml.safe_load(text)["filer"][0]["navn"] == "a.csv"


def test_the_first_key_of_a_file_may_be_marked():
    file = FileAnswers("a", None, (Answer("navn", "a", "?", proven=False), Answer("raekker", 1, "x" * 120)))
    text = proposal_text(Proposal((), (file,)))
    assert yaml.safe_load(text)["filer"] == [{"navn": "a", "raekker": 1}]


@pytest.mark.parametrize(
    "value", ["0657", "a: b # c", 'æ "q" \\ \t', "ja", "2020-01-01", "", 7, True, False, date(2020, 1, 2), None]
)
def test_a_value_is_read_back_as_it_was(value):
    assert yaml.safe_load(f"a: {scalar(value)}") == {"a": value}


def test_a_list_is_read_back_as_it_was():
    assert yaml.safe_load(scalar(("I alt", "a, b"))) == ["I alt", "a, b"]


def test_the_list_of_what_to_confirm_may_be_left_out_or_empty():
    proposed = yaml.safe_load(proposal_text(SOUND))
    without = {key: value for key, value in proposed.items() if key != "bekraeft"}
    for words in (without, without | {"bekraeft": None}, without | {"bekraeft": []}):
        assert Declaration.model_validate(words).confirm == ()
    with pytest.raises(ValidationError, match="ikke er bekræftet"):
        Declaration.model_validate(proposed)
