"""A run of many mutated inputs, for the scripts beside this module."""

from __future__ import annotations

import argparse
import time
import traceback
import tracemalloc
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Input = TypeVar("Input")


class Limits(NamedTuple):
    """Most seconds and most bytes of memory that one input may take."""

    seconds: float
    bytes: float


def run_many(
    what: str,
    about: str,
    mutated: Callable[[int], Input],
    check: Callable[[Input], object],
    limits: Limits | None = None,
) -> int:
    """Run the inputs that the command line asks for, and print the seeds of those that fail.

    Parameters
    ----------
    what : str
        Name of the inputs, in the plural.
    about : str
        Text of the script; its first line is that of the help.
    mutated : callable
        Returns the input of a seed.
    check : callable
        Returns something true if the input is refused, and raises an exception if it fails.
    limits : Limits, optional
        Without them the memory is not measured, which takes time.

    Returns
    -------
    int
        Exit status: 1 if an input failed or went beyond the limits.
    """
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failures, refusals, slowest, largest = 0, 0, (0.0, 0), (0, 0)
    if limits is not None:
        tracemalloc.start()
    for seed in range(options.seed, options.seed + options.count):
        data = mutated(seed)
        if limits is not None:
            tracemalloc.reset_peak()
        start = time.process_time()
        try:
            refusals += bool(check(data))
        except Exception:  # noqa: BLE001  # whatever comes is what is looked for
            failures += 1
            said = traceback.format_exc().strip().splitlines()
            print(f"seed {seed}: {said[-1][:200]} {said[-3].strip()[-60:]}", flush=True)
        slowest = max(slowest, (time.process_time() - start, seed))
        if limits is not None:
            largest = max(largest, (tracemalloc.get_traced_memory()[1], seed))
    print(f"{options.count:,} {what}: {refusals:,} refused, {failures:,} failed; the slowest took", end=" ")
    print(f"{slowest[0]:.2f} s (seed {slowest[1]})", end="" if limits else "\n")
    if limits is None:
        return 1 if failures else 0
    print(f", the largest {largest[0] / 1e6:.1f} MB (seed {largest[1]})")
    return 1 if failures or slowest[0] > limits.seconds or largest[0] > limits.bytes else 0
