"""The municipalities as equal tiles roughly where they lie, coloured by their shrunken level, clusters parted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.municipal_levels import MunicipalLevel, MunicipalLevels
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened, sentence_block
from evaluering.presentation.figures.style import BLACK, GREY, WIDTH_CM, Margins, drawn, width_cm
from evaluering.presentation.sentences.municipalities import shrunken_message
from evaluering.presentation.tables.cells import AXES
from evaluering.wording.municipalities import NO_MAP, NOT_ASSESSED, SHRUNKEN, SHRUNKEN_NOTE, TILE_WORDS

SCALE = ("#EFF3FF", "#BDD7E7", "#6BAED6", "#2171B5", "#08306B")
"""From low to high: ColorBrewer's blues with the two darkest made darker, so that white text can be read on them."""

_CHOSEN = {1: (2,), 2: (1, 3), 3: (0, 2, 3), 4: (0, 1, 2, 3), 5: (0, 1, 2, 3, 4)}
"""Which colours so many bands have."""

_STEPS = {"days": (5.0, 10.0, 20.0, 50.0, 100.0), "pct": (2.0, 5.0, 10.0, 20.0, 50.0)}
"""Widths of a band: never narrower than the first, so that a small difference is not made to look large."""

_DARK_FROM = 3
"""From this colour on text is white."""

_TILE_CM = 1.75
_LEGEND_CM = 0.62
_HATCH = "#BFBFBF"
_SIDE_CM = 0.3
_VOWELS = "aeiouyæøå"
_NAME_SIZE, _NUMBER_SIZE, _SMALL_SIZE = 8.0, 11.0, 7.0


@dataclass(frozen=True, slots=True)
class Band:
    """A range of shown numbers, both ends included, and its colour."""

    low: float
    high: float
    colour: str
    dark: bool

    def words(self, decimals: int) -> str:
        """The band in words: ``110 til 114``."""
        return wording.interval(self.low, self.high, decimals=decimals)


@dataclass(frozen=True, slots=True)
class Tile:
    """One municipality: its place, names, cluster, and either a number in a band or a word for why there is none."""

    row: int
    column: int
    name: str
    cluster: str
    mark: str
    number: str
    band: Band | None
    word: str
    together: str


def tile_map(levels: Protected[MunicipalLevels], *, data: Prepared) -> Block:
    """The shrunken levels on a map of tiles; a sentence where the agreement's file gives no map."""
    record = opened(levels, data=data)
    name = f"{record.indicator}-tile-map"
    if not data.agreement.tiles:
        return sentence_block(data, name=name, paragraphs=[NO_MAP])
    tiles, bands = map_tiles(record, data=data), bands_of(record)
    title = shrunken_message(record, data=data)
    rows = 1 + max(tile.row for tile in tiles)
    legend = _LEGEND_CM * (1 + math.ceil((len(bands) + 1) / 3))
    margins = Margins(left=_SIDE_CM, right=_SIDE_CM, top=0.2, bottom=0.7)
    svg = drawn(
        lambda axes: _paint(axes, tiles, bands, record), name=name, height_cm=0.9 + rows * _TILE_CM + legend,
        synthetic=data.synthetic, margins=margins,
    )  # fmt: skip
    clusters = {tile.mark: tile.cluster for tile in sorted(tiles, key=lambda tile: tile.mark)}
    letters = ", ".join(f"{mark} er {cluster}" for mark, cluster in clusters.items())
    caption = (
        f"Hvert felt er en kommune, omtrent hvor den ligger. Tallet er det udjævnede tal. {SHRUNKEN_NOTE} "
        f"Tykke streger skiller klyngerne: {letters}. Felter med skrå streger har intet tal, der kan vurderes. "
        "To kommuner i hvert sit farvebånd kan være ens. Kortet er ikke en rangliste."
    )
    alt = f"{title}. {_told(tiles, bands, record)}"
    table = _table(tiles, record, data=data)
    return figure_block(data, name=name, title=title, alt=alt, caption=caption, table=table, svg=svg)


def bands_of(record: MunicipalLevels) -> tuple[Band, ...]:
    """At most five bands of equal width that hold every shown number, from low to high."""
    shown = [_rounded(row.shrunken, record) for row in record.rows if row.assessable]
    if not shown:
        return ()
    step = next(
        width for width in _STEPS[record.measure] if _place(max(shown), width) - _place(min(shown), width) < len(SCALE)
    )  # fmt: skip
    first, last = _place(min(shown), step), _place(max(shown), step)
    finest = 10.0 ** -_decimals(record)
    colours = _CHOSEN[last - first + 1]
    return tuple(
        Band(step * (first + at), step * (first + at + 1) - finest, SCALE[colour], colour >= _DARK_FROM)
        for at, colour in enumerate(colours)
    )


