"""The engines by name: order and defaults of their chains, and what each does at temperature 0."""

from __future__ import annotations

from tauscope.core.chain.engine import REQUEST, SWITCHED_OFF, Engine, SamplingRequest
from tauscope.core.chain.knobs import XTC, Epsilon, Eta, MinP, Temperature, TopK, TopNSigma, TopP, TypicalP
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted

__all__ = ["ENGINES", "LEFT_OUT", "REQUEST", "SWITCHED_OFF", "Engine", "SamplingRequest", "engine_named"]

NO_XTC = XTC(0.0, 0.1, on=False)
FIRST_OF_THE_LEFT = "at 0 or less, the first maximum of what survived is kept."
MODEL_DEFAULTS = "Its server takes what the model's generation_config.json names as defaults."


def _listed(*engines: Engine) -> dict[str, Engine]:
    """Return the engines by name, in the order given."""
    return {engine.name: engine for engine in engines}


ENGINES = _listed(
    Engine(
        name="huggingface",
        title="Hugging Face",
        knobs=(
            # The order in which generation/utils.py lists its warpers; top-k drops logits below the k-th, so
            # that all ties at rank k stay (generation/logits_process.py).
            Temperature(1.0),
            TopK(50, "all"),
            TopP(1.0, "reached", on=False),
            MinP(0.0, on=False),
            TypicalP(1.0, on=False),
            Epsilon(0.0, on=False),
            Eta(0.0, on=False),
        ),
        source="transformers, generation/utils.py and generation/logits_process.py",
        version="transformers 4",
        read="2026-11-28",
        at_zero="a temperature must be larger than 0; for greedy choice set do_sample=False.",
        cold="refuse",
        refused={"top_k": (-1, "a top_k must be larger than 0, or 0 to switch it off.")},
        note="What the model's generation_config.json names are its defaults. transformers 5 was not read.",
    ),
    Engine(
        name="vllm",
        title="vLLM",
        knobs=(
            Temperature(1.0),
            MinP(0.0, on=False),
            TopK(40, "all", on=False),
            TopP(1.0, "reached", on=False),
        ),
        source="vllm/v1/sample/sampler.py, vllm/sampling_params.py",
        version="0.32",
        read="autumn 2026",
        at_zero="0 is greedy and resets top_k, top_p and min_p; a negative temperature is refused.",
        cold="greedy",
        # sampling_params.py raises a positive temperature below 0.01 to 0.01, and refuses one above 2.
        lowest=0.01,
        highest=2.0,
        refused={"top_p": (0.0, "a top_p must be larger than 0.")},
        note=MODEL_DEFAULTS,
    ),
    Engine(
        name="llama.cpp",
        title="llama.cpp",
        # The order of common/common.h: temperature comes last, so every cut is made at τ = 1.
        knobs=(
            TopNSigma(1.0, on=False),
            TopK(40, "exact"),
            TypicalP(1.0, "passed", on=False),
            TopP(0.95, "reached"),
            MinP(0.05),
            NO_XTC,
            Temperature(0.8),
        ),
        source="llama.cpp, common/common.h, common/sampling.cpp, src/llama-sampler.cpp",
        version="master",
        read="autumn 2026",
        at_zero=FIRST_OF_THE_LEFT,
        cold="left",
        negative=True,
        note=(
            "Values that a GGUF file names (general.sampling.*) are its defaults. Adaptive-p, which would be"
            " last, and mirostat look at earlier choices: they are left out."
        ),
    ),
    Engine(
        name="mlx-lm",
        title="mlx-lm",
        knobs=(
            TopP(1.0, "reached", on=False),
            MinP(0.0, on=False),
            NO_XTC,
            TopK(40, "exact", on=False),
            Temperature(0.0),
        ),
        source="mlx_lm/sample_utils.py, mlx_lm/server.py",
        version="main",
        read="2026-08-22",
        at_zero="0 is the default: greedy, bypassing everything else; a negative temperature is refused.",
        cold="greedy",
        refused={"top_k": (-1, "a top_k must not be negative; 0 switches it off.")},
        skipped={"top_p": (0.0,)},
        note="The only one here that cuts top-k after top-p.",
    ),
    Engine(
        name="ollama",
        title="Ollama ≥ 0.30",
        # llm/llama_server.go sends no order of samplers, so llama.cpp's own order holds; the values are those
        # of api/types.go.
        knobs=(
            TopNSigma(1.0, on=False),
            TopK(40, "exact"),
            TypicalP(1.0, "passed", on=False),
            TopP(0.9, "reached"),
            MinP(0.0, on=False),
            NO_XTC,
            Temperature(0.8),
        ),
        source="ollama, llm/llama_server.go, api/types.go; llama.cpp, src/llama-sampler.cpp",
        version="0.33.0-rc2",
        read="2026-08-21",
        at_zero=FIRST_OF_THE_LEFT,
        cold="left",
        negative=True,
        note=(
            "Since 0.30 (June 2026) GGUF models go through llama.cpp's server: its order, with Ollama's own"
            " values. Before, Ollama applied temperature second. For MLX models see Ollama MLX."
        ),
    ),
    Engine(
        name="ollama-mlx",
        title="Ollama MLX",
        # sample.go keeps a class while the sum before it is below p: that is "reached".
        knobs=(TopK(40, "exact"), Temperature(0.8), TopP(0.9, "reached"), MinP(0.0, on=False)),
        source="ollama, x/mlxrunner/sample/sample.go, api/types.go",
        version="0.33.0-rc2",
        read="2026-08-21",
        at_zero="0 is greedy and bypasses everything else; a negative temperature would reverse the order.",
        cold="greedy",
        skipped={"top_p": (0.0,)},
        note="Ollama ≥ 0.30 with a model in safetensors: these it runs itself.",
    ),
    Engine(
        name="ollama-before-0.30",
        title="Ollama < 0.30",
        # samplers.go stops at a sum larger than p: that is "passed".
        knobs=(TopK(40, "exact"), Temperature(0.8), TopP(0.9, "passed"), MinP(0.0, on=False)),
        source="ollama, sample/samplers.go, api/types.go",
        version="0.29 and earlier",
        read="autumn 2026",
        at_zero="0 or less is greedy and bypasses everything else.",
        cold="greedy",
        negative=True,
        note="This sampler was deleted in 0.30 (June 2026).",
    ),
    Engine(
        name="openai",
        title="OpenAI",
        knobs=(Temperature(1.0), TopP(1.0, "reached", on=False)),
        source="OpenAI API reference, as documented: “alter one, not both”",
        version="API reference",
        read="2026-04",
        at_zero="0 is nearly deterministic; a negative temperature is refused.",
        cold="ties",
        highest=2.0,
        note=(
            "Reasoning models (the GPT-5 family) refuse temperature and top_p; some take them with reasoning"
            " effort none."
        ),
    ),
)
"""The engines by name. Where an engine changed, its plain name means the current one: "ollama" is ≥ 0.30."""

LEFT_OUT = (
    "Penalties, DRY, mirostat and adaptive-p look at the text so far: they are no part of a chain on one"
    " distribution, and left out. So is SGLang: it cuts by top-k and top-p on the same probabilities, but one"
    " after the other where min_p is asked for and FlashInfer samples."
)
"""Sentences on the kinds of sampling and the engine that are left out here."""


def engine_named(name: str) -> Engine:
    """Return the engine with this name or title; upper and lower case are the same.

    Raises
    ------
    InputError
        If no engine has that name.

    Examples
    --------
    >>> engine_named("Hugging Face").name
    'huggingface'
    """
    wanted = name.strip().casefold()
    for engine in ENGINES.values():
        if wanted in (engine.name.casefold(), engine.title.casefold()):
            return engine
    raise InputError(f"No engine is called {quoted(name)}; there is: {', '.join(ENGINES)}.")
