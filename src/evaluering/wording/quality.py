"""The Danish words for how far the data carry: verdicts, reasons, practices, contradictions, scenarios."""

from __future__ import annotations

QUALITY_WORDS = {
    "carries": "● Kan bruges",
    "with_reservations": "◐ Kan bruges med forbehold",
    "does_not_carry": "▲ Kan ikke bruges",
}
"""Word and shape per verdict on the numbers of a row."""

QUALITY_REASONS = {
    "no_data": "ingen børns amning er kendt",
    "coverage_below_gate": "amningen kendes for for få børn",
    "coverage_low": "amningen er ukendt for flere end hvert tiende barn",
    "coverage_step": "der kendes pludselig flere eller færre børn, fra aftalen begynder",
    "delivery_hole": "der mangler børn i nogle måneder",
    "births_outlier": "antallet af fødte er usædvanligt i nogle måneder",
    "children_exceed_births": "der er flere børn, end der er født",
    "slow_reporting": "oplysningerne kommer sent ind",
    "practice_change": "brugen af hele uger er ændret undervejs",
    "digit_preference": "mange varigheder er rundet af",
    "reporting_form_change": "slutdatoen skrives oftere eller sjældnere end før",
    "statuses_only": "slutdatoen er ukendt for de fleste børn",
    "contradictions": "mange børn har oplysninger, der modsiger hinanden",
    "vintage_differences": "tidligere udtræk sagde noget andet",
    "few_births": "der er få fødte, så tallene svinger",
}
"""Why the numbers of a row do not carry, or only with reservations: a clause of its own."""

PRACTICES = {
    "whole_weeks": "Varigheder, der er hele uger",
    "exact_ends": "Børn, hvis slutdato er kendt",
}
"""The shares in which a change of practice is looked for, as a cell."""

SCENARIOS = {
    (0.0, 0.0): "Ingen af de ukendte blev ammet fuldt",
    (0.25, 0.25): "De ukendtes tal er en fjerdedel af de kendtes",
    (0.5, 0.5): "De ukendtes tal er det halve af de kendtes",
    (0.75, 0.75): "De ukendtes tal er tre fjerdedele af de kendtes",
    (1.0, 1.0): "De ukendte er som de kendte (hovedberegningen)",
    (1.0, 0.5): "Før: som de kendte. Efter: det halve",
    (0.5, 1.0): "Før: det halve. Efter: som de kendte",
}
"""What is assumed of the unknown children, before and after the start, in relation to the known."""

UNUSUAL = {
    "excess": "Flere børn end fødte",
    "outliers": "Usædvanligt antal fødte, ventet omkring {expected}",
    "holes": "Få børn, ventet omkring {expected} for hver 100 fødte",
}
"""What does not fit between children and births."""
