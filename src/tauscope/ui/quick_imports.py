"""Spares each import a look at the module's source.

PySide can rename the methods of Qt module by module (`from __feature__ import snake_case`). So it replaces
the built-in `__import__`, and reads the source of every module that is imported from then on, looking for the
word "PySide6": a tenth of a start. It keeps the answers in a dict, and does not read a module that has one.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

FEATURES = "shibokensupport.feature"
"""The module of PySide that keeps the answers, where PySide is imported and has it."""

NO_RENAMING = 0
"""Answer that a module uses Qt's own names; `from __feature__ import …` in it would still change it."""


class NameNoter(MetaPathFinder):
    """Finds no module, but answers PySide's question for each one that is looked for."""

    def __init__(self) -> None:
        self._begun = False

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002  # the interface has it
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Note the name, at first those of all modules that are there, and leave the search to others."""
        answers = getattr(sys.modules.get(FEATURES), "pyside_feature_dict", None)
        if answers is not None:
            for name in (fullname,) if self._begun else (fullname, *sys.modules):
                answers.setdefault(name, NO_RENAMING)
            self._begun = True
        return None


def spare_sources() -> None:
    """Keep PySide from reading sources, once it is imported: a figure's numbers need none of it."""
    sys.meta_path.insert(0, NameNoter())
