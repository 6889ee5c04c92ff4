"""Each notebook runs for the region and for clusters, shows blocks and nothing else, and reads easily."""

import io
import json
import re
from pathlib import Path

import pikepdf
import pytest
import yaml

from evaluering.presentation.block import Block
from evaluering.running.orders import PageHead, RunMarks
from evaluering.running.rendering.exporters import set_page
from evaluering.running.rendering.report import set_report
from evaluering.wording import CAVEAT, SYNTHETIC_LONG

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SUITE = yaml.safe_load((NOTEBOOKS.parent / "params" / "suite.yml").read_text(encoding="utf-8"))
CLUSTER = tuple(SUITE["cluster"])
REGION = tuple(SUITE["region"])
SHEETS = tuple(SUITE["municipality"])
CLUSTER_PAGES = [(scope, CLUSTER) for scope in ("midt", "aarhus")]
SHEET_PAGES = [(row, SHEETS) for row in ("0791", "aarhus_samsoe")]
PAGES = [("region", (name,)) for name in REGION] + CLUSTER_PAGES + SHEET_PAGES
SINGLE = [(name, scope) for scope, names in PAGES for name in names]
MOST_SHEET_PAGES = 2
WITHOUT_RESULTS = ("01_datagrundlag", "12_om_aftalen", "17_bilag_vejledning", "18_siden_sidst")
LONGEST_SENTENCE = 25
HIGHEST_LIX = 45
FORBIDDEN = re.compile(
    r"effekt|signifikan|p-værdi|\bTODO\b|kommer senere|forårsag|virkning|takket være|har ført til|"
    r"(?:skyldes|på grund af|fordi af) aftalen",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("name", "scope"), SINGLE)
def test_every_code_cell_shows_one_block(runner, prepared, name, scope):
    cells = [pair for pair in runner.run(name, version=prepared.version, scope=scope) if pair[0]["cell_type"] == "code"]
    assert cells[0][1] is None
    assert all(isinstance(shown, Block) for _, shown in cells[1:])
    blocks = [shown.description for _, shown in cells[1:]]
    assert {block["kind"] for block in blocks} <= {"sentence", "table", "figure", "provenance"}
    assert {block["version"] for block in blocks} == {prepared.version}
    assert {block["disclosure"] for block in blocks} == {prepared.decisions.fingerprint}
    assert blocks[-1]["kind"] == "provenance"
    assert sum(bool(block.get("lead")) for block in blocks) == 1
    ids = [block["id"] for block in blocks]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("scope", "names"), CLUSTER_PAGES)
def test_results_of_a_page_are_published_once(runner, prepared, scope, names):
    blocks = [block for name in names for block in runner.blocks(name, version=prepared.version, scope=scope)]
    ids = [entry["id"] for block in blocks for entry in block.description["results"]]
    assert len(ids) == len(set(ids))
    for indicator in ("duration_mean", "share_26w"):
        assert f"{indicator}/{scope}/mean_change" in ids
        assert f"{indicator}/{scope}/level/2024-04_2025-03" in ids
        assert f"{indicator}/{scope}/verdict/2024-04_2025-03" in ids


def test_an_entry_published_on_two_pages_is_identical_on_both(runner, prepared):
    published: dict[str, list[tuple[str, dict]]] = {}
    for scope, names in PAGES:
        blocks = [block for name in names for block in runner.blocks(name, version=prepared.version, scope=scope)]
        entries = [entry for block in blocks for entry in block.description["results"]]
        ids = [entry["id"] for entry in entries]
        assert len(ids) == len(set(ids)), f"{names} for {scope} publishes an id twice"
        for entry in entries:
            published.setdefault(entry["id"], []).append((scope, json.loads(json.dumps(entry))))
    differing = {name for name, found in published.items() if any(entry != found[0][1] for _, entry in found)}
    assert differing == set()
    shared = published["duration_mean/0791/level/2024-04_2025-03"]
    assert {"midt", "0791"} <= {scope for scope, _ in shared}, "a municipality's level stands on its cluster's page too"


@pytest.mark.parametrize(("scope", "names"), SHEET_PAGES)
def test_a_sheet_publishes_its_own_unit_alone(runner, prepared, scope, names):
    blocks = [block for name in names for block in runner.blocks(name, version=prepared.version, scope=scope)]
    assert {entry["unit"] for block in blocks for entry in block.description["results"]} == {scope}


@pytest.mark.parametrize("row", ["0657", "0665", "0671", "0727", "aarhus_samsoe"])
def test_a_sheet_is_at_most_two_pages_and_light(runner, prepared, row):
    notebooks = [(name, executed(runner.run(name, version=prepared.version, scope=row))) for name in SHEETS]
    head = PageHead("ark", "Titel", "Kommunen", False, "Aftalen", 2026, "2026-10-01", "0", compact=True)
    marks = RunMarks(prepared.version, prepared.decisions.fingerprint, synthetic=True)
    html, pdf, _ = set_page(notebooks, head=head, marks=marks)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) <= MOST_SHEET_PAGES
    assert len(html.encode("utf-8")) <= 150_000
    assert len(pdf) <= 250_000


