"""From a plain text of Project Gutenberg to stories: no licence, no notes, one line a paragraph.

Everything here is pure and needs the standard library alone. The texts differ in their layout; in all of them
a title stands alone, and is named in the table of contents or follows a wide gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

START = re.compile(r"\*\*\* ?START OF TH(?:E|IS) PROJECT GUTENBERG EBOOK.*?\*\*\*", re.DOTALL)
END = re.compile(r"\*\*\* ?END OF TH(?:E|IS) PROJECT GUTENBERG EBOOK")
TITLE = re.compile(r"^Title: *(.+?)\s*$", re.MULTILINE)

# Blank lines before a block that set it apart from what precedes it; paragraphs have one.
WIDE_GAP = 3
LONGEST_TITLE = 90
SHORTEST_STORY = 500

TYPEWRITER = str.maketrans("“”‘’–", "\"\"''-") | {ord("—"): "--", ord("_"): ""}

FRONT_MATTER = {
    "contents", "dedication", "illustrations", "introduction", "list of illustrations", "preface",
    "preparer s note", "table of contents", "to the friendly reader", "transcriber s note",
}  # fmt: skip
BACK_MATTER = {
    "footnotes", "glossary", "index", "notes", "notes and references", "oyez oyez oyez",
    "sources of the tales", "transcriber s notes",
}  # fmt: skip


class TextError(ValueError):
    """A text is not what it was taken for; the message says which and why."""


@dataclass(frozen=True)
class Block:
    """Lines between blank lines, and how many blank lines stand before them."""

    lines: tuple[str, ...]
    gap: int

    @property
    def words(self) -> str:
        """Its words alone, in small letters: what two ways of writing a title share."""
        first_column = " ".join(re.split(r"\s{3,}", line.strip())[0] for line in self.lines)
        return words_of(re.sub(r"^\W*(?:[ivxlc]+|\d+)[.)]\s", "", first_column, flags=re.IGNORECASE))

    @property
    def may_be_a_title(self) -> bool:
        """Whether it is short enough for a title, and no end of a sentence that is spoken."""
        text = " ".join(self.lines).strip(" _")
        return 0 < len(text) <= LONGEST_TITLE and len(self.lines) <= 2 and text[-1] not in "\"',;:!"


def words_of(text: str) -> str:
    """Words of a text in small letters, with single spaces between them.

    >>> words_of("_LITTLE RED-CAP_ [Little Red Riding Hood]")
    'little red cap little red riding hood'
    """
    return " ".join(re.findall(r"[^\W\d_]+", text.lower()))


# A book


def body(text: str, title: str) -> str:
    """Text of a book between the marks of Project Gutenberg, without its header and licence.

    Raises
    ------
    TextError
        If the header names another book, or the marks are not there.
    """
    named = TITLE.search(text)
    if named is None or not words_of(named[1]).startswith(words_of(title)):
        raise TextError(f"This is not {title} but {named[1] if named else 'a text without a title'}.")
    start = START.search(text)
    end = END.search(text)
    if start is None or end is None:
        raise TextError(f"{title} lacks the marks of Project Gutenberg at its start or its end.")
    return text[start.end() : end.start()]


def blocks(text: str) -> list[Block]:
    """Blocks of a text in their order."""
    found: list[Block] = []
    lines: list[str] = []
    gap = blanks = 0
    for line in [*text.splitlines(), ""]:
        if line.strip():
            if not lines:
                gap, blanks = blanks, 0
            lines.append(line.rstrip())
        else:
            if lines:
                found.append(Block(tuple(lines), gap))
                lines = []
            blanks += 1
    return found


def contents(book: Sequence[Block]) -> str:
    """Words of the table of contents with a space at each end, or one space if there is no table.

    It ends at a wide gap, or where its first title comes again.
    """
    starts = [index for index, block in enumerate(book) if block.words in {"contents", "table of contents"}]
    if not starts:
        return " "
    table = " "
    for block in book[starts[0] + 1 :]:
        if table != " " and (block.gap >= WIDE_GAP or table.startswith(f" {block.words} ")):
            break
        lines = [Block((line,), 1).words for line in block.lines]
        table += "".join(f"{words} " for words in lines if words not in {"", "page"})
    return table


def is_title(block: Block, table: str) -> bool:
    """Whether a block is the title of a story, of the front or of the back matter."""
    if not (block.may_be_a_title and block.words):
        return False
    return block.gap >= WIDE_GAP or f" {block.words} " in table or block.words in FRONT_MATTER | BACK_MATTER


def sections(book: Sequence[Block]) -> Iterator[tuple[str, list[Block]]]:
    """Title and blocks of each section; neither what precedes the first nor the back matter."""
    table = contents(book)
    title, section = "", list[Block]()
    for index, block in enumerate(book):
        if not is_title(block, table):
            section.append(block)
            continue
        if title:
            yield title, section
        title, section = block.words, []
        if title in BACK_MATTER and index > len(book) // 2:
            return
    if title:
        yield title, section


def stories(text: str, title: str) -> list[str]:
    """Stories of a book, each with one line a paragraph and without its title.

    Raises
    ------
    TextError
        If the text is not that book.
    """
    book = blocks(body(text, title))
    single = quotes_singly(text)
    told = [
        "\n".join(filter(None, (paragraph(block, single=single) for block in section)))
        for name, section in sections(book)
        if name not in FRONT_MATTER
    ]
    return [story for story in told if len(story) >= SHORTEST_STORY]


# A paragraph


def paragraph(block: Block, *, single: bool) -> str:
    """One line of plain text, or none for a note, a picture's caption or a line of the publisher's.

    Parameters
    ----------
    block
        Its lines as they were broken.
    single
        Whether speech stands between single quotation marks; double ones take their place.
    """
    text = " ".join(line.strip() for line in block.lines)
    text = re.sub(r"\[Illustration[^\]]*\]", "", text)
    if re.match(r"\s*(?:\[|\*\s*\*|\(\d+\)\s|Footnote)", text) or "Gutenberg" in text:
        return ""
    text = plain(re.sub(r"\[\d+\]|\{\d+\}", "", text))
    return shown_quietly(doubly_quoted(text) if single else text).strip()


def plain(text: str) -> str:
    """Text without marks of emphasis, with the quotation marks and dashes of a typewriter.

    >>> plain("“Who goes—_there_?”")
    '"Who goes--there?"'
    """
    return re.sub(r"\s+", " ", text.translate(TYPEWRITER))


def quotes_singly(text: str) -> bool:
    """Whether speech in a text stands mostly between single quotation marks."""
    single = len(re.findall(r"[,.!?]['’](?=\s)", text))
    return single > len(re.findall(r"[,.!?][\"”](?=\s)", text))


def doubly_quoted(text: str) -> str:
    r"""Speech between double quotation marks instead of single ones; apostrophes stay.

    >>> doubly_quoted("'I can't,' said he, 'for the king's men are here.'")
    '"I can\'t," said he, "for the king\'s men are here."'
    """
    text = re.sub(r"(?<![\w'])'(?=\w|--)(?!(?:tis|twas|twere|twill|em|gainst)\b)", '"', text)
    return re.sub(r"(?<=[,.!?;\-])'(?!\w)", '"', text)


def shown_quietly(text: str) -> str:
    """Text whose first words are not in capitals, as books set them at the start of a story.

    >>> shown_quietly("ONCE UPON A TIME there was a king.")
    'Once upon a time there was a king.'
    """
    return re.sub(
        r"^(\W*)([A-Z]{2,}(?:[ '-]+[A-Z]+)*)\b(?! ?\.)",
        lambda loud: loud[1] + loud[2].capitalize(),
        text,
    )


# The filter


def fit_for_a_class(story: str, beginnings: Sequence[str], condemning: int) -> str:
    r"""Story without the paragraphs in which a word begins like that; nothing if there are too many.

    >>> fit_for_a_class("A king.\nA churl.", ["churl"], condemning=2)
    'A king.'
    >>> fit_for_a_class("A king.\nA churl.", ["churl"], condemning=1)
    ''
    """
    unfit = re.compile(rf"\b(?:{'|'.join(beginnings)})", re.IGNORECASE)
    paragraphs = story.split("\n")
    kept = [part for part in paragraphs if not unfit.search(part)]
    return "" if len(paragraphs) - len(kept) >= condemning else "\n".join(kept)
