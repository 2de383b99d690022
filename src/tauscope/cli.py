"""The command line: arguments in, exit status out. What a command needs is imported when it is called."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from tauscope import __version__
from tauscope.core.errors import InputError
from tauscope.resources import theme_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tauscope.document.document import Document

DONE, WRONG, INTERRUPTED = 0, 2, 130
_SETTINGS = ("top_k", "top_p", "min_p")
_BENCH = (
    *("--logits", "--labels", "--temperature", "--chain", "--pin", "--draws", "--seed", "--prompt"),
    *("--engine", "--top-k", "--top-p", "--min-p"),
)
"""Options of a bench; what follows them is their value even where it begins with a minus sign."""
_COMMANDS_HELP = """commands:
  compute    print the numbers of a distribution (tauscope compute --help)
  export     write a plot to a file (tauscope export --help)
  write      let a language model write (tauscope write --help)
Without a command the window opens."""
_COMPUTE_HELP = """The chain is applied in the order written. T goes from 0 (greedy) to inf (uniform).

JSON holds temperature; chain, a list of knob, value and its other settings; classes, a list of label,
logit, energy, probability, log_probability and kept; stages, a list of knob, kept,
removed_probability and entropy_nats for each knob that is on; pins, a list of name, chain, kl_nats and
kl_bits (the divergence of what the chain leaves from each pin); entropy_nats, entropy_bits and
perplexity of what the chain leaves; log_partition, mean_energy, free_energy and heat_capacity at T,
before anything is cut. With --draws or --seed there is draws too: seed, count, counts in the order of the
classes, and total_variation.

With --engines it holds request; engines, a list of name, title, version, read (when), chain, ignored,
refusal, kept (a list of label and probability) and entropy_nats; sentence, why the first two that differ do.
What is not given is as in FILE, else T is 1 and the rest each engine's own default."""
_PROMPT = "Once upon a time"
_WRITE_HELP = """What the model writes after the prompt is printed as it comes, without control characters. It
ends after N tokens, or with a token that ends a text, which counts and has no text. The same model, prompt,
chain and seed give the same text.

JSON holds model, prompt, method, seed and chain; text, what was written after the prompt; settings, a list
of from (the first token they hold for), temperature, chain, method, seed and bias; steps, a list of id,
label, text, probability and entropy_nats for each token. The entropy is that of what the chain leaves,
and the probability that of the token in it, whatever the method."""


class Parser(argparse.ArgumentParser):
    """Refuses in one line, by `InputError`, and takes "-1,2" for the value of an option."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)

    def error(self, message: str) -> NoReturn:
        """Refuse a usage."""
        raise InputError(f"{message} (see {self.prog} --help)")

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """Parse; what is left over is refused."""
        return self.parse_args(_with_values_joined(words))


def _with_values_joined(words: Sequence[str]) -> list[str]:
    """Write "--logits -1,2" as "--logits=-1,2": argparse would take the value for an option."""
    joined, rest = list[str](), iter(words)
    for word in rest:
        value = next(rest, None) if word in _BENCH else None
        if value is None or value.startswith("--"):
            joined += [word] if value is None else [word, value]
        else:
            joined.append(f"{word}={value}")
    return joined


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say.

    Returns
    -------
    int
        Exit status: 0, or 2 after one line on standard error for what the user got wrong.
    """
    try:
        return _dispatch(sys.argv[1:] if arguments is None else list(arguments))
    except SystemExit as stop:  # argparse, after --help and --version
        return stop.code if isinstance(stop.code, int) else DONE
    except InputError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED


def _dispatch(words: list[str]) -> int:
    command = COMMANDS.get(words[0]) if words else None
    return command(words[1:]) if command else window(words)


def _refuse(message: str) -> int:
    _tell(" ".join(message.split()))
    return WRONG


def _tell(sentence: str) -> None:
    """Write a line on standard error, if there is one and it takes it."""
    if sys.stderr is not None:
        try:
            print("tauscope:", sentence, file=sys.stderr, flush=True)
        except OSError:
            _give_up(sys.stderr)


def _write(text: str) -> None:
    """Print."""
    _write_on([text])


