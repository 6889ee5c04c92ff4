"""Sentences on a back-test: whether earlier forecasts could be trusted, and what the test rests on."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.unit_forecast import UnitBackTest
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.level import subject
from evaluering.presentation.uncertainty import SURETY
from evaluering.wording import forecast as words
from evaluering.wording.plan import NOT_PLANNED_NOTE

BackTests = tuple[Protected[UnitBackTest], ...]
Against = Literal["better", "alike", "worse"]

TELLING = 0.05
"""A Brier score within so large a part of the naive forecast's is told as alike: few years cannot tell them apart."""

FEWEST_INSIDE_PCT = 90.0
"""With fewer of the observed values inside the intervals of 95 per cent, these are told as too narrow."""

_HIT = {"better": "bedre end", "alike": "omtrent lige så godt som", "worse": "dårligere end"}
_GUESS = "et enkelt gæt"


def judged_horizon(record: UnitBackTest) -> int:
    """The horizon the sentence is about: the one to the deadline, else the longest that was assessed; 0 for none."""
    if record.test is None:
        return 0
    assessed = record.test.scores.loc[record.test.scores["assessed"], "horizon"].astype(int).tolist()
    return record.to_deadline if record.to_deadline in assessed else max(assessed, default=0)


def against_guess(score: Any) -> Against:
    """How the Brier score of a row of scores lies beside that of the naive forecast."""
    if abs(score.brier - score.brier_naive) <= TELLING * score.brier_naive:
        return "alike"
    return "better" if score.brier < score.brier_naive else "worse"


def trust_message(record: UnitBackTest, *, data: Prepared) -> str:
    """Whether earlier forecasts hit better than a guess, as one sentence without its full stop."""
    horizon, what = judged_horizon(record), subject(data, record.indicator)
    if record.test is None:
        return f"Tidligere fremskrivninger af {what} kan ikke prøves"
    if not horizon:
        return f"Der er for få tidligere år til at prøve fremskrivningen af {what}"
    stays, continues = (against_guess(row) for row in _rows(record, horizon))
    if stays == continues:
        return f"Begge fremskrivninger af {what} ramte {_HIT[stays]} {_GUESS}"
    return f"Med samme niveau ramte fremskrivningen af {what} {_HIT[stays]} {_GUESS}"


def trusted(record: UnitBackTest) -> bool:
    """Whether earlier forecasts hit better than the guess under both assumptions: only then a per cent is told."""
    sides = against_each(record)
    return bool(sides) and all(side == "better" for side in sides)


def against_each(record: UnitBackTest) -> tuple[Against, ...]:
    """How the forecast did against the guess under each assumption, at the judged horizon; empty where untried."""
    horizon = judged_horizon(record)
    return tuple(against_guess(row) for row in _rows(record, horizon)) if horizon else ()


def back_test(tests: BackTests, *, data: Prepared) -> Block:
    """Per outcome whether earlier forecasts could be trusted, and what a reader shall do about it."""
    records = [opened(one, data=data) for one in tests]
    paragraphs = [f"**{trust_message(one, data=data)}.** {_other(one)}".rstrip() for one in records]
    tested = [one for one in records if judged_horizon(one)]
    if tested:
        told = "Gættet er samme tal som det sidste kendte år."
        held = all(trusted(one) for one in tested)
        paragraphs.append(told if held else f"{told} Læs derfor svarene om fristen med forbehold.")
    if not all(one.planned for one in records):
        paragraphs.append(NOT_PLANNED_NOTE)
    return sentence_block(data, name=f"{records[0].unit}-back-test", paragraphs=paragraphs)


def back_test_details(tests: BackTests, *, data: Prepared) -> Block:
    """How the test was made, how often the intervals held, and how far the test can be trusted; a page's lead."""
    records = [opened(one, data=data) for one in tests]
    paragraphs = [
        " ".join(part for part in (f"**{trust_message(one, data=data)}.**", _other(one), _inside(one)) if part)
        for one in records
    ]
    tested = [one for one in records if judged_horizon(one)]
    paragraphs += [_how(tested[0])] if tested else []
    paragraphs += [] if all(one.planned for one in records) else [NOT_PLANNED_NOTE]
    name = f"{records[0].unit}-back-test-details"
    return sentence_block(data, name=name, paragraphs=paragraphs, lead=True)


def _other(record: UnitBackTest) -> str:
    """What the message leaves out: why there is no test, or how the other assumption did."""
    horizon = judged_horizon(record)
    if record.test is None:
        return f"Årsag: {words.forecast_reason(record.reason)}."
    if not horizon:
        return ""
    stays, continues = (against_guess(row) for row in _rows(record, horizon))
    return "" if stays == continues else f"Med samme udvikling ramte den {_HIT[continues]} gættet."


def _inside(record: UnitBackTest) -> str:
    """The intervals, and how far the score can be trusted itself."""
    horizon = judged_horizon(record)
    if not horizon:
        return ""
    stays, continues = rows = _rows(record, horizon)
    inside = [wording.number(row.coverage_95, 0) for row in rows]
    told = [
        f"Intervallerne på {SURETY} rummede det, der kom, i {inside[0]} af 100 prøver med samme niveau. "
        f"Med samme udvikling var det {inside[1]} af 100."
    ]
    if min(stays.coverage_95, continues.coverage_95) < FEWEST_INSIDE_PCT:
        told.append("De var altså for smalle.")
    told.append(
        f"De {wording.count(int(stays.origins))} prøver dækker kun {wording.count(int(stays.separate_years))} år, "
        "der ikke deler børn. Derfor er også prøven usikker."
    )
    return " ".join(told)


def _how(record: UnitBackTest) -> str:
    assert record.test is not None
    told = (
        "Gættet er samme tal som det sidste kendte år. Prøven laver den samme fremskrivning fra tidligere måneder, kun "
        "med de børn, der kunne tælles med dengang. "
        "Månederne frem er talt fra den dag, data blev trukket. "
        f"Da var de seneste {words.months(record.lag_months)} endnu ikke med, for børnene skal følges først."
    )
    real = record.test.origins["real_start"].astype(bool)
    if real.all():
        return told
    which = "De prøver, der ligger før aftalen," if real.any() else "Alle prøver ligger før aftalen. De"
    return (
        f"{told} {which} bruger en tænkt start, så beregningen er den samme. "
        "Prøven siger derfor kun lidt om, hvorvidt udviklingen siden aftalen holder."
    )


def _rows(record: UnitBackTest, horizon: int) -> list[Any]:
    """The scores of one horizon: ``level_stays``, then ``slope_continues``."""
    assert record.test is not None
    scores: pd.DataFrame = record.test.scores
    mine = scores[scores["horizon"] == horizon].set_index("assumption")
    return [mine.loc[name] for name in ("level_stays", "slope_continues")]
