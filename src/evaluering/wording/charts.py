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
    "no_signal": "● Kan være tilfældigt",
    "not_assessed": "◯ For få måneder",
}
"""Word and shape per verdict of a phase."""

SIGN_NOTE = "◆ næppe tilfældigt. ● kan være tilfældigt. ◯ for få måneder til et svar."
NOTHING_NEW_SIGN = "◇"
NOTHING_NEW_SIGN_NOTE = "◇ siger intet nyt: Månederne før svinger heller ikke tilfældigt."
"""What the shapes mean where they stand without their words."""

LEVEL = "midterniveauet"
LEVEL_PLAIN = "det midterste tal fra før"
"""The same where it has not been explained yet."""

WAVES = "i lange bølger"
NO_WAY = "men samlet hverken op eller ned"
"""Months that do not sway by chance and yet lead nowhere: what follows the verb, and what closes the sentence."""
WAVES_NOTE = "I bølger: Tallet svinger i lange bølger, men samlet hverken op eller ned."

LEVEL_GLOSS = (
    "Midterniveauet er det midterste tal (medianen) af månederne før overgangen. Halvdelen af dem ligger over det. "
    "Senere måneder flytter det ikke."
)
PHASE_GLOSS = "I overgangen blev børnene allerede ammet, da aftalen begyndte. De er kun delvist omfattet."
RULES_GLOSS = (
    "Længste række er flest måneder i træk på samme side af midterniveauet. Skift er, hvor tit tallene krydser det. "
    "Er rækken for lang, eller er skiftene for få, er det næppe tilfældigt (Anhøjs regler)."
)
FALSE_SIGNALS = (
    "Omkring 7 af 100 diagrammer ser usædvanlige ud helt tilfældigt, og flere, når nabomåneder følges ad. "
    "Brug diagrammet som et fingerpeg."
)
SEASON_OUT = "Årstidens udsving er trukket fra, fordi de var klare før aftalen."
SEASON_IN = "Årstiden er ikke trukket fra: Den var ikke klar før aftalen."

KINDS = {
    "p": "Månederne før aftalen svinger ikke mere, end antallet af børn forklarer. Derfor er grænserne de almindelige.",
    "p_prime": "Månederne før aftalen svinger mere, end antallet af børn forklarer. Derfor er grænserne gjort bredere.",
}
"""Why the limits of a control chart are as they are, by its kind."""

WIDER = (
    "Stjernen viser, at månederne før svinger mere, end antallet af børn forklarer. Grænserne er gjort bredere (P′)."
)
