"""The recipe of the teacher of digits, where torch and scikit-learn are installed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tauscope.resources import resource

pytestmark = pytest.mark.reference


@pytest.fixture
def torch() -> Any:
    pytest.importorskip("sklearn", exc_type=ImportError)
    return pytest.importorskip("torch", exc_type=ImportError)


def test_the_network_has_the_parameters_that_are_told(torch: Any) -> None:
    from digits.teacher import new_teacher  # noqa: PLC0415  # needs torch

    del torch
    assert sum(values.numel() for values in new_teacher().parameters()) == 73_162


def test_the_recipe_makes_a_teacher_as_good_as_the_one_that_ships(
    torch: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from digits.__main__ import main  # noqa: PLC0415  # needs torch

    del torch
    monkeypatch.setattr(sys, "argv", ["digits", str(tmp_path / "teacher.npz")])
    main()
    with np.load(tmp_path / "teacher.npz") as made, np.load(resource("data", "digits_teacher.npz")) as ships:
        assert set(made.files) == set(ships.files)
        for name in ("images", "labels", "is_test"):
            np.testing.assert_array_equal(made[name], ships[name])
        is_test = made["is_test"]
        right = (made["logits"].argmax(axis=1) == made["labels"])[is_test].mean()
        assert right >= 0.985
        # Rounding is another on other processors, and training amplifies it; what is seen stays alike.
        alike = np.corrcoef(made["logits"].ravel(), ships["logits"].ravel())[0, 1]
        assert alike > 0.9
