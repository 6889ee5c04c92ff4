from dataclasses import replace

import pytest

from evaluering import wording
from evaluering.disclosure.protection import protect
from evaluering.intake.checks.validation import RULES
from evaluering.preparation.analyses import (
    protected_baseline,
    protected_calendar,
    protected_exclusions,
    protected_sources,
    protected_targets,
)
from evaluering.presentation import (
    collect_all_series,
    collect_series,
    collect_targets,
    tables,
)
from evaluering.presentation.units import page_unit, rows_below
from evaluering.study.duration import DEFINITIONS
from evaluering.study.indicators import Reason

S = "\N{NO-BREAK SPACE}"


def rows(block):
    return [[cell.replace(S, " ") for cell in row] for row in block.description["rows"]]


def heads(block):
    return [column["label"].replace(S, " ") for column in block.description["columns"]]


def notes(block):
    return " ".join(block.description["notes"]).replace(S, " ")


def years(maker, calendar, agreement):
    return tables.years(maker.protected(calendar), maker.protected(agreement), data=maker.data)


def test_years_stand_in_the_columns_of_the_yearly_reports(maker):
    agreement = maker.series([14.0, 14.5], measure="pct", grain="agreement_year")
    block = years(maker, maker.series([12.5, 13.0], measure="pct"), agreement)
    value = "% (95 % CI)"
    assert heads(block) == ["Aftaleår", "Tæller/nævner", "Ukendt amning, antal (%)", value, "Kalenderår", value]
    assert rows(block)[0] == [
        "2020/21", "168/1.200", "100 (7,7 %)", "14,0 (12,0 til 16,0)", "2020", "12,5 (10,5 til 14,5)",
    ]  # fmt: skip
    assert len(block.description["results"]) == 4
    assert block.description["caption"].endswith("for børn født i aftaleår og kalenderår")


def test_each_year_stands_beside_the_agreement_year_that_begins_in_it(maker):
    agreement = maker.series([110.0, 111.0], grain="agreement_year", first=2019, mature=[True, False])
    block = years(maker, maker.series([112.0, 113.0]), agreement)
    assert [(row[0], row[4]) for row in rows(block)] == [("2019/20", "–"), ("–", "2020"), ("–", "2021")]
    assert rows(block)[1][:4] == ["–"] * 4
    assert rows(block)[0][4:] == ["–"] * 2
    assert "Et aftaleår går fra 1. april til 31. marts." in notes(block)
    assert "ikke alle børn kan tælles med endnu" in notes(block)


def test_years_of_two_outcomes_never_stand_beside_each_other(maker):
    with pytest.raises(ValueError, match="the same unit and outcome"):
        years(maker, maker.series([110.0]), maker.series([12.0], measure="pct", grain="agreement_year"))


def test_a_hidden_year_shows_nothing(maker):
    hiding = maker.hiding(unit="region", period="2020", indicator="share_26w")
    agreement = hiding.series([12.5], measure="pct", grain="agreement_year")
    block = years(hiding, hiding.series([12.5, 13.0], measure="pct"), agreement)
    assert rows(block)[0] == ["2020/21", "Skjult", "Skjult", "Skjult", "2020", "Skjult"]
    assert "små tal" in notes(block)


def test_a_year_without_data_says_so(maker):
    series = maker.series([float("nan")], measure="pct", grain="agreement_year")
    series.frame["births"] = 0
    block = years(maker, maker.series([12.0], measure="pct"), series)
    assert rows(block)[0][:4] == ["2020/21", "0", "–", "Ingen data"]


def test_a_mean_that_cannot_be_told_yet_is_no_data(maker):
    series = maker.series([float("nan")])
    series.frame["known"] = 10
    assert rows(years(maker, series, maker.series([110.0], grain="agreement_year")))[0][5] == "Ingen data"


