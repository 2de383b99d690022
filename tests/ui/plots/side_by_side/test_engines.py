from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from tests.partial_source import weather
from tests.ui import hands
from tests.ui.plots.conftest import Written

from tauscope.core.chain.engines import ENGINES, SamplingRequest
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.ui.editing.history import History
from tauscope.ui.focus import Focus
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.side_by_side.engine_lines import SMALL, chain_lines, sentence_lines
from tauscope.ui.plots.side_by_side.engines import EnginesPlot
from tauscope.ui.theme import THEMES, load_theme


def table(*values: float, temperature: float = 1.0, **settings: float) -> Document:
    names = ["red", "green", "blue", "grey", "black"][: len(values)]
    document = table_edits.set_temperature(
        table_edits.replace_classes(Document(), names, values), temperature
    )
    for name, value in settings.items():
        document = bench_edits.set_request(document, name, value)
    return document


ORDER = table(3, 2, 1, temperature=0.5, top_p=0.8)


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot]) -> EnginesPlot:
    plot = make_plot(EnginesPlot)
    assert isinstance(plot, EnginesPlot)
    plot.resize(1500, 420)
    return plot


def texts(words: list[Written]) -> list[str]:
    return [word.text for word in words]


def title(plot: EnginesPlot, name: str) -> QPointF:
    """Where an engine's title stands."""
    assert plot.picture is not None
    area = plot._cells()[list(ENGINES).index(name)].title
    return QPointF(area.center().x(), area.top() + plot.theme.base)


