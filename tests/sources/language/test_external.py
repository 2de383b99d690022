"""Weights outside the graph's file are read from its folder and from nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper
from tests.sources.language.tiny import Export, Tiny, save

from tauscope.core.errors import InputError
from tauscope.sources.language import external, open_model
from tauscope.sources.language.external import check_external, locations


def weights(location: str) -> TensorProto:
    tensor = TensorProto(
        name="w", data_type=TensorProto.FLOAT, dims=[2, 2], data_location=TensorProto.EXTERNAL
    )
    for key, value in (("offset", "0"), ("location", location), ("length", "16")):
        tensor.external_data.add(key=key, value=value)
    return tensor


def constant(location: str) -> onnx.NodeProto:
    return helper.make_node("Constant", [], ["w"], value=weights(location))


def graph(location: str) -> onnx.GraphProto:
    return helper.make_graph([constant(location)], "g", [], [])


def initializer(model: onnx.ModelProto, location: str) -> None:
    model.graph.initializer.append(weights(location))


def attribute(model: onnx.ModelProto, location: str) -> None:
    model.graph.node.append(constant(location))


def branch(model: onnx.ModelProto, location: str) -> None:
    node = helper.make_node("If", ["x"], ["y"], then_branch=graph("inside"), else_branch=graph(location))
    model.graph.node.append(node)


def listed(model: onnx.ModelProto, location: str) -> None:
    node = helper.make_node("N", [], [], tensors=[weights(location)], graphs=[graph(location)])
    model.graph.node.append(node)


def sparse(model: onnx.ModelProto, location: str) -> None:
    model.graph.sparse_initializer.add(values=weights("inside"), indices=weights(location), dims=[4])


def function(model: onnx.ModelProto, location: str) -> None:
    model.functions.add(name="f").node.append(constant(location))


def training(model: onnx.ModelProto, location: str) -> None:
    model.training_info.add().algorithm.CopyFrom(graph(location))


HIDDEN_IN = [initializer, attribute, branch, listed, sparse, function, training]


@pytest.mark.parametrize("place", HIDDEN_IN)
def test_each_place_of_a_tensor_is_looked_at(
    place: Callable[[onnx.ModelProto, str], None], tmp_path: Path
) -> None:
    model = Export(Tiny()).model()
    place(model, "here")
    onnx.save(model, str(tmp_path / "model.onnx"))
    assert locations(tmp_path / "model.onnx") - {"inside"} == {"here"}


def test_the_last_of_two_names_counts_as_in_protobuf(tmp_path: Path) -> None:
    entry = b"\x0a\x03key\x12\x05wrong\x12\x05right\x0a\x08location"
    tensor = b"\x6a" + bytes([len(entry)]) + entry
    graph = b"\x2a" + bytes([len(tensor)]) + tensor
    (tmp_path / "model.onnx").write_bytes(b"\x3a" + bytes([len(graph)]) + graph)
    assert locations(tmp_path / "model.onnx") == {"right"}
    parsed = onnx.load(str(tmp_path / "model.onnx"), load_external_data=False)
    assert parsed.graph.initializer[0].external_data[0].value == "right"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good folder whose weights lie in `model.onnx_data`, and the same weights outside."""
    folder = save(tmp_path / "tiny", Tiny(), external="model.onnx_data")
    (tmp_path / "outside").write_bytes((folder / "model.onnx_data").read_bytes())
    return folder


def moved(folder: Path, location: str) -> None:
    """Say that the weights lie elsewhere."""
    model = onnx.load(str(folder / "model.onnx"), load_external_data=False)
    for tensor in model.graph.initializer:
        for entry in tensor.external_data:
            if entry.key == "location":
                entry.value = location
    (folder / "model.onnx").write_bytes(model.SerializeToString())


@pytest.mark.parametrize(
    "location",
    ["../outside", "{outside}", "link", "links/outside", "sub/../model.onnx_data", ".."],
)
def test_weights_from_outside_are_refused(
    folder: Path, location: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "sub").mkdir()
    (folder / "link").symlink_to(folder.parent / "outside")
    (folder / "links").symlink_to(folder.parent)
    moved(folder, location.format(outside=folder.parent / "outside"))
    with pytest.raises(InputError, match=r"model\.onnx wants weights from outside its folder: “.+”\.$"):
        open_model(folder)
    assert capfd.readouterr() == ("", "")


def test_a_folder_of_links_to_downloads_that_lie_side_by_side_is_one(folder: Path, tmp_path: Path) -> None:
    """As Hugging Face's cache is laid out."""
    downloads, snapshot = tmp_path / "blobs", tmp_path / "snapshots" / "main"
    folder.rename(downloads)
    (snapshot / "onnx").mkdir(parents=True)
    for number, file in enumerate(sorted(downloads.iterdir())):
        place = snapshot / ("onnx" if "onnx" in file.name else "") / file.name
        place.symlink_to(file.rename(downloads / f"{number}"))
    assert len(open_model(snapshot).logits([1])) == len(open_model(snapshot).labels)
    (downloads / "deeper").mkdir()
    (downloads / "deeper" / "secret").write_bytes((tmp_path / "outside").read_bytes())
    for elsewhere in (tmp_path / "outside", downloads / "deeper" / "secret"):
        (snapshot / "onnx" / "model.onnx_data").unlink()
        (snapshot / "onnx" / "model.onnx_data").symlink_to(elsewhere)
        with pytest.raises(InputError, match="wants weights from outside its folder"):
            open_model(snapshot)


@pytest.mark.parametrize("location", ["none.bin", "", ".", "sub", "circle", "a\0b", "*/_ORT_MEM_ADDR_/*"])
def test_weights_that_are_missing_are_named(folder: Path, location: str) -> None:
    (folder / "sub").mkdir()
    (folder / "circle").symlink_to(folder / "circle")
    moved(folder, location)
    with pytest.raises(InputError, match=r"weights of model\.onnx are missing: there is no “.*”\.$"):
        open_model(folder)


def test_weights_that_were_cut_short(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with (folder / "model.onnx_data").open("r+b") as file:
        file.truncate(100)
    with pytest.raises(InputError, match=r"^“tiny”: model\.onnx cannot be loaded: "):
        open_model(folder)
    assert capfd.readouterr() == ("", "")


def test_a_folder_inside_and_a_link_inside_are_fine(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "model.onnx_data").rename(folder / "sub" / "weights")
    moved(folder, "sub/weights")
    assert open_model(folder).logits([0]).size == 260


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.onnx"
    file.write_bytes(data)
    try:
        check_external(file)
    except InputError as error:
        assert str(error).endswith(".")  # noqa: PT017  # either is right


def test_a_graph_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.onnx").write_bytes(b"\x08\x01" * 1_000)
    check_external(tmp_path / "model.onnx")
    monkeypatch.setattr(external, "_MOST_FIELDS", 999)
    with pytest.raises(InputError, match="broken or cut short"):
        check_external(tmp_path / "model.onnx")
