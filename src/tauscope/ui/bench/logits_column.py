"""Content of the card of the logits: the table, what stands above and below it, and the knobs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tauscope.ui.bench.others_line import OthersLine
from tauscope.ui.bench.state_line import StateLine
from tauscope.ui.widgets.whole_rows import WholeRows

if TYPE_CHECKING:
    from tauscope.ui.chain.knob_list import KnobList
    from tauscope.ui.table.find_field import FindField
    from tauscope.ui.table.logit_table import LogitTable
    from tauscope.ui.theme import Theme


class LogitsColumn(QWidget):
    """Table, lines on unlisted classes and on the state of the source, buttons, and knobs, from above.

    Attributes
    ----------
    others_line : OthersLine
    state_line : StateLine
    buttons : QHBoxLayout
        Row for buttons of commands.
    """

    def __init__(self, table: LogitTable, knobs: KnobList, theme: Theme) -> None:
        super().__init__()
        self._table, self._knobs = table, knobs
        self.state_line = StateLine()
        self.others_line = OthersLine(theme)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(2)
        self.buttons.setContentsMargins(0, 0, 0, 0)
        self._rows, self._row_of_buttons = WholeRows(table), QWidget()
        self._row_of_buttons.setLayout(self.buttons)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._rows, 1)
        layout.addWidget(self.others_line)
        self.others_line.line_up_with(table)
        layout.addWidget(self.state_line)
        layout.addWidget(self._row_of_buttons)
        layout.addWidget(knobs)
        table.find_asked.connect(self.find_class)
        table.all_asked.connect(self._show_all_classes)

    def put_state_line(self, *, beside_buttons: bool) -> None:
        """Place the line that says where the source is: in the row of the buttons, or in a row of its own."""
        row = self.buttons if beside_buttons else self._layout
        if row.indexOf(self.state_line) >= 0:
            return
        for layout in (self.buttons, self._layout):
            layout.removeWidget(self.state_line)
        place = 0 if beside_buttons else self._layout.indexOf(self._row_of_buttons)
        row.insertWidget(place, self.state_line, 1 if beside_buttons else 0)

    def find_class(self, text: str = "") -> None:
        """Open the field above the table in which a class is found while one types."""
        self.find_field.open(text)

    def _show_all_classes(self) -> None:
        self.find_field.close_find()

    @cached_property
    def find_field(self) -> FindField:
        """The field, made when it is first needed."""
        from tauscope.ui.table.find_field import FindField  # noqa: PLC0415  # the window opens without it

        field = FindField(self._table)
        self._layout.insertWidget(0, field)
        return field

    def show_parts(self, *, table: bool, knobs: bool) -> None:
        """Show or hide the table with all that belongs to it, and the knobs."""
        self._rows.setVisible(table)
        self._row_of_buttons.setVisible(table)
        self.state_line.set_hidden(not table)
        self.others_line.set_hidden(not table)
        self._knobs.set_hidden(not knobs)
