"""Session files: a Document written as versioned JSON that a person can read, and read back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tauscope.core.chain import Chain
from tauscope.core.draws.sampling import COUNT, SEED
from tauscope.core.errors import InputError
from tauscope.core.numbers import plain_number, quoted
from tauscope.core.particles.exchange import ROUNDS
from tauscope.core.text.json_bounds import check_bounds
from tauscope.document.document import Document
from tauscope.document.files import session_parts as parts
from tauscope.document.files.json_text import NOT_OURS, parse, to_text
from tauscope.document.files.limits import LARGEST, LARGEST_IN_WORDS
from tauscope.document.files.session_values import read_count, read_text, read_truth
from tauscope.document.motion import Motion
from tauscope.document.panel_settings import PANEL_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator


FORMAT = "tauscope"
VERSION = 1
_NAMED_WARNINGS = 10
_CLASSES = ("classes", "labels", "logits", "keys")
_KEYS_WRITTEN_OTHERWISE = {
    "": ("plot_sizes", "panel_settings", "hidden", "motion", "hopping", "ranks", "rounds", "groups"),
    "plot_sizes.": ("widths", "heights", "panel"),
    "panel_settings.": tuple(PANEL_SETTINGS),
    "source.": _CLASSES,
    "pins.": ("source",),
    "pins.source.": _CLASSES,
}
"""Keys that are read although the same document is written without them, by the path of their object."""


@dataclass(frozen=True)
class Decoded:
    """A document that was read.

    Attributes
    ----------
    document : Document
    warnings : tuple of str
        Sentences on the parts of its file that were left out.
    is_session : bool
        True if the file is a session, which Save writes again.
    """

    document: Document
    warnings: tuple[str, ...] = ()
    is_session: bool = field(default=False, compare=False)


def encode(document: Document) -> str:
    """Write a session: JSON with a class on each line, infinities as the strings "inf" and "-inf".

    Examples
    --------
    >>> encode(Document()).splitlines()[6]
    '      {"label": "cat", "logit": 2.0, "key": 0},'
    """
    return to_text(document_entry(document)) + "\n"


def check_opens(text: str) -> None:
    """Check that a session is not too large to be opened again.

    Raises
    ------
    InputError
        If it has more bytes or values than are read.
    """
    try:
        _check_length(text.encode())
        check_bounds(text)
    except InputError as refusal:
        raise InputError(f"{refusal} Tauscope could not open it again, so it was not saved.") from None


def decode(text: str | bytes) -> Decoded:
    """Read a session; unknown keys are left out, each with a warning.

    Raises
    ------
    InputError
        If the text is too large, not JSON, no session, made by a newer version, or a value in it is wrong.
    """
    return decode_entry(parse(_checked_text(text)))


def decode_entry(entry: object) -> Decoded:
    """Read a session from the values of its JSON; errors are those of `decode`."""
    if not isinstance(entry, dict) or entry.get("format") != FORMAT:
        raise InputError(NOT_OURS)
    # First, so that a file of a newer version is refused for that, and not for a value that is new in it.
    _check_version(entry.get("version"))
    source = parts.read_source(entry.get("source"))
    document = Document(
        source=source,
        state=source.state_from_json(entry.get("state")),
        chain=Chain.parse(read_text(entry, "chain", "temperature=1")),
        quantity=read_text(entry, "quantity", Document.quantity),
        curves=read_text(entry, "curves", Document.curves),
        scale=read_text(entry, "scale", Document.scale),
        plots=parts.read_plots(entry),
        plot_sizes=parts.read_plot_sizes(entry.get("plot_sizes", {})),
        comparison=parts.read_comparison(entry),
        request=parts.read_request(entry.get("request", {})),
        seed=read_count(entry, "seed", SEED, Document.seed),
        draws=read_count(entry, "draws", COUNT, Document.draws),
        pins=parts.read_pins(entry.get("pins", []), source),
        preset=read_text(entry, "preset", ""),
        runs=parts.read_runs(entry.get("columns", []), source),
        panel_settings=parts.read_panel_settings(entry.get("panel_settings", {})),
        hidden=parts.read_hidden(entry),
        lesson=parts.read_lesson(entry.get("lesson")),
        motion=Motion.from_json(entry.get("motion", {})),
        hopping=read_truth(entry, "hopping"),
        ranks=read_text(entry, "ranks", Document.ranks),
        rounds=read_count(entry, "rounds", ROUNDS, Document.rounds),
        groups=parts.read_groups(entry.get("groups", [])),
    )
    # Whatever is in the file and would not be written again is unknown to this version.
    return Decoded(document, _warnings(entry, document_entry(document)), is_session=True)


def document_entry(document: Document) -> dict[str, Any]:
    """Return the values of the JSON of a document's session."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "source": parts.source_entry(document.source),
        **parts.state_entry(document.source, document.state),
        "chain": str(document.chain),
        "quantity": document.quantity,
        "curves": document.curves,
        "scale": document.scale,
        "plots": list(document.plots),
        **parts.plot_sizes_entry(document.plot_sizes),
        "comparison": [plain_number(temperature) for temperature in document.comparison],
        "request": {name: plain_number(value) for name, value in document.request.given.items()},
        "seed": document.seed,
        "draws": document.draws,
        "pins": parts.pins_entry(document.pins, document.source),
        **({"preset": document.preset} if document.preset else {}),
        **parts.runs_entry(document),
        **parts.panel_settings_entry(document),
        **({"hidden": list(document.hidden)} if document.hidden else {}),
        **parts.lesson_entry(document),
        **({"motion": document.motion.to_json()} if document.motion != Motion() else {}),
        **({"hopping": True} if document.hopping else {}),
        **({"ranks": document.ranks} if document.ranks != Document.ranks else {}),
        **({"rounds": document.rounds} if document.rounds else {}),
        **parts.groups_entry(document.groups),
    }


