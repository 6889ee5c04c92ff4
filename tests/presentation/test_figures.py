import itertools
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from evaluering.analysis_plan import NOT_PLANNED
from evaluering.estimation.unit_change import Alternative, Sensitivity
from evaluering.preparation.analyses import protected_change, protected_series, protected_targets
from evaluering.presentation import collect_changes, figures
from evaluering.presentation.figures import intervals
from evaluering.presentation.figures.style import Label, danish_axis, drawn, write_labels
from evaluering.presentation.figures.svg import tidied
from evaluering.presentation.figures.told import told
from evaluering.presentation.sentences.change import change_message
from evaluering.wording.plan import NOT_PLANNED_NOTE

LARGEST = 80_000
SHAPE = {"cut_months": 8, "harmonics": 2}


def series(maker, *values, **more):
    return maker.protected(maker.series(list(values), **more))


@pytest.fixture(scope="module")
def drawings(prepared):
    """Every figure of one cluster, as a function that draws it."""
    about = {"indicator": "share_26w", "unit": "midt"}
    months, years, agreement_years = (
        protected_series(prepared, **about, grain=grain) for grain in ("month", "calendar_year", "agreement_year")
    )
    change = protected_change(prepared, **about, **SHAPE)
    changes = collect_changes(prepared, indicator="share_26w", scope="region", **SHAPE)
    targets = protected_targets(prepared, unit="midt")
    return {
        "monthly": lambda: figures.monthly(months, years=years, data=prepared),
        "yearly": lambda: figures.yearly(years, data=prepared),
        "change": lambda: figures.change(change, data=prepared),
        "residuals": lambda: figures.residuals(change, data=prepared),
        "unit_changes": lambda: figures.unit_changes(changes, data=prepared),
        "target": lambda: figures.target(agreement_years, targets=targets, data=prepared),
    }


NAMES = ["monthly", "yearly", "change", "residuals", "unit_changes", "target"]


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_is_small_self_contained_and_always_the_same(drawings, name):
    block = drawings[name]()
    assert block.svg == drawings[name]().svg
    assert len(block.svg.encode("utf-8")) < LARGEST
    ET.fromstring(block.svg)
    assert "<style" not in block.svg
    assert " style=" not in block.svg
    assert "<metadata" not in block.svg
    assert "http" not in block.svg.replace("http://www.w3.org/", "")
    ids = re.findall(r' id="([^"]+)"', block.svg)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', block.svg)) <= set(ids)


def test_the_data_of_a_figure_carry_outcome_and_unit(maker):
    change = maker.protected(maker.change())
    row = figures.change(change, data=maker.data).description["data"]["rows"][-1]
    assert [cell.split("\N{NO-BREAK SPACE}")[1][:4] for cell in row[2:]] == ["dage"] * 3
    residuals = figures.residuals(change, data=maker.data).description
    assert "Gennemsnitlig varighed af fuld amning i Region Midtjylland" in residuals["data"]["caption"]
    assert residuals["data"]["rows"][0][1].endswith("typiske udsving")
    assert "typiske udsving (januar 2019)" in residuals["alt"]
    years = figures.yearly(series(maker, 12.5, 13.0, measure="pct"), data=maker.data).description["data"]
    assert years["caption"] == "Andel børn ammet fuldt i mindst 26 uger i Region Midtjylland efter kalenderår"
    assert years["rows"][0][2].startswith("12,5\N{NO-BREAK SPACE}%")


@pytest.mark.parametrize("name", NAMES)
def test_no_interval_is_broken_over_two_lines(drawings, name):
    assert "95 %" not in str(drawings[name]().description)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_tells_its_message_and_its_data(drawings, name):
    description = drawings[name]().description
    assert description["title"] in description["alt"]
    assert re.search(r"Figuren viser \d+ ", description["alt"])
    assert len(description["data"]["rows"]) > 0
    assert description["caption"].endswith(".")
    assert not description["title"].endswith(".")


def test_ids_of_two_drawings_never_meet(drawings):
    ids = [set(re.findall(r' id="([^"]+)"', drawings[name]().svg)) for name in ("change", "yearly")]
    assert not ids[0] & ids[1]


def points(svg):
    """How many marks are placed and strokes begun: a point is one or the other."""
    return svg.count("<use") + len(re.findall(r"m-?[\d.]", svg))


def test_a_hidden_month_is_nowhere(maker):
    hiding = maker.hiding(unit="region", grain="month", period="2020-02", indicator="duration_mean")
    values = [110.0, 133.7, 112.0]
    years = series(maker, 110.0)
    shown = figures.monthly(series(maker, *values, grain="month"), years=years, data=maker.data)
    hidden_years = hiding.protected(hiding.series([110.0]))
    months = hiding.protected(hiding.series(values, grain="month"))
    hidden = figures.monthly(months, years=hidden_years, data=hiding.data)
    assert ["februar 2020", "Skjult", "Alle kan tælles med"] in hidden.description["data"]["rows"]
    assert "133,7" in str(shown.description)
    assert "133,7" not in str(hidden.description)
    assert "Figuren viser 2 måneder" in hidden.description["alt"]


