"""Make the two font files in resources/fonts that are not as their authors released them.

    python packaging/make_fonts.py /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

TauscopeSymbols.ttf holds the signs that the window writes and Inter lacks, cut out of DejaVu Sans 2.37 (in
Debian: fonts-dejavu-core). Inter-SemiBold.otf gets the family name "Inter" and the style "Bold": under a
family name of its own Qt does not find it as a weight of Inter. Both can be made again and again. Needs
fonttools.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

FONTS = Path(__file__).resolve().parents[1] / "resources" / "fonts"

SYMBOLS = "Tauscope Symbols"

SIGNS = (
    (0x1D62, 0x1D6A),  # subscript letters
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2300, 0x2311),
    (0x2318, 0x2328),  # ceilings, floors, keys
    (0x232B, 0x232B),
    (0x23CE, 0x23CF),
    (0x2400, 0x2426),  # pictures of control characters, and of a space
    (0x2460, 0x2473),  # numbers in circles
    (0x2500, 0x257F),  # lines
    (0x2580, 0x259F),  # blocks
    (0x25A0, 0x25FF),  # shapes
    (0x2605, 0x2606),
    (0x2680, 0x2685),  # dice
    (0x26A0, 0x26A0),
    (0x2713, 0x2718),  # ticks and crosses
    (0x2758, 0x275A),
    (0x2776, 0x2793),  # numbers in discs
    (0x27E6, 0x27EB),  # brackets
    (0x2C7C, 0x2C7D),
    (0xFFFD, 0xFFFD),  # what could not be read
)

BOLD_OF_STYLE, REGULAR_OF_STYLE, BOLD_OF_MAC = 1 << 5, 1 << 6, 1 << 0


def main() -> None:
    """Write both files."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("dejavu", type=Path, help="DejaVuSans.ttf")
    write_symbols(arguments.parse_args().dejavu)
    write_semi_bold()


def write_symbols(dejavu: Path) -> None:
    """Cut the signs that Inter lacks out of DejaVu Sans; in Inter's line height they make no line higher."""
    inter, font = TTFont(FONTS / "Inter-Regular.otf"), TTFont(dejavu, recalcTimestamp=False)
    had = inter.getBestCmap()
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[0, 13, 14], notdef_outline=True)
    options.drop_tables += ["FFTM", "MATH", "kern", "GDEF", "GPOS", "GSUB"]
    cutter = subset.Subsetter(options)
    cutter.populate(
        unicodes=[sign for first, last in SIGNS for sign in range(first, last + 1) if sign not in had]
    )
    cutter.subset(font)
    scale_upem(font, inter["head"].unitsPerEm)
    for name in ("ascent", "descent", "lineGap"):
        setattr(font["hhea"], name, getattr(inter["hhea"], name))
    for name in ("sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent"):
        setattr(font["OS/2"], name, getattr(inter["OS/2"], name))
    rename(font, SYMBOLS, "Regular", "TauscopeSymbols")
    font.save(FONTS / "TauscopeSymbols.ttf")


def write_semi_bold() -> None:
    """Make Inter Semi Bold the bold style of the family Inter; its outlines and its weight, 600, stay."""
    path = FONTS / "Inter-SemiBold.otf"
    font = TTFont(path, recalcTimestamp=False)
    rename(font, "Inter", "Bold", "Inter-SemiBold")
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~REGULAR_OF_STYLE | BOLD_OF_STYLE
    font["head"].macStyle |= BOLD_OF_MAC
    font["CFF "].cff.topDictIndex[0].Weight = "Semi Bold"
    font.save(path)


def rename(font: Any, family: str, style: str, postscript: str) -> None:
    """Give a font the names by which systems find it."""
    for number, name in ((1, family), (2, style), (4, f"{family} {style}"), (6, postscript)):
        font["name"].removeNames(nameID=number)
        font["name"].setName(name, number, 3, 1, 0x409)


if __name__ == "__main__":
    main()
