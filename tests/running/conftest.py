"""A small project for the running tower: notebooks of a few cells that show blocks as `presentation` does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from evaluering.marks import BLOCK_MIME
from evaluering.parameters import RunPlan, Suite, read_run_plan
from evaluering.running.orders import PageHead, RunMarks

REPOSITORY = Path(__file__).parents[2]
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="160" viewBox="0 0 400 160">'
    '<path d="M0 150 L100 90 L400 20" stroke="#0b4f6c" fill="none"/></svg>'
)
SHOW = f"""
from IPython.display import display
def show(svg="", **block):
    marks = {{"schema": 1, "id": "x", "version": version, "disclosure": "d1", "synthetic": True, "results": []}}
    data = {{"{BLOCK_MIME}": {{**marks, **block}}, "text/markdown": "x"}}
    display({{**data, "image/svg+xml": svg}} if svg else data, raw=True)
"""
SENTENCE = """show(kind="sentence", text=f"Enheden er **{scope}**.", lead=True, results=[{"id": f"NAME/{scope}/level",
    "indicator": "share_26w", "unit": scope, "estimand": "level", "measure": "pct", "hidden": False, "value": 12.5,
    "lower": float("nan")}])"""


@pytest.fixture(scope="session")
def whole_plan() -> RunPlan:
    """The repository's own parameters and agreement."""
    return read_run_plan(REPOSITORY / "params" / "2026.yml")


@pytest.fixture
def small_plan(whole_plan: RunPlan) -> RunPlan:
    """Two notebooks for the region, one of them also for one cluster."""
    suite = Suite(region=("01_alfa", "02_beta"), cluster=("02_beta",))
    agreement = whole_plan.agreement.model_copy(update={"clusters": whole_plan.agreement.clusters[3:4]})
    return whole_plan.model_copy(update={"suite": suite, "agreement": agreement})


@pytest.fixture
def write_notebook(tmp_path: Path) -> Callable[..., Path]:
    """Write a notebook with a title, a parameters cell and the given code cells into the project's folder."""

    def write(
        name: str, *cells: str, title: str = "Et spørgsmål?", parameters: str = "version = ''\nscope = 'region'"
    ) -> Path:
        notebook = nbformat.v4.new_notebook()
        tagged = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
        notebook.cells = [nbformat.v4.new_markdown_cell(f"# {title}\n\nFor *styregruppen*."), tagged]
        notebook.cells += [nbformat.v4.new_code_cell(cell) for cell in cells]
        path = tmp_path / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook, path)
        return path

    return write


@pytest.fixture
def marks() -> RunMarks:
    """What the blocks of the fixtures carry."""
    return RunMarks("v1", "d1", synthetic=True)


@pytest.fixture
def head() -> PageHead:
    """What stands around a fixture page."""
    return PageHead(
        slug="alfa",
        title="Ammes børn længere?",
        unit="Region Midtjylland",
        joined=False,
        agreement="Aftale om amning",
        year=2026,
        extraction_date="2026-10-01",
        code="0.1.0",
    )


@pytest.fixture
def block() -> Callable[..., dict[str, Any]]:
    """An output that shows a block; named parts replace the usual ones."""
    usual: dict[str, dict[str, Any]] = {
        "sentence": {"text": "Andelen **steg**."},
        "provenance": {"text": "Kilde: kommunerne."},
        "table": {
            "caption": "Andel efter enhed",
            "columns": [{"label": "Enhed"}, {"label": "Andel", "align": "right"}],
            "rows": [["Herning", "12,0 %"], ["Lemvig", "Skjult"]],
            "notes": ["Skjult: færre end 5."],
        },
        "figure": {
            "title": "Andelen steg",
            "alt": "En linje, der stiger fra 10 til 20 procent.",
            "svg": True,
            "data": {"caption": "Tal bag", "columns": [{"label": "År"}, {"label": "Pct."}], "rows": [["2024", "20"]]},
        },
    }

    def make(kind: str, *, picture: str = SVG, output_type: str = "display_data", **parts: Any) -> dict[str, Any]:
        marked = {"schema": 1, "kind": kind, "id": kind, "version": "v1", "disclosure": "d1", "synthetic": True}
        data: dict[str, Any] = {BLOCK_MIME: {**marked, **usual.get(kind, {}), **parts}, "text/markdown": "aldrig vist"}
        if kind == "figure":
            data["image/svg+xml"] = picture
        return {"output_type": output_type, "data": data, "metadata": {}}

    return make


@pytest.fixture
def notebook() -> Callable[..., dict[str, Any]]:
    """An executed notebook as JSON: a title, then markdown (text) and code cells (lists of outputs)."""

    def make(*parts: str | list[Any], title: str = "# Spørgsmål?\n\nFor styregruppen.") -> dict[str, Any]:
        cells: list[dict[str, Any]] = []
        for part in (title, *parts):
            if isinstance(part, str):
                cells.append({"cell_type": "markdown", "metadata": {}, "source": part, "id": f"c{len(cells)}"})
            else:
                common = {"metadata": {}, "source": "vis()", "execution_count": 1, "id": f"c{len(cells)}"}
                cells.append({"cell_type": "code", "outputs": part, **common})
        injected = {"cell_type": "code", "metadata": {"tags": ["injected-parameters"]}, "source": "x", "outputs": []}
        return {"cells": [cells[0], {**injected, "execution_count": 2}, *cells[1:]], "metadata": {}, "nbformat": 4}

    return make


@pytest.fixture
def project(write_notebook: Callable[..., Path]) -> Callable[..., None]:
    """Write the two notebooks of the small plan; further cells come at the end of the second."""

    def write(*cells: str) -> None:
        write_notebook("01_alfa", SHOW, SENTENCE.replace("NAME", "alfa"), title="Hvad er alfa?")
        write_notebook("02_beta", SHOW, SENTENCE.replace("NAME", "beta"), *cells, title="Hvad er beta?")

    return write


@pytest.fixture
def write_sheet(write_notebook: Callable[..., Path]) -> Callable[..., None]:
    """Write a notebook for the municipalities; further cells come at its end."""

    def write(*cells: str) -> None:
        write_notebook("10_ark", SHOW, SENTENCE.replace("NAME", "ark"), *cells, title="Hvordan står det til?")

    return write
