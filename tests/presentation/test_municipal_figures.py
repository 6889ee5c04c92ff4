import re
import sys
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from tests.presentation.municipal_set import MunicipalMaker

from evaluering.presentation import figures
from evaluering.presentation.figures.funnel import placed_names
from evaluering.presentation.figures.style import BLACK
from evaluering.presentation.figures.tile_map import (
    FILLS,
    _borders,
    cluster_marks,
    map_tiles,
    short_name,
)
from evaluering.wording.municipalities import MAP_STANDINGS

KINDS = ("funnel", "tile_map", "shrunken")
LARGEST = 55_000


@pytest.fixture(scope="module")
def shown(maker):
    return MunicipalMaker(maker)


@pytest.fixture(scope="module")
def hiding(maker):
    return MunicipalMaker(maker, "0665", "0671")


@pytest.fixture
def drawn_names(monkeypatch):
    """What `placed_names` was given and gave, and the axes it drew on."""
    kept = []

    def keep(axes, points, *, lines):
        names = placed_names(axes, points, lines=lines)
        kept.append((axes, points, names))
        return names

    # The package's function of the same name stands before the module.
    monkeypatch.setattr(sys.modules["evaluering.presentation.figures.funnel"], "placed_names", keep)
    return kept


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("measure", ["days", "pct"])
def test_a_figure_is_whole(hiding, kind, measure):
    block = getattr(figures, kind)(hiding.protected(measure), data=hiding.data)
    ET.fromstring(block.svg)
    assert len(block.svg) < LARGEST
    described = block.description
    assert described["title"]
    assert described["alt"].startswith(described["title"])
    assert len(described["data"]["rows"]) >= 18
    assert block.svg == getattr(figures, kind)(hiding.protected(measure), data=hiding.data).svg


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_drawn_depends_on_a_hidden_row(hiding, kind):
    draw = getattr(figures, kind)
    first = draw(hiding.protected("pct"), data=hiding.data)
    changed = hiding.protected("pct", changed={"0665": 70.0, "0671": 3.0}, rows={"0665": 61, "0671": 900})
    other = draw(changed, data=hiding.data)
    assert (first.svg, first.description) == (other.svg, other.description)


@pytest.mark.parametrize("kind", KINDS)
def test_no_figure_ranks(shown, kind):
    """Neither the text for the blind nor the table goes by the values, and no row is called lowest or highest."""
    block = getattr(figures, kind)(shown.protected(), data=shown.data).description
    assert not re.search(r"[Ll]avest|[Hh]øjest|[Bb]edst|[Dd]årligst", block["alt"] + block["caption"])
    agreement = shown.data.agreement
    at = 0 if kind == "funnel" else 1
    names = [row[at].strip().split(" (")[0] for row in block["data"]["rows"]]
    names = [name for name in names if not name.endswith("klyngen")]
    order = [agreement.name_of(row) for row in agreement.publication_rows]
    codes = [code for row in agreement.publication_rows for code in agreement.municipalities_of(row)]
    order = [agreement.name_of(code) for code in codes] if kind == "tile_map" else order
    assert [name for name in names if name != agreement.region_name] == order


@pytest.mark.parametrize("kind", KINDS)
def test_before_any_year_is_mature_a_figure_says_so(shown, kind):
    block = getattr(figures, kind)(shown.protected(period=""), data=shown.data)
    ET.fromstring(block.svg)
    assert re.search(r"ingen|kan ikke|Ingen", block.description["title"])


@pytest.mark.parametrize("measure", ["days", "pct"])
def test_names_in_the_funnel_meet_nothing(shown, drawn_names, measure):
    figures.funnel(shown.protected(measure), data=shown.data)
    ((axes, points, names),) = drawn_names
    assert [name.point.name for name in names]
    assert {point.name for point in points if point.outside} == {name.point.name for name in names}
    for first, second in combinations(names, 2):
        assert not first.box.meets(second.box)
    renderer = FigureCanvasAgg(axes.figure).get_renderer()
    inside = axes.get_window_extent(renderer)
    wanted = {name.point.name for name in names}
    texts = [text for text in axes.texts if text.get_text() in wanted]
    extents = [text.get_window_extent(renderer) for text in texts]
    assert len(extents) == len(names)
    for first, second in combinations(extents, 2):
        assert not first.overlaps(second)
    marks = axes.transData.transform([(point.children, point.value) for point in points])
    for extent in extents:
        assert inside.x0 <= extent.x0
        assert extent.x1 <= inside.x1
        assert not any(extent.x0 < x < extent.x1 and extent.y0 < y < extent.y1 for x, y in marks)


def test_names_for_which_there_is_no_room_are_left_out(shown, drawn_names):
    record = shown.record(
        changed=dict.fromkeys(shown.data.agreement.publication_rows, 117.0),
        rows=dict.fromkeys(shown.data.agreement.publication_rows, 500),
    )
    outside = tuple(replace(row, standing="below_95") for row in record.rows)
    crowded = type(shown.maker)(shown.data).protected(replace(record, rows=outside))
    figures.funnel(crowded, data=shown.data)
    ((_, points, names),) = drawn_names
    assert (len(points), len(names)) == (18, 0)


