"""The Danish words of editions, comments and corrections: on the pages, in the forms, and for what is wrong in them."""

from __future__ import annotations

from datetime import date

from evaluering.wording.forms import count, long_date, lowered, sentence_list

EDITION = {
    "uncommented": "Ukommenteret udgave",
    "commented": "Kommenteret udgave",
    "final": "Endelig udgave, {day}",
    "corrected": "Rettet {day}",
}
"""Which edition a report is of."""

STANDING = {
    "none": "Ingen har kommenteret rapporten endnu.",
    "none_final": "Ingen har kommenteret rapporten.",
    "some": "Rapporten er kommenteret af {authors}.",
    "silent": "Der er ingen kommentar fra {authors} endnu.",
    "silent_final": "Der er ingen kommentar fra {authors}.",
    "own_words": "Kommentarerne er afsendernes egne ord. De ændrer ingen tal.",
}
"""Who has commented, above the comments."""

SEE_OVERVIEW = "Overblikket samler alle rettelser og siger, hvor mange tal de ændrede."
"""Where a reader of one page finds the corrections."""

STEERING_GROUP = "Styregruppen"
STEERING_GROUP_NAMED = "Styregruppen ({name})"
NETWORK = "Netværket i {cluster}"


_NETWORKS = "netværkene i {clusters}"


def authors_listed(authors: tuple[str, ...]) -> str:
    """Authors as in a sentence, the networks together.

    >>> authors_listed(("Netværket i A", "Netværket i B", "Styregruppen"))
    'netværkene i A og B samt styregruppen'
    """
    start = NETWORK.format(cluster="")
    clusters = [author.removeprefix(start) for author in authors if author.startswith(start)]
    others = [lowered(author) for author in authors if not author.startswith(start)]
    networks = _NETWORKS if len(clusters) > 1 else lowered(NETWORK).replace("{cluster}", "{clusters}")
    parts = [networks.format(clusters=sentence_list(clusters))] if clusters else []
    return " samt ".join([*parts, *([sentence_list(others)] if others else [])])


def edition_words(state: str, day: date | None, corrected: date | None) -> str:
    """An edition in words: ``Endelig udgave, 1. december 2026. Rettet 4. februar 2027``."""
    words = EDITION[state].format(day=long_date(day) if day else "")
    return f"{words}. {EDITION['corrected'].format(day=long_date(corrected))}" if corrected else words


def correction_notice(day: date, what: str) -> str:
    """What was corrected and when, in the sender's words."""
    return f"Rettet {long_date(day)}: {_ended(what)}"


def changed_numbers(changed: int, added: int, removed: int, indicators: tuple[str, ...]) -> str:
    """How many published numbers a correction moved, and of which indicators."""
    if not changed + added + removed:
        return "Ingen offentliggjorte tal er ændret."
    parts = [
        f"{count(number)} {words}"
        for number, words in ((changed, "er ændret"), (added, "er nye"), (removed, "er faldet bort"))
        if number
    ]
    about = f" Det gælder {sentence_list(indicators)}." if indicators else ""
    return f"Offentliggjorte tal: {sentence_list(parts)}.{about}"


def _ended(text: str) -> str:
    """A text that ends as a sentence does."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


GUIDANCE = {ord(sign): plain for signs, plain in (("“”„»«", '"'), ("’‘´", "'"), ("–—", "-")) for sign in signs}
"""Signs that an editor puts in the place of others while somebody types."""

COMMENT_FORM = """\
> Kommentar fra: {author}
> Dette er vejledning. Linjer, der begynder med >, kommer ikke med i rapporten. I kan lade dem stå.
> Skriv kommentaren nederst i filen. Sæt en tom linje mellem afsnittene. Skriv - foran hvert punkt i en liste.
> Skriv aldrig om enkelte børn eller familier, og nævn ikke små antal børn, som rapporten skjuler.
> Skriv ikke CPR-numre, telefonnumre eller mailadresser.
> Kommentaren må højst fylde {longest} tegn, omkring to sider. Den kommer med i rapporten ord for ord.
> Gem filen som ren tekst med tegnsættet UTF-8 og med samme navn. Er der ingen kommentar, så lad filen være.

