"""Reading of labelled logits from a file of any kind that has them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from tauscope.core.errors import InputError
from tauscope.core.text.encodings import utf_8
from tauscope.sources.labelled.archive import SIGNATURE
from tauscope.sources.labelled.columns import read_columns
from tauscope.sources.labelled.harness import read_samples
from tauscope.sources.labelled.npz import read_npz

if TYPE_CHECKING:
    from tauscope.sources.labelled.labelled_set import LabelledSet

LARGEST = 2**30
"""Most bytes of a file: 50,000 × 1,000 logits as text take half of them."""

_ARRAY = b"\x93NUMPY"
_EMPTY_ZIP = b"PK\x05\x06"
_HEAD = 256


def read_labelled(file: BinaryIO) -> LabelledSet:
    """Read examples with logits and true classes; the kind of file is told from its first bytes.

    Parameters
    ----------
    file : binary file
        It can seek, and stays open.

    Raises
    ------
    InputError
        If the file has none, or is damaged. The sentence names the row, or the line.
    """
    if file.seek(0, io.SEEK_END) > LARGEST:
        raise InputError(f"It is larger than {LARGEST // 2**30} GiB.")
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if not head:
        raise InputError("It is empty.")
    if head.startswith((SIGNATURE, _EMPTY_ZIP)):
        return read_npz(file)
    if head.startswith(_ARRAY):
        raise InputError(
            "An .npy file has one array, and labels are needed beside the logits:"
            " numpy.savez(file, logits=…, labels=…) writes both."
        )
    if utf_8(head).lstrip().startswith(b"{"):
        return read_samples(file)
    return read_columns(file)
