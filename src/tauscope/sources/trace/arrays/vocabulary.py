"""Names of classes from other files: a tokenizer's, a vocabulary's, a list of labels."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.core.text.encodings import encoding_of
from tauscope.core.text.json_bounds import check_size
from tauscope.core.text.labels import clean_labels, whole_characters
from tauscope.sources.token_text import label_of, spelled
from tauscope.sources.trace.arrays.shapes import MOST_CLASSES, bytes_in_words
from tauscope.sources.trace.arrays.stored_file import StoredFile

if TYPE_CHECKING:
    from pathlib import Path

BESIDE = ("tokenizer.json", "vocab.json", "vocab.txt", "labels.txt", "labels.json", "config.json")
"""Files with labels that are looked for beside an array, first with its name before theirs."""

LARGEST = 64 * 2**20
"""Most bytes of a file with labels; the largest tokenizers have half as many."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Names of the classes 0, 1 and so on.

    Attributes
    ----------
    name : str
        Name of the file.
    labels : tuple of str
        On one line each, with every character visible.
    texts : tuple of bytes
        Text that each class adds to the text before, in UTF-8; for a token perhaps part of a character.
    """

    name: str
    labels: tuple[str, ...]
    texts: tuple[bytes, ...]

    def pieces(self, ids: Iterable[int]) -> list[str]:
        """Return the text that each token adds; a character of several tokens belongs to the last of them."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        known = len(self.texts)
        found = [decoder.decode(self.texts[one] if one < known else b"") for one in ids]
        if found:
            found[-1] += decoder.decode(b"", final=True)
        return found

    def labels_for(self, classes: int) -> tuple[str, ...]:
        """Return a label for each of so many classes; those beyond the vocabulary have their number."""
        more = tuple(f"#{index}" for index in range(len(self.labels), classes))
        return (*self.labels[:classes], *more)

    def misfit(self, classes: int) -> str:
        """Return what is to be said where the vocabulary has another length; empty where it fits."""
        own = len(self.labels)
        if own == classes:
            return ""
        said = f"{self.name} names {own:,} classes"
        return f"{said}, the rest have numbers" if own < classes else f"{said}, more than there are"


def pieces_of(ids: Sequence[int], vocabulary: Vocabulary | None) -> list[str]:
    """Return the text that each token adds; without a vocabulary its id.

    Examples
    --------
    >>> pieces_of([3, 17], None)
    ['#3 ', '#17 ']
    """
    return [f"#{token} " for token in ids] if vocabulary is None else vocabulary.pieces(ids)


def labels_from(path: Path) -> tuple[str, ...]:
    """Read labels from tokenizer.json, vocab.json, config.json (`id2label`), or a text with one on each line.

    Raises
    ------
    InputError
        If the file cannot be read or has no labels.
    """
    return vocabulary_from(path).labels


def vocabulary_from(path: Path) -> Vocabulary:
    """Read the labels of a file and the texts that they stand for; errors are those of `labels_from`."""
    file = StoredFile(path)
    return _read(file.path, file.size, file.fingerprint())


def vocabulary_beside(path: Path, classes: int) -> tuple[Vocabulary | None, str]:
    """Return the vocabulary in the folder of an array that fits so many classes, and a sentence on others.

    A vocabulary fits if it has as many names, or if up to a tenth is missing, as where a model's vocabulary
    is padded. One that has the array's name before its own, as in logits.labels.txt, is used in any case.
    """
    said = ""
    for name in (*(f"{path.stem}.{one}" for one in BESIDE), *BESIDE):
        beside = path.parent / name
        try:
            if not beside.is_file():
                continue
            found = vocabulary_from(beside)
        except (InputError, OSError, ValueError):
            continue
        own = len(found.labels)
        if own == classes or classes * 0.9 <= own < classes or name not in BESIDE:
            return found, found.misfit(classes)
        said = said or f"{name} beside it has {own:,} names, which do not fit"
    return None, said


@lru_cache(maxsize=2)
def _read(path: Path, size: int, fingerprint: str) -> Vocabulary:  # noqa: ARG001  # the key of the cache
    if size > LARGEST:
        raise InputError(f"{quoted(path.name)} has {bytes_in_words(size)}, more than labels can take.")
    data = StoredFile(path).read(0, size)
    text = _text_of(data, path.name)
    if text.lstrip().startswith(("{", "[")) and path.suffix.lower() == ".json":
        return _from_json(path.name, text)
    if text.count("\n") > MOST_CLASSES:
        raise InputError(f"{quoted(path.name)} has more than {MOST_CLASSES:,} lines, the most that are read.")
    return _plain(path.name, text.split("\n"))