def test_a_hidden_month_has_no_point_before_and_after(maker):
    hiding = maker.hiding(unit="region", grain="month", period="2020-02", indicator="duration_mean")
    shown = figures.change(maker.protected(maker.change()), data=maker.data)
    hidden = figures.change(hiding.protected(hiding.change()), data=hiding.data)
    assert "Figuren viser 78 måneder" in shown.description["alt"]
    assert "Figuren viser 77 måneder" in hidden.description["alt"]
    row = next(row for row in hidden.description["data"]["rows"] if row[0] == "februar 2020")
    assert row[2] == "Skjult"
    assert points(hidden.svg) < points(shown.svg)


def test_a_hidden_year_is_not_drawn(maker):
    hiding = maker.hiding(unit="region", grain="agreement_year", period="2021", indicator="duration_mean")
    years = hiding.protected(hiding.series([110.0, 133.7, 112.0], grain="agreement_year"))
    block = figures.target(years, targets=hiding.protected((hiding.status(),)), data=hiding.data)
    assert "Figuren viser 2 aftaleår" in block.description["alt"]
    assert block.description["data"]["rows"][1] == ["2021/22", "Skjult", "Skjult"]
    assert "133,7" not in str(block.description)


def test_nothing_to_draw_is_told(maker):
    empty = series(maker)
    months = series(maker, grain="month")
    block = figures.monthly(months, years=empty, data=maker.data)
    assert "Figuren har ingen punkter." in block.description["alt"]
    missing = maker.protected(maker.change(reason="too_few_mature_months"))
    for show in (figures.change, figures.residuals):
        assert "Figuren har ingen punkter." in show(missing, data=maker.data).description["alt"]
    nothing = maker.protected(Sensitivity("region", "duration_mean", "days", ()))
    assert "ingen beregninger kan vises" in figures.alternatives(nothing, data=maker.data).description["title"]
    agreement_years = series(maker, grain="agreement_year")
    status = maker.protected((maker.status(),))
    assert "ingen punkter" in figures.target(agreement_years, targets=status, data=maker.data).description["alt"]


def test_preliminary_months_outside_the_axis_are_counted(maker):
    months = series(maker, 110.0, 112.0, 160.0, 111.0, grain="month", mature=[True, True, False, False])
    block = figures.monthly(months, years=series(maker, 110.0), data=maker.data)
    assert "1 foreløbig måned ligger uden for figuren. Den står i tabellen." in block.description["caption"]
    assert "Desuden er der 2 foreløbige måneder: marts til april 2020." in block.description["alt"]
    assert block.description["data"]["rows"][2] == ["marts 2020", "160,0\N{NO-BREAK SPACE}dage", "Foreløbig"]
    more = series(maker, 110.0, 112.0, 160.0, 161.0, grain="month", mature=[True, True, False, False])
    caption = figures.monthly(more, years=series(maker, 110.0), data=maker.data).description["caption"]
    assert "2 foreløbige måneder ligger uden for figuren. De står i tabellen." in caption


def test_the_title_is_the_sentence(maker):
    change = maker.change()
    block = figures.change(maker.protected(change), data=maker.data)
    assert block.description["title"] == change_message(change, data=maker.data)


def test_units_that_are_not_shown_keep_their_row(maker):
    changes = tuple(
        maker.protected(change)
        for change in (maker.change(), maker.change(unit="midt", reason="too_few_mature_months"))
    )
    block = figures.unit_changes(changes, data=maker.data)
    assert block.description["data"]["rows"][1] == ["Midtklyngen", "Ikke vist", ""]


def test_other_choices_are_drawn_with_their_numbers(maker):
    unsure = maker.estimate(0.4, -1.0, 1.8, 0.7)
    record = Sensitivity(
        "region", "duration_mean", "days", (Alternative("default", unsure), Alternative("ols", unsure))
    )
    block = figures.alternatives(maker.protected(record), data=maker.data)
    assert block.description["title"].endswith("andre valg giver samme svar")
    name, change, words = block.description["data"]["rows"][1]
    assert (name, words) == ("Enkel metode (OLS)", "Ingen sikker ændring")
    assert change.replace("\N{NO-BREAK SPACE}", " ") == "+0,4 dage (−1,0 til 1,8)"
    assert block.description["data"]["caption"].startswith("Gennemsnitlig varighed af fuld amning i Region Midtjylland")


def test_only_synthetic_data_are_marked():
    real, made_up = (drawn(lambda axes: None, name="a", height_cm=4.0, synthetic=flag) for flag in (False, True))
    assert len(made_up) > len(real)


