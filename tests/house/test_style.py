"""The checks of `make check` that read the whole project, so that the tests alone are enough."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("command", [("ruff", "check"), ("ruff", "format", "--check"), ("mypy",)], ids=" ".join)
def test_the_code_passes(command: tuple[str, ...]) -> None:
    places = ["."] if command[0] == "ruff" else []
    answer = subprocess.run(
        [sys.executable, "-m", *command, *places],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
