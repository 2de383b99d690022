"""Themes: one table of tokens each, from which palette, style sheet, plots and figures take their look."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QPen
from PySide6.QtWidgets import QWidget

from tauscope.resources import resource, theme_names

FAMILY, SYMBOLS = "Inter", "Tauscope Symbols"
"""The typeface, and the font of the signs that it lacks: no text depends on the fonts of the system."""

DESIGNED = 14.0
"""Text height in pixels for which a theme file gives the width of lines: with larger text they are wider."""

SMALL = 0.87
"""Size of the small text in plots, in text heights; a theme gives the least height of this text."""

LEGIBLE, SMALLEST_TEXT = 0.75, 9.0
"""Least height of text in plots where a theme asks for no more: in heights of text around, and in pixels."""

ROUNDING = 1e-9

FONT_FILES = ("Inter-Regular.otf", "Inter-SemiBold.otf", "TauscopeSymbols.ttf")
THEMES = theme_names()

FITTED = "fittedText"
"""Property of a window: the style sheet that makes the text of its dialogs as small as its own, or ""."""


class Colours(NamedTuple):
    """The tokens of `resources/themes/*.toml`."""

    window: QColor
    card: QColor
    border: QColor
    text: QColor
    muted: QColor
    grid: QColor
    button: QColor
    button_hover: QColor
    accent: QColor
    selection: QColor
    ghost: QColor
    track_cold: QColor
    track_middle: QColor
    track_hot: QColor
    refused: QColor
    grey: QColor
    classes: tuple[QColor, ...]

    @classmethod
    def of(cls, table: dict[str, Any]) -> Colours:
        """Read the [colours] of a theme file."""
        names = {name: QColor(value) for name, value in table.items() if name != "classes"}
        return cls(**names, classes=tuple(QColor(value) for value in table["classes"]))

    def of_class(self, number: int | None) -> QColor:
        """Colour of a class by its number; grey for None."""
        return self.grey if number is None else self.classes[number]


@dataclass(frozen=True)
class Theme:
    """Colours and sizes.

    Attributes
    ----------
    name : str
        Name of the theme's file.
    colours : Colours
    base : float
        Height of ordinary text in pixels.
    line : float
        Width of a curve in pixels.
    fill : float
        In a large window text grows to this share of what there would be room for.
    plot_text, key_numbers : float
        Least height of text in plots and of numbers in the readouts, as shares of the window's height.
    in_plots : float
        How many times larger text and lines are in plots than around them.
    plot_pixels : float
        Least height of text in plots in pixels, where the height of the window is known.
    least : float
        Height in pixels below which no font is made; 0 around plots, whose text has few sizes.
    number : float
        Height of a number in the readouts, in text heights.
    clear : bool
        Whether what lies under a figure shows through: there are no patches behind text then.
    calm : bool
        Whether the user wants nothing to move but what was asked to.
    still : bool
        Whether nothing will move, as on paper: names keep clear of what moves elsewhere, and numbers need no
        tabular figures. A PDF that is written with them cannot say which digits they are.
    animated : bool
        Whether a figure is a frame of an animation: its numbers have tabular figures all the same, and names
        stay where they are.
    """

    name: str
    colours: Colours
    base: float
    line: float
    fill: float
    plot_text: float
    key_numbers: float
    in_plots: float = 1.0
    plot_pixels: float = 0.0
    least: float = 0.0
    number: float = 1.3
    clear: bool = False
    calm: bool = False
    still: bool = False
    animated: bool = False

    def font(self, size: float = 1.0, *, strong: bool = False) -> QFont:
        """The interface's font at `size` times the ordinary text, but no smaller than `least`."""
        return _sized_font(self.base * size, self.least, strong, self.still and not self.animated)

    @property
    def smallest(self) -> float:
        """Size of the smallest text that `font` gives, in text heights."""
        return self.least / self.base

    def sizes(self, wanted: Iterable[float]) -> list[float]:
        """Return the wanted sizes that `font` gives; if all are smaller, the smallest that `font` gives."""
        return [size for size in wanted if size > self.smallest - ROUNDING] or [self.smallest]

    def pen(
        self, colour: QColor, width: float | None = None, style: Qt.PenStyle = Qt.PenStyle.SolidLine
    ) -> QPen:
        """A pen whose width scales with a figure: not a cosmetic one."""
        pen = QPen(_pen(self.line if width is None else width))
        pen.setColor(colour)
        if style != Qt.PenStyle.SolidLine:
            pen.setStyle(style)
        return pen

    @property
    def hairline(self) -> float:
        """Width in pixels of grid lines and hatches: whole pixels, so that they are sharp."""
        return max(1.0, float(round(self.base / DESIGNED)))

    def enlarged(self, factor: float) -> Theme:
        """Font and lines together: what "bigger" means to the back row."""
        return replace(self, base=self.base * factor, line=self.line * factor)

    def for_window(self, height: float) -> Theme:
        """The theme with its least sizes of text and numbers in a window `height` pixels high."""
        pixels = math.ceil(self.plot_text * height)
        number = self.key_numbers * height / self.base
        in_plots = max(1.0, pixels / (SMALL * self.base))
        return replace(self, in_plots=in_plots, plot_pixels=pixels, number=max(Theme.number, number))

    def for_stage(self, number: float, least: float) -> Theme:
        """The theme on a stage: plots have the text of the rest, and none is smaller than `least` pixels.

        `number` is the height of key numbers in text heights.
        """
        return replace(self, number=number, in_plots=1.0, plot_pixels=least)

    def of_plot(self) -> Theme:
        """The theme inside a plot: its text is as large as the window wants it, and nothing is smaller."""
        least = max(self.plot_pixels, min(self.base, max(SMALLEST_TEXT, LEGIBLE * self.base)))
        return replace(self.enlarged(self.in_plots), in_plots=1.0, least=least)


