"""What real extracts bring along: corrected rows, rows sent twice, and rows that cannot be true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evaluering.example.children import NEVER, Children
from evaluering.example.records import FULL, Rows, join
from evaluering.example.visits import Bools, Ints

_CORRECTED = 0.003  # of the closed periods: an earlier row with another end
_SENT_TWICE = 0.0015  # of the rows
_IMPOSSIBLE = 0.0012  # of the rows, three kinds alike; a reader refuses a delivery with more than 2 per cent


def with_flaws(rows: Rows, children: Children, *, until: int, extraction: int, rng: np.random.Generator) -> Rows:
    """The rows and the flawed ones, ordered by child and day of recording.

    Every flaw is an additional row: when it is superseded, recognised or set aside, the right row remains.
    """
    finished = rows.closed & (rows.end > rows.start)
    parts = [
        rows,
        _superseded(rows, children, finished & (rows.feeding == FULL), rng),
        _sent_twice(rows, until, rng),
        _ends_before_start(rows.take(_sample(finished, rows.child.size * _IMPOSSIBLE / 3, rng))),
        _in_the_future(
            rows.take(_sample(rows.status < NEVER, rows.child.size * _IMPOSSIBLE / 3, rng)), extraction, rng
        ),
        _born_later(rows.take(_sample(rows.child >= 0, rows.child.size * _IMPOSSIBLE / 3, rng)), rng),
    ]
    result = join(parts)
    return result.take(np.lexsort((result.recorded, result.child)))


def corrected_since(rows: Rows, rng: np.random.Generator) -> Rows:
    """The rows of an earlier extract: a few ends lie too early, and were corrected on the same row afterwards."""
    chosen = _sample(
        rows.closed & (rows.end > rows.start) & (rows.feeding == FULL), rows.closed.sum() * _CORRECTED, rng
    )
    end = rows.end.copy()
    end[chosen] = np.maximum(end[chosen] - rng.integers(1, 15, size=chosen.size), rows.start[chosen])
    return replace(rows, end=end)


def _sample(eligible: Bools, expected: float, rng: np.random.Generator) -> Ints:
    """Places of about `expected` eligible rows, without repetition."""
    places = np.flatnonzero(eligible)
    return np.sort(rng.choice(places, size=min(round(expected), places.size), replace=False))


def _superseded(rows: Rows, children: Children, eligible: Bools, rng: np.random.Generator) -> Rows:
    """Earlier rows with too early an end, recorded between the visit and the day of the right row."""
    lag = rows.recorded - children.birth[rows.child] - children.ages[rows.child, rows.visit]
    chosen = _sample(eligible & (lag >= 2), rows.closed.sum() * _CORRECTED, rng)
    wrong = rows.take(chosen)
    earlier = rng.integers(1, lag[chosen], endpoint=True)
    end = np.maximum(wrong.end - rng.integers(1, 15, size=chosen.size), wrong.start)
    return replace(wrong, end=end, recorded=wrong.recorded - earlier)


def _sent_twice(rows: Rows, until: int, rng: np.random.Generator) -> Rows:
    """The same content recorded once more, later; open periods stay out, for they would claim to go on for longer."""
    again = rows.take(_sample(rows.closed | (rows.status < NEVER), rows.child.size * _SENT_TWICE, rng))
    later = again.recorded + rng.integers(1, 61, size=again.child.size)
    return replace(again, recorded=later).take(later < until)


def _ends_before_start(rows: Rows) -> Rows:
    return replace(rows, start=rows.end, end=rows.start)


def _in_the_future(rows: Rows, extraction: int, rng: np.random.Generator) -> Rows:
    return replace(rows, status=extraction + rng.integers(1, 401, size=rows.child.size))


def _born_later(rows: Rows, rng: np.random.Generator) -> Rows:
    return replace(rows, birth=rows.recorded + rng.integers(1, 31, size=rows.child.size))
