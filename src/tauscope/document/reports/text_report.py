"""The numbers of a generated text, token by token, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tauscope.document.reports.report import chain_entry, json_number
from tauscope.sources.language.bias import bias_to_json
from tauscope.sources.language.choice_settings_json import stretches

if TYPE_CHECKING:
    from tauscope.core.draws.chosen import ChoiceSettings
    from tauscope.sources.language.text import Text
    from tauscope.sources.language.writer import Writer


def text_report(writer: Writer, text: Text) -> dict[str, Any]:
    """Return all numbers of a generated text, fit for JSON.

    Returns
    -------
    dict
        `model`, its name; `graph`, the ONNX file that is run; `prompt`; `text`, generated after the prompt;
        `settings`, a list of `from` (the position of the first token that was chosen under these settings),
        `temperature`, `chain`, `method` ("sample", "greedy" or "hand"), `seed` and `bias`, all null if the
        session does not say; `steps`, a list of `id`, `label`, `text`, `probability` and `entropy_nats` for
        each token, including the one that ends the text.
    """
    pieces, path = writer.pieces(text), writer.path(text)
    settings = [{"from": place, **settings_entry(found)} for place, found in stretches(path)]
    steps = [
        {
            "id": token.key,
            "label": writer.model.labels[token.key],
            "text": piece,
            "probability": token.probability,
            "entropy_nats": token.entropy,
        }
        for token, piece in zip(path, pieces, strict=True)
    ]
    return {
        "model": writer.model.name,
        "graph": writer.model.graph,
        "prompt": writer.prompt,
        "text": "".join(pieces),
        "settings": settings,
        "steps": steps,
    }


def settings_entry(settings: ChoiceSettings | None) -> dict[str, Any]:
    """Return the settings under which a token was chosen, fit for JSON; all null if they are not known."""
    if settings is None:
        return dict.fromkeys(("temperature", "chain", "method", "seed", "bias"))
    return {
        "temperature": json_number(settings.chain.temperature),
        "chain": chain_entry(settings.chain),
        "method": settings.method,
        "seed": settings.seed,
        "bias": bias_to_json(dict(settings.added)),
    }