def map_tiles(record: MunicipalLevels, *, data: Prepared) -> tuple[Tile, ...]:
    """Every municipality as a tile; those that are only shown together carry their joint number."""
    agreement, bands = data.agreement, bands_of(record)
    marks = cluster_marks([cluster.name for cluster in agreement.clusters])
    tiles = []
    for row in record.rows:
        codes = agreement.municipalities_of(row.unit)
        cluster = agreement.name_of(agreement.cluster_of(row.unit))
        number, band = _number(row, record, bands)
        word = "" if band else TILE_WORDS[row.reason]
        for code in codes:
            place = agreement.tiles[code]
            others = [agreement.name_of(other) for other in codes if other != code]
            together = f"med {wording.sentence_list(others)}" if others else ""
            tiles.append(
                Tile(*place, agreement.name_of(code), cluster, marks[cluster], number, band, word, together)
            )  # fmt: skip
    return tuple(tiles)


def cluster_marks(names: Sequence[str]) -> Mapping[str, str]:
    """The shortest beginning of each name that no other name shares: ``G`` for Gødstrupklyngen."""
    marks = {}
    for name in names:
        lengths = range(1, len(name) + 1)
        alone = (name[:size] for size in lengths if sum(one.startswith(name[:size]) for one in names) == 1)
        marks[name] = next(alone, name)
    return marks


def short_name(name: str, *, room_cm: float) -> str:
    """A name that fits, its first part cut before a vowel where it must be: ``Ringk.-Skjern``."""
    if _width(name) <= room_cm:
        return name
    head, dash, tail = name.partition("-")
    cuts = [size for size in range(len(head) - 1, 0, -1) if head[size] in _VOWELS and head[size - 1] not in _VOWELS]
    shortened = (f"{head[:size]}.{dash}{tail}" for size in cuts)
    return next((one for one in shortened if _width(one) <= room_cm), f"{name[:8]}.")


def _width(text: str) -> float:
    return width_cm(text) * _NAME_SIZE / 9


def _decimals(record: MunicipalLevels) -> int:
    return 0 if record.measure == "days" else 1


def _rounded(value: float, record: MunicipalLevels) -> float:
    """The number as it is shown, so that it lies in the band a reader looks for."""
    scale = 10.0 ** _decimals(record)
    return float(math.floor(value * scale + 0.5)) / scale


def _place(value: float, width: float) -> int:
    return math.floor(value / width + 1e-9)


def _number(row: MunicipalLevel, record: MunicipalLevels, bands: Sequence[Band]) -> tuple[str, Band | None]:
    if not row.assessable:
        return "", None
    value = _rounded(row.shrunken, record)
    band = next(one for one in bands if one.low - 1e-9 <= value <= one.high + 1e-9)
    number = wording.number(value, _decimals(record))
    return (number if record.measure == "days" else f"{number}{wording.NARROW}%"), band


def _paint(axes: Axes, tiles: Sequence[Tile], bands: Sequence[Band], record: MunicipalLevels) -> None:
    columns, rows = 1 + max(tile.column for tile in tiles), 1 + max(tile.row for tile in tiles)
    legend = _LEGEND_CM * (1 + math.ceil((len(bands) + 1) / 3)) / _TILE_CM
    axes.set_xlim(0, columns)
    axes.set_ylim(rows + legend, 0)
    axes.axis("off")
    tile_cm = (WIDTH_CM - 2 * _SIDE_CM) / columns
    for tile in tiles:
        _paint_tile(axes, tile, room_cm=tile_cm - 0.25)
    axes.plot(*_borders(tiles), color=BLACK, linewidth=2.4, solid_capstyle="projecting", clip_on=False, zorder=5)
    _paint_legend(axes, bands, record, top=rows + _LEGEND_CM / _TILE_CM, columns=columns)


def _paint_tile(axes: Axes, tile: Tile, *, room_cm: float) -> None:
    x, y = tile.column, tile.row
    fill = tile.band.colour if tile.band else "white"
    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=fill, edgecolor=GREY, linewidth=0.8, zorder=2))
    if tile.band is None:
        axes.plot(*_hatching(x, y), color=_HATCH, linewidth=0.8, zorder=3)
    name = short_name(tile.name, room_cm=room_cm)
    number_size = _NUMBER_SIZE if tile.band else _NAME_SIZE
    texts = [(0.4, name, _NAME_SIZE), (0.66, tile.number or tile.word, number_size)]
    if tile.together:
        texts.append((0.88, "samlet tal", _SMALL_SIZE))
    for down, text, size in texts:
        _write(axes, (x + 0.5, y + down), text, size=size, tile=tile)
    _write(axes, (x + 0.1, y + 0.16), tile.mark, size=_SMALL_SIZE, tile=tile)


