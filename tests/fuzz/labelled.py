"""Mutated files of logits with true classes, and a run of many of them through their readers.

    python tests/fuzz/labelled.py [--count 100000] [--seed 1]

Each is a small file of one of the formats with bytes changed, cut, repeated or put in. Exit status 1 if one
ends in anything but sound examples or a refusal in one sentence, or if one takes more than a second or 64 MB.
"""

from __future__ import annotations

import io
import random
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[2] / "src")]
from tests.fuzz.many import Limits, run_many  # noqa: E402  # found by the path above
from tests.sources.labelled.files import (  # noqa: E402
    LABELS,
    LOGITS,
    NAMES,
    npz,
    sample,
    samples,
    table,
)

from tauscope.core.errors import InputError  # noqa: E402
from tauscope.document.files.openers.labelled import (  # noqa: E402
    LabelledArraysOpener,
    LabelledTableOpener,
    SamplesOpener,
)
from tauscope.document.files.openers.location import Location  # noqa: E402
from tauscope.sources.labelled.reading import read_labelled  # noqa: E402
from tauscope.sources.labelled.source import LabelledSource  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_SENTENCE = 400
LIMITS = Limits(1.0, 64e6)
OPENERS = (LabelledArraysOpener(), LabelledTableOpener(), SamplesOpener())
TEXTS = np.array(NAMES)[LABELS]
FILES = (
    npz(logits=LOGITS, labels=LABELS),
    npz(compressed=True, logits=LOGITS.astype("<f2"), labels=TEXTS, classes=np.array(NAMES)),
    npz(probs=LOGITS / 10, y=LABELS.astype(float), other=np.zeros((2, 2))),
    table(),
    table(";", ","),
    b",cat,y,dog\n0,2,1,-inf\n1,3e2,0,1/3\n2,ln 2,1,-4\n",
    samples(sample([-1.5, -2], "0"), sample([-3, -2, -1], 2)),
    samples(
        sample([-1, -2], "Rome", (" Rome", " Paris")), sample([-1, -2, -3, -4], 1, ("a", "b", "a", "b"), "")
    ),
)
PARTS = [
    b"(4, 3)", b"(99999999, 99999999)", b"(0, 3)", b"()", b"(4,)", b"(-4, 3)", b"'|O'", b"'<f2'", b"'<U9'",
    b"True", b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04", b"\x93NUMPY\x02", b"\xff\xff\xff\xff", b"logits",
    b"labels", b".npy", b"nan", b"inf", b"-inf", b"1e999", b"-1", b"7", b"0.5", b"null", b"true", b"{}",
    b"[]", b'"', b"\\ud800", b"\\u0000", b",", b"\t", b";", b"\n", b"\r", b"\0", b"label", b"cat",
    b"[" * 3000, b"9" * 400, b"\0" * 64, b'"resps":', b'"target":', b"\xef\xbb\xbf", b"\xff\xfe",
    b"\xe2\x80\x8e",
]  # fmt: skip
NUMBERS = [0, 1, 2, 7, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 2**31, 2**53, 2**63, 2**64 - 1]


def mutated(seed: int) -> bytes:
    """Return the content of a file with some faults."""
    chance = random.Random(seed)
    data = chance.choice(FILES)
    for _ in range(chance.choice([1, 1, 2, 3, 8])):
        data = _changed(data, chance)
    return data


def _changed(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    # Headers are short beside numbers, and the index of a zip is at its end: these are more worth a fault.
    place = chance.random()
    if place < 0.3:
        start = min(start, chance.choice([16, 64, 160]))
    elif place < 0.5:
        start = max(start, len(data) - chance.choice([30, 130]))
    stop = min(len(data), start + chance.choice([0, 1, 1, 2, 4, 8, 40]))
    part = data[start:stop]
    changes: list[Callable[[], bytes]] = [
        lambda: bytes(chance.randrange(256) for _ in part),
        lambda: bytes(byte ^ (1 << chance.randrange(8)) for byte in part),
        lambda: b"",
        lambda: part * chance.choice([2, 3, 50]),
        lambda: chance.choice(PARTS),
        lambda: chance.choice(PARTS),
        lambda: struct.pack("<Q", chance.choice(NUMBERS))[: chance.choice([1, 2, 4, 8])],
        lambda: chance.choice(FILES)[: chance.choice([8, 40, 400])],
    ]
    new = chance.choice(changes)()
    if chance.random() < 0.05:
        return data[:start]
    keeps_length = chance.random() < 0.5
    return data[:start] + new + data[start + len(new) if keeps_length else stop :]


def check(data: bytes) -> str:
    """Read a file; return the refusal, or an empty text; `AssertionError` if what was read is unsound."""
    for opener in OPENERS:
        opener.takes(Location.of_bytes(data))
    try:
        examples = read_labelled(io.BytesIO(data))
    except InputError as refusal:
        said = str(refusal)
        assert said.endswith("."), said
        assert "\n" not in said, said
        assert len(said) < LONGEST_SENTENCE, said
        return said
    labelled = examples.labelled
    assert labelled.logits.shape == (len(examples), len(examples.classes))
    assert np.isfinite(labelled.logits.max(axis=1)).all()
    assert ((labelled.labels >= 0) & (labelled.labels < labelled.classes)).all()
    assert examples.recognised.isprintable(), examples.recognised
    source = LabelledSource(examples)
    for row in range(min(len(examples), 3)):
        assert len(source.logits(row)) == labelled.classes
        assert source.words_at(row).isprintable(), source.words_at(row)
    assert LabelledSource.from_json(source.to_json()) == source
    return ""


def main() -> int:
    """Run many, and print the seeds of those that fail."""
    return run_many("files", str(__doc__), mutated, check, LIMITS)


if __name__ == "__main__":
    sys.exit(main())
