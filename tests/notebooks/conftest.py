"""The notebooks as data, and their code cells run in this process on the small set: no kernel, the same calls."""

import ast
import json
from pathlib import Path

import pytest

from evaluering.marks import INTERIM_VARIABLE, PARAMETERS_TAG
from evaluering.presentation.block import Block

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def source(cell) -> str:
    return "".join(cell["source"])


class Runner:
    """Runs notebooks and keeps what each cell showed."""

    def __init__(self) -> None:
        self.shown: dict[tuple[str, str], list[tuple[dict, object]]] = {}

    def run(self, name: str, *, version: str, scope: str) -> list[tuple[dict, object]]:
        """Every cell of a notebook with what it showed (None: nothing)."""
        if (name, scope) not in self.shown:
            self.shown[name, scope] = list(self._run(name, {"version": version, "scope": scope}))
        return self.shown[name, scope]

    def _run(self, name, values):
        space: dict[str, object] = {}
        for cell in json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] != "code":
                yield cell, None
                continue
            tree = ast.parse(source(cell))
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, name, "exec"), space)
            yield cell, eval(compile(ast.Expression(last.value), name, "eval"), space) if last else None
            if PARAMETERS_TAG in cell["metadata"].get("tags", []):
                space |= values

    def blocks(self, name: str, *, version: str, scope: str) -> list[Block]:
        return [shown for _, shown in self.run(name, version=version, scope=scope) if shown is not None]


@pytest.fixture(scope="module")
def runner(prepared, interim):
    patch = pytest.MonkeyPatch()
    patch.setenv(INTERIM_VARIABLE, str(interim))
    yield Runner()
    patch.undo()
