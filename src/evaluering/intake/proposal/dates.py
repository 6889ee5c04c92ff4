"""In which form a table's dates are written, and how far its rows reach; no child's own date is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evaluering.errors import Finding
from evaluering.intake.formats.dates import DATE_FORMS, Days, parse_dates
from evaluering.intake.formats.typed_values import NUMBERED_DATES, TRUE_DATES, Kind
from evaluering.intake.proposal.answers import Answer
from evaluering.intake.proposal.gathering import FORMS, Gathered
from evaluering.wording import count as counted
from evaluering.wording import declaration_reason as reason
from evaluering.wording import sentence_list

_MOST_UNREAD = 0.05  # of a file's dates, for a form still to be the one they are written in
_LEAST_AGREEING = 0.5  # of the rows with a CPR number: their dates of birth decide on day and month
_WINDOW_DAYS = 1096
_LEAST_STOP_DAYS = 14  # a holiday is no stop
_SPARSE = 0.1  # the rate of rows after the last day, to the rate before it
_REMEDY = "Bed afsenderen om filen med alle datoer i én af formerne"
_FEW = 0.02  # of the rows; more than that are no mistakes


def date_answer(kept: Gathered, columns: Iterable[str], *, shown: str) -> tuple[Answer, list[Finding]]:
    """``datoformat`` by all dates of a table, which stand in the given columns; and what is wrong with them."""
    names = [name for name in columns if name in kept.texts]
    kinds: Counter[Kind] = sum((kept.kinds.get(name, Counter()) for name in names), Counter())
    texts = kept.of(names)
    dated, filled = kinds[Kind.DATE] + kinds[Kind.MOMENT], kinds.total() - kinds[Kind.EMPTY]
    if dated and 2 * dated >= filled:
        whole = kinds[Kind.DATE] == filled
        return Answer("datoformat", TRUE_DATES, reason("true_dates" if whole else "some_true_dates"), proven=whole), []
    if not texts:
        return Answer("datoformat", None, reason("no_dates", forms=_allowed()), proven=False), []
    unread = _unread(texts)
    if kinds[Kind.NUMBER] and not kinds[Kind.TEXT]:
        unread = {NUMBERED_DATES: unread[NUMBERED_DATES]}
    least, total = min(unread.values()), sum(texts.values())
    if least > _MOST_UNREAD * total:
        answer = Answer("datoformat", None, reason("no_date_form", forms=_allowed()), proven=False)
        return answer, [_in_no_form(unread, texts, shown)]
    form, answer = _decided([name for name in unread if unread[name] == least], kept)
    findings = []
    if least:
        what, remedy = f"Nogle datoer er ikke skrevet som {form}", "Se rækkerne efter; de bliver sat til side"
        findings.append(Finding(what, file=shown, key="datoformat", remedy=remedy, count=least))
    if answer.value is None:
        what = f"Datoerne er skrevet som {form}, og det kan ikke læses"
        findings.append(Finding(what, file=shown, key="datoformat", allowed=_allowed(), remedy=_REMEDY))
    return answer, findings


def _decided(fitting: list[str], kept: Gathered) -> tuple[str, Answer]:
    """The form among those that fit all dates equally well; day and month are told apart by the CPR numbers."""
    likely = [name for name in fitting if kept.agreeing[name] >= _LEAST_AGREEING * kept.people > 0]
    by_numbers = len(fitting) > 1 and len(likely) == 1
    own = [name for name in (likely if by_numbers else fitting) if name in DATE_FORMS]
    if not own:
        form = (likely or fitting)[0]
        return form, Answer("datoformat", None, reason("date_form_unreadable", form=form), proven=False)
    form = own[0]
    if by_numbers:
        return form, Answer("datoformat", form, reason("date_form_by_cpr", rows=counted(kept.agreeing[form])))
    if len(fitting) == 1:
        return form, Answer("datoformat", form, reason("date_form"))
    others = sentence_list([name for name in fitting if name != form])
    return form, Answer("datoformat", form, reason("date_forms", others=others), proven=False)


def _in_no_form(unread: Mapping[str, int], texts: Mapping[str, int], shown: str) -> Finding:
    """Dates in several forms, or in one that is not known: only the shape of most is told."""
    total = sum(texts.values())
    several = [name for name, rows in unread.items() if name in DATE_FORMS and total - rows > _MOST_UNREAD * total]
    if len(several) > 1:
        what = f"Datoerne er skrevet på flere måder: {sentence_list(several)}"
    else:
        shapes: Counter[str] = Counter()
        for text, rows in texts.items():
            shapes[_shape(text)] += rows
        what = f"Datoerne er ikke skrevet i en form, der kendes; de fleste ligner {shapes.most_common(1)[0][0]}"
    return Finding(what, file=shown, key="datoformat", allowed=_allowed(), remedy=_REMEDY)


def _unread(texts: Mapping[str, int]) -> dict[str, int]:
    """Form to the number of rows whose text is no date in it."""
    array, rows = pa.array(list(texts), type=pa.string()), np.array(list(texts.values()), dtype=np.int64)
    return {name: int(rows[np.isnat(parse_dates(array, form))].sum()) for name, form in FORMS.items()}


def _shape(text: str) -> str:
    """Digits as 9, letters as a, at most 20 characters: what a date looks like, and not which."""
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", text.strip()))[:20]


def _allowed() -> str:
    return ", ".join(name for name in DATE_FORMS if name != TRUE_DATES)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far rows about children reach: the first month of birth, the last day recorded, and rows beyond it."""

    first: date | None = None
    last: date | None = None
    later: int = 0


