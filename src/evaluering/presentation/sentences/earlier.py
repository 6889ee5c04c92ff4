"""Sentences on what has changed since the last report: the same births then and now, the newest, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.disclosure.protection import Protected
from evaluering.estimation.revisions import Revision, Revisions
from evaluering.estimation.targets import YearResult
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, opened, sentence_block
from evaluering.presentation.sentences.level import short_subject, subject
from evaluering.wording import earlier as words

EarlierAndNow = Protected[Revisions]


def since_last(revisions: EarlierAndNow, *, data: Prepared) -> Block:
    """What has changed in the region since the last report, as one plain paragraph."""
    return sentence_block(data, name="since-last", paragraphs=[since_last_words(revisions, data=data)])


def since_last_words(revisions: EarlierAndNow, *, data: Prepared) -> str:
    """The same as text, for a page that puts it beside other sentences."""
    record = opened(revisions, data=data)
    rows = _of_region(record)
    if not rows:
        return words.NO_EARLIER
    told = _together(rows, year=record.report_year, data=data)
    told = told or [sentence for row in rows for sentence in _shortly(row, year=record.report_year, data=data)]
    causes = [one for one in _causes(rows) if one != words.CAUSES["unchanged"]]
    return " ".join([*told, *causes, *_again(rows, after=bool(causes), data=data)])


def _together(rows: list[Revision], *, year: int, data: Prepared) -> list[str]:
    """All indicators in two sentences, where they are of the same births then and now; else nothing."""
    if not all(has_number(row.then) and has_number(row.newest) for row in rows):
        return []
    then, newest = (
        {_when(one) for one in found} for found in zip(*((row.then, row.newest) for row in rows), strict=True)
    )
    if len(then) != 1 or len(newest) != 1 or then == newest:
        return []
    before = [f"{short_subject(data, row.indicator)} {_value(row.then, row)}" for row in rows]
    now = [f"{short_subject(data, row.indicator)} {_value(row.newest, row)}" for row in rows]
    return [
        f"I rapporten for {year} var {wording.sentence_list(before)} for {then.pop()}.",
        f"Nu er {wording.sentence_list(now)} for {newest.pop()}.",
    ]


def _shortly(row: Revision, *, year: int, data: Prepared) -> Iterator[str]:
    """One indicator by one word: as published, and the newest births."""
    what = short_subject(data, row.indicator)
    if has_number(row.then):
        yield f"I rapporten for {year} var {what} {_value(row.then, row)} for {_when(row.then)}."
    elif row.reason != "hidden":
        yield f"Rapporten for {year} havde intet tal for {what}."
    yield from _newest(row, told="Nu er tallet {value} for børn født i {when}.")


def _newest(row: Revision, *, told: str) -> Iterator[str]:
    """The newest births, where they came after the report."""
    if row.then is not None and row.newest is not None and row.newest.period == row.then.period:
        yield words.NO_NEW_YEAR
    elif has_number(row.newest):
        yield told.format(value=_value(row.newest, row), when=_when(row.newest))


def _again(rows: list[Revision], *, after: bool, data: Prepared) -> Iterator[str]:
    """The same births counted again, `after` what has changed: where they are told as another number, that number."""
    counted, other = _counted(rows)
    for row in other:
        yield f"Regnet igen er {short_subject(data, row.indicator)} for {_when(row.now)} {_value(row.now, row)}."
    if counted and not other and after:
        yield words.NOT_MOVED
    elif counted and not other:
        yield f"Regnet igen er {'tallene' if len(counted) > 1 else 'tallet'} for {_when(counted[0].now)} som før."


def _counted(rows: list[Revision]) -> tuple[list[Revision], list[Revision]]:
    """The rows with a number then and now, and those of them in which it is told as another."""
    counted = [row for row in rows if has_number(row.then) and has_number(row.now)]
    return counted, [row for row in counted if _value(row.now, row) != _value(row.then, row)]


def conclusion_since_last(revisions: EarlierAndNow, *, data: Prepared) -> Block:
    """The page's main conclusion: per target the answer then and now, with its numbers, and why they differ."""
    record = opened(revisions, data=data)
    rows = _of_region(record)
    paragraphs = [f"**{words.NO_EARLIER}** {words.FROM_NEXT}"]
    if rows:
        year = record.report_year
        paragraphs = [
            " ".join([_answers(row, year=year, data=data), *_told(row, year=year, data=data)]) for row in rows
        ]  # fmt: skip
        paragraphs.append(" ".join(_causes(rows)))
    return sentence_block(
        data, name="since-last-conclusion", paragraphs=[one for one in paragraphs if one], lead=True
    )  # fmt: skip


