"""The municipalities as equal tiles roughly where they lie, by standing against the chance limits, clusters parted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from evaluering import wording
from evaluering.disclosure.protection import Protected
from evaluering.estimation.municipal_levels import MunicipalLevels
from evaluering.preparation.prepared import Prepared
from evaluering.presentation.block import Block, Column, Table, figure_block, opened, sentence_block
from evaluering.presentation.figures.style import BLACK, GREY, WIDTH_CM, Margins, drawn, width_cm
from evaluering.presentation.sentences.municipalities import map_message
from evaluering.presentation.tables.cells import AXES
from evaluering.wording.municipalities import MAP_STANDINGS, NO_MAP, NOT_ASSESSED, TILE_WORDS

FILLS = {"below": "#F6C79B", "inside": "#F4F4F4", "above": "#A9CFEA", "": "#FFFFFF"}
"""Colour by standing: two tints as light as each other, so that none looks worse; the sign tells them apart in grey."""

_TILE_CM = 1.5
_LEGEND_CM = 0.62
_HATCH = "#BFBFBF"
_SIDE_CM = 0.3
_VOWELS = "aeiouyæøå"
_NAME_SIZE, _NUMBER_SIZE, _SMALL_SIZE = 8.0, 11.0, 7.0


@dataclass(frozen=True, slots=True)
class Tile:
    """One municipality: its place, names, cluster, and either a number with its standing or a word for why not."""

    row: int
    column: int
    name: str
    cluster: str
    mark: str
    number: str
    standing: str
    word: str
    together: str

    @property
    def sign(self) -> str:
        """The sign of its standing: ``▼``."""
        return MAP_STANDINGS[self.standing].split(" ", maxsplit=1)[0]


def tile_map(levels: Protected[MunicipalLevels], *, data: Prepared) -> Block:
    """The municipalities' own levels on a map of tiles; a sentence where the agreement's file gives no map."""
    record = opened(levels, data=data)
    name = f"{record.indicator}-tile-map"
    if not data.agreement.tiles:
        return sentence_block(data, name=name, paragraphs=[NO_MAP])
    tiles = map_tiles(record, data=data)
    title = map_message(record, data=data)
    rows = 1 + max(tile.row for tile in tiles)
    margins = Margins(left=_SIDE_CM, right=_SIDE_CM, top=0.2, bottom=0.7)
    svg = drawn(
        lambda axes: _paint(axes, tiles), name=name, height_cm=0.9 + rows * _TILE_CM + 2 * _LEGEND_CM,
        synthetic=data.synthetic, margins=margins,
    )  # fmt: skip
    clusters = {tile.mark: tile.cluster for tile in sorted(tiles, key=lambda tile: tile.mark)}
    letters = ", ".join(f"{mark} er {cluster}" for mark, cluster in clusters.items())
    unit = AXES[record.measure].lower()
    caption = (
        f"Hvert felt er en kommune, omtrent hvor den ligger. Tallet er kommunens eget i {unit}. Farve og tegn viser, "
        "hvor det ligger mod de almindelige udsving for en kommune af den størrelse. Tykke streger skiller klyngerne: "
        f"{letters}. Kortet er ikke en rangliste."
    )
    alt = f"{title}. {_told(tiles)}"
    return figure_block(
        data, name=name, title=title, alt=alt, caption=caption, table=_table(tiles, record, data=data), svg=svg
    )  # fmt: skip


def map_tiles(record: MunicipalLevels, *, data: Prepared) -> tuple[Tile, ...]:
    """Every municipality as a tile; those that are only shown together carry their joint number."""
    agreement = data.agreement
    marks = cluster_marks([cluster.name for cluster in agreement.clusters])
    decimals = 0 if record.measure == "days" else 1
    percent = f"{wording.NARROW}%" if record.measure == "pct" else ""
    tiles = []
    for row in record.rows:
        codes = agreement.municipalities_of(row.unit)
        cluster = agreement.name_of(agreement.cluster_of(row.unit))
        number = f"{wording.number(row.level.value, decimals)}{percent}" if row.assessable else ""
        word, standing = "" if row.assessable else TILE_WORDS[row.reason], row.standing.partition("_")[0]
        for code in codes:
            place = agreement.tiles[code]
            others = [agreement.name_of(other) for other in codes if other != code]
            together = f"med {wording.sentence_list(others)}" if others else ""
            tiles.append(
                Tile(*place, agreement.name_of(code), cluster, marks[cluster], number, standing, word, together)
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


def _paint(axes: Axes, tiles: Sequence[Tile]) -> None:
    columns, rows = 1 + max(tile.column for tile in tiles), 1 + max(tile.row for tile in tiles)
    axes.set_xlim(0, columns)
    axes.set_ylim(rows + 2 * _LEGEND_CM / _TILE_CM, 0)
    axes.axis("off")
    tile_cm = (WIDTH_CM - 2 * _SIDE_CM) / columns
    for tile in tiles:
        _paint_tile(axes, tile, room_cm=tile_cm - 0.25)
    axes.plot(*_borders(tiles), color=BLACK, linewidth=2.4, solid_capstyle="projecting", clip_on=False, zorder=5)
    _paint_legend(axes, top=rows + 0.5 * _LEGEND_CM / _TILE_CM, columns=columns)


def _paint_tile(axes: Axes, tile: Tile, *, room_cm: float) -> None:
    x, y = tile.column, tile.row
    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=FILLS[tile.standing], edgecolor=GREY, linewidth=0.8, zorder=2))
    if not tile.standing:
        axes.plot(*_hatching(x, y), color=_HATCH, linewidth=0.8, zorder=3)
    name = short_name(tile.name, room_cm=room_cm)
    number_size = _NUMBER_SIZE if tile.number else _NAME_SIZE
    texts = [(0.4, name, _NAME_SIZE), (0.66, tile.number or tile.word, number_size)]
    if tile.together:
        texts.append((0.89, "samlet tal", _SMALL_SIZE))
    for down, text, size in texts:
        _write(axes, (x + 0.5, y + down), text, size=size, tile=tile)
    _write(axes, (x + 0.1, y + 0.16), tile.mark, size=_SMALL_SIZE, tile=tile)
    _write(axes, (x + 0.9, y + 0.16), tile.sign, size=_NAME_SIZE, tile=tile)


def _write(axes: Axes, at: tuple[float, float], text: str, *, size: float, tile: Tile) -> None:
    """Text on a tile; on slanting lines with a white ground of its own."""
    ground = None if tile.standing else {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    axes.text(*at, text, ha="center", va="center", fontsize=size, color=BLACK, bbox=ground, zorder=6)


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


def _paint_legend(axes: Axes, *, top: float, columns: int) -> None:
    """A swatch with sign and word per standing, in one row, and what they stand against."""
    step, height = _LEGEND_CM / _TILE_CM, 0.42 / _TILE_CM
    axes.text(0, top, "Mod de almindelige udsving", ha="left", va="center", color=GREY)
    for at, (standing, words) in enumerate(MAP_STANDINGS.items()):
        x, y = at * columns / (len(MAP_STANDINGS) + 0.5), top + step * 0.5
        axes.add_patch(Rectangle((x, y), 0.3, height, facecolor=FILLS[standing], edgecolor=GREY, linewidth=0.8))
        if not standing:
            across = [x + place for stroke in range(4) for place in (0.075 * stroke, 0.075 * (stroke + 1), math.nan)]
            axes.plot(across, [y + height, y, math.nan] * 4, color=_HATCH, linewidth=0.8)
        axes.text(x + 0.38, y + height / 2, words, ha="left", va="center", color=BLACK)


def _told(tiles: Sequence[Tile]) -> str:
    """Which tiles lie outside, how many inside, and which have no number."""
    parts = [f"Kortet har {len(tiles)} felter."]
    for standing, words in MAP_STANDINGS.items():
        mine = [tile for tile in tiles if tile.standing == standing]
        names = [f"{tile.name} ({tile.number or wording.lowered(tile.word)})" for tile in mine]
        if names and standing == "inside":
            parts.append(f"Inden for: {len(names)} felter.")
        elif names:
            parts.append(f"{words.split(' ', maxsplit=1)[1]}: {wording.sentence_list(names)}.")
    return " ".join(parts)


def _table(tiles: Sequence[Tile], record: MunicipalLevels, *, data: Prepared) -> Table:
    """The tiles in the agreement's order."""
    reasons = {code: row.reason for row in record.rows for code in data.agreement.municipalities_of(row.unit)}
    codes = [code for row in record.rows for code in data.agreement.municipalities_of(row.unit)]
    rows = tuple(
        (
            tile.cluster,
            f"{tile.name} (samlet {tile.together})" if tile.together else tile.name,
            tile.number or (wording.HIDDEN if reasons[code] == "hidden" else wording.NO_DATA),
            MAP_STANDINGS[tile.standing] if tile.standing else NOT_ASSESSED[reasons[code]],
        )
        for code, tile in zip(codes, tiles, strict=True)
    )
    return Table(
        caption=f"{data.agreement.indicator(record.indicator).name} på kortet",
        columns=(
            Column("Klynge", "left"),
            Column("Kommune", "left"),
            Column(AXES[record.measure]),
            Column("Almindelige udsving", "left"),
        ),
        rows=rows,
        row_headers=2,
    )
