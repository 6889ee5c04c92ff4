"""The page of conclusions from records made by hand: every verdict, every doubt, and what each leads to."""

import math
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from tests.presentation.made_forecasts import back_test, other_indicator, scores_of, unit_forecast
from tests.presentation.municipal_set import MunicipalMaker
from tests.presentation.test_clusters import CHANGES, one, untold

from evaluering.agreement import Background
from evaluering.disclosure.protection import _DOOR, Protected
from evaluering.estimation.clusters.joint import WaldTest
from evaluering.estimation.clusters.shared_shocks import SharedTest
from evaluering.estimation.data_quality.quality import MunicipalityQuality
from evaluering.estimation.data_quality.unknown_children import (
    DELTAS,
    UNEQUAL_DELTAS,
    ChangeScenarios,
    DeltaChange,
    OutcomeBounds,
)
from evaluering.estimation.revisions import Revisions
from evaluering.estimation.unit_clusters import ClusterChanges
from evaluering.estimation.year_change import YEAR_CHANGE, YearChange
from evaluering.periods import Month
from evaluering.presentation import sentences, tables
from evaluering.presentation.results import change_entries, verdict_entry
from evaluering.study.indicators import CohortRow

DEADLINE = "31. marts 2028"
OM = "om netværkene har løst deres opgave"
PAIRS = (*((delta, delta) for delta in DELTAS), *UNEQUAL_DELTAS)


def text(block):
    return block.description["text"].replace("\N{NO-BREAK SPACE}", " ")


def let_through(record, data):
    """A record made by hand whose months no decision knows."""
    return Protected(record, data.decisions.fingerprint, _DOOR)


def cells(block):
    return [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in block.description["rows"]]


@pytest.fixture
def statuses(maker):
    """Both targets, protected; each given as a verdict or as keywords."""

    def made(days="endnu_ikke", share="endnu_ikke", *, reason="coverage", **more):
        records = []
        for verdict, indicator in ((days, "duration_mean"), (share, "share_26w")):
            target = 120.0 if indicator == "duration_mean" else 20.0
            value = target + 2.5 if verdict == "ja" else target - 2.5
            why = {"reason": reason} if verdict == "kan_ikke_vurderes" else {}
            records.append(maker.status(verdict, value, indicator=indicator, **(why | more)))
        return maker.protected(tuple(records))

    return made


@pytest.fixture
def year_of(maker):
    """The change from one year to the next, protected."""

    def made(value=4.0, probability=1.0, *, indicator="duration_mean", reason="", lower=None, upper=None):
        measure = "days" if indicator == "duration_mean" else "pct_point"
        low, high = (value - 1.5 if lower is None else lower), (value + 1.5 if upper is None else upper)
        found = maker.estimate(value, low, high, probability, measure, smallest_detectable=2.3)
        found = None if reason else replace(found, estimand=YEAR_CHANGE)
        record = YearChange("region", indicator, measure, "agreement_year", ("2023", "2024"), found, reason)
        return maker.protected(record)

    return made


@pytest.fixture
def clusters(maker):
    """The clusters' changes, protected: in which cluster another number is found against the others."""

    def made(standing=None, *, measure="days", p_alike=0.01, told=True):
        standing = standing or {}
        parts = []
        for unit, value in CHANGES.items():
            against, p = standing.get(unit, (0.0, 0.6))
            parts.append(one(unit, value, maker.data, against=against, p=p, measure=measure))
        shared = SharedTest(3.0, 4.0, 90.0, p_alike / 2, 0.0, 0.0, 0.0) if told else None
        test = WaldTest(9.0, 4.0, 0.01, 3.0, 90.0, p_alike) if told else None
        record = ClusterChanges(
            "duration_mean" if measure == "days" else "share_26w", "restricted_mean_365", measure,
            one("region", 3.0, maker.data, measure=measure), tuple(parts if told else map(untold, parts)), None, test,
            shared, 140, "too_few_clusters", "" if told else "too_few_mature_months", "2023-04", "2025-06", 8,
        )  # fmt: skip
        return maker.protected(record)

    return made


