import io
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from scipy.special import rel_entr

from tauscope import __version__
from tauscope.cli import main
from tauscope.core.chain.engines import ENGINES, SamplingRequest
from tauscope.core.chain.knobs import KNOBS, TopK
from tauscope.core.softmax import softmax
from tauscope.document.commands.requests import ExportRequest
from tauscope.document.document import Document
from tauscope.document.edits.bench_edits import pin, put_request
from tauscope.document.edits.table_edits import replace_classes, set_temperature
from tauscope.document.files.codec import encode
from tauscope.document.files.opening import read_document

NAPKIN = ["--logits", "2,1,0.5,0.1", "--labels", "cat,dog,fox,owl"]

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def numbers(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> dict[str, Any]:
        status = main(["compute", *words, "--json"])
        output = capsys.readouterr()
        assert (status, output.err) == (0, "")
        entry = json.loads(output.out, parse_constant=pytest.fail)
        assert isinstance(entry, dict)
        return entry

    return run


def column(entry: dict[str, Any], key: str) -> list[Any]:
    return [row[key] for row in entry["classes"]]


def test_the_napkin(numbers: Run) -> None:
    entry = numbers(*NAPKIN, "--temperature", "0.5")
    assert entry["temperature"] == 0.5
    assert entry["chain"] == [{"knob": "temperature", "value": 0.5}]
    assert column(entry, "label") == ["cat", "dog", "fox", "owl"]
    assert column(entry, "logit") == [2, 1, 0.5, 0.1]
    assert column(entry, "energy") == [-2, -1, -0.5, -0.1]
    assert column(entry, "probability") == pytest.approx([0.8282, 0.1121, 0.0412, 0.0185], abs=5e-5)
    assert [math.exp(value) for value in column(entry, "log_probability")] == column(entry, "probability")
    assert column(entry, "kept") == [True] * 4
    assert entry["entropy_nats"] == pytest.approx(0.6068, abs=5e-5)
    assert entry["entropy_bits"] == pytest.approx(entry["entropy_nats"] / math.log(2))
    assert entry["perplexity"] == pytest.approx(math.exp(entry["entropy_nats"]))
    assert entry["mean_energy"] == pytest.approx(-1.791, abs=5e-4)
    assert entry["free_energy"] == pytest.approx(-2.094, abs=5e-4)
    assert entry["free_energy"] == pytest.approx(-0.5 * entry["log_partition"])
    assert entry["heat_capacity"] == pytest.approx(0.912, abs=5e-4)


@pytest.mark.parametrize(
    "words", [["--temperature", "0,25"], ["--chain", "temperature=0.25"], ["--temperature=.25"]]
)
def test_a_temperature_is_given_in_either_way(numbers: Run, words: list[str]) -> None:
    assert numbers(*NAPKIN, *words)["temperature"] == 0.25


@pytest.mark.parametrize("word", ["inf", "∞", "Infinity"])
def test_infinite_temperature(numbers: Run, word: str) -> None:
    entry = numbers("--logits", "2,1,-inf", "--temperature", word)
    assert entry["temperature"] == "inf"
    assert column(entry, "probability") == [0.5, 0.5, 0]
    assert column(entry, "kept") == [True, True, False]
    assert column(entry, "logit")[2] == "-inf"
    assert column(entry, "energy")[2] == "inf"
    assert column(entry, "log_probability")[2] == "-inf"
    assert entry["free_energy"] == "-inf"


def test_zero_temperature(numbers: Run) -> None:
    entry = numbers("--logits", "2,1,2", "--temperature", "0")
    assert column(entry, "probability") == [0.5, 0, 0.5]
    assert entry["log_partition"] == "inf"
    assert entry["entropy_nats"] == pytest.approx(math.log(2))


@pytest.mark.parametrize(
    ("written", "logits"),
    [
        (["--logits", "-1,2"], [-1, 2]),
        (["--logits=-1,2"], [-1, 2]),
        (["--logits", "-inf 0,5"], ["-inf", 0.5]),
    ],
)
def test_logits_may_begin_with_a_minus_sign(numbers: Run, written: list[str], logits: list[Any]) -> None:
    assert column(numbers(*written), "logit") == logits


def test_classes_without_names_are_numbered(numbers: Run) -> None:
    assert column(numbers("--logits", "1,2"), "label") == ["class 1", "class 2"]


def test_no_number_is_minus_zero(numbers: Run) -> None:
    assert str(column(numbers("--logits", "0,0"), "energy")) == "[0.0, 0.0]"


@pytest.fixture
def session(tmp_path: Path) -> str:
    path = tmp_path / "warm.tauscope"
    path.write_text(
        encode(set_temperature(replace_classes(Document(), ["a", "犬"], [1, 0]), 3)), encoding="utf-8"
    )
    return str(path)


def test_a_session_brings_its_temperature(numbers: Run, session: str) -> None:
    assert numbers(session)["temperature"] == 3
    assert numbers(session, "--temperature", "2")["temperature"] == 2
    assert numbers(session, "--chain", "temperature=4")["temperature"] == 4
    assert numbers(session, "--chain", "")["chain"] == []
    assert column(numbers(session, "--labels", "x,y"), "label") == ["x", "y"]


def test_standard_input(numbers: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"cat\t1,5\ndog\t-inf\n")))
    assert column(numbers("-"), "logit") == [1.5, "-inf"]


