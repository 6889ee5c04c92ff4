"""What a reader is told of the analysis plan, and that nothing unplanned goes unmarked."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from evaluering.analysis_plan import NOT_PLANNED, DeclaredBreak
from evaluering.estimation.unit_checks import UnitChecks, UnitPower, UnitSpecifications
from evaluering.periods import Month
from evaluering.preparation.analyses import protected_series
from evaluering.preparation.data_quality import protected_coverage_steps
from evaluering.presentation import figures, sentences, show_provenance, tables
from evaluering.presentation.block import Column, Table, table_block
from evaluering.presentation.sentences.change import since_agreement
from evaluering.wording.plan import NOT_PLANNED_NOTE, SOME_NOT_PLANNED_NOTE

NEAR = DeclaredBreak(
    name="system", title="Nyt journalsystem", first=Month(2022, 10), last=None, reason="Tallene sprang.",
    source="Leverandøren.", argued=True,
)  # fmt: skip


def planning(data, **changes):
    """The data under a plan with something else in it."""
    return replace(data, plan=data.plan.model_copy(update=changes))


def asking(data, **changes):
    """The data of a run that asks for something else than the plan."""
    interruption = data.parameters.interruption.model_copy(update=changes)
    return replace(data, parameters=data.parameters.model_copy(update={"interruption": interruption}))


def test_the_plan_in_words(prepared):
    text = sentences.analysis_plan(prepared).markdown
    for part in (
        "22.\N{NO-BREAK SPACE}november 2026",
        "Hovedresultatet er ændringen i den gennemsnitlige varighed af fuld amning.",
        "Desuden regnes ændringen i andelen af børn ammet fuldt i mindst 26 uger.",
        "To resultater vurderes sammen.",
        "Holms metode",
        "de sidste 8 måneder før aftalen",
        "Pandemien (covid-19): Det gælder børn født fra marts 2020 til juni 2021.",
        "Kørslen følger planen.",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("days", "told"),
    [(0, "Det var lagt fast på forhånd"), (1, "Da var data trukket ud"), (-400, "lagt fast på forhånd")],
)
def test_a_plan_later_than_the_data_is_not_called_beforehand(prepared, days, told):
    data = planning(prepared, decided=prepared.extraction_date + timedelta(days=days))
    text = sentences.analysis_plan(data).markdown
    assert told in text
    assert ("på forhånd" in text) is data.planned_beforehand is (days <= 0)


@pytest.mark.parametrize(
    "change", [{}, {"breaks": (NEAR,)}, {"cut_months": 1}, {"breaks": (), "family": ("share_26w",)}]
)
def test_the_plan_reads_easily(prepared, change):
    block = sentences.analysis_plan(asking(planning(prepared, **change), ramps_months=(3, 9)))
    text = re.sub(r"[*\N{NO-BREAK SPACE}]", " ", block.description["text"])
    plain = re.sub(r"(\d)\. (?=[a-z])", r"\1 ", text)
    parts = [part for part in re.split(r"[.!?:;](?:\s|$)|\n+", plain) if part.strip()]
    words = re.findall(r"[A-Za-zÆØÅæøå][\w-]*", text)
    assert [part for part in parts if len(part.split()) >= 25] == []
    assert len(words) / len(parts) + 100 * sum(len(word) > 6 for word in words) / len(words) <= 45
    assert re.findall("effekt|signifikan", text) == []


def test_a_smaller_plan_says_less(prepared):
    less = planning(prepared, breaks=(), secondary=(), family=("duration_mean",), cut_months=0)
    text = sentences.analysis_plan(less).markdown
    assert "Planen nævner intet andet end aftalen" in text
    assert "Ingen fødsler lige før aftalen holdes ude." in text
    assert "vurderes sammen" not in text
    assert "Desuden" not in text
    assert "den sidste måned før" in sentences.analysis_plan(planning(prepared, cut_months=1)).markdown


def test_a_break_near_the_start_gives_no_conclusion(prepared):
    text = sentences.analysis_plan(planning(prepared, breaks=(NEAR,))).markdown
    assert "Nyt journalsystem: Det gælder børn født fra oktober 2022. Tallene sprang." in text
    assert "både med og uden det. Der gives ingen konklusion." in text
    assert "konklusion" not in sentences.analysis_plan(prepared).markdown


@pytest.mark.parametrize("show", [sentences.analysis_plan, show_provenance])
def test_a_run_says_what_it_does_otherwise(prepared, show):
    text = show(asking(prepared, cut_months=6, ramps_months=(3, 9))).markdown
    assert "Kørslen afviger fra planen." in text
    assert "Ikke forud planlagt – måneder før aftalen, der holdes ude: 6 (planen: 8); " in text
    assert "længder af en gradvis start, i måneder: 3, 9 (planen: 3, 6, 12, 21)." in text
    assert "følger planen" not in text


def test_the_provenance_names_the_plan(prepared):
    text = show_provenance(prepared).markdown
    assert "Analyseplan analyseplan-2026, lagt fast 22.\N{NO-BREAK SPACE}november 2026." in text
    assert prepared.plan.fingerprint() in text
    assert "Kørslen følger planen." in text
    assert "Planen er yngre end data." in text
    early = replace(prepared, plan=prepared.plan.model_copy(update={"decided": prepared.extraction_date}))
    assert "yngre" not in show_provenance(early).markdown


def test_breaks_as_a_table(prepared):
    block = tables.declared_breaks(planning(prepared, breaks=(*prepared.plan.breaks, NEAR)))
    first, second = block.description["rows"]
    assert first[:3] == ["Pandemien (covid-19)", "marts 2020", "juni 2021"]
    assert second == ["Nyt journalsystem", "oktober 2022", "i dag", "Tallene sprang.", "Leverandøren."]
    none = tables.declared_breaks(planning(prepared, breaks=())).description
    assert (none["rows"], none["notes"]) == ([], ["Planen nævner ingen."])


@pytest.mark.parametrize(
    ("warnings", "note"), [((NOT_PLANNED,), NOT_PLANNED_NOTE), ((), None)], ids=["not planned", "planned"]
)
def test_a_table_of_numbers_that_were_not_planned_says_so(maker, warnings, note):
    change = maker.change(maker.estimate(warnings=warnings))
    description = tables.change(maker.protected(change), data=maker.data).description
    assert [NOT_PLANNED in entry["notes"] for entry in description["results"]] == [note is not None] * len(
        description["results"]
    )
    assert any("Ikke forud planlagt" in one for one in description["notes"]) == (note is not None)
    assert note is None or note in description["notes"]


def test_a_table_with_some_such_numbers_says_some(maker):
    change = maker.change()
    first = replace(change.fit.estimates[0], warnings=(NOT_PLANNED,))
    change = replace(change, fit=replace(change.fit, estimates=(first, *change.fit.estimates[1:])))
    assert SOME_NOT_PLANNED_NOTE in tables.change(maker.protected(change), data=maker.data).description["notes"]


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        ([[NOT_PLANNED], [NOT_PLANNED, "x"]], NOT_PLANNED_NOTE),
        ([[NOT_PLANNED], []], SOME_NOT_PLANNED_NOTE),
        ([[]], None),
    ],
)
def test_no_table_leaves_out_that_its_numbers_were_not_planned(prepared, notes, told):
    table = Table("Tal", (Column("Enhed", "left"),), (("Region",),), notes=("En note.",))
    block = table_block(prepared, name="x", table=table, results=({"notes": one} for one in notes))
    expected = ["En note.", *([told] if told else [])]
    assert block.description["notes"] == expected
    assert all(note in block.markdown for note in expected)
    again = replace(table, notes=tuple(expected))
    assert (
        table_block(prepared, name="x", table=again, results=({"notes": one} for one in notes)).description["notes"]
        == expected
    )


@pytest.mark.parametrize("cut", [8, 6])
def test_the_step_in_coverage_under_another_cut_says_so(prepared, cut):
    data = asking(prepared, cut_months=cut)
    years = (protected_series(data, indicator="duration_mean", unit="region", grain="calendar_year"),)
    block = sentences.coverage(years, steps=protected_coverage_steps(data), data=data)
    assert [NOT_PLANNED in entry["notes"] for entry in block.description["results"]] == [cut != 8]
    assert (NOT_PLANNED_NOTE in block.markdown) == (cut != 8)


@pytest.mark.parametrize("warnings", [(), (NOT_PLANNED,)])
@pytest.mark.parametrize("probability", [1.0, 0.5])
def test_a_change_that_was_not_planned_is_told_so_everywhere(maker, warnings, probability):
    change = maker.change(maker.estimate(probability=probability, warnings=warnings), warnings=warnings)
    shown = maker.protected(change)
    told = [
        sentences.change(shown, data=maker.data).markdown,
        sentences.conclusion_of_changes((shown,), data=maker.data).markdown,
        since_agreement(change, data=maker.data),
        figures.change(shown, data=maker.data).description["caption"],
        tables.change(shown, data=maker.data).markdown,
    ]
    assert [NOT_PLANNED_NOTE in one for one in told] == [bool(warnings)] * len(told)


@pytest.mark.parametrize("planned", [True, False])
def test_checks_power_and_curve_that_were_not_planned_are_told_so(maker, planned):
    about = {"unit": "region", "indicator": "duration_mean", "measure": "days", "children": 31000, "planned": planned}
    checks = (maker.protected(UnitChecks(checks=(), reason="too_few_mature_months", **about)),)
    numbers = {"smallest_detectable": 4.0, "months_before": 120, "months_after": 27, "standard_error": 1.4}
    power = UnitPower(**about, **numbers, degrees_of_freedom=100.0, simulated=False, reason="")
    curve = maker.protected(UnitSpecifications(curve=None, reason="too_few_mature_months", **about))
    told = [
        tables.checks(checks, data=maker.data).markdown,
        tables.check_details(checks, check="leave_one_out", data=maker.data).markdown,
        tables.specifications(curve, data=maker.data).markdown,
        figures.specifications(curve, data=maker.data).description["caption"],
        sentences.power((maker.protected(power),), data=maker.data).markdown,
    ]
    assert ["Ikke forud planlagt" in one for one in told] == [not planned] * len(told)
    (entry,) = sentences.power((maker.protected(power),), data=maker.data).description["results"]
    assert entry["notes"] == ([] if planned else ["not_planned"])
    near = maker.protected(replace(power, warnings=("break_near_start",)))
    assert "Et brud i tallene ligger tæt på aftalens start." in sentences.power((near,), data=maker.data).markdown
