from __future__ import annotations

from datetime import date

import pytest


def days(number):
    """As many children, born on different days, whose numbers agree with their dates of birth."""
    for place in range(number):
        day = f"{place % 28 + 1:02d}"
        yield f"{day}0520{4000 + place};0657;{day}-05-2020;17-07-2020;;fuld;17-07-2020;;;Novax"


def test_a_sound_extract_answers_every_key(asked):
    proposal = asked.of(asked.table(*days(30)))
    values = asked.values(proposal)
    assert values == {
        "kilde": "kommuneudtraek",
        "afsender": "0657",
        "udtraeksdato": date(2020, 7, 18),
        "fra": date(2020, 5, 1),
        "til": date(2020, 7, 17),
        "syntetisk": False,
        "navn": "a.csv",
        "format": "csv",
        "tegnsaet": "utf-8",
        "skilletegn": ";",
        "datoformat": "dd-mm-åååå",
        "kodebog": "standard",
        "raekker": 30,
        "sha256": values["sha256"],
    }
    assert proposal.unproven == ("udtraeksdato", "syntetisk")
    assert proposal.findings == ()


def test_columns_about_persons_are_named_and_nothing_of_them(asked):
    header = f"{asked.header};mors_navn;besked"
    proposal = asked.of(asked.table(f"{asked.child};Anna Hansen;ring 010160-1234", header=header))
    told = asked.told(proposal)
    assert "»mors_navn«" in told
    assert "kolonne besked" in told
    assert "Anna" not in told
    assert "010160" not in told


def test_a_person_in_a_coded_column_is_told(asked):
    proposal = asked.of(asked.table(asked.child.replace("fuld", "fuld 010160-1234")))
    assert "kolonne ernaering" in asked.told(proposal)
    assert "010160" not in asked.told(proposal)


def test_the_rest_is_found_beside_a_renamed_column(asked):
    proposal = asked.of(asked.table(*days(30), header=asked.header.replace("cpr", "CPR-nr").replace("foede", "Fode")))
    values = asked.values(proposal)
    assert "Mener du cpr, hvor der står »CPR-nr«?" in asked.told(proposal)
    assert (values["afsender"], values["datoformat"], values["fra"]) == ("0657", "dd-mm-åååå", date(2020, 5, 1))
    assert "kodebog" in proposal.unproven


def test_the_rest_is_found_without_dates_of_birth(asked):
    rows = [";".join(text for place, text in enumerate(row.split(";")) if place != 2) for row in days(30)]
    proposal = asked.of(asked.table(*rows, header=asked.header.replace("foedselsdato;", "")))
    values = asked.values(proposal)
    assert "Kolonnen foedselsdato mangler" in asked.told(proposal)
    assert (values["afsender"], values["datoformat"], values["fra"]) == ("0657", "dd-mm-åååå", None)


def test_names_below_a_title_are_told_and_the_first_rows_looked_at(asked):
    proposal = asked.of("Udtræk af journaler\n\n" + asked.table(*days(30)))
    values = asked.values(proposal)
    assert "Kolonnenavnene står ikke i første linje" in asked.told(proposal)
    assert (values["datoformat"], values["raekker"]) == ("dd-mm-åååå", None)
    assert "raekker" in proposal.unproven


def test_uneven_rows_are_told_and_the_others_looked_at(asked):
    proposal = asked.of(asked.table(*days(15), "1;2", *days(15)))
    values = asked.values(proposal)
    assert "for få eller for mange kolonner" in asked.told(proposal)
    assert (values["datoformat"], values["raekker"], values["afsender"]) == ("dd-mm-åååå", 31, "0657")


def test_a_file_without_any_row(asked):
    proposal = asked.of(f"{asked.header}\n")
    values = asked.values(proposal)
    assert (values["raekker"], values["datoformat"], values["afsender"], values["fra"]) == (0, None, None, None)
    assert proposal.unproven == ("afsender", "udtraeksdato", "periode", "syntetisk", "datoformat")


def test_two_columns_of_one_name_are_told(asked):
    proposal = asked.of("cpr;kommunekode;cpr\n1;2;3\n")
    assert "To kolonner har samme navn" in asked.told(proposal)


def test_an_encoding_that_cannot_be_read_is_a_problem(asked):
    proposal = asked.of(asked.table(asked.child.replace("Novax", "Børn på")).encode("cp850"))
    assert "særlige tegn kan ikke læses" in asked.told(proposal)
    assert "tegnsaet" in proposal.unproven


