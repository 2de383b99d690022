"""A small example for each opener of the registry; an opener that is added needs one as well."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from tests.sources.labelled import files as labelled

from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits.table_edits import set_temperature
from tauscope.document.files.codec import Decoded, encode
from tauscope.document.files.figures import embed_png, embed_svg
from tauscope.document.files.openers.location import Location
from tauscope.document.files.openers.opener import PathOpener
from tauscope.resources import model_folder
from tauscope.sources import TypedTable

SESSION = encode(set_temperature(Document(), 0.25))
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6368000000820081d75f2ad10000000049454e44ae426082"
)


def _model(folder: Path) -> Path:
    del folder
    return model_folder()


def _file(name: str, content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return write


ANSWER = {
    "choices": [
        {
            "index": 0,
            "logprobs": {
                "content": [
                    {
                        "token": " wet",
                        "logprob": -1.5,
                        "top_logprobs": [
                            {"token": " dry", "logprob": -0.5},
                            {"token": " wet", "logprob": -1.5},
                            {"token": " cold", "logprob": -3.0},
                        ],
                    }
                ]
                * 3
            },
        }
    ]
}


def _array() -> bytes:
    file = io.BytesIO()
    np.save(file, np.random.default_rng(1).normal(0, 2, (300, 500)))
    return file.getvalue()


EXAMPLES: dict[str, Callable[[Path], Path]] = {
    "model": _model,
    "labelled_arrays": _file("a.npz", labelled.npz(logits=labelled.LOGITS, labels=labelled.LABELS)),
    "labelled_table": _file("a.csv", labelled.table()),
    "samples": _file("a.jsonl", labelled.samples(labelled.sample([-1, -2], 0), labelled.sample([-2, -3], 1))),
    "png": _file("a.png", embed_png(DOT, SESSION)),
    "svg": _file("a.svg", embed_svg("<svg></svg>", SESSION).encode()),
    "lesson": _file("lesson.toml", b'title = "Cold"\n\n[[step]]\ntitle = "One"\n'),
    "tree": _file("a.toml", b"[node.start]\nyes = 0.5\nno = 0.5\n"),
    "array": _file("a.npy", _array()),
    "answer": _file("answer.json", json.dumps(ANSWER).encode()),
    "json": _file("a.tauscope", SESSION.encode()),
    "list": _file("a.txt", b"[2, 1, 0.5, 0.1]"),
    "table": _file("a.csv", b"cat,2\ndog,1\nfox,0.5\nowl,0.1\n"),
}
"""What writes the example of an opener into a folder and returns its path."""


class RowOpener(PathOpener):
    """Reads one row of a large file of float64, as an opener of traces does; also an address such as row://here/3/2"""

    title, what, endings = "Rows", "a file of rows", (".rows",)
    classes = 4
    most_read = 2 * classes * 8

    def takes(self, location: Location) -> bool:
        return location.ending == ".rows" or location.address.startswith("row://")

    def open(self, location: Location) -> Decoded:
        values = [
            float(number) for number in location.address.removeprefix("row://here/").split("/") if number
        ]
        if not values:
            location.file.seek(self.classes * 8)
            values = np.frombuffer(location.file.read(self.classes * 8)).tolist()
        labels = [f"column {number}" for number in range(1, len(values) + 1)]
        return Decoded(Document(source=TypedTable(Logits.of(labels, values))))


ROWS = f"{RowOpener.__module__}.{RowOpener.__name__}"


def write_rows(path: Path) -> Path:
    """Write two rows, of which the second is 3, 2, 1, 0."""
    path.write_bytes(np.array([[0.0, 0, 0, 0], [3, 2, 1, 0]]).tobytes())
    return path
