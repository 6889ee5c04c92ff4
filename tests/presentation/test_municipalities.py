import re

import pytest
from tests.presentation.municipal_set import MunicipalMaker

from evaluering.estimation.municipal_levels import NotAssessed
from evaluering.presentation import sentences, tables
from evaluering.presentation.sentences.municipalities import funnel_message, shrunken_message
from evaluering.wording import NARROW
from evaluering.wording.municipalities import (
    NOT_ASSESSED,
    NOT_ASSESSED_CLAUSES,
    STANDING_CLAUSES,
    STANDINGS,
    TILE_WORDS,
)

FLAT = {"0779": 116.0, "0791": 116.5, "0740": 117.0, "0710": 118.0, "0730": 118.0, "0727": 117.0, "0766": 119.0}
FORBIDDEN = re.compile(r"effekt|signifikan|p-værdi|forårsag|virkning|bedst|dårligst|placering", re.IGNORECASE)


@pytest.fixture(scope="module")
def shown(maker):
    return MunicipalMaker(maker)


@pytest.fixture(scope="module")
def hiding(maker):
    return MunicipalMaker(maker, "0665", "0671")


def plain(text):
    return text.replace("**", "").replace(NARROW, " ")


def words(block):
    return plain(block.markdown)


def longest_sentence(text):
    return max(len(one.split()) for one in re.split(r"(?<=[.!?:])\s|\n", text))


def test_every_slug_has_its_words():
    reasons = {reason for reason in NotAssessed.__args__ if reason}
    assert set(NOT_ASSESSED) == set(NOT_ASSESSED_CLAUSES) == set(TILE_WORDS) == reasons
    standings = {"inside", "below_95", "above_95", "below_998", "above_998"}
    assert set(STANDINGS) == set(STANDING_CLAUSES) == standings


def test_the_table_stands_in_the_agreement_s_order(hiding):
    block = tables.municipalities(hiding.protected(), data=hiding.data)
    agreement = hiding.data.agreement
    rows = block.description["rows"]
    assert [row[1] for row in rows[1:]] == [agreement.name_of(row) for row in agreement.publication_rows]
    assert [row[0] for row in rows[1:]] == [
        agreement.name_of(agreement.cluster_of(row)).removesuffix("klyngen") for row in agreement.publication_rows
    ]
    assert rows[0][1] == agreement.region_name
    notes = " ".join(block.description["notes"])
    assert "ikke en rangliste" in notes
    assert "Udjævnet: " in notes
    assert "Skjult" in notes


def test_a_hidden_row_has_no_number_in_the_table(hiding):
    block = tables.municipalities(hiding.protected(), data=hiding.data)
    row = next(row for row in block.description["rows"] if row[1] == "Lemvig")
    assert row[2:6] == ["Skjult"] * 4
    assert row[6] == "◯ Kan ikke vurderes: Tallet må ikke vises"
    entries = [entry for entry in block.description["results"] if entry["unit"] == "0665"]
    assert [entry["estimand"] for entry in entries] == ["level", "level_shrunken"]
    assert all(entry["hidden"] and entry["value"] is None and entry["n"] is None for entry in entries)


@pytest.mark.parametrize("measure", ["days", "pct"])
def test_nothing_shown_depends_on_a_hidden_row(hiding, measure):
    first = hiding.protected(measure)
    other = hiding.protected(measure, changed={"0665": 70.0, "0671": 3.0}, rows={"0665": 61, "0671": 900})
    for show in (tables.municipalities, sentences.municipalities):
        assert show(first, data=hiding.data).description == show(other, data=hiding.data).description


def test_low_coverage_is_marked_and_not_judged(shown):
    protected = shown.protected(births={"0779": 500})
    block = tables.municipalities(protected, data=shown.data)
    row = next(row for row in block.description["rows"] if row[1] == "Skive")
    assert row[3].startswith("▲ ")
    assert row[5] == "–"
    assert row[6] == "◯ Kan ikke vurderes: Amningen er kendt for for få"
    assert any(note.startswith("▲ Dækningen er under 80") for note in block.description["notes"])
    told = words(sentences.municipalities(protected, data=shown.data))
    assert "Skive kan ikke vurderes, fordi amningen er kendt for for få af børnene." in told


