"""Dumps of llama-perplexity (`--save-all-logits`, `--kl-divergence-base`): ln p of all tokens in 16 bits.

A dump holds the tokens of a text in chunks of `n_ctx`, and for the second half of each chunk a row: a scale,
a least value, and for each token of the vocabulary a whole number q, with ln p = scale · q + least. The
writer raises logits that lie more than 16 below the largest to that floor, so where the floor was reached,
q = 0 says "at most".
"""

from __future__ import annotations

import math
import struct
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import Bounds
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits, numbered_keys
from tauscope.core.partial.unlisted import Unlisted
from tauscope.sources.trace.arrays.recording import index_labels
from tauscope.sources.trace.arrays.shapes import MOST_CLASSES, check_inside, shape_in_words
from tauscope.sources.trace.arrays.vocabulary import pieces_of
from tauscope.sources.trace.recording import RecordedStep, Recording
from tauscope.sources.trace.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tauscope.core.values import Integers
    from tauscope.sources.trace.arrays.rows import Readable
    from tauscope.sources.trace.arrays.vocabulary import Vocabulary

MAGIC = b"_logits_"
MOST_TOKENS = 16 * 2**20
"""Most tokens of the text; those of a usual one are 300,000."""

_HEADER = 20
_STEPS = 65535
"""Number of steps of the scale between the least and the largest value."""

_LEFT_OUT = " […] "
"""Stands in the text for the first half of a chunk, of which a dump has no rows."""

_FLOOR = 16.0
_NEAR_FLOOR = 15.99
"""A range from here on is that of the floor, which single precision rounds."""

_ROUNDING = 1e-5
"""More than the single precision of the writer's own arithmetic adds to an error of half a step, in nats."""

_MOST_IN_ALL = 1.01
"""Most that probabilities may have as their sum; rounding alone adds 0.0001."""


