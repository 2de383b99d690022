"""The command `tauscope write`: a language model continues a text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tauscope.cli.options import SETTINGS, STANDARD, Parser, add_chain, knobs_help
from tauscope.cli.output import print_parts, print_text, tell

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator

_PROMPT = "Once upon a time"
_WRITE_HELP = """What the model writes after the prompt is printed as it comes, without control characters. It
ends after N tokens, or with a token that ends a text, which counts and has no text. The same model, prompt,
chain and seed give the same text.

JSON holds model, graph (the ONNX file that is run), prompt, method, seed and chain; text, what was written
after the prompt; settings, a list of from (the first token they hold for), temperature, chain, method, seed
and bias; steps, a list of id, label, text, probability and entropy_nats for each token. The entropy is that
of what the chain leaves, and the probability that of the token in it, whatever the method."""


def write(words: list[str]) -> int:
    """Print the text that a language model generates."""
    parser = Parser(
        prog="tauscope write",
        description="Let a language model go on with a text.",
        epilog=_WRITE_HELP + knobs_help(),
    )
    parser.add_argument("--model", metavar="DIR", help="a model's folder; without one, the model that ships")
    parser.add_argument(
        "--prompt",
        default=_PROMPT,
        metavar="TEXT",
        help=f'beginning of the text ({_PROMPT}); "-" reads standard input',
    )
    parser.add_argument(
        "--plain-prompt", action="store_true", help="add none of the tokenizer's special tokens to the prompt"
    )
    parser.add_argument("--tokens", default="64", metavar="N", help="most tokens to write (64)")
    parser.add_argument("--method", default="sample", metavar="NAME", help="sample or greedy (sample)")
    parser.add_argument("--seed", default="1", metavar="S", help="seed of the draws (1); XTC has its own")
    add_chain(parser)
    parser.add_argument(
        "--model-defaults",
        action="store_true",
        help="use the sampling settings that the model recommends wherever none are given",
    )
    parser.add_argument("--json", action="store_true", help="print JSON when the text is complete")
    options = parser.read(words)
    from tauscope.cli.waiting import told_to_wait  # noqa: PLC0415
    from tauscope.sources.stopping import interrupts_end_at_once  # noqa: PLC0415

    with interrupts_end_at_once(), told_to_wait() as answered:
        _write(options, answered)
    return 0


def _write(options: argparse.Namespace, answered: Callable[[], None]) -> None:
    """Generate and print the text; `answered` is called at each part of it."""
    from tauscope.document import text_generation  # noqa: PLC0415
    from tauscope.document.files.opening import read_standard_text  # noqa: PLC0415

    names = ("model", "prompt", "tokens", "method", "seed", "temperature", "chain", "engine")
    given = {name: getattr(options, name) for name in names}
    if options.prompt == STANDARD:
        given["prompt"], guessed = read_standard_text()
        if guessed:
            tell(guessed)
    settings = {name: getattr(options, name) for name in SETTINGS}
    request, warnings = text_generation.requested_writing(
        **given, plain=options.plain_prompt, model_defaults=options.model_defaults, settings=settings
    )
    for warning in warnings:
        tell(warning)
    if options.json:
        print_text(json.dumps(request.report(), indent=2, allow_nan=False))
    else:
        print_parts(_noted(map(text_generation.for_reading, request.pieces()), answered))


def _noted(pieces: Iterable[str], answered: Callable[[], None]) -> Iterator[str]:
    for piece in pieces:
        answered()
        yield piece
