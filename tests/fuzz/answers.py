"""Mutated answers of servers, and a run of many of them through their reader.

    python tests/fuzz/answers.py [--count 100000] [--seed 1]

Each is an answer of one of the shapes, changed as a text, as bytes or as values. Exit status 1 if one ends in
anything but a recording whose steps are sound, or a refusal in one sentence.
"""

from __future__ import annotations

import json
import math
import random
import sys
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[2] / "src")]
from tests.fuzz.many import run_many  # noqa: E402  # found by the path above
from tests.sources.trace.shapes.examples import EXAMPLES  # noqa: E402

from tauscope.core.errors import InputError  # noqa: E402
from tauscope.sources.trace.shapes import looks_like_answer, open_answer  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_SENTENCE = 400
TEXTS = [example.text for example in EXAMPLES.values() if len(example.text) < 5_000]
PARTS = [
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "NaN",
    "-Infinity",
    "[]",
    "{}",
    '""',
    '"a"',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    "\\",
    "\n",
    "data: ",
    "[DONE]",
    "\ufeff",
    "\\ud800",
    "9" * 400,
    "[" * 2_000,
]
VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    0.0,
    -0.5,
    0.5,
    1.5,
    -9999.0,
    -3.4028234663852886e38,
    math.nan,
    math.inf,
    -math.inf,
    10**400,
    2**63,
    2**53,
    "",
    "a",
    " cat",
    "\ud800",
    "\0",
    "Ġa",
    "▁a",
    "<0xE2>",
    "bytes:\\xe2",
    "token_id:7",
    "token_id:",
    "7",
    "x" * 3_000,
    [],
    [[]],
    [None],
    [255, 300],
    [226],
    {},
    {"": {}},
    {"logprob": -1},
    {"token": "a", "logprob": -1},
]


def mutated(seed: int) -> bytes:
    """Return an answer with some faults."""
    chance = random.Random(seed)
    text = chance.choice(TEXTS)
    if chance.random() < 0.6:
        text = _with_other_values(text, chance)
    while chance.random() < 0.5:
        text = _with_other_text(text, chance)
    data = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.1:
        place = chance.randrange(len(data) + 1)
        data = (
            data[:place]
            + bytes(chance.randrange(256) for _ in range(chance.randrange(4)))
            + data[place + 1 :]
        )
    return data


def _with_other_text(text: str, chance: random.Random) -> str:
    """Cut a text, or change, repeat or move a part of it."""
    start = chance.randrange(len(text) + 1)
    stop = min(len(text), start + chance.choice([0, 1, 1, 5, 50, 500]))
    part = chance.choice([*PARTS, "", text[start:stop] * 2, text[:stop], chance.choice(TEXTS)[start:]])
    return text[:start] + part + ("" if chance.random() < 0.1 else text[stop:])


def _with_other_values(text: str, chance: random.Random) -> str:
    """Change values, keys and lengths in the JSON of each line, or of the whole text."""
    prefix = "data: " if text.startswith("data: ") else ""
    try:
        entries = [json.loads(line.removeprefix(prefix)) for line in text.split("\n") if "{" in line]
    except ValueError:
        entries = [json.loads(text)]
    for _ in range(chance.choice([1, 1, 2, 5])):
        holder: Any = entries
        while (keys := _keys(holder)) and chance.random() < 0.85:
            key = chance.choice(keys)
            if not _keys(holder[key]):
                break
            holder = holder[key]
        if _keys(holder):
            _change(holder, chance)
    return "\n".join(prefix + json.dumps(entry) for entry in entries)


def _keys(holder: Any) -> list[Any]:
    return (
        list(holder)
        if isinstance(holder, dict)
        else list(range(len(holder)))
        if isinstance(holder, list)
        else []
    )


def _change(holder: Any, chance: random.Random) -> None:
    key = chance.choice(_keys(holder))
    changes: list[Callable[[], object]] = [
        lambda: holder.__setitem__(key, _value(chance)),
        lambda: holder.__setitem__(key, _value(chance)),
        lambda: holder.pop(key),
        lambda: holder.__setitem__(key, deepcopy(holder[chance.choice(_keys(holder))])),
        lambda: holder.append(_value(chance)) if isinstance(holder, list) else holder.update(a=1),
    ]
    chance.choice(changes)()


def _value(chance: random.Random) -> Any:
    return deepcopy(chance.choice(VALUES))


def check(data: bytes) -> str:
    """Read an answer and all its steps; return the refusal, or an empty text; `AssertionError` if unsound."""
    looks_like_answer(data[: 2**16])
    try:
        recording = open_answer(data, "answer")
    except InputError as refusal:
        said = str(refusal)
        assert said.endswith("."), said
        assert "\n" not in said, said
        assert len(said) < LONGEST_SENTENCE, said
        return said
    assert recording.recognised.isprintable(), recording.recognised
    assert len(recording.pieces) in (0, recording.steps)
    for number in range(recording.steps):
        step = recording.step(number)
        keys = step.logits.keys.tolist()
        assert len(set(keys)) == len(keys) >= 1
        assert max(step.logits.values) <= 0
        assert step.chosen is None or step.chosen in keys
        assert all(label.isprintable() and label for label in step.logits.labels), step.logits.labels
        if step.unlisted is not None:
            low, high = step.unlisted.mass
            assert 0 <= low <= high <= 1
            assert 0 <= step.unlisted.most <= 1
    return ""


def main() -> int:
    """Run many, and print the seeds of those that fail."""
    return run_many("answers", str(__doc__), mutated, check)


if __name__ == "__main__":
    sys.exit(main())
