"""Settings of the teacher of digits: read and refused, and the students that they stand for."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from tauscope.core.distillation.presets import EXPERIMENTS
from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.files.codec import decode, encode
from tauscope.document.panel_settings.digits import DigitsSettings

EVERY = DigitsSettings(
    (0, 3, 7), 42, shuffled=True, mix=0.25, seeds=12, first_seed=8, hidden=32, by_surprise=True
)


@pytest.mark.parametrize("settings", [EVERY, DigitsSettings().with_experiment("no-threes")])
def test_settings_are_read_back(settings: DigitsSettings) -> None:
    assert DigitsSettings.from_json(json.loads(json.dumps(settings.to_json()))) == settings
    document = Document().with_settings(settings)
    again = decode(encode(document))
    assert (again.document, again.warnings) == (document, ())
    assert again.document.settings(DigitsSettings) == settings


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"digits": []}, "no digits teaches nothing"),
        ({"digits": [4]}, "only the digit 4 teaches nothing"),
        ({"digits": [4, 4]}, "only the digit 4 teaches nothing"),
        ({"digits": [4, 10]}, "goes from 0 to 9"),
        ({"digits": [4, 1.5]}, "whole number"),
        ({"digits": [4, math.nan]}, "nan"),
        ({"digits": [4, True]}, "number"),
        ({"digits": "01"}, "not a list"),
        ({"digits": None}, "not a list"),
        ({"images": 0}, "goes from 2 to 1,297"),
        ({"digits": [1, 2, 3], "images": 2}, "too few"),
        ({"images": 260}, "There are 259 training images of 0 and 1; 260 are too many"),
        ({"images": 10**9}, "goes from 2"),
        ({"images": math.nan}, "nan"),
        ({"images": "100"}, "number"),
        ({"mix": 1.5}, "goes from 0 to 1"),
        ({"mix": math.nan}, "nan"),
        ({"mix": None}, "number"),
        ({"seeds": 0}, "goes from 10 to 100"),
        ({"seeds": 10**6}, "goes from 10 to 100"),
        ({"seeds": 12.5}, "whole number"),
        ({"first_seed": -1}, "goes from 0"),
        ({"first_seed": 2**40}, "goes from 0 to 9,999"),
        ({"hidden": -1}, "goes from 0"),
        ({"hidden": 10**6}, "goes from 0"),
        ({"shuffled": 1}, "neither true nor false"),
        ({"by_surprise": "yes"}, "neither true nor false"),
    ],
)
def test_wrong_settings_are_refused_in_a_sentence(entry: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=r"^\w.*\.$") as refused:
        DigitsSettings.from_json(entry)
    assert said.lower() in str(refused.value).lower()
    session = {**json.loads(encode(Document())), "panel_settings": {"digits": entry}}
    with pytest.raises(InputError):
        decode(json.dumps(session))


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_sets_digits_and_images_and_is_known_by_them(name: str) -> None:
    settings = EVERY.with_experiment(name)
    assert settings.experiment == name
    assert replace(settings, shuffled=False).transfer == EXPERIMENTS[name].transfer
    assert (settings.shuffled, settings.mix, settings.first_seed) == (True, 0.25, 8)
    assert replace(settings, images=settings.images + 1).experiment == ""


def test_the_students_have_the_settings_and_the_temperature_of_the_dial() -> None:
    students = EVERY.distillation(7.0)
    assert (students.loss.temperature, students.loss.mix) == (7.0, 0.25)
    assert (students.seeds, students.first_seed, students.hidden) == (12, 8, 32)
    assert (students.transfer.digits, students.transfer.images, students.transfer.shuffled) == (
        (0, 3, 7),
        42,
        True,
    )
    assert EVERY.distillation(7.0, mix=0.0) == EVERY.distillation(7.0, 0.0) != students
    assert EVERY.unseen == (1, 2, 4, 5, 6, 8, 9)
    for temperature in (0.0, math.inf):
        assert EVERY.distillation(temperature).loss.temperature == temperature
