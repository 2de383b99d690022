from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from tests.cli.commands import check_refused, printed, printed_json

from tauscope.core.distillation.experiment import Distillation, TransferSet
from tauscope.core.distillation.loss import Loss
from tauscope.core.distillation.presets import EXPERIMENTS
from tauscope.sources.teacher import digit_data


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    return printed(capsys, "distill", *words)


def entry(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    return printed_json(capsys, "distill", *words)


def test_accuracy_over_the_seeds(capsys: pytest.CaptureFixture[str]) -> None:
    found = entry(capsys, "--digits", "1,0", "--images", "60", "--temperature", "10", "--seeds", "4")
    expected = Distillation(TransferSet((0, 1), 60), Loss(10.0), 4).outcome(digit_data())
    for name, measured in (
        ("accuracy", expected.accuracy),
        ("accuracy_before_bias", expected.accuracy_before_bias),
        ("unseen_accuracy", expected.accuracy_of(range(2, 10))),
        ("unseen_accuracy_before_bias", expected.accuracy_of(range(2, 10), before_bias=True)),
    ):
        assert found[name] == {"mean": measured.mean, "sd": measured.sd}
    assert found["seeds"] == 4
    assert (found["experiment"], found["digits"], found["images"]) == (None, [0, 1], 60)
    assert (found["temperature"], found["mix"], found["shuffled"]) == (10.0, 1.0, False)
    assert found["confusion"] == expected.confusion.mean(axis=0).tolist()


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_experiments_have_names(capsys: pytest.CaptureFixture[str], name: str) -> None:
    found = entry(capsys, "--experiment", name, "--seeds", "2")
    transfer = EXPERIMENTS[name].transfer
    assert (found["experiment"], found["digits"]) == (name, list(transfer.digits))
    assert found["images"] == transfer.images
    assert (found["unseen_accuracy"] is None) == (len(transfer.digits) == 10)


def test_without_words_it_is_zeros_and_ones_over_20_seeds(capsys: pytest.CaptureFixture[str]) -> None:
    found = entry(capsys)
    assert (found["experiment"], found["seeds"], found["temperature"]) == ("only-zeros-and-ones", 20, 1.0)
    warm = entry(capsys, "--temperature", "10")
    assert found["accuracy"]["mean"] == pytest.approx(0.24, abs=0.04)
    assert warm["accuracy"]["mean"] == pytest.approx(0.54, abs=0.04)
    assert warm["accuracy_before_bias"]["mean"] == pytest.approx(0.2, abs=0.02)


def test_hidden_units(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--experiment", "no-threes", "--temperature", "5", "--seeds", "2", "--hidden", "32")
    found = entry(capsys, *words)
    transfer = EXPERIMENTS["no-threes"].transfer
    expected = Distillation(transfer, Loss(5.0), 2, hidden=32).outcome(digit_data())
    assert found["unseen_accuracy"]["mean"] == expected.accuracy_of((3,)).mean
    assert found["hidden"] == 32
    assert "hidden units: 32" in run(capsys, *words)


def test_one_seed_has_no_spread(capsys: pytest.CaptureFixture[str]) -> None:
    found = entry(capsys, "--seeds", "1", "--temperature", "inf")
    assert found["accuracy"]["sd"] is None
    assert found["temperature"] == "inf"
    assert "±" not in run(capsys, "--seeds", "1")


def test_true_labels_do_not_depend_on_the_temperature(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--mix", "0", "--seeds", "2")
    cold, warm = (entry(capsys, *words, "--temperature", t)["accuracy"] for t in ("1", "20"))
    assert cold == warm


def test_a_short_table_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "--temperature", "10", "--mix", "0.5", "--seeds", "3", "--shuffle")
    lines = text.splitlines()
    for part in ("Only zeros and ones", "100 images of 0 and 1", "0.5 × soft targets at τ = 10", "shuffled"):
        assert part in lines[0]
    found = entry(capsys, "--temperature", "10", "--mix", "0.5", "--seeds", "3", "--shuffle")
    mean, sd = (f"{100 * found['accuracy'][key]:.1f}" for key in ("mean", "sd"))
    assert f"{mean} ± {sd}%" in lines[3]
    assert lines[4].startswith("in the transfer set: 0 and 1")
    assert lines[5].startswith("never seen: 2–9")
    assert "equally frequent" in text


def test_digits_are_named_in_short(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "--experiment", "no-threes", "--seeds", "1")
    assert "300 images of all but 3" in text
    assert "never seen: 3" in text
    text = run(capsys, "--digits", "7,9,7", "--images", "20", "--seeds", "1", "--temperature", "0")
    assert "20 images of 7 and 9" in text
    assert "nothing is learned" in text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--experiment x", "only-zeros-and-ones or no-threes or ordinary; “x” is not"),
        ("--experiment ordinary --digits 0,1", "give either --experiment, or --digits and --images"),
        ("--experiment ordinary --images 10", "give either --experiment, or --digits and --images"),
        ("--digits 0", "only the digit 0 teaches nothing: give two digits at least"),
        ("--digits 4,4", "only the digit 4 teaches nothing"),
        ("--digits=", "no digits teaches nothing"),
        ("--digits 0,12", "A digit goes from 0 to 9; 12 is outside"),
        ("--digits 0,x", "“x” is not a number"),
        ("--digits 0,1 --images 1", "2 digits need as many images at least; 1 are too few"),
        ("--digits 0,1 --images 260", "There are 259 training images of 0 and 1; 260 are too many"),
        ("--images 0", "The number of images goes from 1"),
        ("--temperature -1", "Temperature goes from 0 to ∞"),
        ("--temperature nan", "“nan” is not a number"),
        ("--mix 1.5", "The weight of the soft targets goes from 0 to 1"),
        ("--seeds 0", "The number of seeds goes from 1"),
        ("--seeds 1.5", "whole number"),
        ("--hidden 200", "The number of hidden units goes from 0 to 128"),
        ("--hidden x", "“x” is not a number"),
    ],
)
def test_what_cannot_be_distilled_is_refused(
    capsys: pytest.CaptureFixture[str], words: str, message: str
) -> None:
    check_refused(capsys, "distill", *words.split(), message=message)


def test_help_tells_the_experiments(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "--help")
    for name, found in EXPERIMENTS.items():
        assert name in text
        assert " ".join(found.note.split()) in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 110


def test_neither_qt_nor_models_are_loaded() -> None:
    program = (
        "import sys\nfrom tauscope.cli import main\n"
        "main(['distill', '--seeds', '1'])\n"
        "print({'PySide6', 'pyqtgraph', 'onnxruntime', 'tokenizers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
