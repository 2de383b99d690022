import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tauscope.core.chain import Chain
from tauscope.core.chain.knobs import Temperature
from tauscope.core.errors import InputError
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import probability_edits, table_edits
from tauscope.document.files.codec import encode

INF = math.inf
LOGITS = st.floats(-50, 50) | st.just(-INF)


@st.composite
def documents(draw: st.DrawFn, *, least: int = 1) -> Document:
    values = draw(st.lists(LOGITS, min_size=least, max_size=7).filter(lambda row: max(row) > -INF))
    labels = draw(st.lists(st.text("ab ", max_size=3), min_size=len(values), max_size=len(values)))
    document = table_edits.replace_classes(Document(), labels, values)
    moved = table_edits.reorder(document, np.array(draw(st.permutations(range(len(values))))))
    return table_edits.set_temperature(moved, draw(st.floats(0.05, 100)))


def rows_of(document: Document) -> st.SearchStrategy[int]:
    return st.integers(0, len(document.logits) - 1)


def some_rows(document: Document) -> st.SearchStrategy[list[int]]:
    return st.lists(rows_of(document))


def classes(document: Document) -> list[tuple[int, str, float]]:
    logits = document.logits
    return list(zip(logits.keys.tolist(), logits.labels, logits.values.tolist(), strict=True))