def _write(axes: Axes, at: tuple[float, float], text: str, *, size: float, tile: Tile) -> None:
    """Text on a tile in a colour that can be read on it; on slanting lines with a white ground of its own."""
    colour = "white" if tile.band and tile.band.dark else BLACK
    ground = None if tile.band else {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    axes.text(*at, text, ha="center", va="center", fontsize=size, color=colour, bbox=ground, zorder=6)


def _hatching(x: int, y: int, strokes: int = 6) -> tuple[list[float], list[float]]:
    """Slanting lines across a tile, as one broken line."""
    across: list[float] = []
    down: list[float] = []
    for at in range(1, 2 * strokes):
        share = at / strokes
        begin, end = max(0.0, share - 1), min(1.0, share)
        across += [x + begin, x + end, math.nan]
        down += [y + share - begin, y + share - end, math.nan]
    return across, down


def _borders(tiles: Sequence[Tile]) -> tuple[list[float], list[float]]:
    """The edges between a tile and what is not of its cluster, as one broken line."""
    cluster = {(tile.row, tile.column): tile.cluster for tile in tiles}
    edges = set()
    for (row, column), mine in cluster.items():
        around = {
            (row - 1, column): (column, row, column + 1, row),
            (row + 1, column): (column, row + 1, column + 1, row + 1),
            (row, column - 1): (column, row, column, row + 1),
            (row, column + 1): (column + 1, row, column + 1, row + 1),
        }
        edges |= {edge for place, edge in around.items() if cluster.get(place) != mine}
    x = [number for left, _, right, _ in sorted(edges) for number in (left, right, math.nan)]
    y = [number for _, top, _, bottom in sorted(edges) for number in (top, bottom, math.nan)]
    return x, y


def _paint_legend(axes: Axes, bands: Sequence[Band], record: MunicipalLevels, *, top: float, columns: int) -> None:
    """A swatch per band with its numbers, and one for tiles without a number, three in a row."""
    step, height = _LEGEND_CM / _TILE_CM, 0.42 / _TILE_CM
    head = f"{SHRUNKEN} tal, {AXES[record.measure].lower()}"
    axes.text(0, top - step * 0.2, head, ha="left", va="center", color=GREY)
    for at in range(len(bands) + 1):
        x, y = (at % 3) * columns / 3, top + step * (at // 3 + 0.25)
        band = bands[at] if at < len(bands) else None
        fill = band.colour if band else "white"
        axes.add_patch(Rectangle((x, y), 0.3, height, facecolor=fill, edgecolor=GREY, linewidth=0.8))
        if band is None:
            across = [x + place for stroke in range(4) for place in (0.075 * stroke, 0.075 * (stroke + 1), math.nan)]
            axes.plot(across, [y + height, y, math.nan] * 4, color=_HATCH, linewidth=0.8)
        words = band.words(_decimals(record)) if band else "Kan ikke vurderes"
        axes.text(x + 0.38, y + height / 2, words, ha="left", va="center", color=BLACK)


def _told(tiles: Sequence[Tile], bands: Sequence[Band], record: MunicipalLevels) -> str:
    """How many tiles each band holds, and which have no number."""
    parts = [f"Kortet har {len(tiles)} felter."]
    for band in bands:
        count = sum(tile.band == band for tile in tiles)
        what = "felt" if count == 1 else "felter"
        parts.append(f"{band.words(_decimals(record))} {wording.MEASURES[record.measure]}: {count} {what}.")
    without = [f"{tile.name} ({wording.lowered(tile.word)})" for tile in tiles if tile.band is None]
    return " ".join([*parts, *([f"Uden tal: {wording.sentence_list(without)}."] if without else [])])


def _table(tiles: Sequence[Tile], record: MunicipalLevels, *, data: Prepared) -> Table:
    """The tiles in the agreement's order."""
    reasons = {code: row.reason for row in record.rows for code in data.agreement.municipalities_of(row.unit)}
    codes = [code for row in record.rows for code in data.agreement.municipalities_of(row.unit)]
    rows = tuple(
        (
            tile.cluster,
            f"{tile.name} (samlet {tile.together})" if tile.together else tile.name,
            tile.number or wording.NO_DATA if tile.band else NOT_ASSESSED[reasons[code]],
            tile.band.words(_decimals(record)) if tile.band else "",
        )
        for code, tile in zip(codes, tiles, strict=True)
    )
    return Table(
        caption=f"{data.agreement.indicator(record.indicator).name}: udjævnede tal på kortet",
        columns=(
            Column("Klynge", "left"),
            Column("Kommune", "left"),
            Column(f"{SHRUNKEN} tal, {AXES[record.measure].lower()}"),
            Column("Farvebånd"),
        ),
        rows=rows,
        row_headers=2,
    )
