"""Parts of a session as values of JSON: what writes a part stands beside what reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tauscope.core.chain import Chain
from tauscope.core.chain.engines import ENGINES, REQUEST, SamplingRequest
from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, plain_number, quoted
from tauscope.document.document import (
    MOST_COMPARED,
    MOST_PINS,
    MOST_RUNS,
    Document,
    Pin,
    Run,
)
from tauscope.document.files.session_values import checked_objects, read_text, read_texts
from tauscope.document.groups import NO_GROUPS, ClassGroup, ClassGroups
from tauscope.document.panel_settings import PANEL_SETTINGS, PanelSettings, panel_settings_class
from tauscope.document.parts import PARTS
from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.plots import MOST_PLOTS
from tauscope.document.reports.plot_data import BENCH, check_plot
from tauscope.sources import SOURCES, Source, source_class
from tauscope.sources.protocol import SourceUnavailableError
from tauscope.sources.state import State
from tauscope.sources.unavailable import UnavailableSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.document.lessons.lesson import LessonPlace

_KEYS_END = 2**63  # keys are of 64 bits


def source_entry(source: Source) -> dict[str, Any]:
    """Return the JSON of a source; an unavailable one has the kind of the source that it stands for."""
    return {"kind": source.kind, **source.to_json()}


def read_source(entry: object) -> Source:
    """Make the source of an entry, or a stand-in if it cannot be opened now."""
    if not isinstance(entry, dict):
        raise InputError("The session holds no source of logits.")
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in SOURCES:
        raise InputError(f"The session's source {quoted(str(kind))} is unknown to this Tauscope.")
    try:
        return source_class(kind).from_json(entry)
    except SourceUnavailableError as missing:
        return UnavailableSource.of(entry, missing)


def state_entry(source: Source, state: State) -> dict[str, Any]:
    """Return a state of `source`; nothing where it is the initial one."""
    entry = source.state_to_json(state)
    return {} if entry is None else {"state": entry}


def read_plots(entry: dict[str, Any]) -> tuple[str, ...]:
    """Read the names of the plots on the bench."""
    plots = read_texts(entry, "plots", Document.plots)
    for plot in plots[: MOST_PLOTS + 1]:
        if check_plot(plot) == BENCH:
            raise InputError("The bench cannot stand on itself: the session's plots are wrong.")
    return plots


def plot_sizes_entry(sizes: PlotSizes) -> dict[str, Any]:
    """Return the factors of the sizes of cards that the user changed."""
    entry: dict[str, Any] = {}
    if sizes.widths:
        entry["widths"] = list(sizes.widths)
    if sizes.heights:
        entry["heights"] = list(sizes.heights)
    if sizes.panel != 1:
        entry["panel"] = sizes.panel
    return {"plot_sizes": entry} if entry else {}


def read_plot_sizes(entry: object) -> PlotSizes:
    """Read the factors of the sizes of cards."""
    if not isinstance(entry, dict):
        raise InputError("The session's sizes of plots are not an object.")
    widths, heights = (_read_factors(entry.get(name, [])) for name in ("widths", "heights"))
    (panel,) = _read_factors([entry.get("panel", 1)])
    return PlotSizes.of(
        PlotSizes(widths).widths, PlotSizes(heights=heights).heights, PlotSizes(panel=panel).panel
    )


def _read_factors(entry: object) -> tuple[float, ...]:
    if not isinstance(entry, list) or not all(type(factor) in (int, float) for factor in entry):
        raise InputError("The session's sizes of plots are not numbers.")
    return tuple(entry[: MOST_PLOTS + 1])  # one too many is refused by the sizes


def read_comparison(entry: dict[str, Any]) -> tuple[float, ...]:
    """Read the temperatures that are compared."""
    standard = tuple(map(plain_number, Document.comparison))
    texts = read_texts(entry, "comparison", standard)
    return tuple(map(parse_number, texts[: MOST_COMPARED + 1]))  # one too many is refused by the document


def read_request(entry: object) -> SamplingRequest:
    """Read what a program sends to an engine; settings that are unknown are left out."""
    if not isinstance(entry, dict) or not all(isinstance(text, str) for text in entry.values()):
        raise InputError("The session's request is not an object of texts.")
    return SamplingRequest.parse({name: text for name, text in entry.items() if name in REQUEST})


def pins_entry(pins: Sequence[Pin], present: Source) -> list[dict[str, Any]]:
    """Return the pins, each with its source where that is not `present`, the session's."""
    return [_pin_entry(pin, present) for pin in pins]


