"""Run the benchmarks: ``python tests/bench framework``."""

import sys
from pathlib import Path


def _main() -> int:
    from .cli import main

    return main()


if __name__ == "__main__":
    if not __package__:  # started as a folder, not as a module: PEP 366
        sys.path[0] = str(Path(__file__).resolve().parents[1])
        __package__ = "bench"
    sys.exit(_main())
