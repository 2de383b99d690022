"""From a text of Project Gutenberg to stories."""

from __future__ import annotations

import pytest
from tests.packaging.storyteller.books import EMPHASISED, NUMBERED, PLAIN, REFLOWED, book

from storyteller.texts import TextError, doubly_quoted, fit_for_a_class, shown_quietly, stories, words_of

HERO = ["a hen", "a fox", "another hen"]


@pytest.mark.parametrize(
    ("text", "title", "count"),
    [
        (PLAIN, "Plain Tales", 2),
        (EMPHASISED, "Slanted Tales", 2),
        (REFLOWED, "Flowing Tales", 3),
        (NUMBERED, "Counted Tales", 2),
    ],
)
def test_each_story_is_found_and_nothing_else(text: str, title: str, count: int) -> None:
    found = stories(text, title)
    assert [story.split(",")[0] for story in found] == [
        f"Once upon a time there lived {hero}" for hero in HERO[:count]
    ]
    assert all(story.endswith("\nAnd there they are to this day.") for story in found)


@pytest.mark.parametrize(("text", "title"), [(PLAIN, "Plain Tales"), (EMPHASISED, "Slanted Tales")])
def test_a_paragraph_is_one_line_with_double_quotes_and_apostrophes(text: str, title: str) -> None:
    line = stories(text, title)[0].split("\n")[1]
    assert line == (
        '"Where does this road lead?" asked a hen of the old man\'s daughter. '
        '"To the sea," said she, "and it\'s long."'
    )


@pytest.mark.parametrize("text", [PLAIN, EMPHASISED, REFLOWED, NUMBERED])
def test_nothing_of_licence_notes_and_pictures_is_left(text: str) -> None:
    title = words_of(text.partition("Title: ")[2].partition("\n")[0]).title()
    told = "\n".join(stories(text, title))
    for word in (
        "Gutenberg",
        "licence",
        "fire",
        "Illustration",
        "den",
        "aunt",
        "countries",
        "_",
        "volunteers",
    ):
        assert word not in told


def test_another_book_is_refused_by_its_name() -> None:
    with pytest.raises(TextError, match=r"not Green Tales but Plain Tales\."):
        stories(PLAIN, "Green Tales")
    with pytest.raises(TextError, match=r"not Tales but Plain Tales\."):
        stories(PLAIN, "Tales")


def test_a_page_that_is_no_book_is_refused() -> None:
    with pytest.raises(TextError, match="without a title"):
        stories("<html>Not found</html>", "Plain Tales")
    with pytest.raises(TextError, match="lacks the marks"):
        stories("Title: Plain Tales\n\nOnce upon a time", "Plain Tales")


def test_the_mark_of_the_start_may_be_broken() -> None:
    text = PLAIN.replace("EBOOK PLAIN TALES ***", "EBOOK PLAIN\nTALES ***", 1)
    assert stories(text, "Plain Tales") == stories(PLAIN, "Plain Tales")


def test_without_contents_wide_gaps_part_the_stories() -> None:
    inside = PLAIN[PLAIN.index("THE HEN\n\nONCE") : PLAIN.index("THE MORAL")]
    assert stories(book("Plain Tales", inside), "Plain Tales") == stories(PLAIN, "Plain Tales")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'tis the giants' house,' he said", "'tis the giants' house,\" he said"),
        ("'No--' 'Yes!'", '"No--" "Yes!"'),
        ("the king's, the kings' and can't", "the king's, the kings' and can't"),
    ],
)
def test_apostrophes_are_no_speech(text: str, expected: str) -> None:
    assert doubly_quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IN A FAR LAND lived she.", "In a far land lived she."),
        ('"WHO is it?"', '"Who is it?"'),
        ("A king had I.", "A king had I."),
        ("I saw THE END.", "I saw THE END."),
    ],
)
def test_only_the_first_words_are_lowered(text: str, expected: str) -> None:
    assert shown_quietly(text) == expected


def test_the_filter_knows_words_by_their_beginnings_alone() -> None:
    story = "The churls came.\nA bachurl and a church.\nCHURLISH!\nJewels."
    assert fit_for_a_class(story, ["churl"], condemning=3) == "A bachurl and a church.\nJewels."
    assert fit_for_a_class(story, ["churl"], condemning=2) == ""
    assert fit_for_a_class(story, ["jew(?!el)"], condemning=1) == story