@pytest.mark.parametrize("top", [0.013, 0.04, 0.23, 0.55, 1.6, 4.7, 131.0, 1310.0])
@pytest.mark.parametrize("bottom", [-1.0, -0.4, 0.97])
def test_numbers_beside_an_axis_are_as_evenly_spaced_as_its_lines(top, bottom):
    written = []

    def paint(axes):
        axes.set_ylim(bottom * top, top)
        danish_axis(axes, label="")
        axes.figure.draw_without_rendering()
        written.extend(float(one.get_text().replace(".", "").replace(",", ".").replace("\N{MINUS SIGN}", "-"))
                       for one in axes.get_yticklabels())  # fmt: skip

    drawn(paint, name="ticks", height_cm=4.0, synthetic=False)
    steps = np.diff(written)
    assert len(steps) > 1
    assert np.allclose(steps, steps[0])
    assert steps[0] > 0


@pytest.mark.parametrize(("highest", "reached"), [(119.0, True), (112.0, False)])
def test_the_target_is_drawn_where_the_axis_reaches_it(maker, highest, reached):
    values = [105.0, 107.0, highest]
    block = figures.monthly(series(maker, *values, grain="month"), years=series(maker, 108.0), data=maker.data)
    assert ("aftalens mål" in block.description["caption"]) == reached


def test_labels_are_moved_apart_and_stay_inside():
    heights = []

    def paint(axes):
        axes.set_ylim(0, 10)
        write_labels(axes, [Label(9.9, "to\nlinjer", "#000000"), Label(9.8, "en", "#000000")], at=1.0)
        heights.extend(text.get_position()[1] for text in axes.texts)
        write_labels(axes, [], at=1.0)

    drawn(paint, name="b", height_cm=6.0, synthetic=False)
    assert max(heights) < 10
    assert abs(heights[0] - heights[1]) > 0.5


def test_a_drawing_made_by_hand_is_tidied():
    drawing = (
        '<?xml version="1.0"?><svg viewBox="0 0 1.23456 2"><metadata>m</metadata><!-- c --><g id="idle"><g/></g>'
        '<defs><path id="p" d="M 1.23456 2"/></defs><use href="#p" style="fill: red"/></svg>'
    )
    clean = tidied(drawing, name="x")
    assert "idle" not in clean
    assert "metadata" not in clean
    assert 'd="m1.23 2"' in clean
    assert 'fill="red"' in clean
    assert "<g>" not in clean


def test_told_names_the_extremes():
    words = told("Tallet steg", heights=[("2020", 1.0), ("2021", 3.0), ("2022", 2.0)], measure="count", points="år")
    assert words == (
        "Tallet steg. Figuren viser 3 år. Første: 1,0 (2020). Sidste: 2,0 (2022). "
        "Laveste: 1,0 (2020). Højeste: 3,0 (2021)."
    )


LONG = (-12.341, -26.662, 0.004)


@pytest.mark.parametrize("unplanned", [False, True])
def test_the_longest_name_and_the_longest_number_fit_on_the_drawing(maker, monkeypatch, unplanned):
    notes = (NOT_PLANNED,) if unplanned else ()
    slugs = ("default", "no_cut", "cut_6", *(f"ramp_{length}" for length in (3, 6, 12, 21)), *maker.data.plan.methods)
    one = maker.estimate(*LONG, 0.02, warnings=notes)
    record = Sensitivity("region", "duration_mean", "days", tuple(Alternative(slug, one) for slug in slugs))
    units = [maker.protected(maker.change(one, unit=unit)) for unit in maker.data.agreement.units]
    seen = []
    monkeypatch.setattr(intervals, "drawn", lambda painter, **given: measured(painter, given, seen))
    figures.alternatives(maker.protected(record), data=maker.data)
    figures.unit_changes(units, data=maker.data)
    assert len(seen) == 2
    for outside, overlapping, plot_cm in seen:
        assert outside == []
        assert not overlapping
        assert plot_cm > 4


def measured(painter, given, seen):
    """What of the drawing lies outside it, whether names overlap, and how wide the plot is."""

    def paint(axes):
        painter(axes)
        axes.figure.canvas.draw()
        width = axes.figure.bbox.width
        names = [label for label in axes.get_yticklabels() if label.get_text()]
        boxes = [(text.get_text(), text.get_window_extent()) for text in (*axes.texts, *names)]
        heights = sorted((box.y0, box.y1) for text, box in boxes if text in {label.get_text() for label in names})
        seen.append((
            [text for text, box in boxes if box.x0 < 0 or box.x1 > width],
            any(below[1] > above[0] for below, above in itertools.pairwise(heights)),
            axes.get_window_extent().width / 72 * 2.54,
        ))  # fmt: skip

    return drawn(paint, **given)


def test_what_was_not_planned_is_marked_in_every_drawing(maker):
    one = maker.estimate(warnings=(NOT_PLANNED,))
    change = maker.change(one, warnings=(NOT_PLANNED,))
    assert NOT_PLANNED_NOTE in figures.residuals(maker.protected(change), data=maker.data).description["caption"]
    changes = (maker.protected(change), maker.protected(maker.change(one, unit="midt")))
    block = figures.unit_changes(changes, data=maker.data)
    assert [row[0] for row in block.description["data"]["rows"]] == [
        "Region Midtjylland (ikke forud planlagt)", "Midtklyngen (ikke forud planlagt)",
    ]  # fmt: skip
