"""What stands around the content of every page: the words of its head and foot, and the templates' environment."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluering import wording
from evaluering.running.orders import PageHead, RunMarks
from evaluering.wording.pages import PAGE

TEMPLATES = Path(__file__).parent / "templates"


def page_environment() -> Environment:
    """Jinja with everything escaped, an unknown name a fault, and nothing of the clock or the machine."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals |= {"css": (TEMPLATES / "page.css").read_text(encoding="utf-8"), "words": PAGE}
    environment.filters |= {"data_address": _data_address}
    return environment


def page_words(head: PageHead, marks: RunMarks) -> dict[str, Any]:
    """What both forms of a page say around the content."""
    return {
        "title": head.title,
        "unit": head.unit,
        "joined": head.joined,
        "compact": head.compact,
        "agreement": head.agreement,
        "year": str(head.year),
        "extraction": wording.long_date(date.fromisoformat(head.extraction_date)),
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
