import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.text.labels import clean_label
from tauscope.document.document import Document
from tauscope.document.edits.table_edits import replace_classes
from tauscope.document.files import figures
from tauscope.document.files.codec import decode, encode
from tauscope.document.files.figures import embed_png, embed_svg, extract_png, extract_svg

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*extra: bytes) -> bytes:
    """One grey dot."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    dot = chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + dot + chunk(b"IEND", b"")


SVG = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">\n<text>&lt;/svg></text>\n</svg>\n'


@given(TEXTS)
def test_a_png_gives_its_text_back(text: str) -> None:
    figure = embed_png(png(), text)
    assert extract_png(figure) == text
    assert figure.endswith(chunk(b"IEND", b""))


def test_the_last_session_put_into_a_png_is_the_only_one() -> None:
    figure = embed_png(embed_png(png(), "old"), "new")
    assert figure == embed_png(png(), "new")


def test_other_texts_of_a_png_are_kept() -> None:
    other = chunk(b"iTXt", b"Comment\0\0\0\0\0tauscope")
    figure = embed_png(png(other), "new")
    assert other in figure
    assert extract_png(figure) == "new"


def test_an_uncompressed_text_is_read_too() -> None:
    assert extract_png(png(chunk(b"iTXt", b"tauscope\0\0\0en\0x\0" + "τ".encode()))) == "τ"


@pytest.mark.parametrize(
    "body",
    [
        b"tauscope\0",
        b"tauscope\0\1\0\0\0",
        b"tauscope\0\1\0\0\0not deflated",
        b"tauscope\0\1\0\0\0" + zlib.compress(b"x" * 1000)[:-6],
        b"tauscope\0\1\1\0\0" + zlib.compress(b"x"),
        b"tauscope\0\2\0\0\0x",
        b"tauscope\0\0\0\0\0\xff",
    ],
)
def test_a_damaged_session_in_a_png_is_refused(body: bytes) -> None:
    with pytest.raises(InputError, match="session in this picture is damaged"):
        extract_png(png(chunk(b"iTXt", body)))


def test_a_changed_byte_is_noticed() -> None:
    figure = bytearray(embed_png(png(), "text"))
    figure[figure.index(b"tauscope") + 15] ^= 1
    with pytest.raises(InputError, match="damaged"):
        extract_png(bytes(figure))


def test_a_bomb_in_a_png_is_not_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "LARGEST", 1000)
    with pytest.raises(InputError, match="larger than 64 MiB"):
        extract_png(embed_png(png(), "x" * 1001))
    assert extract_png(embed_png(png(), "x" * 1000)) == "x" * 1000


def test_a_png_of_very_many_chunks_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_MOST_CHUNKS", 10)
    with pytest.raises(InputError, match="more than 10 chunks"):
        extract_png(png(*[chunk(b"tEXt", b"")] * 10))


@pytest.mark.parametrize(
    ("svg", "sentence"),
    [
        ("<a>" * 2000, "nested too deeply"),
        ("<svg>" + "<a/>" * 100 + "</svg>", "more than 50 elements"),
        ('<svg a="' + "x" * 5000 + '"/>', "a tag of more than"),
        ("<svg><!--" + "x" * 5000, "a tag of more than"),
        ("<!DOCTYPE svg [<!ATTLIST a b CDATA 'x'>]><svg/>", "declares attributes"),
    ],
)
def test_an_svg_that_would_fill_the_memory_is_refused(
    monkeypatch: pytest.MonkeyPatch, svg: str, sentence: str
) -> None:
    monkeypatch.setattr(figures, "_MOST_ELEMENTS", 50 if "a/" in svg else 10_000)
    monkeypatch.setattr(figures, "_LONGEST_TAG", 1000)
    monkeypatch.setattr(figures, "_FED_AT_ONCE", 100)
    with pytest.raises(InputError, match=sentence):
        extract_svg(svg)


def test_a_namespace_is_not_looked_up_again_and_again() -> None:
    """With an address of a megabyte in each name, 5,000 elements would be five gigabytes."""
    elements = '<a xmlns="' + "x" * 2**20 + '">' + "<b/>" * 5000 + "</a>"
    with pytest.raises(InputError, match="carries no"):
        extract_svg(elements)


@pytest.mark.parametrize("pieces", [1, 7, 2**20])
def test_a_session_is_put_together_from_pieces(monkeypatch: pytest.MonkeyPatch, pieces: int) -> None:
    monkeypatch.setattr(figures, "_FED_AT_ONCE", pieces)
    text = '{"a": "<τ & 😀>",\n"b": "]]>"}'
    assert extract_svg(embed_svg(SVG, text).encode()) == text


def test_a_png_cut_anywhere_is_refused() -> None:
    figure = embed_png(png(), "text")
    for end in range(8, len(figure)):
        with pytest.raises(InputError, match="cut short"):
            extract_png(figure[:end])
        with pytest.raises(InputError, match="cut short"):
            embed_png(figure[:end], "text")


def test_an_absurd_length_is_refused() -> None:
    with pytest.raises(InputError, match="cut short"):
        extract_png(b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt")


def test_pictures_of_others_carry_no_session() -> None:
    with pytest.raises(InputError, match=r"^This picture carries no Tauscope session\.$"):
        extract_png(png())
    with pytest.raises(InputError, match=r"^This picture carries no Tauscope session\.$"):
        extract_svg(SVG)
    with pytest.raises(InputError, match="not a PNG picture"):
        extract_png(b"GIF89a")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_an_svg_gives_its_text_back(text: str) -> None:
    figure = embed_svg(SVG, text)
    assert extract_svg(figure) == text
    assert extract_svg(figure.encode()) == text
    assert embed_svg(embed_svg(SVG, "old"), text) == figure


@pytest.mark.parametrize(
    "label", ["]]>", "<metadata>", "&lt;", "\x00\x1f\x7f\x85\ufffe\uffff\r\n", "שלום", "𝕏"]
)
def test_a_session_survives_both_figures(label: str) -> None:
    document = replace_classes(Document(), ["cat", "dog"], [1.0, -float("inf")])
    document = document.with_logits(type(document.logits).of([clean_label(label), "dog"], [1.0, 0.0]))
    text = encode(document)
    assert decode(extract_svg(embed_svg(SVG, text))).document == document
    assert decode(extract_png(embed_png(png(), text))).document == document


def test_an_svg_that_another_program_rewrote_is_read() -> None:
    svg = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        '<s:svg xmlns:s="http://www.w3.org/2000/svg">'
        '<s:metadata id="tauscope"><![CDATA[a<b]]>&amp;c</s:metadata></s:svg>'
    )
    assert extract_svg(svg) == "a<b&c"


def test_entities_are_not_expanded() -> None:
    bomb = (
        '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        '<svg><metadata id="tauscope">&b;</metadata></svg>'
    )
    for svg in (bomb, bomb.replace('"ha"', 'SYSTEM "file:///etc/passwd"')):
        with pytest.raises(InputError, match="declares XML entities"):
            extract_svg(svg)


@pytest.mark.parametrize("encoding", ["klingon", "utf-7", "utf-32"])
def test_an_svg_in_an_unknown_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(InputError, match=r"an encoding that Tauscope does not read|is not XML"):
        extract_svg(f'<?xml version="1.0" encoding="{encoding}"?><svg/>'.encode())


def test_an_svg_that_is_not_whole_is_refused() -> None:
    figure = embed_svg(SVG, "text")
    for end in range(len(figure.rstrip()) - 1):
        with pytest.raises(InputError, match=r"cut short|damaged"):
            extract_svg(figure[:end])
    with pytest.raises(InputError, match="damaged: line 1, column 8 is not XML"):
        extract_svg("<svg></oops>")
    with pytest.raises(InputError, match="not a whole SVG"):
        embed_svg("<svg>", "text")
