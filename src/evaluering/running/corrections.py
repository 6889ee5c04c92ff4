"""A published final edition and the run that would replace it: the same, corrected and said so, or refused.

What was published is read from the report itself and, where that is gone, from the copy beside the comments.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from evaluering.errors import EditionError, Finding
from evaluering.running.commentary import COMMENTS_FOLDER, FINAL_COPY, Commentary
from evaluering.running.editions import EDITION_FILE, Correction, Edition, Moved
from evaluering.running.outcome import PageOutcome, SiteFacts
from evaluering.running.publication import MANIFEST
from evaluering.running.site import RESULTS
from evaluering.wording import lowered, sentence_list
from evaluering.wording.commentary import OTHER_NUMBERS, REPLACED
from evaluering.wording.labels import SUBJECTS

_NUMBERS = ("value", "lower", "upper", "n", "coverage_pct")
_WORDS = ("hidden", "verdict", "definition", "from", "to", "measure", "confidence", "method")
_ROUNDING = 2e-4
"""Published numbers have four decimals; the last one can differ between machines, so it is not held against a run."""

_MOST_PAGES = 5


@dataclass(frozen=True, slots=True)
class PublishedFinal:
    """A final edition as it was published: edition, fingerprint of its comments, whether made up, numbers by id."""

    edition: Edition
    comments: str
    synthetic: bool
    results: Mapping[str, Mapping[str, Any]]


def published_final(folder: Path, *, comments: Path, facts: SiteFacts) -> PublishedFinal | None:
    """The final edition of this agreement's year that a run would replace, or that was published before.

    Parameters
    ----------
    folder : Path
        The report folder.
    comments : Path
        The year's folder of comments, with the copy; one of another kind of data (made up, real) does not count.
    facts : SiteFacts
        What the run is about.

    Raises
    ------
    EditionError
        A file is there and cannot be read, and the other does not tell either: it may have been final.
    """
    found: list[PublishedFinal | None] = []
    faults: list[EditionError] = []
    for path in (folder / RESULTS, comments / FINAL_COPY):
        try:
            found.append(_read(path, facts))
        except EditionError as fault:
            found.append(None)
            faults.append(fault)
    there, copy = found
    if there is not None and (there.synthetic == facts.marks.synthetic or facts.marks.synthetic):
        return there
    if copy is not None and copy.synthetic == facts.marks.synthetic:
        return copy
    if faults:
        raise faults[0]
    return None


def require_continued(facts: SiteFacts, published: PublishedFinal | None) -> None:
    """Refuse, before anything is run, what would undo a published final edition whatever the numbers are.

    Raises
    ------
    EditionError
        The edition is no longer final, its day or a published correction is another, its comments were changed
        without a correction, made-up data would replace real ones, or it is dated before its data were extracted.
    """
    edition = facts.commentary.edition
    if published is not None and published.synthetic != facts.marks.synthetic:
        raise _refused("synthetic")
    if edition.state == "final":
        latest = edition.corrections[-1].day if edition.corrections else edition.day
        if latest is not None and latest < date.fromisoformat(facts.extraction_date):
            file = f"{COMMENTS_FOLDER}/{facts.run_plan.parameters.year}/{EDITION_FILE}"
            raise _refused("too_early", file=file, row=edition.row)
    if published is None:
        return
    if edition.state != "final":
        raise _refused("not_final")
    if edition.day != published.edition.day:
        raise _refused("other_day")
    before = [(one.day, one.what) for one in published.edition.corrections]
    if [(one.day, one.what) for one in edition.corrections][: len(before)] != before:
        raise _refused("corrections")
    if len(edition.corrections) == len(before) and facts.commentary.fingerprint != published.comments:
        raise _refused("comments")


def settled_commentary(
    facts: SiteFacts, outcomes: Sequence[PageOutcome], published: PublishedFinal | None
) -> Commentary:
    """The commentary with what the latest correction moved, when the run's pages may stand as its edition.

    Raises
    ------
    EditionError
        A final edition lacks a page, or its numbers are not as published and no correction says so.
    """
    edition = facts.commentary.edition
    if edition.state != "final":
        return facts.commentary
    require_whole(outcomes)
    if published is None:
        return facts.commentary
    names = {**OTHER_NUMBERS, **{one.id: lowered(one.name) for one in facts.agreement.indicators}, **SUBJECTS}
    moved = _moved(published.results, (entry for outcome in outcomes for entry in outcome.results), names)
    before = published.edition.corrections
    if len(edition.corrections) == len(before):
        if moved.total:
            raise _refused("numbers", numbers=moved.words)
        return replace(facts.commentary, edition=published.edition)
    corrections = (*before, *edition.corrections[len(before) : -1], replace(edition.corrections[-1], moved=moved))
    return replace(facts.commentary, edition=replace(edition, corrections=corrections))


def require_whole(outcomes: Sequence[PageOutcome]) -> None:
    """Refuse a final edition that lacks a page.

    Raises
    ------
    EditionError
        Naming the pages that failed.
    """
    failed = [outcome.title for outcome in outcomes if outcome.state != "published"]
    if failed:
        raise _refused("failed", pages=sentence_list(failed[:_MOST_PAGES]))


def already_published(site: Path, out: Path) -> bool:
    """Whether `out` holds the final edition of `site`, made from something else: what is published stays then.

    Other parameters, data, program or machine that move no number still make other files under the same name. The
    numbers are held together by `settled_commentary`, before the site is written.
    """
    new, old = (_standing(folder) for folder in (site, out))
    if new is None or new != old:
        return False
    return (site / MANIFEST).read_bytes() != (out / MANIFEST).read_bytes()


def _standing(folder: Path) -> tuple[Any, ...] | None:
    """Which final edition of which report a folder holds; None when it holds none or does not tell."""
    try:
        record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        about = tuple(record[key] for key in ("agreement", "year", "synthetic", "edition"))
        return about if record["edition"]["state"] == "final" else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_final(folder: Path, *, comments: Path, facts: SiteFacts) -> None:
    """Lay a copy of a published final edition's numbers beside its comments, so that it outlives the report folder.

    A copy of real data, or one that does not tell, is never replaced by one of made-up data.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    copy = comments / FINAL_COPY
    try:
        there = _read(copy, facts)
        real = there is not None and not there.synthetic
    except EditionError:
        real = True
    if facts.commentary.edition.state != "final" or (facts.marks.synthetic and real):
        return
    beside = copy.with_suffix(".json.ny")
    beside.write_bytes((folder / RESULTS).read_bytes())
    beside.replace(copy)


