"""Sentences on how far the data carry, from records made by hand."""

from dataclasses import replace
from math import nan

import pandas as pd
import pytest

from evaluering.disclosure.counts import UnplacedTable
from evaluering.estimation.data_quality.coverage_step import CoverageStep
from evaluering.estimation.data_quality.practice import PracticeChange
from evaluering.estimation.data_quality.quality import MunicipalityQuality
from evaluering.estimation.data_quality.unknown_children import ChangeScenarios, DeltaChange
from evaluering.presentation import sentences
from evaluering.presentation.sentences.quality import (
    completeness_message,
    heaping_message,
    quality_sentence,
    scenario_words,
)
from evaluering.study.settling import Completeness, MaturityGate

S = "\N{NO-BREAK SPACE}"
YEARS = ("2022", "2023", "2024")
STEP = CoverageStep("region", "2023-04", 91.0, 93.0, 0.2, -0.4, 0.8, 0.5, stands_out=False, fewest=500)
GATE = MaturityGate("2025-06", "2025-06", 15, 12, 99.98)


def text(block):
    return block.markdown.replace(S, " ")


def row(*reasons, verdict="with_reservations", unit="0657", known=900.0, births=1000.0):
    return MunicipalityQuality(unit, verdict if reasons else "carries", reasons, YEARS, births, known, known)


def change(month="2022-01", *, unit="0657", practice="whole_weeks"):
    return PracticeChange(unit, practice, month, month, month, 25.0, 75.0, 100)


@pytest.mark.parametrize(
    ("record", "changes", "sentence"),
    [
        (row(), (), "● Kan bruges: Amningen kendes for 90,0 % af børnene, og intet taler imod."),
        (row(births=nan, known=nan), (), "● Kan bruges: Intet taler imod."),
        (row("few_births"), (), "◐ Kan bruges med forbehold: Der er få fødte, så tallene svinger."),
        (
            row("practice_change", "digit_preference"),
            (change(), change("2020-05", practice="exact_ends"), change("2021-03", unit="0661")),
            "◐ Kan bruges med forbehold: Brugen af hele uger skifter for børn født fra januar 2022, "
            "og mange varigheder er rundet af.",
        ),
        (
            row("practice_change", "digit_preference", "few_births"),
            (),
            "◐ Kan bruges med forbehold: Brugen af hele uger er ændret undervejs, mange varigheder er rundet af, "
            "og der er få fødte, så tallene svinger.",
        ),
        (
            row("coverage_below_gate", verdict="does_not_carry", known=712.0),
            (),
            "▲ Kan ikke bruges: Amningen kendes kun for 71,2 % af børnene.",
        ),
        (
            row("coverage_below_gate", verdict="does_not_carry", known=nan),
            (),
            "▲ Kan ikke bruges: Amningen kendes for for få børn.",
        ),
    ],
)
def test_one_sentence_gives_verdict_and_reasons(record, changes, sentence):
    assert quality_sentence(record, changes=changes).replace(S, " ") == sentence


def scenarios(maker, *, zero=1.0, unequal=1.0, probability=1.0):
    """The region's scenarios, with the probability of an increase when the unknown are like the known, and not."""
    pairs = {(0.0, 0.0): zero, (1.0, 1.0): probability, (1.0, 0.5): unequal}
    found = tuple(DeltaChange(*pair, maker.estimate(probability=value)) for pair, value in pairs.items())
    return ChangeScenarios("region", "duration_mean", "days", found, "")


def test_the_unknown_children_are_told_by_what_they_change(maker):
    steady = scenarios(maker)
    assert scenario_words([steady]).endswith("er det samme ved alle antagelser om de ukendte børn")
    apart = scenarios(maker, unequal=0.5)
    assert scenario_words([steady, apart]).endswith("hvis de ukendte børn ikke er blevet anderledes undervejs")
    assert scenario_words([apart, scenarios(maker, zero=0.5)]).endswith("vi antager om de ukendte børn")
    unclear = scenarios(maker, zero=0.5, unequal=0.5, probability=0.5)
    assert scenario_words([unclear]) == scenario_words([steady]), "no sure change either way is the same answer"


def test_without_scenarios_nothing_is_said_of_the_change(maker):
    nothing = replace(scenarios(maker), scenarios=(), reason="too_few_mature_months")
    told = "Hvad de ukendte børn betyder for en ændring, kan ikke regnes ud endnu"
    assert scenario_words([]) == scenario_words([scenarios(maker), nothing]) == told


