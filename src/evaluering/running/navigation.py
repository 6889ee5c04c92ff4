"""The way from page to page: the one before, the overview and the one after, put in when all pages are known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluering.running.outcome import PageOutcome
from evaluering.running.rendering.frame import WAY, page_environment


def write_ways(site: Path, outcomes: Sequence[PageOutcome]) -> None:
    """Put the way into each page that was set in this run; a page kept from an earlier one stays as it was.

    Only now is it known which neighbours can be reached: no link leads to a page that failed.
    """
    shown = [one for one in outcomes if one.html]
    template = page_environment().get_template("way.html.j2")
    for place, outcome in enumerate(shown):
        if outcome.state != "published":
            continue
        before = _link(shown[place - 1]) if place else None
        after = _link(shown[place + 1]) if place + 1 < len(shown) else None
        path = site / outcome.html
        # Bytes, for a line's end must not depend on the machine.
        page = path.read_bytes().decode("utf-8")
        path.write_bytes(page.replace(WAY, template.render(before=before, after=after), 1).encode("utf-8"))


def _link(outcome: PageOutcome) -> dict[str, Any]:
    page = outcome.page
    return {"html": outcome.html, "title": page.title if page.kind == "region" else page.unit}
