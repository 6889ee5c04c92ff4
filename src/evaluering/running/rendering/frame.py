"""What stands around the content of every page: the words of its head and foot, and the templates' environment."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluering import wording
from evaluering.running.orders import PageHead, RunMarks
from evaluering.running.rendering.names import figure_file, table_file, workbook_file
from evaluering.wording.pages import PAGE
from evaluering.wording.site import SITE

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parent / "fonts"
"""The font of the figures, written by ``tools/figure_fonts.py``: their words are text, not outlines."""

WAY = "<!-- vej videre -->"
"""Where the way to other pages is put in, when all pages of a run are known; text on a page cannot look like it."""


def page_environment() -> Environment:
    """Jinja with everything escaped, an unknown name a fault, and nothing of the clock or the machine."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    names = {"figure_file": figure_file, "table_file": table_file, "workbook_file": workbook_file}
    css = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    environment.globals |= {**names, "css": css, "words": PAGE, "site": SITE, "way": WAY}
    environment.filters |= {"data_address": _data_address}
    return environment


def page_words(head: PageHead, marks: RunMarks) -> dict[str, Any]:
    """What both forms of a page say around the content."""
    return {
        "slug": head.slug,
        "title": head.title,
        "unit": head.unit,
        "joined": head.joined,
        "compact": head.compact,
        "agreement": head.agreement,
        "year": str(head.year),
        "extraction": wording.long_date(date.fromisoformat(head.extraction_date)),
        "edition": head.edition,
        "corrections": list(head.corrections),
        "source": f"{PAGE['version']} {marks.version} · evaluering {head.code}",
        "synthetic": wording.SYNTHETIC if marks.synthetic else "",
        "synthetic_long": wording.SYNTHETIC_LONG if marks.synthetic else "",
        "caveat": wording.CAVEAT,
        "words": PAGE,
    }


_PLAIN = " !$'()*+,-./;=?@[]_{|}~"
"""Signs that stand for themselves inside a quoted address of data; every other but letters and digits is written out,
the signs among them that mean something in HTML."""


def _data_address(svg: str) -> str:
    """A picture inside the page itself, no sign of which means anything in HTML: a quarter shorter than in base64."""
    return f"data:image/svg+xml,{quote(svg.replace(chr(34), chr(39)), safe=_PLAIN)}"