def _check_version(version: object) -> None:
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise InputError("The session's version is not a whole number from 1 on.")
    if version > VERSION:
        made_by = f"a newer Tauscope (version {quoted(str(version))[1:-1]})"
        raise InputError(f"This session was made by {made_by}; this one reads up to {VERSION}.")


def _check_length(text: str | bytes) -> None:
    if len(text) > LARGEST:
        raise InputError(f"This session is larger than {LARGEST_IN_WORDS}.")


def _checked_text(text: str | bytes) -> str:
    """Return a session's text, decoded and without a byte order mark; `InputError` if it is too large."""
    _check_length(text)
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"This is not a Tauscope session: byte {error.start + 1} is not UTF-8 text."
        ) from None


def _warnings(read: object, known: object) -> tuple[str, ...]:
    """Return sentences on the keys of `read`, the file, that `known`, the document written again, lacks."""
    unknown = list(dict.fromkeys(_unknown_keys(read, known, "")))
    sentences = [
        f"{quoted(key)} is unknown to this Tauscope and was left out." for key in unknown[:_NAMED_WARNINGS]
    ]
    more = len(unknown) - len(sentences)
    return (*sentences, f"So were {more} more.") if more else tuple(sentences)


def _unknown_keys(read: object, known: object, path: str) -> Iterator[str]:
    """Yield the path of each key in `read` that the same object in `known` lacks."""
    if read == known:  # as most are: a comparison of all at once is much faster than a walk
        return
    if isinstance(read, dict) and isinstance(known, dict):
        for key, value in read.items():
            if key not in known:
                if key not in _KEYS_WRITTEN_OTHERWISE.get(path, ()):
                    yield path + key
            else:
                yield from _unknown_keys(value, known[key], f"{path}{key}.")
    elif isinstance(read, list) and isinstance(known, list):
        for value, counterpart in zip(read, known, strict=False):
            yield from _unknown_keys(value, counterpart, path)
