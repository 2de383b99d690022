from __future__ import annotations

import io
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.cli.commands import check_refused, printed, printed_json
from tests.sources.labelled.files import LABELS, LOGITS, npz, sample, samples, table
from tests.suited import calibrated

from tauscope.cli import main
from tauscope.core.calibration.bootstrap import bootstrap_temperatures, percentile_interval
from tauscope.core.calibration.fit import fit_temperature
from tauscope.core.calibration.labelled import split
from tauscope.core.calibration.likelihood import nll_at
from tauscope.core.calibration.reliability import reliability
from tauscope.document.edits import calibration_edits
from tauscope.document.picture.picture import Picture
from tauscope.document.studies import calibration
from tauscope.sources.teacher import labelled_test_digits, labelled_training_digits

FIRST_KEYS = (
    *("temperature", "interval", "nll", "nll_at_1", "ece", "ece_at_1", "accuracy", "brier"),
    *("examples", "classes", "holdout", "bootstrap", "minimum", "sentence"),
)


@pytest.fixture
def digits(tmp_path: Path) -> str:
    test = labelled_test_digits()
    return written(tmp_path, npz(logits=test.logits, labels=test.labels))


def written(folder: Path, data: bytes, name: str = "logits") -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def entry(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    return printed_json(capsys, "calibrate", *words)


def text_of(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    return printed(capsys, "calibrate", *words)


def test_all_examples_are_fitted_and_measured(capsys: pytest.CaptureFixture[str], digits: str) -> None:
    found, test = entry(capsys, digits), labelled_test_digits()
    assert found.keys() >= set(FIRST_KEYS)
    fit = fit_temperature(test)
    assert fit.temperature is not None
    assert found["temperature"] == fit.temperature == pytest.approx(1.12, abs=0.01)
    assert found["interval"] == list(fit.interval or ())
    for end, at in (("", reliability(test, fit.temperature)), ("_at_1", reliability(test, 1.0))):
        assert (found[f"ece{end}"], found[f"mce{end}"], found[f"brier{end}"]) == (at.ece, at.mce, at.brier)
        assert found[f"confidence{end}"] == at.confidence
        assert [one["examples"] for one in found[f"bins{end}"]] == [one.examples for one in at.bins]
    assert (found["nll"], found["nll_at_1"]) == (fit.nll, nll_at(test, 1.0))
    assert found["nll"] < found["nll_at_1"]
    assert (found["accuracy"], found["examples"], found["classes"]) == (0.994, 500, 10)
    assert (found["minimum"], found["sentence"], found["holdout"], found["bootstrap"]) == (
        "inside",
        *[None] * 3,
    )


def test_what_is_held_out_is_measured_and_not_fitted(capsys: pytest.CaptureFixture[str], digits: str) -> None:
    found = entry(capsys, digits, "--holdout", "0.25", "--seed", "4", "--bins", "5")
    fitted, held = split(labelled_test_digits(), 0.25, 4)
    assert found["holdout"] == {"share": 0.25, "seed": 4, "fitted": 375, "measured": 125}
    assert found["temperature"] == fit_temperature(fitted).temperature
    assert found["nll"] == nll_at(held, found["temperature"])
    assert found["ece_at_1"] == reliability(held, 1.0, 5).ece
    assert found["accuracy"] == held.accuracy
    assert entry(capsys, digits, "--holdout", "0.25", "--seed", "4", "--bins", "5") == found
    assert entry(capsys, digits, "--holdout", "0.25", "--seed", "5")["temperature"] != found["temperature"]


def test_samples_give_another_interval(capsys: pytest.CaptureFixture[str], digits: str) -> None:
    test = labelled_test_digits()
    found = entry(capsys, digits, "--bootstrap", "40", "--seed", "2")["bootstrap"]
    temperatures = bootstrap_temperatures(test, fit_temperature(test), seed=2, samples=40)
    assert found == {"samples": 40, "seed": 2, "interval": list(percentile_interval(temperatures))}
    assert "40 bootstrap samples, seed 3: " in text_of(capsys, digits, "--bootstrap", "40", "--seed", "3")


def test_without_a_number_there_are_as_many_samples_as_in_the_window(
    capsys: pytest.CaptureFixture[str], digits: str
) -> None:
    found = entry(capsys, digits, "--holdout", "0.5", "--bootstrap")["bootstrap"]
    document = calibration_edits.change(calibrated("given"), holdout=0.5)
    sampled = calibration.bootstrap(Picture.of(document)).value
    assert sampled is not None
    assert found == {"samples": sampled.samples, "seed": 0, "interval": list(sampled.interval)}
    assert sampled.samples == 2000


@pytest.mark.parametrize("data", [table(), table(";", ","), npz(logits=LOGITS, labels=LABELS)])
def test_every_format_gives_the_same(capsys: pytest.CaptureFixture[str], tmp_path: Path, data: bytes) -> None:
    found = entry(capsys, written(tmp_path, data))
    assert (found["examples"], found["classes"], found["accuracy"]) == (4, 3, 0.75)
    grid = np.linspace(0.2, 5, 4801)
    scaled = LOGITS[:, :, None] / grid
    nll = (np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(4), LABELS]).mean(axis=0)
    assert found["temperature"] == pytest.approx(grid[nll.argmin()], abs=1e-3)


def test_samples_of_an_evaluation(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [sample([-1, -3], 0, ("a", "b")), sample([-2, -1], "0", ("a", "b"))]
    found = entry(capsys, written(tmp_path, samples(*rows)))
    assert (found["examples"], found["classes"], found["accuracy"]) == (2, 2, 0.5)
    assert found["recognised"] == "lm-evaluation-harness, multiple choice"


def test_notes_go_to_standard_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from tauscope.cli import main  # noqa: PLC0415

    assert main(["calibrate", written(tmp_path, b"id,cat,dog,y\n1,2,1,cat\n2,1,2,cat\n")]) == 0
    assert capsys.readouterr().err == "tauscope: Columns that were left out: “id”.\n"


def test_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(npz(logits=LOGITS, labels=LABELS))))
    assert entry(capsys, "-")["examples"] == 4


