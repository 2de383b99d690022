"""An ONNX graph that gives logits: what it asks for, and how it is fed. Everything is bound by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_TYPES: dict[str, np.dtype[Any]] = {
    "tensor(int32)": np.dtype(np.int32),
    "tensor(int64)": np.dtype(np.int64),
    "tensor(float16)": np.dtype(np.float16),
    "tensor(float)": np.dtype(np.float32),
    "tensor(double)": np.dtype(np.float64),
    "tensor(bool)": np.dtype(np.bool_),
}
_PAST, _PRESENT = "past_key_values.", "present."
_CHUNK = 128

Past = tuple[NDArray[Any], ...]
"""Keys and values of the positions before, in the order of the graph's inputs."""

_FEEDS: dict[str, Callable[[int, int, np.dtype[Any]], NDArray[Any]]] = {
    "attention_mask": lambda past, new, dtype: np.ones((1, past + new), dtype),
    "position_ids": lambda past, new, dtype: np.arange(past, past + new, dtype=dtype)[None],
    "cache_position": lambda past, new, dtype: np.arange(past, past + new, dtype=dtype),
    "use_cache_branch": lambda past, _, dtype: np.array([past > 0], dtype),
    "num_logits_to_keep": lambda _past, _new, dtype: np.array(1, dtype),
}
"""What each input is given, by its name, from the number of positions before, and of new ones."""


@dataclass(frozen=True)
class _Slot:
    """One array of the cache: its input, its output, its shape without positions, and their axis."""

    name: str
    output: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    axis: int


class Network:
    """A graph and its session.

    Attributes
    ----------
    cached : bool
        Whether the graph hands keys and values on, so that only new tokens need to be fed.
    """

    def __init__(self, session: Any) -> None:
        self._session = session
        inputs = {entry.name: entry for entry in session.get_inputs()}
        outputs = {entry.name: entry for entry in session.get_outputs()}
        _check_outputs(outputs)
        self._ids_type = _dtype(_taken(inputs, "input_ids"))
        self._slots = tuple(
            _slot(inputs.pop(name), outputs) for name in list(inputs) if name.startswith(_PAST)
        )
        known = [name for name in inputs if name in _FEEDS]
        self._feeds = [(name, _FEEDS[name], _dtype(inputs.pop(name))) for name in known]
        if inputs:
            raise InputError(f"model.onnx asks for what this program does not know: {', '.join(inputs)}.")
        self.cached = bool(self._slots)
        self._presents = [slot.output for slot in self._slots]
        self._fetched = ["logits", *self._presents]

    def empty(self) -> Past:
        """The cache before the first token."""
        return tuple(np.zeros(slot.shape, slot.dtype) for slot in self._slots)

    def cut(self, past: Past, length: int) -> Past:
        """The first `length` positions of a cache."""
        return tuple(
            np.ascontiguousarray(array[(slice(None),) * slot.axis + (slice(length),)])
            for slot, array in zip(self._slots, past, strict=True)
        )

    def absorb(self, past: Past, before: int, ids: Sequence[int]) -> Past:
        """The cache after `ids`, `before` positions being in `past`."""
        for at in range(0, len(ids), _CHUNK):
            chunk = ids[at : at + _CHUNK]
            past = tuple(self._run(self._presents, past, before + at, chunk))
        return past

    def step(self, past: Past, before: int, ids: Sequence[int]) -> tuple[NDArray[Any], Past]:
        """Logits (V,) of the token after `ids`, in the graph's own type, and the cache with them."""
        logits, *presents = self._run(self._fetched, past, before, ids)
        return logits[0, -1], tuple(presents)

    def _run(self, fetched: list[str], past: Past, before: int, ids: Sequence[int]) -> list[NDArray[Any]]:
        feed = {slot.name: array for slot, array in zip(self._slots, past, strict=True)}
        feed["input_ids"] = np.array([ids], self._ids_type)
        for name, make, dtype in self._feeds:
            feed[name] = make(before, len(ids), dtype)
        result: list[NDArray[Any]] = self._session.run(fetched, feed)
        return result


def open_network(file: Path, threads: int) -> Network:
    """Load a graph; `InputError` if it cannot be, or is none that gives logits."""
    import onnxruntime  # noqa: PLC0415  # an extra, and slow to load

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001  # its errors have no common class
        raise InputError(f"{file.name} cannot be loaded: {brief(error)}") from None
    return Network(session)


def brief(error: Exception) -> str:
    """What onnxruntime says, on one line and shortened."""
    return quoted(str(error))


def _taken(inputs: dict[str, Any], name: str) -> Any:
    if name not in inputs:
        raise InputError(f"model.onnx has no input {name}: it is not a language model.")
    return inputs.pop(name)


def _check_outputs(outputs: dict[str, Any]) -> None:
    if "logits" not in outputs:
        raise InputError(f"model.onnx gives {', '.join(outputs)}, and no logits: it does not write text.")
    if len(outputs["logits"].shape) != 3:
        raise InputError("The logits of model.onnx are not one row for each token.")
    _dtype(outputs["logits"])


def _dtype(entry: Any) -> np.dtype[Any]:
    if entry.type not in _TYPES:
        raise InputError(f"{entry.name} of model.onnx is of a type this program does not know: {entry.type}.")
    return _TYPES[entry.type]


def _slot(entry: Any, outputs: dict[str, Any]) -> _Slot:
    output = _PRESENT + entry.name.removeprefix(_PAST)
    if output not in outputs:
        raise InputError(f"model.onnx asks for {entry.name} and gives no {output}.")
    free = [axis for axis, size in enumerate(entry.shape) if not isinstance(size, int)]
    if len(free) == 2 and free[0] == 0:
        free = free[1:]
    if len(free) != 1:
        raise InputError(f"{entry.name} of model.onnx has a shape this program does not know: {entry.shape}.")
    axis = free[0]
    shape = tuple(
        0 if n == axis else size if isinstance(size, int) else 1 for n, size in enumerate(entry.shape)
    )
    return _Slot(entry.name, output, shape, _dtype(entry), axis)
