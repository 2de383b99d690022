"""The files of a model's folder, and its configuration."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.language.external import check_readable
from tauscope.sources.language.graphs import find_graph
from tauscope.sources.language.special import SpecialTokens

LONGEST_CONTEXT = 8192
"""Most positions that are used. A person reads a few hundred tokens; a cache of a hundred thousand would fill
the memory, and reading such a prompt would take an hour."""
_DEFAULT_CONTEXT = 1024
_LARGEST_CONFIG = 10_000_000
_LARGEST_TOKENIZER = 200_000_000
_CONTEXT_NAMES = ("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length")
_HEAD_NAMES = ("num_attention_heads", "n_head", "num_heads")
_MOST_HEADS = 65_536
_NO_WRITERS = ("ForMaskedLM", "Classification", "QuestionAnswering")


@dataclass(frozen=True)
class ModelFolder:
    """The files of a model and its configuration.

    Attributes
    ----------
    graph, tokenizer : Path
        The ONNX file, and tokenizer.json.
    context : int
        Number of positions of the model's context, at most `LONGEST_CONTEXT`.
    heads : int
        Number of attention heads; 0 if config.json does not say.
    special : SpecialTokens
        The tokens that begin, end and pad a text.
    """

    graph: Path
    tokenizer: Path
    context: int
    heads: int
    special: SpecialTokens

    @classmethod
    def read(cls, folder: Path) -> ModelFolder:
        """Find the files in `folder` and read its configuration.

        Raises
        ------
        InputError
            If `folder` is no folder, a file is missing, or the configuration is not valid.
        OSError, ValueError
            If the folder cannot be read, or the name is not legal.
        """
        if not stat.S_ISDIR(folder.stat().st_mode):
            raise InputError("This is not a folder.")
        graph = find_graph(folder)
        tokenizer = _regular(folder / "tokenizer.json", _LARGEST_TOKENIZER)
        config = read_config(folder / "config.json")
        _check_writes(config)
        generation = _read_if_there(folder / "generation_config.json")
        of_tokenizer = _read_if_there(folder / "tokenizer_config.json")
        special = SpecialTokens.of((generation, config, text_config(config)), of_tokenizer)
        return cls(_regular(graph), tokenizer, _context(config, of_tokenizer), _heads(config), special)


def _regular(file: Path, largest: int | None = None) -> Path:
    """Return `file`; raise `InputError` if it is no regular file or has more than `largest` bytes."""
    if not file.exists():
        raise InputError(f"This folder has no {file.name}.")
    status = file.stat()
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{file.name} is not a file.")
    if largest is not None and status.st_size > largest:
        raise InputError(f"{file.name} is larger than {largest // 1_000_000} MB.")
    check_readable(file)
    return file


def read_config(file: Path) -> dict[str, Any]:
    """Read a JSON object; `InputError` if `file` is missing, too large, or no JSON object."""
    try:
        config = json.loads(_regular(file, _LARGEST_CONFIG).read_bytes())
    except InputError:
        raise
    except (ValueError, RecursionError):
        raise InputError(f"{file.name} is not JSON.") from None
    if not isinstance(config, dict):
        raise InputError(f"{file.name} is not a configuration: it has no names.")
    return config


def _read_if_there(file: Path) -> dict[str, Any]:
    return read_config(file) if file.exists() else {}


def _check_writes(config: dict[str, Any]) -> None:
    """Raise `InputError` if a configuration names a model that is no decoder; `Network` finds all others."""
    names = config.get("architectures") or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError("config.json: architectures is not a list of names.")
    for name in names:
        if name.endswith(_NO_WRITERS):
            raise InputError(
                f"This is a model of another kind, {quoted(name)}: it does not go on with a text."
            )
    if config.get("is_encoder_decoder") is True:
        raise InputError("This model has an encoder before its decoder: it does not go on with a text.")


def _context(config: dict[str, Any], limits: dict[str, Any]) -> int:
    for place in (config, text_config(config)):
        for name in _CONTEXT_NAMES:
            if place.get(name) is not None:
                return min(_count(place[name], name), LONGEST_CONTEXT)
    limit = limits.get("model_max_length")  # 1e30 where there is none
    known = isinstance(limit, int) and 1 <= limit <= LONGEST_CONTEXT
    return int(limit) if known and limit is not None else _DEFAULT_CONTEXT


def text_config(config: dict[str, Any]) -> dict[str, Any]:
    """Return the part of config.json that describes the language model of a model of text and images."""
    inner = config.get("text_config")
    return inner if isinstance(inner, dict) else {}


def _heads(config: dict[str, Any]) -> int:
    counts = [place.get(name) for place in (config, text_config(config)) for name in _HEAD_NAMES]
    return next((count for count in counts if isinstance(count, int) and 0 < count <= _MOST_HEADS), 0)


def _count(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InputError(f"config.json: {name} is not a number of positions.")
    return value
