"""The command `tauscope write`: a language model continues a text, or a decoding tree is searched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tauscope.cli.options import SETTINGS, STANDARD, Parser, add_chain, knobs_help
from tauscope.cli.output import print_parts, print_text, tell
from tauscope.core.errors import InputError

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
of what the chain leaves, and the probability that of the token in it, whatever the method.

Methods: sample draws each token; greedy takes the likeliest; beam keeps the B likeliest beginnings;
beam-sample draws them, with weights p^(1/T) of the whole beginning; exhaustive looks at every sequence,
where there are few. The last three choose among what the chain leaves and order by the model's own
probabilities, so a temperature above 0 does not change what beam finds. Their JSON has no settings but beams
and length_penalty; log_probability, of the whole text by the model itself (T = 1, no knobs);
chain_log_probability, of drawing it token by token with the chain; and sequences, the best score first, a
list of labels, text, log_probability, chain_log_probability, score (log_probability / length^A) and ended.

With --tree FILE the JSON holds tree in place of model, and where all sequences can be counted rank (by
log_probability, from 1 on) and sequences_in_all."""


def write(words: list[str]) -> int:
    """Print the text that a language model generates, or a sequence of a decoding tree."""
    parser = Parser(
        prog="tauscope write",
        description="Let a language model go on with a text, or find a sequence of a decoding tree.",
        epilog=_WRITE_HELP + knobs_help(),
    )
    parser.add_argument("--model", metavar="DIR", help="a model's folder; without one, the model that ships")
    parser.add_argument("--tree", metavar="FILE", help="a decoding tree (TOML) in place of a model")
    parser.add_argument(
        "--prompt",
        metavar="TEXT",
        help=f'beginning of the text ({_PROMPT}; of a tree its own); "-" reads standard input',
    )
    parser.add_argument(
        "--plain-prompt", action="store_true", help="add none of the tokenizer's special tokens to the prompt"
    )
    parser.add_argument("--tokens", default="64", metavar="N", help="most tokens to write (64)")
    parser.add_argument(
        "--method",
        default="sample",
        metavar="NAME",
        help="sample, greedy, beam, beam-sample or exhaustive (sample)",
    )
    parser.add_argument("--beams", metavar="B", help="number of beams (4)")
    parser.add_argument(
        "--length-penalty",
        metavar="A",
        help="sequences are ordered by ln p / length^A (1 for a model, 0 for a tree)",
    )
    parser.add_argument("--seed", default="1", metavar="S", help="seed of the draws (1); XTC has its own")
    add_chain(parser)
    parser.add_argument(
        "--model-defaults",
        action="store_true",
        help="use the sampling settings that the model recommends wherever none are given",
    )
    parser.add_argument("--json", action="store_true", help="print JSON when the text is complete")
    options = parser.read(words)
    given, settings = _given(options), {name: getattr(options, name) for name in SETTINGS}
    if options.tree is not None:
        _search_tree(options, {**given, "settings": settings})
        return 0
    from tauscope.cli.waiting import told_to_wait  # noqa: PLC0415
    from tauscope.sources.stopping import interrupts_end_at_once  # noqa: PLC0415

    with interrupts_end_at_once(), told_to_wait() as answered:
        _write(options, {**given, "settings": settings}, answered)
    return 0


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """Return the words that a model and a tree have in common."""
    names = ("prompt", "tokens", "method", "seed", "beams", "length_penalty")
    given = {name: getattr(options, name) for name in (*names, "temperature", "chain", "engine")}
    if options.prompt == STANDARD:
        from tauscope.document.files.opening import read_standard_text  # noqa: PLC0415

        given["prompt"], guessed = read_standard_text()
        if guessed:
            tell(guessed)
    return given


def _write(options: argparse.Namespace, given: dict[str, Any], answered: Callable[[], None]) -> None:
    """Generate and print the text; `answered` is called at each part of it."""
    from tauscope.document.commands import text_generation  # noqa: PLC0415

    if given["prompt"] is None:
        given["prompt"] = _PROMPT
    request, warnings = text_generation.requested_writing(
        options.model, plain=options.plain_prompt, model_defaults=options.model_defaults, **given
    )
    for warning in warnings:
        tell(warning)
    if options.json or request.decoding.is_search:  # what is printed comes late, the first answer does not
        request.writer.logits(request.writer.initial())
        answered()
    if options.json:
        print_text(json.dumps(request.report(), indent=2, allow_nan=False))
    else:
        print_parts(_noted(map(text_generation.for_reading, request.pieces()), answered))


def _search_tree(options: argparse.Namespace, given: dict[str, Any]) -> None:
    """Find sequences of a tree and print them."""
    if options.model is not None:
        raise InputError("Give either --model or --tree.")
    if options.plain_prompt or options.model_defaults:
        raise InputError("--plain-prompt and --model-defaults are for a model; --tree has none.")
    from tauscope.document.commands.tree_decoding import requested_tree_search  # noqa: PLC0415

    request, warnings = requested_tree_search(options.tree, **given)
    for warning in warnings:
        tell(warning)
    if options.json:
        print_text(json.dumps(request.report(), indent=2, allow_nan=False))
    else:
        print_text(request.report_text())


def _noted(pieces: Iterable[str], answered: Callable[[], None]) -> Iterator[str]:
    for piece in pieces:
        answered()
        yield piece
