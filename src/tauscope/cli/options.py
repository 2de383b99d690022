"""Options of the command line that several commands share, and their parser."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NoReturn

from tauscope.cli.output import tell
from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.document.document import Document

STANDARD = "-"
"""Name of standard input or output in place of a file's."""

SETTINGS = ("top_k", "top_p", "min_p")
OF_TRACES = ("step", "tensor", "vocabulary", "source_temperature", "values", "compare", "compare_tensor")
"""Names of the options for a file of recorded steps."""

_BENCH = (
    *("--logits", "--labels", "--temperature", "--chain", "--pin", "--draws", "--seed", "--prompt"),
    *("--engine", "--top-k", "--top-p", "--min-p", "--length-penalty"),
    *("--step", "--tensor", "--vocabulary", "--source-temperature"),
    *("--compare", "--compare-tensor", "--anneal", "--values", "--animate"),
)
"""Options whose next word is their value even if it begins with a minus sign, as that of a logit."""


class Parser(argparse.ArgumentParser):
    """Parser that raises `InputError` for wrong arguments, and takes "-1,2" for the value of an option."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)

    def error(self, message: str) -> NoReturn:
        """Raise the message as an `InputError`; argparse would print it with the usage and exit."""
        raise InputError(f"{message} (see {self.prog} --help)")

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """Parse all words; raise `InputError` for unknown ones."""
        return self.parse_args(_with_values_joined(words))


def _with_values_joined(words: Sequence[str]) -> list[str]:
    """Join options and values as in "--logits=-1,2"; argparse would take "-1,2" alone for an option."""
    joined, rest = list[str](), iter(words)
    for word in rest:
        value = next(rest, None) if word in _BENCH else None
        if value is None or value.startswith("--"):
            joined += [word] if value is None else [word, value]
        else:
            joined.append(f"{word}={value}")
    return joined


def knobs_help() -> str:
    """Return a list of knobs and engines, one on each line, for the end of a command's help."""
    from tauscope.core.chain.engines import ENGINES  # noqa: PLC0415
    from tauscope.core.chain.knobs import KNOBS  # noqa: PLC0415

    lines = [f"  {kind()!s:<30}{kind.explanation}" for kind in KNOBS.values()]
    engines = [f"  {name:19} {engine.title}: {engine.edition}" for name, engine in ENGINES.items()]
    return "\n\n".join(("", "knobs of a chain:\n" + "\n".join(lines), "engines:\n" + "\n".join(engines)))


def add_bench(parser: Parser) -> None:
    """Add the options that describe a distribution: file, logits, chain, pins and draws."""
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="a session, a figure, a table, logits, a server's answer, a model's folder; \"-\" reads standard"
        " input",
    )
    add_trace(parser)
    parser.add_argument(
        "--logits", metavar="Z", help="a row of logits, as in 2,1,0.5,0.1; -inf masks a class"
    )
    parser.add_argument(
        "--labels",
        metavar="NAMES|FILE",
        help="a name for each class, as in cat,dog,fox,owl, or a file with them: tokenizer.json, vocab.json,"
        " a text with one on each line",
    )
    add_chain(parser)
    parser.add_argument(
        "--pin",
        action="append",
        default=[],
        metavar="KNOBS",
        help="a chain to compare with, up to four times: its ghost is drawn, its divergence printed",
    )
    parser.add_argument("--draws", metavar="N", help="how often to draw from what the chain leaves")
    parser.add_argument("--seed", metavar="S", help="of the draws: the same seed draws the same")


def add_trace(parser: Parser) -> None:
    """Add the options that say what a file of recorded steps does not."""
    parser.add_argument(
        "--step",
        metavar="N",
        help="the step to show, from 1: a token of an answer, a row of an array or of labelled examples",
    )
    parser.add_argument("--tensor", metavar="NAME", help="name of the array to open, in a file of several")
    parser.add_argument(
        "--values", metavar="KIND", help="what the numbers of an array are: logits, ln-p, p or energies"
    )
    parser.add_argument(
        "--vocabulary", metavar="V", help="how many classes the model has, where a file lists some of them"
    )
    parser.add_argument(
        "--source-temperature",
        metavar="T",
        help="temperature that was applied before the file was written; 1 if neither FILE nor this says",
    )
    add_comparison(parser)


def add_comparison(parser: Parser) -> None:
    """Add the options that name another file of the same text."""
    parser.add_argument(
        "--compare", metavar="OTHER", help="another file of the same text: how far the two models are apart"
    )
    parser.add_argument(
        "--compare-tensor", metavar="NAME", help="name of the array in OTHER, if it is not that in FILE"
    )


def add_chain(parser: Parser) -> None:
    """Add the options that describe a chain: temperature, knobs, engine and its settings."""
    parser.add_argument("--temperature", metavar="T", help="from 0 to inf; 1 if nothing says otherwise")
    parser.add_argument("--chain", metavar="KNOBS", help='as in "temperature=0.7,top-k=40:exact,min-p=0.05"')
    parser.add_argument(
        "--engine", metavar="NAME", help="the chain that an engine makes of --temperature and of:"
    )
    for name in SETTINGS:
        parser.add_argument(f"--{name.replace('_', '-')}", metavar="X", help=f"{name} of the request")


def read_bench(options: argparse.Namespace, *, together: bool) -> Document:
    """Read the document that the options describe.

    With `together`, for a comparison of all engines, temperature and settings are those of the request to the
    engines, not of the chain.
    """
    from tauscope.document.commands.requests import requested_document, with_pins, with_request, with_sample  # noqa: PLC0415

    settings = {name: getattr(options, name) for name in SETTINGS}
    asked = {"temperature": options.temperature, **settings} if together else {}
    names = ("file", "logits", "labels", "chain", "engine")
    given = {name: getattr(options, name) for name in names}
    given["trace"] = {name: getattr(options, name) for name in OF_TRACES}
    if not together or options.engine is not None:
        given |= {"temperature": options.temperature, "settings": settings}
    decoded = requested_document(**given)
    for warning in decoded.warnings:
        tell(warning)
    document = with_pins(with_request(decoded.document, asked), options.pin)
    return with_sample(document, options.draws, options.seed)
