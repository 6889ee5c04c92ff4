"""Every kind of page read in a real browser: by eye, by keyboard, on a phone, on paper, without scripts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Opened

SLUGS = ("index", "datagrundlag", "klynger", "maalopfyldelse", "klynge_midt", "kommune_viborg")
DESKTOP, PHONE = 1280, 320
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
AXE = "rules => axe.run({runOnly: rules, resultTypes: ['violations']})"
FOCUSABLE = "a[href], summary, [tabindex='0'], button, input, select"
SMALLEST_LETTERS = 9
"""Height of a figure's letters on a phone, in the browser's own points."""

Open = Callable[..., Opened]

each_page = pytest.mark.parametrize("slug", SLUGS)
each_width = pytest.mark.parametrize("width", [DESKTOP, PHONE])


@pytest.fixture
def opened(browser: Browser, address: Callable[[str], str]) -> Iterator[Open]:
    """Open a page by its slug in a context of its own."""
    contexts: list[BrowserContext] = []

    def go(slug: str, *, width: int = DESKTOP, settled: str = "load", **more: Any) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 900}, **more)
        contexts.append(context)
        page = context.new_page()
        page.goto(address(slug), wait_until=settled)  # type: ignore[arg-type]
        return page

    yield go
    for context in contexts:
        context.close()


@each_width
@each_page
def test_axe_finds_no_breach_of_wcag(opened: Open, axe: str, slug: str, width: int) -> None:
    page = opened(slug, width=width, bypass_csp=True)  # the page's own policy would keep axe out too
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.evaluate(axe)
    found = page.evaluate(AXE, RULES)
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]] == []
    assert len(found["passes"]) > 15, "axe has looked"


def test_axe_finds_a_breach_where_there_is_one(opened: Open, axe: str) -> None:
    page = opened("index", bypass_csp=True)
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"data:,\">')")
    page.evaluate(axe)
    found = page.evaluate(AXE, RULES)
    assert "image-alt" in {one["id"] for one in found["violations"]}


@each_page
def test_nothing_is_asked_of_another_host_and_nothing_is_said_in_the_console(
    browser: Browser, address: Callable[[str], str], slug: str
) -> None:
    asked: list[str] = []
    said: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address(slug), wait_until="networkidle")
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert [url for url in asked if not url.startswith("data:image/")] == [address(slug)]
    assert said == []


@each_page
def test_a_page_reads_the_same_without_scripts(opened: Open, slug: str) -> None:
    without, with_scripts = (opened(slug, java_script_enabled=allowed) for allowed in (False, True))
    assert without.locator("main").inner_text() == with_scripts.locator("main").inner_text()
    assert with_scripts.locator("script").count() == 0
    details = without.locator("details")
    if details.count():
        details.first.locator("summary").click()
        assert details.first.locator("table").is_visible()


@each_page
def test_a_page_says_what_it_is(opened: Open, slug: str) -> None:
    page = opened(slug)
    assert page.locator("html").get_attribute("lang") == "da"
    assert page.title().count("SYNTETISKE DATA") == 1
    assert page.locator("h1").count() == 1
    levels = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] <= 2, "a list of contents may come first"
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []
    for landmark in ("header", "main", "footer"):
        assert page.locator(landmark).count() >= 1
    assert page.locator("img:not([alt]), img[alt='']").count() == 0
    assert page.locator("main table:not(:has(caption))").count() == page.locator("main table.plain, .grid").count()
    assert page.locator("th:not([scope])").count() == 0


@each_page
def test_every_link_leads_somewhere(opened: Open, site: Path, slug: str) -> None:
    page = opened(slug)
    links = page.locator("a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    inner = [link[1:] for link in links if link.startswith("#")]
    assert [name for name in inner if page.locator(f"[id='{name}']").count() != 1] == []
    files = {link.partition("#")[0] for link in links} - {""}
    assert [name for name in sorted(files) if not (site / name).is_file()] == []


@each_page
def test_the_first_tab_leads_past_the_head(opened: Open, slug: str) -> None:
    page = opened(slug)
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert skip.evaluate("one => one === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


@each_page
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(opened: Open, slug: str) -> None:
    page = opened(slug)
    wanted = page.evaluate(
        """selector => {
            const all = [...document.querySelectorAll(selector)].filter(one => one.checkVisibility())
            all.forEach((one, place) => { one.dataset.place = place })
            return all.length
        }""",
        FOCUSABLE,
    )
    for place in range(wanted):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => {
                const one = document.activeElement, look = getComputedStyle(one), box = one.getBoundingClientRect()
                const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
                return {place: Number(one.dataset.place), seen: seen,
                        style: look.outlineStyle, width: parseFloat(look.outlineWidth)}
            }"""
        )
        assert here["place"] == place
        assert (here["style"], here["width"] >= 2, here["seen"]) == ("solid", True, True), f"element {place}"


