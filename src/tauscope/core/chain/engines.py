"""What the engines do with the same request: order, defaults, and temperature 0."""

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
    return {engine.name: engine for engine in engines}


ENGINES = _listed(
    Engine(
        name="huggingface",
        title="Hugging Face",
        knobs=(
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
        lowest=0.01,
        highest=2.0,
        refused={"top_p": (0.0, "a top_p must be larger than 0.")},
        note=MODEL_DEFAULTS,
    ),
    Engine(
        name="llama.cpp",
        title="llama.cpp",
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
"""Presets by name. An engine that changed keeps its name for what is current: "ollama" is Ollama ≥ 0.30."""

LEFT_OUT = (
    "Penalties, DRY, mirostat and adaptive-p look at the text so far: they are no part of a chain on one"
    " distribution, and left out. So is SGLang: it cuts by top-k and top-p on the same probabilities, but one"
    " after the other where min_p is asked for and FlashInfer samples."
)
"""Which kinds of sampling and which engine are left out here, in sentences."""


def engine_named(name: str) -> Engine:
    """Find an engine by its name or title, in whatever case.

    Raises
    ------
    InputError
        If there is none.

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
