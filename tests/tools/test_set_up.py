"""The set-up makes the environment when it must and only then, and says what is missing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import set_up


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with nothing installed."""
    for name, content in {
        "requirements.lock": "a==1\n",
        "pyproject.toml": '[project]\nname = "a"\n\n[tool.ruff]\nline-length = 1\n',
        "tools/set_up.py": "pass\n",
        "params/2026.yml": "year: 2026\n",
        "src/evaluering/periods.py": "pass\n",
        "src/evaluering/example/births.py": "pass\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
    return tmp_path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, project: Path) -> list[str]:
    """What the set-up did, with its slow parts replaced: an environment is a folder with a Python in it."""
    done: list[str] = []

    def create(python: str, environment: Path, route: str) -> list[str]:
        path = set_up.program(environment)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(sys.executable)
        done.append("create")
        return ["pip"]

    monkeypatch.setattr(set_up, "create_environment", create)
    monkeypatch.setattr(set_up, "install", lambda pip, root, say: done.append("install"))
    return done


def silent(text: str) -> None:
    """A display that shows nothing."""


posix_only = pytest.mark.skipif(os.name == "nt", reason="an environment is made of symbolic links here")


@posix_only
def test_the_environment_is_made_once(project: Path, started: list[str]) -> None:
    assert set_up.set_up(project, silent)
    assert not set_up.set_up(project, silent)
    assert started == ["create", "install"]


@posix_only
@pytest.mark.parametrize("name", ["requirements.lock", "tools/set_up.py"])
def test_a_changed_lock_makes_it_again(project: Path, started: list[str], name: str) -> None:
    set_up.set_up(project, silent)
    (project / name).write_text("b==2\n", encoding="utf-8")
    assert set_up.set_up(project, silent)
    assert started.count("install") == 2


@posix_only
def test_metadata_count_and_settings_of_tools_do_not(project: Path, started: list[str]) -> None:
    set_up.set_up(project, silent)
    path = project / "pyproject.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("line-length = 1", "line-length = 2"), encoding="utf-8")
    assert not set_up.set_up(project, silent)
    path.write_text(path.read_text(encoding="utf-8").replace('"a"', '"b"'), encoding="utf-8")
    assert set_up.set_up(project, silent)


