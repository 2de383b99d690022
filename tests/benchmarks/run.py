"""Run the benchmarks: `python tests/benchmarks/run.py [NAME …] [--json]`, all of them when none is named.

Each figure stands beside its floor or its peer, measured in the same run, for a ratio says much the same on
every machine. A benchmark NAME is one module `bench_NAME.py` in a folder here, with a function `rows()` that
yields a `Row` (see `rows.py`) for each case; to add one, add the module. It is imported only when it runs, so
that a benchmark of `core/` needs no Qt.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.benchmarks.rows import Row

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PREFIX = "bench_"


def modules() -> dict[str, str]:
    """Module of each benchmark, by name."""
    paths = HERE.glob(f"*/{PREFIX}*.py")
    found = {
        path.stem.removeprefix(PREFIX): f"tests.benchmarks.{path.parent.name}.{path.stem}" for path in paths
    }
    return dict(sorted(found.items()))


def rows_of(name: str) -> Iterable[Row]:
    """Import a benchmark and run it, row by row."""
    rows: Iterable[Row] = importlib.import_module(modules()[name]).rows()
    return rows


def line(row: Row) -> str:
    """One row of the table."""
    figure, peer = (f"{value:.3g} {row.unit}".strip() for value in (row.figure, row.peer_figure))
    target = f"  (asked: {row.target})" if row.target else ""
    return f"  {row.case:<46} {figure:>12}   {row.peer:<14} {peer:>12}   ratio {row.ratio:>9.3g}{target}"


def for_json(name: str, row: Row) -> dict[str, Any]:
    """One row as JSON; an infinite ratio as a string, so that it is valid."""
    return {
        "benchmark": name,
        **{key: "inf" if value == math.inf else value for key, value in asdict(row).items()},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; 2 for a benchmark that there is not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(modules())}")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.names if name not in modules()]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}; there are {', '.join(modules())}.", file=sys.stderr)
        return 2
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    found = []
    for name in asked.names or modules():
        if not asked.json:
            print(name)
        for row in rows_of(name):
            found.append(for_json(name, row))
            if not asked.json:
                print(line(row), flush=True)
    if asked.json:
        print(json.dumps(found, indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
