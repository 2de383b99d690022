"""Reading of a server's answer as a recording, whatever its shape."""

from __future__ import annotations

import gc
import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.trace.shapes.listed.cells import Cells
from tauscope.sources.trace.shapes.listed.columns import Columns, columns_of
from tauscope.sources.trace.shapes.listed.names import UNNAMED, Spelling
from tauscope.sources.trace.shapes.listed.recording import ListedRecording, pieces_of
from tauscope.sources.trace.shapes.parsing import values_in
from tauscope.sources.trace.shapes.registry import shape_for
from tauscope.sources.trace.shapes.shape import inner
from tauscope.sources.trace.shapes.step import MOST_STEPS, ListedSteps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from tauscope.sources.trace.recording import Recording
    from tauscope.sources.trace.shapes.shape import Entry
    from tauscope.sources.trace.shapes.step import Answer, Chosen

NOT_AN_ANSWER = "This is no answer of a language model that Tauscope knows."
NO_PROBABILITIES = "This answer holds no log-probabilities: ask the server for them with “logprobs”."
_ERROR = re.compile(r'\s*\{\s*"error"\s*:\s*["{]')
"""Matches the beginning of a server's error."""
_BEGINNING = re.compile(r"\s*(?:[\[{]|data:|event:|id:|retry:|:)")
_KEYS = re.compile(
    r'"(?:choices|logprobs|top_logprobs|completion_probabilities|generation_settings|logprobsResult|candidates'
    r"|meta_info|prompt_logprobs|output_top_logprobs|tok_str|top_tokens|eval_count|output_text|created_at"
    r'|generated_text)"\s*:|"logits"\s*:\s*\{'
)
"""Matches a key that answers have, and sessions have not."""
_OTHERS = re.compile(r'\A\s*+\[?+\s*+\{\s*+"format"\s*:|"(?:resps|filtered_resps|classes)"\s*:')
"""Matches sessions and reports of Tauscope, and samples of lm-evaluation-harness."""


def looks_like_answer(head: bytes | str) -> bool:
    """Return True if the beginning of a file looks like an answer, also one without probabilities.

    Examples
    --------
    >>> [looks_like_answer(text) for text in ('{"choices": [{"index": 0, "logpro', '{"format": 1, "c')]
    [True, False]
    """
    if isinstance(head, bytes):
        head = head.decode(json.detect_encoding(head), "replace")
    text = head.removeprefix("\ufeff")
    if not _BEGINNING.match(text) or _OTHERS.search(text):
        return False
    return bool(_KEYS.search(text) or _ERROR.match(text))


def open_answer(data: bytes | str, name: str, path: Path | None = None) -> Recording:
    """Read an answer of a server, a stream of its parts, or several answers.

    Parameters
    ----------
    data : bytes or str
        JSON, JSON lines or an event stream.
    name : str
        Name on screen: the file's, without its folder.
    path : Path, optional
        The file, if there is one.

    Raises
    ------
    InputError
        If the data is no answer, is damaged, or holds no probabilities; the sentence says what and where.
    """
    text, raw = _text_and_bytes(data)
    with _collector_paused(), ThreadPoolExecutor(1) as worker:
        # Hashing leaves the interpreter free, so that it costs no time where there is a second processor.
        return _open(text, worker.submit(_fingerprint, raw), name, path)


def _fingerprint(raw: bytes) -> str:
    return f"{len(raw)}-{hashlib.blake2b(raw, digest_size=16).hexdigest()}"


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Within this block Python's collector does not look through the values of an answer, which are all used.

    It would take a quarter of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _open(text: str, fingerprint: Future[str], name: str, path: Path | None) -> Recording:
    cells, answers, starts = Cells(), list["Answer"](), list[int]()
    for parts in _whole_answers(text):
        starts.append(len(cells.ends))
        cells.begin()
        answers += parts
        for part in parts:
            _add(cells, part)
    if not cells.ends:
        raise InputError(NO_PROBABILITIES)
    columns = columns_of(cells)
    _check_not_all_certain(columns, answers)
    return ListedRecording(
        columns,
        _pieces(cells, starts),
        name,
        _recognised(answers, columns, len(starts)),
        fingerprint.result(),
        path,
        _only({answer.applied for answer in answers}),
    )


def _text_and_bytes(data: bytes | str) -> tuple[str, bytes]:
    if isinstance(data, str):
        return data, data.encode("utf-8", "surrogatepass")
    try:
        return data.decode(json.detect_encoding(data)), data
    except UnicodeDecodeError as error:
        raise InputError(f"Byte {error.start + 1:,} of this answer is not text.") from None