CLUSTERS = ["Gødstrupklyngen", "Horsensklyngen", "Midtklyngen", "Randersklyngen", "Aarhusklyngen"]


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ("region", ["Region Midtjylland", *CLUSTERS]),
        ("midt", ["Region Midtjylland", "Midtklyngen", "Viborg", "Silkeborg", "Skive"]),
        ("aarhus", ["Region Midtjylland", "Aarhusklyngen"]),
    ],
)
def test_units_side_by_side(prepared, scope, names):
    series = collect_series(prepared, indicator="share_26w", grain="agreement_year", scope=scope)
    block = tables.units(series, data=prepared)
    assert [row[0] for row in rows(block)] == names
    assert heads(block)[1:] == [
        "Tæller/nævner", "Ukendt amning, antal (%)", "Procent 2024/25", "95 % CI", "Året før", "To år før",
    ]  # fmt: skip
    assert all("(" not in cell for row in rows(block) for cell in row[3:])
    assert "Antal og 95 % CI gælder 2024/25." in notes(block)
    about = {"region": "regionen og klyngerne", "midt": "Midtklyngen og dens kommuner"}
    named = about.get(scope, "Aarhusklyngen og regionen")
    assert block.description["caption"] == f"Andel børn ammet fuldt i mindst 26 uger i {named}, efter aftaleår"
    assert "ikke en rangliste" in notes(block)
    assert block.description["id"] == f"share_26w-{scope}-units"
    assert ("Aarhus og Samsø vises samlet." in notes(block)) == (scope == "aarhus")
    units = {entry["unit"] for entry in block.description["results"]}
    assert units == set(rows_below(prepared, scope=scope)) - set(prepared.agreement.units)
    assert page_unit(prepared, [one.value.unit for one in series]) == scope


def test_units_before_there_is_a_whole_year(maker):
    series = (maker.series([110.0], unit=unit, mature=[False], grain="agreement_year") for unit in ("region", "midt"))
    young = tuple(maker.protected(one) for one in series)
    block = tables.units(young, data=maker.data)
    assert rows(block)[1] == ["Midtklyngen", *["Ingen data"] * 4]
    assert heads(block)[3] == "Dage seneste år"


def test_a_hidden_unit_is_explained_only_where_it_stands(maker):
    hiding = maker.hiding(unit="midt", grain="agreement_year", period="2021", indicator="duration_mean")

    def told(maker):
        both = (maker.series([110.0, 111.0], unit=unit, grain="agreement_year") for unit in ("region", "midt"))
        return tables.units(tuple(maker.protected(one) for one in both), data=maker.data)

    assert rows(told(hiding))[1] == ["Midtklyngen", *["Skjult"] * 4, "110,0"]
    assert "små tal" in notes(told(hiding))
    assert "små tal" not in notes(told(maker))
    earlier = maker.hiding(unit="midt", grain="agreement_year", period="2020", indicator="duration_mean")
    assert rows(told(earlier))[1][-1] == "Skjult"


def test_the_mean_change_stands_first(maker):
    block = tables.change(maker.protected(maker.change()), data=maker.data)
    assert rows(block) == [
        ["Gennemsnitlig ændring", "apr. 2023 – jun. 2025", "+4,1 dage", "2,9 til 5,2", "Steget"],
        ["I dage for alle om året", "apr. 2023 – jun. 2025", "+56.000 dage", "40.000 til 72.000", "Steget"],
        ["Ventet niveau", "apr. 2023 – jun. 2025", "110,0 dage", "109,0 til 111,0", "–"],
        ["Ændring efter 12 måneder", "apr. 2024", "+4,1 dage", "2,9 til 5,2", "Steget"],
    ]
    entries = {entry["estimand"]: entry for entry in block.description["results"]}
    assert len(entries) == 5
    assert entries["mean_change_days_a_year"]["measure"] == "days"
    assert "Gennemsnitlig ændring: det beregnede minus det ventede" in notes(block)
    assert "Ventet niveau: gennemsnittet, hvis udviklingen fra før aftalen var fortsat." in notes(block)


def test_a_change_that_is_not_shown_gives_its_reason(maker):
    change = maker.protected(maker.change(reason="too_few_mature_months"))
    block = tables.change(change, data=maker.data)
    assert rows(block) == []
    assert "Ikke vist: der er for få måneder at måle på." in notes(block)
    assert rows(tables.model((change,), data=maker.data))[0][1:] == ["–"] * 4


def test_the_model_is_told_with_its_uncertainty(maker):
    block = tables.model((maker.protected(maker.change()),), data=maker.data)
    assert rows(block)[0][1:] == ["70", "0,34 (0,14 til 0,54)", "1,1 dage (0,4 til 1,8)", "0,03"]