def test_the_conclusions_are_at_most_two_pages_and_repeat_the_other_pages_numbers(runner, prepared):
    name = SUITE["read_first"]
    notebooks = [(name, executed(runner.run(name, version=prepared.version, scope="region")))]
    head = PageHead("konklusioner", "Titel", "Regionen", False, "Aftalen", 2026, "2026-10-01", "0", compact=True)
    marks = RunMarks(prepared.version, prepared.decisions.fingerprint, synthetic=True)
    _, pdf, content = set_page(notebooks, head=head, marks=marks)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) <= MOST_SHEET_PAGES
    targets = runner.blocks("08_maalopfyldelse", version=prepared.version, scope="region")
    verdicts = [entry for block in targets for entry in block.description["results"] if entry["verdict"]]
    assert verdicts
    assert all(entry in content.results for entry in json.loads(json.dumps(verdicts)))


@pytest.mark.parametrize(("scope", "names"), PAGES)
def test_a_page_can_be_set(runner, prepared, scope, names):
    notebooks = [(name, executed(runner.run(name, version=prepared.version, scope=scope))) for name in names]
    head = PageHead("side", "Titel", scope, len(names) > 1, "Aftalen", 2026, "2026-10-01", "0")
    marks = RunMarks(prepared.version, prepared.decisions.fingerprint, synthetic=True)
    html, pdf, content = set_page(notebooks, head=head, marks=marks)
    assert html.count("<h1") == 1
    assert pdf.startswith(b"%PDF")
    assert len(content.results) > 0 or names[0] in WITHOUT_RESULTS


def test_the_joined_report_says_its_conclusions_on_two_pages_and_is_light(runner, prepared):
    names = [[name for name in SUITE[part] if name in REGION] for part in ("report", "appendices")]
    sections, appendices = (
        [(name, executed(runner.run(name, version=prepared.version, scope="region"))) for name in part]
        for part in names
    )
    head = PageHead("rapport", "Evalueringsrapport", "Regionen", True, "Aftalen", 2026, "2026-10-01", "0")
    marks = RunMarks(prepared.version, prepared.decisions.fingerprint, synthetic=True)
    pdf, _ = set_report(sections, appendices, head=head, marks=marks)
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        pages = [page.objgen for page in document.pages]
        begun = [pages.index(item.destination[0].objgen) for item in outline.root]
    assert len(begun) == len(sections) + 1 + len(appendices) + 1
    assert (begun[0], begun[1]) == (0, 3), "two pages of conclusions and one of contents"
    assert len(pdf) <= 3_000_000


def executed(pairs):
    """The notebook as a kernel would leave it."""
    cells = []
    for cell, shown in pairs:
        outputs = []
        if shown is not None:
            data = json.loads(json.dumps(shown._repr_mimebundle_()))
            outputs = [{"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}]
        cells.append({**cell, "outputs": outputs} if cell["cell_type"] == "code" else cell)
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def prose(runner, prepared, name, scope):
    """All a reader reads in sentences: markdown, sentences, titles and captions of figures, notes of tables."""
    for cell, shown in runner.run(name, version=prepared.version, scope=scope):
        if cell["cell_type"] == "markdown":
            yield re.sub(r"^[#-] ?#*", "", "".join(cell["source"]), flags=re.MULTILINE)
        if shown is None:
            continue
        block = shown.description
        if block["kind"] == "sentence":
            yield block["text"].replace(CAVEAT, "").replace(SYNTHETIC_LONG, "")
        if block["kind"] == "figure":
            yield f"{block['title']}.\n{block['caption']}"
        if block["kind"] == "table" and block["id"].endswith("-checks"):
            yield "\n".join(row[-1] for row in block["rows"])
        if block["kind"] == "table" and block["id"] != "sources":
            yield "\n".join(block["notes"])


def sentences_of(text):
    plain = re.sub(r"[*“”\N{NO-BREAK SPACE}]", " ", text)
    plain = re.sub(r"(\d)\.(\d)", r"\1\2", re.sub(r"(\d)\. (?=[a-zæøå])", r"\1 ", plain))
    return [part for part in re.split(r"[.!?:](?:\s|$)|\n+", plain) if re.search(r"\w", part)]


def words_of(text):
    return re.findall(r"[A-Za-zÆØÅæøå][\w-]*", text)


@pytest.mark.parametrize(("name", "scope"), SINGLE)
def test_a_page_reads_easily(runner, prepared, name, scope):
    text = "\n".join(prose(runner, prepared, name, scope))
    found = sentences_of(text)
    too_long = [sentence for sentence in found if len(words_of(sentence)) >= LONGEST_SENTENCE]
    assert too_long == []
    words = words_of(text)
    lix = len(words) / len(found) + 100 * sum(len(word) > 6 for word in words) / len(words)
    assert lix <= HIGHEST_LIX
    assert FORBIDDEN.findall(text) == []


@pytest.mark.parametrize("name", [*REGION, *SHEETS])
def test_a_notebook_is_committed_as_a_page(name):
    notebook = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))
    assert notebook["metadata"]["lang"] == "da"
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))
    headings = re.findall(
        r"^#+ .*",
        "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"),
        flags=re.MULTILINE,
    )
    assert headings[0].startswith("# ")
    assert all(heading.startswith("## ") for heading in headings[1:])
    assert len(headings) == len(set(headings))


def test_headings_of_a_joined_page_never_repeat():
    headings = []
    for name in CLUSTER:
        cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        headings += re.findall(r"^#+ .*", text, flags=re.MULTILINE)
    assert len(headings) == len(set(headings))
