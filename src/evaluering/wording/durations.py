"""The Danish words of durations: ages, what a curve's numbers mean, the register's way of counting, tests."""

from __future__ import annotations

WEEKS = {14: "2", 63: "9", 119: "17", 182: "26"}
"""The published ages in weeks, by days."""

BEYOND = {14: "Over 2 uger", 63: "Over 9 uger", 119: "Over 17 uger", 182: "Mindst 26 uger"}
"""A published share by its age in days, as a head or a label."""

MORE = {
    "up": "en større andel",
    "down": "en mindre andel",
}
"""More or fewer of the children, where that is sure."""

TOGETHER = {2: "To år under ét", 3: "Tre år under ét"}
"""So many agreement years taken together, as the beginning of a title."""

CURVE_GLOSS = "Kurven viser, hvor stor en del af børnene der stadig blev ammet fuldt ved hver alder."
DESCRIPTION = "Forskellen mellem to år er en beskrivelse. Den siger ikke hvorfor."

STILL_NOTE = (
    "Antal ved hver alder er beregnet: børn med kendt amning ganget med andelen. "
    "Så tæller børn, der kun er fulgt et stykke af vejen, også med."
)
OBSERVED_NOTE = (
    "Fulgt til 26 uger: børn, der er fulgt så længe, uden at journalen viser et stop før. Afrundet til nærmeste ti."
)
HALF_NOTE = "Dag, hvor halvdelen er stoppet: den første dag, hvor højst halvdelen stadig blev ammet fuldt (medianen)."
THRESHOLD_NOTE = (
    "Over 2, 9 og 17 uger er mere end 14, 63 og 119 dage. Mindst 26 uger er 182 dage eller mere."
)  # fmt: skip

REGISTER_REASONS = {
    "zeros": "børn, der aldrig blev ammet fuldt",
    "capped": "dage efter det første år",
    "unfinished": "børn, der stadig blev ammet ved sidste besøg",
    "undated": "børn, der stoppede mellem to besøg",
}
"""Why the mean of the curve differs from a register's, as a noun phrase."""

RATIO_GLOSS = (
    "Forholdet: den del af de stadig ammede børn, der stoppede på en given dag efter aftalens start, "
    "delt med den samme del før. Under 1 betyder, at færre stoppede."
)
CHANCE_GLOSS = (
    "p er chancen for at se mindst så stor en forskel ved et tilfælde, hvis der ingen forskel er. "
    "En lille p siger ikke, hvorfor årene er forskellige."
)
REGISTER_METHOD = (
    "Databasens måde er et gennemsnit af de dage, der er registreret. Vores måde følger også børn uden en "
    "registreret stopdag. Databasens egen opskrift er ikke offentliggjort, så dette er en efterligning."
)
NO_TREND = (
    "Her er to år holdt op mod hinanden. Det tager ikke hensyn til, at amningen måske allerede var på vej op eller "
    "ned. Siden om før og efter gør."
)
OTHER_EVENTS = "Det tager heller ikke hensyn til, hvad der ellers skete i de to år: {events}."
MIDPOINT = (
    "Hos {part} af børnene ved vi kun, at de stoppede mellem to besøg. De er talt, som om de stoppede midt imellem."
)
NO_PARITY = (
    "Data viser ikke, om barnet er mors første. Derfor er tallene ikke rettet for flere eller færre førstegangsfødende."
)
