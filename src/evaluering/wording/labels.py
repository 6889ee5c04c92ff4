"""Fixed Danish words by slug: verdicts, units, definitions, sources, reasons, estimands, rules, warnings."""

from __future__ import annotations

HIDDEN = "Skjult"
NO_DATA = "Ingen data"
SYNTHETIC = "SYNTETISKE DATA"
SYNTHETIC_LONG = "SYNTETISKE DATA: Tallene er opdigtede og siger intet om rigtige børn, kommuner eller sygehuse."
CAVEAT = (
    "Tallene skal læses med betydelige forbehold: Kommunernes journalsystemer og praksis for registrering er "
    "forskellige, og de svarer ikke helt til Den Nationale Børnedatabase (samarbejdsaftalen, afsnit 2)."
)

VERDICTS = {
    "ja": "● Ja",
    "nej": "▲ Nej",
    "endnu_ikke": "◐ Endnu ikke",
    "kan_ikke_vurderes": "◯ Kan ikke vurderes",
}
"""Word and shape per verdict: readable in grey and by ear (contracts, "Evaluation year and verdicts")."""

WITHHELD = "◯ Vises ikke i år"
"""In the place of a verdict about a year whose numbers are hidden, whoever it is hidden for."""

DOUBTS = {"ja": "måske under", "nej": "måske nået", "endnu_ikke": "måske nået"}
"""What stands in brackets after a verdict whose interval holds the target."""

MEASURES = {"days": "dage", "pct": "%", "pct_point": "procentpoint", "spread": "typiske udsving"}

SUBJECTS = {
    "duration_mean": "den gennemsnitlige varighed af fuld amning",
    "share_26w": "andelen af børn ammet fuldt i mindst 26 uger",
    "registered_mean": "registerets gennemsnitlige varighed af fuld amning",
    "registered_over_26_weeks": "registerets andel af børn ammet fuldt i over 26 uger",
}
"""How a sentence names an indicator; one that is not here goes by its name in the agreement file."""

SHORT_NAMES = {
    "duration_mean": "Varighed af fuld amning",
    "share_26w": "Andel ammet fuldt i mindst 26 uger",
}
"""An indicator in a narrow cell; one that is not here goes by its name in the agreement file."""

OUTCOME_WORDS = {"duration_mean": "Varighed", "share_26w": "Andel"}
"""An indicator by one word, for a table with a row per check; one that is not here goes by its short name."""

GOALS = {
    "duration_mean": "fuld amning i gennemsnit varer mindst {value}",
    "share_26w": "mindst {value} af børnene ammes fuldt i mindst 26 uger",
}
"""What a target asks, after the word *at*; one that is not here is told by the indicator's name."""

DEFINITIONS = {
    "restricted_mean_365": "gennemsnitligt antal dage i barnets første år (højst 365)",
    "restricted_mean_182": "gennemsnitligt antal dage i de første 26 uger (højst 182)",
    "restricted_mean_245": "gennemsnitligt antal dage i de første 35 uger (højst 245)",
    "at_least_182_days": "mindst 26 uger: 182 dage eller mere",
    "over_182_days": "over 26 uger: mere end 182 dage",
    "at_least_183_days": "mindst 183 dage",
    "registered_mean": "registerets gennemsnit af de registrerede dage",
    "registered_over_26_weeks": "registerets andel over 26 uger",
}
"""What a definition's id means to a reader."""

SOURCES = {
    "kommuneudtraek": "Kommunens eget udtræk",
    "kl-gateway": "KL Gateway Børn",
    "foedsler": "Levendefødte",
    "esundhed": "Offentliggjorte tal (eSundhed)",
    "statbank": "Danmarks Statistik (Statistikbanken)",
}
"""Kinds of delivery."""

REASONS = {
    "before_deadline": "fristen er ikke udløbet",
    "target_met": "målet er nået",
    "target_not_met": "målet er ikke nået",
    "definition": "tallet er målt på en anden måde end målet",
    "no_data": "der er ingen tal",
    "no_spread": "alle børn i et af årene svarer ens, så usikkerheden ikke kan regnes ud",
    "coverage": "amningen er kendt for for få af børnene",
    "maturity": "børnene er ikke fulgt længe nok",
    "before_start": "børnene er født, før aftalen begyndte",
    "baseline": "data stemmer ikke med aftalens udgangspunkt",
    "dates": "slutdatoen mangler for mange børn",
    "hidden": "tallet er skjult for at beskytte egne eller en nabokommunes små tal",
    "too_few_mature_months": "der er for få måneder at måle på",
    "too_few_months_before": "der er for få måneder før aftalen at måle på",
    "no_season_asked": "kørslen beder ikke om årstidsbølger",
    "too_few_events": "for få børn er ammet så længe, at det kan måles",
    "break_near_start": "noget andet skete for tæt på aftalens start",
    "break_not_told": "et meldt brud kan ikke skilles fra resten af tallene",
    "too_few_clusters": "for få klynger har en ændring, der kan vises",
    "too_few_shared_months": "der er for få måneder med tal fra alle klynger",
}
"""Why a target is judged as it is or cannot be, or a change cannot be shown, as the end of a sentence."""

