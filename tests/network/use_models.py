"""Uses a language model in the window, in a process of its own and on the command line, for a time.

python use_models.py SECONDS

Prints how many tokens were written. Run as a program by test_offline.py.
"""

import os
import subprocess
import sys
import time

from tauscope.core.chain import Chain
from tauscope.resources import model_folder
from tauscope.sources.language.writer import Writer
from tauscope.sources.running.process_runner import ProcessRunner
from tauscope.sources.running.runner import Settings


def main(seconds: float) -> None:
    """Open the window and write slowly, so that the processor is free for others."""
    tauscope = [sys.executable, "-m", "tauscope"]
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen([*tauscope, "--model", str(model_folder())], env=offscreen) as window:
        writer, far = Writer.open(None), ProcessRunner()
        far.start(Settings(writer, (Chain.parse("temperature=1"),), 1, pace=2.0), (writer.initial(),))
        while far.poll().going and not far.poll().states[0].written:
            time.sleep(0.1)
        time.sleep(seconds)
        written = len(far.stop().states[0].written)
        assert window.poll() is None
        far.close()
        window.kill()
    subprocess.run([*tauscope, "write", "--tokens", "3"], check=True, stdout=subprocess.DEVNULL)
    print(written)


if __name__ == "__main__":
    main(float(sys.argv[1]))
