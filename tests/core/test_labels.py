import pytest

from tauscope.core.errors import InputError
from tauscope.core.labels import LONGEST_LABEL, clean_label, one_line


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        (" a\tb\n", "a b"),
        ("a\x00\u2028\ud800b", "a b"),
        ("a\u202eb", "a b"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("<b>שלום</b>", "<b>שלום</b>"),
        ("", ""),
    ],
)
def test_a_label_is_brought_onto_one_line(label: str, shown: str) -> None:
    assert clean_label(label) == shown
    clean_label(label).encode()


def test_an_endless_label_is_refused() -> None:
    assert len(clean_label("x" * LONGEST_LABEL)) == LONGEST_LABEL
    with pytest.raises(InputError, match="at most 10,000 characters; this one has 10,001"):
        clean_label("x" * (LONGEST_LABEL + 1))


def test_a_text_cannot_speak_to_the_terminal() -> None:
    assert one_line("a\x1b[31m\x07\r\n" + "b" * 20_000) == "a [31m " + "b" * 20_000
