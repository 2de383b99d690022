"""The model that ships, through the same protocol as every source."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.stepping import step

from tauscope.core.chain import Chain
from tauscope.core.values import Floats
from tauscope.document.document import Document
from tauscope.document.edits import source_edits, table_edits
from tauscope.document.files import codec
from tauscope.resources import model_folder
from tauscope.sources.language.text import Text
from tauscope.sources.language.writer import Writer

onnxruntime = pytest.importorskip("onnxruntime", reason="language models need the extra “models”")
pytest.importorskip("tokenizers", reason="language models need the extra “models”")

WARM = Chain.parse("temperature=0.8,top-p=0.95")
ROUNDING = 1e-4
"""In float32 a cache filled token by token gives other last digits than one filled at once."""


@pytest.fixture(scope="module")
def opened() -> Writer:
    return Writer.open()


@pytest.fixture
def source(opened: Writer) -> Writer:
    return Writer(opened.model)  # it remembers no logits


def written(source: Writer, text: Text, count: int, chain: Chain = WARM, seed: int | None = 1) -> Text:
    while text.at < count and not source.ended(text):
        text = step(source, text, chain, seed)
    return text


def bare_logits(prompt: tuple[int, ...]) -> Iterator[Floats]:
    """Greedy, by onnxruntime and numpy alone, and without a cache: the whole text each time."""
    session = onnxruntime.InferenceSession(
        str(model_folder() / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    feeds: dict[str, Any] = {
        entry.name: np.zeros((1, entry.shape[1], 0, entry.shape[3]), np.float32)
        for entry in session.get_inputs()
        if entry.name.startswith("past")
    }
    ids = list(prompt)
    while True:
        feeds["input_ids"] = np.array([ids])
        feeds["attention_mask"] = np.ones((1, len(ids)), np.int64)
        feeds["position_ids"] = np.arange(len(ids))[None]
        logits = session.run(["logits"], feeds)[0][0, -1]
        yield logits.astype(np.float64)
        ids.append(int(logits.argmax()))


def test_greedy_text_is_that_of_a_bare_loop(source: Writer) -> None:
    text = written(source, source.initial(), 40, Chain(), seed=None)
    for at, (token, logits) in enumerate(
        zip(text.written, bare_logits(source.model.encode(source.prompt)), strict=False)
    ):
        assert token.key == logits.argmax()
        np.testing.assert_allclose(source.logits(text.rewound(at)).values, logits, atol=ROUNDING)
        p = np.exp(logits - logits.max())
        assert token.probability == pytest.approx(1 / p.sum(), abs=ROUNDING)
    assert "".join(source.pieces(text)).startswith(
        " there lived a king who had a daughter who was so beautiful"
    )


def test_the_dial_sets_the_tone(source: Writer) -> None:
    entropies = [
        np.mean(
            [token.entropy for token in written(source, Text(), 40, Chain().with_temperature(tau)).written]
        )
        for tau in (0.2, 0.7, 1.0, 1.5)
    ]
    assert entropies == sorted(entropies)
    assert entropies[0] < 0.7
    assert entropies[-1] > 4


@pytest.mark.parametrize("at", [0, 1, 25, 49])
def test_a_rewound_text_is_written_again(source: Writer, at: int) -> None:
    text = written(source, source.initial(), 50)
    assert written(source, text.rewound(at), 50) == text
    fresh = written(Writer(source.model), text.rewound(at), 50)
    assert fresh.ids == text.ids
    for one, other in zip(fresh.written, text.written, strict=True):
        assert one.probability == pytest.approx(other.probability, abs=ROUNDING)


def test_past_the_context_the_text_goes_on(source: Writer) -> None:
    text = written(source, source.initial(), 265, Chain.parse("temperature=0.9"), 2)
    assert len(text.written) == 265
    again = Writer(source.model)
    np.testing.assert_allclose(again.logits(text).values, source.logits(text).values, atol=ROUNDING)


def test_a_session_is_reopened_with_the_same_text_and_numbers(source: Writer) -> None:
    text = written(source, source.initial(), 20).rewound(7)
    document = replace(source_edits.use_source(Document(), source), state=text, chain=WARM)
    document = table_edits.set_logit(document, 300, -np.inf)
    entry = codec.encode(document)
    assert '"model": "storyteller"' in entry
    again = codec.decode(entry).document
    assert again == document
    assert again.state.written == text.written
    assert again.state.at == 7
    assert again.source.bias == {300: -np.inf}  # type: ignore[attr-defined]
    np.testing.assert_allclose(again.logits.values, document.logits.values, atol=ROUNDING)
    assert codec.encode(again) == entry


def test_threads_get_the_same_logits(source: Writer) -> None:
    text = written(source, source.initial(), 30)
    source = Writer(source.model)
    found: dict[int, list[int]] = {at: [] for at in range(31)}

    def work(order: int) -> None:
        for at in range(31)[::order]:
            found[at].append(id(source.logits(text.rewound(at))))

    threads = [threading.Thread(target=work, args=[order]) for order in (1, -1, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(len(set(ids)) == 1 for ids in found.values())
    for at in range(0, 31, 5):
        own = Writer(source.model).logits(text.rewound(at)).values
        np.testing.assert_allclose(source.logits(text.rewound(at)).values, own, atol=ROUNDING)


def test_a_session_written_when_a_choice_had_a_row_opens() -> None:
    read = codec.decode(Path(__file__).with_name("written_before_keys.tauscope").read_bytes())
    document = read.document
    source, text = document.source, document.state
    assert read.warnings == ()
    path = source.path(text)
    assert [choice.key for choice in path[:7]] == [306, 760, 359, 823, 316, 318, 677]
    assert (source.position(text), source.added) == (5, ((306, -np.inf),))
    assert [choice.settings.method for choice in path[5:8] if choice.settings] == ["sample", "hand", "sample"]
    assert [source.position(column.state) for column in document.runs] == [3, 3]
    assert source.position(document.pins[0].state) == 3
    for position in (0, 3, 5):  # the numbers that were saved are those of these classes now
        choice = path[position]
        logits = source.without_edits().logits(source.at(text, position))
        row = logits.row_of(choice.key)
        assert row is not None
        p = document.chain.candidates(logits).probabilities_of_rows[row]
        assert p == pytest.approx(choice.probability, rel=ROUNDING)
    assert codec.decode(codec.encode(document)).document == document
