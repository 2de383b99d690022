"""Next tokens as text-generation-webui lists them: what it calls logits are probabilities."""

from __future__ import annotations

from collections.abc import Iterator

from tauscope.sources.trace.shapes.shape import Entry, Shape
from tauscope.sources.trace.shapes.step import Answer, ListedStep


class WebUI(Shape):
    """``logits``: an object of probabilities by token."""

    def takes(self, entry: Entry) -> bool:
        """Return True for an object that holds nothing else."""
        return isinstance(entry.get("logits"), dict) and len(entry) == 1

    def answers(self, entry: Entry) -> Iterator[Answer]:
        """Yield an answer of one step, of which no token was chosen."""
        listed = entry["logits"]
        if listed:
            step = ListedStep(list(listed), list(listed.values()))
            note = "probabilities although they are called logits"
            yield Answer("text-generation-webui", [step], linear=True, note=note)
