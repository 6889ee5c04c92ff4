import pytest
from tests.presentation.made_forecasts import back_test, score, scores_of

from evaluering.analysis_plan import NOT_PLANNED
from evaluering.disclosure.protection import _DOOR, Protected
from evaluering.presentation import sentences, tables
from evaluering.presentation.sentences.back_test import against_guess, judged_horizon, trust_message, trusted
from evaluering.presentation.tables.cells import NONE
from evaluering.wording.plan import NOT_PLANNED_NOTE

S = "\N{NO-BREAK SPACE}"
GUESS = "et enkelt gæt.**"


def shut(maker, record):
    return Protected(record, maker.data.decisions.fingerprint, _DOOR)


def told(maker, *records):
    block = sentences.back_test(tuple(shut(maker, one) for one in records), data=maker.data)
    return block.description["text"].replace(S, " ")


def details(maker, *records):
    block = sentences.back_test_details(tuple(shut(maker, one) for one in records), data=maker.data)
    assert block.description["lead"]
    return block.description["text"].replace(S, " ")


def rows(block):
    return [[cell.replace(S, " ") for cell in row] for row in block.description["rows"]]


@pytest.mark.parametrize(
    ("stays", "continues", "first", "second"),
    [
        (0.15, 0.16, "Begge fremskrivninger af den gennemsnitlige varighed af fuld amning ramte bedre end", ""),
        (0.20, 0.205, "Begge fremskrivninger af den gennemsnitlige varighed af fuld amning ramte omtrent", ""),
        (0.25, 0.30, "Begge fremskrivninger af den gennemsnitlige varighed af fuld amning ramte dårligere end", ""),
        (0.20, 0.30, "Med samme niveau ramte fremskrivningen", "Med samme udvikling ramte den dårligere end gættet."),
        (0.25, 0.15, "Med samme niveau ramte fremskrivningen", "Med samme udvikling ramte den bedre end gættet."),
    ],
)
def test_whether_earlier_forecasts_could_be_trusted(maker, stays, continues, first, second):
    words = told(maker, back_test(scores_of(stays, continues)))
    assert words.startswith(f"**{first}")
    assert GUESS in words
    assert "Gættet er samme tal som det sidste kendte år." in words
    assert second in words
    assert ("Læs derfor svarene om fristen med forbehold" in words) == (max(stays, continues) >= 0.19)
    longer = details(maker, back_test(scores_of(stays, continues)))
    assert longer.startswith(f"**{first}")
    assert second in longer


@pytest.mark.parametrize(
    ("brier", "naive", "answer"),
    [(0.0, 0.0, "alike"), (0.1, 0.0, "worse"), (0.209, 0.2, "alike"), (0.211, 0.2, "worse"), (0.189, 0.2, "better")],
)
def test_a_score_is_held_against_the_guess(brier, naive, answer):
    record = back_test([score(18, name, brier=brier, naive=naive) for name in ("level_stays", "slope_continues")])
    assert against_guess(next(record.test.scores.itertuples())) == answer


def test_the_sentence_is_about_the_way_to_the_deadline():
    assert judged_horizon(back_test(scores_of(0.2, 0.2))) == 18
    assert judged_horizon(back_test(scores_of(0.2, 0.2), to_deadline=0)) == 24
    assert judged_horizon(back_test(scores_of(0.2, 0.2, horizons=(12,)))) == 12
    assert judged_horizon(back_test([])) == 0


@pytest.mark.parametrize(
    ("stays", "continues", "answer"),
    [(0.15, 0.16, True), (0.15, 0.195, False), (0.195, 0.15, False), (0.25, 0.15, False)],
)
def test_only_a_forecast_that_held_better_is_trusted(stays, continues, answer):
    assert trusted(back_test(scores_of(stays, continues))) is answer


def test_a_forecast_that_was_not_tried_is_not_trusted():
    assert not trusted(back_test([]))
    assert not trusted(back_test([], reason="coverage"))


def test_intervals_that_were_too_narrow_are_said_to_be(maker):
    assert "De var altså for smalle." in details(maker, back_test(scores_of(0.2, 0.2, inside=83.0)))
    words = details(maker, back_test(scores_of(0.2, 0.2, inside=94.4)))
    assert "for smalle" not in words
    assert "rummede det, der kom, i 94 af 100 prøver med samme niveau. Med samme udvikling var det 94 af 100." in words
    assert "De 36 prøver dækker kun 3 år, der ikke deler børn." in words


@pytest.mark.parametrize(
    ("real_start", "words"),
    [
        ((False, False), "Alle prøver ligger før aftalen. De bruger en tænkt start"),
        ((False, True), "De prøver, der ligger før aftalen, bruger en tænkt start"),
        ((True,), ""),
    ],
)
def test_made_up_starts_are_explained(maker, real_start, words):
    text = details(maker, back_test(scores_of(0.2, 0.2), real_start=real_start))
    assert words in text
    assert ("tænkt start" in text) == (not all(real_start))
    assert "talt fra den dag, data blev trukket. Da var de seneste 15 måneder endnu ikke med" in text


def test_too_few_years_give_no_answer(maker):
    few = [score(18, name, assessed=False) for name in ("level_stays", "slope_continues", "naive")]
    for record in (back_test(few), back_test([])):
        words = told(maker, record)
        assert words == (
            "**Der er for få tidligere år til at prøve fremskrivningen af den gennemsnitlige varighed af fuld amning.**"
        )
        assert details(maker, record) == words
    block = tables.back_test(shut(maker, back_test(few)), data=maker.data)
    assert rows(block)[0][3:] == [NONE] * 5
    assert block.description["results"] == []
    assert "for få år" in rows(tables.back_test(shut(maker, back_test([])), data=maker.data))[0][0]


def test_why_nothing_was_tried(maker):
    record = back_test([], reason="coverage")
    assert told(maker, record).endswith("kan ikke prøves.** Årsag: amningen er kendt for for få af børnene.")
    assert trust_message(record, data=maker.data).startswith("Tidligere fremskrivninger")
    block = tables.back_test(shut(maker, record), data=maker.data)
    assert rows(block) == [["Ikke vist: amningen er kendt for for få af børnene", *[NONE] * 7]]
    assert block.description["results"] == []


def test_the_table_shows_every_score_with_an_entry(maker):
    block = tables.back_test(shut(maker, back_test(scores_of(0.19, 0.30), measure="pct")), data=maker.data)
    found = rows(block)
    assert [row[1] for row in found[:3]] == ["Samme niveau", "Samme udvikling", "Enkelt gæt"]
    assert found[3] == [
        "18 måneder (som til fristen)", "Samme niveau", "36 (3)", "0,19", "5 %", "74 %", "94 %", "−0,9 procentpoint",
    ]  # fmt: skip
    assert found[5][4] == NONE
    entries = block.description["results"]
    ids = [one["id"] for one in entries]
    assert len(ids) == len(set(ids)) == 9 * 5
    bias = next(one for one in entries if "bias_level_stays_18" in one["id"])
    assert (bias["measure"], bias["value"], bias["from"], bias["to"]) == ("pct_point", -0.9, "2012-01", "2025-06")


def test_what_was_not_planned_is_marked(maker):
    record = back_test(scores_of(0.2, 0.2), planned=False)
    block = tables.back_test(shut(maker, record), data=maker.data)
    assert NOT_PLANNED_NOTE in block.description["notes"]
    assert all(one["notes"] == [NOT_PLANNED] for one in block.description["results"])
    assert NOT_PLANNED_NOTE in told(maker, record)
    assert NOT_PLANNED_NOTE in details(maker, record)
