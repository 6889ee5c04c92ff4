"""The map in docs/house.md names every module of the package, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

import house_map

ROOT = Path(__file__).resolve().parents[2]


def test_the_map_is_true() -> None:
    written = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    made = house_map.filled(written, house_map.modules(ROOT / "src" / "evaluering"))
    assert sorted(set(made.splitlines()) ^ set(written.splitlines())) == [], "run: make docs/house.md"
    assert made == written


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with a floor, a room and a command line."""
    for name in ("__init__", "cli", "errors", "intake/__init__", "intake/formats/raw"):
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'"""What {path.stem} is\nfor | here.\n\nMore.\n"""\n', encoding="utf-8")
    return tmp_path


def test_modules_are_found_by_room_with_their_first_sentence(package: Path) -> None:
    assert house_map.modules(package) == {
        "cli": {"cli": "What cli is for \\| here."},
        "ground": {"errors": "What errors is for \\| here."},
        "intake": {"intake/formats/raw": "What raw is for \\| here."},
    }


def test_a_table_is_filled_and_the_rest_left_alone() -> None:
    text = "Before.\n<!-- modules: cli -->\nold\n<!-- /modules -->\nAfter.\n"
    made = house_map.filled(text, {"cli": {"cli": "Words to calls."}})
    assert made.startswith("Before.\n<!-- modules: cli -->\n| module | purpose |\n")
    assert "| `cli` | Words to calls. |\n<!-- /modules -->\nAfter.\n" in made
    assert "old" not in made
    assert house_map.filled(made, {"cli": {"cli": "Words to calls."}}) == made


@pytest.mark.parametrize("rooms", [{}, {"cli": {"cli": "a"}, "study": {"study/panel": "b"}}])
def test_a_room_without_its_place_is_told(rooms: dict[str, dict[str, str]]) -> None:
    with pytest.raises(ValueError, match=r"the rooms of the map are not those of the package: (cli|study)"):
        house_map.filled("<!-- modules: cli -->\n<!-- /modules -->\n", rooms)
