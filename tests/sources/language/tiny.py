"""A language model small enough to build in a test: one layer of attention, as an ONNX graph and in numpy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors

Array = NDArray[Any]
HEADS, WIDTH, LAYERS, POSITIONS = 2, 8, 2, 32
START = "<start>"


@dataclass(frozen=True)
class Tiny:
    """What varies between exports.

    Attributes
    ----------
    size : int
        The number of logits.
    ids, cache : int
        ONNX types of `input_ids` and its like, and of keys and values.
    flip : bool
        Whether inputs and outputs come in the reverse order.
    added : float
        Added to each logit.
    masked : int or None
        The class whose logit is −∞.
    extra : tuple of str
        Inputs that no language model has.
    rank : int
        Of `position_ids`; at 3 there are three rows of them, for time, height and width.
    fused : bool
        Whether texts and heads share an axis of the cache, and keys have their positions last, as in BLOOM.
    past, present : str
        Names of an input of the cache and of its output.
    """

    size: int = 260
    cached: bool = True
    positions: bool = True
    mask: bool = True
    branch: bool = False
    keep: bool = False
    causal: bool = True
    ids: int = TensorProto.INT64
    cache: int = TensorProto.FLOAT
    flip: bool = False
    added: float = 0.0
    masked: int | None = None
    extra: tuple[str, ...] = ()
    rank: int = 2
    fused: bool = False
    past: str = "past_key_values.{}.{}"
    present: str = "present.{}.{}"

    def weights(self) -> dict[str, Array]:
        random = np.random.default_rng(1)
        shapes = {"tokens": (self.size, WIDTH), "places": (POSITIONS, WIDTH)}
        shapes |= {f"{part}{layer}": (WIDTH, WIDTH) for layer in range(LAYERS) for part in "qkv"}
        return {
            name: random.normal(scale=0.5, size=shape).astype(np.float32) for name, shape in shapes.items()
        }

    def logits(self, ids: list[int]) -> Array:
        """The same in numpy, (len(ids), size) float64: an account of its own of what the graph computes."""
        weights = {name: array.astype(np.float64) for name, array in self.weights().items()}
        x = weights["tokens"][ids] + weights["places"][: len(ids)]
        hidden = np.triu(np.full((len(ids), len(ids)), -np.inf), 1)
        for layer in range(LAYERS):
            heads = [np.split(x @ weights[f"{part}{layer}"], HEADS, axis=1) for part in "qkv"]
            mixed = [_softmax(q @ k.T * 0.5 + hidden) @ v for q, k, v in zip(*heads, strict=True)]
            x = x + np.hstack(mixed)
        result: Array = x @ weights["tokens"].T
        return result


class Export:
    """The graph of a `Tiny`."""

    def __init__(self, tiny: Tiny) -> None:
        self.tiny = tiny
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, Array] = dict(tiny.weights())

    def op(self, kind: str, *inputs: str | Array, name: str = "", **attributes: Any) -> str:
        """Add a node; arrays among its inputs become constants. The name of its output."""
        names = [self._constant(each) if isinstance(each, np.ndarray) else each for each in inputs]
        output = name or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, names, [output], **attributes))
        return output

    def _constant(self, array: Array) -> str:
        self.constants[f"c{len(self.constants)}"] = array
        return f"c{len(self.constants) - 1}"

    def model(self) -> onnx.ModelProto:
        """Text in, logits out."""
        ids = self.op("Cast", "input_ids", to=TensorProto.INT64)
        new = self.op("Gather", self.op("Shape", ids), np.array(1))
        before = self._before()
        total = self.op("Add", before, new)
        rows, columns = (self.op("Range", start, total, np.array(1)) for start in (before, self._zero()))
        late = self.op("Less", self.op("Unsqueeze", rows, np.array([1])), columns)
        x = self.op("Add", self.op("Gather", "tokens", ids), self.op("Gather", "places", self._places(rows)))
        for layer in range(LAYERS):
            x = self._layer(x, layer, late)
        logits = self.op("MatMul", x, self.op("Transpose", "tokens", perm=[1, 0]))
        self._finish(logits, before, new)
        return self._model()

    def _zero(self) -> str:
        return self._constant(np.array(0))

    def _before(self) -> str:
        if not self.tiny.cached:
            return self._zero()
        return self.op("Gather", self.op("Shape", self.tiny.past.format(0, "key")), np.array(2))

    def _places(self, rows: str) -> str:
        if self.tiny.positions:
            places = self.op("Cast", "position_ids", to=TensorProto.INT64)
            if self.tiny.rank == 3:  # of three rows the sum: two wrong ones are found out
                places = self.op("ReduceSum", places, np.array([0]), keepdims=0)
                return self.op("Div", places, np.array(3))
            return self.op("Unsqueeze", places, np.array([0])) if self.tiny.rank == 1 else places
        return self.op("Unsqueeze", rows, np.array([0]))

    def _layer(self, x: str, layer: int, late: str) -> str:
        q, k, v = (self._heads(x, f"{part}{layer}") for part in "qkv")
        if self.tiny.cached:
            k, v = self._grown(k, layer, "key"), self._grown(v, layer, "value")
        scores = self.op("MatMul", q, self.op("Transpose", k, perm=[0, 1, 3, 2]))
        scores = self.op("Mul", scores, np.array(0.5, np.float32))
        if self.tiny.causal:
            scores = self.op("Where", late, np.array(-1e9, np.float32), scores)
        if self.tiny.mask:  # of the wrong length, it fails
            seen = self.op("Cast", "attention_mask", to=TensorProto.BOOL)
            scores = self.op("Where", seen, scores, np.array(-1e9, np.float32))
        mixed = self.op("MatMul", self.op("Softmax", scores, axis=-1), v)
        mixed = self.op("Reshape", self.op("Transpose", mixed, perm=[0, 2, 1, 3]), np.array([0, 0, WIDTH]))
        return self.op("Add", x, mixed)

    def _heads(self, x: str, weight: str) -> str:
        split = self.op("Reshape", self.op("MatMul", x, weight), np.array([0, 0, HEADS, WIDTH // HEADS]))
        return self.op("Transpose", split, perm=[0, 2, 1, 3])

    def _grown(self, new: str, layer: int, part: str) -> str:
        before = self.op("Cast", self.tiny.past.format(layer, part), to=TensorProto.FLOAT)
        turned = self.tiny.fused and part == "key"
        if turned:
            before = self.op("Transpose", before, perm=[0, 2, 1])
        if self.tiny.fused:
            before = self.op("Unsqueeze", before, np.array([0]))
        both = kept = self.op("Concat", before, new, axis=2)
        if self.tiny.fused:
            kept = self.op("Squeeze", kept, np.array([0]))
        if turned:
            kept = self.op("Transpose", kept, perm=[0, 2, 1])
        self.op("Cast", kept, to=self.tiny.cache, name=self.tiny.present.format(layer, part))
        return both

    def _finish(self, logits: str, before: str, new: str) -> None:
        added = np.full(self.tiny.size, self.tiny.added, np.float32)
        added[[] if self.tiny.masked is None else self.tiny.masked] = -np.inf
        logits = self.op("Add", logits, added)
        if self.tiny.branch:  # the branch with a cache takes one token, the other takes no cache: else NaN
            many = self.op("Greater", new, np.array(1))
            later = self.op("Greater", before, np.array(0))
            wrong = self.op("Or", self.op("Xor", "use_cache_branch", later), self.op("And", later, many))
            logits = self.op("Where", wrong, np.array(np.nan, np.float32), logits)
        if self.tiny.keep:
            last = self.op("Reshape", self.op("Neg", "num_logits_to_keep"), np.array([1]))
            logits = self.op("Slice", logits, last, np.array([2**40]), np.array([1]))
        self.op("Identity", logits, name="logits")

    def _model(self) -> onnx.ModelProto:
        info = helper.make_tensor_value_info
        inputs = [info("input_ids", self.tiny.ids, ["batch", "sequence"])]
        inputs += [info("attention_mask", self.tiny.ids, ["batch", "total"])] * self.tiny.mask
        places = ["sections", "batch", "sequence"][3 - self.tiny.rank :]
        inputs += [info("position_ids", self.tiny.ids, places)] * self.tiny.positions
        inputs += [info("use_cache_branch", TensorProto.BOOL, [1])] * self.tiny.branch
        inputs += [info("num_logits_to_keep", TensorProto.INT64, [])] * self.tiny.keep
        inputs += [info(name, TensorProto.INT64, ["batch", "sequence"]) for name in self.tiny.extra]
        outputs = [info("logits", TensorProto.FLOAT, ["batch", "sequence", self.tiny.size])]
        parts = [(layer, part) for layer in range(LAYERS * self.tiny.cached) for part in ("key", "value")]
        for layer, part in parts:
            before, grown = (self._shape(part, positions) for positions in ("past", "grown"))
            inputs.append(info(self.tiny.past.format(layer, part), self.tiny.cache, before))
            outputs.append(info(self.tiny.present.format(layer, part), self.tiny.cache, grown))
        step = -1 if self.tiny.flip else 1
        graph = helper.make_graph(self.nodes, "tiny", inputs[::step], outputs[::step], self._initializers())
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)

    def _shape(self, part: str, positions: str) -> list[str | int | None]:
        rest: list[str | int | None] = [positions, WIDTH // HEADS]
        if not self.tiny.fused:
            return ["batch", HEADS, *rest]
        return ["batch_size x num_heads", *(rest[::-1] if part == "key" else rest)]

    def _initializers(self) -> list[TensorProto]:
        return [numpy_helper.from_array(array, name) for name, array in self.constants.items()]


def _softmax(scores: Array) -> Array:
    parts = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Array = parts / parts.sum(axis=1, keepdims=True)
    return result


def byte_tokenizer() -> Tokenizer:
    """A byte-level vocabulary: a start, 256 bytes, and three words; texts get the start in front."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [("t", "h"), ("th", "e"), ("Ġ", "the")]
    names = [START, *letters, *("".join(word) for word in words)]
    tokenizer = Tokenizer(models.BPE({name: number for number, name in enumerate(names)}, words))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(START, special=True)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{START} $A", pair=f"{START} $A $B", special_tokens=[(START, 0)]
    )
    return tokenizer


