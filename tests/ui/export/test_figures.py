"""Each figure in each format: size, background, text, and the session that it carries."""

import io
import re
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from pypdf import PdfReader
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.suited import moving, plots_for, two_files
from tests.ui.export.conftest import HARD_LABELS

from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.core.logits import Floats, Logits
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.files.opening import decode_content, read_document
from tauscope.document.formulas import plain
from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.plots import MOST_PLOTS
from tauscope.document.reports.plot_data import BENCH, NUMBERS
from tauscope.document.suitability import unsuited
from tauscope.ui.bench.readout_texts import READOUTS
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.formats import FORMATS, exact_page, image_of, render, svg
from tauscope.ui.export.readout_row import _whole_number
from tauscope.ui.export.sheet import tiles
from tauscope.ui.painting.marks import text_width
from tauscope.ui.plots import PLOTS
from tauscope.ui.theme import load_theme

pytestmark = pytest.mark.usefixtures("known_studies")

EVERY = (*plots_for(Document()), BENCH)
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: bytes) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]


def pdf_text(data: bytes) -> str:
    """All characters but spaces, which readers set as they like."""
    return "".join(PdfReader(io.BytesIO(data)).pages[0].extract_text().split())


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}


def test_every_plot_has_its_numbers() -> None:
    assert set(NUMBERS) == {*PLOTS, BENCH}


def test_every_promised_format_is_there() -> None:
    assert set(FORMATS) == {".png", ".svg", ".pdf"}


# Every plot in every format


@pytest.mark.parametrize("plot", EVERY)
def test_a_png_has_its_size_and_resolution_and_something_on_it(plot: str, document: Document) -> None:
    image = QImage.fromData(render(Figure(document, plot, (80, 60)), ".png", 150))
    assert (image.width(), image.height()) == (472, 354)
    assert image.dotsPerMeterX() == image.dotsPerMeterY() == round(150 / 0.0254)
    assert len(colours(image)) > 5


@pytest.mark.parametrize("plot", EVERY)
def test_an_svg_is_whole_and_exact_and_text_is_text(plot: str, hard: Document) -> None:
    data = render(Figure(hard, plot, (80.5, 60)), ".svg")
    root = ET.fromstring(data)
    assert (root.get("width"), root.get("height")) == ("80.5mm", "60mm")
    _, _, width, height = map(float, (root.get("viewBox") or "").split())
    assert width / height == pytest.approx(80.5 / 60, rel=1e-4)
    assert not list(root.iter(f"{SVG}image"))
    assert any(text.startswith("<b>") for text in texts(data))
    assert any("τ = 0.50" in text for text in texts(data))
    assert "non-scaling-stroke" not in data.decode()


@pytest.mark.parametrize("plot", EVERY)
def test_an_svg_is_drawn_by_another_renderer(plot: str, document: Document) -> None:
    renderer = QSvgRenderer(QByteArray(render(Figure(document, plot, (80, 60)), ".svg")))
    assert renderer.isValid()


def test_formulas_of_an_svg_are_raised_and_lowered_around_their_baseline(document: Document) -> None:
    figure = Figure(document, "distribution", selection=tuple(map(int, document.logits.keys[:2])))
    (exponent,) = [
        element
        for element in ET.fromstring(render(figure, ".svg")).iter(f"{SVG}tspan")
        if element.text == "1.00∕0.50"
    ]
    assert float(exponent.get("dy", 0)) < -1
    found = ET.fromstring(render(replace(figure, plot="curves"), ".svg"))
    for element in found.iter(f"{SVG}text"):
        assert all(not list(span) for span in element)  # Qt's reader knows no span within a span
    (variable,) = {element.get("font-style") for element in found.iter(f"{SVG}tspan") if element.text == "z"}
    assert variable == "italic"


@pytest.mark.parametrize("plot", EVERY)
def test_a_pdf_is_one_exact_page_of_vectors_and_readable_text(plot: str, document: Document) -> None:
    data = render(Figure(document, plot, (80.5, 60)), ".pdf")
    (page,) = PdfReader(io.BytesIO(data)).pages
    assert float(page.mediabox.width) == pytest.approx(80.5 / 25.4 * 72, abs=2e-3)
    assert float(page.mediabox.height) == pytest.approx(60 / 25.4 * 72, abs=2e-3)
    assert not list(page.images)
    assert "τ=0.50" in pdf_text(data)
    assert "dog" in pdf_text(data)


