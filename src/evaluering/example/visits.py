"""The health visitor's visits: at which age, how often kept, how late reported."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Visit:
    """One kind of visit: its type in the gateway's code system, ages in days (both included), attendance."""

    code: str
    display: str
    first_age_days: int
    last_age_days: int
    attendance: float


VISITS = (
    Visit("7d35a193-e808-4e77-b361-6c0d114d021f", "Barselsbesøg", 3, 7, 0.96),
    Visit("b4bf6058-502a-4d64-bb8e-369661f43b47", "Etableringsbesøg", 8, 14, 0.95),
    Visit("51f30d1c-d60e-4e3e-ac22-ec9712ea962d", "Besøg hos det ca. 2 måneder gamle barn", 51, 71, 0.93),
    Visit("58ff370b-a775-4bec-b24a-91604e0a5fe7", "Besøg hos det 4-6 måneder gamle barn", 122, 183, 0.92),
    Visit("3f3e6489-31bd-44cf-9920-3c632868feb7", "Besøg hos det 8-11 måneder gamle barn", 243, 330, 0.93),
)
"""Types from the code system FBOE of KL Gateway Børn (hl7dk/kl-children); ages and attendance are chosen."""

# Days from visit to registration (both included) and how often: most at once, none later than the legal four months.
_LAGS = ((0, 7, 0.50), (8, 45, 0.35), (46, 122, 0.15))


def draw_ages(rng: np.random.Generator, children: int) -> Ints:
    """Age in days at each visit, shape (children, visits), uniform between the visit's first and last age."""
    lowest = [visit.first_age_days for visit in VISITS]
    highest = [visit.last_age_days for visit in VISITS]
    return rng.integers(lowest, highest, size=(children, len(VISITS)), endpoint=True)


def draw_attendance(rng: np.random.Generator, children: int) -> Bools:
    """Whether each visit was kept, shape (children, visits)."""
    return rng.random((children, len(VISITS))) < [visit.attendance for visit in VISITS]


def draw_lags(rng: np.random.Generator, children: int) -> Ints:
    """Days from visit to registration, shape (children, visits), 0 to 122."""
    shape = (children, len(VISITS))
    kind = rng.choice(len(_LAGS), size=shape, p=[share for _, _, share in _LAGS])
    lowest, highest = (np.array([lag[end] for lag in _LAGS])[kind] for end in (0, 1))
    return rng.integers(lowest, highest, endpoint=True)
