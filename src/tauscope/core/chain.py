"""Chains of knobs, and the chains of the engines that people use."""

from tauscope.core.engines import ENGINES, Engine, Request, engine_named
from tauscope.core.pipeline import Chain, Stage

__all__ = ["ENGINES", "Chain", "Engine", "Request", "Stage", "engine_named"]
