"""Requests from outside the window: a document made of command-line arguments, a figure to be exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tauscope.core.chain import Chain
from tauscope.core.chain.engines import Engine, SamplingRequest, engine_named
from tauscope.core.chain.knobs import Temperature
from tauscope.core.domain import Interval
from tauscope.core.draws.sampling import COUNT, SEED
from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, quoted
from tauscope.core.text.labels import check_fit
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.files.codec import Decoded
from tauscope.document.files.opening import read_document, read_standard_input
from tauscope.document.files.tables.reader import numbered_names, parse_value_row
from tauscope.sources.trace.arrays import SeveralArraysError

WIDTH = Interval("a figure's width in mm", 1, 2000)
HEIGHT = Interval("a figure's height in mm", 1, 2000)
RESOLUTION = Interval("the resolution in dots per inch", 30, 1200)
MOST_PIXELS = 200_000_000
WITH_OUTLINES = ".svg"
"""Ending of the file format in which text may be drawn as outlines."""

WITH_PIXELS = (".png",)
"""Endings of the file formats that have a resolution."""
MM_PER_INCH = 25.4
GIVE_ONE = "Give either a file or --logits, as in --logits 2,1,0.5,0.1."


@dataclass(frozen=True)
class ExportRequest:
    """A figure to be written to a file.

    Attributes
    ----------
    document : Document
    plot : str
        Name of the plot in the registry.
    target : Path
        Path of the file; its ending gives the format.
    size_mm : (float, float)
        Width and height in mm.
    dpi : float
        Resolution in dots per inch, for formats with pixels.
    theme : str
    transparent : bool
        True for a figure without a background.
    outlines : bool
        True if text in an SVG is drawn as outlines.

    Raises
    ------
    InputError
        If size or resolution is outside its domain, or the figure would have more than `MOST_PIXELS`; if
        outlines are asked for and the format is not SVG.
    """

    document: Document
    plot: str
    target: Path
    size_mm: tuple[float, float] = (160, 90)
    dpi: float = 300
    theme: str = "light"
    transparent: bool = False
    outlines: bool = False

    def __post_init__(self) -> None:
        for domain, value in zip((WIDTH, HEIGHT, RESOLUTION), (*self.size_mm, self.dpi), strict=True):
            domain.check(value)
        if self.outlines and self.target.suffix.lower() != WITH_OUTLINES:
            raise InputError(
                f"Text as outlines is for {WITH_OUTLINES}; {quoted(self.target.name)} is not one."
            )
        width, height = self.size_px
        if self.target.suffix.lower() in WITH_PIXELS and width * height > MOST_PIXELS:
            millions = f"{MOST_PIXELS // 1_000_000} million"
            raise InputError(
                f"{width} × {height} pixels are more than {millions}: choose a smaller size or fewer dpi."
            )

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height in pixels, at least 1 each."""
        return pixels(self.size_mm, self.dpi)


def pixels(size_mm: tuple[float, float], dpi: float) -> tuple[int, int]:
    """Return width and height in pixels, at least 1 each.

    Examples
    --------
    >>> pixels((25.4, 50.8), 300)
    (300, 600)
    """
    width, height = (max(1, round(side / MM_PER_INCH * dpi)) for side in size_mm)
    return width, height


def parse_size(text: str) -> tuple[float, float]:
    """Read a width and a height in mm, such as 160x90.

    Examples
    --------
    >>> parse_size("160x90")
    (160.0, 90.0)
    """
    sides = text.lower().replace("×", "x").split("x")
    if len(sides) != 2:
        raise InputError(f"{quoted(text)} is no size: write width x height in mm, as in 160x90.")
    width, height = (parse_number(side) for side in sides)
    return width, height


def parse_resolution(text: str) -> int:
    """Read a whole number of dots per inch."""
    number = RESOLUTION.check(parse_number(text))
    if number != int(number):
        raise InputError(f"The resolution is a whole number of dots per inch; {quoted(text)} is not one.")
    return int(number)


def requested_document(  # noqa: PLR0913  # the options of a command, each of which may be missing
    file: str | None = None,
    logits: str | None = None,
    labels: str | None = None,
    temperature: str | None = None,
    chain: str | None = None,
    engine: str | None = None,
    settings: Mapping[str, str | None] | None = None,
    *,
    trace: Mapping[str, str | None] | None = None,
) -> Decoded:
    """Make a document of command-line arguments; without any, the document of a new window.

    Parameters
    ----------
    file : str, optional
        A path, an address, or "-" for standard input.
    logits : str, optional
        A row of logits, instead of a file.
    labels : str, optional
        A row of labels, one for each class, or the path of a file that has them: see `labels_from`.
    temperature, chain : str, optional
        Temperature and chain, instead of those of the file.
    engine : str, optional
        Name of an engine, whose chain for this temperature and these `settings` replaces that of the file.
    settings : dict, optional
        Settings of the request to the engine, as typed: top_k, top_p and min_p.
    trace : dict, optional
        What is said of a file of recorded steps, as typed: step, tensor, vocabulary, source_temperature and
        values.

    Returns
    -------
    Decoded
        The document, with warnings.

    Raises
    ------
    InputError
        If an argument cannot be read, or arguments exclude one another.
    """
    of_trace = {name: text for name, text in (trace or {}).items() if text is not None}
    decoded = _bench(file, logits, of_trace.pop("tensor", None))
    if labels is not None and decoded.document.source.abilities.recorded:
        of_trace["labels"] = labels
    elif labels is not None:
        from tauscope.document.trace_requests import labels_given  # noqa: PLC0415  # for labels alone

        decoded = replace(decoded, document=_renamed(decoded.document, labels_given(labels)))
    if of_trace:
        from tauscope.document.trace_requests import with_trace  # noqa: PLC0415  # for traces alone

        decoded = replace(decoded, document=with_trace(decoded.document, of_trace))
    return turned(decoded, temperature, chain, engine, settings)


