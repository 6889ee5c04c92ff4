"""Sentences on a preliminary published year: which way it points, and whether the agreement's own data go the same."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.published.early import YearStep, early_years, year_step
from evaluering.estimation.published.published import PublishedFigures
from evaluering.estimation.published.published_difference import PublishedComparison
from evaluering.estimation.series import OutcomeSeries
from evaluering.periods import Month, mature_on
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import opened
from evaluering.presentation.sentences.level import short_subject, whole_years
from evaluering.presentation.sentences.parts import verb_around
from evaluering.presentation.uncertainty import Certainty, certainty
from evaluering.wording import comparison as words


class Early(NamedTuple):
    """Two years of one outcome: as published here, and in the rest of the nation where that is published."""

    first: str
    last: str
    own: YearStep
    rest: YearStep | None


def early(record: PublishedComparison, *, data: Prepared) -> Early | None:
    """The preliminary year beside the one before; None where the change itself is told, or there is no such year."""
    if record.main.change.reason != "too_few_mature_months":
        return None
    frame = record.main.frame
    years = early_years(frame, start=str(data.agreement.start))
    if years is None:
        return None
    own, rest = (year_step(frame, years, value=side, error=f"{side}_standard_error") for side in ("own", "control"))
    return None if own is None else Early(*years, own, rest)


def early_message(record: PublishedComparison, found: Early) -> str:
    """Which way the preliminary year points here and elsewhere, without the last full stop; a title."""
    what, sure = wording.subject(record.definition), certainty(found.own.chance_up)
    opening = f"Foreløbigt: Fra {found.first} til {found.last}"
    if sure == "unclear":
        return f"{opening} er der ingen sikker ændring i {what} i {record.name}"
    moved = verb_around(sure, what)
    if found.rest is not None and _way(certainty(found.rest.chance_up)) == _way(sure):
        return f"{opening} {moved} både i {record.name} og i resten af landet"
    other = "" if found.rest is None else ", men ikke i resten af landet"
    return f"{opening} {moved} i {record.name}{other}"


def same_way(
    figures: tuple[Protected[PublishedFigures], ...],
    *,
    apart: tuple[Protected[PublishedComparison], ...],
    own: tuple[Protected[OutcomeSeries], ...],
    data: Prepared,
) -> list[str]:
    """Whether a preliminary year points as the agreement's own data, why levels differ, when the answer can be final.

    Empty where no year is preliminary, or there are no data on children to hold it against.
    """
    answers: dict[str, list[str]] = {}
    told, levels, last = [], [], ""
    series = [opened(one, data=data) for one in own]
    for record in (opened(one, data=data) for one in apart):
        found = early(record, data=data)
        mine = next((one for one in series if one.indicator == record.indicator), None)
        step = None if found is None or mine is None else year_step(whole_years(mine).frame, (found.first, found.last))
        if found is None or step is None:
            continue
        last, name = found.last, short_subject(data, record.indicator)
        answers.setdefault(_answer(certainty(found.own.chance_up), certainty(step.chance_up)), []).append(name)
        told.append(_both(found, step, measure=record.measure, name=name))
        levels.append(_levels(found, step, record=record))
    if not answers:
        return []
    asked = [one if len(answers) == 1 else f"{one}, når det gælder {' og '.join(of)}" for one, of in answers.items()]
    final = _when_final(opened(figures[0], data=data), year=last, data=data)
    return [
        f"**{'. '.join(asked)}.** {' '.join(told)} {final}",
        " ".join([*levels, words.PRELIMINARY_TOO]),
    ]


def _way(sure: Certainty) -> str:
    """Which way a step goes: ``up``, ``down`` or ``unclear``."""
    return sure.removeprefix("likely_")


def _answer(register: Certainty, own: Certainty) -> str:
    ways = {_way(register), _way(own)}
    if "unclear" in ways:
        return words.SAME_WAY["unclear"]
    return words.SAME_WAY["same" if len(ways) == 1 else "other"]


def _both(found: Early, step: YearStep, *, measure: str, name: str) -> str:
    """The two years in the register, in the municipalities' own data, and in the rest of the nation."""
    rest = "" if found.rest is None else f" I resten af landet gik tallet {_from_to(found.rest, measure)}."
    return (
        f"Fra {found.first} til {found.last} gik {name} {_from_to(found.own, measure)} i registeret. "
        f"I kommunernes oplysninger gik tallet {_from_to(step, measure)}.{rest}"
    )


def _from_to(step: YearStep, measure: str) -> str:
    """``fra 112,4 til 115,8 dage``: as in the tables, so that a reader can find them there."""
    return f"fra {wording.number(step.then)} til {wording.measured(step.now, measure)}"


def _levels(found: Early, step: YearStep, *, record: PublishedComparison) -> str:
    """Why the register's number is not the agreement's."""
    theirs, ours = (wording.measured(one.now, record.measure) for one in (found.own, step))
    return f"Registerets {theirs} er ikke vores {ours} for børn født i {found.last}. {words.COUNTED[record.definition]}"


def _when_final(record: PublishedFigures, *, year: str, data: Prepared) -> str:
    """That the table must be fetched anew for a final answer, and whether it can be by now."""
    frame = record.series[0].frame
    fetched = frame.loc[frame["period"] == year, "extracted"]
    made = f"fra {wording.long_date(date.fromisoformat(str(fetched.iloc[0])))}" if len(fetched) else "lavet"
    rule = data.parameters.maturity
    ready = mature_on(
        Month(int(year), 12), follow_up_days=rule.follow_up_days, reporting_lag_days=rule.reporting_lag_days
    )
    told = f"Tabellen er {made}, før alle børn født i {year} var fulgt længe nok."
    if ready <= data.extraction_date:
        return f"{told} Det er de nu. Hent tabellen igen for at få et endeligt svar."
    return f"{told} Et endeligt svar kræver en tabel fra {wording.long_date(ready)} eller senere."
