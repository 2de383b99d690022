"""A pin whose logits cannot be had is named in the reports with the reason; everything else is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.late_source import Gates, LateSource
from tests.suited import plots_for

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits
from tauscope.document.reports.plot_data import BENCH, written_numbers
from tauscope.document.reports.report import report
from tauscope.document.reports.report_text import report_text

GONE = "The folder is gone."


@pytest.fixture
def document() -> Document:
    gates = Gates()
    gates.failing[1] = InputError(GONE)
    gates.let(1)
    pinned = bench_edits.pin(Document(source=LateSource(gates=gates), state=1))
    return replace(pinned, source=Document().source, state=None)


def test_the_report_says_why_nothing_is_known_of_a_pin(document: Document) -> None:
    (pin,) = report(document)["pins"]
    assert (pin["name"], pin["kl_nats"], pin["unknown"]) == ("τ 1.00", None, GONE)
    assert report_text(document).endswith(f"KL from τ 1.00   {GONE}")


@pytest.mark.parametrize("plot", [*plots_for(Document()), BENCH])
def test_the_numbers_of_every_plot_are_there(document: Document, plot: str) -> None:
    assert written_numbers(document, plot, ".csv") == written_numbers(Document(), plot, ".csv")
