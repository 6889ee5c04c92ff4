"""The Danish words of the site: what can be downloaded, the way from page to page, and what the overview tells."""

from __future__ import annotations

SITE = {
    "save": "Hent",
    "save_figure": "Hent figur {number} som {kind}",
    "save_data": "Hent tallene bag figur {number} som CSV",
    "save_table": "Hent tabel {number} som CSV",
    "save_workbook": "Hent tabellerne (XLSX)",
    "save_workbook_of": "Hent tabellerne som XLSX: {title}",
    "scroll": "Rul figuren til siden for at se det hele →",
    "scroll_table": "Rul tabellen til siden for at se alle kolonner →",
    "way": "Vej videre",
    "previous": "Forrige",
    "next": "Næste",
    "all_pages": "Overblik over alle sider",
}
"""What stands at figures and tables, and at the end of every page."""

SHEET = {
    "contents": "Indhold",
    "table": "Tabel {number}",
    "figure": "Figur {number}",
    "table_tab": "T{number} {title}",
    "figure_tab": "F{number} {title}",
    "listed": "Ark",
    "holds": "Indeholder",
    "lower": "nedre grænse",
    "upper": "øvre grænse",
    "numerator": "tæller",
    "denominator": "nævner",
    "share": "%",
    "unit": "enhed",
    "mark": "mærke",
    "told": "i ord",
    "whole": "tæller/nævner",
    "figure_data": "Tallene bag figuren: {title}",
}
"""What stands in the files with tables."""

OVERVIEW = {
    "targets": "Er målene nået?",
    "targets_text": "Målene er ambitioner, ikke minimumskrav. Tallene gælder hele {region}.",
    "target": "Mål: mindst {target} senest {deadline}.",
    "born": "Født {span}.",
    "counted": "Opgjort for {count} børn. Det er {coverage} af de fødte.",
    "before": " – frist {deadline}",
    "doubt": "Usikkert: målet ligger i sikkerhedsintervallet.",
    "interval": "95\N{NO-BREAK SPACE}% sikkerhedsinterval: {limits}",
    "unmeasured": "{verdict}: der er ingen tal",
    "no_number": "Der er ikke noget tal at vise.",
    "report_pdf": "Hent hele rapporten (PDF)",
    "report_workbook": "Hent alle rapportens tabeller (XLSX)",
    "changes": "Hvad er ændret siden sidste rapport?",
    "changes_more": "Se, hvad der er ændret og hvorfor",
    "corrections": "Rettelser",
    "edition": "Udgave",
    "appendices": "Bilag",
    "appendices_text": "Beregninger og tabeller bag siderne ovenfor.",
    "about_data": "Om denne udgave",
    "extraction": "Data udtrukket",
    "version": "Dataversion",
    "downloads_text": (
        "Hver figur kan hentes som SVG, PNG og CSV, og hver tabel som CSV. Links står ved figuren og tabellen. "
        "Alle sidens tabeller ligger samlet i ét regneark (XLSX)."
    ),
}
"""What the overview tells beside the list of pages."""
