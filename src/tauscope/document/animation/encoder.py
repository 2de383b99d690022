"""Base class of what makes a file of the frames of an animation."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import ClassVar, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tauscope.core.errors import InputError

Frame: TypeAlias = NDArray[np.uint32]
"""Pixels of a frame, shape (height, width), each 0xAARRGGBB."""


class Movie(NamedTuple):
    """What an encoder must know of an animation.

    Attributes
    ----------
    width, height : int
        Size of a frame in pixels, both even.
    rate : float
        Frames per second.
    frame_count : int
        Number of frames that will be added.
    plays : int
        How often a player is to show them; 0 without end.
    """

    width: int
    height: int
    rate: float
    frame_count: int
    plays: int


class Encoder(ABC):
    """Makes the content of a file of frames that come one by one.

    Parameters
    ----------
    movie : Movie

    Raises
    ------
    InputError
        If a library that is needed is not installed.
    """

    samples: ClassVar[int] = 0
    """Number of frames that the encoder wants to see before the first is added."""

    def __init__(self, movie: Movie) -> None:
        self.movie = movie

    def begin(self, samples: Sequence[Frame]) -> None:
        """Prepare for frames like these, from all over the animation."""
        del samples

    @abstractmethod
    def add(self, frame: Frame) -> None:
        """Encode the next frame."""

    @abstractmethod
    def finish(self) -> bytes:
        """Return the content of the file, after the last frame."""


def library(module: str, name: str, extra: str, purpose: str) -> ModuleType:
    """Import an optional library.

    Raises
    ------
    InputError
        If the library is not installed; the sentence has the command that installs it.
    """
    try:
        return import_module(module)
    except ImportError:
        command = f'{sys.executable} -m pip install "tauscope[{extra}]"'
        sentence = f"{purpose} needs {name}, which is not installed. Install it with: {command}"
        raise InputError(sentence) from None