EDITS: dict[str, Callable[[Document], Document]] = {
    "temperature": lambda document: table_edits.set_temperature(document, 7),
    "chain": lambda document: table_edits.set_chain(document, Chain(())),
    "quantity": lambda document: table_edits.set_quantity(document, "free_energy"),
    "curves": lambda document: table_edits.set_curves(document, "softmax"),
    "logit": lambda document: table_edits.set_logit(document, 1, -INF),
    "logits": lambda document: table_edits.set_logits(document, 3, [1, 2, 3]),
    "energy": lambda document: table_edits.set_energy(document, 0, 3),
    "probability": lambda document: probability_edits.set_probability(document, 0, 0.1),
    "labels": lambda document: table_edits.set_labels(document, 3, ["x", "y"]),
    "add": lambda document: table_edits.add_class(document, 0),
    "remove": lambda document: table_edits.remove_classes(document, [0, 2]),
    "duplicate": lambda document: table_edits.duplicate_classes(document, [0, 1]),
    "move": lambda document: table_edits.move_classes(document, [0], 1),
    "sort": lambda document: table_edits.sort_classes(document, "logit", falling=False),
    "replace": lambda document: table_edits.replace_classes(document, ["a"], [1]),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_leaves_the_original_untouched(name: str) -> None:
    document = Document()
    before = encode(document)
    changed = EDITS[name](document)
    assert changed != document
    assert encode(document) == before
    assert len(set(changed.logits.keys.tolist())) == len(changed.logits)


@given(st.data())
def test_a_probability_is_reached_and_the_others_keep_their_ratios(data: st.DataObject) -> None:
    document = data.draw(documents(least=2))
    row = data.draw(rows_of(document))
    others = np.delete(document.logits.values, row)
    assume(np.isfinite(others).any())
    p = data.draw(st.floats(1e-9, 1 - 1e-9))
    changed = probability_edits.set_probability(document, row, p)
    assert softmax(changed.logits.values, changed.temperature)[row] == pytest.approx(p, rel=1e-9)
    assert np.array_equal(np.delete(changed.logits.values, row), others)
    assert changed.logits.labels == document.logits.labels


@given(documents(least=2))
def test_probability_0_masks(document: Document) -> None:
    assume(np.isfinite(document.logits.values[1:]).any())
    assert probability_edits.set_probability(document, 0, 0).logits.values[0] == -INF


@pytest.mark.parametrize(
    ("temperature", "values", "p", "message"),
    [
        (1, [1, 0], -0.1, "between 0 and 1"),
        (1, [1, 0], 1.1, "between 0 and 1"),
        (1, [1, 0], math.nan, "between 0 and 1"),
        (0, [1, 0], 0.5, "At τ = 0 the logits alone decide"),
        (INF, [1, 0], 0.5, "At τ = ∞ the logits alone decide"),
        (1, [1, 0], 1, "Probability 1 would need an infinite logit"),
        (1, [1], 0.5, "only class that can be chosen"),
        (1, [1, -INF], 0.5, "only class that can be chosen"),
        (1, [1], 0, "Every class is masked"),
        (1e308, [1, 0], 1e-9, "too large to write down"),
    ],
)
def test_probabilities_that_cannot_be_set(
    temperature: float, values: list[float], p: float, message: str
) -> None:
    document = table_edits.replace_classes(Document(), [str(value) for value in values], values)
    with pytest.raises(InputError, match=message):
        probability_edits.set_probability(table_edits.set_temperature(document, temperature), 0, p)


@given(st.data())
def test_a_move_is_a_permutation_that_keys_follow(data: st.DataObject) -> None:
    document = data.draw(documents())
    rows, by = data.draw(some_rows(document)), data.draw(st.integers(-9, 9))
    moved = table_edits.move_classes(document, rows, by)
    assert sorted(classes(moved)) == sorted(classes(document))
    chosen = [document.logits.keys[row] for row in sorted(set(rows))]
    assert [key for key in moved.logits.keys if key in chosen] == chosen


def test_moves_go_together_as_far_as_there_is_room() -> None:
    document = Document()

    def order(rows: list[int], by: int) -> str:
        return "".join(label[0] for label in table_edits.move_classes(document, rows, by).logits.labels)

    assert order([0], 1) == "dcfo"
    assert order([0, 2], 9) == "dcof"
    assert order([3, 1], -1) == "dcof"
    assert order([3, 1], -9) == "dcof"
    assert order([], 1) == "cdfo"


@given(documents(), st.sampled_from(["label", "logit"]), st.booleans())
def test_sorting_keeps_every_class_and_ties_in_order(document: Document, column: str, falling: bool) -> None:
    changed = table_edits.sort_classes(document, column, falling=falling)
    place = 1 if column == "label" else 2
    assert classes(changed) == sorted(classes(document), key=lambda entry: entry[place], reverse=falling)


@given(st.data())
def test_removed_classes_are_gone_and_the_rest_stays_as_it_was(data: st.DataObject) -> None:
    document = data.draw(documents(least=2))
    rows = data.draw(some_rows(document))
    rest = [entry for row, entry in enumerate(classes(document)) if row not in rows]
    assume(any(value > -INF for _, _, value in rest))
    assert classes(table_edits.remove_classes(document, rows)) == rest


def test_what_must_stay_cannot_be_removed() -> None:
    with pytest.raises(InputError, match="The last class stays"):
        table_edits.remove_classes(Document(), [0, 1, 2, 3])
    masked = table_edits.set_logits(Document(), 0, [1, -INF, -INF, -INF])
    with pytest.raises(InputError, match="Every class is masked"):
        table_edits.remove_classes(masked, [0])


@given(st.data())
def test_copies_follow_the_last_of_their_originals(data: st.DataObject) -> None:
    document = data.draw(documents())
    rows = data.draw(some_rows(document))
    changed = classes(table_edits.duplicate_classes(document, rows))
    originals, chosen = classes(document), sorted(set(rows))
    after = chosen[-1] + 1 if chosen else len(originals)
    copies = changed[after : after + len(chosen)]
    assert changed[:after] + changed[after + len(chosen) :] == originals
    assert [entry[1:] for entry in copies] == [originals[row][1:] for row in chosen]


def test_a_freed_key_is_used_again() -> None:
    changed = table_edits.add_class(table_edits.remove_classes(Document(), [1]), 0)
    assert changed.logits.keys.tolist() == [1, 0, 2, 3]
    assert changed.logits.labels == ("class 4", "cat", "fox", "owl")


def test_a_block_grows_the_table() -> None:
    changed = table_edits.set_logits(Document(), 3, [7, 8, 9])
    assert changed.logits.values.tolist() == [2, 1, 0.5, 7, 8, 9]
    assert changed.logits.labels == ("cat", "dog", "fox", "owl", "class 5", "class 6")
    changed = table_edits.set_labels(changed, 5, ["x", "class 9", "z"])
    assert changed.logits.values.tolist() == [2, 1, 0.5, 7, 8, 9, 0, 0]
    assert changed.logits.labels[4:] == ("class 5", "x", "class 9", "z")


def test_labels_are_brought_onto_one_line() -> None:
    assert table_edits.set_labels(Document(), 0, [" a\tb\n"]).logits.labels[0] == "␣a b"


def test_an_endless_label_is_refused() -> None:
    with pytest.raises(InputError, match="at most 10,000 characters; this one has 10,001"):
        table_edits.set_labels(Document(), 0, ["x" * 10_001])


def test_energies_are_negative_logits() -> None:
    assert table_edits.set_energy(Document(), 0, INF).logits.values[0] == -INF
    assert not np.signbit(table_edits.set_energy(Document(), 0, 0).logits.values[0])


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda document: table_edits.set_temperature(document, -1), "from 0 to ∞"),
        (lambda document: table_edits.set_temperature(document, math.nan), "from 0 to ∞"),
        (lambda document: table_edits.set_quantity(document, "charm"), "cannot show “charm”"),
        (lambda document: table_edits.set_logit(document, 2, INF), r"row 3 is \+∞"),
        (lambda document: table_edits.set_logit(document, 2, math.nan), "row 3 is not a number"),
        (
            lambda document: table_edits.replace_classes(document, ["a"], [1, 2]),
            "a label for each logit: 1 for 2",
        ),
        (lambda document: table_edits.replace_classes(document, [], []), "at least one class"),
    ],
)
def test_what_cannot_be_done_is_refused(edit: Callable[[Document], Document], message: str) -> None:
    with pytest.raises(InputError, match=message):
        edit(Document())


def test_the_dial_turns_the_first_temperature_of_the_chain() -> None:
    document = table_edits.set_chain(Document(), Chain((Temperature(2), Temperature(3))))
    assert table_edits.set_temperature(document, 0.5).chain == Chain((Temperature(0.5), Temperature(3)))
