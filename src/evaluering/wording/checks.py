"""The Danish words of a check of deliveries: on the screen, on its page and in its workbook."""

from __future__ import annotations

from evaluering.wording.forms import count

CHECK = {
    "title": "Kontrol af leverancer",
    "internal": "Til internt brug: må ikke offentliggøres",
    "internal_long": (
        "Rapporten er til sekretariatet og til dem, der har sendt data. Den viser, hvor noget skal rettes, men aldrig "
        "CPR-numre eller andet indhold fra rækkerne."
    ),
    "skip": "Spring til indholdet",
    "contents": "Indhold",
    "summary": "Kort sagt",
    "can_start": "Kørslen kan starte.",
    "cannot_start": "Kørslen kan ikke starte: {count} fejl skal rettes først.",
    "overview": "Hvad er leveret?",
    "overview_caption": (
        "Leverancer for hver kommune i aftalen. Om børn er en række en periode eller en status; om fødsler en måned."
    ),
    "municipality": "Kommune",
    "outside": "{name} (ikke part)",
    "rows": "{count} rækker pr. {day}",
    "published_caption": "Offentliggjorte tal, som resultaterne holdes op mod. Kørslen kan starte uden.",
    "undeclared": "Kan ikke knyttes til en kommune, før leverance.yml er rettet: {names}.",
    "stops": "Det stopper kørslen",
    "stops_caption": "Fejl, der skal rettes, før kørslen kan starte.",
    "stops_none": "Intet stopper kørslen.",
    "set_aside": "Rækker, der er lagt til side",
    "set_aside_text": "Rækkerne kan ikke passe eller er afløst. De er ikke talt med.",
    "set_aside_caption": "Rækker, der er lagt til side, efter leverance og regel.",
    "set_aside_none": "Ingen rækker er lagt til side.",
    "remarks": "Bemærkninger",
    "remarks_text": "Rækkerne er talt med, men noget ved dem er usædvanligt. Bed afsenderen se dem efter.",
    "remarks_caption": "Usædvanlige rækker efter leverance og regel.",
    "remarks_none": "Ingen rækker er usædvanlige.",
    "notes": "Værd at vide",
    "all_deliveries": "Hele sættet",
    "more_faults": "… og {count} fejl mere. Alle står i rapporten.",
    "more_lines": "… og {count} mere i rapporten.",
    "same_elsewhere": "  Tilsvarende {count} andre steder, først: {places}",
    "one_row": "1 række pr. {day}",
    "report": "Rapport til afsenderne",
    "gateway_rows": "For KL Gateway Børn er rækken indberetningens nummer i filen.",
    "sending_on": "Regnearket {file} siger det samme række for række. Der kan man vælge én afsender ad gangen.",
    "of_data": "Data udtrukket",
    "folder": "Mappe",
    "year": "Parametre for",
    "footer": "Om rapporten",
    "capped": "Her vises de første {shown} af {count} rækker.",
}
"""Fixed words of a check."""

STATES = {
    "ready": "klar",
    "remarks": "klar med bemærkninger",
    "missing": "mangler",
    "fault": "fejl",
    "elsewhere": "anden kilde",
}
"""How one municipality stands with one source."""

SHAPES = {"ready": "●", "remarks": "◐", "missing": "○", "fault": "▲", "elsewhere": "–"}
"""A shape beside the word, so that a table is read at a glance and in grey."""

BRIEF_STATES = {
    "ready": "● klar",
    "remarks": "◐ bemærkninger",
    "missing": "○ mangler",
    "fault": "▲ fejl",
    "elsewhere": "–",
}
"""State in a narrow column of the screen."""

PUBLISHED_STATES = {
    "missing": "ikke leveret",
    "ready": "leveret",
    "remarks": "leveret med bemærkninger",
    "fault": "fejl",
}
"""How a published table stands: a run can start without it."""