def piece_tokenizer() -> Tokenizer:
    """A vocabulary in the manner of SentencePiece: ▁ for a space, and bytes for what it does not know."""
    names = ["<unk>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁", "t", "h", "e", "th", "the", "▁the"]
    words = [("t", "h"), ("th", "e"), ("▁", "the")]
    vocabulary = {name: number for number, name in enumerate(names)}
    tokenizer = Tokenizer(models.BPE(vocabulary, words, unk_token="<unk>", byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    steps = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    tokenizer.decoder = decoders.Sequence(steps)
    return tokenizer


def save(
    folder: Path, tiny: Tiny, tokenizer: Tokenizer | None = None, *, external: str = "", **config: Any
) -> Path:
    """Write a model's folder; with `external`, its weights lie in the file of that name beside the graph."""
    folder.mkdir(parents=True, exist_ok=True)
    model = Export(tiny).model()
    if external:
        onnx.external_data_helper.convert_model_to_external_data(model, location=external, size_threshold=200)
    onnx.save(model, str(folder / "model.onnx"))
    (tokenizer or byte_tokenizer()).save(str(folder / "tokenizer.json"))
    named = {"bos_token_id": 0, "eos_token_id": 0, "max_position_embeddings": POSITIONS}
    (folder / "config.json").write_text(json.dumps(named | config))
    return folder
