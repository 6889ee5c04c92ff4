"""Time, size and memory of writing the example: ``python benchmarks/example.py [--seed N]``."""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from pathlib import Path

from evaluering.agreement import read_agreement
from evaluering.example import write_example

AGREEMENT = Path(__file__).parents[1] / "params" / "amning-midtjylland.yml"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    seed = parser.parse_args().seed
    agreement = read_agreement(AGREEMENT)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "set"
        start = time.perf_counter()
        write_example(folder, seed=seed, agreement=agreement)
        seconds = time.perf_counter() - start
        files = [path for path in folder.rglob("*") if path.is_file()]
        extracts = [path for path in files if path.relative_to(folder).parts[0].startswith("kommune-")]
        gateway = [path for path in files if path.relative_to(folder).parts[0].startswith("gateway-")]
        lines = {
            "seconds": f"{seconds:.1f}",
            "rows of extracts": f"{declared_rows(extracts):,}",
            "gateway reports": f"{declared_rows(gateway):,}",
            "MB of extracts": f"{megabytes(extracts):.1f}",
            "MB of gateway": f"{megabytes(gateway):.1f}",
            "MB in all": f"{megabytes(files):.1f}",
            "peak memory, MB": peak_memory(),
        }
    for name, value in lines.items():
        print(f"{name:<18}{value:>12}")


def declared_rows(files: list[Path]) -> int:
    """Rows or reports as the declarations among the files count them."""
    texts = [path.read_text(encoding="utf-8") for path in files if path.name == "leverance.yml"]
    return sum(int(found) for text in texts for found in re.findall(r"raekker: (\d+)", text))


def megabytes(files: list[Path]) -> float:
    return sum(path.stat().st_size for path in files) / 1e6


def peak_memory() -> str:
    """Peak resident memory of this process where the operating system tells it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return "unknown"
    peak = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return f"{int(peak.split()[1]) / 1024:.0f}"


if __name__ == "__main__":
    main()
