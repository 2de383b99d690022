"""How long each costly input keeps the reader of files, and how much memory it takes.

    python tests/fuzz/readers.py [NAME …] [--mib 64]

Each is read in a process of its own. Exit status 1 if one takes more than 5 s or 600 MB, or ends in anything
but a document or a refusal in words.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[2] / "src")]
from tests.fuzz.inputs import INPUTS  # noqa: E402  # found by the path above

MOST_SECONDS, MOST_MB = 5.0, 600.0
PATIENCE = 60
CHILD = """
import json, sys, time
from pathlib import Path
from tauscope.core.errors import InputError
from tauscope.document.files.opening import read_document
start = time.process_time()
try:
    outcome = f"{len(read_document(Path(sys.argv[1])).document.logits):,} classes"
except InputError as refusal:
    outcome = str(refusal).partition(": ")[2]
seconds = time.process_time() - start
try:
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) * 1024
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps([seconds, peak / 1e6, outcome]))
"""


def measure(path: Path) -> tuple[float, float, str]:
    """Seconds of processor time, megabytes at the most, and what came of reading the file."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(path)],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return PATIENCE, 0.0, "NO END"
    if done.returncode:
        return 0.0, 0.0, f"FAILED: {done.stderr.strip().splitlines()[-1:] or done.returncode}"
    seconds, peak, outcome = json.loads(done.stdout)
    return seconds, peak, outcome


def main() -> int:
    """Print a line for each input."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", help="some of: " + ", ".join(INPUTS))
    parser.add_argument("--mib", type=float, default=64)
    options = parser.parse_args()
    size, failures = int(options.mib * 2**20), 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "input"
        for name in options.names or INPUTS:
            with path.open("wb") as file:
                file.writelines(INPUTS[name](size))
            seconds, peak, outcome = measure(path)
            bad = seconds > MOST_SECONDS or peak > MOST_MB or outcome.startswith(("NO END", "FAILED"))
            failures += bad
            print(
                f"{'!' if bad else ' '} {seconds:6.2f} s {peak:6.0f} MB  {name}: {outcome[:110]}", flush=True
            )
    print(f"{failures} of {len(options.names or INPUTS)} beyond {MOST_SECONDS:g} s or {MOST_MB:g} MB")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
