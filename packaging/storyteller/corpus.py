"""The corpus: books fetched, cut into stories, filtered, and split into what is learnt and held out."""

from __future__ import annotations

import time
import tomllib
import urllib.request
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from storyteller.texts import fit_for_a_class, stories

END_OF_STORY = "<|endoftext|>"
HELD_OUT_EVERY = 90
SETTINGS = Path(__file__).with_name("corpus.toml")
ADDRESS = "https://www.gutenberg.org/cache/epub/{number}/pg{number}.txt"
# Project Gutenberg asks robots to be slow.
SECONDS_BETWEEN_BOOKS = 3


@dataclass(frozen=True)
class Book:
    """A book of the corpus."""

    number: int
    title: str
    editor: str


@dataclass(frozen=True)
class Settings:
    """What `corpus.toml` says."""

    books: tuple[Book, ...]
    beginnings: tuple[str, ...]
    condemning: int


def settings(file: Path = SETTINGS) -> Settings:
    """Read which books there are and what is filtered."""
    found = tomllib.loads(file.read_text("utf-8"))
    unfit = found["filter"]
    return Settings(
        books=tuple(Book(**book) for book in found["books"]),
        beginnings=tuple(unfit["beginnings"]),
        condemning=unfit["paragraphs_that_condemn_a_story"],
    )


def fetched(book: Book, folder: Path) -> str:
    """Text of a book, from the folder if it is there, and otherwise from Project Gutenberg into it."""
    file = folder / f"pg{book.number}.txt"
    if not file.exists():
        with urllib.request.urlopen(ADDRESS.format(number=book.number), timeout=60) as answer:  # noqa: S310
            file.write_bytes(answer.read())
        time.sleep(SECONDS_BETWEEN_BOOKS)
    return file.read_text("utf-8-sig")


def told(book: Book, text: str, wanted: Settings) -> list[str]:
    """Stories of a book that pass the filter."""
    fit = (
        fit_for_a_class(story, wanted.beginnings, wanted.condemning) for story in stories(text, book.title)
    )
    return [story for story in fit if story]


def write(file: Path, corpus: Sequence[str]) -> None:
    """Write stories with a line between them that no story has."""
    file.write_text(f"\n{END_OF_STORY}\n".join(corpus) + "\n", "utf-8")


def read(file: Path) -> list[str]:
    """Stories of a corpus as it was written."""
    return [story.strip() for story in file.read_text("utf-8").split(f"\n{END_OF_STORY}\n")]


def split(corpus: Sequence[str]) -> tuple[list[str], list[str]]:
    """Stories to learn and stories held out: every ninetieth, so that each collection has its share."""
    learnt = [story for index, story in enumerate(corpus) if index % HELD_OUT_EVERY]
    return learnt, list(corpus[::HELD_OUT_EVERY])


def run(arguments: Namespace) -> None:
    """Fetch what is not there, and write the corpus."""
    arguments.texts.mkdir(parents=True, exist_ok=True)
    wanted = settings()
    corpus: list[str] = []
    for book in wanted.books:
        found = told(book, fetched(book, arguments.texts), wanted)
        print(f"{book.title}: {len(found)} stories, {sum(map(len, found)):,} characters")
        corpus += found
    write(arguments.corpus, corpus)
    learnt, held_out = split(corpus)
    print(f"{len(learnt)} + {len(held_out)} stories, {sum(map(len, corpus)):,} characters")