CHECKED_SOURCES = {
    "kommuneudtraek": "Kommuneudtræk",
    "kl-gateway": "KL Gateway",
    "foedsler": "Fødsler",
    "esundhed": "eSundhed",
    "statbank": "Statistikbanken",
}
"""Kinds of delivery in a narrow column."""

COLUMNS = {
    "cluster": "Klynge",
    "code": "Kode",
    "municipality": "Kommune",
    "delivery": "Leverance",
    "sender": "Afsender",
    "source": "Kilde",
    "state": "Tilstand",
    "rows": "Rækker",
    "extracted": "Udtrukket",
    "kind": "Fejl",
    "what": "Hvad er galt",
    "remark": "Bemærkning",
    "file": "Fil",
    "sheet": "Ark",
    "row": "Række",
    "column": "Kolonne",
    "key": "Nøgle",
    "count": "Antal rækker",
    "allowed": "Tilladt",
    "rule": "Regel",
    "remedy": "Gør sådan",
    "where": "Hvor",
}
"""Headings of the tables of a check."""

SHEETS = ("Oversigt", "Fejl", "Rækker lagt til side", "Bemærkninger")
"""Names of the sheets of the workbook."""

_LOOK = "Bed afsenderen se rækken efter"
_OWN = "Ingenting: afsenderen har selv rettet det"
_REMEDIES = {
    "withdrawn": _OWN,
    "superseded_report": _OWN,
    "cpr_form": "Skriv CPR-nummeret med alle ti cifre, også nullet forrest",
    "cpr_no_such_date": "Slå barnets CPR-nummer efter, og ret det",
    "timestamp_unreadable": "Skriv Bundle.timestamp med dato, klokkeslæt og tidszone",
    "date_unreadable": "Skriv datoen i den form, leverance.yml siger, eller ret datoformat",
    "date_missing": "Udfyld den dato, der mangler",
    "status_or_period": "Udfyld enten status eller periode, ikke begge",
    "unknown_feeding": "Brug kodebogens koder, eller ret kodebog i leverance.yml",
    "unknown_contact": "Brug kodebogens koder, eller ret kodebog i leverance.yml",
    "cpr_other_birth_date": "Se efter, om det er CPR-nummeret eller fødselsdatoen, der er forkert",
    "after_extraction": "Ret datoen, eller ret udtraeksdato i leverance.yml",
    "birth_after_recorded": "Se efter, om det er fødselsdatoen eller registreringen, der er forkert",
    "adult": "Skriv barnets CPR-nummer, ikke en forælders",
    "start_before_birth": "Se efter, om det er fødselsdatoen eller perioden, der er forkert",
    "end_before_start": "Se efter, om periodens to datoer er byttet om",
    "after_recorded": "Ret perioden, eller ret den dag, den er registreret",
    "outside_period": "Ret periode i leverance.yml, eller tag rækken ud af udtrækket",
    "full_beyond_18_months": "Ret den dag, perioden slutter",
    "conflicting_tie": "Behold den indberetning, der er rigtig",
    "doubled_row": "Ingenting, hvis det er samme indberetning: den tælles én gang",
    "status_against_period": "Se efter, om det er statussen eller perioden, der er rigtig",
    "overlapping_periods": "Se efter, hvornår den ene periode slutter og den næste begynder",
    "full_after_less": "Se efter, om barnet igen blev fuldt ammet",
    "full_after_9_months": "Se efter, hvornår barnet sidst blev fuldt ammet",
    "age_outside_contact": "Se efter, om kontakttypen eller datoen er rigtig",
    "outside_visit": "Se efter, om det er statussens eller besøgets dato, der er rigtig",
    "other_municipality": "Se efter, om barnet er flyttet",
}


def row_remedy(rule: str) -> str:
    """What a sender shall do about a row that breaks a rule or carries a remark."""
    return _REMEDIES.get(rule, _LOOK)


def verdict(faults: int) -> str:
    """Whether a run can start, as a sentence."""
    return CHECK["cannot_start"].format(count=count(faults)) if faults else CHECK["can_start"]
