"""Files of a generated text, with its numbers token by token."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import plain_number, quoted
from tauscope.document.edits.run_edits import run_name, run_settings
from tauscope.document.reports.plot_data import table_bytes
from tauscope.document.reports.report import chain_entry
from tauscope.document.reports.text_report import text_report
from tauscope.sources.language.bias import bias_to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tauscope.core.draws.chosen import ChoiceSettings, Chosen
    from tauscope.document.document import Document, Run
    from tauscope.sources.language.writer import Writer

ENDINGS = (".txt", ".csv", ".tsv", ".json")
HEADERS = (
    *("temperature", "position", "id", "label", "text", "probability", "entropy_nats"),
    *("method", "seed", "chain", "bias", "engine"),
)


def text_bytes(document: Document, writer: Writer, ending: str) -> bytes:
    """Write the text of a document, or the texts of all its runs, to the bytes of a file.

    Parameters
    ----------
    document : Document
    writer : Writer
        The document's source.
    ending : str
        One of `ENDINGS`: .txt has the text alone, and above each of several the settings of its run. In .csv
        and .tsv each token is a row with τ, chain, seed and changed logits under which it was chosen, and the
        engine of its run. .json has a list of texts, each with the positions where these settings changed and
        the chain of its run, and under `present` the document's present settings.

    Returns
    -------
    bytes
        Text in UTF-8.

    Raises
    ------
    InputError
        If `ending` is none of `ENDINGS`.
    """
    if ending not in ENDINGS:
        raise InputError(f"A text is written as {', '.join(ENDINGS)}; {quoted(ending)} is not one of them.")
    runs = document.runs or (None,)
    if ending == ".txt":
        return ("\n\n".join(_plain(document, writer, run) for run in runs) + "\n").encode()
    texts = [document.state if run is None else run.state for run in runs]
    reports = [text_report(writer, text) for text in texts]
    if ending == ".json":
        pairs = zip(runs, reports, strict=True)
        entries = [{**_run_entry(document, run), **report} for run, report in pairs]
        whole = {"present": _present(document, writer), "texts": entries}
        return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
    rows = [
        row
        for run, report, text in zip(runs, reports, texts, strict=True)
        for row in _rows(run, report, writer.path(text))
    ]
    return table_bytes(HEADERS, rows, ending)


def _present(document: Document, writer: Writer) -> dict[str, Any]:
    """Return seed, chain and bias of the document."""
    added = bias_to_json(writer.bias)
    return {"seed": document.seed, "chain": chain_entry(document.chain), "bias": added}


def _plain(document: Document, writer: Writer, run: Run | None) -> str:
    """Return the prompt and the text; for one of several runs after a line with the settings of the run."""
    if run is None:
        return writer.prompt + "".join(writer.pieces(document.state))
    settings, engine = run_settings(document, run), f"{run_name(run)}: " if run.engine else ""
    return f"[{engine}{settings}]\n{writer.prompt}{''.join(writer.pieces(run.state))}"


def _run_entry(document: Document, run: Run | None) -> dict[str, Any]:
    if run is None:
        return {"temperature": None}
    return {
        "temperature": plain_number(run.temperature),
        "engine": run.engine or None,
        "chain": chain_entry(run.chain_on(document.chain)),
    }


def _rows(run: Run | None, report: dict[str, Any], path: Sequence[Chosen]) -> Iterator[list[str | float]]:
    heat, engine = ("", "") if run is None else (plain_number(run.temperature), run.engine)
    for position, (step, token) in enumerate(zip(report["steps"], path, strict=True)):
        numbers = [step[name] for name in HEADERS[2:7]]
        yield [_heat(token, heat), position, *numbers, *_settings_cells(token.settings), engine]


def _heat(token: Chosen, heat: str) -> str:
    """Return the τ at which a token was chosen; if the session does not say, that of its run or nothing."""
    return plain_number(token.settings.chain.temperature) if token.settings else heat


def _settings_cells(settings: ChoiceSettings | None) -> list[str | float]:
    """Return method, seed, chain, and bias as in "17:-inf 9:2.5"; four empty cells if they are not known."""
    if settings is None:
        return [""] * 4
    seed = "" if settings.seed is None else settings.seed
    changes = " ".join(f"{row}:{plain_number(added)}" for row, added in settings.added)
    return [settings.method, seed, str(settings.chain), changes]
