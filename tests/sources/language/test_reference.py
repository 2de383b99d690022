"""The same as transformers: tokens, logits at each step, greedy text and beams, in four architectures.

The models have random weights, and are written as the folders that people download.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.sources.language.tiny import byte_tokenizer

from tauscope.core.search import beam
from tauscope.sources.language import LanguageModel, open_model
from tauscope.sources.language.writer import Writer
from tauscope.sources.running.searching import search_space

torch = pytest.importorskip("torch", exc_type=ImportError)
transformers = pytest.importorskip("transformers", exc_type=ImportError)

pytestmark = [pytest.mark.reference, pytest.mark.filterwarnings("ignore")]  # exporters warn of much

Pair = tuple[Any, LanguageModel]

PROMPT = "the wolf the 🐺\n"
STEPS = 24
SIZE = 264  # a few more than the tokenizer's, as usual
LENGTH = 48
TOKENS = {"vocab_size": SIZE, "bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}
SHAPE = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4}
COMMON = TOKENS | SHAPE | {"max_position_embeddings": LENGTH, "initializer_range": 0.4}


def config(name: str) -> Any:
    """Rotary positions and shared heads, learned positions, rotary in part, learned ones that begin at 2."""
    match name:
        case "Llama":
            return transformers.LlamaConfig(
                **COMMON, head_dim=16, num_key_value_heads=2, intermediate_size=48
            )
        case "GPT-2":
            return transformers.GPT2Config(
                **TOKENS, n_embd=32, n_layer=2, n_head=4, n_positions=LENGTH, initializer_range=0.4
            )
        case "GPT-NeoX":
            return transformers.GPTNeoXConfig(**COMMON, intermediate_size=48)
        case _:
            return transformers.OPTConfig(**COMMON, ffn_dim=48, word_embed_proj_dim=32)


def build(name: str) -> Any:
    torch.manual_seed(5)
    made = config(name)
    made._attn_implementation = "eager"
    return transformers.AutoModelForCausalLM.from_config(made).eval()


class WithCache(torch.nn.Module):  # type: ignore[misc, name-defined]
    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Any, mask: Any, positions: Any, past: list[Any]) -> tuple[Any, ...]:
        cache = transformers.DynamicCache(list(zip(past[::2], past[1::2], strict=True)))
        given = {"input_ids": ids, "attention_mask": mask, "position_ids": positions}
        output = self.model(**given, past_key_values=cache, use_cache=True)
        return (output.logits, *arrays(output.past_key_values))


class WithoutCache(torch.nn.Module):  # type: ignore[misc, name-defined]
    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Any, mask: Any) -> Any:
        return self.model(input_ids=ids, attention_mask=mask, use_cache=False).logits


def arrays(cache: Any) -> list[Any]:
    return [array for layer in cache.layers for array in (layer.keys, layer.values)]


def cached(model: Any) -> Any:
    with torch.no_grad():
        past = arrays(model(torch.zeros(1, 3, dtype=torch.long), use_cache=True).past_key_values)
    names = [f"{layer}.{part}" for layer in range(len(past) // 2) for part in ("key", "value")]
    free = torch.export.Dim.DYNAMIC
    row = {0: free, 1: free}
    return torch.onnx.export(
        WithCache(model),
        (torch.ones(1, 2).long(), torch.ones(1, 5).long(), torch.tensor([[3, 4]]), past),
        input_names=["input_ids", "attention_mask", "position_ids", *(f"past_key_values.{n}" for n in names)],
        output_names=["logits", *(f"present.{n}" for n in names)],
        dynamic_shapes=(row, row, row, [{0: free, 2: free} for _ in past]),
        dynamo=True,
        verbose=False,
    )


def uncached(model: Any) -> Any:
    row = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    return torch.onnx.export(
        WithoutCache(model),
        (torch.ones(1, 5).long(), torch.ones(1, 5).long()),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_shapes=(row, row),
        dynamo=True,
        verbose=False,
    )


@pytest.fixture(scope="module", params=["Llama", "GPT-2", "GPT-NeoX", "OPT", "GPT-2 without a cache"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A model of transformers, and the same from its folder."""
    name, _, without = request.param.partition(" without ")
    model = build(name)
    folder: Path = tmp_path_factory.mktemp("reference")
    program = uncached(model) if without else cached(model)
    program.save(str(folder / "model.onnx"), external_data=False)
    model.config.save_pretrained(folder)
    model.generation_config.save_pretrained(folder)
    byte_tokenizer().save(str(folder / "tokenizer.json"))
    return model, open_model(folder)


def greedy(model: LanguageModel, ids: list[int]) -> list[int]:
    for _ in range(STEPS):
        ids = [*ids, int(model.logits(ids).argmax())]
        if ids[-1] in model.ends:
            break
    return ids


def test_logits_at_each_step(pair: Pair) -> None:
    reference, model = pair
    ids = greedy(model, list(model.encode(PROMPT)))
    with torch.no_grad():
        wanted = reference(torch.tensor([ids])).logits[0].double().numpy()
    found = np.array([model.logits(ids[: count + 1]) for count in range(len(ids))])
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5 * np.abs(wanted).max())


def test_greedy_text(pair: Pair) -> None:
    reference, model = pair
    file = str(model.folder / "tokenizer.json")
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_file=file)
    encoded = tokenizer(PROMPT, return_tensors="pt").input_ids
    assert model.encode(PROMPT) == tuple(encoded[0].tolist())
    with torch.no_grad():
        wanted = reference.generate(encoded, do_sample=False, max_new_tokens=STEPS)[0].tolist()
    found = greedy(model, list(model.encode(PROMPT)))
    assert found == wanted
    assert model.decode(found) == tokenizer.decode(wanted, skip_special_tokens=True)


@pytest.mark.parametrize(
    ("beams", "length_penalty"), [(2, 1.0), (4, 1.0), (4, 0.0), (5, 2.0), (3, -1.0), (4, 0.6)]
)
@pytest.mark.parametrize("steps", [1, 6, STEPS])
def test_beam_search(pair: Pair, beams: int, length_penalty: float, steps: int) -> None:
    reference, model = pair
    ids = model.encode(PROMPT)
    with torch.no_grad():
        wanted = reference.generate(
            torch.tensor([ids]),
            num_beams=beams,
            num_return_sequences=beams,
            do_sample=False,
            length_penalty=length_penalty,
            max_new_tokens=steps,
            return_dict_in_generate=True,
            output_scores=True,
        )
    writer = Writer(model, PROMPT)
    space = search_space(writer.cursor(writer.initial()))
    found = beam(space, beams, steps, length_penalty=length_penalty)
    scores = wanted.sequences_scores.double().numpy()
    assert [one.score for one in found] == pytest.approx(scores.tolist(), rel=1e-4)
    padded = [row[len(ids) :].tolist() for row in wanted.sequences]
    for one, other, score in zip(found, padded, scores, strict=True):
        assert one.keys == tuple(other[: len(one.keys)]), score
        assert set(other[len(one.keys) :]) <= {TOKENS["pad_token_id"]}


def test_the_configuration_is_read_as_transformers_wrote_it(pair: Pair) -> None:
    reference, model = pair
    assert model.context == reference.config.max_position_embeddings == LENGTH
    assert model.ends == {reference.generation_config.eos_token_id} == {2}
    assert len(model.labels) == reference.config.vocab_size
