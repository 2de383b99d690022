"""What is read of a folder, and when."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.sources.language.tiny import Tiny, byte_tokenizer, save
from tokenizers import AddedToken, processors

from tauscope.core.errors import InputError
from tauscope.sources.language import open_model
from tauscope.sources.language.opening import SMALL, usual_threads
from tauscope.sources.language.writer import Writer


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_pipe_is_not_waited_for(name: str, tmp_path: Path) -> None:
    folder = save(tmp_path / "tiny", Tiny())
    (folder / name).unlink()
    os.mkfifo(folder / name)
    with pytest.raises(InputError, match=f"{name} is not a file"):
        open_model(folder)


def test_a_name_that_no_folder_has() -> None:
    with pytest.raises(InputError, match="No folder can have this name"):
        open_model(Path("a\0b"))


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "tiny").symlink_to(tmp_path / "tiny")
    with pytest.raises(InputError, match="It cannot be read: "):
        open_model(tmp_path / "tiny")


def test_it_may_fail_later(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    model = open_model(save(tmp_path / "tiny", Tiny(), max_position_embeddings=40))  # it has 32
    with pytest.raises(InputError, match=r"^“tiny”: model\.onnx fails when it runs: Non-zero status"):
        model.logits([1] * 33)
    assert model.logits([1] * 32).size == 260
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        (("onnxruntime",), "Language models need onnxruntime: pip install 'tauscope[models]'."),
        (("tokenizers",), "Language models need tokenizers: pip install 'tauscope[models]'."),
        (
            ("onnxruntime", "tokenizers"),
            "Language models need onnxruntime and tokenizers: pip install 'tauscope[models]'.",
        ),
    ],
)
def test_what_is_not_installed_is_named(
    missing: tuple[str, ...], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in missing:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InputError) as refusal:
        open_model(tmp_path)
    assert str(refusal.value) == sentence


def test_nothing_is_imported_before_a_model_is_opened() -> None:
    code = (
        "import sys, tauscope.sources.language as _; print({'onnxruntime', 'tokenizers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    ("files", "context"),
    [
        ({"config.json": {"max_position_embeddings": 77, "n_ctx": 5}}, 77),
        ({"config.json": {"max_position_embeddings": None, "n_positions": 78}}, 78),
        ({"config.json": {"text_config": {"max_position_embeddings": 79}}}, 79),
        ({"config.json": {}, "tokenizer_config.json": {"model_max_length": 80}}, 80),
        ({"config.json": {}, "tokenizer_config.json": {"model_max_length": 10**30}}, 1024),
        ({"config.json": {}, "tokenizer_config.json": {"model_max_length": 1e30}}, 1024),
        ({"config.json": {"n_ctx": 10**9}}, 8192),
    ],
)
def test_the_context_is_where_it_may_stand(
    files: dict[str, dict[str, object]], context: int, tmp_path: Path
) -> None:
    folder = save(tmp_path / "tiny", Tiny())
    for name, entries in files.items():
        (folder / name).write_text(json.dumps(entries))
    assert open_model(folder).context == context


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["model.onnx", "model_q4.onnx"], "model.onnx"),
        (["model_q4.onnx", "model_quantized.onnx", "model_fp16.onnx"], "model_fp16.onnx"),
        (["model_q4.onnx", "model_quantized.onnx"], "model_quantized.onnx"),
        (["onnx/model_q4.onnx", "onnx/model_bnb4.onnx"], "model_q4.onnx"),
        (
            ["decoder_model.onnx", "decoder_with_past_model.onnx", "decoder_model_merged.onnx"],
            "decoder_model_merged.onnx",
        ),
        (["decoder_model.onnx", "decoder_with_past_model.onnx"], "decoder_model.onnx"),
        (["onnx/decoder_model_merged_quantized.onnx"], "decoder_model_merged_quantized.onnx"),
        (["gpt2-10.onnx"], "gpt2-10.onnx"),
    ],
)
def test_of_several_graphs_the_most_exact_is_run_and_named(
    names: list[str], chosen: str, tmp_path: Path
) -> None:
    folder = save(tmp_path / "tiny", Tiny())
    graph = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").unlink()
    (folder / "onnx").mkdir()
    for name in names:
        (folder / name).write_bytes(graph)
    model = open_model(folder)
    assert model.graph == chosen
    assert model.logits([1, 2]).size == 260


def test_of_graphs_with_unknown_names_none_is_guessed(tmp_path: Path) -> None:
    folder = save(tmp_path / "tiny", Tiny())
    (folder / "model.onnx").rename(folder / "vision.onnx")
    (folder / "embed.onnx").touch()
    with pytest.raises(InputError, match=r"has no model\.onnx, but “embed\.onnx”, “vision\.onnx”: rename"):
        open_model(folder)


def test_the_subfolder_with_the_graphs_stands_for_the_model(tmp_path: Path) -> None:
    folder = save(tmp_path / "tiny", Tiny())
    (folder / "onnx").mkdir()
    (folder / "model.onnx").rename(folder / "onnx" / "model.onnx")
    model = open_model(folder / "onnx")
    assert (model.name, model.folder) == ("tiny", folder.resolve())


def test_which_tokens_are_special_is_said(tmp_path: Path) -> None:
    folder = save(tmp_path / "tiny", Tiny(), eos_token_id=[258, 0], pad_token_id=259)
    assert open_model(folder).special_words == (
        "A text begins with <start>, ends with <start> or the, is padded with ␣the."
    )
    nothing = save(tmp_path / "nothing", Tiny(), bos_token_id=None, eos_token_id=None)
    assert open_model(nothing).special_words == ""


def test_an_error_names_the_file_that_was_run(tmp_path: Path) -> None:
    folder = save(tmp_path / "tiny", Tiny(extra=("pixels",)))
    (folder / "model.onnx").rename(folder / "model_q4.onnx")
    with pytest.raises(InputError, match=r"“tiny”: model_q4\.onnx asks for pixels"):
        open_model(folder)


def test_a_token_past_the_last_logit_opens_and_is_refused_in_a_prompt(tmp_path: Path) -> None:
    tokenizer = byte_tokenizer()
    tokenizer.add_special_tokens([AddedToken("<image>", special=True)])
    model = open_model(save(tmp_path / "tiny", Tiny(), tokenizer))
    assert len(model.labels) == 260
    with pytest.raises(InputError, match="This text has tokens that the model does not have"):
        model.logits(model.encode("the <image>"))
    with pytest.raises(InputError, match="“tiny” has no logit for “<image>”: leave it out of the prompt"):
        Writer(model, "the <image>")
    assert model.logits(model.encode("the")).size == 260


@pytest.mark.parametrize(
    ("files", "number"),
    [
        ({"generation_config.json": {"KIND_token_id": 1}, "config.json": {"KIND_token_id": 2}}, 1),
        (
            {
                "generation_config.json": {},
                "config.json": {"KIND_token_id": 2, "text_config": {"KIND_token_id": 3}},
            },
            2,
        ),
        (
            {
                "config.json": {"text_config": {"KIND_token_id": 3}},
                "tokenizer_config.json": {"KIND_token": "h"},
            },
            3,
        ),
        ({"config.json": {}, "tokenizer_config.json": {"KIND_token": "the"}}, 258),
        ({"config.json": {}, "tokenizer_config.json": {"KIND_token": {"content": "<start>"}}}, 0),
        ({"config.json": {}, "tokenizer_config.json": {"KIND_token": "nobody"}}, None),
        ({"config.json": {}, "tokenizer_config.json": {"KIND_token": None}}, None),
    ],
)
def test_special_tokens_are_taken_from_the_first_file_that_names_one(
    files: dict[str, dict[str, Any]], number: int | None, tmp_path: Path
) -> None:
    tokenizer = byte_tokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(single="$A", pair="$A $B", special_tokens=[])
    folder = save(tmp_path / "tiny", Tiny(), tokenizer)
    for kind in ("bos", "eos", "pad"):
        for name, entries in files.items():
            (folder / name).write_text(json.dumps(entries).replace("KIND", kind))
        model = open_model(folder)
        if kind == "eos":
            assert model.ends == ({number} - {None})
        elif kind == "pad":
            assert model.pad == number
        elif number is None:
            with pytest.raises(InputError, match="needs a prompt"):
                model.encode("")
        else:
            assert model.encode("") == (number,)


@pytest.mark.parametrize(
    ("config_says", "generation_says", "ends"),
    [(2, None, {2}), (2, [3, 4], {3, 4}), ([5, 6], None, {5, 6}), (None, None, set()), (50_256, -1, set())],
)
def test_ends_of_a_text(config_says: object, generation_says: object, ends: set[int], tmp_path: Path) -> None:
    folder = save(tmp_path / "tiny", Tiny(), eos_token_id=config_says)
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": generation_says}))
    assert open_model(folder).ends == ends


@pytest.mark.parametrize(
    ("size", "cores", "threads"), [(SMALL, 8, 1), (SMALL + 1, 8, 4), (10**9, 2, 1), (10**9, None, 1)]
)
def test_a_large_model_gets_half_of_the_cores(
    size: int, cores: int | None, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert usual_threads(size) == threads
