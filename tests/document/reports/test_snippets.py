from __future__ import annotations

import math
import sys
from dataclasses import replace
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock, call

import numpy as np
import pytest
from tests.partial_source import weather

from tauscope.core.bar_scale import SCALES
from tauscope.core.chain import Chain
from tauscope.core.chain.knobs import KNOBS
from tauscope.core.softmax import softmax
from tauscope.document.document import Document, Pin
from tauscope.document.edits.bench_edits import pin
from tauscope.document.edits.table_edits import replace_classes, set_chain, set_temperature
from tauscope.document.picture.picture import Picture
from tauscope.document.reports import snippets
from tauscope.document.reports.snippet_knobs import KNOB_FUNCTIONS
from tauscope.document.reports.snippets import FONTS, python_script


def run(code: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Execute a script with a matplotlib that draws nothing; the answer is what it defined."""
    plots, fonts = MagicMock(), MagicMock()
    plots.subplots.return_value = MagicMock(), MagicMock()
    plots.rcParams = {}
    fonts.fontManager.ttflist = [MagicMock() for _ in FONTS[:2]]
    for font, name in zip(fonts.fontManager.ttflist, ("Noto Sans CJK SC", "DejaVu Sans"), strict=True):
        font.name = name
    package = ModuleType("matplotlib")
    monkeypatch.setitem(sys.modules, "matplotlib", package)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", plots)
    monkeypatch.setattr(package, "pyplot", plots, raising=False)
    monkeypatch.setattr(package, "font_manager", fonts, raising=False)
    names: dict[str, Any] = {}
    exec(code, names)
    plots.show.assert_called_once_with()
    return names


@pytest.mark.parametrize("temperature", [0, 5e-324, 0.1, 1, 3.25, 1e308, math.inf])
@pytest.mark.parametrize(
    "logits", [[2, 1, 0.5], [3, 3, -math.inf], [8e307, -8e307, 8e307], [-5e-324, 0, 5e-324]]
)
def test_the_script_has_the_same_numbers(
    logits: list[float], temperature: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = set_temperature(replace_classes(Document(), ["a", "b", "c"], logits), temperature)
    names = run(python_script(document).code, monkeypatch)
    np.testing.assert_allclose(names["p"], softmax(logits, temperature), rtol=1e-14)
    np.testing.assert_allclose(names["ghost"], softmax(logits), rtol=1e-14)
    assert names["ticks"] == ["a", "b", "c"]


CHAINS = [
    "temperature=0.7,top-k=3",
    "temperature=0.7,top-k=2:exact",
    "temperature=2,top-p=0.8",
    "top-p=0.8:passed,temperature=2",
    "temperature=1,min-p=0.2",
    "min-p=0,top-p=1,typical-p=1",
    "temperature=1,typical-p=0.6",
    "typical-p=0.6:passed,temperature=0.5",
    "top-n-sigma=0.7,temperature=3",
    "temperature=1,epsilon=0.1",
    "eta=0.3,temperature=0.5",
    "dynamic-temperature=1:range=0.9:exponent=2,top-p=0.9",
    "dynamic-temperature=0.5:range=2",
    "xtc=1:threshold=0.1,temperature=1.5",
    "xtc=0.5:seed=7,temperature=1.5",
    "temperature=inf,top-k=2,typical-p=0.5,min-p=0.5",
    "temperature=0,top-p=0.5,temperature=2",
    "top-k=3:off,temperature=0.5:off",
    *(f"temperature=1.5,{kind()}" for name, kind in KNOBS.items() if name in KNOB_FUNCTIONS),
]
"""Every knob with settings of its own, and last with those that a new one has."""


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize(
    "logits", [[2, 1, 1, 0.1], [0, 0, 0], [5, -math.inf, 5, 4.9], [1.5], "fifty", "hundred"]
)
def test_the_whole_chain_is_in_the_script(
    logits: list[float] | str, chain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = {"fifty": 50, "hundred": 100}
    values = (
        np.random.default_rng(3).normal(0, 2, sizes[logits]).tolist() if isinstance(logits, str) else logits
    )
    document = replace_classes(Document(), [f"class {row}" for row in range(len(values))], values)
    document = set_chain(document, Chain.parse(chain))
    picture, script = Picture.of(document), python_script(document)
    names = run(script.code, monkeypatch)
    assert script.left_out == ()
    np.testing.assert_allclose(names["p"], picture.probabilities, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(names["heights"], [one.p for one in picture.drawn], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(names["ghosts"], [one.ghost for one in picture.drawn], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(names["cuts"], [one.cut for one in picture.drawn], rtol=1e-9, atol=1e-12)
    assert names["ticks"] == [one.label for one in picture.drawn]


@pytest.mark.parametrize("name", KNOBS)
def test_every_knob_is_written_out_in_numpy_or_named(name: str) -> None:
    chain = Chain((KNOBS[name](),))
    left_out = python_script(set_chain(Document(), chain)).left_out
    assert left_out == (() if name in KNOB_FUNCTIONS else (KNOBS[name].title,))


def test_what_the_script_leaves_out_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(KNOB_FUNCTIONS, "top-p")
    script = python_script(set_chain(Document(), Chain.parse("temperature=0.5,top-p=0.5")))
    assert script.left_out == ("Top-p",)
    assert script.notice == "Copied a Python script (without Top-p, which it cannot express)."
    names = run(script.code, monkeypatch)
    assert "Left out" in names["__doc__"]
    assert "Top-p" in names["__doc__"]
    names["axes"].set_title.assert_called_once()
    assert "(without Top-p)" in names["axes"].set_title.call_args.args[0]


def test_labels_are_data_and_never_code(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = ['"""); raise SystemExit', "{temperature}", "a\u202eb", "\\", "猫'", "$x$"]
    document = replace_classes(Document(), labels, [0.0] * len(labels))
    names = run(python_script(document).code, monkeypatch)
    assert tuple(names["labels"]) == document.logits.labels
    assert names["ticks"][-1] == r"\$x\$"