@pytest.mark.parametrize("plot", EVERY)
@pytest.mark.parametrize("ending", [".png", ".svg"])
def test_a_figure_can_be_opened_again(plot: str, ending: str, hard: Document, tmp_path: Path) -> None:
    path = tmp_path / f"figure{ending}"
    path.write_bytes(render(Figure(hard, plot, (60, 40)), ending, 72))
    assert read_document(path).document == hard


@pytest.mark.parametrize("plot", EVERY)
@pytest.mark.parametrize("size", [(1, 1), (20, 200), (300, 10)])
def test_no_size_is_too_odd(plot: str, size: tuple[float, float], document: Document) -> None:
    for ending in FORMATS:
        assert render(Figure(document, plot, size), ending, 96)


@pytest.mark.parametrize("plot", EVERY)
@pytest.mark.parametrize("tau", [0.0, 1.0, float("inf")])
def test_both_ends_of_the_dial_and_a_crowd_are_drawn(plot: str, tau: float, crowd: Document) -> None:
    figure = Figure(table_edits.set_temperature(crowd, tau), plot, (80, 60), selection=(3, 4))
    assert len(colours(image_of(figure, 96))) > 5


def test_the_bench_holds_every_plot_and_every_readout(document: Document) -> None:
    whole = "\n".join(texts(render(Figure(document, BENCH, (240, 150)), ".svg")))
    for title in [PLOTS[name].title for name in document.plots] + [
        plain(readout.title) for readout in READOUTS
    ]:
        assert title in whole
    assert "1.83" in whole  # the perplexity


@pytest.mark.parametrize("document", moving(), ids=lambda document: document.source.kind)
@pytest.mark.parametrize("ending", FORMATS)
def test_the_plots_of_a_source_are_drawn_and_can_be_opened_again(
    document: Document, ending: str, tmp_path: Path
) -> None:
    for plot in (*document.plots, BENCH):
        data = render(Figure(document, plot, (160, 90)), ending, 96)
        if ending == ".pdf":
            assert PLOTS[document.plots[0]].title.replace(" ", "") in pdf_text(data) or plot != BENCH
            continue
        path = tmp_path / f"{plot}{ending}"
        path.write_bytes(data)
        assert read_document(path).document == document


def test_a_bench_says_what_a_plot_has_nothing_to_show_of(document: Document) -> None:
    for other in moving():
        for plot in [name for name in other.plots if name not in plots_for(document)]:
            bench = replace(document, plots=(plot, "levels"))
            said = "".join(texts(render(Figure(bench, BENCH, (200, 120)), ".svg")))
            assert "".join(unsuited(plot, bench).split()) in "".join(said.split())


# Background


def test_the_paper_is_white_whatever_the_window_wears(document: Document) -> None:
    image = image_of(Figure(document, "curves", (60, 40)), 96)
    assert image.pixelColor(0, 0).name() == "#ffffff"
    assert image.pixelColor(image.width() - 1, image.height() - 1).name() == "#ffffff"


def test_a_dark_figure_is_dark(document: Document) -> None:
    image = image_of(Figure(document, "curves", (60, 40), theme="dark"), 96)
    assert image.pixelColor(0, 0).lightness() < 60


@pytest.mark.parametrize("plot", EVERY)
def test_nothing_lies_under_a_transparent_figure(plot: str, document: Document) -> None:
    image = image_of(Figure(document, plot, (80, 60), transparent=True), 96)
    assert image.pixelColor(0, 0).alpha() == 0
    clear = [image.pixelColor(x, y).alpha() == 0 for x in range(300) for y in range(220)]
    assert sum(clear) > 0.5 * len(clear)


def test_names_of_a_transparent_figure_have_no_patches(document: Document) -> None:
    opaque = render(Figure(document, "curves"), ".svg").decode()
    clear = render(Figure(document, "curves", transparent=True), ".svg").decode()
    assert 'fill="#ffffff"' in opaque
    assert "<rect" not in clear


# Text


def test_labels_are_never_markup(hard: Document) -> None:
    data = render(Figure(hard, "levels", (200, 120)), ".svg")
    assert {"<b>bold</b> & co", "@1", 'x "y"'} <= set(texts(data))


def test_text_is_anchored_where_it_belongs(hard: Document) -> None:
    data = render(Figure(hard, "levels", (200, 120)), ".svg")
    anchors = {
        "".join(element.itertext()): element.get("text-anchor")
        for element in ET.fromstring(data).iter(f"{SVG}text")
    }
    assert anchors["−2.00"] == "end"  # an energy, left of its level
    assert anchors["@1"] == "start"  # a name, right of it
    assert anchors["שלום"] == "end"  # the same, for what is read from the right
    assert anchors["kT = 0.50"] == "middle"