def test_a_reader_gets_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    labels = "cat,犬,fox,a name that is much longer than anyone would read"
    assert main(["compute", "--logits", "2,1,-inf,-40", "--labels", labels, "--temperature", "0.5"]) == 0
    assert (
        capsys.readouterr().out
        == """\
τ = 0.50   chain: temperature 0.50

class                            logit  energy  probability      ln p
cat                               2.00   −2.00       0.8808   −0.1269
犬                                1.00   −1.00       0.1192   −2.1269
fox                                 −∞       ∞            0        −∞
a name that is much longer th…  −40.00   40.00      2.9e−37  −84.1269

entropy          0.3653 nats, 0.5271 bits
perplexity       1.4410 of 4 classes
ln Z             4.1269
mean energy U    −1.8808
free energy F    −2.0635
heat capacity C  0.4200
"""
    )


def test_of_many_classes_the_likeliest_are_printed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "many.csv"
    path.write_text("\n".join(str(number) for number in range(1000)))
    assert main(["compute", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[3].startswith("class 1000 ")
    assert lines[63] == "… and 940 less likely classes (--json prints them all)"


WRONG: dict[str, tuple[list[str], str]] = {
    "nothing": (["compute"], "Give either a file or --logits"),
    "both": (["compute", "file", "--logits", "1,2"], "Give either a file or --logits"),
    "no file": (["compute", "no such file"], "“no such file”: There is no such file"),
    "a folder": (["compute", "/"], "This is a folder"),
    "text": (["compute", "--logits", "a,b"], "Value 1: “a” is not a number"),
    "NaN": (["compute", "--logits", "1,nan"], "Value 2: “nan” is not a number"),
    "infinite": (["compute", "--logits", "1,inf"], r"Value 2: a logit cannot be \+∞"),
    "masked": (["compute", "--logits", "-inf"], "Every class is masked"),
    "few labels": (["compute", "--logits", "1,2", "--labels", "a"], "a label for each logit: 1 for 2"),
    "negative": (["compute", *NAPKIN, "--temperature", "-1"], "from 0 to ∞; -1 is outside"),
    "negative infinity": (["compute", *NAPKIN, "--temperature", "-inf"], "from 0 to ∞; -inf is outside"),
    "τ NaN": (["compute", *NAPKIN, "--temperature", "nan"], "NaN has no place"),
    "τ text": (["compute", *NAPKIN, "--temperature", "hot"], "“hot” is not a number"),
    "two τ": (["compute", *NAPKIN, "--temperature", "1", "--chain", "temperature=2"], "give one of them"),
    "chain": (["compute", *NAPKIN, "--chain", "volume=11"], "No knob is called “volume”"),
    "option": (["compute", *NAPKIN, "--loud"], "unrecognized arguments: --loud"),
    "abbreviation": (["compute", *NAPKIN, "--temp", "1"], "unrecognized arguments: --temp"),
    "no value": (["compute", "--logits"], "--logits: expected one argument"),
    "option for a value": (["compute", "--logits", "--json"], "--logits: expected one argument"),
    "two files": (["compute", "a", "b"], "unrecognized arguments: b"),
    "a newline": (["compute", *NAPKIN, "--chain", "a\nb"], "No knob is called “a b”"),
    "theme": (["--theme", "pink"], "invalid choice: 'pink'"),
    "window option": (["--loud"], "unrecognized arguments"),
    "no plot": (["export", *NAPKIN, "--to", "a.png"], "required: --plot"),
    "no target": (["export", *NAPKIN, "--plot", "distribution"], "required: --to"),
    "size": (["export", *NAPKIN, "--plot", "x", "--to", "a.png", "--size", "160"], "“160” is no size"),
    "size text": (
        ["export", *NAPKIN, "--plot", "x", "--to", "a.png", "--size", "axb"],
        "“a” is not a number",
    ),
    "width": (
        ["export", *NAPKIN, "--plot", "x", "--to", "a.png", "--size", "0x90"],
        "width in mm goes from 1",
    ),
    "height": (["export", *NAPKIN, "--plot", "x", "--to", "a.png", "--size", "9x2001"], "height in mm goes"),
    "dpi": (
        ["export", *NAPKIN, "--plot", "x", "--to", "a.png", "--dpi", "29"],
        "from 30 to 1200; 29 is outside",
    ),
    "dpi fraction": (["export", *NAPKIN, "--plot", "x", "--to", "a.png", "--dpi", "72.5"], "whole number"),
    "pixels": (["export", *NAPKIN, "--plot", "x", "--to", "a.png", "--size", "2000x2000"], "200 million"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_in_one_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    words, message = WRONG[name]
    assert main(words) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("tauscope: ")
    assert output.err.count("\n") == 1
    assert len(output.err) < 250
    assert re.search(message, output.err)


def test_help_and_version_need_nothing_heavy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"Tauscope {__version__}\n"
    for words in (["--help"], ["compute", "--help"], ["export", "-h"], ["write", "--help"]):
        assert main(words) == 0
        assert "usage: tauscope" in capsys.readouterr().out


def imported_by(*words: str) -> set[str]:
    run = f"import sys; from tauscope.cli import main; main({list(words)!r})"
    code = f"{run}; print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_only_what_a_command_needs_is_imported() -> None:
    assert not {"numpy", "PySide6"} & imported_by("--version")
    computing = imported_by("compute", "--logits", "1,2")
    assert not {"PySide6", "pyqtgraph", "scipy", "tauscope.ui"} & computing
    assert not {"onnxruntime", "tokenizers", "tauscope.sources.language.writer"} & computing


def test_the_module_runs_and_a_broken_pipe_is_quiet(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("\n".join(str(number) for number in range(20_000)))
    command = [sys.executable, "-m", "tauscope", "compute", str(path), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"{\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
def test_a_full_disk_is_said_in_one_line() -> None:
    command = [sys.executable, "-m", "tauscope", "compute", "--logits", "1,2"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "tauscope: The output cannot be written: No space left on device.\n"


def test_output_in_a_narrow_encoding() -> None:
    command = [sys.executable, "-m", "tauscope", "compute", "--logits", "1,2", "--labels", "犬,b"]
    done = subprocess.run(
        command,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert b"entropy" in done.stdout


def test_warnings_go_to_standard_error(session: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(session)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"chain"', '"mood": 1, "chain"'), encoding="utf-8"
    )
    assert main(["compute", session]) == 0
    assert capsys.readouterr().err == "tauscope: “mood” is unknown to this Tauscope and was left out.\n"


class Recorder:
    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def __call__(self, *arguments: Any, **named: Any) -> int:
        self.calls.append((*arguments, *named.values()))
        return 0


def stand_in(monkeypatch: pytest.MonkeyPatch, module: str, name: str) -> Recorder:
    recorder, fake = Recorder(), ModuleType(module)
    monkeypatch.setattr(fake, name, recorder, raising=False)
    monkeypatch.setitem(sys.modules, module, fake)
    return recorder


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], (None, None, None, None, False, {})),
        (["a.tauscope"], ("a.tauscope", None, None, None, False, {})),
        (["--theme", "dark", "a.csv"], ("a.csv", "dark", None, None, False, {})),
        (["./compute"], ("./compute", None, None, None, False, {})),
        (["--model", "folder"], (None, None, Path("folder"), None, False, {})),
        (["--lesson", "enter-tau", "--present"], (None, None, None, "enter-tau", True, {})),
        (["--labels", "vocab.json", "a.npy"], ("a.npy", None, None, None, False, {"labels": "vocab.json"})),
    ],
)
def test_without_a_command_the_window_opens(
    words: Sequence[str], expected: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = stand_in(monkeypatch, "tauscope.ui.application", "run")
    assert main(words) == 0
    assert run.calls == [expected]


def test_export_asks_for_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    export = stand_in(monkeypatch, "tauscope.ui.export.command", "export")
    words = ["export", *NAPKIN, "--temperature", "0.5", "--plot", "distribution", "--to", "a.png"]
    assert main(words) == 0
    options = ["--size", "80,5×45", "--dpi", "600", "--theme", "projector", "--transparent"]
    assert main([*words, *options]) == 0
    plain = ExportRequest(set_temperature(Document(), 0.5), "distribution", Path("a.png"))
    full = ExportRequest(
        plain.document, plain.plot, plain.target, (80.5, 45), 600, "projector", transparent=True
    )
    assert export.calls == [(plain,), (full,)]


def test_text_as_outlines_is_for_svg(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    export = stand_in(monkeypatch, "tauscope.ui.export.command", "export")
    words = ["export", *NAPKIN, "--plot", "distribution", "--outlines", "--to"]
    assert main([*words, "a.svg"]) == 0
    assert export.calls[0][0].outlines
    assert main([*words, "a.png"]) == 2
    assert "outlines is for .svg" in capsys.readouterr().err


def test_a_drawing_without_pixels_may_be_large() -> None:
    request = ExportRequest(Document(), "x", Path("poster.SVG"), (2000, 2000))
    assert request.size_px == (23622, 23622)


@pytest.mark.skipif(sys.platform == "win32", reason="no such shell")
@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", "<&- 2>&-"])
def test_a_refusal_that_nobody_can_read_is_still_one(redirection: str) -> None:
    command = f'"{sys.executable}" -m tauscope compute --logits 1,x {redirection}'
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.skipif(sys.platform == "win32", reason="no such shell")
def test_a_closed_standard_input_is_refused_in_one_line() -> None:
    command = f'"{sys.executable}" -m tauscope compute - <&-'
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "tauscope: There is no standard input.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no such shell")
@pytest.mark.parametrize(
    "words", ["compute --logits 1,2", "export --plot distribution --to - --format csv", "write --tokens 1"]
)
def test_a_closed_standard_output_is_refused_in_one_line(words: str) -> None:
    command = f'"{sys.executable}" -m tauscope {words} >&-'
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "tauscope: There is no standard output.\n")


def test_a_chain_is_applied_in_the_order_written(numbers: Run) -> None:
    entry = numbers("--logits", "3,2,1", "--chain", "top-p=0,8:passed, temperature=0,5, min-p=0.5:off")
    assert entry["chain"] == [
        {"knob": "top-p", "value": 0.8, "stop": "passed"},
        {"knob": "temperature", "value": 0.5},
        {"knob": "min-p", "value": 0.5, "on": False},
    ]
    assert entry["temperature"] == 0.5
    assert column(entry, "kept") == [True, True, False]
    assert [(stage["knob"], stage["kept"]) for stage in entry["stages"]] == [("top-p", 2), ("temperature", 2)]
    assert entry["stages"][0]["removed_probability"] == pytest.approx(0.0900, abs=5e-5)
    assert entry["stages"][-1]["entropy_nats"] == entry["entropy_nats"]
    first = numbers("--logits", "3,2,1", "--chain", "temperature=0.5,top-p=0.8")
    assert column(first, "kept") == [True, False, False]
    assert first["perplexity"] == 1
    assert first["log_partition"] == entry["log_partition"]


def test_an_engines_chain(numbers: Run) -> None:
    request = ("--temperature", "0.5", "--top-k", "3", "--top-p", "0,8", "--min-p", "0")
    assert column(numbers("--logits", "3,2,1", "--engine", "llama.cpp", *request), "kept") == [
        True,
        True,
        False,
    ]
    for name, kept in (("ollama", 2), ("Ollama < 0.30", 1), ("ollama-mlx", 1), ("mlx-lm", 2)):
        flags = column(numbers("--logits", "3,2,1", "--engine", name, *request), "kept")
        assert flags == [place < kept for place in range(3)]
    assert numbers("--logits", "3,2,1", "--engine", "Hugging Face")["chain"][1]["value"] == 50


def test_what_an_engine_does_not_know_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", *NAPKIN, "--engine", "openai", "--top-k", "2"]) == 0
    assert capsys.readouterr().err == "tauscope: OpenAI has no top_k: it is left out.\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--engine", "gpt"], "No engine is called “gpt”; there is: huggingface, vllm"),
        (["--engine", "huggingface", "--temperature", "-1"], "Hugging Face: a temperature must be larger"),
        (["--engine", "vllm", "--chain", "top-k=2"], "either --engine or --chain"),
        (["--engine", "vllm", "--top-k", "many"], "“many” is not a number"),
        (["--top-k", "2"], "--top-k is a setting of an --engine; a chain has it as --chain top-k=…"),
    ],
)
def test_engines_that_are_refused(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", *NAPKIN, *words]) == 2
    output = capsys.readouterr()
    assert message in output.err
    assert output.out == ""
    assert output.err.count("\n") == 1


def test_the_help_names_every_knob(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", "--help"]) == 0
    text = capsys.readouterr().out
    for kind in KNOBS.values():
        assert f"{kind()}" in text
        assert kind.explanation in text


def test_a_reader_sees_what_each_knob_left(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", *NAPKIN, "--chain", "temperature=0.5,top-k=2"]) == 0
    text = capsys.readouterr().out
    assert "chain: temperature 0.50, top-k 2" in text
    assert "temperature 0.50            keeps 4 of 4 classes, 1.0000 of the probability" in text
    assert "top-k 2                     keeps 2 of 4 classes, 0.9402 of the probability" in text


def test_a_knob_of_a_plugin_is_found(
    numbers: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KNOBS, "own", type("Own", (TopK,), {"name": "own", "__annotations__": {}}))
    entry = numbers(*NAPKIN, "--chain", "own=2")
    assert entry["chain"] == [{"knob": "own", "value": 2, "ties": "all"}]
    assert column(entry, "kept") == [True, True, False, False]
    assert main(["compute", "--help"]) == 0
    assert "own=40" in capsys.readouterr().out


def test_pins_are_chains_to_compare_with(numbers: Run) -> None:
    entry = numbers(
        *NAPKIN, "--temperature", "0.5", "--pin", "temperature=2", "--pin", "temperature=1,top-k=2"
    )
    one, cut = entry["pins"]
    assert (one["name"], one["chain"]) == ("τ 2.00", [{"knob": "temperature", "value": 2}])
    p, q = column(entry, "probability"), softmax([2, 1, 0.5, 0.1], 2.0)
    assert one["kl_nats"] == pytest.approx(rel_entr(p, q).sum())
    assert one["kl_bits"] == pytest.approx(one["kl_nats"] / math.log(2))
    assert (cut["name"], cut["kl_nats"], cut["kl_bits"]) == ("τ 1.00 · top-k 2", "inf", "inf")


def test_without_pins_the_list_is_empty(numbers: Run) -> None:
    assert numbers(*NAPKIN)["pins"] == []


def test_pins_of_a_file_are_kept(numbers: Run, tmp_path: Path) -> None:
    file = tmp_path / "pinned.tauscope"
    file.write_text(encode(pin(set_temperature(Document(), 0.25))), "utf-8")
    entry = numbers(str(file), "--pin", "temperature=3", "--temperature", "3")
    assert [one["name"] for one in entry["pins"]] == ["τ 0.25", "τ 3.00"]
    assert entry["pins"][1]["kl_nats"] == 0


def test_a_reader_sees_how_far_it_is_from_each_pin(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compute", *NAPKIN, "--pin", "temperature=2", "--pin", "top-k=1"])
    lines = capsys.readouterr().out.splitlines()
    nats = rel_entr(softmax([2, 1, 0.5, 0.1]), softmax([2, 1, 0.5, 0.1], 2.0)).sum()
    assert lines[-2] == f"KL from τ 2.00   {nats:.4f} nats, {nats / math.log(2):.4f} bits"
    assert lines[-1] == "KL from top-k 1  ∞ nats, ∞ bits"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--pin", "hot=1"], "No knob is called"),
        (["--pin", "top-k=1", "--pin", "top-k=1"], "pinned already"),
        ([word for k in "12345" for word in ("--pin", f"top-k={k}")], "At most 4 pins"),
        (["--pin", "-1"], "No knob is called"),
    ],
)
def test_pins_that_cannot_be_are_refused(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compute", *NAPKIN, *words]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_a_table_has_a_column_for_each_pin(tmp_path: Path) -> None:
    target = tmp_path / "numbers.json"
    assert (
        main(["export", *NAPKIN, "--pin", "temperature=2", "--plot", "distribution", "--to", str(target)])
        == 0
    )
    rows = json.loads(target.read_text("utf-8"))
    assert [row["pin 1: τ 2.00"] for row in rows] == pytest.approx(softmax([2, 1, 0.5, 0.1], 2.0))


ORDER = ["--logits", "3,2,1", "--labels", "a,b,c"]


def test_all_engines_are_asked_once(numbers: Run) -> None:
    entry = numbers(*ORDER, "--engines", "--temperature", "0.5", "--top-p", "0,8")
    assert entry["request"] == {"temperature": 0.5, "top_p": 0.8}
    by_name = {engine["name"]: engine for engine in entry["engines"]}
    kept = {name: [one["label"] for one in engine["kept"]] for name, engine in by_name.items()}
    assert kept == {
        "huggingface": ["a"],
        "vllm": ["a"],
        "llama.cpp": ["a", "b"],
        "mlx-lm": ["a", "b"],
        "ollama": ["a", "b"],
        "ollama-mlx": ["a"],
        "ollama-before-0.30": ["a"],
        "openai": ["a"],
    }
    assert (by_name["ollama"]["version"], by_name["ollama"]["read"]) == ("0.33.0-rc2", "2026-08-21")
    assert [one["probability"] for one in by_name["llama.cpp"]["kept"]] == pytest.approx(
        [0.8808, 0.1192], abs=5e-5
    )
    assert by_name["llama.cpp"]["chain"][-1] == {"knob": "temperature", "value": 0.5}
    assert entry["sentence"].startswith("Hugging Face applies temperature before top-p, llama.cpp after it")


def test_refusals_and_what_is_ignored_are_in_the_json(numbers: Run) -> None:
    entry = numbers(*ORDER, "--engines", "--temperature", "-1", "--top-k", "-1")
    by_name = {engine["name"]: engine for engine in entry["engines"]}
    assert entry["request"] == {"temperature": -1.0, "top_k": -1}
    assert "top_k" in by_name["huggingface"]["refusal"]
    assert "negative temperature" in by_name["vllm"]["refusal"]
    assert (by_name["vllm"]["kept"], by_name["vllm"]["entropy_nats"]) == ([], None)
    assert (by_name["ollama"]["refusal"], by_name["ollama"]["entropy_nats"]) == (None, 0)
    assert numbers(*ORDER, "--engines", "--top-k", "2")["engines"][-1]["ignored"] == ["top_k"]
    assert numbers(*ORDER, "--engines", "--temperature", "inf")["request"] == {"temperature": "inf"}


def test_a_reader_sees_all_engines_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["compute", *ORDER, "--engines", "--temperature", "0.5", "--top-k", "2", "--top-p", "0.8"]) == 0
    )
    assert (
        capsys.readouterr().out
        == """\
asked: τ = 0.50, top_k 2, top_p 0.8; what is not named is each engine's own default

engine         chain                                        kept  S in nats
Hugging Face   τ 0.50 → top-k 2 → top-p 0.8               1 of 3     0.0000
vLLM           τ 0.50 → top-k 2 → top-p 0.8               1 of 3     0.0000  = Hugging Face
llama.cpp      top-k 2 → top-p 0.8 → min-p 0.05 → τ 0.50  2 of 3     0.3653  ≠ Hugging Face: 2 kept, not 1
mlx-lm         top-p 0.8 → top-k 2 → τ 0.50               2 of 3     0.3653  ≠ Hugging Face: 2 kept, not 1
Ollama ≥ 0.30  top-k 2 → top-p 0.8 → τ 0.50               2 of 3     0.3653  ≠ Hugging Face: 2 kept, not 1
Ollama MLX     top-k 2 → τ 0.50 → top-p 0.8               1 of 3     0.0000  = Hugging Face
Ollama < 0.30  top-k 2 → τ 0.50 → top-p 0.8               1 of 3     0.0000  = Hugging Face
OpenAI         τ 0.50 → top-p 0.8 (no top_k)              1 of 3     0.0000  = Hugging Face

class  Hugging Face    vLLM  llama.cpp  mlx-lm  Ollama ≥ 0.30  Ollama MLX  Ollama < 0.30  OpenAI
a            1.0000  1.0000     0.8808  0.8808         0.8808      1.0000         1.0000  1.0000
b               cut     cut     0.1192  0.1192         0.1192         cut            cut     cut
c               cut     cut        cut     cut            cut         cut            cut     cut

Hugging Face applies temperature before top-p, llama.cpp after it: the second sees what the first has left.

Hugging Face   transformers 4, read 2026-11-28
vLLM           0.32, read autumn 2026
llama.cpp      master, read autumn 2026
mlx-lm         main, read 2026-08-22
Ollama ≥ 0.30  0.33.0-rc2, read 2026-08-21
Ollama MLX     0.33.0-rc2, read 2026-08-21
Ollama < 0.30  0.29 and earlier, read autumn 2026
OpenAI         API reference, read 2026-04
"""
    )


def test_a_refusing_engine_has_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", "--logits", "2,2,-inf", "--engines", "--temperature", "0"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[3].startswith("Hugging Face   refuses: a temperature must be larger than 0")
    assert [line.split()[2:] for line in lines if line.startswith("class ")][1:] == [
        ["—", *["1.0000"] * 6, "0.5000"],
        ["—", *["cut"] * 6, "0.5000"],
        ["—", *["0"] * 7],
    ]


def test_more_classes_than_anyone_reads_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", "--logits", " ".join(map(str, range(100))), "--engines"]) == 0
    text = capsys.readouterr().out
    assert "… and 40 less likely classes (--json prints them all)" in text
    assert "class 100" in text
    assert "class 12" not in text


def test_the_request_of_a_session_is_used_where_none_is_given(numbers: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.tauscope"
    request = SamplingRequest(temperature=0.7, top_k=2)
    path.write_text(encode(put_request(set_temperature(Document(), 3), request)), encoding="utf-8")
    assert numbers(str(path), "--engines")["request"] == {"temperature": 0.7, "top_k": 2}
    assert numbers(str(path), "--engines", "--top-p", "0.5", "--temperature", "0.2")["request"] == {
        "temperature": 0.2,
        "top_k": 2,
        "top_p": 0.5,
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--engines", "--chain", "top-k=1"], "--engines takes neither --chain nor --pin"),
        (["--engines", "--pin", "top-k=1"], "--engines takes neither --chain nor --pin"),
        (["--engines", "--engine", "vllm"], "Give either --engine for one engine, or --engines for all"),
        (["--engines", "--top-p", "1.5"], "Top_p goes from 0 to 1; 1.5 is outside."),
        (["--engines", "--min-p", "-0.1"], "Min_p goes from 0 to 1; -0.1 is outside."),
        (["--engines", "--top-k", "many"], "“many” is not a number"),
        (["--engines", "--temperature", "nan"], "NaN has no place"),
    ],
)
def test_requests_that_no_engine_gets(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compute", *NAPKIN, *words]) == 2
    output = capsys.readouterr()
    assert message in output.err
    assert (output.out, output.err.count("\n")) == ("", 1)


@pytest.mark.parametrize("words", [["--temperature", "0.5", "--top-p", "0.8"], ["--engine", "vllm"]])
def test_engines_are_exported_with_their_request(words: list[str], tmp_path: Path) -> None:
    figure, table = tmp_path / "a.svg", tmp_path / "a.tsv"
    for target in (figure, table):
        assert main(["export", *ORDER, *words, "--plot", "engines", "--to", str(target)]) == 0
    document = read_document(figure).document
    assert document.request == (SamplingRequest() if words[0] == "--engine" else SamplingRequest(top_p=0.8))
    assert document.temperature == (1 if words[0] == "--engine" else 0.5)
    headings = table.read_text(encoding="utf-8").splitlines()[0].split("\t")
    assert headings == ["label", *(f"p in {engine.title}" for engine in ENGINES.values())]


@pytest.mark.parametrize("plot", ["distribution", "bench"])
def test_a_figure_without_input_shows_the_default_bench(tmp_path: Path, plot: str) -> None:
    assert main(["export", "--plot", plot, "--to", str(tmp_path / "a.csv")]) == 0
    assert read_document(tmp_path / "a.csv").document == Document()


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (("--format", "csv"), b"label,logit"),
        (("--format", "json"), b'[\n{"label": "cat"'),
        (("--format", "png"), b"\x89PNG"),
        ((), b"<?xml"),
    ],
)
def test_a_figure_goes_to_standard_output(tmp_path: Path, words: tuple[str, ...], start: bytes) -> None:
    run = "import sys; from tauscope.cli import main; sys.exit(main(sys.argv[1:]))"
    export = (sys.executable, "-c", run, "export", *NAPKIN, "--plot", "distribution", "--to", "-", *words)
    done = subprocess.run(export, capture_output=True, check=True, cwd=tmp_path)
    assert done.stdout.startswith(start)
    assert done.stderr == b""
    assert not list(tmp_path.iterdir())
    (tmp_path / "again").write_bytes(done.stdout)
    assert read_document(tmp_path / "again").document.logits.labels == ("cat", "dog", "fox", "owl")


