"""The joined report: sections, comments and appendices from executed notebooks, in one compilation to PDF/UA-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import orjson

from evaluering.running.commentary import Comment
from evaluering.running.orders import PageHead, Rendering, ReportOrder, RunMarks
from evaluering.running.rendering.downloads import write_workbook
from evaluering.running.rendering.exporters import compiled, or_refused
from evaluering.running.rendering.frame import page_words
from evaluering.running.rendering.markdown import Node
from evaluering.running.rendering.names import workbook_file
from evaluering.running.rendering.sections import Notebooks, Sections, report_sections
from evaluering.wording.report import REPORT


def render_report(order: ReportOrder) -> Rendering:
    """Write the report's PDF into the order's folder; a refused output is an answer, not an exception."""
    return or_refused(lambda: _written(order))


def set_report(
    sections: Notebooks,
    appendices: Notebooks,
    *,
    head: PageHead,
    marks: RunMarks,
    comments: Sequence[Comment] = (),
    standing: Sequence[str] = (),
) -> tuple[bytes, Sections]:
    """PDF and content of the joined report from executed notebooks (name, notebook as JSON).

    Raises
    ------
    DisclosureError
        When any output is not a block of this run.
    """
    content = report_sections(sections, appendices, marks=marks)
    data = {
        **page_words(head, marks),
        "title": f"{head.title} {head.year}",
        "report": REPORT | {"figure_data": REPORT["figure_data"].format(workbook=workbook_file(head.slug))},
        "sections": content.sections,
        "appendices": content.appendices,
        "common": content.common,
        "comments": [asdict(one) for one in comments],
        "standing": list(standing),
    }
    written = [node for one in comments for node in one.nodes]
    nodes = [*_nodes(content.sections), *written, *_nodes(content.appendices)]
    return compiled("report.typ", data, head, nodes=nodes), content


def _written(order: ReportOrder) -> Rendering:
    sections, appendices = (
        [(name, orjson.loads(Path(path).read_bytes())) for name, path in part]
        for part in (order.sections, order.appendices)
    )
    pdf, content = set_report(
        sections,
        appendices,
        head=order.head,
        marks=order.marks,
        comments=order.comments,
        standing=order.standing,
    )
    name, site = f"{order.head.slug}.pdf", Path(order.site)
    (site / name).write_bytes(pdf)
    nodes = _nodes((*content.sections, *content.appendices))
    some = any(node["kind"] in ("table", "figure") for node in nodes)
    books = [write_workbook(nodes, site, head=order.head, marks=order.marks)] if some else []
    files = (name, *books)
    return Rendering("completed", results=content.results, conclusions=content.conclusions, files=files)


def _nodes(parts: Sequence[Node]) -> list[Node]:
    """All nodes of several parts in order."""
    return [node for part in parts for node in part["nodes"]]
