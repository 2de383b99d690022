"""Abilities of a source: what it can do, which is all that code outside of `sources` asks about its kind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RunWords:
    """Words of the window for a source that goes on by itself; the defaults are those of a text.

    Attributes
    ----------
    run : str
        Name of a run in the menu Edit, after Undo.
    ended : str
        Sentence that says why a state has no next choice.
    all_ended : str
        The sentence for several runs side by side.
    """

    run: str = "write"
    ended: str = "The text has ended. Click an earlier token to continue from there, or restart."
    all_ended: str = "All texts have ended: restart, or change a temperature."


@dataclass(frozen=True)
class Abilities:
    """Abilities of a source, and the format of its logits in the table.

    Attributes
    ----------
    steps : bool
        A choice leads to another state, so that the source can go on by itself.
    goes_on : bool
        After a choice by hand the source goes on by itself, as a text that is being written.
    panel : str
        Name in `ui.panels.PANELS` of the panel that drives the source; empty if it needs none. A panel takes
        room from the plots, which then show fewer classes one by one.
    plots : tuple of str
        Plots that are put on the bench with the source, the large one first; empty if it has none of its own.
    plot_widths : tuple of float
        Factors of the widths of these plots, as in `PlotSizes`; a plot beyond the last has the factor 1.
    ranked : bool
        The table shows rows by falling logit, the likeliest first; else rows stand as they are.
    editable : bool
        Logits can be edited in the table.
    classes_editable : bool
        Classes can be added, removed, renamed and moved. The key of a class then outlives its name; where
        classes are fixed, a pin fits only if the names agree as well.
    late : bool
        `logits` may take long, so that the window fetches them in another thread if they are not `ready`.
    branches : bool
        Several runs may go side by side.
    ends : bool
        There are states with nothing more to choose.
    recorded : bool
        The steps lie in a file, so that one can go to any of them.
    recorded_word : str
        Word over the bar of the class that `Source.recorded` names.
    decimals : int or None
        Decimals of the logits in the table; None shows each number as it was typed.
    value_name, value_symbol : str
        Name of the table's numbers in a tooltip, and symbol in the heading of their column.
    class_name : str
        What a class is called in the heading of the table: "arm".
    counts_name : str
        Heading of the column of `Source.counts`, which then stands in place of the energies; empty for none.
    noun : str
        What answers late, in sentences: "model", "file".
    asking : str
        What is being done while an answer is awaited, for a notice.
    words : RunWords
        Words for a source that steps.
    pace : float
        Steps per second at first, for a source that steps.
    """

    steps: bool = False
    goes_on: bool = True
    panel: str = ""
    plots: tuple[str, ...] = ()
    plot_widths: tuple[float, ...] = ()
    ranked: bool = False
    editable: bool = False
    classes_editable: bool = False
    late: bool = False
    branches: bool = False
    ends: bool = False
    recorded: bool = False
    recorded_word: str = "chosen"
    decimals: int | None = None
    value_name: str = "logit"
    value_symbol: str = "z"
    class_name: str = "class"
    counts_name: str = ""
    noun: str = "model"
    asking: str = "Asking the model"
    words: RunWords = RunWords()
    pace: float = 8.0

    @property
    def lies_in_file(self) -> bool:
        """True if the source lies in a file, and not in a folder."""
        return self.noun == "file"