def causes(revisions: EarlierAndNow, *, data: Prepared) -> Block:
    """What else than the data has changed since the last report."""
    record = opened(revisions, data=data)
    told = [words.NO_EARLIER]
    if record.rows:
        extracted = wording.long_date(date.fromisoformat(record.extraction_date))
        told = [f"Rapporten for {record.report_year} bygger på data fra {extracted}."]
        told += [words.CHANGED[name] for name in record.changed] or [words.NOTHING_ELSE]
        counted, other = _counted(_of_region(record))
        told += [words.STOOD] * bool(record.changed and counted and not other)
        told += [words.REDEFINED] * any(row.redefined for row in record.rows)
    return sentence_block(data, name="since-last-causes", paragraphs=[" ".join(told)])


def _of_region(record: Revisions) -> list[Revision]:
    return [row for row in record.rows if row.unit == REGION]


def _answers(row: Revision, *, year: int, data: Prepared) -> str:
    """The answer on the target in the report and now, under a bold label: the overview repeats the paragraph."""
    name = wording.short_name(row.indicator, name=data.agreement.indicator(row.indicator).name)
    now = wording.VERDICTS.get(row.verdict_now, wording.NO_DATA)
    if not row.verdict_then:
        return f"**{name}:** Svaret på målet er {now}."
    then = wording.VERDICTS[row.verdict_then]
    if then == now:
        return f"**{name}:** Svaret på målet er stadig {now}."
    return f"**{name}:** Svaret på målet var {then} i rapporten for {year}. Nu er det {now}."


def _told(row: Revision, *, year: int, data: Prepared) -> Iterator[str]:
    """One indicator: as published, the same births now, and the newest births."""
    what = subject(data, row.indicator)
    if has_number(row.then):
        yield f"I rapporten for {year} var {what} {_value(row.then, row)} for børn født i {_when(row.then)}."
        if has_number(row.now):
            same = _value(row.now, row) == _value(row.then, row)
            yield f"Regnet igen nu er tallet {'det samme' if same else _value(row.now, row)}."
    elif row.reason != "hidden":
        yield f"Rapporten for {year} havde intet tal for {what}."
    yield from _newest(row, told="For børn født i {when} er tallet {value}.")


def _causes(rows: list[Revision]) -> list[str]:
    """Why the same births have other numbers, each cause once: both outcomes are of the same children."""
    told = [sentence for row in rows for sentence in _cause(row)]
    told += [words.REDEFINED] * any(row.redefined for row in rows)
    return list(dict.fromkeys(told))


def _cause(row: Revision) -> Iterator[str]:
    if row.then is None:
        return
    if row.reason not in ("reports", "reports_or_code") or row.known_apart is None or row.births_apart is None:
        yield words.CAUSES[row.reason]
        return
    if row.known_apart:
        yield words.more_known(row.known_apart)
    if row.births_apart:
        yield words.more_born(row.births_apart)
    if row.reason == "reports_or_code":
        yield words.CODE_TOO


def has_number(year: YearResult | None) -> bool:
    """Whether a year has a value to show."""
    return year is not None and year.value == year.value


def _value(year: YearResult | None, row: Revision) -> str:
    return "" if year is None else wording.measured(year.value, row.measure)


def _when(year: YearResult | None) -> str:
    return "" if year is None else wording.period(year.grain, year.period)
