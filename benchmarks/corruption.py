"""What becomes of thousands of damaged sets of deliveries: refused, told, harmless, silent or a traceback.

Run with ``python -m benchmarks.corruption`` from the project's folder. ``--valid 200`` reads so many sound sets
instead, of all sizes and dialects: none may be refused. The same seeds give the same damages.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.corruption.damage import KINDS
from tests.corruption.trial import Trial, trials, valid_trial

_SETS_EVERY = 120
_STATES = ("refused", "told", "harmless", "silent", "traceback", "leak", "helpless")
_BAD = _STATES[4:]


def tasks(damages: int, first: int, words: Sequence[str]) -> list[tuple[int, list[tuple[str, int]]]]:
    """Damages shared out over sound sets: every kind as often as any other."""
    names = [kind.name for kind in KINDS if not words or any(word in kind.name for word in words)]
    drawn = [(names[number % len(names)], first + number // len(names)) for number in range(damages)]
    starts = range(0, damages, _SETS_EVERY)
    return [(first + place, drawn[start : start + _SETS_EVERY]) for place, start in enumerate(starts)]


def report(found: Iterable[Trial], *, verbose: bool) -> None:
    by_kind: dict[str, list[Trial]] = defaultdict(list)
    for one in found:
        by_kind[one.kind].append(one)
    total: Counter[str] = Counter()
    print(f"{'':<52}{''.join(f'{state:>10}' for state in _STATES)}  not due")
    for kind in KINDS:
        some = by_kind.get(kind.name, [])
        counts = Counter(one.state for one in some)
        total.update(counts)
        late = sum(one.refusal_due and one.state != "refused" for one in some)
        if some:
            cells = "".join(f"{counts[state] or '':>10}" for state in _STATES)
            print(f"{kind.level + ': ' + kind.name:<52}{cells}{late or '':>9}")
        for one in some:
            bad = one.state in ("silent", *_BAD) or (one.refusal_due and one.state != "refused")
            if bad or verbose:
                known = "" if one.knowable else " (cannot be known)"
                print(
                    f"    {one.state} set {one.world} seed {one.seed} strength {one.strength}{known}: {one.why[-300:]}"
                )
    count = sum(total.values())
    print(", ".join(f"{state} {total[state]} ({100 * total[state] / max(count, 1):.2f} %)" for state in _STATES))
    everything = [one for some in by_kind.values() for one in some]
    unknowable = [one for one in everything if one.state == "silent" and not one.knowable]
    wrong = [one for one in everything if one.state in _BAD or (one.state == "silent" and one.knowable)]
    print(f"{count} damages of {len(by_kind)} kinds; silent though knowable, or worse: {len(wrong)}")
    print(
        f"silent where nothing in the set can tell: {len(unknowable)} ({100 * len(unknowable) / max(count, 1):.2f} %)"
    )
    for kind in KINDS:
        few = [one for one in unknowable if one.kind == kind.name]
        if few:
            print(f"    {kind.name} (strength up to {kind.unknown_to}): {len(few)}; {kind.why_unknown}")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--damages", type=int, default=10_000)
    words.add_argument("--first", type=int, default=0, help="first seed")
    words.add_argument("--kinds", nargs="*", default=[], help="parts of the names of kinds")
    words.add_argument("--valid", type=int, default=0, help="so many sound sets instead")
    words.add_argument("--jobs", type=int, default=2)
    words.add_argument("--verbose", action="store_true")
    asked = words.parse_args()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="skader") as place, ProcessPoolExecutor(asked.jobs) as pool:
        if asked.valid:
            seeds = range(asked.first, asked.first + asked.valid)
            for line in pool.map(valid_trial, seeds, [Path(place)] * len(seeds), chunksize=4):
                print(line)
        else:
            shared = tasks(asked.damages, asked.first, asked.kinds)
            found = pool.map(trials, *zip(*shared, strict=True), [Path(place)] * len(shared))
            report((one for some in found for one in some), verbose=asked.verbose)
    print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
