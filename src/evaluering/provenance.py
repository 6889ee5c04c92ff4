"""Fingerprints of deliveries, code, environment and parameters, so that a number can be traced to its run."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path

import evaluering

_LENGTH = 16
_SOURCE = (".py", ".yml", ".csv", ".j2", ".css", ".typ")


def fingerprint(parts: Iterable[str | bytes]) -> str:
    """Sixteen hexadecimal digits that change when any part, or the order of the parts, changes."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()[:_LENGTH]


def fingerprint_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, 64 hexadecimal digits; the file is streamed."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint_of_tree(folder: Path, *, suffixes: tuple[str, ...] = ()) -> str:
    """Fingerprint of the names and bytes of all files below `folder` with one of `suffixes` (all when empty).

    Line endings of text are left as they are: a checkout with other line endings is other code.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file() and (not suffixes or path.suffix in suffixes))
    parts: list[str] = []
    for path in files:
        parts += [path.relative_to(folder).as_posix(), fingerprint_of_file(path)]
    return fingerprint(parts)


def fingerprint_of_code() -> str:
    """Fingerprint of the package's own source, templates and codebooks."""
    return fingerprint_of_tree(Path(evaluering.__file__).parent, suffixes=_SOURCE)


def environment() -> dict[str, str]:
    """Python's version and that of every installed package, by name in alphabetical order."""
    packages = {item.metadata["Name"].lower(): item.version for item in distributions() if item.metadata["Name"]}
    return {"python": platform.python_version(), **dict(sorted(packages.items()))}
