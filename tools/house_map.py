"""Fill the tables of modules in `docs/house.md` from the modules' own first sentences, so that the map stays true."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECTION = re.compile(r"(<!-- modules: ([a-z_]+) -->\n).*?(<!-- /modules -->)", re.DOTALL)
GROUND = "ground"


def modules(source: Path) -> dict[str, dict[str, str]]:
    """Room by room, each module's name (``intake/formats/raw``) with the first sentence of its docstring.

    Modules that lie on the package's own floor stand under ``ground``, the command line under ``cli``.
    """
    rooms: dict[str, dict[str, str]] = {}
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source).with_suffix("").as_posix()
        if path.name == "__init__.py":
            continue
        room = name.partition("/")[0] if "/" in name else GROUND if name != "cli" else "cli"
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        rooms.setdefault(room, {})[name] = " ".join(docstring.partition("\n\n")[0].split()).replace("|", "\\|")
    return rooms


def table(rows: dict[str, str]) -> str:
    """One room's table."""
    lines = ["| module | purpose |", "|---|---|", *(f"| `{name}` | {purpose} |" for name, purpose in rows.items())]
    return "\n".join(lines) + "\n"


def filled(text: str, rooms: dict[str, dict[str, str]]) -> str:
    """The map with every table as the modules say.

    Raises
    ------
    ValueError
        When a room has no place in the map, or the map has a place for a room that is gone.
    """
    places = [found[2] for found in SECTION.finditer(text)]
    if sorted(places) != sorted(rooms):
        odd = sorted(set(places) ^ set(rooms)) or places
        raise ValueError(f"the rooms of the map are not those of the package: {', '.join(odd)}")
    return SECTION.sub(lambda found: found[1] + table(rooms[found[2]]) + found[3], text)


def main() -> int:
    """Rewrite the tables in place."""
    path = ROOT / "docs" / "house.md"
    text = filled(path.read_text(encoding="utf-8"), modules(ROOT / "src" / "evaluering"))
    path.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
