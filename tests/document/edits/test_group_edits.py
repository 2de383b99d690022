"""Edits of groups of classes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import group_edits, source_edits, table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.groups import ClassGroup, ClassGroups
from tauscope.sources import TypedTable

WORDS = ["yes", "␣Yes", "no", "YES", "No", "maybe"]
VALUES = [1.0, 3.0, 0.5, 0.0, 2.0, -1.0]


def answers() -> Document:
    return Document(TypedTable(Logits.of(WORDS, VALUES, [10, 11, 12, 13, 14, 15])))


def told(document: Document) -> list[tuple[str, tuple[int, ...]]]:
    return [(group.name, group.keys) for group in document.groups]


def test_a_group_is_named_after_its_likeliest_member_which_comes_first() -> None:
    assert told(group_edits.group_classes(answers(), [3, 0, 1])) == [("Yes +2", (11, 10, 13))]


def test_a_group_gets_the_name_that_is_given() -> None:
    assert told(group_edits.group_classes(answers(), [0, 1], "agrees")) == [("agrees", (11, 10))]


def test_one_row_is_no_group() -> None:
    with pytest.raises(InputError, match="two rows or more"):
        group_edits.group_classes(answers(), [1, 1])


def test_a_group_grows_and_counts_again_what_its_name_counts() -> None:
    document = group_edits.group_classes(answers(), [0, 1])
    assert told(group_edits.group_classes(document, [0, 1, 3])) == [("Yes +2", (11, 10, 13))]
    named = group_edits.rename_group(document, 10, "agrees")
    assert told(group_edits.group_classes(named, [0, 1, 3])) == [("agrees", (11, 10, 13))]


def test_classes_leave_the_group_that_they_were_in_and_a_single_one_left_is_no_group() -> None:
    document = group_edits.group_classes(answers(), [0, 1])
    assert told(group_edits.group_classes(document, [1, 2], "odd")) == [("odd", (11, 12))]
    larger = group_edits.group_classes(answers(), [0, 1, 3], "agrees")
    assert told(group_edits.group_classes(larger, [0, 2], "odd")) == [("agrees", (11, 13)), ("odd", (10, 12))]


def test_ungrouping_dissolves_each_group_of_the_selected_classes() -> None:
    document = group_edits.group_same_words(answers())
    assert len(document.groups) == 2
    assert told(group_edits.ungroup(document, [13])) == [("No +1", (14, 12))]
    assert group_edits.ungroup(document, [13, 12]) == answers()
    with pytest.raises(InputError, match="No group is selected"):
        group_edits.ungroup(document, [15])


def test_a_name_is_needed_and_not_too_long() -> None:
    document = group_edits.group_classes(answers(), [0, 1])
    with pytest.raises(InputError, match="needs a name"):
        group_edits.rename_group(document, 10, "  ")
    with pytest.raises(InputError, match="200 characters"):
        group_edits.rename_group(document, 10, "a" * 201)
    with pytest.raises(InputError, match="in no group"):
        group_edits.rename_group(document, 15, "a")


def test_same_words_are_grouped_among_all_rows_or_some() -> None:
    assert told(group_edits.group_same_words(answers())) == [
        ("Yes +2", (11, 10, 13)),
        ("No +1", (14, 12)),
    ]
    assert told(group_edits.group_same_words(answers(), [0, 3, 2])) == [("yes +1", (10, 13))]
    with pytest.raises(InputError, match="differ only in case and blanks"):
        group_edits.group_same_words(answers(), [0, 2])


def test_same_words_leaves_groups_that_are_there() -> None:
    document = group_edits.group_classes(answers(), [0, 5], "mine")
    assert told(group_edits.group_same_words(document)) == [
        ("mine", (10, 15)),
        ("Yes +1", (11, 13)),
        ("No +1", (14, 12)),
    ]


def test_blanks_alone_are_no_word() -> None:
    document = Document(TypedTable(Logits.of(["␣", "␣␣", "↵", "a"], [0.0] * 4)))
    with pytest.raises(InputError, match="No two classes"):
        group_edits.group_same_words(document)


def test_a_new_class_does_not_join_the_group_of_one_that_was_removed() -> None:
    document = table_edits.remove_classes(group_edits.group_classes(answers(), [4, 5]), [5])
    document = table_edits.add_class(replace(document), 5)
    assert document.groups.of_key(int(document.logits.keys[5])) is None


def test_groups_follow_rows_that_move_and_logits_that_change() -> None:
    document = group_edits.group_classes(answers(), [0, 1])
    moved = table_edits.sort_classes(table_edits.set_logit(document, 0, 9.0), "label", falling=True)
    assert moved.groups is document.groups


def test_another_table_has_the_groups_whose_classes_are_the_same() -> None:
    document = group_edits.group_same_words(answers())
    as_table = source_edits.take_as_table(document)
    assert as_table.groups == document.groups
    other = table_edits.replace_classes(document, ["a", "b", "c"], [0.0, 1.0, 2.0])
    assert not other.groups
    keys = [10, 11, 12, 13, 14, 15]
    renamed = TypedTable(Logits.of(["yes", "␣Yes", "nein", "YES", "Nein", "maybe"], VALUES, keys))
    assert told(source_edits.use_source(document, renamed)) == [("Yes +2", (11, 10, 13))]


def test_a_session_keeps_the_groups() -> None:
    document = group_edits.rename_group(group_edits.group_same_words(answers()), 10, "“agrees”\u2028 – ü")
    decoded = decode(encode(document))
    assert decoded.document == document
    assert not decoded.warnings
    assert '"groups"' not in encode(answers())


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        ('{"a": 1}', "not a list of objects"),
        ("[1]", "not a list of objects"),
        ('[{"name": "a", "keys": [1, 1]}]', "has a class twice"),
        ('[{"name": "a", "keys": [1]}]', "two classes or more"),
        ('[{"name": "", "keys": [1, 2]}]', "needs a name"),
        ('[{"name": 3, "keys": [1, 2]}]', "not a text"),
        ('[{"name": "a", "keys": [1, 2.5]}]', "not a list of whole numbers"),
        ('[{"name": "a", "keys": [1, true]}]', "not a list of whole numbers"),
        ('[{"name": "a", "keys": [1, 9223372036854775808]}]', "not a list of whole numbers"),
        ('[{"name": "a", "keys": [1, 2]}, {"name": "b", "keys": [2, 3]}]', "in one group only"),
    ],
)
def test_a_session_with_wrong_groups_is_refused_in_a_sentence(groups: str, sentence: str) -> None:
    text = encode(answers()).replace('"pins": []', f'"pins": [], "groups": {groups}')
    with pytest.raises(InputError, match=sentence):
        decode(text)


def test_an_unknown_word_in_a_group_is_named() -> None:
    groups = '[{"name": "a", "keys": [10, 11], "colour": 3}]'
    decoded = decode(encode(answers()).replace('"pins": []', f'"pins": [], "groups": {groups}'))
    assert decoded.document.groups == ClassGroups((ClassGroup("a", (10, 11)),))
    assert "colour" in decoded.warnings[0]


@given(st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=6), max_size=8))
def test_a_class_is_never_in_two_groups(selections: list[list[int]]) -> None:
    document = answers()
    for rows in selections:
        if len(set(rows)) > 1:
            document = group_edits.group_classes(document, rows)
    keys = [key for group in document.groups for key in group.keys]
    assert len(keys) == len(set(keys))
    assert decode(encode(document)).document == document
