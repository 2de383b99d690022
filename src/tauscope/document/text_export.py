"""A text that was written, with its numbers token by token, as a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import plain_number, quoted
from tauscope.document.plot_data import WRITERS
from tauscope.document.report import chain_entry
from tauscope.document.writing import text_report
from tauscope.sources.bias import bias_to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tauscope.core.chosen import ChoiceSettings, Chosen
    from tauscope.document.document import Document
    from tauscope.sources.text import Text
    from tauscope.sources.writer import Writer

ENDINGS = (".txt", ".csv", ".tsv", ".json")
HEADERS = (
    *("temperature", "position", "id", "label", "text", "probability", "entropy_nats"),
    *("method", "seed", "chain", "bias"),
)


def text_bytes(document: Document, writer: Writer, ending: str) -> bytes:
    """Write the text of a document, or all that stand side by side.

    Parameters
    ----------
    document : Document
        Its source is `writer`.
    writer : Writer
    ending : str
        One of `ENDINGS`: .txt holds the text alone; in .csv and .tsv each token is a row with τ, the whole
        chain, the seed and the changed logits that it was chosen under; .json holds a list of texts, each
        with a list of where these settings changed, and under `present` the settings on the bench now.

    Returns
    -------
    bytes
        UTF-8.

    Raises
    ------
    InputError
        For another ending.
    """
    if ending not in ENDINGS:
        raise InputError(f"A text is written as {', '.join(ENDINGS)}; {quoted(ending)} is none of them.")
    texts = list(_texts(document))
    if ending == ".txt":
        parts = [writer.prompt + "".join(writer.pieces(text)) for _, text in texts]
        return ("\n\n".join(parts) + "\n").encode()
    reports = [(heat, text_report(writer, text)) for heat, text in texts]
    if ending == ".json":
        entries = [{"temperature": heat or None, **report} for heat, report in reports]
        whole = {"present": _present(document, writer), "texts": entries}
        return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
    rows = [
        row
        for (heat, report), (_, text) in zip(reports, texts, strict=True)
        for row in _rows(heat, report, text)
    ]
    return WRITERS[ending](HEADERS, rows).encode()


def _present(document: Document, writer: Writer) -> dict[str, Any]:
    added = bias_to_json(writer.bias)
    return {"seed": document.seed, "chain": chain_entry(document.chain), "bias": added}


def _texts(document: Document) -> Iterator[tuple[str, Text]]:
    """Each with its temperature, where it has one of its own."""
    if not document.columns:
        yield "", document.state
    for column in document.columns:
        yield plain_number(column.temperature), column.state


def _rows(heat: str, report: dict[str, Any], text: Text) -> Iterator[list[str | float]]:
    for position, (step, token) in enumerate(zip(report["steps"], text.written, strict=True)):
        numbers = [step[name] for name in HEADERS[2:7]]
        yield [_heat(token, heat), position, *numbers, *_how(token.settings)]


def _heat(token: Chosen, heat: str) -> str:
    """τ that a token was chosen at; of an older session that of its column, if it had one."""
    return plain_number(token.settings.chain.temperature) if token.settings else heat


def _how(settings: ChoiceSettings | None) -> list[str | float]:
    """Method, seed, chain and changed logits, as in "17:-inf 9:2.5"; empty where they are not known."""
    if settings is None:
        return [""] * 4
    seed = "" if settings.seed is None else settings.seed
    changes = " ".join(f"{row}:{plain_number(added)}" for row, added in settings.added)
    return [settings.method, seed, str(settings.chain), changes]
