"""Menus and tool bar, made from the table of commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QMenuBar, QSizePolicy, QToolBar, QToolButton, QWidget

from tauscope.core.bar_scale import SCALES
from tauscope.document.library.vocabularies import vocabularies
from tauscope.document.parts import PARTS
from tauscope.document.preferences import ON_SCREEN, REMOTES, STAGES, THEMES
from tauscope.ui.widgets.buttons import add_choices, menu_button, word_button
from tauscope.ui.widgets.plain_text import menu_text, tip_text
from tauscope.ui.window.actions import fit_actions, release_actions
from tauscope.ui.window.commands import COMMANDS, MENUS, Window

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QAction, QScreen

    from tauscope.document.library.presets import Preset
    from tauscope.document.preferences import Preferences

ROOMY = 900
"""Width in pixels from which on the tool bar has the button Present."""


class WindowWithMenus(Window, Protocol):
    """What menus ask of a window, beside the commands."""

    actions_by_name: dict[str, QAction]
    preferences: Preferences

    def menuBar(self) -> QMenuBar:  # noqa: N802  # Qt's name
        """Menu bar of the window."""
        ...

    def load_preset(self, preset: Preset) -> None:
        """Load a preset."""
        ...

    def recent_files(self) -> list[Path | str]:
        """Files, folders and addresses that were opened or saved, the newest first."""
        ...

    def choose_theme(self, name: str) -> None:
        """Change the theme."""
        ...

    def choose_vocabulary(self, name: str) -> None:
        """Change the words under the dial."""
        ...

    def show_part(self, part: str, *, shown: bool) -> None:
        """Show a part of the window, or hide it."""
        ...

    def show_everything(self) -> None:
        """Show all parts of the window."""
        ...

    def choose_stage(self, name: str) -> None:
        """Present elsewhere from now on."""
        ...

    def choose_remote(self, name: str) -> None:
        """Let other keys lead through a lesson."""
        ...


class Menus:
    """Builds menus and tool bar once; `MainWindow` updates what depends on the document."""

    def __init__(self, window: WindowWithMenus) -> None:
        self._window = window
        self.menus = {title: window.menuBar().addMenu(f"&{title}") for title in MENUS}
        for name, command in COMMANDS.items():
            menu = self.menus[command.menu]
            if command.after_line:
                menu.addSeparator()
            menu.addAction(window.actions_by_name[name])
        self.trees = self._tree_menu()
        self.presets = self._preset_menu()
        self.menus["Classes"].addSeparator()
        self.menus["Classes"].addMenu(self.presets)
        self.plots = self._plots_menu()
        self._add_recent()
        self._add_choices()
        self._add_parts()
        self._add_stages()
        for menu in self.menus.values():
            self._fit(menu)
        self.menus["Pins"].addSeparator()
        self.menus["Pins"].aboutToShow.connect(lambda: window.pins.fill(self.menus["Pins"]))

    def _fit(self, menu: QMenu) -> None:
        """Keep ticks and grey entries true whenever a menu opens."""
        window = self._window
        menu.aboutToShow.connect(lambda: fit_actions(window.actions_by_name, window.history.document))
        menu.aboutToHide.connect(lambda: release_actions(window.actions_by_name))

    def _preset_menu(self) -> QMenu:
        menu = QMenu("&Preset", self._window.menuBar())
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(lambda: self._fill_presets(menu))
        return menu

    def _fill_presets(self, menu: QMenu) -> None:
        """Fill the menu of presets when it first opens: the window starts without reading them."""
        from tauscope.document.library.presets import presets  # noqa: PLC0415

        for preset in presets() if menu.isEmpty() else ():
            action = menu.addAction(preset.title)
            action.setData(preset.id)
            action.setCheckable(True)
            action.setToolTip(tip_text(preset.note))
            action.triggered.connect(lambda _=False, chosen=preset: self._window.load_preset(chosen))
        for action in menu.actions():
            action.setChecked(action.data() == self._window.history.document.preset)

    def _tree_menu(self) -> QMenu:
        """Decoding trees that ship."""
        menu = QMenu("D&ecoding Tree", self._window.menuBar())
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(lambda: self._fill_trees(menu))
        self.menus["Source"].insertMenu(self._window.actions_by_name["digits"], menu)
        return menu

    def _fill_trees(self, menu: QMenu) -> None:
        """Fill the menu of trees when it first opens: the window starts without reading them."""
        from tauscope.document.library.trees import shipped_trees  # noqa: PLC0415

        for tree in shipped_trees() if menu.isEmpty() else ():
            action = menu.addAction(menu_text(tree.title))
            action.setData(tree.name)
            action.setToolTip(tip_text(tree.note))
            action.triggered.connect(lambda _=False, name=tree.name: self._window.sources.open_tree(name))

    def _plots_menu(self) -> QMenu:
        """Plots that can be added; those that suit the document come first."""
        menu = QMenu("&Add Plot", self._window.menuBar())

        def fill() -> None:
            from tauscope.ui.bench.cards.plot_menu import fill_add_menu  # noqa: PLC0415  # it imports plots

            fill_add_menu(menu, self._window.history.document, self._window.plots.add)

        menu.aboutToShow.connect(fill)
        self.menus["View"].insertMenu(self._window.actions_by_name["enlarge"], menu)
        return menu

    def _add_recent(self) -> None:
        self._recent = QMenu("Open &Recent", self._window.menuBar())
        self._recent.setToolTipsVisible(True)
        self._recent.aboutToShow.connect(self._fill_recent)
        self.menus["File"].insertMenu(self._window.actions_by_name["save"], self._recent)

    def _fill_recent(self) -> None:
        from tauscope.document.files.openers.location import name_of  # noqa: PLC0415  # the window opens without it

        self._recent.clear()
        for path in self._window.recent_files():
            action = self._recent.addAction(menu_text(name_of(path)))
            action.setToolTip(tip_text(str(path)))
            action.triggered.connect(lambda _=False, chosen=path: self._open(chosen))
        if self._recent.isEmpty():
            self._recent.addAction("No files yet").setEnabled(False)

    def _open(self, path: Path | str) -> None:
        self._window.session.open_path(path)

    def _add_choices(self) -> None:
        """Theme, vocabulary and scale of the bars: submenus in which the present choice is ticked."""
        window, first = self._window, self.menus["View"].actions()[0]
        themes = {name: f"&{name.capitalize()}" for name in THEMES} | {"system": "As the &System"}
        words = {vocabulary.id: vocabulary.title for vocabulary in vocabularies()}
        for title, choices, present, choose in (
            ("&Theme", themes, lambda: window.preferences.shown_theme, window.choose_theme),
            ("&Words under the Dial", words, lambda: window.preferences.vocabulary, window.choose_vocabulary),
            ("S&cale of Bars", SCALES, lambda: window.history.document.scale, self._choose_scale),
        ):
            self.menus["View"].insertMenu(first, self._choice_menu(title, choices, present, choose))

    def _add_parts(self) -> None:
        """Show Only: a submenu in which the parts that are shown are ticked."""
        window = self._window
        menu = QMenu("Show &Only", window.menuBar())
        for name, title in PARTS.items():
            action = menu.addAction(title)
            action.setData(name)
            action.setCheckable(True)
            action.triggered.connect(lambda shown, part=name: window.show_part(part, shown=shown))
        menu.addSeparator()
        every = menu.addAction("&Everything")
        every.triggered.connect(window.show_everything)

        def tick() -> None:
            for action in menu.actions():
                action.setChecked(action.data() not in window.history.document.hidden)
            every.setEnabled(bool(window.history.document.hidden))

        menu.aboutToShow.connect(tick)
        self.menus["View"].insertMenu(window.actions_by_name["bigger"], menu)

    def _add_stages(self) -> None:
        """Stage and Remote: where one presents, and what the remote sends."""
        window, lesson = self._window, self.menus["Lesson"]
        remote = self._choice_menu(
            "Re&mote Sends", REMOTES, lambda: window.preferences.remote, window.choose_remote
        )
        stage = QMenu("&Stage", window.menuBar())
        stage.aboutToShow.connect(lambda: self._fill_stages(stage))
        for menu in (stage, remote):
            lesson.addMenu(menu)

    def _fill_stages(self, menu: QMenu) -> None:
        """List full screen, windows, and each screen where there are several."""
        menu.clear()
        screens = QGuiApplication.screens()
        several = {f"{ON_SCREEN}{one.name()}": menu_text(f"On {_told(one)}") for one in screens}
        choices = {**STAGES, **(several if len(screens) > 1 else {})}
        actions = add_choices(menu, choices, self._window.choose_stage)
        present = self._window.preferences.stage
        actions[present if present in actions else "full"].setChecked(True)

    def _choice_menu(
        self,
        title: str,
        choices: Mapping[str, str],
        present: Callable[[], str],
        choose: Callable[[str], object],
    ) -> QMenu:
        """Make a menu that ticks the present choice whenever it opens."""
        menu = QMenu(title, self._window.menuBar())
        actions = add_choices(menu, choices, choose)
        actions[present()].setChecked(True)
        menu.aboutToShow.connect(lambda: actions[present()].setChecked(True))
        return menu

    def _choose_scale(self, name: str) -> None:
        from tauscope.ui.plots.tools.scale_choice import scale_request  # noqa: PLC0415  # it imports plots

        self._window.history.perform(scale_request(name))


class ToolBar(QToolBar):
    """A tool bar that leaves out the button Present where notices would have too little room beside it."""

    present: QAction | None = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the button, or leave it out."""
        super().resizeEvent(event)
        if self.present is not None:
            self.present.setVisible(self.width() > ROOMY)


