"""The Danish words for a region held against the rest of the nation: what that takes out, and what it does not."""

from __future__ import annotations

from collections.abc import Iterable

from evaluering.wording.forms import sentence_list

OTHER_CAUSES = {
    "national_event": "pandemien",
    "national_same_outcome": "nationale råd om amning",
    "national_registration": "ændringer i selve registeret",
    "regional_event": "andre begivenheder",
    "regional_same_outcome": "andre indsatser for amning",
    "regional_registration": "en ny måde at registrere amning på",
}
"""Other explanations of a change, by what they are called among comparisons."""

REASONS = {
    "no_figures": "Der er ikke offentliggjort tal for {name}.",
    "no_other_regions": "Der er ikke leveret tal for resten af landet, som passer til de samme år.",
    "too_few_mature_months": "Der er endnu ingen færdige tal for børn født i {first} eller senere.",
    "too_few_months_before": "Der er for få år før aftalen at måle ud fra.",
    "no_variation": "Tallene svinger for lidt til, at usikkerheden kan regnes ud.",
    "hidden": "Tallene bygger på så få børn, at de ikke må vises.",
}
"""Why a region cannot be held against the rest of the nation, as whole sentences."""

EXPECTED = "Det ventede er forskellen i årene før aftalen, trukket videre frem."
FEW_YEARS = "Der er få år at måle på, så tallene er usikre."
SAME_WAY = {
    "same": "Foreløbigt peger registeret samme vej som kommunernes egne oplysninger",
    "other": "Foreløbigt peger registeret en anden vej end kommunernes egne oplysninger",
    "unclear": "Det er for tidligt at sige, om registeret peger samme vej som kommunernes egne oplysninger",
}
"""Whether a preliminary published year goes as the data on children, without the last full stop."""

COUNTED = {
    "registered_mean": (
        "Registeret er et gennemsnit af de registrerede dage. Vores tal følger også børn uden en registreret stopdag."
    ),
    "registered_over_26_weeks": (
        "Registeret tæller kun amning i over 26 uger. Vi tæller mindst 26 uger, som aftalens mål siger."
    ),
}
"""How the register's number is counted otherwise than the agreement's, by its definition."""

PRELIMINARY_TOO = "Desuden er registerets tal foreløbige."
NO_CAUSE = "Sammenligningen viser ikke, hvad der er årsagen til en forskel."


def taken_out(causes: Iterable[str]) -> str:
    """What moves all alike and so is taken out, as sentences."""
    named = sentence_list([OTHER_CAUSES[cause] for cause in causes])
    return f"Det, der flytter tallene lige meget i hele landet, er trukket fra. Det kan være {named}."


def not_taken_out(causes: Iterable[str], *, place: str) -> str:
    """What moves one place alone and so is left in, as sentences."""
    named = sentence_list([OTHER_CAUSES[cause] for cause in causes])
    return f"Det, der kun sker i {place}, er ikke trukket fra. Det kan være {named}."


def trial(regions: Iterable[str], *, first_year: int, last_year: int) -> str:
    """A trial in other regions, and what it does to the comparison, as sentences."""
    return (
        f"{sentence_list(list(regions))} havde deres eget forsøg med støtte til amning i {first_year}–{last_year}. "
        "Det kan have flyttet tallene dér. Så bliver forskellen for lille eller for stor."
    )