def turned(
    decoded: Decoded,
    temperature: str | None = None,
    chain: str | None = None,
    engine: str | None = None,
    settings: Mapping[str, str | None] | None = None,
) -> Decoded:
    """Set temperature, chain or engine; parameters and errors are those of `requested_document`."""
    given = {name: text for name, text in (settings or {}).items() if text is not None}
    if engine is None:
        _check_no_settings(given)
        return replace(decoded, document=_heated(decoded.document, temperature, chain))
    if chain is not None:
        raise InputError("An engine brings its own chain: give either --engine or --chain.")
    if temperature is not None:
        given["temperature"] = temperature
    return _with_engine(decoded, engine_named(engine), given)


def with_request(document: Document, settings: Mapping[str, str | None]) -> Document:
    """Set the request to all engines from typed settings; a setting that is None stays as it is.

    A temperature that the dial can show is set at the dial, which all engines follow.

    Raises
    ------
    InputError
        If a setting cannot be read or is outside its domain.
    """
    given = SamplingRequest.parse({name: text for name, text in settings.items() if text is not None}).given
    temperature = given.get("temperature")
    if temperature is not None and temperature >= 0:
        document, given = table_edits.set_temperature(document, temperature), {**given, "temperature": None}
    return bench_edits.put_request(document, replace(document.request, **given))


def with_pins(document: Document, chains: Sequence[str]) -> Document:
    """Add a pin of the present logits for each chain.

    Raises
    ------
    InputError
        If a chain cannot be read, a pin would be there twice, or there would be too many pins.
    """
    for chain in chains:
        document = bench_edits.pin(document, Chain.parse(chain))
    return document


def with_sample(document: Document, draws: str | None, seed: str | None) -> Document:
    """Set number of draws and seed of the sample from typed text; one that is None stays as it is.

    Raises
    ------
    InputError
        If a text cannot be read, or the number is outside its domain.
    """
    if draws is not None:
        document = bench_edits.set_draws(document, COUNT.parse(draws))
    return document if seed is None else bench_edits.set_seed(document, SEED.parse(seed))


def _check_no_settings(given: Mapping[str, str]) -> None:
    """Raise `InputError` if settings of an engine are given without an engine."""
    for name in given:
        knob = name.replace("_", "-")
        raise InputError(f"--{knob} is a setting of an --engine; a chain has it as --chain {knob}=….")


def _with_engine(decoded: Decoded, engine: Engine, given: Mapping[str, str]) -> Decoded:
    """Replace the chain by that of an engine, with a warning for each setting that the engine lacks."""
    request = SamplingRequest.parse(given)
    ignored = tuple(f"{engine.title} has no {name}: it is left out." for name in engine.ignored(request))
    document = table_edits.set_chain(decoded.document, engine.chain_of(request))
    return Decoded(document, (*decoded.warnings, *ignored))


def _array(file: str, tensor: str) -> Decoded:
    """Open one of the arrays in a file, or in standard input."""
    from tauscope.document.files.openers.traces import ArrayOpener  # noqa: PLC0415  # for arrays alone

    opener = ArrayOpener(tensor)
    return read_standard_input(opener) if file == "-" else read_document(file, opener)


def _bench(file: str | None, logits: str | None, tensor: str | None = None) -> Decoded:
    """Read the document from a file, standard input or a row of logits; without either, a new one."""
    if tensor is not None:
        if file is None or logits is not None:
            raise InputError("--tensor names an array in a file: give that file.")
        return _array(file, tensor)
    if file is not None and logits is not None:
        raise InputError(GIVE_ONE)
    if logits is not None:
        values = parse_value_row(logits)
        return Decoded(table_edits.replace_classes(Document(), numbered_names(len(values)), values))
    if file is None:
        return Decoded(Document())
    try:
        return read_standard_input() if file == "-" else read_document(file)
    except InputError as refusal:
        if not any(isinstance(one, SeveralArraysError) for one in (refusal, refusal.__cause__)):
            raise
        raise InputError(f"{str(refusal).removesuffix('Name one of them.')}Name one with --tensor.") from None


def _renamed(document: Document, labels: tuple[str, ...]) -> Document:
    """Rename all classes."""
    check_fit("label", labels, len(document.logits))
    return table_edits.set_labels(document, 0, labels)


def _heated(document: Document, temperature: str | None, chain: str | None) -> Document:
    """Set chain and temperature from typed text."""
    if chain is not None:
        document = table_edits.set_chain(document, Chain.parse(chain))
        if temperature is not None and any(isinstance(knob, Temperature) for knob in document.chain.knobs):
            raise InputError("The chain sets a temperature and so does --temperature: give one of them.")
    return (
        document if temperature is None else table_edits.set_temperature(document, parse_number(temperature))
    )
