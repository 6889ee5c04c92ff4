"""The overview of a run: per page what and for whom, status in words and shape, and where to read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from evaluering import wording
from evaluering.running.outcome import PageOutcome, SiteFacts
from evaluering.running.plan import PageKind
from evaluering.running.rendering.frame import page_environment, page_words
from evaluering.wording.pages import PAGE


def overview(outcomes: Sequence[PageOutcome], facts: SiteFacts) -> str:
    """The overview as HTML: the region's pages, the clusters' reports, and the municipalities' sheets by cluster.

    The region's page that answers most stands first.
    """
    region = sorted(_of_kind(outcomes, "region"), key=lambda outcome: not _is_first(outcome, facts))
    clusters = _of_kind(outcomes, "cluster")
    groups = [
        {
            "id": "regionen",
            "title": PAGE["region_pages"],
            "text": "",
            "pages": [_entry(one) | {"read_first": _is_first(one, facts)} for one in region],
        },
        {
            "id": "klyngerne",
            "title": PAGE["cluster_pages"],
            "text": PAGE["cluster_pages_text"],
            "pages": [_cluster_entry(one, facts) for one in clusters],
        },
    ]
    template = page_environment().get_template("index.html.j2")
    return template.render(
        page=page_words(facts.overview, facts.marks),
        groups=groups,
        sheets=_sheets(outcomes, facts),
        some_failed=any(outcome.state != "published" for outcome in outcomes),
    )


def _of_kind(outcomes: Sequence[PageOutcome], kind: PageKind) -> list[PageOutcome]:
    return [outcome for outcome in outcomes if outcome.page.kind == kind]


def _is_first(outcome: PageOutcome, facts: SiteFacts) -> bool:
    return any(task.notebook.name == facts.run_plan.suite.read_first for task in outcome.page.tasks)


def _cluster_entry(outcome: PageOutcome, facts: SiteFacts) -> dict[str, Any]:
    """A cluster by its municipalities: its conclusions side by side with the others' would read as a ranking."""
    names = [facts.agreement.name_of(code) for code in facts.agreement.municipalities_of(outcome.page.scope)]
    return _entry(outcome) | {"about": f"{wording.sentence_list(names)}.", "conclusions": (), "read_first": False}


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
    published = outcome.state == "published"
    kept = PAGE["nothing_kept"]
    if outcome.kept_from is not None:
        day = wording.long_date(date.fromisoformat(outcome.kept_from["extraction_date"]))
        kept = f"{PAGE['kept']} ({PAGE['kept_extraction']} {day})."
    html, pdf = outcome.page.files if published or outcome.kept_from is not None else ("", "")
    return {
        "title": outcome.page.title if outcome.page.kind == "region" else outcome.page.unit,
        "about": outcome.page.about,
        "conclusions": outcome.conclusions,
        "published": published,
        "cause": f"{_question(outcome)} {outcome.cause}".strip(),
        "kept": kept,
        "html": html,
        "pdf": pdf,
    }


def _question(outcome: PageOutcome) -> str:
    """The question that failed, on a page that joins several."""
    asked = (task.notebook.title for task in outcome.page.tasks if task.notebook.path.name == outcome.notebook)
    return next(asked, "") if outcome.page.joined else ""
