"""An ONNX graph that gives logits, run with onnxruntime."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tauscope.core.errors import InputError
from tauscope.core.text.labels import one_line
from tauscope.core.values import as_values
from tauscope.sources.language.bindings import Bindings
from tauscope.sources.stopping import StoppedError, ended_by

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Past = tuple[NDArray[Any], ...]
"""Key/value cache of the positions before, in the order of the slots; its arrays are never written to."""

MOST_LOGITS = 2**25
"""Most logits computed in one run while tokens are read, for each of which the graph gives V logits."""

_FATAL = 4
_LONGEST_REASON = 160
_READ = 2000
"""Characters of an error message that are looked at, for a malformed file can make it endless."""
_PREAMBLE = re.compile(r"\[ONNXRuntimeError\] : \d+ : \w+ : |Load model from .* failed: ?")
_PLACE = re.compile(r"(?<!\S)\S{1,200}\.(?:h|cc):\d+ (?:\w+ (?=[A-Z])|[^()]*\((?:[^()]|\([^()]*\))*\) )")
"""Place in onnxruntime's source in an error message: file, line, and name or signature of a function."""


class Network:
    """A graph and its session; thread-safe.

    Parameters
    ----------
    session : onnxruntime.InferenceSession
    options : callable
        Makes the options of one run, by which another thread can end the run.
    heads : int
        Number of attention heads in config.json; 0 if unknown.

    Attributes
    ----------
    cached : bool
        True if the graph has a key/value cache, so that only new tokens need to be fed.
    size : int
        Number of logits V.

    Raises
    ------
    InputError
        If the graph does not behave like one of a language model.
    """

    def __init__(self, session: Any, options: Callable[[], Any], heads: int = 0) -> None:
        self._session, self._options = session, options
        self._bindings = Bindings.of(session, heads)
        self._pasts = [slot.name for slot in self._bindings.slots]
        self._presents = [slot.output for slot in self._bindings.slots]
        self._fetched = ["logits", *self._presents]
        self.cached = bool(self._presents)
        self.size = 1  # the first token is there in any case
        self._check_run()

    def empty(self) -> Past:
        """Return the cache before the first token."""
        try:
            return tuple(np.zeros(slot.shape, slot.dtype) for slot in self._bindings.slots)
        except (ValueError, MemoryError):
            raise InputError("The cache of model.onnx is larger than any memory.") from None

    def cut(self, past: Past, length: int) -> Past:
        """Return the first `length` positions of a cache."""
        if not past or past[0].shape[self._bindings.slots[0].axis] == length:
            return past
        parts = [
            array[(slice(None),) * slot.axis + (slice(length),)]
            for slot, array in zip(self._bindings.slots, past, strict=True)
        ]
        return tuple(map(np.ascontiguousarray, parts))

    @property
    def _most_fed(self) -> int:
        """Most tokens fed in one run once there is a cache."""
        return min(self._bindings.later, max(1, MOST_LOGITS // self.size))

    def absorb(self, past: Past, before: int, ids: Sequence[int]) -> Past:
        """Return the cache after `ids`, given the cache `past` of the `before` positions before these."""
        start = 0
        while start < len(ids):
            # A graph with a branch for later tokens accepts only one at a time there: the first run reads
            # them all.
            most = self._most_fed if before + start else max(self._bindings.first, self._most_fed)
            chunk = ids[start : start + most]
            past = tuple(self._run(self._presents, past, before + start, chunk))
            start += len(chunk)
        return past

    def step(self, past: Past, before: int, ids: Sequence[int]) -> tuple[NDArray[Any], Past]:
        """Return the logits of the token after `ids`, shape (V,), in the graph's own type, and the cache."""
        logits, *presents = self._run(self._fetched, past, before, ids)
        try:
            return logits[0, -1], tuple(presents)
        except IndexError:
            raise InputError("model.onnx gives no row of logits for a token.") from None

    def _run(self, fetched: list[str], past: Past, before: int, ids: Sequence[int]) -> list[NDArray[Any]]:
        """Run the graph on `ids`; return its outputs with the names in `fetched`."""
        if min(ids) < 0 or max(ids) >= self.size:
            raise InputError("This text has tokens that the model does not have.")
        bindings = self._bindings
        feed = dict(zip(self._pasts, past, strict=True))
        feed["input_ids"] = np.array([ids], bindings.ids_type)
        for name, make, dtype in bindings.makers:
            feed[name] = make(before, len(ids), dtype)
        options = self._options()
        # Errors come as exceptions; onnxruntime would print them on standard error as well.
        options.log_severity_level = _FATAL
        try:
            with ended_by(partial(setattr, options, "terminate", True)):
                result: list[NDArray[Any]] = self._session.run(fetched, feed, options)
        except StoppedError:
            raise
        except Exception as error:  # noqa: BLE001  # its errors have no class in common
            raise InputError(f"model.onnx fails when it runs: {reason(error)}") from None
        return result

    def _check_run(self) -> None:
        """Feed two tokens and check the shapes of logits and cache; raise `InputError` if they are wrong."""
        # Shapes in a graph's description may be symbolic; only a run shows the number of logits.
        row, past = self.step(self.empty(), 0, (0,))
        _check_row(row)
        self.size = row.size
        if self.cached:
            row, past = self.step(past, 1, (0,))
            _check_row(row)
            self._check_grown(past)
        else:
            self._check_causal()

    def _check_grown(self, past: Past) -> None:
        """Raise `InputError` unless the cache has two positions after two tokens."""
        for slot, array in zip(self._bindings.slots, past, strict=True):
            shape = (*slot.shape[: slot.axis], 2, *slot.shape[slot.axis + 1 :])
            if array.shape != shape or array.dtype != slot.dtype:
                raise InputError("The cache of model.onnx does not grow by one position with a token.")

    def _check_causal(self) -> None:
        """Raise `InputError` for an encoder, in which a token changes the logits of the tokens before it."""
        # Quantisation at run time changes these logits a little in any model, but not by a twentieth of their
        # range.
        ones, others = (self._run(["logits"], (), 0, (0, 0, token))[0] for token in (0, self.size - 1))
        change = np.abs(ones[0, 0].astype(np.float64) - others[0, 0]).max()
        if change > 0.05 * np.ptp(ones[0, 0].astype(np.float64)):
            raise InputError("model.onnx reads a text from both ends: it does not write one.")


def _check_row(row: NDArray[Any]) -> None:
    """Raise `InputError` unless a row of logits defines a distribution."""
    try:
        as_values(row.astype(np.float64))
    except InputError as error:
        raise InputError(f"model.onnx gives no usable logits: {error}") from None


def open_network(file: Path, threads: int, heads: int = 0) -> Network:
    """Load a graph.

    Parameters
    ----------
    file : Path
    threads : int
        Number of threads that run one operator of the graph.
    heads : int
        Number of attention heads in config.json; 0 if unknown.

    Raises
    ------
    InputError
        If the file cannot be loaded, or is not a graph of a language model.
    """
    import onnxruntime  # noqa: PLC0415  # an extra, and slow to load

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _FATAL
    # Loading can be cancelled from onnxruntime 1.21 on.
    cancel = getattr(options, "set_load_cancellation_flag", lambda _: None)
    try:
        # Without fallback: the second attempt, on the same processor, would only print that the first one
        # failed.
        with ended_by(partial(cancel, True)):
            session = onnxruntime.InferenceSession(
                str(file), options, providers=["CPUExecutionProvider"], enable_fallback=0
            )
    except StoppedError:
        raise
    except Exception as error:  # noqa: BLE001  # its errors have no class in common
        raise InputError(f"{file.name} cannot be loaded: {reason(error)}") from None
    return Network(session, onnxruntime.RunOptions, heads)


def reason(error: Exception) -> str:
    """Return an error message of onnxruntime on one line, without its codes and source places, shortened."""
    line = _PLACE.sub("", _PREAMBLE.sub("", one_line(str(error)[:_READ]))).rstrip(".") or type(error).__name__
    return (line if len(line) <= _LONGEST_REASON else line[: _LONGEST_REASON - 1] + "…") + "."