@pytest.fixture
def concluded(maker):
    """The conclusion in words, from the parts that are given."""

    def of(verdicts=(), *, checks=None, series=None, data=None):
        own = data or maker
        block = sentences.data_conclusion(
            own.protected(tuple(verdicts)),
            checks=own.protected(tuple(checks or (own.check(),))),
            series=(own.protected(series or own.series([110.0, 111.0])),),
            scenarios=(own.protected(scenarios(own)),),
            data=own.data,
        )
        assert block.description["lead"] is True
        return text(block).split("\n\n")

    return of


def test_the_conclusion_is_three_sentences(concluded):
    told = concluded([row(unit="0657"), row("few_births", unit="0665"), row("statuses_only", unit="0671")])
    assert told == [
        "**Tallene for hele regionen kan bruges: De stemmer med aftalens udgangspunkt, og amningen kendes for 92,3 % "
        "af børnene født i 2021.**",
        "**Tallene kan bruges uden forbehold for 1 af 3 kommuner (Aarhus og Samsø regnes som én), mens Lemvig og "
        "Struer "
        "kræver forbehold.**",
        "Svaret på, om amningen er ændret, er det samme ved alle antagelser om de ukendte børn.",
    ]


def test_the_conclusion_names_who_fails_and_counts_the_many(concluded):
    failing = row("no_data", verdict="does_not_carry", unit="0661")
    told = concluded([row(), failing])[1]
    assert told.endswith(
        "for 1 af 2 kommuner (Aarhus og Samsø regnes som én). Tallene for Holstebro kan ikke bruges.**"
    )
    many = [row("few_births", unit=unit) for unit in ("0657", "0665", "0671", "0756")]
    assert "mens 4 kommuner kræver forbehold" in concluded(many)[1]
    all_carry = concluded([row(), row(unit="0661")])[1]
    assert all_carry == "**Tallene kan bruges for alle 2 kommuner (Aarhus og Samsø regnes som én).**"


def test_the_region_does_not_carry_when_coverage_or_baseline_fail(maker, concluded):
    poor = maker.series([110.0])
    poor.frame["coverage_pct"] = 71.0
    assert concluded(series=poor)[0] == (
        "**Tallene for hele regionen kan ikke bruges: Amningen kendes kun for 71,0 % af børnene født i 2020.**"
    )
    unlike = concluded(checks=[maker.check(), maker.check(agrees=False, measure="pct")])[0]
    assert unlike.endswith("kan ikke bruges til alle mål: De stemmer ikke med aftalens udgangspunkt.**")


def test_the_region_without_data_has_no_answer_to_carry(maker, concluded):
    nothing = "**Der er endnu ikke data, der kan bære et svar på aftalens mål.**"
    assert concluded(series=maker.series([nan]))[0] == nothing
    assert concluded(series=maker.series([110.0], mature=[False]))[0] == nothing
    hiding = maker.hiding(unit="region", grain="calendar_year", indicator="duration_mean")
    assert concluded(data=hiding)[0] == nothing


def curve(after):
    frame = pd.DataFrame({"months_since_birth": [0], "complete_pct": [100.0]})
    return Completeness("region", "2020-07", "2025-06", 100, frame, after)


def test_completeness_is_told_by_its_month():
    assert completeness_message(curve(12)).replace(S, " ") == "95 % af oplysningerne er inde 12 måneder efter fødslen"
    assert completeness_message(curve(-1)) == "Det kan ikke ses, hvor hurtigt oplysningerne kommer ind"


def heaped(*rounding, months=()):
    """Three municipalities in two years; `rounding` are (unit, year)."""
    keys = [(unit, year) for unit in ("0657", "0661", "0671") for year in ("2023", "2024")]
    return pd.DataFrame(
        [(*key, 25.0, key in rounding, key in months) for key in keys],
        columns=["unit", "year", "weeks_pct", "weeks_flagged", "months_flagged"],
    )


def test_rounding_is_told_by_name_and_year(maker):
    def told(frame):
        return heaping_message(frame, data=maker.data)

    assert told(heaped()) == "Ingen kommune runder tydeligt af til hele uger eller måneder"
    assert told(heaped(("0671", "2024"))) == "Struer (2024: 25\N{NO-BREAK SPACE}%) runder tydeligt af til hele uger"
    both = heaped(("0671", "2023"), ("0671", "2024"), months=(("0657", "2023"), ("0661", "2023")))
    assert told(both) == (
        "Struer (2023–2024) runder tydeligt af til hele uger. Herning og Holstebro runder tydeligt af til hele måneder"
    )
    assert told(heaped().assign(weeks_pct=nan)) == "Der er ingen tal at vise for afrunding"