@posix_only
def test_an_installation_that_fails_is_not_taken_for_done(
    project: Path, started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise set_up.SetUpError("fejl")

    set_up.set_up(project, silent)
    (project / "requirements.lock").write_text("b==2\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(set_up, "install", fail)
        with pytest.raises(set_up.SetUpError, match="fejl"):
            set_up.set_up(project, silent)
    (project / "requirements.lock").write_text("a==1\n", encoding="utf-8", newline="\n")
    assert set_up.set_up(project, silent)


@posix_only
def test_an_environment_whose_python_is_gone_is_made_again(project: Path, started: list[str]) -> None:
    set_up.set_up(project, silent)
    python = set_up.program(project / ".venv")
    python.unlink()
    python.symlink_to(project / "removed")
    assert set_up.set_up(project, silent)


def test_line_ends_do_not_change_the_fingerprint(project: Path) -> None:
    before = set_up.environment_fingerprint(project)
    (project / "requirements.lock").write_bytes(b"a==1\r\n")
    assert set_up.environment_fingerprint(project) == before


@pytest.mark.parametrize(
    ("has_ensurepip", "pip_version", "route"),
    [(True, (), "own"), (False, (22, 3), "outside"), (False, (26, 0), "outside")],
)
def test_pip_comes_from_where_it_is(has_ensurepip: bool, pip_version: tuple[int, ...], route: str) -> None:
    assert set_up.choose_route(has_ensurepip=has_ensurepip, pip_version=pip_version) == route


@pytest.mark.parametrize("pip_version", [(), (20, 1), (22, 2)])
def test_a_python_without_pip_names_the_missing_package(pip_version: tuple[int, ...]) -> None:
    with pytest.raises(set_up.SetUpError, match="python3-venv"):
        set_up.choose_route(has_ensurepip=False, pip_version=pip_version)


def test_the_version_of_pip_is_read() -> None:
    assert set_up.outside_pip_version(sys.executable) >= (22, 3)


def test_pip_that_fails_shows_what_it_said() -> None:
    command = [sys.executable, "-c", "print('no such hash'); raise SystemExit(1)"]
    with pytest.raises(set_up.SetUpError, match="no such hash"):
        set_up.run_pip(command, silent)


def test_pip_that_works_tells_how_far_it_is() -> None:
    said: list[str] = []
    program = "for _ in range(41): print('Collecting a')\nprint('Installing collected packages: a')"
    set_up.run_pip([sys.executable, "-c", program], said.append)
    assert said == ["  40 pakker hentet …", "  41 pakker hentet; de pakkes ud og oversættes …"]


def test_packages_are_installed_by_hash_with_bytecode_and_without_building(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(set_up, "run_pip", lambda command, say: commands.append(list(command)))
    set_up.install(["pip"], Path("/project"), silent)
    locked, package = commands
    assert {"--require-hashes", "--no-deps", "--only-binary", "--compile"} <= set(locked)
    assert {"--no-deps", "--no-build-isolation", "--compile", "-e"} <= set(package)


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch, project: Path) -> list[int]:
    """The seeds the example was written with; a program that writes one file stands for the real one."""
    seeds: list[int] = []

    class Done:
        returncode = 0

    def run(command: list[str], **_: object) -> Done:
        folder = Path(command[command.index("--out") + 1])
        (folder / "sandhed").mkdir(parents=True)
        (folder / "sandhed" / "sandhed.csv").write_text("x", encoding="utf-8")
        seeds.append(int(command[command.index("--seed") + 1]))
        return Done()

    (project / ".venv").mkdir()
    monkeypatch.setattr(set_up.subprocess, "run", run)
    return seeds


def test_the_example_is_written_once(project: Path, generator: list[int]) -> None:
    assert set_up.write_example(project, silent)
    assert not set_up.write_example(project, silent)
    assert generator == [2026]


def test_the_example_is_written_again_for_another_seed_or_code(project: Path, generator: list[int]) -> None:
    set_up.write_example(project, silent)
    assert set_up.write_example(project, silent, seed=7)
    (project / "src/evaluering/example/births.py").write_text("pass  # more\n", encoding="utf-8")
    assert set_up.write_example(project, silent, seed=7)
    assert generator == [2026, 7, 7]


def test_the_example_is_written_again_when_its_files_changed(project: Path, generator: list[int]) -> None:
    set_up.write_example(project, silent)
    (project / "data/eksempel/sandhed/sandhed.csv").unlink()
    assert set_up.write_example(project, silent)


def test_something_else_in_the_examples_folder_is_left_alone(project: Path, generator: list[int]) -> None:
    own = project / "data/eksempel/min-leverance/leverance.yml"
    own.parent.mkdir(parents=True)
    own.write_text("kilde: foedsler\n", encoding="utf-8")
    with pytest.raises(set_up.SetUpError, match="andet end eksemplet"):
        set_up.write_example(project, silent)
    assert own.exists()


def test_an_example_that_fails_is_told(project: Path, generator: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    class Failed:
        returncode = 1

    monkeypatch.setattr(set_up.subprocess, "run", lambda *_, **__: Failed())
    with pytest.raises(set_up.SetUpError, match="kunne ikke skrives"):
        set_up.write_example(project, silent)
    assert not (project / ".venv" / set_up.EXAMPLE_STAMP_NAME).exists()


def test_a_stamp_that_cannot_be_read_is_no_stamp(tmp_path: Path) -> None:
    path = tmp_path / "stamp.json"
    for content in ("{", "[]"):
        path.write_text(content, encoding="utf-8")
        assert set_up.read_stamp(path) == {}


def test_the_command_tells_what_is_wrong(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(set_up, "HARMFUL_VARIABLES", ())

    def fail(root: Path, say: object) -> bool:
        raise set_up.SetUpError("Der mangler noget.")

    monkeypatch.setattr(set_up, "set_up", fail)
    assert set_up.main([]) == 1
    assert capsys.readouterr().err == "Der mangler noget.\n"


def test_the_command_writes_the_example_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(set_up, "HARMFUL_VARIABLES", ())
    monkeypatch.setattr(set_up, "set_up", lambda root, say: done.append("set up"))
    monkeypatch.setattr(set_up, "write_example", lambda root, say: done.append("example"))
    assert set_up.main([]) == 0
    assert set_up.main(["--example"]) == 0
    assert done == ["set up", "set up", "example"]
