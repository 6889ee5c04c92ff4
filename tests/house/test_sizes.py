"""Modules and functions stay readable in one look, and every module says what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "evaluering"
MODULES = sorted(SOURCE.rglob("*.py"))
MOST_MODULE_LINES = 330
MOST_BODY_LINES = 60
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "misc", "core"}

each_module = pytest.mark.parametrize("path", MODULES, ids=[path.relative_to(SOURCE).as_posix() for path in MODULES])


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods of a module."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1


@each_module
def test_a_module_has_a_limit(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_MODULE_LINES


@each_module
def test_a_function_has_a_limit(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert {each.name: body_lines(each) for each in functions(tree) if body_lines(each) > MOST_BODY_LINES} == {}


@each_module
def test_a_module_opens_with_one_sentence_on_what_it_is(path: Path) -> None:
    first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]
    assert first.endswith(".")


@each_module
def test_identifiers_are_plain_letters(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    names |= {function.name for function in functions(tree)}
    assert {name for name in names if not name.isascii()} == set()


def test_no_room_is_named_after_nothing() -> None:
    rooms = {path.stem for path in MODULES} | {path.name for path in SOURCE.rglob("*") if path.is_dir()}
    assert rooms & EMPTY_NAMES == set()


def test_the_limits_see_a_body_that_is_too_long() -> None:
    function = ast.parse('def f():\n    """Doc.\n\n    More.\n    """\n' + "    x = 1\n" * 61).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert body_lines(function) == 61