ESTIMANDS = {
    "mean_change": "Gennemsnitlig ændring",
    "relative_mean_change": "I procent af det ventede",
    "mean_change_children_a_year": "I børn om året",
    "mean_change_days_a_year": "I dage for alle om året",
    "fitted_mean": "Beregnet niveau",
    "counterfactual_mean": "Ventet niveau",
    "level_change": "Spring ved aftalens start",
    "slope_change": "Ændret stigning pr. måned",
    "slope_change_per_year": "Ændret stigning pr. år",
    "full_change": "Ændring, når indsatsen er fuldt på plads",
    "trend_before_per_year": "Stigning pr. år før aftalen",
    "trend_after_per_year": "Stigning pr. år efter aftalen",
    "level": "Niveau",
}
"""Fixed estimands; those with a number in their name are put together by `estimand`."""

ALTERNATIVES = {
    "default": "Hovedberegningen",
    "no_cut": "Ingen fødsler holdt ude",
    "newey_west": "Anden metode (Newey-West)",
    "ols": "Enkel metode (OLS)",
    "reml": "Anden metode (REML)",
    "ml": "Anden metode (ML)",
    "kenward_roger": "Anden metode (Kenward-Roger)",
    "prais_winsten": "Anden metode (Prais-Winsten)",
    "arima": "Anden metode (ARIMA)",
}
"""Other ways to calculate the same change."""

RULES = {
    "rows_read": "Rækker læst",
    "withdrawn": "Trukket tilbage af afsenderen",
    "superseded_report": "Afløst af en senere indberetning",
    "cpr_form": "CPR-nummer i forkert form",
    "cpr_no_such_date": "CPR-nummer uden en rigtig dato",
    "timestamp_unreadable": "Indberetningens tidspunkt kan ikke læses",
    "date_unreadable": "En dato kan ikke læses",
    "date_missing": "En dato mangler",
    "status_or_period": "Hverken status eller periode, eller begge dele",
    "unknown_feeding": "Ukendt kode for ernæring",
    "unknown_contact": "Ukendt kode for kontakttype",
    "cpr_other_birth_date": "CPR-nummer og fødselsdato passer ikke sammen",
    "after_extraction": "En dato ligger efter udtrækket",
    "birth_after_recorded": "Født efter registreringen",
    "adult": "Voksen ved registreringen",
    "start_before_birth": "Oplysningen ligger før fødslen",
    "end_before_start": "Perioden slutter, før den begynder",
    "after_recorded": "Oplysningen rækker ud over registreringen",
    "outside_period": "Uden for den periode, leverancen dækker",
    "full_beyond_18_months": "Fuld amning i mere end halvandet år",
    "conflicting_tie": "To samtidige indberetninger siger noget forskelligt",
    "born_before_series": "Født før tidsseriens første måned",
    "born_after_extraction": "Født efter den sidste måned med data",
    "municipality_outside_agreement": "Bor uden for aftalens kommuner",
    "rows_of_children_with_two_birth_dates": "Rækker om børn med to fødselsdatoer",
    "identical_rows": "Samme række indberettet igen",
    "superseded_rows": "Afløst af en nyere række om det samme",
    "rows_used": "Rækker, der bruges",
    "children_in_deliveries": "Børn i leverancerne",
    "two_birth_dates": "Børn med to fødselsdatoer",
    "several_municipalities": "Børn fra flere kommuner, talt i den seneste",
    "contradicting_status": "Børn, hvor en status siger imod en dato",
    "without_known_feeding": "Børn, hvis amning ikke kendes",
    "children_counted": "Børn, der tælles med",
}
"""Rules that take rows or children out, and the totals between them."""

WARNINGS = {
    "near_unit_root": "Nabomåneder følges tæt (tæt på enhedsrod), så ændringen er svær at skille fra udviklingen.",
    "variance_at_boundary": "Udsvingene kan forklares af tilfældighed alene.",
    "few_periods": "Der er få måneder at måle på.",
    "few_periods_after": "Der er under seks måneder at måle på efter aftalens start.",
    "relative_change_withheld": "Ændringen vises ikke i procent, fordi det ventede niveau er for tæt på nul.",
    "degrees_of_freedom_guarded": "Metodens rettelse for få måneder slog ikke til. Derfor er en grænse lagt ind.",
    "standard_errors_unused": "Metoden bruger ikke, at nogle måneder har færre børn end andre.",
    "correlation_at_boundary": (
        "Metoden fandt ingen sikker værdi for sammenhængen mellem nabomåneder. Intervallet kan være forkert."
    ),
    "not_converged": "Beregningen faldt ikke helt på plads. Tallet er derfor mindre sikkert.",
    "break_near_start": "Et brud i tallene ligger tæt på aftalens start. Ændringen er svær at skille fra bruddet.",
    "break_outside_series": "Et meldt brud begynder eller slutter ikke i de måneder, vi har, og er ikke regnet med.",
}
"""What a model warns about, as whole sentences."""
