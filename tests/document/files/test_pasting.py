from __future__ import annotations

import pytest
from tests.sources.labelled.files import sample, samples, table
from tests.sources.trace.shapes.examples import EXAMPLES

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.files.codec import decode, encode
from tauscope.document.files.pasting import paste, replace_all


def test_decimal_commas_fill_the_column_from_the_row_on() -> None:
    logits = paste("1,5\n-2,25", 2, "logit")(Document()).logits
    assert logits.values.tolist() == [2.0, 1.0, 1.5, -2.25]
    assert logits.labels == ("cat", "dog", "fox", "owl")


def test_names_and_numbers_fill_both_and_add_classes() -> None:
    logits = paste("emu\t3\nyak\t-inf", 3, "label")(Document()).logits
    assert logits.labels == ("cat", "dog", "fox", "emu", "yak")
    assert logits.values.tolist() == [2.0, 1.0, 0.5, 3.0, float("-inf")]


def test_names_alone_rename() -> None:
    assert paste("ant\nbee", 1, "label")(Document()).logits.labels == ("cat", "ant", "bee", "owl")


def test_numbers_can_be_names() -> None:
    assert paste("1\n2", 0, "label")(Document()).logits.labels[:2] == ("1", "2")


def test_energies_are_turned_into_logits() -> None:
    assert paste("3\n-1", 0, "energy")(Document()).logits.values.tolist()[:2] == [-3.0, 1.0]


def test_ten_thousand_rows() -> None:
    text = "\n".join(str(number / 7) for number in range(10_000))
    logits = paste(text, 0, "logit")(Document()).logits
    assert len(logits) == 10_000
    assert len(set(logits.keys.tolist())) == 10_000


def test_replacing_puts_that_table_alone_on_the_bench() -> None:
    assert replace_all("a\t1\nb\t2")(Document()).logits.labels == ("a", "b")


@pytest.mark.parametrize("name", ["OpenAI chat", "OpenAI chunks as events", "Ollama stream"])
def test_an_answer_of_a_server_becomes_the_source_wherever_it_is_pasted(name: str) -> None:
    example = EXAMPLES[name]
    for edit in (paste(example.text, 2, "probability"), replace_all(example.text)):
        document = edit(Document())
        assert document.source.kind == "trace"
        assert document.source.title == "“clipboard”"
        assert document.logits.labels[:2] == example.labels
        again = decode(encode(document)).document
        assert again.logits == document.logits


def test_a_damaged_answer_is_refused_when_it_is_pasted() -> None:
    with pytest.raises(InputError, match="it was cut short"):
        paste(EXAMPLES["OpenAI chat"].text[:-9], 0, "label")


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("", "logit", "no text"),
        ("hello world", "logit", "number"),
        ("0.3", "probability", "follow from them"),
        ("1.2.3", "logit", "1.2.3"),
        ("nan", "logit", "nan"),
    ],
)
def test_what_cannot_be_pasted_is_refused_with_a_reason(text: str, column: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        paste(text, 0, column)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("step\tcat\tdog\tfox\n0\t1,5\t2\t-inf\n1\t0\t0,5\t2", ("cat", "dog", "fox")),
        ("1.5\t2\t3\n4\t5.25\t-inf", ("#0", "#1", "#2")),
        ("token,cat,dog\n the,1,2\nend,3,4", ("cat", "dog")),
    ],
)
def test_a_table_of_steps_becomes_the_source_wherever_it_is_pasted(
    text: str, labels: tuple[str, ...]
) -> None:
    for edit in (paste(text, 1, "logit"), paste(text, 0, "label"), replace_all(text)):
        document = edit(Document())
        assert document.source.kind == "trace"
        assert document.logits.labels == labels
        assert len(document.source.at(document.source.initial(), 1).choices) == 0
        assert decode(encode(document)).document.logits == document.logits


def test_probabilities_that_leave_a_part_are_a_list_where_they_replace_all() -> None:
    text = "token\tp\ncat\t0.50\ndog\t0.25"
    document = replace_all(text)(Document())
    partial = document.source.partial(document.state)
    assert partial is not None
    others = partial.bounds(document.chain).others
    assert (others.low, others.high) == pytest.approx((0.24, 0.26))
    assert decode(encode(document)).document.logits == document.logits
    assert paste(text, 1, "logit")(Document()).logits.labels == ("cat", "cat", "dog", "owl")


@pytest.mark.parametrize(
    "text",
    [samples(sample([-1.0, -2.0], 0), sample([-3.0, -1.5], 0)).decode(), table("\t", ",").decode()],
    ids=["samples", "table"],
)
def test_examples_with_true_classes_become_the_source_wherever_they_are_pasted(text: str) -> None:
    for edit in (paste(text, 1, "logit"), replace_all(text)):
        document = edit(Document())
        assert document.source.kind == "labelled"
        assert document.source.labelled(document.state) is not None
        assert decode(encode(document)).document.logits == document.logits


def test_a_step_alone_and_cells_of_known_columns_go_into_the_table() -> None:
    for text in ("class\tz\tp\na\t1\t0.5\nb\t1\t0.5", "a\t1\nb\t2"):
        assert replace_all(text)(Document()).source.kind == "table"
