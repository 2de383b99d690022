"""Words beside the bars of a distribution: what they are, and what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.bounds import written
from tauscope.core.numbers import screen_percentage
from tauscope.document.picture.partial_words import coverage_words
from tauscope.document.temperature_words import formula_of_bars, product_words
from tauscope.ui.plots.details.bar_numbers import shows_ghosts
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture


def bars_caption(picture: Picture, *, predicted: bool) -> str:
    """Name the formula of the bars, the ghost where there is one, and the hatch where something is cut.

    Parameters
    ----------
    picture : Picture
    predicted : bool
        Whether the outlines of a prediction stand beside the truth.

    Returns
    -------
    str
        Versions for less and less room, joined by `OR`.
    """
    ghost = "   ┄ ghost: τ = 1" if picture.once(shows_ghosts) else ""
    if predicted:
        ghost += "   □ predicted"
    cut = "   hatched: cut" if any(one.cut for one in picture.drawn) else ""
    chain = picture.document.chain
    several, shorter = product_words(chain), ""
    if picture.plain or chain.first_cut is None:
        drawn = formula_of_bars(chain, picture.document.source.abilities.value_symbol)
        shorter = several
    else:
        drawn = f"after all knobs, {several}" if several else "after all knobs"
        shorter = "after all knobs" if several else ""
    whole: tuple[str, ...] = ()
    if picture.partial is not None:
        coverage = coverage_words(picture)
        listed = f"{drawn}, what the source lists"
        brief = coverage_words(picture, brief=True)
        whole = (f"{listed}{ghost}{cut}   {coverage}", f"{drawn}{cut}   {coverage}", coverage, brief)
    return OR.join((*whole, f"{drawn}{ghost}{cut}", f"{drawn}{cut}", drawn, *filter(None, (shorter,)), ""))


def bars_description(picture: Picture) -> str:
    """Describe the most likely class, and the pins."""
    row = picture.top
    if picture.prepared.grouped is not None:
        from tauscope.document.picture.group_numbers import likeliest_entry  # noqa: PLC0415  # the window opens without it

        row = picture.once(likeliest_entry)
    label, p = picture.prepared.name_of(row), picture.entry_probability(row)
    pins = "".join(f" Pinned: {one.title}." for one in picture.pins)
    return f"Most likely: {label}, {written(p, screen_percentage)}.{pins}"
