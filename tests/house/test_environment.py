"""The lock, conda's file and the package's metadata say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import environment_yml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lock() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def normal(requirement: str) -> str:
    """Name of a distribution, in the one form in which names are compared."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def test_environment_yml_is_what_the_metadata_make(project: dict[str, Any]) -> None:
    written = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert written == environment_yml.environment_text(project), "run: make environment.yml"


def test_environment_yml_says_that_conda_was_not_tried() -> None:
    assert "Not tried" in (ROOT / "environment.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("requirement", "conda"),
    [
        ("typst >=0.13", "typst-py >=0.13"),
        ("matplotlib", "matplotlib-base"),
        ("flit_core >=3.11,<4", "flit-core >=3.11,<4"),
        ("numpy>=2.1, <3", "numpy >=2.1,<3"),
    ],
)
def test_requirements_get_their_name_in_conda(requirement: str, conda: str) -> None:
    assert environment_yml.conda_requirement(requirement) == conda


@pytest.mark.parametrize("requirement", ["a[b] >=1", "a >=1; python_version < '3.12'", "a @ file.whl"])
def test_a_requirement_conda_cannot_hold_is_refused(requirement: str) -> None:
    with pytest.raises(ValueError, match="cannot be written for conda"):
        environment_yml.conda_requirement(requirement)


def test_every_dependency_is_locked(project: dict[str, Any], lock: str) -> None:
    table = project["project"]
    wanted = [*table["dependencies"], *table["optional-dependencies"]["dev"], *project["build-system"]["requires"]]
    locked = {normal(line) for line in lock.splitlines() if re.match(r"[a-z0-9]", line)}
    assert sorted({normal(each) for each in wanted} - locked) == []


def test_every_locked_version_has_a_hash_and_no_address(lock: str) -> None:
    entries = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert len(entries) > 100
    assert [entry.partition(" ")[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert "://" not in lock
    assert "-index" not in lock


def test_the_locked_build_back_end_is_the_one_the_package_asks_for(project: dict[str, Any]) -> None:
    lines = (ROOT / "tools" / "build-requirements.in").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    assert wanted == [*project["build-system"]["requires"], "pip"]


def test_every_dependency_of_ours_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ours = text.partition("# Chosen by us.\n")[2].partition("]")[0].strip().splitlines()
    assert len(ours) > 5
    assert [line for line in ours if " # " not in line] == []