def tool_bar(actions: Mapping[str, QAction], plots: QMenu, parent: QWidget) -> QToolBar:
    """Make the tool bar: the name, the most used commands, and present and export at the right."""
    bar = ToolBar("Tools", parent)
    bar.setObjectName("toolBar")
    bar.setMovable(False)
    brand = QLabel("Tauscope")
    brand.setObjectName("brand")
    bar.addWidget(brand)
    menu = None
    for name, command in COMMANDS.items():
        if command.bar:
            if command.menu != menu:
                bar.addSeparator()
            menu = command.menu
            bar.addAction(actions[name])
    space = QWidget()
    space.setObjectName("toolBarRoom")
    space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(space)
    present = actions["present"]
    bar.present = bar.addWidget(word_button("Present", present.toolTip(), present.trigger))
    add = menu_button("+ Plot ▾", "Add a plot to the bench", plots)
    add.setObjectName("addPlot")
    bar.addWidget(add)
    bar.addWidget(_export_button(actions, parent))
    return bar


def _export_button(actions: Mapping[str, QAction], parent: QWidget) -> QToolButton:
    menu = QMenu(parent)
    for name in ("export", "export_animation", "export_again", "copy_picture", "copy_python", "copy_latex"):
        menu.addAction(actions[name])
    return menu_button("Export ▾", "A figure for a slide, the numbers behind it, or code", menu)


def _told(screen: QScreen) -> str:
    """Return name and size of a screen."""
    size = screen.size() * screen.devicePixelRatio()
    return f"{screen.name()}, {size.width()} × {size.height()}"
