"""Print the score of both modes: ``python tests/api``; exits with 1 when anything is missing."""

import sys
from pathlib import Path


def _main() -> int:
    from .score import main

    return main()


if __name__ == "__main__":
    if not __package__:  # started as a folder, not as a module: PEP 366
        sys.path[0] = str(Path(__file__).resolve().parents[1])
        __package__ = "api"
    sys.exit(_main())
