"""How far two files of one text are apart at τ, as JSON for scripts and as text for readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.bounds import Bounds, Number
from tauscope.core.numbers import screen_temperature
from tauscope.document.picture.answers import Failed, Ready
from tauscope.document.studies.two_files import FilesCompared, other_file, steps_compared
from tauscope.document.studies.two_files_words import total_words

if TYPE_CHECKING:
    from tauscope.document.picture.answers import Answer
    from tauscope.document.picture.picture import Picture


def comparison_numbers(picture: Picture) -> dict[str, Number | str]:
    """Return means over all steps; empty if a document compares no files."""
    answer, name = _answer(picture)
    if answer is None:
        return {}
    if not isinstance(answer, Ready):
        return {"file": name, "unknown": answer.sentence if isinstance(answer, Failed) else ""}
    found = answer.value
    return {
        "file": name,
        "steps": found.steps,
        "kl_this_other": _number(found.mean("forward")),
        "kl_other_this": _number(found.mean("backward")),
        "same_top": found.agreement,
        "log_probability_gain": _number(found.mean("gain")) if found.with_gain else None,
        "steps_with_gain": found.with_gain,
        "note": found.note,
    }


def comparison_text(picture: Picture) -> str:
    """Write these means for readers; empty if a document compares no files."""
    answer, name = _answer(picture)
    if answer is None:
        return ""
    if not isinstance(answer, Ready):
        return f"compared with {name}: {answer.sentence if isinstance(answer, Failed) else ''}"
    steps = f"{answer.value.steps:,} steps" if answer.value.steps > 1 else "1 step"
    at = screen_temperature(picture.temperature)
    heading = f"compared with {name}, {steps} at τ = {at}, means in nats"
    return "\n".join([heading, *total_words(answer.value)])


def _answer(picture: Picture) -> tuple[Answer[FilesCompared] | None, str]:
    """Return the comparison of a picture, if its document has one, and the name of the other file."""
    other = other_file(picture.document)
    if other is None or not picture.document.source.abilities.recorded:
        return None, ""
    return picture.once(steps_compared), other.name


def _number(bounds: Bounds) -> Number:
    return bounds.low if bounds.low == bounds.high else bounds
