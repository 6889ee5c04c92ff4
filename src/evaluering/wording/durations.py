"""The Danish words of durations: ages, what a curve's numbers mean, the register's way of counting, tests."""

from __future__ import annotations

WEEKS = {14: "2", 63: "9", 119: "17", 182: "26"}
"""The published ages in weeks, by days."""

BEYOND = {14: "Over 2 uger", 63: "Over 9 uger", 119: "Over 17 uger", 182: "Mindst 26 uger"}
"""A published share by its age in days, as a head or a label."""

MORE = {
    "up": "en større andel",
    "likely_up": "sandsynligvis en større andel",
    "likely_down": "sandsynligvis en mindre andel",
    "down": "en mindre andel",
}
"""More or fewer of the children, by how sure that is."""

HIGHER = {
    "up": "Andelen er højere end i {other}",
    "likely_up": "Andelen er sandsynligvis højere end i {other}",
    "unclear": "Forskellen kan være tilfældig",
    "likely_down": "Andelen er sandsynligvis lavere end i {other}",
    "down": "Andelen er lavere end i {other}",
}
"""A share beside that of a larger unit, by how sure the difference is, as a sentence without its full stop."""

CURVE_GLOSS = "Kurven viser, hvor stor en del af børnene der stadig blev ammet fuldt ved hver alder."
DESCRIPTION = "Forskellen mellem to år er en beskrivelse. Den siger ikke hvorfor."

STILL_NOTE = (
    "Antal ved hver alder er beregnet: børn med kendt amning ganget med andelen. "
    "Så tæller børn, der kun er fulgt et stykke af vejen, også med."
)
OBSERVED_NOTE = (
    "Fulgt ved 26 uger er børn, som ved den alder endnu ikke vides at være stoppet. Et barn med en kendt stopdag "
    "tæller med til og med den dag. Et barn, der stoppede mellem to besøg, tæller med til det sidste af dem. "
    "Et barn, der stadig blev ammet, tæller med til sidste besøg. Tallet er afrundet til nærmeste ti."
)
HALF_NOTE = "Halvdelen stoppet: den første dag, hvor højst halvdelen stadig blev ammet fuldt (medianen)."
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
    "Forholdet er risikoen for at stoppe på en given dag efter aftalens start delt med risikoen før. "
    "Under 1 betyder, at færre stoppede."
)
CHANCE_GLOSS = (
    "p er chancen for at se mindst så stor en forskel ved et tilfælde, hvis der ingen forskel er. "
    "En lille p siger ikke, hvorfor årene er forskellige."
)
REGISTER_METHOD = (
    "Registerets måde er et gennemsnit af de dage, der er registreret. Vores måde følger også børn uden en "
    "registreret stopdag. Registerets egen opskrift er ikke offentliggjort, så dette er en efterligning."
)
NO_TREND = (
    "Det er en ren forskel mellem to år. Den tager ikke højde for, at amningen måske allerede var på vej op eller ned. "
    "Svaret står derfor på siden om før og efter."
)
MIDPOINT = "Hos {part} af børnene ligger stoppet mellem to besøg. Her er midten brugt, og det er en tilnærmelse."
NO_PARITY = (
    "Ingen leverance siger, om barnet er mors første. Derfor er tallene ikke rettet for flere eller færre "
    "førstegangsfødende."
)
