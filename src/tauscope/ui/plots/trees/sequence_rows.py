"""Rows of a ranked list of sequences: which are listed, and where their columns and the sentences stand."""

from __future__ import annotations

import math
import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF

from tauscope.document.formulas import NO_BREAK
from tauscope.ui.painting import marks
from tauscope.ui.plots.trees.tree_words import short_probability

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont

    from tauscope.document.studies.tree_sequences import RankedSequence
    from tauscope.document.studies.tree_view import TreeView
    from tauscope.ui.theme import Theme

_UNBROKEN = re.compile(r"rank ([\d,]+) of ")
"""Words of a rank, which stay on one line with the number that follows."""

ROW, LEAST_ROW = 1.95, 1.42
"""Height of a row with its bar, and least height where there are many, in text heights."""

HEAD, LINE = 1.7, 1.45
"""Height of the headings, and of a line of a sentence, in text heights."""

RANK, NUMBER, NAMED_NUMBER, TALLY = 2.2, 4.3, 6.0, 3.9
"""Widths of the columns of ranks, probabilities (of one kind and of two) and counts, in text heights."""

NUMBER_ALONE = 3.2
"""Width of the column of probabilities if it is the only one beside the names, in text heights."""

NARROW = 14.0
"""Width in text heights below which names need more of the row than the columns beside them."""

NARROW_RANK, NARROW_NUMBER = 1.5, 2.4
"""Widths of the columns of ranks and of probabilities in a narrow list, in text heights."""

BEFORE_NAME = 0.7
"""Room between a rank and the name after it, in text heights; in a narrow list `BEFORE_NARROW_NAME`."""

BEFORE_NARROW_NAME = 0.4

BETWEEN = 0.9
"""Room above the sentences, in text heights."""

FEWEST = 3
"""Rows that stay, however many lines the sentences need."""

LONGEST_PROMPT = 12
"""Most characters of a prompt that each row repeats."""


class Word(NamedTuple):
    """A word of a sentence, and where it stands.

    Attributes
    ----------
    text : str
    strong : bool
        True for the subject of the sentence, and for τ.
    hot : bool
        True for τ and its value.
    x : float
        Left end, in pixels from that of the sentence.
    """

    text: str
    strong: bool
    hot: bool
    x: float


COARSE = 0.001
"""Least probability of the model that is told without an exponent."""