def test_a_format_is_for_standard_output_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = ["export", "--plot", "distribution", "--to", str(tmp_path / "a.csv"), "--format", "svg"]
    assert main(words) == 2
    assert "--format is for --to -" in capsys.readouterr().err


def test_numbers_as_json_open_again(monkeypatch: pytest.MonkeyPatch, numbers: Run) -> None:
    chain = "temperature=0.7,top-k=3:off,xtc=0.5:threshold=0.2,min-p=0.05"
    words = (
        *NAPKIN,
        "--chain",
        chain,
        "--pin",
        "temperature=2",
        "--pin",
        "top-p=0.9",
        "--draws",
        "50",
        "--seed",
        "7",
    )
    first = numbers(*words)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(first).encode())))
    assert numbers("-", "--draws", "50") == first


def test_a_list_of_python_is_a_row_of_logits(numbers: Run) -> None:
    assert column(numbers("--logits", "[2, 1, 0.5]"), "logit") == [2, 1, 0.5]
    assert column(numbers("--logits", "tensor([ 2.0000, -1.5000])"), "logit") == [2, -1.5]
    assert column(numbers("--logits", "ln 1, 1/4, –2"), "logit") == [0, 0.25, -2]


def test_knobs_may_be_written_as_in_python(numbers: Run) -> None:
    one = numbers(*NAPKIN, "--chain", "temperature=0.7,top_k=2,min_p=0.05")
    assert one == numbers(*NAPKIN, "--chain", "temperature=0.7,top-k=2,min-p=0.05")
