"""The Danish words of the joined report: its name, its parts, and where the numbers behind it are."""

from __future__ import annotations

REPORT = {
    "title": "Evalueringsrapport",
    "about": "Hele evalueringen samlet i ét dokument: konklusioner, indikatorer, svar, kommentarer og bilag.",
    "contents": "Indhold",
    "appendix": "Bilag",
    "comments": "Kommentarer",
    "no_comment": "Der er ingen kommentar.",
    "announced": "Her er",
    "same_table": "Tabel {number} er den samme som tabel {first}. Den vises kun dér.",
    "common": "Om tallene i rapporten",
    "figure_data": "Tallene bag figurerne står i {workbook} og på siderne i HTML-udgaven.",
}
"""Fixed words of the joined report."""

REPORT_SLUG = "evalueringsrapport"
"""Name of the joined report's files without suffix."""
