import re
from dataclasses import replace
from datetime import date
from math import nan

import pytest

from evaluering import wording
from evaluering.disclosure.protection import protect
from evaluering.estimation.revisions import Answer, Revision, Revisions
from evaluering.presentation import sentences, tables
from evaluering.presentation.sentences.earlier import since_last_words
from evaluering.wording import earlier as words

EMPTY = dict.fromkeys(("births", "known", "coverage_pct", "at_least"), nan)


@pytest.fixture
def make(maker):
    """Makes protected revisions of both indicators in some units, with changes to every row."""

    def made(units=("region",), *, changed=(), report_year=2025, **more):
        rows = []
        for indicator, value in (("duration_mean", 113.5), ("share_26w", 15.44)):
            measure = "days" if indicator == "duration_mean" else "pct"
            then = maker.year(value, "2023", known=2000.0, at_least=nan)
            given = {
                "then": then, "now": replace(then, known=2150.0, value=value + 0.4),
                "newest": maker.year(value + 4, "2024", at_least=nan), "verdict_then": "endnu_ikke",
                "verdict_now": "endnu_ikke", "reason": "reports", "known_apart": 150, "births_apart": 0,
                "definition_then": "restricted_mean_365", "definition_now": "restricted_mean_365",
            }  # fmt: skip
            rows += [Revision(unit, indicator, measure, **(given | more)) for unit in units]
        answers = tuple(
            Answer(year, "duration_mean", "days", maker.year(111.0, str(year - 2)), "endnu_ikke")
            for year in (2025, 2026)
        )
        record = Revisions(report_year, "2025-10-01", tuple(rows), answers, changed)
        return maker.protected(record)

    return made


@pytest.fixture
def nothing(maker):
    return maker.protected(Revisions(0, "", (), (Answer(2026, "duration_mean", "days", None, ""),)))


def cells(block):
    return block.description["rows"]


def test_the_paragraph_tells_then_newest_why_and_now(make, maker):
    told = since_last_words(make(), data=maker.data)
    assert told.replace(wording.NARROW, " ") == (
        "I rapporten for 2025 var varigheden 113,5 dage og andelen 15,4 % for aftaleår 2023/24. "
        "Nu er varigheden 117,5 dage og andelen 19,4 % for aftaleår 2024/25. "
        "Siden er 150 flere børn kommet med i de gamle tal. "
        "Regnet igen er varigheden for aftaleår 2023/24 113,9 dage. "
        "Regnet igen er andelen for aftaleår 2023/24 15,8 %."
    )
    assert sentences.since_last(make(), data=maker.data).description["text"] == told


def test_without_an_earlier_report_that_is_said(nothing, maker):
    assert since_last_words(nothing, data=maker.data) == words.NO_EARLIER
    lead = sentences.conclusion_since_last(nothing, data=maker.data)
    assert lead.description["lead"]
    assert words.NO_EARLIER in lead.description["text"]
    assert sentences.causes(nothing, data=maker.data).description["text"] == words.NO_EARLIER
    for block in (
        tables.revised_levels(nothing, data=maker.data, indicator="share_26w"),
        tables.revised_children(nothing, data=maker.data),
    ):
        assert (block.description["kind"], block.description["text"]) == ("sentence", words.NO_EARLIER)
    assert cells(tables.answers_by_report(nothing, data=maker.data))[0][2:] == ["–", "–", "–"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"known_apart": -60}, "Oplysninger er rettet, så amningen nu er kendt for 60 færre af børnene."),
        ({"births_apart": 12}, "Der er nu 12 flere fødsler end dengang."),
        ({"births_apart": -12, "known_apart": 0}, "Der er nu 12 færre fødsler end dengang."),
        ({"known_apart": None}, words.CAUSES["reports"]),
        ({"births_apart": None}, words.CAUSES["reports"]),
        ({"reason": "records"}, words.CAUSES["records"]),
        ({"reason": "records_or_code"}, words.CAUSES["records_or_code"]),
        ({"reason": "code"}, words.CAUSES["code"]),
        ({"reason": "method"}, words.CAUSES["method"]),
        ({"reason": "cannot", "now": None}, words.CAUSES["cannot"]),
        ({"definition_then": "restricted_mean_182"}, words.REDEFINED),
    ],
)
def test_every_reason_has_its_sentence(make, maker, more, told):
    text = since_last_words(make(**more), data=maker.data)
    assert text.count(told) == 1


