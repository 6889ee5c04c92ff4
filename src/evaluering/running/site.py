"""The files of a run beside its pages: overview, results and manifest; and older good pages kept where one failed.

Nothing here holds a time of day, so the same input gives the same bytes.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

import evaluering
from evaluering.provenance import environment, fingerprint_of_code, fingerprint_of_file
from evaluering.running.navigation import write_ways
from evaluering.running.outcome import PageOutcome, SiteFacts
from evaluering.running.overview import overview
from evaluering.running.plan import OVERVIEW
from evaluering.running.publication import MANIFEST
from evaluering.running.rendering.names import FIGURES, TABLES
from evaluering.wording.pages import CAUSES

RESULTS, INDEX = "results.json", f"{OVERVIEW}.html"
_RESULT_KEYS = (
    *("id", "indicator", "definition", "unit", "estimand", "from", "to", "value", "lower", "upper", "confidence"),
    *("measure", "n", "coverage_pct", "method", "verdict", "hidden", "notes"),
)


def without_conflicts(outcomes: Iterable[PageOutcome]) -> tuple[PageOutcome, ...]:
    """The outcomes, where a page that shows another number under an id an earlier page has used has failed."""
    seen: dict[str, bytes] = {}
    checked = []
    for outcome in outcomes:
        own = [(str(entry["id"]), orjson.dumps(_ordered(entry))) for entry in outcome.results]
        known = dict(seen)
        clash = next((name for name, entry in own if known.setdefault(name, entry) != entry), None)
        if clash is None:
            seen = known
            checked.append(outcome)
        else:
            cause = CAUSES["conflict"].format(id=clash)
            checked.append(replace(outcome, state="failed", cause=cause, results=()))
    return tuple(checked)


def write_site(site: Path, *, outcomes: Sequence[PageOutcome], facts: SiteFacts, old: Path) -> tuple[PageOutcome, ...]:
    """Write overview, results and manifest beside the pages in `site`; keep the good pages of `old` for failed ones.

    Returns
    -------
    tuple of PageOutcome
        With `kept_from` where an older page was kept.
    """
    former = _former(old, facts)
    settled: list[PageOutcome] = []
    results: dict[str, Mapping[str, Any]] = {}
    sums: dict[str, str] = {}
    _clear(site, {name for one in outcomes if one.state == "published" for name in _files(one)})
    for outcome in outcomes:
        record = former.get(outcome.slug)
        if outcome.state == "published":
            results |= {str(entry["id"]): _ordered(entry) for entry in outcome.results}
        elif record is not None and {*outcome.page.files} <= {*record["files"]}:
            for name in record["files"]:
                (site / name).parent.mkdir(exist_ok=True)
                shutil.copyfile(old / name, site / name)
            # An older page's fingerprints are kept too, so that a page edited since is still found out.
            sums |= record["files"]
            outcome = replace(outcome, kept_from=record["kept_from"], files=tuple(record["files"]))
        settled.append(outcome)
    write_ways(site, settled)
    sums |= {
        name: fingerprint_of_file(site / name)
        for outcome in settled
        if outcome.state == "published"
        for name in _files(outcome)
    }
    for outcome in settled:
        if outcome.kept_from is not None:
            for entry in former[outcome.slug]["entries"]:
                results.setdefault(str(entry["id"]), entry)
    _write(site / RESULTS, _dumped({**_opening(facts), "results": [results[name] for name in sorted(results)]}))
    _write(site / INDEX, overview(settled, facts, results=results.values()).encode("utf-8"))
    sums |= {name: fingerprint_of_file(site / name) for name in (INDEX, RESULTS)}
    records = [_page_record(outcome, former) for outcome in settled]
    _write(
        site / MANIFEST,
        _dumped({**_opening(facts), **_origins(facts, settled), "pages": records, "files": dict(sorted(sums.items()))}),
    )
    return tuple(settled)


def _files(outcome: PageOutcome) -> tuple[str, ...]:
    """A page's own files, then those to be downloaded from it."""
    return tuple(dict.fromkeys((*outcome.page.files, *outcome.files)))


