"""What stands around the content of every page: the words of its head and foot, and the templates' environment."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path
from typing import Any

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
        "agreement": head.agreement,
        "year": str(head.year),
        "extraction": wording.long_date(date.fromisoformat(head.extraction_date)),
        "source": f"{PAGE['version']} {marks.version} · evaluering {head.code}",
        "synthetic": wording.SYNTHETIC if marks.synthetic else "",
        "synthetic_long": wording.SYNTHETIC_LONG if marks.synthetic else "",
        "caveat": wording.CAVEAT,
        "words": PAGE,
    }


def _data_address(svg: str) -> str:
    """A picture inside the page itself."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode('utf-8')).decode('ascii')}"