@pytest.fixture
def calendar(maker):
    """The agreement years' births: those up to `known` (included) can be counted."""

    def made(known=2024):
        rows = tuple(
            CohortRow(
                "agreement_year", year, Month(year, 4), Month(year + 1, 3), date(year + 2, 7, 1), year + 2,
                mature=year <= known,
            )
            for year in range(2023, 2028)
        )  # fmt: skip
        return maker.protected(rows)

    return made


def quality(maker, **verdicts):
    """Every row carries but those named: ``carries``, or a verdict with its reasons."""
    rows = []
    for unit in maker.data.agreement.publication_rows:
        word, *reasons = verdicts.get(f"u{unit}", ("carries",))
        rows.append(MunicipalityQuality(unit, word, tuple(reasons), ("2024",), 1000.0, 930.0, 900.0))
    return maker.protected(tuple(rows))


@pytest.mark.parametrize(
    ("verdict", "opening"),
    [
        ("ja", "**● Ja: Målet om, at fuld amning i gennemsnit varer mindst 120 dage, er nået.**"),
        ("nej", "**▲ Nej: Målet om, at fuld amning i gennemsnit varer mindst 120 dage, er ikke nået.**"),
        (
            "endnu_ikke",
            f"**◐ Endnu ikke – frist {DEADLINE}: Målet om, at fuld amning i gennemsnit varer mindst 120 dage, er ikke "
            "nået.**",
        ),
        (
            "kan_ikke_vurderes",
            "**◯ Kan ikke vurderes: Vi ved ikke, om fuld amning i gennemsnit varer mindst 120 dage.**",
        ),
    ],
)
def test_the_box_opens_with_word_and_shape(statuses, maker, verdict, opening):
    block = sentences.conclusions(statuses(verdict, verdict), data=maker.data)
    assert block.description["lead"]
    assert text(block).startswith(opening)
    assert text(block).endswith("De er ikke minimumskrav. De er læst i et aftaleudkast fra 28. oktober 2022.")


def test_a_target_that_cannot_be_judged_tells_why_and_no_number(statuses, maker):
    told = text(sentences.conclusions(statuses("kan_ikke_vurderes", reason="baseline"), data=maker.data))
    first = told.split("\n\n")[0]
    assert first.endswith("Årsag: data stemmer ikke med aftalens udgangspunkt.")
    assert "117" not in first


def test_a_number_near_its_target_is_told_with_its_doubt(statuses, maker):
    told = text(sentences.conclusions(statuses(crosses=True), data=maker.data))
    assert "Tallet ligger under 120 dage, men kan i virkeligheden være over." in told


@pytest.mark.parametrize(
    ("days", "share", "said"),
    [
        ("ja", "ja", "Ja, begge mål er nået."),
        ("nej", "nej", f"Nej, ingen af de to mål er nået, og fristen {DEADLINE} er passeret."),
        ("endnu_ikke", "endnu_ikke", f"Ikke endnu. Fristen er {DEADLINE}."),
        ("kan_ikke_vurderes", "kan_ikke_vurderes", "Det kan ikke vurderes."),
        ("ja", "endnu_ikke", "Målet for varigheden er nået, og målet for andelen er ikke nået endnu."),
        ("nej", "kan_ikke_vurderes", "Målet for varigheden er ikke nået, og målet for andelen kan ikke vurderes."),
    ],
)
def test_whether_the_targets_are_met(statuses, maker, days, share, said):
    told = text(sentences.answer_met(statuses(days, share), data=maker.data))
    judged = days != "kan_ikke_vurderes"
    about = (
        "Svaret gælder de nyeste, vi kan tælle med: født"
        if judged
        else "De seneste børn, der kan tælles med et helt år ad gangen, er født"
    )
    assert told.startswith(f"**{said}** {about} fra april 2024 til marts 2025.")


def test_one_target_or_three_are_counted_otherwise(maker):
    one_alone = maker.protected((maker.status("ja", 125.0),))
    assert text(sentences.answer_met(one_alone, data=maker.data)).startswith("**Ja, målet er nået.**")
    three = maker.protected((maker.status("nej"),) * 3)
    assert text(sentences.answer_met(three, data=maker.data)).startswith("**Nej, ingen af de 3 mål er nået,")


