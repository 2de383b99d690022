from pathlib import Path

import pytest
from tests.fuzz.inputs import INPUTS

from tauscope.core.errors import InputError
from tauscope.document.files.opening import read_document

KIB = 2**10


@pytest.mark.parametrize("name", INPUTS)
def test_costly_inputs_are_read_or_refused_in_words(tmp_path: Path, name: str) -> None:
    path = tmp_path / "input"
    path.write_bytes(b"".join(INPUTS[name](64 * KIB)))
    sentence, classes = "", 0
    try:
        classes = len(read_document(path).document.logits)
    except InputError as refusal:
        sentence = str(refusal)
    assert classes or sentence.startswith("“input”: ")
    assert "\n" not in sentence
    assert len(sentence) < 400  # the longest lists all plots
