"""The numbers of a distribution and of a sample, as JSON for scripts and as text for readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tauscope.core.draws.sampling import standard_error
from tauscope.core.numbers import screen_probability
from tauscope.document.picture.partial_words import unlisted_words
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.report import report
from tauscope.document.reports.report_text import listed, report_text
from tauscope.document.reports.tables.text_table import short_label, table_lines

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.chains.sample import Sample

_HEADERS = ("class", "drawn", "share", "probability", "error")


def report_with_sample(document: Document) -> dict[str, Any]:
    """Return all numbers of a document and of its sample, fit for JSON.

    Returns
    -------
    dict
        The entries of `report`, and `draws`: `seed`; `count`, the number of draws; `counts`, the number of
        draws of each class, in the order of the classes; `total_variation`, ½ Σ |share − probability|. Where
        not all classes are listed `others` is the number of draws that gave none of those that are.
    """
    sample = Picture.of(document).sample
    draws = {
        "seed": sample.seed,
        "count": len(sample),
        "counts": sample.draws.counts_of_rows.tolist(),
        "total_variation": sample.total_variation,
    }
    if sample.prepared.unlisted != 0:
        draws["others"] = len(sample) - sum(draws["counts"])
    return {**report(document), "draws": draws}


def report_text_with_sample(document: Document) -> str:
    """Write `report_text`, and a table of the draws with the standard error of each share."""
    picture = Picture.of(document)
    sample, bounds = picture.sample, picture.bounds
    rows = [_HEADERS, *(_row(sample, row) for row in listed(sample.prepared.logits))]
    distance = screen_probability(sample.total_variation)
    heading = f"{len(sample):,} draws with seed {sample.seed}: total variation {distance}"
    if bounds is not None:
        heading += "\nfrom one distribution that the list allows: that with the fewest others"
    if bounds is not None and bounds.unlisted != 0:
        p = 1.0 - sum(sample.draws.probability(row) for row in range(len(picture.logits)))
        count = len(sample) - int(sample.draws.counts_of_rows.sum())
        rows.append(_cells(unlisted_words(bounds.unlisted), count, max(0.0, p), len(sample)))
    return "\n".join([report_text(document), "", heading, "", *table_lines(rows)])


def _row(sample: Sample, row: int) -> tuple[str, ...]:
    label = short_label(sample.prepared.logits.labels[row])
    return _cells(label, sample.count(row), sample.draws.probability(row), len(sample))


def _cells(label: str, count: int, p: float, draws: int) -> tuple[str, ...]:
    """Return the cells of one line."""
    error = float(standard_error(p, draws))
    numbers = (count / draws, p, error)
    return (label, f"{count:,}", *map(screen_probability, numbers))
