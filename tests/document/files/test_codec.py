import contextlib
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.chain import Chain
from tauscope.core.chain.engines import SamplingRequest
from tauscope.core.chain.knobs import Temperature
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.text.labels import clean_label
from tauscope.document.document import QUANTITIES, Document, Pin
from tauscope.document.edits.bench_edits import pin
from tauscope.document.edits.table_edits import replace_classes, set_temperature
from tauscope.document.files import codec
from tauscope.document.files.codec import Decoded, check_opens, decode, encode
from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.plots import MOST_PLOTS, PLOTS
from tauscope.sources import TypedTable

LOGITS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [-math.inf, 1e308, -1e308, 5e-324, -0.0]
)
TEXTS = st.text() | st.sampled_from(
    ["שלום", "a\u202eb", "<b>&amp;</b>", 'quo"te\\', "𝕏👩‍👩‍👧", "a\nb\u2028", "\x00\ufffe", "]]>", "−∞"]
)
LABELS = TEXTS.map(clean_label)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    classes = draw(st.lists(st.tuples(LABELS, LOGITS), min_size=1, max_size=6))
    labels, values = [label for label, _ in classes], [value for _, value in classes]
    values[0] = 0.5 if all(value == -math.inf for value in values) else values[0]
    keys = draw(st.permutations(range(len(values))))
    return Document(
        source=TypedTable(Logits.of(labels, values, keys)),
        chain=Chain((Temperature(draw(st.floats(0, math.inf))),)),
        quantity=draw(st.sampled_from(sorted(QUANTITIES))),
        request=draw(requests()),
        seed=draw(st.integers(0, 2**32 - 1)),
        draws=draw(st.integers(1, 1_000_000)),
    )


@st.composite
def requests(draw: st.DrawFn) -> SamplingRequest:
    return SamplingRequest(
        temperature=draw(st.none() | st.floats(-2, 2)),
        top_k=draw(st.none() | st.integers(0, 100)),
        top_p=draw(st.none() | st.floats(0, 1)),
        min_p=draw(st.none() | st.floats(0, 1)),
    )


def test_pins_are_saved_with_their_tables() -> None:
    first = pin(Document())
    second = pin(set_temperature(first, 0.5))
    other = pin(replace_classes(second, ["yes", "no"], [1.0, -math.inf]))
    assert decode(encode(other)).document == other
    entry = json.loads(encode(other))
    assert ["source" in kept for kept in entry["pins"]] == [True, True, False]


def test_a_pin_of_the_present_table_is_that_table() -> None:
    read = decode(encode(pin(Document()))).document
    assert read.pins[0].logits is read.logits


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("seed", 1.5, "not a whole number"),
        ("seed", -1, "goes from 0"),
        ("draws", True, "not a whole number"),
        ("draws", 0, "goes from 1"),
        ("request", [], "request is not an object"),
        ("request", {"top_p": 0.5}, "request is not an object"),
        ("request", {"top_p": "2"}, "goes from 0 to 1"),
        ("pins", {}, "pins are not a list"),
        ("pins", [{}, {}], "pinned already"),
        ("pins", [{"chain": f"top-k={k}"} for k in range(1, 6)], "At most 4 pins"),
        ("state", [1], "one state only"),
        ("plots", [], "from 1 to 6 plots"),
        ("plots", list(PLOTS), "from 1 to 6 plots"),
        ("plots", ["curves", "curves"], "each of them once"),
        ("plots", ["curves", "tea leaves"], "no plot “tea leaves”"),
        ("plots", ["bench"], "cannot stand on itself"),
        ("plot_sizes", [1, 2], "not an object"),
        ("plot_sizes", {"widths": 2}, "not numbers"),
        ("plot_sizes", {"heights": [True]}, "not numbers"),
        ("plot_sizes", {"widths": [0]}, "between"),
        ("plot_sizes", {"panel": 1e9}, "between"),
        ("plot_sizes", {"heights": [2] * 7}, "at most 6"),
    ],
)
def test_what_is_wrong_about_comparing_is_refused(key: str, value: object, sentence: str) -> None:
    entry = {**json.loads(encode(Document())), key: value}
    with pytest.raises(InputError, match=sentence):
        decode(json.dumps(entry))


