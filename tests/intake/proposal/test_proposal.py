from __future__ import annotations

from datetime import date

import pytest

from evaluering.errors import DeclarationError, Finding
from evaluering.intake.proposal.answers import Answer, FileAnswers
from evaluering.intake.proposal.proposal import Proposal

BIRTHS = "kommunekode;maaned;levendefoedte\n0657;2020M02;70\n"


def numbered(day, number, *, municipality="0657"):
    return f"{day:02d}0520{4000 + number};{municipality};{day % 60:02d}-05-2020;17-07-2020;;fuld;17-07-2020;;;Novax"


def answer_of(proposal, key):
    return next(answer for answer in proposal.delivery if answer.key == key)


def test_files_of_one_delivery_are_taken_together(asked):
    first = asked.write(asked.table(*(numbered(day, day) for day in range(10, 29))), "a.csv")
    other = asked.table(*(numbered(day, day) for day in range(10, 29))).replace("-05-2020", "-04-2019")
    proposal = asked.propose(first, asked.write(other.replace("0520", "0419"), "b.csv"))
    assert [file.name for file in proposal.files] == ["a.csv", "b.csv"]
    assert answer_of(proposal, "fra").value == date(2019, 4, 1)
    assert "38 af 38" in answer_of(proposal, "afsender").why


def test_what_is_not_proven_names_its_file_where_there_are_several(asked):
    first = asked.write(asked.table(asked.child), "a.csv")
    second = asked.write(asked.table(asked.child.replace("17-07", "07-07").replace("28-06", "08-06")), "b.csv")
    assert asked.propose(first, second).unproven == ("udtraeksdato", "syntetisk", "datoformat (b.csv)")


def test_files_of_several_sources_are_no_delivery(asked):
    first = asked.write(asked.table(asked.child), "a.csv")
    proposal = asked.propose(first, asked.write(BIRTHS, "b.csv"))
    assert "ikke af samme kilde" in asked.told(proposal)
    assert answer_of(proposal, "kilde") == Answer("kilde", None, answer_of(proposal, "kilde").why, proven=False)


def test_a_folder_stands_for_the_files_in_it(asked):
    asked.write(asked.table(asked.child), "a.csv")
    asked.write("x", "leverance.yml")
    asked.write("x", ".hidden")
    proposal = asked.propose(asked.folder)
    assert [file.name for file in proposal.files] == ["a.csv"]


def test_a_file_named_twice_is_one(asked):
    path = asked.write(BIRTHS)
    assert len(asked.propose(path, path, asked.folder).files) == 1


def test_an_empty_folder_is_refused(asked):
    with pytest.raises(DeclarationError, match="Mappen er tom"):
        asked.propose(asked.folder)


def test_a_folder_that_cannot_be_opened_is_refused(asked, monkeypatch):
    def locked(_):
        raise PermissionError

    monkeypatch.setattr(type(asked.folder), "iterdir", locked)
    with pytest.raises(DeclarationError, match="Mappen kan ikke åbnes"):
        asked.propose(asked.folder)


def test_a_name_like_a_person_is_refused_and_hidden(asked):
    path = asked.write(BIRTHS, "barn 010160-1234.csv")
    with pytest.raises(DeclarationError, match="ligner et CPR-nummer") as caught:
        asked.propose(path)
    assert "010160" not in str(caught.value)


def test_a_name_that_cannot_be_printed_is_refused(asked):
    path = asked.write(BIRTHS, "a\u200eb.csv")
    with pytest.raises(DeclarationError, match="kan ikke læses"):
        asked.propose(path)


def test_the_sender_is_the_municipality_of_nearly_all_rows(asked):
    rows = [numbered(10 + number % 10, number, municipality="0657" if number else "0661") for number in range(30)]
    nearly = asked.of(asked.table(*rows))
    rows[1:3] = [row.replace(";0657;", ";0661;") for row in rows[1:3]]
    fewer = asked.of(asked.table(*rows))
    assert answer_of(nearly, "afsender").value == "0657"
    assert answer_of(fewer, "afsender").value is None
    assert "Herning (27 af 30)" in answer_of(fewer, "afsender").why


def test_only_replacement_numbers_in_all_rows_look_made_up(asked):
    def proposed(numbers):
        return answer_of(asked.propose(asked.write(asked.table(*numbers))), "syntetisk")

    replaced = [numbered(70 + number % 10, number) for number in range(20)]
    assert (proposed(replaced).value, proposed(replaced).proven) == (True, False)
    assert (proposed([*replaced, numbered(11, 30)]).value, proposed(replaced[1:]).value) == (False, False)


def test_rows_long_after_all_others_are_told_and_do_not_count(asked):
    days = [f"{day:02d}-{month:02d}-2020" for month in range(6, 10) for day in range(1, 29)]
    rows = [numbered(11, 1).replace("17-07-2020", day) for day in days]
    proposal = asked.of(asked.table(*rows, numbered(11, 1).replace("17-07-2020", "01-05-2022")))
    assert answer_of(proposal, "til").value == date(2020, 9, 28)
    assert "1 række har" in answer_of(proposal, "til").why
    assert proposal.unproven == ("udtraeksdato", "periode", "syntetisk")


def test_the_findings_are_those_of_the_delivery_and_of_its_files():
    files = tuple(FileAnswers(name, None, (), (Finding(name),)) for name in "ab")
    assert [one.what for one in Proposal((), files, (Finding("all"),)).findings] == ["all", "a", "b"]
