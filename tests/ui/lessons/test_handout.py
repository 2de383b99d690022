"""Handouts of lessons, opened with pypdf: every step, room for predictions, and the answers at the end."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QImage, QPainter
from tests.cli.commands import check_refused

from tauscope.cli import main
from tauscope.core.errors import InputError
from tauscope.document.lessons.lesson import Lesson
from tauscope.document.lessons.lesson_file import lessons, read_lesson
from tauscope.ui.lessons.handout.handout import PAGE_MM, Handout, handout_pdf, plot_of

pytestmark = pytest.mark.usefixtures("qapp")

EVERY_KIND = """
title = "Every kind"
goal = "What a handout does with every kind of step."

[[step]]
title = "A choice"
text = "Softmax of $z/τ$."
notes = "For the lecturer alone."
[step.prediction]
kind = "choose"
question = "What does doubling all logits do?"
answers = ["Nothing at all", "The same as halving τ", "The same as doubling τ"]
right = 2
explanation = "Only the quotient counts."

[[step]]
title = "A number"
task = "Turn τ below 0.3."
until = "temperature < 0.3"
solutions = ["Type 0.25."]
[step.prediction]
kind = "number"
question = "How likely is cat at τ = 2?"
quantity = "p(cat)"
low = 0.0
high = 1.0
[step.prediction.reveal]
chain = "temperature=2"

[[step]]
title = "Bars"
[step.scene]
plots = ["levels", "curves"]
[step.prediction]
kind = "draw"
question = "Where will the bars stand?"
[step.prediction.reveal]
chain = "temperature=0.5"

[[step]]
title = "Nothing is asked"
text = "See the curves."
highlight = ["curves"]
"""


@pytest.fixture
def lesson() -> Lesson:
    return read_lesson(EVERY_KIND)


def texts(content: bytes) -> list[str]:
    """Text of each page, with single spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_every_step_is_a_panel_and_the_answers_are_on_the_last_page(lesson: Lesson) -> None:
    *steps, answers = texts(handout_pdf(lesson))
    words = " ".join(steps)
    places = [words.index(f"{number} {step.title}") for number, step in enumerate(lesson.steps, 1)]
    assert places == sorted(places)
    for asked in ("What does doubling all logits do?", "How likely is cat at τ = 2?", "Turn τ below 0.3."):
        assert asked in words
    assert "Nothing at all" in words
    assert answers.startswith("Answers: Every kind")


def test_nothing_is_told_before_the_last_page(lesson: Lesson) -> None:
    *steps, answers = texts(handout_pdf(lesson))
    words = " ".join(steps)
    # softmax at 2 and at 0.5, worked out by hand: e^1 / (e^1 + e^0.5 + e^0.25 + e^0.05) = 0.406.
    for told in ("Only the quotient counts.", "40.6%", "Type 0.25.", "82.8%", "11.2%"):
        assert told in answers
        assert told not in words
    assert "1 A choice. The same as halving τ." in answers
    assert "Nothing is asked" not in answers


def test_the_notes_of_the_lecturer_are_left_out(lesson: Lesson) -> None:
    assert "lecturer alone" not in " ".join(texts(handout_pdf(lesson)))


def test_pages_are_a4_and_numbered(lesson: Lesson) -> None:
    reader = PdfReader(io.BytesIO(handout_pdf(lesson)))
    for number, page in enumerate(reader.pages, 1):
        width, height = (float(side) / 72 * 25.4 for side in (page.mediabox.width, page.mediabox.height))
        assert [width, height] == pytest.approx(list(PAGE_MM), abs=0.3)
        assert f"{number} / {len(reader.pages)}" in " ".join(page.extract_text().split())
    assert reader.metadata is not None
    assert reader.metadata.title == "Every kind"


def test_the_plot_is_the_one_that_the_step_points_at(lesson: Lesson) -> None:
    assert [plot_of(lesson, number) for number in range(4)] == [
        "distribution",
        "distribution",
        "levels",
        "curves",
    ]


