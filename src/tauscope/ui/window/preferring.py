"""Preferences that the window keeps between runs: theme, size, words, recent files."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from tauscope.document.document import Document
from tauscope.document.edits import bench_edits
from tauscope.document.library.vocabularies import vocabulary_called
from tauscope.document.preferences import LARGEST_SCALE, SMALLEST_SCALE, Preferences
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.editing.settings import keep_preferences
from tauscope.ui.window.lazy_parts import LazyParts

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QAction

    from tauscope.ui.editing.glide import Glide

ENLARGE = 1.15
"""Magnification by one step of Bigger."""

KEEPING = "settings"
"""Key of the job that writes the settings."""


class PreferringWindow(LazyParts):
    """Base of the window that keeps the user's preferences."""

    actions_by_name: dict[str, QAction]

    def recent_files(self) -> list[Path | str]:
        """Files, folders and addresses that were opened or saved, the newest first."""
        from tauscope.document.files.openers.location import place_of  # noqa: PLC0415  # the window opens without it

        return [place_of(place) for place in self.preferences.recent]

    def remember_place(self, place: str) -> None:
        """Put a file, folder or address first among the recent ones."""
        self.prefer(self.preferences.with_recent(place))

    def remember_lesson(self, name: str) -> None:
        """Remember that a lesson was walked to its end."""
        self.prefer(self.preferences.with_lesson(name))

    def remove_place(self, place: str) -> None:
        """Remove a missing place from the recent files."""
        self.prefer(self.preferences.without_recent(place))

    def choose_theme(self, name: str) -> None:
        """Apply a theme and remember it."""
        self.prefer(replace(self.preferences, theme=name, theme_this_time=""))

    def choose_vocabulary(self, name: str) -> None:
        """Use another vocabulary under the dial, and remember it."""
        self.prefer(replace(self.preferences, vocabulary=name))
        self.bench.dial.use_vocabulary(vocabulary_called(name))

    def begin(self, *, first: bool) -> None:
        """Begin as the user chose once, or ask at the very first start."""
        if first and not self.preferences.start:
            self.ask_how_to_begin()
        else:
            self._begin_with(self.preferences.start)

    def ask_how_to_begin(self) -> None:
        """Show the card with three ways to begin; whatever else is done takes the whole bench."""
        from tauscope.ui.window.start_card import StartCard  # noqa: PLC0415  # at the first start

        card = StartCard(self.bench, self.bench.theme)
        card.chosen.connect(self._choose_start)
        self.history.changed.connect(card.leave)

    def _choose_start(self, name: str) -> None:
        self.prefer(replace(self.preferences, start=name))
        self.bench.dial.setFocus()
        self._begin_with(name)

    def _begin_with(self, name: str) -> None:
        if name == "dial":
            self._show_the_dial()
        elif name == "lessons":
            self.lessons.show()
            self.lessons.list.setFocus()

    def _show_the_dial(self) -> None:
        """Show one plot and the dial: as the beginning of a session that is new, else as an edit."""
        if self.history.document == Document():
            self.history.start(bench_edits.show_one_plot_and_dial(Document()))
        else:
            edit = bench_edits.show_one_plot_and_dial
            self.history.perform(EditRequest("show one plot and the dial", edit))
        self.notice.say(
            "Turn the dial. View → Show Only → Everything brings back table and numbers.",
            about=lambda: self.history.document.hidden,
        )

    def glide_between(self, before: Document, after: Document) -> None:
        """Go to another preset or step of a lesson through the states between, unless motion is reduced."""
        if not self.preferences.reduce_motion:
            self.glide.follow(before, after)

    def gliding_document(self) -> Document | None:
        """Return the document that a glide shows now, or None without one."""
        return self.glide.present if self.has("glide") else None

    def finish_glide(self) -> None:
        """Show the present document, if the bench is on its way there."""
        if self.has("glide"):
            self.glide.finish()

    @cached_property
    def glide(self) -> Glide:
        """Made for the first change of the document."""
        from tauscope.ui.editing.glide import Glide  # noqa: PLC0415

        glide = Glide(self)
        glide.shown.connect(self.bench.show_document)
        glide.shown.connect(self.feed.show)
        glide.shown.connect(self._show_on_stage)
        return glide

    def _show_on_stage(self, document: Document) -> None:
        """Turn the stage's dial with the glide."""
        if self.has("presentation"):
            self.presentation.follow_glide(document)

    def toggle_reduced_motion(self) -> None:
        """Let nothing move by itself, or let it move again, and remember that."""
        self.prefer(replace(self.preferences, reduce_motion=not self.preferences.reduce_motion))
        self.actions_by_name["reduce_motion"].setChecked(self.preferences.reduce_motion)

    def choose_stage(self, name: str) -> None:
        """Present full screen, on a certain screen or in a window from now on."""
        self.prefer(replace(self.preferences, stage=name))

    def choose_remote(self, name: str) -> None:
        """Let other keys lead through a lesson from now on."""
        self.prefer(replace(self.preferences, remote=name))

    def magnify(self, steps: int) -> None:
        """Make everything larger or smaller; 0 makes it as it was."""
        size = self.preferences.scale * ENLARGE**steps if steps else 1.0
        self.prefer(replace(self.preferences, scale=min(max(size, SMALLEST_SCALE), LARGEST_SCALE)))

    def prefer(self, preferences: Preferences, patience: float = 0.0) -> None:
        """Apply preferences, and write them in another thread: the disk may not answer.

        Parameters
        ----------
        preferences : Preferences
        patience : float
            Seconds to wait for the disk, where the program may end right after.
        """
        self.preferences = preferences
        self.writer.jobs.start(
            KEEPING,
            lambda _: keep_preferences(preferences),
            lambda _: None,
            lambda _: None,
            patience=patience,
        )
        self.appearance.choose(preferences.shown_theme, preferences.scale, calm=preferences.reduce_motion)
