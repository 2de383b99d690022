"""Inputs and outputs of an ONNX graph, recognised by name; types and shapes are those of the graph itself."""

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
_PAST = "past"
_PRESENTS = (
    ("past_key_values.", "present."),
    ("past_key_values.", "present_key_values."),
    ("past_key_values", "present"),
    ("past", "present"),
)
"""Beginnings of the names of a cache's input, and of the output that replaces it after each run."""
_SECTIONS = 3
"""Position numbers per token in models of text and images: time, height and width, all equal in a text."""
Maker = Callable[[int, int, DType], NDArray[Any]]


def _positions(past: int, new: int, dtype: DType) -> NDArray[Any]:
    return np.arange(past, past + new, dtype=dtype)


def _ones(count: int, dtype: DType) -> NDArray[Any]:
    """Return ones of shape (1, count): a view into a buffer that is shared by many counts."""
    # The attention mask grows with every token; a view spares filling a new array each time.
    return _many_ones(1 << count.bit_length(), dtype)[:, :count]


@cache
def _many_ones(count: int, dtype: DType) -> NDArray[Any]:
    return np.ones((1, count), dtype)


_MAKERS: dict[str, Maker] = {
    "attention_mask": lambda past, new, dtype: _ones(past + new, dtype),
    "cache_position": _positions,
    "use_cache_branch": lambda past, _, dtype: np.array([past > 0], dtype),
    "num_logits_to_keep": lambda _past, _new, dtype: np.array(1, dtype),
    "logits_to_keep": lambda _past, _new, dtype: np.array(1, dtype),
}
"""Functions that make an input's array, given the number of positions before, of new ones, and the type."""


@dataclass(frozen=True)
class Slot:
    """One array of the cache: names of input and output, shape before any token, type, axis of positions."""

    name: str
    output: str
    shape: tuple[int, ...]
    dtype: DType
    axis: int


@dataclass(frozen=True)
class Bindings:
    """Inputs and outputs of a graph of a language model.

    Attributes
    ----------
    ids_type : dtype
        Type of `input_ids`.
    makers : tuple of (str, Maker, dtype)
        Name, function and type of each other input outside the cache.
    slots : tuple of Slot
        Arrays of the cache; empty for a graph without one, which is fed all tokens each time.
    first : int
        Number of tokens that must be fed together, if there are as many, while the cache is empty.
    later : int
        Most tokens that may be fed together with a cache.
    """

    ids_type: DType
    makers: tuple[tuple[str, Maker, DType], ...]
    slots: tuple[Slot, ...]
    first: int
    later: int

    @classmethod
    def of(cls, session: Any, heads: int = 0) -> Bindings:
        """Read inputs and outputs from a session.

        Parameters
        ----------
        session : onnxruntime.InferenceSession
        heads : int
            Number of attention heads, for caches in which texts and heads share an axis; 0 if unknown.

        Raises
        ------
        InputError
            If the graph is not that of a language model, or has inputs that this program does not know.
        """
        inputs = {entry.name: entry for entry in session.get_inputs()}
        outputs = {entry.name: entry for entry in session.get_outputs()}
        _check_logits(outputs)
        if "input_ids" not in inputs:
            raise InputError(
                f"model.onnx asks for {_listed(inputs)}, not for input_ids: it does not read text."
            )
        known = ("input_ids", "position_ids", *_MAKERS)
        unknown = [name for name in inputs if name not in known and not name.startswith(_PAST)]
        if unknown:
            raise InputError(f"model.onnx asks for {_listed(unknown)}, which this program does not know.")
        slots = tuple(
            _slot(entry, outputs, heads) for name, entry in inputs.items() if name.startswith(_PAST)
        )
        first, later = _feed_limits(inputs, cached=bool(slots))
        makers = {
            name: _MAKERS.get(name) or _position_maker(entry)
            for name, entry in inputs.items()
            if name in known[1:]
        }
        typed = tuple((name, make, _dtype(inputs[name])) for name, make in makers.items())
        return cls(_dtype(inputs["input_ids"]), typed, slots, first, later)


def _check_logits(outputs: dict[str, Any]) -> None:
    if "logits" not in outputs:
        raise InputError(f"model.onnx gives {_listed(outputs)}, and no logits: it does not write text.")
    if len(outputs["logits"].shape) != 3:
        raise InputError("The logits of model.onnx are not a row for each token: it does not write text.")
    _dtype(outputs["logits"])


def _feed_limits(inputs: dict[str, Any], *, cached: bool) -> tuple[int, int]:
    """Return `first` and `later` of `Bindings`.

    A graph with `use_cache_branch` has two branches: one reads any number of tokens without a cache, the
    other one token with it.
    """
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


def _position_maker(entry: Any) -> Maker:
    """Return a function that makes position_ids of the graph's rank: one row, or one for each section."""
    shape = entry.shape
    if len(shape) == 1:
        return _positions
    if len(shape) == 2:
        return lambda past, new, dtype: _positions(past, new, dtype)[None]
    sections = shape[0] if isinstance(shape[0], int) else _SECTIONS
    if len(shape) != 3 or not 1 <= sections <= _SECTIONS + 1:
        raise InputError(
            f"The position_ids of model.onnx have a shape that this program does not know: {_listed(shape)}."
        )
    return lambda past, new, dtype: np.tile(_positions(past, new, dtype), (sections, 1, 1))


def _slot(entry: Any, outputs: dict[str, Any], heads: int) -> Slot:
    """Read one array of the cache; `InputError` if its shape does not tell the axis of positions."""
    free = [axis for axis, size in enumerate(entry.shape) if not isinstance(size, int)]
    batch = _batch_axis(entry.shape, free)
    growing = [axis for axis in free if axis != batch]
    if len(growing) != 1:
        raise InputError(
            f"The cache of model.onnx has a shape that this program does not know: {_listed(entry.shape)}."
        )
    shape = [size if isinstance(size, int) else 1 for size in entry.shape]
    shape[growing[0]] = 0
    if batch is not None and "head" in str(entry.shape[batch]):  # BLOOM: "batch_size x num_heads"
        if not heads:
            raise InputError(
                "The cache of model.onnx joins texts and attention heads, and config.json does not say how"
                " many heads there are."
            )
        shape[batch] = heads
    return Slot(entry.name, _output(entry.name, outputs), tuple(shape), _dtype(entry), growing[0])


def _batch_axis(shape: list[Any], free: list[int]) -> int | None:
    """Return the axis of the batch, which always has one text: the one named so, or else the first."""
    named = [axis for axis in free if "batch" in str(shape[axis])]
    return named[0] if named else 0 if free[:1] == [0] else None


def _output(name: str, outputs: dict[str, Any]) -> str:
    """Return the name of the output that is the cache input `name` with the new positions."""
    names = [new + name.removeprefix(old) for old, new in _PRESENTS if name.startswith(old)]
    found = next((each for each in names if each in outputs), None)
    if found is None:
        raise InputError(f"model.onnx asks for {name}, but gives no {names[0]}.")
    return found


def _dtype(entry: Any) -> DType:
    if entry.type not in _TYPES:
        raise InputError(
            f"{entry.name} of model.onnx has a type that this program does not know: {entry.type}."
        )
    return _TYPES[entry.type]


def _listed(names: Any) -> str:
    """Return the first few names, and the number of the others."""
    few = [str(name) for name in names]
    return ", ".join(few[:4]) + (f" and {len(few) - 4} more" if len(few) > 4 else "")
