"""The Danish words of a run: on its pages, for what went wrong, and for the report folder."""

from __future__ import annotations

PAGE = {
    "overview": "Overblik",
    "contents": "Indhold",
    "skip": "Spring til indholdet",
    "evaluation": "Evaluering",
    "extraction": "Data udtrukket",
    "download_pdf": "Hent som PDF",
    "main_result": "Kort sagt",
    "figure_data": "Tallene bag figuren",
    "figure_data_elsewhere": "Tallene bag figuren står i HTML-udgaven.",
    "footer": "Forbehold og kilde",
    "version": "Dataversion",
    "of": "af",
    "side": "side",
    "table": "Tabel",
    "figure": "Figur",
    "cluster_page": "Klyngerapport",
    "cluster_text": "De samme spørgsmål som for regionen, besvaret for klyngens kommuner under ét.",
    "cluster_pages_text": (
        "De samme spørgsmål som for regionen, besvaret for hver klynges kommuner under ét. "
        "Rækkefølgen er aftalens. Den er ikke en rangliste."
    ),
    "municipal_page": "Kommuneark",
    "municipal_text": "Ét ark for hver kommune med kommunens egne tal.",
    "region_pages": "Regionen",
    "cluster_pages": "Klyngerne",
    "municipal_pages": "Kommuneark",
    "municipal_pages_text": (
        "Et kort ark til hver kommune: dækning, egne tal og hvad der kan gøres ved data. "
        "Rækkefølgen er aftalens. Den er ikke en rangliste."
    ),
    "all_published": "✓ Alle sider er udgivet.",
    "read_first": "Læs dette først",
    "go_to": "Gå til",
    "failed": "▲ FEJLET",
    "kept": "Seneste gode udgave vises",
    "kept_extraction": "data udtrukket",
    "nothing_kept": "Der findes ingen tidligere udgave.",
    "read": "Læs siden",
    "files": "Tal og dokumentation",
    "results_file": "Hovedresultater som tal (results.json)",
    "manifest_file": "Hvad kørslen byggede på (manifest.json)",
    "executed": "Kørt",
    "set": "Sat op",
    "some_failed": "Ikke alle sider kunne dannes. De andre sider er udgivet.",
}
"""Fixed words on the pages of a run."""

CAUSES = {
    "dead_kernel": "Beregningen stoppede brat i kodecelle {cell}. Det skyldes oftest, at hukommelsen slap op.",
    "dead_worker": "Processen, der kørte siden, stoppede brat. Det skyldes oftest, at hukommelsen slap op.",
    "timeout": "Kodecelle {cell} blev stoppet, fordi den tog længere tid end {seconds} sekunder.",
    "exception": "Uventet fejl i kodecelle {cell}. Se loggen i mappen fejlede.",
    "not_run": "Kodecelle {cell} blev ikke kørt.",
    "told": "Kodecelle {cell}: {text}",
    "start": "Siden kunne ikke startes. Se loggen i mappen fejlede.",
    "conflict": "Siden viser et andet tal for {id} end en anden side i samme kørsel.",
    "glyph": "Tegnet {glyph} kan ikke vises i PDF. Skriv det på en anden måde.",
    "not_rendered": "Siden kunne ikke sættes op. Se loggen i mappen fejlede.",
}
"""Why a page failed, in words for the overview and the manifest."""

PUBLICATION = {
    "busy": "En anden kørsel er i gang med at skrive i rapportmappen",
    "busy_remedy": "Vent, til den anden kørsel er færdig ({holder}), og kør igen",
    "unknown_holder": "ukendt maskine",
    "holder": "maskine {host}, proces {process}",
    "foreign": "Mappen indeholder andet end en rapport, og den ville blive erstattet",
    "foreign_remedy": "Vælg en tom eller ny mappe med --out",
    "full": "Der er ikke mere plads på disken",
    "full_remedy": "Frigør plads, og kør igen. Den seneste gode rapport er ikke rørt",
    "denied": "Der er ikke adgang til at skrive rapporten",
    "denied_remedy": "Luk åbne filer fra rapporten, giv skriveadgang til mappen, og kør igen",
    "other": "Rapporten kunne ikke skrives",
    "other_remedy": "Se efter, om disken er tilgængelig, og kør igen. Den seneste gode rapport er ikke rørt",
}
"""Why a report could not be written, and what to do."""
