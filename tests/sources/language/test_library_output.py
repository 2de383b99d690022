"""What onnxruntime and tokenizers print never reaches the terminal."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import onnxruntime
import pytest
from tests.sources.language.test_refusals import panicking
from tests.sources.language.tiny import Tiny, save

from tauscope.core.errors import InputError
from tauscope.sources.language import open_model
from tauscope.sources.language.library_output import LONGEST, library_output_caught

LOGGER = "tauscope.libraries"


def test_what_is_written_to_the_descriptors_is_caught_and_logged(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    os.write(1, b"before")
    with library_output_caught():
        os.write(1, b"from C\n")
        os.write(2, b"from Rust\n")
        with library_output_caught():
            os.write(2, b"nested\n")
    os.write(1, b" and after")
    assert capfd.readouterr() == ("before and after", "")
    assert [record.getMessage() for record in caplog.records] == ["from C\nfrom Rust\nnested"]


def test_what_python_prints_meanwhile_is_caught_and_nothing_else() -> None:
    code = (
        "from tauscope.sources.language.library_output import library_output_caught\n"
        "print('before', end='')\n"
        "with library_output_caught():\n"
        "    print('EP Error')\n"
        "print(' and after')\n"
    )
    words = [sys.executable, "-W", "always", "-c", code]  # also of files that are left open at the end
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("before and after\n", "")


def open_files() -> int:
    """How many files this process has open, where the system says."""
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


def test_threads_share_it_and_the_last_one_ends_it(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    together = Barrier(4)

    def work(number: int) -> None:
        for _ in range(50):
            with library_output_caught():
                os.write(1 + number % 2, f"{number}\n".encode())
            together.wait()

    before = open_files()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    os.write(1, b"own")
    assert capfd.readouterr() == ("own", "")
    caught = "\n".join(record.getMessage() for record in caplog.records).split()
    assert sorted(caught) == sorted(["0", "1", "2", "3"] * 50)
    assert open_files() <= before + 1  # the temporary file


def test_an_endless_report_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    with library_output_caught():
        os.write(2, b"x" * (LONGEST + 7))
    with library_output_caught():
        os.write(2, b"next")
    assert [len(record.getMessage()) for record in caplog.records] == [LONGEST, 4]


def test_a_tokenizer_that_panics_leaves_a_sentence_and_a_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    folder = save(tmp_path / "tiny", Tiny())
    panicking(folder)
    with pytest.raises(InputError, match=r"tokenizer\.json fails at a text: "):
        open_model(folder)
    assert capfd.readouterr() == ("", "")
    assert "panicked at" in caplog.text


def test_a_session_that_fails_is_not_tried_twice_in_print(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no memory for that")

    monkeypatch.setattr(onnxruntime.InferenceSession, "_create_inference_session", fail)
    with pytest.raises(InputError, match=r"model\.onnx cannot be loaded: no memory for that\."):
        open_model(save(tmp_path / "tiny", Tiny()))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_the_command_line_says_one_line(json: tuple[str, ...], tmp_path: Path) -> None:
    folder = save(tmp_path / "tiny", Tiny())
    panicking(folder)
    words = [sys.executable, "-m", "tauscope", "write", "--model", str(folder), *json]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("tauscope: “tiny”: tokenizer.json fails at a text: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors are closed in another way there")
def test_a_program_without_standard_streams_opens_a_model(tmp_path: Path) -> None:
    folder = save(tmp_path / "tiny", Tiny())
    code = (
        "import os; os.close(1); os.close(2)\n"
        "from pathlib import Path\nfrom tauscope.sources.language import open_model\n"
        f"model = open_model(Path({str(folder)!r}))\n"
        f"Path({str(tmp_path / 'done')!r}).write_text(str(len(model.labels)))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    assert (tmp_path / "done").read_text() == "260"
