"""What every knob is: parameters with domains, from which its check, its text and its editor follow."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self, get_type_hints

from tauscope.core.domain import Choice, Domain, Setting
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted, screen_temperature

if TYPE_CHECKING:
    from tauscope.core.chain.candidates import Candidates

OFF = "off"


class _Parameters:
    """The domains of a knob's parameters by name, read from its annotations when first asked for."""

    def __get__(self, knob: Knob | None, kind: type[Knob]) -> Mapping[str, Domain]:
        return _domains(kind)


@cache
def _domains(kind: type[Knob]) -> Mapping[str, Domain]:
    hints = get_type_hints(kind, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")}


@dataclass(frozen=True)
class Knob(ABC):
    """One step of a chain.

    A knob is a frozen dataclass whose fields are annotated with their domains, as in
    ``value: Annotated[float, TEMPERATURE] = 1.0``. The first is what follows its name and "=" in a text.

    Attributes
    ----------
    on : bool
        Whether its chain applies it.
    name : str
        Its word on the command line and in files.
    title, explanation, formula, source : str
        For the window: its name, one line on what it does, how, and who says so.
    by_rank : bool
        Whether it cuts by ranks or ratios to the top alone, so that no cut elsewhere changes its own.
    by_shape : bool
        Whether no temperature changes what it does.
    cost : float
        Nanoseconds per class that applying the knob takes, roughly, on an ordinary computer.
    """

    on: bool = field(default=True, kw_only=True)

    name: ClassVar[str]
    title: ClassVar[str]
    explanation: ClassVar[str]
    formula: ClassVar[str]
    source: ClassVar[str]
    by_rank: ClassVar[bool] = False
    by_shape: ClassVar[bool] = False
    cost: ClassVar[float] = 15.0
    parameters = _Parameters()

    def __post_init__(self) -> None:
        for name, domain in self.parameters.items():
            object.__setattr__(self, name, domain.check(getattr(self, name)))
        if not isinstance(self.on, bool):
            raise InputError(f"{self.title} is on or off; {quoted(str(self.on))} is neither.")

    @abstractmethod
    def apply(self, candidates: Candidates) -> Candidates:
        """Give what is left; one candidate at least."""

    def at(self, position: int) -> Self:
        """The same knob for a later choice of a text: another one only where it tosses a coin."""
        del position
        return self

    @property
    def settings(self) -> dict[str, Setting]:
        """Its parameters' values by name."""
        return {name: getattr(self, name) for name in self.parameters}

    @property
    def value(self) -> Any:
        """The value of its first parameter."""
        return getattr(self, self.main())

    @property
    def screen_value(self) -> str:
        """The value of its first parameter as the window writes it."""
        return str(self.value) if isinstance(self.value, int) else screen_temperature(float(self.value))

    @classmethod
    def main(cls) -> str:
        """Name of its first parameter."""
        return next(iter(cls.parameters))

    def with_setting(self, name: str, value: Any) -> Self:
        """The same knob with another value of one parameter, or of "on".

        Raises
        ------
        InputError
            If it has no such parameter, or not that value.
        """
        if name not in self.parameters and name != "on":
            raise InputError(f"{self.title} has no setting {quoted(name)}.")
        return replace(self, **{name: value})

    @classmethod
    def starting(cls, classes: int) -> Self:
        """Return a new knob with its usual settings, fit for a table of `classes` classes."""
        del classes
        return cls()

    def off(self) -> Self:
        """The same knob, switched off."""
        return replace(self, on=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what follows its name and "=": ``40``, ``40:exact``, ``0.7:range=0.5:exponent=1:off``.

        After the first parameter come, in any order and each after a colon, others by name, the word of a
        `Choice` alone, and "off".
        """
        first, *words = text.split(":")
        settings: dict[str, Any] = {cls.main(): cls.parameters[cls.main()].parse(first)}
        for name, value in (cls._parse_word(word.strip()) for word in words):
            if name in settings:
                raise InputError(f"{cls.name} is given {quoted(name)} twice.")
            settings[name] = value
        return cls(**settings)

    @classmethod
    def _parse_word(cls, word: str) -> tuple[str, Setting | bool]:
        if word == OFF:
            return "on", False
        name, equals, value = word.partition("=")
        if equals and name.strip() in cls.parameters:
            return name.strip(), cls.parameters[name.strip()].parse(value)
        for parameter, domain in cls.parameters.items():
            if isinstance(domain, Choice) and word in domain.meanings:
                return parameter, word
        raise InputError(f"{cls.name} has no setting {quoted(word)}; {cls._known_words()}.")

    @classmethod
    def _known_words(cls) -> str:
        words: list[str] = []
        for name, domain in list(cls.parameters.items())[1:]:
            words += domain.meanings if isinstance(domain, Choice) else [f"{name}="]
        return f"it knows {', '.join([*words, OFF])}"

    def __str__(self) -> str:
        return f"{self.name}={':'.join(self._words())}"

    def _words(self) -> Iterable[str]:
        """Its settings as text; what is as in a new knob is left out, but for the first."""
        for name, domain in self.parameters.items():
            text = domain.write(getattr(self, name))
            if name == self.main():
                yield text
            elif getattr(self, name) != getattr(type(self), name):
                yield text if isinstance(domain, Choice) else f"{name}={text}"
        if not self.on:
            yield OFF