def test_births_before_the_start_are_told_as_such(statuses, maker):
    early = (maker.year(110.0, "2022"),)
    told = text(sentences.answer_met(statuses(years=early), data=maker.data))
    assert told.endswith("Børnene er født, før aftalen begyndte.")
    none = text(sentences.answer_met(statuses("kan_ikke_vurderes", "kan_ikke_vurderes", years=()), data=maker.data))
    assert none == "**Det kan ikke vurderes.** Der er endnu intet helt aftaleår, hvor alle børn kan tælles med."


@pytest.fixture
def unknown(maker):
    empty = ChangeScenarios("region", "duration_mean", "days", (), "too_few_mature_months")
    return (maker.protected(empty),)


def test_how_sure_the_answer_is(statuses, unknown, maker):
    def told(*verdicts, **more):
        given = {"bounds": (), "scenarios": unknown, "data": maker.data}
        return text(sentences.answer_certainty(statuses(*verdicts, **more), **given))

    assert told().startswith(
        "Med 95 % sikkerhed ligger varigheden mellem 115,5 og 119,5 dage og andelen mellem 15,5 og 19,5 %. Begge spænd "
        "ligger helt under målene"
    )
    assert "Begge spænd ligger helt over målene" in told("ja", "ja")
    assert told("ja", "nej").count("Hele spændet ligger") == 2
    assert "Målet på 120 dage ligger i spændet, så svaret er usikkert." in told(crosses=True)
    assert told("kan_ikke_vurderes", "nej").startswith("Med 95 % sikkerhed ligger andelen")
    assert told("kan_ikke_vurderes", "kan_ikke_vurderes").startswith("Der er intet svar")
    assert told().endswith("Hvad de ukendte børn betyder for en ændring, kan ikke regnes ud endnu.")


def bounds_of(maker, *, measure="days", highest=126.0, births=2400):
    """How far the unknown could move 2024/25."""
    line = ("2024", births, 2200, 8.3, 109.0, 111.0, 113.0, 115.0, 117.5, highest)
    deltas = ("delta_25", "delta_50", "delta_75")
    names = ["period", "births", "known", "unknown_pct", "lowest", *deltas, "value", "highest"]
    frame = pd.DataFrame([line], columns=names)
    indicator = "duration_mean" if measure == "days" else "share_26w"
    if measure == "pct":
        frame["lowest"], frame["highest"] = 16.3, 22.9
    return maker.protected(OutcomeBounds("region", indicator, "d", measure, "agreement_year", 245.0, frame))


def assumed(maker, **values):
    """The change under every assumption: as the primary, but where `values` says otherwise."""
    pairs = {f"b{round(100 * before)}_{round(100 * after)}": (before, after) for before, after in PAIRS}
    made = [
        DeltaChange(*pair, maker.estimate(*values.get(name, (4.0, 2.5, 5.5, 1.0)), smallest_detectable=2.0))
        for name, pair in pairs.items()
    ]
    return (maker.protected(ChangeScenarios("region", "duration_mean", "days", tuple(made), "")),)


def test_the_unknown_children_are_counted_and_what_they_could_move_is_told(statuses, unknown, maker):
    def told(*bounds, scenarios=unknown, **more):
        return text(sentences.answer_certainty(statuses(**more), bounds=bounds, scenarios=scenarios, data=maker.data))

    both = (bounds_of(maker), bounds_of(maker, measure="pct"))
    assert "**Men amningen er ukendt for 200 børn (8,3 %).** De regnes som de andre." in told()
    assert (
        "I yderste fald ligger varigheden mellem 109 og 126 dage og andelen mellem 16,3 og 22,9 %, "
        "på begge sider af målet." in told(*both)
    )
    assert "på begge sider" not in told(bounds_of(maker, highest=119.0), both[1])
    few = (maker.year(117.5, births=2203.0),)
    assert "ukendt for" not in told(years=few), "so few that their number would tell of them"


