"""What is shown of an example whose true class is known: its probability, its rank, and how it was taken."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

from tauscope.core.numbers import screen_number, screen_percentage, screen_temperature

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.sources.labelled.source import LabelledSource


def labelled_of(document: Document) -> LabelledSource | None:
    """Return the labelled set on the bench; None for another source."""
    is_labelled = document.source.abilities.panel == "labelled"
    return cast("LabelledSource", document.source) if is_labelled else None


def example_words(picture: Picture) -> tuple[str, ...]:
    """Say which class is the true one and how probable it is, at more and at less length."""
    source = labelled_of(picture.document)
    if source is None:
        return ("",)
    row = picture.document.state
    true, predicted = source.true_class(row), source.predicted_class(row)
    names, p = source.examples.names_of(row), float(picture.probabilities[true])
    at = f"p = {screen_percentage(p)} at τ = {screen_temperature(picture.temperature)}"
    cost = f"−ln p = {'∞' if p == 0 else screen_number(-math.log(p) + 0.0)} nats"
    said = f"True class: {names[true]}, {at}"
    if true == predicted:
        return (f"{said}, {cost}. It is also the likeliest.", f"{said}.", f"True class: {names[true]}.")
    other = f"Likelier: {names[predicted]}, {screen_percentage(float(picture.probabilities[predicted]))}"
    return (
        f"{said}, {cost}. {other}.",
        f"{said}. {other}.",
        f"True: {names[true]}, {screen_percentage(p)}. {other}.",
        f"True: {names[true]}, taken for {names[predicted]}.",
    )
