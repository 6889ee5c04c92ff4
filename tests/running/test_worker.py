from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from evaluering.running import worker
from evaluering.running.commentary import Comment
from evaluering.running.orders import ExecutionOrder, PageHead, RenderOrder, ReportOrder, RunMarks


def test_orders_are_answered_one_by_one(
    notebook: Callable[..., dict[str, Any]],
    block: Callable[..., dict[str, Any]],
    head: PageHead,
    marks: RunMarks,
    tmp_path: Path,
) -> None:
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook([block("sentence")])), encoding="utf-8")
    render = RenderOrder(head, marks, (("a.ipynb", str(tmp_path / "a.ipynb")),), str(tmp_path))
    execute = ExecutionOrder("no.ipynb", str(tmp_path / "b.ipynb"), str(tmp_path), {}, 5)
    log = str(tmp_path / "log")
    requests = [
        {"kind": "render", "order": asdict(render), "log": log},
        {"kind": "execute", "order": asdict(execute), "log": log},
    ]
    answers = io.StringIO()
    worker.serve(io.StringIO("".join(json.dumps(request) + "\n" for request in requests)), answers)
    first, second = (json.loads(line) for line in answers.getvalue().splitlines())
    assert first["state"] == "completed"
    assert second["state"] == "failed"


def test_an_order_for_the_joined_report_travels_with_its_comments(
    notebook: Callable[..., dict[str, Any]],
    block: Callable[..., dict[str, Any]],
    head: PageHead,
    marks: RunMarks,
    tmp_path: Path,
) -> None:
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook([block("table")])), encoding="utf-8")
    one = (("a.ipynb", str(tmp_path / "a.ipynb")),)
    comment = Comment("Randersklyngen", ({"kind": "paragraph", "inlines": [{"kind": "text", "text": "Enig."}]},))
    order = ReportOrder(head, marks, one, one, (comment,), ("En har skrevet.",), str(tmp_path))
    request = json.loads(json.dumps({"kind": "report", "order": asdict(order), "log": str(tmp_path / "log")}))
    answer = worker.answer(request)
    assert (answer.state, answer.files) == ("completed", ("alfa.pdf", "tabeller/alfa.xlsx"))
    assert (tmp_path / "alfa.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        *(("execute", "kunne ikke startes"), ("render", "kunne ikke sættes op"), ("report", "kunne ikke sættes op")),
    ],
)
def test_a_fault_nobody_foresaw_is_an_answer(tmp_path: Path, kind: str, words: str) -> None:
    answer = worker.answer({"kind": kind, "order": {"head": 1}, "log": str(tmp_path / "log")})
    assert answer.state == "failed"
    assert words in answer.cause
    assert "Traceback" in (tmp_path / "log").read_text(encoding="utf-8")
