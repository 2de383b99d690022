"""Session files: a Document written as versioned JSON that a person can read, and read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tauscope.core.chain import Chain
from tauscope.core.chain.engines import ENGINES, REQUEST, SamplingRequest
from tauscope.core.domain import Whole
from tauscope.core.draws.sampling import COUNT, SEED
from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, plain_number, quoted
from tauscope.core.particles.exchange import ROUNDS
from tauscope.core.text.json_bounds import check_bounds
from tauscope.document.document import (
    MOST_COMPARED,
    MOST_PINS,
    MOST_RUNS,
    Document,
    Pin,
    Run,
)
from tauscope.document.files.json_text import NOT_OURS, parse, to_text
from tauscope.document.files.limits import LARGEST, LARGEST_IN_WORDS
from tauscope.document.groups import NO_GROUPS, ClassGroup, ClassGroups
from tauscope.document.motion import Motion
from tauscope.document.panel_settings import PANEL_SETTINGS, PanelSettings, panel_settings_class
from tauscope.document.parts import PARTS
from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.plots import MOST_PLOTS
from tauscope.document.reports.plot_data import BENCH, check_plot
from tauscope.sources import SOURCES, Source, source_class
from tauscope.sources.protocol import SourceUnavailableError, State
from tauscope.sources.unavailable import UnavailableSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tauscope.document.lessons.lesson import LessonPlace

FORMAT = "tauscope"
VERSION = 1
_NAMED_WARNINGS = 10
_KEYS_END = 2**63  # keys are of 64 bits
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
    """A Document that was read, and sentences on the parts of its file that were left out."""

    document: Document
    warnings: tuple[str, ...] = ()


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
    source = _read_source(entry.get("source"))
    document = Document(
        source=source,
        state=source.state_from_json(entry.get("state")),
        chain=Chain.parse(_read_text(entry, "chain", "temperature=1")),
        quantity=_read_text(entry, "quantity", Document.quantity),
        curves=_read_text(entry, "curves", Document.curves),
        scale=_read_text(entry, "scale", Document.scale),
        plots=_read_plots(entry),
        plot_sizes=_read_plot_sizes(entry.get("plot_sizes", {})),
        comparison=_read_comparison(entry),
        request=_read_request(entry.get("request", {})),
        seed=_read_count(entry, "seed", SEED, Document.seed),
        draws=_read_count(entry, "draws", COUNT, Document.draws),
        pins=_read_pins(entry.get("pins", []), source),
        preset=_read_text(entry, "preset", ""),
        runs=_read_runs(entry.get("columns", []), source),
        panel_settings=_read_panel_settings(entry.get("panel_settings", {})),
        hidden=_read_hidden(entry),
        lesson=_read_lesson(entry.get("lesson")),
        motion=Motion.from_json(entry.get("motion", {})),
        hopping=_read_truth(entry, "hopping"),
        ranks=_read_text(entry, "ranks", Document.ranks),
        rounds=_read_count(entry, "rounds", ROUNDS, Document.rounds),
        groups=_read_groups(entry.get("groups", [])),
    )
    # Whatever is in the file and would not be written again is unknown to this version.
    return Decoded(document, _warnings(entry, document_entry(document)))


def document_entry(document: Document) -> dict[str, Any]:
    """Return the values of the JSON of a document's session."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "source": _source_entry(document.source),
        **_state_entry(document.source, document.state),
        "chain": str(document.chain),
        "quantity": document.quantity,
        "curves": document.curves,
        "scale": document.scale,
        "plots": list(document.plots),
        **_plot_sizes_entry(document.plot_sizes),
        "comparison": [plain_number(temperature) for temperature in document.comparison],
        "request": {name: plain_number(value) for name, value in document.request.given.items()},
        "seed": document.seed,
        "draws": document.draws,
        "pins": [_pin_entry(pin, document.source) for pin in document.pins],
        **({"preset": document.preset} if document.preset else {}),
        **_runs_entry(document),
        **_panel_settings_entry(document),
        **({"hidden": list(document.hidden)} if document.hidden else {}),
        **_lesson_entry(document),
        **({"motion": document.motion.to_json()} if document.motion != Motion() else {}),
        **({"hopping": True} if document.hopping else {}),
        **({"ranks": document.ranks} if document.ranks != Document.ranks else {}),
        **({"rounds": document.rounds} if document.rounds else {}),
        **_groups_entry(document.groups),
    }


