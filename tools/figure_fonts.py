"""Write the two fonts that figures are set with in PDF and PNG: matplotlib's own, with the letters we can come to need.

Usage: ``.venv/bin/python tools/figure_fonts.py``. Run it when matplotlib brings a new edition of its font, so that a
word is as wide in the PDF as where it was measured. The licence is written beside them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import matplotlib as mpl
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "src" / "evaluering" / "running" / "rendering" / "fonts"
NAMES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
LICENCE = "LICENSE_DEJAVU"
LETTERS = (
    (0x20, 0x24F),  # Latin with all its accents
    (0x300, 0x36F),  # accents that are put on a letter
    (0x370, 0x3FF),  # Greek
    (0x2000, 0x20BF),  # dashes, spaces, raised and lowered figures, currencies
    (0x2100, 0x22FF),  # signs like letters, arrows, mathematics
    (0x25A0, 0x25FF),  # the shapes of marks
    (0x2605, 0x2606),  # stars
    (0x2713, 0x2717),  # ticks and crosses
)


def main() -> None:
    """Write both fonts and their licence."""
    source = Path(mpl.get_data_path()) / "fonts" / "ttf"
    FONTS.mkdir(exist_ok=True)
    for name in NAMES:
        font = TTFont(source / name, recalcTimestamp=False)
        subsetter = Subsetter(Options(layout_features=["kern", "mark", "mkmk"], hinting=False, drop_tables=["FFTM"]))
        subsetter.populate(unicodes=[code for first, last in LETTERS for code in range(first, last + 1)])
        subsetter.subset(font)
        font.save(FONTS / name)
        print(f"{name}: {(FONTS / name).stat().st_size / 1024:.0f} KiB")
    shutil.copyfile(source / LICENCE, FONTS / LICENCE)


if __name__ == "__main__":
    main()
