from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAccessible, QFont, QImage
from PySide6.QtWidgets import QApplication, QWidget
from tests.partial_source import weather

from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.document import formulas
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.picture.picture import Picture
from tauscope.ui.bench.readout_cell import SMALL, ReadoutCell
from tauscope.ui.bench.readout_texts import READOUTS
from tauscope.ui.bench.readouts import Readouts
from tauscope.ui.painting import marks
from tauscope.ui.plots.side_by_side.entropy_words import entropy_texts, shorter_entropy_texts
from tauscope.ui.theme import THEMES, Theme, load_theme
from tauscope.ui.widgets.plain_text import tip_text

FOUR = [2.0, 1.0, 0.5, 0.1]


@pytest.fixture
def readouts(theme: Theme, show: Callable[[QWidget], None]) -> Readouts:
    readouts = Readouts(theme)
    readouts.resize(1400, 60)
    show(readouts)
    return readouts


def picture(values: list[float], temperature: float = 1.0) -> Picture:
    labels = [f"class {row}" for row in range(len(values))]
    return Picture.of(
        table_edits.set_temperature(Document().with_logits(Logits.of(labels, values)), temperature)
    )


def cells(readouts: Readouts) -> dict[str, ReadoutCell]:
    return {cell.readout.name: cell for cell in readouts.cells}


def said(values: list[float], temperature: float = 1.0) -> dict[str, str]:
    one = picture(values, temperature)
    return {each.name: f"{each.value(one)} | {each.note(one)}" for each in READOUTS}


def test_four_classes_at_one() -> None:
    weights = np.exp(FOUR)
    p = weights / weights.sum()
    entropy = -(p * np.log(p)).sum()
    assert {name: formulas.plain(text) for name, text in said(FOUR).items()} == {
        "entropy": f"{entropy:.3f} nats | {entropy / math.log(2):.3f} bits",
        "perplexity": f"{math.exp(entropy):.2f} | of 4",
        "top": "class 0 57.5% | × 2.72 over class 1",
        "free_energy": f"−{math.log(weights.sum()):.3f} | = U − τS",
        "mean_energy": f"−{p @ FOUR:.3f} | ⟨E⟩",
        "heat_capacity": f"{p @ np.square(FOUR) - (p @ FOUR) ** 2:.3f} | Var(E)/τ²",
    }


@pytest.mark.parametrize(
    ("chain", "lead"),
    [("temperature=2", "× 1.45 over cold"), ("dynamic-temperature=1", "× 1.00–∞ over cold")],
)
def test_the_lead_in_a_list_is_given_as_far_as_it_is_known(chain: str, lead: str) -> None:
    one = Picture.of(replace(Document(source=weather()), chain=Chain.parse(chain)))
    assert next(each for each in READOUTS if each.name == "top").note(one) == lead


@pytest.mark.parametrize(("temperature", "wide"), [(0.8, False), (2.0, True)])
def test_choices_that_are_wide_apart_have_no_decimals(temperature: float, wide: bool) -> None:
    one = table_edits.set_temperature(Document(source=weather()), temperature)
    made = Picture.of(one)
    known = made.quantity("perplexity")
    assert isinstance(known, Bounds)
    text = next(each for each in READOUTS if each.name == "perplexity").value(made)
    low, high = (float(end) for end in text.replace(",", "").split("–"))
    assert ("." not in text) == wide
    assert not wide or (low <= known.low and known.high <= high)


def test_an_entropy_of_which_nothing_is_known_has_no_unit() -> None:
    source = replace(weather(), others=None)
    one = Picture.of(replace(Document(source=source), chain=Chain.parse("typical-p=0.5")))
    entropy = next(each for each in READOUTS if each.name == "entropy")
    assert (entropy.value(one), entropy.note(one)) == ("unknown", "not decidable")
    assert entropy_texts(one.quantity("entropy")) == [f"{formulas.ENTROPY} unknown", "unknown"]
    assert shorter_entropy_texts(None) == entropy_texts(None)


def test_at_zero_one_class_has_everything() -> None:
    at_zero = said(FOUR, 0.0)
    assert at_zero["entropy"] == "0.000 nats | 0.000 bits"
    assert at_zero["perplexity"] == "1.00 | of 4"
    assert at_zero["top"] == "class 0 100% | × ∞ over class 1"
    assert at_zero["heat_capacity"].startswith("0.000")
    assert at_zero["free_energy"].startswith("−2.000")