def test_a_small_number_of_children_is_not_told(maker, make):
    then = maker.year(113.5, "2023", known=2000.0, at_least=nan)
    told = make(then=then, now=replace(then, known=2003.0), known_apart=3)
    text = since_last_words(told, data=maker.data)
    assert words.CAUSES["reports"] in text
    assert not re.search(r"\b3\b", text)
    block = tables.revised_children(told, data=maker.data)
    assert cells(block)[0][1:] == [words.NOT_SHOWN, "2.003 (91,7\u00a0%)", words.NOT_SHOWN, words.NOT_SHOWN, "2.400"]
    assert words.SMALL_NOTE in block.description["notes"]


def test_the_same_number_is_told_as_the_same(make, maker):
    year = maker.year(113.5, "2023", at_least=nan)
    told = make(then=year, now=year, reason="unchanged")
    assert since_last_words(told, data=maker.data).endswith("Regnet igen er tallene for aftaleår 2023/24 som før.")
    lead = sentences.conclusion_since_last(told, data=maker.data).description["text"]
    assert lead.count("Regnet igen nu er tallet det samme.") == 2
    assert lead.endswith(words.CAUSES["unchanged"])


def test_a_report_without_numbers_and_no_new_year(make, maker):
    text = since_last_words(make(then=None, now=None, reason="cannot"), data=maker.data)
    assert "Rapporten for 2025 havde intet tal for andelen" in text
    assert words.CAUSES["cannot"] not in text
    newest = maker.year(113.5, "2023", at_least=nan)
    assert words.NO_NEW_YEAR in since_last_words(make(newest=newest), data=maker.data)
    bare = since_last_words(make(then=None, now=None, newest=None, reason="cannot"), data=maker.data)
    assert "født i" not in bare


def test_the_conclusion_tells_whether_the_answer_changed(make, maker):
    text = sentences.conclusion_since_last(make(), data=maker.data).description["text"]
    assert "**Varighed af fuld amning:** Svaret på målet er stadig ◐ Endnu ikke." in text
    new = sentences.conclusion_since_last(make(verdict_now="ja"), data=maker.data).description["text"]
    assert "Svaret på målet var ◐ Endnu ikke i rapporten for 2025. Nu er det ● Ja." in new
    first = sentences.conclusion_since_last(make(verdict_then=""), data=maker.data).description["text"]
    assert "Svaret på målet er ◐ Endnu ikke." in first


def test_what_else_changed(make, maker):
    text = sentences.causes(make(), data=maker.data).description["text"]
    said = f"Rapporten for 2025 bygger på data fra {wording.long_date(date(2025, 10, 1))}. {words.NOTHING_ELSE}"
    assert text == said
    text = sentences.causes(make(changed=("code", "plan", "parameters"), definition_then="x"), data=maker.data)
    for told in (*words.CHANGED.values(), words.REDEFINED):
        assert text.description["text"].count(told) == 1


def test_the_table_shows_the_three_numbers_beside_each_other(make, maker):
    block = tables.revised_levels(make(("region", "midt")), data=maker.data, indicator="duration_mean")
    narrow = wording.NARROW
    assert cells(block)[1] == [
        "Midtklyngen", f"113,5 (111,5{narrow}til{narrow}115,5)", f"113,9 (111,5{narrow}til{narrow}115,5)",
        "+0,4", f"117,5 (115,5{narrow}til{narrow}119,5)",
    ]  # fmt: skip
    assert f"{words.WHY}: sene indberetninger eller rettelser." in block.description["notes"]
    heads = [one["label"] for one in block.description["columns"]]
    assert heads[1] == "Rapporten for 2025, født i aftaleår 2023/24"
    assert heads[4] == "Nyeste årgang, født i aftaleår 2024/25"


def test_the_numbers_of_then_and_now_are_published_with_their_definition(make, maker):
    told = make(definition_then="restricted_mean_182")
    block = tables.revised_levels(told, data=maker.data, indicator="duration_mean")
    entries = {one["id"]: one for one in block.description["results"]}
    assert sorted(entries) == [f"duration_mean/region/level_{name}_2025" for name in ("published", "recomputed")]
    then = entries["duration_mean/region/level_published_2025"]
    assert (then["from"], then["to"], then["definition"]) == ("2023-04", "2024-03", "restricted_mean_182")
    assert (then["value"], then["n"], then["coverage_pct"]) == (113.5, 2000, 91.7)
    assert entries["duration_mean/region/level_recomputed_2025"]["n"] == 2150
    assert any("Dengang var det opgjort" in note for note in block.description["notes"])


