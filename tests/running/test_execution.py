from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbclient.exceptions import DeadKernelError

from evaluering.running import execution
from evaluering.running.execution import execute_order
from evaluering.running.orders import Execution, ExecutionOrder

Write = Callable[..., Path]


@pytest.fixture
def run(write_notebook: Write, tmp_path: Path) -> Callable[..., Execution]:
    def run(*cells: str) -> Execution:
        path = write_notebook("01_alfa", *cells)
        order = ExecutionOrder(
            str(path), str(tmp_path / "out.ipynb"), str(tmp_path), {"version": "abc", "scope": "randers"}, 2
        )
        return execute_order(order)

    return run


def test_a_notebook_runs_with_its_parameters_in_this_interpreter(run: Callable[..., Execution], tmp_path: Path) -> None:
    assert run("import sys; print(scope, version, sys.executable)", "") == Execution("completed")
    cells = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))["cells"]
    assert "".join(cells[-2]["outputs"][0]["text"]).split() == ["randers", "abc", sys.executable]


@pytest.mark.parametrize(
    "death", ["import os, signal; os.kill(os.getpid(), getattr(signal, 'SIGKILL', 9))", "import os; os._exit(1)"]
)
def test_a_killed_kernel_is_a_failure_with_its_cell(run: Callable[..., Execution], death: str) -> None:
    answer = run("1", death, "2")
    assert (answer.state, answer.cell) == ("failed", 3)
    assert "hukommelsen" in answer.cause


def test_a_cell_that_takes_too_long_is_a_timeout(run: Callable[..., Execution]) -> None:
    answer = run("import time; time.sleep(60)")
    assert (answer.state, answer.cell) == ("timeout", 2)
    assert "2 sekunder" in answer.cause


def test_an_exception_shows_in_the_log_alone(run: Callable[..., Execution], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = run("1", "raise ValueError('0101201234')")
    assert (answer.state, answer.cell) == ("failed", 3)
    assert answer.cause.startswith("Uventet fejl i kodecelle 3")
    assert "ValueError" in caplog.text


def test_our_own_errors_speak_to_the_user(run: Callable[..., Execution]) -> None:
    code = "from evaluering.errors import Finding, PreparedDataError\nraise PreparedDataError(Finding('Data mangler'))"
    answer = run(code)
    assert answer.state == "failed"
    assert answer.cause == "Kodecelle 2: De klargjorte data mangler (EVAL-301); Data mangler"


def test_leaving_early_is_a_failure(run: Callable[..., Execution]) -> None:
    answer = run("import sys; sys.exit(0)", "2")
    assert (answer.state, answer.cell) == ("failed", 2)


def test_a_notebook_that_cannot_start_is_a_failure(tmp_path: Path) -> None:
    order = ExecutionOrder(str(tmp_path / "no.ipynb"), str(tmp_path / "out.ipynb"), str(tmp_path), {}, 2)
    answer = execute_order(order)
    assert (answer.state, answer.cell) == ("failed", None)
    assert "kunne ikke startes" in answer.cause


@pytest.mark.parametrize(
    ("stopped", "key"),
    [(None, "blev ikke kørt"), (DeadKernelError("x"), "stoppede brat"), (ValueError("x"), "Uventet fejl")],
)
def test_a_cell_without_count_was_not_run_whatever_the_file_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stopped: Exception | None, key: str
) -> None:
    begun = {"papermill": {"start_time": "2026", "status": "completed"}}
    cell = {"cell_type": "code", "metadata": begun, "source": "1", "outputs": [], "execution_count": None}
    executed = {"cells": [cell, {**cell, "metadata": {"papermill": {"start_time": None}}}]}

    def fake(*words: object, **more: object) -> dict[str, Any]:
        if stopped is not None:
            raise stopped
        return executed

    (tmp_path / "out.ipynb").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(execution, "execute_notebook", fake)
    monkeypatch.setattr(execution, "load_notebook_node", lambda path: executed)
    answer = execute_order(ExecutionOrder("a", str(tmp_path / "out.ipynb"), ".", {}, 1))
    assert (answer.state, answer.cell) == ("failed", 1)
    assert key in answer.cause
