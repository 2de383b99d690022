import gc
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.fake_model import END, LETTERS, FakeModel, asked, fake
from tests.stepping import step

from tauscope.core.chain import Chain
from tauscope.core.draws.chosen import Chosen
from tauscope.core.draws.sequences import Growing
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import source_edits, table_edits
from tauscope.document.files import codec
from tauscope.sources import source_class
from tauscope.sources.language import stored
from tauscope.sources.language import writer as module
from tauscope.sources.language.text import LONGEST, Text
from tauscope.sources.language.writer import Writer

WARM = Chain.parse("temperature=1.3")


def writer(prompt: str = "ab", **bias: float) -> Writer:
    return Writer(fake(), prompt, {LETTERS.index(letter): added for letter, added in bias.items()})


def written(source: Writer, state: Text, count: int, seed: int | None = 1) -> Text:
    for _ in range(count):
        if not source.ended(state):
            state = step(source, state, WARM, seed)
    return state


def test_logits_are_the_models_after_prompt_and_text() -> None:
    source = writer()
    state = source.initial().after(Chosen(2, 0.5, 1.0)).after(Chosen(3, 0.5, 1.0))
    logits = source.logits(state)
    np.testing.assert_array_equal(logits.values, FakeModel().logits((0, 1, 2, 3)))
    assert (logits.labels, logits.keys.tolist()) == (tuple(LETTERS), [0, 1, 2, 3, 4, 5])
    assert not logits.values.flags.writeable
    assert source.logits(state.rewound(1)).values.tolist() == FakeModel().logits((0, 1, 2)).tolist()


def test_logits_are_the_same_object_however_they_are_asked_for() -> None:
    source = writer()
    state = written(source, source.initial(), 3)
    first = source.logits(state)
    same = Text(state.written, state.at)
    assert source.logits(same) is first
    assert replace(source).logits(state) is first
    assert source.with_prompt("b").with_prompt("ab").logits(state) is first
    assert source.with_prompt("b").logits(state) is not first
    assert len(asked(source.model)) == len(set(asked(source.model)))


def test_it_is_ready_where_the_model_was_asked() -> None:
    source = writer()
    assert not source.ready(source.initial())
    source.logits(source.initial())
    assert source.ready(source.initial())
    assert replace(source, bias={1: 2.0}).ready(source.initial())
    assert not source.with_prompt("ba").ready(source.initial())
    count = len(asked(source.model))
    replace(source, bias={1: 2.0}).logits(source.initial())
    assert len(asked(source.model)) == count


def test_what_nobody_holds_is_forgotten_in_the_end() -> None:
    source = writer()
    source.memory.__init__(most=0)  # type: ignore[misc]
    held = source.logits(source.initial())
    state = written(source, source.initial(), 60)
    while state.at < 60:
        state = written(source, state.after(Chosen(0, 1.0, 0.0)), 60 - state.at)
    source.logits(state)
    gc.collect()
    assert source.logits(source.initial()) is held
    assert source.ready(state)
    assert not source.ready(state.rewound(1))


@given(st.integers(0, 30), st.integers(0, 99), st.booleans())
def test_a_text_that_is_rewound_is_written_again(at: int, seed: int, greedy: bool) -> None:
    source = writer()
    dice = None if greedy else seed
    text = written(source, source.initial(), 30, dice)
    moment = text.rewound(min(at, text.at))
    assert written(source, moment, 30 - moment.at, dice) == text
    assert written(writer(), moment, 30 - moment.at, dice) == text


def test_numbers_of_a_token_are_those_it_was_chosen_with() -> None:
    source = writer()
    text = written(source, source.initial(), 5)
    for at, token in enumerate(text.written):
        final = WARM.candidates(source.logits(text.rewound(at)))
        assert token.probability == pytest.approx(final.probabilities_of_rows[token.key], rel=1e-12)
        assert token.entropy == pytest.approx(final.entropy)


def test_a_text_ends_at_an_end_token_or_at_the_longest() -> None:
    source = writer()
    end = source.initial().after(Chosen(END, 0.1, 1.0))
    assert source.ended(end)
    assert not source.ended(end.rewound(0))
    assert not source.ended(source.initial())
    full = Text(Growing((Chosen(0, 1.0, 0.0),) * LONGEST), LONGEST)
    assert source.ended(full)
    assert not source.ended(full.rewound(LONGEST - 1))


def test_pieces_are_the_text_without_the_prompt() -> None:
    source = writer()
    state = source.initial().after(Chosen(2, 0.5, 1.0)).after(Chosen(END, 0.5, 1.0))
    assert source.pieces(state) == ("c", "")
    assert source.pieces(state.rewound(0)) == ("c", "")
    assert source.pieces(source.initial()) == ()