def test_at_infinity_all_are_alike() -> None:
    at_infinity = said(FOUR, math.inf)
    assert at_infinity["perplexity"] == "4.00 | of 4"
    assert at_infinity["top"] == "class 0 25.0% | level with 3 others"
    assert said([2.0, 2.0, 0.0], 1.0)["top"] == "class 0 46.8% | level with class 1"
    assert at_infinity["free_energy"].startswith("−∞")
    assert at_infinity["heat_capacity"].startswith("0.000")


@pytest.mark.parametrize(
    ("chain", "plain"),
    [
        ("temperature=0.7,top-k=2", False),
        ("temperature=0.7,temperature=2", False),
        ("temperature=0.7,top-k=2:off", True),
        ("temperature=0.7,top-k=9", True),
        ("top-p=1,temperature=0.7", True),
        ("temperature=0", True),
        ("temperature=inf", True),
        ("temperature=0,top-k=1", True),
        ("temperature=0,temperature=2", True),
        ("temperature=inf,temperature=2", True),
    ],
)
def test_what_is_not_of_the_cut_distribution_says_so(chain: str, plain: bool) -> None:
    document = table_edits.set_chain(Document().with_logits(Logits.unnamed(FOUR)), Chain.parse(chain))
    one = Picture.of(document)
    notes = {each.name: each.note(one) for each in READOUTS}
    shown = {"free_energy": "= U − τS", "mean_energy": "⟨E⟩", "heat_capacity": "Var(E)/τ²"}
    for name, formula in shown.items():
        of = "of softmax(z/τ)" if len(one.document.chain.temperatures) == 1 else "at τ₁ = 0.70 alone"
        assert formulas.plain(notes[name]) == (formula if plain else of)
    state = one.thermodynamics
    agree = one.entropy == pytest.approx(state.entropy)
    assert agree == plain


def test_only_class_has_no_lead() -> None:
    assert said([3.0])["top"] == "class 0 100% | the only class"


@pytest.mark.parametrize("temperature", [0.0, 5e-324, 1e-6, 1.0, 1e6, 1e308, math.inf])
@pytest.mark.parametrize(
    "values",
    [[1e308, -1e308], [1.7e308], [0.0, -math.inf], [5e-324, 0.0], [1.0] * 50, [-1e308, -1e308, -math.inf]],
)
def test_there_is_always_a_number(values: list[float], temperature: float) -> None:
    for text in said(values, temperature).values():
        assert "nan" not in text.lower()
        assert "inf" not in text.lower()


@pytest.mark.parametrize("readout", READOUTS, ids=lambda readout: readout.name)
def test_hover_says_what_it_means_with_its_formula(readouts: Readouts, readout: object) -> None:
    cell = cells(readouts)[readout.name]  # type: ignore[attr-defined]
    assert cell.toolTip() == tip_text(cell.readout.meaning)
    assert "^(" not in cell.toolTip()
    assert any(sign in cell.toolTip() for sign in ("=", "<sup>", "Σ"))


def test_those_who_hear_get_number_and_note(readouts: Readouts) -> None:
    readouts.show_picture(picture(FOUR))
    interface = QAccessible.queryAccessibleInterface(cells(readouts)["perplexity"])
    assert interface.text(QAccessible.Text.Name) == "Effective choices"
    assert interface.text(QAccessible.Text.Description) == "3.07, of 4"


def test_nothing_jumps_while_the_dial_turns(readouts: Readouts) -> None:
    places = set()
    for temperature in np.geomspace(0.01, 100, 40):
        readouts.show_picture(picture(FOUR, float(temperature)))
        readouts.grab()
        places.add(tuple(cell.geometry().getRect() for cell in readouts.cells))
    assert len(places) == 1


