"""Special tokens of a model's configuration, which begin, end and pad a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Token = int | str
"""Id of a token, or its name if the configuration gives no id."""


@dataclass(frozen=True)
class SpecialTokens:
    """Special tokens that the configuration of a model names.

    Attributes
    ----------
    start : tuple of Token
        Tokens that begin a text, of which the first is used; empty if no file names one.
    ends : tuple of Token
        Tokens that end a text.
    pad : tuple of Token
        Tokens that fill up short texts in training.
    """

    start: tuple[Token, ...] = ()
    ends: tuple[Token, ...] = ()
    pad: tuple[Token, ...] = ()

    @classmethod
    def of(cls, configs: Iterable[Mapping[str, Any]], of_tokenizer: Mapping[str, Any]) -> SpecialTokens:
        """Take each kind from the first configuration that names it, as Hugging Face does.

        Parameters
        ----------
        configs : iterable of mapping
            Contents of generation_config.json (chat models list the end of a turn there), of config.json and
            of its text_config, in this order.
        of_tokenizer : mapping
            Content of tokenizer_config.json, which gives names instead of ids.

        Raises
        ------
        InputError
            If an entry of `configs` is no id of a token.
        """
        found = []
        known = tuple(configs)
        for kind in ("bos", "eos", "pad"):
            numbers = (_ids(config, f"{kind}_token_id") for config in known)
            found.append(next(filter(None, numbers), None) or _name(of_tokenizer.get(f"{kind}_token")))
        return cls(*found)

    def numbers(self, kind: str, count: int, id_of: Callable[[str], int | None]) -> tuple[int, ...]:
        """Return the ids of "start", "ends" or "pad" that are below `count`, the number of logits."""
        tokens: tuple[Token, ...] = getattr(self, kind)
        ids = [token if isinstance(token, int) else id_of(token) for token in tokens]
        return tuple(token for token in ids if token is not None and 0 <= token < count)


def _ids(config: Mapping[str, Any], name: str) -> tuple[int, ...]:
    """Read one id, a list of ids, or none."""
    value = config.get(name)
    ids = [] if value is None else value if isinstance(value, list) else [value]
    if any(isinstance(each, bool) or not isinstance(each, int) for each in ids):
        raise InputError(f"The configuration's {name} is not the number of a token.")
    return tuple(ids)


def _name(entry: object) -> tuple[str, ...]:
    """Read the name of a token, written as a text or as an object with `content`."""
    content = entry.get("content") if isinstance(entry, dict) else entry
    return (content,) if isinstance(content, str) and content else ()
