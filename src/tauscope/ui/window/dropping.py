"""What can be dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl


def dropped_places(urls: list[QUrl]) -> list[Path | str]:
    """Files and folders among these, and addresses that an opener takes."""
    from tauscope.document.files.openers import opener_for  # noqa: PLC0415  # the window opens without it
    from tauscope.document.files.openers.location import Location  # noqa: PLC0415

    places = list[Path | str]()
    for url in urls:
        if url.isLocalFile():
            places.append(Path(url.toLocalFile()))
        elif opener_for(Location(address=url.toString())):
            places.append(url.toString())
    return places
