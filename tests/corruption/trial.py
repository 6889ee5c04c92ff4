"""One damage tried: a sound set spoilt in one way, put on disk, read and judged."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tests.corruption.damage import KINDS, damaged
from tests.corruption.judge import Judge, look
from tests.corruption.kinds import Kind
from tests.corruption.valid_set import valid_set
from tests.corruption.world import World

_CODES = ("0657", "0791", "0615", "0779", "0740")


@dataclass(frozen=True)
class Trial:
    """What became of one damage; `knowable` is False where nothing in the set could have told."""

    kind: str
    world: int
    seed: int
    strength: float
    state: str
    why: str
    knowable: bool
    refusal_due: bool


def trials(world_seed: int, drawn: Sequence[tuple[str, int]], place: Path) -> list[Trial]:
    """Several damages to one sound set, each a kind's name and a seed."""
    folder = Path(tempfile.mkdtemp(dir=place))
    try:
        return list(_trials(valid_set(world_seed), world_seed, drawn, folder / "set"))
    finally:
        shutil.rmtree(folder)


def _trials(world: World, world_seed: int, drawn: Sequence[tuple[str, int]], folder: Path) -> Iterator[Trial]:
    kinds = {kind.name: kind for kind in KINDS}
    world.copy().write(folder)
    judge = Judge(folder)
    assert judge.sound.panel is not None, [finding.text() for finding in judge.sound.findings]
    for name, seed in drawn:
        found = trial(judge, world, kinds[name], seed=seed, folder=folder)
        if found is not None:
            yield replace(found, world=world_seed)


def trial(judge: Judge, world: World, kind: Kind, *, seed: int, folder: Path) -> Trial | None:
    """One damage to the set the judge knows; None where it holds nothing to spoil in that way."""
    found = damaged(world, kind, seed)
    if found is None:
        return None
    found.world.write(folder)
    outcome = judge.outcome(folder)
    knowable, due = found.strength > kind.unknown_to, found.strength >= kind.refused_from
    return Trial(kind.name, -1, seed, found.strength, outcome.state, outcome.why, knowable, due)


def variant(seed: int) -> World:
    """A sound set of any size from 30 children on, of one to five municipalities."""
    rng = Random(seed)
    codes = rng.sample(_CODES, rng.randint(1, 5))
    return valid_set(seed, children=round(30 * 100 ** rng.random()), codes=codes)


def valid_trial(seed: int, place: Path) -> str:
    """What is said of a sound set: one line."""
    folder = Path(tempfile.mkdtemp(dir=place))
    try:
        world = variant(seed)
        world.write(folder / "set")
        seen = look(folder / "set", Judge.agreement())
    finally:
        shutil.rmtree(folder)
    rows = sum(len(one.rows or one.reports) for one in world.sent if one.code)
    notes = [what.removeprefix("note: ") for what in seen.said if what.startswith("note:")]
    odd = [f"{what} {count}" for what, count in seen.said.items() if count and not what.startswith(("note", "deliv"))]
    faults = [finding.text() for finding in seen.findings] + ([seen.fault] if seen.fault else [])
    state = "REFUSED" if faults else "read"
    return f"{seed}: {state} {rows} rows of {[one.name for one in world.sent]} {faults or ''} {notes or ''} {odd or ''}"
