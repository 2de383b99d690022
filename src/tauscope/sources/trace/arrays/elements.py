"""Types of numbers in files, and their conversion to float64."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tauscope.core.values import Floats


@dataclass(frozen=True)
class Element:
    """Type of the numbers of an array.

    Attributes
    ----------
    name : str
        Its name on screen: "float32".
    storage : str
        NumPy's code of the type whose bytes are in the file: "<f4"; for bfloat16 "<u2".
    widened : bool
        True for bfloat16, whose bytes are the upper half of a float32.
    """

    name: str
    storage: str
    widened: bool = False

    @property
    def size(self) -> int:
        """Bytes of one number."""
        return np.dtype(self.storage).itemsize

    @property
    def is_fraction(self) -> bool:
        """True for floating-point numbers, as logits are."""
        return self.widened or self.storage[1] == "f"

    def decoded(self, data: bytes) -> Floats:
        """Return the numbers of their bytes, shape (numbers,), as a new array."""
        stored = np.frombuffer(data, dtype=self.storage)
        if self.widened:
            stored = (stored.astype(np.uint32) << 16).view(np.float32)
        with np.errstate(invalid="ignore"):  # a NaN that signals; the reader of rows refuses any
            return stored.astype(np.float64)


BFLOAT16 = Element("bfloat16", "<u2", widened=True)


def numpy_element(code: str) -> Element | None:
    """Return the type with NumPy's code, such as "<f4"; None if its values are no real numbers.

    Examples
    --------
    >>> numpy_element("<f4"), numpy_element("<c8")
    (Element(name='float32', storage='<f4', widened=False), None)
    """
    order, kind, size = code[:1], code[1:2], code[2:]
    if order not in "<>|=" or not code or (kind, size) not in _SIZES:
        return None
    return Element(np.dtype(f"{kind}{size}").name, code)


_SIZES = {("f", size) for size in "248"} | {(kind, size) for kind in "iu" for size in "1248"}
