"""Damaged deliveries: whatever was done to them, wrong numbers never come out without a word.

All kinds and thousands of seeds: ``python -m benchmarks.corruption``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.corruption.damage import KINDS
from tests.corruption.judge import Judge
from tests.corruption.trial import trial, variant
from tests.corruption.valid_set import valid_set
from tests.corruption.world import World

SEEDS = (1, 2)
SOME_KINDS = KINDS[::4]


@dataclass(frozen=True)
class Sound:
    """A sound set, its judge, and where damaged copies of it are put."""

    world: World
    judge: Judge
    folder: Path


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Sound:
    folder = tmp_path_factory.mktemp("skader") / "set"
    world = valid_set(7, children=1_500)
    world.write(folder)
    return Sound(world, Judge(folder), folder)


@pytest.mark.parametrize("kind", SOME_KINDS, ids=lambda kind: kind.name)
def test_a_damage_is_refused_told_or_harmless(sound, kind):
    for seed in SEEDS:
        found = trial(sound.judge, sound.world, kind, seed=seed, folder=sound.folder)
        if found is None:
            continue
        allowed = {"refused"} if found.refusal_due else {"refused", "told", "harmless"}
        if not found.knowable:
            allowed |= {"silent"}
        assert found.state in allowed, found


def test_a_sound_set_is_never_refused(tmp_path):
    for seed in range(10):
        variant(seed).write(tmp_path / "set")
        assert Judge(tmp_path / "set").sound.findings == ()


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("births_one_more_or_less", "silent"),
        ("rows_shuffled", "harmless"),
        ("registrations_of_a_year_deleted", "told"),
        ("header_lost", "refused"),
    ],
)
def test_the_judge_tells_the_outcomes_apart(sound, name, state):
    (kind,) = (kind for kind in KINDS if kind.name == name)
    found = trial(sound.judge, sound.world, kind, seed=1, folder=sound.folder)
    assert found is not None
    assert found.state == state


def test_a_reader_that_fails_is_a_traceback(sound, monkeypatch):
    def fails(*_, **__):
        raise KeyError("0505200000")

    sound.world.write(sound.folder)
    monkeypatch.setattr("tests.corruption.judge.examine", fails)
    assert sound.judge.outcome(sound.folder).state == "traceback"
