"""Every command of the window in one table: menus, tool bar, context menu and the list of keys follow."""
# ruff: noqa: E501  # one command a line

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tauscope.document.calibrating import is_calibrating
from tauscope.document.plot_sizes import PlotSizes
from tauscope.ui.pins import PIN_KEYS, PIN_TIP
from tauscope.ui.table.columns import FOLD_KEYS
from tauscope.ui.widgets.keys import shown_key

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.ui.bench.bench import Bench
    from tauscope.ui.bench.cards.plot_grid import PlotGrid
    from tauscope.ui.editing.files.session import Session
    from tauscope.ui.editing.history import History
    from tauscope.ui.editing.player import Player
    from tauscope.ui.lessons.authoring import Authoring
    from tauscope.ui.lessons.lesson_panel import LessonPanel
    from tauscope.ui.pins.pin_commands import PinCommands
    from tauscope.ui.table.table_commands import TableCommands
    from tauscope.ui.window.calibration_commands import CalibrationCommands
    from tauscope.ui.window.export_commands import Exports
    from tauscope.ui.window.source_commands import SourceCommands
    from tauscope.ui.window.source_desk import SourceDesk
    from tauscope.ui.window.trace_commands import TraceCommands
    from tauscope.ui.window.tree_commands import TreeCommands

MENUS = ("File", "Edit", "Source", "Classes", "Temperature", "Pins", "Lesson", "View", "Help")


class Panels(Protocol):
    """What commands ask of the panels beside the bench."""

    def show_page(self, name: str) -> None:
        """Open a page."""
        ...

    def explain(self) -> None:
        """Open the help page on the focused widget."""
        ...

    def toggle_lessons(self) -> None:
        """Show or hide the panel of the lessons."""
        ...


