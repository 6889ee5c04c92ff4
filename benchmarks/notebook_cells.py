"""What each cell of a notebook takes, and what its figures weigh, on the data prepared last: no kernel, the same calls.

Usage: python benchmarks/notebook_cells.py [--scope region] [--least 0.2] [NOTEBOOK ...]

Every notebook is gone through twice in this process: the second time is told, so that imports and caches of the first
do not count. Cells under ``--least`` seconds are only summed up, unless they draw.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluering.marks import INTERIM_VARIABLE, PARAMETERS_TAG

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"


@dataclass(frozen=True, slots=True)
class CellTime:
    """One code cell: its last line, wall seconds, and the size of its drawing in KiB (0 without one)."""

    last_line: str
    seconds: float
    svg_kib: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*")
    parser.add_argument("--scope", default="region")
    parser.add_argument("--least", type=float, default=0.2)
    asked = parser.parse_args()
    os.environ.setdefault(INTERIM_VARIABLE, str(ROOT / "data" / "interim"))
    names = asked.notebooks or sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
    for name in names:
        list(cells(name, scope=asked.scope))
        times = list(cells(name, scope=asked.scope))
        total, drawn = sum(one.seconds for one in times), sum(one.svg_kib for one in times)
        print(f"{name} ({asked.scope}): {total:.1f} s in {len(times)} cells, drawings {drawn:.0f} KiB")
        for one in times:
            if one.seconds >= asked.least or one.svg_kib:
                size = f"{one.svg_kib:6.1f} KiB" if one.svg_kib else " " * 10
                print(f"  {one.seconds:6.2f} s {size}  {one.last_line}")


def cells(name: str, *, scope: str) -> Iterator[CellTime]:
    """Run a notebook's code cells in order, timing each."""
    space: dict[str, Any] = {}
    for cell in json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        tree = ast.parse(source)
        ending = tree.body[-1]
        last = ast.Expression(ending.value) if isinstance(ending, ast.Expr) else None
        tree.body = tree.body[:-1] if last is not None else tree.body
        begun = time.perf_counter()
        exec(compile(tree, name, "exec"), space)
        shown = eval(compile(last, name, "eval"), space) if last is not None else None
        yield CellTime(source.splitlines()[-1], time.perf_counter() - begun, len(getattr(shown, "svg", "")) / 1024)
        if PARAMETERS_TAG in cell["metadata"].get("tags", []):
            space["scope"] = scope


if __name__ == "__main__":
    main()