@pytest.mark.parametrize(
    ("verdict", "more", "cell"),
    [
        ("ja", {}, "● Ja"),
        ("nej", {"crosses": True}, "▲ Nej (måske nået)"),
        ("endnu_ikke", {}, "◐ Endnu ikke – frist 31. marts 2028"),
        ("kan_ikke_vurderes", {"reason": "coverage"}, "◯ Kan ikke vurderes: amningen er kendt for for få af børnene"),
    ],
)
def test_a_verdict_has_word_shape_and_doubt(maker, verdict, more, cell):
    block = tables.targets(maker.protected((maker.status(verdict, **more),)), data=maker.data)
    assert rows(block)[0][:3] == ["Varighed af fuld amning: mindst 120 dage", "2024/25", cell]
    assert rows(block)[1][2] == "–", "only the latest year is judged"
    assert block.description["results"][0]["verdict"] == verdict


@pytest.mark.parametrize(
    ("verdict", "value", "more", "cell"),
    [
        ("ja", 123.0, {}, "+ Over"),
        ("ja", 120.0, {}, "+ Lige på"),
        ("endnu_ikke", 112.5, {}, "− Under"),
        ("nej", 119.0, {"crosses": True}, "− Under (måske nået)"),
        ("ja", 121.0, {"crosses": True}, "+ Over (måske under)"),
        ("kan_ikke_vurderes", 121.0, {"reason": "coverage"}, "◯ Kan ikke vurderes: amningen er kendt for for få af"),
    ],
)
def test_units_are_placed_beside_the_regions_target(maker, verdict, value, more, cell):
    cluster = maker.protected((maker.status(verdict, value, unit="midt", **more),))
    own = tables.targets(cluster, data=maker.data)
    beside = tables.unit_targets((cluster, cluster), indicator="duration_mean", data=maker.data)
    assert rows(own)[0][2].startswith(cell)
    assert rows(beside)[0][1].startswith(cell)
    assert "I forhold til regionens mål" in heads(own)
    assert "I forhold til regionens mål" in heads(beside)
    assert "Ja" not in str(own.description["rows"])
    assert own.description["results"][0]["verdict"] == verdict


def test_targets_show_three_years(maker):
    statuses = maker.protected((maker.status(), maker.status(indicator="share_26w", value=17.9)))
    block = tables.targets(statuses, data=maker.data)
    assert heads(block) == [
        "Mål", "Født i", "Mål nået", "Tæller/nævner", "Ukendt amning, antal (%)", "Tal", "95 % CI",
    ]  # fmt: skip
    assert [row[1] for row in rows(block)] == ["2024/25", "2023/24", "2022/23"] * 2
    assert rows(block)[3][3:] == ["310/2.200", "200 (8,3 %)", "17,9 %", "15,9 til 19,9"]
    calendar = tables.targets_by_calendar_year(statuses, data=maker.data)
    assert [row[1] for row in rows(calendar)][:2] == ["2024", "2023"]
    assert "Mål nået" not in heads(calendar)
    assert rows(calendar)[0][2] == "Under målet"
    assert calendar.description["results"] == []
    assert "små tal" not in notes(block) + notes(calendar)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (112.5, "Under målet"),
        (119.0, "Under målet (måske nået)"),
        (120.0, "Lige på målet (måske under)"),
        (123.0, "Over målet"),
        (float("nan"), "Ingen data"),
    ],
)
def test_a_calendar_year_lies_beside_the_target_without_a_verdict(maker, value, cell):
    status = maker.status(calendar_years=(maker.year(value, grain="calendar_year"),))
    assert rows(tables.targets_by_calendar_year(maker.protected((status,)), data=maker.data))[0][2] == cell


def test_targets_before_there_is_a_year(maker):
    status = maker.status("kan_ikke_vurderes", reason="maturity", years=(), calendar_years=())
    protected = maker.protected((status,))
    (row,) = rows(tables.targets(protected, data=maker.data))
    assert row[1] == "–"
    assert row[2].startswith("◯ Kan ikke vurderes")
    assert row[3:] == ["–"] * 4
    assert rows(tables.targets_by_calendar_year(protected, data=maker.data))[0][1:] == ["–"] * 6
    block = tables.unit_targets((protected, protected), indicator="duration_mean", data=maker.data)
    assert rows(block)[0][2:] == ["–"] * 5
    assert "seneste aftaleår" in block.description["caption"]


def test_targets_of_several_units(prepared):
    block = tables.unit_targets(collect_targets(prepared, scope="region"), indicator="share_26w", data=prepared)
    assert len(rows(block)) == 6
    assert heads(block)[-4:] == ["Ukendt amning, antal (%)", "Tal", "95 % CI", "Året før"]
    assert block.description["id"] == "share_26w-region-unit-targets"


