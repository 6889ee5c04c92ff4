import io
import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from evaluering.presentation.figures.style import drawn
from evaluering.presentation.figures.svg import advance, tidied

NBSP = "\N{NO-BREAK SPACE}"


def tidy(body):
    clean = tidied(f'<svg viewBox="0 0 9 9">{body}</svg>', name="x")
    return clean[clean.index(">") + 1 : clean.rindex("</svg>")]


def path(commands):
    return re.fullmatch(r'<path d="([^"]*)"/>', tidy(f'<path d="{commands}"/>'))[1]


def places(commands):
    """Every place that a path in either form comes by, in hundredths."""
    found, at, begun, letter = [], (0, 0), (0, 0), ""
    tokens = iter(re.findall(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)", commands))
    for token in tokens:
        if token.isalpha():
            letter = token
            if letter in "zZ":
                at = begun
                continue
            token = next(tokens)
        numbers = [float(token)]
        while len(numbers) < {"h": 1, "v": 1, "q": 4, "c": 6}.get(letter.lower(), 2):
            numbers.append(float(next(tokens)))
        numbers = {"h": [*numbers, 0.0], "v": [0.0, *numbers]}.get(letter, numbers)
        from_x, from_y = at if letter.islower() else (0, 0)
        steps = [round(number * 100) for number in numbers]
        for x, y in zip(steps[::2], steps[1::2], strict=True):
            at = (from_x + x, from_y + y)
            found.append(at)
        if letter in "mM":
            begun, letter = at, "l" if letter == "m" else "L"
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("M 1 2 \nL 3 -4 \nz\n", "m1 2 2-6z"),
        ("M 1 2 L 1 5 L 4 5 L 5 6", "m1 2v3h3l1 1"),
        ("M 10.256 0.5 L 10.5 0.25", "m10.26.5.24-.25"),
        ("M 0 0 Q 1 2 3 4 Q 4 5 6 7", "m0 0q1 2 3 4 1 1 3 3"),
        ("M 1 1 C 1 2 3 4 5 6 L 5 6", "m1 1c0 1 2 3 4 5h0"),
        ("M 1 1 L 2 2 z M 4 4 L 5 5", "m1 1 1 1zm3 3 1 1"),
        ("M 0 0 L 100 0.004", "m0 0h100"),
        ("M 1e-05 2 L 3 4", "m0 2 3 2"),
    ],
)
def test_a_path_is_written_in_short_steps(before, after):
    assert path(before) == after


def test_steps_never_add_up_to_another_place():
    values = [(place * 1.23456, 50 + (place * 7919 % 1000) / 13) for place in range(500)]
    before = "M" + " L ".join(f"{x} {y}" for x, y in values)
    after = path(before)
    assert len(after) < 0.5 * len(before)
    assert places(after) == [(round(x * 100), round(y * 100)) for x, y in values]


def test_a_turn_back_to_the_beginning_is_known():
    before = "M 1 1 L 4 1 L 4 4 z M 2 2 L 3 3 L 3 2 z L 9 9"
    assert places(path(before)) == places(before)


def test_groups_that_say_nothing_are_left_out_and_others_stay():
    drawing = tidy('<g><g fill="red"><g><path d="M0 0"/></g></g><g opacity="0.5"/></g>')
    assert drawing == '<g fill="red"><path d="m0 0"/></g><g opacity="0.5"/>'


def test_looks_that_marks_share_are_said_once():
    marks = '<use href="#m" x="1" y="2" style="fill: red"/><use href="#m" x="3" y="4" style="fill: red"/>'
    drawing = tidy(f'<defs><path id="m" d="M 0 0"/></defs><g clip-path="url(#c)">{marks}</g>')
    assert re.search(r'<g clip-path="[^"]*" fill="red">\n(<use (?!.*red)[^>]*/>){2}</g>', drawing)
    differing = marks.replace("red", "blue", 1)
    assert 'fill="blue"/>' in tidy(f'<defs><path id="m" d="M 0 0"/></defs><g clip-path="url(#c)">{differing}</g>')


def words(text, style="font-size: 9px; font-family: 'DejaVu Sans'", more=""):
    return tidy(f'<text style="{style}"{more}>{text}</text>')


def test_a_word_keeps_its_place_and_its_width():
    drawing = words("Dage", more=' x="1.23456" y="2" transform="rotate(-0 1.23456 2)"')
    assert drawing == f'<text x="1.23" y="2" textLength="{advance("Dage"):.1f}">Dage</text>'


def test_what_differs_from_other_words_is_told():
    style = "font-weight: 700; font-size: 7.5px; font-family: 'DejaVu Sans'; text-anchor: end; fill: #123456"
    drawing = words("1", style, ' x="1" y="2" transform="rotate(90 1 2)"')
    assert drawing == (
        '<text x="1" y="2" transform="rotate(90 1 2)" font-size="7.5" font-weight="700"'
        ' text-anchor="end" fill="#123456">1</text>'
    )
    assert "anchor" not in words("1", "font-size: 9px; font-family: x; text-anchor: start")


def test_a_word_that_is_moved_has_a_place_instead():
    assert words("1", more=' transform="translate(3 4)"') == '<text x="3" y="4">1</text>'
    assert words("1", more=' transform="translate(3 4) rotate(-90)"') == (
        '<text x="0" y="0" transform="translate(3 4) rotate(-90)">1</text>'
    )


def test_wide_spaces_stay_wide():
    assert f">● sikker{NBSP * 2}ikke<" in words("● sikker  ikke")
    assert f">{NBSP}a b{NBSP}<" in words(" a b ")


def test_the_width_of_a_word_is_that_of_its_letters():
    assert advance("") == 0
    assert advance("aa") == pytest.approx(2 * advance("a"))
    assert advance("a", size=18) == pytest.approx(2 * advance("a"))
    assert advance("AV") < advance("A") + advance("V"), "letters that fit together stand closer"
    assert advance("Dage", weight="700") > advance("Dage")
    assert words("a &lt; b").count(f'textLength="{advance("a < b"):.1f}"') == 1


def test_words_of_a_drawing_are_words():
    svg = drawn(
        lambda axes: axes.set_title("Færre end 5 børn & 3 < 4"), name="ord", height_cm=4, synthetic=True
    )  # fmt: skip
    found = ["".join(one.itertext()) for one in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert {"Færre end 5 børn & 3 < 4", "SYNTETISKE DATA", "0.0"} <= set(found)
    assert svg.count("SYNTETISKE DATA") == 1
    assert "<use" not in svg


def test_a_line_that_has_several_rows_keeps_each():
    with mpl.rc_context({"svg.fonttype": "none"}):
        figure = Figure()
        canvas = FigureCanvasSVG(figure)
        figure.text(0.5, 0.5, "første\nanden", ha="right")
        buffer = io.StringIO()
        canvas.print_svg(buffer)
    clean = tidied(buffer.getvalue(), name="x")
    assert clean.count("<text") == 2
    assert clean.count("textLength") == 2