class LogitsDump(Recording):
    """A dump as a recording; classes at the floor are unlisted.

    Parameters
    ----------
    file : Readable
    fingerprint : str
    path : Path or None
    vocabulary : Vocabulary, optional
        Names of the tokens; without one they are named by their id.

    Raises
    ------
    InputError
        If the header is wrong, or no step is complete. Of a file that is cut short, as of a run that was
        ended, the complete steps are read.
    """

    applied = 1.0  # the writer's log-softmax is that of the model's own logits
    lists_all = False
    values = ValueKind.LN_P

    def __init__(
        self,
        file: Readable,
        fingerprint: str,
        path: Path | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self._file, self.fingerprint, self.path = file, fingerprint, path
        self.name = path.name if path else ""
        context, classes, chunks = dump_sizes(file)
        self.vocabulary = classes
        self._length = 2 * (2 * ((classes + 1) // 2) + 4)
        self._per_chunk = context - 1 - context // 2
        count, claimed = context * chunks, chunks * self._per_chunk
        self._start = _HEADER + 4 * count
        check_inside(self._start, self._length, file.size, f"the first of its {claimed:,} rows")
        self.steps = min(claimed, (file.size - self._start) // self._length)
        tokens = np.frombuffer(file.read(_HEADER, 4 * count), "<i4").reshape(chunks, context)
        _check_tokens(tokens, classes)
        self._chosen = tokens[:, context // 2 + 1 :]
        self.labels = vocabulary.labels_for(classes) if vocabulary else index_labels(classes)
        self.has_names = vocabulary is not None
        self._names = np.array(self.labels, dtype=object)
        self.pieces = tuple(islice(self._texts(vocabulary), self.steps))
        self.recognised = (
            f"llama-perplexity’s log-probabilities, {shape_in_words((self.steps, classes))}"
            " (steps × tokens), 16 bits, ± 0.0001; what lies 16 nats below the top is not listed"
        )
        if self.steps < claimed:
            self._in_short = f"{self.steps:,} of {claimed:,} steps"
            self.missing = f"The file is cut short: it has {self._in_short}."
        else:
            self._in_short = f"{self.steps:,} × {classes:,}, ln p down to 16 nats below the top"

    @property
    def tokens(self) -> Integers:
        """Id of the token that follows in the text, of each step."""
        return self._chosen.ravel()[: self.steps].astype(np.int64)

    @property
    def in_short(self) -> str:
        """How many steps a file has that is cut short, or sizes and the floor of a whole one."""
        return self._in_short

    def step(self, number: int) -> RecordedStep:
        """Return a step; errors are those of `Recording.step`."""
        data = self._file.read(self._start + number * self._length, self._length)
        scale, least = _scale_of(data, number)
        codes = np.frombuffer(data, "<u2", len(self.labels), 8)
        listed = codes > 0 if _has_floor(scale) else np.ones(codes.shape, bool)
        if not listed.any():
            raise InputError(f"Step {number + 1:,}: no token is above the floor.")
        keys = numbered_keys(codes.size) if listed.all() else np.flatnonzero(listed).astype(np.int64)
        values = codes[keys].astype(np.float64) * scale + least
        keys.setflags(write=False)
        values.setflags(write=False)
        half = scale / 2 + _ROUNDING
        total = float(np.exp(values).sum())
        if total > _MOST_IN_ALL:
            raise InputError(f"Step {number + 1:,}: its probabilities have the sum {total:.4g} instead of 1.")
        chosen = int(self._chosen.flat[number])
        if keys.size == codes.size:
            return RecordedStep(Logits(self.labels, values, keys), None, chosen)
        unlisted = _unlisted(codes.size - keys.size, total, least + half, half)
        return RecordedStep(Logits(tuple(self._names[keys]), values, keys), unlisted, chosen)

    def label(self, key: int) -> str:
        """Return the name of a token."""
        return self.labels[key]

    def chosen_text(self, number: int) -> str:
        """Return the text of a step's chosen token, without the sign before a chunk."""
        piece = self.pieces[number]
        return piece if number % self._per_chunk else piece.removeprefix(_LEFT_OUT)

    def _texts(self, vocabulary: Vocabulary | None) -> Iterator[str]:
        """Yield the text of each chosen token, with a sign in place of the first half of a chunk."""
        for number, chunk in enumerate(self._chosen.tolist()):
            texts = pieces_of(chunk, vocabulary)
            yield f"{_LEFT_OUT}{texts[0]}" if number else texts[0]
            yield from texts[1:]


def dump_sizes(file: Readable) -> tuple[int, int, int]:
    """Return the number of tokens of a chunk, of tokens of the vocabulary, and of chunks.

    Raises
    ------
    InputError
        If the header is wrong, or the file too short for the text that it claims.
    """
    if file.size < _HEADER:
        raise InputError("The file is cut short inside of its header.")
    context, classes, chunks = struct.unpack("<8xIii", file.read(0, _HEADER))
    if not (3 <= context <= MOST_TOKENS and chunks >= 1 and context * chunks <= MOST_TOKENS):
        raise InputError(
            f"Its header claims chunks: {_told(chunks)}, tokens in each: {_told(context)}; at least 3 in each"
            f" and at most {MOST_TOKENS:,} in all are read."
        )
    if not 1 <= classes <= MOST_CLASSES:
        raise InputError(f"Its header claims a vocabulary of {_told(classes)} tokens.")
    check_inside(_HEADER, 4 * context * chunks, file.size, "its text")
    return context, classes, chunks


def _told(number: float) -> str:
    """Return a number of a file for a sentence."""
    text = f"{number:,}" if isinstance(number, int) else f"{number:.4g}"
    return text.replace("-", "−").replace("inf", "∞").replace("nan", "NaN")


def _check_tokens(tokens: Integers, classes: int) -> None:
    """Raise `InputError` if a token is not in the vocabulary."""
    wrong = (tokens < 0) | (tokens >= classes)
    if wrong.any():
        chunk, place = divmod(int(wrong.argmax()), tokens.shape[1])
        raise InputError(
            f"Token {place + 1:,} of chunk {chunk + 1:,} has the id {tokens[chunk, place]:,}; the vocabulary"
            f" has {classes:,} tokens."
        )


def _scale_of(data: bytes, number: int) -> tuple[float, float]:
    """Return the scale and the least value of a row; `InputError` if no writer can have meant them."""
    scale, least = struct.unpack_from("<2f", data)
    width = scale * _STEPS
    if not (0 <= width <= _FLOOR * 1.01 and -math.inf < least <= 0.01):  # false for NaN too
        raise InputError(
            f"Step {number + 1:,}: its values begin at {_told(least)} and reach over {_told(width)}, which"
            " log-probabilities of such a dump cannot."
        )
    return scale, least


def _has_floor(scale: float) -> bool:
    """Return True if q = 0 may stand for anything below the floor: else it is the least of all values."""
    return scale * _STEPS >= _NEAR_FLOOR


def _unlisted(count: int, total: float, floor: float, half: float) -> Unlisted:
    """Return what is known of `count` classes at the floor.

    Parameters
    ----------
    count : int
    total : float
        Sum of the listed probabilities.
    floor : float
        Largest ln p that a class with q = 0 can have.
    half : float
        Largest error of a listed ln p.
    """
    most = math.exp(floor)
    high = min(max(0.0, 1.0 - total * math.exp(-half)), count * most)
    low = min(max(0.0, 1.0 - total * math.exp(half)), high)
    return Unlisted(count, Bounds(low, high), most)
