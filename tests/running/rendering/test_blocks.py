from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from evaluering.errors import DisclosureError
from evaluering.marks import BLOCK_MIME
from evaluering.running.orders import RunMarks
from evaluering.running.rendering.blocks import FigureBlock, TableBlock, check_output

Make = Callable[..., dict[str, Any]]
RESULT = {"id": "a", "indicator": "b", "unit": "c", "estimand": "d", "measure": "pct", "hidden": False, "value": 1.5}
HIDDEN = {**RESULT, "hidden": True, "value": None}


def check(output: dict[str, Any], marks: RunMarks) -> Any:
    return check_output(output, marks=marks, notebook="02_beta.ipynb", cell=7)


@pytest.mark.parametrize("kind", ["sentence", "table", "figure", "provenance"])
@pytest.mark.parametrize("output_type", ["display_data", "execute_result"])
def test_a_block_of_this_run_passes(block: Make, marks: RunMarks, kind: str, output_type: str) -> None:
    found, svg = check(block(kind, output_type=output_type), marks)
    assert found.kind == kind
    assert bool(svg) == (kind == "figure")


def test_parts_are_read(block: Make, marks: RunMarks) -> None:
    table, _ = check(block("table", results=[RESULT, {**HIDDEN, "n": None, "from": "2023-04"}]), marks)
    figure, _ = check(block("figure"), marks)
    assert isinstance(table, TableBlock)
    assert table.row_headers == 1
    assert table.columns[1].align == "right"
    assert table.results[1].model_dump()["from"] == "2023-04"
    assert isinstance(figure, FigureBlock)


def test_a_block_may_come_as_text_as_the_notebook_format_allows(block: Make, marks: RunMarks) -> None:
    output = block("figure")
    text = json.dumps(output["data"][BLOCK_MIME])
    svg = output["data"]["image/svg+xml"]
    output["data"] |= {BLOCK_MIME: [text[:9], text[9:]], "image/svg+xml": [svg[:5], svg[5:]]}
    assert check(output, marks)[1] == svg


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": "stdout", "text": "0101201234"},
        {"output_type": "error", "ename": "E", "evalue": "0101201234", "traceback": []},
        {"output_type": "execute_result", "data": {"text/plain": "0101201234"}},
        {"output_type": "display_data", "data": {"text/html": "<table>0101201234</table>"}},
        {"output_type": "display_data", "data": {BLOCK_MIME: "0101201234"}},
        {"output_type": "display_data", "data": {BLOCK_MIME: "{0101201234"}},
    ],
)
def test_anything_else_is_refused_without_repeating_it(output: dict[str, Any], marks: RunMarks) -> None:
    with pytest.raises(DisclosureError, match=r"Kodecelle 7(.|\n)*02_beta\.ipynb") as caught:
        check(output, marks)
    assert "0101201234" not in caught.value.text()


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("sentence", {"schema": 2}),
        ("sentence", {"text": ""}),
        ("sentence", {"html": "<b>"}),
        ("widget", {}),
        ("table", {"rows": [["en"]]}),
        ("table", {"rows": [["en", 2.0]]}),
        ("table", {"caption": ""}),
        ("table", {"columns": []}),
        ("figure", {"alt": ""}),
        ("figure", {"svg": False}),
        ("figure", {"data": None}),
        ("sentence", {"results": [{"id": "a"}]}),
        ("sentence", {"results": [{**HIDDEN, "value": 1.0}]}),
        ("sentence", {"results": [{**HIDDEN, "n": 3}]}),
        ("sentence", {"results": [{**HIDDEN, "upper": 3.5}]}),
    ],
)
def test_a_block_of_another_form_is_refused(block: Make, marks: RunMarks, kind: str, parts: dict[str, Any]) -> None:
    with pytest.raises(DisclosureError, match="form ikke er godkendt"):
        check(block(kind, **parts), marks)


@pytest.mark.parametrize("parts", [{"version": "v0"}, {"disclosure": "d0"}, {"synthetic": False}])
def test_a_block_of_another_run_is_refused(block: Make, marks: RunMarks, parts: dict[str, Any]) -> None:
    with pytest.raises(DisclosureError, match="andre data end denne"):
        check(block("sentence", **parts), marks)


@pytest.mark.parametrize(
    "svg",
    [
        "",
        "<svg><script>1</script></svg>",
        '<svg onload="x()"></svg>',
        '<svg><image href="http://a.dk/b.png"/></svg>',
        "<svg><style>@import 'http://a.dk'</style></svg>",
        '<svg><rect fill="url(http://a.dk#b)"/></svg>',
        "<svg><foreignObject/></svg>",
        '<svg><a xlink:href="#x"/></svg>',
    ],
)
def test_a_picture_that_could_act_or_fetch_is_refused(block: Make, marks: RunMarks, svg: str) -> None:
    with pytest.raises(DisclosureError, match="figur, hvis billede"):
        check(block("figure", picture=svg), marks)


def test_a_picture_with_inner_references_passes(block: Make, marks: RunMarks) -> None:
    svg = '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="#m"/><g clip-path="url(#p)"/></svg>'
    assert check(block("figure", picture=svg), marks)[1] == svg
