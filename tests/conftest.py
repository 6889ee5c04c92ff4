"""A small synthetic set, prepared once per worker, for the rooms that need a whole run's data."""

from pathlib import Path

import pytest

from evaluering.example import write_example
from evaluering.parameters import RunPlan, read_run_plan
from evaluering.preparation.prepared import Prepared
from evaluering.preparation.preparing import prepare

PARAMS = Path(__file__).parent.parent / "params"


@pytest.fixture(scope="session")
def run_plan() -> RunPlan:
    """The project's own parameters for 2026."""
    return read_run_plan(PARAMS / "2026.yml")


@pytest.fixture(scope="session")
def small_set(tmp_path_factory, run_plan) -> Path:
    """Deliveries with one child in ten."""
    folder = tmp_path_factory.mktemp("leverancer") / "set"
    write_example(folder, seed=1, agreement=run_plan.agreement, births_factor=0.1)
    return folder


@pytest.fixture(scope="session")
def interim(tmp_path_factory) -> Path:
    """Folder of prepared versions."""
    return tmp_path_factory.mktemp("interim")


@pytest.fixture(scope="session")
def prepared(small_set, interim, run_plan) -> Prepared:
    """The small set, prepared."""
    return prepare(run_plan, data=small_set, interim=interim)
