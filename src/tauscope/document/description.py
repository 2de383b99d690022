"""Description of a plot in words: for screen readers, for the page beside the bench, and in exported SVG."""

from __future__ import annotations

from typing import NamedTuple

from tauscope.document.formulas import plain


class Description(NamedTuple):
    """A plot in words, as interactive figures are described to people who do not see them.

    Attributes
    ----------
    title : str
    here : str
        What the plot shows.
    usage : str
        What the user can do with it.
    now : str
        What it shows in the present state.
    hint : str
        Something worth trying.
    """

    title: str
    here: str
    usage: str
    now: str
    hint: str

    @property
    def text(self) -> str:
        """All four parts in a row, for screen readers."""
        return spoken(" ".join((self.here, self.usage, self.now, f"Hint: {self.hint}")))

    @property
    def of_figure(self) -> str:
        """What a figure shows, and what can be done with it in the program."""
        return spoken(" ".join((self.here, self.now, f"In Tauscope: {self.usage} Hint: {self.hint}")))

    @property
    def markdown(self) -> str:
        """The page of the description: a heading and a paragraph for each part."""
        parts = (
            ("What is here", self.here),
            ("What you can do", self.usage),
            ("What it shows now", self.now),
            ("Try this", self.hint),
        )
        paragraphs = (f"## {heading}\n\n{_escaped(spoken(text))}" for heading, text in parts)
        return "\n\n".join((f"# {_escaped(self.title)}", *paragraphs))


def unavailable_page(title: str, reason: str) -> str:
    """Return the page of a plot that has nothing to show, with the reason."""
    return f"# {_escaped(title)}\n\n{_escaped(spoken(reason))}"


def spoken(text: str) -> str:
    """Return a text without marks of formulas, and with powers in words.

    Examples
    --------
    >>> spoken("the weight e^(z/τ) and the error σ²")
    'the weight e to the power (z/τ) and the error σ²'
    """
    return plain(text).replace("^(", " to the power (")


def _escaped(text: str) -> str:
    """Return a text that Markdown takes as it is: names of classes may hold any mark."""
    return "".join(f"\\{mark}" if mark in "\\`*_{}[]()<>#+-!|~&" else mark for mark in text)
