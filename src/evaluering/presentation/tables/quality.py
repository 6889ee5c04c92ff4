"""Tables of how the data were registered, row by row: verdicts, practice, contradictions, deliveries, vintages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.data_quality.deliveries_check import DeliveriesCheck
from evaluering.estimation.data_quality.practice import CHANCE, LEAST_STEP_PCT, PracticeChange
from evaluering.estimation.data_quality.quality import CONTRADICTING_CHILDREN, CONTRADICTIONS_PCT, ContradictionTable
from evaluering.estimation.data_quality.vintage_comparison import VintageTable
from evaluering.estimation.targets import YEARS_SHOWN
from evaluering.periods import agreement_year_months
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, opened, table_block
from evaluering.presentation.sentences.quality import Verdicts, quality_sentence
from evaluering.presentation.tables.cells import HIDDEN_NOTE, hidden_notes
from evaluering.wording.quality import PRACTICES, UNUSUAL

Changes = Protected[tuple[PracticeChange, ...]]


def quality(verdicts: Verdicts, *, changes: Changes, data: Prepared) -> Block:
    """One sentence per row: whether its numbers carry, and why."""
    records, found = opened(verdicts, data=data), opened(changes, data=data)
    table = Table(
        caption="Kan hver kommunes tal bruges, og hvorfor",
        columns=(Column("Kommune", "left"), Column("Kan tallene bruges?", "left")),
        rows=tuple((data.agreement.name_of(one.unit), quality_sentence(one, changes=found)) for one in records),
        notes=(*_years_note(records[0].years if records else ()), *_quality_notes(data)),
    )
    return table_block(data, name="quality", table=table)


def _years_note(years: Sequence[str]) -> tuple[str, ...]:
    if not years:
        return ("Ingen børn er gamle nok til, at tallene kan vurderes.",)
    first, last = agreement_year_months(int(years[0]))[0], agreement_year_months(int(years[-1]))[-1]
    return (f"Svaret bygger mest på børn født {wording.span(first, last)}.",)


def _quality_notes(data: Prepared) -> tuple[str, ...]:
    """What the three answers mean."""
    limit = wording.measured(data.parameters.coverage_gate_pct, "pct", decimals=0)
    return (
        "Forbehold: Tallene kan bruges, men en ændring kan skyldes måden at registrere på.",
        f"Kan ikke bruges: Amningen kendes for under {limit} af børnene, eller slet ikke. Så vurderes målene ikke.",
        "Kender vi ikke slutdatoen, ved vi kun, at amningen stoppede mellem to besøg.",
        "Tabellen følger aftalens rækkefølge. Den er ikke en rangliste.",
    )


def practice(changes: Changes, *, data: Prepared) -> Block:
    """The months in which a row changed its way of registering."""
    found = opened(changes, data=data)
    rows = [
        (
            data.agreement.name_of(one.unit),
            PRACTICES[one.practice],
            _when(one),
            _share(one.before_pct),
            _share(one.after_pct),
        )
        for one in found
    ]
    table = Table(
        caption="Kommuner, der har skiftet måde at registrere på",
        columns=(
            Column("Kommune", "left"),
            Column("Hvad der skiftede", "left"),
            Column("For børn født fra", "left"),
            Column("Andel før"),
            Column("Andel efter"),
        ),
        rows=tuple(rows) or (("Ingen kommune", "Intet skift fundet", "–", "–", "–"),),
        notes=(
            f"Et skift er en pludselig ændring på mindst {wording.said(LEAST_STEP_PCT, 'pct_point')}. Er intet skiftet "
            f"nogen steder, finder metoden alligevel et skift i højst {wording.count(round(100 * CHANCE))} "
            "ud af 100 rapporter.",
            "En varighed i hele uger er ofte rundet af. Uden afrunding ville omkring hver syvende være det.",
            *hidden_notes(one.before_pct != one.before_pct for one in found),
        ),
    )
    return table_block(data, name="practice", table=table)


def _when(change: PracticeChange) -> str:
    """The likeliest first month, and the range it lies in where that is wider."""
    month = wording.long_month(change.month)
    if change.earliest == change.latest:
        return month
    return f"{month} (mellem {wording.short_month(change.earliest)} og {wording.short_month(change.latest)})"


def _share(pct: float) -> str:
    return wording.HIDDEN if pct != pct else wording.measured(pct, "pct")


def contradictions(table: Protected[ContradictionTable], *, data: Prepared) -> Block:
    """Children whose rows contradict each other, row by row."""
    frame = opened(table, data=data).frame
    rows = []
    for unit, mine in frame.groupby("unit", sort=False):
        by_rule = {str(one.rule): one for one in _lines(mine)}
        either, again = by_rule["either"], by_rule["full_after_less"]
        mark = "▲ " if either.flagged else ""
        rows.append((data.agreement.name_of(str(unit)), f"{mark}{_counted(either)}", _counted(again)))
    limit = wording.measured(CONTRADICTIONS_PCT, "pct", decimals=0)
    flagged = (frame["flagged"] & (frame["rule"] == "either")).any()
    shown = Table(
        caption="Børn, hvis oplysninger modsiger hinanden, i antal og procent af de kendte",
        columns=(Column("Kommune", "left"), Column("Modsiger hinanden"), Column("Fuldt ammet igen")),
        rows=tuple(rows),
        notes=(
            "Modsiger hinanden: En status siger noget andet end en dato, eller to perioder overlapper.",
            "Fuldt ammet igen: Fuld amning er meldt, efter at barnet fik erstatning. Det kan være rigtigt.",
            "Børnene tæller med. En dato går forud for en status.",
            *((f"▲ Over {limit} af børnene og mindst {CONTRADICTING_CHILDREN} børn.",) if flagged else ()),
            *hidden_notes(frame["hidden"]),
        ),
    )
    return table_block(data, name="contradictions", table=shown)


def _counted(line: Any) -> str:
    """A number of children with its part of the known: ``12 (0,4 %)``; none are just 0."""
    if line.hidden:
        return wording.HIDDEN
    if line.pct != line.pct:
        return wording.NO_DATA
    return f"{wording.count(int(line.count))} ({wording.measured(line.pct, 'pct')})" if line.count else wording.count(0)


def unusual(check: Protected[DeliveriesCheck], *, data: Prepared) -> Block:
    """Months and years in which children and births do not fit."""
    record = opened(check, data=data)
    excess = record.excess[record.excess["flagged"]]
    rows = [
        *(_odd("excess", one, str(one.year), data=data) for one in _lines(excess)),
        *(_odd("outliers", one, wording.long_month(one.month), data=data) for one in _lines(record.outliers)),
        *(_odd("holes", one, wording.long_month(one.month), data=data) for one in _lines(record.holes)),
    ]
    hidden = pd.concat([frame["hidden"] for frame in (excess, record.outliers, record.holes)])
    table = Table(
        caption="Måneder og år, hvor børn og fødte ikke passer sammen",
        columns=(
            Column("Kommune", "left"),
            Column("Født i", "left"),
            Column("Hvad er usædvanligt", "left"),
            Column("Fødte"),
            Column("Børn i leverancen"),
        ),
        rows=tuple(rows) or (("Ingen afvigelser fundet", "–", "–", "–", "–"),),
        notes=(
            "En måned sammenlignes med dem tæt på. Den vises, når forskellen er større, end tilfældet kan forklare.",
            *hidden_notes(hidden),
        ),
    )
    return table_block(data, name="unusual", table=table)


def _odd(kind: str, line: Any, when: str, *, data: Prepared) -> tuple[str, ...]:
    """One row of what is unusual; births alone have no children beside them."""
    expected = getattr(line, "expected", getattr(line, "expected_pct", 0.0))
    children = "–" if kind == "outliers" else _number(line.children)
    what = UNUSUAL[kind].format(expected=wording.number(expected, 0))
    return (data.agreement.name_of(line.unit), when, what, _number(line.births), children)


def _number(count: float) -> str:
    return wording.HIDDEN if count != count else wording.count(int(count))


def vintages(table: Protected[VintageTable], *, data: Prepared) -> Block:
    """The latest birth years that an earlier extract could tell, as told then and now."""
    frame = opened(table, data=data).frame
    shown = frame.groupby(["unit", "extracted"], sort=False).tail(YEARS_SHOWN)
    rows = [
        (
            f"{data.agreement.name_of(one.unit)}, {wording.long_month(one.extracted[:7])}",
            one.year,
            _pair(one.known_then, one.known_now, decimals=0, hidden=True),
            _number(one.changed),
            _number(one.absent),
            *(
                _pair(getattr(one, f"{name}_then"), getattr(one, f"{name}_now"), hidden=one.hidden_then)
                for name in (indicator.id for indicator in data.agreement.indicators)
            ),
        )
        for one in _lines(shown)
    ]
    names = [wording.short_name(one.id, name=one.name) for one in data.agreement.indicators]
    differing = dict.fromkeys(data.agreement.name_of(unit) for unit in frame.loc[frame["differs"], "unit"])
    words = f"Der er forskelle at forklare i {wording.sentence_list(list(differing))}." if differing else ""
    any_hidden = any(wording.HIDDEN in cell for row in rows for cell in row)
    listed = Table(
        caption="Samme børn i et tidligere udtræk (da) og i alle leverancer (nu)",
        columns=(
            Column("Kommune og udtræk", "left"),
            Column("Født i"),
            Column("Kendte da / nu"),
            Column("Ændret"),
            Column("Væk"),
            *(Column(f"{name} da / nu") for name in names),
        ),
        rows=tuple(rows) or (("Ingen kommune har sendt to udtræk", *["–"] * (4 + len(names))),),
        row_headers=2,
        notes=(
            "Ændret: Varigheden var kendt da og er en anden nu. Væk: Barnet er ikke i det nyeste udtræk.",
            *((words,) if words else ()),
            *((HIDDEN_NOTE,) if any_hidden else ()),
        ),
    )
    return table_block(data, name="vintages", table=listed)


def _pair(then: float, now: float, *, hidden: bool, decimals: int = 1) -> str:
    """Two numbers as ``12,0 / 12,3``; one that is missing is hidden, or there are no data."""
    missing = wording.HIDDEN if hidden else wording.NO_DATA
    return " / ".join(missing if one != one else wording.number(one, decimals) for one in (then, now))


def _lines(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples(index=False))