def test_a_prompt_beyond_the_context_is_refused() -> None:
    assert writer("a" * 40).prompt == "a" * 40
    with pytest.raises(InputError, match="The prompt has 41 tokens, and “fake” sees 40 at a time"):
        writer("a" * 41)


class TestBias:
    def test_it_is_added_at_every_moment(self) -> None:
        plain, biased = writer(), writer(b=2.5, d=-np.inf)
        state = written(plain, plain.initial(), 4)
        for at in range(5):
            raw, changed = plain.logits(state.rewound(at)).values, biased.logits(state.rewound(at)).values
            assert changed.tolist() == [*raw[:1], raw[1] + 2.5, raw[2], -np.inf, *raw[4:]]

    def test_an_edited_logit_becomes_one(self) -> None:
        document = source_edits.use_source(Document(), writer(e=1.0))
        raw = writer().logits(Text()).values
        changed = table_edits.set_logit(document, 1, 3.25)
        assert changed.logits.values[1] == pytest.approx(3.25, abs=1e-14)
        assert dict(changed.source.bias) == {1: pytest.approx(3.25 - raw[1]), 4: 1.0}  # type: ignore[attr-defined]
        assert changed.state == document.state
        masked = table_edits.set_logit(changed, 1, -np.inf)
        assert dict(masked.source.bias) == {1: -np.inf, 4: 1.0}  # type: ignore[attr-defined]
        again = table_edits.set_logit(masked, 1, float(raw[1]))
        assert again.source == document.source
        assert again.logits is document.logits

    def test_it_is_the_same_one_whatever_the_order_of_the_edits(self) -> None:
        one, other = writer(a=1.0, b=2.0), Writer(fake(), "ab", {1: 2.0, 0: 1.0, 3: 0.0})
        assert one == other
        assert hash(one) == hash(other)
        assert list(other.bias) == [0, 1]
        assert one != writer(a=1.0)

    def test_it_cannot_be_changed_in_place(self) -> None:
        with pytest.raises(TypeError, match="not support item assignment"):
            writer(a=1.0).bias[0] = 2.0  # type: ignore[index]

    @given(st.lists(st.floats(-1e300, 1e300) | st.just(-np.inf), min_size=6, max_size=6))
    def test_any_logits_can_be_had(self, values: list[float]) -> None:
        if max(values) == -np.inf:
            values[0] = 0.0
        source = writer(c=-np.inf)
        wanted = Logits.of(LETTERS, values, source.logits(Text()).keys)
        changed, state = source.edited(Text(), wanted)
        np.testing.assert_allclose(changed.logits(state).values, values, rtol=1e-15, atol=1e-14)

    def test_the_classes_stay_the_models(self) -> None:
        document = source_edits.use_source(Document(), writer())
        tries: list[Callable[[Document], Document]] = [
            lambda document: table_edits.set_labels(document, 0, ["x"]),
            lambda document: table_edits.add_class(document, 2),
            lambda document: table_edits.remove_classes(document, [1]),
            lambda document: table_edits.move_classes(document, [1], 1),
        ]
        for edit in tries:
            with pytest.raises(InputError, match=r"only their logits can be changed\. Take them as a table"):
                edit(document)

    def test_what_the_model_rules_out_stays_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ruled_out = np.array([0.0, 1.0, -np.inf, 0.0, 0.0, 0.0])
        monkeypatch.setattr(FakeModel, "logits", lambda *_: ruled_out.copy())
        source = writer()
        logits = source.logits(Text())
        with pytest.raises(InputError, match="itself rules out “c”"):
            source.edited(Text(), Logits.of(logits.labels, np.ones(6), logits.keys))
        assert source.edited(Text(), logits) == (source, Text())
        masked = replace(source, bias={2: 5.0})
        assert masked.logits(Text()).values[2] == -np.inf

    @pytest.mark.parametrize(
        ("bias", "message"), [({6: 1.0}, "none is number 6"), ({-1: 1.0}, "none is number -1")]
    )
    def test_it_is_of_the_models_tokens(self, bias: dict[int, float], message: str) -> None:
        with pytest.raises(InputError, match=f"The model has 6 tokens, and {message}"):
            Writer(fake(), "", bias)

    @pytest.mark.parametrize("added", [np.inf, np.nan])
    def test_it_is_a_number_or_a_mask(self, added: float) -> None:
        with pytest.raises(InputError, match="added to the logit of token 0"):
            writer(a=added)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    folders: list[Path] = []

    def open_model(folder: Path) -> Any:
        folders.append(folder)
        if folder.name == "gone":
            raise InputError("“gone”: There is no such folder.")
        return FakeModel(folder.resolve())

    monkeypatch.setattr(module, "open_model", open_model)
    return folders