@pytest.mark.parametrize("count", range(1, MOST_PLOTS + 1))
def test_one_to_six_plots_and_their_sizes_are_saved(count: int) -> None:
    sizes = PlotSizes.of([1.5] * count, [2, 0.123456], 1.25)
    document = Document(plots=tuple(PLOTS)[:count], plot_sizes=sizes)
    assert decode(encode(document)) == Decoded(document)
    assert json.loads(encode(document))["plot_sizes"]["heights"] == [2.0, 0.123]


def test_sizes_as_usual_are_not_written_and_may_be_written() -> None:
    assert "plot_sizes" not in encode(Document())
    usual = session(plot_sizes={"widths": [1, 1], "heights": [], "panel": 1})
    assert decode(usual) == Decoded(Document())


@given(documents())
def test_what_is_saved_opens_again(document: Document) -> None:
    text = encode(document)
    assert decode(text) == codec.Decoded(document)
    assert decode(text.encode()) == codec.Decoded(document)
    json.loads(text, parse_constant=pytest.fail)


def test_a_session_reads_well() -> None:
    assert (
        encode(replace_classes(Document(), ["cat", "猫"], [2.0, -math.inf]))
        == """{
  "format": "tauscope",
  "version": 1,
  "source": {
    "kind": "table",
    "classes": [
      {"label": "cat", "logit": 2.0, "key": 0},
      {"label": "猫", "logit": "-inf", "key": 1}
    ]
  },
  "chain": "temperature=1",
  "quantity": "entropy",
  "curves": "after knobs",
  "scale": "whole",
  "plots": ["distribution", "curves", "levels"],
  "comparison": ["0.5", "1", "2"],
  "request": {},
  "seed": 1,
  "draws": 100,
  "pins": []
}
"""
    )


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert decode("\ufeff" + encode(Document())).document == Document()
    assert decode(b"\xef\xbb\xbf" + encode(Document()).encode()).document == Document()


def test_chain_and_quantity_may_be_missing() -> None:
    assert decode(session(chain=None, quantity=None)).document == Document()


def session(**changes: object) -> str:
    entry = {**json.loads(encode(Document())), **changes}
    return json.dumps({key: value for key, value in entry.items() if value is not None})


def with_classes(classes: object) -> str:
    return session(source={"kind": "table", "classes": classes})


def test_a_document_may_be_said_in_another_way() -> None:
    table = json.loads(encode(Document()))["source"]
    columns = {"kind": "table", "labels": ["cat", "dog", "fox", "owl"], "logits": [2.0, 1.0, 0.5, 0.1]}
    assert decode(session(source=columns)) == Decoded(Document(), ())
    pinned = decode(session(pins=[{"chain": "temperature=2", "source": table}]))
    assert pinned.document.pins[0].source == Document().source
    assert pinned.warnings == ()


def test_several_vocabularies_fit_into_one_session() -> None:
    rows = np.arange(262_144.0)
    tables = [TypedTable(Logits.of([f"token {row:.0f}" for row in rows], rows + shift)) for shift in range(5)]
    pins = tuple(Pin(table, None, Chain.parse("temperature=2")) for table in tables[1:])
    document = Document(source=tables[0], pins=pins)
    text = encode(document)
    check_opens(text)
    assert decode(text).document == document


def test_unknown_keys_are_named_once() -> None:
    entry = json.loads(encode(Document()))
    entry["mood"] = {"good": True}
    entry["source"]["author"] = "me"
    for row in entry["source"]["classes"]:
        row["colour"] = "red"
    decoded = decode(json.dumps(entry))
    assert decoded.document == Document()
    assert decoded.warnings == (
        "“source.classes.colour” is unknown to this Tauscope and was left out.",
        "“source.author” is unknown to this Tauscope and was left out.",
        "“mood” is unknown to this Tauscope and was left out.",
    )


