"""What the overview tells before its list of pages: the targets, what changed since last year, which issue it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from evaluering import wording
from evaluering.agreement import REGION, Agreement, Ambition
from evaluering.running.outcome import PageOutcome, SiteFacts
from evaluering.wording.site import OVERVIEW

Entry = Mapping[str, Any]
"""One entry of ``results.json``."""


def targets(results: Iterable[Entry], agreement: Agreement) -> list[dict[str, str]]:
    """Each target with its verdict and the number it rests on, from the region's own published entries.

    In the agreement's order; a target without a published verdict is left out. After the targets come the ambitions
    that nothing is measured for, so that nobody looks for them.
    """
    verdicts = {str(one["indicator"]): one for one in results if one["unit"] == REGION and one.get("verdict")}
    told = [
        _target(verdicts[indicator.id], agreement) for indicator in agreement.indicators if indicator.id in verdicts
    ]
    return told + [_unmeasured(one) for one in agreement.background.ambitions] if told else []


def changes(outcomes: Sequence[PageOutcome], facts: SiteFacts) -> dict[str, Any] | None:
    """What changed since the last report, as its own page concludes; None without that page."""
    name = facts.run_plan.suite.since_last
    for outcome in outcomes:
        asked = name in {task.notebook.name for task in outcome.page.tasks}
        if outcome.page.kind == "region" and asked and outcome.html:
            return {"told": outcome.conclusions, "html": outcome.html, "title": outcome.page.title}
    return None


def facts_of(facts: SiteFacts) -> list[tuple[str, str]]:
    """What a reader must know of this issue, as pairs of words."""
    told = {
        OVERVIEW["extraction"]: wording.long_date(date.fromisoformat(facts.extraction_date)),
        OVERVIEW["version"]: facts.marks.version,
        OVERVIEW["edition"]: facts.commentary.edition.words,
    }
    return list(told.items())


def _unmeasured(ambition: Ambition) -> dict[str, str]:
    """An ambition's words: what is aimed at, and why there is no number."""
    verdict = OVERVIEW["unmeasured"].format(verdict=wording.VERDICTS["kan_ikke_vurderes"])
    words = {"name": ambition.name, "verdict": verdict, "slug": "kan_ikke_vurderes", "target": ambition.goal}
    return words | {"number": "", "interval": "", "about": ambition.why}


def _target(entry: Entry, agreement: Agreement) -> dict[str, str]:
    """One target's words; a hidden or missing number is told as none."""
    indicator = agreement.indicator(str(entry["indicator"]))
    deadline = wording.long_date(agreement.deadline)
    told = {
        "name": wording.short_name(indicator.id, name=indicator.name),
        "verdict": _verdict(entry, deadline),
        "slug": str(entry["verdict"]),
        "target": OVERVIEW["target"].format(
            target=wording.measured(indicator.target, indicator.measure, decimals=0), deadline=deadline
        ),
        "number": OVERVIEW["no_number"],
        "interval": "",
        "about": "",
    }
    if entry["value"] is None:
        return told
    definition = wording.DEFINITIONS.get(str(entry["definition"]), "")
    parts = [f"{definition[:1].upper()}{definition[1:]}." if definition else ""]
    parts.append(OVERVIEW["born"].format(span=wording.span(entry["from"], entry["to"])))
    if entry["n"] is not None and entry["coverage_pct"] is not None:
        coverage = wording.measured(entry["coverage_pct"], "pct")
        parts.append(OVERVIEW["counted"].format(count=wording.count(entry["n"]), coverage=coverage))
    return told | {
        "number": wording.measured(entry["value"], entry["measure"]),
        "interval": OVERVIEW["interval"].format(limits=wording.interval(entry["lower"], entry["upper"])),
        "about": " ".join(part for part in parts if part),
    }


def _verdict(entry: Entry, deadline: str) -> str:
    """Word and shape, with the deadline or the reason, and the doubt where the interval holds the target."""
    verdict, notes = str(entry["verdict"]), entry.get("notes", ())
    words = wording.VERDICTS[verdict]
    if verdict == "endnu_ikke":
        words += OVERVIEW["before"].format(deadline=deadline)
    if verdict == "kan_ikke_vurderes":
        words += f": {next((wording.REASONS[note] for note in notes if note in wording.REASONS), '')}".rstrip(": ")
    return f"{words}. {OVERVIEW['doubt']}" if "interval_holds_target" in notes else words
