"""The notebook rules catch each violation, one by one, and let a proper page through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import notebook_rules


def text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str, *tags: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": list(tags)} if tags else {},
        "outputs": [],
        "source": source,
    }


def page() -> dict[str, Any]:
    """A short page that breaks no rule."""
    return {
        "cells": [
            text("# Er børnene ammet længere?"),
            text("Valgene for denne side."),
            code('scope = "region"\nyears = [2024, 2025]', "parameters"),
            text("Data og version."),
            code(
                "from evaluering.presentation import figures\nfrom evaluering.preparation import prepared\n"
                "data = prepared.open_prepared()\nfigures.draw_version(data)"
            ),
            text("Udviklingen, før nogen model er regnet."),
            code('series = figures.pick(data, scope, years, outcome="share_26w")\nfigures.draw_series(series)'),
        ]
    }


def test_a_proper_page_has_no_faults() -> None:
    assert notebook_rules.faults(page()) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def f():\n    return data\nf()", "a function"),
        ("f = lambda: data\nf()", "a function"),
        ("class A:\n    pass\nA()", "a class"),
        ("for x in data:\n    y = x\ny", "a loop"),
        ("while data:\n    pass\ndata", "a loop"),
        ("[x for x in data]", "a loop"),
        ("try:\n    x = data\nexcept ValueError:\n    x = None\nx", "a try"),
        ("with data:\n    x = data\nx", "a with"),
        ("%matplotlib inline\ndata", "not plain Python"),
        ("!ls", "not plain Python"),
        ("print(data)", "'print' is not for notebooks"),
        ("display(data)", "'display' is not for notebooks"),
        ("open(data)", "'open' is not for notebooks"),
        ("import evaluering\nevaluering", "an import outside the third part"),
        ("data.read('data/raw')", "'data/raw' should be a parameter"),
        ("data.title('En tekst')", "'En tekst' should be a parameter"),
        ("data.rows(12)", "12 should be a parameter"),
        ("data\ndata", "an expression before the last line"),
        ("x = data", "no output"),
        ("\n".join([*"abcdefgh", "data"]), "more than 8 lines"),
    ],
)
def test_code_that_makes_a_program_is_caught(source: str, said: str) -> None:
    notebook = page()
    notebook["cells"] += [text("Endnu et afsnit."), code(source)]
    assert any(said in fault and fault.startswith("cell 9") for fault in notebook_rules.faults(notebook))


@pytest.mark.parametrize(
    ("at", "cell", "said"),
    [
        (0, text("Ingen overskrift på siden"), "not a title"),
        (0, code("data"), "the first five cells"),
        (2, code('scope = "region"\nyears = 2'), "does not stand on the third cell alone"),
        (2, code('scope = "region"\nyears = 2\nunused = 1', "parameters"), "the parameter 'unused' is not used"),
        (2, code('scope = "region"\nyears = sorted([2])', "parameters"), "cell 3, line 2"),
        (2, code('scope = "region"; years = [\n2]', "parameters"), "cell 3, line 1"),
        (2, code("scope = years = 1", "parameters"), "cell 3, line 1"),
        (2, code('scope = "region"; years = 2', "parameters"), "two on one line"),
        (2, code("scope: str\nyears: int = 2", "parameters"), "cell 3, line 1"),
        (4, code("import pandas\npandas"), "an import from elsewhere than evaluering"),
        (5, code("data"), "no text before the code"),
        (5, {"cell_type": "raw", "metadata": {}, "source": "x"}, "neither text nor code"),
        (5, text("  \n"), "the text is empty"),
        (5, text("Formlen er $x^2$."), "LaTeX"),
        (5, text("Formlen er \\frac{1}{2}."), "LaTeX"),
        (5, text("This is the series of the region."), "looks English"),
        (6, {**code("data"), "outputs": [{"output_type": "stream"}]}, "holds outputs"),
        (6, {**code("data"), "execution_count": 1}, "holds outputs"),
    ],
)
def test_a_cell_against_the_order_is_caught(at: int, cell: dict[str, Any], said: str) -> None:
    notebook = page()
    notebook["cells"][at] = cell
    assert any(said in fault for fault in notebook_rules.faults(notebook))


def test_too_many_code_cells_are_caught() -> None:
    notebook = page()
    notebook["cells"] += [text("Endnu et afsnit."), code("data")] * 22
    assert notebook_rules.faults(notebook) == []
    notebook["cells"] += [text("Ét for meget."), code("data")]
    assert notebook_rules.faults(notebook) == ["26 code cells; 25 is the most"]


def test_a_page_without_danish_is_caught() -> None:
    notebook = page()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = "# Titel"
    assert notebook_rules.faults(notebook) == ["the text does not look Danish"]


def test_lines_are_read_as_one_text() -> None:
    assert notebook_rules.source({"source": ["a\n", "b"]}) == "a\nb"


def test_files_are_checked_by_name_and_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "02_udvikling.ipynb", tmp_path / "Aarhus.ipynb"
    good.write_text(json.dumps(page()), encoding="utf-8")
    bad.write_text("{", encoding="utf-8")
    assert notebook_rules.main([str(good)]) == 0
    assert notebook_rules.main([str(good), str(bad)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2
    assert all("Aarhus.ipynb: " in line for line in said)
    assert said[1].endswith("not a notebook")