def test_a_row_with_limits_of_its_own_shows_them(shown):
    record = shown.record()
    rows = tuple(replace(row, own_limits=row.unit == "0779") for row in record.rows)
    wide = type(shown.maker)(shown.data).protected(replace(record, rows=rows))
    block = figures.funnel(wide, data=shown.data)
    assert "Den lodrette streg er grænserne" in block.description["caption"]
    assert len(block.svg) > len(figures.funnel(shown.protected(), data=shown.data).svg)


def luminance(colour):
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_on_every_colour_can_be_read_and_no_standing_looks_worse_than_another():
    assert all(contrast(BLACK, colour) >= 4.5 for colour in FILLS.values())
    assert contrast(FILLS["below"], FILLS["above"]) < 1.1
    signs = {words.split(" ")[0] for words in MAP_STANDINGS.values()}
    assert len(signs) == len(FILLS), "in grey the signs tell them apart"


@pytest.mark.parametrize("measure", ["days", "pct"])
def test_a_tile_carries_its_own_number_and_its_standing(hiding, measure):
    record = hiding.record(measure)
    tiles = {tile.name: tile for tile in map_tiles(record, data=hiding.data)}
    assert {tiles[name].sign for name in ("Lemvig", "Struer")} == {"◯"}
    assert (tiles["Skive"].standing, tiles["Skive"].sign) == ("below", "▼")
    assert tiles["Viborg"].standing == "inside"
    assert tiles["Randers"].standing == ("above" if measure == "pct" else "inside")
    assert tiles["Skive"].number == ("107" if measure == "days" else "9,9\N{NO-BREAK SPACE}%")
    block = figures.tile_map(hiding.protected(measure), data=hiding.data)
    assert "Under: Skive (" in block.description["alt"]
    rows = {row[1]: row[3] for row in block.description["data"]["rows"]}
    assert rows["Skive"] == "▼ Under"
    assert rows["Lemvig"] == "◯ Vises ikke i år"
    assert {row[2] for row in block.description["data"]["rows"] if row[1] in ("Lemvig", "Struer")} == {"Skjult"}


def test_every_municipality_has_a_tile_of_its_own(hiding):
    tiles = map_tiles(hiding.record(), data=hiding.data)
    assert len({(tile.row, tile.column) for tile in tiles}) == len(tiles) == 19
    assert {tile.name for tile in tiles} == {one.name for one in hiding.data.agreement.municipalities}
    place = {tile.name: (tile.row, tile.column) for tile in tiles}
    assert place["Lemvig"] == (0, 0)
    assert place["Samsø"][1] == max(tile.column for tile in tiles)
    assert place["Aarhus"][0] > place["Randers"][0]


def test_those_only_shown_together_carry_one_number_and_say_so(shown):
    tiles = {tile.name: tile for tile in map_tiles(shown.record(), data=shown.data)}
    assert tiles["Aarhus"].number == tiles["Samsø"].number
    assert (tiles["Aarhus"].together, tiles["Samsø"].together) == ("med Samsø", "med Aarhus")
    block = figures.tile_map(shown.protected(), data=shown.data)
    assert "Samsø (samlet med Aarhus)" in {row[1] for row in block.description["data"]["rows"]}
    assert tiles["Viborg"].together == ""


def test_tiles_without_a_number_carry_a_word(hiding):
    record = hiding.record(births={"0779": 600}, rows={"0727": 0})
    tiles = {tile.name: tile for tile in map_tiles(record, data=hiding.data)}
    found = {name: tiles[name].word for name in ("Lemvig", "Skive", "Odder", "Viborg")}
    assert found == {"Lemvig": "Skjult", "Skive": "For få kendte", "Odder": "Ingen data", "Viborg": ""}
    assert [name for name in found if tiles[name].number] == ["Viborg"]
    alt = figures.tile_map(hiding.protected(), data=hiding.data).description["alt"]
    assert "Kan ikke vurderes: Lemvig (skjult) og Struer (skjult)." in alt


def test_an_agreement_without_a_map_says_so(shown):
    municipalities = tuple(one.model_copy(update={"tile": None}) for one in shown.data.agreement.municipalities)
    data = replace(shown.data, agreement=shown.data.agreement.model_copy(update={"municipalities": municipalities}))
    block = figures.tile_map(shown.protected(), data=data)
    assert block.description["kind"] == "sentence"
    assert "intet kort" in block.markdown


def test_borders_part_the_clusters(shown):
    tiles = map_tiles(shown.record(), data=shown.data)
    two = [tile for tile in tiles if tile.name in ("Skive", "Viborg")]
    x, _ = _borders(two)
    assert len(x) == 6 * 3, "two of one cluster have six outer edges, each two ends and a gap"


@pytest.mark.parametrize(
    ("names", "marks"),
    [
        (("Gødstrupklyngen", "Midtklyngen"), ["G", "M"]),
        (("Midt", "Mors"), ["Mi", "Mo"]),
        (("Midt", "Midtvest"), ["Midt", "Midtv"]),
    ],
)
def test_a_cluster_s_mark_is_its_own(names, marks):
    assert list(cluster_marks(names).values()) == marks


def test_a_long_name_is_cut_before_a_vowel():
    assert short_name("Struer", room_cm=2.2) == "Struer"
    assert short_name("Ringkøbing-Skjern", room_cm=2.3) == "Ringkøb.-Skjern"
    assert short_name("Ringkøbing-Skjern", room_cm=1.9) == "Ringk.-Skjern"
    assert short_name("Xxxxxxxxxxxxxxxxxxx", room_cm=1.0) == "Xxxxxxxx."