def test_a_hidden_target_is_hidden_whole(maker):
    hiding = maker.hiding(unit="region", grain="agreement_year", period="2024", indicator="duration_mean")
    status = hiding.status(years=(hiding.year(133.3), hiding.year(112.5, "2023")))
    block = tables.targets(hiding.protected((status,)), data=hiding.data)
    assert rows(block)[0][3:] == ["Skjult"] * 4
    assert rows(block)[1][5:] == ["112,5 dage", "110,5 til 114,5"]
    units = tables.unit_targets((hiding.protected((status,)),) * 2, indicator="duration_mean", data=hiding.data)
    assert rows(units)[0][2:] == [*["Skjult"] * 4, "112,5 dage"]
    assert "Skjult" in notes(block)
    calendar = maker.hiding(unit="region", grain="calendar_year", period="2024", indicator="duration_mean")
    shown = tables.targets_by_calendar_year(calendar.protected((calendar.status(),)), data=calendar.data)
    assert rows(shown)[0][2:] == ["Skjult"] * 5
    assert "133" not in str(block.description)


def test_when_the_next_years_can_be_judged(prepared):
    calendar = protected_calendar(prepared)
    block = tables.calendar(calendar, data=prepared)
    assert "er udløbet" in notes(block)
    assert rows(block)[-1] == ["aftaleår 2027/28", "april 2027 til marts 2028", "1. juli 2029"]
    assert len(rows(block)) == sum(not row.mature for row in calendar.value) > 0
    done = protect(tuple(replace(row, mature=True) for row in calendar.value), decisions=prepared.decisions)
    told = tables.calendar(done, data=prepared).description["text"].replace(S, " ")
    assert told.startswith("Alle børn, målene gælder, kan tælles med nu.")
    assert "kunne for børn født i aftaleår 2027/28 afgøres fra 1. juli 2029" in told


def test_the_deliveries(prepared):
    block = tables.sources(protected_sources(prepared), data=prepared)
    told = {(row[0], row[1]): row for row in rows(block)}
    assert len(rows(block)) == len(prepared.sources.frame)
    assert told["Skive Kommune", "KL Gateway Børn"][3] == "jan. 2024 til sep. 2026"
    alone = [row for row in rows(block) if row[0] in ("Samsø Kommune", "Aarhus Kommune")]
    assert [row[4] for row in alone] == ["Skjult", "Skjult"]
    assert "Aarhus og Samsø vises kun samlet." in notes(block)
    extracts = [row[0] for row in rows(block) if row[1] == "Kommunens eget udtræk"]
    assert extracts[:4] == ["Herning Kommune", "Holstebro Kommune", "Ikast-Brande Kommune", "Ikast-Brande Kommune"]
    assert [row[1] for row in rows(block)][-1] == "Danmarks Statistik (Statistikbanken)"


def test_notes_name_municipalities_and_months_as_a_reader_does(prepared):
    told = ("Kommune 0615 har påfaldende få registreringer i 2017-09.", "Kommune 9999 er ukendt.")
    data = replace(prepared, sources=replace(prepared.sources, notes=told))
    block = tables.sources(protected_sources(data), data=data)
    assert "Horsens har påfaldende få registreringer i september 2017." in notes(block)
    assert "Kommune 9999 er ukendt." in notes(block)


def test_notes_name_the_sender_and_not_the_file(prepared):
    told = ("kommune-0615/ernaering.xlsx: Flettede celler i kommunekode er fyldt ud nedad.",)
    data = replace(prepared, sources=replace(prepared.sources, notes=told))
    block = tables.sources(protected_sources(data), data=data)
    assert notes(block).endswith("Fil fra Horsens: Celler, der var slået sammen (kommunekode), er fyldt ud.")


def test_what_holds_for_several_files_is_said_once(prepared):
    told = (
        "a/x.csv: Tom.",
        "b/y.csv: Tom.",
        "c/z.csv: Kun her.",
        "Om sættet: ja.",
        "Om sættet: ja ja.",
        "Intet kolon.",
    )
    odd = replace(prepared.sources, notes=told, frame=prepared.sources.frame.assign(source="andet"))
    block = tables.sources(protected_sources(replace(prepared, sources=odd)), data=prepared)
    assert notes(block).endswith("2 leverancer: Tom. Én fil: Kun her. Om sættet: ja. Om sættet: ja ja. Intet kolon.")
    assert {row[1] for row in rows(block)} == {"andet"}


