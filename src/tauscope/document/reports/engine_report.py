"""The comparison of all engines, as JSON for scripts and as text for readers."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from tauscope.core.bounds import written
from tauscope.core.numbers import screen_number, screen_probability
from tauscope.document.picture.chains.engine_comparison import asked
from tauscope.document.picture.partial_words import unlisted_words
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.report import chain_entry, json_entry, json_number
from tauscope.document.reports.report_text import MOST_ROWS
from tauscope.document.reports.tables.text_table import short_label, table_lines

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.chains.engine_comparison import Answer, EngineComparison


def engine_report(document: Document) -> dict[str, Any]:
    """Return every engine's distribution for the document's logits and request, fit for JSON.

    Returns
    -------
    dict
        `request`, the settings that are sent; `engines`, a list of `name`, `title`, `version` and `read`
        (the version that was read, and when), `chain` (a list of `knob`, `value` and its other settings),
        `ignored` (settings that the engine does not know), `refusal` (a sentence, or null), `kept` (a list of
        `label` and `probability`, the likeliest first) and `entropy_nats`; `sentence`, why the first two that
        differ do. Where the logits list only some of the classes, numbers are pairs [low, high], `kept` has
        all listed classes that may be kept, and each engine has `decided` (whether it is known which classes
        it keeps), `kept_count` (a pair), `unlisted` (number of other `classes` and their `probability`), and
        `same_as_first` (true, false, or null where the list does not decide it).
    """
    picture = Picture.of(document)
    side = picture.engines
    return {
        "request": {
            name: json_number(value) if isinstance(value, float) else value
            for name, value in side.request.given.items()
        },
        "engines": [_entry(answer) for answer in side.answers],
        "sentence": side.sentence,
    }


def _entry(answer: Answer) -> dict[str, Any]:
    """Return one engine's answer, fit for JSON."""
    outcome = answer.outcome
    return {
        "name": answer.engine.name,
        "title": answer.engine.title,
        "version": answer.engine.version,
        "read": answer.engine.read,
        "chain": chain_entry(outcome.chain) if outcome.chain else [],
        "ignored": list(outcome.ignored),
        "refusal": answer.refusal or None,
        "kept": _kept(answer),
        "entropy_nats": None if answer.refusal else json_entry(answer.entropy),
        **_of_list(answer),
    }


def _of_list(answer: Answer) -> dict[str, Any]:
    """Return what there is to say of an engine if not all classes are listed; empty if all are."""
    known = answer.known
    if known is None:
        return {}
    return {
        "decided": answer.decided,
        "kept_count": [int(one) if math.isfinite(one) else "inf" for one in known.count],
        "unlisted": {"classes": known.unlisted, "probability": json_entry(known.others)},
        "same_as_first": answer.compared,
    }


def _kept(answer: Answer) -> list[dict[str, Any]]:
    """Return label and probability of each class that the engine may have kept, the likeliest first."""
    left = answer.outcome.candidates
    if left is None:
        return []
    rows, labels = answer.kept_rows, left.logits.labels
    pairs = zip(rows, answer.probabilities(rows), strict=True)
    return [{"label": labels[row], "probability": json_entry(p)} for row, p in pairs]


def engine_report_text(document: Document) -> str:
    """Write every engine's distribution for the document's logits and request as tables for readers."""
    picture = Picture.of(document)
    side = picture.engines
    heading = f"{asked(side.request)}; what is not named is each engine's own default"
    parts = [heading, _chains(side), _classes(picture), side.sentence, _editions(side)]
    return "\n\n".join(parts)


def _editions(side: EngineComparison) -> str:
    """Write the version of each engine that was read, and the date."""
    rows = [(answer.engine.title, answer.engine.edition) for answer in side.answers]
    return "\n".join(table_lines(rows, left=(0, 1)))


def _chains(side: EngineComparison) -> str:
    """Write a line for each engine: chain, number of classes kept, entropy, difference from the first."""
    rows = [("engine", "chain", "kept", "S in nats", "")]
    for answer in side.answers:
        if answer.refusal:
            rows.append((answer.engine.title, f"refuses: {answer.reason}", "", "", ""))
            continue
        ignored = ", ".join(answer.outcome.ignored)
        chain = " → ".join(answer.outcome.steps) + (f" (no {ignored})" if ignored else "")
        entropy = written(answer.entropy, partial(screen_number, decimals=4))
        verdict = side.versus(answer)
        if not answer.decided and answer.compared is not None:
            verdict = "; ".join(filter(None, (verdict, side.undecidable)))
        rows.append((answer.engine.title, chain, side.kept(answer), entropy, verdict))
    return "\n".join(table_lines(rows, left=(0, 1, 4)))


def _classes(picture: Picture) -> str:
    """Write a line for each class: its probability in each engine."""
    logits, side = picture.logits, picture.engines
    few = len(logits) <= MOST_ROWS
    shown = range(len(logits)) if few else logits.order[:MOST_ROWS].tolist()
    rows = [("class", *(answer.engine.title for answer in side.answers))]
    columns = [_column(answer, list(shown)) for answer in side.answers]
    rows += [(short_label(logits.labels[row]), *cells) for row, *cells in zip(shown, *columns, strict=True)]
    bounds = picture.bounds
    if bounds is not None:
        rows.append((unlisted_words(bounds.unlisted), *(_of_others(answer) for answer in side.answers)))
    lines = table_lines(rows)
    if not few:
        lines.append(f"… and {len(logits) - len(shown):,} less likely classes (--json prints them all)")
    return "\n".join(lines)


def _of_others(answer: Answer) -> str:
    """Return the probability of all unlisted classes in an engine, as text; a dash if it refuses."""
    return "—" if answer.known is None else written(answer.known.others, screen_probability)


def _column(answer: Answer, rows: list[int]) -> list[str]:
    """Return the engine's probability of each of these rows as text, or "cut"; dashes if it refuses."""
    if answer.refusal:
        return ["—"] * len(rows)
    pairs = zip(rows, answer.probabilities(rows), strict=True)
    return ["cut" if answer.cuts(row) else written(p, screen_probability) for row, p in pairs]
