"""Sentences on the same change in several units: in which it rose or fell, never in which it is largest."""

from __future__ import annotations

from collections.abc import Sequence

from evaluering import wording
from evaluering.estimation.unit_change import UnitChange
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.sentences.level import subject
from evaluering.presentation.sentences.parts import AGAINST, undecided
from evaluering.presentation.uncertainty import VERBS, Certainty, answer

Answer = Certainty | str | None
"""A cluster's certainty; ``undecided``; None where nothing is shown."""

_MOST_NAMES = 2
"""More clusters than this are counted, not named."""


def clusters_message(changes: tuple[UnitChange, ...], *, data: Prepared) -> str:
    """In which clusters an outcome rose or fell, without the last full stop."""
    answers = [(one.unit, _answer(one)) for one in changes]
    return answers_message(answers, what=subject(data, changes[0].indicator), data=data)


def answers_message(answers: Sequence[tuple[str, Answer]], *, what: str, data: Prepared) -> str:
    """The same from each cluster's slug and answer: a certainty, ``undecided``, or None where nothing is shown."""
    words: list[tuple[Answer, str]] = [
        *VERBS.items(),
        ("unclear", "er uden sikker ændring"),
        ("undecided", "vurderes ikke"),
        (None, "kan ikke vises"),
    ]
    first, parts, unclear = "", [], ""
    for found, word in words:
        names = [data.agreement.name_of(unit) for unit, one in answers if one == found]
        told = wording.sentence_list(names) if len(names) <= _MOST_NAMES else f"{len(names)} klynger"
        if names and not first and found is None:
            first = f"Ændringen i {what} kan ikke vises i nogen af de {len(answers)} klynger"
        elif names and not first:
            against = f" {AGAINST}" if found in (*VERBS, "unclear") else ""
            first = f"{what[0].upper()}{what[1:]} {word} i {len(names)} af {len(answers)} klynger{against}"
        elif names and found == "unclear":
            unclear = f"I {told} kan vi ikke se en sikker ændring"
        elif names:
            parts.append(f"{word} i {told}")
    others = f"Tallet {wording.sentence_list(parts)}" if parts else ""
    return ". ".join(one for one in (first, others, unclear) if one)


def _answer(change: UnitChange) -> Answer:
    if change.fit is None:
        return None
    return "undecided" if undecided(change) else answer(change.fit.estimate("mean_change"))