def test_letters_lost_on_the_way_are_told(asked):
    proposal = asked.of(asked.table(asked.child.replace("Novax", "B\ufffdrn")))
    assert "gemt forkert undervejs" in asked.told(proposal)


def test_births_reach_over_whole_months(asked):
    proposal = asked.of("kommunekode;maaned;levendefoedte\n0657;2020M02;70\n0661;2020M04;1\n")
    values = asked.values(proposal)
    assert (values["fra"], values["til"], values["udtraeksdato"]) == (
        date(2020, 2, 1),
        date(2020, 4, 30),
        date(2020, 5, 1),
    )
    assert values["afsender"] is None
    assert "datoformat" not in values
    assert proposal.findings == ()


def test_births_with_a_thousands_sign_are_told(asked):
    proposal = asked.of("kommunekode;maaned;levendefoedte\n0657;2020M02;1.070\n")
    assert "Fødslerne er skrevet med tusindtalstegn" in asked.told(proposal)


@pytest.mark.parametrize(
    ("content", "codebook", "period"),
    [
        ("omraade;2019;2020\nHele landet;109,4;110\n", "esundhed-bred", (date(2019, 1, 1), date(2020, 12, 31))),
        ("OMRÅDE;TID;INDHOLD\n657 Herning;2020K3;8\n", "statbank-foedte", (date(2020, 7, 1), date(2020, 9, 30))),
    ],
)
def test_published_tables_are_known_by_their_columns(asked, content, codebook, period):
    proposal = asked.of(content)
    values = asked.values(proposal)
    assert (values["kodebog"], (values["fra"], values["til"])) == (codebook, period)
    assert "afsender" in proposal.unproven
    assert ("indikator" in proposal.unproven) == (codebook == "esundhed-bred")
    assert proposal.findings == ()


def test_periods_that_cannot_be_read_leave_the_reach_open(asked):
    assert asked.values(asked.of("OMRÅDE;TID;INDHOLD\n657 Herning;maj;8\n"))["fra"] is None


FOREIGN = "Nummer;Sted;Fodt;Vaegt;Kost;Besked;Moders_navn\n" + "".join(
    f"{day:02d}0520{4000 + day};657;{day:02d}/05/2020;3,{day};{'ABC'[day % 3]};tekst {day} om et barn;Navn {day}\n"
    for day in range(1, 29)
)


def test_unknown_columns_are_told_by_what_they_look_like(asked):
    proposal = asked.of(FOREIGN)
    values = asked.values(proposal)
    assert proposal.files[0].notes == (
        "»Nummer« ligner CPR-numre.",
        "»Sted« ligner kommunekoder.",
        "»Fodt« ligner datoer.",
        "»Vaegt« ligner tal.",
        "»Kost« ligner koder.",
        "»Besked« ligner fri tekst.",
        "»Moders_navn« ligner fri tekst.",
    )
    assert (values["kilde"], values["kodebog"], values["datoformat"]) == (None, None, "dd/mm/åååå")
    assert "ser ud til at handle om personer: »Moders_navn«" in asked.told(proposal)
    assert "Navn 3" not in asked.told(proposal)


def test_a_person_in_an_unknown_column_of_text_is_told(asked):
    proposal = asked.of(FOREIGN.replace("tekst 3 om", "010160-1234 om"))
    assert "kolonne Besked" in asked.told(proposal)
    assert "010160" not in asked.told(proposal)


@pytest.mark.parametrize(
    "rows",
    [
        ["Anna Hansen;6505204001;05-05-2020"],
        ["Anna;Herning;glad", "Bo;Viborg;sur"],
        ["Anna;1;x", "Bo;2;y", "Anna;3;z"],
        ["Anna;;x"],
    ],
)
def test_a_row_in_the_place_of_the_names_is_never_repeated(asked, rows):
    proposal = asked.of(asked.table(*rows * 3, header=rows[0]))
    assert "Anna" not in asked.told(proposal) + "".join(proposal.files[0].notes)
    assert "mangler deres navne" in asked.told(proposal)


def test_a_text_that_is_no_table_is_refused(asked):
    assert "ingen tabel" in asked.refused("Kære Anna\nHer er vores tal.\n").what