def test_a_missing_font_has_successors(document: Document) -> None:
    assert (
        "font-family=\"Inter, 'Tauscope Symbols', 'Helvetica Neue', Arial, sans-serif\""
        in render(Figure(document, "levels"), ".svg").decode()
    )


def test_digits_of_a_pdf_can_be_read(document: Document) -> None:
    found = pdf_text(render(Figure(document, "distribution"), ".pdf"))
    assert "82.8%" in found
    assert "softmax(z∕τ)" in found


# Layout


@pytest.mark.parametrize("count", range(1, MOST_PLOTS + 1))
def test_tiles_fill_the_room_and_do_not_overlap(count: int) -> None:
    room = QRectF(10, 20, 300, 200)
    boxes = tiles(room, count, 5, PlotSizes())
    assert len(boxes) == count
    assert all(room.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(box) for box in boxes)
    assert boxes[0].width() >= max(box.width() for box in boxes)
    assert boxes[0].height() >= max(box.height() for box in boxes)
    assert sum(box.width() * box.height() for box in boxes) > 0.9 * room.width() * room.height()
    pairs = [(one, other) for place, one in enumerate(boxes) for other in boxes[:place]]
    assert not any(one.intersects(other) for one, other in pairs)


def test_a_figure_of_the_bench_has_the_sizes_that_were_dragged() -> None:
    room = QRectF(0, 0, 900, 600)
    large, left, right = tiles(room, 3, 10, PlotSizes.of([1, 3, 1], [2]))
    assert left.width() == pytest.approx(3 * right.width())
    assert large.height() == pytest.approx(2 * 10 / 8 * left.height())


@pytest.mark.parametrize("count", range(1, MOST_PLOTS + 1))
def test_a_figure_of_the_bench_has_every_plot(count: int) -> None:
    document = Document(plots=tuple(plots_for(Document()))[:count])
    whole = "\n".join(texts(render(Figure(document, BENCH, (240, 150)), ".svg")))
    assert all(PLOTS[name].title in whole for name in document.plots)


def test_text_grows_with_the_paper_but_less(document: Document) -> None:
    small, middle, large = (
        Figure(document, "distribution", size).mm_per_pixel for size in ((60, 40), (160, 90), (300, 200))
    )
    assert small < middle < large < middle * 300 / 160
    assert middle * 15 == pytest.approx(9.5 / 72 * 25.4)


def test_no_widget_is_left_behind(document: Document, qapp: QApplication) -> None:
    before = len(qapp.allWidgets())
    for _ in range(3):
        image_of(Figure(document, BENCH, (60, 40)), 72)
    assert len(qapp.allWidgets()) <= before


# Refusals


def test_an_unknown_plot_is_refused(document: Document) -> None:
    with pytest.raises(InputError, match="no plot “pie”"):
        Figure(document, "pie")


def test_a_picture_that_is_too_long_is_refused(document: Document) -> None:
    with pytest.raises(InputError, match="a side can have 32,767 at most"):
        image_of(Figure(document, "curves", (2000, 5)), 1200)


def test_a_page_box_that_does_not_fit_is_left_alone() -> None:
    assert exact_page(b"no box", (10, 10)) == b"no box"
    assert exact_page(b"/MediaBox [0 0 1 1]", (10, 10)) == b"/MediaBox [0 0 1 1]"


def test_a_png_says_what_it_is(document: Document) -> None:
    data = render(Figure(document, "curves", (60, 40)), ".png", 72)
    assert QImage.fromData(data).text("Title") == "All τ at once at τ = 0.50"
    assert struct.unpack(">I", data[16:20])[0] == 170


@pytest.mark.parametrize("plot", EVERY)
def test_no_figure_marks_the_selection(plot: str, document: Document) -> None:
    if plot != "working":  # which is of the class that is selected
        shown = image_of(Figure(document, plot, (90, 60)), 96)
        assert image_of(Figure(document, plot, (90, 60), selection=(1,)), 96) == shown
    colour = load_theme("light", 14.0).colours.selection.rgb()
    both = Figure(document, plot, (90, 60), selection=(0, 1))
    assert colour not in colours(image_of(both, 96))


# Text as outlines

RENDER = """
import sys
from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
application = QGuiApplication(["render"])
assert "Inter" not in QFontDatabase.families()
image = QImage(960, 540, QImage.Format.Format_RGB32)
image.fill(0xFFFFFFFF)
painter = QPainter(image)
QSvgRenderer(sys.argv[1]).render(painter)
painter.end()
assert image.save(sys.argv[2])
"""


