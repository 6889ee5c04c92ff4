"""What became of one damage: refused, told, harmless, silent or a traceback.

A refusal that says not what to do is helpless; a message that holds what looks like a CPR number is a leak.
"""

from __future__ import annotations

import re
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from evaluering.agreement import Agreement, read_agreement
from evaluering.errors import EvaluationError, Finding
from evaluering.intake.deliveries import Examination, examine
from evaluering.parameters import Maturity
from evaluering.periods import Month
from evaluering.study.panel import TOTALS, Panel, build_panel

ROOT = Path(__file__).resolve().parents[2]
_FLOW = (*TOTALS, "without_known_feeding")
_LIKE_CPR = re.compile(r"(?<!\d)\d{6}[- ]?\d{4}(?!\d)")
_MATURITY = Maturity(follow_up_days=335, reporting_lag_days=122)
_KEY = b"a key of nobody"


@dataclass(frozen=True)
class Outcome:
    """What became of a set: `state` and, for a reader of the benchmark, why."""

    state: str
    why: str = ""


@dataclass(frozen=True)
class Seen:
    """A set as read: the panel where there is one, and all that is said about the set."""

    panel: Panel | None
    findings: tuple[Finding, ...]
    said: Counter[str]
    synthetic: bool = True
    fault: str = ""


def look(folder: Path, agreement: Agreement) -> Seen:
    """Read a set and count it."""
    try:
        found = examine(folder, agreement=agreement, impossible_rows_pct=2.0, key=_KEY)
        said = _said(found)
        if found.deliveries is None:
            return Seen(None, tuple(finding for _, finding in found.faults), said)
        panel = build_panel(found.deliveries, agreement=agreement, series_start=Month(2012, 1), maturity=_MATURITY)
    except EvaluationError as error:
        return Seen(None, error.findings, Counter())
    except Exception:  # noqa: BLE001  (any other is what this looks for)
        return Seen(None, (), Counter(), fault=traceback.format_exc())
    for rule, count in zip(panel.exclusions["rule"], panel.exclusions["count"], strict=True):
        if rule not in _FLOW:
            said[f"panel: {rule}"] += int(count)
    return Seen(panel, (), said, found.deliveries.synthetic)


def _said(found: Examination) -> Counter[str]:
    said: Counter[str] = Counter()
    for name in ("faulty_rows", "remarks"):
        table: pd.DataFrame = getattr(found, name)
        for delivery, rule in zip(table["delivery"], table["rule"], strict=True):
            said[f"{name}: {delivery} {rule}"] += 1
    if found.deliveries is not None:
        for row in found.deliveries.set_aside.itertuples(index=False):
            said[f"set aside: {row.delivery} {row.rule}"] += int(str(row.rows))
    said.update(f"note: {note}" for note in found.notes)
    there = set(zip(found.delivered["municipality"], found.delivered["source"], strict=True))
    said.update(f"delivered: {code} {source}" for code, source in there)
    return said


class Judge:
    """Holds damaged sets against the sound one they were made from."""

    def __init__(self, folder: Path) -> None:
        self.sound = look(folder, self.agreement())

    @staticmethod
    def agreement() -> Agreement:
        """The agreement that all sets are read under."""
        return read_agreement(ROOT / "params" / "amning-midtjylland.yml")

    def outcome(self, folder: Path) -> Outcome:
        """What became of the set in `folder`."""
        seen = look(folder, self.agreement())
        if seen.fault:
            return Outcome("traceback", seen.fault)
        texts = [*(finding.text() for finding in seen.findings), *seen.said]
        if any(_LIKE_CPR.search(text) for text in texts):
            return Outcome("leak", "noget, der ligner et CPR-nummer, står i en besked")
        if seen.panel is None or self.sound.panel is None:
            helpless = [finding.what for finding in seen.findings if not finding.remedy]
            what = " / ".join(helpless or dict.fromkeys(finding.what for finding in seen.findings))
            return Outcome("helpless" if helpless else "refused", what)
        differs = differences(self.sound, seen)
        if not differs:
            return Outcome("harmless")
        new = news(self.sound.said, seen.said)
        return Outcome("told", "; ".join(new)) if new else Outcome("silent", differs)


def differences(sound: Seen, seen: Seen) -> str:
    """Which numbers differ; empty when none does."""
    one, other = sound.panel, seen.panel
    assert one is not None
    assert other is not None
    found = [name for name in ("cells", "durations") if not getattr(one, name).equals(getattr(other, name))]
    if "cells" in found:
        both = one.cells.merge(other.cells, on=["municipality", "month"], how="outer", suffixes=("", "_now"))
        for name in ("births", "children", "known"):
            apart = (both[name] - both[f"{name}_now"]).fillna(-1)
            found += [f"{name} in {int((apart != 0).sum())} cells"] if apart.any() else []
    for name in ("extraction_date", "last_mature_month", "mature_by_rule"):
        before, now = getattr(one, name), getattr(other, name)
        found += [f"{name} {before} -> {now}"] if before != now else []
    found += ["synthetic"] if sound.synthetic != seen.synthetic else []
    return ", ".join(found)


def news(before: Counter[str], now: Counter[str]) -> list[str]:
    """What is said now and was not said before, or of more rows; a municipality that has gone is news too."""
    more = [f"{what} +{count - before[what]}" for what, count in now.items() if count > before[what]]
    gone = [what for what in before if what.startswith("delivered:") and what not in now]
    return [*more, *gone]
