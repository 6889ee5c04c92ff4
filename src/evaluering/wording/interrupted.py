"""The Danish words of a before-and-after: what each number means, what else could have moved it, checks and choices."""

from __future__ import annotations

NOT_A_PROOF = "En ændring siden {month} er ikke et bevis for, at aftalen er årsagen."
# Registration: agreement, section 2. First births: section 7. The handbook: the professional frame, section 2.
OTHER_CAUSES = (
    "Andet kan også have flyttet tallene: ændret registrering i kommunerne, flere eller færre førstegangsfødende "
    "eller Sundhedsstyrelsens håndbog om amning fra 2023."
)

BREAK_NEAR_START = (
    "Et brud i tallene ligger tæt på aftalens start. Det kan både skabe og skjule en ændring. "
    "Derfor vises begge tal, og der gives ingen vurdering."
)

MEANINGS = {
    "mean_change": "Gennemsnitlig ændring: det beregnede minus det ventede, i gennemsnit for alle børn i perioden.",
    "relative_mean_change": "I procent af det ventede: den gennemsnitlige ændring delt med det ventede niveau.",
    "mean_change_children_a_year": "I børn om året: ændringen ganget med de børn på et år, hvis amning er kendt.",
    "mean_change_days_a_year": "I dage for alle om året: ændringen ganget med de børn på et år, hvis amning er kendt.",
    "counterfactual_mean": "Ventet niveau: gennemsnittet, hvis udviklingen fra før aftalen var fortsat.",
    "fitted_mean": "Beregnet niveau: gennemsnittet af de beregnede måneder efter aftalens start.",
    "level_change": "Spring: ændringen i den første måned.",
    "slope_change_per_year": "Ændret stigning: hvor meget mere eller mindre tallet stiger om året end før.",
    "full_change": "Fuldt på plads: ændringen, når indfasningen er slut.",
    "change_after": "Ændring efter et antal måneder: ændringen for børn født i netop den måned.",
    "year": "Ændring i et år: gennemsnittet for børn født i det år, hvis de kan tælles med.",
    "trend_before_per_year": "Stigning før: hvor meget tallet steg eller faldt om året, før aftalen begyndte.",
    "trend_after_per_year": "Stigning efter: hvor meget tallet steg eller faldt om året, efter aftalen begyndte.",
}
"""What each number of the table of changes means, as a sentence under it."""

CHECK_NAMES = {
    "placebo_dates": "Falske startdatoer",
    "leave_one_out": "Én udeladt ad gangen",
    "residual_autocorrelation": "Nabomåneder",
    "residual_season": "Årstider",
    "alternative_models": "Andre måder at regne på",
    "hidden_cause": "En skjult årsag",
}
"""Checks of a change, as a cell."""

CHECK_VERDICTS = {
    "holds": "● Holder",
    "in_doubt": "▲ Giver tvivl",
    "not_assessed": "◯ Ikke vurderet",
    "told": "◇ Til vurdering",
}
"""Word and shape per verdict of a check."""

CHECK_NOT_ASSESSED = {
    "placebo_dates": "Prøven kræver en sikker ændring og mindst ti tidligere datoer.",
    "leave_one_out": "Der er for få dele at udelade.",
    "residual_autocorrelation": "Der er for få måneder til at prøve det.",
    "residual_season": "Der er for få måneder, eller alle årstidsudsving er allerede regnet med.",
    "alternative_models": "Ingen andre måder at regne på kunne bruges.",
    "hidden_cause": "Der er ingen sikker ændring at forklare.",
}
"""Why a check could not be made, as a sentence."""

METHODS = {
    "marginal": "Hovedmetoden",
    "reml": "REML",
    "ml": "ML",
    "kenward_roger": "Kenward-Roger",
    "ols": "OLS",
    "newey_west": "Newey-West",
    "prais_winsten": "Prais-Winsten",
    "arima": "ARIMA",
    "quasi_binomial": "Quasi-binomial",
    "quasi_binomial_newey_west": "Quasi-binomial",
    "quasi_poisson": "Quasi-Poisson",
    "quasi_poisson_newey_west": "Quasi-Poisson",
}
"""Ways to calculate how sure a change is, by the names of the field."""

EXCLUSIONS = {"none": "Intet udeladt", "pandemic_births": "Uden børn født i pandemien"}
"""What a calculation leaves out; years and places are put together by `exclusion`."""

SHORT_DEFINITIONS = {
    "restricted_mean_365": "Højst 365 dage talt med",
    "restricted_mean_245": "Højst 245 dage talt med",
    "restricted_mean_182": "Højst 182 dage talt med",
    "at_least_182_days": "Mindst 182 dage",
    "over_182_days": "Over 182 dage",
    "at_least_183_days": "Mindst 183 dage",
}
"""A definition beside a figure; one that is not here goes by its words among `DEFINITIONS`."""


def exclusion(slug: str, *, place: str = "") -> str:
    """What is left out: ``Uden børn født før 2016``, ``Uden Midtklyngen``; `place` is the Danish name in the slug."""
    if slug.startswith("from_"):
        return f"Uden børn født før {slug.removeprefix('from_')}"
    return EXCLUSIONS.get(slug, f"Uden {place or slug.removeprefix('without_')}")


def ramp(months: int | None) -> str:
    """How a change is thought to come about, in words: ``Indfaset over 12 måneder``."""
    return "Spring og stigning" if months is None else f"Indfaset over {months} måneder"


def cut(months: int) -> str:
    """How many months before the start are left out, in words: ``8 måneder holdt ude``."""
    return f"{months} måneder holdt ude" if months else "Ingen måneder holdt ude"
