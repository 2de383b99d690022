"""Makes the content of the file that a request asks for. Qt is loaded for figures alone."""

from __future__ import annotations

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.document.commands.requests import ExportRequest
from tauscope.document.picture.study import StudyResults, WatchedResults
from tauscope.document.reports.plot_data import WRITERS, check_plot, check_suits, written_numbers

NOT_YET = "The numbers are still being computed. Export them when they are ready."


def wants_numbers(request: ExportRequest) -> bool:
    """Whether the ending of the target stands for a table."""
    return request.target.suffix.lower() in WRITERS


def file_content(
    request: ExportRequest, selection: tuple[int, ...] = (), results: StudyResults | None = None
) -> bytes:
    """Return a figure, or the numbers behind it, as the content of a file.

    Parameters
    ----------
    request : ExportRequest
    selection : tuple of int
        Keys of the classes that are marked in the figure.
    results : StudyResults or None
        Results of studies; None computes those that are needed, however long that takes.

    Returns
    -------
    bytes
        Content of the file.

    Raises
    ------
    InputError
        If there is no such plot or format, the plot has nothing to show of the document, or one of `results`
        is still being computed.
    """
    check_plot(request.plot)
    check_suits(request.plot, request.document)
    known = WatchedResults(results or StudyResults())
    if wants_numbers(request):
        ending = request.target.suffix.lower()
        content = written_numbers(request.document, request.plot, ending, known)
    else:
        content = _figure(request, selection, known)
    if known.waits:
        raise InputError(NOT_YET)
    return content


def _figure(request: ExportRequest, selection: tuple[int, ...], results: StudyResults) -> bytes:
    from tauscope.ui.export.figure import Figure  # noqa: PLC0415  # Qt
    from tauscope.ui.export.formats import FORMATS, render  # noqa: PLC0415

    ending = request.target.suffix.lower()
    if ending not in FORMATS:
        *most, last = (*FORMATS, *WRITERS)
        there_are = f"there are {', '.join(most)} and {last}"
        raise InputError(f"{quoted(request.target.name)} ends in no known format; {there_are}.")
    return render(Figure.of(request, selection, results), ending, request.dpi)
