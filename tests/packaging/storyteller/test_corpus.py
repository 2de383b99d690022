"""The corpus of the model that ships, made of books that are there."""

from __future__ import annotations

import sys
import urllib.request
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest
from tests.packaging.storyteller.books import PLAIN, REFLOWED

from storyteller import corpus
from storyteller.__main__ import main, parser
from storyteller.corpus import Book, read, settings, split, told, write

CARD = Path(__file__).parents[3] / "resources" / "models" / "storyteller" / "MODEL_CARD.md"
BOOKS = (Book(1, "Plain Tales", "Somebody"), Book(2, "Flowing Tales", "Somebody"))


def test_the_books_are_those_that_the_card_names() -> None:
    wanted = settings()
    assert f"{len(wanted.books)} fairy-tale collections" in CARD.read_text("utf-8")
    assert len({book.number for book in wanted.books}) == len(wanted.books)
    assert sum(book.title.endswith("Fairy Book") for book in wanted.books) == 12


def test_the_filter_spares_jewels_and_knows_what_it_is_for() -> None:
    wanted = settings()
    story = told(BOOKS[0], PLAIN.replace("a hen", "a Jew").replace("a fox", "a jeweller"), wanted)
    assert [text.split(",")[0] for text in story] == ["Once upon a time there lived a jeweller"]


def test_every_ninetieth_story_is_held_out() -> None:
    stories = [str(index) for index in range(909)]
    learnt, held_out = split(stories)
    assert (len(learnt), len(held_out)) == (898, 11)
    assert held_out[:3] == ["0", "90", "180"]
    assert sorted(learnt + held_out) == sorted(stories)


def test_a_corpus_is_read_as_it_was_written(tmp_path: Path) -> None:
    stories = ["One.\nAnd more.", 'Two – "2".']
    write(tmp_path / "corpus.txt", stories)
    assert read(tmp_path / "corpus.txt") == stories


def test_books_that_are_there_are_not_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, text in ((1, PLAIN), (2, REFLOWED)):
        (tmp_path / f"pg{number}.txt").write_text(text, "utf-8-sig")
    monkeypatch.setattr(corpus, "settings", lambda: replace(settings(), books=BOOKS))
    monkeypatch.setattr(urllib.request, "urlopen", lambda *_arguments, **_options: pytest.fail("fetched"))
    corpus.run(Namespace(corpus=tmp_path / "corpus.txt", texts=tmp_path))
    assert len(read(tmp_path / "corpus.txt")) == 5
    assert capsys.readouterr().out.splitlines()[-1].startswith("4 + 1 stories, ")


def test_a_book_that_is_not_there_is_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page"
    page.write_text(PLAIN)
    asked: list[str] = []

    def answer(address: str, timeout: float) -> object:
        assert timeout
        asked.append(address)
        return page.open("rb")

    monkeypatch.setattr(urllib.request, "urlopen", answer)
    monkeypatch.setattr(corpus, "SECONDS_BETWEEN_BOOKS", 0)
    assert corpus.fetched(BOOKS[0], tmp_path) == corpus.fetched(BOOKS[0], tmp_path) == PLAIN
    assert asked == ["https://www.gutenberg.org/cache/epub/1/pg1.txt"]


# The command line


@pytest.mark.parametrize("step", ["", "corpus", "train", "export", "evaluate"])
def test_every_step_tells_its_arguments_without_its_libraries(
    step: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["storyteller", *filter(None, [step]), "--help"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    assert f"usage: python -m storyteller {step}".rstrip() in capsys.readouterr().out


def test_the_runs_that_the_recipe_names_are_understood() -> None:
    lines = (
        Path(str(corpus.__file__)).with_name("README.md").read_text("utf-8").replace("\\\n", " ").split("\n")
    )
    runs = [line.split()[3:] for line in lines if line.startswith("    python -m storyteller ")]
    assert [parser().parse_args(run).step for run in runs] == [
        "corpus", "train", "train", "export", "evaluate"
    ]  # fmt: skip
    second = parser().parse_args(runs[2])
    assert (second.minutes, second.flat, second.muon_rate, second.adam_rate, second.seed) == (
        29, 0.1, 0.014, 2.8e-3, 2
    )  # fmt: skip


def test_main_runs_the_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(corpus, "run", lambda arguments: asked.append(arguments.corpus))
    monkeypatch.setattr(sys, "argv", ["storyteller", "corpus", str(tmp_path / "corpus.txt")])
    main()
    assert asked == [tmp_path / "corpus.txt"]
