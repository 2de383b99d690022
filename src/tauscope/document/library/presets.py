"""Presets: tables worth showing. A new one is one TOML file in `resources/presets`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from tauscope.core.chain.engines import SamplingRequest
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.library.claims import Claims
from tauscope.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

    from tauscope.core.logits import Logits
    from tauscope.document.document import Document


@dataclass(frozen=True)
class Preset:
    """A prepared table.

    Attributes
    ----------
    id : str
        The name of its file.
    order : int
        Its place in the menu.
    title : str
    note : str
        What to see in it, in a sentence or two.
    labels : tuple of str, length V
    logits : tuple of float, length V
        −inf is a masked class.
    temperature : float or None
        τ to start from; None leaves the dial where it is.
    request : SamplingRequest or None
        What every engine is asked; None leaves that as it is.
    plot : str or None
        Where this can be seen: the plot goes to the large place, unless it stands on the bench already.
    claims : Claims or None
        What someone claims of its probabilities.
    """

    id: str
    order: int
    title: str
    note: str
    labels: tuple[str, ...]
    logits: tuple[float, ...]
    temperature: float | None = None
    request: SamplingRequest | None = None
    plot: str | None = None
    claims: Claims | None = None

    def put_on(self, document: Document) -> Document:
        """Put this table on the bench; the knobs stay, but for the temperature if the preset has one."""
        changed = replace(table_edits.replace_classes(document, self.labels, self.logits), preset=self.id)
        if self.temperature is not None:
            changed = table_edits.set_temperature(changed, self.temperature)
        if self.request is not None:
            changed = bench_edits.put_request(changed, self.request)
        if self.plot is not None and self.plot not in changed.plots:
            changed = table_edits.place_plot(changed, 0, self.plot)
        return changed


def presets() -> tuple[Preset, ...]:
    """Read every preset that ships, in the order of the menu."""
    files = resource("presets").glob("*.toml")
    return tuple(sorted(map(read_preset, files), key=lambda preset: (preset.order, preset.id)))


def read_preset(path: Path) -> Preset:
    """Read one file.

    Raises
    ------
    KeyError, tomllib.TOMLDecodeError
        If it is not as it should be; the tests read every file that ships.
    """
    entry = tomllib.loads(path.read_text(encoding="utf-8"))
    return Preset(
        id=path.stem,
        order=entry["order"],
        title=entry["title"],
        note=entry["note"],
        labels=tuple(entry["labels"]),
        logits=tuple(float(logit) for logit in entry["logits"]),
        temperature=float(entry["temperature"]) if "temperature" in entry else None,
        request=SamplingRequest(**entry["request"]) if "request" in entry else None,
        plot=entry.get("plot"),
        claims=Claims.of(entry["claims"]) if "claims" in entry else None,
    )


@cache
def _claims() -> dict[str, Preset]:
    return {preset.id: preset for preset in presets() if preset.claims is not None}


def claims_about(preset: str, logits: Logits) -> Claims | None:
    """What is claimed of a preset, as long as its logits are in place, whatever its classes are called."""
    known = _claims().get(preset)
    return known.claims if known is not None and list(known.logits) == logits.values.tolist() else None