@each_page
def test_nothing_runs_over_the_side_of_a_phone(opened: Open, slug: str) -> None:
    page = opened(slug, width=PHONE)
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    # A part that is wider than the phone must stand in a region that is scrolled by itself, also by keyboard.
    lost = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(one =>
            one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1
            && !one.closest('[tabindex="0"]')).map(one => one.outerHTML.slice(0, 120))"""
    )
    assert lost == []


def test_a_wide_table_is_scrolled_by_keyboard_on_a_phone(opened: Open) -> None:
    page = opened("klynger", width=PHONE)
    regions = page.locator("[role=region][tabindex='0']")
    wide = next(
        one for one in regions.all() if one.is_visible() and one.evaluate("one => one.scrollWidth > one.clientWidth")
    )
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("one => one.scrollLeft > 0", arg=wide.element_handle())


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug != "index"])
def test_letters_of_a_figure_can_be_read_on_a_phone(opened: Open, slug: str) -> None:
    page = opened(slug, width=PHONE)
    for picture in page.locator("figure img").all():
        box = picture.bounding_box()
        source = picture.get_attribute("src")
        assert box is not None
        assert source is not None
        drawn = re.search(r"viewBox%3D%270 0 ([\d.]+)|viewBox='0 0 ([\d.]+)|viewBox=%270 0 ([\d.]+)", source)
        assert drawn is not None
        width = float(next(group for group in drawn.groups() if group))
        assert 9 * box["width"] / width >= SMALLEST_LETTERS


@each_page
def test_paper_gets_the_content_alone(opened: Open, slug: str) -> None:
    page = opened(slug)
    page.emulate_media(media="print")
    for left_out in (".skip", ".contents", ".button", ".trail"):
        assert [one for one in page.locator(left_out).all() if one.is_visible()] == []
    assert page.locator("h1").is_visible()
    assert page.locator(".banner").is_visible()
    assert page.locator(".banner").evaluate("one => getComputedStyle(one).position") == "static"
    assert all(one.is_visible() for one in page.locator("main figure img").all())
    clipped = page.evaluate(
        """() => [...document.querySelectorAll('.scroll')].filter(one => one.checkVisibility()
            && getComputedStyle(one).overflowX !== 'visible').length"""
    )
    assert clipped == 0, "a table that is scrolled on a screen would be cut on paper"
    assert page.pdf(format="A4").startswith(b"%PDF")


@each_page
def test_letters_stay_apart_from_their_ground_when_the_reader_widens_them(opened: Open, slug: str) -> None:
    page = opened(slug, width=PHONE)
    # WCAG 1.4.12: nothing is cut when a reader asks for more space between lines, letters and words.
    page.evaluate(
        """() => document.querySelectorAll('body *').forEach(one => {
            Object.assign(one.style, {lineHeight: '1.5', letterSpacing: '.12em', wordSpacing: '.16em'}) })"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