@lru_cache(maxsize=1024)  # a frame asks for some fifty fonts, most of them again and again
def _sized_font(wanted: float, least: float, strong: bool, still: bool) -> QFont:  # two states
    """Font of the wanted height in whole pixels, but no smaller than `least`."""
    return _font(max(1, round(wanted), math.ceil(least)), strong=strong, still=still)


@cache
def _font(pixels: int, *, strong: bool, still: bool) -> QFont:
    """Make a font, as a rule with tabular figures, so that no number moves while it changes."""
    font = QFont([FAMILY, SYMBOLS])
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for name, value in (("tnum", 0), ("calt", 0)) if still else (("tnum", 1),):
        font.setFeature(QFont.Tag(name), value)
    return font


@lru_cache(maxsize=256)
def _pen(width: float) -> QPen:
    """Black pen to copy, with round joins: a copy takes a fraction of the time of setting five properties."""
    pen = QPen(QColor(0, 0, 0), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


@cache
def install_fonts() -> None:
    """Make the shipped fonts known to the application, once: Qt then forgets all that it knows of fonts."""
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))


def load_theme(name: str, base: float) -> Theme:
    """Read a theme; `base` is the system's text height in pixels."""
    table = tomllib.loads(resource("themes", f"{name}.toml").read_text("utf-8"))
    return Theme(
        name,
        Colours.of(table["colours"]),
        base * table["enlarge"],
        table["line"] * base / DESIGNED,
        table["fill"],
        table["plot_text"],
        table["key_numbers"],
    )


def palette(theme: Theme) -> QPalette:
    """A complete palette: a partial one leaves clashing system colours behind."""
    colours, role, group = theme.colours, QPalette.ColorRole, QPalette.ColorGroup
    result = QPalette()
    table = {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.card,
        role.AlternateBase: colours.window,
        role.Text: colours.text,
        role.Button: colours.button,
        role.ButtonText: colours.text,
        role.BrightText: colours.refused,
        role.ToolTipBase: colours.card,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.muted,
        role.Highlight: colours.selection,
        role.HighlightedText: colours.text,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Accent: colours.accent,
        role.Light: colours.card,
        role.Midlight: colours.border,
        role.Mid: colours.border,
        role.Dark: colours.muted,
        role.Shadow: colours.muted,
    }
    for which, colour in table.items():
        result.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        result.setColor(group.Disabled, which, colours.ghost)
    return result


def text_sizes(theme: Theme) -> str:
    """Rules for a part of the window whose text is not as large as the rest."""
    small = round(theme.base * 0.9)
    labels = "QFrame#card > QLabel, QFrame#card QToolButton#plotChoice"
    return f"QWidget {{ font-size: {round(theme.base)}px; }} {labels} {{ font-size: {small}px; }}"


def bar_sizes(theme: Theme) -> str:
    """Style sheet of a bar, with its menus, or of a notice with the text size of `theme`."""
    base, large = round(theme.base), round(theme.base * 1.1)
    parts = "QMenuBar, QMenu, QToolButton, QPushButton, QLabel"
    return f"{parts} {{ font-size: {base}px; }} QLabel#brand {{ font-size: {large}px; }}"


def style_sheet(theme: Theme) -> str:
    """The few rules that Fusion needs to look like the design."""
    colours = theme.colours._asdict()
    values = {name: value.name() for name, value in colours.items() if isinstance(value, QColor)}
    values |= {
        "small": f"{round(theme.base * 0.9)}px",
        "base": f"{round(theme.base)}px",
        "large": f"{round(theme.base * 1.1)}px",
    }
    text = resource("themes", "style.qss").read_text("utf-8")
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(f"${name}", values[name])
    return text


def match_theme(dialog: QWidget, window: QWidget | None) -> None:
    """Give a dialog the theme of its window, once its widgets are in place; else it has the program's.

    Where the window is too small for the text that was asked for, so is its screen for a dialog of that text.
    """
    if window is not None:
        dialog.setPalette(window.palette())
        dialog.setStyleSheet(window.window().styleSheet() + (window.window().property(FITTED) or ""))