def reach_of(kept: Gathered, form: str | None) -> Reach:
    """How far a table of children reaches, its dates read in this form.

    A birth counts when the CPR number agrees; days recorded count up to where rows all but stop, for single rows with
    a day in the future are mistakes.
    """
    if form is None:
        return Reach()
    born = kept.births.get(form)
    if born is None:
        days, _ = _days(kept.of(["birth"]), form)
        born = days.min() if days.size else None
    recorded, rows = _days(kept.of(["recorded"]), form)
    first = None if born is None else day_of(born).replace(day=1)
    if not recorded.size:
        return Reach(first)
    last = last_day(recorded, rows)
    return Reach(first, day_of(last), int(rows[recorded > last].sum()))


def last_day(days: Days, rows: npt.NDArray[np.int64]) -> np.datetime64:
    """The day on which rows all but stop: the break after which a Poisson rate is lowest to what came before it.

    Parameters
    ----------
    days : ndarray of datetime64[D]
        Distinct; at least one.
    rows : ndarray of int
        Rows on each of them.
    """
    order = np.argsort(days)
    number, counts = days[order].astype(np.int64), rows[order].astype(np.float64)
    inside = number > number[-1] - _WINDOW_DAYS
    number, counts = number[inside], counts[inside]
    before, after = np.cumsum(counts)[:-1], counts.sum() - np.cumsum(counts)[:-1]
    length, rest = number[:-1] - number[0] + 1, number[-1] - number[:-1]
    rates = after / np.maximum(rest, 1) / (before / np.maximum(length, 1))
    breaks = (rates < _SPARSE) & (after <= _FEW * rows.sum()) & (rest >= _LEAST_STOP_DAYS)
    if not breaks.any():
        return np.datetime64(int(number[-1]), "D")
    likelihood = before * np.log(before / length) + after * np.log(after / rest)
    return np.datetime64(int(number[:-1][breaks][np.argmax(likelihood[breaks])]), "D")


def _days(texts: Mapping[str, int], form: str) -> tuple[Days, npt.NDArray[np.int64]]:
    parsed = parse_dates(pa.array(list(texts), type=pa.string()), DATE_FORMS[form])
    rows = np.array(list(texts.values()), dtype=np.int64)
    return parsed[~np.isnat(parsed)], rows[~np.isnat(parsed)]


def day_of(day: np.datetime64) -> date:
    """A day of numpy's as one of Python's."""
    whole: date = day.astype("datetime64[D]").item()
    return whole
