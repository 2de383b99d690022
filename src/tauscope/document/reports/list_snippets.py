"""Python scripts that draw the bounds of a distribution of which only some classes are listed."""

from __future__ import annotations

import math
import tomllib
from typing import TYPE_CHECKING

from tauscope.core.bounds import Bounds, lower, upper
from tauscope.core.chain.chain import Chain
from tauscope.document.picture.partial_words import coverage_words
from tauscope.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tauscope.core.bounds import Number
    from tauscope.document.picture.picture import Picture

_SCRIPT = '''"""Bounds of softmax with temperature and knobs, where only some of the classes are listed.

{coverage}. Any distribution with this list has probabilities within these bounds, which Tauscope
computed; they do not follow from the listed logits by softmax alone. The last bar is that of all others.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import font_manager

# Name, bounds of p, and bounds of p at temperature 1 without knobs.
rows = [
{rows}
]
colours = {colours}
pins = {pins}

labels = [row[0].replace("$", r"\\$") for row in rows]
low, high, low_at_1, high_at_1 = np.array([row[1:] for row in rows]).T
places = np.arange(len(rows))

# Letters that the first font lacks are taken from the next one that is installed.
installed = {{font.name for font in font_manager.fontManager.ttflist}}
fonts = {fonts}
plt.rcParams["font.family"] = [font for font in fonts if font in installed] or ["sans-serif"]

figure, axes = plt.subplots(layout="constrained")
axes.bar(places, low, color=colours, yerr=[np.zeros(len(low)), high - low], capsize=3)
for ghosts in (low_at_1, high_at_1):
    axes.bar(places, ghosts, width=0.9, fill=False, edgecolor="grey", linestyle="--")
for name, ends in pins.items():
    for pinned in ends:
        axes.hlines(pinned, places - 0.41, places + 0.41, "black")
    axes.plot([], [], "black", label=name)
if pins:
    axes.legend()
axes.set_xticks(places, labels, rotation=90 if len(labels) > 12 else 0)
axes.set_ylim(0, 1)
axes.set_ylabel("probability")
axes.set_title({heading!a})
plt.show()
'''


def bounds_script(picture: Picture, fonts: Iterable[str]) -> str:
    """Write the script of a picture whose logits list only some of the classes."""
    theme = tomllib.loads(resource("themes", "light.toml").read_text("utf-8"))["colours"]
    colours = [theme["grey"] if one.colour is None else theme["classes"][one.colour] for one in picture.drawn]
    at_1 = picture.shown_bounds(Chain())
    rows = "".join(
        f"\n    ({one.label!a}, {_ends(one.number)}, {_ends(ghost)}),"
        for one, ghost in zip(picture.drawn, at_1, strict=True)
    )
    chain = ", ".join(map(str, picture.document.present_chain.active)) or "no knobs"
    pins = "".join(f"\n    {one.title!a}: {_columns(one.numbers)}," for one in picture.pins)
    return _SCRIPT.format(
        coverage=coverage_words(picture),
        rows=rows.removeprefix("\n"),
        colours=colours,
        pins=f"{{{pins}\n}}" if pins else "{}",
        fonts="[\n" + "".join(f"    {font!a},\n" for font in fonts) + "]",
        heading=f"{chain}; dashed: softmax(z)",
    )


def _ends(number: Number) -> str:
    """Write both bounds as Python reads them."""
    low, high = number if isinstance(number, Bounds) else (lower(number), upper(number))
    return f"{low!r}, {high!r}"


def _columns(numbers: Iterable[Number]) -> str:
    """Write the lower and the upper bounds as two lists; a class that a pin lacks has none."""
    ends = [(math.nan,) * 2 if one is None else (lower(one), upper(one)) for one in numbers]
    columns = ([low for low, _ in ends], [high for _, high in ends])
    lists = (", ".join("np.nan" if math.isnan(end) else repr(end) for end in column) for column in columns)
    return f"([{'], ['.join(lists)}])"