def test_a_figure_that_tells_an_answer_is_left_out(lesson: Lesson) -> None:
    handout = Handout(lesson)
    # The curves of the last step begin at the τ at which the bars are asked for.
    assert [handout._view(number, 300.0) is None for number in range(4)] == [False, True, False, True]


def test_outlines_that_would_be_the_truth_are_left_out() -> None:
    asked = EVERY_KIND.replace('chain = "temperature=0.5"', 'chain = "temperature=1"')
    for text, told in ((EVERY_KIND, True), (asked, False)):
        words = " ".join(texts(handout_pdf(read_lesson(text))))
        assert ("The dashed outlines are those before." in words) == told


def test_numbers_of_texts_are_filled_in() -> None:
    told = EVERY_KIND.replace('"Only the quotient counts."', '"Cat has {p(cat)}."')
    told = told.replace('"Softmax of $z/τ$."', '"Dog has {p(dog)}."')
    first, *_, last = texts(handout_pdf(read_lesson(told)))
    assert "Dog has 21.1" in first
    assert "Cat has 57.5" in last


def test_room_to_draw_has_a_name_for_each_class_and_no_bars(lesson: Lesson) -> None:
    handout = Handout(lesson)
    item = handout._view(2, 300.0)
    assert item is not None
    image = QImage(320, round(item.height), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    item.draw(painter, 0, 0)
    painter.end()
    filled = sum(image.pixelColor(x, y).saturation() > 100 for x in range(320) for y in range(image.height()))
    assert filled == 0
    words = texts(handout_pdf(lesson))[0]
    for label in ("cat", "dog", "fox", "owl"):
        assert label in words


def test_no_item_is_cut_by_the_edge_of_a_page(lesson: Lesson) -> None:
    many = Lesson("Many", steps=lesson.steps * 5)
    handout = Handout(many)
    for page in handout.pages:
        used = sum(item.height for item in page) + handout._gap * (len(page) - 1)
        assert used <= handout._page_height
    assert sum(len(page) for page in handout.pages) == 1 + 20 + 1 + 15


@pytest.mark.parametrize("name", lessons())
def test_every_lesson_that_ships_has_a_handout(name: str) -> None:
    lesson = lessons()[name]
    words = " ".join(texts(handout_pdf(lesson)))
    for step in lesson.steps:
        assert step.title.split("$")[0].split()[0] in words


def test_a_lesson_that_asks_nothing_has_no_answers() -> None:
    pages = texts(handout_pdf(read_lesson('title = "A"\n[[step]]\ntitle = "B"\n')))
    assert len(pages) == 1
    assert "Answers" not in pages[0]


def test_what_cannot_be_had_is_a_sentence_in_its_place(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise InputError("Language models need onnxruntime.")

    monkeypatch.setattr("tauscope.ui.lessons.handout.handout.Picture.of", refused)
    assert "Language models need onnxruntime." in texts(handout_pdf(lesson))[0]


# On the command line


def test_the_command_writes_it(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(EVERY_KIND, "utf-8")
    for name in ("enter-tau", str(tmp_path / "own.toml")):
        assert main(["export", "--lesson", name, "--to", str(tmp_path / "a.pdf")]) == 0
        assert texts((tmp_path / "a.pdf").read_bytes())[-1].startswith("Answers")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--lesson", "nonsense", "--to", "a.pdf"], "There is no lesson nonsense"),
        (["--lesson", "enter-tau", "--to", "a.png"], "is a .pdf"),
        (["--lesson", "enter-tau", "--to", "gone/a.pdf"], "there is no such folder"),
        (["--lesson", "enter-tau", "--plot", "curves", "--to", "a.pdf"], "takes no --plot"),
        (["--lesson", "enter-tau", "--theme", "dark", "--to", "a.pdf"], "takes no --theme"),
        (["--lesson", "enter-tau", "--top-k", "3", "--to", "a.pdf"], "takes no --top-k"),
        (["a.csv", "--lesson", "enter-tau", "--to", "a.pdf"], "takes no FILE"),
        (["--to", "a.pdf"], "required: --plot, or --lesson"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    words: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    check_refused(capsys, "export", *words, message=message)
    assert not list(tmp_path.iterdir())