class Window(Protocol):
    """What commands ask of a window: parts with commands of their own, and a few commands of the window itself."""

    bench: Bench
    history: History
    session: Session
    table_commands: TableCommands

    @property
    def sources(self) -> SourceCommands:
        """Commands of the menu Source."""
        ...

    @property
    def traces(self) -> TraceCommands:
        """Commands of traces."""
        ...

    @property
    def desk(self) -> SourceDesk:
        """Panel and threads of the present source."""
        ...

    @property
    def trees(self) -> TreeCommands:
        """Commands of decoding trees."""
        ...

    @property
    def plots(self) -> PlotGrid:
        """Cards of the plots."""
        ...

    @property
    def exports(self) -> Exports:
        """Commands that write or copy figures, numbers and code."""
        ...

    @property
    def lessons(self) -> LessonPanel:
        """Panel of the lessons."""
        ...

    @property
    def authoring(self) -> Authoring:
        """Commands that write a lesson."""
        ...

    def ask_how_to_begin(self) -> None:
        """Show the card with three ways to begin."""
        ...

    @property
    def side_panels(self) -> Panels:
        """Pages and lessons beside the bench."""
        ...

    @property
    def player(self) -> Player:
        """Player of τ."""
        ...

    def present(self, *, from_start: bool, shape: str = "", presenter: bool = False) -> None:
        """Open the stage for the room."""
        ...

    @property
    def calibration(self) -> CalibrationCommands:
        """Commands of the calibration."""
        ...

    @property
    def pins(self) -> PinCommands:
        """Commands of the menu Pins."""
        ...

    def finish_typing(self) -> None:
        """Enter what is being typed before a command acts."""
        ...

    def close(self) -> bool:
        """Close the window, unless the user wants to save first and does not."""
        ...

    def toggle_full_screen(self) -> None:
        """Toggle full screen."""
        ...

    def toggle_reduced_motion(self) -> None:
        """Let nothing move by itself, or let it move again."""
        ...

    def turn_to(self, temperature: float) -> None:
        """Set the dial to a stop."""
        ...

    def magnify(self, steps: int) -> None:
        """Make everything larger or smaller; 0 makes it as it was."""
        ...


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
    enabled : callable
        Whether there is something for it to do in a document. Where there is not it is grey in its menu; its
        keys still work, to say why not.
    checked : callable or None
        Whether its effect is on in a document. None for a command without a lasting effect.
    """

    id: str
    menu: str
    text: str
    keys: tuple[str, ...]
    tip: str
    run: Callable[[Window], object]
    on_table: bool = False
    bar: str = ""
    after_line: bool = False
    enabled: Callable[[Document], bool] = lambda _: True
    checked: Callable[[Document], bool] | None = None


def _compares_files(document: Document) -> bool:
    """Whether a trace is compared with another file: only that asks for plots of its own."""
    return any(settings.plots for settings in document.panel_settings)


def _table(*rows: Command) -> dict[str, Command]:
    return {row.id: row for row in rows}


COMMANDS = _table(
    Command("new", "File", "&New", ("Ctrl+N",), "New session with four classes", lambda w: w.session.new()),
    Command("open", "File", "&Open…", ("Ctrl+O",), "Open a session, a figure that carries one, or a table", lambda w: w.session.open(), bar="Open"),
    Command("open_model", "File", "Open &Model…", ("Ctrl+Shift+O",), "Open a folder with model.onnx, tokenizer.json and config.json", lambda w: w.sources.ask_for_model()),
    Command("save", "File", "&Save", ("Ctrl+S",), "Save the session", lambda w: w.session.save(), bar="Save", after_line=True),
    Command("save_as", "File", "Save &As…", ("Ctrl+Shift+S",), "Save the session to another file", lambda w: w.session.save_as()),
    Command("export", "File", "&Export Figure…", ("Ctrl+Shift+E",), "Export a plot or the whole bench as PNG, SVG or PDF, or its numbers", lambda w: w.exports.ask(), after_line=True),
    Command("export_animation", "File", "Export An&imation…", (), "Turn τ from one temperature to another: a plot or the whole bench as GIF or MP4", lambda w: w.exports.animate()),
    Command("export_again", "File", "Export A&gain", ("Ctrl+E",), "Replace the last exported file with what is shown now", lambda w: w.exports.again()),
    Command("quit", "File", "&Quit", ("Ctrl+Q",), "Quit Tauscope", lambda w: w.close(), after_line=True),
    Command("undo", "Edit", "&Undo", ("Ctrl+Z",), "Undo the last change", lambda w: w.history.undo(), bar="↶ Undo"),
    Command("redo", "Edit", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Redo it", lambda w: w.history.redo(), bar="↷ Redo"),
    Command("copy", "Edit", "&Copy Rows", ("Ctrl+C",), "Copy the selected rows for a spreadsheet", lambda w: w.table_commands.copy(), on_table=True, after_line=True),
    Command("paste", "Edit", "&Paste", ("Ctrl+V",), "Paste numbers, names or both from a spreadsheet, from the current cell on", lambda w: w.table_commands.paste(), on_table=True),
    Command("paste_new", "Edit", "Paste as &New Table", ("Ctrl+Shift+V",), "Replace this table with the pasted one; an answer of a language model with log-probabilities opens too", lambda w: w.table_commands.paste_new()),
    Command("copy_picture", "Edit", "Copy P&icture", ("Ctrl+Shift+C",), "Copy the whole bench as a picture", lambda w: w.exports.copy_picture(), after_line=True),
    Command("copy_python", "Edit", "Copy as P&ython", (), "Copy a script for numpy and matplotlib that draws this distribution, all knobs included", lambda w: w.exports.copy_python()),
    Command("copy_latex", "Edit", "Copy as &LaTeX Table", (), "Copy the numbers that are shown as a LaTeX table", lambda w: w.exports.copy_latex()),
    Command("copy_scene", "Edit", "Copy as &Scene", (), "Copy the settings of the bench as TOML, for a preset or an article", lambda w: w.exports.copy_scene()),
    Command("story", "Source", "Story &Writer", (), "Let a small language model write a tale; turn the dial while it writes", lambda w: w.sources.story()),
    Command("digits", "Source", "&Digits", (), "A network's logits for handwritten digits, and students that learn from them", lambda w: w.sources.open_digits()),
    Command("bandit", "Source", "&Bandit", (), "Ten arms to choose from: softmax of their estimated values explores", lambda w: w.sources.open_bandit()),
    Command("grow_tree", "Source", "&Grow Tree from Here", ("Ctrl+T",), "Show what the model may write from here on as a tree, the likeliest first", lambda w: w.trees.grow(), after_line=True, enabled=lambda d: d.source.prompt is not None),
    Command("open_node", "Source", "Expand Tree &Here", ("Ctrl+Shift+T",), "Let the tree grow after the moment shown, however unlikely that is", lambda w: w.trees.open_here(), enabled=lambda d: d.source.prompt is not None),
    Command("close_node", "Source", "&Fold Tree Here", (), "Remove from the tree what grew after the moment shown", lambda w: w.trees.close_here(), enabled=lambda d: d.source.prompt is not None),
    Command("save_tree", "Source", "Sa&ve Tree As…", (), "Save the tree as a file that File → Open reads", lambda w: w.trees.save(), enabled=lambda d: d.source.prompt is not None or d.source.decoding_tree is not None),
    Command("as_table", "Source", "Take as a &Table", (), "Turn the current logits into a table that you can edit freely", lambda w: w.sources.take_as_table(), enabled=lambda d: not d.source.abilities.classes_editable),
    Command("compare_file", "Source", "Compare with Another Fi&le…", (), "Compare with another recording of the same text: two models, or a model and a copy with fewer bits", lambda w: w.traces.compare_file(), enabled=lambda d: d.source.abilities.recorded),
    Command("end_comparison", "Source", "End the Comparison", (), "Compare this text with the other file no longer", lambda w: w.traces.end_comparison(), enabled=_compares_files),
    Command("name_classes", "Source", "Name Classes from a F&ile…", (), "Take the names of the classes from tokenizer.json, vocab.json, or a text with one on each line", lambda w: w.traces.ask_for_labels(), enabled=lambda d: d.source.abilities.recorded),
    Command("embed", "Source", "E&mbed in Session", (), "Keep the content of the file in the session, so that it opens where the file is not", lambda w: w.traces.embed(), enabled=lambda d: d.source.abilities.recorded),
    Command("export_text", "Source", "E&xport Text or Run…", (), "Export the text, or every step of a run, with its numbers", lambda w: w.desk.export(), enabled=lambda d: d.source.abilities.steps),
    Command("write", "Source", "Write, Play or &Pause", ("F7",), "Go on from the moment shown, or pause", lambda w: w.sources.toggle(), after_line=True, enabled=lambda d: d.source.abilities.steps),
    Command("write_step", "Source", "O&ne Step", ("F6",), "Make one step and pause: one token of a text, one pull of an arm", lambda w: w.sources.step(), enabled=lambda d: d.source.abilities.steps),
    Command("step_back", "Source", "Step Bac&k", ("Shift+F6",), "Go to the step before in a file of steps", lambda w: w.desk.jump("back"), enabled=lambda d: d.source.abilities.recorded),
    Command("next_surprise", "Source", "Next &Surprise", ("F8",), "Go to the next of the tenth of all tokens that surprise most", lambda w: w.desk.jump("surprise"), enabled=lambda d: d.source.abilities.recorded),
    Command("next_doubt", "Source", "Next Do&ubt", ("Shift+F8",), "Go to the next of the tenth of all steps with the largest entropy", lambda w: w.desk.jump("doubt"), enabled=lambda d: d.source.abilities.recorded),
    Command("faster", "Source", "F&aster", ("Ctrl+F7",), "Let the source make more steps a second", lambda w: w.sources.change_pace(1), enabled=lambda d: d.source.abilities.steps),
    Command("slower", "Source", "Slower", ("Ctrl+Shift+F7",), "Let the source make fewer steps a second", lambda w: w.sources.change_pace(-1), enabled=lambda d: d.source.abilities.steps),
    Command("restart", "Source", "&Restart", ("Shift+F7",), "Go back to the start: the prompt, or the first step", lambda w: w.sources.restart(), enabled=lambda d: d.source.abilities.steps),
    Command("choose", "Source", "&Choose This Class", ("Ctrl+Return",), "Choose the selected token or arm by hand", lambda w: w.sources.choose(), on_table=True, enabled=lambda d: d.source.abilities.steps),
    Command("own_logits", "Source", "Model's &Own Logits", (), "Discard your changes to the model's logits", lambda w: w.sources.own_logits(), enabled=lambda d: d.source.without_edits() is not d.source),
    Command("add", "Classes", "&Add", ("Ins",), "Add a class below the current one", lambda w: w.table_commands.add(), on_table=True, enabled=lambda d: d.source.abilities.classes_editable),
    Command("remove", "Classes", "&Remove", ("Del",), "Remove the selected classes", lambda w: w.table_commands.remove(), on_table=True, enabled=lambda d: d.source.abilities.classes_editable),
    Command("duplicate", "Classes", "Dupl&icate", ("Ctrl+Shift+D",), "Insert a copy of the selected classes below them", lambda w: w.table_commands.duplicate(), on_table=True, enabled=lambda d: d.source.abilities.classes_editable),
    Command("move_up", "Classes", "Move &Up", ("Alt+Up",), "Move the selected classes up", lambda w: w.table_commands.move(-1), on_table=True, after_line=True, enabled=lambda d: d.source.abilities.classes_editable),
    Command("move_down", "Classes", "Move &Down", ("Alt+Down",), "Move the selected classes down", lambda w: w.table_commands.move(1), on_table=True, enabled=lambda d: d.source.abilities.classes_editable),
    Command("find", "Classes", "&Find…", ("Ctrl+F",), "Find classes by a part of their name, by letters in order, or by number", lambda w: w.bench.logits_column.find_class(), after_line=True),
    Command("sort_logit", "Classes", "Sort by &Logit", (), "Most likely first", lambda w: w.table_commands.sort("logit", falling=True), on_table=True, enabled=lambda d: d.source.abilities.classes_editable or d.source.abilities.ranked),
    Command("sort_label", "Classes", "Sort by &Name", (), "From A to Z", lambda w: w.table_commands.sort("label", falling=False), on_table=True, enabled=lambda d: d.source.abilities.classes_editable or d.source.abilities.ranked),
    Command("group", "Classes", "&Group Classes", ("Ctrl+G",), "Count the selected classes as one, whose probability is their sum; every knob still acts on each", lambda w: w.table_commands.group(), on_table=True, after_line=True),
    Command("ungroup", "Classes", "Ungr&oup", ("Ctrl+Shift+G",), "Count the classes of the selected group one by one again", lambda w: w.table_commands.ungroup(), on_table=True, enabled=lambda d: bool(d.groups)),
    Command("fold_group", "Classes", "S&how or Hide Members", FOLD_KEYS, "Show or hide the classes of a group in the table", lambda w: w.table_commands.fold(), on_table=True, enabled=lambda d: bool(d.groups)),
    Command("group_words", "Classes", "Group Same &Words", (), "Group classes whose names differ only in case and blanks, such as “ Yes”, “yes” and “YES”: those found or selected, else all", lambda w: w.table_commands.group_same_words(), on_table=True),
    Command("zero", "Temperature", "τ = &0", (), "Only the largest logit counts", lambda w: w.turn_to(0.0), checked=lambda d: d.temperature == 0),
    Command("one", "Temperature", "τ = &1", (), "As the model was trained", lambda w: w.turn_to(1.0), checked=lambda d: d.temperature == 1),
    Command("infinite", "Temperature", "τ = &∞", (), "All classes equally likely", lambda w: w.turn_to(float("inf")), checked=lambda d: d.temperature == float("inf")),
    Command("best", "Temperature", "τ &*: Calibrate", ("Ctrl+B",), "Go to τ*, at which the true labels are likeliest", lambda w: w.calibration.turn_to_best(), enabled=is_calibrating),
    Command("bootstrap", "Temperature", "&Bootstrap τ* Again", (), "Start the bootstrap of τ* again that was stopped; after it is done, say its interval", lambda w: w.calibration.restart_bootstrap(), enabled=is_calibrating),
    Command("play", "Temperature", "&Play or Pause", ("F9",), "Let τ run from one temperature to another, or pause", lambda w: w.player.toggle(), after_line=True),
    Command("pin", "Pins", "&Pin This Distribution", PIN_KEYS, PIN_TIP, lambda w: w.pins.pin()),
    Command("clear_pins", "Pins", "&Clear Pins", (), "Remove all pins", lambda w: w.pins.clear(), enabled=lambda d: bool(d.pins)),
    Command("lessons", "Lesson", "&Lessons", (), "Show or hide the lessons beside the bench", lambda w: w.side_panels.toggle_lessons()),
    Command("lesson_next", "Lesson", "&Next Step", ("Alt+PgDown",), "Show what is true if the step asked for it, else the next step", lambda w: w.lessons.forward(), after_line=True, enabled=lambda d: d.lesson is not None),
    Command("lesson_back", "Lesson", "&Back", ("Alt+PgUp",), "Show the step before", lambda w: w.lessons.go_back(), enabled=lambda d: d.lesson is not None),
    Command("lesson_return", "Lesson", "&Return to the Lesson", (), "Set up the bench as the present step has it", lambda w: w.lessons.return_to_step(), enabled=lambda d: d.lesson is not None),
    Command("lesson_leave", "Lesson", "L&eave the Lesson", (), "Close the lesson; the bench stays as it is", lambda w: w.lessons.leave(), enabled=lambda d: d.lesson is not None),
    Command("record_step", "Lesson", "Re&cord Step", ("Ctrl+R",), "Add the bench as it is to a lesson of your own, after the present step", lambda w: w.authoring.record(), after_line=True),
    Command("save_lesson", "Lesson", "Save Lesson &As…", (), "Save the lesson as a file that File → Open reads", lambda w: w.authoring.save(), enabled=lambda d: d.lesson is not None),
    Command("save_handout", "Lesson", "Save Hand&out…", (), "Save a sheet to print: steps, blank bars to draw in, answers on the last page", lambda w: w.authoring.save_handout(), enabled=lambda d: d.lesson is not None),
    Command("present", "Lesson", "&Present", ("F5",), "Show the stage to the room, from the first step; Esc leaves", lambda w: w.present(from_start=True), after_line=True),
    Command("present_here", "Lesson", "Present from &Here", ("Shift+F5",), "Show the stage to the room, from the present step", lambda w: w.present(from_start=False)),
    Command("rehearse", "Lesson", "Rehearse in &Windows", (), "The stage in a window of 16:9, and the presenter's window beside it", lambda w: w.present(from_start=False, shape="16:9", presenter=True)),
    Command("bigger", "View", "&Bigger", ("Ctrl++", "Ctrl+="), "Make text, lines and points larger", lambda w: w.magnify(1), after_line=True),
    Command("smaller", "View", "&Smaller", ("Ctrl+-",), "Make text, lines and points smaller", lambda w: w.magnify(-1)),
    Command("normal", "View", "&Normal Size", ("Ctrl+0",), "Reset the size of text, lines and points", lambda w: w.magnify(0)),
    Command("enlarge", "View", "&Enlarge Plot, or Show All", ("Shift+F11",), "Enlarge the plot whose heading has the focus or is under the mouse; again: show all plots", lambda w: w.plots.toggle_enlarged(), after_line=True),
    Command("describe", "View", "&Describe Plot", ("Ctrl+F11",), "Say in words what a plot shows: of the one whose heading has the focus or is under the mouse", lambda w: w.plots.describe()),
    Command("reset_sizes", "View", "&Reset Plot Sizes", (), "Give all plots their usual sizes", lambda w: w.plots.reset_sizes(), enabled=lambda document: document.plot_sizes != PlotSizes()),
    Command("full_screen", "View", "&Full Screen", ("F11",), "Fill the screen; Esc goes back", lambda w: w.toggle_full_screen(), after_line=True),
    Command("reduce_motion", "View", "Reduce &Motion", (), "Nothing moves by itself; Play and runs still do", lambda w: w.toggle_reduced_motion()),
    Command("help", "Help", "&First Steps", ("F1",), "A one-minute tour", lambda w: w.side_panels.show_page("first_steps")),
    Command("explain", "Help", "&What the Knobs Do", ("Shift+F1",), "Explain the knob that has the focus, or all knobs", lambda w: w.side_panels.explain()),
    Command("files", "Help", "Words of Files of &Logits", (), "Coverage, intervals, surprise, rank, density of states: what they mean", lambda w: w.side_panels.show_page("files")),
    Command("keys", "Help", "&Keys", ("Ctrl+?",), "List every key", lambda w: w.side_panels.show_page("keys")),
    Command("begin", "Help", "How to &Begin…", (), "Choose how Tauscope begins: one plot and the dial, a lesson, or the whole bench", lambda w: w.ask_how_to_begin()),
    Command("about", "Help", "&About Tauscope", (), "Version, licences, thanks", lambda w: w.side_panels.show_page("about"), after_line=True),
)  # fmt: skip


class Gesture(NamedTuple):
    """Effect of a key or mouse action that is not a command, for the list of keys."""

    where: str
    keys: str
    does: str


GESTURES = (
    Gesture("Dial", "← →", "step τ; with Shift finer, with Ctrl coarser"),
    Gesture("Dial", "Home / End", "τ = 0 / τ = ∞"),
    Gesture("Dial", "Page Up / Page Down", "step τ by half a decade"),
    Gesture("Dial", "Double click", "τ = 1"),
    Gesture("Dial", "Click on a number", "set exactly this τ"),
    Gesture("Table", "Enter, F2 or typing", "edit the cell"),
    Gesture("Table", "Click on ▸ of a group", "show its classes; again: hide them"),
    Gesture("Table", "Click on a heading", "sort; click again to reverse the order"),
    Gesture("Knobs", "Alt + ↑ ↓", "move the knob up or down the chain"),
    Gesture("Knobs", "Drag the six dots", "the same; Esc cancels"),
    Gesture("Headings of plots", "Double click or Enter", "enlarge the plot; again, or Esc, goes back"),
    Gesture("Headings of plots", "Drag", "swap it with the plot where it is dropped"),
    Gesture("Headings of plots", "Alt + ← →", "swap it with the plot before or after it"),
    Gesture("Headings of plots", "Del", "remove the plot from the bench"),
    Gesture("Borders between plots", "Drag", "resize the plots; double-click resets them"),
    Gesture("Plots", "Drag a bar", "give the class that probability"),
    Gesture("Plots", "Drag the line", "turn the dial"),
    Gesture("Plots", "Click, then Ctrl + click", "compare two classes; Esc selects none"),
    Gesture("Plots", "Point at a bar", "read its exact value"),
    Gesture("Plot of arms", "Click an arm", "pull it by hand"),
    Gesture(
        "Plot of a tree",
        "Click, then click again",
        "go to a token; fill the plot with it, or expand it in the tree of a model",
    ),
    Gesture(
        "Plot of a tree", "Arrows / Enter / Esc", "walk / the same as a second click / show the whole tree"
    ),
    Gesture("Plot of a tree", "Del", "fold what a model's tree has after the token"),
    Gesture("Sequences", "Click, or ↑ ↓", "go to the end of a sequence"),
    Gesture("Text and strip of a trace", "← →, Home / End, or click", "go to a step"),
    Gesture("Images of digits", "← →, Home / End", "show another of the ten"),
    Gesture(
        "Number of an image",
        "↑ ↓, Page Up / Page Down",
        "show the next image or the one before, or ten further",
    ),
    Gesture("Chip of a pin", "Space / Del", "open its menu / clear it"),
)


def key_rows() -> list[tuple[str, str, str]]:
    """Where, key and effect, of every command that has keys, of every gesture, and while one presents."""
    from tauscope.ui.presenting.keys import key_rows as stage_rows  # noqa: PLC0415  # the window opens without it

    commands = [
        (command.menu, " or ".join(map(shown_key, command.keys)), command.tip)
        for menu in MENUS
        for command in COMMANDS.values()
        if command.menu == menu and command.keys
    ]
    gestures = [(gesture.where, gesture.keys, gesture.does) for gesture in GESTURES]
    return [*commands, *gestures, *stage_rows()]
