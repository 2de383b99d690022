"""Chains against Hugging Face's warpers: a transliteration in float64, and torch where it is installed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from runpy import run_path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tauscope.core.chain import Chain

Settings = dict[str, float]

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
ORDER = ("temperature", "top-k", "top-p", "min-p", "typical-p", "epsilon", "eta")


def cases(count: int) -> Iterator[tuple[Settings, NDArray[np.float64]]]:
    """Random settings, some of them missing, in the order of Hugging Face; and random logits."""
    random = np.random.default_rng(0)
    for _ in range(count):
        every: Settings = {
            "temperature": float(random.uniform(0.2, 3)),
            "top-k": int(random.integers(1, 60)),
            "top-p": float(random.uniform(0.05, 0.999)),
            "min-p": float(random.uniform(0.001, 0.9)),
            "typical-p": float(random.uniform(0.05, 0.99)),
            "epsilon": float(random.uniform(1e-4, 0.3)),
            "eta": float(random.uniform(1e-4, 0.9)),
        }
        chosen = {name: every[name] for name in ORDER if random.random() < 0.5}
        values = random.normal(0, random.uniform(0.2, 5), int(random.integers(1, 80)))
        yield chosen, values


def ours(settings: Settings, values: NDArray[np.float64]) -> NDArray[np.float64]:
    text = ",".join(f"{name}={value}" for name, value in settings.items())
    return np.exp(Chain.parse(text).apply(values))


def test_a_thousand_chains_equal_the_transliterated_warpers() -> None:
    warped: Callable[..., NDArray[np.float64]] = run_path(str(BENCHMARKS / "warpers.py"))["warped"]
    for settings, values in cases(1000):
        np.testing.assert_allclose(
            ours(settings, values), warped(settings, values), rtol=1e-9, atol=1e-12, err_msg=str(settings)
        )


@pytest.mark.parametrize("tied", [1.0, 2.0, 0.5])
def test_ties_are_kept_as_the_warpers_keep_them(tied: float) -> None:
    warped = run_path(str(BENCHMARKS / "warpers.py"))["warped"]
    values = np.array([2.0, tied, tied, 0.5, tied, -1.0])
    singles: list[Settings] = [
        {"top-k": 2},
        {"min-p": 0.4},
        {"typical-p": 0.3},
        {"epsilon": 0.9},
        {"eta": 0.9},
    ]
    for settings in singles:
        np.testing.assert_allclose(ours(settings, values), warped(settings, values), atol=1e-12)


def test_a_thousand_chains_equal_the_warpers_on_torch() -> None:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    torch_chain: Any = run_path(str(BENCHMARKS / "torch_warpers.py"))["torch_chain"]
    for settings, values in cases(1000):
        np.testing.assert_allclose(
            ours(settings, values),
            torch_chain(settings, values)(),
            rtol=1e-9,
            atol=1e-12,
            err_msg=str(settings),
        )
