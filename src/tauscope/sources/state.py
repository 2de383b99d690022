"""States of sources."""

from typing import Any

State = Any
"""A frozen value that only its source understands; comparable, hashable, and written by `state_to_json`."""