def test_number_that_stays_is_not_painted_again(readouts: Readouts, monkeypatch: pytest.MonkeyPatch) -> None:
    readouts.show_picture(picture(FOUR))
    painted: list[str] = []
    monkeypatch.setattr(readouts, "update_cell", lambda cell, _: painted.append(cell.readout.name))
    readouts.show_picture(picture(FOUR))
    assert painted == []
    readouts.show_picture(picture(FOUR, 1.01))
    assert set(painted) <= set(cells(readouts))
    assert "entropy" in painted


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("width", [990, 1400, 3800])
def test_numbers_fit_in_their_cells(readouts: Readouts, name: str, width: int) -> None:
    theme = load_theme(name, 14.0)
    readouts.apply_theme(theme)
    readouts.resize(width, 80)
    for temperature in (0.01, 0.1, 0.5, 1.0, 10.0, math.inf):
        readouts.show_picture(Picture.of(table_edits.set_temperature(Document(), temperature)))
        readouts.grab()
        for cell in readouts.cells:
            room = cell.width() - 1.2 * theme.base
            assert marks.text_width(cell.value, theme.font(SMALL, strong=True)) <= room, cell.value


@pytest.mark.parametrize("label", ["x" * 10_000, "<b>x</b>", "קול", ""])
def test_every_label_is_painted(readouts: Readouts, label: str) -> None:
    readouts.show_picture(Picture.of(table_edits.replace_classes(Document(), [label, label], [1.0, 0.0])))
    assert not readouts.grab().isNull()


def test_of_a_long_name_the_number_stays(readouts: Readouts, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    labels = [f"a very long name of class number {row}" for row in range(4)]
    readouts.show_picture(Picture.of(Document().with_logits(Logits.of(labels, FOUR))))
    monkeypatch.setattr(marks, "write", lambda _painter, _at, text, *_: texts.append(text))
    readouts.resize(700, 80)
    readouts.grab()
    name = texts[texts.index(" 57.5%") - 1]
    assert name.startswith("a")
    assert name.endswith("…")


@pytest.mark.parametrize("width", [990, 1400, 1900])
@pytest.mark.parametrize("others", ["", ",top-k=2", ",temperature=2"])
def test_numbers_of_a_row_are_of_one_size_and_notes_are_whole(
    readouts: Readouts, monkeypatch: pytest.MonkeyPatch, width: int, others: str
) -> None:
    theme = load_theme("projector", 16.0)
    readouts.apply_theme(theme.enlarged(min(16.0, width / 64) / theme.base))
    readouts.resize(width, 90)
    chain = Chain.parse(f"temperature=0.7{others}")
    readouts.show_picture(Picture.of(table_edits.set_chain(Document(), chain)))
    written: list[tuple[str, int]] = []
    places: dict[str, float] = {}

    def note(painter: object, at: QPointF, text: str, font: QFont, *_: object) -> None:
        del painter
        written.append((text, font.pixelSize()))
        places[text] = at.x()

    monkeypatch.setattr(marks, "write", note)
    readouts.grab()
    numbers = [size for text, size in written if re.match(r"[a-z ]*[−\d][\d.]+( nats|%)?$", text)]
    assert len(numbers) == len(READOUTS)
    assert len(set(numbers)) == 1
    assert not [text for text, _ in written if "…" in text]
    (bits,) = [text for text in places if text.endswith(" bits")]
    assert not cells(readouts)["entropy"].narrow or places[bits] == places["Entropy"]


def test_notes_of_one_kind_are_shortened_together(
    readouts: Readouts, monkeypatch: pytest.MonkeyPatch
) -> None:
    readouts.show_picture(
        Picture.of(table_edits.set_chain(Document(), Chain.parse("temperature=0.7,top-k=2")))
    )
    texts: list[str] = []
    monkeypatch.setattr(marks, "write", lambda _painter, _at, text, *_: texts.append(text))
    seen = set()
    for width in range(700, 1900, 20):
        readouts.resize(width, 90)
        texts.clear()
        readouts.grab()
        (note,) = {text for text in texts if "softmax" in text}
        seen.add(formulas.plain(note))
    assert {"softmax(z/τ)", "of softmax(z/τ)"} <= seen


def test_another_size_is_shown_in_cells_whose_text_stays(readouts: Readouts) -> None:
    readouts.resize(800, 60)
    for values in (FOUR, [10_000.0 * value for value in FOUR], FOUR):
        readouts.show_picture(picture(values))
        QApplication.processEvents()
        shown = readouts.screen().grabWindow(readouts.winId()).toImage()
        assert shown.convertToFormat(QImage.Format.Format_RGB32) == (
            readouts.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        )
