from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluering.running.lanes import Lanes
from evaluering.running.orders import ExecutionOrder, PageHead, RenderOrder, RunMarks

Write = Callable[..., Path]
KILL_WORKER = "import os, signal; os.kill(os.getppid(), getattr(signal, 'SIGKILL', 9)); import time; time.sleep(5)"


def order(path: Path, tmp_path: Path) -> ExecutionOrder:
    output = str(tmp_path / f"{path.stem}.out.ipynb")
    return ExecutionOrder(str(path), output, str(tmp_path), {"version": "v1", "scope": "region"}, 30)


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be killed by its parent's number there")
def test_a_worker_that_dies_costs_one_order(write_notebook: Write, tmp_path: Path) -> None:
    fatal = write_notebook("01_alfa", KILL_WORKER)
    good = write_notebook("02_beta", "import os; assert os.environ['EVALUERING_INTERIM'].endswith('interim')")
    with Lanes(jobs=1, interim=tmp_path / "interim", folder=tmp_path) as lanes:
        first = lanes.execute(order(fatal, tmp_path), log=tmp_path / "a.log")
        second = lanes.execute(order(good, tmp_path), log=tmp_path / "b.log")
        assert (first.result().state, first.result().cell) == ("failed", None)
        assert "stoppede brat" in first.result().cause
        assert second.result().state == "completed"
    assert (tmp_path / "b.log").read_text(encoding="utf-8") == ""


def test_a_page_that_cannot_be_set_is_an_answer_with_a_log(head: PageHead, marks: RunMarks, tmp_path: Path) -> None:
    missing = RenderOrder(head, marks, (("x.ipynb", str(tmp_path / "no.ipynb")),), str(tmp_path))
    with Lanes(jobs=1, interim=tmp_path, folder=tmp_path) as lanes:
        answer = lanes.render(missing, log=tmp_path / "a.log").result()
    assert answer.state == "failed"
    assert "FileNotFoundError" in (tmp_path / "a.log").read_text(encoding="utf-8")


def test_leaving_ends_what_is_under_way(write_notebook: Write, tmp_path: Path, head: PageHead, marks: RunMarks) -> None:
    slow = write_notebook("01_alfa", "import time; time.sleep(120)")
    lanes = Lanes(jobs=1, interim=tmp_path, folder=tmp_path)
    with lanes:
        running = lanes.execute(order(slow, tmp_path), log=tmp_path / "a.log")
        waiting = lanes.render(RenderOrder(head, marks, (), str(tmp_path)), log=tmp_path / "b.log")
        started = threading.Event()
        while not started.wait(0.05):
            if (tmp_path / "a.log").exists():
                started.set()
    assert running.result().state == "failed"
    assert waiting.cancelled()
