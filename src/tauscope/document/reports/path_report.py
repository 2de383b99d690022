"""Files of the path that was taken through a decoding tree: its text, or each token with its numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.numbers import plain_number, quoted
from tauscope.document.reports.plot_data import WRITERS, table_bytes

if TYPE_CHECKING:
    from tauscope.document.document import Document

ENDINGS = (".txt", *WRITERS)
HEADERS = (
    *("position", "label", "text", "probability", "log_probability", "entropy_nats"),
    *("method", "seed", "temperature"),
)


def path_bytes(document: Document, ending: str) -> bytes:
    """Write the tokens on the path to the shown moment to the bytes of a file.

    Parameters
    ----------
    document : Document
        Its source has a decoding tree.
    ending : str
        One of `ENDINGS`: .txt has the text with its prompt; in the others each token is a row, with the
        numbers and settings under which it was chosen.
    """
    if ending not in ENDINGS:
        raise InputError(f"A text is written as {', '.join(ENDINGS)}; {quoted(ending)} is not one of them.")
    source, tree = document.source, document.source.decoding_tree
    way = source.path(document.state)[: source.position(document.state)]
    node = None if tree is None else tree.find([one.key for one in way])
    if tree is None or node is None:
        raise InputError("There is no way through a tree to export.")
    if ending == ".txt":
        said = tree.between.join(filter(None, (tree.prompt, tree.text(node))))
        return f"{said}\n".encode()
    rows = list[list[str | float]]()
    for position, (one, place) in enumerate(zip(way, tree.way(node), strict=True)):
        log_probability = math.log(one.probability) if one.probability > 0 else -math.inf
        numbers = [one.probability, log_probability, one.entropy]
        how: list[str | float] = ["", "", ""]
        if one.settings is not None:
            seed = "" if one.settings.seed is None else one.settings.seed
            how = [one.settings.method, seed, plain_number(one.settings.chain.temperature)]
        rows.append([position, tree.nodes[place].label, tree.nodes[place].text, *numbers, *how])
    return table_bytes(HEADERS, rows, ending)
