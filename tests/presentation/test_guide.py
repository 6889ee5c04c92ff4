"""The guide and the description of the agreement: rules told as they are calculated, and documents as they stand."""

import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from evaluering.agreement import Background
from evaluering.disclosure.counts import CountTable, SourceTable
from evaluering.presentation import sentences, tables
from evaluering.presentation.uncertainty import CELLS, certainty
from evaluering.wording import DEFINITIONS, SOURCES, VERDICTS
from evaluering.wording import guide as words
from evaluering.wording.forecast import LIKELIHOODS, likelihood
from evaluering.wording.quality import QUALITY_WORDS


def rows_of(block):
    return [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in block.description["rows"]]


def notes_of(block):
    return " ".join(block.description["notes"]).replace("\N{NO-BREAK SPACE}", " ")


def text(block):
    return block.description["text"].replace("\N{NO-BREAK SPACE}", " ")


def described(data, background):
    return replace(data, agreement=data.agreement.model_copy(update={"background": background}))


@pytest.fixture
def bare(maker):
    """The same agreement with nothing of its documents described."""
    return described(maker.data, Background(steering_group="rådet"))


def test_every_verdict_has_its_meaning_with_the_gate_of_the_run(maker):
    block = tables.verdict_meanings(maker.data)
    assert [row[0] for row in rows_of(block)] == list(VERDICTS.values())
    chosen = maker.data.parameters.model_copy(update={"coverage_gate_pct": 75.0})
    assert "under 75 %" in rows_of(tables.verdict_meanings(replace(maker.data, parameters=chosen)))[3][1]


def test_the_words_for_a_change_are_told_with_the_limits_they_are_used_at(maker):
    told = dict(rows_of(tables.certainty_meanings(maker.data)))
    assert list(told) == list(CELLS.values())
    for probability in (0.976, 0.974, 0.901, 0.899, 0.101, 0.099, 0.026, 0.024):
        meaning = told[CELLS[certainty(probability)]]
        sure = max(probability, 1 - probability)
        given = [float(one.replace(",", ".")) / 100 for one in re.findall(r"(\d+(?:,\d)?) %", meaning)]
        if meaning.startswith("Mindst"):
            assert sure >= given[0]
        elif meaning.startswith("Mellem"):
            assert given[0] <= sure <= given[1]
        else:
            assert sure < 0.9


def test_the_words_for_a_forecast_are_told_with_the_per_cents_they_are_used_at(maker):
    told = rows_of(tables.likelihood_meanings(maker.data))
    assert len(told) == len(LIKELIHOODS)
    for word, span in told:
        first, last = (int(one) for one in re.findall(r"\d+", span))
        assert {likelihood(first / 100).words, likelihood(last / 100).words} == {word.lower()}


def test_every_indicator_has_every_rule(maker):
    block = tables.calculation_rules(maker.data)
    rows = {row[0]: row[1:] for row in rows_of(block)}
    assert list(rows) == list(words.RULE_HEADS.values())
    assert all(cell and "{" not in cell for cells in rows.values() for cell in cells)
    assert rows["Tæller"][0].startswith("Ingen tæller")
    days, share = (DEFINITIONS[one.definition] for one in maker.data.agreement.indicators)
    assert days.capitalize() in rows["Tal"][0]
    assert share in rows["Tæller"][1]
    assert rows["Svar gives"][0].startswith("Dækning mindst 80 %")
    assert ["3,0 dage" in rows["Svar gives"][0], "1,5 procentpoint" in rows["Svar gives"][1]] == [True, True]
    assert "Clopper-Pearson" in rows["Interval"][1]
    assert rows["Standard (aftalens ambition)"][1] == "Mindst 20 % senest 31. marts 2028. Ikke et minimumskrav"


def test_the_glossary_is_in_the_order_of_the_alphabet_with_the_agreements_own_words(maker, bare):
    told = [row[0] for row in rows_of(tables.glossary(maker.data))]
    assert {"IBCLC", "LUP", "Klynge"} <= set(told)
    alphabet = "abcdefghijklmnopqrstuvwxyzæøå"
    keys = [[alphabet.index(letter) for letter in word.lower() if letter in alphabet] for word in told]
    assert keys == sorted(keys)
    assert [row[0] for row in rows_of(tables.glossary(bare))] == [one for one in told if one in words.GLOSSARY]


def delivered(maker, *rows):
    names = ["source", "sender", "extraction_date", "period_from", "period_to", "rows"]
    frame = pd.DataFrame(rows, columns=names).assign(delivery="a", fingerprint="0")
    nothing = CountTable(pd.DataFrame(columns=["step", "rule", "unit", "count"]))
    return maker.protected(SourceTable(frame, nothing, ()))


@pytest.fixture
def sources(maker):
    return delivered(
        maker,
        ("kommuneudtraek", "0657", "2026-10-01", "2012-01-01", "2026-09-30", 900),
        ("kommuneudtraek", "0756", "2025-10-01", "2013-01-01", "2025-09-30", 800),
        ("kommuneudtraek", "0756", "2026-10-01", "2012-01-01", "2026-09-30", 850),
        ("foedsler", "Fødselsregisteret", "2026-10-01", "2012-01-01", "2026-09-30", 3363),
        ("andet", "Et kontor", "2026-10-01", "2020-01-01", "2020-01-31", 7),
    )


