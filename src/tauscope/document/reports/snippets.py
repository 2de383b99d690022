"""Python scripts that compute and draw the distribution of a document with numpy and matplotlib."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from tauscope.document.picture.picture import Picture
from tauscope.document.reports.snippet_knobs import KNOB_FUNCTIONS, NEEDS, RENAMED, SHARED
from tauscope.resources import resource

if TYPE_CHECKING:
    from tauscope.core.chain.knob import Knob
    from tauscope.document.document import Document

MOST_COMPUTED = 1000
"""Most classes of a script that computes; for more, it has the probabilities of those that are shown."""

FONTS = (
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans CJK KR",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "PingFang SC",
    "Hiragino Sans",
    "Apple SD Gothic Neo",
    "Microsoft YaHei",
    "Yu Gothic",
    "Malgun Gothic",
    "Arial Unicode MS",
)
"""Fonts for the labels, of several systems: matplotlib takes each character from the first that has it."""

_HEAD = '''"""{title}"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import font_manager

labels = [
{labels}
]
logits = np.array([
{logits}
])
'''

_SOFTMAX = """

ghost = probabilities(0, len(gaps), 1.0)  # softmax(z), at temperature 1

state = 0, len(gaps), 1.0
{chain}
p = probabilities(*state)
{cut}
shown = np.array({shown})
cut_of_others = cut.sum() - cut[shown].sum()
"""

_CUT = """# What the knobs cut, with the probability that it would have were nothing cut at that temperature.
cut = probabilities(0, len(gaps), state[2])
cut[order[state[0] : state[1]]] = 0.0
"""
_NOTHING_CUT = """cut = np.zeros(len(p))
"""

_NUMBERS = """
# Computed over all {classes} classes; these are the {shown} that are shown.
p = np.array({p})
ghost = np.array({ghost})
cut = np.array({cut})

shown = np.arange(len(labels))
cut_of_others = {other_cut}
"""

_DRAW = """colours = {colours}
others = {others}  # classes that are drawn as one
pins = {pins}

# Letters that the first font lacks are taken from the next one that is installed.
installed = {{font.name for font in font_manager.fontManager.ttflist}}
fonts = {fonts}
plt.rcParams["font.family"] = [font for font in fonts if font in installed] or ["sans-serif"]

heights, ghosts, cuts = p[shown], ghost[shown], cut[shown]
ticks = [labels[row].replace("$", r"\\$") for row in shown]
if others:
    heights, ghosts, cuts = (
        np.append(heights, max(0.0, 1 - heights.sum())),
        np.append(ghosts, max(0.0, 1 - ghosts.sum())),
        np.append(cuts, cut_of_others),
    )
    ticks.append(f"{{others:,}} others")
places = np.arange(len(ticks))

figure, axes = plt.subplots(layout="constrained")
bars = axes.bar(places, heights, color=colours)
axes.bar(places, ghosts, width=0.9, fill=False, edgecolor="grey", linestyle="--")
axes.bar(places, cuts, fill=False, edgecolor=colours, hatch="///")
if len(ticks) <= 12:
    numbers = [
        "cut" if height == 0 < hatched else f"{{100 * height:.1f}}%"
        for height, hatched in zip(heights, cuts)
    ]
    axes.bar_label(bars, numbers)
for name, pinned in pins.items():
    at = places[: len(pinned)]
    axes.hlines(pinned, at - 0.41, at + 0.41, "black")
    axes.plot([], [], "black", label=name)
if pins:
    axes.legend()
axes.set_xticks(places, ticks, rotation=90 if len(ticks) > 12 else 0)
{scale}
axes.set_ylabel("probability")
axes.set_title({heading!a})
plt.show()
"""


@dataclass(frozen=True)
class Script:
    """A Python script.

    Attributes
    ----------
    code : str
    left_out : tuple of str
        Titles of knobs that the script cannot express.
    shown : int or None
        Number of classes in the script, if these are not all.
    bounded : bool
        True if the script has bounds as numbers, since the logits list only some of the classes.
    """

    code: str
    left_out: tuple[str, ...] = ()
    shown: int | None = None
    bounded: bool = False

    @property
    def notice(self) -> str:
        """Sentence for the window after the script was copied."""
        if self.bounded:
            return "Copied a Python script that draws these bounds; it does not compute them."
        if self.left_out:
            return f"Copied a Python script (without {', '.join(self.left_out)}, which it cannot express)."
        if self.shown is not None:
            return f"Copied a Python script with the {self.shown} classes that are shown."
        return "Copied a Python script for numpy and matplotlib."


_SCALES = {
    "whole": "axes.set_ylim(0, 1)",
    "fitted": "axes.set_ylim(0, 1.08 * max(heights.max(), ghosts.max(), cuts.max()))",
    "logarithmic": 'axes.set_yscale("log")\naxes.set_ylim(1e-6, 1)',
}
"""Lines of the script that set the scale of the bars, by the name of the scale."""


def python_script(document: Document) -> Script:
    """Write a Python script, for numpy and matplotlib, that draws the distribution as the window does.

    The script applies the whole chain in numpy. For more than `MOST_COMPUTED` classes it has those that are
    shown, with their probabilities as numbers, and where the logits list only some of the classes bounds of
    these.
    """
    # A group has no logit that holds at every τ, so the script has single classes.
    picture = Picture.of(document).of_single_classes
    if picture.bounds is not None:
        from tauscope.document.reports.list_snippets import bounds_script  # noqa: PLC0415  # for lists alone

        return Script(bounds_script(picture, FONTS), bounded=True)
    small = len(picture.logits) <= MOST_COMPUTED
    active = document.present_chain.active
    unknown = (
        tuple(dict.fromkeys(knob.title for knob in active if knob.name not in KNOB_FUNCTIONS))
        if small
        else ()
    )
    head = _head(picture, small=small, left_out=unknown)
    body = _computed(picture) if small else _as_numbers(picture)
    shown = None if small else len(picture.prepared.shown)
    return Script(head + body + _drawing(picture, unknown), unknown, shown)


def _head(picture: Picture, *, small: bool, left_out: tuple[str, ...]) -> str:
    """Write the part of the script with its docstring, imports, labels and logits."""
    logits = picture.logits
    rows = range(len(logits)) if small else picture.prepared.shown.tolist()
    title = "Softmax with temperature and knobs, over its ghost at temperature 1."
    if not small:
        title += f"\n\nOf a vocabulary of {len(logits):,} classes, the {len(rows)} that are shown."
    if left_out:
        title += (
            f"\n\nLeft out, so that the probabilities are not those of the window: {', '.join(left_out)}."
        )
    return _HEAD.format(
        title=title,
        labels="\n".join(f"    {logits.labels[row]!a}," for row in rows),
        logits="\n".join(f"    {_literal(float(logits.values[row]))}," for row in rows),
    )


def _computed(picture: Picture) -> str:
    """Write the part of the script that applies the chain, with the functions of its knobs."""
    knobs = [knob for knob in picture.document.present_chain.active if knob.name in KNOB_FUNCTIONS]
    names = dict.fromkeys(name for knob in knobs for name in (*NEEDS.get(knob.name, ()), knob.name))
    functions = "".join("\n" + KNOB_FUNCTIONS[name] for name in names)
    calls = "\n".join(f"state = {_call(knob)}" for knob in knobs)
    cut = _CUT if picture.cut.any() or picture.other_cut else _NOTHING_CUT
    shown = picture.prepared.shown.tolist()
    return SHARED + functions + _SOFTMAX.format(chain=calls, cut=cut, shown=shown)


def _call(knob: Knob) -> str:
    """Write the line of the script that applies one knob."""
    settings = [(field.name, getattr(knob, field.name)) for field in fields(knob) if field.name != "on"]
    words = [f"{RENAMED.get(name, name)}={_setting(value)}" for name, value in settings]
    return f"{knob.name.replace('-', '_')}(*state, {', '.join(words)})"


def _setting(value: object) -> str:
    return _literal(value) if isinstance(value, float) else repr(value)


def _as_numbers(picture: Picture) -> str:
    """Write the part of the script that has the probabilities as numbers."""
    shown = picture.prepared.shown
    return _NUMBERS.format(
        classes=f"{len(picture.logits):,}",
        shown=len(shown),
        p=_list(picture.bars.tolist()),
        ghost=_list(picture.ghosts.tolist()),
        cut=_list(picture.cut.tolist()),
        other_cut=_literal(picture.other_cut),
    )


def _drawing(picture: Picture, left_out: tuple[str, ...]) -> str:
    """Write the part of the script that draws the bars, ghosts and pins."""
    theme = tomllib.loads(resource("themes", "light.toml").read_text("utf-8"))["colours"]
    colours = [theme["grey"] if one.colour is None else theme["classes"][one.colour] for one in picture.drawn]
    chain = ", ".join(map(str, picture.document.present_chain.active)) or "no knobs"
    without = f" (without {', '.join(left_out)})" if left_out else ""
    pins = "".join(f"\n    {one.title!a}: {_list(map(_missing, one.bars))}," for one in picture.pins)
    return _DRAW.format(
        colours=colours,
        others=picture.prepared.other_count,
        pins=f"{{{pins}\n}}" if pins else "{}",
        fonts=_list_of_texts(FONTS),
        scale=_SCALES[picture.document.scale],
        heading=f"{chain}{without}; dashed: softmax(z)",
    )


def _missing(p: float | None) -> float:
    return math.nan if p is None else p


def _list(numbers: Iterable[float]) -> str:
    return f"[{', '.join(map(_literal, numbers))}]"


def _list_of_texts(texts: Iterable[str]) -> str:
    return "[\n" + "".join(f"    {text!a},\n" for text in texts) + "]"


def _literal(value: float) -> str:
    """Write a number as Python reads it."""
    if math.isfinite(value):
        return repr(value)
    return "np.nan" if math.isnan(value) else "np.inf" if value > 0 else "-np.inf"