def _lesson_entry(document: Document) -> dict[str, Any]:
    if document.lesson is None:
        return {}
    from tauscope.document.lessons.place_entry import lesson_place_entry  # noqa: PLC0415  # only in lessons

    return {"lesson": lesson_place_entry(document.lesson)}


def _read_lesson(entry: Any) -> LessonPlace | None:
    if entry is None:
        return None
    from tauscope.document.lessons.place_entry import read_lesson_place  # noqa: PLC0415  # only in lessons

    return read_lesson_place(entry)


def _source_entry(source: Source) -> dict[str, Any]:
    """Return the JSON of a source; an unavailable one has the kind of the source that it stands for."""
    return {"kind": source.kind, **source.to_json()}


def _plot_sizes_entry(sizes: PlotSizes) -> dict[str, Any]:
    """Return the factors of the sizes of cards that the user changed."""
    entry: dict[str, Any] = {}
    if sizes.widths:
        entry["widths"] = list(sizes.widths)
    if sizes.heights:
        entry["heights"] = list(sizes.heights)
    if sizes.panel != 1:
        entry["panel"] = sizes.panel
    return {"plot_sizes": entry} if entry else {}


def _state_entry(source: Source, state: State) -> dict[str, Any]:
    entry = source.state_to_json(state)
    return {} if entry is None else {"state": entry}


def _pin_entry(pin: Pin, present: Source) -> dict[str, Any]:
    """Return the JSON of a pin, without its source if that is the session's own."""
    source = {} if pin.source == present else {"source": _source_entry(pin.source)}
    return {"chain": str(pin.chain), **source, **_state_entry(pin.source, pin.state)}


def _runs_entry(document: Document) -> dict[str, Any]:
    # The key in files is older than the name "runs".
    runs = [_run_entry(one, document.source) for one in document.runs]
    return {"columns": runs} if runs else {}


def _panel_settings_entry(document: Document) -> dict[str, Any]:
    settings = {one.name: one.to_json() for one in document.panel_settings}
    return {"panel_settings": settings} if settings else {}


def _groups_entry(groups: ClassGroups) -> dict[str, Any]:
    entries = [{"name": group.name, "keys": list(group.keys)} for group in groups]
    return {"groups": entries} if entries else {}


def _read_groups(entries: object) -> ClassGroups:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError("The session's groups of classes are not a list of objects.")
    return ClassGroups(tuple(map(_read_group, entries))) if entries else NO_GROUPS


def _read_group(entry: dict[str, Any]) -> ClassGroup:
    name, keys = _read_text(entry, "name", ""), entry.get("keys")
    if not isinstance(keys, list) or not all(type(key) is int and abs(key) < _KEYS_END for key in keys):
        raise InputError(f"The keys of the group {quoted(name)} are not a list of whole numbers.")
    return ClassGroup(name, tuple(keys))


def _run_entry(run: Run, source: Source) -> dict[str, Any]:
    entry = {"temperature": plain_number(run.temperature)}
    if run.chain is not None:
        entry["chain"] = str(run.chain)
    if run.engine:
        entry["engine"] = run.engine
    return {**entry, **_state_entry(source, run.state)}


def _read_source(entry: object) -> Source:
    """Make the source of an entry, or a stand-in if it cannot be opened now."""
    if not isinstance(entry, dict):
        raise InputError("The session holds no source of logits.")
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in SOURCES:
        raise InputError(f"The session's source {quoted(str(kind))} is unknown to this Tauscope.")
    try:
        return source_class(kind).from_json(entry)
    except SourceUnavailableError as missing:
        return UnavailableSource.of(entry, str(missing))


def _read_text(entry: dict[str, Any], key: str, missing: str) -> str:
    value = entry.get(key, missing)
    if not isinstance(value, str):
        raise InputError(f"The session's {quoted(key)} is not a text.")
    return value


def _read_plots(entry: dict[str, Any]) -> tuple[str, ...]:
    plots = _read_texts(entry, "plots", Document.plots)
    for plot in plots[: MOST_PLOTS + 1]:
        if check_plot(plot) == BENCH:
            raise InputError("The bench cannot stand on itself: the session's plots are wrong.")
    return plots


