"""Every command of the window in one table: menus, tool bar, context menu and the list of keys follow."""
# ruff: noqa: E501  # one command a line

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from tauscope.ui.main_window import MainWindow

MENUS = ("File", "Edit", "Source", "Classes", "Temperature", "Pins", "View", "Help")


class Command(NamedTuple):
    """One command.

    Attributes
    ----------
    id : str
        Its name in the code and the object name of its action.
    menu : str
        One of `MENUS`.
    text : str
        In the menu; a word of the tool bar may be shorter.
    keys : tuple of str
        The first is shown.
    tip : str
        What it does.
    run : callable
        What is called, with the window.
    on_table : bool
        Its keys work while the table has the focus, and it stands in the table's context menu.
    bar : str
        Its word on the tool bar; empty where it is not there.
    after_line : bool
        A line stands before it in its menu.
    ticked : callable or None
        Asked with the window when the menu opens: whether the effect of the command is on. None for a command
        without a lasting effect.
    """

    id: str
    menu: str
    text: str
    keys: tuple[str, ...]
    tip: str
    run: Callable[[MainWindow], object]
    on_table: bool = False
    bar: str = ""
    after_line: bool = False
    ticked: Callable[[MainWindow], bool] | None = None


def _table(*rows: Command) -> dict[str, Command]:
    return {row.id: row for row in rows}


