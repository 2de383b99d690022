"""Base class of all knobs: parameters with domains, which give each knob its check, text and editor."""

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
    from tauscope.core.chain.listed import ListedCandidates

OFF = "off"


class _Parameters:
    """Descriptor: the domains of a knob class's parameters by name, read from its annotations on first use.

    Not read when the class is made, because evaluating annotations takes time at every start of the program.
    """

    def __get__(self, knob: Knob | None, kind: type[Knob]) -> Mapping[str, Domain]:
        return _domains(kind)


@cache
def _domains(kind: type[Knob]) -> Mapping[str, Domain]:
    hints = get_type_hints(kind, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")}


@dataclass(frozen=True)
class Knob(ABC):
    """One step of a chain: heats the distribution, or cuts classes from it.

    A knob is a frozen dataclass whose fields are annotated with their domains, as in
    ``value: Annotated[float, TEMPERATURE] = 1.0``. The first field is the main parameter, whose value follows
    the knob's name and "=" in a text.

    Attributes
    ----------
    on : bool
        Whether a chain applies the knob; a knob that is off keeps its place and is skipped.
    name : str
        Name on the command line and in files, in small letters.
    title, explanation, formula, source : str
        Texts for the window: the name, one line on the effect, the rule, and who published it.
    by_rank : bool
        True if the knob cuts by rank or by ratio to the top class alone, so that two such knobs give the same
        result in either order.
    by_shape : bool
        True if no temperature changes what the knob cuts.
    cost : float
        Estimated nanoseconds for each class to which the knob is applied, on an ordinary computer.
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
        # Domains convert as well as check: 40.0 becomes the rank 40, so that equal knobs are written alike.
        for name, domain in self.parameters.items():
            object.__setattr__(self, name, domain.check(getattr(self, name)))
        if not isinstance(self.on, bool):
            raise InputError(f"{self.title} is on or off; {quoted(str(self.on))} is neither.")

    @abstractmethod
    def apply(self, candidates: Candidates) -> Candidates:
        """Return what the knob leaves of `candidates`: at least one."""

    def apply_to_list(self, before: ListedCandidates) -> ListedCandidates:
        """Return what the knob may leave where not all classes are listed, for certain and perhaps.

        Each knob states its own rule for when a list decides it. What it returns must hold for every
        distribution that the list may be a part of, so a knob that states none leaves anything.
        """
        return before.unknown()

    def at(self, position: int) -> Self:
        """Return this knob for choice number `position` of a text; another knob only if it tosses a coin."""
        del position
        return self

    @property
    def settings(self) -> dict[str, Setting]:
        """Values of the knob's parameters by name."""
        return {name: getattr(self, name) for name in self.parameters}

    @property
    def value(self) -> Any:
        """Value of the main parameter."""
        return getattr(self, self.main())

    @property
    def screen_value(self) -> str:
        """Value of the main parameter, as the window writes it."""
        return str(self.value) if isinstance(self.value, int) else screen_temperature(float(self.value))

    @classmethod
    def main(cls) -> str:
        """Name of the main parameter: the first field with a domain."""
        return next(iter(cls.parameters))

    def with_setting(self, name: str, value: Any) -> Self:
        """Return this knob with another value of one parameter, or of "on".

        Raises
        ------
        InputError
            If the knob has no parameter `name`, or `value` is outside its domain.
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
        """Return this knob, switched off."""
        return replace(self, on=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the settings after a knob's name and "=": ``40``, ``40:exact`` or ``0.7:range=0.5:off``.

        After the main parameter come, in any order and each after a colon, other parameters as name=value, a
        word of a `Choice` without a name, and "off".

        Raises
        ------
        InputError
            For an unknown setting, a setting that is given twice, and a value outside its domain.
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
        """Read what stands after one colon; return the name of the parameter, or "on", and its value."""
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
        """Return the end of an error message, with all that may stand after a colon."""
        words: list[str] = []
        for name, domain in list(cls.parameters.items())[1:]:
            words += domain.meanings if isinstance(domain, Choice) else [f"{name}="]
        return f"it knows {', '.join([*words, OFF])}"

    def __str__(self) -> str:
        return f"{self.name}={':'.join(self._words())}"

    def _words(self) -> Iterable[str]:
        """Texts of the settings for `str`: the main one, then each that differs from that of a new knob."""
        for name, domain in self.parameters.items():
            text = domain.write(getattr(self, name))
            if name == self.main():
                yield text
            elif getattr(self, name) != getattr(type(self), name):
                yield text if isinstance(domain, Choice) else f"{name}={text}"
        if not self.on:
            yield OFF
