from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from evaluering.running.navigation import write_ways
from evaluering.running.outcome import PageOutcome
from evaluering.running.plan import Page
from evaluering.running.rendering.frame import WAY

NAV = re.compile(r"<nav.*?</nav>", re.DOTALL)


@pytest.fixture
def outcomes() -> list[PageOutcome]:
    first = Page("alfa", "region", "region", "Region Midtjylland", "Hvad er <alfa>?", "x", ())
    cluster = replace(first, slug="klynge_randers", kind="cluster", unit="Randersklyngen", title="Klyngerapport")
    pages = (replace(first, slug="evalueringsrapport", kind="report"), first, replace(first, slug="beta"), cluster)
    return [PageOutcome(page, "published") for page in pages]


def ways(site: Path, outcomes: list[PageOutcome]) -> dict[str, list[str]]:
    for outcome in outcomes:
        if outcome.html:
            (site / outcome.html).write_bytes(f"<p>æ</p>\r\n{WAY}<p>{WAY}</p>".encode())
    write_ways(site, outcomes)
    found = {}
    for path in sorted(site.glob("*.html")):
        nav = NAV.search(path.read_bytes().decode("utf-8"))
        found[path.stem] = re.findall(r'href="([^"]+)"', nav[0]) if nav is not None else []
    return found


def test_each_page_leads_to_the_one_before_the_overview_and_the_one_after(
    outcomes: list[PageOutcome], tmp_path: Path
) -> None:
    assert ways(tmp_path, outcomes) == {
        "alfa": ["index.html", "beta.html"],
        "beta": ["alfa.html", "index.html", "klynge_randers.html"],
        "klynge_randers": ["beta.html", "index.html"],
    }
    page = (tmp_path / "beta.html").read_bytes().decode("utf-8")
    assert page.startswith("<p>æ</p>\r\n"), "the bytes around the way stay as they were"
    assert page.count(WAY) == 1, "only the mark of the template is replaced"
    assert "Hvad er &lt;alfa&gt;?" in page
    assert "Randersklyngen" in page


def test_no_way_leads_to_a_page_that_failed_and_a_kept_page_stays_as_it_was(
    outcomes: list[PageOutcome], tmp_path: Path
) -> None:
    outcomes[1] = replace(outcomes[1], state="failed")
    outcomes[2] = replace(outcomes[2], state="timeout", kept_from={"version": "v0"})
    assert ways(tmp_path, outcomes) == {"beta": [], "klynge_randers": ["beta.html", "index.html"]}
