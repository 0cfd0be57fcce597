"""Runs pip as if it ran in the browser, where environment markers are concerned.

pip chooses wheels for another platform when told to, but goes on evaluating markers such as
``platform_machine == "x86_64"`` for the machine it runs on. Run as a module, in a process of its
own: the first argument is the marker environment as a JSON object, the others are pip's.
"""

from __future__ import annotations

import importlib
import json
import sys
import typing as t


def main(arguments: t.Sequence[str]) -> int:
    """Run pip with the given marker environment, and return its exit status."""
    environment: dict[str, str] = json.loads(arguments[0])
    markers: t.Any = importlib.import_module("pip._vendor.packaging.markers")
    markers.default_environment = lambda: dict(environment)
    pip: t.Any = importlib.import_module("pip._internal.cli.main")
    return int(pip.main(list(arguments[1:])))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
