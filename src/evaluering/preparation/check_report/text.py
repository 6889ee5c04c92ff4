"""A check as lines of text for a terminal of 80 columns: the table, and what to do, shortened to what can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import wrap

from evaluering import wording
from evaluering.agreement import REGION
from evaluering.preparation.check_report.groups import RowGroup, same_faults, same_rows, withdrawn_rows
from evaluering.preparation.checking import Check
from evaluering.preparation.standings import SOURCES
from evaluering.wording.checks import BRIEF_STATES, CHECK, CHECKED_SOURCES, PUBLISHED_STATES, SHAPES, STATES, verdict

_WIDTH = 80
_MOST_LINES = 20
_MOST_PLACES = 3


def check_lines(check: Check, files: Iterable[Path]) -> list[str]:
    """The whole answer to the command, line by line, with the files of the report last."""
    synthetic = [wording.SYNTHETIC] if check.synthetic else []
    return [
        ": ".join([CHECK["title"], check.data]),
        *synthetic,
        "",
        *_table(check),
        "",
        *_published(check),
        "",
        *_faults(check),
        *_groups(CHECK["set_aside"], [*same_rows(check.set_aside), *withdrawn_rows(check)]),
        *_groups(CHECK["remarks"], same_rows(check.remarks)),
        *_notes(check),
        verdict(len(check.faults)),
        f"{CHECK['report']} ({wording.lowered(CHECK['internal'])}):",
        *(f"  {file}" for file in files),
    ]


def _table(check: Check) -> Iterator[str]:
    agreement = check.agreement
    names = {code: check.name_of(code) for code in agreement.municipalities_of(REGION)}
    widths = [2 + max(len(name) for name in names.values()), *[max(map(len, BRIEF_STATES.values()))] * len(SOURCES)]
    yield _row(["", *(CHECKED_SOURCES[source] for source in SOURCES)], widths)
    states = {(one.code, one.source): one.state for one in check.standings}
    for cluster in agreement.clusters:
        yield cluster.name
        for code in cluster.municipalities:
            yield _row([f"  {names[code]}", *(BRIEF_STATES[states[code, source]] for source in SOURCES)], widths)
    used = set(states.values())
    yield "  ".join(f"{SHAPES[slug]} {word}" for slug, word in STATES.items() if slug in used)


def _row(cells: list[str], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _published(check: Check) -> Iterator[str]:
    for one in check.published:
        yield f"{CHECKED_SOURCES[one.source]}: {PUBLISHED_STATES[one.state]}"
    if check.undeclared:
        yield CHECK["undeclared"].format(names=wording.sentence_list(check.undeclared))


def _faults(check: Check) -> Iterator[str]:
    if not check.faults:
        return
    groups = same_faults(check.faults, by_file=False)
    yield CHECK["stops"]
    for group in groups[:_MOST_LINES]:
        yield f"- {group.first.text()}"
        if group.others:
            places = list(group.others[:_MOST_PLACES])
            yield CHECK["same_elsewhere"].format(count=len(group.others), places=wording.sentence_list(places))
    if len(groups) > _MOST_LINES:
        left = sum(group.size for group in groups[_MOST_LINES:])
        yield CHECK["more_faults"].format(count=wording.count(left))
    yield ""


def _groups(heading: str, groups: list[RowGroup]) -> Iterator[str]:
    """One line per rule: how many rows, and in which deliveries."""
    if not groups:
        return
    by_rule: dict[str, dict[str, int]] = {}
    for group in groups:
        of_rule = by_rule.setdefault(group.what, {})
        of_rule[group.delivery] = of_rule.get(group.delivery, 0) + group.count
    total = wording.count(sum(group.count for group in groups))
    yield f"{heading}: {total}"
    for what, counts in by_rule.items():
        yield f"- {what}: {wording.count(sum(counts.values()))}"
        places = ", ".join(f"{name}{wording.NARROW}{wording.count(count)}" for name, count in counts.items())
        yield from wrap(places, _WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    yield ""


def _notes(check: Check) -> Iterator[str]:
    if not check.notes:
        return
    yield CHECK["notes"]
    yield from (f"- {note}" for note in check.notes[:_MOST_LINES])
    if len(check.notes) > _MOST_LINES:
        yield CHECK["more_lines"].format(count=wording.count(len(check.notes) - _MOST_LINES))
    yield ""
