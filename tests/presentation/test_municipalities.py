import re

import pytest
from tests.presentation.municipal_set import MunicipalMaker

from evaluering.estimation.municipal_levels import NotAssessed
from evaluering.presentation import sentences, tables
from evaluering.presentation.sentences.municipalities import funnel_message, in_short, map_message, shrunken_message
from evaluering.wording import NARROW
from evaluering.wording.municipalities import (
    MAP_STANDINGS,
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
    assert set(MAP_STANDINGS) == {"", *(standing.partition("_")[0] for standing in standings)}
    assert all(STANDINGS[one].startswith(MAP_STANDINGS[one.partition("_")[0]][0]) for one in standings)


def rows_by_name(block, at=0):
    return {row[at].strip(): row for row in block.description["rows"]}


def test_the_table_stands_in_the_agreement_s_order_under_the_clusters(hiding):
    block = tables.municipalities(hiding.protected(), data=hiding.data)
    agreement = hiding.data.agreement
    rows = block.description["rows"]
    under = [row[0].strip() for row in rows if row[0].startswith("\N{EM SPACE}")]
    of_many = [row for row in agreement.publication_rows if agreement.cluster_of(row) != "aarhus"]
    assert under == [agreement.name_of(row) for row in of_many]
    above = [row[0] for row in rows if not row[0].startswith("\N{EM SPACE}")]
    clusters = [cluster.name for cluster in agreement.clusters]
    assert above == [agreement.region_name, *clusters[:-1], "Aarhus og Samsø"]
    assert [row[4] for row in rows if row[0] in (agreement.region_name, *clusters)] == ["–"] * 5
    notes = " ".join(block.description["notes"])
    assert "ikke en rangliste" in notes
    assert "egne eller en nabokommunes små tal" in notes
    assert "Udjævnet" not in notes


def test_the_appendix_has_the_shrunken_levels(hiding):
    block = tables.shrunken(hiding.protected(), data=hiding.data)
    rows = block.description["rows"]
    assert [row[1] for row in rows] == [
        hiding.data.agreement.name_of(row) for row in hiding.data.agreement.publication_rows
    ]
    assert rows_by_name(block, at=1)["Lemvig"][2:] == ["Skjult", "Skjult"]
    assert {entry["estimand"] for entry in block.description["results"]} == {"level_shrunken"}
    low = tables.shrunken(hiding.protected(births={"0779": 500}), data=hiding.data)
    assert rows_by_name(low, at=1)["Skive"][3] == "–"
    assert any(note.startswith("Udjævnet: ") for note in block.description["notes"])


def test_a_hidden_row_has_no_number_in_the_table(hiding):
    block = tables.municipalities(hiding.protected(), data=hiding.data)
    assert rows_by_name(block)["Lemvig"][1:] == ["Skjult"] * 3 + ["◯ Vises ikke i år"]
    blocks = (block, tables.shrunken(hiding.protected(), data=hiding.data))
    entries = [entry for one in blocks for entry in one.description["results"] if entry["unit"] == "0665"]
    assert [entry["estimand"] for entry in entries] == ["level", "level_shrunken"]
    assert all(entry["hidden"] and entry["value"] is None and entry["n"] is None for entry in entries)


@pytest.mark.parametrize("measure", ["days", "pct"])
def test_nothing_shown_depends_on_a_hidden_row(hiding, measure):
    first = hiding.protected(measure)
    other = hiding.protected(measure, changed={"0665": 70.0, "0671": 3.0}, rows={"0665": 61, "0671": 900})
    for show in (tables.municipalities, tables.shrunken, sentences.municipalities):
        assert show(first, data=hiding.data).description == show(other, data=hiding.data).description


def test_low_coverage_is_marked_and_not_judged(shown):
    protected = shown.protected(births={"0779": 500})
    block = tables.municipalities(protected, data=shown.data)
    row = rows_by_name(block)["Skive"]
    assert row[2].startswith("◯ ")
    assert row[4] == "◯ Kan ikke vurderes: Amningen er kendt for for få"
    assert any(note.startswith("◯: Amningen er kendt for under 80") for note in block.description["notes"])
    told = words(sentences.municipalities(protected, data=shown.data))
    assert "Skive kan ikke vurderes, fordi amningen er kendt for for få af børnene." in told


def test_registration_is_named_beside_a_row_outside_the_limits(shown):
    flags = {"0779": ("practice_change",), "0657": ("digit_preference",)}
    protected = shown.protected("pct", flags=flags)
    block = tables.municipalities(protected, data=shown.data)
    by_name = {name: row[4] for name, row in rows_by_name(block).items()}
    assert by_name["Skive"] == ("▼ Klart under. Obs. registrering: brugen af hele uger er ændret undervejs")
    assert by_name["Herning"] == "● Inden for", "inside the limits there is nothing to explain"
    told = words(sentences.municipalities(protected, data=shown.data))
    assert "I Skive kan forskellen være registrering: brugen af hele uger er ændret undervejs." in told
    assert "Herning" not in told


def test_what_the_funnel_shows_and_cannot_show(shown):
    protected = shown.protected("pct")
    told = words(sentences.municipalities(protected, data=shown.data))
    assert told.startswith(
        "Andel ammet fuldt i mindst 26 uger, aftaleår 2024/25: Af de 18 kommuner, der kan vurderes, "
        "ligger 3 uden for de almindelige udsving. Det er Skive (klart under), Randers (over) og Favrskov (over)."
    )
    assert "ventes omkring én af 18 uden for" in told
    assert plain(map_message(protected.value, data=shown.data)).endswith(
        ": Uden for de almindelige udsving ligger Skive (klart under), Randers (over) og Favrskov (over)"
    )


def test_all_inside_is_told_without_names(shown):
    record = shown.record(changed=FLAT)
    assert funnel_message(record, data=shown.data).endswith(
        "Af de 16 kommuner, der kan vurderes, ligger ingen uden for de almindelige udsving"
    )
    assert map_message(record, data=shown.data) == funnel_message(record, data=shown.data)
    told = words(sentences.municipalities(shown.protected(changed=FLAT), data=shown.data))
    assert "Det er" not in told
    assert (
        "Lemvig og Struer kan ikke vurderes, fordi der er for få oplysninger om børnene. Aarhus og Samsø regnes som én."
        in told
    )


def test_one_row_that_is_judged_is_one(shown):
    small = dict.fromkeys(shown.data.agreement.publication_rows, 120) | {"0779": 4000}
    record = shown.record(rows=small, changed={"0779": 60.0})
    assert funnel_message(record, data=shown.data).endswith(
        "Af den ene kommune, der kan vurderes, ligger én uden for de almindelige udsving"
    )


def test_before_any_year_is_mature_that_is_all_that_is_told(shown):
    protected = shown.protected(period="")
    told = words(sentences.municipalities(protected, data=shown.data))
    assert told == (
        "Varighed af fuld amning: Kommunerne kan ikke vurderes.\n\n"
        "18 kommuner kan ikke vurderes, fordi børnene ikke er fulgt længe nok. "
        "Aarhus og Samsø regnes som én."
    )
    for message in (map_message, funnel_message):
        assert message(shown.record(period=""), data=shown.data).endswith("Kommunerne kan ikke vurderes")
    assert in_short([shown.record(period="")], data=shown.data) == ["Kommunerne kan ikke vurderes endnu."]
    assert shrunken_message(shown.record(period=""), data=shown.data).endswith("ingen udjævnede tal at vise")
    block = tables.municipalities(protected, data=shown.data)
    assert block.description["results"] == []
    assert {row[3] for row in block.description["rows"]} == {"Ingen data"}


def test_the_title_of_the_shrunken_levels_names_no_extremes(shown):
    assert plain(shrunken_message(shown.record(), data=shown.data)) == (
        "Varighed af fuld amning, aftaleår 2024/25: Kommunernes tal med usikkerhed"
    )


def test_in_short_every_outcome_is_counted_and_who_is_never_assessed_named_once(hiding):
    records = [hiding.record(measure) for measure in ("days", "pct")]
    (told,) = in_short(records, data=hiding.data)
    assert plain(told) == (
        "Kommunerne i aftaleår 2024/25: Varighed af fuld amning: Af de 16 kommuner, der kan vurderes, ligger én uden "
        "for de almindelige udsving: Skive (under). Andel ammet fuldt i mindst 26 uger: Af de 16 kommuner, der kan "
        "vurderes, ligger 2 uden for de almindelige udsving: Skive (klart under) og Randers (over). "
        "Lemvig og Struer vises ikke i år. Aarhus og Samsø regnes som én."
    )
    some = records[0], records[1].unfitted("too_few_rows")
    (one_alone,) = in_short(some, data=hiding.data)
    assert "Andel" not in one_alone
    assert "Lemvig og Struer vises ikke i år." in one_alone
    assert in_short((), data=hiding.data) == []


@pytest.mark.parametrize("measure", ["days", "pct"])
def test_sentences_are_short_and_claim_nothing(shown, measure):
    protected = shown.protected(measure, flags={"0779": ("practice_change", "digit_preference")})
    text = words(sentences.municipalities(protected, data=shown.data))
    assert longest_sentence(text) < 25
    assert FORBIDDEN.findall(text) == []
