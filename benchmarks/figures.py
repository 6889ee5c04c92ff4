"""Time to draw each kind of figure, and what it weighs, on the data prepared last: first, warm, and beside the goal.

Usage: python benchmarks/figures.py [--scope region] [--rounds 5] [--largest] [NOTEBOOK ...]

The notebooks' cells are run in this process, and every call of a figure's function is drawn again at once, so that
imports and caches of the first drawing do not count. The least of the rounds is told, and processor time beside the
wall clock: on a busy machine the wall clock says how busy it is. ``--largest`` tells what the heaviest elements of
each drawing are.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluering.marks import INTERIM_VARIABLE, PARAMETERS_TAG
from evaluering.presentation import figures

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
GOAL_S = 0.15


@dataclass(frozen=True, slots=True)
class Drawing:
    """One figure: its kind and block, first and warm wall seconds, warm processor seconds, and its SVG."""

    kind: str
    name: str
    first_s: float
    warm_s: float
    cpu_s: float
    svg: str


def timed(kind: str, function: Callable[..., Any], found: list[Drawing], *, rounds: int) -> Callable[..., Any]:
    """The figure's function, drawing `rounds` times more and noting what that took."""

    def again(*given: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        block = function(*given, **named)
        first = time.perf_counter() - begun
        walls, cpus = [], []
        for _ in range(rounds):
            wall, cpu = time.perf_counter(), time.process_time()
            function(*given, **named)
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
        found.append(Drawing(kind, block.description["id"], first, min(walls), min(cpus), block.svg))
        return block

    return again


def run(name: str, *, scope: str) -> None:
    """Run a notebook's code cells in this process."""
    space: dict[str, Any] = {}
    for cell in json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile(ast.parse("".join(cell["source"])), name, "exec"), space)
            if PARAMETERS_TAG in cell["metadata"].get("tags", []):
                space["scope"] = scope


def heaviest(svg: str) -> str:
    """What the drawing's bytes are spent on, by element."""
    sizes: Counter[str] = Counter()
    for element in re.findall(r"<[^>]*>", svg):
        kind = element.split(None, 1)[0].strip("</>")
        sizes[kind] += len(element)
    return ", ".join(f"{kind} {size / 1024:.1f}" for kind, size in sizes.most_common(4))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*")
    parser.add_argument("--scope", default="region")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--largest", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault(INTERIM_VARIABLE, str(ROOT / "data" / "interim"))
    found: list[Drawing] = []
    for kind in figures.__all__:
        setattr(figures, kind, timed(kind, getattr(figures, kind), found, rounds=asked.rounds))
    drawn = {name: "figures." in (NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8") for name in names_in(asked)}
    for name in (one for one, has_figures in drawn.items() if has_figures):
        run(name, scope=asked.scope)
    print("figure                                     first s  warm s   cpu s     KiB  gzip KiB")
    for one in sorted(found, key=lambda drawing: -drawing.cpu_s):
        data = one.svg.encode("utf-8")
        mark = "  over the goal" if one.cpu_s > GOAL_S else ""
        sizes = f"{len(data) / 1024:7.1f} {len(gzip.compress(data)) / 1024:9.1f}"
        print(f"{one.kind:20} {one.name:22} {one.first_s:6.2f} {one.warm_s:7.3f} {one.cpu_s:7.3f} {sizes}{mark}")
        if asked.largest:
            print(f"    {heaviest(one.svg)}")
    print(f"{len(found)} figures of {len({one.kind for one in found})} kinds of {len(figures.__all__)}")
    print(f"not drawn: {', '.join(sorted(set(figures.__all__) - {one.kind for one in found})) or 'none'}")


def names_in(asked: argparse.Namespace) -> list[str]:
    """The notebooks that were asked for, or all; the sheets of municipalities are no page of the region."""
    return asked.notebooks or sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))


if __name__ == "__main__":
    main()
