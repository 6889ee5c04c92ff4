"""Set up `.venv` from `requirements.lock`, with nothing but the standard library; at once when nothing has changed.

Called by `make`; on a machine without make: ``python tools/set_up.py`` and ``python tools/set_up.py --example``.
What the user reads is Danish, as everywhere on the command line.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
OLDEST_OUTSIDE_PIP = (22, 3)  # the first pip that can install into another environment (--python)
STAMP_NAME = "set-up.json"
EXAMPLE_STAMP_NAME = "example.json"
EXAMPLE_SEED = 2026
# Settings of the caller's shell that would leave the environment without bytecode or mix another one into it.
HARMFUL_VARIABLES = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER")


class SetUpError(Exception):
    """Something the user must mend before the environment can be made; its text says what and how."""


def program(environment: Path, name: str = "python") -> Path:
    """Path of one of the environment's programs, on POSIX and on Windows."""
    return environment / (f"Scripts/{name}.exe" if os.name == "nt" else f"bin/{name}")


def fingerprint(paths: Iterable[Path], root: Path, *words: str) -> str:
    """SHA-256 over names and contents of `paths`, line ends apart, and over `words`."""
    digest = hashlib.sha256(json.dumps(words).encode())
    for path in sorted(paths):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def environment_fingerprint(root: Path) -> str:
    """What the environment is made from: the lock, the package's metadata, this script and the place it lies."""
    metadata = (root / "pyproject.toml").read_text(encoding="utf-8").partition("\n[tool.")[0]
    return fingerprint([root / "requirements.lock", root / "tools" / "set_up.py"], root, metadata, str(root))


def runs(python: Path) -> bool:
    """Whether the environment's Python starts, and is new enough: it dies with the Python it was made from."""
    if not python.exists():
        return False
    check = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return subprocess.run([python, "-I", "-S", "-c", check], capture_output=True, check=False).returncode == 0


def is_current(environment: Path, expected: str) -> bool:
    """Whether the environment was finished from the same inputs and still starts."""
    return read_stamp(environment / STAMP_NAME).get("fingerprint") == expected and runs(program(environment))


def read_stamp(path: Path) -> dict[str, str]:
    """A stamp's content; empty when there is none, or none that can be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_stamp(path: Path, content: dict[str, str]) -> None:
    """Write a stamp whole: a stamp cut short by a full disk would be no stamp."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")
    beside.replace(path)


def outside_pip_version(python: str) -> tuple[int, ...]:
    """Version of the pip that belongs to `python`; empty when it has none."""
    answer = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"pip (\d+)\.(\d+)", answer.stdout)
    return tuple(int(part) for part in found.groups()) if found else ()


def choose_route(*, has_ensurepip: bool, pip_version: Sequence[int]) -> str:
    """How pip comes to the environment: ``own`` (its own pip) or ``outside`` (pip of the Python that made it).

    Raises
    ------
    SetUpError
        When neither is possible; Debian and Ubuntu take ensurepip out of their Python.
    """
    if has_ensurepip:
        return "own"
    if tuple(pip_version) >= OLDEST_OUTSIDE_PIP:
        return "outside"
    raise SetUpError(
        "Denne Python mangler både ensurepip og pip 22.3 eller nyere, så pakkerne kan ikke hentes.\n"
        "Installér én af pakkerne python3-venv og python3-pip (Debian og Ubuntu: sudo apt install python3-venv)\n"
        "eller en Python fra python.org, og kør kommandoen igen."
    )


def create_environment(python: str, environment: Path, route: str) -> list[str]:
    """Make an empty environment; return the command that is its pip."""
    command = [python, "-m", "venv", "--clear", str(environment)]
    if route == "outside":
        subprocess.run([*command, "--without-pip"], check=True, capture_output=True)
        return [python, "-m", "pip", "--python", str(program(environment))]
    subprocess.run(command, check=True, capture_output=True)
    return [str(program(environment)), "-m", "pip"]


def install(pip: Sequence[str], root: Path, say: Callable[[str], None]) -> None:
    """Install exactly what the lock says, by hash and with bytecode; then the package itself, editable.

    Only ready-made wheels are taken, so no code of a package runs while it is installed.
    """
    quiet = ("--disable-pip-version-check", "--no-input", "--progress-bar", "off")
    locked = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "--compile")
    run_pip([*pip, "install", *quiet, *locked, "-r", str(root / "requirements.lock")], say)
    run_pip([*pip, "install", *quiet, "--no-deps", "--no-build-isolation", "--compile", "-e", str(root)], say)


