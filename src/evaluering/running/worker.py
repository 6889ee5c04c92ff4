"""A process of its own that executes notebooks and sets pages: orders come in as lines of JSON, answers go out.

Started as ``python -m evaluering.running.worker``; so the driver loads neither papermill nor nbconvert, and whatever
brings this process down cannot take the run with it.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from pathlib import Path
from typing import Any, TextIO

import orjson

from evaluering.running.commentary import Comment
from evaluering.running.execution import execute_order
from evaluering.running.orders import (
    Execution,
    ExecutionOrder,
    PageHead,
    Rendering,
    RenderOrder,
    ReportOrder,
    RunMarks,
)
from evaluering.running.rendering.exporters import render_page
from evaluering.running.rendering.report import render_report
from evaluering.wording.pages import CAUSES

_LOG = logging.getLogger(__name__)


def serve(orders: TextIO, answers: TextIO) -> None:
    """Answer orders until there are no more."""
    for line in orders:
        answers.write(orjson.dumps(answer(orjson.loads(line))).decode("utf-8") + "\n")
        answers.flush()


def answer(request: dict[str, Any]) -> Execution | Rendering:
    """Do what one request asks; whatever goes wrong is an answer."""
    handler = logging.FileHandler(request["log"], encoding="utf-8")
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        return _done(request["kind"], request["order"])
    except Exception:  # noqa: BLE001 (one page's fault; the others go on)
        _LOG.error("%s", traceback.format_exc())
        if request["kind"] == "execute":
            return Execution("failed", None, CAUSES["start"])
        return Rendering("failed", CAUSES["not_rendered"])
    finally:
        root.removeHandler(handler)
        handler.close()


def _done(kind: str, order: dict[str, Any]) -> Execution | Rendering:
    if kind == "execute":
        return execute_order(ExecutionOrder(**order))
    head, marks = PageHead(**order["head"]), RunMarks(**order["marks"])
    if kind == "report":
        comments = tuple(Comment(one["author"], tuple(one["nodes"])) for one in order["comments"])
        parts = {name: _named(order[name]) for name in ("sections", "appendices")}
        return render_report(
            ReportOrder(head, marks, **parts, comments=comments, standing=tuple(order["standing"]), site=order["site"])
        )
    return render_page(RenderOrder(head, marks, _named(order["notebooks"]), order["site"]))


def _named(notebooks: list[list[str]]) -> tuple[tuple[str, str], ...]:
    """Pairs of name and path, as JSON has them."""
    return tuple((name, path) for name, path in notebooks)


def main() -> None:
    """Serve the driver; kernels and libraries that write to the screen write to a file instead."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    orders = os.fdopen(os.dup(0), encoding="utf-8")
    with Path(sys.argv[1]).open("ab") as noise, Path(os.devnull).open("rb") as silence:
        os.dup2(silence.fileno(), 0)
        os.dup2(noise.fileno(), 1)
        os.dup2(noise.fileno(), 2)
    serve(orders, answers)


if __name__ == "__main__":
    main()