def _clear(site: Path, kept: set[str]) -> None:
    """Remove what a failed page had written before it failed, and folders that are empty then."""
    for path in sorted(site.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(site).as_posix() not in kept:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _opening(facts: SiteFacts) -> dict[str, Any]:
    return {
        "schema": 1,
        "agreement": facts.agreement.id,
        "year": facts.run_plan.parameters.year,
        "extraction_date": facts.extraction_date,
        "synthetic": facts.marks.synthetic,
        "edition": facts.commentary.record(),
        "analysis_plan": {
            "id": facts.run_plan.plan.id,
            "fingerprint": facts.run_plan.plan.fingerprint(),
            "departures": list(facts.run_plan.departures),
        },
    }


def _origins(facts: SiteFacts, outcomes: Sequence[PageOutcome]) -> dict[str, Any]:
    """What the run was made from."""
    notebooks = {task.notebook.name: task.notebook.path for outcome in outcomes for task in outcome.page.tasks}
    return {
        "version": facts.marks.version,
        "disclosure": facts.marks.disclosure,
        "parameters": facts.run_plan.parameters.model_dump(mode="json"),
        "deliveries": [dict(delivery) for delivery in facts.deliveries],
        "earlier": [dict(report) for report in facts.earlier],
        "code": {"evaluering": evaluering.__version__, "fingerprint": fingerprint_of_code()},
        "notebooks": {name: fingerprint_of_file(path) for name, path in sorted(notebooks.items())},
        "environment": environment(),
    }


def _page_record(outcome: PageOutcome, former: Mapping[str, Any]) -> dict[str, Any]:
    kept = former[outcome.slug]["entries"] if outcome.kept_from is not None else ()
    return {
        "slug": outcome.slug,
        "title": outcome.page.title,
        "unit": outcome.page.unit,
        "kind": outcome.page.kind,
        "scope": outcome.page.scope,
        "notebooks": [task.notebook.name for task in outcome.page.tasks],
        "status": outcome.state,
        "cause": outcome.cause,
        "notebook": outcome.notebook,
        "cell": outcome.cell,
        "files": list(_files(outcome)) if outcome.shown else [],
        "kept_from": outcome.kept_from,
        "results": sorted({str(entry["id"]) for entry in (*outcome.results, *kept)}),
    }


def _former(old: Path, facts: SiteFacts) -> dict[str, dict[str, Any]]:
    """Pages of an earlier run of the same kind that can stand in for a failed one, by slug.

    A synthetic page never stands in a real report, nor a real one in a synthetic report.
    """
    try:
        manifest = json.loads((old / MANIFEST).read_text(encoding="utf-8"))
        entries = json.loads((old / RESULTS).read_text(encoding="utf-8"))["results"]
        same = (manifest["agreement"], manifest["synthetic"]) == (facts.agreement.id, facts.marks.synthetic)
        origin = {key: manifest[key] for key in ("version", "disclosure", "extraction_date")}
        pages = {record["slug"]: _stand_in(record, manifest, entries, origin) for record in manifest["pages"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    found = {slug: page for slug, page in pages.items() if page["files"]}
    return {
        slug: page for slug, page in found.items() if same and all(_is_there(old, name, slug) for name in page["files"])
    }


def _is_there(old: Path, name: str, slug: str) -> bool:
    """Whether an earlier run's file is the page's own; a manifest that was edited leads to nobody else's."""
    mine = re.escape(slug)
    places = rf"{mine}\.(?:html|pdf)|{FIGURES}/{mine}_figur_\d+\.\w+|{TABLES}/{mine}(?:_tabel_\d+\.csv|\.xlsx)"
    return re.fullmatch(places, name) is not None and (old / name).is_file()


def _stand_in(
    record: Mapping[str, Any], manifest: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], origin: dict[str, str]
) -> dict[str, Any]:
    kept_from = record["kept_from"] or origin
    own = [entry for entry in entries if entry["id"] in set(record["results"])]
    return {
        "kept_from": kept_from,
        "files": {name: manifest["files"][name] for name in record["files"]},
        # A kept number says which extraction it is from; the file's own date is that of the new run.
        "entries": [
            {**entry, "extraction_date": entry.get("extraction_date", kept_from["extraction_date"])} for entry in own
        ],
    }


def _ordered(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with its keys in the order of the contract, then any further ones by name."""
    known = {key: entry[key] for key in _RESULT_KEYS if key in entry}
    return known | {key: entry[key] for key in sorted(entry) if key not in known}


def _dumped(value: Mapping[str, Any]) -> bytes:
    """JSON for people and programs; a number that is not one becomes null."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
