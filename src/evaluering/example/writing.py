"""Write a whole set of synthetic deliveries, beside its place first, so that half a set is never seen."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from evaluering.agreement import Agreement
from evaluering.errors import EvaluationError, Finding
from evaluering.example.declaration import Delivery
from evaluering.example.deliveries import all_deliveries, published_tables
from evaluering.example.scenario import DRAWN_TOGETHER, build_scenario
from evaluering.example.truth import truth_text

KEY_FILE = "noegle.txt"
TRUTH_FOLDER = "sandhed"
TRUTH_FILE = "sandhed.csv"


class ExampleError(EvaluationError):
    """The example cannot be written where it was asked for."""

    code = "EVAL-701"
    title = "Eksemplet kan ikke skrives"


def write_example(
    folder: Path,
    *,
    seed: int,
    agreement: Agreement,
    effect: Mapping[str, float] | None = None,
    extraction: date = date(2026, 10, 1),
    births_factor: float = 1.0,
) -> None:
    """Write deliveries, key and truth; the same arguments give the same bytes.

    Parameters
    ----------
    folder : Path
        Where the set shall lie. An earlier example there is replaced, anything else is refused.
    seed : int
        At least 0.
    agreement : Agreement
        Municipalities, clusters, dates and the journals' SOR codes.
    effect : mapping of str to float, optional
        Hazard ratio per cluster's slug, 1 for those not named; None means the example's own effect, an empty
        mapping none.
    extraction : date
        Day of the extracts: what is recorded on it or later does not exist.
    births_factor : float
        Multiplies the number of births, for small sets.

    Raises
    ------
    ExampleError
        When `folder` holds anything else than an example, or cannot be written.
    ParameterError
        When an argument is outside its range.
    """
    scenario = build_scenario(agreement, seed=seed, effect=effect, extraction=extraction, births_factor=births_factor)
    until = max(extraction, (DRAWN_TOGETHER + 1).first_day)
    world = build_scenario(agreement, seed=seed, effect=effect, extraction=until, births_factor=births_factor)
    key = hashlib.sha256(f"evaluering example {seed}".encode()).hexdigest()
    _write(folder, all_deliveries(world, agreement, seed, extraction), truth_text(scenario, agreement), key=key)


def write_published_tables(
    folder: Path,
    *,
    seed: int,
    agreement: Agreement,
    effect: Mapping[str, float] | None = None,
    extraction: date = date(2026, 10, 1),
    births_factor: float = 1.0,
) -> None:
    """Write the published tables of `write_example` and the truth, without any delivery of children.

    Parameters and faults are those of `write_example`.
    """
    scenario = build_scenario(agreement, seed=seed, effect=effect, extraction=extraction, births_factor=births_factor)
    until = max(extraction, (DRAWN_TOGETHER + 1).first_day)
    world = build_scenario(agreement, seed=seed, effect=effect, extraction=until, births_factor=births_factor)
    _write(folder, published_tables(world, agreement, seed, extraction), truth_text(scenario, agreement))


def _write(folder: Path, deliveries: Iterator[Delivery], truth: str, *, key: str = "") -> None:
    beside = folder.parent / f".{folder.name}.skrives"
    try:
        _refuse_other_content(folder)
        beside.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        for delivery in deliveries:
            delivery.write(beside)
        if key:
            _write_text(beside / KEY_FILE, f"{key}\n")
        (beside / TRUTH_FOLDER).mkdir()
        _write_text(beside / TRUTH_FOLDER / TRUTH_FILE, truth)
        _put_in_place(beside, folder)
    except OSError:
        raise ExampleError(
            Finding(
                "Mappen kan ikke skrives",
                file=str(folder),
                remedy="Vælg en anden mappe, eller luk de programmer, der bruger den",
            )
        ) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _put_in_place(beside: Path, folder: Path) -> None:
    """Let the finished set take the place of an earlier one, which comes back when that fails."""
    before = folder.parent / f".{folder.name}.forrige"
    shutil.rmtree(before, ignore_errors=True)
    if folder.exists():
        folder.rename(before)
    try:
        beside.rename(folder)
    except OSError:
        if before.exists():
            before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _refuse_other_content(folder: Path) -> None:
    """Let an empty folder or an earlier example pass; anything else stays untouched."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not (folder / TRUTH_FOLDER / TRUTH_FILE).is_file() or not all(map(_is_synthetic, _delivery_folders(folder))):
        raise ExampleError(
            Finding(
                "Mappen rummer andet end et syntetisk eksempel og bliver ikke overskrevet",
                file=str(folder),
                remedy="Vælg en anden mappe, eller flyt indholdet først",
            )
        )


def _delivery_folders(folder: Path) -> list[Path]:
    return [one for one in folder.iterdir() if one.name not in (KEY_FILE, TRUTH_FOLDER)]


def _is_synthetic(folder: Path) -> bool:
    declaration = folder / "leverance.yml"
    return (
        declaration.is_file()
        and "syntetisk: true" in declaration.read_text(encoding="utf-8", errors="replace").splitlines()
    )


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
