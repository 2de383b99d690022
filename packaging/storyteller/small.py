"""An ONNX model in a quarter of its size: weights stored as bytes, which every runtime unfolds as it loads.

Each large matrix is kept as int8 with one scale an output channel (an embedding's is its row), behind the
standard operators Cast and Mul. Both are constant, so that the runtime computes them once: what runs is
float32, at its full speed, and only the rounding remains. A tied output layer is the embedding, transposed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

# Smaller matrices are not worth it.
LARGE = 16384

Matrix = NDArray[np.float32]


def rounded(matrix: Matrix, axis: int) -> tuple[NDArray[np.int8], Matrix]:
    """Bytes from -127 to 127 and the scale of each channel; `axis` is what a channel runs along.

    bytes · scale differs from the matrix by at most half a scale.
    """
    largest = np.abs(matrix).max(axis=axis, keepdims=True)
    scale = np.maximum(largest / 127, np.finfo(np.float32).tiny)
    return np.clip(np.rint(matrix / scale), -127, 127).astype(np.int8), scale


def store_small(model: onnx.ModelProto) -> onnx.ModelProto:
    """Let a model store its large matrices as bytes; the model itself is changed and returned."""
    graph = model.graph
    large = large_matrices(graph)
    embedding = embedding_name(graph, large)
    unfolding: list[onnx.NodeProto] = []
    tied: list[onnx.NodeProto] = []
    for name, matrix in large.items():
        if name != embedding and embedding and np.array_equal(matrix, large[embedding].T):
            tied.append(helper.make_node("Transpose", [embedding], [name], perm=[1, 0]))
        else:
            unfolding += stored(graph, name, matrix, axis=1 if name == embedding else 0)
    # A tied layer needs the embedding unfolded before it, and all of it stands before what uses it.
    put_first(graph, [*unfolding, *tied], without=large.keys())
    forget_origin(model)
    onnx.checker.check_model(model)
    return model


def large_matrices(graph: onnx.GraphProto) -> dict[str, Matrix]:
    """Float32 matrices by name that are worth storing as bytes."""
    arrays = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    return {
        name: array
        for name, array in arrays.items()
        if array.dtype == np.float32 and array.ndim == 2 and array.size >= LARGE
    }


def embedding_name(graph: onnx.GraphProto, matrices: dict[str, Matrix]) -> str:
    """Name of the matrix whose rows are looked up, or nothing."""
    uses = defaultdict(set)
    for node in graph.node:
        for name in node.input:
            uses[name].add(node.op_type)
    return next((name for name in matrices if "Gather" in uses[name]), "")


def stored(graph: onnx.GraphProto, name: str, matrix: Matrix, *, axis: int) -> list[onnx.NodeProto]:
    """Put a matrix into the graph as bytes and scales; return the nodes that make it again."""
    values, scale = rounded(matrix, axis)
    graph.initializer.append(numpy_helper.from_array(values, f"{name}_int8"))
    graph.initializer.append(numpy_helper.from_array(scale, f"{name}_scale"))
    return [
        helper.make_node("Cast", [f"{name}_int8"], [f"{name}_float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{name}_float", f"{name}_scale"], [name]),
    ]


def put_first(graph: onnx.GraphProto, nodes: list[onnx.NodeProto], *, without: Collection[str]) -> None:
    """Put nodes before all others, and drop the stored values of these names."""
    kept = [one for one in graph.initializer if one.name not in without]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    rest = list(graph.node)
    del graph.node[:]
    graph.node.extend([*nodes, *rest])


def forget_origin(model: onnx.ModelProto) -> None:
    """Drop names and notes of where in whose source a node came from: they are half of a small file."""
    del model.metadata_props[:]
    for node in model.graph.node:
        node.name = node.doc_string = ""
        del node.metadata_props[:]
