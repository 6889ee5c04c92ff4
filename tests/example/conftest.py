from __future__ import annotations

from pathlib import Path

import pytest

from evaluering.agreement import Agreement, read_agreement
from evaluering.example import write_example

SMALL = 0.02


@pytest.fixture(scope="session")
def agreement() -> Agreement:
    return read_agreement(Path(__file__).parents[2] / "params" / "amning-midtjylland.yml")


@pytest.fixture(scope="session")
def small_set(agreement: Agreement, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "set"
    write_example(folder, seed=1, agreement=agreement, births_factor=SMALL)
    return folder