def rendered_without_inter(svg: bytes, folder: Path) -> QImage:
    """Paint an SVG in a program that does not know our fonts."""
    source, target = folder / "figure.svg", folder / "figure.png"
    source.write_bytes(svg)
    command = [sys.executable, "-P", "-c", RENDER, str(source), str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return QImage(str(target))


def ink(image: QImage) -> Floats:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return 255.0 - rows[:, : grey.width()].astype(np.float64)


@pytest.mark.parametrize("plot", EVERY)
def test_text_as_outlines_looks_alike_without_our_font(plot: str, document: Document, tmp_path: Path) -> None:
    figure = Figure(document, plot, (160, 90), outlines=True)
    data = render(figure, ".svg")
    assert texts(data) == []
    without = ink(rendered_without_inter(data, tmp_path))
    # The same figure as pixels, with our font.
    ours = ink(image_of(figure, 960 / 160 * 25.4))
    assert without.shape == ours.shape == (540, 960)
    # A letter may begin elsewhere within a pixel: blocks must agree. In another font some differ by 30.
    away = np.abs((without - ours).reshape(27, 20, 48, 20).mean(axis=(1, 3)))
    assert away.mean() < 1
    assert away.max() < 15


def test_letters_that_no_font_here_has_stay_text(hard: Document) -> None:
    """Drawn as outlines they would be empty boxes; the system where it is read may have a font for them."""
    data = render(Figure(hard, "levels", (200, 120), outlines=True), ".svg")
    metrics = QFontMetricsF(load_theme("light", 15.0).font())
    lacking = [label for label in HARD_LABELS if not all(metrics.inFontUcs4(ord(mark)) for mark in label)]
    left = texts(data)
    assert all(any(mark in label for label in lacking for mark in text) for text in left)
    assert decode_content(data).document == hard


def test_text_that_is_text_names_fonts_that_take_our_place(document: Document) -> None:
    data = render(Figure(document, "distribution"), ".svg").decode()
    families = set(re.findall(r'font-family="([^"]*)"', data))
    assert families
    assert all(family.endswith("sans-serif") and "Arial" in family for family in families)


def test_a_figure_of_the_curves_has_those_that_are_chosen(document: Document) -> None:
    knobs = table_edits.set_chain(document, Chain.parse("temperature=0.5,top-k=2"))
    after = texts(render(Figure(knobs, "curves"), ".svg"))
    assert any("after all knobs" in text for text in after)
    assert "fox = owl" in after
    softmax = texts(render(Figure(table_edits.set_curves(knobs, "softmax"), "curves"), ".svg"))
    assert any("softmax(z∕τ)" in text for text in softmax)
    assert "fox = owl" not in softmax


@pytest.mark.parametrize("plot", ["distribution", BENCH])
def test_an_svg_is_described_in_words(plot: str) -> None:
    logits = Logits.of(["<b>&", "dog"], [2.0, 0.0])
    document = table_edits.set_temperature(Document().with_logits(logits), 0.5)
    root = ET.fromstring(svg(Figure(document, plot), 96))
    title, description = (
        root.findtext(f"{{http://www.w3.org/2000/svg}}{name}") for name in ("title", "desc")
    )
    assert title is not None
    assert title.endswith("at τ = 0.50")
    assert description is not None
    assert "Most likely: <b>&, 98.2%." in description
    assert "In Tauscope: Drag a bar" in description
    assert description.endswith("Made with Tauscope, which can open it again.")
    assert ("All τ at once: " in description) == (plot == BENCH)


def test_a_figure_of_a_file_says_which_file_step_and_temperature() -> None:
    document = two_files()
    for plot, said in (
        ("rank", "“one.npy”, step 1 of 12, source τ = 1.00"),
        (BENCH, "“one.npy”, step 1 of 12, source τ = 1.00"),
        ("file_steps", "“one.npy” and “other.npy”"),
    ):
        assert any(said in text for text in texts(render(Figure(document, plot), ".svg")))
    assert not any("step" in text for text in texts(render(Figure(Document(), BENCH), ".svg")))


def test_a_number_without_room_loses_letters_of_its_name_and_no_digit(qtbot: QtBot) -> None:
    del qtbot
    theme = load_theme("light", 13)
    font = theme.font(1.1, strong=True)
    readout = READOUTS[2]
    whole = "␣grandmother 10–20%"
    for room in range(round(text_width("… 10–20%", font)) + 1, 200, 7):
        shown = _whole_number(readout, whole, font, room)
        assert shown.endswith(" 10–20%")
        assert text_width(shown, font) <= room or shown == whole
