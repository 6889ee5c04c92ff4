"""Names of the files that a page's figures and tables can be had as, inside the site."""

from __future__ import annotations

FIGURES, TABLES = "figurer", "tabeller"
"""Folders of the site."""


def figure_file(slug: str, number: int, kind: str) -> str:
    """A figure of a page as ``svg`` or ``png``, or the numbers behind it as ``csv``.

    >>> figure_file("klynger", 2, "png")
    'figurer/klynger_figur_2.png'
    """
    return f"{FIGURES}/{slug}_figur_{number}.{kind}"


def table_file(slug: str, number: int) -> str:
    """A table of a page as ``csv``."""
    return f"{TABLES}/{slug}_tabel_{number}.csv"


def workbook_file(slug: str) -> str:
    """All tables of a page, and the numbers behind its figures, in one workbook."""
    return f"{TABLES}/{slug}.xlsx"