def _whole_answers(text: str) -> list[list[Answer]]:
    """Return the parts of each answer, in the order in which the answers begin."""
    found, open_ = list[list["Answer"]](), dict[str, list["Answer"]]()
    known = False
    for entry in _entries(text):
        shape = shape_for(entry)
        if shape is None:
            _check_no_error(entry)
            continue
        known = True
        if len(found) > MOST_STEPS:
            raise InputError(f"There are more than {MOST_STEPS:,} answers, the most that are read.")
        for answer in shape.answers(entry):
            key = f"{answer.what} {answer.key}"
            if not answer.key or key not in open_:
                found.append([])
                open_[key] = found[-1]
            if answer.replaces:
                open_[key].clear()
            open_[key].append(answer)
            if answer.ends:
                del open_[key]
    if not known:
        raise InputError(NOT_AN_ANSWER)
    return found


def _entries(text: str) -> Iterator[Entry]:
    """Yield the objects of a text; a list is taken for its objects."""
    for value in values_in(text):
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict):
                yield _unwrapped(entry)


def _check_no_error(entry: Entry) -> None:
    """Raise `InputError` with what a server said if this is its error."""
    said = entry.get("error")
    said = said.get("message") if isinstance(said, dict) else said
    if isinstance(said, str) and said:
        raise InputError(f"This is an error of a server and no answer: {quoted(said)}.")


def _unwrapped(entry: Entry) -> Entry:
    """Return the answer in an object around it, as lines of a batch's results have."""
    body = inner(entry, "response", "body")
    return body if isinstance(body, dict) else entry


def _add(cells: Cells, answer: Answer) -> None:
    """Add the steps of an answer; the sentence of an error names the step."""
    try:
        for step in answer.steps:
            if isinstance(step, ListedSteps):
                cells.add_all(step)
            else:
                cells.add(step, linear=answer.linear)
    except InputError as error:
        raise InputError(f"Step {len(cells.ends) + 1:,}: {error}") from None


def _check_not_all_certain(columns: Columns, answers: list[Answer]) -> None:
    """Raise `InputError` if all log-probabilities are 0, which no model says of its own."""
    if len(columns.chosen) > 1 and columns.all_zero and not any(answer.linear for answer in answers):
        raise InputError(
            "All log-probabilities of this answer are 0, as llama.cpp writes them with a draft model: ask"
            " again without one."
        )


def _pieces(cells: Cells, starts: list[int]) -> list[str]:
    """Return the text that each chosen token adds; later answers begin on a line of their own."""
    if not any(cells.chosen):
        return []
    spelling = Spelling(cells.texts)
    pieces = list[str]()
    for start, stop in zip(starts, [*starts[1:], len(cells.ends)], strict=True):
        more = pieces_of([_spelled(spelling, chosen) for chosen in cells.chosen[start:stop]])
        if pieces and more:
            more[0] = "\n" + more[0]
        pieces += more
    return pieces


def _spelled(spelling: Spelling, chosen: tuple[Chosen, ...]) -> bytes:
    if len(chosen) == 1:  # as nearly always
        name = spelling.bytes_of(chosen[0].text, chosen[0].spelled)
        return UNNAMED.format(chosen[0].id).encode() if name is None else name
    found = [spelling.bytes_of(one.text, one.spelled) for one in chosen]
    names = zip(chosen, found, strict=True)
    return b"".join(UNNAMED.format(one.id).encode() if name is None else name for one, name in names)


def _recognised(answers: list[Answer], columns: Columns, count: int) -> str:
    """Return a line on what was recognised: "OpenAI chat completion: 42 tokens, top 20 each"."""
    whats = list(dict.fromkeys(answer.what for answer in answers))
    tokens = len(columns.chosen)
    line = f"{' and '.join(whats[:3])}: "
    line += f"{count:,} answers, one after the other, " if count > 1 else ""
    line += f"{tokens:,} tokens, " if tokens > 1 else "1 token, "
    line += _listed_in_words(columns)
    notes = dict.fromkeys(answer.note for answer in answers if answer.note)
    if columns.all_zero:
        notes["which has probability 1"] = None
    elif tokens > 1 and not columns.values.any():
        # No real distribution: processed by a temperature of 0, or not computed at all.
        notes["all with probability 1, as servers write after greedy or speculative decoding"] = None
    return ", ".join([line, *notes])


def _listed_in_words(columns: Columns) -> str:
    known = ~np.isnan(columns.masses)
    counts = columns.likeliest[known]
    least, most = int(counts.min()), int(counts.max())
    each = " each" if len(counts) > 1 else ""
    listed = f"top {least:,}" if least == most else f"top {least:,} to {most:,}"
    if most == 0:
        listed = "nothing but the chosen one"
    missing = int((~known).sum())
    return f"{listed}{each}" + (f" ({missing:,} without any)" if missing else "")


def _only(values: set[Any]) -> Any:
    """Return the only value of a set; None if there are several."""
    return next(iter(values)) if len(values) == 1 else None