def test_a_change_that_rests_on_the_unknown_is_told_with_what_it_would_be(statuses, maker):
    def told(**values):
        return text(
            sentences.answer_certainty(statuses(), bounds=(), scenarios=assumed(maker, **values), data=maker.data)
        )

    assert told().endswith("er det samme ved alle antagelser om de ukendte børn.")
    assert told(b100_50=(0.6, -1.1, 2.1, 0.75)).endswith(
        "Er de siden aftalen kun ammet halvt så meget som de kendte, er der ingen sikker ændring i varigheden "
        "(mellem −1 og 2 dage)."
    )
    assert "Blev de før aftalen kun ammet halvt så meget som de kendte, er varigheden faldet" in told(
        b50_100=(-4.0, -6.0, -2.0, 0.0)
    )
    assert told(b25_25=(0.6, -1.1, 2.1, 0.75)).endswith("skifter med det, vi antager om de ukendte børn.")


def no_earlier(maker):
    return maker.protected(Revisions(0, "", (), ()))


def changed_text(maker, years, changes=None):
    changes = changes or (maker.protected(maker.change()),)
    return text(sentences.answer_changed(years, changes=changes, revisions=no_earlier(maker), data=maker.data))


def test_from_one_year_to_the_next_in_the_fixed_words(year_of, maker):
    paragraphs = changed_text(maker, (year_of(), year_of(2.0, 0.93, indicator="share_26w"))).split("\n\n")
    assert paragraphs[0].startswith(
        "Fra aftaleår 2023/24 til 2024/25 steg varigheden med 4 dage (mellem 3 og 6 dage). Andelen steg sandsynligvis "
        "med 2,0 procentpoint (mellem 0,5 og 3,5 procentpoint). Siden april 2023 lå varigheden i gennemsnit 4 dage "
    )
    assert paragraphs[1] == "Der er ingen tidligere rapport at sammenligne med."
    unclear = changed_text(maker, (year_of(0.5, 0.7), year_of(0.5, 0.7, indicator="share_26w")))
    assert unclear.startswith("Fra aftaleår 2023/24 til 2024/25 er der ingen sikker ændring i varigheden")
    assert "En ændring under 2 dage kunne vi ikke have set" in unclear
    assert "Der er ingen sikker ændring i andelen (mellem −1,0 og 2,0 procentpoint)." in unclear


@pytest.mark.parametrize(
    ("reason", "why"), [("hidden", "er skjult"), ("maturity", "ikke to hele aftaleår"), ("no_data", "ingen tal")]
)
def test_a_change_that_is_not_there_is_told_with_its_reason(year_of, maker, reason, why):
    told = changed_text(maker, (year_of(reason=reason),))
    assert told.startswith("Ændringen i varigheden fra året før kan ikke vises: ")
    assert why in told.split("\n\n")[0]


def test_the_table_holds_the_same_numbers_and_entries_as_the_other_pages(statuses, year_of, maker):
    changes = (maker.protected(maker.change()), maker.protected(maker.change(maker.estimate(measure="pct_point"))))
    years = (year_of(), year_of(2.0, 1.0, indicator="share_26w"))
    targets = statuses()
    levels = ((maker.protected(maker.series([109.0, 110.1, 112.0, 113.0, 117.5], grain="agreement_year")),),)
    block = tables.conclusions(targets, years=years, changes=changes, levels=levels, data=maker.data)
    rows = cells(block)
    assert rows[0] == [
        "Varighed af fuld amning: mindst 120 dage", f"◐ Endnu ikke – frist {DEADLINE}",
        "117,5 dage (115,5 til 119,5)", "Steget: +4,0 dage (2,5 til 5,5)", "Steget: +4,1 dage (2,9 til 5,2)",
    ]  # fmt: skip
    assert rows[2][:2] == ["Tilfredshed med hjælpen til amning", "◯ Kan ikke vurderes: der er ingen tal"]
    notes = " ".join(block.description["notes"]).replace("\N{NO-BREAK SPACE}", " ")
    assert "Amningen er kendt for 2.200 af dem (91,7 %)" in notes
    assert "Ukendte børn er regnet som de kendte." in notes
    assert "Siden aftalen: gennemsnit for 27 måneder" in notes
    assert "I 2021/22 var varigheden 110,1 dage." in notes, "the last whole year before the months left out"
    entries = block.description["results"]
    first, estimate = targets.value[0], changes[0].value.fit.estimate("mean_change")
    assert entries[0] == verdict_entry(first, agreement=maker.data.agreement)
    assert change_entries((estimate,))[0] in entries
    assert {entry["estimand"] for entry in entries} == {"level", "year_change", "mean_change"}