def test_where_every_label_is_the_likeliest_class(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    training = labelled_training_digits()
    path = written(tmp_path, npz(logits=training.logits, labels=training.labels))
    found = entry(capsys, path)
    assert (found["temperature"], found["minimum"], found["nll"], found["ece"]) == (0, "at zero", 0, 0)
    assert found["interval"][0] == 0
    assert found["sentence"].startswith("τ* = 0: every true class has the largest logit")
    text = text_of(capsys, path, "--bootstrap", "20")
    assert found["sentence"] in text
    assert "20 bootstrap samples, seed 0: all have 0\n" in text


@pytest.mark.parametrize(
    ("logits", "temperature", "minimum", "sentence", "nll"),
    [
        ([[1, 0], [1, 0]], "inf", "at infinity", "τ* = ∞: true classes have no larger", math.log(2)),
        ([[1, 0], [-np.inf, 0]], None, "nowhere", "true class of example 2 has the logit −∞", None),
    ],
)
def test_temperatures_at_the_ends_and_none(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    logits: Any,
    temperature: object,
    minimum: str,
    sentence: str,
    nll: float | None,
) -> None:
    path = written(tmp_path, npz(logits=np.array(logits, float), labels=np.array([1, 0])))
    found = entry(capsys, path, "--bootstrap", "20")
    assert (found["temperature"], found["minimum"]) == (temperature, minimum)
    assert sentence in found["sentence"]
    assert sentence in text_of(capsys, path)
    assert found["nll"] == (None if nll is None else pytest.approx(nll))
    if temperature == "inf":
        assert found["interval"][1] == "inf"
        assert found["bootstrap"]["interval"][1] == "inf"
    if minimum == "nowhere":
        assert found["nll_at_1"] == "inf"


def test_equal_logits_have_no_temperature_and_a_note_on_ties(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = written(tmp_path, npz(logits=np.array([[1.0, 1.0], [0.0, 0.0]]), labels=np.array([1, 0])))
    assert main(["calibrate", path, "--json"]) == 0
    output = capsys.readouterr()
    found = json.loads(output.out)
    assert (found["temperature"], found["minimum"], found["nll"]) == (None, "everywhere", None)
    assert found["sentence"].startswith("There is no τ*: finite logits of each example are equal")
    note = "In 2 of 2 examples several classes share the largest logit"
    assert note in output.err
    assert found["notes"][0].startswith(note)
    assert found["accuracy"] == 0.5


def test_the_ends_of_a_narrow_interval_are_told_apart(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Of so many examples the interval is 0.018 wide: 1.36 to 1.37 with three digits."""
    logits, labels = np.tile([3.0, 0.0], (200_000, 1)), (np.arange(200_000) % 10 == 0).astype(np.int64)
    path = written(tmp_path, npz(logits=logits, labels=labels))
    low, high = entry(capsys, path)["interval"]
    assert f"τ* = 1.37   95% interval: {low:.3f} to {high:.3f}\n" in text_of(capsys, path)
    assert 0.01 < high - low < 0.03


def test_a_short_table_to_read(capsys: pytest.CaptureFixture[str], digits: str) -> None:
    lines = text_of(capsys, digits, "--holdout", "0.5").splitlines()
    assert lines[0].startswith(
        "500 examples, 10 classes   NumPy arrays “logits” and “labels”   fitted on 250, "
    )
    assert lines[2].startswith("τ* = ")
    assert "95% interval: " in lines[2]
    assert [line.split("  ")[0] for line in lines[5:12]] == [
        *("mean NLL in nats", "ECE", "ECE by chance", "MCE", "Brier score", "mean confidence", "accuracy")
    ]
    assert lines[11].split()[1] == lines[11].split()[2]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "the following arguments are required: FILE"),
        ("nowhere.npz", "“nowhere.npz”: There is no such file."),
        (".", "This is not a file."),
        ("FILE --holdout 1.5", "The share that is held out goes from 0 to 1; 1.5 is outside"),
        ("FILE --holdout 0", "The share that is held out is between 0 and 1; 0 is not."),
        ("FILE --holdout half", "“half” is not a number"),
        ("FILE --bins 0", "The number of bins goes from 1"),
        ("FILE --bootstrap 2", "The number of samples goes from 20"),
        ("FILE --seed x", "“x” is not a number"),
        ("FILE --temperature 2", "unrecognized arguments"),
    ],
)
def test_what_cannot_be_calibrated_is_refused(
    capsys: pytest.CaptureFixture[str], digits: str, words: str, message: str
) -> None:
    check_refused(capsys, "calibrate", *words.replace("FILE", digits).split(), message=message)


def test_a_refusal_names_the_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = written(tmp_path, b"cat,dog,label\n1,x,cat\n", "a.csv")
    check_refused(capsys, "calibrate", path, message="“a.csv”: Line 2, column “dog”: “x” is not a number.")


def test_help_is_not_wide(capsys: pytest.CaptureFixture[str]) -> None:
    text = text_of(capsys, "--help")
    assert max(map(len, text.splitlines())) <= 110
    for key in FIRST_KEYS:
        assert key in text


def test_neither_qt_nor_models_are_loaded(tmp_path: Path) -> None:
    path = written(tmp_path, npz(logits=LOGITS, labels=LABELS))
    program = (
        "import sys\nfrom tauscope.cli import main\n"
        f"main(['calibrate', {path!r}])\n"
        "print({'PySide6', 'pyqtgraph', 'onnxruntime', 'tokenizers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