class TestSession:
    def test_a_document_comes_back(self, opened: list[Path]) -> None:
        source = replace(Writer.open(Path("/models/mine"), "ba"), bias={2: -np.inf, 1: -0.5})
        text = written(source, source.initial(), 12).rewound(4)
        document = replace(source_edits.use_source(Document(), source), state=text, seed=7)
        decoded = codec.decode(codec.encode(document))
        assert decoded.warnings == ()
        assert decoded.document == document
        assert decoded.document.source == source
        np.testing.assert_array_equal(decoded.document.logits.values, document.logits.values)
        assert opened == [Path("/models/mine"), Path("/models/mine").resolve()]

    def test_the_model_that_ships_goes_by_its_name(self, opened: list[Path]) -> None:
        entry = Writer.open(prompt="ab").to_json()
        assert entry == {
            "model": "storyteller",
            "prompt": "ab",
            "bias": [],
            "vocabulary": {"tokens": 6, "hash": "b92b87d43f34328a"},
        }
        assert Writer.from_json(entry) == Writer.open(prompt="ab")
        assert len(set(opened)) == 1

    def test_without_the_model_that_ships_others_go_on(
        self, opened: list[Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def missing() -> Path:
            raise FileNotFoundError("Tauscope's own file is missing: resources/models/storyteller")

        monkeypatch.setattr(stored, "model_folder", missing)
        entry = Writer.open(Path("mine"), "a").to_json()
        assert Writer.from_json(entry).to_json() == entry
        assert len(opened) == 2
        with pytest.raises(InputError, match=r"file is missing: resources/models/storyteller\."):
            Writer.from_json({"model": "storyteller", "prompt": ""})

    def test_others_go_by_their_folder(self, opened: list[Path]) -> None:
        source = Writer.open(Path("mine"), "a")
        assert source.to_json()["model"] == str(Path("mine").resolve())
        assert len(opened) == 1

    def test_half_characters_become_whole(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(FakeModel, "encode", lambda _, text: tuple(range(len(text))))
        assert writer("a\ud800").prompt == "a\ufffd"

    @pytest.mark.parametrize(
        ("entry", "message"),
        [
            ({}, "model or prompt is not a text"),
            ({"model": ""}, "model or prompt is not a text"),
            ({"model": "m", "prompt": 3}, "model or prompt is not a text"),
            ({"model": "gone"}, "The model “gone” was not found at gone"),
            ({"model": "m", "prompt": "", "bias": {}}, "bias is not a list"),
            ({"model": "m", "prompt": "", "bias": [1]}, "not a list of objects with id and added"),
            ({"model": "m", "prompt": "", "bias": [{"id": "1", "added": 1}]}, "objects with id and added"),
            ({"model": "m", "prompt": "", "bias": [{"id": True, "added": 1}]}, "objects with id and added"),
            ({"model": "m", "prompt": "", "bias": [{"id": 1}]}, "bias of token 1: Its logit is not a number"),
            ({"model": "m", "prompt": "", "bias": [{"id": 1, "added": True}]}, "Its logit is not a number"),
            ({"model": "m", "prompt": "", "bias": [{"id": 1, "added": "x"}]}, "“x” is not a number"),
            ({"model": "m", "prompt": "", "bias": [{"id": 1, "added": 10**309}]}, "is too large"),
            ({"model": "m", "prompt": "", "bias": [{"id": 9, "added": 1}]}, "none is number 9"),
        ],
    )
    def test_what_is_wrong_in_a_file_is_said(
        self, entry: dict[str, Any], message: str, opened: list[Path]
    ) -> None:
        del opened
        with pytest.raises(InputError, match=message):
            Writer.from_json(entry)

    def test_a_text_of_other_tokens_is_refused(self, opened: list[Path]) -> None:
        del opened
        document = source_edits.use_source(Document(), writer())
        text = codec.encode(replace(document, state=Text(Growing((Chosen(5, 1.0, 0.0),)), 1)))
        entry = json.loads(text)
        entry["state"]["ids"] = [6]
        with pytest.raises(InputError, match="id “6”"):
            codec.decode(json.dumps(entry))


def test_the_registry_knows_it() -> None:
    assert source_class("writer") is Writer