def test_the_flow_to_the_children_counted(prepared):
    block = tables.exclusions(protected_exclusions(prepared), data=prepared)
    assert rows(block)[0][:2] == ["Rækker læst", "I alt"]
    assert rows(block)[-1][0] == "Børn, der tælles med"
    kinds = {row[0]: row[1] for row in rows(block)}
    assert kinds["Børn, hvis amning ikke kendes"] == "Taget ud"
    assert kinds["Børn, hvor en status siger imod en dato"] == "Talt med"


def test_coverage_of_every_row(prepared):
    series = collect_all_series(prepared, indicator="share_26w", grain="calendar_year")
    block = tables.coverage(series, data=prepared)
    names = [row[0].strip() for row in rows(block)]
    assert len(names) == 24
    assert "Aarhus og Samsø" in names
    assert "Samsø" not in names
    assert heads(block) == ["Enhed", "Født i 2022", "Født i 2023", "Født i 2024"]
    told = {one["id"]: one for one in block.description["results"]}
    assert len(told) == 3 * len(prepared.agreement.publication_rows), "the next report's decisions are held against it"
    shown = [one for one in told.values() if not one["hidden"]]
    assert shown
    assert all(one["value"] == one["coverage_pct"] and one["n"] >= 5 for one in shown)


def test_marks_of_coverage_are_explained_where_they_stand(maker):
    def told(coverage, *, hidden=False):
        own = maker.hiding(unit="region", grain="calendar_year", period="2020") if hidden else maker
        series = own.series([110.0, 111.0])
        series.frame["coverage_pct"] = coverage
        return notes(tables.coverage((own.protected(series),), data=own.data))

    assert told(92.0) == ""
    assert told(71.0) == "▲ Dækningen er under 80 %. Så vurderes målene ikke."
    assert "kan dækningen være over 100 %." in told(100.4)
    assert "små tal" in told(92.0, hidden=True)


@pytest.mark.parametrize(
    ("coverage", "hidden", "cell"),
    [(92.34, False, "92,3 %"), (71.0, False, "▲ 71,0 %"), (float("nan"), False, "Ingen data"), (1.0, True, "Skjult")],
)
def test_a_low_coverage_carries_a_mark(coverage, hidden, cell):
    assert tables.data.coverage_cell(coverage, hidden=hidden, gate_pct=80.0).replace(S, " ") == cell


def test_definitions_and_baseline(prepared):
    block = tables.definitions(prepared)
    assert rows(block)[1][1] == "Mindst 26 uger: 182 dage eller mere"
    assert rows(block)[1][2:] == ["Mindst 20 %", "12 % (2012–2020)"]
    assert "Kilde: Samarbejdsaftalen afsnit 2, målsætning a" in notes(block)
    checks = tables.baseline(protected_baseline(prepared), data=prepared)
    assert [row[3] for row in rows(checks)] == ["109,0 dage", "12,0 %"]
    disagreeing = tables.baseline(protected_baseline_like(prepared), data=prepared)
    assert rows(disagreeing)[0][5] == "▲ Nej"


def protected_baseline_like(prepared):
    checks = protected_baseline(prepared)
    return replace(checks, value=tuple(replace(check, agrees=False) for check in checks.value))


def test_every_slug_a_reader_can_meet_has_words(prepared):
    rules = {rule.slug for rule in RULES} | set(prepared.panel.exclusions["rule"])
    assert rules <= set(wording.RULES)
    assert set(Reason.__args__) <= set(wording.REASONS)
    assert {name for name, one in DEFINITIONS.items() if one.indicator in ("duration_mean", "share_26w")} <= set(
        wording.DEFINITIONS
    )
    targets = protected_targets(prepared, unit="region").value
    assert {status.verdict for status in targets} <= set(wording.VERDICTS)
    with pytest.raises(KeyError, match="nothing_known"):
        wording.estimand("nothing_known")
    assert wording.estimand("agreement_year_2_change") == "Ændring i aftalens 2. år"
    assert wording.estimand("calendar_year_2024_change") == "Ændring for børn født i 2024"
    assert wording.period("span", "2012-01/2020-12") == "2012–2020"
    assert wording.period("span", "2012-03/2020-12") == "marts 2012 til december 2020"
    assert wording.period("month", "2012-03") == "marts 2012"