def _text_of(data: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 as spreadsheets write it; no other one is guessed."""
    try:
        encoding = encoding_of(data)
    except InputError:
        encoding = None
    if encoding is None or encoding.guessed:
        raise InputError(f"{quoted(name)} is not text in UTF-8 or UTF-16: save it as UTF-8.")
    return data.decode(encoding.name)


def _plain(name: str, lines: Sequence[str]) -> Vocabulary:
    """Return a vocabulary of plain names, without empty ones at the end."""
    names = [line.rstrip("\r") for line in lines]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise InputError(f"{quoted(name)} has no labels in it.")
    if len(names) > MOST_CLASSES:
        raise InputError(f"{quoted(name)} has {len(names):,} labels; at most {MOST_CLASSES:,} are read.")
    try:
        return Vocabulary(name, tuple(clean_labels(names)), tuple(one.encode() for one in names))
    except InputError as error:
        raise InputError(f"{quoted(name)}: {error}") from None


def _from_json(name: str, text: str) -> Vocabulary:
    try:
        check_size(text, "file of labels")
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, InputError) else "it is no JSON, or is cut short"
        raise InputError(f"{quoted(name)} cannot be read: {reason.rstrip('.')}.") from None
    if isinstance(content, list) and all(isinstance(one, str) for one in content):
        return _plain(name, [whole_characters(one) for one in content])
    if isinstance(content, dict):
        if isinstance(content.get("model"), dict) and "vocab" in content["model"]:
            return _of_tokenizer(name, content)
        names = content.get("id2label", content)
        if isinstance(names, dict) and names:
            by_id = _by_id(names)
            if by_id and isinstance(next(iter(names.values())), str):
                texts = [by_id.get(index, "") for index in range(max(by_id) + 1)]
                return _plain(name, [whole_characters(one) for one in texts])
            if by_id:
                return _of_tokens(name, by_id, frozenset(), byte_level=_has_byte_letters(by_id.values()))
    raise InputError(f"{quoted(name)} has no labels in it.")


def _by_id(names: Mapping[str, Any]) -> dict[int, str]:
    """Return the names by number, of ``{"cat": 0}`` or ``{"0": "cat"}``; empty for anything else."""
    found = dict[int, str]()
    for key, value in names.items():
        if isinstance(value, str) and key.isascii() and key.isdigit() and len(key) < 9:
            found[int(key)] = value
        elif type(value) is int and value >= 0:
            found[value] = key
        else:
            return {}
    return found if found and _is_dense(found) else {}


def _is_dense(names: Mapping[int, str]) -> bool:
    """Return True if the largest number is not far beyond the number of names."""
    return max(names) < min(MOST_CLASSES, 2 * len(names) + 10_000)


def _of_tokenizer(name: str, content: Mapping[str, Any]) -> Vocabulary:
    """Return the vocabulary of a tokenizer.json."""
    vocab = content["model"]["vocab"]
    if isinstance(vocab, list):  # Unigram: pairs of a name and a score
        pairs = [one[0] for one in vocab if isinstance(one, list) and one and isinstance(one[0], str)]
        names = dict(enumerate(pairs)) if len(pairs) == len(vocab) else {}
    else:
        names = _by_id(vocab) if isinstance(vocab, dict) and vocab else {}
    added = content.get("added_tokens")
    special = set[int]()
    for entry in added if isinstance(added, list) else []:
        fields = entry if isinstance(entry, dict) else {}
        token, text = fields.get("id"), fields.get("content")
        if type(token) is int and 0 <= token < MOST_CLASSES and isinstance(text, str):
            names[token] = text
            special.add(token)  # its name is its text, whether it is special or not
    if not names or not _is_dense(names):
        raise InputError(f"{quoted(name)} has no labels in it.")
    byte_level = any(_has_type(content.get(part), "ByteLevel") for part in ("decoder", "pre_tokenizer"))
    return _of_tokens(name, names, special, byte_level=byte_level)


def _of_tokens(name: str, names: Mapping[int, str], plain: Iterable[int], *, byte_level: bool) -> Vocabulary:
    as_written, texts, labels = frozenset(plain), list[bytes](), list[str]()
    for token in range(max(names) + 1):
        own = names.get(token)
        if own is None:
            texts.append(b"")
            labels.append(f"<unused {token}>")
            continue
        own = own if own.isascii() else whole_characters(own)
        text = own.encode() if token in as_written else spelled(own, byte_level=byte_level)
        texts.append(text)
        labels.append(label_of(text) or f"<empty {token}>")
    return Vocabulary(name, tuple(labels), tuple(texts))


def _has_type(part: Any, kind: str) -> bool:
    """Return True if a part of a tokenizer has this type, or one in its sequence has."""
    if not isinstance(part, dict):
        return False
    parts = [part.get(key) for key in ("decoders", "pretokenizers")]
    inner = [one for several in parts if isinstance(several, list) for one in several]
    return part.get("type") == kind or any(isinstance(one, dict) and one.get("type") == kind for one in inner)


def _has_byte_letters(names: Iterable[str]) -> bool:
    """Return True if names look like those of GPT-2, which write a blank as Ġ."""
    return any(name.startswith("Ġ") for name in names)
