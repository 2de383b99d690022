"""The writer: the source of a language model that continues a prompt token by token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from tauscope.core.draws.chosen import Added, Chosen
from tauscope.core.draws.sequences import shared
from tauscope.core.errors import InputError
from tauscope.core.logits import Floats, Logits
from tauscope.core.numbers import quoted
from tauscope.core.text.labels import whole_characters
from tauscope.sources.abilities import Abilities
from tauscope.sources.language import LanguageModel, open_model
from tauscope.sources.language.bias import bias_for, bias_from_json, bias_to_json, checked_bias
from tauscope.sources.language.stored import (
    LARGEST_VOCABULARY,
    check_vocabulary,
    folder_called,
    labels_from_json,
    labels_to_json,
    name_of_folder,
    open_stored_model,
    shipped_folder,
    vocabulary_to_json,
)
from tauscope.sources.language.text import LONGEST, Text
from tauscope.sources.language.text_reader import TextReader
from tauscope.sources.language.writer_cursor import WriterCursor
from tauscope.sources.memory import Memory
from tauscope.sources.protocol import Source, StoredPath
from tauscope.sources.recommended import SamplingDefaults

__all__ = ["OPENING", "Text", "Writer"]

OPENING = "Once upon a time"
"""Default prompt."""


DECODED_AGAIN = 32
"""Number of tokens over which a decoder's result may depend on neighbours, and a character may be split."""


_PART = "\ufffd"
"""Character that a decoder gives for bytes that are part of a character."""


