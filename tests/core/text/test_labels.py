import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.text import labels
from tauscope.core.text.invisible import BLANK, DEFAULT_IGNORABLE, show_invisible
from tauscope.core.text.labels import LONGEST_LABEL, clean_label, clean_labels, one_line


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        (" a\tb\n", "␣a b"),
        (" the", "␣the"),
        ("  ", "␣␣"),
        ("\n", "↵"),
        ("a\u00a0 b ", "a b"),
        ("\u00a0the", "<U+00A0>the"),
        ("\u3000\u2003 the", "<U+3000><U+2003>␣the"),
        ("\u00a0", "<U+00A0>"),
        ("\n\u00a0a\n b", "↵<U+00A0>a b"),
        ("a\x00\u2028\ud800b", "a b"),
        ("a\u202eb", "a<U+202E>b"),
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


def test_a_label_that_is_too_long_once_its_marks_are_named_is_refused() -> None:
    # A session holds the names: with them it has to open again.
    assert len(clean_label("\u200b" * (LONGEST_LABEL // 8))) == LONGEST_LABEL
    with pytest.raises(InputError, match="at most 10,000 characters; this one has 10,008"):
        clean_label("\u200b" * (LONGEST_LABEL // 8 + 1))


def test_the_scripts_that_are_written_to_the_left_are_all_known() -> None:
    kinds = {mark: unicodedata.bidirectional(mark) for mark in map(chr, range(sys.maxunicode))}
    written_left = [mark for mark, kind in kinds.items() if kind in ("R", "AL")]
    shown = show_invisible("\n".join(f"a\u200e{mark}" for mark in written_left)).split("\n")
    unknown = [mark for mark, line in zip(written_left, shown, strict=True) if line.startswith("a<")]
    assert unknown == ["\u061c", "\u200f"]  # marks of direction themselves


def test_a_text_cannot_speak_to_the_terminal() -> None:
    assert one_line("a\x1b[31m\x07\r\n" + "b" * 20_000) == "a [31m " + "b" * 20_000


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("\ufe0f", "<U+FE0F>"),
        ("a\u034fb", "a<U+034F>b"),
        ("\u115f\u1160\u3164\uffa0", "<U+115F><U+1160><U+3164><U+FFA0>"),
        ("\u2800", "<U+2800>"),
        ("\u17b4\u180b\U000e0100", "<U+17B4><U+180B><U+E0100>"),
        ("\u200d", "<U+200D>"),
        ("a\u200db", "a<U+200D>b"),
        ("\u200f", "<U+200F>"),
        ("\u200e1\u200e\u061ca", "<U+200E>1<U+200E><U+061C>a"),
        ("soft\u00adhyphen", "soft<U+00AD>hyphen"),
    ],
)
def test_what_draws_nothing_is_named(label: str, shown: str) -> None:
    assert clean_label(label) == shown


@pytest.mark.parametrize(
    "label",
    [
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "👩\u200d❤\ufe0f\u200d👨",
        "שלום\u200f",
        "क्\u200dष",
        "🏴\U000e0067\U000e0062\U000e007f",
    ],
)
def test_what_shapes_its_neighbours_stays(label: str) -> None:
    assert clean_label(label) == label


@given(st.text() | st.text(st.sampled_from(" a\n\t\ufe0f\u200d\u200f\u2800👩❤א1\u20e3")))
def test_a_clean_label_is_clean(label: str) -> None:
    assert clean_label(clean_label(label)) == clean_label(label)


@given(
    st.lists(
        st.text()
        | st.text(st.sampled_from(" a\n\t\x01\ufe0f\u200d\u200f\u00a0👩❤א1\u20e3🏴\U000e0067\U000e007f"))
    )
)
def test_many_labels_are_cleaned_as_each_by_itself(many: list[str]) -> None:
    assert clean_labels(many) == [clean_label(label) for label in many]


def test_labels_are_cleaned_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "_CLEANED_AT_ONCE", 5)
    many = ["", " a", "b\u200b", "x" * 12, "", "שלום\u200f", "c\u200f", "d  e"]
    assert clean_labels(many) == ["", "␣a", "b<U+200B>", "x" * 12, "", "שלום\u200f", "c<U+200F>", "d e"]


def test_of_many_labels_one_that_is_too_long_is_refused() -> None:
    for too_long in ("x" * (LONGEST_LABEL + 1), "\u200b" * 1251):
        with pytest.raises(InputError, match="at most 10,000 characters; this one has 10,00"):
            clean_labels(["a", too_long, "b"])


def test_the_tables_agree_with_unicodedata() -> None:
    listed = {code for first, last in (*DEFAULT_IGNORABLE, *BLANK) for code in range(first, last + 1)}
    # Format characters that are drawn: signs before numbers, marks of annotations, quadrats of hieroglyphs.
    drawn = {
        *range(0x600, 0x606),
        0x6DD,
        0x70F,
        0x890,
        0x891,
        0x8E2,
        0xFFF9,
        0xFFFA,
        0xFFFB,
        0x110BD,
        0x110CD,
    }
    drawn |= set(range(0x13430, 0x13456))
    for code in range(sys.maxunicode + 1):
        mark = chr(code)
        name = unicodedata.name(mark, "")
        if unicodedata.category(mark) == "Cf":
            assert (code in listed) != (code in drawn), hex(code)
        if "VARIATION SELECTOR" in name or name.endswith(
            (" FILLER", "PATTERN BLANK", "FULL BLANK", "HALF BLANK")
        ):
            assert code in listed or name.endswith(("GAP FILLER", "LINE FILLER", "SPACE FILLER")), name
        if code in listed:  # letters that can be read are not among them
            assert unicodedata.category(mark) in ("Cf", "Cn", "Mn", "Lo", "So"), hex(code)