class SequenceRows:
    """The list in a plot of one size.

    Parameters
    ----------
    view : TreeView
    width, height : float
        Size of the plot, in pixels.
    theme : Theme
    """

    def __init__(self, view: TreeView, width: float, height: float, theme: Theme) -> None:
        self.view, self.theme, self.width, self.height = view, theme, width, height
        base = theme.base
        self.both = self.is_turned and width > 21 * base
        self.tallied = width > (26 if self.both else 19) * base
        self.left, self.right = 0.3 * base, width - 0.4 * base
        narrow = width < NARROW * base
        self.name = self.left + (NARROW_RANK if narrow else RANK) * base
        self.rank_end = self.name - (BEFORE_NARROW_NAME if narrow else BEFORE_NAME) * base
        self.columns = [self.right - NAMED_NUMBER * base, self.right][0 if self.both else 1 :]
        alone = not self.both and not self.tallied
        number = NARROW_NUMBER if narrow else NUMBER_ALONE if alone else NUMBER
        self.tally = self.columns[0] - number * base
        self.name_end = self.tally - (TALLY * base if self.tallied else 0.0)
        lines = self._lines_that_fit
        self.lines = self.sentences[:lines]
        below = (lines * LINE + BETWEEN) * base if lines else 0.2 * base
        room = max(0.0, height - HEAD * base - below)
        count = view.count
        self.row = min(ROW * base, max(LEAST_ROW * base, room / max(1, count)))
        most = max(1, int(room / self.row + 1e-6))
        self.has_more = count > most
        self.listed = self._chosen(max(1, most - 1) if self.has_more else count)
        self.top = HEAD * base
        self.end = self.top + (len(self.listed) + self.has_more) * self.row

    @cached_property
    def is_turned(self) -> bool:
        """True if probabilities at the dial's τ are not the model's own."""
        own, now = self.view.tree.log_probabilities, self.view.now.log_probabilities
        return any(not math.isclose(own[leaf], now[leaf], abs_tol=1e-9) for leaf in self.view.tree.leaves)

    @property
    def is_coarse(self) -> bool:
        """True if no listed sequence is rare by the model: what is rare at τ needs no exponent to be told."""
        return min((one.own for one in self.listed), default=0.0) >= COARSE

    def _chosen(self, most: int) -> list[RankedSequence]:
        """Return the first sequences by rank, and in place of the last of them those that are marked."""
        ranking, view = self.view.tree.ranking, self.view
        wanted = [leaf for leaf in (view.likeliest, *view.marks) if leaf in ranking]
        wanted = list(dict.fromkeys(wanted))[: most - 1]
        first = [leaf for leaf in ranking[:most] if leaf not in wanted][: most - len(wanted)]
        chosen = {*first, *wanted}
        return [view.sequence(leaf) for leaf in ranking if leaf in chosen]

    @cached_property
    def more(self) -> str:
        """What is said of the sequences that are not listed."""
        count = self.view.count - len(self.listed)
        every = math.fsum(self.view.now.probabilities[list(self.view.tree.sequences)].tolist())
        share = math.fsum(one.now for one in self.listed)
        return f"and {count:,} more, p {short_probability(max(0.0, every - share))} together"

    @cached_property
    def prompt(self) -> str:
        """Text before each sequence; empty where it is long, or one of the rows has no room for it."""
        prompt = self.view.tree.prompt.strip()
        if len(prompt) > LONGEST_PROMPT:
            return ""
        names = [f"{prompt} {one.name}" for one in self.listed]
        room = self.name_end - self.name - 0.5 * self.theme.base
        return prompt if marks.all_fit(names, self.font(strong=True), room) else ""

    def rect(self, place: int) -> QRectF:
        """Return the rectangle of a row."""
        return QRectF(0, self.top + place * self.row, self.width, self.row)

    def place_at(self, y: float) -> int | None:
        """Return the row at a height in pixels."""
        place = math.floor((y - self.top) / self.row)
        return place if 0 <= place < len(self.listed) else None

    # Sentences

    @cached_property
    def sentences(self) -> Sequence[Sequence[Word]]:
        """Lines of the sentences, broken at their spaces."""
        return [line for sentence in self._broken_sentences for line in sentence]

    @cached_property
    def _broken_sentences(self) -> Sequence[Sequence[Sequence[Word]]]:
        found: list[list[list[Word]]] = []
        for finding in self.view.findings:
            words = [(word, True, False) for word in finding.subject.split(" ")]
            rest = _UNBROKEN.sub(f"rank{NO_BREAK}\\1{NO_BREAK}of{NO_BREAK}", finding.words).split(" ")
            for place, word in enumerate(rest):
                hot = "τ" in (word, *rest[max(0, place - 2) : place])
                words.append((word.removesuffix(",") if hot else word, hot, hot))
                if hot and word.endswith(","):
                    words.append((",", False, False))
            found.append(self._broken(words))
        return found

    def _broken(self, words: Sequence[tuple[str, bool, bool]]) -> list[list[Word]]:
        lines: list[list[Word]] = [[]]
        x, blank = 0.0, marks.text_width(" ", self.font())
        for text, strong, hot in words:
            wide = marks.text_width(text, self.font(strong=strong))
            if text == ",":
                x -= blank
            elif lines[-1] and x + wide > self.right - self.left:
                lines.append([])
                x = 0.0
            lines[-1].append(Word(text, strong, hot, x))
            x += wide + blank
        return lines

    def font(self, *, strong: bool = False) -> QFont:
        """Font of the sentences."""
        return self.theme.font(0.94, strong=strong)

    @property
    def _lines_that_fit(self) -> int:
        base = self.theme.base
        rows = min(FEWEST, self.view.count) * LEAST_ROW
        room = self.height / base - HEAD - rows - BETWEEN
        return _whole(list(map(len, self._broken_sentences)), int(room / LINE))


def _whole(lengths: Sequence[int], most: int) -> int:
    """Return how many lines of whole sentences there are among the first `most`.

    Examples
    --------
    >>> _whole([1, 2, 1], 2), _whole([1, 2, 1], 3), _whole([1], -1)
    (1, 3, 0)
    """
    found = 0
    for length in lengths:
        if found + length > most:
            break
        found += length
    return found