def test_years_of_two_kinds_are_not_named_in_the_head(make, maker):
    record = make(("region", "midt")).value
    rows = tuple(
        replace(one, then=maker.year(112.0, "2022", "calendar_year")) if one.unit == "midt" else one
        for one in record.rows
    )
    block = tables.revised_levels(maker.protected(replace(record, rows=rows)), data=maker.data, indicator="share_26w")
    assert block.description["columns"][1]["label"] == "Rapporten for 2025"


def test_children_then_and_now(make, maker):
    block = tables.revised_children(make(), data=maker.data)
    assert cells(block) == [
        ["Region Midtjylland", "2.000 (91,7\u00a0%)", "2.150 (91,7\u00a0%)", "+150", "2.400", "2.400"]
    ]
    bare = tables.revised_children(make(then=None, now=None, reason="cannot"), data=maker.data)
    assert cells(bare)[0][1:] == ["–"] * 5


def test_a_hidden_row_shows_nothing_of_then(make, maker):
    hiding = maker.hiding(unit="midt", grain="agreement_year", period="2023")
    record = make(("region", "midt")).value
    told = protect(record, decisions=hiding.data.decisions)
    levels = tables.revised_levels(told, data=hiding.data, indicator="duration_mean")
    assert cells(levels)[1][1:4] == [wording.HIDDEN] * 3
    assert cells(tables.revised_children(told, data=hiding.data))[1][1:] == [wording.HIDDEN] * 5
    hidden = next(one for one in levels.description["results"] if "/midt/level_published" in one["id"])
    assert hidden["hidden"]
    assert hidden["value"] is None
    region = maker.hiding(unit="region", grain="agreement_year", period="2023")
    text = since_last_words(protect(record, decisions=region.data.decisions), data=region.data)
    assert words.CAUSES["hidden"] in text
    assert "113,5" not in text


def test_the_answers_stand_report_by_report(make, maker):
    block = tables.answers_by_report(make(), data=maker.data)
    assert [row[1] for row in cells(block)] == ["2025", "2026"]
    assert cells(block)[0][2] == "aftaleår 2023/24"
    assert cells(block)[0][4] == "◐ Endnu ikke"


def test_children_who_came_and_a_new_program_that_moved_nothing_are_told_once(make, maker):
    year = maker.year(113.5, "2023", at_least=nan)
    came = {"then": year, "now": year, "known_apart": 122}
    text = since_last_words(make(**came), data=maker.data)
    assert text.endswith(f"Siden er 122 flere børn kommet med i de gamle tal. {words.NOT_MOVED}")
    told = make(**came, reason="reports_or_code", changed=("code",))
    assert since_last_words(told, data=maker.data).endswith(f"{words.CODE_TOO} {words.NOT_MOVED}")
    assert sentences.causes(told, data=maker.data).description["text"].endswith(words.STOOD)
    unknown = make(**(came | {"known_apart": None}), reason="reports_or_code")
    assert words.CAUSES["reports_or_code"] in since_last_words(unknown, data=maker.data)


def test_each_reason_is_told_once_with_its_units_where_there_are_several(make, maker):
    record = make(("region", "midt", "horsens")).value
    rows = tuple(replace(one, reason="unchanged") if one.unit == "horsens" else one for one in record.rows)
    block = tables.revised_levels(maker.protected(replace(record, rows=rows)), data=maker.data, indicator="share_26w")
    assert (
        f"{words.WHY}: sene indberetninger eller rettelser (Region Midtjylland og Midtklyngen); "
        "ingen ændring (Horsensklyngen)."
    ) in block.description["notes"]


def test_sentences_are_short(make, nothing, maker):
    told = [make(), make(changed=("code", "plan", "parameters"), definition_then="x"), nothing]
    told += [make(reason=reason, known_apart=None) for reason in words.CAUSES]
    for one in told:
        texts = [since_last_words(one, data=maker.data)]
        texts += [
            made(one, data=maker.data).description["text"]
            for made in (sentences.conclusion_since_last, sentences.causes)
        ]
        for sentence in re.split(r"(?<=[.:])\s", " ".join(texts).replace("1. oktober", "1 oktober").replace("**", "")):
            assert len(sentence.split()) <= 25, sentence