"""
"""What stands in an empty file for a comment. A line that is changed here is no longer known in the forms of earlier
years: a filled-in one is then refused until its guidance is deleted, and never printed as a comment."""

EDITION_FORM = """\
# Udgaven af rapporten for {year}. Linjer med # foran er vejledning.
#
# Når styregruppen har godkendt rapporten, bliver den til den endelige udgave:
# Slet # foran linjen herunder, og skriv dagen som år-måned-dag, for eksempel {year}-12-01.
# endelig: ÅÅÅÅ-MM-DD
#
# Skal tallene rettes efter den endelige udgave, så slet # foran de tre linjer herunder. Skriv, hvad der er rettet.
# Det står på overblikket, i den samlede rapport og øverst på hver side. Hver ny rettelse får sine egne to linjer.
# rettelser:
#   - dato: ÅÅÅÅ-MM-DD
#     hvad: "Skriv her med én eller to sætninger, hvad der er rettet."
"""
"""What stands in an empty file on the edition."""

CORRECTION_EXAMPLE = "Skriv her med én eller to sætninger, hvad der er rettet."

PERSONAL = {
    "cpr": "Linjen ligner et CPR-nummer eller en fødselsdato med fire tegn efter",
    "phone": "Linjen ligner et telefonnummer",
    "mail": "Linjen ligner en mailadresse",
    "remedy": "Slet det. Er det et almindeligt tal, så skriv det med punktum: 12.345.678",
}
"""What a line seems to hold that must not be published; never the number itself."""

PERSONAL_AS_SHOWN = {
    "cpr": "Et sted står der, som det vises i rapporten, noget, der ligner et CPR-nummer",
    "phone": "Et sted står der, som det vises i rapporten, noget, der ligner et telefonnummer",
    "mail": "Et sted står der, som det vises i rapporten, noget, der ligner en mailadresse",
    "remedy": "Se efter tal og adresser, der er delt over to linjer eller skrevet med tegn som * \\ og &, og slet dem",
}
"""The same for what first shows when line breaks and mark-up are gone."""

_SAVE = "Åbn filen i Notesblok. Vælg Filer, Gem som, og sæt Kodning til UTF-8"
FAULTS = {
    "no_file": ("Dette er ikke en almindelig fil", "Læg selve filen i mappen, ikke en genvej eller en mappe"),
    "unreadable": ("Filen kan ikke læses", "Luk den i andre programmer, og giv læseadgang til den"),
    "too_large": ("Filen er for stor til en kommentar", "Skriv kommentaren som ren tekst uden billeder"),
    "word": (
        "Filen er et dokument fra Word eller et lignende program og ikke ren tekst",
        "Kopiér teksten, og sæt den ind i formularen med Notesblok. Slet dokumentet fra mappen",
    ),
    "pdf": ("Filen er en PDF og ikke ren tekst", "Kopiér teksten, og sæt den ind i formularen med Notesblok"),
    "utf16": ("Filen er gemt som »Unicode« (UTF-16) og ikke som UTF-8", _SAVE),
    "not_utf8": ("Filen er ikke gemt som UTF-8; måske er den gemt som ANSI eller »Windows (standard)«", _SAVE),
    "broken": ("Linjen har ødelagte danske bogstaver eller anførselstegn", "Skriv linjen igen, og gem filen som UTF-8"),
    "glyph": ("Tegnet {sign} kan ikke vises i rapporten", "Slet tegnet, eller skriv det med ord"),
    "guidance": (
        "Linjen begynder med > eller er blandet med formularens vejledning",
        "Skriv kommentaren på sine egne linjer uden >. Vejledningen må slettes, men ikke rettes",
    ),
    "lost": (
        "Noget af teksten ville ikke blive vist, som den er skrevet: et billede, et link, en celle i en tabel eller et "
        "nummer foran et punkt",
        "Skriv det som almindelig tekst. Punkter i en liste skal have numre i rækkefølge",
    ),
    "too_long": ("Kommentaren fylder {length} tegn, og den må højst fylde {longest}", "Gør kommentaren kortere"),
    "unknown": ("Filen hører ikke til i mappen, så den ville ikke komme med i rapporten", "Flyt eller slet filen"),
    "renamed": ("Filen har ikke det rigtige navn, så den ville ikke komme med i rapporten", "Den skal hedde {name}"),
    "both": (
        "Filen har ikke det rigtige navn, og {name} findes også",
        "Flyt indholdet over i {name}, og slet denne fil",
    ),
    "loose": (
        "Filen ligger løst i mappen kommentarer, så den ville ikke komme med i rapporten",
        "Flyt filen til årets mappe, for eksempel kommentarer/{year}",
    ),
}
"""What is wrong with a file of a comment, and what to do."""

NOT_WRITTEN = "Formularerne til kommentarer kunne ikke skrives i {folder}. Rapporten laves alligevel."
NOT_SEALED = "Kopien af den endelige udgave kunne ikke skrives i {folder}. Gem mappen med rapporten et sikkert sted."
"""What the command line tells when the folder of the comments cannot be written."""

DATES = {
    "not_a_day": "Dagen skal skrives som år-måned-dag uden klokkeslæt, for eksempel 2026-12-01",
    "meant": "Dagen skal skrives som år-måned-dag. Mener du {day}?",
    "short": "Skriv med mindst {least} tegn, hvad der er rettet, så en læser forstår det",
    "long": "Beskrivelsen må højst fylde {most} tegn",
    "glyph": "Beskrivelsen har et tegn, der ikke kan vises i rapporten. Slet det, eller skriv det med ord",
    "example": "Her står stadig formularens egen tekst. Skriv, hvad der er rettet",
    "future": "Dagen ligger ude i fremtiden",
    "future_remedy": "Skriv den dag, det skete. Vent med at køre, hvis dagen ikke er kommet",
    "no_space": "Der mangler et mellemrum efter kolon",
    "no_space_remedy": "Skriv for eksempel endelig: 2026-12-01",
    "no_final": "Der er rettelser, men ingen endelig udgave. Skriv dagen i endelig, eller slet rettelserne",
    "order": "Rettelserne skal stå med den ældste først og må ikke ligge før den endelige udgave",
}
"""What is wrong in the file on the edition."""

FINAL_UNTOUCHED = (
    "Tallene er de samme som i den endelige udgave, som ikke er rørt. Skal siderne laves om, "
    "så skriv en ny rettelse i udgave.yml."
)
"""What the command line tells when something else than the numbers is other than in a published final edition."""

OTHER_NUMBERS = {"coverage": "hvor mange børn amningen er kendt for"}
"""How a notice names numbers that are no indicator of the agreement."""

_ADD = "Skriv en ny rettelse nederst i udgave.yml under rettelser med dato og med, hvad der er rettet. Kør så igen"
REPLACED = {
    "numbers": (
        "Rapporten er udgivet som endelig, og denne kørsel giver andre tal. {numbers}",
        f"Er tallene rettet med vilje? {_ADD}. Er de ikke, så find ud af, hvad der er anderledes i data eller program",
    ),
    "comments": (
        "Rapporten er udgivet som endelig, og siden er kommentarerne ændret",
        f"Sæt kommentarerne tilbage, som de var. Skal de rettes? {_ADD}",
    ),
    "not_final": (
        "Rapporten er udgivet som endelig, men filen udgave.yml siger det ikke længere",
        "Sæt udgave.yml tilbage, som den var. En endelig udgave kan rettes, men ikke trækkes tilbage",
    ),
    "other_day": (
        "Rapporten er udgivet som endelig, og siden er dagen for den endelige udgave ændret",
        "Sæt dagen i udgave.yml tilbage. Er noget rettet, hører det til under rettelser",
    ),
    "corrections": (
        "En rettelse, der er udgivet, er ændret eller fjernet",
        "Sæt den tilbage i udgave.yml, og skriv en ny rettelse under den",
    ),
    "synthetic": (
        "Rapporten er den endelige udgave på rigtige data, og kørslen bruger opdigtede data",
        "Vælg en anden mappe med --out, eller vælg de rigtige data med --data",
    ),
    "too_early": (
        "Dagen ligger før den dag, data er trukket",
        "Ret dagen. Er filen kopieret fra et tidligere år, så slet linjen endelig",
    ),
    "unreadable": (
        "Filen {name} fra en udgivet rapport kan ikke læses, så det vides ikke, om rapporten var endelig",
        "Hent filen fra en sikkerhedskopi. Var rapporten ikke endelig, så flyt filens mappe væk. Kør så igen",
    ),
    "failed": (
        "En endelig udgave skal være hel, og der er sider, som ikke kunne laves: {pages}",
        "Se årsagen i mappen fejlede ved siden af rapporten, og kør igen. Den udgivne rapport er ikke rørt",
    ),
}
"""Why a run may not stand as a final edition, and what to do."""
