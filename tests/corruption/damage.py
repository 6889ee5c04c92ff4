"""All kinds of damage, and one seeded damage to a set."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.corruption import (
    births_damage,
    cell_damage,
    declaration_damage,
    file_damage,
    report_damage,
    set_damage,
    table_damage,
)
from tests.corruption.kinds import Kind, NothingToSpoilError
from tests.corruption.world import World

KINDS: tuple[Kind, ...] = (
    *file_damage.KINDS,
    *table_damage.KINDS,
    *cell_damage.KINDS,
    *births_damage.KINDS,
    *report_damage.KINDS,
    *declaration_damage.KINDS,
    *set_damage.KINDS,
)


@dataclass(frozen=True)
class Damaged:
    """A spoilt copy of a set, and how strong the damage is."""

    world: World
    strength: float


def damaged(world: World, kind: Kind, seed: int) -> Damaged | None:
    """A copy of the set spoilt in one way; None where the set holds nothing to spoil in that way."""
    for attempt in range(4):
        rng = Random(f"{kind.name} {seed} {attempt}")
        strength = rng.choice(kind.strengths)
        spoilt = world.copy()
        try:
            kind.spoil(spoilt, rng, strength)
            for one in spoilt.sent:
                if one.edits:
                    one.data()
        except (NothingToSpoilError, UnicodeError):
            continue
        return Damaged(spoilt, strength)
    return None