def _read_plot_sizes(entry: object) -> PlotSizes:
    if not isinstance(entry, dict):
        raise InputError("The session's sizes of plots are not an object.")
    widths, heights = (_read_factors(entry.get(name, [])) for name in ("widths", "heights"))
    (panel,) = _read_factors([entry.get("panel", 1)])
    return PlotSizes.of(
        PlotSizes(widths).widths, PlotSizes(heights=heights).heights, PlotSizes(panel=panel).panel
    )


def _read_panel_settings(entry: object) -> tuple[PanelSettings, ...]:
    """Read the settings of panels; those of a panel that is unknown are left out."""
    if not isinstance(entry, dict) or not all(isinstance(one, dict) for one in entry.values()):
        raise InputError("The session's settings of panels are not an object of objects.")
    known = [(panel_settings_class(name), entry[name]) for name in PANEL_SETTINGS if name in entry]
    read = [kind.from_json(settings) for kind, settings in known]
    return tuple(one for one in read if one != type(one)())


def _read_hidden(entry: dict[str, Any]) -> tuple[str, ...]:
    """Read which parts are hidden, in any order; parts that are unknown here are shown."""
    hidden = _read_texts(entry, "hidden", ())
    return tuple(part for part in PARTS if part in hidden)


def _read_truth(entry: dict[str, Any], key: str) -> bool:
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise InputError(f"The session's {quoted(key)} is neither true nor false.")
    return value


def _read_factors(entry: object) -> tuple[float, ...]:
    if not isinstance(entry, list) or not all(type(factor) in (int, float) for factor in entry):
        raise InputError("The session's sizes of plots are not numbers.")
    return tuple(entry[: MOST_PLOTS + 1])  # one too many is refused by the sizes


def _read_comparison(entry: dict[str, Any]) -> tuple[float, ...]:
    standard = tuple(map(plain_number, Document.comparison))
    texts = _read_texts(entry, "comparison", standard)
    return tuple(map(parse_number, texts[: MOST_COMPARED + 1]))  # one too many is refused by the document


def _read_request(entry: object) -> SamplingRequest:
    if not isinstance(entry, dict) or not all(isinstance(text, str) for text in entry.values()):
        raise InputError("The session's request is not an object of texts.")
    return SamplingRequest.parse({name: text for name, text in entry.items() if name in REQUEST})


def _read_count(entry: dict[str, Any], key: str, domain: Whole, missing: int) -> int:
    value = entry.get(key, missing)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputError(f"The session's {quoted(key)} is not a whole number.")
    return domain.check(value)


def _read_pins(entries: object, present: Source) -> tuple[Pin, ...]:
    return tuple(_read_pin(entry, present) for entry in _checked_objects(entries, "pins", MOST_PINS))


def _read_runs(entries: object, source: Source) -> tuple[Run, ...]:
    return tuple(_read_run(entry, source) for entry in _checked_objects(entries, "columns", MOST_RUNS))


def _read_run(entry: dict[str, Any], source: Source) -> Run:
    state = source.state_from_json(entry.get("state"))
    if "chain" in entry:
        engine = _read_text(entry, "engine", "")
        # The name of an engine that this version does not know is dropped; its chain is here, and draws.
        return Run.of_chain(
            Chain.parse(_read_text(entry, "chain", "")), state, engine if engine in ENGINES else ""
        )
    return Run(parse_number(_read_text(entry, "temperature", "1")), state)


def _checked_objects(entries: object, name: str, most: int) -> list[dict[str, Any]]:
    """Return a list of objects, cut after one more than `most`, which the document then refuses."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError(f"The session's {name} are not a list of objects.")
    return entries[: most + 1]


def _read_pin(entry: dict[str, Any], present: Source) -> Pin:
    source = _read_source(entry["source"]) if "source" in entry else present
    state = source.state_from_json(entry.get("state"))
    return Pin(source, state, Chain.parse(_read_text(entry, "chain", "temperature=1")))


def _read_texts(entry: dict[str, Any], key: str, missing: tuple[str, ...]) -> tuple[str, ...]:
    value = entry.get(key, missing)
    if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
        raise InputError(f"The session's {quoted(key)} is not a list of texts.")
    return tuple(value)


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
