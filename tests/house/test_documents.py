"""What the documents say can be done, can be done; nothing in the project points at one machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_HOSTS = (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("anaconda", "org"))
HOSTS = tuple(".".join(parts) for parts in (*_HOSTS, ("debian", "org"), ("conda", "io")))
MACHINE_FOLDERS = ("home", "root", "Users", "work", "mnt", "opt")


def project_files() -> list[Path]:
    """All files under version control or about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    return [ROOT / name for name in sorted(set(answer.stdout.split("\0"))) if name and (ROOT / name).is_file()]


FILES = project_files()
DOCUMENTS = [path for path in FILES if path.suffix == ".md"]

each_document = pytest.mark.parametrize(
    "path", DOCUMENTS, ids=[path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
)


def text_of(path: Path) -> str:
    """Text of a file; empty for pictures, deliveries in other encodings and the like."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def matches(pattern: re.Pattern[str]) -> list[str]:
    """Place of every match in the project's files, this one apart."""
    here = Path(__file__)
    texts = ((path.relative_to(ROOT).as_posix(), text_of(path)) for path in FILES if path != here)
    return [f"{name}: {found[0]}" for name, text in texts for found in pattern.finditer(text)]


@each_document
def test_links_lead_to_files_that_exist(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", text_of(path))
    inner = [link.partition("#")[0] for link in links if "://" not in link and not link.startswith(("#", "mailto:"))]
    assert [link for link in inner if not (path.parent / link).exists()] == []


@each_document
def test_commands_of_make_exist(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w./-]*):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"(?:^|`|&& )make ([a-z][\w./-]*)", text_of(path), flags=re.MULTILINE))
    assert named <= targets


@each_document
def test_documents_have_no_latex(path: Path) -> None:
    assert re.findall(r"\$\$|\\(?:frac|begin|mathrm)\b", text_of(path)) == []


def test_the_two_commands_stand_at_the_top_of_the_readme() -> None:
    top = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:25])
    assert "make report" in top
    assert "make test" in top


def test_the_readme_names_every_notebook() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    notebooks = [path.stem for path in FILES if path.suffix == ".ipynb" and path.parent.name == "notebooks"]
    assert notebooks != []
    assert [name for name in notebooks if name not in text] == []


def test_no_package_index_is_named() -> None:
    assert matches(re.compile("|".join(re.escape(host) for host in HOSTS))) == []


def test_no_folder_of_one_machine_is_named() -> None:
    folders = "|".join(MACHINE_FOLDERS)
    assert matches(re.compile(rf"(?<![\w.:/~-])/(?:{folders})/\w+|[A-Z]:\\\\?Users")) == []


def test_no_notebook_holds_outputs() -> None:
    notebooks = [path for path in FILES if path.suffix == ".ipynb"]
    assert [path.name for path in notebooks if re.search(r'"outputs": \[\s*\{', text_of(path))] == []
