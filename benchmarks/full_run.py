"""Time and peak memory of what `make report` does once the environment is there: the example, then the run.

``.venv/bin/python benchmarks/full_run.py [--year 2026] [--data DIR] [--out DIR]``. Without ``--data`` the example is
written to a folder of its own and timed too, so that nothing from earlier is used.

Memory is the resident memory of the process and all its descendants together, looked up five times a second in
`/proc`; pages that processes share count once for each, so the true peak is a little lower. Where there is no
`/proc` only times are given.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROC = Path("/proc")
BETWEEN_LOOKS_S = 0.2


@dataclass(frozen=True, slots=True)
class Measured:
    """What one command took: wall and processor time in seconds, memory in MiB (None where it cannot be seen)."""

    name: str
    status: int
    wall_s: float
    cpu_s: float
    peak_mib: float | None
    peak_processes: int


def parents() -> dict[int, int]:
    """Each process with its parent."""
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            try:
                # The name in parentheses may hold anything; the fields after the last one are plain.
                fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue  # ended in the meantime
            found[int(folder.name)] = int(fields[1])
    return found


def family(ancestor: int) -> set[int]:
    """A process with all its descendants."""
    above = parents()
    members = {ancestor}
    while new := {child for child, parent in above.items() if parent in members} - members:
        members |= new
    return members


def resident_bytes(process: int) -> int:
    """Resident memory of one process; 0 when it has ended."""
    try:
        return int((PROC / str(process) / "statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def watch(process: int, ended: threading.Event, peaks: dict[str, int]) -> None:
    """Note the highest memory and number of processes until the command ends."""
    while not ended.wait(BETWEEN_LOOKS_S):
        sizes = [size for member in family(process) if (size := resident_bytes(member))]
        peaks["bytes"] = max(peaks["bytes"], sum(sizes))
        peaks["processes"] = max(peaks["processes"], len(sizes))


def measure(name: str, command: list[str]) -> Measured:
    """Run one command to its end and say what it took."""
    visible = (PROC / "self" / "statm").exists()
    peaks, ended = {"bytes": 0, "processes": 0}, threading.Event()
    before, began = os.times(), time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=sys.stderr) as process:
        watcher = threading.Thread(target=watch, args=(process.pid, ended, peaks))
        if visible:
            watcher.start()
        process.wait()
        ended.set()
    wall = time.perf_counter() - began
    if visible:
        watcher.join()
    after = os.times()
    used = after.children_user - before.children_user + after.children_system - before.children_system
    mib = peaks["bytes"] / 2**20 if visible else None
    return Measured(name, process.returncode, wall, used, mib, peaks["processes"])


def table(rows: list[Measured]) -> str:
    """All measurements as one table of text."""
    lines = [f"{'':<10}{'status':>7}{'wall s':>9}{'cpu s':>9}{'peak MiB':>10}{'processes':>11}"]
    for row in rows:
        peak = f"{row.peak_mib:>10.0f}{row.peak_processes:>11}" if row.peak_mib is not None else f"{'not seen':>10}"
        lines.append(f"{row.name:<10}{row.status:>7}{row.wall_s:>9.1f}{row.cpu_s:>9.1f}{peak}")
    lines.append(f"{'together':<10}{'':>7}{sum(r.wall_s for r in rows):>9.1f}{sum(r.cpu_s for r in rows):>9.1f}")
    machine = f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} processors"
    note = "" if rows[0].peak_mib is not None else "; memory cannot be seen on this operating system"
    return "\n".join([machine + note, *lines])


def main() -> int:
    """Measure, print the table; 0 when every command succeeded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--year", default="2026")
    parser.add_argument("--data", help="deliveries to run on, instead of an example written for this")
    parser.add_argument("--out", help="where the report is written, instead of a folder that is removed afterwards")
    options = parser.parse_args()
    evaluering = str(Path(sys.executable).with_name("evaluering"))
    with tempfile.TemporaryDirectory() as folder:
        data, out = options.data or str(Path(folder) / "example"), options.out or str(Path(folder) / "report")
        rows = []
        if not options.data:
            rows.append(measure("example", [evaluering, "example", "--seed", "2026", "--out", data]))
        parameters = str(ROOT / "params" / f"{options.year}.yml")
        rows.append(measure("run", [evaluering, "run", parameters, "--data", data, "--out", out]))
    print(table(rows))
    return max(row.status for row in rows)


if __name__ == "__main__":
    sys.exit(main())
