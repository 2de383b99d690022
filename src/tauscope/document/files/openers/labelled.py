"""Openers of logits with true classes: NumPy arrays, tables, and samples of lm-evaluation-harness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.text.encodings import utf_8
from tauscope.document.document import Document
from tauscope.document.edits import source_edits
from tauscope.document.files.codec import Decoded
from tauscope.document.files.openers.location import HEAD, TAIL
from tauscope.document.files.openers.opener import PathOpener
from tauscope.sources.labelled.archive import SIGNATURE
from tauscope.sources.labelled.columns import looks_labelled
from tauscope.sources.labelled.harness import SIGN_OF_DOCUMENT, SIGNS
from tauscope.sources.labelled.npz import holds_labelled_logits
from tauscope.sources.labelled.reading import LARGEST, read_labelled

if TYPE_CHECKING:
    from tauscope.document.files.openers.location import Location


class LabelledOpener(PathOpener):
    """Opens a file of examples, which is read as a whole; a subclass tells its kind."""

    title = "Logits with true classes"
    on_bench = True
    largest = LARGEST
    most_read = 3 * LARGEST

    def open(self, location: Location) -> Decoded:
        """Read the examples, and show the first."""
        from tauscope.sources.labelled.source import LabelledSource  # noqa: PLC0415  # when such a file is opened

        examples = read_labelled(location.file)
        _ = examples.labelled.right  # in this thread: of many examples it takes a while
        file = "" if location.path is None else str(location.path.absolute())
        return Decoded(source_edits.use_source(Document(), LabelledSource(examples, file)), examples.notes)


class LabelledArraysOpener(LabelledOpener):
    """NumPy arrays of logits and labels."""

    what, endings = "NumPy arrays `logits` and `labels` (`.npz`)", (".npz",)

    def takes(self, location: Location) -> bool:
        """Return True for a zip with arrays that are named so."""
        return location.head.startswith(SIGNATURE) and holds_labelled_logits(location.file, TAIL)


class LabelledTableOpener(LabelledOpener):
    """A table with a column of true classes, and a column of logits for each class."""

    what, endings = "a table with a column of true classes", (".csv", ".tsv")

    def takes(self, location: Location) -> bool:
        """Return True if header and first row are those of such a table."""
        if location.is_folder or not location.head:
            return False
        try:
            name = location.encoding.name
        except InputError:
            return False
        # A header of many classes takes more than the head, and JSON on one line is no table.
        is_table = not utf_8(location.head).lstrip().startswith((b"{", b"["))
        data = location.first_lines(3) if is_table else location.head
        text = data.decode(name, "replace")
        # The last line may be cut short.
        return looks_labelled(text if len(data) < HEAD else text.rpartition("\n")[0])


class SamplesOpener(LabelledOpener):
    """Multiple choice as lm-evaluation-harness logs it."""

    what, endings = "samples of lm-evaluation-harness (multiple choice, `.jsonl`)", (".jsonl",)

    def takes(self, location: Location) -> bool:
        """Return True if the text begins as an object with responses and a right answer."""
        head = utf_8(location.head)
        if not head.lstrip().startswith(b"{"):
            return False
        if all(sign in head for sign in SIGNS):
            return True
        # A long document may stand before its responses.
        return SIGN_OF_DOCUMENT in head and all(sign in utf_8(location.first_lines(1)) for sign in SIGNS)