def test_a_child_is_counted_when_the_visit_has_been_reported(maker):
    words = text(sentences.maturity(maker.protected(GATE), data=maker.data))
    assert "Derfor kan børn født til og med juni 2025 tælles med nu." in words
    assert "fra 31. oktober 2026" in words
    assert "Besøget er senest 335 dage (omkring 11 måneder) efter fødslen." in words
    assert "122 dage (omkring 4 måneder) til at indberette" in words
    assert "Når børnene tælles med, er over 99 % af oplysningerne inde. Derfor holdes ingen flere måneder ude." in words


@pytest.mark.parametrize(("last", "months"), [("2025-05", "1 måned"), ("2025-03", "3 måneder")])
def test_slow_reports_keep_months_out(maker, last, months):
    gate = replace(GATE, last_mature_month=last, complete_after=18, complete_pct=88.2)
    words = text(sentences.maturity(maker.protected(gate), data=maker.data))
    assert "Efter reglen om dage er 88 % af oplysningerne inde. Det er mindre end 95 %." in words
    assert f"Derfor venter vi længere, og {months} holdes ude indtil videre." in words
    assert "Næste måned" not in words


def test_rows_without_days_of_writing_leave_the_rule_alone(maker):
    gate = replace(GATE, complete_after=-1, complete_pct=nan)
    assert "Derfor gælder reglen om dage alene." in text(sentences.maturity(maker.protected(gate), data=maker.data))


def covered(maker, *steps, coverage=92.3):
    good, other = maker.series([110.0]), maker.series([110.0], unit="midt")
    other.frame["coverage_pct"] = coverage
    series = (maker.protected(good), maker.protected(other))
    return sentences.coverage(series, steps=maker.protected(steps or (STEP,)), data=maker.data)


def test_a_low_coverage_is_named(maker):
    words = text(covered(maker, coverage=71.0))
    assert "I 2020 kendes amningen for 92,3 % af børnene i Region Midtjylland." in words
    assert "under 80 % her: Midtklyngen." in words
    young = (maker.protected(maker.series([110.0], mature=[False])),)
    told = text(sentences.coverage(young, steps=maker.protected((STEP,)), data=maker.data))
    assert told.startswith("Ingen enhed har haft et år med en dækning under 80 %.")


def test_a_step_in_coverage_is_told_with_its_limits(maker):
    calm, jump = replace(STEP, unit="0657"), replace(STEP, unit="0661", step_pct=9.0, stands_out=True)
    words = text(covered(maker, STEP, calm))
    assert (
        "I regionen springer dækningen ikke tydeligt, da aftalen begynder (mellem −0,4 og 0,8 procentpoint)." in words
    )
    assert "Det gør den heller ikke i nogen kommune." in words
    assert "Det gør den i Holstebro." in text(covered(maker, STEP, calm, jump))
    fell = replace(STEP, step_pct=-3.1, lower=-4.0, upper=-2.2, stands_out=True)
    words = text(covered(maker, fell, jump))
    assert "faldt dækningen pludselig med 3,1 procentpoint, da aftalen begyndte (mellem −4,0 og −2,2" in words
    assert "Springet ses også i Holstebro." in words
    rose = replace(STEP, step_pct=3.1, stands_out=True)
    assert "steg dækningen pludselig" in text(covered(maker, rose, calm))
    assert "Ingen kommune springer tydeligt." in text(covered(maker, rose, calm))


def test_the_regions_step_is_published_when_it_can_be_told(maker):
    (result,) = covered(maker).description["results"]
    assert result["id"] == "coverage/region/step_at_start"
    assert (result["value"], result["lower"], result["upper"], result["measure"]) == (0.2, -0.4, 0.8, "pct_point")
    assert (result["from"], result["to"]) == ("2023-04", maker.data.panel.last_mature_month)
    young = covered(maker, replace(STEP, step_pct=nan, lower=nan, upper=nan, p=nan))
    assert young.description["results"] == []
    assert "endnu for få måneder" in text(young)


def test_children_without_a_municipality_are_told_unless_hidden(maker, prepared):
    def told(*unplaced):
        years = [str(2024 - place) for place in range(len(unplaced))][::-1]
        table = UnplacedTable(pd.DataFrame({"period": years, "unplaced": unplaced, "nation": 55000.0}))
        months = (maker.protected(maker.series([110.0, 111.0], grain="month")),)
        flow = maker.protected(prepared.sources.set_aside)
        return text(sentences.counted(flow, months, unplaced=maker.protected(table), data=maker.data))

    assert told(90.0, 79.0).endswith("For børn født i 2024 var det 79 af 55.000.")
    assert told(90.0, 4.0).endswith("For børn født i 2023 var det 90 af 55.000.")
    assert "ingen kendt kommune" not in told(4.0)
