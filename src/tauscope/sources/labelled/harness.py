"""The reader of multiple-choice samples as lm-evaluation-harness logs them, a question on each line.

The logits are the log-probabilities of the choices, each the sum over the tokens of its text. Questions may
have different numbers of choices; a class that a question does not have is masked.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

from tauscope.core.calibration.labelled import LabelledLogits
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.labelled.labelled_set import LabelledSet, check_size
from tauscope.sources.labelled.text import NumberedLines

if TYPE_CHECKING:
    from collections.abc import Sequence

SIGNS = (b'"resps"', b'"target"')
"""Keys by which a line of samples is recognised."""

SIGN_OF_DOCUMENT = b'"doc_id"'
"""Key at the beginning of a line."""

_LONGEST_LINE = 2**22
_MOST_CHOICES = 1000
_LONGEST_NAME = 200


class Question(NamedTuple):
    """One line of the file.

    Attributes
    ----------
    log_probabilities : list of float
        One of each choice.
    texts : list of str
        Texts of the choices; empty where the file does not have them.
    target : int
        Number of the right choice, from 0.
    """

    log_probabilities: list[float]
    texts: list[str]
    target: int


def read_samples(file: BinaryIO) -> LabelledSet:
    """Read the questions of a file; of several filters of the same responses the first one counts.

    Raises
    ------
    InputError
        If the file has no multiple choice, or a line is damaged. The sentence names line and choice, from 1.
    """
    lines = NumberedLines(file, _LONGEST_LINE)
    questions, first_filter, widest = list[Question](), None, 0
    for line in lines:
        if not line.strip():
            continue
        try:
            entry = _entry(line)
            first_filter = entry.get("filter") if first_filter is None else first_filter
            if entry.get("filter") == first_filter:
                questions.append(_question(entry))
                widest = max(widest, len(questions[-1].log_probabilities))
                check_size(len(questions), widest)
        except InputError as error:
            raise InputError(f"Line {lines.number}: {error}") from None
    if not questions:
        raise InputError("There is no question in this file.")
    return _set_of(questions, widest, [lines.guessed] if lines.guessed else [])


def _set_of(questions: Sequence[Question], widest: int, notes: Sequence[str]) -> LabelledSet:
    logits = np.full((len(questions), widest), -np.inf)
    for row, question in enumerate(questions):
        logits[row, : len(question.log_probabilities)] = question.log_probabilities
    labels = np.array([question.target for question in questions], dtype=np.int64)
    texts = [tuple(question.texts) for question in questions]
    names = [f"choice {number}" for number in range(1, widest + 1)]
    named = all(texts)
    if named and len(set(texts)) == 1:
        names = list(texts[0])
    choices = [(*row, *names[len(row) :]) for row in texts] if named and len(set(texts)) > 1 else []
    return LabelledSet.of(
        LabelledLogits(logits, labels),
        names,
        "lm-evaluation-harness, multiple choice",
        [*notes, *_notes(questions)],
        choices,
    )


def _notes(questions: Sequence[Question]) -> list[str]:
    """Say what is different between choices, and between questions."""
    notes = list[str]()
    counts = sorted({len(question.log_probabilities) for question in questions})
    if len(counts) > 1:
        notes.append(
            f"Questions have {counts[0]} to {counts[-1]} choices;"
            " those that a question lacks are masked (−∞)."
        )
    lengths = [[len(text) for text in question.texts] for question in questions]
    uneven = sum(len(set(row)) > 1 for row in lengths)
    if uneven:
        shortest, longest = min(map(min, filter(None, lengths))), max(map(max, filter(None, lengths)))
        notes.append(
            f"In {uneven:,} of {len(questions):,} questions the choices differ in length ({shortest} to"
            f" {longest} characters). Their log-probabilities are sums over tokens, so that a longer choice"
            " is less likely."
        )
    return notes


def _entry(line: str) -> dict[str, Any]:
    """Read a line of JSON."""
    try:
        entry = json.loads(line)
    except RecursionError:
        raise InputError("its brackets are nested too deeply.") from None
    except ValueError:
        raise InputError("this is no JSON; the file may be cut short.") from None
    if not isinstance(entry, dict) or not isinstance(entry.get("resps"), list):
        raise InputError("there are no responses (“resps”), as samples of lm-evaluation-harness have.")
    return entry


def _question(entry: dict[str, Any]) -> Question:
    responses, texts = entry["resps"], _texts(entry.get("arguments"))
    if len(responses) > _MOST_CHOICES:
        raise InputError(f"it has {len(responses):,} choices; at most {_MOST_CHOICES:,} are read.")
    if _is_doubled(entry.get("arguments"), len(responses)):
        responses = responses[: len(responses) // 2]  # the others are log-probabilities without the question
    texts = texts[: len(responses)] if len(texts) >= len(responses) else []
    numbers = [_log_probability(one, number) for number, one in enumerate(responses, 1)]
    if len(numbers) < 2:
        raise InputError(f"a question needs two choices at least; here is {len(numbers) or 'none'}.")
    return Question(numbers, texts, _target(entry, len(numbers), texts))


def _log_probability(response: Any, choice: int) -> float:
    """Return the number of a response [[log_prob, is_greedy], …], of which repeats are equal."""
    try:
        value = response[0][0]
        is_text = isinstance(response[0], str) or not isinstance(value, str | int | float)
        number = math.nan if is_text or isinstance(value, bool) else float(value)
    except (TypeError, LookupError, ValueError, OverflowError):
        is_text, number = True, math.nan
    if is_text:
        raise InputError(
            f"response {choice} has no log-probability: only multiple choice can be calibrated, not written"
            " answers."
        )
    if math.isnan(number) or number == math.inf:
        raise InputError(f"the log-probability of choice {choice} is {quoted(str(value))}.")
    return number


def _arguments(arguments: Any) -> list[tuple[str, str]]:
    """Return context and continuation of each request; empty if the file has none."""
    rows = arguments
    if isinstance(arguments, dict):
        rows = [arguments.get(f"gen_args_{number}") for number in range(len(arguments))]
    if not isinstance(rows, list):
        return []
    found = list[tuple[str, str]]()
    for row in rows:
        parts = [row.get("arg_0"), row.get("arg_1")] if isinstance(row, dict) else row
        if (
            not isinstance(parts, list)
            or len(parts) < 2
            or not all(isinstance(one, str) for one in parts[:2])
        ):
            return []
        found.append((parts[0], parts[1]))
    return found


def _texts(arguments: Any) -> list[str]:
    """Return the texts of the choices, as they follow the question."""
    return [continuation.strip()[:_LONGEST_NAME] for _, continuation in _arguments(arguments)]


def _is_doubled(arguments: Any, responses: int) -> bool:
    """True if the second half are the same choices without the question, as for mutual information."""
    found = _arguments(arguments)
    half = responses // 2
    if responses % 2 or half < 2 or len(found) != responses:
        return False
    bare = all(not context.strip() for context, _ in found[half:])
    return bare and any(context.strip() for context, _ in found[:half])


def _target(entry: dict[str, Any], choices: int, texts: Sequence[str]) -> int:
    """Return the number of the right choice, which the file gives as a number or as a text."""
    target = entry.get("target")
    if isinstance(target, str):
        text = target.strip()
        if text in texts:
            return texts.index(text)
        target = int(text) if text.isdecimal() and len(text) < 10 else target
    if isinstance(target, list):
        raise InputError("it has several right choices; one is needed.")
    if isinstance(target, bool) or not isinstance(target, int):
        raise InputError(
            f"the right choice (“target”) is {quoted(str(target))}, which is not one of the choices."
        )
    if not 0 <= target < choices:
        raise InputError(f"the right choice (“target”) is {target}; choices are 0 to {choices - 1} here.")
    return target