def test_the_table_says_why_a_number_is_not_there(statuses, year_of, maker):
    untold_change = maker.protected(maker.change(reason="too_few_mature_months"))
    near = maker.change(reason="")
    undecided = maker.protected(replace(near, beside=near.fit, reason="break_near_start"))
    years = (year_of(reason="hidden"), year_of(reason="maturity", indicator="share_26w"))
    hidden = maker.year().emptied()
    targets = statuses("kan_ikke_vurderes", "kan_ikke_vurderes", reason="hidden", years=(hidden,))
    block = tables.conclusions(targets, years=years, changes=(untold_change, undecided), levels=(), data=maker.data)
    rows = cells(block)
    assert rows[0][2:] == ["Skjult", "Kan ikke vises", "Kan ikke vises: der er for få måneder at måle på"]
    assert rows[1][4] == "Kan ikke afgøres"
    assert not [entry for entry in block.description["results"] if entry["value"] is not None]
    assert not re.search("kendt for", " ".join(block.description["notes"]))
    empty = statuses("kan_ikke_vurderes", "kan_ikke_vurderes", reason="maturity", years=())
    block = tables.conclusions(empty, years=years, changes=(untold_change, undecided), levels=(), data=maker.data)
    assert cells(block)[0][2] == "–"
    assert block.description["notes"][0].startswith("Kilde:")


def among(maker, changes, *, years=(), municipalities=()):
    block = sentences.answer_clusters(changes, years=years, municipalities=municipalities, data=maker.data)
    return text(block)


def test_which_cluster_stands_out(clusters, maker):
    told = among(maker, (clusters({"midt": (-7.0, 0.001)}),))
    assert told.startswith(
        "**Ændringen i varigheden er ikke den samme i alle klynger.** Den er 7 dage mindre i Midtklyngen end de andre "
        "klyngers gennemsnit (mellem "
    )
    assert told.endswith("er ikke en rangliste.")
    assert "Den er 5 dage større i Randersklyngen" in among(maker, (clusters({"randers": (5.0, 0.001)}),))
    assert "Ingen enkelt klynge skiller sig sikkert ud." in among(maker, (clusters(),))
    none = among(maker, (clusters(told=False),))
    assert none.endswith("Årsag: der er for få måneder at måle på.")


def test_a_word_more_cautious_than_its_interval_is_explained(clusters, maker):
    why = "Vi siger “sandsynligvis”, fordi vi har ledt i flere klynger på én gang."
    told = among(maker, (clusters({"midt": (-7.0, 0.001)}, p_alike=0.12),))
    assert "Den er sandsynligvis 7 dage mindre i Midtklyngen" in told
    assert why in told
    assert why not in among(maker, (clusters({"midt": (-7.0, 0.001)}),))


def by_year(maker, **values):
    """The region and clusters by agreement year, each from 2022 on."""
    return tuple(
        maker.protected(maker.series(list(given), grain="agreement_year", first=2022, unit=unit))
        for unit, given in {"region": (110.0, 112.0, 117.0), **values}.items()
    )


