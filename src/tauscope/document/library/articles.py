"""Articles: what is often misunderstood, with numbers, and a bench on which it is seen.

A new one is one TOML file in `resources/words`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from tauscope.core.chain import Chain
from tauscope.core.chain.engines import SamplingRequest
from tauscope.core.logits import Logits
from tauscope.document.edits import table_edits
from tauscope.resources import resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tauscope.core.chain.candidates import Candidates
    from tauscope.document.document import Document


@dataclass(frozen=True)
class Scene:
    """A bench on which something is seen.

    Attributes
    ----------
    labels : tuple of str
    logits : tuple of float
    chain : str
        As on the command line.
    plots : tuple of str
        The large one first.
    settings : mapping of str to value
        What else the document is to hold: `seed`, `draws`, `comparison`, `request`.
    """

    labels: tuple[str, ...]
    logits: tuple[float, ...]
    chain: str
    plots: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, entry: dict[str, Any]) -> Scene:
        """Read what a file says of it."""
        settings = dict(entry)
        labels, logits, plots = (tuple(settings.pop(name)) for name in ("labels", "logits", "plots"))
        if "request" in settings:
            settings["request"] = SamplingRequest(**settings["request"])
        if "comparison" in settings:
            settings["comparison"] = tuple(settings["comparison"])
        return cls(labels, logits, settings.pop("chain"), plots, settings)

    def put_on(self, document: Document) -> Document:
        """Set up the bench; what the scene does not name stays."""
        changed = table_edits.replace_classes(document, self.labels, self.logits)
        changed = table_edits.set_chain(changed, Chain.parse(self.chain))
        return replace(changed, plots=self.plots, **self.settings)


@dataclass(frozen=True)
class Examples:
    """Distributions over the same logits, to be computed and shown in a table.

    Attributes
    ----------
    labels : tuple of str
    logits : tuple of float
    rows : tuple of (str, str)
        What a row is called, and its chain.
    last : str
        What stands in the last column: "ratio" of the first two classes, "entropy", or classes "kept".
    """

    labels: tuple[str, ...]
    logits: tuple[float, ...]
    rows: tuple[tuple[str, str], ...]
    last: str

    @property
    def distributions(self) -> tuple[Candidates, ...]:
        """What the chain of each row leaves."""
        logits = Logits.of(self.labels, self.logits)
        return tuple(Chain.parse(chain).candidates(logits) for _, chain in self.rows)


@dataclass(frozen=True)
class Article:
    """A short text in Markdown.

    Attributes
    ----------
    id : str
        The name of its file, and of its page.
    order : int
        Its place in the list.
    title, summary : str
        The summary is a sentence that is true by itself.
    about : tuple of str
        Names of knobs whose pages name this one.
    text : str
        "{examples}" stands for the table of examples, "{engines}" for what each engine does.
    examples : Examples
    scene : Scene
    """

    id: str
    order: int
    title: str
    summary: str
    about: tuple[str, ...]
    text: str
    examples: Examples
    scene: Scene


@cache
def articles() -> dict[str, Article]:
    """Every article that ships, by its id, in the order of the list."""
    read = sorted(map(read_article, resource("words").glob("*.toml")), key=lambda article: article.order)
    return {article.id: article for article in read}


def read_article(path: Path) -> Article:
    """Read one file.

    Raises
    ------
    KeyError, tomllib.TOMLDecodeError
        If it is not as it should be; the tests read every file that ships.
    """
    entry = tomllib.loads(path.read_text(encoding="utf-8"))
    table = entry["examples"]
    rows = tuple((name, chain) for name, chain in table["rows"])
    return Article(
        id=path.stem,
        order=entry["order"],
        title=entry["title"],
        summary=entry["summary"],
        about=tuple(entry["about"]),
        text=entry["text"].strip(),
        examples=Examples(tuple(table["labels"]), tuple(table["logits"]), rows, table["last"]),
        scene=Scene.of(entry["scene"]),
    )
