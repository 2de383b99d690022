"""What lies in a model's folder: its files, and what its configuration says."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted

LONGEST_CONTEXT = 8192
"""Positions. A few hundred tokens are what a person reads; models that see a hundred thousand would fill the
memory with their cache, and read a long prompt for an hour."""
_DEFAULT_CONTEXT = 1024
_LARGEST_CONFIG = 10_000_000
_LARGEST_TOKENIZER = 500_000_000
_CONTEXT_NAMES = ("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length")


@dataclass(frozen=True)
class ModelFolder:
    """The files of a model and its configuration.

    Attributes
    ----------
    network, tokenizer : Path
        The ONNX file, and tokenizer.json.
    context : int
        How many positions the model sees, at most `LONGEST_CONTEXT`.
    start : int or None
        The token that an empty text starts from.
    ends : frozenset of int
        The tokens that end a text.
    """

    network: Path
    tokenizer: Path
    context: int
    start: int | None
    ends: frozenset[int]

    @classmethod
    def read(cls, folder: Path) -> ModelFolder:
        """Look into `folder`.

        Raises
        ------
        InputError
            If there is no such folder, a file is missing, or the configuration is not one.
        """
        _check_folder(folder)
        network = _network_file(folder)
        tokenizer = required_file(folder / "tokenizer.json", _LARGEST_TOKENIZER)
        config = _read_config(required_file(folder / "config.json", _LARGEST_CONFIG))
        _check_writes(config)
        generation = _read_optional(folder / "generation_config.json")
        limits = _read_optional(folder / "tokenizer_config.json")
        return cls(
            network,
            tokenizer,
            _context(config, limits),
            _start(config, generation),
            _ends(config, generation),
        )


def _check_folder(folder: Path) -> None:
    try:
        mode = folder.stat().st_mode
    except (OSError, ValueError) as error:
        raise InputError(_reason(error, "folder")) from None
    if not stat.S_ISDIR(mode):
        raise InputError("This is not a folder.")


def _network_file(folder: Path) -> Path:
    for file in (folder / "model.onnx", folder / "onnx" / "model.onnx"):
        if file.exists():
            return required_file(file)
    raise InputError("This folder has no model.onnx.")


def required_file(file: Path, largest: int | None = None) -> Path:
    """Return `file`, which must be a regular one, of at most `largest` bytes; `InputError` if it is not."""
    try:
        status = file.stat()
    except FileNotFoundError:
        raise InputError(f"This folder has no {file.name}.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{file.name}: {_reason(error, 'file')}") from None
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{file.name} is not a file.")
    if largest is not None and status.st_size > largest:
        raise InputError(f"{file.name} is larger than {largest // 1_000_000} MB.")
    return file


def _read_config(file: Path) -> dict[str, Any]:
    try:
        config = json.loads(file.read_bytes())
    except OSError as error:
        raise InputError(f"{file.name}: {_reason(error, 'file')}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{file.name} is not JSON.") from None
    if not isinstance(config, dict):
        raise InputError(f"{file.name} is not a configuration: no object of names and values.")
    return config


def _read_optional(file: Path) -> dict[str, Any]:
    return _read_config(required_file(file, _LARGEST_CONFIG)) if file.exists() else {}


def _check_writes(config: dict[str, Any]) -> None:
    """Refuse by name what is no decoder; what does not say so is found out when it runs."""
    names = config.get("architectures") or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError("config.json: architectures is not a list of names.")
    encoder = [
        name for name in names if name.endswith(("ForMaskedLM", "Classification", "QuestionAnswering"))
    ]
    if config.get("is_encoder_decoder") is True or encoder:
        kind = quoted((encoder or names or ["an encoder and a decoder"])[0])
        raise InputError(f"This model, {kind}, does not write text token by token.")


def _context(config: dict[str, Any], limits: dict[str, Any]) -> int:
    nested = config.get("text_config")
    places = [config, nested] if isinstance(nested, dict) else [config]
    for place in places:
        for name in _CONTEXT_NAMES:
            if place.get(name) is not None:
                return min(_positive(place[name], f"config.json: {name}"), LONGEST_CONTEXT)
    limit = limits.get("model_max_length")
    known = isinstance(limit, int | float) and 1 <= limit <= LONGEST_CONTEXT
    return int(limit) if known and limit is not None else _DEFAULT_CONTEXT


def _positive(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InputError(f"{name} is not a positive whole number.")
    return value


def _ids(place: dict[str, Any], name: str, file: str) -> list[int]:
    """Read one id, a list of them, or none."""
    value = place.get(name)
    ids = [] if value is None else value if isinstance(value, list) else [value]
    if any(isinstance(id_, bool) or not isinstance(id_, int) for id_ in ids):
        raise InputError(f"{file}: {name} is not the number of a token.")
    return ids


def _start(config: dict[str, Any], generation: dict[str, Any]) -> int | None:
    ids = _ids(config, "bos_token_id", "config.json")
    ids += _ids(generation, "bos_token_id", "generation_config.json")
    return ids[0] if ids else None


def _ends(config: dict[str, Any], generation: dict[str, Any]) -> frozenset[int]:
    """What generation_config.json says goes first: there chat models list the end of a turn, too."""
    special = _ids(generation, "eos_token_id", "generation_config.json")
    return frozenset(special or _ids(config, "eos_token_id", "config.json"))


def _reason(error: OSError | ValueError, kind: str) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no such {kind}."
    if isinstance(error, PermissionError):
        return f"This {kind} may not be read: permission denied."
    if isinstance(error, OSError):
        return f"This {kind} cannot be read: {error.strerror or error}."
    return f"No {kind} can have this name."  # a NUL in it