def run_pip(command: Sequence[str], say: Callable[[str], None]) -> None:
    """Run pip, telling how far it has come; show all it said only when it fails."""
    lines: list[str] = []
    collected = 0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            collected += line.startswith("Collecting ")
            if line.startswith("Collecting ") and collected % 40 == 0:
                say(f"  {collected} pakker hentet …")
            elif collected and line.startswith("Installing collected packages"):
                say(f"  {collected} pakker hentet; de pakkes ud og oversættes …")
    if process.returncode:
        raise SetUpError("".join(lines[-40:]) + "\npip kunne ikke installere pakkerne; beskeden ovenfor siger hvorfor.")


def set_up(root: Path, say: Callable[[str], None]) -> bool:
    """Make the environment when it is missing or was made from something else; return whether it was made.

    Raises
    ------
    SetUpError
        With what the user must do.
    """
    environment = root / ".venv"
    expected = environment_fingerprint(root)
    if is_current(environment, expected):
        return False
    if sys.version_info < OLDEST_PYTHON:
        raise SetUpError("Python 3.11 eller nyere er nødvendig. Denne er " + sys.version.split()[0] + ".")
    began = time.monotonic()
    say("Miljøet i .venv sættes op fra requirements.lock. Det tager et par minutter og sker kun, når låsen ændres.")
    # Called from inside .venv itself (an activated shell), the Python behind it must do the work.
    python = getattr(sys, "_base_executable", sys.executable)
    has_ensurepip = importlib.util.find_spec("ensurepip") is not None
    route = choose_route(has_ensurepip=has_ensurepip, pip_version=() if has_ensurepip else outside_pip_version(python))
    (environment / STAMP_NAME).unlink(missing_ok=True)
    try:
        pip = create_environment(python, environment, route)
    except subprocess.CalledProcessError as fault:
        said = (fault.stderr or b"").decode(errors="replace")
        raise SetUpError(f"Miljøet i {environment} kunne ikke oprettes. {said or fault}") from None
    install(pip, root, say)
    subprocess.run([program(environment), "-m", "compileall", "-q", root / "src"], check=True)
    write_stamp(environment / STAMP_NAME, {"fingerprint": expected})
    say(f"Miljøet er klar efter {time.monotonic() - began:.0f} sekunder.")
    return True


def example_fingerprint(root: Path, seed: int) -> str:
    """What the example deliveries are made from: generator, ground, agreement, libraries and seed."""
    source = root / "src" / "evaluering"
    paths = [*source.glob("*.py"), *(source / "example").rglob("*.py"), *(root / "params").glob("*.yml")]
    return fingerprint([*paths, root / "requirements.lock"], root, str(seed))


def listing(folder: Path) -> str:
    """Fingerprint of the names, sizes and times of all files in `folder`; empty when there are none."""
    files = [(path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file()]
    rows = [f"{path.relative_to(folder).as_posix()} {stat.st_size} {stat.st_mtime_ns}" for path, stat in files]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest() if rows else ""


def write_example(root: Path, say: Callable[[str], None], *, seed: int = EXAMPLE_SEED) -> bool:
    """Write the example deliveries when they are missing, changed or made by other code; return whether they were.

    Raises
    ------
    SetUpError
        When the folder holds something else, or the command that writes them fails.
    """
    environment, folder = root / ".venv", root / "data" / "eksempel"
    stamp = environment / EXAMPLE_STAMP_NAME
    expected = example_fingerprint(root, seed)
    known = read_stamp(stamp)
    if known.get("fingerprint") == expected and known.get("listing") == (listing(folder) or "none"):
        return False
    if listing(folder) and not (folder / "sandhed").is_dir():
        raise SetUpError("Mappen data/eksempel holder andet end eksemplet. Flyt det, og kør kommandoen igen.")
    say("Eksemplets opdigtede leverancer skrives i data/eksempel.")
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    command = [str(program(environment, "evaluering")), "example", "--seed", str(seed), "--out", str(folder)]
    if subprocess.run(command, cwd=root, check=False).returncode:
        raise SetUpError("Eksemplets leverancer kunne ikke skrives; beskeden ovenfor siger hvorfor.")
    write_stamp(stamp, {"fingerprint": expected, "listing": listing(folder)})
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up the environment and, with ``--example``, the example deliveries; 0 when all is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--example", action="store_true", help="skriv også eksemplets leverancer i data/eksempel")
    options = parser.parse_args(arguments)
    for name in HARMFUL_VARIABLES:
        os.environ.pop(name, None)

    def say(text: str) -> None:
        print(text, flush=True)

    try:
        set_up(ROOT, say)
        if options.example:
            write_example(ROOT, say)
    except SetUpError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
