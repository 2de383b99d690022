"""Chains of knobs, and the chains of the engines that people use."""

from tauscope.core.chain.chain import Chain
from tauscope.core.chain.engines import ENGINES, Engine, SamplingRequest, engine_named
from tauscope.core.chain.stage import Stage

__all__ = ["ENGINES", "Chain", "Engine", "SamplingRequest", "Stage", "engine_named"]