def test_registration_is_named_beside_a_row_outside_the_limits(shown):
    flags = {"0779": ("practice_change",), "0657": ("digit_preference",)}
    protected = shown.protected("pct", flags=flags)
    block = tables.municipalities(protected, data=shown.data)
    by_name = {row[1]: row[6] for row in block.description["rows"]}
    assert by_name["Skive"] == ("▲ Klart under. Obs. registrering: brugen af hele uger er ændret undervejs")
    assert by_name["Herning"] == "● Inden for", "inside the limits there is nothing to explain"
    told = words(sentences.municipalities(protected, data=shown.data))
    assert "I Skive kan forskellen være registrering: brugen af hele uger er ændret undervejs." in told
    assert "Herning" not in told


def test_what_the_funnel_shows_and_cannot_show(shown):
    protected = shown.protected("pct")
    told = words(sentences.municipalities(protected, data=shown.data))
    assert told.startswith(
        "Andel ammet fuldt i mindst 26 uger, aftaleår 2024/25: 3 af 18 kommuner ligger uden for de almindelige udsving."
    )
    assert "Uden for ligger Skive (klart under), Randers (over) og Favrskov (over)." in told
    assert "ventes omkring én af 18 kommuner uden for" in told
    assert "Aarhus og Samsø regnes som én." in told
    assert "ikke en rangliste" in told


def test_all_inside_is_told_without_names(shown):
    record = shown.record(changed=FLAT)
    assert funnel_message(record, data=shown.data).endswith(
        "Alle 16 vurderede kommuner ligger inden for de almindelige udsving"
    )
    told = words(sentences.municipalities(shown.protected(changed=FLAT), data=shown.data))
    assert "Uden for ligger" not in told
    assert "Lemvig og Struer kan ikke vurderes, fordi der er for få oplysninger om børnene." in told


def test_one_row_that_is_judged_is_one(shown):
    small = dict.fromkeys(shown.data.agreement.publication_rows, 120) | {"0779": 4000}
    record = shown.record(rows=small, changed={"0779": 60.0})
    assert "1 af 1 kommune ligger uden for" in funnel_message(record, data=shown.data)


def test_before_any_year_is_mature_that_is_all_that_is_told(shown):
    protected = shown.protected(period="")
    told = words(sentences.municipalities(protected, data=shown.data))
    assert told == (
        "Varighed af fuld amning: Kommunerne kan ikke vurderes.\n\n"
        "18 kommuner kan ikke vurderes, fordi børnene ikke er fulgt længe nok."
    )
    assert shrunken_message(shown.record(period=""), data=shown.data).endswith("ingen udjævnede tal at vise")
    block = tables.municipalities(protected, data=shown.data)
    assert block.description["results"] == []
    assert {row[4] for row in block.description["rows"]} == {"Ingen data"}


def test_the_span_of_shrunken_numbers_is_told_without_names(shown):
    assert plain(shrunken_message(shown.record(), data=shown.data)) == (
        "Varighed af fuld amning, aftaleår 2024/25: Kommunernes udjævnede tal ligger mellem 112 og 123 dage"
    )
    same = dict.fromkeys(shown.data.agreement.publication_rows, 117.7)
    assert plain(shrunken_message(shown.record(changed=same), data=shown.data)).endswith(
        "Alle udjævnede tal er 118 dage"
    )


@pytest.mark.parametrize("measure", ["days", "pct"])
def test_sentences_are_short_and_claim_nothing(shown, measure):
    protected = shown.protected(measure, flags={"0779": ("practice_change", "digit_preference")})
    text = words(sentences.municipalities(protected, data=shown.data))
    assert longest_sentence(text) < 25
    assert FORBIDDEN.findall(text) == []