def test_the_level_is_told_of_clusters_that_stand_out_and_the_target_of_those_that_reach_it(clusters, maker):
    stands = (clusters({"midt": (-7.0, 0.001)}),)
    years = (by_year(maker, midt=(109.0, 110.2, 111.1), randers=(112.0, 116.0, 123.0), aarhus=(112.0, 116.0, 121.0)),)
    told = among(maker, stands, years=years)
    assert "I Midtklyngen var varigheden 111,1 dage (året før 110,2) i aftaleår 2024/25." in told
    assert "Randersklyngen når regionens mål for varigheden. Aarhusklyngen når regionens mål for varigheden" in told
    assert "Aarhusklyngen når regionens mål for varigheden (usikkert)." in told
    assert "Midtklyngen når" not in told
    none = among(maker, stands, years=(by_year(maker, midt=(111.1,)),))
    assert "Ingen klynge når regionens mål." in none
    assert "året før" not in none
    unknown = among(maker, stands, years=(by_year(maker, midt=(math.nan,)),))
    assert "regionens mål" not in unknown


@pytest.fixture(scope="module")
def levels_of(maker):
    """Municipalities' levels, protected, with the standings of some set by hand."""
    shown = MunicipalMaker(maker)

    def made(*measures, **standings):
        records = []
        for measure in measures or ("days",):
            found = shown.protected(measure=measure).value
            rows = tuple(replace(row, standing=standings.get(f"u{row.unit}", "inside")) for row in found.rows)
            records.append(let_through(replace(found, rows=rows), maker.data))
        return tuple(records)

    return made


def test_municipalities_clearly_outside_are_told_and_those_chance_can_give_are_not(clusters, levels_of, maker):
    def told(*measures, **standings):
        return among(maker, (clusters(),), municipalities=levels_of(*measures, **standings))

    assert "Skive ligger klart under de almindelige udsving for varigheden." in told(u0779="below_998")
    assert "for varigheden og andelen." in told("days", "pct", u0779="above_998")
    assert "udsving" not in told(u0730="above_95")
    many = dict.fromkeys(("u0657", "u0661", "u0756", "u0779"), "below_998")
    assert "4 kommuner ligger uden for de almindelige udsving." in told(**many)


def test_standings_in_two_outcomes_name_the_limits_once(clusters, levels_of, maker):
    both = (*levels_of("days", u0779="below_95"), *levels_of("pct", u0779="below_998"))
    told = among(maker, (clusters(),), municipalities=both)
    assert "Skive ligger under de almindelige udsving for varigheden og klart under for andelen." in told


def test_how_good_the_data_are(maker):
    checks = maker.protected((maker.check(),))
    series = (maker.protected(maker.series([112.0] * 5)),)
    told = text(
        sentences.answer_data(
            quality(maker, u0665=("with_reservations", "statuses_only")), checks=checks, series=series, data=maker.data
        )
    )
    assert told.startswith("**Tallene for hele regionen kan bruges: De stemmer med aftalens udgangspunkt")
    assert "mens Lemvig kræver forbehold." in told


def described(maker, **more):
    """The same data with another description of the agreement."""
    background = maker.data.agreement.background.model_copy(update=more) if more else Background(steering_group="rådet")
    agreement = maker.data.agreement.model_copy(update={"background": background})
    return replace(maker.data, agreement=agreement)


def test_what_is_planned_is_what_the_documents_say(maker):
    told = text(sentences.answer_planned(maker.data))
    steps = maker.data.agreement.background.next_steps
    assert told.startswith(" ".join(step.text for step in steps[:3]))
    assert steps[3].text not in told
    assert told.endswith("Aftalens dokumenter siger ikke, hvilke nye skridt der skal tages efter 2024.")
    assert text(sentences.answer_planned(described(maker))) == "Aftalens dokumenter nævner ingen kommende skridt."