def _write_on(parts: Iterable[str]) -> None:
    """Print a text part by part; a reader that has left, as `head` does, is no error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        for part in parts:
            print(part, end="", flush=True)
        print(flush=True)
    except OSError as error:
        _give_up(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            raise InputError(f"The output cannot be written: {error.strerror or error}.") from None


def _give_up(stream: TextIO) -> None:
    """Send what is left for a stream nowhere: Python must not try once more when it ends."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def window(words: list[str]) -> int:
    """Open the window."""
    parser = Parser(
        prog="tauscope",
        description="An instrument for softmax temperature: edit logits, turn the dial, see what happens.",
        epilog=_COMMANDS_HELP,
    )
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="a session, a figure or a table to open"
    )
    parser.add_argument(
        "--model", type=Path, metavar="DIR", help="a folder with a language model to put on the bench"
    )
    parser.add_argument("--theme", choices=theme_names(), help="the look, for this time")
    parser.add_argument("--version", action="version", version=f"Tauscope {__version__}")
    options = parser.read(words)
    from tauscope.ui.display import check_libraries  # noqa: PLC0415

    check_libraries(window=True, otherwise="compute and write work without Qt.")
    from tauscope.ui.application import run  # noqa: PLC0415  # Qt is slow to load and not always there

    return run(options.file, options.theme, options.model)


def compute(words: list[str]) -> int:
    """Print the numbers of a distribution."""
    parser = Parser(
        prog="tauscope compute",
        description="Print the numbers of softmax(logits / T) and of what the chain leaves of it.",
        epilog=_COMPUTE_HELP + _knobs_help(),
    )
    _add_bench(parser)
    parser.add_argument(
        "--json", action="store_true", help='print JSON; infinite values are "inf" and "-inf"'
    )
    parser.add_argument(
        "--engines",
        action="store_true",
        help="hand these settings to every engine and compare what they keep",
    )
    options = parser.read(words)
    sampled = options.draws is not None or options.seed is not None
    if options.engines:
        _check_engines(options, sampled=sampled)
    document = _read_bench(options, together=options.engines)
    if options.engines:
        from tauscope.document.engine_report import engine_report as report  # noqa: PLC0415
        from tauscope.document.engine_report import engine_report_text as report_text  # noqa: PLC0415
    elif sampled:
        from tauscope.document.sample_report import report_text_with_sample as report_text  # noqa: PLC0415
        from tauscope.document.sample_report import report_with_sample as report  # noqa: PLC0415
    else:
        from tauscope.document.report import report, report_text  # noqa: PLC0415

    _write(json.dumps(report(document), indent=2, allow_nan=False) if options.json else report_text(document))
    return DONE


def _check_engines(options: argparse.Namespace, *, sampled: bool) -> None:
    """Refuse what all engines side by side have no use for."""
    if options.engine is not None:
        raise InputError("Give either --engine for one engine, or --engines for all side by side.")
    if sampled:
        raise InputError("Draws are from one distribution: give either --draws and --seed, or --engines.")
    if options.chain is not None or options.pin:
        raise InputError("Each engine has a chain of its own: --engines takes neither --chain nor --pin.")


def _knobs_help() -> str:
    from tauscope.core.engines import ENGINES  # noqa: PLC0415
    from tauscope.core.knobs import KNOBS  # noqa: PLC0415

    lines = [f"  {kind()!s:<30}{kind.explanation}" for kind in KNOBS.values()]
    engines = [f"  {name:19} {engine.title}: {engine.edition}" for name, engine in ENGINES.items()]
    return "\n\n".join(("", "knobs of a chain:\n" + "\n".join(lines), "engines:\n" + "\n".join(engines)))


def export(words: list[str]) -> int:
    """Write a plot to a file."""
    parser = Parser(prog="tauscope export", description="Write a plot, or the numbers it shows, to a file.")
    _add_bench(parser)
    parser.add_argument("--plot", required=True, metavar="NAME", help="which plot, as in distribution")
    parser.add_argument(
        "--to", required=True, type=Path, metavar="FIGURE", help=".png, .svg, .pdf, .csv, .tsv, .json"
    )
    parser.add_argument("--size", default="160x90", metavar="WxH", help="in mm (160x90)")
    parser.add_argument("--dpi", default="300", metavar="N", help="dots per inch (300)")
    parser.add_argument("--theme", choices=theme_names(), default="light", help="the look (light)")
    parser.add_argument("--transparent", action="store_true", help="leave the background out")
    parser.add_argument("--outlines", action="store_true", help="draw the text of an .svg as outlines")
    options = parser.read(words)
    from tauscope.document.requests import ExportRequest, parse_resolution, parse_size  # noqa: PLC0415

    request = ExportRequest(
        document=_read_bench(options, together=options.plot == "engines"),
        plot=options.plot,
        target=options.to,
        size_mm=parse_size(options.size),
        dpi=parse_resolution(options.dpi),
        theme=options.theme,
        transparent=options.transparent,
        outlines=options.outlines,
    )
    from tauscope.ui.export.command import export as write  # noqa: PLC0415

    write(request)
    return DONE