def test_letters_of_every_script_have_a_font(monkeypatch: pytest.MonkeyPatch) -> None:
    names = run(python_script(Document()).code, monkeypatch)
    assert names["plt"].rcParams["font.family"] == ["DejaVu Sans", "Noto Sans CJK SC"]


def test_of_many_classes_those_are_drawn_that_the_screen_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    logits = [float(number) / 10 for number in range(100)]
    document = replace_classes(Document(), [str(number) for number in range(100)], logits)
    names = run(python_script(document).code, monkeypatch)
    assert names["ticks"] == [*(str(number) for number in range(99, 75, -1)), "76 others"]
    assert len(names["colours"]) == 25
    assert names["heights"].sum() == pytest.approx(1)


def test_a_vocabulary_is_cut_to_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 5000
    values = np.random.default_rng(0).normal(0, 2, count).tolist()
    document = replace_classes(Document(), [f"token {row}" for row in range(count)], values)
    document = set_chain(document, Chain.parse("temperature=0.7,top-p=0.9"))
    script, picture = python_script(document), Picture.of(document)
    assert len(script.code) < 20_000
    assert (script.left_out, script.shown) == ((), 24)
    assert script.notice == "Copied a Python script with the 24 classes that are shown."
    names = run(script.code, monkeypatch)
    assert "vocabulary of 5,000" in names["__doc__"]
    assert names["p"].tolist() == picture.bars.tolist()
    assert names["ghost"].tolist() == picture.ghosts.tolist()
    assert names["ticks"] == [one.label for one in picture.drawn]


def test_pins_are_drawn_too(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document()
    pin = Pin(document.source, document.state, Chain.parse("temperature=2"))
    names = run(python_script(replace(document, pins=(pin,))).code, monkeypatch)
    ((name, heights),) = names["pins"].items()
    assert "2" in name
    np.testing.assert_allclose(heights, softmax([2, 1, 0.5, 0.1], 2.0))


def test_code_is_code_that_linters_can_read() -> None:
    for chain in CHAINS:
        compile(python_script(set_chain(Document(), Chain.parse(chain))).code, "script", "exec")
    assert snippets.MOST_COMPUTED >= 1000


def test_bars_have_the_scale_of_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for scale in SCALES:
        names = run(python_script(replace(Document(), scale=scale)).code, monkeypatch)
        logarithmic = names["axes"].set_yscale.call_args_list == [call("log")]
        assert logarithmic == (scale == "logarithmic")
        low, high = names["axes"].set_ylim.call_args.args
        assert low == (1e-6 if logarithmic else 0)
        assert high == (pytest.approx(1.08 * names["p"].max()) if scale == "fitted" else 1)


def test_the_script_of_a_list_has_the_bounds_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    document = set_temperature(pin(Document(source=weather()), Chain.parse("temperature=1")), 1.3)
    script = python_script(document)
    assert script.notice == "Copied a Python script that draws these bounds; it does not compute them."
    names = run(script.code, monkeypatch)
    picture = Picture.of(document)
    assert picture.bounds is not None
    assert names["low"].tolist() == [one.p for one in picture.drawn]
    assert names["high"][0] == picture.bounds.of(0).high
    assert names["labels"][-1] == "≤ 128,236 others"
    assert (names["low"][-1], names["high"][-1]) == pytest.approx(picture.bounds.others)
    assert names["low_at_1"][0] == pytest.approx(math.exp(-1.16))
    (ends,) = names["pins"].values()
    assert ends[0] == pytest.approx(ends[1])
    assert names["__doc__"].count("Coverage: these 20 hold") == 1
