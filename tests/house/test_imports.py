"""Imports point down, the towers stay apart, and the process that drives a run stays light."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("pandas", "matplotlib", "seaborn", "scipy", "statsmodels")
BROUGHT_BY_PAPERMILL = ("numpy", "pyarrow")  # its door to Hadoop imports them where they are installed
DRIVE = "import sys\nimport evaluering.cli\n"
EXECUTE = """import pkgutil, sys
import evaluering.running
for found in pkgutil.walk_packages(evaluering.running.__path__, "evaluering.running."):
    __import__(found.name)
"""
SAY = "print(*(name for name in sys.argv[1:] if name in sys.modules))\n"


def test_the_import_contracts_are_kept() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("program", "unwanted"),
    [(DRIVE, (*HEAVY, *BROUGHT_BY_PAPERMILL, "papermill")), (EXECUTE, HEAVY)],
    ids=["the command line", "every module of running"],
)
def test_driving_a_run_loads_no_library_of_analysis(program: str, unwanted: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", program + SAY, *unwanted]
    answer = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.split() == []
