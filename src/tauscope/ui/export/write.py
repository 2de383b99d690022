"""Makes the content of the file that a request asks for. Qt is loaded for figures alone."""

from __future__ import annotations

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.document.reports.plot_data import WRITERS, check_plot, written_numbers
from tauscope.document.requests import ExportRequest


def wants_numbers(request: ExportRequest) -> bool:
    """Whether the ending of the target stands for a table."""
    return request.target.suffix.lower() in WRITERS


def file_content(request: ExportRequest, selection: tuple[int, ...] = ()) -> bytes:
    """Return a figure, or the numbers behind it, as the content of a file.

    Parameters
    ----------
    request : ExportRequest
    selection : tuple of int
        Keys of the classes that are marked in the figure.

    Returns
    -------
    bytes
        Content of the file.

    Raises
    ------
    InputError
        If there is no such plot or format.
    """
    check_plot(request.plot)
    if wants_numbers(request):
        return written_numbers(request.document, request.plot, request.target.suffix.lower())
    return _figure(request, selection)


def _figure(request: ExportRequest, selection: tuple[int, ...]) -> bytes:
    from tauscope.ui.export.figure import Figure  # noqa: PLC0415  # Qt
    from tauscope.ui.export.formats import FORMATS, render  # noqa: PLC0415

    ending = request.target.suffix.lower()
    if ending not in FORMATS:
        *most, last = (*FORMATS, *WRITERS)
        there_are = f"there are {', '.join(most)} and {last}"
        raise InputError(f"{quoted(request.target.name)} ends in no known format; {there_are}.")
    return render(Figure.of(request, selection), ending, request.dpi)
