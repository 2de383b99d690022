"""The command line. Modules that only one command needs are imported when that command is called."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tauscope import __version__
from tauscope.cli.calibrate import calibrate
from tauscope.cli.distill import distill
from tauscope.cli.explore import explore
from tauscope.cli.export import export
from tauscope.cli.options import OF_TRACES, Parser, add_bench, add_trace, knobs_help, read_bench
from tauscope.cli.output import print_text, tell
from tauscope.cli.write import write
from tauscope.core.errors import InputError
from tauscope.resources import theme_names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DONE, WRONG, INTERRUPTED = 0, 2, 130
_COMMANDS_HELP = """commands:
  compute    print the numbers of a distribution (tauscope compute --help)
  export     write a plot or an animation to a file (tauscope export --help)
  write      let a language model write, or search a decoding tree (tauscope write --help)
  explore    simulate policies on the 10-armed testbed (tauscope explore --help)
  distill    train students on a teacher's soft targets (tauscope distill --help)
  calibrate  fit the temperature that calibrates a classifier (tauscope calibrate --help)
Without a command the window opens."""
_COMPUTE_HELP = """The chain is applied in the order written. T goes from 0 (greedy) to inf (uniform).

JSON holds temperature; chain, a list of knob, value and its other settings; classes, a list of label,
logit, energy, probability, log_probability and kept; stages, a list of knob, kept,
removed_probability and entropy_nats for each knob that is on; pins, a list of name, chain, kl_nats and
kl_bits (the divergence of what the chain leaves from each pin); entropy_nats, entropy_bits and
perplexity of what the chain leaves; log_partition, mean_energy, free_energy and heat_capacity at T,
before anything is cut. With --draws or --seed there is draws too: seed, count, counts in the order of the
classes, and total_variation.

Where FILE lists only some of the classes (--vocabulary V says of how many), numbers are pairs [low, high]:
the least and the most that any distribution with this list has; null is unknown. unlisted has the number of
other classes and their probability, and decided says of each stage whether the list decides what it keeps.

Of a file of recorded steps, recording has what it was recognised as, step and steps, the chosen class,
source_temperature, and whether that is known or assumed (source_temperature_is_known).

With --engines it holds request; engines, a list of name, title, version, read (when), chain, ignored,
refusal, kept (a list of label and probability) and entropy_nats; sentence, why the first two that differ do.
What is not given is as in FILE, else T is 1 and the rest each engine's own default."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name, or open the window.

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
    """Run the command that the first word names, or open the window."""
    command = COMMANDS.get(words[0]) if words else None
    return command(words[1:]) if command else window(words)


def _refuse(message: str) -> int:
    """Print a refusal on one line; return the exit status."""
    tell(" ".join(message.split()))
    return WRONG


def window(words: list[str]) -> int:
    """Open the window."""
    parser = Parser(
        prog="tauscope",
        description="An instrument for softmax temperature: edit logits, turn the dial, see what happens.",
        epilog=_COMMANDS_HELP,
    )
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="a session, a figure, a table, logits, a server's answer or a model's folder to open;"
        ' "-" reads standard input',
    )
    add_trace(parser)
    parser.add_argument(
        "--labels", metavar="FILE", help="names of the classes: tokenizer.json, vocab.json, a text with them"
    )
    parser.add_argument(
        "--model", type=Path, metavar="DIR", help="a folder with a language model to put on the bench"
    )
    parser.add_argument("--theme", choices=theme_names(), help="the look, for this time")
    parser.add_argument("--lesson", metavar="NAME", help="a lesson that ships, or the file of one, to begin")
    parser.add_argument("--present", action="store_true", help="show the stage to the room at once")
    parser.add_argument("--version", action="version", version=f"Tauscope {__version__}")
    options = parser.read(words)
    given = {name: text for name in (*OF_TRACES, "labels") if (text := getattr(options, name)) is not None}
    if given and options.file is None:
        raise InputError(f"--{next(iter(given)).replace('_', '-')} needs a file: give one.")
    from tauscope.ui.display import check_libraries  # noqa: PLC0415

    check_libraries(window=True, otherwise="compute and write work without Qt.")
    from tauscope.ui.application import run  # noqa: PLC0415  # Qt is slow to load and not always there

    return run(
        options.file, options.theme, options.model, options.lesson, present=options.present, given=given
    )


def compute(words: list[str]) -> int:
    """Print the numbers of a distribution."""
    parser = Parser(
        prog="tauscope compute",
        description="Print the numbers of softmax(logits / T) and of what the chain leaves of it.",
        epilog=_COMPUTE_HELP + knobs_help(),
    )
    add_bench(parser)
    parser.add_argument(
        "--json", action="store_true", help='print JSON; infinite values are "inf" and "-inf"'
    )
    parser.add_argument(
        "--engines",
        action="store_true",
        help="hand these settings to every engine and compare what they keep",
    )
    options = parser.read(words)
    if options.file is None and options.logits is None:
        from tauscope.document.commands.requests import GIVE_ONE  # noqa: PLC0415

        raise InputError(GIVE_ONE)
    sampled = options.draws is not None or options.seed is not None
    if options.engines:
        _check_engines(options, sampled=sampled)
    document = read_bench(options, together=options.engines)
    if options.engines:
        from tauscope.document.reports.engine_report import engine_report as report  # noqa: PLC0415
        from tauscope.document.reports.engine_report import engine_report_text as report_text  # noqa: PLC0415
    elif sampled:
        from tauscope.document.reports.sample_report import report_text_with_sample as report_text  # noqa: PLC0415
        from tauscope.document.reports.sample_report import report_with_sample as report  # noqa: PLC0415
    else:
        from tauscope.document.reports.report import report  # noqa: PLC0415
        from tauscope.document.reports.report_text import report_text  # noqa: PLC0415

    print_text(
        json.dumps(report(document), indent=2, allow_nan=False) if options.json else report_text(document)
    )
    return DONE


def _check_engines(options: argparse.Namespace, *, sampled: bool) -> None:
    """Raise `InputError` for options that make no sense with --engines."""
    if options.engine is not None:
        raise InputError("Give either --engine for one engine, or --engines for all side by side.")
    if sampled:
        raise InputError("Draws are from one distribution: give either --draws and --seed, or --engines.")
    if options.chain is not None or options.pin:
        raise InputError("Each engine has a chain of its own: --engines takes neither --chain nor --pin.")


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "compute": compute,
    "export": export,
    "write": write,
    "explore": explore,
    "distill": distill,
    "calibrate": calibrate,
}