def test_when_more_is_known(statuses, calendar, maker):
    ahead = (
        let_through(unit_forecast(), maker.data),
        let_through(unit_forecast(measure="pct", stays=17.0, continues=19.9), maker.data),
    )

    def tested(score):
        return tuple(
            let_through(back_test(scores_of(score, score), measure=one), maker.data) for one in ("days", "pct")
        )

    tests = tested(0.2)

    def told(*verdicts, known=2024):
        return text(
            sentences.answer_when(
                calendar(known), targets=statuses(*verdicts), forecasts=ahead, tests=tests, data=maker.data
            )
        )

    assert told().startswith(f"Fristen er {DEADLINE}. Det endelige svar kan tidligst gives 1. juli 2029.")
    assert "De sidste børn skal følges i omkring 11 måneder, og kommunerne har 4 måneder til at indberette." in told()
    assert "Metoden har tidligere ikke ramt bedre end at antage samme tal som sidste år." in told()
    tests = tested(0.3)
    assert "Brug den ikke som et løfte." in told()
    tests = tests[:1]
    assert "Metoden kan ikke prøves på tidligere år" in told()
    tests = tested(0.3)
    assert "Metoden ramte oftest dårligere end at antage samme tal som sidste år." in told()
    assert "andelen" not in told("endnu_ikke", "kan_ikke_vurderes"), "a target that cannot be judged has no outlook"
    assert told("kan_ikke_vurderes", "kan_ikke_vurderes", known=2027) == (
        "Alle børn, målene gælder, kan tælles med nu. Svaret er endeligt på disse data."
    )


def test_what_cannot_be_said(maker):
    told = text(sentences.answer_not_told(maker.data))
    assert told.startswith("Tallene viser ikke, om aftalen er årsagen.")
    assert told.endswith(
        "Tilfredshed med hjælpen til amning er ikke vurderet: Tal fra LUP indgår ikke i denne evaluering."
    )


@pytest.fixture
def advice(statuses, clusters, calendar, maker):
    """The recommendations, a paragraph each."""

    def given(*verdicts, known=2024, rows=None, stands=None, share_stands=None, levels=(), data=None, **more):
        both = (clusters(stands), clusters(share_stands, measure="pct_point"))
        block = sentences.recommendations(
            statuses(*verdicts, **more), quality=quality(maker, **(rows or {})), clusters=both,
            municipalities=levels, calendar=calendar(known), data=data or maker.data,
        )  # fmt: skip
        assert "lead" not in block.description
        return text(block).split("\n\n")

    return given


@pytest.mark.parametrize(
    ("verdicts", "more", "first"),
    [
        (("ja", "ja"), {}, f"**Drøft nu, {OM}.** Målene for amning er nået"),
        (("ja", "ja"), {"crosses": True}, f"**Vent med at afgøre, {OM}.** Målene ser ud"),
        (("ja", "endnu_ikke"), {}, f"**Vent med at afgøre, {OM}.** Kun nogle af målene"),
        (("endnu_ikke",) * 2, {}, f"**Afgør ikke på disse tal, {OM}.** Målene er ikke"),
        (
            ("nej", "nej"),
            {},
            f"**Drøft nu, {OM}.** Fristen er passeret, og ingen af målene",
        ),
        (
            ("ja", "nej"),
            {},
            f"**Drøft nu, {OM}.** Fristen er passeret, og målet for andelen",
        ),
        (
            ("kan_ikke_vurderes", "ja"),
            {},
            f"**Brug ikke disse tal til at afgøre, {OM}.** Målet for varigheden kan ikke",
        ),
        (("kan_ikke_vurderes",) * 2, {}, f"**Brug ikke disse tal til at afgøre, {OM}.** Ingen af målene kan vurderes."),
    ],
)
def test_every_set_of_verdicts_leads_to_its_own_advice(advice, verdicts, more, first):
    assert advice(*verdicts, **more)[0].startswith(first)


def test_a_doubtful_answer_is_told_beside_the_advice(advice):
    assert advice("nej", "nej", crosses=True)[0].endswith(
        "Svaret for varigheden og andelen er usikkert, fordi målet ligger i spændet."
    )
    assert "usikkert, fordi" not in advice("ja", "ja", crosses=True)[0]


@pytest.mark.parametrize(
    ("reason", "do"),
    [
        ("coverage", "**Skaf de oplysninger, der mangler.**"),
        ("baseline", "**Find ud af, hvorfor data afviger.**"),
        ("no_data", "**Skaf data.**"),
        ("definition", "**Få målt på samme måde som målet.**"),
        ("maturity", ""),
        ("hidden", ""),
    ],
)
def test_what_keeps_a_target_from_being_judged_is_to_be_mended_where_it_can(advice, reason, do):
    told = advice("kan_ikke_vurderes", "kan_ikke_vurderes", reason=reason)
    assert told[1].startswith(do or "**Bliv ved med at registrere som nu.**")
    if do:
        assert "varigheden og andelen" in told[1]


