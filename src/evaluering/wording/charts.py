"""The Danish words of charts over months: phases, verdicts of a run chart, kinds of control charts, seasons."""

from __future__ import annotations

PHASES = {
    "baseline": "Før",
    "cut": "Overgang",
    "after": "Efter aftalens start",
    "ramp": "Under indfasningen",
    "full": "Efter indfasningen",
}
"""The parts of a run chart, as a cell and as the beginning of a sentence."""

RUN_VERDICTS = {
    "signal": "◆ Næppe tilfældigt",
    "no_signal": "● Ligner tilfældige udsving",
    "not_assessed": "◯ For få måneder",
}
"""Word and shape per verdict of a phase."""

LEVEL = "midterniveauet"
LEVEL_PLAIN = "midten af månederne før"
"""The same where it has not been explained yet."""

LEVEL_GLOSS = (
    "Midterniveauet er medianen af månederne før overgangen: Halvdelen af dem ligger over, halvdelen under. "
    "Det ligger fast, så senere måneder ikke flytter det."
)
PHASE_GLOSS = "Overgang er måneder, hvor børnene allerede blev ammet, da aftalen begyndte. De er kun delvist omfattet."
RULES_GLOSS = (
    "Længste række er flest måneder i træk på samme side af midterniveauet. Skift er, hvor tit tallene krydser det. "
    "Er rækken for lang, eller er skiftene for få, er det næppe tilfældigt (Anhøjs regler)."
)
FALSE_SIGNALS = (
    "Uden nogen ændring giver omkring 7 af 100 seriediagrammer alligevel et tegn. "
    "Ligner nabomåneder hinanden, er det mange flere."
)
SEASON_OUT = "Årstidens udsving er trukket fra, fordi de var klare før aftalen."
SEASON_IN = "Årstiden er ikke trukket fra: Den var ikke klar før aftalen."

KINDS = {
    "p": "Månederne før aftalen svinger ikke mere, end antallet af børn forklarer. Derfor er grænserne de almindelige.",
    "p_prime": "Månederne før aftalen svinger mere, end antallet af børn forklarer. Derfor er grænserne gjort bredere.",
}
"""Why the limits of a control chart are as they are, by its kind."""

KIND_NAMES = {"p": "P", "p_prime": "P′"}
"""A kind of control chart as a cell."""
