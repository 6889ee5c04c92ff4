"""The overview of a run: the answers first, then every page with what it is, for whom, its status and its files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from evaluering import wording
from evaluering.running.front import Entry, changes, facts_of, targets
from evaluering.running.outcome import PageOutcome, SiteFacts
from evaluering.running.plan import PageKind
from evaluering.running.rendering.frame import page_environment, page_words
from evaluering.wording.pages import PAGE
from evaluering.wording.site import OVERVIEW


def overview(outcomes: Sequence[PageOutcome], facts: SiteFacts, *, results: Iterable[Entry] = ()) -> str:
    """The overview as HTML, from how the pages ended and what the run publishes in ``results.json``.

    The targets, the joined report and what changed come first. Then the region's pages with the one to be read first
    at their head, their appendices, the clusters' reports, and the municipalities' sheets by cluster.
    """
    region = sorted(_of_kind(outcomes, "region"), key=lambda outcome: not _is_first(outcome, facts))
    behind = [outcome for outcome in region if _is_appendix(outcome, facts)]
    moved = changes(outcomes, facts)
    main = [_entry(one) | {"read_first": _is_first(one, facts)} for one in region if one not in behind]
    for entry in main:
        if moved is not None and entry["html"] == moved["html"]:
            entry["conclusions"] = ()  # it is told above
    clusters = [_cluster_entry(one, facts) for one in _of_kind(outcomes, "cluster")]
    groups = [
        {"id": "regionen", "title": PAGE["region_pages"], "text": "", "pages": main},
        {"id": "klyngerne", "title": PAGE["cluster_pages"], "text": PAGE["cluster_pages_text"], "pages": clusters},
        {
            "id": "bilag",
            "title": OVERVIEW["appendices"],
            "text": OVERVIEW["appendices_text"],
            "pages": [_entry(one) | {"conclusions": ()} for one in behind],
        },
    ]
    template = page_environment().get_template("index.html.j2")
    return template.render(
        page=page_words(facts.overview, facts.marks),
        overview=OVERVIEW,
        targets=targets(results, facts.agreement),
        targets_text=OVERVIEW["targets_text"].format(region=facts.agreement.region_name),
        report=next((_entry(one) for one in _of_kind(outcomes, "report")), None),
        changes=moved,
        notices=facts.commentary.edition.notices,
        standing=facts.commentary.standing,
        facts=facts_of(facts),
        groups=[group for group in groups if group["pages"]],
        sheets=_sheets(outcomes, facts),
        some_failed=any(outcome.state != "published" for outcome in outcomes),
    )


def _of_kind(outcomes: Sequence[PageOutcome], kind: PageKind) -> list[PageOutcome]:
    return [outcome for outcome in outcomes if outcome.page.kind == kind]


def _is_first(outcome: PageOutcome, facts: SiteFacts) -> bool:
    return any(task.notebook.name == facts.run_plan.suite.read_first for task in outcome.page.tasks)


def _is_appendix(outcome: PageOutcome, facts: SiteFacts) -> bool:
    return any(task.notebook.name in facts.run_plan.suite.appendices for task in outcome.page.tasks)


def _cluster_entry(outcome: PageOutcome, facts: SiteFacts) -> dict[str, Any]:
    """A cluster by its municipalities: its conclusions side by side with the others' would read as a ranking."""
    names = [facts.agreement.name_of(code) for code in facts.agreement.municipalities_of(outcome.page.scope)]
    return _entry(outcome) | {"about": f"{wording.sentence_list(names)}.", "conclusions": ()}


def _sheets(outcomes: Sequence[PageOutcome], facts: SiteFacts) -> list[dict[str, Any]]:
    """The municipalities' sheets under the name of their cluster, in the agreement's order; empty clusters left out."""
    of_cluster: dict[str, list[dict[str, Any]]] = {cluster.slug: [] for cluster in facts.agreement.clusters}
    for outcome in outcomes:
        if outcome.page.kind == "municipality":
            of_cluster[facts.agreement.cluster_of(outcome.page.scope)].append(_entry(outcome))
    return [
        {"title": facts.agreement.name_of(slug), "pages": entries} for slug, entries in of_cluster.items() if entries
    ]


def _entry(outcome: PageOutcome) -> dict[str, Any]:
    """What the overview says about one page."""
    kept = PAGE["nothing_kept"]
    if outcome.kept_from is not None:
        day = wording.long_date(date.fromisoformat(outcome.kept_from["extraction_date"]))
        kept = f"{PAGE['kept']} ({PAGE['kept_extraction']} {day})."
    return {
        "title": outcome.page.title if outcome.page.kind in ("report", "region") else outcome.page.unit,
        "about": outcome.page.about,
        "conclusions": outcome.conclusions,
        "published": outcome.state == "published",
        "cause": f"{_question(outcome)} {outcome.cause}".strip(),
        "kept": kept,
        "html": outcome.html,
        "pdf": outcome.pdf,
        "workbook": outcome.workbook,
        "read_first": False,
    }


def _question(outcome: PageOutcome) -> str:
    """The question that failed, on a page that joins several."""
    asked = (task.notebook.title for task in outcome.page.tasks if task.notebook.path.name == outcome.notebook)
    return next(asked, "") if outcome.page.joined else ""
