"""The rules that keep a notebook a page and not a program (`docs/house.md`, "Notebooks are pages")."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

MOST_CODE_CELLS = 25
MOST_LINES = 8
PARAMETERS_TAG = "parameters"
PACKAGE = "evaluering"
FILE_NAME = re.compile(r"\d\d_[a-z][a-z_]*\.ipynb")
PROGRAM_PARTS = {
    ast.FunctionDef: "a function",
    ast.AsyncFunctionDef: "a function",
    ast.Lambda: "a function",
    ast.ClassDef: "a class",
    ast.For: "a loop",
    ast.AsyncFor: "a loop",
    ast.While: "a loop",
    ast.comprehension: "a loop",
    ast.Try: "a try",
    ast.TryStar: "a try",
    ast.With: "a with",
}
# Ways round the block that every shown thing must come as, and ways to files.
BANNED_NAMES = {"print", "display", "open", "exec", "eval", "get_ipython", "Path", "__import__"}
WORD = re.compile(r"[a-z][a-z0-9_]*")  # a name from a registry, such as "share_26w"; no text, path or number
LATEX = re.compile(r"\$|\\[a-zA-Z]+\{|\\[(\[]")
ENGLISH = re.compile(r"\b(the|and|of|is|this|that|with|are|we|from)\b", re.IGNORECASE)
DANISH = re.compile(r"\b(og|er|det|den|de|en|et|af|til|som|der|på|med|ikke|hvor|fra|børn)\b|[æøåÆØÅ]", re.IGNORECASE)

Cell = dict[str, Any]


def source(cell: Cell) -> str:
    """Give a cell's text, which the format allows as one string or as lines."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(text)


def faults(notebook: dict[str, Any]) -> list[str]:
    """Everything in a notebook that is against the rules, in English for its writer; empty when all is well."""
    cells: list[Cell] = notebook.get("cells", [])
    return [*_order_faults(cells), *_prose_faults(cells), *_code_faults(cells), *_parameter_faults(cells)]


def _order_faults(cells: Sequence[Cell]) -> Iterator[str]:
    """Title, parameters with their explanation, imports with theirs; a text before every code cell."""
    kinds = [cell["cell_type"] for cell in cells]
    if kinds[:5] != ["markdown", "markdown", "code", "markdown", "code"]:
        yield "the first five cells are not title, text, parameters, text, imports"
    if not cells or not source(cells[0]).startswith("# "):
        yield "the first cell is not a title that starts with '# '"
    tagged = [at for at, cell in enumerate(cells) if PARAMETERS_TAG in cell.get("metadata", {}).get("tags", [])]
    if tagged != [2]:
        yield f"the tag '{PARAMETERS_TAG}' does not stand on the third cell alone"
    for at, kind in enumerate(kinds):
        if kind not in ("markdown", "code"):
            yield f"cell {at + 1}: neither text nor code"
        if kind == "code" and (at == 0 or kinds[at - 1] != "markdown"):
            yield f"cell {at + 1}: no text before the code"
    if kinds.count("code") > MOST_CODE_CELLS:
        yield f"{kinds.count('code')} code cells; {MOST_CODE_CELLS} is the most"


def _prose_faults(cells: Sequence[Cell]) -> Iterator[str]:
    """Danish text without LaTeX; each cell says something."""
    texts = [(at, source(cell)) for at, cell in enumerate(cells) if cell["cell_type"] == "markdown"]
    for at, text in texts:
        if not text.strip():
            yield f"cell {at + 1}: the text is empty"
        if LATEX.search(text):
            yield f"cell {at + 1}: LaTeX; formulas come from presentation"
        if len(ENGLISH.findall(text)) > 1:
            yield f"cell {at + 1}: the text looks English"
    if not DANISH.search(" ".join(text for _, text in texts)):
        yield "the text does not look Danish"


