import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.text import encodings
from tauscope.core.text.encodings import encoding_of, first_wrong_byte
from tauscope.document.files.opening import decode_content

TABLE = "Füchse;2\nДом;1\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_tables_are_read_in_unicode(encoding: str) -> None:
    decoded = decode_content(TABLE.encode(encoding))
    assert decoded.document.logits.labels == ("Füchse", "Дом")
    assert decoded.warnings == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_chinese_labels_with_zero_bytes_are_no_obstacle(encoding: str) -> None:
    assert decode_content("一\t2\r\n丁一\t1.25\r\n".encode(encoding)).document.logits.labels == ("一", "丁一")


def test_windows_1252_is_a_guess_that_is_told() -> None:
    decoded = decode_content("Füchse;2\nEulen – alte;–1\n".encode("cp1252"))
    assert decoded.document.logits.labels == ("Füchse", "Eulen – alte")
    assert decoded.document.logits.values.tolist() == [2, -1]
    assert decoded.warnings == ("This is not UTF-8 text: it was read as Windows-1252, which is a guess.",)


def test_a_fault_in_the_twelfth_line_is_none_in_the_first() -> None:
    with pytest.raises(InputError, match=r"^Line 12, cell 2: “x” is not a number\."):
        decode_content(b"F\xfcchse,1\n" * 11 + b"b,x\n")


def test_a_fault_in_a_guessed_text_is_told_with_the_guess() -> None:
    with pytest.raises(InputError, match=r"Line 2, cell 2: “x” is not a number\. This is not UTF-8"):
        decode_content("Füchse;2\nEulen;x\n".encode("cp1252"))


@pytest.mark.parametrize(
    "data",
    [
        b"\0",
        b"\0\0\0\0",
        bytes(range(256)) * 4,
        b"a\0\0b" * 100,
        b"a\0b",
        b"\x81\xff",
        b"\xff\xfe\x00\xd8a\0",
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="neither a session, nor a figure, nor a table"):
        encoding_of(data)


@given(st.binary(max_size=40), st.integers(1, 5))
def test_the_first_wrong_byte_is_found_piece_by_piece(data: bytes, at_once: int) -> None:
    try:
        data.decode()
        wrong = None
    except UnicodeDecodeError as error:
        wrong = error.start
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encodings, "_AT_ONCE", at_once)
        found = first_wrong_byte(data)
    assert found == wrong