def _pin_entry(pin: Pin, present: Source) -> dict[str, Any]:
    """Return the JSON of a pin, without its source if that is the session's own."""
    source = {} if pin.source == present else {"source": source_entry(pin.source)}
    return {"chain": str(pin.chain), **source, **state_entry(pin.source, pin.state)}


def read_pins(entries: object, present: Source) -> tuple[Pin, ...]:
    """Read the pins; one without a source of its own has `present`, the session's."""
    return tuple(_read_pin(entry, present) for entry in checked_objects(entries, "pins", MOST_PINS))


def _read_pin(entry: dict[str, Any], present: Source) -> Pin:
    source = read_source(entry["source"]) if "source" in entry else present
    state = source.state_from_json(entry.get("state"))
    return Pin(source, state, Chain.parse(read_text(entry, "chain", "temperature=1")))


def runs_entry(document: Document) -> dict[str, Any]:
    """Return the runs that go side by side; nothing where there are none."""
    # The key in files is older than the name "runs".
    runs = [_run_entry(one, document.source) for one in document.runs]
    return {"columns": runs} if runs else {}


def _run_entry(run: Run, source: Source) -> dict[str, Any]:
    entry = {"temperature": plain_number(run.temperature)}
    if run.chain is not None:
        entry["chain"] = str(run.chain)
    if run.engine:
        entry["engine"] = run.engine
    return {**entry, **state_entry(source, run.state)}


def read_runs(entries: object, source: Source) -> tuple[Run, ...]:
    """Read the runs of `source`."""
    return tuple(_read_run(entry, source) for entry in checked_objects(entries, "columns", MOST_RUNS))


def _read_run(entry: dict[str, Any], source: Source) -> Run:
    state = source.state_from_json(entry.get("state"))
    if "chain" in entry:
        engine = read_text(entry, "engine", "")
        # The name of an engine that this version does not know is dropped; its chain is here, and draws.
        return Run.of_chain(
            Chain.parse(read_text(entry, "chain", "")), state, engine if engine in ENGINES else ""
        )
    return Run(parse_number(read_text(entry, "temperature", "1")), state)


def panel_settings_entry(document: Document) -> dict[str, Any]:
    """Return the settings of panels by their name; nothing where all are as in a new session."""
    settings = {one.name: one.to_json() for one in document.panel_settings}
    return {"panel_settings": settings} if settings else {}


def read_panel_settings(entry: object) -> tuple[PanelSettings, ...]:
    """Read the settings of panels; those of a panel that is unknown are left out."""
    if not isinstance(entry, dict) or not all(isinstance(one, dict) for one in entry.values()):
        raise InputError("The session's settings of panels are not an object of objects.")
    known = [(panel_settings_class(name), entry[name]) for name in PANEL_SETTINGS if name in entry]
    read = [kind.from_json(settings) for kind, settings in known]
    return tuple(one for one in read if one != type(one)())


def read_hidden(entry: dict[str, Any]) -> tuple[str, ...]:
    """Read which parts are hidden, in any order; parts that are unknown here are shown."""
    hidden = read_texts(entry, "hidden", ())
    return tuple(part for part in PARTS if part in hidden)


def lesson_entry(document: Document) -> dict[str, Any]:
    """Return the place in a lesson; nothing where the document is in none."""
    if document.lesson is None:
        return {}
    from tauscope.document.lessons.place_entry import lesson_place_entry  # noqa: PLC0415  # only in lessons

    return {"lesson": lesson_place_entry(document.lesson)}


def read_lesson(entry: Any) -> LessonPlace | None:
    """Read the place in a lesson; None where the session is in none."""
    if entry is None:
        return None
    from tauscope.document.lessons.place_entry import read_lesson_place  # noqa: PLC0415  # only in lessons

    return read_lesson_place(entry)


def groups_entry(groups: ClassGroups) -> dict[str, Any]:
    """Return the groups of classes; nothing where there are none."""
    entries = [{"name": group.name, "keys": list(group.keys)} for group in groups]
    return {"groups": entries} if entries else {}


def read_groups(entries: object) -> ClassGroups:
    """Read the groups of classes."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError("The session's groups of classes are not a list of objects.")
    return ClassGroups(tuple(map(_read_group, entries))) if entries else NO_GROUPS


def _read_group(entry: dict[str, Any]) -> ClassGroup:
    name, keys = read_text(entry, "name", ""), entry.get("keys")
    if not isinstance(keys, list) or not all(type(key) is int and abs(key) < _KEYS_END for key in keys):
        raise InputError(f"The keys of the group {quoted(name)} are not a list of whole numbers.")
    return ClassGroup(name, tuple(keys))
