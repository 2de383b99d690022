"""What an ONNX graph asks for and gives, by name: types and shapes are the graph's, not config.json's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tauscope.core.errors import InputError

DType = np.dtype[Any]

_TYPES: dict[str, DType] = {
    "tensor(int32)": np.dtype(np.int32),
    "tensor(int64)": np.dtype(np.int64),
    "tensor(float16)": np.dtype(np.float16),
    "tensor(float)": np.dtype(np.float32),
    "tensor(double)": np.dtype(np.float64),
    "tensor(bool)": np.dtype(np.bool_),
}
_PAST, _PRESENT = "past_key_values.", "present."
Maker = Callable[[int, int, DType], NDArray[Any]]


def _positions(past: int, new: int, dtype: DType) -> NDArray[Any]:
    return np.arange(past, past + new, dtype=dtype)


def _ones(count: int, dtype: DType) -> NDArray[Any]:
    """(1, count), a part of what is made once for many counts."""
    return _many_ones(1 << count.bit_length(), dtype)[:, :count]


@cache
def _many_ones(count: int, dtype: DType) -> NDArray[Any]:
    return np.ones((1, count), dtype)


_MAKERS: dict[str, Maker] = {
    "attention_mask": lambda past, new, dtype: _ones(past + new, dtype),
    "position_ids": lambda past, new, dtype: _positions(past, new, dtype)[None],
    "cache_position": _positions,
    "use_cache_branch": lambda past, _, dtype: np.array([past > 0], dtype),
    "num_logits_to_keep": lambda _past, _new, dtype: np.array(1, dtype),
    "logits_to_keep": lambda _past, _new, dtype: np.array(1, dtype),
}
"""What an input is given, from the number of positions before, and of new ones."""


@dataclass(frozen=True)
class Slot:
    """One array of the cache: its input and output, its shape before any token, the axis of positions."""

    name: str
    output: str
    shape: tuple[int, ...]
    dtype: DType
    axis: int


@dataclass(frozen=True)
class Bindings:
    """How a graph is fed.

    Attributes
    ----------
    ids_type : dtype
        Of `input_ids`.
    makers : tuple of (str, Maker, dtype)
        The other inputs, but for the cache.
    slots : tuple of Slot
        Empty for a graph without a cache, which is fed all tokens each time.
    first, later : int
        How many tokens have to be fed together while there is no cache, if so many come, and how many may be
        once there is one.
    """

    ids_type: DType
    makers: tuple[tuple[str, Maker, DType], ...]
    slots: tuple[Slot, ...]
    first: int
    later: int

    @classmethod
    def of(cls, session: Any) -> Bindings:
        """Read them from a session; `InputError` if the graph is none of a language model."""
        inputs = {entry.name: entry for entry in session.get_inputs()}
        outputs = {entry.name: entry for entry in session.get_outputs()}
        _check_logits(outputs)
        if "input_ids" not in inputs:
            raise InputError(
                f"model.onnx asks for {_listed(inputs)}, not for input_ids: it does not read text."
            )
        unknown = [
            name for name in inputs if name not in ("input_ids", *_MAKERS) and not name.startswith(_PAST)
        ]
        if unknown:
            raise InputError(f"model.onnx asks for {_listed(unknown)}, which this program does not know.")
        slots = tuple(_slot(entry, outputs) for name, entry in inputs.items() if name.startswith(_PAST))
        first, later = _together(inputs, cached=bool(slots))
        makers = tuple((name, make, _dtype(inputs[name])) for name, make in _MAKERS.items() if name in inputs)
        return cls(_dtype(inputs["input_ids"]), makers, slots, first, later)


def _check_logits(outputs: dict[str, Any]) -> None:
    if "logits" not in outputs:
        raise InputError(f"model.onnx gives {_listed(outputs)}, and no logits: it does not write text.")
    if len(outputs["logits"].shape) != 3:
        raise InputError("The logits of model.onnx are not a row for each token: it does not write text.")
    _dtype(outputs["logits"])


def _together(inputs: dict[str, Any], *, cached: bool) -> tuple[int, int]:
    """See `first` and `later`: a graph that has another branch for what comes later has to get all first."""
    shape = inputs["input_ids"].shape
    if len(shape) != 2:
        raise InputError("The input_ids of model.onnx are not rows of tokens: it does not read text.")
    length = shape[1]
    if isinstance(length, int) and not (cached and length == 1):
        raise InputError(f"The input_ids of model.onnx have a fixed shape, {_listed(shape)}: no text fits.")
    if isinstance(length, int):
        return 1, 1
    whole = 2**62
    if not cached:
        return whole, whole
    return (whole, 1) if "use_cache_branch" in inputs else (1, whole)


def _slot(entry: Any, outputs: dict[str, Any]) -> Slot:
    output = _PRESENT + entry.name.removeprefix(_PAST)
    if output not in outputs:
        raise InputError(f"model.onnx asks for {entry.name}, but gives no {output}.")
    free = [axis for axis, size in enumerate(entry.shape) if not isinstance(size, int)]
    growing = free[1:] if free[:1] == [0] else free  # the other one is the batch: one text
    if len(growing) != 1:
        raise InputError(
            f"The cache of model.onnx has a shape that this program does not know: {_listed(entry.shape)}."
        )
    shape = [size if isinstance(size, int) else 1 for size in entry.shape]
    shape[growing[0]] = 0
    return Slot(entry.name, output, tuple(shape), _dtype(entry), growing[0])


def _dtype(entry: Any) -> DType:
    if entry.type not in _TYPES:
        raise InputError(
            f"{entry.name} of model.onnx has a type that this program does not know: {entry.type}."
        )
    return _TYPES[entry.type]


def _listed(names: Any) -> str:
    """The first few of some names."""
    few = [str(name) for name in names]
    return ", ".join(few[:4]) + (f" and {len(few) - 4} more" if len(few) > 4 else "")
