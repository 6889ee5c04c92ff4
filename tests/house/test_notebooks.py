"""Every notebook is a page by the rules, without outputs, and the suite runs notebooks that exist."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import notebook_rules

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("**/*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.name for path in NOTEBOOKS])
def test_a_notebook_is_a_page(path: Path) -> None:
    assert notebook_rules.file_faults(path) == []


def test_the_suite_and_the_folder_name_the_same_notebooks() -> None:
    suite = yaml.safe_load((ROOT / "params" / "suite.yml").read_text(encoding="utf-8"))
    assert NOTEBOOKS != []
    assert {path.stem for path in NOTEBOOKS} == {
        *suite["region"],
        *suite["cluster"],
        *suite["municipality"],
        *suite["published"],
    }
