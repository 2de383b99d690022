"""What is wrong with a folder is said in a sentence, without a traceback and without noise."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tests.sources.language.tiny import WIDTH, Export, Tiny, byte_tokenizer, save
from tokenizers import AddedToken

from tauscope.core.errors import InputError
from tauscope.sources.language import open_model
from tauscope.sources.language.external import check_readable
from tauscope.sources.language.network import reason

Break = Callable[[Path], object]


def written(name: str, content: str | bytes) -> Break:
    data = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / name).write_bytes(data)


def without(name: str) -> Break:
    return lambda folder: (folder / name).unlink()


def as_folder(name: str) -> Break:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()

    return change


def as_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.touch()


def config(**entries: object) -> Break:
    return written("config.json", json.dumps(entries))


def export(tiny: Tiny) -> Break:
    return lambda folder: save(folder, tiny)


def cut(name: str, part: float) -> Break:
    def change(folder: Path) -> None:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[: int(len(data) * part)])

    return change


def changed(edit: Callable[[onnx.ModelProto], object], tiny: Tiny | None = None) -> Break:
    """A graph that was edited."""

    def change(folder: Path) -> None:
        model = Export(tiny or Tiny()).model()
        edit(model)
        onnx.save(model, str(folder / "model.onnx"))

    return change


def renamed(old: str, new: str) -> Break:
    def edit(model: onnx.ModelProto) -> None:
        for node in model.graph.node:
            node.output[:] = [new if name == old else name for name in node.output]
        for entry in model.graph.output:
            entry.name = new if entry.name == old else entry.name

    return changed(edit)


def shaped(name: str, *shape: int | str) -> Break:
    def edit(model: onnx.ModelProto) -> None:
        entries = [entry for entry in (*model.graph.input, *model.graph.output) if entry.name == name]
        kind = entries[0].type.tensor_type.elem_type
        entries[0].CopyFrom(helper.make_tensor_value_info(name, kind, shape))

    return changed(edit)


def typed(name: str, kind: int) -> Break:
    def edit(model: onnx.ModelProto) -> None:
        for entry in model.graph.input:
            if entry.name == name:
                entry.type.tensor_type.elem_type = kind

    return changed(edit)


def simple(
    node: onnx.NodeProto, *shape: int | str, ids: tuple[int | str, ...] = ("batch", "sequence")
) -> Break:
    """A graph of one node."""

    def change(folder: Path) -> None:
        row = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ids)
        out = helper.make_tensor_value_info("logits", TensorProto.FLOAT, shape)
        graph = helper.make_graph([node], "g", [row], [out])
        opset = [helper.make_opsetid("", 18)]
        onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=9), str(folder / "model.onnx"))

    return change


def more_tokens(folder: Path) -> None:
    tokenizer = byte_tokenizer()
    tokenizer.add_tokens([AddedToken(f"wolf {number}") for number in range(40)])
    tokenizer.save(str(folder / "tokenizer.json"))


def not_growing(model: onnx.ModelProto) -> None:
    """The cache has new keys alone, not those before."""
    for node in model.graph.node:
        if node.op_type == "Cast" and node.output[0].startswith("present."):
            both = next(each for each in model.graph.node if each.output[0] == node.input[0])
            node.input[0] = both.input[1]


def with_rank_4(model: onnx.ModelProto) -> None:
    entry = next(entry for entry in model.graph.input if entry.name == "position_ids")
    entry.CopyFrom(helper.make_tensor_value_info(entry.name, TensorProto.INT64, [1, 3, "b", "s"]))


def without_rows(model: onnx.ModelProto) -> None:
    """The logits are those of no token: the part from the first to the first."""
    for node in model.graph.node:
        node.output[:] = ["all" if name == "logits" else name for name in node.output]
    model.graph.initializer.append(numpy_helper.from_array(np.zeros(1, np.int64), "first"))
    model.graph.initializer.append(numpy_helper.from_array(np.ones(1, np.int64), "rows"))
    model.graph.node.append(helper.make_node("Slice", ["all", "first", "first", "rows"], ["logits"]))


def panicking(folder: Path) -> None:
    """Its post-processor names a special token that it does not have."""
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    pieces = [{"SpecialToken": {"id": "none", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}]
    tokenizer["post_processor"] = {
        "type": "TemplateProcessing",
        "single": pieces,
        "pair": pieces,
        "special_tokens": {},
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))


ONE_PLACE = numpy_helper.from_array(np.zeros((1, WIDTH), np.float32), "places")
# How a good folder is broken, and the sentence that says it: … is anything.
REFUSALS: dict[str, tuple[Break, str]] = {
    "no folder": (shutil.rmtree, "There is no such folder."),
    "a file": (as_file, "This is not a folder."),
    "no graph": (without("model.onnx"), "This folder has no model.onnx."),
    "no tokenizer": (without("tokenizer.json"), "This folder has no tokenizer.json."),
    "no configuration": (without("config.json"), "This folder has no config.json."),
    "a folder for a graph": (as_folder("model.onnx"), "model.onnx is not a file."),
    "a folder for a tokenizer": (as_folder("tokenizer.json"), "tokenizer.json is not a file."),
    "an empty graph": (written("model.onnx", ""), "model.onnx is empty."),
    "no graph but text": (written("model.onnx", "once upon a time"), "model.onnx is broken or cut short."),
    "a page instead": (written("model.onnx", "<!doctype html>"), "model.onnx is broken or cut short."),
    "a pointer instead": (
        written("model.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3743317\n"),
        "model.onnx is broken or cut short.",
    ),
    "half a graph": (cut("model.onnx", 0.5), "model.onnx is broken or cut short."),
    "a graph without its end": (cut("model.onnx", 0.999), "model.onnx is broken or cut short."),
    "no message": (written("model.onnx", b"\x08\x09"), "model.onnx cannot be loaded: …"),
    "half a tokenizer": (cut("tokenizer.json", 0.5), "tokenizer.json is not a tokenizer: …"),
    "another file for a tokenizer": (
        written("tokenizer.json", "{}"),
        "tokenizer.json is not a tokenizer: …",
    ),
    "a tokenizer of bytes": (
        written("tokenizer.json", b"\xff\x00"),
        "tokenizer.json is not a tokenizer: …",
    ),
    "half a configuration": (written("config.json", '{"a'), "config.json is not JSON."),
    "a configuration of bytes": (written("config.json", b"\xff\xfe\xff"), "config.json is not JSON."),
    "a deep configuration": (written("config.json", "[" * 100_000), "config.json is not JSON."),
    "a list for a configuration": (
        written("config.json", "[1]"),
        "config.json is not a configuration: …",
    ),
    "a huge configuration": (
        lambda folder: os.truncate(folder / "config.json", 20_000_000),
        "config.json is larger than 10 MB.",
    ),
    "a huge tokenizer": (
        lambda folder: os.truncate(folder / "tokenizer.json", 300_000_000),
        "tokenizer.json is larger than 200 MB.",
    ),
    "a wrong extra configuration": (
        written("generation_config.json", "null"),
        "generation_config.json is not a configuration: …",
    ),
    "a context of text": (config(n_ctx="long"), "config.json: n_ctx is not a number of positions."),
    "a context of none": (config(n_positions=0), "config.json: n_positions is not a number of positions."),
    "a context of truth": (config(n_ctx=True), "config.json: n_ctx is not a number of positions."),
    "an endless context": (
        written("config.json", '{"max_position_embeddings": Infinity}'),
        "config.json: max_position_embeddings is not a number of positions.",
    ),
    "an end of text": (
        config(eos_token_id="</s>"),
        "The configuration's eos_token_id is not the number of a token.",
    ),
    "a start of text": (
        config(bos_token_id=[1.5]),
        "The configuration's bos_token_id is not the number of a token.",
    ),
    "an encoder by name": (
        config(architectures=["BertForMaskedLM"]),
        "This is a model of another kind, “BertForMaskedLM”: it does not go on with a text.",
    ),
    "two models": (config(is_encoder_decoder=True), "This model has an encoder before its decoder: …"),
    "no names": (config(architectures=7), "config.json: architectures is not a list of names."),
    "a tokenizer of another model": (
        more_tokens,
        "The tokenizer does not fit the model: it has 300 tokens, and there are 260 logits.",
    ),
    "an encoder": (
        renamed("logits", "last_hidden_state"),
        "model.onnx gives last_hidden_state, present.0.key, … and 1 more, and no logits: …",
    ),
    "an encoder with logits": (
        export(Tiny(cached=False, causal=False)),
        "model.onnx reads a text from both ends: it does not write one.",
    ),
    "unknown inputs": (
        export(Tiny(extra=("encoder_hidden_states", "pixels"))),
        "model.onnx asks for encoder_hidden_states, pixels, which this program does not know.",
    ),
    "no presents": (
        renamed("present.1.key", "presence"),
        "model.onnx asks for past_key_values.1.key, but gives no present.1.key.",
    ),
    "a fixed length": (
        shaped("input_ids", 1, 128),
        "The input_ids of model.onnx have a fixed shape, 1, 128: no text fits.",
    ),
    "tokens in no rows": (
        simple(helper.make_node("Cast", ["input_ids"], ["logits"], to=TensorProto.FLOAT), "v", ids=()),
        "The logits of model.onnx are not a row for each token: it does not write text.",
    ),
    "tokens in no rows, and logits": (
        simple(helper.make_node("ConstantOfShape", ["input_ids"], ["logits"]), 1, 1, 260, ids=(3,)),
        "The input_ids of model.onnx are not rows of tokens: it does not read text.",
    ),
    "no row of logits": (
        changed(without_rows),
        "model.onnx gives no row of logits for a token.",
    ),
    "heads of an unknown number": (
        export(Tiny(fused=True)),
        "The cache of model.onnx joins texts and attention heads, …",
    ),
    "positions of rank 4": (
        changed(with_rank_4, Tiny(positions=False, extra=("position_ids",))),
        "The position_ids of model.onnx have a shape that this program does not know: 1, 3, b, s.",
    ),
    "a fixed cache": (
        shaped("past_key_values.0.key", 1, 2, 128, 4),
        "The cache of model.onnx has a shape that this program does not know: 1, 2, 128, 4.",
    ),
    "an unknown type": (
        typed("attention_mask", TensorProto.STRING),
        "attention_mask of model.onnx has a type that this program does not know: tensor(string).",
    ),
    "a cache that does not grow": (
        changed(not_growing),
        "The cache of model.onnx does not grow by one position with a token.",
    ),
    "NaN": (
        export(Tiny(added=np.nan)),
        "model.onnx gives no usable logits: The logit in row 1 is not a number.",
    ),
    "infinity": (
        export(Tiny(added=np.inf)),
        "model.onnx gives no usable logits: The logit in row 1 is +∞…",
    ),
    "every class masked": (
        export(Tiny(added=-np.inf)),
        "model.onnx gives no usable logits: Every class …",
    ),
    "a classifier": (
        simple(
            helper.make_node("Cast", ["input_ids"], ["logits"], to=TensorProto.FLOAT), "batch", "sequence"
        ),
        "The logits of model.onnx are not a row for each token: it does not write text.",
    ),
    "one position alone": (
        changed(lambda model: model.graph.initializer[1].CopyFrom(ONE_PLACE)),
        "model.onnx fails when it runs: …",
    ),
    "an input of no type": (
        simple(helper.make_node("Relu", ["none"], ["logits"]), "b", "s", "v"),
        "model.onnx cannot be loaded: …",
    ),
    "an operator that nobody knows": (
        simple(helper.make_node("Spell", ["input_ids"], ["logits"], domain="fairy"), "b", "s", "v"),
        "model.onnx cannot be loaded: …",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_sentence_and_silence(
    change: Break, sentence: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = save(tmp_path / "tiny", Tiny())
    change(folder)
    pattern = "^" + re.escape(f"“tiny”: {sentence}").replace("…", ".+") + "$"
    with pytest.raises(InputError, match=pattern) as refusal:
        open_model(folder)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 300
    assert capfd.readouterr() == ("", "")


def test_a_cache_beyond_any_memory_is_refused(tmp_path: Path) -> None:
    network = open_model(save(tmp_path / "tiny", Tiny()))._network
    (slot, *_) = network._bindings.slots
    network._bindings = replace(network._bindings, slots=(replace(slot, shape=(1, 2**40, 0, 2**40)),))
    with pytest.raises(InputError, match="larger than any memory"):
        network.empty()


def test_a_stranger_cannot_make_the_reason_long(tmp_path: Path) -> None:
    folder = save(tmp_path / "tiny", Tiny())
    node = helper.make_node("a" * 200_000, ["input_ids"], ["logits"])
    simple(node, "b", "s", "v")(folder)
    with pytest.raises(InputError, match="cannot be loaded: ") as refusal:
        open_model(folder)
    assert len(str(refusal.value)) < 300


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", ["model.onnx_data", "tokenizer.json", "model.onnx"])
def test_what_may_not_be_read_says_so(name: str, tmp_path: Path) -> None:
    folder = save(tmp_path / "tiny", Tiny(), external="model.onnx_data")
    (folder / name).chmod(0)
    with pytest.raises(InputError, match="It may not be read: permission denied"):
        open_model(folder)


def test_a_file_that_may_not_be_read_is_found_out_early(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        check_readable(tmp_path)


def test_a_tokenizer_that_panics_is_refused(tmp_path: Path) -> None:
    folder = save(tmp_path / "tiny", Tiny())
    panicking(folder)
    with pytest.raises(InputError, match=r"“tiny”: tokenizer\.json fails at a text: .+"):
        open_model(folder)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("[ONNXRuntimeError] : 1 : FAIL : parse.h:116 Parse Failed to read it.", "Failed to read it."),
        (
            "Load model from /a b/c failed:/src/graph.cc:7 void f::G(const std::h<b(const c&)>&, int) No.",
            "No.",
        ),
        (
            "At first: /s/o.cc:7 o::F(c&) [ONNXRuntimeError] : 1 : FAIL : u.cc:2 Get Too short.",
            "At first: Too short.",
        ),
        ("Nothing of that (a.cc:x)", "Nothing of that (a.cc:x)."),
    ],
)
def test_what_the_runtime_says_is_told_without_its_places(said: str, told: str) -> None:
    assert reason(RuntimeError(said)) == told
