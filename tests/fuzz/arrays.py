"""Mutated files of arrays, labels and tables, and a run of many of them through their readers.

    python tests/fuzz/arrays.py [--count 100000] [--seed 1]

Each is a small file of one of the formats with bytes changed, cut, repeated or put in, sometimes with numbers
that readers look at. Exit status 1 if one ends in anything but a recording whose steps are sound or refused
in one sentence, or if one takes more than a second or 64 MB of memory.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import struct
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[2] / "src")]
from tests.fuzz.many import Limits, run_many  # noqa: E402  # found by the path above
from tests.sources.trace.dump_writer import dump_of  # noqa: E402

from tauscope.core.errors import InputError  # noqa: E402
from tauscope.document.files.tables.matrices import parse_matrix  # noqa: E402
from tauscope.document.files.tables.reader import parse_table  # noqa: E402
from tauscope.document.files.tables.text_lines import Lines  # noqa: E402
from tauscope.sources.trace.arrays import SeveralArraysError, labels_from, looks_like, open_array  # noqa: E402
from tauscope.sources.trace.values import ValueKind  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.values import Floats
    from tauscope.sources.trace.recording import Recording

LONGEST_SENTENCE = 1_000
LIMITS = Limits(1.0, 64e6)
LOGITS = np.random.default_rng(1).normal(0, 5, (4, 6))


PROBABILITIES = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)


def _npy(code: str = "<f4", order: str = "C", array: Floats = LOGITS) -> bytes:
    file = io.BytesIO()
    np.save(file, np.array(array.astype(code), order=order))  # type: ignore[call-overload]
    return file.getvalue()


def _npz(*, compressed: bool, several: bool = False) -> bytes:
    file = io.BytesIO()
    save, logits = np.savez_compressed if compressed else np.savez, LOGITS.astype("<f2")
    if several:
        save(file, logits=logits, other=LOGITS[:2], ids=np.arange(4))
    else:
        save(file, logits=logits)
    return file.getvalue()


def _safetensors() -> bytes:
    header = {
        "__metadata__": {"format": "pt"},
        "logits": {"dtype": "BF16", "shape": [4, 6], "data_offsets": [0, 48]},
        "ids": {"dtype": "I64", "shape": [4], "data_offsets": [48, 80]},
    }
    text = json.dumps(header).encode()
    numbers = (LOGITS.astype("<f4").view("<u4") >> 16).astype("<u2")
    return struct.pack("<Q", len(text)) + text + numbers.tobytes() + bytes(32)


TOKENIZER = {
    "added_tokens": [{"id": 4, "content": "<|end|>", "special": True}],
    "decoder": {"type": "ByteLevel"},
    "model": {"type": "BPE", "vocab": {"Ġcat": 0, "Ã¼": 1, "Ċ": 2, "Ã": 3}},
}
UNIGRAM = {"model": {"vocab": [["<unk>", 0], ["▁a", -1.5], ["<0x0A>", -2]]}, "added_tokens": []}
FILES: dict[str, bytes] = {
    "a.npy": _npy(),
    "b.npy": _npy(">f8", "F"),
    "p.npy": _npy(array=PROBABILITIES),
    "lnp.npy": _npy("<f8", array=np.log(PROBABILITIES)),
    "a.npz": _npz(compressed=False),
    "b.npz": _npz(compressed=True, several=True),
    "a.safetensors": _safetensors(),
    "a.kld": dump_of(LOGITS.reshape(1, 4, 6), [[0, 1, 2, 5]]),
    "tokenizer.json": json.dumps(TOKENIZER).encode(),
    "unigram.json": json.dumps(UNIGRAM).encode(),
    "labels.txt": "cat\nğ dog\n\nfox\n".encode(),
    "p.csv": b"token,p\ncat,50 %\ndog,0.25\n98 others,0.25\n",
    "lnp.tsv": b"class\tln p\tid\ncat\t-0,7\ndog\t-0,7\n",
    "steps.csv": b"step,cat,dog,fox\n0,1.5,2,-inf\n1,0,1e-3,2\n",
}
NUMBERS = [0, 1, 2, 7, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 2**31, 2**53, 2**63, 2**64 - 1]
TEXTS = [
    b"(4, 6)", b"(99999999, 99999999)", b"(0, 6)", b"()", b"(6,)", b"'|O'", b"'<f2'", b"True",
    b"[", b"{" * 3000,
    b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04", b"\x93NUMPY\x02", b"_logits_", b"\xff\xff\xff\xff", b"nan",
    b"inf", b"-inf", b"%", b",", b"\t", b"\n", b'"', b"1e999", b"-1", b"0.5", b"null", b"[4,6]", b"F8_E5M2",
    b"\x00\x00\xc0\x7f", b"\x00\x00\x80\x7f", b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", b"\xf0\x9f",
    b"\0" * 64,
]  # fmt: skip


def mutated(seed: int) -> tuple[str, bytes]:
    """Return the name and the content of a file with some faults."""
    chance = random.Random(seed)
    name = chance.choice(list(FILES))
    data = FILES[name]
    for _ in range(chance.choice([1, 1, 2, 3, 8])):
        data = _changed(data, chance)
    return name, data


def _changed(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    # Headers and indexes are short beside numbers, and more worth a fault.
    if chance.random() < 0.5:
        start = min(start, chance.choice([16, 64, 160]))
    stop = min(len(data), start + chance.choice([0, 1, 1, 2, 4, 8, 40]))
    part = data[start:stop]
    changes: list[Callable[[], bytes]] = [
        lambda: bytes(chance.randrange(256) for _ in part),
        lambda: bytes(byte ^ (1 << chance.randrange(8)) for byte in part),
        lambda: b"",
        lambda: part * chance.choice([2, 3, 50]),
        lambda: chance.choice(TEXTS),
        lambda: struct.pack("<Q", chance.choice(NUMBERS))[: chance.choice([1, 2, 4, 8])],
        lambda: chance.choice(list(FILES.values()))[: chance.choice([8, 40, 400])],
    ]
    new = chance.choice(changes)()
    if chance.random() < 0.05:
        return data[:start]
    keeps_length = chance.random() < 0.5
    return data[:start] + new + data[start + len(new) if keeps_length else stop :]


def check(path: Path, data: bytes) -> str:
    """Read a file and all its steps; return the first refusal, or an empty text; else `AssertionError`."""
    path.write_bytes(data)
    try:
        if path.suffix in {".json", ".txt"}:
            labels = labels_from(path)
            assert labels
            assert all(map(str.isprintable, labels)), labels
        elif path.suffix in {".csv", ".tsv"}:
            _check_table(data)
        else:
            _check_array(path, data)
    except InputError as refusal:
        said = str(refusal)
        assert said.endswith((".", "”")), said
        assert "\n" not in said, said
        assert len(said) < LONGEST_SENTENCE, said
        return said
    return ""


def _check_table(data: bytes) -> None:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return  # refused before
    matrix = parse_matrix(Lines(data))
    if matrix is not None:
        assert np.isfinite(matrix.values.max(axis=1)).all()
        assert matrix.labels is None or len(matrix.labels) == matrix.values.shape[1]
        return
    table = parse_table(Lines(data))
    assert not (np.isnan(table.values) | (table.values == np.inf)).any()
    assert len(table.names) == len(table.values) > 0


def _check_array(path: Path, data: bytes) -> None:
    looks_like(data[:4096], path.suffix)
    try:
        recording = open_array(path)
    except SeveralArraysError as several:
        recording = open_array(path, several.arrays[-1].name)
    assert recording.recognised.isprintable(), recording.recognised
    assert len(recording.pieces) in (0, recording.steps)
    if not recording.says_values:
        _check_kinds(recording)
    for number in range(min(recording.steps, 20)):
        step = recording.step(number)
        assert np.isfinite(step.logits.values.max())
        assert len(step.logits.labels) == len(step.logits.values) == len(step.logits.keys)
        if step.unlisted is not None:
            low, high = step.unlisted.mass
            assert 0 <= low <= high <= 1
            assert 0 <= step.unlisted.most <= 1.1


def _check_kinds(recording: Recording) -> None:
    """Take the first step's numbers as each kind, which some numbers are not."""
    for kind in ValueKind:
        with contextlib.suppress(InputError):
            values = recording.taken_as(kind).step(0).logits.values
            assert np.isfinite(values.max())
            assert not np.isnan(values).any()


def main() -> int:
    """Run many, and print the seeds of those that fail."""
    with tempfile.TemporaryDirectory() as folder:

        def checked(file: tuple[str, bytes]) -> object:
            path = Path(folder, file[0])
            try:
                return check(path, file[1])
            finally:
                path.unlink(missing_ok=True)

        return run_many("files", str(__doc__), mutated, checked, LIMITS)


if __name__ == "__main__":
    sys.exit(main())