def test_a_declaration_per_source_that_was_delivered(sources, maker):
    block = tables.sources_delivered(sources, series=(maker.protected(maker.series([15.0, 16.0])),), data=maker.data)
    assert rows_of(block) == [
        [
            SOURCES["kommuneudtraek"], "2 afsendere", "2 af 19 kommuner", "januar 2012 til september 2026",
            "1. oktober 2025 til 1. oktober 2026",
        ],
        [
            SOURCES["foedsler"], "Fødselsregisteret", "–", "januar 2012 til september 2026", "1. oktober 2026",
        ],
        ["andet", "Et kontor", "–", "januar 2020", "1. oktober 2026"],
    ]  # fmt: skip
    assert "amningen kendt for 92,3 % af børnene i Region Midtjylland født i 2021" in notes_of(block)
    hidden = maker.series([float("nan")])
    hidden.frame["births"] = 0
    none = tables.sources_delivered(sources, series=(maker.protected(hidden),), data=maker.data)
    assert "kendt for" not in notes_of(none)


def test_what_a_source_can_be_used_for(sources, maker):
    told = rows_of(tables.source_uses(sources, data=maker.data))
    assert [row[0] for row in told] == [SOURCES["kommuneudtraek"], SOURCES["foedsler"], "andet"]
    assert told[2][1:] == ["–"] * 4, "a source no words are kept for"
    kept = (words.SOURCE_HOLDS, words.SOURCE_FAULTS, words.SOURCE_FOR, words.SOURCE_NOT_FOR)
    assert all(set(one) == set(SOURCES) for one in kept)


def test_the_guide_in_short_is_the_pages_conclusion(maker):
    block = sentences.how_to_read(maker.data)
    assert block.description["lead"]
    assert "aldrig en rangliste" in text(block)
    assert not set(QUALITY_WORDS.values()) & set(text(block).split())


def test_the_agreement_in_short(maker, bare):
    told = text(sentences.agreement_in_short(maker.data))
    assert told.startswith("**Aftalen gælder fra april 2023 og har to mål, der kan måles her.**")
    assert "Varighed af fuld amning: mindst 120 dage." in told
    assert "ambition om tilfredshed med hjælpen til amning." in told
    assert "Fødeplanudvalget er styregruppe og beslutter, om netværkene har løst deres opgave." in told
    short = text(sentences.agreement_in_short(bare))
    later = replace(maker.data, extraction_date=date(2029, 10, 1))
    assert "Fristen er 31." in told
    assert "Fristen var 31." in text(sentences.agreement_in_short(later))
    assert "ambition om" not in short
    assert "beslutter" not in short


def test_the_documents_are_told_as_they_stand(maker, bare):
    background = maker.data.agreement.background
    assert text(sentences.agreement_about(maker.data)) == "\n\n".join(background.description)
    assert text(sentences.not_in_documents(maker.data)).count("De siger ikke, ") == len(background.not_told)
    assert [row[0] for row in rows_of(tables.roles(maker.data))] == [one.name for one in background.roles]
    assert [row[0] for row in rows_of(tables.next_steps(maker.data))] == [one.text for one in background.next_steps]
    steps = rows_of(tables.milestones(maker.data))
    assert [row[2] for row in steps] == ["–", "Senest 2. kvartal 2024", "–", "–", "–"]
    aims = rows_of(tables.ambitions(maker.data))
    assert [row[2] for row in aims] == ["Ja", "Ja", "Nej. Tal fra LUP indgår ikke i denne evaluering."]
    nothing = "Aftalens dokumenter er ikke beskrevet i opsætningen."
    assert text(sentences.agreement_about(bare)) == text(sentences.not_in_documents(bare)) == nothing
    for table in (tables.roles, tables.next_steps, tables.milestones):
        assert rows_of(table(bare))[0][0] == nothing
    assert len(rows_of(tables.ambitions(bare))) == 2


def test_every_number_of_the_documents_has_its_source(maker):
    background = maker.data.agreement.background
    for one in (*background.roles, *background.milestones, *background.ambitions, *background.next_steps):
        assert re.search(r"afsnit \d", one.source)


def test_who_is_a_party(maker):
    block = tables.parties(maker.data)
    rows = dict(rows_of(block))
    assert rows["Aarhusklyngen"] == "Aarhus og Samsø (ikke part)"
    assert notes_of(block).startswith("Samsø er ikke tiltrådt aftalen")
    assert "trådt ud" not in notes_of(block)
    gone = tuple(
        one.model_copy(update={"party_to": date(2025, 6, 30)}) if one.name == "Skive" else one
        for one in maker.data.agreement.municipalities
    )
    left = replace(maker.data, agreement=maker.data.agreement.model_copy(update={"municipalities": gone}))
    told = tables.parties(left)
    assert dict(rows_of(told))["Midtklyngen"] == "Viborg, Silkeborg og Skive (ikke part)"
    assert "Skive er trådt ud af aftalen." in notes_of(told)
    later = replace(left, extraction_date=date(2025, 6, 30))
    assert "Skive (ikke part)" not in str(rows_of(tables.parties(later))), "the last day is still a day as a party"