def write(words: list[str]) -> int:
    """Let a language model write."""
    parser = Parser(
        prog="tauscope write",
        description="Let a language model go on with a text.",
        epilog=_WRITE_HELP + _knobs_help(),
    )
    parser.add_argument("--model", metavar="DIR", help="a model's folder; without one, the model that ships")
    parser.add_argument("--prompt", default=_PROMPT, metavar="TEXT", help=f"how it begins ({_PROMPT})")
    parser.add_argument(
        "--plain-prompt", action="store_true", help="add none of the tokenizer's special tokens to the prompt"
    )
    parser.add_argument("--tokens", default="64", metavar="N", help="at most so many (64)")
    parser.add_argument("--method", default="sample", metavar="NAME", help="sample or greedy (sample)")
    parser.add_argument("--seed", default="1", metavar="S", help="of the draws (1); XTC has its own")
    _add_chain(parser)
    parser.add_argument(
        "--model-defaults",
        action="store_true",
        help="with the sampling settings that the model recommends, where none are given",
    )
    parser.add_argument("--json", action="store_true", help="print JSON when all is written")
    options = parser.read(words)
    from tauscope.document import writing  # noqa: PLC0415

    names = ("model", "prompt", "tokens", "method", "seed", "temperature", "chain", "engine")
    given = {name: getattr(options, name) for name in names}
    settings = {name: getattr(options, name) for name in _SETTINGS}
    request, warnings = writing.requested_writing(
        **given, plain=options.plain_prompt, model_defaults=options.model_defaults, settings=settings
    )
    for warning in warnings:
        _tell(warning)
    if options.json:
        _write(json.dumps(request.report(), indent=2, allow_nan=False))
    else:
        _write_on(map(writing.for_reading, request.pieces()))
    return DONE


COMMANDS: dict[str, Callable[[list[str]], int]] = {"compute": compute, "export": export, "write": write}


def _add_bench(parser: Parser) -> None:
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help='a session, a figure or a table; "-" reads standard input'
    )
    parser.add_argument(
        "--logits", metavar="Z", help="a row of logits, as in 2,1,0.5,0.1; -inf masks a class"
    )
    parser.add_argument("--labels", metavar="NAMES", help="a name for each class, as in cat,dog,fox,owl")
    _add_chain(parser)
    parser.add_argument(
        "--pin",
        action="append",
        default=[],
        metavar="KNOBS",
        help="a chain to compare with, up to four times: its ghost is drawn, its divergence printed",
    )
    parser.add_argument("--draws", metavar="N", help="how often to draw from what the chain leaves")
    parser.add_argument("--seed", metavar="S", help="of the draws: the same seed draws the same")


def _add_chain(parser: Parser) -> None:
    parser.add_argument("--temperature", metavar="T", help="from 0 to inf; 1 if nothing says otherwise")
    parser.add_argument("--chain", metavar="KNOBS", help='as in "temperature=0.7,top-k=40:exact,min-p=0.05"')
    parser.add_argument("--engine", metavar="NAME", help="the chain of an engine for these settings:")
    for name in _SETTINGS:
        parser.add_argument(f"--{name.replace('_', '-')}", metavar="X", help=f"its {name}")


def _read_bench(options: argparse.Namespace, *, together: bool) -> Document:
    """Read what to show; where all engines stand together the settings are theirs, not the dial's."""
    from tauscope.document.requests import requested_document, with_pins, with_request, with_sample  # noqa: PLC0415

    settings = {name: getattr(options, name) for name in _SETTINGS}
    asked = {"temperature": options.temperature, **settings} if together else {}
    names = ("file", "logits", "labels", "chain", "engine")
    given = {name: getattr(options, name) for name in names}
    if not together or options.engine is not None:
        given |= {"temperature": options.temperature, "settings": settings}
    decoded = requested_document(**given)
    for warning in decoded.warnings:
        _tell(warning)
    document = with_pins(with_request(decoded.document, asked), options.pin)
    return with_sample(document, options.draws, options.seed)