def _read(path: Path, facts: SiteFacts) -> PublishedFinal | None:
    """The final edition that a file of results is of; None when it is of none, of another year or agreement.

    Raises
    ------
    EditionError
        The file is there, and cannot be read or has not the form a run writes.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        about = record["agreement"], record["year"]
        # Reports from before there were editions tell none.
        edition = record.get("edition", {"state": "uncommented"})
        if (*about, edition["state"]) != (facts.agreement.id, facts.run_plan.parameters.year, "final"):
            return None
        corrections = tuple(
            Correction(date.fromisoformat(one["day"]), one["what"], _moved_of(one["moved"]))
            for one in edition["corrections"]
        )
        return PublishedFinal(
            edition=Edition("final", date.fromisoformat(edition["day"]), corrections),
            comments=edition["comments"],
            synthetic=record["synthetic"],
            results={entry["id"]: entry for entry in record["results"]},
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _refused("unreadable", name=f"{path.parent.name}/{path.name}") from None


def _moved(
    old: Mapping[str, Mapping[str, Any]], entries: Iterable[Mapping[str, Any]], names: Mapping[str, str]
) -> Moved:
    """How the numbers of a run differ from those that were published."""
    new = {str(entry["id"]): entry for entry in entries}
    changed = [name for name in new if name in old and not _same(old[name], new[name])]
    added, removed = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    about = {**old, **new}
    slugs = sorted({str(about[name].get("indicator", "")) for name in (*changed, *added, *removed)})
    return Moved(len(changed), len(added), len(removed), tuple(names.get(slug, slug) for slug in slugs))


def _same(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether an entry says the same: its words and notes alike, its numbers within the rounding of machines."""
    words = all(old.get(key) == new.get(key) for key in _WORDS)
    notes = sorted(old.get("notes") or ()) == sorted(new.get("notes") or ())
    return words and notes and all(_alike(old.get(key), new.get(key)) for key in _NUMBERS)


def _alike(old: object, new: object) -> bool:
    numbers = [float(one) if isinstance(one, int | float) else math.nan for one in (old, new)]
    missing = [math.isnan(number) for number in numbers]
    return all(missing) or (not any(missing) and abs(numbers[0] - numbers[1]) <= _ROUNDING)


def _moved_of(record: Mapping[str, Any] | None) -> Moved | None:
    if record is None:
        return None
    return Moved(record["changed"], record["added"], record["removed"], tuple(record["indicators"]))


def _refused(kind: str, *, file: str = "", row: int | None = None, **words: str) -> EditionError:
    what, remedy = REPLACED[kind]
    return EditionError(Finding(what.format(**words), file=file, row=row, remedy=remedy))
