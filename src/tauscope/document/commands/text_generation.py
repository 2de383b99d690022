"""Text generation without a window: the request, the text as it is generated, and a report of its numbers."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tauscope.core.chain import Chain, SamplingRequest, engine_named
from tauscope.core.domain import Whole
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.document.commands.decoding import Decoding, found_entry
from tauscope.document.commands.requests import turned
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.files.codec import Decoded
from tauscope.document.library.engine_defaults import engine_chain
from tauscope.document.library.model_defaults import left_out
from tauscope.document.reports.text_report import text_report
from tauscope.sources.language.text import LONGEST
from tauscope.sources.language.writer import Writer
from tauscope.sources.running.searching import search_space
from tauscope.sources.running.stepping import onward

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tauscope.core.search.space import TokenSequence
    from tauscope.sources.cursor import Cursor

TOKENS = Whole("the number of tokens", 1, LONGEST)
USUAL_LENGTH_PENALTY = 1.0
"""Default length penalty, with which the score is ln p per token; the sum alone would favour short texts."""

_BEFORE = 8
"""Tokens of the prompt that are decoded with the text.

Some tokenizers drop the leading blank of the first token that they decode, so the text must not come first.
"""
_HALF = "\ufffd"
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class WritingRequest:
    """A text to be generated.

    Attributes
    ----------
    writer : Writer
        Language model with its prompt.
    decoding : Decoding
        Method and chain, and the most tokens, counting the one that ends the text.
    """

    writer: Writer
    decoding: Decoding

    def written(self) -> Iterator[Cursor]:
        """Yield the cursor after each token, for "sample" and "greedy"."""
        asked = self.decoding
        cursor: Cursor = self.writer.cursor(self.writer.initial())
        seed = asked.seed if asked.method == "sample" else None
        while cursor.position < asked.tokens and not cursor.ended:
            cursor = onward(cursor, asked.chain, seed)
            yield cursor

    @cached_property
    def found(self) -> tuple[TokenSequence[Cursor], ...]:
        """Sequences that a search finds, the best score first."""
        return self.decoding.found(search_space(self.writer.cursor(self.writer.initial())))

    def pieces(self) -> Iterator[str]:
        """Yield the text without its prompt as it is generated, in parts of whole characters.

        A search has its text when it has ended.
        """
        written: Iterable[int] = (cursor.choice.key for cursor in self.written() if cursor.choice)
        return in_whole_characters(self.writer, self.found[0].keys if self.decoding.is_search else written)

    def report(self) -> dict[str, Any]:
        """Generate the whole text; return the request and the report of the text, fit for JSON."""
        if self.decoding.is_search:
            return self._search_report()
        (last,) = deque(self.written(), maxlen=1)
        return {**self.decoding.entry(), **text_report(self.writer, last.state)}

    def _search_report(self) -> dict[str, Any]:
        best = text_report(self.writer, self.found[0].state.state)
        del best["settings"]  # these are of draws, and of the hand
        texts = ["".join(self.writer.pieces(one.state.state)) for one in self.found]
        return {**self.decoding.entry(), **best, **found_entry(self.found, texts)}


def requested_writing(  # noqa: PLR0913  # a command line's words
    model: str | None,
    prompt: str,
    tokens: str,
    method: str,
    seed: str,
    beams: str | None = None,
    length_penalty: str | None = None,
    *,
    plain: bool = False,
    model_defaults: bool = False,
    **chain: Any,
) -> tuple[WritingRequest, tuple[str, ...]]:
    """Make a request of command-line arguments.

    Parameters
    ----------
    model : str or None
        Folder of the model; None for the model that ships.
    prompt, tokens, method, seed, beams, length_penalty : str
        As they were typed; None where they were not.
    plain : bool
        True if the tokenizer adds no special tokens to the prompt.
    model_defaults : bool
        True if settings that are not given are those that the model recommends; without an engine they are
        applied in Hugging Face's order.
    **chain
        `temperature`, `chain`, `engine` and `settings` of `requested_document`.

    Returns
    -------
    WritingRequest, tuple of str
        The request, and sentences on settings that are left out.

    Raises
    ------
    InputError
        If an argument cannot be read, arguments exclude one another, or the model cannot be opened.
    """
    count = TOKENS.parse(tokens)
    decoding = Decoding.parse(method, Chain(), count, seed, beams, length_penalty, USUAL_LENGTH_PENALTY)
    decoded = None if model_defaults else turned(Decoded(Document()), **chain)
    writer = Writer.open(None if model is None else Path(model), prompt).with_plain_prompt(plain=plain)
    if decoded is None:
        decoded = _with_model_defaults(writer, **chain)
    warnings = decoded.warnings
    if writer.doubled_start and not plain:
        hint = "leave yours out, or give --plain-prompt."
        warnings = (*warnings, f"{doubled_sentence(writer)}: {hint}")
    return WritingRequest(writer, replace(decoding, chain=decoded.document.chain)), warnings


def doubled_sentence(writer: Writer) -> str:
    """Return a sentence, without its full stop, on a start token that stands twice in the prompt."""
    return f"The prompt begins with {quoted(writer.doubled_start)} twice, for the tokenizer adds one"


def _with_model_defaults(
    writer: Writer,
    temperature: str | None = None,
    chain: str | None = None,
    engine: str | None = None,
    settings: Mapping[str, str | None] | None = None,
) -> Decoded:
    """Return a document with the chain of the model's recommended settings, or of given ones instead."""
    if chain is not None:
        raise InputError("A chain sets all knobs itself: give either --chain or --model-defaults.")
    defaults, model = writer.recommended, quoted(writer.model.name)
    without = left_out(writer.model.defaults)
    if not defaults.usable:
        also = without and f" that can be used: {without}"
        raise InputError(f"{model} recommends no sampling settings{also}.")
    typed = {"temperature": temperature, **(settings or {})}
    given = SamplingRequest.parse({name: text for name, text in typed.items() if text is not None}).given
    if "temperature" in given:
        given["do_sample"] = True
    used = engine_named(engine or "huggingface")
    made = engine_chain(used, replace(defaults, **given), 1.0)
    ignored = [f"{used.title} has no {name}: it is left out." for name in made.left_out]
    if without:
        ignored.insert(0, f"{model}: {without}.")
    return Decoded(table_edits.set_chain(Document(), made.chain), tuple(ignored))


def in_whole_characters(writer: Writer, written: Iterable[int]) -> Iterator[str]:
    """Yield the text that each token adds; a split character comes with its last token."""
    # Tokens are not decoded one by one, because a tokenizer joins them in ways that depend on their
    # neighbours. The last part is decoded twice, with and without the new tokens, and the difference is what
    # these add.
    decode, ids = writer.model.decode, list(writer.prompt_ids)
    start, shown = max(0, len(ids) - _BEFORE), len(ids)
    for token in written:
        ids.append(token)
        new = decode(ids[start:])
        if not new.endswith(_HALF):
            yield new[len(decode(ids[start:shown])) :]
            start, shown = shown, len(ids)
    yield decode(ids[start:])[len(decode(ids[start:shown])) :]


def for_reading(text: str) -> str:
    r"""Remove control characters, which a terminal would obey, from a generated text.

    Examples
    --------
    >>> for_reading("The\x1b[2J\nend\t.")
    'The[2J\nend\t.'
    """
    return text if text.isprintable() else _CONTROLS.sub("", text)