def _code_faults(cells: Sequence[Cell]) -> Iterator[str]:
    for at, cell in enumerate(cells):
        if cell["cell_type"] != "code":
            continue
        place = f"cell {at + 1}"
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield f"{place}: holds outputs; run nbstripout"
        text = source(cell)
        if len(text.strip().splitlines()) > MOST_LINES:
            yield f"{place}: more than {MOST_LINES} lines"
        try:
            tree = ast.parse(text)
        except SyntaxError:
            yield f"{place}: not plain Python (a magic or a shell command?)"
            continue
        yield from (f"{place}: {fault}" for fault in _node_faults(tree, imports_allowed=at == 4))
        if at > 2:
            yield from (f"{place}: {fault}" for fault in _literal_faults(tree))
            yield from (f"{place}: {fault}" for fault in _output_faults(tree, needed=at > 4))


def _node_faults(tree: ast.Module, *, imports_allowed: bool) -> Iterator[str]:
    """What a page has no use for: parts of programs, ways to files, imports from elsewhere or anywhere."""
    for node in ast.walk(tree):
        for part, name in PROGRAM_PARTS.items():
            if isinstance(node, part):
                yield f"{name}; it belongs in the package"
        if isinstance(node, ast.Name) and node.id in BANNED_NAMES:
            yield f"'{node.id}' is not for notebooks"
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
            if not imports_allowed:
                yield "an import outside the third part"
            if any(module.partition(".")[0] != PACKAGE for module in modules):
                yield f"an import from elsewhere than {PACKAGE}"


def _literal_faults(tree: ast.Module) -> Iterator[str]:
    """Numbers, texts and paths that should have been parameters or come from the package; plain words may stand."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or node.value is None or isinstance(node.value, bool):
            continue
        if not isinstance(node.value, str):
            yield f"the value {node.value!r} should be a parameter"
        elif not WORD.fullmatch(node.value):
            yield f"the text {node.value!r} should be a parameter or come from the package"


def _output_faults(tree: ast.Module, *, needed: bool) -> Iterator[str]:
    """One expression, last in the cell: one output."""
    shown = [at for at, node in enumerate(tree.body) if isinstance(node, ast.Expr)]
    if any(at != len(tree.body) - 1 for at in shown):
        yield "an expression before the last line"
    if needed and not shown:
        yield "no output: the last line is not an expression"


def _parameter_faults(cells: Sequence[Cell]) -> Iterator[str]:
    """Parameters are literals, one per line, and each is used further down."""
    if len(cells) < 3 or cells[2]["cell_type"] != "code":
        return
    try:
        trees = [ast.parse(source(cell)) for cell in cells[2:] if cell["cell_type"] == "code"]
    except SyntaxError:
        return  # told by the rules for code
    used = {node.id for tree in trees[1:] for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lines = [statement.lineno for statement in trees[0].body]
    if len(set(lines)) < len(lines):
        yield "cell 3: two on one line"
    for statement in trees[0].body:
        name = _assigned_name(statement)
        if name is None:
            yield f"cell 3, line {statement.lineno}: not one name with one literal value on one line"
        elif name not in used:
            yield f"cell 3: the parameter '{name}' is not used"


def _assigned_name(statement: ast.stmt) -> str | None:
    """Name of a parameter; None when the statement is not one literal given to one name on one line."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target: ast.expr = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target = statement.target
    else:
        return None
    try:
        ast.literal_eval(statement.value)  # type: ignore[arg-type]  # not None: seen above
    except ValueError:
        return None
    one_line = statement.lineno == statement.end_lineno
    return target.id if isinstance(target, ast.Name) and one_line else None


def file_faults(path: Path) -> list[str]:
    """The faults of one file, its name included."""
    named = [] if FILE_NAME.fullmatch(path.name) else ["the name is not two digits and a question: 02_udvikling.ipynb"]
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return [*named, "not a notebook"]
    return [*named, *faults(notebook)]


def main(arguments: Sequence[str]) -> int:
    """Check the named files and print what is wrong; 1 when something is."""
    found = [f"{path}: {fault}" for path in map(Path, arguments) for fault in file_faults(path)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
