"""Entry point of ``python -m tauscope``."""

from __future__ import annotations

import sys

from tauscope.cli import main

if __name__ == "__main__":
    sys.exit(main())
