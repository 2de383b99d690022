"""The cursor of a writer: a text that grows token by token, with the model's key/value cache."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tauscope.core.draws.chosen import Added, Chosen
    from tauscope.core.logits import Logits
    from tauscope.sources.language import Past
    from tauscope.sources.language.text import Text
    from tauscope.sources.language.text_reader import TextReader

Trail = tuple["Trail", "Chosen"] | None
"""Choices since the start, as nested pairs with the last one outermost, so that adding one copies nothing."""


class TextWriter(Protocol):
    """Members of a writer that a `WriterCursor` uses."""

    @property
    def reader(self) -> TextReader:
        """Reads the writer's model."""
        ...

    def advance(self, state: Text, *choices: Chosen) -> Text:
        """Text after these tokens."""
        ...

    def ended(self, state: Text) -> bool:
        """True if the text is complete."""
        ...

    def ends(self, position: int, last: Chosen | None) -> bool:
        """True if a text of `position` tokens that ends with `last` is complete."""
        ...


class WriterCursor:
    """A `Cursor` of a writer.

    The model continues from the cache of the token before, without a search. Only when `state` is asked for
    is the text put together, and are logits and cache kept for other readers: at full speed that is ten times
    a second, not for each of a thousand tokens.
    """

    __slots__ = ("_past", "_read", "_start", "_state", "_trail", "_writer", "position")

    def __init__(self, writer: TextWriter, start: Text, trail: Trail, position: int, past: Past) -> None:
        self._writer = writer
        self._start, self._trail = start, trail
        self._past = past
        self._state = start if trail is None else None
        self._read: tuple[Logits, Past] | None = None
        self.position = position

    @property
    def choice(self) -> Chosen | None:
        """The last token written with this cursor or those before it; None for the cursor of a beginning."""
        return None if self._trail is None else self._trail[1]

    @property
    def added(self) -> Added:
        """Bias of the writer."""
        return self._writer.reader.added

    @property
    def state(self) -> Text:
        """The text."""
        if self._state is None:
            text = self._writer.advance(self._start, *_choices(self._trail))
            if self._read is not None:
                self._writer.reader.keep(text, *self._read)
            self._state = text
        return self._state

    @property
    def ended(self) -> bool:
        """True if the text has ended."""
        if self._trail is None:
            return self._writer.ended(self._start)
        return self._writer.ends(self.position, self._trail[1])

    @property
    def logits(self) -> Logits:
        """Logits of the next token."""
        return self._found()[0]

    def _found(self) -> tuple[Logits, Past]:
        """Return logits and cache of the state, read once."""
        if self._read is None:
            self._read = self._read_on() or self._writer.reader.read(self.state)
            self._past = ()
        return self._read

    def _read_on(self) -> tuple[Logits, Past] | None:
        """Return logits and cache read from the cache of the token before; None if that is not possible."""
        if self._trail is None or not self._past:
            return None
        return self._writer.reader.read_on(self._past, self.position, self._trail[1].key)

    def after(self, choice: Chosen) -> WriterCursor:
        """Return the cursor after one more token."""
        past, state = self._found()[1], self._state
        start, trail = (self._start, self._trail) if state is None else (state, None)
        return WriterCursor(self._writer, start, (trail, choice), self.position + 1, past)


def _choices(trail: Trail) -> list[Chosen]:
    choices = []
    while trail is not None:
        trail, choice = trail
        choices.append(choice)
    return choices[::-1]
