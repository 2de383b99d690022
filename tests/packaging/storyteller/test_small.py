"""Weights stored as bytes: the same model from a quarter of the file."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from storyteller.small import LARGE, rounded, store_small

ROWS, WIDTH = 512, 64


@given(
    arrays(np.float32, array_shapes(min_dims=2, max_dims=2), elements=st.floats(-1e6, 1e6, width=32)),
    st.sampled_from([0, 1]),
)
def test_rounding_is_off_by_half_a_step_at_most(matrix: NDArray[np.float32], axis: int) -> None:
    values, scale = rounded(matrix, axis)
    again = values.astype(np.float64) * scale
    assert values.min() >= -127
    assert (np.abs(again - matrix) <= 0.5001 * scale).all()
    assert scale.shape[axis] == 1


def test_a_channel_of_zeros_stays_so() -> None:
    values, scale = rounded(np.zeros((2, 3), np.float32), axis=1)
    assert not values.any()
    assert np.isfinite(scale).all()


def model(tied: bool) -> onnx.ModelProto:
    """ids → embedding → a large and a small matrix → logits, as an exporter writes it."""
    chance = np.random.default_rng(1)
    embedding = chance.normal(size=(ROWS, WIDTH)).astype(np.float32)
    head = embedding.T.copy() if tied else chance.normal(size=(WIDTH, ROWS)).astype(np.float32)
    small = chance.normal(size=(WIDTH, WIDTH)).astype(np.float32)
    nodes = [
        helper.make_node("Gather", ["embedding", "ids"], ["hidden"], name="/model/embed/Gather"),
        helper.make_node("MatMul", ["hidden", "small"], ["mixed"], name="/model/mix/MatMul"),
        helper.make_node("MatMul", ["mixed", "head"], ["logits"], name="/head/MatMul"),
    ]
    graph = helper.make_graph(
        nodes,
        "main_graph",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["length"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["length", ROWS])],
        [
            numpy_helper.from_array(matrix, name)
            for name, matrix in (("embedding", embedding), ("small", small), ("head", head))
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)


def logits(made: onnx.ModelProto) -> NDArray[np.float32]:
    """What a runtime computes."""
    runtime = pytest.importorskip("onnxruntime")
    session = runtime.InferenceSession(made.SerializeToString(), providers=["CPUExecutionProvider"])
    found: NDArray[np.float32] = session.run(["logits"], {"ids": np.arange(ROWS)})[0]
    return found


@pytest.mark.parametrize("tied", [True, False])
def test_the_model_computes_the_same_but_for_the_rounding(tied: bool) -> None:
    before, after = logits(model(tied)), logits(store_small(model(tied)))
    assert not np.array_equal(before, after)
    assert np.abs(after - before).max() < 0.02 * np.abs(before).max()


@pytest.mark.parametrize(("tied", "matrices"), [(True, 1), (False, 2)])
def test_the_file_is_a_quarter_and_a_tied_layer_is_stored_once(tied: bool, matrices: int) -> None:
    made = store_small(model(tied))
    stored = {one.name: one.data_type for one in made.graph.initializer}
    assert stored["small"] == TensorProto.FLOAT
    assert ("head_int8" in stored) is not tied
    assert ROWS * WIDTH > LARGE > WIDTH * WIDTH
    expected = matrices * ROWS * WIDTH + 4 * WIDTH * WIDTH
    assert made.ByteSize() == pytest.approx(expected, rel=0.1)


def test_no_name_of_the_exporter_is_left() -> None:
    assert {node.name for node in store_small(model(tied=True)).graph.node} == {""}
