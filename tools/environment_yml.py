"""Write `environment.yml` for conda from `pyproject.toml`, so that the two cannot come to differ."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# Distributions that conda-forge knows under another name.
CONDA_NAMES = {
    "matplotlib": "matplotlib-base",
    "playwright": "playwright-python",
    "typst": "typst-py",
}
HEADER = """\
# Written from pyproject.toml by tools/environment_yml.py (make environment.yml); do not edit by hand.
# Not tried: conda was not at hand where this was made, and the names on conda-forge are to the best of our knowledge.
# The environment that is tried is .venv, made from requirements.lock by `make set-up`.
# Afterwards: python -m pip install --no-deps --no-build-isolation -e .
"""


def conda_requirement(requirement: str) -> str:
    """One requirement in conda's words: ``typst >=0.13`` becomes ``typst-py >=0.13``.

    Raises
    ------
    ValueError
        When the requirement holds more than a name and versions, which conda would not understand.
    """
    found = re.fullmatch(r"([A-Za-z0-9._-]+)\s*((?:[<>=!]=?[0-9.]+,?\s*)*)", requirement)
    if found is None:
        raise ValueError(f"cannot be written for conda: {requirement}")
    name = found[1].lower().replace("_", "-")
    return f"{CONDA_NAMES.get(name, name)} {found[2].replace(' ', '')}".strip()


def environment_text(project: dict[str, Any]) -> str:
    """The whole file for a parsed `pyproject.toml`."""
    table = project["project"]
    groups = {
        "": [f"python {table['requires-python']}", *map(conda_requirement, table["dependencies"])],
        "for the tests and the checks": map(conda_requirement, table["optional-dependencies"]["dev"]),
        "for the package itself": ["pip", *map(conda_requirement, project["build-system"]["requires"])],
    }
    lines = [f"name: {table['name']}", "channels:", "  - conda-forge", "dependencies:"]
    for comment, requirements in groups.items():
        lines += [f"  # {comment}"] if comment else []
        lines += [f"  - {requirement}" for requirement in requirements]
    return HEADER + "\n".join(lines) + "\n"


def main() -> int:
    """Write the file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (ROOT / "environment.yml").write_text(environment_text(project), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