@dataclass(frozen=True)
class Writer(Source):
    """A model with a prompt and a bias on its logits. States are of class `Text`.

    Attributes
    ----------
    model : LanguageModel
    prompt : str
        Text that the model continues, encoded by its tokenizer.
    bias : mapping of int to float
        Numbers that are added to the logits of these tokens at every step; −inf masks a token.
    plain : bool
        True if the tokenizer adds no special tokens to the prompt.
    memory : Memory
        Cache of computed logits; writers made of this one by `replace` share it.

    Raises
    ------
    InputError
        If the prompt cannot be encoded, has a token without a logit, or is longer than the model's context,
        or if the bias is illegal.
    """

    model: LanguageModel
    prompt: str = OPENING
    bias: Mapping[int, float] = field(default_factory=dict, hash=False)
    plain: bool = False
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    kind: ClassVar[str] = "writer"
    abilities: ClassVar[Abilities] = Abilities(
        steps=True,
        panel="writer",
        ranked=True,
        editable=True,
        late=True,
        branches=True,
        ends=True,
        decimals=4,
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "prompt", whole_characters(self.prompt))
        object.__setattr__(self, "bias", checked_bias(self.bias, len(self.model.labels)))
        if len(self.prompt_ids) > self.model.context:
            raise InputError(
                f"The prompt has {len(self.prompt_ids):,} tokens, and {quoted(self.model.name)} sees"
                f" {self.model.context:,} at a time: shorten it."
            )
        lost = next((token for token in self.prompt_ids if token >= len(self.model.labels)), None)
        if lost is not None:
            raise InputError(
                f"{quoted(self.model.name)} has no logit for {quoted(self.model.name_of(lost))}: leave it out"
                " of the prompt."
            )

    @classmethod
    def open(cls, folder: Path | None = None, prompt: str = OPENING) -> Self:
        """Open a model's folder, or without one that of the model that ships."""
        return cls(open_model(shipped_folder() if folder is None else folder), prompt)

    @classmethod
    def reopen(cls, folder: Path | None, prompt: str) -> tuple[Self, str]:
        """Open a model with the prompt of the model before; see `keeping_prompt`."""
        model = open_model(shipped_folder() if folder is None else folder)
        return cls._on_prompt(model, prompt)

    def keeping_prompt(self, prompt: str) -> tuple[Self, str]:
        """Return this writer with the prompt of the source before.

        Returns
        -------
        Writer, str
            The writer with the prompt, and an empty text. If the model cannot read the prompt, the writer has
            the default one, and the text is a sentence that says why.
        """
        return self._on_prompt(self.model, prompt)

    @classmethod
    def _on_prompt(cls, model: LanguageModel, prompt: str) -> tuple[Self, str]:
        try:
            writer = cls(model, prompt)
            # The model runs once here, for it may fail at a prompt that its tokenizer takes.
            writer.logits(writer.initial())
        except InputError as refusal:
            return cls(model), f"The prompt could not be kept: {refusal}"
        return writer, ""

    def __reduce__(self) -> tuple[Any, ...]:
        """Unpickle by opening the model's folder, which each process does once."""
        return _unpickled_writer, (str(self.model.folder), self.prompt, dict(self.bias), self.plain)

    @cached_property
    def prompt_ids(self) -> tuple[int, ...]:
        """Tokens of the prompt."""
        return self.model.encode(self.prompt, plain=True) if self.plain else self.model.encode(self.prompt)

    @cached_property
    def doubled_start(self) -> str:
        """Name of the start token if the prompt has one and the tokenizer adds another; else empty."""
        return self.model.doubled_start(self.prompt)

    @cached_property
    def added(self) -> Added:
        """Bias as pairs of a token's id, which is its key, and the number added to its logit."""
        return tuple(self.bias.items())

    def initial(self) -> Text:
        """Return the empty text."""
        return Text()

    @cached_property
    def reader(self) -> TextReader:
        """Reads the model at texts after the prompt."""
        return TextReader(self.model, self.prompt_ids, self.added, self.memory)

    def logits(self, state: Text) -> Logits:
        """Return the model's logits of the next token, plus the bias."""
        return self.reader.read(state)[0]

    def ready(self, state: Text) -> bool:
        """Return True if the logits are in memory."""
        return self.reader.knows(state)

    def remember(self, state: Text, values: Floats) -> None:
        """Keep logits, with the bias, that another process computed."""
        self.reader.remember(state, values)

    def cursor(self, state: Text) -> WriterCursor:
        """Return a cursor that continues this text token by token."""
        return WriterCursor(self, state, None, state.at, ())

    def ended(self, state: Text) -> bool:
        """Return True if the last token before the position ends a text, or the text has `LONGEST` tokens."""
        return self.ends(state.at, state.written[state.at - 1] if state.at else None)

    def ends(self, position: int, last: Chosen | None) -> bool:
        """Return True if a text of `position` tokens, with `last` as its last one, has ended."""
        return position >= LONGEST or (last is not None and last.key in self.model.ends)

    def position(self, state: Text) -> int:
        """Return the number of tokens before the position of the text."""
        return state.at

    def advance(self, state: Text, *choices: Chosen) -> Text:
        """Return the text with these tokens at its position, in place of all that came after it."""
        return state.after(*choices)

    def path(self, state: Text) -> Sequence[Chosen]:
        """Return all tokens of the text, also those after its position."""
        return state.written

    def at(self, state: Text, position: int) -> Text:
        """Return the text with its position after `position` tokens."""
        return state.rewound(position)

    def pieces(self, state: Text, known: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the part of the text that each token adds; joined, they are the text without the prompt.

        A character of several tokens belongs to the last one, and a token that ends a text has no part.

        Parameters
        ----------
        state : Text
        known : tuple of str
            Parts of a text with this prompt and the same first tokens. Only the last few are decoded again,
            because tokens after them may complete a character.
        """
        keep = max(0, len(known) - DECODED_AGAIN)
        start = max(0, keep - DECODED_AGAIN)
        prompt = () if start else self.prompt_ids
        ids = (*prompt, *(token.key for token in state.written[start:]))
        return known[:keep] + self.model.pieces(ids)[len(prompt) + keep - start :]

    def text_so_far(self, state: Text) -> str:
        """Return the prompt and the text after it, up to the position."""
        return self.prompt + "".join(self.pieces(state)[: state.at])

    def texts_after(self, state: Text, keys: Sequence[int]) -> Sequence[str]:
        """Return the text that each token adds; one that is part of a character adds none."""
        ids = (*self.prompt_ids[-DECODED_AGAIN:], *state.ids[-DECODED_AGAIN:])[-DECODED_AGAIN:]
        before = self.model.decode(ids).rstrip(_PART)
        wholes = (self.model.decode((*ids, key)).rstrip(_PART) for key in keys)
        return tuple(whole[shared(before, whole) :] for whole in wholes)

    def with_prompt(self, prompt: str) -> Writer:
        """Return a writer with the same model and bias, and another prompt."""
        return replace(self, prompt=prompt, plain=False)

    def with_plain_prompt(self, *, plain: bool) -> Writer:
        """Return a writer that reads the prompt without special tokens, or with the tokenizer's own."""
        return replace(self, plain=plain)

    def edited(self, state: Text, logits: Logits) -> tuple[Writer, Text]:
        """Return the writer whose bias gives these logits; unchanged tokens keep their bias.

        Raises
        ------
        InputError
            If the classes are not the model's tokens, or the model itself masks a token that shall be
            possible.
        """
        present = self.logits(state)
        if logits.labels != present.labels or not np.array_equal(logits.keys, present.keys):
            raise InputError(
                "These classes are the model's tokens: only their logits can be changed. Take them as a table"
                " first."
            )
        bias = bias_for(logits, present.values, self.reader.read_raw(state)[0].values, self.bias)
        return replace(self, bias=bias), state

    def without_edits(self) -> Writer:
        """Return the writer without a bias."""
        return replace(self, bias={}) if self.bias else self

    @property
    def title(self) -> str:
        """Title of the model."""
        return self.model.title

    @property
    def recommended(self) -> SamplingDefaults:
        """Sampling settings in the model's generation_config.json."""
        return self.model.defaults

    def to_json(self) -> dict[str, Any]:
        """Return the model by its name if it ships, else by its folder, with prompt, bias and vocabulary."""
        return {
            "model": name_of_folder(self.model.folder),
            "prompt": self.prompt,
            "bias": bias_to_json(self.bias),
            **({"plain": True} if self.plain else {}),
            "vocabulary": self._vocabulary,
        }

    @cached_property
    def _vocabulary(self) -> dict[str, Any]:
        return vocabulary_to_json(self.model.labels)

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Open the model that a session names, and check its vocabulary; errors are those of `Source`."""
        model, prompt = entry.get("model"), entry.get("prompt", "")
        if not isinstance(model, str) or not model or not isinstance(prompt, str):
            raise InputError("The writer's model or prompt is not a text.")
        plain = entry.get("plain", False)
        if not isinstance(plain, bool):
            raise InputError("The writer's plain is neither true nor false.")
        changes = bias_from_json(entry.get("bias", []))
        opened = open_stored_model(partial(folder_called, model), open_model)
        check_vocabulary(opened, entry.get("vocabulary"))
        return cls(opened, prompt, changes, plain)

    @classmethod
    def place_of(cls, entry: Mapping[str, Any]) -> str:
        """Return the folder of the model in an entry, or the name of the model that ships."""
        return str(entry.get("model", ""))

    @classmethod
    def entry_at(cls, entry: Mapping[str, Any], place: str) -> Mapping[str, Any]:
        """Return the entry with another folder of the model."""
        return {**entry, "model": place}

    @classmethod
    def stored_path(cls, entry: Any) -> StoredPath:
        """Return the tokens of a text and their labels, read without the model."""
        text = Text.from_json(entry, LARGEST_VOCABULARY)
        return StoredPath(text.written, text.at, labels_from_json(entry))

    def state_to_json(self, state: Text) -> dict[str, Any] | None:
        """Return the tokens of a text, with their labels for reading them without the model."""
        entry = state.to_json()
        return entry and {**entry, "labels": labels_to_json(state.written, self.model.labels)}

    def state_from_json(self, entry: Any) -> Text:
        """Read a text of this model's tokens; `InputError` if a value in the file is wrong."""
        return Text.from_json(entry, len(self.model.labels))


@cache
def _opened_once(folder: str) -> LanguageModel:
    """Open a model once in this process."""
    return open_model(Path(folder))


def _unpickled_writer(folder: str, prompt: str, bias: dict[int, float], plain: bool) -> Writer:
    """Make the writer that was pickled in another process."""
    return Writer(_opened_once(folder), prompt, bias, plain)
