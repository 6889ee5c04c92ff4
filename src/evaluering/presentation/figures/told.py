"""Words for a figure's data: the text for a reader who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

from evaluering import wording


def told(message: str, *, heights: Sequence[tuple[str, float]], measure: str, points: str) -> str:
    """Message, number of points, first, last, lowest and highest.

    Parameters
    ----------
    message : str
        The title.
    heights : sequence of (str, float)
        Name and value of every point, in order; empty when there is none.
    measure : str
        Unit of the values.
    points : str
        What a point is, in the plural: ``måneder``.
    """
    if not heights:
        return f"{message}. Figuren har ingen punkter."
    low = min(heights, key=lambda one: one[1])
    high = max(heights, key=lambda one: one[1])
    first, last = heights[0], heights[-1]
    named = [
        f"{word}: {wording.measured(value, measure)} ({name})"
        for word, (name, value) in (("Første", first), ("Sidste", last), ("Laveste", low), ("Højeste", high))
    ]
    return f"{message}. Figuren viser {len(heights)} {points}. {'. '.join(named)}."
