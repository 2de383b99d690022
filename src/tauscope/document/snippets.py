"""Programs: a document as a script that draws it again elsewhere."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tauscope.document.document import Document

_SCRIPT = '''"""Softmax at temperature {temperature}, over its ghost at 1."""

import matplotlib.pyplot as plt
import numpy as np

labels = [
{labels}
]
logits = np.array([
{logits}
])
temperature = {temperature}


def softmax(logits, temperature):
    """Probabilities proportional to exp(logits / temperature); 0 and infinity are the limits."""
    if temperature == 0:
        weights = (logits == logits.max()).astype(float)
    elif temperature == np.inf:
        weights = (logits > -np.inf).astype(float)
    else:
        with np.errstate(over="ignore"):
            weights = np.exp((logits - logits.max()) / temperature)
    return weights / weights.sum()


p = softmax(logits, temperature)
ghost = softmax(logits, 1.0)

shown = np.arange(len(logits))
if len(shown) > 40:
    shown = np.argsort(-logits, kind="stable")[:40]
ticks = [labels[row].replace("$", r"\\$") for row in shown]

figure, axes = plt.subplots(layout="constrained")
axes.bar(range(len(shown)), p[shown])
axes.bar(range(len(shown)), ghost[shown], width=0.9, fill=False, edgecolor="grey", linestyle="--")
axes.set_xticks(range(len(shown)), ticks, rotation=90 if len(shown) > 12 else 0)
axes.set_ylim(0, 1)
axes.set_ylabel("probability")
axes.set_title(f"softmax(z / {{temperature:g}}), dashed: softmax(z)")
plt.show()
'''


def python_code(document: Document) -> str:
    """Write a Python script, for numpy and matplotlib, that draws softmax(z / τ) over its ghost at τ = 1.

    Knobs other than the temperature are not in it.
    """
    logits = document.logits
    return _SCRIPT.format(
        labels="\n".join(f"    {label!a}," for label in logits.labels),
        logits="\n".join(f"    {_literal(value)}," for value in logits.values.tolist()),
        temperature=_literal(document.temperature),
    )


def _literal(value: float) -> str:
    return repr(value) if math.isfinite(value) else "np.inf" if value > 0 else "-np.inf"