def test_whose_data_to_see_to(advice):
    def data_of(**rows):
        return [one for one in advice(rows=rows) if "data fra" in one or "registrere" in one]

    assert data_of() == ["**Bliv ved med at registrere som nu.** Ingen kommunes data kræver, at nogen ser på dem."]
    assert data_of(u0665=("with_reservations", "few_births"))[0].startswith("**Bliv ved"), "nobody can mend that"
    assert data_of(u0665=("with_reservations", "few_births", "statuses_only"))[0].startswith(
        "**Få set på data fra Lemvig."
    )
    both = data_of(u0665=("does_not_carry", "coverage_below_gate"), u0671=("with_reservations", "digit_preference"))
    assert both[0].startswith("**Få rettet data fra Lemvig først.**")
    assert both[1].startswith("**Få set på data fra Struer.**")
    many = {f"u{code}": ("with_reservations", "slow_reporting") for code in ("0657", "0661", "0756", "0665")}
    assert data_of(**many)[0].startswith("**Få set på data fra 4 kommuner.**")


def test_a_cluster_that_stands_out_is_asked_in_words_as_sure_as_the_finding(advice):
    def asked(**more):
        return [told for told in advice(**more) if "netværket i" in told]

    assert asked(stands={"midt": (-7.0, 0.001)}, share_stands={"midt": (-4.0, 0.06)}) == [
        "**Bed netværket i Midtklyngen undersøge forskellen.** Ændringen i varigheden er mindre end i de andre "
        "klynger, og i andelen er den det sandsynligvis også. Registreringen kan også være årsagen."
    ]
    (likely,) = asked(stands={"randers": (4.0, 0.06)})
    assert likely.startswith("**Spørg netværket i Randersklyngen, hvad andre kan lære.** Ændringen i varigheden")
    assert "er sandsynligvis større end i de andre klynger" in likely
    both = asked(stands={"midt": (-7.0, 0.001), "aarhus": (5.0, 0.001)})
    assert [re.search(r"i (\w+klyngen)", told)[1] for told in both] == ["Midtklyngen", "Aarhusklyngen"]
    assert asked() == []


def test_a_municipality_clearly_outside_is_to_be_looked_at(advice, levels_of):
    told = advice(levels=levels_of(u0779="below_998", u0730="above_95"))
    assert [one for one in told if "Gennemgå" in one] == [
        "**Gennemgå tallene med Skive.** De ligger klart uden for de almindelige udsving. "
        "Registreringen kan være årsagen."
    ]
    assert not [one for one in advice() if "Gennemgå" in one]


def test_when_to_look_again(advice):
    assert advice(known=2024)[-1] == "**Tag målene op igen efter 1. juli 2027.** Da kan aftaleår 2025/26 vurderes."
    assert advice(known=2026)[-1].startswith("**Vent med det endelige svar til 1. juli 2029.**")
    assert not [one for one in advice("nej", "nej", known=2027) if "1. juli" in one]


def test_an_agreement_without_a_named_decision_gets_no_advice_on_one(advice, maker):
    assert not [one for one in advice(data=described(maker)) if "afgør" in one.lower()]


def test_an_agreement_of_another_kind_is_told_too(calendar, clusters, year_of, maker):
    """Another indicator, and nothing of the documents described: configuration alone makes another agreement."""
    data = other_indicator(described(maker))
    record = maker.status(indicator="duration_mean")
    record = replace(record, indicator="satisfaction", definition=data.agreement.indicators[0].definition)
    targets = let_through((record,), data)
    told = text(sentences.conclusions(targets, data=data))
    assert "Målet om, at tilfredshed er mindst 120 dage, er ikke nået" in told
    change = replace(maker.change(), indicator="satisfaction")
    year = replace(year_of().value, indicator="satisfaction")
    block = tables.conclusions(
        targets, years=(maker.protected(year),), changes=(maker.protected(change),), levels=(), data=data
    )  # fmt: skip
    assert len(cells(block)) == 1