def test_every_engine_has_its_title_chain_and_survivors(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(ORDER)
    words = texts(written(plot))
    for engine in ENGINES.values():
        assert engine.title in words
    chains = {"τ 0.50 → top-k 50 →", "top-p 0.8", "top-k 40 → τ 0.50 →", "top-p 0.8 → τ 0.50"}
    assert chains <= set(words)
    assert words.count("1 of 3 kept") == 5
    assert words.count("= Hugging Face") == 4
    assert "S = 0.365 nats" in words


def test_every_engine_says_which_version_was_read_and_when(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(ORDER)
    for width in (1500, 2200):
        plot.resize(width, 420)
        words = " ".join(texts(written(plot)))
        for engine in ENGINES.values():
            assert engine.version in words
            assert engine.read in words


def test_where_bars_would_become_flat_versions_give_way(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(ORDER)
    plot.resize(1500, 230)
    words = texts(written(plot))
    assert "2026-08-21" not in words
    assert "Ollama ≥ 0.30" in words


def test_what_differs_is_in_the_accent(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(ORDER)
    accent = plot.theme.colours.accent.name()
    assert [word.text for word in written(plot) if word.colour == accent] == [
        "≠ Hugging Face",
        "2 kept, not 1",
        "11.9%",
    ] * 3
    bars = plot._cells()[2].bars
    image = plot.grab().toImage()
    under = [
        image.pixelColor(round(bars.left() + (0.5 + place) * bars.width() / 3), round(bars.bottom()) + 3)
        for place in range(3)
    ]
    assert [colour.name() == accent for colour in under] == [False, True, False]


def test_cut_classes_say_so(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(ORDER)
    assert texts(written(plot)).count("cut") == 13


def test_the_sentence_is_whole_at_any_width(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(ORDER)
    for size in ((1400, 420), (700, 420), (400, 420), (260, 200)):
        plot.resize(*size)
        assert plot.picture is not None
        sentence = plot.picture.engines.sentence
        lines = sentence_lines(sentence, size[0], plot.theme, plot._plan.size)
        assert " ".join(lines) == sentence
        assert len(lines) <= plot._plan.sentence
        assert set(lines) <= set(texts(written(plot)))
        font = plot.theme.font(plot._plan.size)
        assert all(marks.text_width(line, font) <= size[0] for line in lines)


def test_a_refusal_stands_in_the_place_of_the_bars(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(table(2, 2, 0, temperature=0.0))
    refused = plot.theme.colours.refused.name()
    words = " ".join(word.text for word in written(plot) if word.colour == refused)
    assert words == ("refuses a temperature must be larger than 0; for greedy choice set do_sample=False.")


def test_ignored_settings_are_named(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(table(2, 1, 0, top_k=2))
    assert "τ 1.00 (no top_k)" in texts(written(plot))


def test_the_hand_is_followed_live(plot: EnginesPlot, history: History) -> None:
    history.start(ORDER)
    before = plot.grab().toImage()
    history.start(table_edits.set_temperature(ORDER, 1.5))
    assert plot.grab().toImage() != before


def test_with_a_temperature_of_its_own_the_request_is_not(plot: EnginesPlot, history: History) -> None:
    fixed = bench_edits.set_request(ORDER, "temperature", 0.5)
    history.start(fixed)
    before = plot.grab().toImage()
    history.start(table_edits.set_temperature(fixed, 1.5))
    assert plot.grab().toImage() == before
    assert plot.picture is not None
    assert plot.caption(plot.picture).startswith("at the request's τ, not the dial's")


def test_caption_names_only_what_is_there(plot: EnginesPlot, history: History) -> None:
    captions = []
    for document in (table(2, 1, top_p=1.0, min_p=0.0), ORDER):
        history.start(document)
        assert plot.picture is not None
        captions.append(plot.caption(plot.picture))
    assert captions == ["", "hatched: cut   ▬ not as in Hugging Face"]


def test_on_paper_the_request_is_written(plot: EnginesPlot, history: History) -> None:
    history.start(ORDER)
    assert plot.picture is not None
    assert plot.legend(plot.picture) == "asked: top_p 0.8   hatched: cut"


def test_those_who_hear_are_told_the_difference(plot: EnginesPlot, history: History) -> None:
    history.start(ORDER)
    words = plot.accessibleDescription()
    assert "the second sees what the first has left." in words
    assert "llama.cpp: 2 kept" in words


def test_pointing_at_a_bar_of_any_engine_points_at_its_class(
    plot: EnginesPlot, history: History, focus: Focus
) -> None:
    history.start(ORDER)
    assert plot.picture is not None
    for cell in plot._cells():
        hands.move(plot, QPointF(cell.bars.left() + 0.5 * cell.bars.width(), cell.bars.bottom() - 5))
        assert focus.hovered == 1
        hands.leave(plot)


def test_a_click_on_a_title_takes_the_chain(plot: EnginesPlot, history: History) -> None:
    history.start(ORDER)
    said: list[str] = []
    plot.said.connect(said.append)
    hands.click(plot, title(plot, "llama.cpp"))
    chain = history.document.chain
    assert chain == ENGINES["llama.cpp"].chain(temperature=0.5, top_p=0.8)
    assert history.undo_name == "use the chain of llama.cpp"
    assert "llama-sampler.cpp" in said[0]
    history.undo()
    assert history.document == ORDER


def test_a_press_that_ends_elsewhere_takes_nothing(plot: EnginesPlot, history: History) -> None:
    history.start(ORDER)
    hands.press(plot, title(plot, "llama.cpp"))
    hands.release(plot, title(plot, "ollama"))
    assert history.document == ORDER


def test_a_refusing_engine_has_no_chain_to_take(plot: EnginesPlot, history: History) -> None:
    document = table(2, 2, 0, temperature=0.0)
    history.start(document)
    hands.click(plot, title(plot, "huggingface"))
    assert history.document == document


def test_a_title_can_be_clicked_and_says_so(
    plot: EnginesPlot, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [""]
    monkeypatch.setattr(QToolTip, "showText", lambda _, text, __: shown.append(text))
    monkeypatch.setattr(QToolTip, "hideText", lambda: shown.append(""))

    def tip(at: QPointF) -> str:
        event = QHelpEvent(QEvent.Type.ToolTip, at.toPoint(), plot.mapToGlobal(at.toPoint()))
        QApplication.sendEvent(plot.viewport(), event)
        return shown[-1]

    history.start(ORDER)
    hands.move(plot, title(plot, "vllm"))
    assert plot.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert "vllm/v1/sample/sampler.py" in tip(title(plot, "vllm"))
    for engine in ENGINES.values():
        shown_tip = tip(title(plot, engine.name))
        assert engine.edition in shown_tip
        assert engine.note in shown_tip
    middle = QPointF(plot.frame.rect.center())
    hands.move(plot, middle)
    assert plot.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor
    assert tip(middle) == ""


@pytest.mark.parametrize("theme_name", THEMES)
@pytest.mark.parametrize(
    "size", [(1, 1), (230, 160), (260, 700), (430, 260), (700, 400), (1400, 180), (1400, 500)]
)
@pytest.mark.parametrize("temperature", [0.0, 0.7, math.inf])
def test_fits_any_card(
    plot: EnginesPlot, history: History, theme_name: str, size: tuple[int, int], temperature: float
) -> None:
    history.start(table(3, 2, 1, 1, 0, temperature=temperature, top_k=2, top_p=0.9, min_p=0.01))
    plot.apply_theme(load_theme(theme_name, 14.0))
    plot.resize(*size)
    assert not plot.grab().isNull()


def test_in_a_narrow_card_engines_stand_below_one_another(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(ORDER)
    plot.resize(430, 460)
    words = written(plot)
    titles = [word for word in words if word.text in {engine.title for engine in ENGINES.values()}]
    assert len({word.at.x() for word in titles}) == 1
    assert [word.at.y() for word in titles] == sorted(word.at.y() for word in titles)
    assert "≠ 2 kept" in texts(words)
    assert "top-k 40 → top-p 0.8 → min-p 0.05 → τ 0.50" in texts(words)
    hands.click(plot, title(plot, "ollama"))
    assert history.document.chain == ENGINES["ollama"].chain(temperature=0.5, top_p=0.8)


def test_less_is_said_before_bars_become_flat(plot: EnginesPlot, history: History) -> None:
    history.start(ORDER)
    plans = []
    for height in (420, 260, 200, 150):
        plot.resize(1500, height)
        plans.append(plot._plan)
    assert [plan.below for plan in plans] == sorted((plan.below for plan in plans), reverse=True)
    assert plans[0].below == 3
    assert plans[-1].below == 1
    assert plans[-1].names == 0


def test_a_turn_of_the_dial_moves_nothing(plot: EnginesPlot, history: History) -> None:
    frames = set()
    for temperature in (0.3, 0.55, 1.0, 1.234):
        history.start(table_edits.set_temperature(ORDER, temperature))
        frames.add(plot.frame.rect.getRect())
    assert len(frames) == 1


def test_session_keeps_the_request_and_the_plot() -> None:
    document = table_edits.place_plot(
        bench_edits.put_request(ORDER, SamplingRequest(-0.5, -1, 0.25, 0.125)), 1, "engines"
    )
    assert decode(encode(document)).document == document


def test_knobs_for_which_a_chain_has_no_line_are_counted(plot: EnginesPlot, history: History) -> None:
    history.start(ORDER)
    assert plot.picture is not None
    outcome = next(one.outcome for one in plot.picture.engines.answers if one.engine.name == "llama.cpp")
    whole = chain_lines(outcome, 1e6, plot.theme, 1)
    assert whole == ["top-k 40 → top-p 0.8 → min-p 0.05 → τ 0.50"]
    font = plot.theme.font(SMALL)
    for most in (1, 2, 3):
        lines = chain_lines(
            outcome, marks.text_width("top-k 40 → 3 more", font) + plot.theme.base, plot.theme, most
        )
        assert len(lines) <= most
        assert (" ".join(lines) == "top-k 40 → 3 more") == (most == 1)
    assert chain_lines(outcome, marks.text_width("4 knobs", font) + plot.theme.base, plot.theme, 1) == [
        "4 knobs"
    ]


def test_engines_that_answer_alike_share_a_row_where_there_is_little_height(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(ORDER)
    plot.resize(430, 120)
    assert plot.picture is not None
    side = plot.picture.engines
    rows = plot._plan.rows
    assert rows == side.groups
    assert sorted(place for row in rows for place in row) == list(range(len(ENGINES)))
    assert 1 < len(rows) < len(ENGINES)
    for row in rows:
        assert all(side.answers[place].p == pytest.approx(side.answers[row[0]].p) for place in row)
    shared = next(row for row in rows if len(row) > 1)
    first, *others = [side.answers[place].engine.title for place in shared]
    words = texts(written(plot))
    assert any(first in word and f"+ {len(others)}" in word for word in words)
    tip = plot._tip_at(plot._cells()[rows.index(shared)].title.center())
    assert all(title in tip for title in (first, *others))


def test_what_there_is_no_row_for_is_counted(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(ORDER)
    plot.resize(430, 60)
    left_out = plot._plan.left_out
    assert left_out == len(ENGINES) - sum(map(len, plot._plan.rows)) > 0
    assert any(word.startswith(f"{left_out} more") for word in texts(written(plot)))


def test_below_one_another_classes_are_named_once(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(table(3, 2, 1, temperature=3.0))
    plot.resize(430, 300)
    assert [texts(written(plot)).count(name) for name in ("red", "green", "blue")] == [1, 1, 1]
    plot.resize(1500, 420)
    assert texts(written(plot)).count("red") == 6  # vLLM and OpenAI refuse


def test_wide_names_read_upward(
    plot: EnginesPlot,
    history: History,
    written: Callable[[Plot], list[Written]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upward: list[str] = []
    monkeypatch.setattr(marks, "write_upright", lambda _, __, text, *___: upward.append(text))
    history.start(table_edits.set_labels(ORDER, 0, ["a long name", "another", "third"]))
    written(plot)
    assert upward.count("another") == 8


def test_in_rows_titles_are_whole_and_what_is_cut_says_so(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(table(3, 1.5, 1, 0.5, 0, temperature=1.5, top_k=40, top_p=0.9, min_p=0.0))
    for size in ((430, 260), (640, 300)):
        plot.resize(*size)
        words = texts(written(plot))
        assert not plot._plan.across
        assert {engine.title for engine in ENGINES.values()} <= set(words)
        assert plot.picture is not None
        cut = sum(p > 0 for answer in plot.picture.engines.answers for p in answer.cut)
        assert words.count(marks.CUT) == cut > 0


@pytest.mark.parametrize("height", [160, 190, 300])
def test_names_of_low_rows_do_not_run_into_one_another(
    plot: EnginesPlot, written: Callable[[Plot], list[Written]], height: int
) -> None:
    plot.resize(270, height)
    titles = tuple(one.title for one in ENGINES.values())
    names = sorted(
        (word.area for word in written(plot) if word.text.startswith(titles) and word.at.x() > 8),
        key=QRectF.top,
    )
    assert len(names) == len(plot._plan.rows) > 1
    assert not plot._plan.left_out
    for one, other in itertools.pairwise(names):
        assert other.bottom() - one.bottom() >= 1.3 * other.height()


@pytest.mark.parametrize("width", [800, 900, 1100, 1500])
def test_names_side_by_side_are_whole_and_apart(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]], width: int
) -> None:
    history.start(ORDER)
    plot.resize(width, 420)
    words = written(plot)
    titles = [word for word in words if word.text in {one.title for one in ENGINES.values()}]
    assert len(titles) == len(ENGINES)
    kept = [word for word in words if "kept" in word.text]
    for row in (titles, kept):
        for one, other in itertools.pairwise(sorted(row, key=lambda word: word.area.left())):
            if one.at.y() == other.at.y():
                assert other.area.left() - one.area.right() >= 0.3 * plot.theme.base


def of_list(temperature: float) -> Document:
    """Twenty tokens of 128,256 and a request whose top-p a list decides only at its own temperature."""
    document = Document(source=weather())
    for name, value in {"temperature": temperature, "top_p": 0.7, "top_k": 10**6, "min_p": 0.0}.items():
        document = bench_edits.set_request(document, name, value)
    return document


def test_of_a_list_an_engine_says_what_is_not_decided(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(of_list(1.2))
    plot.resize(2200, 500)
    words = texts(written(plot))
    undecided = "not decidable from these 20"
    assert words.count(undecided) == 5
    assert words.count("10–128,256 of 128,256 kept") == 5
    assert words.count("6 kept, not 10–128,256") == 3
    assert plot.picture is not None
    assert plot.caption(plot.picture).startswith(f"a range: {undecided}")
    assert f"Hugging Face: 10–128,256 kept ({undecided})" in plot.describe(plot.picture)
    assert f"Which classes it keeps is {undecided}." in plot._tip_at(title(plot, "huggingface"))
    assert undecided not in plot._tip_at(title(plot, "llama.cpp"))


def test_of_a_list_at_its_own_temperature_all_is_decided(
    plot: EnginesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(of_list(1.0))
    plot.resize(2200, 500)
    assert "not decidable" not in " ".join(texts(written(plot)))
    assert texts(written(plot)).count("6 of 128,256 kept") == 8