def test_a_great_many_unknown_keys_are_counted() -> None:
    decoded = decode(session(**{f"key {number}": 0 for number in range(100)}))
    assert len(decoded.warnings) == 11
    assert decoded.warnings[-1] == "So were 90 more."


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "not a Tauscope session"),
    "prose": ("Dear diary", "not a Tauscope session"),
    "other JSON": ('{"cells": []}', "not a Tauscope session"),
    "a list": ("[]", "not a Tauscope session"),
    "a number": ("3", "not a Tauscope session"),
    "other format": (session(format="notscope"), "not a Tauscope session"),
    "syntax": ('{"format":\n "tauscope" 1}', "line 2, column 13 is not JSON"),
    "after the end": (session() + " more", "line 1, column .* is not JSON"),
    "newer": (session(version=7), r"made by a newer Tauscope \(version 7\); this one reads up to 1"),
    "no version": (session(version=None), "version is not a whole number"),
    "version text": (session(version="1"), "version is not a whole number"),
    "version true": (session(version=True), "version is not a whole number"),
    "version 0": (session(version=0), "version is not a whole number"),
    "no source": (session(source=None), "no source of logits"),
    "source list": (session(source=[]), "no source of logits"),
    "source kind": (session(source={"kind": "oracle"}), "source “oracle” is unknown"),
    "source kind list": (session(source={"kind": ["table"]}), "is unknown"),
    "no classes": (with_classes([]), "no list of classes"),
    "classes object": (with_classes({}), "no list of classes"),
    "class text": (with_classes(["cat"]), "Class 1 is not an object"),
    "label number": (with_classes([{"label": 1, "logit": 1}]), "label of class 1 is not a text"),
    "logit null": (with_classes([{"label": "a", "logit": None}]), "not a number"),
    "logit true": (with_classes([{"label": "a", "logit": True}]), "not a number"),
    "logit text": (with_classes([{"label": "a", "logit": "x"}]), "not a number"),
    "logit nan": (with_classes([{"label": "a", "logit": "nan"}]), "NaN"),
    "logit inf": (with_classes([{"label": "a", "logit": "inf"}]), r"row 1 is \+∞"),
    "all masked": (with_classes([{"label": "a", "logit": "-inf"}]), "Every class is masked"),
    "chain list": (session(chain=[]), "“chain” is not a text"),
    "chain knob": (session(chain="volume=11"), "No knob is called “volume”"),
    "chain value": (session(chain="temperature=-1"), "outside"),
    "quantity number": (session(quantity=1), "“quantity” is not a text"),
    "quantity": (session(quantity="charm"), "cannot show “charm”"),
    "twice after many": (
        "{" + ",".join(f'"k{number}": 0' for number in range(1000)) + ', "k999": 0}',
        "“k999” is given twice",
    ),
    "twice, not first": ('{"a": 0, "b": 0, "c": 0, "b": 1}', "“b” is given twice"),
    "too many knobs": (session(chain=",".join(["top-k=1"] * 2000)), "at most 32 knobs; this one has 2,000"),
    "twice": ('{"format": "tauscope", "format": "tauscope"}', "“format” is given twice"),
    "NaN": ('{"format": NaN}', "NaN is no number"),
    "Infinity": ('{"format": -Infinity}', "-Infinity is no number"),
    "overflow": ('{"format": -1e999}', "too large"),
    "huge integer": ('{"version": ' + "9" * 5000 + "}", "too large"),
    "huge logit": (with_classes([{"label": "a", "logit": 10**309}]), "too large"),
    "huge version": (session(version=10**300), "newer Tauscope"),
    "deep": ('{"a":' * 100_000, "nested too deeply"),
    "deep list": ("[" * 100_000, "nested too deeply"),
    "not UTF-8": (b'{"format": "\xff"}', "byte 13 is not UTF-8"),
    "NUL": ("\x00" * 10, "not a Tauscope session"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_opened_is_refused_in_a_short_sentence(name: str) -> None:
    text, message = REFUSED[name]
    with pytest.raises(InputError, match=message) as refusal:
        decode(text)
    assert len(str(refusal.value)) < 200
    assert "\n" not in str(refusal.value)


def test_a_session_cut_anywhere_is_refused() -> None:
    text = encode(Document())
    for end in range(1, len(text.rstrip())):
        with pytest.raises(InputError, match="cut short" if end > 1 else "session"):
            decode(text[:end])


def test_too_large_a_session_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "LARGEST", 100)
    with pytest.raises(InputError, match="larger than 64 MiB"):
        decode(encode(Document()))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.data(),
)
def test_any_wrong_value_anywhere_is_refused_in_words_or_left_out(value: Any, data: st.DataObject) -> None:
    entry = json.loads(encode(Document()))
    place = data.draw(st.sampled_from([entry, entry["source"], entry["source"]["classes"][1]]))
    place[data.draw(st.sampled_from(sorted(place)))] = value
    with contextlib.suppress(InputError):
        decode(json.dumps(entry))


def test_half_a_character_is_replaced() -> None:
    document = decode(with_classes([{"label": "a\ud800b", "logit": 1}])).document
    assert document.logits.labels == ("a\ufffdb",)
    encode(document).encode()