COMMANDS = _table(
    Command("new", "File", "&New", ("Ctrl+N",), "Begin anew with four classes", lambda w: w.session.new()),
    Command("open", "File", "&Open…", ("Ctrl+O",), "Open a session, a figure that carries one, or a table", lambda w: w.session.open(), bar="Open"),
    Command("open_model", "File", "Open &Model…", ("Ctrl+Shift+O",), "A folder with model.onnx, tokenizer.json and config.json", lambda w: w.sources.ask_for_model()),
    Command("save", "File", "&Save", ("Ctrl+S",), "Save the session", lambda w: w.session.save(), bar="Save", after_line=True),
    Command("save_as", "File", "Save &As…", ("Ctrl+Shift+S",), "Save the session to another file", lambda w: w.session.save_as()),
    Command("export", "File", "&Export Figure…", ("Ctrl+Shift+E",), "Write a plot or the whole bench as PNG, SVG, PDF, or its numbers", lambda w: w.exports.ask(), after_line=True),
    Command("export_again", "File", "Export A&gain", ("Ctrl+E",), "Write the last figure again, with what is shown now", lambda w: w.exports.again()),
    Command("quit", "File", "&Quit", ("Ctrl+Q",), "Leave Tauscope", lambda w: w.close(), after_line=True),
    Command("undo", "Edit", "&Undo", ("Ctrl+Z",), "Take the last edit back", lambda w: w.history.undo(), bar="↶ Undo"),
    Command("redo", "Edit", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Do it again", lambda w: w.history.redo(), bar="↷ Redo"),
    Command("copy", "Edit", "&Copy Rows", ("Ctrl+C",), "Copy the selected rows for a spreadsheet", lambda w: w.verbs.copy(), on_table=True, after_line=True),
    Command("paste", "Edit", "&Paste", ("Ctrl+V",), "Paste numbers, names or both from a spreadsheet, from the current cell on", lambda w: w.verbs.paste(), on_table=True),
    Command("paste_new", "Edit", "Paste as &New Table", ("Ctrl+Shift+V",), "Put the pasted table on the bench in place of this one", lambda w: w.verbs.paste_new()),
    Command("copy_picture", "Edit", "Copy P&icture", ("Ctrl+Shift+C",), "Copy the whole bench as a picture", lambda w: w.exports.copy_picture(), after_line=True),
    Command("copy_python", "Edit", "Copy as P&ython", (), "Copy a script for numpy and matplotlib that draws this distribution, all knobs included", lambda w: w.exports.copy_python()),
    Command("copy_latex", "Edit", "Copy as &LaTeX Table", (), "Copy the numbers that are shown as a LaTeX table", lambda w: w.exports.copy_latex()),
    Command("story", "Source", "Story &Writer", (), "A small language model writes a tale; turn the dial while it does", lambda w: w.sources.story()),
    Command("as_table", "Source", "Take as a &Table", (), "Keep the present logits as a table that can be edited in every way", lambda w: w.sources.take_as_table()),
    Command("export_text", "Source", "E&xport Text…", (), "The text alone, or with the numbers of each token", lambda w: w.desk.export()),
    Command("write", "Source", "Write or &Pause", ("F5",), "Write on from the moment that is looked at, or pause", lambda w: w.sources.toggle(), after_line=True),
    Command("write_step", "Source", "Write O&ne Token", ("F6",), "Write one token and pause", lambda w: w.sources.step()),
    Command("restart", "Source", "&Begin Anew", ("Shift+F5",), "Back to the prompt", lambda w: w.sources.restart()),
    Command("choose", "Source", "&Choose This Class", ("Ctrl+Return",), "The source goes on with the class of the current row", lambda w: w.sources.choose(), on_table=True),
    Command("own_logits", "Source", "Model's &Own Logits", (), "Take back what was changed of the model's logits", lambda w: w.sources.own_logits()),
    Command("add", "Classes", "&Add", ("Ins",), "Add a class below the current one", lambda w: w.verbs.add(), on_table=True),
    Command("remove", "Classes", "&Remove", ("Del",), "Remove the selected classes", lambda w: w.verbs.remove(), on_table=True),
    Command("duplicate", "Classes", "Dupl&icate", ("Ctrl+Shift+D",), "Copy the selected classes below themselves", lambda w: w.verbs.duplicate(), on_table=True),
    Command("move_up", "Classes", "Move &Up", ("Alt+Up",), "Move the selected classes up", lambda w: w.verbs.move(-1), on_table=True, after_line=True),
    Command("move_down", "Classes", "Move &Down", ("Alt+Down",), "Move the selected classes down", lambda w: w.verbs.move(1), on_table=True),
    Command("sort_logit", "Classes", "Sort by &Logit", (), "The likeliest first", lambda w: w.verbs.sort("logit", falling=True), on_table=True),
    Command("sort_label", "Classes", "Sort by &Name", (), "From A to Z", lambda w: w.verbs.sort("label", falling=False), on_table=True),
    Command("zero", "Temperature", "τ = &0", (), "Only the largest logit counts", lambda w: w.turn_to(0.0), ticked=lambda w: w.history.document.temperature == 0),
    Command("one", "Temperature", "τ = &1", (), "As the model was trained", lambda w: w.turn_to(1.0), ticked=lambda w: w.history.document.temperature == 1),
    Command("infinite", "Temperature", "τ = &∞", (), "All classes alike", lambda w: w.turn_to(float("inf")), ticked=lambda w: w.history.document.temperature == float("inf")),
    Command("pin", "Pins", "&Pin This Distribution", ("Ctrl+D",), "Keep this distribution as a ghost, to compare with", lambda w: w.pins.pin()),
    Command("clear_pins", "Pins", "&Clear Pins", (), "Let all ghosts go but that of τ = 1", lambda w: w.pins.clear()),
    Command("bigger", "View", "&Bigger", ("Ctrl++", "Ctrl+="), "Text, lines and points larger", lambda w: w.magnify(1), after_line=True),
    Command("smaller", "View", "&Smaller", ("Ctrl+-",), "Text, lines and points smaller", lambda w: w.magnify(-1)),
    Command("normal", "View", "&Normal Size", ("Ctrl+0",), "Text, lines and points as they were", lambda w: w.magnify(0)),
    Command("full_screen", "View", "&Full Screen", ("F11",), "Fill the screen; Esc leaves", lambda w: w.toggle_full_screen(), after_line=True, ticked=lambda w: w.isFullScreen()),
    Command("help", "Help", "&First Steps", ("F1",), "What can be done here, in a minute", lambda w: w.show_page("first_steps")),
    Command("explain", "Help", "&What the Knobs Do", ("Shift+F1",), "Formulas and explanations: of the knob that has the keyboard, or of all", lambda w: w.explain()),
    Command("keys", "Help", "&Keys", ("Ctrl+?",), "Every key", lambda w: w.show_page("keys")),
    Command("about", "Help", "&About Tauscope", (), "Version, licences, thanks", lambda w: w.show_page("about"), after_line=True),
)  # fmt: skip


def make_actions(window: MainWindow) -> dict[str, QAction]:
    """Make an action of each command."""
    return {name: _action(command, window) for name, command in COMMANDS.items()}


def _action(command: Command, window: MainWindow) -> QAction:
    action = QAction(command.text, window)
    action.setObjectName(command.id)
    action.setShortcuts([QKeySequence(key) for key in command.keys])
    action.setToolTip(with_key(command.tip, command))
    action.setIconText(command.bar or command.text.replace("&", "").removesuffix("…"))
    if command.on_table:
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.setCheckable(command.ticked is not None)
    action.triggered.connect(lambda: _run(command, window))
    return action


def _run(command: Command, window: MainWindow) -> None:
    window.finish_typing()
    command.run(window)


def tick_actions(window: MainWindow) -> None:
    """Tick the commands whose effect is on, and no others."""
    for name, command in COMMANDS.items():
        if command.ticked is not None:
            window.actions_by_name[name].setChecked(command.ticked(window))


def with_key(tip: str, command: Command) -> str:
    """A tip, and the key that does the same."""
    return f"{tip} ({shown_key(command.keys[0])})" if command.keys else tip


def shown_key(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class Gesture(NamedTuple):
    """What keys and mouse do that no command stands for: for the list of keys."""

    where: str
    keys: str
    does: str


GESTURES = (
    Gesture("Dial", "← →", "step τ; with Shift finer, with Ctrl coarser"),
    Gesture("Dial", "Home / End", "τ = 0 / τ = ∞"),
    Gesture("Dial", "Page Up / Page Down", "half a decade of τ"),
    Gesture("Dial", "Double click", "τ = 1"),
    Gesture("Dial", "Click on a number", "go there exactly"),
    Gesture("Table", "Enter, F2 or typing", "edit the cell"),
    Gesture("Table", "Click on a heading", "sort; again turns the order round"),
    Gesture("Knobs", "Alt + ↑ ↓", "move the knob up or down the chain"),
    Gesture("Knobs", "Drag the six dots", "the same; Esc puts it back"),
    Gesture("Plots", "Drag a bar", "give the class that probability"),
    Gesture("Plots", "Drag the line", "turn the dial"),
    Gesture("Plots", "Click, then Ctrl + click", "compare two classes; Esc selects none"),
    Gesture("Plots", "Point at a bar", "read its exact value"),
    Gesture("Chip of a pin", "Space / Del", "all that can be done with it / clear it"),
)


def add_to_table(table: QWidget, actions: dict[str, QAction]) -> None:
    """Give the table its keys and its context menu."""
    for name, command in COMMANDS.items():
        if command.on_table:
            table.addAction(actions[name])
