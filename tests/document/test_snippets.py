import math
import sys
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest

from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import replace_classes, set_temperature
from tauscope.document.snippets import python_code


def run(code: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    plots = MagicMock()
    plots.subplots.return_value = MagicMock(), MagicMock()
    package = ModuleType("matplotlib")
    monkeypatch.setitem(sys.modules, "matplotlib", package)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", plots)
    monkeypatch.setattr(package, "pyplot", plots, raising=False)
    names: dict[str, Any] = {}
    exec(code, names)
    plots.show.assert_called_once_with()
    return names


@pytest.mark.parametrize("temperature", [0, 5e-324, 0.1, 1, 3.25, 1e308, math.inf])
@pytest.mark.parametrize(
    "logits", [[2, 1, 0.5], [3, 3, -math.inf], [8e307, -8e307, 8e307], [-5e-324, 0, 5e-324]]
)
def test_the_script_has_the_same_numbers(
    logits: list[float], temperature: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = set_temperature(replace_classes(Document(), ["a", "b", "c"], logits), temperature)
    names = run(python_code(document), monkeypatch)
    np.testing.assert_allclose(names["p"], softmax(logits, temperature), rtol=1e-14)
    np.testing.assert_allclose(names["ghost"], softmax(logits), rtol=1e-14)
    assert names["ticks"] == ["a", "b", "c"]


def test_labels_are_data_and_never_code(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = ['"""); raise SystemExit', "{temperature}", "a\u202eb", "\\", "猫'", "$x$"]
    document = replace_classes(Document(), labels, [0.0] * len(labels))
    names = run(python_code(document), monkeypatch)
    assert tuple(names["labels"]) == document.logits.labels
    assert names["ticks"][-1] == r"\$x\$"


def test_of_many_classes_the_first_forty_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    logits = [float(number) for number in range(100)]
    document = replace_classes(Document(), [str(number) for number in range(100)], logits)
    assert run(python_code(document), monkeypatch)["ticks"] == [str(number) for number in range(99, 59, -1)]
